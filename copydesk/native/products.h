/* Products of rows of 16-bit numbers with a matrix of them, summed in 32 bits: exact, in any order.

   The matrix holds, for each pair of inputs and each output, the two weights side by side, as the
   instruction for it takes them. Outputs are padded to a multiple of eight, and rows lie one after the other:
   those of values hold `2 * pairs` numbers, those of sums `width`. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* Eight times `COLUMNS` outputs of `ROWS` rows at once: each weight that is loaded serves all rows, each
   value all columns, and the sums stay in registers. */
#define TILE(NAME, ROWS, COLUMNS) \
    __attribute__((target("avx2"))) \
    static void NAME(const int16_t *values, int pairs, const int16_t *weights, int width, int32_t *sums) \
    { \
        __m256i sum[ROWS][COLUMNS]; \
        for (int row = 0; row < ROWS; row++) \
            for (int k = 0; k < COLUMNS; k++) \
                sum[row][k] = _mm256_loadu_si256((const __m256i *)(sums + (ptrdiff_t)row * width + 8 * k)); \
        for (int pair = 0; pair < pairs; pair++) { \
            __m256i two[COLUMNS]; \
            for (int k = 0; k < COLUMNS; k++) \
                two[k] = _mm256_loadu_si256((const __m256i *)(weights + (ptrdiff_t)2 * width * pair + 16 * k)); \
            for (int row = 0; row < ROWS; row++) { \
                int32_t both; \
                memcpy(&both, values + (ptrdiff_t)2 * (row * pairs + pair), 4); \
                __m256i value = _mm256_set1_epi32(both); \
                for (int k = 0; k < COLUMNS; k++) \
                    sum[row][k] = _mm256_add_epi32(sum[row][k], _mm256_madd_epi16(value, two[k])); \
            } \
        } \
        for (int row = 0; row < ROWS; row++) \
            for (int k = 0; k < COLUMNS; k++) \
                _mm256_storeu_si256((__m256i *)(sums + (ptrdiff_t)row * width + 8 * k), sum[row][k]); \
    }

TILE(four_rows_by_two, 4, 2)
TILE(four_rows_by_one, 4, 1)
TILE(one_row_by_two, 1, 2)
TILE(one_row_by_one, 1, 1)

static void add_products_avx2(
    const int16_t *values, ptrdiff_t rows, int pairs, const int16_t *weights, int width, int32_t *sums)
{
    for (ptrdiff_t row = 0, many; row < rows; row += many) {
        const int16_t *value = values + 2 * row * pairs;
        int32_t *sum = sums + row * width;
        int at = 0;
        many = rows - row >= 4 ? 4 : 1;
        for (; at + 16 <= width; at += 16)
            (many == 4 ? four_rows_by_two : one_row_by_two)(value, pairs, weights + 2 * at, width, sum + at);
        if (at < width)
            (many == 4 ? four_rows_by_one : one_row_by_one)(value, pairs, weights + 2 * at, width, sum + at);
    }
}
#endif

static void add_products_plain(
    const int16_t *values, ptrdiff_t rows, int pairs, const int16_t *weights, int width, int32_t *sums)
{
    for (ptrdiff_t row = 0; row < rows; row++, values += 2 * pairs, sums += width)
        for (int pair = 0; pair < pairs; pair++) {
            int32_t first = values[2 * pair], second = values[2 * pair + 1];
            const int16_t *two = weights + (ptrdiff_t)2 * width * pair;
            for (int at = 0; at < width; at++)
                sums[at] += first * two[2 * at] + second * two[2 * at + 1];
        }
}

/* Adds to the sums of each row its products with the matrix. */
static void add_products(
    const int16_t *values, ptrdiff_t rows, int pairs, const int16_t *weights, int width, int32_t *sums)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2")) {
        add_products_avx2(values, rows, pairs, weights, width, sums);
        return;
    }
#endif
    add_products_plain(values, rows, pairs, weights, width, sums);
}

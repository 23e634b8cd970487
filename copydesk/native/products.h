/* Products of rows of 16-bit numbers with a matrix of them, summed in 32 bits: exact, in any order.

   The matrix holds, for each pair of inputs and each output, the two weights side by side, as the
   instruction for it takes them. Outputs are padded to a multiple of eight. */

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

__attribute__((target("avx2")))
static void add_products_avx2(const int16_t *row, int pairs, const int16_t *weights, int width, int32_t *sums)
{
    for (int at = 0; at < width; at += 8) {
        const int16_t *column = weights + 2 * at;
        __m256i sum = _mm256_loadu_si256((const __m256i *)(sums + at));
        for (int pair = 0; pair < pairs; pair++) {
            int32_t both;
            memcpy(&both, row + 2 * pair, 4);
            __m256i two = _mm256_loadu_si256((const __m256i *)(column + (size_t)2 * width * pair));
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_set1_epi32(both), two));
        }
        _mm256_storeu_si256((__m256i *)(sums + at), sum);
    }
}
#endif

static void add_products_plain(const int16_t *row, int pairs, const int16_t *weights, int width, int32_t *sums)
{
    for (int pair = 0; pair < pairs; pair++) {
        int32_t first = row[2 * pair], second = row[2 * pair + 1];
        const int16_t *two = weights + (size_t)2 * width * pair;
        for (int at = 0; at < width; at++)
            sums[at] += first * two[2 * at] + second * two[2 * at + 1];
    }
}

static void add_products(const int16_t *row, int pairs, const int16_t *weights, int width, int32_t *sums)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2")) {
        add_products_avx2(row, pairs, weights, width, sums);
        return;
    }
#endif
    add_products_plain(row, pairs, weights, width, sums);
}

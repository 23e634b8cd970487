/* Products of rows of 16-bit numbers with a matrix of them, summed in 32 bits: exact, in any order.

   The matrix holds, for each pair of inputs and each output, the two weights side by side, as the instruction
   for it takes them. Outputs are padded to a multiple of sixteen. Some rows go abreast, so that a weight that
   was fetched is used for all of them. */

#include <stdint.h>
#include <string.h>

#if defined(_MSC_VER) && !defined(restrict)
#define restrict __restrict
#endif

static inline int32_t pair_of(const int16_t *row, int pair)
{
    int32_t both;
    memcpy(&both, row + 2 * pair, 4);
    return both;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define KERNEL(NAME, TARGET, VECTOR, LANES, ABREAST, WIDE, LOAD, STORE, EACH, DOT)                                 \
    __attribute__((target(TARGET))) static void NAME(                                                              \
        const int16_t *rows, int64_t stride, int count, int pairs, const int16_t *weights, int width, int32_t *sums) \
    {                                                                                                              \
        for (; count >= ABREAST; count -= ABREAST, rows += ABREAST * stride, sums += ABREAST * width)              \
            for (int at = 0; at < width; at += WIDE * LANES) {                                                     \
                VECTOR sum[ABREAST][WIDE];                                                                         \
                for (int r = 0; r < ABREAST; r++)                                                                  \
                    for (int g = 0; g < WIDE; g++)                                                                 \
                        sum[r][g] = LOAD((const void *)(sums + r * width + at + g * LANES));                       \
                for (int pair = 0; pair < pairs; pair++) {                                                         \
                    const int16_t *column = weights + 2 * ((int64_t)width * pair + at);                            \
                    VECTOR two[WIDE];                                                                              \
                    for (int g = 0; g < WIDE; g++)                                                                 \
                        two[g] = LOAD((const void *)(column + 2 * g * LANES));                                     \
                    for (int r = 0; r < ABREAST; r++) {                                                            \
                        VECTOR both = EACH(pair_of(rows + r * stride, pair));                                      \
                        for (int g = 0; g < WIDE; g++)                                                             \
                            sum[r][g] = DOT(sum[r][g], both, two[g]);                                              \
                    }                                                                                              \
                }                                                                                                  \
                for (int r = 0; r < ABREAST; r++)                                                                  \
                    for (int g = 0; g < WIDE; g++)                                                                 \
                        STORE((void *)(sums + r * width + at + g * LANES), sum[r][g]);                             \
            }                                                                                                      \
        if (count)                                                                                                 \
            NAME##_rest(rows, stride, count, pairs, weights, width, sums);                                         \
    }

#define ADDED(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
#define products_avx2_one_rest(...) ((void)0)
KERNEL(products_avx2_one, "avx2", __m256i, 8, 1, 2, _mm256_loadu_si256, _mm256_storeu_si256, _mm256_set1_epi32, ADDED)
#define products_avx2_rest products_avx2_one
KERNEL(products_avx2, "avx2", __m256i, 8, 4, 2, _mm256_loadu_si256, _mm256_storeu_si256, _mm256_set1_epi32, ADDED)

#define VNNI "avx512f,avx512vnni"
#define products_vnni_one_rest(...) ((void)0)
KERNEL(products_vnni_one, VNNI, __m512i, 16, 1, 1, _mm512_loadu_si512, _mm512_storeu_si512, _mm512_set1_epi32, _mm512_dpwssd_epi32)
#define products_vnni_rest products_vnni_one
KERNEL(products_vnni, VNNI, __m512i, 16, 8, 1, _mm512_loadu_si512, _mm512_storeu_si512, _mm512_set1_epi32, _mm512_dpwssd_epi32)
/* For widths of 48: a number that was fetched is used for three vectors. */
#define products_vnni_wide_rest products_vnni_one
KERNEL(products_vnni_wide, VNNI, __m512i, 16, 8, 3, _mm512_loadu_si512, _mm512_storeu_si512, _mm512_set1_epi32, _mm512_dpwssd_epi32)
#endif

static void products_plain(
    const int16_t *rows, int64_t stride, int count, int pairs, const int16_t *weights, int width, int32_t *sums)
{
    for (int r = 0; r < count; r++)
        for (int pair = 0; pair < pairs; pair++) {
            int32_t first = rows[r * stride + 2 * pair], second = rows[r * stride + 2 * pair + 1];
            const int16_t *two = weights + (int64_t)2 * width * pair;
            for (int at = 0; at < width; at++)
                sums[r * width + at] += first * two[2 * at] + second * two[2 * at + 1];
        }
}

/* Add to the sums of some rows, which stand one behind the other. */
static void add_products(
    const int16_t *rows, int64_t stride, int count, int pairs, const int16_t *weights, int width, int32_t *sums)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512vnni")) {
        (width % 48 ? products_vnni : products_vnni_wide)(rows, stride, count, pairs, weights, width, sums);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        products_avx2(rows, stride, count, pairs, weights, width, sums);
        return;
    }
#endif
    products_plain(rows, stride, count, pairs, weights, width, sums);
}

/* What of sums is above zero, without as many bits at their end: to the nearest, halves to the even one. It is
   added to what was seen, and held within 16 bits. */
#define RECTIFY                                                                                 \
    for (int64_t k = 0; k < many; k++) {                                                        \
        int32_t sum = sums[k] > 0 ? sums[k] : 0;                                                \
        int32_t value = seen[k] + ((sum + (1 << (bits - 1)) - 1 + ((sum >> bits) & 1)) >> bits); \
        out[k] = (int16_t)(value > 32767 ? 32767 : value < -32768 ? -32768 : value);            \
    }

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx2")))
static void add_rectified_avx2(
    int16_t *restrict out, const int16_t *restrict seen, const int32_t *restrict sums, int64_t many, int bits)
{
    RECTIFY
}
#endif

static void add_rectified(
    int16_t *restrict out, const int16_t *restrict seen, const int32_t *restrict sums, int64_t many, int bits)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2")) {
        add_rectified_avx2(out, seen, sums, many, bits);
        return;
    }
#endif
    RECTIFY
}

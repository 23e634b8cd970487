/* Products of rows of 16-bit numbers with a matrix of them, summed in 32 bits: exact, in any order.

   The matrix holds, for each pair of inputs and each output, the two weights side by side, as the instruction
   for it takes them. Outputs are padded to a multiple of eight, and forty of them go together. Inputs come in
   parts, each with its own part of the matrix; what stands nowhere is nothing. Some rows go abreast, so that a
   weight that was fetched is used for all of them, and their sums stay in registers through all parts. */

#include <stdint.h>
#include <string.h>

#define ABREAST 16 /* values that are binned together */

#if defined(_MSC_VER) && !defined(restrict)
#define restrict __restrict
#define ALIGNED __declspec(align(64))
#else
#define ALIGNED __attribute__((aligned(64)))
#endif

#define WIDEST 512  /* outputs of a layer */
#define MOST_ROWS 8 /* rows whose sums are held at once */

typedef struct {
    ALIGNED int32_t sums[MOST_ROWS * WIDEST];
} Held;

typedef struct {
    int16_t rows[3][MOST_ROWS * WIDEST]; /* copies of rows that stand apart, in parts */
} Few;

#define PARAMETERS                                                                                                \
    const int16_t *const *parts, int many, int64_t stride, int from, int count, int pairs, const int16_t *weights, \
        const int32_t *bias, int width, int left, int right, int32_t *sums
#define ARGUMENTS(FROM, LEFT, RIGHT) parts, many, stride, FROM, count, pairs, weights, bias, width, LEFT, RIGHT, sums

static inline int32_t pair_of(const int16_t *row, int pair)
{
    int32_t both;
    memcpy(&both, row + 2 * pair, 4);
    return both;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define LOAD_EIGHT(from) _mm256_loadu_si256((const void *)(from))
#define STORE_EIGHT(to, sum) _mm256_storeu_si256((void *)(to), sum)

#define VNNI_TARGET "avx512f,avx512vl,avx512vnni"
#define VNNI_VECTOR __m512i
#define VNNI_LANES 16
#define VNNI_LOAD(from) _mm512_loadu_si512((const void *)(from))
#define VNNI_STORE(to, sum) _mm512_storeu_si512((void *)(to), sum)
#define VNNI_EACH _mm512_set1_epi32
#define VNNI_EIGHT _mm512_castsi512_si256
#define VNNI_DOT _mm512_dpwssd_epi32
#define VNNI_DOT_EIGHT _mm256_dpwssd_epi32

#define AVX2_TARGET "avx2"
#define AVX2_VECTOR __m256i
#define AVX2_LANES 8
#define AVX2_LOAD LOAD_EIGHT
#define AVX2_STORE STORE_EIGHT
#define AVX2_EACH _mm256_set1_epi32
#define AVX2_EIGHT(both) both
#define AVX2_DOT(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
#define AVX2_DOT_EIGHT AVX2_DOT

/* Of some outputs, as many go together as there are in WIDE vectors and eight more. */
#define KERNEL(NAME, SET, ROWS, WIDE)                                                                              \
    __attribute__((target(SET##_TARGET))) static void NAME(PARAMETERS)                                             \
    {                                                                                                              \
        for (; count - from >= ROWS; from += ROWS)                                                                 \
            for (int at = left, eight = at + WIDE * SET##_LANES; at < right; at = eight + 8, eight = at + WIDE * SET##_LANES) { \
                SET##_VECTOR sum[ROWS][WIDE];                                                                      \
                __m256i more[ROWS];                                                                                \
                for (int r = 0; r < ROWS; r++) {                                                                   \
                    for (int g = 0; g < WIDE; g++)                                                                 \
                        sum[r][g] = SET##_LOAD(bias + at + g * SET##_LANES);                                       \
                    more[r] = LOAD_EIGHT(bias + eight);                                                            \
                }                                                                                                  \
                for (int part = 0; part < many; part++) {                                                          \
                    const int16_t *row = parts[part] + from * stride;                                              \
                    const int16_t *column = weights + 2 * ((int64_t)width * pairs * part);                         \
                    for (int pair = 0; parts[part] && pair < pairs; pair++, column += 2 * width) {                 \
                        SET##_VECTOR two[WIDE];                                                                    \
                        __m256i two_more = LOAD_EIGHT(column + 2 * eight);                                         \
                        for (int g = 0; g < WIDE; g++)                                                             \
                            two[g] = SET##_LOAD(column + 2 * (at + g * SET##_LANES));                              \
                        for (int r = 0; r < ROWS; r++) {                                                           \
                            SET##_VECTOR both = SET##_EACH(pair_of(row + r * stride, pair));                       \
                            for (int g = 0; g < WIDE; g++)                                                         \
                                sum[r][g] = SET##_DOT(sum[r][g], both, two[g]);                                    \
                            more[r] = SET##_DOT_EIGHT(more[r], SET##_EIGHT(both), two_more);                       \
                        }                                                                                          \
                    }                                                                                              \
                }                                                                                                  \
                for (int r = 0; r < ROWS; r++) {                                                                   \
                    int32_t *out = sums + (from + r) * width;                                                      \
                    for (int g = 0; g < WIDE; g++)                                                                 \
                        SET##_STORE(out + at + g * SET##_LANES, sum[r][g]);                                        \
                    STORE_EIGHT(out + eight, more[r]);                                                             \
                }                                                                                                  \
            }                                                                                                      \
        if (from < count)                                                                                          \
            NAME##_rest(ARGUMENTS(from, left, right));                                                             \
    }

#define products_vnni_one_rest(...) ((void)0)
KERNEL(products_vnni_one, VNNI, 1, 0)
#define products_vnni_eight_rest products_vnni_one
KERNEL(products_vnni_eight, VNNI, 8, 0)
#define products_vnni_rest products_vnni_one
KERNEL(products_vnni, VNNI, 8, 2)

#define products_avx2_one_rest(...) ((void)0)
KERNEL(products_avx2_one, AVX2, 1, 0)
#define products_avx2_eight_rest products_avx2_one
KERNEL(products_avx2_eight, AVX2, 4, 0)
#define products_avx2_rest products_avx2_one
KERNEL(products_avx2, AVX2, 2, 4)
#endif

static void products_plain(PARAMETERS)
{
    for (int r = from; r < count; r++) {
        memcpy(sums + r * width + left, bias + left, (right - left) * sizeof(int32_t));
        for (int pair = 0; pair < many * pairs; pair++) {
            const int16_t *row = parts[pair / pairs];
            int32_t first = row ? row[r * stride + 2 * (pair % pairs)] : 0;
            int32_t second = row ? row[r * stride + 2 * (pair % pairs) + 1] : 0;
            const int16_t *two = weights + (int64_t)2 * width * pair;
            for (int at = left; at < right; at++)
                sums[r * width + at] += first * two[2 * at] + second * two[2 * at + 1];
        }
    }
}

/* The sums of some rows, which stand one behind the other. */
static void sum_products(
    const int16_t *const *parts, int many, int64_t stride, int count, int pairs, const int16_t *weights,
    const int32_t *bias, int width, int32_t *sums)
{
#if defined(__x86_64__) && defined(__GNUC__)
    int middle = width - width % 40;
    if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vl")) {
        products_vnni(ARGUMENTS(0, 0, middle));
        products_vnni_eight(ARGUMENTS(0, middle, width));
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        products_avx2(ARGUMENTS(0, 0, middle));
        products_avx2_eight(ARGUMENTS(0, middle, width));
        return;
    }
#endif
    products_plain(ARGUMENTS(0, 0, width));
}

/* What runs over all values is compiled twice: for any machine, and for those that take eight at once. */
#if defined(__x86_64__) && defined(__GNUC__)
#define WIDELY(NAME, TAKEN, GIVEN, BODY)                                          \
    __attribute__((target("avx2"))) static void NAME##_avx2 TAKEN BODY                     \
    static void NAME##_plain TAKEN BODY                                                    \
    static void NAME TAKEN                                                                 \
    {                                                                                      \
        (__builtin_cpu_supports("avx2") ? NAME##_avx2 : NAME##_plain) GIVEN;               \
    }
#else
#define WIDELY(NAME, TAKEN, GIVEN, BODY) static void NAME TAKEN BODY
#endif

static inline int16_t held(int32_t value)
{
    return (int16_t)(value > 32767 ? 32767 : value < -32768 ? -32768 : value);
}

/* What of sums is above zero, without as many bits at their end: to the nearest, halves to the even one. */
static inline int32_t rectified(int32_t sum, int bits)
{
    sum = sum > 0 ? sum : 0;
    return (sum + (1 << (bits - 1)) - 1 + ((sum >> bits) & 1)) >> bits;
}

#if defined(__x86_64__) && defined(__GNUC__)
#define EIGHT_RECTIFIED(SUMS)                                                                                  \
    _mm256_srl_epi32(                                                                                          \
        _mm256_add_epi32(_mm256_add_epi32(SUMS, half), _mm256_and_si256(_mm256_srl_epi32(SUMS, by), one)), by)

/* Compilers make more of holding sums within 16 bits than there is to do. */
__attribute__((target("avx2"))) static int64_t add_rectified_avx2(
    int16_t *out, const int16_t *seen, const int32_t *sums, int64_t many, int bits)
{
    __m256i half = _mm256_set1_epi32((1 << (bits - 1)) - 1), one = _mm256_set1_epi32(1), none = _mm256_setzero_si256();
    __m128i by = _mm_cvtsi32_si128(bits);
    int64_t k = 0;
    for (; k + 16 <= many; k += 16) {
        __m256i low = _mm256_max_epi32(_mm256_loadu_si256((const void *)(sums + k)), none);
        __m256i high = _mm256_max_epi32(_mm256_loadu_si256((const void *)(sums + k + 8)), none);
        low = _mm256_add_epi32(EIGHT_RECTIFIED(low), _mm256_cvtepi16_epi32(_mm_loadu_si128((const void *)(seen + k))));
        high = _mm256_add_epi32(EIGHT_RECTIFIED(high), _mm256_cvtepi16_epi32(_mm_loadu_si128((const void *)(seen + k + 8))));
        __m256i both = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xD8);
        _mm256_storeu_si256((void *)(out + k), both);
    }
    return k;
}
#endif

/* Add what is rectified of sums to what was seen, held within 16 bits. */
static void add_rectified(
    int16_t *restrict out, const int16_t *restrict seen, const int32_t *restrict sums, int64_t many, int bits)
{
    int64_t k = 0;
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2"))
        k = add_rectified_avx2(out, seen, sums, many, bits);
#endif
    for (; k < many; k++)
        out[k] = held(seen[k] + rectified(sums[k], bits));
}

/* The totals of some rows, and their peaks, in columns; both are begun. */
WIDELY(gather_rows,
    (const int16_t *restrict rows, int64_t count, int width, int64_t *restrict totals, int16_t *restrict peaks),
    (rows, count, width, totals, peaks),
    {
        for (int64_t r = 0; r < count; r++)
            for (int k = 0; k < width; k++) {
                int16_t value = rows[r * width + k];
                totals[k] += value;
                peaks[k] = peaks[k] > value ? peaks[k] : value;
            }
    })

/* Add the same values to all rows, held within 16 bits. */
WIDELY(add_to_rows,
    (int16_t *restrict rows, int64_t count, int width, const int32_t *restrict values),
    (rows, count, width, values),
    {
        for (int64_t r = 0; r < count; r++)
            for (int k = 0; k < width; k++)
                rows[r * width + k] = held(rows[r * width + k] + values[k]);
    })

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx512f"))) static void count_below_avx512(
    const double *values, const double *cuts, int many, int64_t *counts)
{
    __m512d low = _mm512_loadu_pd(values), high = _mm512_loadu_pd(values + 8);
    __m512i below_low = _mm512_setzero_si512(), below_high = below_low, one = _mm512_set1_epi64(1);
    for (int k = 0; k < many; k++) {
        __m512d cut = _mm512_set1_pd(cuts[k]);
        below_low = _mm512_mask_add_epi64(below_low, _mm512_cmp_pd_mask(cut, low, _CMP_LT_OQ), below_low, one);
        below_high = _mm512_mask_add_epi64(below_high, _mm512_cmp_pd_mask(cut, high, _CMP_LT_OQ), below_high, one);
    }
    _mm512_storeu_si512(counts, below_low);
    _mm512_storeu_si512(counts + 8, below_high);
}
#endif

WIDELY(count_all_below,
    (const double *restrict values, const double *restrict cuts, int many, int64_t *restrict counts),
    (values, cuts, many, counts),
    {
        for (int r = 0; r < ABREAST; r++)
            counts[r] = 0;
        for (int k = 0; k < many; k++)
            for (int r = 0; r < ABREAST; r++)
                counts[r] += cuts[k] < values[r];
    })

/* How many of the cuts lie below each of some values. */
static void count_below(const double *values, const double *cuts, int many, int64_t *counts)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f")) {
        count_below_avx512(values, cuts, many, counts);
        return;
    }
#endif
    count_all_below(values, cuts, many, counts);
}

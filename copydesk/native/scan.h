/* Bytes looked through in strides, by wide instructions where the processor has them. */

#include <stdint.h>
#include <string.h>

#define STRIDE 64

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

/* How many of the bytes before the first stride with one above 127 are in strides without. */
static int64_t ascii(const uint8_t *s, int64_t n)
{
    int64_t i = 0;
    for (; i + STRIDE <= n; i += STRIDE) {
        uint64_t parts[STRIDE / 8], all = 0;
        memcpy(parts, s + i, STRIDE);
        for (int k = 0; k < STRIDE / 8; k++)
            all |= parts[k];
        if (all & 0x8080808080808080ULL)
            break;
    }
    return i;
}

/* What floods are made of, so far, and whether the byte before was of it. */
typedef struct {
    int64_t runs, tags;
    int separated, opened;
} Floods;

INLINE int separates(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '/' || c == '=';
}

INLINE void count_one(uint8_t c, Floods *found)
{
    int separated = separates(c);
    found->runs += separated & !found->separated;
    found->tags += (c == '<') - (c == '/' && found->opened);
    found->separated = separated;
    found->opened = c == '<';
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define WIDE 32

/* As many whole strides as there are; a separator but `=` is what the table has for its last four bits. */
__attribute__((target("avx2,popcnt"))) static int64_t count_wide(const uint8_t *s, int64_t n, Floods *found)
{
    const __m128i lasts = _mm_setr_epi8(
        ' ', -1, -1, -1, -1, -1, -1, -1, -1, '\t', '\n', -1, '\f', '\r', -1, '/');
    const __m256i table = _mm256_broadcastsi128_si256(lasts);
    int64_t i = 0;
    for (; i + WIDE <= n; i += WIDE) {
        __m256i c = _mm256_loadu_si256((const __m256i *)(s + i));
        __m256i slash = _mm256_cmpeq_epi8(c, _mm256_set1_epi8('/'));
        __m256i open = _mm256_cmpeq_epi8(c, _mm256_set1_epi8('<'));
        __m256i separator = _mm256_cmpeq_epi8(c, _mm256_shuffle_epi8(table, c));
        separator = _mm256_or_si256(separator, _mm256_cmpeq_epi8(c, _mm256_set1_epi8('=')));
        uint32_t separated = (uint32_t)_mm256_movemask_epi8(separator);
        uint32_t opened = (uint32_t)_mm256_movemask_epi8(open);
        uint32_t closed = (uint32_t)_mm256_movemask_epi8(slash) & (opened << 1 | (uint32_t)found->opened);
        found->runs += __builtin_popcount(separated & ~(separated << 1 | (uint32_t)found->separated));
        found->tags += __builtin_popcount(opened) - __builtin_popcount(closed);
        found->separated = separated >> (WIDE - 1);
        found->opened = opened >> (WIDE - 1);
    }
    return i;
}

static int64_t count_strides(const uint8_t *s, int64_t n, Floods *found)
{
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"))
        return count_wide(s, n, found);
    return 0;
}
#else
static int64_t count_strides(const uint8_t *s, int64_t n, Floods *found) { return 0; }
#endif

/* The runs of separators and the tags that open; a separator at the very beginning begins no run. */
static void count_floods(const uint8_t *s, int64_t n, Floods *found)
{
    int64_t i;
    found->runs = found->tags = found->opened = 0;
    found->separated = 1;
    for (i = count_strides(s, n, found); i < n; i++)
        count_one(s[i], found);
}

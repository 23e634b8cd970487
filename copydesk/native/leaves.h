/* Boosted trees asked by their nodes: those whose threshold a row exceeds rule out the leaves on their left.

   Of the leaves that are left in a tree, the first is the row's. Eight rows go abreast; a feature's nodes come
   by rising thresholds, so that the rest need no look once none is exceeded. `open` has a bit for each leaf
   that a row can still reach: eight numbers for each tree. */

#include <stdint.h>
#include <string.h>

#define ABREAST 8

#if defined(__GNUC__)
typedef float Floats __attribute__((vector_size(32), aligned(4), may_alias));
typedef int32_t Bits __attribute__((vector_size(32), aligned(4), may_alias));
#define INLINE static inline __attribute__((always_inline))

INLINE void keep(Bits *open, const float *row, float threshold, int32_t stay)
{
    *open &= ~(Bits)(*(const Floats *)row > threshold - (Floats){}) | stay;
}

INLINE int first_leaf(int32_t open) { return __builtin_ctz(open); }
#else
typedef struct { int32_t each[ABREAST]; } Bits;
#define INLINE static inline

INLINE void keep(Bits *open, const float *row, float threshold, int32_t stay)
{
    for (int k = 0; k < ABREAST; k++)
        open->each[k] &= row[k] > threshold ? stay : -1;
}

INLINE int first_leaf(int32_t open)
{
    int leaf = 0;
    while (!(open >> leaf & 1))
        leaf++;
    return leaf;
}
#endif

INLINE void rule_out(
    const float *values, int64_t rows, int features, const int32_t *starts, const float *thresholds,
    const int32_t *trees, const int32_t *left, int32_t *open)
{
    for (int feature = 0; feature < features; feature++) {
        const float *row = values + feature * rows;
        float most = row[0];
        for (int k = 1; k < ABREAST; k++)
            most = row[k] > most ? row[k] : most;
        for (int node = starts[feature]; node < starts[feature + 1] && most > thresholds[node]; node++)
            keep((Bits *)(open + (int64_t)ABREAST * trees[node]), row, thresholds[node], left[node]);
    }
}

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx2")))
static void rule_out_avx2(
    const float *values, int64_t rows, int features, const int32_t *starts, const float *thresholds,
    const int32_t *trees, const int32_t *left, int32_t *open)
{
    rule_out(values, rows, features, starts, thresholds, trees, left, open);
}
#endif

static void rule_out_leaves(
    const float *values, int64_t rows, int features, const int32_t *starts, const float *thresholds,
    const int32_t *trees, const int32_t *left, int32_t *open)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2")) {
        rule_out_avx2(values, rows, features, starts, thresholds, trees, left, open);
        return;
    }
#endif
    rule_out(values, rows, features, starts, thresholds, trees, left, open);
}

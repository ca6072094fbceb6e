/* The pair test and its kin in two AVX2 registers of eight. */
#include "base/cpu.h"

#if defined(SEA_CPU_X86_64)
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

typedef float lanes_f __attribute__((vector_size(64)));
typedef int32_t lanes_i __attribute__((vector_size(64)));

typedef struct halves {
    __m256 half[2];
} halves;

static inline halves split(lanes_f a)
{
    halves h;
    memcpy(&h, &a, sizeof h);
    return h;
}

static inline uint32_t half_apart(__m256 a, __m256 b)
{
    return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_GT_OQ));
}

/* Bit k is set where a > b in lane k. */
static inline uint32_t lane_apart(lanes_f a, lanes_f b)
{
    halves x = split(a), y = split(b);
    return half_apart(x.half[0], y.half[0]) | half_apart(x.half[1], y.half[1]) << 8;
}

static inline lanes_f lane_least(lanes_f a, lanes_f b)
{
    halves x = split(a), y = split(b);
    for (int k = 0; k < 2; k++) x.half[k] = _mm256_min_ps(x.half[k], y.half[k]);
    lanes_f out;
    memcpy(&out, &x, sizeof out);
    return out;
}

static inline lanes_f lane_fused(lanes_f a, lanes_f b, lanes_f c)
{
    halves x = split(a), y = split(b), z = split(c);
    for (int k = 0; k < 2; k++) x.half[k] = _mm256_fmadd_ps(x.half[k], y.half[k], z.half[k]);
    lanes_f out;
    memcpy(&out, &x, sizeof out);
    return out;
}

#define SEA_SCREEN_NAME(x) sea_screen_avx2_##x
#include "analysis/screen_lane.inc"
#endif

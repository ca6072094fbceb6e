/* The pair test and its kin in one AVX-512 register of sixteen. */
#include "base/cpu.h"

#if defined(SEA_CPU_X86_64)
#include <immintrin.h>
#include <stdint.h>

typedef __m512 lanes_f;
typedef int32_t lanes_i __attribute__((vector_size(64)));

/* Bit k is set where a > b in lane k. */
static inline uint32_t lane_apart(lanes_f a, lanes_f b)
{
    return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ);
}

static inline lanes_f lane_least(lanes_f a, lanes_f b)
{
    return _mm512_min_ps(a, b);
}

static inline lanes_f lane_fused(lanes_f a, lanes_f b, lanes_f c)
{
    return _mm512_fmadd_ps(a, b, c);
}

#define SEA_SCREEN_NAME(x) sea_screen_avx512_##x
#include "analysis/screen_lane.inc"
#endif

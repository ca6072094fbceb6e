/* The pair test and its kin by whatever vectors the compiler makes of sixteen floats. */
#include <stdint.h>
#include <string.h>

typedef float lanes_f __attribute__((vector_size(64)));
typedef int32_t lanes_i __attribute__((vector_size(64)));
typedef float rows_f __attribute__((vector_size(32)));
typedef int32_t rows_i __attribute__((vector_size(32)));

/* Bit k is set where a > b in lane k. */
static inline uint32_t lane_apart(lanes_f a, lanes_f b)
{
    lanes_i m = a > b;
    uint32_t bits = 0;
    for (int k = 0; k < 16; k++) bits |= (uint32_t)(m[k] & 1) << k;
    return bits;
}

static inline uint32_t row_apart(rows_f a, rows_f b)
{
    rows_i m = a > b;
    uint32_t bits = 0;
    for (int k = 0; k < 8; k++) bits |= (uint32_t)(m[k] & 1) << k;
    return bits;
}

static inline lanes_f lane_least(lanes_f a, lanes_f b)
{
    lanes_i m = a < b;
    return (lanes_f)(((lanes_i)a & m) | ((lanes_i)b & ~m));
}

#define SEA_SCREEN_NAME(x) sea_screen_portable_##x
#include "analysis/screen_lane.inc"

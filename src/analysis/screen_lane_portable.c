/* The pair test and its kin by whatever vectors the compiler makes of sixteen floats. */
#include <stdint.h>
#include <string.h>

typedef float lanes_f __attribute__((vector_size(64)));
typedef int32_t lanes_i __attribute__((vector_size(64)));

/* Bit k is set where a > b in lane k: each lane keeps its own bit, and halves are joined until one word is left. */
static inline uint32_t lane_apart(lanes_f a, lanes_f b)
{
    const lanes_i own = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
    lanes_i m = (a > b) & own;
    uint64_t pairs[8], all = 0;
    memcpy(pairs, &m, sizeof pairs);
    for (int k = 0; k < 8; k++) all |= pairs[k];
    return (uint32_t)(all | all >> 32);
}

static inline lanes_f lane_least(lanes_f a, lanes_f b)
{
    lanes_i m = a < b;
    return (lanes_f)(((lanes_i)a & m) | ((lanes_i)b & ~m));
}

/* Not fused: the first look, which alone uses it, allows for either. */
static inline lanes_f lane_fused(lanes_f a, lanes_f b, lanes_f c)
{
    return a * b + c;
}

#define SEA_SCREEN_NAME(x) sea_screen_portable_##x
#include "analysis/screen_lane.inc"

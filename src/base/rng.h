/* Counter-based random numbers (Philox4x32-10): a pure function of (seed, index, stream), so any part can be made anywhere. */
#ifndef SEA_BASE_RNG_H
#define SEA_BASE_RNG_H

#include <stdint.h>

typedef struct sea_rng {
    uint64_t seed, index; /* key and high counter */
    uint32_t stream;
    uint32_t next;        /* draws so far */
    uint32_t block[4];
} sea_rng;

sea_rng sea_rng_init(uint64_t seed, uint64_t index, uint32_t stream);
uint32_t sea_rng_u32(sea_rng *r);
double sea_rng_uniform(sea_rng *r); /* [0, 1), 53 bits */
double sea_rng_normal(sea_rng *r);  /* mean 0, variance 1 (Box-Muller over base/math) */

#endif

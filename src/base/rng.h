/* Counter-based random numbers (Philox4x32-10): a pure function of (seed, index, stream), so any part can be made
 * anywhere. */
#ifndef SEA_BASE_RNG_H
#define SEA_BASE_RNG_H

#include <stdint.h>

typedef struct sea_rng {
    uint64_t seed, index; /* key and high counter */
    uint32_t stream;
    uint32_t next; /* draws so far */
    uint32_t block[4];
} sea_rng;

/* The bare block function, four words from a counter and a key (Random123's philox4x32 with 10 rounds). */
void sea_rng_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* Each (seed, index, stream) is a sequence of its own of 2^32 words, after which it repeats. */
sea_rng sea_rng_init(uint64_t seed, uint64_t index, uint32_t stream);
uint32_t sea_rng_u32(sea_rng *r);
double sea_rng_uniform(sea_rng *r); /* [0, 1), 53 bits */
double sea_rng_normal(sea_rng *r);  /* mean 0, variance 1 (Box-Muller over base/math) */

#endif

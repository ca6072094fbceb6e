#include "base/rng.h"
#include "base/math.h"

#include <math.h>

/* Philox4x32-10: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11, section 3.3 and
 * table 2. */
enum { ROUNDS = 10 };
static const uint32_t MULTIPLIER_0 = 0xD2511F53u, MULTIPLIER_1 = 0xCD9E8D57u;
static const uint32_t WEYL_0 = 0x9E3779B9u, WEYL_1 = 0xBB67AE85u;

void sea_rng_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t p0 = (uint64_t)MULTIPLIER_0 * c0;
        uint64_t p1 = (uint64_t)MULTIPLIER_1 * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

sea_rng sea_rng_init(uint64_t seed, uint64_t index, uint32_t stream)
{
    return (sea_rng){.seed = seed, .index = index, .stream = stream};
}

uint32_t sea_rng_u32(sea_rng *r)
{
    uint32_t place = r->next % 4;
    if (place == 0) {
        const uint32_t counter[4] = {r->next / 4, r->stream, (uint32_t)r->index, (uint32_t)(r->index >> 32)};
        const uint32_t key[2] = {(uint32_t)r->seed, (uint32_t)(r->seed >> 32)};
        sea_rng_philox(counter, key, r->block);
    }
    r->next++;
    return r->block[place];
}

double sea_rng_uniform(sea_rng *r)
{
    uint64_t high = sea_rng_u32(r);
    uint64_t low = sea_rng_u32(r);
    return (double)((high << 32 | low) >> 11) * 0x1p-53;
}

double sea_rng_normal(sea_rng *r)
{
    double u = 1.0 - sea_rng_uniform(r); /* (0, 1]: the logarithm is finite */
    double angle = SEA_TWO_PI * sea_rng_uniform(r);
    double sine, cosine;
    sea_sincos(angle, &sine, &cosine);
    return sqrt(-2.0 * sea_log(u)) * cosine;
}

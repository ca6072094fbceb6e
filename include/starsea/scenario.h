/** @file scenario.h  Made worlds whose truth is known: a synthetic population for demos, tests and scale. */
#ifndef STARSEA_SCENARIO_H
#define STARSEA_SCENARIO_H

#include <starsea/gp.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sea_scenario_options {
    uint64_t objects;
    uint64_t seed;
    sea_tai epoch;     /**< newest element epoch; sets are up to two days older, as in a real catalogue */
    uint32_t first_id; /**< catalogue number of the first object */
} sea_scenario_options;

/** A thousand objects, seed 1, epoch 2025-01-01T00:00:00 UTC, numbers from 700000001 on: no real object has such a
 * number. */
SEA_API sea_scenario_options sea_scenario_options_default(void);

/**
 * Element set number `index` of a synthetic population. Pure: depends on (seed, epoch, first_id, index) alone, so any
 * part of a population can be made anywhere; the first n of a large population are the population of size n. Returned:
 * a set with the digits public sets carry, named `SIM <stratum> <index>`, without an international designator. Errors:
 * SEA_E_USAGE when index >= objects or first_id is 0; SEA_E_RANGE when the catalogue number would exceed SEA_GP_ID_MAX
 * or the epoch has no earlier days. Reference: docs/SCENARIO.md.
 */
SEA_API sea_status sea_scenario_gp(const sea_scenario_options *options, uint64_t index, sea_gp *out);

#ifdef __cplusplus
}
#endif
#endif

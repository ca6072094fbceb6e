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
    sea_tai epoch;      /**< newest element epoch; sets are up to two days older, as in a real catalogue */
    uint32_t first_id;  /**< catalogue number of the first object */
} sea_scenario_options;

/** Defaults for everything but `epoch`, which must be set. */
SEA_API sea_scenario_options sea_scenario_options_default(void);

/**
 * Element set number `index` of a synthetic population. Pure: depends on (options, index) alone, so any part of a
 * population can be made anywhere; the first n of a large population are the population of size n.
 * Errors: SEA_E_USAGE when index >= objects.
 */
SEA_API sea_status sea_scenario_gp(const sea_scenario_options *options, uint64_t index, sea_gp *out);

#ifdef __cplusplus
}
#endif
#endif

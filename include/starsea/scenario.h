/** @file scenario.h  Made worlds whose truth is known, for demos, tests and scale: a population, and its history. */
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

/** What is planted in a history. */
typedef enum sea_scenario_kind {
    SEA_SCENARIO_MANOEUVRE, /**< a burn */
    SEA_SCENARIO_APPROACH,  /**< a visitor stays near its target */
    SEA_SCENARIO_BREAKUP,   /**< an explosion, a hit by something small, or one of the two of a collision */
    SEA_SCENARIO_FRAGMENT,  /**< a piece of one */
    SEA_SCENARIO_DECAY,     /**< an object has come down */
    SEA_SCENARIO_GAP,       /**< sets are missing */
    SEA_SCENARIO_CROSS_TAG  /**< sets carry another object's elements */
} sea_scenario_kind;

/** One line of the truth behind a history. What a kind has no use for is 0. */
typedef struct sea_scenario_truth {
    sea_scenario_kind kind;
    uint32_t id;          /**< who: of an approach the visitor, of a cross-tag the number that sets stand under */
    uint32_t id_2;        /**< the target, a piece's parent, what a parent met, the object whose elements they are */
    sea_tai start, end;   /**< equal for what happens at an instant; of a piece the breakup and its first set */
    double dv_rtn_m_s[3]; /**< burns and pieces */
    double range_km;      /**< approaches: how far behind its target the visitor stays */
    uint32_t fragments;   /**< breakups: pieces that came into the catalogue */
} sea_scenario_truth;

enum { SEA_SCENARIO_DAYS_MAX = 4000 };

typedef struct sea_scenario_history_options {
    sea_scenario_options population; /**< its epoch is the end of the history; no objects is fine */
    double days;                     /**< length of the history, at most SEA_SCENARIO_DAYS_MAX */
    double cadence_days;             /**< between two sets of an object, about */
    double noise;                    /**< errors of the elements, in those of public sets; 0 = none but rounding */
    double late_days;                /**< pieces are catalogued after 3 days and this many on average */
    uint32_t manoeuvring;            /**< satellites that keep their orbits; every fourth is geostationary */
    uint32_t approaches;             /**< visitors; every third at a geostationary target */
    uint32_t breakups;
    uint32_t collisions; /**< of two objects on crossing orbits, each with its pieces */
    uint32_t fragments;  /**< pieces of a breakup or of both in a collision, those included that come down before they
                            are catalogued */
    uint32_t decays;     /**< objects that come down about within the history */
    uint32_t gaps;
    uint32_t cross_tags;
} sea_scenario_history_options;

/** Receives a history. Non-zero return stops it. */
typedef struct sea_scenario_sink {
    void *payload;
    sea_status (*set)(void *payload, const sea_gp *gp);                  /**< by object, then by epoch */
    sea_status (*truth)(void *payload, const sea_scenario_truth *truth); /**< after the sets, by start; may be NULL */
    sea_status (*progress)(void *payload, uint64_t objects);             /**< objects done; may be NULL */
} sea_scenario_sink;

/** 180 days of daily sets with the errors of public ones; nothing planted, no population. */
SEA_API sea_scenario_history_options sea_scenario_history_options_default(void);

/**
 * Makes the history of a world and tells the truth behind it. The same options give the same bytes everywhere.
 * Errors: SEA_E_USAGE (a span, cadence, noise or delay out of range), SEA_E_RANGE (too many catalogue numbers),
 * SEA_E_MEMORY, what the sink returned. Reference: docs/SCENARIO.md.
 */
SEA_API sea_status sea_scenario_history_run(const sea_scenario_history_options *options, const sea_scenario_sink *sink,
                                            sea_error *err);

/** Constant lower-case name: "manoeuvre", "approach", "breakup", "fragment", "decay", "gap", "cross-tag". */
SEA_API const char *sea_scenario_kind_name(sea_scenario_kind kind);

#ifdef __cplusplus
}
#endif
#endif

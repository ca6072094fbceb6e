/**
 * @file claim.h  Claims: a public statement taken apart into clauses, and what orbital data says of each.
 *
 * A clause is an observation, an inference or a conjecture; a checkable clause names a test and its parameters. The
 * result is supported, contradicted or undecidable, with the figures it rests on. No name, State or operator enters any
 * decision: tests see catalogue numbers, times and orbits only.
 *
 * Reference: the file format is data/claim.schema.json.
 */
#ifndef STARSEA_CLAIM_H
#define STARSEA_CLAIM_H

#include <starsea/gp.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SEA_CLAIM_BYTES_MAX = 1 << 20, /**< largest claim file */
    SEA_CLAIM_CLAUSES_MAX = 256,
    SEA_CLAIM_WINDOW_MAX_DAYS = 31,
    SEA_CLAIM_AGE_MAX_DAYS = 14 /**< an element set further than this from an instant decides nothing there */
};

/** What sort of statement a clause is. */
typedef enum sea_claim_kind {
    SEA_CLAIM_OBSERVATION, /**< something that was measured or seen */
    SEA_CLAIM_INFERENCE,   /**< concluded from observations */
    SEA_CLAIM_CONJECTURE   /**< supposed: purpose, intent, content */
} sea_claim_kind;

/** Verdicts, weakest first: the verdict on a claim is the least of its required clauses'. */
typedef enum sea_verdict { SEA_VERDICT_CONTRADICTED, SEA_VERDICT_UNDECIDABLE, SEA_VERDICT_SUPPORTED } sea_verdict;

/** Why a verdict is what it is. */
typedef enum sea_claim_reason {
    SEA_CLAIM_AGREES,            /**< supported: agrees, and the allowance cannot turn it */
    SEA_CLAIM_AGREES_UNRESOLVED, /**< supported: the best estimate agrees, the allowance reaches past the claimed limit
                                  */
    SEA_CLAIM_DISAGREES,         /**< contradicted: differs by more than the allowance */
    SEA_CLAIM_WITHIN_ALLOWANCE,  /**< undecidable: differs by less than the allowance */
    SEA_CLAIM_BELOW_RESOLUTION,  /**< undecidable: the claim is finer than public element sets are */
    SEA_CLAIM_NO_ELEMENTS,       /**< undecidable: an object has no element set here */
    SEA_CLAIM_STALE,             /**< undecidable: an element set is too far from the instant */
    SEA_CLAIM_NOT_PROPAGATED,    /**< undecidable: SGP4 gives no state for part of the window */
    SEA_CLAIM_SAME_ELEMENTS,     /**< undecidable: both objects carry one orbit, catalogued together */
    SEA_CLAIM_NO_TEST,           /**< undecidable: no test over orbital data was named */
    SEA_CLAIM_UNOBSERVABLE       /**< undecidable: a conjecture without a test */
} sea_claim_reason;

/** Tests a clause can name. */
typedef enum sea_claim_test { SEA_CLAIM_TEST_NONE, SEA_CLAIM_TEST_CLOSEST_APPROACH } sea_claim_test;

/** Parameters of `closest-approach`: inside the window the two objects came at least as close as claimed. */
typedef struct sea_claim_approach {
    uint32_t norad_cat_id_1, norad_cat_id_2;
    sea_tai start, end;
    double max_range_km;
    sea_tai time; /**< claimed instant of closest approach, SEA_TAI_NONE = not claimed */
    double time_tolerance_s;
    bool has_range; /**< a closest distance is claimed as a number */
    double range_km, range_tolerance_km;
} sea_claim_approach;

typedef struct sea_claim_clause {
    const char *id, *text;
    sea_claim_kind kind;
    bool required; /**< the claim falls with it */
    sea_claim_test test;
    sea_claim_approach approach; /**< of closest-approach */
} sea_claim_clause;

/** A claim as read. Strings are UTF-8 of unknown origin: escape before showing. */
typedef struct sea_claim {
    const char *id, *title, *statement;
    const char *source_who, *source_date, *source_url,
        *source_citation; /**< NULL where absent; who and date are always there */
    sea_claim_clause *clauses;
    size_t clause_count;
    void *document; /**< owns the strings */
} sea_claim;

/**
 * Reads a claim file strictly: unknown keys, wrong types, impossible values are refused.
 * Given: text and its length. Returned: claim, free with sea_claim_free.
 * Errors: SEA_E_FORMAT (line and column for broken JSON, otherwise the place as a path such as
 * `clauses[0].test.start`), SEA_E_RANGE, SEA_E_UNSUPPORTED (a test or a format this version does not know),
 * SEA_E_MEMORY.
 */
SEA_API sea_status sea_claim_parse(const char *text, size_t length, sea_claim *out, sea_error *err);
SEA_API void sea_claim_free(sea_claim *claim);

/** One quantity of a clause judged. */
typedef struct sea_claim_part {
    bool asked;
    sea_verdict verdict;
    sea_claim_reason reason;
} sea_claim_part;

/** What was found about one clause. */
typedef struct sea_claim_finding {
    sea_verdict verdict;
    sea_claim_reason reason;
    sea_claim_part limit, time, range; /**< came within; when; how close exactly */
    uint32_t missing[2];               /**< catalogue numbers without an element set, 0 where none is missing */
    bool has_elements;                 /**< index_1, index_2 are set */
    size_t index_1, index_2;           /**< the element sets used, into the array given */
    bool has_figures;                  /**< everything below is set */
    bool complete;                     /**< both objects could be propagated through the whole window */
    bool at_edge;                      /**< closest at an edge of the window, not at a minimum inside it */
    sea_tai tca;
    double range_km;
    double range_floor_km; /**< nowhere in the window can SGP4's range lie below this */
    double relative_speed_km_s;
    double relative_rtn_km[3];  /**< object 2 minus object 1 in the RTN frame of object 1 */
    double age_1_s, age_2_s;    /**< TCA minus element epoch */
    double allowance_km;        /**< of the pair's distance, at TCA */
    double allowance_window_km; /**< the same, largest in the window */
    double range_at_time_km;    /**< least range inside claimed time +/- tolerance; set where a time is claimed */
} sea_claim_finding;

typedef struct sea_claim_verdict {
    sea_verdict verdict;
    size_t decided_by; /**< index of the weakest required clause, the first of equals; a best estimate is weaker than a
                          firm figure */
    sea_claim_finding *findings; /**< one a clause */
    size_t finding_count;
} sea_claim_verdict;

/**
 * Judges a claim against element sets.
 * Given: claim; gps[count] in any order, several sets an object welcome: each clause uses the newest not after its
 * window's start, or the earliest where all lie after it; of equal epochs the last. Returned: verdict, free with
 * sea_claim_verdict_free. Errors: SEA_E_MEMORY. Missing, stale or broken element sets are findings, not errors. Notes:
 * depends on orbits, times and numbers alone. Renaming objects, claimants or States changes nothing.
 */
SEA_API sea_status sea_claim_check(const sea_claim *claim, const sea_gp *gps, size_t count, sea_claim_verdict *out,
                                   sea_error *err);
SEA_API void sea_claim_verdict_free(sea_claim_verdict *verdict);

/**
 * The verdict as canonical JSON (format `starsea-verdict-1`), ending in a line feed.
 * Given: what sea_claim_check was given and gave. Returned: `*text`, NUL-terminated, to be freed with free(); its
 * length. Errors: SEA_E_MEMORY.
 */
SEA_API sea_status sea_claim_verdict_json(const sea_claim *claim, const sea_claim_verdict *verdict, const sea_gp *gps,
                                          char **text, size_t *length, sea_error *err);

/** Constant words: "observation", "supported", "agrees", "closest-approach". Never NULL. */
SEA_API const char *sea_claim_kind_name(sea_claim_kind kind);
SEA_API const char *sea_verdict_name(sea_verdict verdict);
SEA_API const char *sea_claim_reason_name(sea_claim_reason reason);
SEA_API const char *sea_claim_test_name(sea_claim_test test);

/** One constant sentence: what a reason means. */
SEA_API const char *sea_claim_reason_text(sea_claim_reason reason);
/** One constant sentence: which evidence would decide what this reason left open; empty where it is decided. */
SEA_API const char *sea_claim_reason_remedy(sea_claim_reason reason);

/** How far public element sets may be from the truth: the one place where that judgement is made. */
typedef struct sea_claim_allowance {
    const char *regime;
    double at_epoch_km;   /**< of one object's position at the epoch of its set */
    double growth_km_day; /**< for each day away from it */
    const char *source;
} sea_claim_allowance;

/** Allowance for an orbit of this mean motion. */
SEA_API const sea_claim_allowance *sea_claim_allowance_of(double mean_motion_rev_day);

#ifdef __cplusplus
}
#endif
#endif

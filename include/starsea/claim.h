/**
 * @file claim.h  Claims: a public statement taken apart into clauses, and what orbital data says of each.
 *
 * A clause is an observation, an inference or a conjecture; a checkable clause names a test and its parameters. The
 * result is supported, contradicted or undecidable, with the figures it rests on. No name, State or operator enters any
 * decision: tests see catalogue numbers, times and orbits only.
 *
 * Reference: the file format is data/claim.schema.json; docs/CLAIMS.md tells how to write one.
 */
#ifndef STARSEA_CLAIM_H
#define STARSEA_CLAIM_H

#include <starsea/object.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SEA_CLAIM_BYTES_MAX = 1 << 20, /**< largest claim file */
    SEA_CLAIM_CLAUSES_MAX = 256,
    SEA_CLAIM_PARAMETERS_MAX = 12, /**< of one test */
    SEA_CLAIM_FIGURES_MAX = 16,    /**< of one finding */
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

/** How far the data behind a finding can be relied on; says nothing of which way it points. */
typedef enum sea_confidence { SEA_CONFIDENCE_LOW, SEA_CONFIDENCE_MODERATE, SEA_CONFIDENCE_HIGH } sea_confidence;

/** Why a verdict is what it is. */
typedef enum sea_claim_reason {
    SEA_CLAIM_AGREES,            /**< supported: agrees, and the allowance cannot turn it */
    SEA_CLAIM_AGREES_UNRESOLVED, /**< supported: very likely; the allowance reaches past the claimed limit */
    SEA_CLAIM_DISAGREES,         /**< contradicted: differs by more than the allowance */
    SEA_CLAIM_WITHIN_ALLOWANCE,  /**< undecidable: what is claimed and its contrary both lie within the allowance */
    SEA_CLAIM_BELOW_RESOLUTION,  /**< undecidable: the claim is finer than public element sets are */
    SEA_CLAIM_NO_ELEMENTS,       /**< undecidable: an object has no element set here */
    SEA_CLAIM_STALE,             /**< undecidable: an element set is too far from the instant */
    SEA_CLAIM_SPARSE,            /**< undecidable: too few element sets in the span */
    SEA_CLAIM_NOT_PROPAGATED,    /**< undecidable: SGP4 gives no state for part of the window */
    SEA_CLAIM_SAME_ELEMENTS,     /**< undecidable: both objects carry one orbit, catalogued together */
    SEA_CLAIM_NO_RECORD,         /**< undecidable: no list of objects was given, or the object is not in it */
    SEA_CLAIM_SOURCES_DIFFER, /**< undecidable: two sources, or two sets of one object and epoch, contradict each other
                               */
    SEA_CLAIM_NO_TEST,        /**< undecidable: no test over orbital data was named */
    SEA_CLAIM_UNOBSERVABLE    /**< undecidable: a conjecture without a test */
} sea_claim_reason;

/** What a parameter of a test is. */
typedef enum sea_claim_type {
    SEA_CLAIM_OBJECT, /**< catalogue number */
    SEA_CLAIM_TIME,   /**< ISO 8601 UTC */
    SEA_CLAIM_NUMBER, /**< in the parameter's unit */
    SEA_CLAIM_COUNT,  /**< whole number */
    SEA_CLAIM_LAUNCH, /**< international designator of a launch, `1999-025` */
    SEA_CLAIM_WORD    /**< one of the words listed */
} sea_claim_type;

/** One parameter of a test. */
typedef struct sea_claim_parameter {
    const char *name;
    sea_claim_type type;
    const char *unit; /**< NULL where there is none */
    bool required;
    double min, max;          /**< of numbers and counts, both in */
    const char *with;         /**< this one and that one are given together or not at all; NULL */
    const char *const *words; /**< of a word, ended by NULL */
    const char *help;         /**< one sentence without full stop */
} sea_claim_parameter;

/** Value of a parameter; which field counts follows its type. */
typedef struct sea_claim_value {
    bool given;
    uint32_t object;
    sea_tai time;
    double number;
    uint32_t count;
    int word; /**< index into the parameter's words */
    char launch[12];
} sea_claim_value;

/** What claims are judged by. */
typedef struct sea_claim_evidence {
    const sea_gp *gps; /**< element sets in any order, several an object welcome */
    size_t gp_count;
    const sea_object_set *objects; /**< a list of objects; NULL when none was given */
} sea_claim_evidence;

struct sea_claim_case; /* opaque: the evidence as tests see it */
struct sea_claim_finding;

/** A test a clause can name, as a row of the table. */
typedef struct sea_claim_test {
    const char *name;    /**< "closest-approach" */
    const char *summary; /**< one sentence: what the clause says when this test supports it */
    const char *never;   /**< one sentence: what no orbital data of this sort shows */
    const sea_claim_parameter *parameters;
    size_t parameter_count;
    int window_max_days; /**< longest span from `start` to `end`; 0 = none */
    /** Judges by values, one a parameter. For the library's own use. */
    sea_status (*judge)(const sea_claim_value *values, struct sea_claim_case *evidence, struct sea_claim_finding *out,
                        sea_error *err);
} sea_claim_test;

/** Every test a clause can name, by name. */
SEA_API const sea_claim_test *sea_claim_test_table(size_t *count);

typedef struct sea_claim_clause {
    const char *id, *text;
    sea_claim_kind kind;
    bool required;                                    /**< the claim falls with it */
    const sea_claim_test *test;                       /**< NULL = none */
    sea_claim_value values[SEA_CLAIM_PARAMETERS_MAX]; /**< one a parameter of the test, in its order */
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
 * Errors, with line, byte column and a rule (`E_TYPE: clauses[0].test.start: must be a string`): SEA_E_FORMAT,
 * SEA_E_RANGE, SEA_E_UNSUPPORTED (a test or a format this version does not know), SEA_E_MEMORY. Rules: E_COUNT,
 * E_DATE, E_DUPLICATE, E_EMPTY, E_ID, E_KEY, E_LENGTH, E_MISSING, E_ORDER, E_PAIR, E_RANGE, E_REQUIRED, E_SAME, E_TEST,
 * E_TYPE, E_VERSION, E_WORD.
 * Notes: a claim holds values only. Nothing in it is a reference, a path or a command, so nothing is followed or run.
 */
SEA_API sea_status sea_claim_parse(const char *text, size_t length, sea_claim *out, sea_error *err);
/** Frees what sea_claim_parse made. */
SEA_API void sea_claim_free(sea_claim *claim);

/** One quantity of a clause judged. */
typedef struct sea_claim_part {
    bool asked;
    sea_verdict verdict;
    sea_claim_reason reason;
    double likelihood; /**< 0.01 to 0.99; negative where the evidence gives none */
} sea_claim_part;

/** What a figure is. */
typedef enum sea_claim_figure_kind {
    SEA_CLAIM_FIGURE_REAL,
    SEA_CLAIM_FIGURE_TIME,
    SEA_CLAIM_FIGURE_WORD
} sea_claim_figure_kind;

/** One figure behind a finding. */
typedef struct sea_claim_figure {
    const char *name;  /**< constant, with unit: "range_km" */
    const char *label; /**< constant, for a reader: "closest distance" */
    const char *unit;  /**< constant, may be empty */
    sea_claim_figure_kind kind;
    int decimals;
    double value;
    sea_tai time;
    const char *word; /**< constant */
} sea_claim_figure;

/** What was found, as a curve over time. */
typedef struct sea_claim_series {
    const char *label, *unit; /**< constant */
    size_t count;             /**< 0 = no series */
    sea_tai *t;
    double *y;
    double low, high; /**< the band claimed; infinite where it is open */
    sea_tai start, end;
} sea_claim_series;

enum { SEA_CLAIM_SOURCES_MAX = 3 };

/** Element sets a finding rests on: those of one object, or of the objects of one launch. */
typedef struct sea_claim_source {
    uint32_t norad_cat_id; /**< 0 = a launch */
    char launch[12];
    uint32_t objects, sets;
    sea_tai first, last; /**< epochs */
} sea_claim_source;

/** What was found about one clause. */
typedef struct sea_claim_finding {
    sea_verdict verdict;
    sea_claim_reason reason;
    double likelihood; /**< that the clause is true, by the test's data alone: 0.01 to 0.99; negative where none is
                          given */
    sea_confidence confidence;
    sea_claim_part limit, time, range; /**< closest-approach: came within; when; how close exactly */
    uint32_t missing[2];               /**< catalogue numbers without an element set, 0 where none is missing */
    sea_claim_figure figures[SEA_CLAIM_FIGURES_MAX];
    size_t figure_count;
    sea_claim_source sources[SEA_CLAIM_SOURCES_MAX];
    size_t source_count;
    sea_claim_series series;

    bool has_elements;       /**< index_1, index_2 are set: tests of two objects at an instant */
    size_t index_1, index_2; /**< the element sets used, into the array given */
    bool has_figures;        /**< everything below is set: closest-approach */
    bool complete;           /**< both objects could be propagated through the whole window */
    bool at_edge;            /**< closest at an edge of the window, not at a minimum inside it */
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
    double likelihood;         /**< least of the required clauses'; negative where one of them has none */
    sea_confidence confidence; /**< least of the required clauses' */
    size_t decided_by; /**< index of the weakest required clause, the first of equals; a best estimate is weaker than a
                          firm figure */
    sea_claim_finding *findings; /**< one a clause */
    size_t finding_count;
    bool *used; /**< one an element set given: a finding rests on it */
} sea_claim_verdict;

/**
 * Judges a claim against evidence.
 * Given: claim; evidence. Tests of an instant use the newest set not after their window's start, or the earliest where
 * all lie after it, of equal epochs the last; tests of a span use every set in it. Returned: verdict, free with
 * sea_claim_verdict_free. Errors: SEA_E_MEMORY. Missing, stale or broken element sets are findings, not errors.
 * Notes: depends on orbits, times and numbers alone. Renaming objects, claimants or States changes nothing; nor does
 * the number of threads or the processor.
 */
SEA_API sea_status sea_claim_check(const sea_claim *claim, const sea_claim_evidence *evidence, sea_claim_verdict *out,
                                   sea_error *err);
/** Frees what sea_claim_check made. */
SEA_API void sea_claim_verdict_free(sea_claim_verdict *verdict);

/**
 * The verdict as canonical JSON (format `starsea-verdict-2`), ending in a line feed.
 * Given: what sea_claim_check was given and gave; indent, 0 for one line. Returned: `*text`, NUL-terminated, to be
 * freed with free(); its length. Errors: SEA_E_MEMORY.
 */
SEA_API sea_status sea_claim_verdict_json(const sea_claim *claim, const sea_claim_verdict *verdict, const sea_gp *gps,
                                          int indent, char **text, size_t *length, sea_error *err);

/**
 * The verdict as Schema.org ClaimReview (JSON-LD), for those who index fact checks. Returned and errors: as
 * sea_claim_verdict_json. Notes: the rating runs from 1 (contradicted) over 2 (undecidable) to 3 (supported). It holds
 * no date of review, as the same evidence must give the same bytes.
 */
SEA_API sea_status sea_claim_review_json(const sea_claim *claim, const sea_claim_verdict *verdict, char **text,
                                         size_t *length, sea_error *err);

/** A sentence that says what was found about a clause, with its figures: `*text`, to be freed with free(). */
SEA_API sea_status sea_claim_finding_sentence(const sea_claim_finding *finding, char **text);

/** Constant words: "observation", "supported", "high", "agrees". Never NULL. */
SEA_API const char *sea_claim_kind_name(sea_claim_kind kind);
/** Likewise, of a verdict. */
SEA_API const char *sea_verdict_name(sea_verdict verdict);
/** Likewise, of a confidence. */
SEA_API const char *sea_confidence_name(sea_confidence confidence);
/** Likewise, of a reason. */
SEA_API const char *sea_claim_reason_name(sea_claim_reason reason);

/**
 * The words of a likelihood: "almost no chance" below 0.05, "very unlikely" to 0.20, "unlikely" to 0.45, "roughly even
 * chance" to 0.55, "likely" to 0.80, "very likely" to 0.95, "almost certain" above; NULL where it is negative.
 * Reference: ICD 203, Analytic Standards, section D.6.e.2.
 */
SEA_API const char *sea_claim_likelihood_words(double likelihood);

/** One constant sentence: what a reason means. */
SEA_API const char *sea_claim_reason_text(sea_claim_reason reason);
/** One constant sentence: which evidence would decide what this reason left open; empty where it is decided. */
SEA_API const char *sea_claim_reason_remedy(sea_claim_reason reason);
/** One constant sentence: what would change a verdict given for this reason. */
SEA_API const char *sea_claim_reason_change(sea_claim_reason reason);

/** How far public element sets may be from the truth: the one place where that judgement is made. */
typedef struct sea_claim_allowance {
    const char *regime;
    double at_epoch_km;   /**< of one object's position at the epoch of its set, two sigma */
    double growth_km_day; /**< for each day away from it */
    const char *source;
} sea_claim_allowance;

/** Allowance for an orbit of this mean motion. */
SEA_API const sea_claim_allowance *sea_claim_allowance_of(double mean_motion_rev_day);

#ifdef __cplusplus
}
#endif
#endif

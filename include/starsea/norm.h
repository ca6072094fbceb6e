/**
 * @file norm.h  Norms: provisions of treaties and guidelines as data, and what orbital data say of each.
 *
 * An instrument is a list of provisions. A provision names a test that element sets and lists of objects can carry
 * out, or says why there is none. A test gives an outcome for each object: met, not met, differs (from what was
 * declared), undecidable with a reason, or not applicable. It is a statement about data: whether anybody is bound, or
 * in breach, is for lawyers and States. No name, State or programme enters any outcome.
 *
 * Reference: the file format is data/norm.schema.json; the instruments are data/norms/.
 */
#ifndef STARSEA_NORM_H
#define STARSEA_NORM_H

#include <starsea/gp.h>
#include <starsea/lifetime.h>
#include <starsea/object.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SEA_NORM_BYTES_MAX = 1 << 20, /**< largest norm file */
    SEA_NORM_PROVISIONS_MAX = 256
};

/** What kind of instrument it is. */
typedef enum sea_norm_binding {
    SEA_NORM_TREATY,
    SEA_NORM_DRAFT,      /**< of a treaty: proposed, not in force */
    SEA_NORM_RESOLUTION, /**< of the General Assembly: political */
    SEA_NORM_GUIDELINE,  /**< voluntary */
    SEA_NORM_STANDARD,   /**< binding by contract alone */
    SEA_NORM_LICENCE,    /**< binding whom one State licenses */
    SEA_NORM_PLEDGE      /**< taken by States one by one */
} sea_norm_binding;

/** Tests a provision can name. */
typedef enum sea_norm_test {
    SEA_NORM_NO_TEST,
    SEA_NORM_REGISTERED,       /**< the list of objects names a registration document */
    SEA_NORM_DECLARED_ORBIT,   /**< the orbit declared on registration is the one first seen */
    SEA_NORM_LEO_LIFETIME,     /**< gone within `years` after the end of station-keeping */
    SEA_NORM_GEO_DISPOSAL,     /**< left the geostationary ring high enough */
    SEA_NORM_NO_FRAGMENTATION, /**< no breakup of the object was found */
    SEA_NORM_TRACKED           /**< element sets go on */
} sea_norm_test;

/** Kinds of objects that a test is for, as bits. */
enum { SEA_NORM_PAYLOADS = 1u << 0, SEA_NORM_ROCKET_BODIES = 1u << 1, SEA_NORM_DEBRIS = 1u << 2, SEA_NORM_ALL = 7u };

/** One provision. Strings are UTF-8 of unknown origin: escape before showing. */
typedef struct sea_norm_provision {
    const char *id, *citation, *text; /**< the text is a summary in other words than the instrument's */
    const char *cannot;               /**< what orbital data cannot show of it */
    sea_norm_test test;
    uint32_t kinds;                 /**< objects it is for */
    sea_object_date launched_after; /**< the test is for objects launched after this day; year 0: all */
    double grace_days;              /**< registered: how long after launch a missing document says nothing */
    double years;                   /**< leo-lifetime: 5 or 25 */
    double height_km, incl_deg;     /**< declared-orbit: largest difference that is none */
    double days;                    /**< tracked: longest silence; no-fragmentation: shortest history that decides */
} sea_norm_provision;

/** An instrument. */
typedef struct sea_norm {
    const char *id, *title, *date, *citation, *url; /**< url: NULL where absent */
    sea_norm_binding binding;
    sea_norm_provision *provisions;
    size_t count;
    void *document; /**< owns the strings */
} sea_norm;

/**
 * Reads a norm file strictly: unknown keys, wrong types, impossible values are refused.
 * Given: text and its length. Returned: norm, free with sea_norm_free.
 * Errors: SEA_E_FORMAT (line and column for broken JSON, else the place as a path such as `provisions[0].test.years`),
 * SEA_E_RANGE, SEA_E_UNSUPPORTED (a test or a format this version does not know), SEA_E_MEMORY.
 */
SEA_API sea_status sea_norm_parse(const char *text, size_t length, sea_norm *out, sea_error *err);
SEA_API void sea_norm_free(sea_norm *norm);

/** Text of a norm file in the library. */
typedef struct sea_norm_text {
    const char *name; /**< file name, without its ending */
    const char *text;
    size_t length;
} sea_norm_text;

/** The instruments of data/norms/, ordered by name. Returned: constant array, its length in `*count`. */
SEA_API const sea_norm_text *sea_norm_texts(size_t *count);

/** What a test says of an object. */
typedef enum sea_norm_outcome {
    SEA_NORM_NOT_APPLICABLE,
    SEA_NORM_MET,
    SEA_NORM_NOT_MET,
    SEA_NORM_DIFFERS,
    SEA_NORM_UNDECIDABLE,
    SEA_NORM_OUTCOMES
} sea_norm_outcome;

/** Why an outcome is undecidable. */
typedef enum sea_norm_reason {
    SEA_NORM_DECIDED,
    SEA_NORM_NO_LIST,        /**< no list of objects was given */
    SEA_NORM_NOT_LISTED,     /**< the list does not have the object, or not this fact */
    SEA_NORM_KIND_UNKNOWN,   /**< payload, rocket body or debris: not known */
    SEA_NORM_LAUNCH_UNKNOWN, /**< the date of launch is not known well enough */
    SEA_NORM_RECENT,         /**< launched too recently */
    SEA_NORM_NO_DECLARATION, /**< no orbit was declared */
    SEA_NORM_SEEN_LATE,      /**< first element set here long after launch: the orbit may have changed since */
    SEA_NORM_MAYBE_IN_USE,   /**< its mission may not be over */
    SEA_NORM_SCENARIOS,      /**< scenarios of the Sun, or of what is not known of the object, disagree */
    SEA_NORM_NOT_MODELLED,   /**< these element sets do not tell: no drag, or no orbit */
    SEA_NORM_SHORT_HISTORY,  /**< the element sets span too little time */
    SEA_NORM_SILENT,         /**< no element set of late */
    SEA_NORM_FRAGMENTED,     /**< a fragmentation was found: its cause is not in the data */
    SEA_NORM_REASONS
} sea_norm_reason;

typedef struct sea_norm_finding {
    uint8_t outcome; /**< sea_norm_outcome */
    uint8_t reason;  /**< sea_norm_reason */
} sea_norm_finding;

/** An object that was judged. */
typedef struct sea_norm_subject {
    uint32_t norad_cat_id;
    char name[64];
    char state[16];   /**< code of the list, without the brackets that mark who did not register; empty: not known */
    char program[40]; /**< GCAT's programme, empty where not known */
} sea_norm_subject;

typedef struct sea_norm_survey_options {
    const sea_object_set *objects; /**< NULL = none. GCAT's list has payloads alone, SATCAT's has no registrations */
    const sea_weather *weather;    /**< NULL = none */
    uint32_t threads;              /**< 0 = as many as the machine has */
} sea_norm_survey_options;

typedef struct sea_norm_survey {
    sea_norm_subject *subjects; /**< ordered by catalogue number */
    size_t subject_count;
    sea_norm_finding *findings; /**< [provision][subject], provisions in the order of the norms */
    size_t provision_count;
    sea_tai as_of; /**< epoch of the newest element set */
} sea_norm_survey;

/**
 * Judges every object of a history by every provision.
 * Given: norms[norm_count]; history; options (NULL = default).
 * Returned: survey, free with sea_norm_survey_free; the same for any number of threads.
 * Errors: SEA_E_MEMORY.
 * Notes: lifetimes are those of sea_lifetime_run, fragmentations those of sea_breakup_find, each found only where a
 * provision asks. What an object is comes from the list, else from the endings ` R/B` and ` DEB` of its name.
 */
SEA_API sea_status sea_norm_survey_run(const sea_norm *norms, size_t norm_count, const sea_gp_history *history,
                                       const sea_norm_survey_options *options, sea_norm_survey *out, sea_error *err);
SEA_API void sea_norm_survey_free(sea_norm_survey *result);

/** Constant words: "treaty"; "leo-lifetime", "" for none; "not-met"; "not-listed", "" when decided. Never NULL. */
SEA_API const char *sea_norm_binding_name(sea_norm_binding binding);
SEA_API const char *sea_norm_test_name(sea_norm_test test);
SEA_API const char *sea_norm_outcome_name(sea_norm_outcome outcome);
SEA_API const char *sea_norm_reason_name(sea_norm_reason reason);

#ifdef __cplusplus
}
#endif
#endif

/**
 * @file job.h  Jobs: every operation of Starsea declared once, so that command line, API and manual are views of one
 * table.
 *
 * A job is a name, options, columns of output and a function. The caller gives option texts and input paths, and takes
 * rows, talk and progress through callbacks; the library itself never touches standard output or standard error.
 */
#ifndef STARSEA_JOB_H
#define STARSEA_JOB_H

#include <starsea/epoch.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What an option's text means. */
typedef enum sea_option_type {
    SEA_OPTION_FLAG,     /**< present or not; texts "true" and "false" */
    SEA_OPTION_TEXT,     /**< any text */
    SEA_OPTION_INTEGER,  /**< a whole number */
    SEA_OPTION_REAL,     /**< a decimal number */
    SEA_OPTION_UTC,      /**< ISO 8601 UTC, or a date alone (0 h) */
    SEA_OPTION_DURATION, /**< `90s`, `5m`, `6h`, `7d` */
    SEA_OPTION_IDS,      /**< catalogue numbers separated by commas, Alpha-5 too; may be given several times */
    SEA_OPTION_PATH,     /**< a file or folder of the machine the job runs on */
    SEA_OPTION_CHOICE    /**< one of a list of words */
} sea_option_type;

/** One option a job takes. */
typedef struct sea_job_option {
    const char *name; /**< without dashes */
    sea_option_type type;
    const char *unit;           /**< NULL where there is none */
    const char *default_text;   /**< parsed like a given text; NULL = absent unless given */
    const char *const *choices; /**< CHOICE: words, ended by NULL */
    double min,
        max; /**< INTEGER, REAL, DURATION (in seconds): allowed range, both ends in; min == max means no limit */
    const char *help; /**< one sentence without full stop */
    bool required;
    bool local; /**< cannot change the output (threads, where things lie): left out of the record of a run */
} sea_job_option;

/** Type of the values of one output column. */
typedef enum sea_column_type {
    SEA_COLUMN_TEXT,
    SEA_COLUMN_INTEGER,
    SEA_COLUMN_FIXED, /**< real with a fixed number of decimals */
    SEA_COLUMN_REAL,  /**< real in the fewest digits that read back to the same value */
    SEA_COLUMN_UTC    /**< instant as ISO 8601 UTC with a fixed number of decimals and Z */
} sea_column_type;

/** One output column. */
typedef struct sea_job_column {
    const char *name;
    sea_column_type type;
    int decimals;     /**< FIXED and UTC */
    const char *unit; /**< NULL where there is none */
    const char *help;
} sea_job_column;

/** What a job does besides giving rows. */
enum {
    SEA_JOB_WRITES_STORE = 1u << 0,
    SEA_JOB_WRITES_FILES = 1u << 1,
    SEA_JOB_SLOW = 1u << 2, /**< may run for more than a few seconds: show progress */
    SEA_JOB_LOCAL =
        1u << 3, /**< reads or writes folders of the machine, or goes out to the network: for its user alone */
    SEA_JOB_BESIDE_STORE = 1u << 4 /**< inputs go with option `store`, not instead of it */
};

/** A run in progress, as the job's own function sees it. */
typedef struct sea_job_context sea_job_context;

/** One operation. Every pointer is constant and lives as long as the program. */
typedef struct sea_job {
    const char *name;
    const char *alias;             /**< another spelling, or NULL */
    const char *summary;           /**< one line without full stop */
    const char *details;           /**< paragraphs for the manual, separated by an empty line; may be NULL */
    const char *inputs;            /**< positional inputs as the usage line shows them, "FILE..."; NULL = none */
    const char *inputs_help;       /**< what they are; NULL when there are none */
    size_t inputs_min, inputs_max; /**< how many are allowed; inputs_max 0 with inputs set = any number */
    const char *example;           /**< one command line that works */
    const sea_job_option *options;
    size_t option_count;
    const sea_job_column *columns; /**< none: the output is a document, not rows */
    size_t column_count;
    uint32_t flags;
    sea_status (*run)(sea_job_context *context, sea_error *err);
} sea_job;

/** Every job, in the order a newcomer meets them. Returned: an array of `*count` pointers. */
SEA_API const sea_job *const *sea_job_table(size_t *count);

/** Job of a name or alias, NULL when there is none. */
SEA_API const sea_job *sea_job_find(const char *name);

/**
 * Option of a job by name, NULL when there is none. A job with columns also has the common option `format` (table, csv,
 * json) unless it declares its own.
 */
SEA_API const sea_job_option *sea_job_option_find(const sea_job *job, const char *name);

/** The options every job with columns has unless it declares its own. */
SEA_API const sea_job_option *sea_job_common_options(size_t *count);

/** What a line of talk is. */
typedef enum sea_job_talk {
    SEA_JOB_NOTE,      /**< how things went: counts, choices, ages of data */
    SEA_JOB_WARNING,   /**< the result stands, but look at this */
    SEA_JOB_DIAGNOSTIC /**< one finding about one place of an input, `file:line:column: RULE: text (advice)` */
} sea_job_talk;

/** One option as given. `text` is "true" for a flag. */
typedef struct sea_job_argument {
    const char *name, *text;
} sea_job_argument;

/** What is asked of a job and where its output goes. Zero-initialise; every callback but `write` may be NULL. */
typedef struct sea_job_request {
    const sea_job_argument *arguments;
    size_t argument_count;
    const char *const *inputs; /**< paths; "-" is standard input */
    size_t input_count;
    void *payload; /**< handed to each callback */
    /** Takes the output in pieces, in order. A status other than SEA_OK ends the run with it. */
    sea_status (*write)(void *payload, const char *bytes, size_t length, sea_error *err);
    /** Takes one printable line of talk without line end. Inputs are hostile: whatever came from them is escaped here.
     */
    void (*talk)(void *payload, sea_job_talk kind, const char *line);
    /** Takes the part done, 0..1. Non-zero return cancels the run. */
    int (*progress)(void *payload, double part);
} sea_job_request;

/** How a run ended. Free with sea_job_outcome_free. */
typedef struct sea_job_outcome {
    bool partly; /**< something was refused or missing, the rest was done */
    uint64_t rows;
    /**
     * Record of the run as canonical JSON: {"starsea": version, "job": name, "options": {name: text...}, "inputs":
     * [{"name", "kind", "bytes", "sha256"}...]}. Option texts are canonical and can be given back as arguments; NULL
     * when the run failed.
     */
    char *record;
} sea_job_outcome;

/** Frees what an outcome owns. */
SEA_API void sea_job_outcome_free(sea_job_outcome *outcome);

/**
 * Runs a job.
 * Given: job, request. Returned: outcome.
 * Errors: SEA_E_USAGE (unknown, missing, repeated or malformed option; wrong number of inputs), SEA_DONE (cancelled),
 * or the job's own failure. Output written before a failure stays written.
 */
SEA_API sea_status sea_job_run(const sea_job *job, const sea_job_request *request, sea_job_outcome *outcome,
                               sea_error *err);

#ifdef __cplusplus
}
#endif
#endif

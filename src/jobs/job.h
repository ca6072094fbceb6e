/*
 * What a job's own function sees of its run: option values, inputs, one writer of rows, talk, progress, the record.
 *
 * A new job is a file job_<name>.c that defines `const sea_job sea_job_<name>`, declared below and listed in job.c.
 */
#ifndef SEA_JOBS_JOB_H
#define SEA_JOBS_JOB_H

#include "base/error.h"
#include "base/text.h"

#include <starsea/catalog.h>
#include <starsea/gp.h>
#include <starsea/job.h>

extern const sea_job sea_job_import;
extern const sea_job sea_job_fetch;
extern const sea_job sea_job_doctor;
extern const sea_job sea_job_show;
extern const sea_job sea_job_catalogue;
extern const sea_job sea_job_sources;
extern const sea_job sea_job_convert;
extern const sea_job sea_job_propagate;
extern const sea_job sea_job_screen;
extern const sea_job sea_job_encounter;
extern const sea_job sea_job_cdm;
extern const sea_job sea_job_burns;
extern const sea_job sea_job_pc;
extern const sea_job sea_job_breakups;
extern const sea_job sea_job_manoeuvres;
extern const sea_job sea_job_stations;
extern const sea_job sea_job_proximity;
extern const sea_job sea_job_lifetime;
extern const sea_job sea_job_environment;
extern const sea_job sea_job_check;
extern const sea_job sea_job_norms;
extern const sea_job sea_job_key;
extern const sea_job sea_job_sign;
extern const sea_job sea_job_verify;
extern const sea_job sea_job_report;
extern const sea_job sea_job_simulate;

/* ---- options and inputs ---- */

/* Value of an option. Which field holds it follows the declared type; nothing but `given` counts when that is false. */
typedef struct sea_job_value {
    bool given;       /* given by the caller, or by the default */
    bool by_default;  /* by the latter */
    bool flag;        /* FLAG */
    int64_t integer;  /* INTEGER; DURATION in ns; CHOICE: index of the word */
    double real;      /* REAL */
    sea_tai utc;      /* UTC */
    const char *text; /* TEXT, PATH, CHOICE */
    uint32_t *ids;    /* IDS: ascending, each once */
    size_t id_count;
} sea_job_value;

/* Value of a declared option. The name must be one the job declares. */
const sea_job_value *sea_job_value_of(const sea_job_context *context, const char *name);

size_t sea_job_input_count(const sea_job_context *context);
const char *sea_job_input(const sea_job_context *context, size_t index);

/* ---- output: rows through the job's columns, or a document ---- */

typedef enum sea_cell_kind {
    SEA_CELL_NONE,
    SEA_CELL_TEXT,
    SEA_CELL_INTEGER,
    SEA_CELL_REAL,
    SEA_CELL_UTC
} sea_cell_kind;

/* One value of a row. An absent value is an empty field (CSV, table) or null (JSON). */
typedef struct sea_cell {
    sea_cell_kind kind;
    union {
        const char *text;
        int64_t integer;
        double real;
        sea_tai utc;
    } as;
} sea_cell;

static inline sea_cell sea_cell_none(void)
{
    return (sea_cell){.kind = SEA_CELL_NONE};
}
static inline sea_cell sea_cell_text(const char *text)
{
    return text ? (sea_cell){.kind = SEA_CELL_TEXT, .as.text = text} : sea_cell_none();
}
static inline sea_cell sea_cell_integer(int64_t value)
{
    return (sea_cell){.kind = SEA_CELL_INTEGER, .as.integer = value};
}
static inline sea_cell sea_cell_real(double value)
{
    return (sea_cell){.kind = SEA_CELL_REAL, .as.real = value};
}
static inline sea_cell sea_cell_utc(sea_tai t)
{
    return t.ns == SEA_TAI_NONE.ns ? sea_cell_none() : (sea_cell){.kind = SEA_CELL_UTC, .as.utc = t};
}

enum { SEA_JOB_WORDS_MAX = 400 };

/* The names of the bits that are set, separated by blanks, in `out`, which is returned. names[count], one a bit from
 * the lowest on; all of them fit. */
const char *sea_job_words(uint32_t bits, const char *const *names, size_t count, char out[SEA_JOB_WORDS_MAX]);

/* Writes a row: one cell a column, in their order, each of its column's type or none. Errors: the caller's sink. */
sea_status sea_job_row(sea_job_context *context, const sea_cell *cells, sea_error *err);

/* Writes a piece of a document as it is. For jobs whose output is not rows. */
sea_status sea_job_write(sea_job_context *context, const char *bytes, size_t length, sea_error *err);

/* Whether a file, or files in a folder, which is made, can be written, before the work whose results are to go there.
 * `files`: how many are in the folder already. Errors: SEA_E_IO and others of the system, with the option's name. */
sea_status sea_job_check_file(const char *option, const char *path, sea_error *err);
sea_status sea_job_check_folder(const char *option, const char *path, size_t *files, sea_error *err);

/* ---- talk, progress, partial outcome ---- */

/* One line of talk. The whole line is escaped to printable text, so names from inputs may be put in as they are. */
void sea_job_note(sea_job_context *context, const char *format, ...) SEA_PRINTF(2, 3);
void sea_job_warn(sea_job_context *context, const char *format, ...) SEA_PRINTF(2, 3);
void sea_job_diagnose(sea_job_context *context, const sea_diagnostic *diagnostic);

/* The wall clock as an instant. Provenance, and what "in the future" means; no other result is computed from it. */
sea_tai sea_job_now(void);

/*
 * Tells how old the data of a result are now, by the wall clock. Given: what the newest of them is, and its epoch; when
 * the last of them arrived at the store; either may be SEA_TAI_NONE.
 */
void sea_job_tell_age(sea_job_context *context, const char *what, sea_tai newest, sea_tai arrived);

/* Reports the part done (0..1). Returned: SEA_OK, or SEA_DONE when the caller wants the run to end. */
sea_status sea_job_progress(sea_job_context *context, double part);

/* The run goes on, but something was refused or missing: it ends with the outcome "partly". */
void sea_job_mark_partly(sea_job_context *context);

/* ---- the record of a run ---- */

/* Adds an input to the record. `kind` is constant: "file", or "store" (SHA-256 of the sets chosen, as OMM CSV), or a
 * job's own. */
sea_status sea_job_add_input(sea_job_context *context, const char *name, const char *kind, uint64_t bytes,
                             const uint8_t sha256[SEA_SHA256_SIZE]);

/* Appends the record so far as canonical JSON; see sea_job_outcome. */
void sea_job_record(const sea_job_context *context, sea_buffer *out);

/* ---- shared input: diagnostics of a file ---- */

enum { SEA_JOB_RULES_MAX = 64 };

/* Tells the diagnostics of one file. A file with a million bad lines is told with the first fifty of a rule, and the
 * count. Give sea_job_tell as the callback of a reader with this as its payload, and call sea_job_tell_end after the
 * file. */
typedef struct sea_job_teller {
    sea_job_context *context;
    size_t rule_count;
    struct {
        char rule[48];
        uint64_t count;
    } rules[SEA_JOB_RULES_MAX];
} sea_job_teller;

sea_status sea_job_tell(void *teller, const sea_diagnostic *diagnostic);
void sea_job_tell_end(sea_job_teller *teller, const char *path);

/* ---- shared input: element sets from files or a store ---- */

/* Longest duration a job takes: a Julian century. */
#define SEA_JOB_SPAN_MAX_S (36525.0 * 86400.0)
#define SEA_JOB_WINDOW_MAX_S (366.0 * 86400.0) /* of sea_screen_run */

/* The options of jobs that take elements; sea_job_elements reads them. */
#define SEA_JOB_OPTION_STORE                                                                                           \
    {                                                                                                                  \
        .name = "store", .type = SEA_OPTION_PATH, .local = true, .help = "take the element sets from this store"       \
    }
#define SEA_JOB_OPTION_KNOWN_AT                                                                                        \
    {                                                                                                                  \
        .name = "known-at", .type = SEA_OPTION_UTC,                                                                    \
        .help = "with --store: use only element sets that had arrived by then"                                         \
    }

/* The option of jobs whose results depend on how the Earth is turned; sea_job_eop reads it. */
#define SEA_JOB_OPTION_EOP                                                                                             \
    {                                                                                                                  \
        .name = "eop", .type = SEA_OPTION_PATH, .local = true,                                                         \
        .help = "Earth orientation from this IERS table (finals2000A; gzip or zstd too)"                               \
    }

/* What the inputs of a job that takes elements are, for its help. */
#define SEA_JOB_INPUTS_ELEMENTS                                                                                        \
    "files of element sets (TLE, 3LE, OMM in any spelling; gzip or zstd; - is standard input)"

/* The options of jobs that screen; the limits are those of sea_screen_run. */
#define SEA_JOB_OPTION_WINDOW_START                                                                                    \
    {                                                                                                                  \
        .name = "start", .type = SEA_OPTION_UTC, .required = true,                                                     \
        .help = "start of the window; of several sets of an object the newest not after it is used"                    \
    }
#define SEA_JOB_OPTION_DURATION                                                                                        \
    {                                                                                                                  \
        .name = "duration", .type = SEA_OPTION_DURATION, .default_text = "1d", .min = 1e-3,                            \
        .max = SEA_JOB_WINDOW_MAX_S, .help = "length of the window"                                                    \
    }
#define SEA_JOB_OPTION_THRESHOLD                                                                                       \
    {                                                                                                                  \
        .name = "threshold-km", .type = SEA_OPTION_REAL, .unit = "km", .default_text = "5", .min = 1e-6, .max = 200,   \
        .help = "report approaches closer than this"                                                                   \
    }
#define SEA_JOB_OPTION_THREADS                                                                                         \
    {                                                                                                                  \
        .name = "threads", .type = SEA_OPTION_INTEGER, .default_text = "0", .min = 0, .max = 1024, .local = true,      \
        .help = "threads to use, 0 for as many as the machine has; the output does not depend on it"                   \
    }

/*
 * Element sets, one an object, from the inputs from number `first` on or from the store that option `store` names.
 * Given: `at`, the instant the newest set must not be after; ids[id_count] to keep (NULL = all).
 * Returned: the sets ordered by catalogue number, free with sea_gp_set_free. Diagnostics, the choice made and the age
 * of the data go to talk, digests to the record; an unreadable file, a refused record or an unknown id makes the
 * outcome "partly". Errors: SEA_E_USAGE (files and a store, or neither), SEA_E_NOT_FOUND, SEA_E_FORMAT, SEA_E_IO
 * (nothing usable), SEA_E_STORE.
 */
sea_status sea_job_elements(sea_job_context *context, size_t first, sea_tai at, const uint32_t *ids, size_t id_count,
                            sea_gp_set *out, sea_error *err);

/* Sees where a set came from. */
typedef sea_status (*sea_job_origin_fn)(void *payload, const sea_gp *gp, const sea_gp_origin *origin);

/*
 * Every element set of the objects ids[id_count] (ascending) and of the objects of launches[] from the same inputs,
 * unchosen, in the order read. Objects without one are no failure. `origin` is called once a set, in the order of
 * `out`. Talk, record and errors as sea_job_elements; an input that the run has read before is not told or recorded
 * again.
 */
sea_status sea_job_element_sets(sea_job_context *context, size_t first, const uint32_t *ids, size_t id_count,
                                const char (*launches)[12], size_t launch_count, sea_job_origin_fn origin,
                                void *payload, sea_gp_set *out, sea_error *err);

/*
 * Earth orientation from the file that option `eop` names; an empty table when it is not given. Free with sea_eop_free.
 * Refused rows go to talk and make the outcome "partly", the digest goes to the record. Errors: SEA_E_IO, SEA_E_FORMAT,
 * SEA_E_RANGE (larger than any such table), SEA_E_MEMORY.
 */
sea_status sea_job_eop(sea_job_context *context, sea_eop *out, sea_error *err);

/*
 * Reads the whole of a file, decompressed, up to 64 MiB, and puts it on the record. Given: kind, as sea_job_add_input;
 * what it should be, to a person. Returned: text, ended by a 0, free with sea_buffer_free. Errors: SEA_E_IO,
 * SEA_E_FORMAT, SEA_E_RANGE, SEA_E_MEMORY; then there is nothing to free.
 */
sea_status sea_job_read_whole(sea_job_context *context, const char *path, const char *kind, const char *what,
                              sea_buffer *text, sea_error *err);

/* ---- shared input: a list of objects ---- */

/* The option of jobs that take a list of objects; sea_job_objects reads it. The job declares SEA_JOB_OPTION_STORE too.
 */
#define SEA_JOB_OPTION_OBJECTS                                                                                         \
    {                                                                                                                  \
        .name = "objects", .type = SEA_OPTION_PATH, .local = true,                                                     \
        .help = "list of objects: SATCAT as CSV or GCAT's psatcat as TSV; gzip or zstd too. Without it, the list "     \
                "that --store has"                                                                                     \
    }

/*
 * The list of objects from option `objects`, else the newest that the store has (by `known-at`, where the job declares
 * it); an empty set where there is neither. Free with sea_object_set_free. Diagnostics and rows that contradict each
 * other go to talk, the digest to the record; a refused row makes the outcome "partly". Errors: SEA_E_IO, SEA_E_FORMAT,
 * SEA_E_STORE, SEA_E_MEMORY.
 */
sea_status sea_job_objects(sea_job_context *context, sea_object_set *out, sea_error *err);

/* ---- shared input: whole histories ---- */

/* The options of jobs that take whole histories; sea_job_history reads them. */
#define SEA_JOB_OPTIONS_HISTORY                                                                                        \
    SEA_JOB_OPTION_STORE, {.name = "id", .type = SEA_OPTION_IDS, .help = "only these catalogue numbers"},              \
        {.name = "start",                                                                                              \
         .type = SEA_OPTION_UTC,                                                                                       \
         .unit = "UTC",                                                                                                \
         .help = "leave out element sets of an earlier epoch"},                                                        \
    {                                                                                                                  \
        .name = "end", .type = SEA_OPTION_UTC, .unit = "UTC", .help = "leave out element sets of a later epoch"        \
    }

/*
 * Every element set, of every object or those asked for, from the inputs or from the store, epochs from `start` to
 * `end`, both in. A job that also declares SEA_JOB_OPTION_KNOWN_AT gets what had arrived by then.
 * Returned: the history, free with sea_gp_history_free. Diagnostics, counts, the span and contradicting sets go to
 * talk, digests to the record; an unreadable file, a refused record or an unknown id makes the outcome "partly".
 * Errors: SEA_E_USAGE (files and a store, or neither; end before start), SEA_E_NOT_FOUND (no set is left),
 * SEA_E_FORMAT, SEA_E_IO (nothing usable), SEA_E_STORE.
 */
sea_status sea_job_history(sea_job_context *context, sea_gp_history *out, sea_error *err);
/* As sea_job_history, of every object whatever `id` says: for jobs whose findings need the others. */
sea_status sea_job_history_whole(sea_job_context *context, sea_gp_history *out, sea_error *err);

/* ---- inside: how the inputs are read, shared by job_input.c and job_history.c ---- */

typedef sea_status (*sea_job_record_fn)(void *payload, const sea_gp *gp, const sea_gp_origin *origin);

/* Reads every input from number `first` on; one that cannot be read leaves the others standing. The first failure is
 * returned when nothing came of any. Diagnostics and counts go to talk, digests to the record, once a file. */
sea_status sea_job_read_files(sea_job_context *context, size_t first, sea_job_record_fn record, void *payload,
                              sea_error *err);
/* Whether the run has files or a store. Errors: SEA_E_USAGE when it has both or neither. */
sea_status sea_job_files_or_store(const sea_job_context *context, size_t first, bool *files, sea_error *err);
/* The instant of option `known-at`, SEA_TAI_NONE where it is not declared or not given. */
sea_tai sea_job_known_at(const sea_job_context *context);
/* When the newest data of a store arrived, of those that option `known-at` lets count: for sea_job_tell_age. */
sea_status sea_job_arrival_of(const sea_job_context *context, sea_catalog *catalog, sea_tai *out, sea_error *err);
/* Records sets taken from a store. */
sea_status sea_job_record_store(sea_job_context *context, const char *path, const sea_gp *gps, size_t count,
                                sea_error *err);

/* ---- inside: shared by job.c, job_option.c, job_output.c and job_input.c; jobs use the functions above ---- */

/* Parses the arguments into values[], one an option of the job, then one a common option. Errors: SEA_E_USAGE,
 * SEA_E_MEMORY. */
sea_status sea_job_values_parse(const sea_job *job, const sea_job_request *request, sea_job_value *values,
                                sea_error *err);
void sea_job_values_free(sea_job_value *values, size_t count);

/* Canonical text of a given value: reads back to the same value. */
void sea_job_value_format(const sea_job_option *option, const sea_job_value *value, sea_buffer *out);

/* Options of a job, its own first and then the common ones it has; NULL past the end. */
const sea_job_option *sea_job_option_at(const sea_job *job, size_t index);
size_t sea_job_option_count(const sea_job *job);

/* Where rows go. Zero-initialise, then sea_job_output_begin. */
typedef struct sea_job_output {
    const sea_job *job;
    const sea_job_request *request;
    int format;      /* index into the words of the common option `format` */
    sea_buffer text; /* written out when large */
    uint64_t rows;
    sea_buffer held; /* table: cells of the first rows, each NUL-ended, until the widths are known */
    size_t held_rows;
    size_t *widths;     /* table: one a column */
    bool streaming;     /* table: the widths are fixed and the header is out */
    sea_status failure; /* of the caller's sink: it is not asked again */
} sea_job_output;

sea_status sea_job_output_begin(sea_job_output *output, const sea_job *job, const sea_job_request *request, int format,
                                sea_error *err);
sea_status sea_job_output_row(sea_job_output *output, const sea_cell *cells, sea_error *err);
sea_status sea_job_output_write(sea_job_output *output, const char *bytes, size_t length, sea_error *err);
sea_status sea_job_output_end(sea_job_output *output, sea_error *err); /* writes what is held */
void sea_job_output_free(sea_job_output *output);

/* An input as the record names it. */
typedef struct sea_job_read {
    char *name;
    const char *kind;
    uint64_t bytes;
    uint8_t sha256[SEA_SHA256_SIZE];
} sea_job_read;

struct sea_job_context {
    const sea_job *job;
    const sea_job_request *request;
    sea_job_value *values;
    sea_job_output output;
    sea_job_read *reads;
    size_t read_count, read_capacity;
    bool partly;
};

#endif

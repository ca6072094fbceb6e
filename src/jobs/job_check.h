/* What check, verify and report share: a claim with its element sets and verdict, and the files of its bundle. */
#ifndef SEA_JOBS_JOB_CHECK_H
#define SEA_JOBS_JOB_CHECK_H

#include "jobs/job.h"

#include <starsea/bundle.h>
#include <starsea/claim.h>

/* Where an element set came from. Owned texts. */
typedef struct sea_check_origin {
    char *file; /* name without folders: a bundle does not tell how somebody's disk is laid out */
    uint64_t line;
    sea_gp_format format;
    uint8_t sha256[SEA_SHA256_SIZE]; /* of the source text of the set */
} sea_check_origin;

/* A claim, what it was judged by, and the verdict. Zero-initialise; free with sea_check_free. */
typedef struct sea_check {
    sea_buffer text; /* bytes of the claim file */
    sea_claim claim;
    sea_gp_set sets;
    sea_check_origin *origins; /* one a set */
    size_t origin_count, origin_capacity;
    sea_object_set objects; /* the claim's objects in the list given */
    sea_buffer object_rows; /* header and those rows as they were read: a list of its own; empty without one */
    sea_claim_evidence evidence;
    sea_claim_verdict verdict;
} sea_check;

/* Reads and parses a claim file and puts it on the record. Errors name the file. */
sea_status sea_check_read(sea_job_context *context, const char *path, sea_check *out, sea_error *err);
/* Collects every element set of the claim's objects, from the inputs from number `first` on or the store, and judges.
 */
sea_status sea_check_judge(sea_job_context *context, size_t first, sea_check *check, sea_error *err);
void sea_check_free(sea_check *check);

/* Rows of objects out of a list, for evidence. Given: text; ids ascending, NULL = all. Adds to the check. */
sea_status sea_check_list(sea_check *check, const char *text, size_t length, const char *name, const uint32_t *ids,
                          size_t id_count, sea_error *err);
/* Points the evidence at what the check holds, and judges. */
sea_status sea_check_evaluate(sea_check *check, sea_error *err);

/* Rows of a verdict, one a clause and the last for the claim. */
typedef sea_status (*sea_check_row_fn)(void *payload, const sea_cell *cells, sea_error *err);
sea_status sea_check_rows(const sea_claim *claim, const sea_claim_verdict *verdict, sea_check_row_fn row, void *payload,
                          sea_error *err);

/* Names of the files in a bundle of this job, ordered as a bundle orders them. */
extern const char sea_check_claim_name[], sea_check_elements_name[], sea_check_objects_name[], sea_check_origins_name[];
extern const char sea_check_withheld_name[];
extern const char sea_check_review_name[], sea_check_clauses_name[], sea_check_verdict_name[];

/* File of that path among the inputs of a bundle, NULL when there is none. */
const sea_bundle_file *sea_check_input(const sea_bundle_file *inputs, size_t count, const char *path);

/* ---- job_check_withheld.c: element sets that a bundle must not hold ---- */

/* One of them, by what identifies it. */
typedef struct sea_check_withheld_set {
    uint64_t position; /* among all sets of the check, counted from 0 */
    uint32_t norad_cat_id;
    sea_tai epoch;
    char sha256[65]; /* of its row of OMM CSV */
    char *row;       /* once somebody gave it, owned */
    bool differs;    /* somebody gave a set of that object and epoch with other values */
} sea_check_withheld_set;

/* All of a bundle. Free with sea_check_withheld_free. */
typedef struct sea_check_withheld {
    char *query; /* that fetches them */
    sea_check_withheld_set *sets;
    size_t count, found;
} sea_check_withheld;

/* Adds the file that lists them; nothing where there is none. */
sea_status sea_check_withheld_put(const sea_check *check, sea_buffer *out, sea_error *err);
/* Reads it; no sets where the inputs have none. Errors: SEA_E_FORMAT, SEA_E_MEMORY. */
sea_status sea_check_withheld_read(const sea_bundle_file *inputs, size_t input_count, sea_check_withheld *out,
                                   sea_error *err);
/* Takes from a file the sets that have the digests. Errors: as sea_gp_read_file. */
sea_status sea_check_withheld_find(sea_check_withheld *w, const char *path, sea_error *err);
/* All element sets of the check, in their order; every set must have been found. */
void sea_check_withheld_merge(const sea_check_withheld *w, const sea_bundle_file *elements, sea_buffer *out);
void sea_check_withheld_free(sea_check_withheld *w);

/* The option of jobs that read bundles; sea_check_complete reads it. */
#define SEA_JOB_OPTION_INPUT                                                                                           \
    {                                                                                                                  \
        .name = "input", .type = SEA_OPTION_PATH, .local = true,                                                       \
        .help = "element sets that the bundle must not hold, fetched by the query it names (any spelling)"             \
    }

/*
 * The element sets of a bundle's check, whole: as they lie in it, or with those that option `input` gives.
 * Returned: elements, and what is withheld; `elements` stays empty where some are missing. Errors: as
 * sea_check_withheld_read and sea_gp_read_file.
 */
sea_status sea_check_complete(sea_job_context *context, const sea_bundle_file *inputs, size_t input_count,
                              sea_check_withheld *withheld, sea_buffer *elements, sea_error *err);

/* What check gives, and what describes it. Zero-initialise; free with sea_check_made_free. */
typedef struct sea_check_made {
    sea_buffer review, clauses, verdict; /* claimreview.json, clauses.csv, verdict.json */
    sea_buffer provenance, crate;
} sea_check_made;
void sea_check_made_free(sea_check_made *made);

/* Reads the inputs as a bundle holds them, with the whole of the element sets, and judges. Free with sea_check_free,
 * after a failure too. */
sea_status sea_check_load(const sea_bundle_file *inputs, size_t input_count, const sea_buffer *elements, sea_check *out,
                          sea_error *err);

/* All of it from the inputs as a bundle holds them, the whole of the element sets, and the record. Pure. */
sea_status sea_check_make(const sea_bundle_file *inputs, size_t input_count, const sea_buffer *elements,
                          const char *record, sea_check_made *out, sea_error *err);

/* Writes the bundle of a check, signed with a key unless that is NULL, and its line in the log. Errors: as
 * sea_bundle_write and sea_bundle_log_append. */
sea_status sea_check_bundle(sea_job_context *context, const sea_check *check, const char *folder,
                            const sea_bundle_key *key, sea_error *err);

/* The option of jobs that write or sign bundles; sea_check_log reads it. */
#define SEA_JOB_OPTION_LOG                                                                                             \
    {                                                                                                                  \
        .name = "log", .type = SEA_OPTION_PATH, .local = true,                                                         \
        .help = "add a line to this log, which only grows, each line bound to the one before"                          \
    }

/* Before anything is signed: whether the line could be written into the log that option `log` names. Given: folder of
 * the bundle, there or not. Errors: as sea_bundle_log_check; SEA_E_USAGE where the log would stand in a bundle. */
sea_status sea_check_log_first(const sea_job_context *context, const char *folder, sea_error *err);

/*
 * The bundle's line in the log that option `log` names, where it is given. Given: signer, NULL = none. Returned: what
 * names the bundle there. Errors: as sea_bundle_read and sea_bundle_log_append.
 */
sea_status sea_check_log(sea_job_context *context, const char *folder, const uint8_t *signer, char statement_sha256[65],
                         sea_error *err);

#endif

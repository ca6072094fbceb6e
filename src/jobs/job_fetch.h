/* What the files of the job `fetch` share: what is asked of whom, one answer over https, what an answer amounts to. */
#ifndef SEA_JOBS_JOB_FETCH_H
#define SEA_JOBS_JOB_FETCH_H

#include "jobs/job.h"

#include <starsea/catalog.h>

/* ---- job_fetch_source.c: what is asked of whom ---- */

typedef enum sea_fetch_kind { SEA_FETCH_GP, SEA_FETCH_SATCAT, SEA_FETCH_EOP, SEA_FETCH_GP_HISTORY } sea_fetch_kind;

typedef struct sea_fetch_plan {
    char source[64];    /* as the gate knows it */
    char publisher[64]; /* as the store keeps it */
    sea_fetch_kind kind;
    char url[1024];     /* as the gate knows it */
    char request[1100]; /* what is asked: the same, or only what is new since the last good answer */
    sea_catalog_limits limits;
    bool login;      /* Space-Track's */
    bool increments; /* answers hold only what is new: how many records they have says nothing */
} sea_fetch_plan;

/* Given: the source's word or an https address; kind; group, for celestrak; id, for GP_HISTORY; the gap asked for.
 * Errors: SEA_E_USAGE. */
sea_status sea_fetch_plan_find(const char *source, sea_fetch_kind kind, const char *group, uint32_t id, int64_t gap_ns,
                               sea_fetch_plan *out, sea_error *err);
/* The gap an address wants of itself, 0 where any will do. */
int64_t sea_fetch_gap_of(const char *url);
/* Adds the query that gives Space-Track's sets of objects ids[count], ascending, of the days from first to last. */
void sea_fetch_query_put(sea_buffer *out, const uint32_t *ids, size_t count, sea_tai first, sea_tai last);
/* Asks only for what was made since the last good answer, where the source can say it. */
void sea_fetch_plan_narrow(sea_fetch_plan *plan, sea_tai last_ok);

/* ---- job_fetch_https.c: one answer ---- */

typedef struct sea_https sea_https;

typedef struct sea_https_answer {
    long status;
    sea_buffer body; /* as sent: still packed where `packed` */
    bool packed;     /* Content-Encoding: gzip */
    char etag[256], modified[64], type[64];
} sea_https_answer;

/* One connection, its cookies, and nothing of the machine's: no .netrc, no redirects, no protocol but https. */
sea_status sea_https_open(sea_job_context *context, int64_t timeout_ns, const char *contact, sea_https **out,
                          sea_error *err);
void sea_https_close(sea_https *h);
/*
 * GET, or POST of `form` unless that is NULL. Given: validators of the last answer, may be empty. Returned: the answer,
 * whatever its status; free the body. Errors: SEA_E_IO (none came, or not whole, or too slowly), SEA_E_RANGE (too
 * large), SEA_E_MEMORY, SEA_DONE (cancelled).
 */
sea_status sea_https_ask(sea_https *h, const char *url, const char *form, const char *etag, const char *modified,
                         sea_https_answer *out, sea_error *err);
/* Adds text to a form as its encoding wants it. */
void sea_https_add_escaped(sea_buffer *form, const char *text);

/* ---- job_fetch_check.c: what an answer amounts to ---- */

typedef struct sea_fetch_content {
    sea_buffer unpacked; /* where the answer was packed for the way */
    const char *bytes;   /* of the resource itself */
    size_t length;
    uint64_t records; /* objects of element sets and of lists, days of Earth orientation */
    uint64_t refused;
} sea_fetch_content;

/*
 * Looks at an answer before anything of it is kept. Given: bytes, whether they were packed for the way, the name for
 * messages, how many records the last good answer had (0: none).
 * Errors: SEA_E_FORMAT (a page, empty, nothing of the kind, four fifths of the records or less), SEA_E_IO (damaged or
 * cut short), SEA_E_RANGE (too large when unpacked), SEA_E_MEMORY. Free `unpacked`.
 */
sea_status sea_fetch_check(const char *bytes, size_t length, bool packed, const char *type, const char *name,
                           const sea_fetch_plan *plan, uint64_t records_before, sea_fetch_content *out, sea_error *err);

/* ---- job_fetch_login.c: credentials ---- */

typedef struct sea_fetch_credentials {
    sea_buffer identity, password;
} sea_fetch_credentials;

/* From a file that nobody else may read, or from the environment. Errors: SEA_E_USAGE, SEA_E_IO, SEA_E_FORMAT. */
sea_status sea_fetch_credentials_read(const char *path, sea_fetch_credentials *out, sea_error *err);
/* Overwrites and frees. */
void sea_fetch_credentials_free(sea_fetch_credentials *credentials);
/* Logs in to Space-Track. Returned: the answer's status in *http; errors as sea_https_ask, SEA_E_USAGE (refused). */
sea_status sea_fetch_login(sea_https *h, const sea_fetch_credentials *credentials, long *http, sea_error *err);

#endif

/*
 * The server: the job table through HTTP. A request passes the guard (who may ask), the router (what for), and becomes
 * a run of a job, answered at once or kept until it is fetched. Only http.c knows the HTTP library.
 */
#ifndef STARSEA_SERVER_H
#define STARSEA_SERVER_H

#include <starsea/job.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- growing text ---- */

typedef struct text {
    char *data; /* NUL-terminated when length > 0 */
    size_t length, capacity;
    bool failed; /* memory was out: what follows is dropped */
} text;

void text_add(text *t, const char *bytes, size_t length);
void text_put(text *t, const char *string);
void text_format(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. NULL is null. */
void text_json(text *t, const char *string);
void text_free(text *t);

/* ---- a request and its answer ---- */

enum { QUERY_MAX = 64, BODY_MAX = 16 << 20 };

typedef struct request {
    const char *method, *path; /* the path decoded */
    const char *host, *origin, *fetch_site, *authorization, *accept, *accept_encoding, *none_match;
    struct {
        const char *name, *value;
    } query[QUERY_MAX]; /* decoded; value "" where there is none */
    size_t query_count;
    const char *body; /* not NUL-terminated; NULL when there is none */
    size_t body_length;
} request;

typedef struct run run;

typedef struct reply {
    unsigned status;
    const char *type; /* constant */
    text body;
    const char *constant; /* in place of body: bytes that live as long as the program, constant_length of them */
    size_t constant_length;
    bool gzip, lasting; /* the constant is compressed; it will never change at this address */
    char location[64], etag[72];
    const char *allow; /* of 405 */
    bool counted;
    uint64_t rows; /* that pass the filter, of which the answer is a page */
    run *events;   /* in place of body: server-sent events of this run, a reference of its own */
} reply;

/* One JSON object {"error": ...}. */
void reply_error(reply *r, unsigned status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* ---- who may ask ---- */

enum { SCOPE_READ = 1, SCOPE_WRITE = 2, SCOPE_ADMIN = 4, TOKEN_BYTES = 32, HOSTS_MAX = 16 };

typedef struct token {
    unsigned char digest[32]; /* SHA-256 of the token: the file gives nobody a way in */
    unsigned scopes;
} token;

typedef struct guard {
    uint16_t port;
    const char *hosts[HOSTS_MAX]; /* besides the loopback names */
    size_t host_count;
    token *tokens; /* none: loopback is open to read */
    size_t token_count;
    bool writes; /* --allow-writes */
} guard;

/* Whether a request may go on, and with which scopes. False with an answer in `r`. */
bool guard_admit(const guard *g, const request *q, unsigned *scopes, reply *r);
/* Whether this is a Host header the server answers to: a name rebound to a loopback address is none. */
bool guard_host(const guard *g, const char *host);

/* Reads a token file of mode 0600: a line a token, "SCOPES SHA256", '#' begins a comment. False with a message. */
bool token_read(const char *path, guard *g, char *message, size_t size);
/* The scopes of a token's text, 0 where it is none. */
unsigned token_scopes(const guard *g, const char *bearer);
/* A new token's text, its line for the file. False where no randomness is to be had. */
bool token_new(unsigned scopes, char bearer[2 * TOKEN_BYTES + 1], char line[128]);
unsigned scopes_parse(const char *words); /* "read,write": 0 when there is another word */
/* Hexadecimal SHA-256. */
void digest_hex(const void *bytes, size_t length, char hex[65]);

/* ---- runs of jobs ---- */

typedef enum run_state { RUN_WAITING, RUN_RUNNING, RUN_DONE, RUN_PARTLY, RUN_FAILED, RUN_CANCELLED } run_state;
enum { RUN_ID_MAX = 24, RUN_OUTPUT_MAX = 256 << 20, RUNS_KEPT_MAX = 64, RUNS_WAITING_MAX = 16 };

typedef struct runs runs;

/* Starts `workers` threads; with none, all that is taken waits. NULL when memory or threads are out. */
runs *runs_new(unsigned workers);
/* Cancels what runs, waits for the threads, frees. */
void runs_free(runs *all);

typedef struct run_status {
    char id[RUN_ID_MAX];
    const char *job;
    run_state state;
    double part;
    int64_t seconds; /* since it was asked for */
} run_status;

/*
 * Takes a request of a job. Given: job; arguments, copied; body: bytes of an input file, copied, NULL for none.
 * Returned: a reference to give back with run_release; NULL when too many wait.
 */
run *runs_add(runs *all, const sea_job *job, const sea_job_argument *arguments, size_t count, const char *body,
              size_t body_length);
/* Runs in this thread, until `seconds` have passed: then it is cancelled. Of a run that runs_add did not take up. */
run *run_now(const sea_job *job, const sea_job_argument *arguments, size_t count, const char *body, size_t body_length,
             double seconds);
run *runs_find(runs *all, const char *id); /* a reference, or NULL */
void run_hold(run *r);
void run_release(run *r);
void run_cancel(run *r);
run_status run_look(run *r);
bool run_ended(run_state s);
const char *run_state_name(run_state s);
/* Of a run that has ended, all NULL or empty otherwise; they live as long as the reference. */
const text *run_output(const run *r);
const char *run_error(const run *r);
sea_status run_failure(const run *r);
const char *run_argument(const run *r, const char *name); /* as asked; NULL when it was not given */
const sea_job *run_job_of(const run *r);
/* {"id": ..., "job": ..., "state": ..., "part": ..., "talk": [...], "record": {...}} */
void run_describe(run *r, text *out);
/* A line a run, the newest first. */
void runs_describe(runs *all, text *out);

/* ---- a view of rows ---- */

enum { VIEW_TESTS_MAX = 16 };

typedef enum view_relation {
    VIEW_EQUALS,
    VIEW_DIFFERS,
    VIEW_BELOW,
    VIEW_MOST,
    VIEW_ABOVE,
    VIEW_LEAST,
    VIEW_HOLDS /* text within, capitals like small letters */
} view_relation;

typedef struct view_test {
    const sea_job_column *column;
    view_relation relation;
    const char *value;
    double number;
} view_test;

typedef struct view {
    uint64_t offset, limit;     /* limit 0: all */
    const sea_job_column *sort; /* NULL: as they came */
    bool descending;
    view_test tests[VIEW_TESTS_MAX]; /* all of them hold */
    size_t test_count;
} view;

/* `offset`, `limit`, `sort` and `where` out of the query; their texts are not copied. Returned: 0 where it is none of
 * them, 1 when it was taken, -1 with an answer when its value is none. */
int view_take(const sea_job *job, const char *name, const char *value, view *v, reply *r);
/* The rows wanted of lines of CSV or JSON, as lines or as one JSON array. */
void view_write(const sea_job *job, const text *lines, bool csv, bool array, const view *v, reply *r);

/* ---- the page ---- */

typedef struct page_file {
    const char *path, *type, *etag;
    const unsigned char *bytes;
    size_t length;
    bool gzip, lasting;
} page_file;

/* Made by the build, with one file at "/" at least. */
const page_file *page_files(size_t *count);
const page_file *page_find(const char *path); /* NULL where the page has none such */
void page_reply(const page_file *file, const request *q, reply *r);

/* ---- what is asked for ---- */

typedef struct server {
    guard guard;
    runs *runs;
    const char *store;
    double seconds_max; /* a job answered at once may take */
    text openapi;
    char openapi_etag[72];
} server;

void route(server *s, const request *q, unsigned scopes, reply *r);
/* The OpenAPI 3.1 document of the job table. */
void openapi_write(text *out);
/* Whether a job is reached through HTTP, whether an option is: paths of the machine are not. */
bool route_has_job(const sea_job *job);
bool route_has_option(const sea_job_option *option);
bool route_takes_body(const sea_job *job);

/* ---- the HTTP library ---- */

typedef struct http http;

/* Listens. Given: address such as 127.0.0.1 or ::1, port (0 = any free). NULL with a message. */
http *http_start(server *s, const char *address, uint16_t port, unsigned threads, char *message, size_t size);
uint16_t http_port(const http *h);
void http_stop(http *h);

/* `starsea serve`, from its options on. Returned: exit status. */
int serve_main(int argc, char **argv);

#endif

/* Public data over the network into a store, as politely as their publishers ask. */
#include "base/error.h"
#include "base/hash.h"
#include "base/os.h"
#include "jobs/job_fetch.h"

#include <stdio.h>
#include <string.h>

static const char *const kinds[] = {"gp", "satcat", "eop", "gp-history", NULL}; /* as sea_fetch_kind */

enum { FILE_MAX_BYTES = 256 << 20 };

#define GAP_MIN_S 7200.0
#define DAY_S 86400.0

static const sea_job_option options[] = {
    {.name = "store", .type = SEA_OPTION_PATH, .required = true, .local = true, .help = "the store"},
    {.name = "what",
     .type = SEA_OPTION_CHOICE,
     .choices = kinds,
     .default_text = "gp",
     .help = "element sets, list of objects, Earth orientation, or every set that one object ever had"},
    {.name = "group",
     .type = SEA_OPTION_TEXT,
     .default_text = "active",
     .help = "celestrak: the group of element sets, by its name there"},
    {.name = "id", .type = SEA_OPTION_IDS, .help = "gp-history: catalogue numbers of the objects"},
    {.name = "every",
     .type = SEA_OPTION_DURATION,
     .default_text = "8h",
     .min = GAP_MIN_S,
     .max = 30 * DAY_S,
     .help = "ask one address no more often than this; less than two hours is not possible"},
    {.name = "timeout",
     .type = SEA_OPTION_DURATION,
     .default_text = "5m",
     .min = 1,
     .max = 3600,
     .local = true,
     .help = "give an answer up after this time"},
    {.name = "credentials",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "space-track: file with the lines identity=... and password=..., readable by its owner alone"},
    {.name = "contact",
     .type = SEA_OPTION_TEXT,
     .local = true,
     .help = "an address of yours for the publisher, told with each request"},
    {.name = "publisher", .type = SEA_OPTION_TEXT, .help = "who published it, for files and other addresses"},
    {.name = "licence", .type = SEA_OPTION_TEXT, .help = "terms under which you got it"},
    {.name = "status", .type = SEA_OPTION_FLAG, .help = "ask nobody: list what was fetched, its age, and the budget"},
    {.name = "resume",
     .type = SEA_OPTION_TEXT,
     .help = "ask nobody: open this source again after you have looked why it was blocked"},
};

static const sea_job_column columns[] = {
    {"SOURCE", SEA_COLUMN_TEXT, 0, NULL, "who is asked"},
    {"URL", SEA_COLUMN_TEXT, 0, NULL, "the address"},
    {"OUTCOME", SEA_COLUMN_TEXT, 0, NULL,
     "fetched, unchanged, waits (asked too recently); with --status: due, waits, blocked"},
    {"RECORDS", SEA_COLUMN_INTEGER, 0, NULL, "objects in the last good answer, or days of Earth orientation"},
    {"ADDED", SEA_COLUMN_INTEGER, 0, NULL, "element sets new to the store"},
    {"KNOWN", SEA_COLUMN_INTEGER, 0, NULL, "element sets already in it"},
    {"DIFFERING", SEA_COLUMN_INTEGER, 0, NULL, "element sets stored beside one of the same epoch with other values"},
    {"REFUSED", SEA_COLUMN_INTEGER, 0, NULL, "records refused"},
    {"FILE", SEA_COLUMN_TEXT, 0, NULL, "where the bytes are kept"},
    {"SHA256", SEA_COLUMN_TEXT, 0, NULL, "digest of the bytes"},
    {"LAST_TRY", SEA_COLUMN_UTC, 0, "UTC", "when the address was last asked"},
    {"LAST_OK", SEA_COLUMN_UTC, 0, "UTC", "when it last gave a good answer"},
    {"AGE", SEA_COLUMN_FIXED, 2, "h", "time since then"},
    {"NEXT", SEA_COLUMN_UTC, 0, "UTC", "when it may be asked again"},
    {"REQUESTS_HOUR", SEA_COLUMN_INTEGER, 0, NULL, "requests to the source in the last hour"},
    {"REASON", SEA_COLUMN_TEXT, 0, NULL, "why the source is blocked"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

typedef struct fetching {
    sea_job_context *context;
    sea_catalog *catalog;
    sea_tai now;
    sea_https *https; /* opened when the first address may be asked */
    bool logged_in;
    sea_fetch_plan plan;
    sea_catalog_gate gate;
} fetching;

/* What a row tells beside the gate. */
typedef struct result {
    const char *outcome, *file;
    const sea_catalog_import *import; /* NULL where nothing was imported */
    uint64_t refused;
} result;

static const char *text_of(const sea_job_context *context, const char *option)
{
    const sea_job_value *value = sea_job_value_of(context, option);
    return value->given ? value->text : NULL;
}

/* ---- rows ---- */

static int64_t gap_of(const fetching *f, const char *url)
{
    int64_t asked_for = sea_job_value_of(f->context, "every")->integer, wanted = sea_fetch_gap_of(url);
    return wanted > asked_for ? wanted : asked_for;
}

static sea_status write_row(const fetching *f, const sea_catalog_gate *gate, const result *r, sea_error *err)
{
    int64_t gap_ns = gap_of(f, gate->url);
    bool ok = gate->last_ok.ns != SEA_TAI_NONE.ns, tried = gate->last_try.ns != SEA_TAI_NONE.ns;
    bool import = r->import != NULL;
    char hex[2 * SEA_SHA256_SIZE + 1];
    sea_sha256_hex(gate->sha256, hex);
    const sea_cell cells[COLUMN_COUNT] = {
        sea_cell_text(gate->source),
        sea_cell_text(gate->url),
        sea_cell_text(r->outcome),
        ok ? sea_cell_integer((int64_t)gate->records) : sea_cell_none(),
        import ? sea_cell_integer((int64_t)r->import->added) : sea_cell_none(),
        import ? sea_cell_integer((int64_t)r->import->known) : sea_cell_none(),
        import ? sea_cell_integer((int64_t)r->import->differing) : sea_cell_none(),
        r->file ? sea_cell_integer((int64_t)r->refused) : sea_cell_none(),
        sea_cell_text(r->file),
        ok ? sea_cell_text(hex) : sea_cell_none(),
        sea_cell_utc(gate->last_try),
        sea_cell_utc(gate->last_ok),
        ok ? sea_cell_real(sea_tai_diff_s(f->now, gate->last_ok) / 3600.0) : sea_cell_none(),
        tried ? sea_cell_utc((sea_tai){gate->last_try.ns + gap_ns}) : sea_cell_none(),
        sea_cell_integer((int64_t)gate->requests_hour),
        sea_cell_text(gate->reason[0] ? gate->reason : NULL),
    };
    return sea_job_row(f->context, cells, err);
}

/* ---- an answer into the store ---- */

static sea_catalog_source source_of(const fetching *f)
{
    const char *publisher = text_of(f->context, "publisher");
    return (sea_catalog_source){.arrival = f->now,
                                .publisher = publisher ? publisher : f->plan.publisher,
                                .licence = text_of(f->context, "licence")};
}

static sea_status import_objects(fetching *f, const sea_fetch_content *content, sea_error *err)
{
    sea_object_summary summary;
    bool added;
    return sea_catalog_put_objects(f->catalog, content->bytes, content->length, f->plan.url, source_of(f), NULL,
                                   &summary, &added, err);
}

static sea_status import_sets(fetching *f, const sea_fetch_content *content, sea_catalog_import *out, sea_error *err)
{
    sea_job_teller teller = {.context = f->context};
    const sea_gp_sink sink = {.payload = &teller, .diagnostic = sea_job_tell};
    sea_status s = sea_catalog_import_gp_bytes(f->catalog, content->bytes, content->length, f->plan.url, SEA_GP_AUTO,
                                               source_of(f), &sink, out, err);
    sea_job_tell_end(&teller, f->plan.url);
    return s;
}

/* Keeps the bytes, stores the sets, then remembers the answer: a kill in between only costs another request. */
static sea_status keep(fetching *f, const sea_fetch_content *content, bool gated, sea_error *err)
{
    char path[SEA_CATALOG_PATH_MAX];
    sea_catalog_import import = {0};
    bool sets = f->plan.kind == SEA_FETCH_GP || f->plan.kind == SEA_FETCH_GP_HISTORY;
    sea_catalog_gate *gate = &f->gate;
    sea_status s = sea_catalog_put_blob(f->catalog, content->bytes, content->length, path, gate->sha256, err);
    if (s == SEA_OK && sets) s = import_sets(f, content, &import, err);
    if (s == SEA_OK && f->plan.kind == SEA_FETCH_SATCAT) s = import_objects(f, content, err);
    if (s != SEA_OK) return s;
    if (content->refused > 0) sea_job_mark_partly(f->context);
    gate->last_try = gate->last_ok = f->now;
    gate->records = content->records;
    if (gated) s = sea_catalog_gate_put(f->catalog, gate, err);
    const result r = {"fetched", path, sets ? &import : NULL, content->refused};
    if (s == SEA_OK) s = sea_job_add_input(f->context, f->plan.url, "fetch", content->length, gate->sha256);
    return s == SEA_OK ? write_row(f, gate, &r, err) : s;
}

static sea_status take(fetching *f, const char *bytes, size_t length, bool packed, const char *type, bool gated,
                       sea_error *err)
{
    sea_fetch_content content;
    sea_status s = sea_fetch_check(bytes, length, packed, type, f->plan.url, &f->plan, f->gate.records, &content, err);
    if (s == SEA_OK) s = keep(f, &content, gated, err);
    sea_buffer_free(&content.unpacked);
    return s;
}

/* ---- asking ---- */

/* Any answer but 200 and 304 closes the source: programs that go on asking are what publishers ban. */
static sea_status block(fetching *f, long http, const char *url, sea_error *err)
{
    char reason[300];
    snprintf(reason, sizeof reason, "HTTP %ld%s at %.200s", http,
             http >= 300 && http < 400 ? " (moved; redirects are not followed)" : "", url);
    sea_status s = sea_catalog_gate_block(f->catalog, f->plan.source, reason, f->now, err);
    if (s != SEA_OK) return s;
    return sea_error_set(err, SEA_E_IO,
                         "%s: answered %s; it will not be asked again until a person has looked and says --resume %s. "
                         "The data fetched before stay",
                         f->plan.source, reason, f->plan.source);
}

static sea_status log_in(fetching *f, sea_error *err)
{
    if (!f->plan.login || f->logged_in) return SEA_OK;
    sea_fetch_credentials credentials;
    long http = 0;
    sea_status s = sea_fetch_credentials_read(text_of(f->context, "credentials"), &credentials, err);
    if (s != SEA_OK) return s;
    s = sea_fetch_login(f->https, &credentials, &http, err);
    sea_fetch_credentials_free(&credentials);
    if (s == SEA_OK && http != 200) return block(f, http, "the login", err);
    f->logged_in = s == SEA_OK;
    return s;
}

static sea_status ask(fetching *f, sea_error *err)
{
    sea_status s = log_in(f, err);
    if (s != SEA_OK) return s;
    sea_https_answer answer;
    sea_fetch_plan_narrow(&f->plan, f->gate.last_ok);
    s = sea_https_ask(f->https, f->plan.request, NULL, f->gate.etag, f->gate.modified, &answer, err);
    if (s != SEA_OK) return s;
    if (answer.status == 304) {
        const result r = {.outcome = "unchanged"};
        f->gate.last_try = f->gate.last_ok = f->now;
        s = sea_catalog_gate_put(f->catalog, &f->gate, err);
        if (s == SEA_OK) s = write_row(f, &f->gate, &r, err);
    } else if (answer.status != 200) {
        s = block(f, answer.status, f->plan.url, err);
    } else {
        memcpy(f->gate.etag, answer.etag, sizeof answer.etag);
        memcpy(f->gate.modified, answer.modified, sizeof answer.modified);
        s = take(f, answer.body.data ? answer.body.data : "", answer.body.length, answer.packed, answer.type, true,
                 err);
    }
    sea_buffer_free(&answer.body);
    return s;
}

static sea_status wait_for_it(const fetching *f, sea_catalog_leave leave, sea_error *err)
{
    const result r = {.outcome = "waits"};
    sea_job_note(f->context,
                 leave == SEA_CATALOG_NOT_DUE
                     ? "%s: not asked, the last time is too recent; NEXT says when"
                     : "%s: not asked, its budget of requests is used up; try again in an hour",
                 f->plan.url);
    return write_row(f, &f->gate, &r, err);
}

/* Credentials are looked at first: without them nothing is asked, and no try is used up. */
static sea_status look_for_credentials(const fetching *f, sea_error *err)
{
    sea_fetch_credentials credentials;
    if (!f->plan.login) return SEA_OK;
    sea_status s = sea_fetch_credentials_read(text_of(f->context, "credentials"), &credentials, err);
    if (s == SEA_OK) sea_fetch_credentials_free(&credentials);
    return s;
}

static sea_status fetch_one(fetching *f, const char *source, uint32_t id, sea_error *err)
{
    const sea_job_value *every = sea_job_value_of(f->context, "every");
    sea_fetch_kind kind = (sea_fetch_kind)sea_job_value_of(f->context, "what")->integer;
    sea_catalog_leave leave;
    sea_status s = sea_fetch_plan_find(source, kind, sea_job_value_of(f->context, "group")->text, id, every->integer,
                                       &f->plan, err);
    if (s == SEA_OK) s = look_for_credentials(f, err);
    if (s == SEA_OK && !f->https)
        s = sea_https_open(f->context, sea_job_value_of(f->context, "timeout")->integer, text_of(f->context, "contact"),
                           &f->https, err);
    if (s == SEA_OK)
        s = sea_catalog_gate_ask(f->catalog, f->plan.source, f->plan.url, f->plan.limits, f->now, &leave, &f->gate,
                                 err);
    if (s != SEA_OK) return s;
    switch (leave) {
    case SEA_CATALOG_GRANTED: return ask(f, err);
    case SEA_CATALOG_NOT_DUE:
    case SEA_CATALOG_OVER_BUDGET: return wait_for_it(f, leave, err);
    case SEA_CATALOG_BLOCKED: break;
    }
    return sea_error_set(err, SEA_E_CONFLICT, "%s: is blocked (%s); look why, then say --resume %s", f->plan.source,
                         f->gate.reason, f->plan.source);
}

/* A file that came another way passes the same checks, and its bytes are kept. Nobody is asked, so there is no gate. */
static sea_status fetch_file(fetching *f, const char *path, sea_error *err)
{
    f->plan = (sea_fetch_plan){.kind = (sea_fetch_kind)sea_job_value_of(f->context, "what")->integer};
    snprintf(f->plan.source, sizeof f->plan.source, "file");
    f->gate = (sea_catalog_gate){.last_try = SEA_TAI_NONE, .last_ok = SEA_TAI_NONE, .blocked = SEA_TAI_NONE};
    memcpy(f->gate.source, f->plan.source, sizeof f->gate.source);
    if (snprintf(f->plan.url, sizeof f->plan.url, "%s", path) >= (int)sizeof f->plan.url)
        return sea_error_set(err, SEA_E_RANGE, "%.60s...: the path is too long", path);
    memcpy(f->gate.url, f->plan.url, sizeof f->gate.url);
    sea_buffer bytes = {0};
    sea_status s = sea_os_read_file(path, FILE_MAX_BYTES, &bytes, err);
    if (s == SEA_OK) s = take(f, bytes.data ? bytes.data : "", bytes.length, false, "", false, err);
    sea_buffer_free(&bytes);
    return s;
}

/* A bad file does not keep the others out; one alone is a failure of its own. */
static sea_status fetch_files(fetching *f, sea_error *err)
{
    size_t count = sea_job_input_count(f->context), failed = 0;
    sea_error first = {0};
    for (size_t i = 1; i < count; i++) {
        sea_error inner = {0};
        sea_status s = fetch_file(f, sea_job_input(f->context, i), &inner);
        if (s == SEA_OK) continue;
        inner.code = s;
        if (failed++ == 0) first = inner;
        if (s == SEA_DONE || s == SEA_E_MEMORY || s == SEA_E_STORE || count == 2) {
            if (err) *err = inner;
            return s;
        }
        sea_job_warn(f->context, "%s", inner.text);
        sea_job_mark_partly(f->context);
    }
    if (failed + 1 == count && err) *err = first;
    return failed + 1 == count ? first.code : SEA_OK;
}

static sea_status fetch_all(fetching *f, sea_error *err)
{
    const char *source = sea_job_input(f->context, 0);
    const sea_job_value *id = sea_job_value_of(f->context, "id");
    size_t count = sea_job_input_count(f->context);
    sea_status s = SEA_OK;
    if (strcmp(source, "file") == 0) {
        if (count == 1) return sea_error_set(err, SEA_E_USAGE, "say which: starsea fetch file FILE...");
        return fetch_files(f, err);
    }
    if (count > 1) return sea_error_set(err, SEA_E_USAGE, "%s: one source at a time", sea_job_input(f->context, 1));
    for (size_t i = 0; i < (id->id_count ? id->id_count : 1) && s == SEA_OK; i++) {
        s = fetch_one(f, source, id->id_count ? id->ids[i] : 0, err);
        if (s == SEA_OK && sea_job_progress(f->context, (double)(i + 1) / (double)(id->id_count + 1)) != SEA_OK)
            s = SEA_DONE;
    }
    return s;
}

/* ---- asking nobody ---- */

static sea_status write_status(void *payload, const sea_catalog_gate *gate)
{
    const fetching *f = payload;
    bool waits = gate->last_try.ns + gap_of(f, gate->url) > f->now.ns;
    const result r = {.outcome = gate->blocked.ns != SEA_TAI_NONE.ns ? "blocked" : waits ? "waits" : "due"};
    return write_row(f, gate, &r, NULL);
}

static sea_status run_open(fetching *f, sea_catalog_mode mode, sea_error *err)
{
    const sea_job_value *resume = sea_job_value_of(f->context, "resume");
    sea_status s = sea_catalog_open(sea_job_value_of(f->context, "store")->text, mode, &f->catalog, err);
    if (s != SEA_OK) return s;
    if (mode == SEA_CATALOG_READ) return sea_catalog_gates(f->catalog, f->now, write_status, f, err);
    if (!resume->given) return fetch_all(f, err);
    s = sea_catalog_gate_resume(f->catalog, resume->text, err);
    if (s == SEA_OK) sea_job_note(f->context, "%s: may be asked again", resume->text);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    bool status = sea_job_value_of(context, "status")->flag, resume = sea_job_value_of(context, "resume")->given;
    bool asks = sea_job_input_count(context) > 0;
    if (status + resume + asks != 1)
        return sea_error_set(err, SEA_E_USAGE,
                             "say what to fetch (celestrak, space-track, iers, file or an https:// address), or "
                             "--status, or --resume SOURCE");
    fetching f = {.context = context, .now = sea_job_now()};
    sea_status s = run_open(&f, status ? SEA_CATALOG_READ : SEA_CATALOG_WRITE, err);
    sea_https_close(f.https);
    sea_catalog_close(f.catalog);
    return s;
}

const sea_job sea_job_fetch = {
    .name = "fetch",
    .summary = "public data over https into a store, as politely as their publishers ask",
    .details = "The store remembers when each address was asked: not within two hours, by default not within eight, "
               "whichever program asks. Unchanged data are not sent again. Redirects are not followed. Any answer but "
               "200 and 304 blocks its source until a person has looked and says --resume SOURCE.\n\n"
               "An answer that is cut short, too large, too slow, a web page, empty, or has less than four fifths of "
               "the records of the one before is refused, and what was fetched before stays. The bytes that were taken "
               "are kept in the folder STORE.blobs under their digest; Earth orientation and lists of objects are read "
               "from there by other jobs.\n\n"
               "Space-Track: STARSEA_SPACE_TRACK_IDENTITY and STARSEA_SPACE_TRACK_PASSWORD, or --credentials. It asks "
               "not to be queried on the hour and the half hour. What it sends is marked, and never goes into a "
               "bundle. STARSEA_CA_FILE names certificates to trust in place of the system's.",
    .inputs = "SOURCE [FILE...]",
    .inputs_help = "celestrak, space-track, iers, an https:// address, or the word file with files that came otherwise",
    .example = "starsea fetch celestrak --store sky.db --contact you@example.org",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_WRITES_STORE | SEA_JOB_WRITES_FILES | SEA_JOB_SLOW | SEA_JOB_LOCAL,
    .run = run,
};

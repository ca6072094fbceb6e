/* Files of element sets into a store. */
#include "jobs/job.h"
#include "base/hash.h"
#include "base/os.h"
#include "motion/gp.h"

#include <starsea/catalog.h>

#include <string.h>

enum { LIST_BYTES_MAX = 256 << 20 }; /* of a list of objects */

static const sea_job_option options[] = {
    {.name = "store",
     .type = SEA_OPTION_PATH,
     .required = true,
     .local = true,
     .help = "the store; made when it is absent"},
    {.name = "arrival", .type = SEA_OPTION_UTC, .help = "when the data reached you, for old files; without it, now"},
    {.name = "publisher",
     .type = SEA_OPTION_TEXT,
     .help = "who published the files; what comes from space-track is marked, and never goes into a bundle"},
    {.name = "licence", .type = SEA_OPTION_TEXT, .help = "terms under which you got them"},
};

static const sea_job_column columns[] = {
    {"FILE", SEA_COLUMN_TEXT, 0, NULL, "the file"},
    {"RECORDS", SEA_COLUMN_INTEGER, 0, NULL, "element sets read; of a list of objects its objects"},
    {"ADDED", SEA_COLUMN_INTEGER, 0, NULL, "of them, new to the store"},
    {"KNOWN", SEA_COLUMN_INTEGER, 0, NULL, "of them, in the store already with the same values"},
    {"DIFFERING", SEA_COLUMN_INTEGER, 0, NULL,
     "of them, stored beside a set of the same object and epoch with other values"},
    {"OBJECTS_ADDED", SEA_COLUMN_INTEGER, 0, NULL, "objects new to the store"},
    {"REFUSED", SEA_COLUMN_INTEGER, 0, NULL, "records refused; standard error says where and why"},
    {"WARNINGS", SEA_COLUMN_INTEGER, 0, NULL, "records kept, but worth a look"},
    {"BYTES", SEA_COLUMN_INTEGER, 0, NULL, "bytes of the file"},
    {"SHA256", SEA_COLUMN_TEXT, 0, NULL, "digest of the file"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static sea_status write_row(sea_job_context *context, const char *path, const sea_catalog_import *import,
                            sea_error *err)
{
    char hex[2 * SEA_SHA256_SIZE + 1];
    sea_sha256_hex(import->read.sha256, hex);
    const sea_cell cells[COLUMN_COUNT] = {
        sea_cell_text(path),
        sea_cell_integer((int64_t)import->read.records),
        sea_cell_integer((int64_t)import->added),
        sea_cell_integer((int64_t)import->known),
        sea_cell_integer((int64_t)import->differing),
        sea_cell_integer((int64_t)import->objects_added),
        sea_cell_integer((int64_t)import->read.refused),
        sea_cell_integer((int64_t)import->read.warnings),
        sea_cell_integer((int64_t)import->read.bytes),
        sea_cell_text(hex),
    };
    return sea_job_row(context, cells, err);
}

/* ---- lists of objects ---- */

/* Whether a file begins as a list of objects does. What cannot be read is none: the other reader will say why. */
static bool is_object_list(const char *path)
{
    enum { HEAD = 4096 };
    sea_gp_stream stream;
    if (!sea_os_is_file(path) || sea_gp_stream_open_file(&stream, path, NULL) != SEA_OK) return false;
    while (stream.length < HEAD && sea_gp_stream_more(&stream)) {
    }
    bool found = sea_object_recognise(stream.text, stream.length) != SEA_OBJECT_AUTO;
    sea_gp_stream_close(&stream);
    return found;
}

static sea_status import_objects(sea_job_context *context, sea_catalog *catalog, const char *path,
                                 sea_catalog_source source, uint64_t *records, sea_error *err)
{
    sea_job_teller teller = {.context = context};
    const sea_object_sink sink = {.payload = &teller, .diagnostic = sea_job_tell};
    sea_object_summary read = {0};
    sea_catalog_objects before = {0};
    sea_buffer bytes = {0};
    bool added = false;
    (void)sea_catalog_read_objects(catalog, SEA_TAI_NONE, NULL, &before,
                                   NULL); /* none, or a bad one: nothing to compare */
    sea_status s = sea_os_read_file(path, LIST_BYTES_MAX, &bytes, err);
    if (s == SEA_OK)
        s = sea_catalog_put_objects(catalog, bytes.data, bytes.length, path, source, &sink, &read, &added, err);
    sea_buffer_free(&bytes);
    sea_job_tell_end(&teller, path);
    if (s != SEA_OK) return s;
    if (read.format == before.summary.format && 5 * read.records < 4 * before.summary.records)
        sea_job_warn(
            context,
            "%s: %llu objects, fewer than four fifths of the %llu of %s before; jobs go by the list that arrived last",
            path, (unsigned long long)read.records, (unsigned long long)before.summary.records, before.name);
    *records += read.records;
    if (read.refused > 0) sea_job_mark_partly(context);
    sea_catalog_import import = {.added = added ? read.records : 0, .known = added ? 0 : read.records};
    import.read.records = read.records, import.read.refused = read.refused;
    import.read.warnings = read.warnings, import.read.bytes = read.bytes;
    memcpy(import.read.sha256, read.sha256, sizeof read.sha256);
    s = sea_job_add_input(context, path, "objects", read.bytes, read.sha256);
    return s == SEA_OK ? write_row(context, path, &import, err) : sea_error_set(err, s, "out of memory");
}

/* ---- element sets ---- */

typedef struct watched {
    sea_job_teller teller;
    double part; /* of the run, when this file began */
    uint64_t records;
    sea_tai arrival;
    uint64_t ahead; /* sets whose epoch lies long after their arrival */
} watched;

static sea_status tell(void *payload, const sea_diagnostic *d)
{
    return sea_job_tell(&((watched *)payload)->teller, d);
}

/* A file whose reading is interrupted is not stored. */
static sea_status look_up(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    enum { EVERY = 1024, AHEAD_DAYS = 30 }; /* publishers give epochs a few days ahead, at manoeuvres some more */
    watched *w = payload;
    (void)origin;
    w->ahead += sea_tai_diff_days(gp->epoch, w->arrival) > AHEAD_DAYS;
    return w->records++ % EVERY == 0 ? sea_job_progress(w->teller.context, w->part) : SEA_OK;
}

/* Imports one file, writes its row, adds what was read to *records. */
static sea_status import_file(sea_job_context *context, sea_catalog *catalog, const char *path,
                              sea_catalog_source source, double part, uint64_t *records, sea_error *err)
{
    if (is_object_list(path)) return import_objects(context, catalog, path, source, records, err);
    watched w = {.teller = {.context = context}, .part = part, .arrival = source.arrival};
    const sea_gp_sink sink = {.payload = &w, .record = look_up, .diagnostic = tell};
    sea_catalog_import import = {0};
    sea_status s = sea_catalog_import_gp(catalog, path, SEA_GP_AUTO, source, &sink, &import, err);
    sea_job_tell_end(&w.teller, path);
    if (s != SEA_OK) return s;
    *records += import.read.records;
    if (import.retold > 0)
        sea_job_note(context,
                     "%s: %llu known sets had arrived earlier than the store knew, or have a name or a date now", path,
                     (unsigned long long)import.retold);
    if (w.ahead > 0)
        sea_job_warn(
            context,
            "%s: element sets whose epoch lies more than 30 days after their arrival: %llu of %llu; look at the "
            "arrival and at where they come from",
            path, (unsigned long long)w.ahead, (unsigned long long)import.read.records);
    if (import.read.refused > 0) sea_job_mark_partly(context);
    s = sea_job_add_input(context, path, "file", import.read.bytes, import.read.sha256);
    return s == SEA_OK ? write_row(context, path, &import, err) : sea_error_set(err, s, "out of memory");
}

/* A failure that the next file would meet too. */
static bool ends_all(sea_status s)
{
    return s == SEA_DONE || s == SEA_E_MEMORY || s == SEA_E_STORE || s == SEA_E_CONFLICT;
}

static sea_status import_all(sea_job_context *context, sea_catalog *catalog, sea_catalog_source source, sea_error *err)
{
    size_t count = sea_job_input_count(context), failed = 0;
    uint64_t records = 0;
    sea_error first = {0};
    for (size_t i = 0; i < count; i++) {
        sea_error inner = {0};
        sea_status s = import_file(context, catalog, sea_job_input(context, i), source, (double)i / (double)count,
                                   &records, &inner);
        /* Asked after a failure too: a read that an interrupt cut off must not pass for a bad file. */
        if (sea_job_progress(context, (double)(i + 1) / (double)count) != SEA_OK) s = SEA_DONE;
        if (s == SEA_OK) continue;
        if (failed++ == 0) first = inner;
        first.code = first.code ? first.code : s;
        if (ends_all(s) || count == 1) {
            if (err) *err = inner;
            return s;
        }
        sea_job_warn(context, "%s", inner.text);
        sea_job_mark_partly(context);
    }
    if (failed == count) {
        if (err) *err = first;
        return first.code;
    }
    return records > 0 ? SEA_OK : sea_error_set(err, SEA_E_FORMAT, "no element set is usable: every record is refused");
}

static const char *text_of(const sea_job_context *context, const char *option)
{
    const sea_job_value *value = sea_job_value_of(context, option);
    return value->given ? value->text : NULL;
}

/* An instant at which data can have reached anybody: since the first satellite, and not in the future. A clock may be a
 * day off. */
static sea_status check_arrival(const sea_job_value *arrival, sea_error *err)
{
    static const char sputnik[] = "1957-10-04";
    const sea_tai last = {sea_job_now().ns + SEA_NS_PER_DAY};
    sea_tai first = SEA_TAI_NONE;
    (void)sea_tai_parse(sputnik, strlen(sputnik), true, &first, NULL);
    if (!arrival->given || (arrival->utc.ns >= first.ns && arrival->utc.ns <= last.ns)) return SEA_OK;
    char given[SEA_TAI_TEXT_MAX];
    sea_tai_format(arrival->utc, 0, given);
    return sea_error_set(
        err, SEA_E_USAGE, "--arrival %s: %s; give the instant at which the data reached you, or leave it away for now",
        given, arrival->utc.ns < first.ns ? "there was no satellite before 1957-10-04" : "that is still to come");
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    const sea_job_value *arrival = sea_job_value_of(context, "arrival");
    sea_catalog *catalog = NULL;
    sea_status s = check_arrival(arrival, err);
    if (s != SEA_OK) return s;
    s = sea_catalog_open(sea_job_value_of(context, "store")->text, SEA_CATALOG_WRITE, &catalog, err);
    if (s != SEA_OK) return s;
    const sea_catalog_source source = {.arrival = arrival->given ? arrival->utc : sea_job_now(),
                                       .publisher = text_of(context, "publisher"),
                                       .licence = text_of(context, "licence")};
    s = import_all(context, catalog, source, err);
    sea_catalog_close(catalog);
    return s;
}

const sea_job sea_job_import = {
    .name = "import",
    .summary = "element sets and lists of objects from files into a store",
    .details =
        "Each file is one transaction: all of its good records are stored, or none when it fails or is killed. "
        "A record "
        "that is refused is reported with its place and rule, and the rest goes on. Sets are only ever added: "
        "each keeps "
        "its source text, the digest of its file and its time of arrival.\n\n"
        "A list of objects (SATCAT CSV, GCAT psatcat TSV) is kept as it is, for jobs that need States, kinds and "
        "registrations: the newest one counts, of GCAT before SATCAT.",
    .inputs = "FILE...",
    .inputs_help =
        "files of element sets (TLE, 3LE, OMM in any spelling) or lists of objects (SATCAT CSV, GCAT psatcat "
        "TSV); gzip or zstd; - is standard input, element sets alone",
    .inputs_min = 1,
    .example = "starsea import --store sky.db catalogue.3le.gz",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_WRITES_STORE | SEA_JOB_SLOW | SEA_JOB_BESIDE_STORE,
    .run = run,
};

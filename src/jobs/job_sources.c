/* Where the data of a store come from: what it holds, each file, the list of objects, each address that is fetched. */
#include "base/hash.h"
#include "jobs/job.h"
#include "jobs/job_fetch.h"

#include <starsea/catalog.h>

#define GAP_NS                                                                                                         \
    (8 * 3600 * SEA_NS_PER_S) /* between two tries of an address, as `fetch` keeps it unless told otherwise */

static const sea_job_option options[] = {
    {.name = "store", .type = SEA_OPTION_PATH, .required = true, .local = true, .help = "the store"},
};

static const sea_job_column columns[] = {
    {"KIND", SEA_COLUMN_TEXT, 0, NULL,
     "store: the whole of it; file: one imported; objects: the list of objects in use; address: one that is fetched"},
    {"SOURCE", SEA_COLUMN_TEXT, 0, NULL, "who published it, or is asked"},
    {"NAME", SEA_COLUMN_TEXT, 0, NULL, "the file, or the address"},
    {"STATE", SEA_COLUMN_TEXT, 0, NULL,
     "address: due, waits or blocked, by the clock; file: restricted where its bytes may not be passed on"},
    {"RECORDS", SEA_COLUMN_INTEGER, 0, NULL,
     "element sets, or objects of a list, or records of an address's last answer"},
    {"OBJECTS", SEA_COLUMN_INTEGER, 0, NULL, "store: objects with element sets"},
    {"ADDED", SEA_COLUMN_INTEGER, 0, NULL, "file: element sets that were new to the store"},
    {"KNOWN", SEA_COLUMN_INTEGER, 0, NULL, "file: element sets it had already"},
    {"DIFFERING", SEA_COLUMN_INTEGER, 0, NULL,
     "file: element sets stored beside one of the same epoch with other values"},
    {"REFUSED", SEA_COLUMN_INTEGER, 0, NULL, "records refused"},
    {"WARNINGS", SEA_COLUMN_INTEGER, 0, NULL,
     "records kept, but worth a look; store: findings kept, see starsea doctor"},
    {"FIRST_EPOCH", SEA_COLUMN_UTC, 0, "UTC", "store: of the earliest element set"},
    {"LAST_EPOCH", SEA_COLUMN_UTC, 0, "UTC", "store: of the latest"},
    {"ARRIVAL", SEA_COLUMN_UTC, 0, "UTC",
     "when it reached the store; store: the last arrival; address: last good answer"},
    {"LAST_TRY", SEA_COLUMN_UTC, 0, "UTC", "address: when it was last asked"},
    {"NEXT", SEA_COLUMN_UTC, 0, "UTC",
     "address: when it may be asked again, eight hours after or later where it wants that"},
    {"REQUESTS_HOUR", SEA_COLUMN_INTEGER, 0, NULL, "address: requests to its source in the last hour"},
    {"LICENCE", SEA_COLUMN_TEXT, 0, NULL, "terms, where the import was told"},
    {"REASON", SEA_COLUMN_TEXT, 0, NULL, "address: why its source is blocked"},
    {"SHA256", SEA_COLUMN_TEXT, 0, NULL, "digest of the bytes"},
};

/* The cells by their columns' places: most kinds of row fill a few. */
enum {
    KIND,
    SOURCE,
    NAME,
    STATE,
    RECORDS,
    OBJECTS,
    ADDED,
    KNOWN,
    DIFFERING,
    REFUSED,
    WARNINGS,
    FIRST_EPOCH,
    LAST_EPOCH,
    ARRIVAL,
    LAST_TRY,
    NEXT,
    REQUESTS_HOUR,
    LICENCE,
    REASON,
    SHA256,
    COLUMN_COUNT
};
_Static_assert(COLUMN_COUNT == sizeof columns / sizeof columns[0], "one place a column");

typedef struct listing {
    sea_job_context *context;
    sea_tai now;
    sea_error *err;
} listing;

static sea_cell count_cell(uint64_t n)
{
    return sea_cell_integer((int64_t)n);
}

static sea_cell text_cell(const char *text)
{
    return sea_cell_text(text[0] ? text : NULL);
}

static sea_status write_store(const listing *l, sea_catalog *catalog)
{
    sea_catalog_stats stats;
    sea_status s = sea_catalog_stats_get(catalog, &stats, l->err);
    if (s != SEA_OK) return s;
    const sea_cell cells[COLUMN_COUNT] = {
        [KIND] = sea_cell_text("store"),
        [RECORDS] = count_cell(stats.sets),
        [OBJECTS] = count_cell(stats.objects),
        [WARNINGS] = count_cell(stats.diagnostics),
        [FIRST_EPOCH] = sea_cell_utc(stats.epoch_first),
        [LAST_EPOCH] = sea_cell_utc(stats.epoch_last),
        [ARRIVAL] = sea_cell_utc(stats.arrival_last),
    };
    return sea_job_row(l->context, cells, l->err);
}

static sea_status write_file(void *payload, const sea_catalog_file *file)
{
    const listing *l = payload;
    char hex[2 * SEA_SHA256_SIZE + 1];
    sea_sha256_hex(file->counts.read.sha256, hex);
    const sea_cell cells[COLUMN_COUNT] = {
        [KIND] = sea_cell_text("file"),
        [SOURCE] = text_cell(file->publisher),
        [NAME] = text_cell(file->name),
        [STATE] = sea_cell_text(file->restricted ? "restricted" : NULL),
        [RECORDS] = count_cell(file->counts.read.records),
        [ADDED] = count_cell(file->counts.added),
        [KNOWN] = count_cell(file->counts.known),
        [DIFFERING] = count_cell(file->counts.differing),
        [REFUSED] = count_cell(file->counts.read.refused),
        [WARNINGS] = count_cell(file->counts.read.warnings),
        [ARRIVAL] = sea_cell_utc(file->arrival),
        [LICENCE] = text_cell(file->licence),
        [SHA256] = sea_cell_text(hex),
    };
    return sea_job_row(l->context, cells, l->err);
}

static sea_status write_objects(const listing *l, sea_catalog *catalog)
{
    const sea_object_sink nothing = {0};
    sea_catalog_objects list;
    char hex[2 * SEA_SHA256_SIZE + 1];
    sea_status s = sea_catalog_read_objects(catalog, SEA_TAI_NONE, &nothing, &list, l->err);
    if (s == SEA_E_NOT_FOUND) return SEA_OK;
    if (s != SEA_OK) return s;
    sea_sha256_hex(list.summary.sha256, hex);
    const sea_cell cells[COLUMN_COUNT] = {
        [KIND] = sea_cell_text("objects"),
        [NAME] = text_cell(list.name),
        [RECORDS] = count_cell(list.summary.records),
        [REFUSED] = count_cell(list.summary.refused),
        [WARNINGS] = count_cell(list.summary.warnings),
        [ARRIVAL] = sea_cell_utc(list.arrival),
        [SHA256] = sea_cell_text(hex),
    };
    return sea_job_row(l->context, cells, l->err);
}

static sea_status write_address(void *payload, const sea_catalog_gate *gate)
{
    const listing *l = payload;
    int64_t wanted_ns = sea_fetch_gap_of(gate->url);
    sea_tai next = {gate->last_try.ns + (wanted_ns > GAP_NS ? wanted_ns : GAP_NS)};
    bool ok = gate->last_ok.ns != SEA_TAI_NONE.ns, tried = gate->last_try.ns != SEA_TAI_NONE.ns;
    bool blocked = gate->blocked.ns != SEA_TAI_NONE.ns;
    char hex[2 * SEA_SHA256_SIZE + 1];
    sea_sha256_hex(gate->sha256, hex);
    const sea_cell cells[COLUMN_COUNT] = {
        [KIND] = sea_cell_text("address"),
        [SOURCE] = text_cell(gate->source),
        [NAME] = text_cell(gate->url),
        [STATE] = sea_cell_text(blocked                        ? "blocked"
                                : tried && next.ns > l->now.ns ? "waits"
                                                               : "due"),
        [RECORDS] = ok ? count_cell(gate->records) : sea_cell_none(),
        [ARRIVAL] = sea_cell_utc(gate->last_ok),
        [LAST_TRY] = sea_cell_utc(gate->last_try),
        [NEXT] = tried ? sea_cell_utc(next) : sea_cell_none(),
        [REQUESTS_HOUR] = count_cell(gate->requests_hour),
        [REASON] = text_cell(gate->reason),
        [SHA256] = ok ? sea_cell_text(hex) : sea_cell_none(),
    };
    return sea_job_row(l->context, cells, l->err);
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    listing l = {.context = context, .now = sea_job_now(), .err = err};
    sea_catalog *catalog = NULL;
    sea_status s = sea_catalog_open(sea_job_value_of(context, "store")->text, SEA_CATALOG_READ, &catalog, err);
    if (s != SEA_OK) return s;
    s = write_store(&l, catalog);
    if (s == SEA_OK) s = sea_catalog_files(catalog, write_file, &l, err);
    if (s == SEA_OK) s = write_objects(&l, catalog);
    if (s == SEA_OK) s = sea_catalog_gates(catalog, l.now, write_address, &l, err);
    sea_catalog_close(catalog);
    return s;
}

const sea_job sea_job_sources = {
    .name = "sources",
    .summary = "where the data of a store come from: files, publishers, ages, what is fetched when",
    .details =
        "One row for the store as a whole, one a file in the order of arrival, one for the list of objects in use, one "
        "an address that was fetched. Nobody is asked. What imports found wrong or doubtful is told by starsea "
        "doctor --store.",
    .example = "starsea sources --store sky.db",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .run = run,
};

/*
 * Importing a file: one transaction that ends with all of its good records stored, or none. The caller's thread reads
 * the file; what it finds goes in lots to a second one, which stores it.
 */
#include "store/catalog_sqlite.h"
#include "base/error.h"
#include "base/parallel.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    DIAGNOSTICS_MAX = 10000, /* kept of one file: a file of rubbish must not fill the store; its counts stay exact */
    DIAGNOSTIC_SOURCE_MAX = 1024,
    OBJECTS_KEPT = 1 << 20, /* beyond every catalogue of today; larger numbers ask the store each time */
    LOTS = 3,
    LOT_RECORDS = 256, /* small enough to stay in the processor's cache */
    LOT_DIAGNOSTICS = 64
};

/* Texts of a lot are places in its buffer, which may move while it is filled. */
typedef struct record {
    sea_gp gp;
    uint64_t line;
    size_t source, source_length;
} record;

typedef struct finding {
    sea_severity severity;
    uint64_t line;
    uint32_t column;
    bool has_source;
    size_t rule, text, advice, source;
} finding;

typedef struct lot {
    record records[LOT_RECORDS];
    finding findings[LOT_DIAGNOSTICS];
    size_t record_count, finding_count;
    sea_buffer texts;
} lot;

typedef struct importing {
    const sea_catalog *catalog;
    const char *path;
    const void *bytes; /* of a file in memory; NULL to read `path` */
    size_t length;
    sea_catalog_import *out;
    /* the reader's */
    const sea_gp_sink *outer; /* the caller's, may be NULL */
    sea_relay *relay;
    lot *filling; /* NULL when nothing can be stored any more */
    int64_t diagnostics_passed;
    /* the writer's while the relay runs */
    sqlite3_stmt *insert_object, *insert_gp, *insert_diagnostic;
    sea_catalog_again again;
    sea_tai arrival;
    int64_t file_id;
    int64_t ordinal; /* of the record being stored, in its file */
    int64_t diagnostics;
    uint8_t *objects;  /* a bit an object whose row is there, for numbers below OBJECTS_KEPT */
    sea_error failure; /* ours, kept from the reader */
} importing;

/* -- writing: rows
 * --------------------------------------------------------------------------------------------------------- */

/* Runs a bound insert. `*changed` (may be NULL): whether a row was stored. */
static sea_status insert(importing *im, sqlite3_stmt *s, int bound, const char *what, bool *changed)
{
    if (bound != SQLITE_OK) return sea_error_set(&im->failure, SEA_E_MEMORY, "out of memory");
    int code = sqlite3_step(s);
    if (code == SQLITE_DONE) {
        if (changed) *changed = sqlite3_changes(im->catalog->db) > 0;
        sqlite3_reset(s);
        return SEA_OK;
    }
    sea_status status = sea_catalog_refused(im->catalog, code, what, &im->failure);
    sqlite3_reset(s);
    return status;
}

static bool object_is_there(const importing *im, uint32_t id)
{
    return id < OBJECTS_KEPT && (im->objects[id / 8] >> id % 8 & 1);
}

static void note_object(importing *im, int64_t id)
{
    if (id > 0 && id < OBJECTS_KEPT) im->objects[id / 8] |= (uint8_t)(1u << id % 8);
}

static sea_status store_object(importing *im, uint32_t norad_cat_id)
{
    if (object_is_there(im, norad_cat_id)) return SEA_OK;
    sqlite3_stmt *s = im->insert_object;
    bool added = false;
    int code = sqlite3_bind_int64(s, 1, norad_cat_id);
    code |= sqlite3_bind_int64(s, 2, im->file_id);
    sea_status status = insert(im, s, code, "store an object", &added);
    if (status != SEA_OK) return status;
    im->out->objects_added += added;
    note_object(im, norad_cat_id);
    return SEA_OK;
}

/* Which objects have a row, so that the import need not ask for each of its sets. */
static sea_status load_objects(importing *im)
{
    im->objects = calloc(OBJECTS_KEPT / 8, 1);
    if (!im->objects) return sea_error_set(&im->failure, SEA_E_MEMORY, "out of memory");
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(im->catalog, "SELECT norad_cat_id FROM object", &s, &im->failure);
    if (status != SEA_OK) return status;
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) note_object(im, sqlite3_column_int64(s, 0));
    if (code != SQLITE_DONE) status = sea_catalog_refused(im->catalog, code, "read the objects", &im->failure);
    sqlite3_finalize(s);
    return status;
}

static int bind_bytes(sqlite3_stmt *s, int column, const char *bytes, size_t length)
{
    return sqlite3_bind_blob64(s, column, bytes && length > 0 ? bytes : "", length, SQLITE_STATIC);
}

static sea_status insert_variant(importing *im, int64_t variant, bool *added)
{
    int code = sqlite3_bind_int64(im->insert_gp, 4, variant);
    return insert(im, im->insert_gp, code, "store an element set", added);
}

/* Most sets are the first of their object and epoch: they are stored without a question. */
static sea_status store_gp(importing *im, const record *r, const char *source)
{
    if (im->ordinal == INT32_MAX)
        return sea_error_set(&im->failure, SEA_E_RANGE, "%s: more records than one file may hold; split it", im->path);
    sqlite3_stmt *s = im->insert_gp;
    int code = sqlite3_bind_int64(s, 1, (im->file_id << SEA_CATALOG_FILE_SHIFT) | ++im->ordinal);
    code |= sqlite3_bind_int64(s, 2, im->file_id);
    code |= sqlite3_bind_int64(s, 3, (int64_t)r->line);
    code |= bind_bytes(s, 5, source, r->source_length);
    code |= sea_catalog_bind_gp(s, 6, &r->gp);
    if (code != SQLITE_OK) return sea_error_set(&im->failure, SEA_E_MEMORY, "out of memory");
    bool added = false;
    sea_catalog_stored stored;
    sea_status status = insert_variant(im, 0, &added);
    im->out->added += added;
    if (status != SEA_OK || added) return status;
    status = sea_catalog_again_find(im->catalog, &im->again, &r->gp, &stored, &im->failure);
    if (status == SEA_OK && !stored.found) status = insert_variant(im, stored.variants, NULL);
    if (status != SEA_OK) return status;
    im->out->known += stored.found;
    im->out->differing += !stored.found;
    if (!stored.found || !sea_catalog_tells_more(&stored, &r->gp, im->arrival)) return SEA_OK;
    im->out->retold++;
    return sea_catalog_again_put(im->catalog, &im->again, &stored, &r->gp, im->arrival, &im->failure);
}

static sea_status store_diagnostic(importing *im, const finding *d, const char *texts)
{
    static const char *const severities[] = {"note", "warning", "error"};
    sqlite3_stmt *s = im->insert_diagnostic;
    int code = sqlite3_bind_int64(s, 1, im->file_id);
    code |= sqlite3_bind_int64(s, 2, ++im->diagnostics);
    code |= sqlite3_bind_text(s, 3, severities[d->severity], -1, SQLITE_STATIC);
    code |= sea_catalog_bind_text(s, 4, texts + d->rule);
    code |= sqlite3_bind_int64(s, 5, (int64_t)d->line);
    code |= sqlite3_bind_int64(s, 6, d->column);
    code |= sea_catalog_bind_text(s, 7, texts + d->text);
    code |= sea_catalog_bind_text(s, 8, texts + d->advice);
    const char *source = texts + d->source;
    code |= d->has_source ? bind_bytes(s, 9, source, strnlen(source, DIAGNOSTIC_SOURCE_MAX)) : sqlite3_bind_null(s, 9);
    return insert(im, s, code, "store a diagnostic", NULL);
}

/* Runs on the thread of the writer. */
static sea_status store_lot(void *payload, void *handed)
{
    importing *im = payload;
    lot *l = handed;
    sea_status status = SEA_OK;
    for (size_t i = 0; i < l->record_count && status == SEA_OK; i++) {
        const record *r = &l->records[i];
        status = store_object(im, r->gp.norad_cat_id);
        if (status == SEA_OK) status = store_gp(im, r, l->texts.data + r->source);
    }
    for (size_t i = 0; i < l->finding_count && status == SEA_OK; i++)
        status = store_diagnostic(im, &l->findings[i], l->texts.data);
    l->record_count = l->finding_count = 0;
    sea_buffer_clear(&l->texts);
    return status;
}

/* -- reading ------------------------------------------------------------------------------------------------------ */

static size_t keep_text(lot *l, const char *text, size_t length)
{
    size_t at = l->texts.length;
    sea_buffer_add(&l->texts, text, length);
    sea_buffer_add(&l->texts, "", 1);
    return at;
}

/* Hands the lot over when it is full. The reading is stopped by SEA_E_STORE; why is known to the writer. */
static sea_status pass_when_full(importing *im)
{
    const lot *l = im->filling;
    if (l->texts.failed) return SEA_E_MEMORY;
    if (l->record_count < LOT_RECORDS && l->finding_count < LOT_DIAGNOSTICS) return SEA_OK;
    im->filling = sea_relay_pass(im->relay);
    return im->filling ? SEA_OK : SEA_E_STORE;
}

static sea_status on_record(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    importing *im = payload;
    lot *l = im->filling;
    record *r = &l->records[l->record_count++];
    r->gp = *gp;
    r->line = origin->line;
    r->source_length = origin->source_length;
    r->source = keep_text(l, origin->source, origin->source_length);
    sea_status status = pass_when_full(im);
    if (status == SEA_OK && im->outer && im->outer->record) status = im->outer->record(im->outer->payload, gp, origin);
    return status;
}

static void keep_finding(importing *im, const sea_diagnostic *d)
{
    lot *l = im->filling;
    if (im->diagnostics_passed == DIAGNOSTICS_MAX) return;
    im->diagnostics_passed++;
    finding *f = &l->findings[l->finding_count++];
    *f = (finding){.severity = d->severity, .line = d->line, .column = d->column, .has_source = d->source != NULL};
    f->rule = keep_text(l, d->rule, strlen(d->rule));
    f->text = keep_text(l, d->text, strlen(d->text));
    f->advice = keep_text(l, d->advice, strlen(d->advice));
    if (d->source) f->source = keep_text(l, d->source, strnlen(d->source, DIAGNOSTIC_SOURCE_MAX));
}

static sea_status on_diagnostic(void *payload, const sea_diagnostic *diagnostic)
{
    importing *im = payload;
    keep_finding(im, diagnostic);
    sea_status status = pass_when_full(im);
    if (status == SEA_OK && im->outer && im->outer->diagnostic)
        status = im->outer->diagnostic(im->outer->payload, diagnostic);
    return status;
}

/* Reads the file, what it holds being stored meanwhile. The reader's own failures go to err, ours to im->failure. */
static sea_status read_and_store(importing *im, lot *lots, sea_gp_format format, sea_error *err)
{
    void *in_turn[LOTS];
    for (int i = 0; i < LOTS; i++) in_turn[i] = &lots[i];
    im->filling = &lots[0];
    im->relay = sea_relay_new(in_turn, LOTS, im, store_lot);
    if (!im->relay) return sea_error_set(&im->failure, SEA_E_MEMORY, "out of memory");
    const sea_gp_sink sink = {.payload = im, .record = on_record, .diagnostic = on_diagnostic};
    sea_status status = im->bytes
                            ? sea_gp_read_bytes(im->bytes, im->length, im->path, format, &sink, &im->out->read, err)
                            : sea_gp_read_file(im->path, format, &sink, &im->out->read, err);
    if (status == SEA_OK) im->filling = sea_relay_pass(im->relay);
    sea_status stored = sea_relay_end(im->relay);
    return stored != SEA_OK ? stored : status;
}

/* -- the file ----------------------------------------------------------------------------------------------------- */

static sea_status prepare_all(importing *im)
{
    static const char gp[] = "INSERT INTO gp (gp_id, file_id, line, variant, source, " SEA_CATALOG_GP_COLUMNS ") "
                             "VALUES (?,?,?,?,?, ?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
                             "ON CONFLICT (norad_cat_id, epoch, variant) DO NOTHING";
    static const char object[] = "INSERT INTO object (norad_cat_id, file_id) VALUES (?,?) ON CONFLICT DO NOTHING";
    static const char diagnostic[] =
        "INSERT INTO diagnostic (file_id, ordinal, severity, rule, line, byte_column, text, "
        "advice, source) VALUES (?,?,?,?,?,?,?,?,?)";
    sea_status status = sea_catalog_prepare(im->catalog, gp, &im->insert_gp, &im->failure);
    if (status == SEA_OK) status = sea_catalog_again_prepare(im->catalog, &im->again, &im->failure);
    if (status == SEA_OK) status = sea_catalog_prepare(im->catalog, object, &im->insert_object, &im->failure);
    if (status == SEA_OK) status = sea_catalog_prepare(im->catalog, diagnostic, &im->insert_diagnostic, &im->failure);
    return status;
}

/* Stores the row of the file, to be completed when it has been read. */
static sea_status reserve_file(importing *im, sea_catalog_source source)
{
    /* Its hash is known when it has been read. Until then, unseen outside the transaction, it stands as zeros. */
    static const char sql[] =
        "INSERT INTO file (sha256, name, bytes, arrival, format, records, refused, warnings, added, "
        "known, differing, publisher, licence, restricted) "
        "VALUES (zeroblob(32), ?, 0, ?, '', 0, 0, 0, 0, 0, 0, ?, ?, ?)";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(im->catalog, sql, &s, &im->failure);
    if (status != SEA_OK) return status;
    int code = sea_catalog_bind_text(s, 1, im->path);
    code |= sqlite3_bind_int64(s, 2, source.arrival.ns);
    code |= sea_catalog_bind_text(s, 3, source.publisher);
    code |= sea_catalog_bind_text(s, 4, source.licence);
    code |= sqlite3_bind_int(s, 5, sea_catalog_restricts(source.publisher));
    status = insert(im, s, code, "store a file", NULL);
    sqlite3_finalize(s);
    im->file_id = sqlite3_last_insert_rowid(im->catalog->db);
    return status;
}

static sea_status find_file(importing *im, bool *found)
{
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(im->catalog, "SELECT 1 FROM file WHERE sha256 = ?", &s, &im->failure);
    if (status != SEA_OK) return status;
    sqlite3_bind_blob(s, 1, im->out->read.sha256, SEA_SHA256_SIZE, SQLITE_STATIC);
    int code = sqlite3_step(s);
    *found = code == SQLITE_ROW;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        status = sea_catalog_refused(im->catalog, code, "look for the file", &im->failure);
    sqlite3_finalize(s);
    return status;
}

static sea_status complete_file(importing *im)
{
    static const char sql[] =
        "UPDATE file SET sha256 = ?, bytes = ?, format = ?, records = ?, refused = ?, warnings = ?, "
        "added = ?, known = ?, differing = ? WHERE file_id = ?";
    const sea_catalog_import *out = im->out;
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(im->catalog, sql, &s, &im->failure);
    if (status != SEA_OK) return status;
    int code = sqlite3_bind_blob(s, 1, out->read.sha256, SEA_SHA256_SIZE, SQLITE_STATIC);
    code |= sqlite3_bind_int64(s, 2, (int64_t)out->read.bytes);
    code |= sqlite3_bind_text(s, 3, sea_catalog_format_name(out->read.format), -1, SQLITE_STATIC);
    code |= sqlite3_bind_int64(s, 4, (int64_t)out->read.records);
    code |= sqlite3_bind_int64(s, 5, (int64_t)out->read.refused);
    code |= sqlite3_bind_int64(s, 6, (int64_t)out->read.warnings);
    code |= sqlite3_bind_int64(s, 7, (int64_t)out->added);
    code |= sqlite3_bind_int64(s, 8, (int64_t)out->known);
    code |= sqlite3_bind_int64(s, 9, (int64_t)out->differing);
    code |= sqlite3_bind_int64(s, 10, im->file_id);
    status = insert(im, s, code, "store a file", NULL);
    sqlite3_finalize(s);
    return status;
}

/* After the reading: commits, or finds that the very same bytes are in the store and leaves it as it was, unless they
 * arrived earlier. */
static sea_status finish(importing *im)
{
    bool found = false;
    sea_catalog_import *out = im->out;
    sea_status status = find_file(im, &found);
    if (status == SEA_OK && found && (out->retold == 0 || out->added + out->differing > 0)) {
        sea_catalog_rollback(im->catalog);
        out->known = out->read.records;
        out->added = out->differing = out->objects_added = out->retold = 0;
        return SEA_OK;
    }
    if (status == SEA_OK)
        status = found ? sea_catalog_again_merge(im->catalog, im->file_id, out->read.sha256, im->arrival, &im->failure)
                       : complete_file(im);
    if (status == SEA_OK) status = sea_catalog_exec(im->catalog, "COMMIT", "commit the import", &im->failure);
    return status;
}

/* Inside the transaction. */
static sea_status run(importing *im, sea_gp_format format, sea_catalog_source source, sea_error *err)
{
    sea_status status = prepare_all(im);
    if (status == SEA_OK) status = load_objects(im);
    if (status == SEA_OK) status = reserve_file(im, source);
    if (status != SEA_OK) return status;
    lot *lots = calloc(LOTS, sizeof *lots);
    if (!lots) return sea_error_set(&im->failure, SEA_E_MEMORY, "out of memory");
    status = read_and_store(im, lots, format, err);
    for (int i = 0; i < LOTS; i++) sea_buffer_free(&lots[i].texts);
    free(lots);
    return status == SEA_OK ? finish(im) : status;
}

static sea_status import_whole(sea_catalog *catalog, importing *im, sea_gp_format format, sea_catalog_source source,
                               sea_error *err)
{
    sea_catalog_import local;
    if (!im->out) im->out = &local;
    sea_catalog_import *out = im->out;
    *out = (sea_catalog_import){0};
    im->arrival = source.arrival;
    if (!catalog->writable)
        return sea_error_set(err, SEA_E_USAGE, "%s: is open for reading; open it for writing to import", catalog->path);
    if (source.arrival.ns == SEA_TAI_NONE.ns)
        return sea_error_set(err, SEA_E_USAGE, "%s: has no arrival time", im->path);
    sea_status status = sea_catalog_exec(catalog, "BEGIN IMMEDIATE", "begin an import", err);
    if (status != SEA_OK) return status;
    status = run(im, format, source, err);
    sqlite3_finalize(im->insert_gp);
    sea_catalog_again_free(&im->again);
    sqlite3_finalize(im->insert_object);
    sqlite3_finalize(im->insert_diagnostic);
    free(im->objects);
    if (status != SEA_OK) {
        sea_catalog_rollback(catalog);
        out->added = out->known = out->differing = out->objects_added = out->retold = 0;
        if (err && im->failure.code != SEA_OK) *err = im->failure;
    }
    return status;
}

sea_status sea_catalog_import_gp(sea_catalog *catalog, const char *path, sea_gp_format format,
                                 sea_catalog_source source, const sea_gp_sink *sink, sea_catalog_import *out,
                                 sea_error *err)
{
    importing im = {.catalog = catalog, .path = path, .outer = sink, .out = out};
    return import_whole(catalog, &im, format, source, err);
}

sea_status sea_catalog_import_gp_bytes(sea_catalog *catalog, const void *bytes, size_t length, const char *name,
                                       sea_gp_format format, sea_catalog_source source, const sea_gp_sink *sink,
                                       sea_catalog_import *out, sea_error *err)
{
    importing im = {.catalog = catalog,
                    .path = name,
                    .bytes = length > 0 ? bytes : "",
                    .length = length,
                    .outer = sink,
                    .out = out};
    return import_whole(catalog, &im, format, source, err);
}

/* Importing a file: one transaction that ends with all of its good records stored, or none. */
#include "store/catalog_sqlite.h"
#include "base/error.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

enum {
    DIGEST_SIZE = 16,
    DIAGNOSTICS_MAX = 10000, /* kept of one file: a file of rubbish must not fill the store; its counts stay exact */
    DIAGNOSTIC_SOURCE_MAX = 1024,
    OBJECTS_KEPT = 1 << 20 /* beyond every catalogue of today; larger numbers ask the store each time */
};

typedef struct import {
    const sea_catalog *catalog;
    const sea_gp_sink *outer; /* the caller's, may be NULL */
    sea_catalog_import *out;
    sqlite3_stmt *insert_object, *insert_gp, *insert_diagnostic;
    int64_t file_id;
    int64_t ordinal; /* of the record being stored, in its file */
    int64_t diagnostics;
    uint8_t *objects;  /* a bit an object whose row is there, for numbers below OBJECTS_KEPT */
    sea_error failure; /* ours, kept from the reader */
} import;

/* -- values ------------------------------------------------------------------------------------------------------- */

/* Length of the valid UTF-8 sequence at p (Unicode 15, table 3-7), 0 where there is none. */
static size_t sequence(const unsigned char *p)
{
    if (p[0] < 0x80) return 1;
    if (p[0] >= 0xc2 && p[0] <= 0xdf) return (p[1] & 0xc0) == 0x80 ? 2 : 0;
    unsigned char low = 0x80, high = 0xbf; /* of the second byte: no overlong form, no surrogate, none past U+10FFFF */
    if (p[0] == 0xe0) low = 0xa0;
    if (p[0] == 0xed) high = 0x9f;
    if (p[0] == 0xf0) low = 0x90;
    if (p[0] == 0xf4) high = 0x8f;
    if (p[0] < 0xe0 || p[0] > 0xf4 || p[1] < low || p[1] > high || (p[2] & 0xc0) != 0x80) return 0;
    if (p[0] <= 0xef) return 3;
    return (p[3] & 0xc0) == 0x80 ? 4 : 0;
}

/* Binds hostile bytes as text: each byte that is not UTF-8 becomes a '?'. */
static int bind_text(sqlite3_stmt *s, int column, const char *text)
{
    if (!text) text = "";
    const unsigned char *p = (const unsigned char *)text;
    while (*p && *p < 0x80) p++;
    if (!*p) return sqlite3_bind_text(s, column, text, -1, SQLITE_STATIC);
    sqlite3_uint64 length = strlen(text);
    char *clean = sqlite3_malloc64(length + 1);
    if (!clean) return SQLITE_NOMEM;
    memcpy(clean, text, (size_t)length + 1);
    for (char *c = clean; *c;) {
        size_t n = sequence((const unsigned char *)c);
        if (n == 0) *c = '?';
        c += n ? n : 1;
    }
    return sqlite3_bind_text64(s, column, clean, length, sqlite3_free, SQLITE_UTF8);
}

static int bind_bytes(sqlite3_stmt *s, int column, const char *bytes, size_t length)
{
    return sqlite3_bind_blob64(s, column, bytes && length > 0 ? bytes : "", length, SQLITE_STATIC);
}

static unsigned char *put_u64(unsigned char *p, uint64_t value)
{
    for (int i = 0; i < 8; i++) *p++ = (unsigned char)(value >> (8 * i));
    return p;
}

static unsigned char *put_real(unsigned char *p, double value)
{
    uint64_t bits;
    value += 0.0; /* -0.0 and 0.0 are one value */
    memcpy(&bits, &value, sizeof bits);
    return put_u64(p, bits);
}

/*
 * What makes two sets of one object and epoch the same: every number, the COSPAR id, and whether it was derived from an
 * operator's ephemeris. Not the name, creation date or classification, which spellings of one set carry or leave out.
 */
static void digest_of(const sea_gp *gp, uint8_t out[DIGEST_SIZE])
{
    unsigned char bytes[9 * 8 + 3 * 8 + 1 + sizeof gp->object_id];
    const double reals[9] = {gp->mean_motion_rev_day,
                             gp->eccentricity,
                             gp->incl_deg,
                             gp->raan_deg,
                             gp->argp_deg,
                             gp->mean_anomaly_deg,
                             gp->bstar_per_er,
                             gp->mean_motion_dot_rev_day2,
                             gp->mean_motion_ddot_rev_day3};
    unsigned char *p = bytes;
    for (int i = 0; i < 9; i++) p = put_real(p, reals[i]);
    p = put_u64(p, gp->element_set_no);
    p = put_u64(p, gp->rev_at_epoch);
    p = put_u64(p, gp->ephemeris_type);
    *p++ = (gp->caveats & SEA_GP_CAVEAT_DERIVED) != 0;
    memset(p, 0, sizeof gp->object_id);
    memcpy(p, gp->object_id, strnlen(gp->object_id, sizeof gp->object_id));
    sea_sha256 h;
    uint8_t whole[SEA_SHA256_SIZE];
    sea_sha256_init(&h);
    sea_sha256_add(&h, bytes, sizeof bytes);
    sea_sha256_end(&h, whole);
    memcpy(out, whole, DIGEST_SIZE);
}

/* Binds the columns SEA_CATALOG_GP_COLUMNS from `column` on. Returned: SQLite's code. */
static int bind_gp(sqlite3_stmt *s, int column, const sea_gp *gp)
{
    const double reals[9] = {gp->mean_motion_rev_day,
                             gp->eccentricity,
                             gp->incl_deg,
                             gp->raan_deg,
                             gp->argp_deg,
                             gp->mean_anomaly_deg,
                             gp->bstar_per_er,
                             gp->mean_motion_dot_rev_day2,
                             gp->mean_motion_ddot_rev_day3};
    int code = sqlite3_bind_int64(s, column++, gp->norad_cat_id);
    code |= sqlite3_bind_int64(s, column++, gp->epoch.ns);
    code |= gp->creation_date.ns == SEA_TAI_NONE.ns ? sqlite3_bind_null(s, column)
                                                    : sqlite3_bind_int64(s, column, gp->creation_date.ns);
    column++;
    for (int i = 0; i < 9; i++) code |= sqlite3_bind_double(s, column++, reals[i]);
    code |= sqlite3_bind_int64(s, column++, gp->element_set_no);
    code |= sqlite3_bind_int64(s, column++, gp->rev_at_epoch);
    code |= sqlite3_bind_int64(s, column++, gp->ephemeris_type);
    code |= sqlite3_bind_int64(s, column++, gp->caveats);
    code |= sqlite3_bind_text(s, column++, &gp->classification, gp->classification ? 1 : 0, SQLITE_STATIC);
    code |= bind_text(s, column++, gp->object_id);
    code |= bind_text(s, column++, gp->object_name);
    return code;
}

/* -- rows --------------------------------------------------------------------------------------------------------- */

/* Runs a bound insert. `*changed` (may be NULL): whether a row was stored. */
static sea_status insert(import *im, sqlite3_stmt *s, int bound, const char *what, bool *changed)
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

static bool object_is_there(const import *im, uint32_t id)
{
    return id < OBJECTS_KEPT && (im->objects[id / 8] >> id % 8 & 1);
}

static void note_object(import *im, int64_t id)
{
    if (id > 0 && id < OBJECTS_KEPT) im->objects[id / 8] |= (uint8_t)(1u << id % 8);
}

static sea_status store_object(import *im, uint32_t norad_cat_id)
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
static sea_status load_objects(import *im)
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

static sea_status store_gp(import *im, const sea_gp *gp, const sea_gp_origin *origin)
{
    if (im->ordinal == INT32_MAX)
        return sea_error_set(&im->failure, SEA_E_RANGE, "%s: more records than one file may hold; split it",
                             origin->file);
    sqlite3_stmt *s = im->insert_gp;
    uint8_t digest[DIGEST_SIZE];
    bool added = false;
    digest_of(gp, digest);
    int code = sqlite3_bind_int64(s, 1, (im->file_id << SEA_CATALOG_FILE_SHIFT) | ++im->ordinal);
    code |= sqlite3_bind_int64(s, 2, im->file_id);
    code |= sqlite3_bind_int64(s, 3, (int64_t)origin->line);
    code |= sqlite3_bind_blob(s, 4, digest, DIGEST_SIZE, SQLITE_STATIC);
    code |= bind_bytes(s, 5, origin->source, origin->source_length);
    code |= bind_gp(s, 6, gp);
    sea_status status = insert(im, s, code, "store an element set", &added);
    im->out->added += added;
    im->out->known += !added && status == SEA_OK;
    return status;
}

static sea_status on_record(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    import *im = payload;
    sea_status status = store_object(im, gp->norad_cat_id);
    if (status == SEA_OK) status = store_gp(im, gp, origin);
    if (status == SEA_OK && im->outer && im->outer->record) status = im->outer->record(im->outer->payload, gp, origin);
    return status;
}

static sea_status store_diagnostic(import *im, const sea_diagnostic *d)
{
    static const char *const severities[] = {"note", "warning", "error"};
    if (im->diagnostics >= DIAGNOSTICS_MAX) return SEA_OK;
    sqlite3_stmt *s = im->insert_diagnostic;
    int code = sqlite3_bind_int64(s, 1, im->file_id);
    code |= sqlite3_bind_int64(s, 2, ++im->diagnostics);
    code |= sqlite3_bind_text(s, 3, severities[d->severity], -1, SQLITE_STATIC);
    code |= bind_text(s, 4, d->rule);
    code |= sqlite3_bind_int64(s, 5, (int64_t)d->line);
    code |= sqlite3_bind_int64(s, 6, d->column);
    code |= bind_text(s, 7, d->text);
    code |= bind_text(s, 8, d->advice);
    code |=
        d->source ? bind_bytes(s, 9, d->source, strnlen(d->source, DIAGNOSTIC_SOURCE_MAX)) : sqlite3_bind_null(s, 9);
    return insert(im, s, code, "store a diagnostic", NULL);
}

static sea_status on_diagnostic(void *payload, const sea_diagnostic *diagnostic)
{
    import *im = payload;
    sea_status status = store_diagnostic(im, diagnostic);
    if (status == SEA_OK && im->outer && im->outer->diagnostic)
        status = im->outer->diagnostic(im->outer->payload, diagnostic);
    return status;
}

/* -- the file ----------------------------------------------------------------------------------------------------- */

static sea_status prepare_all(import *im)
{
    static const char gp[] = "INSERT INTO gp (gp_id, file_id, line, digest, source, " SEA_CATALOG_GP_COLUMNS ") "
                             "VALUES (?,?,?,?,?, ?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
                             "ON CONFLICT (norad_cat_id, epoch, digest) DO NOTHING";
    static const char object[] = "INSERT INTO object (norad_cat_id, file_id) VALUES (?,?) ON CONFLICT DO NOTHING";
    static const char diagnostic[] =
        "INSERT INTO diagnostic (file_id, ordinal, severity, rule, line, byte_column, text, "
        "advice, source) VALUES (?,?,?,?,?,?,?,?,?)";
    sea_status status = sea_catalog_prepare(im->catalog, gp, &im->insert_gp, &im->failure);
    if (status == SEA_OK) status = sea_catalog_prepare(im->catalog, object, &im->insert_object, &im->failure);
    if (status == SEA_OK) status = sea_catalog_prepare(im->catalog, diagnostic, &im->insert_diagnostic, &im->failure);
    return status;
}

/* Stores the row of the file, to be completed when it has been read. */
static sea_status reserve_file(import *im, const char *path, sea_catalog_source source)
{
    /* Its hash is known when it has been read. Until then, unseen outside the transaction, it stands as zeros. */
    static const char sql[] =
        "INSERT INTO file (sha256, name, bytes, arrival, format, records, refused, warnings, added, "
        "known, differing, publisher, licence, restricted) "
        "VALUES (zeroblob(32), ?, 0, ?, '', 0, 0, 0, 0, 0, 0, ?, ?, ?)";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(im->catalog, sql, &s, &im->failure);
    if (status != SEA_OK) return status;
    int code = bind_text(s, 1, path);
    code |= sqlite3_bind_int64(s, 2, source.arrival.ns);
    code |= bind_text(s, 3, source.publisher);
    code |= bind_text(s, 4, source.licence);
    code |= sqlite3_bind_int(s, 5, sea_catalog_restricts(source.publisher));
    status = insert(im, s, code, "store a file", NULL);
    sqlite3_finalize(s);
    im->file_id = sqlite3_last_insert_rowid(im->catalog->db);
    return status;
}

static sea_status find_file(import *im, bool *found)
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

/* How many of the sets just stored stand beside an earlier one of the same object and epoch. */
static sea_status count_differing(import *im)
{
    static const char sql[] =
        "SELECT count(*) FROM gp AS new WHERE gp_id > ?1 AND EXISTS (SELECT 1 FROM gp AS old WHERE "
        "old.norad_cat_id = new.norad_cat_id AND old.epoch = new.epoch AND old.gp_id < new.gp_id)";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(im->catalog, sql, &s, &im->failure);
    if (status != SEA_OK) return status;
    sqlite3_bind_int64(s, 1, im->file_id << SEA_CATALOG_FILE_SHIFT);
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW) {
        im->out->differing = (uint64_t)sqlite3_column_int64(s, 0);
        im->out->added -= im->out->differing;
    } else {
        status = sea_catalog_refused(im->catalog, code, "compare the sets", &im->failure);
    }
    sqlite3_finalize(s);
    return status;
}

static sea_status complete_file(import *im)
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

/* After the reading: commits, or finds that the very same bytes are in the store and leaves it as it was. */
static sea_status finish(import *im)
{
    bool found = false;
    sea_status status = find_file(im, &found);
    if (status == SEA_OK && found) {
        sea_catalog_rollback(im->catalog);
        im->out->known = im->out->read.records;
        im->out->added = im->out->differing = im->out->objects_added = 0;
        return SEA_OK;
    }
    if (status == SEA_OK) status = count_differing(im);
    if (status == SEA_OK) status = complete_file(im);
    if (status == SEA_OK) status = sea_catalog_exec(im->catalog, "COMMIT", "commit the import", &im->failure);
    return status;
}

/* Inside the transaction. The reader's own failures go to err, ours to im->failure. */
static sea_status run(import *im, const char *path, sea_gp_format format, sea_catalog_source source, sea_error *err)
{
    sea_status status = prepare_all(im);
    if (status == SEA_OK) status = load_objects(im);
    if (status == SEA_OK) status = reserve_file(im, path, source);
    if (status != SEA_OK) return status;
    const sea_gp_sink sink = {.payload = im, .record = on_record, .diagnostic = on_diagnostic};
    status = sea_gp_read_file(path, format, &sink, &im->out->read, err);
    return status == SEA_OK ? finish(im) : status;
}

sea_status sea_catalog_import_gp(sea_catalog *catalog, const char *path, sea_gp_format format,
                                 sea_catalog_source source, const sea_gp_sink *sink, sea_catalog_import *out,
                                 sea_error *err)
{
    sea_catalog_import local;
    if (!out) out = &local;
    *out = (sea_catalog_import){0};
    if (!catalog->writable)
        return sea_error_set(err, SEA_E_USAGE, "%s: is open for reading; open it for writing to import", catalog->path);
    if (source.arrival.ns == SEA_TAI_NONE.ns) return sea_error_set(err, SEA_E_USAGE, "%s: has no arrival time", path);
import im = {.catalog = catalog, .outer = sink, .out = out };
    sea_status status = sea_catalog_exec(catalog, "BEGIN IMMEDIATE", "begin an import", err);
    if (status != SEA_OK) return status;
    status = run(&im, path, format, source, err);
    sqlite3_finalize(im.insert_gp);
    sqlite3_finalize(im.insert_object);
    sqlite3_finalize(im.insert_diagnostic);
    free(im.objects);
    if (status != SEA_OK) {
        sea_catalog_rollback(catalog);
        out->added = out->known = out->differing = out->objects_added = 0;
        if (err && im.failure.code != SEA_OK) *err = im.failure;
    }
    return status;
}

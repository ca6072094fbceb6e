/* Lists of objects: kept as they arrived, read again when they are asked for. */
#include "base/error.h"
#include "base/os.h"
#include "store/catalog_sqlite.h"

#include <stdio.h>
#include <string.h>

enum { LIST_BYTES_MAX = 256 << 20 };

static sea_status insert_list(sea_catalog *c, const char *name, sea_catalog_source source,
                              const sea_object_summary *summary, bool *added, sea_error *err)
{
    static const char sql[] = "INSERT OR IGNORE INTO object_list (sha256, name, arrival, publisher, licence, "
                              "registrations, records) VALUES (?, ?, ?, ?, ?, ?, ?)";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(c, sql, &s, err);
    if (status != SEA_OK) return status;
    int code = sqlite3_bind_blob(s, 1, summary->sha256, SEA_SHA256_SIZE, SQLITE_STATIC);
    code |= sea_catalog_bind_text(s, 2, name);
    code |= sqlite3_bind_int64(s, 3, source.arrival.ns);
    code |= sea_catalog_bind_text(s, 4, source.publisher);
    code |= sea_catalog_bind_text(s, 5, source.licence);
    code |= sqlite3_bind_int(s, 6, summary->format == SEA_OBJECT_GCAT_TSV);
    code |= sqlite3_bind_int64(s, 7, (int64_t)summary->records);
    if (code == SQLITE_OK) code = sqlite3_step(s);
    if (code != SQLITE_DONE) status = sea_catalog_refused(c, code, "store a list of objects", err);
    *added = status == SEA_OK && sqlite3_changes(c->db) > 0;
    sqlite3_finalize(s);
    return status;
}

/* A list that came again counts from the earliest of its arrivals on. */
static sea_status put_arrival_back(sea_catalog *c, const uint8_t sha256[SEA_SHA256_SIZE], sea_tai arrival,
                                   sea_error *err)
{
    static const char sql[] = "UPDATE object_list SET arrival = ?1 WHERE sha256 = ?2 AND arrival > ?1";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(c, sql, &s, err);
    if (status != SEA_OK) return status;
    sqlite3_bind_int64(s, 1, arrival.ns);
    sqlite3_bind_blob(s, 2, sha256, SEA_SHA256_SIZE, SQLITE_STATIC);
    int code = sqlite3_step(s);
    if (code != SQLITE_DONE) status = sea_catalog_refused(c, code, "put an arrival back", err);
    sqlite3_finalize(s);
    return status;
}

sea_status sea_catalog_put_objects(sea_catalog *catalog, const void *bytes, size_t length, const char *name,
                                   sea_catalog_source source, const sea_object_sink *sink, sea_object_summary *summary,
                                   bool *added, sea_error *err)
{
    *added = false;
    sea_status status = sea_object_read_bytes(bytes, length, name, SEA_OBJECT_AUTO, sink, summary, err);
    if (status != SEA_OK) return status;
    if (summary->records == 0)
        return sea_error_set(err, SEA_E_FORMAT,
                             "%.300s: a list of objects without an object: what was kept before stays", name);
    /* The blob first: a row without its bytes would be worse than bytes without a row. */
    status = sea_catalog_put_blob(catalog, bytes, length, NULL, summary->sha256, err);
    if (status == SEA_OK) status = insert_list(catalog, name, source, summary, added, err);
    return status == SEA_OK && !*added ? put_arrival_back(catalog, summary->sha256, source.arrival, err) : status;
}

/* The row of the list that counts. */
static sea_status choose(sea_catalog *c, sea_tai known_at, uint8_t sha256[SEA_SHA256_SIZE], sea_catalog_objects *out,
                         sea_error *err)
{
    static const char sql[] = "SELECT sha256, name, arrival FROM object_list WHERE arrival <= ? "
                              "ORDER BY registrations DESC, arrival DESC, sha256 LIMIT 1";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(c, sql, &s, err);
    if (status != SEA_OK) return status;
    sqlite3_bind_int64(s, 1, known_at.ns == SEA_TAI_NONE.ns ? INT64_MAX : known_at.ns);
    int code = sqlite3_step(s);
    if (code == SQLITE_DONE)
        status =
            sea_error_set(err, SEA_E_NOT_FOUND, "%s: no list of objects %s; import SATCAT CSV or GCAT psatcat TSV%s",
                          c->path, known_at.ns == SEA_TAI_NONE.ns ? "in it" : "had arrived by then",
                          known_at.ns == SEA_TAI_NONE.ns ? "" : " with its --arrival");
    else if (code != SQLITE_ROW)
        status = sea_catalog_refused(c, code, "read the lists of objects", err);
    else if (sqlite3_column_bytes(s, 0) != SEA_SHA256_SIZE)
        status = sea_catalog_bad_row(c, err);
    if (status == SEA_OK) {
        memcpy(sha256, sqlite3_column_blob(s, 0), SEA_SHA256_SIZE);
        const char *name = (const char *)sqlite3_column_text(s, 1);
        snprintf(out->name, sizeof out->name, "%s", name ? name : "");
        out->arrival.ns = sqlite3_column_int64(s, 2);
    }
    sqlite3_finalize(s);
    return status;
}

sea_status sea_catalog_read_objects(sea_catalog *catalog, sea_tai known_at, const sea_object_sink *sink,
                                    sea_catalog_objects *out, sea_error *err)
{
    sea_catalog_objects found = {0};
    uint8_t sha256[SEA_SHA256_SIZE];
    char path[SEA_CATALOG_PATH_MAX];
    sea_buffer bytes = {0};
    sea_status status = choose(catalog, known_at, sha256, &found, err);
    if (status == SEA_OK) status = sea_catalog_blob_path(catalog, sha256, path, err);
    if (status == SEA_OK) status = sea_os_read_file(path, LIST_BYTES_MAX, &bytes, err);
    if (status == SEA_OK)
        status =
            sea_object_read_bytes(bytes.data, bytes.length, found.name, SEA_OBJECT_AUTO, sink, &found.summary, err);
    if (status == SEA_OK && memcmp(found.summary.sha256, sha256, SEA_SHA256_SIZE) != 0)
        status = sea_error_set(err, SEA_E_STORE, "%s: not the bytes that were kept; import the list again", path);
    sea_buffer_free(&bytes);
    if (status == SEA_OK && out) *out = found;
    return status;
}

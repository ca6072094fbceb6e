/* The files a store was made from, and what was found wrong in them. */
#include "store/catalog_sqlite.h"
#include "base/error.h"

#include <string.h>

bool sea_catalog_restricts(const char *publisher)
{
    return publisher && sqlite3_stricmp(publisher, "space-track") == 0;
}

static const char *text_at(sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    return text ? text : "";
}

static sea_status read_file(const sea_catalog *c, sqlite3_stmt *s, sea_catalog_file *out, sea_error *err)
{
    *out = (sea_catalog_file){.name = text_at(s, 0), .publisher = text_at(s, 1), .licence = text_at(s, 2)};
    out->restricted = sqlite3_column_int(s, 3) != 0;
    out->arrival.ns = sqlite3_column_int64(s, 4);
    out->counts.read.format = sea_catalog_format_find(text_at(s, 5));
    uint64_t *const counts[7] = {&out->counts.read.bytes,    &out->counts.read.records, &out->counts.read.refused,
                                 &out->counts.read.warnings, &out->counts.added,        &out->counts.known,
                                 &out->counts.differing};
    for (int i = 0; i < 7; i++) *counts[i] = (uint64_t)sqlite3_column_int64(s, 6 + i);
    const void *digest = sqlite3_column_blob(s, 13);
    if (!digest || sqlite3_column_bytes(s, 13) != SEA_SHA256_SIZE) return sea_catalog_bad_row(c, err);
    memcpy(out->counts.read.sha256, digest, SEA_SHA256_SIZE);
    return SEA_OK;
}

sea_status sea_catalog_files(sea_catalog *catalog, sea_status (*fn)(void *payload, const sea_catalog_file *file),
                             void *payload, sea_error *err)
{
    static const char sql[] = "SELECT name, publisher, licence, restricted, arrival, format, bytes, records, refused, "
                              "warnings, added, known, differing, sha256 FROM file ORDER BY arrival, file_id";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(catalog, sql, &s, err);
    int code = SQLITE_DONE;
    while (status == SEA_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        sea_catalog_file file;
        status = read_file(catalog, s, &file, err);
        if (status == SEA_OK) status = fn(payload, &file);
    }
    if (status == SEA_OK && code != SQLITE_DONE) status = sea_catalog_refused(catalog, code, "read the files", err);
    sqlite3_finalize(s);
    return status;
}

sea_status sea_catalog_last_arrival(sea_catalog *catalog, sea_tai known_at, sea_tai *out, sea_error *err)
{
    *out = SEA_TAI_NONE;
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(catalog, "SELECT max(arrival) FROM file WHERE arrival <= ?", &s, err);
    if (status != SEA_OK) return status;
    sqlite3_bind_int64(s, 1, known_at.ns == SEA_TAI_NONE.ns ? INT64_MAX : known_at.ns);
    int code = sqlite3_step(s);
    if (code != SQLITE_ROW)
        status = sea_catalog_refused(catalog, code, "read the files", err);
    else if (sqlite3_column_type(s, 0) != SQLITE_NULL)
        out->ns = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return status;
}

static sea_diagnostic read_diagnostic(sqlite3_stmt *s)
{
    const char *severity = text_at(s, 0);
    return (sea_diagnostic){.severity = severity[0] == 'e'   ? SEA_SEVERITY_ERROR
                                        : severity[0] == 'w' ? SEA_SEVERITY_WARNING
                                                             : SEA_SEVERITY_NOTE,
                            .rule = text_at(s, 1),
                            .file = text_at(s, 2),
                            .line = (uint64_t)sqlite3_column_int64(s, 3),
                            .column = (uint32_t)sqlite3_column_int64(s, 4),
                            .text = text_at(s, 5),
                            .advice = text_at(s, 6),
                            .source = (const char *)sqlite3_column_text(s, 7)};
}

sea_status sea_catalog_diagnostics(sea_catalog *catalog, const uint8_t sha256[SEA_SHA256_SIZE],
                                   sea_status (*fn)(void *payload, const sea_diagnostic *diagnostic), void *payload,
                                   sea_error *err)
{
    static const char sql[] = "SELECT severity, rule, file.name, line, byte_column, text, advice, source FROM "
                              "diagnostic JOIN file USING (file_id) WHERE ?1 IS NULL OR sha256 = ?1 "
                              "ORDER BY file_id, ordinal";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(catalog, sql, &s, err);
    if (status != SEA_OK) return status;
    if (sha256) sqlite3_bind_blob(s, 1, sha256, SEA_SHA256_SIZE, SQLITE_STATIC);
    int code = SQLITE_DONE;
    while (status == SEA_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        const sea_diagnostic diagnostic = read_diagnostic(s);
        status = fn(payload, &diagnostic);
    }
    if (status == SEA_OK && code != SQLITE_DONE)
        status = sea_catalog_refused(catalog, code, "read the diagnostics", err);
    sqlite3_finalize(s);
    return status;
}

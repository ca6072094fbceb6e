/* When which address may be asked: kept in the store, so that it outlives the program and holds for all of them. */
#include "base/error.h"
#include "store/catalog_sqlite.h"

#include <stdio.h>
#include <string.h>

static const int64_t kept_ns = INT64_C(86400) * SEA_NS_PER_S; /* requests are counted by the hour, kept for a day */

#define MINUTE_NS (INT64_C(60) * SEA_NS_PER_S)
#define HOUR_NS (INT64_C(3600) * SEA_NS_PER_S)

#define COLUMNS                                                                                                        \
    "source, url, last_try, last_ok, etag, modified, records, sha256, blocked, reason, "                               \
    "(SELECT count(*) FROM fetch_request AS r WHERE r.source = s.source AND at > ?1), "                                \
    "(SELECT count(*) FROM fetch_request AS r WHERE r.source = s.source AND at > ?2)"

/* -- reading ------------------------------------------------------------------------------------------------------ */

static void copy_text(sqlite3_stmt *s, int column, char *out, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    snprintf(out, size, "%s", text ? text : "");
}

static sea_tai instant_at(sqlite3_stmt *s, int column)
{
    if (sqlite3_column_type(s, column) == SQLITE_NULL) return SEA_TAI_NONE;
    return (sea_tai){sqlite3_column_int64(s, column)};
}

static void read_gate(sqlite3_stmt *s, sea_catalog_gate *out)
{
    *out = (sea_catalog_gate){.last_try = instant_at(s, 2), .last_ok = instant_at(s, 3), .blocked = instant_at(s, 8)};
    copy_text(s, 0, out->source, sizeof out->source);
    copy_text(s, 1, out->url, sizeof out->url);
    copy_text(s, 4, out->etag, sizeof out->etag);
    copy_text(s, 5, out->modified, sizeof out->modified);
    out->records = (uint64_t)sqlite3_column_int64(s, 6);
    const void *digest = sqlite3_column_blob(s, 7);
    if (digest && sqlite3_column_bytes(s, 7) == SEA_SHA256_SIZE) memcpy(out->sha256, digest, SEA_SHA256_SIZE);
    copy_text(s, 9, out->reason, sizeof out->reason);
    out->requests_minute = (uint64_t)sqlite3_column_int64(s, 10);
    out->requests_hour = (uint64_t)sqlite3_column_int64(s, 11);
}

/* The row of an address, or what is known of its source alone. */
static sea_status find_gate(const sea_catalog *c, const char *source, const char *url, sea_tai now,
                            sea_catalog_gate *out, sea_error *err)
{
    static const char sql[] = "SELECT " COLUMNS " FROM fetch_source AS s LEFT JOIN fetch_gate AS g USING (source) "
                              "WHERE source = ?3 ORDER BY url = ?4 DESC LIMIT 1";
    *out = (sea_catalog_gate){.last_try = SEA_TAI_NONE, .last_ok = SEA_TAI_NONE, .blocked = SEA_TAI_NONE};
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(c, sql, &s, err);
    if (status != SEA_OK) return status;
    sqlite3_bind_int64(s, 1, now.ns - MINUTE_NS);
    sqlite3_bind_int64(s, 2, now.ns - HOUR_NS);
    sea_catalog_bind_text(s, 3, source);
    sea_catalog_bind_text(s, 4, url);
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW) {
        read_gate(s, out);
        if (strcmp(out->url, url) != 0) { /* another address of the source */
            out->last_try = out->last_ok = SEA_TAI_NONE;
            out->etag[0] = out->modified[0] = '\0';
            out->records = 0;
        }
    } else if (code != SQLITE_DONE) {
        status = sea_catalog_refused(c, code, "read the gate", err);
    }
    sqlite3_finalize(s);
    snprintf(out->source, sizeof out->source, "%s", source);
    snprintf(out->url, sizeof out->url, "%s", url);
    return status;
}

/* -- writing ------------------------------------------------------------------------------------------------------ */

/* Runs a statement of texts ?1 and ?2 and numbers ?3 and ?4, as far as it has them. */
static sea_status change(const sea_catalog *c, const char *sql, const char *a, const char *b, int64_t x, int64_t y,
                         sea_error *err)
{
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(c, sql, &s, err);
    if (status != SEA_OK) return status;
    int count = sqlite3_bind_parameter_count(s), code = sea_catalog_bind_text(s, 1, a);
    if (count >= 2) code |= sea_catalog_bind_text(s, 2, b);
    if (count >= 3) code |= sqlite3_bind_int64(s, 3, x);
    if (count >= 4) code |= sqlite3_bind_int64(s, 4, y);
    if (code != SQLITE_OK)
        status = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    else if ((code = sqlite3_step(s)) != SQLITE_DONE)
        status = sea_catalog_refused(c, code, "write the gate", err);
    sqlite3_finalize(s);
    return status;
}

static sea_status note_try(const sea_catalog *c, const char *source, const char *url, uint32_t requests, sea_tai now,
                           sea_error *err)
{
    sea_status status =
        change(c, "INSERT INTO fetch_source VALUES (?1, NULL, '') ON CONFLICT DO NOTHING", source, "", 0, 0, err);
    if (status == SEA_OK)
        status = change(c,
                        "INSERT INTO fetch_gate VALUES (?2, ?1, ?3, NULL, '', '', 0, NULL) ON CONFLICT (url) DO UPDATE "
                        "SET last_try = ?3",
                        source, url, now.ns, 0, err);
    for (uint32_t i = 0; i < requests && status == SEA_OK; i++)
        status = change(c, "INSERT INTO fetch_request SELECT ?3, ?1 WHERE ?2 = ''", source, "", now.ns, 0, err);
    if (status == SEA_OK)
        status = change(c, "DELETE FROM fetch_request WHERE source = ?1 AND ?2 = '' AND at < ?3", source, "",
                        now.ns - kept_ns, 0, err);
    return status;
}

static sea_catalog_leave judge(const sea_catalog_gate *gate, sea_catalog_limits limits, sea_tai now)
{
    if (gate->blocked.ns != SEA_TAI_NONE.ns) return SEA_CATALOG_BLOCKED;
    /* A try in the future tells of a clock that was wrong: then it counts as just now, and is set right by and by. */
    if (gate->last_try.ns != SEA_TAI_NONE.ns && gate->last_try.ns <= now.ns &&
        now.ns - gate->last_try.ns < limits.gap_ns)
        return SEA_CATALOG_NOT_DUE;
    if ((limits.per_minute && gate->requests_minute + limits.requests > limits.per_minute) ||
        (limits.per_hour && gate->requests_hour + limits.requests > limits.per_hour))
        return SEA_CATALOG_OVER_BUDGET;
    return SEA_CATALOG_GRANTED;
}

static sea_status ask(const sea_catalog *c, const char *source, const char *url, sea_catalog_limits limits, sea_tai now,
                      sea_catalog_leave *leave, sea_catalog_gate *out, sea_error *err)
{
    sea_status status = find_gate(c, source, url, now, out, err);
    if (status != SEA_OK) return status;
    if (out->last_try.ns != SEA_TAI_NONE.ns && out->last_try.ns > now.ns) {
        *leave = SEA_CATALOG_NOT_DUE;
        return change(c, "UPDATE fetch_gate SET last_try = ?3 WHERE url = ?1 AND source = ?2", url, source, now.ns, 0,
                      err);
    }
    *leave = judge(out, limits, now);
    return *leave == SEA_CATALOG_GRANTED ? note_try(c, source, url, limits.requests, now, err) : SEA_OK;
}

static sea_status begin(const sea_catalog *c, sea_error *err)
{
    if (!c->writable)
        return sea_error_set(err, SEA_E_USAGE, "%s: is open for reading; open it for writing to fetch", c->path);
    return sea_catalog_exec(c, "BEGIN IMMEDIATE", "write the gate", err);
}

static sea_status end(const sea_catalog *c, sea_status status, sea_error *err)
{
    if (status == SEA_OK) status = sea_catalog_exec(c, "COMMIT", "write the gate", err);
    if (status != SEA_OK) sea_catalog_rollback(c);
    return status;
}

sea_status sea_catalog_gate_ask(sea_catalog *catalog, const char *source, const char *url, sea_catalog_limits limits,
                                sea_tai now, sea_catalog_leave *leave, sea_catalog_gate *out, sea_error *err)
{
    *leave = SEA_CATALOG_NOT_DUE;
    if (strlen(source) >= sizeof out->source || strlen(url) >= sizeof out->url)
        return sea_error_set(err, SEA_E_RANGE, "%.60s...: longer than an address may be", url);
    sea_status status = begin(catalog, err);
    if (status != SEA_OK) return status;
    return end(catalog, ask(catalog, source, url, limits, now, leave, out, err), err);
}

sea_status sea_catalog_gate_put(sea_catalog *catalog, const sea_catalog_gate *gate, sea_error *err)
{
    static const char sql[] = "UPDATE fetch_gate SET last_ok = ?, etag = ?, modified = ?, records = ?, sha256 = ? "
                              "WHERE url = ? AND source = ?";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(catalog, sql, &s, err);
    if (status != SEA_OK) return status;
    int code = sqlite3_bind_int64(s, 1, gate->last_ok.ns);
    code |= sea_catalog_bind_text(s, 2, gate->etag);
    code |= sea_catalog_bind_text(s, 3, gate->modified);
    code |= sqlite3_bind_int64(s, 4, (int64_t)gate->records);
    code |= sqlite3_bind_blob(s, 5, gate->sha256, SEA_SHA256_SIZE, SQLITE_STATIC);
    code |= sea_catalog_bind_text(s, 6, gate->url);
    code |= sea_catalog_bind_text(s, 7, gate->source);
    if (code != SQLITE_OK)
        status = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    else if ((code = sqlite3_step(s)) != SQLITE_DONE)
        status = sea_catalog_refused(catalog, code, "write the gate", err);
    sqlite3_finalize(s);
    return status;
}

sea_status sea_catalog_gate_block(sea_catalog *catalog, const char *source, const char *reason, sea_tai now,
                                  sea_error *err)
{
    return change(catalog, "UPDATE fetch_source SET blocked = ?3, reason = ?2 WHERE source = ?1", source, reason,
                  now.ns, 0, err);
}

sea_status sea_catalog_gate_resume(sea_catalog *catalog, const char *source, sea_error *err)
{
    sea_status status = begin(catalog, err);
    if (status != SEA_OK) return status;
    status =
        change(catalog, "UPDATE fetch_source SET blocked = NULL, reason = '' WHERE source = ?1", source, "", 0, 0, err);
    if (status == SEA_OK && sqlite3_changes(catalog->db) == 0)
        status = sea_error_set(err, SEA_E_NOT_FOUND, "%s: was never fetched from; --status lists the sources", source);
    if (status == SEA_OK)
        status = change(catalog, "UPDATE fetch_gate SET records = 0 WHERE source = ?1", source, "", 0, 0, err);
    return end(catalog, status, err);
}

sea_status sea_catalog_gates(sea_catalog *catalog, sea_tai now,
                             sea_status (*fn)(void *payload, const sea_catalog_gate *gate), void *payload,
                             sea_error *err)
{
    static const char sql[] =
        "SELECT " COLUMNS " FROM fetch_source AS s JOIN fetch_gate AS g USING (source) ORDER BY source, url";
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(catalog, sql, &s, err);
    if (status != SEA_OK) return status;
    sqlite3_bind_int64(s, 1, now.ns - MINUTE_NS);
    sqlite3_bind_int64(s, 2, now.ns - HOUR_NS);
    int code = SQLITE_DONE;
    while (status == SEA_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        sea_catalog_gate gate;
        read_gate(s, &gate);
        status = fn(payload, &gate);
    }
    if (status == SEA_OK && code != SQLITE_DONE) status = sea_catalog_refused(catalog, code, "read the gates", err);
    sqlite3_finalize(s);
    return status;
}

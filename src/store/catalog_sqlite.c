/* The store as a SQLite file: opening it safely, and the statements every part of it needs. */
#include "store/catalog_sqlite.h"
#include "base/error.h"
#include "base/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- errors and small statements ---------------------------------------------------------------------------------- */

static sea_status status_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK: return SEA_OK;
    case SQLITE_NOMEM: return SEA_E_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return SEA_E_CONFLICT;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM: return SEA_E_IO;
    default: return SEA_E_STORE; /* corrupt, not a database, or tables other than ours */
    }
}

static const char *advice_of(sea_status status)
{
    switch (status) {
    case SEA_E_CONFLICT: return "; another program is writing to this store: try again when it has finished";
    case SEA_E_IO: return "; look at the permissions and the free space of its folder";
    case SEA_E_STORE: return "; the store is damaged, or not one of Starsea's: restore a copy or import anew";
    default: return "";
    }
}

sea_status sea_catalog_refused(const sea_catalog *c, int code, const char *what, sea_error *err)
{
    sea_status status = status_of(code);
    const char *reason =
        c->db && sqlite3_extended_errcode(c->db) == code ? sqlite3_errmsg(c->db) : sqlite3_errstr(code);
    return sea_error_set(err, status, "%s: cannot %s: %s%s", c->path, what, reason, advice_of(status));
}

sea_status sea_catalog_exec(const sea_catalog *c, const char *sql, const char *what, sea_error *err)
{
    int code = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? SEA_OK : sea_catalog_refused(c, code, what, err);
}

sea_status sea_catalog_prepare(const sea_catalog *c, const char *sql, sqlite3_stmt **out, sea_error *err)
{
    int code = sqlite3_prepare_v2(c->db, sql, -1, out, NULL);
    return code == SQLITE_OK ? SEA_OK : sea_catalog_refused(c, code, "read the tables", err);
}

void sea_catalog_rollback(const sea_catalog *c)
{
    if (!sqlite3_get_autocommit(c->db)) (void)sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
}

sea_status sea_catalog_get_integers(const sea_catalog *c, const char *sql, int64_t *out, int count, sea_error *err)
{
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(c, sql, &s, err);
    if (status != SEA_OK) return status;
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW && sqlite3_column_count(s) == count)
        for (int i = 0; i < count; i++)
            out[i] = sqlite3_column_type(s, i) == SQLITE_NULL ? INT64_MIN : sqlite3_column_int64(s, i);
    else
        status = sea_catalog_refused(c, code, "read the tables", err);
    sqlite3_finalize(s);
    return status;
}

/* -- formats ------------------------------------------------------------------------------------------------------ */

static const struct {
    sea_gp_format format;
    const char *name;
} formats[] = {{SEA_GP_TLE, "TLE"},
               {SEA_GP_OMM_CSV, "OMM_CSV"},
               {SEA_GP_OMM_JSON, "OMM_JSON"},
               {SEA_GP_OMM_KVN, "OMM_KVN"},
               {SEA_GP_OMM_XML, "OMM_XML"}};

const char *sea_catalog_format_name(sea_gp_format format)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (formats[i].format == format) return formats[i].name;
    return "AUTO";
}

sea_gp_format sea_catalog_format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].name, name) == 0) return formats[i].format;
    return SEA_GP_AUTO;
}

/* -- opening ------------------------------------------------------------------------------------------------------ */

/* A path as a file URI: bytes that mean something in a URI are escaped, and no name (":memory:") is special. */
static char *uri_of(const char *path, const char *query)
{
    static const char digits[] = "0123456789ABCDEF";
    char *uri = malloc(3 * strlen(path) + strlen(query) + 16);
    if (!uri) return NULL;
    strcpy(uri, path[0] == '/' ? "file://" : "file:./");
    char *end = uri + strlen(uri);
    for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
        if (*p == '%' || *p == '?' || *p == '#') {
            *end++ = '%';
            *end++ = digits[*p >> 4];
            *end++ = digits[*p & 15];
        } else {
            *end++ = (char)*p;
        }
    }
    strcpy(end, query);
    return uri;
}

/* Whether writes were left in a log. A reader leaves an empty one behind. */
static bool log_waits(const char *path)
{
    char *name = sqlite3_mprintf("%s-wal", path);
    FILE *f = name ? fopen(name, "rb") : NULL;
    bool waits = f && fgetc(f) != EOF;
    if (f) (void)fclose(f);
    sqlite3_free(name);
    return waits;
}

static void disconnect(sea_catalog *c)
{
    sqlite3_close(c->db);
    c->db = NULL;
}

/* A store is a file from anywhere: nothing in it may run (triggers, views), and odd bytes are errors, not surprises. */
static int harden(sqlite3 *db)
{
    sqlite3_extended_result_codes(db, 1);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_busy_timeout(db, SEA_CATALOG_PATIENCE_MS);
    return sqlite3_exec(db, "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON", NULL, NULL, NULL);
}

/* Connects and reads what tells whose file this is: two numbers of its header, how many tables. Returned: SQLite's
 * code. */
static int connect_with(sea_catalog *c, const char *query, int flags, int64_t header[3])
{
    char *uri = uri_of(c->path, query);
    if (!uri) return SQLITE_NOMEM;
    int code = sqlite3_open_v2(uri, &c->db, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    free(uri);
    if (code == SQLITE_OK) code = harden(c->db);
    /* In one transaction: somebody may be making the store at this moment. */
    if (code == SQLITE_OK) code = sqlite3_exec(c->db, "BEGIN", NULL, NULL, NULL);
    static const char *const questions[3] = {"PRAGMA application_id", "PRAGMA user_version",
                                             "SELECT count(*) FROM sqlite_schema"};
    for (int i = 0; i < 3 && code == SQLITE_OK; i++) {
        sqlite3_stmt *s = NULL;
        code = sqlite3_prepare_v2(c->db, questions[i], -1, &s, NULL);
        if (code == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW) header[i] = sqlite3_column_int64(s, 0);
        int end = sqlite3_finalize(s);
        if (code == SQLITE_OK) code = end;
    }
    if (c->db) sea_catalog_rollback(c);
    return code;
}

static sea_status check_header(const sea_catalog *c, const int64_t header[3], sea_error *err)
{
    if (header[0] != SEA_CATALOG_APPLICATION_ID)
        return sea_error_set(err, SEA_E_STORE, "%s: is not a Starsea store; name one, or a new file to import into",
                             c->path);
    if (header[1] > SEA_CATALOG_USER_VERSION)
        return sea_error_set(err, SEA_E_STORE,
                             "%s: is a store of version %lld, newer than the %d this Starsea knows; update Starsea",
                             c->path, (long long)header[1], (int)SEA_CATALOG_USER_VERSION);
    if (header[1] < 1)
        return sea_error_set(err, SEA_E_STORE, "%s: is a store of unknown version %lld; restore a copy", c->path,
                             (long long)header[1]);
    return SEA_OK;
}

/*
 * A store in WAL mode wants a shared-memory file beside it even to be read. Where none can be made (read-only folder or
 * disk) and no log waits to be read, nobody is writing and the file alone is the whole store: it is read as immutable.
 */
static sea_status open_to_read(sea_catalog *c, sea_error *err)
{
    int64_t header[3] = {0};
    int code = connect_with(c, "", SQLITE_OPEN_READONLY, header);
    if ((code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_READONLY) {
        if (log_waits(c->path))
            return sea_error_set(err, SEA_E_IO,
                                 "%s: has writes waiting in its -wal file, and its folder cannot be written; open it "
                                 "once where it can, or copy the store with its -wal file",
                                 c->path);
        disconnect(c);
        code = connect_with(c, "?immutable=1", SQLITE_OPEN_READONLY, header);
    }
    if ((code & 0xff) == SQLITE_NOTADB) return check_header(c, header, err);
    if (code != SQLITE_OK) return sea_catalog_refused(c, code, "open the store", err);
    return check_header(c, header, err);
}

/* Makes the tables, or brings those of an older version up to date, unless somebody else did in the meantime. */
static sea_status bring_up_to_date(const sea_catalog *c, sea_error *err)
{
    sea_status status = sea_catalog_exec(c, "BEGIN IMMEDIATE", "make a store", err);
    if (status != SEA_OK) return status;
    int64_t version = 0;
    status = sea_catalog_get_integers(c, "PRAGMA user_version", &version, 1, err);
    if (status == SEA_OK && version < SEA_CATALOG_USER_VERSION) {
        char *numbers = sqlite3_mprintf("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                        (int)SEA_CATALOG_APPLICATION_ID, (int)SEA_CATALOG_USER_VERSION);
        for (int64_t v = version; v < SEA_CATALOG_USER_VERSION && status == SEA_OK; v++)
            status = sea_catalog_exec(c, sea_catalog_steps[v], "make the tables", err);
        if (status == SEA_OK && !numbers) status = sea_error_set(err, SEA_E_MEMORY, "out of memory");
        if (status == SEA_OK) status = sea_catalog_exec(c, numbers, "name the store", err);
        sqlite3_free(numbers);
    }
    if (status == SEA_OK) status = sea_catalog_exec(c, "COMMIT", "make a store", err);
    if (status != SEA_OK) sea_catalog_rollback(c);
    return status;
}

static sea_status prepare_to_write(const sea_catalog *c, sea_error *err)
{
    /* The page size counts only for a new store: imports write long runs, and larger pages mean fewer calls.
     * SQLite does not wait for the lock this takes on a new store, lest two that make it at once wait for each other.
     */
    enum { STEP_MS = 20 };
    int code = SQLITE_BUSY;
    for (int ms = 0; (code & 0xff) == SQLITE_BUSY && ms < SEA_CATALOG_PATIENCE_MS; ms += STEP_MS) {
        if (ms > 0) sqlite3_sleep(STEP_MS);
        code = sqlite3_exec(c->db, "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    }
    if (code != SQLITE_OK) return sea_catalog_refused(c, code, "prepare the store for writing", err);
    /* Commits wait for the disk; the limit bounds the log that stays after an import. The cache bounds its memory: one
     * of four times the size makes it slower, as each page is then a fresh one of the system's. */
    return sea_catalog_exec(
        c, "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864",
        "prepare the store for writing", err);
}

/* After a kill or a loss of power SQLite rolls back by itself; this tells whether the disk kept its word. */
static sea_status check_whole(const sea_catalog *c, sea_error *err)
{
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(c, "PRAGMA integrity_check(1)", &s, err);
    if (status != SEA_OK) return status;
    int code = sqlite3_step(s);
    const char *said = code == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
    if (code != SQLITE_ROW)
        status = sea_catalog_refused(c, code, "check the store", err);
    else if (!said || strcmp(said, "ok") != 0)
        status = sea_error_set(err, SEA_E_STORE, "%s: is damaged (%s); restore a copy or import anew", c->path,
                               said ? said : "out of memory");
    sqlite3_finalize(s);
    return status;
}

static sea_status open_to_write(sea_catalog *c, sea_error *err)
{
    int64_t header[3] = {0};
    bool unclean = log_waits(c->path); /* or another program has it open: then the check is merely superfluous */
    int code = connect_with(c, "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, header);
    if ((code & 0xff) == SQLITE_NOTADB) return check_header(c, header, err);
    if (code != SQLITE_OK) return sea_catalog_refused(c, code, "open the store", err);
    bool blank = header[0] == 0 && header[1] == 0 && header[2] == 0;
    if (!blank) {
        sea_status status = check_header(c, header, err);
        if (status != SEA_OK) return status;
    }
    if (sqlite3_db_readonly(c->db, "main") == 1)
        return sea_error_set(err, SEA_E_IO, "%s: cannot be written; look at its permissions", c->path);
    c->writable = true;
    sea_status status = prepare_to_write(c, err);
    if (status == SEA_OK && unclean && !blank) status = check_whole(c, err);
    if (status == SEA_OK && header[1] < SEA_CATALOG_USER_VERSION) status = bring_up_to_date(c, err);
    return status;
}

/* Opens to read; a store of an older version is first opened to write, which brings it up to date. */
static sea_status open_current(sea_catalog *c, sea_error *err)
{
    int64_t version = 0;
    sea_status status = open_to_read(c, err);
    if (status == SEA_OK) status = sea_catalog_get_integers(c, "PRAGMA user_version", &version, 1, err);
    if (status != SEA_OK || version == SEA_CATALOG_USER_VERSION) return status;
    disconnect(c);
    status = open_to_write(c, err);
    if (status != SEA_OK) return status;
    disconnect(c);
    c->writable = false;
    return open_to_read(c, err);
}

sea_status sea_catalog_open(const char *path, sea_catalog_mode mode, sea_catalog **out, sea_error *err)
{
    *out = NULL;
    if (path[0] == '\0') return sea_error_set(err, SEA_E_USAGE, "the path of the store is empty; name a file");
    if (mode == SEA_CATALOG_READ && !sea_os_exists(path))
        return sea_error_set(err, SEA_E_NOT_FOUND, "%s: there is no such store; `starsea import` makes one", path);
    sea_catalog *c = calloc(1, sizeof *c);
    if (c) c->path = strdup(path);
    if (!c || !c->path) {
        free(c);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    }
    sea_status status = mode == SEA_CATALOG_WRITE ? open_to_write(c, err) : open_current(c, err);
    if (status == SEA_OK) {
        *out = c;
    } else {
        sea_catalog_close(c);
    }
    return status;
}

void sea_catalog_close(sea_catalog *catalog)
{
    if (!catalog) return;
    disconnect(catalog);
    free(catalog->path);
    free(catalog);
}

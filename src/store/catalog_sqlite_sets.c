/*
 * Whole histories out of the store. The sets of some objects come through the index; those of all objects by reading
 * the rows file after file, in the order of arrival, and ordering them in memory: a walk along the index would fetch
 * each row from another page.
 */
#include "store/catalog_sqlite.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

typedef struct asking {
    const sea_catalog *catalog;
    const sea_catalog_query *query;
    sqlite3_stmt *rows;
    bool restricted; /* the file being read is */
    sea_gp_set set;
    sea_error *err;
} asking;

static sea_status no_memory(sea_error *err)
{
    return sea_error_set(err, SEA_E_MEMORY, "out of memory");
}

static sea_status take_rows(asking *a)
{
    int code;
    while ((code = sqlite3_step(a->rows)) == SQLITE_ROW) {
        sea_gp gp;
        if (!sea_catalog_row_to_gp(a->rows, 0, &gp)) return sea_catalog_bad_row(a->catalog, a->err);
        if (a->restricted || sqlite3_column_int(a->rows, SEA_CATALOG_GP_COLUMN_COUNT))
            gp.caveats |= SEA_GP_CAVEAT_RESTRICTED;
        if (sea_gp_set_add(&a->set, &gp) != SEA_OK) return no_memory(a->err);
    }
    sqlite3_reset(a->rows);
    return code == SQLITE_DONE ? SEA_OK : sea_catalog_refused(a->catalog, code, "read the sets", a->err);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static sea_status take_objects(asking *a)
{
    const sea_catalog_query *query = a->query;
    uint32_t *ids = malloc((query->id_count ? query->id_count : 1) * sizeof *ids);
    if (!ids) return no_memory(a->err);
    if (query->id_count > 0) memcpy(ids, query->ids, query->id_count * sizeof *ids);
    qsort(ids, query->id_count, sizeof *ids, by_number);
    sea_status status = SEA_OK;
    for (size_t i = 0; i < query->id_count && status == SEA_OK; i++) {
        if (i > 0 && ids[i] == ids[i - 1]) continue;
        sqlite3_bind_int64(a->rows, 4, ids[i]);
        status = take_rows(a);
    }
    free(ids);
    return status;
}

static sea_status take_files(asking *a)
{
    sqlite3_stmt *files = NULL;
    sea_status status = sea_catalog_prepare(
        a->catalog, "SELECT file_id, restricted FROM file WHERE arrival <= ? ORDER BY arrival, file_id", &files,
        a->err);
    if (status != SEA_OK) return status;
    sea_tai known_at = a->query->known_at;
    sqlite3_bind_int64(files, 1, known_at.ns == SEA_TAI_NONE.ns ? INT64_MAX : known_at.ns);
    int code = SQLITE_DONE;
    while (status == SEA_OK && (code = sqlite3_step(files)) == SQLITE_ROW) {
        uint64_t file_id = (uint64_t)sqlite3_column_int64(files, 0) & INT32_MAX;
        a->restricted = sqlite3_column_int(files, 1) != 0;
        sqlite3_bind_int64(a->rows, 3, (int64_t)(file_id << SEA_CATALOG_FILE_SHIFT));
        sqlite3_bind_int64(a->rows, 4, (int64_t)((file_id + 1) << SEA_CATALOG_FILE_SHIFT));
        status = take_rows(a);
    }
    if (status == SEA_OK && code != SQLITE_DONE)
        status = sea_catalog_refused(a->catalog, code, "read the files", a->err);
    sqlite3_finalize(files);
    return status;
}

static sea_status take_all(asking *a)
{
    static const char by_file[] = "SELECT " SEA_CATALOG_GP_COLUMNS ", 0 FROM gp WHERE epoch BETWEEN ?1 AND ?2 "
                                  "AND gp_id BETWEEN ?3 AND ?4";
    static const char by_object[] =
        "SELECT " SEA_CATALOG_GP_COLUMNS ", file.restricted FROM gp JOIN file USING (file_id) "
        "WHERE norad_cat_id = ?4 AND epoch BETWEEN ?1 AND ?2 AND file.arrival <= ?3 "
        "ORDER BY epoch, file.arrival, gp_id";
    const sea_catalog_query *query = a->query;
    sea_status status = sea_catalog_prepare(a->catalog, query->ids ? by_object : by_file, &a->rows, a->err);
    if (status != SEA_OK) return status;
    sqlite3_bind_int64(a->rows, 1, query->start.ns);
    sqlite3_bind_int64(a->rows, 2, query->end.ns == SEA_TAI_NONE.ns ? INT64_MAX : query->end.ns);
    sqlite3_bind_int64(a->rows, 3, query->known_at.ns == SEA_TAI_NONE.ns ? INT64_MAX : query->known_at.ns);
    /* One transaction, so that everything is of the store of one instant. */
    status = sea_catalog_exec(a->catalog, "BEGIN", "read the store", a->err);
    if (status == SEA_OK) status = query->ids ? take_objects(a) : take_files(a);
    sqlite3_finalize(a->rows);
    sea_catalog_rollback(a->catalog);
    return status;
}

sea_status sea_catalog_histories(sea_catalog *catalog, const sea_catalog_query *query, sea_gp_history *out,
                                 sea_error *err)
{
    asking a = {.catalog = catalog, .query = query, .err = err};
    *out = (sea_gp_history){0};
    sea_status status = take_all(&a);
    if (status == SEA_OK && sea_gp_set_to_history(&a.set, out) != SEA_OK) status = no_memory(err);
    sea_gp_set_free(&a.set);
    return status;
}

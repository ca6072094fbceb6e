/* Whole histories out of the store: every set a query asks for. */
#include "store/catalog_sqlite.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static sea_status take_rows(const sea_catalog *c, sqlite3_stmt *s, sea_gp_set *out, sea_error *err)
{
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
        sea_gp gp;
        if (!sea_catalog_row_to_gp(s, 0, &gp)) return sea_catalog_bad_row(c, err);
        if (sea_gp_set_add(out, &gp) != SEA_OK) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    }
    return code == SQLITE_DONE ? SEA_OK : sea_catalog_refused(c, code, "read the sets", err);
}

static sea_status take_ids(const sea_catalog *c, sqlite3_stmt *s, const sea_catalog_query *query, sea_gp_set *out,
                           sea_error *err)
{
    uint32_t *ids = malloc((query->id_count ? query->id_count : 1) * sizeof *ids);
    if (!ids) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    if (query->id_count > 0) memcpy(ids, query->ids, query->id_count * sizeof *ids);
    qsort(ids, query->id_count, sizeof *ids, by_number);
    sea_status status = SEA_OK;
    for (size_t i = 0; i < query->id_count && status == SEA_OK; i++) {
        if (i > 0 && ids[i] == ids[i - 1]) continue;
        sqlite3_bind_int64(s, 4, ids[i]);
        status = take_rows(c, s, out, err);
        sqlite3_reset(s);
    }
    free(ids);
    return status;
}

sea_status sea_catalog_sets(sea_catalog *catalog, const sea_catalog_query *query, sea_gp_set *out, sea_error *err)
{
#define SETS                                                                                                           \
    "SELECT " SEA_CATALOG_GP_COLUMNS " FROM gp INDEXED BY gp_by_object JOIN file USING (file_id) "                     \
    "WHERE epoch BETWEEN ?1 AND ?2 AND file.arrival <= ?3 "
    static const char all[] = SETS "ORDER BY norad_cat_id, epoch, file.arrival, gp_id";
    static const char some[] = SETS "AND norad_cat_id = ?4 ORDER BY epoch, file.arrival, gp_id";
    *out = (sea_gp_set){0};
    sqlite3_stmt *s = NULL;
    sea_status status = sea_catalog_prepare(catalog, query->ids ? some : all, &s, err);
    if (status != SEA_OK) return status;
    sqlite3_bind_int64(s, 1, query->start.ns);
    sqlite3_bind_int64(s, 2, query->end.ns == SEA_TAI_NONE.ns ? INT64_MAX : query->end.ns);
    sqlite3_bind_int64(s, 3, query->known_at.ns == SEA_TAI_NONE.ns ? INT64_MAX : query->known_at.ns);
    /* One transaction, so that every object is of the store of one instant. */
    status = sea_catalog_exec(catalog, "BEGIN", "read the store", err);
    if (status == SEA_OK) status = query->ids ? take_ids(catalog, s, query, out, err) : take_rows(catalog, s, out, err);
    sqlite3_finalize(s);
    sea_catalog_rollback(catalog);
    if (status != SEA_OK) sea_gp_set_free(out);
    return status;
}

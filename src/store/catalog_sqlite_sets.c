/*
 * Whole histories out of the store. The sets of some objects come through the index; those of all objects by reading
 * the rows file after file, and ordering them in memory: a walk along the index would fetch each row from another page.
 */
#include "store/catalog_sqlite.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

typedef struct asking {
    const sea_catalog *catalog;
    const sea_catalog_query *query;
    sqlite3_stmt *rows;
    sea_gp_set set;
    int64_t *arrivals; /* of the sets */
    size_t arrival_capacity;
    sea_error *err;
} asking;

static sea_status no_memory(sea_error *err)
{
    return sea_error_set(err, SEA_E_MEMORY, "out of memory");
}

static bool keep(asking *a, const sea_gp *gp, int64_t arrival)
{
    if (a->set.count == a->arrival_capacity) {
        size_t capacity = a->arrival_capacity ? 2 * a->arrival_capacity : 256;
        int64_t *grown = realloc(a->arrivals, capacity * sizeof *grown);
        if (!grown) return false;
        a->arrivals = grown;
        a->arrival_capacity = capacity;
    }
    a->arrivals[a->set.count] = arrival;
    return sea_gp_set_add(&a->set, gp) == SEA_OK;
}

static sea_status take_rows(asking *a)
{
    int code;
    while ((code = sqlite3_step(a->rows)) == SQLITE_ROW) {
        sea_gp gp;
        if (!sea_catalog_row_to_gp(a->rows, 0, &gp)) return sea_catalog_bad_row(a->catalog, a->err);
        if (sqlite3_column_int(a->rows, SEA_CATALOG_GP_COLUMN_COUNT)) gp.caveats |= SEA_GP_CAVEAT_RESTRICTED;
        if (!keep(a, &gp, sqlite3_column_int64(a->rows, SEA_CATALOG_GP_COLUMN_COUNT + 1))) return no_memory(a->err);
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

static sea_status take_all(asking *a)
{
#define COLUMNS "SELECT " SEA_CATALOG_GP_TOLD ", file.restricted, " SEA_CATALOG_ARRIVAL
#define WANTED "epoch BETWEEN ?1 AND ?2 AND " SEA_CATALOG_ARRIVAL " <= ?3"
    static const char by_file[] = COLUMNS " FROM file CROSS JOIN gp ON gp.gp_id >= file.file_id << 32 AND gp.gp_id < "
                                          "(file.file_id + 1) << 32 LEFT JOIN gp_again USING (gp_id) WHERE " WANTED;
    static const char by_object[] = COLUMNS " FROM " SEA_CATALOG_GP_FROM " WHERE norad_cat_id = ?4 AND " WANTED
                                            " ORDER BY epoch, " SEA_CATALOG_ARRIVAL ", gp_id";
    const sea_catalog_query *query = a->query;
    sea_status status = sea_catalog_prepare(a->catalog, query->ids ? by_object : by_file, &a->rows, a->err);
    if (status != SEA_OK) return status;
    sqlite3_bind_int64(a->rows, 1, query->start.ns);
    sqlite3_bind_int64(a->rows, 2, query->end.ns == SEA_TAI_NONE.ns ? INT64_MAX : query->end.ns);
    sqlite3_bind_int64(a->rows, 3, query->known_at.ns == SEA_TAI_NONE.ns ? INT64_MAX : query->known_at.ns);
    /* One transaction, so that everything is of the store of one instant. */
    status = sea_catalog_exec(a->catalog, "BEGIN", "read the store", a->err);
    if (status == SEA_OK) status = query->ids ? take_objects(a) : take_rows(a);
    sqlite3_finalize(a->rows);
    sea_catalog_rollback(a->catalog);
    return status;
}

/* ---- order ---- */

typedef struct arrived {
    int64_t arrival;
    size_t at;
} arrived;

static int by_arrival(const void *a, const void *b)
{
    const arrived *x = a, *y = b;
    if (x->arrival != y->arrival) return x->arrival < y->arrival ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* Files mostly arrive in the order in which they are imported; where they did not, their sets are put in order. */
static bool order_by_arrival(asking *a)
{
    sea_gp_set *set = &a->set;
    size_t i = 1;
    while (i < set->count && a->arrivals[i - 1] <= a->arrivals[i]) i++;
    if (i >= set->count) return true;
    arrived *order = malloc(set->count * sizeof *order);
    sea_gp *gps = malloc(set->count * sizeof *gps);
    bool good = order && gps;
    if (good) {
        for (i = 0; i < set->count; i++) order[i] = (arrived){a->arrivals[i], i};
        qsort(order, set->count, sizeof *order, by_arrival);
        for (i = 0; i < set->count; i++) gps[i] = set->gps[order[i].at];
        free(set->gps);
        set->gps = gps;
        set->capacity = set->count;
    } else {
        free(gps);
    }
    free(order);
    return good;
}

sea_status sea_catalog_histories(sea_catalog *catalog, const sea_catalog_query *query, sea_gp_history *out,
                                 sea_error *err)
{
    asking a = {.catalog = catalog, .query = query, .err = err};
    *out = (sea_gp_history){0};
    sea_status status = take_all(&a);
    if (status == SEA_OK && !query->ids && !order_by_arrival(&a)) status = no_memory(err);
    if (status == SEA_OK && sea_gp_set_to_history(&a.set, out) != SEA_OK) status = no_memory(err);
    sea_gp_set_free(&a.set);
    free(a.arrivals);
    return status;
}

/*
 * Sets that come again. A row of gp is never changed; where a later import tells more of a set that is there (it had
 * arrived earlier than the store knew, or it has a name or a date of creation where the row has none), that stands
 * beside it in gp_again, and the queries put both together.
 */
#include "store/catalog_sqlite.h"
#include "base/error.h"

sea_status sea_catalog_again_prepare(const sea_catalog *c, sea_catalog_again *out, sea_error *err)
{
    static const char find[] = "SELECT " SEA_CATALOG_GP_TOLD ", gp_id, " SEA_CATALOG_ARRIVAL
                               " FROM " SEA_CATALOG_GP_FROM " WHERE norad_cat_id = ? AND epoch = ? ORDER BY variant";
    static const char put[] = "INSERT INTO gp_again (gp_id, arrival, creation_date, object_name) VALUES (?, ?, ?, ?) "
                              "ON CONFLICT (gp_id) DO UPDATE SET arrival = min(arrival, excluded.arrival), "
                              "creation_date = coalesce(creation_date, excluded.creation_date), "
                              "object_name = CASE object_name WHEN '' THEN excluded.object_name ELSE object_name END";
    sea_status status = sea_catalog_prepare(c, find, &out->find, err);
    return status == SEA_OK ? sea_catalog_prepare(c, put, &out->put, err) : status;
}

void sea_catalog_again_free(sea_catalog_again *a)
{
    sqlite3_finalize(a->find);
    sqlite3_finalize(a->put);
    *a = (sea_catalog_again){0};
}

sea_status sea_catalog_again_find(const sea_catalog *c, const sea_catalog_again *a, const sea_gp *gp,
                                  sea_catalog_stored *out, sea_error *err)
{
    sqlite3_stmt *s = a->find;
    sqlite3_bind_int64(s, 1, gp->norad_cat_id);
    sqlite3_bind_int64(s, 2, gp->epoch.ns);
    sea_status status = SEA_OK;
    int code = SQLITE_DONE;
    *out = (sea_catalog_stored){0};
    while (status == SEA_OK && !out->found && (code = sqlite3_step(s)) == SQLITE_ROW) {
        if (!sea_catalog_row_to_gp(s, 0, &out->gp)) status = sea_catalog_bad_row(c, err);
        out->found = status == SEA_OK && sea_catalog_same_set(&out->gp, gp);
        out->gp_id = sqlite3_column_int64(s, SEA_CATALOG_GP_COLUMN_COUNT);
        out->arrival.ns = sqlite3_column_int64(s, SEA_CATALOG_GP_COLUMN_COUNT + 1);
        ++out->variants;
    }
    if (status == SEA_OK && code != SQLITE_ROW && code != SQLITE_DONE)
        status = sea_catalog_refused(c, code, "compare the sets", err);
    sqlite3_reset(s);
    return status;
}

static bool tells_name(const sea_catalog_stored *stored, const sea_gp *gp)
{
    return gp->object_name[0] && !stored->gp.object_name[0];
}

static bool tells_creation(const sea_catalog_stored *stored, const sea_gp *gp)
{
    return gp->creation_date.ns != SEA_TAI_NONE.ns && stored->gp.creation_date.ns == SEA_TAI_NONE.ns;
}

bool sea_catalog_tells_more(const sea_catalog_stored *stored, const sea_gp *gp, sea_tai arrival)
{
    return arrival.ns < stored->arrival.ns || tells_name(stored, gp) || tells_creation(stored, gp);
}

sea_status sea_catalog_again_put(const sea_catalog *c, const sea_catalog_again *a, const sea_catalog_stored *stored,
                                 const sea_gp *gp, sea_tai arrival, sea_error *err)
{
    sqlite3_stmt *s = a->put;
    int code = sqlite3_bind_int64(s, 1, stored->gp_id);
    code |= sqlite3_bind_int64(s, 2, arrival.ns < stored->arrival.ns ? arrival.ns : stored->arrival.ns);
    code |= tells_creation(stored, gp) ? sqlite3_bind_int64(s, 3, gp->creation_date.ns) : sqlite3_bind_null(s, 3);
    code |= sea_catalog_bind_text(s, 4, tells_name(stored, gp) ? gp->object_name : "");
    if (code != SQLITE_OK) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    code = sqlite3_step(s);
    sea_status status =
        code == SQLITE_DONE ? SEA_OK : sea_catalog_refused(c, code, "store what a set brought again", err);
    sqlite3_reset(s);
    return status;
}

/*
 * The same bytes came again, with an earlier arrival: the file's own goes back, and its new row and what hangs on it is
 * not needed. What the sets brought stays, but for those of the file itself.
 */
sea_status sea_catalog_again_merge(const sea_catalog *c, int64_t file_id, const uint8_t sha256[SEA_SHA256_SIZE],
                                   sea_tai arrival, sea_error *err)
{
    static const char *const steps[] = {
        "DELETE FROM diagnostic WHERE file_id = ?1", "DELETE FROM file WHERE file_id = ?1",
        "UPDATE file SET arrival = min(arrival, ?2) WHERE sha256 = ?3",
        ("DELETE FROM gp_again WHERE object_name = '' AND creation_date IS NULL AND arrival >= "
         "(SELECT file.arrival FROM gp JOIN file USING (file_id) WHERE gp.gp_id = gp_again.gp_id)")};
    sea_status status = SEA_OK;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == SEA_OK; i++) {
        sqlite3_stmt *s = NULL;
        status = sea_catalog_prepare(c, steps[i], &s, err);
        if (status != SEA_OK) return status;
        if (i < 2) sqlite3_bind_int64(s, 1, file_id);
        if (i == 2) sqlite3_bind_int64(s, 2, arrival.ns);
        if (i == 2) sqlite3_bind_blob(s, 3, sha256, SEA_SHA256_SIZE, SQLITE_STATIC);
        int code = sqlite3_step(s);
        if (code != SQLITE_DONE) status = sea_catalog_refused(c, code, "put an arrival back", err);
        sqlite3_finalize(s);
    }
    return status;
}

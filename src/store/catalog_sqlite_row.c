/* An element set as a row of the store, and back. */
#include "store/catalog_sqlite.h"
#include "base/error.h"
#include "motion/gp.h"

#include <string.h>

/* -- text --------------------------------------------------------------------------------------------------------- */

static void make_utf8(char *text)
{
    size_t left = strlen(text);
    for (char *c = text; left > 0;) {
        uint32_t code;
        size_t n = sea_text_utf8_next(c, left, &code);
        if (n == 0) *c = '?';
        c += n ? n : 1;
        left -= n ? n : 1;
    }
}

int sea_catalog_bind_text(sqlite3_stmt *s, int column, const char *text)
{
    if (!text) text = "";
    const unsigned char *p = (const unsigned char *)text;
    while (*p && *p < 0x80) p++;
    if (!*p) return sqlite3_bind_text(s, column, text, -1, SQLITE_STATIC);
    sqlite3_uint64 length = strlen(text);
    char *clean = sqlite3_malloc64(length + 1);
    if (!clean) return SQLITE_NOMEM;
    memcpy(clean, text, (size_t)length + 1);
    make_utf8(clean);
    return sqlite3_bind_text64(s, column, clean, length, sqlite3_free, SQLITE_UTF8);
}

/* -- rows --------------------------------------------------------------------------------------------------------- */

int sea_catalog_bind_gp(sqlite3_stmt *s, int column, const sea_gp *gp)
{
    double reals[SEA_GP_REALS];
    sea_gp_get_reals(gp, reals);
    int code = sqlite3_bind_int64(s, column++, gp->norad_cat_id);
    code |= sqlite3_bind_int64(s, column++, gp->epoch.ns);
    code |= gp->creation_date.ns == SEA_TAI_NONE.ns ? sqlite3_bind_null(s, column)
                                                    : sqlite3_bind_int64(s, column, gp->creation_date.ns);
    column++;
    for (int i = 0; i < SEA_GP_REALS; i++) code |= sqlite3_bind_double(s, column++, reals[i]);
    code |= sqlite3_bind_int64(s, column++, gp->element_set_no);
    code |= sqlite3_bind_int64(s, column++, gp->rev_at_epoch);
    code |= sqlite3_bind_int64(s, column++, gp->ephemeris_type);
    code |= sqlite3_bind_int64(s, column++, gp->caveats);
    code |= sqlite3_bind_text(s, column++, &gp->classification, gp->classification ? 1 : 0, SQLITE_STATIC);
    code |= sea_catalog_bind_text(s, column++, gp->object_id);
    code |= sea_catalog_bind_text(s, column++, gp->object_name);
    return code;
}

static void copy_text(sqlite3_stmt *s, int column, char *out, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    size_t length = text ? strnlen(text, size - 1) : 0;
    if (length > 0) memcpy(out, text, length);
    memset(out + length, 0, size - length);
}

bool sea_catalog_row_to_gp(sqlite3_stmt *s, int column, sea_gp *gp)
{
    memset(gp, 0, sizeof *gp);
    int64_t id = sqlite3_column_int64(s, column++);
    gp->epoch.ns = sqlite3_column_int64(s, column++);
    bool has_creation = sqlite3_column_type(s, column) != SQLITE_NULL;
    gp->creation_date = has_creation ? (sea_tai){sqlite3_column_int64(s, column)} : SEA_TAI_NONE;
    column++;
    double reals[SEA_GP_REALS];
    bool finite = true;
    for (int i = 0; i < SEA_GP_REALS; i++) {
        reals[i] = sqlite3_column_double(s, column++);
        finite = finite && reals[i] - reals[i] == 0.0;
    }
    sea_gp_put_reals(gp, reals);
    int64_t numbers[4];
    for (int i = 0; i < 4; i++) numbers[i] = sqlite3_column_int64(s, column++);
    char classification[2];
    copy_text(s, column++, classification, sizeof classification);
    copy_text(s, column++, gp->object_id, sizeof gp->object_id);
    copy_text(s, column++, gp->object_name, sizeof gp->object_name);
    for (int i = 0; i < 4; i++)
        if (numbers[i] < 0 || numbers[i] > (i == 2 ? UINT8_MAX : UINT32_MAX)) return false;
    gp->norad_cat_id = (uint32_t)id;
    gp->element_set_no = (uint32_t)numbers[0];
    gp->rev_at_epoch = (uint32_t)numbers[1];
    gp->ephemeris_type = (uint8_t)numbers[2];
    gp->caveats = (uint32_t)numbers[3];
    gp->classification = classification[0];
    return finite && id >= 1 && id <= SEA_GP_ID_MAX;
}

sea_status sea_catalog_bad_row(const sea_catalog *c, sea_error *err)
{
    return sea_error_set(err, SEA_E_STORE,
                         "%s: an element set in it cannot be one; the store is damaged, restore a copy", c->path);
}

bool sea_catalog_same_set(const sea_gp *stored, const sea_gp *gp)
{
    double x[SEA_GP_REALS], y[SEA_GP_REALS];
    char object_id[sizeof gp->object_id];
    sea_gp_get_reals(stored, x);
    sea_gp_get_reals(gp, y);
    for (int i = 0; i < SEA_GP_REALS; i++)
        if (x[i] != y[i]) return false;
    memcpy(object_id, gp->object_id, sizeof object_id);
    make_utf8(object_id);
    return stored->element_set_no == gp->element_set_no && stored->rev_at_epoch == gp->rev_at_epoch &&
           stored->ephemeris_type == gp->ephemeris_type &&
           ((stored->caveats ^ gp->caveats) & SEA_GP_CAVEAT_DERIVED) == 0 && strcmp(stored->object_id, object_id) == 0;
}

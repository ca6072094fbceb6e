/* What the SQLite files of the catalogue share. The only header of Starsea that includes sqlite3.h. */
#ifndef SEA_STORE_CATALOG_SQLITE_H
#define SEA_STORE_CATALOG_SQLITE_H

#include <starsea/catalog.h>

#include <sqlite3.h>
#include <stdbool.h>

enum {
    SEA_CATALOG_APPLICATION_ID = 0x53454131, /* "SEA1" in the file header */
    SEA_CATALOG_USER_VERSION = 6,
    SEA_CATALOG_PATIENCE_MS = 5000, /* how long a writer waits for another one */
    SEA_CATALOG_FILE_SHIFT = 32     /* gp_id = file_id << 32 | ordinal of the set in its file */
};

struct sea_catalog {
    sqlite3 *db;
    char *path;
    bool writable;
};

/* The statements that lead from one user_version to the next, from an empty file on, and the columns that make up a
 * sea_gp in the order the row functions bind and read them. */
extern const char *const sea_catalog_steps[SEA_CATALOG_USER_VERSION];
#define SEA_CATALOG_GP_COLUMNS                                                                                         \
    "norad_cat_id, epoch, creation_date, mean_motion_rev_day, eccentricity, incl_deg, raan_deg, argp_deg, "            \
    "mean_anomaly_deg, bstar_per_er, mean_motion_dot_rev_day2, mean_motion_ddot_rev_day3, element_set_no, "            \
    "rev_at_epoch, ephemeris_type, caveats, classification, object_id, object_name"
enum { SEA_CATALOG_GP_COLUMN_COUNT = 19 };

/* The same columns with what a set told when it came again, from these tables, and when it first arrived. */
#define SEA_CATALOG_GP_TOLD                                                                                            \
    "norad_cat_id, epoch, coalesce(gp.creation_date, gp_again.creation_date), mean_motion_rev_day, eccentricity, "     \
    "incl_deg, raan_deg, argp_deg, mean_anomaly_deg, bstar_per_er, mean_motion_dot_rev_day2, "                         \
    "mean_motion_ddot_rev_day3, element_set_no, rev_at_epoch, ephemeris_type, caveats, classification, object_id, "    \
    "CASE gp.object_name WHEN '' THEN coalesce(gp_again.object_name, '') ELSE gp.object_name END"
#define SEA_CATALOG_GP_FROM "gp JOIN file USING (file_id) LEFT JOIN gp_again USING (gp_id)"
#define SEA_CATALOG_ARRIVAL "min(file.arrival, coalesce(gp_again.arrival, file.arrival))"

/* Says what SQLite just refused, as a status a caller can act on. `what` reads after "cannot": "store a set". */
sea_status sea_catalog_refused(const sea_catalog *c, int code, const char *what, sea_error *err);
sea_status sea_catalog_exec(const sea_catalog *c, const char *sql, const char *what, sea_error *err);
sea_status sea_catalog_prepare(const sea_catalog *c, const char *sql, sqlite3_stmt **out, sea_error *err);
/* Ends a transaction that is not wanted; nothing can be done where even that fails, and SQLite then drops it on close.
 */
void sea_catalog_rollback(const sea_catalog *c);
/* Runs a statement of one row of integers; NULLs come as INT64_MIN, which is SEA_TAI_NONE. */
sea_status sea_catalog_get_integers(const sea_catalog *c, const char *sql, int64_t *out, int count, sea_error *err);

/* Binds hostile bytes as text: each byte that is not UTF-8 becomes a '?'. NULL is the empty text. */
int sea_catalog_bind_text(sqlite3_stmt *s, int column, const char *text);
/* Binds the columns SEA_CATALOG_GP_COLUMNS from `column` on. Returned: SQLite's code. */
int sea_catalog_bind_gp(sqlite3_stmt *s, int column, const sea_gp *gp);
/*
 * Whether a set of the same object and epoch, as stored, is this one: every number, the COSPAR id, and whether it was
 * derived from an operator's ephemeris. Not the name, creation date or classification, which spellings of one set carry
 * or leave out.
 */
bool sea_catalog_same_set(const sea_gp *stored, const sea_gp *gp);
/* Reads the columns SEA_CATALOG_GP_COLUMNS, or _GP_TOLD, from `column` on. Returned: false where they hold what no
 * import stored. */
bool sea_catalog_row_to_gp(sqlite3_stmt *s, int column, sea_gp *gp);
/* The error of a row that no import stored. */
sea_status sea_catalog_bad_row(const sea_catalog *c, sea_error *err);

/* ---- catalog_sqlite_again.c: sets that come again ---- */

typedef struct sea_catalog_again {
    sqlite3_stmt *find, *put;
} sea_catalog_again;

/* A set of the store, or how many there are of its object and epoch where it is none of them. */
typedef struct sea_catalog_stored {
    bool found;
    int64_t gp_id, variants;
    sea_gp gp;
    sea_tai arrival; /* the first */
} sea_catalog_stored;

sea_status sea_catalog_again_prepare(const sea_catalog *c, sea_catalog_again *out, sea_error *err);
void sea_catalog_again_free(sea_catalog_again *a);
/* Compares a set with those stored of its object and epoch. */
sea_status sea_catalog_again_find(const sea_catalog *c, const sea_catalog_again *a, const sea_gp *gp,
                                  sea_catalog_stored *out, sea_error *err);
/* Whether a set that was found arrived earlier now, or has a name or a date of creation where the stored one has none.
 */
bool sea_catalog_tells_more(const sea_catalog_stored *stored, const sea_gp *gp, sea_tai arrival);
/* Stores that. */
sea_status sea_catalog_again_put(const sea_catalog *c, const sea_catalog_again *a, const sea_catalog_stored *stored,
                                 const sea_gp *gp, sea_tai arrival, sea_error *err);
/* Gives up the row `file_id` of a file whose bytes are in the store already; that file's arrival goes back, if need be.
 */
sea_status sea_catalog_again_merge(const sea_catalog *c, int64_t file_id, const uint8_t sha256[SEA_SHA256_SIZE],
                                   sea_tai arrival, sea_error *err);

/* Where a blob of this digest lies. Errors: SEA_E_RANGE. */
sea_status sea_catalog_blob_path(const sea_catalog *c, const uint8_t sha256[SEA_SHA256_SIZE],
                                 char path[SEA_CATALOG_PATH_MAX], sea_error *err);

/* Spelling of a format in the store, and back. */
const char *sea_catalog_format_name(sea_gp_format format);
sea_gp_format sea_catalog_format_find(const char *name);

#endif

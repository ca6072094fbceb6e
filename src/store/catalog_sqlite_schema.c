#include "store/catalog_sqlite.h"

/*
 * The store, as SQLite sees it. Kept as a C string: the library must carry it in any case, and a file beside it would
 * need a build step that turns it into exactly this. `sqlite3 STORE .schema` prints it back.
 *
 * Instants are INTEGER nanoseconds of TAI since 2000-01-01T12:00:00 TAI (sea_tai). Elements keep the units of CCSDS
 * 502.0-B-3, named in the columns. Rows of gp are written once and never changed.
 *
 * A set arrived when its file did, so `arrival` stands in `file`; only one that came again with an earlier arrival has
 * its own, in `gp_again`. gp_id carries the file in its upper half: the
 * index gp_by_object then answers, without touching a row, which sets of an object there are, since when, in which
 * order read.
 *
 * Sets of one object and epoch that differ in a value are counted by `variant`, 0 for the first. The unique index over
 * the three meets a repetition while it stores a row: only then are values compared, all of them. A digest of the
 * values, which stores before version 3 had in row and index, took a quarter of the time of an import.
 *
 * SQLite stores -0.0 as 0.0: the sign of a zero is not kept.
 *
 * A store is made by the same steps that bring an old one up to date, so that both end with the same tables.
 */
static const char version_1[] =
    "CREATE TABLE file (\n"
    "    file_id INTEGER PRIMARY KEY,\n"
    "    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32), -- of the bytes as stored, before decompression\n"
    "    name TEXT NOT NULL,\n"
    "    bytes INTEGER NOT NULL,\n"
    "    arrival INTEGER NOT NULL, -- when the data reached us\n"
    "    format TEXT NOT NULL,\n"
    "    records INTEGER NOT NULL, -- sets read: added + known + differing\n"
    "    refused INTEGER NOT NULL,\n"
    "    warnings INTEGER NOT NULL,\n"
    "    added INTEGER NOT NULL,\n"
    "    known INTEGER NOT NULL,\n"
    "    differing INTEGER NOT NULL\n"
    ") STRICT;\n"
    "CREATE TABLE object (\n"
    "    norad_cat_id INTEGER PRIMARY KEY CHECK (norad_cat_id BETWEEN 1 AND 999999999),\n"
    "    file_id INTEGER NOT NULL REFERENCES file -- the file that first had it\n"
    ") STRICT;\n"
    "CREATE TABLE gp (\n"
    "    gp_id INTEGER PRIMARY KEY, -- file_id << 32 | ordinal of the set in its file\n"
    "    file_id INTEGER NOT NULL REFERENCES file CHECK (file_id = gp_id >> 32),\n"
    "    line INTEGER NOT NULL, -- first line of the record in its file\n"
    "    digest BLOB NOT NULL CHECK (length(digest) = 16),\n"
    "    norad_cat_id INTEGER NOT NULL REFERENCES object,\n"
    "    epoch INTEGER NOT NULL,\n"
    "    creation_date INTEGER,\n"
    "    mean_motion_rev_day REAL NOT NULL,\n"
    "    eccentricity REAL NOT NULL,\n"
    "    incl_deg REAL NOT NULL,\n"
    "    raan_deg REAL NOT NULL,\n"
    "    argp_deg REAL NOT NULL,\n"
    "    mean_anomaly_deg REAL NOT NULL,\n"
    "    bstar_per_er REAL NOT NULL,\n"
    "    mean_motion_dot_rev_day2 REAL NOT NULL,\n"
    "    mean_motion_ddot_rev_day3 REAL NOT NULL,\n"
    "    element_set_no INTEGER NOT NULL,\n"
    "    rev_at_epoch INTEGER NOT NULL,\n"
    "    ephemeris_type INTEGER NOT NULL,\n"
    "    caveats INTEGER NOT NULL, -- bits SEA_GP_CAVEAT_*\n"
    "    classification TEXT NOT NULL,\n"
    "    object_id TEXT NOT NULL,\n"
    "    object_name TEXT NOT NULL, -- valid UTF-8; a byte that is not is a '?'\n"
    "    source BLOB NOT NULL -- original text, byte for byte\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX gp_by_object ON gp (norad_cat_id, epoch, digest);\n"
    "CREATE TABLE diagnostic (\n"
    "    file_id INTEGER NOT NULL REFERENCES file,\n"
    "    ordinal INTEGER NOT NULL,\n"
    "    severity TEXT NOT NULL,\n"
    "    rule TEXT NOT NULL,\n"
    "    line INTEGER NOT NULL,\n"
    "    byte_column INTEGER NOT NULL, -- 0: the whole line\n"
    "    text TEXT NOT NULL,\n"
    "    advice TEXT NOT NULL,\n"
    "    source BLOB,\n"
    "    PRIMARY KEY (file_id, ordinal)\n"
    ") STRICT, WITHOUT ROWID;\n";

static const char version_2[] =
    "ALTER TABLE file ADD COLUMN publisher TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE file ADD COLUMN licence TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE file ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0 CHECK (restricted IN (0, 1));\n";

static const char version_3[] =
    "ALTER TABLE gp ADD COLUMN variant INTEGER NOT NULL DEFAULT 0 CHECK (variant >= 0);\n"
    "UPDATE gp SET variant = counted.n FROM (SELECT gp_id AS id, row_number() OVER (PARTITION BY norad_cat_id, epoch "
    "ORDER BY gp_id) - 1 AS n FROM gp INDEXED BY gp_by_object) AS counted WHERE counted.id = gp.gp_id AND counted.n > "
    "0;\n"
    "DROP INDEX gp_by_object;\n"
    "ALTER TABLE gp DROP COLUMN digest;\n"
    "CREATE UNIQUE INDEX gp_by_object ON gp (norad_cat_id, epoch, variant);\n";

static const char version_4[] = "CREATE TABLE fetch_source (\n"
                                "    source TEXT PRIMARY KEY,\n"
                                "    blocked INTEGER, -- since when: nothing is asked of it until a person resumes it\n"
                                "    reason TEXT NOT NULL\n"
                                ") STRICT, WITHOUT ROWID;\n"
                                "CREATE TABLE fetch_gate (\n"
                                "    url TEXT PRIMARY KEY,\n"
                                "    source TEXT NOT NULL REFERENCES fetch_source,\n"
                                "    last_try INTEGER NOT NULL,\n"
                                "    last_ok INTEGER, -- with the four below: of the last good answer\n"
                                "    etag TEXT NOT NULL,\n"
                                "    modified TEXT NOT NULL, -- Last-Modified as the server spelt it\n"
                                "    records INTEGER NOT NULL,\n"
                                "    sha256 BLOB CHECK (length(sha256) = 32)\n"
                                ") STRICT, WITHOUT ROWID;\n"
                                "CREATE TABLE fetch_request (\n"
                                "    at INTEGER NOT NULL,\n"
                                "    source TEXT NOT NULL REFERENCES fetch_source\n"
                                ") STRICT;\n"
                                "CREATE INDEX fetch_request_by_source ON fetch_request (source, at);\n";

static const char version_5[] =
    "CREATE TABLE object_list (\n"
    "    sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32), -- of the file's bytes, a blob\n"
    "    name TEXT NOT NULL,\n"
    "    arrival INTEGER NOT NULL,\n"
    "    publisher TEXT NOT NULL,\n"
    "    licence TEXT NOT NULL,\n"
    "    registrations INTEGER NOT NULL CHECK (registrations IN (0, 1)), -- it can hold them\n"
    "    records INTEGER NOT NULL\n"
    ") STRICT, WITHOUT ROWID;\n";

static const char version_6[] = "CREATE TABLE gp_again (\n"
                                "    gp_id INTEGER PRIMARY KEY REFERENCES gp,\n"
                                "    arrival INTEGER NOT NULL, -- the earliest with which the set came\n"
                                "    creation_date INTEGER, -- where the row of the set has none\n"
                                "    object_name TEXT NOT NULL -- likewise, else empty\n"
                                ") STRICT;\n";

const char *const sea_catalog_steps[SEA_CATALOG_USER_VERSION] = {version_1, version_2, version_3,
                                                                 version_4, version_5, version_6};

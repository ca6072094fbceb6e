/** @file catalog.h  The store: objects, their element histories, where each set came from. */
#ifndef STARSEA_CATALOG_H
#define STARSEA_CATALOG_H

#include <starsea/gp.h>
#include <starsea/object.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sea_catalog sea_catalog;

enum { SEA_CATALOG_PATH_MAX = 4096 };

typedef enum sea_catalog_mode { SEA_CATALOG_READ, SEA_CATALOG_WRITE /**< made when absent */ } sea_catalog_mode;

/**
 * Opens a store. One thread at a time uses an open store; any number of processes may read one while another writes.
 * A store in a folder nobody can write is read too. One of an older version is brought up to date when it is opened,
 * which needs to write. One that was not closed as it should be is checked before it is written again.
 * Errors: SEA_E_NOT_FOUND, SEA_E_IO, SEA_E_STORE (not a Starsea store, or of a newer version), SEA_E_CONFLICT.
 */
SEA_API sea_status sea_catalog_open(const char *path, sea_catalog_mode mode, sea_catalog **out, sea_error *err);
SEA_API void sea_catalog_close(sea_catalog *catalog);

/** What an import of one file amounted to: read.records = added + known + differing. */
typedef struct sea_catalog_import {
    sea_gp_summary read;
    uint64_t added;         /**< sets of an (id, epoch) new to the store */
    uint64_t known;         /**< sets already there, same values: not stored again */
    uint64_t differing;     /**< sets with an (id, epoch) already there but other values: stored beside it */
    uint64_t objects_added; /**< objects the store had no set of */
    uint64_t retold;        /**< of the known sets, those of which it tells more: see sea_catalog_import_gp */
} sea_catalog_import;

/** Where a file came from, as its importer says. Texts may be NULL. */
typedef struct sea_catalog_source {
    sea_tai arrival;       /**< when the data reached us */
    const char *publisher; /**< "celestrak", "space-track" or any other name */
    const char *licence;   /**< terms under which it was got */
} sea_catalog_source;

/** Whether a publisher's terms forbid passing its data on: so it is for "space-track", in any spelling of case. */
SEA_API bool sea_catalog_restricts(const char *publisher);

/**
 * Imports one file of element sets in one transaction: all its good records or, on failure or a kill, none.
 * Given: an open store (write); path; format; source (its arrival is needed); an optional sink for diagnostics
 * (its record callback is called too; what it saw is stored only when the import succeeds). The first 10,000
 * diagnostics are stored with the file. The very same bytes a second time add nothing, whatever the name.
 * Values are what moves the object or identifies the set: elements, counters, COSPAR id; not name, class or creation
 * date. A known set that came earlier than the store knew counts from then on, and so does a name or a creation date
 * where the stored set has none; its row, text and file stay those of the first import. Errors: as sea_gp_read_file and
 * SEA_E_STORE, SEA_E_CONFLICT (another writer holds the store).
 */
SEA_API sea_status sea_catalog_import_gp(sea_catalog *catalog, const char *path, sea_gp_format format,
                                         sea_catalog_source source, const sea_gp_sink *sink, sea_catalog_import *out,
                                         sea_error *err);

/** As sea_catalog_import_gp, from memory; `name` is the file's name in the store and in diagnostics. */
SEA_API sea_status sea_catalog_import_gp_bytes(sea_catalog *catalog, const void *bytes, size_t length, const char *name,
                                               sea_gp_format format, sea_catalog_source source, const sea_gp_sink *sink,
                                               sea_catalog_import *out, sea_error *err);

/** One stored set with its provenance. Strings are valid only during the callback. */
typedef struct sea_catalog_entry {
    sea_gp gp;
    sea_tai arrival;
    sea_gp_format format;
    const char *file;
    uint64_t line;
    const char *source;    /**< original text */
    const char *publisher; /**< of the file, empty where it was not told */
    uint8_t file_sha256[SEA_SHA256_SIZE];
} sea_catalog_entry;

typedef sea_status (*sea_catalog_entry_fn)(void *payload, const sea_catalog_entry *entry);

/** Every set of one object ordered by (epoch, arrival). Errors: SEA_E_NOT_FOUND when the object is unknown. */
SEA_API sea_status sea_catalog_history(sea_catalog *catalog, uint32_t norad_cat_id, sea_catalog_entry_fn fn,
                                       void *payload, sea_error *err);

/**
 * One set an object, chosen as sea_gp_set_choose does for `at`, ordered by catalogue number.
 * Given: ids[id_count] to restrict to (NULL = all); one the store lacks yields no set. `known_at`: only sets that had
 * arrived by then (SEA_TAI_NONE = all). Sets of equal epoch count as read in the order of their arrival.
 * Returned: out, which the caller frees; empty on failure. Errors: SEA_E_STORE, SEA_E_IO, SEA_E_MEMORY.
 */
SEA_API sea_status sea_catalog_select(sea_catalog *catalog, sea_tai at, sea_tai known_at, const uint32_t *ids,
                                      size_t id_count, sea_gp_set *out, sea_gp_choice *choice, sea_error *err);

/** Which element sets of a store are asked for; all of them with ids NULL and every instant SEA_TAI_NONE. */
typedef struct sea_catalog_query {
    const uint32_t *ids; /**< these objects, in any order; NULL = all */
    size_t id_count;
    sea_tai start, end; /**< epochs from start to end, both in; SEA_TAI_NONE = no bound */
    sea_tai known_at;   /**< only sets that had arrived by then; SEA_TAI_NONE = all */
} sea_catalog_query;

/**
 * Every element set a query asks for, as a history (sea_gp_set_to_history); an id the store lacks yields none.
 * Returned: out, which the caller frees; empty on failure. Errors: SEA_E_STORE, SEA_E_IO, SEA_E_MEMORY.
 */
SEA_API sea_status sea_catalog_histories(sea_catalog *catalog, const sea_catalog_query *query, sea_gp_history *out,
                                         sea_error *err);

/** One imported file. Strings are valid only during the callback. */
typedef struct sea_catalog_file {
    const char *name, *publisher, *licence; /**< empty where not said */
    bool restricted;                        /**< its bytes and its sets must not be passed on */
    sea_tai arrival;
    sea_catalog_import counts; /**< objects_added and retold are 0 */
} sea_catalog_file;

/** Every file in the order of arrival. Errors: SEA_E_STORE, or what fn returned. */
SEA_API sea_status sea_catalog_files(sea_catalog *catalog,
                                     sea_status (*fn)(void *payload, const sea_catalog_file *file), void *payload,
                                     sea_error *err);

/**
 * The diagnostics stored with a file, in the order found. Given: sha256 of the file; NULL = of every file, in the order
 * of their import. Returned: through fn, whose strings are valid only during the call. Errors: SEA_E_STORE, or what fn
 * returned.
 */
SEA_API sea_status sea_catalog_diagnostics(sea_catalog *catalog, const uint8_t sha256[SEA_SHA256_SIZE],
                                           sea_status (*fn)(void *payload, const sea_diagnostic *diagnostic),
                                           void *payload, sea_error *err);

/**
 * Keeps bytes under their digest in the folder `<store>.blobs`: after a kill they are there whole or not at all.
 * Returned: path and sha256, either may be NULL. Errors: SEA_E_IO, SEA_E_MEMORY, SEA_E_RANGE (the path is longer).
 */
SEA_API sea_status sea_catalog_put_blob(sea_catalog *catalog, const void *bytes, size_t length,
                                        char path[SEA_CATALOG_PATH_MAX], uint8_t sha256[SEA_SHA256_SIZE],
                                        sea_error *err);

/**
 * Keeps a list of objects (SATCAT or GCAT psatcat): its bytes as a blob, its digest, source and arrival. The very same
 * bytes a second time change nothing but an arrival that was later.
 * Given: an open store (write); bytes, plain, gzip or zstd; name of the file; source; an optional sink, as of
 * sea_object_read_bytes. Returned: summary; added, false where the store had it. Errors: SEA_E_FORMAT (no such list, or
 * no object in it), SEA_E_IO, SEA_E_STORE, SEA_E_CONFLICT, SEA_E_MEMORY.
 */
SEA_API sea_status sea_catalog_put_objects(sea_catalog *catalog, const void *bytes, size_t length, const char *name,
                                           sea_catalog_source source, const sea_object_sink *sink,
                                           sea_object_summary *summary, bool *added, sea_error *err);

/** A list of objects in the store. */
typedef struct sea_catalog_objects {
    char name[256];
    sea_tai arrival;
    sea_object_summary summary;
} sea_catalog_objects;

/**
 * Reads the list of objects that arrived last: of those with registrations where there is one, else of all.
 * Given: known_at: only lists that had arrived by then (SEA_TAI_NONE = all); sink.
 * Returned: out (may be NULL). Errors: SEA_E_NOT_FOUND (there is none), SEA_E_STORE (its bytes are not those that were
 * kept), what sea_object_read_bytes gives.
 */
SEA_API sea_status sea_catalog_read_objects(sea_catalog *catalog, sea_tai known_at, const sea_object_sink *sink,
                                            sea_catalog_objects *out, sea_error *err);

/** What the store remembers of an address that is fetched. Instants are SEA_TAI_NONE where there is none. */
typedef struct sea_catalog_gate {
    char source[64]; /**< who is asked */
    char url[1024];  /**< what for */
    sea_tai last_try;
    sea_tai last_ok; /**< with the four below: of the last good answer */
    char etag[256];  /**< its validators, as HTTP spells them */
    char modified[64];
    uint64_t records; /**< objects, or rows, in it */
    uint8_t sha256[SEA_SHA256_SIZE];
    sea_tai blocked;          /**< since when the whole source must not be asked */
    char reason[300];         /**< why */
    uint64_t requests_minute; /**< to the source, in the minute and the hour before now */
    uint64_t requests_hour;
} sea_catalog_gate;

/** How often a source may be asked. */
typedef struct sea_catalog_limits {
    int64_t gap_ns;                /**< between two tries of one address */
    uint32_t per_minute, per_hour; /**< requests to the source, 0 = no limit */
    uint32_t requests;             /**< that this try will make, at least 1 */
} sea_catalog_limits;

/** Whether an address may be asked now. */
typedef enum sea_catalog_leave {
    SEA_CATALOG_GRANTED,     /**< and noted as asked */
    SEA_CATALOG_NOT_DUE,     /**< last tried less than gap_ns ago */
    SEA_CATALOG_OVER_BUDGET, /**< too many requests in this minute or hour */
    SEA_CATALOG_BLOCKED      /**< a person must look first */
} sea_catalog_leave;

/**
 * Asks for leave to fetch an address and, when it is given, notes the try in the same transaction: of two programs that
 * ask at once one is told to wait. Given: names of at most 63 and 1023 bytes, limits, the wall clock.
 * Returned: leave, and what is remembered (before this try). Errors: SEA_E_STORE, SEA_E_CONFLICT, SEA_E_RANGE.
 */
SEA_API sea_status sea_catalog_gate_ask(sea_catalog *catalog, const char *source, const char *url,
                                        sea_catalog_limits limits, sea_tai now, sea_catalog_leave *leave,
                                        sea_catalog_gate *out, sea_error *err);

/** Remembers a good answer: the fields from last_ok to sha256 of an address that was asked. Errors: SEA_E_STORE. */
SEA_API sea_status sea_catalog_gate_put(sea_catalog *catalog, const sea_catalog_gate *gate, sea_error *err);

/** Blocks a source that was asked, until it is resumed. Errors: SEA_E_STORE. */
SEA_API sea_status sea_catalog_gate_block(sea_catalog *catalog, const char *source, const char *reason, sea_tai now,
                                          sea_error *err);

/**
 * Opens a source again, for a person who has looked, and forgets how many records its addresses had, so that the next
 * answer is not compared. Errors: SEA_E_NOT_FOUND (never asked), SEA_E_STORE.
 */
SEA_API sea_status sea_catalog_gate_resume(sea_catalog *catalog, const char *source, sea_error *err);

/** What is remembered of every address, ordered by source and address. Errors: SEA_E_STORE, or what fn returned. */
SEA_API sea_status sea_catalog_gates(sea_catalog *catalog, sea_tai now,
                                     sea_status (*fn)(void *payload, const sea_catalog_gate *gate), void *payload,
                                     sea_error *err);

/** When the last file arrived, of those that had by `known_at` (SEA_TAI_NONE = all). Errors: SEA_E_STORE. */
SEA_API sea_status sea_catalog_last_arrival(sea_catalog *catalog, sea_tai known_at, sea_tai *out, sea_error *err);

/** Counts and span of a store; instants are SEA_TAI_NONE where it is empty. */
typedef struct sea_catalog_stats {
    uint64_t objects, sets, files, diagnostics;
    sea_tai epoch_first, epoch_last, arrival_last;
} sea_catalog_stats;

/** Counts what a store holds. Errors: SEA_E_STORE. */
SEA_API sea_status sea_catalog_stats_get(sea_catalog *catalog, sea_catalog_stats *out, sea_error *err);

#ifdef __cplusplus
}
#endif
#endif

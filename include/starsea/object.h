/**
 * @file object.h  Objects: what is known of a catalogued object beside its orbit, from SATCAT and GCAT.
 *
 * Facts as their source has them, State by State alike: Starsea keeps codes and document numbers as they are written.
 */
#ifndef STARSEA_OBJECT_H
#define STARSEA_OBJECT_H

#include <starsea/gp.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Spelling of a list of objects. */
typedef enum sea_object_format {
    SEA_OBJECT_AUTO,
    SEA_OBJECT_SATCAT_CSV, /**< SATCAT as CSV, as CelesTrak writes it */
    SEA_OBJECT_GCAT_TSV /**< psatcat of the General Catalog of Artificial Space Objects (J. McDowell), tab-separated */
} sea_object_format;

/** What an object is. */
typedef enum sea_object_type {
    SEA_OBJECT_UNKNOWN,
    SEA_OBJECT_PAYLOAD,
    SEA_OBJECT_ROCKET_BODY,
    SEA_OBJECT_DEBRIS
} sea_object_type;

/** A date as far as it is known: parts that are not are 0. */
typedef struct sea_object_date {
    int16_t year;
    uint8_t month, day;
    bool doubtful; /**< the source marks it so */
} sea_object_date;

/** Which values of an orbit are given. */
enum {
    SEA_OBJECT_HAS_PERIOD = 1u << 0,
    SEA_OBJECT_HAS_INCL = 1u << 1,
    SEA_OBJECT_HAS_APOGEE = 1u << 2,
    SEA_OBJECT_HAS_PERIGEE = 1u << 3
};

/** One object. Texts are empty where absent; names may hold any bytes of UTF-8: escape before showing. */
typedef struct sea_object {
    uint32_t norad_cat_id;
    sea_object_type type;
    sea_object_date launch, decay; /**< decay: year 0 while in orbit, or where not known */
    uint32_t has;                  /**< which of the following four are given; the others are 0 */
    double period_min, incl_deg;
    double apogee_km, perigee_km; /**< heights. SATCAT: as catalogued. GCAT: as declared to the United Nations */
    char status;                  /**< SATCAT operational status code, '\0' where absent */
    char object_id[14];           /**< international designator; before 1963 with a Greek letter, `1957 ALP 2` */
    char center[8];               /**< SATCAT: what it orbits, `EA` for the Earth */
    char owner[16];               /**< SATCAT: owner code. GCAT: State, in brackets where it did not register it */
    char un_document[40];         /**< GCAT: document by which the object was registered; empty where there is none */
    char program[40];             /**< GCAT: programme, shortened where it is longer */
    char name[64];
} sea_object;

/** Receives what a reader finds, in the order of the input. A callback may be NULL; non-zero return stops the reading.
 */
typedef struct sea_object_sink {
    void *payload;
    /** `source` is the line, valid during the callback. */
    sea_status (*record)(void *payload, const sea_object *object, uint64_t line, const char *source,
                         size_t source_length);
    sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic);
} sea_object_sink;

/** What a reading amounted to. */
typedef struct sea_object_summary {
    sea_object_format format;
    uint64_t records, refused, warnings, bytes;
    uint8_t sha256[SEA_SHA256_SIZE]; /**< of the file's bytes as stored */
} sea_object_summary;

/** Whether text that begins like this is a list of objects, and which; SEA_OBJECT_AUTO when it is none. */
SEA_API sea_object_format sea_object_recognise(const char *text, size_t length);

/**
 * Reads a list of objects, one row at a time; gzip and zstd are recognised by their first bytes.
 * Given: path ("-" is standard input); format; sink. Returned: summary (may be NULL).
 * Errors: SEA_E_IO (cannot open or read; rows before were delivered), SEA_E_FORMAT (no such list), SEA_E_MEMORY, or
 * what a callback returned. A refused row is a diagnostic, not an error. Rules: E_CATNUM, E_COLUMNS, E_DATE, E_FIELD,
 * E_HEADER, E_LENGTH, E_RANGE, E_UTF8, W_DOCUMENT, W_EMPTY, W_ORDER.
 * Reference: CelesTrak, "SATCAT Format Documentation"; planet4589.org/space/gcat, "Satellite catalog columns" and
 * "vague dates".
 */
SEA_API sea_status sea_object_read_file(const char *path, sea_object_format format, const sea_object_sink *sink,
                                        sea_object_summary *summary, sea_error *err);

/** As sea_object_read_file, from memory; `name` stands for the file in diagnostics. */
SEA_API sea_status sea_object_read_bytes(const void *bytes, size_t length, const char *name, sea_object_format format,
                                         const sea_object_sink *sink, sea_object_summary *summary, sea_error *err);

/** Objects of a list by catalogue number. Zero-initialise; free with sea_object_set_free. */
typedef struct sea_object_set {
    sea_object *objects; /**< after sea_object_set_end: ascending numbers, each once */
    size_t count, capacity;
    sea_object_format format; /**< of the list, as its reader's summary says; SEA_OBJECT_AUTO: there is none */
    uint64_t differing;       /**< rows left out because a later one gives the same number other values */
    uint32_t differing_id;    /**< the first such number */
} sea_object_set;

/** Adds a row. Errors: SEA_E_MEMORY. */
SEA_API sea_status sea_object_set_add(sea_object_set *set, const sea_object *object);
/** Puts the rows in order; of equal numbers the last row stays. Errors: SEA_E_MEMORY, and the rows stay as they were.
 */
SEA_API sea_status sea_object_set_end(sea_object_set *set);
/** The object of a number in a set that was ended, NULL when it has none, or where `set` is NULL. */
SEA_API const sea_object *sea_object_set_find(const sea_object_set *set, uint32_t norad_cat_id);
SEA_API void sea_object_set_free(sea_object_set *set);

#ifdef __cplusplus
}
#endif
#endif

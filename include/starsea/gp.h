/**
 * @file gp.h  General-perturbation element sets: OMM, and TLE as its legacy spelling.
 *
 * A gp is a document: its elements keep the units of CCSDS 502.0-B-3 (degrees, revolutions a day), so that what was
 * read can be written back digit for digit. Radians begin in sgp4.
 */
#ifndef STARSEA_GP_H
#define STARSEA_GP_H

#include <starsea/epoch.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SEA_GP_ID_MAX = 999999999 };

/** Spelling a set was read from. */
typedef enum sea_gp_format {
    SEA_GP_AUTO,
    SEA_GP_TLE,
    SEA_GP_OMM_CSV,
    SEA_GP_OMM_JSON,
    SEA_GP_OMM_KVN,
    SEA_GP_OMM_XML
} sea_gp_format;

/** Caveats on an element set: true of it, but no reason to refuse it. They travel with every result made from it. */
enum {
    SEA_GP_CAVEAT_NO_CHECKSUM = 1u << 0, /**< the TLE lines carried no checksum */
    SEA_GP_CAVEAT_NAME_CUT = 1u << 1,    /**< OBJECT_NAME was longer than kept */
    SEA_GP_CAVEAT_TRAILING = 1u << 2,    /**< text after column 69 was ignored */
    SEA_GP_CAVEAT_NOT_SGP4 = 1u << 3,  /**< theory or ephemeris type is not SGP4: refused by sgp4, kept in the store */
    SEA_GP_CAVEAT_DERIVED = 1u << 4,   /**< derived from operator ephemerides (SupGP), not GP */
    SEA_GP_CAVEAT_DIFFERING = 1u << 5, /**< another set of the same object and epoch has other values (histories) */
    SEA_GP_CAVEAT_RESTRICTED = 1u << 6 /**< its publisher's terms forbid passing it on (histories of a store) */
};

/** One element set. */
typedef struct sea_gp {
    uint32_t norad_cat_id; /**< 1..SEA_GP_ID_MAX */
    uint32_t element_set_no;
    uint32_t rev_at_epoch;
    uint32_t caveats;
    sea_tai epoch;
    sea_tai creation_date;      /**< SEA_TAI_NONE where absent */
    double mean_motion_rev_day; /**< Kozai mean motion, as every public set */
    double eccentricity;
    double incl_deg;
    double raan_deg;
    double argp_deg;
    double mean_anomaly_deg;
    double bstar_per_er;              /**< drag term, 1/Earth radii */
    double mean_motion_dot_rev_day2;  /**< as published: half the first derivative */
    double mean_motion_ddot_rev_day3; /**< as published: a sixth of the second derivative */
    uint8_t ephemeris_type;           /**< 0 = SGP4; 4 = SGP4-XP */
    char classification;              /**< 'U', 'C' or 'S'; 'U' where absent */
    char object_id[14];               /**< COSPAR id as `1998-067A`, empty where absent */
    char object_name[56];             /**< empty where absent; any bytes: escape before showing */
} sea_gp;

/** Where an element set came from. Valid only during the callback. */
typedef struct sea_gp_origin {
    const char *file;
    uint64_t line; /**< 1-based line of the first line of the record */
    sea_gp_format format;
    const char *source; /**< original text of the record, without its line end */
    size_t source_length;
    const char *header; /**< of OMM CSV: the line that names the columns, ended by a 0; NULL otherwise */
} sea_gp_origin;

/** Receives what a reader finds, in the order of the input. A callback may be NULL. Non-zero return stops the reading.
 */
typedef struct sea_gp_sink {
    void *payload;
    sea_status (*record)(void *payload, const sea_gp *gp, const sea_gp_origin *origin);
    sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic);
} sea_gp_sink;

enum { SEA_SHA256_SIZE = 32 };

/** What a reading amounted to. */
typedef struct sea_gp_summary {
    sea_gp_format format; /**< as found */
    uint64_t records;     /**< sets handed to the sink */
    uint64_t refused;     /**< records refused, each with a diagnostic of severity error */
    uint64_t warnings;
    uint64_t bytes;                  /**< bytes of the file as stored */
    uint8_t sha256[SEA_SHA256_SIZE]; /**< of the file's bytes as stored (before decompression) */
} sea_gp_summary;

/**
 * Reads element sets from a file, one record at a time; gzip and zstd are recognised by their first bytes.
 * Given: path ("-" is standard input); format (SEA_GP_AUTO looks at the content); sink.
 * Returned: summary (may be NULL), filled also on failure as far as reading came; its hash only when the input was read
 * to its end or broke off. SEA_OK also when every record was refused, and for an input with nothing in it (W_EMPTY).
 * Errors: SEA_E_IO (cannot open or read, corrupt compression: records before it were delivered), SEA_E_FORMAT (nothing
 * in it is an element set), or what a callback of the sink returned. A refused record is a diagnostic, not an error.
 * Notes: JSON may be an array, one object, or objects one after the other. An object right before damage (a trailing
 * comma, text behind the array, an array not closed) is refused with it, as nobody knows whether it is whole.
 */
SEA_API sea_status sea_gp_read_file(const char *path, sea_gp_format format, const sea_gp_sink *sink,
                                    sea_gp_summary *summary, sea_error *err);

/** As sea_gp_read_file, from memory; `name` stands for the file in diagnostics. */
SEA_API sea_status sea_gp_read_bytes(const void *bytes, size_t length, const char *name, sea_gp_format format,
                                     const sea_gp_sink *sink, sea_gp_summary *summary, sea_error *err);

enum { SEA_GP_TLE_TEXT_MAX = 160, SEA_GP_CSV_TEXT_MAX = 512 };

/** Header line of OMM CSV as CelesTrak writes it, without line end. */
SEA_API const char *sea_gp_csv_header(void);

/**
 * Writes one set as an OMM CSV row without line end, shortest digits that read back to the same values.
 * Returned: length. Notes: CSV has no column for creation date and caveats; elements of a theory other than SGP4 whose
 * ephemeris type does not say so are written with type 255, so that nothing takes them for SGP4. Names are written as
 * they are: escape them before showing a row to a person or a spreadsheet.
 */
SEA_API size_t sea_gp_format_csv(const sea_gp *gp, char out[SEA_GP_CSV_TEXT_MAX]);

enum { SEA_GP_OMM_TEXT_MAX = 4096 };

/** What an OMM could not hold. */
enum {
    SEA_GP_OMM_WORDS = 1u << 0, /**< a character of a text has no place in the spelling: a '?' there */
    SEA_GP_OMM_THEORY = 1u << 1 /**< a theory other than SGP4 whose name was not kept: OTHER there */
};

/**
 * What a record of OMM says beside its element set: originator, comments, mass and areas, covariance, what its writer
 * defined, the name of a theory other than SGP4, whose ephemeris a set was derived from. It goes with the record, not
 * with the set: who converts a file carries it over.
 */
typedef struct sea_gp_extras sea_gp_extras;

/** Empty; NULL when out of memory. Free with sea_gp_extras_free, which takes NULL. */
SEA_API sea_gp_extras *sea_gp_extras_new(void);
SEA_API void sea_gp_extras_free(sea_gp_extras *extras);

/**
 * Reads them from the text of a record, in place of what was there before; a TLE has none. Errors: SEA_E_MEMORY, or
 * what reading the text gives: then there are none.
 */
SEA_API sea_status sea_gp_extras_read(sea_gp_extras *extras, const sea_gp_origin *origin);

/** How many there are, a comment being one, and how many more were dropped: beyond a thousand, or a keyword twice. */
SEA_API size_t sea_gp_extras_count(const sea_gp_extras *extras);
SEA_API size_t sea_gp_extras_dropped(const sea_gp_extras *extras);

/** Keyword of one, valid until the next reading. */
SEA_API const char *sea_gp_extras_key(const sea_gp_extras *extras, size_t index);

/**
 * Whether a spelling has a place for one. KVN and XML have: a keyword of OMM where its value is one (a covariance is
 * there whole or not at all), any other word of letters, digits and `_` as USER_DEFINED_. JSON has a place for all, CSV
 * for theory and data source, TLE for none.
 */
SEA_API bool sea_gp_extras_fits(const sea_gp_extras *extras, size_t index, sea_gp_format format);

/**
 * Writes one set as OMM (CCSDS 502.0-B-3, version 2.0, or 3.0 where a keyword asks for it) in any of its spellings,
 * shortest digits that read back to the same values: a CSV row, a JSON object, a message in KVN, an `<omm>` in XML,
 * without a line end behind it. What stands around and between the sets of a file is sea_gp_omm_envelope.
 * Given: gp; extras of its record (may be NULL), of which those that fit are written, with their digits; format,
 * SEA_GP_AUTO and SEA_GP_TLE count as SEA_GP_OMM_CSV; out[capacity], SEA_GP_OMM_TEXT_MAX being enough for a set without
 * extras. Returned: the length of the whole; where it is not below capacity, the text was cut. losses (may be NULL),
 * bits of what to warn of; without any, the set reads back the same, but for caveats of its reading. Notes: CSV rows
 * have three columns more than sea_gp_format_csv: creation date, theory, data source. A set derived from operator
 * ephemerides says so (DATA_SOURCE, in KVN and XML defined by the user). Keywords that KVN and XML need stand there
 * without a value where none is known: originator, creation date, name.
 */
SEA_API size_t sea_gp_format_omm(const sea_gp *gp, const sea_gp_extras *extras, sea_gp_format format, char *out,
                                 size_t capacity, uint32_t *losses);

/** What stands before, between and after the sets of a file. */
typedef struct sea_gp_envelope {
    const char *before, *between, *after;
} sea_gp_envelope;

/** Of a spelling of OMM, as sea_gp_format_omm takes it. */
SEA_API sea_gp_envelope sea_gp_omm_envelope(sea_gp_format format);

enum { SEA_GP_TLE_LINE_MAX = 70 };

/** What a TLE could not hold. */
enum {
    SEA_GP_TLE_ROUNDED = 1u << 0, /**< epoch or elements have more digits than the columns */
    SEA_GP_TLE_CUT = 1u << 1      /**< the designator was left out, or a counter reduced to its last digits */
};

/**
 * Writes one set as the two lines of a TLE, each of 69 columns with its checksum, ended by NUL; catalogue numbers from
 * 100,000 as Alpha-5.
 * Given: gp. Returned: the lines; losses (may be NULL), bits of what to warn of.
 * Errors: SEA_E_RANGE where a TLE cannot say it, and both lines are empty: a catalogue number above 339,999, an epoch
 * outside 1957 to 2056, a drag term or derivative too large for its columns, a theory other than SGP4 without its
 * ephemeris type. Write OMM then.
 */
SEA_API sea_status sea_gp_format_tle(const sea_gp *gp, char line_1[SEA_GP_TLE_LINE_MAX],
                                     char line_2[SEA_GP_TLE_LINE_MAX], uint32_t *losses);

/** Reads Alpha-5: five characters, e.g. `25544`, `T0438` (= 270438), blank-padded; `I` and `O` are not used. */
SEA_API sea_status sea_gp_alpha5_parse(const char text[5], uint32_t *out);

/**
 * A collection of element sets in memory, and the choice of one set an object.
 * Owned arrays: free with sea_gp_set_free. `gps` keeps the order of reading.
 */
typedef struct sea_gp_set {
    sea_gp *gps;
    size_t count;
    size_t capacity;
} sea_gp_set;

/** Frees the arrays and leaves an empty set. */
SEA_API void sea_gp_set_free(sea_gp_set *set);

/** Appends a copy. Errors: SEA_E_MEMORY. */
SEA_API sea_status sea_gp_set_add(sea_gp_set *set, const sea_gp *gp);

/** How the choice of one set an object came out. */
typedef struct sea_gp_choice {
    uint64_t sets;       /**< sets offered */
    uint64_t objects;    /**< objects among them */
    uint64_t superseded; /**< older sets, and later repetitions of an (id, epoch), not used */
    uint64_t after;      /**< sets left out because their epoch lies after `at` while an earlier one exists */
    uint64_t only_after; /**< objects all of whose sets lie after `at`: the earliest was used */
} sea_gp_choice;

/**
 * Keeps one set an object: the newest whose epoch is not after `at`; where all lie after it, the earliest. Of equal
 * epochs the last read counts. Result is ordered by catalogue number. Errors: SEA_E_MEMORY.
 */
SEA_API sea_status sea_gp_set_choose(sea_gp_set *set, sea_tai at, sea_gp_choice *choice);

/**
 * The set of an object among sets ordered by catalogue number, one an object, as sea_gp_set_choose leaves them.
 * Given: gps[count], id. Returned: the set inside gps; NULL when the object has none.
 */
SEA_API const sea_gp *sea_gp_find(const sea_gp *gps, size_t count, uint32_t norad_cat_id);

/** The sets of one object in a history: gps[first] to gps[first + count - 1], in the order of their epochs. */
typedef struct sea_gp_object {
    uint32_t norad_cat_id;
    size_t first, count;
} sea_gp_object;

/**
 * Every element set of many objects, ordered by (catalogue number, epoch, arrival). Objects are ascending and have at
 * least one set. Sets of one object and epoch that differ in a value are all there, each with
 * SEA_GP_CAVEAT_DIFFERING. Free with sea_gp_history_free.
 */
typedef struct sea_gp_history {
    sea_gp *gps;
    size_t count;
    sea_gp_object *objects;
    size_t object_count;
    uint64_t repeated;  /**< sets left out because an earlier one of the same epoch has the same values */
    uint64_t differing; /**< sets that carry SEA_GP_CAVEAT_DIFFERING */
} sea_gp_history;

/** Frees the arrays and leaves an empty history. */
SEA_API void sea_gp_history_free(sea_gp_history *history);

/**
 * Orders sets into a history. Given: set, in the order of arrival; it is empty afterwards, on failure too.
 * Returned: out. Values are what moves the object (elements, drag terms, ephemeris type) and whether it is derived; of
 * sets with the same ones the first stays. Numbers of set and revolution, names and dates of creation are no values:
 * sources leave them out or count anew. Errors: SEA_E_MEMORY.
 */
SEA_API sea_status sea_gp_set_to_history(sea_gp_set *set, sea_gp_history *out);

/** The object's range of a history, NULL when it has none. */
SEA_API const sea_gp_object *sea_gp_history_find(const sea_gp_history *history, uint32_t norad_cat_id);

/** Epochs of the oldest and the newest set of a history; SEA_TAI_NONE where it is empty. */
SEA_API void sea_gp_history_span(const sea_gp_history *history, sea_tai *first, sea_tai *last);

/** How many of sets[count], ordered by epoch, are not after `t`: the last of them is the one known at t. */
SEA_API size_t sea_gp_count_until(const sea_gp *sets, size_t count, sea_tai t);

#ifdef __cplusplus
}
#endif
#endif

/** @file status.h  Status codes, error text and diagnostics: how every call of Starsea reports what went wrong. */
#ifndef STARSEA_STATUS_H
#define STARSEA_STATUS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define SEA_API __attribute__((visibility("default")))
#define SEA_PRINTF(format_index, first_index) __attribute__((format(printf, format_index, first_index)))
#else
#define SEA_API
#define SEA_PRINTF(format_index, first_index)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** Outcome of a call: zero is success, negative is failure, named by what the caller can do about it. */
typedef enum sea_status {
    SEA_OK = 0,
    SEA_DONE = 1,           /**< iteration finished, or a sink asked to stop: not a failure */
    SEA_E_USAGE = -1,       /**< the call or the command line is wrong: change it */
    SEA_E_MEMORY = -2,      /**< out of memory: free some, or ask for less at once */
    SEA_E_IO = -3,          /**< the operating system refused: look at the file or the disk */
    SEA_E_FORMAT = -4,      /**< the input text breaks its format: mend the input */
    SEA_E_RANGE = -5,       /**< a value lies outside what is physically or formally allowed */
    SEA_E_NOT_FOUND = -6,   /**< what was asked for is not there */
    SEA_E_CONFLICT = -7,    /**< it exists already, or somebody else holds it */
    SEA_E_UNSUPPORTED = -8, /**< valid, but this version cannot do it */
    SEA_E_STORE = -9,       /**< the store is damaged or of another version */
    SEA_E_MISMATCH = -10,   /**< a verification found different bytes */
    /* SGP4: why a state could not be given (Vallado's error numbers in brackets). */
    SEA_E_MEAN_ECCENTRICITY = -20, /**< mean eccentricity outside [0, 1) [1] */
    SEA_E_MEAN_MOTION = -21,       /**< mean motion not positive [2] */
    SEA_E_ECCENTRICITY = -22,      /**< perturbed eccentricity outside [0, 1] [3] */
    SEA_E_SEMILATUS = -23,         /**< semi-latus rectum negative [4] */
    SEA_E_DECAYED =
        -24 /**< the orbit has gone below the Earth's surface [6], or drag has taken its axis below 0.95 radii */
} sea_status;

/** Error text for a person. Every function that takes one accepts NULL. */
typedef struct sea_error {
    sea_status code;
    uint64_t line;   /**< 1-based line of the input, 0 where there is none */
    uint32_t column; /**< 1-based byte column, 0 where there is none */
    char text[500];  /**< what is wrong and what to do, no trailing newline */
} sea_error;

/** Short constant name of a status, such as "DECAYED"; "OK" for success. Never NULL. */
SEA_API const char *sea_status_name(sea_status status);

/** One constant sentence for a status. Never NULL. */
SEA_API const char *sea_status_text(sea_status status);

/** How much a diagnostic matters. */
typedef enum sea_severity {
    SEA_SEVERITY_NOTE,    /**< worth knowing */
    SEA_SEVERITY_WARNING, /**< the record was kept, but look at it */
    SEA_SEVERITY_ERROR    /**< the record was refused; the rest of the input goes on */
} sea_severity;

/**
 * One finding about one place in an input. Pointers are valid only during the callback that hands it over.
 * `rule` is a stable id such as "E_CHECKSUM" or "W_BOM": upper case, E_ refuses, W_ warns.
 */
typedef struct sea_diagnostic {
    sea_severity severity;
    const char *rule;
    const char *file;   /**< name of the input as the caller gave it */
    uint64_t line;      /**< 1-based */
    uint32_t column;    /**< 1-based byte column, 0 = whole line */
    const char *text;   /**< what is wrong */
    const char *advice; /**< what to do */
    const char
        *source; /**< original text of the line or record, may be NULL; bytes are as read: escape before showing */
} sea_diagnostic;

/** Version of the library, as in VERSION, e.g. "0.1.0". */
SEA_API const char *sea_version(void);

#ifdef __cplusplus
}
#endif
#endif

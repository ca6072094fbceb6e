/**
 * @file ndm.h  Navigation data messages of CCSDS (OEM, OPM, OMM, CDM) as documents, in key-value notation or XML.
 *
 * A document keeps every keyword, value, unit and comment as it was written, so that it can be written again, in
 * either notation, without the change of a digit. What the values mean is told by ephem.h (OEM, OPM), gp.h (OMM) and
 * cdm.h. Reference: CCSDS 502.0-B-1, -2, -3 (orbit data), 508.0-B-1 (conjunctions), 505.0-B-2 (XML).
 */
#ifndef STARSEA_NDM_H
#define STARSEA_NDM_H

#include <starsea/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Types of message that are read. */
typedef enum sea_ndm_type { SEA_NDM_OPM, SEA_NDM_OMM, SEA_NDM_OEM, SEA_NDM_CDM } sea_ndm_type;

/** Notations; the last is written for conjunction messages alone. */
typedef enum sea_ndm_format { SEA_NDM_KVN, SEA_NDM_XML, SEA_NDM_JSON } sea_ndm_format;

/** The messages of one input. */
typedef struct sea_ndm sea_ndm;

enum { SEA_NDM_SIZE_MAX = 64 << 20 };

/**
 * Reads the messages of a text, KVN or XML by its first bytes. Every keyword must belong to its message and place, and
 * every value have its form and unit; a message that breaks a rule is left out and the rest goes on.
 * Given: bytes, not compressed; `name` stands for the file in diagnostics; a callback (may be NULL).
 * Returned: the document, to be freed with sea_ndm_free.
 * Errors: SEA_E_FORMAT, SEA_E_RANGE, SEA_E_CONFLICT, SEA_E_UNSUPPORTED (type, version, frame): nothing could be read,
 * and `err` holds the first fault with line, column and a text that begins with the rule. SEA_E_MEMORY.
 */
SEA_API sea_status sea_ndm_read_bytes(const void *bytes, size_t length, const char *name,
                                      sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic),
                                      void *payload, sea_ndm **out, sea_error *err);

/** Frees a document; NULL is fine. */
SEA_API void sea_ndm_free(sea_ndm *document);

/** Messages in a document. */
SEA_API size_t sea_ndm_count(const sea_ndm *document);

/** Type of the first message. */
SEA_API sea_ndm_type sea_ndm_type_of(const sea_ndm *document);

/** Word for a type: `OEM`. */
SEA_API const char *sea_ndm_type_name(sea_ndm_type type);

/**
 * Value of a keyword, as it is written.
 * Given: keyword, as in KVN; segment, 0 for the header. Returned: text inside the document, NULL when absent.
 */
SEA_API const char *sea_ndm_value(const sea_ndm *document, int segment, const char *keyword);

/**
 * Writes a document. Values, units and comments are those that were read; blanks, line ends and the layout are not.
 * Several messages are one after the other in KVN, within `<ndm>` in XML, an array in JSON. JSON has SAT1_ and SAT2_
 * before the keys of an object, `_UNIT` behind those of units, and every value as a string, so that digits stay.
 * Returned: NUL-terminated text, to be freed with free(). Errors: SEA_E_MEMORY; SEA_E_FORMAT when a value cannot stand
 * in the notation (a line break in KVN, a second covariance in JSON); SEA_E_UNSUPPORTED (JSON of another message).
 */
SEA_API sea_status sea_ndm_write(const sea_ndm *document, sea_ndm_format format, char **text, size_t *length,
                                 sea_error *err);

#ifdef __cplusplus
}
#endif
#endif

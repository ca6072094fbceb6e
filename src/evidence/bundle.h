/* Inside of the bundle room: the manifest's one spelling, and which paths are allowed. */
#ifndef SEA_EVIDENCE_BUNDLE_H
#define SEA_EVIDENCE_BUNDLE_H

#include <starsea/bundle.h>

#include "base/json.h"

/* Size and digest of a file as a manifest lists it. */
typedef struct sea_bundle_entry {
    const char *path;
    uint64_t bytes;
    char sha256[65];
} sea_bundle_entry;

extern const char sea_bundle_manifest_name[], sea_bundle_digest_name[], sea_bundle_signatures_name[];

/* False for anything but the two that describe it and plain names below inputs/ or outputs/: no "..", no absolute path,
 * no hidden file. */
bool sea_bundle_path_allowed(const char *path);

/*
 * The two files that describe a bundle to others, provenance.json (PROV-JSON) and ro-crate-metadata.json.
 * Given: record; title and date of what was judged; the files below inputs/ and outputs/, ordered. Errors: as
 * sea_bundle_record_read, SEA_E_MEMORY.
 */
extern const char sea_bundle_provenance_name[], sea_bundle_crate_name[];
sea_status sea_bundle_describe(const char *record, const char *title, const char *date, const sea_bundle_file *files,
                               size_t file_count, sea_buffer *provenance, sea_buffer *crate, sea_error *err);

/*
 * For files that are written beside bundles: one file more would break a bundle. Given: folder of a bundle that is
 * about to be written, or NULL. Errors: SEA_E_USAGE where the file would stand in a bundle or that folder; as
 * sea_os_place.
 */
sea_status sea_bundle_refuse_inside(const char *path, const char *folder, sea_error *err);

/* Writes the manifest in its one spelling. */
void sea_bundle_manifest_put(sea_buffer *out, const sea_json *record, const sea_bundle_entry *entries, size_t count);
/* The line of manifest.sha256. */
void sea_bundle_digest_put(sea_buffer *out, const char *manifest, size_t length);
void sea_bundle_digest(const void *bytes, size_t length, char hex[65]);

/* ---- signatures ---- */

enum { SEA_BUNDLE_SIGNATURE_SIZE = 64 };

extern const char sea_bundle_payload_type[];

/* The in-toto statement over the files of a bundle: it follows from manifest and entries alone. */
void sea_bundle_statement_put(sea_buffer *out, const sea_json *record, const sea_bundle_entry *entries, size_t count,
                              const void *manifest, size_t manifest_length);
/* The bytes that a DSSE signature is on: the pre-authentication encoding of a payload. */
void sea_bundle_pae_put(sea_buffer *out, const char *type, const void *body, size_t length);
/* The envelope `before`, which may be NULL, with one signature more. */
sea_status sea_bundle_envelope_put(sea_buffer *out, const sea_buffer *before, const char *statement, size_t length,
                                   const sea_bundle_key *key, sea_error *err);
/* Tells one finding a signature, or what is wrong with the envelope as a whole. */
void sea_bundle_envelope_check(const sea_buffer *bytes, const sea_buffer *statement, sea_bundle_finding_fn tell,
                               void *payload);

/* As sea_bundle_log_read, from memory. Returned: whole, the bytes that whole lines take; what follows has no end. */
sea_status sea_bundle_log_read_bytes(const char *name, const sea_buffer *bytes, sea_bundle_log_fn fn, void *payload,
                                     sea_bundle_log *out, size_t *whole, sea_error *err);
/* As sea_bundle_keys_read, from memory; the text ends with a 0. */
sea_status sea_bundle_keys_read_text(const char *name, const char *text, sea_bundle_key **out, size_t *count,
                                     sea_error *err);

void sea_bundle_key_sign(const sea_bundle_key *key, const void *bytes, size_t length,
                         uint8_t signature[SEA_BUNDLE_SIGNATURE_SIZE]);
bool sea_bundle_key_verify(const uint8_t public_key[SEA_BUNDLE_KEY_SIZE], const void *bytes, size_t length,
                           const uint8_t signature[SEA_BUNDLE_SIGNATURE_SIZE]);
bool sea_bundle_key_id_read(const char *id, uint8_t public_key[SEA_BUNDLE_KEY_SIZE]);
void sea_bundle_base64_put(sea_buffer *out, const void *bytes, size_t length);
/* The whole of the text, line ends left out, canonical: false otherwise, or when it does not fit. */
bool sea_bundle_base64_read(const char *text, size_t length, void *out, size_t room, size_t *held);

/* Strings "starsea" and "job" of a record, which must hold them, an object "options" and an array "inputs". */
sea_status sea_bundle_record_read(const sea_json *record, const char **starsea, const char **job, sea_error *err);

#endif

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

extern const char sea_bundle_manifest_name[], sea_bundle_digest_name[];

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

/* Writes the manifest in its one spelling. */
void sea_bundle_manifest_put(sea_buffer *out, const sea_json *record, const sea_bundle_entry *entries, size_t count);
/* The line of manifest.sha256. */
void sea_bundle_digest_put(sea_buffer *out, const char *manifest, size_t length);
void sea_bundle_digest(const void *bytes, size_t length, char hex[65]);

/* Strings "starsea" and "job" of a record, which must hold them, an object "options" and an array "inputs". */
sea_status sea_bundle_record_read(const sea_json *record, const char **starsea, const char **job, sea_error *err);

#endif

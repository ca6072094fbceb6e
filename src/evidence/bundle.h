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

/* False for anything but plain names below inputs/ or outputs/: no "..", no absolute path, no hidden file. */
bool sea_bundle_path_allowed(const char *path);

/* Writes the manifest in its one spelling. */
void sea_bundle_manifest_put(sea_buffer *out, const sea_json *record, const sea_bundle_entry *entries, size_t count);
/* The line of manifest.sha256. */
void sea_bundle_digest_put(sea_buffer *out, const char *manifest, size_t length);
void sea_bundle_digest(const void *bytes, size_t length, char hex[65]);

/* Strings "starsea" and "job" of a record, which must hold them, an object "options" and an array "inputs". */
sea_status sea_bundle_record_read(const sea_json *record, const char **starsea, const char **job, sea_error *err);

#endif

/**
 * @file bundle.h  Bundles: a folder that holds what a result was made from, how, and the result, so that anyone can
 * re-run it.
 *
 *     manifest.json     what made it (job, options, version, digests of the original inputs); every file with size and
 * SHA-256 manifest.sha256   digest of manifest.json, as sha256sum writes it inputs/...        exactly what the job
 * needs outputs/...       exactly what the job gave; provenance.json its lineage as W3C PROV; ro-crate-metadata.json
 * what it is, as RO-Crate
 *
 * The bytes depend on inputs, options and version alone: no clock, no host, no order of a file system.
 */
#ifndef STARSEA_BUNDLE_H
#define STARSEA_BUNDLE_H

#include <starsea/status.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SEA_BUNDLE_FILES_MAX = 10000,
    SEA_BUNDLE_PATH_MAX = 200,
    SEA_BUNDLE_FILE_BYTES_MAX = 1 << 30 /**< largest single file read back */
};

/** One file inside. */
typedef struct sea_bundle_file {
    const char *path; /**< `inputs/...`, `outputs/...`, or one of the two that describe it; letters, digits, `.`, `_`,
                         `-`; no part begins with a dot */
    const void *bytes;
    size_t length;
} sea_bundle_file;

/** A bundle in memory. */
typedef struct sea_bundle {
    const char *record; /**< record of the job as JSON: {"starsea", "job", "options", "inputs"}; see sea_job_outcome */
    const char *starsea,
        *job; /**< from the record: the version that made it, the job to re-run. Ignored when writing */
    const sea_bundle_file *files; /**< ordered by path bytewise */
    size_t file_count;
    void *owner; /**< of what sea_bundle_read returned; NULL in one made by hand */
} sea_bundle;

/**
 * Writes a bundle as a new folder: whole or not at all, also after a kill (a folder `NAME.*.tmp` beside it may then
 * remain). Given: folder that does not exist or is empty; bundle with its record and files. Errors: SEA_E_USAGE (a path
 * not allowed, files out of order), SEA_E_FORMAT (the record), SEA_E_CONFLICT (the folder holds something), SEA_E_IO,
 * SEA_E_MEMORY.
 */
SEA_API sea_status sea_bundle_write(const char *folder, const sea_bundle *bundle, sea_error *err);

/** What was found about one file. `status` is SEA_OK, SEA_E_MISMATCH, SEA_E_NOT_FOUND or SEA_E_CONFLICT (not listed).
 */
typedef struct sea_bundle_finding {
    const char *path;
    sea_status status;
    const char *text; /**< what is wrong, empty when nothing is */
} sea_bundle_finding;

/** Receives one finding a file, manifest first, then by path. Valid only during the callback. */
typedef void (*sea_bundle_finding_fn)(void *payload, const sea_bundle_finding *finding);

/**
 * Reads a bundle and checks every byte of it against its manifest.
 * Given: folder; fn may be NULL. Returned: bundle, free with sea_bundle_free.
 * Errors: SEA_E_MISMATCH when any file differs from, lacks in, or is not named by the manifest; SEA_E_FORMAT (the
 * manifest is broken or names a path that is not allowed), SEA_E_UNSUPPORTED (links or devices inside, or a later
 * format), SEA_E_NOT_FOUND, SEA_E_IO, SEA_E_MEMORY.
 */
SEA_API sea_status sea_bundle_read(const char *folder, sea_bundle_finding_fn fn, void *payload, sea_bundle *out,
                                   sea_error *err);
SEA_API void sea_bundle_free(sea_bundle *bundle);

/** File of that path, NULL when there is none. */
SEA_API const sea_bundle_file *sea_bundle_find(const sea_bundle *bundle, const char *path);

#ifdef __cplusplus
}
#endif
#endif

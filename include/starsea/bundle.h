/**
 * @file bundle.h  Bundles: a folder that holds what a result was made from, how, and the result, so that anyone can
 * re-run it; who signed it; and the log of what was written and signed.
 *
 * - manifest.json: what made it (job, options, version, digests of the original inputs); every file, size and SHA-256
 * - manifest.sha256: digest of manifest.json, as sha256sum writes it
 * - inputs/...: exactly what the job needs; outputs/...: exactly what the job gave
 * - provenance.json: its lineage as W3C PROV; ro-crate-metadata.json: what it is, as RO-Crate
 * - signatures.intoto.jsonl, where somebody signed: an in-toto Statement (v1) over every other file, in a DSSE envelope
 *
 * The bytes depend on inputs, options, version and keys alone: no clock, no host, no order of a file system.
 */
#ifndef STARSEA_BUNDLE_H
#define STARSEA_BUNDLE_H

#include <starsea/epoch.h>
#include <starsea/status.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    SEA_BUNDLE_FILES_MAX = 10000,
    SEA_BUNDLE_PATH_MAX = 200,
    SEA_BUNDLE_FILE_BYTES_MAX = 1 << 30, /**< largest single file read back */
    SEA_BUNDLE_SIGNATURES_MAX = 1000,
    SEA_BUNDLE_KEY_SIZE = 32,
    SEA_BUNDLE_KEY_NAME_MAX = 128, /**< bytes with the NUL */
    SEA_BUNDLE_KEY_ID_MAX = 80     /**< likewise */
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
    const char *statement;     /**< in-toto statement that signatures are on. Ignored when writing, as what follows */
    char statement_sha256[65]; /**< its digest, which names the bundle in a log */
    void *owner;               /**< of what sea_bundle_read returned; NULL in one made by hand */
} sea_bundle;

/** An Ed25519 key. */
typedef struct sea_bundle_key {
    uint8_t public_key[SEA_BUNDLE_KEY_SIZE];
    uint8_t seed[SEA_BUNDLE_KEY_SIZE];  /**< the secret; zeros in a key that was read as public */
    char name[SEA_BUNDLE_KEY_NAME_MAX]; /**< line above the key in its file, "" without one: its owner's word, or yours
                                         */
} sea_bundle_key;

/**
 * Makes a key from the system's random numbers and writes `path` (secret, PKCS #8 as PEM, for its owner alone) and
 * `path`.pub (public, PEM). Given: name, one line of UTF-8, may be empty. Errors: SEA_E_CONFLICT (a file is there:
 * keys are never written over), SEA_E_USAGE (the name), SEA_E_IO, SEA_E_MEMORY. Reference: RFC 8032, RFC 8410.
 */
SEA_API sea_status sea_bundle_key_new(const char *path, const char *name, sea_bundle_key *out, sea_error *err);

/** Reads a secret key. Errors: SEA_E_IO (others may read the file, too), SEA_E_FORMAT, SEA_E_NOT_FOUND. */
SEA_API sea_status sea_bundle_key_read(const char *path, sea_bundle_key *out, sea_error *err);

/** Forgets a secret. */
SEA_API void sea_bundle_key_wipe(sea_bundle_key *key);

/** Reads one or more public keys from a file. Returned: out[*count], the caller frees it. Errors: SEA_E_FORMAT (none,
 * or one of another kind), SEA_E_IO, SEA_E_NOT_FOUND. */
SEA_API sea_status sea_bundle_keys_read(const char *path, sea_bundle_key **out, size_t *count, sea_error *err);

/** The id of a key, which is the key: "ed25519:" and 64 hexadecimal digits. */
SEA_API void sea_bundle_key_id(const uint8_t public_key[SEA_BUNDLE_KEY_SIZE], char out[SEA_BUNDLE_KEY_ID_MAX]);

/**
 * Writes a bundle as a new folder: whole or not at all, also after a kill (a folder `NAME.*.tmp` beside it may then
 * remain). Given: folder that does not exist or is empty; bundle with its record and files; key that signs it, or NULL.
 * Errors: SEA_E_USAGE (a path not allowed, files out of order), SEA_E_FORMAT (the record), SEA_E_CONFLICT (the folder
 * holds something), SEA_E_IO, SEA_E_MEMORY.
 */
SEA_API sea_status sea_bundle_write(const char *folder, const sea_bundle *bundle, const sea_bundle_key *key,
                                    sea_error *err);

/**
 * Adds a signature to a bundle that is whole; waits while another program does. A kill may leave a file
 * `signatures.intoto.jsonl.*.tmp` in the folder, which reading names and refuses. Errors: as sea_bundle_read;
 * SEA_E_CONFLICT when the key has signed it already, SEA_E_RANGE at SEA_BUNDLE_SIGNATURES_MAX.
 */
SEA_API sea_status sea_bundle_sign(const char *folder, const sea_bundle_key *key, sea_error *err);

/** What was found about one file, or one signature. `status` is SEA_OK, SEA_E_MISMATCH, SEA_E_NOT_FOUND or
 * SEA_E_CONFLICT (not listed). */
typedef struct sea_bundle_finding {
    const char *path;
    sea_status status;
    const char *text; /**< what is wrong, empty when nothing is */
    const uint8_t
        *signer; /**< of a signature: the public key it names; it agrees with that key where status is SEA_OK */
} sea_bundle_finding;

/** Receives one finding a file, manifest first, then one a signature, then by path. Valid only during the callback. */
typedef void (*sea_bundle_finding_fn)(void *payload, const sea_bundle_finding *finding);

/**
 * Reads a bundle and checks every byte of it against its manifest.
 * Given: folder; fn may be NULL. Returned: bundle, free with sea_bundle_free.
 * Errors: SEA_E_MISMATCH when any file differs from, lacks in, or is not named by the manifest, a folder is empty, or a
 * signature does not agree; SEA_E_FORMAT (the
 * manifest is broken or names a path that is not allowed), SEA_E_UNSUPPORTED (links or devices inside, or a later
 * format), SEA_E_NOT_FOUND, SEA_E_IO, SEA_E_MEMORY.
 */
SEA_API sea_status sea_bundle_read(const char *folder, sea_bundle_finding_fn fn, void *payload, sea_bundle *out,
                                   sea_error *err);
SEA_API void sea_bundle_free(sea_bundle *bundle);

/** One line of a log. Texts are valid only during the callback. */
typedef struct sea_bundle_log_line {
    uint64_t line;
    const char *time;             /**< UTC, by the clock of the machine that wrote it */
    const char *statement_sha256; /**< names the bundle, see sea_bundle */
    const char *signer;           /**< id of the key that signed then, NULL where none did */
} sea_bundle_log_line;

typedef sea_status (*sea_bundle_log_fn)(void *payload, const sea_bundle_log_line *line);

/** What a log amounts to. */
typedef struct sea_bundle_log {
    uint64_t lines;
    char head_sha256[65]; /**< digest of the last line: noted elsewhere, it shows lines cut from the end; zeros when
                             empty */
} sea_bundle_log;

/**
 * Adds a line to a log, which is made when absent: one JSON object a line, each with number, time, statement, signer,
 * the digest of the line before and its own. One write, synced; one writer at a time.
 * Given: digest of the statement; signer, NULL = none; time. Returned: torn, how many bytes of a last line that a crash
 * had left unfinished were removed first. Errors: SEA_E_MISMATCH (the log is altered, or the file is none; line and
 * text say where), SEA_E_IO, SEA_E_MEMORY.
 */
SEA_API sea_status sea_bundle_log_append(const char *path, const char statement_sha256[65],
                                         const uint8_t signer[SEA_BUNDLE_KEY_SIZE], sea_tai time, size_t *torn,
                                         sea_error *err);

/**
 * Whether a line could be added to a log: it is one, unaltered, or does not exist yet in a folder that does. Writes
 * nothing. Errors: as sea_bundle_log_append; SEA_E_NOT_FOUND (no such folder).
 */
SEA_API sea_status sea_bundle_log_check(const char *path, sea_error *err);

/**
 * Reads a log and checks every line: its spelling, number, digest and the digest of the line before. fn may be NULL.
 * Errors: SEA_E_MISMATCH, with the first line that is altered, missing or torn; what fn returned; SEA_E_NOT_FOUND,
 * SEA_E_IO, SEA_E_MEMORY. Notes: whoever can write the log can write all of it anew; keep its head elsewhere.
 */
SEA_API sea_status sea_bundle_log_read(const char *path, sea_bundle_log_fn fn, void *payload, sea_bundle_log *out,
                                       sea_error *err);

/** File of that path, NULL when there is none. */
SEA_API const sea_bundle_file *sea_bundle_find(const sea_bundle *bundle, const char *path);

#ifdef __cplusplus
}
#endif
#endif

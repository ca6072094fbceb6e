/* Writing a bundle, and what writing and reading share. */
#include "evidence/bundle.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/os.h"

#include <stdlib.h>
#include <string.h>

const char sea_bundle_provenance_name[] = "provenance.json", sea_bundle_crate_name[] = "ro-crate-metadata.json";
const char sea_bundle_manifest_name[] = "manifest.json", sea_bundle_digest_name[] = "manifest.sha256";

static bool part_allowed(const char *part, size_t length)
{
    if (length == 0 || part[0] == '.') return false;
    for (size_t i = 0; i < length; i++) {
        char c = part[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '.' && c != '_' && c != '-') return false;
    }
    return true;
}

bool sea_bundle_path_allowed(const char *path)
{
    if (strcmp(path, sea_bundle_provenance_name) == 0 || strcmp(path, sea_bundle_crate_name) == 0) return true;
    if (strncmp(path, "inputs/", 7) != 0 && strncmp(path, "outputs/", 8) != 0) return false;
    if (strlen(path) > SEA_BUNDLE_PATH_MAX) return false;
    for (const char *part = path; part;) {
        const char *slash = strchr(part, '/');
        if (!part_allowed(part, slash ? (size_t)(slash - part) : strlen(part))) return false;
        part = slash ? slash + 1 : NULL;
    }
    return true;
}

void sea_bundle_digest(const void *bytes, size_t length, char hex[65])
{
    sea_sha256 hash;
    uint8_t digest[32];
    sea_sha256_init(&hash);
    sea_sha256_add(&hash, bytes, length);
    sea_sha256_end(&hash, digest);
    sea_sha256_hex(digest, hex);
}

void sea_bundle_manifest_put(sea_buffer *out, const sea_json *record, const sea_bundle_entry *entries, size_t count)
{
    sea_json_writer w = sea_json_writer_init(out, 2);
    sea_json_begin_object(&w);
    sea_json_key(&w, "format");
    sea_json_put_string(&w, "starsea-bundle-1");
    sea_json_key(&w, "record");
    sea_json_put(&w, record);
    sea_json_key(&w, "files");
    sea_json_begin_array(&w);
    for (size_t i = 0; i < count; i++) {
        sea_json_begin_object(&w);
        sea_json_key(&w, "path");
        sea_json_put_string(&w, entries[i].path);
        sea_json_key(&w, "bytes");
        sea_json_put_integer(&w, (int64_t)entries[i].bytes);
        sea_json_key(&w, "sha256");
        sea_json_put_string(&w, entries[i].sha256);
        sea_json_end_object(&w);
    }
    sea_json_end_array(&w);
    sea_json_end_object(&w);
    sea_buffer_add(out, "\n", 1);
}

void sea_bundle_digest_put(sea_buffer *out, const char *manifest, size_t length)
{
    char hex[65];
    sea_bundle_digest(manifest, length, hex);
    sea_buffer_add_format(out, "%s  %s\n", hex, sea_bundle_manifest_name);
}

sea_status sea_bundle_record_read(const sea_json *record, const char **starsea, const char **job, sea_error *err)
{
    *starsea = sea_json_string(sea_json_get(record, "starsea"));
    *job = sea_json_string(sea_json_get(record, "job"));
    const sea_json *options = sea_json_get(record, "options"), *inputs = sea_json_get(record, "inputs");
    bool shaped =
        options && sea_json_type_of(options) == SEA_JSON_OBJECT && inputs && sea_json_type_of(inputs) == SEA_JSON_ARRAY;
    if (!*starsea || !*job || !shaped)
        return sea_error_set(
            err, SEA_E_FORMAT,
            "record: needs \"starsea\" and \"job\" as strings, \"options\" as an object, \"inputs\" as "
            "an array");
    return SEA_OK;
}

/* ---- what may not be written ---- */

static bool has_manifest(const char *folder)
{
    sea_buffer manifest = {0}, digest = {0};
    sea_buffer_add_format(&manifest, "%s/%s", folder, sea_bundle_manifest_name);
    sea_buffer_add_format(&digest, "%s/%s", folder, sea_bundle_digest_name);
    bool there = !manifest.failed && !digest.failed && sea_os_exists(manifest.data) && sea_os_exists(digest.data);
    sea_buffer_free(&manifest);
    sea_buffer_free(&digest);
    return there;
}

sea_status sea_bundle_refuse_inside(const char *path, const char *folder, sea_error *err)
{
    sea_buffer place = {0}, future = {0};
    sea_status s = sea_os_place(path, &place, err);
    if (s == SEA_OK && folder && sea_os_exists(folder)) s = sea_os_place(folder, &future, err);
    char *slash = NULL;
    while (s == SEA_OK && (slash = strrchr(place.data, '/')) != NULL) {
        *slash = '\0';
        if (has_manifest(place.data) || (future.length > 0 && strcmp(place.data, future.data) == 0))
            s = sea_error_set(err, SEA_E_USAGE,
                              "%.300s: stands in the bundle %.150s, which one file more would break: name one outside",
                              path, place.data);
    }
    sea_buffer_free(&place);
    sea_buffer_free(&future);
    return s;
}

/* ---- writing ---- */

static sea_status check_files(const sea_bundle *bundle, sea_error *err)
{
    if (bundle->file_count > SEA_BUNDLE_FILES_MAX)
        return sea_error_set(err, SEA_E_USAGE, "a bundle of %zu files: %d are allowed", bundle->file_count,
                             (int)SEA_BUNDLE_FILES_MAX);
    for (size_t i = 0; i < bundle->file_count; i++) {
        const char *path = bundle->files[i].path;
        if (!sea_bundle_path_allowed(path))
            return sea_error_set(err, SEA_E_USAGE, "%.200s: not a path a bundle may hold", path);
        if (i > 0 && strcmp(bundle->files[i - 1].path, path) >= 0)
            return sea_error_set(err, SEA_E_USAGE, "%.200s: files of a bundle are ordered by path, each once", path);
    }
    return SEA_OK;
}

/* The manifest, and with a key the envelope of the first signature. */
static sea_status make_manifest(const sea_bundle *bundle, const sea_bundle_key *key, sea_buffer *out,
                                sea_buffer *envelope, sea_error *err)
{
    sea_json *record = NULL;
    sea_status status = sea_json_parse(bundle->record, strlen(bundle->record), &record, err);
    if (status != SEA_OK) return status;
    const char *starsea = NULL, *job = NULL;
    status = sea_bundle_record_read(record, &starsea, &job, err);
    sea_bundle_entry *entries = calloc(bundle->file_count + 1, sizeof *entries);
    if (status == SEA_OK && !entries) status = sea_error_set(err, SEA_E_MEMORY, "out of memory for the manifest");
    if (status == SEA_OK) {
        for (size_t i = 0; i < bundle->file_count; i++) {
            const sea_bundle_file *file = &bundle->files[i];
            entries[i].path = file->path;
            entries[i].bytes = file->length;
            sea_bundle_digest(file->bytes, file->length, entries[i].sha256);
        }
        sea_bundle_manifest_put(out, record, entries, bundle->file_count);
        if (out->failed) status = sea_error_set(err, SEA_E_MEMORY, "out of memory for the manifest");
    }
    if (status == SEA_OK && key) {
        sea_buffer statement = {0};
        sea_bundle_statement_put(&statement, record, entries, bundle->file_count, out->data, out->length);
        status = statement.failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory for the statement")
                                  : sea_bundle_envelope_put(envelope, NULL, statement.data, statement.length, key, err);
        sea_buffer_free(&statement);
    }
    free(entries);
    sea_json_free(record);
    return status;
}

/* Writes one file below `folder`, making the folders on its way. */
static sea_status write_below(const char *folder, const char *path, const void *bytes, size_t length, sea_error *err)
{
    sea_buffer full = {0};
    sea_buffer_add_format(&full, "%s/%s", folder, path);
    if (full.failed) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    char *slash = strrchr(full.data, '/');
    *slash = '\0';
    sea_status status = sea_os_make_folder(full.data, err);
    *slash = '/';
    if (status == SEA_OK) status = sea_os_write_file(full.data, bytes, length, err);
    sea_buffer_free(&full);
    return status;
}

static sea_status write_all(const char *folder, const sea_bundle *bundle, const sea_buffer *manifest,
                            const sea_buffer *envelope, sea_error *err)
{
    sea_status status = SEA_OK;
    for (size_t i = 0; i < bundle->file_count && status == SEA_OK; i++) {
        const sea_bundle_file *file = &bundle->files[i];
        status = write_below(folder, file->path, file->bytes, file->length, err);
    }
    if (status != SEA_OK) return status;
    sea_buffer digest = {0};
    sea_bundle_digest_put(&digest, manifest->data, manifest->length);
    if (digest.failed) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    status = write_below(folder, sea_bundle_digest_name, digest.data, digest.length, err);
    sea_buffer_free(&digest);
    if (status == SEA_OK && envelope->length > 0)
        status = write_below(folder, sea_bundle_signatures_name, envelope->data, envelope->length, err);
    if (status == SEA_OK) status = write_below(folder, sea_bundle_manifest_name, manifest->data, manifest->length, err);
    return status;
}

sea_status sea_bundle_write(const char *folder, const sea_bundle *bundle, const sea_bundle_key *key, sea_error *err)
{
    sea_status status = check_files(bundle, err);
    if (status != SEA_OK) return status;
    sea_buffer manifest = {0}, envelope = {0}, temporary = {0};
    status = make_manifest(bundle, key, &manifest, &envelope, err);
    if (status == SEA_OK) status = sea_os_make_temporary_folder(folder, &temporary, err);
    if (status == SEA_OK) {
        status = write_all(temporary.data, bundle, &manifest, &envelope, err);
        if (status == SEA_OK) status = sea_os_move_folder(temporary.data, folder, err);
        if (status != SEA_OK) (void)sea_os_remove_folder(temporary.data, NULL);
    }
    sea_buffer_free(&temporary);
    sea_buffer_free(&envelope);
    sea_buffer_free(&manifest);
    return status;
}

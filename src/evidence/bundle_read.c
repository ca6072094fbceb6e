/* Reading a bundle back: nothing in it is believed before its digest agrees. */
#include "evidence/bundle.h"
#include "base/error.h"
#include "base/os.h"

#include <stdlib.h>
#include <string.h>

enum { MANIFEST_BYTES_MAX = 4 << 20, SIGNATURES_BYTES_MAX = 8 << 20 };

/* What a bundle that was read owns. */
typedef struct contents {
    sea_json *manifest;
    char *record;
    sea_buffer statement;
    sea_bundle_entry *entries;
    sea_bundle_file *files;
    size_t count;
} contents;

typedef struct reading {
    const char *folder;
    sea_bundle_finding_fn fn;
    void *payload;
    contents *held;
    bool differs;
    sea_error *err;
} reading;

static void tell_finding(void *payload, const sea_bundle_finding *finding)
{
    reading *r = payload;
    if (finding->status != SEA_OK && !r->differs) {
        r->differs = true;
        sea_error_set(r->err, SEA_E_MISMATCH, "%.200s: %s", finding->path, finding->text);
    }
    if (r->fn) r->fn(r->payload, finding);
}

static void tell(reading *r, const char *path, sea_status status, const char *text)
{
    const sea_bundle_finding finding = {.path = path, .status = status, .text = text};
    tell_finding(r, &finding);
}

static sea_status read_below(const char *folder, const char *path, size_t limit, sea_buffer *out, sea_error *err)
{
    sea_buffer full = {0};
    sea_buffer_add_format(&full, "%s/%s", folder, path);
    if (full.failed) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    sea_status status = sea_os_read_file(full.data, limit, out, err);
    sea_buffer_free(&full);
    return status;
}

/* ---- the manifest ---- */

static bool digest_plain(const char *text)
{
    if (!text || strlen(text) != 64) return false;
    return strspn(text, "0123456789abcdef") == 64;
}

static sea_status read_entry(const sea_json *value, size_t index, sea_bundle_entry *entries, sea_error *err)
{
    const char *path = sea_json_string(sea_json_get(value, "path"));
    const char *sha256 = sea_json_string(sea_json_get(value, "sha256"));
    int64_t bytes = -1;
    const sea_json *size = sea_json_get(value, "bytes");
    if (!path || !digest_plain(sha256) || !size || !sea_json_integer(size, &bytes) || bytes < 0)
        return sea_error_set(err, SEA_E_FORMAT, "%s: files[%zu] needs path, bytes and sha256", sea_bundle_manifest_name,
                             index);
    if (!sea_bundle_path_allowed(path))
        return sea_error_set(err, SEA_E_FORMAT, "%s: files[%zu].path is not a path a bundle may hold",
                             sea_bundle_manifest_name, index);
    if (index > 0 && strcmp(entries[index - 1].path, path) >= 0)
        return sea_error_set(err, SEA_E_FORMAT, "%s: files[%zu] is out of order or named twice",
                             sea_bundle_manifest_name, index);
    entries[index].path = path;
    entries[index].bytes = (uint64_t)bytes;
    memcpy(entries[index].sha256, sha256, sizeof entries[index].sha256);
    return SEA_OK;
}

static sea_status read_entries(const sea_json *root, contents *held, sea_error *err)
{
    const sea_json *files = sea_json_get(root, "files");
    size_t count = sea_json_count(files);
    if (!files || sea_json_type_of(files) != SEA_JSON_ARRAY || count > SEA_BUNDLE_FILES_MAX)
        return sea_error_set(err, SEA_E_FORMAT, "%s: \"files\" must be an array of at most %d",
                             sea_bundle_manifest_name, (int)SEA_BUNDLE_FILES_MAX);
    held->entries = calloc(count + 1, sizeof *held->entries);
    held->files = calloc(count + 1, sizeof *held->files);
    if (!held->entries || !held->files) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the manifest");
    for (size_t i = 0; i < count; i++) {
        sea_status status = read_entry(sea_json_at(files, i), i, held->entries, err);
        if (status != SEA_OK) return status;
    }
    held->count = count;
    return SEA_OK;
}

static sea_status read_record(const sea_json *root, contents *held, sea_bundle *out, sea_error *err)
{
    const sea_json *record = sea_json_get(root, "record");
    sea_error inner = {0};
    sea_status status = sea_bundle_record_read(record, &out->starsea, &out->job, &inner);
    if (status != SEA_OK) return sea_error_set(err, status, "%s: %.300s", sea_bundle_manifest_name, inner.text);
    sea_buffer text = {0};
    sea_json_writer w = sea_json_writer_init(&text, 0);
    sea_json_put(&w, record);
    if (text.failed) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the record");
    held->record = text.data;
    return SEA_OK;
}

/* Whether the line of manifest.sha256 is as sha256sum writes it, whatever digest it holds. */
static bool digest_line(const sea_buffer *line, const sea_buffer *wanted)
{
    return line->length == wanted->length && strspn(line->data, "0123456789abcdef") == 64 &&
           memcmp(line->data + 64, wanted->data + 64, wanted->length - 64) == 0;
}

/*
 * A manifest has one spelling; any other was touched by another hand. Where its digest is another than the one noted,
 * either of the two files may have been changed, so both are named.
 */
static void check_spelling(reading *r, const sea_buffer *bytes)
{
    sea_buffer again = {0}, digest = {0}, stored = {0};
    sea_bundle_manifest_put(&again, sea_json_get(r->held->manifest, "record"), r->held->entries, r->held->count);
    bool spelt = again.length == bytes->length && memcmp(again.data, bytes->data, bytes->length) == 0;
    sea_bundle_digest_put(&digest, bytes->data, bytes->length);
    sea_status status = read_below(r->folder, sea_bundle_digest_name, 1024, &stored, NULL);
    bool plain = status == SEA_OK && !digest.failed && digest_line(&stored, &digest);
    bool same = plain && memcmp(stored.data, digest.data, digest.length) == 0;
    if (!spelt)
        tell(r, sea_bundle_manifest_name, SEA_E_MISMATCH, "is not spelt as Starsea writes it");
    else if (plain && !same)
        tell(r, sea_bundle_manifest_name, SEA_E_MISMATCH, "has another SHA-256 than manifest.sha256 says");
    else
        tell(r, sea_bundle_manifest_name, SEA_OK, "");
    if (status == SEA_E_NOT_FOUND)
        tell(r, sea_bundle_digest_name, status, "is missing");
    else
        tell(r, sea_bundle_digest_name, same ? SEA_OK : SEA_E_MISMATCH,
             same ? "" : "does not hold the digest of manifest.json");
    sea_buffer_free(&again);
    sea_buffer_free(&digest);
    sea_buffer_free(&stored);
}

/* Whoever signed it signed this very statement. A bundle that nobody signed is as whole as another. */
static void check_signatures(reading *r)
{
    sea_buffer bytes = {0};
    sea_error inner = {0};
    sea_status status = read_below(r->folder, sea_bundle_signatures_name, SIGNATURES_BYTES_MAX, &bytes, &inner);
    if (status == SEA_OK)
        sea_bundle_envelope_check(&bytes, &r->held->statement, tell_finding, r);
    else if (status != SEA_E_NOT_FOUND)
        tell(r, sea_bundle_signatures_name, SEA_E_MISMATCH,
             status == SEA_E_RANGE ? "is larger than signatures are" : "cannot be read");
    sea_buffer_free(&bytes);
}

static sea_status make_statement(contents *held, const sea_buffer *manifest, sea_bundle *out, sea_error *err)
{
    sea_bundle_statement_put(&held->statement, sea_json_get(held->manifest, "record"), held->entries, held->count,
                             manifest->data, manifest->length);
    if (held->statement.failed) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the statement");
    sea_bundle_digest(held->statement.data, held->statement.length, out->statement_sha256);
    out->statement = held->statement.data;
    return SEA_OK;
}

static sea_status parse_manifest(reading *r, const sea_buffer *bytes, sea_error *err)
{
    sea_error inner = {0};
    sea_status status = sea_json_parse(bytes->data, bytes->length, &r->held->manifest, &inner);
    if (status == SEA_OK) return SEA_OK;
    return sea_error_set_at(err, status, inner.line, inner.column, "%s:%llu:%u: %.300s", sea_bundle_manifest_name,
                            (unsigned long long)inner.line, inner.column, inner.text);
}

static sea_status read_manifest(reading *r, sea_bundle *out, sea_error *err)
{
    sea_buffer bytes = {0};
    sea_status status = read_below(r->folder, sea_bundle_manifest_name, MANIFEST_BYTES_MAX, &bytes, err);
    if (status == SEA_OK) status = parse_manifest(r, &bytes, err);
    if (status == SEA_OK) {
        const sea_json *root = r->held->manifest;
        const char *format = sea_json_string(sea_json_get(root, "format"));
        if (!format || strcmp(format, "starsea-bundle-1") != 0)
            status = sea_error_set(err, SEA_E_UNSUPPORTED, "%s: this version reads bundles of format starsea-bundle-1",
                                   sea_bundle_manifest_name);
        if (status == SEA_OK) status = read_entries(root, r->held, err);
        if (status == SEA_OK) status = read_record(root, r->held, out, err);
        if (status == SEA_OK) status = make_statement(r->held, &bytes, out, err);
        if (status == SEA_OK) check_spelling(r, &bytes);
        if (status == SEA_OK) check_signatures(r);
    }
    sea_buffer_free(&bytes);
    return status;
}

/* ---- the files ---- */

static int compare_path(const void *path, const void *entry)
{
    return strcmp(path, ((const sea_bundle_entry *)entry)->path);
}

/* A name that a write of the signatures has until it is whole. */
static bool is_unfinished(const char *relative)
{
    size_t length = strlen(relative), head = strlen(sea_bundle_signatures_name);
    return strncmp(relative, sea_bundle_signatures_name, head) == 0 && relative[head] == '.' && length > head + 4 &&
           strcmp(relative + length - 4, ".tmp") == 0;
}

/* Whether the manifest names a file below a folder, whose name ends in '/': then what is amiss is that file. */
static bool is_named(const contents *held, const char *folder)
{
    for (size_t i = 0; i < held->count; i++)
        if (strncmp(held->entries[i].path, folder, strlen(folder)) == 0) return true;
    return false;
}

/* Called for each file that is there: finds those that the manifest does not name. */
static sea_status check_listed(void *payload, const char *relative)
{
    reading *r = payload;
    static const char *const beside[] = {sea_bundle_manifest_name, sea_bundle_digest_name, sea_bundle_signatures_name};
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++)
        if (strcmp(relative, beside[i]) == 0) return SEA_OK;
    bool empty = relative[strlen(relative) - 1] == '/';
    if (empty && is_named(r->held, relative)) return SEA_OK;
    if (empty)
        tell(r, relative, SEA_E_CONFLICT, "is an empty folder, and a bundle holds none");
    else if (is_unfinished(relative))
        tell(r, relative, SEA_E_CONFLICT,
             "is left from a signing that was cut short, or that still runs: delete it once none does");
    else if (!bsearch(relative, r->held->entries, r->held->count, sizeof *r->held->entries, compare_path))
        tell(r, relative, SEA_E_CONFLICT, "is not named in the manifest");
    return SEA_OK;
}

/* Refusing is the work of the listing itself: a link leads elsewhere, and opening a pipe would wait for ever. */
static sea_status pass_by(void *payload, const char *relative)
{
    (void)payload;
    (void)relative;
    return SEA_OK;
}

static sea_status read_file(reading *r, size_t index, sea_error *err)
{
    const sea_bundle_entry *entry = &r->held->entries[index];
    sea_buffer bytes = {0};
    sea_error inner = {0};
    char hex[65];
    /* No more is read than the manifest announces: a file grown huge costs nothing. */
    size_t limit = entry->bytes < SEA_BUNDLE_FILE_BYTES_MAX ? (size_t)entry->bytes : SEA_BUNDLE_FILE_BYTES_MAX;
    sea_status status = read_below(r->folder, entry->path, limit, &bytes, &inner);
    if (status == SEA_E_MEMORY) return sea_error_set(err, status, "out of memory for %s", entry->path);
    if (status == SEA_E_NOT_FOUND) {
        tell(r, entry->path, status, "is missing");
    } else if (status != SEA_OK && status != SEA_E_RANGE) {
        tell(r, entry->path, SEA_E_MISMATCH, "cannot be read");
    } else if (status == SEA_E_RANGE || bytes.length != entry->bytes) {
        tell(r, entry->path, SEA_E_MISMATCH, "has another size than the manifest says");
    } else {
        sea_bundle_digest(bytes.data ? bytes.data : "", bytes.length, hex);
        bool same = strcmp(hex, entry->sha256) == 0;
        tell(r, entry->path, same ? SEA_OK : SEA_E_MISMATCH, same ? "" : "has another SHA-256 than the manifest says");
    }
    r->held->files[index] = (sea_bundle_file){.path = entry->path, .bytes = bytes.data, .length = bytes.length};
    return SEA_OK;
}

sea_status sea_bundle_read(const char *folder, sea_bundle_finding_fn fn, void *payload, sea_bundle *out, sea_error *err)
{
    *out = (sea_bundle){0};
    contents *held = calloc(1, sizeof *held);
    if (!held) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    out->owner = held;
    reading r = {.folder = folder, .fn = fn, .payload = payload, .held = held, .err = err};
    sea_status status = sea_os_list(folder, pass_by, NULL, err);
    if (status == SEA_OK) status = read_manifest(&r, out, err);
    for (size_t i = 0; i < held->count && status == SEA_OK; i++) status = read_file(&r, i, err);
    if (status == SEA_OK) status = sea_os_list(folder, check_listed, &r, r.differs ? NULL : err);
    if (status == SEA_OK && r.differs) status = SEA_E_MISMATCH;
    out->record = held->record;
    out->files = held->files;
    out->file_count = held->count;
    if (status != SEA_OK) sea_bundle_free(out);
    return status;
}

void sea_bundle_free(sea_bundle *bundle)
{
    contents *held = bundle->owner;
    if (held) {
        for (size_t i = 0; i < held->count; i++) free((void *)held->files[i].bytes);
        free(held->files);
        free(held->entries);
        free(held->record);
        sea_buffer_free(&held->statement);
        sea_json_free(held->manifest);
        free(held);
    }
    *bundle = (sea_bundle){0};
}

const sea_bundle_file *sea_bundle_find(const sea_bundle *bundle, const char *path)
{
    for (size_t i = 0; i < bundle->file_count; i++)
        if (strcmp(bundle->files[i].path, path) == 0) return &bundle->files[i];
    return NULL;
}

/*
 * The log: what was written and signed, and when, one line each, every line bound to the one before.
 *
 *     {"line":2,"previous":"...","time":"...Z","statement":"...","signer":"ed25519:...","sha256":"..."}
 *
 * `sha256` is of the line without itself, `previous` the sha256 of the line before. So an altered line is found where
 * it stands, and a line that was cut out where it is missed. Lines cut from the end are missed by nobody but who noted
 * the head.
 */
#include "evidence/bundle.h"
#include "base/error.h"
#include "base/os.h"

#include <stdlib.h>
#include <string.h>

#define NO_LINE "0000000000000000000000000000000000000000000000000000000000000000"

#define LOG_BYTES_MAX ((size_t)1 << 30)
enum { LINE_BYTES_MAX = 1024 };

/* ---- the spelling of a line ---- */

static void put(sea_json_writer *w, const char *key, const char *text)
{
    sea_json_key(w, key);
    sea_json_put_string(w, text);
}

static void put_members(sea_json_writer *w, const sea_bundle_log_line *line, const char *previous)
{
    sea_json_begin_object(w);
    sea_json_key(w, "line");
    sea_json_put_integer(w, (int64_t)line->line);
    put(w, "previous", previous);
    put(w, "time", line->time);
    put(w, "statement", line->statement_sha256);
    put(w, "signer", line->signer);
}

static void put_line(sea_buffer *out, const sea_bundle_log_line *line, const char *previous, char sha256[65])
{
    sea_buffer alone = {0};
    sea_json_writer w = sea_json_writer_init(&alone, 0);
    put_members(&w, line, previous);
    sea_json_end_object(&w);
    sea_bundle_digest(alone.data ? alone.data : "", alone.length, sha256);
    out->failed |= alone.failed;
    sea_buffer_free(&alone);

    w = sea_json_writer_init(out, 0);
    put_members(&w, line, previous);
    put(&w, "sha256", sha256);
    sea_json_end_object(&w);
    sea_buffer_add(out, "\n", 1);
}

/* ---- reading ---- */

typedef struct log_reading {
    const char *path;
    sea_bundle_log_fn fn;
    void *payload;
    sea_bundle_log *out;
    sea_error *err;
} log_reading;

static sea_status altered(const log_reading *r, uint64_t line, const char *text)
{
    return sea_error_set_at(r->err, SEA_E_MISMATCH, line, 0, "%.200s:%llu: %s", r->path, (unsigned long long)line,
                            text);
}

static sea_status check_members(const log_reading *r, const sea_json *root, const char *text, size_t length)
{
    uint64_t wanted = r->out->lines + 1;
    int64_t number = 0;
    const sea_json *stored = sea_json_get(root, "line");
    const sea_bundle_log_line line = {.line = wanted,
                                      .time = sea_json_string(sea_json_get(root, "time")),
                                      .statement_sha256 = sea_json_string(sea_json_get(root, "statement")),
                                      .signer = sea_json_string(sea_json_get(root, "signer"))};
    const char *previous = sea_json_string(sea_json_get(root, "previous"));
    if (!stored || !sea_json_integer(stored, &number) || !line.time || !line.statement_sha256 || !previous)
        return altered(r, wanted, "this line is altered: it lacks a member");
    sea_buffer again = {0};
    char sha256[65];
    const sea_bundle_log_line as_stored = {(uint64_t)number, line.time, line.statement_sha256, line.signer};
    put_line(&again, &as_stored, previous, sha256);
    bool failed = again.failed, same = !failed && again.length == length && memcmp(again.data, text, length) == 0;
    sea_buffer_free(&again);
    if (failed) return sea_error_set(r->err, SEA_E_MEMORY, "out of memory for the log");
    if (!same) return altered(r, wanted, "this line is altered: it does not agree with its own digest");
    if (number > 0 && (uint64_t)number > wanted)
        return altered(r, wanted, "a line is missing here: the next one has a higher number");
    if ((uint64_t)number != wanted)
        return altered(r, wanted, "a line was put in, or stands twice: its number is lower");
    if (strcmp(previous, r->out->head_sha256) != 0)
        return altered(r, wanted - (wanted > 1), "this line is not the one that the next one was written after");
    r->out->lines = wanted;
    memcpy(r->out->head_sha256, sha256, sizeof sha256);
    return r->fn ? r->fn(r->payload, &line) : SEA_OK;
}

static sea_status read_line(const log_reading *r, const char *text, size_t length)
{
    sea_json *root = NULL;
    sea_status s = sea_json_parse(text, length, &root, NULL);
    if (s != SEA_OK)
        return altered(r, r->out->lines + 1,
                       s == SEA_E_CONFLICT ? "this line is altered: it has a key twice"
                                           : "this line is altered: it is no JSON");
    s = check_members(r, root, text, length);
    sea_json_free(root);
    return s;
}

sea_status sea_bundle_log_read_bytes(const char *name, const sea_buffer *held, sea_bundle_log_fn fn, void *payload,
                                     sea_bundle_log *out, size_t *whole, sea_error *err)
{
    const log_reading r = {.path = name, .fn = fn, .payload = payload, .out = out, .err = err};
    *out = (sea_bundle_log){.head_sha256 = NO_LINE};
    for (*whole = 0; *whole < held->length;) {
        const char *text = held->data + *whole, *end = memchr(text, '\n', held->length - *whole);
        if (!end) break;
        size_t length = (size_t)(end - text) + 1;
        sea_status s = read_line(&r, text, length);
        if (s != SEA_OK) return s;
        *whole += length;
    }
    return SEA_OK;
}

/* What a crash leaves of the next line is a beginning of it. Anything else after the last whole line is somebody's. */
static sea_status check_tail(const log_reading *r, const char *tail, size_t length)
{
    sea_buffer begins = {0};
    sea_buffer_add_format(&begins, "{\"line\":%llu,\"previous\":\"%s\",\"time\":\"",
                          (unsigned long long)r->out->lines + 1, r->out->head_sha256);
    if (begins.failed) return sea_error_set(r->err, SEA_E_MEMORY, "out of memory for the log");
    size_t least = length < begins.length ? length : begins.length;
    bool ours = length < LINE_BYTES_MAX && memcmp(tail, begins.data, least) == 0;
    sea_buffer_free(&begins);
    if (ours) return SEA_OK;
    return altered(r, r->out->lines + 1,
                   r->out->lines > 0 ? "this is no line of the log, nor the beginning of one"
                                     : "this file is no log of Starsea: name another, or one that does not exist yet");
}

sea_status sea_bundle_log_read(const char *path, sea_bundle_log_fn fn, void *payload, sea_bundle_log *out,
                               sea_error *err)
{
    sea_buffer held = {0};
    size_t whole = 0;
    const log_reading r = {.path = path, .out = out, .err = err};
    *out = (sea_bundle_log){.head_sha256 = NO_LINE};
    sea_status s = sea_os_refuse_special(path, err);
    if (s == SEA_OK) s = sea_os_read_file(path, LOG_BYTES_MAX, &held, err);
    if (s == SEA_OK) s = sea_bundle_log_read_bytes(path, &held, fn, payload, out, &whole, err);
    if (s == SEA_OK && whole < held.length) s = check_tail(&r, held.data + whole, held.length - whole);
    if (s == SEA_OK && whole < held.length)
        s = altered(&r, out->lines + 1, "this line is torn: it has no end; the next line written takes its place");
    sea_buffer_free(&held);
    return s;
}

/* ---- appending ---- */

typedef struct appending {
    const char *path, *time, *statement_sha256, *signer;
    size_t *torn;
} appending;

static sea_status make_line(void *payload, const sea_buffer *held, size_t *keep, sea_buffer *add, sea_error *err)
{
    appending *a = payload;
    sea_bundle_log log;
    sea_status s = sea_bundle_log_read_bytes(a->path, held, NULL, NULL, &log, keep, err);
    if (s != SEA_OK) return s;
    const log_reading r = {.path = a->path, .out = &log, .err = err};
    *a->torn = held->length - *keep;
    if (*a->torn > 0) s = check_tail(&r, held->data + *keep, *a->torn);
    if (s != SEA_OK) return s;
    char sha256[65];
    const sea_bundle_log_line line = {log.lines + 1, a->time, a->statement_sha256, a->signer};
    put_line(add, &line, log.head_sha256, sha256);
    return SEA_OK;
}

sea_status sea_bundle_log_append(const char *path, const char statement_sha256[65],
                                 const uint8_t signer[SEA_BUNDLE_KEY_SIZE], sea_tai time, size_t *torn, sea_error *err)
{
    char text[SEA_TAI_TEXT_MAX], id[SEA_BUNDLE_KEY_ID_MAX];
    sea_tai_format(time, 3, text);
    if (signer) sea_bundle_key_id(signer, id);
    *torn = 0;
    appending a = {path, text, statement_sha256, signer ? id : NULL, torn};
    return sea_os_append_file(path, LOG_BYTES_MAX, make_line, &a, err);
}

static sea_status add_nothing(void *payload, const sea_buffer *held, size_t *keep, sea_buffer *add, sea_error *err)
{
    sea_status s = make_line(payload, held, keep, add, err);
    sea_buffer_clear(add);
    *keep = held->length;
    return s;
}

sea_status sea_bundle_log_check(const char *path, sea_error *err)
{
    sea_buffer place = {0};
    size_t torn = 0;
    appending a = {path, "", "", NULL, &torn};
    sea_status s = sea_os_refuse_special(path, err);
    if (s == SEA_OK && sea_os_exists(path)) return sea_os_append_file(path, LOG_BYTES_MAX, add_nothing, &a, err);
    if (s == SEA_OK) s = sea_os_place(path, &place, err);
    sea_buffer_free(&place);
    return s;
}

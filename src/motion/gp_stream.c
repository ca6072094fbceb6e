/* Bytes for the readers: from a file or memory, through gzip or zstd, in bounded memory whatever they unpack to. */
#include "motion/gp.h"
#include "base/error.h"
#include "base/hash.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { CHUNK = 1 << 17, WINDOW = SEA_GP_RECORD_MAX + CHUNK, HEAD = 100 };

typedef enum packing { PLAIN, GZIP, ZSTD } packing;

typedef struct sea_gp_depot {
    FILE *file; /* NULL when reading memory */
    bool file_is_ours;
    const unsigned char *rest; /* of the memory */
    size_t rest_length;
    unsigned char *chunk; /* as stored */
    const unsigned char *raw;
    size_t raw_length;
    bool raw_ended, sniffed, ended;
    packing packing;
    z_stream inflater;
    bool inflating, in_member, past_first_member; /* gzip: members may follow one another */
    ZSTD_DStream *zstd;
    bool in_frame, holds_back; /* zstd: output waits inside the decoder */
    sea_sha256 hash;
    uint64_t bytes;
    char *window;
    size_t capacity;
    char head[HEAD]; /* of a line too long */
    sea_status status;
    const char *reason;
} sea_gp_depot;

static void fail(sea_gp_depot *d, sea_status status, const char *reason)
{
    if (d->status == SEA_OK) {
        d->status = status;
        d->reason = reason;
    }
    d->ended = true;
}

/* Next piece as stored; counts and hashes it. */
static void pull(sea_gp_depot *d)
{
    if (d->raw_length > 0 || d->raw_ended) return;
    if (d->file) {
        d->raw = d->chunk;
        d->raw_length = fread(d->chunk, 1, CHUNK, d->file);
        if (d->raw_length == 0 && ferror(d->file))
            fail(d, SEA_E_IO,
                 errno == EISDIR ? "is a folder; name the files in it"
                                 : "cannot be read; look at the file or the disk");
    } else {
        d->raw = d->rest;
        d->raw_length = d->rest_length < CHUNK ? d->rest_length : CHUNK;
        d->rest_length -= d->raw_length;
        if (d->raw_length > 0) d->rest += d->raw_length;
    }
    d->raw_ended = d->raw_length == 0;
    if (d->raw_length > 0) sea_sha256_add(&d->hash, d->raw, d->raw_length);
    d->bytes += d->raw_length;
}

static void use(sea_gp_depot *d, size_t count)
{
    if (count > 0) d->raw += count;
    d->raw_length -= count;
}

/* By the first bytes: RFC 1952 for gzip, RFC 8878 for zstd (a skippable frame may come first). */
static void sniff(sea_gp_depot *d)
{
    d->sniffed = true;
    pull(d);
    if (d->raw_length >= 2 && d->raw[0] == 0x1f && d->raw[1] == 0x8b) {
        d->packing = GZIP;
        d->inflating = inflateInit2(&d->inflater, 15 + 16) == Z_OK;
        if (!d->inflating) fail(d, SEA_E_MEMORY, "out of memory");
        d->in_member = true;
    } else if (d->raw_length >= 4 && (memcmp(d->raw, "\x28\xb5\x2f\xfd", 4) == 0 ||
                                      ((d->raw[0] & 0xf0) == 0x50 && memcmp(d->raw + 1, "\x2a\x4d\x18", 3) == 0))) {
        d->packing = ZSTD;
        d->zstd = ZSTD_createDStream();
        if (!d->zstd) fail(d, SEA_E_MEMORY, "out of memory");
    }
}

static size_t unpack_plain(sea_gp_depot *d, char *out, size_t room)
{
    pull(d);
    size_t count = d->raw_length < room ? d->raw_length : room;
    if (count > 0) memcpy(out, d->raw, count);
    use(d, count);
    if (count == 0) d->ended = true;
    return count;
}

/* Between two gzip members: zero padding is skipped, another member is begun. False when there is nothing more. */
static bool begin_member(sea_gp_depot *d)
{
    for (;;) {
        pull(d);
        if (d->raw_length == 0) return false;
        if (d->raw[0] != 0) break;
        use(d, 1);
    }
    d->in_member = inflateReset(&d->inflater) == Z_OK;
    return d->in_member;
}

static size_t unpack_gzip(sea_gp_depot *d, char *out, size_t room)
{
    size_t got = 0;
    while (got == 0 && !d->ended) {
        if (!d->in_member && !begin_member(d)) {
            d->ended = true;
            break;
        }
        pull(d);
        if (d->raw_length == 0) {
            fail(d, SEA_E_IO, "the gzip data are cut short; fetch the file again");
            break;
        }
        d->inflater.next_in = (z_const Bytef *)(uintptr_t)d->raw;
        d->inflater.avail_in = (uInt)d->raw_length;
        d->inflater.next_out = (Bytef *)out;
        d->inflater.avail_out = (uInt)room;
        int rc = inflate(&d->inflater, Z_NO_FLUSH);
        use(d, d->raw_length - d->inflater.avail_in);
        got = room - d->inflater.avail_out;
        if (rc == Z_STREAM_END) {
            d->in_member = false;
            d->past_first_member = true;
        } else if (rc == Z_MEM_ERROR) {
            fail(d, SEA_E_MEMORY, "out of memory");
        } else if (rc != Z_OK && rc != Z_BUF_ERROR) {
            fail(d, SEA_E_IO,
                 d->past_first_member ? "the gzip data are damaged, or followed by other bytes; fetch the file again"
                                      : "the gzip data are damaged; fetch the file again");
        }
    }
    return got;
}

static size_t unpack_zstd(sea_gp_depot *d, char *out, size_t room)
{
    ZSTD_outBuffer target = {out, room, 0};
    while (target.pos == 0 && !d->ended) {
        pull(d);
        if (d->raw_length == 0 && !d->holds_back) {
            d->ended = true;
            if (d->in_frame) fail(d, SEA_E_IO, "the zstd data are cut short; fetch the file again");
            break;
        }
        ZSTD_inBuffer source = {d->raw, d->raw_length, 0};
        size_t rc = ZSTD_decompressStream(d->zstd, &target, &source);
        use(d, source.pos);
        d->in_frame = rc != 0;
        d->holds_back = rc != 0 && target.pos == room;
        if (ZSTD_isError(rc))
            fail(d, SEA_E_IO,
                 ZSTD_getErrorCode(rc) == ZSTD_error_frameParameter_windowTooLarge
                     ? "the zstd data need a window above 128 MiB; compress the file again without --long"
                     : "the zstd data are damaged; fetch the file again");
    }
    return target.pos;
}

static sea_status open_depot(sea_gp_stream *s, FILE *file, bool ours, const void *bytes, size_t length, sea_error *err)
{
    *s = (sea_gp_stream){.line = 1, .column = 1};
    sea_gp_depot *d = calloc(1, sizeof *d);
    if (!d) {
        if (ours) fclose(file);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    }
    s->depot = d;
    d->file = file;
    d->file_is_ours = ours;
    d->rest = bytes;
    d->rest_length = length;
    d->capacity = 2 * CHUNK;
    d->window = malloc(d->capacity);
    d->chunk = file ? malloc(CHUNK) : NULL;
    sea_sha256_init(&d->hash);
    if (d->window && (d->chunk || !file)) return SEA_OK;
    sea_gp_stream_close(s);
    return sea_error_set(err, SEA_E_MEMORY, "out of memory");
}

sea_status sea_gp_stream_open_file(sea_gp_stream *s, const char *path, sea_error *err)
{
    bool standard_input = strcmp(path, "-") == 0;
    FILE *file = standard_input ? stdin : fopen(path, "rb");
    *s = (sea_gp_stream){0};
    if (!file) return sea_error_set(err, SEA_E_IO, "%s: cannot be opened; check the name and its permissions", path);
    return open_depot(s, file, !standard_input, NULL, 0, err);
}

sea_status sea_gp_stream_open_bytes(sea_gp_stream *s, const void *bytes, size_t length, sea_error *err)
{
    return open_depot(s, NULL, false, bytes, length, err);
}

void sea_gp_stream_close(sea_gp_stream *s)
{
    sea_gp_depot *d = s->depot;
    if (!d) return;
    if (d->inflating) inflateEnd(&d->inflater);
    ZSTD_freeDStream(d->zstd);
    if (d->file && d->file_is_ours) fclose(d->file);
    free(d->chunk);
    free(d->window);
    free(d);
    *s = (sea_gp_stream){0};
}

/* Room for a chunk behind what waits, by moving that to the front of the window or enlarging the window. */
static bool make_room(sea_gp_stream *s)
{
    sea_gp_depot *d = s->depot;
    if (s->length > 0) memmove(d->window, s->text, s->length);
    s->text = d->window;
    if (d->capacity - s->length >= CHUNK) return true;
    size_t capacity = d->capacity * 2 < WINDOW ? d->capacity * 2 : WINDOW;
    char *window = realloc(d->window, capacity);
    if (!window) {
        fail(d, SEA_E_MEMORY, "out of memory");
        return false;
    }
    d->window = window;
    d->capacity = capacity;
    s->text = window;
    return true;
}

bool sea_gp_stream_more(sea_gp_stream *s)
{
    sea_gp_depot *d = s->depot;
    if (d->ended || s->length >= SEA_GP_RECORD_MAX || !make_room(s)) return false;
    if (!d->sniffed) sniff(d);
    if (d->ended) return false;
    char *out = d->window + s->length;
    size_t got = d->packing == GZIP   ? unpack_gzip(d, out, CHUNK)
                 : d->packing == ZSTD ? unpack_zstd(d, out, CHUNK)
                                      : unpack_plain(d, out, CHUNK);
    s->length += got;
    return got > 0;
}

bool sea_gp_stream_ended(const sea_gp_stream *s)
{
    return s->depot->ended;
}

void sea_gp_stream_skip(sea_gp_stream *s, size_t count)
{
    if (count == 0) return;
    const char *end = s->text + count, *p = s->text, *newline;
    while (p < end && (newline = memchr(p, '\n', (size_t)(end - p)))) {
        s->line++;
        s->column = 1;
        p = newline + 1;
    }
    s->column += (uint64_t)(end - p);
    s->text = end;
    s->length -= count;
}

sea_status sea_gp_stream_status(const sea_gp_stream *s, const char **reason)
{
    *reason = s->depot->reason;
    return s->depot->status;
}

void sea_gp_stream_sum(sea_gp_stream *s, uint64_t *bytes, uint8_t sha256[SEA_SHA256_SIZE])
{
    sea_gp_depot *d = s->depot;
    while (d->status == SEA_OK && !d->raw_ended) {
        use(d, d->raw_length);
        pull(d);
    }
    *bytes = d->bytes;
    sea_sha256_end(&d->hash, sha256);
}

/* A line that fills the window: its beginning is kept, the rest passes by. */
static void pass_by(sea_gp_stream *s, sea_gp_line *line)
{
    sea_gp_depot *d = s->depot;
    memcpy(d->head, s->text, HEAD);
    line->text = d->head;
    line->length = HEAD;
    line->too_long = true;
    for (;;) {
        const char *newline = s->length > 0 ? memchr(s->text, '\n', s->length) : NULL;
        sea_gp_stream_skip(s, newline ? (size_t)(newline - s->text) + 1 : s->length);
        if (newline || !sea_gp_stream_more(s)) return;
    }
}

bool sea_gp_stream_next_line(sea_gp_stream *s, sea_gp_line *line)
{
    size_t searched = 0;
    const char *newline = NULL;
    for (;;) {
        if (s->length > searched) newline = memchr(s->text + searched, '\n', s->length - searched);
        searched = s->length;
        if (newline || !sea_gp_stream_more(s)) break;
    }
    *line = (sea_gp_line){.text = s->text, .length = s->length, .number = s->line};
    if (newline) {
        line->length = (size_t)(newline - s->text);
        sea_gp_stream_skip(s, line->length + 1);
    } else if (!s->depot->ended) {
        pass_by(s, line);
    } else {
        /* A last line without a line end counts, unless it is the stump a failed stream left. */
        if (s->length == 0 || s->depot->status != SEA_OK) return false;
        sea_gp_stream_skip(s, s->length);
    }
    if (line->length > 0 && line->text[line->length - 1] == '\r') line->length--;
    return true;
}

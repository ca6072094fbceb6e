/* Looking at an answer before anything of it is kept. */
#include "base/error.h"
#include "jobs/job_fetch.h"
#include "motion/gp.h"

#include <starsea/object.h>

#include <stdlib.h>
#include <string.h>

/* Packed a thousandfold a small answer can hold any amount; the largest honest ones have some 40 MB. */
enum { UNPACKED_MAX = 128 << 20 };

/* ---- packing ---- */

/* Reads to the end of what is packed, which tells whether it is whole. `out` may be NULL: only to look. */
static sea_status unpack(const char *bytes, size_t length, const char *name, sea_buffer *out, sea_error *err)
{
    sea_gp_stream stream;
    sea_status s = sea_gp_stream_open_bytes(&stream, bytes, length, err);
    if (s != SEA_OK) return s;
    size_t total = 0;
    while (total <= UNPACKED_MAX && sea_gp_stream_more(&stream)) {
        total += stream.length;
        if (out) sea_buffer_add(out, stream.text, stream.length);
        sea_gp_stream_skip(&stream, stream.length);
    }
    const char *reason = "";
    s = sea_gp_stream_status(&stream, &reason);
    sea_gp_stream_close(&stream);
    if (total > UNPACKED_MAX)
        return sea_error_set(err, SEA_E_RANGE, "%s: unpacks to more than 128 MiB; nothing of it was kept", name);
    if (s != SEA_OK) return sea_error_set(err, s, "%s: %s; nothing of it was kept", name, reason);
    return out && out->failed ? sea_error_set(err, SEA_E_MEMORY, "out of memory while unpacking %s", name) : SEA_OK;
}

/* ---- content ---- */

static bool begins_like_a_page(const char *text, size_t length)
{
    static const char *const beginnings[] = {"<!doctype html", "<html", "<head", "<body"};
    size_t at = 0;
    while (at < length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) at++;
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        size_t n = strlen(beginnings[i]), same = 0;
        while (same < n && at + same < length && (text[at + same] | 0x20) == (beginnings[i][same] | 0x20)) same++;
        if (same == n) return true;
    }
    return false;
}

static sea_status keep_number(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    sea_buffer *numbers = payload;
    sea_buffer_add(numbers, (const char *)&gp->norad_cat_id, sizeof gp->norad_cat_id);
    return numbers->failed ? SEA_E_MEMORY : SEA_OK;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static uint64_t count_different(const sea_buffer *numbers)
{
    size_t count = numbers->length / sizeof(uint32_t);
    uint64_t different = count > 0;
    if (count > 0) qsort(numbers->data, count, sizeof(uint32_t), by_number);
    for (size_t i = 1; i < count; i++)
        different += memcmp(numbers->data + (i - 1) * sizeof(uint32_t), numbers->data + i * sizeof(uint32_t),
                            sizeof(uint32_t)) != 0;
    return different;
}

static sea_status count_objects(sea_fetch_content *c, const char *name, sea_error *err)
{
    sea_buffer numbers = {0};
    sea_gp_summary summary = {0};
    const sea_gp_sink sink = {.payload = &numbers, .record = keep_number};
    sea_status s = sea_gp_read_bytes(c->bytes, c->length, name, SEA_GP_AUTO, &sink, &summary, err);
    c->records = count_different(&numbers);
    c->refused = summary.refused;
    sea_buffer_free(&numbers);
    return s;
}

static sea_status count_listed(sea_fetch_content *c, const char *name, sea_error *err)
{
    sea_object_summary summary = {0};
    sea_status s = sea_object_read_bytes(c->bytes, c->length, name, SEA_OBJECT_AUTO, NULL, &summary, err);
    c->records = summary.records;
    c->refused = summary.refused;
    return s;
}

static sea_status count_days(sea_fetch_content *c, const char *name, sea_error *err)
{
    sea_eop table = {0};
    sea_eop_summary summary = {0};
    sea_status s = sea_eop_parse(c->bytes, c->length, name, NULL, NULL, &table, &summary, err);
    c->records = summary.rows;
    c->refused = summary.refused;
    sea_eop_free(&table);
    return s;
}

static sea_status count(sea_fetch_content *c, sea_fetch_kind kind, const char *name, sea_error *err)
{
    switch (kind) {
    case SEA_FETCH_SATCAT: return count_listed(c, name, err);
    case SEA_FETCH_EOP: return count_days(c, name, err);
    case SEA_FETCH_GP:
    case SEA_FETCH_GP_HISTORY: break;
    }
    return count_objects(c, name, err);
}

sea_status sea_fetch_check(const char *bytes, size_t length, bool packed, const char *type, const char *name,
                           const sea_fetch_plan *plan, uint64_t records_before, sea_fetch_content *out, sea_error *err)
{
    *out = (sea_fetch_content){0};
    sea_status s = unpack(bytes, length, name, packed ? &out->unpacked : NULL, err);
    if (s != SEA_OK) return s;
    out->bytes = packed ? out->unpacked.data : bytes;
    out->length = packed ? out->unpacked.length : length;
    if (out->length == 0 || !out->bytes)
        return sea_error_set(err, SEA_E_FORMAT, "%s: is empty; what was there before stays", name);
    if (begins_like_a_page(out->bytes, out->length) || strncmp(type, "text/html", 9) == 0)
        return sea_error_set(err, SEA_E_FORMAT, "%s: is a web page, not data; what was there before stays", name);
    s = count(out, plan->kind, name, err);
    if (s != SEA_OK) return s;
    if (out->records == 0 && !plan->increments)
        return sea_error_set(err, SEA_E_FORMAT, "%s: has no usable record; what was there before stays", name);
    if (!plan->increments && out->records * 5 < records_before * 4)
        return sea_error_set(err, SEA_E_RANGE,
                             "%s: has %llu records where the last answer had %llu, less than four fifths; what was "
                             "there before stays. If that is right, say --resume %s",
                             name, (unsigned long long)out->records, (unsigned long long)records_before, plan->source);
    return SEA_OK;
}

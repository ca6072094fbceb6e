/* The front of the readers: opens, looks what it is, hands it to the reader of that spelling, and sums up. */
#include "motion/gp.h"
#include "base/error.h"

#include <string.h>

static bool looks_utf16(const sea_gp_stream *s)
{
    const unsigned char *p = (const unsigned char *)s->text;
    if (s->length < 2) return false;
    return (p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff) ||
           (p[0] && !p[1] && s->length >= 4 && !p[3]) || (!p[0] && p[1] && s->length >= 4 && !p[2] && p[3]);
}

/* Why a text cannot be read although it may hold element sets; NULL when nothing speaks against it. */
static const char *unreadable(const sea_gp_stream *s)
{
    const char *p = s->text;
    if (looks_utf16(s)) return "UTF-16 or UTF-32 text";
    if (s->length >= 4 && (memcmp(p, "\x1f\x8b\x08", 3) == 0 || memcmp(p, "\x28\xb5\x2f\xfd", 4) == 0))
        return "packed twice: unpack it once, and give what comes out";
    return NULL;
}

/* Lines that end as those of old Macintosh files, so that all of them are one. JSON and XML do not go by lines. */
static bool has_lone_returns(const sea_gp_stream *s, sea_gp_format format)
{
    if (format == SEA_GP_OMM_JSON || format == SEA_GP_OMM_XML || s->length < 2) return false;
    return memchr(s->text, '\r', s->length - 1) && !memchr(s->text, '\n', s->length);
}

static void refuse_whole(sea_gp_reader *r, const char *why)
{
    r->unfit = true;
    (void)sea_gp_report(r, SEA_GP_E_ENCODING, (sea_gp_span){.line = 1}, 1, why);
}

/* The first line with something on it beside a comment. */
static sea_gp_span first_line(const sea_gp_stream *s)
{
    const char *p = s->text, *end = s->text + s->length;
    while (p < end) {
        while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')) p++;
        if (p == end) break;
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        if (!stop) stop = end;
        if (*p != '#') return (sea_gp_span){.text = p, .length = (size_t)(stop - p)};
        p = stop;
    }
    return (sea_gp_span){.text = end};
}

static bool contains(sea_gp_span span, const char *word)
{
    return memmem(span.text, span.length, word, strlen(word)) != NULL;
}

static bool begins(sea_gp_span span, const char *word)
{
    return span.length >= strlen(word) && memcmp(span.text, word, strlen(word)) == 0;
}

/* XML that may hold element sets; a page of a web server is none. */
static bool looks_like_message(sea_gp_span line)
{
    static const char *const heads[] = {"<?xml", "<ndm", "<omm", "<oem", "<opm", "<cdm"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (begins(line, heads[i])) return true;
    return begins(line, "<!DOCTYPE") && !contains(line, "html") && !contains(line, "HTML");
}

/* JSON by its first bracket, CSV by a header or by many commas, else lines that may be elements and names. */
static sea_gp_format sniff(const sea_gp_stream *s)
{
    enum { MANY_COMMAS = 5 };
    sea_gp_span line = first_line(s);
    if (line.length == 0) return SEA_GP_TLE;
    if (line.text[0] == '{' || line.text[0] == '[') return SEA_GP_OMM_JSON;
    if (looks_like_message(line)) return SEA_GP_OMM_XML;
    if (begins(line, "CCSDS_") && contains(line, "=")) return SEA_GP_OMM_KVN;
    if (line.text[0] == '<' || sea_gp_tle_is_element_line(line.text, line.length)) return SEA_GP_TLE;
    if (contains(line, "NORAD_CAT_ID") || contains(line, "MEAN_MOTION")) return SEA_GP_OMM_CSV;
    size_t commas = 0;
    for (size_t i = 0; i < line.length; i++) commas += line.text[i] == ',';
    return commas >= MANY_COMMAS ? SEA_GP_OMM_CSV : SEA_GP_TLE;
}

static void read_stream(sea_gp_reader *r, sea_gp_format format)
{
    enum { ENOUGH = 4096 };
    while (r->stream.length < ENOUGH && sea_gp_stream_more(&r->stream)) {
    }
    const char *why = unreadable(&r->stream);
    if (why) {
        refuse_whole(r, why);
        return;
    }
    if (r->stream.length >= 3 && memcmp(r->stream.text, "\xef\xbb\xbf", 3) == 0) {
        sea_gp_stream_skip(&r->stream, 3);
        r->stream.column = 1; /* the mark is no part of the first line */
        if (!sea_gp_report(r, SEA_GP_W_BOM, (sea_gp_span){.line = 1}, 1, NULL)) return;
    }
    if (format == SEA_GP_AUTO) format = sniff(&r->stream);
    r->summary->format = format;
    if (has_lone_returns(&r->stream, format)) {
        refuse_whole(r, "its lines end in a carriage return alone: end them in a line feed (tr '\\r' '\\n')");
        return;
    }
    switch (format) {
    case SEA_GP_OMM_CSV: sea_gp_read_csv(r); break;
    case SEA_GP_OMM_JSON: sea_gp_read_json(r); break;
    case SEA_GP_OMM_KVN:
    case SEA_GP_OMM_XML: sea_gp_read_ndm(r, format); break;
    default: sea_gp_read_tle(r);
    }
}

/* What it all amounts to, once reading has ended. */
static sea_status conclude(sea_gp_reader *r, sea_error *err)
{
    const char *reason;
    unsigned long long records = r->summary->records;
    if (r->stop != SEA_OK)
        return sea_error_set(err, r->stop, "%s: stopped after %llu element sets: %s", r->file, records,
                             sea_status_text(r->stop));
    sea_status s = sea_gp_stream_status(&r->stream, &reason);
    if (s != SEA_OK)
        return sea_error_set_at(err, s, r->stream.line, 0, "%s: %s (%llu element sets were read before)", r->file,
                                reason, records);
    if (records == 0 && r->summary->refused == 0) {
        r->unfit = r->any_content;
        (void)sea_gp_report(r, r->unfit ? SEA_GP_E_NOTGP : SEA_GP_W_EMPTY, (sea_gp_span){.line = 1}, 0,
                            r->unfit ? "nothing in it is an element set" : NULL);
        if (r->stop != SEA_OK) return sea_error_set(err, r->stop, "%s: %s", r->file, sea_status_text(r->stop));
    }
    if (r->unfit)
        return sea_error_set_at(
            err, SEA_E_FORMAT, 1, 0,
            "%s: holds no element sets; give TLE, 3LE or OMM (CSV, JSON, KVN or XML) in ASCII or UTF-8", r->file);
    return SEA_OK;
}

static sea_status read_all(sea_gp_reader *r, sea_gp_format format, sea_gp_summary *summary, sea_error *err)
{
    static const sea_gp_sink nobody = {0};
    sea_gp_summary own;
    r->summary = summary ? summary : &own;
    *r->summary = (sea_gp_summary){.format = format};
    if (!r->sink) r->sink = &nobody;
    read_stream(r, format);
    sea_status s = conclude(r, err);
    if (s == SEA_OK || s == SEA_E_IO || s == SEA_E_FORMAT)
        sea_gp_stream_sum(&r->stream, &r->summary->bytes, r->summary->sha256);
    sea_buffer_free(&r->scratch);
    sea_buffer_free(&r->header);
    sea_gp_stream_close(&r->stream);
    return s;
}

sea_status sea_gp_read_file(const char *path, sea_gp_format format, const sea_gp_sink *sink, sea_gp_summary *summary,
                            sea_error *err)
{
    sea_gp_reader r = {.file = path, .sink = sink};
    if (summary) *summary = (sea_gp_summary){.format = format};
    sea_status s = sea_gp_stream_open_file(&r.stream, path, err);
    return s == SEA_OK ? read_all(&r, format, summary, err) : s;
}

sea_status sea_gp_read_bytes(const void *bytes, size_t length, const char *name, sea_gp_format format,
                             const sea_gp_sink *sink, sea_gp_summary *summary, sea_error *err)
{
    sea_gp_reader r = {.file = name, .sink = sink};
    if (summary) *summary = (sea_gp_summary){.format = format};
    sea_status s = sea_gp_stream_open_bytes(&r.stream, bytes, length, err);
    return s == SEA_OK ? read_all(&r, format, summary, err) : s;
}

/* OMM as CSV: a header of CCSDS names in any order, RFC 4180 quoting, unknown columns left aside. */
#include "motion/gp.h"

#include <string.h>

enum { QUOTED_LINES_MAX = 64 };

/*
 * Finds the next row: a line, or several where a quoted value holds line ends. Where a quote goes on for too long or
 * for ever, the row is the one line it began on, so that a stray quote costs one record.
 */
static bool next_row(sea_gp_stream *s, size_t *length)
{
    size_t i = 0, first_end = SIZE_MAX, lines = 0;
    bool quoted = false;
    for (;;) {
        if (i >= s->length) {
            if (sea_gp_stream_more(s)) continue;
            const char *reason;
            bool stump = sea_gp_stream_ended(s) && sea_gp_stream_status(s, &reason) != SEA_OK;
            if (quoted && first_end != SIZE_MAX) {
                *length = first_end;
                return true;
            }
            *length = s->length;
            return s->length > 0 && !stump;
        }
        char c = s->text[i];
        if (c == '"') quoted = !quoted;
        if (c == '\n') {
            if (first_end == SIZE_MAX) first_end = i;
            *length = quoted ? first_end : i;
            if (!quoted || ++lines > QUOTED_LINES_MAX) return true;
        }
        i++;
    }
}

/* Bytes of the row to take, line end included. */
static size_t with_line_end(const sea_gp_stream *s, size_t length)
{
    return length < s->length && s->text[length] == '\n' ? length + 1 : length;
}

typedef struct header {
    sea_gp_field fields[SEA_GP_ROW_MAX];
    size_t count;
} header;

static bool refuse_header(sea_gp_reader *r, sea_gp_span span, size_t at, const char *why, sea_gp_field field)
{
    sea_gp_fault fault;
    sea_gp_fail(&fault, SEA_GP_E_HEADER, field, "%s%s", why, sea_gp_field_name(field));
    fault.column = at + 1;
    r->unfit = true;
    (void)sea_gp_report_fault(r, span, &fault);
    return false;
}

static bool read_header(sea_gp_reader *r, sea_gp_span span, const sea_gp_row *w, header *h)
{
    uint32_t seen = 0;
    h->count = w->count;
    sea_buffer_add(&r->header, span.text, span.length);
    if (r->header.failed) {
        r->stop = SEA_E_MEMORY;
        return false;
    }
    if (w->broken) return refuse_header(r, span, w->broken_at, w->broken, SEA_GP_FIELD_NONE);
    for (size_t i = 0; i < w->count; i++) {
        const char *name = w->cells[i].text;
        size_t length = w->cells[i].length;
        while (length > 0 && *name == ' ') name++, length--;
        while (length > 0 && name[length - 1] == ' ') length--;
        sea_gp_field f = h->fields[i] = length > 0 ? sea_gp_omm_field(name, length) : SEA_GP_FIELD_NONE;
        if (f == SEA_GP_FIELD_NONE) continue;
        if (seen >> f & 1) return refuse_header(r, span, w->cells[i].at, "the header names a column twice: ", f);
        seen |= 1u << f;
    }
    /* Where a column names the theory, the sets may be of one that has no BSTAR: each row tells. */
    sea_gp_field missing = sea_gp_omm_missing(seen | (seen >> SEA_GP_FIELD_THEORY & 1) << SEA_GP_FIELD_BSTAR);
    if (missing == SEA_GP_FIELD_NONE) return true;
    return refuse_header(r, span, 0, seen ? "the header lacks " : "no header of OMM column names; it lacks ", missing);
}

static bool read_row(const sea_gp_row *w, const header *h, sea_gp_draft *d, sea_gp_fault *fault)
{
    char text[512];
    for (size_t i = 0; i < w->count; i++) {
        const sea_gp_cell *c = &w->cells[i];
        const char *value = c->text;
        size_t length = c->length;
        if (h->fields[i] == SEA_GP_FIELD_NONE) continue;
        if (c->doubled) {
            value = text;
            length = sea_gp_cell_undouble(c, text, sizeof text);
        }
        if (sea_gp_draft_put_text(d, h->fields[i], value, length, fault)) continue;
        fault->column = c->at + 1;
        return false;
    }
    if (sea_gp_draft_finish(d, fault)) return true;
    for (size_t i = 0; i < w->count; i++)
        if (h->fields[i] == fault->field) fault->column = w->cells[i].at + 1;
    return false;
}

static bool take_row(sea_gp_reader *r, sea_gp_span span, const sea_gp_row *w, const header *h)
{
    sea_gp_fault fault;
    if (w->broken) {
        sea_gp_fail(&fault, SEA_GP_E_COLUMNS, SEA_GP_FIELD_NONE, "%s", w->broken);
        fault.column = w->broken_at + 1;
        return sea_gp_report_fault(r, span, &fault);
    }
    if (w->count != h->count) {
        sea_gp_fail(&fault, SEA_GP_E_COLUMNS, SEA_GP_FIELD_NONE, "%zu values, where the header has %zu names", w->count,
                    h->count);
        return sea_gp_report_fault(r, span, &fault);
    }
    const char *nul = memchr(span.text, '\0', span.length);
    if (nul) {
        sea_gp_fail(&fault, SEA_GP_E_NONASCII, SEA_GP_FIELD_NONE, "a NUL byte inside a row");
        fault.column = (uint64_t)(nul - span.text) + 1;
        return sea_gp_report_fault(r, span, &fault);
    }
    sea_gp_draft d;
    sea_gp_draft_init(&d);
    if (!read_row(w, h, &d, &fault)) return sea_gp_report_fault(r, span, &fault);
    return sea_gp_deliver(r, &d.gp, SEA_GP_OMM_CSV, span, d.warnings);
}

static bool is_blank(sea_gp_span span)
{
    for (size_t i = 0; i < span.length; i++)
        if (span.text[i] != ' ' && span.text[i] != '\t') return false;
    return true;
}

void sea_gp_read_csv(sea_gp_reader *r)
{
    sea_gp_row w;
    header h = {.count = 0};
    size_t length;
    bool go_on = true;
    while (go_on && next_row(&r->stream, &length)) {
        if (length >= SEA_GP_RECORD_MAX) {
            sea_gp_line line; /* passes by what is left of it */
            go_on = sea_gp_stream_next_line(&r->stream, &line) &&
                    sea_gp_report(r, SEA_GP_E_LENGTH, (sea_gp_span){line.text, line.length, line.number}, 0,
                                  "a row of more than a mebibyte");
            r->any_content = true;
            continue;
        }
        sea_gp_span span = {r->stream.text, length, r->stream.line};
        sea_gp_stream_skip(&r->stream, with_line_end(&r->stream, length));
        if (span.length > 0 && span.text[span.length - 1] == '\r') span.length--;
        if (is_blank(span)) continue;
        sea_gp_row_split(&w, span.text, span.length, ',');
        if (h.count == 0)
            go_on = read_header(r, span, &w, &h);
        else
            go_on = take_row(r, span, &w, &h);
    }
}

/* ---- writing ---- */

const char *sea_gp_csv_header(void)
{
    return "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,"
           "MEAN_ANOMALY,EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,"
           "MEAN_MOTION_DOT,MEAN_MOTION_DDOT";
}

static char *put_text(char *p, const char *text)
{
    bool quote = strpbrk(text, ",\"\r\n") || text[0] == ' ';
    if (quote) *p++ = '"';
    for (; *text; text++) {
        if (*text == '"') *p++ = '"';
        *p++ = *text;
    }
    if (quote) *p++ = '"';
    *p++ = ',';
    return p;
}

/* The instant without its Z, microseconds where they suffice: the way element sets are published. */
static char *put_epoch(char *p, sea_tai t)
{
    char text[SEA_TAI_TEXT_MAX];
    size_t length = sea_tai_format(t, t.ns % 1000 == 0 ? 6 : 9, text);
    if (length > 0) memcpy(p, text, length - 1);
    p += length > 0 ? length - 1 : 0;
    *p++ = ',';
    return p;
}

static char *put_real(char *p, double value)
{
    p += sea_text_from_real(value, p);
    *p++ = ',';
    return p;
}

static char *put_count(char *p, uint32_t value)
{
    p += sea_text_from_fixed(value, 0, p);
    *p++ = ',';
    return p;
}

/* The columns have no place for a theory's name, and elements of another theory must not come back as those of SGP4. */
static uint32_t written_type(const sea_gp *gp)
{
    bool says_sgp4 = gp->ephemeris_type == 0 || gp->ephemeris_type == 2 || gp->ephemeris_type == 3;
    return says_sgp4 && gp->caveats & SEA_GP_CAVEAT_NOT_SGP4 ? UINT8_MAX : gp->ephemeris_type;
}

size_t sea_gp_format_csv(const sea_gp *gp, char out[SEA_GP_CSV_TEXT_MAX])
{
    const char class[2] = {gp->classification, '\0'};
    char *p = put_text(out, gp->object_name);
    p = put_text(p, gp->object_id);
    p = put_epoch(p, gp->epoch);
    const double elements[] = {gp->mean_motion_rev_day, gp->eccentricity, gp->incl_deg, gp->raan_deg, gp->argp_deg,
                               gp->mean_anomaly_deg};
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) p = put_real(p, elements[i]);
    p = put_count(p, written_type(gp));
    p = put_text(p, class);
    p = put_count(p, gp->norad_cat_id);
    p = put_count(p, gp->element_set_no);
    p = put_count(p, gp->rev_at_epoch);
    p = put_real(p, gp->bstar_per_er);
    p = put_real(p, gp->mean_motion_dot_rev_day2);
    p = put_real(p, gp->mean_motion_ddot_rev_day3);
    *--p = '\0';
    return (size_t)(p - out);
}

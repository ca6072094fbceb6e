/* Earth orientation: IERS finals2000A read from text, and its values at an instant. */
#include "astro/epoch.h"
#include "base/error.h"
#include "base/math.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ARCSEC (SEA_PI / 648000.0)
#define MJD_2000 51544.0  /* 2000-01-01, 0 h */
#define UT1_LIMIT_S 100.0 /* beyond 0.9 s once leap seconds have ended, and by little more in a lifetime */
#define POLE_LIMIT_AS 2.0 /* polar motion has stayed below 0.7 arcseconds since it is measured */
#define OFFSET_LIMIT_MAS 50.0
#define OFFSET_CREDIBLE_MAS 2.0 /* IAU 2006/2000A is better than that; Bulletin B before VLBI is not */

/* ---- values at an instant ---- */

static int64_t days_of(const sea_eop_row *row)
{
    return (int64_t)floor(row->mjd_utc - MJD_2000);
}

static sea_tai instant_of(const sea_eop_row *row)
{
    return sea_epoch_from_days(days_of(row));
}

/* The row at or before t and the one behind it; NULL where the table has no two neighbouring days around t. */
static const sea_eop_row *row_before(sea_tai t, const sea_eop *eop)
{
    if (!eop || eop->count < 2 || t.ns < instant_of(&eop->rows[0]).ns) return NULL;
    if (t.ns > instant_of(&eop->rows[eop->count - 1]).ns) return NULL;
    size_t low = 0, high = eop->count - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (instant_of(&eop->rows[middle]).ns <= t.ns)
            low = middle;
        else
            high = middle;
    }
    return days_of(&eop->rows[high]) - days_of(&eop->rows[low]) == 1 ? &eop->rows[low] : NULL;
}

sea_eop_values sea_eop_at(sea_tai t, const sea_eop *eop)
{
    t = sea_epoch_within_clock(t);
    const sea_eop_row *a = row_before(t, eop);
    if (!a) return (sea_eop_values){.caveats = SEA_EOP_CAVEAT_ABSENT};
    const sea_eop_row *b = a + 1;
    sea_tai ta = instant_of(a), tb = instant_of(b);
    double day_s = sea_tai_diff_s(tb, ta), part = sea_tai_diff_s(t, ta) / day_s;
    /* A leap second between the rows steps UT1 - UTC by one second and TAI - UTC with it: UT1 - TAI goes on smoothly.
     */
    double step_s = b->ut1_minus_utc_s - a->ut1_minus_utc_s - (day_s - 86400.0);
    double leap_s = sea_tai_minus_utc_s(t) - sea_tai_minus_utc_s(ta);
    return (sea_eop_values){
        .ut1_minus_utc_s = a->ut1_minus_utc_s + step_s * part + leap_s,
        .lod_s = -step_s,
        .xp_rad = a->xp_rad + (b->xp_rad - a->xp_rad) * part,
        .yp_rad = a->yp_rad + (b->yp_rad - a->yp_rad) * part,
        .dx_rad = a->dx_rad + (b->dx_rad - a->dx_rad) * part,
        .dy_rad = a->dy_rad + (b->dy_rad - a->dy_rad) * part,
        .caveats = a->caveats | b->caveats,
    };
}

sea_ut1 sea_tai_to_ut1(sea_tai t, const sea_eop *eop, bool *known)
{
    sea_eop_values at = sea_eop_at(t, eop);
    if (known) *known = !(at.caveats & SEA_EOP_CAVEAT_ABSENT);
    return sea_epoch_ut1(t, at.ut1_minus_utc_s);
}

const char *sea_eop_word(uint32_t caveats)
{
    if (caveats & SEA_EOP_CAVEAT_ABSENT) return "ABSENT";
    if (caveats & SEA_EOP_CAVEAT_PREDICTED) return "PREDICTED";
    return caveats & SEA_EOP_CAVEAT_RAPID ? "RAPID" : "FINAL";
}

/* ---- finals2000A ---- */

/* Columns, from 0: first and past the last. Bulletin A, then Bulletin B. */
typedef struct field {
    int first, end;
    const char *name;
} field;

static const field mjd_field = {7, 15, "modified Julian date"};
static const field measured_a[] = {{18, 27, "x of the pole"}, {37, 46, "y of the pole"}, {58, 68, "UT1-UTC"}};
static const field measured_b[] = {{134, 144, "x of the pole, Bulletin B"},
                                   {144, 154, "y of the pole, Bulletin B"},
                                   {154, 165, "UT1-UTC, Bulletin B"}};
static const field offsets_a[] = {{97, 106, "dX"}, {116, 125, "dY"}};
static const field offsets_b[] = {{165, 175, "dX, Bulletin B"}, {175, 185, "dY, Bulletin B"}};
static const field flags[] = {{16, 17, "flag of the pole"}, {57, 58, "flag of UT1"}, {95, 96, "flag of the offsets"}};

typedef struct reader {
    const char *name;
    sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic);
    void *payload;
    uint64_t number; /* of the line, from 1 */
    const char *line;
    int length;
    sea_eop_row *rows;
    size_t count, capacity;
    sea_eop_summary summary;
    sea_status stopped; /* by the callback, or for want of memory */
} reader;

static bool refuse(reader *r, const char *rule, int column, const char *text, const char *advice)
{
    r->summary.refused++;
    char source[200];
    int n = r->length < (int)sizeof source - 1 ? r->length : (int)sizeof source - 1;
    memcpy(source, r->line, (size_t)n);
    source[n] = '\0';
    sea_diagnostic d = {.severity = SEA_SEVERITY_ERROR,
                        .rule = rule,
                        .file = r->name,
                        .line = r->number,
                        .column = (uint32_t)column + 1,
                        .text = text,
                        .advice = advice,
                        .source = source};
    if (r->diagnostic) r->stopped = r->diagnostic(r->payload, &d);
    return false;
}

/* The text of a field without its blanks; an empty one has length 0. */
static const char *trim(const reader *r, const field *f, size_t *length)
{
    int first = f->first, end = f->end < r->length ? f->end : r->length;
    while (first < end && r->line[first] == ' ') first++;
    while (end > first && r->line[end - 1] == ' ') end--;
    *length = (size_t)(end - first);
    return r->line + first;
}

static bool is_blank(const reader *r, const field *f)
{
    size_t length = 0;
    if (f->first < r->length) trim(r, f, &length);
    return length == 0;
}

static bool number(reader *r, const field *f, double *out)
{
    if (r->length > f->first && r->length < f->end && !is_blank(r, f))
        return refuse(r, "E_EOP_CUT", r->length, "the line ends inside a value",
                      "fetch the file again: it was cut off");
    size_t length = 0;
    const char *text = f->first < r->length ? trim(r, f, &length) : r->line;
    if (length > 0 && sea_text_to_real(text, length, out)) return true;
    char what[100] = "";
    strcat(strcat(what, f->name), length ? " is not a number" : " is missing");
    return refuse(r, length ? "E_EOP_NUMBER" : "E_EOP_MISSING", f->first, what,
                  "compare the columns with readme.finals2000A; the other rows are used");
}

/* Reads `count` fields when all of them hold something. Returned: false after a refusal. */
static bool numbers_or_blank(reader *r, const field *fields, size_t count, double *out, bool *present)
{
    *present = true;
    for (size_t i = 0; i < count; i++) *present &= !is_blank(r, &fields[i]);
    for (size_t i = 0; *present && i < count; i++)
        if (!number(r, &fields[i], &out[i])) return false;
    return true;
}

static bool take_flags(reader *r, sea_eop_row *row)
{
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (is_blank(r, &flags[i])) continue;
        char flag = r->line[flags[i].first];
        if (flag != 'I' && flag != 'P')
            return refuse(r, "E_EOP_FLAG", flags[i].first, "a flag other than I (measured) and P (predicted)",
                          "compare the columns with readme.finals2000A; the other rows are used");
        bool offsets = i == 2;
        if (flag == 'P' && !offsets) row->caveats |= SEA_EOP_CAVEAT_PREDICTED;
    }
    return true;
}

/* The calendar columns must name the day of the modified Julian date: a shifted line does not pass for data. */
static bool date_agrees(reader *r, double mjd)
{
    static const field parts[] = {{0, 2, "year"}, {2, 4, "month"}, {4, 6, "day"}};
    int32_t ymd[3];
    for (int i = 0; i < 3; i++) {
        double value;
        if (!number(r, &parts[i], &value)) return false;
        ymd[i] = value >= 0.0 && value < 100.0 ? (int32_t)value : 0;
    }
    int32_t year = ymd[0] + (mjd < MJD_2000 ? 1900 : 2000);
    if (mjd >= 70000.0 || mjd < 40000.0 || mjd != floor(mjd) || ymd[1] < 1 || ymd[1] > 12 ||
        sea_epoch_days_from_civil(year, ymd[1], ymd[2]) != (int64_t)(mjd - MJD_2000))
        return refuse(r, "E_EOP_DATE", 0, "date and modified Julian date are not the same day",
                      "columns 1 to 6 hold yymmdd, 8 to 15 the modified Julian date; the other rows are used");
    return true;
}

static bool take_measured(reader *r, sea_eop_row *row)
{
    double a[3], b[3];
    bool final;
    for (size_t i = 0; i < 3; i++)
        if (!number(r, &measured_a[i], &a[i])) return false;
    if (!numbers_or_blank(r, measured_b, 3, b, &final)) return false;
    const double *v = final ? b : a;
    if (!(fabs(v[0]) <= POLE_LIMIT_AS && fabs(v[1]) <= POLE_LIMIT_AS))
        return refuse(r, "E_EOP_RANGE", measured_a[0].first, "polar motion beyond 2 arcseconds",
                      "look for shifted columns; the other rows are used");
    if (!(fabs(v[2]) <= UT1_LIMIT_S))
        return refuse(r, "E_EOP_RANGE", measured_a[2].first, "UT1 - UTC beyond 100 seconds",
                      "look for shifted columns; the other rows are used");
    row->xp_rad = v[0] * ARCSEC;
    row->yp_rad = v[1] * ARCSEC;
    row->ut1_minus_utc_s = v[2];
    if (final)
        row->caveats &= ~(uint32_t)SEA_EOP_CAVEAT_PREDICTED;
    else
        row->caveats |= SEA_EOP_CAVEAT_RAPID;
    return true;
}

static bool take_offsets(reader *r, sea_eop_row *row)
{
    double a[2], b[2];
    bool rapid, final;
    if (!numbers_or_blank(r, offsets_a, 2, a, &rapid) || !numbers_or_blank(r, offsets_b, 2, b, &final)) return false;
    final = final && fabs(b[0]) <= OFFSET_CREDIBLE_MAS && fabs(b[1]) <= OFFSET_CREDIBLE_MAS;
    const double *v = final ? b : a;
    if (!final && !rapid) {
        row->caveats |= SEA_EOP_CAVEAT_NO_OFFSETS;
        return true;
    }
    if (!(fabs(v[0]) <= OFFSET_LIMIT_MAS && fabs(v[1]) <= OFFSET_LIMIT_MAS))
        return refuse(r, "E_EOP_RANGE", offsets_a[0].first, "celestial pole offsets beyond 50 milliarcseconds",
                      "look for shifted columns; the other rows are used");
    row->dx_rad = v[0] * (ARCSEC / 1000.0);
    row->dy_rad = v[1] * (ARCSEC / 1000.0);
    return true;
}

static bool take_row(reader *r, sea_eop_row *row)
{
    if (!number(r, &mjd_field, &row->mjd_utc) || !date_agrees(r, row->mjd_utc)) return false;
    if (r->count > 0 && row->mjd_utc <= r->rows[r->count - 1].mjd_utc)
        return refuse(r, "E_EOP_ORDER", mjd_field.first, "the date does not come after that of the row before",
                      "two files may have been joined; the first row of a date is used");
    bool empty = true;
    for (int i = mjd_field.end; i < r->length; i++) empty &= r->line[i] == ' ';
    if (empty) {
        r->summary.blank++;
        return false;
    }
    return take_flags(r, row) && take_measured(r, row) && take_offsets(r, row);
}

static sea_status keep(reader *r, const sea_eop_row *row)
{
    if (r->count == r->capacity) {
        size_t capacity = r->capacity ? 2 * r->capacity : 512;
        sea_eop_row *rows = realloc(r->rows, capacity * sizeof *rows);
        if (!rows) return SEA_E_MEMORY;
        r->rows = rows;
        r->capacity = capacity;
    }
    r->rows[r->count++] = *row;
    r->summary.rows++;
    if (!(row->caveats & SEA_EOP_CAVEAT_PREDICTED)) r->summary.last_measured_mjd = row->mjd_utc;
    return SEA_OK;
}

static sea_status read_lines(reader *r, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end && r->stopped == SEA_OK) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        if (!stop) stop = end;
        size_t n = (size_t)(stop - text);
        if (n > 0 && text[n - 1] == '\r') n--;
        r->number++;
        r->line = text;
        r->length =
            n < 1000 ? (int)n : 1000; /* a line has 187 columns; what is behind the last field is not looked at */
        sea_eop_row row = {0};
        if (n > 0 && take_row(r, &row) && r->stopped == SEA_OK) r->stopped = keep(r, &row);
        text = stop + 1;
    }
    return r->stopped;
}

sea_status sea_eop_parse(const char *text, size_t length, const char *name,
                         sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic), void *payload,
                         sea_eop *out, sea_eop_summary *summary, sea_error *err)
{
    reader r = {.name = name, .diagnostic = diagnostic, .payload = payload};
    *out = (sea_eop){0};
    sea_status s = read_lines(&r, text, length);
    if (summary) *summary = r.summary;
    if (s == SEA_OK && r.count == 0)
        s = sea_error_set(err, SEA_E_FORMAT,
                          "%s: no row of finals2000A in it; give the IERS file finals2000A.data or .all", name);
    else if (s != SEA_OK)
        sea_error_set(err, s, "%s: %s", name, sea_status_text(s));
    if (s == SEA_OK)
        *out = (sea_eop){r.rows, r.count};
    else
        free(r.rows);
    return s;
}

void sea_eop_free(sea_eop *eop)
{
    free((void *)(uintptr_t)eop->rows);
    *eop = (sea_eop){0};
}

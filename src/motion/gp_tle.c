/*
 * TLE and 3LE: two lines of 69 columns, perhaps under a name line. Columns below are 1-based, as in the format's
 * description. Reference: Space-Track, "Basic Description of the Two Line Element (TLE) Format" and "Alpha-5".
 */
#include "motion/gp.h"
#include "astro/epoch.h"

#include <stdio.h>
#include <string.h>

enum { LINE_LENGTH = 69, DATA_LENGTH = 68, YEAR_DOUBTFUL = 50 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t trimmed(const char *text, size_t length)
{
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
    return length;
}

bool sea_gp_tle_is_element_line(const char *text, size_t length)
{
    if (length < 8 || (text[0] != '1' && text[0] != '2') || (text[1] != ' ' && text[1] != '\t')) return false;
    size_t digits = 0;
    for (size_t i = 0; i < length && i < LINE_LENGTH; i++) digits += is_digit(text[i]);
    if (length >= 40 && digits >= 20) return true; /* no name is like that: a line, whatever happened to it */
    /* The beginning of one: a number that ends in column 7, then the classification or a blank, then a blank or the
     * end. */
    if (!is_digit(text[6]) || (length > 8 && text[8] != ' ')) return false;
    if (text[7] != ' ' && (text[0] == '2' || text[7] < 'A' || text[7] > 'Z')) return false;
    size_t i = 2;
    while (text[i] == ' ') i++;
    for (; i < 6; i++)
        if (!is_digit(text[i]) && !(i == 2 && text[i] >= 'A' && text[i] <= 'Z')) return false;
    return true;
}

/* ---- fields ---- */

/* Where a value stands on its line, for findings. */
typedef struct columns {
    sea_gp_field field;
    int line, first, last;
} columns;

static const columns layout[] = {
    {SEA_GP_FIELD_CLASSIFICATION, 1, 8, 8},   {SEA_GP_FIELD_OBJECT_ID, 1, 10, 17},      {SEA_GP_FIELD_EPOCH, 1, 19, 32},
    {SEA_GP_FIELD_NDOT, 1, 34, 43},           {SEA_GP_FIELD_NDDOT, 1, 45, 52},          {SEA_GP_FIELD_BSTAR, 1, 54, 61},
    {SEA_GP_FIELD_EPHEMERIS_TYPE, 1, 63, 63}, {SEA_GP_FIELD_ELEMENT_SET_NO, 1, 65, 68}, {SEA_GP_FIELD_INCL, 2, 9, 16},
    {SEA_GP_FIELD_RAAN, 2, 18, 25},           {SEA_GP_FIELD_ECCENTRICITY, 2, 27, 33},   {SEA_GP_FIELD_ARGP, 2, 35, 42},
    {SEA_GP_FIELD_MEAN_ANOMALY, 2, 44, 51},   {SEA_GP_FIELD_MEAN_MOTION, 2, 53, 63},    {SEA_GP_FIELD_REV, 2, 64, 68},
};

static const columns *columns_of(sea_gp_field field)
{
    for (size_t i = 0; i < sizeof layout / sizeof layout[0]; i++)
        if (layout[i].field == field) return &layout[i];
    return NULL;
}

/* A record under way: its two lines, at least 68 columns each, and the finding that stops it. */
typedef struct record {
    const char *lines[2];
    uint64_t numbers[2];
    sea_gp_fault *fault;
} record;

static bool refuse(const record *r, sea_gp_rule rule, int line, int column, const char *why)
{
    sea_gp_fail(r->fault, rule, SEA_GP_FIELD_NONE, "%s", why);
    r->fault->line = r->numbers[line - 1];
    r->fault->column = (uint64_t)column;
    return false;
}

static bool refuse_field(const record *r, sea_gp_rule rule, sea_gp_field field, const char *why)
{
    const columns *c = columns_of(field);
    char shown[SEA_GP_SHOWN_MAX];
    sea_gp_fail(r->fault, rule, field, "%s `%s`: %s", sea_gp_field_name(field),
                sea_gp_show(r->lines[c->line - 1] + c->first - 1, (size_t)(c->last - c->first + 1), shown), why);
    r->fault->line = r->numbers[c->line - 1];
    r->fault->column = (uint64_t)c->first;
    return false;
}

/* 10^k as far as a double holds them exactly; no field here needs more. */
static double ten_to(int k)
{
    static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    return tens[k];
}

/* Blank-padded decimal with a written point: at most 11 columns, so the quotient of two exact numbers is rounded once.
 */
static bool take_real(const record *r, sea_gp_field field, double *out)
{
    const columns *c = columns_of(field);
    const char *p = r->lines[c->line - 1] + c->first - 1, *end = r->lines[c->line - 1] + c->last;
    while (p < end && *p == ' ') p++;
    while (p < end && end[-1] == ' ') end--;
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    uint64_t m = 0;
    int digits = 0, decimals = -1;
    for (; p < end; p++) {
        if (*p == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (!is_digit(*p)) return refuse_field(r, SEA_GP_E_FIELD, field, "not a decimal number");
        m = m * 10 + (uint64_t)(*p - '0');
        digits++;
        if (decimals >= 0) decimals++;
    }
    if (digits == 0 || decimals < 0)
        return refuse_field(r, SEA_GP_E_FIELD, field, "a number with its decimal point belongs here");
    *out = (double)m / ten_to(decimals);
    if (negative) *out = -*out;
    return true;
}

/* Sign, five digits after an implied point, and a signed power of ten: ` 12345-3` is 0.12345e-3. */
static bool take_power(const record *r, sea_gp_field field, double *out)
{
    const columns *c = columns_of(field);
    const char *p = r->lines[c->line - 1] + c->first - 1;
    bool negative = p[0] == '-';
    bool shaped =
        (p[0] == ' ' || p[0] == '+' || negative) && (p[6] == '-' || p[6] == '+') && is_digit(p[7]) && is_digit(p[5]);
    uint64_t m = 0;
    bool begun = false;
    for (int i = 1; i <= 5; i++) {
        if (p[i] == ' ' && !begun) continue;
        begun = true;
        if (!is_digit(p[i])) shaped = false;
        m = m * 10 + (uint64_t)(p[i] - '0');
    }
    if (!shaped) return refuse_field(r, SEA_GP_E_FIELD, field, "must be like ` 12345-3`, the point implied");
    int power = (p[6] == '-' ? -(p[7] - '0') : p[7] - '0') - 5;
    *out = power < 0 ? (double)m / ten_to(-power) : (double)m * ten_to(power);
    if (negative && m > 0) *out = -*out;
    return true;
}

/* Digits padded with blanks in front; wholly blank is 0 where that is allowed. */
static bool take_count(const record *r, sea_gp_field field, bool blank_allowed, uint32_t *out)
{
    const columns *c = columns_of(field);
    const char *p = r->lines[c->line - 1] + c->first - 1, *end = r->lines[c->line - 1] + c->last;
    while (p < end && *p == ' ') p++;
    if (p == end && !blank_allowed) return refuse_field(r, SEA_GP_E_FIELD, field, "digits belong here");
    for (*out = 0; p < end; p++) {
        if (!is_digit(*p)) return refuse_field(r, SEA_GP_E_FIELD, field, "only digits belong here");
        *out = *out * 10 + (uint32_t)(*p - '0');
    }
    return true;
}

/* Rule broken by the five characters of a catalogue number, or SEA_GP_RULES when none is. */
static sea_gp_rule read_alpha5(const char *text, uint32_t *out)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    const char *p = text, *end = text + 5;
    while (p < end && *p == ' ') p++;
    while (p < end && end[-1] == ' ') end--;
    if (p == end) return SEA_GP_E_CATNUM;
    uint32_t value = 0;
    if (!is_digit(*p)) {
        bool is_letter = (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
        if (!is_letter || end - p != 5) return SEA_GP_E_CATNUM;
        const char *letter = strchr(letters, *p++);
        if (!letter) return SEA_GP_E_ALPHA5;
        value = (uint32_t)(letter - letters) + 10;
    }
    for (; p < end; p++) {
        if (!is_digit(*p)) return SEA_GP_E_CATNUM;
        value = value * 10 + (uint32_t)(*p - '0');
    }
    *out = value;
    return value == 0 ? SEA_GP_E_CATNUM : SEA_GP_RULES;
}

sea_status sea_gp_alpha5_parse(const char text[5], uint32_t *out)
{
    return read_alpha5(text, out) == SEA_GP_RULES ? SEA_OK : SEA_E_FORMAT;
}

static bool take_id(const record *r, int line, uint32_t *out)
{
    sea_gp_rule broken = read_alpha5(r->lines[line - 1] + 2, out);
    if (broken == SEA_GP_RULES) return true;
    char shown[SEA_GP_SHOWN_MAX];
    sea_gp_fail(r->fault, broken, SEA_GP_FIELD_NORAD_CAT_ID, "`%s` is no catalogue number",
                sea_gp_show(r->lines[line - 1] + 2, 5, shown));
    r->fault->line = r->numbers[line - 1];
    r->fault->column = 3;
    return false;
}

/* `YYDDD.DDDDDDDD`: a hundred-millionth of a day is 864,000 ns, so the instant is exact. */
static bool take_epoch(const record *r, sea_tai *out, uint32_t *warnings)
{
    const char *p = r->lines[0] + 18;
    if (!is_digit(p[1]) || !(is_digit(p[0]) || p[0] == ' '))
        return refuse_field(r, SEA_GP_E_EPOCH, SEA_GP_FIELD_EPOCH, "must begin with two digits of the year");
    int year = (p[0] == ' ' ? 0 : p[0] - '0') * 10 + (p[1] - '0'), day = 0, at = 2;
    while (at < 4 && p[at] == ' ') at++;
    for (; at < 5; at++) {
        if (!is_digit(p[at]))
            return refuse_field(r, SEA_GP_E_EPOCH, SEA_GP_FIELD_EPOCH, "the day of the year is no number");
        day = day * 10 + (p[at] - '0');
    }
    int64_t unit = SEA_NS_PER_DAY / 10, ns = 0;
    if (p[5] != '.') return refuse_field(r, SEA_GP_E_EPOCH, SEA_GP_FIELD_EPOCH, "its point belongs in column 24");
    for (at = 6; at < 14 && p[at] != ' '; at++, unit /= 10) {
        if (!is_digit(p[at]))
            return refuse_field(r, SEA_GP_E_EPOCH, SEA_GP_FIELD_EPOCH, "the fraction of the day is no number");
        ns += (p[at] - '0') * unit;
    }
    for (; at < 14; at++)
        if (p[at] != ' ') return refuse_field(r, SEA_GP_E_EPOCH, SEA_GP_FIELD_EPOCH, "a blank inside a number");
    if (sea_epoch_from_day_of_year(sea_gp_full_year(year), day, ns, out) != SEA_OK)
        return refuse_field(r, SEA_GP_E_EPOCH, SEA_GP_FIELD_EPOCH, "that year has no such day");
    if (year >= YEAR_DOUBTFUL && sea_gp_full_year(year) >= 2000) *warnings |= 1u << SEA_GP_W_FUTURE;
    return true;
}

/* `98067A  ` becomes `1998-067A`. It names, and nothing is computed from it: what is shaped otherwise is kept as it
 * stands. */
static void take_object_id(const char *text, char out[14])
{
    const char *end = text + 8;
    while (text < end && *text == ' ') text++;
    while (text < end && end[-1] == ' ') end--;
    size_t length = (size_t)(end - text), digits = 0;
    while (digits < length && is_digit(text[digits])) digits++;
    if (digits != 5 || length == 5) {
        memcpy(out, text, length);
        out[length] = '\0';
        return;
    }
    int year = sea_gp_full_year((text[0] - '0') * 10 + (text[1] - '0'));
    for (int i = 3; i >= 0; i--, year /= 10) out[i] = (char)('0' + year % 10);
    out[4] = '-';
    memcpy(out + 5, text + 2, length - 2);
    out[length + 3] = '\0';
}

/* ---- lines ---- */

static bool check_line(const record *r, int line, size_t length, sea_gp *gp, uint32_t *warnings)
{
    static const unsigned char blanks[2][9] = {{2, 9, 18, 33, 44, 53, 62, 64, 0}, {2, 8, 17, 26, 34, 43, 52, 0}};
    const char *text = r->lines[line - 1];
    int sum = 0;
    for (int i = 0; i < (int)length && i < LINE_LENGTH; i++) {
        char c = text[i];
        if (c == '\t') return refuse(r, SEA_GP_E_TAB, line, i + 1, "a tab inside an element line");
        if (c < 0x20 || c > 0x7e)
            return refuse(r, SEA_GP_E_NONASCII, line, i + 1, "a byte that is not printable ASCII");
        if (i < DATA_LENGTH) sum += is_digit(c) ? c - '0' : c == '-';
    }
    if (length < DATA_LENGTH)
        return refuse(r, SEA_GP_E_LENGTH, line, (int)length + 1, "an element line has 69 columns; this one is shorter");
    if (length == DATA_LENGTH) {
        gp->caveats |= SEA_GP_CAVEAT_NO_CHECKSUM;
        *warnings |= 1u << SEA_GP_W_NO_CHECKSUM;
    } else if (text[DATA_LENGTH] != '0' + sum % 10) {
        char why[80] = "the checksum in column 69 should be ?";
        *strchr(why, '?') = (char)('0' + sum % 10);
        return refuse(r, SEA_GP_E_CHECKSUM, line, LINE_LENGTH, why);
    }
    if (length > LINE_LENGTH) {
        gp->caveats |= SEA_GP_CAVEAT_TRAILING;
        *warnings |= 1u << SEA_GP_W_TRAILING;
    }
    for (const unsigned char *b = blanks[line - 1]; *b; b++)
        if (text[*b - 1] != ' ') return refuse(r, SEA_GP_E_FIELD, line, *b, "a blank belongs in this column");
    return true;
}

static bool take_line_1(const record *r, sea_gp *gp, uint32_t *warnings)
{
    uint32_t type;
    char class = r->lines[0][7];
    if (class != 'U' && class != 'C' && class != 'S' && class != ' ')
        return refuse_field(r, SEA_GP_E_FIELD, SEA_GP_FIELD_CLASSIFICATION, "must be U, C, S or blank");
    gp->classification = class == ' ' ? 'U' : class;
    take_object_id(r->lines[0] + 9, gp->object_id);
    if (!take_id(r, 1, &gp->norad_cat_id) || !take_epoch(r, &gp->epoch, warnings) ||
        !take_real(r, SEA_GP_FIELD_NDOT, &gp->mean_motion_dot_rev_day2) ||
        !take_power(r, SEA_GP_FIELD_NDDOT, &gp->mean_motion_ddot_rev_day3) ||
        !take_power(r, SEA_GP_FIELD_BSTAR, &gp->bstar_per_er) ||
        !take_count(r, SEA_GP_FIELD_EPHEMERIS_TYPE, true, &type) ||
        !take_count(r, SEA_GP_FIELD_ELEMENT_SET_NO, true, &gp->element_set_no))
        return false;
    gp->ephemeris_type = (uint8_t)type;
    return true;
}

static bool take_line_2(const record *r, sea_gp *gp)
{
    uint32_t id, eccentricity;
    if (!take_id(r, 2, &id)) return false;
    if (id != gp->norad_cat_id) {
        return refuse(r, SEA_GP_E_IDMISMATCH, 2, 3, "the catalogue numbers of line 1 and line 2 differ");
    }
    if (!take_real(r, SEA_GP_FIELD_INCL, &gp->incl_deg) || !take_real(r, SEA_GP_FIELD_RAAN, &gp->raan_deg) ||
        !take_count(r, SEA_GP_FIELD_ECCENTRICITY, false, &eccentricity) ||
        !take_real(r, SEA_GP_FIELD_ARGP, &gp->argp_deg) ||
        !take_real(r, SEA_GP_FIELD_MEAN_ANOMALY, &gp->mean_anomaly_deg) ||
        !take_real(r, SEA_GP_FIELD_MEAN_MOTION, &gp->mean_motion_rev_day) ||
        !take_count(r, SEA_GP_FIELD_REV, true, &gp->rev_at_epoch))
        return false;
    gp->eccentricity = (double)eccentricity / 1e7;
    return true;
}

/* ---- the file ---- */

/* Lines that wait for those they belong to. */
typedef struct waiting {
    sea_buffer text; /* a name line, if any, and line 1, each with '\n' */
    size_t name_length, line_1_at, line_1_length;
    uint64_t first_number, line_1_number;
    bool has_name, has_line_1;
    /* lines that were taken for a name until another one came */
    sea_buffer stray; /* the first of them */
    uint64_t strays, stray_number;
} waiting;

static void forget(waiting *w)
{
    sea_buffer_clear(&w->text);
    w->has_name = w->has_line_1 = false;
    w->name_length = w->line_1_at = 0;
}

static bool report_orphan(sea_gp_reader *r, waiting *w)
{
    if (!w->has_line_1) return true;
    sea_gp_span span = {w->text.data + w->line_1_at, w->line_1_length, w->line_1_number};
    bool go_on = sea_gp_report(r, SEA_GP_E_ORPHAN, span, 1, "line 1 of an element set without its line 2");
    forget(w);
    return go_on;
}

/* The name that waits is none: another line of text follows it, or nothing does. */
static void lay_aside(waiting *w)
{
    if (!w->has_name) return;
    if (w->strays++ > 0) return;
    sea_buffer_clear(&w->stray);
    sea_buffer_add(&w->stray, w->text.data, w->name_length);
    w->stray_number = w->first_number;
}

static bool report_strays(sea_gp_reader *r, waiting *w)
{
    char text[100];
    if (w->strays == 0) return true;
    snprintf(text, sizeof text,
             w->strays == 1 ? "a line that belongs to no element set was passed over"
                            : "%llu lines from here on belong to no element set and were passed over",
             (unsigned long long)w->strays);
    w->strays = 0;
    return sea_gp_report(r, SEA_GP_W_LINES, (sea_gp_span){w->stray.data, w->stray.length, w->stray_number}, 1, text);
}

static void keep_name(waiting *w, const sea_gp_line *line)
{
    lay_aside(w);
    forget(w);
    sea_buffer_add(&w->text, line->text, line->length);
    sea_buffer_add(&w->text, "\n", 1);
    w->has_name = true;
    w->name_length = line->length;
    w->first_number = line->number;
    w->line_1_at = line->length + 1;
}

static void keep_line_1(waiting *w, const sea_gp_line *line)
{
    if (!w->has_name) w->first_number = line->number;
    w->has_line_1 = true;
    w->line_1_number = line->number;
    w->line_1_length = line->length;
    sea_buffer_add(&w->text, line->text, line->length);
    sea_buffer_add(&w->text, "\n", 1);
}

static bool finish_record(sea_gp_reader *r, waiting *w, const sea_gp_line *line)
{
    size_t line_2_at = w->text.length;
    sea_buffer_add(&w->text, line->text, line->length);
    if (w->text.failed) {
        r->stop = SEA_E_MEMORY;
        return false;
    }
    sea_gp_fault fault;
    uint32_t warnings = 0;
    const record rec = {
        {w->text.data + w->line_1_at, w->text.data + line_2_at}, {w->line_1_number, line->number}, &fault};
    sea_gp gp = {.creation_date = SEA_TAI_NONE};
    bool good = check_line(&rec, 1, trimmed(rec.lines[0], w->line_1_length), &gp, &warnings) &&
                check_line(&rec, 2, trimmed(rec.lines[1], line->length), &gp, &warnings) &&
                take_line_1(&rec, &gp, &warnings) && take_line_2(&rec, &gp);
    if (good && !sea_gp_check(&gp, &warnings, &fault)) {
        const columns *c = columns_of(fault.field);
        fault.line = rec.numbers[c->line - 1];
        fault.column = (uint64_t)c->first;
        good = false;
    }
    if (!good) {
        bool second = fault.line == line->number;
        sea_gp_span span = {rec.lines[second], second ? line->length : w->line_1_length, fault.line};
        return sea_gp_report_fault(r, span, &fault);
    }
    if (gp.ephemeris_type != 0 && gp.ephemeris_type != 2 && gp.ephemeris_type != 3) {
        gp.caveats |= SEA_GP_CAVEAT_NOT_SGP4;
        warnings |= 1u << SEA_GP_W_THEORY;
    }
    if (w->has_name) {
        const char *name = w->text.data;
        size_t prefix = w->name_length >= 2 && name[0] == '0' && name[1] == ' ' ? 2 : 0;
        sea_gp_put_name(&gp, name + prefix, w->name_length - prefix, &warnings);
    }
    return sea_gp_deliver(r, &gp, SEA_GP_TLE, (sea_gp_span){w->text.data, w->text.length, w->first_number}, warnings);
}

/* False when the reading is to stop. */
static bool take_line(sea_gp_reader *r, waiting *w, const sea_gp_line *line)
{
    sea_gp_span span = {line->text, line->length, line->number};
    if (!sea_gp_tle_is_element_line(line->text, line->length)) {
        if (!report_orphan(r, w)) return false;
        keep_name(w, line);
        return true;
    }
    if (line->too_long) {
        forget(w);
        return sea_gp_report(r, SEA_GP_E_LENGTH, span, 0, "a line of more than a mebibyte");
    }
    if (line->text[0] == '1') {
        if (!report_orphan(r, w) || !report_strays(r, w)) return false;
        keep_line_1(w, line);
        return true;
    }
    if (!w->has_line_1) {
        forget(w);
        return sea_gp_report(r, SEA_GP_E_ORPHAN, span, 1, "line 2 of an element set without its line 1");
    }
    bool go_on = finish_record(r, w, line);
    forget(w);
    return go_on;
}

void sea_gp_read_tle(sea_gp_reader *r)
{
    enum { PATIENCE = 64 << 20 }; /* bytes of text without a single element line, after which it is something else */
    waiting w = {0};
    sea_gp_line line;
    uint64_t seen = 0;
    bool go_on = true;
    while (go_on && seen < PATIENCE && sea_gp_stream_next_line(&r->stream, &line)) {
        size_t length = trimmed(line.text, line.length);
        seen = r->summary->records || r->summary->refused ? 0 : seen + line.length + 1;
        if (length == 0 || line.text[0] == '#') continue;
        r->any_content = true;
        go_on = take_line(r, &w, &line);
        if (w.text.failed || w.stray.failed) r->stop = SEA_E_MEMORY;
        go_on = go_on && r->stop == SEA_OK;
    }
    const char *reason; /* a stream that broke off explains the missing line 2 itself */
    if (go_on && sea_gp_stream_status(&r->stream, &reason) == SEA_OK && report_orphan(r, &w)) {
        lay_aside(&w);
        /* What has no set at all in it is something else, and told as that. */
        if (r->summary->records + r->summary->refused > 0) (void)report_strays(r, &w);
    }
    sea_buffer_free(&w.text);
    sea_buffer_free(&w.stray);
}

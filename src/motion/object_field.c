/* The columns of SATCAT and GCAT, and their values. Strict on values; what is not known is left out. */
#include "motion/object.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct column {
    const char *name;
    sea_object_field field;
} column;

static const column satcat[] = {
    {"OBJECT_NAME", SEA_OBJECT_FIELD_NAME},       {"OBJECT_ID", SEA_OBJECT_FIELD_ID},
    {"NORAD_CAT_ID", SEA_OBJECT_FIELD_NUMBER},    {"OBJECT_TYPE", SEA_OBJECT_FIELD_TYPE},
    {"OPS_STATUS_CODE", SEA_OBJECT_FIELD_STATUS}, {"OWNER", SEA_OBJECT_FIELD_OWNER},
    {"LAUNCH_DATE", SEA_OBJECT_FIELD_LAUNCH},     {"DECAY_DATE", SEA_OBJECT_FIELD_DECAY},
    {"PERIOD", SEA_OBJECT_FIELD_PERIOD},          {"INCLINATION", SEA_OBJECT_FIELD_INCL},
    {"APOGEE", SEA_OBJECT_FIELD_APOGEE},          {"PERIGEE", SEA_OBJECT_FIELD_PERIGEE},
    {"ORBIT_CENTER", SEA_OBJECT_FIELD_CENTER},    {NULL, SEA_OBJECT_FIELD_NONE},
};

static const column gcat[] = {
    {"#JCAT", SEA_OBJECT_FIELD_NUMBER},    {"JCAT", SEA_OBJECT_FIELD_NUMBER},
    {"Piece", SEA_OBJECT_FIELD_ID},        {"Name", SEA_OBJECT_FIELD_NAME},
    {"LDate", SEA_OBJECT_FIELD_LAUNCH},    {"TDate", SEA_OBJECT_FIELD_DECAY},
    {"UNState", SEA_OBJECT_FIELD_OWNER},   {"UNReg", SEA_OBJECT_FIELD_DOCUMENT},
    {"UNPeriod", SEA_OBJECT_FIELD_PERIOD}, {"UNInc", SEA_OBJECT_FIELD_INCL},
    {"UNApogee", SEA_OBJECT_FIELD_APOGEE}, {"UNPerigee", SEA_OBJECT_FIELD_PERIGEE},
    {"Program", SEA_OBJECT_FIELD_PROGRAM}, {NULL, SEA_OBJECT_FIELD_NONE},
};

sea_object_field sea_object_field_of(sea_object_format format, const char *name, size_t length)
{
    const column *c = format == SEA_OBJECT_GCAT_TSV ? gcat : satcat;
    while (c->name && (strlen(c->name) != length || memcmp(c->name, name, length) != 0)) c++;
    return c->field;
}

bool sea_object_fail(sea_object_fault *fault, sea_object_rule rule, const char *format, ...)
{
    va_list args;
    fault->rule = rule;
    va_start(args, format);
    if (vsnprintf(fault->text, sizeof fault->text, format, args) < 0) fault->text[0] = '\0';
    va_end(args);
    return false;
}

static bool refuse(sea_object_fault *fault, sea_object_rule rule, const char *text, size_t length, const char *why)
{
    char shown[SEA_GP_SHOWN_MAX];
    return sea_object_fail(fault, rule, "`%s`: %s", sea_gp_show(text, length, shown), why);
}

static bool put_text(char *out, size_t size, const char *text, size_t length, sea_object_fault *fault)
{
    if (length >= size) return refuse(fault, SEA_OBJECT_E_FIELD, text, length, "longer than this value can be");
    memcpy(out, text, length);
    out[length] = '\0';
    return true;
}

/* A name may be longer than kept. */
static void put_name(char *out, size_t size, const char *text, size_t length)
{
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80) length--; /* never half a character */
    }
    memcpy(out, text, length);
    out[length] = '\0';
}

/* SATCAT: digits. GCAT: `S25544`. */
static bool put_number(sea_object *o, sea_object_format format, const char *text, size_t length,
                       sea_object_fault *fault)
{
    uint64_t number;
    const char *digits = text;
    size_t count = length;
    if (format == SEA_OBJECT_GCAT_TSV) {
        if (text[0] != 'S') return refuse(fault, SEA_OBJECT_E_CATNUM, text, length, "not of the form S25544");
        digits++, count--;
    }
    if (!sea_text_to_u64(digits, count, &number) || number < 1 || number > SEA_GP_ID_MAX)
        return refuse(fault, SEA_OBJECT_E_CATNUM, text, length, "no catalogue number");
    o->norad_cat_id = (uint32_t)number;
    return true;
}

static bool put_type(sea_object *o, const char *text, size_t length, sea_object_fault *fault)
{
    static const struct {
        const char *name;
        sea_object_type type;
    } types[] = {{"PAY", SEA_OBJECT_PAYLOAD},
                 {"R/B", SEA_OBJECT_ROCKET_BODY},
                 {"DEB", SEA_OBJECT_DEBRIS},
                 {"UNK", SEA_OBJECT_UNKNOWN}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strlen(types[i].name) == length && memcmp(types[i].name, text, length) == 0) {
            o->type = types[i].type;
            return true;
        }
    return refuse(fault, SEA_OBJECT_E_FIELD, text, length, "must be PAY, R/B, DEB or UNK");
}

/* ---- dates ---- */

/* Digits at the front of [*p, end), at most `most`; -1 when there is none. */
static int take_digits(const char **p, const char *end, int most)
{
    int value = -1;
    for (int i = 0; i < most && *p < end && **p >= '0' && **p <= '9'; i++, ++*p)
        value = (value < 0 ? 0 : value * 10) + (**p - '0');
    return value;
}

static void skip_blanks(const char **p, const char *end)
{
    while (*p < end && **p == ' ') ++*p;
}

/* Through the clock, so that 31 April is no date. */
static bool exists(int year, int month, int day)
{
    const sea_utc utc = {.year = year, .month = (uint8_t)month, .day = (uint8_t)day};
    sea_tai t;
    return year >= 1900 && year <= 2200 && sea_utc_to_tai(utc, &t) == SEA_OK;
}

/* `1998-11-20` */
static bool take_iso(const char *p, const char *end, sea_object_date *out)
{
    if (end - p != 10 || p[4] != '-' || p[7] != '-') return false;
    int year = take_digits(&p, end, 4);
    p++;
    int month = take_digits(&p, end, 2);
    p++;
    int day = take_digits(&p, end, 2);
    *out = (sea_object_date){(int16_t)year, (uint8_t)month, (uint8_t)day, false};
    return p == end && month > 0 && day > 0 && exists(year, month, day);
}

/* 1 to 12 from three letters, 0 when they are no month. */
static int take_month(const char **p, const char *end)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (end - *p < 3) return 0;
    for (int i = 0; i < 12; i++)
        if (memcmp(*p, names + 3 * i, 3) == 0) {
            *p += 3;
            return i + 1;
        }
    return 0;
}

/* What may stand behind a day: a time, `1928` or `1928:34`, which is left aside. */
static void skip_time(const char **p, const char *end)
{
    skip_blanks(p, end);
    (void)take_digits(p, end, 4);
    if (*p < end && **p == ':') {
        ++*p;
        (void)take_digits(p, end, 2);
    }
}

/* A vague date: `1957 Oct  4`, `1957 Oct`, `1957 Q4`, `1950s`, with a time behind the day and a `?` at the end. */
static bool take_vague(const char *p, const char *end, sea_object_date *out)
{
    int day = 0, year = take_digits(&p, end, 4);
    *out = (sea_object_date){.year = (int16_t)year};
    if (end[-1] == '?') {
        out->doubtful = true;
        end--;
    }
    if (p < end && *p == 's') { /* a decade: its first year is all there is to keep */
        out->doubtful = true;
        return p + 1 == end && exists(year, 1, 1);
    }
    skip_blanks(&p, end);
    if (p == end) return exists(year, 1, 1);
    if (*p == 'Q') return end - p == 2 && p[1] >= '1' && p[1] <= '4' && exists(year, 1, 1);
    int month = take_month(&p, end);
    if (month == 0) return false;
    out->month = (uint8_t)month;
    skip_blanks(&p, end);
    if (p < end) {
        day = take_digits(&p, end, 2);
        skip_time(&p, end);
    }
    out->day = (uint8_t)day;
    return p == end && day >= 0 && exists(year, month, day ? day : 1);
}

static bool put_date(sea_object_date *out, sea_object_format format, const char *text, size_t length,
                     sea_object_fault *fault)
{
    bool good =
        format == SEA_OBJECT_GCAT_TSV ? take_vague(text, text + length, out) : take_iso(text, text + length, out);
    if (good) return true;
    return refuse(fault, SEA_OBJECT_E_DATE, text, length,
                  format == SEA_OBJECT_GCAT_TSV ? "no date such as `1957 Oct  4`" : "no date such as 1957-10-04");
}

bool sea_object_date_before(sea_object_date a, sea_object_date b)
{
    if (a.year == 0 || b.year == 0 || a.doubtful || b.doubtful) return false;
    if (a.year != b.year) return a.year < b.year;
    if (a.month == 0 || b.month == 0 || a.month != b.month) return a.month != 0 && a.month < b.month;
    return a.day != 0 && a.day < b.day;
}

/* ---- the orbit ---- */

static bool put_real(sea_object *o, sea_object_field field, const char *text, size_t length, sea_object_fault *fault)
{
    static const struct {
        uint32_t bit;
        double low, high;
    } limits[] = {{SEA_OBJECT_HAS_PERIOD, 0, 1e9},
                  {SEA_OBJECT_HAS_INCL, 0, 180},
                  {SEA_OBJECT_HAS_APOGEE, -6500, 1e9},
                  {SEA_OBJECT_HAS_PERIGEE, -6500, 1e9}};
    double *const places[] = {&o->period_min, &o->incl_deg, &o->apogee_km, &o->perigee_km};
    int i = (int)field - SEA_OBJECT_FIELD_PERIOD;
    double value;
    if (!sea_text_to_real(text, length, &value)) return refuse(fault, SEA_OBJECT_E_FIELD, text, length, "not a number");
    if (!(value >= limits[i].low && value <= limits[i].high))
        return refuse(fault, SEA_OBJECT_E_RANGE, text, length, "outside what an orbit can have");
    *places[i] = value;
    o->has |= limits[i].bit;
    return true;
}

bool sea_object_put(sea_object *o, sea_object_format format, sea_object_field field, const char *text, size_t length,
                    sea_object_fault *fault)
{
    bool absent = length == 0 || (length == 1 && (text[0] == '-' || text[0] == '*') && format == SEA_OBJECT_GCAT_TSV);
    if (absent && field != SEA_OBJECT_FIELD_NUMBER) return true;
    switch (field) {
    case SEA_OBJECT_FIELD_NONE: return true;
    case SEA_OBJECT_FIELD_NUMBER:
        return absent ? sea_object_fail(fault, SEA_OBJECT_E_CATNUM, "the catalogue number is missing")
                      : put_number(o, format, text, length, fault);
    case SEA_OBJECT_FIELD_ID: return put_text(o->object_id, sizeof o->object_id, text, length, fault);
    case SEA_OBJECT_FIELD_NAME: put_name(o->name, sizeof o->name, text, length); return true;
    case SEA_OBJECT_FIELD_PROGRAM: put_name(o->program, sizeof o->program, text, length); return true;
    case SEA_OBJECT_FIELD_TYPE: return put_type(o, text, length, fault);
    case SEA_OBJECT_FIELD_STATUS:
        o->status = text[0];
        return length == 1 || refuse(fault, SEA_OBJECT_E_FIELD, text, length, "a status code is one character");
    case SEA_OBJECT_FIELD_OWNER: return put_text(o->owner, sizeof o->owner, text, length, fault);
    case SEA_OBJECT_FIELD_LAUNCH: return put_date(&o->launch, format, text, length, fault);
    case SEA_OBJECT_FIELD_DECAY: return put_date(&o->decay, format, text, length, fault);
    case SEA_OBJECT_FIELD_CENTER: return put_text(o->center, sizeof o->center, text, length, fault);
    case SEA_OBJECT_FIELD_DOCUMENT: return put_text(o->un_document, sizeof o->un_document, text, length, fault);
    case SEA_OBJECT_FIELD_PERIOD:
    case SEA_OBJECT_FIELD_INCL:
    case SEA_OBJECT_FIELD_APOGEE:
    case SEA_OBJECT_FIELD_PERIGEE: break;
    }
    return put_real(o, field, text, length, fault);
}

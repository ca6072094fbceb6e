/* Values of a message: numbers, units, and instants of the clocks an orbit may be told in. */
#include "motion/ndm.h"
#include "base/math.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool sea_ndm_equals(const sea_ndm_text *text, const char *word)
{
    return text->length == strlen(word) && memcmp(text->data, word, text->length) == 0;
}

bool sea_ndm_equals_any_case(const sea_ndm_text *text, const char *word)
{
    if (text->length != strlen(word)) return false;
    for (size_t i = 0; i < text->length; i++) {
        char c = text->data[i];
        if ((c >= 'a' && c <= 'z' ? c - 32 : c) != word[i]) return false;
    }
    return true;
}

void sea_ndm_copy(char *out, size_t capacity, const sea_ndm_text *text)
{
    size_t n = text->length < capacity - 1 ? text->length : capacity - 1;
    if (n < text->length)
        while (n > 0 && ((unsigned char)text->data[n] & 0xc0) == 0x80) n--; /* never half a character */
    for (size_t i = 0; i < n; i++) out[i] = text->data[i] ? text->data[i] : '?';
    out[n] = '\0';
}

bool sea_ndm_read_real(const sea_ndm_text *value, double *out, sea_ndm_fault *fault)
{
    const double most = 1e30;
    if (sea_text_to_real(value->data, value->length, out)) {
        if (fabs(*out) <= most) return true;
        return sea_ndm_wrong(fault, SEA_NDM_E_RANGE, value, "is larger than anything near the Earth");
    }
    bool form = value->length > 0, exponent = false;
    for (size_t i = 0; i < value->length; i++) {
        form &= value->data[i] && strchr("0123456789+-.eE", value->data[i]) != NULL;
        exponent |= value->data[i] == 'e' || value->data[i] == 'E';
    }
    if (form && exponent) return sea_ndm_wrong(fault, SEA_NDM_E_RANGE, value, "is not a number this format can mean");
    return sea_ndm_wrong(fault, SEA_NDM_E_FIELD, value, "is not a number");
}

bool sea_ndm_check_unit(const sea_ndm_text *unit, const sea_ndm_field *field, sea_ndm_fault *fault)
{
    char text[80];
    if (unit->length == 0) return true;
    if (unit->length >= SEA_NDM_UNIT_MAX) return sea_ndm_wrong(fault, SEA_NDM_E_UNIT, unit, "is longer than any unit");
    if (field->flags & SEA_NDM_ANY_UNIT) return true;
    if (sea_ndm_equals(unit, field->unit ? field->unit : "")) return true;
    if (!field->unit) return sea_ndm_wrong(fault, SEA_NDM_E_UNIT, unit, "is a unit where none belongs");
    snprintf(text, sizeof text, "is not the unit of this keyword: it is %s", field->unit);
    return sea_ndm_wrong(fault, SEA_NDM_E_UNIT, unit, text);
}

sea_ndm_clock sea_ndm_clock_of(const sea_ndm_text *name)
{
    static const char *const names[] = {[SEA_NDM_CLOCK_UTC] = "UTC",
                                        [SEA_NDM_CLOCK_TAI] = "TAI",
                                        [SEA_NDM_CLOCK_TT] = "TT",
                                        [SEA_NDM_CLOCK_GPS] = "GPS",
                                        [SEA_NDM_CLOCK_TDB] = "TDB"};
    for (int i = 0; i < SEA_NDM_CLOCK_OTHER; i++)
        if (sea_ndm_equals_any_case(name, names[i])) return (sea_ndm_clock)i;
    return SEA_NDM_CLOCK_OTHER;
}

/* TDB - TT by its largest terms, good to 0.01 ms from 1600 to 2200: USNO Circular 179 (2005), equation 2.6. */
static int64_t tdb_minus_tt_ns(int64_t tt_ns)
{
    static const double terms[][3] = {{0.001657, 628.3076, 6.2401},  {0.000022, 575.3385, 4.2970},
                                      {0.000014, 1256.6152, 6.1969}, {0.000005, 606.9777, 4.0212},
                                      {0.000005, 52.9691, 0.4444},   {0.000002, 21.3299, 5.5431}};
    double t = (double)tt_ns / 1e9 / (86400.0 * 36525.0), sum = 0.0;
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        double sine, cosine;
        sea_sincos(terms[i][1] * t + terms[i][2], &sine, &cosine);
        sum += terms[i][0] * sine;
    }
    return (int64_t)floor(sum * 1e9);
}

/* Calendar reading of a clock without leap seconds, in nanoseconds since its 2000-01-01T12:00:00. */
static bool read_uniform(const sea_ndm_text *value, int64_t *out, sea_error *err)
{
    sea_tai t;
    if (sea_tai_parse(value->data, value->length, false, &t, err) != SEA_OK) return false;
    if (sea_tai_to_utc(t).second == 60) {
        *err = (sea_error){.code = SEA_E_RANGE};
        return false; /* second 60 exists in UTC alone */
    }
    *out = t.ns - sea_tai_minus_utc_s(t) * SEA_NS_PER_S;
    return true;
}

bool sea_ndm_read_instant(const sea_ndm_text *value, sea_ndm_clock clock, sea_tai *out, sea_ndm_fault *fault)
{
    enum { TT_MINUS_TAI_MS = 32184, TAI_MINUS_GPS_S = 19 };
    sea_error inner = {0};
    int64_t uniform = 0;
    *out = SEA_TAI_NONE;
    bool good = clock == SEA_NDM_CLOCK_UTC ? sea_tai_parse(value->data, value->length, false, out, &inner) == SEA_OK
                                           : read_uniform(value, &uniform, &inner);
    if (!good && clock == SEA_NDM_CLOCK_OTHER) return true;
    if (!good) {
        sea_ndm_text at = *value;
        if (inner.column) at.column += inner.column - 1;
        sea_ndm_wrong(fault, SEA_NDM_E_EPOCH, value, "is not an instant");
        fault->column = at.column;
        return false;
    }
    switch (clock) {
    case SEA_NDM_CLOCK_UTC: break;
    case SEA_NDM_CLOCK_TDB: uniform -= tdb_minus_tt_ns(uniform); /* fall through */
    case SEA_NDM_CLOCK_TT: out->ns = uniform - TT_MINUS_TAI_MS * INT64_C(1000000); break;
    case SEA_NDM_CLOCK_GPS: out->ns = uniform + TAI_MINUS_GPS_S * SEA_NS_PER_S; break;
    case SEA_NDM_CLOCK_TAI:
    case SEA_NDM_CLOCK_OTHER: out->ns = uniform; break;
    }
    return true;
}

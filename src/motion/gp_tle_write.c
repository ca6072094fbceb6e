/* Writing an element set as TLE: what the columns hold, and what they do not. */
#include "motion/gp.h"
#include "astro/epoch.h"

#include <stdio.h>
#include <string.h>

enum { DATA = 68, ALPHA5_MAX = 339999 };

/* A line being filled, blank where nothing was put; columns from 1. */
typedef struct card {
    char *text;
    uint32_t *losses;
} card;

static void put(const card *c, int column, const char *text)
{
    memcpy(c->text + column - 1, text, strlen(text));
}

/* A number with fixed decimals, right-aligned to end in a column. Whether it changed goes to the losses. */
static void put_fixed(const card *c, int first, int last, double value, int decimals)
{
    char text[SEA_TEXT_REAL_MAX];
    double back;
    size_t length = sea_text_from_fixed(value, decimals, text);
    if (!sea_text_to_real(text, length, &back) || back != value) *c->losses |= SEA_GP_TLE_ROUNDED;
    if (length <= (size_t)(last - first + 1)) put(c, last - (int)length + 1, text);
}

/* An angle: 360 and what rounds to it is written as 0. */
static void put_angle(const card *c, int first, double deg)
{
    put_fixed(c, first, first + 7, deg >= 359.99995 ? 0.0 : deg, 4);
    if (deg >= 359.99995 && deg != 360.0) *c->losses |= SEA_GP_TLE_ROUNDED;
}

/* The decimal digits of a value above 0 and the power of ten behind `0.digits`; shortest digits that give it back. */
static size_t digits_of(double value, char out[SEA_TEXT_REAL_MAX], int *power)
{
    char text[SEA_TEXT_REAL_MAX];
    size_t length = sea_text_from_real(value, text), count = 0;
    int whole = 0, exponent = 0;
    bool point = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.') {
            point = true;
        } else if (text[i] == 'e') {
            int64_t e = 0;
            (void)sea_text_to_i64(text + i + 1, length - i - 1, &e);
            exponent = (int)e;
            break;
        } else {
            if (count > 0 || text[i] != '0') out[count++] = text[i];
            if (!point && count > 0) whole++;
            if (point && count == 0) whole--;
        }
    }
    while (count > 0 && out[count - 1] == '0') count--;
    *power = whole + exponent;
    return count;
}

/* ` 12345-3` for 0.12345e-3; false when it is too large. */
static bool put_power(const card *c, int first, double value)
{
    char digits[SEA_TEXT_REAL_MAX], text[24];
    uint32_t mantissa = 0;
    int power = 0;
    size_t count = 0;
    if (value != 0.0) count = digits_of(value < 0 ? -value : value, digits, &power);
    int keep = power < -9 ? 5 - (-9 - power) : 5; /* the smallest have zeros in front */
    for (int i = 0; i < keep; i++) mantissa = mantissa * 10 + (uint32_t)((size_t)i < count ? digits[i] - '0' : 0);
    if (keep >= 0 && (size_t)keep < count) {
        if (digits[keep] >= '5') mantissa++;
        *c->losses |= SEA_GP_TLE_ROUNDED;
    }
    if (keep < 0) *c->losses |= SEA_GP_TLE_ROUNDED;
    if (power < -9) power = -9;
    if (mantissa == 100000) mantissa = 10000, power++;
    if (mantissa == 0) power = 0;
    if (power > 9) return false;
    snprintf(text, sizeof text, "%c%05u%c%d", value < 0 && mantissa ? '-' : ' ', mantissa % 100000u,
             power < 0 ? '-' : '+', (power < 0 ? -power : power) % 10);
    put(c, first, text);
    return true;
}

/* ` .00001234`; false when it is 1 or more in size. */
static bool put_rate(const card *c, double value)
{
    char text[SEA_TEXT_REAL_MAX], out[SEA_TEXT_REAL_MAX + 1] = " ";
    double back;
    size_t length = sea_text_from_fixed(value < 0 ? -value : value, 8, text);
    if (text[0] != '0') return false;
    if (!sea_text_to_real(text, length, &back) || (value < 0 ? -back : back) != value) *c->losses |= SEA_GP_TLE_ROUNDED;
    out[0] = value < 0 && back > 0 ? '-' : ' ';
    strcpy(out + 1, text + 1);
    put(c, 34, out);
    return true;
}

static void put_count(const card *c, int last, uint32_t value, uint32_t modulus)
{
    char text[16];
    if (value >= modulus) *c->losses |= SEA_GP_TLE_CUT;
    int length = snprintf(text, sizeof text, "%u", value % modulus);
    put(c, last - length + 1, text);
}

static void put_id(const card *c, uint32_t id)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    char text[16];
    snprintf(text, sizeof text, "%05u", id < 100000 ? id : id % 10000);
    if (id >= 100000) text[0] = letters[id / 10000 - 10], snprintf(text + 1, 8, "%04u", id % 10000);
    put(c, 3, text);
}

static bool is_digits(const char *text, int count)
{
    for (int i = 0; i < count; i++)
        if (text[i] < '0' || text[i] > '9') return false;
    return true;
}

static bool is_printable(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text >= 0x7f) return false;
    return true;
}

/* `1998-067A` as `98067A`; what the reader keeps as it stands is written so; what would come back as something else
 * has no place. */
static void put_object_id(const card *c, const char *id)
{
    enum { ROOM = 8 };
    char text[ROOM + 1] = "";
    size_t length = strlen(id);
    bool standard = length >= 9 && length <= 11 && is_digits(id, 4) && id[4] == '-' && is_digits(id + 5, 3) &&
                    (id[8] > '9' || id[8] == ' ') && is_printable(id) && memcmp(id, "1957", 4) >= 0 &&
                    memcmp(id, "2056", 4) <= 0;
    bool verbatim = length > 0 && length <= ROOM && id[0] != ' ' && id[length - 1] != ' ' &&
                    (length == 5 || !is_digits(id, 5)) && is_printable(id);
    if (standard) snprintf(text, sizeof text, "%.2s%.6s", id + 2, id + 5);
    if (!standard && verbatim) memcpy(text, id, length + 1);
    if (length > 0 && !text[0]) *c->losses |= SEA_GP_TLE_CUT;
    put(c, 10, text);
}

static int day_of_year(sea_utc utc)
{
    return (int)(sea_epoch_days_from_civil(utc.year, utc.month, utc.day) - sea_epoch_days_from_civil(utc.year, 1, 1)) +
           1;
}

/* In steps of a hundred-millionth of a day; a leap second belongs to the day that follows. */
static bool put_epoch(const card *c, sea_tai epoch)
{
    const int64_t step_ns = 864000, a_day = 100000000;
    sea_utc utc = sea_tai_to_utc(epoch);
    int64_t ns = ((utc.hour * INT64_C(60) + utc.minute) * 60 + utc.second) * SEA_NS_PER_S + utc.ns;
    int64_t steps = (ns + step_ns / 2) / step_ns;
    if (steps * step_ns != ns || utc.second == 60) *c->losses |= SEA_GP_TLE_ROUNDED;
    if (steps >= a_day) {
        sea_tai next = {epoch.ns + 2 * SEA_NS_PER_S}; /* past a leap second too */
        utc = sea_tai_to_utc(next);
        steps = 0;
    }
    if (utc.year < 1957 || utc.year > 2056) return false;
    char text[40];
    snprintf(text, sizeof text, "%02d%03d.%08lld", utc.year % 100, day_of_year(utc), (long long)steps);
    put(c, 19, text);
    return true;
}

static void seal(char *line)
{
    int sum = 0;
    for (int i = 0; i < DATA; i++) sum += line[i] >= '0' && line[i] <= '9' ? line[i] - '0' : line[i] == '-';
    line[DATA] = (char)('0' + sum % 10);
    line[DATA + 1] = '\0';
}

static bool fill_line_1(const card *c, const sea_gp *gp)
{
    const char class[2] = {gp->classification, '\0'};
    char type[4];
    put(c, 1, "1");
    put_id(c, gp->norad_cat_id);
    put(c, 8, class);
    put_object_id(c, gp->object_id);
    snprintf(type, sizeof type, "%u", gp->ephemeris_type);
    if (gp->ephemeris_type > 9) return false;
    put(c, 63, type);
    put_count(c, 68, gp->element_set_no, 10000);
    return put_epoch(c, gp->epoch) && put_rate(c, gp->mean_motion_dot_rev_day2) &&
           put_power(c, 45, gp->mean_motion_ddot_rev_day3) && put_power(c, 54, gp->bstar_per_er);
}

static void fill_line_2(const card *c, const sea_gp *gp)
{
    char text[SEA_TEXT_REAL_MAX];
    put(c, 1, "2");
    put_id(c, gp->norad_cat_id);
    put_fixed(c, 9, 16, gp->incl_deg, 4);
    put_angle(c, 18, gp->raan_deg);
    double e = gp->eccentricity < 0.99999995 ? gp->eccentricity : 0.9999999, back;
    size_t length = sea_text_from_fixed(e, 7, text);
    if (!sea_text_to_real(text, length, &back) || back != gp->eccentricity) *c->losses |= SEA_GP_TLE_ROUNDED;
    put(c, 27, text + 2);
    put_angle(c, 35, gp->argp_deg);
    put_angle(c, 44, gp->mean_anomaly_deg);
    put_fixed(c, 53, 63, gp->mean_motion_rev_day, 8);
    put_count(c, 68, gp->rev_at_epoch, 100000);
}

sea_status sea_gp_format_tle(const sea_gp *gp, char line_1[SEA_GP_TLE_LINE_MAX], char line_2[SEA_GP_TLE_LINE_MAX],
                             uint32_t *losses)
{
    uint32_t none = 0;
    *(losses ? losses : &none) = 0;
    const card first = {line_1, losses ? losses : &none}, second = {line_2, losses ? losses : &none};
    memset(line_1, ' ', SEA_GP_TLE_LINE_MAX);
    memset(line_2, ' ', SEA_GP_TLE_LINE_MAX);
    bool fits = gp->norad_cat_id <= ALPHA5_MAX && fill_line_1(&first, gp);
    /* Elements of another theory must not come back as those of SGP4, and no column names the theory. */
    fits = fits && !(gp->caveats & SEA_GP_CAVEAT_NOT_SGP4 &&
                     (gp->ephemeris_type == 0 || gp->ephemeris_type == 2 || gp->ephemeris_type == 3));
    /* A motion that would be written as zero is none that a reader takes. */
    fits = fits && gp->mean_motion_rev_day > 0.5e-8;
    if (!fits) {
        line_1[0] = line_2[0] = '\0';
        return SEA_E_RANGE;
    }
    fill_line_2(&second, gp);
    seal(line_1);
    seal(line_2);
    return SEA_OK;
}

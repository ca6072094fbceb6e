/* Instants and durations as text: ISO 8601 in and out. */
#include "astro/epoch.h"
#include "base/error.h"

#include <string.h>

typedef struct cursor {
    const char *text;
    size_t length, at;
} cursor;

static bool take(cursor *c, char wanted)
{
    if (c->at < c->length && c->text[c->at] == wanted) {
        c->at++;
        return true;
    }
    return false;
}

static bool is_digit(char ch)
{
    return ch >= '0' && ch <= '9';
}

/* Exactly `count` digits. */
static bool digits(cursor *c, int count, int32_t *out)
{
    if (c->length - c->at < (size_t)count) return false;
    int32_t value = 0;
    for (int i = 0; i < count; i++) {
        char ch = c->text[c->at + (size_t)i];
        if (!is_digit(ch)) return false;
        value = value * 10 + (ch - '0');
    }
    c->at += (size_t)count;
    *out = value;
    return true;
}

/* Digits after a decimal point as a count of 10^-9; digits beyond the ninth must be zero. At least one digit. */
static bool fraction(cursor *c, int64_t *out)
{
    int64_t value = 0;
    int seen = 0;
    for (; c->at < c->length && is_digit(c->text[c->at]); c->at++, seen++) {
        int digit = c->text[c->at] - '0';
        if (seen < 9)
            value = value * 10 + digit;
        else if (digit != 0)
            return false;
    }
    if (seen == 0) return false;
    for (; seen < 9; seen++) value *= 10;
    *out = value;
    return true;
}

static sea_status refuse(const cursor *c, sea_error *err, const char *why)
{
    return sea_error_set_at(err, SEA_E_FORMAT, 0, (uint32_t)c->at + 1,
                            "not an ISO 8601 UTC time: %s; write it as 2009-02-10T16:55:59.796Z", why);
}

/* Time of day after the date; seconds may be left out where `short_allowed`. */
static sea_status time_of_day(cursor *c, bool short_allowed, sea_utc *u, sea_error *err)
{
    int32_t hour, minute, second = 0;
    int64_t ns = 0;
    if (!digits(c, 2, &hour) || !take(c, ':') || !digits(c, 2, &minute)) return refuse(c, err, "hh:mm:ss expected");
    if (take(c, ':')) {
        if (!digits(c, 2, &second)) return refuse(c, err, "two digits of seconds expected");
        if (take(c, '.')) {
            size_t first = c->at;
            if (!fraction(c, &ns))
                return refuse(c, err,
                              c->at == first ? "decimals of a second expected behind the point"
                                             : "it has more than nine decimals of a second, and nanoseconds are the "
                                               "finest that is kept: round it");
        }
    } else if (!short_allowed) {
        return refuse(c, err, "seconds are missing");
    }
    u->hour = (uint8_t)hour;
    u->minute = (uint8_t)minute;
    u->second = (uint8_t)second;
    u->ns = (uint32_t)ns;
    return SEA_OK;
}

/* `YYYY-MM-DD` or `YYYY-DDD`; a day of the year is turned into a date, so that a leap second is checked in one place.
 */
static sea_status date(cursor *c, sea_utc *u, sea_error *err)
{
    int32_t year, month, day;
    if (!digits(c, 4, &year) || !take(c, '-')) return refuse(c, err, "a year of four digits and '-' expected");
    size_t mark = c->at;
    if (digits(c, 3, &day) && (c->at == c->length || !is_digit(c->text[c->at]))) {
        sea_tai noon;
        if (sea_epoch_from_day_of_year(year, day, SEA_NS_PER_DAY / 2, &noon) != SEA_OK)
            return sea_error_set_at(err, SEA_E_RANGE, 0, (uint32_t)mark + 1, "day %d of the year %d does not exist",
                                    day, year);
        *u = sea_tai_to_utc(noon);
        u->hour = 0;
        return SEA_OK;
    }
    c->at = mark;
    if (!digits(c, 2, &month) || !take(c, '-') || !digits(c, 2, &day)) return refuse(c, err, "month and day expected");
    *u = (sea_utc){.year = year, .month = (uint8_t)month, .day = (uint8_t)day};
    return SEA_OK;
}

sea_status sea_tai_parse(const char *text, size_t length, bool date_only_allowed, sea_tai *out, sea_error *err)
{
    cursor c = {text, length, 0};
    sea_utc u = {0};
    sea_status s = date(&c, &u, err);
    if (s != SEA_OK) return s;
    if (c.at < length) {
        if (!take(&c, 'T') && !take(&c, ' ')) return refuse(&c, err, "'T' or a space expected after the date");
        s = time_of_day(&c, date_only_allowed, &u, err);
        if (s != SEA_OK) return s;
        take(&c, 'Z');
        if (c.at < length) return refuse(&c, err, "only 'Z' may follow: other zones and offsets are not read");
    } else if (!date_only_allowed) {
        return refuse(&c, err, "the time of day is missing");
    }
    if (sea_utc_to_tai(u, out) != SEA_OK)
        return sea_error_set_at(
            err, SEA_E_RANGE, 0, 1,
            "%.*s does not exist in UTC, or lies outside the years %d to %d: check month, day, hour, and second 60 "
            "(real leap seconds only)",
            (int)(length < 40 ? length : 40), text, SEA_UTC_YEAR_MIN, SEA_UTC_YEAR_MAX);
    return SEA_OK;
}

static size_t put(char *out, size_t at, uint32_t value, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        out[at + (size_t)i] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + (size_t)width;
}

size_t sea_tai_format(sea_tai t, int decimals, char out[SEA_TAI_TEXT_MAX])
{
    out[0] = '\0';
    if (t.ns == SEA_TAI_NONE.ns) return 0;
    t = sea_epoch_within_clock(t);
    if (decimals < 0) decimals = 0;
    if (decimals > 9) decimals = 9;
    int64_t unit = 1;
    for (int i = decimals; i < 9; i++) unit *= 10;
    int64_t rest = t.ns % unit;
    if (rest < 0) rest += unit;
    int64_t up = unit > 1 && rest * 2 >= unit ? unit : 0;
    sea_utc u = sea_tai_to_utc((sea_tai){t.ns - rest + up});
    size_t n = put(out, 0, (uint32_t)u.year, 4);
    out[n++] = '-';
    n = put(out, n, u.month, 2);
    out[n++] = '-';
    n = put(out, n, u.day, 2);
    out[n++] = 'T';
    n = put(out, n, u.hour, 2);
    out[n++] = ':';
    n = put(out, n, u.minute, 2);
    out[n++] = ':';
    n = put(out, n, u.second, 2);
    if (decimals > 0) {
        out[n++] = '.';
        n = put(out, n, (uint32_t)(u.ns / unit), decimals);
    }
    out[n++] = 'Z';
    out[n] = '\0';
    return n;
}

size_t sea_tai_format_exact(sea_tai t, char out[SEA_TAI_TEXT_MAX])
{
    int decimals = t.ns % SEA_NS_PER_S == 0 ? 0 : t.ns % 1000000 == 0 ? 3 : t.ns % 1000 == 0 ? 6 : 9;
    return sea_tai_format(t, decimals, out);
}

sea_status sea_duration_parse(const char *text, size_t length, int64_t *out_ns, sea_error *err)
{
    static const struct {
        const char *unit;
        int64_t ns;
    } units[] = {{"ms", 1000000},
                 {"s", SEA_NS_PER_S},
                 {"m", 60 * SEA_NS_PER_S},
                 {"h", 3600 * SEA_NS_PER_S},
                 {"d", SEA_NS_PER_DAY}};
    cursor c = {text, length, 0};
    int64_t whole = 0, nano = 0;
    while (c.at < length && is_digit(text[c.at]) && whole < INT64_C(100000000000))
        whole = whole * 10 + (text[c.at++] - '0');
    bool number = c.at > 0;
    if (number && take(&c, '.')) number = fraction(&c, &nano);
    for (size_t i = 0; number && i < sizeof units / sizeof units[0]; i++) {
        size_t n = strlen(units[i].unit);
        if (length - c.at != n || memcmp(text + c.at, units[i].unit, n) != 0) continue;
        int64_t most = INT64_C(36600) * SEA_NS_PER_DAY / units[i].ns;
        if (whole >= most)
            return sea_error_set_at(err, SEA_E_RANGE, 0, 1, "duration %.*s is longer than a century", (int)length,
                                    text);
        /* whole seconds of the fraction first: nano * unit would overflow for days */
        int64_t seconds = units[i].ns / SEA_NS_PER_S;
        *out_ns = whole * units[i].ns + (seconds > 0 ? nano * seconds : nano / 1000);
        return SEA_OK;
    }
    return sea_error_set_at(err, SEA_E_FORMAT, 0, (uint32_t)c.at + 1,
                            "not a duration: write a number and one of ms s m h d, as 90s, 5m, 6h, 7d or 1.5h");
}

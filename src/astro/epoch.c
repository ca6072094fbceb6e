#include "astro/epoch.h"

/*
 * "Label" below is UTC written as a count: nanoseconds since 2000-01-01T12:00:00 UTC in days of 86,400 s. A leap second
 * has no label of its own; instants inside it are found through the table.
 */

typedef struct leap {
    int64_t days; /* since 2000-01-01, UTC, from whose 0 h the offset holds */
    int32_t offset_s;
} leap;

enum { HALF_DAY_S = 43200, FIRST_OFFSET_S = 10, TT_MINUS_TAI_MS = 32184 };
enum { DAYS_TO_2000 = 730425 }; /* from 0000-03-01, where a year begins for date arithmetic, to 2000-01-01 */

/* Days from 2000-01-01 as a constant expression, positive years only, so that the table can be constant data. */
#define YEAR_FROM_MARCH(y, m) ((m) > 2 ? (y) : (y)-1)
#define MONTH_FROM_MARCH(m) ((m) > 2 ? (m)-3 : (m) + 9)
#define DAYS_OF_YEARS(y) (365 * (int64_t)(y) + (y) / 4 - (y) / 100 + (y) / 400)
#define DAYS(y, m, d)                                                                                                  \
    (DAYS_OF_YEARS(YEAR_FROM_MARCH(y, m)) + (153 * MONTH_FROM_MARCH(m) + 2) / 5 + (d)-1 - DAYS_TO_2000)

#define LEAP(y, m, d, s) {DAYS(y, m, d), s},
static const leap leaps[] = {
#include "astro/leap_seconds.inc"
};
#undef LEAP

enum { LEAP_COUNT = sizeof leaps / sizeof leaps[0] };

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b < 0 ? q - 1 : q;
}

static int64_t label_of_days(int64_t days)
{
    return (days * 86400 - HALF_DAY_S) * SEA_NS_PER_S;
}

int64_t sea_epoch_days_from_civil(int32_t year, int32_t month, int32_t day)
{
    return DAYS(year, month, day);
}

bool sea_epoch_is_leap_year(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Inverse of DAYS, by 400-year eras of 146,097 days. */
static void civil_from_days(int64_t days, sea_utc *out)
{
    int64_t z = days + DAYS_TO_2000;
    int64_t era = floor_div(z, 146097);
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    out->day = (uint8_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    out->month = (uint8_t)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    out->year = (int32_t)(year_of_era + era * 400 + (out->month <= 2 ? 1 : 0));
}

sea_tai sea_epoch_within_clock(sea_tai t)
{
    const int64_t most = INT64_C(9200000000000000000);
    return (sea_tai){t.ns > most ? most : t.ns < -most ? -most : t.ns};
}

/* Offset in force at an instant; *inside is true in the leap second inserted just before an offset began. */
static int32_t offset_at(sea_tai t, bool *inside)
{
    int32_t offset = FIRST_OFFSET_S;
    *inside = false;
    for (int i = 0; i < LEAP_COUNT; i++) {
        int64_t label = label_of_days(leaps[i].days);
        if (t.ns < label + offset * SEA_NS_PER_S) break;
        if (t.ns < label + leaps[i].offset_s * SEA_NS_PER_S) {
            *inside = true;
            break;
        }
        offset = leaps[i].offset_s;
    }
    return offset;
}

int32_t sea_tai_minus_utc_s(sea_tai t)
{
    bool inside;
    return offset_at(t, &inside);
}

sea_utc sea_tai_to_utc(sea_tai t)
{
    t = sea_epoch_within_clock(t);
    bool inside;
    int32_t offset = offset_at(t, &inside);
    int64_t label = t.ns - offset * SEA_NS_PER_S - (inside ? SEA_NS_PER_S : 0);
    int64_t from_midnight = label + HALF_DAY_S * SEA_NS_PER_S;
    int64_t days = floor_div(from_midnight, SEA_NS_PER_DAY);
    int64_t ns = from_midnight - days * SEA_NS_PER_DAY;
    int64_t s = ns / SEA_NS_PER_S;
    sea_utc u = {.hour = (uint8_t)(s / 3600),
                 .minute = (uint8_t)(s / 60 % 60),
                 .second = (uint8_t)(s % 60 + (inside ? 1 : 0)),
                 .ns = (uint32_t)(ns % SEA_NS_PER_S)};
    civil_from_days(days, &u);
    return u;
}

/* Offset that holds on a UTC day, and whether the day ends with a leap second. */
static int32_t offset_on_day(int64_t days, bool *ends_with_leap)
{
    int32_t offset = FIRST_OFFSET_S;
    *ends_with_leap = false;
    for (int i = 0; i < LEAP_COUNT; i++) {
        if (leaps[i].days > days) {
            *ends_with_leap = leaps[i].days == days + 1 && leaps[i].offset_s > offset;
            break;
        }
        offset = leaps[i].offset_s;
    }
    return offset;
}

sea_status sea_utc_to_tai(sea_utc u, sea_tai *out)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (u.year < SEA_UTC_YEAR_MIN || u.year > SEA_UTC_YEAR_MAX || u.month < 1 || u.month > 12) return SEA_E_RANGE;
    int length = lengths[u.month - 1] + (u.month == 2 && sea_epoch_is_leap_year(u.year) ? 1 : 0);
    if (u.day < 1 || u.day > length || u.hour > 23 || u.minute > 59 || u.second > 60 || u.ns >= SEA_NS_PER_S)
        return SEA_E_RANGE;
    int64_t days = sea_epoch_days_from_civil(u.year, u.month, u.day);
    bool ends_with_leap;
    int32_t offset = offset_on_day(days, &ends_with_leap);
    if (u.second == 60 && !(ends_with_leap && u.hour == 23 && u.minute == 59)) return SEA_E_RANGE;
    int64_t s = u.hour * 3600 + u.minute * 60 + u.second;
    out->ns = label_of_days(days) + (s + offset) * SEA_NS_PER_S + u.ns;
    return SEA_OK;
}

sea_status sea_epoch_from_day_of_year(int32_t year, int32_t day_of_year, int64_t ns_of_day, sea_tai *out)
{
    int32_t length = sea_epoch_is_leap_year(year) ? 366 : 365;
    if (year < SEA_UTC_YEAR_MIN || year > SEA_UTC_YEAR_MAX || day_of_year < 1 || day_of_year > length)
        return SEA_E_RANGE;
    if (ns_of_day < 0 || ns_of_day >= SEA_NS_PER_DAY) return SEA_E_RANGE;
    int64_t days = sea_epoch_days_from_civil(year, 1, 1) + day_of_year - 1;
    bool ends_with_leap;
    out->ns = label_of_days(days) + offset_on_day(days, &ends_with_leap) * SEA_NS_PER_S + ns_of_day;
    return SEA_OK;
}

sea_tt sea_tai_to_tt(sea_tai t)
{
    return (sea_tt){t.ns + (int64_t)TT_MINUS_TAI_MS * 1000000};
}

/* UTC label of an instant; inside a leap second the label of the following midnight. */
static int64_t utc_label(sea_tai t)
{
    t = sea_epoch_within_clock(t);
    bool inside;
    int32_t offset = offset_at(t, &inside);
    int64_t label = t.ns - offset * SEA_NS_PER_S;
    return inside ? floor_div(label, SEA_NS_PER_S) * SEA_NS_PER_S : label;
}

double sea_tai_to_utc_days(sea_tai t)
{
    return (double)utc_label(t) / (double)SEA_NS_PER_DAY;
}

sea_tai sea_epoch_from_days(int64_t days)
{
    bool ends_with_leap;
    return (sea_tai){label_of_days(days) + offset_on_day(days, &ends_with_leap) * SEA_NS_PER_S};
}

sea_ut1 sea_epoch_ut1(sea_tai t, double ut1_minus_utc_s)
{
    t = sea_epoch_within_clock(t);
    int64_t from_midnight = t.ns + (HALF_DAY_S - sea_tai_minus_utc_s(t)) * SEA_NS_PER_S;
    int64_t days = floor_div(from_midnight, SEA_NS_PER_DAY);
    double fraction = (double)(from_midnight - days * SEA_NS_PER_DAY) / (double)SEA_NS_PER_DAY;
    return (sea_ut1){2451544.5 + (double)days, fraction + ut1_minus_utc_s / 86400.0};
}

double sea_tai_diff_s(sea_tai b, sea_tai a)
{
    int64_t ns;
    /* Farther apart than one count of nanoseconds reaches, 292 years, seconds are as good as a double holds. */
    if (__builtin_sub_overflow(b.ns, a.ns, &ns)) return ((double)b.ns - (double)a.ns) / 1e9;
    return (double)(ns / SEA_NS_PER_S) + (double)(ns % SEA_NS_PER_S) / 1e9;
}

double sea_tai_diff_days(sea_tai b, sea_tai a)
{
    return sea_tai_diff_s(b, a) / 86400.0;
}

sea_tai sea_tai_add_days(sea_tai t, double days)
{
    return (sea_tai){t.ns + (int64_t)(days * (double)SEA_NS_PER_DAY)};
}

/* What the rooms above need of civil dates beyond the public epoch calls. */
#ifndef SEA_ASTRO_EPOCH_H
#define SEA_ASTRO_EPOCH_H

#include <starsea/epoch.h>

enum { SEA_UTC_YEAR_MIN = 1720, SEA_UTC_YEAR_MAX = 2280 };

/* Days from 2000-01-01 to a proleptic Gregorian date, month 1..12. */
int64_t sea_epoch_days_from_civil(int32_t year, int32_t month, int32_t day);

/* An instant brought into the years 1709 to 2290 and a little more, so that neither an offset nor a rounding runs off
 * the clock. */
sea_tai sea_epoch_within_clock(sea_tai t);

/* Instant of 0 h UTC of a day counted from 2000-01-01. */
sea_tai sea_epoch_from_days(int64_t days);

/* UT1 by its difference from UTC; through a leap second it runs on. */
sea_ut1 sea_epoch_ut1(sea_tai t, double ut1_minus_utc_s);

bool sea_epoch_is_leap_year(int32_t year);

/* Instant of a day of the year (1-based) and nanoseconds of that day (below SEA_NS_PER_DAY), UTC, as a TLE gives its
 * epoch. */
sea_status sea_epoch_from_day_of_year(int32_t year, int32_t day_of_year, int64_t ns_of_day, sea_tai *out);

#endif

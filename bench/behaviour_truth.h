/* What operators say they did: burns from their own records, and how findings are matched with them. */
#ifndef BENCH_BEHAVIOUR_TRUTH_H
#define BENCH_BEHAVIOUR_TRUTH_H

#include <starsea/manoeuvre.h>

#include <stdbool.h>

typedef struct burn {
    sea_tai start, end;
    double dv_t_m_s; /* net along-track part; NAN when the record does not say */
} burn;

typedef struct burns {
    burn *list; /* by start */
    size_t count;
} burns;

/*
 * Reads a record of the International DORIS Service (year, day of year with 1 = 1 January, hour, minute, of start and
 * end, in a time scale taken as TAI) or, when the name ends in .fy, one in China Standard Time (UTC + 8 h).
 * Returned: false when the file cannot be read.
 */
bool burns_read(const char *path, burns *out);
/* Burns less than a day apart become one, their parts added. */
void burns_merge(burns *b);
/* Days from the burn to t, 0 within it. */
double burn_distance(const burn *b, sea_tai t);

/*
 * One to one, the nearest pairs first, none further apart than `days`. Findings with a score below `least` do not
 * count. Returned: pairs; partner[i] of burn i: the finding, or -1.
 */
size_t burns_match(const burn *list, size_t count, const sea_manoeuvre *found, size_t found_count, double least,
                   double days, int *partner);

#endif

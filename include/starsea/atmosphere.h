/** @file atmosphere.h  The upper atmosphere: how active the Sun was, and the density that follows. */
#ifndef STARSEA_ATMOSPHERE_H
#define STARSEA_ATMOSPHERE_H

#include <starsea/epoch.h>
#include <starsea/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One day (or the first of a month) of space weather. */
typedef struct sea_weather_row {
    double day_utc; /**< days from 2000-01-01 */
    double f107;    /**< solar flux at 10.7 cm as observed, in 1e-22 W m^-2 Hz^-1 */
    double f107_81; /**< mean of 81 days around it */
    double ap;      /**< daily mean of the planetary index */
    bool predicted;
} sea_weather_row;

/** A table of space weather, rows ordered by date. NULL or no rows mean "none". */
typedef struct sea_weather {
    const sea_weather_row *rows;
    size_t count;
    double cycle_f107, cycle_ap; /**< means of the eleven years up to the last row */
} sea_weather;

/** Caveats on values. */
enum {
    SEA_WEATHER_CAVEAT_PREDICTED = 1u << 0, /**< from a row that is a forecast */
    SEA_WEATHER_CAVEAT_BEYOND = 1u << 1,    /**< before or after the table: carried over, see sea_weather_at */
    SEA_WEATHER_CAVEAT_ABSENT = 1u << 2     /**< no table: a middling Sun, f107 140, ap 12 */
};

/** Space weather at one instant. */
typedef struct sea_weather_values {
    double f107, f107_81, ap;
    uint32_t caveats;
} sea_weather_values;

/** What a reading of a space-weather file amounted to. */
typedef struct sea_weather_summary {
    uint64_t rows, refused;
    double last_observed_day_utc; /**< days from 2000-01-01 of the last row that is no forecast */
} sea_weather_summary;

/**
 * Reads space weather as CelesTrak writes it (SW-All.csv, SW-Last5Years.csv): a header line names the columns.
 * Given: text and length; the name it goes by in diagnostics; a callback for these (may be NULL; a status other than
 * SEA_OK ends the reading with it).
 * Returned: the table, free with sea_weather_free, and what was read (may be NULL). A bad row is refused, the rest
 * read. Errors: SEA_E_FORMAT (no header, a column missing, no usable row), SEA_E_MEMORY.
 */
SEA_API sea_status sea_weather_parse(const char *text, size_t length, const char *name,
                                     sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic),
                                     void *payload, sea_weather *out, sea_weather_summary *summary, sea_error *err);

/**
 * The table as it stood at an instant: no row of a later day.
 * Returned: a view of the same rows, not to be freed; none when all rows are later.
 */
SEA_API sea_weather sea_weather_until(const sea_weather *weather, sea_tai t);

/** Frees what sea_weather_parse made and leaves an empty table. */
SEA_API void sea_weather_free(sea_weather *weather);

/**
 * Values at an instant, between rows along a straight line.
 * Notes: after the table the last 81-day mean fades into the mean of the last eleven years (a solar cycle) within a
 * time of two years; before it the first row holds.
 */
SEA_API sea_weather_values sea_weather_at(sea_tai t, const sea_weather *weather);

/**
 * Density of the atmosphere.
 * Given: height over a sphere of the Earth's equatorial radius; solar flux; planetary index.
 * Returned: density and, where not NULL, the height over which it falls by e.
 * Units: km, kg/m3, km.
 * Notes: made for 180 to 500 km; outside, and from 800 km on with one scale height, it keeps order, not accuracy. A
 * drag coefficient fitted with it takes most of its error along. Reference: Kennewell, Satellite orbital decay
 * calculations, IPS Radio and Space Services 1999: temperature 900 + 2.5 (f107 - 70) + 1.5 ap, mean molecular mass 27 -
 * 0.012 (h - 200), density 6e-10 exp(-(h - 175) m / T).
 */
SEA_API double sea_atmosphere_density(double height_km, double f107, double ap, double *scale_km);

#ifdef __cplusplus
}
#endif
#endif

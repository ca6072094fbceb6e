/** @file atmosphere.h  The upper atmosphere: how active the Sun was, and the density that follows. */
#ifndef STARSEA_ATMOSPHERE_H
#define STARSEA_ATMOSPHERE_H

#include <starsea/epoch.h>
#include <starsea/status.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One day (or the first of a month) of space weather. */
typedef struct sea_weather_row {
    double day_utc; /**< days from 2000-01-01 */
    double f107;    /**< solar flux at 10.7 cm as observed, in 1e-22 W m^-2 Hz^-1 */
    double f107_81; /**< mean of the 81 days up to it */
    double ap;      /**< daily mean of the planetary index */
    bool predicted;
} sea_weather_row;

/** A table of space weather, rows ordered by date. NULL or no rows mean "none". */
typedef struct sea_weather {
    const sea_weather_row *rows;
    size_t count;
    double cycle_f107, cycle_ap; /**< means of the eleven years (a solar cycle) up to the last row */
    double recent_ap;            /**< of late: of the last 27 and 81 days and the last year */
    double rotation_f107;        /**< mean of the last 27 days, a rotation of the Sun */
    double recent_log;           /**< logarithm of the flux of the last 27 and 81 days over that of the cycle */
    double then_log;             /**< likewise of the flux a cycle before the last row */
    bool longer_than_cycle;      /**< whether the table reaches back that far */
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
 * The table as it stood at an instant: no row of a day that was not over.
 * Returned: a view of the same rows, not to be freed; none when all rows are later.
 */
SEA_API sea_weather sea_weather_until(const sea_weather *weather, sea_tai t);

/** Frees what sea_weather_parse made and leaves an empty table. */
SEA_API void sea_weather_free(sea_weather *weather);

/**
 * Values as the air feels them at an instant, between rows along a straight line: the flux of a day before.
 * Notes: after the table the mean flux goes, in logarithms, from where it was in the last 27 and 81 days to what it did
 * eleven years (a solar cycle) earlier, drawn a fifth towards the mean of all; that of a day first stays, then comes
 * round with the Sun's rotation. A table shorter than a cycle has its mean in place of the cycle. Before the table the
 * first row holds.
 */
SEA_API sea_weather_values sea_weather_at(sea_tai t, const sea_weather *weather);

/**
 * Density of the atmosphere, mean over day and night and latitude.
 * Given: height; the date, for the half-yearly swing (SEA_TAI_NONE = without it); the Sun.
 * Returned: density and, where not NULL, the height over which it falls by e.
 * Units: km, kg/m3, km.
 * Notes: from 120 km up; below, one scale height. Within 20% of the standard atmosphere CIRA-72 from 150 to 600 km at
 * 1000 K. A drag coefficient fitted with it takes what is wrong by a factor along.
 * Reference: Jacchia 1965, "Static diffusion models of the upper atmosphere with empirical temperature profiles",
 * Smithsonian Contr. Astrophys. 8, 215, in the closed form of Walker 1965, J. Atmos. Sci. 22, 462; the swing: Jacchia
 * 1971, SAO Special Report 332.
 */
SEA_API double sea_atmosphere_density(double height_km, sea_tai t, const sea_weather_values *sun, double *scale_km);

#ifdef __cplusplus
}
#endif
#endif

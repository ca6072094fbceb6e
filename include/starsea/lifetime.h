/** @file lifetime.h  How long an orbit lasts: decay with an interval, station-keeping that ceased, disposal tests. */
#ifndef STARSEA_LIFETIME_H
#define STARSEA_LIFETIME_H

#include <starsea/atmosphere.h>
#include <starsea/gp.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sea_lifetime_status {
    SEA_LIFETIME_NOT_ENOUGH_DATA,        /**< no drag can be told from the history */
    SEA_LIFETIME_IN_ORBIT,               /**< left to itself; no decay within 200 years */
    SEA_LIFETIME_DECAYING,               /**< left to itself; decay predicted */
    SEA_LIFETIME_STATION_KEEPING,        /**< manoeuvres as often as ever: no decay is predicted */
    SEA_LIFETIME_STATION_KEEPING_CEASED, /**< manoeuvred, but not for longer than was its habit */
    SEA_LIFETIME_DECAYED                 /**< no more sets although others go on, and decay was due */
} sea_lifetime_status;

/** Outcome of a test. */
typedef enum sea_lifetime_verdict {
    SEA_LIFETIME_NOT_APPLICABLE,
    SEA_LIFETIME_MET,        /**< under every scenario */
    SEA_LIFETIME_NOT_MET,    /**< under none */
    SEA_LIFETIME_UNDECIDABLE /**< scenarios disagree, or what decides is not known */
} sea_lifetime_verdict;

/** Caveats. */
enum {
    SEA_LIFETIME_CAVEAT_NO_WEATHER = 1u << 0, /**< no table of space weather covers the history: a middling Sun */
    SEA_LIFETIME_CAVEAT_ONE_SET = 1u << 1,    /**< drag from the published derivative of one set alone */
    SEA_LIFETIME_CAVEAT_ECCENTRIC = 1u << 2,  /**< e > 0.1: Sun and Moon, left out here, may decide */
    SEA_LIFETIME_CAVEAT_HIGH = 1u << 3,       /**< perigee above 500 km: beyond what predictions were measured on */
    SEA_LIFETIME_CAVEAT_SPARSE = 1u << 4      /**< sets more than five days apart: manoeuvres may go unseen */
};

typedef struct sea_lifetime {
    uint32_t norad_cat_id;
    sea_lifetime_status status;
    uint32_t caveats;
    sea_tai as_of;                   /**< epoch of the newest set */
    sea_tai decay, earliest, latest; /**< and a 90% interval; SEA_TAI_NONE where none is predicted */
    sea_tai last_manoeuvre;          /**< SEA_TAI_NONE when none was found; also a rise that drag cannot make */
    double perigee_km, apogee_km;    /**< heights over the equatorial radius, mean elements */
    double ballistic_m2_kg; /**< drag coefficient times area over mass, as the density model has it; 0 unknown */
    sea_lifetime_verdict leo_25_years, leo_5_years; /**< remaining time in orbit, from the end of station-keeping */
    sea_lifetime_verdict geo;                       /**< height above the geostationary ring */
    bool rule_5_years_applies;                      /**< launched after 2024, beyond the grandfathering date */
    bool rule_5_years_open;                         /**< launched in 2024, or launch unknown: may apply */
} sea_lifetime;

typedef struct sea_lifetime_options {
    const sea_weather *weather; /**< NULL = none */
    uint32_t threads;           /**< 0 = as many as the machine has */
} sea_lifetime_options;

/** The options of every field at its default. */
SEA_API sea_lifetime_options sea_lifetime_options_default(void);

typedef struct sea_lifetime_result {
    sea_lifetime *objects; /**< ordered by catalogue number */
    size_t count;
} sea_lifetime_result;

/**
 * Judges every object of a history.
 * Given: history; options (NULL = default).
 * Returned: result, free with sea_lifetime_result_free; the same bytes for any number of threads.
 * Errors: SEA_E_MEMORY.
 * Notes: drag is fitted to the fall of the mean orbit over fifteen days and over half the time left, after the last
 * manoeuvre, near the end to the drag term too; the orbit then shrinks under the same density model until 120 km.
 * Interval and its coverage: docs/VALIDATION.md. Scenarios of the disposal tests: the Sun quiet (f107 70) or active
 * (f107 200) all the time, and the table's forecast. 25 years: IADC-02-01; 5 years: FCC 22-74, satellites launched
 * after 2024-09-29; GEO: perigee 235 km + 1000 Cr A/m above the ring, Cr A/m between 0.005 and 0.075 m2/kg as it is not
 * known. Reference: King-Hele, Satellite Orbits in an Atmosphere (1987), for a and e under drag averaged over a
 * revolution.
 */
SEA_API sea_status sea_lifetime_run(const sea_gp_history *history, const sea_lifetime_options *options,
                                    sea_lifetime_result *result, sea_error *err);
/** Frees what sea_lifetime_run made. */
SEA_API void sea_lifetime_result_free(sea_lifetime_result *result);

/** Lower-case names, as in outputs: "decaying"; "not-met". Never NULL. */
SEA_API const char *sea_lifetime_status_name(sea_lifetime_status status);
/** Likewise, of a verdict. */
SEA_API const char *sea_lifetime_verdict_name(sea_lifetime_verdict verdict);

#ifdef __cplusplus
}
#endif
#endif

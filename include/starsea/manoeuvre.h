/** @file manoeuvre.h  Manoeuvres: burns found in element histories, with what they rest on. */
#ifndef STARSEA_MANOEUVRE_H
#define STARSEA_MANOEUVRE_H

#include <starsea/gp.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where an orbit lies, by mean motion n and eccentricity e: LEO n > 6.4 rev/day; GEO 0.9 < n < 1.1 and e < 0.1; MEO
 * everything else. */
typedef enum sea_regime { SEA_REGIME_LEO, SEA_REGIME_MEO, SEA_REGIME_GEO } sea_regime;

/** What a manoeuvre did. */
typedef enum sea_manoeuvre_class {
    SEA_MANOEUVRE_RAISING,         /**< orbit raising */
    SEA_MANOEUVRE_LOWERING,        /**< orbit lowering */
    SEA_MANOEUVRE_PHASING,         /**< in-plane phasing: undone by an opposite one within weeks */
    SEA_MANOEUVRE_PLANE_CHANGE,    /**< the orbital plane turned */
    SEA_MANOEUVRE_LONGITUDE_SHIFT, /**< GEO: leaves a station, or arrives at one */
    SEA_MANOEUVRE_STATION_KEEPING  /**< holds the orbit against drag or the Earth's gravity */
} sea_manoeuvre_class;

/** Caveats on a manoeuvre. */
enum {
    SEA_MANOEUVRE_CAVEAT_SPARSE = 1u << 0,    /**< fewer than one set in two days: the rates of false alarms are not
                                                 measured for such histories */
    SEA_MANOEUVRE_CAVEAT_NEIGHBOUR = 1u << 1, /**< another within its window: their parts are less certain */
    SEA_MANOEUVRE_CAVEAT_EDGE = 1u << 2       /**< near an end of the history */
};

/** Element sets an object needs to be judged at all. */
enum { SEA_MANOEUVRE_SETS_LEAST = 8 };

/** One manoeuvre found. */
typedef struct sea_manoeuvre {
    uint32_t norad_cat_id;
    sea_regime regime;
    sea_manoeuvre_class what;
    uint32_t caveats;
    sea_tai epoch, earliest, latest; /**< most likely, and a 90% interval */
    double dv_rtn_km_s[3];           /**< radial, along-track, cross-track */
    double dv_sigma_km_s[3];
    double score;                           /**< in units of what chance makes; comparable within a regime */
    double false_alarms_per_year;           /**< of a threshold at this score, an object, as measured */
    double log_likelihood_ratio;            /**< of the model with the burn to that without, noise as measured */
    double residual_before, residual_after; /**< root mean square, in units of the noise, without and with the burn */
    sea_tai before, after;                  /**< epochs of the element sets around the burn */
} sea_manoeuvre;

typedef struct sea_manoeuvre_options {
    double false_alarms_per_year; /**< the threshold: at most so many false alarms an object and year; default 0.7 */
    uint32_t threads;             /**< 0 = as many as the machine has */
} sea_manoeuvre_options;

/** The options of every field at its default. */
SEA_API sea_manoeuvre_options sea_manoeuvre_options_default(void);

/** An object that could not be judged, and why. */
typedef struct sea_manoeuvre_exclusion {
    uint32_t norad_cat_id;
    uint32_t sets; /**< element sets with distinct epochs */
} sea_manoeuvre_exclusion;

typedef struct sea_manoeuvre_result {
    sea_manoeuvre *events; /**< ordered by catalogue number, then epoch */
    size_t event_count;
    sea_manoeuvre_exclusion *exclusions; /**< objects with too few sets: not enough data */
    size_t exclusion_count;
    uint64_t objects; /**< offered */
} sea_manoeuvre_result;

/**
 * Finds manoeuvres in element histories.
 * Given: gps[count], any order and any number of objects; options (NULL = default).
 * Returned: result, free with sea_manoeuvre_result_free; the same bytes for any number of threads.
 * Errors: SEA_E_USAGE (a rate of false alarms not positive), SEA_E_MEMORY.
 * Notes: an object needs at least eight sets. A burn shows by the along-track drift it causes; one purely across the
 * track is not found. Mean elements do not tell the radial part without the place of the burn in the orbit: it is 0,
 * and its sigma the largest value the change of eccentricity allows. The part across has the sign of the change of
 * inclination; where the sets are too few or too far apart to tell it, it is 0 and its sigma infinite.
 * Reference: docs/VALIDATION.md for measured figures.
 */
SEA_API sea_status sea_manoeuvre_run(const sea_gp *gps, size_t count, const sea_manoeuvre_options *options,
                                     sea_manoeuvre_result *result, sea_error *err);
SEA_API void sea_manoeuvre_result_free(sea_manoeuvre_result *result);

/** Lower-case names, as in outputs: "leo"; "orbit-raising". */
SEA_API const char *sea_regime_name(sea_regime regime);
SEA_API const char *sea_manoeuvre_class_name(sea_manoeuvre_class what);

#ifdef __cplusplus
}
#endif
#endif

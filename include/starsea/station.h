/** @file station.h  The life of geostationary objects: longitudes held, how tightly, and drifts between them. */
#ifndef STARSEA_STATION_H
#define STARSEA_STATION_H

#include <starsea/gp.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a stretch of a history is. */
typedef enum sea_station_kind {
    SEA_STATION_HELD, /**< stays at a longitude */
    SEA_STATION_DRIFT /**< moves along the ring, between burns or left to itself */
} sea_station_kind;

/** Whether a motion is held against what the Earth, the Sun and the Moon would make of it. */
typedef enum sea_station_control {
    SEA_STATION_UNDECIDABLE, /**< too short, or where nature does next to nothing */
    SEA_STATION_KEPT,        /**< not what an object left to itself does */
    SEA_STATION_FREE         /**< just that */
} sea_station_control;

/** Caveats. */
enum {
    SEA_STATION_CAVEAT_SINGLE = 1u << 0,     /**< one set alone shows it */
    SEA_STATION_CAVEAT_GAP = 1u << 1,        /**< more than 60 days without a set */
    SEA_STATION_CAVEAT_OPEN_START = 1u << 2, /**< the history begins with it */
    SEA_STATION_CAVEAT_OPEN_END = 1u << 3,   /**< and ends with it */
    SEA_STATION_CAVEAT_UNSEEN = 1u << 4      /**< no set of the drift itself: its rate is the least that was needed */
};

/** One stretch of one object's history. */
typedef struct sea_station {
    uint32_t norad_cat_id;
    sea_station_kind kind;
    uint32_t caveats, sets;
    sea_tai start, end;        /**< epochs of the first and the last set that show it */
    sea_tai earliest, latest;  /**< of the sets before and after, between which it began and ended; SEA_TAI_NONE */
    double longitude_deg;      /**< east, 0 to 360: the mean of a station, where a drift began */
    double west_deg, east_deg; /**< how far from it the sets lie, west not positive, east not negative */
    double drift_deg_day;      /**< mean, eastward positive */
    double inclination_deg, inclination_low_deg, inclination_high_deg; /**< mean, least and largest */
    sea_station_control east_west, north_south;
} sea_station;

typedef struct sea_station_options {
    uint32_t threads; /**< 0 = as many as the machine has */
} sea_station_options;

/** The options of every field at its default. */
SEA_API sea_station_options sea_station_options_default(void);

typedef struct sea_station_result {
    sea_station *items; /**< ordered by catalogue number, then start */
    size_t count;
    uint64_t objects; /**< geostationary ones: 0.9 to 1.1 revolutions a day, e < 0.1 */
} sea_station_result;

/**
 * Takes the histories of geostationary objects apart into stations held and drifts.
 * Given: a history; options (NULL = default).
 * Returned: result, free with sea_station_result_free; the same bytes for any number of threads.
 * Errors: SEA_E_MEMORY.
 * Notes: a station is a run of sets that drift by less than 0.06 deg a day within 0.45 deg of each other, or within 1.5
 * deg where they go to and fro in it. It is `kept`
 * east and west when the Earth's gravity would have carried the object out of the band meanwhile, or when it came or
 * went by a burn; a run that follows gravity alone is a drift. North and south it is `kept` when the pole of the orbit
 * does not go round as Sun and Moon make it, told from 120 days on. Between drifts lies a burn: a change of rate that
 * gravity does not make. Longitudes are those of the mean place, good to about 0.01 deg.
 * Reference: Soop 1994, Handbook of Geostationary Orbits, for both natural motions.
 */
SEA_API sea_status sea_station_run(const sea_gp_history *history, const sea_station_options *options,
                                   sea_station_result *result, sea_error *err);
/** Frees what sea_station_run made. */
SEA_API void sea_station_result_free(sea_station_result *result);

/** East longitude's acceleration of an object at rest there, deg a day squared. Given: degrees east. */
SEA_API double sea_station_acceleration(double longitude_deg);

/** Lower-case names, as in outputs: "station"; "kept". Never NULL. */
SEA_API const char *sea_station_kind_name(sea_station_kind kind);
/** Likewise, of a control. */
SEA_API const char *sea_station_control_name(sea_station_control control);

#ifdef __cplusplus
}
#endif
#endif

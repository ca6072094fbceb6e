/**
 * @file proximity.h  Proximity: objects that stay near each other, come together or part, found in element histories.
 *
 * Each object is taken from the element set nearest in time, and a distance is an interval: what public elements can
 * tell of it. Objects that merely pass at speed are conjunctions, and `screen.h` is for those.
 */
#ifndef STARSEA_PROXIMITY_H
#define STARSEA_PROXIMITY_H

#include <starsea/manoeuvre.h>
#include <starsea/object.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What was found. */
typedef enum sea_proximity_class {
    SEA_PROXIMITY_APPROACH,      /**< one came to the other, or they to each other, and stayed for two sets or more */
    SEA_PROXIMITY_FLYBY,         /**< a slow passage without a stay */
    SEA_PROXIMITY_MERGING,       /**< apart before, indistinguishable after: docking-like */
    SEA_PROXIMITY_DOCKED,        /**< indistinguishable, with no relative motion that elements could show */
    SEA_PROXIMITY_RELEASE,       /**< one where there had been none, or two where there had been one */
    SEA_PROXIMITY_TOW,           /**< an object that did not move by itself changed orbit beside one that does */
    SEA_PROXIMITY_CO_LOCATION,   /**< GEO: both hold the same longitude */
    SEA_PROXIMITY_SAME_OWNER,    /**< the same, and the owner is the same in the list given */
    SEA_PROXIMITY_FORMATION,     /**< neighbours in one orbit for long, no arrival seen */
    SEA_PROXIMITY_CONSTELLATION, /**< neighbours among many objects of equal orbits */
    SEA_PROXIMITY_CO_LAUNCHED,   /**< of one launch and not yet apart */
    SEA_PROXIMITY_CATALOGUED,    /**< the same elements under two numbers: catalogued together, no distance known */
    SEA_PROXIMITY_STOP,          /**< GEO, one object: held a longitude between drifts */
    SEA_PROXIMITY_DATA_FAULT,    /**< a set of one object that carries another orbit; no manoeuvre */
    SEA_PROXIMITY_UNDECIDABLE    /**< too far from any elements of one of them to tell */
} sea_proximity_class;
enum { SEA_PROXIMITY_CLASS_COUNT = 15 };

/** Caveats on a finding. */
enum {
    SEA_PROXIMITY_CAVEAT_SINGLE = 1u << 0,        /**< rests on one instant */
    SEA_PROXIMITY_CAVEAT_GAP = 1u << 1,           /**< more than 60 days without elements of both in it */
    SEA_PROXIMITY_CAVEAT_SAME_ELEMENTS = 1u << 2, /**< some sets are the same under both numbers: not range 0 */
    SEA_PROXIMITY_CAVEAT_OPEN_START = 1u << 3,    /**< no elements show them apart before */
    SEA_PROXIMITY_CAVEAT_OPEN_END = 1u << 4,      /**< none show them apart after */
    SEA_PROXIMITY_CAVEAT_SAME_LAUNCH = 1u << 5,   /**< of one launch */
    SEA_PROXIMITY_CAVEAT_OLD = 1u << 6,           /**< a set more than 3 days from the instant of least range */
    SEA_PROXIMITY_CAVEAT_NO_RANGE = 1u << 7,      /**< no instant at which both have elements: no range */
    SEA_PROXIMITY_CAVEAT_UNRESOLVED = 1u << 8,    /**< docked, or a formation closer than elements resolve */
    SEA_PROXIMITY_CAVEAT_LATE = 1u << 9           /**< release: the older is new itself; late cataloguing looks alike */
};

/** Who moved. */
typedef enum sea_proximity_mover {
    SEA_PROXIMITY_MOVER_NONE, /**< neither beyond what nature does, or not to be told */
    SEA_PROXIMITY_MOVER_1,
    SEA_PROXIMITY_MOVER_2,
    SEA_PROXIMITY_MOVER_BOTH
} sea_proximity_mover;

/** One finding. What a class does not use is 0, and no range is -1. */
typedef struct sea_proximity {
    uint32_t norad_cat_id_1, norad_cat_id_2; /**< 1 < 2; for a single object the second is 0 */
    sea_proximity_class what;
    sea_regime regime;
    uint32_t caveats;
    sea_tai start, end;        /**< first and last instant at which elements show it */
    sea_tai earliest, latest;  /**< last instant before that shows otherwise, first after; SEA_TAI_NONE if none */
    sea_tai closest;           /**< instant of least range */
    double range_min_km;       /**< least range over a revolution about an instant of the interval */
    double low_km, high_km;    /**< 90% interval of it, from how well the objects' sets agree with their next */
    double median_km;          /**< over revolution and interval */
    sea_proximity_mover mover; /**< by the steps of the elements around the start (release: around the end) */
    double dv_1_m_s, dv_2_m_s; /**< the largest step of each there, beyond what nature does; 0 when there is none */
    double plane_deg;          /**< angle between the planes at `closest` */
    double drift_deg_day;      /**< rate of the along-track separation there, 2 less 1 */
    double longitude_deg;      /**< GEO: mean longitude, east, 0 to 360; else 0 */
    uint32_t sets_1, sets_2;   /**< element sets it rests on */
} sea_proximity;

typedef struct sea_proximity_options {
    double within_km;    /**< near: least range over a revolution below this; default 100 */
    const uint32_t *ids; /**< findings with one of these only, ascending; NULL = all */
    size_t id_count;
    const sea_object_set *objects; /**< whose owners they are, by the list; NULL = no list */
    uint32_t threads;              /**< 0 = one a processor */
} sea_proximity_options;

/** All objects, 100 km, no list. */
SEA_API sea_proximity_options sea_proximity_options_default(void);

/**
 * Finds proximity in element histories.
 * Given: history, every set of every object; options (NULL = default).
 * Returned: `*out`, `*out_count` findings ordered by (number 1, number 2, start, class), free with free().
 * Errors: SEA_E_USAGE (a distance that is not positive or above 1000 km), SEA_E_MEMORY.
 * Notes: two objects are near at an instant when their least range over a revolution is below `within_km`, their
 * planes are less than 0.1 deg (LEO) or 0.5 deg (elsewhere) apart, and the separation changes by less than 0.5 deg/day
 * (LEO) or 1.5 deg/day. Sets older than 5 days (LEO) or 10 days are not used. Nothing is filtered out by class: benign
 * ones are named. Sets that doubt.h takes for another orbit are reported as data faults and left out of the rest.
 * Names and owners play no part, but for the one class that says so. The result does not depend on the number of
 * threads.
 * Reference: docs/PROXIMITY.md; figures in docs/VALIDATION.md.
 */
SEA_API sea_status sea_proximity_find(const sea_gp_history *history, const sea_proximity_options *options,
                                      sea_proximity **out, size_t *out_count, sea_error *err);

/** Constant lower-case names: "approach", "data-fault". */
SEA_API const char *sea_proximity_class_name(sea_proximity_class what);

#ifdef __cplusplus
}
#endif
#endif

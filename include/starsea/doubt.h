/** @file doubt.h  Doubts: reasons to look twice at element sets that break no rule of their format. */
#ifndef STARSEA_DOUBT_H
#define STARSEA_DOUBT_H

#include <starsea/gp.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is doubtful about a set. */
typedef enum sea_doubt_kind {
    SEA_DOUBT_FUTURE,    /**< its epoch lies more than two days after now */
    SEA_DOUBT_EARLY,     /**< its epoch lies before the first satellite, 4 October 1957 */
    SEA_DOUBT_DIFFERING, /**< another set of the same object and epoch has other values */
    SEA_DOUBT_NEIGHBOUR, /**< its orbit is not that of the object's sets before and after, or of the reference */
    SEA_DOUBT_CROSSTAG,  /**< the same, and the orbit is that of another object */
    SEA_DOUBT_SHARED,    /**< an object of another launch is at the same place: docked, or one is mistaken for it */
    SEA_DOUBT_UNKNOWN,   /**< the reference has no object of this number */
    SEA_DOUBT_STRAY      /**< its orbit is like none of the object's other sets, and those cannot say more */
} sea_doubt_kind;
enum { SEA_DOUBT_KIND_COUNT = 8 };

/** Stable id of a kind, such as "W_CROSSTAG". SEA_DOUBT_SHARED is a note, as docking is ordinary: "N_SHARED". */
SEA_API const char *sea_doubt_rule(sea_doubt_kind kind);

/** One doubt. What a kind does not use is 0. */
typedef struct sea_doubt {
    sea_doubt_kind kind;
    size_t index;     /**< the set in gps */
    size_t other;     /**< the set it was held against: in gps, from `count` on in the reference */
    bool has_other;   /**< `other` means something */
    double days;      /**< from the other's epoch, or from now, to the set's */
    double plane_deg; /**< NEIGHBOUR, STRAY, CROSSTAG: angle between the planes of the set and its neighbour */
    double mean_motion_rev_day; /**< likewise: difference of mean motion */
    double distance_km;         /**< CROSSTAG, SHARED: from the other object at the set's epoch, by SGP4 */
} sea_doubt;

/** How to look. */
typedef struct sea_doubt_options {
    sea_tai now;             /**< epochs are held against it; SEA_TAI_NONE: against nothing */
    const sea_gp *reference; /**< sets that are believed, such as a whole catalogue of about the same time */
    size_t reference_count;
} sea_doubt_options;

/** No instant and no reference. */
SEA_API sea_doubt_options sea_doubt_options_default(void);

/**
 * Looks at element sets as a whole: each against the sets of its own object within 30 days, those of other objects
 * within 3 days, the reference, and the clock.
 * Given: gps[count] in any order, several of one object or one each; options (NULL = default).
 * Returned: through fn, ordered by (index, kind). A non-zero return of fn stops the search and is handed on.
 * Errors: SEA_E_MEMORY.
 * Notes: a set is held to be of another orbit than its neighbour when the planes, after precession by J2, differ by
 * more than 2 deg + 0.1 deg/day, the mean motions by more than 5% + 1% a day or the eccentricities by more than
 * 0.03 + 0.005 a day; perturbed orbits of long period get more. Where the object itself moved there for good, that is
 * a manoeuvre, and no doubt is raised: only excursions of at most three sets count, and the last sets of a history.
 * A stray is one of two sets, all there are within 30 days, of which nobody knows which is right (both are told), or a
 * set between two that are like one another in shape and unlike it, however long before and after: inclinations more
 * than 10 deg apart, mean motions more than 20% or eccentricities more than 0.2, at three revolutions a day or more.
 * With a reference each set is held against the believed one nearest in time instead. Objects at one place are sought
 * among the newest sets, within 10 km, and told once a set. Names play no part.
 */
SEA_API sea_status sea_doubt_find(const sea_gp *gps, size_t count, const sea_doubt_options *options,
                                  sea_status (*fn)(void *payload, const sea_doubt *doubt), void *payload,
                                  sea_error *err);

#ifdef __cplusplus
}
#endif
#endif

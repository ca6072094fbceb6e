/**
 * @file breakup.h  Fragmentations: found from the arrival of new objects and their geometry.
 *
 * The pieces of a breakup were at one place at one instant. Mean orbits taken back to that instant agree in three ways:
 * they cross the parent's orbit at one place, at one radius, and the pieces are there at one time. Public element sets
 * keep the third even after months for pieces that drag changes little, and that dates the event.
 */
#ifndef STARSEA_BREAKUP_H
#define STARSEA_BREAKUP_H

#include <starsea/gp.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What element sets can say of the cause. */
typedef enum sea_breakup_kind {
    SEA_BREAKUP_FRAGMENTATION, /**< one parent: an explosion, or a collision with something that has no elements */
    SEA_BREAKUP_COLLISION,     /**< two parents met: their own approach, or two clouds from one place and instant */
    SEA_BREAKUP_UNDECIDABLE    /**< pieces of one origin, but no epoch can be given: the caveats say why */
} sea_breakup_kind;

/** Caveats on a breakup. */
enum {
    SEA_BREAKUP_CAVEAT_FEW = 1u << 0,          /**< fewer than 20 usable pieces: no instant is given */
    SEA_BREAKUP_CAVEAT_NO_PARENT = 1u << 1,    /**< no object known before the pieces fits: place and epoch from them */
    SEA_BREAKUP_CAVEAT_PARENT_LATER = 1u << 2, /**< the parent has no elements from before the event */
    SEA_BREAKUP_CAVEAT_ORBITS = 1u << 3,       /**< more than one orbit of the parent is possible */
    SEA_BREAKUP_CAVEAT_OLD = 1u << 4,          /**< the pieces' first elements are more than 60 days after the event */
    SEA_BREAKUP_CAVEAT_DRAG = 1u << 5,         /**< drag has carried most pieces more than half a turn */
    SEA_BREAKUP_CAVEAT_SPREAD = 1u << 6,       /**< the pieces agree on no instant */
    SEA_BREAKUP_CAVEAT_PARENT_OPEN =
        1u << 7 /**< another object of the launch fits nearly as well as the parent named */
};

/** One fragmentation. */
typedef struct sea_breakup {
    uint32_t parent;   /**< catalogue number; 0 when no object fits */
    uint32_t parent_2; /**< the other object of a collision; 0 when there is none or it is not known */
    sea_breakup_kind kind;
    uint32_t caveats;
    char launch[12];          /**< `1999-025`, of the pieces */
    sea_tai epoch;            /**< SEA_TAI_NONE when undecidable */
    sea_tai earliest, latest; /**< 90% interval; SEA_TAI_NONE when undecidable */
    double argl_rad;          /**< argument of latitude of the place, in the parent's orbit */
    double r_km[3];           /**< the place, TEME */
    sea_tai as_of;            /**< date of the newest element set: the count is as of then */
    uint32_t fragments;       /**< pieces catalogued by then, those gone since included */
    uint32_t used;            /**< pieces the epoch rests on */
    double dv_median_m_s;     /**< least speed that parts a piece's orbit from the parent's, median */
    double dv_model_m_s;      /**< median the NASA standard breakup model gives, for plausibility only */
    double miss_km;           /**< collision by approach: range at closest approach; else -1 */
} sea_breakup;

typedef struct sea_breakup_options {
    const uint32_t *ids; /**< report these parents only; NULL = all */
    size_t id_count;
    uint32_t least;   /**< fewest new objects that make an event */
    uint32_t threads; /**< 0 = one a processor */
} sea_breakup_options;

/** All parents, at least 8 new objects. */
SEA_API sea_breakup_options sea_breakup_options_default(void);

/**
 * Finds fragmentations in element histories.
 * Given: history, every set of every object; options (NULL = default).
 * Returned: `*out`, `*out_count` events ordered by epoch (undecidable ones by launch, last), free with free().
 * Errors: SEA_E_MEMORY.
 * Notes: pieces are objects of a launch first seen after others of that launch were. The result depends neither on the
 * number of threads nor on names.
 * Reference: docs/BREAKUPS.md.
 */
SEA_API sea_status sea_breakup_find(const sea_gp_history *history, const sea_breakup_options *options,
                                    sea_breakup **out, size_t *out_count, sea_error *err);

/** Closest approach of two objects by SGP4, each from the set given. */
typedef struct sea_breakup_approach {
    sea_tai tca;
    double range_km;
    double relative_speed_km_s;
} sea_breakup_approach;

/**
 * Least distance of two objects between two instants.
 * Errors: SEA_E_RANGE when the span is not positive or longer than 30 days; what sgp4 gives when no state can be had.
 */
SEA_API sea_status sea_breakup_approach_find(const sea_gp *a, const sea_gp *b, sea_tai start, sea_tai end,
                                             sea_breakup_approach *out);

/** An orbit of a Gabbard diagram. */
typedef struct sea_breakup_piece {
    uint32_t norad_cat_id;
    bool parent; /**< else a piece */
    sea_tai at;  /**< epoch of the set: a piece's first, a parent's last from before the event (or first of all) */
    double period_min, apogee_km, perigee_km; /**< mean elements; heights over the equatorial radius, 6378.137 km */
} sea_breakup_piece;

/**
 * The pieces of an event, and its parents before them.
 * Given: the history and the options that the event was found with (NULL = default); the event.
 * Returned: `*out`, `*out_count`, pieces ordered by catalogue number, free with free(). Sets that SGP4 refuses are left
 * out. Errors: SEA_E_NOT_FOUND when the history has no such event, SEA_E_MEMORY.
 * Reference: Johnson and McKnight, Artificial Space Debris (1991), for the diagram.
 */
SEA_API sea_status sea_breakup_pieces(const sea_gp_history *history, const sea_breakup_options *options,
                                      const sea_breakup *event, sea_breakup_piece **out, size_t *out_count,
                                      sea_error *err);

/** Constant lower-case name: "fragmentation", "collision", "undecidable". */
SEA_API const char *sea_breakup_kind_name(sea_breakup_kind kind);

#ifdef __cplusplus
}
#endif
#endif

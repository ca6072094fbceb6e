/** @file screen.h  Screening: which objects come closer than a threshold, and when. */
#ifndef STARSEA_SCREEN_H
#define STARSEA_SCREEN_H

#include <starsea/event.h>
#include <starsea/motion.h>
#include <starsea/sgp4.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Shape of the region about a primary that an approach must enter. */
typedef enum sea_screen_volume {
    SEA_SCREEN_SPHERE,   /**< threshold_km about the object */
    SEA_SCREEN_BOX,      /**< half-sides volume_rtn_km along R, T and N of the primary */
    SEA_SCREEN_ELLIPSOID /**< semi-axes volume_rtn_km along R, T and N of the primary */
} sea_screen_volume;

typedef struct sea_screen_options {
    sea_tai start;
    int64_t span_ns;
    double threshold_km; /**< of a sphere; box and ellipsoid have their own size */
    sea_screen_volume volume;
    double volume_rtn_km[3];
    uint32_t threads;          /**< 0 = as many as the machine has */
    const uint32_t *primaries; /**< catalogue numbers to screen against all; NULL = all against all */
    size_t primary_count;
    const uint32_t *excluded; /**< catalogue numbers to leave out */
    size_t excluded_count;
    int exhaustive; /**< 1: look at every pair every ten seconds, at most SEA_SCREEN_EXHAUSTIVE_MAX objects */
    /** Called now and then from one thread with the part done (0..1); may be NULL. Non-zero return cancels. */
    int (*progress)(void *payload, double part);
    void *progress_payload;
} sea_screen_options;

enum { SEA_SCREEN_EXHAUSTIVE_MAX = 5000 };

/** Threshold 5 km, a sphere, span one day, all against all; `start` must be set. */
SEA_API sea_screen_options sea_screen_options_default(void);

/**
 * Options screening propagates with: the defaults and julian_epoch, so that TCA and range compare with other screenings
 * to millimetres. Whoever computes an event again uses them too.
 */
SEA_API sea_sgp4_options sea_screen_sgp4_options(void);

/** An object that could not be propagated through the whole window. */
typedef struct sea_screen_exclusion {
    uint32_t norad_cat_id;
    sea_status why;
    sea_tai from; /**< first instant it could not be screened; the window's start when it never could */
    int asked;    /**< 1: left out because the caller said so; `why` is SEA_OK then */
} sea_screen_exclusion;

/** What the result rests on. Owned arrays inside sea_screen_result. */
typedef struct sea_screen_certificate {
    uint64_t objects;               /**< offered */
    uint64_t screened;              /**< propagated at least in part of the window */
    uint64_t pairs_tested;          /**< pair and time-step combinations that reached the pair test */
    uint64_t candidates;            /**< refined with SGP4 */
    double step_s;                  /**< spacing of knots */
    double speed_bound_km_s;        /**< largest speed of any object within a million km */
    double margin_km;               /**< largest margin added to the threshold for any of them */
    double age_median_s, age_max_s; /**< |element epoch - window's start| */
    uint64_t intervals;             /**< events to be read as intervals: slow ones and those at the window's edges */
    int exhaustive;                 /**< 1: every pair was looked at; step_s is the spacing of samples then */
} sea_screen_certificate;

typedef struct sea_screen_result {
    sea_conjunction *events; /**< ordered by sea_conjunction_compare */
    size_t event_count;
    sea_screen_exclusion *exclusions; /**< ordered by catalogue number */
    size_t exclusion_count;
    sea_screen_certificate certificate;
} sea_screen_result;

/**
 * Screens element sets (one an object) over a window.
 * Given: gps[count], options. Returned: result, free with sea_screen_result_free; the same bytes for any number of
 * threads. Errors: SEA_E_USAGE (threshold or span not positive, a primary not among the sets), SEA_E_MEMORY, SEA_DONE
 * when cancelled. Notes: one event for each local minimum of distance below the threshold; every event comes from SGP4
 * itself.
 */
SEA_API sea_status sea_screen_run(const sea_gp *gps, size_t count, const sea_screen_options *options,
                                  sea_screen_result *result, sea_error *err);
SEA_API void sea_screen_result_free(sea_screen_result *result);

/** A screening ready to be done in parts, here or elsewhere. Opaque, read-only: slices may run at the same time. */
typedef struct sea_screen_plan sea_screen_plan;

/**
 * Plans what sea_screen_run does. Given: as there; gps and the arrays of options must outlive the plan.
 * Returned: `*out`, free with sea_screen_plan_free. Errors: as sea_screen_run.
 */
SEA_API sea_status sea_screen_plan_new(const sea_gp *gps, size_t count, const sea_screen_options *options,
                                       sea_screen_plan **out, sea_error *err);
SEA_API void sea_screen_plan_free(sea_screen_plan *plan);

/** How many parts of a window there are that share no work: more slices than that are partly empty. */
SEA_API size_t sea_screen_plan_parts(const sea_screen_plan *plan);

/**
 * Does slice `index` of `n`, a stretch of the window. Returned: part, plain values that may be sent to another process
 * on the same kind of machine; its events lack intervals and are not yet final: give all parts to sea_screen_merge.
 * Errors: SEA_E_USAGE (index not below n), SEA_E_MEMORY, SEA_DONE when cancelled.
 */
SEA_API sea_status sea_screen_slice(const sea_screen_plan *plan, size_t index, size_t n, sea_screen_result *part,
                                    sea_error *err);

/** Makes the result of the n parts of a plan, in any order: the same bytes for any n. Errors: SEA_E_MEMORY. */
SEA_API sea_status sea_screen_merge(const sea_screen_plan *plan, const sea_screen_result *parts, size_t n,
                                    sea_screen_result *result, sea_error *err);

/** A catalogue made ready for moving objects of one's own, one after the other. Opaque, read-only: threads may share
 * it. */
typedef struct sea_screen_field sea_screen_field;

/**
 * Makes a catalogue ready.
 * Given: gps and options as sea_screen_run, without primaries and exhaustive; gps must outlive the field. `about`, may
 * be NULL: only what can come near a motion whose radius, five minutes by five minutes, is within reach_km of this
 * one's is kept, which saves memory (36 bytes an object and five minutes otherwise). Returned: `*out`, free with
 * sea_screen_field_free. Errors: as sea_screen_run.
 */
SEA_API sea_status sea_screen_field_new(const sea_gp *gps, size_t count, const sea_screen_options *options,
                                        const sea_motion *about, double reach_km, sea_screen_field **out,
                                        sea_error *err);
SEA_API void sea_screen_field_free(sea_screen_field *field);

/**
 * Screens one motion against a field, in the calling thread.
 * Given: index, the element set (of those the field was made of) the motion stands in for: it names the object, and is
 * not screened itself. Returned: result as that of sea_screen_run, free with sea_screen_result_free. Where the motion
 * has no state nothing is screened: times between its pieces, and exclusions. Boxes and ellipsoids stand about the
 * motion's object. Where a piece begins as another ends, an approach that turns there is an event. Errors: SEA_E_RANGE
 * (the motion leaves what the field was made for), SEA_E_MEMORY.
 */
SEA_API sea_status sea_screen_field_run(const sea_screen_field *field, const sea_motion *motion, uint32_t index,
                                        sea_screen_result *result, sea_error *err);

/** What became of an approach. */
typedef enum sea_screen_change_kind {
    SEA_SCREEN_KEPT, /**< there before and after */
    SEA_SCREEN_NEW,  /**< only after */
    SEA_SCREEN_GONE  /**< only before: no longer below the threshold */
} sea_screen_change_kind;

/** An approach before and after something was changed. */
typedef struct sea_screen_change {
    sea_screen_change_kind kind;
    sea_conjunction event;  /**< after; of one that is gone: before */
    sea_conjunction before; /**< of a new one all zero */
} sea_screen_change;

/**
 * Two results of one object side by side, such as before and after a burn.
 * Given: events of the same window, threshold and element sets. Returned: `*out`, `*count` changes in the order of
 * their events, to be freed with free(). Two events of a pair are one approach when they are the nearest to each other
 * in time and at most 20 minutes apart. Errors: SEA_E_MEMORY.
 */
SEA_API sea_status sea_screen_compare(const sea_screen_result *before, const sea_screen_result *after,
                                      sea_screen_change **out, size_t *count);

/** Constant lower-case name of a kind of change: "kept", "new", "gone". */
SEA_API const char *sea_screen_change_name(sea_screen_change_kind kind);

/**
 * How far two motions' radii come apart in a window, with room for what lies between the looks at them: what a field
 * about the first needs as reach_km to screen the second. Returned: km, of the times at which both have a state.
 */
SEA_API double sea_screen_reach(const sea_motion *about, const sea_motion *other, sea_tai start, int64_t span_ns);

/** One candidate burn and what it does to the approaches of its object. */
typedef struct sea_screen_trial {
    sea_burn burn;           /**< given */
    int forbidden;           /**< given: 1, no burn may be then; it is not looked at */
    double size_error;       /**< given: one sigma of the size of what is carried out, as a part of it; 0 for none */
    double pointing_error;   /**< given: one sigma of its direction, rad; 0 for none */
    sea_status status;       /**< not SEA_OK: no orbit after the burn, or SEA_DONE: forbidden; nothing below is known */
    uint32_t events;         /**< after it */
    uint32_t added, gone;    /**< new ones, and those that are no longer below the threshold */
    sea_conjunction closest; /**< after it; meaningful where events is above 0 */
    int closest_new;         /**< 1: it is one of those added */
    /** With errors: the closest approach left if the burn is off by one sigma in size or direction, whichever object it
     * is with, at its least and at its most; HUGE_VAL: nothing below the threshold is left. */
    double least_km, most_km;
} sea_screen_trial;

/**
 * A grid of candidate burns, times by sizes.
 * Given: first time and step; times; largest burn, m/s, and steps from nothing to it each way; direction in RTN, of any
 * length. Returned: size_m_s[2 steps + 1], from the largest against the direction to the largest along it;
 * trials[times (2 steps + 1)] with their burns, time by time. Errors: SEA_E_USAGE (no direction, no step).
 */
SEA_API sea_status sea_screen_trials_grid(sea_tai first, int64_t step_ns, size_t times, double most_m_s, size_t steps,
                                          const double direction_rtn[3], double *size_m_s, sea_screen_trial *trials);

/**
 * Screens candidate burns of one object against the catalogue, each by itself.
 * Given: gps, options as sea_screen_field_new; base, the motion without a burn, and index as sea_screen_field_run;
 * trials[count] with what is given of them. Returned: the trials filled; before, the result without a burn, to be freed
 * with sea_screen_result_free; the same for any number of threads. Errors: as sea_screen_field_new, SEA_DONE when
 * cancelled.
 */
SEA_API sea_status sea_screen_trials_run(const sea_gp *gps, size_t count, const sea_screen_options *options,
                                         const sea_motion *base, uint32_t index, sea_screen_trial *trials,
                                         size_t trial_count, sea_screen_result *before, sea_error *err);

#ifdef __cplusplus
}
#endif
#endif

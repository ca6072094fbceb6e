/** @file screen.h  Screening: which objects come closer than a threshold, and when. */
#ifndef STARSEA_SCREEN_H
#define STARSEA_SCREEN_H

#include <starsea/event.h>
#include <starsea/sgp4.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sea_screen_options {
    sea_tai start;
    int64_t span_ns;
    double threshold_km;
    uint32_t threads;          /**< 0 = as many as the machine has */
    const uint32_t *primaries; /**< catalogue numbers to screen against all; NULL = all against all */
    size_t primary_count;
    /** Called now and then from one thread with the part done (0..1); may be NULL. Non-zero return cancels. */
    int (*progress)(void *payload, double part);
    void *progress_payload;
} sea_screen_options;

/** Threshold 5 km, span one day, all against all; `start` must be set. */
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

#ifdef __cplusplus
}
#endif
#endif

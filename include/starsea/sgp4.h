/**
 * @file sgp4.h  SGP4: states from element sets.
 *
 * Reference: Vallado, Crawford, Hujsak, Kelso 2006, "Revisiting Spacetrack Report #3", AIAA 2006-6753 (rev. 3);
 * Hoots, Roehrich 1980, Spacetrack Report #3.
 */
#ifndef STARSEA_SGP4_H
#define STARSEA_SGP4_H

#include <starsea/gp.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Gravity constants. Public element sets are made with WGS-72. */
typedef enum sea_sgp4_gravity { SEA_SGP4_WGS72, SEA_SGP4_WGS84, SEA_SGP4_WGS72_OLD } sea_sgp4_gravity;

/** Operation mode: 'i' improved (default), 'a' as the AFSPC code of 2006. They differ for deep-space objects. */
typedef enum sea_sgp4_opsmode { SEA_SGP4_IMPROVED = 'i', SEA_SGP4_AFSPC = 'a' } sea_sgp4_opsmode;

typedef struct sea_sgp4_options {
    sea_sgp4_gravity gravity;
    sea_sgp4_opsmode opsmode;
    /**
     * 1: hold an epoch as one Julian date in a double, in steps of 40 microseconds, as the reference code and the
     * screenings made with it do: positions move by up to 0.15 m along the orbit. 0 (default): exact.
     */
    int julian_epoch;
} sea_sgp4_options;

/** WGS-72 and improved mode: what public element sets are made for. */
SEA_API sea_sgp4_options sea_sgp4_options_default(void);

/** One element set prepared for propagation. Opaque to callers but for its size; a plain value: copy and discard
 * freely. */
typedef struct sea_sgp4 sea_sgp4;

/**
 * Prepares `count` element sets.
 * Given: gps[count]; options (NULL = default). Returned: `*out`, one block for all, free with sea_sgp4_free;
 * statuses[count] (may be NULL): SEA_OK, or why the set cannot be propagated at all (its states then repeat that
 * status). Errors: SEA_E_MEMORY.
 */
SEA_API sea_status sea_sgp4_new(const sea_gp *gps, size_t count, const sea_sgp4_options *options, sea_sgp4 **out,
                                sea_status *statuses, sea_error *err);
SEA_API void sea_sgp4_free(sea_sgp4 *prepared);

/**
 * State of object `index` at an instant, TEME.
 * Returned: position (km) and velocity (km/s, may be NULL). On failure both are zero and the status says why: a state
 * is never returned with success unless it is finite. Pure: the result does not depend on earlier calls. Errors:
 * SEA_E_MEAN_ECCENTRICITY, SEA_E_MEAN_MOTION, SEA_E_ECCENTRICITY, SEA_E_SEMILATUS, SEA_E_DECAYED, SEA_E_RANGE,
 * SEA_E_UNSUPPORTED (not an SGP4 set).
 */
SEA_API sea_status sea_sgp4_state(const sea_sgp4 *prepared, size_t index, sea_tai t, double r_km[3], double v_km_s[3]);

/** As sea_sgp4_state, for `t_min` minutes since the set's epoch. */
SEA_API sea_status sea_sgp4_state_since(const sea_sgp4 *prepared, size_t index, double t_min, double r_km[3],
                                        double v_km_s[3]);

/** Mean orbit of object `index` as SGP4 uses it. */
typedef struct sea_sgp4_orbit {
    double mean_motion_rad_s; /**< un-Kozai'd */
    double semi_major_km;
    double perigee_km; /**< geocentric radius a(1-e) */
    double apogee_km;  /**< geocentric radius a(1+e) */
    double period_s;
    int deep_space; /**< 1 when the period is 225 minutes or more */
} sea_sgp4_orbit;

/** Mean orbit of object `index`; all zero when the set could not be prepared. */
SEA_API sea_sgp4_orbit sea_sgp4_orbit_of(const sea_sgp4 *prepared, size_t index);

/** The instants of a batch: a uniform grid, a list, or a list an object ("zipped"). */
typedef struct sea_sgp4_times {
    size_t count;      /**< instants (of each object) */
    sea_tai start;     /**< uniform grid: the first instant; `at` is NULL */
    int64_t step_ns;   /**< uniform grid: from one to the next, any sign */
    const sea_tai *at; /**< list: at[time]; zipped: at[time * objects + object] */
    int zipped;        /**< 1 when `at` has an instant for each time and object */
} sea_sgp4_times;

/** Arrays a batch fills, [time][object]: the state of object i at time k stands at [k * objects + i]. */
typedef struct sea_sgp4_states {
    double (*r_km)[3];   /**< TEME position */
    double (*v_km_s)[3]; /**< velocity, or NULL where positions are enough (about a tenth faster) */
    int8_t *statuses;    /**< the sea_status of each state, or NULL; a state that failed is all zero */
} sea_sgp4_states;

/**
 * States of every object at every time, by the vector kernel sea_sgp4_kernel_name tells, on `threads` threads
 * (0 = one a processor).
 * Given: times; out, whose arrays hold times->count * objects entries.
 * Returned: SEA_OK also when single states failed: see out->statuses.
 * Errors: SEA_E_MEMORY; SEA_E_RANGE when a grid runs off the clock.
 * Notes: a state depends on its object and instant alone (on a uniform grid of steps up to a day, also on the step),
 * not on the kernel, the rest of the batch, what part of a grid was asked for, or the number of threads. It differs
 * from sea_sgp4_state by rounding: over 30 days below 5e-8 km near-Earth, and below 2e-7 km or 2e-12 of the distance,
 * whichever is more, in deep space. Drag magnifies rounding as it does everything: an object in its last days (B* above
 * 5e-4 and more than 16 revolutions a day) may differ by 1e-4 km. Its status never differs.
 */
SEA_API sea_status sea_sgp4_states_get(const sea_sgp4 *prepared, const sea_sgp4_times *times,
                                       const sea_sgp4_states *out, uint32_t threads, sea_error *err);

/**
 * Some objects at consecutive times, [time][object]: the state of objects[i] at time first_time + k stands at
 * [k * count + i]. Valid only during the callback.
 */
typedef struct sea_sgp4_block {
    size_t first_time, time_count;
    size_t count;            /**< objects of this block */
    const uint32_t *objects; /**< which: their numbers as prepared */
    const double (*r_km)[3];
    const double (*v_km_s)[3]; /**< NULL when only positions were asked for */
    const int8_t *statuses;
} sea_sgp4_block;

/**
 * Receives blocks one at a time, in an order that does not depend on threads: all objects, a few hundred a block, at
 * the first times, then all at the next. From any of the threads of the run. Non-zero return stops the run and is
 * handed on.
 */
typedef sea_status sea_sgp4_block_sink(void *payload, const sea_sgp4_block *block);

/**
 * As sea_sgp4_states_get, block by block, so that a month of the catalogue never needs a month of memory: blocks are
 * small enough to stay in the processor's cache, and a thread holds two. Given: velocity, 0 for positions alone.
 */
SEA_API sea_status sea_sgp4_states_run(const sea_sgp4 *prepared, const sea_sgp4_times *times, int velocity,
                                       uint32_t threads, sea_sgp4_block_sink *sink, void *payload, sea_error *err);

/** Number of objects prepared. */
SEA_API size_t sea_sgp4_count(const sea_sgp4 *prepared);

/**
 * Name of the batch kernel in use: "avx512", "avx2", "sse2", "neon", "wasm" or "scalar". The fastest the machine has,
 * unless the environment variable STARSEA_SIMD names another one that it has. All give the same bits.
 */
SEA_API const char *sea_sgp4_kernel_name(void);

#ifdef __cplusplus
}
#endif
#endif

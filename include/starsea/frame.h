/** @file frame.h  States and the frames they stand in. */
#ifndef STARSEA_FRAME_H
#define STARSEA_FRAME_H

#include <starsea/epoch.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Named reference frames, each next to those it is computed from. */
typedef enum sea_frame {
    SEA_FRAME_TEME,   /**< true equator, mean equinox of date: what SGP4 yields */
    SEA_FRAME_PEF,    /**< pseudo Earth-fixed: TEME turned by GMST; equals ITRF but for polar motion */
    SEA_FRAME_ITRF,   /**< Earth-fixed, the frame of maps and of GNSS to a few cm */
    SEA_FRAME_GCRF,   /**< celestial, IAU 2006/2000A, axes of the ICRF */
    SEA_FRAME_EME2000 /**< mean equator and equinox of J2000.0; "J2000" is another name of it */
} sea_frame;

/** Position and velocity of an object at an instant in a named frame. */
typedef struct sea_state {
    sea_tai epoch;
    sea_frame frame;
    double r_km[3];
    double v_km_s[3];
    uint32_t
        caveats; /**< SEA_EOP_CAVEAT_*: how well the Earth's orientation was known in every change of frame so far */
} sea_state;

/** The turn from one frame to another: r' = m r, v' = m v - rate x r'. */
typedef struct sea_rotation {
    double m[3][3];
    double rate_rad_s[3]; /**< rotation of the second frame against the first, in the axes of the second */
    uint32_t caveats;     /**< SEA_EOP_CAVEAT_* */
} sea_rotation;

/** Precession and nutation at knots met before; see sea_frame_rotation. One for each thread. */
typedef struct sea_frame_cache sea_frame_cache;

/** Geodetic position over the WGS-84 ellipsoid. */
typedef struct sea_geodetic {
    double lat_rad; /**< -pi/2..pi/2 */
    double lon_rad; /**< -pi..pi, east positive */
    double alt_km;
} sea_geodetic;

/**
 * Greenwich mean sidereal time, IAU 1982 (the model TEME is defined with).
 * Returned: radians in [0, 2 pi). Reference: Aoki et al. 1982; Vallado 2013, equation 3-47.
 */
SEA_API double sea_gmst82_rad(sea_ut1 t);

/** Name of a frame: `TEME`, `PEF`, `ITRF`, `GCRF`, `EME2000`. Never NULL. */
SEA_API const char *sea_frame_name(sea_frame frame);

/**
 * Frame of a name, letters of either case, with the other spellings met in messages: `J2000`, `ICRF`, `GCRS`, `ITRS`,
 * and `ITRF` followed by a year (`ITRF-97`, `ITRF2014`): these differ by centimetres.
 * Errors: SEA_E_NOT_FOUND.
 */
SEA_API sea_status sea_frame_find(const char *name, size_t length, sea_frame *out);

/** An empty cache of 1 MB, to be freed with sea_frame_cache_free. Errors: SEA_E_MEMORY. */
SEA_API sea_status sea_frame_cache_new(sea_frame_cache **out);

/** Frees a cache; NULL is fine. */
SEA_API void sea_frame_cache_free(sea_frame_cache *cache);

/**
 * The turn from one frame to another at an instant.
 * Given: t; frames; eop, may be NULL (UT1 = UTC, no polar motion, no pole offsets); cache, may be NULL. With a cache
 * precession and nutation are interpolated between knots three hours apart, which moves a position by less than 0.02 mm
 * at geostationary height and 0.2 mm at 500,000 km; the result does not depend on what the cache was used for before.
 * Without one they are exact. Returned: the rotation with its caveats. Errors: SEA_E_USAGE (no such frame), SEA_E_RANGE
 * (an instant more than 500 years from J2000). Notes: TEME to PEF is GMST 1982, PEF to ITRF polar motion, ITRF to GCRF
 * the CIO-based IAU 2006/2000A, GCRF to EME2000 the frame bias. The rate is that of the Earth with its length of day;
 * the motion of the pole is left out of it (below 1e-7 km/s in low orbit), as by convention. TEME to GCRF depends on
 * UT1 by less than 0.1 mm. Reference: Vallado et al. 2006, AIAA 2006-6753, appendix C; IERS Conventions 2010, chapter
 * 5; ERFA for X, Y, s.
 */
SEA_API sea_status sea_frame_rotation(sea_tai t, sea_frame from, sea_frame to, const sea_eop *eop,
                                      sea_frame_cache *cache, sea_rotation *out);

/** Turns a position (km) and velocity (km/s); out may be in. */
SEA_API void sea_frame_rotate(const sea_rotation *rotation, const double in_r_km[3], const double in_v_km_s[3],
                              double out_r_km[3], double out_v_km_s[3]);

/** A state in another frame: sea_frame_rotation and sea_frame_rotate, caveats added to those of the state. */
SEA_API sea_status sea_frame_transform(const sea_state *in, sea_frame to, const sea_eop *eop, sea_frame_cache *cache,
                                       sea_state *out);

/** Earth-fixed position (km) to geodetic, WGS-84. Error below 1e-9 rad and 1e-6 km anywhere above -5000 km. Reference:
 * Bowring 1976, Survey Review 23, iterated. */
SEA_API sea_geodetic sea_frame_fixed_to_geodetic(const double r_km[3]);

/** Geodetic to Earth-fixed position (km), WGS-84. */
SEA_API void sea_frame_geodetic_to_fixed(sea_geodetic g, double r_km[3]);

/**
 * Unit vectors of the local orbital frame RTN (CCSDS; also RIC, RSW): R along the position, N along the orbit normal, T
 * completing. Given: position (km) and velocity (km/s). Returned: rows R, T, N. Errors: SEA_E_RANGE when position and
 * velocity are zero or parallel.
 */
SEA_API sea_status sea_frame_rtn(const double r_km[3], const double v_km_s[3], double rtn[3][3]);

/**
 * Where an object is as seen from another: relative position and velocity in the RTN frame of `origin`.
 * Given: two states of one instant in one inertial or quasi-inertial frame (TEME, GCRF, EME2000).
 * Returned: km and km/s along R, T, N; the velocity is that seen by an observer turning with RTN.
 * Errors: SEA_E_USAGE (different instants or frames, or an Earth-fixed frame), SEA_E_RANGE as sea_frame_rtn.
 */
SEA_API sea_status sea_frame_relative(const sea_state *origin, const sea_state *other, double r_km[3],
                                      double v_km_s[3]);

#ifdef __cplusplus
}
#endif
#endif

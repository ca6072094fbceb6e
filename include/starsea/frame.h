/** @file frame.h  States and the frames they stand in. */
#ifndef STARSEA_FRAME_H
#define STARSEA_FRAME_H

#include <starsea/epoch.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Named reference frames. */
typedef enum sea_frame {
    SEA_FRAME_TEME, /**< true equator, mean equinox of date: what SGP4 yields */
    SEA_FRAME_PEF   /**< pseudo Earth-fixed: TEME turned by GMST; equals ITRS but for polar motion */
} sea_frame;

/** Position and velocity of an object at an instant in a named frame. */
typedef struct sea_state {
    sea_tai epoch;
    sea_frame frame;
    double r_km[3];
    double v_km_s[3];
} sea_state;

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

/**
 * TEME to PEF, velocity with the Earth's rotation.
 * Given: a TEME state; eop may be NULL (UT1 = UTC then). Returned: the PEF state.
 * Errors: SEA_E_USAGE when the state is not in TEME. Reference: Vallado et al. 2006, AIAA 2006-6753, appendix C.
 */
SEA_API sea_status sea_frame_teme_to_pef(const sea_state *teme, const sea_eop *eop, sea_state *out);

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

#ifdef __cplusplus
}
#endif
#endif

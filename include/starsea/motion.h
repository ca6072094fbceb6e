/** @file motion.h  Anything that yields states of one object in TEME: elements, an ephemeris, either after burns. */
#ifndef STARSEA_MOTION_H
#define STARSEA_MOTION_H

#include <starsea/ephem.h>
#include <starsea/sgp4.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Motion of one object. Opaque and read-only: threads may share it. */
typedef struct sea_motion sea_motion;

/**
 * A stretch of time in which a motion is smooth. Pieces are in order of time and do not overlap; where one stops at the
 * instant the next starts, the motion goes on with a jump in velocity (a burn) or in position (another orbit solution).
 */
typedef struct sea_motion_piece {
    sea_tai start, stop;
} sea_motion_piece;

/** A change of velocity at an instant, in the object's own RTN frame. */
typedef struct sea_burn {
    sea_tai at;
    double dv_rtn_m_s[3];
} sea_burn;

/** SGP4 over the elements of object `index`, which must outlive the motion. One piece without ends. Errors:
 * SEA_E_MEMORY. */
SEA_API sea_status sea_motion_new_sgp4(const sea_sgp4 *prepared, size_t index, sea_motion **out);

/**
 * An ephemeris, its states turned to TEME and interpolated there as its segments ask for.
 * Given: ephem; eop, may be NULL: it matters for Earth-fixed frames alone. Returned: `*out`; of several segments
 * useable at an instant the last counts. Where velocities are off the derivative of positions by more than 1e-4 in the
 * median, and positions alone do better, these are used (sea_motion_fit_of says so). A segment ends, and goes on as
 * another behind, where the next state is more than 3 minutes away and more than four times the median of the 17
 * spacings around. Errors: SEA_E_UNSUPPORTED (a centre other than the Earth, a frame without a turn to TEME, a time
 * system not tied to UTC), SEA_E_RANGE (no span of time; with its line a state nearer to the Earth's centre than 6,000
 * km or farther than 1e6 km, or one that the orbit through its neighbour misses by more than 0.1 km and 5 % of the
 * way), SEA_E_MEMORY.
 */
SEA_API sea_status sea_motion_new_ephem(const sea_ephem *ephem, const sea_eop *eop, sea_motion **out, sea_error *err);

/** How well the Earth's orientation was known where Earth-fixed states were turned: SEA_EOP_CAVEAT_* of all of them, 0
 * where there are none. */
SEA_API uint32_t sea_motion_eop_caveats(const sea_motion *motion);

/** How well a motion follows the object between the states it was given. */
typedef struct sea_motion_fit {
    double error_km;     /**< largest error of the interpolation found; 0 where none is */
    sea_tai at;          /**< the state after which it was found, SEA_TAI_NONE where none was */
    bool positions_only; /**< velocities are not the derivative of positions and were left aside */
} sea_motion_fit;

/**
 * The interpolation of an ephemeris in a span of time, against an orbit (gravity with J2, J3 and J4) through each two
 * neighbouring positions at three instants between them, less what such an orbit may lack of other forces. Of elements
 * nothing is off; of a burned motion its base is judged. Notes: states a day or more apart and beyond 200,000 km are
 * not looked at.
 */
SEA_API sea_motion_fit sea_motion_fit_of(const sea_motion *motion, sea_tai from, sea_tai to);

/**
 * A motion after burns. Two orbits are integrated side by side from the motion's state at the first burn, one of them
 * with the burns; their difference in RTN is added to the motion. A burn of nothing changes nothing, to the bit, and
 * errors of the force model count only where the two orbits differ.
 * Given: base, which must outlive the motion; burns in order of time, each where the base has a state; until: the last
 * instant a state will be asked for. Errors: SEA_E_USAGE (no burns, or not in order), SEA_E_NOT_FOUND (no state at the
 * first burn), SEA_E_UNSUPPORTED (an open orbit after a burn), SEA_E_RANGE (a velocity of more than 10 km/s, or an
 * orbit that meets the Earth), SEA_E_MEMORY. Notes: gravity with J2, J3 and J4, no drag on the difference; what that
 * misses is in docs/OPERATOR.md, measured.
 */
SEA_API sea_status sea_motion_new_burned(const sea_motion *base, const sea_burn *burns, size_t count, sea_tai until,
                                         sea_motion **out, sea_error *err);

/** Why there is no orbit after a burn, by the status of sea_motion_new_burned, in words. Never NULL. */
SEA_API const char *sea_motion_burn_text(sea_status status);

/** Frees a motion; NULL is fine. */
SEA_API void sea_motion_free(sea_motion *motion);

/** Pieces of a motion. */
SEA_API size_t sea_motion_piece_count(const sea_motion *motion);

/** A piece by its index. */
SEA_API sea_motion_piece sea_motion_piece_at(const sea_motion *motion, size_t piece);

/** State at an instant, TEME: km and km/s. Errors: those of SGP4; SEA_E_RANGE outside every piece. */
SEA_API sea_status sea_motion_state(const sea_motion *motion, sea_tai t, double r_km[3], double v_km_s[3]);

/**
 * State of one piece, continued beyond its ends by up to a quarter of an hour: what a jump comes from and what it leads
 * to. Errors: as sea_motion_state.
 */
SEA_API sea_status sea_motion_piece_state(const sea_motion *motion, size_t piece, sea_tai t, double r_km[3],
                                          double v_km_s[3]);

#ifdef __cplusplus
}
#endif
#endif

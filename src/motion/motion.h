/* Inside the room: the kinds of motion. */
#ifndef SEA_MOTION_MOTION_H
#define SEA_MOTION_MOTION_H

#include "motion/ephem.h"

#include <starsea/motion.h>

/* How far a piece is continued beyond its ends. */
#define SEA_MOTION_BEYOND_NS (900 * SEA_NS_PER_S)

/* A piece, and the segment of an ephemeris or the arc after a burn it belongs to. */
typedef struct sea_motion_part {
    sea_motion_piece span;
    size_t base; /* piece of the base (burned), segment (ephem) */
    size_t arc;  /* burned: burns before it */
} sea_motion_part;

/* What the burns up to one have changed, in the RTN frame of the motion without them, at knots a step apart. */
typedef struct sea_motion_arc {
    sea_tai burn;
    double (*change)[6]; /* km, km/s as seen in RTN; [0] lies `before` knots before the burn */
    size_t count, before;
} sea_motion_arc;

struct sea_motion {
    sea_motion_part *parts;
    size_t part_count;
    const sea_sgp4 *prepared; /* elements */
    size_t index;
    sea_ephem *ephem;       /* its own, in TEME */
    const sea_motion *base; /* burned */
    sea_motion_arc *arcs;
    size_t arc_count;
};

/* Position and velocity, km and km/s. */
typedef struct sea_motion_point {
    double r[3], v[3];
} sea_motion_point;

/* Acceleration by the Earth with J2, J3, J4, km/s2: axes of date. */
void sea_motion_gravity(const double r_km[3], double a_km_s2[3]);

/* Moves a point by seconds, forward or back. */
void sea_motion_advance(sea_motion_point *point, double s);

/* Ends a segment where states are missing and goes on with another behind. Only of an ephemeris without covariances.
 * Errors: SEA_E_MEMORY. */
sea_status sea_motion_split_holes(sea_ephem *ephem);

/* Whether the states, in axes that do not turn, can be those of an object about the Earth. Errors: SEA_E_RANGE with the
 * line of a state. */
sea_status sea_motion_check_states(const sea_ephem *ephem, sea_error *err);

/* Has positions alone interpolated where velocities are not their derivative and do worse. Errors: SEA_E_MEMORY. */
sea_status sea_motion_judge_velocities(sea_ephem *ephem);

/* State of a burned motion's piece. */
sea_status sea_motion_burned_state(const sea_motion *motion, const sea_motion_part *part, sea_tai t, double r_km[3],
                                   double v_km_s[3]);

#endif

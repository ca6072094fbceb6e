/* Inside of the breakup room: mean orbits taken back in time, the fit of epoch and place, the search for events. */
#ifndef SEA_ANALYSIS_BREAKUP_H
#define SEA_ANALYSIS_BREAKUP_H

#include <starsea/breakup.h>

#include "motion/sgp4.h"

#include <stdbool.h>

/* ---- breakup_orbit.c: mean orbits ---- */

/* Directions to Sun and Moon, one a day, and the strength of each: shared by all bodies of one event. */
typedef struct sea_breakup_sky {
    double first_day; /* days after the reference instant */
    size_t days;
    double (*toward)[2][3]; /* of date, each scaled by sqrt(GM / r^3) so that its square is the tide, 1/s */
} sea_breakup_sky;

sea_status sea_breakup_sky_new(sea_tai reference, double first_day, double last_day, sea_breakup_sky *out);
void sea_breakup_sky_free(sea_breakup_sky *sky);

/* One element set made ready. Days count from the reference instant of the event. */
typedef struct sea_breakup_body {
    sea_sgp4_elements e;
    uint32_t norad_cat_id;
    double day;                    /* of the set's epoch */
    double sky_day;                /* where the pull of Sun and Moon was taken to */
    double incl_shift, node_shift; /* what it did between `day` and `sky_day` */
    double incl_rate, node_rate;   /* and does there, rad/day */
} sea_breakup_body;

bool sea_breakup_body_of(const sea_gp *gp, sea_tai reference, sea_breakup_body *out);
void sea_breakup_body_pull(sea_breakup_body *b, const sea_breakup_sky *sky, double to_day);

/* A mean orbit at an instant: slow elements, and the mean argument of latitude that turns. */
typedef struct sea_breakup_orbit {
    double a_km, ex, ey, ecc, argp; /* long-period J3 term included */
    double root;                    /* sqrt(1 - ecc^2) */
    double p_km;                    /* semi-latus rectum */
    double sin_i, cos_i, sin_node, cos_node;
    double argl_mean, argl_rate; /* mean argument of latitude (rad) at the instant, and rad/day */
    double drag_rad;             /* how much of it is the work of drag since the set's epoch */
    double node_drag_rad, a_drag_km;
    double span_day; /* from the set's epoch */
} sea_breakup_orbit;

/* The orbit at `day`, drag terms multiplied by `drag`. */
void sea_breakup_orbit_at(const sea_breakup_body *b, double day, double drag, sea_breakup_orbit *out);

/* Unit vector and radius at a true argument of latitude. */
void sea_breakup_orbit_place(const sea_breakup_orbit *o, double argl, double unit[3], double *r_km);
/* True argument of latitude from the mean one. */
double sea_breakup_orbit_true(const sea_breakup_orbit *o, double argl_mean);

/* How an orbit lies to a place: distance out of plane, radius less the place's, and mean argument of latitude there. */
typedef struct sea_breakup_offset {
    double cross_km, radial_km, argl_mean;
} sea_breakup_offset;
sea_breakup_offset sea_breakup_orbit_offset(const sea_breakup_orbit *o, const double unit[3], double r_km);

double sea_breakup_wrap(double angle); /* to [-pi, pi] */

/* ---- breakup_fit.c: epoch and place ---- */

typedef struct sea_breakup_case {
    const sea_breakup_body *pieces; /* of rising drag */
    size_t piece_count;
    const sea_breakup_body *parents; /* sets of the parent, of rising epoch; at least one */
    size_t parent_count;
    double first_day, last_day; /* where the epoch may be */
    double quiet_day;           /* when the launch was last seen without new objects */
    bool stand_in; /* `parents` is a piece in place of a parent that has no elements: its phase says nothing */
} sea_breakup_case;

typedef struct sea_breakup_fit {
    double cost; /* negative log-likelihood of the best instant, smaller is better; per piece */
    double day, earliest, latest;
    double argl_rad;
    double unit[3], r_km;
    double drag;        /* air density between event and elements over that at the elements */
    double phase_rad;   /* by how much the parent is ahead of its elements */
    double phase_scale; /* typical phase residual over its allowance */
    bool orbits;        /* more than one orbit possible */
    sea_breakup_orbit parent;
} sea_breakup_fit;

/* Cost of the event having been before `quiet_day`: pieces are catalogued late, but seldom by months. */
double sea_breakup_lag_cost(const sea_breakup_case *c, double day);
/* Only where orbits cross, day by day: cheap, and enough to rank parents. Returned: cost per piece, best day. */
double sea_breakup_fit_coarse(const sea_breakup_case *c, double *day);
sea_status sea_breakup_fit_run(const sea_breakup_case *c, sea_breakup_fit *out);

/* ---- breakup_pair.c: two parents ---- */

/* Joins events of two launches that are one collision; events are ordered by launch. Merged ones keep both rows. */
sea_status sea_breakup_join(const sea_gp_history *history, sea_breakup *events, size_t count);

#endif

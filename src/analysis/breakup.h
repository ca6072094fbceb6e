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
/* The directions to Sun and Moon on a day, scaled as above. */
const double (*sea_breakup_sky_toward(const sea_breakup_sky *sky, double day))[3];
/* What the pull does to an orbit without drag, rad/day. */
void sea_breakup_sky_pull(const sea_breakup_sky *sky, double day, double motion_rad_s, double incl, double node,
                          double *incl_rate, double *node_rate);

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

/* Unit vector and radius at a true argument of latitude, or at its sine and cosine. */
void sea_breakup_orbit_place_of(const sea_breakup_orbit *o, double sine, double cosine, double unit[3], double *r_km);
void sea_breakup_orbit_place(const sea_breakup_orbit *o, double argl, double unit[3], double *r_km);
/* True argument of latitude from the mean one. */
double sea_breakup_orbit_true(const sea_breakup_orbit *o, double argl_mean);

/* How an orbit lies to a place: distance out of plane, radius less the place's, and mean argument of latitude there. */
typedef struct sea_breakup_offset {
    double cross_km, radial_km, argl_mean;
    double phase_rad; /* how far the body is ahead of the place along its orbit */
} sea_breakup_offset;
sea_breakup_offset sea_breakup_orbit_offset(const sea_breakup_orbit *o, const double unit[3], double r_km);

double sea_breakup_wrap(double angle); /* to [-pi, pi] */

/* Least speed that parts two orbits: 1/2 n da along, v di across, whichever way; the in-plane part of the eccentricity
 * is left out, so this is a lower bound. */
double sea_breakup_orbit_speed_m_s(const sea_breakup_orbit *o, const sea_breakup_orbit *parent);

/* ---- breakup_kernel.inc: many at once, the same bits with hardware fma as without ---- */

typedef struct sea_breakup_kernel {
    void (*orbits)(const sea_breakup_body *bodies, size_t count, double day, double drag, sea_breakup_orbit *out);
    /* The bodies themselves `later` days after the instant of their orbits. */
    void (*offsets)(const sea_breakup_orbit *orbits, size_t count, const double unit[3], double r_km, double later,
                    sea_breakup_offset *out);
    /* Sum of the phases' directions by weight. */
    void (*direction)(const sea_breakup_offset *offsets, const double *weights, size_t count, double *sine,
                      double *cosine);
} sea_breakup_kernel;

extern const sea_breakup_kernel sea_breakup_portable_kernel, sea_breakup_fma_kernel;
const sea_breakup_kernel *sea_breakup_kernel_best(void);

/* ---- breakup_fit.c: epoch and place ---- */

typedef struct sea_breakup_case {
    const sea_breakup_body *pieces; /* of rising drag */
    size_t piece_count;
    const sea_breakup_body *parents; /* sets of the parent, of rising epoch; at least one */
    size_t parent_count;
    double first_day, last_day;             /* where the epoch may be */
    double quiet_day;                       /* when the launch was last seen without new objects */
    double speed_least_m_s, speed_most_m_s; /* between these lies the median of pieces' speeds */
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
    double drag_turns;  /* how far drag has carried the pieces, median */
    bool orbits;        /* more than one orbit possible */
    sea_breakup_orbit parent;
} sea_breakup_fit;

/* Cost of the event having been before `quiet_day`: pieces are catalogued late, but seldom by months. */
double sea_breakup_lag_cost(const sea_breakup_case *c, double day);
/* Only where orbits cross, day by day: cheap, and enough to rank parents. Returned: cost per piece, best day. */
double sea_breakup_fit_coarse(const sea_breakup_case *c, double *day);
/* Errors: SEA_E_NOT_FOUND when the speeds are wrong wherever the orbits cross, SEA_E_MEMORY. */
sea_status sea_breakup_fit_run(const sea_breakup_case *c, sea_breakup_fit *out);

/* ---- breakup_new.c: who is new ---- */

enum {
    SEA_BREAKUP_LAUNCH_TEXT = 8, /* 1999-025 */
    SEA_BREAKUP_FEW = 20         /* fewer usable pieces give no instant */
};

typedef struct sea_breakup_member {
    char launch[SEA_BREAKUP_LAUNCH_TEXT + 1];
    const sea_gp_object *object;
    sea_tai first;
    bool is_new;
} sea_breakup_member;

/* One launch: members[from] to members[to - 1], those known first in front, the new ones from `fresh` on. */
typedef struct sea_breakup_group {
    size_t from, fresh, to;
} sea_breakup_group;

/* All objects by launch, and the launches with at least `least` new ones. */
typedef struct sea_breakup_roll {
    const sea_gp_history *history;
    uint32_t least;
    sea_breakup_member *members;
    size_t member_count;
    sea_breakup_group *groups;
    size_t group_count;
    sea_tai as_of; /* of the newest set */
} sea_breakup_roll;

/* To be freed on failure, too. */
sea_status sea_breakup_roll_new(const sea_gp_history *history, uint32_t least, sea_breakup_roll *out);
void sea_breakup_roll_free(sea_breakup_roll *roll);

/* ---- breakup_parent.c: pieces of one launch, and who their parent was ---- */

/* What one group is worked on with. */
typedef struct sea_breakup_bench {
    sea_breakup_body *pieces; /* of rising drag */
    double *values;           /* room for one value a piece */
    size_t piece_count, calm; /* calm: drag carried these less than half a turn */
    double quiet_day;
    sea_breakup_body *parents;
    size_t parent_count;
    sea_breakup_sky sky;
    sea_tai reference;
} sea_breakup_bench;

typedef struct sea_breakup_suspect {
    const sea_breakup_member *who;
    double cost, day;
} sea_breakup_suspect;

/* Fewer pieces than roll->least: nothing to be done. To be freed on failure, too. */
sea_status sea_breakup_bench_new(const sea_breakup_roll *roll, const sea_breakup_group *g, sea_breakup_bench *out);
void sea_breakup_bench_free(sea_breakup_bench *b);
/* Puts the sets of a possible parent, or of the piece in the middle of all, where the fit looks for them. */
void sea_breakup_take_parent(const sea_breakup_roll *roll, const sea_breakup_member *m, sea_breakup_bench *b);
void sea_breakup_take_stand_in(sea_breakup_bench *b);
void sea_breakup_bench_pull(const sea_breakup_bench *b, sea_breakup_body *bodies, size_t count, double day);
sea_breakup_case sea_breakup_case_of(const sea_breakup_bench *b);
/* Everyone of the launch by how well the pieces' orbits cross theirs. */
size_t sea_breakup_rank(const sea_breakup_roll *roll, const sea_breakup_group *g, sea_breakup_bench *b,
                        sea_breakup_suspect *out);
/* The known object whose orbit lies in the middle of the pieces': all that can be said without an instant. */
uint32_t sea_breakup_nearest(const sea_breakup_roll *roll, const sea_breakup_group *g, sea_breakup_bench *b,
                             double day);
bool sea_breakup_plausible(double speed_m_s);            /* a median speed */
double sea_breakup_median(double *values, size_t count); /* reorders them */

/* ---- breakup_pair.c: two parents ---- */

/* Joins events of two launches that are one collision; events are ordered by launch. Merged ones keep both rows. */
sea_status sea_breakup_join(const sea_gp_history *history, sea_breakup *events, size_t count);

#endif

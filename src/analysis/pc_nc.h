/* The relative state at an instant as a Gaussian, and the rate at which it enters a sphere. */
#ifndef SEA_ANALYSIS_PC_NC_H
#define SEA_ANALYSIS_PC_NC_H

#include "analysis/pc.h"
#include "analysis/pc_orbit.h"

/* Relative position and velocity where the two orbits are most likely to meet, in inertial axes. */
typedef struct sea_pc_relative {
    double r[3], v[3];   /* means */
    double axes[3][3];   /* rows: principal axes of the position covariance */
    double variance[3];  /* along them, ascending */
    double gain[3][3];   /* conditional velocity: v + gain (position - r) */
    double spread[3][3]; /* its covariance */
    double log_scale;    /* logarithm of the density at r */
    bool settled;        /* the meeting point was found */
    bool clipped;        /* an eigenvalue had to be clipped */
} sea_pc_relative;

/* Two orbits on their way to a meeting point; the point of one instant is the start for the next. */
typedef struct sea_pc_meeting {
    const sea_pc_orbit *orbit[2];
    double hbr_m;
    double shift[2][6]; /* elements at the meeting point, less the mean */
} sea_pc_meeting;

void sea_pc_relative_at(sea_pc_meeting *m, double t_s, sea_pc_relative *out);

/* Logarithm of the largest density on the ball of the combined radius, and the place of it. */
double sea_pc_relative_peak(const sea_pc_relative *p, double hbr_m, double place[3]);

/* At a unit direction: logarithm of the density there, mean and variance of the velocity along it. */
double sea_pc_relative_on_sphere(const sea_pc_relative *p, double hbr_m, const double u[3], double *mean,
                                 double *variance);

/* Expected inward speed of a Gaussian velocity component. */
double sea_pc_inward(double mean, double variance);

/* How to walk over the sphere: circles of latitude about a pole. */
typedef struct sea_pc_globe {
    double pole[3];
    double latitude; /* sine of the latitude of the peak */
    int ring;        /* points on each circle */
} sea_pc_globe;

sea_pc_globe sea_pc_globe_for(const sea_pc_relative *p, double hbr_m);

/* Integral over the unit sphere. Returned: the integral; *settled is cleared when it was not reached. */
double sea_pc_sphere(double (*value)(const void *payload, const double u[3]), const void *payload,
                     const sea_pc_globe *globe, bool *settled);

/* When the integrand counts: instant of its peak, width of it, and the span outside which it is below exp(-32). */
typedef struct sea_pc_span {
    double peak_s, width_s, from_s, to_s;
    double peak_log;
    bool cut; /* the window ends before the encounter does */
} sea_pc_span;

void sea_pc_span_find(sea_pc_meeting *m, const sea_pc_object *a, const sea_pc_object *b, const sea_pc_window *window,
                      sea_pc_span *out);

#endif

/* Two-body orbits as equinoctial elements, with Gaussian uncertainty: what bends along an orbit is straight in them. */
#ifndef SEA_ANALYSIS_PC_ORBIT_H
#define SEA_ANALYSIS_PC_ORBIT_H

#include <starsea/pc.h>

#define SEA_PC_MU_M3_S2 3.986004418e14

/* Mean motion (rad/s), the eccentricity's two components, the node's two, mean longitude (rad). */
typedef struct sea_pc_elements {
    double x[6];
    double factor; /* 1, or -1 for orbits near inclination pi, where the elements would be singular */
} sea_pc_elements;

/* An orbit with the covariance of its elements, and the same as a factor to draw from. */
typedef struct sea_pc_orbit {
    sea_pc_elements mean;
    double covariance[6][6];
    double perigee_m, period_s;
} sea_pc_orbit;

/* Elements of a state. Errors: SEA_E_UNSUPPORTED where the orbit is not an ellipse about the Earth. */
sea_status sea_pc_elements_from_state(const double r_m[3], const double v_m_s[3], sea_pc_elements *out);

/* State `t_s` after the elements' instant, and its derivatives by them. */
void sea_pc_elements_to_state(const sea_pc_elements *e, double t_s, double state[6], double jacobian[6][6]);

/* Elements prepared for many instants. */
typedef struct sea_pc_track {
    double n, k, h, a, beta, root, lambda, f[3], g[3];
} sea_pc_track;
/* False where drawn elements are no ellipse. */
bool sea_pc_track_init(const sea_pc_elements *e, sea_pc_track *out);
void sea_pc_track_state(const sea_pc_track *track, double t_s, double r_m[3], double v_m_s[3]);

/* Orbit of an object whose covariance has velocities too. Errors: as sea_pc_elements_from_state. */
sea_status sea_pc_orbit_from_object(const sea_pc_object *object, sea_pc_orbit *out);

/* 95% interval of the mean of a Poisson sum of weights (Fay and Feuer 1997, Statist. Med. 16, 791); of equal weights it
 * is the exact one. `largest` is the most one may weigh. */
void sea_pc_interval_of_weights(double sum, double squares, double largest, double *low, double *high);

#endif

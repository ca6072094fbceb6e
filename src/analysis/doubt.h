/* Inside the room: two element sets held against each other as orbits. */
#ifndef SEA_ANALYSIS_DOUBT_H
#define SEA_ANALYSIS_DOUBT_H

#include <starsea/doubt.h>

/* How far one set's mean orbit is from another's, the node carried along by J2 in between. */
typedef struct sea_doubt_difference {
    double days; /* from a to b */
    double plane_deg;
    double mean_motion_rev_day; /* b less a */
    double eccentricity;        /* b less a */
    bool far;                   /* more than an orbit changes by itself in that time */
} sea_doubt_difference;

sea_doubt_difference sea_doubt_compare(const sea_gp *a, const sea_gp *b);

/* Distance of the two objects at an instant by SGP4; false where either has no state. */
bool sea_doubt_distance(const sea_gp *a, const sea_gp *b, sea_tai t, double *km);

#endif

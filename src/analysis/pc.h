/* Inside the room: quadrature and the methods behind sea_pc_plane_value. */
#ifndef SEA_ANALYSIS_PC_H
#define SEA_ANALYSIS_PC_H

#include <starsea/pc.h>

/* A standard deviation of an Earth radius or more is a place-holder, not a measurement. */
#define SEA_PC_DEFAULT_SIGMA_M 6378137.0

/* Gauss-Legendre rule with 16 points on [-1, 1]: the eight positive nodes and their weights. */
enum { SEA_PC_GAUSS_HALF = 8 };
extern const double sea_pc_gauss[SEA_PC_GAUSS_HALF][2];

/* The methods, on a plane already checked, xm and ym not negative, sigma_x not above sigma_y. */
void sea_pc_exact(const sea_pc_plane *p, sea_pc *out);
void sea_pc_foster(const sea_pc_plane *p, sea_pc *out);
void sea_pc_chan(const sea_pc_plane *p, sea_pc *out);
void sea_pc_alfano(const sea_pc_plane *p, sea_pc *out);
void sea_pc_patera(const sea_pc_plane *p, sea_pc *out);
void sea_pc_elrod(const sea_pc_plane *p, sea_pc *out);
void sea_pc_serra(const sea_pc_plane *p, sea_pc *out);

/* Checks a plane and puts it into the form above. */
sea_status sea_pc_plane_normalise(const sea_pc_plane *plane, sea_pc_plane *out);

/* A plane from a miss and a positive definite covariance in any axes. */
sea_pc_plane sea_pc_plane_from_covariance(double x, double y, double xx, double xy, double yy, double hbr_m);

#endif

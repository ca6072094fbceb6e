/* Inside of the environment room: how often orbits of two inclinations meet. */
#ifndef SEA_ANALYSIS_ENVIRONMENT_H
#define SEA_ANALYSIS_ENVIRONMENT_H

#include <starsea/environment.h>

/*
 * Mean over a thin shell of (density of one orbit) (density of the other) (their relative speed), densities in those of
 * the same object spread evenly over the shell, speed in the circular one there.
 */
double sea_environment_meeting(double incl_1_rad, double incl_2_rad);

#endif

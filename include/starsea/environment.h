/** @file environment.h  How crowded it is where: spatial density, flux and rate of approaches by height. */
#ifndef STARSEA_ENVIRONMENT_H
#define STARSEA_ENVIRONMENT_H

#include <starsea/gp.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A mean orbit, and the class it is counted in (by inclination, by owner: as the caller likes). */
typedef struct sea_environment_member {
    double a_km, ecc, incl_rad;
    uint32_t in_class; /**< below the number of classes */
} sea_environment_member;

/** Shells of equal thickness between two heights over the equatorial radius, 6378.137 km. */
typedef struct sea_environment_options {
    double low_km, high_km;
    double shell_km;
    double range_km; /**< an approach is closer than this */
} sea_environment_options;

/** 200 to 2000 km in shells of 20 km; approaches below 1 km. */
SEA_API sea_environment_options sea_environment_options_default(void);

/** One class in one shell; the class `class_count` is all of them. */
typedef struct sea_environment_cell {
    double low_km, high_km;
    uint32_t in_class;
    double objects;           /**< inside at an instant, on average */
    double density_km3;       /**< objects a km3 */
    double flux_m2_year;      /**< passages of others through a square metre of a member while inside, a year */
    double approaches_a_year; /**< below the range inside the shell, with a member on one side or on both */
} sea_environment_cell;

enum { SEA_ENVIRONMENT_SHELLS_MAX = 100000 };

/** Shells that the options ask for; 0 when they make no sense. */
SEA_API size_t sea_environment_shell_count(const sea_environment_options *options);

/** Part of the time that a Kepler orbit spends between two radii, from 0 to 1. Reference: Kepler's equation. */
SEA_API double sea_environment_residence(double a_km, double ecc, double low_radius_km, double high_radius_km);

/**
 * The orbit of an element set, by SGP4's own mean motion. Errors: SGP4's, when it refuses the set.
 */
SEA_API sea_status sea_environment_member_of(const sea_gp *gp, sea_environment_member *out);

/**
 * Counts a population by shell and class.
 * Given: members; class_count, at least 1; options.
 * Returned: cells[shell * (class_count + 1) + class], shell_count of them from low to high.
 * Errors: SEA_E_USAGE (options that make no sense; a member's class out of range), SEA_E_MEMORY.
 * Notes: a kinetic gas. How long an orbit is inside a shell is exact; over latitude it is spread as a circle's points
 * are, nodes and phases are at random, relative velocities those of circular orbits that cross at their latitude.
 * Inclinations are taken to a degree. Objects that are kept apart or together (slots, constellations, docked) are no
 * such gas. Reference: Kessler 1981, "Derivation of the collision probability between orbiting objects", Icarus 48,
 * 39.
 */
SEA_API sea_status sea_environment_run(const sea_environment_member *members, size_t count, uint32_t class_count,
                                       const sea_environment_options *options, sea_environment_cell *cells,
                                       sea_error *err);

#ifdef __cplusplus
}
#endif
#endif

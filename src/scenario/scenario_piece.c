/* Pieces of a breakup by the NASA standard breakup model: Johnson et al. 2001, "NASA's new breakup model of
 * EVOLVE 4.0", Adv. Space Res. 28, 1377. */
#include "scenario/scenario.h"

#include "base/math.h"

#include <math.h>

static const double LN10 = 2.30258509299404568402;
static const double LENGTH_LEAST_M = 0.11; /* what the catalogue holds in low orbits */
static const double LENGTH_MOST_M = 3.0;
static const double EXPLOSION_POWER = 1.6;  /* number of pieces beyond a length: its power -1.6 (eq. 2) */
static const double COLLISION_POWER = 1.71; /* (eq. 4) */

/* Straight lines between (x0, y0) and (x1, y1), level outside. */
static double ramp(double x, double x0, double y0, double x1, double y1)
{
    if (x <= x0) return y0;
    if (x >= x1) return y1;
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
}

/* Logarithm of the area-to-mass ratio (m^2/kg) of a piece longer than 11 cm: two normal distributions (eq. 5 and 6). */
static double ratio_of_stage(double x, double u, double z)
{
    if (u < ramp(x, -1.4, 1.0, 0.0, 0.5)) return ramp(x, -0.5, -0.45, 0.0, -0.9) + 0.55 * z;
    return -0.9 + ramp(x, -1.0, 0.28, 0.1, 0.1) * z;
}

static double ratio_of_satellite(double x, double u, double z)
{
    if (u < ramp(x, -1.95, 0.0, 0.55, 1.0)) return ramp(x, -1.1, -0.6, 0.0, -0.95) + ramp(x, -1.3, 0.1, -0.3, 0.3) * z;
    return ramp(x, -0.7, -1.2, -0.1, -2.0) + ramp(x, -0.5, 0.5, -0.3, 0.3) * z;
}

sea_made_piece sea_made_piece_draw(sea_made_cause cause, sea_rng *r)
{
    /* The inverse of the power law between the two lengths. */
    double power = cause == SEA_MADE_SATELLITE_HIT ? COLLISION_POWER : EXPLOSION_POWER;
    double low = sea_pow(LENGTH_LEAST_M, -power), high = sea_pow(LENGTH_MOST_M, -power);
    double length = sea_pow(low + (high - low) * sea_rng_uniform(r), -1.0 / power), x = sea_log(length) / LN10;
    double u = sea_rng_uniform(r), z = sea_rng_normal(r);
    double ratio = cause == SEA_MADE_STAGE_EXPLODES ? ratio_of_stage(x, u, z) : ratio_of_satellite(x, u, z);
    /* Speed: log10 dv = 0.2 log10(A/M) + 1.85 or 0.9 log10(A/M) + 2.9, sigma 0.4 (eq. 11 and 12); no direction is
     * preferred. */
    double middle = cause == SEA_MADE_SATELLITE_HIT ? 0.9 * ratio + 2.9 : 0.2 * ratio + 1.85;
    double speed = sea_exp(LN10 * (middle + 0.4 * sea_rng_normal(r)));
    double side = 2.0 * sea_rng_uniform(r) - 1.0, s, c, flat = sqrt(fmax(1.0 - side * side, 0.0));
    sea_sincos(SEA_TWO_PI * sea_rng_uniform(r), &s, &c);
    return (sea_made_piece){.length_m = length,
                            .area_to_mass_m2_kg = sea_exp(LN10 * ratio),
                            .dv_rtn_m_s = {speed * flat * c, speed * flat * s, speed * side}};
}

/* B* = 1/2 Cd A/M rho0, rho0 = 0.1570 kg/m^2 to an Earth radius (Hoots, Roehrich 1980), Cd = 2.2. SGP4's air is that of
 * an active Sun: fitted drag terms of fragments come out about four times smaller (medians of docs/SCENARIO.md). */
double sea_made_bstar(double area_to_mass_m2_kg)
{
    return 0.25 * 2.2 / 12.741621 * area_to_mass_m2_kg;
}

/* Pieces of an explosion by the NASA standard breakup model: Johnson et al. 2001, "NASA's new breakup model of
 * EVOLVE 4.0", Adv. Space Res. 28, 1377. */
#include "scenario/scenario.h"

#include "base/math.h"

#include <math.h>

static const double LN10 = 2.30258509299404568402;
static const double LENGTH_LEAST_M = 0.11; /* what the catalogue holds in low orbits */
static const double LENGTH_MOST_M = 3.0;
static const double SIZE_POWER = 1.6; /* number of pieces beyond a length: its power -1.6 (eq. 2) */

/* Straight lines between (x0, y0) and (x1, y1), level outside. */
static double ramp(double x, double x0, double y0, double x1, double y1)
{
    if (x <= x0) return y0;
    if (x >= x1) return y1;
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
}

/* Logarithm of the area-to-mass ratio (m^2/kg) of a piece of a stage: two normal distributions (eq. 5). */
static double ratio_log10(double length_log10, sea_rng *r)
{
    double x = length_log10, u = sea_rng_uniform(r), z = sea_rng_normal(r);
    if (u < ramp(x, -1.4, 1.0, 0.0, 0.5)) return ramp(x, -0.5, -0.45, 0.0, -0.9) + 0.55 * z;
    return -0.9 + ramp(x, -1.0, 0.28, 0.1, 0.1) * z;
}

sea_made_piece sea_made_piece_draw(sea_rng *r)
{
    /* The inverse of the power law between the two lengths. */
    double low = sea_pow(LENGTH_LEAST_M, -SIZE_POWER), high = sea_pow(LENGTH_MOST_M, -SIZE_POWER);
    double length = sea_pow(low + (high - low) * sea_rng_uniform(r), -1.0 / SIZE_POWER);
    double ratio = ratio_log10(sea_log(length) / LN10, r);
    /* Speed: log10 dv = 0.2 log10(A/M) + 1.85, sigma 0.4 (eq. 11); no direction is preferred. */
    double speed = sea_exp(LN10 * (0.2 * ratio + 1.85 + 0.4 * sea_rng_normal(r)));
    double z = 2.0 * sea_rng_uniform(r) - 1.0, s, c, flat = sqrt(fmax(1.0 - z * z, 0.0));
    sea_sincos(SEA_TWO_PI * sea_rng_uniform(r), &s, &c);
    return (sea_made_piece){.length_m = length,
                            .area_to_mass_m2_kg = sea_exp(LN10 * ratio),
                            .dv_rtn_m_s = {speed * flat * c, speed * flat * s, speed * z}};
}

/* B* = 1/2 Cd A/M rho0, rho0 = 0.1570 kg/m^2 to an Earth radius (Hoots, Roehrich 1980), Cd = 2.2. SGP4's air is that of
 * an active Sun: fitted drag terms of fragments come out about four times smaller (medians of docs/SCENARIO.md). */
double sea_made_bstar(double area_to_mass_m2_kg)
{
    return 0.25 * 2.2 / 12.741621 * area_to_mass_m2_kg;
}

/* Whether two element sets can be one orbit. Mean elements only: what SGP4 adds within a revolution is far smaller. */
#include "analysis/doubt.h"
#include "base/math.h"

#include <starsea/sgp4.h>

#include <math.h>

#define DEG_RAD (SEA_PI / 180.0)

/* Rate of the node by J2, rad/s. Reference: Kozai 1959, to first order; constants of WGS-72, as SGP4. */
static double node_rate_rad_s(const sea_gp *gp)
{
    const double mu_km3_s2 = 398600.8, radius_km = 6378.135, j2 = 0.001082616;
    double n = gp->mean_motion_rev_day * SEA_TWO_PI / 86400.0;
    double a = sea_cbrt(mu_km3_s2 / (n * n)), p = a * (1.0 - gp->eccentricity * gp->eccentricity);
    return -1.5 * j2 * (radius_km / p) * (radius_km / p) * n * sea_cos(gp->incl_deg * DEG_RAD);
}

static void normal(double incl_rad, double raan_rad, double out[3])
{
    double si, ci, so, co;
    sea_sincos(incl_rad, &si, &ci);
    sea_sincos(raan_rad, &so, &co);
    out[0] = si * so;
    out[1] = -si * co;
    out[2] = ci;
}

static double plane_deg(const sea_gp *a, const sea_gp *b, double seconds)
{
    double u[3], v[3];
    double drift_rad = 0.5 * (node_rate_rad_s(a) + node_rate_rad_s(b)) * seconds;
    normal(a->incl_deg * DEG_RAD, a->raan_deg * DEG_RAD + drift_rad, u);
    normal(b->incl_deg * DEG_RAD, b->raan_deg * DEG_RAD, v);
    double x = u[1] * v[2] - u[2] * v[1], y = u[2] * v[0] - u[0] * v[2], z = u[0] * v[1] - u[1] * v[0];
    double cosine = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
    return sea_atan2(sqrt(x * x + y * y + z * z), cosine) / DEG_RAD;
}

sea_doubt_difference sea_doubt_compare(const sea_gp *a, const sea_gp *b)
{
    double seconds = sea_tai_diff_s(b->epoch, a->epoch);
    sea_doubt_difference d = {.days = seconds / 86400.0,
                              .plane_deg = plane_deg(a, b, seconds),
                              .mean_motion_rev_day = b->mean_motion_rev_day - a->mean_motion_rev_day,
                              .eccentricity = b->eccentricity - a->eccentricity};
    double days = fabs(d.days), slow = fmin(a->mean_motion_rev_day, b->mean_motion_rev_day);
    /* The Moon and the Sun move an orbit of more than two days about as they like. */
    double ease = slow < 0.5 ? 5.0 : slow < 3.0 ? 1.5 : 1.0;
    double mean = 0.5 * (a->mean_motion_rev_day + b->mean_motion_rev_day);
    d.far = d.plane_deg > ease * (2.0 + 0.1 * days) ||
            fabs(d.mean_motion_rev_day) > ease * (0.05 + 0.01 * days) * mean ||
            fabs(d.eccentricity) > ease * (0.03 + 0.005 * days);
    return d;
}

bool sea_doubt_distance(const sea_gp *a, const sea_gp *b, sea_tai t, double *km)
{
    const sea_gp pair[2] = {*a, *b};
    sea_sgp4 *prepared = NULL;
    double r[2][3];
    if (sea_sgp4_new(pair, 2, NULL, &prepared, NULL, NULL) != SEA_OK) return false;
    bool known =
        sea_sgp4_state(prepared, 0, t, r[0], NULL) == SEA_OK && sea_sgp4_state(prepared, 1, t, r[1], NULL) == SEA_OK;
    sea_sgp4_free(prepared);
    if (!known) return false;
    double x = r[0][0] - r[1][0], y = r[0][1] - r[1][1], z = r[0][2] - r[1][2];
    *km = sqrt(x * x + y * y + z * z);
    return true;
}

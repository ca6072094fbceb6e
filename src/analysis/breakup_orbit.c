/*
 * Mean orbits taken back in time: SGP4's secular rates and drag, and what SGP4 leaves out near the Earth, the slow pull
 * of Sun and Moon on inclination and node. A state is never needed: pieces agree in their mean orbits.
 */
#include "analysis/breakup.h"

#include "base/cpu.h"
#include "base/math.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>

static const double MIN_PER_DAY = 1440.0;
static const double S_PER_DAY = 86400.0;
static const double MU_KM3_S2 = 398600.8;
static const double RAD = SEA_PI / 180.0;

double sea_breakup_wrap(double angle)
{
    double x = sea_mod_two_pi(angle);
    if (x > SEA_PI) return x - SEA_TWO_PI;
    return x < -SEA_PI ? x + SEA_TWO_PI : x;
}

/* ---- Sun and Moon ---- */

/* Directions of date to a degree or so, which is plenty for a pull averaged over an orbit: Meeus 1998, "Astronomical
 * Algorithms", chapters 25 and 47, leading terms. The latitude of the Moon is kept, its other inequalities are the
 * equation of the centre and the evection. */
static void sun_and_moon(double days_2000, double toward[2][3])
{
    double obliquity = (23.4393 - 3.563e-7 * days_2000) * RAD;
    double g = (357.5291 + 0.98560028 * days_2000) * RAD;
    double sun = (280.4665 + 0.98564736 * days_2000) * RAD + 1.9148 * RAD * sea_sin(g) + 0.02 * RAD * sea_sin(2.0 * g);
    double m = (134.9634 + 13.06499295 * days_2000) * RAD, d = (297.8502 + 12.19074912 * days_2000) * RAD;
    double f = (93.2721 + 13.22935024 * days_2000) * RAD;
    double moon = (218.3165 + 13.17639648 * days_2000) * RAD + 6.289 * RAD * sea_sin(m) +
                  1.274 * RAD * sea_sin(2.0 * d - m) + 0.658 * RAD * sea_sin(2.0 * d);
    double latitude = 5.128 * RAD * sea_sin(f);
    const double longitudes[2] = {sun, moon}, latitudes[2] = {0.0, latitude};
    /* GM / r^3 at the mean distance: Sun 1.32712e11 km^3/s^2 at 1.49598e8 km, Moon 4902.8 at 384400 (385000 / parallax
     * left out). */
    const double tide[2] = {sqrt(1.32712440e11 / (1.495978707e8 * 1.495978707e8 * 1.495978707e8)),
                            sqrt(4902.8 / (384400.0 * 384400.0 * 384400.0))};
    double so, co;
    sea_sincos(obliquity, &so, &co);
    for (int i = 0; i < 2; i++) {
        double sl, cl, sb, cb;
        sea_sincos(longitudes[i], &sl, &cl);
        sea_sincos(latitudes[i], &sb, &cb);
        const double ecliptic[3] = {cb * cl, cb * sl, sb};
        toward[i][0] = tide[i] * ecliptic[0];
        toward[i][1] = tide[i] * (ecliptic[1] * co - ecliptic[2] * so);
        toward[i][2] = tide[i] * (ecliptic[1] * so + ecliptic[2] * co);
    }
}

sea_status sea_breakup_sky_new(sea_tai reference, double first_day, double last_day, sea_breakup_sky *out)
{
    out->first_day = floor(first_day) - 1.0;
    out->days = (size_t)(ceil(last_day) - out->first_day) + 2;
    out->toward = malloc(out->days * sizeof *out->toward);
    if (!out->toward) return SEA_E_MEMORY;
    double start = (double)reference.ns / (double)SEA_NS_PER_DAY + out->first_day + 0.5;
    for (size_t i = 0; i < out->days; i++) sun_and_moon(start + (double)i, out->toward[i]);
    return SEA_OK;
}

void sea_breakup_sky_free(sea_breakup_sky *sky)
{
    free(sky->toward);
    sky->toward = NULL;
}

/* ---- one body ---- */

bool sea_breakup_body_of(const sea_gp *gp, sea_tai reference, sea_breakup_body *out)
{
    const sea_sgp4_constants constants = sea_sgp4_constants_of(SEA_SGP4_WGS72);
    *out = (sea_breakup_body){.norad_cat_id = gp->norad_cat_id};
    sea_sgp4_prepare(gp, &constants, SEA_SGP4_IMPROVED, &out->e);
    out->day = sea_tai_diff_s(gp->epoch, reference) / S_PER_DAY;
    out->sky_day = out->day;
    return out->e.status == SEA_OK;
}

/* Rates of inclination and node from one pull, averaged over the orbit taken as a ring: the torque on it is
 * 3/2 GM/r^3 a^2 (s.w)(s x w), s toward the body and w the orbit's pole. */
static void pull_rates(const double toward[2][3], double motion_rad_s, double si, double ci, double sn, double cn,
                       double *incl_rate, double *node_rate)
{
    const double pole[3] = {sn * si, -cn * si, ci};
    double change[3] = {0.0, 0.0, 0.0};
    for (int i = 0; i < 2; i++) {
        double across[3];
        sea_vec_cross(toward[i], pole, across);
        double factor = 1.5 / motion_rad_s * sea_vec_dot(toward[i], pole) * S_PER_DAY;
        for (int k = 0; k < 3; k++) change[k] += factor * across[k];
    }
    *incl_rate = change[0] * sn * ci - change[1] * cn * ci - change[2] * si;
    *node_rate = (change[0] * cn + change[1] * sn) / fmax(si, 1e-3);
}

static size_t sky_index(const sea_breakup_sky *sky, double day)
{
    double place = floor(day - sky->first_day);
    return place < 0.0 ? 0 : place >= (double)sky->days ? sky->days - 1 : (size_t)place;
}

const double (*sea_breakup_sky_toward(const sea_breakup_sky *sky, double day))[3]
{
    return sky->toward[sky_index(sky, day)];
}

void sea_breakup_sky_pull(const sea_breakup_sky *sky, double day, double motion_rad_s, double incl, double node,
                          double *incl_rate, double *node_rate)
{
    double si, ci, sn, cn;
    sea_sincos(incl, &si, &ci);
    sea_sincos(node, &sn, &cn);
    pull_rates(sky->toward[sky_index(sky, day)], motion_rad_s, si, ci, sn, cn, incl_rate, node_rate);
}

void sea_breakup_body_pull(sea_breakup_body *b, const sea_breakup_sky *sky, double to_day)
{
    if (b->e.deep_space) return; /* SGP4 has it */
    double motion_rad_s = b->e.no_unkozai / 60.0, si, ci;
    sea_sincos(b->e.inclo, &si, &ci);
    double node_rate = b->e.nodedot * MIN_PER_DAY, tilt = -node_rate * si / copysign(fmax(fabs(ci), 1e-3), ci);
    double day = b->day;
    b->incl_shift = b->node_shift = 0.0;
    int forward = to_day >= day;
    for (;;) {
        double left = to_day - day, step = fabs(left) < 1.0 ? left : forward ? 1.0 : -1.0;
        double middle = day + 0.5 * step, sn, cn;
        sea_sincos(b->e.nodeo + node_rate * (middle - b->day) + b->node_shift, &sn, &cn);
        pull_rates(sky->toward[sky_index(sky, middle)], motion_rad_s, si, ci, sn, cn, &b->incl_rate, &b->node_rate);
        if (fabs(left) < 1e-9) break;
        /* A changed inclination changes the rate of the node as well. */
        b->node_shift += step * (b->node_rate + tilt * (b->incl_shift + 0.5 * step * b->incl_rate));
        b->incl_shift += step * b->incl_rate;
        day += step;
    }
    b->node_rate += tilt * b->incl_shift;
    b->sky_day = to_day;
}

/* ---- the orbit at an instant ---- */

const sea_breakup_kernel *sea_breakup_kernel_best(void)
{
    return sea_cpu_has_fma() ? &sea_breakup_fma_kernel : &sea_breakup_portable_kernel;
}

void sea_breakup_orbit_at(const sea_breakup_body *b, double day, double drag, sea_breakup_orbit *out)
{
    sea_breakup_kernel_best()->orbits(b, 1, day, drag, out);
}

sea_breakup_offset sea_breakup_orbit_offset(const sea_breakup_orbit *o, const double unit[3], double r_km)
{
    sea_breakup_offset out;
    sea_breakup_kernel_best()->offsets(o, 1, unit, r_km, 0.0, &out);
    return out;
}

double sea_breakup_orbit_true(const sea_breakup_orbit *o, double argl_mean)
{
    double m = sea_breakup_wrap(argl_mean - o->argp), x = m + o->ecc * sea_sin(m), s = 0.0, c = 1.0;
    for (int i = 0; i < 12; i++) {
        sea_sincos(x, &s, &c);
        double step = (x - o->ecc * s - m) / (1.0 - o->ecc * c);
        x -= step;
        if (fabs(step) < 1e-12) break;
    }
    sea_sincos(x, &s, &c);
    return o->argp + sea_atan2(o->root * s, c - o->ecc);
}

void sea_breakup_orbit_place_of(const sea_breakup_orbit *o, double s, double c, double unit[3], double *r_km)
{
    unit[0] = o->cos_node * c - o->sin_node * s * o->cos_i;
    unit[1] = o->sin_node * c + o->cos_node * s * o->cos_i;
    unit[2] = s * o->sin_i;
    *r_km = o->p_km / (1.0 + o->ex * c + o->ey * s);
}

void sea_breakup_orbit_place(const sea_breakup_orbit *o, double argl, double unit[3], double *r_km)
{
    double s, c;
    sea_sincos(argl, &s, &c);
    sea_breakup_orbit_place_of(o, s, c, unit, r_km);
}

double sea_breakup_orbit_speed_m_s(const sea_breakup_orbit *o, const sea_breakup_orbit *parent)
{
    double v = sqrt(MU_KM3_S2 / parent->a_km) * 1000.0;
    double along = 0.5 * v * (o->a_km - o->a_drag_km - parent->a_km) / parent->a_km;
    double turn = o->cos_i * parent->cos_i +
                  o->sin_i * parent->sin_i * (o->cos_node * parent->cos_node + o->sin_node * parent->sin_node);
    double across = v * sea_acos(fmin(turn, 1.0));
    return sqrt(along * along + across * across);
}

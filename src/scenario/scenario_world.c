/*
 * How made objects really move: SGP4's secular rates taken step by step, air whose density changes for all at once, the
 * slow pull of Sun and Moon; burns, and elements from states. What SGP4 extrapolates from one set is off as it is in
 * life, and for neighbours in the same way.
 */
#include "scenario/scenario.h"

#include "base/math.h"
#include "base/rng.h"
#include "base/vec.h"

#include <math.h>
#include <string.h>

static const double MU_KM3_S2 = 398600.8;
static const double EARTH_KM = 6378.135;
static const double DEG = 180.0 / SEA_PI;
static const double MIN_PER_DAY = 1440.0;
static const double STEP_DAYS = 1.0;
static const double FALL_MAX = 0.002; /* part of the semi-major axis that a step may take */
static const double STEP_LEAST_DAYS = 0.003;
static const double SWING_KM = 400.0; /* height at which the air's swings have their size: they grow with it */
static const double BULGE = 0.5;      /* of the logarithm of density, at its middle and opposite */
static const double BULGE_KM = 80.0;  /* apogee and perigee differ by twice this: the perigee alone counts */
static const double BULGE_LAG_RAD = SEA_PI / 6.0;
static const double PERIGEE_END_KM = 125.0; /* below it an orbit is counted as decayed */

enum { STREAM_AIR = 40 };

sea_status sea_world_new(uint64_t seed, sea_tai start, double days, sea_world *out)
{
    *out = (sea_world){.start = start};
    sea_rng r = sea_rng_init(seed, UINT64_MAX - 1, STREAM_AIR);
    for (int k = 0; k < SEA_WORLD_WAVES; k++) out->phase[k] = sea_rng_uniform(&r);
    return sea_breakup_sky_new(start, -days - 10.0, days + 10.0, &out->sky);
}

void sea_world_free(sea_world *world)
{
    sea_breakup_sky_free(&world->sky);
}

static double days_of(const sea_world *w, sea_tai t)
{
    return sea_tai_diff_s(t, w->start) / 86400.0;
}

/* The air bulges toward where the Sun stood two hours ago. How far an orbit's perigee is inside, from -1 to 1; a
 * circular orbit takes the mean of day and night. */
static double inside_bulge(const sea_world *w, const sea_gp *gp, double a_km, double day)
{
    double so, co, sn, cn, si, ci, sl, cl;
    sea_sincos(gp->argp_deg / DEG, &so, &co);
    sea_sincos(gp->raan_deg / DEG, &sn, &cn);
    sea_sincos(gp->incl_deg / DEG, &si, &ci);
    sea_sincos(BULGE_LAG_RAD, &sl, &cl);
    const double perigee[3] = {cn * co - sn * so * ci, sn * co + cn * so * ci, so * si};
    const double *sun = sea_breakup_sky_toward(&w->sky, day)[0];
    const double bulge[3] = {cl * sun[0] - sl * sun[1], sl * sun[0] + cl * sun[1], sun[2]};
    double cosine = sea_vec_dot(perigee, bulge) / sea_vec_norm(sun);
    return cosine * fmin(a_km * gp->eccentricity / BULGE_KM, 1.0);
}

/* Solar rotation, half of it and a third, and half a year: how the logarithm of density goes up and down, the more the
 * higher; and day and night. */
double sea_world_air(const sea_world *w, const sea_made *m, double day)
{
    static const double period_days[SEA_WORLD_WAVES] = {27.0, 13.5, 9.0, 182.6};
    static const double size[SEA_WORLD_WAVES] = {0.22, 0.08, 0.1, 0.25};
    double motion = m->gp.mean_motion_rev_day * SEA_TWO_PI / 86400.0, a_km = sea_cbrt(MU_KM3_S2 / (motion * motion));
    double swing = fmin(fmax((a_km * (1.0 - m->gp.eccentricity) - EARTH_KM) / SWING_KM, 0.5), 2.0);
    double sum = 0.1 * sea_sin(SEA_TWO_PI * (day / m->turn_days + m->turn_phase)); /* how it tumbles */
    for (int k = 0; k < SEA_WORLD_WAVES; k++)
        sum += swing * size[k] * sea_sin(SEA_TWO_PI * (day / period_days[k] + w->phase[k]));
    return sea_exp(sum + BULGE * inside_bulge(w, &m->gp, a_km, day));
}

static double wrapped(double angle_deg)
{
    double x = fmod(angle_deg, 360.0); /* exact */
    return x < 0.0 ? x + 360.0 : x;
}

/* One step of at most `left` days. Returned: its length, 0 when the orbit has decayed. */
static double step(const sea_world *w, sea_made *m, double left)
{
    const sea_sgp4_constants c = sea_sgp4_constants_of(SEA_SGP4_WGS72);
    sea_sgp4_elements e;
    sea_gp *gp = &m->gp;
    sea_sgp4_prepare(gp, &c, SEA_SGP4_IMPROVED, &e);
    if (e.status != SEA_OK) return 0.0;
    double a_km = sea_cbrt(c.xke / e.no_unkozai);
    a_km *= a_km * EARTH_KM;
    if (a_km * (1.0 - e.ecco) - EARTH_KM < PERIGEE_END_KM) return 0.0;
    double day = days_of(w, gp->epoch), length = fabs(left) < STEP_DAYS ? fabs(left) : STEP_DAYS;
    double fall = fabs(e.cc1) * MIN_PER_DAY * length;
    if (fall > FALL_MAX) length = fmax(length * FALL_MAX / fall, fmin(STEP_LEAST_DAYS, length));
    double signed_days = left < 0.0 ? -length : length, t = signed_days * MIN_PER_DAY;
    double air = sea_world_air(w, m, day + 0.5 * signed_days), c1 = air * e.cc1;
    double shrink = 1.0 - c1 * t, incl_rate = 0.0, node_rate = 0.0;
    if (!(shrink > 0.5)) return 0.0;
    if (!e.deep_space)
        sea_breakup_sky_pull(&w->sky, day + 0.5 * signed_days, e.no_unkozai / 60.0, e.inclo, e.nodeo, &incl_rate,
                             &node_rate);
    gp->mean_motion_rev_day /= shrink * shrink * shrink;
    double ecc = e.ecco - air * e.bstar * e.cc4 * t + e.deep.dedt * t;
    gp->eccentricity = fmin(fmax(ecc, 1e-6), 0.95);
    gp->incl_deg += (e.deep.didt * t + incl_rate * signed_days) * DEG;
    gp->raan_deg = wrapped(gp->raan_deg +
                           ((e.nodedot + e.deep.dnodt) * t + air * e.nodecf * t * t + node_rate * signed_days) * DEG);
    gp->argp_deg = wrapped(gp->argp_deg + (e.argpdot + e.deep.domdt) * t * DEG);
    gp->mean_anomaly_deg =
        wrapped(gp->mean_anomaly_deg + ((e.mdot + e.deep.dmdt) * t + e.no_unkozai * 1.5 * c1 * t * t) * DEG);
    gp->epoch.ns += (int64_t)(signed_days * 86400e9);
    return length;
}

bool sea_world_advance(const sea_world *w, sea_made *m, sea_tai to)
{
    while (m->gp.epoch.ns != to.ns) {
        double left = sea_tai_diff_s(to, m->gp.epoch) / 86400.0, done = step(w, m, left);
        if (done == 0.0) return false;
        if (fabs(left) - done < 1e-9) m->gp.epoch = to; /* a step ends on whole nanoseconds only about */
    }
    return true;
}

/* ---- states ---- */

/* Keplerian elements of a state, in a set. */
static void keplerian(const double r[3], const double v[3], sea_gp *gp)
{
    double h[3], e[3], q[3], rr = sea_vec_norm(r), v2 = sea_vec_dot(v, v), rv = sea_vec_dot(r, v);
    sea_vec_cross(r, v, h);
    for (int k = 0; k < 3; k++) e[k] = ((v2 - MU_KM3_S2 / rr) * r[k] - rv * v[k]) / MU_KM3_S2;
    double a = 1.0 / (2.0 / rr - v2 / MU_KM3_S2), ecc = sea_vec_norm(e), hh = sea_vec_norm(h);
    const double n[3] = {-h[1], h[0], 0.0};
    sea_vec_cross(h, n, q);
    double argp = sea_atan2(sea_vec_dot(e, q) / hh, sea_vec_dot(e, n));
    double f = sea_atan2(sea_vec_dot(r, q) / hh, sea_vec_dot(r, n)) - argp, sf, cf;
    sea_sincos(f, &sf, &cf);
    double big = sea_atan2(sqrt(1.0 - ecc * ecc) * sf, ecc + cf), mean = big - ecc * sea_sin(big);
    gp->mean_motion_rev_day = sqrt(MU_KM3_S2 / (a * a * a)) * 86400.0 / SEA_TWO_PI;
    gp->eccentricity = ecc;
    gp->incl_deg = sea_acos(h[2] / hh) * DEG;
    gp->raan_deg = wrapped(sea_atan2(n[1], n[0]) * DEG);
    gp->argp_deg = wrapped(argp * DEG);
    gp->mean_anomaly_deg = wrapped(mean * DEG);
}

sea_status sea_world_state(const sea_gp *gp, double r_km[3], double v_km_s[3])
{
    const sea_sgp4_constants c = sea_sgp4_constants_of(SEA_SGP4_WGS72);
    sea_sgp4_elements e;
    sea_sgp4_prepare(gp, &c, SEA_SGP4_IMPROVED, &e);
    return e.status == SEA_OK ? sea_sgp4_state_portable(&e, &c, 0.0, r_km, v_km_s) : e.status;
}

/* Mean elements are the Keplerian ones less what SGP4 adds, in a few rounds. */
sea_status sea_world_elements(const double r_km[3], const double v_km_s[3], sea_gp *gp)
{
    double want_r[3], want_v[3], miss = 1e9;
    memcpy(want_r, r_km, sizeof want_r);
    memcpy(want_v, v_km_s, sizeof want_v);
    for (int round = 0; round < 40 && miss > 1e-6; round++) {
        double got_r[3], got_v[3], energy = 0.5 * sea_vec_dot(want_v, want_v) - MU_KM3_S2 / sea_vec_norm(want_r);
        if (!(energy < -1.0)) return SEA_E_RANGE;
        keplerian(want_r, want_v, gp);
        sea_status s = sea_world_state(gp, got_r, got_v);
        if (s != SEA_OK) return s;
        miss = 0.0;
        for (int k = 0; k < 3; k++) {
            want_r[k] += r_km[k] - got_r[k];
            want_v[k] += v_km_s[k] - got_v[k];
            miss += fabs(r_km[k] - got_r[k]) + 1e3 * fabs(v_km_s[k] - got_v[k]);
        }
    }
    return miss < 1e-3 ? SEA_OK : SEA_E_RANGE;
}

sea_status sea_world_kick(sea_gp *gp, const double dv_rtn_m_s[3])
{
    double r[3], v[3], rtn[3][3];
    sea_status s = sea_world_state(gp, r, v);
    if (s == SEA_OK) s = sea_frame_rtn(r, v, rtn);
    if (s != SEA_OK) return s;
    for (int k = 0; k < 3; k++)
        for (int axis = 0; axis < 3; axis++) v[k] += 1e-3 * dv_rtn_m_s[axis] * rtn[axis][k];
    return sea_world_elements(r, v, gp);
}

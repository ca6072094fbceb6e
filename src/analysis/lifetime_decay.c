/* A mean orbit under drag: its rates averaged over a revolution, the coefficient that explains a fall, the days left.
 */
#include "analysis/lifetime.h"

#include "base/math.h"
#include "motion/sgp4.h"

#include <math.h>

static const double mu_km3_s2 = 398600.4418, earth_radius_km = 6378.137, end_height_km = 120.0, seconds_a_day = 86400.0,
                    season_days = 365.0;

/* exp(-z) times the modified Bessel functions of order 0 and 1 (Abramowitz and Stegun 9.8.1 to 9.8.4). */
static void bessel(double z, double *i0, double *i1)
{
    if (z < 3.75) {
        double t = z / 3.75, s = t * t, fade = sea_exp(-z);
        *i0 = fade *
              (1.0 +
               s * (3.5156229 + s * (3.0899424 + s * (1.2067492 + s * (0.2659732 + s * (0.0360768 + s * 0.0045813))))));
        *i1 = fade * z *
              (0.5 + s * (0.87890594 +
                          s * (0.51498869 + s * (0.15084934 + s * (0.02658733 + s * (0.00301532 + s * 0.00032411))))));
        return;
    }
    double t = 3.75 / z, root = sqrt(z);
    double even =
        0.39894228 +
        t * (0.01328592 +
             t * (0.00225319 +
                  t * (-0.00157565 +
                       t * (0.00916281 + t * (-0.02057706 + t * (0.02635537 + t * (-0.01647633 + t * 0.00392377)))))));
    double odd =
        0.39894228 +
        t * (-0.03988024 +
             t * (-0.00362018 +
                  t * (0.00163801 +
                       t * (-0.01031555 + t * (0.02282967 + t * (-0.02895312 + t * (0.01787654 - t * 0.00420059)))))));
    *i0 = even / root;
    *i1 = odd / root;
}

sea_decay_orbit sea_decay_orbit_of(const sea_gp *gp)
{
    sea_sgp4_constants c = sea_sgp4_constants_of(SEA_SGP4_WGS72);
    sea_sgp4_elements e;
    sea_sgp4_prepare(gp, &c, SEA_SGP4_IMPROVED, &e);
    double n_rad_s = e.no_unkozai / 60.0;
    return (sea_decay_orbit){sea_cbrt(mu_km3_s2 / (n_rad_s * n_rad_s)), gp->eccentricity};
}

/*
 * The lower, the less a body is braked by the same density: other gases, and walls that take them up otherwise. The
 * slope is that of passive objects of one day among themselves, 200 to 450 km (docs/VALIDATION.md); Moe and Moe 2005,
 * Planet. Space Sci. 53, 793, give drag coefficients that fall likewise.
 */
double sea_decay_drag_part(double height_km)
{
    const double slope_1_km = 1e-3, middle_km = 300.0, least_km = 150.0, most_km = 450.0;
    return sea_exp(slope_1_km * (fmin(fmax(height_km, least_km), most_km) - middle_km));
}

/* King-Hele's averages for an atmosphere that falls exponentially from the perigee, to first order in e. */
void sea_decay_rate(sea_decay_orbit o, sea_tai t, sea_weather_values sun, double *a_km_day, double *e_day)
{
    double scale, i0, i1, height_km = o.a_km * (1.0 - o.e) - earth_radius_km;
    double density = sea_decay_drag_part(height_km) * sea_atmosphere_density(height_km, t, &sun, &scale);
    bessel(o.a_km * o.e / scale, &i0, &i1);
    double speed = sqrt(mu_km3_s2 * o.a_km) * density * 1e3 * seconds_a_day; /* 1e3: kg/m3 times m2/kg, in 1/km */
    *a_km_day = -speed * (i0 + 2.0 * o.e * i1);
    *e_day = -speed / o.a_km * (i1 + 0.5 * o.e * i0);
}

double sea_decay_fit(const sea_gp *from, const sea_gp *to, const sea_weather *weather)
{
    enum { PARTS = 24 };
    sea_decay_orbit a = sea_decay_orbit_of(from), b = sea_decay_orbit_of(to);
    double days = (double)(to->epoch.ns - from->epoch.ns) / (double)SEA_NS_PER_DAY, sum = 0.0;
    for (int k = 0; k < PARTS; k++) {
        double part = (k + 0.5) / PARTS, rate, unused;
        sea_tai t = {from->epoch.ns + (int64_t)(part * days * (double)SEA_NS_PER_DAY)};
        sea_decay_orbit o = {a.a_km + part * (b.a_km - a.a_km), a.e + part * (b.e - a.e)};
        sea_decay_rate(o, t, sea_weather_at(t, weather), &rate, &unused);
        sum += (b.a_km - a.a_km) / PARTS / rate; /* days the fall takes at 1 m2/kg, in equal parts of the height */
    }
    return sum / days;
}

double sea_decay_fit_one(const sea_gp *gp, const sea_weather *weather)
{
    sea_decay_orbit o = sea_decay_orbit_of(gp);
    double rate, unused, falling = -2.0 / 3.0 * o.a_km * 2.0 * gp->mean_motion_dot_rev_day2 / gp->mean_motion_rev_day;
    sea_decay_rate(o, gp->epoch, sea_weather_at(gp->epoch, weather), &rate, &unused);
    return falling / rate;
}

double sea_decay_fit_term(const sea_gp *gp, const sea_weather *weather)
{
    enum { PARTS = 5 };
    const double minutes_a_day = 1440.0, span_days = 5.0; /* about what a set in low orbit is fitted to */
    sea_sgp4_constants c = sea_sgp4_constants_of(SEA_SGP4_WGS72);
    sea_sgp4_elements e;
    sea_sgp4_prepare(gp, &c, SEA_SGP4_IMPROVED, &e);
    sea_decay_orbit o = sea_decay_orbit_of(gp);
    double sum = 0.0, rate, unused;
    for (int k = 0; k < PARTS; k++) {
        sea_tai t = sea_tai_add_days(gp->epoch, -span_days * (k + 0.5) / PARTS);
        sea_decay_rate(o, t, sea_weather_at(t, weather), &rate, &unused);
        sum += rate / PARTS;
    }
    return -2.0 * e.cc1 * minutes_a_day * o.a_km / sum;
}

/* A table changes by the week and air with the season, which matters the less the longer an orbit lasts; a solar cycle
 * is never stepped over. */
static double step_most(const sea_decay_sun *sun, double days)
{
    if (sun->f107_always > 0.0) return INFINITY;
    double step = fmax(10.0, 0.2 * days);
    return sun->weather && sun->weather->count > 0 ? fmin(step, 180.0) : step;
}

double sea_decay_days(sea_decay_orbit o, double ballistic, sea_tai t, const sea_decay_sun *sun, double most)
{
    const double step_of_scale = 0.1;
    double days = 0.0;
    if (!(ballistic > 0.0)) return INFINITY;
    while (days < most) {
        if (o.a_km * (1.0 - o.e) - earth_radius_km <= end_height_km) return days;
        sea_tai now = {t.ns + (int64_t)(days * (double)SEA_NS_PER_DAY)}, date = now;
        sea_weather_values w = sun->f107_always > 0.0
                                   ? (sea_weather_values){sun->f107_always, sun->f107_always, 12.0, 0u}
                                   : sea_weather_at(now, sun->weather);
        if (sun->f107_always > 0.0 || days >= season_days) date = SEA_TAI_NONE;
        double da, de, scale;
        sea_decay_rate(o, date, w, &da, &de);
        sea_atmosphere_density(o.a_km * (1.0 - o.e) - earth_radius_km, date, &w, &scale);
        double fall = ballistic * fabs(da * (1.0 - o.e) - o.a_km * de), shrink = ballistic * fabs(da);
        double step = fmin(step_of_scale * scale / fall, step_of_scale * fmax(scale, o.a_km * o.e) / shrink);
        step = fmin(step, step_most(sun, days));
        double above = o.a_km * (1.0 - o.e) - earth_radius_km - end_height_km;
        step = fmin(fmin(step, most - days + 1.0), above / fall + 1e-4);
        sea_decay_orbit middle = {o.a_km + 0.5 * step * ballistic * da, fmax(o.e + 0.5 * step * ballistic * de, 0.0)};
        sea_decay_rate(middle, date, w, &da, &de);
        o.a_km += step * ballistic * da;
        o.e = fmax(o.e + step * ballistic * de, 0.0);
        days += step;
    }
    return INFINITY;
}

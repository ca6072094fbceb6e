#include <starsea/frame.h>

#include "base/math.h"
#include "base/vec.h"

#define EARTH_ROTATION_RAD_S 7.29211514670698e-5 /* Vallado et al. 2006, appendix C */
#define WGS84_RADIUS_KM 6378.137
#define WGS84_FLATTENING (1.0 / 298.257223563)

double sea_gmst82_rad(sea_ut1 t)
{
    double days = t.jd1 - 2451545.0;
    double c = (days + t.jd2) / 36525.0;
    double slow_s = 67310.54841 + (8640184.812866 + (0.093104 - 6.2e-6 * c) * c) * c;
    /* 876,600 h a century is one turn a day: whole days drop out, so that the fast term keeps its digits. */
    double turns_s = fmod(days, 1.0) * 86400.0 + t.jd2 * 86400.0;
    double angle = fmod((slow_s + turns_s) * (SEA_PI / 43200.0), SEA_TWO_PI);
    return angle < 0.0 ? angle + SEA_TWO_PI : angle;
}

static void turn(double s, double c, const double in[3], double out[3])
{
    out[0] = c * in[0] + s * in[1];
    out[1] = c * in[1] - s * in[0];
    out[2] = in[2];
}

sea_status sea_frame_teme_to_pef(const sea_state *teme, const sea_eop *eop, sea_state *out)
{
    if (teme->frame != SEA_FRAME_TEME) return SEA_E_USAGE;
    double s, c;
    sea_sincos(sea_gmst82_rad(sea_tai_to_ut1(teme->epoch, eop, NULL)), &s, &c);
    sea_state pef = {.epoch = teme->epoch, .frame = SEA_FRAME_PEF};
    turn(s, c, teme->r_km, pef.r_km);
    turn(s, c, teme->v_km_s, pef.v_km_s);
    pef.v_km_s[0] += EARTH_ROTATION_RAD_S * pef.r_km[1];
    pef.v_km_s[1] -= EARTH_ROTATION_RAD_S * pef.r_km[0];
    *out = pef;
    return SEA_OK;
}

/*
 * Bowring's iteration on the reduced latitude, kept as an unnormalised (sine, cosine) pair: no tangent is ever formed,
 * so the poles and the equatorial plane are ordinary points. Five rounds reach rounding level everywhere but in the
 * innermost Earth.
 */
sea_geodetic sea_frame_fixed_to_geodetic(const double r_km[3])
{
    const double a = WGS84_RADIUS_KM, f = WGS84_FLATTENING, b = a * (1.0 - f), e2 = f * (2.0 - f),
                 ep2 = e2 / (1.0 - e2);
    double p = sea_hypot(r_km[0], r_km[1]), z = r_km[2];
    if (p == 0.0 && z == 0.0) return (sea_geodetic){0.0, 0.0, -a};
    double sb = z * a, cb = p * b;
    double sl = z, cl = p;
    for (int i = 0; i < 5; i++) {
        double n = sea_hypot(sb, cb);
        sb /= n;
        cb /= n;
        sl = z + ep2 * b * sb * sb * sb;
        cl = p - e2 * a * cb * cb * cb;
        sb = (1.0 - f) * sl;
        cb = cl;
    }
    double n = sea_hypot(sl, cl);
    sl /= n;
    cl /= n;
    double lon = p == 0.0 ? 0.0 : sea_atan2(r_km[1], r_km[0]);
    return (sea_geodetic){sea_atan2(sl, cl), lon, p * cl + z * sl - a * sqrt(1.0 - e2 * sl * sl)};
}

void sea_frame_geodetic_to_fixed(sea_geodetic g, double r_km[3])
{
    const double a = WGS84_RADIUS_KM, e2 = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING);
    double sl, cl, so, co;
    sea_sincos(g.lat_rad, &sl, &cl);
    sea_sincos(g.lon_rad, &so, &co);
    double n = a / sqrt(1.0 - e2 * sl * sl);
    r_km[0] = (n + g.alt_km) * cl * co;
    r_km[1] = (n + g.alt_km) * cl * so;
    r_km[2] = (n * (1.0 - e2) + g.alt_km) * sl;
}

sea_status sea_frame_rtn(const double r_km[3], const double v_km_s[3], double rtn[3][3])
{
    double h[3];
    sea_vec_cross(r_km, v_km_s, h);
    double rn = sea_vec_norm(r_km), hn = sea_vec_norm(h);
    if (!(rn > 0.0) || !(hn > 0.0)) return SEA_E_RANGE;
    for (int i = 0; i < 3; i++) {
        rtn[0][i] = r_km[i] / rn;
        rtn[2][i] = h[i] / hn;
    }
    sea_vec_cross(rtn[2], rtn[0], rtn[1]);
    return SEA_OK;
}

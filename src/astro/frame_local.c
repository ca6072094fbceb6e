/* Places around the Earth: geodetic coordinates, and the local orbital frame RTN. */
#include <starsea/frame.h>

#include "base/math.h"
#include "base/vec.h"

#define WGS84_RADIUS_KM 6378.137
#define WGS84_FLATTENING (1.0 / 298.257223563)

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

sea_status sea_frame_relative(const sea_state *origin, const sea_state *other, double r_km[3], double v_km_s[3])
{
    if (origin->epoch.ns != other->epoch.ns || origin->frame != other->frame) return SEA_E_USAGE;
    if (origin->frame == SEA_FRAME_PEF || origin->frame == SEA_FRAME_ITRF) return SEA_E_USAGE;
    double rtn[3][3], d[3], w[3], h[3], turned[3];
    sea_status s = sea_frame_rtn(origin->r_km, origin->v_km_s, rtn);
    if (s != SEA_OK) return s;
    /* RTN turns about N at h / r^2; the turn of the orbital plane itself is left out, as is customary. */
    sea_vec_cross(origin->r_km, origin->v_km_s, h);
    double rate = sea_vec_norm(h) / sea_vec_dot(origin->r_km, origin->r_km);
    sea_vec_sub(other->r_km, origin->r_km, d);
    sea_vec_sub(other->v_km_s, origin->v_km_s, w);
    for (int i = 0; i < 3; i++) turned[i] = sea_vec_dot(rtn[i], d);
    for (int i = 0; i < 3; i++) v_km_s[i] = sea_vec_dot(rtn[i], w);
    v_km_s[0] += rate * turned[1];
    v_km_s[1] -= rate * turned[0];
    for (int i = 0; i < 3; i++) r_km[i] = turned[i];
    return SEA_OK;
}

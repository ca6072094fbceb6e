/* The largest probability that too little knowledge allows, and where more uncertainty begins to lower it. */
#include "analysis/pc.h"
#include "base/math.h"

#include <math.h>

#define ROOT_HALF 0.70710678118654752440

static double scaled(const sea_pc_plane *p, double log_scale)
{
    double k = sea_exp(log_scale);
    sea_pc_plane q = {p->xm_m, p->ym_m, k * p->sigma_x_m, k * p->sigma_y_m, p->hbr_m};
    sea_pc pc;
    sea_pc_exact(&q, &pc);
    return pc.value;
}

/* Golden section in the logarithm of the scale: from where the disc begins 40 sigma away, to above the answer for a
 * small radius, the Mahalanobis distance over root 2. */
static sea_pc_maximum search(const sea_pc_plane *p)
{
    const double golden = 0.61803398874989484820;
    double beyond = sea_hypot(p->xm_m, p->ym_m) - p->hbr_m;
    double a = sea_log(beyond / (40.0 * p->sigma_y_m)), b = sea_log(sea_pc_plane_mahalanobis(p) * ROOT_HALF) + 1.0;
    b = fmax(b, a + 1.0);
    double c = b - golden * (b - a), d = a + golden * (b - a), fc = scaled(p, c), fd = scaled(p, d);
    while (b - a > 1e-6) {
        bool left = fc > fd; /* equal means both still zero: the maximum is at a larger scale */
        if (left)
            b = d, d = c, fd = fc;
        else
            a = c, c = d, fc = fd;
        if (left)
            c = b - golden * (b - a), fc = scaled(p, c);
        else
            d = a + golden * (b - a), fd = scaled(p, d);
    }
    return fc > fd ? (sea_pc_maximum){fc, sea_exp(c)} : (sea_pc_maximum){fd, sea_exp(d)};
}

sea_status sea_pc_plane_maximum(const sea_pc_plane *plane, sea_pc_maximum *out)
{
    sea_pc_plane p;
    sea_status s = sea_pc_plane_normalise(plane, &p);
    if (s != SEA_OK) return s;
    if (p.hbr_m == 0.0)
        *out = (sea_pc_maximum){0.0, sea_pc_plane_mahalanobis(&p) * ROOT_HALF};
    else if (sea_hypot(p.xm_m, p.ym_m) <= p.hbr_m)
        *out = (sea_pc_maximum){1.0, 0.0};
    else
        *out = search(&p);
    return SEA_OK;
}

sea_status sea_pc_maximum_no_covariance(double miss_m, double hbr_m, sea_pc_maximum *out)
{
    if (!(miss_m >= 0.0) || !(hbr_m >= 0.0) || !(miss_m <= 1e50) || !(hbr_m <= 1e50)) return SEA_E_RANGE;
    if (miss_m <= hbr_m) {
        *out = (sea_pc_maximum){1.0, 0.0};
        return SEA_OK;
    }
    /* The logarithm is 2 atanh of the ratio; its series where it would cancel. */
    double ratio = hbr_m / miss_m, q = ratio * ratio;
    double logarithm =
        ratio < 1e-3 ? 2.0 * ratio * (1.0 + q / 3.0 + q * q / 5.0) : sea_log((1.0 + ratio) / (1.0 - ratio));
    double sigma = ratio > 0.0 ? miss_m * sqrt(2.0 * ratio / logarithm) : miss_m;
    double half = hbr_m * ROOT_HALF / sigma, middle = miss_m * ROOT_HALF / sigma, sum = 0.0;
    if (half < 0.3) { /* the difference of two error functions would cancel */
        for (int i = 0; i < SEA_PC_GAUSS_HALF; i++) {
            double t = half * sea_pc_gauss[i][0];
            sum += sea_pc_gauss[i][1] * (sea_exp(-(middle - t) * (middle - t)) + sea_exp(-(middle + t) * (middle + t)));
        }
        sum *= half * 0.56418958354775628695;
    } else {
        sum = 0.5 * (sea_erf(middle + half) - sea_erf(middle - half));
    }
    *out = (sea_pc_maximum){sum, sigma};
    return SEA_OK;
}

/* Principal axes of the known covariance plus a line of standard deviation `extra` along the miss. */
static sea_pc_plane widened(const sea_pc_plane *p, double extra)
{
    double miss = sea_hypot(p->xm_m, p->ym_m), ux = p->xm_m / miss, uy = p->ym_m / miss, e2 = extra * extra;
    double xx = p->sigma_x_m * p->sigma_x_m + e2 * ux * ux, yy = p->sigma_y_m * p->sigma_y_m + e2 * uy * uy;
    return sea_pc_plane_from_covariance(p->xm_m, p->ym_m, xx, e2 * ux * uy, yy, p->hbr_m);
}

sea_status sea_pc_plane_maximum_one_covariance(const sea_pc_plane *plane, sea_pc_maximum *out)
{
    sea_pc_plane p;
    sea_status s = sea_pc_plane_normalise(plane, &p);
    if (s != SEA_OK) return s;
    double distance = sea_pc_plane_mahalanobis(&p), miss = sea_hypot(p.xm_m, p.ym_m);
    double extra = distance > 1.0 ? miss * sqrt(1.0 - 1.0 / (distance * distance)) : 0.0;
    sea_pc_plane q = extra > 0.0 ? widened(&p, extra) : p;
    sea_pc pc;
    s = sea_pc_plane_value(SEA_PC_EXACT, &q, &pc);
    if (s == SEA_OK) *out = (sea_pc_maximum){pc.value, extra};
    return s;
}

sea_status sea_pc_plane_curves(const sea_pc_plane *plane, sea_pc_curve *hbr_m, sea_pc_curve *scale)
{
    const double reach[2] = {sea_log(30.0), sea_log(100.0)}, radius = plane->hbr_m > 0.0 ? plane->hbr_m : 1.0;
    for (int i = 0; i < SEA_PC_CURVE_POINTS; i++) {
        double part = 2.0 * i / (SEA_PC_CURVE_POINTS - 1) - 1.0;
        sea_pc_plane larger = *plane, wider = *plane;
        sea_pc pc;
        hbr_m->x[i] = larger.hbr_m = radius * sea_exp(part * reach[0]);
        scale->x[i] = sea_exp(part * reach[1]);
        wider.sigma_x_m *= scale->x[i];
        wider.sigma_y_m *= scale->x[i];
        sea_status s = sea_pc_plane_value(SEA_PC_EXACT, &larger, &pc);
        hbr_m->pc[i] = pc.value;
        if (s == SEA_OK) s = sea_pc_plane_value(SEA_PC_EXACT, &wider, &pc);
        scale->pc[i] = pc.value;
        if (s != SEA_OK) return s;
    }
    return SEA_OK;
}

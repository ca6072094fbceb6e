/* Names, and the encounter plane: what may be asked of it and by which method. */
#include "analysis/pc.h"
#include "base/math.h"

#include <float.h>
#include <math.h>

#define METHOD_AGREES 0.01 /* a published method with the exact integral */

const char *sea_pc_caveat_name(unsigned index)
{
    static const char *const names[SEA_PC_CAVEAT_COUNT] = {
        "W_COV_NPD",      "W_COV_MISSING", "W_COV_DEFAULT",   "W_TCA_SHIFTED", "W_TCA_PAST",
        "W_HBR_ASSUMED",  "W_DILUTED",     "W_UNDERFLOW",     "W_CONVERGENCE", "W_LOW_SPEED",
        "W_OUTSIDE_USE",  "W_NO_EOP",      "W_COV_POSITION",  "W_SINGULAR",    "W_MIXED_FRAMES",
        "W_COV_NEGATIVE", "W_CURVED",      "W_EOP_PREDICTED", "W_COV_HISTORY", "W_COV_TABLE",
    };
    return index < SEA_PC_CAVEAT_COUNT ? names[index] : NULL;
}

const char *sea_pc_method_name(sea_pc_method method)
{
    switch (method) {
    case SEA_PC_EXACT: return "EXACT-2D";
    case SEA_PC_FOSTER: return "FOSTER-1992";
    case SEA_PC_CHAN: return "CHAN-2008";
    case SEA_PC_ALFANO: return "ALFANO-2005";
    case SEA_PC_PATERA: return "PATERA-2005";
    case SEA_PC_ELROD: return "ELROD-2019";
    case SEA_PC_SERRA: return "SERRA-2016";
    case SEA_PC_MAXIMUM: return "MAXIMUM";
    case SEA_PC_NC_2D: return "2D-NC";
    case SEA_PC_NC_3D: return "3D-NC";
    case SEA_PC_MONTE_CARLO: return "MONTE-CARLO";
    }
    return "UNKNOWN";
}

static bool usable(double x)
{
    return x >= 1e-50 && x <= 1e50;
}

sea_status sea_pc_plane_normalise(const sea_pc_plane *plane, sea_pc_plane *out)
{
    sea_pc_plane p = *plane;
    p.xm_m = fabs(p.xm_m);
    p.ym_m = fabs(p.ym_m);
    if (!usable(p.sigma_x_m) || !usable(p.sigma_y_m)) return SEA_E_RANGE;
    if (!(p.xm_m <= 1e50) || !(p.ym_m <= 1e50)) return SEA_E_RANGE;
    if (p.hbr_m != 0.0 && !usable(p.hbr_m)) return SEA_E_RANGE;
    if (p.sigma_x_m > p.sigma_y_m) p = (sea_pc_plane){p.ym_m, p.xm_m, p.sigma_y_m, p.sigma_x_m, p.hbr_m};
    *out = p;
    return SEA_OK;
}

sea_pc_plane sea_pc_plane_from_covariance(double x, double y, double xx, double xy, double yy, double hbr_m)
{
    double half = 0.5 * (xx - yy), root = sea_hypot(half, xy), mean = 0.5 * (xx + yy), large = mean + root;
    /* The small eigenvalue from the determinant: subtracting would lose it. */
    double det = fma(xx, yy, -(xy * xy)) - fma(xy, xy, -(xy * xy)), small = det / large;
    double angle = 0.5 * sea_atan2(xy, half), sine, cosine;
    sea_sincos(angle, &sine, &cosine);
    return (sea_pc_plane){cosine * x + sine * y, cosine * y - sine * x, sqrt(large), sqrt(small), hbr_m};
}

double sea_pc_plane_mahalanobis(const sea_pc_plane *plane)
{
    return sea_hypot(plane->xm_m / plane->sigma_x_m, plane->ym_m / plane->sigma_y_m);
}

static sea_status largest(const sea_pc_plane *plane, sea_pc *out)
{
    sea_pc_maximum most;
    sea_status s = sea_pc_plane_maximum(plane, &most);
    if (s != SEA_OK) return s;
    *out = (sea_pc){.value = most.value, .caveats = most.scale < 1.0 ? (uint32_t)SEA_PC_CAVEAT_DILUTED : 0};
    return SEA_OK;
}

sea_status sea_pc_plane_value(sea_pc_method method, const sea_pc_plane *plane, sea_pc *out)
{
    sea_pc_plane p;
    sea_status s = sea_pc_plane_normalise(plane, &p);
    if (s != SEA_OK) return s;
    *out = (sea_pc){0};
    switch (method) {
    case SEA_PC_EXACT: sea_pc_exact(&p, out); break;
    case SEA_PC_FOSTER: sea_pc_foster(&p, out); break;
    case SEA_PC_CHAN: sea_pc_chan(&p, out); break;
    case SEA_PC_ALFANO: sea_pc_alfano(&p, out); break;
    case SEA_PC_PATERA: sea_pc_patera(&p, out); break;
    case SEA_PC_ELROD: sea_pc_elrod(&p, out); break;
    case SEA_PC_SERRA: sea_pc_serra(&p, out); break;
    case SEA_PC_MAXIMUM: s = largest(&p, out); break;
    case SEA_PC_NC_2D:
    case SEA_PC_NC_3D:
    case SEA_PC_MONTE_CARLO: return SEA_E_USAGE;
    }
    if (!out->bounded) out->low = out->high = out->value;
    return s;
}

sea_status sea_pc_plane_values(const sea_pc_plane *plane, sea_pc out[SEA_PC_PLANE_METHOD_COUNT])
{
    for (int m = 0; m < SEA_PC_PLANE_METHOD_COUNT; m++) {
        sea_status s = sea_pc_plane_value((sea_pc_method)m, plane, &out[m]);
        if (s != SEA_OK) return s;
        double off = fabs(out[m].value - out[SEA_PC_EXACT].value);
        if (m != SEA_PC_MAXIMUM && off > METHOD_AGREES * out[SEA_PC_EXACT].value + DBL_MIN)
            out[m].caveats |= SEA_PC_CAVEAT_OUTSIDE_USE;
    }
    return SEA_OK;
}

sea_status sea_pc_plane_against_hbr(const sea_pc_plane *plane, const double *hbr_m, size_t count, double *value)
{
    sea_pc_plane p = *plane;
    for (size_t i = 0; i < count; i++) {
        sea_pc pc;
        p.hbr_m = hbr_m[i];
        sea_status s = sea_pc_plane_value(SEA_PC_EXACT, &p, &pc);
        if (s != SEA_OK) return s;
        value[i] = pc.value;
    }
    return SEA_OK;
}

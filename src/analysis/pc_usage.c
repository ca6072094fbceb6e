/* Where the plane methods may be used: encounters short against the orbits, and near TCA. */
#include "analysis/pc.h"
#include "base/math.h"
#include "base/vec.h"

#define MU_M3_S2 3.986004418e14
/* root 2 times the inverse of erfc at 1e-16: all but that part of the encounter lies within. */
#define SPAN_SIGMAS 8.304785425194114
#define EXTENDED_MOST 0.02
#define OFFSET_MOST 0.01

/* Seconds; infinite for an orbit that does not return. */
static double period(const sea_pc_object *o)
{
    double r = sea_vec_norm(o->r_m), inverse = 2.0 / r - sea_vec_dot(o->v_m_s, o->v_m_s) / MU_M3_S2;
    if (!(inverse > 0.0)) return INFINITY;
    return SEA_TWO_PI * sqrt(1.0 / (inverse * inverse * inverse * MU_M3_S2));
}

/* Adjugate of a symmetric matrix: the determinant times its inverse. Returned: determinant. */
static double adjugate(const double c[3][3], double out[3][3])
{
    for (int i = 0; i < 3; i++) {
        int i1 = (i + 1) % 3, i2 = (i + 2) % 3;
        for (int j = 0; j < 3; j++) {
            int j1 = (j + 1) % 3, j2 = (j + 2) % 3;
            out[j][i] = c[i1][j1] * c[i2][j2] - c[i1][j2] * c[i2][j1];
        }
    }
    return sea_vec_dot(c[0], (const double[3]){out[0][0], out[1][0], out[2][0]});
}

static double between(const double a[3], const double m[3][3], const double b[3])
{
    double sum = 0.0;
    for (int i = 0; i < 3; i++) sum += a[i] * sea_vec_dot(m[i], b);
    return sum;
}

sea_status sea_pc_usage_plane(const sea_pc_object *a, const sea_pc_object *b, sea_pc_usage *out)
{
    double r[3], v[3], c[3][3], inverse[3][3];
    sea_vec_sub(b->r_m, a->r_m, r);
    sea_vec_sub(b->v_m_s, a->v_m_s, v);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) c[i][j] = a->covariance_m[i][j] + b->covariance_m[i][j];
    double determinant = adjugate(c, inverse), along = between(v, inverse, v);
    *out = (sea_pc_usage){.extended = 1.0, .offset = 1.0};
    if (!(determinant > 0.0) || !(along > 0.0)) return SEA_OK;
    double middle = -between(r, inverse, v) / along, half = SPAN_SIGMAS * sqrt(determinant / along);
    double shorter = fmin(period(a), period(b));
    out->extended = fmin(2.0 * half / shorter, 1.0);
    out->offset = fmin((fabs(middle) + half) / shorter, 1.0);
    out->within = out->extended <= EXTENDED_MOST && out->offset <= OFFSET_MOST;
    return SEA_OK;
}

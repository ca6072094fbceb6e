/*
 * From two states with covariances to the encounter plane.
 *
 * Projected covariances can be a million times longer than wide: one double loses the width and with it up to 1e-8 of
 * the probability. The projection is therefore done in two.
 */
#include "analysis/pc.h"
#include "analysis/pc_dd.h"
#include "base/math.h"
#include "base/vec.h"

#include <starsea/frame.h>

/* Any direction at right angles to a unit vector, for a miss of zero. */
static sea_dd_vector perpendicular(const sea_dd_vector *u)
{
    int least = 0;
    for (int i = 1; i < 3; i++)
        if (fabs(u->x[i].hi) < fabs(u->x[least].hi)) least = i;
    sea_dd_vector axis = {{{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}}};
    axis.x[least] = sea_dd_from(1.0);
    sea_dd_vector out = sea_dd_cross(u, &axis);
    return sea_dd_unit(&out, sea_dd_sqrt(sea_dd_dot(&out, &out)));
}

static sea_dd quadratic(const sea_dd c[3][3], const sea_dd_vector *a, const sea_dd_vector *b)
{
    sea_dd_vector row;
    for (int i = 0; i < 3; i++) {
        row.x[i] = sea_dd_mul(c[i][0], b->x[0]);
        for (int j = 1; j < 3; j++) row.x[i] = sea_dd_add(row.x[i], sea_dd_mul(c[i][j], b->x[j]));
    }
    return sea_dd_dot(a, &row);
}

static void sum_covariances(const sea_pc_object *a, const sea_pc_object *b, sea_dd out[3][3])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            sea_dd s = sea_dd_add(sea_dd_sum(a->covariance_m[i][j], a->covariance_m[j][i]),
                                  sea_dd_sum(b->covariance_m[i][j], b->covariance_m[j][i]));
            s = sea_dd_add(s, sea_dd_sum(a->covariance_rest_m[i][j], a->covariance_rest_m[j][i]));
            s = sea_dd_add(s, sea_dd_sum(b->covariance_rest_m[i][j], b->covariance_rest_m[j][i]));
            out[i][j] = (sea_dd){0.5 * s.hi, 0.5 * s.lo};
        }
}

/* Principal axes of the projected covariance, eigenvalues clipped from below. The miss lies along the first axis given.
 */
static void principal_axes(sea_dd xx, sea_dd xy, sea_dd yy, double miss, double hbr, sea_pc_encounter *out)
{
    sea_dd difference = sea_dd_sub(xx, yy), half = {0.5 * difference.hi, 0.5 * difference.lo};
    sea_dd root = sea_dd_sqrt(sea_dd_add(sea_dd_mul(half, half), sea_dd_mul(xy, xy)));
    sea_dd total = sea_dd_add(xx, yy), mean = {0.5 * total.hi, 0.5 * total.lo};
    double large = sea_dd_value(sea_dd_add(mean, root)), small = sea_dd_value(sea_dd_sub(mean, root));
    double sine, cosine, floor = 1e-8 * hbr * hbr;
    sea_sincos(0.5 * sea_atan2(sea_dd_value(xy), sea_dd_value(half)), &sine, &cosine);
    if (!(small > 0.0)) out->caveats |= SEA_PC_CAVEAT_COV_NPD;
    large = fmax(large, floor);
    small = fmax(small, floor);
    out->plane = (sea_pc_plane){cosine * miss, -sine * miss, sqrt(large), sqrt(small), hbr};
    if (!(small > 0.0)) out->caveats |= SEA_PC_CAVEAT_SINGULAR;
}

static bool finite_object(const sea_pc_object *o)
{
    double sum = 0.0;
    for (int i = 0; i < 3; i++) {
        sum += fabs(o->r_m[i]) + fabs(o->v_m_s[i]) + fabs(o->r_rest_m[i]) + fabs(o->v_rest_m_s[i]);
        for (int j = 0; j < 3; j++) sum += fabs(o->covariance_rest_m[i][j]);
    }
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++) sum += fabs(o->covariance_m[i][j]);
    return sum <= 1e40;
}

/* A covariance of nothing says that nothing is known; a negative variance says that the matrix is none. */
static uint32_t judge_covariance(const sea_pc_object *o)
{
    double trace = 0.0, least = 0.0;
    for (int i = 0; i < 3; i++) {
        trace += fabs(o->covariance_m[i][i]);
        least = fmin(least, o->covariance_m[i][i]);
    }
    if (trace == 0.0) return SEA_PC_CAVEAT_COV_MISSING;
    return least < 0.0 ? SEA_PC_CAVEAT_COV_NPD | SEA_PC_CAVEAT_COV_NEGATIVE : 0;
}

sea_status sea_pc_encounter_plane(const sea_pc_object *a, const sea_pc_object *b, double hbr_m, sea_pc_encounter *out)
{
    *out = (sea_pc_encounter){0};
    if (!finite_object(a) || !finite_object(b) || !(hbr_m >= 0.0) || !(hbr_m <= 1e40)) return SEA_E_RANGE;
    sea_dd_vector r, v;
    for (int i = 0; i < 3; i++) {
        r.x[i] = sea_dd_add(sea_dd_sum(b->r_m[i], -a->r_m[i]), sea_dd_sum(b->r_rest_m[i], -a->r_rest_m[i]));
        v.x[i] = sea_dd_add(sea_dd_sum(b->v_m_s[i], -a->v_m_s[i]), sea_dd_sum(b->v_rest_m_s[i], -a->v_rest_m_s[i]));
    }
    out->caveats = judge_covariance(a) | judge_covariance(b);
    sea_dd speed2 = sea_dd_dot(&v, &v), speed = sea_dd_sqrt(speed2);
    out->relative_speed_m_s = sea_dd_value(speed);
    if (!(out->relative_speed_m_s > 0.0)) {
        out->miss_m = sea_dd_value(sea_dd_sqrt(sea_dd_dot(&r, &r)));
        out->caveats |= SEA_PC_CAVEAT_SINGULAR;
        return SEA_OK;
    }
    sea_dd shift = sea_dd_neg(sea_dd_div(sea_dd_dot(&r, &v), speed2));
    for (int i = 0; i < 3; i++) r.x[i] = sea_dd_add(r.x[i], sea_dd_mul(v.x[i], shift));
    sea_dd miss = sea_dd_sqrt(sea_dd_dot(&r, &r));
    out->tca_shift_s = sea_dd_value(shift);
    out->miss_m = sea_dd_value(miss);
    if (fabs(out->tca_shift_s) > 1e-9) out->caveats |= SEA_PC_CAVEAT_TCA_SHIFTED;
    sea_dd_vector along = sea_dd_unit(&v, speed), x = out->miss_m > 0.0 ? sea_dd_unit(&r, miss) : perpendicular(&along);
    sea_dd_vector y = sea_dd_cross(&x, &along);
    sea_dd c[3][3];
    sum_covariances(a, b, c);
    principal_axes(quadratic(c, &x, &x), quadratic(c, &x, &y), quadratic(c, &y, &y), out->miss_m, hbr_m, out);
    return SEA_OK;
}

/* Rows R, T, N. False where position and velocity span no plane. */
static bool local_axes(const sea_pc_object *o, sea_dd_vector axes[3])
{
    sea_dd_vector r, v;
    double rough[3][3];
    if (sea_frame_rtn(o->r_m, o->v_m_s, rough) != SEA_OK) return false;
    for (int i = 0; i < 3; i++) {
        r.x[i] = sea_dd_sum(o->r_m[i], o->r_rest_m[i]);
        v.x[i] = sea_dd_sum(o->v_m_s[i], o->v_rest_m_s[i]);
    }
    sea_dd_vector normal = sea_dd_cross(&r, &v);
    axes[0] = sea_dd_unit(&r, sea_dd_sqrt(sea_dd_dot(&r, &r)));
    axes[2] = sea_dd_unit(&normal, sea_dd_sqrt(sea_dd_dot(&normal, &normal)));
    axes[1] = sea_dd_cross(&axes[2], &axes[0]);
    return true;
}

/* Entry i, j of A' C A, of one of the four blocks. */
static sea_dd turned(const sea_dd_vector axes[3], const double rtn[6][6], int i, int j)
{
    sea_dd sum = sea_dd_from(0.0);
    for (int k = 0; k < 3; k++) {
        sea_dd row = sea_dd_from(0.0);
        for (int l = 0; l < 3; l++)
            row = sea_dd_add(row, sea_dd_mul(sea_dd_from(rtn[i / 3 * 3 + k][j / 3 * 3 + l]), axes[l].x[j % 3]));
        sum = sea_dd_add(sum, sea_dd_mul(axes[k].x[i % 3], row));
    }
    return sum;
}

sea_status sea_pc_object_set_rtn(sea_pc_object *object, const double rtn_m[6][6])
{
    sea_dd_vector axes[3];
    if (!local_axes(object, axes)) return SEA_E_RANGE;
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++) {
            sea_dd entry = turned(axes, rtn_m, i, j);
            object->covariance_m[i][j] = sea_dd_value(entry);
            if (i < 3 && j < 3)
                object->covariance_rest_m[i][j] = sea_dd_value(sea_dd_sub(entry, sea_dd_from(sea_dd_value(entry))));
        }
    return SEA_OK;
}

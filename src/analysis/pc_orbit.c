/*
 * Equinoctial elements (Broucke and Cefola 1972, Celest. Mech. 5, 303) and their derivatives.
 *
 * Derivatives are carried along with the values, each operation by its own rule: there is one text of the formulas, and
 * no table of partial derivatives to get wrong.
 */
#include "analysis/pc_orbit.h"
#include "base/math.h"
#include "base/vec.h"

#include <float.h>
#include <string.h>

enum { KEPLER_MAX = 60 };

/* A value with its derivatives by the six elements. */
typedef struct jet {
    double v, d[6];
} jet;

static jet constant(double v)
{
    return (jet){.v = v};
}

static jet plus(jet a, jet b)
{
    a.v += b.v;
    for (int i = 0; i < 6; i++) a.d[i] += b.d[i];
    return a;
}

static jet times(jet a, double s)
{
    a.v *= s;
    for (int i = 0; i < 6; i++) a.d[i] *= s;
    return a;
}

static jet minus(jet a, jet b)
{
    return plus(a, times(b, -1.0));
}

static jet product(jet a, jet b)
{
    jet out = {.v = a.v * b.v};
    for (int i = 0; i < 6; i++) out.d[i] = a.v * b.d[i] + b.v * a.d[i];
    return out;
}

static jet quotient(jet a, jet b)
{
    jet out = {.v = a.v / b.v};
    for (int i = 0; i < 6; i++) out.d[i] = (a.d[i] - out.v * b.d[i]) / b.v;
    return out;
}

static jet root(jet a)
{
    jet out = {.v = sqrt(a.v)};
    for (int i = 0; i < 6; i++) out.d[i] = 0.5 * a.d[i] / out.v;
    return out;
}

/* Eccentric longitude: F - k sin F + h cos F = lambda. */
static double eccentric_longitude(double lambda, double k, double h, double *sine, double *cosine)
{
    double f = lambda, last = INFINITY;
    for (int i = 0; i < KEPLER_MAX; i++) {
        sea_sincos(f, sine, cosine);
        double rest = lambda - (f - k * *sine + h * *cosine), step = rest / (1.0 - k * *cosine - h * *sine);
        /* Large steps come from nearly parabolic orbits, whose slope vanishes at perigee. */
        step = fmax(-1.0, fmin(1.0, step));
        f += step;
        if (fabs(step) <= 4.0 * DBL_EPSILON * (1.0 + fabs(f)) || (fabs(step) >= last && last < 1e-13)) break;
        last = fabs(step);
    }
    sea_sincos(f, sine, cosine);
    return f;
}

static double whole_turns_removed(double angle)
{
    double x = sea_mod_two_pi(angle);
    return x > SEA_PI ? x - SEA_TWO_PI : x < -SEA_PI ? x + SEA_TWO_PI : x;
}

sea_status sea_pc_elements_from_state(const double r_m[3], const double v_m_s[3], sea_pc_elements *out)
{
    double radius = sea_vec_norm(r_m), speed2 = sea_vec_dot(v_m_s, v_m_s), normal[3], turn[3];
    double inverse = 2.0 / radius - speed2 / SEA_PC_MU_M3_S2;
    sea_vec_cross(r_m, v_m_s, normal);
    double momentum = sea_vec_norm(normal);
    if (!(inverse > 0.0) || !(momentum > 0.0)) return SEA_E_UNSUPPORTED;
    double a = 1.0 / inverse;
    for (int i = 0; i < 3; i++) normal[i] /= momentum;
    double factor = normal[2] < -0.95 ? -1.0 : 1.0;
    double p = normal[0] / (1.0 + factor * normal[2]), q = -normal[1] / (1.0 + factor * normal[2]);
    double scale = 1.0 / (1.0 + p * p + q * q);
    const double f[3] = {scale * (1.0 - p * p + q * q), scale * 2.0 * p * q, -scale * 2.0 * factor * p};
    const double g[3] = {scale * 2.0 * factor * p * q, scale * factor * (1.0 + p * p - q * q), scale * 2.0 * q};
    double vector[3] = {momentum * normal[0], momentum * normal[1], momentum * normal[2]};
    sea_vec_cross(v_m_s, vector, turn);
    for (int i = 0; i < 3; i++) turn[i] = turn[i] / SEA_PC_MU_M3_S2 - r_m[i] / radius;
    double k = sea_vec_dot(turn, f), h = sea_vec_dot(turn, g), e2 = k * k + h * h;
    if (!(e2 < 1.0)) return SEA_E_UNSUPPORTED;
    double x = sea_vec_dot(r_m, f), y = sea_vec_dot(r_m, g), eta = sqrt(1.0 - e2), beta = 1.0 / (1.0 + eta);
    double cosine = k + ((1.0 - k * k * beta) * x - h * k * beta * y) / (a * eta);
    double sine = h + ((1.0 - h * h * beta) * y - h * k * beta * x) / (a * eta);
    double lambda = sea_atan2(sine, cosine) - k * sine + h * cosine;
    *out = (sea_pc_elements){{sqrt(SEA_PC_MU_M3_S2 / a) / a, k, h, p, q, lambda}, factor};
    return SEA_OK;
}

/* Longitude at an instant, exact in its derivative: one step of Newton in derivatives ends the iteration in values. */
static void longitude_at(const sea_pc_elements *e, double t_s, jet k, jet h, jet *sine, jet *cosine)
{
    jet lambda = constant(whole_turns_removed(e->x[5] + e->x[0] * t_s));
    lambda.d[0] = t_s;
    lambda.d[5] = 1.0;
    double s, c;
    eccentric_longitude(lambda.v, k.v, h.v, &s, &c);
    double slope = 1.0 - k.v * c - h.v * s;
    *sine = constant(s);
    *cosine = constant(c);
    for (int i = 0; i < 6; i++) {
        double turn = (lambda.d[i] + k.d[i] * s - h.d[i] * c) / slope;
        sine->d[i] = c * turn;
        cosine->d[i] = -s * turn;
    }
}

static void plane_axes(jet p, jet q, double factor, jet f[3], jet g[3])
{
    jet pp = product(p, p), qq = product(q, q), pq = product(p, q), one = constant(1.0);
    jet whole = plus(one, plus(pp, qq));
    f[0] = quotient(plus(minus(one, pp), qq), whole);
    f[1] = quotient(times(pq, 2.0), whole);
    f[2] = quotient(times(p, -2.0 * factor), whole);
    g[0] = quotient(times(pq, 2.0 * factor), whole);
    g[1] = quotient(times(minus(plus(one, pp), qq), factor), whole);
    g[2] = quotient(times(q, 2.0), whole);
}

void sea_pc_elements_to_state(const sea_pc_elements *e, double t_s, double state[6], double jacobian[6][6])
{
    jet x[6], sine, cosine, f[3], g[3];
    for (int i = 0; i < 6; i++) {
        x[i] = constant(e->x[i]);
        x[i].d[i] = 1.0;
    }
    jet n = x[0], k = x[1], h = x[2], one = constant(1.0);
    longitude_at(e, t_s, k, h, &sine, &cosine);
    plane_axes(x[3], x[4], e->factor, f, g);
    jet a = constant(sea_cbrt(SEA_PC_MU_M3_S2 / (n.v * n.v)));
    a.d[0] = -2.0 / 3.0 * a.v / n.v;
    jet kk = product(k, k), hh = product(h, h), hk = product(h, k);
    jet beta = quotient(one, plus(one, root(minus(one, plus(kk, hh)))));
    jet with_h = minus(one, product(hh, beta)), with_k = minus(one, product(kk, beta)), mixed = product(hk, beta);
    jet along = product(a, minus(plus(product(with_h, cosine), product(mixed, sine)), k));
    jet aside = product(a, minus(plus(product(with_k, sine), product(mixed, cosine)), h));
    jet slope = minus(one, plus(product(k, cosine), product(h, sine)));
    jet speed = quotient(product(n, a), slope);
    jet along_rate = product(speed, minus(product(mixed, cosine), product(with_h, sine)));
    jet aside_rate = product(speed, minus(product(with_k, cosine), product(mixed, sine)));
    for (int i = 0; i < 3; i++) {
        jet r = plus(product(along, f[i]), product(aside, g[i]));
        jet v = plus(product(along_rate, f[i]), product(aside_rate, g[i]));
        state[i] = r.v;
        state[i + 3] = v.v;
        memcpy(jacobian[i], r.d, sizeof r.d);
        memcpy(jacobian[i + 3], v.d, sizeof v.d);
    }
}

bool sea_pc_track_init(const sea_pc_elements *e, sea_pc_track *out)
{
    double n = e->x[0], k = e->x[1], h = e->x[2], p = e->x[3], q = e->x[4], e2 = k * k + h * h;
    if (!(n > 0.0) || !(e2 < 1.0)) return false;
    double scale = 1.0 / (1.0 + p * p + q * q), root_e = sqrt(1.0 - e2), factor = e->factor;
    *out = (sea_pc_track){.n = n,
                          .k = k,
                          .h = h,
                          .a = sea_cbrt(SEA_PC_MU_M3_S2 / (n * n)),
                          .beta = 1.0 / (1.0 + root_e),
                          .root = root_e,
                          .lambda = e->x[5],
                          .f = {scale * (1.0 - p * p + q * q), scale * 2.0 * p * q, -scale * 2.0 * factor * p},
                          .g = {scale * 2.0 * factor * p * q, scale * factor * (1.0 + p * p - q * q), scale * 2.0 * q}};
    return true;
}

void sea_pc_track_state(const sea_pc_track *o, double t_s, double r_m[3], double v_m_s[3])
{
    double s, c, k = o->k, h = o->h, mixed = h * k * o->beta;
    eccentric_longitude(whole_turns_removed(o->lambda + o->n * t_s), k, h, &s, &c);
    double with_h = 1.0 - h * h * o->beta, with_k = 1.0 - k * k * o->beta;
    double x = o->a * (with_h * c + mixed * s - k), y = o->a * (with_k * s + mixed * c - h);
    double speed = o->n * o->a / (1.0 - k * c - h * s);
    double vx = speed * (mixed * c - with_h * s), vy = speed * (with_k * c - mixed * s);
    for (int i = 0; i < 3; i++) {
        r_m[i] = x * o->f[i] + y * o->g[i];
        v_m_s[i] = vx * o->f[i] + vy * o->g[i];
    }
}

/* Inverse by Gauss and Jordan with row pivoting. False for a singular matrix. */
static bool invert(double m[6][6], double out[6][6])
{
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++) out[i][j] = i == j ? 1.0 : 0.0;
    for (int c = 0; c < 6; c++) {
        int pivot = c;
        for (int i = c + 1; i < 6; i++)
            if (fabs(m[i][c]) > fabs(m[pivot][c])) pivot = i;
        if (!(fabs(m[pivot][c]) > 0.0)) return false;
        for (int j = 0; j < 6; j++) {
            double t = m[c][j], u = out[c][j];
            m[c][j] = m[pivot][j], m[pivot][j] = t;
            out[c][j] = out[pivot][j], out[pivot][j] = u;
        }
        double scale = 1.0 / m[c][c];
        for (int j = 0; j < 6; j++) m[c][j] *= scale, out[c][j] *= scale;
        for (int i = 0; i < 6; i++) {
            double part = m[i][c];
            if (i == c || part == 0.0) continue;
            for (int j = 0; j < 6; j++) m[i][j] -= part * m[c][j], out[i][j] -= part * out[c][j];
        }
    }
    return true;
}

sea_status sea_pc_orbit_from_object(const sea_pc_object *object, sea_pc_orbit *out)
{
    double state[6], j[6][6], inverse[6][6], half[6][6], length[6];
    memset(out, 0, sizeof *out);
    sea_status s = sea_pc_elements_from_state(object->r_m, object->v_m_s, &out->mean);
    if (s != SEA_OK) return s;
    sea_pc_elements_to_state(&out->mean, 0.0, state, j);
    /* In units of the orbit every entry is near one. */
    double n = out->mean.x[0], a = sea_cbrt(SEA_PC_MU_M3_S2 / (n * n));
    for (int i = 0; i < 6; i++) length[i] = i < 3 ? a : n * a;
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 6; k++) j[i][k] = j[i][k] * (k == 0 ? n : 1.0) / length[i];
    if (!invert(j, inverse)) return SEA_E_UNSUPPORTED;
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 6; k++) inverse[i][k] = inverse[i][k] * (i == 0 ? n : 1.0) / length[k];
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 6; k++) {
            half[i][k] = 0.0;
            for (int l = 0; l < 6; l++)
                half[i][k] += inverse[i][l] * (0.5 * (object->covariance_m[l][k] + object->covariance_m[k][l]));
        }
    for (int i = 0; i < 6; i++)
        for (int k = 0; k <= i; k++) {
            double sum = 0.0;
            for (int l = 0; l < 6; l++) sum += half[i][l] * inverse[k][l];
            out->covariance[i][k] = out->covariance[k][i] = sum;
        }
    double e = sea_hypot(out->mean.x[1], out->mean.x[2]);
    out->perigee_m = a * (1.0 - e);
    out->period_s = SEA_TWO_PI / n;
    return SEA_OK;
}

/*
 * The Gaussian of the relative state.
 *
 * Far from the mean a linear map from elements to position is wrong. Following Hall 2021 it is taken at the elements at
 * which both objects are most likely to be at one place at the instant: the peak of the product of their densities,
 * found by repeated linearisation.
 */
#include "analysis/pc_nc.h"
#include "base/math.h"
#include "base/vec.h"

#include <string.h>

#define LOG_TWO_PI 1.83787706640934548356
#define CLIP 1e-8 /* (1e-4 radius)^2, as for the encounter plane */
enum { ROUNDS_MAX = 60, SWEEPS_MAX = 40 };

/* Jacobi rotations. Eigenvalues ascending, eigenvectors as rows. */
static void principal_axes(double m[3][3], double axes[3][3], double values[3])
{
    static const int pairs[3][2] = {{0, 1}, {0, 2}, {1, 2}};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) axes[i][j] = i == j ? 1.0 : 0.0;
    for (int sweep = 0; sweep < SWEEPS_MAX; sweep++) {
        bool turned = false;
        for (int k = 0; k < 3; k++) {
            int p = pairs[k][0], q = pairs[k][1];
            double off = m[p][q];
            if (!(fabs(off) > 1e-17 * sqrt(fabs(m[p][p] * m[q][q]))) || off == 0.0) continue;
            turned = true;
            double half = 0.5 * (m[q][q] - m[p][p]) / off;
            double t = (half >= 0.0 ? 1.0 : -1.0) / (fabs(half) + sea_hypot(half, 1.0));
            double c = 1.0 / sqrt(t * t + 1.0), s = t * c;
            int r = 3 - p - q;
            m[p][p] -= t * off;
            m[q][q] += t * off;
            m[p][q] = m[q][p] = 0.0;
            double rp = m[r][p], rq = m[r][q];
            m[r][p] = m[p][r] = c * rp - s * rq;
            m[r][q] = m[q][r] = s * rp + c * rq;
            for (int i = 0; i < 3; i++) {
                double ap = axes[p][i], aq = axes[q][i];
                axes[p][i] = c * ap - s * aq;
                axes[q][i] = s * ap + c * aq;
            }
        }
        if (!turned) break;
    }
    int order[3] = {0, 1, 2};
    for (int i = 1; i < 3; i++)
        for (int j = i; j > 0 && m[order[j]][order[j]] < m[order[j - 1]][order[j - 1]]; j--) {
            int k = order[j];
            order[j] = order[j - 1], order[j - 1] = k;
        }
    double sorted[3][3];
    for (int i = 0; i < 3; i++) {
        values[i] = m[order[i]][order[i]];
        memcpy(sorted[i], axes[order[i]], sizeof sorted[i]);
    }
    memcpy(axes, sorted, sizeof sorted);
}

/* Position covariance of both in principal axes, clipped from below. */
static void take_positions(const double p[6][6], double hbr_m, sea_pc_relative *out)
{
    double m[3][3];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) m[i][j] = p[i][j];
    principal_axes(m, out->axes, out->variance);
    double least = fmax(CLIP * hbr_m * hbr_m, 1e-100);
    out->log_scale = -1.5 * LOG_TWO_PI;
    for (int i = 0; i < 3; i++) {
        if (out->variance[i] < least) {
            out->variance[i] = least;
            out->clipped = true;
        }
        out->log_scale -= 0.5 * sea_log(out->variance[i]);
    }
}

/* y = S^-1 z. */
static void solve(const sea_pc_relative *p, const double z[3], double y[3])
{
    y[0] = y[1] = y[2] = 0.0;
    for (int k = 0; k < 3; k++) {
        double part = sea_vec_dot(p->axes[k], z) / p->variance[k];
        for (int i = 0; i < 3; i++) y[i] += part * p->axes[k][i];
    }
}

/* The velocity that goes with a position. */
static void take_velocities(const double p[6][6], sea_pc_relative *out)
{
    for (int i = 0; i < 3; i++) solve(out, p[i + 3], out->gain[i]);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) out->spread[i][j] = p[i + 3][j + 3] - sea_vec_dot(out->gain[i], p[j + 3]);
}

/* One linearisation: means and covariance of one object's state, its derivatives left for the step. */
static void linearise(const sea_pc_orbit *o, const double shift[6], double t_s, double mean[6], double p[6][6],
                      double j[6][6])
{
    sea_pc_elements e = o->mean;
    double half[6][6];
    for (int i = 0; i < 6; i++) e.x[i] += shift[i];
    sea_pc_elements_to_state(&e, t_s, mean, j);
    for (int i = 0; i < 6; i++) {
        for (int k = 0; k < 6; k++) {
            half[i][k] = 0.0;
            for (int l = 0; l < 6; l++) half[i][k] += j[i][l] * o->covariance[l][k];
        }
        for (int l = 0; l < 6; l++) mean[i] -= j[i][l] * shift[l];
    }
    for (int i = 0; i < 6; i++)
        for (int k = 0; k <= i; k++) {
            double sum = 0.0;
            for (int l = 0; l < 6; l++) sum += half[i][l] * j[k][l];
            p[i][k] = p[k][i] = sum;
        }
}

static bool sensible(const sea_pc_elements *mean, const double shift[6])
{
    double n = mean->x[0] + shift[0], k = mean->x[1] + shift[1], h = mean->x[2] + shift[2];
    return n > 0.1 * mean->x[0] && n < 10.0 * mean->x[0] && k * k + h * h < 0.98;
}

/* Elements at which an object is at the meeting point: the mean moved by Q J' y. Returned: how far the elements moved,
 * in parts of their own uncertainty. */
static double step(const sea_pc_orbit *o, const double j[6][6], const double y[3], double sign, double shift[6])
{
    double most = 0.0, pull[6];
    for (int l = 0; l < 6; l++) pull[l] = sign * (j[0][l] * y[0] + j[1][l] * y[1] + j[2][l] * y[2]);
    for (int i = 0; i < 6; i++) {
        double next = 0.0;
        for (int l = 0; l < 6; l++) next += o->covariance[i][l] * pull[l];
        double moved = fabs(next - shift[i]), sigma = sqrt(fmax(o->covariance[i][i], 0.0));
        if (sigma > 0.0) most = fmax(most, moved / sigma);
        shift[i] = next;
    }
    return most;
}

void sea_pc_relative_at(sea_pc_meeting *m, double t_s, sea_pc_relative *out)
{
    memset(out, 0, sizeof *out);
    for (int round = 0; round < ROUNDS_MAX; round++) {
        double mean[2][6], p[2][6][6], j[2][6][6], y[3];
        for (int k = 0; k < 2; k++) linearise(m->orbit[k], m->shift[k], t_s, mean[k], p[k], j[k]);
        for (int i = 0; i < 6; i++)
            for (int k = 0; k < 6; k++) p[0][i][k] += p[1][i][k];
        for (int i = 0; i < 3; i++) {
            out->r[i] = mean[1][i] - mean[0][i];
            out->v[i] = mean[1][i + 3] - mean[0][i + 3];
        }
        out->clipped = false;
        take_positions(p[0], m->hbr_m, out);
        solve(out, out->r, y);
        double moved =
            fmax(step(m->orbit[0], j[0], y, 1.0, m->shift[0]), step(m->orbit[1], j[1], y, -1.0, m->shift[1]));
        if (!sensible(&m->orbit[0]->mean, m->shift[0]) || !sensible(&m->orbit[1]->mean, m->shift[1])) break;
        if (moved < 1e-7) {
            take_velocities(p[0], out);
            out->settled = true;
            return;
        }
    }
    memset(m->shift, 0, sizeof m->shift);
}

double sea_pc_relative_peak(const sea_pc_relative *p, double hbr_m, double place[3])
{
    double c[3], z[3], sum = 0.0;
    for (int i = 0; i < 3; i++) c[i] = sea_vec_dot(p->axes[i], p->r), z[i] = c[i];
    /* Least Mahalanobis distance on a ball: a multiplier brings the place to the rim (Newton on its reciprocal). */
    double length = sea_vec_norm(c);
    if (length > hbr_m) {
        double multiplier = 0.0;
        for (int round = 0; round < 200; round++) {
            double norm2 = 0.0, slope = 0.0;
            for (int i = 0; i < 3; i++) {
                double d = 1.0 + multiplier * p->variance[i];
                z[i] = c[i] / d;
                norm2 += z[i] * z[i];
                slope += z[i] * z[i] * p->variance[i] / d;
            }
            double norm = sqrt(norm2), gap = norm - hbr_m;
            if (!(fabs(gap) > 1e-10 * norm) || !(slope > 0.0)) break;
            if (hbr_m == 0.0) {
                z[0] = z[1] = z[2] = 0.0;
                break;
            }
            double next = multiplier + norm2 / slope * gap / hbr_m;
            multiplier = next > 0.0 ? next : 0.5 * multiplier;
        }
    }
    for (int i = 0; i < 3; i++) {
        sum += (z[i] - c[i]) * (z[i] - c[i]) / p->variance[i];
        place[i] = z[0] * p->axes[0][i] + z[1] * p->axes[1][i] + z[2] * p->axes[2][i];
    }
    return p->log_scale - 0.5 * sum;
}

double sea_pc_relative_on_sphere(const sea_pc_relative *p, double hbr_m, const double u[3], double *mean,
                                 double *variance)
{
    double z[3], w[3], exponent = p->log_scale;
    for (int i = 0; i < 3; i++) z[i] = hbr_m * u[i] - p->r[i];
    for (int i = 0; i < 3; i++) {
        double d = sea_vec_dot(p->axes[i], z);
        exponent -= 0.5 * d * d / p->variance[i];
    }
    for (int i = 0; i < 3; i++) w[i] = p->v[i] + sea_vec_dot(p->gain[i], z);
    *mean = sea_vec_dot(u, w);
    *variance = 0.0;
    for (int i = 0; i < 3; i++) *variance += u[i] * sea_vec_dot(p->spread[i], u);
    return exponent;
}

double sea_pc_inward(double mean, double variance)
{
    const double root_half = 0.70710678118654752440, inv_root_two_pi = 0.39894228040143267794;
    if (!(variance > 0.0)) return fmax(-mean, 0.0);
    double sigma = sqrt(variance), x = mean / sigma;
    if (x < -9.0) return -mean;
    if (x > 38.0) return 0.0;
    double density = inv_root_two_pi * sea_exp(-0.5 * x * x);
    /* Above zero the two terms nearly cancel, but what is left is not needed to more than some digits there. */
    double tail =
        x > 0.0 ? 0.5 * sea_exp(-0.5 * x * x) * sea_erfc_scaled(x * root_half) : 0.5 + 0.5 * sea_erf(-x * root_half);
    return sigma * fmax(density - x * tail, 0.0);
}

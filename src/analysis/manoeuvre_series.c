/* A history as a series of along-track phase and rate, and the noise of one set. */
#include "analysis/manoeuvre.h"

#include "base/math.h"
#include "motion/sgp4.h"

#include <starsea/frame.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double deg = 180.0 / SEA_PI;
enum { NOISE_REACH = 50 };

double sea_series_quantile(double *v, size_t count, double quantile)
{
    size_t k = (size_t)(quantile * (double)(count - 1)), lo = 0, hi = count - 1;
    while (lo < hi) { /* Hoare's selection */
        double pivot = v[lo + (hi - lo) / 2];
        size_t i = lo, j = hi;
        for (;;) {
            while (v[i] < pivot) i++;
            while (v[j] > pivot) j--;
            if (i >= j) break;
            double swap = v[i];
            v[i++] = v[j], v[j--] = swap;
        }
        if (k <= j)
            hi = j;
        else
            lo = j + 1;
    }
    return v[k];
}

static int by_epoch(const void *a, const void *b)
{
    const sea_gp *x = *(const sea_gp *const *)a, *y = *(const sea_gp *const *)b;
    if (x->epoch.ns != y->epoch.ns) return x->epoch.ns < y->epoch.ns ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Of sets less than 0.1 d apart the last: it was made with the most observations. */
static size_t thin(const sea_gp **gp, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && gp[i]->epoch.ns - gp[kept - 1]->epoch.ns < SEA_NS_PER_DAY / 10) kept--;
        gp[kept++] = gp[i];
    }
    return kept;
}

static sea_regime regime_of(const sea_gp *const *gp, size_t count)
{
    double n = gp[count / 2]->mean_motion_rev_day, e = gp[count / 2]->eccentricity;
    if (n > 6.4) return SEA_REGIME_LEO;
    if (n > 0.9 && n < 1.1 && e < 0.1) return SEA_REGIME_GEO;
    return SEA_REGIME_MEO;
}

/* The multiple of 360 degrees nearest to value - expected, taken off. */
static double unwrapped(double value, double expected)
{
    return value - 360.0 * floor((value - expected) / 360.0 + 0.5);
}

static void fill(sea_series *s, const sea_sgp4_constants *c)
{
    double node_rate = 0.0;
    for (size_t i = 0; i < s->count; i++) {
        const sea_gp *gp = s->gp[i];
        s->t[i] = (double)(gp->epoch.ns - s->origin.ns) / (double)SEA_NS_PER_DAY;
        sea_sgp4_elements e;
        if (s->regime == SEA_REGIME_GEO) {
            double gmst = sea_gmst82_rad(sea_tai_to_ut1(gp->epoch, NULL, NULL)) * deg;
            s->phase[i] = gp->argp_deg + gp->mean_anomaly_deg + gp->raan_deg - gmst;
            s->rate[i] = 360.0 * gp->mean_motion_rev_day - 360.98564736629;
        } else {
            /* the secular rates of J2 to J4 alone, also for long periods: the offset does the rest */
            sea_sgp4_prepare(gp, c, SEA_SGP4_IMPROVED, &e);
            s->phase[i] = gp->argp_deg + gp->mean_anomaly_deg;
            s->rate[i] = (e.mdot + e.argpdot) * deg * 1440.0;
            node_rate = e.nodedot * deg * 1440.0;
        }
        s->incl[i] = gp->incl_deg;
        s->node[i] = gp->raan_deg;
        if (i == 0) continue;
        double dt = s->t[i] - s->t[i - 1];
        s->phase[i] = unwrapped(s->phase[i], s->phase[i - 1] + 0.5 * (s->rate[i] + s->rate[i - 1]) * dt);
        s->node[i] = unwrapped(s->node[i], s->node[i - 1] + node_rate * dt);
    }
}

/* Makes rates agree with the phase in the median: long-period terms leave a constant between them. */
static void align_rate(sea_series *s)
{
    size_t n = s->count - 1;
    for (size_t i = 0; i < n; i++) {
        double dt = s->t[i + 1] - s->t[i];
        s->work[i] = (s->phase[i + 1] - s->phase[i]) / dt - 0.5 * (s->rate[i] + s->rate[i + 1]);
    }
    s->offset = sea_series_quantile(s->work, n, 0.5);
    for (size_t i = 0; i < s->count; i++) s->rate[i] += s->offset;
}

/* Least-squares polynomial of `order` (1, 2) through four neighbours, at x = 0: weights of the neighbours. */
static void prediction(const double x[4], int order, double w[4])
{
    double m[3][4] = {{0}};
    double p[4][3];
    int n = order + 1;
    for (int k = 0; k < 4; k++) p[k][0] = 1.0, p[k][1] = x[k], p[k][2] = x[k] * x[k];
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            for (int k = 0; k < 4; k++) m[i][j] += p[k][i] * p[k][j];
        m[i][n] = i == 0;
    }
    for (int i = 0; i < n; i++) /* Gauss-Jordan; the matrix is positive definite for distinct x */
        for (int r = 0; r < n; r++) {
            if (r == i) continue;
            double f = m[r][i] / m[i][i];
            for (int j = i; j <= n; j++) m[r][j] -= f * m[i][j];
        }
    for (int k = 0; k < 4; k++) {
        w[k] = 0.0;
        for (int i = 0; i < n; i++) w[k] += m[i][n] / m[i][i] * p[k][i];
    }
}

/* Residual of each set against its neighbours, scaled to the noise of one set. */
static void residuals(const sea_series *s, const double *value, int order, double *out)
{
    for (size_t i = 0; i < s->count; i++) {
        out[i] = NAN;
        if (i < 2 || i + 2 >= s->count) continue;
        const size_t k[4] = {i - 2, i - 1, i + 1, i + 2};
        double x[4], w[4], sum = 0.0, square = 1.0;
        for (int j = 0; j < 4; j++) x[j] = s->t[k[j]] - s->t[i];
        prediction(x, order, w);
        for (int j = 0; j < 4; j++) sum += w[j] * (value[k[j]] - value[i]), square += w[j] * w[j];
        out[i] = -sum / sqrt(square);
    }
}

static void running_sigma(const sea_series *s, const double *res, double floor_abs, double *sigma, double *scratch)
{
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++)
        if (!isnan(res[i])) scratch[n++] = fabs(res[i]);
    double all = n ? 1.4826 * sea_series_quantile(scratch, n, 0.5) : 0.0;
    double least = fmax(0.3 * all, floor_abs), last = 0.0;
    for (size_t i = 0; i < s->count; i++) {
        if (i % 5 == 0 || i + 1 == s->count) {
            size_t lo = i > NOISE_REACH ? i - NOISE_REACH : 0,
                   hi = i + NOISE_REACH < s->count ? i + NOISE_REACH : s->count - 1;
            size_t m = 0;
            for (size_t j = lo; j <= hi; j++)
                if (!isnan(res[j])) scratch[m++] = fabs(res[j]);
            last = m ? 1.4826 * sea_series_quantile(scratch, m, 0.5) : all;
        }
        sigma[i] = fmax(last, least);
    }
}

/* A single rate far from neighbours that agree with each other is a bad set, not a burn. */
static void quiet_spikes(sea_series *s, const double *value, const double *res, double *sigma)
{
    for (size_t i = 2; i + 2 < s->count; i++) {
        double own = fabs(res[i]);
        if (!(own > 6.0 * sigma[i])) continue;
        double across = fabs(value[i + 1] - value[i - 1]);
        if (across < 0.3 * fabs(value[i] - 0.5 * (value[i + 1] + value[i - 1]))) sigma[i] = own;
    }
}

static void measure_noise(sea_series *s)
{
    double *res = s->work, *scratch = s->work + s->count;
    residuals(s, s->phase, 2, res);
    running_sigma(s, res, 2e-5, s->fine_phase_sigma, scratch);
    running_sigma(s, res, 3e-4, s->phase_sigma, scratch);
    residuals(s, s->rate, 1, res);
    running_sigma(s, res, 1e-7, s->rate_sigma, scratch);
    double *sigma = s->work + 2 * s->count;
    memcpy(sigma, s->rate_sigma, s->count * sizeof *sigma);
    quiet_spikes(s, s->rate, res, sigma);
    memcpy(s->rate_sigma, sigma, s->count * sizeof *sigma);
    for (size_t i = 0; i < s->count; i++) s->fine_rate_sigma[i] = s->rate_sigma[i];
}

sea_status sea_series_new(const sea_gp *const *gps, size_t count, sea_series *out)
{
    *out = (sea_series){0};
    if (count == 0) return SEA_OK;
    const size_t arrays = 12;
    char *block = calloc(count * arrays + 8, sizeof(double));
    if (!block) return SEA_E_MEMORY;
    sea_series s = {.block = block};
    s.gp = (const sea_gp **)(void *)block;
    double *next = (double *)(void *)block + count;
    double **const fields[] = {&s.t,   &s.phase, &s.rate, &s.phase_sigma,      &s.rate_sigma,
                               &s.lag, &s.incl,  &s.node, &s.fine_phase_sigma, &s.fine_rate_sigma};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) *fields[i] = next, next += count;
    s.work = malloc((4 * count + 8) * sizeof(double));
    if (!s.work) {
        free(block);
        return SEA_E_MEMORY;
    }
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (!(gps[i]->caveats & SEA_GP_CAVEAT_NOT_SGP4) && gps[i]->mean_motion_rev_day > 0.0) s.gp[n++] = gps[i];
    qsort(s.gp, n, sizeof *s.gp, by_epoch);
    s.count = thin(s.gp, n);
    *out = s;
    if (s.count < 2) return SEA_OK;
    out->origin = s.gp[0]->epoch;
    out->regime = regime_of(s.gp, s.count);
    sea_sgp4_constants c = sea_sgp4_constants_of(SEA_SGP4_WGS72);
    fill(out, &c);
    for (size_t i = 0; i + 1 < s.count; i++) s.work[i] = s.t[i + 1] - s.t[i];
    out->spacing = sea_series_quantile(s.work, s.count - 1, 0.5);
    align_rate(out);
    measure_noise(out);
    return SEA_OK;
}

void sea_series_free(sea_series *s)
{
    free(s->block);
    free(s->work);
    *s = (sea_series){0};
}

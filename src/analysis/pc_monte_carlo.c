/*
 * Monte Carlo: pairs of two-body orbits drawn in equinoctial elements, each followed until it first touches.
 *
 * Trial number i depends on the seed and i alone, and hits are counted, so that threads cannot change the result. Time
 * goes in steps too short to miss a touch: the distance cannot shrink faster than the relative speed and a bound on the
 * relative acceleration allow.
 */
#include "analysis/pc_orbit.h"
#include "base/math.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

#define INTERVAL_TAIL 0.025
enum { BLOCK = 4096, STEPS_MAX = 100000 };

typedef struct pair {
    sea_pc_orbit orbit[2];
    double factor[2][6][6]; /* lower triangular root of the covariance of the elements */
    double hbr_m, from_s, to_s;
    uint64_t seed, trials;
    uint64_t *hits; /* a count a block */
} pair;

/* Cholesky's root; a direction without variance stays without. Returned: false when a variance is negative. */
static bool root_of(const double c[6][6], double out[6][6])
{
    bool positive = true;
    memset(out, 0, 36 * sizeof(double));
    for (int j = 0; j < 6; j++) {
        double d = c[j][j];
        for (int k = 0; k < j; k++) d -= out[j][k] * out[j][k];
        if (d < -1e-9 * c[j][j]) positive = false;
        if (!(d > 1e-15 * c[j][j])) continue;
        out[j][j] = sqrt(d);
        for (int i = j + 1; i < 6; i++) {
            double sum = c[i][j];
            for (int k = 0; k < j; k++) sum -= out[i][k] * out[j][k];
            out[i][j] = sum / out[j][j];
        }
    }
    return positive;
}

static bool draw(const pair *p, int which, uint64_t trial, sea_pc_track *out)
{
    sea_rng rng = sea_rng_init(p->seed, trial, (uint32_t)which);
    sea_pc_elements e = p->orbit[which].mean;
    double normal[6];
    for (int i = 0; i < 6; i++) normal[i] = sea_rng_normal(&rng);
    for (int i = 0; i < 6; i++)
        for (int k = 0; k <= i; k++) e.x[i] += p->factor[which][i][k] * normal[k];
    return sea_pc_track_init(&e, out);
}

/* Bound on the relative acceleration while the distance stays below `reach`. */
static double pull_bound(double perigee_m, double reach)
{
    double nearest = perigee_m - reach;
    if (!(nearest > 0.5 * perigee_m)) return 2.0 * SEA_PC_MU_M3_S2 / (perigee_m * perigee_m);
    return fmin(2.0 * SEA_PC_MU_M3_S2 * reach / (nearest * nearest * nearest),
                2.0 * SEA_PC_MU_M3_S2 / (perigee_m * perigee_m));
}

enum outcome { PASSES, TOUCHES, BEGINS_INSIDE };

/* First touch from outside inside the window. */
static enum outcome follow(const pair *p, const sea_pc_track *a, const sea_pc_track *b)
{
    double perigee = fmin(a->a * (1.0 - sea_hypot(a->k, a->h)), b->a * (1.0 - sea_hypot(b->k, b->h)));
    double t = p->from_s, hair = 1e-7 * p->hbr_m;
    bool inside_before = false;
    for (int i = 0; i < STEPS_MAX; i++) {
        double ra[3], va[3], rb[3], vb[3], r[3], v[3];
        sea_pc_track_state(a, t, ra, va);
        sea_pc_track_state(b, t, rb, vb);
        sea_vec_sub(rb, ra, r);
        sea_vec_sub(vb, va, v);
        double distance = sea_vec_norm(r), gap = distance - p->hbr_m, speed = sea_vec_norm(v);
        if (i == 0 && gap <= 0.0) inside_before = true;
        if (!inside_before && gap <= hair) return TOUCHES;
        if (t >= p->to_s) break;
        if (inside_before && gap > hair) inside_before = false;
        if (inside_before) gap = fmax(-gap, 1e-3 * p->hbr_m);
        /* gap = speed dt + pull dt^2 / 2, with the bound for twice the distance, which the step does not reach. */
        double pull = pull_bound(perigee, 2.0 * distance + p->hbr_m);
        double dt = 2.0 * gap / (speed + sqrt(speed * speed + 2.0 * pull * gap));
        t = fmin(t + fmax(dt, 1e-9), p->to_s);
    }
    return inside_before ? BEGINS_INSIDE : PASSES;
}

static sea_status count_block(void *payload, size_t index, uint32_t worker)
{
    (void)worker;
    const pair *p = payload;
    uint64_t first = (uint64_t)index * BLOCK, last = first + BLOCK < p->trials ? first + BLOCK : p->trials;
    for (uint64_t i = first; i < last; i++) {
        sea_pc_track a, b;
        if (!draw(p, 0, i, &a) || !draw(p, 1, i, &b)) continue;
        enum outcome o = follow(p, &a, &b);
        p->hits[index] += o == TOUCHES;
    }
    return SEA_OK;
}

/* ---- interval ---- */

/* Logarithm of the gamma function for x >= 1 (Stirling's series, Abramowitz and Stegun 6.1.41). */
static double log_gamma(double x)
{
    double shift = 0.0;
    while (x < 20.0) {
        shift += sea_log(x);
        x += 1.0;
    }
    double q = 1.0 / (x * x);
    double series = (1.0 / 12.0 - q * (1.0 / 360.0 - q * (1.0 / 1260.0 - q / 1680.0))) / x;
    return (x - 0.5) * sea_log(x) - x + 0.91893853320467274178 + series - shift;
}

/* Regularised incomplete beta function by its continued fraction (Abramowitz and Stegun 26.5.8), from the side on which
 * it converges fast. */
static double beta_part(double a, double b, double x)
{
    if (x <= 0.0 || x >= 1.0) return x <= 0.0 ? 0.0 : 1.0;
    if (x > (a + 1.0) / (a + b + 2.0)) return 1.0 - beta_part(b, a, 1.0 - x);
    double front = sea_exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * sea_log(x) + b * sea_log(1.0 - x)) / a;
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (fabs(d) < 1e-300 ? 1e-300 : d);
    double f = d;
    for (int m = 1; m < 100000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1.0 / (1.0 + even * d), c = 1.0 + even / c, f *= d * c;
        d = 1.0 / (1.0 + odd * d), c = 1.0 + odd / c;
        double change = d * c;
        f *= change;
        if (fabs(change - 1.0) < 1e-15) break;
    }
    return front * f;
}

/* The x at which the incomplete beta function has a value: bisection, as no bracket can be left. */
static double beta_quantile(double a, double b, double part)
{
    double lo = 0.0, hi = 1.0;
    for (int i = 0; i < 200 && hi - lo > 1e-14 * hi; i++) {
        /* Small answers are found by halving their logarithm first. */
        double middle = lo > 0.0                                                  ? 0.5 * (lo + hi)
                        : hi * 1e-2 > 1e-300 && beta_part(a, b, hi * 1e-2) > part ? hi * 1e-2
                                                                                  : 0.5 * hi;
        *(beta_part(a, b, middle) > part ? &hi : &lo) = middle;
    }
    return 0.5 * (lo + hi);
}

sea_status sea_pc_interval(uint64_t hits, uint64_t trials, double *low, double *high)
{
    if (trials == 0 || hits > trials) return SEA_E_RANGE;
    double k = (double)hits, n = (double)trials;
    *low = hits == 0 ? 0.0 : beta_quantile(k, n - k + 1.0, INTERVAL_TAIL);
    *high = hits == trials ? 1.0 : beta_quantile(k + 1.0, n - k, 1.0 - INTERVAL_TAIL);
    return SEA_OK;
}

sea_pc_monte_carlo_options sea_pc_monte_carlo_options_default(void)
{
    return (sea_pc_monte_carlo_options){.trials = 20000, .seed = 1};
}

sea_status sea_pc_monte_carlo_run(const sea_pc_object *a, const sea_pc_object *b, double hbr_m,
                                  const sea_pc_monte_carlo_options *options, sea_pc_monte_carlo *out)
{
    pair p = {.hbr_m = hbr_m, .seed = options->seed, .trials = options->trials};
    memset(out, 0, sizeof *out);
    if (!(hbr_m > 0.0) || !(hbr_m <= 1e7) || p.trials == 0 || p.trials > UINT64_C(1) << 40) return SEA_E_RANGE;
    if (!a->covariance_velocity || !b->covariance_velocity) return SEA_E_UNSUPPORTED;
    sea_status s = sea_pc_orbit_from_object(a, &p.orbit[0]);
    if (s == SEA_OK) s = sea_pc_orbit_from_object(b, &p.orbit[1]);
    if (s != SEA_OK) return s;
    p.from_s = options->window.from_s;
    p.to_s = options->window.to_s;
    if (p.from_s == 0.0 && p.to_s == 0.0) {
        sea_pc_window window;
        s = sea_pc_encounter_window(a, b, hbr_m, &window);
        if (s != SEA_OK) return s;
        p.from_s = window.from_s;
        p.to_s = window.to_s;
    }
    if (!(p.from_s < p.to_s)) return SEA_E_RANGE;
    bool positive = root_of(p.orbit[0].covariance, p.factor[0]);
    positive = root_of(p.orbit[1].covariance, p.factor[1]) && positive;
    size_t blocks = (size_t)((p.trials + BLOCK - 1) / BLOCK);
    p.hits = calloc(blocks, sizeof *p.hits);
    if (!p.hits) return SEA_E_MEMORY;
    s = sea_parallel_for(blocks, options->threads, &p, count_block);
    for (size_t i = 0; i < blocks; i++) out->hits += p.hits[i];
    free(p.hits);
    if (s != SEA_OK) return s;
    out->trials = p.trials;
    out->pc = (sea_pc){.value = (double)out->hits / (double)p.trials, .bounded = true};
    if (!positive) out->pc.caveats |= SEA_PC_CAVEAT_COV_NPD;
    return sea_pc_interval(out->hits, p.trials, &out->pc.low, &out->pc.high);
}

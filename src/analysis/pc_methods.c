/* The 2-D methods that people compare with, as their authors published them. What each gets wrong is in docs/PC.md. */
#include "analysis/pc.h"
#include "base/math.h"

#include <float.h>
#include <math.h>

#define ROOT_HALF 0.70710678118654752440
#define INV_ROOT_EIGHT_PI 0.19947114020071633897

static double square(double x)
{
    return x * x;
}

/* Half the squared Mahalanobis distance of a place from the centre of the Gaussian. */
static double half_distance2(const sea_pc_plane *p, double x, double y)
{
    return 0.5 * (square((x - p->xm_m) / p->sigma_x_m) + square((y - p->ym_m) / p->sigma_y_m));
}

static void settle(sea_pc *out, double pc)
{
    *out = (sea_pc){.value = fmin(fmax(pc, 0.0), 1.0), .caveats = out->caveats};
    if (pc < DBL_MIN) out->caveats |= SEA_PC_CAVEAT_UNDERFLOW;
}

/* Foster and Estes 1992: the double integral in polar coordinates, in steps of half a degree and a twelfth of the
 * radius. Simpson's rule along the radius; around, where the integrand is periodic, equal weights are the best rule. */
void sea_pc_foster(const sea_pc_plane *p, sea_pc *out)
{
    enum { ANGLES = 720, RADII = 12 };
    double step = p->hbr_m / RADII, sum = 0.0;
    for (int i = 0; i < ANGLES; i++) {
        double sine, cosine, ray = 0.0;
        sea_sincos(SEA_TWO_PI * i / ANGLES, &sine, &cosine);
        for (int k = 1; k <= RADII; k++) {
            double r = k * step, weight = k == RADII ? 1.0 : k % 2 ? 4.0 : 2.0;
            ray += weight * r * sea_exp(-half_distance2(p, r * cosine, r * sine));
        }
        sum += ray;
    }
    settle(out, sum * (step / 3.0) / (ANGLES * p->sigma_x_m * p->sigma_y_m));
}

/* Chan 2008: the covariance made round with its area kept, the miss with its Mahalanobis distance kept. His series sums
 * to the integral of that round plane, which is taken here as the integral itself: no truncation, no overflow. */
void sea_pc_chan(const sea_pc_plane *p, sea_pc *out)
{
    double sigma = sqrt(p->sigma_x_m) * sqrt(p->sigma_y_m);
    sea_pc_plane round = {sigma * sea_pc_plane_mahalanobis(p), 0.0, sigma, sigma, p->hbr_m};
    sea_pc_exact(&round, out);
}

/* One abscissa of Alfano 2005: both halves of the disc at distance x from its middle. */
static double alfano_term(const sea_pc_plane *p, double x)
{
    double y = sqrt(fmax(square(p->hbr_m) - square(x), 0.0)), scale = ROOT_HALF / p->sigma_y_m;
    double across = sea_erf((p->ym_m + y) * scale) + sea_erf((y - p->ym_m) * scale);
    return across * (sea_exp(-0.5 * square((x + p->xm_m) / p->sigma_x_m)) +
                     sea_exp(-0.5 * square((p->xm_m - x) / p->sigma_x_m)));
}

/* Alfano 2005, J. Astronaut. Sci. 53(1): Simpson's rule with 10 to 50 pairs of steps; the first abscissa stands 0.015
 * of a step inside the disc. */
void sea_pc_alfano(const sea_pc_plane *p, sea_pc *out)
{
    double least = fmin(fmin(p->sigma_x_m, p->sigma_y_m), sea_hypot(p->xm_m, p->ym_m));
    double wanted = least > 0.0 ? floor(5.0 * p->hbr_m / least) : 100.0;
    int n = (int)fmin(fmax(wanted, 10.0), 100000.0);
    double step = p->hbr_m / (2.0 * n), odd = 0.0, even = 0.0;
    double first = 2.0 * alfano_term(p, 0.015 * step - p->hbr_m);
    for (int i = 1; i < n; i++) even += 2.0 * alfano_term(p, 2.0 * i * step - p->hbr_m);
    even += alfano_term(p, 0.0);
    for (int i = 1; i <= n; i++) odd += 4.0 * alfano_term(p, (2.0 * i - 1.0) * step - p->hbr_m);
    settle(out, step / 3.0 * INV_ROOT_EIGHT_PI / p->sigma_x_m * (first + even + odd));
}

static double patera_sum(const sea_pc_plane *p, int n, bool far)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++) {
        double sine, cosine;
        sea_sincos(SEA_TWO_PI * i / n, &sine, &cosine);
        double x = p->hbr_m * cosine - p->xm_m, y = p->hbr_m * sine - p->ym_m,
               w = half_distance2(p, x + p->xm_m, y + p->ym_m);
        double turned = p->hbr_m * (x * cosine + y * sine) / (p->sigma_x_m * p->sigma_y_m);
        double e = sea_exp(-w), part;
        if (far)
            part = -e / w;
        else
            part = w < 1e-3 ? 1.0 - w * (0.5 - w * (1.0 / 6.0 - w / 24.0)) : (1.0 - e) / w;
        sum += 0.5 * part * turned;
    }
    return sum / n;
}

/* Patera 2005: the integral along the rim of the disc in the plane where the Gaussian is round. */
void sea_pc_patera(const sea_pc_plane *p, sea_pc *out)
{
    enum { FIRST = 64, LAST = 65536 };
    double beyond = sea_hypot(p->xm_m, p->ym_m) - p->hbr_m;
    bool far = beyond > p->sigma_y_m; /* the form for a centre outside has no rim near it, and cancels less */
    double before, pc = patera_sum(p, FIRST, far);
    int n = FIRST;
    do {
        n *= 2;
        before = pc;
        pc = patera_sum(p, n, far);
    } while (n < LAST && fabs(pc - before) > 1e-12 * fabs(pc));
    *out = (sea_pc){.caveats = fabs(pc - before) > 1e-9 * fabs(pc) ? (uint32_t)SEA_PC_CAVEAT_NO_CONVERGENCE : 0};
    settle(out, pc);
}

/* Elrod 2019: Gauss-Chebyshev quadrature of the second kind, 64 points, which suits the end points of the chord. */
void sea_pc_elrod(const sea_pc_plane *p, sea_pc *out)
{
    enum { POINTS = 64 };
    double sum = 0.0, scale = ROOT_HALF / p->sigma_y_m;
    for (int k = 1; k <= POINTS; k++) {
        double sine, cosine;
        sea_sincos(SEA_PI * k / (POINTS + 1), &sine, &cosine);
        double y = p->hbr_m * sine;
        double across = sea_erf((p->ym_m + y) * scale) - sea_erf((p->ym_m - y) * scale);
        sum += sine * across * sea_exp(-0.5 * square((p->hbr_m * cosine - p->xm_m) / p->sigma_x_m));
    }
    settle(out, sum * p->hbr_m * SEA_PI / (POINTS + 1) * INV_ROOT_EIGHT_PI / p->sigma_x_m);
}

/* ---- Serra et al. 2016 ---- */

/*
 * exp(a) P as a power series in the squared radius, a = R^2 / (2 sigma_x^2). Its Laplace transform is (docs/PC.md)
 *     F(z) = (1 - z)^-1 (1 - f z)^-1/2 exp(z (wy / (1 - f z) + wx)),   f = 1 - (sigma_x / sigma_y)^2,
 * so that F' / F gives each coefficient from sums of earlier ones, all terms positive: nothing cancels. The remainder
 * is bounded by Cauchy's estimate of F on a circle of radius rho.
 */
typedef struct serra {
    double a, f, wx, wy;
    double g, sum_1, sum_f, sum_d, sum_c; /* the newest coefficient and the running sums, times a^(k+1) / (k+1)! */
    double total, log_scale;              /* the true total is exp(log_scale) times total */
    double log_factorial;                 /* of k + 1 */
    int k;
} serra;

static void serra_rescale(serra *s)
{
    const double big = 0x1p600;
    double most = fmax(fmax(s->g, s->total), fmax(fmax(s->sum_1, s->sum_c), fmax(s->sum_f, s->sum_d)));
    if (most < big) return;
    double *all[] = {&s->g, &s->sum_1, &s->sum_f, &s->sum_d, &s->sum_c, &s->total};
    for (int i = 0; i < 6; i++) *all[i] /= big;
    s->log_scale += sea_log(big);
}

static void serra_next(serra *s)
{
    s->sum_1 += s->g;
    s->sum_f = s->f * (s->g + s->sum_f);
    s->sum_d = s->g + s->f * s->sum_d;
    s->sum_c = s->sum_d + s->f * s->sum_c;
    double next = (s->sum_1 + 0.5 * s->sum_f + s->wy * s->sum_c + s->wx * s->g) / (s->k + 1);
    double ratio = s->a / (s->k + 2);
    s->g = next * ratio;
    s->sum_1 *= ratio;
    s->sum_f *= ratio;
    s->sum_d *= ratio;
    s->sum_c *= ratio;
    s->k++;
    s->log_factorial += sea_log(s->k + 1.0);
    s->total += s->g;
    serra_rescale(s);
}

/* Logarithm of a bound on all terms after the newest. */
static double serra_log_remainder(const serra *s)
{
    static const double circles[] = {0.1, 0.25, 0.5, 0.75, 0.9, 0.97};
    double best = INFINITY, n = s->k + 1.0;
    for (int i = 0; i < 6; i++) {
        double rho = circles[i], x = s->a / rho, left = 1.0 - x / (n + 2.0);
        if (!(left > 0.0)) continue;
        double bound = -sea_log(1.0 - rho) - 0.5 * sea_log(1.0 - s->f * rho) +
                       rho * (s->wy / (1.0 - s->f * rho) + s->wx) + sea_log(rho) + (n + 1.0) * sea_log(x) -
                       (s->log_factorial + sea_log(n + 1.0)) - sea_log(left);
        best = fmin(best, bound);
    }
    return best;
}

void sea_pc_serra(const sea_pc_plane *p, sea_pc *out)
{
    enum { TERMS_MAX = 20000, CHECK_EVERY = 16 };
    double sx2 = square(p->sigma_x_m), sy2 = square(p->sigma_y_m), ratio = p->sigma_x_m / p->sigma_y_m;
    double a = 0.5 * square(p->hbr_m / p->sigma_x_m);
    *out = (sea_pc){.bounded = true};
    if (a == 0.0) return;
    serra s = {.a = a,
               .f = 1.0 - square(ratio),
               .wx = 0.5 * square(p->xm_m) / sx2,
               .wy = 0.5 * square(p->ym_m / p->sigma_y_m) * (sx2 / sy2),
               .g = a,
               .total = a};
    double log_left = INFINITY;
    bool settled = false;
    while (!settled && s.k < TERMS_MAX && s.total < INFINITY) {
        serra_next(&s);
        if (s.k % CHECK_EVERY) continue;
        log_left = serra_log_remainder(&s) - s.log_scale;
        settled = log_left < sea_log(s.total) - 30.0;
    }
    double rounding = 1e-12 + 4e-16 * s.k;
    double log_factor = sea_log(ratio) - half_distance2(p, 0.0, 0.0) - a + s.log_scale;
    double low = sea_exp(log_factor + sea_log(s.total));
    out->value = fmin(low, 1.0);
    out->low = fmin(low * (1.0 - rounding), 1.0);
    out->high = fmin(low * (1.0 + rounding) + sea_exp(fmin(log_factor + log_left, 1.0)), 1.0);
    if (!settled) out->caveats |= SEA_PC_CAVEAT_NO_CONVERGENCE;
    if (out->value < DBL_MIN) out->caveats |= SEA_PC_CAVEAT_UNDERFLOW;
}

/*
 * The 2-D probability to 1e-10, whatever the ratios.
 *
 * One integral over the axis of the smaller sigma; across it the Gaussian is integrated in closed form. The integrand
 * is log-concave (Prekopa 1973: a marginal of a Gaussian over a convex set), so it has one peak. It is found, the tails
 * below exp(-42) of it are cut, and each flank goes through adaptive Gauss-Legendre. Whatever would cancel is kept in
 * two doubles, and everything is scaled by the peak, so that 1e-300 is as accurate as 0.1.
 */
#include "analysis/pc.h"
#include "base/math.h"

#include <float.h>
#include <math.h>

#define TAIL 42.0       /* exp(-42) is 6e-19 */
#define TOLERANCE 1e-11 /* between 16 points and twice 16; the latter is taken and is better by far */
#define ROOT_HALF 0.70710678118654752440
#define INV_ROOT_PI 0.56418958354775628695
#define INV_ROOT_TWO_PI 0.39894228040143267794
enum { DEPTH_MAX = 45, SEARCH_MAX = 200, HALVINGS_MAX = 2000, FEATURES = 7, ENDS_MAX = 2 + 2 * FEATURES };

const double sea_pc_gauss[SEA_PC_GAUSS_HALF][2] = {
    {0x1.fa92c264d787ep-1, 0x1.bcddab4b7c211p-6}, {0x1.e39f56616f9b0p-1, 0x1.fdfb1a2c1265dp-5},
    {0x1.bb3403514e483p-1, 0x1.85c4ee79cc258p-4}, {0x1.82c45dda4726bp-1, 0x1.fe7af2bad386ap-4},
    {0x1.3c5a466d5e8b8p-1, 0x1.325f61bca3cbfp-3}, {0x1.d50259a43a772p-2, 0x1.5a6ebbb5a75fcp-3},
    {0x1.205cae642337cp-2, 0x1.75f8c77e0c00fp-3}, {0x1.852bd6676a9f9p-4, 0x1.83feae80e4dfcp-3},
};

/* A number as an unevaluated sum. */
typedef struct dd {
    double hi, lo;
} dd;

static dd add(double a, double b)
{
    double s = a + b, t = s - a;
    return (dd){s, (a - (s - t)) + (b - t)};
}

static dd add_to(dd a, double b)
{
    dd s = add(a.hi, b);
    return add(s.hi, s.lo + a.lo);
}

static double value(dd a)
{
    return a.hi + a.lo;
}

/* A place on the axis: offset from the centre of the Gaussian, distances to the right and left end of the disc. */
typedef struct place {
    dd u, right, left;
} place;

typedef struct integral {
    double sigma, other; /* along and across the axis, sigma <= other */
    double ym;
    place peak;
    double peak_log;
} integral;

static place moved(const place *from, double x)
{
    return (place){add_to(from->u, x), add_to(from->right, -x), add_to(from->left, x)};
}

/* Half chord: square root of right * left. */
static dd half_chord(const place *p)
{
    double hi = p->right.hi * p->left.hi;
    if (!(hi > 0.0)) return (dd){0.0, 0.0};
    double lo = fma(p->right.hi, p->left.hi, -hi) + p->right.hi * p->left.lo + p->right.lo * p->left.hi;
    double root = sqrt(hi);
    return add(root, (fma(-root, root, hi) + lo) / (2.0 * root));
}

/* Mass of the unit Gaussian across the chord as exp(*exponent) times what is returned. */
static double across(const integral *g, dd chord, double *exponent)
{
    double scale = ROOT_HALF / g->other, delta = chord.hi * scale, middle = g->ym * scale;
    *exponent = 0.0;
    if (!(delta > 0.0)) return 0.0;
    double slope = 2.0 * middle * delta;
    if (slope <= 2.0 && delta <= 1.0) { /* the closed form would cancel */
        double sum = 0.0;
        for (int i = 0; i < SEA_PC_GAUSS_HALF; i++) {
            double s = sea_pc_gauss[i][0], bend = delta * delta * s * s;
            sum += sea_pc_gauss[i][1] * (sea_exp(-slope * s - bend) + sea_exp(slope * s - bend));
        }
        *exponent = -middle * middle;
        return INV_ROOT_PI * delta * sum;
    }
    double near = ((g->ym - chord.hi) - chord.lo) * scale, far = (g->ym + chord.hi) * scale;
    if (near < 0.5) return 0.5 * (sea_erf(far) - sea_erf(near));
    *exponent = -near * near;
    return 0.5 * (sea_erfc_scaled(near) - sea_exp(-2.0 * slope) * sea_erfc_scaled(far));
}

static double log_density(const integral *g, const place *p)
{
    double exponent, mass = across(g, half_chord(p), &exponent), z = value(p->u) / g->sigma;
    return mass > 0.0 ? sea_log(mass) + exponent - 0.5 * z * z : -INFINITY;
}

static double density(const integral *g, const place *p)
{
    double exponent, mass = across(g, half_chord(p), &exponent), z = value(p->u) / g->sigma;
    return mass > 0.0 ? mass * sea_exp(exponent - 0.5 * z * z - g->peak_log) : 0.0;
}

/*
 * The peak lies between the centre of the Gaussian (or the end of the disc nearest to it) and the middle of the disc.
 * Golden section, until concavity says that less than a factor of 5 is left to gain.
 */
static void find_peak(integral *g, const place *start, double span)
{
    const double golden = 0.61803398874989484820;
    double a = 0.0, b = span, c = b - golden * b, d = golden * b;
    place p = moved(start, -c);
    double fa = log_density(g, start), fc = log_density(g, &p);
    p = moved(start, -b);
    double fb = log_density(g, &p);
    p = moved(start, -d);
    double fd = log_density(g, &p);
    for (int i = 0; i < SEARCH_MAX && fmax(fc, fd) - fmin(fa, fb) > 1.0 && b - a > DBL_EPSILON * b; i++) {
        bool left = fc >= fd;
        if (left) {
            b = d, fb = fd, d = c, fd = fc;
            c = b - golden * (b - a);
        } else {
            a = c, fa = fc, c = d, fc = fd;
            d = a + golden * (b - a);
        }
        p = moved(start, left ? -c : -d);
        *(left ? &fc : &fd) = log_density(g, &p);
    }
    double best = a, top = fa;
    if (fc > top) best = c, top = fc;
    if (fd > top) best = d, top = fd;
    if (fb > top) best = b, top = fb;
    g->peak = moved(start, -best);
    g->peak_log = top;
}

/* One flank: from the peak towards one end of the disc, `sign` says which. Where the end is inside, the variable is the
 * square root of the distance to it, in which the chord is smooth. */
typedef struct flank {
    const integral *g;
    double sign;
    bool to_end;
    place end;
} flank;

static double flank_value(const flank *f, double t)
{
    if (!f->to_end) {
        place p = moved(&f->g->peak, f->sign * t);
        return density(f->g, &p);
    }
    place p = moved(&f->end, -f->sign * (t * t));
    return 2.0 * t * density(f->g, &p);
}

static double gauss(const flank *f, double a, double b)
{
    double centre = 0.5 * (a + b), half = 0.5 * (b - a), sum = 0.0;
    for (int i = 0; i < SEA_PC_GAUSS_HALF; i++) {
        double s = half * sea_pc_gauss[i][0];
        sum += sea_pc_gauss[i][1] * (flank_value(f, centre - s) + flank_value(f, centre + s));
    }
    return sum * half;
}

static double refine(const flank *f, double a, double b, double whole, double total, int depth)
{
    double m = 0.5 * (a + b), first = gauss(f, a, m), second = gauss(f, m, b), sum = first + second;
    if (depth == 0 || fabs(sum - whole) <= TOLERANCE * fmax(total, sum)) return sum;
    total = fmax(total, sum);
    return refine(f, a, m, first, total, depth - 1) + refine(f, m, b, second, total, depth - 1);
}

static flank make_flank(const integral *g, double sign, double radius, double miss, double *length, double *cut)
{
    flank f = {.g = g, .sign = sign};
    *length = value(sign > 0.0 ? g->peak.right : g->peak.left);
    *cut = *length;
    for (int i = 0; i < HALVINGS_MAX; i++) {
        place p = moved(&g->peak, sign * 0.5 * *cut);
        if (!(log_density(g, &p) < g->peak_log - TAIL)) break;
        *cut *= 0.5;
    }
    f.to_end = *cut == *length;
    const dd none = {0.0, 0.0}, whole = {2.0 * radius, 0.0};
    if (f.to_end)
        f.end = sign > 0.0 ? (place){add(radius, -miss), none, whole} : (place){add(-radius, -miss), whole, none};
    return f;
}

static void insert(double *list, int *count, double x)
{
    int i = (*count)++;
    for (; i > 0 && list[i - 1] > x; i--) list[i] = list[i - 1];
    list[i] = x;
}

/*
 * Where the chord passes through the Gaussian across it, the integrand has features that may be far narrower than the
 * rest and too small for the tolerance to notice between its points: the panels end there. Returned: count of ends.
 */
static int panel_ends(const flank *f, double radius, double length, double cut, double *ends)
{
    static const double sigmas[FEATURES] = {-8.0, -4.0, -2.0, 0.0, 2.0, 4.0, 8.0};
    int count = 0;
    double last = f->to_end ? sqrt(length) : cut;
    insert(ends, &count, 0.0);
    insert(ends, &count, last);
    for (int i = 0; i < FEATURES; i++) {
        double h = f->g->ym + sigmas[i] * f->g->other;
        if (!(h > 0.0 && h < radius)) continue;
        double near = h * (h / (radius + sqrt((radius - h) * (radius + h))));
        for (int k = 0; k < 2; k++) {
            double distance = k ? 2.0 * radius - near : near, t = f->to_end ? sqrt(distance) : length - distance;
            if (t > 0.0 && t < last) insert(ends, &count, t);
        }
    }
    return count;
}

void sea_pc_exact(const sea_pc_plane *p, sea_pc *out)
{
    const double r = p->hbr_m, xm = p->xm_m;
    *out = (sea_pc){0};
    if (r == 0.0) return;
    integral g = {.sigma = p->sigma_x_m, .other = p->sigma_y_m, .ym = p->ym_m};
    const dd none = {0.0, 0.0};
    const place start =
        xm < r ? (place){none, add(r, -xm), add(r, xm)} : (place){add(r, -xm), none, (dd){2.0 * r, 0.0}};
    find_peak(&g, &start, fmin(xm, r));
    if (!(g.peak_log > -INFINITY)) {
        out->caveats = SEA_PC_CAVEAT_UNDERFLOW;
        return;
    }
    double total = 0.0, sum = 0.0;
    for (int i = 0; i < 2; i++) {
        double length, cut, ends[ENDS_MAX];
        flank f = make_flank(&g, i ? -1.0 : 1.0, r, xm, &length, &cut);
        if (!(length > 0.0)) continue;
        int count = panel_ends(&f, r, length, cut, ends);
        for (int k = 1; k < count; k++) {
            double whole = gauss(&f, ends[k - 1], ends[k]);
            total = fmax(total, whole);
            sum += refine(&f, ends[k - 1], ends[k], whole, total, DEPTH_MAX);
        }
    }
    double half = sea_exp(0.5 * g.peak_log);
    double pc = half * (INV_ROOT_TWO_PI * sum / g.sigma) * half;
    out->value = fmin(pc, 1.0);
    if (pc < DBL_MIN) out->caveats = SEA_PC_CAVEAT_UNDERFLOW;
}

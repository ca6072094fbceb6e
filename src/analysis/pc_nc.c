/*
 * Expected number of collisions along two-body orbits: 3D-Nc (Hall 2021, J. Spacecraft Rockets 58(3), 668) and 2D-Nc
 * (Hall, Baars and Casali 2023, AAS 23-398).
 *
 * Both integrate, over the surface of the sphere of the combined radius and over time, the density of the relative
 * position there times the mean inward speed. 3D-Nc takes time by quadrature; 2D-Nc takes the exponent as a parabola in
 * time at each point of the surface, so that time is integrated in closed form.
 */
#include "analysis/pc_nc.h"
#include "base/math.h"
#include "base/vec.h"

#include <float.h>
#include <string.h>

#define DROP 32.0      /* exp(-32) is 1e-14 */
#define TOLERANCE 1e-5 /* between a rule and the one with twice its points: the latter is far better than this */
enum { SCAN_MAX = 400, HALVINGS_MAX = 14, GOLDEN_MAX = 60 };

/* ---- when ---- */

static double peak_log(sea_pc_meeting *m, double t_s)
{
    sea_pc_relative p;
    double place[3];
    sea_pc_relative_at(m, t_s, &p);
    return p.settled ? sea_pc_relative_peak(&p, m->hbr_m, place) : -INFINITY;
}

typedef struct scan {
    double t[SCAN_MAX], log[SCAN_MAX];
    int count;
} scan;

static void add(scan *s, double t, double value)
{
    int i = s->count++;
    for (; i > 0 && s->t[i - 1] > t; i--) s->t[i] = s->t[i - 1], s->log[i] = s->log[i - 1];
    s->t[i] = t;
    s->log[i] = value;
}

/* Samples from `start` outwards to both ends of the window, steps growing. */
static void look_around(const sea_pc_meeting *m, double start, double step, double lo, double hi, scan *out)
{
    out->count = 0;
    sea_pc_meeting centre = *m;
    add(out, start, peak_log(&centre, start));
    for (int side = -1; side <= 1; side += 2) {
        sea_pc_meeting walk = centre;
        double t = start, length = step;
        while ((side < 0 ? t > lo : t < hi) && out->count < SCAN_MAX - 1) {
            t = fmin(fmax(t + side * length, lo), hi);
            add(out, t, peak_log(&walk, t));
            length *= 1.2;
        }
    }
}

static int highest(const scan *s)
{
    int best = 0;
    for (int i = 1; i < s->count; i++)
        if (s->log[i] > s->log[best]) best = i;
    return best;
}

/* Uphill from the sample at `start`: the peak of the encounter at hand, whatever another half a turn away brings. */
static int uphill(const scan *s, double start)
{
    int i = 0;
    while (i < s->count - 1 && s->t[i] < start) i++;
    for (;;) {
        double before = i > 0 ? s->log[i - 1] : -INFINITY, after = i < s->count - 1 ? s->log[i + 1] : -INFINITY;
        if (!(fmax(before, after) > s->log[i])) return i;
        i += before > after ? -1 : 1;
    }
}

/* The peak between the neighbours of the best sample. */
static double climb(sea_pc_meeting *m, const scan *s, int best)
{
    const double golden = 0.61803398874989484820;
    double a = s->t[best > 0 ? best - 1 : 0], b = s->t[best < s->count - 1 ? best + 1 : best];
    double c = b - golden * (b - a), d = a + golden * (b - a), fc = peak_log(m, c), fd = peak_log(m, d);
    for (int i = 0; i < GOLDEN_MAX && fabs(fc - fd) > 1e-4; i++) {
        if (fc > fd) {
            b = d, d = c, fd = fc;
            c = b - golden * (b - a), fc = peak_log(m, c);
        } else {
            a = c, c = d, fc = fd;
            d = a + golden * (b - a), fd = peak_log(m, d);
        }
    }
    double t = fc > fd ? c : d;
    return fmax(fc, fd) >= s->log[best] ? t : s->t[best];
}

/* Standard deviation in time: how far to each side until the exponent has fallen by a half, or a half of that far. */
static double width_at(sea_pc_meeting *m, double t, double top, double guess, double lo, double hi)
{
    double width = guess;
    for (int i = 0; i < 60; i++) {
        double fall = top - fmin(peak_log(m, fmax(t - width, lo)), peak_log(m, fmin(t + width, hi)));
        if (fall > 0.8)
            width *= 0.6;
        else if (fall < 0.3 && width < hi - lo)
            width *= 1.5;
        else
            break;
    }
    return width;
}

void sea_pc_span_find(sea_pc_meeting *m, const sea_pc_object *a, const sea_pc_object *b, const sea_pc_window *window,
                      sea_pc_span *out)
{
    double period = fmin(m->orbit[0]->period_s, m->orbit[1]->period_s);
    double lo = window ? window->from_s : -0.5 * period, hi = window ? window->to_s : 0.5 * period;
    double r[3], v[3], along = 0.0, offset = 0.0;
    sea_pc_relative p;
    sea_vec_sub(b->r_m, a->r_m, r);
    sea_vec_sub(b->v_m_s, a->v_m_s, v);
    sea_pc_meeting first = *m;
    sea_pc_relative_at(&first, fmin(fmax(0.0, lo), hi), &p);
    for (int k = 0; k < 3; k++) {
        double across = sea_vec_dot(p.axes[k], v);
        along += across * across / p.variance[k];
        offset -= across * sea_vec_dot(p.axes[k], r) / p.variance[k];
    }
    double width = along > 0.0 ? fmin(1.0 / sqrt(along), 0.05 * period) : 0.05 * period;
    double start = along > 0.0 ? fmin(fmax(offset / along, lo), hi) : fmin(fmax(0.0, lo), hi);
    scan s;
    for (int round = 0; round < 2; round++) {
        look_around(m, start, 0.7 * width, lo, hi, &s);
        start = climb(m, &s, window ? highest(&s) : uphill(&s, start));
        width = width_at(m, start, peak_log(m, start), width, lo, hi);
    }
    look_around(m, start, 0.7 * width, lo, hi, &s);
    /* A window asked for is taken whole; otherwise the encounter ends where it first dies out. */
    int best = window ? highest(&s) : uphill(&s, start), from = best, to = best;
    double least = s.log[best] - DROP;
    if (window) {
        for (from = 0; from < best && !(s.log[from] > least); from++) {
        }
        for (to = s.count - 1; to > best && !(s.log[to] > least); to--) {
        }
    } else {
        while (from > 0 && s.log[from - 1] > least) from--;
        while (to < s.count - 1 && s.log[to + 1] > least) to++;
    }
    *out = (sea_pc_span){.peak_s = s.t[best], .width_s = width, .peak_log = s.log[best]};
    out->cut = from == 0 || to == s.count - 1;
    out->from_s = s.t[from > 0 ? from - 1 : 0];
    out->to_s = s.t[to < s.count - 1 ? to + 1 : to];
    peak_log(m, out->peak_s);
}

/* ---- 3D-Nc ---- */

typedef struct surface {
    sea_pc_relative p;
    double hbr_m, reference;
} surface;

static double inward_density(const void *payload, const double u[3])
{
    const surface *s = payload;
    double mean, variance, exponent = sea_pc_relative_on_sphere(&s->p, s->hbr_m, u, &mean, &variance);
    exponent -= s->reference;
    return exponent > -700.0 ? sea_exp(exponent) * sea_pc_inward(mean, variance) : 0.0;
}

typedef struct rate {
    sea_pc_meeting *m;
    double reference;
    bool settled, clipped;
} rate;

/* Rate of entering at an instant, times exp(-reference). */
static double rate_at(rate *r, double t_s)
{
    surface s = {.hbr_m = r->m->hbr_m, .reference = r->reference};
    double place[3];
    sea_pc_relative_at(r->m, t_s, &s.p);
    if (!s.p.settled || !(sea_pc_relative_peak(&s.p, s.hbr_m, place) > r->reference - DROP)) return 0.0;
    r->clipped = r->clipped || s.p.clipped;
    const sea_pc_globe globe = sea_pc_globe_for(&s.p, s.hbr_m);
    return s.hbr_m * s.hbr_m * sea_pc_sphere(inward_density, &s, &globe, &r->settled);
}

/*
 * An encounter that comes and goes inside the span: the trapezium rule, which converges exponentially where a function
 * dies out at both ends. One that is cut has its ends stretched by x = tanh(pi/2 sinh s), to the same effect.
 */
static double node(const sea_pc_span *span, double part, double *weight)
{
    double middle = 0.5 * (span->from_s + span->to_s), half = 0.5 * (span->to_s - span->from_s);
    if (!span->cut) {
        *weight = half;
        return middle + half * part;
    }
    const double reach = 3.0;
    double s = reach * part, e = sea_exp(s), sinh_s = 0.5 * (e - 1.0 / e), cosh_s = 0.5 * (e + 1.0 / e);
    double q = sea_exp(-SEA_PI * fabs(sinh_s)), x = (1.0 - q) / (1.0 + q);
    *weight = half * reach * 0.5 * SEA_PI * cosh_s * 4.0 * q / ((1.0 + q) * (1.0 + q));
    return middle + half * (s < 0.0 ? -x : x);
}

static double over_time(rate *r, const sea_pc_span *span)
{
    double step = span->cut ? 0.125 : fmin(2.0 * span->width_s / (span->to_s - span->from_s), 0.25);
    int count = (int)fmin(ceil(2.0 / step), 1e6);
    double sum = 0.0, last = 0.0;
    for (int halving = 0; halving <= HALVINGS_MAX; halving++) {
        sea_pc_meeting walk = *r->m;
        rate here = {&walk, r->reference, r->settled, r->clipped};
        double added = 0.0;
        for (int i = halving ? 1 : 0; i <= count; i += halving ? 2 : 1) {
            double weight, t = node(span, 2.0 * i / count - 1.0, &weight);
            added += weight * rate_at(&here, t);
        }
        r->settled = here.settled;
        r->clipped = here.clipped;
        sum += added;
        double value = sum * 2.0 / count;
        if (halving > 0 && fabs(value - last) <= TOLERANCE * value) return value;
        last = value;
        count *= 2;
    }
    r->settled = false;
    return last;
}

static sea_status begin(const sea_pc_object *a, const sea_pc_object *b, double hbr_m, sea_pc_orbit orbits[2],
                        sea_pc_meeting *m)
{
    if (!(hbr_m >= 0.0) || !(hbr_m <= 1e7)) return SEA_E_RANGE;
    if (!a->covariance_velocity || !b->covariance_velocity) return SEA_E_UNSUPPORTED;
    sea_status s = sea_pc_orbit_from_object(a, &orbits[0]);
    if (s == SEA_OK) s = sea_pc_orbit_from_object(b, &orbits[1]);
    memset(m, 0, sizeof *m);
    m->orbit[0] = &orbits[0];
    m->orbit[1] = &orbits[1];
    m->hbr_m = hbr_m;
    return s;
}

/* exp(reference) * value without under- or overflow on the way. */
static void finish(double value, double reference, bool settled, bool clipped, sea_pc *out)
{
    double half = sea_exp(0.5 * reference);
    *out = (sea_pc){.value = half * value * half};
    if (!settled) out->caveats |= SEA_PC_CAVEAT_NO_CONVERGENCE;
    if (clipped) out->caveats |= SEA_PC_CAVEAT_COV_NPD;
    if (out->value < DBL_MIN) out->caveats |= SEA_PC_CAVEAT_UNDERFLOW;
    out->low = out->high = out->value;
}

sea_status sea_pc_encounter_window(const sea_pc_object *a, const sea_pc_object *b, double hbr_m, sea_pc_window *out)
{
    sea_pc_orbit orbits[2];
    sea_pc_meeting m;
    sea_pc_span span;
    sea_status s = begin(a, b, hbr_m, orbits, &m);
    if (s != SEA_OK) return s;
    sea_pc_span_find(&m, a, b, NULL, &span);
    *out = (sea_pc_window){span.from_s, span.to_s};
    return SEA_OK;
}

sea_status sea_pc_nc_3d(const sea_pc_object *a, const sea_pc_object *b, double hbr_m, const sea_pc_window *window,
                        sea_pc *out)
{
    sea_pc_orbit orbits[2];
    sea_pc_meeting m;
    sea_pc_span span;
    if (window && !(window->from_s < window->to_s)) return SEA_E_RANGE;
    sea_status s = begin(a, b, hbr_m, orbits, &m);
    if (s != SEA_OK) return s;
    sea_pc_span_find(&m, a, b, window, &span);
    if (hbr_m == 0.0 || !(span.peak_log > -INFINITY)) {
        finish(0.0, 0.0, hbr_m == 0.0 || span.peak_log > -INFINITY, false, out);
        return SEA_OK;
    }
    rate r = {&m, span.peak_log, true, false};
    double value = over_time(&r, &span);
    finish(value, span.peak_log, r.settled, r.clipped, out);
    if (span.cut && !window) out->caveats |= SEA_PC_CAVEAT_LOW_SPEED;
    return SEA_OK;
}

/* ---- 2D-Nc ---- */

typedef struct parabola {
    sea_pc_relative p[3]; /* before, at and after the peak */
    double hbr_m, reference, step;
} parabola;

/* Over all time at one point of the surface. */
static double inward_crossings(const void *payload, const double u[3])
{
    const parabola *s = payload;
    double q[3], mean[3], variance[3];
    for (int i = 0; i < 3; i++)
        q[i] = sea_pc_relative_on_sphere(&s->p[i], s->hbr_m, u, &mean[i], &variance[i]) - s->reference;
    double slope = 0.5 * (q[2] - q[0]), bend = q[0] - 2.0 * q[1] + q[2];
    if (!(bend < 0.0)) return 0.0;
    /* Exponent q1 + slope x + bend x^2 / 2, x in steps. */
    double x = fmax(-4.0, fmin(4.0, -slope / bend)), top = q[1] - 0.5 * slope * slope / bend;
    if (!(top > -700.0)) return 0.0;
    if (top > 20.0) top = 20.0; /* no density is above its peak: the parabola is off, and the sum will be refused */
    double before = 0.5 * x * (x - 1.0), now = 1.0 - x * x, after = 0.5 * x * (x + 1.0);
    double m = before * mean[0] + now * mean[1] + after * mean[2];
    double v = fmax(before * variance[0] + now * variance[1] + after * variance[2], 0.0);
    return sea_exp(top) * s->step * sqrt(SEA_TWO_PI / -bend) * sea_pc_inward(m, v);
}

sea_status sea_pc_nc_2d(const sea_pc_object *a, const sea_pc_object *b, double hbr_m, sea_pc *out)
{
    sea_pc_orbit orbits[2];
    sea_pc_meeting m;
    sea_pc_span span;
    sea_status s = begin(a, b, hbr_m, orbits, &m);
    if (s != SEA_OK) return s;
    sea_pc_span_find(&m, a, b, NULL, &span);
    if (hbr_m == 0.0 || !(span.peak_log > -INFINITY)) {
        finish(0.0, 0.0, hbr_m == 0.0 || span.peak_log > -INFINITY, false, out);
        return SEA_OK;
    }
    parabola f = {.hbr_m = hbr_m, .reference = span.peak_log, .step = 0.5 * span.width_s};
    bool settled = true, clipped = false;
    for (int i = 0; i < 3; i++) {
        sea_pc_meeting walk = m;
        sea_pc_relative_at(&walk, span.peak_s + (i - 1) * f.step, &f.p[i]);
        settled = settled && f.p[i].settled;
        clipped = clipped || f.p[i].clipped;
    }
    double value = 0.0;
    const sea_pc_globe globe = sea_pc_globe_for(&f.p[1], hbr_m);
    if (settled) value = hbr_m * hbr_m * sea_pc_sphere(inward_crossings, &f, &globe, &settled);
    finish(value, span.peak_log, settled, clipped, out);
    return settled && out->value <= 1e3 ? SEA_OK : SEA_E_UNSUPPORTED;
}

/*
 * Epoch and place of a breakup from mean orbits.
 *
 * For an instant T and a place P on the parent's orbit each piece has three offsets: P's distance from its plane, its
 * radius over P less P's, and how far the piece itself is from P along its orbit. The first two fix the place and, as
 * nodes drift apart, the day; the third one, where drag is small, fixes the instant. Each kind of offset is measured in
 * allowances for what makes it uncertain, and its overall size is left free: the cost is n times the logarithm of the
 * mean absolute offset (a Laplace distribution of unknown scale), clipped, so that strays and a wrong guess of the
 * allowances do little.
 */
#include "analysis/breakup.h"

#include "base/math.h"

#include <math.h>
#include <stdlib.h>

enum {
    COARSE_PIECES = 100,
    COARSE_PLACES = 48,
    SCAN_PIECES = 64,
    SCAN_STEPS = 96,  /* to an orbit */
    REFINED_MAX = 12, /* candidates refined */
    PEAKS_MAX = 512
};

static const double COARSE_STEP_DAY = 0.5;
static const double SCAN_DAYS_MAX = 60.0;
static const double CLIP = 40.0;
static const double FLOOR = 0.6;                 /* offsets this small, in allowances, are noise: no gain from less */
static const double TEMPER = 6.0;                /* pieces share errors: this many count as one; docs/BREAKUPS.md */
static const double SHARED_DAY = 40.0 / 86400.0; /* what all pieces share: SGP4 and its elements, 1.6 sigma */
static const double RISE_90 = 1.3528;            /* half the 90% point of chi-square with one degree of freedom */
static const double LAG_DAYS = 15.0;             /* mean delay of cataloguing */
static const double DRAG_SPREAD = 0.25;          /* of the logarithm of the density ratio: solar activity over weeks */

/* What makes an offset uncertain, from an orbit's own history. */
typedef struct allowance {
    double cross_km, radial_km, phase_rad;
} allowance;

static allowance allowance_of(const sea_breakup_orbit *o)
{
    double turns_rad = fabs(o->argl_rate * o->span_day);
    double node_km = 0.2 * o->a_km * o->sin_i * o->node_drag_rad, sink_km = 0.2 * o->a_drag_km;
    double motion = 1.5e-6 * turns_rad, drag = 0.15 * o->drag_rad;
    return (allowance){.cross_km = sqrt(0.8 * 0.8 + node_km * node_km),
                       .radial_km = sqrt(1.0 + sink_km * sink_km),
                       .phase_rad = sqrt(0.004 * 0.004 + motion * motion + drag * drag)};
}

static double clipped(double offset, double allowed)
{
    double z = fabs(offset) / allowed;
    return z < CLIP ? z : CLIP;
}

/* ---- the parent at an instant ---- */

/* The last set before `day`, or the first one. */
static const sea_breakup_body *parent_at(const sea_breakup_case *c, double day)
{
    size_t i = c->parent_count - 1;
    while (i > 0 && c->parents[i].day > day) i--;
    return &c->parents[i];
}

/* Cost of the parent being ahead of its elements by `phase`. Its tail is long: it may have manoeuvred since. */
static double parent_cost(const sea_breakup_orbit *parent, double phase)
{
    double sigma = allowance_of(parent).phase_rad, z = phase / sigma;
    return 1.5 * sea_log(1.0 + z * z / 3.0);
}

double sea_breakup_lag_cost(const sea_breakup_case *c, double day)
{
    return day < c->quiet_day ? (c->quiet_day - day) / LAG_DAYS : 0.0;
}

/* ---- coarse: where orbits cross, day by day ---- */

static double crossing_cost(const sea_breakup_orbit *orbits, size_t count, const sea_breakup_orbit *parent)
{
    double best = 1e300;
    for (int k = 0; k < COARSE_PLACES; k++) {
        double unit[3], r_km, cross = 0.0, radial = 0.0;
        sea_breakup_orbit_place(parent, SEA_TWO_PI * k / COARSE_PLACES, unit, &r_km);
        for (size_t i = 0; i < count; i++) {
            const sea_breakup_orbit *o = &orbits[i];
            double x = o->cos_node * unit[0] + o->sin_node * unit[1];
            double across = o->cos_node * unit[1] - o->sin_node * unit[0];
            double y = across * o->cos_i + unit[2] * o->sin_i, z = unit[2] * o->cos_i - across * o->sin_i;
            cross += fmin(fabs(z * r_km), 300.0);
            radial += fmin(fabs(o->p_km / (1.0 + o->ex * x + o->ey * y) - r_km), 300.0);
        }
        double n = (double)count, cost = sea_log(cross / n + 2.0) + sea_log(radial / n + 2.0);
        if (cost < best) best = cost;
    }
    return best;
}

static size_t coarse_days(const sea_breakup_case *c)
{
    return (size_t)floor((c->last_day - c->first_day) / COARSE_STEP_DAY) + 1;
}

static void coarse_costs(const sea_breakup_case *c, double *costs)
{
    size_t count = c->piece_count < COARSE_PIECES ? c->piece_count : COARSE_PIECES;
    for (size_t k = 0; k < coarse_days(c); k++) {
        double day = c->last_day - COARSE_STEP_DAY * (double)k;
        sea_breakup_orbit orbits[COARSE_PIECES], parent;
        for (size_t i = 0; i < count; i++) sea_breakup_orbit_at(&c->pieces[i], day, 1.0, &orbits[i]);
        sea_breakup_orbit_at(parent_at(c, day), day, 1.0, &parent);
        costs[k] = crossing_cost(orbits, count, &parent) + TEMPER / (double)count * sea_breakup_lag_cost(c, day);
    }
}

double sea_breakup_fit_coarse(const sea_breakup_case *c, double *day)
{
    size_t days = coarse_days(c), best = 0;
    double *costs = malloc(days * sizeof *costs);
    if (!costs) return 1e300;
    coarse_costs(c, costs);
    for (size_t k = 1; k < days; k++)
        if (costs[k] < costs[best]) best = k;
    double cost = costs[best];
    *day = c->last_day - COARSE_STEP_DAY * (double)best;
    free(costs);
    return cost;
}

/* ---- fine: one instant ---- */

/* Pieces and parent around one instant: slow elements are taken there, only the phase goes on within an orbit. */
typedef struct moment {
    double day;
    size_t count;
    sea_breakup_orbit *orbits;
    allowance *allowed;
    sea_breakup_orbit parent;
    double *phases; /* room for the offsets along the orbit */
    bool stand_in;
} moment;

static void moment_set(moment *m, const sea_breakup_case *c, size_t count, double day, double drag)
{
    m->day = day;
    m->count = count;
    m->stand_in = c->stand_in;
    for (size_t i = 0; i < count; i++) {
        sea_breakup_orbit_at(&c->pieces[i], day, drag, &m->orbits[i]);
        m->allowed[i] = allowance_of(&m->orbits[i]);
    }
    sea_breakup_orbit_at(parent_at(c, day), day, drag, &m->parent);
}

/* Cost when the parent is `phase` ahead of its elements at `day` (close to m->day). */
static double cost_at(moment *m, double day, double phase, double *scale)
{
    double unit[3], r_km, later = day - m->day;
    double argl = sea_breakup_orbit_true(&m->parent, m->parent.argl_mean + m->parent.argl_rate * later + phase);
    sea_breakup_orbit_place(&m->parent, argl, unit, &r_km);
    double cross = 0.0, radial = 0.0, along = 0.0, n = (double)m->count;
    for (size_t i = 0; i < m->count; i++) {
        const sea_breakup_orbit *o = &m->orbits[i];
        sea_breakup_offset x = sea_breakup_orbit_offset(o, unit, r_km);
        m->phases[i] = sea_breakup_wrap(o->argl_mean + o->argl_rate * later - x.argl_mean);
        cross += clipped(x.cross_km, m->allowed[i].cross_km);
        radial += clipped(x.radial_km, m->allowed[i].radial_km);
        along += clipped(m->phases[i], m->allowed[i].phase_rad);
    }
    if (scale) *scale = along / n;
    return n * (sea_log(FLOOR + cross / n) + sea_log(FLOOR + radial / n) + sea_log(FLOOR + along / n)) +
           (m->stand_in ? 0.0 : parent_cost(&m->parent, phase));
}

/* Where the pieces themselves are, ahead of the place last looked at: mean direction by weight. */
static double common_phase(const moment *m)
{
    double s = 0.0, c = 0.0;
    for (size_t i = 0; i < m->count; i++) {
        double si, ci, weight = 1.0 / m->allowed[i].phase_rad;
        sea_sincos(m->phases[i], &si, &ci);
        s += weight * si;
        c += weight * ci;
    }
    return s == 0.0 && c == 0.0 ? 0.0 : sea_atan2(s, c);
}

static sea_status moment_new(moment *m, size_t count)
{
    *m = (moment){.orbits = malloc(count * sizeof *m->orbits),
                  .allowed = malloc(count * sizeof *m->allowed),
                  .phases = malloc(count * sizeof *m->phases)};
    return m->orbits && m->allowed && m->phases ? SEA_OK : SEA_E_MEMORY;
}

static void moment_free(moment *m)
{
    free(m->orbits);
    free(m->allowed);
    free(m->phases);
}

/* ---- scan: every minute of the days that remain ---- */

typedef struct candidate {
    double cost, day, phase, log_drag;
} candidate;

typedef struct peaks {
    candidate at[PEAKS_MAX];
    size_t count;
} peaks;

static int by_cost(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    return (x->day > y->day) - (x->day < y->day);
}

static void keep(peaks *p, candidate one)
{
    if (p->count == PEAKS_MAX) {
        qsort(p->at, p->count, sizeof p->at[0], by_cost);
        p->count = PEAKS_MAX / 2;
    }
    p->at[p->count++] = one;
}

/* One orbit: the best instant with the parent as its elements have it, and the best one where the pieces are. */
static void scan_orbit(moment *m, double period, double lag, peaks *found)
{
    candidate best[2] = {{1e300, 0.0, 0.0, 0.0}, {1e300, 0.0, 0.0, 0.0}};
    for (int k = 0; k < SCAN_STEPS; k++) {
        double day = m->day + period * ((double)k / SCAN_STEPS - 0.5), phase = 0.0;
        for (int way = 0; way < 2; way++) {
            double cost = cost_at(m, day, phase, NULL);
            if (cost < best[way].cost) best[way] = (candidate){cost, day, phase, 0.0};
            phase = common_phase(m);
        }
    }
    for (int way = 0; way < 2; way++) {
        best[way].cost += lag;
        keep(found, best[way]);
    }
}

static void scan_days(const sea_breakup_case *c, moment *m, size_t count, double from, double to, peaks *found)
{
    double day = from;
    while (day < to) {
        moment_set(m, c, count, day, 1.0);
        double period = SEA_TWO_PI / m->parent.argl_rate;
        scan_orbit(m, period, TEMPER * sea_breakup_lag_cost(c, day), found);
        day += period;
    }
}

/* The days worth a scan: within `slack` of the least coarse cost, and three days around. At most SCAN_DAYS_MAX in all,
 * the best first. */
static sea_status scan(const sea_breakup_case *c, moment *m, peaks *found)
{
    size_t days = coarse_days(c), count = c->piece_count < SCAN_PIECES ? c->piece_count : SCAN_PIECES;
    double *costs = malloc(days * sizeof *costs);
    bool *wanted = calloc(days, sizeof *wanted);
    if (!costs || !wanted) {
        free(costs);
        free(wanted);
        return SEA_E_MEMORY;
    }
    coarse_costs(c, costs);
    double least = costs[0];
    for (size_t k = 1; k < days; k++) least = fmin(least, costs[k]);
    size_t around = (size_t)(3.0 / COARSE_STEP_DAY), total = 0;
    double slack = 0.05;
    for (; slack < 1.0 && (double)total * COARSE_STEP_DAY < SCAN_DAYS_MAX; slack += 0.05) {
        for (size_t k = 0; k < days; k++) {
            if (costs[k] > least + slack) continue;
            size_t low = k > around ? k - around : 0, high = k + around < days ? k + around : days - 1;
            for (size_t j = low; j <= high; j++) {
                total += !wanted[j];
                wanted[j] = true;
            }
        }
        if (slack > 0.5) break;
    }
    for (size_t k = 0; k < days; k++) {
        double day = c->last_day - COARSE_STEP_DAY * (double)k;
        if (wanted[k]) scan_days(c, m, count, day - COARSE_STEP_DAY, day, found);
    }
    free(costs);
    free(wanted);
    return SEA_OK;
}

/* ---- refinement: instant, phase and density ratio by pattern search ---- */

static double full_cost(moment *m, const sea_breakup_case *c, const candidate *x, double *scale)
{
    moment_set(m, c, c->piece_count, x->day, sea_exp(x->log_drag));
    double z = x->log_drag / DRAG_SPREAD;
    return cost_at(m, x->day, x->phase, scale) / TEMPER + 0.5 * z * z + sea_breakup_lag_cost(c, x->day);
}

/* Improves the candidate. `freed`: bit 0 the instant, bit 1 the phase, bit 2 the density. The instant is moved in two
 * ways: with the place kept (the parent's phase gives way), and along the orbit. */
static void refine(moment *m, const sea_breakup_case *c, candidate *x, unsigned freed)
{
    double rate = m->parent.argl_rate, step = 0.02; /* radians of phase */
    x->cost = full_cost(m, c, x, NULL);
    while (step > 2e-5) {
        bool better = false;
        for (int move = 0; move < 8; move++) {
            double sign = move % 2 ? -1.0 : 1.0;
            candidate y = *x;
            if (move < 4 && !(freed & 1)) continue;
            if (move < 2)
                y.day += sign * step / rate;
            else if (move < 4)
                y.day += sign * step / rate, y.phase -= sign * step;
            else if (move < 6)
                y.phase += sign * step;
            else
                y.log_drag += sign * step * 4.0;
            if ((move >= 4 && move < 6 && !(freed & 2)) || (move >= 6 && !(freed & 4))) continue;
            if (fabs(y.log_drag) > 1.0) continue;
            y.cost = full_cost(m, c, &y, NULL);
            if (y.cost < x->cost) *x = y, better = true;
        }
        if (!better) step *= 0.4;
    }
}

/* How far the instant may go from the best one, to one side, before the cost has risen by `rise`. */
static double reach(moment *m, const sea_breakup_case *c, const candidate *best, double sign, double rise, double limit)
{
    double low = 0.0, high = 20.0 / 86400.0;
    candidate x = *best;
    for (int grow = 1; low < limit;) {
        x = *best;
        x.day += sign * high;
        refine(m, c, &x, 6u);
        bool inside = x.cost < best->cost + rise;
        if (grow && inside)
            low = high, high *= 2.0;
        else if (inside)
            low = high, high *= 1.3;
        else if (high - low < 0.15 * high || high < 5.0 / 86400.0)
            break;
        else
            grow = 0, high = 0.5 * (low + high);
        if (!grow && high - low < 0.1 * high) break;
    }
    return fmin(high, limit);
}

static void describe(moment *m, const sea_breakup_case *c, const candidate *best, sea_breakup_fit *out)
{
    full_cost(m, c, best, &out->phase_scale);
    out->parent = m->parent;
    out->day = best->day;
    out->drag = sea_exp(best->log_drag);
    out->phase_rad = sea_breakup_wrap(best->phase);
    out->argl_rad = sea_breakup_orbit_true(&m->parent, m->parent.argl_mean + best->phase);
    out->argl_rad = sea_breakup_wrap(out->argl_rad);
    if (out->argl_rad < 0.0) out->argl_rad += SEA_TWO_PI;
    sea_breakup_orbit_place(&m->parent, out->argl_rad, out->unit, &out->r_km);
    out->cost = best->cost;
}

sea_status sea_breakup_fit_run(const sea_breakup_case *c, sea_breakup_fit *out)
{
    moment m;
    peaks *found = calloc(1, sizeof *found);
    sea_status s = moment_new(&m, c->piece_count);
    if (!found) s = SEA_E_MEMORY;
    if (s == SEA_OK) s = scan(c, &m, found);
    if (s == SEA_OK && found->count == 0) s = SEA_E_NOT_FOUND;
    if (s == SEA_OK) {
        qsort(found->at, found->count, sizeof found->at[0], by_cost);
        size_t kept = found->count < REFINED_MAX ? found->count : REFINED_MAX;
        for (size_t i = 0; i < kept; i++) {
            moment_set(&m, c, c->piece_count, found->at[i].day, 1.0);
            refine(&m, c, &found->at[i], 7u);
        }
        qsort(found->at, kept, sizeof found->at[0], by_cost);
        const candidate *best = &found->at[0];
        describe(&m, c, best, out);
        double period = SEA_TWO_PI / out->parent.argl_rate;
        double before = reach(&m, c, best, -1.0, RISE_90, period), after = reach(&m, c, best, 1.0, RISE_90, period);
        before = sqrt(before * before + SHARED_DAY * SHARED_DAY);
        after = sqrt(after * after + SHARED_DAY * SHARED_DAY);
        out->earliest = best->day - before;
        out->latest = best->day + after;
        for (size_t i = 1; i < kept && found->at[i].cost < best->cost + RISE_90; i++) {
            out->earliest = fmin(out->earliest, found->at[i].day - before);
            out->latest = fmax(out->latest, found->at[i].day + after);
        }
        out->orbits = out->latest - out->earliest > period;
    }
    moment_free(&m);
    free(found);
    return s;
}

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
    PEAKS_MAX = 512,
    MOMENTS = 6 /* here, an instant to each side, a density to each side, and one more */
};

static const double COARSE_STEP_DAY = 0.5;
static const double SCAN_DAYS_MAX = 60.0;
static const double CLIP = 40.0;
static const double FAR_KM = 300.0; /* orbits this far from a place do not cross there */
static const double FLOOR = 0.6;    /* offsets this small, in allowances, are noise: no gain from less */
static const double TEMPER = 6.0;   /* pieces share errors: this many count as one; docs/BREAKUPS.md */
/* What pieces share, as drag that is not modelled: 40 s for elements of 109 days, 1.6 sigma; it grows with the square.
 */
static const double SHARED_DAY = 40.0 / 86400.0, SHARED_AGE_DAYS = 109.0;
static const double RISE_90 = 1.3528;            /* half the 90% point of chi-square with one degree of freedom */
static const double RISE_WITHIN = RISE_90 / 8.0; /* within one orbit, where errors of pieces are their own */
static const double DRAG_TURNS_SHARP = 0.1;      /* pieces that drag carried less far keep their phase */
static const double ORBITS_A_TURN = 3.0;
static const double LAG_DAYS = 15.0;    /* mean delay of cataloguing */
static const double DRAG_SPREAD = 0.25; /* of the logarithm of the density ratio: solar activity over weeks */

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

typedef struct place {
    double sine, cosine; /* of the argument of latitude */
} place;

/* Sums only grow, so a place is given up once they are beyond the best one's; a hair is left for rounding. */
static double crossing_cost(const sea_breakup_orbit *orbits, size_t count, const sea_breakup_orbit *parent,
                            const place places[COARSE_PLACES])
{
    double best = 1e300, best_product = 1e300, n = (double)count;
    for (int k = 0; k < COARSE_PLACES; k++) {
        double unit[3], r_km, cross = 0.0, radial = 0.0;
        sea_breakup_orbit_place_of(parent, places[k].sine, places[k].cosine, unit, &r_km);
        size_t i = 0;
        while (i < count && (cross / n + 2.0) * (radial / n + 2.0) < best_product) {
            for (size_t end = i + 10 < count ? i + 10 : count; i < end; i++) {
                const sea_breakup_orbit *o = &orbits[i];
                double x = o->cos_node * unit[0] + o->sin_node * unit[1];
                double across = o->cos_node * unit[1] - o->sin_node * unit[0];
                double y = across * o->cos_i + unit[2] * o->sin_i, z = unit[2] * o->cos_i - across * o->sin_i;
                double cross_km = fabs(z * r_km), radial_km = fabs(o->p_km / (1.0 + o->ex * x + o->ey * y) - r_km);
                cross += cross_km < FAR_KM ? cross_km : FAR_KM;
                radial += radial_km < FAR_KM ? radial_km : FAR_KM;
            }
        }
        if (i < count) continue;
        double cost = sea_log(cross / n + 2.0) + sea_log(radial / n + 2.0);
        if (cost < best) best = cost, best_product = (1.0 + 1e-9) * (cross / n + 2.0) * (radial / n + 2.0);
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
    place places[COARSE_PLACES];
    for (int k = 0; k < COARSE_PLACES; k++)
        sea_sincos(SEA_TWO_PI * k / COARSE_PLACES, &places[k].sine, &places[k].cosine);
    for (size_t k = 0; k < coarse_days(c); k++) {
        double day = c->last_day - COARSE_STEP_DAY * (double)k;
        sea_breakup_orbit orbits[COARSE_PIECES], parent;
        sea_breakup_kernel_best()->orbits(c->pieces, count, day, 1.0, orbits);
        sea_breakup_orbit_at(parent_at(c, day), day, 1.0, &parent);
        costs[k] =
            crossing_cost(orbits, count, &parent, places) + TEMPER / (double)count * sea_breakup_lag_cost(c, day);
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
    double day, drag;
    size_t count;
    sea_breakup_orbit *orbits;
    allowance *allowed;
    double *weights; /* of the pieces' phases */
    sea_breakup_orbit parent;
    sea_breakup_offset *offsets; /* from the place last looked at */
    bool stand_in;
} moment;

static void moment_set(moment *m, const sea_breakup_case *c, size_t count, double day, double drag)
{
    if (m->count == count && m->day == day && m->drag == drag) return; /* what was made stays good */
    m->day = day;
    m->drag = drag;
    m->count = count;
    m->stand_in = c->stand_in;
    sea_breakup_kernel_best()->orbits(c->pieces, count, day, drag, m->orbits);
    for (size_t i = 0; i < count; i++) {
        m->allowed[i] = allowance_of(&m->orbits[i]);
        m->weights[i] = 1.0 / m->allowed[i].phase_rad;
    }
    sea_breakup_orbit_at(parent_at(c, day), day, drag, &m->parent);
}

/* Cost when the parent is `phase` ahead of its elements at `day` (close to m->day). */
static double cost_at(moment *m, double day, double phase, double *scale)
{
    double unit[3], r_km, later = day - m->day;
    double argl = sea_breakup_orbit_true(&m->parent, m->parent.argl_mean + m->parent.argl_rate * later + phase);
    sea_breakup_orbit_place(&m->parent, argl, unit, &r_km);
    sea_breakup_kernel_best()->offsets(m->orbits, m->count, unit, r_km, later, m->offsets);
    double cross = 0.0, radial = 0.0, along = 0.0, n = (double)m->count;
    for (size_t i = 0; i < m->count; i++) {
        cross += clipped(m->offsets[i].cross_km, m->allowed[i].cross_km);
        radial += clipped(m->offsets[i].radial_km, m->allowed[i].radial_km);
        along += clipped(m->offsets[i].phase_rad, m->allowed[i].phase_rad);
    }
    if (scale) *scale = along / n;
    return n * (sea_log(FLOOR + cross / n) + sea_log(FLOOR + radial / n) + sea_log(FLOOR + along / n)) +
           (m->stand_in ? 0.0 : TEMPER * parent_cost(&m->parent, phase));
}

/* Where the pieces themselves are, ahead of the place last looked at: mean direction by weight. */
static double common_phase(const moment *m)
{
    double s, c;
    sea_breakup_kernel_best()->direction(m->offsets, m->weights, m->count, &s, &c);
    return s == 0.0 && c == 0.0 ? 0.0 : sea_atan2(s, c);
}

static sea_status moment_new(moment *m, size_t count)
{
    *m = (moment){.orbits = malloc(count * sizeof *m->orbits),
                  .allowed = malloc(count * sizeof *m->allowed),
                  .weights = malloc(count * sizeof *m->weights),
                  .offsets = malloc(count * sizeof *m->offsets)};
    return m->orbits && m->allowed && m->weights && m->offsets ? SEA_OK : SEA_E_MEMORY;
}

static void moment_free(moment *m)
{
    free(m->orbits);
    free(m->allowed);
    free(m->weights);
    free(m->offsets);
}

/* The moments a pattern search comes back to, the one last used in front. */
typedef struct moments {
    moment at[MOMENTS];
} moments;

static moment *moment_of(moments *all, const sea_breakup_case *c, double day, double drag)
{
    int k = 0;
    while (k < MOMENTS - 1 && !(all->at[k].day == day && all->at[k].drag == drag && all->at[k].count == c->piece_count))
        k++;
    moment found = all->at[k];
    for (; k > 0; k--) all->at[k] = all->at[k - 1];
    all->at[0] = found;
    moment_set(&all->at[0], c, c->piece_count, day, drag);
    return &all->at[0];
}

static sea_status moments_new(moments *all, size_t count)
{
    sea_status s = SEA_OK;
    for (int k = 0; k < MOMENTS; k++)
        if (moment_new(&all->at[k], count) != SEA_OK) s = SEA_E_MEMORY;
    return s;
}

static void moments_free(moments *all)
{
    for (int k = 0; k < MOMENTS; k++) moment_free(&all->at[k]);
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
            if (way == 0) phase = common_phase(m);
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
static void choose_days(const double *costs, size_t days, bool *wanted)
{
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
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Whether speeds could be those of pieces at `day`: by their median, with a factor of two for days and densities not
 * looked at. */
static bool parted(moment *m, const sea_breakup_case *c, double day, double *speeds)
{
    moment_set(m, c, c->piece_count, day, 1.0);
    for (size_t i = 0; i < m->count; i++) speeds[i] = sea_breakup_orbit_speed_m_s(&m->orbits[i], &m->parent);
    qsort(speeds, m->count, sizeof *speeds, by_value);
    double median = speeds[m->count / 2];
    return median > 0.5 * c->speed_least_m_s && median < 2.0 * c->speed_most_m_s;
}

/* Returned: SEA_E_NOT_FOUND when speeds are wrong on all the days that remain. */
static sea_status scan(const sea_breakup_case *c, moment *m, peaks *found)
{
    size_t days = coarse_days(c), count = c->piece_count < SCAN_PIECES ? c->piece_count : SCAN_PIECES;
    double *costs = malloc(days * sizeof *costs), *speeds = malloc(c->piece_count * sizeof *speeds);
    bool *wanted = calloc(days, sizeof *wanted), likely = false;
    sea_status status = costs && speeds && wanted ? SEA_OK : SEA_E_MEMORY;
    if (status == SEA_OK) {
        coarse_costs(c, costs);
        choose_days(costs, days, wanted);
        for (size_t k = 0; k < days && !likely; k++)
            likely = wanted[k] && parted(m, c, c->last_day - COARSE_STEP_DAY * (double)k, speeds);
        if (!likely) status = SEA_E_NOT_FOUND;
    }
    for (size_t k = 0; status == SEA_OK && k < days; k++) {
        double day = c->last_day - COARSE_STEP_DAY * (double)k;
        if (wanted[k]) scan_days(c, m, count, day - COARSE_STEP_DAY, day, found);
    }
    free(costs);
    free(speeds);
    free(wanted);
    return status;
}

/* ---- refinement: instant, phase and density ratio by pattern search ---- */

static double full_cost(moments *all, const sea_breakup_case *c, const candidate *x, double *scale)
{
    moment *m = moment_of(all, c, x->day, sea_exp(x->log_drag));
    double z = x->log_drag / DRAG_SPREAD;
    return cost_at(m, x->day, x->phase, scale) / TEMPER + 0.5 * z * z + sea_breakup_lag_cost(c, x->day);
}

/* Improves the candidate. `freed`: bit 0 the instant, bit 1 the phase, bit 2 the density. The instant is moved in two
 * ways: with the place kept (the parent's phase gives way), and along the orbit. */
static void refine(moments *all, const sea_breakup_case *c, candidate *x, unsigned freed)
{
    x->cost = full_cost(all, c, x, NULL);
    double rate = all->at[0].parent.argl_rate, step = 0.02; /* radians of phase */
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
            y.cost = full_cost(all, c, &y, NULL);
            if (y.cost < x->cost) *x = y, better = true;
        }
        if (!better) step *= 0.4;
    }
}

/* How far the instant may go from the best one, to one side, before the cost has risen by `rise`. */
static double reach(moments *all, const sea_breakup_case *c, const candidate *best, double sign, double rise,
                    double limit)
{
    double low = 0.0, high = 20.0 / 86400.0;
    candidate x = *best;
    for (int grow = 1; low < limit;) {
        x = *best;
        x.day += sign * high;
        refine(all, c, &x, 6u);
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

static void describe(moments *all, const sea_breakup_case *c, const candidate *best, sea_breakup_fit *out)
{
    full_cost(all, c, best, &out->phase_scale);
    const moment *m = &all->at[0];
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

static double median_of(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

/* Drag that carried pieces far was the air's of weeks that their elements did not see: phases are then wrong together,
 * and the instant may be off by whole orbits, in simulated worlds by three for each turn. */
static void widen_for_drag(sea_breakup_fit *f, double period)
{
    if (f->drag_turns < DRAG_TURNS_SHARP) return;
    double orbits = fmax(ORBITS_A_TURN * f->drag_turns, 1.0) + 0.05;
    f->earliest = fmin(f->earliest, f->day - orbits * period);
    f->latest = fmax(f->latest, f->day + orbits * period);
}

/* The best instant's interval, and that of every orbit that is nearly as good. */
static void bound(moments *all, const sea_breakup_case *c, const candidate *kept, size_t count, double *values,
                  sea_breakup_fit *out)
{
    const candidate *best = &kept[0];
    const moment *m = moment_of(all, c, best->day, sea_exp(best->log_drag));
    for (size_t i = 0; i < m->count; i++) values[i] = fabs(m->orbits[i].span_day);
    double age = median_of(values, m->count) / SHARED_AGE_DAYS, shared = SHARED_DAY * age * age;
    for (size_t i = 0; i < m->count; i++) values[i] = fabs(m->orbits[i].drag_rad) / SEA_TWO_PI;
    out->drag_turns = median_of(values, m->count);
    double period = SEA_TWO_PI / out->parent.argl_rate;
    double before = reach(all, c, best, -1.0, RISE_WITHIN, period);
    double after = reach(all, c, best, 1.0, RISE_WITHIN, period);
    before = sqrt(before * before + shared * shared);
    after = sqrt(after * after + shared * shared);
    out->earliest = best->day - before;
    out->latest = best->day + after;
    for (size_t i = 1; i < count && kept[i].cost < best->cost + RISE_90; i++) {
        out->earliest = fmin(out->earliest, kept[i].day - before);
        out->latest = fmax(out->latest, kept[i].day + after);
    }
    widen_for_drag(out, period);
    out->orbits = out->latest - out->earliest > period;
}

sea_status sea_breakup_fit_run(const sea_breakup_case *c, sea_breakup_fit *out)
{
    moments all;
    peaks *found = calloc(1, sizeof *found);
    double *values = malloc(c->piece_count * sizeof *values);
    sea_status s = moments_new(&all, c->piece_count);
    if (!found || !values) s = SEA_E_MEMORY;
    if (s == SEA_OK) s = scan(c, &all.at[0], found);
    if (s == SEA_OK && found->count == 0) s = SEA_E_NOT_FOUND;
    if (s == SEA_OK) {
        qsort(found->at, found->count, sizeof found->at[0], by_cost);
        size_t kept = found->count < REFINED_MAX ? found->count : REFINED_MAX;
        for (size_t i = 0; i < kept; i++) refine(&all, c, &found->at[i], 7u);
        qsort(found->at, kept, sizeof found->at[0], by_cost);
        describe(&all, c, &found->at[0], out);
        bound(&all, c, found->at, kept, values, out);
    }
    moments_free(&all);
    free(values);
    free(found);
    return s;
}

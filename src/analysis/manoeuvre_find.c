/* One object's manoeuvres: what the scales agree on, dated finely, with its delta-v. */
#include "analysis/manoeuvre.h"

#include "base/math.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double mu_km3_s2 = 398600.4418;

/* A step that one or more scales found. */
typedef struct found {
    double tau, lag, rate, score;
    size_t gap;
} found;

static const struct {
    int sets;
    double days;
} scales_near[SERIES_SCALES] = {{5, 8.0}, {6, 9.0}, {8, 12.0}, {11, 16.0}}, scales_geo[2] = {{5, 30.0}, {7, 30.0}};

/* The strongest step of a scale within `reach` of an epoch, not yet used; the number of gaps if none. */
static size_t nearest(const sea_series *s, const sea_scan *scan, size_t gap, double tau, double reach)
{
    size_t gaps = s->count - 1, best = gaps, lo = gap, hi = gap;
    while (lo > 0 && s->t[lo] > tau - reach) lo--;
    while (hi + 1 < gaps && s->t[hi] < tau + reach) hi++;
    for (size_t g = lo; g <= hi; g++)
        if (scan->active[g] && fabs(scan->tau[g] - tau) <= reach && (best == gaps || scan->z[g] > scan->z[best]))
            best = g;
    return best;
}

/* Steps of all scales, the strongest first; those of one burn make one, its score their root mean square. */
static size_t associate(const sea_series *s, sea_scan *scans, int count, double reach, found *out)
{
    size_t gaps = s->count - 1, n = 0;
    for (;;) {
        int from = -1;
        size_t best = gaps;
        for (int k = 0; k < count; k++)
            for (size_t g = 0; g < gaps; g++)
                if (scans[k].active[g] && (from < 0 || scans[k].z[g] > scans[from].z[best])) from = k, best = g;
        if (from < 0) return n;
        double tau = scans[from].tau[best], sum = 0.0;
        out[n] = (found){.tau = tau, .lag = scans[from].lag[best], .rate = scans[from].rate[best], .gap = best};
        for (int k = 0; k < count; k++) {
            size_t g = k == from ? best : nearest(s, &scans[k], best, tau, reach);
            if (g == gaps) continue;
            sum += scans[k].z[g] * scans[k].z[g];
            scans[k].active[g] = 0;
        }
        out[n++].score = sqrt(sum / count);
    }
}

static int by_time(const void *a, const void *b)
{
    const found *x = a, *y = b;
    return x->tau < y->tau ? -1 : x->tau > y->tau;
}

typedef struct refined {
    sea_step step;
    double earliest, latest;
    size_t gap;
} refined;

enum { FINE = 96, TRIES_FINE = 16 };

/*
 * The best epoch within `reach`, beside the other steps: every split of the sets into before and after is tried with
 * every epoch, as elements made after a burn can carry an epoch before it; where sets lag, also as the lag would have
 * it.
 */
static refined refine(const sea_series *series, const sea_steps *steps, const found *f, double reach, double chance)
{
    sea_series fine = *series;
    fine.phase_sigma = series->fine_phase_sigma, fine.rate_sigma = series->fine_rate_sigma;
    const sea_series *s = &fine;
    refined best = {.gap = f->gap, .earliest = f->tau, .latest = f->tau};
    best.step.tau = f->tau;
    double gain[2 * FINE + 1] = {0};
    size_t gaps = s->count - 1, first = f->gap, last = f->gap;
    while (first > 0 && s->t[first] > f->tau - reach) first--;
    while (last + 1 < gaps && s->t[last + 1] < f->tau + reach) last++;
    sea_series_scale scale = sea_series_scale_of(s, 4, s->regime == SEA_REGIME_GEO ? 30.0 : 8.0, s->lag[f->gap]);
    int at = -1;
    for (int k = 0; k <= 2 * FINE; k++) {
        double tau = f->tau + reach * (double)(k - FINE) / FINE;
        sea_step_try tries[TRIES_FINE];
        size_t count = 0;
        for (size_t g = first; g <= last && count + 2 <= TRIES_FINE; g++) {
            int inside = tau >= s->t[g] && tau <= s->t[g + 1];
            if (!inside && (tau < s->t[g] || tau > s->t[g + 1] + 1.0)) continue;
            tries[count++] = (sea_step_try){tau, -1.0, g};
            if (inside && s->lag[g] > 0.0) tries[count++] = (sea_step_try){tau, s->lag[g], g};
        }
        sea_step step = sea_step_fit(s, steps, f->gap, scale, tries, count);
        gain[k] = step.gain;
        if (step.gain > 0.0 && (at < 0 || step.gain > best.step.gain)) at = k, best.step = step, best.gap = step.gap;
    }
    if (at < 0) return best;
    double fall = 2.7055 * fmax(chance * chance, 1.0) * 2.0, half = reach / FINE; /* 90%, one parameter */
    int lo = at, hi = at;
    while (lo > 0 && gain[lo - 1] > gain[at] - fall) lo--;
    while (hi < 2 * FINE && gain[hi + 1] > gain[at] - fall) hi++;
    best.earliest = f->tau + reach * (double)(lo - FINE) / FINE - half;
    best.latest = f->tau + reach * (double)(hi - FINE) / FINE + half;
    return best;
}

static sea_tai at_days(const sea_series *s, double days)
{
    return (sea_tai){s->origin.ns + (int64_t)(days * (double)SEA_NS_PER_DAY)};
}

/* Step of a slowly changing element across a gap: level, slope and step through up to five sets on each side. */
static void element_step(const sea_series *s, const double *value, size_t g, double *step, double *sigma)
{
    size_t first = g >= 4 ? g - 4 : 0, last = g + 5 < s->count ? g + 5 : s->count - 1;
    double m[3][5] = {{0}}; /* normal matrix, right side, and the unit vector of the step for its variance */
    for (size_t i = first; i <= last; i++) {
        const double row[3] = {1.0, s->t[i] - s->t[g], i > g};
        for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 3; c++) m[r][c] += row[r] * row[c];
            m[r][3] += row[r] * (value[i] - value[g]);
        }
    }
    m[2][4] = 1.0;
    for (int i = 0; i < 3; i++)
        for (int r = 0; r < 3; r++) {
            if (r == i) continue;
            double f = m[r][i] / m[i][i];
            for (int c = i; c < 5; c++) m[r][c] -= f * m[i][c];
        }
    double x[3], square = 0.0;
    for (int i = 0; i < 3; i++) x[i] = m[i][3] / m[i][i];
    for (size_t i = first; i <= last; i++) {
        double left = value[i] - value[g] - x[0] - x[1] * (s->t[i] - s->t[g]) - (i > g ? x[2] : 0.0);
        square += left * left;
    }
    double free = (double)(last - first + 1) - 3.0;
    *step = x[2];
    *sigma = free > 0.0 ? sqrt(square / free * m[2][4] / m[2][2]) : INFINITY;
}

/* Speed across the track that turns the plane as the elements show it (km/s): value with the sign of the change of
 * inclination, sigma. A turn that does not stand out is told by the inclination alone, whose error has no bias. */
static void plane_step(const sea_series *s, size_t g, double speed, double dv[2])
{
    dv[0] = 0.0, dv[1] = INFINITY;
    if (s->spacing > SPARSE_DAYS && s->regime != SEA_REGIME_GEO) return; /* the node turns too far between two sets */
    double incl, node, incl_sigma, node_sigma, to_rad = SEA_PI / 180.0;
    element_step(s, s->incl, g, &incl, &incl_sigma);
    element_step(s, s->node, g, &node, &node_sigma);
    double sine = sea_sin(s->incl[g] * to_rad);
    double turn = sqrt(incl * incl + sine * sine * node * node);
    double sigma = sqrt(incl_sigma * incl_sigma + sine * sine * node_sigma * node_sigma);
    if (!isfinite(sigma)) return;
    dv[0] = speed * to_rad * (turn > 3.0 * sigma ? (incl < 0.0 ? -turn : turn) : incl);
    dv[1] = speed * to_rad * sigma;
}

/* What the radial part may be at most: the change of the eccentricity vector beyond that of the along-track part. */
static double radial_most(const sea_series *s, size_t g, double speed, double along)
{
    double part[2] = {0}, weight = 0.0;
    double mean[2][2] = {{0}};
    for (int side = 0; side < 2; side++) {
        weight = 0.0;
        for (int k = 0; k < 3; k++) {
            if (side ? g + 1 + (size_t)k >= s->count : g < (size_t)k) break;
            const sea_gp *gp = s->gp[side ? g + 1 + (size_t)k : g - (size_t)k];
            double sine, cosine;
            sea_sincos(gp->argp_deg * SEA_PI / 180.0, &sine, &cosine);
            mean[side][0] += gp->eccentricity * cosine, mean[side][1] += gp->eccentricity * sine, weight += 1.0;
        }
        for (int c = 0; c < 2; c++) mean[side][c] /= weight;
    }
    for (int c = 0; c < 2; c++) part[c] = mean[1][c] - mean[0][c];
    double square = speed * speed * (part[0] * part[0] + part[1] * part[1]) - 4.0 * along * along;
    return square > 0.0 ? sqrt(square) : 0.0;
}

static void describe(const sea_series *s, const found *f, const refined *r, double chance, sea_manoeuvre *m)
{
    *m = (sea_manoeuvre){.norad_cat_id = s->gp[0]->norad_cat_id, .regime = s->regime};
    const sea_gp *before = s->gp[r->gap], *after = s->gp[r->gap + 1];
    m->epoch = at_days(s, r->step.tau);
    /* elements are fits over days: the profile alone is far too sure of itself, so the gap belongs to the interval */
    double early = s->regime == SEA_REGIME_GEO ? 0.75 : 0.2 + 0.1 * s->lag[r->gap], late = 0.0;
    m->earliest = at_days(s, fmin(r->earliest, s->t[r->gap]) - early);
    m->latest = at_days(s, fmax(r->latest, s->t[r->gap + 1]) + late);
    m->before = before->epoch, m->after = after->epoch;
    double n_deg_day = 360.0 * before->mean_motion_rev_day;
    double n_rad_s = n_deg_day * SEA_PI / 180.0 / 86400.0;
    double v = sea_cbrt(mu_km3_s2 * n_rad_s); /* circular speed at the semi-major axis */
    double scale = v / (3.0 * n_deg_day);
    m->dv_rtn_km_s[1] = -r->step.rate * scale;
    m->dv_sigma_km_s[1] = r->step.sigma * fmax(chance, 1.0) * scale;
    double turn[2];
    plane_step(s, r->gap, v, turn);
    m->dv_rtn_km_s[2] = turn[0], m->dv_sigma_km_s[2] = turn[1];
    m->dv_sigma_km_s[0] = radial_most(s, r->gap, v, m->dv_rtn_km_s[1]);
    m->false_alarms_per_year = sea_manoeuvre_rate(s, f->score);
    if (s->spacing > 2.0) m->caveats |= SEA_MANOEUVRE_CAVEAT_SPARSE;
    if (r->gap < 5 || r->gap + 6 >= s->count) m->caveats |= SEA_MANOEUVRE_CAVEAT_EDGE;
    m->score = f->score;
    m->log_likelihood_ratio = 0.5 * r->step.gain;
    m->residual_before = r->step.before, m->residual_after = r->step.after;
}

static sea_status append(sea_manoeuvre_list *list, const sea_manoeuvre *m)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 16;
        sea_manoeuvre *events = realloc(list->events, capacity * sizeof *events);
        if (!events) return SEA_E_MEMORY;
        list->events = events, list->capacity = capacity;
    }
    list->events[list->count++] = *m;
    return SEA_OK;
}

static sea_status report(const sea_series *s, const sea_scan *scan, found *f, size_t count, double least,
                         sea_manoeuvre_list *out)
{
    qsort(f, count, sizeof *f, by_time);
    size_t gaps = s->count - 1;
    unsigned char *active = calloc(gaps, 1);
    double *tau = calloc(2 * gaps, sizeof *tau), *lag = tau ? tau + gaps : NULL;
    sea_status status = active && tau ? SEA_OK : SEA_E_MEMORY;
    for (size_t i = 0; status == SEA_OK && i < count; i++)
        active[f[i].gap] = 1, tau[f[i].gap] = f[i].tau, lag[f[i].gap] = f[i].lag;
    double reach = 1.5 * fmax(s->spacing, 1.0);
    size_t first = out->count;
    for (size_t i = 0; status == SEA_OK && i < count; i++) {
        if (f[i].score < least) continue;
        for (size_t j = i; j-- > 0 && f[i].tau - f[j].tau < reach;) active[f[j].gap] = 0;
        for (size_t j = i + 1; j < count && f[j].tau - f[i].tau < reach; j++) active[f[j].gap] = 0;
        active[f[i].gap] = 0;
        sea_steps steps = {active, tau, lag};
        refined r = refine(s, &steps, &f[i], reach, scan->noise[f[i].gap]);
        for (size_t j = i; j-- > 0 && f[i].tau - f[j].tau < reach;) active[f[j].gap] = 1;
        for (size_t j = i; j < count && f[j].tau - f[i].tau < reach; j++) active[f[j].gap] = 1;
        sea_manoeuvre m;
        describe(s, &f[i], &r, scan->noise[f[i].gap], &m);
        if (out->count > first) { /* merged when they come out at one time */
            sea_manoeuvre *last = &out->events[out->count - 1];
            if (fabs((double)(m.epoch.ns - last->epoch.ns)) < 0.3 * (double)SEA_NS_PER_DAY) {
                if (m.score > last->score) *last = m;
                continue;
            }
        }
        status = append(out, &m);
    }
    free(active);
    free(tau);
    return status;
}

sea_status sea_manoeuvre_find(const sea_series *s, double score_least, sea_manoeuvre_list *out)
{
    sea_scan scans[SERIES_SCALES] = {{0}};
    int geo = s->regime == SEA_REGIME_GEO, count = geo ? 2 : SERIES_SCALES;
    sea_status status = SEA_OK;
    for (int k = 0; k < count && status == SEA_OK; k++)
        status = sea_scan_new(s, geo ? scales_geo[k].sets : scales_near[k].sets,
                              geo ? scales_geo[k].days : scales_near[k].days, &scans[k]);
    size_t most = 0;
    for (int k = 0; k < count && status == SEA_OK; k++)
        for (size_t g = 0; g + 1 < s->count; g++) most += scans[k].active[g];
    found *f = calloc(most + 1, sizeof *f);
    if (!f) status = SEA_E_MEMORY;
    if (status == SEA_OK) {
        double reach = (geo ? 2.0 : 1.2) * fmax(s->spacing, 1.0);
        size_t n = associate(s, scans, count, reach, f);
        status = report(s, &scans[0], f, n, score_least, out);
    }
    free(f);
    for (int k = 0; k < count; k++) sea_scan_free(&scans[k]);
    return status;
}

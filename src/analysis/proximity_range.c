/* How far two objects were from each other, as far as their sets tell: least range over a revolution, and its doubt. */
#include "analysis/proximity.h"

#include "base/math.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 12, NOISE_MAX = 64, NOISE_LEAST = 5 };

const sea_prox_limits *sea_prox_limits_of(sea_regime regime)
{
    static const sea_prox_limits limits[] = {
        [SEA_REGIME_LEO] = {7.0, 0.1, 0.5, 0.05, 1.42, 2.0, 0.3},
        [SEA_REGIME_MEO] = {10.0, 0.5, 1.5, 0.05, 5.0, 2.0, 0.5},
        [SEA_REGIME_GEO] = {10.0, 0.5, 1.5, 0.03, 7.1, 1.5, 0.5},
    };
    return &limits[regime];
}

double sea_prox_longitude_deg(const sea_gp *gp)
{
    double gmst = sea_gmst82_rad(sea_tai_to_ut1(gp->epoch, NULL, NULL)) * (180.0 / SEA_PI);
    double d = gp->argp_deg + gp->mean_anomaly_deg + gp->raan_deg - gmst;
    return d - 360.0 * floor(d / 360.0);
}

/* ---- what an object's sets are worth ---- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static sea_status prepare(const sea_prox_world *w, const sea_prox_object *o, sea_sgp4 **out)
{
    sea_gp *gps = malloc(o->count * sizeof *gps);
    if (!gps) return SEA_E_MEMORY;
    for (size_t i = 0; i < o->count; i++) gps[i] = *w->sets[o->first + i];
    sea_status s = sea_sgp4_new(gps, o->count, NULL, out, NULL, NULL);
    free(gps);
    return s;
}

sea_status sea_prox_object_noise(const sea_prox_world *w, sea_prox_object *o)
{
    const sea_prox_limits *l = sea_prox_limits_of(o->regime);
    double rates[NOISE_MAX];
    size_t count = 0, every = o->count / NOISE_MAX + 1;
    o->floor_km = l->floor_km;
    o->rate_km_day = l->rate_km_day;
    if (o->count <= NOISE_LEAST) return SEA_OK;
    sea_sgp4 *prepared = NULL;
    sea_status s = prepare(w, o, &prepared);
    if (s != SEA_OK) return s;
    for (size_t k = 0; k + 1 < o->count && count < NOISE_MAX; k += every) {
        sea_tai t = w->sets[o->first + k + 1]->epoch;
        double days = sea_tai_diff_days(t, w->sets[o->first + k]->epoch), p[3], q[3], d[3];
        if (days < 0.2 || days > l->valid_days) continue;
        if (sea_sgp4_state(prepared, k, t, p, NULL) != SEA_OK || sea_sgp4_state(prepared, k + 1, t, q, NULL) != SEA_OK)
            continue;
        sea_vec_sub(p, q, d);
        rates[count++] = sea_vec_norm(d) / days;
    }
    sea_sgp4_free(prepared);
    if (count < NOISE_LEAST) return SEA_OK;
    qsort(rates, count, sizeof *rates, ascending);
    o->rate_km_day = fmax(rates[(count * 9) / 10], l->rate_least_km_day); /* as the interval: 90% */
    return SEA_OK;
}

/* ---- one instant ---- */

typedef struct both {
    const sea_prox_world *w;
    const sea_prox_object *o[2];
    sea_sgp4 *prepared[2];
    const sea_prox_limits *limits;
} both;

static const sea_gp *set_of(const both *p, int which, size_t k)
{
    return p->w->sets[p->o[which]->first + k];
}

static bool same_elements(const sea_gp *x, const sea_gp *y)
{
    return x->epoch.ns == y->epoch.ns && x->mean_motion_rev_day == y->mean_motion_rev_day &&
           x->eccentricity == y->eccentricity && x->incl_deg == y->incl_deg && x->raan_deg == y->raan_deg &&
           x->argp_deg == y->argp_deg && x->mean_anomaly_deg == y->mean_anomaly_deg;
}

/* Mean motion at an instant, the drift of the set included. */
static double motion_at(const sea_gp *gp, sea_tai t)
{
    return gp->mean_motion_rev_day + 2.0 * gp->mean_motion_dot_rev_day2 * sea_tai_diff_days(t, gp->epoch);
}

static bool states(const both *p, const size_t k[2], sea_tai t, double r[2][3], double v[2][3])
{
    return sea_sgp4_state(p->prepared[0], k[0], t, r[0], v ? v[0] : NULL) == SEA_OK &&
           sea_sgp4_state(p->prepared[1], k[1], t, r[1], v ? v[1] : NULL) == SEA_OK;
}

static double plane_between(const double r[2][3], const double v[2][3])
{
    double h[2][3], x[3];
    for (int i = 0; i < 2; i++) sea_vec_cross(r[i], v[i], h[i]);
    sea_vec_cross(h[0], h[1], x);
    return sea_atan2(sea_vec_norm(x), sea_vec_dot(h[0], h[1])) * (180.0 / SEA_PI);
}

/* Least and median range over the revolution about t. */
static bool swing(const both *p, const size_t k[2], sea_tai t, double n_rev_day, double *least, double *median)
{
    double d2[POINTS], sorted[POINTS], r[2][3], d[3];
    int at = 0;
    for (int i = 0; i < POINTS; i++) {
        double s = 86400.0 / n_rev_day * (double)(i - POINTS / 2) / POINTS;
        if (!states(p, k, (sea_tai){t.ns + (int64_t)(s * 1e9)}, r, NULL)) return false;
        sea_vec_sub(r[0], r[1], d);
        d2[i] = sea_vec_dot(d, d);
        if (d2[i] < d2[at]) at = i;
    }
    double low = d2[at];
    if (at > 0 && at + 1 < POINTS) { /* a parabola through three squared ranges */
        double b = 0.5 * (d2[at + 1] - d2[at - 1]), a = 0.5 * (d2[at + 1] + d2[at - 1]) - d2[at];
        if (a > 0.0) low = fmax(0.0, d2[at] - b * b / (4.0 * a));
    }
    *least = sqrt(low);
    memcpy(sorted, d2, sizeof d2);
    qsort(sorted, POINTS, sizeof *sorted, ascending);
    *median = sqrt(0.5 * (sorted[POINTS / 2 - 1] + sorted[POINTS / 2]));
    return true;
}

/* How fast a set is wrong when the object moved between it and the next on the side of t: nobody knows when. */
static double step_km_day(const both *p, int which, size_t k, sea_tai t)
{
    size_t later = t.ns > set_of(p, which, k)->epoch.ns ? k + 1 : k;
    return 3.0 * 86.4 * sea_prox_step_m_s(p->w, p->o[which], later); /* along the orbit a step of dv drifts at 3 dv */
}

/* What the age of the sets adds to the doubt of a range, squared. */
static double ageing_km2(const both *p, const size_t k[2], sea_tai t)
{
    double sum = 0.0;
    for (int i = 0; i < 2; i++) {
        double days = sea_tai_diff_days(t, set_of(p, i, k[i])->epoch);
        double drift = (p->o[i]->rate_km_day + (days != 0.0 ? step_km_day(p, i, k[i], t) : 0.0)) * days;
        sum += drift * drift;
    }
    return sum;
}

/*
 * Half the interval of a range: each set is floor_km from the truth. One body under two numbers is tracked by the same
 * sensors, and its sets agree better than that: objects are in one place when they differ by no more.
 */
static void judge(const both *p, const size_t k[2], sea_prox_sample *s, bool alike)
{
    const double twin_km = 3.0;        /* nine in ten sets of docked objects, of one instant, are within it */
    const double touch_most_km = 10.0; /* farther apart is two places, whatever the doubt */
    double within = p->w->options->within_km, ageing = ageing_km2(p, k, s->t);
    double a = p->o[0]->floor_km, b = p->o[1]->floor_km, touch = fmin(sqrt(twin_km * twin_km + ageing), touch_most_km);
    s->half_km = sqrt(a * a + b * b + ageing);
    bool near = alike && s->least_km <= within;
    s->close = near && s->half_km <= within;
    s->open = alike && !s->close && s->least_km - s->half_km <= within;
    s->touching = s->close && s->steady && (s->same || s->median_km <= touch);
}

/* False where there is no state. */
static bool sample_at(const both *p, const size_t k[2], sea_tai t, sea_prox_sample *out)
{
    const sea_gp *a = set_of(p, 0, k[0]), *b = set_of(p, 1, k[1]);
    double r[2][3], v[2][3], d[3];
    if (!states(p, k, t, r, v)) return false;
    sea_vec_sub(r[0], r[1], d);
    *out = (sea_prox_sample){.t = t, .set_1 = p->o[0]->first + k[0], .set_2 = p->o[1]->first + k[1]};
    out->least_km = out->median_km = sea_vec_norm(d);
    out->plane_deg = plane_between(r, v);
    out->drift_deg_day = 360.0 * (motion_at(b, t) - motion_at(a, t));
    out->longitude_deg = sea_prox_longitude_deg(a);
    out->same = same_elements(a, b);
    /* As far as the drift itself is known: a set that is wrong by so much a day has a mean motion wrong by that. */
    double doubt = sqrt(p->o[0]->rate_km_day * p->o[0]->rate_km_day + p->o[1]->rate_km_day * p->o[1]->rate_km_day) /
                   sea_vec_norm(r[0]) * (180.0 / SEA_PI);
    out->steady = fabs(out->drift_deg_day) < p->limits->steady_deg_day + doubt;
    bool alike = out->plane_deg <= p->limits->plane_deg && fabs(out->drift_deg_day) <= p->limits->drift_deg_day;
    /* Beyond a tenth of the radius no eccentricity brings two such orbits together within a revolution. */
    bool reach = alike && out->least_km <= p->w->options->within_km + 0.1 * sea_vec_norm(r[0]);
    if (reach && !swing(p, k, t, a->mean_motion_rev_day, &out->least_km, &out->median_km)) return false;
    judge(p, k, out, alike);
    return true;
}

/* ---- all instants of a pair ---- */

/* Of the sets of one object the nearest to t, searched onward from *k. False when none is close enough to use. */
static bool nearest(const both *p, int which, sea_tai t, size_t *k)
{
    const sea_prox_object *o = p->o[which];
    while (*k + 1 < o->count && fabs(sea_tai_diff_days(t, set_of(p, which, *k + 1)->epoch)) <=
                                    fabs(sea_tai_diff_days(t, set_of(p, which, *k)->epoch)))
        ++*k;
    return fabs(sea_tai_diff_days(t, set_of(p, which, *k)->epoch)) <= p->limits->valid_days;
}

static int by_instant(const void *a, const void *b)
{
    const sea_tai *x = a, *y = b;
    return x->ns < y->ns ? -1 : x->ns > y->ns;
}

/* An instant of the grid adds something only where no epoch near it says the same. */
static size_t thin(sea_prox_sample *s, size_t count)
{
    const double near_days = 20.0;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool said = false;
        for (size_t j = i; s[i].grid && !said && j-- > 0 && sea_tai_diff_days(s[i].t, s[j].t) < near_days;)
            said = s[j].close && !s[j].grid;
        for (size_t j = i + 1; s[i].grid && !said && j < count && sea_tai_diff_days(s[j].t, s[i].t) < near_days; j++)
            said = s[j].close && !s[j].grid;
        if (!said) s[kept++] = s[i];
    }
    return kept;
}

/* The epochs of both, and the instants of the candidates. */
static sea_tai *instants_of(const both *p, const sea_prox_candidate *c, size_t count, size_t *total)
{
    size_t n = 0;
    sea_tai *t = malloc((p->o[0]->count + p->o[1]->count + count) * sizeof *t);
    if (!t) return NULL;
    for (int which = 0; which < 2; which++)
        for (size_t k = 0; k < p->o[which]->count; k++) t[n++] = set_of(p, which, k)->epoch;
    for (size_t i = 0; i < count; i++) t[n++] = c[i].at;
    qsort(t, n, sizeof *t, by_instant);
    *total = 0;
    for (size_t i = 0; i < n; i++)
        if (*total == 0 || t[i].ns != t[*total - 1].ns) t[(*total)++] = t[i];
    return t;
}

static sea_status samples_of(const both *p, const sea_prox_candidate *c, size_t count, sea_prox_sample **out,
                             size_t *out_count)
{
    size_t total = 0, k[2] = {0, 0};
    sea_tai *t = instants_of(p, c, count, &total);
    *out = t ? malloc(total * sizeof **out) : NULL;
    if (!*out) {
        free(t);
        return SEA_E_MEMORY;
    }
    for (size_t i = 0; i < total; i++) {
        bool first = nearest(p, 0, t[i], &k[0]), second = nearest(p, 1, t[i], &k[1]);
        if (!first || !second || !sample_at(p, k, t[i], &(*out)[*out_count])) continue;
        sea_prox_sample *s = &(*out)[(*out_count)++];
        s->grid = p->w->sets[s->set_1]->epoch.ns != t[i].ns && p->w->sets[s->set_2]->epoch.ns != t[i].ns;
    }
    *out_count = thin(*out, *out_count);
    free(t);
    return SEA_OK;
}

sea_status sea_prox_samples(const sea_prox_world *w, const sea_prox_candidate *candidates, size_t count,
                            sea_prox_sample **out, size_t *out_count)
{
    both p = {.w = w, .o = {&w->objects[candidates[0].a], &w->objects[candidates[0].b]}};
    p.limits = sea_prox_limits_of(p.o[0]->regime);
    *out = NULL;
    *out_count = 0;
    sea_status s = prepare(w, p.o[0], &p.prepared[0]);
    if (s == SEA_OK) s = prepare(w, p.o[1], &p.prepared[1]);
    if (s == SEA_OK) s = samples_of(&p, candidates, count, out, out_count);
    sea_sgp4_free(p.prepared[0]);
    sea_sgp4_free(p.prepared[1]);
    return s;
}

/* ---- who moved ---- */

/* In low orbits the decay of the sets themselves is no step, to as much again. */
static double step_leo(const sea_gp *a, const sea_gp *b, double days)
{
    double n = b->mean_motion_rev_day, speed = 7905.4 * sea_cbrt(n / 17.0159); /* m/s; n at the Earth's radius */
    double decay = (a->mean_motion_dot_rev_day2 + b->mean_motion_dot_rev_day2) * days;
    double doubt = 0.5 * fabs(a->mean_motion_dot_rev_day2 - b->mean_motion_dot_rev_day2) * days;
    double change = fabs(n - a->mean_motion_rev_day - decay) - fabs(decay) - doubt - 2e-5;
    return speed * change / (3.0 * n);
}

/*
 * Elsewhere the Earth's figure changes the drift by 0.0018 deg/day2 at most, and the longitude by half of that and the
 * square of the time. A move that began and ended between two sets shows in the longitude alone.
 */
static double step_high(const sea_gp *a, const sea_gp *b, double days, bool geo)
{
    const double acceleration = 0.0018, drift_doubt = 0.02, place_doubt = 0.05;
    const double m_s = 2.84; /* of a drift of 1 deg/day in GEO */
    double drift_a = 360.0 * a->mean_motion_rev_day - 360.98565, drift_b = 360.0 * b->mean_motion_rev_day - 360.98565;
    double change = fabs(drift_b - drift_a) - acceleration * days - drift_doubt;
    if (!geo) return m_s * change;
    double moved = sea_prox_longitude_deg(b) - sea_prox_longitude_deg(a) - drift_a * days;
    moved = fabs(moved - 360.0 * floor(moved / 360.0 + 0.5));
    double jump = moved - 0.5 * acceleration * days * days - drift_doubt * days - place_doubt;
    return m_s * fmax(change, jump / fmax(days, 1.0));
}

double sea_prox_step_m_s(const sea_prox_world *w, const sea_prox_object *o, size_t k)
{
    const double longest_days = 200.0;
    if (k == 0 || k >= o->count) return 0.0;
    const sea_gp *a = w->sets[o->first + k - 1], *b = w->sets[o->first + k];
    double days = sea_tai_diff_days(b->epoch, a->epoch);
    if (days > longest_days) return 0.0;
    double dv = o->regime == SEA_REGIME_LEO ? step_leo(a, b, days) : step_high(a, b, days, o->regime == SEA_REGIME_GEO);
    return fmax(dv, 0.0);
}

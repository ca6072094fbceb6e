/*
 * New objects of a launch, beside an older one or traced back to it. Both orbits are taken back to when they were last
 * near each other: a piece let go of at some speed leaves the plane as it is and is no neighbour a week later.
 */
#include "analysis/doubt.h"
#include "analysis/proximity.h"

#include "base/math.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OLDER_DAYS 5.0
#define WITHOUT_DAYS 2.0      /* sets of one catalogue: the older object's must be from an earlier one */
#define NEW_DAYS 180.0        /* the older is new itself */
#define BESIDE_DAYS 10.0      /* sets of both so close in time */
#define BESIDE_PLANE_DEG 0.05 /* no spring or puff turns a plane by more */
#define BESIDE_DEG 10.0
#define BESIDE_KM 3.0 /* of semi-major axis */
#define BACK_DAYS 30.0
#define BACK_PLANE_DEG 0.5
#define BACK_KM_S 0.5
enum { CLOUD = 8, POINTS = 24 }; /* more new objects of a launch in NEW_DAYS are a breakup's, or a launch's */

static double wrapped(double deg)
{
    return deg - 360.0 * floor(deg / 360.0 + 0.5);
}

/* Objects by launch, then by first epoch, then number. */
typedef struct member {
    const sea_prox_object *o;
    sea_tai first;
} member;

static int compare_members(const void *a, const void *b)
{
    const member *x = a, *y = b;
    int c = strcmp(x->o->launch, y->o->launch);
    if (c) return c;
    if (x->first.ns != y->first.ns) return x->first.ns < y->first.ns ? -1 : 1;
    return x->o->norad_cat_id < y->o->norad_cat_id ? -1 : x->o->norad_cat_id > y->o->norad_cat_id;
}

static double semi_major_km(double n_rev_day)
{
    return 42241.0979 * sea_cbrt(1.0 / (n_rev_day * n_rev_day)); /* WGS-72 */
}

/* Along the orbit, from one set to another of about its orbit, at the latter's epoch. */
static double along_deg(const sea_gp *a, const sea_gp *b)
{
    double days = sea_tai_diff_days(b->epoch, a->epoch);
    double turned = a->argp_deg + a->mean_anomaly_deg +
                    360.0 * days * (a->mean_motion_rev_day + a->mean_motion_dot_rev_day2 * days);
    return wrapped(b->argp_deg + b->mean_anomaly_deg - turned);
}

/* An older object as the origin of a new one. */
typedef struct origin {
    const sea_prox_object *o;
    const sea_gp *set, *before; /* nearest in time, and the last from before the new object was there */
    double step_km;             /* of semi-major axis */
    double plane_deg;
    bool beside;        /* still next to it; else traced back */
    sea_tai closest;    /* traced back */
    double km, half_km; /* then */
} origin;

static bool nearest_sets(const sea_prox_world *w, const sea_prox_object *o, const sea_gp *young, origin *out)
{
    *out = (origin){.o = o};
    for (size_t k = 0; k < o->count; k++) {
        const sea_gp *gp = w->sets[o->first + k];
        if (sea_tai_diff_days(young->epoch, gp->epoch) > WITHOUT_DAYS) out->before = gp;
        if (!out->set ||
            fabs(sea_tai_diff_days(young->epoch, gp->epoch)) < fabs(sea_tai_diff_days(young->epoch, out->set->epoch)))
            out->set = gp;
    }
    return out->before && fabs(sea_tai_diff_days(young->epoch, out->set->epoch)) <= BESIDE_DAYS;
}

static bool is_beside(const sea_gp *young, origin *x)
{
    x->plane_deg = sea_doubt_compare(x->set, young).plane_deg;
    x->step_km = fabs(semi_major_km(young->mean_motion_rev_day) - semi_major_km(x->set->mean_motion_rev_day));
    x->beside =
        x->plane_deg < BESIDE_PLANE_DEG && fabs(along_deg(x->set, young)) < BESIDE_DEG && x->step_km < BESIDE_KM;
    return x->beside;
}

/* ---- traced back ---- */

static bool apart_at(const sea_sgp4 *pair, sea_tai t, double *km, double *km_s)
{
    double r[2][3], v[2][3], d[3], u[3];
    for (size_t k = 0; k < 2; k++)
        if (sea_sgp4_state(pair, k, t, r[k], v[k]) != SEA_OK) return false;
    sea_vec_sub(r[0], r[1], d);
    sea_vec_sub(v[0], v[1], u);
    *km = sea_vec_norm(d);
    *km_s = sea_vec_norm(u);
    return true;
}

/* The instant of least range between `from` and `to`, in steps of `step_ns`. False where there is no state. */
static bool least_between(const sea_sgp4 *pair, sea_tai from, sea_tai to, int64_t step_ns, sea_tai *best, double *km,
                          double *km_s)
{
    *km = INFINITY;
    for (sea_tai t = to; t.ns >= from.ns; t.ns -= step_ns) {
        double range, speed;
        if (!apart_at(pair, t, &range, &speed)) return false;
        if (range < *km) *km = range, *km_s = speed, *best = t;
    }
    return isfinite(*km);
}

/* Whether the two were near each other at a modest speed after the last set from before the new one. */
static sea_status trace(const sea_prox_world *w, const sea_gp *young, origin *x, bool *near)
{
    const sea_gp sets[2] = {*x->set, *young};
    const sea_prox_limits *l = sea_prox_limits_of(SEA_REGIME_LEO);
    sea_sgp4 *pair = NULL;
    *near = false;
    sea_status s = sea_sgp4_new(sets, 2, NULL, &pair, NULL, NULL);
    if (s != SEA_OK) return s;
    sea_tai from = x->before->epoch;
    int64_t step = (int64_t)(86400e9 / young->mean_motion_rev_day / POINTS);
    double km_s = 0.0;
    bool known = least_between(pair, from, young->epoch, step, &x->closest, &x->km, &km_s);
    if (known)
        known = least_between(pair, (sea_tai){x->closest.ns - step}, (sea_tai){x->closest.ns + step},
                              INT64_C(5) * SEA_NS_PER_S, &x->closest, &x->km, &km_s);
    sea_sgp4_free(pair);
    double a = l->rate_km_day * sea_tai_diff_days(x->closest, x->set->epoch);
    double b = l->rate_km_day * sea_tai_diff_days(x->closest, young->epoch);
    x->half_km = sqrt(2.0 * l->floor_km * l->floor_km + a * a + b * b);
    *near = known && x->km < w->options->within_km && km_s < BACK_KM_S;
    return SEA_OK;
}

/* ---- the whole ---- */

static sea_status add_release(const sea_prox_world *w, const sea_prox_object *young, const origin *x,
                              sea_prox_list *out)
{
    const sea_gp *first = w->sets[young->first];
    bool elder_first = x->o->norad_cat_id < young->norad_cat_id;
    sea_proximity f = {.norad_cat_id_1 = elder_first ? x->o->norad_cat_id : young->norad_cat_id,
                       .norad_cat_id_2 = elder_first ? young->norad_cat_id : x->o->norad_cat_id,
                       .what = SEA_PROXIMITY_RELEASE,
                       .regime = young->regime,
                       .caveats = SEA_PROXIMITY_CAVEAT_SAME_LAUNCH,
                       .start = x->before->epoch,
                       .end = first->epoch,
                       .earliest = x->before->epoch,
                       .latest = first->epoch,
                       .closest = x->beside ? SEA_TAI_NONE : x->closest,
                       .range_min_km = x->beside ? -1.0 : x->km,
                       .low_km = x->beside ? -1.0 : fmax(0.0, x->km - x->half_km),
                       .high_km = x->beside ? -1.0 : x->km + x->half_km,
                       .median_km = -1.0,
                       .plane_deg = x->plane_deg,
                       .drift_deg_day = 360.0 * (first->mean_motion_rev_day - x->set->mean_motion_rev_day) *
                                        (elder_first ? 1.0 : -1.0),
                       .sets_1 = 1,
                       .sets_2 = 1};
    if (x->beside) f.caveats |= SEA_PROXIMITY_CAVEAT_NO_RANGE;
    if (!x->beside) f.caveats |= SEA_PROXIMITY_CAVEAT_OLD;
    if (sea_tai_diff_days(first->epoch, w->sets[x->o->first]->epoch) < NEW_DAYS) f.caveats |= SEA_PROXIMITY_CAVEAT_LATE;
    return sea_prox_list_add(out, &f);
}

/* How many of m[count], by first epoch, are new at about the time of m[i]. */
static size_t new_about(const member *m, size_t from, size_t to, size_t i)
{
    size_t n = 0;
    for (size_t k = from; k < to; k++) n += fabs(sea_tai_diff_days(m[i].first, m[k].first)) < NEW_DAYS;
    return n;
}

/* The origin of new object i of a launch, m[from] to m[to - 1]. */
static sea_status find_origin(const sea_prox_world *w, const member *m, size_t from, size_t to, size_t i, origin *best)
{
    const sea_prox_object *young = m[i].o;
    const sea_gp *first = w->sets[young->first];
    sea_status s = SEA_OK;
    *best = (origin){0};
    origin x;
    for (size_t j = from; j < i && sea_tai_diff_days(m[i].first, m[j].first) > OLDER_DAYS; j++)
        if (nearest_sets(w, m[j].o, first, &x) && is_beside(first, &x) && (!best->o || x.step_km < best->step_km))
            *best = x;
    if (best->o || young->regime != SEA_REGIME_LEO || new_about(m, from, to, i) > CLOUD) return s;
    for (size_t j = from; s == SEA_OK && j < i && sea_tai_diff_days(m[i].first, m[j].first) > NEW_DAYS; j++) {
        bool near = false;
        if (m[j].o->regime != SEA_REGIME_LEO || !nearest_sets(w, m[j].o, first, &x)) continue;
        /* Over a longer time chance brings any two orbits of one plane together. */
        if (sea_tai_diff_days(first->epoch, x.before->epoch) > BACK_DAYS) continue;
        is_beside(first, &x);
        if (x.plane_deg < BACK_PLANE_DEG) s = trace(w, first, &x, &near);
        if (near && (!best->o || x.km < best->km)) *best = x;
    }
    return s;
}

sea_status sea_prox_releases(const sea_prox_world *w, sea_prox_list *out)
{
    member *m = malloc((w->object_count + 1) * sizeof *m);
    size_t count = 0;
    sea_status s = SEA_OK;
    if (!m) return SEA_E_MEMORY;
    for (size_t i = 0; i < w->object_count; i++)
        if (w->objects[i].launch[0]) m[count++] = (member){&w->objects[i], w->sets[w->objects[i].first]->epoch};
    qsort(m, count, sizeof *m, compare_members);
    for (size_t from = 0, to; s == SEA_OK && from < count; from = to) {
        for (to = from + 1; to < count && strcmp(m[to].o->launch, m[from].o->launch) == 0;) to++;
        for (size_t i = from + 1; s == SEA_OK && i < to; i++) {
            origin x;
            s = find_origin(w, m, from, to, i, &x);
            if (s == SEA_OK && x.o) s = add_release(w, m[i].o, &x, out);
        }
    }
    free(m);
    return s;
}

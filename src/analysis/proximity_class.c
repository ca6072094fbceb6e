/* From the distances of a pair to findings: when it was near, what that was, and who moved. */
#include "analysis/doubt.h"
#include "analysis/proximity.h"

#include "base/math.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define JOIN_DAYS 45.0         /* near before and after so short a time without elements is near all along */
#define JOIN_STEADY_DAYS 400.0 /* so is a pair that keeps its separation */
#define GAP_DAYS 60.0          /* told as a caveat */
#define CONTEXT_DAYS 120.0     /* elements before and after say apart only so close by */
#define NEW_DAYS 60.0          /* an object is new so long after its first set */
#define LONG_DAYS 120.0        /* kept together beyond what a common launch explains */
#define STATION_DEG_DAY 0.05
#define MOVED_DAYS 30.0
#define PASSIVE_DAYS 400.0
#define TOW_M_S 1.0 /* of both: more than a month's station-keeping shows as one step */
enum { CONSTELLATION_LEAST = 20, PASSIVE_SETS = 4, TRACKED = 3 };

sea_status sea_prox_list_add(sea_prox_list *list, const sea_proximity *item)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 16;
        sea_proximity *grown = realloc(list->items, capacity * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = *item;
    return SEA_OK;
}

/* A pair and its samples; one run of near samples [from, to). */
typedef struct pair {
    const sea_prox_world *w;
    const sea_prox_object *o[2];
    const sea_prox_sample *s;
    size_t count;
    sea_prox_list *out;
    bool same_launch;
} pair;

typedef struct run {
    size_t from, to;         /* samples */
    bool before, after;      /* elements show them apart before, after: samples from - 1, to */
    size_t touch_1, touch_2; /* first and last touching sample, when `together` */
    bool together;
} run;

/* ---- who moved ---- */

/* The largest step of an object between sets whose gap touches an interval. */
static double largest_step(const sea_prox_world *w, const sea_prox_object *o, sea_tai from, sea_tai to)
{
    double most = 0.0;
    for (size_t k = 1; k < o->count; k++) {
        if (w->sets[o->first + k]->epoch.ns <= from.ns) continue;
        if (w->sets[o->first + k - 1]->epoch.ns >= to.ns) break;
        most = fmax(most, sea_prox_step_m_s(w, o, k));
    }
    return most;
}

static sea_proximity_mover mover_of(double dv_1, double dv_2)
{
    const double clearly = 3.0;
    if (dv_1 <= 0.0 && dv_2 <= 0.0) return SEA_PROXIMITY_MOVER_NONE;
    if (dv_1 > clearly * dv_2) return SEA_PROXIMITY_MOVER_1;
    if (dv_2 > clearly * dv_1) return SEA_PROXIMITY_MOVER_2;
    return SEA_PROXIMITY_MOVER_BOTH;
}

static void who_moved(const pair *p, sea_tai from, sea_tai to, sea_proximity *f)
{
    f->dv_1_m_s = largest_step(p->w, p->o[0], from, to);
    f->dv_2_m_s = largest_step(p->w, p->o[1], from, to);
    f->mover = mover_of(f->dv_1_m_s, f->dv_2_m_s);
}

/* ---- the range over an interval ---- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static sea_status median_range(const pair *p, size_t from, size_t to, double *out)
{
    double *v = malloc((to - from) * sizeof *v);
    if (!v) return SEA_E_MEMORY;
    for (size_t i = from; i < to; i++) v[i - from] = p->s[i].median_km;
    qsort(v, to - from, sizeof *v, ascending);
    *out = v[(to - from) / 2];
    free(v);
    return SEA_OK;
}

/* What samples [from, to) say, `from` < `to`. Class, bounds and mover are the caller's. */
static sea_status measure(const pair *p, size_t from, size_t to, sea_proximity *f)
{
    const sea_prox_world *w = p->w;
    size_t best = from;
    *f = (sea_proximity){.norad_cat_id_1 = p->o[0]->norad_cat_id,
                         .norad_cat_id_2 = p->o[1]->norad_cat_id,
                         .regime = p->o[0]->regime,
                         .start = p->s[from].t,
                         .end = p->s[to - 1].t,
                         .earliest = SEA_TAI_NONE,
                         .latest = SEA_TAI_NONE};
    for (size_t i = from; i < to; i++) {
        if (p->s[i].least_km < p->s[best].least_km) best = i;
        f->sets_1 += i == from || p->s[i].set_1 != p->s[i - 1].set_1;
        f->sets_2 += i == from || p->s[i].set_2 != p->s[i - 1].set_2;
        if (p->s[i].same) f->caveats |= SEA_PROXIMITY_CAVEAT_SAME_ELEMENTS;
        if (i > from && sea_tai_diff_days(p->s[i].t, p->s[i - 1].t) > GAP_DAYS) f->caveats |= SEA_PROXIMITY_CAVEAT_GAP;
    }
    const sea_prox_sample *s = &p->s[best];
    f->closest = s->t;
    f->range_min_km = s->least_km;
    f->low_km = fmax(0.0, s->least_km - s->half_km);
    f->high_km = s->least_km + s->half_km;
    f->plane_deg = s->plane_deg;
    f->drift_deg_day = s->drift_deg_day;
    f->longitude_deg = f->regime == SEA_REGIME_GEO ? s->longitude_deg : 0.0;
    if (f->sets_1 == 1 && f->sets_2 == 1) f->caveats |= SEA_PROXIMITY_CAVEAT_SINGLE;
    if (p->same_launch) f->caveats |= SEA_PROXIMITY_CAVEAT_SAME_LAUNCH;
    const size_t sets[2] = {s->set_1, s->set_2};
    for (int k = 0; k < 2; k++)
        if (fabs(sea_tai_diff_days(s->t, w->sets[sets[k]]->epoch)) > 3.0) f->caveats |= SEA_PROXIMITY_CAVEAT_OLD;
    return median_range(p, from, to, &f->median_km);
}

static void bound(const pair *p, const run *r, sea_proximity *f)
{
    if (r->before)
        f->earliest = p->s[r->from - 1].t;
    else
        f->caveats |= SEA_PROXIMITY_CAVEAT_OPEN_START;
    if (r->after)
        f->latest = p->s[r->to].t;
    else
        f->caveats |= SEA_PROXIMITY_CAVEAT_OPEN_END;
}

/* ---- classes ---- */

static size_t steady_of(const pair *p, const run *r)
{
    size_t n = 0;
    for (size_t i = r->from; i < r->to; i++) n += p->s[i].steady;
    return n;
}

static double drift_of(const pair *p, size_t set)
{
    return 360.0 * p->w->sets[set]->mean_motion_rev_day - 360.98565;
}

static bool same_owner(const pair *p, uint32_t id_1, uint32_t id_2)
{
    const sea_object_set *list = p->w->options->objects;
    const sea_object *a = sea_object_set_find(list, id_1), *b = sea_object_set_find(list, id_2);
    return a && b && a->owner[0] && strcmp(a->owner, b->owner) == 0;
}

static bool both_on_station(const pair *p, const run *r)
{
    const sea_prox_sample *s = &p->s[r->from + (r->to - r->from) / 2];
    return p->o[0]->regime == SEA_REGIME_GEO && fabs(drift_of(p, s->set_1)) < STATION_DEG_DAY &&
           fabs(drift_of(p, s->set_2)) < STATION_DEG_DAY;
}

/* From well beyond the limit, or drifting: not across the limit and back as neighbours do that hold their slots. */
static bool arrived(const pair *p, const run *r)
{
    const double beyond = 3.0;
    if (!r->before) return false;
    const sea_prox_sample *s = &p->s[r->from - 1];
    return s->least_km > beyond * p->w->options->within_km || !s->steady;
}

static bool just_launched(const pair *p, const run *r, double days)
{
    sea_tai first[2];
    for (int k = 0; k < 2; k++) first[k] = p->w->sets[p->o[k]->first]->epoch;
    sea_tai younger = first[0].ns > first[1].ns ? first[0] : first[1];
    return p->same_launch && sea_tai_diff_days(p->s[r->from].t, younger) < NEW_DAYS && days < LONG_DAYS;
}

/* The class of a pair that was near and distinguishable. */
static sea_proximity_class apart_class(const pair *p, const run *r, const sea_proximity *f)
{
    double days = sea_tai_diff_days(f->end, f->start);
    bool stays = 2 * steady_of(p, r) > r->to - r->from, twice = f->sets_1 > 1 || f->sets_2 > 1;
    if (just_launched(p, r, days)) return SEA_PROXIMITY_CO_LAUNCHED;
    if (p->o[0]->alike >= CONSTELLATION_LEAST && p->o[1]->alike >= CONSTELLATION_LEAST)
        return SEA_PROXIMITY_CONSTELLATION;
    if (!stays) return SEA_PROXIMITY_FLYBY;
    if (arrived(p, r) && twice && f->mover != SEA_PROXIMITY_MOVER_NONE) return SEA_PROXIMITY_APPROACH;
    if (both_on_station(p, r))
        return same_owner(p, f->norad_cat_id_1, f->norad_cat_id_2) ? SEA_PROXIMITY_SAME_OWNER
                                                                   : SEA_PROXIMITY_CO_LOCATION;
    return twice ? SEA_PROXIMITY_FORMATION : SEA_PROXIMITY_FLYBY;
}

static sea_status add_apart(const pair *p, const run *r)
{
    sea_proximity f;
    sea_status s = measure(p, r->from, r->to, &f);
    if (s != SEA_OK) return s;
    bound(p, r, &f);
    size_t second = r->from + 1 < r->to ? r->from + 1 : r->from;
    who_moved(p, r->before ? f.earliest : sea_tai_add_days(f.start, -MOVED_DAYS), p->s[second].t, &f);
    f.what = apart_class(p, r, &f);
    return sea_prox_list_add(p->out, &f);
}

/* ---- together: coming, staying, parting ---- */

static sea_status add_merging(const pair *p, const run *r)
{
    bool seen = r->touch_1 > r->from; /* near, and still two */
    if (!r->before) return SEA_OK;    /* they may never have been apart */
    sea_proximity f;
    sea_status s = measure(p, seen ? r->from : r->touch_1, r->touch_1 + 1, &f);
    if (s != SEA_OK) return s;
    f.what = SEA_PROXIMITY_MERGING;
    if (!seen) f.start = p->s[r->from - 1].t;
    f.earliest = p->s[r->from - 1].t;
    f.end = f.latest = p->s[r->touch_1].t;
    who_moved(p, f.earliest, f.end, &f);
    return sea_prox_list_add(p->out, &f);
}

static sea_status add_docked(const pair *p, const run *r)
{
    sea_proximity f;
    sea_status s = measure(p, r->touch_1, r->touch_2 + 1, &f);
    if (s != SEA_OK) return s;
    size_t same = 0, touching = 0;
    for (size_t i = r->touch_1; i <= r->touch_2; i++) same += p->s[i].same, touching += p->s[i].touching;
    /* Objects of one launch share elements until they are told apart; those of two only when they are one body. */
    bool once = p->same_launch && sea_tai_diff_days(f.end, f.start) < 1.0;
    f.what = same == touching && once ? SEA_PROXIMITY_CATALOGUED : SEA_PROXIMITY_DOCKED;
    if (same == 0) {
        f.caveats |= SEA_PROXIMITY_CAVEAT_UNRESOLVED;
        /* Never seen apart, of one launch or tracked apart time and again: the likelier one is a formation. */
        bool tracked = f.sets_1 >= TRACKED && f.sets_2 >= TRACKED;
        if (!r->before && (p->same_launch || tracked)) f.what = SEA_PROXIMITY_FORMATION;
    }
    bool seen = r->touch_1 > r->from, parted = r->touch_2 + 1 < r->to;
    if (seen || r->before)
        f.earliest = p->s[r->touch_1 - 1].t;
    else
        f.caveats |= SEA_PROXIMITY_CAVEAT_OPEN_START;
    if (parted || r->after)
        f.latest = p->s[r->touch_2 + 1].t;
    else
        f.caveats |= SEA_PROXIMITY_CAVEAT_OPEN_END;
    f.range_min_km = f.low_km = 0.0; /* consistent with none at all: the rest is the elements' own error */
    return sea_prox_list_add(p->out, &f);
}

static sea_status add_parting(const pair *p, const run *r)
{
    bool seen = r->touch_2 + 1 < r->to; /* near, and two again */
    if (!r->after) return SEA_OK;
    sea_proximity f;
    size_t to = seen ? r->to : r->touch_2 + 1;
    sea_status s = measure(p, r->touch_2, to, &f);
    if (s != SEA_OK) return s;
    f.what = SEA_PROXIMITY_RELEASE;
    f.earliest = f.start;
    f.end = p->s[r->touch_2 + 1].t;
    f.latest = p->s[r->to].t;
    who_moved(p, f.start, f.end, &f);
    return sea_prox_list_add(p->out, &f);
}

/* ---- a tow: what followed a meeting ---- */

/* Whether an object had set after set before an instant, and not one step among them. */
static bool passive_before(const sea_prox_world *w, const sea_prox_object *o, sea_tai t)
{
    size_t sets = 0;
    for (size_t k = 1; k < o->count; k++) {
        sea_tai epoch = w->sets[o->first + k]->epoch;
        if (epoch.ns > t.ns) break;
        if (sea_tai_diff_days(t, epoch) > PASSIVE_DAYS) continue;
        if (sea_prox_step_m_s(w, o, k) > 0.0) return false;
        sets++;
    }
    return sets >= PASSIVE_SETS;
}

/* The first step of an object between two instants: the number of the set after it, 0 when there is none. */
static size_t first_step(const sea_prox_world *w, const sea_prox_object *o, sea_tai from, sea_tai to)
{
    for (size_t k = 1; k < o->count; k++) {
        if (w->sets[o->first + k - 1]->epoch.ns < from.ns) continue;
        if (w->sets[o->first + k - 1]->epoch.ns > to.ns) return 0;
        if (sea_prox_step_m_s(w, o, k) > TOW_M_S) return k;
    }
    return 0;
}

static const sea_gp *nearest_set(const sea_prox_world *w, const sea_prox_object *o, sea_tai t)
{
    const sea_gp *best = w->sets[o->first];
    for (size_t k = 1; k < o->count; k++) {
        const sea_gp *gp = w->sets[o->first + k];
        if (fabs(sea_tai_diff_days(t, gp->epoch)) < fabs(sea_tai_diff_days(t, best->epoch))) best = gp;
    }
    return best;
}

/* `passive` is which of the pair would be the towed one. */
static sea_status add_tow(const pair *p, const run *r, int passive)
{
    const sea_prox_world *w = p->w;
    const sea_prox_object *towed = p->o[passive], *tug = p->o[1 - passive];
    sea_tai met = p->s[r->to - 1].t;
    if (!passive_before(w, towed, p->s[r->from].t)) return SEA_OK;
    size_t k = first_step(w, towed, sea_tai_add_days(p->s[r->from].t, -1.0), sea_tai_add_days(met, MOVED_DAYS));
    if (k == 0) return SEA_OK;
    const sea_gp *before = w->sets[towed->first + k - 1], *after = w->sets[towed->first + k];
    double tug_step = largest_step(w, tug, before->epoch, after->epoch);
    const sea_gp *beside = nearest_set(w, tug, after->epoch);
    if (tug_step <= 0.0 || fabs(sea_tai_diff_days(after->epoch, beside->epoch)) > MOVED_DAYS) return SEA_OK;
    sea_doubt_difference planes = sea_doubt_compare(beside, after);
    if (planes.plane_deg > sea_prox_limits_of(towed->regime)->plane_deg) return SEA_OK;
    sea_proximity f = {.norad_cat_id_1 = p->o[0]->norad_cat_id,
                       .norad_cat_id_2 = p->o[1]->norad_cat_id,
                       .what = SEA_PROXIMITY_TOW,
                       .regime = towed->regime,
                       .caveats = SEA_PROXIMITY_CAVEAT_NO_RANGE,
                       .start = before->epoch,
                       .end = after->epoch,
                       .earliest = before->epoch,
                       .latest = after->epoch,
                       .closest = SEA_TAI_NONE,
                       .range_min_km = -1.0,
                       .low_km = -1.0,
                       .high_km = -1.0,
                       .median_km = -1.0,
                       .mover = passive ? SEA_PROXIMITY_MOVER_1 : SEA_PROXIMITY_MOVER_2,
                       .plane_deg = planes.plane_deg,
                       .drift_deg_day = 0.0,
                       .sets_1 = 2,
                       .sets_2 = 2};
    double towed_step = sea_prox_step_m_s(w, towed, k);
    f.dv_1_m_s = passive ? tug_step : towed_step;
    f.dv_2_m_s = passive ? towed_step : tug_step;
    return sea_prox_list_add(p->out, &f);
}

/* ---- runs ---- */

/* The stretch in which samples in one place outweigh the others the most. */
static void find_touch(const pair *p, run *r)
{
    long sum = 0, most = 0;
    size_t from = r->from, touching = 0;
    bool same = false;
    for (size_t i = r->from; i < r->to; i++) {
        if (sum == 0) from = i;
        sum += p->s[i].touching ? 1 : -1;
        if (sum < 0) sum = 0;
        if (sum <= most) continue;
        most = sum;
        r->touch_1 = from;
        r->touch_2 = i;
    }
    if (most == 0) return;
    for (size_t i = r->touch_1; i <= r->touch_2; i++) touching += p->s[i].touching, same |= p->s[i].same;
    /* Objects of one launch in one place at one instant may just have begun to part. */
    const sea_prox_sample *a = &p->s[r->touch_1], *b = &p->s[r->touch_2];
    bool twice = a->set_1 != b->set_1 || a->set_2 != b->set_2;
    bool mostly = 2 * touching > r->to - r->touch_1;
    r->together = p->same_launch ? mostly && twice : mostly || same; /* one orbit of two launches is one body */
}

static sea_status add_run(const pair *p, run *r)
{
    sea_status s = SEA_OK;
    find_touch(p, r);
    if (r->together) {
        s = add_merging(p, r);
        if (s == SEA_OK) s = add_docked(p, r);
        if (s == SEA_OK) s = add_parting(p, r);
    } else {
        s = add_apart(p, r);
    }
    for (int which = 0; s == SEA_OK && which < 2; which++) s = add_tow(p, r, which);
    return s;
}

static bool joined(const pair *p, size_t i)
{
    double days = sea_tai_diff_days(p->s[i].t, p->s[i - 1].t);
    return p->s[i].close && (days <= JOIN_DAYS || (days <= JOIN_STEADY_DAYS && p->s[i].steady && p->s[i - 1].steady));
}

/* Where the sets of a pair nowhere settle whether it was near. */
static sea_status add_undecidable(const pair *p)
{
    sea_proximity f;
    sea_status s = measure(p, 0, p->count, &f);
    f.what = SEA_PROXIMITY_UNDECIDABLE;
    f.caveats |= SEA_PROXIMITY_CAVEAT_OPEN_START | SEA_PROXIMITY_CAVEAT_OPEN_END;
    return s == SEA_OK ? sea_prox_list_add(p->out, &f) : s;
}

/* Keeps the samples that settle something; where none of them is near, those that may be. */
static size_t settle(sea_prox_sample *s, size_t count, double within_km, bool *undecidable)
{
    size_t close = 0, kept = 0;
    for (size_t i = 0; i < count; i++) close += s[i].close;
    *undecidable = close == 0;
    for (size_t i = 0; i < count; i++) {
        bool keep = *undecidable ? s[i].open && s[i].least_km <= within_km : !s[i].open;
        if (keep) s[kept++] = s[i];
    }
    return kept;
}

sea_status sea_prox_classify(const sea_prox_world *w, const sea_prox_object *a, const sea_prox_object *b,
                             sea_prox_sample *samples, size_t count, sea_prox_list *out)
{
    bool undecidable;
    count = settle(samples, count, w->options->within_km, &undecidable);
    pair p = {w, {a, b}, samples, count, out, a->launch[0] && strcmp(a->launch, b->launch) == 0};
    if (undecidable) return count > 0 ? add_undecidable(&p) : SEA_OK;
    for (size_t i = 0; i < count;) {
        if (!samples[i].close) {
            i++;
            continue;
        }
        run r = {.from = i};
        for (i++; i < count && joined(&p, i);) i++;
        r.to = i;
        r.before = r.from > 0 && !samples[r.from - 1].close &&
                   sea_tai_diff_days(samples[r.from].t, samples[r.from - 1].t) < CONTEXT_DAYS;
        r.after = r.to < count && !samples[r.to].close &&
                  sea_tai_diff_days(samples[r.to].t, samples[r.to - 1].t) < CONTEXT_DAYS;
        sea_status s = add_run(&p, &r);
        if (s != SEA_OK) return s;
    }
    return SEA_OK;
}

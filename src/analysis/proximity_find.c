/* The search as a whole: usable sets, faults among them, candidate pairs, their samples, findings in order. */
#include "analysis/proximity.h"

#include "base/error.h"
#include "base/parallel.h"

#include <starsea/doubt.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CLOSEST_SETS_S 1800.0 /* of sets closer together the last is the better fit */

sea_proximity_options sea_proximity_options_default(void)
{
    return (sea_proximity_options){.within_km = 100.0};
}

const char *sea_proximity_class_name(sea_proximity_class what)
{
    static const char *const names[] = {"approach",    "flyby",
                                        "merging",     "docked",
                                        "release",     "tow",
                                        "co-location", "same-owner",
                                        "formation",   "constellation-plane",
                                        "co-launched", "catalogued-together",
                                        "stop",        "data-fault",
                                        "undecidable"};
    return (unsigned)what < SEA_PROXIMITY_CLASS_COUNT ? names[what] : "";
}

/* ---- faults: sets that carry another orbit ---- */

typedef struct faults {
    const sea_gp_history *history;
    uint8_t *faulty; /* of each set of the history */
    sea_prox_list *out;
} faults;

static sea_status add_fault(faults *f, const sea_doubt *d)
{
    const sea_gp *gp = &f->history->gps[d->index];
    uint32_t id = gp->norad_cat_id, other = 0;
    if (d->kind == SEA_DOUBT_CROSSTAG && d->has_other) other = f->history->gps[d->other].norad_cat_id;
    sea_proximity p = {.norad_cat_id_1 = other && other < id ? other : id,
                       .norad_cat_id_2 = other && other < id ? id : other,
                       .what = SEA_PROXIMITY_DATA_FAULT,
                       .regime = gp->mean_motion_rev_day > 6.4 ? SEA_REGIME_LEO : SEA_REGIME_MEO,
                       .caveats = SEA_PROXIMITY_CAVEAT_SINGLE | (other ? 0u : SEA_PROXIMITY_CAVEAT_NO_RANGE),
                       .start = gp->epoch,
                       .end = gp->epoch,
                       .earliest = SEA_TAI_NONE,
                       .latest = SEA_TAI_NONE,
                       .closest = other ? gp->epoch : SEA_TAI_NONE,
                       .range_min_km = other ? d->distance_km : -1.0,
                       .low_km = other ? 0.0 : -1.0,
                       .high_km = other ? d->distance_km : -1.0,
                       .median_km = other ? d->distance_km : -1.0,
                       .sets_1 = 1,
                       .sets_2 = other ? 1 : 0};
    return sea_prox_list_add(f->out, &p);
}

static bool same_object(const sea_gp_history *h, size_t i, size_t k)
{
    return k < h->count && h->gps[k].norad_cat_id == h->gps[i].norad_cat_id;
}

static sea_status take_doubt(void *payload, const sea_doubt *d)
{
    faults *f = payload;
    bool unlike = d->kind == SEA_DOUBT_NEIGHBOUR || d->kind == SEA_DOUBT_STRAY;
    if (d->kind != SEA_DOUBT_CROSSTAG && !unlike) return SEA_OK;
    /* The last sets of a history may be the first of a new orbit, and of two either may be the right one. */
    if (unlike && !same_object(f->history, d->index, d->index + 1)) return SEA_OK;
    if (d->kind == SEA_DOUBT_STRAY && (d->index == 0 || !same_object(f->history, d->index, d->index - 1)))
        return SEA_OK;
    f->faulty[d->index] = 1;
    return add_fault(f, d);
}

/* ---- objects ---- */

static bool usable(const sea_gp *gp)
{
    return !(gp->caveats & SEA_GP_CAVEAT_NOT_SGP4) && gp->mean_motion_rev_day > 0.05;
}

static void name_launch(const sea_prox_world *w, sea_prox_object *o)
{
    enum { LAUNCH = 8 };
    for (size_t k = 0; k < o->count && !o->launch[0]; k++) {
        const char *id = w->sets[o->first + k]->object_id;
        if (strlen(id) > LAUNCH) memcpy(o->launch, id, LAUNCH);
    }
}

static sea_regime regime_of(const sea_gp *gp)
{
    double n = gp->mean_motion_rev_day;
    if (n > 6.4) return SEA_REGIME_LEO;
    return n > 0.9 && n < 1.1 && gp->eccentricity < 0.1 ? SEA_REGIME_GEO : SEA_REGIME_MEO;
}

static void take_object(sea_prox_world *w, const sea_gp_history *h, const sea_gp_object *from, const uint8_t *faulty)
{
    sea_prox_object *o = &w->objects[w->object_count];
    *o = (sea_prox_object){.norad_cat_id = from->norad_cat_id, .first = w->set_count};
    for (size_t k = from->first; k < from->first + from->count; k++) {
        const sea_gp *gp = &h->gps[k];
        if (faulty[k] || !usable(gp)) continue;
        bool replaces = o->count > 0 && sea_tai_diff_s(gp->epoch, w->sets[w->set_count - 1]->epoch) < CLOSEST_SETS_S;
        if (replaces) w->set_count--, o->count--;
        w->owner[w->set_count] = (uint32_t)w->object_count;
        w->sets[w->set_count++] = gp;
        o->count++;
        if (gp->epoch.ns > w->newest.ns) w->newest = gp->epoch;
    }
    if (o->count == 0) return;
    o->regime = regime_of(w->sets[o->first + o->count / 2]);
    name_launch(w, o);
    w->object_count++;
}

/* ---- constellations: many objects of one inclination, period and shape ---- */

typedef struct shape {
    double n, incl, e;
    uint32_t object;
} shape;

static int compare_shapes(const void *a, const void *b)
{
    const shape *x = a, *y = b;
    if (x->n != y->n) return x->n < y->n ? -1 : 1;
    return x->object < y->object ? -1 : x->object > y->object;
}

static sea_status count_alike(sea_prox_world *w)
{
    enum { ENOUGH = 100 };
    const double n_rev_day = 0.003, incl_deg = 0.1, circular = 0.003;
    shape *s = malloc((w->object_count + 1) * sizeof *s);
    if (!s) return SEA_E_MEMORY;
    for (size_t i = 0; i < w->object_count; i++) {
        const sea_gp *gp = w->sets[w->objects[i].first + w->objects[i].count / 2];
        s[i] = (shape){gp->mean_motion_rev_day, gp->incl_deg, gp->eccentricity, (uint32_t)i};
    }
    qsort(s, w->object_count, sizeof *s, compare_shapes);
    for (size_t i = 0; i < w->object_count; i++) {
        uint32_t alike = 0;
        if (s[i].e > circular || s[i].n < 1.5) continue;
        for (int way = -1; way <= 1; way += 2)
            for (size_t j = i + (size_t)way; j < w->object_count && fabs(s[j].n - s[i].n) < n_rev_day && alike < ENOUGH;
                 j += (size_t)way)
                alike += fabs(s[j].incl - s[i].incl) < incl_deg && s[j].e < circular;
        w->objects[s[i].object].alike = alike;
    }
    free(s);
    return SEA_OK;
}

/* ---- pairs ---- */

typedef struct search {
    sea_prox_world *w;
    const sea_prox_candidate *candidates;
    size_t *starts; /* candidates of pair i: starts[i] to starts[i + 1] - 1 */
    size_t pair_count;
    sea_prox_list *lists; /* one a pair, or one an object */
} search;

static bool asked_for(const sea_proximity_options *o, uint32_t id)
{
    size_t low = 0, high = o->id_count;
    if (!o->ids) return true;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (o->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < o->id_count && o->ids[low] == id;
}

static sea_status find_pair(void *payload, size_t index, uint32_t worker)
{
    (void)worker;
    search *x = payload;
    const sea_prox_candidate *c = &x->candidates[x->starts[index]];
    const sea_prox_object *a = &x->w->objects[c->a], *b = &x->w->objects[c->b];
    if (!asked_for(x->w->options, a->norad_cat_id) && !asked_for(x->w->options, b->norad_cat_id)) return SEA_OK;
    sea_prox_sample *samples = NULL;
    size_t count = 0;
    sea_status s = sea_prox_samples(x->w, c, x->starts[index + 1] - x->starts[index], &samples, &count);
    if (s == SEA_OK) s = sea_prox_classify(x->w, a, b, samples, count, &x->lists[index]);
    free(samples);
    return s;
}

static sea_status find_noise(void *payload, size_t index, uint32_t worker)
{
    (void)worker;
    search *x = payload;
    sea_prox_object *o = &x->w->objects[index];
    return o->near ? sea_prox_object_noise(x->w, o) : SEA_OK;
}

static sea_status find_stops(void *payload, size_t index, uint32_t worker)
{
    (void)worker;
    search *x = payload;
    const sea_prox_object *o = &x->w->objects[index];
    if (o->regime != SEA_REGIME_GEO || !asked_for(x->w->options, o->norad_cat_id)) return SEA_OK;
    return sea_prox_stops(x->w, o, &x->lists[index]);
}

static sea_status take_lists(sea_prox_list *lists, size_t count, sea_prox_list *out)
{
    sea_status s = SEA_OK;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; s == SEA_OK && k < lists[i].count; k++) s = sea_prox_list_add(out, &lists[i].items[k]);
        free(lists[i].items);
    }
    free(lists);
    return s;
}

/* Runs a task for each index, each with a list of its own, and joins the lists in order. */
static sea_status run_lists(search *x, size_t count, sea_status (*task)(void *, size_t, uint32_t), sea_prox_list *out)
{
    x->lists = calloc(count + 1, sizeof *x->lists);
    if (!x->lists) return SEA_E_MEMORY;
    sea_status s = sea_parallel_for(count, x->w->options->threads, x, task);
    sea_status taken = take_lists(x->lists, count, out);
    return s != SEA_OK ? s : taken;
}

static sea_status find_pairs(sea_prox_world *w, sea_prox_list *out)
{
    sea_prox_candidate *c = NULL;
    size_t count = 0;
    sea_status s = sea_prox_candidates(w, &c, &count);
    search x = {.w = w, .candidates = c, .starts = s == SEA_OK ? malloc((count + 1) * sizeof *x.starts) : NULL};
    if (s == SEA_OK && !x.starts) s = SEA_E_MEMORY;
    if (s == SEA_OK) {
        for (size_t i = 0; i < count; i++) {
            if (i == 0 || c[i].a != c[i - 1].a || c[i].b != c[i - 1].b) x.starts[x.pair_count++] = i;
            w->objects[c[i].a].near = w->objects[c[i].b].near = true;
        }
        x.starts[x.pair_count] = count;
        s = sea_parallel_for(w->object_count, w->options->threads, &x, find_noise);
    }
    if (s == SEA_OK) s = run_lists(&x, x.pair_count, find_pair, out);
    free(x.starts);
    free(c);
    return s;
}

/* ---- bodies of several ---- */

/* Whether a docked pair has `id`; its other one. A day more on either side, as sets of one body come at various times.
 */
static uint32_t docked_with(const sea_proximity *p, uint32_t id, const sea_proximity *when)
{
    if (p->what != SEA_PROXIMITY_DOCKED || p->start.ns > when->end.ns + SEA_NS_PER_DAY ||
        p->end.ns < when->start.ns - SEA_NS_PER_DAY)
        return 0;
    return p->norad_cat_id_1 == id ? p->norad_cat_id_2 : p->norad_cat_id_2 == id ? p->norad_cat_id_1 : 0;
}

/* Two that are docked to one third are docked: a set of one of them that is days older hides it. */
static bool by_a_third(const sea_prox_list *found, const sea_proximity *p)
{
    for (size_t i = 0; i < found->count; i++) {
        uint32_t third = docked_with(&found->items[i], p->norad_cat_id_1, p);
        for (size_t k = 0; third && k < found->count; k++)
            if (docked_with(&found->items[k], third, p) == p->norad_cat_id_2) return true;
    }
    return false;
}

static void join_bodies(sea_prox_list *found)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < found->count; i++) {
            sea_proximity *p = &found->items[i];
            bool open = p->what == SEA_PROXIMITY_FLYBY || p->what == SEA_PROXIMITY_FORMATION;
            if (!open || !p->norad_cat_id_2 || p->low_km > 0.0 || !by_a_third(found, p)) continue;
            p->what = SEA_PROXIMITY_DOCKED;
            p->range_min_km = 0.0;
            changed = true;
        }
    }
}

/* ---- the whole ---- */

static int compare(const void *a, const void *b)
{
    const sea_proximity *x = a, *y = b;
    if (x->norad_cat_id_1 != y->norad_cat_id_1) return x->norad_cat_id_1 < y->norad_cat_id_1 ? -1 : 1;
    if (x->norad_cat_id_2 != y->norad_cat_id_2) return x->norad_cat_id_2 < y->norad_cat_id_2 ? -1 : 1;
    if (x->start.ns != y->start.ns) return x->start.ns < y->start.ns ? -1 : 1;
    if (x->end.ns != y->end.ns) return x->end.ns < y->end.ns ? -1 : 1;
    return (int)x->what - (int)y->what;
}

static sea_status search_world(sea_prox_world *w, sea_prox_list *found)
{
    sea_status s = count_alike(w);
    if (s == SEA_OK) s = find_pairs(w, found);
    if (s == SEA_OK) join_bodies(found);
    search x = {.w = w};
    if (s == SEA_OK) s = run_lists(&x, w->object_count, find_stops, found);
    return s == SEA_OK ? sea_prox_releases(w, found) : s;
}

static void keep_asked(const sea_proximity_options *o, sea_prox_list *found)
{
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        const sea_proximity *p = &found->items[i];
        if (asked_for(o, p->norad_cat_id_1) || (p->norad_cat_id_2 && asked_for(o, p->norad_cat_id_2)))
            found->items[kept++] = *p;
    }
    found->count = kept;
    if (kept > 0) qsort(found->items, kept, sizeof *found->items, compare);
}

sea_status sea_proximity_find(const sea_gp_history *history, const sea_proximity_options *options, sea_proximity **out,
                              size_t *out_count, sea_error *err)
{
    const sea_proximity_options standard = sea_proximity_options_default();
    sea_prox_world w = {.options = options ? options : &standard, .newest = SEA_TAI_NONE};
    sea_prox_list found = {0};
    *out = NULL;
    *out_count = 0;
    if (!(w.options->within_km > 0.0 && w.options->within_km <= 1000.0))
        return sea_error_set(err, SEA_E_USAGE, "near is a distance above 0 and up to 1000 km");
    w.sets = malloc((history->count + 1) * sizeof *w.sets);
    w.owner = malloc((history->count + 1) * sizeof *w.owner);
    w.objects = malloc((history->object_count + 1) * sizeof *w.objects);
    faults f = {.history = history, .faulty = calloc(history->count + 1, 1), .out = &found};
    sea_status s = w.sets && w.owner && w.objects && f.faulty ? SEA_OK : SEA_E_MEMORY;
    if (s == SEA_OK) s = sea_doubt_find(history->gps, history->count, NULL, take_doubt, &f, err);
    for (size_t i = 0; s == SEA_OK && i < history->object_count; i++)
        take_object(&w, history, &history->objects[i], f.faulty);
    if (s == SEA_OK) s = search_world(&w, &found);
    free(w.sets);
    free(w.owner);
    free(w.objects);
    free(f.faulty);
    if (s != SEA_OK) {
        free(found.items);
        return s == SEA_E_MEMORY ? sea_error_set(err, s, "out of memory while looking for objects near each other") : s;
    }
    keep_asked(w.options, &found);
    *out = found.items;
    *out_count = found.count;
    return SEA_OK;
}

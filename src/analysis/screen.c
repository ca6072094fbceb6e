/* Screening: plan, slices and their merging. Blocks of tiles go to threads and are merged in order, so that the number
 * of threads or slices never shows. */
#include "analysis/screen.h"

#include "base/error.h"
#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define THRESHOLD_MAX_KM 200.0 /* beyond, every arc would reach every other */

/* What one block of tiles found; written by one task alone. */
typedef struct block {
    sea_screen_events events;
    sea_screen_figures figures;
} block;

/* The work on one slice. */
typedef struct run {
    const sea_screen_plan *plan;
    size_t first_block, block_count;
    block *blocks;
    uint32_t workers;
    sea_screen_tile **tiles; /* one a worker */
    sea_screen_candidates *candidates;
    sea_screen_misses misses;
} run;

sea_screen_options sea_screen_options_default(void)
{
    return (sea_screen_options){.start = SEA_TAI_NONE, .span_ns = SEA_NS_PER_DAY, .threshold_km = 5.0};
}

sea_sgp4_options sea_screen_sgp4_options(void)
{
    sea_sgp4_options o = sea_sgp4_options_default();
    o.julian_epoch = 1;
    return o;
}

/* Radius of the sphere that holds the volume, km. */
static double sphere_about(const sea_screen_options *o)
{
    const double *h = o->volume_rtn_km;
    if (o->volume == SEA_SCREEN_BOX) return sqrt(h[0] * h[0] + h[1] * h[1] + h[2] * h[2]);
    if (o->volume == SEA_SCREEN_ELLIPSOID) return h[0] > h[1] ? (h[0] > h[2] ? h[0] : h[2]) : h[1] > h[2] ? h[1] : h[2];
    return o->threshold_km;
}

static sea_status check(const sea_gp *gps, size_t count, const sea_screen_options *o, sea_error *err)
{
    if (o->start.ns == SEA_TAI_NONE.ns) return sea_error_set(err, SEA_E_USAGE, "screening needs a start");
    if (o->span_ns <= 0 || o->span_ns > 366 * SEA_NS_PER_DAY)
        return sea_error_set(err, SEA_E_USAGE, "the window must be longer than nothing and at most 366 days");
    const int64_t most = INT64_C(9000000000000000000);
    if (o->start.ns > most - o->span_ns || o->start.ns < -most)
        return sea_error_set(err, SEA_E_USAGE, "the window runs off the clock: 1720 to 2280 can be screened");
    if (o->volume != SEA_SCREEN_SPHERE)
        for (int k = 0; k < 3; k++)
            if (!(o->volume_rtn_km[k] > 0.0))
                return sea_error_set(err, SEA_E_USAGE, "every side of the volume must be above 0");
    double around_km = sphere_about(o);
    if (!(around_km > 0.0) || around_km > THRESHOLD_MAX_KM)
        return sea_error_set(err, SEA_E_USAGE,
                             "the threshold, or the sphere about the volume, must be above 0 and at most %.0f km",
                             THRESHOLD_MAX_KM);
    if (o->exhaustive && count > SEA_SCREEN_EXHAUSTIVE_MAX)
        return sea_error_set(err, SEA_E_USAGE, "%zu objects are too many to look at every pair: at most %d", count,
                             SEA_SCREEN_EXHAUSTIVE_MAX);
    if (count > UINT32_MAX / 8) return sea_error_set(err, SEA_E_USAGE, "too many objects at once");
    for (size_t i = 1; i < count; i++)
        if (gps[i - 1].norad_cat_id >= gps[i].norad_cat_id)
            return sea_error_set(
                err, SEA_E_USAGE,
                "screening takes one element set an object, ordered by catalogue number; %u follows %u",
                gps[i].norad_cat_id, gps[i - 1].norad_cat_id);
    return SEA_OK;
}

/* Marks the sets of some catalogue numbers; `what` names them to a person. */
static sea_status mark(const sea_gp *gps, size_t count, const uint32_t *ids, size_t id_count, const char *what,
                       bool **out, sea_error *err)
{
    *out = calloc(count + 1, sizeof **out);
    if (!*out) return SEA_E_MEMORY;
    for (size_t i = 0; i < id_count; i++) {
        const sea_gp *gp = sea_gp_find(gps, count, ids[i]);
        if (!gp) return sea_error_set(err, SEA_E_USAGE, "%s %u is not among the %zu objects read", what, ids[i], count);
        (*out)[gp - gps] = true;
    }
    return SEA_OK;
}

static sea_status screen_tile(run *r, block *b, uint32_t worker, size_t tile)
{
    const sea_screen_plan *plan = r->plan;
    sea_screen_tile *s = r->tiles[worker];
    sea_screen_candidates *found = &r->candidates[worker];
    sea_screen_tile_move(s, tile);
    sea_screen_misses_note(&r->misses, worker, s, tile);
    if (plan->options.exhaustive) return SEA_OK;
    sea_screen_tile_arcs(plan, s, &b->figures);
    sea_status status = sea_screen_tile_candidates(plan, s, found, &b->figures);
    sea_tai t0 = sea_screen_knot(plan, (int64_t)tile), t1 = sea_screen_knot(plan, (int64_t)tile + 1);
    if (t1.ns > plan->end.ns) t1 = plan->end;
    for (size_t k = 0; k < found->count && status == SEA_OK; k++)
        status = sea_screen_refine(plan, found->items[k], t0, t1, &b->events);
    return status;
}

static sea_status screen_block(void *payload, size_t k, uint32_t worker)
{
    run *r = payload;
    const sea_screen_plan *plan = r->plan;
    block *b = &r->blocks[k];
    size_t first = (r->first_block + k) * SEA_SCREEN_BLOCK_TILES, last = first + SEA_SCREEN_BLOCK_TILES;
    if (last > plan->tiles) last = plan->tiles;
    sea_status status = sea_screen_tile_open(plan, r->tiles[worker], first);
    for (size_t tile = first; tile < last && status == SEA_OK; tile++) status = screen_tile(r, b, worker, tile);
    if (status == SEA_OK && plan->options.exhaustive)
        status = sea_screen_exhaust(plan, first, last, &b->events, &b->figures);
    return status;
}

static sea_status prepare(run *r)
{
    size_t n = r->plan->count;
    r->blocks = calloc(r->block_count + 1, sizeof *r->blocks);
    r->tiles = calloc(r->workers, sizeof *r->tiles);
    r->candidates = calloc(r->workers, sizeof *r->candidates);
    if (!sea_screen_misses_new(&r->misses, n, r->workers) || !r->blocks || !r->tiles || !r->candidates)
        return SEA_E_MEMORY;
    for (uint32_t w = 0; w < r->workers; w++)
        if (!(r->tiles[w] = sea_screen_tile_new(n))) return SEA_E_MEMORY;
    return SEA_OK;
}

static void clear(run *r)
{
    for (size_t b = 0; r->blocks && b < r->block_count; b++) free(r->blocks[b].events.items);
    for (uint32_t w = 0; r->tiles && w < r->workers; w++) sea_screen_tile_free(r->tiles[w]);
    for (uint32_t w = 0; r->candidates && w < r->workers; w++) free(r->candidates[w].items);
    free(r->blocks);
    free(r->tiles);
    free(r->candidates);
    sea_screen_misses_free(&r->misses);
}

/* Events, exclusions and figures of a slice's blocks, in their order. */
static sea_status gather(const run *r, sea_screen_result *part)
{
    const sea_screen_plan *plan = r->plan;
    size_t events = 0, n = plan->count;
    for (size_t b = 0; b < r->block_count; b++) events += r->blocks[b].events.count;
    part->events = malloc((events + 1) * sizeof *part->events);
    part->exclusions = malloc((n + 1) * sizeof *part->exclusions);
    if (!part->events || !part->exclusions) return SEA_E_MEMORY;
    sea_screen_certificate *c = &part->certificate;
    for (size_t b = 0; b < r->block_count; b++) {
        const block *from = &r->blocks[b];
        if (from->events.count)
            memcpy(part->events + part->event_count, from->events.items, from->events.count * sizeof *part->events);
        part->event_count += from->events.count;
        c->pairs_tested += from->figures.pairs_tested;
        c->candidates += from->figures.candidates;
        if (from->figures.speed_km_s > c->speed_bound_km_s) c->speed_bound_km_s = from->figures.speed_km_s;
        if (from->figures.margin_km > c->margin_km) c->margin_km = from->figures.margin_km;
    }
    for (size_t i = 0; i < n; i++) {
        sea_status why;
        int64_t first = sea_screen_misses_first(&r->misses, i, &why);
        if (first == INT64_MAX || (plan->skip && plan->skip[i])) continue;
        part->exclusions[part->exclusion_count++] =
            (sea_screen_exclusion){plan->gps[i].norad_cat_id, why, sea_screen_knot(plan, first), 0};
    }
    return SEA_OK;
}

static sea_status no_memory(const sea_screen_plan *plan, sea_status status, sea_error *err)
{
    if (status == SEA_E_MEMORY)
        sea_error_set(err, status, "no memory to screen %zu objects: shorten the window", plan->count);
    return status;
}

sea_status sea_screen_slice(const sea_screen_plan *plan, size_t index, size_t n, sea_screen_result *part,
                            sea_error *err)
{
    memset(part, 0, sizeof *part);
    if (index >= n) return sea_error_set(err, SEA_E_USAGE, "there is no slice %zu of %zu", index, n);
    run r = {.plan = plan, .first_block = plan->blocks * index / n};
    r.block_count = plan->blocks * (index + 1) / n - r.first_block;
    r.workers = sea_parallel_workers(r.block_count, plan->options.threads);
    sea_status status = prepare(&r);
    if (status == SEA_OK)
        status = sea_parallel_for_watched(r.block_count, r.workers, &r, screen_block, plan->options.progress,
                                          plan->options.progress_payload);
    if (status == SEA_OK) status = gather(&r, part);
    clear(&r);
    if (status != SEA_OK) sea_screen_result_free(part);
    return no_memory(plan, status, err);
}

/* ---- merging ---- */

typedef struct merge {
    const sea_screen_plan *plan;
    sea_conjunction *events;
    size_t *pair_start; /* first event of each pair, and one past the last */
    size_t *pair_kept;  /* events of each pair left */
    size_t pair_count;
} merge;

static int by_object(const void *a, const void *b)
{
    const sea_screen_exclusion *x = a, *y = b;
    if (x->norad_cat_id != y->norad_cat_id) return x->norad_cat_id < y->norad_cat_id ? -1 : 1;
    return x->from.ns < y->from.ns ? -1 : x->from.ns > y->from.ns;
}

static sea_status interval_task(void *payload, size_t pair, uint32_t worker)
{
    (void)worker;
    merge *m = payload;
    size_t begin = m->pair_start[pair];
    m->pair_kept[pair] = sea_screen_intervals(m->plan, m->events + begin, m->pair_start[pair + 1] - begin);
    return SEA_OK;
}

/* Fills the intervals of all events pair by pair, drops what does not count, and puts them in their final order. */
static sea_status finish_events(merge *m, size_t n, sea_screen_result *result)
{
    m->pair_start = malloc((n + 2) * sizeof *m->pair_start);
    m->pair_kept = malloc((n + 1) * sizeof *m->pair_kept);
    if (!m->pair_start || !m->pair_kept) return SEA_E_MEMORY;
    sea_screen_sort_by_pair(m->events, n);
    for (size_t k = 0; k < n; k = sea_screen_pair_end(m->events, n, k)) m->pair_start[m->pair_count++] = k;
    m->pair_start[m->pair_count] = n;
    sea_status status =
        m->pair_count ? sea_parallel_for(m->pair_count, m->plan->options.threads, m, interval_task) : SEA_OK;
    if (status != SEA_OK) return status;
    size_t kept = 0;
    for (size_t p = 0; p < m->pair_count; p++)
        for (size_t k = 0; k < m->pair_kept[p]; k++) m->events[kept++] = m->events[m->pair_start[p] + k];
    sea_screen_result_set(result, m->events, kept);
    m->events = NULL;
    return SEA_OK;
}

static sea_status merge_events(const sea_screen_plan *plan, const sea_screen_result *parts, size_t n,
                               sea_screen_result *result)
{
    size_t count = 0;
    for (size_t p = 0; p < n; p++) count += parts[p].event_count;
    merge m = {.plan = plan, .events = malloc((count + 1) * sizeof *m.events)};
    if (!m.events) return SEA_E_MEMORY;
    size_t at = 0;
    for (size_t p = 0; p < n; p++) {
        if (parts[p].event_count) memcpy(m.events + at, parts[p].events, parts[p].event_count * sizeof *m.events);
        at += parts[p].event_count;
    }
    count = sea_screen_drop_excluded(plan, result->exclusions, result->exclusion_count, m.events, count);
    sea_status status = finish_events(&m, count, result);
    free(m.events);
    free(m.pair_start);
    free(m.pair_kept);
    return status;
}

/* The earliest exclusion of each object, and those the caller asked for. */
static sea_status merge_exclusions(const sea_screen_plan *plan, const sea_screen_result *parts, size_t n,
                                   sea_screen_result *result)
{
    size_t count = plan->options.excluded_count;
    for (size_t p = 0; p < n; p++) count += parts[p].exclusion_count;
    sea_screen_exclusion *all = result->exclusions = malloc((count + 1) * sizeof *result->exclusions);
    if (!all) return SEA_E_MEMORY;
    size_t at = 0, kept = 0;
    for (size_t p = 0; p < n; p++)
        for (size_t k = 0; k < parts[p].exclusion_count; k++) all[at++] = parts[p].exclusions[k];
    for (size_t k = 0; k < plan->options.excluded_count; k++)
        all[at++] = (sea_screen_exclusion){plan->options.excluded[k], SEA_OK, plan->start, 1};
    qsort(all, at, sizeof *all, by_object);
    result->certificate.screened = plan->count;
    for (size_t k = 0; k < at; k++) {
        if (kept && all[kept - 1].norad_cat_id == all[k].norad_cat_id) continue;
        if (all[k].from.ns == plan->start.ns) result->certificate.screened--;
        all[kept++] = all[k];
    }
    result->exclusion_count = kept;
    return SEA_OK;
}

static sea_status certify(const sea_screen_plan *plan, const sea_screen_result *parts, size_t parts_count,
                          sea_screen_result *result)
{
    sea_screen_certificate *c = &result->certificate;
    c->objects = plan->count;
    c->exhaustive = plan->options.exhaustive;
    c->step_s = plan->options.exhaustive ? SEA_SCREEN_SAMPLE_S : SEA_SCREEN_STEP_S;
    for (size_t p = 0; p < parts_count; p++) {
        const sea_screen_certificate *from = &parts[p].certificate;
        c->pairs_tested += from->pairs_tested;
        c->candidates += from->candidates;
        if (from->speed_bound_km_s > c->speed_bound_km_s) c->speed_bound_km_s = from->speed_bound_km_s;
        if (from->margin_km > c->margin_km) c->margin_km = from->margin_km;
    }
    return sea_screen_ages(plan, &c->age_median_s, &c->age_max_s);
}

sea_status sea_screen_merge(const sea_screen_plan *plan, const sea_screen_result *parts, size_t n,
                            sea_screen_result *result, sea_error *err)
{
    memset(result, 0, sizeof *result);
    sea_status status = merge_exclusions(plan, parts, n, result);
    if (status == SEA_OK) status = merge_events(plan, parts, n, result);
    if (status == SEA_OK) status = certify(plan, parts, n, result);
    if (status != SEA_OK) sea_screen_result_free(result);
    return no_memory(plan, status, err);
}

/* ---- plan ---- */

sea_status sea_screen_plan_new(const sea_gp *gps, size_t count, const sea_screen_options *o, sea_screen_plan **out,
                               sea_error *err)
{
    *out = NULL;
    sea_status status = check(gps, count, o, err);
    if (status != SEA_OK) return status;
    sea_screen_plan *plan = calloc(1, sizeof *plan);
    if (!plan) return SEA_E_MEMORY;
    const sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    plan->gps = gps;
    plan->count = count;
    plan->options = *o;
    plan->primary_count = o->primary_count;
    plan->start = o->start;
    plan->end.ns = o->start.ns + o->span_ns;
    plan->threshold_km = sphere_about(o);
    plan->tiles = (size_t)((o->span_ns + SEA_SCREEN_STEP_NS - 1) / SEA_SCREEN_STEP_NS);
    plan->blocks = (plan->tiles + SEA_SCREEN_BLOCK_TILES - 1) / SEA_SCREEN_BLOCK_TILES;
    plan->kernel = sea_screen_kernel_best();
    sea_screen_caps_make(&plan->caps);
    if (o->primaries) status = mark(gps, count, o->primaries, o->primary_count, "primary", &plan->primary, err);
    if (status == SEA_OK && o->excluded_count)
        status = mark(gps, count, o->excluded, o->excluded_count, "excluded object", &plan->skip, err);
    sea_sgp4 *prepared = NULL;
    if (status == SEA_OK) status = sea_sgp4_new(gps, count, &sgp4, &prepared, NULL, err);
    plan->prepared = prepared;
    if (status != SEA_OK) {
        sea_screen_plan_free(plan);
        return status;
    }
    *out = plan;
    return SEA_OK;
}

void sea_screen_plan_free(sea_screen_plan *plan)
{
    if (!plan) return;
    sea_sgp4_free((sea_sgp4 *)plan->prepared);
    free(plan->primary);
    free(plan->skip);
    free(plan);
}

size_t sea_screen_plan_parts(const sea_screen_plan *plan)
{
    return plan->blocks;
}

sea_status sea_screen_run(const sea_gp *gps, size_t count, const sea_screen_options *options, sea_screen_result *result,
                          sea_error *err)
{
    sea_screen_plan *plan;
    sea_screen_result part;
    memset(result, 0, sizeof *result);
    sea_status status = sea_screen_plan_new(gps, count, options, &plan, err);
    if (status != SEA_OK) return status;
    status = sea_screen_slice(plan, 0, 1, &part, err);
    if (status == SEA_OK) {
        status = sea_screen_merge(plan, &part, 1, result, err);
        sea_screen_result_free(&part);
    }
    sea_screen_plan_free(plan);
    return status;
}

void sea_screen_result_free(sea_screen_result *result)
{
    free(result->events);
    free(result->exclusions);
    memset(result, 0, sizeof *result);
}

/* Screening: the run. Blocks of tiles in parallel, merged in order, so that the number of threads never shows. */
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

typedef struct run {
    sea_screen_plan plan;
    const sea_screen_options *options;
    block *blocks;
    size_t block_count, blocks_done; /* done: counted by worker 0 alone, for progress */
    sea_screen_tile **tiles;         /* one a worker */
    sea_screen_candidates *candidates;
    int64_t *failed_tile; /* [worker][object]: earliest tile an object missed, INT64_MAX = none */
    sea_status *failure;  /* [worker][object] */
    sea_conjunction *events;
    size_t *pair_start; /* first event of each pair, and one past the last */
    size_t *pair_kept;  /* events of each pair left */
    size_t pair_count;
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

static sea_status check(const sea_gp *gps, size_t count, const sea_screen_options *o, sea_error *err)
{
    if (o->start.ns == SEA_TAI_NONE.ns) return sea_error_set(err, SEA_E_USAGE, "screening needs a start");
    if (o->span_ns <= 0 || o->span_ns > 366 * SEA_NS_PER_DAY)
        return sea_error_set(err, SEA_E_USAGE, "the window must be longer than nothing and at most 366 days");
    const int64_t most = INT64_C(9000000000000000000);
    if (o->start.ns > most - o->span_ns || o->start.ns < -most)
        return sea_error_set(err, SEA_E_USAGE, "the window runs off the clock: 1720 to 2280 can be screened");
    if (!(o->threshold_km > 0.0) || o->threshold_km > THRESHOLD_MAX_KM)
        return sea_error_set(err, SEA_E_USAGE, "the threshold must be above 0 and at most %.0f km", THRESHOLD_MAX_KM);
    if (count > UINT32_MAX / 8) return sea_error_set(err, SEA_E_USAGE, "too many objects at once");
    for (size_t i = 1; i < count; i++)
        if (gps[i - 1].norad_cat_id >= gps[i].norad_cat_id)
            return sea_error_set(
                err, SEA_E_USAGE,
                "screening takes one element set an object, ordered by catalogue number; %u follows %u",
                gps[i].norad_cat_id, gps[i - 1].norad_cat_id);
    return SEA_OK;
}

static sea_status mark_primaries(const sea_gp *gps, size_t count, const sea_screen_options *o, bool **out,
                                 sea_error *err)
{
    *out = NULL;
    if (!o->primaries) return SEA_OK;
    bool *marks = calloc(count + 1, sizeof *marks);
    if (!marks) return SEA_E_MEMORY;
    for (size_t i = 0; i < o->primary_count; i++) {
        const sea_gp *gp = sea_gp_find(gps, count, o->primaries[i]);
        if (!gp) {
            free(marks);
            return sea_error_set(err, SEA_E_USAGE, "primary %u is not among the %zu objects read", o->primaries[i],
                                 count);
        }
        marks[gp - gps] = true;
    }
    *out = marks;
    return SEA_OK;
}

static void note_invalid(run *r, uint32_t worker, const sea_screen_tile *s, size_t tile)
{
    int64_t *failed = r->failed_tile + worker * r->plan.count;
    for (size_t i = 0; i < r->plan.count; i++) {
        sea_status why;
        if (failed[i] <= (int64_t)tile || sea_screen_tile_valid(s, i, &why)) continue;
        failed[i] = (int64_t)tile;
        r->failure[worker * r->plan.count + i] = why;
    }
}

static sea_status screen_block(void *payload, size_t b, uint32_t worker)
{
    run *r = payload;
    const sea_screen_plan *plan = &r->plan;
    sea_screen_tile *s = r->tiles[worker];
    size_t first = b * SEA_SCREEN_BLOCK_TILES, last = first + SEA_SCREEN_BLOCK_TILES;
    if (last > plan->tiles) last = plan->tiles;
    sea_status opened = sea_screen_tile_open(plan, s, first);
    if (opened != SEA_OK) return opened;
    for (size_t tile = first; tile < last; tile++) {
        sea_screen_tile_move(s, tile);
        note_invalid(r, worker, s, tile);
        sea_screen_candidates *found = &r->candidates[worker];
        sea_screen_tile_arcs(plan, s, &r->blocks[b].figures);
        sea_status status = sea_screen_tile_candidates(plan, s, found, &r->blocks[b].figures);
        sea_tai t0 = sea_screen_knot(plan, (int64_t)tile), t1 = sea_screen_knot(plan, (int64_t)tile + 1);
        if (t1.ns > plan->end.ns) t1 = plan->end;
        for (size_t k = 0; k < found->count && status == SEA_OK; k++)
            status = sea_screen_refine(plan, found->items[k], t0, t1, &r->blocks[b].events);
        if (status != SEA_OK) return status;
    }
    if (worker == 0 && r->options->progress) {
        r->blocks_done++;
        double part = (double)(b + 1) / (double)r->block_count;
        if (r->options->progress(r->options->progress_payload, part)) return SEA_DONE;
    }
    return SEA_OK;
}

static int by_pair(const void *a, const void *b)
{
    const sea_conjunction *x = a, *y = b;
    if (x->index_1 != y->index_1) return x->index_1 < y->index_1 ? -1 : 1;
    if (x->index_2 != y->index_2) return x->index_2 < y->index_2 ? -1 : 1;
    return x->tca.ns < y->tca.ns ? -1 : x->tca.ns > y->tca.ns;
}

static int by_time(const void *a, const void *b)
{
    return sea_conjunction_compare(a, b);
}

static sea_status interval_task(void *payload, size_t pair, uint32_t worker)
{
    (void)worker;
    run *r = payload;
    size_t begin = r->pair_start[pair];
    r->pair_kept[pair] = sea_screen_intervals(&r->plan, r->events + begin, r->pair_start[pair + 1] - begin);
    return SEA_OK;
}

/* Gathers the blocks' events, fills their intervals pair by pair, and puts them in their final order. */
static sea_status gather(run *r, sea_screen_result *result)
{
    size_t n = 0;
    for (size_t b = 0; b < r->block_count; b++) n += r->blocks[b].events.count;
    r->events = malloc((n + 1) * sizeof *r->events);
    r->pair_start = malloc((n + 2) * sizeof *r->pair_start);
    r->pair_kept = malloc((n + 1) * sizeof *r->pair_kept);
    if (!r->events || !r->pair_start || !r->pair_kept) return SEA_E_MEMORY;
    size_t at = 0;
    for (size_t b = 0; b < r->block_count; b++) {
        if (r->blocks[b].events.count)
            memcpy(r->events + at, r->blocks[b].events.items, r->blocks[b].events.count * sizeof *r->events);
        at += r->blocks[b].events.count;
    }
    qsort(r->events, n, sizeof *r->events, by_pair);
    for (size_t k = 0; k < n; k++)
        if (k == 0 || r->events[k].index_1 != r->events[k - 1].index_1 ||
            r->events[k].index_2 != r->events[k - 1].index_2)
            r->pair_start[r->pair_count++] = k;
    r->pair_start[r->pair_count] = n;
    sea_status status = r->pair_count ? sea_parallel_for(r->pair_count, r->options->threads, r, interval_task) : SEA_OK;
    if (status != SEA_OK) return status;
    size_t kept = 0;
    for (size_t p = 0; p < r->pair_count; p++)
        for (size_t k = 0; k < r->pair_kept[p]; k++) r->events[kept++] = r->events[r->pair_start[p] + k];
    qsort(r->events, kept, sizeof *r->events, by_time);
    result->events = r->events;
    result->event_count = kept;
    r->events = NULL;
    return SEA_OK;
}

static sea_status exclusions(const run *r, uint32_t workers, sea_screen_result *result)
{
    size_t n = r->plan.count;
    result->exclusions = malloc((n + 1) * sizeof *result->exclusions);
    if (!result->exclusions) return SEA_E_MEMORY;
    uint64_t never = 0;
    for (size_t i = 0; i < n; i++) {
        size_t first = i;
        for (uint32_t w = 1; w < workers; w++)
            if (r->failed_tile[w * n + i] < r->failed_tile[first]) first = w * n + i;
        int64_t tile = r->failed_tile[first];
        if (tile == INT64_MAX) continue;
        sea_screen_exclusion x = {r->plan.gps[i].norad_cat_id, r->failure[first], sea_screen_knot(&r->plan, tile)};
        result->exclusions[result->exclusion_count++] = x;
        never += tile == 0;
    }
    result->certificate.screened = n - never;
    return SEA_OK;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static sea_status certify(const run *r, sea_screen_result *result)
{
    sea_screen_certificate *c = &result->certificate;
    size_t n = r->plan.count;
    c->objects = n;
    c->step_s = SEA_SCREEN_STEP_S;
    for (size_t b = 0; b < r->block_count; b++) {
        const sea_screen_figures *f = &r->blocks[b].figures;
        c->pairs_tested += f->pairs_tested;
        c->candidates += f->candidates;
        if (f->speed_km_s > c->speed_bound_km_s) c->speed_bound_km_s = f->speed_km_s;
        if (f->margin_km > c->margin_km) c->margin_km = f->margin_km;
    }
    double *ages = malloc((n + 1) * sizeof *ages);
    if (!ages) return SEA_E_MEMORY;
    for (size_t i = 0; i < n; i++) ages[i] = fabs(sea_tai_diff_s(r->plan.start, r->plan.gps[i].epoch));
    qsort(ages, n, sizeof *ages, by_value);
    if (n) c->age_median_s = ages[n / 2], c->age_max_s = ages[n - 1];
    free(ages);
    return SEA_OK;
}

static sea_status prepare(run *r, uint32_t workers)
{
    size_t n = r->plan.count;
    r->blocks = calloc(r->block_count, sizeof *r->blocks);
    r->tiles = calloc(workers, sizeof *r->tiles);
    r->candidates = calloc(workers, sizeof *r->candidates);
    r->failed_tile = malloc((workers * n + 1) * sizeof *r->failed_tile);
    r->failure = malloc((workers * n + 1) * sizeof *r->failure);
    if (!r->blocks || !r->tiles || !r->candidates || !r->failed_tile || !r->failure) return SEA_E_MEMORY;
    for (size_t k = 0; k < workers * n; k++) r->failed_tile[k] = INT64_MAX;
    for (uint32_t w = 0; w < workers; w++)
        if (!(r->tiles[w] = sea_screen_tile_new(n))) return SEA_E_MEMORY;
    return SEA_OK;
}

static void clear(run *r, uint32_t workers, sea_sgp4 *prepared, bool *primary)
{
    for (size_t b = 0; r->blocks && b < r->block_count; b++) free(r->blocks[b].events.items);
    for (uint32_t w = 0; r->tiles && w < workers; w++) sea_screen_tile_free(r->tiles[w]);
    for (uint32_t w = 0; r->candidates && w < workers; w++) free(r->candidates[w].items);
    free(r->blocks);
    free(r->tiles);
    free(r->candidates);
    free(r->failed_tile);
    free(r->failure);
    free(r->events);
    free(r->pair_start);
    free(r->pair_kept);
    free(primary);
    sea_sgp4_free(prepared);
}

sea_status sea_screen_run(const sea_gp *gps, size_t count, const sea_screen_options *options, sea_screen_result *result,
                          sea_error *err)
{
    memset(result, 0, sizeof *result);
    bool *primary = NULL;
    sea_sgp4 *prepared = NULL;
    sea_status status = check(gps, count, options, err);
    if (status == SEA_OK) status = mark_primaries(gps, count, options, &primary, err);
    if (status != SEA_OK) return status;
    run r = {.options = options};
    uint32_t workers = 1;
    const sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    status = sea_sgp4_new(gps, count, &sgp4, &prepared, NULL, err);
    if (status == SEA_OK) {
        size_t tiles = (size_t)((options->span_ns + SEA_SCREEN_STEP_NS - 1) / SEA_SCREEN_STEP_NS);
        r.plan = (sea_screen_plan){.gps = gps,
                                   .prepared = prepared,
                                   .count = count,
                                   .primary = primary,
                                   .primary_count = options->primary_count,
                                   .start = options->start,
                                   .end = {options->start.ns + options->span_ns},
                                   .threshold_km = options->threshold_km,
                                   .tiles = tiles,
                                   .kernel = sea_screen_kernel_best()};
        sea_screen_caps_make(&r.plan.caps);
        r.block_count = (tiles + SEA_SCREEN_BLOCK_TILES - 1) / SEA_SCREEN_BLOCK_TILES;
        workers = sea_parallel_workers(r.block_count, options->threads);
        status = prepare(&r, workers);
    }
    if (status == SEA_OK) status = sea_parallel_for(r.block_count, workers, &r, screen_block);
    if (status == SEA_OK) status = gather(&r, result);
    if (status == SEA_OK) status = exclusions(&r, workers, result);
    if (status == SEA_OK) status = certify(&r, result);
    clear(&r, workers, prepared, primary);
    if (status != SEA_OK) sea_screen_result_free(result);
    if (status == SEA_E_MEMORY)
        sea_error_set(err, status, "no memory to screen %zu objects: shorten the window", count);
    return status;
}

void sea_screen_result_free(sea_screen_result *result)
{
    free(result->events);
    free(result->exclusions);
    memset(result, 0, sizeof *result);
}

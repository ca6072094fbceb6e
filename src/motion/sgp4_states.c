/* States of many objects at many times: work cut into lots, handed to threads, doubtful states settled. */
#include "motion/sgp4_batch.h"

#include "base/error.h"
#include "base/parallel.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/*
 * Blocks a lot: a deep-space block takes about four times as long. No power of two, or the rows of a time and of the
 * next would meet in the same lines of the cache.
 */
enum { NEAR_LOT = 63, DEEP_LOT = 15 };

/* One call's work. */
typedef struct job {
    const sea_sgp4_kernel *kernel;
    const sea_sgp4 *p;
    const sea_sgp4_times *times;
} job;

/* Objects that take one way, the times from `first` of the call, and where their states go. */
typedef struct lot {
    const sea_sgp4_near *near; /* one of these two, or neither: the reference's */
    const sea_sgp4_deep_block *deep;
    sea_sgp4_resonance *memos; /* of each deep-space block */
    const uint32_t *object;    /* which; spare lanes of the last block repeat the last */
    size_t objects;
    size_t first, count;
    sea_sgp4_states out; /* at the first time */
    size_t stride;       /* states between one time and the next */
    bool dense;          /* `out` has these objects alone, in this order; or else all, each at its own number */
} lot;

static size_t column(const lot *l, size_t at)
{
    if (!l->dense) return l->object[at];
    return at < l->objects ? at : l->objects - 1;
}

static sea_tai instant(const sea_sgp4_times *times, size_t k, size_t object, size_t objects)
{
    if (times->zipped) return times->at[k * objects + object];
    return times->at ? times->at[k] : (sea_tai){times->start.ns + (int64_t)k * times->step_ns};
}

/* The reference's word on one state. `k` counts from the first time of the lot. */
static void settle(const job *j, const lot *l, size_t k, size_t at)
{
    size_t object = l->object[at], cell = k * l->stride + column(l, at);
    double v[3];
    sea_tai t = instant(j->times, l->first + k, object, j->p->count);
    sea_status s = sea_sgp4_state(j->p, object, t, l->out.r_km[cell], v);
    if (l->out.v_km_s) memcpy(l->out.v_km_s[cell], v, sizeof v);
    if (l->out.statuses) l->out.statuses[cell] = (int8_t)s;
}

static void mark_decayed(const lot *l, size_t k, size_t at)
{
    size_t cell = k * l->stride + column(l, at);
    memset(l->out.r_km[cell], 0, sizeof l->out.r_km[cell]);
    if (l->out.v_km_s) memset(l->out.v_km_s[cell], 0, sizeof l->out.v_km_s[cell]);
    if (l->out.statuses) l->out.statuses[cell] = SEA_E_DECAYED;
}

/* Minutes since epoch of each lane, by the same operations as the kernels'. */
static void zipped_minutes(const job *j, const double *epoch_high, const double *epoch_low, const uint32_t *object,
                           size_t k, sea_sgp4_row t)
{
    for (size_t lane = 0; lane < SEA_SGP4_LANES; lane++) {
        double high, low;
        sea_sgp4_split(instant(j->times, k, object[lane], j->p->count), &high, &low);
        t[lane] = ((high - epoch_high[lane]) + (low - epoch_low[lane])) * (1.0 / 60.0e9);
    }
}

/* Block `i` of the lot through the times of one tile, which begins at time k0 of the lot. */
static void block_tile(const job *j, const lot *l, size_t i, size_t k0, sea_sgp4_tile *tile)
{
    uint8_t doubtful[SEA_SGP4_TILE] = {0}, decayed[SEA_SGP4_TILE] = {0};
    _Alignas(64) sea_sgp4_row t[SEA_SGP4_TILE];
    size_t from = i * SEA_SGP4_LANES, start = column(l, from);
    if (j->times->zipped) {
        const double *high = l->near ? l->near[i].epoch_high : l->deep[i].epoch_high,
                     *low = l->near ? l->near[i].epoch_low : l->deep[i].epoch_low;
        for (size_t k = 0; k < tile->count; k++)
            zipped_minutes(j, high, low, l->object + from, l->first + k0 + k, t[k]);
        tile->t = t;
    }
    /* The ends do not tell whether rows stand side by side: where kinds meet, objects in between are out of order, and
     * the last lanes may repeat. */
    tile->packed = 1;
    for (size_t lane = 0; lane < SEA_SGP4_LANES; lane++) {
        size_t c = column(l, from + lane), at = k0 * l->stride + c;
        tile->packed &= c == start + lane;
        tile->r[lane] = l->out.r_km[at];
        tile->v[lane] = l->out.v_km_s ? l->out.v_km_s[at] : NULL;
    }
    tile->doubtful = doubtful;
    tile->decayed = decayed;
    if (l->near) {
        j->kernel->near_earth(&l->near[i], tile);
    } else {
        j->kernel->deep_space(&l->deep[i], tile, &l->memos[i]);
    }
    for (size_t k = 0; k < tile->count; k++) {
        if (!(doubtful[k] | decayed[k])) continue;
        for (size_t lane = 0; lane < SEA_SGP4_LANES; lane++) {
            if (doubtful[k] >> lane & 1) settle(j, l, k0 + k, from + lane);
            if (decayed[k] >> lane & 1) mark_decayed(l, k0 + k, from + lane);
        }
    }
}

/*
 * Steps from the anchor of a uniform grid, where the clock is at a multiple of SEA_SGP4_TILE steps, to its time k; -1
 * where times are no grid that can be anchored. Tiles end at anchors, so that what part of a grid is asked for changes
 * no bit.
 */
static int grid_lead(const sea_sgp4_times *times, size_t k)
{
    /* A day of step at most, and an anchor on the clock: beyond that rotations save nothing anyway. */
    const int64_t most = SEA_NS_PER_DAY, edge = INT64_MAX - (SEA_SGP4_TILE + 1) * most;
    if (times->at || times->step_ns == 0 || times->step_ns > most || times->step_ns < -most) return -1;
    int64_t ns = instant(times, k, 0, 0).ns;
    if (ns <= -edge || ns >= edge) return -1;
    int64_t places = ns / times->step_ns - (ns % times->step_ns != 0 && (ns < 0) != (times->step_ns < 0));
    return (int)((places % SEA_SGP4_TILE + SEA_SGP4_TILE) % SEA_SGP4_TILE);
}

/* The tile that begins at time k0 of the lot. */
static sea_sgp4_tile tile_at(const job *j, const lot *l, size_t k0, double high[SEA_SGP4_TILE],
                             double low[SEA_SGP4_TILE])
{
    const sea_sgp4_constants *c = &j->p->constants;
    const sea_sgp4_times *times = j->times;
    sea_sgp4_tile tile = {.count = SEA_SGP4_TILE,
                          .high = high,
                          .low = low,
                          .stride = 3 * l->stride,
                          .surface_km = c->radius_km,
                          .half_j2_km2 = 0.5 * c->j2 * c->radius_km * c->radius_km,
                          .j3oj2_km = c->j3oj2 * c->radius_km,
                          .afspc = j->p->count && j->p->elements[0].afspc};
    size_t first = l->first + k0;
    int lead = grid_lead(times, first);
    if (lead >= 0) {
        tile.grid = 1;
        tile.lead = (size_t)lead;
        tile.count = SEA_SGP4_TILE - tile.lead;
        tile.step_min = (double)times->step_ns * (1.0 / 60.0e9);
        sea_sgp4_split((sea_tai){instant(times, first, 0, 0).ns - lead * times->step_ns}, &tile.anchor_high,
                       &tile.anchor_low);
    }
    if (tile.count > l->count - k0) tile.count = l->count - k0;
    for (size_t k = 0; k < tile.count && !times->zipped; k++)
        sea_sgp4_split(instant(times, first + k, 0, 0), &high[k], &low[k]);
    return tile;
}

static void propagate(const job *j, const lot *l)
{
    double high[SEA_SGP4_TILE], low[SEA_SGP4_TILE];
    if (!l->near && !l->deep) {
        for (size_t k = 0; k < l->count; k++)
            for (size_t at = 0; at < l->objects; at++) settle(j, l, k, at);
        return;
    }
    size_t blocks = (l->objects + SEA_SGP4_LANES - 1) / SEA_SGP4_LANES;
    for (size_t k0 = 0; k0 < l->count;) {
        sea_sgp4_tile tile = tile_at(j, l, k0, high, low);
        for (size_t i = 0; i < blocks; i++) block_tile(j, l, i, k0, &tile);
        k0 += tile.count;
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t parts(size_t n, size_t most)
{
    return (n + most - 1) / most;
}

/* Lots that the objects make: deep space first, which takes longest. */
static size_t lots(const sea_sgp4_batch *b)
{
    return parts(b->deep_count, DEEP_LOT) + parts(b->near_count, NEAR_LOT) + parts(b->other_count, NEAR_LOT);
}

/* The objects of lot `i`. Given: memos, one a deep-space block. */
static lot lot_at(const sea_sgp4_batch *b, size_t i, sea_sgp4_resonance *memos)
{
    lot l = {0};
    size_t deep = parts(b->deep_count, DEEP_LOT), near = parts(b->near_count, NEAR_LOT), from;
    if (i < deep) {
        from = i * DEEP_LOT;
        l.deep = b->deep + from;
        l.memos = memos ? memos + from : NULL;
        l.object = b->deep_index + from * SEA_SGP4_LANES;
        l.objects = least(b->deep_objects - from * SEA_SGP4_LANES, DEEP_LOT * SEA_SGP4_LANES);
    } else if (i < deep + near) {
        from = (i - deep) * NEAR_LOT;
        l.near = b->near + from;
        l.object = b->near_index + from * SEA_SGP4_LANES;
        l.objects = least(b->near_objects - from * SEA_SGP4_LANES, NEAR_LOT * SEA_SGP4_LANES);
    } else {
        from = (i - deep - near) * NEAR_LOT;
        l.object = b->others + from;
        l.objects = least(b->other_count - from, NEAR_LOT);
    }
    return l;
}

static sea_status check(const sea_sgp4_times *times, sea_error *err)
{
    int64_t span, end;
    if (times->at || times->count == 0) return SEA_OK;
    if (times->zipped) return sea_error_set(err, SEA_E_USAGE, "zipped times need a list: set `at`");
    if (times->count - 1 > INT64_MAX || __builtin_mul_overflow((int64_t)(times->count - 1), times->step_ns, &span) ||
        __builtin_add_overflow(times->start.ns, span, &end))
        return sea_error_set(err, SEA_E_RANGE, "the time grid runs beyond the clock: take fewer or shorter steps");
    return SEA_OK;
}

/* Resonance integrators of every deep-space block, `sets` times; none has begun. */
static sea_sgp4_resonance *memos_new(const sea_sgp4_batch *b, size_t sets)
{
    sea_sgp4_resonance *memos = sea_sgp4_blocks(sets * b->deep_count, sizeof *memos);
    for (size_t i = 0; memos && i < sets * b->deep_count; i++)
        for (size_t lane = 0; lane < SEA_SGP4_LANES; lane++) memos[i].atime[lane] = NAN;
    return memos;
}

typedef struct whole {
    job job;
    const sea_sgp4_states *out;
    sea_sgp4_resonance *memos;
} whole;

static sea_status fill_whole(void *payload, size_t index, uint32_t worker)
{
    const whole *w = payload;
    (void)worker;
    lot l = lot_at(w->job.p->batch, index, w->memos);
    l.count = w->job.times->count;
    l.out = *w->out;
    l.stride = w->job.p->count;
    propagate(&w->job, &l);
    return SEA_OK;
}

sea_status sea_sgp4_states_with(const sea_sgp4_kernel *kernel, const sea_sgp4 *prepared, const sea_sgp4_times *times,
                                const sea_sgp4_states *out, uint32_t threads, sea_error *err)
{
    sea_status s = check(times, err);
    if (s != SEA_OK) return s;
    whole w = {{kernel, prepared, times}, out, memos_new(prepared->batch, 1)};
    if (!w.memos) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    if (out->statuses) memset(out->statuses, 0, times->count * prepared->count);
    s = sea_parallel_for(lots(prepared->batch), threads, &w, fill_whole);
    free(w.memos);
    return s;
}

sea_status sea_sgp4_states_get(const sea_sgp4 *prepared, const sea_sgp4_times *times, const sea_sgp4_states *out,
                               uint32_t threads, sea_error *err)
{
    return sea_sgp4_states_with(sea_sgp4_kernel_now(), prepared, times, out, threads, err);
}

/* A run: lots of all objects at some times, then at the next times, each into a place of its own. */
typedef struct run {
    job job;
    size_t lots, most, lead; /* lots of objects; times of a lot; the first lots are shorter by `lead` */
    size_t cells;            /* states a place holds */
    double (*places)[3];
    int8_t *statuses;
    int velocity;
    sea_sgp4_resonance *memos; /* of each worker */
    sea_sgp4_block_sink *sink;
    void *payload;
} run;

static lot run_lot(const run *r, size_t index, uint32_t place)
{
    const sea_sgp4_batch *b = r->job.p->batch;
    size_t slice = index / r->lots, from = slice * r->most, to = from + r->most - r->lead;
    lot l = lot_at(b, index % r->lots, r->memos + place / 2 * b->deep_count);
    l.first = slice ? from - r->lead : 0;
    l.count = least(to, r->job.times->count) - l.first;
    l.out.r_km = r->places + (r->velocity ? 2 : 1) * r->cells * place;
    l.out.v_km_s = r->velocity ? l.out.r_km + r->cells : NULL;
    l.out.statuses = r->statuses + r->cells * place;
    l.stride = l.objects;
    l.dense = true;
    return l;
}

static sea_status fill_place(void *payload, size_t index, uint32_t place)
{
    const run *r = payload;
    lot l = run_lot(r, index, place);
    memset(l.out.statuses, 0, l.count * l.objects);
    propagate(&r->job, &l);
    return SEA_OK;
}

static sea_status hand_on(void *payload, size_t index, uint32_t place)
{
    const run *r = payload;
    lot l = run_lot(r, index, place);
    sea_sgp4_block block = {
        l.first,       l.count, l.objects, l.object, (const double(*)[3])l.out.r_km, (const double(*)[3])l.out.v_km_s,
        l.out.statuses};
    return r->sink(r->payload, &block);
}

static size_t widest_lot(const sea_sgp4_batch *b)
{
    size_t widest = 1;
    for (size_t i = 0; i < lots(b); i++) {
        size_t objects = lot_at(b, i, NULL).objects;
        if (widest < objects) widest = objects;
    }
    return widest;
}

/*
 * Times of a lot. What a lot writes stays in the second-level cache; where objects are few, times are many, so that
 * threads have work for longer than they take to meet.
 */
static size_t lot_times(size_t widest)
{
    size_t most = SEA_SGP4_TILE;
    while (2 * most * widest <= NEAR_LOT * SEA_SGP4_LANES * SEA_SGP4_TILE) most *= 2;
    return most;
}

sea_status sea_sgp4_states_run(const sea_sgp4 *prepared, const sea_sgp4_times *times, int velocity, uint32_t threads,
                               sea_sgp4_block_sink *sink, void *payload, sea_error *err)
{
    sea_status s = check(times, err);
    if (s != SEA_OK || times->count == 0 || prepared->count == 0) return s;
    const sea_sgp4_batch *b = prepared->batch;
    size_t widest = widest_lot(b);
    run r = {.job = {sea_sgp4_kernel_now(), prepared, times},
             .lots = lots(b),
             .most = lot_times(widest),
             .velocity = velocity,
             .sink = sink,
             .payload = payload};
    int lead = grid_lead(times, 0);
    r.lead = lead > 0 ? (size_t)lead : 0;
    r.cells = widest * r.most;
    size_t tasks = r.lots * parts(times->count + r.lead, r.most);
    uint32_t workers = sea_parallel_workers(tasks, threads);
    size_t rows = 2 * workers * r.cells;
    /* One piece, which the allocator hands out again to the next run. */
    r.places = malloc((velocity ? 2 : 1) * rows * sizeof *r.places + rows);
    r.statuses = (int8_t *)(r.places + (velocity ? 2 : 1) * rows);
    r.memos = memos_new(b, workers);
    s = r.places && r.memos ? sea_parallel_in_order(tasks, threads, &r, fill_place, hand_on)
                            : sea_error_set(err, SEA_E_MEMORY, "no memory for a block of %zu states", r.cells);
    free(r.memos);
    free(r.places);
    return s;
}

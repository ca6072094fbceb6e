/* SGP4 in batches: objects gathered into blocks, kernels chosen, work handed to threads, doubtful states settled. */
#include "motion/sgp4_batch.h"

#include "base/cpu.h"
#include "base/error.h"
#include "base/parallel.h"

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 32 }; /* blocks a task: their constants stay in the second-level cache */

static const sea_sgp4_kernel *const kernels[] = {
#if defined(SEA_CPU_X86_64)
    &sea_sgp4_kernel_avx512,
    &sea_sgp4_kernel_avx2,
    &sea_sgp4_kernel_sse2,
#elif defined(SEA_CPU_AARCH64)
    &sea_sgp4_kernel_neon,
#elif defined(SEA_CPU_WASM)
    &sea_sgp4_kernel_wasm,
#endif
    &sea_sgp4_kernel_scalar,
};

static _Atomic(const sea_sgp4_kernel *) sea_sgp4_kernel_chosen;

const sea_sgp4_kernel *sea_sgp4_kernel_find(const char *name)
{
    unsigned have = sea_cpu_features();
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        if ((kernels[i]->needs & ~have) == 0 && (!name || strcmp(name, kernels[i]->name) == 0)) return kernels[i];
    }
    return NULL;
}

static const sea_sgp4_kernel *chosen(void)
{
    const sea_sgp4_kernel *k = atomic_load(&sea_sgp4_kernel_chosen);
    if (!k) {
        const char *wanted = getenv("STARSEA_SIMD");
        if (wanted) k = sea_sgp4_kernel_find(wanted);
        if (!k) k = sea_sgp4_kernel_find(NULL);
        atomic_store(&sea_sgp4_kernel_chosen, k);
    }
    return k;
}

const char *sea_sgp4_kernel_name(void)
{
    return chosen()->name;
}

size_t sea_sgp4_count(const sea_sgp4 *prepared)
{
    return prepared->count;
}

/* A clock reading as two doubles that are exact: a multiple of 2^32 ns, and the rest. */
static void split(sea_tai t, double *high, double *low)
{
    *high = (double)(t.ns >> 32) * 0x1p32;
    *low = (double)(uint32_t)(t.ns & 0xffffffff);
}

static void fill_near(sea_sgp4_near *b, size_t lane, const sea_sgp4_elements *e, const sea_sgp4_constants *c)
{
    double cube = sea_cbrt(c->xke / e->no_unkozai), a0 = cube * cube;
    split(e->epoch, &b->epoch_high[lane], &b->epoch_low[lane]);
    b->mo[lane] = e->mo;
    b->mdot[lane] = e->mdot;
    b->argpo[lane] = e->argpo;
    b->argpdot[lane] = e->argpdot;
    b->nodeo[lane] = e->nodeo;
    b->nodedot[lane] = e->nodedot;
    b->nodecf[lane] = e->nodecf;
    b->cc1[lane] = e->cc1;
    b->b_cc4[lane] = e->bstar * e->cc4;
    b->e0[lane] = e->ecco;
    b->n_t2[lane] = e->no_unkozai * e->t2cof;
    if (!e->isimp) {
        b->omgcof[lane] = e->omgcof;
        b->xmcof[lane] = e->xmcof;
        b->xmcof_delmo[lane] = e->xmcof * e->delmo;
        b->eta[lane] = e->eta;
        b->d2[lane] = e->d2;
        b->d3[lane] = e->d3;
        b->d4[lane] = e->d4;
        b->b_cc5[lane] = e->bstar * e->cc5;
        b->e0[lane] = e->ecco + e->bstar * e->cc5 * e->sinmao;
        b->n_t3[lane] = e->no_unkozai * e->t3cof;
        b->n_t4[lane] = e->no_unkozai * e->t4cof;
        b->n_t5[lane] = e->no_unkozai * e->t5cof;
    }
    b->a0[lane] = a0 * c->radius_km;
    b->root_a0[lane] = sqrt(a0) * c->radius_km * c->vkmpersec; /* times 1/a in 1/km: sqrt(mu/a) in km/s */
    b->aycof[lane] = e->aycof * c->radius_km;
    b->xlcof[lane] = e->xlcof * c->radius_km;
    b->con41_15[lane] = 1.5 * e->con41;
    b->x1mth2[lane] = e->x1mth2;
    b->x7thm1_025[lane] = 0.25 * e->x7thm1;
    sea_sincos(e->inclo, &b->sinio[lane], &b->cosio[lane]);
    b->cosio_15[lane] = 1.5 * b->cosio[lane];
}

/* As above without a name for each: the periodics stand in the same order in both. */
static void fill_periodics(sea_sgp4_deep_block *b, size_t lane, const sea_sgp4_deep *d)
{
    b->zmos[lane] = d->zmos;
    b->se2[lane] = d->se2;
    b->se3[lane] = d->se3;
    b->si2[lane] = d->si2;
    b->si3[lane] = d->si3;
    b->sl2[lane] = d->sl2;
    b->sl3[lane] = d->sl3;
    b->sl4[lane] = d->sl4;
    b->sgh2[lane] = d->sgh2;
    b->sgh3[lane] = d->sgh3;
    b->sgh4[lane] = d->sgh4;
    b->sh2[lane] = d->sh2;
    b->sh3[lane] = d->sh3;
    b->zmol[lane] = d->zmol;
    b->ee2[lane] = d->ee2;
    b->e3[lane] = d->e3;
    b->xi2[lane] = d->xi2;
    b->xi3[lane] = d->xi3;
    b->xl2[lane] = d->xl2;
    b->xl3[lane] = d->xl3;
    b->xl4[lane] = d->xl4;
    b->xgh2[lane] = d->xgh2;
    b->xgh3[lane] = d->xgh3;
    b->xgh4[lane] = d->xgh4;
    b->xh2[lane] = d->xh2;
    b->xh3[lane] = d->xh3;
}

static void fill_resonance(sea_sgp4_deep_block *b, size_t lane, const sea_sgp4_deep *d)
{
    b->half_day[lane] = d->irez - 1.0;
    b->gsto[lane] = d->gsto;
    b->xlamo[lane] = d->xlamo;
    b->xfact[lane] = d->xfact;
    b->del1[lane] = d->del1;
    b->del2[lane] = d->del2;
    b->del3[lane] = d->del3;
    b->d2201[lane] = d->d2201;
    b->d2211[lane] = d->d2211;
    b->d3210[lane] = d->d3210;
    b->d3222[lane] = d->d3222;
    b->d4410[lane] = d->d4410;
    b->d4422[lane] = d->d4422;
    b->d5220[lane] = d->d5220;
    b->d5232[lane] = d->d5232;
    b->d5421[lane] = d->d5421;
    b->d5433[lane] = d->d5433;
}

static void fill_deep(sea_sgp4_deep_block *b, size_t lane, const sea_sgp4_elements *e, const sea_sgp4_constants *c)
{
    const sea_sgp4_deep *d = &e->deep;
    double cube = sea_cbrt(c->xke / e->no_unkozai), a0 = cube * cube;
    split(e->epoch, &b->epoch_high[lane], &b->epoch_low[lane]);
    b->mo[lane] = e->mo;
    b->m_rate[lane] = e->mdot + d->dmdt;
    b->argpo[lane] = e->argpo;
    b->argp_rate[lane] = e->argpdot + d->domdt;
    b->argpdot[lane] = e->argpdot;
    b->nodeo[lane] = e->nodeo;
    b->node_rate[lane] = e->nodedot + d->dnodt;
    b->nodecf[lane] = e->nodecf;
    b->inclo[lane] = e->inclo;
    b->didt[lane] = d->didt;
    b->e0[lane] = e->ecco;
    b->e_rate[lane] = d->dedt - e->bstar * e->cc4;
    b->cc1[lane] = e->cc1;
    b->n_t2[lane] = e->no_unkozai * e->t2cof;
    b->n0[lane] = e->no_unkozai;
    b->a0[lane] = a0 * c->radius_km;
    b->root_a0[lane] = sqrt(a0) * c->radius_km * c->vkmpersec;
    fill_periodics(b, lane, d);
    fill_resonance(b, lane, d);
}

/*
 * How an object is propagated in a batch. Objects that take the same branches stand together: near-Earth by
 * eccentricity, deep space by resonance, inclination (Lyddane's branch is below 0.2 rad) and eccentricity.
 */
enum { NEAR_ROUND, NEAR_ECCENTRIC, DEEP, DEEP_LAST = DEEP + 11, OTHER, KINDS };

static int kind_of(const sea_sgp4_elements *e)
{
    /* A mean motion above 0.1 rad/min has its orbit inside the Earth, and so has an eccentricity of 0.99 its perigee
     * but for the farthest: nothing to be quick about, and rates may be beyond the kernels' angles. */
    if (e->status != SEA_OK || !(e->no_unkozai < 0.1) || !(e->ecco < 0.99)) return OTHER;
    if (e->deep_space) return DEEP + 4 * e->deep.irez + 2 * (e->inclo < 0.2) + (e->ecco >= 0.2);
    return e->ecco < 0.19 ? NEAR_ROUND : NEAR_ECCENTRIC;
}

/* Where the next object of each kind goes; a kind's objects keep their order. */
static void gather(const sea_sgp4 *p, sea_sgp4_batch *b, const size_t counts[KINDS])
{
    size_t next[KINDS] = {0};
    next[NEAR_ECCENTRIC] = counts[NEAR_ROUND];
    for (int kind = DEEP + 1; kind <= DEEP_LAST; kind++) next[kind] = next[kind - 1] + counts[kind - 1];
    for (size_t i = 0; i < p->count; i++) {
        int kind = kind_of(&p->elements[i]);
        size_t at = next[kind]++;
        if (kind == OTHER) {
            b->others[at] = (uint32_t)i;
        } else if (kind < DEEP) {
            b->near_index[at] = (uint32_t)i;
        } else {
            b->deep_index[at] = (uint32_t)i;
        }
    }
}

/* Spare lanes of the last block repeat its last object: they write the same values to the same place. */
static void pad(uint32_t *index, size_t objects)
{
    for (size_t at = objects; at % SEA_SGP4_LANES; at++) index[at] = index[objects - 1];
}

static void fill(const sea_sgp4 *p, sea_sgp4_batch *b)
{
    for (size_t i = 0; i < b->near_count * SEA_SGP4_LANES; i++)
        fill_near(&b->near[i / SEA_SGP4_LANES], i % SEA_SGP4_LANES, &p->elements[b->near_index[i]], &p->constants);
    for (size_t i = 0; i < b->deep_count * SEA_SGP4_LANES; i++)
        fill_deep(&b->deep[i / SEA_SGP4_LANES], i % SEA_SGP4_LANES, &p->elements[b->deep_index[i]], &p->constants);
}

static void *blocks(size_t count, size_t size)
{
    void *p = aligned_alloc(64, (count + !count) * size);
    if (p) memset(p, 0, (count + !count) * size);
    return p;
}

sea_status sea_sgp4_batch_new(const sea_sgp4 *prepared, sea_sgp4_batch **out)
{
    size_t counts[KINDS] = {0};
    *out = NULL;
    if (prepared->count > UINT32_MAX) return SEA_E_MEMORY;
    for (size_t i = 0; i < prepared->count; i++) counts[kind_of(&prepared->elements[i])]++;
    sea_sgp4_batch *b = calloc(1, sizeof *b);
    if (!b) return SEA_E_MEMORY;
    size_t near = counts[NEAR_ROUND] + counts[NEAR_ECCENTRIC], deep = prepared->count - near - counts[OTHER];
    b->near_count = (near + SEA_SGP4_LANES - 1) / SEA_SGP4_LANES;
    b->deep_count = (deep + SEA_SGP4_LANES - 1) / SEA_SGP4_LANES;
    b->other_count = counts[OTHER];
    b->near = blocks(b->near_count, sizeof *b->near);
    b->deep = blocks(b->deep_count, sizeof *b->deep);
    b->near_index = calloc(b->near_count + 1, SEA_SGP4_LANES * sizeof *b->near_index);
    b->deep_index = calloc(b->deep_count + 1, SEA_SGP4_LANES * sizeof *b->deep_index);
    b->others = calloc(b->other_count + 1, sizeof *b->others);
    if (!b->near || !b->deep || !b->near_index || !b->deep_index || !b->others) {
        sea_sgp4_batch_free(b);
        return SEA_E_MEMORY;
    }
    gather(prepared, b, counts);
    pad(b->near_index, near);
    pad(b->deep_index, deep);
    fill(prepared, b);
    *out = b;
    return SEA_OK;
}

void sea_sgp4_batch_free(sea_sgp4_batch *batch)
{
    if (!batch) return;
    free(batch->near);
    free(batch->deep);
    free(batch->near_index);
    free(batch->deep_index);
    free(batch->others);
    free(batch);
}

/* One call's work, shared by its tasks. */
typedef struct job {
    const sea_sgp4_kernel *kernel;
    const sea_sgp4 *p;
    const sea_sgp4_times *times;
    size_t first, count; /* the times of this call */
    const sea_sgp4_states *out;
    size_t near_tasks, deep_tasks;
    sea_sgp4_resonance *memos; /* of each deep-space block */
} job;

static sea_tai instant(const sea_sgp4_times *times, size_t k, size_t object, size_t objects)
{
    if (times->zipped) return times->at[k * objects + object];
    return times->at ? times->at[k] : (sea_tai){times->start.ns + (int64_t)k * times->step_ns};
}

/* The reference's word on one state. `k` counts from the first time of the call. */
static void settle(const job *j, size_t k, size_t object)
{
    size_t n = j->p->count, at = k * n + object;
    double v[3];
    sea_tai t = instant(j->times, j->first + k, object, n);
    sea_status s = sea_sgp4_state(j->p, object, t, j->out->r_km[at], v);
    if (j->out->v_km_s) memcpy(j->out->v_km_s[at], v, sizeof v);
    if (j->out->statuses) j->out->statuses[at] = (int8_t)s;
}

static void mark_decayed(const job *j, size_t k, size_t object)
{
    size_t at = k * j->p->count + object;
    memset(j->out->r_km[at], 0, sizeof j->out->r_km[at]);
    if (j->out->v_km_s) memset(j->out->v_km_s[at], 0, sizeof j->out->v_km_s[at]);
    if (j->out->statuses) j->out->statuses[at] = SEA_E_DECAYED;
}

/* Minutes since epoch of each lane, by the same operations as the kernels'. */
static void zipped_minutes(const job *j, const double *epoch_high, const double *epoch_low, const uint32_t *index,
                           size_t k, sea_sgp4_row t)
{
    for (size_t lane = 0; lane < SEA_SGP4_LANES; lane++) {
        double high, low;
        split(instant(j->times, k, index[lane], j->p->count), &high, &low);
        t[lane] = ((high - epoch_high[lane]) + (low - epoch_low[lane])) * (1.0 / 60.0e9);
    }
}

/* Whether the block's objects stand side by side in the output. Its ends do not tell: where kinds meet, objects in
 * between are out of order, and the last lanes may repeat. */
static bool side_by_side(const uint32_t *index)
{
    bool all = true;
    for (size_t lane = 1; lane < SEA_SGP4_LANES; lane++) all &= index[lane] == index[0] + lane;
    return all;
}

/* One block through the times of one tile. `near` or `deep` is NULL. */
static void block_tile(const job *j, const sea_sgp4_near *near, const sea_sgp4_deep_block *deep,
                       sea_sgp4_resonance *memo, const uint32_t *index, size_t k0, sea_sgp4_tile *tile)
{
    uint8_t doubtful[SEA_SGP4_TILE] = {0}, decayed[SEA_SGP4_TILE] = {0};
    _Alignas(64) sea_sgp4_row t[SEA_SGP4_TILE];
    if (j->times->zipped) {
        const double *high = near ? near->epoch_high : deep->epoch_high,
                     *low = near ? near->epoch_low : deep->epoch_low;
        for (size_t k = 0; k < tile->count; k++) zipped_minutes(j, high, low, index, j->first + k0 + k, t[k]);
        tile->t = t;
    }
    for (size_t lane = 0; lane < SEA_SGP4_LANES; lane++) {
        size_t at = k0 * j->p->count + index[lane];
        tile->r[lane] = j->out->r_km[at];
        tile->v[lane] = j->out->v_km_s ? j->out->v_km_s[at] : NULL;
    }
    tile->packed = side_by_side(index);
    tile->doubtful = doubtful;
    tile->decayed = decayed;
    if (near) {
        j->kernel->near_earth(near, tile);
    } else {
        j->kernel->deep_space(deep, tile, memo);
    }
    for (size_t k = 0; k < tile->count; k++) {
        if (!(doubtful[k] | decayed[k])) continue;
        for (size_t lane = 0; lane < SEA_SGP4_LANES; lane++) {
            if (doubtful[k] >> lane & 1) settle(j, k0 + k, index[lane]);
            if (decayed[k] >> lane & 1) mark_decayed(j, k0 + k, index[lane]);
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

/* The tile that begins at time k0 of the call. */
static sea_sgp4_tile tile_at(const job *j, size_t k0, double high[SEA_SGP4_TILE], double low[SEA_SGP4_TILE])
{
    const sea_sgp4_constants *c = &j->p->constants;
    const sea_sgp4_times *times = j->times;
    sea_sgp4_tile tile = {.count = SEA_SGP4_TILE,
                          .high = high,
                          .low = low,
                          .stride = 3 * j->p->count,
                          .surface_km = c->radius_km,
                          .half_j2_km2 = 0.5 * c->j2 * c->radius_km * c->radius_km,
                          .j3oj2_km = c->j3oj2 * c->radius_km,
                          .afspc = j->p->count && j->p->elements[0].afspc};
    int lead = grid_lead(times, j->first + k0);
    if (lead >= 0) {
        tile.grid = 1;
        tile.lead = (size_t)lead;
        tile.count = SEA_SGP4_TILE - tile.lead;
        tile.step_min = (double)times->step_ns * (1.0 / 60.0e9);
        split((sea_tai){instant(times, j->first + k0, 0, 0).ns - lead * times->step_ns}, &tile.anchor_high,
              &tile.anchor_low);
    }
    if (tile.count > j->count - k0) tile.count = j->count - k0;
    for (size_t k = 0; k < tile.count && !times->zipped; k++)
        split(instant(times, j->first + k0 + k, 0, 0), &high[k], &low[k]);
    return tile;
}

/* A chunk of blocks, near-Earth or deep-space, through all times of the call. */
static void chunk(const job *j, size_t task, int deep)
{
    const sea_sgp4_batch *b = j->p->batch;
    size_t from = task * CHUNK, end = deep ? b->deep_count : b->near_count,
           to = from + CHUNK < end ? from + CHUNK : end;
    double high[SEA_SGP4_TILE], low[SEA_SGP4_TILE];
    for (size_t k0 = 0; k0 < j->count;) {
        sea_sgp4_tile tile = tile_at(j, k0, high, low);
        for (size_t i = from; i < to; i++) {
            const uint32_t *index = (deep ? b->deep_index : b->near_index) + i * SEA_SGP4_LANES;
            block_tile(j, deep ? NULL : &b->near[i], deep ? &b->deep[i] : NULL, deep ? &j->memos[i] : NULL, index, k0,
                       &tile);
        }
        k0 += tile.count;
    }
}

static sea_status task(void *payload, size_t index, uint32_t worker)
{
    const job *j = payload;
    (void)worker;
    if (index < j->deep_tasks) {
        chunk(j, index, 1);
    } else if (index < j->deep_tasks + j->near_tasks) {
        chunk(j, index - j->deep_tasks, 0);
    } else {
        size_t from = (index - j->deep_tasks - j->near_tasks) * CHUNK;
        for (size_t i = from; i < from + CHUNK && i < j->p->batch->other_count; i++) {
            for (size_t k = 0; k < j->count; k++) settle(j, k, j->p->batch->others[i]);
        }
    }
    return SEA_OK;
}

static size_t chunks(size_t n)
{
    return (n + CHUNK - 1) / CHUNK;
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

/* The resonance integrators of a run, none of which has begun. */
static sea_sgp4_resonance *memos_new(const sea_sgp4_batch *b)
{
    sea_sgp4_resonance *memos = blocks(b->deep_count, sizeof *memos);
    for (size_t i = 0; memos && i < b->deep_count; i++)
        for (size_t lane = 0; lane < SEA_SGP4_LANES; lane++) memos[i].atime[lane] = NAN;
    return memos;
}

/* The `count` times from `first`. */
static sea_status slice(const sea_sgp4_kernel *kernel, const sea_sgp4 *p, const sea_sgp4_times *times, size_t first,
                        size_t count, const sea_sgp4_states *out, uint32_t threads, sea_sgp4_resonance *memos)
{
    const sea_sgp4_batch *b = p->batch;
    job j = {kernel, p, times, first, count, out, chunks(b->near_count), chunks(b->deep_count), memos};
    if (out->statuses) memset(out->statuses, 0, count * p->count);
    return sea_parallel_for(j.near_tasks + j.deep_tasks + chunks(b->other_count), threads, &j, task);
}

sea_status sea_sgp4_states_with(const sea_sgp4_kernel *kernel, const sea_sgp4 *prepared, const sea_sgp4_times *times,
                                const sea_sgp4_states *out, uint32_t threads, sea_error *err)
{
    sea_status s = check(times, err);
    if (s != SEA_OK) return s;
    sea_sgp4_resonance *memos = memos_new(prepared->batch);
    s = memos ? slice(kernel, prepared, times, 0, times->count, out, threads, memos)
              : sea_error_set(err, SEA_E_MEMORY, "out of memory");
    free(memos);
    return s;
}

sea_status sea_sgp4_states_get(const sea_sgp4 *prepared, const sea_sgp4_times *times, const sea_sgp4_states *out,
                               uint32_t threads, sea_error *err)
{
    return sea_sgp4_states_with(chosen(), prepared, times, out, threads, err);
}

/*
 * Times of a block. As few as one tile, so that what the kernels write stays in cache and little memory is touched for
 * the first time (which costs more than computing its states); more of them where objects are few, so that threads
 * have work for longer than they take to start.
 */
static size_t block_times(const sea_sgp4_times *times, size_t objects)
{
    size_t most = SEA_SGP4_TILE;
    while (most < 4096 && most * objects < 1u << 17) most *= 2;
    return most < times->count ? most : times->count;
}

sea_status sea_sgp4_states_run(const sea_sgp4 *prepared, const sea_sgp4_times *times, int velocity, uint32_t threads,
                               sea_sgp4_block_sink *sink, void *payload, sea_error *err)
{
    sea_status s = check(times, err);
    if (s != SEA_OK) return s;
    size_t n = prepared->count, most = block_times(times, n), cells = most * n;
    /* One piece, which the allocator hands out again to the next run. */
    double(*r)[3] = malloc((velocity ? 2 : 1) * cells * sizeof *r + cells + 1);
    sea_sgp4_resonance *memos = memos_new(prepared->batch);
    if (!r || !memos)
        s = sea_error_set(err, SEA_E_MEMORY, "no memory for a block of %zu states: propagate fewer objects at once",
                          cells);
    sea_sgp4_states out = {r, velocity ? r + cells : NULL, (int8_t *)(r + (velocity ? 2 : 1) * cells)};
    for (size_t first = 0; s == SEA_OK && first < times->count;) {
        int lead = most < SEA_SGP4_TILE ? -1 : grid_lead(times, first);
        size_t count = lead > 0 ? most - (size_t)lead : most; /* whole tiles */
        if (count > times->count - first) count = times->count - first;
        s = slice(chosen(), prepared, times, first, count, &out, threads, memos);
        sea_sgp4_block block = {first,       count, n, (const double(*)[3])out.r_km, (const double(*)[3])out.v_km_s,
                                out.statuses};
        if (s == SEA_OK) s = sink(payload, &block);
        first += count;
    }
    free(memos);
    free(r);
    return s;
}

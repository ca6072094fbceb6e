/* SGP4 in batches: kernels chosen, objects gathered into blocks. */
#include "motion/sgp4_batch.h"

#include "base/cpu.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const sea_sgp4_kernel *const kernels[] = {
#if defined(SEA_CPU_X86_64)
    &sea_sgp4_kernel_avx512,
    &sea_sgp4_kernel_avx2,
    &sea_sgp4_kernel_sse2,
#elif defined(SEA_CPU_AARCH64)
    &sea_sgp4_kernel_neon,
#elif defined(SEA_CPU_WASM)
    &sea_sgp4_kernel_wasm, /* alone: what is compiled in is downloaded, and vectors are certain */
#endif
#if !defined(SEA_CPU_WASM)
    &sea_sgp4_kernel_scalar,
#endif
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

const sea_sgp4_kernel *sea_sgp4_kernel_now(void)
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
    return sea_sgp4_kernel_now()->name;
}

size_t sea_sgp4_count(const sea_sgp4 *prepared)
{
    return prepared->count;
}

void sea_sgp4_split(sea_tai t, double *high, double *low)
{
    *high = (double)(t.ns >> 32) * 0x1p32;
    *low = (double)(uint32_t)(t.ns & 0xffffffff);
}

static void fill_near(sea_sgp4_near *b, size_t lane, const sea_sgp4_elements *e, const sea_sgp4_constants *c)
{
    double cube = sea_cbrt(c->xke / e->no_unkozai), a0 = cube * cube;
    sea_sgp4_split(e->epoch, &b->epoch_high[lane], &b->epoch_low[lane]);
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
    sea_sgp4_split(e->epoch, &b->epoch_high[lane], &b->epoch_low[lane]);
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

void *sea_sgp4_blocks(size_t count, size_t size)
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
    b->near_objects = near;
    b->deep_objects = deep;
    b->other_count = counts[OTHER];
    b->near = sea_sgp4_blocks(b->near_count, sizeof *b->near);
    b->deep = sea_sgp4_blocks(b->deep_count, sizeof *b->deep);
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

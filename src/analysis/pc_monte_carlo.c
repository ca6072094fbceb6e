/*
 * Monte Carlo: pairs of two-body orbits drawn in equinoctial elements, each followed until it first touches.
 *
 * Trial number i depends on the seed and i alone, and what trials count is summed in their order, so that threads
 * cannot change the result. Time goes in steps too short to miss a touch: the distance cannot shrink faster than the
 * relative speed and a bound on the relative acceleration allow.
 */
#include "analysis/pc_proposal.h"
#include "base/math.h"
#include "base/parallel.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4096, STEPS_MAX = 100000 };

/* What a block of trials counted. */
typedef struct tally {
    uint64_t hits;
    double sum, squares, largest; /* of the weights */
} tally;

typedef struct pair {
    sea_pc_orbit orbit[2];
    double factor[2][6][6]; /* lower triangular root of the covariance of the elements */
    sea_pc_proposal proposal;
    bool weighted; /* draw by the proposal */
    double hbr_m, from_s, to_s;
    uint64_t seed, trials;
    tally *blocks;
} pair;

/* Cholesky's root; a direction without variance stays without. Returned: false when a variance is negative. */
static bool root_of(const double c[6][6], double out[6][6])
{
    bool positive = true;
    memset(out, 0, 36 * sizeof(double));
    for (int j = 0; j < 6; j++) {
        double d = c[j][j];
        for (int k = 0; k < j; k++) d -= out[j][k] * out[j][k];
        if (d < -1e-9 * c[j][j]) positive = false;
        if (!(d > 1e-15 * c[j][j])) continue;
        out[j][j] = sqrt(d);
        for (int i = j + 1; i < 6; i++) {
            double sum = c[i][j];
            for (int k = 0; k < j; k++) sum -= out[i][k] * out[j][k];
            out[i][j] = sum / out[j][j];
        }
    }
    return positive;
}

/* Returned: false where drawn elements are no ellipse. */
static bool draw(const pair *p, uint64_t trial, double normal[SEA_PC_DRAWS], sea_pc_track out[2])
{
    for (int k = 0; k < 2; k++) {
        sea_rng rng = sea_rng_init(p->seed, trial, (uint32_t)k);
        for (int i = 0; i < 6; i++) normal[6 * k + i] = sea_rng_normal(&rng);
    }
    if (p->weighted) {
        sea_rng rng = sea_rng_init(p->seed, trial, 2);
        sea_pc_proposal_draw(&p->proposal, &rng, normal);
    }
    for (int k = 0; k < 2; k++) {
        sea_pc_elements e = p->orbit[k].mean;
        for (int i = 0; i < 6; i++)
            for (int l = 0; l <= i; l++) e.x[i] += p->factor[k][i][l] * normal[6 * k + l];
        if (!sea_pc_track_init(&e, &out[k])) return false;
    }
    return true;
}

/* Bound on the relative acceleration while the distance stays below `reach`. */
static double pull_bound(double perigee_m, double reach)
{
    double nearest = perigee_m - reach;
    if (!(nearest > 0.5 * perigee_m)) return 2.0 * SEA_PC_MU_M3_S2 / (perigee_m * perigee_m);
    return fmin(2.0 * SEA_PC_MU_M3_S2 * reach / (nearest * nearest * nearest),
                2.0 * SEA_PC_MU_M3_S2 / (perigee_m * perigee_m));
}

enum outcome { PASSES, TOUCHES, BEGINS_INSIDE };

/* First touch from outside inside the window. */
static enum outcome follow(const pair *p, const sea_pc_track *a, const sea_pc_track *b)
{
    double perigee = fmin(a->a * (1.0 - sea_hypot(a->k, a->h)), b->a * (1.0 - sea_hypot(b->k, b->h)));
    double t = p->from_s, hair = 1e-7 * p->hbr_m;
    bool inside_before = false;
    for (int i = 0; i < STEPS_MAX; i++) {
        double ra[3], va[3], rb[3], vb[3], r[3], v[3];
        sea_pc_track_state(a, t, ra, va);
        sea_pc_track_state(b, t, rb, vb);
        sea_vec_sub(rb, ra, r);
        sea_vec_sub(vb, va, v);
        double distance = sea_vec_norm(r), gap = distance - p->hbr_m, speed = sea_vec_norm(v);
        if (i == 0 && gap <= 0.0) inside_before = true;
        if (!inside_before && gap <= hair) return TOUCHES;
        if (t >= p->to_s) break;
        if (inside_before && gap > hair) inside_before = false;
        if (inside_before) gap = fmax(-gap, 1e-3 * p->hbr_m);
        /* gap = speed dt + pull dt^2 / 2, with the bound for twice the distance, which the step does not reach. */
        double pull = pull_bound(perigee, 2.0 * distance + p->hbr_m);
        double dt = 2.0 * gap / (speed + sqrt(speed * speed + 2.0 * pull * gap));
        t = fmin(t + fmax(dt, 1e-9), p->to_s);
    }
    return inside_before ? BEGINS_INSIDE : PASSES;
}

static sea_status count_block(void *payload, size_t index, uint32_t worker)
{
    (void)worker;
    const pair *p = payload;
    uint64_t first = (uint64_t)index * BLOCK, last = first + BLOCK < p->trials ? first + BLOCK : p->trials;
    tally *sum = &p->blocks[index];
    for (uint64_t i = first; i < last; i++) {
        sea_pc_track track[2];
        double normal[SEA_PC_DRAWS];
        if (!draw(p, i, normal, track) || follow(p, &track[0], &track[1]) != TOUCHES) continue;
        double weight = p->weighted ? sea_pc_proposal_weight(&p->proposal, normal) : 1.0;
        sum->hits++;
        sum->sum += weight;
        sum->squares += weight * weight;
        sum->largest = fmax(sum->largest, weight);
    }
    return SEA_OK;
}

sea_pc_monte_carlo_options sea_pc_monte_carlo_options_default(void)
{
    return (sea_pc_monte_carlo_options){.trials = 20000, .seed = 1};
}

/* The window, and from where to draw. Errors: as sea_pc_nc_2d, SEA_E_RANGE. */
static sea_status prepare(const sea_pc_object *a, const sea_pc_object *b, const sea_pc_window *window, pair *p)
{
    sea_pc_meeting m = {.orbit = {&p->orbit[0], &p->orbit[1]}, .hbr_m = p->hbr_m};
    sea_pc_span span;
    bool whole = window->from_s == 0.0 && window->to_s == 0.0;
    if (!whole && !(window->from_s < window->to_s)) return SEA_E_RANGE;
    sea_pc_span_find(&m, a, b, whole ? NULL : window, &span);
    p->from_s = whole ? span.from_s : window->from_s;
    p->to_s = whole ? span.to_s : window->to_s;
    if (!(p->from_s < p->to_s)) return SEA_E_RANGE;
    const double(*const factors[2])[6] = {p->factor[0], p->factor[1]};
    p->weighted = sea_pc_proposal_make(&m, factors, &span, &p->proposal);
    return SEA_OK;
}

sea_status sea_pc_monte_carlo_run(const sea_pc_object *a, const sea_pc_object *b, double hbr_m,
                                  const sea_pc_monte_carlo_options *options, sea_pc_monte_carlo *out)
{
    pair p = {.hbr_m = hbr_m, .seed = options->seed, .trials = options->trials};
    tally all = {0};
    memset(out, 0, sizeof *out);
    if (!(hbr_m > 0.0) || !(hbr_m <= 1e7) || p.trials == 0 || p.trials > UINT64_C(1) << 40) return SEA_E_RANGE;
    if (!a->covariance_velocity || !b->covariance_velocity) return SEA_E_UNSUPPORTED;
    sea_status s = sea_pc_orbit_from_object(a, &p.orbit[0]);
    if (s == SEA_OK) s = sea_pc_orbit_from_object(b, &p.orbit[1]);
    if (s != SEA_OK) return s;
    bool positive = root_of(p.orbit[0].covariance, p.factor[0]);
    positive = root_of(p.orbit[1].covariance, p.factor[1]) && positive;
    s = prepare(a, b, &options->window, &p);
    if (s != SEA_OK) return s;
    size_t blocks = (size_t)((p.trials + BLOCK - 1) / BLOCK);
    p.blocks = calloc(blocks, sizeof *p.blocks);
    if (!p.blocks) return SEA_E_MEMORY;
    s = sea_parallel_for(blocks, options->threads, &p, count_block);
    for (size_t i = 0; i < blocks; i++) {
        all.hits += p.blocks[i].hits;
        all.sum += p.blocks[i].sum;
        all.squares += p.blocks[i].squares;
        all.largest = fmax(all.largest, p.blocks[i].largest);
    }
    free(p.blocks);
    if (s != SEA_OK) return s;
    double trials = (double)p.trials;
    out->trials = p.trials;
    out->hits = all.hits;
    out->weighted = p.weighted;
    out->pc = (sea_pc){.value = all.sum / trials, .bounded = true};
    if (!positive) out->pc.caveats |= SEA_PC_CAVEAT_COV_NPD;
    if (!p.weighted) return sea_pc_interval(all.hits, p.trials, &out->pc.low, &out->pc.high);
    double largest = all.hits ? all.largest : SEA_PC_WEIGHT_MAX;
    sea_pc_interval_of_weights(all.sum, all.squares, largest, &out->pc.low, &out->pc.high);
    out->pc.low /= trials;
    out->pc.high = fmin(out->pc.high / trials, 1.0);
    return SEA_OK;
}

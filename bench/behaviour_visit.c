/* Proximity against planted approaches: made worlds whose truth is told. */
#include "behaviour_proximity.h"

#include <starsea/proximity.h>
#include <starsea/scenario.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VISITS = 60, POPULATION = 100, DAYS = 400, SEED = 11 };

typedef struct made {
    sea_gp_set sets;
    sea_scenario_truth truths[VISITS];
    size_t count;
    uint32_t high[VISITS + POPULATION + VISITS]; /* geostationary objects */
    size_t high_count;
} made;

typedef struct findings {
    sea_proximity *list;
    size_t count;
} findings;

static sea_status keep_set(void *payload, const sea_gp *gp)
{
    made *m = payload;
    if (gp->mean_motion_rev_day < 1.5 && (!m->high_count || m->high[m->high_count - 1] != gp->norad_cat_id))
        m->high[m->high_count++] = gp->norad_cat_id; /* sets come by object */
    return sea_gp_set_add(&m->sets, gp);
}

static sea_status keep_truth(void *payload, const sea_scenario_truth *truth)
{
    made *m = payload;
    if (truth->kind == SEA_SCENARIO_APPROACH && m->count < VISITS) m->truths[m->count++] = *truth;
    return SEA_OK;
}

/* Makes a world and searches it. */
static findings search(uint64_t seed, double cadence_days, double noise, made *m)
{
    sea_scenario_history_options o = sea_scenario_history_options_default();
    const sea_scenario_sink sink = {m, keep_set, keep_truth, NULL};
    const sea_utc end = {.year = 2026, .month = 1, .day = 1};
    findings f = {0};
    sea_gp_history h;
    sea_error err;
    *m = (made){0};
    o.population.objects = POPULATION;
    o.population.seed = seed;
    if (sea_utc_to_tai(end, &o.population.epoch) != SEA_OK) exit(1);
    o.days = DAYS, o.cadence_days = cadence_days, o.noise = noise, o.approaches = VISITS;
    if (sea_scenario_history_run(&o, &sink, &err) != SEA_OK || sea_gp_set_to_history(&m->sets, &h) != SEA_OK ||
        sea_proximity_find(&h, NULL, &f.list, &f.count, &err) != SEA_OK) {
        fprintf(stderr, "bench_behaviour: %s\n", err.text);
        exit(1);
    }
    sea_gp_history_free(&h);
    return f;
}

/* The longest finding with a range of the pair while the visitor stays. */
static const sea_proximity *found_of(const findings *f, const sea_scenario_truth *t)
{
    uint32_t a = t->id < t->id_2 ? t->id : t->id_2, b = t->id < t->id_2 ? t->id_2 : t->id;
    const sea_proximity *best = NULL;
    for (size_t i = 0; i < f->count; i++) {
        const sea_proximity *p = &f->list[i];
        if (p->norad_cat_id_1 != a || p->norad_cat_id_2 != b || p->range_min_km < 0.0) continue;
        if (p->start.ns > t->end.ns || p->end.ns < t->start.ns) continue;
        if (!best || p->end.ns - p->start.ns > best->end.ns - best->start.ns) best = p;
    }
    return best;
}

typedef struct tally {
    size_t planted, found, approach, dated, mover, covered;
} tally;

static bool within_days(sea_tai a, sea_tai b, double days)
{
    return fabs(sea_tai_diff_s(a, b)) < days * 86400.0;
}

static void judge(tally *t, const sea_scenario_truth *truth, const sea_proximity *p, const sea_proximity *noiseless,
                  double cadence_days)
{
    double slack = 1.5 * cadence_days + 1.0;
    t->planted++;
    if (!p) return;
    t->found++;
    t->approach += p->what == SEA_PROXIMITY_APPROACH;
    t->dated += within_days(p->start, truth->start, slack) && within_days(p->end, truth->end, slack);
    t->mover += p->mover == (truth->id < truth->id_2 ? SEA_PROXIMITY_MOVER_1 : SEA_PROXIMITY_MOVER_2);
    t->covered += noiseless && p->low_km <= noiseless->range_min_km && noiseless->range_min_km <= p->high_km;
}

static bool is_high(const made *m, uint32_t id)
{
    for (size_t i = 0; i < m->high_count; i++)
        if (m->high[i] == id) return true;
    return false;
}

static void print_row(const char *orbit, double cadence_days, const tally *t)
{
    printf("| %s | %.0f | %zu of %zu | %zu | %zu | %zu | %zu |\n", orbit, cadence_days, t->found, t->planted,
           t->approach, t->dated, t->mover, t->covered);
}

void proximity_print_made(void)
{
    static const double cadences[] = {1, 3, 7, 14, 25};
    enum { CADENCES = sizeof cadences / sizeof *cadences };
    static made noisy, exact;
    tally t[2][CADENCES] = {{{0}}};
    printf("\n### Planted approaches\n\n| orbit | days between sets | found | approach | dated within 1.5 of them and "
           "a day "
           "| mover right | interval covers the range without noise |\n|---|---|---|---|---|---|---|\n");
    for (size_t c = 0; c < CADENCES; c++) {
        findings f = search(SEED + c, cadences[c], 1.0, &noisy), g = search(SEED + c, cadences[c], 0.0, &exact);
        for (size_t i = 0; i < noisy.count; i++) {
            const sea_scenario_truth *truth = &noisy.truths[i];
            judge(&t[is_high(&noisy, truth->id_2)][c], truth, found_of(&f, truth), found_of(&g, truth), cadences[c]);
        }
        free(f.list);
        free(g.list);
        sea_gp_set_free(&noisy.sets);
        sea_gp_set_free(&exact.sets);
    }
    for (size_t c = 0; c < CADENCES; c++) print_row("low", cadences[c], &t[0][c]);
    for (size_t c = 0; c < CADENCES; c++) print_row("geostationary", cadences[c], &t[1][c]);
}

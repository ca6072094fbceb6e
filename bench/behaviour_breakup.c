/* Breakups dated: simulated ones against their truth, real ones against public times. */
#include "behaviour_breakup.h"

#include <starsea/breakup.h>
#include <starsea/scenario.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DATED_MOST = 4096, SEEDS = 3, FIRST_SEED = 101 };

/* What sets one kind of world apart from the next. */
typedef struct world {
    const char *name;
    uint32_t fragments;
    double days, cadence_days, late_days, noise;
    double snapshot_days; /* only sets of the first `cadence_days` of every so many are kept; 0 = all */
} world;

static const world worlds[] = {
    {"250 pieces, every set", 250, 150.0, 5.0, 10.0, 1.0, 0.0},
    {"60 pieces, every set", 60, 150.0, 5.0, 15.0, 1.0, 0.0},
    {"250 pieces, a snapshot a month", 250, 200.0, 5.0, 10.0, 1.0, 30.0},
    {"60 pieces, a snapshot a month", 60, 200.0, 5.0, 10.0, 1.0, 30.0},
    {"250 pieces, a snapshot in 90 d", 250, 400.0, 5.0, 20.0, 1.0, 90.0},
    {"200 pieces, catalogued after 60 d", 200, 300.0, 10.0, 60.0, 1.0, 0.0},
    {"120 pieces, three times the noise", 120, 200.0, 5.0, 25.0, 3.0, 0.0},
    {"120 pieces, a third of the noise", 120, 200.0, 5.0, 25.0, 0.3, 0.0},
};
enum { WORLDS = sizeof worlds / sizeof *worlds, BREAKUPS = 18, KINDS = 3 };

typedef struct tally {
    size_t events, found, parent, dated, covered, within_orbit;
    double error_s[DATED_MOST], half_s[DATED_MOST];
} tally;

typedef struct made {
    const world *world;
    sea_gp_set sets;
    sea_scenario_truth truths[BREAKUPS];
    size_t count;
} made;

static sea_status keep_set(void *payload, const sea_gp *gp)
{
    made *m = payload;
    double day = (double)gp->epoch.ns / (double)SEA_NS_PER_DAY, every = m->world->snapshot_days;
    if (every > 0.0 && fmod(day, every) > m->world->cadence_days) return SEA_OK;
    return sea_gp_set_add(&m->sets, gp);
}

static sea_status keep_truth(void *payload, const sea_scenario_truth *truth)
{
    made *m = payload;
    if (truth->kind != SEA_SCENARIO_BREAKUP) return SEA_OK;
    if (m->count == BREAKUPS) return SEA_E_RANGE;
    m->truths[m->count++] = *truth;
    return SEA_OK;
}

/* The finding whose pieces carry the designator of the truth's parent; NULL when there is none. */
static const sea_breakup *found_of(const sea_breakup *found, size_t count, const sea_scenario_truth *t,
                                   const sea_gp_history *h)
{
    const sea_gp_object *o = sea_gp_history_find(h, t->id);
    for (size_t i = 0; o && i < count; i++)
        if (strncmp(h->gps[o->first].object_id, found[i].launch, strlen(found[i].launch)) == 0) return &found[i];
    return NULL;
}

static void judge(tally *t, const sea_scenario_truth *truth, const sea_breakup *found)
{
    t->events++;
    if (!found) return;
    t->found++;
    t->parent += found->parent == truth->id;
    if (found->epoch.ns == SEA_TAI_NONE.ns || t->dated == DATED_MOST) return;
    double error_s = fabs(sea_tai_diff_s(found->epoch, truth->start));
    t->covered += found->earliest.ns <= truth->start.ns && truth->start.ns <= found->latest.ns;
    t->within_orbit += error_s < 6000.0;
    t->error_s[t->dated] = error_s;
    t->half_s[t->dated++] = 0.5 * sea_tai_diff_s(found->latest, found->earliest);
}

static void run_world(const world *w, uint64_t seed, tally *one, tally kinds[KINDS], tally *all)
{
    static made m;
    m = (made){.world = w};
    sea_scenario_history_options o = sea_scenario_history_options_default();
    o.population.seed = seed, o.population.objects = 50;
    o.days = w->days, o.cadence_days = w->cadence_days, o.late_days = w->late_days, o.noise = w->noise;
    o.breakups = BREAKUPS, o.fragments = w->fragments;
    const sea_scenario_sink sink = {&m, keep_set, keep_truth, NULL};
    sea_gp_history h;
    sea_breakup *found = NULL;
    size_t count = 0;
    sea_error err = {0};
    if (sea_scenario_history_run(&o, &sink, &err) != SEA_OK || sea_gp_set_to_history(&m.sets, &h) != SEA_OK ||
        sea_breakup_find(&h, NULL, &found, &count, &err) != SEA_OK) {
        fprintf(stderr, "bench_behaviour: %s\n", err.text);
        exit(1);
    }
    uint32_t first = o.population.first_id + (uint32_t)o.population.objects; /* parents are numbered in their order */
    for (size_t i = 0; i < m.count; i++) {
        const sea_breakup *f = found_of(found, count, &m.truths[i], &h);
        judge(one, &m.truths[i], f);
        judge(&kinds[(m.truths[i].id - first) % KINDS], &m.truths[i], f);
        judge(all, &m.truths[i], f);
    }
    free(found);
    sea_gp_history_free(&h);
    sea_gp_set_free(&m.sets);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_row(const char *name, tally *t)
{
    if (t->dated == 0) return;
    qsort(t->error_s, t->dated, sizeof *t->error_s, ascending);
    qsort(t->half_s, t->dated, sizeof *t->half_s, ascending);
    printf("| %s | %zu | %zu | %zu | %zu | %.3f | %.3f | %.0f | %.0f | %.0f |\n", name, t->events, t->found, t->parent,
           t->dated, (double)t->within_orbit / (double)t->dated, (double)t->covered / (double)t->dated,
           t->error_s[t->dated / 2], t->error_s[9 * t->dated / 10], t->half_s[t->dated / 2]);
}

void breakup_print_made(void)
{
    static const char *const names[KINDS] = {"stages that exploded", "satellites that exploded", "satellites hit"};
    static tally all, one, kinds[KINDS];
    printf("\n### Simulated breakups\n\n| world | events | found | right parent | dated | within 100 min | interval "
           "covers "
           "| median error s | 90%% of errors below s | median half interval s "
           "|\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < WORLDS; i++) {
        one = (tally){0};
        for (uint64_t k = 0; k < SEEDS; k++) run_world(&worlds[i], FIRST_SEED + SEEDS * i + k, &one, kinds, &all);
        print_row(worlds[i].name, &one);
    }
    for (int k = 0; k < KINDS; k++) print_row(names[k], &kinds[k]);
    print_row("**all**", &all);
}

/* ---- collisions of two, beside explosions ---- */

typedef struct told {
    size_t events, found, dated, collision, pair, by_approach, close, within_second, exploded, mistaken;
} told;

static void judge_pair(told *t, const sea_scenario_truth *truth, const sea_breakup *f)
{
    if (truth->id_2 == 0) {
        t->exploded++;
        t->mistaken += f && f->kind == SEA_BREAKUP_COLLISION;
        return;
    }
    t->events++;
    if (!f) return;
    t->found++;
    t->dated += f->epoch.ns != SEA_TAI_NONE.ns;
    t->collision += f->kind == SEA_BREAKUP_COLLISION;
    if (f->kind != SEA_BREAKUP_COLLISION || f->parent != truth->id || f->parent_2 != truth->id_2) return;
    t->pair++;
    t->by_approach += f->miss_km >= 0.0;
    double off_s = fabs(sea_tai_diff_s(f->epoch, truth->start));
    t->within_second += off_s < 1.5, t->close += off_s < 6000.0;
}

static void run_collisions(const world *w, uint64_t seed, told *one)
{
    enum { COLLISIONS = 6, EXPLOSIONS = BREAKUPS - 2 * COLLISIONS };
    static made m;
    m = (made){.world = w};
    sea_scenario_history_options o = sea_scenario_history_options_default();
    o.population.seed = seed, o.population.objects = 50;
    o.days = w->days, o.cadence_days = w->cadence_days, o.late_days = w->late_days, o.noise = w->noise;
    o.breakups = EXPLOSIONS, o.collisions = COLLISIONS, o.fragments = w->fragments;
    const sea_scenario_sink sink = {&m, keep_set, keep_truth, NULL};
    sea_gp_history h;
    sea_breakup *found = NULL;
    size_t count = 0;
    sea_error err = {0};
    if (sea_scenario_history_run(&o, &sink, &err) != SEA_OK || sea_gp_set_to_history(&m.sets, &h) != SEA_OK ||
        sea_breakup_find(&h, NULL, &found, &count, &err) != SEA_OK) {
        fprintf(stderr, "bench_behaviour: %s\n", err.text);
        exit(1);
    }
    for (size_t i = 0; i < m.count; i++) judge_pair(one, &m.truths[i], found_of(found, count, &m.truths[i], &h));
    free(found);
    sea_gp_history_free(&h);
    sea_gp_set_free(&m.sets);
}

static void print_told(const char *name, const told *t)
{
    printf("| %s | %zu | %zu | %zu | %zu | %zu | %zu | %zu | %zu | %zu of %zu |\n", name, t->events, t->found, t->dated,
           t->collision, t->pair, t->by_approach, t->within_second, t->close, t->mistaken, t->exploded);
}

void breakup_print_collisions(void)
{
    told all = {0};
    printf("\n### Simulated collisions\n\n| world | clouds | found | dated | told as collision | both parents right | "
           "by their "
           "approach | within 1.5 s | within 100 min | explosions told as collision "
           "|\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < WORLDS; i++) {
        told one = {0};
        for (uint64_t k = 0; k < SEEDS; k++) run_collisions(&worlds[i], FIRST_SEED + SEEDS * i + k, &one);
        print_told(worlds[i].name, &one);
        const size_t *from = (const size_t *)&one;
        size_t *to = (size_t *)&all;
        for (size_t f = 0; f < sizeof one / sizeof *from; f++) to[f] += from[f];
    }
    print_told("**all**", &all);
}

/* ---- real events ---- */

typedef struct event {
    const char *name, *file;
    uint32_t parent;
    const char *public_time; /* NULL where only the day is known */
    const char *from, *to;   /* sets between these are left out, to look back from one snapshot; NULL = none */
} event;

static const event events[] = {
    {"Cosmos 1408", "cosmos1408.3le", 13552, "2021-11-15T02:47:00", NULL, NULL},
    {"the same, sets of day 59 and later", "cosmos1408.3le", 13552, "2021-11-15T02:47:00", "2021-11-15T03:00:00",
     "2022-01-13T00:00:00"},
    {"Cosmos 2251", "cosmos2251_iridium33.3le", 22675, "2009-02-10T16:55:59.796", NULL, NULL},
    {"Iridium 33", "cosmos2251_iridium33.3le", 24946, "2009-02-10T16:55:59.796", NULL, NULL},
    {"Fengyun-1C", "fengyun1c.3le", 25730, "2007-01-11T22:25:40", NULL, NULL},
    {"CZ-6A stage", "cz6a_yunhai3.3le", 54236, NULL, NULL, NULL},
    {"DMSP F13", "dmspf13.3le", 23533, NULL, NULL, NULL},
    {"NOAA 16", "noaa16.3le", 26536, "2015-11-25T08:16:00", NULL, NULL},
    {"Microsat-R", "microsat_r.3le", 43947, "2019-03-27T05:42:00", NULL, NULL},
    {"Fregat tank", "fregat_tank_2011037.3le", 37756, NULL, NULL, NULL},
    {"Yunhai 1-02", "yunhai1_02.3le", 44547, "2021-03-18T07:41:00", NULL, NULL},
    {"Cosmos 2499", "cosmos2499.3le", 39765, NULL, NULL, NULL},
    {"Resurs-P1", "resurs_p1.3le", 39186, NULL, NULL, NULL},
};

typedef struct reading {
    sea_gp_set sets;
    sea_tai from, to;
} reading;

static sea_tai at(const char *text)
{
    sea_tai t = SEA_TAI_NONE;
    if (text && sea_tai_parse(text, strlen(text), true, &t, NULL) != SEA_OK) exit(1);
    return t;
}

static sea_status keep_real(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    reading *r = payload;
    (void)origin;
    if (r->to.ns != SEA_TAI_NONE.ns && gp->epoch.ns > r->from.ns && gp->epoch.ns < r->to.ns) return SEA_OK;
    return sea_gp_set_add(&r->sets, gp);
}

/* Name, parent, pieces, instant, interval; how far from the public time, and whether that lies inside. */
static void print_event(const event *e, const sea_breakup *f)
{
    char found[SEA_TAI_TEXT_MAX] = "", low[SEA_TAI_TEXT_MAX] = "", high[SEA_TAI_TEXT_MAX] = "";
    printf("| %s | %s | %u, %u | ", e->name,
           f->parent == e->parent || f->parent_2 == e->parent ? "right"
           : f->parent                                        ? "wrong"
                                                              : "none named",
           f->fragments, f->used);
    if (f->epoch.ns == SEA_TAI_NONE.ns) {
        printf("undecidable: %s | | | | |\n", f->caveats & SEA_BREAKUP_CAVEAT_FEW ? "few pieces" : "drag or scatter");
        return;
    }
    sea_tai_format(f->epoch, 0, found), sea_tai_format(f->earliest, 0, low), sea_tai_format(f->latest, 0, high);
    printf("%.10s %.8s | %.8s to %.8s | %.1f | ", found, found + 11, low + 11, high + 11,
           f->argl_rad * 57.29577951308232);
    if (!e->public_time) {
        printf("the day | |\n");
        return;
    }
    sea_tai known = at(e->public_time);
    bool inside = f->earliest.ns <= known.ns && known.ns <= f->latest.ns;
    printf("%s | %.0f min, %s |\n", e->public_time + 11, sea_tai_diff_s(f->epoch, known) / 60.0,
           inside ? "inside" : "outside");
}

static bool judge_event(const char *folder, const event *e)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/breakups/%s", folder, e->file);
    reading r = {.from = at(e->from), .to = at(e->to)};
    const sea_gp_sink sink = {.payload = &r, .record = keep_real};
    sea_gp_history h;
    sea_breakup *found = NULL;
    size_t count = 0;
    if (sea_gp_read_file(path, SEA_GP_AUTO, &sink, NULL, NULL) != SEA_OK) return false;
    if (sea_gp_set_to_history(&r.sets, &h) != SEA_OK || sea_breakup_find(&h, NULL, &found, &count, NULL) != SEA_OK)
        exit(1);
    const sea_breakup *mine = count > 0 ? &found[0] : NULL;
    for (size_t i = 0; i < count; i++)
        if (found[i].parent == e->parent) mine = &found[i];
    if (mine)
        print_event(e, mine);
    else
        printf("| %s | not found | | | | | | |\n", e->name);
    free(found);
    sea_gp_history_free(&h);
    return true;
}

void breakup_print_real(const char *folder)
{
    printf("\n### Real breakups\n\n| event | parent | pieces, used | found, UTC | interval | argument of latitude | "
           "public "
           "time | apart |\n|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        if (judge_event(folder, &events[i])) continue;
        fprintf(stderr, "bench_behaviour: skipped, no breakups in %s\n", folder);
        return;
    }
}

/* From element histories to events: each launch with new objects is fitted, and what comes out is judged. */
#include "analysis/breakup.h"

#include "base/error.h"
#include "base/math.h"
#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARENTS_FITTED = 2, CALM_LEAST = 8 };

static const double AGREE = 8.0;      /* phases that scatter by more of their allowances agree on no instant */
static const double CROSS_COST = 8.5; /* coarse cost beyond which orbits cross at no one place */
static const double WIDE_DAYS = 5.0;  /* an interval wider than this is no instant */

typedef struct search {
    const sea_gp_history *history;
    const sea_breakup_options *options;
    sea_breakup_roll roll;
    sea_breakup *events;
    bool *found;
    size_t event_count;
} search;

sea_breakup_options sea_breakup_options_default(void)
{
    return (sea_breakup_options){.least = 8};
}

const char *sea_breakup_kind_name(sea_breakup_kind kind)
{
    static const char *const names[] = {"fragmentation", "collision", "undecidable"};
    return (size_t)kind < sizeof names / sizeof names[0] ? names[kind] : "";
}

/* ---- one event ---- */

/* Median speed by the NASA standard breakup model for explosions: log10 dv = 0.2 log10(A/M) + 1.85, at the median A/M
 * of the pieces, which B* gives through the drag coefficient 2.2: B* = 1/2 Cd A/M rho0 Re with rho0 = 0.1570 kg/m2/Re.
 * Johnson et al. 2001, Adv. Space Res. 28, 1377. */
static double model_speed_m_s(const sea_breakup_bench *b)
{
    for (size_t i = 0; i < b->piece_count; i++) b->values[i] = fabs(b->pieces[i].e.bstar) * 12.741621 / 2.2;
    double ratio = fmax(sea_breakup_median(b->values, b->piece_count), 1e-4);
    return sea_pow(10.0, 0.2 * sea_log(ratio) / 2.302585092994046 + 1.85);
}

static void measure_speed(sea_breakup_bench *b, double day, const sea_breakup_orbit *parent, sea_breakup *event)
{
    for (size_t i = 0; i < b->piece_count; i++) {
        sea_breakup_orbit o;
        sea_breakup_orbit_at(&b->pieces[i], day, 1.0, &o);
        b->values[i] = sea_breakup_orbit_speed_m_s(&o, parent);
    }
    event->dv_median_m_s = sea_breakup_median(b->values, b->piece_count);
    event->dv_model_m_s = model_speed_m_s(b);
}

static sea_tai instant(sea_tai reference, double day)
{
    return (sea_tai){reference.ns + (int64_t)floor(day * 86400.0 * 1e3 + 0.5) * INT64_C(1000000)};
}

static void write_event(const sea_breakup_bench *b, const sea_breakup_fit *f, sea_breakup *event)
{
    event->epoch = instant(b->reference, f->day);
    event->earliest = instant(b->reference, f->earliest);
    event->latest = instant(b->reference, f->latest);
    event->argl_rad = f->argl_rad;
    for (int k = 0; k < 3; k++) event->r_km[k] = f->r_km * f->unit[k];
    if (f->orbits) event->caveats |= SEA_BREAKUP_CAVEAT_ORBITS;
    if (b->pieces[0].day - f->day > 60.0) event->caveats |= SEA_BREAKUP_CAVEAT_OLD;
}

/* Fits the best suspects around the days their crossings point to, or a stand-in when none fits. */
static sea_status fit_event(const sea_breakup_roll *s, const sea_breakup_group *g, sea_breakup_bench *b,
                            sea_breakup_suspect *suspects, sea_breakup *event, sea_breakup_fit *fit)
{
    size_t count = sea_breakup_rank(s, g, b, suspects);
    sea_breakup_take_stand_in(b);
    sea_breakup_case c = sea_breakup_case_of(b);
    c.stand_in = true;
    double stand_in_day, stand_in_cost = sea_breakup_fit_coarse(&c, &stand_in_day);
    if (stand_in_cost > CROSS_COST && (count == 0 || suspects[0].cost > CROSS_COST)) return SEA_E_NOT_FOUND;
    bool parent = count > 0 && suspects[0].cost < stand_in_cost + 1.0;
    double day = parent ? suspects[0].day : stand_in_day;
    sea_breakup_bench_pull(b, b->pieces, b->piece_count, day);
    if (!parent) {
        event->caveats |= SEA_BREAKUP_CAVEAT_NO_PARENT;
        sea_breakup_take_stand_in(b);
        return sea_breakup_fit_run(&c, fit);
    }
    fit->cost = 1e300;
    for (size_t i = 0; i < count && i < PARENTS_FITTED && suspects[i].cost < suspects[0].cost + 1.0; i++) {
        sea_breakup_take_parent(s, suspects[i].who, b);
        sea_breakup_bench_pull(b, b->parents, b->parent_count, day);
        c = sea_breakup_case_of(b);
        sea_breakup_fit one;
        sea_status status = sea_breakup_fit_run(&c, &one);
        if (status == SEA_E_NOT_FOUND) continue;
        if (status != SEA_OK) return status;
        if (fabs(one.cost - fit->cost) < 2.0) event->caveats |= SEA_BREAKUP_CAVEAT_PARENT_OPEN;
        if (one.cost >= fit->cost) continue;
        *fit = one;
        event->parent = suspects[i].who->object->norad_cat_id;
        bool later = b->parents[0].day > one.day;
        event->caveats = (event->caveats & ~(uint32_t)SEA_BREAKUP_CAVEAT_PARENT_LATER) |
                         (later ? SEA_BREAKUP_CAVEAT_PARENT_LATER : 0);
    }
    return fit->cost < 1e300 ? SEA_OK : SEA_E_NOT_FOUND;
}

static sea_status examine(const sea_breakup_roll *s, const sea_breakup_group *g, sea_breakup_bench *b,
                          sea_breakup_suspect *suspects, sea_breakup *event, bool *found)
{
    sea_status status = sea_breakup_bench_new(s, g, b);
    if (status != SEA_OK || b->piece_count < s->least) return status;
    sea_breakup_fit fit;
    status = fit_event(s, g, b, suspects, event, &fit);
    if (status != SEA_OK) return status;
    measure_speed(b, fit.day, &fit.parent, event);
    *found = sea_breakup_plausible(event->dv_median_m_s);
    event->used = (uint32_t)b->piece_count;
    event->fragments = (uint32_t)(g->to - g->fresh);
    event->as_of = s->as_of;
    event->miss_km = -1.0;
    memcpy(event->launch, s->members[g->from].launch, SEA_BREAKUP_LAUNCH_TEXT + 1);
    if (b->piece_count < SEA_BREAKUP_FEW) event->caveats |= SEA_BREAKUP_CAVEAT_FEW;
    if (b->calm < CALM_LEAST) event->caveats |= SEA_BREAKUP_CAVEAT_DRAG;
    write_event(b, &fit, event);
    if (fit.phase_scale > AGREE || sea_tai_diff_s(event->latest, event->earliest) > WIDE_DAYS * 86400.0)
        event->caveats |= SEA_BREAKUP_CAVEAT_SPREAD;
    if (event->caveats & (SEA_BREAKUP_CAVEAT_FEW | SEA_BREAKUP_CAVEAT_DRAG | SEA_BREAKUP_CAVEAT_SPREAD)) {
        event->kind = SEA_BREAKUP_UNDECIDABLE;
        event->epoch = event->earliest = event->latest = SEA_TAI_NONE;
        if (event->parent) event->parent = sea_breakup_nearest(s, g, b, fit.day);
    }
    return SEA_OK;
}

static sea_status examine_group(void *payload, size_t index, uint32_t worker)
{
    (void)worker;
    search *s = payload;
    const sea_breakup_group *g = &s->roll.groups[index];
    sea_breakup_bench b = {0};
    sea_breakup_suspect *suspects = malloc((g->fresh - g->from + 1) * sizeof *suspects);
    sea_status status =
        suspects ? examine(&s->roll, g, &b, suspects, &s->events[index], &s->found[index]) : SEA_E_MEMORY;
    if (status == SEA_E_NOT_FOUND) status = SEA_OK;
    free(suspects);
    sea_breakup_bench_free(&b);
    return status;
}

/* ---- the search ---- */

static bool asked_for(const sea_breakup_options *o, const sea_breakup *e)
{
    if (o->id_count == 0) return true;
    for (size_t i = 0; i < o->id_count; i++)
        if (o->ids[i] != 0 && (o->ids[i] == e->parent || o->ids[i] == e->parent_2)) return true;
    return false;
}

static int by_epoch(const void *a, const void *b)
{
    const sea_breakup *x = a, *y = b;
    int none_x = x->epoch.ns == SEA_TAI_NONE.ns, none_y = y->epoch.ns == SEA_TAI_NONE.ns;
    if (none_x != none_y) return none_x - none_y;
    if (x->epoch.ns != y->epoch.ns) return x->epoch.ns < y->epoch.ns ? -1 : 1;
    return memcmp(x->launch, y->launch, SEA_BREAKUP_LAUNCH_TEXT);
}

static sea_status run(search *s)
{
    sea_status status = sea_breakup_roll_new(s->history, s->options->least, &s->roll);
    if (status != SEA_OK) return status;
    s->events = calloc(s->roll.group_count + 1, sizeof *s->events);
    s->found = calloc(s->roll.group_count + 1, sizeof *s->found);
    if (!s->events || !s->found) return SEA_E_MEMORY;
    status = sea_parallel_for(s->roll.group_count, s->options->threads, s, examine_group);
    if (status != SEA_OK) return status;
    size_t count = 0;
    for (size_t i = 0; i < s->roll.group_count; i++)
        if (s->found[i]) s->events[count++] = s->events[i];
    status = sea_breakup_join(s->history, s->events, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (asked_for(s->options, &s->events[i])) s->events[kept++] = s->events[i];
    s->event_count = kept;
    qsort(s->events, kept, sizeof *s->events, by_epoch);
    return status;
}

sea_status sea_breakup_find(const sea_gp_history *history, const sea_breakup_options *options, sea_breakup **out,
                            size_t *out_count, sea_error *err)
{
    const sea_breakup_options standard = sea_breakup_options_default();
    search s = {.history = history, .options = options ? options : &standard};
    *out = NULL;
    *out_count = 0;
    sea_status status = run(&s);
    if (status == SEA_OK) {
        *out = s.events;
        *out_count = s.event_count;
        s.events = NULL;
    }
    free(s.events);
    free(s.found);
    sea_breakup_roll_free(&s.roll);
    return status == SEA_OK ? SEA_OK : sea_error_set(err, status, "search for breakups: %s", sea_status_text(status));
}

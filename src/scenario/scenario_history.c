/* A history as a catalogue would hold it: sets at a cadence, each with its errors, and the truth behind them. */
#include "scenario/scenario.h"

#include "base/error.h"
#include "base/math.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double DEG = 180.0 / SEA_PI;
static const double FIT_DAYS = 4.0; /* the drag term of a set is that of these last days */

/*
 * Errors of a set of a payload, 1 sigma: 0.3 km along the orbit of 7000 km, 0.3 m of the semi-major axis, 0.04 km out
 * of plane, 20 m of the eccentricity vector; drag 5%. Sets of well-followed low satellites differ from one to the next
 * by about that (docs/SCENARIO.md). Pieces have four times as much, and of their mean motion, which is known from few
 * days when they are first catalogued, 14 times: real pieces that drag hardly touches are a fifth of a degree off after
 * forty days (docs/SCENARIO.md).
 */
static const double ALONG_RAD = 4e-5, MOTION_PART = 6e-8, PLANE_RAD = 6e-6, ECC = 3e-6, DRAG_PART = 0.05;
static const double PIECE_MOTION = 2.1e-7;

enum { STREAM_SET = 60, STREAM_OWN = 61 };

sea_scenario_history_options sea_scenario_history_options_default(void)
{
    sea_scenario_history_options o = {.population = sea_scenario_options_default(),
                                      .days = 180.0,
                                      .cadence_days = 1.0,
                                      .noise = 1.0,
                                      .late_days = 15.0,
                                      .fragments = 200};
    o.population.objects = 0;
    return o;
}

const char *sea_scenario_kind_name(sea_scenario_kind kind)
{
    static const char *const names[] = {"manoeuvre", "approach", "breakup", "fragment", "decay", "gap", "cross-tag"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "";
}

/* ---- one set ---- */

/* The true mean elements as they are published. */
static sea_gp published(const sea_plan *p, const sea_made *m, sea_rng *r)
{
    sea_gp gp = m->gp;
    double scale = m->noise * p->options.noise, z[7], sw, cw;
    for (int k = 0; k < 7; k++) z[k] = scale * sea_rng_normal(r);
    double day = sea_tai_diff_s(gp.epoch, p->start) / 86400.0, air = 0.0;
    for (int k = 0; k < 8; k++) air += 0.125 * sea_world_air(&p->world, m, day - FIT_DAYS * (k + 0.5) / 8.0);
    double argl = gp.argp_deg + gp.mean_anomaly_deg + ALONG_RAD * DEG * z[0];
    sea_sincos(gp.argp_deg / DEG, &sw, &cw);
    double ex = gp.eccentricity * cw + ECC * z[1], ey = gp.eccentricity * sw + ECC * z[2];
    gp.eccentricity = sqrt(ex * ex + ey * ey);
    gp.argp_deg = sea_atan2(ey, ex) * DEG;
    gp.mean_anomaly_deg = argl - gp.argp_deg;
    gp.incl_deg = fabs(gp.incl_deg + PLANE_RAD * DEG * z[3]);
    gp.raan_deg += PLANE_RAD * DEG * z[4] / fmax(sea_sin(gp.incl_deg / DEG), 0.01);
    gp.mean_motion_rev_day *= 1.0 + (m->parent ? PIECE_MOTION : MOTION_PART) * z[5];
    gp.bstar_per_er *= air * (1.0 + DRAG_PART * z[6]);
    gp.rev_at_epoch = (uint32_t)(gp.mean_motion_rev_day * fmax(day, 0.0)) % 100000;
    gp.mean_motion_dot_rev_day2 = sea_scenario_loss_rev_day2(&gp);
    sea_scenario_round(&gp);
    return gp;
}

/* ---- one object ---- */

/* Faults of the catalogue that concern one object. */
static const sea_scenario_truth *fault_at(const sea_plan *p, sea_scenario_kind kind, uint32_t id, sea_tai t)
{
    for (size_t i = p->faults; i < p->fault_end; i++) {
        const sea_scenario_truth *f = &p->truths[i];
        if (f->kind == kind && f->id == id && f->start.ns <= t.ns && t.ns <= f->end.ns) return f;
    }
    return NULL;
}

/* An object of the population at the start of the history. */
static sea_status from_population(const sea_plan *p, uint64_t index, sea_made *m)
{
    sea_scenario_options o = p->options.population;
    o.epoch = p->start;
    sea_rng r = sea_rng_init(o.seed, index, STREAM_OWN);
    *m = (sea_made){.first = p->start, .last = p->options.population.epoch, .noise = 2.0};
    m->turn_days = sea_made_between(&r, 15.0, 60.0);
    m->turn_phase = sea_rng_uniform(&r);
    sea_status s = sea_scenario_gp(&o, index, &m->gp);
    if (s == SEA_OK) sea_made_designate(&m->gp, p->planted + index, 0);
    return s;
}

/* The set of another object under this one's number. */
static sea_status cross_tagged(const sea_plan *p, uint32_t other, sea_tai t, sea_gp *gp)
{
    sea_made m;
    sea_status s = from_population(p, other - p->options.population.first_id, &m);
    if (s != SEA_OK || !sea_world_advance(&p->world, &m, t)) return s;
    sea_gp own = *gp;
    *gp = m.gp;
    gp->norad_cat_id = own.norad_cat_id;
    memcpy(gp->object_name, own.object_name, sizeof own.object_name);
    memcpy(gp->object_id, own.object_id, sizeof own.object_id);
    return SEA_OK;
}

/* Goes on to `t`, with what changes on the way. Returned: false when it has come down. */
static bool go_on(const sea_plan *p, sea_made *m, size_t *next, sea_tai t)
{
    while (*next < m->change_count && m->changes[*next].at.ns <= t.ns) {
        const sea_made_change *c = &m->changes[(*next)++];
        if (!sea_world_advance(&p->world, m, c->at)) return false;
        if (!c->becomes) {
            if (sea_world_kick(&m->gp, c->dv_rtn_m_s) != SEA_OK) return false;
            continue;
        }
        sea_gp gp = c->gp;
        gp.norad_cat_id = m->gp.norad_cat_id;
        memcpy(gp.object_name, m->gp.object_name, sizeof gp.object_name);
        memcpy(gp.object_id, m->gp.object_id, sizeof gp.object_id);
        m->gp = gp;
    }
    return sea_world_advance(&p->world, m, t);
}

static sea_status write_object(sea_plan *p, sea_made *m, uint64_t index, const sea_scenario_sink *sink)
{
    sea_rng r = sea_rng_init(p->options.population.seed, index, STREAM_SET);
    size_t next = 0;
    double every = p->options.cadence_days;
    sea_tai t = sea_tai_add_days(m->first, every * sea_rng_uniform(&r)), end = m->last;
    if (m->parent) t = m->first;
    t.ns -= t.ns % 1000; /* sets carry microseconds */
    sea_status s = SEA_OK;
    for (; s == SEA_OK && t.ns <= end.ns;) {
        if (!go_on(p, m, &next, t)) {
            return sea_plan_tell(
                p, (sea_scenario_truth){
                       .kind = SEA_SCENARIO_DECAY, .id = m->gp.norad_cat_id, .start = m->gp.epoch, .end = m->gp.epoch});
        }
        const sea_scenario_truth *tag = fault_at(p, SEA_SCENARIO_CROSS_TAG, m->gp.norad_cat_id, t);
        sea_made shown = *m;
        if (tag) s = cross_tagged(p, tag->id_2, t, &shown.gp);
        sea_gp gp = published(p, &shown, &r);
        if (s == SEA_OK && !fault_at(p, SEA_SCENARIO_GAP, m->gp.norad_cat_id, t)) s = sink->set(sink->payload, &gp);
        t = sea_tai_add_days(t, every * (1.0 + 0.3 * (sea_rng_uniform(&r) - 0.5)));
        t.ns -= t.ns % 1000;
    }
    return s;
}

/* ---- the whole ---- */

static int by_start(const void *a, const void *b)
{
    const sea_scenario_truth *x = a, *y = b;
    if (x->start.ns != y->start.ns) return x->start.ns < y->start.ns ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static sea_status write_all(sea_plan *p, const sea_scenario_sink *sink)
{
    sea_status s = SEA_OK;
    p->planted = p->count;
    p->fault_end = p->truth_count;
    while (p->faults < p->fault_end && p->truths[p->faults].kind < SEA_SCENARIO_GAP) p->faults++;
    for (uint64_t i = 0; s == SEA_OK && i < p->options.population.objects; i++) {
        sea_made m;
        s = from_population(p, i, &m);
        if (s == SEA_OK) s = write_object(p, &m, i, sink);
        if (s == SEA_OK && sink->progress && i % 256 == 0) s = sink->progress(sink->payload, i);
    }
    for (size_t i = 0; s == SEA_OK && i < p->count; i++)
        s = write_object(p, &p->bodies[i], p->options.population.objects + i, sink);
    if (s != SEA_OK) return s;
    qsort(p->truths, p->truth_count, sizeof *p->truths, by_start);
    for (size_t i = 0; s == SEA_OK && sink->truth && i < p->truth_count; i++)
        s = sink->truth(sink->payload, &p->truths[i]);
    return s;
}

/* Numbers that planted objects and pieces may need. */
static uint64_t numbers_of(const sea_scenario_history_options *o)
{
    return o->population.objects + o->manoeuvring + 2 * (uint64_t)o->approaches + o->decays +
           o->breakups * (1 + (uint64_t)o->fragments) + o->collisions * (2 + (uint64_t)o->fragments);
}

sea_status sea_scenario_history_run(const sea_scenario_history_options *o, const sea_scenario_sink *sink,
                                    sea_error *err)
{
    if (!(o->days > 0.0 && o->days <= SEA_SCENARIO_DAYS_MAX) || !(o->cadence_days >= 0.01) || !(o->noise >= 0.0) ||
        !(o->late_days >= 0.0) || o->population.first_id == 0)
        return sea_error_set(err, SEA_E_USAGE,
                             "a history needs 0 to %d days, a cadence of 0.01 days or more, noise and "
                             "delay not below zero",
                             SEA_SCENARIO_DAYS_MAX);
    if (o->population.first_id + numbers_of(o) > SEA_GP_ID_MAX)
        return sea_error_set(err, SEA_E_RANGE, "catalogue numbers end at %d", SEA_GP_ID_MAX);
    sea_plan plan;
    sea_status s = sea_plan_make(o, &plan);
    if (s == SEA_OK) s = write_all(&plan, sink);
    sea_plan_free(&plan);
    if (s == SEA_OK || s == SEA_DONE) return s;
    return sea_error_set(err, s, "make a history: %s", sea_status_text(s));
}

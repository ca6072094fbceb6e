/* The trade-space of a burn: many candidates against one field. */
#include "analysis/screen.h"

#include "base/error.h"
#include "base/parallel.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>

typedef struct trade {
    const sea_screen_options *options;
    const sea_screen_field *field;
    const sea_motion *base;
    uint32_t index;
    sea_screen_trial *trials;
    double *reach_km; /* [trial] */
    const sea_screen_result *before;
} trade;

static sea_tai end_of(const sea_screen_options *o)
{
    return (sea_tai){o->start.ns + o->span_ns};
}

static sea_status reach_task(void *payload, size_t k, uint32_t worker)
{
    (void)worker;
    trade *t = payload;
    sea_motion *m;
    sea_screen_trial *trial = &t->trials[k];
    trial->status = sea_motion_new_burned(t->base, &trial->burn, 1, end_of(t->options), &m, NULL);
    if (trial->status != SEA_OK) return trial->status == SEA_E_MEMORY ? SEA_E_MEMORY : SEA_OK;
    t->reach_km[k] = sea_screen_reach(t->base, m, t->options->start, t->options->span_ns);
    sea_motion_free(m);
    return SEA_OK;
}

static sea_status judge(const trade *t, const sea_screen_result *after, sea_screen_trial *trial)
{
    sea_screen_change *changes;
    size_t count;
    sea_status s = sea_screen_compare(t->before, after, &changes, &count);
    if (s != SEA_OK) return s;
    for (size_t k = 0; k < count; k++) {
        const sea_screen_change *c = &changes[k];
        trial->added += c->kind == SEA_SCREEN_NEW;
        trial->gone += c->kind == SEA_SCREEN_GONE;
        if (c->kind == SEA_SCREEN_GONE) continue;
        if (trial->events++ > 0 && c->event.range_km >= trial->closest.range_km) continue;
        trial->closest = c->event;
        trial->closest_new = c->kind == SEA_SCREEN_NEW;
    }
    free(changes);
    return SEA_OK;
}

static sea_status trial_task(void *payload, size_t k, uint32_t worker)
{
    (void)worker;
    trade *t = payload;
    const sea_screen_options *o = t->options;
    sea_screen_trial *trial = &t->trials[k];
    sea_motion *m = NULL;
    sea_screen_result after = {0};
    sea_status s = SEA_OK;
    if (trial->status == SEA_OK) {
        s = sea_motion_new_burned(t->base, &trial->burn, 1, end_of(o), &m, NULL);
        if (s == SEA_OK) s = sea_screen_field_run(t->field, m, t->index, &after, NULL);
        if (s == SEA_OK) s = judge(t, &after, trial);
    }
    sea_screen_result_free(&after);
    sea_motion_free(m);
    return s;
}

sea_status sea_screen_trials_grid(sea_tai first, int64_t step_ns, size_t times, double most_m_s, size_t steps,
                                  const double direction_rtn[3], double *size_m_s, sea_screen_trial *trials)
{
    double length = sea_vec_norm(direction_rtn);
    size_t sizes = 2 * steps + 1;
    if (!(length > 0.0 && isfinite(length)) || steps == 0) return SEA_E_USAGE;
    for (size_t k = 0; k < sizes; k++) size_m_s[k] = most_m_s * ((double)k - (double)steps) / (double)steps;
    for (size_t i = 0; i < times * sizes; i++) {
        trials[i] = (sea_screen_trial){.burn.at = {first.ns + (int64_t)(i / sizes) * step_ns}};
        for (int k = 0; k < 3; k++) /* + 0: no -0 */
            trials[i].burn.dv_rtn_m_s[k] = size_m_s[i % sizes] * direction_rtn[k] / length + 0.0;
    }
    return SEA_OK;
}

sea_status sea_screen_trials_run(const sea_gp *gps, size_t count, const sea_screen_options *options,
                                 const sea_motion *base, uint32_t index, sea_screen_trial *trials, size_t trial_count,
                                 sea_screen_result *before, sea_error *err)
{
    trade t = {.options = options, .base = base, .index = index, .trials = trials};
    sea_screen_field *field = NULL;
    double most = 0.0;
    *before = (sea_screen_result){0};
    for (size_t k = 0; k < trial_count; k++) trials[k] = (sea_screen_trial){.burn = trials[k].burn};
    t.reach_km = calloc(trial_count + 1, sizeof *t.reach_km);
    sea_status s = t.reach_km ? sea_parallel_for(trial_count, options->threads, &t, reach_task) : SEA_E_MEMORY;
    for (size_t k = 0; s == SEA_OK && k < trial_count; k++) most = t.reach_km[k] > most ? t.reach_km[k] : most;
    free(t.reach_km);
    if (s != SEA_OK) return sea_error_set(err, s, "out of memory");
    s = sea_screen_field_new(gps, count, options, base, most, &field, err);
    t.field = field;
    t.before = before;
    if (s == SEA_OK) s = sea_screen_field_run(field, base, index, before, err);
    if (s == SEA_OK) {
        s = sea_parallel_for_watched(trial_count, options->threads, &t, trial_task, options->progress,
                                     options->progress_payload);
        if (s < 0) sea_error_set(err, s, "a candidate burn could not be screened: %s", sea_status_text(s));
    }
    sea_screen_field_free(field);
    if (s != SEA_OK) sea_screen_result_free(before);
    return s;
}

/* The trade-space of a burn: many candidates against one field. */
#include "analysis/screen.h"

#include "base/error.h"
#include "base/math.h"
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

enum { OFFS = 6 };

/* Burns that are off by one sigma: larger and smaller, and turned to four sides. Returned: how many. */
static int off_burns(const sea_screen_trial *trial, sea_burn out[OFFS])
{
    const double *dv = trial->burn.dv_rtn_m_s;
    double size = sea_vec_norm(dv), helper[3] = {0, 0, 0}, side[2][3];
    int n = 0, least = 0;
    if (!(size > 0.0)) return 0;
    for (int k = 1; k < 3; k++)
        if (fabs(dv[k]) < fabs(dv[least])) least = k;
    helper[least] = 1.0;
    sea_vec_cross(dv, helper, side[0]);
    sea_vec_cross(dv, side[0], side[1]);
    for (int sign = -1; sign <= 1; sign += 2) {
        if (trial->size_error > 0.0) {
            out[n] = trial->burn;
            for (int k = 0; k < 3; k++) out[n].dv_rtn_m_s[k] = dv[k] * (1.0 + sign * trial->size_error);
            n++;
        }
        for (int a = 0; a < 2 && trial->pointing_error > 0.0; a++) {
            double sine, cosine, length = sea_vec_norm(side[a]);
            sea_sincos(sign * trial->pointing_error, &sine, &cosine);
            out[n] = trial->burn;
            for (int k = 0; k < 3; k++) out[n].dv_rtn_m_s[k] = cosine * dv[k] + sine * size / length * side[a][k];
            n++;
        }
    }
    return n;
}

/* How far the radius comes from the base's after a burn. */
static sea_status reach_of(const trade *t, const sea_burn *burn, double *reach_km)
{
    sea_motion *m;
    sea_status s = sea_motion_new_burned(t->base, burn, 1, end_of(t->options), &m, NULL);
    if (s != SEA_OK) return s;
    *reach_km = fmax(*reach_km, sea_screen_reach(t->base, m, t->options->start, t->options->span_ns));
    sea_motion_free(m);
    return SEA_OK;
}

static sea_status reach_task(void *payload, size_t k, uint32_t worker)
{
    (void)worker;
    trade *t = payload;
    sea_screen_trial *trial = &t->trials[k];
    sea_burn off[OFFS];
    if (trial->forbidden) {
        trial->status = SEA_DONE;
        return SEA_OK;
    }
    trial->status = reach_of(t, &trial->burn, &t->reach_km[k]);
    for (int i = off_burns(trial, off) - 1; i >= 0 && trial->status == SEA_OK; i--)
        trial->status = reach_of(t, &off[i], &t->reach_km[k]);
    return trial->status == SEA_E_MEMORY ? SEA_E_MEMORY : SEA_OK;
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

static sea_status screen_burn(const trade *t, const sea_burn *burn, sea_screen_result *after)
{
    sea_motion *m;
    *after = (sea_screen_result){0};
    sea_status s = sea_motion_new_burned(t->base, burn, 1, end_of(t->options), &m, NULL);
    if (s != SEA_OK) return s;
    s = sea_screen_field_run(t->field, m, t->index, after, NULL);
    sea_motion_free(m);
    return s;
}

/* The closest approaches left by burns that are off. */
static sea_status spread(const trade *t, sea_screen_trial *trial)
{
    sea_burn off[OFFS];
    int n = off_burns(trial, off);
    trial->least_km = trial->most_km = trial->events ? trial->closest.range_km : HUGE_VAL;
    for (int i = 0; i < n; i++) {
        sea_screen_result after;
        double closest = HUGE_VAL;
        sea_status s = screen_burn(t, &off[i], &after);
        for (size_t k = 0; k < after.event_count; k++) closest = fmin(closest, after.events[k].range_km);
        sea_screen_result_free(&after);
        if (s != SEA_OK) return s;
        trial->least_km = fmin(trial->least_km, closest);
        trial->most_km = fmax(trial->most_km, closest);
    }
    return SEA_OK;
}

static sea_status trial_task(void *payload, size_t k, uint32_t worker)
{
    (void)worker;
    trade *t = payload;
    sea_screen_trial *trial = &t->trials[k];
    sea_screen_result after;
    if (trial->status != SEA_OK) return SEA_OK;
    sea_status s = screen_burn(t, &trial->burn, &after);
    if (s == SEA_OK) s = judge(t, &after, trial);
    sea_screen_result_free(&after);
    return s == SEA_OK ? spread(t, trial) : s;
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
    for (size_t k = 0; k < trial_count; k++)
        trials[k] = (sea_screen_trial){.burn = trials[k].burn,
                                       .forbidden = trials[k].forbidden,
                                       .size_error = trials[k].size_error,
                                       .pointing_error = trials[k].pointing_error};
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

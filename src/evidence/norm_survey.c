/* Every object of a history by every provision. */
#include "base/error.h"
#include "evidence/norm.h"

#include <starsea/breakup.h>

#include <stdlib.h>
#include <string.h>

/* ---- the list of objects ---- */

static void see_list(const sea_object_set *list, sea_norm_scene *scene)
{
    if (!list || list->count == 0) return;
    scene->list = list->format;
    scene->list_highest = list->objects[list->count - 1].norad_cat_id;
    for (size_t i = 0; i < list->count; i++) {
        const sea_object *object = &list->objects[i];
        const sea_utc utc = {.year = object->launch.year, .month = object->launch.month, .day = object->launch.day};
        sea_tai t;
        if (utc.month == 0 || utc.day == 0 || sea_utc_to_tai(utc, &t) != SEA_OK) continue;
        if (scene->list_as_of.ns == SEA_TAI_NONE.ns || t.ns > scene->list_as_of.ns) scene->list_as_of = t;
    }
}

/* ---- what the provisions ask for ---- */

static bool asked(const sea_norm *norms, size_t count, sea_norm_test a, sea_norm_test b)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < norms[i].count; k++)
            if (norms[i].provisions[k].test == a || norms[i].provisions[k].test == b) return true;
    return false;
}

typedef struct survey {
    const sea_norm *norms;
    size_t norm_count;
    const sea_gp_history *history;
    const sea_norm_survey_options *options;
    sea_norm_scene scene;
    sea_lifetime_result lifetimes;
    sea_breakup *breakups;
    size_t breakup_count;
    sea_norm_survey *out;
} survey;

static sea_status find_events(survey *s, sea_error *err)
{
    sea_status status = SEA_OK;
    if (asked(s->norms, s->norm_count, SEA_NORM_LEO_LIFETIME, SEA_NORM_GEO_DISPOSAL)) {
        sea_lifetime_options o = sea_lifetime_options_default();
        o.weather = s->options->weather;
        o.threads = s->options->threads;
        status = sea_lifetime_run(s->history, &o, &s->lifetimes, err);
    }
    if (status == SEA_OK && asked(s->norms, s->norm_count, SEA_NORM_NO_FRAGMENTATION, SEA_NORM_NO_FRAGMENTATION)) {
        sea_breakup_options o = sea_breakup_options_default();
        o.threads = s->options->threads;
        status = sea_breakup_find(s->history, &o, &s->breakups, &s->breakup_count, err);
    }
    return status;
}

static uint32_t fragments_of(const survey *s, uint32_t id)
{
    uint32_t fragments = 0;
    for (size_t i = 0; i < s->breakup_count; i++)
        if (s->breakups[i].parent == id || s->breakups[i].parent_2 == id) fragments += s->breakups[i].fragments;
    return fragments;
}

/* ---- the result ---- */

/* `[US]` in GCAT: of the United States, who has not registered it. */
static void copy_state(char out[16], const char *owner)
{
    size_t length = 0;
    for (; *owner; owner++)
        if (*owner != '[' && *owner != ']') out[length++] = *owner;
    out[length] = '\0';
}

static void describe(const sea_norm_facts *f, sea_norm_subject *out)
{
    *out = (sea_norm_subject){.norad_cat_id = f->sets->norad_cat_id};
    const char *name = f->sets[f->count - 1].object_name;
    if (f->object && f->object->name[0]) name = f->object->name;
    memcpy(out->name, name, strlen(name) + 1); /* names of sets and of lists are no longer than this one */
    if (!f->object) return;
    copy_state(out->state, f->object->owner);
    memcpy(out->program, f->object->program, sizeof out->program);
}

static sea_status fill(survey *s, sea_error *err)
{
    sea_norm_survey *out = s->out;
    out->subject_count = s->history->object_count;
    for (size_t i = 0; i < s->norm_count; i++) out->provision_count += s->norms[i].count;
    out->subjects = malloc((out->subject_count + 1) * sizeof *out->subjects);
    out->findings = malloc((out->subject_count * out->provision_count + 1) * sizeof *out->findings);
    if (!out->subjects || !out->findings)
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for %zu objects and %zu provisions", out->subject_count,
                             out->provision_count);
    for (size_t i = 0; i < out->subject_count; i++) {
        const sea_gp_object *object = &s->history->objects[i];
        const sea_norm_facts facts = {
            .sets = s->history->gps + object->first,
            .count = object->count,
            .object = sea_object_set_find(s->options->objects, object->norad_cat_id),
            .lifetime = s->lifetimes.objects ? &s->lifetimes.objects[i] : NULL,
            .fragments = fragments_of(s, object->norad_cat_id),
        };
        describe(&facts, &out->subjects[i]);
        sea_norm_finding *finding = out->findings + i;
        for (size_t n = 0; n < s->norm_count; n++)
            for (size_t k = 0; k < s->norms[n].count; k++, finding += out->subject_count)
                *finding = sea_norm_judge(&s->norms[n].provisions[k], &s->scene, &facts);
    }
    return SEA_OK;
}

sea_status sea_norm_survey_run(const sea_norm *norms, size_t norm_count, const sea_gp_history *history,
                               const sea_norm_survey_options *options, sea_norm_survey *out, sea_error *err)
{
    static const sea_norm_survey_options none;
    *out = (sea_norm_survey){.as_of = SEA_TAI_NONE};
    survey s = {
        .norms = norms, .norm_count = norm_count, .history = history, .options = options ? options : &none, .out = out};
    sea_tai oldest;
    sea_gp_history_span(history, &oldest, &out->as_of);
    s.scene = (sea_norm_scene){.as_of = out->as_of, .list_as_of = SEA_TAI_NONE};
    see_list(s.options->objects, &s.scene);
    sea_status status = find_events(&s, err);
    if (status == SEA_OK) status = fill(&s, err);
    sea_lifetime_result_free(&s.lifetimes);
    free(s.breakups);
    if (status != SEA_OK) sea_norm_survey_free(out);
    return status;
}

void sea_norm_survey_free(sea_norm_survey *result)
{
    free(result->subjects);
    free(result->findings);
    *result = (sea_norm_survey){.as_of = SEA_TAI_NONE};
}

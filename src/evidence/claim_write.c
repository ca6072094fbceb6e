/* The verdict in words and as canonical JSON. */
#include "evidence/claim.h"
#include "base/error.h"

#include <stdlib.h>

static void add_figure(sea_buffer *out, const sea_claim_figure *f)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_buffer_add_text(out, f->label);
    sea_buffer_add_text(out, " ");
    if (f->kind == SEA_CLAIM_FIGURE_TIME) {
        sea_tai_format(f->time, 3, text);
    } else if (f->kind == SEA_CLAIM_FIGURE_REAL) {
        sea_text_from_fixed(f->value, f->decimals < 3 ? f->decimals : 3, text);
    }
    sea_buffer_add_text(out, f->kind == SEA_CLAIM_FIGURE_WORD ? f->word : text);
    if (f->unit[0]) {
        sea_buffer_add_text(out, " ");
        sea_buffer_add_text(out, f->unit);
    }
}

static void add_sentence(const sea_claim_finding *f, sea_buffer *out)
{
    sea_buffer_add_text(out, sea_claim_reason_text(f->reason));
    for (int i = 0; i < 2; i++)
        if (f->missing[i]) sea_buffer_add_format(out, " Missing: object %u.", (unsigned)f->missing[i]);
    for (size_t i = 0; i < f->figure_count; i++) {
        sea_buffer_add_text(out, i == 0 ? " Found: " : ", ");
        add_figure(out, &f->figures[i]);
    }
    if (f->figure_count > 0) sea_buffer_add_text(out, ".");
}

sea_status sea_claim_finding_sentence(const sea_claim_finding *finding, char **text)
{
    sea_buffer out = {0};
    add_sentence(finding, &out);
    *text = NULL;
    if (out.failed) {
        sea_buffer_free(&out);
        return SEA_E_MEMORY;
    }
    *text = out.data;
    return SEA_OK;
}

/* ---- JSON ---- */

static void put_text(sea_json_writer *w, const char *key, const char *text)
{
    sea_json_key(w, key);
    sea_json_put_string(w, text);
}

static void put_time(sea_json_writer *w, const char *key, sea_tai t, int decimals)
{
    char text[SEA_TAI_TEXT_MAX];
    sea_tai_format(t, decimals, text);
    put_text(w, key, text);
}

static void put_fixed(sea_json_writer *w, const char *key, double value, int decimals)
{
    sea_json_key(w, key);
    sea_json_put_fixed(w, value, decimals);
}

static void put_integer(sea_json_writer *w, const char *key, int64_t value)
{
    sea_json_key(w, key);
    sea_json_put_integer(w, value);
}

/* The number, and the words of ICD 203 for it; null where the evidence gives none. */
static void put_likelihood(sea_json_writer *w, double likelihood)
{
    sea_json_key(w, "likelihood");
    if (likelihood < 0.0)
        sea_json_put_null(w);
    else
        sea_json_put_fixed(w, likelihood, 3);
    put_text(w, "likelihood_words", sea_claim_likelihood_words(likelihood));
}

static void put_part(sea_json_writer *w, const char *key, const sea_claim_part *part)
{
    if (!part->asked) return;
    sea_json_key(w, key);
    sea_json_begin_object(w);
    put_text(w, "verdict", sea_verdict_name(part->verdict));
    put_text(w, "reason", sea_claim_reason_name(part->reason));
    put_likelihood(w, part->likelihood);
    sea_json_end_object(w);
}

static void put_element_set(sea_json_writer *w, const sea_gp *gp, double age_s, bool aged)
{
    const sea_claim_allowance *allowance = sea_claim_allowance_of(gp->mean_motion_rev_day);
    sea_json_begin_object(w);
    put_integer(w, "norad_cat_id", gp->norad_cat_id);
    put_text(w, "object_name", gp->object_name);
    put_time(w, "epoch", gp->epoch, 6);
    if (aged) put_fixed(w, "age_days", age_s / 86400.0, 6);
    put_text(w, "regime", allowance->regime);
    put_fixed(w, "allowance_at_epoch_km", allowance->at_epoch_km, 3);
    put_fixed(w, "allowance_growth_km_day", allowance->growth_km_day, 3);
    put_text(w, "allowance_source", allowance->source);
    sea_json_end_object(w);
}

static void put_source(sea_json_writer *w, const sea_claim_source *s)
{
    sea_json_begin_object(w);
    if (s->norad_cat_id)
        put_integer(w, "norad_cat_id", s->norad_cat_id);
    else
        put_text(w, "launch", s->launch);
    put_integer(w, "objects", s->objects);
    put_integer(w, "sets", s->sets);
    put_time(w, "first", s->first, 6);
    put_time(w, "last", s->last, 6);
    sea_json_end_object(w);
}

static void put_figures(sea_json_writer *w, const sea_claim_finding *f)
{
    sea_json_key(w, "figures");
    sea_json_begin_object(w);
    for (size_t i = 0; i < f->figure_count; i++) {
        const sea_claim_figure *x = &f->figures[i];
        switch (x->kind) {
        case SEA_CLAIM_FIGURE_REAL: put_fixed(w, x->name, x->value, x->decimals); break;
        case SEA_CLAIM_FIGURE_TIME: put_time(w, x->name, x->time, 6); break;
        case SEA_CLAIM_FIGURE_WORD: put_text(w, x->name, x->word); break;
        }
    }
    sea_json_end_object(w);
}

static void put_evidence(sea_json_writer *w, const sea_claim_finding *f, const sea_gp *gps)
{
    if (f->has_elements) {
        sea_json_key(w, "element_sets");
        sea_json_begin_array(w);
        put_element_set(w, &gps[f->index_1], f->age_1_s, f->has_figures);
        put_element_set(w, &gps[f->index_2], f->age_2_s, f->has_figures);
        sea_json_end_array(w);
    }
    if (f->source_count > 0) {
        sea_json_key(w, "histories");
        sea_json_begin_array(w);
        for (size_t i = 0; i < f->source_count; i++) put_source(w, &f->sources[i]);
        sea_json_end_array(w);
    }
    if (f->figure_count > 0) put_figures(w, f);
    if (f->limit.asked) {
        sea_json_key(w, "parts");
        sea_json_begin_object(w);
        put_part(w, "came_within", &f->limit);
        put_part(w, "time", &f->time);
        put_part(w, "range", &f->range);
        sea_json_end_object(w);
    }
}

static void put_clause(sea_json_writer *w, const sea_claim_clause *clause, const sea_claim_finding *f,
                       const sea_gp *gps)
{
    sea_buffer sentence = {0};
    add_sentence(f, &sentence);
    sea_json_begin_object(w);
    put_text(w, "id", clause->id);
    put_text(w, "text", clause->text);
    put_text(w, "kind", sea_claim_kind_name(clause->kind));
    sea_json_key(w, "required");
    sea_json_put_bool(w, clause->required);
    put_text(w, "test", clause->test ? clause->test->name : NULL);
    put_text(w, "verdict", sea_verdict_name(f->verdict));
    put_text(w, "reason", sea_claim_reason_name(f->reason));
    put_likelihood(w, f->likelihood);
    put_text(w, "confidence", sea_confidence_name(f->confidence));
    put_text(w, "finding", sentence.data);
    if (sea_claim_reason_remedy(f->reason)[0] != '\0') put_text(w, "would_decide", sea_claim_reason_remedy(f->reason));
    put_text(w, "would_change", sea_claim_reason_change(f->reason));
    if (clause->test) put_text(w, "never_shown", clause->test->never);
    put_evidence(w, f, gps);
    sea_json_end_object(w);
    if (sentence.failed) w->out->failed = true;
    sea_buffer_free(&sentence);
}

static void put_verdict(sea_json_writer *w, const sea_claim *claim, const sea_claim_verdict *verdict, const sea_gp *gps)
{
    sea_json_begin_object(w);
    put_text(w, "format", "starsea-verdict-2");
    put_text(w, "id", claim->id);
    put_text(w, "title", claim->title);
    put_text(w, "verdict", sea_verdict_name(verdict->verdict));
    put_likelihood(w, verdict->likelihood);
    put_text(w, "confidence", sea_confidence_name(verdict->confidence));
    bool decided = verdict->decided_by < claim->clause_count;
    put_text(w, "decided_by", decided ? claim->clauses[verdict->decided_by].id : NULL);
    put_integer(w, "age_limit_days", SEA_CLAIM_AGE_MAX_DAYS);
    sea_json_key(w, "clauses");
    sea_json_begin_array(w);
    for (size_t i = 0; i < claim->clause_count; i++) put_clause(w, &claim->clauses[i], &verdict->findings[i], gps);
    sea_json_end_array(w);
    sea_json_end_object(w);
}

sea_status sea_claim_verdict_json(const sea_claim *claim, const sea_claim_verdict *verdict, const sea_gp *gps,
                                  int indent, char **text, size_t *length, sea_error *err)
{
    sea_buffer out = {0};
    sea_json_writer w = sea_json_writer_init(&out, indent);
    put_verdict(&w, claim, verdict, gps);
    sea_buffer_add(&out, "\n", 1);
    *text = NULL;
    *length = 0;
    if (out.failed) {
        sea_buffer_free(&out);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for the verdict");
    }
    *text = out.data;
    *length = out.length;
    return SEA_OK;
}

/* The verdict in words and as canonical JSON. */
#include "evidence/claim.h"
#include "base/error.h"

static void add_fixed(sea_buffer *out, double value, int decimals)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(value, decimals, text);
    sea_buffer_add_text(out, text);
}

static void add_real(sea_buffer *out, double value)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_real(value, text);
    sea_buffer_add_text(out, text);
}

static void add_time(sea_buffer *out, sea_tai t)
{
    char text[SEA_TAI_TEXT_MAX];
    sea_tai_format(t, 3, text);
    sea_buffer_add_text(out, text);
}

static void add_missing(const sea_claim_finding *f, sea_buffer *out)
{
    for (int i = 0; i < 2; i++)
        if (f->missing[i]) sea_buffer_add_format(out, " Missing: object %u.", (unsigned)f->missing[i]);
}

static void add_time_figures(const sea_claim_approach *claimed, const sea_claim_finding *f, sea_buffer *out)
{
    double off_s = sea_tai_diff_s(f->tca, claimed->time);
    sea_buffer_add_text(out, " Claimed time ");
    add_time(out, claimed->time);
    sea_buffer_add_text(out, " within ");
    add_real(out, claimed->time_tolerance_s);
    sea_buffer_add_text(out, " s; computed ");
    add_fixed(out, off_s < 0.0 ? -off_s : off_s, 3);
    sea_buffer_add_text(out, off_s < 0.0 ? " s earlier." : " s later.");
}

static void add_approach(const sea_claim_approach *claimed, const sea_claim_finding *f, sea_buffer *out)
{
    sea_buffer_add_text(out, " Closest in the window: ");
    add_fixed(out, f->range_km, 3);
    sea_buffer_add_text(out, " km at ");
    add_time(out, f->tca);
    sea_buffer_add_text(out, f->at_edge ? " (an edge of the window), relative speed " : ", relative speed ");
    add_fixed(out, f->relative_speed_km_s, 3);
    sea_buffer_add_text(out, " km/s; claimed at most ");
    add_real(out, claimed->max_range_km);
    sea_buffer_add_text(out, " km; allowance ");
    add_fixed(out, f->allowance_km, 1);
    sea_buffer_add_text(out, " km.");
    if (f->time.asked) add_time_figures(claimed, f, out);
    if (f->range.asked) {
        sea_buffer_add_text(out, " Claimed distance ");
        add_real(out, claimed->range_km);
        sea_buffer_add_text(out, " km within ");
        add_real(out, claimed->range_tolerance_km);
        sea_buffer_add_text(out, " km.");
    }
}

void sea_claim_finding_sentence(const sea_claim_clause *clause, const sea_claim_finding *finding, sea_buffer *out)
{
    sea_buffer_add_text(out, sea_claim_reason_text(finding->reason));
    add_missing(finding, out);
    if (clause->test == SEA_CLAIM_TEST_CLOSEST_APPROACH && finding->has_figures)
        add_approach(&clause->approach, finding, out);
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

static void put_part(sea_json_writer *w, const char *key, const sea_claim_part *part)
{
    if (!part->asked) return;
    sea_json_key(w, key);
    sea_json_begin_object(w);
    put_text(w, "verdict", sea_verdict_name(part->verdict));
    put_text(w, "reason", sea_claim_reason_name(part->reason));
    sea_json_end_object(w);
}

static void put_element_set(sea_json_writer *w, const sea_gp *gp, double age_s, bool aged)
{
    const sea_claim_allowance *allowance = sea_claim_allowance_of(gp->mean_motion_rev_day);
    sea_json_begin_object(w);
    sea_json_key(w, "norad_cat_id");
    sea_json_put_integer(w, gp->norad_cat_id);
    put_text(w, "object_name", gp->object_name);
    put_time(w, "epoch", gp->epoch, 6);
    if (aged) put_fixed(w, "age_days", age_s / 86400.0, 6);
    put_text(w, "regime", allowance->regime);
    put_fixed(w, "allowance_at_epoch_km", allowance->at_epoch_km, 3);
    put_fixed(w, "allowance_growth_km_day", allowance->growth_km_day, 3);
    put_text(w, "allowance_source", allowance->source);
    sea_json_end_object(w);
}

static void put_figures(sea_json_writer *w, const sea_claim_finding *f)
{
    sea_json_key(w, "figures");
    sea_json_begin_object(w);
    put_time(w, "tca", f->tca, 6);
    put_fixed(w, "range_km", f->range_km, 6);
    put_fixed(w, "range_floor_km", f->range_floor_km, 6);
    put_fixed(w, "relative_speed_km_s", f->relative_speed_km_s, 6);
    sea_json_key(w, "relative_rtn_km");
    sea_json_begin_array(w);
    for (int i = 0; i < 3; i++) sea_json_put_fixed(w, f->relative_rtn_km[i], 6);
    sea_json_end_array(w);
    put_fixed(w, "allowance_km", f->allowance_km, 6);
    put_fixed(w, "allowance_window_km", f->allowance_window_km, 6);
    if (f->time.asked) put_fixed(w, "range_at_claimed_time_km", f->range_at_time_km, 6);
    sea_json_key(w, "at_window_edge");
    sea_json_put_bool(w, f->at_edge);
    sea_json_key(w, "window_complete");
    sea_json_put_bool(w, f->complete);
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
    if (f->has_figures) put_figures(w, f);
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
    sea_claim_finding_sentence(clause, f, &sentence);
    sea_json_begin_object(w);
    put_text(w, "id", clause->id);
    put_text(w, "text", clause->text);
    put_text(w, "kind", sea_claim_kind_name(clause->kind));
    sea_json_key(w, "required");
    sea_json_put_bool(w, clause->required);
    put_text(w, "test", clause->test == SEA_CLAIM_TEST_NONE ? NULL : sea_claim_test_name(clause->test));
    put_text(w, "verdict", sea_verdict_name(f->verdict));
    put_text(w, "reason", sea_claim_reason_name(f->reason));
    put_text(w, "finding", sentence.data);
    if (sea_claim_reason_remedy(f->reason)[0] != '\0') put_text(w, "would_decide", sea_claim_reason_remedy(f->reason));
    put_evidence(w, f, gps);
    sea_json_end_object(w);
    if (sentence.failed) w->out->failed = true;
    sea_buffer_free(&sentence);
}

void sea_claim_verdict_put(sea_json_writer *w, const sea_claim *claim, const sea_claim_verdict *verdict,
                           const sea_gp *gps)
{
    sea_json_begin_object(w);
    put_text(w, "format", "starsea-verdict-1");
    put_text(w, "id", claim->id);
    put_text(w, "title", claim->title);
    put_text(w, "verdict", sea_verdict_name(verdict->verdict));
    bool decided = verdict->decided_by < claim->clause_count;
    put_text(w, "decided_by", decided ? claim->clauses[verdict->decided_by].id : NULL);
    sea_json_key(w, "age_limit_days");
    sea_json_put_integer(w, SEA_CLAIM_AGE_MAX_DAYS);
    sea_json_key(w, "clauses");
    sea_json_begin_array(w);
    for (size_t i = 0; i < claim->clause_count; i++) put_clause(w, &claim->clauses[i], &verdict->findings[i], gps);
    sea_json_end_array(w);
    sea_json_end_object(w);
}

sea_status sea_claim_verdict_json(const sea_claim *claim, const sea_claim_verdict *verdict, const sea_gp *gps,
                                  char **text, size_t *length, sea_error *err)
{
    sea_buffer out = {0};
    sea_json_writer w = sea_json_writer_init(&out, 2);
    sea_claim_verdict_put(&w, claim, verdict, gps);
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

/* The claim, its verdict, and the evidence clause by clause. */
#include "evidence/report.h"

#include <string.h>

static const char *verdict_word(sea_verdict v)
{
    switch (v) {
    case SEA_VERDICT_SUPPORTED: return "Supported";
    case SEA_VERDICT_CONTRADICTED: return "Contradicted";
    case SEA_VERDICT_UNDECIDABLE: return "Undecidable";
    }
    return "Undecidable";
}

/* A shape beside the word, so that colour is never the only sign. */
static const char *verdict_sign(sea_verdict v)
{
    switch (v) {
    case SEA_VERDICT_SUPPORTED: return "\xe2\x9c\x93";    /* check mark */
    case SEA_VERDICT_CONTRADICTED: return "\xe2\x9c\x95"; /* cross */
    case SEA_VERDICT_UNDECIDABLE: return "?";
    }
    return "?";
}

const char *sea_report_verdict_meaning(sea_verdict v)
{
    switch (v) {
    case SEA_VERDICT_SUPPORTED: return "Public orbital data agrees with every clause the claim rests on.";
    case SEA_VERDICT_CONTRADICTED:
        return "Public orbital data disagrees with a clause the claim rests on, by more than it can be wrong by.";
    case SEA_VERDICT_UNDECIDABLE:
        return "Public orbital data cannot decide a clause the claim rests on. That is a result, not a failure.";
    }
    return "";
}

static void put_sign(sea_buffer *out, sea_verdict v, const char *css_class)
{
    sea_buffer_add_format(out, "<span class=\"%s %s\"><span class=\"sign\" aria-hidden=\"true\">%s</span> %s</span>",
                          css_class, sea_verdict_name(v), verdict_sign(v), verdict_word(v));
}

/* Only web addresses become links. */
bool sea_report_is_web_address(const char *url)
{
    return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

static void put_source(sea_buffer *out, const sea_claim *claim)
{
    sea_buffer_add_text(out, "<p class=\"source\">");
    sea_buffer_add_html(out, claim->source_who);
    sea_buffer_add_text(out, ", ");
    sea_buffer_add_html(out, claim->source_date);
    sea_buffer_add_text(out, ".");
    if (claim->source_citation) {
        sea_buffer_add_text(out, " ");
        sea_buffer_add_html(out, claim->source_citation);
        sea_buffer_add_text(out, ".");
    }
    if (claim->source_url) {
        bool link = sea_report_is_web_address(claim->source_url);
        sea_buffer_add_text(out, link ? " <a rel=\"noreferrer noopener\" href=\"" : " ");
        sea_buffer_add_html(out, claim->source_url);
        if (link) {
            sea_buffer_add_text(out, "\">");
            sea_buffer_add_html(out, claim->source_url);
            sea_buffer_add_text(out, "</a>");
        }
    }
    sea_buffer_add_text(out, "</p>\n");
}

static void put_term(sea_buffer *out, const char *term)
{
    sea_buffer_add_format(out, "<div><dt>%s</dt><dd>", term);
}

static void end_term(sea_buffer *out, const char *unit)
{
    if (unit[0]) sea_buffer_add_format(out, " <small>%s</small>", unit);
    sea_buffer_add_text(out, "</dd></div>\n");
}

/* Reals of six decimals are for machines: a page shows three. */
static void put_figure(sea_buffer *out, const sea_claim_figure *x)
{
    sea_buffer_add_text(out, "<div><dt>");
    sea_buffer_add_html(out, x->label);
    sea_buffer_add_text(out, x->kind == SEA_CLAIM_FIGURE_TIME ? ", UTC</dt><dd>" : "</dt><dd>");
    switch (x->kind) {
    case SEA_CLAIM_FIGURE_REAL: sea_report_fixed(out, x->value, x->decimals < 3 ? x->decimals : 3); break;
    case SEA_CLAIM_FIGURE_TIME: sea_report_time(out, x->time, 3); break;
    case SEA_CLAIM_FIGURE_WORD: sea_buffer_add_html(out, x->word); break;
    }
    end_term(out, x->unit);
}

static void put_figures(sea_buffer *out, const sea_claim_finding *f)
{
    sea_buffer_add_text(out, "<dl class=\"numbers\">\n");
    for (size_t i = 0; i < f->figure_count; i++) put_figure(out, &f->figures[i]);
    if (f->has_figures) {
        put_term(out, "radial, along, across");
        for (int i = 0; i < 3; i++) {
            if (i > 0) sea_buffer_add_text(out, ", ");
            sea_report_fixed(out, f->relative_rtn_km[i], 3);
        }
        end_term(out, "km");
    }
    sea_buffer_add_text(out, "</dl>\n");
}

/* How likely, and how well founded: two things, side by side. */
static void put_likelihood(sea_buffer *out, double likelihood, sea_confidence confidence)
{
    sea_buffer_add_text(out, "<p class=\"quiet\">Likelihood: ");
    if (likelihood < 0.0) {
        sea_buffer_add_text(out, "not given, as the data do not resolve it");
    } else {
        sea_buffer_add_format(out, "<strong>%s</strong> (", sea_claim_likelihood_words(likelihood));
        sea_report_fixed(out, 100.0 * likelihood, 0);
        sea_buffer_add_text(out, "%)");
    }
    sea_buffer_add_format(out, ". Confidence in the data: <strong>%s</strong>.</p>\n", sea_confidence_name(confidence));
}

static void put_history(sea_buffer *out, const sea_claim_source *s)
{
    sea_buffer_add_text(out, "<tr><td data-label=\"Of\">");
    if (s->norad_cat_id)
        sea_buffer_add_format(out, "object %u", (unsigned)s->norad_cat_id);
    else
        sea_buffer_add_format(out, "launch %s, %u objects", s->launch, (unsigned)s->objects);
    sea_buffer_add_text(out, "</td><td data-label=\"Element sets\" class=\"n\">");
    sea_report_count(out, s->sets);
    sea_buffer_add_text(out, "</td><td data-label=\"First, UTC\">");
    sea_report_time(out, s->first, 0);
    sea_buffer_add_text(out, "</td><td data-label=\"Last, UTC\">");
    sea_report_time(out, s->last, 0);
    sea_buffer_add_text(out, "</td></tr>\n");
}

static void put_histories(sea_buffer *out, const sea_claim_finding *f)
{
    if (f->source_count == 0) return;
    sea_buffer_add_text(out, "<table class=\"stack\"><thead><tr><th>History of</th><th class=\"n\">Element sets</th>"
                             "<th>First, UTC</th><th>Last, UTC</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < f->source_count; i++) put_history(out, &f->sources[i]);
    sea_buffer_add_text(out, "</tbody></table>\n");
}

static void put_set(sea_buffer *out, const sea_gp *gp, double age_s, bool aged)
{
    sea_buffer_add_format(out, "<tr><td data-label=\"Object\">%u</td><td data-label=\"Name\">",
                          (unsigned)gp->norad_cat_id);
    sea_buffer_add_html(out, gp->object_name[0] ? gp->object_name : "unnamed");
    sea_buffer_add_text(out, "</td><td data-label=\"Epoch, UTC\">");
    sea_report_time(out, gp->epoch, 0);
    sea_buffer_add_text(out, "</td><td data-label=\"Age, days\" class=\"n\">");
    if (aged) sea_report_fixed(out, age_s / 86400.0, 2);
    sea_buffer_add_text(out, "</td></tr>\n");
}

static void put_sets(sea_buffer *out, const sea_claim_finding *f, const sea_gp *gps)
{
    sea_buffer_add_text(out, "<table class=\"stack\"><thead><tr><th>Object</th><th>Name in the data</th>"
                             "<th>Element set of, UTC</th><th class=\"n\">Age, days</th></tr></thead><tbody>\n");
    put_set(out, &gps[f->index_1], f->age_1_s, f->has_figures);
    put_set(out, &gps[f->index_2], f->age_2_s, f->has_figures);
    sea_buffer_add_text(out, "</tbody></table>\n");
}

static bool sets_shown_before(const sea_report *r, size_t index)
{
    const sea_claim_finding *now = &r->verdict->findings[index];
    for (size_t i = 0; i < index; i++) {
        const sea_claim_finding *then = &r->verdict->findings[i];
        if (then->has_elements && then->index_1 == now->index_1 && then->index_2 == now->index_2) return true;
    }
    return false;
}

static void put_reason(sea_buffer *out, const sea_claim_finding *f)
{
    sea_buffer_add_html(out, sea_claim_reason_text(f->reason));
    for (int i = 0; i < 2; i++)
        if (f->missing[i]) sea_buffer_add_format(out, " Missing: object %u.", (unsigned)f->missing[i]);
}

static void put_clause(sea_buffer *out, const sea_report *r, size_t index)
{
    const sea_claim_clause *clause = &r->claim->clauses[index];
    const sea_claim_finding *f = &r->verdict->findings[index];
    sea_buffer_add_format(out, "<article class=\"clause\">\n<p class=\"tags\"><span class=\"tag %s\">%s</span>",
                          sea_claim_kind_name(clause->kind), sea_claim_kind_name(clause->kind));
    if (clause->required) sea_buffer_add_text(out, "<span class=\"tag required\">the claim rests on it</span>");
    put_sign(out, f->verdict, "outcome");
    sea_buffer_add_text(out, "</p>\n<h3>");
    sea_buffer_add_html(out, clause->text);
    sea_buffer_add_text(out, "</h3>\n<p>");
    put_reason(out, f);
    sea_buffer_add_text(out, "</p>\n");
    put_likelihood(out, f->likelihood, f->confidence);
    if (f->figure_count > 0) put_figures(out, f);
    put_histories(out, f);
    if (f->has_elements && !sets_shown_before(r, index)) put_sets(out, f, r->claim_gps);
    if (sea_claim_reason_remedy(f->reason)[0]) {
        sea_buffer_add_text(out, "<p class=\"remedy\"><strong>What would help.</strong> ");
        sea_buffer_add_html(out, sea_claim_reason_remedy(f->reason));
        sea_buffer_add_text(out, "</p>\n");
    }
    sea_buffer_add_text(out, "<p class=\"remedy\"><strong>What would change it.</strong> ");
    sea_buffer_add_html(out, sea_claim_reason_change(f->reason));
    if (clause->test) {
        sea_buffer_add_text(out, " <strong>What this test never shows.</strong> ");
        sea_buffer_add_html(out, clause->test->never);
    }
    sea_buffer_add_text(out, "</p>\n</article>\n");
}

/* One pair of plots for each two objects: clauses about the same pair share them. */
static bool pair_drawn_before(const sea_report *r, size_t index)
{
    const sea_claim_approach now = sea_claim_approach_of(r->claim->clauses[index].values);
    for (size_t i = 0; i < index; i++) {
        if (!r->verdict->findings[i].has_figures) continue;
        const sea_claim_approach then = sea_claim_approach_of(r->claim->clauses[i].values);
        if (then.norad_cat_id_1 == now.norad_cat_id_1 && then.norad_cat_id_2 == now.norad_cat_id_2) return true;
    }
    return false;
}

static void put_clause_plots(sea_buffer *out, const sea_report *r, size_t i)
{
    const sea_claim_finding *f = &r->verdict->findings[i];
    if (f->series.count > 1) sea_report_series_figure(out, &f->series);
    if (!f->has_figures || pair_drawn_before(r, i)) return;
    const sea_claim_approach claimed = sea_claim_approach_of(r->claim->clauses[i].values);
    sea_report_pair_figure(out, &r->claim_gps[f->index_1], &r->claim_gps[f->index_2], &claimed, f);
}

const char sea_report_unresolved_sentence[] =
    " For at least one of them the claimed limit is finer than public data resolves: there the best estimate agrees.";

bool sea_report_rests_on_unresolved(const sea_report *r)
{
    if (r->verdict->verdict != SEA_VERDICT_SUPPORTED) return false;
    for (size_t i = 0; i < r->claim->clause_count; i++)
        if (r->claim->clauses[i].required && r->verdict->findings[i].reason == SEA_CLAIM_AGREES_UNRESOLVED) return true;
    return false;
}

void sea_report_claim_section(sea_buffer *out, const sea_report *r)
{
    const sea_claim *claim = r->claim;
    sea_buffer_add_text(out, "<section>\n<h2>The claim</h2>\n<blockquote><p>");
    sea_buffer_add_html(out, claim->statement);
    sea_buffer_add_text(out, "</p></blockquote>\n");
    put_source(out, claim);
    sea_buffer_add_format(out, "<div class=\"verdict %s\">\n<p class=\"eyebrow\">Verdict</p>\n<p class=\"word\">",
                          sea_verdict_name(r->verdict->verdict));
    put_sign(out, r->verdict->verdict, "outcome");
    sea_buffer_add_text(out, "</p>\n<p>");
    sea_buffer_add_html(out, sea_report_verdict_meaning(r->verdict->verdict));
    if (sea_report_rests_on_unresolved(r)) sea_buffer_add_text(out, sea_report_unresolved_sentence);
    sea_buffer_add_text(
        out, " A claim is as strong as the weakest clause it rests on. The verdict is on what the clauses' tests asked "
             "of orbits, told below, not on the words of the statement.</p>\n");
    put_likelihood(out, r->verdict->likelihood, r->verdict->confidence);
    sea_buffer_add_text(out, "</div>\n<h2>Clause by clause</h2>\n");
    for (size_t i = 0; i < claim->clause_count; i++) {
        put_clause(out, r, i);
        put_clause_plots(out, r, i);
    }
    sea_buffer_add_text(out,
                        "<p class=\"quiet\">An <em>observation</em> is something measured or seen, an "
                        "<em>inference</em> is concluded from observations, a <em>conjecture</em> is supposed: "
                        "purpose, intent, content. The same rules apply to every State and operator; names take no "
                        "part in any verdict.</p>\n</section>\n");
}

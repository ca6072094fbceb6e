/* The page as Markdown (CommonMark, tables as GitHub has them): the same words and figures, without the plots. */
#include "evidence/report.h"
#include "base/error.h"
#include "base/hash.h"

#include <string.h>

enum { EVENTS_MAX = 25 };

/* ---- pieces ---- */

static void put_time(sea_buffer *out, sea_tai t, int decimals)
{
    char text[SEA_TAI_TEXT_MAX];
    size_t length = sea_tai_format(t, decimals, text);
    sea_buffer_add(out, text, 10);
    sea_buffer_add_text(out, " ");
    sea_buffer_add(out, text + 11, length - 12);
}

static void put_cell(sea_buffer *out, const char *text)
{
    sea_buffer_add_text(out, "| ");
    sea_buffer_add_markdown(out, text);
    sea_buffer_add_text(out, " ");
}

/* What is to be copied as it is. It never ends its own fence: a line of it that begins so has a blank in front. */
static void put_fenced(sea_buffer *out, const char *language, const char *text)
{
    sea_buffer_add_format(out, "```%s\n", language);
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        sea_buffer one = {0};
        sea_buffer_add(&one, line, length);
        if (strncmp(line, "```", 3) == 0) sea_buffer_add_text(out, " ");
        if (one.data) sea_buffer_add_terminal(out, one.data);
        out->failed |= one.failed;
        sea_buffer_free(&one);
        sea_buffer_add_text(out, "\n");
        line += length + (line[length] == '\n');
    }
    sea_buffer_add_text(out, "```\n\n");
}

/* ---- the claim ---- */

static void put_source(sea_buffer *out, const sea_claim *claim)
{
    sea_buffer_add_markdown(out, claim->source_who);
    sea_buffer_add_text(out, ", ");
    sea_buffer_add_markdown(out, claim->source_date);
    sea_buffer_add_text(out, ".");
    if (claim->source_citation) {
        sea_buffer_add_text(out, " ");
        sea_buffer_add_markdown(out, claim->source_citation);
        sea_buffer_add_text(out, ".");
    }
    if (claim->source_url) {
        bool plain = sea_report_is_web_address(claim->source_url) && !strpbrk(claim->source_url, "<> \t\r\n\\");
        sea_buffer_add_text(out, plain ? " <" : " ");
        if (plain)
            sea_buffer_add_terminal(out, claim->source_url);
        else
            sea_buffer_add_markdown(out, claim->source_url);
        sea_buffer_add_text(out, plain ? ">" : "");
    }
    sea_buffer_add_text(out, "\n\n");
}

static void put_likelihood(sea_buffer *out, double likelihood, sea_confidence confidence)
{
    sea_buffer_add_text(out, "Likelihood: ");
    if (likelihood < 0.0) {
        sea_buffer_add_text(out, "not given, as the data do not resolve it");
    } else {
        sea_buffer_add_format(out, "**%s** (", sea_claim_likelihood_words(likelihood));
        sea_report_fixed(out, 100.0 * likelihood, 0);
        sea_buffer_add_text(out, "%)");
    }
    sea_buffer_add_format(out, ". Confidence in the data: **%s**.\n\n", sea_confidence_name(confidence));
}

static void put_figure(sea_buffer *out, const sea_claim_figure *x)
{
    put_cell(out, x->label);
    sea_buffer_add_text(out, "| ");
    switch (x->kind) {
    case SEA_CLAIM_FIGURE_REAL: sea_report_fixed(out, x->value, x->decimals < 3 ? x->decimals : 3); break;
    case SEA_CLAIM_FIGURE_TIME: put_time(out, x->time, 3); break;
    case SEA_CLAIM_FIGURE_WORD: sea_buffer_add_markdown(out, x->word); break;
    }
    sea_buffer_add_text(out, " ");
    put_cell(out, x->kind == SEA_CLAIM_FIGURE_TIME ? "UTC" : x->unit);
    sea_buffer_add_text(out, "|\n");
}

static void put_clause(sea_buffer *out, const sea_report *r, size_t index)
{
    const sea_claim_clause *clause = &r->claim->clauses[index];
    const sea_claim_finding *f = &r->verdict->findings[index];
    sea_buffer_add_format(out, "### %zu. ", index + 1);
    sea_buffer_add_markdown(out, clause->text);
    sea_buffer_add_format(out, "\n\n%s%s: **%s**. ", sea_claim_kind_name(clause->kind),
                          clause->required ? ", the claim rests on it" : "", sea_verdict_name(f->verdict));
    sea_buffer_add_markdown(out, sea_claim_reason_text(f->reason));
    for (int i = 0; i < 2; i++)
        if (f->missing[i]) sea_buffer_add_format(out, " Missing: object %u.", (unsigned)f->missing[i]);
    sea_buffer_add_text(out, "\n\n");
    put_likelihood(out, f->likelihood, f->confidence);
    if (f->figure_count > 0) sea_buffer_add_text(out, "| figure | value | unit |\n|---|---|---|\n");
    for (size_t i = 0; i < f->figure_count; i++) put_figure(out, &f->figures[i]);
    if (f->figure_count > 0) sea_buffer_add_text(out, "\n");
    if (sea_claim_reason_remedy(f->reason)[0]) {
        sea_buffer_add_text(out, "*What would help.* ");
        sea_buffer_add_markdown(out, sea_claim_reason_remedy(f->reason));
        sea_buffer_add_text(out, "\n\n");
    }
    sea_buffer_add_text(out, "*What would change it.* ");
    sea_buffer_add_markdown(out, sea_claim_reason_change(f->reason));
    if (clause->test) {
        sea_buffer_add_text(out, " *What this test never shows.* ");
        sea_buffer_add_markdown(out, clause->test->never);
    }
    sea_buffer_add_text(out, "\n\n");
}

static void put_claim(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_text(out, "## The claim\n\n> ");
    sea_buffer_add_markdown(out, r->claim->statement);
    sea_buffer_add_text(out, "\n\n");
    put_source(out, r->claim);
    sea_buffer_add_format(out, "## Verdict: %s\n\n", sea_verdict_name(r->verdict->verdict));
    sea_buffer_add_text(out, sea_report_verdict_meaning(r->verdict->verdict));
    if (sea_report_rests_on_unresolved(r)) sea_buffer_add_text(out, sea_report_unresolved_sentence);
    sea_buffer_add_text(
        out, " A claim is as strong as the weakest clause it rests on. The verdict is on what the clauses' tests asked "
             "of orbits, told below, not on the words of the statement.\n\n");
    put_likelihood(out, r->verdict->likelihood, r->verdict->confidence);
    sea_buffer_add_text(out, "## Clause by clause\n\n");
    for (size_t i = 0; i < r->claim->clause_count; i++) put_clause(out, r, i);
}

/* ---- approaches ---- */

static void put_object(sea_buffer *out, const sea_gp *gp)
{
    sea_buffer_add_markdown(out, gp->object_name[0] ? gp->object_name : "unnamed");
    sea_buffer_add_format(out, " %u", (unsigned)gp->norad_cat_id);
}

static void put_event(sea_buffer *out, const sea_report *r, const sea_conjunction *e)
{
    const sea_gp *a = &r->gps[e->index_1], *b = &r->gps[e->index_2];
    sea_buffer_add_text(out, "| ");
    put_time(out, e->tca, 3);
    sea_buffer_add_text(out, " | ");
    put_object(out, a);
    sea_buffer_add_text(out, ", ");
    put_object(out, b);
    sea_buffer_add_text(out, " | ");
    sea_report_fixed(out, e->range_km, 3);
    sea_buffer_add_text(out, " | ");
    sea_report_fixed(out, e->relative_speed_km_s, 2);
    sea_buffer_add_text(out, " | ");
    sea_report_fixed(out, sea_tai_diff_s(e->tca, a->epoch) / 86400.0, 1);
    sea_buffer_add_text(out, ", ");
    sea_report_fixed(out, sea_tai_diff_s(e->tca, b->epoch) / 86400.0, 1);
    sea_buffer_add_text(out, " |\n");
}

static void put_events(sea_buffer *out, const sea_report *r)
{
    size_t count = 0;
    const sea_conjunction **order = sea_report_approaches(r, &count);
    sea_buffer_add_text(out, "## Closest approaches\n\n");
    if (!order) {
        out->failed = true;
        return;
    }
    if (count == 0) sea_buffer_add_text(out, "No two objects came closer than the threshold in this window.\n\n");
    if (count > EVENTS_MAX) sea_buffer_add_format(out, "The %d closest of %zu.\n\n", (int)EVENTS_MAX, count);
    if (count > 0)
        sea_buffer_add_text(out, "| closest, UTC | objects | distance, km | speed, km/s | age of data, days |\n"
                                 "|---|---|--:|--:|--:|\n");
    for (size_t i = 0; i < count && i < EVENTS_MAX; i++) put_event(out, r, order[i]);
    sea_buffer_add_text(out, "\n");
    sea_report_approaches_free(order);
}

/* ---- data, limits, making ---- */

static void put_used(sea_buffer *out, const sea_report *r)
{
    size_t count = 0, more = 0;
    sea_report_used *used = sea_report_used_sets(r, &count, &more);
    if (!used) {
        out->failed = true;
        return;
    }
    if (count > 0)
        sea_buffer_add_text(out,
                            "| object | name in the data | sets used | first epoch, UTC | last epoch, UTC | age when "
                            "used, days |\n|--:|---|--:|---|---|--:|\n");
    for (size_t i = 0; i < count; i++) {
        sea_buffer_add_format(out, "| %u ", (unsigned)used[i].norad_cat_id);
        put_cell(out, used[i].name[0] ? used[i].name : "unnamed");
        sea_buffer_add_format(out, "| %zu | ", used[i].sets);
        put_time(out, used[i].first, 0);
        sea_buffer_add_text(out, " | ");
        put_time(out, used[i].last, 0);
        sea_buffer_add_text(out, " | ");
        if (used[i].aged) sea_report_fixed(out, used[i].age_days, 2);
        sea_buffer_add_text(out, " |\n");
    }
    if (more > 0) sea_buffer_add_format(out, "\nand %zu objects more.\n", more);
    if (count > 0) sea_buffer_add_text(out, "\n");
    sea_report_used_free(used);
}

static void put_data(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_text(out, "## What was read, and how old it is\n\n");
    for (size_t i = 0; i < r->note_count; i++) {
        sea_buffer_add_text(out, "- ");
        sea_buffer_add_markdown(out, r->notes[i]);
        sea_buffer_add_text(out, i + 1 < r->note_count ? "\n" : "\n\n");
    }
    if (r->claim) put_used(out, r);
    if (r->source_count > 0) sea_buffer_add_text(out, "| input | kind | bytes | SHA-256 |\n|---|---|--:|---|\n");
    for (size_t i = 0; i < r->source_count; i++) {
        char hex[65];
        sea_sha256_hex(r->sources[i].sha256, hex);
        put_cell(out, r->sources[i].name);
        put_cell(out, r->sources[i].kind);
        sea_buffer_add_format(out, "| %llu | `%s` |\n", (unsigned long long)r->sources[i].bytes, hex);
    }
    sea_buffer_add_text(out, "\n");
    for (size_t i = 0; i < r->signer_count; i++) sea_buffer_add_format(out, "Signed by `%s`.\n\n", r->signers[i]);
}

static void put_end(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_text(out, "## What this cannot show\n\n- ");
    sea_report_allowance_sentence(out);
    for (size_t i = 0; i < SEA_REPORT_LIMITS; i++) sea_buffer_add_format(out, "\n- %s", sea_report_limits[i]);
    sea_buffer_add_text(out, "\n\n## How to make this again\n\n");
    sea_buffer commands = {0}, plain = {0}, bibtex = {0}, cff = {0};
    for (size_t i = 0; i < r->command_count; i++) sea_buffer_add_format(&commands, "%s\n", r->commands[i]);
    if (commands.data) put_fenced(out, "sh", commands.data);
    sea_buffer_add_format(out, "Starsea %s; %s\n\n## How to cite it\n\n", sea_version(), sea_report_method);
    sea_report_cite_plain(&plain, r);
    sea_report_cite_bibtex(&bibtex, r);
    sea_report_cite_cff(&cff, r);
    if (plain.data) sea_buffer_add_markdown(out, plain.data);
    sea_buffer_add_text(out, "\n\n");
    put_fenced(out, "bibtex", bibtex.data ? bibtex.data : "");
    put_fenced(out, "yaml", cff.data ? cff.data : "");
    sea_buffer *all[] = {&commands, &plain, &bibtex, &cff};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        out->failed |= all[i]->failed;
        sea_buffer_free(all[i]);
    }
}

sea_status sea_report_markdown(const sea_report *report, char **text, size_t *length, sea_error *err)
{
    *text = NULL;
    *length = 0;
    sea_status s = sea_report_check(report, err);
    if (s != SEA_OK) return s;
    sea_buffer out = {0};
    sea_buffer_add_text(&out, "# ");
    if (report->claim) {
        sea_buffer_add_markdown(&out, report->claim->title);
    } else {
        sea_buffer_add_text(&out, "Close approaches below ");
        sea_report_fixed(&out, report->threshold_km, report->threshold_km < 1.0 ? 2 : 0);
        sea_buffer_add_text(&out, " km");
    }
    sea_buffer_add_text(&out, "\n\n");
    if (report->claim) put_claim(&out, report);
    if (report->screen) put_events(&out, report);
    put_data(&out, report);
    put_end(&out, report);
    if (out.failed) {
        sea_buffer_free(&out);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for the report");
    }
    *text = out.data;
    *length = out.length;
    return SEA_OK;
}

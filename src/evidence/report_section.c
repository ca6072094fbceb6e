/* The sections after the claim: approaches, data, certificate, limits, how it was made. */
#include "evidence/report.h"
#include "base/hash.h"

#include <stdlib.h>

enum { ROWS_MAX = 25, TOGETHER_MAX = 12, EXCLUSIONS_MAX = 30 };

/* ---- approaches ---- */

static int by_range(const void *a, const void *b)
{
    const sea_conjunction *x = *(const sea_conjunction *const *)a, *y = *(const sea_conjunction *const *)b;
    if (x->range_km != y->range_km) return x->range_km < y->range_km ? -1 : 1;
    return sea_conjunction_compare(x, y);
}

static void put_object(sea_buffer *out, const sea_gp *gp)
{
    sea_buffer_add_html(out, gp->object_name[0] ? gp->object_name : "unnamed");
    sea_buffer_add_format(out, " <small>%u</small>", (unsigned)gp->norad_cat_id);
}

static void put_remarks(sea_buffer *out, const sea_conjunction *e)
{
    if (e->kind == SEA_CONJUNCTION_SLOW) sea_buffer_add_text(out, "slow. ");
    if (e->caveats & SEA_EVENT_CAVEAT_CUT_START) sea_buffer_add_text(out, "near already at the start. ");
    if (e->caveats & SEA_EVENT_CAVEAT_CUT_END) sea_buffer_add_text(out, "near still at the end. ");
    if (e->caveats & SEA_EVENT_CAVEAT_STALE) sea_buffer_add_text(out, "old data. ");
}

static void put_event(sea_buffer *out, const sea_report *r, const sea_conjunction *e)
{
    const sea_gp *a = &r->gps[e->index_1], *b = &r->gps[e->index_2];
    sea_buffer_add_text(out, "<tr><td data-label=\"Closest, UTC\">");
    sea_report_time(out, e->tca, 3);
    sea_buffer_add_text(out, "</td><td data-label=\"Objects\" class=\"objects\"><div>");
    put_object(out, a);
    sea_buffer_add_text(out, "<br>");
    put_object(out, b);
    sea_buffer_add_text(out, "</div></td><td data-label=\"Distance, km\" class=\"n strong\">");
    sea_report_fixed(out, e->range_km, 3);
    sea_buffer_add_text(out, "</td><td data-label=\"Speed, km/s\" class=\"n\">");
    sea_report_fixed(out, e->relative_speed_km_s, 2);
    sea_buffer_add_text(out, "</td><td data-label=\"Age of data, days\" class=\"n\"><div>");
    sea_report_fixed(out, sea_tai_diff_s(e->tca, a->epoch) / 86400.0, 1);
    sea_buffer_add_text(out, "<br>");
    sea_report_fixed(out, sea_tai_diff_s(e->tca, b->epoch) / 86400.0, 1);
    sea_buffer_add_text(out, "</div></td><td data-label=\"Remarks\">");
    put_remarks(out, e);
    sea_buffer_add_text(out, "</td></tr>\n");
}

static void put_event_table(sea_buffer *out, const sea_report *r, const sea_conjunction **order, size_t count)
{
    size_t shown = count < ROWS_MAX ? count : ROWS_MAX;
    sea_buffer_add_text(out, "<table class=\"stack\">\n<caption>");
    if (shown < count) {
        sea_buffer_add_format(out, "The %zu closest of ", shown);
        sea_report_count(out, count);
        sea_buffer_add_text(out, ", closest first");
    } else {
        sea_buffer_add_text(out, "All of them, closest first");
    }
    sea_buffer_add_text(out,
                        "</caption>\n<thead><tr><th>Closest, UTC</th><th>Objects</th><th class=\"n\">Distance, km</th>"
                        "<th class=\"n\">Speed, km/s</th><th class=\"n\">Age of data, days</th><th>Remarks</th></tr>"
                        "</thead>\n<tbody>\n");
    for (size_t i = 0; i < shown; i++) put_event(out, r, order[i]);
    sea_buffer_add_text(out, "</tbody>\n</table>\n");
}

/* Named, not dropped: a reader may know that two of them are not docked. */
static void put_together(sea_buffer *out, const sea_report *r)
{
    size_t count = r->screen->event_count - sea_report_approach_count(r), told = 0;
    if (count == 0) return;
    sea_buffer_add_text(out, "<h3>Catalogued together</h3>\n<p class=\"quiet\">");
    sea_report_count(out, count);
    sea_buffer_add_text(out,
                        " times two objects carry the very same elements: docked, or not told apart. That is not a "
                        "distance, and they are not counted above.</p>\n<ul class=\"quiet\">\n");
    for (size_t i = 0; i < r->screen->event_count && told < TOGETHER_MAX; i++) {
        const sea_conjunction *e = &r->screen->events[i];
        if (sea_report_is_approach(e)) continue;
        told++;
        sea_buffer_add_text(out, "<li>");
        put_object(out, &r->gps[e->index_1]);
        sea_buffer_add_text(out, ", ");
        put_object(out, &r->gps[e->index_2]);
        sea_buffer_add_text(out, "</li>\n");
    }
    if (told < count) sea_buffer_add_format(out, "<li>and %zu more</li>\n", count - told);
    sea_buffer_add_text(out, "</ul>\n");
}

const sea_conjunction **sea_report_approaches(const sea_report *r, size_t *count)
{
    const sea_conjunction **order = malloc((r->screen->event_count + 1) * sizeof(*order));
    *count = 0;
    if (!order) return NULL;
    for (size_t i = 0; i < r->screen->event_count; i++)
        if (sea_report_is_approach(&r->screen->events[i])) order[(*count)++] = &r->screen->events[i];
    qsort(order, *count, sizeof(*order), by_range);
    return order;
}

void sea_report_approaches_free(const sea_conjunction **approaches)
{
    free(approaches);
}

static void put_approaches(sea_buffer *out, const sea_report *r)
{
    size_t count = 0;
    const sea_conjunction **order = sea_report_approaches(r, &count);
    if (!order) {
        out->failed = true;
        return;
    }
    put_event_table(out, r, order, count);
    sea_report_events_figure(out, r);
    if (!r->claim) sea_report_event_figure(out, r->gps, order[0]);
    sea_report_approaches_free(order);
}

void sea_report_events_section(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_text(out, "<section>\n<h2>Closest approaches</h2>\n");
    if (sea_report_approach_count(r) > 0)
        put_approaches(out, r);
    else
        sea_buffer_add_text(out, "<p>No two objects came closer than the threshold in this window.</p>\n");
    put_together(out, r);
    sea_buffer_add_text(out, "</section>\n");
}

/* ---- data ---- */

static void put_source(sea_buffer *out, const sea_report_source *s)
{
    char hex[65];
    sea_sha256_hex(s->sha256, hex);
    sea_buffer_add_text(out, "<tr><td data-label=\"Input\">");
    sea_buffer_add_html(out, s->name);
    sea_buffer_add_text(out, "</td><td data-label=\"Kind\">");
    sea_buffer_add_html(out, s->kind);
    sea_buffer_add_text(out, "</td><td data-label=\"Bytes\" class=\"n\">");
    sea_report_count(out, s->bytes);
    sea_buffer_add_format(out, "</td><td data-label=\"SHA-256\"><code class=\"hash\">%s</code></td></tr>\n", hex);
}

static void put_ages(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_text(out, "<p>");
    sea_report_count(out, r->gp_count);
    sea_buffer_add_text(out, " element sets, one an object. At the start of the window half of them are less than ");
    sea_report_fixed(out, r->screen->certificate.age_median_s / 86400.0, 2);
    sea_buffer_add_text(out, " days from their epoch, the furthest is ");
    sea_report_fixed(out, r->screen->certificate.age_max_s / 86400.0, 2);
    sea_buffer_add_text(out, " days from it.</p>\n");
}

static void put_used_row(sea_buffer *out, const sea_report_used *u)
{
    sea_buffer_add_format(out, "<tr><td data-label=\"Object\">%u</td><td data-label=\"Name\">",
                          (unsigned)u->norad_cat_id);
    sea_buffer_add_html(out, u->name[0] ? u->name : "unnamed");
    sea_buffer_add_text(out, "</td><td data-label=\"Sets used\" class=\"n\">");
    sea_report_count(out, u->sets);
    sea_buffer_add_text(out, "</td><td data-label=\"First epoch, UTC\">");
    sea_report_time(out, u->first, 0);
    sea_buffer_add_text(out, "</td><td data-label=\"Last epoch, UTC\">");
    sea_report_time(out, u->last, 0);
    sea_buffer_add_text(out, "</td><td data-label=\"Age when used, days\" class=\"n\">");
    if (u->aged) sea_report_fixed(out, u->age_days, 2);
    sea_buffer_add_text(out, "</td></tr>\n");
}

static void put_used(sea_buffer *out, const sea_report *r)
{
    size_t count = 0, more = 0;
    sea_report_used *used = sea_report_used_sets(r, &count, &more);
    if (!used) {
        out->failed = true;
        return;
    }
    if (count > 0)
        sea_buffer_add_text(out, "<table class=\"stack\"><caption>Element sets the verdict rests on</caption>"
                                 "<thead><tr><th>Object</th><th>Name in the data</th><th class=\"n\">Sets used</th>"
                                 "<th>First epoch, UTC</th><th>Last epoch, UTC</th>"
                                 "<th class=\"n\">Age when used, days</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++) put_used_row(out, &used[i]);
    if (count > 0) sea_buffer_add_text(out, "</tbody></table>\n");
    if (more > 0) sea_buffer_add_format(out, "<p class=\"quiet\">and %zu objects more</p>\n", more);
    sea_report_used_free(used);
}

void sea_report_data_section(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_text(out, "<section>\n<h2>What was read, and how old it is</h2>\n");
    if (r->screen) put_ages(out, r);
    if (r->note_count > 0) {
        sea_buffer_add_text(out, "<ul class=\"quiet\">\n");
        for (size_t i = 0; i < r->note_count; i++) {
            sea_buffer_add_text(out, "<li>");
            sea_buffer_add_html(out, r->notes[i]);
            sea_buffer_add_text(out, "</li>\n");
        }
        sea_buffer_add_text(out, "</ul>\n");
    }
    if (r->claim) put_used(out, r);
    if (r->source_count > 0) {
        sea_buffer_add_text(out,
                            "<table class=\"stack\"><thead><tr><th>Input</th><th>Kind</th><th class=\"n\">Bytes</th>"
                            "<th>SHA-256</th></tr></thead><tbody>\n");
        for (size_t i = 0; i < r->source_count; i++) put_source(out, &r->sources[i]);
        sea_buffer_add_text(out, "</tbody></table>\n");
    }
    for (size_t i = 0; i < r->signer_count; i++) {
        sea_buffer_add_text(out, "<p>Signed by <code class=\"hash\">");
        sea_buffer_add_html(out, r->signers[i]);
        sea_buffer_add_text(out, "</code></p>\n");
    }
    if (r->screen && r->gp_count > 0) sea_report_ages_figure(out, r);
    sea_buffer_add_text(out, "</section>\n");
}

/* ---- certificate ---- */

static void put_row_head(sea_buffer *out, const char *term)
{
    sea_buffer_add_format(out, "<tr><th scope=\"row\">%s</th><td class=\"n\">", term);
}

static void put_count_row(sea_buffer *out, const char *term, uint64_t value, const char *meaning)
{
    put_row_head(out, term);
    sea_report_count(out, value);
    sea_buffer_add_format(out, "</td><td>%s</td></tr>\n", meaning);
}

static void put_real_row(sea_buffer *out, const char *term, double value, const char *unit, const char *meaning)
{
    put_row_head(out, term);
    sea_report_fixed(out, value, 3);
    sea_buffer_add_format(out, " %s</td><td>%s</td></tr>\n", unit, meaning);
}

static void put_exclusions(sea_buffer *out, const sea_screen_result *screen)
{
    if (screen->exclusion_count == 0) return;
    sea_buffer_add_text(out, "<h3>Not screened, or not to the end</h3>\n<ul class=\"quiet\">\n");
    for (size_t i = 0; i < screen->exclusion_count && i < EXCLUSIONS_MAX; i++) {
        const sea_screen_exclusion *e = &screen->exclusions[i];
        sea_buffer_add_format(out, "<li>Object %u from ", (unsigned)e->norad_cat_id);
        sea_report_time(out, e->from, 0);
        sea_buffer_add_text(out, " UTC: ");
        sea_buffer_add_html(out, e->asked ? "left out as asked" : sea_status_text(e->why));
        sea_buffer_add_text(out, "</li>\n");
    }
    if (screen->exclusion_count > EXCLUSIONS_MAX)
        sea_buffer_add_format(out, "<li>and %zu more</li>\n", screen->exclusion_count - EXCLUSIONS_MAX);
    sea_buffer_add_text(out, "</ul>\n");
}

void sea_report_certificate_section(sea_buffer *out, const sea_report *r)
{
    const sea_screen_certificate *c = &r->screen->certificate;
    sea_buffer_add_text(out,
                        "<section>\n<h2>How complete the screening is</h2>\n<p>Every pair of objects was compared over "
                        "the whole window. Objects were placed at evenly spaced knots; between knots a bound on "
                        "speed and a margin make sure that no approach below the threshold slips through, and each "
                        "candidate was then decided by SGP4 itself.</p>\n<table class=\"facts\"><tbody>\n");
    put_count_row(out, "Objects offered", c->objects, "element sets given to the screening, one an object");
    put_count_row(out, "Objects screened", c->screened, "could be propagated through the window, at least in part");
    put_count_row(out, "Left out", r->screen->exclusion_count,
                  "could not be propagated, or not to the end: listed below");
    put_count_row(out, "Pair tests", c->pairs_tested, "looks at two objects over one spacing of knots");
    put_count_row(out, "Candidates", c->candidates, "refined with SGP4 to the minimum of distance");
    put_count_row(out, "Intervals", c->intervals, "events slow or at an edge of the window, to be read as intervals");
    put_real_row(out, "Spacing of knots", c->step_s, "s", "time between two looks at an object");
    put_real_row(out, "Bound on speed", c->speed_bound_km_s, "km/s", "the fastest object seen at any knot");
    put_real_row(out, "Largest margin", c->margin_km, "km", "added to the threshold for the bend between knots");
    sea_buffer_add_text(out, "</tbody></table>\n");
    put_exclusions(out, r->screen);
    sea_buffer_add_text(out, "</section>\n");
}

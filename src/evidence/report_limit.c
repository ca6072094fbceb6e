/* The last sections: what no page can show, how this one was made, how to cite it. */
#include "evidence/report.h"

const char *const sea_report_limits[SEA_REPORT_LIMITS] = {
    "A manoeuvre after the epoch of a set is not in the set. A distance here may have been avoided, or made.",
    "Objects without a public element set take no part.",
    "A distance is not a probability of collision, and a point is not a body: sizes and attitudes are unknown here.",
    "Orbits do not show purpose, intent, payload or consent. Clauses about these stay undecidable, whoever makes them.",
};

const char sea_report_method[] = "SGP4 after Vallado and others (2006), gravity WGS-72, improved mode; distances in "
                                 "TEME. The same inputs and version "
                                 "give the same bytes. Times are UTC.";

void sea_report_allowance_sentence(sea_buffer *out)
{
    const sea_claim_allowance *low = sea_claim_allowance_of(15.0), *high = sea_claim_allowance_of(1.0);
    sea_buffer_add_text(out,
                        "Public element sets come without an uncertainty. The allowance used for verdicts is a rule: ");
    sea_report_fixed(out, low->at_epoch_km, 0);
    sea_buffer_add_text(out, " km an object at the epoch of its set in orbits with a period below 225 minutes, ");
    sea_report_fixed(out, high->at_epoch_km, 0);
    sea_buffer_add_text(out, " km in others, and ");
    sea_report_fixed(out, low->growth_km_day, 0);
    sea_buffer_add_text(out, " km more for each day from it.");
}

void sea_report_limits_section(sea_buffer *out)
{
    sea_buffer_add_text(out, "<section>\n<h2>What this cannot show</h2>\n<ul>\n<li>");
    sea_report_allowance_sentence(out);
    sea_buffer_add_text(out, "</li>\n");
    for (size_t i = 0; i < SEA_REPORT_LIMITS; i++) sea_buffer_add_format(out, "<li>%s</li>\n", sea_report_limits[i]);
    sea_buffer_add_text(out, "</ul>\n</section>\n");
}

void sea_report_making_section(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_text(out, "<section>\n<h2>How to make this again</h2>\n");
    if (r->command_count > 0) {
        sea_buffer_add_text(out, "<pre><code>");
        for (size_t i = 0; i < r->command_count; i++) {
            sea_buffer_add_html(out, r->commands[i]);
            sea_buffer_add_text(out, "\n");
        }
        sea_buffer_add_text(out, "</code></pre>\n");
    }
    sea_buffer_add_text(out, "<p class=\"quiet\">Starsea ");
    sea_buffer_add_html(out, sea_version());
    sea_buffer_add_format(out, "; %s</p>\n</section>\n", sea_report_method);
}

static void put_citation(sea_buffer *out, const char *name, const sea_report *r,
                         void (*put)(sea_buffer *, const sea_report *))
{
    sea_buffer text = {0};
    put(&text, r);
    sea_buffer_add_format(out, "<details><summary>%s</summary>\n<pre><code>", name);
    sea_buffer_add_html(out, text.data ? text.data : "");
    sea_buffer_add_text(out, "</code></pre></details>\n");
    out->failed |= text.failed;
    sea_buffer_free(&text);
}

void sea_report_cite_section(sea_buffer *out, const sea_report *r)
{
    sea_buffer plain = {0};
    sea_report_cite_plain(&plain, r);
    sea_buffer_add_text(out, "<section>\n<h2>How to cite it</h2>\n<p class=\"cite\">");
    sea_buffer_add_html(out, plain.data ? plain.data : "");
    sea_buffer_add_text(out, "</p>\n");
    put_citation(out, "BibTeX", r, sea_report_cite_bibtex);
    put_citation(out, "Citation File Format (CFF)", r, sea_report_cite_cff);
    sea_buffer_add_text(out, "</section>\n");
    out->failed |= plain.failed;
    sea_buffer_free(&plain);
}

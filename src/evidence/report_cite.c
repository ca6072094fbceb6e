/*
 * How to cite a page: as a sentence, as BibTeX, as CFF. What is cited is named by digests, as a page has no date of its
 * own: the same evidence gives the same bytes on any day.
 *
 * Reference: Citation File Format 1.2.0.
 */
#include "evidence/report.h"
#include "base/hash.h"
#include "base/json.h"

#include <string.h>

enum { SOURCES_MAX = 5 };

static void put_title(sea_buffer *out, const sea_report *r)
{
    if (r->claim) {
        sea_buffer_add_format(out, "Verdict \"%s\" on the claim: ", sea_verdict_name(r->verdict->verdict));
        sea_buffer_add_text(out, r->claim->title);
        return;
    }
    char from[SEA_TAI_TEXT_MAX], to[SEA_TAI_TEXT_MAX];
    sea_tai_format(r->start, 0, from);
    sea_tai_format((sea_tai){r->start.ns + r->span_ns}, 0, to);
    sea_buffer_add_text(out, "Close approaches below ");
    sea_report_fixed(out, r->threshold_km, r->threshold_km < 1.0 ? 2 : 0);
    sea_buffer_add_format(out, " km from %s to %s", from, to);
}

/* Receives one digest that names what is cited, and what it is of. */
typedef void digest_fn(sea_buffer *out, const char *hex, const char *of, size_t index);

/* The bundle's statement, which is over every file of it; without a bundle the inputs. */
static void each_digest(sea_buffer *out, const sea_report *r, digest_fn *put)
{
    if (r->statement_sha256) {
        put(out, r->statement_sha256, "in-toto statement of the bundle", 0);
        return;
    }
    for (size_t i = 0; i < r->source_count && i < SOURCES_MAX; i++) {
        char hex[65];
        sea_sha256_hex(r->sources[i].sha256, hex);
        put(out, hex, r->sources[i].name, i);
    }
}

/* ---- a sentence ---- */

static void put_digest_words(sea_buffer *out, const char *hex, const char *of, size_t index)
{
    sea_buffer_add_format(out, "%s%s, SHA-256 %s", index > 0 ? "; " : " From: ", of, hex);
}

void sea_report_cite_plain(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_format(out, "Starsea %s. ", sea_version());
    put_title(out, r);
    sea_buffer_add_text(out, ".");
    if (r->claim) {
        sea_buffer_add_text(out, " The statement is of ");
        sea_buffer_add_text(out, r->claim->source_who);
        sea_buffer_add_format(out, ", %s.", r->claim->source_date);
    }
    each_digest(out, r, put_digest_words);
    sea_buffer_add_text(out, ".\n");
}

/* ---- BibTeX ---- */

/* What means something to TeX is spelt out; what would end the field is left out. */
static void add_tex(sea_buffer *out, const char *text)
{
    static const struct {
        char c;
        const char *spelt;
    } marks[] = {{'\\', "\\textbackslash{}"},
                 {'{', "\\{"},
                 {'}', "\\}"},
                 {'%', "\\%"},
                 {'#', "\\#"},
                 {'&', "\\&"},
                 {'$', "\\$"},
                 {'_', "\\_"},
                 {'~', "\\textasciitilde{}"},
                 {'^', "\\textasciicircum{}"},
                 {'\n', " "}};
    for (; *text; text++) {
        size_t i = 0;
        while (i < sizeof marks / sizeof marks[0] && marks[i].c != *text) i++;
        if (i < sizeof marks / sizeof marks[0])
            sea_buffer_add_text(out, marks[i].spelt);
        else
            sea_buffer_add(out, text, 1);
    }
}

static void add_tex_of(sea_buffer *out, const sea_report *r, void (*put)(sea_buffer *, const sea_report *))
{
    sea_buffer text = {0};
    put(&text, r);
    out->failed |= text.failed;
    add_tex(out, text.data ? text.data : "");
    sea_buffer_free(&text);
}

static void put_digest_tex(sea_buffer *out, const char *hex, const char *of, size_t index)
{
    sea_buffer_add_text(out, index > 0 ? "; " : "");
    add_tex(out, of);
    sea_buffer_add_format(out, ": SHA-256 %s", hex);
}

void sea_report_cite_bibtex(sea_buffer *out, const sea_report *r)
{
    sea_buffer_add_format(out, "@misc{starsea-%s,\n  author = {{Starsea %s}},\n  title  = {{",
                          r->claim ? r->claim->id : "screening", sea_version());
    add_tex_of(out, r, put_title);
    sea_buffer_add_text(out, "}},\n  note   = {");
    each_digest(out, r, put_digest_tex);
    sea_buffer_add_text(out, "}\n}\n");
}

/* ---- CFF ---- */

/* A JSON string is one of YAML too. */
static void add_quoted(sea_buffer *out, const char *text)
{
    sea_json_writer w = sea_json_writer_init(out, 0);
    sea_json_put_string(&w, text);
    sea_buffer_add(out, "\n", 1);
}

static void put_digest_cff(sea_buffer *out, const char *hex, const char *of, size_t index)
{
    sea_buffer_add_format(
        out, "%s  - type: other\n    value: \"sha256:%s\"\n    description: ", index > 0 ? "" : "identifiers:\n", hex);
    add_quoted(out, of);
}

void sea_report_cite_cff(sea_buffer *out, const sea_report *r)
{
    sea_buffer title = {0};
    put_title(&title, r);
    sea_buffer_add_text(out, "cff-version: 1.2.0\nmessage: \"Cite the digests with the title: they say which data.\"\n"
                             "type: dataset\ntitle: ");
    add_quoted(out, title.data ? title.data : "");
    sea_buffer_add_format(out, "version: \"%s\"\nauthors:\n  - name: Starsea\n", sea_version());
    each_digest(out, r, put_digest_cff);
    out->failed |= title.failed;
    sea_buffer_free(&title);
}

/* What is wrong with files, and what is doubtful about the element sets in them. */
#include "jobs/job_doctor.h"
#include "base/os.h"

#include <starsea/catalog.h>
#include <starsea/doubt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const sea_job_option options[] = {
    {.name = "store",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "in place of files: what imports into this store found, as it was kept with them"},
    {.name = "reference",
     .type = SEA_OPTION_PATH,
     .help = "hold every element set against this file, a catalogue you trust of about the same time"},
    {.name = "now",
     .type = SEA_OPTION_UTC,
     .help = "the instant that epochs may not lie after; without it, the clock's"},
};

static const sea_job_column columns[] = {
    {"FILE", SEA_COLUMN_TEXT, 0, NULL, "the file"},
    {"LINE", SEA_COLUMN_INTEGER, 0, NULL, "line, from 1"},
    {"COLUMN", SEA_COLUMN_INTEGER, 0, NULL, "byte in the line, from 1; empty for the whole line"},
    {"SEVERITY", SEA_COLUMN_TEXT, 0, NULL,
     "error: refused; warning: kept, look at it; note: worth knowing, and one a file that says what it is"},
    {"RULE", SEA_COLUMN_TEXT, 0, NULL, "id of the rule"},
    {"NORAD_CAT_ID", SEA_COLUMN_INTEGER, 0, NULL, "object of a doubtful element set"},
    {"KIND", SEA_COLUMN_TEXT, 0, NULL, "of a doubtful set: GP, or SupGP when derived from operator ephemerides"},
    {"WHAT", SEA_COLUMN_TEXT, 0, NULL, "what is wrong, doubtful or there"},
    {"ADVICE", SEA_COLUMN_TEXT, 0, NULL, "what to do"},
    {"SOURCE", SEA_COLUMN_TEXT, 0, NULL, "original text of the line or record, its first 1,000 bytes"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0], SHOWN_MAX = 50, SOURCE_MAX = 1000 };

/* ---- rows ---- */

/* How often a rule occurred in the file under way, this time included. */
static uint64_t count_rule(sea_doctor *d, const char *rule)
{
    for (size_t i = 0; i < d->count_count; i++)
        if (strcmp(d->counts[i].rule, rule) == 0) return ++d->counts[i].count;
    if (d->count_count == SEA_JOB_RULES_MAX) return 1;
    sea_doctor_count *c = &d->counts[d->count_count++];
    snprintf(c->rule, sizeof c->rule, "%s", rule);
    return c->count = 1;
}

static const char *severity_name(sea_severity severity)
{
    return severity == SEA_SEVERITY_ERROR ? "error" : severity == SEA_SEVERITY_WARNING ? "warning" : "note";
}

sea_status sea_doctor_row(sea_doctor *d, const sea_diagnostic *finding, const sea_gp *gp)
{
    char source[SOURCE_MAX + 1] = "";
    if (finding->severity == SEA_SEVERITY_ERROR) {
        d->errors++;
        sea_job_mark_partly(d->context);
    } else {
        d->warnings += finding->severity == SEA_SEVERITY_WARNING;
        if (count_rule(d, finding->rule) > SHOWN_MAX) return SEA_OK;
    }
    if (finding->source) {
        size_t length = strnlen(finding->source, SOURCE_MAX);
        memcpy(source, finding->source, length);
    }
    const sea_cell cells[COLUMN_COUNT] = {
        sea_cell_text(finding->file),
        sea_cell_integer((int64_t)finding->line),
        finding->column ? sea_cell_integer(finding->column) : sea_cell_none(),
        sea_cell_text(severity_name(finding->severity)),
        sea_cell_text(finding->rule),
        gp ? sea_cell_integer(gp->norad_cat_id) : sea_cell_none(),
        sea_cell_text(gp ? gp->caveats & SEA_GP_CAVEAT_DERIVED ? "SupGP" : "GP" : NULL),
        sea_cell_text(finding->text),
        sea_cell_text(finding->advice),
        finding->source ? sea_cell_text(source) : sea_cell_none(),
    };
    return sea_job_row(d->context, cells, d->err);
}

sea_status sea_doctor_diagnostic(void *doctor, const sea_diagnostic *finding)
{
    return sea_doctor_row(doctor, finding, NULL);
}

sea_status sea_doctor_say(sea_doctor *d, const char *text)
{
    const sea_diagnostic finding = {
        .severity = SEA_SEVERITY_NOTE, .rule = "N_FILE", .file = d->file, .line = 1, .text = text};
    return sea_doctor_row(d, &finding, NULL);
}

/* After a file, or after the doubts: rules that occurred more often than they were shown. */
static void tell_counts(sea_doctor *d, const char *where)
{
    for (size_t i = 0; i < d->count_count; i++)
        if (d->counts[i].count > SHOWN_MAX)
            sea_job_warn(d->context, "%s: %s occurs %llu times; the first %d are shown", where, d->counts[i].rule,
                         (unsigned long long)d->counts[i].count, SHOWN_MAX);
    d->count_count = 0;
}

/* ---- doubts ---- */

/* ` (file:line)` of the set a doubt is held against. */
static void add_place(sea_buffer *out, const sea_doctor *d, const sea_doubt *doubt)
{
    if (doubt->other < d->set.count) {
        const sea_doctor_place *p = &d->places[doubt->other];
        sea_buffer_add_format(out, " (%s:%llu)", p->file, (unsigned long long)p->line);
    } else
        sea_buffer_add_text(out, " (of the reference)");
}

static void add_fixed(sea_buffer *out, const char *before, double value, int decimals, const char *after)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(value, decimals, text);
    sea_buffer_add_format(out, "%s%s%s", before, text, after);
}

/* What is doubtful, in words. Returned: the advice. */
static const char *explain(const sea_doctor *d, const sea_doubt *doubt, const sea_gp *other, sea_buffer *out)
{
    char epoch[SEA_TAI_TEXT_MAX] = "";
    if (other) sea_tai_format(other->epoch, 0, epoch);
    switch (doubt->kind) {
    case SEA_DOUBT_FUTURE:
        add_fixed(out, "the epoch lies ", doubt->days, 1, " days in the future");
        return "check the clock and where the set is from: elements of public catalogues follow observations";
    case SEA_DOUBT_EARLY:
        sea_buffer_add_text(out, "the epoch lies before the first satellite, 4 October 1957");
        return "check the epoch: in TLE, years 57 to 99 stand for the 1900s";
    case SEA_DOUBT_DIFFERING:
        sea_buffer_add_text(out, "the same object and epoch with other values");
        add_place(out, d, doubt);
        return "both are kept, and the last read counts: ask the source which one is right";
    case SEA_DOUBT_STRAY:
    case SEA_DOUBT_NEIGHBOUR:
        sea_buffer_add_format(out, "not the orbit of the object's %sset of %s",
                              doubt->kind == SEA_DOUBT_STRAY ? "nearest other " : "", epoch);
        add_fixed(out, ": planes ", doubt->plane_deg, 1, " deg apart");
        add_fixed(out, ", mean motion ", doubt->mean_motion_rev_day, 4, " rev/d off");
        add_place(out, d, doubt);
        return doubt->kind == SEA_DOUBT_STRAY
                   ? "find out where it is from, and compare with another source: made-up sets look like this"
                   : "compare with another source before relying on it";
    case SEA_DOUBT_CROSSTAG:
        sea_buffer_add_format(out, "the orbit of object %u, not its own: ", other->norad_cat_id);
        add_fixed(out, "", doubt->distance_km, 1, " km from that object at the epoch");
        add_place(out, d, doubt);
        return "the two objects were probably mixed up in this set: use another one";
    case SEA_DOUBT_SHARED:
        sea_buffer_add_format(out, "object %u of another launch is at the same place: ", other->norad_cat_id);
        add_fixed(out, "", doubt->distance_km, 1, " km away at the epoch");
        add_place(out, d, doubt);
        return "docked objects do that; where these are not docked, one carries the other's elements";
    case SEA_DOUBT_UNKNOWN: sea_buffer_add_text(out, "the reference has no object of this number"); break;
    }
    return "check the number, and where the set is from";
}

static sea_status write_doubt(void *payload, const sea_doubt *doubt)
{
    sea_doctor *d = payload;
    const sea_doctor_place *place = &d->places[doubt->index];
    const sea_gp *other = !doubt->has_other             ? NULL
                          : doubt->other < d->set.count ? &d->set.gps[doubt->other]
                                                        : &d->reference.gps[doubt->other - d->set.count];
    sea_buffer text = {0}, source = {0};
    const char *advice = explain(d, doubt, other, &text);
    sea_buffer_add(&source, d->text.data + place->source_at, place->source_length);
    sea_status s = SEA_E_MEMORY;
    if (!text.failed && !source.failed) {
        const sea_diagnostic finding = {.severity =
                                            doubt->kind == SEA_DOUBT_SHARED ? SEA_SEVERITY_NOTE : SEA_SEVERITY_WARNING,
                                        .rule = sea_doubt_rule(doubt->kind),
                                        .file = place->file,
                                        .line = place->line,
                                        .text = text.data,
                                        .advice = advice,
                                        .source = source.data};
        s = sea_doctor_row(d, &finding, &d->set.gps[doubt->index]);
    }
    sea_buffer_free(&text);
    sea_buffer_free(&source);
    return s;
}

static sea_status keep_reference(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)origin;
    return sea_gp_set_add(payload, gp);
}

static sea_status read_reference(sea_doctor *d)
{
    const sea_job_value *path = sea_job_value_of(d->context, "reference");
    if (!path->given) return SEA_OK;
    const sea_gp_sink sink = {.payload = &d->reference, .record = keep_reference};
    sea_gp_summary summary;
    sea_status s = sea_gp_read_file(path->text, SEA_GP_AUTO, &sink, &summary, d->err);
    if (s != SEA_OK) return s;
    sea_job_note(d->context, "reference %s: %llu element sets, %llu refused", path->text,
                 (unsigned long long)summary.records, (unsigned long long)summary.refused);
    if (d->reference.count == 0) return sea_error_set(d->err, SEA_E_FORMAT, "%s: no element set in it", path->text);
    return sea_job_add_input(d->context, path->text, "reference", summary.bytes, summary.sha256);
}

static sea_status look_for_doubts(sea_doctor *d)
{
    const sea_job_value *now = sea_job_value_of(d->context, "now");
    sea_doubt_options o = sea_doubt_options_default();
    sea_status s = read_reference(d);
    if (s != SEA_OK) return s;
    o.now = now->given ? now->utc : sea_job_now();
    o.reference = d->reference.gps;
    o.reference_count = d->reference.count;
    d->count_count = 0;
    s = sea_doubt_find(d->set.gps, d->set.count, &o, write_doubt, d, d->err);
    tell_counts(d, "doubts");
    return s;
}

/* ---- the run ---- */

static bool named_before(const sea_job_context *context, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(sea_job_input(context, i), sea_job_input(context, index)) == 0) return true;
    return false;
}

static sea_status run_all(sea_doctor *d)
{
    size_t count = sea_job_input_count(d->context);
    uint64_t errors = 0, warnings = 0;
    for (size_t i = 0; i < count; i++) {
        const char *path = sea_job_input(d->context, i);
        if (named_before(d->context, i)) {
            sea_job_warn(d->context, "%s is named twice, and looked at once", path);
            continue;
        }
        sea_status s = sea_doctor_examine(d, path);
        if (sea_job_progress(d->context, (double)(i + 1) / (double)count) != SEA_OK) s = SEA_DONE;
        if (s != SEA_OK) return s;
        tell_counts(d, path);
        errors += d->errors;
        warnings += d->warnings;
    }
    d->warnings = 0;
    sea_status s = look_for_doubts(d);
    sea_job_note(d->context, "%llu errors, %llu warnings, %llu doubts about %zu element sets",
                 (unsigned long long)errors, (unsigned long long)warnings, (unsigned long long)d->warnings,
                 d->set.count);
    return s;
}

/* The findings that a store kept with its files, in the order of their import. */
static sea_status list_kept(sea_doctor *d, const char *path)
{
    sea_catalog *catalog = NULL;
    sea_status s = sea_catalog_open(path, SEA_CATALOG_READ, &catalog, d->err);
    if (s != SEA_OK) return s;
    s = sea_catalog_diagnostics(catalog, NULL, sea_doctor_diagnostic, d, d->err);
    sea_catalog_close(catalog);
    tell_counts(d, path);
    sea_job_note(d->context, "%llu errors, %llu warnings kept in %s", (unsigned long long)d->errors,
                 (unsigned long long)d->warnings, path);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    const sea_job_value *store = sea_job_value_of(context, "store");
    if (store->given == (sea_job_input_count(context) > 0))
        return sea_error_set(err, SEA_E_USAGE, "give files (- is standard input), or --store");
    sea_doctor d = {.context = context, .err = err};
    sea_status s = store->given ? list_kept(&d, store->text) : run_all(&d);
    if (s == SEA_E_MEMORY && err && !err->text[0]) sea_error_set(err, s, "out of memory");
    sea_gp_set_free(&d.set);
    sea_gp_set_free(&d.reference);
    sea_buffer_free(&d.text);
    free(d.places);
    return s;
}

const sea_job sea_job_doctor = {
    .name = "doctor",
    .summary = "what a file is, what is wrong with it, and what is doubtful about the element sets in it",
    .details =
        "A row a finding, with place, rule, advice and the original text; one row a file says what it is. Records that "
        "break a rule are errors and make the exit status 3; warnings and notes leave it 0.\n\n"
        "Beyond the rules of a format it looks for what is doubtful: the same object and epoch with different values, "
        "epochs in the future, a set whose orbit is not that of its neighbours in time (W_NEIGHBOUR), is like no other "
        "set of the object (W_STRAY) or is that of another object (W_CROSSTAG), objects of different launches at one "
        "place (N_SHARED). Give several files to "
        "have histories looked at, or a catalogue you trust as --reference. A doubt is a reason to compare sources, "
        "not a finding about an object.\n\n"
        "Of each warning's rule the first 50 in a file are shown, and the count is told.",
    .inputs = "FILE...",
    .inputs_help = "files of any kind that Starsea reads (gzip and zstd too; - is standard input)",
    .example = "starsea doctor catalogue.3le.gz --format json",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW,
    .run = run,
};

/* Provisions of instruments against a catalogue: how many objects meet them, and how many could be tested at all. */
#include "jobs/job.h"
#include "base/hash.h"

#include <starsea/norm.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BY_PROVISION, BY_STATE, BY_PROGRAM, BY_OBJECT };

static const char *const groupings[] = {"provision", "state", "program", "object", NULL};

static const sea_job_option options[] = {
    SEA_JOB_OPTIONS_HISTORY,
    SEA_JOB_OPTION_KNOWN_AT,
    SEA_JOB_OPTION_OBJECTS,
    {.name = "norm",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "this instrument (JSON, data/norm.schema.json) instead of those that come with Starsea"},
    {.name = "by",
     .type = SEA_OPTION_CHOICE,
     .choices = groupings,
     .default_text = "provision",
     .help = "one row a provision, or a provision and State, programme or object"},
    SEA_JOB_OPTION_THREADS,
};

static const sea_job_column columns[] = {
    {"NORM", SEA_COLUMN_TEXT, 0, NULL, "instrument"},
    {"PROVISION", SEA_COLUMN_TEXT, 0, NULL, "article, paragraph or guideline"},
    {"BINDING", SEA_COLUMN_TEXT, 0, NULL, "treaty, draft, resolution, guideline, standard, licence or pledge"},
    {"TEST", SEA_COLUMN_TEXT, 0, NULL, "what was tested; empty where orbital data test nothing: see CANNOT"},
    {"GROUP", SEA_COLUMN_TEXT, 0, NULL, "State or programme as the list writes it, or name of the object; empty: all"},
    {"NORAD_CAT_ID", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number, with --by object"},
    {"OBJECTS", SEA_COLUMN_INTEGER, 0, NULL, "objects the provision is about, as far as the data tell"},
    {"MET", SEA_COLUMN_INTEGER, 0, NULL, "of these: the test is met"},
    {"NOT_MET", SEA_COLUMN_INTEGER, 0, NULL, "the test is not met, which need not be a breach: see CANNOT"},
    {"DIFFERS", SEA_COLUMN_INTEGER, 0, NULL, "what was declared differs from what was observed"},
    {"UNDECIDABLE", SEA_COLUMN_INTEGER, 0, NULL, "the data do not decide"},
    {"COVERAGE", SEA_COLUMN_FIXED, 3, NULL, "share of OBJECTS that the data decide; empty where there are none"},
    {"REASONS", SEA_COLUMN_TEXT, 0, NULL, "why undecidable, and how often: words below"},
    {"AS_OF", SEA_COLUMN_UTC, 0, "UTC", "epoch of the newest element set"},
    {"CITATION", SEA_COLUMN_TEXT, 0, NULL, "of the provision and its instrument"},
    {"CANNOT", SEA_COLUMN_TEXT, 0, NULL, "what orbital data cannot show of it"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

/* ---- instruments ---- */

typedef struct norm_list {
    sea_norm *norms;
    size_t count;
} norm_list;

static void free_norms(norm_list *l)
{
    for (size_t i = 0; i < l->count; i++) sea_norm_free(&l->norms[i]);
    free(l->norms);
}

static sea_status parse_into(norm_list *l, const char *text, size_t length, const char *name, sea_error *err)
{
    sea_error inner = {0};
    sea_status s = sea_norm_parse(text, length, &l->norms[l->count], &inner);
    if (s == SEA_OK) {
        l->count++;
        return s;
    }
    if (inner.line == 0) return sea_error_set(err, s, "%.200s: %.280s", name, inner.text);
    return sea_error_set_at(err, s, inner.line, inner.column, "%.200s:%llu:%u: %.250s", name,
                            (unsigned long long)inner.line, inner.column, inner.text);
}

static sea_status read_norms(sea_job_context *context, norm_list *out, sea_error *err)
{
    size_t count;
    const sea_norm_text *texts = sea_norm_texts(&count);
    out->norms = calloc(count + 1, sizeof *out->norms);
    if (!out->norms) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    const sea_job_value *option = sea_job_value_of(context, "norm");
    sea_status s = SEA_OK;
    if (option->given) {
        sea_buffer text = {0};
        s = sea_job_read_whole(context, option->text, "norm", "an instrument", &text, err);
        if (s == SEA_OK) s = parse_into(out, text.data, text.length, option->text, err);
        sea_buffer_free(&text);
        return s;
    }
    for (size_t i = 0; s == SEA_OK && i < count; i++)
        s = parse_into(out, texts[i].text, texts[i].length, texts[i].name, err);
    return s;
}

/* ---- counting ---- */

typedef struct tally {
    uint64_t outcomes[SEA_NORM_OUTCOMES], reasons[SEA_NORM_REASONS];
} tally;

static void count_finding(tally *t, sea_norm_finding f)
{
    t->outcomes[f.outcome]++;
    if (f.outcome == SEA_NORM_UNDECIDABLE) t->reasons[f.reason]++;
}

/* `recent:120 not-listed:3`, in the order of the words. */
static const char *reasons_of(const tally *t, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (int r = SEA_NORM_DECIDED + 1; r < SEA_NORM_REASONS; r++)
        if (t->reasons[r] > 0 && length < size)
            length += (size_t)snprintf(out + length, size - length, "%s%s:%llu", length ? " " : "",
                                       sea_norm_reason_name((sea_norm_reason)r), (unsigned long long)t->reasons[r]);
    return out;
}

typedef struct table {
    sea_job_context *context;
    const sea_norm_survey *survey;
    int by;
    size_t *order; /* subjects, by group */
} table;

static const char *group_of(const table *t, size_t subject)
{
    const sea_norm_subject *s = &t->survey->subjects[subject];
    if (t->by == BY_STATE) return s->state;
    return t->by == BY_PROGRAM ? s->program : t->by == BY_OBJECT ? s->name : "";
}

static sea_status write_row(const table *t, const sea_norm *norm, const sea_norm_provision *p, const char *group,
                            uint32_t id, const tally *counts, sea_error *err)
{
    char reasons[600], citation[700];
    uint64_t open = counts->outcomes[SEA_NORM_UNDECIDABLE];
    uint64_t closed =
        counts->outcomes[SEA_NORM_MET] + counts->outcomes[SEA_NORM_NOT_MET] + counts->outcomes[SEA_NORM_DIFFERS];
    snprintf(citation, sizeof citation, "%s; %s", p->citation, norm->citation);
    const sea_cell cells[COLUMN_COUNT] = {
        sea_cell_text(norm->id),
        sea_cell_text(p->id),
        sea_cell_text(sea_norm_binding_name(norm->binding)),
        sea_cell_text(sea_norm_test_name(p->test)),
        sea_cell_text(group),
        id ? sea_cell_integer(id) : sea_cell_none(),
        sea_cell_integer((int64_t)(open + closed)),
        sea_cell_integer((int64_t)counts->outcomes[SEA_NORM_MET]),
        sea_cell_integer((int64_t)counts->outcomes[SEA_NORM_NOT_MET]),
        sea_cell_integer((int64_t)counts->outcomes[SEA_NORM_DIFFERS]),
        sea_cell_integer((int64_t)open),
        open + closed ? sea_cell_real((double)closed / (double)(open + closed)) : sea_cell_none(),
        sea_cell_text(reasons_of(counts, reasons, sizeof reasons)),
        sea_cell_utc(t->survey->as_of),
        sea_cell_text(citation),
        sea_cell_text(p->cannot),
    };
    return sea_job_row(t->context, cells, err);
}

/* Rows of one provision: a row a group that has objects it is about. */
static sea_status write_provision(const table *t, const sea_norm *norm, const sea_norm_provision *p,
                                  const sea_norm_finding *findings, sea_error *err)
{
    sea_status s = SEA_OK;
    tally counts = {0};
    size_t count = t->survey->subject_count;
    if (p->test == SEA_NORM_NO_TEST || t->by == BY_PROVISION) {
        for (size_t i = 0; i < count; i++) count_finding(&counts, findings[i]);
        return write_row(t, norm, p, NULL, 0, &counts, err);
    }
    for (size_t i = 0; s == SEA_OK && i < count; i++) {
        size_t subject = t->order[i];
        const char *group = group_of(t, subject);
        count_finding(&counts, findings[subject]);
        bool last = t->by == BY_OBJECT || i + 1 == count || strcmp(group, group_of(t, t->order[i + 1])) != 0;
        if (!last) continue;
        uint32_t id = t->by == BY_OBJECT ? t->survey->subjects[subject].norad_cat_id : 0;
        uint64_t about = 0;
        for (int o = SEA_NORM_MET; o < SEA_NORM_OUTCOMES; o++) about += counts.outcomes[o];
        if (about > 0) s = write_row(t, norm, p, group, id, &counts, err);
        counts = (tally){0};
    }
    return s;
}

static int compare_groups(const void *a, const void *b, void *payload)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    const table *t = payload;
    int by_group = t->by == BY_OBJECT ? 0 : strcmp(group_of(t, x), group_of(t, y));
    return by_group ? by_group : (x > y) - (x < y);
}

static sea_status write_table(sea_job_context *context, const norm_list *norms, const sea_norm_survey *survey,
                              sea_error *err)
{
    table t = {.context = context, .survey = survey, .by = (int)sea_job_value_of(context, "by")->integer};
    t.order = malloc((survey->subject_count + 1) * sizeof *t.order);
    if (!t.order) return sea_error_set(err, SEA_E_MEMORY, "out of memory for %zu objects", survey->subject_count);
    for (size_t i = 0; i < survey->subject_count; i++) t.order[i] = i;
    qsort_r(t.order, survey->subject_count, sizeof *t.order, compare_groups, &t);
    sea_status s = SEA_OK;
    const sea_norm_finding *findings = survey->findings;
    for (size_t n = 0; n < norms->count; n++)
        for (size_t k = 0; s == SEA_OK && k < norms->norms[n].count; k++, findings += survey->subject_count)
            s = write_provision(&t, &norms->norms[n], &norms->norms[n].provisions[k], findings, err);
    free(t.order);
    return s;
}

static sea_status survey_and_write(sea_job_context *context, const norm_list *norms, const sea_object_set *objects,
                                   sea_error *err)
{
    sea_gp_history history;
    sea_norm_survey survey;
    sea_status s = sea_job_history(context, &history, err);
    if (s != SEA_OK) return s;
    const sea_norm_survey_options o = {
        .objects = objects,
        .threads = (uint32_t)sea_job_value_of(context, "threads")->integer,
    };
    s = sea_norm_survey_run(norms->norms, norms->count, &history, &o, &survey, err);
    sea_gp_history_free(&history);
    if (s != SEA_OK) return s;
    s = write_table(context, norms, &survey, err);
    sea_norm_survey_free(&survey);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    norm_list norms = {0};
    sea_object_set objects = {0};
    bool files; /* asked here, before anything is told of the store */
    sea_status s = sea_job_files_or_store(context, 0, &files, err);
    if (s == SEA_OK) s = read_norms(context, &norms, err);
    if (s == SEA_OK) s = sea_job_objects(context, &objects, err);
    if (s == SEA_OK && objects.format == SEA_OBJECT_AUTO)
        sea_job_note(context, "no list of objects: States and registrations are not known, nor payloads from others");
    if (s == SEA_OK) s = survey_and_write(context, &norms, &objects, err);
    sea_object_set_free(&objects);
    free_norms(&norms);
    return s;
}

const sea_job sea_job_norms = {
    .name = "norms",
    .summary = "treaties and guidelines against a catalogue: what orbital data can say of each provision",
    .details =
        "Treaties, resolutions, guidelines and standards are data (data/norms/), provision by provision: each names a "
        "test that element sets and a list of objects can carry out, or says in CANNOT why there is none. Every object "
        "is judged alike; no name, State or programme enters a test. `not-met` is a statement about data, not about "
        "law: who is bound, and what excuses, is for others.\n\n"
        "registered: the list names a registration document of the United Nations. declared-orbit: the orbit declared "
        "on registration is that of the first element set here, within the provision's tolerance. leo-lifetime: gone "
        "within so many years after station-keeping, as starsea lifetime judges. geo-disposal: perigee high enough "
        "above the ring. no-fragmentation: starsea breakups finds none; one found leaves the provision undecidable, as "
        "its cause is not in the data. tracked: element sets go on.\n\n"
        "REASONS: no-list and not-listed (no list of objects; the list does not have the object or the fact), "
        "kind-unknown (payload, rocket body or debris), launch-unknown, recent (a document may still come), "
        "no-declaration, seen-late (first element set more than 400 days after launch), maybe-in-use (nothing says "
        "that the mission is over), scenarios (of the Sun, or of an unknown area to mass, disagree), not-modelled (no "
        "drag can be told), short-history, silent, fragmented.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example = "starsea norms catalogue.omm.csv --objects psatcat.tsv --by state --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW,
    .run = run,
};

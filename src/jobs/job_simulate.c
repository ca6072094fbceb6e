/* A synthetic population as element sets, or its history with events planted and the truth behind it. */
#include "jobs/job.h"

#include "base/os.h"

#include <starsea/scenario.h>

#include <string.h>

static const char *const formats[] = {"omm-csv", NULL};

/* With --days. */
#define PLANTED(word, text)                                                                                            \
    {                                                                                                                  \
        .name = word, .type = SEA_OPTION_INTEGER, .default_text = "0", .min = 0, .max = 100000, .help = text           \
    }

static const sea_job_option options[] = {
    {.name = "objects",
     .type = SEA_OPTION_INTEGER,
     .required = true,
     .min = 0,
     .max = SEA_GP_ID_MAX,
     .help = "how many objects; with --days, besides what is planted"},
    {.name = "seed",
     .type = SEA_OPTION_INTEGER,
     .default_text = "1",
     .min = 0,
     .max = 9007199254740992.0,
     .help = "the same seed gives the same population; the first n objects of a larger one are the population of n"},
    {.name = "epoch",
     .type = SEA_OPTION_UTC,
     .required = true,
     .help = "newest epoch of an element set; sets are up to two days older, as in a real catalogue, or with --days "
             "reach back that far"},
    {.name = "first-id",
     .type = SEA_OPTION_INTEGER,
     .min = 1,
     .max = SEA_GP_ID_MAX,
     .help = "catalogue number of the first object"},
    {.name = "days",
     .type = SEA_OPTION_REAL,
     .unit = "d",
     .min = 1.0,
     .max = SEA_SCENARIO_DAYS_MAX,
     .help = "make whole histories of this length that end at --epoch"},
    {.name = "cadence",
     .type = SEA_OPTION_REAL,
     .unit = "d",
     .default_text = "1",
     .min = 0.01,
     .max = 365.0,
     .help = "about this long between two sets of an object"},
    {.name = "noise",
     .type = SEA_OPTION_REAL,
     .default_text = "1",
     .min = 0.0,
     .max = 1000.0,
     .help = "errors of elements, in those of public sets"},
    {.name = "late",
     .type = SEA_OPTION_REAL,
     .unit = "d",
     .default_text = "15",
     .min = 0.0,
     .max = 1000.0,
     .help = "pieces are catalogued after three days and this many more on average"},
    PLANTED("manoeuvring", "satellites that keep their orbits by burns; every fourth is geostationary"),
    PLANTED("approaches", "visitors that come near a target and stay a while; every third is geostationary"),
    PLANTED("breakups",
            "breakups in low orbits by the NASA standard model: stages and satellites explode, satellites are hit"),
    PLANTED("collisions", "two objects in low orbits that meet, after which there are two clouds of pieces"),
    {.name = "fragments",
     .type = SEA_OPTION_INTEGER,
     .default_text = "200",
     .min = 1,
     .max = 100000,
     .help = "pieces of a breakup or a collision, those included that come down before they are catalogued"},
    PLANTED("decays", "objects that come down, most of them within the history"),
    PLANTED("gaps", "stretches of some object's history without sets"),
    PLANTED("cross-tags", "sets of an object under the number of another"),
    {.name = "truth",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "write what was planted to this file (CSV; columns in docs/SCENARIO.md)"},
    {.name = "format",
     .type = SEA_OPTION_CHOICE,
     .choices = formats,
     .default_text = "omm-csv",
     .help = "how sets are written"},
};

static sea_status write_line(sea_job_context *context, const char *text, size_t length, sea_error *err)
{
    sea_status s = sea_job_write(context, text, length, err);
    return s == SEA_OK ? sea_job_write(context, "\n", 1, err) : s;
}

static sea_status population(sea_job_context *context, const sea_scenario_options *o, sea_error *err)
{
    sea_status s = SEA_OK;
    for (uint64_t i = 0; s == SEA_OK && i < o->objects; i++) {
        sea_gp gp;
        char text[SEA_GP_CSV_TEXT_MAX];
        s = sea_scenario_gp(o, i, &gp);
        if (s != SEA_OK) return sea_error_set(err, s, "object %llu: %s", (unsigned long long)i, sea_status_text(s));
        s = write_line(context, text, sea_gp_format_csv(&gp, text), err);
        if (s == SEA_OK && i % 4096 == 0) s = sea_job_progress(context, (double)i / (double)o->objects);
    }
    return s;
}

/* ---- histories ---- */

typedef struct history {
    sea_job_context *context;
    sea_buffer truth;
    uint64_t objects, sets;
    sea_error *err;
} history;

static sea_status write_set(void *payload, const sea_gp *gp)
{
    history *h = payload;
    char text[SEA_GP_CSV_TEXT_MAX];
    h->sets++;
    return write_line(h->context, text, sea_gp_format_csv(gp, text), h->err);
}

static void add_number(sea_buffer *out, double value, bool known)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(value, 4, text);
    sea_buffer_add_format(out, ",%s", known ? text : "");
}

static sea_status write_truth(void *payload, const sea_scenario_truth *t)
{
    history *h = payload;
    char start[SEA_TAI_TEXT_MAX], end[SEA_TAI_TEXT_MAX];
    bool speeds = t->kind == SEA_SCENARIO_MANOEUVRE || t->kind == SEA_SCENARIO_FRAGMENT;
    sea_tai_format(t->start, 3, start);
    sea_tai_format(t->end, 3, end);
    sea_buffer_add_format(&h->truth, "%s,%u,", sea_scenario_kind_name(t->kind), t->id);
    if (t->id_2) sea_buffer_add_format(&h->truth, "%u", t->id_2);
    sea_buffer_add_format(&h->truth, ",%s,%s", start, end);
    for (int k = 0; k < 3; k++) add_number(&h->truth, t->dv_rtn_m_s[k], speeds);
    add_number(&h->truth, t->range_km, t->kind == SEA_SCENARIO_APPROACH);
    if (t->kind == SEA_SCENARIO_BREAKUP)
        sea_buffer_add_format(&h->truth, ",%u\n", t->fragments);
    else
        sea_buffer_add_text(&h->truth, ",\n");
    return h->truth.failed ? SEA_E_MEMORY : SEA_OK;
}

static sea_status tell_progress(void *payload, uint64_t objects)
{
    history *h = payload;
    return sea_job_progress(h->context, (double)objects / (double)(h->objects + 1));
}

static uint32_t number(const sea_job_context *context, const char *name)
{
    return (uint32_t)sea_job_value_of(context, name)->integer;
}

static sea_status histories(sea_job_context *context, const sea_scenario_options *population_options, sea_error *err)
{
    sea_scenario_history_options o = sea_scenario_history_options_default();
    o.population = *population_options;
    o.days = sea_job_value_of(context, "days")->real;
    o.cadence_days = sea_job_value_of(context, "cadence")->real;
    o.noise = sea_job_value_of(context, "noise")->real;
    o.late_days = sea_job_value_of(context, "late")->real;
    o.manoeuvring = number(context, "manoeuvring");
    o.approaches = number(context, "approaches");
    o.breakups = number(context, "breakups");
    o.collisions = number(context, "collisions");
    o.fragments = number(context, "fragments");
    o.decays = number(context, "decays");
    o.gaps = number(context, "gaps");
    o.cross_tags = number(context, "cross-tags");
    history h = {.context = context, .objects = o.population.objects, .err = err};
    sea_buffer_add_text(&h.truth, "KIND,NORAD_CAT_ID,NORAD_CAT_ID_2,START,END,DV_R,DV_T,DV_N,RANGE,FRAGMENTS\n");
    const sea_scenario_sink sink = {&h, write_set, write_truth, tell_progress};
    sea_status s = sea_scenario_history_run(&o, &sink, err);
    const sea_job_value *truth = sea_job_value_of(context, "truth");
    if (s == SEA_OK && truth->given) s = sea_os_write_file(truth->text, h.truth.data, h.truth.length, err);
    if (s == SEA_OK) sea_job_note(context, "%llu sets", (unsigned long long)h.sets);
    sea_buffer_free(&h.truth);
    return s;
}

/* What is planted needs a history to be planted in. */
static sea_status check_planted(const sea_job_context *context, sea_error *err)
{
    static const char *const names[] = {"manoeuvring", "approaches", "breakups",  "collisions",
                                        "decays",      "gaps",       "cross-tags"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (number(context, names[i]) > 0)
            return sea_error_set(err, SEA_E_USAGE, "--%s needs --days, the length of the histories", names[i]);
    if (sea_job_value_of(context, "truth")->given)
        return sea_error_set(err, SEA_E_USAGE, "--truth needs --days, the length of the histories");
    return SEA_OK;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_scenario_options o = sea_scenario_options_default();
    o.objects = (uint64_t)sea_job_value_of(context, "objects")->integer;
    o.seed = (uint64_t)sea_job_value_of(context, "seed")->integer;
    o.epoch = sea_job_value_of(context, "epoch")->utc;
    bool whole = sea_job_value_of(context, "days")->given;
    const sea_job_value *first = sea_job_value_of(context, "first-id");
    if (first->given) o.first_id = (uint32_t)first->integer;
    if (o.objects > 0 && o.first_id + (o.objects - 1) > SEA_GP_ID_MAX)
        return sea_error_set(err, SEA_E_USAGE,
                             "catalogue numbers end at %d: ask for fewer --objects or a smaller --first-id",
                             SEA_GP_ID_MAX);
    if (!whole && o.objects == 0)
        return sea_error_set(err, SEA_E_USAGE, "--objects must be from 1 to %d without --days", SEA_GP_ID_MAX);
    sea_status s = whole ? SEA_OK : check_planted(context, err);
    const char *header = sea_gp_csv_header();
    if (s == SEA_OK) s = write_line(context, header, strlen(header), err);
    if (s != SEA_OK) return s;
    return whole ? histories(context, &o, err) : population(context, &o, err);
}

const sea_job sea_job_simulate = {
    .name = "simulate",
    .summary = "a synthetic population of objects, or its history with events planted",
    .details = "The output is element sets as OMM CSV, which every job reads. It depends on the options alone: the "
               "same seed gives "
               "the same bytes on every machine. The objects are made up; none of them is a real one.\n\n"
               "With --days every object has a history, sets with errors and drag that changes as the air does, and "
               "what is asked for is planted: satellites that manoeuvre, visitors, breakups, decays, gaps, sets under "
               "a wrong number. --truth says what and when.",
    .example = "starsea simulate --objects 5000 --seed 7 --epoch 2026-03-10T00:00:00Z --format omm-csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .flags = SEA_JOB_SLOW,
    .run = run,
};

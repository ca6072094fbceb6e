/* A synthetic population as element sets. */
#include "jobs/job.h"

#include <starsea/scenario.h>

#include <string.h>

static const char *const formats[] = {"omm-csv", NULL};

static const sea_job_option options[] = {
    {.name = "objects",
     .type = SEA_OPTION_INTEGER,
     .required = true,
     .min = 1,
     .max = SEA_GP_ID_MAX,
     .help = "how many objects"},
    {.name = "seed",
     .type = SEA_OPTION_INTEGER,
     .default_text = "1",
     .min = 0,
     .max = 9007199254740992.0,
     .help = "the same seed gives the same population; the first n objects of a larger one are the population of n"},
    {.name = "epoch",
     .type = SEA_OPTION_UTC,
     .required = true,
     .help = "newest epoch of an element set; sets are up to two days older, as in a real catalogue"},
    {.name = "first-id",
     .type = SEA_OPTION_INTEGER,
     .min = 1,
     .max = SEA_GP_ID_MAX,
     .help = "catalogue number of the first object"},
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

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_scenario_options o = sea_scenario_options_default();
    o.objects = (uint64_t)sea_job_value_of(context, "objects")->integer;
    o.seed = (uint64_t)sea_job_value_of(context, "seed")->integer;
    o.epoch = sea_job_value_of(context, "epoch")->utc;
    const sea_job_value *first = sea_job_value_of(context, "first-id");
    if (first->given) o.first_id = (uint32_t)first->integer;
    if (o.first_id + (o.objects - 1) > SEA_GP_ID_MAX)
        return sea_error_set(err, SEA_E_USAGE,
                             "catalogue numbers end at %d: ask for fewer --objects or a smaller --first-id",
                             SEA_GP_ID_MAX);
    const char *header = sea_gp_csv_header();
    sea_status s = write_line(context, header, strlen(header), err);
    for (uint64_t i = 0; s == SEA_OK && i < o.objects; i++) {
        sea_gp gp;
        char text[SEA_GP_CSV_TEXT_MAX];
        s = sea_scenario_gp(&o, i, &gp);
        if (s != SEA_OK) return sea_error_set(err, s, "object %llu: %s", (unsigned long long)i, sea_status_text(s));
        s = write_line(context, text, sea_gp_format_csv(&gp, text), err);
        if (s == SEA_OK && i % 4096 == 0) s = sea_job_progress(context, (double)i / (double)o.objects);
    }
    return s;
}

const sea_job sea_job_simulate = {
    .name = "simulate",
    .summary = "a synthetic population of objects, drawn from published facts about the real one",
    .details = "The output is element sets as OMM CSV, which every job reads. It depends on the options alone: the "
               "same seed gives "
               "the same bytes on every machine. The objects are made up; none of them is a real one.",
    .example = "starsea simulate --objects 5000 --seed 7 --epoch 2026-03-10T00:00:00Z --format omm-csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .flags = SEA_JOB_SLOW,
    .run = run,
};

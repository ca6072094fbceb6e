/* The conjunction data message of one approach. */
#include "jobs/job_encounter.h"

#include <stdlib.h>
#include <string.h>

static const char *const notations[] = {"kvn", "xml", NULL};

static const sea_job_option options[] = {
    SEA_JOB_OPTIONS_APPROACH,
    {.name = "created", .type = SEA_OPTION_UTC, .help = "date of the message; without it, now"},
    {.name = "hbr-m",
     .type = SEA_OPTION_REAL,
     .unit = "m",
     .default_text = "20",
     .min = 0,
     .max = 1e6,
     .help = "combined hard-body radius, told in a comment"},
    {.name = "to", .type = SEA_OPTION_CHOICE, .choices = notations, .default_text = "kvn", .help = "notation"},
};

static sea_status write_message(sea_job_context *context, const sea_job_approach *e, sea_error *err)
{
    const sea_job_value *created = sea_job_value_of(context, "created");
    sea_cdm_side sides[2] = {{.gp = &e->set.gps[e->event.index_1], .motion = e->motion[e->event.index_1]},
                             {.gp = &e->set.gps[e->event.index_2], .motion = e->motion[e->event.index_2]}};
    sea_tai when = created->given ? created->utc : sea_job_now();
    when.ns -= when.ns % 1000000; /* whole milliseconds say enough */
    bool xml = strcmp(sea_job_value_of(context, "to")->text, "xml") == 0;
    sea_cdm cdm;
    char *text;
    size_t length;
    sea_status s = sea_cdm_from_event(&e->event, sides, when, &cdm, err);
    if (s != SEA_OK) return s;
    cdm.hbr_m = sea_job_value_of(context, "hbr-m")->real;
    cdm.hbr_given = true;
    s = sea_cdm_write(&cdm, 0, xml ? SEA_NDM_XML : SEA_NDM_KVN, &text, &length, err);
    if (s != SEA_OK) return s;
    s = sea_job_write(context, text, length, err);
    free(text);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_job_approach e = {0};
    sea_status s = sea_job_approach_open(context, &e, err);
    if (s == SEA_OK) s = write_message(context, &e, err);
    sea_job_approach_close(&e);
    return s;
}

const sea_job sea_job_cdm = {
    .name = "cdm",
    .summary = "the conjunction data message of one approach",
    .details =
        "As starsea screen --cdm writes it for each of its approaches: CCSDS 508.0-B-1, states in EME2000. Element "
        "sets "
        "have no covariances, so place-holders stand there, and a comment says so; starsea pc gives such a message no "
        "probability but the maximum, unless it is told to estimate what is missing.",
    .inputs = "FILE...",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example =
        "starsea cdm --store sky.db --id 22675,24946 --start 2009-02-10T12:00:00Z --tca 2009-02-10T16:55:59.796Z",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = run,
};

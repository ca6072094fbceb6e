/* One approach of two objects of a screening, found again: what `encounter` and `cdm` share. */
#ifndef SEA_JOBS_JOB_ENCOUNTER_H
#define SEA_JOBS_JOB_ENCOUNTER_H

#include "jobs/job.h"

#include <starsea/cdm.h>
#include <starsea/screen.h>

/* The options of jobs about one approach; sea_job_approach_open reads them. */
#define SEA_JOB_OPTIONS_APPROACH                                                                                       \
    SEA_JOB_OPTION_STORE, SEA_JOB_OPTION_KNOWN_AT,                                                                     \
        {.name = "id", .type = SEA_OPTION_IDS, .required = true, .help = "catalogue numbers of the two objects"},      \
        {.name = "start",                                                                                              \
         .type = SEA_OPTION_UTC,                                                                                       \
         .required = true,                                                                                             \
         .help = "start of the screening: of several sets of an object the newest not after it is used"},              \
    {                                                                                                                  \
        .name = "tca", .type = SEA_OPTION_UTC, .required = true,                                                       \
        .help = "time of closest approach, as screen gives it; the approach nearest to it within a minute is taken"    \
    }

/* How the two objects of an approach move. Zero-initialise; close in any case. */
typedef struct sea_job_approach {
    sea_gp_set set;
    sea_sgp4 *prepared;
    sea_motion *motion[2];
    sea_conjunction event;
} sea_job_approach;

/* Errors: as sea_job_elements; SEA_E_USAGE (not two objects), SEA_E_NOT_FOUND (they do not approach each other then).
 */
sea_status sea_job_approach_open(sea_job_context *context, sea_job_approach *out, sea_error *err);
void sea_job_approach_close(sea_job_approach *encounter);

#endif

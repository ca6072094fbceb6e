/* One object of an operator's own against the catalogue: its part of the job `screen`. */
#ifndef SEA_JOBS_JOB_SCREEN_H
#define SEA_JOBS_JOB_SCREEN_H

#include "jobs/job.h"

#include <starsea/screen.h>

/* The object, how it moves, and the element set it stands in for. */
typedef struct sea_job_screen_own {
    sea_ephem *ephem;
    sea_motion *motion;
    uint32_t index;
} sea_job_screen_own;

/* Whether the options ask for it. */
bool sea_job_screen_own_asked(const sea_job_context *context);

/*
 * Reads what the options name. Where the object has an element set in `set`, the ephemeris takes its place; else one is
 * added that only carries its name. Free with sea_job_screen_own_close. Errors: SEA_E_USAGE, and those of reading.
 */
sea_status sea_job_screen_own_open(sea_job_context *context, sea_gp_set *set, sea_job_screen_own *own, sea_error *err);
void sea_job_screen_own_close(sea_job_screen_own *own);

sea_status sea_job_screen_own_run(const sea_job_screen_own *own, const sea_gp_set *set, const sea_screen_options *o,
                                  sea_screen_result *result, sea_error *err);

/* Which part of the window the ephemeris covers. */
void sea_job_screen_own_tell(sea_job_context *context, const sea_job_screen_own *own, const sea_screen_options *o);

#endif

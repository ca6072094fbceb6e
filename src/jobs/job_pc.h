/* Inside job_pc*.c: covariances estimated on request. */
#ifndef SEA_JOBS_JOB_PC_H
#define SEA_JOBS_JOB_PC_H

#include "jobs/job.h"

#include <starsea/pc.h>

#define SEA_JOB_PC_OPTIONS_ESTIMATE                                                                                    \
    {.name = "covariance",                                                                                             \
     .type = SEA_OPTION_CHOICE,                                                                                        \
     .choices = sea_job_pc_estimates,                                                                                  \
     .default_text = "none",                                                                                           \
     .help =                                                                                                           \
         "estimate where a message has no usable covariance: from each object's element sets (--history), or from "    \
         "the table of Aida and Kirschner 2013 for low orbits; always a caveat"},                                      \
    {                                                                                                                  \
        .name = "history", .type = SEA_OPTION_PATH, .local = true,                                                     \
        .help = "element sets of past weeks for --covariance history, by catalogue number"                             \
    }

#define SEA_JOB_PC_OPTIONS_DRAW                                                                                        \
    {.name = "svg",                                                                                                    \
     .type = SEA_OPTION_PATH,                                                                                          \
     .local = true,                                                                                                    \
     .help = "draw the encounter plane, and PC against radius and against the covariance's scale, into this file"},    \
    {                                                                                                                  \
        .name = "curves", .type = SEA_OPTION_PATH, .local = true,                                                      \
        .help = "write these curves as CSV (CURVE,X,PC) into this file"                                                \
    }

extern const char *const sea_job_pc_estimates[];

/* What estimates are made from. */
typedef struct sea_job_pc_source {
    bool wanted, from_history;
    sea_gp_history sets;
} sea_job_pc_source;

/* Reads options `covariance` and `history`. Errors: SEA_E_USAGE (one without the other), those of the reader. */
sea_status sea_job_pc_source_open(sea_job_context *context, sea_job_pc_source *out, sea_error *err);
void sea_job_pc_source_close(sea_job_pc_source *source);

/* Gives objects without a usable covariance an estimate, and the caveats what that means. Where one cannot be made,
 * talk says why and both stay as they are. */
void sea_job_pc_estimate(sea_job_context *context, const sea_job_pc_source *source, const sea_cdm *cdm,
                         sea_pc_object *objects[2], uint32_t *caveats);

/* Whether the files of options `svg` and `curves` can be written. Errors: SEA_E_IO. */
sea_status sea_job_pc_check_places(const sea_job_context *context, sea_error *err);

/* Whether options `svg` or `curves` are given; writes what they ask for. `plane` NULL: there is none. */
bool sea_job_pc_draws(const sea_job_context *context);
sea_status sea_job_pc_draw(sea_job_context *context, const char *title, const sea_pc_plane *plane, sea_error *err);

#endif

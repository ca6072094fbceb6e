/* One object of an operator's own against the catalogue: its part of the job `screen`. */
#ifndef SEA_JOBS_JOB_SCREEN_H
#define SEA_JOBS_JOB_SCREEN_H

#include "jobs/job.h"

#include <starsea/pc.h>
#include <starsea/screen.h>

/* Options of the jobs that screen an object of one's own. */
#define SEA_JOB_OPTION_BOX                                                                                             \
    {                                                                                                                  \
        .name = "box-km", .type = SEA_OPTION_TEXT,                                                                     \
        .help = "R,T,N: in place of --threshold-km, half-sides of a box about the primary along radial, transverse "   \
                "and normal that the other object must enter"                                                          \
    }
#define SEA_JOB_OPTION_ELLIPSOID                                                                                       \
    {                                                                                                                  \
        .name = "ellipsoid-km", .type = SEA_OPTION_TEXT, .help = "R,T,N: the same with the semi-axes of an ellipsoid"  \
    }
#define SEA_JOB_OPTION_HBR                                                                                             \
    {                                                                                                                  \
        .name = "hbr-m", .type = SEA_OPTION_REAL, .unit = "m", .default_text = "20", .min = 0, .max = 1e6,             \
        .help = "combined hard-body radius that MAX_PROB is for"                                                       \
    }

/* What is asked of screening, but for primaries; the numbers to exclude are the caller's to free. */
sea_status sea_job_screen_read_options(sea_job_context *context, const sea_gp_set *set, sea_screen_options *o,
                                       uint32_t **excluded, sea_error *err);

/* Three numbers between commas. */
bool sea_job_screen_parse_three(const char *text, double out[3]);

enum { SEA_JOB_BURNS_MAX = 16 };

/* The object, how it moves without burns and with them, and the element set it stands in for. */
typedef struct sea_job_screen_own {
    sea_ephem *ephem;   /* NULL: it moves by elements */
    sea_sgp4 *prepared; /* these */
    sea_motion *base;
    sea_burn burns[SEA_JOB_BURNS_MAX];
    size_t burn_count;
    sea_motion *burned; /* NULL without burns */
    sea_motion_fit fit; /* of the ephemeris in the window; error_km 0 where there is nothing to say */
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

/* Judges the interpolation of the ephemeris, warns, and widens what is looked for by its error. Errors: SEA_E_RANGE
 * where that is more than the threshold. */
sea_status sea_job_screen_own_fit(sea_job_context *context, sea_job_screen_own *own, sea_screen_options *o,
                                  sea_error *err);

/* Screens it; with burns before and after them. Returned: result, of the object with its burns; changes, to be freed
 * with free(), NULL without burns. */
sea_status sea_job_screen_own_run(sea_job_screen_own *own, const sea_gp_set *set, const sea_screen_options *o,
                                  sea_screen_result *result, sea_screen_change **changes, size_t *count,
                                  sea_error *err);

/* Tells which part of the window the ephemeris covers. Returned: whether some of it is not. */
bool sea_job_screen_own_tell(sea_job_context *context, const sea_job_screen_own *own, const sea_screen_options *o);

/* Files that the options `cdm` and `plot` ask for, one or two an event. */
typedef struct sea_job_screen_files {
    const sea_gp_set *set;
    const sea_job_screen_own *own; /* NULL: all move by elements */
    sea_sgp4 *prepared;            /* NULL where nothing needs it */
    const char *cdm, *plot;        /* folders, NULL for none */
    bool xml;
    int first; /* 0: the primary, or object 1; else the object that comes first */
    double threshold_km, hbr_m;
    sea_tai now;
} sea_job_screen_files;

/* Whether they can be written, and what is there already. Errors: SEA_E_IO. */
sea_status sea_job_screen_files_check(sea_job_context *context, sea_error *err);

sea_status sea_job_screen_files_open(sea_job_context *context, const sea_gp_set *set, const sea_job_screen_own *own,
                                     sea_job_screen_files *out, sea_error *err);
void sea_job_screen_files_close(sea_job_screen_files *files);

/* Writes the files of an event that is not gone. Returned: the maximum probability, and how many covariances it rests
 * on, and whether that of the ephemeris was refused. */
sea_status sea_job_screen_files_event(const sea_job_screen_files *files, const sea_conjunction *event, bool gone,
                                      sea_pc_maximum *most, int *known, bool *refused, sea_error *err);

#endif

/* One approach of two objects: how they pass each other, second by second. */
#include "jobs/job_encounter.h"

#include <starsea/frame.h>

#include <math.h>
#include <stdlib.h>

#define AROUND_NS (60 * SEA_NS_PER_S) /* about the TCA asked for */

/* ---- the approach ---- */

static int64_t away(sea_tai a, sea_tai b)
{
    return a.ns > b.ns ? a.ns - b.ns : b.ns - a.ns;
}

/* The nearest to an instant of the approaches about it, screened as `screen` does. */
static sea_status find(sea_job_approach *e, sea_tai tca, sea_error *err)
{
    sea_screen_options options = sea_screen_options_default();
    sea_screen_result found;
    options.start = (sea_tai){tca.ns - AROUND_NS};
    options.span_ns = 2 * AROUND_NS;
    options.threshold_km = 200.0;
    options.threads = 1;
    sea_status s = sea_screen_run(e->set.gps, e->set.count, &options, &found, err);
    if (s != SEA_OK) return s;
    const sea_conjunction *best = NULL;
    for (size_t i = 0; i < found.event_count; i++)
        if (!best || away(found.events[i].tca, tca) < away(best->tca, tca)) best = &found.events[i];
    if (best) e->event = *best;
    sea_screen_result_free(&found);
    return best ? SEA_OK
                : sea_error_set(err, SEA_E_NOT_FOUND,
                                "objects %u and %u do not come within 200 km of each other in the minute about --tca; "
                                "give --start and --tca of a row of starsea screen",
                                e->set.gps[0].norad_cat_id, e->set.gps[1].norad_cat_id);
}

sea_status sea_job_approach_open(sea_job_context *context, sea_job_approach *out, sea_error *err)
{
    const sea_job_value *id = sea_job_value_of(context, "id");
    const sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    if (id->id_count != 2) return sea_error_set(err, SEA_E_USAGE, "--id: an approach has two objects: give both");
    sea_tai start = sea_job_value_of(context, "start")->utc;
    sea_status s = sea_job_elements(context, 0, start, id->ids, 2, &out->set, err);
    if (s == SEA_OK && out->set.count != 2)
        s = sea_error_set(err, SEA_E_NOT_FOUND, "one of the two objects has no element set here");
    if (s == SEA_OK) s = find(out, sea_job_value_of(context, "tca")->utc, err);
    if (s == SEA_OK) s = sea_sgp4_new(out->set.gps, 2, &sgp4, &out->prepared, NULL, err);
    for (size_t k = 0; k < 2 && s == SEA_OK; k++)
        if (sea_motion_new_sgp4(out->prepared, k, &out->motion[k]) != SEA_OK)
            s = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    return s;
}

void sea_job_approach_close(sea_job_approach *encounter)
{
    for (int k = 0; k < 2; k++) sea_motion_free(encounter->motion[k]);
    sea_sgp4_free(encounter->prepared);
    sea_gp_set_free(&encounter->set);
}

/* ---- its history ---- */

static const sea_job_option options[] = {
    SEA_JOB_OPTIONS_APPROACH,
    {.name = "span",
     .type = SEA_OPTION_DURATION,
     .default_text = "60s",
     .min = 0.1,
     .max = 7200,
     .help = "how long before and after TCA"},
    {.name = "points",
     .type = SEA_OPTION_INTEGER,
     .default_text = "120",
     .min = 2,
     .max = 10000,
     .help = "instants after TCA, and as many before"},
};

static const sea_job_column columns[] = {
    {"EPOCH", SEA_COLUMN_UTC, 6, "UTC", "instant"},
    {"SINCE_TCA", SEA_COLUMN_FIXED, 6, "s", "since TCA"},
    {"RANGE", SEA_COLUMN_FIXED, 6, "km", "distance"},
    {"SPEED", SEA_COLUMN_FIXED, 6, "km/s", "relative speed"},
    {"RELATIVE_R", SEA_COLUMN_FIXED, 6, "km", "object 2 minus object 1, radial, in the RTN frame of object 1"},
    {"RELATIVE_T", SEA_COLUMN_FIXED, 6, "km", "the same, transverse"},
    {"RELATIVE_N", SEA_COLUMN_FIXED, 6, "km", "the same, normal"},
    {"PLANE_X", SEA_COLUMN_FIXED, 6, "km", "object 2 minus object 1 across, in the encounter plane of TCA"},
    {"PLANE_Y", SEA_COLUMN_FIXED, 6, "km", "the same, up: what is left there of R of object 1"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

/* Object 2 as seen from object 1. */
typedef struct view {
    double dr[3], dv[3], rtn[3][3];
} view;

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static sea_status look(const sea_job_approach *e, sea_tai t, view *out)
{
    double r1[3], v1[3], r2[3], v2[3];
    sea_status s = sea_motion_state(e->motion[0], t, r1, v1);
    if (s == SEA_OK) s = sea_motion_state(e->motion[1], t, r2, v2);
    if (s == SEA_OK) s = sea_frame_rtn(r1, v1, out->rtn);
    for (int i = 0; i < 3; i++) out->dr[i] = r2[i] - r1[i], out->dv[i] = v2[i] - v1[i];
    return s;
}

/* Axes at right angles to the relative velocity. Up is what is left of R; of N where the objects fall along R. */
static bool plane_axes(const view *v, double across[3], double up[3])
{
    double speed = sqrt(dot(v->dv, v->dv)), along[3], length = 0.0;
    for (int axis = 0; axis < 3 && !(length > 1e-6); axis += 2) {
        for (int i = 0; i < 3; i++) along[i] = speed > 0.0 ? v->dv[i] / speed : 0.0;
        double part = dot(v->rtn[axis], along);
        for (int i = 0; i < 3; i++) up[i] = v->rtn[axis][i] - part * along[i];
        length = sqrt(dot(up, up));
    }
    if (!(speed > 0.0) || !(length > 0.0)) return false;
    for (int i = 0; i < 3; i++) up[i] /= length;
    for (int i = 0; i < 3; i++) across[i] = up[(i + 1) % 3] * along[(i + 2) % 3] - up[(i + 2) % 3] * along[(i + 1) % 3];
    return true;
}

static sea_status write_history(sea_job_context *context, const sea_job_approach *e, sea_error *err)
{
    double across[3] = {0}, up[3] = {0};
    view v;
    int64_t points = sea_job_value_of(context, "points")->integer, span = sea_job_value_of(context, "span")->integer;
    bool plane = look(e, e->event.tca, &v) == SEA_OK && plane_axes(&v, across, up);
    sea_status s = SEA_OK;
    for (int64_t k = -points; k <= points && s == SEA_OK; k++) {
        int64_t since = (int64_t)((double)span * ((double)k / (double)points));
        sea_tai t = {e->event.tca.ns + since};
        if (look(e, t, &v) != SEA_OK) continue; /* gone, or not yet there */
        const sea_cell cells[COLUMN_COUNT] = {
            sea_cell_utc(t),
            sea_cell_real((double)since / 1e9),
            sea_cell_real(sqrt(dot(v.dr, v.dr))),
            sea_cell_real(sqrt(dot(v.dv, v.dv))),
            sea_cell_real(dot(v.rtn[0], v.dr)),
            sea_cell_real(dot(v.rtn[1], v.dr)),
            sea_cell_real(dot(v.rtn[2], v.dr)),
            plane ? sea_cell_real(dot(across, v.dr)) : sea_cell_none(),
            plane ? sea_cell_real(dot(up, v.dr)) : sea_cell_none(),
        };
        s = sea_job_row(context, cells, err);
    }
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_job_approach e = {0};
    sea_status s = sea_job_approach_open(context, &e, err);
    if (s == SEA_OK) s = write_history(context, &e, err);
    sea_job_approach_close(&e);
    return s;
}

const sea_job sea_job_encounter = {
    .name = "encounter",
    .summary = "one approach of two objects: distance and its parts along R, T, N about TCA",
    .details =
        "Give --start of the screening and --tca of one of its rows: the same element sets are taken, and the "
        "approach is found again. RTN is the frame of object 1, the one with the smaller number, at each instant. The "
        "encounter plane stands at right angles to the relative velocity at TCA. States are those of the element "
        "sets, without their uncertainty, which in low orbits is kilometres within days.",
    .inputs = "FILE...",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example =
        "starsea encounter --store sky.db --id 22675,24946 --start 2009-02-10T12:00:00Z --tca 2009-02-10T16:55:59.796Z",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .run = run,
};

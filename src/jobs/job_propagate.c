/* States of every object on a time grid. */
#include "jobs/job.h"

#include <starsea/sgp4.h>

#include <stdlib.h>

static const sea_job_option options[] = {
    {.name = "start",
     .type = SEA_OPTION_UTC,
     .unit = "UTC",
     .required = true,
     .help = "first instant of the grid; of several sets of an object the newest not after it is used"},
    {.name = "duration",
     .type = SEA_OPTION_DURATION,
     .default_text = "1d",
     .min = 0,
     .max = SEA_JOB_SPAN_MAX_S,
     .help = "length of the grid; its end is an instant of the grid too"},
    {.name = "step",
     .type = SEA_OPTION_DURATION,
     .default_text = "60s",
     .min = 1e-3,
     .max = SEA_JOB_SPAN_MAX_S,
     .help = "spacing of the grid"},
    {.name = "id", .type = SEA_OPTION_IDS, .help = "only these catalogue numbers"},
    SEA_JOB_OPTION_STORE,
    SEA_JOB_OPTION_KNOWN_AT,
};

static const sea_job_column columns[] = {
    {"NORAD_CAT_ID", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number"},
    {"EPOCH", SEA_COLUMN_UTC, 6, "UTC", "instant of the state"},
    {"X", SEA_COLUMN_FIXED, 9, "km", "position, TEME"},
    {"Y", SEA_COLUMN_FIXED, 9, "km", "position, TEME"},
    {"Z", SEA_COLUMN_FIXED, 9, "km", "position, TEME"},
    {"X_DOT", SEA_COLUMN_FIXED, 12, "km/s", "velocity, TEME"},
    {"Y_DOT", SEA_COLUMN_FIXED, 12, "km/s", "velocity, TEME"},
    {"Z_DOT", SEA_COLUMN_FIXED, 12, "km/s", "velocity, TEME"},
    {"STATUS", SEA_COLUMN_TEXT, 0, NULL, "OK, or why there is no state"},
};
enum { STATE_FIRST = 2, STATUS = 8, ROWS_A_REPORT = 4096, COLUMN_COUNT = sizeof columns / sizeof columns[0] };

/* A grid of instants: start, start + step, ... and the end, whether or not the step meets it. */
typedef struct grid {
    sea_tai start;
    int64_t span_ns, step_ns;
    int64_t count;
} grid;

static sea_status make_grid(const sea_job_context *context, grid *out, sea_error *err)
{
    *out = (grid){.start = sea_job_value_of(context, "start")->utc,
                  .span_ns = sea_job_value_of(context, "duration")->integer,
                  .step_ns = sea_job_value_of(context, "step")->integer};
    int64_t end;
    if (__builtin_add_overflow(out->start.ns, out->span_ns, &end))
        return sea_error_set(err, SEA_E_USAGE, "the grid ends beyond the year 2280; shorten --duration");
    out->count = out->span_ns / out->step_ns + 1 + (out->span_ns % out->step_ns != 0);
    return SEA_OK;
}

static sea_tai grid_at(const grid *g, int64_t index)
{
    int64_t offset = index == g->count - 1 ? g->span_ns : index * g->step_ns;
    return (sea_tai){g->start.ns + offset};
}

/* Writes one object's rows; counts the instants that have no state. */
static sea_status write_object(sea_job_context *context, const grid *g, const sea_sgp4 *prepared, const sea_gp_set *set,
                               size_t index, uint64_t *failed, sea_error *err)
{
    sea_cell cells[COLUMN_COUNT];
    cells[0] = sea_cell_integer(set->gps[index].norad_cat_id);
    for (int64_t k = 0; k < g->count; k++) {
        sea_tai t = grid_at(g, k);
        double state[6];
        sea_status why = sea_sgp4_state(prepared, index, t, state, state + 3);
        cells[1] = sea_cell_utc(t);
        for (int i = 0; i < 6; i++) cells[STATE_FIRST + i] = why == SEA_OK ? sea_cell_real(state[i]) : sea_cell_none();
        cells[STATUS] = sea_cell_text(sea_status_name(why));
        if (why != SEA_OK) ++*failed;
        sea_status s = sea_job_row(context, cells, err);
        if (s == SEA_OK && k % ROWS_A_REPORT == 0)
            s = sea_job_progress(context, ((double)index + (double)k / (double)g->count) / (double)set->count);
        if (s != SEA_OK) return s;
    }
    return SEA_OK;
}

static sea_status write_all(sea_job_context *context, const grid *g, const sea_gp_set *set, sea_error *err)
{
    sea_sgp4 *prepared = NULL;
    sea_status s = sea_sgp4_new(set->gps, set->count, NULL, &prepared, NULL, err);
    uint64_t failed = 0;
    size_t objects_failed = 0;
    for (size_t i = 0; s == SEA_OK && i < set->count; i++) {
        uint64_t before = failed;
        s = write_object(context, g, prepared, set, i, &failed, err);
        objects_failed += failed > before;
    }
    sea_sgp4_free(prepared);
    if (s == SEA_OK) s = sea_job_progress(context, 1.0);
    if (failed > 0)
        sea_job_warn(context, "states that cannot be given: %llu, of objects: %zu; see the column STATUS",
                     (unsigned long long)failed, objects_failed);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    grid g;
    sea_status s = make_grid(context, &g, err);
    if (s != SEA_OK) return s;
    const sea_job_value *id = sea_job_value_of(context, "id");
    sea_gp_set set;
    s = sea_job_elements(context, 0, g.start, id->ids, id->id_count, &set, err);
    if (s != SEA_OK) return s;
    s = write_all(context, &g, &set, err);
    sea_gp_set_free(&set);
    return s;
}

const sea_job sea_job_propagate = {
    .name = "propagate",
    .summary = "states of objects on a time grid, by SGP4",
    .details =
        "States are those of SGP4 (Vallado and others, 2006; WGS-72, improved mode) in TEME, the frame of the element "
        "sets. Rows are ordered by catalogue number, then time.\n\n"
        "An instant for which SGP4 gives no state has a row too: its numbers are empty and STATUS says why, for "
        "example DECAYED; the exit status stays 0. SGP4 itself refuses no date: far from the epoch of a set its states "
        "look like any others and mean nothing, so mind the ages on standard error.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = "files of element sets (TLE, 3LE, OMM CSV or JSON; gzip or zstd; - is standard input)",
    .example = "starsea propagate catalogue.3le.gz --id 25544 --start 2026-03-10T00:00:00Z --duration 90m --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW,
    .run = run,
};

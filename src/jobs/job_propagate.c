/* States of every object on a time grid. */
#include "jobs/job.h"
#include "base/math.h"

#include <starsea/frame.h>
#include <starsea/sgp4.h>

#include <stdlib.h>
#include <string.h>

#define DEGREES (180.0 / SEA_PI)

/* J2000 is another spelling of EME2000. */
static const char *const frames[] = {"TEME", "PEF", "ITRF", "GCRF", "EME2000", "J2000", NULL};

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
    {.name = "frame",
     .type = SEA_OPTION_CHOICE,
     .choices = frames,
     .default_text = "TEME",
     .help = "frame of the states; with the Earth-fixed ones, PEF and ITRF, geodetic coordinates are given too"},
    SEA_JOB_OPTION_EOP,
    SEA_JOB_OPTION_STORE,
    SEA_JOB_OPTION_KNOWN_AT,
};

static const sea_job_column columns[] = {
    {"NORAD_CAT_ID", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number"},
    {"EPOCH", SEA_COLUMN_UTC, 6, "UTC", "instant of the state"},
    {"X", SEA_COLUMN_FIXED, 9, "km", "position in FRAME"},
    {"Y", SEA_COLUMN_FIXED, 9, "km", "position in FRAME"},
    {"Z", SEA_COLUMN_FIXED, 9, "km", "position in FRAME"},
    {"X_DOT", SEA_COLUMN_FIXED, 12, "km/s", "velocity in FRAME"},
    {"Y_DOT", SEA_COLUMN_FIXED, 12, "km/s", "velocity in FRAME"},
    {"Z_DOT", SEA_COLUMN_FIXED, 12, "km/s", "velocity in FRAME"},
    {"STATUS", SEA_COLUMN_TEXT, 0, NULL, "OK, or why there is no state"},
    {"FRAME", SEA_COLUMN_TEXT, 0, NULL, "frame of the state"},
    {"EOP", SEA_COLUMN_TEXT, 0, NULL,
     "Earth orientation used: FINAL, RAPID (Bulletin A), PREDICTED or ABSENT; empty where none is needed"},
    {"LATITUDE", SEA_COLUMN_FIXED, 9, "deg", "geodetic, WGS-84, north positive; Earth-fixed frames only"},
    {"LONGITUDE", SEA_COLUMN_FIXED, 9, "deg", "east positive, -180 to 180; Earth-fixed frames only"},
    {"ALTITUDE", SEA_COLUMN_FIXED, 6, "km", "above the WGS-84 ellipsoid; Earth-fixed frames only"},
};
enum { STATE_FIRST = 2, STATUS = 8, FRAME, EOP, LATITUDE, LONGITUDE, ALTITUDE };
enum { ROWS_A_REPORT = 4096, COLUMN_COUNT = sizeof columns / sizeof columns[0] };

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

/* The frame asked for, and how to come there. */
typedef struct target {
    sea_frame frame;
    sea_eop eop;
    sea_frame_cache *cache;
    uint64_t counts[3]; /* of states with predicted, absent and incomplete Earth orientation */
} target;

/* Fills the cells that describe a state in its frame. */
static sea_status fill_state(target *to, const sea_state *teme, sea_cell cells[])
{
    sea_state state = *teme;
    sea_status s =
        to->frame == SEA_FRAME_TEME ? SEA_OK : sea_frame_transform(teme, to->frame, &to->eop, to->cache, &state);
    if (s != SEA_OK) return s;
    for (int i = 0; i < 3; i++) {
        cells[STATE_FIRST + i] = sea_cell_real(state.r_km[i]);
        cells[STATE_FIRST + 3 + i] = sea_cell_real(state.v_km_s[i]);
    }
    if (to->frame != SEA_FRAME_TEME) cells[EOP] = sea_cell_text(sea_eop_word(state.caveats));
    to->counts[0] += (state.caveats & SEA_EOP_CAVEAT_PREDICTED) != 0;
    to->counts[1] += (state.caveats & SEA_EOP_CAVEAT_ABSENT) != 0;
    to->counts[2] += (state.caveats & SEA_EOP_CAVEAT_NO_OFFSETS) != 0;
    if (to->frame == SEA_FRAME_PEF || to->frame == SEA_FRAME_ITRF) {
        sea_geodetic place = sea_frame_fixed_to_geodetic(state.r_km);
        cells[LATITUDE] = sea_cell_real(place.lat_rad * DEGREES);
        cells[LONGITUDE] = sea_cell_real(place.lon_rad * DEGREES);
        cells[ALTITUDE] = sea_cell_real(place.alt_km);
    }
    return SEA_OK;
}

/* Writes one object's rows; counts the instants that have no state. */
static sea_status write_object(sea_job_context *context, const grid *g, const sea_sgp4 *prepared, const sea_gp_set *set,
                               size_t index, target *to, uint64_t *failed, sea_error *err)
{
    for (int64_t k = 0; k < g->count; k++) {
        sea_cell cells[COLUMN_COUNT] = {{.kind = SEA_CELL_NONE}};
        sea_state teme = {.epoch = grid_at(g, k), .frame = SEA_FRAME_TEME};
        sea_status why = sea_sgp4_state(prepared, index, teme.epoch, teme.r_km, teme.v_km_s);
        cells[0] = sea_cell_integer(set->gps[index].norad_cat_id);
        cells[1] = sea_cell_utc(teme.epoch);
        cells[FRAME] = sea_cell_text(sea_frame_name(to->frame));
        if (why == SEA_OK) why = fill_state(to, &teme, cells);
        cells[STATUS] = sea_cell_text(sea_status_name(why));
        if (why != SEA_OK) ++*failed;
        sea_status s = sea_job_row(context, cells, err);
        if (s == SEA_OK && k % ROWS_A_REPORT == 0)
            s = sea_job_progress(context, ((double)index + (double)k / (double)g->count) / (double)set->count);
        if (s != SEA_OK) return s;
    }
    return SEA_OK;
}

static void tell_orientation(sea_job_context *context, const target *to)
{
    if (to->counts[1] > 0)
        sea_job_warn(context,
                     "Earth orientation is absent for %llu states: UT1 is taken as UTC, which moves %s; give a current "
                     "finals2000A with --eop",
                     (unsigned long long)to->counts[1],
                     to->frame == SEA_FRAME_PEF || to->frame == SEA_FRAME_ITRF ? "Earth-fixed positions by up to 0.5 km"
                                                                               : "celestial positions by about 1 cm");
    if (to->counts[0] > 0)
        sea_job_warn(context, "Earth orientation is predicted for %llu states; see the column EOP",
                     (unsigned long long)to->counts[0]);
    if (to->counts[2] > 0)
        sea_job_note(context, "celestial pole offsets are absent for %llu states and taken as zero: about 1 cm",
                     (unsigned long long)to->counts[2]);
}

static sea_status write_all(sea_job_context *context, const grid *g, const sea_gp_set *set, target *to, sea_error *err)
{
    sea_sgp4 *prepared = NULL;
    sea_status s = sea_sgp4_new(set->gps, set->count, NULL, &prepared, NULL, err);
    uint64_t failed = 0;
    size_t objects_failed = 0;
    for (size_t i = 0; s == SEA_OK && i < set->count; i++) {
        uint64_t before = failed;
        s = write_object(context, g, prepared, set, i, to, &failed, err);
        objects_failed += failed > before;
    }
    sea_sgp4_free(prepared);
    if (s == SEA_OK) s = sea_job_progress(context, 1.0);
    if (failed > 0)
        sea_job_warn(context, "states that cannot be given: %llu, of objects: %zu; see the column STATUS",
                     (unsigned long long)failed, objects_failed);
    tell_orientation(context, to);
    return s;
}

static sea_status open_target(sea_job_context *context, target *to, sea_error *err)
{
    const char *name = sea_job_value_of(context, "frame")->text;
    *to = (target){.frame = SEA_FRAME_TEME};
    sea_status s = sea_frame_find(name, strlen(name), &to->frame);
    if (s == SEA_OK) s = sea_job_eop(context, &to->eop, err);
    if (s == SEA_OK && sea_frame_cache_new(&to->cache) != SEA_OK)
        s = sea_error_set(err, SEA_E_MEMORY, "out of memory for the frames");
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    grid g;
    sea_status s = make_grid(context, &g, err);
    if (s != SEA_OK) return s;
    target to;
    s = open_target(context, &to, err);
    const sea_job_value *id = sea_job_value_of(context, "id");
    sea_gp_set set = {0};
    if (s == SEA_OK) s = sea_job_elements(context, 0, g.start, id->ids, id->id_count, &set, err);
    if (s == SEA_OK) s = write_all(context, &g, &set, &to, err);
    sea_gp_set_free(&set);
    sea_frame_cache_free(to.cache);
    sea_eop_free(&to.eop);
    return s;
}

const sea_job sea_job_propagate = {
    .name = "propagate",
    .summary = "states of objects on a time grid, by SGP4",
    .details =
        "States are those of SGP4 (Vallado and others, 2006; WGS-72, improved mode) in TEME, the frame of the element "
        "sets, or in the frame that --frame names. Rows are ordered by catalogue number, then time.\n\n"
        "The celestial frames GCRF and EME2000 follow IAU 2006/2000A. The Earth-fixed ones depend on how the Earth has "
        "really turned: --eop takes the IERS table finals2000A. The column EOP says for each state what was used, and "
        "the times outside the table go on with UT1 = UTC.\n\n"
        "An instant for which SGP4 gives no state has a row too: its numbers are empty and STATUS says why, for "
        "example DECAYED; the exit status stays 0. SGP4 itself refuses no date: far from the epoch of a set its states "
        "look like any others and mean nothing, so mind the ages on standard error.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example = "starsea propagate catalogue.3le.gz --id 25544 --start 2026-03-10T00:00:00Z --duration 90m --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW,
    .run = run,
};

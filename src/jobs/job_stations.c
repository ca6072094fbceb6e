/* Longitudes that geostationary objects held, and drifts between. */
#include "jobs/job.h"

#include <starsea/station.h>

static const sea_job_option options[] = {
    SEA_JOB_OPTIONS_HISTORY,
    SEA_JOB_OPTION_KNOWN_AT,
    SEA_JOB_OPTION_THREADS,
};

static const sea_job_column columns[] = {
    {"NORAD_CAT_ID", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number"},
    {"KIND", SEA_COLUMN_TEXT, 0, NULL, "station or drift"},
    {"START", SEA_COLUMN_UTC, 0, "UTC", "epoch of the first element set that shows it"},
    {"END", SEA_COLUMN_UTC, 0, "UTC", "epoch of the last"},
    {"START_EARLIEST", SEA_COLUMN_UTC, 0, "UTC", "it began after this set; empty where the history begins with it"},
    {"END_LATEST", SEA_COLUMN_UTC, 0, "UTC", "it ended before this set; empty where the history ends with it"},
    {"LONGITUDE", SEA_COLUMN_FIXED, 3, "deg", "east: the mean of a station, where a drift began"},
    {"WEST", SEA_COLUMN_FIXED, 3, "deg", "how far west of it sets lie: with EAST the deadband of a station"},
    {"EAST", SEA_COLUMN_FIXED, 3, "deg", "how far east"},
    {"DRIFT", SEA_COLUMN_FIXED, 4, "deg/d", "mean, eastward positive"},
    {"EAST_WEST", SEA_COLUMN_TEXT, 0, NULL, "kept, free or undecidable against the Earth's gravity"},
    {"INCLINATION", SEA_COLUMN_FIXED, 3, "deg", "mean"},
    {"INCLINATION_LOW", SEA_COLUMN_FIXED, 3, "deg", "least"},
    {"INCLINATION_HIGH", SEA_COLUMN_FIXED, 3, "deg", "largest: where kept, the deadband"},
    {"NORTH_SOUTH", SEA_COLUMN_TEXT, 0, NULL, "kept, free or undecidable against Sun and Moon"},
    {"SETS", SEA_COLUMN_INTEGER, 0, NULL, "element sets that show it"},
    {"CAVEATS", SEA_COLUMN_TEXT, 0, NULL, "what must be read with it, ids separated by blanks"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static const char *const caveat_names[] = {"single", "gap", "open-start", "open-end", "unseen"};

static sea_cell instant_or_none(sea_tai t)
{
    return t.ns == SEA_TAI_NONE.ns ? sea_cell_none() : sea_cell_utc(t);
}

static sea_status write_item(sea_job_context *context, const sea_station *o, sea_error *err)
{
    char caveats[SEA_JOB_WORDS_MAX];
    sea_job_words(o->caveats, caveat_names, sizeof caveat_names / sizeof *caveat_names, caveats);
    const sea_cell cells[] = {
        sea_cell_integer(o->norad_cat_id),
        sea_cell_text(sea_station_kind_name(o->kind)),
        sea_cell_utc(o->start),
        sea_cell_utc(o->end),
        instant_or_none(o->earliest),
        instant_or_none(o->latest),
        sea_cell_real(o->longitude_deg),
        sea_cell_real(o->west_deg),
        sea_cell_real(o->east_deg),
        sea_cell_real(o->drift_deg_day),
        sea_cell_text(sea_station_control_name(o->east_west)),
        sea_cell_real(o->inclination_deg),
        sea_cell_real(o->inclination_low_deg),
        sea_cell_real(o->inclination_high_deg),
        sea_cell_text(sea_station_control_name(o->north_south)),
        sea_cell_integer(o->sets),
        o->caveats ? sea_cell_text(caveats) : sea_cell_none(),
    };
    return sea_job_row(context, cells, err);
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_gp_history history;
    sea_status s = sea_job_history(context, &history, err);
    if (s != SEA_OK) return s;
    sea_station_options o = sea_station_options_default();
    o.threads = (uint32_t)sea_job_value_of(context, "threads")->integer;
    sea_station_result result;
    s = sea_station_run(&history, &o, &result, err);
    if (s == SEA_OK && result.objects == 0)
        sea_job_warn(context, "no object has two element sets on the geostationary ring (0.9 to 1.1 rev/day, e < 0.1)");
    sea_gp_history_free(&history);
    if (s != SEA_OK) return s;
    for (size_t i = 0; s == SEA_OK && i < result.count; i++) s = write_item(context, &result.items[i], err);
    sea_station_result_free(&result);
    return s;
}

const sea_job sea_job_stations = {
    .name = "stations",
    .summary = "longitudes that geostationary objects held, how tightly, and drifts between",
    .details = "The pattern of life of objects on the geostationary ring, in order of time: stations with their "
               "deadbands and drifts with their rates. A station is a run of element sets that drift by less "
               "than 0.06 deg a day within 0.45 deg, or 1.5 deg where they go to and fro; EAST_WEST is `kept` when the "
               "Earth's gravity would have carried the "
               "object away meanwhile or it came or went by a burn, and what follows gravity alone is a drift. "
               "NORTH_SOUTH is `kept` when the orbit's pole does not move as Sun and Moon make it, told from 120 days "
               "on. A new drift begins with a burn. Where no set shows the drift between two stations (caveat "
               "`unseen`) DRIFT is the least that was needed.\n\n"
               "Each edge lies between two element sets: START_EARLIEST and START, END and END_LATEST. The burns "
               "themselves are what `manoeuvres` finds, who was near is what `proximity` finds.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example = "starsea stations history.tle --id 40258 --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW,
    .run = run,
};

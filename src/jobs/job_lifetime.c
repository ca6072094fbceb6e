/* How long objects stay in orbit. */
#include "jobs/job.h"

#include <starsea/lifetime.h>

static const sea_job_option options[] = {
    SEA_JOB_OPTIONS_HISTORY,
    SEA_JOB_OPTION_KNOWN_AT,
    {.name = "space-weather",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "solar flux and planetary index from this table (CelesTrak's SW-All.csv; gzip or zstd too)"},
    SEA_JOB_OPTION_THREADS,
};

static const sea_job_column columns[] = {
    {"NORAD_CAT_ID", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number"},
    {"DECAY_EPOCH", SEA_COLUMN_UTC, 0, "UTC", "most likely end; empty where none is predicted"},
    {"DECAY_EARLIEST", SEA_COLUMN_UTC, 0, "UTC", "start of the 90% interval"},
    {"DECAY_LATEST", SEA_COLUMN_UTC, 0, "UTC", "end of the 90% interval"},
    {"LAST_MANOEUVRE", SEA_COLUMN_UTC, 0, "UTC", "the last one found; empty when none was"},
    {"STATUS", SEA_COLUMN_TEXT, 0, NULL,
     "in-orbit, decaying, station-keeping, station-keeping-ceased, decayed or not-enough-data"},
    {"AS_OF", SEA_COLUMN_UTC, 0, "UTC", "epoch of the newest element set"},
    {"PERIGEE", SEA_COLUMN_FIXED, 1, "km", "height over the equatorial radius"},
    {"APOGEE", SEA_COLUMN_FIXED, 1, "km", "height over the equatorial radius"},
    {"BALLISTIC", SEA_COLUMN_REAL, 0, "m2/kg", "drag coefficient times area over mass, as fitted"},
    {"LEO_25_YEARS", SEA_COLUMN_TEXT, 0, NULL, "gone 25 years after station-keeping ends: met, not-met, undecidable"},
    {"LEO_5_YEARS", SEA_COLUMN_TEXT, 0, NULL, "gone 5 years after station-keeping ends"},
    {"LEO_5_YEARS_BINDS", SEA_COLUMN_TEXT, 0, NULL, "no when launched before 2024, open when in 2024, else yes"},
    {"GEO_DISPOSAL", SEA_COLUMN_TEXT, 0, NULL, "perigee far enough above the geostationary ring"},
    {"CAVEATS", SEA_COLUMN_TEXT, 0, NULL, "no-weather, one-set, eccentric, high, sparse: see the manual"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static sea_status read_weather(sea_job_context *context, sea_weather *out, sea_error *err)
{
    *out = (sea_weather){0};
    const sea_job_value *option = sea_job_value_of(context, "space-weather");
    if (!option->given) return SEA_OK;
    sea_buffer text = {0};
    sea_job_teller teller = {.context = context};
    sea_weather_summary summary = {0};
    sea_status s = sea_job_read_whole(context, option->text, "space-weather", "a table of space weather", &text, err);
    if (s == SEA_OK)
        s = sea_weather_parse(text.data, text.length, option->text, sea_job_tell, &teller, out, &summary, err);
    sea_job_tell_end(&teller, option->text);
    sea_buffer_free(&text);
    if (s != SEA_OK) return s;
    char last[SEA_TAI_TEXT_MAX];
    sea_tai_format((sea_tai){(int64_t)summary.last_observed_day_utc * SEA_NS_PER_DAY}, 0, last);
    sea_job_note(context, "%s: %llu rows of space weather, %llu refused; observed to %.10s", option->text,
                 (unsigned long long)summary.rows, (unsigned long long)summary.refused, last);
    if (summary.refused > 0) sea_job_mark_partly(context);
    return SEA_OK;
}

static const char *const caveat_names[] = {"no-weather", "one-set", "eccentric", "high", "sparse"};

static sea_status write_object(sea_job_context *context, const sea_lifetime *o, sea_error *err)
{
    char caveats[SEA_JOB_WORDS_MAX];
    bool placed = o->apogee_km > 0.0, low = o->leo_25_years != SEA_LIFETIME_NOT_APPLICABLE;
    const char *binds = o->rule_5_years_applies ? "yes" : o->rule_5_years_open ? "open" : "no";
    const sea_cell cells[COLUMN_COUNT] = {
        sea_cell_integer(o->norad_cat_id),
        sea_cell_utc(o->decay),
        sea_cell_utc(o->earliest),
        sea_cell_utc(o->latest),
        sea_cell_utc(o->last_manoeuvre),
        sea_cell_text(sea_lifetime_status_name(o->status)),
        sea_cell_utc(o->as_of),
        placed ? sea_cell_real(o->perigee_km) : sea_cell_none(),
        placed ? sea_cell_real(o->apogee_km) : sea_cell_none(),
        o->ballistic_m2_kg > 0.0 ? sea_cell_real(o->ballistic_m2_kg) : sea_cell_none(),
        sea_cell_text(sea_lifetime_verdict_name(o->leo_25_years)),
        sea_cell_text(sea_lifetime_verdict_name(o->leo_5_years)),
        low ? sea_cell_text(binds) : sea_cell_none(),
        sea_cell_text(sea_lifetime_verdict_name(o->geo)),
        sea_cell_text(sea_job_words(o->caveats, caveat_names, sizeof caveat_names / sizeof *caveat_names, caveats)),
    };
    return sea_job_row(context, cells, err);
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_weather weather;
    sea_gp_history history;
    sea_status s = read_weather(context, &weather, err);
    if (s != SEA_OK) return s;
    s = sea_job_history(context, &history, err);
    if (s != SEA_OK) {
        sea_weather_free(&weather);
        return s;
    }
    sea_lifetime_options o = sea_lifetime_options_default();
    o.weather = &weather;
    o.threads = (uint32_t)sea_job_value_of(context, "threads")->integer;
    sea_lifetime_result result;
    s = sea_lifetime_run(&history, &o, &result, err);
    sea_gp_history_free(&history);
    sea_weather_free(&weather);
    if (s != SEA_OK) return s;
    for (size_t i = 0; s == SEA_OK && i < result.count; i++) s = write_object(context, &result.objects[i], err);
    sea_lifetime_result_free(&result);
    return s;
}

const sea_job sea_job_lifetime = {
    .name = "lifetime",
    .summary = "decay with an interval, the end of station-keeping, disposal tests",
    .details = "Drag is fitted to the fall of the mean orbit over fifteen days and over half the time left, after "
               "the last manoeuvre found, and the orbit shrinks on under the same density model. While an object "
               "manoeuvres as often as ever it is `station-keeping` and no decay is predicted; when it has been silent "
               "for longer than was its habit, `station-keeping-ceased`, which does not say dead. `decayed` means that "
               "its sets end where decay was due while those of others go on. A lasting rise of a low orbit counts as "
               "a manoeuvre; where sets are more than five days apart (caveat sparse) others may go unseen.\n\n"
               "--space-weather makes the Sun known; without it a middling one is taken all the time, and CAVEATS says "
               "no-weather. LEO_25_YEARS (IADC) and LEO_5_YEARS (FCC 22-74, launches after 2024-09-29) count from the "
               "last manoeuvre where station-keeping ceased, else from the newest set, and are met when gone by then "
               "under a quiet Sun, not-met when still there under an active one, else undecidable. GEO_DISPOSAL wants "
               "the perigee 235 km + 1000 Cr A/m above the ring; within the band of Cr A/m it is undecidable. How good "
               "predictions were is in docs/VALIDATION.md.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example = "starsea lifetime history.tle --space-weather SW-All.csv --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW,
    .run = run,
};

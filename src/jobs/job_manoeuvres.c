/* Manoeuvres found in element histories. */
#include "jobs/job.h"

#include <starsea/manoeuvre.h>

#include <math.h>

static const sea_job_option options[] = {
    SEA_JOB_OPTIONS_HISTORY,
    SEA_JOB_OPTION_KNOWN_AT,
    {.name = "false-alarms-per-year",
     .type = SEA_OPTION_REAL,
     .default_text = "0.7",
     .min = 1e-6,
     .max = 1000,
     .help = "threshold: so many false alarms an object and year, as measured on other satellites"},
    SEA_JOB_OPTION_THREADS,
};

static const sea_job_column columns[] = {
    {"NORAD_CAT_ID", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number"},
    {"EPOCH", SEA_COLUMN_UTC, 0, "UTC", "most likely instant"},
    {"EPOCH_EARLIEST", SEA_COLUMN_UTC, 0, "UTC", "start of the interval"},
    {"EPOCH_LATEST", SEA_COLUMN_UTC, 0, "UTC", "end of it"},
    {"DV_R", SEA_COLUMN_FIXED, 4, "m/s", "radial; elements cannot tell it, so 0 with its largest value as sigma"},
    {"DV_T", SEA_COLUMN_FIXED, 5, "m/s", "along the track"},
    {"DV_N", SEA_COLUMN_FIXED, 4, "m/s",
     "across the track, sign of the change of inclination; empty where elements do not tell"},
    {"SCORE", SEA_COLUMN_FIXED, 3, NULL, "how far it stands out from chance"},
    {"CLASS", SEA_COLUMN_TEXT, 0, NULL, "what it did"},
    {"DV_R_SIGMA", SEA_COLUMN_FIXED, 4, "m/s", "standard deviation"},
    {"DV_T_SIGMA", SEA_COLUMN_FIXED, 5, "m/s", "standard deviation"},
    {"DV_N_SIGMA", SEA_COLUMN_FIXED, 4, "m/s", "standard deviation"},
    {"FALSE_ALARMS_PER_YEAR", SEA_COLUMN_FIXED, 4, "1/year", "of a threshold at this score, an object"},
    {"LOG_LIKELIHOOD_RATIO", SEA_COLUMN_FIXED, 2, NULL, "model with the burn to that without"},
    {"RESIDUAL_BEFORE", SEA_COLUMN_FIXED, 3, NULL, "root mean square in units of the noise, without the burn"},
    {"RESIDUAL_AFTER", SEA_COLUMN_FIXED, 3, NULL, "with it"},
    {"ELEMENTS_BEFORE", SEA_COLUMN_UTC, 3, "UTC", "epoch of the last element set before"},
    {"ELEMENTS_AFTER", SEA_COLUMN_UTC, 3, "UTC", "epoch of the first after"},
    {"REGIME", SEA_COLUMN_TEXT, 0, NULL, "leo, meo or geo"},
    {"CAVEATS", SEA_COLUMN_TEXT, 0, NULL, "what must be read with it, ids separated by blanks"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static const char *const caveat_names[] = {"sparse", "neighbour", "edge"};

static sea_status write_event(sea_job_context *context, const sea_manoeuvre *m, sea_error *err)
{
    const double unit = 1e3; /* km/s to m/s */
    char caveats[SEA_JOB_WORDS_MAX];
    sea_job_words(m->caveats, caveat_names, sizeof caveat_names / sizeof *caveat_names, caveats);
    bool turned = isfinite(m->dv_sigma_km_s[2]);
    const sea_cell cells[] = {
        sea_cell_integer(m->norad_cat_id),
        sea_cell_utc(m->epoch),
        sea_cell_utc(m->earliest),
        sea_cell_utc(m->latest),
        sea_cell_real(m->dv_rtn_km_s[0] * unit),
        sea_cell_real(m->dv_rtn_km_s[1] * unit),
        turned ? sea_cell_real(m->dv_rtn_km_s[2] * unit) : sea_cell_none(),
        sea_cell_real(m->score),
        sea_cell_text(sea_manoeuvre_class_name(m->what)),
        sea_cell_real(m->dv_sigma_km_s[0] * unit),
        sea_cell_real(m->dv_sigma_km_s[1] * unit),
        turned ? sea_cell_real(m->dv_sigma_km_s[2] * unit) : sea_cell_none(),
        sea_cell_real(m->false_alarms_per_year),
        sea_cell_real(m->log_likelihood_ratio),
        sea_cell_real(m->residual_before),
        sea_cell_real(m->residual_after),
        sea_cell_utc(m->before),
        sea_cell_utc(m->after),
        sea_cell_text(sea_regime_name(m->regime)),
        m->caveats ? sea_cell_text(caveats) : sea_cell_none(),
    };
    return sea_job_row(context, cells, err);
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_gp_history history;
    sea_status s = sea_job_history(context, &history, err);
    if (s != SEA_OK) return s;
    sea_manoeuvre_options o = sea_manoeuvre_options_default();
    o.false_alarms_per_year = sea_job_value_of(context, "false-alarms-per-year")->real;
    o.threads = (uint32_t)sea_job_value_of(context, "threads")->integer;
    sea_manoeuvre_result result;
    s = sea_manoeuvre_run(history.gps, history.count, &o, &result, err);
    sea_gp_history_free(&history);
    if (s != SEA_OK) return s;
    for (size_t i = 0; s == SEA_OK && i < result.event_count; i++) s = write_event(context, &result.events[i], err);
    if (result.exclusion_count)
        sea_job_warn(context, "not enough data, fewer than %d element sets: %zu of %llu objects",
                     SEA_MANOEUVRE_SETS_LEAST, result.exclusion_count, (unsigned long long)result.objects);
    sea_manoeuvre_result_free(&result);
    return s;
}

const sea_job sea_job_manoeuvres = {
    .name = "manoeuvres",
    .alias = "maneuvers",
    .summary = "burns found in element histories, with what they rest on",
    .details = "Files may hold whole histories: many sets of many objects. A burn is a step in the along-track motion "
               "that the sets around it agree on; SCORE says how far it stands out from what chance makes of that "
               "object's own history, and the threshold follows from --false-alarms-per-year. Rates of false alarms "
               "were measured on satellites whose operators publish their burns, with about one set a day; "
               "docs/VALIDATION.md has the figures, also where the method fails. Histories with sets days apart need a "
               "far higher score and carry the caveat `sparse`.\n\n"
               "A burn straight across the track, without an along-track part, is not found. An empty list is no proof "
               "that an object did not manoeuvre.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example = "starsea manoeuvres history.tle --false-alarms-per-year 1 --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW,
    .run = run,
};

/* Candidate burns of one object: when, how large, and which approaches each would leave. */
#include "jobs/job_screen.h"
#include "base/math.h"
#include "base/os.h"

#include <starsea/pc.h>
#include <starsea/picture.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 100, TRIALS_MAX = 100000 };

static const sea_job_option options[] = {
    SEA_JOB_OPTION_WINDOW_START,
    SEA_JOB_OPTION_DURATION,
    SEA_JOB_OPTION_THRESHOLD,
    {.name = "primary", .type = SEA_OPTION_IDS, .help = "the object that burns"},
    {.name = "ephemeris", .type = SEA_OPTION_PATH, .local = true, .help = "how it moves without burns (OEM)"},
    SEA_JOB_OPTION_EOP,
    {.name = "burn-start", .type = SEA_OPTION_UTC, .help = "time of the first burn; without it the window's start"},
    {.name = "burn-span",
     .type = SEA_OPTION_DURATION,
     .default_text = "6h",
     .min = 0,
     .max = SEA_JOB_WINDOW_MAX_S,
     .help = "from the first burn to the last"},
    {.name = "burn-step",
     .type = SEA_OPTION_DURATION,
     .default_text = "30m",
     .min = 1,
     .max = SEA_JOB_WINDOW_MAX_S,
     .help = "from one burn to the next"},
    {.name = "direction",
     .type = SEA_OPTION_TEXT,
     .default_text = "0,1,0",
     .help = "R,T,N: direction of the burns; its length does not matter"},
    {.name = "dv-max-m-s",
     .type = SEA_OPTION_REAL,
     .unit = "m/s",
     .default_text = "0.2",
     .min = 1e-6,
     .max = 1000,
     .help = "largest burn, along the direction and against it"},
    {.name = "dv-steps",
     .type = SEA_OPTION_INTEGER,
     .default_text = "5",
     .min = 1,
     .max = STEPS_MAX,
     .help = "sizes from nothing to the largest, each way"},
    {.name = "blackout",
     .type = SEA_OPTION_TEXT,
     .help = "START/END in UTC, several with ; between them: when no burn may be"},
    {.name = "size-error-percent",
     .type = SEA_OPTION_REAL,
     .unit = "%",
     .default_text = "0",
     .min = 0,
     .max = 50,
     .help = "one sigma of the size of a burn as it is carried out"},
    {.name = "pointing-error-deg",
     .type = SEA_OPTION_REAL,
     .unit = "deg",
     .default_text = "0",
     .min = 0,
     .max = 45,
     .help = "one sigma of its direction"},
    {.name = "exclude", .type = SEA_OPTION_IDS, .help = "leave these catalogue numbers out"},
    SEA_JOB_OPTION_BOX,
    SEA_JOB_OPTION_ELLIPSOID,
    SEA_JOB_OPTION_HBR,
    {.name = "plot", .type = SEA_OPTION_PATH, .local = true, .help = "write a heat map to this file (SVG)"},
    SEA_JOB_OPTION_THREADS,
    SEA_JOB_OPTION_STORE,
    SEA_JOB_OPTION_KNOWN_AT,
};

static const sea_job_column columns[] = {
    {"BURN", SEA_COLUMN_UTC, 3, "UTC", "time of the burn"},
    {"DV_R", SEA_COLUMN_REAL, 0, "m/s", "change of velocity, radial, in the object's own RTN frame"},
    {"DV_T", SEA_COLUMN_REAL, 0, "m/s", "the same, transverse"},
    {"DV_N", SEA_COLUMN_REAL, 0, "m/s", "the same, normal"},
    {"STATUS", SEA_COLUMN_TEXT, 0, NULL,
     "OK, or why nothing is known: NO_STATE, the ephemeris or elements give none at the burn; MEETS_EARTH, the orbit "
     "after it does; LEAVES_EARTH, it is open; BLACKOUT, --blackout forbids it"},
    {"EVENTS", SEA_COLUMN_INTEGER, 0, NULL, "approaches below the threshold after it, those before the burn too"},
    {"NEW", SEA_COLUMN_INTEGER, 0, NULL, "of these, those that it brings"},
    {"GONE", SEA_COLUMN_INTEGER, 0, NULL, "approaches that it takes away"},
    {"NORAD_CAT_ID", SEA_COLUMN_INTEGER, 0, NULL, "the object of the closest approach that is left"},
    {"OBJECT_NAME", SEA_COLUMN_TEXT, 0, NULL, "its name"},
    {"CHANGE", SEA_COLUMN_TEXT, 0, NULL, "kept: it is there without the burn too; new: the burn brings it"},
    {"TCA", SEA_COLUMN_UTC, 3, "UTC", "when"},
    {"TCA_RANGE", SEA_COLUMN_FIXED, 6, "km", "how close"},
    {"MAX_PROB", SEA_COLUMN_REAL, 0, NULL, "largest probability of collision that any uncertainty allows there"},
    {"TCA_RANGE_LEAST", SEA_COLUMN_FIXED, 6, "km",
     "with an error of execution: the closest approach left, with any object, at its least where the burn is off by "
     "one "
     "sigma in size or direction; empty where nothing below the threshold is left"},
    {"TCA_RANGE_MOST", SEA_COLUMN_FIXED, 6, "km",
     "the same at its most; empty where one of these burns leaves nothing"},
    {"MAX_PROB_MOST", SEA_COLUMN_REAL, 0, NULL, "MAX_PROB at TCA_RANGE_LEAST"},
};

/* The grid, and what became of it. */
typedef struct grid {
    double direction[3];
    double *sizes;
    size_t size_count, time_count;
    sea_screen_trial *trials; /* [time * sizes + size] */
} grid;

static sea_status make_grid(const sea_job_context *context, grid *g, sea_error *err)
{
    const sea_job_value *direction = sea_job_value_of(context, "direction");
    const sea_job_value *first = sea_job_value_of(context, "burn-start");
    int64_t step = sea_job_value_of(context, "burn-step")->integer;
    size_t steps = (size_t)sea_job_value_of(context, "dv-steps")->integer;
    g->size_count = 2 * steps + 1;
    g->time_count = (size_t)(sea_job_value_of(context, "burn-span")->integer / step) + 1;
    if (g->time_count > TRIALS_MAX / g->size_count)
        return sea_error_set(err, SEA_E_USAGE, "%zu times and %zu sizes are more than %d burns: take larger steps",
                             g->time_count, g->size_count, TRIALS_MAX);
    g->sizes = malloc(g->size_count * sizeof *g->sizes);
    g->trials = calloc(g->time_count * g->size_count, sizeof *g->trials);
    if (!g->sizes || !g->trials) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    if (sea_job_screen_parse_three(direction->text, g->direction) &&
        sea_screen_trials_grid(first->given ? first->utc : sea_job_value_of(context, "start")->utc, step, g->time_count,
                               sea_job_value_of(context, "dv-max-m-s")->real, steps, g->direction, g->sizes,
                               g->trials) == SEA_OK)
        return SEA_OK;
    return sea_error_set(err, SEA_E_USAGE, "--direction takes R,T,N, not all of them 0, not '%s'", direction->text);
}

/* The burns that --blackout forbids. */
static sea_status forbid(const sea_job_context *context, grid *g, sea_error *err)
{
    const sea_job_value *blackout = sea_job_value_of(context, "blackout");
    for (const char *at = blackout->given ? blackout->text : NULL; at;) {
        size_t length = strcspn(at, ";"), first = strcspn(at, "/;");
        sea_tai from, to;
        if (at[first] != '/' || sea_tai_parse(at, first, false, &from, NULL) != SEA_OK ||
            sea_tai_parse(at + first + 1, length - first - 1, false, &to, NULL) != SEA_OK || to.ns < from.ns)
            return sea_error_set(
                err, SEA_E_USAGE,
                "--blackout takes START/END in UTC, END not before START, several with ; between them, "
                "not '%.200s'",
                blackout->text);
        for (size_t k = 0; k < g->time_count * g->size_count; k++) {
            sea_tai burn = g->trials[k].burn.at;
            if (burn.ns >= from.ns && burn.ns <= to.ns) g->trials[k].forbidden = 1;
        }
        at = at[length] ? at + length + 1 : NULL;
    }
    return SEA_OK;
}

static void set_errors(const sea_job_context *context, grid *g)
{
    double size = sea_job_value_of(context, "size-error-percent")->real / 100.0;
    double pointing = sea_job_value_of(context, "pointing-error-deg")->real * (SEA_PI / 180.0);
    for (size_t k = 0; k < g->time_count * g->size_count; k++) {
        g->trials[k].size_error = size;
        g->trials[k].pointing_error = pointing;
    }
}

static const char *status_word(sea_status s)
{
    if (s == SEA_E_NOT_FOUND) return "NO_STATE";
    if (s == SEA_DONE) return "BLACKOUT";
    if (s == SEA_E_UNSUPPORTED) return "LEAVES_EARTH";
    return s == SEA_E_RANGE ? "MEETS_EARTH" : sea_status_name(s);
}

/* How many burns have a status that tells nothing of approaches. */
static void tell_unknown(sea_job_context *context, const grid *g)
{
    static const sea_status statuses[] = {SEA_E_NOT_FOUND, SEA_E_UNSUPPORTED, SEA_E_RANGE};
    size_t count = g->time_count * g->size_count, forbidden = 0;
    for (size_t k = 0; k < count; k++) forbidden += g->trials[k].forbidden != 0;
    if (forbidden > 0)
        sea_job_note(context, "%zu of %zu burns lie in a --blackout and were not looked at", forbidden, count);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        size_t n = 0;
        for (size_t k = 0; k < count; k++) n += g->trials[k].status == statuses[i];
        if (n == 0) continue;
        sea_job_warn(context, "nothing is known of %zu of %zu burns (%s): %s", n, count, status_word(statuses[i]),
                     sea_motion_burn_text(statuses[i]));
        if (statuses[i] == SEA_E_NOT_FOUND) sea_job_mark_partly(context);
    }
}

static sea_status write_trial(sea_job_context *context, const sea_screen_trial *t, uint32_t self, const sea_gp *gps,
                              sea_error *err)
{
    bool known = t->status == SEA_OK, any = known && t->events > 0;
    const sea_gp *other = &gps[t->closest.index_1 == self ? t->closest.index_2 : t->closest.index_1];
    bool off = known && (t->size_error > 0.0 || t->pointing_error > 0.0);
    bool least = off && t->least_km < HUGE_VAL;
    double hbr_m = sea_job_value_of(context, "hbr-m")->real;
    sea_pc_maximum most = {0}, off_most = {0};
    sea_status s = any ? sea_pc_maximum_no_covariance(t->closest.range_km * 1000.0, hbr_m, &most) : SEA_OK;
    if (s == SEA_OK && least) s = sea_pc_maximum_no_covariance(t->least_km * 1000.0, hbr_m, &off_most);
    if (s != SEA_OK)
        return sea_error_set(err, SEA_E_RANGE, "no maximum probability for a range of %g km", t->closest.range_km);
    const sea_cell cells[] = {
        sea_cell_utc(t->burn.at),
        sea_cell_real(t->burn.dv_rtn_m_s[0]),
        sea_cell_real(t->burn.dv_rtn_m_s[1]),
        sea_cell_real(t->burn.dv_rtn_m_s[2]),
        sea_cell_text(status_word(t->status)),
        known ? sea_cell_integer(t->events) : sea_cell_none(),
        known ? sea_cell_integer(t->added) : sea_cell_none(),
        known ? sea_cell_integer(t->gone) : sea_cell_none(),
        any ? sea_cell_integer(other->norad_cat_id) : sea_cell_none(),
        any ? sea_cell_text(other->object_name) : sea_cell_none(),
        any ? sea_cell_text(sea_screen_change_name(t->closest_new ? SEA_SCREEN_NEW : SEA_SCREEN_KEPT))
            : sea_cell_none(),
        any ? sea_cell_utc(t->closest.tca) : sea_cell_none(),
        any ? sea_cell_real(t->closest.range_km) : sea_cell_none(),
        any ? sea_cell_real(most.value) : sea_cell_none(),
        least ? sea_cell_real(t->least_km) : sea_cell_none(),
        off && t->most_km < HUGE_VAL ? sea_cell_real(t->most_km) : sea_cell_none(),
        least ? sea_cell_real(off_most.value) : sea_cell_none(),
    };
    return sea_job_row(context, cells, err);
}

static sea_status plot(const sea_job_context *context, const grid *g, const char *name, sea_error *err)
{
    const sea_job_value *path = sea_job_value_of(context, "plot");
    if (!path->given) return SEA_OK;
    const sea_picture_burns picture = {.object_name = name,
                                       .trials = g->trials,
                                       .times = g->time_count,
                                       .sizes = g->size_count,
                                       .size_m_s = g->sizes,
                                       .direction_rtn = {g->direction[0], g->direction[1], g->direction[2]},
                                       .threshold_km = sea_job_value_of(context, "threshold-km")->real};
    char *text;
    size_t length;
    sea_status s = sea_picture_burns_write(&picture, &text, &length, err);
    if (s == SEA_OK) s = sea_os_write_file(path->text, text, length, err);
    free(text);
    return s;
}

static sea_status try_burns(sea_job_context *context, sea_gp_set *set, grid *g, sea_error *err)
{
    sea_job_screen_own own = {0};
    sea_screen_options o;
    sea_screen_result before = {0};
    uint32_t *excluded = NULL;
    sea_status s = sea_job_screen_own_open(context, set, &own, err);
    if (s == SEA_OK) s = sea_job_screen_read_options(context, set, &o, &excluded, err);
    if (s == SEA_OK) s = sea_job_screen_own_fit(context, &own, &o, err);
    size_t count = g->time_count * g->size_count;
    if (s == SEA_OK && g->trials[count - 1].burn.at.ns >= o.start.ns + o.span_ns)
        s = sea_error_set(err, SEA_E_USAGE,
                          "the last burn lies after the window, or at its end: mind --burn-span "
                          "and --duration");
    if (s == SEA_OK)
        s = sea_screen_trials_run(set->gps, set->count, &o, own.base, own.index, g->trials, count, &before, err);
    for (size_t k = 0; s == SEA_OK && k < count; k++) s = write_trial(context, &g->trials[k], own.index, set->gps, err);
    if (s == SEA_OK) s = plot(context, g, set->gps[own.index].object_name, err);
    if (s == SEA_OK) {
        tell_unknown(context, g);
        sea_job_note(context, "%zu burns, each against %llu objects; without a burn %zu events", count,
                     (unsigned long long)before.certificate.screened, before.event_count);
        sea_job_screen_own_tell(context, &own, &o);
    }
    sea_screen_result_free(&before);
    sea_job_screen_own_close(&own);
    free(excluded);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_gp_set set = {0};
    grid g = {0};
    const sea_job_value *picture = sea_job_value_of(context, "plot");
    sea_status s = make_grid(context, &g, err);
    if (s == SEA_OK) s = forbid(context, &g, err);
    if (s == SEA_OK) set_errors(context, &g);
    if (s == SEA_OK && picture->given) s = sea_job_check_file("plot", picture->text, err);
    if (s == SEA_OK) s = sea_job_elements(context, 0, sea_job_value_of(context, "start")->utc, NULL, 0, &set, err);
    if (s == SEA_OK) s = try_burns(context, &set, &g, err);
    sea_gp_set_free(&set);
    free(g.sizes);
    free(g.trials);
    return s;
}

const sea_job sea_job_burns = {
    .name = "burns",
    .summary = "candidate burns of one object: when, how large, and the approaches each would leave",
    .details = "Each burn of a grid of times and sizes is screened by itself against the whole catalogue, as starsea "
               "screen --burn does, approaches that it would bring included. Rows are ordered by time, then by size "
               "from the largest against the direction to the largest along it.\n\n"
               "The heat map shows the closest approach that is left; a dot says that the burn itself brings it.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example = "starsea burns catalogue.omm.csv.gz --primary 24946 --start 2024-11-01T00:00:00Z --dv-max-m-s 0.2 "
               "--plot burns.svg",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .flags = SEA_JOB_SLOW | SEA_JOB_WRITES_FILES,
    .run = run,
};

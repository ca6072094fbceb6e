/* Closest approaches of all objects, of chosen ones against all, or of an operator's own. */
#include "jobs/job_screen.h"

#include <stdlib.h>
#include <string.h>

static const char *const formats[] = {"kvn", "xml", NULL};
static const char *const firsts[] = {"primary", "1", "2", NULL};

static const sea_job_option options[] = {
    SEA_JOB_OPTION_WINDOW_START,
    SEA_JOB_OPTION_DURATION,
    SEA_JOB_OPTION_THRESHOLD,
    {.name = "primary",
     .type = SEA_OPTION_IDS,
     .help = "screen these catalogue numbers against all; without it all against all"},
    {.name = "exclude", .type = SEA_OPTION_IDS, .help = "leave these catalogue numbers out"},
    SEA_JOB_OPTION_BOX,
    SEA_JOB_OPTION_ELLIPSOID,
    {.name = "ephemeris",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "screen the object of this ephemeris (OEM) against all; --primary says its catalogue number where the "
             "message does not"},
    SEA_JOB_OPTION_EOP,
    {.name = "burn",
     .type = SEA_OPTION_TEXT,
     .help = "UTC,R,T,N: screen the primary before and after a burn of R,T,N m/s in its RTN frame; several burns with "
             "; between them"},
    SEA_JOB_OPTION_HBR,
    {.name = "cdm",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "write a conjunction data message (CCSDS 508.0-B-1) of each event into this folder; covariances that "
             "nobody knows are place-holders, and a comment says so"},
    {.name = "cdm-format", .type = SEA_OPTION_CHOICE, .choices = formats, .default_text = "kvn", .help = "of messages"},
    {.name = "cdm-first",
     .type = SEA_OPTION_CHOICE,
     .choices = firsts,
     .default_text = "primary",
     .help = "which object is OBJECT1 of a message: object 1 or 2 of the row, or the object of --ephemeris or --burn "
             "where there is one, else object 1"},
    {.name = "plot",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "draw the distance about TCA and the encounter plane of each event into this folder (SVG)"},
    {.name = "exhaustive",
     .type = SEA_OPTION_FLAG,
     .help = "look at every pair every ten seconds instead of by bounds: slow, for at most 5000 objects"},
    SEA_JOB_OPTION_THREADS,
    SEA_JOB_OPTION_STORE,
    SEA_JOB_OPTION_KNOWN_AT,
};

static const sea_job_column columns[] = {
    {"NORAD_CAT_ID_1", SEA_COLUMN_INTEGER, 0, NULL,
     "catalogue number of object 1, the smaller one; empty for an ephemeris whose object has none"},
    {"OBJECT_NAME_1", SEA_COLUMN_TEXT, 0, NULL, "name of object 1"},
    {"DSE_1", SEA_COLUMN_FIXED, 3, "d",
     "days from the epoch of the element set of object 1, or the start of its ephemeris, to TCA"},
    {"NORAD_CAT_ID_2", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number of object 2"},
    {"OBJECT_NAME_2", SEA_COLUMN_TEXT, 0, NULL, "name of object 2"},
    {"DSE_2", SEA_COLUMN_FIXED, 3, "d", "days from the epoch of the element set of object 2 to TCA"},
    {"TCA", SEA_COLUMN_UTC, 3, "UTC", "time of closest approach"},
    {"TCA_RANGE", SEA_COLUMN_FIXED, 6, "km", "distance at TCA"},
    {"TCA_RELATIVE_SPEED", SEA_COLUMN_FIXED, 6, "km/s", "relative speed at TCA"},
    {"KIND", SEA_COLUMN_TEXT, 0, NULL,
     "minimum; edge: closest at an edge of the window; slow: below the threshold for long, read START and END"},
    {"START", SEA_COLUMN_UTC, 3, "UTC", "the distance falls below the threshold, or the window opens"},
    {"END", SEA_COLUMN_UTC, 3, "UTC", "the distance rises above the threshold, or the window closes"},
    {"RELATIVE_R", SEA_COLUMN_FIXED, 6, "km",
     "object 2 minus object 1 at TCA, radial, in the RTN frame of object 1, primary or not"},
    {"RELATIVE_T", SEA_COLUMN_FIXED, 6, "km", "the same, transverse"},
    {"RELATIVE_N", SEA_COLUMN_FIXED, 6, "km", "the same, normal"},
    {"CAVEATS", SEA_COLUMN_TEXT, 0, NULL,
     "what to keep in mind: CUT_START and CUT_END (below the threshold at an edge of the window), STALE (elements "
     "older than 14 days), SAME_ELEMENTS (both objects carry the same elements), ONE_COVARIANCE (MAX_PROB is that for "
     "the covariance of the ephemeris; the other object has none), COV_NPD (the covariance of the ephemeris is not "
     "positive definite and is not used), COARSE (the ephemeris is off between its states, standard error says by how "
     "much, and approaches that much farther out are listed too), POSITIONS_ONLY (its velocities are not the "
     "derivative of its positions and are not used)"},
    {"MAX_PROB", SEA_COLUMN_REAL, 0, NULL,
     "largest probability of collision that any uncertainty allows at this TCA_RANGE; no probability is given, as "
     "elements carry no covariance"},
    {"DILUTION", SEA_COLUMN_FIXED, 6, "km",
     "standard deviation along the miss that gives MAX_PROB: knowing worse than this lowers the probability"},
    {"CHANGE", SEA_COLUMN_TEXT, 0, NULL,
     "with --burn: kept (there before and after), new (only after), gone (only before: the row shows it as it was)"},
    {"TCA_BEFORE", SEA_COLUMN_UTC, 3, "UTC", "with --burn: TCA without it"},
    {"TCA_RANGE_BEFORE", SEA_COLUMN_FIXED, 6, "km", "with --burn: TCA_RANGE without it"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

enum { TOLD_MAX = 20 };

/* Those of the event from bit 0 on, then of the covariance of the ephemeris. */
enum { ONE_COVARIANCE = 1 << 4, COV_NPD = 1 << 5, COARSE = 1 << 6, POSITIONS_ONLY = 1 << 7 };
static const char *const caveat_names[] = {"CUT_START",      "CUT_END", "STALE",  "SAME_ELEMENTS",
                                           "ONE_COVARIANCE", "COV_NPD", "COARSE", "POSITIONS_ONLY"};

static sea_cell number_cell(uint32_t norad_cat_id)
{
    return norad_cat_id ? sea_cell_integer(norad_cat_id) : sea_cell_none();
}

/* Of the ephemeris. */
static uint32_t caveats_of(const sea_job_screen_own *own)
{
    if (!own) return 0;
    return (uint32_t)((own->fit.error_km > 0.0 ? COARSE : 0) | (own->fit.positions_only ? POSITIONS_ONLY : 0));
}

/* An event; `change` is NULL without burns. Returned: refusals, one more where a covariance could not be used. */
static sea_status write_event(sea_job_context *context, const sea_job_screen_files *files, const sea_conjunction *e,
                              const sea_screen_change *change, size_t *refusals, sea_error *err)
{
    bool was = change && change->kind != SEA_SCREEN_NEW, refused;
    sea_pc_maximum most;
    int known;
    sea_status s =
        sea_job_screen_files_event(files, e, change && change->kind == SEA_SCREEN_GONE, &most, &known, &refused, err);
    if (s != SEA_OK) return s;
    *refusals += refused;
    const sea_gp *one = &files->set->gps[e->index_1], *two = &files->set->gps[e->index_2];
    char caveats[SEA_JOB_WORDS_MAX];
    sea_job_words(e->caveats | caveats_of(files->own) |
                      (uint32_t)(refused      ? COV_NPD
                                 : known == 1 ? ONE_COVARIANCE
                                              : 0),
                  caveat_names, sizeof caveat_names / sizeof *caveat_names, caveats);
    const sea_cell cells[COLUMN_COUNT] = {
        number_cell(e->norad_cat_id_1),
        sea_cell_text(one->object_name),
        sea_cell_real(sea_tai_diff_s(e->tca, one->epoch) / 86400.0),
        number_cell(e->norad_cat_id_2),
        sea_cell_text(two->object_name),
        sea_cell_real(sea_tai_diff_s(e->tca, two->epoch) / 86400.0),
        sea_cell_utc(e->tca),
        sea_cell_real(e->range_km),
        sea_cell_real(e->relative_speed_km_s),
        sea_cell_text(sea_conjunction_kind_name(e->kind)),
        sea_cell_utc(e->start),
        sea_cell_utc(e->end),
        sea_cell_real(e->relative_rtn_km[0]),
        sea_cell_real(e->relative_rtn_km[1]),
        sea_cell_real(e->relative_rtn_km[2]),
        sea_cell_text(caveats),
        sea_cell_real(most.value),
        sea_cell_real(most.scale / 1000.0),
        change ? sea_cell_text(sea_screen_change_name(change->kind)) : sea_cell_none(),
        was ? sea_cell_utc(change->before.tca) : sea_cell_none(),
        was ? sea_cell_real(change->before.range_km) : sea_cell_none(),
    };
    return sea_job_row(context, cells, err);
}

static void tell_exclusions(sea_job_context *context, const sea_screen_result *result)
{
    for (size_t i = 0; i < result->exclusion_count && i < TOLD_MAX; i++) {
        const sea_screen_exclusion *x = &result->exclusions[i];
        if (x->asked) {
            sea_job_note(context, "object %u is left out, as asked", x->norad_cat_id);
            continue;
        }
        char from[SEA_TAI_TEXT_MAX];
        sea_tai_format(x->from, 3, from);
        sea_job_warn(context, "object %u is not screened from %s on: %s", x->norad_cat_id, from,
                     sea_status_name(x->why));
    }
    if (result->exclusion_count > TOLD_MAX)
        sea_job_warn(context, "%zu objects in all are not screened through the whole window; the first %d are shown",
                     result->exclusion_count, TOLD_MAX);
}

/* What the result rests on, for the reader of standard error. */
static void tell_certificate(sea_job_context *context, const sea_screen_result *result, const char *missing)
{
    const sea_screen_certificate *c = &result->certificate;
    char step[SEA_TEXT_REAL_MAX], speed[SEA_TEXT_REAL_MAX], margin[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(c->step_s, 3, step);
    sea_text_from_fixed(c->speed_bound_km_s, 3, speed);
    sea_text_from_fixed(c->margin_km, 6, margin);
    sea_job_note(context, "%zu events; %llu of %llu objects screened, %llu pair tests, %llu candidates refined by SGP4",
                 result->event_count, (unsigned long long)c->screened, (unsigned long long)c->objects,
                 (unsigned long long)c->pairs_tested, (unsigned long long)c->candidates);
    if (c->exhaustive)
        sea_job_note(context, "every pair was looked at every %s s, under: no pair closes faster than 22.4 km/s", step);
    else
        sea_job_note(context, "%s%s%s, under: step %s s, largest speed %s km/s, largest margin %s km",
                     missing ? "not complete: " : "complete for the objects screened", missing ? missing : "",
                     missing ? "; complete for all else" : "", step, speed, margin);
    char median[SEA_TEXT_REAL_MAX], oldest[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(c->age_median_s / 86400.0, 2, median);
    sea_text_from_fixed(c->age_max_s / 86400.0, 2, oldest);
    sea_job_note(context,
                 "%llu events are to be read as intervals (slow, or at an edge of the window); elements are %s d from "
                 "the start in the median, %s d at most",
                 (unsigned long long)c->intervals, median, oldest);
}

/* What was asked about and was not screened, or not through the whole window; nothing where all of it was. */
static void find_missing(sea_job_context *context, const sea_screen_result *result, const sea_gp_set *set,
                         const sea_job_screen_own *own, bool gaps, sea_buffer *out)
{
    const sea_job_value *asked = sea_job_value_of(context, "primary");
    sea_tai start = sea_job_value_of(context, "start")->utc;
    if (gaps) sea_buffer_add_text(out, "the ephemeris does not cover the whole window");
    for (size_t k = 0; k < asked->id_count && !(own && own->ephem); k++) {
        const char *and = out->length > 0 ? ", " : "";
        if (!sea_gp_find(set->gps, set->count, asked->ids[k])) {
            sea_buffer_add_format(out, "%sprimary %u has no element set", and, asked->ids[k]);
            continue;
        }
        for (size_t i = 0; i < result->exclusion_count; i++) {
            const sea_screen_exclusion *x = &result->exclusions[i];
            char from[SEA_TAI_TEXT_MAX];
            if (asked->ids[k] != x->norad_cat_id) continue;
            sea_tai_format(x->from, 3, from);
            sea_buffer_add_format(out, "%sprimary %u is not screened %s%s", and, x->norad_cat_id,
                                  x->from.ns <= start.ns ? "at all" : "from ", x->from.ns <= start.ns ? "" : from);
            if (x->from.ns > start.ns) break;
            sea_job_warn(context, "primary %u is not screened at all (%s): nothing is known of its approaches",
                         x->norad_cat_id, sea_status_name(x->why));
            sea_job_mark_partly(context);
            break;
        }
    }
}

static int pass_progress(void *payload, double part)
{
    return sea_job_progress(payload, part) == SEA_OK ? 0 : 1;
}

/* The numbers of an option that have an element set; the others are named. */
static sea_status find_numbers(sea_job_context *context, const sea_gp_set *set, const char *option, const char *what,
                               uint32_t **out, size_t *count, sea_error *err)
{
    const sea_job_value *asked = sea_job_value_of(context, option);
    *count = 0;
    *out = malloc((asked->id_count + 1) * sizeof **out);
    if (!*out) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    for (size_t i = 0; i < asked->id_count; i++) {
        if (sea_gp_find(set->gps, set->count, asked->ids[i])) {
            (*out)[(*count)++] = asked->ids[i];
            continue;
        }
        sea_job_warn(context, "no element set of %s %u", what, asked->ids[i]);
        sea_job_mark_partly(context);
    }
    return SEA_OK;
}

bool sea_job_screen_parse_three(const char *text, double out[3])
{
    const char *at = text;
    for (int k = 0; k < 3; k++) {
        size_t length = strcspn(at, ",");
        bool last = at[length] == '\0';
        if (last != (k == 2) || !sea_text_to_real(at, length, &out[k])) return false;
        at += length + 1;
    }
    return true;
}

static sea_status parse_lengths(const char *option, const char *text, double out[3], sea_error *err)
{
    if (sea_job_screen_parse_three(text, out) && out[0] > 0.0 && out[1] > 0.0 && out[2] > 0.0) return SEA_OK;
    return sea_error_set(err, SEA_E_USAGE, "--%s takes three lengths above 0 as R,T,N in km, not '%s'", option, text);
}

static sea_status read_volume(sea_job_context *context, sea_screen_options *o, sea_error *err)
{
    const sea_job_value *box = sea_job_value_of(context, "box-km");
    const sea_job_value *ellipsoid = sea_job_value_of(context, "ellipsoid-km");
    if (box->given && ellipsoid->given)
        return sea_error_set(err, SEA_E_USAGE, "--box-km or --ellipsoid-km: give one of them");
    if ((box->given || ellipsoid->given) && !sea_job_value_of(context, "threshold-km")->by_default)
        sea_job_note(context, "--threshold-km does not count beside %s, which takes its place",
                     box->given ? "--box-km" : "--ellipsoid-km");
    if (box->given) {
        o->volume = SEA_SCREEN_BOX;
        return parse_lengths("box-km", box->text, o->volume_rtn_km, err);
    }
    if (!ellipsoid->given) return SEA_OK;
    o->volume = SEA_SCREEN_ELLIPSOID;
    return parse_lengths("ellipsoid-km", ellipsoid->text, o->volume_rtn_km, err);
}

static sea_status refuse_contradiction(const sea_job_context *context, sea_error *err)
{
    const sea_job_value *primary = sea_job_value_of(context, "primary"), *out = sea_job_value_of(context, "exclude");
    for (size_t i = 0; i < primary->id_count; i++)
        for (size_t k = 0; k < out->id_count; k++)
            if (primary->ids[i] == out->ids[k])
                return sea_error_set(err, SEA_E_USAGE, "object %u is a --primary and to --exclude: give one of them",
                                     primary->ids[i]);
    return SEA_OK;
}

sea_status sea_job_screen_read_options(sea_job_context *context, const sea_gp_set *set, sea_screen_options *o,
                                       uint32_t **excluded, sea_error *err)
{
    *o = sea_screen_options_default();
    o->start = sea_job_value_of(context, "start")->utc;
    o->span_ns = sea_job_value_of(context, "duration")->integer;
    o->threshold_km = sea_job_value_of(context, "threshold-km")->real;
    o->threads = (uint32_t)sea_job_value_of(context, "threads")->integer;
    o->progress = pass_progress;
    o->progress_payload = context;
    sea_status s = read_volume(context, o, err);
    if (s == SEA_OK) s = refuse_contradiction(context, err);
    if (s == SEA_OK) s = find_numbers(context, set, "exclude", "object to exclude", excluded, &o->excluded_count, err);
    o->excluded = *excluded;
    return s;
}

/* Rows and files of all events, and the certificate; changes are NULL without burns. */
static sea_status write_result(sea_job_context *context, const sea_screen_result *result, const sea_gp_set *set,
                               const sea_job_screen_own *own, const sea_screen_change *changes, size_t count, bool gaps,
                               sea_error *err)
{
    sea_job_screen_files files;
    size_t kinds[3] = {0}, refusals = 0, rows = changes ? count : result->event_count;
    sea_status s = sea_job_screen_files_open(context, set, own, &files, err);
    for (size_t i = 0; s == SEA_OK && i < rows; i++) {
        s = write_event(context, &files, changes ? &changes[i].event : &result->events[i], changes ? &changes[i] : NULL,
                        &refusals, err);
        if (changes) kinds[changes[i].kind]++;
    }
    sea_job_screen_files_close(&files);
    if (files.cdm && rows > 0) {
        char hbr[SEA_TEXT_REAL_MAX];
        sea_text_from_real(files.hbr_m, hbr);
        sea_job_note(context, "the messages carry the combined radius of --hbr-m: %s m", hbr);
    }
    if (refusals > 0)
        sea_job_warn(context,
                     "W_COV_NPD: at %zu of %zu events the covariance of the ephemeris has a negative variance or is "
                     "not positive definite: it is not used, MAX_PROB is the one without covariance",
                     refusals, rows);
    tell_exclusions(context, result);
    sea_buffer missing = {0};
    find_missing(context, result, set, own, gaps, &missing);
    tell_certificate(context, result, missing.data);
    sea_buffer_free(&missing);
    if (changes)
        sea_job_note(context, "by the burn %zu events are new and %zu gone; %zu are kept", kinds[SEA_SCREEN_NEW],
                     kinds[SEA_SCREEN_GONE], kinds[SEA_SCREEN_KEPT]);
    return s;
}

static sea_status screen_own(sea_job_context *context, sea_gp_set *set, sea_error *err)
{
    uint32_t *excluded = NULL;
    sea_screen_options o;
    sea_job_screen_own own = {0};
    sea_screen_result result = {0};
    sea_screen_change *changes = NULL;
    size_t count = 0;
    sea_status s = sea_job_screen_own_open(context, set, &own, err);
    if (s == SEA_OK) s = sea_job_screen_read_options(context, set, &o, &excluded, err);
    if (s == SEA_OK) s = sea_job_screen_own_fit(context, &own, &o, err);
    if (s == SEA_OK) s = sea_job_screen_own_run(&own, set, &o, &result, &changes, &count, err);
    bool gaps = s == SEA_OK && sea_job_screen_own_tell(context, &own, &o);
    if (s == SEA_OK) s = write_result(context, &result, set, &own, changes, count, gaps, err);
    free(changes);
    sea_screen_result_free(&result);
    sea_job_screen_own_close(&own);
    free(excluded);
    return s;
}

static sea_status screen(sea_job_context *context, const sea_gp_set *set, sea_error *err)
{
    uint32_t *primaries = NULL, *excluded = NULL;
    sea_screen_options o;
    sea_status s = sea_job_screen_read_options(context, set, &o, &excluded, err);
    o.exhaustive = sea_job_value_of(context, "exhaustive")->flag;
    if (s == SEA_OK) s = find_numbers(context, set, "primary", "primary", &primaries, &o.primary_count, err);
    if (s == SEA_OK && o.primary_count == 0 && sea_job_value_of(context, "primary")->given)
        s = sea_error_set(err, SEA_E_NOT_FOUND, "none of the primaries has an element set among the %zu objects read",
                          set->count);
    o.primaries = o.primary_count > 0 ? primaries : NULL;
    sea_screen_result result = {0};
    if (s == SEA_OK) s = sea_screen_run(set->gps, set->count, &o, &result, err);
    free(primaries);
    free(excluded);
    if (s == SEA_OK) s = write_result(context, &result, set, NULL, NULL, 0, false, err);
    sea_screen_result_free(&result);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_gp_set set = {0};
    sea_status s = sea_job_screen_files_check(context, err);
    if (s == SEA_OK) s = sea_job_elements(context, 0, sea_job_value_of(context, "start")->utc, NULL, 0, &set, err);
    if (s != SEA_OK) return s;
    s = sea_job_screen_own_asked(context) ? screen_own(context, &set, err) : screen(context, &set, err);
    sea_gp_set_free(&set);
    return s;
}

const sea_job sea_job_screen = {
    .name = "screen",
    .summary = "closest approaches below a distance, all objects against all or chosen ones against all",
    .details =
        "Every local minimum of the distance of two objects below the threshold is one row, ordered by TCA, then by "
        "the catalogue numbers. No approach is missed for the element sets given: candidates come from bounds, and "
        "each is refined with SGP4 itself. An object for which SGP4 gives no state is left out from that instant on, "
        "and named on standard error; the exit status stays 0, but is 3 where a primary cannot be screened at all.\n\n"
        "With --ephemeris one object moves by an operator's OEM instead of by elements. What of the window the "
        "ephemeris does not cover is told on standard error, and makes the exit status 3.\n\n"
        "With --burn the primary is screened without and with the burn, and CHANGE says what came of each approach.\n\n"
        "An element set is not the truth: in low orbits two sets may be wrong by kilometres within days. DSE says how "
        "old each set is at TCA.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example =
        "starsea screen catalogue.3le.gz --start 2026-03-10T04:00:00Z --duration 7d --threshold-km 5 --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW | SEA_JOB_WRITES_FILES,
    .run = run,
};

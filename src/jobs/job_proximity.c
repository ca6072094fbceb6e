/* Objects that stay near each other, come together or part, found in element histories. */
#include "jobs/job.h"

#include <starsea/object.h>
#include <starsea/proximity.h>

#include <stdlib.h>
#include <string.h>

static const sea_job_option options[] = {
    SEA_JOB_OPTIONS_HISTORY,
    SEA_JOB_OPTION_KNOWN_AT,
    {.name = "within-km",
     .type = SEA_OPTION_REAL,
     .unit = "km",
     .default_text = "100",
     .min = 1,
     .max = 1000,
     .help = "near: least range over a revolution below this"},
    SEA_JOB_OPTION_OBJECTS,
    SEA_JOB_OPTION_THREADS,
};

static const sea_job_column columns[] = {
    {"NORAD_CAT_ID_1", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number"},
    {"NORAD_CAT_ID_2", SEA_COLUMN_INTEGER, 0, NULL, "the other one; empty for what a single object shows"},
    {"START", SEA_COLUMN_UTC, 0, "UTC", "first instant at which elements show it"},
    {"END", SEA_COLUMN_UTC, 0, "UTC", "last such instant"},
    {"RANGE_MIN", SEA_COLUMN_FIXED, 1, "km",
     "least range over a revolution about an instant between; empty: none known"},
    {"RANGE_LOW", SEA_COLUMN_FIXED, 1, "km", "lower end of its 90% interval"},
    {"RANGE_HIGH", SEA_COLUMN_FIXED, 1, "km", "upper end of it"},
    {"MOVER", SEA_COLUMN_TEXT, 0, NULL, "catalogue number of the one that moved, or both; empty: neither can be told"},
    {"CLASS", SEA_COLUMN_TEXT, 0, NULL, "what it was"},
    {"RANGE_MEDIAN", SEA_COLUMN_FIXED, 1, "km", "over revolution and interval"},
    {"CLOSEST", SEA_COLUMN_UTC, 0, "UTC", "instant of RANGE_MIN"},
    {"AFTER", SEA_COLUMN_UTC, 0, "UTC", "last elements before that show otherwise; empty: none do"},
    {"BEFORE", SEA_COLUMN_UTC, 0, "UTC", "first elements after that show otherwise; empty: none do"},
    {"DAYS", SEA_COLUMN_FIXED, 1, "d", "from START to END"},
    {"PLANE", SEA_COLUMN_FIXED, 3, "deg", "between the planes, at CLOSEST"},
    {"DRIFT", SEA_COLUMN_FIXED, 4, "deg/d", "change of the separation along the orbit; stop: drift in longitude"},
    {"LONGITUDE", SEA_COLUMN_FIXED, 2, "deg", "GEO: mean longitude, east"},
    {"DV_1", SEA_COLUMN_FIXED, 2, "m/s", "largest step of the first one around START (release: END), beyond nature"},
    {"DV_2", SEA_COLUMN_FIXED, 2, "m/s", "of the second one"},
    {"SETS_1", SEA_COLUMN_INTEGER, 0, NULL, "element sets it rests on"},
    {"SETS_2", SEA_COLUMN_INTEGER, 0, NULL, "of the second one"},
    {"REGIME", SEA_COLUMN_TEXT, 0, NULL, "leo, meo or geo"},
    {"CAVEATS", SEA_COLUMN_TEXT, 0, NULL, "what must be read with it, ids separated by blanks"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static const char *const caveat_names[] = {
    "single-instant", "gap",          "same-elements", "open-start", "open-end",
    "same-launch",    "old-elements", "no-range",      "unresolved", "late-cataloguing"};

static sea_cell range_cell(double km)
{
    return km < 0.0 ? sea_cell_none() : sea_cell_real(km);
}

static sea_cell mover_cell(const sea_proximity *p, char text[SEA_TEXT_REAL_MAX])
{
    if (p->mover == SEA_PROXIMITY_MOVER_NONE) return sea_cell_none();
    if (p->mover == SEA_PROXIMITY_MOVER_BOTH) return sea_cell_text("both");
    sea_text_from_fixed(p->mover == SEA_PROXIMITY_MOVER_1 ? p->norad_cat_id_1 : p->norad_cat_id_2, 0, text);
    return sea_cell_text(text);
}

static sea_status write_finding(sea_job_context *context, const sea_proximity *p, sea_error *err)
{
    char caveats[SEA_JOB_WORDS_MAX], mover[SEA_TEXT_REAL_MAX];
    sea_job_words(p->caveats, caveat_names, sizeof caveat_names / sizeof *caveat_names, caveats);
    bool pair = p->norad_cat_id_2 != 0, placed = p->regime == SEA_REGIME_GEO && p->longitude_deg > 0.0;
    const sea_cell cells[] = {
        sea_cell_integer(p->norad_cat_id_1),
        pair ? sea_cell_integer(p->norad_cat_id_2) : sea_cell_none(),
        sea_cell_utc(p->start),
        sea_cell_utc(p->end),
        range_cell(p->range_min_km),
        range_cell(p->low_km),
        range_cell(p->high_km),
        mover_cell(p, mover),
        sea_cell_text(sea_proximity_class_name(p->what)),
        range_cell(p->median_km),
        sea_cell_utc(p->closest),
        sea_cell_utc(p->earliest),
        sea_cell_utc(p->latest),
        sea_cell_real(sea_tai_diff_s(p->end, p->start) / 86400.0),
        pair ? sea_cell_real(p->plane_deg) : sea_cell_none(),
        sea_cell_real(p->drift_deg_day),
        placed ? sea_cell_real(p->longitude_deg) : sea_cell_none(),
        sea_cell_real(p->dv_1_m_s),
        pair ? sea_cell_real(p->dv_2_m_s) : sea_cell_none(),
        sea_cell_integer(p->sets_1),
        pair ? sea_cell_integer(p->sets_2) : sea_cell_none(),
        sea_cell_text(sea_regime_name(p->regime)),
        p->caveats ? sea_cell_text(caveats) : sea_cell_none(),
    };
    return sea_job_row(context, cells, err);
}

/* ---- the run ---- */

static sea_status report(sea_job_context *context, const sea_gp_history *history, const sea_object_set *objects,
                         sea_error *err)
{
    sea_proximity_options o = sea_proximity_options_default();
    const sea_job_value *ids = sea_job_value_of(context, "id");
    o.ids = ids->id_count ? ids->ids : NULL;
    o.id_count = ids->id_count;
    o.within_km = sea_job_value_of(context, "within-km")->real;
    o.threads = (uint32_t)sea_job_value_of(context, "threads")->integer;
    o.objects = objects;
    sea_proximity *found = NULL;
    size_t count = 0, of[SEA_PROXIMITY_CLASS_COUNT] = {0};
    sea_status s = sea_proximity_find(history, &o, &found, &count, err);
    for (size_t i = 0; s == SEA_OK && i < count; i++) {
        of[found[i].what]++;
        s = write_finding(context, &found[i], err);
    }
    for (int c = 0; s == SEA_OK && c < SEA_PROXIMITY_CLASS_COUNT; c++)
        if (of[c]) sea_job_note(context, "%s: %zu", sea_proximity_class_name((sea_proximity_class)c), of[c]);
    if (s == SEA_OK) sea_job_note(context, "%zu findings", count);
    free(found);
    return s;
}

/* Without elements of an object nothing can be said of it, which is not the same as nothing near it. */
static void tell_missing(sea_job_context *context, const sea_gp_history *history)
{
    enum { LISTED_MAX = 10 };
    const sea_job_value *ids = sea_job_value_of(context, "id");
    size_t missing = 0;
    for (size_t i = 0; i < ids->id_count; i++) {
        if (sea_gp_history_find(history, ids->ids[i])) continue;
        if (missing++ < LISTED_MAX)
            sea_job_warn(context, "no element set of object %u: what was near it is undecidable", ids->ids[i]);
    }
    if (missing > LISTED_MAX) sea_job_warn(context, "%zu objects in all have no element set", missing);
    if (missing > 0) sea_job_mark_partly(context);
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_gp_history history;
    sea_object_set objects = {0};
    sea_status s = sea_job_history_whole(context, &history, err);
    if (s != SEA_OK) return s;
    tell_missing(context, &history);
    s = sea_job_objects(context, &objects, err);
    if (s == SEA_OK) s = report(context, &history, &objects, err);
    sea_object_set_free(&objects);
    sea_gp_history_free(&history);
    return s;
}

const sea_job sea_job_proximity = {
    .name = "proximity",
    .summary = "objects near each other: approach, docking, formation, release, stops; who moved",
    .details =
        "Files may hold whole histories: many sets of many objects. Two objects are near when their least range over a "
        "revolution is below --within-km, their planes are close and their separation changes slowly; passages at "
        "speed are the matter of `screen`. A range is an interval: the sets of a pair are good to about 2 km in low "
        "orbits and 10 km in GEO at their epochs, and less away from them, by how well the object's own sets agree.\n\n"
        "CLASS is one of approach, flyby, merging (apart before, indistinguishable after), docked, release, tow, "
        "co-location, same-owner, formation, constellation-plane, co-launched, catalogued-together (the same elements "
        "under two numbers: no range is known), stop (GEO: a longitude held between drifts, whoever is near), "
        "data-fault (a set that carries another orbit) and undecidable. Benign classes are named, not left out. Dates "
        "are those of element sets: AFTER and BEFORE say how far off they may be. An empty list is no proof that "
        "nothing was near: objects without public elements are not seen.\n\n"
        "Owners in a list of objects tell the class same-owner, and nothing else. --id keeps the findings with one of "
        "these "
        "objects; --start and --end leave out element sets.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example = "starsea proximity history.3le --id 44625 --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW,
    .run = run,
};

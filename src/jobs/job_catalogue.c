/* Every object of a store or file in a row: what it is, whose, its orbit, how old its elements are. */
#include "jobs/job.h"

#include <starsea/object.h>
#include <starsea/sgp4.h>

#include <stdio.h>

#define EARTH_RADIUS_KM 6378.137 /* heights of every job are over the equatorial radius */

static const sea_job_option options[] = {
    SEA_JOB_OPTION_STORE,
    SEA_JOB_OPTION_KNOWN_AT,
    {.name = "id", .type = SEA_OPTION_IDS, .help = "only these catalogue numbers"},
    {.name = "at",
     .type = SEA_OPTION_UTC,
     .help = "of several sets of an object the newest not after it; without it, now"},
    SEA_JOB_OPTION_OBJECTS,
};

static const sea_job_column columns[] = {
    {"NORAD_CAT_ID", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number"},
    {"OBJECT_NAME", SEA_COLUMN_TEXT, 0, NULL, "name"},
    {"OBJECT_ID", SEA_COLUMN_TEXT, 0, NULL, "international designator"},
    {"KIND", SEA_COLUMN_TEXT, 0, NULL, "payload, rocket-body or debris, as the list of objects has it"},
    {"OWNER", SEA_COLUMN_TEXT, 0, NULL, "State or owner, as the list of objects writes it"},
    {"PROGRAM", SEA_COLUMN_TEXT, 0, NULL, "programme, where the list has one"},
    {"LAUNCH", SEA_COLUMN_TEXT, 0, "UTC", "date of launch, as far as the list knows it"},
    {"UN_DOCUMENT", SEA_COLUMN_TEXT, 0, NULL,
     "document of the United Nations that registers it, where the list has it"},
    {"EPOCH", SEA_COLUMN_UTC, 6, "UTC", "epoch of its element set"},
    {"PERIOD", SEA_COLUMN_FIXED, 3, "min", "of the mean orbit, by the mean motion as published"},
    {"INCLINATION", SEA_COLUMN_REAL, 0, "deg", "inclination"},
    {"ECCENTRICITY", SEA_COLUMN_REAL, 0, NULL, "eccentricity"},
    {"PERIGEE", SEA_COLUMN_FIXED, 1, "km", "height over the equatorial radius; empty where SGP4 refuses the set"},
    {"APOGEE", SEA_COLUMN_FIXED, 1, "km", "height over the equatorial radius"},
    {"DATA_SOURCE", SEA_COLUMN_TEXT, 0, NULL,
     "OPERATOR for a set derived from an operator's ephemeris (SupGP), empty for one from tracking (GP)"},
    {"MEAN_MOTION", SEA_COLUMN_REAL, 0, "rev/day", "mean motion as published, from which SGP4 starts as from the next"},
    {"RA_OF_ASC_NODE", SEA_COLUMN_REAL, 0, "deg", "right ascension of the ascending node"},
    {"ARG_OF_PERICENTER", SEA_COLUMN_REAL, 0, "deg", "argument of perigee"},
    {"MEAN_ANOMALY", SEA_COLUMN_REAL, 0, "deg", "mean anomaly"},
    {"BSTAR", SEA_COLUMN_REAL, 0, "1/ER", "drag term"},
    {"EPHEMERIS_TYPE", SEA_COLUMN_INTEGER, 0, NULL, "0 for SGP4, the only theory propagated here"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0], DATE_MAX = 16 };

static const char *kind_of(const sea_object *o)
{
    static const char *const names[] = {NULL, "payload", "rocket-body", "debris"};
    return o ? names[o->type] : NULL;
}

/* The parts of a date that are known. */
static const char *date_of(const sea_object *o, char out[DATE_MAX])
{
    const sea_object_date *d = o ? &o->launch : NULL;
    if (!d || d->year == 0) return NULL;
    int n = snprintf(out, DATE_MAX, "%04d", d->year);
    if (d->month) n += snprintf(out + n, DATE_MAX - (size_t)n, "-%02u", d->month);
    if (d->month && d->day) snprintf(out + n, DATE_MAX - (size_t)n, "-%02u", d->day);
    return out;
}

static const char *text_or_nothing(const char *text)
{
    return text && text[0] ? text : NULL;
}

static sea_status write_object(sea_job_context *context, const sea_gp *gp, const sea_object *o,
                               const sea_sgp4_orbit *orbit, sea_error *err)
{
    char launch[DATE_MAX];
    bool known = orbit->semi_major_km > 0.0;
    const sea_cell cells[COLUMN_COUNT] = {
        sea_cell_integer(gp->norad_cat_id),
        sea_cell_text(gp->object_name[0] ? gp->object_name
                      : o                ? text_or_nothing(o->name)
                                         : NULL),
        sea_cell_text(gp->object_id[0] ? gp->object_id
                      : o              ? text_or_nothing(o->object_id)
                                       : NULL),
        sea_cell_text(kind_of(o)),
        sea_cell_text(o ? text_or_nothing(o->owner) : NULL),
        sea_cell_text(o ? text_or_nothing(o->program) : NULL),
        sea_cell_text(date_of(o, launch)),
        sea_cell_text(o ? text_or_nothing(o->un_document) : NULL),
        sea_cell_utc(gp->epoch),
        gp->mean_motion_rev_day > 0.0 ? sea_cell_real(1440.0 / gp->mean_motion_rev_day) : sea_cell_none(),
        sea_cell_real(gp->incl_deg),
        sea_cell_real(gp->eccentricity),
        known ? sea_cell_real(orbit->perigee_km - EARTH_RADIUS_KM) : sea_cell_none(),
        known ? sea_cell_real(orbit->apogee_km - EARTH_RADIUS_KM) : sea_cell_none(),
        sea_cell_text(gp->caveats & SEA_GP_CAVEAT_DERIVED ? "OPERATOR" : NULL),
        sea_cell_real(gp->mean_motion_rev_day),
        sea_cell_real(gp->raan_deg),
        sea_cell_real(gp->argp_deg),
        sea_cell_real(gp->mean_anomaly_deg),
        sea_cell_real(gp->bstar_per_er),
        sea_cell_integer(gp->caveats & SEA_GP_CAVEAT_NOT_SGP4 && gp->ephemeris_type == 0 ? 255 : gp->ephemeris_type),
    };
    return sea_job_row(context, cells, err);
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    const sea_job_value *at = sea_job_value_of(context, "at"), *id = sea_job_value_of(context, "id");
    sea_gp_set set = {0};
    sea_object_set list = {0};
    sea_sgp4 *prepared = NULL;
    sea_status s = sea_job_elements(context, 0, at->given ? at->utc : sea_job_now(), id->ids, id->id_count, &set, err);
    if (s == SEA_OK) s = sea_job_objects(context, &list, err);
    if (s == SEA_OK) s = sea_sgp4_new(set.gps, set.count, NULL, &prepared, NULL, err);
    for (size_t i = 0; i < set.count && s == SEA_OK; i++) {
        const sea_sgp4_orbit orbit = sea_sgp4_orbit_of(prepared, i);
        s = write_object(context, &set.gps[i], sea_object_set_find(&list, set.gps[i].norad_cat_id), &orbit, err);
    }
    sea_sgp4_free(prepared);
    sea_object_set_free(&list);
    sea_gp_set_free(&set);
    return s;
}

const sea_job sea_job_catalogue = {
    .name = "catalogue",
    .alias = "catalog",
    .summary = "every object in a row: what it is, whose, its orbit, how old its elements are",
    .details =
        "Rows are ordered by catalogue number. KIND, OWNER, PROGRAM, LAUNCH and UN_DOCUMENT are the words of the list "
        "of objects, which a store has once one was imported or fetched; without a list they are empty, and "
        "nothing is guessed from names. Objects of the list that have no element set are left out.",
    .inputs = "FILE...",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example = "starsea catalogue --store sky.db --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .run = run,
};

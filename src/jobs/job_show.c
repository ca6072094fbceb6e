/* The element history of objects in a store. */
#include "base/hash.h"
#include "base/os.h"
#include "jobs/job.h"

#include <starsea/catalog.h>
#include <starsea/report.h>

#include <stdlib.h>

static const sea_job_option options[] = {
    {.name = "store", .type = SEA_OPTION_PATH, .required = true, .local = true, .help = "the store"},
    {.name = "id", .type = SEA_OPTION_IDS, .required = true, .help = "catalogue numbers of the objects"},
    {.name = "known-at", .type = SEA_OPTION_UTC, .help = "only what had arrived by then"},
    {.name = "svg",
     .type = SEA_OPTION_PATH,
     .local = true,
     .help = "draw the history of the object, a single one, into this file"},
};

/* Names, units and order of OMM first, so that the CSV can be read again as element sets; then where each set came
 * from. */
static const sea_job_column columns[] = {
    {"OBJECT_NAME", SEA_COLUMN_TEXT, 0, NULL, "name"},
    {"OBJECT_ID", SEA_COLUMN_TEXT, 0, NULL, "international designator"},
    {"EPOCH", SEA_COLUMN_UTC, 6, "UTC", "epoch of the elements"},
    {"MEAN_MOTION", SEA_COLUMN_REAL, 0, "rev/d", "mean motion (Kozai)"},
    {"ECCENTRICITY", SEA_COLUMN_REAL, 0, NULL, "eccentricity"},
    {"INCLINATION", SEA_COLUMN_REAL, 0, "deg", "inclination"},
    {"RA_OF_ASC_NODE", SEA_COLUMN_REAL, 0, "deg", "right ascension of the ascending node"},
    {"ARG_OF_PERICENTER", SEA_COLUMN_REAL, 0, "deg", "argument of pericentre"},
    {"MEAN_ANOMALY", SEA_COLUMN_REAL, 0, "deg", "mean anomaly"},
    {"EPHEMERIS_TYPE", SEA_COLUMN_INTEGER, 0, NULL, "0 is SGP4"},
    {"CLASSIFICATION_TYPE", SEA_COLUMN_TEXT, 0, NULL, "U is unclassified"},
    {"NORAD_CAT_ID", SEA_COLUMN_INTEGER, 0, NULL, "catalogue number"},
    {"ELEMENT_SET_NO", SEA_COLUMN_INTEGER, 0, NULL, "number of the set, as published"},
    {"REV_AT_EPOCH", SEA_COLUMN_INTEGER, 0, NULL, "revolution number, as published"},
    {"BSTAR", SEA_COLUMN_REAL, 0, "1/Earth radii", "drag term"},
    {"MEAN_MOTION_DOT", SEA_COLUMN_REAL, 0, "rev/d2", "half the first derivative of the mean motion, as published"},
    {"MEAN_MOTION_DDOT", SEA_COLUMN_REAL, 0, "rev/d3", "a sixth of the second derivative, as published"},
    {"CREATION_DATE", SEA_COLUMN_UTC, 6, "UTC", "when the set was made, where its source says so"},
    {"DATA_SOURCE", SEA_COLUMN_TEXT, 0, NULL,
     "OPERATOR for a set derived from an operator's ephemeris (SupGP), empty for one from tracking (GP)"},
    {"ARRIVAL", SEA_COLUMN_UTC, 3, "UTC", "when it reached the store"},
    {"PUBLISHER", SEA_COLUMN_TEXT, 0, NULL, "who published the file it came in, where the import was told"},
    {"SOURCE_FORMAT", SEA_COLUMN_TEXT, 0, NULL, "spelling it was read from"},
    {"SOURCE_FILE", SEA_COLUMN_TEXT, 0, NULL, "file it was read from"},
    {"SOURCE_LINE", SEA_COLUMN_INTEGER, 0, NULL, "line in that file"},
    {"SOURCE_SHA256", SEA_COLUMN_TEXT, 0, NULL, "digest of that file"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static const char *format_name(sea_gp_format format)
{
    switch (format) {
    case SEA_GP_TLE: return "TLE";
    case SEA_GP_OMM_CSV: return "OMM CSV";
    case SEA_GP_OMM_JSON: return "OMM JSON";
    case SEA_GP_OMM_KVN: return "OMM KVN";
    case SEA_GP_OMM_XML: return "OMM XML";
    case SEA_GP_AUTO: break;
    }
    return NULL;
}

typedef struct listing {
    sea_job_context *context;
    sea_tai known_at; /* SEA_TAI_NONE: whenever it arrived */
    sea_tai newest;
    size_t shown;    /* of the object under way */
    sea_gp_set *set; /* what is to be drawn; NULL for nothing */
    sea_error *err;
} listing;

static sea_status write_entry(void *payload, const sea_catalog_entry *entry)
{
    listing *l = payload;
    const sea_gp *gp = &entry->gp;
    if (l->known_at.ns != SEA_TAI_NONE.ns && entry->arrival.ns > l->known_at.ns) return SEA_OK;
    l->shown++;
    if (l->newest.ns == SEA_TAI_NONE.ns || gp->epoch.ns > l->newest.ns) l->newest = gp->epoch;
    if (l->set && sea_gp_set_add(l->set, gp) != SEA_OK) return sea_error_set(l->err, SEA_E_MEMORY, "out of memory");
    const char classification[2] = {gp->classification, '\0'};
    char hex[2 * SEA_SHA256_SIZE + 1];
    sea_sha256_hex(entry->file_sha256, hex);
    const sea_cell cells[COLUMN_COUNT] = {
        sea_cell_text(gp->object_name),
        sea_cell_text(gp->object_id),
        sea_cell_utc(gp->epoch),
        sea_cell_real(gp->mean_motion_rev_day),
        sea_cell_real(gp->eccentricity),
        sea_cell_real(gp->incl_deg),
        sea_cell_real(gp->raan_deg),
        sea_cell_real(gp->argp_deg),
        sea_cell_real(gp->mean_anomaly_deg),
        sea_cell_integer(gp->ephemeris_type),
        sea_cell_text(classification),
        sea_cell_integer(gp->norad_cat_id),
        sea_cell_integer(gp->element_set_no),
        sea_cell_integer(gp->rev_at_epoch),
        sea_cell_real(gp->bstar_per_er),
        sea_cell_real(gp->mean_motion_dot_rev_day2),
        sea_cell_real(gp->mean_motion_ddot_rev_day3),
        sea_cell_utc(gp->creation_date),
        sea_cell_text(gp->caveats & SEA_GP_CAVEAT_DERIVED ? "OPERATOR" : NULL),
        sea_cell_utc(entry->arrival),
        sea_cell_text(entry->publisher[0] ? entry->publisher : NULL),
        sea_cell_text(format_name(entry->format)),
        sea_cell_text(entry->file),
        sea_cell_integer((int64_t)entry->line),
        sea_cell_text(hex),
    };
    return sea_job_row(l->context, cells, l->err);
}

static sea_status show_objects(listing *l, sea_catalog *catalog, const sea_job_value *id)
{
    size_t missing = 0;
    for (size_t i = 0; i < id->id_count; i++) {
        l->shown = 0;
        sea_status s = sea_catalog_history(catalog, id->ids[i], write_entry, l, l->err);
        if (s != SEA_OK && s != SEA_E_NOT_FOUND) return s;
        if (l->shown > 0) continue;
        missing++;
        sea_job_warn(l->context,
                     s == SEA_OK ? "nothing of object %u had arrived by then" : "the store has no object %u",
                     id->ids[i]);
        sea_job_mark_partly(l->context);
    }
    if (missing == id->id_count)
        return sea_error_set(l->err, SEA_E_NOT_FOUND, "none of the objects asked for is in the store%s",
                             l->known_at.ns != SEA_TAI_NONE.ns ? ", as known then" : "");
    return SEA_OK;
}

/* Ordered anew, so that sets of one epoch which differ are marked. */
static sea_status draw(sea_gp_set *set, const char *path, sea_error *err)
{
    sea_gp_history history;
    char *text = NULL;
    size_t length = 0;
    if (sea_gp_set_to_history(set, &history) != SEA_OK) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    sea_status s = sea_report_history_svg(history.gps, history.count, &text, &length, err);
    if (s == SEA_OK) s = sea_os_write_file(path, text, length, err);
    free(text);
    sea_gp_history_free(&history);
    return s;
}

static sea_status show(listing *l, sea_catalog *catalog)
{
    const sea_job_value *id = sea_job_value_of(l->context, "id"), *svg = sea_job_value_of(l->context, "svg");
    sea_gp_set set = {0};
    sea_tai arrived = SEA_TAI_NONE;
    if (svg->given && id->id_count != 1)
        return sea_error_set(l->err, SEA_E_USAGE, "--svg draws one object: give a single --id");
    if (svg->given) l->set = &set;
    sea_status s = show_objects(l, catalog, id);
    if (s == SEA_OK && svg->given) s = draw(&set, svg->text, l->err);
    if (s == SEA_OK) s = sea_job_arrival_of(l->context, catalog, &arrived, l->err);
    if (s == SEA_OK) sea_job_tell_age(l->context, "newest element set", l->newest, arrived);
    sea_gp_set_free(&set);
    return s;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_catalog *catalog = NULL;
    sea_status s = sea_catalog_open(sea_job_value_of(context, "store")->text, SEA_CATALOG_READ, &catalog, err);
    if (s != SEA_OK) return s;
    listing l = {.context = context, .known_at = sea_job_known_at(context), .newest = SEA_TAI_NONE, .err = err};
    s = show(&l, catalog);
    sea_catalog_close(catalog);
    return s;
}

const sea_job sea_job_show = {
    .name = "show",
    .summary = "every element set that a store has of an object, and where each came from",
    .details = "Rows are ordered by object, epoch and arrival. The first columns are those of OMM, so that CSV output "
               "can be read again as element sets, but for names that begin like a formula: these carry an apostrophe "
               "in every CSV output (starsea convert --to omm-csv gives them as they are). --known-at leaves out what "
               "arrived later; --svg draws heights, inclination and drag term over time.",
    .example = "starsea show --store sky.db --id 25544 --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_WRITES_FILES,
    .run = run,
};

/* The element history of objects in a store. */
#include "jobs/job.h"
#include "base/hash.h"

#include <starsea/catalog.h>

static const sea_job_option options[] = {
    {.name = "store", .type = SEA_OPTION_PATH, .required = true, .local = true, .help = "the store"},
    {.name = "id", .type = SEA_OPTION_IDS, .required = true, .help = "catalogue numbers of the objects"},
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
    {"ARRIVAL", SEA_COLUMN_UTC, 3, "UTC", "when it reached the store"},
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
    sea_error *err;
} listing;

static sea_status write_entry(void *payload, const sea_catalog_entry *entry)
{
    const listing *l = payload;
    const sea_gp *gp = &entry->gp;
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
        sea_cell_utc(entry->arrival),
        sea_cell_text(format_name(entry->format)),
        sea_cell_text(entry->file),
        sea_cell_integer((int64_t)entry->line),
        sea_cell_text(hex),
    };
    return sea_job_row(l->context, cells, l->err);
}

static sea_status show_objects(sea_job_context *context, sea_catalog *catalog, const sea_job_value *id, sea_error *err)
{
    listing l = {context, err};
    size_t missing = 0;
    for (size_t i = 0; i < id->id_count; i++) {
        sea_status s = sea_catalog_history(catalog, id->ids[i], write_entry, &l, err);
        if (s != SEA_OK && s != SEA_E_NOT_FOUND) return s;
        if (s == SEA_OK) continue;
        missing++;
        sea_job_warn(context, "the store has no object %u", id->ids[i]);
        sea_job_mark_partly(context);
    }
    if (missing == id->id_count)
        return sea_error_set(err, SEA_E_NOT_FOUND, "none of the objects asked for is in the store");
    return SEA_OK;
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_catalog *catalog = NULL;
    sea_status s = sea_catalog_open(sea_job_value_of(context, "store")->text, SEA_CATALOG_READ, &catalog, err);
    if (s != SEA_OK) return s;
    s = show_objects(context, catalog, sea_job_value_of(context, "id"), err);
    sea_catalog_close(catalog);
    return s;
}

const sea_job sea_job_show = {
    .name = "show",
    .summary = "every element set that a store has of an object, and where each came from",
    .details = "Rows are ordered by object, epoch and arrival. The first columns are those of OMM, so that CSV output "
               "can be read "
               "again as element sets.",
    .example = "starsea show --store sky.db --id 25544 --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .run = run,
};

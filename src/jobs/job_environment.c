/* How crowded it is, by height, and by inclination or owner, over time. */
#include "jobs/job.h"

#include "base/error.h"
#include "base/math.h"
#include "base/os.h"

#include <starsea/environment.h>
#include <starsea/object.h>
#include <starsea/picture.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BY_NOTHING, BY_INCLINATION, BY_OWNER, NAME_MAX = 16, LINES_MAX = 8, INSTANTS_MAX = 100000 };

static const char *const groupings[] = {"none", "inclination", "owner", NULL};

static const sea_job_option options[] = {
    SEA_JOB_OPTIONS_HISTORY,
    {.name = "by",
     .type = SEA_OPTION_CHOICE,
     .choices = groupings,
     .default_text = "none",
     .help = "rows for bands of inclination or for owners, besides all objects"},
    SEA_JOB_OPTION_OBJECTS,
    {.name = "band",
     .type = SEA_OPTION_REAL,
     .unit = "deg",
     .default_text = "10",
     .min = 1.0,
     .max = 180.0,
     .help = "width of a band of inclination"},
    {.name = "low",
     .type = SEA_OPTION_REAL,
     .unit = "km",
     .default_text = "200",
     .min = 0.0,
     .max = 100000.0,
     .help = "height of the lowest shell's lower edge"},
    {.name = "high",
     .type = SEA_OPTION_REAL,
     .unit = "km",
     .default_text = "2000",
     .min = 1.0,
     .max = 100000.0,
     .help = "height of the highest shell's upper edge"},
    {.name = "shell",
     .type = SEA_OPTION_REAL,
     .unit = "km",
     .default_text = "20",
     .min = 1.0,
     .max = 100000.0,
     .help = "thickness of a shell"},
    {.name = "range",
     .type = SEA_OPTION_REAL,
     .unit = "km",
     .default_text = "1",
     .min = 1e-6,
     .max = 100.0,
     .help = "an approach is closer than this"},
    {.name = "every",
     .type = SEA_OPTION_REAL,
     .unit = "d",
     .min = 0.01,
     .max = 100000.0,
     .help = "count again each so many days, from --start or the first element set; without it once, at the end"},
    {.name = "max-age",
     .type = SEA_OPTION_REAL,
     .unit = "d",
     .default_text = "30",
     .min = 0.01,
     .max = 100000.0,
     .help = "leave out objects whose newest element set is older than this"},
    {.name = "svg", .type = SEA_OPTION_PATH, .local = true, .help = "draw density against height into this file"},
};

static const sea_job_column columns[] = {
    {"AS_OF", SEA_COLUMN_UTC, 0, "UTC", "instant of the count: each object by its newest element set before"},
    {"HEIGHT_LOW", SEA_COLUMN_FIXED, 1, "km", "lower edge of the shell, over the equatorial radius"},
    {"HEIGHT_HIGH", SEA_COLUMN_FIXED, 1, "km", "upper edge"},
    {"CLASS", SEA_COLUMN_TEXT, 0, NULL, "band of inclination in degrees, or owner; all"},
    {"OBJECTS", SEA_COLUMN_FIXED, 3, NULL, "inside at an instant, on average"},
    {"DENSITY", SEA_COLUMN_REAL, 0, "1/km3", "objects a cubic kilometre"},
    {"FLUX", SEA_COLUMN_REAL, 0, "1/m2/yr", "passages of others through a square metre of a member, a year inside"},
    {"APPROACHES", SEA_COLUMN_REAL, 0, "1/yr", "below --range, with a member on one side or on both"},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

/* ---- classes ---- */

typedef struct classes {
    long by;
    double band_deg;
    char (*names)[NAME_MAX];
    size_t count, capacity;
    sea_object_set objects; /* of BY_OWNER */
} classes;

static sea_status add_class(classes *c, const char *name, uint32_t *out)
{
    for (size_t i = 0; i < c->count; i++) {
        *out = (uint32_t)i;
        if (strcmp(c->names[i], name) == 0) return SEA_OK;
    }
    if (c->count == c->capacity) {
        size_t capacity = c->capacity ? 2 * c->capacity : 64;
        char(*grown)[NAME_MAX] = realloc(c->names, capacity * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        c->names = grown, c->capacity = capacity;
    }
    snprintf(c->names[c->count], NAME_MAX, "%s", name);
    *out = (uint32_t)c->count++;
    return SEA_OK;
}

/* A class for each owner, in the order of the list's numbers. */
static sea_status read_owners(sea_job_context *context, classes *c, sea_error *err)
{
    uint32_t unused;
    sea_status s = sea_job_objects(context, &c->objects, err);
    if (s == SEA_OK && c->objects.count == 0)
        return sea_error_set(err, SEA_E_USAGE, "--by owner needs --objects, the list that says who owns what");
    for (size_t i = 0; s == SEA_OK && i < c->objects.count; i++)
        if (c->objects.objects[i].owner[0]) s = add_class(c, c->objects.objects[i].owner, &unused);
    return s == SEA_E_MEMORY ? sea_error_set(err, s, "out of memory") : s;
}

static sea_status classes_new(sea_job_context *context, classes *c, sea_error *err)
{
    uint32_t unused;
    char name[2 * NAME_MAX];
    *c = (classes){.by = (long)sea_job_value_of(context, "by")->integer};
    c->band_deg = sea_job_value_of(context, "band")->real;
    sea_status s = SEA_OK;
    if (c->by == BY_NOTHING) s = add_class(c, "all", &unused);
    for (double low = 0.0; s == SEA_OK && c->by == BY_INCLINATION && low < 180.0; low += c->band_deg) {
        snprintf(name, sizeof name, "%g-%g", low, fmin(low + c->band_deg, 180.0));
        s = add_class(c, name, &unused);
    }
    if (s == SEA_OK && c->by == BY_OWNER) s = add_class(c, "unknown", &unused);
    if (s != SEA_OK) return sea_error_set(err, s, "out of memory");
    return c->by == BY_OWNER ? read_owners(context, c, err) : SEA_OK;
}

static uint32_t class_of(const classes *c, const sea_gp *gp)
{
    if (c->by == BY_INCLINATION) {
        double band = floor(gp->incl_deg / c->band_deg);
        return band < (double)c->count ? (uint32_t)fmax(band, 0.0) : (uint32_t)c->count - 1;
    }
    const sea_object *object = sea_object_set_find(&c->objects, gp->norad_cat_id);
    for (size_t i = 0; object && i < c->count; i++)
        if (strcmp(c->names[i], object->owner) == 0) return (uint32_t)i;
    return 0;
}

static void classes_free(classes *c)
{
    free(c->names);
    sea_object_set_free(&c->objects);
}

/* ---- a count ---- */

typedef struct census {
    sea_job_context *context;
    const sea_gp_history *history;
    classes classes;
    sea_environment_options options;
    double max_age_s;
    sea_environment_member *members;
    size_t count;
    sea_environment_cell *cells;
    size_t shells, width; /* width: classes and all */
    double *lines;        /* what is drawn: of classes at the last instant, or of all at each of the last instants */
    char (*line_names)[SEA_TAI_TEXT_MAX];
    size_t line_count;
    uint64_t empty; /* instants without any object */
} census;

/* Each object by its newest set that is not after the instant nor too old. */
static void gather(census *c, sea_tai at)
{
    const sea_gp_history *h = c->history;
    c->count = 0;
    for (size_t i = 0; i < h->object_count; i++) {
        const sea_gp *sets = h->gps + h->objects[i].first;
        size_t until = sea_gp_count_until(sets, h->objects[i].count, at);
        if (until == 0 || sea_tai_diff_s(at, sets[until - 1].epoch) > c->max_age_s) continue;
        sea_environment_member *m = &c->members[c->count];
        if (sea_environment_member_of(&sets[until - 1], m) != SEA_OK) continue;
        m->in_class = class_of(&c->classes, &sets[until - 1]);
        c->count++;
    }
}

static sea_status write_cell(const census *c, sea_tai at, const sea_environment_cell *cell, sea_error *err)
{
    bool all = cell->in_class + 1 == c->width;
    if (!all && (c->classes.by == BY_NOTHING || !(cell->objects > 0.0))) return SEA_OK;
    const sea_cell cells[COLUMN_COUNT] = {
        sea_cell_utc(at),
        sea_cell_real(cell->low_km),
        sea_cell_real(cell->high_km),
        sea_cell_text(all ? "all" : c->classes.names[cell->in_class]),
        sea_cell_real(cell->objects),
        sea_cell_real(cell->density_km3),
        sea_cell_real(cell->flux_m2_year),
        sea_cell_real(cell->approaches_a_year),
    };
    return sea_job_row(c->context, cells, err);
}

static void tell_total(const census *c, sea_tai at)
{
    double approaches = 0.0, inside = 0.0;
    char time[SEA_TAI_TEXT_MAX], sums[2][SEA_TEXT_REAL_MAX], range[SEA_TEXT_REAL_MAX];
    for (size_t i = 0; i < c->shells; i++) {
        approaches += c->cells[i * c->width + c->width - 1].approaches_a_year;
        inside += c->cells[i * c->width + c->width - 1].objects;
    }
    sea_tai_format(at, 0, time);
    sea_text_from_fixed(inside, 0, sums[0]);
    sea_text_from_fixed(approaches / 365.25, 1, sums[1]);
    sea_text_from_real(c->options.range_km, range);
    sea_job_note(c->context, "%s: %zu objects, %s of them in the shells at a time; %s approaches a day below %s km",
                 time, c->count, sums[0], sums[1], range);
}

/* ---- the picture ---- */

static void keep_line(census *c, size_t in_class, const char *name)
{
    if (c->line_count == LINES_MAX) { /* the oldest one goes */
        memmove(c->lines, c->lines + c->shells, (LINES_MAX - 1) * c->shells * sizeof *c->lines);
        memmove(c->line_names, c->line_names + 1, (LINES_MAX - 1) * sizeof *c->line_names);
        c->line_count--;
    }
    for (size_t i = 0; i < c->shells; i++)
        c->lines[c->line_count * c->shells + i] = c->cells[i * c->width + in_class].density_km3;
    snprintf(c->line_names[c->line_count++], sizeof *c->line_names, "%s", name);
}

static double members_of(const census *c, size_t in_class)
{
    double sum = 0.0;
    for (size_t i = 0; i < c->shells; i++) sum += c->cells[i * c->width + in_class].objects;
    return sum;
}

/* The largest classes of the last instant, and all. */
static void keep_classes(census *c)
{
    double before = INFINITY;
    size_t before_class = 0;
    for (size_t k = 0; k + 1 < LINES_MAX && k < c->classes.count; k++) {
        size_t best = c->classes.count;
        double most = 0.0;
        for (size_t i = 0; i < c->classes.count; i++) {
            double n = members_of(c, i);
            if (n > most && (n < before || (n == before && i > before_class))) best = i, most = n;
        }
        if (best == c->classes.count) break;
        keep_line(c, best, c->classes.names[best]);
        before = most, before_class = best;
    }
    keep_line(c, c->classes.count, "all");
}

static sea_status draw(const census *c, sea_tai at, const char *path, sea_error *err)
{
    sea_picture_density series[LINES_MAX];
    double *edges = malloc((c->shells + 1) * sizeof *edges);
    if (!edges) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    for (size_t i = 0; i < c->shells; i++) edges[i] = c->cells[i * c->width].low_km;
    edges[c->shells] = c->cells[(c->shells - 1) * c->width].high_km;
    for (size_t i = 0; i < c->line_count; i++)
        series[i] = (sea_picture_density){c->line_names[i], c->lines + i * c->shells};
    char time[SEA_TAI_TEXT_MAX], below[160], *text = NULL;
    size_t length = 0;
    sea_tai_format(at, 0, time);
    snprintf(below, sizeof below, "objects in a cube of 1000 km as of %.10s, %zu objects; lines: %s", time, c->count,
             c->classes.by == BY_NOTHING ? "dates"
             : c->classes.by == BY_OWNER ? "largest owners"
                                         : "inclinations, deg");
    sea_status s = sea_picture_density_write("Spatial density by height", below, edges, c->shells, series,
                                             c->line_count, &text, &length, err);
    if (s == SEA_OK) s = sea_os_write_file(path, text, length, err);
    free(text);
    free(edges);
    return s;
}

/* ---- the whole ---- */

/* Where no element set is young enough nothing is known, which is not the same as nothing being there: no rows. */
static sea_status count_at(census *c, sea_tai at, bool last, sea_error *err)
{
    gather(c, at);
    if (c->count == 0) {
        c->empty++;
        return SEA_OK;
    }
    sea_status s = sea_environment_run(c->members, c->count, (uint32_t)c->classes.count, &c->options, c->cells, err);
    for (size_t i = 0; s == SEA_OK && i < c->shells * c->width; i++) s = write_cell(c, at, &c->cells[i], err);
    if (s != SEA_OK) return s;
    tell_total(c, at);
    if (c->classes.by == BY_NOTHING) {
        char time[SEA_TAI_TEXT_MAX];
        sea_tai_format(at, 0, time);
        time[10] = '\0';
        keep_line(c, c->classes.count, time);
    } else if (last) {
        keep_classes(c);
    }
    return SEA_OK;
}

static sea_status count_all(census *c, sea_error *err)
{
    const sea_job_value *start = sea_job_value_of(c->context, "start"), *end = sea_job_value_of(c->context, "end");
    const sea_job_value *every = sea_job_value_of(c->context, "every"), *svg = sea_job_value_of(c->context, "svg");
    sea_tai first, last;
    sea_gp_history_span(c->history, &first, &last);
    if (end->given) last = end->utc;
    first = !every->given ? last : start->given ? start->utc : first;
    int64_t step = every->given ? (int64_t)(every->real * (double)SEA_NS_PER_DAY) : 1;
    int64_t more = (last.ns - first.ns) / step;
    if (more >= INSTANTS_MAX)
        return sea_error_set(err, SEA_E_USAGE, "that is more than %d counts: make --every longer", INSTANTS_MAX);
    sea_status s = SEA_OK;
    for (int64_t k = 0; s == SEA_OK && k <= more; k++) s = count_at(c, (sea_tai){first.ns + k * step}, k == more, err);
    last.ns = first.ns + more * step;
    if (c->empty > 0)
        sea_job_note(c->context, "%llu counts left out: no element set was young enough (--max-age)",
                     (unsigned long long)c->empty);
    if (s == SEA_OK && svg->given && c->line_count == 0)
        return sea_error_set(err, SEA_E_NOT_FOUND,
                             "there is nothing to draw: no element set is young enough at any "
                             "instant of the count");
    return s == SEA_OK && svg->given ? draw(c, last, svg->text, err) : s;
}

static sea_status census_new(census *c, sea_error *err)
{
    c->options = (sea_environment_options){.low_km = sea_job_value_of(c->context, "low")->real,
                                           .high_km = sea_job_value_of(c->context, "high")->real,
                                           .shell_km = sea_job_value_of(c->context, "shell")->real,
                                           .range_km = sea_job_value_of(c->context, "range")->real};
    c->max_age_s = 86400.0 * sea_job_value_of(c->context, "max-age")->real;
    c->shells = sea_environment_shell_count(&c->options);
    if (c->shells == 0) return sea_error_set(err, SEA_E_USAGE, "--high must be above --low");
    c->width = c->classes.count + 1;
    c->members = malloc((c->history->object_count + 1) * sizeof *c->members);
    c->cells = malloc(c->shells * c->width * sizeof *c->cells);
    c->lines = malloc(LINES_MAX * c->shells * sizeof *c->lines);
    c->line_names = malloc(LINES_MAX * sizeof *c->line_names);
    return c->members && c->cells && c->lines && c->line_names ? SEA_OK
                                                               : sea_error_set(err, SEA_E_MEMORY, "out of memory");
}

static void census_free(census *c)
{
    classes_free(&c->classes);
    free(c->members);
    free(c->cells);
    free(c->lines);
    free(c->line_names);
}

static sea_status run(sea_job_context *context, sea_error *err)
{
    sea_gp_history history;
    const sea_job_value *svg = sea_job_value_of(context, "svg");
    sea_status s = svg->given ? sea_job_check_file("svg", svg->text, err) : SEA_OK;
    if (s != SEA_OK) return s;
    census c = {.context = context, .history = &history};
    s = classes_new(context, &c.classes, err);
    if (s == SEA_OK && (s = sea_job_history(context, &history, err)) == SEA_OK) {
        s = census_new(&c, err);
        if (s == SEA_OK) s = count_all(&c, err);
        sea_gp_history_free(&history);
    }
    census_free(&c);
    return s;
}

const sea_job sea_job_environment = {
    .name = "environment",
    .summary = "spatial density, flux and rate of approaches by height, inclination, owner and date",
    .details =
        "Objects are taken as a gas: how long each orbit is inside a shell follows from Kepler's equation, over "
        "latitude "
        "it is spread as a circle's points are, nodes and phases are at random. FLUX and APPROACHES then follow from "
        "densities and relative speeds at each latitude (Kessler 1981). It is an average over years: constellations, "
        "slots and docked ships keep apart or together and are no gas, and what is geostationary least of all. "
        "`starsea screen` finds the approaches of a week one by one.\n\n"
        "Heights are of mean orbits over the equatorial radius, so shells thinner than 10 km say little. With --every "
        "rows go through time, each count by the newest element set of each object that is not older than --max-age. "
        "Rows of classes share approaches between two of them, so their sum is more than that of `all`. --svg draws "
        "the "
        "densities: of `all` at the last eight instants, or of the largest classes at the last one.",
    .inputs = "(FILE... | --store DB)",
    .inputs_help = SEA_JOB_INPUTS_ELEMENTS,
    .example = "starsea environment catalogue.3le --by inclination --format csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = COLUMN_COUNT,
    .flags = SEA_JOB_SLOW,
    .run = run,
};

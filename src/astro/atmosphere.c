/* Space weather read from CSV, its values at an instant, and a density. */
#include "astro/atmosphere.h"

#include "astro/epoch.h"
#include "base/error.h"
#include "base/math.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FLUX_MOST = 1000, AP_MOST = 400, FIELDS_MOST = 64 };
static const double no_table_f107 = 140.0, no_table_ap = 12.0, cycle_days = 11.0 * 365.25, fade_days = 2.0 * 365.25,
                    forecast_ap = 11.0;

/* ---- values at an instant ---- */

static double day_of(sea_tai t)
{
    sea_tai noon = sea_epoch_within_clock(t); /* days of UTC, leap seconds apart: a minute does not matter here */
    return (double)noon.ns / (double)SEA_NS_PER_DAY + 0.5;
}

/* A table of these rows, with the means of its last eleven years. */
static sea_weather table_of(const sea_weather_row *rows, size_t count)
{
    sea_weather w = {rows, count, 0.0, 0.0};
    if (count == 0) return w;
    double end = rows[count - 1].day_utc, n = 0.0;
    for (size_t i = count; i-- > 1 && rows[i].day_utc > end - cycle_days;) {
        double days = rows[i].day_utc - rows[i - 1].day_utc; /* rows of a day and of a month alike */
        w.cycle_f107 += rows[i].f107 * days, w.cycle_ap += rows[i].ap * days, n += days;
    }
    w.cycle_f107 = n > 0.0 ? w.cycle_f107 / n : rows[0].f107;
    w.cycle_ap = n > 0.0 ? w.cycle_ap / n : rows[0].ap;
    return w;
}

sea_weather sea_weather_until(const sea_weather *weather, sea_tai t)
{
    double day = day_of(t);
    size_t count = weather->count;
    while (count > 0 && weather->rows[count - 1].day_utc > day) count--;
    return table_of(weather->rows, count);
}

static sea_weather_values after_table(double day, const sea_weather *w)
{
    const sea_weather_row *last = &w->rows[w->count - 1];
    double f107 = w->cycle_f107 + (last->f107_81 - w->cycle_f107) * sea_exp(-(day - last->day_utc) / fade_days);
    return (sea_weather_values){f107, f107, w->cycle_ap, SEA_WEATHER_CAVEAT_BEYOND};
}

sea_weather_values sea_weather_at(sea_tai t, const sea_weather *w)
{
    if (!w || w->count == 0)
        return (sea_weather_values){no_table_f107, no_table_f107, no_table_ap, SEA_WEATHER_CAVEAT_ABSENT};
    double day = day_of(t);
    if (day >= w->rows[w->count - 1].day_utc) return after_table(day, w);
    size_t low = 0, high = w->count - 1;
    if (day <= w->rows[0].day_utc)
        return (sea_weather_values){w->rows[0].f107, w->rows[0].f107_81, w->rows[0].ap, SEA_WEATHER_CAVEAT_BEYOND};
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (w->rows[middle].day_utc <= day)
            low = middle;
        else
            high = middle;
    }
    const sea_weather_row *a = &w->rows[low], *b = &w->rows[high];
    double part = (day - a->day_utc) / (b->day_utc - a->day_utc);
    return (sea_weather_values){a->f107 + (b->f107 - a->f107) * part, a->f107_81 + (b->f107_81 - a->f107_81) * part,
                                a->ap + (b->ap - a->ap) * part,
                                a->predicted || b->predicted ? SEA_WEATHER_CAVEAT_PREDICTED : 0u};
}

double sea_atmosphere_density(double height_km, double f107, double ap, double *scale_km)
{
    const double top_km = 800.0; /* further up the formula would turn round: the fall there goes on */
    double temperature = 900.0 + 2.5 * (f107 - 70.0) + 1.5 * ap, height = height_km < top_km ? height_km : top_km;
    double mass = 27.0 - 0.012 * (height - 200.0), gradient = (mass - 0.012 * (height - 175.0)) / temperature;
    if (scale_km) *scale_km = 1.0 / gradient;
    return 6e-10 * sea_exp(-(height - 175.0) * mass / temperature - (height_km - height) * gradient);
}

/* ---- the file ---- */

typedef enum column { DATE, AP_AVG, F107_OBS, F107_TYPE, F107_CENTER81, COLUMNS } column;
static const char *const names[COLUMNS] = {"DATE", "AP_AVG", "F10.7_OBS", "F10.7_DATA_TYPE", "F10.7_OBS_CENTER81"};

typedef struct reader {
    const char *name;
    sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic);
    void *payload;
    uint64_t number; /* of the line, from 1 */
    const char *line;
    size_t length;
    int at[COLUMNS]; /* field of each column */
    sea_weather_row *rows;
    size_t count, capacity;
    sea_weather_summary summary;
    sea_status stopped;
} reader;

/* Field number `index` of the line; false when there are fewer. */
static bool field(const reader *r, int index, const char **text, size_t *length)
{
    const char *p = r->line, *end = r->line + r->length;
    for (; index > 0; index--) {
        p = memchr(p, ',', (size_t)(end - p));
        if (!p) return false;
        p++;
    }
    const char *stop = memchr(p, ',', (size_t)(end - p));
    *text = p, *length = (size_t)((stop ? stop : end) - p);
    return true;
}

static bool refuse(reader *r, const char *rule, const char *at, const char *text)
{
    r->summary.refused++;
    char source[200];
    size_t n = r->length < sizeof source - 1 ? r->length : sizeof source - 1;
    memcpy(source, r->line, n);
    source[n] = '\0';
    sea_diagnostic d = {.severity = SEA_SEVERITY_ERROR,
                        .rule = rule,
                        .file = r->name,
                        .line = r->number,
                        .column = at ? (uint32_t)(at - r->line) + 1 : 0,
                        .text = text,
                        .advice = "fetch the file again, or mend the row; the other rows are used",
                        .source = source};
    if (r->diagnostic) r->stopped = r->diagnostic(r->payload, &d);
    return false;
}

static bool real_field(reader *r, column c, double most, double *out)
{
    const char *text;
    size_t length;
    if (!field(r, r->at[c], &text, &length)) return refuse(r, "E_WEATHER_CUT", NULL, "the line ends too early");
    if (!sea_text_to_real(text, length, out)) return refuse(r, "E_WEATHER_NUMBER", text, "not a number");
    if (*out >= 0.0 && *out <= most) return true;
    return refuse(r, "E_WEATHER_RANGE", text, "beyond what was ever measured");
}

static bool take_row(reader *r, sea_weather_row *row)
{
    const char *text;
    size_t length;
    sea_tai t;
    if (!field(r, r->at[DATE], &text, &length)) return refuse(r, "E_WEATHER_CUT", NULL, "the line ends too early");
    if (length != 10 || sea_tai_parse(text, length, true, &t, NULL) != SEA_OK)
        return refuse(r, "E_WEATHER_DATE", text, "not a date like 2026-01-31");
    row->day_utc = floor(day_of(t) + 0.25);
    if (r->count > 0 && row->day_utc <= r->rows[r->count - 1].day_utc)
        return refuse(r, "E_WEATHER_ORDER", text, "the date does not come after that of the row before");
    if (!real_field(r, F107_OBS, FLUX_MOST, &row->f107) || !real_field(r, F107_CENTER81, FLUX_MOST, &row->f107_81))
        return false;
    row->ap = forecast_ap; /* monthly forecasts leave it empty */
    if (field(r, r->at[AP_AVG], &text, &length) && length > 0 && !real_field(r, AP_AVG, AP_MOST, &row->ap))
        return false;
    if (!field(r, r->at[F107_TYPE], &text, &length)) return refuse(r, "E_WEATHER_CUT", NULL, "the line ends too early");
    row->predicted = length == 3 && text[0] == 'P';
    return true;
}

static sea_status keep(reader *r, const sea_weather_row *row)
{
    if (r->count == r->capacity) {
        size_t capacity = r->capacity ? 2 * r->capacity : 512;
        sea_weather_row *rows = realloc(r->rows, capacity * sizeof *rows);
        if (!rows) return SEA_E_MEMORY;
        r->rows = rows, r->capacity = capacity;
    }
    r->rows[r->count++] = *row;
    r->summary.rows++;
    if (!row->predicted) r->summary.last_observed_day_utc = row->day_utc;
    return SEA_OK;
}

/* Where each column stands; the number of the first that is missing, or COLUMNS. */
static int take_header(reader *r)
{
    for (int c = 0; c < COLUMNS; c++) {
        const char *text;
        size_t length;
        r->at[c] = -1;
        for (int i = 0; i < FIELDS_MOST && field(r, i, &text, &length); i++)
            if (length == strlen(names[c]) && memcmp(text, names[c], length) == 0) r->at[c] = i;
        if (r->at[c] < 0) return c;
    }
    return COLUMNS;
}

/* Returned: false at the end of the text. */
static bool next_line(reader *r, const char **text, const char *end)
{
    if (*text >= end) return false;
    const char *stop = memchr(*text, '\n', (size_t)(end - *text));
    if (!stop) stop = end;
    r->line = *text, r->length = (size_t)(stop - *text);
    if (r->length > 0 && r->line[r->length - 1] == '\r') r->length--;
    r->number++;
    *text = stop < end ? stop + 1 : end;
    return true;
}

sea_status sea_weather_parse(const char *text, size_t length, const char *name,
                             sea_status (*diagnostic)(void *payload, const sea_diagnostic *diagnostic), void *payload,
                             sea_weather *out, sea_weather_summary *summary, sea_error *err)
{
    reader r = {.name = name, .diagnostic = diagnostic, .payload = payload};
    const char *end = text + length;
    *out = (sea_weather){0};
    int missing = next_line(&r, &text, end) ? take_header(&r) : 0;
    sea_status s = SEA_OK;
    if (missing < COLUMNS)
        s = sea_error_set(err, SEA_E_FORMAT, "%s: no column %s in the first line; give CelesTrak's SW-All.csv", name,
                          names[missing]);
    while (s == SEA_OK && r.stopped == SEA_OK && next_line(&r, &text, end)) {
        sea_weather_row row = {0};
        if (r.length > 0 && take_row(&r, &row) && r.stopped == SEA_OK) r.stopped = keep(&r, &row);
    }
    if (summary) *summary = r.summary;
    if (s == SEA_OK && r.stopped != SEA_OK)
        s = sea_error_set(err, r.stopped, "%s: %s", name, sea_status_text(r.stopped));
    if (s == SEA_OK && r.count == 0) s = sea_error_set(err, SEA_E_FORMAT, "%s: no usable row of space weather", name);
    if (s == SEA_OK)
        *out = table_of(r.rows, r.count);
    else
        free(r.rows);
    return s;
}

void sea_weather_free(sea_weather *weather)
{
    free((void *)(uintptr_t)weather->rows);
    *weather = (sea_weather){0};
}

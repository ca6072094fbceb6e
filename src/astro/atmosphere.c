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
static const double no_table_f107 = 140.0, no_table_ap = 12.0, forecast_ap = 11.0, quiet_f107 = 64.0,
                    cycle_days = 11.0 * 365.25, year_days = 365.25, rotation_days = 27.0, smooth_days = 81.0,
                    half_days = 40.0; /* how late a mean of 81 days is */

/* ---- values at an instant ---- */

static double day_of(sea_tai t)
{
    sea_tai noon = sea_epoch_within_clock(t); /* days of UTC, leap seconds apart: a minute does not matter here */
    return (double)noon.ns / (double)SEA_NS_PER_DAY + 0.5;
}

/* The row that a day comes after, and how far on the way to the next it is; the ends hold outside the table. */
static const sea_weather_row *row_before(double day, const sea_weather *w, double *part)
{
    size_t low = 0, high = w->count - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (w->rows[middle].day_utc <= day)
            low = middle;
        else
            high = middle;
    }
    *part = 0.0;
    if (day >= w->rows[high].day_utc) return &w->rows[high];
    if (day > w->rows[low].day_utc)
        *part = (day - w->rows[low].day_utc) / (w->rows[high].day_utc - w->rows[low].day_utc);
    return &w->rows[low];
}

static double flux_on(double day, const sea_weather *w)
{
    double part;
    const sea_weather_row *row = row_before(day, w, &part);
    return part > 0.0 ? row[0].f107 + (row[1].f107 - row[0].f107) * part : row[0].f107;
}

static double mean_flux_on(double day, const sea_weather *w)
{
    double part;
    const sea_weather_row *row = row_before(day, w, &part);
    return part > 0.0 ? row[0].f107_81 + (row[1].f107_81 - row[0].f107_81) * part : row[0].f107_81;
}

static double ap_on(double day, const sea_weather *w)
{
    double part;
    const sea_weather_row *row = row_before(day, w, &part);
    return part > 0.0 ? row[0].ap + (row[1].ap - row[0].ap) * part : row[0].ap;
}

static double last_day(const sea_weather *w)
{
    return w->rows[w->count - 1].day_utc;
}

/* Sums over the rows of the last days, each row standing for the days since the one before it. */
typedef struct trail {
    double days, f107, ap;
} trail;

static void add(trail *t, const sea_weather_row *row, double reach, double end)
{
    double days = row[0].day_utc - row[-1].day_utc; /* rows of a day and of a month alike */
    if (row[0].day_utc > end - reach) t->days += days, t->f107 += row[0].f107 * days, t->ap += row[0].ap * days;
}

static trail mean_of(trail t, const sea_weather_row *only)
{
    return t.days > 0.0 ? (trail){t.days, t.f107 / t.days, t.ap / t.days} : (trail){0.0, only->f107, only->ap};
}

/* A table of these rows, with what a forecast goes on from. */
static sea_weather table_of(const sea_weather_row *rows, size_t count)
{
    enum { ROTATION, SMOOTH, YEAR, CYCLE, SPANS };
    static const double reach[SPANS] = {rotation_days, smooth_days, year_days, cycle_days};
    sea_weather w = {.rows = rows, .count = count};
    trail t[SPANS] = {0};
    if (count == 0) return w;
    double end = rows[count - 1].day_utc;
    for (size_t i = count; i-- > 1 && rows[i].day_utc > end - cycle_days;)
        for (int k = 0; k < SPANS; k++) add(&t[k], &rows[i], reach[k], end);
    for (int k = 0; k < SPANS; k++) t[k] = mean_of(t[k], &rows[count - 1]);
    w.cycle_f107 = t[CYCLE].f107, w.cycle_ap = t[CYCLE].ap, w.rotation_f107 = t[ROTATION].f107;
    w.recent_log = 0.5 * sea_log(t[ROTATION].f107 * t[SMOOTH].f107 / (w.cycle_f107 * w.cycle_f107));
    w.longer_than_cycle = end - rows[0].day_utc > cycle_days;
    if (w.longer_than_cycle) w.then_log = sea_log(mean_flux_on(end - cycle_days + half_days, &w) / w.cycle_f107);
    w.recent_ap = 0.5 * t[YEAR].ap + 0.25 * (t[SMOOTH].ap + t[ROTATION].ap);
    return w;
}

sea_weather sea_weather_until(const sea_weather *weather, sea_tai t)
{
    double day = day_of(t);
    size_t count = weather->count;
    while (count > 0 && weather->rows[count - 1].day_utc + 1.0 > day) count--;
    return table_of(weather->rows, count);
}

/*
 * The mean flux some days beyond the table. In logarithms about the mean of the cycle: where the Sun was of late, which
 * fades, and more and more what it did a cycle before. Sizes are those that suit the flux from 1957 to 2026 best.
 */
static double mean_flux_beyond(double day, const sea_weather *w)
{
    const double fade_days = 700.0, part = 0.8, part_days = 210.0;
    double ahead = day - last_day(w), fade = sea_exp(-ahead / fade_days), off = fade * w->recent_log;
    if (w->longer_than_cycle) {
        double weight = part * (1.0 - sea_exp(-ahead / part_days)), cycles = fmax(ceil(ahead / cycle_days), 1.0);
        double there = sea_log(mean_flux_on(day - cycles * cycle_days + half_days, w) / w->cycle_f107);
        off += weight * (there - fade * w->then_log);
    }
    return fmin(fmax(w->cycle_f107 * sea_exp(off), quiet_f107), FLUX_MOST);
}

/* The flux of a day beyond over the mean one: the last day's for a while, then spots come round with the rotation. */
static double spots_beyond(double day, const sea_weather *w)
{
    const double near_days = 7.0, round_days = 80.0, round_part = 0.4, last_days = 500.0;
    double ahead = day - last_day(w);
    if (ahead > last_days) return 1.0;
    double near = sea_exp(-(ahead / near_days) * (ahead / near_days));
    double round = round_part * (1.0 - near) * sea_exp(-ahead / round_days);
    double again = flux_on(day - rotation_days * ceil(ahead / rotation_days), w);
    return sea_exp(near * sea_log(flux_on(last_day(w), w) / w->rotation_f107) +
                   round * sea_log(again / w->rotation_f107));
}

static double ap_beyond(double day, const sea_weather *w)
{
    const double fade_days = 700.0;
    return w->cycle_ap + (w->recent_ap - w->cycle_ap) * sea_exp(-(day - last_day(w)) / fade_days);
}

sea_weather_values sea_weather_at(sea_tai t, const sea_weather *w)
{
    const double flux_late = 0.83 + 1.0, ap_late = 0.5; /* taken at 20 h UTC, felt a day later; mean of a day */
    if (!w || w->count == 0)
        return (sea_weather_values){no_table_f107, no_table_f107, no_table_ap, SEA_WEATHER_CAVEAT_ABSENT};
    double day = day_of(t), end = last_day(w), part;
    const sea_weather_row *row = row_before(day, w, &part);
    sea_weather_values v = {.caveats =
                                row->predicted || (part > 0.0 && row[1].predicted) ? SEA_WEATHER_CAVEAT_PREDICTED : 0u};
    if (day >= end || day <= w->rows[0].day_utc) v.caveats = SEA_WEATHER_CAVEAT_BEYOND;
    v.f107_81 = day > end ? mean_flux_beyond(day, w) : mean_flux_on(day, w);
    v.f107 = flux_on(day - flux_late, w);
    if (day - flux_late > end) v.f107 = fmin(fmax(v.f107_81 * spots_beyond(day - flux_late, w), quiet_f107), FLUX_MOST);
    v.ap = day - ap_late > end ? ap_beyond(day - ap_late, w) : ap_on(day - ap_late, w);
    return v;
}

/* ---- density ---- */

static const double base_km = 120.0, base_temperature = 355.0, earth_km = 6356.766, least_temperature = 400.0;

/* Half-yearly swing of density: the factor at a height and date (Jacchia 1971, section 6). */
static double season(double height_km, sea_tai t)
{
    if (t.ns == SEA_TAI_NONE.ns) return 1.0;
    double years = day_of(t) / 365.2422, phase = years - floor(years); /* 2000 began with January */
    double slow = 0.5 + 0.5 * sea_sin(SEA_TWO_PI * phase + 6.035);
    double tau = phase + 0.09544 * (sea_pow(slow, 1.65) - 0.5);
    double swing =
        0.02835 + 0.3817 * (1.0 + 0.4671 * sea_sin(SEA_TWO_PI * tau + 4.137)) * sea_sin(2.0 * SEA_TWO_PI * tau + 4.259);
    double size = (5.876e-7 * sea_pow(height_km, 2.331) + 0.06328) * sea_exp(-0.002868 * height_km);
    return sea_exp(2.30258509299404568402 * size * swing);
}

/* Of the outermost air: the night's least, 1.13 times that over day and night and all latitudes, and storms. */
static double outer_temperature(const sea_weather_values *sun)
{
    double night = 418.0 + 3.6 * sun->f107_81 + 1.8 * (sun->f107 - sun->f107_81);
    return fmax(1.13 * night + sun->ap + 100.0 * (1.0 - sea_exp(-0.08 * sun->ap)), least_temperature);
}

/* Nitrogen, both kinds of oxygen and helium, each by itself above 120 km, where they are given. */
static double profile(double height_km, double outer, double *scale_km)
{
    enum { GASES = 4 };
    static const double gram_mol[GASES] = {28.0134, 31.9988, 15.9994, 4.0026},
                        base_m3[GASES] = {4.0e17, 7.5e16, 7.6e16, 3.4e13}, diffusion[GASES] = {0.0, 0.0, 0.0, -0.38};
    const double kg = 1.66053906660e-27, boltzmann = 1.380649e-23, base_gravity = 9.4466;
    double x = (outer - 800.0) / (750.0 + 1.722e-4 * (outer - 800.0) * (outer - 800.0));
    double steep = 0.0291 * sea_exp(-0.5 * x * x); /* 1/km */
    double ratio = (earth_km + base_km) / (earth_km + height_km), z = (height_km - base_km) * ratio;
    double a = 1.0 - base_temperature / outer, fade = sea_exp(-steep * z);
    double warmth = sea_log((1.0 - a) / (1.0 - a * fade)), density = 0.0, slope = 0.0;
    for (int i = 0; i < GASES; i++) {
        double gamma = gram_mol[i] * kg * base_gravity / (1e-3 * steep * boltzmann * outer);
        double part =
            gram_mol[i] * kg * base_m3[i] * sea_exp((1.0 + diffusion[i] + gamma) * warmth - steep * gamma * z);
        density += part;
        slope += part * steep * ((1.0 + diffusion[i] + gamma) * a * fade / (1.0 - a * fade) + gamma);
    }
    *scale_km = density / (slope * ratio * ratio);
    return density;
}

double sea_atmosphere_density(double height_km, sea_tai t, const sea_weather_values *sun, double *scale_km)
{
    double above = fmax(height_km, base_km), scale, density = profile(above, outer_temperature(sun), &scale);
    density *= season(above, t) * sea_exp((above - height_km) / scale);
    if (scale_km) *scale_km = scale;
    return density;
}

/* ---- the file ---- */

typedef enum column { DATE, AP_AVG, F107_OBS, F107_TYPE, F107_LAST81, COLUMNS } column;
static const char *const names[COLUMNS] = {"DATE", "AP_AVG", "F10.7_OBS", "F10.7_DATA_TYPE", "F10.7_OBS_LAST81"};

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
    if (!real_field(r, F107_OBS, FLUX_MOST, &row->f107) || !real_field(r, F107_LAST81, FLUX_MOST, &row->f107_81))
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

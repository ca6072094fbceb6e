/* The plots of the page: a pair's distance in its window and at its encounter, all approaches, the age of the data. */
#include "evidence/report.h"
#include "base/vec.h"

#include <starsea/screen.h>

#include <math.h>
#include <stdlib.h>

enum { WINDOW_KNOTS = 720, ENCOUNTER_KNOTS = 161, BINS = 20, DOTS_MAX = 6000, SHAPE_MIN = 50 };

typedef void (*draw_fn)(sea_buffer *out, const void *payload, double width, const char *css_class);

/* A figure is drawn for wide and for narrow screens; letters keep their size in both. */
static void put_figure(sea_buffer *out, draw_fn draw, const void *payload, const char *caption)
{
    sea_buffer_add_text(out, "<figure>\n");
    draw(out, payload, 760.0, "plot wide");
    draw(out, payload, 370.0, "plot narrow");
    sea_buffer_add_text(out, "<figcaption>");
    sea_buffer_add_html(out, caption);
    sea_buffer_add_text(out, "</figcaption>\n</figure>\n");
}

/* ---- a pair's distance ---- */

/* Distance of a pair sampled over a span; room for every knot and a minimum between each two. */
typedef struct curve {
    sea_tai origin, end;
    double t_s[2 * WINDOW_KNOTS + 4], range_km[2 * WINDOW_KNOTS + 4];
    size_t count;
    double least_km, most_km;
    const sea_claim_approach *claimed; /* NULL without a claim */
    const sea_claim_finding *finding;
    sea_tai tca;
    double tca_range_km;
} curve;

typedef struct knot {
    int64_t ns;
    bool known;
    double range_km, closing;
} knot;

static knot knot_at(const sea_sgp4 *pair, int64_t ns)
{
    knot out = {.ns = ns};
    double r1[3], v1[3], r2[3], v2[3], r[3], v[3];
    if (sea_sgp4_state(pair, 0, (sea_tai){ns}, r1, v1) != SEA_OK) return out;
    if (sea_sgp4_state(pair, 1, (sea_tai){ns}, r2, v2) != SEA_OK) return out;
    sea_vec_sub(r2, r1, r);
    sea_vec_sub(v2, v1, v);
    out.range_km = sea_vec_norm(r);
    out.closing = sea_vec_dot(r, v);
    out.known = true;
    return out;
}

static void add_knot(curve *c, const knot *k)
{
    if (!k->known) return;
    c->t_s[c->count] = sea_tai_diff_s((sea_tai){k->ns}, c->origin);
    c->range_km[c->count++] = k->range_km;
    if (k->range_km < c->least_km) c->least_km = k->range_km;
    if (k->range_km > c->most_km) c->most_km = k->range_km;
}

/* Without its minima a curve of crossing orbits would show the sampling, not the distance. */
static knot lowest_between(const sea_sgp4 *pair, knot a, knot b)
{
    while (b.ns - a.ns > SEA_NS_PER_S / 1000) {
        knot middle = knot_at(pair, a.ns + (b.ns - a.ns) / 2);
        if (!middle.known) break;
        if (middle.closing < 0.0)
            a = middle;
        else
            b = middle;
    }
    return a.range_km < b.range_km ? a : b;
}

static void sample(curve *c, const sea_sgp4 *pair, int knots)
{
    int64_t span = c->end.ns - c->origin.ns;
    c->least_km = 1e9;
    knot before = {0};
    for (int i = 0; i < knots; i++) {
        knot k = knot_at(pair, c->origin.ns + span / (knots - 1) * i);
        if (before.known && k.known && before.closing < 0.0 && k.closing >= 0.0) {
            knot lowest = lowest_between(pair, before, k);
            add_knot(c, &lowest);
        }
        add_knot(c, &k);
        before = k;
    }
}

static double decade_below(double value)
{
    double decade = 1e-3;
    while (decade * 10.0 <= value) decade *= 10.0;
    return decade;
}

static double decade_above(double value)
{
    double decade = 1e-3;
    while (decade < value && decade < 1e6) decade *= 10.0;
    return decade;
}

static void draw_bands(sea_plot *p, const curve *c, double allowance_km)
{
    if (!c->claimed) return;
    double limit = c->claimed->max_range_km;
    sea_plot_box(p, p->x.min, p->x.max, limit, limit + allowance_km, "allowance");
    sea_plot_box(p, p->x.min, p->x.max, p->y.min, limit, "claimed");
}

/* The lowest point of the curve has nothing of it below, so its label goes there while the field has room. */
static void mark_lowest(sea_plot *p, const curve *c)
{
    sea_buffer text = {0};
    double t = sea_tai_diff_s(c->tca, c->origin), part = (t - p->x.min) / (p->x.max - p->x.min);
    sea_report_fixed(&text, c->tca_range_km, 3);
    sea_buffer_add_text(&text, " km");
    sea_plot_dot(p, t, c->tca_range_km, 4.5, "mark", NULL);
    const char *anchor = part < 0.12 ? "start" : part > 0.88 ? "end" : "middle";
    double dx = 0.0, dy = 22.0;
    if (sea_plot_room_below(p, c->tca_range_km) < 28.0) {
        anchor = part < 0.5 ? "start" : "end";
        dx = part < 0.5 ? 11.0 : -11.0;
        dy = -4.0;
    }
    if (!text.failed) sea_plot_text(p, t, c->tca_range_km, dx, dy, anchor, "note", text.data);
    p->out->failed |= text.failed;
    sea_buffer_free(&text);
}

/* The mouth of the curve is wide, so the label goes there. */
static void mark_encounter(sea_plot *p, const curve *c)
{
    sea_buffer text = {0};
    char time[SEA_TAI_TEXT_MAX];
    double t = sea_tai_diff_s(c->tca, c->origin);
    sea_report_fixed(&text, c->tca_range_km, 3);
    sea_tai_format(c->tca, 3, time);
    sea_buffer_add_text(&text, " km at ");
    sea_buffer_add(&text, time + 11, 12);
    sea_plot_dot(p, t, c->tca_range_km, 4.5, "mark", NULL);
    if (!text.failed) sea_plot_text(p, t, p->y.max, 0.0, 20.0, "middle", "note", text.data);
    p->out->failed |= text.failed;
    sea_buffer_free(&text);
}

static void draw_window(sea_buffer *out, const void *payload, double width, const char *css_class)
{
    const curve *c = payload;
    double limit = c->claimed->max_range_km, low = c->least_km < limit ? c->least_km : limit;
    double allowance = c->finding->allowance_window_km;
    double high = c->most_km > limit + allowance ? c->most_km : limit + allowance;
    sea_axis x = {.kind = SEA_AXIS_TIME, .max = sea_tai_diff_s(c->end, c->origin), .origin = c->origin, .label = "UTC"};
    sea_axis y = {.kind = SEA_AXIS_LOG, .min = decade_below(low), .max = decade_above(high), .label = "Distance, km"};
    sea_plot p = sea_plot_begin(out, width, 300.0, x, y, css_class, "Distance of the pair over the claimed window");
    draw_bands(&p, c, allowance);
    sea_plot_line(&p, c->t_s, c->range_km, c->count, "curve");
    mark_lowest(&p, c);
    sea_plot_end(&p);
}

static void draw_encounter(sea_buffer *out, const void *payload, double width, const char *css_class)
{
    const curve *c = payload;
    sea_axis x = {.kind = SEA_AXIS_TIME, .max = sea_tai_diff_s(c->end, c->origin), .origin = c->origin, .label = "UTC"};
    sea_axis y = {.kind = SEA_AXIS_LINEAR, .max = c->most_km > 0.0 ? c->most_km * 1.02 : 1.0, .label = "Distance, km"};
    sea_plot p = sea_plot_begin(out, width, 260.0, x, y, css_class, "Distance of the pair around its closest approach");
    if (c->claimed) draw_bands(&p, c, c->finding->allowance_km);
    sea_plot_line(&p, c->t_s, c->range_km, c->count, "curve");
    mark_encounter(&p, c);
    sea_plot_end(&p);
}

/* Half a span that shows both the bend at the bottom and `reach_km` of distance. */
static void frame_encounter(curve *c, double reach_km, double speed_km_s)
{
    double half_s = speed_km_s > 0.0 ? reach_km / speed_km_s : 1800.0;
    if (half_s < 0.25) half_s = 0.25;
    if (half_s > 1800.0) half_s = 1800.0;
    c->origin = (sea_tai){c->tca.ns - (int64_t)(half_s * 1e9)};
    c->end = (sea_tai){c->tca.ns + (int64_t)(half_s * 1e9)};
}

static sea_sgp4 *prepare(const sea_gp *a, const sea_gp *b)
{
    sea_gp both[2] = {*a, *b};
    sea_sgp4 *pair = NULL;
    const sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    return sea_sgp4_new(both, 2, &sgp4, &pair, NULL, NULL) == SEA_OK ? pair : NULL;
}

void sea_report_pair_figure(sea_buffer *out, const sea_gp *a, const sea_gp *b, const sea_claim_approach *claimed,
                            const sea_claim_finding *finding)
{
    sea_sgp4 *pair = prepare(a, b);
    curve *c = calloc(1, sizeof *c);
    if (!pair || !c) {
        out->failed = true;
        free(c);
        sea_sgp4_free(pair);
        return;
    }
    *c = (curve){.origin = claimed->start, .end = claimed->end, .claimed = claimed, .finding = finding};
    c->tca = finding->tca;
    c->tca_range_km = finding->range_km;
    sample(c, pair, WINDOW_KNOTS);
    put_figure(out, draw_window, c,
               "The pair's distance over the claimed window, by SGP4, on a scale where each line is ten times the one "
               "below. Darker band: as close as the claim says. Lighter band: further off, but within what public "
               "element sets can be wrong by.");
    c->count = 0;
    c->most_km = 0.0;
    double band_km = claimed->max_range_km + finding->allowance_km;
    frame_encounter(c, 2.0 * (band_km > c->tca_range_km ? band_km : c->tca_range_km), finding->relative_speed_km_s);
    sample(c, pair, ENCOUNTER_KNOTS);
    put_figure(out, draw_encounter, c, "The closest approach itself, with the same two bands.");
    free(c);
    sea_sgp4_free(pair);
}

void sea_report_event_figure(sea_buffer *out, const sea_gp *gps, const sea_conjunction *event)
{
    sea_sgp4 *pair = prepare(&gps[event->index_1], &gps[event->index_2]);
    curve *c = calloc(1, sizeof *c);
    if (!pair || !c) {
        out->failed = true;
    } else {
        c->tca = event->tca;
        c->tca_range_km = event->range_km;
        frame_encounter(c, 6.0 * event->range_km + 2.0, event->relative_speed_km_s);
        sample(c, pair, ENCOUNTER_KNOTS);
        put_figure(out, draw_encounter, c, "Distance of the closest pair found, around its closest approach.");
    }
    free(c);
    sea_sgp4_free(pair);
}

/* ---- a figure over time ---- */

/* Labels of figures begin small, as words of a table; above a plot they begin a line. */
static void put_capital(sea_buffer *out, const char *text)
{
    char first = text[0] >= 'a' && text[0] <= 'z' ? (char)(text[0] - 'a' + 'A') : text[0];
    sea_buffer_add(out, &first, 1);
    sea_buffer_add_text(out, text + 1);
}

/* The claimed band is drawn where the field shows it, open ends to the edge of the field. */
static void draw_series(sea_buffer *out, const void *payload, double width, const char *css_class)
{
    const sea_claim_series *s = payload;
    sea_tai first = s->t[0], last = s->t[s->count - 1];
    double least = s->y[0], most = s->y[0];
    if (s->start.ns != SEA_TAI_NONE.ns && s->start.ns < first.ns) first = s->start;
    if (s->end.ns != SEA_TAI_NONE.ns && s->end.ns > last.ns) last = s->end;
    for (size_t i = 0; i < s->count; i++) {
        least = s->y[i] < least ? s->y[i] : least;
        most = s->y[i] > most ? s->y[i] : most;
    }
    if (isfinite(s->low)) least = s->low < least ? s->low : least, most = s->low > most ? s->low : most;
    if (isfinite(s->high)) least = s->high < least ? s->high : least, most = s->high > most ? s->high : most;
    double room = most > least ? 0.08 * (most - least) : 1.0;
    sea_buffer label = {0};
    put_capital(&label, s->label);
    sea_buffer_add_format(&label, "%s%s", s->unit[0] ? ", " : "", s->unit);
    if (label.failed) return;
    sea_axis x = {.kind = SEA_AXIS_TIME, .max = sea_tai_diff_s(last, first), .origin = first, .label = "UTC"};
    sea_axis y = {.kind = SEA_AXIS_LINEAR, .min = least - room, .max = most + room, .label = label.data};
    sea_plot p = sea_plot_begin(out, width, 260.0, x, y, css_class, s->label);
    if (isfinite(s->low) || isfinite(s->high)) {
        double from =
            s->start.ns != SEA_TAI_NONE.ns && s->start.ns != s->end.ns ? sea_tai_diff_s(s->start, first) : x.min;
        double to = s->end.ns != SEA_TAI_NONE.ns && s->start.ns != s->end.ns ? sea_tai_diff_s(s->end, first) : x.max;
        sea_plot_box(&p, from, to, isfinite(s->low) ? s->low : y.min, isfinite(s->high) ? s->high : y.max, "claimed");
    } else if (s->start.ns != SEA_TAI_NONE.ns) {
        sea_plot_box(&p, sea_tai_diff_s(s->start, first), sea_tai_diff_s(s->end, first), y.min, y.max, "claimed");
    }
    double px[2], py[2];
    for (size_t i = 0; i < s->count; i++) {
        px[0] = px[1], py[0] = py[1];
        px[1] = sea_tai_diff_s(s->t[i], first), py[1] = s->y[i];
        if (i > 0) sea_plot_line(&p, px, py, 2, "curve");
    }
    for (size_t i = 0; i < s->count; i++)
        sea_plot_dot(&p, sea_tai_diff_s(s->t[i], first), s->y[i], s->count > 100 ? 1.6 : 3.0, "dot", NULL);
    sea_plot_end(&p);
    sea_buffer_free(&label);
}

void sea_report_series_figure(sea_buffer *out, const sea_claim_series *series)
{
    sea_buffer caption = {0};
    put_capital(&caption, series->label);
    sea_buffer_add_format(&caption, ": one point an element set%s. Shaded: what is claimed.",
                          series->unit[0] ? "" : " or an instant");
    if (!caption.failed) put_figure(out, draw_series, series, caption.data);
    sea_buffer_free(&caption);
}

/* ---- all approaches ---- */

static void draw_events(sea_buffer *out, const void *payload, double width, const char *css_class)
{
    const sea_report *r = payload;
    sea_axis x = {.kind = SEA_AXIS_TIME, .max = (double)r->span_ns / 1e9, .origin = r->start, .label = "UTC"};
    sea_axis y = {.kind = SEA_AXIS_LINEAR, .max = r->threshold_km, .label = "Distance at closest approach, km"};
    sea_plot p = sea_plot_begin(out, width, 280.0, x, y, css_class, "Time and distance of every approach found");
    size_t count = r->screen->event_count, stride = count / DOTS_MAX + 1;
    for (size_t i = 0; i < count; i += stride) {
        const sea_conjunction *e = &r->screen->events[i];
        if (!sea_report_is_approach(e)) continue;
        sea_plot_dot(&p, sea_tai_diff_s(e->tca, r->start), e->range_km, count > 500 ? 1.6 : 3.0, "dot", NULL);
    }
    sea_plot_end(&p);
}

static void draw_distances(sea_buffer *out, const void *payload, double width, const char *css_class)
{
    const sea_report *r = payload;
    double bins[BINS] = {0}, most = 0.0, total = 0.0, bin_km = r->threshold_km / BINS;
    for (size_t i = 0; i < r->screen->event_count; i++) {
        if (!sea_report_is_approach(&r->screen->events[i])) continue;
        double part = r->screen->events[i].range_km / bin_km;
        int bin = part < BINS ? (int)part : BINS - 1;
        bins[bin]++;
        total++;
    }
    double expected_km[2] = {0.0, r->threshold_km}, expected[2] = {0.0, 2.0 * total / BINS};
    for (int i = 0; i < BINS; i++) most = bins[i] > most ? bins[i] : most;
    if (expected[1] > most) most = expected[1];
    sea_axis x = {.kind = SEA_AXIS_LINEAR, .max = r->threshold_km, .label = "Distance at closest approach, km"};
    sea_axis y = {.kind = SEA_AXIS_LINEAR, .max = most > 0.0 ? most * 1.05 : 1.0, .label = "Approaches"};
    sea_plot p = sea_plot_begin(out, width, 240.0, x, y, css_class, "How many approaches came how close");
    for (int i = 0; i < BINS; i++)
        if (bins[i] > 0.0) sea_plot_box(&p, i * bin_km, (i + 1) * bin_km, 0.0, bins[i], "bar");
    sea_plot_line(&p, expected_km, expected, 2, "expected");
    sea_plot_end(&p);
}

void sea_report_events_figure(sea_buffer *out, const sea_report *report)
{
    bool thinned = report->screen->event_count > DOTS_MAX;
    put_figure(out, draw_events, report,
               thinned ? "Approaches by time and distance, evenly thinned to fit; the table and the counts are whole."
                       : "Every approach found, by time and distance.");
    if (sea_report_approach_count(report) < SHAPE_MIN) return; /* too few to have a shape */
    put_figure(
        out, draw_distances, report,
        "How close they came. Orbits that have nothing to do with each other give numbers that grow in proportion "
        "to the distance (line); a crowd at short distances is made of objects that fly together.");
}

/* ---- the age of the data ---- */

static double age_days(const sea_report *r, size_t index)
{
    double days = sea_tai_diff_s(r->start, r->gps[index].epoch) / 86400.0;
    return days < 0.0 ? -days : days;
}

static void draw_ages(sea_buffer *out, const void *payload, double width, const char *css_class)
{
    const sea_report *r = payload;
    double oldest = 1.0, bins[BINS] = {0}, most = 1.0;
    for (size_t i = 0; i < r->gp_count; i++) oldest = age_days(r, i) > oldest ? age_days(r, i) : oldest;
    if (oldest > SEA_CLAIM_AGE_MAX_DAYS) oldest = SEA_CLAIM_AGE_MAX_DAYS;
    for (size_t i = 0; i < r->gp_count; i++) {
        double part = age_days(r, i) / oldest * BINS;
        bins[part < BINS ? (int)part : BINS - 1]++;
    }
    for (int i = 0; i < BINS; i++) most = bins[i] > most ? bins[i] : most;
    sea_axis x = {.kind = SEA_AXIS_LINEAR, .max = oldest, .label = "Age at the start of the window, days"};
    sea_axis y = {.kind = SEA_AXIS_LINEAR, .max = most * 1.05, .label = "Element sets"};
    sea_plot p = sea_plot_begin(out, width, 200.0, x, y, css_class, "Ages of the element sets");
    for (int i = 0; i < BINS; i++)
        if (bins[i] > 0.0) sea_plot_box(&p, i * oldest / BINS, (i + 1) * oldest / BINS, 0.0, bins[i], "bar");
    sea_plot_end(&p);
}

void sea_report_ages_figure(sea_buffer *out, const sea_report *report)
{
    bool older = false;
    for (size_t i = 0; i < report->gp_count; i++) older = older || age_days(report, i) > SEA_CLAIM_AGE_MAX_DAYS;
    put_figure(
        out, draw_ages, report,
        older ? "How far the element sets are from the start of the window. Those beyond 14 days stand in the last "
                "column."
              : "How far the element sets are from the start of the window.");
}

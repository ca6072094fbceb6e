/* An object's history as one picture: heights, inclination and drag term over time, in a file of its own. */
#include "base/error.h"
#include "base/math.h"
#include "evidence/report.h"

#include <stdlib.h>

enum { WIDTH = 760, PANEL_HEIGHT = 190, HEAD = 64, FOOT = 30, PANELS = 3, DOTS_MAX = 1500 };

#define EARTH_RADIUS_KM 6378.137
#define MU_KM3_S2 398600.8 /* that of SGP4, as the elements are its mean ones */
#define DAY_S 86400.0

static const char style[] =
    "<style>svg{font:12px system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",\"DejaVu Sans\",sans-serif}"
    ".paper{fill:#fbfaf7}.title{font-size:17px;font-weight:650;fill:#17202a}.name,.tick{fill:#53606d}"
    ".grid{stroke:#dcdfe2}.axis{stroke:#53606d}.high,.low,.one{fill:none;stroke-width:1.4}"
    ".high{stroke:#0f5c8c}.low{stroke:#b3541e}.one{stroke:#0f5c8c}.dot{fill:#17202a;opacity:.55}"
    ".odd{fill:#9c2f1f}.to-high{fill:#0f5c8c}.to-low{fill:#b3541e}"
    "@media(prefers-color-scheme:dark){.paper{fill:#10161d}.title{fill:#e8edf2}.name,.tick{fill:#a9b5c1}"
    ".grid{stroke:#2f3b48}.axis{stroke:#a9b5c1}.high,.one{stroke:#7cc0ec}.low{stroke:#f0a875}.dot{fill:#e8edf2}"
    ".odd{fill:#ff9c87}.to-high{fill:#7cc0ec}.to-low{fill:#f0a875}}</style>\n";

/* Values over time, seconds from the first epoch. */
typedef struct history {
    const sea_gp *gps;
    size_t count;
    double *t_s, *high_km, *low_km, *incl_deg, *bstar;
} history;

static sea_status make_history(const sea_gp *gps, size_t count, history *out, sea_error *err)
{
    *out = (history){.gps = gps, .count = count};
    double *values = malloc(5 * count * sizeof *values);
    if (!values) return sea_error_set(err, SEA_E_MEMORY, "out of memory for the picture");
    out->t_s = values;
    out->high_km = values + count;
    out->low_km = values + 2 * count;
    out->incl_deg = values + 3 * count;
    out->bstar = values + 4 * count;
    for (size_t i = 0; i < count; i++) {
        double n = gps[i].mean_motion_rev_day * 2.0 * SEA_PI / DAY_S;
        double a_km = sea_exp(sea_log(MU_KM3_S2 / (n * n)) / 3.0);
        out->t_s[i] = sea_tai_diff_s(gps[i].epoch, gps[0].epoch);
        out->high_km[i] = a_km * (1.0 + gps[i].eccentricity) - EARTH_RADIUS_KM;
        out->low_km[i] = a_km * (1.0 - gps[i].eccentricity) - EARTH_RADIUS_KM;
        out->incl_deg[i] = gps[i].incl_deg;
        out->bstar[i] = gps[i].bstar_per_er;
    }
    return SEA_OK;
}

/* ---- panels ---- */

/* An axis that holds all values, with a little room; `least` is the smallest width it may have. */
static sea_axis axis_of(const char *label, const double *a, const double *b, size_t count, double least)
{
    sea_axis axis = {.kind = SEA_AXIS_LINEAR, .min = a[0], .max = a[0], .label = label};
    for (size_t i = 0; i < count; i++) {
        double low = b && b[i] < a[i] ? b[i] : a[i], high = b && b[i] > a[i] ? b[i] : a[i];
        if (low < axis.min) axis.min = low;
        if (high > axis.max) axis.max = high;
    }
    double room = (axis.max - axis.min) * 0.06;
    if (axis.max - axis.min < least) room = (least - (axis.max - axis.min)) / 2.0;
    axis.min -= room;
    axis.max += room;
    return axis;
}

static void draw_dots(sea_plot *p, const history *h, const double *y)
{
    for (size_t i = 0; i < h->count; i++) {
        bool odd = (h->gps[i].caveats & (SEA_GP_CAVEAT_DIFFERING | SEA_GP_CAVEAT_DERIVED)) != 0;
        if (!odd && h->count > DOTS_MAX) continue;
        sea_plot_dot(p, h->t_s[i], y[i], odd ? 2.6 : 1.4, odd ? "odd" : "dot", NULL);
    }
}

static void draw_panel(sea_buffer *out, int place, const history *h, sea_axis y, const double *a, const double *b,
                       const char *label)
{
    double span_s = h->t_s[h->count - 1];
    sea_axis x = {.kind = SEA_AXIS_TIME, .min = 0.0, .max = span_s > 0.0 ? span_s : DAY_S, .label = ""};
    x.origin = h->gps[0].epoch;
    sea_buffer_add_format(out, "<svg y=\"%d\" width=\"%d\" height=\"%d\">", HEAD + place * PANEL_HEIGHT, WIDTH,
                          PANEL_HEIGHT);
    sea_plot p = sea_plot_begin(out, WIDTH, PANEL_HEIGHT, x, y, "plot", label);
    sea_plot_line(&p, h->t_s, a, h->count, b ? "high" : "one");
    if (b) sea_plot_line(&p, h->t_s, b, h->count, "low");
    draw_dots(&p, h, a);
    if (b) {
        sea_plot_text(&p, 0.0, y.max, 240.0, -10.0, "start", "name to-high", "apogee");
        sea_plot_text(&p, 0.0, y.max, 300.0, -10.0, "start", "name to-low", "perigee");
        draw_dots(&p, h, b);
    }
    sea_plot_end(&p);
    sea_buffer_add_text(out, "</svg>\n");
}

static void draw_title(sea_buffer *out, const history *h)
{
    const sea_gp *last = &h->gps[h->count - 1];
    char from[SEA_TAI_TEXT_MAX], to[SEA_TAI_TEXT_MAX], name[sizeof last->object_name + 1] = "";
    sea_tai_format(h->gps[0].epoch, 0, from);
    sea_tai_format(last->epoch, 0, to);
    for (size_t i = 0; i < sizeof last->object_name && last->object_name[i]; i++) name[i] = last->object_name[i];
    sea_buffer_add_format(out, "<text class=\"title\" x=\"20\" y=\"30\">%u ", last->norad_cat_id);
    sea_buffer_add_html(out, name);
    sea_buffer_add_format(out, "</text>\n<text class=\"name\" x=\"20\" y=\"50\">%zu element sets, %.10s to %.10s UTC",
                          h->count, from, to);
    sea_buffer_add_text(out, "</text>\n");
}

sea_status sea_report_history_svg(const sea_gp *gps, size_t count, char **text, size_t *length, sea_error *err)
{
    *text = NULL;
    *length = 0;
    if (count == 0) return sea_error_set(err, SEA_E_USAGE, "there is no element set to draw");
    history h;
    sea_status s = make_history(gps, count, &h, err);
    if (s != SEA_OK) return s;
    int height = HEAD + PANELS * PANEL_HEIGHT + FOOT;
    sea_buffer out = {0};
    sea_buffer_add_format(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\">\n",
                          WIDTH, height, WIDTH);
    sea_buffer_add_text(&out, style);
    sea_buffer_add_text(&out, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
    draw_title(&out, &h);
    draw_panel(&out, 0, &h, axis_of("height above the equator's radius, km", h.high_km, h.low_km, count, 2.0),
               h.high_km, h.low_km, "height of apogee and perigee over time");
    draw_panel(&out, 1, &h, axis_of("inclination, deg", h.incl_deg, NULL, count, 0.01), h.incl_deg, NULL,
               "inclination over time");
    draw_panel(&out, 2, &h, axis_of("drag term B*, 1/Earth radii", h.bstar, NULL, count, 2e-5), h.bstar, NULL,
               "drag term over time");
    sea_buffer_add_format(
        &out,
        "<text class=\"name\" x=\"20\" y=\"%d\">Mean elements of SGP4 as published; red: contradicted "
        "by another set of its epoch, or operator-derived.</text>\n</svg>\n",
        height - 12);
    free(h.t_s);
    if (out.failed) {
        sea_buffer_free(&out);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for the picture");
    }
    *text = out.data;
    *length = out.length;
    return SEA_OK;
}

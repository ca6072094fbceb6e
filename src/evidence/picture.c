/* The document about a plot, and the heat map of candidate burns. */
#include "evidence/picture.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

/* Pale to dark as an approach gets closer; for readers without colour too, as lightness falls all the way. */
static const char style[] =
    "<style>text{font-family:system-ui,sans-serif;font-size:13px;fill:#24303a}.head{font-size:17px;font-weight:650}"
    ".below{fill:#5a6872}.tick{fill:#5a6872;font-size:12px}.name{font-weight:600}.grid{stroke:#e3e8ec}"
    ".axis{stroke:#8795a1}.paper{fill:#fff}polyline{fill:none;stroke-width:1.8}.range{stroke:#16324f;stroke-width:2.6}"
    ".r{stroke:#c8553d}.t{stroke:#2f7f86}.n{stroke:#b0892c}.limit{stroke:#8795a1;stroke-dasharray:5 4}"
    ".tr{fill:#c8553d}.tt{fill:#2f7f86}.tn{fill:#8a6a1c}.body{fill:#16324f;fill-opacity:.25;stroke:#16324f}"
    ".miss{stroke:#c8553d}.dot{fill:#c8553d}.home{fill:#16324f}.new{fill:#fff;stroke:#24303a}"
    ".apogee{fill:#c8553d;fill-opacity:.65}.perigee{fill:#2f7f86;fill-opacity:.65}"
    ".parent{fill:none;stroke:#16324f;stroke-width:2.4}"
    ".s0{stroke:#c8553d}.s1{stroke:#2f7f86}.s2{stroke:#b0892c}.s3{stroke:#6f4a8e}.s4{stroke:#4f7d3a}.s5{stroke:#b0567f}"
    ".s6{stroke:#3f6fb5}.all{stroke:#16324f;stroke-width:2.6}"
    ".c0{fill:#eef3ee}.c1{fill:#fbe9c6}.c2{fill:#f7d08a}.c3{fill:#f0ad5b}.c4{fill:#e2813d}.c5{fill:#c8553d}"
    ".c6{fill:#9d3038}.c7{fill:#611b36}.none{fill:#c7cfd6}</style>";

void sea_picture_begin(sea_buffer *out, const char *headline, const char *below)
{
    int height = SEA_PICTURE_PLOT + SEA_PICTURE_HEAD;
    sea_buffer_add_format(out,
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">",
                          SEA_PICTURE_WIDTH, height, SEA_PICTURE_WIDTH, height);
    sea_buffer_add_text(out, style);
    sea_buffer_add_text(out, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/><text class=\"head\" x=\"18\" "
                             "y=\"28\">");
    sea_buffer_add_html(out, headline);
    sea_buffer_add_text(out, "</text><text class=\"below\" x=\"18\" y=\"48\">");
    sea_buffer_add_html(out, below);
    /* A picture inside takes all of this one and stands in its middle: half the head moves it below all of it. */
    sea_buffer_add_format(out, "</text><g transform=\"translate(0,%d)\">", SEA_PICTURE_HEAD / 2);
}

sea_status sea_picture_end(sea_buffer *out, char **text, size_t *length, sea_error *err)
{
    sea_buffer_add_text(out, "</g></svg>\n");
    *text = NULL;
    *length = 0;
    if (out->failed) {
        sea_buffer_free(out);
        return sea_error_set(err, SEA_E_MEMORY, "no memory for a picture");
    }
    *text = out->data;
    *length = out->length;
    return SEA_OK;
}

/* ---- burns ---- */

enum { SHADES = 7 };
/* Upper ends of the shades, as parts of the threshold. */
static const double shades[SHADES] = {1.0, 0.7, 0.4, 0.2, 0.1, 0.04, 0.01};

static int shade_of(const sea_picture_burns *b, const sea_screen_trial *t)
{
    int shade = 0;
    double part = t->closest.range_km / b->threshold_km;
    if (t->events == 0) return 0;
    while (shade < SHADES && part <= shades[shade]) shade++;
    return shade > 0 ? shade : 1; /* a box may reach beyond the threshold */
}

static double step_of(const double *values, size_t count, double otherwise)
{
    return count > 1 ? (values[count - 1] - values[0]) / (double)(count - 1) : otherwise;
}

static void draw_cells(sea_plot *p, const sea_picture_burns *b, const double *time_s, double dt, double dv)
{
    for (size_t i = 0; i < b->times; i++)
        for (size_t k = 0; k < b->sizes; k++) {
            const sea_screen_trial *t = &b->trials[i * b->sizes + k];
            char css_class[8] = "c0";
            css_class[1] = (char)('0' + shade_of(b, t));
            double x = time_s[i], y = b->size_m_s[k];
            sea_plot_box(p, x - dt / 2, x + dt / 2, y - dv / 2, y + dv / 2, t->status == SEA_OK ? css_class : "none");
            if (t->closest_new) sea_plot_dot(p, x, y, 2.5, "new", "brought by the burn");
        }
}

/* Shades from none to the closest, between the head and the plot. */
static void draw_legend(sea_buffer *out, double threshold_km)
{
    char text[SEA_TEXT_REAL_MAX];
    int x = SEA_PICTURE_WIDTH - 18 - (SHADES + 1) * 62;
    for (int k = 0; k <= SHADES; k++, x += 62) {
        sea_buffer_add_format(out, "<rect class=\"c%d\" x=\"%d\" y=\"30\" width=\"58\" height=\"10\"/>", k, x);
        sea_buffer_add_format(out, "<text class=\"tick\" x=\"%d\" y=\"26\">", x);
        if (k > 0) {
            double km = shades[k - 1] * threshold_km;
            sea_text_from_fixed(km, km < 0.1 ? 2 : km < 10.0 ? 1 : 0, text);
            sea_buffer_add_format(out, "%s km", text);
        } else {
            sea_buffer_add_text(out, "none");
        }
        sea_buffer_add_text(out, "</text>");
    }
}

static void put_headline(sea_buffer *out, const sea_picture_burns *b, const char *below)
{
    sea_buffer head = {0};
    char part[3][SEA_TEXT_REAL_MAX];
    for (int k = 0; k < 3; k++) sea_text_from_real(b->direction_rtn[k], part[k]);
    sea_buffer_add_format(&head, "Burns of %s along R,T,N = %s,%s,%s", b->object_name, part[0], part[1], part[2]);
    sea_picture_begin(out, head.data ? head.data : "", below);
    sea_buffer_free(&head);
}

sea_status sea_picture_burns_write(const sea_picture_burns *b, char **text, size_t *length, sea_error *err)
{
    if (b->times == 0 || b->sizes == 0) return sea_error_set(err, SEA_E_USAGE, "there are no burns to draw");
    sea_buffer out = {0};
    double *time_s = malloc(b->times * sizeof *time_s);
    if (!time_s) return sea_error_set(err, SEA_E_MEMORY, "no memory for a picture");
    sea_tai origin = b->trials[0].burn.at;
    for (size_t i = 0; i < b->times; i++) time_s[i] = sea_tai_diff_s(b->trials[i * b->sizes].burn.at, origin);
    double dt = step_of(time_s, b->times, 1800.0), dv = step_of(b->size_m_s, b->sizes, 0.1);
    const sea_axis x = {SEA_AXIS_TIME, time_s[0] - dt / 2, time_s[b->times - 1] + dt / 2, origin, "burn at (UTC)"};
    const sea_axis y = {.kind = SEA_AXIS_LINEAR,
                        .min = b->size_m_s[0] - dv / 2,
                        .max = b->size_m_s[b->sizes - 1] + dv / 2,
                        .label = "m/s"};
    put_headline(&out, b, "colour: the closest approach left in the window; dot: the burn itself brings it");
    sea_plot p = sea_plot_begin(&out, SEA_PICTURE_WIDTH, SEA_PICTURE_PLOT, x, y, "plot",
                                "closest approach against time and size of a burn");
    draw_cells(&p, b, time_s, dt, dv);
    sea_plot_end(&p);
    draw_legend(&out, b->threshold_km);
    free(time_s);
    return sea_picture_end(&out, text, length, err);
}

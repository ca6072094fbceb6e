/* Spatial density against height. */
#include "base/error.h"
#include "evidence/picture.h"

#include <math.h>
#include <stdlib.h>

enum { COLOURS = 7, KEY_X = 190, KEY_STEP = 76, KEY_ROW = 4 };

static const double CUBE_KM3 = 1e9; /* of 1000 km: numbers that a reader can hold */
static const double DECADES = 4.0;  /* below the largest value */

static const char *colour_of(size_t i, size_t count)
{
    static const char *const names[COLOURS] = {"s0", "s1", "s2", "s3", "s4", "s5", "s6"};
    return i + 1 == count ? "all" : names[i % COLOURS];
}

static double largest(const sea_picture_density *series, size_t series_count, size_t count)
{
    double most = 0.0;
    for (size_t i = 0; i < series_count; i++)
        for (size_t k = 0; k < count; k++) most = fmax(most, CUBE_KM3 * series[i].density_km3[k]);
    return most;
}

/* Steps, as far as they are inside the field: what is below its floor is not drawn along it. */
static void draw_steps(sea_plot *p, const double *edge_km, const double *density, size_t count, double *x, double *y,
                       const char *css_class)
{
    size_t n = 0;
    for (size_t k = 0; k <= count; k++) {
        double value = k < count ? CUBE_KM3 * density[k] : 0.0;
        if (value >= p->y.min) {
            x[n] = edge_km[k], x[n + 1] = edge_km[k + 1];
            y[n] = y[n + 1] = value;
            n += 2;
        } else if (n > 0) {
            sea_plot_line(p, x, y, n, css_class);
            n = 0;
        }
    }
}

/* Names in the lines' colours, in two rows above the field. */
static void draw_key(sea_buffer *out, const sea_picture_density *series, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int x = KEY_X + KEY_STEP * 2 * (int)(i % KEY_ROW), y = 27 + 16 * (int)(i / KEY_ROW);
        sea_buffer_add_format(out,
                              "<polyline class=\"%s\" points=\"%d,%d %d,%d\"/><text class=\"tick\" x=\"%d\" y=\"%d\">",
                              colour_of(i, count), x - 26, y - 4, x - 6, y - 4, x, y);
        sea_buffer_add_html(out, series[i].name);
        sea_buffer_add_text(out, "</text>");
    }
}

sea_status sea_picture_density_write(const char *headline, const char *below, const double *edge_km, size_t count,
                                     const sea_picture_density *series, size_t series_count, char **text,
                                     size_t *length, sea_error *err)
{
    double most = largest(series, series_count, count), top = 1e-6;
    if (!(most > 0.0)) return sea_error_set(err, SEA_E_USAGE, "there is no density to draw: nothing is in the shells");
    while (top < most) top *= 10.0;
    double *x = malloc(4 * count * sizeof *x);
    if (!x) return sea_error_set(err, SEA_E_MEMORY, "no memory for a picture");
    double least = top;
    for (int k = 0; k < DECADES; k++) least /= 10.0;
    sea_buffer out = {0};
    const sea_axis across = {.min = edge_km[0], .max = edge_km[count], .label = "height, km"};
    const sea_axis up = {.kind = SEA_AXIS_LOG, .min = least, .max = top, .label = "per (1000 km)3"};
    sea_picture_begin(&out, headline, below);
    sea_plot p =
        sea_plot_begin(&out, SEA_PICTURE_WIDTH, SEA_PICTURE_PLOT, across, up, "plot", "spatial density against height");
    for (size_t i = 0; i < series_count; i++)
        draw_steps(&p, edge_km, series[i].density_km3, count, x, x + 2 * count, colour_of(i, series_count));
    sea_plot_end(&p);
    draw_key(&out, series, series_count);
    free(x);
    return sea_picture_end(&out, text, length, err);
}

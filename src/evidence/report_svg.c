/* A small plot writer: axes with round ticks, lines, dots, boxes, text. Colours are the page's. */
#include "evidence/report.h"
#include "base/math.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TICKS_MAX = 16, TICK_TEXT_MAX = 48 };

typedef struct tick {
    double at;
    char text[TICK_TEXT_MAX];
} tick;

static void add_number(sea_buffer *out, double value)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(value, 1, text);
    sea_buffer_add_text(out, text);
}

static void add_attribute(sea_buffer *out, const char *name, double value)
{
    sea_buffer_add_format(out, " %s=\"", name);
    add_number(out, value);
    sea_buffer_add_text(out, "\"");
}

static double log_ten(double x)
{
    return sea_log(x) / 2.30258509299404568402;
}

/* ---- from values to pixels ---- */

static double part_of(const sea_axis *axis, double value)
{
    double part;
    if (axis->kind == SEA_AXIS_LOG) {
        double least = log_ten(axis->min);
        part = value > axis->min ? (log_ten(value) - least) / (log_ten(axis->max) - least) : 0.0;
    } else {
        part = (value - axis->min) / (axis->max - axis->min);
    }
    if (part < 0.0) return 0.0;
    return part > 1.0 ? 1.0 : part;
}

static double pixel_x(const sea_plot *p, double x)
{
    return p->left + part_of(&p->x, x) * (p->right - p->left);
}

static double pixel_y(const sea_plot *p, double y)
{
    return p->bottom - part_of(&p->y, y) * (p->bottom - p->top);
}

/* ---- ticks ---- */

static double round_step(double rough)
{
    double step = 1.0;
    while (step * 10.0 <= rough) step *= 10.0;
    while (step > rough) step /= 10.0;
    if (step * 5.0 <= rough) return step * 10.0;
    if (step * 2.0 <= rough) return step * 5.0;
    return step < rough ? step * 2.0 : step;
}

static size_t linear_ticks(const sea_axis *axis, size_t wanted, tick *out)
{
    double step = round_step((axis->max - axis->min) / (double)wanted);
    int decimals = 0;
    for (double s = step; s < 0.999 && decimals < 6; s *= 10.0) decimals++;
    size_t count = 0;
    for (double k = ceil(axis->min / step - 1e-9); k * step <= axis->max * (1.0 + 1e-12) && count < TICKS_MAX; k++) {
        char text[SEA_TEXT_REAL_MAX];
        out[count].at = k * step;
        sea_text_from_fixed(k * step, decimals, text);
        memcpy(out[count++].text, text, strlen(text) + 1);
    }
    return count;
}

static size_t log_ticks(const sea_axis *axis, tick *out)
{
    size_t count = 0;
    double v = 1e-6;
    int exponent = -6;
    for (; v > axis->min; v /= 10.0) exponent--;
    for (; v <= axis->max * 1.0000001 && count < TICKS_MAX; v *= 10.0, exponent++) {
        if (v < axis->min * 0.9999999) continue;
        char text[SEA_TEXT_REAL_MAX];
        if (exponent < -4) { /* rather than a row of zeros */
            out[count].at = v;
            snprintf(out[count++].text, TICK_TEXT_MAX, "1e%d", exponent);
            continue;
        }
        double shown = v < 1.0 ? v : floor(v + 0.5);
        int decimals = 0;
        for (double s = v; s < 0.999; s *= 10.0) decimals++;
        sea_text_from_fixed(shown, decimals, text);
        out[count].at = v;
        memcpy(out[count++].text, text, strlen(text) + 1);
    }
    return count;
}

/* A tick says what changes from one to the next: the date from a day on, otherwise the time of day. */
static void time_text(sea_tai t, double step_s, char out[TICK_TEXT_MAX])
{
    char full[SEA_TAI_TEXT_MAX];
    int decimals = step_s < 0.1 ? 2 : step_s < 1.0 ? 1 : 0;
    sea_tai_format(t, decimals, full); /* 2009-02-10T16:55:59.79Z */
    if (step_s > 2592000.0) {
        memcpy(out, full, 10);
        out[10] = '\0';
        return;
    }
    size_t from = step_s >= 86400.0 ? 5 : 11, to = step_s >= 86400.0 ? 10 : step_s >= 60.0 ? 16 : strlen(full) - 1;
    memcpy(out, full + from, to - from);
    out[to - from] = '\0';
}

static size_t time_ticks(const sea_axis *axis, size_t wanted, tick *out)
{
    static const double steps[] = {0.01,    0.02,    0.05,    0.1,      0.2,      0.5,      1,         2,        5,
                                   10,      15,      30,      60,       120,      300,      600,       900,      1800,
                                   3600,    7200,    10800,   21600,    43200,    86400,    172800,    432000,   864000,
                                   1728000, 2592000, 7776000, 15552000, 31536000, 63072000, 157680000, 315360000};
    enum { STEP_COUNT = sizeof steps / sizeof steps[0] };
    size_t i = 0;
    while (i + 1 < STEP_COUNT && (axis->max - axis->min) / steps[i] > (double)wanted) i++;
    double step = steps[i];
    /* Ticks stand on round times of day: count from the midnight before the origin. */
    sea_utc utc = sea_tai_to_utc(axis->origin);
    double since_midnight = utc.hour * 3600.0 + utc.minute * 60.0 + utc.second + utc.ns * 1e-9;
    size_t count = 0;
    double first = ceil((since_midnight + axis->min) / step - 1e-9);
    for (double k = first; k * step - since_midnight <= axis->max + 1e-6 && count < TICKS_MAX; k++) {
        out[count].at = k * step - since_midnight;
        sea_tai t = {axis->origin.ns + (int64_t)floor(out[count].at * 1e9 + 0.5)};
        time_text(t, step, out[count++].text);
    }
    return count;
}

static size_t ticks_of(const sea_axis *axis, size_t wanted, tick *out)
{
    if (axis->kind == SEA_AXIS_LOG) return log_ticks(axis, out);
    if (axis->kind == SEA_AXIS_TIME) return time_ticks(axis, wanted, out);
    return linear_ticks(axis, wanted, out);
}

/* ---- elements ---- */

static void line_between(sea_plot *p, double x0, double y0, double x1, double y1, const char *css_class)
{
    sea_buffer_add_format(p->out, "<line class=\"%s\"", css_class);
    add_attribute(p->out, "x1", x0);
    add_attribute(p->out, "y1", y0);
    add_attribute(p->out, "x2", x1);
    add_attribute(p->out, "y2", y1);
    sea_buffer_add_text(p->out, "/>");
}

static void text_at(sea_plot *p, double x, double y, const char *anchor, const char *css_class, const char *text)
{
    sea_buffer_add_format(p->out, "<text class=\"%s\" text-anchor=\"%s\"", css_class, anchor);
    add_attribute(p->out, "x", x);
    add_attribute(p->out, "y", y);
    sea_buffer_add_text(p->out, ">");
    sea_buffer_add_html(p->out, text);
    sea_buffer_add_text(p->out, "</text>");
}

static void draw_axes(sea_plot *p)
{
    tick ticks[TICKS_MAX];
    size_t count = ticks_of(&p->y, 5, ticks);
    for (size_t i = 0; i < count; i++) {
        double y = pixel_y(p, ticks[i].at);
        line_between(p, p->left, y, p->right, y, "grid");
        text_at(p, p->left - 7.0, y + 4.0, "end", "tick", ticks[i].text);
    }
    count = ticks_of(&p->x, p->width > 500.0 ? 7 : 4, ticks);
    for (size_t i = 0; i < count; i++) {
        double x = pixel_x(p, ticks[i].at);
        line_between(p, x, p->bottom, x, p->bottom + 5.0, "axis");
        text_at(p, x, p->bottom + 20.0, "middle", "tick", ticks[i].text);
    }
    line_between(p, p->left, p->bottom, p->right, p->bottom, "axis");
    text_at(p, p->left, p->top - 10.0, "start", "name", p->y.label);
    text_at(p, p->right, p->bottom + 38.0, "end", "name", p->x.label);
}

sea_plot sea_plot_begin(sea_buffer *out, double width, double height, sea_axis x, sea_axis y, const char *css_class,
                        const char *label)
{
    sea_plot p = {.out = out, .width = width, .height = height, .left = 56.0, .top = 26.0, .x = x, .y = y};
    p.right = width - 18.0;
    p.bottom = height - 46.0;
    sea_buffer_add_format(out, "<svg class=\"%s\" role=\"img\" viewBox=\"0 0 ", css_class);
    add_number(out, width);
    sea_buffer_add_text(out, " ");
    add_number(out, height);
    sea_buffer_add_text(out, "\" aria-label=\"");
    sea_buffer_add_html(out, label);
    sea_buffer_add_text(out, "\">");
    draw_axes(&p);
    return p;
}

void sea_plot_end(sea_plot *p)
{
    sea_buffer_add_text(p->out, "</svg>\n");
}

void sea_plot_line(sea_plot *p, const double *x, const double *y, size_t count, const char *css_class)
{
    sea_buffer_add_format(p->out, "<polyline class=\"%s\" points=\"", css_class);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) sea_buffer_add_text(p->out, " ");
        add_number(p->out, pixel_x(p, x[i]));
        sea_buffer_add_text(p->out, ",");
        add_number(p->out, pixel_y(p, y[i]));
    }
    sea_buffer_add_text(p->out, "\"/>");
}

void sea_plot_dot(sea_plot *p, double x, double y, double radius, const char *css_class, const char *title)
{
    sea_buffer_add_format(p->out, "<circle class=\"%s\"", css_class);
    add_attribute(p->out, "cx", pixel_x(p, x));
    add_attribute(p->out, "cy", pixel_y(p, y));
    add_attribute(p->out, "r", radius);
    if (!title) {
        sea_buffer_add_text(p->out, "/>");
        return;
    }
    sea_buffer_add_text(p->out, "><title>");
    sea_buffer_add_html(p->out, title);
    sea_buffer_add_text(p->out, "</title></circle>");
}

void sea_plot_box(sea_plot *p, double x0, double x1, double y0, double y1, const char *css_class)
{
    double left = pixel_x(p, x0), right = pixel_x(p, x1), top = pixel_y(p, y1), bottom = pixel_y(p, y0);
    sea_buffer_add_format(p->out, "<rect class=\"%s\"", css_class);
    add_attribute(p->out, "x", left);
    add_attribute(p->out, "y", top);
    add_attribute(p->out, "width", right - left);
    add_attribute(p->out, "height", bottom - top);
    sea_buffer_add_text(p->out, "/>");
}

void sea_plot_text(sea_plot *p, double x, double y, double dx, double dy, const char *anchor, const char *css_class,
                   const char *text)
{
    text_at(p, pixel_x(p, x) + dx, pixel_y(p, y) + dy, anchor, css_class, text);
}

double sea_plot_room_below(const sea_plot *p, double y)
{
    return p->bottom - pixel_y(p, y);
}

/* One approach: its distance about TCA, and the encounter plane. */
#include "evidence/picture.h"
#include "base/error.h"
#include "base/vec.h"

#include <starsea/frame.h>

#include <math.h>

enum { KNOTS = 241 };
#define SPAN_LEAST_S 2.0
#define SPAN_MOST_S 5400.0

/* Both objects at an instant: object 2 less object 1. */
typedef struct view {
    double dr[3], dv[3], rtn[3][3];
} view;

static sea_status look(const sea_picture_approach *a, sea_tai t, view *out)
{
    double r1[3], v1[3], r2[3], v2[3];
    sea_status s = sea_motion_state(a->one, t, r1, v1);
    if (s == SEA_OK) s = sea_motion_state(a->two, t, r2, v2);
    if (s == SEA_OK) s = sea_frame_rtn(r1, v1, out->rtn);
    sea_vec_sub(r2, r1, out->dr);
    sea_vec_sub(v2, v1, out->dv);
    return s;
}

static void begin(sea_buffer *out, const sea_picture_approach *a, const char *what)
{
    sea_buffer head = {0}, below = {0};
    char tca[SEA_TAI_TEXT_MAX], range[SEA_TEXT_REAL_MAX], speed[SEA_TEXT_REAL_MAX];
    sea_tai_format(a->event->tca, 3, tca);
    sea_text_from_fixed(a->event->range_km, 3, range);
    sea_text_from_fixed(a->event->relative_speed_km_s, 3, speed);
    sea_buffer_add_format(&head, "%s and %s: %s", a->name_1, a->name_2, what);
    sea_buffer_add_format(&below, "TCA %s, %s km apart at %s km/s; states of the data, without their uncertainty", tca,
                          range, speed);
    sea_picture_begin(out, head.data ? head.data : "", below.data ? below.data : "");
    sea_buffer_free(&head);
    sea_buffer_free(&below);
}

/* ---- history ---- */

typedef struct history {
    double t_s[KNOTS], part[4][KNOTS]; /* range, R, T, N */
    size_t count;
    double most_km;
} history;

/* Times the interval below the threshold on both sides, as far as both objects have states. */
static void trace(const sea_picture_approach *a, history *h)
{
    double s = 0.75 * sea_tai_diff_s(a->event->end, a->event->start);
    s = s < SPAN_LEAST_S ? SPAN_LEAST_S : s > SPAN_MOST_S ? SPAN_MOST_S : s;
    for (int k = 0; k < KNOTS; k++) {
        view v;
        double t = s * (2.0 * k / (KNOTS - 1) - 1.0);
        if (look(a, (sea_tai){a->event->tca.ns + (int64_t)(t * 1e9)}, &v) != SEA_OK) continue;
        h->t_s[h->count] = t;
        h->part[0][h->count] = sea_vec_norm(v.dr);
        for (int i = 0; i < 3; i++) h->part[i + 1][h->count] = sea_vec_dot(v.rtn[i], v.dr);
        h->most_km = fmax(h->most_km, h->part[0][h->count]);
        h->count++;
    }
}

sea_status sea_picture_history_write(const sea_picture_approach *a, char **text, size_t *length, sea_error *err)
{
    static const char *const lines[] = {"range", "r", "t", "n"}, *const names[] = {"distance", "R", "T",
                                                                                   "N of object 1"};
    static const char *const inks[] = {"name", "tr", "tt", "tn"};
    history h = {0};
    sea_buffer out = {0};
    trace(a, &h);
    if (h.count < 2) return sea_error_set(err, SEA_E_RANGE, "the objects have no states about their approach");
    const sea_axis x = {SEA_AXIS_TIME, h.t_s[0], h.t_s[h.count - 1], a->event->tca, "UTC"};
    const sea_axis y = {.min = -1.05 * h.most_km, .max = 1.05 * h.most_km, .label = "km"};
    begin(&out, a, "distance about TCA");
    sea_plot p = sea_plot_begin(&out, SEA_PICTURE_WIDTH, SEA_PICTURE_PLOT, x, y, "plot",
                                "distance of the two objects and its parts along R, T, N of the first against time");
    const double ends[2] = {h.t_s[0], h.t_s[h.count - 1]}, limit[2] = {a->threshold_km, a->threshold_km};
    if (a->threshold_km < y.max) sea_plot_line(&p, ends, limit, 2, "limit");
    for (int i = 3; i >= 0; i--) sea_plot_line(&p, h.t_s, h.part[i], h.count, lines[i]);
    for (int i = 0; i < 4; i++)
        sea_plot_text(&p, h.t_s[0], y.max, i == 0 ? 60.0 : 110.0 + 42.0 * i, -10.0, "start", inks[i], names[i]);
    sea_plot_dot(&p, 0.0, a->event->range_km, 4.0, "dot", "TCA");
    sea_plot_end(&p);
    return sea_picture_end(&out, text, length, err);
}

/* ---- encounter plane ---- */

/* Axes at right angles to the relative velocity: up is what is left of R of object 1, across completes. */
static bool plane_axes(const view *v, double across[3], double up[3])
{
    double speed = sea_vec_norm(v->dv), along[3];
    if (!(speed > 0.0)) return false;
    for (int i = 0; i < 3; i++) along[i] = v->dv[i] / speed;
    double part = sea_vec_dot(v->rtn[0], along);
    for (int i = 0; i < 3; i++) up[i] = v->rtn[0][i] - part * along[i];
    double length = sea_vec_norm(up);
    if (!(length > 1e-6)) { /* falling straight on: N will do */
        part = sea_vec_dot(v->rtn[2], along);
        for (int i = 0; i < 3; i++) up[i] = v->rtn[2][i] - part * along[i];
        length = sea_vec_norm(up);
    }
    for (int i = 0; i < 3; i++) up[i] /= length;
    sea_vec_cross(up, along, across);
    return true;
}

/* A circle as a line: the plot has one scale for both axes. */
static void circle(sea_plot *p, double radius, const char *css_class)
{
    /* cos and sin of a turn's 72nd, so that points follow from each other */
    const double c = 0.99619469809174555, s = 0.08715574274765817;
    double x[73], y[73];
    x[0] = radius, y[0] = 0.0;
    for (int k = 1; k < 73; k++) x[k] = c * x[k - 1] - s * y[k - 1], y[k] = s * x[k - 1] + c * y[k - 1];
    sea_plot_line(p, x, y, 73, css_class);
}

sea_status sea_picture_plane_write(const sea_picture_approach *a, char **text, size_t *length, sea_error *err)
{
    view v;
    double across[3], up[3];
    sea_buffer out = {0};
    if (look(a, a->event->tca, &v) != SEA_OK || !plane_axes(&v, across, up))
        return sea_error_set(err, SEA_E_RANGE, "the objects have no relative velocity at their approach");
    double hbr_m = a->hbr_m, x_m = 1000.0 * sea_vec_dot(across, v.dr), y_m = 1000.0 * sea_vec_dot(up, v.dr);
    double size = 1.25 * fmax(fmax(fabs(x_m), fabs(y_m)), 1.6 * hbr_m);
    const double wide = (SEA_PICTURE_WIDTH - 74.0) / (SEA_PICTURE_PLOT - 72.0); /* of the field of a plot */
    const sea_axis x = {.min = -size * wide, .max = size * wide, .label = "m"};
    const sea_axis y = {.min = -size, .max = size, .label = "m, up: R of the first object"};
    const double line_x[2] = {0.0, x_m}, line_y[2] = {0.0, y_m};
    begin(&out, a, "encounter plane");
    sea_plot p = sea_plot_begin(&out, SEA_PICTURE_WIDTH, SEA_PICTURE_PLOT, x, y, "plot",
                                "position of the second object relative to the first in the plane at right angles to "
                                "their relative velocity");
    circle(&p, hbr_m, "range");
    sea_plot_line(&p, line_x, line_y, 2, "miss");
    sea_plot_dot(&p, 0.0, 0.0, 3.0, "home", a->name_1);
    sea_plot_dot(&p, x_m, y_m, 4.0, "dot", a->name_2);
    /* Names stand away from the line between the two. */
    bool right = x_m >= 0.0;
    sea_plot_text(&p, 0.0, 0.0, right ? -14.0 : 14.0, 4.0, right ? "end" : "start", "name", a->name_1);
    sea_plot_text(&p, x_m, y_m, right ? 10.0 : -10.0, 4.0, right ? "start" : "end", "name", a->name_2);
    sea_plot_end(&p);
    return sea_picture_end(&out, text, length, err);
}

/* An encounter in pictures: its plane, and how its probability depends on size and on uncertainty. */
#include "base/error.h"
#include "base/math.h"
#include "evidence/picture.h"

#include <math.h>

enum { HEAD = 96, PLANE = 400, CURVE = 250, FOOT = 52, OUTLINE = 121 };

static const char style[] =
    "<style>svg{font:12px system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",\"DejaVu Sans\",sans-serif}"
    ".paper{fill:#fbfaf7}.title{font-size:17px;font-weight:650;fill:#17202a}.name,.tick,.mark{fill:#53606d}"
    ".grid{stroke:#dcdfe2}.axis{stroke:#53606d}.sigma{fill:none;stroke:#0f5c8c;stroke-width:1.2}"
    ".body{fill:none;stroke:#9c2f1f;stroke-width:1.6}.curve{fill:none;stroke:#0f5c8c;stroke-width:1.6}"
    ".now{fill:#9c2f1f}.most{fill:#0f5c8c}"
    "@media(prefers-color-scheme:dark){.paper{fill:#10161d}.title{fill:#e8edf2}.name,.tick,.mark{fill:#a9b5c1}"
    ".grid{stroke:#2f3b48}.axis{stroke:#a9b5c1}.sigma,.curve{stroke:#7cc0ec}.body{stroke:#ff9c87}.now{fill:#ff9c87}"
    ".most{fill:#7cc0ec}}</style>\n";

static void add_value(sea_buffer *out, double value)
{
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(value, value < 10.0 ? 2 : 1, text);
    sea_buffer_add_text(out, text);
}

/* Two digits and an exponent. */
static void add_probability(sea_buffer *out, double value)
{
    char text[SEA_TEXT_REAL_MAX];
    int exponent = 0;
    if (value > 0.0) exponent = (int)floor(sea_log(value) / 2.30258509299404568402 + 1e-12);
    double head = value > 0.0 ? value / sea_exp(exponent * 2.30258509299404568402) : 0.0;
    if (head >= 9.995) head /= 10.0, exponent++;
    sea_text_from_fixed(head, 2, text);
    sea_buffer_add_format(out, "%se%d", text, exponent);
}

/* ---- encounter plane ---- */

static void draw_ellipse(sea_plot *p, double x, double y, double a, double b, const char *css_class)
{
    double xs[OUTLINE], ys[OUTLINE];
    for (int i = 0; i < OUTLINE; i++) {
        double sine, cosine;
        sea_sincos(SEA_TWO_PI * i / (OUTLINE - 1), &sine, &cosine);
        xs[i] = x + a * cosine;
        ys[i] = y + b * sine;
    }
    sea_plot_line(p, xs, ys, OUTLINE, css_class);
}

/* Both axes at one scale, wide enough for three sigma and the bodies; the longer axis lies across. */
static void draw_plane(sea_buffer *out, const sea_pc_plane *plane)
{
    bool turn = plane->sigma_y_m > plane->sigma_x_m;
    double xm = fabs(turn ? plane->ym_m : plane->xm_m), ym = fabs(turn ? plane->xm_m : plane->ym_m);
    double sx = turn ? plane->sigma_y_m : plane->sigma_x_m, sy = turn ? plane->sigma_x_m : plane->sigma_y_m;
    double r = plane->hbr_m, left = fmin(-r, xm - 3.2 * sx), right = fmax(r, xm + 3.2 * sx);
    double low = fmin(-r, ym - 3.2 * sy), high = fmax(r, ym + 3.2 * sy);
    sea_axis x = {.kind = SEA_AXIS_LINEAR, .min = left, .max = right, .label = "along the larger sigma, m"};
    sea_axis y = {.kind = SEA_AXIS_LINEAR, .min = low, .max = high, .label = "across, m"};
    sea_buffer_add_format(out, "<svg y=\"%d\" width=\"%d\" height=\"%d\">", HEAD, SEA_PICTURE_WIDTH, PLANE);
    sea_buffer none = {0};
    const sea_plot probe = sea_plot_begin(&none, SEA_PICTURE_WIDTH, PLANE, x, y, "plot", "");
    sea_buffer_free(&none);
    double wide = (right - left) / (probe.right - probe.left), tall = (high - low) / (probe.bottom - probe.top);
    double metres = fmax(wide, tall), half_x = 0.5 * metres * (probe.right - probe.left),
           half_y = 0.5 * metres * (probe.bottom - probe.top), middle_x = 0.5 * (left + right),
           middle_y = 0.5 * (low + high);
    x.min = middle_x - half_x, x.max = middle_x + half_x;
    y.min = middle_y - half_y, y.max = middle_y + half_y;
    sea_plot p = sea_plot_begin(out, SEA_PICTURE_WIDTH, PLANE, x, y, "plot", "encounter plane");
    for (int k = 1; k <= 3; k++) draw_ellipse(&p, xm, ym, k * sx, k * sy, "sigma");
    draw_ellipse(&p, 0.0, 0.0, r, r, "body");
    sea_plot_dot(&p, xm, ym, 3.0, "most", "the other object, with 1, 2 and 3 sigma");
    sea_plot_dot(&p, 0.0, 0.0, 2.0, "now", "combined hard-body radius");
    sea_plot_end(&p);
    sea_buffer_add_text(out, "</svg>\n");
}

/* ---- curves ---- */

static void draw_curve(sea_buffer *out, int top, const sea_pc_curve *curve, const char *label, const char *title,
                       double now, double now_pc, const sea_pc_maximum *most)
{
    double high = now_pc, low;
    for (size_t i = 0; i < SEA_PC_CURVE_POINTS; i++) high = fmax(high, curve->pc[i]);
    high = fmin(1.0, high > 0.0 ? 3.0 * high : 1.0);
    low = fmax(fmin(now_pc / 30.0, high / 1e4), high / 1e12);
    const sea_axis x = {
        .kind = SEA_AXIS_LOG, .min = curve->x[0], .max = curve->x[SEA_PC_CURVE_POINTS - 1], .label = label};
    const sea_axis y = {.kind = SEA_AXIS_LOG, .min = low, .max = high, .label = "probability"};
    sea_buffer_add_format(out, "<svg y=\"%d\" width=\"%d\" height=\"%d\">", top, SEA_PICTURE_WIDTH, CURVE);
    sea_plot p = sea_plot_begin(out, SEA_PICTURE_WIDTH, CURVE, x, y, "plot", title);
    size_t from = 0, to = SEA_PC_CURVE_POINTS;
    while (from < to && curve->pc[from] < low) from++;
    while (to > from && curve->pc[to - 1] < low) to--;
    sea_plot_line(&p, curve->x + from, curve->pc + from, to - from, "curve");
    sea_plot_dot(&p, now, now_pc, 4.0, "now", "as it is");
    if (most && most->scale > x.min && most->scale < x.max) {
        sea_plot_dot(&p, most->scale, most->value, 4.0, "most", "maximum");
        sea_plot_text(&p, most->scale, most->value, 0.0, -8.0, "middle", "mark", "maximum");
    }
    sea_plot_end(&p);
    sea_buffer_add_text(out, "</svg>\n");
}

static void draw_head(sea_buffer *out, const char *title, const sea_pc_plane *p, double pc, const sea_pc_maximum *most)
{
    sea_buffer_add_text(out, "<text class=\"title\" x=\"20\" y=\"30\">");
    sea_buffer_add_html(out, title);
    sea_buffer_add_text(out, "</text>\n<text class=\"name\" x=\"20\" y=\"52\">miss ");
    add_value(out, sea_hypot(p->xm_m, p->ym_m));
    sea_buffer_add_text(out, " m, ");
    add_value(out, sea_pc_plane_mahalanobis(p));
    sea_buffer_add_text(out, " sigma; sigmas ");
    add_value(out, fmax(p->sigma_x_m, p->sigma_y_m));
    sea_buffer_add_text(out, " m and ");
    add_value(out, fmin(p->sigma_x_m, p->sigma_y_m));
    sea_buffer_add_text(out, " m; combined radius ");
    add_value(out, p->hbr_m);
    sea_buffer_add_text(out, " m</text>\n<text class=\"name\" x=\"20\" y=\"70\">EXACT-2D ");
    add_probability(out, pc);
    sea_buffer_add_text(out, ", maximum over scalings of the covariance ");
    add_probability(out, most->value);
    if (most->scale < 1.0)
        sea_buffer_add_text(out, "</text>\n<text class=\"name\" x=\"20\" y=\"88\">In the dilution region: a smaller "
                                 "covariance would give a larger value");
    sea_buffer_add_text(out, "</text>\n");
}

sea_status sea_picture_pc_write(const char *title, const sea_pc_plane *plane, char **text, size_t *length,
                                sea_error *err)
{
    sea_pc_curve hbr, scale;
    sea_pc pc;
    sea_pc_maximum most;
    *text = NULL;
    *length = 0;
    sea_status s = sea_pc_plane_value(SEA_PC_EXACT, plane, &pc);
    if (s == SEA_OK) s = sea_pc_plane_maximum(plane, &most);
    if (s == SEA_OK) s = sea_pc_plane_curves(plane, &hbr, &scale);
    if (s != SEA_OK) return sea_error_set(err, s, "the encounter plane cannot be drawn: its values are out of range");
    int height = HEAD + PLANE + 2 * CURVE + FOOT;
    sea_buffer out = {0};
    sea_buffer_add_format(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\">\n",
                          SEA_PICTURE_WIDTH, height, SEA_PICTURE_WIDTH);
    sea_buffer_add_text(&out, style);
    sea_buffer_add_text(&out, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
    draw_head(&out, title, plane, pc.value, &most);
    draw_plane(&out, plane);
    draw_curve(&out, HEAD + PLANE, &hbr, "combined hard-body radius, m", "probability against radius", plane->hbr_m,
               pc.value, NULL);
    draw_curve(&out, HEAD + PLANE + CURVE, &scale, "factor on the covariance's sigmas",
               "probability against uncertainty", 1.0, pc.value, &most);
    sea_buffer_add_format(
        &out,
        "<text class=\"name\" x=\"20\" y=\"%d\">Encounter plane in principal axes: 1, 2 and 3 sigma about the other "
        "object (blue), the disc of both bodies (red).</text>\n<text class=\"name\" x=\"20\" y=\"%d\">Red dots: as it "
        "is. All values are those of the plane; whether it may stand for the orbits, the table says.</text>\n</svg>\n",
        height - 32, height - 14);
    if (out.failed) {
        sea_buffer_free(&out);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory for the picture");
    }
    *text = out.data;
    *length = out.length;
    return SEA_OK;
}

/*
 * The International Space Station by its operator's ephemeris (OEM, EME2000) and by a public element set of the same
 * days (SGP4, TEME turned to EME2000): how far apart they are in the RTN frame of the ephemeris. A frame or time scale
 * taken wrongly would show at once: the axes of TEME alone are 40 km off those of EME2000 at that height.
 * Usage: bench_frames [--svg FILE]; data from $STARSEA_TEST_DATA (default ../shared/data). The pole offsets of Earth
 * orientation, a centimetre, are left out.
 */
#include <starsea/ephem.h>
#include <starsea/frame.h>
#include <starsea/gp.h>
#include <starsea/sgp4.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP_S 600.0
enum { PATH_BYTES = 4096, POINTS_MAX = 8192 };

typedef struct point {
    double days; /* since the epoch of the elements */
    double rtn_km[3];
} point;

typedef struct comparison {
    sea_ephem *ephem;
    sea_gp gp;
    sea_sgp4 *sgp4;
    point points[POINTS_MAX];
    size_t count;
} comparison;

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    comparison *c = payload;
    (void)origin;
    sea_tai start, stop;
    if (sea_ephem_span(c->ephem, &start, &stop) != SEA_OK) return SEA_E_RANGE;
    if (gp->epoch.ns >= start.ns && gp->epoch.ns <= stop.ns) c->gp = *gp;
    return SEA_OK;
}

static bool load(comparison *c, const char *folder)
{
    char path[PATH_BYTES];
    sea_error err = {0};
    snprintf(path, sizeof path, "%s/ccsds/nasa_iss_oem/ISS.OEM_J2K_EPH_20250226_20250313.xml.gz", folder);
    if (sea_ephem_read_file(path, NULL, NULL, &c->ephem, &err) != SEA_OK) {
        printf("skipped: %s\n", err.text);
        return false;
    }
    snprintf(path, sizeof path, "%s/ccsds/nasa_iss_oem/iss_tle_same_week.tle", folder);
    const sea_gp_sink sink = {.payload = c, .record = keep};
    if (sea_gp_read_file(path, SEA_GP_AUTO, &sink, NULL, &err) != SEA_OK || c->gp.norad_cat_id == 0 ||
        sea_sgp4_new(&c->gp, 1, NULL, &c->sgp4, NULL, &err) != SEA_OK) {
        printf("skipped: %s: %s\n", path, err.text[0] ? err.text : "no set within the ephemeris");
        return false;
    }
    return true;
}

/* The element set's state as seen from the ephemeris; false where one of them has none. */
static bool difference(const comparison *c, sea_tai t, double rtn_km[3])
{
    sea_ephem_state given;
    sea_state own = {.epoch = t, .frame = SEA_FRAME_TEME};
    double v[3];
    if (sea_ephem_state_of(c->ephem, t, &given) != SEA_OK ||
        sea_sgp4_state(c->sgp4, 0, t, own.r_km, own.v_km_s) != SEA_OK ||
        sea_frame_transform(&own, SEA_FRAME_EME2000, NULL, NULL, &own) != SEA_OK)
        return false;
    sea_state truth = {.epoch = t, .frame = SEA_FRAME_EME2000};
    memcpy(truth.r_km, given.r_km, sizeof truth.r_km);
    memcpy(truth.v_km_s, given.v_km_s, sizeof truth.v_km_s);
    return sea_frame_relative(&truth, &own, rtn_km, v) == SEA_OK;
}

static void compare(comparison *c)
{
    sea_tai start, stop;
    if (sea_ephem_span(c->ephem, &start, &stop) != SEA_OK) return;
    for (double s = 0; s <= sea_tai_diff_s(stop, start) && c->count < POINTS_MAX; s += STEP_S) {
        sea_tai t = {start.ns + (int64_t)(s * 1e9)};
        point *p = &c->points[c->count];
        p->days = sea_tai_diff_s(t, c->gp.epoch) / 86400.0;
        c->count += difference(c, t, p->rtn_km);
    }
}

/* Root mean square and largest distance within so many days of the epoch. */
static void tell(const comparison *c, double days)
{
    double squares[3] = {0}, most = 0;
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++) {
        const point *p = &c->points[i];
        if (fabs(p->days) > days) continue;
        n++;
        for (int k = 0; k < 3; k++) squares[k] += p->rtn_km[k] * p->rtn_km[k];
        most =
            fmax(most, sqrt(p->rtn_km[0] * p->rtn_km[0] + p->rtn_km[1] * p->rtn_km[1] + p->rtn_km[2] * p->rtn_km[2]));
    }
    if (n > 0)
        printf(
            "within %4.1f days of the epoch: RMS R %.3f, T %.3f, N %.3f km; largest distance %.3f km (%zu instants)\n",
            days, sqrt(squares[0] / (double)n), sqrt(squares[1] / (double)n), sqrt(squares[2] / (double)n), most, n);
}

/* ---- the picture: two panels over the whole ephemeris, radial and across, and along the track ---- */

static const char *const colours[] = {"#1b6ca8", "#c0392b", "#27ae60"};
static const char *const legend[] = {"radial", "along the track", "across"};

typedef struct panel {
    double left, top, width, height;
    double from_days, to_days, low_km, high_km, step_km;
} panel;

static double x_of(const panel *p, double days)
{
    return p->left + p->width * (days - p->from_days) / (p->to_days - p->from_days);
}

static double y_of(const panel *p, double km)
{
    return p->top + p->height * (p->high_km - km) / (p->high_km - p->low_km);
}

/* A panel of two hundred by five hundred and sixty, high enough for the components of a mask. */
static panel fit(const comparison *c, double top, int mask, double step_km)
{
    double low = 0, high = 0;
    for (size_t i = 0; i < c->count; i++)
        for (int k = 0; k < 3; k++) {
            if (!(mask >> k & 1)) continue;
            low = fmin(low, c->points[i].rtn_km[k]);
            high = fmax(high, c->points[i].rtn_km[k]);
        }
    return (panel){60,
                   top,
                   560,
                   200,
                   floor(c->points[0].days),
                   ceil(c->points[c->count - 1].days),
                   step_km * floor(low / step_km),
                   step_km * ceil(high / step_km),
                   step_km};
}

static void draw_axes(FILE *f, const panel *p)
{
    const char *line = "<path d=\"M%.1f %.1f%c%.1f\" stroke=\"%s\"/><text x=\"%.1f\" y=\"%.1f\" "
                       "text-anchor=\"%s\">%g</text>\n";
    for (double d = p->from_days; d <= p->to_days + 1e-9; d += 1)
        fprintf(f, line, x_of(p, d), p->top, 'v', p->height, d == 0 ? "#888" : "#ddd", x_of(p, d),
                p->top + p->height + 16, "middle", d);
    for (double km = p->low_km; km <= p->high_km + 1e-9; km += p->step_km)
        fprintf(f, line, p->left, y_of(p, km), 'h', p->width, km == 0 ? "#888" : "#ddd", p->left - 6, y_of(p, km) + 4,
                "end", km);
}

static void draw_curves(FILE *f, const panel *p, const comparison *c, int mask)
{
    int row = 0;
    draw_axes(f, p);
    for (int k = 0; k < 3; k++) {
        if (!(mask >> k & 1)) continue;
        fprintf(f, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1\" points=\"", colours[k]);
        for (size_t i = 0; i < c->count; i++)
            fprintf(f, "%.1f,%.1f ", x_of(p, c->points[i].days), y_of(p, c->points[i].rtn_km[k]));
        fprintf(f,
                "\"/>\n<path d=\"M640 %.0fh24\" stroke=\"%s\" stroke-width=\"2\"/>"
                "<text x=\"670\" y=\"%.0f\">%s, km</text>\n",
                p->top + 20 + 20 * row, colours[k], p->top + 24 + 20 * row, legend[k]);
        row++;
    }
}

static bool draw(const char *path, const comparison *c)
{
    const panel sides = fit(c, 20, 1 | 4, 1), along = fit(c, 260, 2, 20);
    FILE *f = fopen(path, "w");
    if (!f) return false;
    fprintf(f, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 790 500\" font-family=\"sans-serif\" "
               "font-size=\"12\">\n<rect width=\"790\" height=\"500\" fill=\"white\"/>\n");
    draw_curves(f, &sides, c, 1 | 4);
    draw_curves(f, &along, c, 2);
    fprintf(f,
            "<text x=\"340\" y=\"494\" text-anchor=\"middle\">days since the epoch of the elements</text>\n</svg>\n");
    return fclose(f) == 0;
}

int main(int argc, char **argv)
{
    const char *svg = argc == 3 && strcmp(argv[1], "--svg") == 0 ? argv[2] : NULL;
    const char *data = getenv("STARSEA_TEST_DATA");
    const char *folder = data ? data : "../shared/data";
    comparison *c = calloc(1, sizeof *c);
    if (!c) return 1;
    bool good = true;
    if (load(c, folder)) {
        char epoch[SEA_TAI_TEXT_MAX];
        sea_tai_format(c->gp.epoch, 0, epoch);
        printf("object %u, elements of %s, less the ephemeris, in its RTN frame\n", c->gp.norad_cat_id, epoch);
        compare(c);
        tell(c, 0.25);
        tell(c, 0.5);
        tell(c, 1);
        tell(c, 3);
        tell(c, 15);
        if (svg && c->count > 0) good = draw(svg, c);
    }
    sea_sgp4_free(c->sgp4);
    sea_ephem_free(c->ephem);
    free(c);
    return good ? 0 : 1;
}

/*
 * How well a table may be interpolated, measured on itself: between two neighbouring states the path of the
 * interpolation is compared with an orbit through both positions. Whether its velocities are the derivative of its
 * positions is measured the same way: an orbit through one state misses the next position by the error of the velocity
 * times the time between them.
 */
#include "motion/motion.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GRAVITY_ALONE_KM 200000.0 /* the Moon counts beyond */
#define APART_MOST_S 86400.0
#define MU_KM3_S2 398600.8
#define EARTH_KM 6378.135
#define HARMONICS 1e-5    /* of gravity at the surface, as the square of the radius: tesseral harmonics, drag */
#define BODIES_KM_S2 2e-8 /* the Moon and the Sun at geostationary height, radiation pressure */
#define VELOCITY_PART 1e-4
#define MISSED_KM 1e-3
enum { LOOKS = 3, POSITIONS_DEGREE = 7 };

/* What acceleration the orbit between two states may lack. */
static double lacking(const double r_km[3])
{
    double n = sea_vec_norm(r_km), up = EARTH_KM / n;
    return HARMONICS * up * up * MU_KM3_S2 / (n * n) + BODIES_KM_S2;
}

/* Whether gravity alone can say anything of the way from one state to the next. */
static bool comparable(const sea_ephem_row *a, const sea_ephem_row *b)
{
    return sea_tai_diff_s(b->epoch, a->epoch) <= APART_MOST_S && sea_vec_norm(a->value) <= GRAVITY_ALONE_KM;
}

static sea_motion_point point_of(const sea_ephem_row *row)
{
    sea_motion_point p;
    memcpy(p.r, row->value, sizeof p.r);
    memcpy(p.v, row->value + 3, sizeof p.v);
    return p;
}

/* How far the orbit through state k leaves the position of the next, divided by the time: the error of its velocity. */
static double velocity_off(const sea_ephem_row *from, const sea_ephem_row *to)
{
    double s = sea_tai_diff_s(to->epoch, from->epoch), d[3];
    sea_motion_point p = point_of(from);
    sea_motion_advance(&p, s);
    sea_vec_sub(p.r, to->value, d);
    return sea_vec_norm(d) / fabs(s);
}

/* Goes from a point over a time, stopping at the looks. Returned: in `missed`, end less `goal`. */
static void go(sea_motion_point p, double whole_s, const double goal[3], double path[LOOKS][3], double missed[3])
{
    for (int i = 0; i <= LOOKS; i++) {
        sea_motion_advance(&p, whole_s / (LOOKS + 1));
        if (i < LOOKS) memcpy(path[i], p.r, sizeof p.r);
    }
    sea_vec_sub(p.r, goal, missed);
}

/* Largest distance between the interpolation and an orbit through the positions of rows k and k + 1, beyond what such
 * an orbit may lack. What its first velocity is wrong by shows at the end; it is corrected once, and what is left after
 * goes with the line between both ends. */
static double gap_error(const sea_ephem *e, size_t segment, size_t k)
{
    const sea_ephem_row *a = &e->rows[e->parts[segment].first_row + k], *b = a + 1;
    double whole = sea_tai_diff_s(b->epoch, a->epoch), missed[3], most = 0.0, path[LOOKS][3];
    sea_motion_point p = point_of(a);
    go(p, whole, b->value, path, missed);
    if (sea_vec_norm(missed) > MISSED_KM) {
        for (int x = 0; x < 3; x++) p.v[x] -= missed[x] / whole;
        go(p, whole, b->value, path, missed);
    }
    for (int i = 0; i < LOOKS; i++) {
        double part = (i + 1.0) / (LOOKS + 1), d[3];
        sea_tai t = {a->epoch.ns + (int64_t)(part * (double)(b->epoch.ns - a->epoch.ns))};
        sea_ephem_state at;
        sea_ephem_part_state(e, segment, t, &at);
        for (int x = 0; x < 3; x++) d[x] = at.r_km[x] - (path[i][x] - part * missed[x]);
        most = fmax(most, sea_vec_norm(d));
    }
    return fmax(most - 0.125 * lacking(a->value) * whole * whole, 0.0);
}

/* ---- velocities ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values, size_t count)
{
    if (count == 0) return 0.0;
    qsort(values, count, sizeof *values, by_value);
    return values[(count - 1) / 2];
}

/* The error of a segment's velocities in the median, as a part of the speed; a burn tells on one side alone. */
static double velocities_off(const sea_ephem *e, size_t segment, double *room)
{
    const sea_ephem_part *p = &e->parts[segment];
    const sea_ephem_row *rows = e->rows + p->first_row;
    size_t n = 0;
    for (size_t k = 0; k < p->meta.state_count; k++) {
        double least = INFINITY;
        if (k > 0 && comparable(&rows[k - 1], &rows[k])) least = velocity_off(&rows[k], &rows[k - 1]);
        if (k + 1 < p->meta.state_count && comparable(&rows[k], &rows[k + 1]))
            least = fmin(least, velocity_off(&rows[k], &rows[k + 1]));
        if (isfinite(least)) room[n++] = least / sea_vec_norm(rows[k].value + 3);
    }
    return median(room, n);
}

static double median_error(const sea_ephem *e, size_t segment, double *room)
{
    const sea_ephem_part *p = &e->parts[segment];
    const sea_ephem_row *rows = e->rows + p->first_row;
    size_t n = 0;
    for (size_t k = 0; k + 1 < p->meta.state_count; k++)
        if (comparable(&rows[k], &rows[k + 1])) room[n++] = gap_error(e, segment, k);
    return median(room, n);
}

sea_status sea_motion_judge_velocities(sea_ephem *e)
{
    double *room = malloc((e->row_count + 1) * sizeof *room);
    if (!room) return SEA_E_MEMORY;
    for (size_t i = 0; i < e->part_count; i++) {
        sea_ephem_part *p = &e->parts[i];
        if (p->meta.method == SEA_EPHEM_LINEAR) continue;
        double off = velocities_off(e, i, room);
        if (off <= VELOCITY_PART) continue;
        const sea_ephem_segment kept = p->meta;
        double with = median_error(e, i, room);
        p->positions_only = true;
        p->meta.method = SEA_EPHEM_LAGRANGE;
        if (kept.method == SEA_EPHEM_HERMITE) p->meta.degree = POSITIONS_DEGREE;
        if (kept.method == SEA_EPHEM_HERMITE && median_error(e, i, room) >= with) {
            p->positions_only = false;
            p->meta = kept;
        }
    }
    free(room);
    return SEA_OK;
}

/* ---- of a motion ---- */

sea_motion_fit sea_motion_fit_of(const sea_motion *m, sea_tai from, sea_tai to)
{
    sea_motion_fit fit = {.at = SEA_TAI_NONE};
    while (m->base) m = m->base;
    for (size_t i = 0; m->ephem && i < m->ephem->part_count; i++) {
        const sea_ephem_part *p = &m->ephem->parts[i];
        const sea_ephem_row *rows = m->ephem->rows + p->first_row;
        bool used = false;
        for (size_t k = 0; k + 1 < p->meta.state_count; k++) {
            if (rows[k + 1].epoch.ns <= from.ns || rows[k].epoch.ns >= to.ns) continue;
            used = true;
            if (!comparable(&rows[k], &rows[k + 1])) continue;
            double error = gap_error(m->ephem, i, k);
            if (error <= fit.error_km) continue;
            fit.error_km = error;
            fit.at = rows[k].epoch;
        }
        fit.positions_only |= used && p->positions_only;
    }
    return fit;
}

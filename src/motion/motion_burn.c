/*
 * A motion after burns. Two orbits are integrated side by side, with the burns and without; what separates them, D, is
 * kept in the RTN frame of the one without, at knots a minute apart, and added to the base motion in its own RTN frame:
 *
 *     r = r_base + C^T D,    v = v_base + C^T (D' + w x D),
 *
 * C the rows R, T, N of the base and w the rate at which they turn. The base may drift from the integrated orbit, as
 * SGP4 does by a kilometre a day and more with drag: the difference is a thousandth of the orbit at most and does not
 * care.
 */
#include "motion/motion.h"
#include "base/error.h"
#include "base/vec.h"

#include <starsea/frame.h>

#include <stdlib.h>
#include <string.h>

/* WGS-72, as the element sets: Hoots and Roehrich 1980, Spacetrack Report #3. */
#define MU_KM3_S2 398600.8
#define EARTH_KM 6378.135
#define J2 0.001082616
#define J3 -0.00000253881
#define J4 -0.00000165597
#define KNOT_S 60
#define KNOT_NS (KNOT_S * SEA_NS_PER_S)
#define TURN_A_STEP 0.015 /* rad: a step of the integrator is a radian of the local orbit times this */
#define LOWEST_KM 6300.0
#define DV_MAX_M_S 10000.0

/* Reference: Vallado 2013, section 8.7.1, accelerations by zonal harmonics. */
void sea_motion_gravity(const double r[3], double a[3])
{
    double n2 = sea_vec_dot(r, r), n = sqrt(n2), z2 = r[2] * r[2] / n2, n3 = n2 * n, mu = MU_KM3_S2 / n3;
    double e = EARTH_KM / n, e2 = e * e, z = r[2] / n;
    double j2 = -1.5 * J2 * e2, j3 = -2.5 * J3 * e2 * e, j4 = 1.875 * J4 * e2 * e2;
    double across = -1.0 + j2 * (1.0 - 5.0 * z2) + j3 * z * (3.0 - 7.0 * z2) + j4 * (1.0 - 14.0 * z2 + 21.0 * z2 * z2);
    double along = -1.0 + j2 * (3.0 - 5.0 * z2) + j4 * (5.0 - 70.0 / 3.0 * z2 + 21.0 * z2 * z2);
    a[0] = mu * r[0] * across;
    a[1] = mu * r[1] * across;
    a[2] = mu * (r[2] * along + n * j3 * (6.0 * z2 - 7.0 * z2 * z2 - 0.6));
}

static void slope(const sea_motion_point *at, sea_motion_point *out)
{
    memcpy(out->r, at->v, sizeof out->r);
    sea_motion_gravity(at->r, out->v);
}

static sea_motion_point along(const sea_motion_point *p, const sea_motion_point *slope, double h)
{
    sea_motion_point q;
    for (int i = 0; i < 3; i++) q.r[i] = p->r[i] + h * slope->r[i], q.v[i] = p->v[i] + h * slope->v[i];
    return q;
}

/* One step of the classical Runge-Kutta method. */
static void step(sea_motion_point *p, double h)
{
    sea_motion_point a, b, c, d, q;
    slope(p, &a);
    q = along(p, &a, 0.5 * h);
    slope(&q, &b);
    q = along(p, &b, 0.5 * h);
    slope(&q, &c);
    q = along(p, &c, h);
    slope(&q, &d);
    for (int i = 0; i < 3; i++) {
        p->r[i] += h / 6.0 * (a.r[i] + 2.0 * (b.r[i] + c.r[i]) + d.r[i]);
        p->v[i] += h / 6.0 * (a.v[i] + 2.0 * (b.v[i] + c.v[i]) + d.v[i]);
    }
}

/* Steps that `s` seconds from a point on are cut into. */
static int steps_of(const sea_motion_point *p, double s)
{
    double n = sea_vec_norm(p->r), most = TURN_A_STEP * sqrt(n * n * n / MU_KM3_S2);
    double wanted = fabs(s) / most;
    return wanted < 1000.0 ? (int)wanted + 1 : 1000;
}

void sea_motion_advance(sea_motion_point *p, double s)
{
    while (s != 0.0) { /* a minute at a time, as the step follows the radius */
        double part = s > KNOT_S ? KNOT_S : s < -KNOT_S ? -KNOT_S : s;
        int n = steps_of(p, part);
        for (int k = 0; k < n; k++) step(p, part / n);
        s -= part;
    }
}

/* ---- the difference ---- */

/* The rate at which the RTN frame of a point turns, in that frame: about N with the orbit, about R with its plane. */
static sea_status rate_of(const double r[3], const double v[3], double rtn[3][3], double w[3])
{
    double h[3], a[3];
    sea_status s = sea_frame_rtn(r, v, rtn);
    if (s != SEA_OK) return s;
    sea_vec_cross(r, v, h);
    sea_motion_gravity(r, a);
    double n = sea_vec_norm(r), area = sea_vec_norm(h);
    w[0] = n / area * sea_vec_dot(a, rtn[2]);
    w[1] = 0.0;
    w[2] = area / (n * n);
    return SEA_OK;
}

static sea_status change_of(const sea_motion_point *plain, const sea_motion_point *burned, double out[6])
{
    double rtn[3][3], w[3], turned[3];
    sea_status s = rate_of(plain->r, plain->v, rtn, w);
    if (s != SEA_OK) return s;
    double dr[3], dv[3];
    sea_vec_sub(burned->r, plain->r, dr);
    sea_vec_sub(burned->v, plain->v, dv);
    for (int k = 0; k < 3; k++) out[k] = sea_vec_dot(rtn[k], dr);
    sea_vec_cross(w, out, turned);
    for (int k = 0; k < 3; k++) out[k + 3] = sea_vec_dot(rtn[k], dv) - turned[k];
    return SEA_OK;
}

/* Both orbits from one knot to the next, cut into the same steps. */
static void advance_both(sea_motion_point *plain, sea_motion_point *burned, double s)
{
    int n = steps_of(plain, s), m = steps_of(burned, s);
    n = m > n ? m : n;
    for (int k = 0; k < n; k++) {
        step(plain, s / n);
        step(burned, s / n);
    }
}

static bool sound(const sea_motion_point *p)
{
    double n = sea_vec_norm(p->r);
    return n > LOWEST_KM && n < 1e9;
}

/* Fills the knots from `from` on, away from the burn. */
static sea_status fill(sea_motion_arc *arc, sea_motion_point plain, sea_motion_point burned, size_t from, int direction,
                       size_t count)
{
    for (size_t k = 0; k < count; k++) {
        sea_status s = change_of(&plain, &burned, arc->change[direction > 0 ? from + k : from - k]);
        if (s != SEA_OK || !sound(&plain) || !sound(&burned)) return SEA_E_RANGE;
        advance_both(&plain, &burned, direction * KNOT_S);
    }
    return SEA_OK;
}

/* The arc from one burn to `until`; the points stand at the burn, after it, and are left alone. */
static sea_status make_arc(sea_motion_arc *arc, sea_tai burn, sea_tai until, const sea_motion_point *plain,
                           const sea_motion_point *burned)
{
    arc->burn = burn;
    arc->before = SEA_MOTION_BEYOND_NS / KNOT_NS + 1;
    size_t after = (size_t)((until.ns - burn.ns + SEA_MOTION_BEYOND_NS) / KNOT_NS) + 2;
    arc->count = arc->before + after;
    arc->change = malloc(arc->count * sizeof *arc->change);
    if (!arc->change) return SEA_E_MEMORY;
    sea_status s = fill(arc, *plain, *burned, arc->before, 1, after);
    return s == SEA_OK ? fill(arc, *plain, *burned, arc->before, -1, arc->before + 1) : s;
}

static sea_status kick(sea_motion_point *p, const sea_burn *burn)
{
    double rtn[3][3];
    sea_status s = sea_frame_rtn(p->r, p->v, rtn);
    for (int i = 0; s == SEA_OK && i < 3; i++)
        for (int k = 0; k < 3; k++) p->v[i] += rtn[k][i] * burn->dv_rtn_m_s[k] / 1000.0;
    return s;
}

/* Whether the orbit through a point is closed. */
static bool returns(const sea_motion_point *p)
{
    return 0.5 * sea_vec_dot(p->v, p->v) < MU_KM3_S2 / sea_vec_norm(p->r);
}

static sea_status make_arcs(sea_motion *m, const sea_burn *burns, size_t count, sea_tai until)
{
    sea_motion_point plain, burned;
    sea_status s = sea_motion_state(m->base, burns[0].at, plain.r, plain.v);
    if (s != SEA_OK) return SEA_E_NOT_FOUND;
    burned = plain;
    for (size_t k = 0; s == SEA_OK && k < count; k++) {
        if (k > 0) {
            int64_t left = burns[k].at.ns - burns[k - 1].at.ns;
            for (; left > KNOT_NS; left -= KNOT_NS) advance_both(&plain, &burned, KNOT_S);
            advance_both(&plain, &burned, (double)left * 1e-9);
        }
        s = kick(&burned, &burns[k]);
        if (s == SEA_OK && !returns(&burned)) s = SEA_E_UNSUPPORTED;
        sea_tai end = k + 1 < count ? burns[k + 1].at : until.ns > burns[k].at.ns ? until : burns[k].at;
        if (s == SEA_OK) s = make_arc(&m->arcs[k], burns[k].at, end, &plain, &burned);
        if (s != SEA_E_MEMORY) m->arc_count = k + 1;
    }
    return s;
}

/* The pieces of the base, cut at the burns. */
static void cut_pieces(sea_motion *m, const sea_burn *burns, size_t count)
{
    for (size_t p = 0; p < m->base->part_count; p++) {
        sea_motion_piece left = m->base->parts[p].span;
        size_t arc = 0;
        while (arc < count && burns[arc].at.ns <= left.start.ns) arc++;
        for (; arc < count && burns[arc].at.ns < left.stop.ns; arc++) {
            m->parts[m->part_count++] = (sea_motion_part){.span = {left.start, burns[arc].at}, .base = p, .arc = arc};
            left.start = burns[arc].at;
        }
        m->parts[m->part_count++] = (sea_motion_part){.span = left, .base = p, .arc = arc};
    }
}

static sea_status check_burns(const sea_burn *burns, size_t count, sea_error *err)
{
    if (count == 0) return sea_error_set(err, SEA_E_USAGE, "no burn was given");
    for (size_t k = 0; k < count; k++) {
        const double *dv = burns[k].dv_rtn_m_s;
        if (!(sea_vec_norm(dv) <= DV_MAX_M_S))
            return sea_error_set(err, SEA_E_RANGE, "a burn of %.6g m/s: a burn changes velocity by at most %.0f m/s",
                                 sea_vec_norm(dv), DV_MAX_M_S);
        if (k > 0 && burns[k].at.ns <= burns[k - 1].at.ns)
            return sea_error_set(err, SEA_E_USAGE, "burns must be given in order of time, each once");
    }
    return SEA_OK;
}

sea_status sea_motion_new_burned(const sea_motion *base, const sea_burn *burns, size_t count, sea_tai until,
                                 sea_motion **out, sea_error *err)
{
    *out = NULL;
    sea_status s = check_burns(burns, count, err);
    if (s != SEA_OK) return s;
    sea_motion *m = calloc(1, sizeof *m);
    if (m) m->parts = calloc(base->part_count + count, sizeof *m->parts);
    if (m) m->arcs = calloc(count, sizeof *m->arcs);
    if (!m || !m->parts || !m->arcs) {
        sea_motion_free(m);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    }
    m->base = base;
    s = make_arcs(m, burns, count, until);
    if (s == SEA_OK) {
        cut_pieces(m, burns, count);
        *out = m;
        return SEA_OK;
    }
    sea_motion_free(m);
    char at[SEA_TAI_TEXT_MAX];
    sea_tai_format(burns[0].at, 3, at);
    if (s == SEA_E_MEMORY) return sea_error_set(err, s, "out of memory");
    return sea_error_set(err, s, "no orbit can be given after the burn of %s: %s", at, sea_motion_burn_text(s));
}

const char *sea_motion_burn_text(sea_status s)
{
    if (s == SEA_E_NOT_FOUND) return "the object has no state at that time";
    if (s == SEA_E_UNSUPPORTED) return "the object leaves the Earth on an open orbit, and cannot be screened";
    return "the orbit meets the Earth";
}

/* The change at an instant: the cubic through two knots. */
static sea_status change_at(const sea_motion_arc *arc, sea_tai t, double d[3], double rate[3])
{
    int64_t since = t.ns - arc->burn.ns + (int64_t)arc->before * KNOT_NS;
    if (since < 0 || since / KNOT_NS + 1 >= (int64_t)arc->count) return SEA_E_RANGE;
    const double *a = arc->change[since / KNOT_NS], *b = arc->change[since / KNOT_NS + 1];
    double x = (double)(since % KNOT_NS) / (double)KNOT_NS, y = 1.0 - x;
    for (int k = 0; k < 3; k++) {
        double da = a[k + 3] * KNOT_S, db = b[k + 3] * KNOT_S, rise = b[k] - a[k];
        d[k] = y * a[k] + x * b[k] + x * y * (y * (da - rise) + x * (rise - db));
        rate[k] = (rise + (y - x) * (y * (da - rise) + x * (rise - db)) - x * y * (da - rise - (rise - db))) / KNOT_S;
    }
    return SEA_OK;
}

sea_status sea_motion_burned_state(const sea_motion *m, const sea_motion_part *part, sea_tai t, double r[3],
                                   double v[3])
{
    sea_status s = sea_motion_piece_state(m->base, part->base, t, r, v);
    if (s != SEA_OK || part->arc == 0) return s;
    double d[3], rate[3], rtn[3][3], w[3], turned[3];
    s = change_at(&m->arcs[part->arc - 1], t, d, rate);
    if (s == SEA_OK) s = rate_of(r, v, rtn, w);
    if (s != SEA_OK) return s;
    sea_vec_cross(w, d, turned);
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) {
            r[i] += rtn[k][i] * d[k];
            v[i] += rtn[k][i] * (rate[k] + turned[k]);
        }
    return SEA_OK;
}

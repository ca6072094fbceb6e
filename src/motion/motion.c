/* Motions over elements and over ephemerides. */
#include "motion/motion.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static sea_motion *new_motion(size_t parts)
{
    sea_motion *m = calloc(1, sizeof *m);
    if (m) m->parts = calloc(parts + 1, sizeof *m->parts);
    if (m && m->parts) return m;
    sea_motion_free(m);
    return NULL;
}

void sea_motion_free(sea_motion *m)
{
    if (!m) return;
    for (size_t i = 0; i < m->arc_count; i++) free(m->arcs[i].change);
    free(m->arcs);
    free(m->parts);
    sea_ephem_free(m->ephem);
    free(m);
}

sea_status sea_motion_new_sgp4(const sea_sgp4 *prepared, size_t index, sea_motion **out)
{
    const int64_t far = INT64_MAX / 4 * 3;
    sea_motion *m = *out = new_motion(1);
    if (!m) return SEA_E_MEMORY;
    m->prepared = prepared;
    m->index = index;
    m->parts[m->part_count++].span = (sea_motion_piece){{-far}, {far}};
    return SEA_OK;
}

/* ---- ephemerides ---- */

static int by_instant(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The last segment useable through all of [from, to]; false when there is none. */
static bool segment_over(const sea_ephem *e, int64_t from, int64_t to, size_t *segment)
{
    for (size_t i = e->part_count; i-- > 0;)
        if (e->parts[i].meta.useable_start.ns <= from && e->parts[i].meta.useable_stop.ns >= to) {
            *segment = i;
            return true;
        }
    return false;
}

/* Pieces lie between neighbouring starts and stops; neighbours of one segment are one piece. */
static sea_status find_pieces(sea_motion *m)
{
    const sea_ephem *e = m->ephem;
    size_t n = 0, segment;
    int64_t *ends = malloc((2 * e->part_count + 1) * sizeof *ends);
    if (!ends) return SEA_E_MEMORY;
    for (size_t i = 0; i < e->part_count; i++) {
        ends[n++] = e->parts[i].meta.useable_start.ns;
        ends[n++] = e->parts[i].meta.useable_stop.ns;
    }
    qsort(ends, n, sizeof *ends, by_instant);
    for (size_t k = 1; k < n; k++) {
        if (ends[k] == ends[k - 1] || !segment_over(e, ends[k - 1], ends[k], &segment)) continue;
        sea_motion_part *last = m->part_count ? &m->parts[m->part_count - 1] : NULL;
        if (last && last->base == segment && last->span.stop.ns == ends[k - 1])
            last->span.stop.ns = ends[k];
        else
            m->parts[m->part_count++] = (sea_motion_part){.span = {{ends[k - 1]}, {ends[k]}}, .base = segment};
    }
    free(ends);
    return SEA_OK;
}

sea_status sea_motion_new_ephem(const sea_ephem *ephem, const sea_eop *eop, sea_motion **out, sea_error *err)
{
    *out = NULL;
    if (!ephem->parts[0].meta.clock_known)
        return sea_error_set(err, SEA_E_UNSUPPORTED, "TIME_SYSTEM '%s' is not tied to UTC: no instant can be given",
                             ephem->parts[0].texts[4]);
    sea_ephem *turned;
    sea_status s = sea_ephem_turn(ephem, SEA_FRAME_TEME, eop, &turned, err);
    if (s != SEA_OK) return s;
    sea_motion *m = sea_motion_split_holes(turned) == SEA_OK ? new_motion(2 * turned->part_count) : NULL;
    if (!m) {
        sea_ephem_free(turned);
        return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    }
    m->ephem = turned;
    s = sea_motion_check_states(turned, err);
    if (s == SEA_OK && (sea_motion_judge_velocities(turned) != SEA_OK || find_pieces(m) != SEA_OK))
        s = sea_error_set(err, SEA_E_MEMORY, "out of memory");
    if (s == SEA_OK && m->part_count == 0)
        s = sea_error_set(err, SEA_E_RANGE, "the ephemeris holds no span of time: it needs two states or more");
    if (s != SEA_OK)
        sea_motion_free(m);
    else
        *out = m;
    return s;
}

/* Within the table by its interpolation, beyond it by gravity from its first or last state. */
static sea_status segment_state(const sea_ephem *e, size_t segment, sea_tai t, double r[3], double v[3])
{
    const sea_ephem_part *p = &e->parts[segment];
    sea_tai first = e->rows[p->first_row].epoch, last = e->rows[p->first_row + p->meta.state_count - 1].epoch, at = t;
    if (t.ns < first.ns) at = first;
    if (t.ns > last.ns) at = last;
    if (t.ns - at.ns > SEA_MOTION_BEYOND_NS || at.ns - t.ns > SEA_MOTION_BEYOND_NS) return SEA_E_RANGE;
    sea_ephem_state found;
    sea_ephem_part_state(e, segment, at, &found);
    sea_motion_point point;
    memcpy(point.r, found.r_km, sizeof point.r);
    memcpy(point.v, found.v_km_s, sizeof point.v);
    if (at.ns != t.ns) sea_motion_advance(&point, sea_tai_diff_s(t, at));
    memcpy(r, point.r, sizeof point.r);
    memcpy(v, point.v, sizeof point.v);
    for (int i = 0; i < 3; i++)
        if (!isfinite(r[i]) || !isfinite(v[i])) return SEA_E_RANGE;
    return SEA_OK;
}

uint32_t sea_motion_eop_caveats(const sea_motion *m)
{
    return m->ephem ? m->ephem->eop_caveats : 0;
}

/* ---- all kinds ---- */

size_t sea_motion_piece_count(const sea_motion *m)
{
    return m->part_count;
}

sea_motion_piece sea_motion_piece_at(const sea_motion *m, size_t piece)
{
    return m->parts[piece].span;
}

sea_status sea_motion_piece_state(const sea_motion *m, size_t piece, sea_tai t, double r[3], double v[3])
{
    const sea_motion_part *p = &m->parts[piece];
    if (t.ns < p->span.start.ns - SEA_MOTION_BEYOND_NS || t.ns > p->span.stop.ns + SEA_MOTION_BEYOND_NS)
        return SEA_E_RANGE;
    if (m->base) return sea_motion_burned_state(m, p, t, r, v);
    if (m->ephem) return segment_state(m->ephem, p->base, t, r, v);
    return sea_sgp4_state(m->prepared, m->index, t, r, v);
}

sea_status sea_motion_state(const sea_motion *m, sea_tai t, double r[3], double v[3])
{
    for (size_t k = m->part_count; k-- > 0;)
        if (t.ns >= m->parts[k].span.start.ns && t.ns <= m->parts[k].span.stop.ns)
            return sea_motion_piece_state(m, k, t, r, v);
    return SEA_E_RANGE;
}

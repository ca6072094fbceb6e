/* What a table must be to count as a motion: without holes, and its states those of one object about the Earth. */
#include "base/error.h"
#include "base/vec.h"
#include "motion/motion.h"

#include <stdlib.h>
#include <string.h>

/* ---- holes ---- */

enum {
    ROUND = 8, /* spacings looked at before and after one */
    MANY = 2 * ROUND + 1,
    HOLE_RATIO = 4,    /* to their median; */
    HOLE_LEAST_S = 180 /* shorter ones are usual, and bridged however dense the table */
};

static int by_length(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* Whether states are missing between row k and the next. Those around decide, as steps may follow the orbit. */
static bool hole_after(const sea_ephem_row *rows, size_t count, size_t k)
{
    int64_t spacing = rows[k + 1].epoch.ns - rows[k].epoch.ns, round[MANY];
    if (spacing <= HOLE_LEAST_S * SEA_NS_PER_S) return false;
    size_t n = 0, from = k > ROUND ? k - ROUND : 0, to = k + ROUND + 1 < count ? k + ROUND + 1 : count - 1;
    for (size_t i = from; i < to; i++) round[n++] = rows[i + 1].epoch.ns - rows[i].epoch.ns;
    qsort(round, n, sizeof *round, by_length);
    return spacing / HOLE_RATIO > round[(n - 1) / 2];
}

static size_t holes_of(const sea_ephem *e)
{
    size_t holes = 0;
    for (size_t i = 0; i < e->part_count; i++)
        for (size_t k = 0; k + 1 < e->parts[i].meta.state_count; k++)
            holes += hole_after(e->rows + e->parts[i].first_row, e->parts[i].meta.state_count, k);
    return holes;
}

/* `count` rows of a part from row `first` of it on. */
static sea_ephem_part stretch_of(const sea_ephem *e, const sea_ephem_part *p, size_t first, size_t count)
{
    sea_ephem_part out = *p;
    out.first_row = p->first_row + first;
    out.meta.state_count = count;
    const sea_ephem_row *rows = e->rows + out.first_row;
    if (out.meta.useable_start.ns < rows[0].epoch.ns) out.meta.useable_start = rows[0].epoch;
    if (out.meta.useable_stop.ns > rows[count - 1].epoch.ns) out.meta.useable_stop = rows[count - 1].epoch;
    return out;
}

sea_status sea_motion_split_holes(sea_ephem *e)
{
    size_t n = 0, capacity = e->part_count + holes_of(e);
    if (capacity == e->part_count) return SEA_OK;
    sea_ephem_part *parts = malloc(capacity * sizeof *parts);
    if (!parts) return SEA_E_MEMORY;
    for (size_t i = 0; i < e->part_count; i++) {
        const sea_ephem_part *p = &e->parts[i];
        size_t count = p->meta.state_count, first = 0;
        for (size_t k = 0; k < count; k++) {
            if (k + 1 < count && !hole_after(e->rows + p->first_row, count, k)) continue;
            parts[n++] = stretch_of(e, p, first, k + 1 - first);
            first = k + 1;
        }
    }
    for (size_t i = 0; i < n; i++) sea_ephem_bind_texts(&parts[i]);
    free(e->parts);
    e->parts = parts;
    e->part_count = e->part_capacity = n;
    return SEA_OK;
}

/* ---- states ---- */

#define RADIUS_LEAST_KM 6000.0
#define RADIUS_MOST_KM 1e6
#define GRAVITY_ALONE_KM 200000.0 /* the Moon counts beyond */
#define APART_MOST_S 86400.0
#define OFF_PART 0.05 /* of the way between two states: what no burn, drag or third body amounts to */
#define OFF_KM 0.1    /* digits of the table */

static sea_status check_radius(const sea_ephem_row *row, sea_error *err)
{
    double r = sea_vec_norm(row->value);
    if (r >= RADIUS_LEAST_KM && r <= RADIUS_MOST_KM) return SEA_OK;
    return sea_error_set_at(err, SEA_E_RANGE, row->line, 0,
                            "E_RANGE: the state lies %.6g km from the centre of the Earth, not 6000 to 1000000 km: "
                            "states are given in km and km/s",
                            r);
}

/* How far gravity takes a state past the other one's position, as a part of what is allowed. */
static double off(const sea_ephem_row *from, const sea_ephem_row *to)
{
    double s = sea_tai_diff_s(to->epoch, from->epoch), d[3];
    sea_motion_point p;
    memcpy(p.r, from->value, sizeof p.r);
    memcpy(p.v, from->value + 3, sizeof p.v);
    sea_motion_advance(&p, s);
    sea_vec_sub(p.r, to->value, d);
    return sea_vec_norm(d) / (OFF_KM + OFF_PART * fabs(s) * sea_vec_norm(from->value + 3));
}

/* Whether neighbours are of one motion. Of a lone wrong velocity one direction tells, of a wrong position both do. */
static sea_status check_neighbours(const sea_ephem_row *a, const sea_ephem_row *b, sea_error *err)
{
    if (sea_tai_diff_s(b->epoch, a->epoch) > APART_MOST_S || sea_vec_norm(a->value) > GRAVITY_ALONE_KM) return SEA_OK;
    bool forward = off(a, b) <= 1.0, back = off(b, a) <= 1.0;
    if (forward && back) return SEA_OK;
    const sea_ephem_row *wrong = back ? a : b, *other = back ? b : a;
    return sea_error_set_at(err, SEA_E_RANGE, wrong->line, 0,
                            "E_RANGE: position and velocity do not go together with the state of line %llu: an orbit "
                            "through one does not come near the other; mind units (km and km/s), frame and a stray "
                            "value",
                            (unsigned long long)other->line);
}

sea_status sea_motion_check_states(const sea_ephem *e, sea_error *err)
{
    for (size_t i = 0; i < e->part_count; i++) {
        const sea_ephem_row *rows = e->rows + e->parts[i].first_row;
        for (size_t k = 0; k < e->parts[i].meta.state_count; k++) {
            sea_status s = check_radius(&rows[k], err);
            if (s == SEA_OK && k > 0) s = check_neighbours(&rows[k - 1], &rows[k], err);
            if (s != SEA_OK) return s;
        }
    }
    return SEA_OK;
}

/* States and covariances between those of a table. */
#include "motion/ephem.h"

#include <starsea/frame.h>

#include <math.h>
#include <string.h>

enum { NODES_MAX = 26 };
#define EARTH_TURN_RAD_S 7.292115146706979e-5 /* Vallado 2013, section 3.5 */

/* Newton's divided differences over nodes, each given once (value) or twice (value and derivative): position or
 * velocity of one axis, and its derivative, at x = 0. Reference: Burden and Faires, Numerical Analysis, section 3.4. */
static void hermite(const double *x, const double *value, const double *slope, size_t nodes, double *out, double *rate)
{
    double z[2 * NODES_MAX], table[2 * NODES_MAX];
    size_t n = slope ? 2 * nodes : nodes;
    for (size_t i = 0; i < n; i++) {
        size_t node = slope ? i / 2 : i;
        z[i] = x[node];
        table[i] = value[node];
    }
    for (size_t order = 1; order < n; order++)
        for (size_t i = n - 1; i >= order; i--) {
            bool same = slope && order == 1 && i % 2 == 1;
            table[i] = same ? slope[i / 2] : (table[i] - table[i - 1]) / (z[i] - z[i - order]);
        }
    double sum = table[n - 1], derivative = 0.0;
    for (size_t i = n - 1; i-- > 0;) {
        derivative = derivative * -z[i] + sum;
        sum = sum * -z[i] + table[i];
    }
    *out = sum;
    if (rate) *rate = derivative;
}

static size_t nodes_wanted(const sea_ephem_segment *m)
{
    return m->method == SEA_EPHEM_HERMITE ? (m->degree + 2) / 2 : m->degree + 1;
}

/* Index of the last row not after t, of those of the part. */
static size_t row_before(const sea_ephem_row *rows, size_t count, sea_tai t)
{
    size_t low = 0, high = count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        *(rows[middle].epoch.ns <= t.ns ? &low : &high) = middle;
    }
    return low;
}

static void interpolate(const sea_ephem *e, const sea_ephem_part *p, sea_tai t, sea_ephem_state *out)
{
    const sea_ephem_segment *m = &p->meta;
    const sea_ephem_row *rows = e->rows + p->first_row;
    size_t wanted = nodes_wanted(m), nodes = wanted < m->state_count ? wanted : m->state_count;
    size_t at = row_before(rows, m->state_count, t), before = (nodes - 1) / 2;
    *out = sea_ephem_state_at(e, (size_t)(p - e->parts), at);
    out->epoch = t;
    out->caveats = m->method_given ? 0 : SEA_EPHEM_CAVEAT_METHOD_ASSUMED;
    if (nodes < wanted) out->caveats |= SEA_EPHEM_CAVEAT_DEGREE_CUT;
    if (rows[at].epoch.ns == t.ns && !p->positions_only) return; /* the table's own digits */
    size_t first = at > before ? at - before : 0;
    if (first + nodes > m->state_count) first = m->state_count - nodes;
    double x[NODES_MAX], r[NODES_MAX], v[NODES_MAX], a[NODES_MAX];
    for (int axis = 0; axis < 3; axis++) {
        for (size_t i = 0; i < nodes; i++) {
            const sea_ephem_row *row = &rows[first + i];
            x[i] = sea_tai_diff_s(row->epoch, t);
            r[i] = row->value[axis];
            v[i] = row->value[axis + 3];
            a[i] = row->value[axis + 6];
        }
        if (p->positions_only) {
            hermite(x, r, NULL, nodes, &out->r_km[axis], &out->v_km_s[axis]);
        } else if (m->method == SEA_EPHEM_HERMITE) {
            hermite(x, r, v, nodes, &out->r_km[axis], &out->v_km_s[axis]);
            if (m->accelerations) hermite(x, v, a, nodes, &out->v_km_s[axis], NULL);
        } else {
            hermite(x, r, NULL, nodes, &out->r_km[axis], NULL);
            hermite(x, v, NULL, nodes, &out->v_km_s[axis], NULL);
        }
    }
}

void sea_ephem_part_state(const sea_ephem *e, size_t segment, sea_tai t, sea_ephem_state *out)
{
    interpolate(e, &e->parts[segment], t, out);
}

/* The segment that counts at an instant, NULL when none does. */
static const sea_ephem_part *part_at(const sea_ephem *e, sea_tai t)
{
    for (size_t i = e->part_count; i-- > 0;) {
        const sea_ephem_segment *m = &e->parts[i].meta;
        if (t.ns >= m->useable_start.ns && t.ns <= m->useable_stop.ns) return &e->parts[i];
    }
    return NULL;
}

sea_status sea_ephem_span(const sea_ephem *e, sea_tai *start, sea_tai *stop)
{
    if (!e->parts[0].meta.clock_known) return SEA_E_UNSUPPORTED;
    *start = e->parts[0].meta.useable_start;
    *stop = e->parts[0].meta.useable_stop;
    for (size_t i = 1; i < e->part_count; i++) {
        const sea_ephem_segment *m = &e->parts[i].meta;
        if (m->useable_start.ns < start->ns) *start = m->useable_start;
        if (m->useable_stop.ns > stop->ns) *stop = m->useable_stop;
    }
    return SEA_OK;
}

sea_status sea_ephem_state_of(const sea_ephem *e, sea_tai t, sea_ephem_state *out)
{
    if (!e->parts[0].meta.clock_known) return SEA_E_UNSUPPORTED;
    const sea_ephem_part *p = part_at(e, t);
    if (!p) return SEA_E_RANGE;
    interpolate(e, p, t, out);
    for (int i = 0; i < 3; i++)
        if (!isfinite(out->r_km[i]) || !isfinite(out->v_km_s[i])) return SEA_E_RANGE;
    return SEA_OK;
}

/* ---- covariance ---- */

static void unpack(const sea_ephem_matrix *m, double out[6][6])
{
    const double m2_per_km2 = 1e6;
    for (int i = 0, k = 0; i < 6; i++)
        for (int j = 0; j <= i; j++) out[i][j] = out[j][i] = m->lower[k++] * m2_per_km2;
}

/* Rows R, T, N expressed in the axes of the matrix. Of Earth-fixed states the velocity gains that of the Earth. */
static sea_status turn_of(const sea_ephem_matrix *m, const sea_ephem_state *at, double turn[3][3])
{
    bool fixed = strncmp(at->frame, "ITRF", 4) == 0;
    const double *r = at->r_km, v[3] = {at->v_km_s[0] - (fixed ? EARTH_TURN_RAD_S * r[1] : 0.0),
                                        at->v_km_s[1] + (fixed ? EARTH_TURN_RAD_S * r[0] : 0.0), at->v_km_s[2]};
    double rtn[3][3];
    sea_status s = sea_frame_rtn(r, v, rtn);
    if (s != SEA_OK || m->axes == SEA_EPHEM_AXES_OF_STATE) {
        memcpy(turn, rtn, sizeof rtn);
        return s;
    }
    /* TNW: T along the velocity, W along the normal, N completing. CCSDS 502.0-B-3, annex B. */
    double speed = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]), t[3], n[3];
    for (int i = 0; i < 3; i++) t[i] = v[i] / speed;
    const double *w = rtn[2];
    for (int i = 0; i < 3; i++) n[i] = w[(i + 1) % 3] * t[(i + 2) % 3] - w[(i + 2) % 3] * t[(i + 1) % 3];
    const double *tnw[3] = {t, n, w};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) turn[i][k] = rtn[i][0] * tnw[k][0] + rtn[i][1] * tnw[k][1] + rtn[i][2] * tnw[k][2];
    return SEA_OK;
}

/* One covariance in RTN: m, m/s. */
static sea_status to_rtn(const sea_ephem *e, const sea_ephem_part *p, const sea_ephem_matrix *m, double out[6][6])
{
    double given[6][6], turn[3][3], half[6][6];
    unpack(m, given);
    if (m->axes == SEA_EPHEM_AXES_OTHER) return SEA_E_UNSUPPORTED;
    if (m->axes == SEA_EPHEM_AXES_RTN) {
        memcpy(out, given, sizeof given);
        return SEA_OK;
    }
    const sea_ephem_row *rows = e->rows + p->first_row;
    if (m->epoch.ns < rows[0].epoch.ns || m->epoch.ns > rows[p->meta.state_count - 1].epoch.ns) return SEA_E_RANGE;
    sea_ephem_state at;
    interpolate(e, p, m->epoch, &at);
    sea_status s = turn_of(m, &at, turn);
    if (s != SEA_OK) return s;
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++) {
            const double *row = turn[i % 3];
            int b = i / 3 * 3;
            half[i][j] = row[0] * given[b][j] + row[1] * given[b + 1][j] + row[2] * given[b + 2][j];
        }
    for (int i = 0; i < 6; i++)
        for (int j = 0; j <= i; j++) {
            const double *row = turn[j % 3];
            int b = j / 3 * 3;
            out[i][j] = out[j][i] = half[i][b] * row[0] + half[i][b + 1] * row[1] + half[i][b + 2] * row[2];
        }
    return SEA_OK;
}

sea_status sea_ephem_covariance_of(const sea_ephem *e, sea_tai t, sea_ephem_covariance *out)
{
    if (!e->parts[0].meta.clock_known) return SEA_E_UNSUPPORTED;
    const sea_ephem_part *p = part_at(e, t);
    if (!p) return SEA_E_RANGE;
    size_t count = p->meta.covariance_count, at = 0;
    if (count == 0) return SEA_E_NOT_FOUND;
    const sea_ephem_matrix *m = e->matrices + p->first_matrix;
    while (at + 1 < count && m[at + 1].epoch.ns <= t.ns) at++;
    *out = (sea_ephem_covariance){.epoch = m[at].epoch};
    sea_status s = to_rtn(e, p, &m[at], out->rtn_m);
    if (s != SEA_OK || m[at].epoch.ns == t.ns) return s;
    if (t.ns < m[at].epoch.ns || at + 1 == count) {
        out->caveats = SEA_EPHEM_CAVEAT_COVARIANCE_HELD;
        return SEA_OK;
    }
    double next[6][6], part = sea_tai_diff_s(t, m[at].epoch) / sea_tai_diff_s(m[at + 1].epoch, m[at].epoch);
    s = to_rtn(e, p, &m[at + 1], next);
    for (int i = 0; s == SEA_OK && i < 6; i++)
        for (int j = 0; j < 6; j++) out->rtn_m[i][j] = (1.0 - part) * out->rtn_m[i][j] + part * next[i][j];
    return s;
}

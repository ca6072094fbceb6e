/*
 * Candidates of one tile: which pairs may come below the threshold between two knots.
 *
 * Each object is replaced by the chord between its positions at the two knots, h = half the step. Two bounds make that
 * safe:
 *
 * 1. Relative chord error. Over the tile |dr(t) - chord(t)| <= sup|d2(dr)/dt2| h^2 / 2. Two objects that touch the
 * threshold inside the tile are never further apart there than D = threshold + 2 h |dv| (+ margins), so central gravity
 * differs by at most 2 mu D / rho^3, rho being the least radius either can have.
 * 2. What is not central gravity (oblateness, drag, the terms SGP4 adds, and its jumps) is measured, not assumed: the
 * second difference of SGP4's own positions at every knot, less central gravity, gives an acceleration eps. Eight times
 * eps h^2 / 2 covers even a jump of position between two knots, which shows in the second difference at full size.
 *
 * Positions alone are used, since SGP4's velocity is not exactly the derivative of its position. Single precision
 * serves only to propose: its rounding is inside the margin, and screen_refine decides with SGP4.
 */
#include "analysis/screen.h"

#include "base/vec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MU_KM3_S2 398600.8  /* WGS-72, as the element sets */
#define SLOW_KM_S 8.0       /* objects up to this speed share the grid; faster ones search it with a wider reach */
#define PLAIN_MARGIN_KM 0.5 /* and so do objects with a larger margin of their own */
#define ROUNDING_KM 0.05    /* single precision at 100,000 km, several operations */
#define NEAREST_PART 0.85   /* rho >= 0.85 r: above 7,504 km D is less than 0.15 r, below it the surface is nearer */

enum { KNOTS = 4, CELL_NONE = -1 };

typedef struct knot {
    double *r_km; /* [count][3] */
    int8_t *ok;
    sea_status *status;
} knot;

/* Struct of arrays in the order of the grid's cells. */
typedef struct lanes {
    float *x, *y, *z, *vx, *vy, *vz, *margin;
    uint32_t *object;
} lanes;

typedef struct cell {
    int32_t ix, iy, iz;
    uint32_t begin, end;
} cell;

struct sea_screen_scratch {
    size_t count;
    int64_t tile;
    knot knots[KNOTS]; /* instants tile-1, tile, tile+1, tile+2 */
    lanes all, sorted; /* in order of objects; in order of cells, wide ones behind */
    int32_t *cell_of;
    cell *cells;
    int32_t *table; /* hash of cell coordinates to index into cells */
    size_t table_size, cell_count, slow_count, lane_count;
    float *over;     /* result of the last test of lanes */
    double reach_km; /* edge of a cell */
};

static bool lanes_new(lanes *l, size_t n)
{
    float *block = calloc(7 * n + 1, sizeof *block);
    l->object = calloc(n + 1, sizeof *l->object);
    l->x = block;
    if (!block || !l->object) return false;
    l->y = block + n;
    l->z = block + 2 * n;
    l->vx = block + 3 * n;
    l->vy = block + 4 * n;
    l->vz = block + 5 * n;
    l->margin = block + 6 * n;
    return true;
}

sea_screen_scratch *sea_screen_scratch_new(size_t count)
{
    sea_screen_scratch *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->count = count;
    s->table_size = 64;
    while (s->table_size < 2 * count) s->table_size *= 2;
    bool good = lanes_new(&s->all, count) && lanes_new(&s->sorted, count);
    s->cell_of = malloc((count + 1) * sizeof *s->cell_of);
    s->cells = malloc((count + 1) * sizeof *s->cells);
    s->table = malloc(s->table_size * sizeof *s->table);
    s->over = malloc((count + 1) * sizeof *s->over);
    good = good && s->cell_of && s->cells && s->table && s->over;
    for (int k = 0; k < KNOTS; k++) {
        s->knots[k].r_km = malloc((3 * count + 1) * sizeof(double));
        s->knots[k].ok = malloc(count + 1);
        s->knots[k].status = malloc((count + 1) * sizeof(sea_status));
        good = good && s->knots[k].r_km && s->knots[k].ok && s->knots[k].status;
    }
    if (good) return s;
    sea_screen_scratch_free(s);
    return NULL;
}

void sea_screen_scratch_free(sea_screen_scratch *s)
{
    if (!s) return;
    for (int k = 0; k < KNOTS; k++) {
        free(s->knots[k].r_km);
        free(s->knots[k].ok);
        free(s->knots[k].status);
    }
    free(s->all.x);
    free(s->all.object);
    free(s->sorted.x);
    free(s->sorted.object);
    free(s->cell_of);
    free(s->cells);
    free(s->table);
    free(s->over);
    free(s);
}

static void propagate(const sea_screen_plan *plan, knot *k, sea_tai t)
{
    for (size_t i = 0; i < plan->count; i++) {
        k->status[i] = sea_sgp4_state(plan->prepared, i, t, &k->r_km[3 * i], NULL);
        k->ok[i] = k->status[i] == SEA_OK;
    }
}

void sea_screen_tile_first(const sea_screen_plan *plan, sea_screen_scratch *s, size_t first)
{
    s->tile = (int64_t)first;
    for (int k = 0; k < KNOTS; k++) propagate(plan, &s->knots[k], sea_screen_knot(plan, s->tile + k - 1));
}

void sea_screen_tile_next(const sea_screen_plan *plan, sea_screen_scratch *s)
{
    s->tile++;
    knot oldest = s->knots[0];
    memmove(&s->knots[0], &s->knots[1], (KNOTS - 1) * sizeof s->knots[0]);
    s->knots[KNOTS - 1] = oldest;
    propagate(plan, &s->knots[KNOTS - 1], sea_screen_knot(plan, s->tile + KNOTS - 2));
}

bool sea_screen_tile_valid(const sea_screen_scratch *s, size_t i, sea_status *why)
{
    for (int k = 1; k <= 2; k++)
        if (!s->knots[k].ok[i]) {
            *why = s->knots[k].status[i];
            return false;
        }
    return true;
}

/* |second difference / step^2 + mu r / r^3| at the middle of three knots, km/s^2. */
static double excess_at(const double a[3], const double b[3], const double c[3])
{
    const double step2 = (double)SEA_SCREEN_STEP_S * SEA_SCREEN_STEP_S;
    double n = sea_vec_norm(b), g = MU_KM3_S2 / (n * n * n), e[3];
    for (int k = 0; k < 3; k++) e[k] = (a[k] - 2.0 * b[k] + c[k]) / step2 + g * b[k];
    return sea_vec_norm(e);
}

/* Larger of the excesses at the tile's two ends; an end whose outer neighbour is missing takes the other end's,
 * doubled. */
static double excess(const sea_screen_scratch *s, size_t i)
{
    const double *r[KNOTS];
    for (int k = 0; k < KNOTS; k++) r[k] = &s->knots[k].r_km[3 * i];
    bool before = s->knots[0].ok[i], after = s->knots[3].ok[i];
    double e1 = before ? excess_at(r[0], r[1], r[2]) : 0.0, e2 = after ? excess_at(r[1], r[2], r[3]) : 0.0;
    if (before && after) return e1 > e2 ? e1 : e2;
    /* With neither, the radius alone bounds it: nothing SGP4 yields accelerates harder than gravity itself. */
    return before || after ? 2.0 * (e1 + e2) : MU_KM3_S2 / sea_vec_dot(r[1], r[1]);
}

static uint32_t hash(int32_t ix, int32_t iy, int32_t iz)
{
    return (uint32_t)ix * 73856093u ^ (uint32_t)iy * 19349663u ^ (uint32_t)iz * 83492791u;
}

static int32_t find_cell(const sea_screen_scratch *s, int32_t ix, int32_t iy, int32_t iz)
{
    size_t mask = s->table_size - 1;
    for (size_t at = hash(ix, iy, iz) & mask;; at = (at + 1) & mask) {
        int32_t found = s->table[at];
        if (found == CELL_NONE) return CELL_NONE;
        const cell *c = &s->cells[found];
        if (c->ix == ix && c->iy == iy && c->iz == iz) return found;
    }
}

static int32_t find_or_add_cell(sea_screen_scratch *s, int32_t ix, int32_t iy, int32_t iz)
{
    size_t mask = s->table_size - 1, at = hash(ix, iy, iz) & mask;
    for (; s->table[at] != CELL_NONE; at = (at + 1) & mask) {
        const cell *c = &s->cells[s->table[at]];
        if (c->ix == ix && c->iy == iy && c->iz == iz) return s->table[at];
    }
    s->cells[s->cell_count] = (cell){ix, iy, iz, 0, 0};
    s->table[at] = (int32_t)s->cell_count;
    return (int32_t)s->cell_count++;
}

/* Beyond a million cells all share the outermost one: SGP4 can be asked for orbits that leave any map. */
static int32_t coordinate(float x, double edge)
{
    double c = floor((double)x / edge);
    return !(c > -1e6) ? -1000000 : c > 1e6 ? 1000000 : (int32_t)c;
}

/* Chords and margins of the objects valid in the tile, in the order of objects. */
static void chords(sea_screen_scratch *s, sea_screen_figures *figures)
{
    const double h = SEA_SCREEN_STEP_S / 2.0;
    lanes *l = &s->all;
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (!s->knots[1].ok[i] || !s->knots[2].ok[i]) continue;
        const double *a = &s->knots[1].r_km[3 * i], *b = &s->knots[2].r_km[3 * i];
        double v[3] = {(b[0] - a[0]) / SEA_SCREEN_STEP_S, (b[1] - a[1]) / SEA_SCREEN_STEP_S,
                       (b[2] - a[2]) / SEA_SCREEN_STEP_S};
        double margin = 8.0 * excess(s, i) * h * h / 2.0 + ROUNDING_KM, speed = sea_vec_norm(v);
        l->x[n] = (float)(0.5 * (a[0] + b[0]));
        l->y[n] = (float)(0.5 * (a[1] + b[1]));
        l->z[n] = (float)(0.5 * (a[2] + b[2]));
        l->vx[n] = (float)v[0];
        l->vy[n] = (float)v[1];
        l->vz[n] = (float)v[2];
        l->margin[n] = (float)margin;
        l->object[n] = (uint32_t)i;
        if (speed > figures->speed_km_s) figures->speed_km_s = speed;
        if (margin > figures->margin_km) figures->margin_km = margin;
        n++;
    }
    s->lane_count = n;
}

static float speed_of(const lanes *l, size_t i)
{
    return sqrtf(l->vx[i] * l->vx[i] + l->vy[i] * l->vy[i] + l->vz[i] * l->vz[i]);
}

/* km of tidal margin for each km/s of relative speed, and for each km of threshold, for an object at this radius. */
static float tidal(const lanes *l, size_t i, float *per_km)
{
    const float h = SEA_SCREEN_STEP_S / 2.0f;
    float r = (float)NEAREST_PART * sqrtf(l->x[i] * l->x[i] + l->y[i] * l->y[i] + l->z[i] * l->z[i]);
    float gradient = 2.0f * (float)MU_KM3_S2 / (r * r * r);
    *per_km = 0.5f * h * h * gradient;
    return *per_km * 2.0f * h;
}

static void copy_lane(lanes *to, size_t k, const lanes *from, size_t i)
{
    to->x[k] = from->x[i];
    to->y[k] = from->y[i];
    to->z[k] = from->z[i];
    to->vx[k] = from->vx[i];
    to->vy[k] = from->vy[i];
    to->vz[k] = from->vz[i];
    to->margin[k] = from->margin[i];
    to->object[k] = from->object[i];
}

/* Slow objects sorted by cell, wide ones after them. */
static void sort_into_cells(sea_screen_scratch *s, double threshold_km)
{
    const double h = SEA_SCREEN_STEP_S / 2.0;
    const lanes *l = &s->all;
    /* Largest margin two slow objects can need: own margins, and tides at the lowest radius there is. */
    float per_km_least = 0.0f, per_speed_least = 0.0f;
    for (size_t i = 0; i < s->lane_count; i++) {
        float per_km, per_speed = tidal(l, i, &per_km);
        if (per_speed > per_speed_least) per_speed_least = per_speed, per_km_least = per_km;
    }
    s->reach_km = threshold_km * (1.0 + (double)per_km_least) + 2.0 * SLOW_KM_S * (h + (double)per_speed_least) +
                  2.0 * PLAIN_MARGIN_KM;
    for (size_t i = 0; i < s->table_size; i++) s->table[i] = CELL_NONE;
    s->cell_count = 0;
    s->slow_count = 0;
    for (size_t i = 0; i < s->lane_count; i++) {
        bool wide = speed_of(l, i) > (float)SLOW_KM_S || l->margin[i] > (float)PLAIN_MARGIN_KM;
        s->cell_of[i] = wide ? CELL_NONE
                             : find_or_add_cell(s, coordinate(l->x[i], s->reach_km), coordinate(l->y[i], s->reach_km),
                                                coordinate(l->z[i], s->reach_km));
        if (!wide) s->cells[s->cell_of[i]].end++, s->slow_count++;
    }
    uint32_t at = 0;
    for (size_t c = 0; c < s->cell_count; c++) {
        uint32_t size = s->cells[c].end;
        s->cells[c].begin = s->cells[c].end = at;
        at += size;
    }
    size_t wide_at = s->slow_count;
    for (size_t i = 0; i < s->lane_count; i++)
        copy_lane(&s->sorted, s->cell_of[i] == CELL_NONE ? wide_at++ : s->cells[s->cell_of[i]].end++, l, i);
}

static sea_status add(sea_screen_candidates *out, uint32_t a, uint32_t b)
{
    if (out->count == out->capacity) {
        size_t more = out->capacity ? 2 * out->capacity : 1024;
        sea_screen_candidate *grown = realloc(out->items, more * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        out->items = grown;
        out->capacity = more;
    }
    out->items[out->count++] = a < b ? (sea_screen_candidate){a, b} : (sea_screen_candidate){b, a};
    return SEA_OK;
}

/* Tests lane i against lanes [begin, end): distance of the chords, less what the bounds allow. */
static sea_status test_lanes(const sea_screen_plan *plan, sea_screen_scratch *s, size_t i, size_t begin, size_t end,
                             sea_screen_candidates *out, sea_screen_figures *figures)
{
    const float h = SEA_SCREEN_STEP_S / 2.0f;
    const lanes *l = &s->sorted;
    const float *restrict x = l->x + begin, *restrict y = l->y + begin, *restrict z = l->z + begin,
                          *restrict vx = l->vx + begin, *restrict vy = l->vy + begin, *restrict vz = l->vz + begin,
                          *restrict margin = l->margin + begin;
    float *restrict over = s->over;
    float xi = l->x[i], yi = l->y[i], zi = l->z[i], vxi = l->vx[i], vyi = l->vy[i], vzi = l->vz[i], per_km;
    float per_speed = tidal(l, i, &per_km), fixed = (float)plan->threshold_km * (1.0f + per_km) + l->margin[i];
    size_t n = end - begin;
    for (size_t j = 0; j < n; j++) {
        float dx = x[j] - xi, dy = y[j] - yi, dz = z[j] - zi, ex = vx[j] - vxi, ey = vy[j] - vyi, ez = vz[j] - vzi;
        float vv = ex * ex + ey * ey + ez * ez;
        float t = -(dx * ex + dy * ey + dz * ez) / (vv + 1e-12f);
        t = t > h ? h : t;
        t = t < -h ? -h : t;
        dx += ex * t;
        dy += ey * t;
        dz += ez * t;
        float limit = fixed + margin[j] + per_speed * sqrtf(vv);
        over[j] = dx * dx + dy * dy + dz * dz - limit * limit;
    }
    figures->pairs_tested += n;
    uint32_t a = l->object[i];
    for (size_t j = 0; j < n; j++) {
        if (over[j] > 0.0f) continue;
        uint32_t b = l->object[begin + j];
        if (plan->primary && !plan->primary[a] && !plan->primary[b]) continue;
        sea_status status = add(out, a, b);
        if (status != SEA_OK) return status;
    }
    return SEA_OK;
}

/* Half of the neighbours of a cell, so that each pair of cells is met once. */
static const int8_t half[13][3] = {{1, 0, 0},  {-1, 1, 0}, {0, 1, 0}, {1, 1, 0},  {-1, -1, 1}, {0, -1, 1}, {1, -1, 1},
                                   {-1, 0, 1}, {0, 0, 1},  {1, 0, 1}, {-1, 1, 1}, {0, 1, 1},   {1, 1, 1}};

static sea_status slow_pairs(const sea_screen_plan *plan, sea_screen_scratch *s, sea_screen_candidates *out,
                             sea_screen_figures *figures)
{
    sea_status status = SEA_OK;
    for (size_t c = 0; c < s->cell_count && status == SEA_OK; c++) {
        const cell *here = &s->cells[c];
        for (uint32_t i = here->begin; i < here->end && status == SEA_OK; i++)
            status = test_lanes(plan, s, i, i + 1, here->end, out, figures);
        for (int k = 0; k < 13 && status == SEA_OK; k++) {
            int32_t other = find_cell(s, here->ix + half[k][0], here->iy + half[k][1], here->iz + half[k][2]);
            if (other == CELL_NONE) continue;
            for (uint32_t i = here->begin; i < here->end && status == SEA_OK; i++)
                status = test_lanes(plan, s, i, s->cells[other].begin, s->cells[other].end, out, figures);
        }
    }
    return status;
}

/* A fast object, or one with a large margin, against every slow one in its own, wider reach, and against later wide
 * ones. */
static sea_status wide_pairs(const sea_screen_plan *plan, sea_screen_scratch *s, sea_screen_candidates *out,
                             sea_screen_figures *figures)
{
    enum { RING = 4 };
    const lanes *l = &s->sorted;
    sea_status status = SEA_OK;
    for (size_t i = s->slow_count; i < s->lane_count && status == SEA_OK; i++) {
        float per_km, per_speed = tidal(l, i, &per_km);
        double closing = (double)speed_of(l, i) + SLOW_KM_S;
        double reach = plan->threshold_km * (1.0 + (double)per_km) +
                       closing * (SEA_SCREEN_STEP_S / 2.0 + (double)per_speed) + (double)l->margin[i] + PLAIN_MARGIN_KM;
        double rings = ceil(reach / s->reach_km);
        if (rings > RING) {
            status = test_lanes(plan, s, i, 0, s->slow_count, out, figures);
        } else {
            int32_t ring = (int32_t)rings, ix = coordinate(l->x[i], s->reach_km), iy = coordinate(l->y[i], s->reach_km),
                    iz = coordinate(l->z[i], s->reach_km);
            for (int32_t dx = -ring; dx <= ring; dx++)
                for (int32_t dy = -ring; dy <= ring; dy++)
                    for (int32_t dz = -ring; dz <= ring && status == SEA_OK; dz++) {
                        int32_t c = find_cell(s, ix + dx, iy + dy, iz + dz);
                        if (c != CELL_NONE)
                            status = test_lanes(plan, s, i, s->cells[c].begin, s->cells[c].end, out, figures);
                    }
        }
        if (status == SEA_OK) status = test_lanes(plan, s, i, i + 1, s->lane_count, out, figures);
    }
    return status;
}

sea_status sea_screen_tile_candidates(const sea_screen_plan *plan, sea_screen_scratch *s, sea_screen_candidates *out,
                                      sea_screen_figures *figures)
{
    out->count = 0;
    chords(s, figures);
    if (s->lane_count < 2) return SEA_OK;
    sort_into_cells(s, plan->threshold_km);
    sea_status status = slow_pairs(plan, s, out, figures);
    if (status == SEA_OK) status = wide_pairs(plan, s, out, figures);
    figures->candidates += out->count;
    return status;
}

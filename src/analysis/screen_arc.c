/*
 * Arcs of a tile: each object between two knots as a harmonic motion, and how far SGP4 can be from it.
 *
 * With h half the step and w^2 = mu / R^3 of the object's own middle radius R, the arc c cos(ws) + v sin(ws)/w goes
 * exactly through SGP4's positions at both knots (positions alone: SGP4's velocity is not exactly their derivative).
 * What separates the true motion from it obeys e'' = -w^2 e + q with e = 0 at both ends, so |e| <= sup|q| h^2/2. Two
 * parts make up q:
 *
 * 1. The radius leaves R by at most `spread`: at most k w^2 spread, k = 3 + 8 spread/R, from the derivative of mu/r^3.
 * 2. Everything that is not central gravity: oblateness, drag, SGP4's own terms and even its jumps. Not assumed but
 * measured: the second difference of SGP4's positions at each knot less central gravity is a vector x; 1.5 max|x| + 4
 * |x1 - x2| bounds what varies slowly and covers a jump J between two knots, which shows as 2 J / step^2 in x1 - x2, at
 * full size.
 *
 * Two arcs with a common w stay in cos(ws) (r + v tau), tau = tan(ws)/w: a straight line in tau, which is what the pair
 * test looks at. A partner's own w differs by at most k w^2 |R1 - R2| R / R, and |R1 - R2| <= threshold + both spreads
 * if they meet.
 */
#include "analysis/screen.h"

#include "base/vec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MU_KM3_S2 398600.8  /* WGS-72, as the element sets */
#define ROUNDING_KM 0.1     /* single precision: squares of 2,000 km, positions to 1e6 km */
#define RADIUS_MAX_KM 1.0e6 /* arcs beyond are loose */
#define H (SEA_SCREEN_STEP_S / 2.0)

#define LOOSE UINT32_MAX /* sorts last; no cell has the number 255 */

/* Largest spread of each sheet but the last, km. */
static const float sheet_limits[SEA_SCREEN_SHEETS - 1] = {1.0f, 2.5f, 6.0f, 15.0f, 40.0f};

static bool lanes_new(sea_screen_lanes *l, size_t n)
{
    enum { ARRAYS = 8 };
    size_t each = n + SEA_SCREEN_LANES;
    float *block = calloc(ARRAYS * each, sizeof *block);
    l->object = calloc(each, sizeof *l->object);
    l->x = block;
    if (!block || !l->object) return false;
    float **const arrays[ARRAYS] = {&l->x, &l->y, &l->z, &l->vx, &l->vy, &l->vz, &l->margin, &l->r};
    for (size_t k = 0; k < ARRAYS; k++) *arrays[k] = block + k * each;
    return true;
}

sea_screen_tile *sea_screen_tile_new(size_t count)
{
    sea_screen_tile *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->count = count;
    bool good = lanes_new(&t->arcs, count) && lanes_new(&t->lanes, count);
    t->spread = malloc((6 * count + 1) * sizeof *t->spread);
    t->keys = malloc((4 * count + 1) * sizeof *t->keys);
    t->groups = malloc((count + 1) * sizeof *t->groups);
    good = good && t->spread && t->keys && t->groups;
    t->r_km = malloc((SEA_SCREEN_BLOCK_KNOTS * count + 1) * sizeof *t->r_km);
    t->statuses = malloc(SEA_SCREEN_BLOCK_KNOTS * count + 1);
    if (!good || !t->r_km || !t->statuses) {
        sea_screen_tile_free(t);
        return NULL;
    }
    t->lane_spread = t->spread + count;
    t->arc_limit = t->spread + 2 * count;
    t->lane_limit = t->spread + 3 * count;
    t->reach = t->spread + 4 * count;
    t->lane_reach = t->spread + 5 * count;
    t->order = t->keys + count;
    t->scratch = t->keys + 2 * count;
    t->hits = t->keys + 3 * count;
    return t;
}

void sea_screen_tile_free(sea_screen_tile *t)
{
    if (!t) return;
    free(t->r_km);
    free(t->statuses);
    free(t->arcs.x);
    free(t->arcs.object);
    free(t->lanes.x);
    free(t->lanes.object);
    free(t->spread);
    free(t->keys);
    free(t->groups);
    free(t);
}

sea_status sea_screen_tile_open(const sea_screen_plan *plan, sea_screen_tile *t, size_t first)
{
    t->first = t->index = first;
    sea_sgp4_times times = {.count = SEA_SCREEN_BLOCK_KNOTS,
                            .start = sea_screen_knot(plan, (int64_t)first - 1),
                            .step_ns = SEA_SCREEN_STEP_NS};
    sea_sgp4_states states = {.r_km = t->r_km, .statuses = t->statuses};
    return sea_sgp4_states_get(plan->prepared, &times, &states, 1, NULL);
}

void sea_screen_tile_move(sea_screen_tile *t, size_t index)
{
    t->index = index;
}

/* Position or status of object i at knot k of the current tile: 1 and 2 are its ends, 0 and 3 the knots beyond. */
static const double *position(const sea_screen_tile *t, size_t i, size_t k)
{
    return t->r_km[(t->index - t->first + k) * t->count + i];
}

static sea_status status_at(const sea_screen_tile *t, size_t i, size_t k)
{
    return t->statuses[(t->index - t->first + k) * t->count + i];
}

bool sea_screen_tile_valid(const sea_screen_tile *t, size_t i, sea_status *why)
{
    *why = status_at(t, i, 1);
    if (*why == SEA_OK) *why = status_at(t, i, 2);
    return *why == SEA_OK;
}

/* (second difference of positions at b less central gravity) / step^2, km/s^2. */
static void excess_at(const double a[3], const double b[3], const double c[3], double out[3])
{
    const double step2 = (double)SEA_SCREEN_STEP_S * SEA_SCREEN_STEP_S;
    double n2 = sea_vec_dot(b, b), y2 = MU_KM3_S2 / (n2 * sqrt(n2)) * step2;
    double twice_cos = 2.0 - y2 * (1.0 - y2 * (1.0 / 12.0 - y2 * (1.0 / 360.0 - y2 / 20160.0)));
    for (int k = 0; k < 3; k++) out[k] = (a[k] + c[k] - twice_cos * b[k]) / step2;
}

/* Bound on what is not central gravity during the tile, km/s^2. */
static double excess(const sea_screen_tile *t, size_t i)
{
    const double *const r[] = {position(t, i, 0), position(t, i, 1), position(t, i, 2), position(t, i, 3)};
    bool before = status_at(t, i, 0) == SEA_OK, after = status_at(t, i, 3) == SEA_OK;
    double x1[3] = {0}, x2[3] = {0}, change[3];
    if (before) excess_at(r[0], r[1], r[2], x1);
    if (after) excess_at(r[1], r[2], r[3], x2);
    if (!before && !after) return MU_KM3_S2 / sea_vec_dot(r[1], r[1]); /* nothing measured: as much as gravity itself */
    double e1 = sea_vec_norm(x1), e2 = sea_vec_norm(x2);
    if (!before || !after) return 8.0 * (e1 + e2);
    sea_vec_sub(x1, x2, change);
    return 1.5 * (e1 > e2 ? e1 : e2) + 4.0 * sea_vec_norm(change);
}

/* One arc and its place in the order. */
static void arc(const sea_screen_plan *plan, sea_screen_tile *t, size_t i, size_t n, sea_screen_figures *figures)
{
    const double *a = position(t, i, 1), *b = position(t, i, 2);
    double na = sea_vec_norm(a), nb = sea_vec_norm(b), mean = 0.5 * (na + nb);
    double w2 = MU_KM3_S2 / (mean * mean * mean), x2 = w2 * H * H;
    double to_middle = 0.5 / (1.0 - x2 * (0.5 - x2 * (1.0 / 24.0 - x2 / 720.0)));
    double to_speed = 0.5 / (H * (1.0 - x2 * (1.0 / 6.0 - x2 * (1.0 / 120.0 - x2 / 5040.0))));
    double c[3], v[3];
    for (int k = 0; k < 3; k++) c[k] = (a[k] + b[k]) * to_middle, v[k] = (b[k] - a[k]) * to_speed;
    double r = sea_vec_norm(c), v2 = sea_vec_dot(v, v), vr = sea_vec_dot(c, v) / r, speed = sqrt(v2);
    /* Radius: first, second and third order in time; |r'''| <= 4 w^2 |r'| near enough with room to spare. */
    double own = excess(t, i) * H * H / 2.0 + ROUNDING_KM;
    double radial = fabs((v2 - vr * vr) / r - MU_KM3_S2 / (r * r));
    double spread = fabs(vr) * H * (1.0 + w2 * H * H) + 1.1 * radial * H * H / 2.0 + own + fabs(r - mean);
    double k = 3.0 + 8.0 * spread / r;
    double tides = k * w2 * H * H / 2.0 * 1.2; /* km for each km by which a radius leaves the common one */
    double margin = own + 2.0 * tides * spread;
    double limit = (plan->threshold_km * (1.0 + tides) + margin) * (1.0 + 0.55 * x2);
    double tau_max = H * (1.0 + x2 * (1.0 / 3.0 + x2 * 0.15));
    sea_screen_lanes *l = &t->arcs;
    l->x[n] = (float)c[0], l->y[n] = (float)c[1], l->z[n] = (float)c[2];
    l->vx[n] = (float)v[0], l->vy[n] = (float)v[1], l->vz[n] = (float)v[2];
    l->margin[n] = (float)(margin * (1.0 + 0.55 * x2));
    l->r[n] = (float)r;
    l->object[n] = (uint32_t)i;
    t->spread[n] = (float)spread;
    t->arc_limit[n] = (float)limit;
    double reach = (limit + speed * tau_max) / r;
    t->reach[n] = (float)reach;
    uint32_t sheet = 0;
    while (sheet < SEA_SCREEN_SHEETS - 1 && (float)spread > sheet_limits[sheet]) sheet++;
    if (!(reach <= SEA_SCREEN_REACH_NEAR)) sheet = SEA_SCREEN_SHEETS - 1;
    t->keys[n] = LOOSE;
    if (!(reach <= SEA_SCREEN_REACH_FAR) || !(spread <= 0.07 * r) || !(r < RADIUS_MAX_KM)) return;
    if (speed > figures->speed_km_s) figures->speed_km_s = speed;
    if (margin > figures->margin_km) figures->margin_km = margin;
    /* Sheet, cell, radius: the bits of a positive float order as the float does; 2^12 km is below every orbit. */
    uint32_t bits;
    memcpy(&bits, &l->r[n], sizeof bits);
    uint32_t cell = (uint32_t)sea_screen_grid_cell(plan->grid, c, r), height = (bits - 0x45800000u) >> 5;
    t->keys[n] = sheet << 29 | cell << 21 | (height < 0x1fffffu ? height : 0x1fffffu);
}

/* Order of the keys, by counting sort on eleven bits at a time; stable. */
static void sort(sea_screen_tile *t, size_t n)
{
    enum { BITS = 11, BUCKETS = 1 << BITS };
    uint32_t *from = t->order, *to = t->scratch;
    for (uint32_t k = 0; k < n; k++) from[k] = k;
    for (int shift = 0; shift < 32; shift += BITS) {
        uint32_t counts[BUCKETS] = {0}, sum = 0;
        for (size_t k = 0; k < n; k++) counts[t->keys[k] >> shift & (BUCKETS - 1)]++;
        for (int b = 0; b < BUCKETS; b++) {
            uint32_t c = counts[b];
            counts[b] = sum;
            sum += c;
        }
        for (size_t k = 0; k < n; k++) to[counts[t->keys[from[k]] >> shift & (BUCKETS - 1)]++] = from[k];
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    t->order = from;
    t->scratch = to;
}

static void copy_arc(sea_screen_tile *t, size_t to, size_t from)
{
    const sea_screen_lanes *a = &t->arcs;
    sea_screen_lanes *l = &t->lanes;
    l->x[to] = a->x[from], l->y[to] = a->y[from], l->z[to] = a->z[from];
    l->vx[to] = a->vx[from], l->vy[to] = a->vy[from], l->vz[to] = a->vz[from];
    l->margin[to] = a->margin[from];
    l->r[to] = a->r[from];
    l->object[to] = a->object[from];
    t->lane_spread[to] = t->spread[from];
    t->lane_limit[to] = t->arc_limit[from];
    t->lane_reach[to] = t->reach[from];
}

/* Cuts the lanes [begin, end) of one sheet and cell into groups; returns one past the last group. */
static uint32_t make_groups(sea_screen_tile *t, uint32_t begin, uint32_t end, uint32_t at)
{
    const float *r = t->lanes.r;
    for (uint32_t g = begin; g < end; g += SEA_SCREEN_GROUP) {
        sea_screen_group group = {g, g + SEA_SCREEN_GROUP < end ? g + SEA_SCREEN_GROUP : end, r[g], r[g], 0.0f};
        for (uint32_t i = g; i < group.end; i++) {
            if (t->lane_spread[i] > group.spread) group.spread = t->lane_spread[i];
            if (r[i] < group.r_low) group.r_low = r[i];
            if (r[i] > group.r_high) group.r_high = r[i];
        }
        t->groups[at++] = group;
    }
    return at;
}

/* Where each sheet and cell begins and ends among the sorted keys. */
static void find_ranges(sea_screen_tile *t, size_t n)
{
    memset(t->ranges, 0, sizeof t->ranges);
    memset(t->group_ranges, 0, sizeof t->group_ranges);
    uint32_t groups = 0;
    memset(t->sheet_spread, 0, sizeof t->sheet_spread);
    memset(t->sheet_reach, 0, sizeof t->sheet_reach);
    size_t k = 0;
    while (k < n && t->keys[t->order[k]] != LOOSE) {
        uint32_t place = t->keys[t->order[k]] >> 21, sheet = place >> 8;
        size_t begin = k;
        for (; k < n && t->keys[t->order[k]] >> 21 == place && t->keys[t->order[k]] != LOOSE; k++) {
            float r = t->lanes.r[k], reach = t->lane_reach[k] * r * sqrtf(r);
            if (t->lane_spread[k] > t->sheet_spread[sheet]) t->sheet_spread[sheet] = t->lane_spread[k];
            if (reach > t->sheet_reach[sheet]) t->sheet_reach[sheet] = reach;
        }
        t->ranges[sheet][place & 255] = (sea_screen_range){(uint32_t)begin, (uint32_t)k};
        uint32_t after = make_groups(t, (uint32_t)begin, (uint32_t)k, groups);
        t->group_ranges[sheet][place & 255] = (sea_screen_range){groups, after};
        groups = after;
    }
    t->sheet_end = k;
}

void sea_screen_tile_arcs(const sea_screen_plan *plan, sea_screen_tile *t, sea_screen_figures *figures)
{
    size_t n = 0;
    sea_status why;
    for (size_t i = 0; i < t->count; i++)
        if (sea_screen_tile_valid(t, i, &why)) arc(plan, t, i, n++, figures);
    sort(t, n);
    for (size_t k = 0; k < n; k++) copy_arc(t, k, t->order[k]);
    t->arc_count = n;
    find_ranges(t, n);
}

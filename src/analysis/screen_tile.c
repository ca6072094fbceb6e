/* The current tile: states at its knots, arcs, and their order by sheet, cell and radius. */
#include "analysis/screen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ARRAYS = 12 };

static bool lanes_new(sea_screen_lanes *l, size_t n)
{
    size_t each = n + SEA_SCREEN_LANES;
    l->block = calloc(ARRAYS * each, sizeof *l->block);
    if (!l->block) return false;
    float **const arrays[ARRAYS] = {&l->x,      &l->y,     &l->z,       &l->vx, &l->vy,     &l->vz,
                                    &l->margin, &l->limit, &l->tau_max, &l->r,  &l->spread, &l->reach};
    for (size_t k = 0; k < ARRAYS; k++) *arrays[k] = l->block + k * each;
    return true;
}

sea_screen_tile *sea_screen_tile_new(size_t count)
{
    sea_screen_tile *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->count = count;
    bool good = lanes_new(&t->arcs.arcs, count) && lanes_new(&t->lanes, count);
    t->arcs.speed = malloc((count + 1) * sizeof *t->arcs.speed);
    t->arcs.keys = malloc((4 * count + 1) * sizeof *t->arcs.keys);
    t->chord = calloc(count + SEA_SCREEN_LANES, sizeof *t->chord);
    t->rows = malloc((count + 1) * sizeof *t->rows);
    t->hits = malloc(SEA_SCREEN_GROUP * SEA_SCREEN_HIT_LANES * sizeof *t->hits);
    t->groups = malloc((count + 1) * sizeof *t->groups);
    t->r_km = malloc((SEA_SCREEN_BLOCK_KNOTS * count + 1) * sizeof *t->r_km);
    t->statuses = malloc(SEA_SCREEN_BLOCK_KNOTS * count + 1);
    if (!good || !t->arcs.speed || !t->arcs.keys || !t->chord || !t->rows || !t->hits || !t->groups || !t->r_km ||
        !t->statuses) {
        sea_screen_tile_free(t);
        return NULL;
    }
    t->order = t->arcs.keys + count;
    t->scratch = t->arcs.keys + 2 * count;
    t->object = t->arcs.keys + 3 * count;
    return t;
}

void sea_screen_tile_free(sea_screen_tile *t)
{
    if (!t) return;
    free(t->r_km);
    free(t->statuses);
    free(t->arcs.arcs.block);
    free(t->arcs.speed);
    free(t->arcs.keys);
    free(t->lanes.block);
    free(t->chord);
    free(t->rows);
    free(t->hits);
    free(t->groups);
    free(t);
}

sea_status sea_screen_tile_open(const sea_screen_plan *plan, sea_screen_tile *t, size_t first)
{
    t->first = t->index = first;
    size_t knots = plan->tiles - first + 3 < SEA_SCREEN_BLOCK_KNOTS ? plan->tiles - first + 3 : SEA_SCREEN_BLOCK_KNOTS;
    sea_sgp4_times times = {
        .count = knots, .start = sea_screen_knot(plan, (int64_t)first - 1), .step_ns = SEA_SCREEN_STEP_NS};
    sea_sgp4_states states = {.r_km = t->r_km, .statuses = t->statuses};
    sea_status status = sea_sgp4_states_get(plan->prepared, &times, &states, 1, NULL);
    for (size_t i = 0; plan->skip && i < t->count; i++)
        for (size_t k = 0; plan->skip[i] && k < knots; k++) t->statuses[k * t->count + i] = SEA_DONE;
    return status;
}

void sea_screen_tile_move(sea_screen_tile *t, size_t index)
{
    t->index = index;
}

/* Positions and statuses at the knots about the current tile. */
static sea_screen_knots knots_of(const sea_screen_tile *t)
{
    sea_screen_knots k;
    for (size_t m = 0; m < 4; m++) {
        size_t at = (t->index - t->first + m) * t->count;
        k.r_km[m] = (const double(*)[3])(t->r_km + at);
        k.statuses[m] = t->statuses + at;
    }
    return k;
}

bool sea_screen_tile_valid(const sea_screen_tile *t, size_t i, sea_status *why)
{
    size_t at = (t->index - t->first + 1) * t->count + i;
    *why = t->statuses[at];
    if (*why == SEA_OK) *why = t->statuses[at + t->count];
    return *why == SEA_OK;
}

/* Which of the four knots object i has no state at, a bit a knot. */
static unsigned lacking(const sea_screen_knots *k, size_t i)
{
    unsigned bits = 0;
    for (unsigned m = 0; m < 4; m++)
        if (k->statuses[m][i] != SEA_OK) bits |= 1u << m;
    return bits;
}

/* Arcs of all objects that have states at both ends; returns how many, their numbers in t->order. */
static size_t make_arcs(const sea_screen_plan *plan, sea_screen_tile *t)
{
    sea_screen_knots k = knots_of(t);
    size_t n = 0;
    for (size_t i = 0; i < t->count;) {
        unsigned bits = lacking(&k, i);
        size_t end = i + 1;
        while (end < t->count && lacking(&k, end) == bits) end++;
        if (!(bits & 6u)) {
            plan->kernel->arcs(&k, &plan->caps, plan->threshold_km, i, end, !(bits & 1u), !(bits & 8u), &t->arcs);
            for (size_t j = i; j < end; j++) t->order[n++] = (uint32_t)j;
        }
        i = end;
    }
    return n;
}

/* Sorts t->order by the keys, by counting sort on eleven bits at a time; stable. */
static void sort(sea_screen_tile *t, size_t n)
{
    enum { BITS = 11, BUCKETS = 1 << BITS };
    const uint32_t *keys = t->arcs.keys;
    for (int shift = 0; shift < 32; shift += BITS) {
        uint32_t counts[BUCKETS] = {0}, sum = 0, *from = t->order, *to = t->scratch;
        for (size_t k = 0; k < n; k++) counts[keys[from[k]] >> shift & (BUCKETS - 1)]++;
        for (int b = 0; b < BUCKETS; b++) {
            uint32_t c = counts[b];
            counts[b] = sum;
            sum += c;
        }
        for (size_t k = 0; k < n; k++) to[counts[keys[from[k]] >> shift & (BUCKETS - 1)]++] = from[k];
        t->order = to;
        t->scratch = from;
    }
}

/* Lanes are the arcs in their order. */
static void copy_lanes(sea_screen_tile *t, size_t n)
{
    size_t each = t->count + SEA_SCREEN_LANES;
    for (size_t a = 0; a < ARRAYS; a++) {
        const float *from = t->arcs.arcs.block + a * each;
        float *to = t->lanes.block + a * each;
        for (size_t k = 0; k < n; k++) to[k] = from[t->order[k]];
    }
    const sea_screen_lanes *l = &t->lanes;
    for (size_t k = 0; k < n; k++)
        t->rows[k] =
            (sea_screen_row){l->x[k], l->y[k], l->z[k], l->vx[k], l->vy[k], l->vz[k], l->limit[k], l->tau_max[k]};
    memcpy(t->object, t->order, n * sizeof *t->object);
}

/* Cuts the lanes [begin, end) of one sheet and cell into groups; returns one past the last group. */
static uint32_t make_groups(sea_screen_tile *t, uint32_t begin, uint32_t end, uint32_t at)
{
    const float *r = t->lanes.r;
    for (uint32_t g = begin; g < end; g += SEA_SCREEN_GROUP) {
        sea_screen_group *group = &t->groups[at++];
        *group =
            (sea_screen_group){g, g + SEA_SCREEN_GROUP < end ? g + SEA_SCREEN_GROUP : end, r[g], r[g], 0.0f, 0, {0}};
        for (uint32_t i = g; i < group->end; i++) {
            if (t->lanes.spread[i] > group->spread) group->spread = t->lanes.spread[i];
            if (r[i] < group->r_low) group->r_low = r[i];
            if (r[i] > group->r_high) group->r_high = r[i];
        }
    }
    return at;
}

/* Where each sheet and cell begins and ends among the sorted keys. */
static void find_ranges(sea_screen_tile *t, size_t n, sea_screen_figures *figures)
{
    memset(t->ranges, 0, sizeof t->ranges);
    memset(t->group_ranges, 0, sizeof t->group_ranges);
    memset(t->sheet_spread, 0, sizeof t->sheet_spread);
    memset(t->sheet_reach, 0, sizeof t->sheet_reach);
    const uint32_t *keys = t->arcs.keys;
    uint32_t groups = 0;
    size_t k = 0;
    while (k < n && keys[t->order[k]] != SEA_SCREEN_LOOSE) {
        uint32_t place = keys[t->order[k]] >> 21, sheet = place >> 8;
        size_t begin = k;
        for (; k < n && keys[t->order[k]] >> 21 == place && keys[t->order[k]] != SEA_SCREEN_LOOSE; k++) {
            float r = t->lanes.r[k], reach = t->lanes.reach[k] * r * sqrtf(r), speed = t->arcs.speed[t->order[k]];
            if (t->lanes.spread[k] > t->sheet_spread[sheet]) t->sheet_spread[sheet] = t->lanes.spread[k];
            if (reach > t->sheet_reach[sheet]) t->sheet_reach[sheet] = reach;
            if (speed > figures->speed_km_s) figures->speed_km_s = speed;
            if (t->lanes.margin[k] > figures->margin_km) figures->margin_km = t->lanes.margin[k];
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
    size_t n = make_arcs(plan, t);
    sort(t, n);
    copy_lanes(t, n);
    t->arc_count = n;
    find_ranges(t, n, figures);
}

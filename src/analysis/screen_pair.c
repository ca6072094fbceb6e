/*
 * Candidates of a tile: rows of one sheet against the sheets of smaller or equal spread, neighbouring cells, and the
 * window of radius in which two arcs can meet. Within a cell lanes are sorted by radius, so a window is a range.
 */
#include "analysis/screen.h"

#include <math.h>
#include <stdlib.h>

#define SORT_KM                                                                                                        \
    0.02f /* radii are sorted to 2^-19 of their value below 16,384 km, and windows widened by more than that */

#define LOWEST_KM 6000.0f /* below any state that SGP4 gives */

typedef struct search {
    const sea_screen_plan *plan;
    sea_screen_tile *tile;
    sea_screen_candidates *out;
    sea_screen_figures *figures;
    sea_screen_test_fn *test;
} search;

/* About when the two arcs are closest, s from the middle. */
static float closest(const sea_screen_lanes *l, size_t i, size_t j, float tau_max)
{
    float dx = l->x[j] - l->x[i], dy = l->y[j] - l->y[i], dz = l->z[j] - l->z[i];
    float ex = l->vx[j] - l->vx[i], ey = l->vy[j] - l->vy[i], ez = l->vz[j] - l->vz[i];
    float tau = -(dx * ex + dy * ey + dz * ez) / (ex * ex + ey * ey + ez * ez + 1e-12f);
    const float most = SEA_SCREEN_STEP_S / 2.0f;
    if (!(tau < tau_max)) return most;
    if (!(tau > -tau_max)) return -most;
    float stretch = tau_max / most; /* tau runs this much faster than time at the ends, and evenly near the middle */
    float part = tau / tau_max, s = tau / (1.0f + (stretch - 1.0f) * part * part);
    return s > most ? most : s < -most ? -most : s;
}

static sea_status add(search *s, size_t i, size_t j, float tau_max)
{
    const sea_screen_lanes *l = &s->tile->lanes;
    uint32_t a = l->object[i], b = l->object[j];
    if (s->plan->primary && !s->plan->primary[a] && !s->plan->primary[b]) return SEA_OK;
    sea_screen_candidates *out = s->out;
    if (out->count == out->capacity) {
        size_t more = out->capacity ? 2 * out->capacity : 1024;
        sea_screen_candidate *grown = realloc(out->items, more * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        out->items = grown;
        out->capacity = more;
    }
    out->items[out->count++] = (sea_screen_candidate){a < b ? a : b, a < b ? b : a, closest(l, i, j, tau_max)};
    return SEA_OK;
}

static sea_status test_row(search *s, size_t i, size_t begin, size_t end)
{
    if (begin >= end) return SEA_OK;
    sea_screen_tile *t = s->tile;
    const sea_screen_lanes *l = &t->lanes;
    const float h = SEA_SCREEN_STEP_S / 2.0f;
    float x2 = 398600.8f / (l->r[i] * l->r[i] * l->r[i]) * h * h;
    sea_screen_row row = {l->x[i],  l->y[i],  l->z[i],          l->vx[i],
                          l->vy[i], l->vz[i], t->lane_limit[i], h * (1.0f + x2 * (1.0f / 3.0f + 0.15f * x2))};
    size_t count = s->test(l, &row, begin, end, t->hits);
    s->figures->pairs_tested += end - begin;
    sea_status status = SEA_OK;
    for (size_t k = 0; k < count && status == SEA_OK; k++) status = add(s, i, t->hits[k], row.tau_max);
    return status;
}

/* Groups of rows against a cell of a sheet; `same` when they are the same lanes: each pair once. */
static sea_status test_cell(search *s, sea_screen_range groups, size_t cell, size_t lane_sheet, sea_screen_range lanes,
                            bool same)
{
    const sea_screen_tile *t = s->tile;
    const sea_screen_lanes *l = &t->lanes;
    const float *r = l->r;
    const float fixed = (float)s->plan->threshold_km + t->sheet_spread[lane_sheet] + SORT_KM;
    uint32_t low = lanes.begin, high = lanes.begin;
    sea_status status = SEA_OK;
    for (uint32_t k = groups.begin; k < groups.end && status == SEA_OK; k++) {
        const sea_screen_group *g = &t->groups[k];
        float window = fixed + g->spread + 1e-5f * g->r_high, r_low = g->r_low - window, r_high = g->r_high + window;
        while (low > lanes.begin && r[low - 1] >= r_low) low--;
        while (low < lanes.end && r[low] < r_low) low++;
        if (high < low) high = low;
        while (high < lanes.end && r[high] <= r_high) high++;
        while (high > low && r[high - 1] > r_high) high--;
        if (low == high) continue;
        /* A partner is no lower than the window or the Earth, and so reaches no farther than its sheet does there. */
        float floor_km = r_low > LOWEST_KM ? r_low : LOWEST_KM;
        float partner = t->sheet_reach[lane_sheet] / (floor_km * sqrtf(floor_km)), slack = 1.001f * r_high / floor_km;
        for (uint32_t i = g->begin; i < g->end && status == SEA_OK; i++)
            if (sea_screen_grid_reaches(s->plan->grid, cell, slack * (t->lane_reach[i] + partner), l->x[i], l->y[i],
                                        l->z[i], r[i]))
                status = test_row(s, i, same && low <= i ? i + 1 : low, high);
    }
    return status;
}

static sea_status test_sheets(search *s, size_t row_sheet, size_t lane_sheet)
{
    const sea_screen_tile *t = s->tile;
    bool far = row_sheet == SEA_SCREEN_SHEETS - 1;
    size_t cells = sea_screen_grid_count(s->plan->grid);
    sea_status status = SEA_OK;
    for (size_t a = 0; a < cells && status == SEA_OK; a++) {
        sea_screen_range groups = t->group_ranges[row_sheet][a];
        if (groups.begin == groups.end) continue;
        sea_screen_neighbours near = sea_screen_grid_neighbours(s->plan->grid, a, far);
        for (size_t k = 0; k < near.count && status == SEA_OK; k++) {
            size_t b = near.cells[k];
            if (row_sheet == lane_sheet && b < a) continue;
            sea_screen_range lanes = t->ranges[lane_sheet][b];
            if (lanes.begin == lanes.end) continue;
            status = test_cell(s, groups, b, lane_sheet, lanes, row_sheet == lane_sheet && a == b);
        }
    }
    return status;
}

/* Few primaries: each against everything, no windows; a pair of primaries is taken from its first row. */
static sea_status test_primaries(search *s)
{
    const sea_screen_tile *t = s->tile;
    sea_status status = SEA_OK;
    for (size_t i = 0; i < t->arc_count && status == SEA_OK; i++) {
        if (!s->plan->primary[t->lanes.object[i]]) continue;
        size_t first = s->out->count;
        status = test_row(s, i, 0, i);
        size_t kept = first;
        for (size_t k = first; k < s->out->count; k++) {
            sea_screen_candidate c = s->out->items[k];
            if (!s->plan->primary[c.i] || !s->plan->primary[c.j]) s->out->items[kept++] = c;
        }
        s->out->count = kept;
        if (status == SEA_OK) status = test_row(s, i, i + 1, t->arc_count);
    }
    return status;
}

static sea_status test_all(search *s)
{
    const sea_screen_tile *t = s->tile;
    sea_status status = SEA_OK;
    for (size_t rows = 0; rows < SEA_SCREEN_SHEETS && status == SEA_OK; rows++)
        for (size_t lanes = 0; lanes <= rows && status == SEA_OK; lanes++) status = test_sheets(s, rows, lanes);
    for (size_t i = t->sheet_end; i < t->arc_count && status == SEA_OK; i++) {
        status = test_row(s, i, 0, t->sheet_end);
        if (status == SEA_OK) status = test_row(s, i, i + 1, t->arc_count);
    }
    return status;
}

sea_status sea_screen_tile_candidates(const sea_screen_plan *plan, sea_screen_tile *t, sea_screen_candidates *out,
                                      sea_screen_figures *figures)
{
    enum { FEW = 64 }; /* one primary in so many objects or fewer is a few */
    search s = {plan, t, out, figures, sea_screen_test_best()};
    out->count = 0;
    sea_status status = plan->primary && plan->primary_count * FEW <= plan->count ? test_primaries(&s) : test_all(&s);
    figures->candidates += out->count;
    return status;
}

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
} search;

float sea_screen_guess(const sea_screen_row *row, const sea_screen_lanes *l, size_t k)
{
    float dx = l->x[k] - row->x, dy = l->y[k] - row->y, dz = l->z[k] - row->z, tau_max = row->tau_max;
    float ex = l->vx[k] - row->vx, ey = l->vy[k] - row->vy, ez = l->vz[k] - row->vz;
    float tau = -(dx * ex + dy * ey + dz * ez) / (ex * ex + ey * ey + ez * ez + 1e-12f);
    const float most = SEA_SCREEN_STEP_S / 2.0f;
    if (!(tau < tau_max)) return most;
    if (!(tau > -tau_max)) return -most;
    float stretch = tau_max / most; /* tau runs this much faster than time at the ends, and evenly near the middle */
    float part = tau / tau_max, s = tau / (1.0f + (stretch - 1.0f) * part * part);
    return s > most ? most : s < -most ? -most : s;
}

static sea_status add(search *s, size_t i, size_t j)
{
    const sea_screen_tile *t = s->tile;
    uint32_t a = t->object[i], b = t->object[j];
    if (s->plan->primary && !s->plan->primary[a] && !s->plan->primary[b]) return SEA_OK;
    sea_screen_candidates *out = s->out;
    if (out->count == out->capacity) {
        size_t more = out->capacity ? 2 * out->capacity : 1024;
        sea_screen_candidate *grown = realloc(out->items, more * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        out->items = grown;
        out->capacity = more;
    }
    out->items[out->count++] =
        (sea_screen_candidate){a < b ? a : b, a < b ? b : a, sea_screen_guess(&t->rows[i], &t->lanes, j)};
    return SEA_OK;
}

/* Rows (bits, from first_row on) against lanes; with `after`, only lanes after the row itself. */
static sea_status test_rows(search *s, uint32_t first_row, uint32_t rows, size_t begin, size_t end, bool after)
{
    sea_screen_tile *t = s->tile;
    if (begin >= end) return SEA_OK;
    s->figures->pairs_tested += (uint64_t)__builtin_popcount(rows) * (end - begin);
    sea_status status = SEA_OK;
    for (; begin < end && status == SEA_OK; begin += SEA_SCREEN_HIT_LANES) {
        size_t upto = end - begin < SEA_SCREEN_HIT_LANES ? end : begin + SEA_SCREEN_HIT_LANES;
        size_t count = s->plan->kernel->test(&t->lanes, t->rows, first_row, rows, begin, upto, t->hits);
        for (size_t k = 0; k < count && status == SEA_OK; k++)
            if (!after || t->hits[k].lane > t->hits[k].row) status = add(s, t->hits[k].row, t->hits[k].lane);
    }
    return status;
}

/* Groups of rows against a cell of a sheet; `same` when they are the same lanes: each pair once. */
static sea_status test_cell(search *s, sea_screen_range groups, size_t cell, size_t lane_sheet, sea_screen_range lanes,
                            bool same)
{
    const sea_screen_tile *t = s->tile;
    const float *r = t->lanes.r;
    const float fixed = (float)s->plan->threshold_km + t->sheet_spread[lane_sheet] + SORT_KM;
    sea_screen_range window = {lanes.begin, lanes.begin};
    sea_status status = SEA_OK;
    for (uint32_t k = groups.begin; k < groups.end && status == SEA_OK; k++) {
        const sea_screen_group *g = &t->groups[k];
        if (!(g->cells >> cell & 1u)) continue;
        float apart = fixed + g->spread + 1e-5f * g->r_high;
        window = s->plan->kernel->window(r, lanes, g->r_low - apart, g->r_high + apart, window);
        uint32_t begin = same && window.begin < g->begin ? g->begin : window.begin;
        status = test_rows(s, g->begin, g->rows[cell], begin, window.end, same);
    }
    return status;
}

/* Which cells of a sheet and those before it the groups of a sheet reach. */
static void find_reach(search *s, size_t row_sheet, size_t lane_sheet)
{
    sea_screen_tile *t = s->tile;
    bool far = lane_sheet == SEA_SCREEN_SHEETS - 1;
    float spread = 0.0f, reach = 0.0f;
    for (size_t k = far ? lane_sheet : 0; k <= lane_sheet; k++) {
        if (t->sheet_spread[k] > spread) spread = t->sheet_spread[k];
        if (t->sheet_reach[k] > reach) reach = t->sheet_reach[k];
    }
    for (size_t a = 0; a < SEA_SCREEN_CELLS; a++)
        for (uint32_t k = t->group_ranges[row_sheet][a].begin; k < t->group_ranges[row_sheet][a].end; k++) {
            sea_screen_group *g = &t->groups[k];
            float window = (float)s->plan->threshold_km + spread + SORT_KM + g->spread + 1e-5f * g->r_high;
            float r_low = g->r_low - window, r_high = g->r_high + window;
            /* A partner is no lower than the window or the Earth, and so reaches no farther than its sheet does there.
             */
            float floor_km = r_low > LOWEST_KM ? r_low : LOWEST_KM;
            float partner = reach / (floor_km * sqrtf(floor_km)), slack = 1.001f * r_high / floor_km;
            for (uint32_t i = g->begin; i < g->end; i++) t->chord[i] = slack * (t->lanes.reach[i] + partner);
            s->plan->kernel->reach(&t->lanes, &s->plan->caps, t->chord, g);
        }
}

static sea_status test_sheets(search *s, size_t row_sheet, size_t lane_sheet)
{
    const sea_screen_tile *t = s->tile;
    sea_status status = SEA_OK;
    for (size_t a = 0; a < SEA_SCREEN_CELLS && status == SEA_OK; a++) {
        sea_screen_range groups = t->group_ranges[row_sheet][a];
        uint32_t reached = 0;
        for (uint32_t k = groups.begin; k < groups.end; k++) reached |= t->groups[k].cells;
        for (size_t b = row_sheet == lane_sheet ? a : 0; b < SEA_SCREEN_CELLS && status == SEA_OK; b++) {
            sea_screen_range lanes = t->ranges[lane_sheet][b];
            if (lanes.begin == lanes.end || !(reached >> b & 1u)) continue;
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
    for (uint32_t i = 0; i < t->arc_count && status == SEA_OK; i++) {
        if (!s->plan->primary[t->object[i]]) continue;
        size_t first = s->out->count, kept = first;
        status = test_rows(s, i, 1u, 0, i, false);
        for (size_t k = first; k < s->out->count; k++) {
            sea_screen_candidate c = s->out->items[k];
            if (!s->plan->primary[c.i] || !s->plan->primary[c.j]) s->out->items[kept++] = c;
        }
        s->out->count = kept;
        if (status == SEA_OK) status = test_rows(s, i, 1u, i + 1, t->arc_count, false);
    }
    return status;
}

static sea_status test_all(search *s)
{
    const sea_screen_tile *t = s->tile;
    const size_t last = SEA_SCREEN_SHEETS - 1;
    sea_status status = SEA_OK;
    for (size_t rows = 0; rows <= last && status == SEA_OK; rows++) {
        find_reach(s, rows, rows < last ? rows : last - 1);
        for (size_t lanes = 0; lanes <= rows && lanes < last && status == SEA_OK; lanes++)
            status = test_sheets(s, rows, lanes);
    }
    if (status == SEA_OK) {
        find_reach(s, last, last);
        status = test_sheets(s, last, last);
    }
    for (uint32_t i = (uint32_t)t->sheet_end; i < t->arc_count && status == SEA_OK; i++) {
        status = test_rows(s, i, 1u, 0, t->sheet_end, false);
        if (status == SEA_OK) status = test_rows(s, i, 1u, i + 1, t->arc_count, false);
    }
    return status;
}

sea_status sea_screen_tile_candidates(const sea_screen_plan *plan, sea_screen_tile *t, sea_screen_candidates *out,
                                      sea_screen_figures *figures)
{
    enum { FEW = 64 }; /* one primary in so many objects or fewer is a few */
    search s = {plan, t, out, figures};
    out->count = 0;
    sea_status status = plan->primary && plan->primary_count * FEW <= plan->count ? test_primaries(&s) : test_all(&s);
    figures->candidates += out->count;
    return status;
}

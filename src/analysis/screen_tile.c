/* The current tile: states at its knots, arcs, and their order by sheet, cell and bin of radius. */
#include "analysis/screen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOWHERE UINT32_MAX /* the place of an object without an arc */

bool sea_screen_lanes_new(sea_screen_lanes *l, size_t count)
{
    size_t each = count + SEA_SCREEN_LANES;
    l->block = calloc(SEA_SCREEN_LANE_ARRAYS * each, sizeof *l->block);
    float **const arrays[SEA_SCREEN_LANE_ARRAYS] = {&l->x, &l->y, &l->z, &l->vx, &l->vy, &l->vz, &l->margin};
    for (size_t k = 0; l->block && k < SEA_SCREEN_LANE_ARRAYS; k++) *arrays[k] = l->block + k * each;
    return l->block;
}

void sea_screen_lanes_free(sea_screen_lanes *l)
{
    free(l->block);
}

void sea_screen_lanes_set(const sea_screen_lanes *l, size_t k, const sea_screen_row *row)
{
    l->x[k] = row->x, l->y[k] = row->y, l->z[k] = row->z;
    l->vx[k] = row->vx, l->vy[k] = row->vy, l->vz[k] = row->vz;
    l->margin[k] = row->margin;
}

sea_screen_tile *sea_screen_tile_new(size_t count)
{
    sea_screen_tile *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->count = count;
    bool good = sea_screen_lanes_new(&t->lanes, count);
    float *values = t->arcs.values[0] = malloc((SEA_SCREEN_ARC_ARRAYS * count + 1) * sizeof *values);
    for (size_t k = 1; values && k < SEA_SCREEN_ARC_ARRAYS; k++) t->arcs.values[k] = values + k * count;
    t->arcs.places = malloc((count + 1) * sizeof *t->arcs.places);
    t->rows = malloc((count + 1) * sizeof *t->rows);
    t->hits = malloc((count + 1) * sizeof *t->hits);
    t->ends = malloc((SEA_SCREEN_PLACES + 1) * sizeof *t->ends);
    t->r_km = malloc((SEA_SCREEN_BLOCK_KNOTS * count + 1) * sizeof *t->r_km);
    t->statuses = malloc(SEA_SCREEN_BLOCK_KNOTS * count + 1);
    if (good && values && t->arcs.places && t->rows && t->hits && t->ends && t->r_km && t->statuses) return t;
    sea_screen_tile_free(t);
    return NULL;
}

void sea_screen_tile_free(sea_screen_tile *t)
{
    if (!t) return;
    free(t->r_km);
    free(t->statuses);
    free(t->arcs.values[0]);
    free(t->arcs.places);
    sea_screen_lanes_free(&t->lanes);
    free(t->rows);
    free(t->hits);
    free(t->ends);
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

/* Arcs of all objects that have states at both ends, counted by place; the others have no place. */
static void make_arcs(const sea_screen_plan *plan, sea_screen_tile *t)
{
    sea_screen_knots k = knots_of(t);
    uint32_t *places = t->arcs.places;
    for (size_t i = 0; i < t->count;) {
        unsigned bits = lacking(&k, i);
        size_t end = i + 1;
        while (end < t->count && lacking(&k, end) == bits) end++;
        if (bits & 6u)
            for (size_t j = i; j < end; j++) places[j] = NOWHERE;
        else
            plan->kernel->arcs(&k, &plan->caps, plan->threshold_km, i, end, !(bits & 1u), !(bits & 8u), &t->arcs);
        i = end;
    }
}

/* Counts arcs by place, and makes of the counts where the first arc of each place will be. */
static void find_places(sea_screen_tile *t)
{
    uint32_t in_cell[SEA_SCREEN_SHEETS][SEA_SCREEN_CELLS] = {{0}}, at = 0, *ends = t->ends;
    memset(ends, 0, (SEA_SCREEN_PLACES + 1) * sizeof *ends);
    for (size_t i = 0; i < t->count; i++)
        if (t->arcs.places[i] != NOWHERE) ends[t->arcs.places[i]]++;
    for (size_t sheet = 0; sheet < SEA_SCREEN_SHEETS; sheet++) {
        uint32_t *from = ends + sheet * SEA_SCREEN_SHEET_PLACES, *in = in_cell[sheet];
        for (size_t k = SEA_SCREEN_CELLS; k < SEA_SCREEN_SHEET_PLACES; k += SEA_SCREEN_CELLS)
            for (size_t c = 0; c < SEA_SCREEN_CELLS; c++) in[c] += from[k + c];
        t->sheet_cells[sheet] = 0;
        for (size_t c = 0; c < SEA_SCREEN_CELLS; c++) {
            uint32_t n = in[c];
            if (n) t->sheet_cells[sheet] |= UINT64_C(1) << c;
            from[c] = in[c] = at;
            at += n;
        }
        for (size_t k = SEA_SCREEN_CELLS; k < SEA_SCREEN_SHEET_PLACES; k += SEA_SCREEN_CELLS)
            for (size_t c = 0; c < SEA_SCREEN_CELLS; c++) {
                uint32_t n = from[k + c];
                from[k + c] = in[c];
                in[c] += n;
            }
    }
    t->sheet_end = at;
    t->arc_count = at + ends[SEA_SCREEN_LOOSE];
    ends[SEA_SCREEN_LOOSE] = at;
}

/* Rows and lanes in order of places, and what holds for each sheet. */
static void sort_arcs(sea_screen_tile *t, sea_screen_figures *figures)
{
    memset(t->sheet_spread, 0, sizeof t->sheet_spread);
    memset(t->sheet_reach, 0, sizeof t->sheet_reach);
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t place = t->arcs.places[i];
        if (place == NOWHERE) continue;
        sea_screen_row *row = &t->rows[t->ends[place]++];
        *row = sea_screen_arcs_row(&t->arcs, i);
        if (place == SEA_SCREEN_LOOSE) continue;
        uint32_t sheet = place / SEA_SCREEN_SHEET_PLACES;
        float reach = row->reach * row->r * sqrtf(row->r);
        if (row->spread > t->sheet_spread[sheet]) t->sheet_spread[sheet] = row->spread;
        if (reach > t->sheet_reach[sheet]) t->sheet_reach[sheet] = reach;
        if (row->speed > figures->speed_km_s) figures->speed_km_s = row->speed;
        if (row->margin > figures->margin_km) figures->margin_km = row->margin;
    }
    for (size_t k = 0; k < t->arc_count; k++) sea_screen_lanes_set(&t->lanes, k, &t->rows[k]);
}

void sea_screen_tile_arcs(const sea_screen_plan *plan, sea_screen_tile *t, sea_screen_figures *figures)
{
    make_arcs(plan, t);
    find_places(t);
    sort_arcs(t, figures);
}

/*
 * Candidates of a tile: each arc against those of sheets of smaller or equal spread, in the cells that it reaches and
 * the bins of radius in which two arcs can meet. What is in these bins of a cell is a range of the sorted arcs.
 */
#include "analysis/screen.h"

#include <math.h>
#include <stdlib.h>

#define LOWEST_KM 6000.0f /* below any state that SGP4 gives */

enum { LAST = SEA_SCREEN_SHEETS - 1, RANGES_MAX = SEA_SCREEN_SHEETS * SEA_SCREEN_CELLS };

typedef struct search {
    const sea_screen_plan *plan;
    sea_screen_tile *tile;
    sea_screen_candidates *out;
    sea_screen_figures *figures;
} search;

/* Sheets [first, last] to look for partners in. */
typedef struct partners {
    size_t first, last;
    float spread, reach; /* the largest of them; reach r^1.5 */
} partners;

float sea_screen_guess(const sea_screen_row *a, const sea_screen_row *b)
{
    float dx = b->x - a->x, dy = b->y - a->y, dz = b->z - a->z, tau_max = a->tau_max;
    float ex = b->vx - a->vx, ey = b->vy - a->vy, ez = b->vz - a->vz;
    float tau = -(dx * ex + dy * ey + dz * ez) / (ex * ex + ey * ey + ez * ez + 1e-12f);
    const float most = SEA_SCREEN_STEP_S / 2.0f;
    if (!(tau < tau_max)) return most;
    if (!(tau > -tau_max)) return -most;
    float stretch = tau_max / most; /* tau runs this much faster than time at the ends, and evenly near the middle */
    float part = tau / tau_max, s = tau / (1.0f + (stretch - 1.0f) * part * part);
    return s > most ? most : s < -most ? -most : s;
}

static sea_status add(search *s, const sea_screen_row *a, const sea_screen_row *b)
{
    if (s->plan->primary && !s->plan->primary[a->object] && !s->plan->primary[b->object]) return SEA_OK;
    sea_screen_candidates *out = s->out;
    if (out->count == out->capacity) {
        size_t more = out->capacity ? 2 * out->capacity : 1024;
        sea_screen_candidate *grown = realloc(out->items, more * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        out->items = grown;
        out->capacity = more;
    }
    bool ordered = a->object < b->object;
    out->items[out->count++] = (sea_screen_candidate){ordered ? a->object : b->object, ordered ? b->object : a->object,
                                                      sea_screen_guess(a, b)};
    return SEA_OK;
}

static sea_status test(search *s, uint32_t row, const sea_screen_range *ranges, size_t range_count)
{
    sea_screen_tile *t = s->tile;
    for (size_t k = 0; k < range_count; k++) s->figures->pairs_tested += ranges[k].end - ranges[k].begin;
    size_t hits = s->plan->kernel->test(&t->lanes, &t->rows[row], ranges, range_count, t->hits);
    sea_status status = SEA_OK;
    for (size_t k = 0; k < hits && status == SEA_OK; k++) status = add(s, &t->rows[row], &t->rows[t->hits[k]]);
    return status;
}

static partners partners_of(const sea_screen_tile *t, size_t first, size_t last)
{
    partners p = {.first = first, .last = last};
    for (size_t k = first; k <= last; k++) {
        if (t->sheet_spread[k] > p.spread) p.spread = t->sheet_spread[k];
        if (t->sheet_reach[k] > p.reach) p.reach = t->sheet_reach[k];
    }
    return p;
}

/* The cells in which the partners of a row can be. */
static uint64_t cells_of(const search *s, const sea_screen_row *row, float window, const partners *p)
{
    /* A partner is no lower than the window or the Earth, and so reaches no farther than its sheet does there. */
    float r_low = row->r - window, floor_km = r_low > LOWEST_KM ? r_low : LOWEST_KM;
    float partner = p->reach / (floor_km * sqrtf(floor_km)), slack = 1.001f * (row->r + window) / floor_km;
    return s->plan->kernel->reach(row, &s->plan->caps, slack * (row->reach + partner));
}

/* Ranges in which the partners of a row of some sheet and cell are; of its own cell those after it. Returns how many.
 */
static size_t find_ranges(const search *s, uint32_t i, size_t sheet, size_t cell, const partners *p,
                          sea_screen_range *ranges)
{
    const sea_screen_tile *t = s->tile;
    const sea_screen_row *row = &t->rows[i];
    const float fixed = (float)s->plan->threshold_km + row->spread + 1e-5f * row->r;
    const uint64_t reached = cells_of(s, row, fixed + p->spread, p);
    size_t count = 0;
    for (size_t k = p->first; k <= p->last; k++) {
        float apart = fixed + t->sheet_spread[k];
        /* Where a bin begins is where the one before it ends. */
        const uint32_t *begins =
            t->ends + sea_screen_place((uint32_t)k, sea_screen_bin(row->r - apart), 0) - SEA_SCREEN_CELLS;
        const uint32_t *ends = t->ends + sea_screen_place((uint32_t)k, sea_screen_bin(row->r + apart), 0);
        uint64_t left = reached & t->sheet_cells[k] & (k == sheet ? ~UINT64_C(0) << cell : ~UINT64_C(0));
        for (; left; left &= left - 1) {
            size_t c = (size_t)__builtin_ctzll(left);
            uint32_t begin = begins[c], end = ends[c];
            if (k == sheet && c == cell) begin = i + 1;
            ranges[count] = (sea_screen_range){begin, end};
            count += begin < end;
        }
    }
    return count;
}

/* The rows of a sheet. */
static sea_status test_sheet(search *s, size_t sheet)
{
    const sea_screen_tile *t = s->tile;
    const partners near = partners_of(t, 0, sheet < LAST ? sheet : LAST - 1), far = partners_of(t, LAST, LAST);
    sea_status status = SEA_OK;
    for (uint64_t left = t->sheet_cells[sheet]; left; left &= left - 1) {
        size_t cell = (size_t)__builtin_ctzll(left);
        uint32_t begin = t->ends[sea_screen_place((uint32_t)sheet, 0, (uint32_t)cell) - SEA_SCREEN_CELLS];
        uint32_t end = t->ends[sea_screen_place((uint32_t)sheet, SEA_SCREEN_BINS - 1, (uint32_t)cell)];
        for (uint32_t i = begin; i < end && status == SEA_OK; i++) {
            sea_screen_range ranges[RANGES_MAX];
            size_t count = find_ranges(s, i, sheet, cell, &near, ranges);
            if (sheet == LAST) count += find_ranges(s, i, sheet, cell, &far, ranges + count);
            status = test(s, i, ranges, count);
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
        if (!s->plan->primary[t->rows[i].object]) continue;
        size_t first = s->out->count, kept = first;
        status = test(s, i, &(sea_screen_range){0, i}, 1);
        for (size_t k = first; k < s->out->count; k++) {
            sea_screen_candidate c = s->out->items[k];
            if (!s->plan->primary[c.i] || !s->plan->primary[c.j]) s->out->items[kept++] = c;
        }
        s->out->count = kept;
        if (status == SEA_OK) status = test(s, i, &(sea_screen_range){i + 1, (uint32_t)t->arc_count}, 1);
    }
    return status;
}

static sea_status test_all(search *s)
{
    const sea_screen_tile *t = s->tile;
    const uint32_t loose = (uint32_t)t->sheet_end, end = (uint32_t)t->arc_count;
    sea_status status = SEA_OK;
    for (size_t sheet = 0; sheet <= LAST && status == SEA_OK; sheet++) status = test_sheet(s, sheet);
    for (uint32_t i = loose; i < end && status == SEA_OK; i++) {
        const sea_screen_range others[2] = {{0, loose}, {i + 1, end}};
        status = test(s, i, others, 2);
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

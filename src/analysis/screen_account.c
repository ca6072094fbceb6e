/* What every run keeps account of: objects without states, the age of elements, events in their orders. */
#include "analysis/screen.h"

#include <math.h>
#include <stdlib.h>

/* ---- objects without states ---- */

bool sea_screen_misses_new(sea_screen_misses *m, size_t count, uint32_t workers)
{
    size_t all = workers * count;
    *m = (sea_screen_misses){.count = count, .workers = workers};
    m->tile = malloc((all + 1) * sizeof *m->tile);
    m->why = malloc((all + 1) * sizeof *m->why);
    for (size_t k = 0; m->tile && k < all; k++) m->tile[k] = INT64_MAX;
    return m->tile && m->why;
}

void sea_screen_misses_free(sea_screen_misses *m)
{
    free(m->tile);
    free(m->why);
}

void sea_screen_misses_note(sea_screen_misses *m, uint32_t worker, const sea_screen_tile *t, size_t tile)
{
    size_t at = worker * m->count;
    for (size_t i = 0; i < m->count; i++, at++) {
        sea_status why;
        if (m->tile[at] <= (int64_t)tile || sea_screen_tile_valid(t, i, &why)) continue;
        m->tile[at] = (int64_t)tile;
        m->why[at] = why;
    }
}

int64_t sea_screen_misses_first(const sea_screen_misses *m, size_t i, sea_status *why)
{
    size_t first = i;
    for (uint32_t w = 1; w < m->workers; w++)
        if (m->tile[w * m->count + i] < m->tile[first]) first = w * m->count + i;
    *why = m->why[first];
    return m->tile[first];
}

/* ---- ages ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

sea_status sea_screen_ages(const sea_screen_plan *plan, double *median_s, double *most_s)
{
    size_t n = plan->count;
    double *ages = malloc((n + 1) * sizeof *ages);
    if (!ages) return SEA_E_MEMORY;
    for (size_t i = 0; i < n; i++) ages[i] = fabs(sea_tai_diff_s(plan->start, plan->gps[i].epoch));
    qsort(ages, n, sizeof *ages, by_value);
    if (n) *median_s = ages[n / 2], *most_s = ages[n - 1];
    free(ages);
    return SEA_OK;
}

/* ---- events ---- */

static int by_pair(const void *a, const void *b)
{
    const sea_conjunction *x = a, *y = b;
    if (x->index_1 != y->index_1) return x->index_1 < y->index_1 ? -1 : 1;
    if (x->index_2 != y->index_2) return x->index_2 < y->index_2 ? -1 : 1;
    return x->tca.ns < y->tca.ns ? -1 : x->tca.ns > y->tca.ns;
}

static int by_time(const void *a, const void *b)
{
    return sea_conjunction_compare(a, b);
}

void sea_screen_sort_by_pair(sea_conjunction *events, size_t count)
{
    if (count) qsort(events, count, sizeof *events, by_pair);
}

size_t sea_screen_pair_end(const sea_conjunction *events, size_t count, size_t begin)
{
    size_t end = begin + 1;
    while (end < count && events[end].index_1 == events[begin].index_1 && events[end].index_2 == events[begin].index_2)
        end++;
    return end;
}

/* The instant from which an object of a plan is excluded for want of a state after its epoch; none: SEA_TAI_NONE. */
static sea_tai excluded_from(const sea_screen_plan *plan, uint32_t i, const sea_screen_exclusion *all, size_t n)
{
    const sea_gp *gp = &plan->gps[i];
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].norad_cat_id < gp->norad_cat_id)
            low = middle + 1;
        else
            high = middle;
    }
    bool own = plan->motion && i == plan->motion_index; /* moves by something else */
    if (own || low == n || all[low].norad_cat_id != gp->norad_cat_id) return SEA_TAI_NONE;
    return gp->epoch.ns <= all[low].from.ns ? all[low].from : SEA_TAI_NONE;
}

size_t sea_screen_drop_excluded(const sea_screen_plan *plan, const sea_screen_exclusion *all, size_t n,
                                sea_conjunction *events, size_t count)
{
    size_t kept = 0;
    for (size_t k = 0; k < count; k++) {
        sea_tai from[2] = {excluded_from(plan, events[k].index_1, all, n),
                           excluded_from(plan, events[k].index_2, all, n)};
        bool out = false;
        for (int i = 0; i < 2; i++) out |= from[i].ns != SEA_TAI_NONE.ns && events[k].tca.ns >= from[i].ns;
        if (!out) events[kept++] = events[k];
    }
    return kept;
}

void sea_screen_result_set(sea_screen_result *result, sea_conjunction *events, size_t count)
{
    if (count) qsort(events, count, sizeof *events, by_time);
    result->events = events;
    result->event_count = count;
    result->certificate.intervals = 0;
    for (size_t k = 0; k < count; k++) result->certificate.intervals += events[k].kind != SEA_CONJUNCTION_MINIMUM;
}

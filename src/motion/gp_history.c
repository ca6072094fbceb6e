/* Element sets ordered into histories: an object's sets side by side, repetitions left out, contradictions marked. */
#include "motion/gp.h"

#include <stdlib.h>
#include <string.h>

void sea_gp_history_free(sea_gp_history *history)
{
    free(history->gps);
    free(history->objects);
    *history = (sea_gp_history){0};
}

/* ---- values ---- */

enum { VALUE_COUNT = SEA_GP_REALS + 2 };

static void values_of(const sea_gp *gp, double out[VALUE_COUNT])
{
    sea_gp_get_reals(gp, out);
    out[SEA_GP_REALS] = gp->ephemeris_type;
    out[SEA_GP_REALS + 1] = (gp->caveats & (SEA_GP_CAVEAT_DERIVED | SEA_GP_CAVEAT_NOT_SGP4));
}

static int compare_values(const sea_gp *a, const sea_gp *b)
{
    double x[VALUE_COUNT], y[VALUE_COUNT];
    values_of(a, x);
    values_of(b, y);
    for (int i = 0; i < VALUE_COUNT; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    return 0;
}

/* ---- order ---- */

static int compare_keys(uint32_t id_a, sea_tai epoch_a, uint32_t id_b, sea_tai epoch_b)
{
    if (id_a != id_b) return id_a < id_b ? -1 : 1;
    return epoch_a.ns < epoch_b.ns ? -1 : epoch_a.ns > epoch_b.ns;
}

static bool in_order(const sea_gp_set *set)
{
    for (size_t i = 1; i < set->count; i++) {
        const sea_gp *a = &set->gps[i - 1], *b = &set->gps[i];
        if (compare_keys(a->norad_cat_id, a->epoch, b->norad_cat_id, b->epoch) > 0) return false;
    }
    return true;
}

typedef struct entry {
    const sea_gp *gp; /* in the order of arrival */
    sea_tai epoch;
    uint32_t id;
} entry;

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    int order = compare_keys(x->id, x->epoch, y->id, y->epoch);
    if (order != 0) return order;
    return x->gp < y->gp ? -1 : x->gp > y->gp;
}

/* A store gives its sets in order, so most of the large histories are not moved at all. */
static sea_status put_in_order(sea_gp_set *set)
{
    if (in_order(set)) return SEA_OK;
    entry *entries = malloc(set->count * sizeof *entries);
    sea_gp *ordered = malloc(set->count * sizeof *ordered);
    if (!entries || !ordered) {
        free(entries);
        free(ordered);
        return SEA_E_MEMORY;
    }
    for (size_t i = 0; i < set->count; i++)
        entries[i] = (entry){&set->gps[i], set->gps[i].epoch, set->gps[i].norad_cat_id};
    qsort(entries, set->count, sizeof *entries, compare_entries);
    for (size_t i = 0; i < set->count; i++) ordered[i] = *entries[i].gp;
    free(entries);
    free(set->gps);
    set->gps = ordered;
    set->capacity = set->count;
    return SEA_OK;
}

/* ---- sets of one object and epoch ---- */

static int compare_by_values(const void *a, const void *b)
{
    const sea_gp *x = *(const sea_gp *const *)a, *y = *(const sea_gp *const *)b;
    int order = compare_values(x, y);
    if (order != 0) return order;
    return x < y ? -1 : x > y;
}

/*
 * Of the sets of one object and epoch leaves the first of each value, in their order, and marks them where there are
 * several. They are sorted by value rather than compared each with each: a file may hold any number of them.
 * Returned: how many are left; 0 where memory ran out.
 */
static size_t settle(sea_gp *sets, size_t count, sea_gp_history *out)
{
    const sea_gp **sorted = malloc(count * sizeof *sorted);
    bool *repeats = calloc(count, sizeof *repeats);
    size_t kept = 0;
    if (sorted && repeats) {
        for (size_t i = 0; i < count; i++) sorted[i] = &sets[i];
        qsort(sorted, count, sizeof *sorted, compare_by_values);
        for (size_t i = 1; i < count; i++) repeats[sorted[i] - sets] = compare_values(sorted[i - 1], sorted[i]) == 0;
        for (size_t i = 0; i < count; i++)
            if (!repeats[i]) sets[kept++] = sets[i];
        out->repeated += count - kept;
    }
    for (size_t i = 0; i < kept && kept > 1; i++) sets[i].caveats |= SEA_GP_CAVEAT_DIFFERING;
    if (kept > 1) out->differing += kept;
    free(sorted);
    free(repeats);
    return kept;
}

static bool same_key(const sea_gp *a, const sea_gp *b)
{
    return compare_keys(a->norad_cat_id, a->epoch, b->norad_cat_id, b->epoch) == 0;
}

static sea_status settle_all(sea_gp_set *set, sea_gp_history *out)
{
    size_t kept = 0;
    for (size_t i = 0, end; i < set->count; i = end) {
        for (end = i + 1; end < set->count && same_key(&set->gps[end], &set->gps[i]);) end++;
        size_t left = end - i == 1 ? 1 : settle(set->gps + i, end - i, out);
        if (left == 0) return SEA_E_MEMORY;
        if (kept != i) memmove(set->gps + kept, set->gps + i, left * sizeof *set->gps);
        kept += left;
    }
    set->count = kept;
    return SEA_OK;
}

/* ---- objects ---- */

static bool object_begins(const sea_gp_set *set, size_t i)
{
    return i == 0 || set->gps[i].norad_cat_id != set->gps[i - 1].norad_cat_id;
}

static sea_status find_objects(const sea_gp_set *set, sea_gp_history *out)
{
    size_t count = 0;
    for (size_t i = 0; i < set->count; i++) count += object_begins(set, i);
    if (count == 0) return SEA_OK;
    out->objects = malloc(count * sizeof *out->objects);
    if (!out->objects) return SEA_E_MEMORY;
    for (size_t i = 0; i < set->count; i++) {
        if (object_begins(set, i))
            out->objects[out->object_count++] = (sea_gp_object){.norad_cat_id = set->gps[i].norad_cat_id, .first = i};
        out->objects[out->object_count - 1].count++;
    }
    return SEA_OK;
}

sea_status sea_gp_set_to_history(sea_gp_set *set, sea_gp_history *out)
{
    *out = (sea_gp_history){0};
    sea_status status = put_in_order(set);
    if (status == SEA_OK) status = settle_all(set, out);
    if (status == SEA_OK) status = find_objects(set, out);
    if (status != SEA_OK) {
        sea_gp_set_free(set);
        sea_gp_history_free(out);
        return status;
    }
    out->gps = set->gps;
    out->count = set->count;
    *set = (sea_gp_set){0};
    return SEA_OK;
}

static int compare_id_to_object(const void *id, const void *object)
{
    uint32_t a = *(const uint32_t *)id, b = ((const sea_gp_object *)object)->norad_cat_id;
    return a < b ? -1 : a > b;
}

const sea_gp_object *sea_gp_history_find(const sea_gp_history *history, uint32_t norad_cat_id)
{
    if (history->object_count == 0) return NULL;
    return bsearch(&norad_cat_id, history->objects, history->object_count, sizeof *history->objects,
                   compare_id_to_object);
}

void sea_gp_history_span(const sea_gp_history *history, sea_tai *first, sea_tai *last)
{
    *first = *last = history->count > 0 ? history->gps[0].epoch : SEA_TAI_NONE;
    for (size_t i = 1; i < history->count; i++) {
        sea_tai epoch = history->gps[i].epoch;
        if (epoch.ns < first->ns) *first = epoch;
        if (epoch.ns > last->ns) *last = epoch;
    }
}

size_t sea_gp_count_until(const sea_gp *sets, size_t count, sea_tai t)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sets[middle].epoch.ns <= t.ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

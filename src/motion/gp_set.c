/* Element sets in memory, and the choice of one set an object. */
#include "motion/gp.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const size_t reals_at[SEA_GP_REALS] = {offsetof(sea_gp, mean_motion_rev_day),
                                              offsetof(sea_gp, eccentricity),
                                              offsetof(sea_gp, incl_deg),
                                              offsetof(sea_gp, raan_deg),
                                              offsetof(sea_gp, argp_deg),
                                              offsetof(sea_gp, mean_anomaly_deg),
                                              offsetof(sea_gp, bstar_per_er),
                                              offsetof(sea_gp, mean_motion_dot_rev_day2),
                                              offsetof(sea_gp, mean_motion_ddot_rev_day3)};

void sea_gp_get_reals(const sea_gp *gp, double out[SEA_GP_REALS])
{
    for (int i = 0; i < SEA_GP_REALS; i++) memcpy(&out[i], (const char *)gp + reals_at[i], sizeof out[i]);
}

void sea_gp_put_reals(sea_gp *gp, const double reals[SEA_GP_REALS])
{
    for (int i = 0; i < SEA_GP_REALS; i++) memcpy((char *)gp + reals_at[i], &reals[i], sizeof reals[i]);
}

void sea_gp_set_free(sea_gp_set *set)
{
    free(set->gps);
    *set = (sea_gp_set){0};
}

sea_status sea_gp_set_add(sea_gp_set *set, const sea_gp *gp)
{
    if (set->count == set->capacity) {
        size_t capacity = set->capacity ? 2 * set->capacity : 256;
        if (capacity > SIZE_MAX / sizeof *set->gps) return SEA_E_MEMORY;
        sea_gp *gps = realloc(set->gps, capacity * sizeof *gps);
        if (!gps) return SEA_E_MEMORY;
        set->gps = gps;
        set->capacity = capacity;
    }
    set->gps[set->count++] = *gp;
    return SEA_OK;
}

typedef struct entry {
    uint32_t id;
    sea_tai epoch;
    size_t index; /* in the order of reading */
} entry;

static int compare(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    if (x->epoch.ns != y->epoch.ns) return x->epoch.ns < y->epoch.ns ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* Of one object's sets, ordered by epoch and reading: the one to use. */
static size_t pick(const entry *sets, size_t count, sea_tai at, sea_gp_choice *c)
{
    size_t before = 0; /* how many are not after `at` */
    while (before < count && sets[before].epoch.ns <= at.ns) before++;
    c->objects++;
    if (before > 0) {
        c->superseded += before - 1;
        c->after += count - before;
        return before - 1;
    }
    size_t last = 0; /* the earliest epoch, in its last reading */
    while (last + 1 < count && sets[last + 1].epoch.ns == sets[0].epoch.ns) last++;
    c->only_after++;
    c->superseded += last;
    c->after += count - last - 1;
    return last;
}

sea_status sea_gp_set_choose(sea_gp_set *set, sea_tai at, sea_gp_choice *choice)
{
    sea_gp_choice c = {.sets = set->count};
    if (choice) *choice = c;
    if (set->count == 0) return SEA_OK;
    entry *entries = malloc(set->count * sizeof *entries);
    sea_gp *chosen = malloc(set->count * sizeof *chosen);
    if (!entries || !chosen) {
        free(entries);
        free(chosen);
        return SEA_E_MEMORY;
    }
    for (size_t i = 0; i < set->count; i++) entries[i] = (entry){set->gps[i].norad_cat_id, set->gps[i].epoch, i};
    qsort(entries, set->count, sizeof *entries, compare);
    size_t kept = 0;
    for (size_t i = 0, end; i < set->count; i = end) {
        for (end = i + 1; end < set->count && entries[end].id == entries[i].id;) end++;
        chosen[kept++] = set->gps[entries[i + pick(entries + i, end - i, at, &c)].index];
    }
    free(entries);
    free(set->gps);
    *set = (sea_gp_set){.gps = chosen, .count = kept, .capacity = set->count};
    if (choice) *choice = c;
    return SEA_OK;
}

static int compare_id_to_gp(const void *id, const void *gp)
{
    uint32_t a = *(const uint32_t *)id, b = ((const sea_gp *)gp)->norad_cat_id;
    return a < b ? -1 : a > b;
}

const sea_gp *sea_gp_find(const sea_gp *gps, size_t count, uint32_t norad_cat_id)
{
    return count ? bsearch(&norad_cat_id, gps, count, sizeof *gps, compare_id_to_gp) : NULL;
}

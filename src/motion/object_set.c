/* Objects of a list in the order of their numbers, each once. */
#include "motion/object.h"

#include <stdlib.h>
#include <string.h>

sea_status sea_object_set_add(sea_object_set *set, const sea_object *object)
{
    if (set->count == set->capacity) {
        size_t capacity = set->capacity ? 2 * set->capacity : 4096;
        sea_object *grown = realloc(set->objects, capacity * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        set->objects = grown;
        set->capacity = capacity;
    }
    set->objects[set->count++] = *object;
    return SEA_OK;
}

static bool same_date(sea_object_date a, sea_object_date b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day && a.doubtful == b.doubtful;
}

static bool same(const sea_object *a, const sea_object *b)
{
    return a->type == b->type && same_date(a->launch, b->launch) && same_date(a->decay, b->decay) && a->has == b->has &&
           a->period_min == b->period_min && a->incl_deg == b->incl_deg && a->apogee_km == b->apogee_km &&
           a->perigee_km == b->perigee_km && a->status == b->status && strcmp(a->object_id, b->object_id) == 0 &&
           strcmp(a->center, b->center) == 0 && strcmp(a->owner, b->owner) == 0 &&
           strcmp(a->un_document, b->un_document) == 0 && strcmp(a->program, b->program) == 0 &&
           strcmp(a->name, b->name) == 0;
}

/* Equal numbers stay in the order of the list. */
static int by_number(const void *a, const void *b)
{
    const sea_object *x = *(const sea_object *const *)a, *y = *(const sea_object *const *)b;
    if (x->norad_cat_id != y->norad_cat_id) return x->norad_cat_id < y->norad_cat_id ? -1 : 1;
    return (x > y) - (x < y);
}

static bool is_ascending(const sea_object_set *set)
{
    for (size_t i = 1; i < set->count; i++)
        if (set->objects[i].norad_cat_id <= set->objects[i - 1].norad_cat_id) return false;
    return true;
}

sea_status sea_object_set_end(sea_object_set *set)
{
    if (is_ascending(set)) return SEA_OK;
    size_t count = set->count, kept = 0;
    const sea_object **order = malloc(count * sizeof *order);
    sea_object *ordered = malloc(count * sizeof *ordered);
    if (!order || !ordered) {
        free(order);
        free(ordered);
        return SEA_E_MEMORY;
    }
    for (size_t i = 0; i < count; i++) order[i] = &set->objects[i];
    qsort(order, count, sizeof *order, by_number);
    for (size_t i = 0; i < count; i++) {
        bool last = i + 1 == count || order[i + 1]->norad_cat_id != order[i]->norad_cat_id;
        if (last) {
            ordered[kept++] = *order[i];
        } else if (!same(order[i], order[i + 1])) {
            if (set->differing++ == 0) set->differing_id = order[i]->norad_cat_id;
        }
    }
    free(order);
    free(set->objects);
    set->objects = ordered;
    set->count = kept;
    set->capacity = count;
    return SEA_OK;
}

const sea_object *sea_object_set_find(const sea_object_set *set, uint32_t norad_cat_id)
{
    size_t low = 0, high = set ? set->count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (set->objects[middle].norad_cat_id < norad_cat_id)
            low = middle + 1;
        else
            high = middle;
    }
    return set && low < set->count && set->objects[low].norad_cat_id == norad_cat_id ? &set->objects[low] : NULL;
}

void sea_object_set_free(sea_object_set *set)
{
    free(set->objects);
    *set = (sea_object_set){0};
}

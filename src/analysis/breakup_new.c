/* Who is new: objects numbered beyond all that was known, by launch. */
#include "analysis/breakup.h"

#include <stdlib.h>
#include <string.h>

static const double SETTLED_DAYS = 5.0; /* within these, objects of one catalogue are not ordered by epoch */
static const double WAVE_DAYS = 30.0;   /* half the least number of pieces must come within these */
static const double HIGHER_PART = 0.02; /* analysts' and provisional numbers are higher than the rest */

static int by_launch(const void *a, const void *b)
{
    const sea_breakup_member *x = a, *y = b;
    int c = memcmp(x->launch, y->launch, SEA_BREAKUP_LAUNCH_TEXT);
    if (c != 0) return c;
    if (x->first.ns != y->first.ns) return x->first.ns < y->first.ns ? -1 : 1;
    return x->object->norad_cat_id < y->object->norad_cat_id ? -1 : 1;
}

/* The launch of an object, from any of its sets: sources leave it out now and then. */
static bool launch_of(const sea_gp_history *history, const sea_gp_object *object, char out[SEA_BREAKUP_LAUNCH_TEXT + 1])
{
    for (size_t i = 0; i < object->count; i++) {
        const char *id = history->gps[object->first + i].object_id;
        if (memchr(id, '\0', SEA_BREAKUP_LAUNCH_TEXT)) continue;
        memcpy(out, id, SEA_BREAKUP_LAUNCH_TEXT);
        out[SEA_BREAKUP_LAUNCH_TEXT] = '\0';
        return true;
    }
    return false;
}

static int by_first(const void *a, const void *b)
{
    const sea_breakup_member *x = *(const sea_breakup_member *const *)a, *y = *(const sea_breakup_member *const *)b;
    if (x->first.ns != y->first.ns) return x->first.ns < y->first.ns ? -1 : 1;
    return x->object->norad_cat_id < y->object->norad_cat_id ? -1 : 1;
}

/* Place of a catalogue number among the objects of the history, from 1. */
static size_t rank_of(const sea_breakup_roll *s, const sea_breakup_member *m)
{
    return (size_t)(m->object - s->history->objects) + 1;
}

/* Marks new objects: those whose number is beyond nearly all that had been seen days before. Numbers are given in the
 * order of cataloguing, so an object first seen late with an old number was lost, not new. `seen` counts ranks in a
 * tree of partial sums (Fenwick 1994). */
static void mark_new(sea_breakup_roll *s, sea_breakup_member **order, size_t *seen)
{
    size_t ranks = s->history->object_count, behind = 0;
    for (size_t i = 0; i < s->member_count; i++) order[i] = &s->members[i];
    qsort(order, s->member_count, sizeof *order, by_first);
    for (size_t i = 0; i < s->member_count; i++) {
        while (sea_tai_diff_s(order[i]->first, order[behind]->first) > SETTLED_DAYS * 86400.0) {
            for (size_t k = rank_of(s, order[behind]); k <= ranks; k += k & (~k + 1)) seen[k]++;
            behind++;
        }
        size_t lower = 0;
        for (size_t k = rank_of(s, order[i]); k > 0; k -= k & (~k + 1)) lower += seen[k];
        order[i]->is_new = behind > 0 && (double)(behind - lower) <= HIGHER_PART * (double)behind;
    }
}

/* Within a launch, what comes after the first new object and is numbered beyond all known before it is new as well:
 * pieces are seen in any order. */
static int by_newness(const void *a, const void *b)
{
    const sea_breakup_member *x = a, *y = b;
    if (x->is_new != y->is_new) return x->is_new ? 1 : -1;
    if (x->first.ns != y->first.ns) return x->first.ns < y->first.ns ? -1 : 1;
    return x->object->norad_cat_id < y->object->norad_cat_id ? -1 : 1;
}

/* When new objects begin to come in number, days after the launch itself was first seen; INT64_MAX when they do not.
 * Members are ordered by the instant they were first seen. */
static int64_t start_of_arrivals(const sea_breakup_roll *s, size_t from, size_t to)
{
    const sea_breakup_member *m = s->members;
    for (size_t i = from; i < to; i++) {
        if (!m[i].is_new || sea_tai_diff_s(m[i].first, m[from].first) < SETTLED_DAYS * 86400.0) continue;
        uint32_t near = 0;
        for (size_t k = i; k < to && sea_tai_diff_s(m[k].first, m[i].first) < WAVE_DAYS * 86400.0; k++)
            near += m[k].is_new;
        if (2 * near >= s->least) return m[i].first.ns;
    }
    return INT64_MAX;
}

static size_t part_launch(sea_breakup_roll *s, size_t from, size_t to)
{
    int64_t since = start_of_arrivals(s, from, to);
    uint32_t known = 0;
    for (size_t i = from; i < to; i++)
        if (s->members[i].first.ns < since && s->members[i].object->norad_cat_id > known)
            known = s->members[i].object->norad_cat_id;
    size_t fresh = from;
    for (size_t i = from; i < to; i++) {
        sea_breakup_member *m = &s->members[i];
        m->is_new = m->first.ns >= since && m->object->norad_cat_id > known;
        fresh += !m->is_new;
    }
    qsort(s->members + from, to - from, sizeof *s->members, by_newness);
    return fresh;
}

sea_status sea_breakup_roll_new(const sea_gp_history *h, uint32_t least, sea_breakup_roll *s)
{
    *s = (sea_breakup_roll){.history = h, .least = least, .as_of = SEA_TAI_NONE};
    s->members = malloc((h->object_count + 1) * sizeof *s->members);
    s->groups = malloc((h->object_count + 1) * sizeof *s->groups);
    if (!s->members || !s->groups) return SEA_E_MEMORY;
    for (size_t i = 0; i < h->object_count; i++) {
        const sea_gp_object *o = &h->objects[i];
        sea_tai last = h->gps[o->first + o->count - 1].epoch;
        if (s->as_of.ns == SEA_TAI_NONE.ns || last.ns > s->as_of.ns) s->as_of = last;
        sea_breakup_member *m = &s->members[s->member_count];
        *m = (sea_breakup_member){.object = o, .first = h->gps[o->first].epoch};
        s->member_count += launch_of(h, o, m->launch);
    }
    sea_breakup_member **order = malloc((s->member_count + 1) * sizeof *order);
    size_t *seen = calloc(h->object_count + 1, sizeof *seen);
    if (order && seen) mark_new(s, order, seen);
    bool failed = !order || !seen;
    free(order);
    free(seen);
    if (failed) return SEA_E_MEMORY;
    qsort(s->members, s->member_count, sizeof *s->members, by_launch);
    for (size_t from = 0, to; from < s->member_count; from = to) {
        to = from;
        while (to < s->member_count &&
               memcmp(s->members[to].launch, s->members[from].launch, SEA_BREAKUP_LAUNCH_TEXT) == 0)
            to++;
        size_t fresh = part_launch(s, from, to);
        if (fresh > from && to - fresh >= s->least) s->groups[s->group_count++] = (sea_breakup_group){from, fresh, to};
    }
    return SEA_OK;
}

void sea_breakup_roll_free(sea_breakup_roll *s)
{
    free(s->members);
    free(s->groups);
}

/*
 * Which pairs were ever near each other: all objects that have a set close by, at every instant of a grid of six
 * hours (a day in low orbits), sorted into cells of space.
 */
#include "analysis/proximity.h"

#include "base/math.h"
#include "base/parallel.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEP_NS (INT64_C(6) * 3600 * SEA_NS_PER_S)
#define REACH_LEO_DAYS 3.5 /* a set is looked at so far from its epoch: rarer sets of a pair still meet */
#define REACH_DAYS 5.0
#define APART_DAYS 40.0 /* instants of one pair farther apart are told anew */
enum { STEPS_LEO = 4, STEPS_A_TASK = 8 };

typedef struct pairs {
    sea_prox_candidate *items;
    size_t count, capacity;
} pairs;

typedef struct grid {
    const sea_prox_world *w;
    int64_t first;   /* grid step of instant 0 */
    size_t instants; /* of the grid */
    size_t *start;   /* visits[start[i]] to visits[start[i + 1] - 1] are the sets to use at instant i */
    uint32_t *visits;
    pairs *found; /* one a task */
} grid;

/* What a set is at an instant. */
typedef struct place {
    double r[3], h[3]; /* position, unit normal of the orbit */
    double n_rev_day;
    uint32_t object;
    uint32_t next; /* in its cell, UINT32_MAX at the end */
    bool low;
} place;

typedef struct table {
    uint32_t *heads;
    size_t mask;
} table;

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return q - (a % b != 0 && (a % b < 0) != (b < 0));
}

/* Grid steps at which set k of an object is the one to use. */
static void steps_of(const sea_prox_world *w, const sea_prox_object *o, size_t k, int64_t *from, int64_t *to)
{
    bool low = o->regime == SEA_REGIME_LEO;
    int64_t reach = (int64_t)((low ? REACH_LEO_DAYS : REACH_DAYS) * (double)SEA_NS_PER_DAY);
    int64_t epoch = w->sets[o->first + k]->epoch.ns, lo = epoch - reach, hi = epoch + reach;
    if (k > 0) {
        int64_t middle = epoch - (epoch - w->sets[o->first + k - 1]->epoch.ns) / 2;
        if (middle > lo) lo = middle;
    }
    if (k + 1 < o->count) {
        int64_t middle = epoch + (w->sets[o->first + k + 1]->epoch.ns - epoch) / 2 - 1;
        if (middle < hi) hi = middle;
    }
    *from = floor_div(lo + STEP_NS - 1, STEP_NS);
    *to = floor_div(hi, STEP_NS);
}

/* Calls for every (instant, set); counting first, then filling. */
static void visit_all(grid *g, size_t *cursor)
{
    const sea_prox_world *w = g->w;
    for (size_t i = 0; i < w->object_count; i++) {
        const sea_prox_object *o = &w->objects[i];
        int64_t every = o->regime == SEA_REGIME_LEO ? STEPS_LEO : 1;
        for (size_t k = 0; k < o->count; k++) {
            int64_t from, to;
            steps_of(w, o, k, &from, &to);
            for (int64_t s = floor_div(from + every - 1, every) * every; s <= to; s += every) {
                size_t instant = (size_t)(s - g->first);
                if (g->visits)
                    g->visits[cursor[instant]++] = (uint32_t)(o->first + k);
                else
                    cursor[instant + 1]++;
            }
        }
    }
}

static sea_status make_grid(grid *g)
{
    const sea_prox_world *w = g->w;
    int64_t lo = INT64_MAX, hi = INT64_MIN;
    for (size_t i = 0; i < w->set_count; i++) {
        if (w->sets[i]->epoch.ns < lo) lo = w->sets[i]->epoch.ns;
        if (w->sets[i]->epoch.ns > hi) hi = w->sets[i]->epoch.ns;
    }
    int64_t margin = (int64_t)(REACH_DAYS + 1.0) * SEA_NS_PER_DAY;
    g->first = floor_div(lo - margin, STEP_NS);
    g->instants = (size_t)(floor_div(hi + margin, STEP_NS) - g->first + 1);
    g->start = calloc(g->instants + 1, sizeof *g->start);
    size_t *cursor = malloc((g->instants + 1) * sizeof *cursor);
    if (!g->start || !cursor) {
        free(cursor);
        return SEA_E_MEMORY;
    }
    visit_all(g, g->start);
    for (size_t i = 0; i < g->instants; i++) g->start[i + 1] += g->start[i];
    memcpy(cursor, g->start, (g->instants + 1) * sizeof *cursor);
    g->visits = malloc((g->start[g->instants] + 1) * sizeof *g->visits);
    if (g->visits) visit_all(g, cursor);
    free(cursor);
    return g->visits ? SEA_OK : SEA_E_MEMORY;
}

/* ---- one instant ---- */

static size_t cell_hash(const int64_t c[3])
{
    uint64_t h = (uint64_t)c[0] * UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)c[1] * UINT64_C(0xC2B2AE3D27D4EB4F) ^
                 (uint64_t)c[2] * UINT64_C(0x165667B19E3779F9);
    return (size_t)(h ^ h >> 29);
}

static void cell_of(const double r[3], double size, int64_t c[3])
{
    for (int i = 0; i < 3; i++) c[i] = (int64_t)floor(r[i] / size);
}

static sea_status add_pair(pairs *p, const sea_prox_candidate *c)
{
    if (p->count == p->capacity) {
        size_t capacity = p->capacity ? 2 * p->capacity : 256;
        sea_prox_candidate *grown = realloc(p->items, capacity * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        p->items = grown;
        p->capacity = capacity;
    }
    p->items[p->count++] = *c;
    return SEA_OK;
}

static bool look_alike(const place *a, const place *b, double reach_km, double *km)
{
    if (a->low != b->low) return false;
    const sea_prox_limits *l = sea_prox_limits_of(a->low ? SEA_REGIME_LEO : SEA_REGIME_GEO);
    if (fabs(a->n_rev_day - b->n_rev_day) * 360.0 > l->drift_deg_day) return false;
    double d[3], x[3];
    sea_vec_sub(a->r, b->r, d);
    *km = sea_vec_norm(d);
    if (*km > reach_km) return false;
    sea_vec_cross(a->h, b->h, x);
    double limit = l->plane_deg * SEA_PI / 180.0;
    return sea_vec_dot(x, x) < limit * limit && sea_vec_dot(a->h, b->h) > 0.0;
}

static sea_status pairs_at(const sea_prox_world *w, sea_tai t, place *places, size_t count, table *cells, pairs *out)
{
    /* Outside low orbits the range swings within a revolution by more than the limit itself. */
    const double size = 2.5 * w->options->within_km;
    memset(cells->heads, 0xff, (cells->mask + 1) * sizeof *cells->heads);
    for (size_t i = 0; i < count; i++) {
        int64_t c[3];
        cell_of(places[i].r, size, c);
        for (int64_t k = 0; k < 27; k++) {
            int64_t n[3] = {c[0] + k % 3 - 1, c[1] + k / 3 % 3 - 1, c[2] + k / 9 - 1};
            for (uint32_t j = cells->heads[cell_hash(n) & cells->mask]; j != UINT32_MAX; j = places[j].next) {
                double km;
                int64_t other[3];
                cell_of(places[j].r, size, other);
                if (memcmp(other, n, sizeof n) != 0 || !look_alike(&places[i], &places[j], size, &km)) continue;
                uint32_t a = places[i].object, b = places[j].object;
                sea_prox_candidate found = {a < b ? a : b, a < b ? b : a, t, (float)km};
                sea_status s = a == b ? SEA_OK : add_pair(out, &found);
                if (s != SEA_OK) return s;
            }
        }
        size_t slot = cell_hash(c) & cells->mask;
        places[i].next = cells->heads[slot];
        cells->heads[slot] = (uint32_t)i;
    }
    return SEA_OK;
}

/* ---- the instants of one task ---- */

typedef struct bench {
    uint32_t *slots; /* of the visits of the task: place of their set among the prepared */
    sea_gp *gps;
    sea_sgp4 *prepared;
    place *places;
    table cells;
} bench;

static int compare_sets(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The sets of the visits, each once, prepared; slots[] tell which. */
static sea_status prepare(const grid *g, size_t lo, size_t hi, bench *b)
{
    size_t n = hi - lo, distinct = 0;
    uint32_t *sets = malloc(n * sizeof *sets);
    b->slots = malloc(n * sizeof *b->slots);
    if (!sets || !b->slots) {
        free(sets);
        return SEA_E_MEMORY;
    }
    for (size_t i = 0; i < n; i++) sets[i] = g->visits[lo + i];
    qsort(sets, n, sizeof *sets, compare_sets);
    for (size_t i = 0; i < n; i++)
        if (distinct == 0 || sets[i] != sets[distinct - 1]) sets[distinct++] = sets[i];
    b->gps = malloc(distinct * sizeof *b->gps);
    if (b->gps) {
        for (size_t i = 0; i < distinct; i++) b->gps[i] = *g->w->sets[sets[i]];
        for (size_t i = 0; i < n; i++)
            b->slots[i] =
                (uint32_t)((uint32_t *)bsearch(&g->visits[lo + i], sets, distinct, sizeof *sets, compare_sets) - sets);
    }
    sea_status s = b->gps ? sea_sgp4_new(b->gps, distinct, NULL, &b->prepared, NULL, NULL) : SEA_E_MEMORY;
    free(sets);
    return s;
}

static size_t places_at(const grid *g, const bench *b, size_t base, size_t instant, sea_tai t)
{
    size_t count = 0;
    for (size_t i = g->start[instant]; i < g->start[instant + 1]; i++) {
        place *p = &b->places[count];
        double v[3];
        uint32_t set = g->visits[i];
        if (sea_sgp4_state(b->prepared, b->slots[i - base], t, p->r, v) != SEA_OK) continue;
        sea_vec_cross(p->r, v, p->h);
        double length = sea_vec_norm(p->h);
        if (!(length > 0.0)) continue;
        for (int k = 0; k < 3; k++) p->h[k] /= length;
        p->n_rev_day = g->w->sets[set]->mean_motion_rev_day;
        p->object = g->w->owner[set];
        p->low = g->w->objects[p->object].regime == SEA_REGIME_LEO;
        count++;
    }
    return count;
}

static sea_status task(void *payload, size_t index, uint32_t worker)
{
    (void)worker;
    grid *g = payload;
    size_t lo = index * STEPS_A_TASK, hi = lo + STEPS_A_TASK;
    if (hi > g->instants) hi = g->instants;
    size_t base = g->start[lo], end = g->start[hi], most = 0;
    if (end - base < 2) return SEA_OK;
    for (size_t i = lo; i < hi; i++)
        if (g->start[i + 1] - g->start[i] > most) most = g->start[i + 1] - g->start[i];
    bench b = {.cells.mask = 63};
    while (b.cells.mask + 1 < 2 * most) b.cells.mask = 2 * b.cells.mask + 1;
    sea_status s = prepare(g, base, end, &b);
    b.places = malloc((most + 1) * sizeof *b.places);
    b.cells.heads = malloc((b.cells.mask + 1) * sizeof *b.cells.heads);
    if (!b.places || !b.cells.heads) s = SEA_E_MEMORY;
    for (size_t i = lo; s == SEA_OK && i < hi; i++) {
        sea_tai t = {(g->first + (int64_t)i) * STEP_NS};
        size_t count = places_at(g, &b, base, i, t);
        if (count > 1) s = pairs_at(g->w, t, b.places, count, &b.cells, &g->found[index]);
    }
    free(b.slots);
    free(b.gps);
    sea_sgp4_free(b.prepared);
    free(b.places);
    free(b.cells.heads);
    return s;
}

/* ---- the whole ---- */

static int compare_candidates(const void *a, const void *b)
{
    const sea_prox_candidate *x = a, *y = b;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    if (x->b != y->b) return x->b < y->b ? -1 : 1;
    return x->at.ns < y->at.ns ? -1 : x->at.ns > y->at.ns;
}

/* Of instants of one pair less than APART_DAYS after the first of them, the nearest. */
static size_t condense(sea_prox_candidate *c, size_t count)
{
    size_t kept = 0;
    sea_tai first = {0};
    for (size_t i = 0; i < count; i++) {
        sea_prox_candidate *last = kept > 0 ? &c[kept - 1] : NULL;
        if (last && last->a == c[i].a && last->b == c[i].b && sea_tai_diff_days(c[i].at, first) < APART_DAYS) {
            if (c[i].km < last->km) *last = c[i];
            continue;
        }
        first = c[i].at;
        c[kept++] = c[i];
    }
    return kept;
}

static sea_status gather(grid *g, size_t tasks, sea_prox_candidate **out, size_t *count)
{
    size_t total = 0;
    for (size_t i = 0; i < tasks; i++) total += g->found[i].count;
    *out = malloc((total + 1) * sizeof **out);
    if (!*out) return SEA_E_MEMORY;
    total = 0;
    for (size_t i = 0; i < tasks; i++) {
        if (g->found[i].count) memcpy(*out + total, g->found[i].items, g->found[i].count * sizeof **out);
        total += g->found[i].count;
    }
    qsort(*out, total, sizeof **out, compare_candidates);
    *count = condense(*out, total);
    return SEA_OK;
}

sea_status sea_prox_candidates(const sea_prox_world *w, sea_prox_candidate **out, size_t *count)
{
    grid g = {.w = w};
    *out = NULL;
    *count = 0;
    if (w->set_count < 2) return SEA_OK;
    sea_status s = make_grid(&g);
    size_t tasks = (g.instants + STEPS_A_TASK - 1) / STEPS_A_TASK;
    g.found = s == SEA_OK ? calloc(tasks, sizeof *g.found) : NULL;
    if (s == SEA_OK && !g.found) s = SEA_E_MEMORY;
    if (s == SEA_OK) s = sea_parallel_for(tasks, w->options->threads, &g, task);
    if (s == SEA_OK) s = gather(&g, tasks, out, count);
    for (size_t i = 0; g.found && i < tasks; i++) free(g.found[i].items);
    free(g.found);
    free(g.start);
    free(g.visits);
    return s;
}

/* A catalogue made ready for moving objects: the arcs of every tile, or those within reach, kept in memory. */
#include "analysis/screen_field.h"

#include "base/error.h"
#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SLACK_KM 0.05
#define SLACK 1e-5 /* of the radius: what single precision and its sorting leave */

/* The making of a field. */
typedef struct making {
    sea_screen_field *field;
    const sea_motion *about;
    double reach_km;
    uint32_t workers;
    sea_screen_tile **tiles;     /* one a worker */
    sea_screen_figures *figures; /* one a worker */
    sea_screen_misses misses;
} making;

/* Radii within which motions near `about` stay during a tile; nothing lies between them where it has no state. */
static void set_shell(const making *m, size_t tile, sea_screen_shelf *shelf)
{
    const sea_screen_plan *plan = m->field->plan;
    shelf->low_km = m->about ? HUGE_VAL : 0.0;
    shelf->high_km = m->about ? 0.0 : HUGE_VAL;
    sea_tai t0 = sea_screen_knot(plan, (int64_t)tile), t1 = sea_screen_knot(plan, (int64_t)tile + 1);
    for (size_t p = 0; m->about && p < sea_motion_piece_count(m->about); p++) {
        sea_motion_piece piece = sea_motion_piece_at(m->about, p);
        sea_screen_path path;
        if (piece.start.ns > t1.ns || piece.stop.ns < t0.ns) continue;
        if (sea_screen_path_make(plan, m->about, p, tile, &path) != SEA_OK) continue;
        shelf->low_km = fmin(shelf->low_km, path.low_km - m->reach_km);
        shelf->high_km = fmax(shelf->high_km, path.high_km + m->reach_km);
    }
}

/* Whether lane k may come near a motion that keeps to the shell. */
static bool wanted(const sea_screen_plan *plan, const sea_screen_tile *t, size_t k, const sea_screen_shelf *shelf)
{
    if (shelf->low_km > shelf->high_km) return false;
    double r = t->rows[k].r, room = plan->threshold_km + t->rows[k].spread + SLACK_KM + SLACK * r;
    return k >= t->sheet_end || (r + room >= shelf->low_km && r - room <= shelf->high_km);
}

static sea_status fill_shelf(const making *m, const sea_screen_tile *t, size_t tile)
{
    const sea_screen_plan *plan = m->field->plan;
    sea_screen_shelf *shelf = &m->field->shelves[tile];
    set_shell(m, tile, shelf);
    size_t n = 0;
    for (size_t k = 0; k < t->arc_count; k++) n += wanted(plan, t, k, shelf);
    shelf->object = malloc((n + 1) * sizeof *shelf->object);
    if (!sea_screen_lanes_new(&shelf->lanes, n) || !shelf->object) return SEA_E_MEMORY;
    for (size_t k = 0; k < t->arc_count; k++) {
        if (!wanted(plan, t, k, shelf)) continue;
        sea_screen_lanes_set(&shelf->lanes, shelf->count, &t->rows[k]);
        shelf->object[shelf->count++] = t->rows[k].object;
    }
    return SEA_OK;
}

static sea_status make_block(void *payload, size_t k, uint32_t worker)
{
    making *m = payload;
    const sea_screen_plan *plan = m->field->plan;
    sea_screen_tile *t = m->tiles[worker];
    size_t first = k * SEA_SCREEN_BLOCK_TILES, last = first + SEA_SCREEN_BLOCK_TILES;
    if (last > plan->tiles) last = plan->tiles;
    sea_status s = sea_screen_tile_open(plan, t, first);
    for (size_t tile = first; tile < last && s == SEA_OK; tile++) {
        sea_screen_tile_move(t, tile);
        sea_screen_misses_note(&m->misses, worker, t, tile);
        sea_screen_tile_arcs(plan, t, &m->figures[worker]);
        s = fill_shelf(m, t, tile);
    }
    return s;
}

/* Who is left out and from when, ages, and the largest figures. */
static sea_status sum_up(const making *m)
{
    sea_screen_field *f = m->field;
    const sea_screen_plan *plan = f->plan;
    size_t n = plan->count;
    f->exclusions = malloc((n + 1) * sizeof *f->exclusions);
    if (!f->exclusions) return SEA_E_MEMORY;
    f->screened = n;
    for (size_t i = 0; i < n; i++) {
        sea_status why;
        int64_t first = sea_screen_misses_first(&m->misses, i, &why);
        bool asked = plan->skip && plan->skip[i];
        if (first == INT64_MAX && !asked) continue;
        sea_tai from = asked ? plan->start : sea_screen_knot(plan, first);
        f->exclusions[f->exclusion_count++] =
            (sea_screen_exclusion){plan->gps[i].norad_cat_id, asked ? SEA_OK : why, from, asked};
        if (from.ns == plan->start.ns) f->screened--;
    }
    for (uint32_t w = 0; w < m->workers; w++) {
        f->figures.speed_km_s = fmax(f->figures.speed_km_s, m->figures[w].speed_km_s);
        f->figures.margin_km = fmax(f->figures.margin_km, m->figures[w].margin_km);
    }
    return sea_screen_ages(plan, &f->age_median_s, &f->age_max_s);
}

static sea_status make(making *m)
{
    const sea_screen_plan *plan = m->field->plan;
    size_t n = plan->count;
    m->workers = sea_parallel_workers(plan->blocks, plan->options.threads);
    m->tiles = calloc(m->workers, sizeof *m->tiles);
    m->figures = calloc(m->workers, sizeof *m->figures);
    m->field->shelves = calloc(plan->tiles, sizeof *m->field->shelves);
    if (!sea_screen_misses_new(&m->misses, n, m->workers) || !m->tiles || !m->figures || !m->field->shelves)
        return SEA_E_MEMORY;
    for (uint32_t w = 0; w < m->workers; w++)
        if (!(m->tiles[w] = sea_screen_tile_new(n))) return SEA_E_MEMORY;
    sea_status s = sea_parallel_for_watched(plan->blocks, m->workers, m, make_block, plan->options.progress,
                                            plan->options.progress_payload);
    return s == SEA_OK ? sum_up(m) : s;
}

sea_status sea_screen_field_new(const sea_gp *gps, size_t count, const sea_screen_options *options,
                                const sea_motion *about, double reach_km, sea_screen_field **out, sea_error *err)
{
    *out = NULL;
    if (options->primaries || options->exhaustive)
        return sea_error_set(err, SEA_E_USAGE, "a field is made without primaries and by bounds");
    making m = {.about = about, .reach_km = reach_km, .field = calloc(1, sizeof *m.field)};
    if (!m.field) return sea_error_set(err, SEA_E_MEMORY, "out of memory");
    sea_status s = sea_screen_plan_new(gps, count, options, &m.field->plan, err);
    if (s == SEA_OK) {
        s = make(&m);
        if (s == SEA_E_MEMORY) sea_error_set(err, s, "no memory to make %zu objects ready: shorten the window", count);
    }
    for (uint32_t w = 0; m.tiles && w < m.workers; w++) sea_screen_tile_free(m.tiles[w]);
    free(m.tiles);
    free(m.figures);
    sea_screen_misses_free(&m.misses);
    if (s == SEA_OK)
        *out = m.field;
    else
        sea_screen_field_free(m.field);
    return s;
}

void sea_screen_field_free(sea_screen_field *f)
{
    if (!f) return;
    for (size_t k = 0; f->shelves && k < f->plan->tiles; k++) {
        sea_screen_lanes_free(&f->shelves[k].lanes);
        free(f->shelves[k].object);
    }
    free(f->shelves);
    free(f->exclusions);
    sea_screen_plan_free(f->plan);
    free(f);
}

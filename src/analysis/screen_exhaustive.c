/*
 * Every pair: the distance of each two objects is taken every ten seconds, and each sample closer than its neighbours
 * leads to a minimum. Nothing here knows of arcs, cells or bounds but one: two objects in orbit about the Earth close
 * at less than 22.4 km/s, twice the speed of escape at its surface, so that a sample with a minimum below the threshold
 * beside it is no farther than the threshold and half a step of that. Slow and plain, for small inputs and as the test
 * of the fast way.
 */
#include "analysis/screen.h"

#include <math.h>
#include <stdlib.h>

enum { SAMPLES = SEA_SCREEN_STEP_S / SEA_SCREEN_SAMPLE_S + 2 }; /* of a tile, and one on either side */
#define CLOSING_KM_S 22.4
#define FAR_KM 1e9 /* where an object without a state is put: apart from everything, all others without one too */

/* Positions of one object at the samples of a tile. */
typedef struct path {
    double x[SAMPLES], y[SAMPLES], z[SAMPLES];
} path;

static void set_paths(const sea_screen_plan *plan, const double (*r_km)[3], const int8_t *statuses, path *paths)
{
    for (size_t i = 0; i < plan->count; i++)
        for (size_t k = 0; k < SAMPLES; k++) {
            size_t at = k * plan->count + i;
            bool there = statuses[at] == SEA_OK && !(plan->skip && plan->skip[i]);
            paths[i].x[k] = there ? r_km[at][0] : FAR_KM * (double)(2 * i + 1);
            paths[i].y[k] = there ? r_km[at][1] : 0.0;
            paths[i].z[k] = there ? r_km[at][2] : 0.0;
        }
}

static sea_status look_at(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai t0, const path *a, const path *b,
                          sea_screen_events *out, sea_screen_figures *figures)
{
    const double reach_km = plan->threshold_km + CLOSING_KM_S * SEA_SCREEN_SAMPLE_S / 2.0;
    const int64_t step_ns = SEA_SCREEN_SAMPLE_S * SEA_NS_PER_S;
    double d2[SAMPLES], least = HUGE_VAL;
    for (int k = 0; k < SAMPLES; k++) {
        double x = a->x[k] - b->x[k], y = a->y[k] - b->y[k], z = a->z[k] - b->z[k];
        d2[k] = x * x + y * y + z * z;
    }
    for (int k = 0; k < SAMPLES; k++) least = d2[k] < least ? d2[k] : least;
    if (!(least < reach_km * reach_km)) return SEA_OK;
    sea_tai t1 = {t0.ns + SEA_SCREEN_STEP_NS};
    if (t1.ns > plan->end.ns) t1 = plan->end;
    sea_status status = sea_screen_edges(plan, c, t0, t1, out);
    for (int k = 1; k < SAMPLES - 1 && status == SEA_OK; k++) {
        if (!(d2[k] < reach_km * reach_km) || !(d2[k] <= d2[k - 1]) || !(d2[k] < d2[k + 1])) continue;
        figures->candidates++;
        status = sea_screen_refine_near(plan, c, (sea_tai){t0.ns + (k - 1) * step_ns}, step_ns, out);
    }
    return status;
}

sea_status sea_screen_exhaust(const sea_screen_plan *plan, size_t first, size_t last, sea_screen_events *out,
                              sea_screen_figures *figures)
{
    size_t n = plan->count;
    double(*r_km)[3] = malloc((SAMPLES * n + 1) * sizeof *r_km);
    int8_t *statuses = malloc(SAMPLES * n + 1);
    path *paths = malloc((n + 1) * sizeof *paths);
    sea_status status = r_km && statuses && paths ? SEA_OK : SEA_E_MEMORY;
    /* A minimum just before the window's end may be nearest to the sample on it: one tile more looks there. */
    if (last == plan->tiles) last++;
    for (size_t tile = first; tile < last && status == SEA_OK; tile++) {
        sea_tai t0 = sea_screen_knot(plan, (int64_t)tile);
        const int64_t step_ns = SEA_SCREEN_SAMPLE_S * SEA_NS_PER_S;
        sea_sgp4_times times = {.count = SAMPLES, .start = {t0.ns - step_ns}, .step_ns = step_ns};
        sea_sgp4_states states = {.r_km = r_km, .statuses = statuses};
        status = sea_sgp4_states_get(plan->prepared, &times, &states, 1, NULL);
        if (status == SEA_OK) set_paths(plan, (const double(*)[3])r_km, statuses, paths);
        for (uint32_t i = 0; i < n && status == SEA_OK; i++)
            for (uint32_t j = i + 1; j < n && status == SEA_OK; j++) {
                if (plan->primary && !plan->primary[i] && !plan->primary[j]) continue;
                figures->pairs_tested++;
                status = look_at(plan, (sea_screen_candidate){i, j, 0.0f}, t0, &paths[i], &paths[j], out, figures);
            }
    }
    free(r_km);
    free(statuses);
    free(paths);
    return status;
}

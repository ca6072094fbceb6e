/* All steps of a series at one scale: the largest first, each tested beside those already found. */
#include "analysis/manoeuvre.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NOISE_GAPS = 60, ROUNDS = 6, ADDED_MOST = 3 };
static const double z_add = 3.0, z_drop = 2.4, ghost_part = 0.07, ghost_days = 6.0;
/* What a fit leaves over counts as noise; less so in the search, where neighbours not yet found make most of it. */
static const double misfit_weight = 1.4, misfit_weight_search = 1.0;

typedef struct run {
    const sea_series *s;
    sea_scan *scan;
    unsigned char *added; /* how often a gap was taken up: a bound on going round in circles */
    double *lenient;      /* z of every gap for the search */
    double *scratch;
} run;

static void test_gap(run *r, size_t g)
{
    const sea_series *s = r->s;
    sea_scan *scan = r->scan;
    sea_step_try tries[STEP_TRIES];
    size_t count = sea_step_tries(s, g, s->lag[g], tries);
    sea_steps steps = {scan->active, scan->tau, scan->lag};
    sea_series_scale scale = sea_series_scale_of(s, scan->sets, scan->days, s->lag[g]);
    sea_step step = sea_step_fit(s, &steps, g, scale, tries, count);
    scan->root[g] = sqrt(step.gain);
    scan->misfit[g] = step.after;
    scan->tau[g] = step.tau;
    scan->lag[g] = step.lag;
    scan->rate[g] = step.rate;
}

/* What chance makes of the root of a gain: a low quantile over the gaps around, as burns are frequent. */
static void measure_chance(run *r)
{
    const sea_series *s = r->s;
    sea_scan *scan = r->scan;
    size_t gaps = s->count - 1;
    double last = 0.0;
    for (size_t g = 0; g < gaps; g++) {
        if (g % 5 == 0) {
            size_t lo = g > NOISE_GAPS ? g - NOISE_GAPS : 0, hi = g + NOISE_GAPS < gaps ? g + NOISE_GAPS : gaps - 1,
                   n = 0;
            for (size_t h = lo; h <= hi; h++)
                if (!scan->active[h] && scan->root[h] > 0.0) r->scratch[n++] = scan->root[h];
            last = n ? sea_series_quantile(r->scratch, n, 0.4) : 1.0;
        }
        scan->noise[g] = fmax(last, 1e-6);
    }
}

/* A real step leaves smaller false ones beside it where the template does not fit. */
static double haunted(const run *r, size_t g, double z)
{
    const sea_series *s = r->s;
    const sea_scan *scan = r->scan;
    double own = fabs(scan->rate[g]), reach = ghost_days * fmax(s->spacing, 1.0);
    for (size_t side = 0; side < 2; side++) {
        for (size_t h = g; side ? h + 1 < s->count : h < s->count; side ? h++ : h--) {
            double apart = fabs(scan->tau[h] - scan->tau[g]);
            if (fabs(s->t[h] - s->t[g]) > reach + 4.0 * s->spacing) break;
            if (h == g || !scan->active[h] || apart > reach) continue;
            double big = fabs(scan->rate[h]);
            if (big <= own) continue;
            double w = apart <= reach / 3.0 ? 1.0 : 0.5;
            z = fmin(z, own / (ghost_part * w * big));
        }
    }
    return z;
}

static void set_z(run *r, size_t g)
{
    sea_scan *scan = r->scan;
    double root = scan->root[g], noise = scan->noise[g], misfit = scan->misfit[g];
    scan->z[g] = haunted(r, g, root / fmax(noise, misfit_weight * misfit));
    r->lenient[g] = haunted(r, g, root / fmax(noise, misfit_weight_search * misfit));
}

/* The gaps whose windows may hold gap g. */
static void test_around(run *r, size_t g)
{
    const sea_series *s = r->s;
    sea_series_scale scale = sea_series_scale_of(s, r->scan->sets, r->scan->days, s->lag[g]);
    size_t reach = (size_t)scale.after + 1;
    size_t lo = g > reach ? g - reach : 0, hi = g + reach < s->count - 1 ? g + reach : s->count - 2;
    for (size_t h = lo; h <= hi; h++) test_gap(r, h);
    for (size_t h = lo; h <= hi; h++) set_z(r, h);
}

/* Takes steps up until none is left; returns whether anything changed. */
static int take_up(run *r)
{
    sea_scan *scan = r->scan;
    size_t gaps = r->s->count - 1;
    int changed = 0;
    for (;;) {
        size_t best = gaps;
        for (size_t g = 0; g < gaps; g++)
            if (!scan->active[g] && r->added[g] < ADDED_MOST && r->lenient[g] >= z_add &&
                (best == gaps || r->lenient[g] > r->lenient[best]))
                best = g;
        if (best == gaps) return changed;
        scan->active[best] = 1;
        r->added[best]++;
        changed = 1;
        test_around(r, best);
        size_t lo = best > WINDOW_MAX ? best - WINDOW_MAX : 0,
               hi = best + WINDOW_MAX < gaps ? best + WINDOW_MAX : gaps - 1;
        for (size_t h = lo; h <= hi; h++) {
            if (!scan->active[h] || r->lenient[h] >= z_drop) continue;
            scan->active[h] = 0;
            test_around(r, h);
        }
    }
}

static void search(run *r)
{
    sea_scan *scan = r->scan;
    size_t gaps = r->s->count - 1;
    for (size_t g = 0; g < gaps; g++) test_gap(r, g);
    for (int round = 0; round < ROUNDS; round++) {
        measure_chance(r);
        for (size_t g = 0; g < gaps; g++) set_z(r, g);
        int dropped = 0;
        for (size_t g = 0; g < gaps; g++) {
            if (!scan->active[g] || scan->z[g] >= z_drop) continue;
            scan->active[g] = 0;
            dropped = 1;
            test_around(r, g);
        }
        if (!take_up(r) && !dropped) break;
    }
}

sea_status sea_scan_new(const sea_series *s, int sets, double days, sea_scan *out)
{
    *out = (sea_scan){.sets = sets, .days = days};
    if (s->count < 2) return SEA_OK;
    size_t n = s->count;
    double *block = calloc(10 * n, sizeof *block);
    if (!block) return SEA_E_MEMORY;
    out->block = block;
    out->z = block, out->tau = block + n, out->rate = block + 2 * n, out->noise = block + 3 * n,
    out->root = block + 4 * n;
    out->active = (unsigned char *)(block + 5 * n);
    out->lag = block + 7 * n, out->misfit = block + 8 * n;
    run r = {s, out, (unsigned char *)(block + 6 * n), block + 9 * n, s->work};
    search(&r);
    return SEA_OK;
}

void sea_scan_free(sea_scan *scan)
{
    free(scan->block);
    *scan = (sea_scan){0};
}

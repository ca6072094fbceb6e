/*
 * How far a history lags behind the truth. Many public element sets answer to a burn like a straight line fitted to the
 * last days, from three to sixteen of them: nearly all until 2012, few since. The history itself tells: its strongest
 * lonely steps are explained by one lag better than by the others, and a lag holds for months, so the best path of few
 * changes through all of them is taken.
 */
#include "analysis/manoeuvre.h"

#include "base/math.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double lags[] = {0, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16};
enum { LAGS = sizeof lags / sizeof *lags, SETS_LEAST = 60, WITNESSES_LEAST = 4, CHANCE_GAPS = 200, TAUS = 96 };
static const double spacing_most = 2.5, lonely_days = 12.0, strong = 3.0, change_cost = 1.5, doubt = 1.0,
                    misfit_most = -3.0;

/* A strong lonely step: how well each lag explains it, and, on the best path that ends with that lag, the lag before.
 */
typedef struct witness {
    double t, score[LAGS], sum[LAGS];
    int from[LAGS];
} witness;

static sea_steps none_of(const sea_series *s)
{
    return (sea_steps){(unsigned char *)(s->work + 2 * s->count), s->t, s->t};
}

/* The gain of a step in each gap, whatever its lag; and the gap's middle. */
static void rough_gains(const sea_series *s, double *root, double *mid)
{
    memset(s->work + 2 * s->count, 0, s->count * sizeof *s->work);
    sea_steps none = none_of(s);
    sea_series_scale scale = sea_series_scale_of(s, 8, 12.0, 8.0);
    for (size_t g = 0; g + 1 < s->count; g++) {
        sea_step_try tries[STEP_TRIES];
        size_t count = sea_step_tries(s, g, 6.0, tries);
        root[g] = sqrt(sea_step_fit(s, &none, g, scale, tries, count).gain);
        mid[g] = 0.5 * (s->t[g] + s->t[g + 1]);
    }
}

/* Every lag over the same sets: a burn lies before the gap where it shows most, the longer the lag the earlier. */
static int ask(const sea_series *s, size_t g, witness *w)
{
    double best = -INFINITY;
    sea_steps none = none_of(s);
    sea_series_scale scale = sea_series_scale_of(s, 8, 12.0, 8.0);
    for (int k = 0; k < LAGS; k++) {
        sea_step_try tries[TAUS];
        size_t count = 0;
        if (lags[k] == 0.0)
            count = sea_step_tries(s, g, 0.0, tries);
        else
            for (double tau = s->t[g + 1]; count < TAUS && tau > s->t[g] - lags[k]; tau -= 0.25)
                tries[count++] = (sea_step_try){tau, lags[k], g};
        sea_step step = sea_step_fit(s, &none, g, scale, tries, count);
        w->score[k] = step.gain > 0.0 ? -sea_log(fmax(step.after, 0.5)) : -INFINITY;
        best = fmax(best, w->score[k]);
    }
    for (int k = 0; k < LAGS; k++) w->score[k] = fmax(w->score[k] - best, -doubt);
    w->t = s->t[g];
    return best > misfit_most;
}

/* What chance makes of a gain near gap g. */
static double chance_near(const sea_series *s, const double *root, size_t g)
{
    size_t gaps = s->count - 1, lo = g > CHANCE_GAPS ? g - CHANCE_GAPS : 0,
           n = (g + CHANCE_GAPS < gaps ? g + CHANCE_GAPS : gaps) - lo;
    double *copy = s->work + 3 * s->count;
    memcpy(copy, root + lo, n * sizeof *copy);
    return sea_series_quantile(copy, n, 0.4) / 0.5244; /* 40% quantile of |normal| */
}

/* The largest step within days. */
static int lonely(const double *root, const double *mid, size_t gaps, size_t g)
{
    for (size_t h = g; h-- > 0 && mid[g] - mid[h] < lonely_days;)
        if (root[h] >= root[g]) return 0;
    for (size_t h = g + 1; h < gaps && mid[h] - mid[g] < lonely_days; h++)
        if (root[h] > root[g]) return 0;
    return 1;
}

static size_t find_witnesses(const sea_series *s, const double *root, const double *mid, witness *w)
{
    size_t gaps = s->count - 1, n = 0;
    for (size_t g = 0; g < gaps; g++)
        if (root[g] > strong * chance_near(s, root, g) && lonely(root, mid, gaps, g) && ask(s, g, &w[n])) n++;
    return n;
}

/* The path of lags with the largest sum, a cost on every change. */
static void best_path(witness *w, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int best = 0;
        for (int k = 1; i > 0 && k < LAGS; k++)
            if (w[i - 1].sum[k] > w[i - 1].sum[best]) best = k;
        for (int k = 0; k < LAGS; k++) {
            int stay = i == 0 || w[i - 1].sum[k] >= w[i - 1].sum[best] - change_cost;
            w[i].from[k] = stay ? k : best;
            w[i].sum[k] = w[i].score[k];
            if (i > 0)
                w[i].sum[k] += stay ? w[i - 1].sum[k] : w[i - 1].sum[best] - change_cost;
            else if (lags[k] > 0.0)
                w[i].sum[k] -= change_cost; /* a lag must be shown */
        }
    }
}

sea_status sea_series_find_lag(sea_series *s)
{
    memset(s->lag, 0, s->count * sizeof *s->lag);
    if (s->regime == SEA_REGIME_GEO || s->count < SETS_LEAST || s->spacing > spacing_most) return SEA_OK;
    double *root = s->work, *mid = s->work + s->count;
    rough_gains(s, root, mid);
    witness *w = calloc(s->count, sizeof *w);
    if (!w) return SEA_E_MEMORY;
    size_t n = find_witnesses(s, root, mid, w);
    if (n >= WITNESSES_LEAST) {
        best_path(w, n);
        int lag = 0;
        for (int k = 1; k < LAGS; k++)
            if (w[n - 1].sum[k] > w[n - 1].sum[lag]) lag = k;
        size_t i = s->count;
        for (size_t k = n; k-- > 0; lag = w[k].from[lag]) { /* a change lies half way between two witnesses */
            double from = k > 0 ? 0.5 * (w[k - 1].t + w[k].t) : -INFINITY;
            while (i > 0 && s->t[i - 1] >= from) s->lag[--i] = lags[lag];
        }
    }
    free(w);
    return SEA_OK;
}

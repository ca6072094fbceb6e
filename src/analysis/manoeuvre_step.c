/* One step of the along-track rate in one gap, by weighted least squares over a window around it. */
#include "analysis/manoeuvre.h"

#include <math.h>

/*
 * How older element sets answer to a step dn = 1 at s = 0: each is like a straight line fitted to the last `lag` days.
 * The end of that line and its slope for a kink s ago, with q = s / lag.
 */
static void template_at(double s, double lag, double *phase, double *rate)
{
    if (s <= 0.0) {
        *phase = *rate = 0.0;
    } else if (s >= lag) {
        *phase = s, *rate = 1.0;
    } else {
        double q = s / lag;
        *phase = lag * q * q * (2.0 - q);
        *rate = q * q * (3.0 - 2.0 * q);
    }
}

enum { UNKNOWNS = 3 + STEPS_MAX, ROWS = 2 * WINDOW_MAX };

typedef struct window {
    size_t first, last; /* sets, inclusive */
    int sets, unknowns;
    double a[UNKNOWNS][ROWS]; /* design, whitened, a column an unknown */
    double chol[UNKNOWNS][UNKNOWNS];
    double residual[ROWS]; /* without the step under test */
} window;

static int select_sets(const sea_series *s, size_t g, sea_series_scale scale, window *w)
{
    size_t first = g, last = g + 1;
    while (first > 0 && g - first + 1 < (size_t)scale.before && s->t[g] - s->t[first - 1] <= scale.days_before) first--;
    while (last + 1 < s->count && last - g < (size_t)scale.after && s->t[last + 1] - s->t[g + 1] <= scale.days_after)
        last++;
    w->first = first, w->last = last;
    w->sets = (int)(last - first + 1);
    return g - first + 1 >= 3 && last - g >= 3 && w->sets <= WINDOW_MAX;
}

/* The step of gap h at tau. A negative lag: sets after the gap know of the burn in full, though their epoch be before.
 */
static void column(const sea_series *s, const window *w, size_t h, double tau, double lag, double *out)
{
    for (int k = 0; k < w->sets; k++) {
        size_t i = w->first + (size_t)k;
        double phase, rate;
        if (lag < 0.0)
            phase = i > h ? s->t[i] - tau : 0.0, rate = i > h ? 1.0 : 0.0;
        else
            template_at(s->t[i] - tau, lag, &phase, &rate);
        out[2 * k] = phase / s->phase_sigma[i];
        out[2 * k + 1] = rate / s->rate_sigma[i];
    }
}

static double dot(const double *a, const double *b, int n)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/* Cholesky of the normal matrix; an unknown the window cannot see is left out by an infinite pivot. */
static void factor(window *w)
{
    int rows = 2 * w->sets;
    for (int i = 0; i < w->unknowns; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = dot(w->a[i], w->a[j], rows), whole = sum;
            for (int k = 0; k < j; k++) sum -= w->chol[i][k] * w->chol[j][k];
            if (i == j)
                w->chol[i][i] = sum > 1e-9 * whole && sum > 0.0 ? sqrt(sum) : INFINITY;
            else
                w->chol[i][j] = sum / w->chol[j][j];
        }
    }
}

/* y = L^-1 A^T v */
static void project(const window *w, const double *v, double *y)
{
    for (int i = 0; i < w->unknowns; i++) {
        double sum = dot(w->a[i], v, 2 * w->sets);
        for (int k = 0; k < i; k++) sum -= w->chol[i][k] * y[k];
        y[i] = sum / w->chol[i][i];
    }
}

static void build(const sea_series *s, const sea_steps *steps, size_t g, window *w)
{
    double t0 = s->t[g], p0 = s->phase[g], r0 = s->rate[g];
    for (int k = 0; k < w->sets; k++) {
        size_t i = w->first + (size_t)k;
        double t = s->t[i] - t0, p = 1.0 / s->phase_sigma[i], r = 1.0 / s->rate_sigma[i];
        w->a[0][2 * k] = p, w->a[0][2 * k + 1] = 0.0;
        w->a[1][2 * k] = t * p, w->a[1][2 * k + 1] = r;
        w->a[2][2 * k] = 0.5 * t * t * p, w->a[2][2 * k + 1] = t * r;
        w->residual[2 * k] = (s->phase[i] - p0 - r0 * t) * p;
        w->residual[2 * k + 1] = (s->rate[i] - r0) * r;
    }
    w->unknowns = 3;
    for (size_t h = w->first; h < w->last; h++) {
        if (h == g || !steps->active[h] || w->unknowns == UNKNOWNS) continue;
        column(s, w, h, steps->tau[h], steps->lag[h], w->a[w->unknowns++]);
    }
    factor(w);
    double y[UNKNOWNS], x[UNKNOWNS];
    project(w, w->residual, y);
    for (int i = w->unknowns - 1; i >= 0; i--) {
        double sum = y[i];
        for (int k = i + 1; k < w->unknowns; k++) sum -= w->chol[k][i] * x[k];
        x[i] = sum / w->chol[i][i];
    }
    for (int i = 0; i < w->unknowns; i++)
        for (int k = 0; k < 2 * w->sets; k++) w->residual[k] -= x[i] * w->a[i][k];
}

sea_step sea_step_fit(const sea_series *s, const sea_steps *steps, size_t g, sea_series_scale scale,
                      const sea_step_try *tries, size_t count)
{
    sea_step best = {.tau = 0.5 * (s->t[g] + s->t[g + 1]), .lag = -1.0, .gap = g};
    window w;
    if (!select_sets(s, g, scale, &w)) return best;
    build(s, steps, g, &w);
    int rows = 2 * w.sets, free = rows - w.unknowns;
    if (free < 2) return best;
    double square = dot(w.residual, w.residual, rows);
    best.sets = w.sets;
    for (size_t k = 0; k < count; k++) {
        double x[ROWS], y[UNKNOWNS];
        column(s, &w, tries[k].gap, tries[k].tau, tries[k].lag, x);
        project(&w, x, y);
        double whole = dot(x, x, rows), left = whole - dot(y, y, w.unknowns);
        if (!(left > 1e-6 * whole) || !(left > 0.0)) continue;
        double along = dot(x, w.residual, rows), gain = along * along / left;
        if (gain <= best.gain) continue;
        best.gain = gain, best.tau = tries[k].tau, best.lag = tries[k].lag, best.gap = tries[k].gap;
        best.rate = along / left, best.sigma = 1.0 / sqrt(left);
    }
    best.before = sqrt(square / free);
    best.after = sqrt(fmax(square - best.gain, 0.0) / (free - 1));
    return best;
}

size_t sea_step_tries(const sea_series *s, size_t g, double lag, sea_step_try tries[STEP_TRIES])
{
    static const double part[] = {0.05, 0.25, 0.5, 0.75, 0.95}, beyond[] = {0.1, 0.2};
    double gap = s->t[g + 1] - s->t[g];
    size_t n = 0;
    for (int k = 0; k < 5; k++) tries[n++] = (sea_step_try){s->t[g] + part[k] * gap, -1.0, g};
    for (int k = 0; lag > 0.0 && k < 5; k++) tries[n++] = (sea_step_try){s->t[g] + part[k] * gap, lag, g};
    for (int k = 0; k < 2; k++) tries[n++] = (sea_step_try){s->t[g + 1] + beyond[k], -1.0, g};
    return n;
}

sea_series_scale sea_series_scale_of(const sea_series *s, int sets, double days, double lag)
{
    double dense = s->spacing < 1.0 ? fmin(1.0 / s->spacing, 3.0) : 1.0; /* more sets where there are several a day */
    double sparse = fmax(s->spacing, 1.0);                               /* more days where there are fewer */
    sea_series_scale scale;
    scale.before = (int)((double)sets * dense + 0.5);
    scale.after = scale.before + (int)(0.8 * lag * dense);
    scale.days_before = days * sparse;
    scale.days_after = (days + 0.8 * lag) * sparse;
    return scale;
}

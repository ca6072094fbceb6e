/* Predictions of decay against what happened. */
#include "behaviour_decay.h"

#include <starsea/lifetime.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASES_MOST = 20000, BINS = 8 };
static const double doomed_rev_day = 16.2, truth_part = 0.1, edges[BINS + 1] = {2, 5, 10, 20, 30, 60, 120, 240, 500};

typedef struct outcome {
    double truth, predicted; /* days left */
    bool covered;
    uint32_t id;
    int64_t decade; /* ten days that the prediction was made in */
} outcome;

static char *read_weather(const char *folder, size_t *length)
{
    const size_t capacity = 8u << 20;
    char command[4200];
    snprintf(command, sizeof command, "gzip -dc '%s/earth_orientation/SW-All.csv.gz'", folder);
    FILE *f = popen(command, "r");
    char *text = f ? malloc(capacity) : NULL;
    *length = text ? fread(text, 1, capacity, f) : 0;
    if (f) pclose(f);
    return text;
}

static double days_between(sea_tai from, sea_tai to)
{
    return (double)(to.ns - from.ns) / (double)SEA_NS_PER_DAY;
}

/* One object's first `count` sets as a history of their own. */
static bool judge(const sea_gp *sets, size_t count, const sea_weather *weather, sea_lifetime *out)
{
    sea_gp_object object = {sets[0].norad_cat_id, 0, count};
    sea_gp_history one = {.gps = (sea_gp *)(uintptr_t)sets, .count = count, .objects = &object, .object_count = 1};
    sea_lifetime_options o = sea_lifetime_options_default();
    o.weather = weather, o.threads = 1;
    sea_lifetime_result r;
    sea_error err;
    if (sea_lifetime_run(&one, &o, &r, &err) != SEA_OK) exit(1);
    *out = r.objects[0];
    sea_lifetime_result_free(&r);
    return out->decay.ns != SEA_TAI_NONE.ns;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static bool in_bin(const outcome *c, int bin)
{
    return bin == BINS || (c->predicted >= edges[bin] && c->predicted < edges[bin + 1]);
}

/* Cases of one half of the objects that lie within the 5% and 95% of the other half. */
static size_t covered_by_others(const outcome *c, size_t count, int bin)
{
    static double ratio[CASES_MOST];
    size_t covered = 0;
    for (uint32_t half = 0; half < 2; half++) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++)
            if (c[i].id % 2 != half && in_bin(&c[i], bin)) ratio[n++] = c[i].truth / c[i].predicted;
        if (n == 0) continue;
        qsort(ratio, n, sizeof *ratio, ascending);
        for (size_t i = 0; i < count; i++) {
            double own = c[i].truth / c[i].predicted;
            covered +=
                c[i].id % 2 == half && in_bin(&c[i], bin) && own >= ratio[n / 20] && own <= ratio[n - 1 - n / 20];
        }
    }
    return covered;
}

static void print_bins(const char *title, const outcome *c, size_t count, double asked)
{
    static double ratio[CASES_MOST], error[CASES_MOST];
    printf("\n%s\n\n| days left, predicted | cases | mean error of them | median | bias | 5%% and 95%% of truth over "
           "prediction | interval covers | one half's 5%% to 95%% on the other |\n|---|---|---|---|---|---|---|---|\n",
           title);
    for (int b = 0; b <= BINS; b++) {
        size_t n = 0, covered = 0;
        double sum = 0.0;
        for (size_t i = 0; i < count; i++) {
            if (!in_bin(&c[i], b)) continue;
            ratio[n] = c[i].truth / c[i].predicted;
            error[n] = fabs(c[i].predicted - c[i].truth) / c[i].truth;
            sum += error[n], covered += c[i].covered, n++;
        }
        if (n == 0) continue;
        qsort(ratio, n, sizeof *ratio, ascending);
        qsort(error, n, sizeof *error, ascending);
        char name[40] = "**all**";
        if (b < BINS) snprintf(name, sizeof name, "%g to %g", edges[b], edges[b + 1]);
        printf("| %s | %zu | %.2f | %.2f | %+.2f | %.2f %.2f | %.3f | %.3f |\n", name, n, sum / (double)n, error[n / 2],
               1.0 / ratio[n / 2] - 1.0, ratio[n / 20], ratio[n - 1 - n / 20], (double)covered / (double)n,
               (double)covered_by_others(c, count, b) / (double)n);
    }
    printf("\nNo prediction in %.0f%% of the cases.\n", 100.0 * (1.0 - (double)count / asked));
}

static double off(const outcome *c)
{
    return log(c->truth / c->predicted);
}

/* Mean error, of logarithms, of a bin; and with the median of each ten days taken out where they have cases enough. */
static double error_of(const outcome *c, size_t count, int bin, double *alone)
{
    enum { ENOUGH = 8 };
    static double group[CASES_MOST];
    double sum = 0.0, rest = 0.0;
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!in_bin(&c[i], bin)) continue;
        sum += fabs(off(&c[i])), n++;
        size_t m = 0;
        for (size_t k = 0; k < count; k++)
            if (c[k].decade == c[i].decade && in_bin(&c[k], bin)) group[m++] = off(&c[k]);
        if (m < ENOUGH) continue;
        qsort(group, m, sizeof *group, ascending);
        rest += fabs(off(&c[i]) - group[m / 2]), kept++;
    }
    *alone = kept > 0 ? rest / (double)kept : NAN;
    return n > 0 ? sum / (double)n : NAN;
}

static void print_parts(const outcome *known, size_t known_count, const outcome *later, size_t later_count)
{
    printf(
        "\nWhat the error consists of, means of |ln(truth / prediction)|:\n\n| days left, predicted | all of it | Sun "
        "known | and less what objects of the same ten days share |\n|---|---|---|---|\n");
    for (int b = 0; b < BINS; b++) {
        double unused, alone, whole = error_of(known, known_count, b, &unused);
        double air = error_of(later, later_count, b, &alone);
        printf("| %g to %g | %.3f | %.3f | %.3f |\n", edges[b], edges[b + 1], whole, air, alone);
    }
}

void decay_print(const char *folder, const sea_gp_history *h)
{
    size_t length = 0, count[2] = {0}, asked = 0, objects = 0;
    char *text = read_weather(folder, &length);
    sea_weather weather;
    sea_error err;
    if (!text || sea_weather_parse(text, length, "SW-All.csv", NULL, NULL, &weather, NULL, &err) != SEA_OK) return;
    static outcome known[CASES_MOST], later[CASES_MOST];
    for (size_t i = 0; i < h->object_count; i++) {
        const sea_gp *sets = h->gps + h->objects[i].first, *last = &sets[h->objects[i].count - 1];
        sea_lifetime end, now;
        if (last->mean_motion_rev_day < doomed_rev_day || h->objects[i].count < 2) continue;
        if (!judge(last, 1, &weather, &end)) continue;
        objects++;
        for (size_t k = 1; k < h->objects[i].count; k++) {
            double truth = days_between(sets[k - 1].epoch, end.decay);
            double unsure = days_between(last->epoch, end.decay);
            if (truth < edges[0] || truth > edges[BINS] || unsure > truth_part * truth || asked == CASES_MOST) continue;
            asked++;
            sea_weather cut = sea_weather_until(&weather, sets[k - 1].epoch);
            for (int full = 0; full < 2; full++) {
                if (!judge(sets, k, full ? &weather : &cut, &now)) continue;
                (full ? later : known)[count[full]++] =
                    (outcome){truth, days_between(sets[k - 1].epoch, now.decay),
                              now.earliest.ns <= end.decay.ns && end.decay.ns <= now.latest.ns, last->norad_cat_id,
                              sets[k - 1].epoch.ns / (10 * SEA_NS_PER_DAY)};
            }
        }
    }
    printf("\n### Decay: %zu objects that decayed, %zu predictions\n", objects, asked);
    print_bins("Space weather known to the day of the prediction:", known, count[0], (double)asked);
    print_bins("Space weather known to the end:", later, count[1], (double)asked);
    print_parts(known, count[0], later, count[1]);
    sea_weather_free(&weather);
    free(text);
}

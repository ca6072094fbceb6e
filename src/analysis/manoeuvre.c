/* Manoeuvres of many objects: histories apart, each judged by itself, in order. */
#include "analysis/manoeuvre.h"

#include "base/error.h"
#include "base/math.h"
#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

sea_manoeuvre_options sea_manoeuvre_options_default(void)
{
    return (sea_manoeuvre_options){.false_alarms_per_year = 0.7};
}

/*
 * False alarms a year at a score: rate (score / at)^-power. Measured by bench/bench_behaviour on satellites whose
 * operators publish their burns where sets are near-daily (LEO 81 years, GEO 24), on debris and spent stages where they
 * are sparse, there not below `at`; see docs/VALIDATION.md. MEO has no such truth and takes the more cautious figures.
 */
typedef struct alarm_rate {
    double rate, at, power;
} alarm_rate;

static alarm_rate alarms_of(const sea_series *s)
{
    static const alarm_rate near = {1.0, 4.0, 2.2}, geo = {1.1, 8.2, 1.35}, sparse = {0.0063, 30.0, 3.6},
                            sparse_geo = {0.021, 8.0, 1.35};
    if (s->spacing > SPARSE_DAYS) return s->regime == SEA_REGIME_GEO ? sparse_geo : sparse;
    return s->regime == SEA_REGIME_LEO ? near : geo;
}

double sea_manoeuvre_threshold(const sea_series *s, double rate)
{
    alarm_rate a = alarms_of(s);
    double score = a.at * sea_exp(sea_log(a.rate / rate) / a.power);
    return fmax(score, s->spacing > SPARSE_DAYS ? a.at : 0.0);
}

double sea_manoeuvre_rate(const sea_series *s, double score)
{
    alarm_rate a = alarms_of(s);
    return a.rate * sea_exp(a.power * sea_log(a.at / score));
}

typedef struct job {
    const sea_gp **gps;
    size_t *first; /* of each object, count + 1 */
    sea_manoeuvre_list *found;
    uint32_t *sets;
    double rate;
} job;

static sea_status judge(void *payload, size_t i, uint32_t worker)
{
    (void)worker;
    job *j = payload;
    sea_series s;
    sea_status status = sea_series_new(j->gps + j->first[i], j->first[i + 1] - j->first[i], &s);
    if (status != SEA_OK) return status;
    j->sets[i] = (uint32_t)s.count;
    if (s.count >= SEA_MANOEUVRE_SETS_LEAST) {
        status = sea_series_find_lag(&s);
        if (status == SEA_OK) status = sea_manoeuvre_find(&s, sea_manoeuvre_threshold(&s, j->rate), &j->found[i]);
    }
    if (status == SEA_OK && j->found[i].count) sea_manoeuvre_classify(&s, j->found[i].events, j->found[i].count);
    sea_series_free(&s);
    return status;
}

static double rate_near(const sea_series *s, sea_tai t, int after)
{
    size_t i = 0;
    while (i + 1 < s->count && (after ? s->gp[i]->epoch.ns < t.ns : s->gp[i + 1]->epoch.ns <= t.ns)) i++;
    return s->rate[i];
}

/* Undone within a month by a burn of about the same size. */
static int undone(const sea_manoeuvre *events, size_t count, size_t i)
{
    const int64_t month = 30 * SEA_NS_PER_DAY;
    double own = events[i].dv_rtn_km_s[1];
    for (size_t j = 0; j < count; j++) {
        if (j == i || events[j].epoch.ns - events[i].epoch.ns > month ||
            events[i].epoch.ns - events[j].epoch.ns > month)
            continue;
        double sum = fabs(own + events[j].dv_rtn_km_s[1]);
        if (own * events[j].dv_rtn_km_s[1] < 0.0 && sum < 0.5 * fabs(own)) return 1;
    }
    return 0;
}

void sea_manoeuvre_classify(const sea_series *s, sea_manoeuvre *events, size_t count)
{
    const double drifting_deg_day = 0.1, keeping_km_s = 0.5e-3; /* 0.5 m/s: about a kilometre of semi-major axis */
    for (size_t i = 0; i < count; i++) {
        sea_manoeuvre *m = &events[i];
        double along = fabs(m->dv_rtn_km_s[1]), across = fabs(m->dv_rtn_km_s[2]);
        if (across > 5.0 * m->dv_sigma_km_s[2] && across > 2.0 * along) {
            m->what = SEA_MANOEUVRE_PLANE_CHANGE;
        } else if (s->regime == SEA_REGIME_GEO) {
            int moved = fabs(rate_near(s, m->before, 0)) > drifting_deg_day ||
                        fabs(rate_near(s, m->after, 1)) > drifting_deg_day;
            m->what = moved ? SEA_MANOEUVRE_LONGITUDE_SHIFT : SEA_MANOEUVRE_STATION_KEEPING;
        } else if (undone(events, count, i)) {
            m->what = SEA_MANOEUVRE_PHASING;
        } else if (along < keeping_km_s) {
            m->what = SEA_MANOEUVRE_STATION_KEEPING;
        } else {
            m->what = m->dv_rtn_km_s[1] > 0.0 ? SEA_MANOEUVRE_RAISING : SEA_MANOEUVRE_LOWERING;
        }
        if ((i > 0 && m->epoch.ns - events[i - 1].epoch.ns < 6 * SEA_NS_PER_DAY) ||
            (i + 1 < count && events[i + 1].epoch.ns - m->epoch.ns < 6 * SEA_NS_PER_DAY))
            m->caveats |= SEA_MANOEUVRE_CAVEAT_NEIGHBOUR;
    }
}

static int by_object(const void *a, const void *b)
{
    const sea_gp *x = *(const sea_gp *const *)a, *y = *(const sea_gp *const *)b;
    if (x->norad_cat_id != y->norad_cat_id) return x->norad_cat_id < y->norad_cat_id ? -1 : 1;
    return x < y ? -1 : x > y;
}

static sea_status collect(const job *j, size_t objects, sea_manoeuvre_result *result)
{
    size_t events = 0, few = 0;
    for (size_t i = 0; i < objects; i++) events += j->found[i].count, few += j->sets[i] < SEA_MANOEUVRE_SETS_LEAST;
    result->events = malloc((events + 1) * sizeof *result->events);
    result->exclusions = malloc((few + 1) * sizeof *result->exclusions);
    if (!result->events || !result->exclusions) return SEA_E_MEMORY;
    for (size_t i = 0; i < objects; i++) {
        if (j->found[i].count)
            memcpy(result->events + result->event_count, j->found[i].events,
                   j->found[i].count * sizeof *result->events);
        result->event_count += j->found[i].count;
        if (j->sets[i] < SEA_MANOEUVRE_SETS_LEAST)
            result->exclusions[result->exclusion_count++] =
                (sea_manoeuvre_exclusion){j->gps[j->first[i]]->norad_cat_id, j->sets[i]};
    }
    return SEA_OK;
}

sea_status sea_manoeuvre_run(const sea_gp *gps, size_t count, const sea_manoeuvre_options *options,
                             sea_manoeuvre_result *result, sea_error *err)
{
    sea_manoeuvre_options o = options ? *options : sea_manoeuvre_options_default();
    *result = (sea_manoeuvre_result){0};
    if (!(o.false_alarms_per_year > 0.0) || !isfinite(o.false_alarms_per_year))
        return sea_error_set(err, SEA_E_USAGE, "the rate of false alarms must be positive");
    job j = {.gps = malloc((count + 1) * sizeof *j.gps),
             .first = malloc((count + 1) * sizeof *j.first),
             .rate = o.false_alarms_per_year};
    size_t objects = 0;
    sea_status status = j.gps && j.first ? SEA_OK : SEA_E_MEMORY;
    if (status == SEA_OK) {
        for (size_t i = 0; i < count; i++) j.gps[i] = &gps[i];
        qsort(j.gps, count, sizeof *j.gps, by_object);
        for (size_t i = 0; i < count; i++)
            if (i == 0 || j.gps[i]->norad_cat_id != j.gps[i - 1]->norad_cat_id) j.first[objects++] = i;
        j.first[objects] = count;
        j.found = calloc(objects + 1, sizeof *j.found);
        j.sets = calloc(objects + 1, sizeof *j.sets);
        if (!j.found || !j.sets) status = SEA_E_MEMORY;
    }
    if (status == SEA_OK) status = sea_parallel_for(objects, o.threads, &j, judge);
    if (status == SEA_OK) status = collect(&j, objects, result);
    result->objects = objects;
    for (size_t i = 0; j.found && i < objects; i++) free(j.found[i].events);
    free(j.found);
    free(j.sets);
    free(j.first);
    free(j.gps);
    if (status == SEA_OK) return SEA_OK;
    sea_manoeuvre_result_free(result);
    return sea_error_set(err, status, "%s", sea_status_text(status));
}

void sea_manoeuvre_result_free(sea_manoeuvre_result *result)
{
    free(result->events);
    free(result->exclusions);
    *result = (sea_manoeuvre_result){0};
}

const char *sea_regime_name(sea_regime regime)
{
    switch (regime) {
    case SEA_REGIME_LEO: return "leo";
    case SEA_REGIME_MEO: return "meo";
    case SEA_REGIME_GEO: return "geo";
    }
    return "unknown";
}

const char *sea_manoeuvre_class_name(sea_manoeuvre_class what)
{
    switch (what) {
    case SEA_MANOEUVRE_RAISING: return "orbit-raising";
    case SEA_MANOEUVRE_LOWERING: return "orbit-lowering";
    case SEA_MANOEUVRE_PHASING: return "in-plane-phasing";
    case SEA_MANOEUVRE_PLANE_CHANGE: return "plane-change";
    case SEA_MANOEUVRE_LONGITUDE_SHIFT: return "longitude-shift";
    case SEA_MANOEUVRE_STATION_KEEPING: return "station-keeping";
    }
    return "unknown";
}

/* Two parents: their own approach by SGP4, or two clouds of pieces from one place at one instant. */
#include "analysis/breakup.h"

#include "base/math.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>

static const double NEAR_KM = 5.0;         /* elements a day old are good to a kilometre or two each */
static const double OLD_DAYS = 10.0;       /* older elements cannot tell an approach from a passage */
static const double SAME_PLACE_KM = 375.0; /* three degrees of orbit, of two places found independently */
static const double AROUND_S = 6.0 * 3600.0;

/* ---- least distance ---- */

static sea_status distance(const sea_sgp4 *pair, sea_tai t, double *range, double *speed)
{
    double r[2][3], v[2][3], d[3], dv[3];
    for (size_t i = 0; i < 2; i++) {
        sea_status s = sea_sgp4_state(pair, i, t, r[i], v[i]);
        if (s != SEA_OK) return s;
    }
    sea_vec_sub(r[1], r[0], d);
    sea_vec_sub(v[1], v[0], dv);
    *range = sea_vec_norm(d);
    *speed = sea_vec_norm(dv);
    return SEA_OK;
}

/* Golden section on one minimum, to a tenth of a millisecond. */
static sea_status settle(const sea_sgp4 *pair, int64_t low, int64_t high, sea_breakup_approach *out)
{
    const double part = 0.6180339887498949;
    while (high - low > 100000) {
        int64_t width = (int64_t)((double)(high - low) * part), a = high - width, b = low + width;
        double at_a, at_b, speed;
        sea_status s = distance(pair, (sea_tai){a}, &at_a, &speed);
        if (s == SEA_OK) s = distance(pair, (sea_tai){b}, &at_b, &speed);
        if (s != SEA_OK) return s;
        if (at_a <= at_b)
            high = b;
        else
            low = a;
    }
    out->tca = (sea_tai){low + (high - low) / 2};
    return distance(pair, out->tca, &out->range_km, &out->relative_speed_km_s);
}

static sea_status least_distance(const sea_sgp4 *pair, sea_tai start, sea_tai end, sea_breakup_approach *out)
{
    const int64_t step = 20 * SEA_NS_PER_S;
    double before = 1e300, here = 1e300, least = 1e300;
    out->range_km = 1e300;
    for (int64_t t = start.ns; t <= end.ns + step; t += step) {
        double range, speed;
        sea_status s = distance(pair, (sea_tai){t < end.ns ? t : end.ns}, &range, &speed);
        if (s != SEA_OK) return s;
        /* Ranges a step apart differ by at most 16 km/s times the step, so minima far above the least need no settling.
         */
        if (here <= before && here <= range && here < least + 320.0) {
            sea_breakup_approach one;
            int64_t low = t - 2 * step, high = t < end.ns ? t : end.ns;
            s = settle(pair, low > start.ns ? low : start.ns, high, &one);
            if (s != SEA_OK) return s;
            if (one.range_km < out->range_km) *out = one;
            least = fmin(least, here);
        }
        before = here;
        here = range;
    }
    if (out->range_km == 1e300) out->tca = end;
    return out->range_km == 1e300 ? distance(pair, end, &out->range_km, &out->relative_speed_km_s) : SEA_OK;
}

sea_status sea_breakup_approach_find(const sea_gp *a, const sea_gp *b, sea_tai start, sea_tai end,
                                     sea_breakup_approach *out)
{
    if (end.ns <= start.ns || end.ns - start.ns > 30 * SEA_NS_PER_DAY) return SEA_E_RANGE;
    const sea_gp both[2] = {*a, *b};
    sea_sgp4 *pair = NULL;
    sea_status s = sea_sgp4_new(both, 2, NULL, &pair, NULL, NULL);
    if (s == SEA_OK) s = least_distance(pair, start, end, out);
    sea_sgp4_free(pair);
    return s;
}

/* ---- two events as one ---- */

/* The last set of an object before an instant, NULL when it is older than OLD_DAYS or there is none. */
static const sea_gp *last_before(const sea_gp_history *history, uint32_t id, sea_tai t)
{
    const sea_gp_object *o = sea_gp_history_find(history, id);
    const sea_gp *sets = o ? &history->gps[o->first] : NULL;
    size_t until = o ? sea_gp_count_until(sets, o->count, t) : 0;
    const sea_gp *last = until > 0 ? &sets[until - 1] : NULL;
    return last && sea_tai_diff_s(t, last->epoch) <= OLD_DAYS * 86400.0 ? last : NULL;
}

static sea_tai shifted(sea_tai t, double seconds)
{
    return (sea_tai){t.ns + (int64_t)(seconds * 1e9)};
}

/* Whether the parents met, by their own elements, between the two intervals' ends. */
static bool met(const sea_gp_history *history, const sea_breakup *x, const sea_breakup *y, sea_breakup_approach *out)
{
    sea_tai start = shifted(x->earliest.ns < y->earliest.ns ? x->earliest : y->earliest, -AROUND_S);
    sea_tai end = shifted(x->latest.ns > y->latest.ns ? x->latest : y->latest, AROUND_S);
    sea_tai middle = x->epoch.ns < y->epoch.ns ? x->epoch : y->epoch;
    const sea_gp *a = x->parent ? last_before(history, x->parent, middle) : NULL;
    const sea_gp *b = y->parent ? last_before(history, y->parent, middle) : NULL;
    return a && b && sea_breakup_approach_find(a, b, start, end, out) == SEA_OK && out->range_km < NEAR_KM;
}

static bool one_place(const sea_breakup *x, const sea_breakup *y)
{
    double apart[3];
    sea_vec_sub(x->r_km, y->r_km, apart);
    return sea_vec_norm(apart) < SAME_PLACE_KM && x->earliest.ns <= y->latest.ns + 60 * SEA_NS_PER_S &&
           y->earliest.ns <= x->latest.ns + 60 * SEA_NS_PER_S;
}

static void tie(sea_breakup *x, sea_breakup *y, const sea_breakup_approach *approach)
{
    sea_breakup *both[2] = {x, y};
    uint32_t parents[2] = {x->parent, y->parent};
    int64_t earliest = x->earliest.ns > y->earliest.ns ? x->earliest.ns : y->earliest.ns;
    int64_t latest = x->latest.ns < y->latest.ns ? x->latest.ns : y->latest.ns;
    if (latest < earliest) {
        int64_t swap = latest;
        latest = earliest;
        earliest = swap;
    }
    for (int i = 0; i < 2; i++) {
        sea_breakup *e = both[i];
        e->kind = SEA_BREAKUP_COLLISION;
        e->parent_2 = parents[1 - i];
        e->earliest.ns = earliest;
        e->latest.ns = latest;
        if (e->epoch.ns < earliest || e->epoch.ns > latest) e->epoch.ns = earliest + (latest - earliest) / 2;
        if (!approach) continue;
        /* Each orbit's own in-track error, a kilometre or two at these speeds, is a second at most. */
        e->epoch = approach->tca;
        e->earliest = shifted(approach->tca, -1.0);
        e->latest = shifted(approach->tca, 1.0);
        e->miss_km = approach->range_km;
        e->caveats &= ~(uint32_t)(SEA_BREAKUP_CAVEAT_ORBITS | SEA_BREAKUP_CAVEAT_PARENT_OPEN);
    }
}

sea_status sea_breakup_join(const sea_gp_history *history, sea_breakup *events, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count; k++) {
            sea_breakup *x = &events[i], *y = &events[k];
            if (x->kind != SEA_BREAKUP_FRAGMENTATION || y->kind != SEA_BREAKUP_FRAGMENTATION) continue;
            if (fabs(sea_tai_diff_s(x->epoch, y->epoch)) > 3.0 * 86400.0) continue;
            sea_breakup_approach approach;
            if (met(history, x, y, &approach))
                tie(x, y, &approach);
            else if (one_place(x, y))
                tie(x, y, NULL);
        }
    }
    return SEA_OK;
}

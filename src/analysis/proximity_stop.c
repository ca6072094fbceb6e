/* What single objects show: longitudes held between drifts, and new objects beside an older one of their launch. */
#include "analysis/doubt.h"
#include "analysis/proximity.h"

#include "base/math.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STATION_DEG_DAY 0.05 /* of drift: the station-keeping of a month stays below it */
#define STATION_DEG 0.25     /* of longitude */
#define GAP_DAYS 400.0

static double wrapped(double deg)
{
    return deg - 360.0 * floor(deg / 360.0 + 0.5);
}

static double drift(const sea_gp *gp)
{
    return 360.0 * gp->mean_motion_rev_day - 360.98565;
}

static bool at_longitude(const sea_gp *gp, double longitude_deg)
{
    return fabs(wrapped(sea_prox_longitude_deg(gp) - longitude_deg)) < STATION_DEG;
}

static sea_status add_stop(const sea_prox_world *w, const sea_prox_object *o, size_t from, size_t to,
                           sea_prox_list *out)
{
    const sea_gp *const *sets = w->sets + o->first;
    double first = sea_prox_longitude_deg(sets[from]), sum = 0.0;
    bool before = from > 0 && !at_longitude(sets[from - 1], first);
    bool after = to < o->count && !at_longitude(sets[to], first);
    double came = before ? sea_prox_step_m_s(w, o, from) : 0.0, left = after ? sea_prox_step_m_s(w, o, to) : 0.0;
    if (came <= 0.0 && left <= 0.0) return SEA_OK; /* its own slot, or nature's turning point */
    sea_proximity f = {.norad_cat_id_1 = o->norad_cat_id,
                       .what = SEA_PROXIMITY_STOP,
                       .regime = SEA_REGIME_GEO,
                       .caveats = SEA_PROXIMITY_CAVEAT_NO_RANGE,
                       .start = sets[from]->epoch,
                       .end = sets[to - 1]->epoch,
                       .earliest = before ? sets[from - 1]->epoch : SEA_TAI_NONE,
                       .latest = after ? sets[to]->epoch : SEA_TAI_NONE,
                       .closest = SEA_TAI_NONE,
                       .range_min_km = -1.0,
                       .low_km = -1.0,
                       .high_km = -1.0,
                       .median_km = -1.0,
                       .dv_1_m_s = came,
                       .sets_1 = (uint32_t)(to - from)};
    f.mover = f.dv_1_m_s > 0.0 ? SEA_PROXIMITY_MOVER_1 : SEA_PROXIMITY_MOVER_NONE;
    for (size_t k = from; k < to; k++) {
        sum += wrapped(sea_prox_longitude_deg(sets[k]) - first);
        if (k > from && sea_prox_days(sets[k - 1]->epoch, sets[k]->epoch) > 60.0) f.caveats |= SEA_PROXIMITY_CAVEAT_GAP;
    }
    f.longitude_deg = first + sum / (double)(to - from);
    f.longitude_deg -= 360.0 * floor(f.longitude_deg / 360.0);
    f.drift_deg_day = drift(sets[to - 1]);
    if (to - from == 1) f.caveats |= SEA_PROXIMITY_CAVEAT_SINGLE;
    if (!before) f.caveats |= SEA_PROXIMITY_CAVEAT_OPEN_START;
    if (!after) f.caveats |= SEA_PROXIMITY_CAVEAT_OPEN_END;
    return sea_prox_list_add(out, &f);
}

sea_status sea_prox_stops(const sea_prox_world *w, const sea_prox_object *o, sea_prox_list *out)
{
    const sea_gp *const *sets = w->sets + o->first;
    for (size_t from = 0, to; from < o->count; from = to) {
        double longitude = sea_prox_longitude_deg(sets[from]);
        to = from + 1;
        if (fabs(drift(sets[from])) >= STATION_DEG_DAY) continue;
        while (to < o->count && at_longitude(sets[to], longitude) &&
               sea_prox_days(sets[to - 1]->epoch, sets[to]->epoch) < GAP_DAYS)
            to++;
        sea_status s = add_stop(w, o, from, to, out);
        if (s != SEA_OK) return s;
    }
    return SEA_OK;
}

/* ---- new objects ---- */

#define OLDER_DAYS 5.0
#define WITHOUT_DAYS 2.0 /* sets of one catalogue: the older object's must be from an earlier one */
#define NEW_DAYS 180.0
#define BESIDE_DAYS 10.0      /* sets of both so close in time */
#define BESIDE_PLANE_DEG 0.05 /* no spring or puff turns a plane by more */
#define BESIDE_DEG 10.0
#define BESIDE_KM 3.0 /* of semi-major axis */

/* Objects by launch, then by first epoch, then number. */
typedef struct member {
    const sea_prox_object *o;
    sea_tai first;
} member;

static int compare_members(const void *a, const void *b)
{
    const member *x = a, *y = b;
    int c = strcmp(x->o->launch, y->o->launch);
    if (c) return c;
    if (x->first.ns != y->first.ns) return x->first.ns < y->first.ns ? -1 : 1;
    return x->o->norad_cat_id < y->o->norad_cat_id ? -1 : x->o->norad_cat_id > y->o->norad_cat_id;
}

static double semi_major_km(double n_rev_day)
{
    return 42241.0979 * sea_cbrt(1.0 / (n_rev_day * n_rev_day)); /* WGS-72 */
}

/* Along the orbit, from one set to another of about its orbit, at the latter's epoch. */
static double along_deg(const sea_gp *a, const sea_gp *b)
{
    double days = sea_prox_days(a->epoch, b->epoch);
    double turned = a->argp_deg + a->mean_anomaly_deg +
                    360.0 * days * (a->mean_motion_rev_day + a->mean_motion_dot_rev_day2 * days);
    return wrapped(b->argp_deg + b->mean_anomaly_deg - turned);
}

typedef struct beside {
    const sea_prox_object *o;
    const sea_gp *set, *before; /* nearest in time, and the last from before the new object was there */
    double km, plane_deg, along_deg;
} beside;

static bool is_beside(const sea_prox_world *w, const sea_prox_object *o, const sea_gp *young, beside *out)
{
    *out = (beside){.o = o};
    for (size_t k = 0; k < o->count; k++) {
        const sea_gp *gp = w->sets[o->first + k];
        if (sea_prox_days(gp->epoch, young->epoch) > WITHOUT_DAYS) out->before = gp;
        if (!out->set ||
            fabs(sea_prox_days(gp->epoch, young->epoch)) < fabs(sea_prox_days(out->set->epoch, young->epoch)))
            out->set = gp;
    }
    if (!out->before || fabs(sea_prox_days(out->set->epoch, young->epoch)) > BESIDE_DAYS) return false;
    sea_doubt_difference d = sea_doubt_compare(out->set, young);
    out->plane_deg = d.plane_deg;
    out->along_deg = along_deg(out->set, young);
    out->km = fabs(semi_major_km(young->mean_motion_rev_day) - semi_major_km(out->set->mean_motion_rev_day));
    return out->plane_deg < BESIDE_PLANE_DEG && fabs(out->along_deg) < BESIDE_DEG && out->km < BESIDE_KM;
}

static sea_status add_release(const sea_prox_world *w, const sea_prox_object *young, const beside *b,
                              sea_prox_list *out)
{
    const sea_gp *first = w->sets[young->first];
    bool elder_first = b->o->norad_cat_id < young->norad_cat_id;
    sea_proximity f = {.norad_cat_id_1 = elder_first ? b->o->norad_cat_id : young->norad_cat_id,
                       .norad_cat_id_2 = elder_first ? young->norad_cat_id : b->o->norad_cat_id,
                       .what = SEA_PROXIMITY_RELEASE,
                       .regime = young->regime,
                       .caveats = SEA_PROXIMITY_CAVEAT_SAME_LAUNCH | SEA_PROXIMITY_CAVEAT_NO_RANGE,
                       .start = b->before->epoch,
                       .end = first->epoch,
                       .earliest = b->before->epoch,
                       .latest = first->epoch,
                       .closest = SEA_TAI_NONE,
                       .range_min_km = -1.0,
                       .low_km = -1.0,
                       .high_km = -1.0,
                       .median_km = -1.0,
                       .plane_deg = b->plane_deg,
                       .drift_deg_day = 360.0 * (first->mean_motion_rev_day - b->set->mean_motion_rev_day) *
                                        (elder_first ? 1.0 : -1.0),
                       .sets_1 = 1,
                       .sets_2 = 1};
    if (sea_prox_days(w->sets[b->o->first]->epoch, first->epoch) < NEW_DAYS) f.caveats |= SEA_PROXIMITY_CAVEAT_LATE;
    return sea_prox_list_add(out, &f);
}

sea_status sea_prox_releases(const sea_prox_world *w, sea_prox_list *out)
{
    member *m = malloc((w->object_count + 1) * sizeof *m);
    size_t count = 0;
    sea_status s = SEA_OK;
    if (!m) return SEA_E_MEMORY;
    for (size_t i = 0; i < w->object_count; i++)
        if (w->objects[i].launch[0]) m[count++] = (member){&w->objects[i], w->sets[w->objects[i].first]->epoch};
    qsort(m, count, sizeof *m, compare_members);
    for (size_t i = 0, launch = 0; s == SEA_OK && i < count; i++) {
        beside best = {0}, b;
        if (strcmp(m[i].o->launch, m[launch].o->launch) != 0) launch = i;
        for (size_t j = launch; j < i && sea_prox_days(m[j].first, m[i].first) > OLDER_DAYS; j++)
            if (is_beside(w, m[j].o, w->sets[m[i].o->first], &b) && (!best.o || b.km < best.km)) best = b;
        if (best.o) s = add_release(w, m[i].o, &best, out);
    }
    free(m);
    return s;
}

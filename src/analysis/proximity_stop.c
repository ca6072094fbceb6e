/* Longitudes that geostationary objects held between drifts, whoever was near. */
#include "analysis/proximity.h"

#include <math.h>
#include <stdlib.h>

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
        if (k > from && sea_tai_diff_days(sets[k]->epoch, sets[k - 1]->epoch) > 60.0)
            f.caveats |= SEA_PROXIMITY_CAVEAT_GAP;
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
               sea_tai_diff_days(sets[to]->epoch, sets[to - 1]->epoch) < GAP_DAYS)
            to++;
        sea_status s = add_stop(w, o, from, to, out);
        if (s != SEA_OK) return s;
    }
    return SEA_OK;
}

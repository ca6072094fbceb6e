/* Element sets as tests ask for them. */
#include "evidence/claim.h"
#include "base/math.h"

#include <starsea/frame.h>
#include <starsea/sgp4.h>

#include <string.h>

static void mark(sea_claim_case *c, uint32_t id)
{
    for (size_t i = 0; i < c->evidence->gp_count; i++)
        if (c->evidence->gps[i].norad_cat_id == id) c->used[i] = true;
}

const sea_gp *sea_claim_sets(sea_claim_case *c, uint32_t id, size_t *count, sea_claim_finding *out)
{
    const sea_gp_object *object = sea_gp_history_find(&c->history, id);
    *count = object ? object->count : 0;
    if (!object) {
        out->missing[out->missing[0] ? 1 : 0] = id;
        return NULL;
    }
    mark(c, id);
    const sea_gp *gps = c->history.gps + object->first;
    if (out->source_count < SEA_CLAIM_SOURCES_MAX)
        out->sources[out->source_count++] = (sea_claim_source){.norad_cat_id = id,
                                                               .objects = 1,
                                                               .sets = (uint32_t)object->count,
                                                               .first = gps[0].epoch,
                                                               .last = gps[object->count - 1].epoch};
    return gps;
}

bool sea_claim_differing(const sea_claim_case *c, const sea_gp *gp)
{
    const sea_gp_object *object = sea_gp_history_find(&c->history, gp->norad_cat_id);
    for (size_t i = 0; object && i < object->count; i++) {
        const sea_gp *known = &c->history.gps[object->first + i];
        if (known->epoch.ns == gp->epoch.ns && known->caveats & SEA_GP_CAVEAT_DIFFERING) return true;
    }
    return false;
}

bool sea_claim_before_launch_year(const char *designator, sea_tai t)
{
    int32_t year = 0;
    for (int i = 0; i < 4; i++) {
        if (designator[i] < '0' || designator[i] > '9') return false;
        year = year * 10 + (designator[i] - '0');
    }
    sea_tai begins;
    const sea_utc utc = {.year = year, .month = 1, .day = 1};
    return year >= 1957 && designator[4] == '-' && sea_utc_to_tai(utc, &begins) == SEA_OK && t.ns < begins.ns;
}

const sea_gp *sea_claim_before(const sea_gp *gps, size_t count, sea_tai t)
{
    size_t until = sea_gp_count_until(gps, count, t);
    return until > 0 ? &gps[until - 1] : NULL;
}

const sea_gp *sea_claim_after(const sea_gp *gps, size_t count, sea_tai t)
{
    size_t before = sea_gp_count_until(gps, count, (sea_tai){t.ns - 1});
    return before < count ? &gps[before] : NULL;
}

const sea_gp *sea_claim_nearest(const sea_gp *gps, size_t count, sea_tai t)
{
    const sea_gp *a = sea_claim_before(gps, count, t), *b = sea_claim_after(gps, count, t);
    if (!a || !b) return a ? a : b;
    return t.ns - a->epoch.ns <= b->epoch.ns - t.ns ? a : b;
}

double sea_claim_allowance_km(const sea_gp *gp, sea_tai t)
{
    const sea_claim_allowance *a = sea_claim_allowance_of(gp->mean_motion_rev_day);
    double days = sea_tai_diff_days(t, gp->epoch);
    return a->at_epoch_km + a->growth_km_day * (days < 0.0 ? -days : days);
}

bool sea_claim_orbit(const sea_gp *gp, double *semi_major_km, double *eccentricity)
{
    sea_sgp4 *prepared = NULL;
    sea_status status = SEA_OK;
    if (sea_sgp4_new(gp, 1, NULL, &prepared, &status, NULL) != SEA_OK) return false;
    sea_sgp4_orbit orbit = sea_sgp4_orbit_of(prepared, 0);
    sea_sgp4_free(prepared);
    *semi_major_km = orbit.semi_major_km;
    *eccentricity = gp->eccentricity;
    return status == SEA_OK && orbit.semi_major_km > 0.0;
}

double sea_claim_longitude_deg(const sea_gp *gp)
{
    double turn = gp->raan_deg + gp->argp_deg + gp->mean_anomaly_deg -
                  sea_gmst82_rad(sea_tai_to_ut1(gp->epoch, NULL, NULL)) * (180.0 / SEA_PI);
    while (turn > 180.0) turn -= 360.0;
    while (turn <= -180.0) turn += 360.0;
    return turn;
}

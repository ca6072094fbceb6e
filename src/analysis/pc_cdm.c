/* The objects of a conjunction message in common inertial axes. */
#include "analysis/pc.h"
#include "base/math.h"

#include <starsea/frame.h>

#include <math.h>

#define EARTH_TURN_RAD_S 7.292115146706979e-5 /* Vallado 2013, section 3.5 */

/* Earth-fixed to the axes of date: turned by sidereal time, the velocity gaining that of the turning Earth. */
static void turn_from_fixed(const sea_cdm_object *o, sea_tai tca, sea_pc_object *out)
{
    double sine, cosine;
    sea_sincos(sea_gmst82_rad(sea_tai_to_ut1(tca, NULL, NULL)), &sine, &cosine);
    const double *r = o->r_km,
                 v[3] = {o->v_km_s[0] - EARTH_TURN_RAD_S * r[1], o->v_km_s[1] + EARTH_TURN_RAD_S * r[0], o->v_km_s[2]};
    const double turned_r[3] = {cosine * r[0] - sine * r[1], sine * r[0] + cosine * r[1], r[2]};
    const double turned_v[3] = {cosine * v[0] - sine * v[1], sine * v[0] + cosine * v[1], v[2]};
    for (int i = 0; i < 3; i++) {
        out->r_m[i] = turned_r[i] * 1000.0;
        out->v_m_s[i] = turned_v[i] * 1000.0;
    }
}

static uint32_t judge(const sea_cdm_object *o)
{
    if (!o->covariance) return SEA_PC_CAVEAT_COV_MISSING;
    double most = 0.0, least = 0.0;
    for (int i = 0; i < 3; i++) {
        most = fmax(most, o->covariance_rtn_m[i][i]);
        least = fmin(least, o->covariance_rtn_m[i][i]);
    }
    uint32_t caveats = o->covariance_velocity ? 0 : SEA_PC_CAVEAT_COV_POSITION;
    if (least < 0.0) caveats |= SEA_PC_CAVEAT_COV_NPD | SEA_PC_CAVEAT_COV_NEGATIVE;
    return most >= SEA_PC_DEFAULT_SIGMA_M * SEA_PC_DEFAULT_SIGMA_M ? caveats | SEA_PC_CAVEAT_COV_DEFAULT : caveats;
}

sea_status sea_pc_objects_from_cdm(const sea_cdm *cdm, sea_pc_object *a, sea_pc_object *b, uint32_t *caveats)
{
    sea_pc_object *const out[2] = {a, b};
    bool fixed = cdm->objects[0].frame == SEA_CDM_ITRF;
    if (fixed != (cdm->objects[1].frame == SEA_CDM_ITRF)) return SEA_E_UNSUPPORTED;
    for (int k = 0; k < 2; k++) {
        const sea_cdm_object *o = &cdm->objects[k];
        *out[k] = (sea_pc_object){.covariance_velocity = o->covariance_velocity};
        if (fixed) {
            turn_from_fixed(o, cdm->tca, out[k]);
            *caveats |= SEA_PC_CAVEAT_NO_EOP;
        } else {
            for (int i = 0; i < 3; i++) {
                out[k]->r_m[i] = o->r_km[i] * 1000.0;
                out[k]->v_m_s[i] = o->v_km_s[i] * 1000.0;
            }
        }
        sea_status s =
            sea_pc_covariance_from_rtn(out[k]->r_m, out[k]->v_m_s, o->covariance_rtn_m, out[k]->covariance_m);
        if (s != SEA_OK) return s;
        *caveats |= judge(o);
    }
    if (cdm->objects[0].frame != cdm->objects[1].frame) *caveats |= SEA_PC_CAVEAT_MIXED_FRAMES;
    if (cdm->tca_past) *caveats |= SEA_PC_CAVEAT_TCA_PAST;
    return SEA_OK;
}

/* The objects of a conjunction message in common inertial axes. */
#include "analysis/pc.h"
#include "analysis/cdm.h"
#include "analysis/pc_dd.h"

#include <starsea/frame.h>

#include <math.h>
#include <string.h>

/* A length in metres from the kilometres of a message, as a double and what it leaves. */
static void keep(sea_dd km, double *m, double *rest)
{
    sea_dd x = sea_dd_mul(km, sea_dd_from(1000.0));
    *m = sea_dd_value(x);
    *rest = sea_dd_value(sea_dd_sub(x, sea_dd_from(*m)));
}

/* Turned in two doubles: the objects are near each other, and their difference is what counts. */
static void turn(const sea_cdm_object *o, const sea_rotation *rotation, sea_pc_object *out)
{
    sea_dd_vector r, v, rate;
    for (int i = 0; i < 3; i++) {
        r.x[i] = v.x[i] = sea_dd_from(0.0);
        rate.x[i] = sea_dd_from(rotation->rate_rad_s[i]);
        for (int j = 0; j < 3; j++) {
            sea_dd m = sea_dd_from(rotation->m[i][j]);
            r.x[i] = sea_dd_add(r.x[i], sea_dd_mul(m, sea_dd_from(o->r_km[j])));
            v.x[i] = sea_dd_add(v.x[i], sea_dd_mul(m, sea_dd_from(o->v_km_s[j])));
        }
    }
    sea_dd_vector carried = sea_dd_cross(&rate, &r);
    for (int i = 0; i < 3; i++) {
        keep(r.x[i], &out->r_m[i], &out->r_rest_m[i]);
        keep(sea_dd_sub(v.x[i], carried.x[i]), &out->v_m_s[i], &out->v_rest_m_s[i]);
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
    if (least < 0.0) caveats |= SEA_PC_CAVEAT_COV_NEGATIVE;
    if (!sea_cdm_covariance_possible(o->covariance_rtn_m)) caveats |= SEA_PC_CAVEAT_COV_NPD;
    if (most == 0.0 && least == 0.0) caveats |= SEA_PC_CAVEAT_COV_MISSING; /* of nothing: nothing is known */
    return most >= SEA_PC_DEFAULT_SIGMA_M * SEA_PC_DEFAULT_SIGMA_M ? caveats | SEA_PC_CAVEAT_COV_DEFAULT : caveats;
}

static sea_frame frame_of(const sea_cdm_object *o)
{
    switch (o->frame) {
    case SEA_CDM_GCRF: return SEA_FRAME_GCRF;
    case SEA_CDM_ITRF: return SEA_FRAME_ITRF;
    case SEA_CDM_TEME: return SEA_FRAME_TEME;
    case SEA_CDM_EME2000: break;
    }
    return SEA_FRAME_EME2000;
}

sea_status sea_pc_objects_from_cdm(const sea_cdm *cdm, const sea_eop *eop, sea_pc_object *a, sea_pc_object *b,
                                   uint32_t *caveats)
{
    sea_pc_object *const out[2] = {a, b};
    const sea_frame frames[2] = {frame_of(&cdm->objects[0]), frame_of(&cdm->objects[1])};
    bool mixed = frames[0] != frames[1];
    for (int k = 0; k < 2; k++) {
        const sea_cdm_object *o = &cdm->objects[k];
        bool fixed = frames[k] == SEA_FRAME_ITRF;
        sea_rotation rotation;
        sea_status s =
            sea_frame_rotation(cdm->tca, frames[k], mixed || fixed ? SEA_FRAME_GCRF : frames[k], eop, NULL, &rotation);
        if (s != SEA_OK) return s;
        if (fixed && (rotation.caveats & SEA_EOP_CAVEAT_ABSENT)) {
            /* Turned alike they keep their distance; one alone would be hundreds of metres off. */
            if (mixed) return SEA_E_UNSUPPORTED;
            *caveats |= SEA_PC_CAVEAT_NO_EOP;
        }
        if (fixed && (rotation.caveats & SEA_EOP_CAVEAT_PREDICTED)) *caveats |= SEA_PC_CAVEAT_EOP_PREDICTED;
        *out[k] = (sea_pc_object){.covariance_velocity = o->covariance_velocity};
        turn(o, &rotation, out[k]);
        s = sea_pc_object_set_rtn(out[k], o->covariance_rtn_m);
        if (s != SEA_OK) return s;
        *caveats |= judge(o);
    }
    if (mixed) *caveats |= SEA_PC_CAVEAT_MIXED_FRAMES;
    if (cdm->tca_past) *caveats |= SEA_PC_CAVEAT_TCA_PAST;
    return SEA_OK;
}

sea_status sea_pc_maximum_of_cdm(const sea_cdm *cdm, double hbr_m, sea_pc_maximum *out, int *known)
{
    sea_pc_object objects[2];
    sea_pc_encounter e;
    uint32_t caveats = 0;
    sea_status s = sea_pc_objects_from_cdm(cdm, NULL, &objects[0], &objects[1], &caveats);
    if (s != SEA_OK) return s;
    *known = 0;
    for (int k = 0; k < 2; k++) {
        bool usable = !(judge(&cdm->objects[k]) & SEA_PC_CAVEATS_COV_UNUSABLE);
        *known += usable;
        if (!usable) memset(objects[k].covariance_m, 0, sizeof objects[k].covariance_m);
    }
    s = sea_pc_encounter_plane(&objects[0], &objects[1], hbr_m, &e);
    if (s != SEA_OK) return s;
    if (*known == 0 || (e.caveats & SEA_PC_CAVEAT_SINGULAR)) return sea_pc_maximum_no_covariance(e.miss_m, hbr_m, out);
    return *known == 2 ? sea_pc_plane_maximum(&e.plane, out) : sea_pc_plane_maximum_one_covariance(&e.plane, out);
}

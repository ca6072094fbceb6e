/* Conjunction messages of screened events. */
#include "analysis/cdm.h"
#include "base/error.h"

#include <starsea/frame.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Place-holders as the messages of tracking services have them: an Earth radius says that nothing is known. */
#define UNKNOWN_M 6378137.0
#define UNKNOWN_M_S 1e4

/* Messages print seven digits or so: correlations of 1 may come out larger by this. */
#define CORRELATION_ROUNDING 1e-6

static sea_status set_state(const sea_cdm_side *side, sea_tai tca, sea_cdm_object *out)
{
    double r[3], v[3];
    sea_rotation turn;
    sea_status s = sea_motion_state(side->motion, tca, r, v);
    /* UT1 hardly enters between these two frames: below 0.1 mm, as frame.h says. */
    if (s == SEA_OK) s = sea_frame_rotation(tca, SEA_FRAME_TEME, SEA_FRAME_EME2000, NULL, NULL, &turn);
    if (s == SEA_OK) sea_frame_rotate(&turn, r, v, out->r_km, out->v_km_s);
    out->frame = SEA_CDM_EME2000;
    return s;
}

/* By principal minors of the correlations, so that no unit and no long axis decides. */
bool sea_cdm_covariance_possible(const double c[6][6])
{
    double v[3], p[3]; /* variances; the products of two, and what is between them squared */
    double s[3] = {c[1][0], c[2][0], c[2][1]};
    for (int i = 0; i < 3; i++)
        if (!((v[i] = c[i][i]) >= 0.0)) return false;
    p[0] = v[0] * v[1], p[1] = v[0] * v[2], p[2] = v[1] * v[2];
    for (int i = 0; i < 3; i++)
        if (!(s[i] * s[i] <= p[i] * (1.0 + CORRELATION_ROUNDING))) return false;
    if (!(v[0] > 0.0 && v[1] > 0.0 && v[2] > 0.0)) return true;
    for (int i = 0; i < 3; i++) s[i] /= sqrt(p[i]);
    return 1.0 + 2.0 * s[0] * s[1] * s[2] - s[0] * s[0] - s[1] * s[1] - s[2] * s[2] >= -CORRELATION_ROUNDING;
}

/* Returned: whether it is a real one. */
static bool set_covariance(const sea_cdm_side *side, sea_tai tca, sea_cdm_object *out)
{
    sea_ephem_covariance found;
    out->covariance = out->covariance_velocity = true;
    if (side->ephem && !side->burned && sea_ephem_covariance_of(side->ephem, tca, &found) == SEA_OK) {
        out->covariance_refused = !sea_cdm_covariance_possible(found.rtn_m);
        if (!out->covariance_refused) {
            memcpy(out->covariance_rtn_m, found.rtn_m, sizeof found.rtn_m);
            strcpy(out->covariance_method, "CALCULATED");
            return true;
        }
    }
    for (int i = 0; i < 6; i++) out->covariance_rtn_m[i][i] = i < 3 ? UNKNOWN_M * UNKNOWN_M : UNKNOWN_M_S * UNKNOWN_M_S;
    strcpy(out->covariance_method, "DEFAULT");
    return false;
}

static void set_names(const sea_cdm_side *side, sea_cdm_object *out)
{
    const sea_gp *gp = side->gp;
    if (gp->norad_cat_id)
        snprintf(out->designator, sizeof out->designator, "%u", gp->norad_cat_id);
    else
        strcpy(out->designator, "UNKNOWN");
    snprintf(out->name, sizeof out->name, "%s", gp->object_name);
    snprintf(out->international_designator, sizeof out->international_designator, "%s", gp->object_id);
    strcpy(out->maneuverable, side->burned ? "YES" : "N/A");
    strcpy(out->ephemeris_name, side->ephem ? "OPERATOR OEM" : "NONE");
}

/* Where the states of one object come from, and what is not known of it. */
static void note_side(const sea_cdm_side *side, const sea_cdm_object *o, bool covariance, sea_cdm *out, int line)
{
    char epoch[SEA_TAI_TEXT_MAX];
    sea_tai_format(side->gp->epoch, 3, epoch);
    snprintf(out->notes[line], sizeof out->notes[line], "%s: states of %s %s%s, in TEME turned to EME2000",
             o->designator, side->ephem ? "an ephemeris that begins at" : "SGP4 over elements of", epoch,
             side->burned ? ", with burns not made" : "");
    snprintf(out->notes[line + 1], sizeof out->notes[line + 1],
             covariance ? "%s: covariance of the ephemeris"
             : o->covariance_refused
                 ? "%s: the covariance of the ephemeris is not positive definite and is not used. The one given is a "
                   "place-holder: no probability can be computed from it"
                 : "%s: no covariance is known. The one given is a place-holder, as the standard demands one: no "
                   "probability can be computed from it",
             o->designator);
}

sea_status sea_cdm_from_event(const sea_conjunction *event, const sea_cdm_side sides[2], sea_tai created, sea_cdm *out,
                              sea_error *err)
{
    char tca[SEA_TAI_TEXT_MAX];
    *out = (sea_cdm){.creation_date = created, .tca = event->tca, .tca_past = event->tca.ns < created.ns};
    for (int i = 0; i < 2; i++) {
        sea_cdm_object *o = &out->objects[i];
        set_names(&sides[i], o);
        sea_status s = set_state(&sides[i], event->tca, o);
        if (s != SEA_OK) return sea_error_set(err, s, "object %s has no state at TCA", o->designator);
        note_side(&sides[i], o, set_covariance(&sides[i], event->tca, o), out, 2 * i);
    }
    sea_tai_format(event->tca, 3, tca);
    snprintf(out->message_id, sizeof out->message_id, "SCREEN_%.19s_%s_%s", tca, out->objects[0].designator,
             out->objects[1].designator);
    return SEA_OK;
}

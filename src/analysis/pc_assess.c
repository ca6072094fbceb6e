/* Every method on one encounter, and which to go by: the simplest that a better one agrees with. */
#include "analysis/pc.h"
#include "analysis/cdm.h"

#include <math.h>
#include <string.h>

#define PLANE_AGREES 0.05 /* the plane with 2D-Nc */
#define QUICK_AGREES 0.01 /* 2D-Nc with 3D-Nc */

const char *sea_pc_reason_text(sea_pc_reason reason)
{
    switch (reason) {
    case SEA_PC_REASON_NO_COVARIANCE: return "no usable covariance: only the maximum can be said";
    case SEA_PC_REASON_PLANE: return "short, near TCA, and 2D-Nc agrees: the plane stands for the orbits";
    case SEA_PC_REASON_PLANE_ALONE: return "short and near TCA; without velocity covariances nothing checks the bend";
    case SEA_PC_REASON_CURVED: return "the orbits bend across the covariance: the plane differs from 2D-Nc";
    case SEA_PC_REASON_LONG: return "too long or too far from TCA for one instant: 2D-Nc differs from 3D-Nc";
    case SEA_PC_REASON_ENDLESS: return "the encounter does not end, or 3D-Nc did not settle: counting decides";
    case SEA_PC_REASON_NONE: return "outside the boundary of the plane, and the covariance allows no better method";
    }
    return "unknown";
}

static bool agree(double a, double b, double part)
{
    return fabs(a - b) <= part * fmax(a, b);
}

static void keep(sea_pc_assessment *out, sea_pc_method method, const sea_pc *value)
{
    out->given[method] = true;
    out->value[method] = *value;
}

static void choose(sea_pc_assessment *out, sea_pc_method method, sea_pc_reason reason)
{
    out->chosen = true;
    out->method = method;
    out->reason = reason;
}

bool sea_pc_object_usable(const sea_pc_object *o)
{
    bool fine = true;
    for (int i = 0; i < 3; i++)
        fine = fine && o->covariance_m[i][i] > 0.0 &&
               o->covariance_m[i][i] < SEA_PC_DEFAULT_SIGMA_M * SEA_PC_DEFAULT_SIGMA_M;
    return fine && sea_cdm_covariance_possible(o->covariance_m);
}

/* The largest value that what is known allows: both covariances, one, or none. */
static sea_status without_covariance(const sea_pc_object *a, const sea_pc_object *b, double hbr_m,
                                     sea_pc_assessment *out)
{
    const sea_pc_encounter *e = &out->encounter;
    sea_pc_maximum most;
    sea_status s;
    bool one = sea_pc_object_usable(a) != sea_pc_object_usable(b) && e->relative_speed_m_s > 0.0 && hbr_m > 0.0;
    if (one) {
        sea_pc_object known[2] = {*a, *b};
        sea_pc_encounter seen;
        int unknown = sea_pc_object_usable(a) ? 1 : 0;
        memset(known[unknown].covariance_m, 0, sizeof known[unknown].covariance_m);
        s = sea_pc_encounter_plane(&known[0], &known[1], hbr_m, &seen);
        if (s == SEA_OK) s = sea_pc_plane_maximum_one_covariance(&seen.plane, &most);
    } else {
        s = sea_pc_maximum_no_covariance(e->miss_m, hbr_m, &most);
    }
    if (s != SEA_OK) return s;
    const sea_pc pc = {.value = most.value, .low = most.value, .high = most.value};
    keep(out, SEA_PC_MAXIMUM, &pc);
    choose(out, SEA_PC_MAXIMUM, SEA_PC_REASON_NO_COVARIANCE);
    return SEA_OK;
}

/* Up the ladder: a rung is refused when the next one disagrees. */
static void climb(sea_pc_assessment *out)
{
    const bool *given = out->given;
    sea_pc *value = out->value;
    bool plane = out->usage.within;
    if (!given[SEA_PC_NC_2D] && !given[SEA_PC_NC_3D]) {
        if (plane)
            choose(out, SEA_PC_EXACT, SEA_PC_REASON_PLANE_ALONE);
        else if (given[SEA_PC_MONTE_CARLO])
            choose(out, SEA_PC_MONTE_CARLO, SEA_PC_REASON_ENDLESS);
        else
            out->reason = SEA_PC_REASON_NONE;
        return;
    }
    const uint32_t unfinished = SEA_PC_CAVEAT_NO_CONVERGENCE | SEA_PC_CAVEAT_LOW_SPEED;
    bool whole = given[SEA_PC_NC_3D] && !(value[SEA_PC_NC_3D].caveats & unfinished) && value[SEA_PC_NC_3D].value <= 1.0;
    bool quick = given[SEA_PC_NC_2D] && !(value[SEA_PC_NC_2D].caveats & SEA_PC_CAVEAT_NO_CONVERGENCE) && whole &&
                 agree(value[SEA_PC_NC_2D].value, value[SEA_PC_NC_3D].value, QUICK_AGREES);
    bool bent = quick && !agree(value[SEA_PC_EXACT].value, value[SEA_PC_NC_2D].value, PLANE_AGREES);
    if (bent || (!quick && whole && !agree(value[SEA_PC_EXACT].value, value[SEA_PC_NC_3D].value, PLANE_AGREES)))
        out->caveats |= SEA_PC_CAVEAT_CURVED;
    if (given[SEA_PC_NC_2D] && !quick) value[SEA_PC_NC_2D].caveats |= SEA_PC_CAVEAT_OUTSIDE_USE;
    if (given[SEA_PC_NC_3D] && !whole) value[SEA_PC_NC_3D].caveats |= SEA_PC_CAVEAT_OUTSIDE_USE;
    if (plane && quick && !bent)
        choose(out, SEA_PC_EXACT, SEA_PC_REASON_PLANE);
    else if (quick)
        choose(out, SEA_PC_NC_2D, SEA_PC_REASON_CURVED);
    else if (whole)
        choose(out, SEA_PC_NC_3D, SEA_PC_REASON_LONG);
    else if (given[SEA_PC_MONTE_CARLO])
        choose(out, SEA_PC_MONTE_CARLO, SEA_PC_REASON_ENDLESS);
    else
        out->reason = SEA_PC_REASON_ENDLESS;
}

static sea_status along_orbits(const sea_pc_object *a, const sea_pc_object *b, double hbr_m,
                               const sea_pc_monte_carlo_options *options, sea_pc_assessment *out)
{
    sea_pc pc;
    sea_status s = sea_pc_nc_2d(a, b, hbr_m, &pc);
    if (s == SEA_OK) keep(out, SEA_PC_NC_2D, &pc);
    if (s == SEA_OK || s == SEA_E_UNSUPPORTED) s = sea_pc_nc_3d(a, b, hbr_m, NULL, &pc);
    if (s == SEA_OK) keep(out, SEA_PC_NC_3D, &pc);
    if ((s == SEA_OK || s == SEA_E_UNSUPPORTED) && options && options->trials > 0 && hbr_m > 0.0) {
        sea_pc_monte_carlo mc;
        s = sea_pc_monte_carlo_run(a, b, hbr_m, options, &mc);
        if (s == SEA_OK) keep(out, SEA_PC_MONTE_CARLO, &mc.pc);
    }
    return s == SEA_E_UNSUPPORTED ? SEA_OK : s;
}

sea_status sea_pc_assess(const sea_pc_object *a, const sea_pc_object *b, double hbr_m,
                         const sea_pc_monte_carlo_options *options, uint32_t known, sea_pc_assessment *out)
{
    memset(out, 0, sizeof *out);
    out->reason = SEA_PC_REASON_NONE;
    sea_status s = sea_pc_encounter_plane(a, b, hbr_m, &out->encounter);
    if (s != SEA_OK) return s;
    out->caveats = known | out->encounter.caveats;
    const uint32_t none =
        SEA_PC_CAVEAT_COV_MISSING | SEA_PC_CAVEAT_COV_NEGATIVE | SEA_PC_CAVEAT_COV_DEFAULT | SEA_PC_CAVEAT_SINGULAR;
    if (out->caveats & none) return without_covariance(a, b, hbr_m, out);
    s = sea_pc_usage_plane(a, b, &out->usage);
    sea_pc plane_pc[SEA_PC_PLANE_METHOD_COUNT];
    if (s == SEA_OK) s = sea_pc_plane_values(&out->encounter.plane, plane_pc);
    for (int m = 0; s == SEA_OK && m < SEA_PC_PLANE_METHOD_COUNT; m++) keep(out, (sea_pc_method)m, &plane_pc[m]);
    if (s == SEA_OK && a->covariance_velocity && b->covariance_velocity) s = along_orbits(a, b, hbr_m, options, out);
    if (s != SEA_OK) return s;
    climb(out);
    uint32_t plane =
        (out->usage.within ? 0u : (uint32_t)SEA_PC_CAVEAT_LOW_SPEED) | (out->caveats & SEA_PC_CAVEAT_CURVED);
    out->caveats &= ~(uint32_t)SEA_PC_CAVEAT_CURVED;
    for (int m = 0; plane && m < SEA_PC_PLANE_METHOD_COUNT; m++)
        out->value[m].caveats |= plane | SEA_PC_CAVEAT_OUTSIDE_USE;
    return SEA_OK;
}

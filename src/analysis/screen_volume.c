/*
 * Boxes and ellipsoids in the RTN frame of a primary. How far outside a pair is comes as a number f, 1 on the surface,
 * whose rate is bounded, so that a walk in steps of (f - 1) / rate passes over no entry longer than STEP_LEAST.
 */
#include "analysis/screen.h"

#include "base/vec.h"
#include <starsea/frame.h>

#include <math.h>

#define STEP_LEAST_NS 1000000 /* 1 ms: at most 22 m of path */
#define STEP_MOST_NS (30 * SEA_NS_PER_S)
#define TURN_RAD_S 2e-3 /* no frame of an orbit about the Earth turns faster */
#define GAIN_KM_S 0.025 /* by which relative speed can grow in the longest step, within 200 km */

/* f in the frame of object i, and a bound on its rate, 1/s; false where there is no state. */
static bool outside(const sea_screen_plan *plan, uint32_t i, uint32_t j, int64_t ns, double *f, double *rate)
{
    double r1[3], v1[3], r2[3], v2[3], dr[3], dv[3], rtn[3][3];
    if (sea_screen_state(plan, i, (sea_tai){ns}, r1, v1) != SEA_OK ||
        sea_screen_state(plan, j, (sea_tai){ns}, r2, v2) != SEA_OK || sea_frame_rtn(r1, v1, rtn) != SEA_OK)
        return false;
    sea_vec_sub(r2, r1, dr);
    sea_vec_sub(v2, v1, dv);
    const double *half = plan->options.volume_rtn_km;
    double most = 0.0, sum = 0.0, least = half[0];
    for (int k = 0; k < 3; k++) {
        double part = fabs(sea_vec_dot(rtn[k], dr)) / half[k];
        most = part > most ? part : most;
        sum += part * part;
        least = half[k] < least ? half[k] : least;
    }
    *f = plan->options.volume == SEA_SCREEN_BOX ? most : sqrt(sum);
    *rate = (sea_vec_norm(dv) + TURN_RAD_S * sea_vec_norm(dr) + GAIN_KM_S) / least;
    return true;
}

/* First instant inside from `from` on towards `to` (either direction); false when there is none. */
static bool first_inside(const sea_screen_plan *plan, uint32_t i, uint32_t j, int64_t from, int64_t to, int64_t *at)
{
    int64_t direction = to >= from ? 1 : -1;
    for (int64_t ns = from;;) {
        double f, rate;
        if (!outside(plan, i, j, ns, &f, &rate)) return false;
        if (f <= 1.0) {
            *at = ns;
            return true;
        }
        if (ns == to) return false;
        double step_s = (f - 1.0) / rate;
        int64_t step = step_s * 1e9 < (double)STEP_MOST_NS ? (int64_t)(step_s * 1e9) : STEP_MOST_NS;
        if (step < STEP_LEAST_NS) step = STEP_LEAST_NS;
        int64_t left = direction * (to - ns);
        ns += direction * (step < left ? step : left);
    }
}

bool sea_screen_enters(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai *from, sea_tai *to)
{
    int64_t first = INT64_MAX, last = INT64_MIN, at;
    for (int k = 0; k < 2; k++) {
        uint32_t i = k ? c.j : c.i, j = k ? c.i : c.j;
        if (plan->primary && !plan->primary[i]) continue;
        if (!first_inside(plan, i, j, from->ns, to->ns, &at)) continue;
        first = at < first ? at : first;
        if (first_inside(plan, i, j, to->ns, from->ns, &at) && at > last) last = at;
    }
    if (first > last) return false;
    from->ns = first;
    to->ns = last;
    return true;
}

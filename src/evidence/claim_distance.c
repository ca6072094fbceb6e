/*
 * How near and how far two objects come in a window, by SGP4.
 *
 * The window is walked in steps of 10 s. Each change of the range rate from closing to opening is a minimum and is
 * refined to the nanosecond; the window's ends count too. Between knots the straight line through a state differs from
 * the true relative motion by at most half the acceleration times the time squared, which gives a floor under the range
 * of the whole window: a claim is contradicted by that floor, not by a figure that a coarse walk might have missed.
 */
#include "evidence/claim.h"
#include "analysis/screen.h"
#include "base/vec.h"

static const int64_t step_ns = 10 * SEA_NS_PER_S;
/* Gravity at the surface, twice, with a little for the oblateness: no two objects accelerate apart faster. */
static const double acceleration_km_s2 = 0.0205;
/* SGP4's velocity is not exactly the derivative of its position; over 5 s this covers the difference. */
static const double velocity_slack_km = 0.05;

sea_claim_relative sea_claim_relative_at(const sea_sgp4 *pair, sea_tai t)
{
    sea_claim_relative out = {.t = t};
    double r1[3], v1[3], r2[3], v2[3];
    if (sea_sgp4_state(pair, 0, t, r1, v1) != SEA_OK) return out;
    if (sea_sgp4_state(pair, 1, t, r2, v2) != SEA_OK) return out;
    sea_vec_sub(r2, r1, out.r_km);
    sea_vec_sub(v2, v1, out.v_km_s);
    out.range_km = sea_vec_norm(out.r_km);
    out.closing = sea_vec_dot(out.r_km, out.v_km_s);
    out.known = true;
    return out;
}

/* Least distance from the origin of the straight line through `s` within `reach_s` to one side, less what the curve can
 * do. */
static double floor_beside(const sea_claim_relative *s, double reach_s, double side)
{
    double v2 = sea_vec_dot(s->v_km_s, s->v_km_s);
    double t = v2 > 0.0 ? -s->closing / v2 * side : 0.0;
    if (t < 0.0) t = 0.0;
    if (t > reach_s) t = reach_s;
    double p[3];
    for (int i = 0; i < 3; i++) p[i] = s->r_km[i] + s->v_km_s[i] * (t * side);
    double least = sea_vec_norm(p) - 0.5 * acceleration_km_s2 * reach_s * reach_s - velocity_slack_km;
    return least > 0.0 ? least : 0.0;
}

/* The minimum between a closing and an opening state, by halving: no derivative to go wrong, 34 steps at most. */
static sea_claim_relative refine(const sea_sgp4 *pair, sea_claim_relative a, sea_claim_relative b)
{
    while (b.t.ns - a.t.ns > 1) {
        sea_claim_relative middle = sea_claim_relative_at(pair, (sea_tai){a.t.ns + (b.t.ns - a.t.ns) / 2});
        if (!middle.known) break;
        if (middle.closing < 0.0)
            a = middle;
        else
            b = middle;
    }
    return a.range_km < b.range_km ? a : b;
}

static void take_if_closer(sea_claim_span *best, const sea_claim_relative *s, bool edge)
{
    if (!s->known) return;
    if (s->range_km > best->most_km) best->most_km = s->range_km;
    if (best->found && s->range_km >= best->at.range_km) return;
    best->found = true;
    best->at = *s;
    best->at_edge = edge;
}

static void take_interval(sea_claim_span *best, const sea_sgp4 *pair, const sea_claim_relative *a,
                          const sea_claim_relative *b)
{
    if (!a->known || !b->known) {
        best->complete = false;
        return;
    }
    if (b->range_km > best->most_km) best->most_km = b->range_km;
    double half_s = 0.5 * sea_tai_diff_s(b->t, a->t);
    double floor_a = floor_beside(a, half_s, 1.0), floor_b = floor_beside(b, half_s, -1.0);
    double least = floor_a < floor_b ? floor_a : floor_b;
    if (least < best->floor_km) best->floor_km = least;
    if (a->closing < 0.0 && b->closing >= 0.0) {
        sea_tai t = sea_screen_closest(pair, (sea_screen_candidate){.i = 0, .j = 1}, refine(pair, *a, *b).t,
                                       best->start, best->end);
        sea_claim_relative s = sea_claim_relative_at(pair, t);
        take_if_closer(best, &s, false);
    }
}

sea_claim_span sea_claim_distances(const sea_sgp4 *pair, sea_tai start, sea_tai end)
{
    sea_claim_span best = {.start = start, .end = end, .complete = true, .floor_km = 1e9};
    sea_claim_relative a = sea_claim_relative_at(pair, start);
    if (!a.known) best.complete = false;
    take_if_closer(&best, &a, true);
    for (int64_t t = start.ns; t < end.ns;) {
        t = end.ns - t > step_ns ? t + step_ns : end.ns;
        sea_claim_relative b = sea_claim_relative_at(pair, (sea_tai){t});
        take_interval(&best, pair, &a, &b);
        a = b;
    }
    take_if_closer(&best, &a, true);
    /* At its greatest the range neither opens nor closes, so the nearest knot, 5 s away, misses half a fall of 5 s. */
    best.most_km += 0.5 * acceleration_km_s2 * 25.0;
    return best;
}

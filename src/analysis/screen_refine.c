/*
 * Decision of a candidate by SGP4 itself: local minima of distance, and how long the pair stays below the threshold.
 *
 * g(t) = dr . dv is half the derivative of the squared distance. It is sampled at the tile's ends and middle; the ends
 * are shared with the neighbouring tiles to the bit, so a minimum belongs to exactly one tile.
 */
#include "analysis/screen.h"

#include "base/vec.h"
#include <starsea/frame.h>

#include <math.h>
#include <stdlib.h>

enum {
    TCA_RESOLUTION_NS = 1000, /* bracket at which a root is taken as found */
    SLOW_S = 300,             /* an interval this long makes a minimum a slow one */
    STALE_DAYS = 14           /* elements older than this at TCA raise a caveat */
};
#define WALK_MIN_NS (10 * SEA_NS_PER_S)
#define WALK_MAX_NS (120 * SEA_NS_PER_S)

/* Relative state of a pair at an instant. */
typedef struct sample {
    int64_t ns;
    bool ok;
    double range_km, speed_km_s, g;
    double r1[3], v1[3], dr[3];
} sample;

static sample sample_at(const sea_screen_plan *plan, sea_screen_candidate c, int64_t ns)
{
    sample s = {.ns = ns};
    double r2[3], v2[3], dv[3];
    s.ok = sea_sgp4_state(plan->prepared, c.i, (sea_tai){ns}, s.r1, s.v1) == SEA_OK &&
           sea_sgp4_state(plan->prepared, c.j, (sea_tai){ns}, r2, v2) == SEA_OK;
    if (!s.ok) return s;
    sea_vec_sub(r2, s.r1, s.dr);
    sea_vec_sub(v2, s.v1, dv);
    s.range_km = sea_vec_norm(s.dr);
    s.speed_km_s = sea_vec_norm(dv);
    s.g = sea_vec_dot(s.dr, dv);
    return s;
}

/* The root of g between a (g < 0) and b (g >= 0): Illinois' regula falsi on whole nanoseconds, bisection when it
 * stalls. */
static sample closest(const sea_screen_plan *plan, sea_screen_candidate c, sample a, sample b)
{
    double ga = a.g, gb = b.g;
    sample best = fabs(ga) < fabs(gb) ? a : b;
    for (int k = 0, side = 0; k < 200 && b.ns - a.ns > TCA_RESOLUTION_NS; k++) {
        int64_t width = b.ns - a.ns;
        int64_t step = k < 40 ? (int64_t)((double)width * (ga / (ga - gb))) : width / 2;
        if (step < 1) step = 1;
        if (step > width - 1) step = width - 1;
        sample m = sample_at(plan, c, a.ns + step);
        if (!m.ok) break;
        int64_t moved = m.ns > best.ns ? m.ns - best.ns : best.ns - m.ns;
        if (fabs(m.g) <= fabs(best.g)) best = m;
        if (m.g < 0.0) {
            a = m, ga = m.g;
            if (side == -1) gb *= 0.5;
            side = -1;
        } else {
            b = m, gb = m.g;
            if (side == 1) ga *= 0.5;
            side = 1;
        }
        if (moved <= TCA_RESOLUTION_NS / 4) break;
    }
    return best;
}

static bool same_elements(const sea_gp *a, const sea_gp *b)
{
    return a->epoch.ns == b->epoch.ns && a->mean_motion_rev_day == b->mean_motion_rev_day &&
           a->eccentricity == b->eccentricity && a->incl_deg == b->incl_deg && a->raan_deg == b->raan_deg &&
           a->argp_deg == b->argp_deg && a->mean_anomaly_deg == b->mean_anomaly_deg &&
           a->bstar_per_er == b->bstar_per_er;
}

static bool stale(const sea_gp *gp, int64_t ns)
{
    int64_t age = ns > gp->epoch.ns ? ns - gp->epoch.ns : gp->epoch.ns - ns;
    return age > STALE_DAYS * SEA_NS_PER_DAY;
}

static sea_status add(const sea_screen_plan *plan, sea_screen_candidate c, const sample *s, sea_conjunction_kind kind,
                      sea_screen_events *out)
{
    if (out->count == out->capacity) {
        size_t more = out->capacity ? 2 * out->capacity : 256;
        sea_conjunction *grown = realloc(out->items, more * sizeof *grown);
        if (!grown) return SEA_E_MEMORY;
        out->items = grown;
        out->capacity = more;
    }
    const sea_gp *a = &plan->gps[c.i], *b = &plan->gps[c.j];
    sea_conjunction e = {.norad_cat_id_1 = a->norad_cat_id,
                         .norad_cat_id_2 = b->norad_cat_id,
                         .index_1 = c.i,
                         .index_2 = c.j,
                         .kind = kind,
                         .tca = {s->ns},
                         .range_km = s->range_km,
                         .relative_speed_km_s = s->speed_km_s,
                         .start = {s->ns},
                         .end = {s->ns}};
    double rtn[3][3];
    if (sea_frame_rtn(s->r1, s->v1, rtn) == SEA_OK)
        for (int k = 0; k < 3; k++) e.relative_rtn_km[k] = sea_vec_dot(rtn[k], s->dr);
    if (same_elements(a, b)) e.caveats |= SEA_EVENT_CAVEAT_SAME_ELEMENTS;
    if (stale(a, s->ns) || stale(b, s->ns)) e.caveats |= SEA_EVENT_CAVEAT_STALE;
    out->items[out->count++] = e;
    return SEA_OK;
}

sea_status sea_screen_refine(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai t0, sea_tai t1,
                             sea_screen_events *out)
{
    enum { SAMPLES = 3 };
    sample s[SAMPLES];
    for (int k = 0; k < SAMPLES; k++) {
        s[k] = sample_at(plan, c, t0.ns + (t1.ns - t0.ns) * k / (SAMPLES - 1));
        if (!s[k].ok) return SEA_OK; /* named in the exclusions */
    }
    sea_status status = SEA_OK;
    if (t0.ns == plan->start.ns && s[0].g >= 0.0 && s[0].range_km < plan->threshold_km)
        status = add(plan, c, &s[0], SEA_CONJUNCTION_EDGE, out);
    for (int k = 1; k < SAMPLES && status == SEA_OK; k++) {
        if (!(s[k - 1].g < 0.0 && s[k].g >= 0.0)) continue;
        sample m = closest(plan, c, s[k - 1], s[k]);
        if (m.range_km < plan->threshold_km) status = add(plan, c, &m, SEA_CONJUNCTION_MINIMUM, out);
    }
    const sample *last = &s[SAMPLES - 1];
    if (status == SEA_OK && t1.ns == plan->end.ns && last->g < 0.0 && last->range_km < plan->threshold_km)
        status = add(plan, c, last, SEA_CONJUNCTION_EDGE, out);
    return status;
}

/* Where the distance crosses the threshold between `in` (below) and `out` (not below), to the resolution. */
static int64_t crossing(const sea_screen_plan *plan, sea_screen_candidate c, sample in, sample out)
{
    double fi = in.range_km - plan->threshold_km, fo = out.ok ? out.range_km - plan->threshold_km : 1.0;
    for (int k = 0, side = 0; k < 100; k++) {
        int64_t width = out.ns - in.ns;
        if (width <= TCA_RESOLUTION_NS && width >= -TCA_RESOLUTION_NS) break;
        int64_t step = k < 30 ? (int64_t)((double)width * (fi / (fi - fo))) : width / 2;
        if (step == 0) step = width > 0 ? 1 : -1;
        if (step == width) step = width > 0 ? width - 1 : width + 1;
        sample m = sample_at(plan, c, in.ns + step);
        if (m.ok && m.range_km < plan->threshold_km) {
            in = m, fi = m.range_km - plan->threshold_km;
            if (side == -1) fo *= 0.5;
            side = -1;
        } else {
            out = m, fo = m.ok ? m.range_km - plan->threshold_km : 1.0;
            if (side == 1) fi *= 0.5;
            side = 1;
        }
    }
    return in.ns;
}

/* Walks from a sample below the threshold towards `limit` (either direction) until above it. Returns the last instant
 * below. */
static int64_t walk(const sea_screen_plan *plan, sea_screen_candidate c, sample from, int64_t limit)
{
    int64_t direction = limit >= from.ns ? 1 : -1;
    while (from.ns != limit) {
        /* The step grows with the room left: half the time the present relative speed would need. */
        double room_s = 0.5 * (plan->threshold_km - from.range_km) / (from.speed_km_s + 1e-9);
        int64_t step = room_s * 1e9 > (double)WALK_MAX_NS ? WALK_MAX_NS : (int64_t)(room_s * 1e9);
        if (step < WALK_MIN_NS) step = WALK_MIN_NS;
        int64_t left = direction * (limit - from.ns);
        sample next = sample_at(plan, c, from.ns + direction * (step < left ? step : left));
        if (!next.ok || next.range_km >= plan->threshold_km) return crossing(plan, c, from, next);
        from = next;
    }
    return limit;
}

void sea_screen_intervals(const sea_screen_plan *plan, sea_conjunction *events, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        sea_conjunction *e = &events[k];
        sea_screen_candidate c = {e->index_1, e->index_2};
        if (k > 0 && e->tca.ns <= events[k - 1].end.ns) {
            e->start = events[k - 1].start;
            e->end = events[k - 1].end;
        } else {
            sample at = sample_at(plan, c, e->tca.ns);
            e->start.ns = walk(plan, c, at, plan->start.ns);
            e->end.ns = walk(plan, c, at, plan->end.ns);
        }
        if (e->start.ns == plan->start.ns) e->caveats |= SEA_EVENT_CAVEAT_CUT_START;
        if (e->end.ns == plan->end.ns) e->caveats |= SEA_EVENT_CAVEAT_CUT_END;
        if (e->kind == SEA_CONJUNCTION_MINIMUM && e->end.ns - e->start.ns >= SLOW_S * SEA_NS_PER_S)
            e->kind = SEA_CONJUNCTION_SLOW;
    }
}

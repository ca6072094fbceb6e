/*
 * Decision of a candidate by SGP4 itself: local minima of distance, and how long the pair stays below the threshold.
 *
 * g(t) = dr . dv is half the derivative of the squared distance; a minimum is a root where it rises. A fast pair has
 * one in a tile at most and is followed by Newton's method from where the arcs are closest; a slow one is sampled every
 * half minute.
 */
#include "analysis/screen.h"

#include "base/vec.h"
#include <starsea/frame.h>

#include <math.h>
#include <stdlib.h>

enum {
    TCA_RESOLUTION_NS = 1000, /* bracket at which a root is taken as found */
    NEAR_NS = 1000000,        /* from so near one parabola of a fast pair ends within a nanosecond */
    SAME_NS = 10000,          /* minima of a pair closer than this are one, found from two tiles */
    SAME_SLOW_NS = 100000000, /* and of a slow pair, whose minima are flat and minutes apart */
    SAMPLES = 5,              /* of a slow pair in a tile, ends among them */
    SLOW_S = 300,             /* an interval this long makes a minimum a slow one */
    STALE_DAYS = 14           /* elements older than this at TCA raise a caveat */
};
/*
 * Above this speed g rises through a whole tile, and Newton's method with v^2 for its slope ends in a few steps: r . a
 * is below a tenth of v^2. Gravity parts two objects at r by at most 2 mu/R^3 r, 2.9e-6 s^-2 r in the lowest orbits, so
 * that a wide threshold asks for more than a narrow one.
 */
#define FAST_KM_S 0.3
#define FAST_PER_KM 0.0055              /* km/s, by km of threshold: the root of ten times 2.9e-6 s^-2 */
#define STRAIGHT_NS (10 * SEA_NS_PER_S) /* over which a relative path is straight to BEND_KM */
#define BEND_KM 0.05
#define WALK_MIN_NS (10 * SEA_NS_PER_S)
#define WALK_MAX_NS (120 * SEA_NS_PER_S)

/* Relative state of a pair at an instant. */
typedef struct sample {
    int64_t ns;
    bool ok;
    double range_km, speed_km_s, g;
    double r1[3], v1[3], r2[3], v2[3], dr[3];
} sample;

sea_status sea_screen_state(const sea_screen_plan *plan, uint32_t i, sea_tai t, double r[3], double v[3])
{
    if (!plan->motion || i != plan->motion_index) return sea_sgp4_state(plan->prepared, i, t, r, v);
    return plan->motion_piece == SEA_SCREEN_ALL_PIECES
               ? sea_motion_state(plan->motion, t, r, v)
               : sea_motion_piece_state(plan->motion, plan->motion_piece, t, r, v);
}

static sample sample_at(const sea_screen_plan *plan, sea_screen_candidate c, int64_t ns)
{
    sample s = {.ns = ns};
    double dv[3];
    s.ok = sea_screen_state(plan, c.i, (sea_tai){ns}, s.r1, s.v1) == SEA_OK &&
           sea_screen_state(plan, c.j, (sea_tai){ns}, s.r2, s.v2) == SEA_OK;
    if (!s.ok) return s;
    sea_vec_sub(s.r2, s.r1, s.dr);
    sea_vec_sub(s.v2, s.v1, dv);
    s.range_km = sea_vec_norm(s.dr);
    s.speed_km_s = sea_vec_norm(dv);
    s.g = sea_vec_dot(s.dr, dv);
    return s;
}

static double fast_km_s(const sea_screen_plan *plan)
{
    return fmax(FAST_KM_S, FAST_PER_KM * plan->threshold_km);
}

/*
 * SGP4's velocity is not exactly the derivative of its position, so the root of g is off the minimum of distance: by
 * milliseconds where elements are eccentric, by minutes where geosynchronous neighbours drift past each other.
 * Positions decide: Newton steps to the vertex of the parabola through three squared distances. False where they do
 * not end within the stretch given; `m` is then as far as they came.
 */
static bool by_position(const sea_screen_plan *plan, sea_screen_candidate c, int64_t from, int64_t to, sample *m)
{
    enum { ROUNDS = 8 };
    const double step_max_ns = 120e9, travel_km = 0.02;
    double h_s = travel_km / (m->speed_km_s + 1e-9);
    h_s = h_s < 0.02 ? 0.02 : h_s > 2.0 ? 2.0 : h_s;
    int64_t h = (int64_t)(h_s * 1e9);
    double shift = step_max_ns;
    for (int k = 0; k < ROUNDS; k++) {
        sample before = sample_at(plan, c, m->ns - h), after = sample_at(plan, c, m->ns + h);
        if (!before.ok || !after.ok) return false;
        double a = before.range_km * before.range_km, b = m->range_km * m->range_km,
               d = after.range_km * after.range_km;
        double bend = a - 2.0 * b + d;
        if (!(bend > 0.0)) return false;
        shift = 0.5 * (double)h * (a - d) / bend;
        shift = shift > step_max_ns ? step_max_ns : shift < -step_max_ns ? -step_max_ns : shift;
        sample vertex = sample_at(plan, c, m->ns + (int64_t)shift);
        if (!vertex.ok || vertex.ns < from || vertex.ns > to) return false;
        *m = vertex;
        if (fabs(shift) < (m->speed_km_s < fast_km_s(plan) ? TCA_RESOLUTION_NS : NEAR_NS)) return true;
    }
    return fabs(shift) < SAME_SLOW_NS; /* a flat minimum: roundings keep the last steps going */
}

/* The least distance between two instants at which it is no less than at `m` between them, to a tenth of a second. */
static sample narrowed(const sea_screen_plan *plan, sea_screen_candidate c, int64_t from, int64_t to, sample m)
{
    const double golden = 0.38196601125010515;
    while (to - from > SAME_SLOW_NS) {
        bool later = to - m.ns > m.ns - from;
        int64_t room = later ? to - m.ns : from - m.ns;
        sample s = sample_at(plan, c, m.ns + (int64_t)(golden * (double)room));
        if (!s.ok) break;
        bool nearer = s.range_km < m.range_km;
        if (later == nearer) {
            from = nearer ? m.ns : s.ns;
        } else {
            to = nearer ? m.ns : s.ns;
        }
        if (nearer) m = s;
    }
    return m;
}

sea_tai sea_screen_closest(const sea_sgp4 *prepared, sea_screen_candidate c, sea_tai near, sea_tai start, sea_tai end)
{
    const sea_screen_plan plan = {.prepared = prepared, .start = start, .end = end};
    sample m = sample_at(&plan, c, near.ns);
    if (!m.ok) return near;
    by_position(&plan, c, start.ns, end.ns, &m);
    return (sea_tai){m.ns};
}

/* Whether a pair moves by the same elements; one that moves by something else has none. */
static bool same_elements(const sea_screen_plan *plan, sea_screen_candidate c)
{
    const sea_gp *a = &plan->gps[c.i], *b = &plan->gps[c.j];
    return !plan->motion && a->epoch.ns == b->epoch.ns && a->mean_motion_rev_day == b->mean_motion_rev_day &&
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
    if (sea_frame_rtn(s->r2, s->v2, rtn) == SEA_OK)
        for (int k = 0; k < 3; k++) e.relative_rtn_2_km[k] = -sea_vec_dot(rtn[k], s->dr);
    if (same_elements(plan, c)) e.caveats |= SEA_EVENT_CAVEAT_SAME_ELEMENTS;
    if (stale(a, s->ns) || stale(b, s->ns)) e.caveats |= SEA_EVENT_CAVEAT_STALE;
    out->items[out->count++] = e;
    return SEA_OK;
}

/* The whole millisecond next to an instant, in the window: where it was looked for from does not show in the result. */
static int64_t whole_millisecond(const sea_screen_plan *plan, int64_t ns)
{
    int64_t past = (ns % NEAR_NS + NEAR_NS) % NEAR_NS;
    ns += past < NEAR_NS / 2 ? -past : NEAR_NS - past;
    return ns < plan->start.ns ? plan->start.ns : ns > plan->end.ns ? plan->end.ns : ns;
}

typedef enum found { FOUND, NONE, LOST } found;

/* Newton's method for a fast pair to the millisecond next to the minimum; NONE where the tile holds none below the
 * threshold, LOST where it does not end. */
static found follow(const sea_screen_plan *plan, sea_screen_candidate c, int64_t t0, int64_t t1, sample *s)
{
    for (int k = 0; k < 12; k++) {
        double v2 = s->speed_km_s * s->speed_km_s, dt_s = -s->g / v2;
        double miss2 = s->range_km * s->range_km - s->g * s->g / v2, far = plan->threshold_km + BEND_KM;
        if (fabs(dt_s) * 1e9 < (double)STRAIGHT_NS && miss2 > far * far) return NONE;
        double reach_s = 2.0 * SEA_SCREEN_STEP_S;
        int64_t dt = (int64_t)((dt_s > reach_s ? reach_s : dt_s < -reach_s ? -reach_s : dt_s) * 1e9);
        int64_t next = s->ns + dt;
        /* Beyond an end of the tile the neighbouring tile finds it; the margin lets both see a minimum on the end
         * itself. */
        if (dt < NEAR_NS && dt > -NEAR_NS) {
            if (next < t0 - TCA_RESOLUTION_NS || next > t1 + TCA_RESOLUTION_NS) return NONE;
            *s = sample_at(plan, c, whole_millisecond(plan, next));
            return s->ok ? FOUND : NONE;
        }
        if (next < t0 - TCA_RESOLUTION_NS) next = t0 - TCA_RESOLUTION_NS;
        if (next > t1 + TCA_RESOLUTION_NS) next = t1 + TCA_RESOLUTION_NS;
        if (next == s->ns) return NONE;
        *s = sample_at(plan, c, next);
        if (!s->ok) return NONE; /* named in the exclusions */
    }
    return LOST;
}

/* The minimum of distance of a fast pair next to the root of g, if it lies in the window and below the threshold. */
static sea_status add_fast(const sea_screen_plan *plan, sea_screen_candidate c, sample s, sea_screen_events *out)
{
    by_position(plan, c, plan->start.ns, plan->end.ns, &s);
    if (s.range_km >= plan->threshold_km || s.ns < plan->start.ns || s.ns > plan->end.ns) return SEA_OK;
    return add(plan, c, &s, SEA_CONJUNCTION_MINIMUM, out);
}

/* The minimum of distance between two instants at which it is no less than at a sample between them, if it lies in the
 * window and below the threshold. */
static sea_status add_minimum(const sea_screen_plan *plan, sea_screen_candidate c, int64_t from, int64_t to, sample s,
                              sea_screen_events *out)
{
    sample m = s;
    if (!by_position(plan, c, from, to, &m)) {
        m = narrowed(plan, c, from, to, s);
        by_position(plan, c, from, to, &m);
    }
    if (m.range_km >= plan->threshold_km || m.ns < plan->start.ns || m.ns > plan->end.ns) return SEA_OK;
    return add(plan, c, &m, SEA_CONJUNCTION_MINIMUM, out);
}

/*
 * A minimum between three samples of a slow pair of which the middle one is nearest. Positions alone tell: hours from
 * decay SGP4's velocity is so far from their derivative that g keeps its sign through a minimum.
 */
static sea_status add_between(const sea_screen_plan *plan, sea_screen_candidate c, const sample *a, const sample *m,
                              const sample *b, sea_screen_events *out)
{
    if (!a->ok || !m->ok || !b->ok || m->range_km > a->range_km || m->range_km >= b->range_km) return SEA_OK;
    double way_km = fast_km_s(plan) * 1e-9 * (double)(b->ns - a->ns);
    return m->range_km - way_km < plan->threshold_km ? add_minimum(plan, c, a->ns, b->ns, *m, out) : SEA_OK;
}

/* Where the first or last sample of a tile is nearer than the next inwards: it, with a sample beyond; at an end of the
 * window, where the pair still closes there. */
static sea_status add_at_end(const sea_screen_plan *plan, sea_screen_candidate c, const sample *end, const sample *next,
                             sea_screen_events *out)
{
    int64_t beyond = end->ns + (end->ns - next->ns), inwards = next->ns > end->ns ? SEA_NS_PER_S : -SEA_NS_PER_S;
    if (end->range_km > next->range_km) return SEA_OK;
    if (beyond >= plan->start.ns && beyond <= plan->end.ns) {
        sample a = sample_at(plan, c, beyond);
        return beyond < end->ns ? add_between(plan, c, &a, end, next, out) : add_between(plan, c, next, end, &a, out);
    }
    sample inside = sample_at(plan, c, end->ns + inwards), outside = sample_at(plan, c, end->ns - inwards);
    if (!outside.ok) outside = *end;
    bool closing =
        inside.ok && (inwards > 0 ? outside.range_km > inside.range_km : outside.range_km >= inside.range_km);
    if (!closing) return SEA_OK;
    return inwards > 0 ? add_minimum(plan, c, end->ns, next->ns, *end, out)
                       : add_minimum(plan, c, next->ns, end->ns, *end, out);
}

static sea_status slow_minima(const sea_screen_plan *plan, sea_screen_candidate c, int64_t t0, int64_t t1,
                              sea_screen_events *out)
{
    sample s[SAMPLES];
    int count = 0;
    for (; count < SAMPLES; count++) {
        s[count] = sample_at(plan, c, t0 + (t1 - t0) * count / (SAMPLES - 1));
        if (!s[count].ok) break; /* named in the exclusions */
    }
    if (count < 2) return SEA_OK;
    sea_status status = add_at_end(plan, c, &s[0], &s[1], out);
    if (status == SEA_OK) status = add_at_end(plan, c, &s[count - 1], &s[count - 2], out);
    for (int k = 1; k + 1 < count && status == SEA_OK; k++)
        status = add_between(plan, c, &s[k - 1], &s[k], &s[k + 1], out);
    return status;
}

/* Below the threshold when the window opens and receding, or when it closes and approaching. */
sea_status sea_screen_edges(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai t0, sea_tai t1,
                            sea_screen_events *out)
{
    sea_status status = SEA_OK;
    for (int end = 0; end < 2 && status == SEA_OK; end++) {
        int64_t ns = end ? plan->end.ns : plan->start.ns;
        if (ns != (end ? t1.ns : t0.ns)) continue;
        sample s = sample_at(plan, c, ns);
        bool leaving = end ? s.g < 0.0 : s.g >= 0.0;
        if (s.ok && s.range_km < plan->threshold_km && s.speed_km_s < fast_km_s(plan)) {
            /* As above: positions tell what a slow pair does. */
            sample before = sample_at(plan, c, ns - SEA_NS_PER_S), after = sample_at(plan, c, ns + SEA_NS_PER_S);
            if (before.ok && after.ok)
                leaving = end ? after.range_km < before.range_km : after.range_km >= before.range_km;
        }
        if (s.ok && s.range_km < plan->threshold_km && leaving) status = add(plan, c, &s, SEA_CONJUNCTION_EDGE, out);
    }
    return status;
}

sea_status sea_screen_refine(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai t0, sea_tai t1,
                             sea_screen_events *out)
{
    sea_status status = sea_screen_edges(plan, c, t0, t1, out);
    if (status != SEA_OK) return status;
    int64_t ns = t0.ns + SEA_SCREEN_STEP_NS / 2 + (int64_t)((double)c.offset_s * 1e9);
    sample s = sample_at(plan, c, ns > t1.ns ? t1.ns : ns);
    if (!s.ok) return SEA_OK;
    found how = s.speed_km_s < fast_km_s(plan) ? LOST : follow(plan, c, t0.ns, t1.ns, &s);
    if (how == FOUND && s.range_km < 1.01 * plan->threshold_km) return add_fast(plan, c, s, out);
    /* The same elements twice never part: the edge says all there is. */
    return how != LOST || same_elements(plan, c) ? SEA_OK : slow_minima(plan, c, t0.ns, t1.ns, out);
}

sea_status sea_screen_refine_near(const sea_screen_plan *plan, sea_screen_candidate c, sea_tai near, int64_t within_ns,
                                  sea_screen_events *out)
{
    if (same_elements(plan, c)) return SEA_OK;
    sample s = sample_at(plan, c, near.ns);
    return s.ok ? add_minimum(plan, c, near.ns - within_ns, near.ns + within_ns, s, out) : SEA_OK;
}

sea_status sea_screen_refine_joint(const sea_screen_plan *plan, sea_screen_candidate c, size_t before, sea_tai at,
                                   sea_screen_events *out)
{
    sea_screen_plan piece = *plan;
    piece.motion_piece = before;
    sample a = sample_at(&piece, c, at.ns), b = sample_at(plan, c, at.ns);
    bool turns = a.ok && b.ok && a.g < 0.0 && b.g >= 0.0;
    return turns && b.range_km < plan->threshold_km ? add(plan, c, &b, SEA_CONJUNCTION_MINIMUM, out) : SEA_OK;
}

/* Time from a sample to where a straight relative path crosses the threshold, outwards along `direction`; a path that
 * does not come so near counts from where it is closest. */
static double to_crossing_ns(const sea_screen_plan *plan, const sample *s, int direction)
{
    double v2 = s->speed_km_s * s->speed_km_s + 1e-18;
    double inside = (plan->threshold_km - s->range_km) * (plan->threshold_km + s->range_km);
    double square = s->g * s->g + v2 * inside;
    return 1e9 * (-s->g + direction * sqrt(square > 0.0 ? square : 0.0)) / v2;
}

/* Where the distance crosses the threshold between `in` (below) and the instant `out` (not below): the last instant
 * below, to the resolution. By straight paths from the sample before, aimed a little inside; by halves where those do
 * not lead on. */
static int64_t crossing(const sea_screen_plan *plan, sea_screen_candidate c, sample in, int64_t out_ns)
{
    const int direction = out_ns > in.ns ? 1 : -1;
    sample from = in;
    for (int k = 0; k < 100; k++) {
        int64_t width = direction * (out_ns - in.ns);
        double ahead_ns = direction * (to_crossing_ns(plan, &from, direction) + (double)(from.ns - in.ns));
        if (width <= TCA_RESOLUTION_NS || (from.ns == in.ns && ahead_ns <= TCA_RESOLUTION_NS)) break;
        int64_t step = width / 2;
        if (from.ok && k < 30 && ahead_ns < (double)width) step = (int64_t)ahead_ns - TCA_RESOLUTION_NS / 2;
        if (step < 1) step = 1;
        if (step > width - 1) step = width - 1;
        from = sample_at(plan, c, in.ns + direction * step);
        if (from.ok && from.range_km < plan->threshold_km) {
            in = from;
        } else {
            out_ns = from.ns;
        }
    }
    return in.ns;
}

/* Whether a pair is far beyond the threshold at an instant so near that its path till then is as good as straight. */
static bool surely_out(const sea_screen_plan *plan, const sample *s, int64_t ns)
{
    double dt_s = 1e-9 * (double)(ns - s->ns), v2 = s->speed_km_s * s->speed_km_s;
    double range2 = s->range_km * s->range_km + dt_s * (2.0 * s->g + dt_s * v2), far = 2.0 * plan->threshold_km + 5.0;
    return s->speed_km_s > FAST_KM_S && fabs(dt_s) * 1e9 <= (double)STRAIGHT_NS && range2 > far * far;
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
        int64_t ns = from.ns + direction * (step < left ? step : left);
        if (surely_out(plan, &from, ns)) return crossing(plan, c, from, ns);
        sample next = sample_at(plan, c, ns);
        if (!next.ok || next.range_km >= plan->threshold_km) return crossing(plan, c, from, ns);
        from = next;
    }
    return limit;
}

static bool same_minimum(const sea_screen_plan *plan, const sea_conjunction *a, const sea_conjunction *b)
{
    double fast = fast_km_s(plan);
    bool slow = a->relative_speed_km_s < fast && b->relative_speed_km_s < fast;
    return b->tca.ns - a->tca.ns <= (slow ? SAME_SLOW_NS : SAME_NS);
}

/* Start, end and kind of the minima of a pair, and which of them are there at all. */
static size_t drop_doubles(const sea_screen_plan *plan, sea_conjunction *events, size_t count)
{
    size_t kept = 0;
    for (size_t k = 0; k < count; k++)
        if (kept == 0 || !same_minimum(plan, &events[kept - 1], &events[k])) events[kept++] = events[k];
    return kept;
}

static void find_interval(const sea_screen_plan *plan, sea_conjunction *e, const sea_conjunction *before)
{
    sea_screen_candidate c = {.i = e->index_1, .j = e->index_2};
    if (before && e->tca.ns <= before->end.ns) {
        e->start = before->start;
        e->end = before->end;
        return;
    }
    sample at = sample_at(plan, c, e->tca.ns);
    e->start.ns = walk(plan, c, at, plan->start.ns);
    e->end.ns = walk(plan, c, at, plan->end.ns);
}

/* Cuts each event to its time inside the volume, as far as half way to the minima beside it, and drops those that never
 * enter. */
static size_t keep_inside(const sea_screen_plan *plan, sea_conjunction *events, size_t count)
{
    size_t kept = 0;
    int64_t last_tca = INT64_MIN;
    for (size_t k = 0; k < count; k++) {
        sea_conjunction e = events[k];
        if (last_tca != INT64_MIN) {
            int64_t middle = last_tca + (e.tca.ns - last_tca) / 2;
            if (middle > e.start.ns) e.start.ns = middle;
        }
        if (k + 1 < count) {
            int64_t middle = e.tca.ns + (events[k + 1].tca.ns - e.tca.ns) / 2;
            if (middle < e.end.ns) e.end.ns = middle;
        }
        last_tca = e.tca.ns;
        sea_screen_candidate c = {.i = e.index_1, .j = e.index_2};
        if (sea_screen_enters(plan, c, &e.start, &e.end)) events[kept++] = e;
    }
    return kept;
}

size_t sea_screen_intervals(const sea_screen_plan *plan, sea_conjunction *events, size_t count)
{
    count = drop_doubles(plan, events, count);
    for (size_t k = 0; k < count; k++) find_interval(plan, &events[k], k ? &events[k - 1] : NULL);
    if (plan->options.volume != SEA_SCREEN_SPHERE) count = keep_inside(plan, events, count);
    for (size_t k = 0; k < count; k++) {
        sea_conjunction *e = &events[k];
        if (e->start.ns == plan->start.ns) e->caveats |= SEA_EVENT_CAVEAT_CUT_START;
        if (e->end.ns == plan->end.ns) e->caveats |= SEA_EVENT_CAVEAT_CUT_END;
        if (e->kind == SEA_CONJUNCTION_MINIMUM && e->end.ns - e->start.ns >= SLOW_S * SEA_NS_PER_S)
            e->kind = SEA_CONJUNCTION_SLOW;
    }
    return count;
}

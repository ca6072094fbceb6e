/* Tests of two objects beside the closest approach: distances of a whole window, flying together, one plane. */
#include "evidence/claim.h"
#include "analysis/screen.h"
#include "base/math.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>

enum { OBJECT_1, OBJECT_2, START, END, RANGE, TIME = START, ANGLE = END };
enum { TURN_KNOTS = 24, PLANE_AGE_MAX_DAYS = 30, GAP_MAX_DAYS = 62 };

#define PAIR_PARAMETERS                                                                                                \
    {"object_1", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number"},                                            \
    {                                                                                                                  \
        "object_2", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number of another object"                         \
    }

const sea_claim_parameter sea_claim_apart_parameters[5] = {
    PAIR_PARAMETERS,
    {"start", SEA_CLAIM_TIME, "UTC", true, .help = "start of the window"},
    {"end", SEA_CLAIM_TIME, "UTC", true, .help = "end of the window"},
    {"range_km", SEA_CLAIM_NUMBER, "km", true, 1e-6, 100000, .help = "the distance never crossed this"},
};
const sea_claim_parameter sea_claim_together_parameters[5] = {
    PAIR_PARAMETERS,
    {"start", SEA_CLAIM_TIME, "UTC", true, .help = "start of the span"},
    {"end", SEA_CLAIM_TIME, "UTC", true, .help = "end of the span"},
    {"max_range_km", SEA_CLAIM_NUMBER, "km", true, 1e-6, 100000, .help = "they stayed within this"},
};
const sea_claim_parameter sea_claim_plane_parameters[4] = {
    PAIR_PARAMETERS,
    {"time", SEA_CLAIM_TIME, "UTC", true, .help = "instant at which the planes are compared"},
    {"max_angle_deg", SEA_CLAIM_NUMBER, "deg", true, 1e-6, 180, .help = "angle between the planes, at most"},
};

/* ---- a pair at an instant ---- */

/* The newest set not after `at`, else the earliest; of equal epochs the last. False when the object has none. */
static bool choose(const sea_gp *gps, size_t count, uint32_t id, sea_tai at, size_t *out)
{
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        if (gps[i].norad_cat_id != id) continue;
        if (!found) {
            *out = i;
            found = true;
            continue;
        }
        int64_t now = gps[i].epoch.ns, held = gps[*out].epoch.ns;
        bool usable = now <= at.ns, held_usable = held <= at.ns;
        bool better = usable == held_usable ? (usable ? now >= held : now <= held) : usable;
        if (better) *out = i;
    }
    return found;
}

bool sea_claim_same_orbit(const sea_gp *a, const sea_gp *b)
{
    return a->epoch.ns == b->epoch.ns && a->mean_motion_rev_day == b->mean_motion_rev_day &&
           a->eccentricity == b->eccentricity && a->incl_deg == b->incl_deg && a->raan_deg == b->raan_deg &&
           a->argp_deg == b->argp_deg && a->mean_anomaly_deg == b->mean_anomaly_deg;
}

double sea_claim_pair_allowance_km(sea_tai t, const sea_gp *a, const sea_gp *b)
{
    return sea_claim_allowance_km(a, t) + sea_claim_allowance_km(b, t);
}

static double days_apart(sea_tai t, const sea_gp *gp)
{
    double days = sea_tai_diff_days(t, gp->epoch);
    return days < 0.0 ? -days : days;
}

bool sea_claim_pair_stale(sea_tai t, const sea_gp *a, const sea_gp *b)
{
    return days_apart(t, a) > SEA_CLAIM_AGE_MAX_DAYS || days_apart(t, b) > SEA_CLAIM_AGE_MAX_DAYS;
}

static sea_status prepare(const sea_gp used[2], sea_sgp4 **pair, sea_error *err)
{
    const sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    return sea_sgp4_new(used, 2, &sgp4, pair, NULL, err);
}

sea_status sea_claim_pair_new(sea_claim_case *c, uint32_t id_1, uint32_t id_2, sea_tai start, sea_gp used[2],
                              sea_sgp4 **pair, sea_claim_finding *out, sea_error *err)
{
    const sea_gp *gps = c->evidence->gps;
    bool has_1 = choose(gps, c->evidence->gp_count, id_1, start, &out->index_1);
    bool has_2 = choose(gps, c->evidence->gp_count, id_2, start, &out->index_2);
    out->missing[0] = has_1 ? 0 : id_1;
    out->missing[1] = has_2 ? 0 : id_2;
    *pair = NULL;
    if (has_1) c->used[out->index_1] = true;
    if (has_2) c->used[out->index_2] = true;
    if (!has_1 || !has_2) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    out->has_elements = true;
    used[0] = gps[out->index_1];
    used[1] = gps[out->index_2];
    if (sea_claim_differing(c, &used[0]) || sea_claim_differing(c, &used[1])) {
        sea_claim_leave_open(out, SEA_CLAIM_SOURCES_DIFFER);
        return SEA_OK;
    }
    if (sea_claim_same_orbit(&used[0], &used[1])) {
        sea_claim_leave_open(out, SEA_CLAIM_SAME_ELEMENTS);
        return SEA_OK;
    }
    return prepare(used, pair, err);
}

/* ---- distance-above, distance-below ---- */

typedef struct window {
    sea_claim_span span;
    double allowance_km, age_days;
    bool stale;
} window;

static window look(const sea_sgp4 *pair, const sea_claim_value *v, const sea_gp used[2])
{
    window w = {.span = sea_claim_distances(pair, v[START].time, v[END].time)};
    const sea_tai ends[2] = {v[START].time, v[END].time};
    for (int i = 0; i < 2; i++) {
        double allowance = sea_claim_pair_allowance_km(ends[i], &used[0], &used[1]);
        double days = fmax(days_apart(ends[i], &used[0]), days_apart(ends[i], &used[1]));
        w.allowance_km = allowance > w.allowance_km ? allowance : w.allowance_km;
        w.age_days = days > w.age_days ? days : w.age_days;
    }
    w.stale = w.age_days > SEA_CLAIM_AGE_MAX_DAYS;
    return w;
}

/* Of a distance that is to stay on one side of a limit: `within` is the likelihood that the figure lies below it. */
static sea_claim_part judge_side(double figure, double allowance, double limit, double likelihood, bool above)
{
    double margin = above ? figure - limit : limit - figure, p = sea_claim_likelihood(likelihood);
    if (margin >= allowance) return sea_claim_part_of(SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES, p);
    if (margin <= -allowance) return sea_claim_part_of(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, p);
    if (limit < allowance) return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_BELOW_RESOLUTION, -1.0);
    if (margin >= 0.0 && p >= 0.80) return sea_claim_part_of(SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES_UNRESOLVED, p);
    return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_WITHIN_ALLOWANCE, p);
}

static sea_status judge_window(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, bool above,
                               sea_error *err)
{
    sea_gp used[2];
    sea_sgp4 *pair = NULL;
    sea_status status =
        sea_claim_pair_new(c, v[OBJECT_1].object, v[OBJECT_2].object, v[START].time, used, &pair, out, err);
    if (status != SEA_OK || !pair) return status;
    window w = look(pair, v, used);
    sea_sgp4_free(pair);
    if (!w.span.complete) {
        sea_claim_leave_open(out, SEA_CLAIM_NOT_PROPAGATED);
        return SEA_OK;
    }
    double limit = v[RANGE].number, figure = above ? w.span.at.range_km : w.span.most_km;
    double within = sea_claim_within(figure, w.allowance_km, limit);
    if (w.stale)
        sea_claim_leave_open(out, SEA_CLAIM_STALE);
    else
        sea_claim_take(out, judge_side(figure, w.allowance_km, limit, above ? 1.0 - within : within, above));
    out->confidence = sea_claim_confidence_of_age(w.age_days);
    sea_claim_add_real(out, "least_km", "least distance", "km", 6, w.span.at.range_km);
    sea_claim_add_time(out, "least_at", "at", w.span.at.t);
    sea_claim_add_real(out, "most_km", "greatest distance, at most", "km", 6, w.span.most_km);
    sea_claim_add_real(out, "claimed_km", above ? "claimed at least" : "claimed at most", "km", 3, limit);
    sea_claim_add_real(out, "allowance_km", "allowance for public data", "km", 6, w.allowance_km);
    return SEA_OK;
}

sea_status sea_claim_above_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    return judge_window(v, c, out, true, err);
}

sea_status sea_claim_below_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    return judge_window(v, c, out, false, err);
}

/* ---- co-location ---- */

/* One object's sets, with the mean motion that most of them have: a set far from it is another object's. */
typedef struct side {
    const sea_gp *gps;
    size_t count;
    double typical_rev_day;
} side;

static int compare_reals(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static bool find_typical(side *s)
{
    double *values = malloc((s->count + 1) * sizeof *values);
    if (!values) return false;
    for (size_t i = 0; i < s->count; i++) values[i] = s->gps[i].mean_motion_rev_day;
    qsort(values, s->count, sizeof *values, compare_reals);
    s->typical_rev_day = values[s->count / 2];
    free(values);
    return true;
}

static bool odd(const side *s, const sea_gp *gp)
{
    return fabs(gp->mean_motion_rev_day - s->typical_rev_day) > 0.1 * s->typical_rev_day;
}

/* The nearest set that is not odd. */
static const sea_gp *nearest(const side *s, sea_tai t)
{
    const sea_gp *best = NULL;
    for (size_t i = 0; i < s->count; i++) {
        if (odd(s, &s->gps[i])) continue;
        if (!best || days_apart(t, &s->gps[i]) < days_apart(t, best)) best = &s->gps[i];
    }
    return best;
}

/* The greatest distance in the revolution that begins at t; negative when there is none. */
static double most_in_a_turn(const sea_gp used[2], sea_tai t)
{
    sea_sgp4 *pair = NULL;
    if (prepare(used, &pair, NULL) != SEA_OK) return -1.0;
    double period_s = sea_sgp4_orbit_of(pair, 0).period_s, most = -1.0;
    for (int k = 0; k < TURN_KNOTS; k++) {
        sea_claim_relative r =
            sea_claim_relative_at(pair, (sea_tai){t.ns + (int64_t)(period_s * 1e9 * k / TURN_KNOTS)});
        if (r.known && r.range_km > most) most = r.range_km;
    }
    sea_sgp4_free(pair);
    return most;
}

typedef struct together {
    double most_km, allowance_km, gap_days;
    sea_tai most_at, last;
    size_t looks, same, odd;
} together;

static void look_at(const side *a, const side *b, const sea_gp *gp, bool second, together *t, sea_claim_finding *out)
{
    const sea_gp *other = nearest(second ? a : b, gp->epoch);
    if (odd(second ? b : a, gp)) {
        t->odd++;
        return;
    }
    if (!other || days_apart(gp->epoch, other) > SEA_CLAIM_AGE_MAX_DAYS) return;
    if (sea_claim_same_orbit(gp, other)) {
        t->same++;
        return;
    }
    const sea_gp used[2] = {*gp, *other};
    double most = most_in_a_turn(used, gp->epoch), allowance = sea_claim_pair_allowance_km(gp->epoch, gp, other);
    if (most < 0.0) return;
    double gap = sea_tai_diff_days(gp->epoch, t->last);
    t->gap_days = gap > t->gap_days ? gap : t->gap_days;
    t->last = gp->epoch;
    t->looks++;
    sea_claim_series_add(out, gp->epoch, most);
    if (most <= t->most_km && t->looks > 1) return;
    t->most_km = most;
    t->most_at = gp->epoch;
    t->allowance_km = allowance;
}

/* The epochs of both objects' sets in the span, in order. */
static together walk(const side *a, const side *b, sea_tai start, sea_tai end, sea_claim_finding *out)
{
    together t = {.last = start, .most_at = SEA_TAI_NONE};
    size_t i = 0, j = 0;
    while (i < a->count || j < b->count) {
        bool second = i == a->count || (j < b->count && b->gps[j].epoch.ns < a->gps[i].epoch.ns);
        const sea_gp *gp = second ? &b->gps[j++] : &a->gps[i++];
        if (gp->epoch.ns < start.ns || gp->epoch.ns > end.ns) continue;
        look_at(a, b, gp, second, &t, out);
    }
    double gap = sea_tai_diff_days(end, t.last);
    t.gap_days = gap > t.gap_days ? gap : t.gap_days;
    return t;
}

static void judge_together(const together *t, double limit, sea_claim_finding *out)
{
    if (t->looks == 0) {
        sea_claim_leave_open(out, t->same > 0 ? SEA_CLAIM_SAME_ELEMENTS : SEA_CLAIM_SPARSE);
        return;
    }
    double p = sea_claim_within(t->most_km, t->allowance_km, limit);
    sea_claim_part part = judge_side(t->most_km, t->allowance_km, limit, p, false);
    if (part.verdict == SEA_VERDICT_SUPPORTED && (t->looks < 2 || t->gap_days > GAP_MAX_DAYS))
        part = sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_SPARSE, -1.0);
    sea_claim_take(out, part);
    out->confidence = t->gap_days <= 7.0    ? SEA_CONFIDENCE_HIGH
                      : t->gap_days <= 35.0 ? SEA_CONFIDENCE_MODERATE
                                            : SEA_CONFIDENCE_LOW;
}

sea_status sea_claim_together_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    side a = {0}, b = {0};
    a.gps = sea_claim_sets(c, v[OBJECT_1].object, &a.count, out);
    b.gps = sea_claim_sets(c, v[OBJECT_2].object, &b.count, out);
    if (!a.gps || !b.gps) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    sea_status status = sea_claim_series_begin(out, "greatest distance in a revolution", "km", a.count + b.count, err);
    if (status != SEA_OK) return status;
    if (!find_typical(&a) || !find_typical(&b)) return SEA_E_MEMORY;
    out->series.start = v[START].time;
    out->series.end = v[END].time;
    out->series.high = v[RANGE].number;
    together t = walk(&a, &b, v[START].time, v[END].time, out);
    judge_together(&t, v[RANGE].number, out);
    if (t.looks > 0) {
        sea_claim_add_real(out, "most_km", "greatest distance in a revolution", "km", 3, t.most_km);
        sea_claim_add_time(out, "most_at", "at", t.most_at);
        sea_claim_add_real(out, "allowance_km", "allowance for public data", "km", 3, t.allowance_km);
    }
    sea_claim_add_real(out, "max_range_km", "claimed at most", "km", 3, v[RANGE].number);
    sea_claim_add_real(out, "epochs", "epochs compared", "", 0, (double)t.looks);
    sea_claim_add_real(out, "gap_days", "longest span without one", "d", 1, t.gap_days);
    if (t.same > 0)
        sea_claim_add_real(out, "same", "epochs at which both carry one orbit, left out", "", 0, (double)t.same);
    if (t.odd > 0) sea_claim_add_real(out, "odd", "sets that fit another object, left out", "", 0, (double)t.odd);
    return SEA_OK;
}

/* ---- plane-match ---- */

static double angle_between(const sea_sgp4 *pair, sea_tai t)
{
    double r[3], v[3], h[2][3], cross[3];
    for (size_t i = 0; i < 2; i++) {
        if (sea_sgp4_state(pair, i, t, r, v) != SEA_OK) return -1.0;
        sea_vec_cross(r, v, h[i]);
    }
    sea_vec_cross(h[0], h[1], cross);
    return sea_atan2(sea_vec_norm(cross), sea_vec_dot(h[0], h[1])) * (180.0 / SEA_PI);
}

/*
 * One set carried to the next disagrees across the track by 0.1 to 0.3 km, 0.002 deg in low orbits; the node's rate is
 * wrong by less than 0.002 deg a day for the drag met. Both are doubled, and doubled again for two objects.
 */
static double angle_allowance_deg(double days)
{
    return 0.01 + 0.008 * days;
}

sea_status sea_claim_plane_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    size_t count[2];
    sea_gp used[2] = {0};
    double days = 0.0;
    for (int i = 0; i < 2; i++) {
        const sea_gp *gps = sea_claim_sets(c, v[i].object, &count[i], out);
        if (!gps) continue;
        used[i] = *sea_claim_nearest(gps, count[i], v[TIME].time);
        days = fmax(days, days_apart(v[TIME].time, &used[i]));
    }
    if (out->missing[0] || days > PLANE_AGE_MAX_DAYS) {
        sea_claim_leave_open(out, out->missing[0] ? SEA_CLAIM_NO_ELEMENTS : SEA_CLAIM_STALE);
        return SEA_OK;
    }
    if (sea_claim_same_orbit(&used[0], &used[1])) {
        sea_claim_leave_open(out, SEA_CLAIM_SAME_ELEMENTS);
        return SEA_OK;
    }
    sea_sgp4 *pair = NULL;
    sea_status status = prepare(used, &pair, err);
    if (status != SEA_OK) return status;
    double angle = angle_between(pair, v[TIME].time), allowance = angle_allowance_deg(days);
    sea_sgp4_free(pair);
    if (angle < 0.0) {
        sea_claim_leave_open(out, SEA_CLAIM_NOT_PROPAGATED);
        return SEA_OK;
    }
    sea_claim_take(out, sea_claim_judge(angle, allowance, -INFINITY, v[ANGLE].number));
    out->confidence = sea_claim_confidence_of_age(days / 2.0); /* planes keep better than places */
    sea_claim_add_real(out, "angle_deg", "angle between the planes", "deg", 4, angle);
    sea_claim_add_real(out, "max_angle_deg", "claimed at most", "deg", 4, v[ANGLE].number);
    sea_claim_add_real(out, "allowance_deg", "allowance for public data", "deg", 4, allowance);
    sea_claim_add_real(out, "age_days", "the older set is from the time by", "d", 2, days);
    return SEA_OK;
}

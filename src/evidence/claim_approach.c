/*
 * The test `closest-approach`: the least distance of two objects in a window, by SGP4, against a claimed one.
 *
 * The window is walked in steps of 10 s. Each change of the range rate from closing to opening is a minimum and is
 * refined to the nanosecond; the window's ends count too. Between knots the straight line through a state differs from
 * the true relative motion by at most half the acceleration times the time squared, which gives a floor under the range
 * of the whole window: a claim is contradicted by that floor, not by a figure that a coarse walk might have missed.
 */
#include "evidence/claim.h"
#include "analysis/screen.h"
#include "base/error.h"
#include "base/vec.h"

#include <starsea/frame.h>

#include <string.h>

static const int64_t step_ns = 10 * SEA_NS_PER_S;
/* Gravity at the surface, twice, with a little for the oblateness: no two objects accelerate apart faster. */
static const double acceleration_km_s2 = 0.0205;
/* SGP4's velocity is not exactly the derivative of its position; over 5 s this covers the difference. */
static const double velocity_slack_km = 0.05;

/* ---- reading ---- */

static sea_status read_object(const sea_json *test, const char *key, const char *where, uint32_t *out, sea_error *err)
{
    int64_t id = 0;
    const sea_json *value = sea_json_get(test, key);
    if (!value || !sea_json_integer(value, &id) || id < 1 || id > SEA_GP_ID_MAX)
        return sea_error_set(err, SEA_E_FORMAT, "%s.%s: must be a catalogue number, 1 to %d", where, key,
                             (int)SEA_GP_ID_MAX);
    *out = (uint32_t)id;
    return SEA_OK;
}

static sea_status read_time(const sea_json *test, const char *key, const char *where, sea_tai *out, sea_error *err)
{
    const char *text = NULL;
    sea_status status = sea_claim_string(test, key, where, true, 64, &text, err);
    if (status != SEA_OK) return status;
    sea_error inner = {0};
    status = sea_tai_parse(text, strlen(text), false, out, &inner);
    if (status != SEA_OK) return sea_error_set(err, status, "%s.%s: %.200s", where, key, inner.text);
    return SEA_OK;
}

static sea_status read_number(const sea_json *test, const char *key, const char *where, double max, double *out,
                              sea_error *err)
{
    const sea_json *value = sea_json_get(test, key);
    if (!value || !sea_json_real(value, out) || !(*out > 0.0 && *out <= max)) {
        return sea_error_set(err, SEA_E_FORMAT, "%s.%s: must be a number above 0, at most %d", where, key, (int)max);
    }
    return SEA_OK;
}

static sea_status both_or_none(const sea_json *test, const char *a, const char *b, const char *where, bool *given,
                               sea_error *err)
{
    bool has_a = sea_json_get(test, a) != NULL, has_b = sea_json_get(test, b) != NULL;
    *given = has_a && has_b;
    if (has_a != has_b) return sea_error_set(err, SEA_E_FORMAT, "%s: %s and %s go together", where, a, b);
    return SEA_OK;
}

static sea_status read_window(const sea_json *test, const char *where, sea_claim_approach *out, sea_error *err)
{
    sea_status status = read_time(test, "start", where, &out->start, err);
    if (status == SEA_OK) status = read_time(test, "end", where, &out->end, err);
    if (status != SEA_OK) return status;
    if (out->end.ns <= out->start.ns)
        return sea_error_set(err, SEA_E_RANGE, "%s.end: must come after the start", where);
    if (out->end.ns - out->start.ns > SEA_CLAIM_WINDOW_MAX_DAYS * SEA_NS_PER_DAY)
        return sea_error_set(err, SEA_E_RANGE, "%s.end: the window is longer than %d days: name a narrower one", where,
                             (int)SEA_CLAIM_WINDOW_MAX_DAYS);
    return SEA_OK;
}

static sea_status read_claimed_time(const sea_json *test, const char *where, sea_claim_approach *out, sea_error *err)
{
    bool given = false;
    sea_status status = both_or_none(test, "time", "time_tolerance_s", where, &given, err);
    out->time = SEA_TAI_NONE;
    if (status != SEA_OK || !given) return status;
    status = read_time(test, "time", where, &out->time, err);
    if (status == SEA_OK) status = read_number(test, "time_tolerance_s", where, 86400.0, &out->time_tolerance_s, err);
    if (status == SEA_OK && (out->time.ns < out->start.ns || out->time.ns > out->end.ns))
        return sea_error_set(err, SEA_E_RANGE, "%s.time: lies outside the window", where);
    return status;
}

static sea_status read_claimed_range(const sea_json *test, const char *where, sea_claim_approach *out, sea_error *err)
{
    sea_status status = both_or_none(test, "range_km", "range_tolerance_km", where, &out->has_range, err);
    if (status != SEA_OK || !out->has_range) return status;
    status = read_number(test, "range_km", where, 100000.0, &out->range_km, err);
    if (status == SEA_OK)
        status = read_number(test, "range_tolerance_km", where, 100000.0, &out->range_tolerance_km, err);
    return status;
}

sea_status sea_claim_approach_parse(const sea_json *test, const char *where, sea_claim_approach *out, sea_error *err)
{
    static const char *const known[] = {"type",     "object_1",           "object_2", "start",
                                        "end",      "max_range_km",       "time",     "time_tolerance_s",
                                        "range_km", "range_tolerance_km", NULL};
    sea_status status = sea_claim_keys(test, known, where, err);
    if (status == SEA_OK) status = read_object(test, "object_1", where, &out->norad_cat_id_1, err);
    if (status == SEA_OK) status = read_object(test, "object_2", where, &out->norad_cat_id_2, err);
    if (status != SEA_OK) return status;
    if (out->norad_cat_id_1 == out->norad_cat_id_2)
        return sea_error_set(err, SEA_E_FORMAT, "%s.object_2: is object_1 again; two objects are needed", where);
    status = read_window(test, where, out, err);
    if (status == SEA_OK) status = read_number(test, "max_range_km", where, 100000.0, &out->max_range_km, err);
    if (status == SEA_OK) status = read_claimed_time(test, where, out, err);
    if (status == SEA_OK) status = read_claimed_range(test, where, out, err);
    return status;
}

/* ---- the least distance ---- */

typedef struct relative {
    sea_tai t;
    bool known;
    double r_km[3], v_km_s[3]; /* object 2 minus object 1 */
    double range_km;
    double closing; /* r . v: negative while closing */
} relative;

typedef struct minimum {
    sea_tai start, end; /* window */
    bool found, complete, at_edge;
    relative at;
    double floor_km;
} minimum;

static relative relative_at(const sea_sgp4 *pair, sea_tai t)
{
    relative out = {.t = t};
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
static double floor_beside(const relative *s, double reach_s, double side)
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
static relative refine(const sea_sgp4 *pair, relative a, relative b)
{
    while (b.t.ns - a.t.ns > 1) {
        relative middle = relative_at(pair, (sea_tai){a.t.ns + (b.t.ns - a.t.ns) / 2});
        if (!middle.known) break;
        if (middle.closing < 0.0)
            a = middle;
        else
            b = middle;
    }
    return a.range_km < b.range_km ? a : b;
}

static void take_if_closer(minimum *best, const relative *s, bool edge)
{
    if (!s->known || (best->found && s->range_km >= best->at.range_km)) return;
    best->found = true;
    best->at = *s;
    best->at_edge = edge;
}

static void take_interval(minimum *best, const sea_sgp4 *pair, const relative *a, const relative *b)
{
    if (!a->known || !b->known) {
        best->complete = false;
        return;
    }
    double half_s = 0.5 * sea_tai_diff_s(b->t, a->t);
    double floor_a = floor_beside(a, half_s, 1.0), floor_b = floor_beside(b, half_s, -1.0);
    double least = floor_a < floor_b ? floor_a : floor_b;
    if (least < best->floor_km) best->floor_km = least;
    if (a->closing < 0.0 && b->closing >= 0.0) {
        sea_tai t = sea_screen_closest(pair, (sea_screen_candidate){.i = 0, .j = 1}, refine(pair, *a, *b).t,
                                       best->start, best->end);
        relative s = relative_at(pair, t);
        take_if_closer(best, &s, false);
    }
}

static minimum least_distance(const sea_sgp4 *pair, sea_tai start, sea_tai end)
{
    minimum best = {.start = start, .end = end, .complete = true, .floor_km = 1e9};
    relative a = relative_at(pair, start);
    if (!a.known) best.complete = false;
    take_if_closer(&best, &a, true);
    for (int64_t t = start.ns; t < end.ns;) {
        t = end.ns - t > step_ns ? t + step_ns : end.ns;
        relative b = relative_at(pair, (sea_tai){t});
        take_interval(&best, pair, &a, &b);
        a = b;
    }
    take_if_closer(&best, &a, true);
    return best;
}

/* ---- judging ---- */

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

static bool same_orbit(const sea_gp *a, const sea_gp *b)
{
    return a->epoch.ns == b->epoch.ns && a->mean_motion_rev_day == b->mean_motion_rev_day &&
           a->eccentricity == b->eccentricity && a->incl_deg == b->incl_deg && a->raan_deg == b->raan_deg &&
           a->argp_deg == b->argp_deg && a->mean_anomaly_deg == b->mean_anomaly_deg;
}

static double days_apart(sea_tai t, const sea_gp *gp)
{
    double s = sea_tai_diff_s(t, gp->epoch);
    return (s < 0.0 ? -s : s) / 86400.0;
}

static double allowance_at(sea_tai t, const sea_gp *a, const sea_gp *b)
{
    const sea_claim_allowance *of_a = sea_claim_allowance_of(a->mean_motion_rev_day);
    const sea_claim_allowance *of_b = sea_claim_allowance_of(b->mean_motion_rev_day);
    return of_a->at_epoch_km + of_a->growth_km_day * days_apart(t, a) + of_b->at_epoch_km +
           of_b->growth_km_day * days_apart(t, b);
}

static bool stale_at(sea_tai t, const sea_gp *a, const sea_gp *b)
{
    return days_apart(t, a) > SEA_CLAIM_AGE_MAX_DAYS || days_apart(t, b) > SEA_CLAIM_AGE_MAX_DAYS;
}

static sea_claim_part part(sea_verdict verdict, sea_claim_reason reason)
{
    return (sea_claim_part){.asked = true, .verdict = verdict, .reason = reason};
}

static sea_claim_part open_part(sea_claim_reason reason)
{
    return part(SEA_VERDICT_UNDECIDABLE, reason);
}

/* "Came within max_range_km in the window." */
static sea_claim_part judge_limit(const sea_claim_approach *claimed, const sea_claim_finding *f, bool stale_window)
{
    double limit = claimed->max_range_km;
    if (f->range_km <= limit) {
        bool firm = f->range_km + f->allowance_km <= limit;
        return part(SEA_VERDICT_SUPPORTED, firm ? SEA_CLAIM_AGREES : SEA_CLAIM_AGREES_UNRESOLVED);
    }
    /* Saying that it never came so close speaks about the whole window, so the whole window must be known. */
    if (!f->complete) return open_part(SEA_CLAIM_NOT_PROPAGATED);
    if (stale_window) return open_part(SEA_CLAIM_STALE);
    if (f->range_floor_km > limit + f->allowance_window_km) return part(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES);
    return open_part(SEA_CLAIM_WITHIN_ALLOWANCE);
}

/* "Closest at `time`": refuted only where the pair was clearly further apart then than at its closest. */
static sea_claim_part judge_time(const sea_claim_approach *claimed, const sea_claim_finding *f, bool stale_window)
{
    if (!f->complete) return open_part(SEA_CLAIM_NOT_PROPAGATED);
    if (stale_window) return open_part(SEA_CLAIM_STALE);
    double off_s = sea_tai_diff_s(f->tca, claimed->time);
    if (off_s < 0.0) off_s = -off_s;
    if (off_s <= claimed->time_tolerance_s) return part(SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES);
    if (f->range_at_time_km - f->range_km > f->allowance_window_km)
        return part(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES);
    return open_part(SEA_CLAIM_WITHIN_ALLOWANCE);
}

/* "The closest distance was range_km": a number, so the tolerance must be wider than what public elements resolve. */
static sea_claim_part judge_range(const sea_claim_approach *claimed, const sea_claim_finding *f, bool stale_window)
{
    double off_km = f->range_km - claimed->range_km;
    if (off_km < 0.0) off_km = -off_km;
    if (!f->complete) return open_part(SEA_CLAIM_NOT_PROPAGATED);
    if (stale_window) return open_part(SEA_CLAIM_STALE);
    if (off_km > claimed->range_tolerance_km + f->allowance_window_km)
        return part(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES);
    if (claimed->range_tolerance_km < f->allowance_km) return open_part(SEA_CLAIM_BELOW_RESOLUTION);
    if (off_km > claimed->range_tolerance_km) return open_part(SEA_CLAIM_WITHIN_ALLOWANCE);
    bool firm = off_km + f->allowance_km <= claimed->range_tolerance_km;
    return part(SEA_VERDICT_SUPPORTED, firm ? SEA_CLAIM_AGREES : SEA_CLAIM_AGREES_UNRESOLVED);
}

static void leave_open(sea_claim_finding *out, sea_claim_reason reason)
{
    out->verdict = SEA_VERDICT_UNDECIDABLE;
    out->reason = reason;
}

/* The clause is as weak as its weakest part; of equally strong parts the less certain one names the reason. */
static void take_weakest(sea_claim_finding *f)
{
    const sea_claim_part *parts[] = {&f->limit, &f->time, &f->range};
    f->verdict = f->limit.verdict;
    f->reason = f->limit.reason;
    for (size_t i = 1; i < 3; i++) {
        if (!parts[i]->asked) continue;
        bool weaker = parts[i]->verdict < f->verdict;
        bool less_certain = parts[i]->verdict == f->verdict && parts[i]->reason == SEA_CLAIM_AGREES_UNRESOLVED;
        if (!weaker && !less_certain) continue;
        f->verdict = parts[i]->verdict;
        f->reason = parts[i]->reason;
    }
}

static sea_status fill_figures(const sea_sgp4 *pair, const minimum *m, const sea_gp *a, const sea_gp *b,
                               sea_claim_finding *out)
{
    double r1[3], v1[3], rtn[3][3];
    sea_status status = sea_sgp4_state(pair, 0, m->at.t, r1, v1);
    if (status == SEA_OK) status = sea_frame_rtn(r1, v1, rtn);
    if (status != SEA_OK) return status;
    out->has_figures = true;
    out->complete = m->complete;
    out->at_edge = m->at_edge;
    out->tca = m->at.t;
    out->range_km = m->at.range_km;
    out->range_floor_km = m->floor_km < m->at.range_km ? m->floor_km : m->at.range_km;
    out->relative_speed_km_s = sea_vec_norm(m->at.v_km_s);
    for (int i = 0; i < 3; i++) out->relative_rtn_km[i] = sea_vec_dot(rtn[i], m->at.r_km);
    out->age_1_s = sea_tai_diff_s(m->at.t, a->epoch);
    out->age_2_s = sea_tai_diff_s(m->at.t, b->epoch);
    out->allowance_km = allowance_at(m->at.t, a, b);
    return SEA_OK;
}

static double range_near_time(const sea_sgp4 *pair, const sea_claim_approach *claimed)
{
    int64_t reach = (int64_t)(claimed->time_tolerance_s * 1e9);
    sea_tai from = {claimed->time.ns - reach}, to = {claimed->time.ns + reach};
    if (from.ns < claimed->start.ns) from = claimed->start;
    if (to.ns > claimed->end.ns) to = claimed->end;
    minimum m = least_distance(pair, from, to);
    return m.found ? m.at.range_km : 0.0;
}

static void judge_pair(const sea_sgp4 *pair, const sea_claim_approach *claimed, const sea_gp *a, const sea_gp *b,
                       sea_claim_finding *out)
{
    minimum m = least_distance(pair, claimed->start, claimed->end);
    if (!m.found || fill_figures(pair, &m, a, b, out) != SEA_OK) {
        leave_open(out, SEA_CLAIM_NOT_PROPAGATED);
        return;
    }
    double at_start = allowance_at(claimed->start, a, b), at_end = allowance_at(claimed->end, a, b);
    out->allowance_window_km = at_start > at_end ? at_start : at_end; /* distance from an epoch is greatest at an end */
    bool stale_window = stale_at(claimed->start, a, b) || stale_at(claimed->end, a, b);
    bool timed = claimed->time.ns != SEA_TAI_NONE.ns;
    if (timed) out->range_at_time_km = range_near_time(pair, claimed);
    if (stale_at(m.at.t, a, b)) {
        leave_open(out, SEA_CLAIM_STALE);
        return;
    }
    out->limit = judge_limit(claimed, out, stale_window);
    if (timed) out->time = judge_time(claimed, out, stale_window);
    if (claimed->has_range) out->range = judge_range(claimed, out, stale_window);
    take_weakest(out);
}

sea_status sea_claim_approach_check(const sea_claim_approach *claimed, const sea_gp *gps, size_t count,
                                    sea_claim_finding *out, sea_error *err)
{
    bool has_1 = choose(gps, count, claimed->norad_cat_id_1, claimed->start, &out->index_1);
    bool has_2 = choose(gps, count, claimed->norad_cat_id_2, claimed->start, &out->index_2);
    out->missing[0] = has_1 ? 0 : claimed->norad_cat_id_1;
    out->missing[1] = has_2 ? 0 : claimed->norad_cat_id_2;
    if (!has_1 || !has_2) {
        leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    out->has_elements = true;
    sea_gp used[2] = {gps[out->index_1], gps[out->index_2]};
    if (same_orbit(&used[0], &used[1])) {
        leave_open(out, SEA_CLAIM_SAME_ELEMENTS);
        return SEA_OK;
    }
    sea_sgp4 *pair = NULL;
    const sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    sea_status status = sea_sgp4_new(used, 2, &sgp4, &pair, NULL, err);
    if (status != SEA_OK) return status;
    judge_pair(pair, claimed, &used[0], &used[1], out);
    sea_sgp4_free(pair);
    return SEA_OK;
}

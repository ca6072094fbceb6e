/* The test `closest-approach`: the least distance of two objects in a window against a claimed one. */
#include "evidence/claim.h"
#include "base/vec.h"

#include <starsea/frame.h>

enum { OBJECT_1, OBJECT_2, START, END, MAX_RANGE, TIME, TIME_TOLERANCE, RANGE, RANGE_TOLERANCE };

const sea_claim_parameter sea_claim_approach_parameters[9] = {
    {"object_1", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number"},
    {"object_2", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number of another object"},
    {"start", SEA_CLAIM_TIME, "UTC", true, .help = "start of the window"},
    {"end", SEA_CLAIM_TIME, "UTC", true, .help = "end of the window"},
    {"max_range_km", SEA_CLAIM_NUMBER, "km", true, 1e-6, 100000, .help = "they came at least as close as this"},
    {"time", SEA_CLAIM_TIME, "UTC", .with = "time_tolerance_s", .help = "claimed instant of closest approach"},
    {"time_tolerance_s", SEA_CLAIM_NUMBER, "s", false, 1e-6, 86400, "time", .help = "on both sides of it"},
    {"range_km", SEA_CLAIM_NUMBER, "km", false, 1e-6, 100000, "range_tolerance_km",
     .help = "claimed closest distance as a number; public element sets rarely resolve it"},
    {"range_tolerance_km", SEA_CLAIM_NUMBER, "km", false, 1e-6, 100000, "range_km", .help = "on both sides of it"},
};

sea_claim_approach sea_claim_approach_of(const sea_claim_value *v)
{
    return (sea_claim_approach){.norad_cat_id_1 = v[OBJECT_1].object,
                                .norad_cat_id_2 = v[OBJECT_2].object,
                                .start = v[START].time,
                                .end = v[END].time,
                                .max_range_km = v[MAX_RANGE].number,
                                .time = v[TIME].given ? v[TIME].time : SEA_TAI_NONE,
                                .time_tolerance_s = v[TIME_TOLERANCE].number,
                                .has_range = v[RANGE].given,
                                .range_km = v[RANGE].number,
                                .range_tolerance_km = v[RANGE_TOLERANCE].number};
}

static sea_claim_part part(sea_verdict verdict, sea_claim_reason reason, double p)
{
    return sea_claim_part_of(verdict, reason, sea_claim_likelihood(p));
}

static sea_claim_part open_part(sea_claim_reason reason)
{
    return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, reason, -1.0);
}

static const double very_likely = 0.80;

/* "Came within max_range_km in the window." */
static sea_claim_part judge_limit(const sea_claim_approach *claimed, const sea_claim_finding *f, bool stale_window)
{
    double limit = claimed->max_range_km, p = sea_claim_within(f->range_km, f->allowance_km, limit);
    bool firm = f->range_km + f->allowance_km <= limit;
    if (firm) return part(SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES, p);
    if (p >= very_likely) return part(SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES_UNRESOLVED, p);
    /* Saying that it never came so close speaks about the whole window, so the whole window must be known. */
    if (!f->complete) return open_part(SEA_CLAIM_NOT_PROPAGATED);
    if (stale_window) return open_part(SEA_CLAIM_STALE);
    if (f->range_floor_km > limit + f->allowance_window_km)
        return part(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, p);
    if (limit < f->allowance_km) return open_part(SEA_CLAIM_BELOW_RESOLUTION);
    return part(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_WITHIN_ALLOWANCE, p);
}

/* "Closest at `time`": refuted only where the pair was clearly further apart then than at its closest. */
static sea_claim_part judge_time(const sea_claim_approach *claimed, const sea_claim_finding *f, bool stale_window)
{
    if (!f->complete) return open_part(SEA_CLAIM_NOT_PROPAGATED);
    if (stale_window) return open_part(SEA_CLAIM_STALE);
    double off_s = sea_tai_diff_s(f->tca, claimed->time);
    if (off_s < 0.0) off_s = -off_s;
    /* Along the orbit the allowance is a delay: at the pair's relative speed it moves the instant by this. */
    double allowance_s = f->allowance_km / f->relative_speed_km_s;
    if (f->range_at_time_km - f->range_km > f->allowance_window_km)
        return part(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, 0.0);
    sea_claim_part p = sea_claim_judge(off_s, allowance_s, -claimed->time_tolerance_s, claimed->time_tolerance_s);
    return p.verdict == SEA_VERDICT_CONTRADICTED ? open_part(SEA_CLAIM_WITHIN_ALLOWANCE) : p;
}

/* "The closest distance was range_km": a number, so the tolerance must be wider than what public elements resolve. */
static sea_claim_part judge_range(const sea_claim_approach *claimed, const sea_claim_finding *f, bool stale_window)
{
    double low = claimed->range_km - claimed->range_tolerance_km,
           high = claimed->range_km + claimed->range_tolerance_km;
    double off_km = f->range_km > high ? f->range_km - high : low > f->range_km ? low - f->range_km : 0.0;
    double p = sea_claim_within(f->range_km, f->allowance_km, high) -
               (low > 0.0 ? sea_claim_within(f->range_km, f->allowance_km, low) : 0.0);
    if (!f->complete) return open_part(SEA_CLAIM_NOT_PROPAGATED);
    if (stale_window) return open_part(SEA_CLAIM_STALE);
    if (off_km > f->allowance_window_km) return part(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, p);
    if (p >= very_likely) {
        bool firm = f->range_km + f->allowance_km <= high && f->range_km - f->allowance_km >= low;
        return part(SEA_VERDICT_SUPPORTED, firm ? SEA_CLAIM_AGREES : SEA_CLAIM_AGREES_UNRESOLVED, p);
    }
    if (claimed->range_tolerance_km < f->allowance_km) return open_part(SEA_CLAIM_BELOW_RESOLUTION);
    return part(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_WITHIN_ALLOWANCE, p);
}

/* The clause is as weak as its weakest part; of equally strong parts the less certain one names the reason. */
static void take_weakest(sea_claim_finding *f)
{
    const sea_claim_part *parts[] = {&f->limit, &f->time, &f->range};
    sea_claim_take(f, f->limit);
    for (size_t i = 1; i < 3; i++) {
        if (!parts[i]->asked) continue;
        double least = parts[i]->likelihood < f->likelihood ? parts[i]->likelihood : f->likelihood;
        bool weaker = parts[i]->verdict < f->verdict;
        bool less_certain = parts[i]->verdict == f->verdict && parts[i]->reason == SEA_CLAIM_AGREES_UNRESOLVED;
        if (weaker || less_certain) sea_claim_take(f, *parts[i]);
        f->likelihood = least;
    }
}

static void tell_figures(const sea_claim_approach *claimed, sea_claim_finding *out)
{
    sea_claim_add_real(out, "range_km", "closest distance", "km", 6, out->range_km);
    sea_claim_add_time(out, "tca", out->at_edge ? "at (an edge of the window)" : "at", out->tca);
    sea_claim_add_real(out, "max_range_km", "claimed at most", "km", 3, claimed->max_range_km);
    sea_claim_add_real(out, "allowance_km", "allowance for public data", "km", 6, out->allowance_km);
    if (claimed->has_range) {
        sea_claim_add_real(out, "claimed_range_km", "claimed distance", "km", 3, claimed->range_km);
        sea_claim_add_real(out, "claimed_range_tolerance_km", "within", "km", 3, claimed->range_tolerance_km);
    }
    if (out->time.asked) {
        sea_claim_add_time(out, "claimed_time", "claimed time", claimed->time);
        sea_claim_add_real(out, "claimed_time_tolerance_s", "within", "s", 3, claimed->time_tolerance_s);
        sea_claim_add_real(out, "later_than_claimed_s", "computed later by", "s", 6,
                           sea_tai_diff_s(out->tca, claimed->time));
        sea_claim_add_real(out, "range_at_claimed_time_km", "least distance about the claimed time", "km", 6,
                           out->range_at_time_km);
    }
    sea_claim_add_real(out, "relative_speed_km_s", "relative speed", "km/s", 6, out->relative_speed_km_s);
    sea_claim_add_real(out, "range_floor_km", "nowhere in the window closer than", "km", 6, out->range_floor_km);
}

static sea_status fill_figures(const sea_sgp4 *pair, const sea_claim_span *m, const sea_gp used[2],
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
    out->age_1_s = sea_tai_diff_s(m->at.t, used[0].epoch);
    out->age_2_s = sea_tai_diff_s(m->at.t, used[1].epoch);
    out->allowance_km = sea_claim_pair_allowance_km(m->at.t, &used[0], &used[1]);
    return SEA_OK;
}

static double range_near_time(const sea_sgp4 *pair, const sea_claim_approach *claimed)
{
    int64_t reach = (int64_t)(claimed->time_tolerance_s * 1e9);
    sea_tai from = {claimed->time.ns - reach}, to = {claimed->time.ns + reach};
    if (from.ns < claimed->start.ns) from = claimed->start;
    if (to.ns > claimed->end.ns) to = claimed->end;
    sea_claim_span m = sea_claim_distances(pair, from, to);
    return m.found ? m.at.range_km : 0.0;
}

static double older(const sea_claim_finding *f)
{
    double a = f->age_1_s < 0.0 ? -f->age_1_s : f->age_1_s, b = f->age_2_s < 0.0 ? -f->age_2_s : f->age_2_s;
    return (a > b ? a : b) / 86400.0;
}

static void judge_pair(const sea_sgp4 *pair, const sea_claim_approach *claimed, const sea_gp used[2],
                       sea_claim_finding *out)
{
    sea_claim_span m = sea_claim_distances(pair, claimed->start, claimed->end);
    if (!m.found || fill_figures(pair, &m, used, out) != SEA_OK) {
        sea_claim_leave_open(out, SEA_CLAIM_NOT_PROPAGATED);
        return;
    }
    double at_start = sea_claim_pair_allowance_km(claimed->start, &used[0], &used[1]);
    double at_end = sea_claim_pair_allowance_km(claimed->end, &used[0], &used[1]);
    out->allowance_window_km = at_start > at_end ? at_start : at_end; /* distance from an epoch is greatest at an end */
    bool stale_window = sea_claim_pair_stale(claimed->start, &used[0], &used[1]) ||
                        sea_claim_pair_stale(claimed->end, &used[0], &used[1]);
    bool timed = claimed->time.ns != SEA_TAI_NONE.ns;
    if (timed) out->range_at_time_km = range_near_time(pair, claimed);
    if (sea_claim_pair_stale(m.at.t, &used[0], &used[1])) {
        sea_claim_leave_open(out, SEA_CLAIM_STALE);
        tell_figures(claimed, out);
        return;
    }
    out->limit = judge_limit(claimed, out, stale_window);
    if (timed) out->time = judge_time(claimed, out, stale_window);
    if (claimed->has_range) out->range = judge_range(claimed, out, stale_window);
    take_weakest(out);
    out->confidence = sea_claim_confidence_of_age(older(out));
    tell_figures(claimed, out);
}

sea_status sea_claim_approach_judge(const sea_claim_value *values, sea_claim_case *c, sea_claim_finding *out,
                                    sea_error *err)
{
    const sea_claim_approach claimed = sea_claim_approach_of(values);
    sea_gp used[2];
    sea_sgp4 *pair = NULL;
    sea_status status =
        sea_claim_pair_new(c, claimed.norad_cat_id_1, claimed.norad_cat_id_2, claimed.start, used, &pair, out, err);
    if (status == SEA_OK && pair) judge_pair(pair, &claimed, used, out);
    sea_sgp4_free(pair);
    return status;
}

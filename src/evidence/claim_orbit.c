/* Tests of one orbit and of burns: heights, raised, lowered, manoeuvre, none, who moved. */
#include "evidence/claim.h"
#include "base/error.h"
#include "base/math.h"

#include <starsea/manoeuvre.h>

#include <math.h>

enum { OBJECT, START, END, CHANGE, QUANTITY, LEAST_DV = 3, TIME = 1, MIN_PERIGEE = 2 };
enum { NEIGHBOUR_MAX_DAYS = 45, HEIGHTS_AGE_MAX_DAYS = 30 };

static const char *const quantities[] = {"semi-major-axis", "perigee", "apogee", NULL};

#define SPAN_PARAMETERS                                                                                                \
    {"start", SEA_CLAIM_TIME, "UTC", true, .help = "start of the span"},                                               \
    {                                                                                                                  \
        "end", SEA_CLAIM_TIME, "UTC", true, .help = "end of the span"                                                  \
    }

const sea_claim_parameter sea_claim_change_parameters[5] = {
    {"object", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number"},
    SPAN_PARAMETERS,
    {"min_change_km", SEA_CLAIM_NUMBER, "km", true, 0, 100000, .help = "by at least this"},
    {"quantity", SEA_CLAIM_WORD, NULL, false, .words = quantities, .help = "of what; semi-major-axis unless given"},
};
const sea_claim_parameter sea_claim_heights_parameters[6] = {
    {"object", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number"},
    {"time", SEA_CLAIM_TIME, "UTC", true, .help = "instant of the orbit"},
    {"min_perigee_km", SEA_CLAIM_NUMBER, "km", false, 0, 1e6, .help = "height of the perigee, at least"},
    {"max_perigee_km", SEA_CLAIM_NUMBER, "km", false, 0, 1e6, .help = "height of the perigee, at most"},
    {"min_apogee_km", SEA_CLAIM_NUMBER, "km", false, 0, 1e6, .help = "height of the apogee, at least"},
    {"max_apogee_km", SEA_CLAIM_NUMBER, "km", false, 0, 1e6, .help = "height of the apogee, at most"},
};
const sea_claim_parameter sea_claim_burn_parameters[4] = {
    {"object", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number"},
    SPAN_PARAMETERS,
    {"min_dv_m_s", SEA_CLAIM_NUMBER, "m/s", false, 1e-6, 10000, .help = "burns of this size and more count"},
};
const sea_claim_parameter sea_claim_mover_parameters[5] = {
    {"mover", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number of the object that moved"},
    {"other", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number of the object that did not"},
    SPAN_PARAMETERS,
    {"min_dv_m_s", SEA_CLAIM_NUMBER, "m/s", true, 1e-6, 10000, .help = "burns of this size and more count"},
};

/* ---- heights ---- */

/* Mean heights: what drag and the Moon make of a mean eccentricity between two sets, and what J3 hides, is inside. */
static double height_allowance_km(const sea_gp *gp, int quantity, double days)
{
    bool low = gp->mean_motion_rev_day > 6.4;
    if (quantity == 0) return low ? 0.2 : 3.0 + 0.15 * days;
    return low ? 10.0 : fmin(20.0 + 0.5 * days, 200.0);
}

static bool heights_of(const sea_gp *gp, double out[3])
{
    double a, e;
    if (!sea_claim_orbit(gp, &a, &e)) return false;
    out[0] = a;
    out[1] = a * (1.0 - e) - SEA_CLAIM_EARTH_KM;
    out[2] = a * (1.0 + e) - SEA_CLAIM_EARTH_KM;
    return true;
}

sea_status sea_claim_heights_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    (void)err;
    size_t count;
    double h[3];
    const sea_gp *gps = sea_claim_sets(c, v[OBJECT].object, &count, out);
    if (!gps) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    const sea_gp *gp = sea_claim_nearest(gps, count, v[TIME].time);
    double days = fabs(sea_tai_diff_days(v[TIME].time, gp->epoch));
    if (days > HEIGHTS_AGE_MAX_DAYS || !heights_of(gp, h)) {
        sea_claim_leave_open(out, days > HEIGHTS_AGE_MAX_DAYS ? SEA_CLAIM_STALE : SEA_CLAIM_NOT_PROPAGATED);
        return SEA_OK;
    }
    sea_claim_part part = {.likelihood = -1.0};
    for (int i = 0; i < 2; i++) {
        const sea_claim_value *min = &v[MIN_PERIGEE + 2 * i], *max = min + 1;
        if (!min->given && !max->given) continue;
        sea_claim_part now = sea_claim_judge(h[1 + i], height_allowance_km(gp, 1 + i, days),
                                             min->given ? min->number : -INFINITY, max->given ? max->number : INFINITY);
        if (!part.asked || now.verdict < part.verdict ||
            (now.verdict == part.verdict && now.likelihood < part.likelihood))
            part = now;
    }
    if (!part.asked) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_TEST);
        return SEA_OK;
    }
    sea_claim_take(out, part);
    out->confidence = sea_claim_confidence_of_age(days);
    sea_claim_add_real(out, "perigee_km", "height of the perigee", "km", 1, h[1]);
    sea_claim_add_real(out, "apogee_km", "height of the apogee", "km", 1, h[2]);
    sea_claim_add_real(out, "inclination_deg", "inclination", "deg", 3, gp->incl_deg);
    sea_claim_add_real(out, "allowance_km", "allowance for public data", "km", 1, height_allowance_km(gp, 1, days));
    sea_claim_add_time(out, "epoch", "epoch of the set", gp->epoch);
    return SEA_OK;
}

/* ---- raised, lowered ---- */

static sea_status put_series(const sea_gp *gps, size_t count, int quantity, const sea_claim_value *v,
                             sea_claim_finding *out, sea_error *err)
{
    static const char *const labels[] = {"mean semi-major axis", "height of the perigee", "height of the apogee"};
    sea_status status = sea_claim_series_begin(out, labels[quantity], "km", count, err);
    for (size_t i = 0; i < count && status == SEA_OK; i++) {
        double h[3];
        bool near = gps[i].epoch.ns > v[START].time.ns - 2 * NEIGHBOUR_MAX_DAYS * SEA_NS_PER_DAY &&
                    gps[i].epoch.ns < v[END].time.ns + 2 * NEIGHBOUR_MAX_DAYS * SEA_NS_PER_DAY;
        if (near && heights_of(&gps[i], h)) sea_claim_series_add(out, gps[i].epoch, h[quantity]);
    }
    out->series.start = v[START].time;
    out->series.end = v[END].time;
    return status;
}

/* The last set before the span and the first after it; false, and the clause open, when one is missing or far. */
static bool around(const sea_claim_value *v, const sea_gp *gps, size_t count, const sea_gp *pair[2],
                   sea_claim_finding *out)
{
    pair[0] = sea_claim_before(gps, count, v[START].time);
    pair[1] = sea_claim_after(gps, count, v[END].time);
    bool near = pair[0] && pair[1] && sea_tai_diff_days(v[START].time, pair[0]->epoch) <= NEIGHBOUR_MAX_DAYS &&
                sea_tai_diff_days(pair[1]->epoch, v[END].time) <= NEIGHBOUR_MAX_DAYS;
    if (!near) sea_claim_leave_open(out, SEA_CLAIM_SPARSE);
    return near;
}

static sea_status judge_change(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, double sign,
                               sea_error *err)
{
    size_t count;
    double before[3], after[3];
    const sea_gp *pair[2], *gps = sea_claim_sets(c, v[OBJECT].object, &count, out);
    int q = v[QUANTITY].given ? v[QUANTITY].word : 0;
    if (!gps) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    sea_status status = put_series(gps, count, q, v, out, err);
    if (status != SEA_OK || !around(v, gps, count, pair, out)) return status;
    if (!heights_of(pair[0], before) || !heights_of(pair[1], after)) {
        sea_claim_leave_open(out, SEA_CLAIM_NOT_PROPAGATED);
        return SEA_OK;
    }
    double days = sea_tai_diff_days(pair[1]->epoch, pair[0]->epoch), change = sign * (after[q] - before[q]);
    double allowance = 2.0 * height_allowance_km(pair[0], q, days);
    sea_claim_take(out, sea_claim_judge(change, allowance, v[CHANGE].number, INFINITY));
    out->confidence = sea_claim_confidence_of_age(days / 5.0);
    sea_claim_add_word(out, "quantity", "measured by", quantities[q]);
    sea_claim_add_real(out, "before_km", "before", "km", 3, before[q]);
    sea_claim_add_time(out, "before_epoch", "at", pair[0]->epoch);
    sea_claim_add_real(out, "after_km", "after", "km", 3, after[q]);
    sea_claim_add_time(out, "after_epoch", "at", pair[1]->epoch);
    sea_claim_add_real(out, "change_km", sign > 0.0 ? "raised by" : "lowered by", "km", 3, change);
    sea_claim_add_real(out, "min_change_km", "claimed at least", "km", 3, v[CHANGE].number);
    sea_claim_add_real(out, "allowance_km", "allowance for public data and natural change", "km", 3, allowance);
    return SEA_OK;
}

sea_status sea_claim_raised_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    return judge_change(v, c, out, 1.0, err);
}

sea_status sea_claim_lowered_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    return judge_change(v, c, out, -1.0, err);
}

/* ---- burns ---- */

/* What is known of burns of at least `least_m_s` in a span. */
typedef struct burns {
    double found_p;    /* likelihood that there was one, by the search in the history and by the change across */
    double excess_m_s; /* change of speed across the span beyond what nature does */
    double bound_m_s;  /* what nature may do across it */
    double gap_days;   /* longest span without a set in and about the span */
    size_t events;
    sea_tai epoch; /* of the best one */
    double dv_m_s;
    bool known; /* sets before and after the span */
} burns;

/* Along-track speed that a change of the mean semi-major axis takes: n da / 2, in m/s. */
static double speed_of(double da_km, double a_km)
{
    double n = sqrt(398600.8 / (a_km * a_km * a_km));
    return 500.0 * n * da_km;
}

/*
 * Nature's share across the span. Low orbits: drag only lowers, so a rise counts whole and a fall not at all. High
 * ones: the Earth's equator moves the drift by up to 0.0018 deg/day^2, 0.14 km a day, and sets scatter by 3 km.
 */
static void look_across(const sea_gp *pair[2], burns *b)
{
    double before[3], after[3];
    if (!heights_of(pair[0], before) || !heights_of(pair[1], after)) return;
    double days = sea_tai_diff_days(pair[1]->epoch, pair[0]->epoch), da = after[0] - before[0];
    bool low = pair[0]->mean_motion_rev_day > 6.4;
    double bound = low ? 0.2 : 3.0 + 0.15 * days;
    b->known = true;
    b->bound_m_s = speed_of(bound, before[0]);
    double beyond = (low ? da : fabs(da)) - bound;
    b->excess_m_s = beyond > 0.0 ? speed_of(beyond, before[0]) : 0.0;
    /* A plane turned further than Sun and Moon turn it (1 deg a year high up, 0.1 low), and than sets scatter. */
    double turned = fabs(pair[1]->incl_deg - pair[0]->incl_deg) - 0.03 - (low ? 0.1 : 1.0) * days / 365.0;
    double v_m_s = 1000.0 * sqrt(398600.8 / before[0]);
    if (turned > 0.0) b->excess_m_s = fmax(b->excess_m_s, v_m_s * turned * SEA_PI / 180.0);
}

static void take_event(const sea_manoeuvre *m, sea_tai start, sea_tai end, double least_m_s, burns *b)
{
    int64_t from = m->earliest.ns > start.ns ? m->earliest.ns : start.ns;
    int64_t to = m->latest.ns < end.ns ? m->latest.ns : end.ns;
    if (to < from) return;
    double width = sea_tai_diff_s(m->latest, m->earliest);
    double inside = width > 0.0 ? sea_tai_diff_s((sea_tai){to}, (sea_tai){from}) / width : 1.0;
    double expected = m->false_alarms_per_year * sea_tai_diff_days(end, start) / 365.25;
    double dv = 1000.0 * fabs(m->dv_rtn_km_s[1]), sigma = 1000.0 * m->dv_sigma_km_s[1] + 1e-6;
    sea_claim_part large = sea_claim_judge(dv, 2.0 * sigma, least_m_s, INFINITY);
    double p = inside * sea_exp(-expected) * (least_m_s > 0.0 ? large.likelihood : 1.0);
    b->events++;
    if (p <= b->found_p) return;
    b->found_p = p;
    b->epoch = m->epoch;
    b->dv_m_s = dv;
}

static sea_status find_burns(const sea_gp *gps, size_t count, sea_tai start, sea_tai end, double least_m_s, burns *out,
                             sea_error *err)
{
    *out = (burns){.epoch = SEA_TAI_NONE};
    sea_manoeuvre_options options = sea_manoeuvre_options_default();
    sea_manoeuvre_result result = {0};
    options.threads = 1;
    sea_status status = sea_manoeuvre_run(gps, count, &options, &result, err);
    if (status != SEA_OK) return status;
    for (size_t i = 0; i < result.event_count; i++) {
        /* The rates of false alarms of sparse histories are not measured: the change across the span decides there. */
        if (result.events[i].caveats & SEA_MANOEUVRE_CAVEAT_SPARSE) continue;
        take_event(&result.events[i], start, end, least_m_s, out);
    }
    sea_manoeuvre_result_free(&result);
    const sea_gp *pair[2] = {sea_claim_before(gps, count, start), sea_claim_after(gps, count, end)};
    sea_tai last = pair[0] ? pair[0]->epoch : start;
    for (size_t i = 0; i < count; i++) {
        if (gps[i].epoch.ns < last.ns || last.ns >= end.ns) continue;
        out->gap_days = fmax(out->gap_days, sea_tai_diff_days(gps[i].epoch, last));
        last = gps[i].epoch;
    }
    if (last.ns < end.ns) out->gap_days = fmax(out->gap_days, sea_tai_diff_days(end, last));
    bool near = pair[0] && pair[1] && sea_tai_diff_days(start, pair[0]->epoch) <= NEIGHBOUR_MAX_DAYS &&
                sea_tai_diff_days(pair[1]->epoch, end) <= NEIGHBOUR_MAX_DAYS;
    if (near) look_across(pair, out);
    /* The change happened somewhere between the two sets, as likely inside the span as the span fills them. */
    if (near && out->excess_m_s > least_m_s) {
        double part = sea_tai_diff_days(end, start) / sea_tai_diff_days(pair[1]->epoch, pair[0]->epoch);
        out->found_p = fmax(out->found_p, 0.97 * part);
    }
    return SEA_OK;
}

/* Measured recall of burns of a cm/s and more is about 0.9 where sets come daily (docs/VALIDATION.md). */
static double none_likelihood(const burns *b, double least_m_s)
{
    if (!b->known || b->found_p >= 0.5) return 1.0 - b->found_p;
    if (b->gap_days <= 3.0 && least_m_s >= 0.01 && b->events == 0) return 0.90;
    if (least_m_s >= 2.0 * b->bound_m_s && b->excess_m_s == 0.0) return 0.85;
    return -1.0;
}

static sea_claim_part judge_burn(const burns *b, double least_m_s)
{
    if (b->found_p >= 0.80)
        return sea_claim_part_of(SEA_VERDICT_SUPPORTED,
                                 b->found_p >= 0.95 ? SEA_CLAIM_AGREES : SEA_CLAIM_AGREES_UNRESOLVED,
                                 sea_claim_likelihood(b->found_p));
    double none = none_likelihood(b, least_m_s);
    if (none >= 0.80 && b->known)
        return sea_claim_part_of(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, sea_claim_likelihood(1.0 - none));
    if (b->found_p > 0.0)
        return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_WITHIN_ALLOWANCE, sea_claim_likelihood(b->found_p));
    return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, b->known ? SEA_CLAIM_BELOW_RESOLUTION : SEA_CLAIM_SPARSE, -1.0);
}

static sea_claim_part turned_round(sea_claim_part p)
{
    if (p.verdict != SEA_VERDICT_UNDECIDABLE) {
        bool none = p.verdict == SEA_VERDICT_CONTRADICTED;
        p.verdict = none ? SEA_VERDICT_SUPPORTED : SEA_VERDICT_CONTRADICTED;
        p.reason = none ? SEA_CLAIM_AGREES_UNRESOLVED : SEA_CLAIM_DISAGREES;
    }
    if (p.likelihood >= 0.0) p.likelihood = 1.0 - p.likelihood;
    return p;
}

static void tell_burns(const burns *b, sea_claim_finding *out)
{
    sea_claim_add_real(out, "burns", "burns found that touch the span", "", 0, (double)b->events);
    if (b->epoch.ns != SEA_TAI_NONE.ns) {
        sea_claim_add_time(out, "burn_epoch", "the surest at", b->epoch);
        sea_claim_add_real(out, "burn_dv_m_s", "along the track", "m/s", 4, b->dv_m_s);
    }
    if (b->known) {
        sea_claim_add_real(out, "excess_m_s", "change across the span beyond nature's", "m/s", 3, b->excess_m_s);
        sea_claim_add_real(out, "natural_m_s", "what nature may do in it", "m/s", 3, b->bound_m_s);
    }
    sea_claim_add_real(out, "gap_days", "longest span without a set", "d", 1, b->gap_days);
}

static sea_status judge_span(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, bool none,
                             sea_error *err)
{
    size_t count;
    burns b;
    const sea_gp *gps = sea_claim_sets(c, v[OBJECT].object, &count, out);
    if (!gps) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    double least = v[LEAST_DV].given ? v[LEAST_DV].number : 0.0;
    sea_status status = put_series(gps, count, 0, v, out, err);
    if (status == SEA_OK) status = find_burns(gps, count, v[START].time, v[END].time, least, &b, err);
    if (status != SEA_OK) return status;
    sea_claim_part part = judge_burn(&b, least);
    sea_claim_take(out, none ? turned_round(part) : part);
    out->confidence = sea_claim_confidence_of_age(b.gap_days);
    tell_burns(&b, out);
    return SEA_OK;
}

sea_status sea_claim_burn_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    return judge_span(v, c, out, false, err);
}

sea_status sea_claim_no_burn_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    return judge_span(v, c, out, true, err);
}

/* ---- who-moved ---- */

static sea_claim_part judge_mover(sea_claim_part mover, sea_claim_part other)
{
    sea_claim_part still = turned_round(other);
    if (mover.verdict == SEA_VERDICT_CONTRADICTED) return mover;
    if (still.verdict == SEA_VERDICT_CONTRADICTED) return still;
    sea_claim_part weaker = mover.verdict < still.verdict ? mover : still;
    if (mover.likelihood < 0.0 || still.likelihood < 0.0)
        weaker.likelihood = -1.0;
    else
        weaker.likelihood = sea_claim_likelihood(mover.likelihood * still.likelihood);
    /* Two very likely statements may together be less than very likely. */
    if (weaker.verdict == SEA_VERDICT_SUPPORTED && weaker.likelihood < 0.80) {
        weaker.verdict = SEA_VERDICT_UNDECIDABLE;
        weaker.reason = SEA_CLAIM_WITHIN_ALLOWANCE;
    }
    return weaker;
}

sea_status sea_claim_mover_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    enum { MOVER, NOT_MOVER, FROM, TO, SIZE };
    burns b[2];
    for (int i = 0; i < 2; i++) {
        size_t count;
        const sea_gp *gps = sea_claim_sets(c, v[i].object, &count, out);
        sea_status status = gps ? find_burns(gps, count, v[FROM].time, v[TO].time, v[SIZE].number, &b[i], err) : SEA_OK;
        if (status != SEA_OK) return status;
    }
    if (out->missing[0]) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    sea_claim_take(out, judge_mover(judge_burn(&b[MOVER], v[SIZE].number), judge_burn(&b[NOT_MOVER], v[SIZE].number)));
    out->confidence = sea_claim_confidence_of_age(fmax(b[0].gap_days, b[1].gap_days));
    sea_claim_add_real(out, "mover_excess_m_s", "mover: change beyond nature's", "m/s", 3, b[0].excess_m_s);
    sea_claim_add_real(out, "mover_natural_m_s", "mover: what nature may do", "m/s", 3, b[0].bound_m_s);
    sea_claim_add_real(out, "mover_burns", "mover: burns found", "", 0, (double)b[0].events);
    sea_claim_add_real(out, "other_excess_m_s", "other: change beyond nature's", "m/s", 3, b[1].excess_m_s);
    sea_claim_add_real(out, "other_natural_m_s", "other: what nature may do", "m/s", 3, b[1].bound_m_s);
    sea_claim_add_real(out, "other_burns", "other: burns found", "", 0, (double)b[1].events);
    sea_claim_add_real(out, "min_dv_m_s", "claimed at least", "m/s", 3, v[SIZE].number);
    return SEA_OK;
}

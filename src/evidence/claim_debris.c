/* Tests of what a launch left in orbit: a breakup, how many pieces. */
#include "evidence/claim.h"
#include "base/error.h"
#include "base/math.h"

#include <starsea/breakup.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARENT, LAUNCH, TIME, TOLERANCE };
enum { COUNT_LAUNCH, COUNT_TIME, COUNT_MIN, COUNT_MAX };
enum { SILENT_DAYS = 30, CURVE_KNOTS = 80 };

const sea_claim_parameter sea_claim_breakup_parameters[4] = {
    {"parent", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number of the object that broke up"},
    {"launch", SEA_CLAIM_LAUNCH, NULL, true, .help = "designator of its launch, of which the pieces are"},
    {"time", SEA_CLAIM_TIME, "UTC", true, .help = "claimed instant"},
    {"time_tolerance_h", SEA_CLAIM_NUMBER, "h", true, 1e-3, 8760, .help = "on both sides of it"},
};
const sea_claim_parameter sea_claim_count_parameters[4] = {
    {"launch", SEA_CLAIM_LAUNCH, NULL, true, .help = "designator of the launch"},
    {"time", SEA_CLAIM_TIME, "UTC", true, .help = "instant at which objects are counted"},
    {"min_count", SEA_CLAIM_COUNT, NULL, false, 0, 1000000, .help = "at least so many, of every type"},
    {"max_count", SEA_CLAIM_COUNT, NULL, false, 0, 1000000, .help = "at most so many, of every type"},
};

static bool of_launch(const sea_gp *gp, const char *launch)
{
    return strncmp(gp->object_id, launch, 8) == 0;
}

/* Every set of a launch counts as used. Returned: objects of it, with first and last epochs in the source. */
static size_t use_launch(sea_claim_case *c, const char *launch, sea_claim_finding *out)
{
    sea_claim_source source = {.first = SEA_TAI_NONE, .last = SEA_TAI_NONE};
    memcpy(source.launch, launch, 9);
    for (size_t i = 0; i < c->evidence->gp_count; i++)
        if (of_launch(&c->evidence->gps[i], launch)) c->used[i] = true;
    for (size_t i = 0; i < c->history.object_count; i++) {
        const sea_gp_object *o = &c->history.objects[i];
        const sea_gp *gps = c->history.gps + o->first;
        if (!of_launch(&gps[0], launch)) continue;
        source.objects++;
        source.sets += (uint32_t)o->count;
        if (source.objects == 1 || gps[0].epoch.ns < source.first.ns) source.first = gps[0].epoch;
        if (source.objects == 1 || gps[o->count - 1].epoch.ns > source.last.ns) source.last = gps[o->count - 1].epoch;
    }
    if (source.objects > 0) out->sources[out->source_count++] = source;
    return source.objects;
}

/* ---- breakup ---- */

static const sea_breakup *event_of(const sea_breakup *events, size_t count, const sea_claim_value *v)
{
    const sea_breakup *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strncmp(events[i].launch, v[LAUNCH].launch, 8) != 0) continue;
        bool named = events[i].parent == v[PARENT].object || events[i].parent_2 == v[PARENT].object;
        if (!found || named) found = &events[i];
    }
    return found;
}

/* Part of the epoch's distribution before `h` hours after the likeliest: a normal one to each side of it. */
static double before_h(double h, double sigma_early_h, double sigma_late_h)
{
    double sigma = h < 0.0 ? sigma_early_h : sigma_late_h;
    return 0.5 + 0.5 * sea_erf(h / sigma * 0.70710678118654752);
}

/*
 * The claimed interval against the 90% interval of the epoch, which may be lopsided. What touches it is never
 * contradicted, nor what misses it by less than its own width or than a revolution: which one it was is the least
 * certain part of an epoch.
 */
static sea_claim_part judge_epoch(const sea_breakup *e, sea_tai time, double tolerance_h, bool sure)
{
    const double revolution_h = 2.0, floor_h = 1e-3;
    double early_h = sea_tai_diff_s(e->earliest, e->epoch) / 3600.0,
           late_h = sea_tai_diff_s(e->latest, e->epoch) / 3600.0;
    double low_h = sea_tai_diff_s(time, e->epoch) / 3600.0 - tolerance_h, high_h = low_h + 2.0 * tolerance_h;
    double s1 = fmax(-early_h / 1.645, floor_h), s2 = fmax(late_h / 1.645, floor_h);
    double p = sea_claim_likelihood(before_h(high_h, s1, s2) - before_h(low_h, s1, s2));
    double missed_h = fmax(fmax(early_h - high_h, low_h - late_h), 0.0);
    if (missed_h > fmax(late_h - early_h, revolution_h))
        return sea_claim_part_of(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, sure ? p : fmax(p, 0.05));
    bool firm = low_h <= early_h && late_h <= high_h;
    if (firm || p >= 0.80)
        return sea_claim_part_of(SEA_VERDICT_SUPPORTED, firm ? SEA_CLAIM_AGREES : SEA_CLAIM_AGREES_UNRESOLVED,
                                 firm ? fmax(p, 0.90) : p);
    if (2.0 * tolerance_h < late_h - early_h)
        return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_BELOW_RESOLUTION, -1.0);
    return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_WITHIN_ALLOWANCE, fmax(p, 0.05));
}

static sea_confidence confidence_of(const sea_breakup *e)
{
    const uint32_t weak = SEA_BREAKUP_CAVEAT_OLD | SEA_BREAKUP_CAVEAT_DRAG | SEA_BREAKUP_CAVEAT_SPREAD |
                          SEA_BREAKUP_CAVEAT_PARENT_LATER | SEA_BREAKUP_CAVEAT_PARENT_OPEN;
    if (e->caveats & weak) return SEA_CONFIDENCE_LOW;
    return e->caveats || e->used < 50 ? SEA_CONFIDENCE_MODERATE : SEA_CONFIDENCE_HIGH;
}

static void judge_event(const sea_claim_value *v, const sea_breakup *e, sea_claim_finding *out)
{
    bool named = e->parent == v[PARENT].object || e->parent_2 == v[PARENT].object;
    sea_claim_add_word(out, "kind", "found", sea_breakup_kind_name(e->kind));
    sea_claim_add_real(out, "pieces", "pieces catalogued", "", 0, (double)e->fragments);
    sea_claim_add_word(out, "parent", "parent", named ? "as claimed" : e->parent ? "another object" : "not found");
    if (e->epoch.ns == SEA_TAI_NONE.ns) {
        sea_claim_leave_open(out, SEA_CLAIM_SPARSE);
        return;
    }
    double late_h = sea_tai_diff_s(e->epoch, v[TIME].time) / 3600.0;
    out->confidence = confidence_of(e);
    sea_claim_part part = judge_epoch(e, v[TIME].time, v[TOLERANCE].number, out->confidence != SEA_CONFIDENCE_LOW);
    if (!named && part.verdict == SEA_VERDICT_SUPPORTED)
        part = sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_WITHIN_ALLOWANCE, -1.0);
    sea_claim_take(out, part);
    sea_claim_add_time(out, "epoch", "epoch", e->epoch);
    sea_claim_add_time(out, "earliest", "90% interval from", e->earliest);
    sea_claim_add_time(out, "latest", "to", e->latest);
    sea_claim_add_time(out, "claimed_time", "claimed", v[TIME].time);
    sea_claim_add_real(out, "later_than_claimed_h", "found later (below 0: earlier) by", "h", 3, late_h);
    sea_claim_add_real(out, "claimed_tolerance_h", "claimed within", "h", 3, v[TOLERANCE].number);
    sea_claim_add_real(out, "used", "pieces the epoch rests on", "", 0, (double)e->used);
}

sea_status sea_claim_breakup_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    size_t count = 0;
    sea_breakup *events = NULL;
    sea_breakup_options options = sea_breakup_options_default();
    options.threads = 1;
    sea_claim_sets(c, v[PARENT].object, &count, out);
    if (use_launch(c, v[LAUNCH].launch, out) == 0) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    sea_status status = sea_breakup_find(&c->history, &options, &events, &count, err);
    if (status != SEA_OK) return status;
    const sea_breakup *e = event_of(events, count, v);
    if (e)
        judge_event(v, e, out);
    else
        sea_claim_leave_open(out, SEA_CLAIM_SPARSE);
    free(events);
    return SEA_OK;
}

/* ---- debris-count ---- */

typedef struct tally {
    uint32_t held, later, silent; /* sets on both sides of the instant; only after it; only in the days before it */
} tally;

static tally count_at(const sea_claim_case *c, const char *launch, sea_tai t)
{
    tally out = {0};
    for (size_t i = 0; i < c->history.object_count; i++) {
        const sea_gp_object *o = &c->history.objects[i];
        const sea_gp *gps = c->history.gps + o->first;
        if (!of_launch(&gps[0], launch)) continue;
        sea_tai first = gps[0].epoch, last = gps[o->count - 1].epoch;
        out.held += first.ns <= t.ns && last.ns >= t.ns;
        out.later += first.ns > t.ns;
        out.silent += last.ns < t.ns && sea_tai_diff_days(t, last) <= SILENT_DAYS;
    }
    return out;
}

/* Whether the breakups found of a launch were all over by `t`, and there is one: then what was first catalogued after
 * `t` existed already. */
static sea_status broken_before(const sea_claim_case *c, const char *launch, sea_tai t, bool *before, sea_error *err)
{
    size_t count = 0;
    sea_breakup *events = NULL;
    sea_breakup_options options = sea_breakup_options_default();
    options.threads = 1;
    sea_status status = sea_breakup_find(&c->history, &options, &events, &count, err);
    if (status != SEA_OK) return status;
    bool any = false, after = false;
    for (size_t i = 0; i < count; i++) {
        if (strncmp(events[i].launch, launch, 8) != 0 || events[i].epoch.ns == SEA_TAI_NONE.ns) continue;
        any = true;
        after = after || events[i].latest.ns > t.ns;
    }
    *before = any && !after;
    free(events);
    return SEA_OK;
}

/* Objects between their first and last set. */
static sea_status draw(const sea_claim_case *c, const sea_claim_value *v, sea_claim_finding *out, sea_error *err)
{
    const sea_claim_source *s = &out->sources[0];
    sea_status status =
        sea_claim_series_begin(out, "objects of the launch in orbit, as catalogued", "", CURVE_KNOTS, err);
    for (int k = 0; k < CURVE_KNOTS && status == SEA_OK; k++) {
        sea_tai t = {s->first.ns + (s->last.ns - s->first.ns) / (CURVE_KNOTS - 1) * k};
        double held = 0.0;
        for (size_t i = 0; i < c->history.object_count; i++) {
            const sea_gp_object *o = &c->history.objects[i];
            const sea_gp *gps = c->history.gps + o->first;
            held += of_launch(&gps[0], v[COUNT_LAUNCH].launch) && gps[0].epoch.ns <= t.ns &&
                    gps[o->count - 1].epoch.ns >= t.ns;
        }
        sea_claim_series_add(out, t, held);
    }
    out->series.start = out->series.end = v[COUNT_TIME].time;
    if (v[COUNT_MIN].given) out->series.low = v[COUNT_MIN].count;
    if (v[COUNT_MAX].given) out->series.high = v[COUNT_MAX].count;
    return status;
}

/* The truth lies between what surely was there and all that may have been. */
static sea_claim_part judge_count(const sea_claim_value *v, double least, double most)
{
    double low = v[COUNT_MIN].given ? (double)v[COUNT_MIN].count : 0.0,
           high = v[COUNT_MAX].given ? (double)v[COUNT_MAX].count : (double)INFINITY;
    if (least > high || most < low) return sea_claim_part_of(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, 0.01);
    if (least >= low && most <= high) return sea_claim_part_of(SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES, 0.97);
    return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, isfinite(most) ? SEA_CLAIM_WITHIN_ALLOWANCE : SEA_CLAIM_SPARSE,
                             -1.0);
}

sea_status sea_claim_count_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    if (!v[COUNT_MIN].given && !v[COUNT_MAX].given) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_TEST);
        return SEA_OK;
    }
    if (use_launch(c, v[COUNT_LAUNCH].launch, out) == 0) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    sea_tai at = v[COUNT_TIME].time;
    tally t = count_at(c, v[COUNT_LAUNCH].launch, at);
    bool before = false, launched = !sea_claim_before_launch_year(v[COUNT_LAUNCH].launch, at);
    sea_status status = t.later > 0 && launched ? broken_before(c, v[COUNT_LAUNCH].launch, at, &before, err) : SEA_OK;
    if (status != SEA_OK) return status;
    /* Without sets after the instant, silence then says nothing. */
    bool covered = out->sources[0].last.ns >= at.ns;
    double least = t.held + (before ? t.later : 0);
    double most = !launched ? 0.0 : covered ? (double)t.held + t.later + t.silent : (double)INFINITY;
    sea_claim_take(out, judge_count(v, least, most));
    out->confidence = out->verdict == SEA_VERDICT_UNDECIDABLE ? SEA_CONFIDENCE_LOW : SEA_CONFIDENCE_HIGH;
    sea_claim_add_time(out, "time", "counted at", v[COUNT_TIME].time);
    sea_claim_add_real(out, "held", "objects with sets before and after it", "", 0, t.held);
    sea_claim_add_real(out, "seen_later",
                       before ? "first seen after it, of a breakup before it" : "first seen after it", "", 0, t.later);
    sea_claim_add_real(out, "silent", "last seen in the 30 days before it", "", 0, t.silent);
    if (v[COUNT_MIN].given) sea_claim_add_real(out, "min_count", "claimed at least", "", 0, v[COUNT_MIN].count);
    if (v[COUNT_MAX].given) sea_claim_add_real(out, "max_count", "claimed at most", "", 0, v[COUNT_MAX].count);
    return draw(c, v, out, err);
}

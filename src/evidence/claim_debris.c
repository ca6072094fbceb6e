/* Tests of what a launch left in orbit: a breakup, how many pieces. */
#include "evidence/claim.h"
#include "base/error.h"

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
    /* Half of a 90% interval is 1.645 sigma; the allowance is two. */
    double allowance_h = sea_tai_diff_s(e->latest, e->earliest) / 7200.0 * (2.0 / 1.645);
    sea_claim_part part =
        sea_claim_judge(late_h, allowance_h > 1e-6 ? allowance_h : 1e-6, -v[TOLERANCE].number, v[TOLERANCE].number);
    if (!named && part.verdict == SEA_VERDICT_SUPPORTED)
        part = sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_WITHIN_ALLOWANCE, -1.0);
    sea_claim_take(out, part);
    out->confidence = e->caveats & (SEA_BREAKUP_CAVEAT_OLD | SEA_BREAKUP_CAVEAT_DRAG | SEA_BREAKUP_CAVEAT_SPREAD |
                                    SEA_BREAKUP_CAVEAT_PARENT_LATER | SEA_BREAKUP_CAVEAT_PARENT_OPEN)
                          ? SEA_CONFIDENCE_LOW
                      : e->caveats || e->used < 50 ? SEA_CONFIDENCE_MODERATE
                                                   : SEA_CONFIDENCE_HIGH;
    sea_claim_add_time(out, "epoch", "epoch", e->epoch);
    sea_claim_add_time(out, "earliest", "90% interval from", e->earliest);
    sea_claim_add_time(out, "latest", "to", e->latest);
    sea_claim_add_time(out, "claimed_time", "claimed", v[TIME].time);
    sea_claim_add_real(out, "later_than_claimed_h", "found later by", "h", 3, late_h);
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
    uint32_t after, silent; /* seen at or after the instant; last seen in the days before it */
} tally;

static tally count_at(const sea_claim_case *c, const char *launch, sea_tai t)
{
    tally out = {0};
    for (size_t i = 0; i < c->history.object_count; i++) {
        const sea_gp_object *o = &c->history.objects[i];
        const sea_gp *gps = c->history.gps + o->first;
        if (!of_launch(&gps[0], launch)) continue;
        sea_tai last = gps[o->count - 1].epoch;
        out.after += last.ns >= t.ns;
        out.silent += last.ns < t.ns && sea_tai_diff_days(t, last) <= SILENT_DAYS;
    }
    return out;
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

/* The truth lies between those seen later and those together with what fell silent just before. */
static sea_claim_part judge_count(const sea_claim_value *v, const tally *t, bool covered)
{
    double low = v[COUNT_MIN].given ? (double)v[COUNT_MIN].count : 0.0,
           high = v[COUNT_MAX].given ? (double)v[COUNT_MAX].count : (double)INFINITY;
    double least = t->after, most = covered ? (double)t->after + t->silent : (double)INFINITY;
    if (least > high || most < low) return sea_claim_part_of(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, 0.01);
    if (least >= low && most <= high) return sea_claim_part_of(SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES, 0.97);
    return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, covered ? SEA_CLAIM_WITHIN_ALLOWANCE : SEA_CLAIM_SPARSE, -1.0);
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
    tally t = count_at(c, v[COUNT_LAUNCH].launch, v[COUNT_TIME].time);
    /* Without sets after the instant, silence then says nothing. */
    bool covered = out->sources[0].last.ns >= v[COUNT_TIME].time.ns;
    sea_claim_take(out, judge_count(v, &t, covered));
    out->confidence = out->verdict == SEA_VERDICT_UNDECIDABLE ? SEA_CONFIDENCE_LOW : SEA_CONFIDENCE_HIGH;
    sea_claim_add_time(out, "time", "counted at", v[COUNT_TIME].time);
    sea_claim_add_real(out, "seen_after", "catalogued objects seen at or after it", "", 0, t.after);
    sea_claim_add_real(out, "silent", "last seen in the 30 days before it", "", 0, t.silent);
    if (v[COUNT_MIN].given) sea_claim_add_real(out, "min_count", "claimed at least", "", 0, v[COUNT_MIN].count);
    if (v[COUNT_MAX].given) sea_claim_add_real(out, "max_count", "claimed at most", "", 0, v[COUNT_MAX].count);
    return draw(c, v, out, err);
}

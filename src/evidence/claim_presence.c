/* Tests of one object's being there: in orbit, decayed, registered, at its longitude, holding it. */
#include "evidence/claim.h"

#include <starsea/lifetime.h>

#include <math.h>

enum { OBJECT, TIME };
enum { START = 1, END, LONGITUDE, TOLERANCE, EXPECTED = 1 };
enum { GAP_MAX_DAYS = 62 };

static const char *const yes_no[] = {"yes", "no", NULL};

const sea_claim_parameter sea_claim_presence_parameters[2] = {
    {"object", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number"},
    {"time", SEA_CLAIM_TIME, "UTC", true, .help = "instant spoken of"},
};
const sea_claim_parameter sea_claim_ceased_parameters[2] = {
    {"object", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number"},
    {"time", SEA_CLAIM_TIME, "UTC", true, .help = "instant by which it had ceased"},
};
const sea_claim_parameter sea_claim_registered_parameters[2] = {
    {"object", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number"},
    {"expected", SEA_CLAIM_WORD, NULL, false, .words = yes_no, .help = "no: claimed not to be registered"},
};
const sea_claim_parameter sea_claim_longitude_parameters[5] = {
    {"object", SEA_CLAIM_OBJECT, NULL, true, .help = "catalogue number"},
    {"start", SEA_CLAIM_TIME, "UTC", true, .help = "start of the span"},
    {"end", SEA_CLAIM_TIME, "UTC", true, .help = "end of the span"},
    {"longitude_deg", SEA_CLAIM_NUMBER, "deg", true, -180, 360, .help = "east of Greenwich"},
    {"tolerance_deg", SEA_CLAIM_NUMBER, "deg", true, 1e-3, 90, .help = "on both sides of it"},
};

/* ---- in orbit, decayed ---- */

/* Likelihood that the object had decayed by `t`, negative where nothing tells. */
typedef struct fate {
    double decayed_p;
    sea_confidence confidence;
    sea_claim_reason reason;
} fate;

static bool day_of(const sea_object_date *d, sea_tai *day)
{
    if (d->year == 0 || d->month == 0 || d->day == 0) return false;
    const sea_utc utc = {.year = d->year, .month = d->month, .day = d->day};
    return sea_utc_to_tai(utc, day) == SEA_OK;
}

/* Whether `t` lies before the launch as listed, or before the year of an international designator. */
static bool before_launch(const sea_object *row, const sea_gp *gps, sea_tai t)
{
    sea_tai day;
    if (row && day_of(&row->launch, &day)) return t.ns < day.ns;
    return gps && sea_claim_before_launch_year(gps[0].object_id, t);
}

static fate from_list(const sea_object *row, sea_tai t, sea_claim_finding *out)
{
    fate f = {.decayed_p = -1.0, .reason = SEA_CLAIM_NO_RECORD};
    const sea_object_date *d = &row->decay;
    sea_tai day;
    if (!day_of(d, &day)) return f;
    sea_claim_add_time(out, "decay_listed", "decay as listed, the day", day);
    /* A day is as fine as the list is. */
    if (t.ns >= day.ns && t.ns < day.ns + SEA_NS_PER_DAY) return f;
    f.decayed_p = t.ns >= day.ns ? 0.97 : 0.03;
    f.confidence = d->doubtful ? SEA_CONFIDENCE_MODERATE : SEA_CONFIDENCE_HIGH;
    return f;
}

static bool went_on(const sea_object *row, const sea_gp *last)
{
    const double slack_days = 3.0; /* a last set may be forecast, and a day is as fine as the list is */
    sea_tai day;
    return day_of(&row->decay, &day) && sea_tai_diff_days(last->epoch, day) > slack_days;
}

static sea_status from_sets(const sea_claim_value *v, const sea_gp *gps, size_t count, fate *f, sea_claim_finding *out,
                            sea_error *err)
{
    sea_tai last = gps[count - 1].epoch, t = v[TIME].time;
    sea_claim_add_time(out, "last_set", "last element set", last);
    *f = (fate){.decayed_p = 0.01, .confidence = SEA_CONFIDENCE_HIGH};
    if (gps[0].epoch.ns > t.ns) *f = (fate){.decayed_p = -1.0, .reason = SEA_CLAIM_SPARSE};
    if (last.ns >= t.ns) return SEA_OK;
    sea_gp_object object = {.norad_cat_id = gps[0].norad_cat_id, .count = count};
    const sea_gp_history history = {.gps = (sea_gp *)gps, .count = count, .objects = &object, .object_count = 1};
    sea_lifetime_options options = sea_lifetime_options_default();
    sea_lifetime_result result = {0};
    options.threads = 1;
    sea_status status = sea_lifetime_run(&history, &options, &result, err);
    if (status != SEA_OK) return status;
    double days = sea_tai_diff_days(t, last);
    *f = (fate){.decayed_p = -1.0, .reason = days > SEA_CLAIM_AGE_MAX_DAYS ? SEA_CLAIM_STALE : SEA_CLAIM_SPARSE};
    const sea_lifetime *life = result.count > 0 ? &result.objects[0] : NULL;
    if (life && life->decay.ns != SEA_TAI_NONE.ns) {
        double allowance = sea_tai_diff_days(life->latest, life->earliest) / 2.0 * (2.0 / 1.645);
        sea_claim_part p = sea_claim_judge(sea_tai_diff_days(life->decay, t), fmax(allowance, 1e-3), -INFINITY, 0.0);
        f->decayed_p = p.likelihood;
        f->confidence = SEA_CONFIDENCE_MODERATE;
        sea_claim_add_time(out, "decay_predicted", "decay predicted", life->decay);
        sea_claim_add_time(out, "decay_earliest", "90% interval from", life->earliest);
        sea_claim_add_time(out, "decay_latest", "to", life->latest);
    } else if (life && (life->perigee_km > 500.0 || life->status == SEA_LIFETIME_IN_ORBIT) && days < 365.0) {
        f->decayed_p = 0.03; /* nothing takes an orbit down from there within a year */
        f->confidence = sea_claim_confidence_of_age(days / 10.0);
    }
    if (life) sea_claim_add_real(out, "perigee_km", "height of the perigee then", "km", 1, life->perigee_km);
    sea_lifetime_result_free(&result);
    return SEA_OK;
}

static sea_status judge_presence(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, bool decayed,
                                 sea_error *err)
{
    size_t count;
    const sea_object *row = sea_object_set_find(c->evidence->objects, v[OBJECT].object);
    const sea_gp *gps = sea_claim_sets(c, v[OBJECT].object, &count, out);
    fate f = row ? from_list(row, v[TIME].time, out) : (fate){.decayed_p = -1.0, .reason = SEA_CLAIM_NO_ELEMENTS};
    bool listed = f.decayed_p >= 0.0;
    /* Sets that go on after the listed end: it was no decay (a breakup, say), or one of the two is another object's. */
    if (listed && gps && f.decayed_p > 0.5 && went_on(row, &gps[count - 1]))
        listed = false, f = (fate){.decayed_p = -1.0, .reason = SEA_CLAIM_SOURCES_DIFFER};
    else if (!listed && gps) {
        sea_status status = from_sets(v, gps, count, &f, out, err);
        if (status != SEA_OK) return status;
    }
    if (row || gps) out->missing[0] = 0;
    if (before_launch(row, gps, v[TIME].time)) {
        sea_claim_take(out, sea_claim_part_of(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, 0.01));
        out->confidence = SEA_CONFIDENCE_HIGH;
        sea_claim_add_word(out, "launch", "the time spoken of is", "before the launch");
        sea_claim_add_time(out, "time", "spoken of", v[TIME].time);
        return SEA_OK;
    }
    if (f.decayed_p < 0.0) {
        sea_claim_leave_open(out, f.reason);
        return SEA_OK;
    }
    double p = decayed ? f.decayed_p : 1.0 - f.decayed_p;
    if (p >= 0.80)
        sea_claim_take(out, sea_claim_part_of(SEA_VERDICT_SUPPORTED,
                                              p >= 0.95 ? SEA_CLAIM_AGREES : SEA_CLAIM_AGREES_UNRESOLVED, p));
    else if (p <= 0.05)
        sea_claim_take(out, sea_claim_part_of(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, p));
    else
        sea_claim_take(out, sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_WITHIN_ALLOWANCE, p));
    out->confidence = f.confidence;
    sea_claim_add_time(out, "time", "spoken of", v[TIME].time);
    return SEA_OK;
}

sea_status sea_claim_in_orbit_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    return judge_presence(v, c, out, false, err);
}

sea_status sea_claim_decayed_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    return judge_presence(v, c, out, true, err);
}

/* ---- registered ---- */

sea_status sea_claim_registered_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out,
                                      sea_error *err)
{
    (void)err;
    const sea_object *row = sea_object_set_find(c->evidence->objects, v[OBJECT].object);
    if (!row || c->evidence->objects->format != SEA_OBJECT_GCAT_TSV) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_RECORD);
        return SEA_OK;
    }
    bool listed = row->un_document[0] != '\0', expected = !v[EXPECTED].given || v[EXPECTED].word == 0;
    sea_claim_add_word(out, "document", "document of registration in the list", listed ? "yes" : "none");
    /* A list may lag behind a letter; a document named in it is hard to be wrong about. */
    double p = listed == expected ? (listed ? 0.97 : 0.85) : (listed ? 0.03 : 0.15);
    sea_claim_take(
        out, listed == expected
                 ? sea_claim_part_of(SEA_VERDICT_SUPPORTED, listed ? SEA_CLAIM_AGREES : SEA_CLAIM_AGREES_UNRESOLVED, p)
                 : sea_claim_part_of(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, p));
    out->confidence = listed ? SEA_CONFIDENCE_HIGH : SEA_CONFIDENCE_MODERATE;
    return SEA_OK;
}

/* ---- longitude-held ---- */

/* Two sigma of a mean longitude: 10 km along the ring are 0.014 deg; the daily swing of a small eccentricity is 0.05.
 */
static const double longitude_allowance_deg = 0.07;

static double off_deg(double longitude, double from)
{
    double off = longitude - from;
    while (off > 180.0) off -= 360.0;
    while (off <= -180.0) off += 360.0;
    return off;
}

static bool in_ring(const sea_gp *gp)
{
    return gp->mean_motion_rev_day > 0.9 && gp->mean_motion_rev_day < 1.1 && gp->eccentricity < 0.1;
}

sea_status sea_claim_longitude_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out,
                                     sea_error *err)
{
    size_t count, looks = 0;
    const sea_gp *gps = sea_claim_sets(c, v[OBJECT].object, &count, out);
    if (!gps) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    sea_status status = sea_claim_series_begin(out, "mean longitude, east", "deg", count, err);
    if (status != SEA_OK) return status;
    double worst = 0.0, gap = 0.0, at = v[LONGITUDE].number > 180.0 ? v[LONGITUDE].number - 360.0 : v[LONGITUDE].number;
    sea_tai last = v[START].time, worst_at = SEA_TAI_NONE;
    for (size_t i = 0; i < count; i++) {
        if (gps[i].epoch.ns < v[START].time.ns || gps[i].epoch.ns > v[END].time.ns || !in_ring(&gps[i])) continue;
        double off = off_deg(sea_claim_longitude_deg(&gps[i]), at);
        sea_claim_series_add(out, gps[i].epoch, at + off);
        gap = fmax(gap, sea_tai_diff_days(gps[i].epoch, last));
        last = gps[i].epoch;
        if (looks++ > 0 && fabs(off) <= fabs(worst)) continue;
        worst = off;
        worst_at = gps[i].epoch;
    }
    gap = fmax(gap, sea_tai_diff_days(v[END].time, last));
    out->series.start = v[START].time;
    out->series.end = v[END].time;
    out->series.low = at - v[TOLERANCE].number;
    out->series.high = at + v[TOLERANCE].number;
    sea_claim_part part = sea_claim_judge(fabs(worst), longitude_allowance_deg, -INFINITY, v[TOLERANCE].number);
    if (looks == 0 || (part.verdict == SEA_VERDICT_SUPPORTED && (looks < 2 || gap > GAP_MAX_DAYS)))
        part = sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_SPARSE, -1.0);
    sea_claim_take(out, part);
    out->confidence = gap <= 7.0 ? SEA_CONFIDENCE_HIGH : gap <= 35.0 ? SEA_CONFIDENCE_MODERATE : SEA_CONFIDENCE_LOW;
    if (looks > 0) {
        sea_claim_add_real(out, "furthest_deg", "furthest from it", "deg", 3, worst);
        sea_claim_add_time(out, "furthest_at", "at", worst_at);
    }
    sea_claim_add_real(out, "longitude_deg", "claimed longitude", "deg", 3, at);
    sea_claim_add_real(out, "tolerance_deg", "within", "deg", 3, v[TOLERANCE].number);
    sea_claim_add_real(out, "allowance_deg", "allowance for public data", "deg", 3, longitude_allowance_deg);
    sea_claim_add_real(out, "epochs", "element sets in the span", "", 0, (double)looks);
    sea_claim_add_real(out, "gap_days", "longest span without one", "d", 1, gap);
    return SEA_OK;
}

/* ---- station-keeping-ceased ---- */

static sea_claim_part judge_ceased(const sea_lifetime *life, sea_tai t)
{
    bool sparse = (life->caveats & SEA_LIFETIME_CAVEAT_SPARSE) != 0;
    bool moved_later = life->last_manoeuvre.ns != SEA_TAI_NONE.ns && life->last_manoeuvre.ns > t.ns;
    bool beyond = sea_tai_diff_days(t, life->as_of) > SEA_CLAIM_AGE_MAX_DAYS;
    if ((life->status == SEA_LIFETIME_STATION_KEEPING && !beyond) || moved_later)
        return sea_claim_part_of(SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES, 0.05);
    if (life->as_of.ns < t.ns) return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_STALE, -1.0);
    if (sparse || life->status == SEA_LIFETIME_NOT_ENOUGH_DATA)
        return sea_claim_part_of(SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_SPARSE, -1.0);
    return sea_claim_part_of(SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES_UNRESOLVED, 0.85);
}

sea_status sea_claim_ceased_judge(const sea_claim_value *v, sea_claim_case *c, sea_claim_finding *out, sea_error *err)
{
    size_t count;
    const sea_gp *gps = sea_claim_sets(c, v[OBJECT].object, &count, out);
    if (!gps) {
        sea_claim_leave_open(out, SEA_CLAIM_NO_ELEMENTS);
        return SEA_OK;
    }
    sea_gp_object object = {.norad_cat_id = gps[0].norad_cat_id, .count = count};
    const sea_gp_history history = {.gps = (sea_gp *)gps, .count = count, .objects = &object, .object_count = 1};
    sea_lifetime_options options = sea_lifetime_options_default();
    sea_lifetime_result result = {0};
    options.threads = 1;
    sea_status status = sea_lifetime_run(&history, &options, &result, err);
    if (status != SEA_OK) return status;
    if (result.count > 0) {
        const sea_lifetime *life = &result.objects[0];
        sea_claim_take(out, judge_ceased(life, v[TIME].time));
        out->confidence = out->verdict == SEA_VERDICT_UNDECIDABLE ? SEA_CONFIDENCE_LOW : SEA_CONFIDENCE_MODERATE;
        sea_claim_add_word(out, "status", "found", sea_lifetime_status_name(life->status));
        if (life->last_manoeuvre.ns != SEA_TAI_NONE.ns)
            sea_claim_add_time(out, "last_manoeuvre", "last manoeuvre found", life->last_manoeuvre);
        sea_claim_add_time(out, "as_of", "newest element set", life->as_of);
    } else {
        sea_claim_leave_open(out, SEA_CLAIM_SPARSE);
    }
    sea_lifetime_result_free(&result);
    return SEA_OK;
}

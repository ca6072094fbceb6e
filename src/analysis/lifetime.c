/* How long orbits last: drag from the history, the Sun from a table, habits of manoeuvring, disposal tests. */
#include "analysis/lifetime.h"

#include "base/error.h"
#include "base/math.h"
#include "base/parallel.h"
#include "motion/gp.h"

#include <starsea/manoeuvre.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double year = 365.25, most_days = 200.0 * 365.25, earth_radius_km = 6378.137, leo_km = 2000.0,
                    well_modelled_km = 500.0, ring_km = 42164.17, sparse_days = 5.0;

sea_lifetime_options sea_lifetime_options_default(void)
{
    return (sea_lifetime_options){0};
}

/*
 * Days left in truth to days left by the model, by the latter: 5% and 95%. Measured by bench/bench_behaviour on objects
 * of catalogues that decayed; see docs/VALIDATION.md. Where drag is that of one set alone the logarithms are wider.
 */
typedef struct spread {
    double below_days, low, high;
} spread;

static spread spread_of(double days, uint32_t caveats)
{
    static const spread rows[] = {{5, 0.82, 1.3},   {10, 0.87, 1.3},   {20, 0.81, 1.34}, {30, 0.77, 1.38},
                                  {60, 0.73, 1.36}, {120, 0.71, 1.35}, {240, 0.62, 1.4}, {INFINITY, 0.6, 1.6}};
    const double one_set_power = 1.4;
    size_t i = 0;
    while (i + 1 < sizeof rows / sizeof *rows && days >= rows[i].below_days) i++;
    if (!(caveats & SEA_LIFETIME_CAVEAT_ONE_SET)) return rows[i];
    return (spread){days, sea_pow(rows[i].low, one_set_power), sea_pow(rows[i].high, one_set_power)};
}

typedef struct job {
    const sea_gp_history *history;
    const sea_weather *weather;
    const sea_manoeuvre_result *burns;
    sea_tai newest; /* set of the whole history */
    sea_lifetime *out;
} job;

/* ---- habits ---- */

static const sea_manoeuvre *burns_of(const job *j, uint32_t id, size_t *count)
{
    const sea_manoeuvre_result *r = j->burns;
    size_t low = 0, high = r->event_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->events[middle].norad_cat_id < id)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < r->event_count && r->events[end].norad_cat_id == id) end++;
    *count = end - low;
    return r->events + low;
}

/* Below 1,000 km an orbit left to itself only falls: a rise of a kilometre that lasts is a burn, however sparse the
 * sets.
 */
static bool rose(const sea_gp *sets, size_t count, size_t i)
{
    const double least_km = 1.0, low_km = 1000.0;
    if (i + 2 >= count) return false;
    sea_decay_orbit before = sea_decay_orbit_of(&sets[i]), after = sea_decay_orbit_of(&sets[i + 1]);
    if (before.a_km * (1.0 - before.e) - earth_radius_km > low_km || !(after.a_km - before.a_km > least_km))
        return false;
    return sea_decay_orbit_of(&sets[i + 2]).a_km - before.a_km > 0.5 * least_km;
}

/* What is known of an object's burns. */
typedef struct habit {
    size_t count;
    sea_tai first, last, after; /* after: the first set that knows of the last burn */
    double longest_days;        /* pause */
} habit;

static void take(habit *h, sea_tai epoch, sea_tai after)
{
    if (h->count == 0) h->first = epoch;
    if (h->count > 0) h->longest_days = fmax(h->longest_days, sea_tai_diff_days(epoch, h->last));
    h->last = epoch, h->after = after;
    h->count++;
}

/* In low orbits a surge of drag looks like a burn that lowers: such are not taken for a habit. */
static bool may_be_drag(const sea_manoeuvre *burn, const sea_gp *sets)
{
    const double drag_km = 450.0;
    sea_decay_orbit o = sea_decay_orbit_of(sets);
    return burn->dv_rtn_km_s[1] < 0.0 && o.a_km * (1.0 - o.e) - earth_radius_km < drag_km;
}

/* Burns found and rises, in order of time, each burn once. */
static habit habit_of(const sea_manoeuvre *burns, size_t count, const sea_gp *sets, size_t set_count)
{
    habit h = {0};
    size_t next = 0;
    for (size_t i = 0; i + 1 < set_count; i++) {
        size_t before = h.count;
        for (; next < count && burns[next].epoch.ns < sets[i + 1].epoch.ns; next++)
            if (!may_be_drag(&burns[next], &sets[i])) take(&h, burns[next].epoch, burns[next].after);
        if (h.count == before && rose(sets, set_count, i))
            take(&h, sea_tai_add_days(sets[i].epoch, 0.5 * sea_tai_diff_days(sets[i + 1].epoch, sets[i].epoch)),
                 sets[i + 1].epoch);
    }
    for (; next < count; next++) take(&h, burns[next].epoch, burns[next].after);
    return h;
}

/*
 * Whether the silence since the last burn breaks the habit: longer than half again the longest pause so far, and than
 * three times the mean one (a chance of 1 in 20 were burns random), and than two months. Without a habit, a year.
 */
static bool ceased(const habit *h, sea_tai as_of)
{
    double silent = sea_tai_diff_days(as_of, h->last);
    if (h->count < 3) return silent > year;
    double mean = sea_tai_diff_days(h->last, h->first) / (double)(h->count - 1);
    return silent > fmax(fmax(1.5 * h->longest_days, 3.0 * mean), 60.0);
}

/* ---- drag ---- */

/* The set nearest to `wanted` days before the last, after `since`; NULL when there is none between 3 and 150 days. */
static const sea_gp *partner_of(const sea_gp *sets, size_t count, sea_tai since, double wanted)
{
    const double least = 3.0, most = 150.0;
    const sea_gp *best = NULL;
    for (size_t i = count - 1; i-- > 0;) {
        double days = sea_tai_diff_days(sets[count - 1].epoch, sets[i].epoch);
        if (days > most || (since.ns != SEA_TAI_NONE.ns && sets[i].epoch.ns < since.ns)) break;
        if (days < least || sets[i].caveats & SEA_GP_CAVEAT_NOT_SGP4) continue;
        if (!best || fabs(days - wanted) < fabs(sea_tai_diff_days(sets[count - 1].epoch, best->epoch) - wanted))
            best = &sets[i];
    }
    return best;
}

/*
 * The fall of the last fifteen days says how the air is now, that of a time half as long as the one left what the
 * object is like on average: their geometric mean. Near the end the last set's own drag term counts too, which is
 * younger than either.
 */
static double blend(const job *j, const sea_gp *sets, size_t count, sea_tai since, double recent)
{
    const double shortest = 10.0, longest = 90.0, term_part = 0.4, term_days = 20.0, term_off = 2.0;
    const sea_gp *last = &sets[count - 1];
    const sea_decay_sun forecast = {j->weather, 0.0};
    double left = sea_decay_days(sea_decay_orbit_of(last), recent, last->epoch, &forecast, 2.0 * longest);
    const sea_gp *from = partner_of(sets, count, since, fmin(fmax(0.5 * left, shortest), longest));
    double whole = sea_decay_fit(from, last, j->weather), term = sea_decay_fit_term(last, j->weather);
    double both = whole > 0.0 ? sqrt(recent * whole) : recent;
    if (!(term > 0.0)) return both;
    term = fmin(fmax(term, both / term_off), both * term_off);
    return both * sea_pow(term / both, term_part * sea_exp(-left / term_days));
}

static double drag_of(const job *j, const sea_gp *sets, size_t count, sea_tai since, sea_lifetime *out)
{
    const double recent_days = 15.0;
    const sea_gp *last = &sets[count - 1], *from = partner_of(sets, count, since, recent_days);
    double ballistic = from ? sea_decay_fit(from, last, j->weather) : 0.0;
    if (ballistic > 0.0) {
        ballistic = blend(j, sets, count, since, ballistic);
    } else {
        ballistic = sea_decay_fit_one(last, j->weather);
        out->caveats |= SEA_LIFETIME_CAVEAT_ONE_SET;
    }
    if (sea_weather_at(last->epoch, j->weather).caveats & (SEA_WEATHER_CAVEAT_ABSENT | SEA_WEATHER_CAVEAT_BEYOND))
        out->caveats |= SEA_LIFETIME_CAVEAT_NO_WEATHER;
    return ballistic > 0.0 && isfinite(ballistic) ? ballistic : 0.0;
}

/* ---- tests ---- */

typedef struct days_left {
    double active, forecast, quiet; /* of the Sun */
} days_left;

static days_left decay_of(const job *j, const sea_gp *last, double ballistic)
{
    sea_decay_orbit o = sea_decay_orbit_of(last);
    const sea_decay_sun active = {NULL, 200.0}, quiet = {NULL, 70.0}, forecast = {j->weather, 0.0};
    days_left d = {.active = sea_decay_days(o, ballistic, last->epoch, &active, most_days)};
    d.forecast = d.quiet = INFINITY;
    if (!isfinite(d.active)) return d; /* nor under a Sun less active */
    d.forecast = sea_decay_days(o, ballistic, last->epoch, &forecast, most_days);
    d.quiet = sea_decay_days(o, ballistic, last->epoch, &quiet, most_days);
    return d;
}

/* Gone within `limit` days after `from`? The scenarios, each with the spread of predictions, must agree. */
static sea_lifetime_verdict within(const days_left *d, uint32_t caveats, double spent, double limit)
{
    double soonest = fmin(d->active, d->forecast), last = fmax(d->quiet, d->forecast);
    if (isfinite(last) && spent + last * spread_of(last, caveats).high <= limit) return SEA_LIFETIME_MET;
    if (!isfinite(soonest)) return SEA_LIFETIME_NOT_MET;
    return spent + soonest * spread_of(soonest, caveats).low > limit ? SEA_LIFETIME_NOT_MET : SEA_LIFETIME_UNDECIDABLE;
}

static sea_lifetime_verdict geo_test(const sea_gp *gp, sea_decay_orbit o)
{
    const double least_km = 235.0 + 1000.0 * 0.005, most_km = 235.0 + 1000.0 * 0.075;
    if (!(gp->mean_motion_rev_day > 0.9 && gp->mean_motion_rev_day < 1.1 && gp->eccentricity < 0.1))
        return SEA_LIFETIME_NOT_APPLICABLE;
    double above = o.a_km * (1.0 - o.e) - ring_km;
    if (above >= most_km) return SEA_LIFETIME_MET;
    return above < least_km ? SEA_LIFETIME_NOT_MET : SEA_LIFETIME_UNDECIDABLE;
}

/* The year of launch by the designator; 0 when there is none. */
static int launch_year(const sea_gp *gp)
{
    int launched, launch;
    char piece[4];
    return sea_gp_designator_parse(gp->object_id, &launched, &launch, piece) ? launched : 0;
}

static void predict(const job *j, const sea_gp *sets, size_t count, sea_tai since, sea_lifetime *out)
{
    const sea_gp *last = &sets[count - 1];
    out->ballistic_m2_kg = drag_of(j, sets, count, since, out);
    if (out->ballistic_m2_kg == 0.0) {
        if (out->status == SEA_LIFETIME_IN_ORBIT) out->status = SEA_LIFETIME_NOT_ENOUGH_DATA;
        return;
    }
    days_left d = decay_of(j, last, out->ballistic_m2_kg);
    double spent =
        out->status == SEA_LIFETIME_STATION_KEEPING_CEASED ? sea_tai_diff_days(out->as_of, out->last_manoeuvre) : 0;
    out->leo_25_years = within(&d, out->caveats, spent, 25.0 * year);
    out->leo_5_years = within(&d, out->caveats, spent, 5.0 * year);
    if (out->status == SEA_LIFETIME_STATION_KEEPING || !isfinite(d.forecast)) return;
    spread w = spread_of(d.forecast, out->caveats);
    out->decay = sea_tai_add_days(last->epoch, d.forecast);
    out->earliest = sea_tai_add_days(last->epoch, w.low * d.forecast);
    out->latest = sea_tai_add_days(last->epoch, fmin(w.high * d.forecast, 250.0 * year)); /* the clock ends in 2290 */
    if (out->status == SEA_LIFETIME_IN_ORBIT) out->status = SEA_LIFETIME_DECAYING;
    if (out->latest.ns < j->newest.ns) out->status = SEA_LIFETIME_DECAYED;
}

static sea_status judge(void *payload, size_t i, uint32_t worker)
{
    (void)worker;
    const job *j = payload;
    const sea_gp_object *object = &j->history->objects[i];
    const sea_gp *sets = j->history->gps + object->first, *last = &sets[object->count - 1];
    sea_lifetime *out = &j->out[i];
    *out = (sea_lifetime){.norad_cat_id = object->norad_cat_id, .status = SEA_LIFETIME_NOT_ENOUGH_DATA};
    out->as_of = last->epoch;
    out->decay = out->earliest = out->latest = out->last_manoeuvre = SEA_TAI_NONE;
    if (last->caveats & SEA_GP_CAVEAT_NOT_SGP4 || !(last->mean_motion_rev_day > 0.0)) return SEA_OK;
    sea_decay_orbit o = sea_decay_orbit_of(last);
    if (!isfinite(o.a_km)) return SEA_OK;
    out->perigee_km = o.a_km * (1.0 - o.e) - earth_radius_km, out->apogee_km = o.a_km * (1.0 + o.e) - earth_radius_km;
    out->status = SEA_LIFETIME_IN_ORBIT;
    size_t count;
    const sea_manoeuvre *burns = burns_of(j, object->norad_cat_id, &count);
    sea_tai since = SEA_TAI_NONE;
    habit h = habit_of(burns, count, sets, object->count);
    if (h.count > 0) {
        out->last_manoeuvre = h.last, since = h.after;
        out->status = ceased(&h, out->as_of) ? SEA_LIFETIME_STATION_KEEPING_CEASED : SEA_LIFETIME_STATION_KEEPING;
    }
    if (sea_tai_diff_days(last->epoch, sets[0].epoch) > sparse_days * (double)object->count)
        out->caveats |= SEA_LIFETIME_CAVEAT_SPARSE;
    if (out->status != SEA_LIFETIME_STATION_KEEPING) out->geo = geo_test(last, o);
    if (out->perigee_km > leo_km) return SEA_OK;
    int launched = launch_year(last);
    out->rule_5_years_applies = launched > 2024;
    out->rule_5_years_open = launched == 2024 || launched == 0;
    if (o.e > 0.1) out->caveats |= SEA_LIFETIME_CAVEAT_ECCENTRIC;
    if (out->perigee_km > well_modelled_km) out->caveats |= SEA_LIFETIME_CAVEAT_HIGH;
    predict(j, sets, object->count, since, out);
    return SEA_OK;
}

sea_status sea_lifetime_run(const sea_gp_history *history, const sea_lifetime_options *options,
                            sea_lifetime_result *result, sea_error *err)
{
    sea_lifetime_options o = options ? *options : sea_lifetime_options_default();
    *result = (sea_lifetime_result){0};
    sea_manoeuvre_options search = sea_manoeuvre_options_default();
    search.threads = o.threads;
    sea_manoeuvre_result burns;
    sea_status s = sea_manoeuvre_run(history->gps, history->count, &search, &burns, err);
    if (s != SEA_OK) return s;
    result->objects = malloc((history->object_count + 1) * sizeof *result->objects);
    job j = {history, o.weather, &burns, SEA_TAI_NONE, result->objects};
    sea_tai oldest;
    sea_gp_history_span(history, &oldest, &j.newest);
    s = result->objects ? sea_parallel_for(history->object_count, o.threads, &j, judge) : SEA_E_MEMORY;
    sea_manoeuvre_result_free(&burns);
    if (s == SEA_OK) {
        result->count = history->object_count;
        return SEA_OK;
    }
    sea_lifetime_result_free(result);
    return sea_error_set(err, s, "%s", sea_status_text(s));
}

void sea_lifetime_result_free(sea_lifetime_result *result)
{
    free(result->objects);
    *result = (sea_lifetime_result){0};
}

const char *sea_lifetime_status_name(sea_lifetime_status status)
{
    switch (status) {
    case SEA_LIFETIME_NOT_ENOUGH_DATA: return "not-enough-data";
    case SEA_LIFETIME_IN_ORBIT: return "in-orbit";
    case SEA_LIFETIME_DECAYING: return "decaying";
    case SEA_LIFETIME_STATION_KEEPING: return "station-keeping";
    case SEA_LIFETIME_STATION_KEEPING_CEASED: return "station-keeping-ceased";
    case SEA_LIFETIME_DECAYED: return "decayed";
    }
    return "unknown";
}

const char *sea_lifetime_verdict_name(sea_lifetime_verdict verdict)
{
    switch (verdict) {
    case SEA_LIFETIME_NOT_APPLICABLE: return "not-applicable";
    case SEA_LIFETIME_MET: return "met";
    case SEA_LIFETIME_NOT_MET: return "not-met";
    case SEA_LIFETIME_UNDECIDABLE: return "undecidable";
    }
    return "unknown";
}

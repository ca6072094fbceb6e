/* A geostationary history taken apart: longitudes held, free arcs between burns, and what is kept against nature. */
#include "analysis/station.h"

#include "analysis/manoeuvre.h"
#include "base/error.h"
#include "base/math.h"
#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double deg = 180.0 / SEA_PI, band_deg = 0.45, wide_deg = 1.5, quiet_deg_day = 0.06, single_deg_day = 0.04,
                    burn_deg_day = 0.05, spike_days = 3.0, hole_days = 400.0, gap_days = 60.0, lonely_days = 10.0;

sea_station_options sea_station_options_default(void)
{
    return (sea_station_options){0};
}

/* ---- what nature does ---- */

double sea_station_acceleration(double longitude_deg)
{
    /* Harmonics 22, 31 and 33 of the Earth's gravity (EGM2008): size, east longitude of a maximum in deg. */
    static const struct {
        double size, maximum_deg, legendre;
        int degree, order;
    } term[] = {{1.8155e-6, -14.93, 3.0, 2, 2}, {2.2093e-6, 6.97, -1.5, 3, 1}, {2.2136e-7, 20.99, 15.0, 3, 3}};
    const double mu = 398600.4418, ring_km = 42164.17, earth_km = 6378.137, day_s = 86400.0;
    double pull = 0.0; /* along the orbit, in mu / r^2 */
    for (size_t i = 0; i < sizeof term / sizeof *term; i++) {
        double ratio = earth_km / ring_km, shrink = term[i].degree == 2 ? ratio * ratio : ratio * ratio * ratio;
        double angle = term[i].order * (longitude_deg - term[i].maximum_deg) / deg;
        pull -= shrink * term[i].size * term[i].legendre * term[i].order * sea_sin(angle);
    }
    return -3.0 * pull * mu / (ring_km * ring_km * ring_km) * day_s * day_s * deg;
}

/* The change of drift between two sets were there no burn: the acceleration along the way. */
static double natural_change(const sea_series *s, size_t i, size_t k)
{
    enum { PARTS = 8 };
    double sum = 0.0;
    for (int p = 0; p < PARTS; p++)
        sum += sea_station_acceleration(s->phase[i] + (p + 0.5) / PARTS * (s->phase[k] - s->phase[i])) / PARTS;
    return sum * (s->t[k] - s->t[i]);
}

/* A change of drift that gravity does not make along the way from one set to another. */
static bool pushed(const sea_series *s, size_t i, size_t k)
{
    const double doubt_deg_day2 = 3e-4; /* of the acceleration: Sun, Moon, and other harmonics */
    double change = s->rate[k] - s->rate[i] - natural_change(s, i, k);
    return fabs(change) > burn_deg_day + doubt_deg_day2 * (s->t[k] - s->t[i]);
}

/* Between neighbours. Where they are far apart the way is not known well enough. */
static bool burn_between(const sea_series *s, size_t i, size_t k)
{
    return s->t[k] - s->t[i] < gap_days && pushed(s, i, k);
}

/* A straight line through y over the sets first..last that `in` has; its slope, and the root mean square off it. */
static double line(const sea_series *s, const unsigned char *in, size_t first, size_t last, const double *y,
                   double *rms)
{
    double n = 0.0, mt = 0.0, my = 0.0, tt = 0.0, ty = 0.0, off = 0.0;
    for (size_t k = first; k <= last; k++)
        if (in[k]) n++, mt += s->t[k], my += y[k];
    mt /= n, my /= n;
    for (size_t k = first; k <= last; k++)
        if (in[k]) tt += (s->t[k] - mt) * (s->t[k] - mt), ty += (s->t[k] - mt) * (y[k] - my);
    double slope = tt > 0.0 ? ty / tt : 0.0;
    for (size_t k = first; k <= last; k++) {
        double e = y[k] - my - slope * (s->t[k] - mt);
        if (in[k]) off += e * e;
    }
    *rms = sqrt(off / n);
    return slope;
}

/*
 * Longitudes against what gravity alone adds to them along the way. Held, they lie off it by as much as that bends off
 * a line; free, by next to nothing.
 */
static sea_station_control east_west(const sea_series *s, const unsigned char *in, size_t first, size_t last)
{
    const double least_deg = 0.012, free_part = 0.3, kept_part = 0.6;
    double *added = s->work, *rest = s->work + s->count, drift = 0.0, bend, off;
    if (last - first < 2) return SEA_STATION_UNDECIDABLE;
    added[first] = 0.0;
    size_t before = first;
    for (size_t k = first; k <= last; k++) {
        added[k] = added[before];
        if (!in[k] || k == first) continue;
        double days = s->t[k] - s->t[before], change = natural_change(s, before, k);
        added[k] += (drift + 0.5 * change) * days;
        drift += change, before = k;
    }
    for (size_t k = first; k <= last; k++) rest[k] = s->phase[k] - added[k];
    line(s, in, first, last, added, &bend);
    line(s, in, first, last, rest, &off);
    if (bend < least_deg) return SEA_STATION_UNDECIDABLE;
    if (off < free_part * bend) return SEA_STATION_FREE;
    return off > kept_part * bend ? SEA_STATION_KEPT : SEA_STATION_UNDECIDABLE;
}

/* The pole of an orbit left to itself goes round one 7.4 deg from the Earth's in 53 years, clockwise. */
static sea_station_control north_south(const sea_series *s, const unsigned char *in, size_t first, size_t last)
{
    const double least_days = 120.0, pole_deg = 7.4, round_days = 53.0 * 365.25, free_part = 0.65, kept_part = 0.35;
    if (last - first < 2 || s->t[last] - s->t[first] < least_days) return SEA_STATION_UNDECIDABLE;
    double x = 0.0, y = 0.0, n = 0.0, unused;
    for (size_t k = first; k <= last; k++) {
        double node = s->node[k] / deg;
        s->work[k] = s->incl[k] * sea_cos(node);
        s->work[s->count + k] = s->incl[k] * sea_sin(node);
        if (in[k]) x += s->work[k], y += s->work[s->count + k], n++;
    }
    double fx = SEA_TWO_PI / round_days * (y / n), fy = -SEA_TWO_PI / round_days * (x / n - pole_deg);
    double dx = line(s, in, first, last, s->work, &unused);
    double dy = line(s, in, first, last, s->work + s->count, &unused);
    double part = (dx * fx + dy * fy) / (fx * fx + fy * fy);
    if (part < kept_part) return SEA_STATION_KEPT;
    return part > free_part ? SEA_STATION_FREE : SEA_STATION_UNDECIDABLE;
}

/* ---- stretches ---- */

typedef struct job {
    const sea_gp_history *history;
    struct life {
        sea_station *items;
        size_t count, capacity;
        bool ring;
    } * lives; /* an object */
} job;

static sea_status add(struct life *l, const sea_station *item)
{
    if (l->count == l->capacity) {
        size_t capacity = l->capacity ? 2 * l->capacity : 8;
        sea_station *items = realloc(l->items, capacity * sizeof *items);
        if (!items) return SEA_E_MEMORY;
        l->items = items, l->capacity = capacity;
    }
    l->items[l->count++] = *item;
    return SEA_OK;
}

/* The sets first..last that `in` has, as a stretch; `before` and `after` bound it. */
static sea_station stretch(const sea_series *s, const unsigned char *in, size_t first, size_t last,
                           sea_station_kind kind)
{
    sea_station o = {.norad_cat_id = s->gp[first]->norad_cat_id, .kind = kind};
    double sum = 0.0, incl = 0.0, low = INFINITY, high = -INFINITY, previous = s->t[first], unused;
    o.start = s->gp[first]->epoch, o.end = s->gp[last]->epoch;
    o.earliest = first > 0 ? s->gp[first - 1]->epoch : SEA_TAI_NONE;
    o.latest = last + 1 < s->count ? s->gp[last + 1]->epoch : SEA_TAI_NONE;
    if (first == 0) o.caveats |= SEA_STATION_CAVEAT_OPEN_START;
    if (last + 1 == s->count) o.caveats |= SEA_STATION_CAVEAT_OPEN_END;
    o.inclination_low_deg = INFINITY, o.inclination_high_deg = -INFINITY;
    for (size_t k = first; k <= last; k++) {
        if (!in[k]) continue;
        if (s->t[k] - previous > gap_days) o.caveats |= SEA_STATION_CAVEAT_GAP;
        previous = s->t[k], o.sets++;
        sum += s->phase[k], incl += s->incl[k];
        low = fmin(low, s->phase[k]), high = fmax(high, s->phase[k]);
        o.inclination_low_deg = fmin(o.inclination_low_deg, s->incl[k]);
        o.inclination_high_deg = fmax(o.inclination_high_deg, s->incl[k]);
    }
    if (o.sets == 1) o.caveats |= SEA_STATION_CAVEAT_SINGLE;
    double place = kind == SEA_STATION_HELD ? sum / o.sets : s->phase[first];
    o.longitude_deg = place - 360.0 * floor(place / 360.0);
    o.west_deg = low - place, o.east_deg = high - place;
    o.inclination_deg = incl / o.sets;
    o.drift_deg_day = o.sets > 1 ? line(s, in, first, last, s->phase, &unused) : s->rate[first];
    o.north_south = north_south(s, in, first, last);
    return o;
}

static bool quiet(const sea_series *s, size_t k)
{
    return fabs(s->rate[k]) < quiet_deg_day;
}

/* The last set of the run within a band that begins with set `first`; marks its sets. Odd ones do not end it. */
static size_t grow(const sea_series *s, size_t first, double band, unsigned char *in)
{
    double low = s->phase[first], high = low;
    size_t last = first;
    in[first] = 1;
    for (size_t k = first + 1; k < s->count && s->t[k] - s->t[last] < hole_days; k++) {
        bool inside = quiet(s, k) && fmax(high, s->phase[k]) - fmin(low, s->phase[k]) < band;
        if (!inside && s->t[k] - s->t[last] > spike_days) break;
        if (!inside) continue;
        low = fmin(low, s->phase[k]), high = fmax(high, s->phase[k]);
        in[k] = 1, last = k;
    }
    return last;
}

/* Whether a run in the wide band goes to and fro in it: most of the band used, by both halves of the run alike. */
static bool swings(const sea_series *s, const unsigned char *in, size_t first, size_t last)
{
    const double least_days = 60.0, tail = 0.05, apart_part = 0.3;
    double sum[2] = {0.0, 0.0}, middle = 0.5 * (s->t[first] + s->t[last]);
    size_t half[2] = {0, 0}, n = 0;
    if (s->t[last] - s->t[first] < least_days) return false;
    for (size_t k = first; k <= last; k++) {
        if (!in[k]) continue;
        int late = s->t[k] > middle;
        sum[late] += s->phase[k], half[late]++, s->work[n++] = s->phase[k];
    }
    double width = sea_series_quantile(s->work, n, 1.0 - tail) - sea_series_quantile(s->work, n, tail);
    if (half[0] < 2 || half[1] < 2 || width < band_deg) return false;
    return fabs(sum[0] / (double)half[0] - sum[1] / (double)half[1]) < apart_part * width;
}

static size_t longest_run(const sea_series *s, size_t first, unsigned char *in)
{
    size_t last = grow(s, first, wide_deg, in);
    if (swings(s, in, first, last)) return last;
    memset(in + first, 0, last - first + 1);
    return grow(s, first, band_deg, in);
}

/* Whether the run is a station: long enough, no steady drift, and not what gravity alone does. */
static bool holds(const sea_series *s, const unsigned char *in, size_t first, size_t last, sea_station *out)
{
    const double least_days = 3.0, steady_deg_day = 0.02;
    double before = first > 0 ? s->t[first] - s->t[first - 1] : INFINITY;
    double after = last + 1 < s->count ? s->t[last + 1] - s->t[last] : INFINITY;
    if (s->t[last] - s->t[first] < least_days) {
        if (before < lonely_days || after < lonely_days || !(fabs(s->rate[first]) < single_deg_day)) return false;
    }
    *out = stretch(s, in, first, last, SEA_STATION_HELD);
    if (out->sets > 1 && fabs(out->drift_deg_day) > steady_deg_day) return false;
    out->east_west = east_west(s, in, first, last);
    if (out->east_west == SEA_STATION_FREE) return false;
    bool came = first > 0 && burn_between(s, first - 1, first);
    bool left = last + 1 < s->count && burn_between(s, last, last + 1);
    if (came || left || pushed(s, first, last)) out->east_west = SEA_STATION_KEPT;
    return true;
}

/* Sets first..last belong to no station: free arcs between burns. */
static sea_status drifts(const sea_series *s, unsigned char *in, size_t first, size_t last, struct life *out)
{
    sea_status status = SEA_OK;
    for (size_t from = first, to; status == SEA_OK && from <= last; from = to + 1) {
        for (to = from; to < last && !burn_between(s, to, to + 1);) to++;
        memset(in + from, 1, to - from + 1);
        sea_station o = stretch(s, in, from, to, SEA_STATION_DRIFT);
        o.east_west = o.sets > 1 ? SEA_STATION_FREE : SEA_STATION_UNDECIDABLE;
        status = add(out, &o);
    }
    return status;
}

/* From the station that set `from` ends to the one that the next set begins. */
static sea_status unseen(const sea_series *s, size_t from, struct life *out)
{
    static const unsigned char both[2] = {1, 1};
    sea_series two = *s;
    two.t += from, two.phase += from, two.incl += from, two.node += from, two.rate += from, two.gp += from;
    two.count = 2;
    sea_station o = stretch(&two, both, 0, 1, SEA_STATION_DRIFT);
    o.caveats = SEA_STATION_CAVEAT_UNSEEN | (o.caveats & SEA_STATION_CAVEAT_GAP);
    o.earliest = o.start, o.latest = o.end, o.sets = 0;
    return add(out, &o);
}

static sea_status take_apart(const sea_series *s, struct life *out)
{
    unsigned char *in = calloc(s->count, 1);
    sea_status status = in ? SEA_OK : SEA_E_MEMORY;
    size_t loose = 0; /* the first set not told of yet */
    bool station_before = false;
    for (size_t first = 0; status == SEA_OK && first < s->count;) {
        if (!quiet(s, first)) {
            first++;
            continue;
        }
        sea_station o;
        size_t last = longest_run(s, first, in);
        if (!holds(s, in, first, last, &o)) {
            memset(in + first, 0, last - first + 1);
            first++;
            continue;
        }
        if (loose < first)
            status = drifts(s, in, loose, first - 1, out);
        else if (station_before && fabs(s->phase[first] - s->phase[first - 1]) > 0.5 * band_deg)
            status = unseen(s, first - 1, out);
        if (status == SEA_OK) status = add(out, &o);
        first = loose = last + 1, station_before = true;
    }
    if (status == SEA_OK && loose < s->count) status = drifts(s, in, loose, s->count - 1, out);
    free(in);
    return status;
}

static bool on_ring(const sea_gp *gp)
{
    return gp->mean_motion_rev_day > 0.9 && gp->mean_motion_rev_day < 1.1 && gp->eccentricity < 0.1;
}

static sea_status judge(void *payload, size_t i, uint32_t worker)
{
    (void)worker;
    const job *j = payload;
    const sea_gp_object *object = &j->history->objects[i];
    size_t n = 0;
    const sea_gp **sets = malloc((object->count + 1) * sizeof *sets);
    if (!sets) return SEA_E_MEMORY;
    for (size_t k = 0; k < object->count; k++)
        if (on_ring(&j->history->gps[object->first + k])) sets[n++] = &j->history->gps[object->first + k];
    sea_series s = {0};
    sea_status status = n >= 2 ? sea_series_new(sets, n, &s) : SEA_OK;
    if (status == SEA_OK && s.count >= 2) {
        j->lives[i].ring = true;
        status = take_apart(&s, &j->lives[i]);
    }
    sea_series_free(&s);
    free(sets);
    return status;
}

static sea_status gather(const job *j, sea_station_result *result)
{
    size_t n = 0;
    for (size_t i = 0; i < j->history->object_count; i++) n += j->lives[i].count;
    result->items = malloc((n + 1) * sizeof *result->items);
    if (!result->items) return SEA_E_MEMORY;
    for (size_t i = 0; i < j->history->object_count; i++) {
        const struct life *l = &j->lives[i];
        if (l->count) memcpy(result->items + result->count, l->items, l->count * sizeof *l->items);
        result->count += l->count;
        result->objects += l->ring;
    }
    return SEA_OK;
}

sea_status sea_station_run(const sea_gp_history *history, const sea_station_options *options,
                           sea_station_result *result, sea_error *err)
{
    sea_station_options o = options ? *options : sea_station_options_default();
    *result = (sea_station_result){0};
    job j = {history, calloc(history->object_count + 1, sizeof *j.lives)};
    sea_status s = j.lives ? sea_parallel_for(history->object_count, o.threads, &j, judge) : SEA_E_MEMORY;
    if (s == SEA_OK) s = gather(&j, result);
    for (size_t i = 0; j.lives && i < history->object_count; i++) free(j.lives[i].items);
    free(j.lives);
    return s == SEA_OK ? SEA_OK : sea_error_set(err, s, "%s", sea_status_text(s));
}

void sea_station_result_free(sea_station_result *result)
{
    free(result->items);
    *result = (sea_station_result){0};
}

const char *sea_station_kind_name(sea_station_kind kind)
{
    return kind == SEA_STATION_HELD ? "station" : "drift";
}

const char *sea_station_control_name(sea_station_control control)
{
    static const char *const names[] = {"undecidable", "kept", "free"};
    return (unsigned)control < 3 ? names[control] : "unknown";
}

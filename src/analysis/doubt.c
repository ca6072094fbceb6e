/*
 * Doubts about element sets: each object's sets in the order of time against one another, against what is believed,
 * and against the sets of other objects.
 */
#include "analysis/doubt.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEIGHBOUR_DAYS 30.0 /* farther apart, an object may have gone anywhere */
#define OTHER_DAYS 3.0
#define CROSSTAG_KM 100.0 /* what public sets of one object differ by within three days, rarely more */
#define SHARED_KM 10.0
#define FUTURE_DAYS 2.0
enum { EXCURSION_MAX = 3 };

typedef struct entry {
    const sea_gp *gp;
    size_t index; /* as in sea_doubt: from `count` on it is one of the reference */
} entry;

typedef struct search {
    const sea_doubt_options *options;
    const sea_gp *gps;
    size_t count;
    entry *entries;   /* by (object, epoch, index) */
    entry *by_motion; /* by (mean motion, index); made when first needed */
    size_t total;
    sea_doubt *found;
    size_t found_count, found_capacity;
    sea_tai first_satellite;
    bool failed; /* out of memory */
} search;

const char *sea_doubt_rule(sea_doubt_kind kind)
{
    static const char *const rules[] = {"W_FUTURE",   "W_EARLY",  "W_DIFFERING", "W_NEIGHBOUR",
                                        "W_CROSSTAG", "N_SHARED", "W_UNKNOWN",   "W_STRAY"};
    return (unsigned)kind < SEA_DOUBT_KIND_COUNT ? rules[kind] : "";
}

sea_doubt_options sea_doubt_options_default(void)
{
    return (sea_doubt_options){.now = SEA_TAI_NONE};
}

static void add(search *s, sea_doubt d)
{
    if (s->found_count == s->found_capacity) {
        size_t capacity = s->found_capacity ? 2 * s->found_capacity : 64;
        sea_doubt *grown = realloc(s->found, capacity * sizeof *grown);
        if (!grown) {
            s->failed = true;
            return;
        }
        s->found = grown;
        s->found_capacity = capacity;
    }
    s->found[s->found_count++] = d;
}

static double days_between(const entry *from, const entry *to)
{
    return sea_tai_diff_s(to->gp->epoch, from->gp->epoch) / 86400.0;
}

static bool is_reference(const search *s, const entry *e)
{
    return e->index >= s->count;
}

/* ---- one set alone, and sets of one epoch ---- */

static void check_clock(search *s, const entry *e)
{
    sea_tai now = s->options->now;
    if (now.ns != SEA_TAI_NONE.ns && sea_tai_diff_s(e->gp->epoch, now) > FUTURE_DAYS * 86400.0)
        add(s, (sea_doubt){
                   .kind = SEA_DOUBT_FUTURE, .index = e->index, .days = sea_tai_diff_s(e->gp->epoch, now) / 86400.0});
    if (e->gp->epoch.ns < s->first_satellite.ns) add(s, (sea_doubt){.kind = SEA_DOUBT_EARLY, .index = e->index});
}

static bool same_elements(const sea_gp *x, const sea_gp *y)
{
    return x->mean_motion_rev_day == y->mean_motion_rev_day && x->eccentricity == y->eccentricity &&
           x->incl_deg == y->incl_deg && x->raan_deg == y->raan_deg && x->argp_deg == y->argp_deg &&
           x->mean_anomaly_deg == y->mean_anomaly_deg && x->bstar_per_er == y->bstar_per_er;
}

/* Of sets[count] of one epoch, each that differs from the believed one, or else from the first of them. */
static void check_epoch(search *s, const entry *sets, size_t count)
{
    const entry *first = is_reference(s, &sets[count - 1]) ? &sets[count - 1] : &sets[0];
    for (size_t i = 0; i < count; i++)
        if (!is_reference(s, &sets[i]) && !same_elements(first->gp, sets[i].gp))
            add(s, (sea_doubt){
                       .kind = SEA_DOUBT_DIFFERING, .index = sets[i].index, .other = first->index, .has_other = true});
}

/* ---- other objects ---- */

static int compare_motion(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    double m = x->gp->mean_motion_rev_day, n = y->gp->mean_motion_rev_day;
    if (m != n) return m < n ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static bool order_by_motion(search *s)
{
    if (s->by_motion) return true;
    s->by_motion = malloc(s->total * sizeof *s->by_motion);
    if (!s->by_motion) {
        s->failed = true;
        return false;
    }
    memcpy(s->by_motion, s->entries, s->total * sizeof *s->by_motion);
    qsort(s->by_motion, s->total, sizeof *s->by_motion, compare_motion);
    return true;
}

/* First place in sets[count] (by mean motion) not below a mean motion. */
static size_t lower_bound(const entry *sets, size_t count, double mean_motion_rev_day)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (sets[middle].gp->mean_motion_rev_day < mean_motion_rev_day)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

/* The set of another object whose orbit the set `e` has, NULL when there is none. */
static const entry *whose_orbit(search *s, const entry *e, double *km)
{
    const double share = 0.002; /* of the mean motion: far more than it changes in three days, unless by a manoeuvre */
    const entry *best = NULL;
    if (!order_by_motion(s)) return NULL;
    double n = e->gp->mean_motion_rev_day;
    for (size_t i = lower_bound(s->by_motion, s->total, n * (1 - share)); i < s->total; i++) {
        const entry *o = &s->by_motion[i];
        double distance;
        if (o->gp->mean_motion_rev_day > n * (1 + share)) break;
        if (o->gp->norad_cat_id == e->gp->norad_cat_id || fabs(days_between(o, e)) > OTHER_DAYS) continue;
        if (sea_doubt_compare(o->gp, e->gp).plane_deg > 1.0) continue;
        if (!sea_doubt_distance(o->gp, e->gp, e->gp->epoch, &distance) || distance > CROSSTAG_KM) continue;
        /* Of objects docked together the one with the lowest number speaks for them. */
        bool closer = !best || distance < *km - SHARED_KM;
        if (!closer && !(distance < *km + SHARED_KM && o->gp->norad_cat_id < best->gp->norad_cat_id)) continue;
        best = o;
        *km = distance;
    }
    return best;
}

/* A set that is not on the orbit of its neighbour: NEIGHBOUR or STRAY, or CROSSTAG where it is another object's. */
static void add_unlike(search *s, sea_doubt_kind kind, const entry *e, const entry *neighbour)
{
    sea_doubt_difference difference = sea_doubt_compare(neighbour->gp, e->gp);
    sea_doubt d = {.kind = kind,
                   .index = e->index,
                   .other = neighbour->index,
                   .has_other = true,
                   .days = difference.days,
                   .plane_deg = difference.plane_deg,
                   .mean_motion_rev_day = difference.mean_motion_rev_day};
    const entry *other = whose_orbit(s, e, &d.distance_km);
    if (other) {
        d.kind = SEA_DOUBT_CROSSTAG;
        d.other = other->index;
        d.days = days_between(other, e);
    }
    add(s, d);
}

/* ---- the sets of one object in the order of time, one an epoch ---- */

static bool near(const entry *a, const entry *b)
{
    return days_between(a, b) <= NEIGHBOUR_DAYS && !sea_doubt_compare(a->gp, b->gp).far;
}

static bool far(const entry *a, const entry *b)
{
    return days_between(a, b) <= NEIGHBOUR_DAYS && sea_doubt_compare(a->gp, b->gp).far;
}

/* How many sets from number `k` on are on another orbit than set k - 1, when the object is back on it after them, or
 * when they are its last and it was on it before. 0: it is where it was, or moved. */
static size_t excursion(const entry *sets, size_t count, size_t k)
{
    for (size_t length = 0; length <= EXCURSION_MAX; length++) {
        if (k + length == count) return k >= 2 && near(&sets[k - 2], &sets[k - 1]) ? length : 0;
        if (!far(&sets[k - 1], &sets[k + length])) return near(&sets[k - 1], &sets[k + length]) ? length : 0;
    }
    return 0;
}

static void check_history(search *s, const entry *sets, size_t count)
{
    for (size_t k = 1; k < count;) {
        size_t length = excursion(sets, count, k);
        for (size_t i = k; i < k + length; i++)
            if (!is_reference(s, &sets[i])) add_unlike(s, SEA_DOUBT_NEIGHBOUR, &sets[i], &sets[k - 1]);
        k += length + 1;
    }
}

/* ---- sets that are like no other of their object ---- */

/* Shapes that no orbit below the belts changes between by itself, in whatever time. */
static bool apart(const entry *a, const entry *b)
{
    const sea_gp *x = a->gp, *y = b->gp;
    double slow = fmin(x->mean_motion_rev_day, y->mean_motion_rev_day);
    double fast = fmax(x->mean_motion_rev_day, y->mean_motion_rev_day);
    return fabs(x->incl_deg - y->incl_deg) > 10.0 || fast > 1.2 * slow || fabs(x->eccentricity - y->eccentricity) > 0.2;
}

/* Where neighbours are farther in time than check_history looks. */
static bool strays(const entry *before, const entry *e, const entry *after)
{
    bool within = days_between(before, e) <= NEIGHBOUR_DAYS && days_between(e, after) <= NEIGHBOUR_DAYS;
    double least = fmin(before->gp->mean_motion_rev_day, after->gp->mean_motion_rev_day);
    return !within && least >= 3.0 && apart(before, e) && apart(e, after) && !apart(before, after);
}

static void check_strays(search *s, const entry *sets, size_t count)
{
    if (count == 2 && far(&sets[0], &sets[1]))
        for (int i = 0; i < 2; i++) add_unlike(s, SEA_DOUBT_STRAY, &sets[i], &sets[1 - i]);
    for (size_t k = 1; k + 1 < count; k++)
        if (strays(&sets[k - 1], &sets[k], &sets[k + 1])) add_unlike(s, SEA_DOUBT_STRAY, &sets[k], &sets[k - 1]);
}

/* Every set against the believed one nearest in time. sets[count] are of one object in the order of time. */
static void check_reference(search *s, const entry *sets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const entry *nearest = NULL;
        if (is_reference(s, &sets[i])) continue;
        for (size_t j = 0; j < count; j++)
            if (is_reference(s, &sets[j]) &&
                (!nearest || fabs(days_between(&sets[j], &sets[i])) < fabs(days_between(nearest, &sets[i]))))
                nearest = &sets[j];
        if (!nearest)
            add(s, (sea_doubt){.kind = SEA_DOUBT_UNKNOWN, .index = sets[i].index});
        else if (fabs(days_between(nearest, &sets[i])) <= NEIGHBOUR_DAYS &&
                 sea_doubt_compare(nearest->gp, sets[i].gp).far)
            add_unlike(s, SEA_DOUBT_NEIGHBOUR, &sets[i], nearest);
    }
}

static void check_object(search *s, const entry *sets, size_t count)
{
    entry *distinct = malloc(count * sizeof *distinct);
    size_t kept = 0;
    if (!distinct) {
        s->failed = true;
        return;
    }
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && sets[end].gp->epoch.ns == sets[i].gp->epoch.ns;) end++;
        check_epoch(s, sets + i, end - i);
        distinct[kept++] = sets[i];
    }
    for (size_t i = 0; i < count; i++)
        if (!is_reference(s, &sets[i])) check_clock(s, &sets[i]);
    if (s->options->reference_count > 0)
        check_reference(s, sets, count);
    else {
        check_history(s, distinct, kept);
        check_strays(s, distinct, kept);
    }
    free(distinct);
}

/* ---- objects at one place ---- */

/* `1998-067` of two designators: whether both are known and differ. */
static bool other_launch(const sea_gp *a, const sea_gp *b)
{
    enum { LAUNCH = 8 };
    return strlen(a->object_id) > LAUNCH && strlen(b->object_id) > LAUNCH &&
           strncmp(a->object_id, b->object_id, LAUNCH) != 0;
}

static bool at_one_place(const entry *a, const entry *b, double *km)
{
    if (!other_launch(a->gp, b->gp) || fabs(days_between(a, b)) > OTHER_DAYS) return false;
    if (sea_doubt_compare(a->gp, b->gp).plane_deg > 0.05) return false;
    return sea_doubt_distance(a->gp, b->gp, a->gp->epoch, km) && *km <= SHARED_KM;
}

/* Pairs among newest[count], one set an object by mean motion. */
static void check_places(search *s, const entry *newest, size_t count)
{
    const double share = 1e-4;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++) {
            const entry *a = &newest[i], *b = &newest[j];
            double km;
            if (b->gp->mean_motion_rev_day > a->gp->mean_motion_rev_day * (1 + share)) break;
            if ((is_reference(s, a) && is_reference(s, b)) || !at_one_place(a, b, &km)) continue;
            for (int turn = 0; turn < 2; turn++) {
                const entry *one = turn ? b : a, *other = turn ? a : b;
                if (!is_reference(s, one))
                    add(s, (sea_doubt){.kind = SEA_DOUBT_SHARED,
                                       .index = one->index,
                                       .other = other->index,
                                       .has_other = true,
                                       .days = days_between(other, one),
                                       .distance_km = km});
            }
        }
}

static void check_newest(search *s)
{
    entry *newest = malloc(s->total * sizeof *newest);
    size_t kept = 0;
    if (!newest) {
        s->failed = true;
        return;
    }
    for (size_t i = 0; i < s->total; i++)
        if (i + 1 == s->total || s->entries[i + 1].gp->norad_cat_id != s->entries[i].gp->norad_cat_id)
            newest[kept++] = s->entries[i];
    qsort(newest, kept, sizeof *newest, compare_motion);
    check_places(s, newest, kept);
    free(newest);
}

/* ---- the whole ---- */

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    if (x->gp->norad_cat_id != y->gp->norad_cat_id) return x->gp->norad_cat_id < y->gp->norad_cat_id ? -1 : 1;
    if (x->gp->epoch.ns != y->gp->epoch.ns) return x->gp->epoch.ns < y->gp->epoch.ns ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static int compare_doubts(const void *a, const void *b)
{
    const sea_doubt *x = a, *y = b;
    if (x->index != y->index) return x->index < y->index ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return x->other < y->other ? -1 : x->other > y->other;
}

static void look(search *s)
{
    const sea_utc first_satellite = {.year = 1957, .month = 10, .day = 4};
    sea_utc_to_tai(first_satellite, &s->first_satellite);
    for (size_t i = 0; i < s->total; i++)
        s->entries[i] = (entry){i < s->count ? &s->gps[i] : &s->options->reference[i - s->count], i};
    qsort(s->entries, s->total, sizeof *s->entries, compare_entries);
    for (size_t i = 0, end; i < s->total; i = end) {
        for (end = i + 1; end < s->total && s->entries[end].gp->norad_cat_id == s->entries[i].gp->norad_cat_id;) end++;
        check_object(s, s->entries + i, end - i);
    }
    check_newest(s);
}

sea_status sea_doubt_find(const sea_gp *gps, size_t count, const sea_doubt_options *options,
                          sea_status (*fn)(void *payload, const sea_doubt *doubt), void *payload, sea_error *err)
{
    const sea_doubt_options standard = sea_doubt_options_default();
    search s = {.options = options ? options : &standard, .gps = gps, .count = count};
    s.total = count + s.options->reference_count;
    if (count == 0) return SEA_OK;
    s.entries = malloc(s.total * sizeof *s.entries);
    if (s.entries) look(&s);
    sea_status status = SEA_OK;
    if (!s.entries || s.failed) status = sea_error_set(err, SEA_E_MEMORY, "out of memory while comparing element sets");
    if (s.found_count > 0) qsort(s.found, s.found_count, sizeof *s.found, compare_doubts);
    for (size_t i = 0; status == SEA_OK && i < s.found_count; i++) {
        const sea_doubt *d = &s.found[i];
        bool told = i > 0 && d->kind == SEA_DOUBT_SHARED && d[-1].kind == d->kind && d[-1].index == d->index;
        if (!told) status = fn(payload, d);
    }
    free(s.entries);
    free(s.by_motion);
    free(s.found);
    return status;
}

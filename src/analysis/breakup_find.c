/* From element histories to events: new objects by launch, the parent among the objects known before, the fit. */
#include "analysis/breakup.h"

#include "base/error.h"
#include "base/math.h"
#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LAUNCH_TEXT = 8,  /* 1999-025 */
    PIECES_MAX = 200, /* used in a fit */
    PARENT_SETS_MAX = 400,
    PARENTS_FITTED = 2,
    FEW = 20,
    CALM_LEAST = 8,
    LAUNCH_NUMBERS = 250
};

static const double SETTLED_DAYS = 5.0;     /* within these, objects of one catalogue are not ordered by epoch */
static const double WAVE_DAYS = 30.0;       /* half the least number of pieces must come within these */
static const double HIGHER_PART = 0.02;     /* analysts' and provisional numbers are higher than the rest */
static const double BEFORE_DAYS = 240.0;    /* pieces may be catalogued that late */
static const double DRAG_TURNS_MAX = 2.0;   /* pieces that drag carried further say nothing of the instant */
static const double DRAG_TURNS_SHARP = 0.1; /* pieces that drag carried less far keep their phase */
static const double AGREE = 8.0;            /* phases that scatter by more of their allowances agree on no instant */
static const double SPEED_LEAST_M_S = 6.0;  /* pieces parted by less than this were released or drifted apart */
static const double SPEED_MOST_M_S = 400.0; /* and by more, of different origin */
static const double CROSS_COST = 8.5;       /* coarse cost beyond which orbits cross at no one place */
static const double WIDE_DAYS = 5.0;        /* an interval wider than this is no instant */
static const double MU_KM3_S2 = 398600.8;

typedef struct member {
    char launch[LAUNCH_TEXT + 1];
    const sea_gp_object *object;
    sea_tai first;
    bool is_new;
} member;

/* One launch: members[from] to members[to - 1], those known first in front, the new ones after. */
typedef struct group {
    size_t from, fresh, to;
} group;

typedef struct search {
    const sea_gp_history *history;
    const sea_breakup_options *options;
    member *members;
    size_t member_count;
    group *groups;
    size_t group_count;
    sea_breakup *events;
    bool *found;
    sea_tai as_of;
} search;

sea_breakup_options sea_breakup_options_default(void)
{
    return (sea_breakup_options){.least = 8};
}

const char *sea_breakup_kind_name(sea_breakup_kind kind)
{
    static const char *const names[] = {"fragmentation", "collision", "undecidable"};
    return (size_t)kind < sizeof names / sizeof names[0] ? names[kind] : "";
}

/* ---- groups ---- */

static int by_launch(const void *a, const void *b)
{
    const member *x = a, *y = b;
    int c = memcmp(x->launch, y->launch, LAUNCH_TEXT);
    if (c != 0) return c;
    if (x->first.ns != y->first.ns) return x->first.ns < y->first.ns ? -1 : 1;
    return x->object->norad_cat_id < y->object->norad_cat_id ? -1 : 1;
}

/* The launch of an object, from any of its sets: sources leave it out now and then. */
static bool launch_of(const sea_gp_history *history, const sea_gp_object *object, char out[LAUNCH_TEXT + 1])
{
    for (size_t i = 0; i < object->count; i++) {
        const char *id = history->gps[object->first + i].object_id;
        if (memchr(id, '\0', LAUNCH_TEXT)) continue;
        memcpy(out, id, LAUNCH_TEXT);
        out[LAUNCH_TEXT] = '\0';
        return true;
    }
    return false;
}

static bool usable(const sea_gp *gp)
{
    return !(gp->caveats & (SEA_GP_CAVEAT_NOT_SGP4 | SEA_GP_CAVEAT_DERIVED)) && gp->eccentricity < 0.9;
}

/* ---- who is new ---- */

static int by_first(const void *a, const void *b)
{
    const member *x = *(const member *const *)a, *y = *(const member *const *)b;
    if (x->first.ns != y->first.ns) return x->first.ns < y->first.ns ? -1 : 1;
    return x->object->norad_cat_id < y->object->norad_cat_id ? -1 : 1;
}

/* Place of a catalogue number among the objects of the history, from 1. */
static size_t rank_of(const search *s, const member *m)
{
    return (size_t)(m->object - s->history->objects) + 1;
}

/* Marks new objects: those whose number is beyond nearly all that had been seen days before. Numbers are given in the
 * order of cataloguing, so an object first seen late with an old number was lost, not new. `seen` counts ranks in a
 * tree of partial sums (Fenwick 1994). */
static void mark_new(search *s, member **order, size_t *seen)
{
    size_t ranks = s->history->object_count, behind = 0;
    for (size_t i = 0; i < s->member_count; i++) order[i] = &s->members[i];
    qsort(order, s->member_count, sizeof *order, by_first);
    for (size_t i = 0; i < s->member_count; i++) {
        while (sea_tai_diff_s(order[i]->first, order[behind]->first) > SETTLED_DAYS * 86400.0) {
            for (size_t k = rank_of(s, order[behind]); k <= ranks; k += k & (~k + 1)) seen[k]++;
            behind++;
        }
        size_t lower = 0;
        for (size_t k = rank_of(s, order[i]); k > 0; k -= k & (~k + 1)) lower += seen[k];
        order[i]->is_new = behind > 0 && (double)(behind - lower) <= HIGHER_PART * (double)behind;
    }
}

/* Within a launch, what comes after the first new object and is numbered beyond all known before it is new as well:
 * pieces are seen in any order. */
static int by_newness(const void *a, const void *b)
{
    const member *x = a, *y = b;
    if (x->is_new != y->is_new) return x->is_new ? 1 : -1;
    if (x->first.ns != y->first.ns) return x->first.ns < y->first.ns ? -1 : 1;
    return x->object->norad_cat_id < y->object->norad_cat_id ? -1 : 1;
}

/* When new objects begin to come in number, days after the launch itself was first seen; INT64_MAX when they do not.
 * Members are ordered by the instant they were first seen. */
static int64_t start_of_arrivals(const search *s, size_t from, size_t to)
{
    const member *m = s->members;
    for (size_t i = from; i < to; i++) {
        if (!m[i].is_new || sea_tai_diff_s(m[i].first, m[from].first) < SETTLED_DAYS * 86400.0) continue;
        uint32_t near = 0;
        for (size_t k = i; k < to && sea_tai_diff_s(m[k].first, m[i].first) < WAVE_DAYS * 86400.0; k++)
            near += m[k].is_new;
        if (2 * near >= s->options->least) return m[i].first.ns;
    }
    return INT64_MAX;
}

static size_t part_launch(search *s, size_t from, size_t to)
{
    int64_t since = start_of_arrivals(s, from, to);
    uint32_t known = 0;
    for (size_t i = from; i < to; i++)
        if (s->members[i].first.ns < since && s->members[i].object->norad_cat_id > known)
            known = s->members[i].object->norad_cat_id;
    size_t fresh = from;
    for (size_t i = from; i < to; i++) {
        member *m = &s->members[i];
        m->is_new = m->first.ns >= since && m->object->norad_cat_id > known;
        fresh += !m->is_new;
    }
    qsort(s->members + from, to - from, sizeof *s->members, by_newness);
    return fresh;
}

static sea_status gather(search *s)
{
    const sea_gp_history *h = s->history;
    s->as_of = SEA_TAI_NONE;
    s->members = malloc((h->object_count + 1) * sizeof *s->members);
    s->groups = malloc((h->object_count + 1) * sizeof *s->groups);
    if (!s->members || !s->groups) return SEA_E_MEMORY;
    for (size_t i = 0; i < h->object_count; i++) {
        const sea_gp_object *o = &h->objects[i];
        sea_tai last = h->gps[o->first + o->count - 1].epoch;
        if (s->as_of.ns == SEA_TAI_NONE.ns || last.ns > s->as_of.ns) s->as_of = last;
        member *m = &s->members[s->member_count];
        *m = (member){.object = o, .first = h->gps[o->first].epoch};
        s->member_count += launch_of(h, o, m->launch);
    }
    member **order = malloc((s->member_count + 1) * sizeof *order);
    size_t *seen = calloc(h->object_count + 1, sizeof *seen);
    if (order && seen) mark_new(s, order, seen);
    bool failed = !order || !seen;
    free(order);
    free(seen);
    if (failed) return SEA_E_MEMORY;
    qsort(s->members, s->member_count, sizeof *s->members, by_launch);
    for (size_t from = 0, to; from < s->member_count; from = to) {
        to = from;
        while (to < s->member_count && memcmp(s->members[to].launch, s->members[from].launch, LAUNCH_TEXT) == 0) to++;
        size_t fresh = part_launch(s, from, to);
        if (fresh > from && to - fresh >= s->options->least) s->groups[s->group_count++] = (group){from, fresh, to};
    }
    return SEA_OK;
}

/* ---- pieces of one group ---- */

typedef struct ranked {
    double turns;
    size_t place;
} ranked;

static int by_turns(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->turns != y->turns) return x->turns < y->turns ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

/* What one group is worked on with. */
typedef struct bench {
    sea_breakup_body *pieces; /* of rising drag */
    double *values;
    size_t piece_count, calm; /* calm: drag carried these less than half a turn */
    double quiet_day;
    sea_breakup_body *parents;
    size_t parent_count;
    sea_breakup_sky sky;
    sea_tai reference;
} bench;

static void bench_free(bench *b)
{
    free(b->pieces);
    free(b->values);
    free(b->parents);
    sea_breakup_sky_free(&b->sky);
}

/* The instant before which the event was: a twentieth of the new objects may have come earlier for other reasons. */
static sea_tai reference_of(const search *s, const group *g)
{
    return s->members[g->fresh + (g->to - g->fresh) / 20].first;
}

/* When objects of the launch were last seen before the new ones. */
static double quiet_day_of(const search *s, const group *g, sea_tai reference)
{
    double last = -1e6;
    for (size_t i = g->from; i < g->fresh; i++) {
        const sea_gp_object *o = s->members[i].object;
        for (size_t k = 0; k < o->count; k++) {
            double day = sea_tai_diff_s(s->history->gps[o->first + k].epoch, reference) / 86400.0;
            if (day > -1.0) break;
            last = fmax(last, day);
        }
    }
    return last;
}

static sea_status take_pieces(const search *s, const group *g, bench *b)
{
    size_t count = g->to - g->fresh, made = 0;
    sea_breakup_body *all = malloc(count * sizeof *all);
    ranked *order = malloc(count * sizeof *order);
    b->pieces = malloc(PIECES_MAX * sizeof *b->pieces);
    b->values = malloc((count + 1) * sizeof *b->values);
    b->parents = malloc(PARENT_SETS_MAX * sizeof *b->parents);
    sea_status status = all && order && b->pieces && b->values && b->parents ? SEA_OK : SEA_E_MEMORY;
    for (size_t i = 0; status == SEA_OK && i < count; i++) {
        const member *m = &s->members[g->fresh + i];
        const sea_gp *gp = &s->history->gps[m->object->first];
        if (m->first.ns < b->reference.ns || !usable(gp) || !sea_breakup_body_of(gp, b->reference, &all[made]))
            continue;
        sea_breakup_orbit o;
        sea_breakup_orbit_at(&all[made], b->quiet_day > -40.0 ? 0.5 * b->quiet_day : -20.0, 1.0, &o);
        double turns = fabs(o.drag_rad) / SEA_TWO_PI;
        order[made] = (ranked){turns, made};
        b->calm += turns < 0.5;
        made++;
    }
    if (status == SEA_OK) {
        qsort(order, made, sizeof *order, by_turns);
        size_t half = made / 2 > 2 * FEW ? made / 2 : made < 2 * FEW ? made : 2 * FEW;
        size_t least = s->options->least;
        while (b->piece_count < half && b->piece_count < PIECES_MAX &&
               (b->piece_count < least || order[b->piece_count].turns < DRAG_TURNS_MAX)) {
            b->pieces[b->piece_count] = all[order[b->piece_count].place];
            b->piece_count++;
        }
    }
    free(all);
    free(order);
    return status;
}

static void pull_all(const bench *b, sea_breakup_body *bodies, size_t count, double day)
{
    for (size_t i = 0; i < count; i++) sea_breakup_body_pull(&bodies[i], &b->sky, day);
}

/* The sets of an object as a possible parent: those of the days in question and the first one after, every second or
 * third of them where there are more than can be kept. */
static void take_parent(const search *s, const member *m, bench *b)
{
    const sea_gp_object *o = m->object;
    const sea_gp *sets = &s->history->gps[o->first];
    size_t first = 0, end = 0;
    while (first + 1 < o->count && sea_tai_diff_s(sets[first + 1].epoch, b->reference) < -BEFORE_DAYS * 86400.0)
        first++;
    while (end < o->count && sets[end].epoch.ns <= b->reference.ns) end++;
    if (end < o->count) end++;
    size_t stride = (end - first) / PARENT_SETS_MAX + 1;
    b->parent_count = 0;
    for (size_t i = first + (end - 1 - first) % stride; i < end; i += stride) {
        bool later = sets[i].epoch.ns > b->reference.ns;
        if (later && b->parent_count > 0) break;
        if (usable(&sets[i]) && sea_breakup_body_of(&sets[i], b->reference, &b->parents[b->parent_count]))
            b->parent_count++;
    }
}

/* ---- the parent ---- */

typedef struct suspect {
    const member *who; /* NULL: a piece stands in */
    double cost, day;
} suspect;

static int by_suspicion(const void *a, const void *b)
{
    const suspect *x = a, *y = b;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    uint32_t i = x->who->object->norad_cat_id, k = y->who->object->norad_cat_id;
    return (i > k) - (i < k);
}

static sea_breakup_case case_of(const bench *b)
{
    return (sea_breakup_case){.pieces = b->pieces,
                              .piece_count = b->piece_count,
                              .parents = b->parents,
                              .parent_count = b->parent_count,
                              .quiet_day = b->quiet_day,
                              .first_day = -BEFORE_DAYS,
                              .last_day = 0.0};
}

/* The piece whose orbit the others cross best stands in for a parent: every piece was at the place. */
static void take_stand_in(bench *b)
{
    double *a = b->values;
    for (size_t i = 0; i < b->piece_count; i++) a[i] = b->pieces[i].e.no_unkozai;
    double middle = median(a, b->piece_count);
    size_t best = 0;
    for (size_t i = 1; i < b->piece_count; i++)
        if (fabs(b->pieces[i].e.no_unkozai - middle) < fabs(b->pieces[best].e.no_unkozai - middle)) best = i;
    b->parents[0] = b->pieces[best];
    b->parent_count = 1;
}

/* What was launched is numbered together; objects of a launch numbered much later are pieces of an earlier event. */
static bool of_launch(const search *s, const group *g, const member *m)
{
    uint32_t least = UINT32_MAX;
    for (size_t i = g->from; i < g->fresh; i++)
        if (s->members[i].object->norad_cat_id < least) least = s->members[i].object->norad_cat_id;
    return m->object->norad_cat_id - least <= LAUNCH_NUMBERS;
}

static size_t rank_suspects(const search *s, const group *g, bench *b, suspect *out)
{
    size_t count = 0;
    for (size_t i = g->from; i < g->fresh; i++) {
        if (!of_launch(s, g, &s->members[i])) continue;
        take_parent(s, &s->members[i], b);
        if (b->parent_count == 0) continue;
        sea_breakup_case c = case_of(b);
        out[count].who = &s->members[i];
        out[count].cost = sea_breakup_fit_coarse(&c, &out[count].day);
        count++;
    }
    qsort(out, count, sizeof *out, by_suspicion);
    return count;
}

/* ---- one event ---- */

/* Least speed that parts two orbits: 1/2 n da along, v di across, whichever way; the in-plane part of the eccentricity
 * is left out, so this is a lower bound. */
static double speed_m_s(const sea_breakup_orbit *o, const sea_breakup_orbit *parent)
{
    double v = sqrt(MU_KM3_S2 / parent->a_km) * 1000.0;
    double along = 0.5 * v * (o->a_km - o->a_drag_km - parent->a_km) / parent->a_km;
    double turn = o->cos_i * parent->cos_i +
                  o->sin_i * parent->sin_i * (o->cos_node * parent->cos_node + o->sin_node * parent->sin_node);
    double across = v * sea_acos(fmin(turn, 1.0));
    return sqrt(along * along + across * across);
}

/* Median speed by the NASA standard breakup model for explosions: log10 dv = 0.2 log10(A/M) + 1.85, at the median A/M
 * of the pieces, which B* gives through the drag coefficient 2.2: B* = 1/2 Cd A/M rho0 Re with rho0 = 0.1570 kg/m2/Re.
 * Johnson et al. 2001, Adv. Space Res. 28, 1377. */
static double model_speed_m_s(const bench *b)
{
    for (size_t i = 0; i < b->piece_count; i++) b->values[i] = fabs(b->pieces[i].e.bstar) * 12.741621 / 2.2;
    double ratio = fmax(median(b->values, b->piece_count), 1e-4);
    return sea_pow(10.0, 0.2 * sea_log(ratio) / 2.302585092994046 + 1.85);
}

static void measure_speed(bench *b, double day, const sea_breakup_orbit *parent, sea_breakup *event)
{
    for (size_t i = 0; i < b->piece_count; i++) {
        sea_breakup_orbit o;
        sea_breakup_orbit_at(&b->pieces[i], day, 1.0, &o);
        b->values[i] = speed_m_s(&o, parent);
    }
    event->dv_median_m_s = median(b->values, b->piece_count);
    event->dv_model_m_s = model_speed_m_s(b);
}

static sea_tai instant(sea_tai reference, double day)
{
    return (sea_tai){reference.ns + (int64_t)floor(day * 86400.0 * 1e3 + 0.5) * INT64_C(1000000)};
}

/* Drag that carried the pieces used far, by their median, was the air's of weeks that their elements did not see:
 * phases are then wrong together, and the instant may be off by an orbit. */
static void widen_for_drag(bench *b, sea_breakup_fit *f)
{
    for (size_t i = 0; i < b->piece_count; i++) {
        sea_breakup_orbit o;
        sea_breakup_orbit_at(&b->pieces[i], f->day, 1.0, &o);
        b->values[i] = fabs(o.drag_rad) / SEA_TWO_PI;
    }
    if (median(b->values, b->piece_count) < DRAG_TURNS_SHARP) return;
    double period = SEA_TWO_PI / f->parent.argl_rate;
    f->earliest = fmin(f->earliest, f->day - 1.05 * period);
    f->latest = fmax(f->latest, f->day + 1.05 * period);
    f->orbits = true;
}

static void write_event(const bench *b, const sea_breakup_fit *f, sea_breakup *event)
{
    event->epoch = instant(b->reference, f->day);
    event->earliest = instant(b->reference, f->earliest);
    event->latest = instant(b->reference, f->latest);
    event->argl_rad = f->argl_rad;
    for (int k = 0; k < 3; k++) event->r_km[k] = f->r_km * f->unit[k];
    if (f->orbits) event->caveats |= SEA_BREAKUP_CAVEAT_ORBITS;
    if (b->pieces[0].day - f->day > 60.0) event->caveats |= SEA_BREAKUP_CAVEAT_OLD;
}

/* Fits the best suspects around the days their crossings point to, or a stand-in when none fits. */
static sea_status fit_event(const search *s, const group *g, bench *b, suspect *suspects, sea_breakup *event,
                            sea_breakup_fit *fit)
{
    size_t count = rank_suspects(s, g, b, suspects);
    take_stand_in(b);
    sea_breakup_case c = case_of(b);
    c.stand_in = true;
    double stand_in_day, stand_in_cost = sea_breakup_fit_coarse(&c, &stand_in_day);
    if (stand_in_cost > CROSS_COST && (count == 0 || suspects[0].cost > CROSS_COST)) return SEA_E_NOT_FOUND;
    bool parent = count > 0 && suspects[0].cost < stand_in_cost + 1.0;
    double day = parent ? suspects[0].day : stand_in_day;
    pull_all(b, b->pieces, b->piece_count, day);
    if (!parent) {
        event->caveats |= SEA_BREAKUP_CAVEAT_NO_PARENT;
        take_stand_in(b);
        return sea_breakup_fit_run(&c, fit);
    }
    fit->cost = 1e300;
    for (size_t i = 0; i < count && i < PARENTS_FITTED && suspects[i].cost < suspects[0].cost + 1.0; i++) {
        take_parent(s, suspects[i].who, b);
        pull_all(b, b->parents, b->parent_count, day);
        c = case_of(b);
        sea_breakup_fit one;
        sea_status status = sea_breakup_fit_run(&c, &one);
        if (status != SEA_OK) return status;
        if (i > 0 && fabs(one.cost - fit->cost) < 2.0) event->caveats |= SEA_BREAKUP_CAVEAT_PARENT_OPEN;
        if (one.cost >= fit->cost) continue;
        *fit = one;
        event->parent = suspects[i].who->object->norad_cat_id;
        bool later = b->parents[0].day > one.day;
        event->caveats = (event->caveats & ~(uint32_t)SEA_BREAKUP_CAVEAT_PARENT_LATER) |
                         (later ? SEA_BREAKUP_CAVEAT_PARENT_LATER : 0);
    }
    return SEA_OK;
}

/* The known object whose orbit lies in the middle of the pieces': all that can be said of the parent without an
 * instant. */
static uint32_t nearest_of(const search *s, const group *g, bench *b, double day)
{
    sea_breakup_orbit o;
    double *values = b->values, least = 1e300, axis, incl, ecc;
    uint32_t nearest = 0;
    for (size_t i = 0; i < b->piece_count; i++) {
        sea_breakup_orbit_at(&b->pieces[i], day, 1.0, &o);
        values[i] = o.a_km - o.a_drag_km;
    }
    axis = median(values, b->piece_count);
    for (size_t i = 0; i < b->piece_count; i++) values[i] = b->pieces[i].e.inclo;
    incl = median(values, b->piece_count);
    for (size_t i = 0; i < b->piece_count; i++) values[i] = b->pieces[i].e.ecco;
    ecc = median(values, b->piece_count);
    for (size_t i = g->from; i < g->fresh; i++) {
        if (!of_launch(s, g, &s->members[i])) continue;
        take_parent(s, &s->members[i], b);
        if (b->parent_count == 0) continue;
        sea_breakup_orbit_at(&b->parents[0], day, 1.0, &o);
        double apart = 0.5 * fabs(o.a_km - o.a_drag_km - axis) / axis + fabs(b->parents[0].e.inclo - incl) +
                       0.5 * fabs(b->parents[0].e.ecco - ecc);
        if (apart < least) least = apart, nearest = s->members[i].object->norad_cat_id;
    }
    return nearest;
}

static sea_status examine(const search *s, const group *g, bench *b, suspect *suspects, sea_breakup *event, bool *found)
{
    sea_status status = take_pieces(s, g, b);
    if (status != SEA_OK || b->piece_count < s->options->least) return status;
    status = sea_breakup_sky_new(b->reference, -BEFORE_DAYS - 60.0, 1500.0, &b->sky);
    if (status != SEA_OK) return status;
    sea_breakup_fit fit;
    status = fit_event(s, g, b, suspects, event, &fit);
    if (status != SEA_OK) return status;
    measure_speed(b, fit.day, &fit.parent, event);
    *found = event->dv_median_m_s >= SPEED_LEAST_M_S && event->dv_median_m_s <= SPEED_MOST_M_S;
    event->used = (uint32_t)b->piece_count;
    event->fragments = (uint32_t)(g->to - g->fresh);
    event->as_of = s->as_of;
    event->miss_km = -1.0;
    memcpy(event->launch, s->members[g->from].launch, LAUNCH_TEXT + 1);
    if (b->piece_count < FEW) event->caveats |= SEA_BREAKUP_CAVEAT_FEW;
    if (b->calm < CALM_LEAST) event->caveats |= SEA_BREAKUP_CAVEAT_DRAG;
    widen_for_drag(b, &fit);
    write_event(b, &fit, event);
    if (fit.phase_scale > AGREE || sea_tai_diff_s(event->latest, event->earliest) > WIDE_DAYS * 86400.0)
        event->caveats |= SEA_BREAKUP_CAVEAT_SPREAD;
    if (event->caveats & (SEA_BREAKUP_CAVEAT_FEW | SEA_BREAKUP_CAVEAT_DRAG | SEA_BREAKUP_CAVEAT_SPREAD)) {
        event->kind = SEA_BREAKUP_UNDECIDABLE;
        event->epoch = event->earliest = event->latest = SEA_TAI_NONE;
        if (event->parent) event->parent = nearest_of(s, g, b, fit.day);
    }
    return SEA_OK;
}

static sea_status examine_group(void *payload, size_t index, uint32_t worker)
{
    (void)worker;
    search *s = payload;
    const group *g = &s->groups[index];
    bench b = {.reference = reference_of(s, g)};
    b.quiet_day = quiet_day_of(s, g, b.reference);
    suspect *suspects = malloc((g->fresh - g->from + 1) * sizeof *suspects);
    sea_status status = suspects ? examine(s, g, &b, suspects, &s->events[index], &s->found[index]) : SEA_E_MEMORY;
    if (status == SEA_E_NOT_FOUND) status = SEA_OK;
    free(suspects);
    bench_free(&b);
    return status;
}

/* ---- the search ---- */

static bool asked_for(const sea_breakup_options *o, const sea_breakup *e)
{
    if (o->id_count == 0) return true;
    for (size_t i = 0; i < o->id_count; i++)
        if (o->ids[i] != 0 && (o->ids[i] == e->parent || o->ids[i] == e->parent_2)) return true;
    return false;
}

static int by_epoch(const void *a, const void *b)
{
    const sea_breakup *x = a, *y = b;
    int none_x = x->epoch.ns == SEA_TAI_NONE.ns, none_y = y->epoch.ns == SEA_TAI_NONE.ns;
    if (none_x != none_y) return none_x - none_y;
    if (x->epoch.ns != y->epoch.ns) return x->epoch.ns < y->epoch.ns ? -1 : 1;
    return memcmp(x->launch, y->launch, LAUNCH_TEXT);
}

static sea_status run(search *s)
{
    sea_status status = gather(s);
    if (status != SEA_OK) return status;
    s->events = calloc(s->group_count + 1, sizeof *s->events);
    s->found = calloc(s->group_count + 1, sizeof *s->found);
    if (!s->events || !s->found) return SEA_E_MEMORY;
    status = sea_parallel_for(s->group_count, s->options->threads, s, examine_group);
    if (status != SEA_OK) return status;
    size_t count = 0;
    for (size_t i = 0; i < s->group_count; i++)
        if (s->found[i]) s->events[count++] = s->events[i];
    status = sea_breakup_join(s->history, s->events, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (asked_for(s->options, &s->events[i])) s->events[kept++] = s->events[i];
    s->group_count = kept;
    qsort(s->events, kept, sizeof *s->events, by_epoch);
    return status;
}

sea_status sea_breakup_find(const sea_gp_history *history, const sea_breakup_options *options, sea_breakup **out,
                            size_t *out_count, sea_error *err)
{
    const sea_breakup_options standard = sea_breakup_options_default();
    search s = {.history = history, .options = options ? options : &standard};
    *out = NULL;
    *out_count = 0;
    sea_status status = run(&s);
    if (status == SEA_OK) {
        *out = s.events;
        *out_count = s.group_count;
        s.events = NULL;
    }
    free(s.events);
    free(s.found);
    free(s.groups);
    free(s.members);
    return status == SEA_OK ? SEA_OK : sea_error_set(err, status, "search for breakups: %s", sea_status_text(status));
}

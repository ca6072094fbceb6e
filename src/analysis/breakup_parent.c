/* What one launch is judged by: its pieces by rising drag, and who among the objects known before was their parent. */
#include "analysis/breakup.h"

#include "base/math.h"

#include <math.h>
#include <stdlib.h>

enum {
    PIECES_MAX = 200, /* used in a fit */
    PARENT_SETS_MAX = 400,
    LAUNCH_NUMBERS = 250
};

static const double BEFORE_DAYS = 240.0;    /* pieces may be catalogued that late */
static const double DRAG_TURNS_MAX = 2.0;   /* pieces that drag carried further say nothing of the instant */
static const double SPEED_LEAST_M_S = 6.0;  /* pieces parted by less than this were released or drifted apart */
static const double SPEED_MOST_M_S = 400.0; /* and by more, of different origin */

static bool usable(const sea_gp *gp)
{
    return !(gp->caveats & (SEA_GP_CAVEAT_NOT_SGP4 | SEA_GP_CAVEAT_DERIVED)) && gp->eccentricity < 0.9;
}
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

double sea_breakup_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

void sea_breakup_bench_free(sea_breakup_bench *b)
{
    free(b->pieces);
    free(b->values);
    free(b->parents);
    sea_breakup_sky_free(&b->sky);
}

/* The instant before which the event was: a twentieth of the new objects may have come earlier for other reasons. */
static sea_tai reference_of(const sea_breakup_roll *s, const sea_breakup_group *g)
{
    return s->members[g->fresh + (g->to - g->fresh) / 20].first;
}

/* When objects of the launch were last seen before the new ones. */
static double quiet_day_of(const sea_breakup_roll *s, const sea_breakup_group *g, sea_tai reference)
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

static sea_status take_pieces(const sea_breakup_roll *s, const sea_breakup_group *g, sea_breakup_bench *b)
{
    size_t count = g->to - g->fresh, made = 0;
    sea_breakup_body *all = malloc(count * sizeof *all);
    ranked *order = malloc(count * sizeof *order);
    b->pieces = malloc(PIECES_MAX * sizeof *b->pieces);
    b->values = malloc((count + 1) * sizeof *b->values);
    b->parents = malloc(PARENT_SETS_MAX * sizeof *b->parents);
    sea_status status = all && order && b->pieces && b->values && b->parents ? SEA_OK : SEA_E_MEMORY;
    for (size_t i = 0; status == SEA_OK && i < count; i++) {
        const sea_breakup_member *m = &s->members[g->fresh + i];
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
        size_t half = made / 2 > 2 * SEA_BREAKUP_FEW ? made / 2
                      : made < 2 * SEA_BREAKUP_FEW   ? made
                                                     : 2 * SEA_BREAKUP_FEW;
        size_t least = s->least;
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

void sea_breakup_bench_pull(const sea_breakup_bench *b, sea_breakup_body *bodies, size_t count, double day)
{
    for (size_t i = 0; i < count; i++) sea_breakup_body_pull(&bodies[i], &b->sky, day);
}

/* The sets of an object as a possible parent: those of the days in question and the first one after, every second or
 * third of them where there are more than can be kept. */
void sea_breakup_take_parent(const sea_breakup_roll *s, const sea_breakup_member *m, sea_breakup_bench *b)
{
    const sea_gp_object *o = m->object;
    const sea_gp *sets = &s->history->gps[o->first];
    size_t first = 0, end = sea_gp_count_until(sets, o->count, b->reference);
    while (first + 1 < o->count && sea_tai_diff_s(sets[first + 1].epoch, b->reference) < -BEFORE_DAYS * 86400.0)
        first++;
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

static int by_suspicion(const void *a, const void *b)
{
    const sea_breakup_suspect *x = a, *y = b;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    uint32_t i = x->who->object->norad_cat_id, k = y->who->object->norad_cat_id;
    return (i > k) - (i < k);
}

sea_breakup_case sea_breakup_case_of(const sea_breakup_bench *b)
{
    return (sea_breakup_case){.pieces = b->pieces,
                              .piece_count = b->piece_count,
                              .parents = b->parents,
                              .parent_count = b->parent_count,
                              .quiet_day = b->quiet_day,
                              .first_day = -BEFORE_DAYS,
                              .speed_least_m_s = SPEED_LEAST_M_S,
                              .speed_most_m_s = SPEED_MOST_M_S,
                              .last_day = 0.0};
}

/* The piece whose orbit the others cross best stands in for a parent: every piece was at the place. */
void sea_breakup_take_stand_in(sea_breakup_bench *b)
{
    double *a = b->values;
    for (size_t i = 0; i < b->piece_count; i++) a[i] = b->pieces[i].e.no_unkozai;
    double middle = sea_breakup_median(a, b->piece_count);
    size_t best = 0;
    for (size_t i = 1; i < b->piece_count; i++)
        if (fabs(b->pieces[i].e.no_unkozai - middle) < fabs(b->pieces[best].e.no_unkozai - middle)) best = i;
    b->parents[0] = b->pieces[best];
    b->parent_count = 1;
}

/* What was launched is numbered together; objects of a launch numbered much later are pieces of an earlier event. */
static bool of_launch(const sea_breakup_roll *s, const sea_breakup_group *g, const sea_breakup_member *m)
{
    uint32_t least = UINT32_MAX;
    for (size_t i = g->from; i < g->fresh; i++)
        if (s->members[i].object->norad_cat_id < least) least = s->members[i].object->norad_cat_id;
    return m->object->norad_cat_id - least <= LAUNCH_NUMBERS;
}

size_t sea_breakup_rank(const sea_breakup_roll *s, const sea_breakup_group *g, sea_breakup_bench *b,
                        sea_breakup_suspect *out)
{
    size_t count = 0;
    for (size_t i = g->from; i < g->fresh; i++) {
        if (!of_launch(s, g, &s->members[i])) continue;
        sea_breakup_take_parent(s, &s->members[i], b);
        if (b->parent_count == 0) continue;
        sea_breakup_case c = sea_breakup_case_of(b);
        out[count].who = &s->members[i];
        out[count].cost = sea_breakup_fit_coarse(&c, &out[count].day);
        count++;
    }
    qsort(out, count, sizeof *out, by_suspicion);
    return count;
}

/* The known object whose orbit lies in the middle of the pieces': all that can be said of the parent without an
 * instant. */
uint32_t sea_breakup_nearest(const sea_breakup_roll *s, const sea_breakup_group *g, sea_breakup_bench *b, double day)
{
    sea_breakup_orbit o;
    double *values = b->values, least = 1e300, axis, incl, ecc;
    uint32_t nearest = 0;
    for (size_t i = 0; i < b->piece_count; i++) {
        sea_breakup_orbit_at(&b->pieces[i], day, 1.0, &o);
        values[i] = o.a_km - o.a_drag_km;
    }
    axis = sea_breakup_median(values, b->piece_count);
    for (size_t i = 0; i < b->piece_count; i++) values[i] = b->pieces[i].e.inclo;
    incl = sea_breakup_median(values, b->piece_count);
    for (size_t i = 0; i < b->piece_count; i++) values[i] = b->pieces[i].e.ecco;
    ecc = sea_breakup_median(values, b->piece_count);
    for (size_t i = g->from; i < g->fresh; i++) {
        if (!of_launch(s, g, &s->members[i])) continue;
        sea_breakup_take_parent(s, &s->members[i], b);
        if (b->parent_count == 0) continue;
        sea_breakup_orbit_at(&b->parents[0], day, 1.0, &o);
        double apart = 0.5 * fabs(o.a_km - o.a_drag_km - axis) / axis + fabs(b->parents[0].e.inclo - incl) +
                       0.5 * fabs(b->parents[0].e.ecco - ecc);
        if (apart < least) least = apart, nearest = s->members[i].object->norad_cat_id;
    }
    return nearest;
}

sea_status sea_breakup_bench_new(const sea_breakup_roll *s, const sea_breakup_group *g, sea_breakup_bench *b)
{
    *b = (sea_breakup_bench){.reference = reference_of(s, g)};
    b->quiet_day = quiet_day_of(s, g, b->reference);
    sea_status status = take_pieces(s, g, b);
    if (status != SEA_OK || b->piece_count < s->least) return status;
    return sea_breakup_sky_new(b->reference, -BEFORE_DAYS - 60.0, 1500.0, &b->sky);
}

bool sea_breakup_plausible(double speed_m_s)
{
    return speed_m_s >= SPEED_LEAST_M_S && speed_m_s <= SPEED_MOST_M_S;
}

/*
 * One moving object against a field. Within a tile it is an arc like any other, but how far it can be from the arc is
 * looked at every SAMPLE_S seconds instead of estimated from knots: an ephemeris may do what no orbit does.
 */
#include "analysis/screen_field.h"

#include "base/error.h"
#include "base/math.h"
#include "base/vec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE_S = 20, SAMPLES = SEA_SCREEN_STEP_S / SAMPLE_S + 1 };
#define MU_KM3_S2 398600.8
#define EVERYWHERE 1.1 /* for the same reason as `stretch` of an arc */

/* ---- the path of a tile ---- */

/*
 * How far the motion leaves the arc through a and b: the largest distance at the samples, and a quarter of the largest
 * second difference for what lies between two of them (an eighth would do for a parabola).
 */
static sea_status deviation(const sea_motion *motion, size_t piece, sea_tai t0, const double a[3], const double b[3],
                            double *out)
{
    double mean = 0.5 * (sea_vec_norm(a) + sea_vec_norm(b)), w = sqrt(MU_KM3_S2 / (mean * mean * mean));
    double whole = sea_sin(w * SEA_SCREEN_STEP_S), last[2][3] = {{0}}, most = 0.0, bend = 0.0;
    for (int k = 0; k < SAMPLES; k++) {
        double r[3], v[3], e[3], second[3], s = k * SAMPLE_S;
        sea_status status = sea_motion_piece_state(motion, piece, (sea_tai){t0.ns + k * SAMPLE_S * SEA_NS_PER_S}, r, v);
        if (status != SEA_OK) return status;
        double from = sea_sin(w * (SEA_SCREEN_STEP_S - s)) / whole, to = sea_sin(w * s) / whole;
        for (int i = 0; i < 3; i++) {
            e[i] = r[i] - from * a[i] - to * b[i];
            second[i] = e[i] - 2.0 * last[0][i] + last[1][i];
        }
        most = fmax(most, sea_vec_norm(e));
        if (k > 1) bend = fmax(bend, sea_vec_norm(second));
        memcpy(last[1], last[0], sizeof e);
        memcpy(last[0], e, sizeof e);
    }
    *out = most + 0.25 * bend;
    return SEA_OK;
}

sea_status sea_screen_path_make(const sea_screen_plan *plan, const sea_motion *motion, size_t piece, size_t tile,
                                sea_screen_path *out)
{
    double r[4][1][3], v[3];
    int8_t statuses[4];
    sea_screen_knots knots;
    for (int m = 0; m < 4; m++) {
        sea_tai t = sea_screen_knot(plan, (int64_t)tile - 1 + m);
        statuses[m] = (int8_t)sea_motion_piece_state(motion, piece, t, r[m][0], v);
        knots.r_km[m] = (const double(*)[3])r[m];
        knots.statuses[m] = &statuses[m];
    }
    for (int m = 1; m <= 2; m++)
        if (statuses[m] != SEA_OK) return (sea_status)statuses[m];
    uint32_t place;
    sea_screen_arcs arc = {.places = &place};
    float values[SEA_SCREEN_ARC_ARRAYS];
    for (int k = 0; k < SEA_SCREEN_ARC_ARRAYS; k++) arc.values[k] = &values[k];
    plan->kernel->arcs(&knots, &plan->caps, plan->threshold_km, 0, 1, statuses[0] == SEA_OK, statuses[3] == SEA_OK,
                       &arc);
    sea_screen_row row = sea_screen_arcs_row(&arc, 0);
    double off;
    sea_status s = deviation(motion, piece, sea_screen_knot(plan, (int64_t)tile), r[1][0], r[2][0], &off);
    if (s != SEA_OK) return s;
    bool loose = place == SEA_SCREEN_LOOSE;
    row.limit = (float)(row.limit + EVERYWHERE * off);
    *out = (sea_screen_path){.row = row,
                             .low_km = loose ? 0.0 : row.r - row.spread - off,
                             .high_km = loose ? HUGE_VAL : row.r + row.spread + off,
                             .margin_km = row.margin + EVERYWHERE * off};
    return SEA_OK;
}

/* ---- screening it ---- */

typedef struct run {
    const sea_screen_field *field;
    sea_screen_plan plan; /* of the stretch of joined pieces at hand */
    sea_screen_events events;
    sea_screen_result *result;
    sea_error *err;
} run;

/* One object that the path may meet in a tile: minima inside the piece, and a turn where it begins or ends. */
static sea_status refine(run *r, size_t piece, size_t tile, sea_screen_candidate c)
{
    sea_screen_plan plan = r->plan;
    sea_motion_piece span = sea_motion_piece_at(plan.motion, piece);
    sea_tai t0 = sea_screen_knot(r->field->plan, (int64_t)tile), t1 = {t0.ns + SEA_SCREEN_STEP_NS}, from = t0;
    int64_t begin = span.start.ns > plan.start.ns ? span.start.ns : plan.start.ns;
    int64_t end = span.stop.ns < plan.end.ns ? span.stop.ns : plan.end.ns;
    if (from.ns < begin) from.ns = begin;
    if (t1.ns > end) t1.ns = end;
    c.offset_s += (float)sea_tai_diff_s(t0, from);
    plan.motion_piece = piece;
    sea_status s = sea_screen_refine(&plan, c, from, t1, &r->events);
    if (s == SEA_OK && from.ns == begin && begin > plan.start.ns)
        s = sea_screen_refine_joint(&r->plan, c, piece - 1, from, &r->events);
    if (s == SEA_OK && t1.ns == end && end < plan.end.ns)
        s = sea_screen_refine_joint(&r->plan, c, piece, t1, &r->events);
    return s;
}

static sea_status screen_tile(run *r, size_t piece, size_t tile, const sea_screen_path *path)
{
    const sea_screen_shelf *shelf = &r->field->shelves[tile];
    sea_screen_certificate *figures = &r->result->certificate;
    uint32_t self = r->plan.motion_index;
    enum { AT_ONCE = 2048 };
    uint32_t hits[AT_ONCE];
    if (path->low_km < shelf->low_km - 1e-9 || path->high_km > shelf->high_km + 1e-9)
        return sea_error_set(r->err, SEA_E_RANGE, "the motion leaves the radii that the catalogue was made ready for");
    figures->pairs_tested += shelf->count;
    sea_status s = SEA_OK;
    for (uint32_t begin = 0; begin < shelf->count && s == SEA_OK; begin += AT_ONCE) {
        sea_screen_range range = {begin, shelf->count - begin < AT_ONCE ? (uint32_t)shelf->count : begin + AT_ONCE};
        size_t n = r->plan.kernel->test(&shelf->lanes, &path->row, &range, 1, hits);
        for (size_t k = 0; k < n && s == SEA_OK; k++) {
            uint32_t other = shelf->object[hits[k]];
            if (other == self) continue;
            figures->candidates++;
            sea_screen_row met = sea_screen_lanes_row(&shelf->lanes, hits[k]);
            sea_screen_candidate c = {self < other ? self : other, self < other ? other : self,
                                      sea_screen_guess(&path->row, &met)};
            s = refine(r, piece, tile, c);
        }
    }
    return s;
}

/* The tiles of a piece; where a state is missing the object is excluded from there to the end of the stretch. */
static sea_status screen_piece(run *r, size_t piece)
{
    const sea_screen_plan *whole = r->field->plan;
    sea_screen_certificate *figures = &r->result->certificate;
    sea_motion_piece span = sea_motion_piece_at(r->plan.motion, piece);
    int64_t begin = span.start.ns > r->plan.start.ns ? span.start.ns : r->plan.start.ns;
    int64_t end = span.stop.ns < r->plan.end.ns ? span.stop.ns : r->plan.end.ns;
    size_t first = (size_t)((begin - whole->start.ns) / SEA_SCREEN_STEP_NS);
    size_t last = (size_t)((end - whole->start.ns + SEA_SCREEN_STEP_NS - 1) / SEA_SCREEN_STEP_NS);
    for (size_t tile = first; tile < last; tile++) {
        sea_screen_path path;
        sea_status s = sea_screen_path_make(whole, r->plan.motion, piece, tile, &path);
        if (s != SEA_OK) {
            sea_tai from = sea_screen_knot(whole, (int64_t)tile);
            if (from.ns < begin) from.ns = begin;
            r->result->exclusions[r->result->exclusion_count++] =
                (sea_screen_exclusion){whole->gps[r->plan.motion_index].norad_cat_id, s, from, 0};
            return SEA_DONE;
        }
        figures->speed_bound_km_s = fmax(figures->speed_bound_km_s, path.row.speed);
        figures->margin_km = fmax(figures->margin_km, path.margin_km);
        s = screen_tile(r, piece, tile, &path);
        if (s != SEA_OK) return s;
    }
    return SEA_OK;
}

/* Intervals of the events from `first` on, pair by pair; what does not count is dropped. */
static void finish_stretch(run *r, size_t first)
{
    sea_conjunction *e = r->events.items;
    const sea_screen_field *f = r->field;
    size_t count = first + sea_screen_drop_excluded(&r->plan, f->exclusions, f->exclusion_count, e + first,
                                                    r->events.count - first);
    size_t kept = first;
    sea_screen_sort_by_pair(e + first, count - first);
    for (size_t k = first, end; k < count; k = end) {
        end = sea_screen_pair_end(e, count, k);
        size_t n = sea_screen_intervals(&r->plan, e + k, end - k);
        for (size_t i = 0; i < n; i++) e[kept++] = e[k + i];
    }
    r->events.count = kept;
}

/* Stretches: pieces that follow each other without a gap, cut to the window. */
static sea_status screen_stretches(run *r, const sea_motion *motion)
{
    const sea_screen_plan *whole = r->field->plan;
    size_t pieces = sea_motion_piece_count(motion);
    for (size_t k = 0, next; k < pieces; k = next) {
        sea_motion_piece span = sea_motion_piece_at(motion, k);
        for (next = k + 1; next < pieces && sea_motion_piece_at(motion, next).start.ns == span.stop.ns; next++)
            span.stop = sea_motion_piece_at(motion, next).stop;
        r->plan.start = span.start.ns > whole->start.ns ? span.start : whole->start;
        r->plan.end = span.stop.ns < whole->end.ns ? span.stop : whole->end;
        if (r->plan.start.ns >= r->plan.end.ns) continue;
        size_t first = r->events.count;
        sea_status s = SEA_OK;
        for (size_t p = k; p < next && s == SEA_OK; p++) {
            sea_motion_piece piece = sea_motion_piece_at(motion, p);
            if (piece.stop.ns > r->plan.start.ns && piece.start.ns < r->plan.end.ns) s = screen_piece(r, p);
        }
        if (s < 0) return s;
        finish_stretch(r, first);
    }
    return SEA_OK;
}

/* What is true of the field itself: who is not in it, and how old it is. */
static sea_status begin_result(const sea_screen_field *f, const sea_motion *motion, uint32_t index,
                               sea_screen_result *result)
{
    memset(result, 0, sizeof *result);
    result->exclusions = malloc((f->exclusion_count + sea_motion_piece_count(motion) + 1) * sizeof *result->exclusions);
    if (!result->exclusions) return SEA_E_MEMORY;
    uint32_t self = f->plan->gps[index].norad_cat_id;
    size_t screened = f->screened;
    for (size_t k = 0; k < f->exclusion_count; k++) {
        if (f->exclusions[k].norad_cat_id != self)
            result->exclusions[result->exclusion_count++] = f->exclusions[k];
        else if (f->exclusions[k].from.ns == f->plan->start.ns)
            screened++;
    }
    result->certificate = (sea_screen_certificate){.objects = f->plan->count,
                                                   .screened = screened,
                                                   .step_s = SEA_SCREEN_STEP_S,
                                                   .speed_bound_km_s = f->figures.speed_km_s,
                                                   .margin_km = f->figures.margin_km,
                                                   .age_median_s = f->age_median_s,
                                                   .age_max_s = f->age_max_s};
    return SEA_OK;
}

sea_status sea_screen_field_run(const sea_screen_field *field, const sea_motion *motion, uint32_t index,
                                sea_screen_result *result, sea_error *err)
{
    memset(result, 0, sizeof *result);
    if (index >= field->plan->count) return sea_error_set(err, SEA_E_USAGE, "there is no element set %u", index);
    run r = {.field = field, .plan = *field->plan, .result = result, .err = err};
    r.plan.motion = motion;
    r.plan.motion_index = index;
    r.plan.motion_piece = SEA_SCREEN_ALL_PIECES;
    r.plan.primary = calloc(field->plan->count, sizeof *r.plan.primary);
    sea_status s = r.plan.primary ? begin_result(field, motion, index, result) : SEA_E_MEMORY;
    if (s == SEA_OK) {
        r.plan.primary[index] = true;
        s = screen_stretches(&r, motion);
    }
    free(r.plan.primary);
    if (s == SEA_E_MEMORY) sea_error_set(err, s, "no memory to screen one object");
    sea_screen_result_set(result, r.events.items, r.events.count);
    if (s != SEA_OK) sea_screen_result_free(result);
    return s;
}

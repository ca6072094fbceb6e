/*
 * Screening against brute force: a small world of unpleasant objects, every pair sampled every ten seconds with SGP4,
 * every local minimum of distance refined by golden section. Nothing here is shared with src/analysis but SGP4 itself.
 */
#include <starsea/screen.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* ---- the world ---- */

enum { OBJECT_MAX = 320 };

typedef struct world {
    sea_gp gps[OBJECT_MAX];
    size_t count;
    sea_tai start;
    int64_t span_ns;
} world;

static const double EARTH_KM = 6378.135;

/* 2024-11-01T00:00:37 TAI, plus a part of a second, so that nothing falls on round numbers. */
static const sea_tai START = {INT64_C(9070) * SEA_NS_PER_DAY + SEA_NS_PER_DAY / 2 + INT64_C(37123456789)};

static double motion_of(double a_km)
{
    return sqrt(398600.8 / (a_km * a_km * a_km)) * 86400.0 / (2.0 * acos(-1.0));
}

static sea_gp *add(world *w, double a_km, double ecc, double incl, double raan, double argp, double anomaly,
                   double bstar)
{
    assert_true(w->count < OBJECT_MAX);
    sea_gp *gp = &w->gps[w->count];
    memset(gp, 0, sizeof *gp);
    gp->norad_cat_id = 700000001 + (uint32_t)w->count++;
    gp->epoch.ns = w->start.ns + w->span_ns / 2;
    gp->creation_date = SEA_TAI_NONE;
    gp->mean_motion_rev_day = motion_of(a_km);
    gp->eccentricity = ecc;
    gp->incl_deg = incl;
    gp->raan_deg = fmod(raan + 720.0, 360.0);
    gp->argp_deg = fmod(argp + 720.0, 360.0);
    gp->mean_anomaly_deg = fmod(anomaly + 720.0, 360.0);
    gp->bstar_per_er = bstar;
    gp->classification = 'U';
    snprintf(gp->object_name, sizeof gp->object_name, "BRUTE %zu", w->count);
    return gp;
}

/* Near-circular orbits through one node at one instant: grazing to head-on, meeting again and again as nodes part. */
static void add_fan(world *w, double a_km, double raan, int members)
{
    for (int i = 0; i < members; i++) {
        double incl = 4.0 + 172.0 * i / (members - 1);
        add(w, a_km + 0.7 * (i % 4), 0.0005 * (1 + i % 3), incl, raan + 0.003 * i, 0.0, 0.002 * (i % 5), 1e-4);
    }
    add(w, a_km + 1.0, 0.0006, 86.4, raan, 0.0, 0.01, 1e-4); /* neighbours in inclination: slow crossings */
    add(w, a_km + 1.5, 0.0006, 86.45, raan, 0.0, 0.012, 1e-4);
    add(w, a_km + 0.5, 0.0006, 86.6, raan, 0.0, 0.008, 1e-4);
}

/* Perigee at the same node: passes at 10 km/s, closing at up to 20. */
static void add_eccentric_fan(world *w, double perigee_km, double raan)
{
    static const double apogees_km[] = {35800.0, 39300.0, 20200.0, 120000.0, 8000.0, 2500.0};
    for (int i = 0; i < 18; i++) {
        double low = perigee_km + 0.4 * (i % 5), high = EARTH_KM + apogees_km[i % 6];
        double a = 0.5 * (low + high);
        add(w, a, (high - low) / (high + low), 5.0 + 9.7 * i, raan + 0.002 * i, 0.0, 0.0, 1e-5);
    }
}

/* Docked pairs: the same elements, nearly the same elements, the same orbit given at another epoch's digits. */
static void add_docked(world *w)
{
    for (int i = 0; i < 4; i++) {
        double a = EARTH_KM + 385.0 + 60.0 * i, incl = 41.5 + 15.0 * i;
        add(w, a, 0.0007, incl, 33.0 + i, 80.0, 200.0, 3e-4);
        add(w, a, 0.0007, incl, 33.0 + i, 80.0, 200.0, 3e-4);
        add(w, a, 0.0007, incl, 33.0 + i, 80.0, 200.0005, 3e-4);
        add(w, a, 0.00072, incl + 0.0002, 33.0 + i, 80.3, 199.7003, 3.1e-4);
    }
}

/* Leader and followers, some with a little relative inclination, eccentricity or drift. */
static void add_formation(world *w)
{
    double a = EARTH_KM + 742.0;
    for (int i = 0; i < 6; i++) add(w, a, 0.0011, 98.3, 150.0, 90.0, 270.0 + 0.017 * i, 1e-4);
    for (int i = 0; i < 6; i++)
        add(w, a + 0.02 * i, 0.0011 + 0.0001 * i, 98.3 + 0.002 * i, 150.0, 90.0, 270.2 + 0.017 * i, 1e-4);
    for (int i = 0; i < 8; i++) /* coplanar, a few hundred metres to kilometres apart in height: overtaking slowly */
        add(w, EARTH_KM + 560.0 + 0.4 * i, 0.0001, 53.2, 10.0, 90.0, 100.0 + 0.25 * (i % 5), 2e-4);
    for (int i = 0; i < 4; i++) /* the same plane the other way round: head-on twice a revolution */
        add(w, EARTH_KM + 560.0 + i, 0.0001, 126.8, 190.0, 270.0, 80.0 + 90.0 * i, 2e-4);
}

/* Geosynchronous neighbours, drifters, and transfer orbits whose apogee touches the ring. */
static void add_geostationary(world *w)
{
    const double a = 42164.2;
    for (int i = 0; i < 14; i++)
        add(w, a + 0.3 * (i % 3), 0.0001 * (1 + i % 4), 0.01 + 0.01 * (i % 5), 40.0 * i, 25.0 * i,
            65.0 * (5 - i) + 0.01 * i, 0.0);
    for (int i = 0; i < 6; i++) add(w, a + 2.0 * i - 5.0, 0.0003, 3.0 + 2.0 * i, 5.0 * i, 300.0, 60.0 - 5.0 * i, 0.0);
    for (int i = 0; i < 6; i++) {
        double low = EARTH_KM + 300.0 + 50.0 * i, high = a + 1.0 * i;
        add(w, 0.5 * (low + high), (high - low) / (high + low), 0.2 + i, 25.0, 180.0, 180.0, 0.0);
    }
}

/* Objects about to fall, in the plane of some that stay. */
static void add_decaying(world *w)
{
    for (int i = 0; i < 8; i++)
        add(w, EARTH_KM + 172.0 + 4.0 * i, 0.0008, 20.0 * (i + 1), 70.0, 0.0, 0.01 * i, 2e-3 * (1 + i % 4));
    for (int i = 0; i < 4; i++) add(w, EARTH_KM + 185.0 + 5.0 * i, 0.0008, 96.0 + i, 70.0, 0.0, 0.0, 1e-5);
}

static void add_scattered(world *w, int members)
{
    uint32_t x = 12345;
    double u[6];
    for (int i = 0; i < members; i++) {
        for (int k = 0; k < 6; k++) {
            x = x * 1664525u + 1013904223u;
            u[k] = x / 4294967296.0;
        }
        add(w, EARTH_KM + 800.0 + 12.0 * u[0], 0.0006 * u[1], 20.0 + 130.0 * u[2], 360.0 * u[3], 360.0 * u[4],
            360.0 * u[5], 2e-4);
    }
}

static void build(world *w)
{
    memset(w, 0, sizeof *w);
    w->start = START;
    w->span_ns = SEA_NS_PER_DAY;
    add_fan(w, EARTH_KM + 780.0, 200.0, 24);
    add_fan(w, EARTH_KM + 20180.0, 310.0, 8);
    add_eccentric_fan(w, EARTH_KM + 420.0, 120.0);
    add_fan(w, EARTH_KM + 420.0, 120.0, 12);
    add_docked(w);
    add_formation(w);
    add_geostationary(w);
    add_decaying(w);
    add_scattered(w, 120);
}

/* ---- brute force ---- */

enum { STEP_S = 10 };
static const double WIDEST_KM = 20.0;

typedef struct minimum {
    uint32_t index_1, index_2;
    sea_tai tca;
    double range_km, speed_km_s;
    bool edge;
    bool matched;
} minimum;

typedef struct minima {
    minimum *rows;
    size_t count, capacity;
} minima;

typedef struct oracle {
    const world *world;
    const sea_sgp4 *sgp4;
    double threshold_km;
    size_t samples;
    double (*r_km)[3]; /* [object * samples + k] */
    size_t *alive;     /* samples of each object before its first failure */
    minima found;
} oracle;

static sea_tai at_s(const oracle *o, double t_s)
{
    return (sea_tai){o->world->start.ns + llround(t_s * 1e9)};
}

/* Distance of two objects; false where one of them has no state. */
static bool distance(const oracle *o, size_t i, size_t j, double t_s, double *km, double *speed_km_s)
{
    double a[3], b[3], va[3], vb[3];
    if (sea_sgp4_state(o->sgp4, i, at_s(o, t_s), a, va) != SEA_OK) return false;
    if (sea_sgp4_state(o->sgp4, j, at_s(o, t_s), b, vb) != SEA_OK) return false;
    *km = sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
    if (speed_km_s)
        *speed_km_s = sqrt((va[0] - vb[0]) * (va[0] - vb[0]) + (va[1] - vb[1]) * (va[1] - vb[1]) +
                           (va[2] - vb[2]) * (va[2] - vb[2]));
    return true;
}

static double apart(const oracle *o, size_t i, size_t j, double t_s)
{
    double km;
    return distance(o, i, j, t_s, &km, NULL) ? km : 1e12;
}

/* Golden section down to a millisecond, then one parabola, whose vertex a rounding cannot move far. */
static double minimum_in(const oracle *o, size_t i, size_t j, double low, double high)
{
    const double golden = 0.6180339887498949;
    double x1 = high - golden * (high - low), x2 = low + golden * (high - low);
    double f1 = apart(o, i, j, x1), f2 = apart(o, i, j, x2);
    while (high - low > 1e-2) {
        if (f1 <= f2) {
            high = x2;
            x2 = x1;
            f2 = f1;
            x1 = high - golden * (high - low);
            f1 = apart(o, i, j, x1);
        } else {
            low = x1;
            x1 = x2;
            f1 = f2;
            x2 = low + golden * (high - low);
            f2 = apart(o, i, j, x2);
        }
    }
    return 0.5 * (low + high);
}

/* Vertex of the parabola through distance^2 at t - h, t, t + h; h short against the curvature, long against rounding.
 */
static double polish(const oracle *o, size_t i, size_t j, double t_s, double h, double last_s)
{
    if (t_s - h < 0.0 || t_s + h > last_s) return t_s;
    double a = apart(o, i, j, t_s - h), b = apart(o, i, j, t_s), c = apart(o, i, j, t_s + h);
    double bend = a * a - 2.0 * b * b + c * c;
    if (bend <= 0.0 || a > 1e11 || c > 1e11) return t_s;
    double shift = 0.5 * h * (a * a - c * c) / bend;
    return fabs(shift) < h ? t_s + shift : t_s;
}

static double polished(const oracle *o, size_t i, size_t j, double t_s, double last_s)
{
    for (int round = 0; round < 3; round++) {
        double km, speed;
        if (!distance(o, i, j, t_s, &km, &speed)) return t_s;
        double h = fmin(2.0, fmax(0.02, 0.02 / fmax(speed, 1e-6)));
        t_s = polish(o, i, j, t_s, h, last_s);
    }
    return t_s;
}

static void keep(oracle *o, size_t i, size_t j, double t_s, bool edge)
{
    minimum m = {.index_1 = (uint32_t)i, .index_2 = (uint32_t)j, .tca = at_s(o, t_s), .edge = edge};
    if (!distance(o, i, j, t_s, &m.range_km, &m.speed_km_s) || m.range_km >= WIDEST_KM) return;
    if (o->found.count > 0) { /* rounding can split the flat bottom of a docked pair's distance in two */
        const minimum *before = &o->found.rows[o->found.count - 1];
        bool same_pair = before->index_1 == i && before->index_2 == j;
        if (same_pair && llabs(m.tca.ns - before->tca.ns) < 60 * SEA_NS_PER_S &&
            fabs(m.range_km - before->range_km) < 1e-6)
            return;
    }
    if (o->found.count == o->found.capacity) {
        o->found.capacity = o->found.capacity ? 2 * o->found.capacity : 1024;
        o->found.rows = realloc(o->found.rows, o->found.capacity * sizeof *o->found.rows);
        assert_non_null(o->found.rows);
    }
    o->found.rows[o->found.count++] = m;
}

static void sample(oracle *o)
{
    size_t n = o->world->count;
    o->samples = (size_t)(o->world->span_ns / SEA_NS_PER_S / STEP_S) + 1;
    o->r_km = malloc(n * o->samples * sizeof *o->r_km);
    o->alive = calloc(n, sizeof *o->alive);
    assert_non_null(o->r_km);
    assert_non_null(o->alive);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < o->samples; k++) {
            if (sea_sgp4_state(o->sgp4, i, at_s(o, (double)k * STEP_S), o->r_km[i * o->samples + k], NULL) != SEA_OK)
                break;
            o->alive[i] = k + 1;
        }
}

/* Bracket at sample k, between its neighbours; the first and the last sample have one neighbour only. */
static void refine(oracle *o, size_t i, size_t j, size_t k, size_t last)
{
    double last_s = (double)last * STEP_S;
    double low = k == 0 ? 0.0 : (double)(k - 1) * STEP_S;
    double high = k == last ? last_s : (double)(k + 1) * STEP_S;
    double t = minimum_in(o, i, j, low, high);
    if (k == 0 && t < 0.011) {
        keep(o, i, j, 0.0, true);
    } else if (k == last && t > last_s - 0.011) {
        keep(o, i, j, last_s, true);
    } else {
        keep(o, i, j, polished(o, i, j, t, last_s), false);
    }
}

static void search_pair(oracle *o, size_t i, size_t j)
{
    const double fastest_km_s = 22.0;
    size_t count = o->alive[i] < o->alive[j] ? o->alive[i] : o->alive[j];
    if (count < 2) return;
    double reach_km = WIDEST_KM + 0.5 * fastest_km_s * STEP_S + 1.0;
    double reach2 = reach_km * reach_km;
    const double(*a)[3] = (const double(*)[3]) & o->r_km[i * o->samples];
    const double(*b)[3] = (const double(*)[3]) & o->r_km[j * o->samples];
    double before = HUGE_VAL, now = HUGE_VAL;
    for (size_t k = 0; k <= count; k++) { /* looks at sample k - 1 once k is known */
        double next = HUGE_VAL;
        if (k < count) {
            double x = a[k][0] - b[k][0], y = a[k][1] - b[k][1], z = a[k][2] - b[k][2];
            next = x * x + y * y + z * z;
        }
        if (k > 0 && now <= before && now < next && now < reach2) refine(o, i, j, k - 1, count - 1);
        before = now;
        now = next;
    }
}

static bool same_elements(const sea_gp *a, const sea_gp *b)
{
    return a->epoch.ns == b->epoch.ns && a->mean_motion_rev_day == b->mean_motion_rev_day &&
           a->eccentricity == b->eccentricity && a->incl_deg == b->incl_deg && a->raan_deg == b->raan_deg &&
           a->argp_deg == b->argp_deg && a->mean_anomaly_deg == b->mean_anomaly_deg &&
           a->bstar_per_er == b->bstar_per_er;
}

/* ---- comparison ---- */

/* How far apart two right answers may be: a crossing has one time, while the minimum of a slow pair is flat. */
static double time_tolerance_s(const minimum *m)
{
    return m->speed_km_s >= 0.1 ? 1e-3 : fmin(60.0, 1e-4 / m->speed_km_s);
}

static const double RANGE_TOLERANCE_KM = 1e-6;

static bool near_failure(const oracle *o, size_t i, size_t j, sea_tai t)
{
    size_t count = o->alive[i] < o->alive[j] ? o->alive[i] : o->alive[j];
    if (count == o->samples) return false;
    return sea_tai_diff_s(t, o->world->start) > (double)count * STEP_S - 120.0;
}

static minimum *match(oracle *o, const sea_conjunction *e)
{
    minimum *best = NULL;
    for (size_t k = 0; k < o->found.count; k++) {
        minimum *m = &o->found.rows[k];
        if (m->matched || m->range_km >= o->threshold_km + 1e-5 || m->index_1 != e->index_1 || m->index_2 != e->index_2)
            continue;
        if (!best || llabs(m->tca.ns - e->tca.ns) < llabs(best->tca.ns - e->tca.ns)) best = m;
    }
    return best;
}

typedef struct score {
    size_t matched, missed, extra, off_time, off_range, slow, edges, same;
    double worst_time_s, worst_range_km;
} score;

static void print_event(const char *what, const sea_conjunction *e)
{
    print_message("%s: %u %u tca %+.6f s range %.9f km speed %.9f km/s kind %s caveats %u interval %.3f to %.3f s\n",
                  what, e->norad_cat_id_1, e->norad_cat_id_2, sea_tai_diff_s(e->tca, START), e->range_km,
                  e->relative_speed_km_s, sea_conjunction_kind_name(e->kind), e->caveats,
                  sea_tai_diff_s(e->start, START), sea_tai_diff_s(e->end, START));
}

/* The interval begins and ends at the threshold, or is cut by the window, and the pair is below it all the time
 * between. */
static void check_interval(const oracle *o, const sea_conjunction *e)
{
    const double within_km = 1e-4;
    double first_s = sea_tai_diff_s(e->start, o->world->start), last_s = sea_tai_diff_s(e->end, o->world->start);
    if (e->caveats & SEA_EVENT_CAVEAT_CUT_START)
        assert_true(e->start.ns == o->world->start.ns);
    else
        assert_true(fabs(apart(o, e->index_1, e->index_2, first_s) - o->threshold_km) < within_km);
    if (e->caveats & SEA_EVENT_CAVEAT_CUT_END)
        assert_true(e->end.ns == o->world->start.ns + o->world->span_ns);
    else
        assert_true(fabs(apart(o, e->index_1, e->index_2, last_s) - o->threshold_km) < within_km);
    for (double t_s = ceil(first_s / STEP_S) * STEP_S; t_s < last_s; t_s += STEP_S) {
        size_t k = (size_t)(t_s / STEP_S);
        const double *a = o->r_km[e->index_1 * o->samples + k], *b = o->r_km[e->index_2 * o->samples + k];
        double km = sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
        if (km >= o->threshold_km + within_km) {
            print_event("not below all the time", e);
            fail_msg("at %.0f s the distance is %.6f km", t_s, km);
        }
    }
}

static void check_event(oracle *o, const sea_conjunction *e, score *s)
{
    const world *w = o->world;
    assert_true(e->norad_cat_id_1 < e->norad_cat_id_2);
    assert_int_equal(w->gps[e->index_1].norad_cat_id, e->norad_cat_id_1);
    assert_int_equal(w->gps[e->index_2].norad_cat_id, e->norad_cat_id_2);
    assert_true(e->range_km >= 0.0 && e->range_km < o->threshold_km);
    assert_true(e->start.ns <= e->tca.ns && e->tca.ns <= e->end.ns);
    const double *d = e->relative_rtn_km;
    assert_true(fabs(sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]) - e->range_km) < 1e-6);
    if (same_elements(&w->gps[e->index_1], &w->gps[e->index_2])) {
        assert_true(e->caveats & SEA_EVENT_CAVEAT_SAME_ELEMENTS);
        s->same++;
        return;
    }
    assert_false(e->caveats & SEA_EVENT_CAVEAT_SAME_ELEMENTS);
    if (near_failure(o, e->index_1, e->index_2, e->tca)) return;
    check_interval(o, e);
    minimum *m = match(o, e);
    double late_s = m ? fabs(sea_tai_diff_s(e->tca, m->tca)) : HUGE_VAL;
    if (!m || late_s > 600.0) {
        if (o->threshold_km - e->range_km < 1e-5) return; /* on the threshold: either answer is right */
        print_event("extra", e);
        s->extra++;
        return;
    }
    m->matched = true;
    s->matched++;
    s->slow += e->kind == SEA_CONJUNCTION_SLOW;
    s->edges += e->kind == SEA_CONJUNCTION_EDGE;
    double off_km = fabs(e->range_km - m->range_km);
    if (m->speed_km_s >= 1.0 && late_s > s->worst_time_s) s->worst_time_s = late_s;
    if (off_km > s->worst_range_km) s->worst_range_km = off_km;
    if (late_s > time_tolerance_s(m)) {
        print_message("brute force has %+.6f s, %.9f km, %.9f km/s\n", sea_tai_diff_s(m->tca, START), m->range_km,
                      m->speed_km_s);
        print_event("time", e);
        s->off_time++;
    }
    if (off_km > RANGE_TOLERANCE_KM || fabs(e->relative_speed_km_s - m->speed_km_s) > 1e-3) {
        print_event("range", e);
        s->off_range++;
    }
}

static size_t search(oracle *o)
{
    const world *w = o->world;
    size_t same = 0;
    for (size_t i = 0; i < w->count; i++)
        for (size_t j = i + 1; j < w->count; j++) {
            if (same_elements(&w->gps[i], &w->gps[j]))
                same++;
            else
                search_pair(o, i, j);
        }
    return same;
}

static void compare(oracle *o, double threshold_km, uint32_t threads, size_t same)
{
    const world *w = o->world;
    o->threshold_km = threshold_km;
    size_t below = 0;
    for (size_t k = 0; k < o->found.count; k++) {
        o->found.rows[k].matched = false;
        below += o->found.rows[k].range_km < threshold_km;
    }

    sea_screen_options options = sea_screen_options_default();
    options.start = w->start;
    options.span_ns = w->span_ns;
    options.threshold_km = threshold_km;
    options.threads = threads;
    sea_screen_result result;
    sea_error err;
    assert_int_equal(sea_screen_run(w->gps, w->count, &options, &result, &err), SEA_OK);

    score s = {0};
    for (size_t k = 0; k < result.event_count; k++) {
        if (k > 0) assert_true(sea_conjunction_compare(&result.events[k - 1], &result.events[k]) <= 0);
        check_event(o, &result.events[k], &s);
    }
    for (size_t k = 0; k < o->found.count; k++) {
        const minimum *m = &o->found.rows[k];
        if (m->matched || m->range_km > threshold_km - 1e-5 || near_failure(o, m->index_1, m->index_2, m->tca))
            continue;
        print_message("missed: %u %u tca %+.6f s range %.9f km speed %.9f km/s%s (%s)\n",
                      w->gps[m->index_1].norad_cat_id, w->gps[m->index_2].norad_cat_id, sea_tai_diff_s(m->tca, START),
                      m->range_km, m->speed_km_s, m->edge ? " at the edge" : "", w->gps[m->index_1].object_name);
        s.missed++;
    }
    print_message(
        "threshold %g km: %zu minima, %zu events: %zu matched (%zu slow, %zu edge), %zu same, %zu missed, %zu extra, "
        "%zu off in time, %zu off in range; worst %.3g s, %.3g km\n",
        threshold_km, below, result.event_count, s.matched, s.slow, s.edges, s.same, s.missed, s.extra, s.off_time,
        s.off_range, s.worst_time_s, s.worst_range_km);
    assert_true(s.matched > 300); /* the world is not empty */
    assert_true(s.same >= same);
    assert_int_equal(s.missed, 0);
    assert_int_equal(s.extra, 0);
    assert_int_equal(s.off_time, 0);
    assert_int_equal(s.off_range, 0);
    sea_screen_result_free(&result);
}

static void test_nothing_missed_nothing_extra(void **state)
{
    (void)state;
    world *w = malloc(sizeof *w);
    assert_non_null(w);
    build(w);
    sea_sgp4 *sgp4;
    const sea_sgp4_options options = sea_screen_sgp4_options();
    assert_int_equal(sea_sgp4_new(w->gps, w->count, &options, &sgp4, NULL, NULL), SEA_OK);
    oracle o = {.world = w, .sgp4 = sgp4};
    sample(&o);
    size_t fallen = 0;
    for (size_t i = 0; i < w->count; i++) fallen += o.alive[i] < o.samples;
    print_message("%zu objects, %zu of them decay within the window\n", w->count, fallen);
    assert_true(fallen > 0 && fallen < 12);
    size_t same = search(&o);
    compare(&o, 5.0, 1, same);
    compare(&o, 20.0, 2, same);
    compare(&o, 0.5, 2, same);
    free(o.found.rows);
    free(o.alive);
    free(o.r_km);
    sea_sgp4_free(sgp4);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_missed_nothing_extra),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

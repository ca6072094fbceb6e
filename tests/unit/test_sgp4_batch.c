/* SGP4 in batches: against the scalar reference, and every kernel, order, grouping and thread count against each other.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <starsea/scenario.h>

#include "base/rng.h"
#include "motion/sgp4_batch.h"

enum { OBJECTS = 700, ODD = 14, COUNT = OBJECTS + ODD };

/* Orbits a population seldom has: near the limits of every branch, and sets that fail in each way. */
static void odd_orbits(sea_gp *gps, sea_tai epoch)
{
    /* rev/day, eccentricity, inclination, B*, what it is */
    static const double rows[ODD][4] = {
        {16.4, 0.0005, 51.6, 0.02},  /* about to decay */
        {16.2, 0.001, 97.0, 0.5},    /* enormous drag: mean eccentricity leaves its range */
        {15.0, 0.0, 0.0, 1e-4},      /* circular, equatorial */
        {14.0, 0.0, 180.0, 1e-4},    /* the xlcof singularity */
        {8.0, 0.45, 63.4, 1e-4},     /* eccentric near-Earth */
        {6.41, 0.58, 28.5, 3e-3},    /* just below 225 minutes */
        {6.39, 0.58, 28.5, 3e-3},    /* just above */
        {2.005, 0.72, 63.4, 1e-5},   /* half-day resonance */
        {1.0027, 0.0002, 0.05, 0.0}, /* one-day resonance, low inclination */
        {1.0027, 0.2, 11.46, 0.0},   /* one-day resonance, about the 0.2 rad boundary */
        {0.4, 0.95, 20.0, 1e-4},     /* very eccentric, deep */
        {18.5, 0.0, 30.0, 0.0},      /* below the surface from the start */
        {13.0, 0.9, 30.0, 1e-4},     /* perigee inside the Earth */
        {15.5, 0.003, 80.0, -0.01},  /* negative drag */
    };
    for (size_t i = 0; i < ODD; i++) {
        gps[i] = (sea_gp){.norad_cat_id = (uint32_t)(900000 + i),
                          .epoch = {epoch.ns - (int64_t)i * 7777777777777},
                          .mean_motion_rev_day = rows[i][0],
                          .eccentricity = rows[i][1],
                          .incl_deg = rows[i][2],
                          .bstar_per_er = rows[i][3],
                          .raan_deg = 10.0 + 25.0 * (double)i,
                          .argp_deg = 30.0 * (double)i,
                          .mean_anomaly_deg = 350.0 - 20.0 * (double)i};
    }
}

typedef struct fixture {
    sea_gp gps[COUNT];
    sea_sgp4 *prepared;
    sea_tai epoch;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    sea_scenario_options o = sea_scenario_options_default();
    assert_non_null(f);
    o.objects = OBJECTS;
    f->epoch = o.epoch;
    odd_orbits(f->gps, o.epoch);
    for (uint64_t i = 0; i < OBJECTS; i++) assert_int_equal(sea_scenario_gp(&o, i, &f->gps[ODD + i]), SEA_OK);
    assert_int_equal(sea_sgp4_new(f->gps, COUNT, NULL, &f->prepared, NULL, NULL), SEA_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    sea_sgp4_free(f->prepared);
    free(f);
    return 0;
}

static sea_sgp4_states room(size_t cells)
{
    sea_sgp4_states s = {malloc(cells * sizeof *s.r_km), malloc(cells * sizeof *s.v_km_s), malloc(cells)};
    assert_true(s.r_km && s.v_km_s && s.statuses);
    memset(s.r_km, 0x55, cells * sizeof *s.r_km);
    memset(s.v_km_s, 0x55, cells * sizeof *s.v_km_s);
    memset(s.statuses, 0x55, cells);
    return s;
}

static void leave(sea_sgp4_states *s)
{
    free(s->r_km);
    free(s->v_km_s);
    free(s->statuses);
}

static void assert_same(const sea_sgp4_states *a, const sea_sgp4_states *b, size_t cells)
{
    assert_memory_equal(a->r_km, b->r_km, cells * sizeof *a->r_km);
    assert_memory_equal(a->v_km_s, b->v_km_s, cells * sizeof *a->v_km_s);
    assert_memory_equal(a->statuses, b->statuses, cells);
}

/* A grid of 40 times, one every 12 hours less a bit, from 9 days before the newest epoch on. */
static sea_sgp4_times wide_grid(const fixture *f)
{
    return (sea_sgp4_times){
        .count = 40, .start = {f->epoch.ns - 9 * SEA_NS_PER_DAY}, .step_ns = INT64_C(43123456789012)};
}

static double apart(const double a[3], const double b[3])
{
    return sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
}

static void test_agrees_with_the_reference(void **state)
{
    fixture *f = *state;
    sea_sgp4_times times = wide_grid(f);
    sea_sgp4_states s = room(times.count * COUNT);
    assert_int_equal(sea_sgp4_states_get(f->prepared, &times, &s, 1, NULL), SEA_OK);
    size_t failures = 0;
    double worst_near = 0.0, worst_deep = 0.0;
    for (size_t k = 0; k < times.count; k++) {
        for (size_t i = 0; i < COUNT; i++) {
            double r[3], v[3];
            sea_tai t = {times.start.ns + (int64_t)k * times.step_ns};
            sea_status status = sea_sgp4_state(f->prepared, i, t, r, v);
            size_t at = k * COUNT + i;
            assert_int_equal(s.statuses[at], status);
            failures += status != SEA_OK;
            double *worst = sea_sgp4_orbit_of(f->prepared, i).deep_space ? &worst_deep : &worst_near;
            *worst = fmax(*worst, apart(r, s.r_km[at]));
            assert_true(apart(v, s.v_km_s[at]) < 1e-9);
        }
    }
    print_message("near-Earth %.2g km, deep space %.2g km, %zu states refused\n", worst_near, worst_deep, failures);
    assert_true(failures > 50);
    assert_true(worst_near < 5e-8);
    assert_true(worst_deep < 2e-7);
    leave(&s);
}

static void test_kernels_agree(void **state)
{
    fixture *f = *state;
    sea_sgp4_times times = wide_grid(f);
    times.count = 5;
    sea_sgp4_states a = room(times.count * COUNT), b = room(times.count * COUNT);
    assert_int_equal(sea_sgp4_states_with(sea_sgp4_kernel_find("scalar"), f->prepared, &times, &a, 1, NULL), SEA_OK);
    static const char *const names[] = {"sse2", "avx2", "avx512", "neon", "wasm"};
    int compared = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const sea_sgp4_kernel *kernel = sea_sgp4_kernel_find(names[i]);
        if (!kernel) continue;
        assert_string_equal(kernel->name, names[i]);
        assert_int_equal(sea_sgp4_states_with(kernel, f->prepared, &times, &b, 1, NULL), SEA_OK);
        assert_same(&a, &b, times.count * COUNT);
        compared++;
    }
    assert_null(sea_sgp4_kernel_find("abacus"));
    assert_non_null(sea_sgp4_kernel_find(sea_sgp4_kernel_name()));
    leave(&a);
    leave(&b);
    if (!compared) skip();
}

/* Threads, a list in place of a grid, zipped times, positions alone: the same bits. */
static void test_forms_agree(void **state)
{
    fixture *f = *state;
    sea_sgp4_times times = wide_grid(f), list = {.count = times.count}, zipped = {.count = times.count, .zipped = 1};
    size_t cells = times.count * COUNT;
    sea_tai *at = malloc(cells * sizeof *at), *all = malloc(cells * sizeof *all);
    assert_true(at && all);
    for (size_t i = 0; i < cells; i++) {
        at[i % times.count].ns = times.start.ns + (int64_t)(i % times.count) * times.step_ns;
        all[i].ns = times.start.ns + (int64_t)(i / COUNT) * times.step_ns;
    }
    list.at = at;
    zipped.at = all;
    sea_sgp4_states a = room(cells), b = room(cells);
    assert_int_equal(sea_sgp4_states_get(f->prepared, &list, &a, 1, NULL), SEA_OK);
    assert_int_equal(sea_sgp4_states_get(f->prepared, &list, &b, 3, NULL), SEA_OK);
    assert_same(&a, &b, cells);
    assert_int_equal(sea_sgp4_states_get(f->prepared, &zipped, &b, 2, NULL), SEA_OK);
    assert_same(&a, &b, cells);
    double(*v)[3] = b.v_km_s;
    b.v_km_s = NULL;
    memset(b.r_km, 0, cells * sizeof *b.r_km);
    assert_int_equal(sea_sgp4_states_get(f->prepared, &list, &b, 2, NULL), SEA_OK);
    assert_memory_equal(a.r_km, b.r_km, cells * sizeof *a.r_km);
    b.v_km_s = v;
    leave(&a);
    leave(&b);
    free(at);
    free(all);
}

/* Each object alone, and all in another order: a state does not know its neighbours. */
static void test_neighbours_do_not_matter(void **state)
{
    fixture *f = *state;
    sea_sgp4_times times = wide_grid(f);
    size_t cells = times.count * COUNT;
    sea_sgp4_states a = room(cells), b = room(cells);
    assert_int_equal(sea_sgp4_states_get(f->prepared, &times, &a, 1, NULL), SEA_OK);
    sea_gp *turned = malloc(COUNT * sizeof *turned);
    assert_non_null(turned);
    for (size_t i = 0; i < COUNT; i++) turned[i * 5 % COUNT] = f->gps[i]; /* 714 and 5 have no common factor */
    sea_sgp4 *other;
    assert_int_equal(sea_sgp4_new(turned, COUNT, NULL, &other, NULL, NULL), SEA_OK);
    assert_int_equal(sea_sgp4_states_get(other, &times, &b, 2, NULL), SEA_OK);
    for (size_t k = 0; k < times.count; k++) {
        for (size_t i = 0; i < COUNT; i++) {
            size_t p = k * COUNT + i, q = k * COUNT + i * 5 % COUNT;
            assert_memory_equal(a.r_km[p], b.r_km[q], sizeof a.r_km[p]);
            assert_memory_equal(a.v_km_s[p], b.v_km_s[q], sizeof a.v_km_s[p]);
            assert_int_equal(a.statuses[p], b.statuses[q]);
        }
    }
    sea_sgp4_free(other);
    for (size_t i = 0; i < COUNT; i += 9) {
        assert_int_equal(sea_sgp4_new(&f->gps[i], 1, NULL, &other, NULL, NULL), SEA_OK);
        assert_int_equal(sea_sgp4_count(other), 1);
        assert_int_equal(sea_sgp4_states_get(other, &times, &b, 1, NULL), SEA_OK);
        for (size_t k = 0; k < times.count; k++)
            assert_memory_equal(a.r_km[k * COUNT + i], b.r_km[k], sizeof b.r_km[k]);
        sea_sgp4_free(other);
    }
    free(turned);
    leave(&a);
    leave(&b);
}

typedef struct collected {
    sea_sgp4_states all;
    size_t objects, cells; /* of the run; cells seen so far */
    size_t first_time, stop_at;
    uint64_t order; /* a mark of the order of blocks */
} collected;

static sea_status collect(void *payload, const sea_sgp4_block *block)
{
    collected *c = payload;
    assert_true(block->first_time >= c->first_time); /* never back in time */
    c->first_time = block->first_time;
    c->order = c->order * UINT64_C(0x5851f42d4c957f2d) + block->first_time * 1000003 + block->objects[0];
    for (size_t k = 0; k < block->time_count; k++) {
        for (size_t i = 0; i < block->count; i++) {
            size_t from = k * block->count + i, at = (block->first_time + k) * c->objects + block->objects[i];
            assert_true(block->objects[i] < c->objects);
            memcpy(c->all.r_km[at], block->r_km[from], sizeof *block->r_km);
            memcpy(c->all.v_km_s[at], block->v_km_s[from], sizeof *block->v_km_s);
            c->all.statuses[at] = block->statuses[from];
        }
    }
    c->cells += block->time_count * block->count;
    return c->cells >= c->stop_at ? SEA_DONE : SEA_OK;
}

static void assert_run_as_whole(const sea_sgp4 *prepared, const sea_sgp4_times *times)
{
    size_t cells = times->count * sea_sgp4_count(prepared);
    sea_sgp4_states whole = room(cells);
    assert_int_equal(sea_sgp4_states_get(prepared, times, &whole, 2, NULL), SEA_OK);
    uint64_t order = 0;
    for (uint32_t threads = 1; threads <= 5; threads += 2) {
        collected c = {.all = room(cells), .objects = sea_sgp4_count(prepared), .stop_at = SIZE_MAX};
        assert_int_equal(sea_sgp4_states_run(prepared, times, 1, threads, collect, &c, NULL), SEA_OK);
        assert_int_equal(c.cells, cells);
        assert_same(&whole, &c.all, cells);
        if (threads == 1) order = c.order;
        assert_true(c.order == order);
        leave(&c.all);
    }
    leave(&whole);
}

/* Runs give what a whole batch gives, in one order, however blocks are cut: few objects at many times, a minute apart
 * so that blocks begin in the middle of everything; and objects in number, of every kind. */
static void test_blocks(void **state)
{
    enum { MANY = 1700 };
    fixture *f = *state;
    sea_sgp4_times times = {.count = 2500, .start = f->epoch, .step_ns = 60 * SEA_NS_PER_S};
    sea_sgp4 *few, *many;
    assert_int_equal(sea_sgp4_new(f->gps, COUNT, NULL, &few, NULL, NULL), SEA_OK);
    assert_run_as_whole(few, &times);
    collected c = {.all = room(times.count * COUNT), .objects = COUNT, .stop_at = 1};
    assert_int_equal(sea_sgp4_states_run(few, &times, 1, 1, collect, &c, NULL), SEA_DONE);
    assert_true(c.cells < times.count * COUNT);
    leave(&c.all);
    sea_sgp4_free(few);
    assert_int_equal(sea_sgp4_new(f->gps, 1, NULL, &few, NULL, NULL), SEA_OK);
    assert_run_as_whole(few, &times);
    sea_sgp4_free(few);
    sea_gp *gps = calloc(MANY, sizeof *gps);
    for (size_t i = 0; i < MANY; i++) {
        gps[i] = f->gps[i % COUNT];
        if (i % 97 == 5) gps[i].eccentricity = 0.995; /* the reference's */
    }
    assert_int_equal(sea_sgp4_new(gps, MANY, NULL, &many, NULL, NULL), SEA_OK);
    times = (sea_sgp4_times){.count = 45, .start = {f->epoch.ns + 180 * SEA_NS_PER_S}, .step_ns = 60 * SEA_NS_PER_S};
    assert_run_as_whole(many, &times);
    sea_sgp4_free(many);
    free(gps);
}

/* What part of a grid is asked for changes nothing, wherever it begins. */
static void test_parts_of_a_grid(void **state)
{
    fixture *f = *state;
    sea_sgp4_times whole = {.count = 150, .start = f->epoch, .step_ns = 61 * SEA_NS_PER_S};
    sea_sgp4_states a = room(whole.count * COUNT), b = room(whole.count * COUNT);
    assert_int_equal(sea_sgp4_states_get(f->prepared, &whole, &a, 1, NULL), SEA_OK);
    static const size_t firsts[] = {1, 31, 32, 33, 64, 149}, counts[] = {1, 2, 33, 7, 86, 1};
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
        sea_sgp4_times part = {
            counts[i], {whole.start.ns + (int64_t)firsts[i] * whole.step_ns}, whole.step_ns, NULL, 0};
        assert_int_equal(sea_sgp4_states_get(f->prepared, &part, &b, 2, NULL), SEA_OK);
        size_t at = firsts[i] * COUNT, cells = counts[i] * COUNT;
        assert_memory_equal(a.r_km + at, b.r_km, cells * sizeof *b.r_km);
        assert_memory_equal(a.v_km_s + at, b.v_km_s, cells * sizeof *b.v_km_s);
        assert_memory_equal(a.statuses + at, b.statuses, cells);
    }
    leave(&a);
    leave(&b);
}

static void test_edges(void **state)
{
    fixture *f = *state;
    sea_sgp4_times times = {.count = 3, .start = {INT64_MAX - 5}, .step_ns = 3};
    sea_sgp4_states s = room(3 * COUNT);
    sea_error err = {0};
    assert_int_equal(sea_sgp4_states_get(f->prepared, &times, &s, 1, &err), SEA_E_RANGE);
    assert_true(err.text[0] != '\0');
    times = (sea_sgp4_times){.count = 0};
    assert_int_equal(sea_sgp4_states_get(f->prepared, &times, &s, 1, NULL), SEA_OK);
    /* The ends of the clock: every state is a success and finite, or a failure and zero. */
    times = (sea_sgp4_times){.count = 2, .start = {INT64_MIN / 2}, .step_ns = INT64_MAX / 2};
    assert_int_equal(sea_sgp4_states_get(f->prepared, &times, &s, 1, NULL), SEA_OK);
    for (size_t i = 0; i < 2 * COUNT; i++) {
        for (int a = 0; a < 3; a++) {
            assert_true(isfinite(s.r_km[i][a]) && isfinite(s.v_km_s[i][a]));
            if (s.statuses[i] != SEA_OK) assert_true(s.r_km[i][a] == 0.0 && s.v_km_s[i][a] == 0.0);
        }
    }
    sea_sgp4 *none;
    assert_int_equal(sea_sgp4_new(NULL, 0, NULL, &none, NULL, NULL), SEA_OK);
    times.count = 1;
    assert_int_equal(sea_sgp4_states_get(none, &times, &s, 1, NULL), SEA_OK);
    sea_sgp4_free(none);
    leave(&s);
}

enum { FEW = 20, GUARD = 8, GUARD_BYTE = 0x6b };

/* Round and eccentric orbits, near-Earth and deep, in an order that a pattern of bits gives. */
static size_t few_mixed(sea_gp gps[FEW], sea_tai epoch, uint64_t bits)
{
    static const double rows[4][3] = {
        {14.2, 0.01, 98.0}, {11.0, 0.195, 63.0}, {1.0027, 0.0004, 3.0}, {2.01, 0.7, 63.4}};
    size_t count = 1 + bits % FEW;
    for (size_t i = 0; i < count; i++) {
        const double *row = rows[bits % 5 == 0 ? bits >> (2 * i + 5) & 3 : bits >> (i + 5) & 1];
        gps[i] = (sea_gp){.norad_cat_id = (uint32_t)i + 1,
                          .epoch = epoch,
                          .mean_motion_rev_day = row[0] + 0.01 * (double)i,
                          .eccentricity = row[1],
                          .incl_deg = row[2],
                          .raan_deg = 17.0 * (double)i,
                          .mean_anomaly_deg = 40.0 * (double)i};
    }
    return count;
}

static void put_guards(void *r, size_t cells)
{
    memset((double(*)[3])r + GUARD, 0, cells * sizeof(double[3]));
    memset(r, GUARD_BYTE, GUARD * sizeof(double[3]));
    memset((double(*)[3])r + GUARD + cells, GUARD_BYTE, GUARD * sizeof(double[3]));
}

static void check_guards(const void *r, size_t cells)
{
    const unsigned char *before = r, *after = (const unsigned char *)r + (GUARD + cells) * sizeof(double[3]);
    for (size_t i = 0; i < GUARD * sizeof(double[3]); i++)
        assert_true(before[i] == GUARD_BYTE && after[i] == GUARD_BYTE);
}

/* Short lists in which the kinds of orbits alternate: every kernel writes each state to its own place and nowhere else.
 */
static void test_kinds_mixed(void **state)
{
    fixture *f = *state;
    enum { TIMES = 3, CELLS = TIMES * FEW };
    static double r[2 * GUARD + CELLS][3], v[2 * GUARD + CELLS][3];
    static const char *const names[] = {"scalar", "sse2", "avx2", "avx512", "neon", "wasm"};
    sea_rng rng = sea_rng_init(20250901, 0, 0);
    for (int round = 0; round < 400; round++) {
        sea_gp gps[FEW];
        sea_sgp4 *p;
        size_t count = few_mixed(gps, f->epoch, (uint64_t)sea_rng_u32(&rng) << 32 | sea_rng_u32(&rng)),
               cells = TIMES * count;
        assert_int_equal(sea_sgp4_new(gps, count, NULL, &p, NULL, NULL), SEA_OK);
        sea_sgp4_times times = {.count = TIMES, .start = f->epoch, .step_ns = 600 * SEA_NS_PER_S};
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            const sea_sgp4_kernel *kernel = sea_sgp4_kernel_find(names[k]);
            if (!kernel) continue;
            put_guards(r, cells);
            put_guards(v, cells);
            sea_sgp4_states s = {r + GUARD, v + GUARD, NULL};
            assert_int_equal(sea_sgp4_states_with(kernel, p, &times, &s, 1, NULL), SEA_OK);
            check_guards(r, cells);
            check_guards(v, cells);
            for (size_t i = 0; i < cells; i++) {
                double reference[3];
                sea_tai t = {times.start.ns + (int64_t)(i / count) * times.step_ns};
                assert_int_equal(sea_sgp4_state(p, i % count, t, reference, NULL), SEA_OK);
                assert_true(apart(reference, s.r_km[i]) < 1e-6);
            }
        }
        sea_sgp4_free(p);
    }
}

/* Elements at the edge of meaning: the reference decides, or nobody does. */
static void test_beyond_the_kernels(void **state)
{
    (void)state;
    sea_gp gps[2] = {{.mean_motion_rev_day = 13.899305632864547,
                      .eccentricity = 0.9999,
                      .incl_deg = 173.67955602428796,
                      .raan_deg = 63.078479271106609,
                      .argp_deg = 356.83330718351198,
                      .mean_anomaly_deg = 148.07016673430579,
                      .bstar_per_er = 7.0442089085376365e-5},
                     {.mean_motion_rev_day = 15.0, .raan_deg = 1e300}};
    sea_sgp4 *p;
    sea_status prepared[2], status;
    assert_int_equal(sea_sgp4_new(gps, 2, NULL, &p, prepared, NULL), SEA_OK);
    assert_int_equal(prepared[1], SEA_E_RANGE);
    for (int64_t minute = -40000; minute <= 40000; minute += 1777) {
        double r[2][3], v[2][3], r1[3], v1[3];
        int8_t statuses[2];
        sea_sgp4_times times = {.count = 1, .start = {minute * 60 * SEA_NS_PER_S}, .step_ns = INT64_MIN};
        sea_sgp4_states s = {r, v, statuses};
        assert_int_equal(sea_sgp4_states_get(p, &times, &s, 1, NULL), SEA_OK);
        status = sea_sgp4_state(p, 0, times.start, r1, v1);
        assert_int_equal(statuses[0], status);
        assert_true(apart(r[0], r1) < 1e-6);
        assert_int_equal(statuses[1], SEA_E_RANGE);
    }
    sea_sgp4_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agrees_with_the_reference),
        cmocka_unit_test(test_kernels_agree),
        cmocka_unit_test(test_forms_agree),
        cmocka_unit_test(test_neighbours_do_not_matter),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_parts_of_a_grid),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_kinds_mixed),
        cmocka_unit_test(test_beyond_the_kernels),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* One moving object against a field: the same as screening its elements, nothing missed after a burn, turns at one. */
#include "screen_shell.h"

#include <starsea/frame.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static sea_sgp4 *prepared;

static int set_up(void **state)
{
    (void)state;
    const sea_sgp4_options sgp4 = sea_screen_sgp4_options();
    populate();
    return sea_sgp4_new(gps, POPULATION, &sgp4, &prepared, NULL, NULL) == SEA_OK ? 0 : 1;
}

static int tear_down(void **state)
{
    (void)state;
    sea_sgp4_free(prepared);
    return 0;
}

static sea_motion *elements(size_t index)
{
    sea_motion *m;
    assert_int_equal(sea_motion_new_sgp4(prepared, index, &m), SEA_OK);
    return m;
}

static sea_screen_field *field_of(const sea_screen_options *o, const sea_motion *about, double reach_km)
{
    sea_screen_field *f;
    sea_error err = {0};
    if (sea_screen_field_new(gps, POPULATION, o, about, reach_km, &f, &err) != SEA_OK) fail_msg("%s", err.text);
    return f;
}

static sea_screen_result screen(const sea_screen_field *f, const sea_motion *m, uint32_t index)
{
    sea_screen_result r;
    sea_error err = {0};
    if (sea_screen_field_run(f, m, index, &r, &err) != SEA_OK) fail_msg("%s", err.text);
    return r;
}

static void assert_same_events(const sea_screen_result *a, const sea_screen_result *b)
{
    assert_int_equal(a->event_count, b->event_count);
    for (size_t k = 0; k < a->event_count; k++) {
        const sea_conjunction *x = &a->events[k], *y = &b->events[k];
        assert_int_equal(x->index_1, y->index_1);
        assert_int_equal(x->index_2, y->index_2);
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->caveats, y->caveats);
        /* the same root from another start; a slow one is flat */
        assert_true(llabs(x->tca.ns - y->tca.ns) < (x->kind == SEA_CONJUNCTION_SLOW ? 20000000 : 20000));
        assert_true(llabs(x->start.ns - y->start.ns) < 20000 && llabs(x->end.ns - y->end.ns) < 20000);
        assert_true(fabs(x->range_km - y->range_km) < 1e-7);
        for (int i = 0; i < 3; i++) assert_true(fabs(x->relative_rtn_km[i] - y->relative_rtn_km[i]) < 1e-3);
    }
}

static void test_elements_as_a_motion_meet_what_they_meet(void **state)
{
    (void)state;
    for (int volume = 0; volume < 3; volume++) {
        sea_screen_options o = options_of(60.0);
        o.volume = (sea_screen_volume)volume;
        o.volume_rtn_km[0] = 10.0, o.volume_rtn_km[1] = 60.0, o.volume_rtn_km[2] = 50.0;
        sea_screen_field *whole = field_of(&o, NULL, 0.0);
        size_t events = 0;
        for (uint32_t i = 15; i < POPULATION; i += 48) { /* members of pairs among them */
            sea_screen_options one = o;
            one.primaries = &gps[i].norad_cat_id;
            one.primary_count = 1;
            sea_screen_result a, b, c;
            assert_int_equal(sea_screen_run(gps, POPULATION, &one, &a, NULL), SEA_OK);
            sea_motion *m = elements(i);
            b = screen(whole, m, i);
            assert_same_events(&b, &a);
            sea_screen_field *near = field_of(&o, m, 0.0);
            c = screen(near, m, i);
            assert_same_events(&c, &b);
            assert_true(c.certificate.pairs_tested <= b.certificate.pairs_tested);
            assert_int_equal(b.certificate.screened, POPULATION);
            events += a.event_count;
            sea_screen_field_free(near);
            sea_motion_free(m);
            sea_screen_result_free(&a);
            sea_screen_result_free(&b);
            sea_screen_result_free(&c);
        }
        assert_true(events > 20);
        sea_screen_field_free(whole);
    }
}

static void test_a_burn_of_nothing_changes_nothing(void **state)
{
    (void)state;
    sea_screen_options o = options_of(15.0);
    const sea_burn burns[] = {{{o.start.ns + 3601 * SEA_NS_PER_S}, {0}}, {{o.start.ns + 9999 * SEA_NS_PER_S}, {0}}};
    for (uint32_t i = 15; i < POPULATION; i += 96) {
        sea_motion *base = elements(i), *m;
        assert_int_equal(sea_motion_new_burned(base, burns, 2, (sea_tai){o.start.ns + o.span_ns}, &m, NULL), SEA_OK);
        sea_screen_field *f = field_of(&o, base, sea_screen_reach(base, m, o.start, o.span_ns));
        sea_screen_result before = screen(f, base, i), after = screen(f, m, i);
        sea_screen_change *changes;
        size_t count;
        assert_same_events(&after, &before);
        assert_int_equal(sea_screen_compare(&before, &after, &changes, &count), SEA_OK);
        assert_int_equal(count, before.event_count);
        for (size_t k = 0; k < count; k++) assert_int_equal(changes[k].kind, SEA_SCREEN_KEPT);
        free(changes);
        sea_screen_result_free(&before);
        sea_screen_result_free(&after);
        sea_screen_field_free(f);
        sea_motion_free(m);
        sea_motion_free(base);
    }
}

/* Every sample closer than its neighbours and clearly below the threshold must be an event, and the other way round. */
static size_t compare_with_samples(const sea_screen_options *o, const sea_motion *m, uint32_t index,
                                   const sea_screen_result *r)
{
    enum { STEP_S = 5, SAMPLES = 8 * 3600 / STEP_S + 1 };
    const int64_t step_ns = STEP_S * SEA_NS_PER_S;
    static double own[SAMPLES][3], d[SAMPLES][POPULATION], other[POPULATION][3];
    size_t found = 0;
    for (int k = 0; k < SAMPLES; k++) {
        double v[3];
        sea_tai t = {o->start.ns + k * step_ns};
        sea_sgp4_times times = {.count = 1, .start = t, .step_ns = 1};
        sea_sgp4_states states = {.r_km = other};
        assert_int_equal(sea_motion_state(m, t, own[k], v), SEA_OK);
        assert_int_equal(sea_sgp4_states_get(prepared, &times, &states, 1, NULL), SEA_OK);
        for (int j = 0; j < POPULATION; j++) {
            double x = other[j][0] - own[k][0], y = other[j][1] - own[k][1], z = other[j][2] - own[k][2];
            d[k][j] = sqrt(x * x + y * y + z * z);
        }
    }
    for (uint32_t j = 0; j < POPULATION; j++)
        for (int k = 1; k + 1 < SAMPLES && j != index; k++) {
            if (!(d[k][j] <= d[k - 1][j] && d[k][j] < d[k + 1][j]) || d[k][j] > o->threshold_km - 0.001) continue;
            bool there = false;
            for (size_t e = 0; e < r->event_count; e++) {
                const sea_conjunction *x = &r->events[e];
                bool pair = x->index_1 == (j < index ? j : index) && x->index_2 == (j < index ? index : j);
                there |=
                    pair && llabs(x->tca.ns - o->start.ns - k * step_ns) <= step_ns && x->range_km <= d[k][j] + 1e-9;
            }
            assert_true(there);
            found++;
        }
    for (size_t e = 0; e < r->event_count; e++) {
        const sea_conjunction *x = &r->events[e];
        uint32_t j = x->index_1 == index ? x->index_2 : x->index_1;
        size_t k = (size_t)((x->tca.ns - o->start.ns + step_ns / 2) / step_ns);
        assert_true(d[k][j] - x->range_km <= x->relative_speed_km_s * STEP_S && x->range_km <= d[k][j] + 1e-6);
    }
    return found;
}

static void test_nothing_is_missed_after_burns(void **state)
{
    (void)state;
    sea_screen_options o = options_of(60.0);
    size_t found = 0;
    for (uint32_t i = 38; i < POPULATION; i += 120) {
        const sea_burn burns[] = {{{o.start.ns + 1234 * SEA_NS_PER_S}, {1.5, 2.0, -4.0}},
                                  {{o.start.ns + 7777 * SEA_NS_PER_S}, {-3.0, -6.0, 8.0}}};
        sea_motion *base = elements(i), *m;
        assert_int_equal(sea_motion_new_burned(base, burns, 2, (sea_tai){o.start.ns + o.span_ns}, &m, NULL), SEA_OK);
        sea_screen_field *f = field_of(&o, base, sea_screen_reach(base, m, o.start, o.span_ns));
        sea_screen_result r = screen(f, m, i);
        found += compare_with_samples(&o, m, i, &r);
        sea_screen_result_free(&r);
        sea_screen_field_free(f);
        sea_motion_free(m);
        sea_motion_free(base);
    }
    assert_true(found > 20);
}

static void test_leaving_the_field_is_an_error(void **state)
{
    (void)state;
    sea_screen_options o = options_of(5.0);
    const sea_burn burn = {{o.start.ns + 60 * SEA_NS_PER_S}, {0, 40, 0}};
    sea_motion *base = elements(3), *m;
    assert_int_equal(sea_motion_new_burned(base, &burn, 1, (sea_tai){o.start.ns + o.span_ns}, &m, NULL), SEA_OK);
    sea_screen_field *f = field_of(&o, base, 1.0);
    sea_screen_result r;
    sea_error err = {0};
    assert_int_equal(sea_screen_field_run(f, m, 3, &r, &err), SEA_E_RANGE);
    assert_non_null(strstr(err.text, "leaves the radii"));
    assert_int_equal(sea_screen_field_run(f, base, POPULATION, &r, &err), SEA_E_USAGE);
    sea_screen_field_free(f);
    sea_motion_free(m);
    sea_motion_free(base);
}

/* A burn that turns an approach round makes a minimum at its own instant. */
static void test_an_approach_that_turns_at_a_burn(void **state)
{
    (void)state;
    sea_screen_options o = options_of(60.0);
    const uint32_t i = 38, j = 39;
    sea_tai t = {o.start.ns + 5000 * SEA_NS_PER_S};
    double r1[3], v1[3], r2[3], v2[3], rtn[3][3], g = 1.0;
    for (; g >= 0.0; t.ns += 60 * SEA_NS_PER_S) {
        assert_int_equal(sea_sgp4_state(prepared, i, t, r1, v1), SEA_OK);
        assert_int_equal(sea_sgp4_state(prepared, j, t, r2, v2), SEA_OK);
        g = 0.0;
        for (int k = 0; k < 3; k++) g += (r2[k] - r1[k]) * (v2[k] - v1[k]);
    }
    t.ns -= 60 * SEA_NS_PER_S;
    assert_int_equal(sea_frame_rtn(r1, v1, rtn), SEA_OK);
    sea_burn burn = {t, {0}};
    double range = 0.0;
    for (int k = 0; k < 3; k++) {
        for (int m = 0; m < 3; m++) burn.dv_rtn_m_s[k] += 2000.0 * rtn[k][m] * (v2[m] - v1[m]);
        range += (r2[k] - r1[k]) * (r2[k] - r1[k]);
    }
    sea_motion *base = elements(i), *m;
    assert_int_equal(sea_motion_new_burned(base, &burn, 1, (sea_tai){o.start.ns + o.span_ns}, &m, NULL), SEA_OK);
    sea_screen_field *f = field_of(&o, NULL, 0.0);
    sea_screen_result r = screen(f, m, i);
    size_t turns = 0;
    for (size_t k = 0; k < r.event_count; k++) {
        if (r.events[k].index_1 != i || r.events[k].index_2 != j || r.events[k].tca.ns != t.ns) continue;
        assert_true(fabs(r.events[k].range_km - sqrt(range)) < 1e-9);
        turns++;
    }
    assert_int_equal(turns, 1);
    sea_screen_result_free(&r);
    sea_screen_field_free(f);
    sea_motion_free(m);
    sea_motion_free(base);
}

static void test_what_became_of_approaches(void **state)
{
    (void)state;
    sea_conjunction a[] = {{.index_1 = 1, .index_2 = 2, .tca = {0}},
                           {.index_1 = 1, .index_2 = 2, .tca = {2900 * SEA_NS_PER_S}},
                           {.index_1 = 1, .index_2 = 3, .tca = {3000 * SEA_NS_PER_S}}};
    sea_conjunction b[] = {{.index_1 = 1, .index_2 = 2, .tca = {10 * SEA_NS_PER_S}},
                           {.index_1 = 1, .index_2 = 4, .tca = {20 * SEA_NS_PER_S}},
                           {.index_1 = 1, .index_2 = 2, .tca = {1300 * SEA_NS_PER_S}},
                           {.index_1 = 1, .index_2 = 3, .tca = {4300 * SEA_NS_PER_S}}};
    const sea_screen_result before = {.events = a, .event_count = 3}, after = {.events = b, .event_count = 4};
    static const char *const kinds[] = {"kept", "new", "new", "gone", "gone", "new"};
    sea_screen_change *changes;
    size_t count;
    assert_int_equal(sea_screen_compare(&before, &after, &changes, &count), SEA_OK);
    assert_int_equal(count, 6);
    for (size_t k = 0; k < count; k++) assert_string_equal(sea_screen_change_name(changes[k].kind), kinds[k]);
    assert_int_equal(changes[0].before.tca.ns, 0);
    free(changes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_elements_as_a_motion_meet_what_they_meet),
        cmocka_unit_test(test_a_burn_of_nothing_changes_nothing),
        cmocka_unit_test(test_nothing_is_missed_after_burns),
        cmocka_unit_test(test_leaving_the_field_is_an_error),
        cmocka_unit_test(test_an_approach_that_turns_at_a_burn),
        cmocka_unit_test(test_what_became_of_approaches),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* Screening in slices, in volumes, without some objects, and by looking at every pair. */
#include "screen_shell.h"

#include <starsea/frame.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static sea_screen_result run(const sea_screen_options *o)
{
    sea_screen_result r;
    sea_error err;
    if (sea_screen_run(gps, POPULATION, o, &r, &err) != SEA_OK) fail_msg("%s", err.text);
    return r;
}

static void test_slices_do_not_show(void **state)
{
    (void)state;
    populate();
    sea_screen_options o = options_of(20.0);
    sea_screen_result whole = run(&o);
    assert_true(whole.event_count > 100);
    sea_screen_plan *plan;
    assert_int_equal(sea_screen_plan_new(gps, POPULATION, &o, &plan, NULL), SEA_OK);
    assert_int_equal(sea_screen_plan_parts(plan), 4);
    enum { MOST = 7 };
    for (size_t n = 1; n <= MOST; n += 3) {
        sea_screen_result parts[MOST], merged;
        for (size_t k = 0; k < n; k++) assert_int_equal(sea_screen_slice(plan, k, n, &parts[n - 1 - k], NULL), SEA_OK);
        assert_int_equal(sea_screen_merge(plan, parts, n, &merged, NULL), SEA_OK);
        assert_int_equal(merged.event_count, whole.event_count);
        for (size_t k = 0; k < merged.event_count; k++) {
            const sea_conjunction *a = &merged.events[k], *b = &whole.events[k];
            assert_int_equal(sea_conjunction_compare(a, b), 0);
            assert_int_equal(a->start.ns, b->start.ns);
            assert_int_equal(a->end.ns, b->end.ns);
            assert_memory_equal(a->relative_rtn_2_km, b->relative_rtn_2_km, sizeof a->relative_rtn_2_km);
        }
        assert_memory_equal(&merged.certificate, &whole.certificate, sizeof merged.certificate);
        for (size_t k = 0; k < n; k++) sea_screen_result_free(&parts[k]);
        sea_screen_result_free(&merged);
    }
    sea_screen_result none;
    assert_int_equal(sea_screen_slice(plan, 2, 2, &none, NULL), SEA_E_USAGE);
    sea_screen_plan_free(plan);
    sea_screen_result_free(&whole);
}

static void test_every_pair_gives_the_same(void **state)
{
    (void)state;
    populate();
    sea_screen_options o = options_of(20.0);
    sea_screen_result fast = run(&o);
    o.exhaustive = 1;
    sea_screen_result slow = run(&o);
    assert_int_equal(slow.certificate.exhaustive, 1);
    assert_int_equal(fast.event_count, slow.event_count);
    for (size_t k = 0; k < fast.event_count; k++) {
        assert_true(fabs(fast.events[k].range_km - slow.events[k].range_km) < 1e-6);
        assert_true(fast.events[k].norad_cat_id_1 == slow.events[k].norad_cat_id_1);
        assert_true(fast.events[k].kind == slow.events[k].kind);
    }
    sea_screen_result_free(&slow);
    sea_screen_result_free(&fast);
}

/* Whether object j enters the box about object i within an interval, seen every 5 ms. */
static bool enters_box(const sea_sgp4 *sgp4, uint32_t i, uint32_t j, sea_tai start, sea_tai end, const double half[3],
                       double by)
{
    int64_t step = (end.ns - start.ns) / 400 > 5000000 ? (end.ns - start.ns) / 400 : 5000000;
    for (int64_t ns = start.ns; ns <= end.ns; ns += step) {
        double r1[3], v1[3], r2[3], v2[3], rtn[3][3], d[3] = {0};
        assert_int_equal(sea_sgp4_state(sgp4, i, (sea_tai){ns}, r1, v1), SEA_OK);
        assert_int_equal(sea_sgp4_state(sgp4, j, (sea_tai){ns}, r2, v2), SEA_OK);
        assert_int_equal(sea_frame_rtn(r1, v1, rtn), SEA_OK);
        for (int m = 0; m < 3; m++)
            for (int k = 0; k < 3; k++) d[m] += rtn[m][k] * (r2[k] - r1[k]);
        if (fabs(d[0]) < half[0] - by && fabs(d[1]) < half[1] - by && fabs(d[2]) < half[2] - by) return true;
    }
    return false;
}

/* Those approaches within the sphere about a box that enter the box, in the frame of either object. */
static void test_a_box_is_a_filter(void **state)
{
    (void)state;
    populate();
    sea_screen_options o = options_of(0.0);
    const double half[3] = {1.0, 12.0, 16.0};
    o.volume = SEA_SCREEN_BOX;
    memcpy(o.volume_rtn_km, half, sizeof half);
    sea_screen_result box = run(&o);
    sea_screen_options sphere = options_of(sqrt(1.0 + 144.0 + 256.0));
    sea_screen_result all = run(&sphere);
    const sea_sgp4_options options = sea_screen_sgp4_options();
    sea_sgp4 *sgp4;
    assert_int_equal(sea_sgp4_new(gps, POPULATION, &options, &sgp4, NULL, NULL), SEA_OK);
    size_t k = 0, outside = 0;
    for (size_t i = 0; i < all.event_count; i++) {
        const sea_conjunction *e = &all.events[i];
        bool found = k < box.event_count && sea_conjunction_compare(e, &box.events[k]) == 0;
        if (e->kind == SEA_CONJUNCTION_MINIMUM) {
            bool in = enters_box(sgp4, e->index_1, e->index_2, e->start, e->end, half, 0.2) ||
                      enters_box(sgp4, e->index_2, e->index_1, e->start, e->end, half, 0.2);
            bool near = enters_box(sgp4, e->index_1, e->index_2, e->start, e->end, half, -0.2) ||
                        enters_box(sgp4, e->index_2, e->index_1, e->start, e->end, half, -0.2);
            assert_true(found || !in);
            assert_true(!found || near);
            outside += !found;
        }
        k += found;
    }
    assert_int_equal(k, box.event_count);
    assert_true(k > 20 && outside > 20);
    sea_sgp4_free(sgp4);
    sea_screen_result_free(&all);
    sea_screen_result_free(&box);
}

static void test_what_is_left_out_is_told(void **state)
{
    (void)state;
    populate();
    sea_screen_options o = options_of(20.0);
    sea_screen_result all = run(&o);
    static const uint32_t excluded[] = {1018, 1100};
    o.excluded = excluded;
    o.excluded_count = 2;
    sea_screen_result rest = run(&o);
    size_t with = 0;
    for (size_t k = 0; k < all.event_count; k++)
        for (int m = 0; m < 2; m++)
            with += all.events[k].norad_cat_id_1 == excluded[m] || all.events[k].norad_cat_id_2 == excluded[m];
    assert_true(with > 0);
    assert_int_equal(rest.event_count, all.event_count - with);
    assert_int_equal(rest.exclusion_count, 2);
    assert_int_equal(rest.exclusions[1].norad_cat_id, 1100);
    assert_int_equal(rest.exclusions[1].asked, 1);
    assert_int_equal(rest.certificate.screened, POPULATION - 2);
    sea_screen_result_free(&rest);
    sea_screen_result_free(&all);
}

static void test_bad_volumes(void **state)
{
    (void)state;
    populate();
    sea_screen_result r;
    sea_screen_options o = options_of(5.0);
    o.volume = SEA_SCREEN_ELLIPSOID;
    assert_int_equal(sea_screen_run(gps, POPULATION, &o, &r, NULL), SEA_E_USAGE);
    for (int k = 0; k < 3; k++) o.volume_rtn_km[k] = 300.0;
    assert_int_equal(sea_screen_run(gps, POPULATION, &o, &r, NULL), SEA_E_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slices_do_not_show), cmocka_unit_test(test_every_pair_gives_the_same),
        cmocka_unit_test(test_a_box_is_a_filter),  cmocka_unit_test(test_what_is_left_out_is_told),
        cmocka_unit_test(test_bad_volumes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

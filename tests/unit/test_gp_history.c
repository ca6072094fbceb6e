/* Sets ordered into histories: order, repetitions, contradictions, ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <starsea/gp.h>

/* A set that its mean anomaly tells from others; `set_no` and names are no values. */
static sea_gp made(uint32_t id, int64_t epoch, double anomaly, uint32_t set_no)
{
    return (sea_gp){.norad_cat_id = id,
                    .epoch = {epoch},
                    .creation_date = SEA_TAI_NONE,
                    .mean_motion_rev_day = 15,
                    .mean_anomaly_deg = anomaly,
                    .element_set_no = set_no,
                    .classification = 'U'};
}

static sea_gp_history history_of(const sea_gp *gps, size_t count)
{
    sea_gp_set set = {0};
    sea_gp_history out;
    for (size_t i = 0; i < count; i++) assert_int_equal(sea_gp_set_add(&set, &gps[i]), SEA_OK);
    assert_int_equal(sea_gp_set_to_history(&set, &out), SEA_OK);
    assert_null(set.gps);
    assert_int_equal(set.count, 0);
    return out;
}

static void test_order_and_ranges(void **state)
{
    (void)state;
    const sea_gp gps[] = {made(9, 5, 1, 0), made(7, 30, 2, 0), made(9, -5, 3, 0), made(7, 10, 4, 0), made(8, 1, 5, 0)};
    sea_gp_history h = history_of(gps, 5);
    assert_int_equal(h.count, 5);
    assert_int_equal(h.repeated + h.differing, 0);
    const double expected[] = {4, 2, 5, 3, 1};
    for (size_t i = 0; i < 5; i++) assert_true(h.gps[i].mean_anomaly_deg == expected[i]);
    assert_int_equal(h.object_count, 3);
    const sea_gp_object *nine = sea_gp_history_find(&h, 9);
    assert_non_null(nine);
    assert_ptr_equal(nine, &h.objects[2]);
    assert_int_equal(nine->first, 3);
    assert_int_equal(nine->count, 2);
    assert_null(sea_gp_history_find(&h, 6));
    sea_gp_history_free(&h);
    assert_int_equal(h.count + h.object_count, 0);
    assert_null(sea_gp_history_find(&h, 9));
}

/* A, B, A again, B again, A: the first of each stays, in the order of arrival, and both are marked. */
static void test_repetitions_and_contradictions(void **state)
{
    (void)state;
    const sea_gp gps[] = {made(7, 10, 4, 1), made(7, 10, 3, 2), made(7, 10, 4, 3), made(7, 20, 1, 4),
                          made(7, 10, 3, 5), made(7, 10, 4, 6), made(7, 20, 1, 7)};
    sea_gp_history h = history_of(gps, 7);
    assert_int_equal(h.count, 3);
    assert_int_equal(h.repeated, 4);
    assert_int_equal(h.differing, 2);
    const uint32_t kept[] = {1, 2, 4};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(h.gps[i].element_set_no, kept[i]);
        assert_int_equal(h.gps[i].caveats, i < 2 ? SEA_GP_CAVEAT_DIFFERING : 0);
    }
    sea_gp_history_free(&h);
}

static void test_what_is_a_value(void **state)
{
    (void)state;
    sea_gp gps[6];
    for (int i = 0; i < 6; i++) gps[i] = made(7, 10, 4, (uint32_t)i);
    strcpy(gps[1].object_name, "OTHER");      /* none */
    gps[2].mean_anomaly_deg = 4;              /* none */
    gps[2].bstar_per_er = -0.0;               /* none: the same number */
    gps[3].caveats = SEA_GP_CAVEAT_DERIVED;   /* one */
    gps[4].ephemeris_type = 4;                /* one */
    gps[5].mean_motion_ddot_rev_day3 = 1e-12; /* one */
    sea_gp_history h = history_of(gps, 6);
    assert_int_equal(h.count, 4);
    assert_int_equal(h.repeated, 2);
    assert_int_equal(h.differing, 4);
    sea_gp_history_free(&h);
}

static void test_nothing(void **state)
{
    (void)state;
    sea_gp_history h = history_of(NULL, 0);
    assert_int_equal(h.count + h.object_count, 0);
    sea_gp_history_free(&h);
}

/* Any number of contradictions at one epoch must not cost the square of it. */
static void test_many_at_one_epoch(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    sea_gp *gps = malloc(COUNT * sizeof *gps);
    assert_non_null(gps);
    for (uint32_t i = 0; i < COUNT; i++) gps[i] = made(7, 10, (double)((i * 7919u) % 50000u) * 0.005, i);
    sea_gp_history h = history_of(gps, COUNT);
    assert_int_equal(h.count, 50000);
    assert_int_equal(h.repeated, 50000);
    for (uint32_t i = 0; i < 50000; i++) assert_int_equal(h.gps[i].element_set_no, i);
    sea_gp_history_free(&h);
    free(gps);
}

static void test_span_and_what_is_known(void **state)
{
    (void)state;
    const sea_gp gps[] = {made(7, 10, 1, 0), made(7, 20, 2, 0), made(7, 20, 3, 1), made(9, 5, 4, 0)};
    sea_gp_history h = history_of(gps, 4), none = {0};
    sea_tai first, last;
    sea_gp_history_span(&h, &first, &last);
    assert_true(first.ns == gps[3].epoch.ns && last.ns == gps[1].epoch.ns);
    sea_gp_history_span(&none, &first, &last);
    assert_true(first.ns == SEA_TAI_NONE.ns && last.ns == SEA_TAI_NONE.ns);
    assert_int_equal(sea_gp_count_until(h.gps, 3, (sea_tai){gps[0].epoch.ns - 1}), 0);
    assert_int_equal(sea_gp_count_until(h.gps, 3, gps[0].epoch), 1);
    assert_int_equal(sea_gp_count_until(h.gps, 3, (sea_tai){gps[1].epoch.ns - 1}), 1);
    assert_int_equal(sea_gp_count_until(h.gps, 3, gps[1].epoch), 3);
    assert_int_equal(sea_gp_count_until(h.gps, 0, gps[1].epoch), 0);
    sea_gp_history_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_ranges),  cmocka_unit_test(test_repetitions_and_contradictions),
        cmocka_unit_test(test_what_is_a_value),   cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_many_at_one_epoch), cmocka_unit_test(test_span_and_what_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

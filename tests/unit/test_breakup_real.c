/* Real fragmentations: parents, epochs and places, in files of $STARSEA_TEST_DATA. */
#include <starsea/breakup.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "real_data.h"

static sea_tai at(const char *text)
{
    sea_tai t;
    assert_int_equal(sea_tai_parse(text, strlen(text), true, &t, NULL), SEA_OK);
    return t;
}

static void find_in(sea_gp_set *set, sea_breakup **found, size_t *count)
{
    sea_gp_history history;
    assert_int_equal(sea_gp_set_to_history(set, &history), SEA_OK);
    assert_int_equal(sea_breakup_find(&history, NULL, found, count, NULL), SEA_OK);
    sea_gp_history_free(&history);
}

/* SGP4 from the last sets before: 2009-02-10T16:55:59.796, 0.698 km, and 1996-07-24T09:48:02.5, 0.895 km. */
static void test_parents_approach(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    real_sets("breakups/last_pre_event_tles.3le", &set);
    assert_int_equal(set.count, 4);
    sea_breakup_approach x;
    assert_int_equal(
        sea_breakup_approach_find(&set.gps[0], &set.gps[1], at("2009-02-10T12:00:00"), at("2009-02-11T00:00:00"), &x),
        SEA_OK);
    assert_true(fabs(sea_tai_diff_s(x.tca, at("2009-02-10T16:55:59.796"))) < 0.002);
    assert_true(fabs(x.range_km - 0.698) < 0.001);
    assert_int_equal(
        sea_breakup_approach_find(&set.gps[2], &set.gps[3], at("1996-07-24T06:00:00"), at("1996-07-24T12:00:00"), &x),
        SEA_OK);
    assert_true(fabs(sea_tai_diff_s(x.tca, at("1996-07-24T09:48:02.5"))) < 0.06);
    assert_true(fabs(x.range_km - 0.895) < 0.001);
    sea_gp_set_free(&set);
}

static void test_collision_of_2009(void **state)
{
    (void)state;
    sea_gp_set set = {0};
    real_sets("breakups/cosmos2251_iridium33.3le", &set);
    real_sets("breakups/last_pre_event_tles.3le", &set);
    sea_breakup *found = NULL;
    size_t count = 0;
    find_in(&set, &found, &count);
    assert_int_equal(count, 2);
    assert_int_equal(found[0].parent + found[1].parent, 22675 + 24946);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(found[i].kind, SEA_BREAKUP_COLLISION);
        assert_int_equal(found[i].parent_2, found[1 - i].parent);
        assert_true(fabs(sea_tai_diff_s(found[i].epoch, at("2009-02-10T16:55:59.796"))) < 0.5);
    }
    free(found);
}

/* One event of one parent, as public sources date it. */
static void check_event(const char *file, uint32_t parent, const char *epoch, double within_s)
{
    sea_gp_set set = {0};
    real_sets(file, &set);
    sea_breakup *found = NULL;
    size_t count = 0;
    find_in(&set, &found, &count);
    assert_int_equal(count, 1);
    assert_int_equal(found[0].parent, parent);
    if (!epoch) {
        assert_int_equal(found[0].kind, SEA_BREAKUP_UNDECIDABLE);
        assert_int_equal(found[0].epoch.ns, SEA_TAI_NONE.ns);
    } else {
        assert_true(fabs(sea_tai_diff_s(found[0].epoch, at(epoch))) < within_s);
    }
    free(found);
}

static void test_single_parents(void **state)
{
    (void)state;
    check_event("breakups/cosmos1408.3le", 13552, "2021-11-15T02:47:30", 5600.0);
    check_event("breakups/fengyun1c.3le", 25730, "2007-01-11T22:25:40", 6150.0);
    check_event("breakups/cz6a_yunhai3.3le", 54236, "2022-11-12T05:25:00", 600.0);
    check_event("breakups/microsat_r.3le", 43947, "2019-03-27T05:42:00", 5400.0);
    check_event("breakups/yunhai1_02.3le", 44547, "2021-03-18T07:41:00", 6.0 * 3600.0);
    check_event("breakups/noaa16.3le", 26536, "2015-11-25T08:16:00", 6120.0);
    check_event("breakups/dmspf13.3le", 0, "2015-02-03T17:30:00", 3600.0); /* the parent has no elements in it */
    check_event("breakups/resurs_p1.3le", 39186, NULL, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parents_approach),
        cmocka_unit_test(test_collision_of_2009),
        cmocka_unit_test(test_single_parents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

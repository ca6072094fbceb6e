/* Doubts: excursions, crossed tags, shared places, the clock, a reference; and what must raise none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/doubt.h"

#include <math.h>
#include <string.h>

enum { DOUBTS_MAX = 32 };

typedef struct list {
    sea_doubt doubts[DOUBTS_MAX];
    size_t count;
    size_t stop_after; /* 0: never */
} list;

static sea_status keep(void *payload, const sea_doubt *doubt)
{
    list *l = payload;
    assert_true(l->count < DOUBTS_MAX);
    if (l->count > 0) {
        const sea_doubt *last = &l->doubts[l->count - 1];
        assert_true(last->index < doubt->index || (last->index == doubt->index && last->kind <= doubt->kind));
    }
    l->doubts[l->count++] = *doubt;
    return l->count == l->stop_after ? SEA_DONE : SEA_OK;
}

/* A low orbit at a day of January 2026; the node moves as J2 moves it, -4.99 deg/day (Kozai), the phase by 15.5 a day.
 */
static sea_gp low(uint32_t id, double day)
{
    sea_gp gp = {.norad_cat_id = id,
                 .mean_motion_rev_day = 15.5,
                 .eccentricity = 0.0005,
                 .incl_deg = 51.6,
                 .argp_deg = 30,
                 .bstar_per_er = 1e-4,
                 .classification = 'U'};
    const sea_utc start = {.year = 2026, .month = 1, .day = 1};
    sea_utc_to_tai(start, &gp.epoch);
    gp.epoch.ns += (int64_t)(day * 86400e9);
    gp.raan_deg = fmod(3600 + 200 - 4.99 * day, 360);
    gp.mean_anomaly_deg = fmod(3600 + 15.5 * 360 * day, 360);
    strcpy(gp.object_id, "2020-001A");
    return gp;
}

/* A geostationary one. */
static sea_gp high(uint32_t id, double day)
{
    sea_gp gp = low(id, day);
    gp.mean_motion_rev_day = 1.0027;
    gp.incl_deg = 0.05;
    gp.raan_deg = 90;
    gp.mean_anomaly_deg = 10;
    strcpy(gp.object_id, "2021-001A");
    return gp;
}

static list find(const sea_gp *gps, size_t count, const sea_doubt_options *options)
{
    list l = {.count = 0};
    assert_int_equal(sea_doubt_find(gps, count, options, keep, &l, NULL), SEA_OK);
    return l;
}

static void test_a_quiet_history_raises_none(void **state)
{
    (void)state;
    sea_gp gps[40];
    for (int i = 0; i < 20; i++) {
        gps[i] = low(1, i * 1.4);
        gps[20 + i] = high(2, i * 1.4);
    }
    assert_int_equal(find(gps, 40, NULL).count, 0);
    assert_int_equal(find(gps, 0, NULL).count, 0);
}

static void test_the_node_is_carried_along(void **state)
{
    (void)state;
    sea_gp a = low(1, 0), b = low(1, 20);
    sea_doubt_difference d = sea_doubt_compare(&a, &b);
    assert_true(d.days == 20.0 && d.plane_deg < 0.5 && !d.far);
    b.raan_deg = a.raan_deg; /* as if it had not moved: 99.8 deg of node at 51.6 deg of inclination */
    d = sea_doubt_compare(&a, &b);
    assert_true(d.plane_deg > 70.0 && d.plane_deg < 75.0 && d.far);
}

static void test_an_excursion_is_doubted_and_a_move_is_not(void **state)
{
    (void)state;
    for (int length = 1; length <= 4; length++) {
        sea_gp gps[16];
        for (int i = 0; i < 16; i++) gps[i] = high(7, i);
        for (int i = 5; i < 5 + length; i++) gps[i] = low(7, i);
        list l = find(gps, 16, NULL);
        assert_int_equal(l.count, length <= 3 ? (size_t)length : 0); /* four are a stay */
        for (size_t i = 0; i < l.count; i++) {
            assert_int_equal(l.doubts[i].kind, SEA_DOUBT_NEIGHBOUR);
            assert_int_equal(l.doubts[i].index, 5 + i);
            assert_int_equal(l.doubts[i].other, 4);
            assert_true(fabs(l.doubts[i].mean_motion_rev_day - 14.4973) < 1e-9 && l.doubts[i].plane_deg > 45.0);
        }
    }
    sea_gp moved[12];
    for (int i = 0; i < 12; i++) moved[i] = i < 6 ? high(7, i) : low(7, i);
    assert_int_equal(find(moved, 12, NULL).count, 0);
}

static void test_the_last_set_of_a_history(void **state)
{
    (void)state;
    sea_gp gps[4] = {high(7, 0), high(7, 1), high(7, 2), low(7, 3)};
    list l = find(gps, 4, NULL);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.doubts[0].index, 3);
    gps[3] = low(7, 40); /* more than 30 days later it may be anywhere */
    assert_int_equal(find(gps, 4, NULL).count, 0);
}

static void test_of_two_sets_nobody_knows_which_strays(void **state)
{
    (void)state;
    sea_gp gps[3] = {high(7, 2), low(7, 3), low(8, 3)};
    list l = find(gps, 2, NULL);
    assert_int_equal(l.count, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(l.doubts[i].kind, SEA_DOUBT_STRAY);
        assert_int_equal(l.doubts[i].index, i);
        assert_int_equal(l.doubts[i].other, 1 - i);
    }
    l = find(gps, 3, NULL); /* one of the two is the orbit of another object: that says more */
    assert_int_equal(l.doubts[0].kind, SEA_DOUBT_STRAY);
    assert_int_equal(l.doubts[1].kind, SEA_DOUBT_CROSSTAG);
    assert_int_equal(gps[l.doubts[1].other].norad_cat_id, 8);
    gps[1] = low(7, 40);
    assert_int_equal(find(gps, 2, NULL).count, 0);
}

static void test_a_set_years_from_its_neighbours(void **state)
{
    (void)state;
    sea_gp gps[4] = {low(7, 0), low(7, 400), low(7, 800), low(7, 1200)};
    assert_int_equal(find(gps, 4, NULL).count, 0);
    gps[2].incl_deg = 86.4; /* an orbit that the object has neither before nor after */
    list l = find(gps, 4, NULL);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.doubts[0].kind, SEA_DOUBT_STRAY);
    assert_int_equal(l.doubts[0].index, 2);
    assert_int_equal(l.doubts[0].other, 1);
    gps[3].incl_deg = 86.4; /* where it stays: it went there, or the number was given anew */
    assert_int_equal(find(gps, 4, NULL).count, 0);
    for (int i = 0; i < 4; i++) gps[i] = high(7, 400.0 * i);
    gps[2].incl_deg = 12; /* the Moon and the Sun turn high orbits about */
    assert_int_equal(find(gps, 4, NULL).count, 0);
}

static void test_a_crossed_tag_names_the_other(void **state)
{
    (void)state;
    sea_gp gps[8] = {high(7, 0),   high(7, 1),    low(7, 2),    high(7, 3),
                     low(9, 1.99), low(11, 1.99), low(8, 1.99), high(7, 4)};
    gps[6].mean_anomaly_deg = 200; /* in the same plane, elsewhere on it */
    strcpy(gps[2].object_id, "2021-001A");
    list l = find(gps, 8, NULL);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.doubts[0].kind, SEA_DOUBT_CROSSTAG);
    assert_int_equal(l.doubts[0].index, 2);
    assert_int_equal(l.doubts[0].other, 4); /* of two at one place the lower number */
    assert_true(l.doubts[0].distance_km < 100.0);
    assert_true(fabs(l.doubts[0].days - 0.01) < 1e-9);
}

static void test_one_place_and_two_launches(void **state)
{
    (void)state;
    sea_gp gps[3] = {low(1, 0), low(2, 0), low(3, 0)};
    assert_int_equal(find(gps, 3, NULL).count, 0); /* one launch */
    strcpy(gps[2].object_id, "2022-001A");
    list l = find(gps, 3, NULL);
    assert_int_equal(l.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(l.doubts[i].kind, SEA_DOUBT_SHARED);
        assert_int_equal(l.doubts[i].index, i);
        assert_int_equal(l.doubts[i].other, i < 2 ? 2 : 0); /* told once a set */
    }
    gps[2].mean_anomaly_deg += 1; /* 118 km along the orbit */
    assert_int_equal(find(gps, 3, NULL).count, 0);
    gps[2].object_id[0] = '\0';
    gps[2].mean_anomaly_deg -= 1;
    assert_int_equal(find(gps, 3, NULL).count, 0); /* launch unknown */
}

static void test_one_epoch_with_other_values(void **state)
{
    (void)state;
    sea_gp gps[3] = {low(1, 0), low(1, 0), low(1, 0)};
    gps[2].incl_deg += 1e-4;
    strcpy(gps[1].object_name, "ANOTHER NAME");
    list l = find(gps, 3, NULL);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.doubts[0].kind, SEA_DOUBT_DIFFERING);
    assert_int_equal(l.doubts[0].index, 2);
    assert_true(l.doubts[0].has_other && l.doubts[0].other == 0);
}

static void test_the_clock(void **state)
{
    (void)state;
    sea_gp gps[3] = {low(1, 0), low(2, 1.9), low(3, 2.5)};
    sea_doubt_options o = sea_doubt_options_default();
    o.now = gps[0].epoch;
    list l = find(gps, 3, &o);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.doubts[0].kind, SEA_DOUBT_FUTURE);
    assert_int_equal(l.doubts[0].index, 2);
    assert_true(fabs(l.doubts[0].days - 2.5) < 1e-9);
    const sea_utc launch = {.year = 1957, .month = 10, .day = 4}, before = {.year = 1957, .month = 10, .day = 3};
    sea_utc_to_tai(launch, &gps[0].epoch);
    sea_utc_to_tai(before, &gps[1].epoch);
    l = find(gps, 2, NULL);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.doubts[0].kind, SEA_DOUBT_EARLY);
    assert_int_equal(l.doubts[0].index, 1);
}

static void test_a_reference_is_believed(void **state)
{
    (void)state;
    sea_gp gps[4] = {low(1, 1), high(2, 1), low(3, 1), low(4, 1)};
    sea_gp believed[3] = {low(1, 0), low(2, 0), high(3, 50)};
    sea_doubt_options o = sea_doubt_options_default();
    o.reference = believed;
    o.reference_count = 3;
    list l = find(gps, 4, &o);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.doubts[0].kind, SEA_DOUBT_NEIGHBOUR);
    assert_int_equal(l.doubts[0].index, 1);
    assert_int_equal(l.doubts[0].other, 4 + 1);
    assert_int_equal(l.doubts[1].kind, SEA_DOUBT_UNKNOWN); /* number 3 is known, from too long ago to tell */
    assert_int_equal(l.doubts[1].index, 3);
    assert_false(l.doubts[1].has_other);
    gps[0] = believed[0];
    gps[0].incl_deg += 1e-4;
    l = find(gps, 1, &o);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.doubts[0].kind, SEA_DOUBT_DIFFERING);
    assert_int_equal(l.doubts[0].other, 1);
}

static void test_the_caller_may_stop_and_sets_may_be_unusable(void **state)
{
    (void)state;
    sea_gp gps[4] = {low(1, 0), low(1, 0), low(1, 0), low(2, 0)};
    gps[1].incl_deg = 10;
    gps[2].incl_deg = 11;
    list l = {.stop_after = 1};
    assert_int_equal(sea_doubt_find(gps, 3, NULL, keep, &l, NULL), SEA_DONE);
    assert_int_equal(l.count, 1);
    double km;
    gps[3].caveats = SEA_GP_CAVEAT_NOT_SGP4;
    assert_false(sea_doubt_distance(&gps[0], &gps[3], gps[0].epoch, &km));
    assert_string_equal(sea_doubt_rule(SEA_DOUBT_CROSSTAG), "W_CROSSTAG");
    assert_string_equal(sea_doubt_rule((sea_doubt_kind)99), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_quiet_history_raises_none),
        cmocka_unit_test(test_the_node_is_carried_along),
        cmocka_unit_test(test_an_excursion_is_doubted_and_a_move_is_not),
        cmocka_unit_test(test_the_last_set_of_a_history),
        cmocka_unit_test(test_of_two_sets_nobody_knows_which_strays),
        cmocka_unit_test(test_a_set_years_from_its_neighbours),
        cmocka_unit_test(test_a_crossed_tag_names_the_other),
        cmocka_unit_test(test_one_place_and_two_launches),
        cmocka_unit_test(test_one_epoch_with_other_values),
        cmocka_unit_test(test_the_clock),
        cmocka_unit_test(test_a_reference_is_believed),
        cmocka_unit_test(test_the_caller_may_stop_and_sets_may_be_unusable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

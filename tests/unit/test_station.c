/* Lives of geostationary objects that are known: made under the Earth's pull with burns, and taken apart again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/station.h"

#include <starsea/frame.h>

#include <math.h>

enum { SETS_MOST = 2000 };
static const sea_tai start = {INT64_C(700000000) * SEA_NS_PER_S};

/* An object under way: longitude, drift, pole of the orbit in degrees, and whether each is held. */
typedef struct life {
    double longitude, drift, pole_x, pole_y;
    double held_at; /* NAN: not held */
    bool north_south;
    double deadband;
} life;

static sea_gp set_of(uint32_t id, double days, const life *o)
{
    const double deg = 180.0 / acos(-1.0);
    sea_gp gp = {.norad_cat_id = id, .classification = 'U', .creation_date = SEA_TAI_NONE};
    gp.epoch.ns = start.ns + (int64_t)(days * (double)SEA_NS_PER_DAY);
    gp.incl_deg = hypot(o->pole_x, o->pole_y), gp.raan_deg = atan2(o->pole_y, o->pole_x) * deg;
    gp.raan_deg -= 360.0 * floor(gp.raan_deg / 360.0);
    gp.eccentricity = 2e-4, gp.mean_motion_rev_day = (o->drift + 360.98564736629) / 360.0;
    double anomaly = o->longitude + sea_gmst82_rad(sea_tai_to_ut1(gp.epoch, NULL, NULL)) * deg - gp.raan_deg;
    gp.mean_anomaly_deg = anomaly - 360.0 * floor(anomaly / 360.0);
    return gp;
}

/* A day of it in ten parts. At the edge of the deadband that gravity drives it to, the drift is turned round. */
static void live(life *o)
{
    for (int i = 0; i < 10; i++) {
        double pull = sea_station_acceleration(o->longitude);
        o->drift += 0.1 * pull, o->longitude += 0.1 * o->drift;
        double off = o->longitude - o->held_at;
        if (fabs(off) > o->deadband && off * o->drift > 0.0)
            o->drift = -copysign(sqrt(2.0 * fabs(pull) * 1.8 * o->deadband), off);
        double turn = 0.1 * 2.0 * acos(-1.0) / (53.0 * 365.25), x = o->pole_x - 7.4, y = o->pole_y;
        if (!o->north_south) o->pole_x += turn * y, o->pole_y -= turn * x;
    }
}

static sea_station_result take_apart(const sea_gp *gps, size_t count, uint32_t threads)
{
    sea_gp_set set = {0};
    sea_gp_history h;
    for (size_t i = 0; i < count; i++) assert_int_equal(sea_gp_set_add(&set, &gps[i]), SEA_OK);
    assert_int_equal(sea_gp_set_to_history(&set, &h), SEA_OK);
    sea_station_options o = sea_station_options_default();
    o.threads = threads;
    sea_station_result r;
    sea_error err;
    assert_int_equal(sea_station_run(&h, &o, &r, &err), SEA_OK);
    sea_gp_history_free(&h);
    return r;
}

static double days_of(sea_tai t)
{
    return (double)(t.ns - start.ns) / (double)SEA_NS_PER_DAY;
}

/* The equilibria that every handbook names, and how strong the pull is between them. */
static void test_the_pull(void **state)
{
    (void)state;
    static const double still[] = {75.1, 161.9, 254.7, 348.5};
    double most = 0.0;
    for (int i = 0; i < 4; i++) {
        double west = sea_station_acceleration(still[i] - 2.0), east = sea_station_acceleration(still[i] + 2.0);
        assert_true(west * east < 0.0);
        assert_true((west > 0.0) == (i % 2 == 0)); /* the first and the third draw objects to them */
    }
    for (double at = 0.0; at < 360.0; at += 1.0) most = fmax(most, fabs(sea_station_acceleration(at)));
    assert_true(most > 0.0017 && most < 0.0022);
}

/* Held at 30 E for 300 days, 25 days of drift at 1 deg a day, held at 55 E; a set every `step` days. */
static size_t two_stations(uint32_t id, double step, bool north_south, sea_gp *out)
{
    life o = {30.0, 0.0, 0.03, 0.02, 30.0, north_south, 0.08};
    size_t n = 0;
    for (int day = 0; day < 700; day++) {
        if (day == 300) o.held_at = NAN, o.drift = 1.0;
        if (day == 325) o.held_at = o.longitude, o.drift = 0.0;
        if ((double)day >= (double)n * step) out[n++] = set_of(id, day, &o);
        live(&o);
    }
    return n;
}

static void test_stations_and_the_drift_between(void **state)
{
    (void)state;
    static sea_gp gps[SETS_MOST];
    static const double steps[] = {1.0, 4.0, 9.0};
    for (int k = 0; k < 3; k++) {
        size_t n = two_stations(77, steps[k], true, gps);
        sea_station_result r = take_apart(gps, n, 1);
        assert_int_equal(r.objects, 1);
        assert_int_equal(r.count, 3);
        const sea_station *a = &r.items[0], *drift = &r.items[1], *b = &r.items[2];
        assert_true(a->kind == SEA_STATION_HELD && b->kind == SEA_STATION_HELD && drift->kind == SEA_STATION_DRIFT);
        assert_true(a->caveats == SEA_STATION_CAVEAT_OPEN_START && b->caveats == SEA_STATION_CAVEAT_OPEN_END);
        assert_true(days_of(a->end) <= 300.0 && days_of(a->latest) >= 300.0);
        assert_true(days_of(b->earliest) <= 325.0 && days_of(b->start) >= 325.0 - 1e-6);
        assert_true(a->earliest.ns == SEA_TAI_NONE.ns && b->latest.ns == SEA_TAI_NONE.ns);
        assert_true(fabs(a->longitude_deg - 30.0) < 0.05 && fabs(b->longitude_deg - 55.0) < 0.5);
        assert_true(a->west_deg > -0.2 && a->east_deg < 0.2 && a->east_deg - a->west_deg > 0.1);
        assert_true(fabs(drift->drift_deg_day - 1.0) < 0.05);
        assert_int_equal(a->east_west, SEA_STATION_KEPT);
        assert_int_equal(a->north_south, SEA_STATION_KEPT);
        assert_true(a->inclination_high_deg < 0.05);
        sea_station_result_free(&r);
        n = two_stations(77, steps[k], false, gps);
        r = take_apart(gps, n, 1);
        assert_int_equal(r.items[0].north_south, SEA_STATION_FREE);
        assert_true(r.items[0].inclination_high_deg > 0.5);
        sea_station_result_free(&r);
    }
}

/* Objects left to themselves, wherever: nothing about them is kept. */
static void test_nothing_is_kept_of_what_is_left_to_itself(void **state)
{
    (void)state;
    static sea_gp gps[SETS_MOST];
    for (double at = 0.0; at < 360.0; at += 24.0) {
        life o = {at, 0.0, 0.0, 0.0, NAN, false, 0.0};
        size_t n = 0;
        for (int day = 0; day < 900; day++) {
            if (day % 6 == 0) gps[n++] = set_of(5, day, &o);
            live(&o);
        }
        sea_station_result r = take_apart(gps, n, 1);
        assert_true(r.count > 0);
        for (size_t i = 0; i < r.count; i++) {
            assert_true(r.items[i].east_west != SEA_STATION_KEPT);
            assert_true(r.items[i].north_south != SEA_STATION_KEPT);
        }
        sea_station_result_free(&r);
    }
}

/* A stop seen by one set; a wide deadband; what is not on the ring; the same from any number of threads. */
static void test_odd_histories(void **state)
{
    (void)state;
    static sea_gp gps[SETS_MOST];
    life o = {100.0, 0.5, 0.0, 0.0, NAN, true, 0.0};
    size_t n = 0;
    for (int day = 0; day <= 120; day += 20) { /* stops at day 60 */
        o.drift = day == 60 ? 0.0 : 0.5;
        o.longitude = 100.0 + 0.5 * day - (day > 60 ? 5.0 : 0.0);
        gps[n++] = set_of(1, day, &o);
    }
    life wide = {110.0, 0.0, 0.5, 0.5, 110.0, true, 0.5};
    for (int day = 0; day < 600; day++) {
        if (day % 2 == 0) gps[n++] = set_of(2, day, &wide);
        live(&wide);
    }
    gps[n] = set_of(3, 0.0, &o), gps[n].mean_motion_rev_day = 15.0, gps[n++].eccentricity = 1e-3;
    gps[n++] = set_of(4, 0.0, &o); /* a single set */
    sea_station_result r = take_apart(gps, n, 1), more = take_apart(gps, n, 4);
    assert_int_equal(r.objects, 2);
    assert_int_equal(r.count, 4);
    assert_int_equal(r.count, more.count);
    for (size_t i = 0; i < r.count; i++)
        assert_true(r.items[i].longitude_deg == more.items[i].longitude_deg && r.items[i].sets == more.items[i].sets);
    assert_true(r.items[1].kind == SEA_STATION_HELD && r.items[1].caveats == SEA_STATION_CAVEAT_SINGLE);
    assert_int_equal(r.items[1].east_west, SEA_STATION_KEPT);
    assert_true(fabs(r.items[1].longitude_deg - 130.0) < 1e-3);
    assert_true(r.items[3].norad_cat_id == 2 && r.items[3].kind == SEA_STATION_HELD);
    assert_true(r.items[3].east_deg - r.items[3].west_deg > 0.8 && r.items[3].sets == 300);
    assert_string_equal(sea_station_kind_name(r.items[0].kind), "drift");
    assert_string_equal(sea_station_control_name(r.items[3].east_west), "kept");
    sea_station_result_free(&r);
    sea_station_result_free(&more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_pull),
        cmocka_unit_test(test_stations_and_the_drift_between),
        cmocka_unit_test(test_nothing_is_kept_of_what_is_left_to_itself),
        cmocka_unit_test(test_odd_histories),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Screening: the 2009 pair, threads, primaries, edges, slow pairs, exclusions, bad requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include <starsea/screen.h>

static sea_tai at(const char *text)
{
    sea_tai t;
    assert_int_equal(sea_tai_parse(text, strlen(text), true, &t, NULL), SEA_OK);
    return t;
}

/* Last public element sets before 2009-02-10T16:56 UTC. */
static sea_gp cosmos_2251(void)
{
    return (sea_gp){.norad_cat_id = 22675,
                    .epoch = at("2009-041T00:00:00"),
                    .mean_motion_rev_day = 14.31135643,
                    .eccentricity = 0.0016027,
                    .incl_deg = 74.0355,
                    .raan_deg = 19.4646,
                    .argp_deg = 98.7014,
                    .mean_anomaly_deg = 261.5952,
                    .bstar_per_er = 0.95251e-5};
}

static sea_gp iridium_33(void)
{
    return (sea_gp){.norad_cat_id = 24946,
                    .epoch = at("2009-041T00:00:00"),
                    .mean_motion_rev_day = 14.34219863,
                    .eccentricity = 0.0002288,
                    .incl_deg = 86.3994,
                    .raan_deg = 121.7028,
                    .argp_deg = 85.1644,
                    .mean_anomaly_deg = 274.9812,
                    .bstar_per_er = 0.47668e-4};
}

static void pair_of_2009(sea_gp gps[2])
{
    gps[0] = cosmos_2251();
    gps[1] = iridium_33();
    gps[0].epoch = (sea_tai){at("2009-02-09T00:00:00").ns + INT64_C(49834364) * 864000};
    gps[1].epoch = (sea_tai){at("2009-02-09T00:00:00").ns + INT64_C(78448243) * 864000};
}

static sea_screen_result run(const sea_gp *gps, size_t n, const char *start, double hours, double threshold_km,
                             uint32_t threads)
{
    sea_screen_options o = sea_screen_options_default();
    o.start = at(start);
    o.span_ns = (int64_t)(hours * 3600.0) * SEA_NS_PER_S;
    o.threshold_km = threshold_km;
    o.threads = threads;
    sea_screen_result r;
    sea_error err = {0};
    if (sea_screen_run(gps, n, &o, &r, &err) != SEA_OK) fail_msg("%s", err.text);
    return r;
}

static void test_the_pair_of_2009(void **state)
{
    (void)state;
    sea_gp gps[2];
    pair_of_2009(gps);
    sea_screen_result r = run(gps, 2, "2009-02-10", 24, 5.0, 1);
    const sea_conjunction *best = NULL;
    for (size_t i = 0; i < r.event_count; i++)
        if (!best || r.events[i].range_km < best->range_km) best = &r.events[i];
    assert_non_null(best);
    /* Published for these sets: TCA 2009-02-10T16:55:59.796Z, 0.698 km, 11.65 km/s. */
    char text[SEA_TAI_TEXT_MAX];
    sea_tai_format(best->tca, 3, text);
    assert_string_equal(text, "2009-02-10T16:55:59.796Z");
    assert_true(fabs(best->range_km - 0.698) < 0.0005);
    assert_true(fabs(best->relative_speed_km_s - 11.65) < 0.005);
    assert_int_equal(best->kind, SEA_CONJUNCTION_MINIMUM);
    assert_int_equal(best->norad_cat_id_1, 22675);
    double sum = 0.0;
    for (int k = 0; k < 3; k++) sum += best->relative_rtn_km[k] * best->relative_rtn_km[k];
    assert_true(fabs(sqrt(sum) - best->range_km) < 1e-9);
    /* A straight line at 11.65 km/s stays below 5 km for 2 sqrt(25 - 0.698^2) / 11.65 s. */
    double expected = 2.0 * sqrt(25.0 - best->range_km * best->range_km) / best->relative_speed_km_s;
    assert_true(fabs(sea_tai_diff_s(best->end, best->start) - expected) < 1e-3);
    assert_int_equal(r.certificate.objects, 2);
    assert_int_equal(r.certificate.screened, 2);
    assert_int_equal(r.exclusion_count, 0);
    sea_screen_result_free(&r);
}

/* Hours from decay SGP4's velocity is far from the derivative of its position; minima are those of the distance. */
static void test_slow_pairs_under_drag(void **state)
{
    (void)state;
    sea_gp gps[2];
    pair_of_2009(gps);
    for (int k = 0; k < 2; k++) {
        gps[k].mean_motion_rev_day = 14.6;
        gps[k].eccentricity = 0.0015 + 1e-5 * k;
        gps[k].incl_deg = 98.7;
        gps[k].raan_deg = 30.0;
        gps[k].argp_deg = 100.0;
        gps[k].mean_anomaly_deg = 270.0;
        gps[k].bstar_per_er = 1.6;
        gps[k].epoch = at("2025-03-01");
    }
    sea_screen_options o = sea_screen_options_default();
    o.start = at("2025-03-04");
    o.span_ns = 30 * 3600 * SEA_NS_PER_S;
    o.threshold_km = 20.0;
    sea_screen_result quick, slow;
    assert_int_equal(sea_screen_run(gps, 2, &o, &quick, NULL), SEA_OK);
    o.exhaustive = 1;
    assert_int_equal(sea_screen_run(gps, 2, &o, &slow, NULL), SEA_OK);
    assert_true(slow.event_count > 15);
    assert_int_equal(quick.event_count, slow.event_count);
    for (size_t i = 0; i < slow.event_count; i++) {
        assert_true(fabs(sea_tai_diff_s(quick.events[i].tca, slow.events[i].tca)) < 0.05);
        assert_true(fabs(quick.events[i].range_km - slow.events[i].range_km) < 1e-6);
    }
    sea_screen_result_free(&quick);
    sea_screen_result_free(&slow);
}

/* Two made orbits of nearly one plane, 130 to 150 km and 0.3 km/s apart where they pass. */
static void pair_far_and_slow(sea_gp gps[2])
{
    pair_of_2009(gps);
    for (int k = 0; k < 2; k++) {
        gps[k].epoch = at("2025-01-01");
        gps[k].mean_motion_rev_day = 14.99;
        gps[k].eccentricity = 0.01;
        gps[k].incl_deg = 97.5 + 0.1 * k;
        gps[k].raan_deg = 54.0 + 2.0 * k;
        gps[k].argp_deg = 80.0 + 190.0 * k;
        gps[k].mean_anomaly_deg = 56.0 + 170.0 * k;
        gps[k].bstar_per_er = 0.0;
    }
}

/* What is within bounds and what every pair shows: the same number of events, of the same kinds at the same instants.
 */
static void assert_same_by_every_pair(const sea_gp gps[2], sea_screen_options o, sea_screen_result *quick)
{
    sea_screen_result all;
    o.exhaustive = 0;
    assert_int_equal(sea_screen_run(gps, 2, &o, quick, NULL), SEA_OK);
    o.exhaustive = 1;
    assert_int_equal(sea_screen_run(gps, 2, &o, &all, NULL), SEA_OK);
    assert_int_equal(quick->event_count, all.event_count);
    for (size_t i = 0; i < all.event_count; i++) {
        assert_int_equal(quick->events[i].kind, all.events[i].kind);
        assert_true(fabs(sea_tai_diff_s(quick->events[i].tca, all.events[i].tca)) < 1e-3);
    }
    sea_screen_result_free(&all);
}

/* Gravity bends a path of 150 km so far that the root of dr . dv is not where a straight path would have it. */
static void test_wide_thresholds_miss_nothing(void **state)
{
    (void)state;
    sea_gp gps[2];
    pair_far_and_slow(gps);
    sea_screen_options o = sea_screen_options_default();
    o.start = at("2025-01-01");
    o.span_ns = 6 * 3600 * SEA_NS_PER_S;
    o.threshold_km = 150.0;
    sea_screen_result r;
    assert_same_by_every_pair(gps, o, &r);
    assert_int_equal(r.event_count, 7);
    sea_screen_result_free(&r);
}

/* The window opens or closes less than a second from a slow minimum: on the one side it is an edge, on the other not.
 */
static void test_minima_beside_an_end_of_the_window(void **state)
{
    (void)state;
    sea_gp gps[2];
    pair_far_and_slow(gps);
    sea_screen_options o = sea_screen_options_default();
    o.start = at("2025-01-01");
    o.span_ns = 6 * 3600 * SEA_NS_PER_S;
    o.threshold_km = 200.0;
    sea_screen_result day, r;
    assert_same_by_every_pair(gps, o, &day);
    sea_tai tca = day.events[day.event_count / 2].tca;
    sea_screen_result_free(&day);
    const double offsets_s[] = {0.4, 0.9, 3.0};
    for (size_t k = 0; k < 6; k++) {
        int64_t off = (int64_t)(offsets_s[k / 2] * 1e9);
        bool inside = k % 2 == 0;
        o.span_ns = 200 * SEA_NS_PER_S;
        o.start.ns = inside ? tca.ns - off : tca.ns + off;
        assert_same_by_every_pair(gps, o, &r);
        assert_int_equal(r.event_count, 1);
        assert_int_equal(r.events[0].kind, inside ? SEA_CONJUNCTION_MINIMUM : SEA_CONJUNCTION_EDGE);
        assert_true(fabs(sea_tai_diff_s(r.events[0].tca, inside ? tca : o.start)) < 1e-3);
        sea_screen_result_free(&r);
        sea_tai end = {inside ? tca.ns + off : tca.ns - off};
        o.start.ns = end.ns - o.span_ns;
        assert_same_by_every_pair(gps, o, &r);
        assert_int_equal(r.event_count, 1);
        assert_int_equal(r.events[0].kind, inside ? SEA_CONJUNCTION_MINIMUM : SEA_CONJUNCTION_EDGE);
        assert_true(fabs(sea_tai_diff_s(r.events[0].tca, inside ? tca : end)) < 1e-3);
        sea_screen_result_free(&r);
    }
}

static void test_any_window_finds_the_same_minimum(void **state)
{
    (void)state;
    sea_gp gps[2];
    pair_of_2009(gps);
    static const char *const starts[] = {"2009-02-10T16:55:59", "2009-02-10T16:55:00.5", "2009-02-10T16:30:17",
                                         "2009-02-10T16:55:59.795"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        sea_screen_result r = run(gps, 2, starts[i], 1, 5.0, 1);
        size_t minima = 0;
        for (size_t k = 0; k < r.event_count; k++)
            if (r.events[k].kind == SEA_CONJUNCTION_MINIMUM) {
                minima++;
                assert_true(llabs(r.events[k].tca.ns - at("2009-02-10T16:55:59.796").ns) < 1000000);
            }
        assert_int_equal(minima, 1);
        sea_screen_result_free(&r);
    }
    /* A millisecond later the pair is receding: an edge, not a minimum. */
    sea_screen_result r = run(gps, 2, "2009-02-10T16:55:59.797", 1, 5.0, 1);
    assert_int_equal(r.event_count, 1);
    assert_int_equal(r.events[0].kind, SEA_CONJUNCTION_EDGE);
    assert_true(r.events[0].caveats & SEA_EVENT_CAVEAT_CUT_START);
    assert_false(r.events[0].caveats & SEA_EVENT_CAVEAT_CUT_END);
    sea_screen_result_free(&r);
}

/* A small population: a shell of circular orbits, eccentric orbits that cross it, and objects in formation. */
enum { POPULATION = 400 };
static void populate(sea_gp gps[POPULATION])
{
    uint64_t x = 42;
    for (int i = 0; i < POPULATION; i++) {
        double u[5];
        for (int k = 0; k < 5; k++) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            u[k] = (double)(x >> 11) * 0x1p-53;
        }
        gps[i] = iridium_33();
        gps[i].norad_cat_id = (uint32_t)(1000 + i);
        gps[i].epoch = at("2009-02-10");
        gps[i].incl_deg = 180.0 * u[0];
        gps[i].raan_deg = 360.0 * u[1];
        gps[i].mean_anomaly_deg = 360.0 * u[2];
        gps[i].mean_motion_rev_day = 14.34 + 0.01 * u[3];
        if (i % 8 == 0) {
            gps[i].eccentricity = 0.70;
            gps[i].mean_motion_rev_day = 2.3 + 0.2 * u[3];
        }
        if (i % 20 == 19) {
            gps[i] = gps[i - 1];
            gps[i].norad_cat_id = (uint32_t)(1000 + i);
            gps[i].mean_anomaly_deg += i % 40 == 39 ? 0.01 : 0.0;
        }
    }
}

static void assert_same(const sea_screen_result *a, const sea_screen_result *b)
{
    assert_int_equal(a->event_count, b->event_count);
    for (size_t i = 0; i < a->event_count; i++) {
        const sea_conjunction *x = &a->events[i], *y = &b->events[i];
        assert_int_equal(sea_conjunction_compare(x, y), 0);
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->caveats, y->caveats);
        assert_int_equal(x->start.ns, y->start.ns);
        assert_int_equal(x->end.ns, y->end.ns);
        assert_memory_equal(&x->range_km, &y->range_km, sizeof x->range_km);
        assert_memory_equal(x->relative_rtn_km, y->relative_rtn_km, sizeof x->relative_rtn_km);
    }
    assert_memory_equal(&a->certificate, &b->certificate, sizeof a->certificate);
}

static void test_threads_do_not_show(void **state)
{
    (void)state;
    static sea_gp gps[POPULATION];
    populate(gps);
    sea_screen_result one = run(gps, POPULATION, "2009-02-10", 6, 20.0, 1);
    assert_true(one.event_count > 50);
    for (uint32_t threads = 2; threads <= 7; threads += 5) {
        sea_screen_result more = run(gps, POPULATION, "2009-02-10", 6, 20.0, threads);
        assert_same(&one, &more);
        sea_screen_result_free(&more);
    }
    sea_screen_result_free(&one);
}

static void test_primaries_are_a_filter(void **state)
{
    (void)state;
    static sea_gp gps[POPULATION];
    populate(gps);
    sea_screen_result all = run(gps, POPULATION, "2009-02-10", 6, 20.0, 2);
    static const uint32_t primaries[] = {1019, 1008, 1200};
    sea_screen_options o = sea_screen_options_default();
    o.start = at("2009-02-10");
    o.span_ns = 6 * 3600 * SEA_NS_PER_S;
    o.threshold_km = 20.0;
    o.primaries = primaries;
    o.primary_count = 3;
    sea_screen_result some;
    assert_int_equal(sea_screen_run(gps, POPULATION, &o, &some, NULL), SEA_OK);
    size_t k = 0;
    for (size_t i = 0; i < all.event_count; i++) {
        const sea_conjunction *e = &all.events[i];
        bool wanted = false;
        for (int p = 0; p < 3; p++) wanted |= e->norad_cat_id_1 == primaries[p] || e->norad_cat_id_2 == primaries[p];
        if (!wanted) continue;
        assert_true(k < some.event_count);
        assert_int_equal(sea_conjunction_compare(e, &some.events[k]), 0);
        k++;
    }
    assert_int_equal(k, some.event_count);
    assert_true(k > 0);
    sea_screen_result_free(&some);
    sea_screen_result_free(&all);
}

static void test_formations_are_intervals(void **state)
{
    (void)state;
    sea_gp gps[3] = {iridium_33(), iridium_33(), iridium_33()};
    for (int i = 0; i < 3; i++) gps[i].norad_cat_id = (uint32_t)(10 + i);
    gps[2].mean_anomaly_deg += 0.02; /* 2.5 km ahead, for ever */
    sea_screen_result r = run(gps, 3, "2009-02-10", 12, 5.0, 2);
    bool same = false, slow = false;
    for (size_t i = 0; i < r.event_count; i++) {
        const sea_conjunction *e = &r.events[i];
        assert_int_equal(e->start.ns, at("2009-02-10").ns);
        assert_int_equal(e->end.ns, at("2009-02-10T12:00:00").ns);
        assert_true(e->caveats & SEA_EVENT_CAVEAT_CUT_START && e->caveats & SEA_EVENT_CAVEAT_CUT_END);
        if (e->norad_cat_id_1 == 10 && e->norad_cat_id_2 == 11) {
            assert_true(e->caveats & SEA_EVENT_CAVEAT_SAME_ELEMENTS);
            assert_true(e->range_km == 0.0);
            assert_int_equal(e->kind, SEA_CONJUNCTION_EDGE);
            same = true;
        } else {
            assert_true(e->range_km > 2.0 && e->range_km < 3.0);
            slow |= e->kind == SEA_CONJUNCTION_SLOW;
        }
    }
    assert_true(same && slow);
    sea_screen_result_free(&r);
}

static void test_what_cannot_fly_is_named(void **state)
{
    (void)state;
    sea_gp gps[3] = {cosmos_2251(), iridium_33(), iridium_33()};
    gps[0].caveats = SEA_GP_CAVEAT_NOT_SGP4;
    gps[2].norad_cat_id = 30000;
    gps[2].mean_motion_rev_day = 16.45; /* decays within the window */
    gps[2].bstar_per_er = 0.01;
    sea_screen_result r = run(gps, 3, "2009-02-10", 72, 5.0, 2);
    assert_int_equal(r.exclusion_count, 2);
    assert_int_equal(r.exclusions[0].norad_cat_id, 22675);
    assert_int_equal(r.exclusions[0].why, SEA_E_UNSUPPORTED);
    assert_int_equal(r.exclusions[0].from.ns, at("2009-02-10").ns);
    assert_int_equal(r.exclusions[1].norad_cat_id, 30000);
    assert_int_not_equal(r.exclusions[1].why, SEA_OK);
    assert_true(r.exclusions[1].from.ns > at("2009-02-10").ns);
    assert_int_equal(r.certificate.screened, 2);
    sea_screen_result_free(&r);
}

/* What is told as not screened from an instant on has no event from then on, whichever way pairs are looked at. */
static void test_no_events_of_what_is_not_screened(void **state)
{
    (void)state;
    sea_gp gps[2];
    pair_of_2009(gps);
    for (int k = 0; k < 2; k++) {
        gps[k].epoch = at("2025-03-01");
        gps[k].mean_motion_rev_day = 14.0; /* the perigee dips below the surface: no states there */
        gps[k].eccentricity = 0.1234;
        gps[k].incl_deg = 60.0 + 3.0 * k;
        gps[k].raan_deg = 30.0;
        gps[k].argp_deg = 0.5 * k; /* they meet at the apogee */
        gps[k].mean_anomaly_deg = 150.0;
        gps[k].bstar_per_er = 0.0;
    }
    sea_screen_options o = sea_screen_options_default();
    o.start = at("2025-03-01");
    o.span_ns = 10 * SEA_NS_PER_DAY;
    o.threshold_km = 200.0;
    sea_screen_result r;
    assert_same_by_every_pair(gps, o, &r);
    assert_int_equal(r.exclusion_count, 2);
    assert_true(r.event_count > 0);
    for (size_t i = 0; i < r.event_count; i++)
        for (size_t k = 0; k < r.exclusion_count; k++) assert_true(r.events[i].tca.ns < r.exclusions[k].from.ns);
    sea_screen_result_free(&r);
}

static void test_order_is_that_of_the_printed_rows(void **state)
{
    (void)state;
    int64_t t = at("2009-02-10T16:55:59.796Z").ns;
    sea_conjunction a = {.norad_cat_id_1 = 7, .norad_cat_id_2 = 9, .tca = {t + 300000}}, b = a;
    b.norad_cat_id_1 = 5, b.tca.ns = t + 400000; /* later, but printed as the same millisecond */
    assert_true(sea_conjunction_compare(&a, &b) > 0);
    b.tca.ns = t + 500000; /* printed as the next */
    assert_true(sea_conjunction_compare(&a, &b) < 0);
    b = a, b.norad_cat_id_2 = 10;
    assert_true(sea_conjunction_compare(&a, &b) < 0);
    b = a, b.tca.ns++;
    assert_true(sea_conjunction_compare(&a, &b) < 0 && sea_conjunction_compare(&a, &a) == 0);
}

static int stop_at_once(void *payload, double part)
{
    (void)payload;
    (void)part;
    return 1;
}

static void test_bad_requests(void **state)
{
    (void)state;
    sea_gp gps[2];
    pair_of_2009(gps);
    sea_screen_result r;
    sea_error err;
    sea_screen_options good = sea_screen_options_default(), o;
    good.start = at("2009-02-10");
    o = good, o.start = SEA_TAI_NONE;
    assert_int_equal(sea_screen_run(gps, 2, &o, &r, &err), SEA_E_USAGE);
    o = good, o.span_ns = 0;
    assert_int_equal(sea_screen_run(gps, 2, &o, &r, &err), SEA_E_USAGE);
    o = good, o.threshold_km = NAN;
    assert_int_equal(sea_screen_run(gps, 2, &o, &r, &err), SEA_E_USAGE);
    o = good, o.threshold_km = -1.0;
    assert_int_equal(sea_screen_run(gps, 2, &o, &r, NULL), SEA_E_USAGE);
    o = good, o.start = (sea_tai){INT64_MAX};
    assert_int_equal(sea_screen_run(gps, 2, &o, &r, &err), SEA_E_USAGE);
    uint32_t absent = 5;
    o = good, o.primaries = &absent, o.primary_count = 1;
    assert_int_equal(sea_screen_run(gps, 2, &o, &r, &err), SEA_E_USAGE);
    sea_gp swapped[2] = {gps[1], gps[0]};
    assert_int_equal(sea_screen_run(swapped, 2, &good, &r, &err), SEA_E_USAGE);
    o = good, o.progress = stop_at_once;
    assert_int_equal(sea_screen_run(gps, 2, &o, &r, &err), SEA_DONE);
    assert_null(r.events);
    assert_int_equal(sea_screen_run(gps, 0, &good, &r, &err), SEA_OK);
    assert_int_equal(r.event_count, 0);
    sea_screen_result_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_pair_of_2009),
        cmocka_unit_test(test_any_window_finds_the_same_minimum),
        cmocka_unit_test(test_slow_pairs_under_drag),
        cmocka_unit_test(test_wide_thresholds_miss_nothing),
        cmocka_unit_test(test_minima_beside_an_end_of_the_window),
        cmocka_unit_test(test_threads_do_not_show),
        cmocka_unit_test(test_primaries_are_a_filter),
        cmocka_unit_test(test_formations_are_intervals),
        cmocka_unit_test(test_what_cannot_fly_is_named),
        cmocka_unit_test(test_no_events_of_what_is_not_screened),
        cmocka_unit_test(test_order_is_that_of_the_printed_rows),
        cmocka_unit_test(test_bad_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

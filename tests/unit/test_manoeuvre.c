/* Manoeuvres in made histories whose burns are known. */
#include <starsea/manoeuvre.h>

#include "base/math.h"
#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* One burn: along-track speed and a turn of the inclination, at a day of the history. */
typedef struct burn {
    double day, dv_t_km_s, incl_deg;
} burn;

typedef struct world {
    uint32_t id;
    double mean_motion_rev_day, incl_deg, phase_noise_deg, rate_noise_deg_day;
    int sets;
} world;

static const world leo = {101, 14.5, 92.0, 4e-4, 2e-4, 500};
static const world geo = {202, 1.00273790935, 2.0, 8e-4, 2e-4, 500};
static const sea_tai origin = {INT64_C(600000000) * SEA_NS_PER_S};

static double turned(double degrees)
{
    return degrees - 360.0 * floor(degrees / 360.0);
}

/* Secular rate of the perigee from J2, first order (deg/day). That of the mean anomaly, 3c^2 - 1, is within the mean
 * motion already: an element set's is Kozai's, the rate of the mean anomaly as observed. */
static double j2_rate(const world *w, double n_deg_day, double incl_deg)
{
    if (w->id == geo.id) return 0.0;
    double c = cos(incl_deg * SEA_PI / 180.0), a = pow(17.0437 / (n_deg_day / 360.0), 2.0 / 3.0);
    return 0.75 * 1.0826e-3 / (a * a) * n_deg_day * (5.0 * c * c - 1.0);
}

/* A near-daily history of a circular orbit without drag; the mean anomaly carries the whole phase. */
static void make(const world *w, const burn *burns, size_t count, uint64_t seed, sea_gp *out)
{
    double phase = 10.0, n = 360.0 * w->mean_motion_rev_day, last = 0.0, incl = w->incl_deg;
    size_t next = 0;
    for (int i = 0; i < w->sets; i++) {
        sea_rng r = sea_rng_init(seed, (uint64_t)i, 0);
        double day = (double)i * 1.03 + 0.05 * sea_rng_uniform(&r);
        while (next < count && burns[next].day <= day) {
            const double speed = cbrt(398600.4418 * n / 360.0 * 2.0 * SEA_PI / 86400.0);
            phase += (n + j2_rate(w, n, incl)) * (burns[next].day - last), last = burns[next].day;
            n -= 3.0 * n * burns[next].dv_t_km_s / speed, incl += burns[next].incl_deg;
            next++;
        }
        phase += (n + j2_rate(w, n, incl)) * (day - last), last = day;
        sea_gp gp = {.norad_cat_id = w->id, .classification = 'U', .creation_date = SEA_TAI_NONE};
        gp.epoch = (sea_tai){origin.ns + (int64_t)(day * (double)SEA_NS_PER_DAY)};
        gp.mean_motion_rev_day = (n + w->rate_noise_deg_day * sea_rng_normal(&r)) / 360.0;
        gp.eccentricity = 1e-4;
        gp.incl_deg = incl + 1e-4 * sea_rng_normal(&r);
        gp.raan_deg = turned(50.0 + 1e-4 * sea_rng_normal(&r));
        gp.mean_anomaly_deg = turned(phase + w->phase_noise_deg * sea_rng_normal(&r));
        out[i] = gp;
    }
}

static sea_manoeuvre_result run(const sea_gp *gps, size_t count, double rate, uint32_t threads)
{
    sea_manoeuvre_options o = sea_manoeuvre_options_default();
    o.false_alarms_per_year = rate, o.threads = threads;
    sea_manoeuvre_result result;
    sea_error err;
    assert_int_equal(sea_manoeuvre_run(gps, count, &o, &result, &err), SEA_OK);
    return result;
}

static double day_of(sea_tai t)
{
    return (double)(t.ns - origin.ns) / (double)SEA_NS_PER_DAY;
}

static void check(const world *w, const burn *burns, size_t count, double epoch_days, double relative)
{
    sea_gp *gps = calloc((size_t)w->sets, sizeof *gps);
    assert_non_null(gps);
    make(w, burns, count, 7, gps);
    sea_manoeuvre_result r = run(gps, (size_t)w->sets, 0.3, 1);
    assert_int_equal(r.event_count, count);
    for (size_t i = 0; i < count; i++) {
        const sea_manoeuvre *m = &r.events[i];
        if (fabs(day_of(m->epoch) - burns[i].day) > epoch_days)
            fail_msg("burn of day %g dated %g", burns[i].day, day_of(m->epoch));
        assert_true(day_of(m->earliest) <= burns[i].day && burns[i].day <= day_of(m->latest));
        if (fabs(m->dv_rtn_km_s[1] - burns[i].dv_t_km_s) > relative * fabs(burns[i].dv_t_km_s))
            fail_msg("%g km/s told as %g", burns[i].dv_t_km_s, m->dv_rtn_km_s[1]);
        assert_true(m->log_likelihood_ratio > 0.0 && m->residual_after < m->residual_before);
        assert_true(m->before.ns < m->after.ns);
    }
    sea_manoeuvre_result_free(&r);
    free(gps);
}

static void test_leo_burns_are_found(void **state)
{
    (void)state;
    const burn burns[] = {{80.3, 2e-5, 0}, {150.6, -1e-5, 0}, {230.2, 3e-5, 0}, {300.9, 1.5e-5, 0}, {410.45, 5e-5, 0}};
    check(&leo, burns, 5, 0.1, 0.1);
}

static void test_geo_burns_are_found(void **state)
{
    (void)state;
    const burn burns[] = {{90.3, 1e-4, 0}, {180.6, -1.2e-4, 0}, {270.2, 1e-4, 0}, {360.7, 8e-5, 0}};
    check(&geo, burns, 4, 0.5, 0.15);
}

static void test_nothing_where_nothing_happened(void **state)
{
    (void)state;
    sea_gp *gps = calloc(500, sizeof *gps);
    assert_non_null(gps);
    size_t found = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) { /* 28 object-years */
        make(&leo, NULL, 0, seed, gps);
        sea_manoeuvre_result r = run(gps, 500, 0.3, 1);
        found += r.event_count;
        sea_manoeuvre_result_free(&r);
    }
    assert_true(found <= 2);
    free(gps);
}

/* Elements as they were until 2012: each the end of a straight line fitted to the phase of the last `lag` days. */
static void make_lagging(double lag, const burn *burns, size_t count, uint64_t seed, sea_gp *out)
{
    enum { SAMPLES = 200 };
    const double n0 = 360.0 * leo.mean_motion_rev_day, speed = cbrt(398600.4418 * n0 / 360.0 * 2.0 * SEA_PI / 86400.0);
    for (int i = 0; i < leo.sets; i++) {
        sea_rng r = sea_rng_init(seed, (uint64_t)i, 0);
        double day = (double)i * 1.03 + 0.05 * sea_rng_uniform(&r), sum = 0.0, moment = 0.0, square = 0.0;
        for (int k = 0; k < SAMPLES; k++) {
            double x = lag * ((k + 0.5) / SAMPLES - 0.5), t = day - 0.5 * lag + x, extra = 0.0;
            for (size_t b = 0; b < count; b++)
                if (t > burns[b].day) extra -= 3.0 * n0 * burns[b].dv_t_km_s / speed * (t - burns[b].day);
            sum += extra, moment += x * extra, square += x * x;
        }
        double slope = moment / square, end = sum / SAMPLES + 0.5 * lag * slope;
        sea_gp gp = {.norad_cat_id = leo.id, .classification = 'U', .creation_date = SEA_TAI_NONE};
        gp.epoch = (sea_tai){origin.ns + (int64_t)(day * (double)SEA_NS_PER_DAY)};
        gp.mean_motion_rev_day = (n0 + slope + leo.rate_noise_deg_day * sea_rng_normal(&r)) / 360.0;
        gp.eccentricity = 1e-4, gp.incl_deg = leo.incl_deg, gp.raan_deg = 50.0;
        gp.mean_anomaly_deg =
            turned((n0 + j2_rate(&leo, n0, leo.incl_deg)) * day + end + leo.phase_noise_deg * sea_rng_normal(&r));
        out[i] = gp;
    }
}

static void test_elements_that_lag_are_seen_through(void **state)
{
    (void)state;
    const burn burns[] = {{80.3, 2e-5, 0},   {130.6, 3e-5, 0}, {180.2, 4e-5, 0},  {230.8, 3e-5, 0},
                          {280.25, 2e-5, 0}, {330.9, 3e-5, 0}, {380.45, 4e-5, 0}, {430.1, 3e-5, 0}};
    sea_gp *gps = calloc((size_t)leo.sets, sizeof *gps);
    assert_non_null(gps);
    const double lags[] = {4.0, 6.0, 12.0};
    for (int k = 0; k < 3; k++) {
        make_lagging(lags[k], burns, 8, 9, gps);
        sea_manoeuvre_result r = run(gps, (size_t)leo.sets, 0.3, 1);
        assert_int_equal(r.event_count, 8);
        for (size_t i = 0; i < 8; i++) {
            if (fabs(day_of(r.events[i].epoch) - burns[i].day) > 0.5)
                fail_msg("lag %g d: burn of day %g dated %g", lags[k], burns[i].day, day_of(r.events[i].epoch));
            assert_true(fabs(r.events[i].dv_rtn_km_s[1] - burns[i].dv_t_km_s) < 0.15 * burns[i].dv_t_km_s);
        }
        sea_manoeuvre_result_free(&r);
    }
    free(gps);
}

/* Sets weeks apart: the plane's turn is not told, and what is found has the rate measured for such histories. */
static void test_sparse_histories_are_said_to_be_so(void **state)
{
    (void)state;
    const burn burns[] = {{250.3, 1e-2, 0}};
    sea_gp *gps = calloc(500, sizeof *gps), *kept = calloc(71, sizeof *kept);
    assert_true(gps && kept);
    make(&leo, burns, 1, 7, gps);
    for (int i = 0; i < 71; i++) kept[i] = gps[7 * i];
    sea_manoeuvre_result r = run(kept, 71, 0.3, 1);
    assert_int_equal(r.event_count, 1);
    assert_true(r.events[0].caveats & SEA_MANOEUVRE_CAVEAT_SPARSE);
    assert_true(isinf(r.events[0].dv_sigma_km_s[2]) && r.events[0].dv_rtn_km_s[2] == 0.0);
    assert_true(r.events[0].score >= 30.0 && r.events[0].false_alarms_per_year <= 0.0063001);
    sea_manoeuvre_result_free(&r);
    free(gps);
    free(kept);
}

static void test_classes(void **state)
{
    (void)state;
    const burn burns[] = {{80.3, 1e-2, 0},   {160.6, 1e-5, 0.05}, {240.2, 2e-5, 0},
                          {320.4, -1e-2, 0}, {400.3, 2e-3, 0},    {412.3, -2e-3, 0}};
    static const sea_manoeuvre_class expected[] = {SEA_MANOEUVRE_RAISING,         SEA_MANOEUVRE_PLANE_CHANGE,
                                                   SEA_MANOEUVRE_STATION_KEEPING, SEA_MANOEUVRE_LOWERING,
                                                   SEA_MANOEUVRE_PHASING,         SEA_MANOEUVRE_PHASING};
    sea_gp *gps = calloc(500, sizeof *gps);
    assert_non_null(gps);
    make(&leo, burns, 6, 3, gps);
    sea_manoeuvre_result r = run(gps, 500, 0.3, 1);
    for (size_t i = 0; i < 6; i++) {
        size_t k = 0;
        while (k < r.event_count && fabs(day_of(r.events[k].epoch) - burns[i].day) > 1.0) k++;
        if (k == r.event_count) fail_msg("burn of day %g not found", burns[i].day);
        assert_string_equal(sea_manoeuvre_class_name(r.events[k].what), sea_manoeuvre_class_name(expected[i]));
    }
    sea_manoeuvre_result_free(&r);
    free(gps);
}

static void test_any_order_and_number_of_threads(void **state)
{
    (void)state;
    const burn burns[] = {{90.3, 1e-4, 0}, {180.6, -1.2e-4, 0}};
    sea_gp *gps = calloc(1003, sizeof *gps), *mixed = calloc(1003, sizeof *mixed);
    assert_true(gps && mixed);
    make(&leo, burns, 2, 5, gps);
    make(&geo, burns, 2, 5, gps + 500);
    for (int i = 0; i < 3; i++) gps[1000 + i] = gps[i], gps[1000 + i].norad_cat_id = 7;
    for (size_t i = 0; i < 1003; i++) mixed[i] = gps[i * 500 % 1003];
    sea_manoeuvre_result a = run(gps, 1003, 1.0, 1), b = run(mixed, 1003, 1.0, 4);
    assert_true(a.event_count >= 4 && a.event_count == b.event_count);
    for (size_t i = 0; i < a.event_count; i++) {
        assert_true(a.events[i].epoch.ns == b.events[i].epoch.ns && a.events[i].latest.ns == b.events[i].latest.ns);
        assert_memory_equal(a.events[i].dv_rtn_km_s, b.events[i].dv_rtn_km_s, sizeof a.events[i].dv_rtn_km_s);
        assert_memory_equal(&a.events[i].score, &b.events[i].score, sizeof(double));
    }
    assert_int_equal(a.objects, 3);
    assert_int_equal(a.exclusion_count, 1); /* three sets are not enough data */
    assert_int_equal(a.exclusions[0].norad_cat_id, 7);
    assert_int_equal(a.exclusions[0].sets, 3);
    sea_manoeuvre_result_free(&a);
    sea_manoeuvre_result_free(&b);
    free(gps);
    free(mixed);
}

static void test_a_stricter_rate_finds_no_more(void **state)
{
    (void)state;
    const burn burns[] = {{90.3, 2e-6, 0}, {180.6, 5e-6, 0}, {300.6, 1e-5, 0}};
    sea_gp *gps = calloc(500, sizeof *gps);
    assert_non_null(gps);
    make(&leo, burns, 3, 11, gps);
    size_t last = SIZE_MAX;
    const double rates[] = {10.0, 1.0, 0.1, 1e-3, 1e-6};
    for (int i = 0; i < 5; i++) {
        sea_manoeuvre_result r = run(gps, 500, rates[i], 1);
        assert_true(r.event_count <= last);
        for (size_t k = 0; k < r.event_count; k++) assert_true(r.events[k].false_alarms_per_year <= rates[i] * 1.0001);
        last = r.event_count;
        sea_manoeuvre_result_free(&r);
    }
    free(gps);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    sea_manoeuvre_options o = sea_manoeuvre_options_default();
    sea_manoeuvre_result r;
    sea_error err;
    o.false_alarms_per_year = 0.0;
    assert_int_equal(sea_manoeuvre_run(NULL, 0, &o, &r, &err), SEA_E_USAGE);
    o.false_alarms_per_year = NAN;
    assert_int_equal(sea_manoeuvre_run(NULL, 0, &o, &r, &err), SEA_E_USAGE);
    assert_int_equal(sea_manoeuvre_run(NULL, 0, NULL, &r, &err), SEA_OK);
    assert_int_equal(r.event_count, 0);
    sea_manoeuvre_result_free(&r);
    assert_string_equal(sea_regime_name(SEA_REGIME_GEO), "geo");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leo_burns_are_found),
        cmocka_unit_test(test_geo_burns_are_found),
        cmocka_unit_test(test_nothing_where_nothing_happened),
        cmocka_unit_test(test_elements_that_lag_are_seen_through),
        cmocka_unit_test(test_sparse_histories_are_said_to_be_so),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_any_order_and_number_of_threads),
        cmocka_unit_test(test_a_stricter_rate_finds_no_more),
        cmocka_unit_test(test_what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

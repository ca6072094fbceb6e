/* Decay against integrals done another way, drag recovered from made histories, and what each history is called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/lifetime.h"
#include "motion/sgp4.h"

#include <math.h>

static const double mu = 398600.4418, radius = 6378.137;
static const sea_weather_values sun = {140.0, 140.0, 12.0, 0u};
static const sea_tai start = {INT64_C(700000000) * SEA_NS_PER_S};

static sea_tai day(double days)
{
    return (sea_tai){start.ns + (int64_t)(days * (double)SEA_NS_PER_DAY)};
}

/* A set of an orbit of this mean size. */
static sea_gp set_of(uint32_t id, double days, double a_km, double e)
{
    sea_gp gp = {.norad_cat_id = id, .classification = 'U', .creation_date = SEA_TAI_NONE, .epoch = day(days)};
    gp.incl_deg = 60.0, gp.raan_deg = 50.0, gp.eccentricity = e;
    strcpy(gp.object_id, "2025-001A");
    gp.mean_motion_rev_day = 86400.0 / (2.0 * acos(-1.0)) * sqrt(mu / (a_km * a_km * a_km));
    for (int i = 0; i < 20; i++) gp.mean_motion_rev_day *= pow(sea_decay_orbit_of(&gp).a_km / a_km, 1.5);
    return gp;
}

static void test_a_circle_shrinks_as_the_integral_says(void **state)
{
    (void)state;
    const double ballistic = 0.02, heights[] = {200.0, 300.0, 400.0, 500.0};
    const sea_decay_sun always = {NULL, 140.0};
    for (int k = 0; k < 4; k++) {
        double days = 0.0;
        for (double h = 120.0; h < heights[k]; h += 0.01) { /* dt = da / (density B sqrt(mu a)) */
            double middle = h + 0.005, density = sea_atmosphere_density(middle, SEA_TAI_NONE, &sun, NULL) * 1e3;
            density *= sea_decay_drag_part(middle);
            days += 0.01 / (density * ballistic * sqrt(mu * (radius + middle)) * 86400.0);
        }
        double found = sea_decay_days((sea_decay_orbit){radius + heights[k], 0.0}, ballistic, start, &always, 1e6);
        if (fabs(found / days - 1.0) > 0.01) fail_msg("%g km: %g days, not %g", heights[k], found, days);
    }
}

/* The averages over a revolution against a sum over eccentric anomalies, the atmosphere falling with one scale height.
 */
static void test_an_ellipse_loses_what_its_perigee_meets(void **state)
{
    (void)state;
    const double e_of[] = {0.001, 0.01, 0.05};
    for (int k = 0; k < 3; k++) {
        double e = e_of[k], a = (radius + 250.0) / (1.0 - e), scale, sum_a = 0.0, sum_e = 0.0;
        double density = sea_decay_drag_part(250.0) * sea_atmosphere_density(250.0, start, &sun, &scale) * 1e3;
        enum { PARTS = 20000 };
        for (int i = 0; i < PARTS; i++) {
            double c = cos(2.0 * acos(-1.0) * (i + 0.5) / PARTS), here = density * exp(-a * e * (1.0 - c) / scale);
            sum_a += here * sqrt((1.0 + e * c) * (1.0 + e * c) * (1.0 + e * c) / (1.0 - e * c)) / PARTS;
            sum_e += here * sqrt((1.0 + e * c) / (1.0 - e * c)) * c * (1.0 - e * e) / PARTS;
        }
        double da, de, speed = sqrt(mu * a) * 86400.0;
        sea_decay_rate((sea_decay_orbit){a, e}, start, sun, &da, &de);
        assert_true(fabs(da / (-speed * sum_a) - 1.0) < 0.02);
        assert_true(fabs(de - -speed / a * sum_e) < 0.05 * fabs(da) / a);
    }
}

/* Sets along an orbit that decays with a coefficient known. */
static size_t fall(uint32_t id, double from_day, double height, double ballistic, double step_days, size_t most,
                   sea_gp *out)
{
    double a = radius + height, e = 1e-4;
    size_t n = 0;
    while (n < most && a - radius > 170.0) {
        out[n] = set_of(id, from_day + (double)n * step_days, a, e);
        n++;
        for (int i = 0; i < 200; i++) {
            double da, de;
            sea_tai now = day(from_day + ((double)n - 1.0 + (i + 0.5) / 200.0) * step_days);
            sea_decay_rate((sea_decay_orbit){a, e}, now, sun, &da, &de);
            a += ballistic * da * step_days / 200.0, e = fmax(e + ballistic * de * step_days / 200.0, 0.0);
        }
    }
    return n;
}

static sea_lifetime_result run(const sea_gp *gps, size_t count, uint32_t threads)
{
    sea_gp_set set = {0};
    sea_gp_history h;
    for (size_t i = 0; i < count; i++) assert_int_equal(sea_gp_set_add(&set, &gps[i]), SEA_OK);
    assert_int_equal(sea_gp_set_to_history(&set, &h), SEA_OK);
    sea_lifetime_options o = sea_lifetime_options_default();
    o.threads = threads;
    sea_lifetime_result r;
    sea_error err;
    assert_int_equal(sea_lifetime_run(&h, &o, &r, &err), SEA_OK);
    sea_gp_history_free(&h);
    return r;
}

static void test_drag_and_decay_are_recovered(void **state)
{
    (void)state;
    sea_gp gps[200];
    size_t n = fall(5, 0.0, 330.0, 0.01, 3.0, 200, gps);
    assert_true(n > 10 && n < 200);
    double truth = ((double)n - 1.0) * 3.0;
    for (size_t k = 7; k + 2 < n; k += 3) {
        sea_lifetime_result r = run(gps, k, 1);
        assert_int_equal(r.count, 1);
        const sea_lifetime *o = &r.objects[0];
        assert_int_equal(o->status, SEA_LIFETIME_DECAYING);
        assert_true(fabs(o->ballistic_m2_kg / 0.01 - 1.0) < 0.03);
        const sea_decay_sun none = {NULL, 0.0};
        double left = truth - ((double)k - 1.0) * 3.0;
        double found = sea_decay_days(sea_decay_orbit_of(&gps[k - 1]), o->ballistic_m2_kg, o->as_of, &none, 1e4);
        if (fabs(found - left) > 0.05 * left + 3.5) fail_msg("%g days left told as %g", left, found);
        assert_true(o->earliest.ns < day(truth + 3.0).ns && day(truth).ns < o->latest.ns);
        assert_true(o->earliest.ns < o->decay.ns && o->decay.ns < o->latest.ns);
        assert_int_equal(o->leo_5_years, SEA_LIFETIME_MET);
        assert_true(o->rule_5_years_applies && (o->caveats & SEA_LIFETIME_CAVEAT_NO_WEATHER));
        sea_lifetime_result_free(&r);
    }
}

/* The drag term of a set, and the published derivative that says the same. */
static void test_the_drag_term_of_one_set(void **state)
{
    (void)state;
    sea_gp gp = set_of(5, 0.0, radius + 350.0, 1e-3);
    gp.bstar_per_er = 3e-4;
    sea_sgp4_constants c = sea_sgp4_constants_of(SEA_SGP4_WGS72);
    sea_sgp4_elements e;
    sea_sgp4_prepare(&gp, &c, SEA_SGP4_IMPROVED, &e);
    gp.mean_motion_dot_rev_day2 = 1.5 * gp.mean_motion_rev_day * e.cc1 * 1440.0; /* half the derivative */
    double term = sea_decay_fit_term(&gp, NULL);
    assert_true(term > 0.0 && fabs(term / sea_decay_fit_one(&gp, NULL) - 1.0) < 0.02);
    gp.bstar_per_er *= 2.0;
    assert_true(fabs(sea_decay_fit_term(&gp, NULL) / term - 2.0) < 1e-9);
}

static void test_what_each_history_is_called(void **state)
{
    (void)state;
    sea_gp gps[400];
    size_t n = 0, count = fall(1, 0.0, 300.0, 0.02, 2.0, 50, gps);
    n = count;
    for (int i = 0; i < 60; i++) gps[n++] = set_of(2, 10.0 * i, radius + 400.0 + 3.0 * (i % 6 < 3), 1e-4); /* held */
    for (int i = 0; i < 60; i++) /* held for a year, then not */
        gps[n++] = set_of(3, 10.0 * i, radius + 400.0 + (i < 30 ? 3.0 * (i % 6 < 3) : -0.2 * (i - 30)), 1e-4);
    gps[n++] = set_of(4, 600.0, radius + 1500.0, 1e-3);
    gps[n++] = set_of(5, 600.0, 42164.17 + 400.0, 1e-4);
    gps[n++] = set_of(6, 600.0, 42164.17 + 270.0, 1e-4);
    gps[n++] = set_of(7, 600.0, 42164.17, 1e-4);
    sea_lifetime_result r = run(gps, n, 1), more = run(gps, n, 3);
    assert_int_equal(r.count, 7);
    assert_memory_equal(&r.objects[2].decay, &more.objects[2].decay, sizeof r.objects[2].decay);
    const sea_lifetime *o = r.objects;
    assert_string_equal(sea_lifetime_status_name(o[0].status), "decayed");
    assert_true(o[0].latest.ns < day(600.0).ns);
    assert_string_equal(sea_lifetime_status_name(o[1].status), "station-keeping");
    assert_true(o[1].decay.ns == SEA_TAI_NONE.ns && o[1].last_manoeuvre.ns > day(500.0).ns);
    assert_string_equal(sea_lifetime_status_name(o[2].status), "station-keeping-ceased");
    assert_true(o[2].decay.ns > o[2].as_of.ns && o[2].last_manoeuvre.ns < day(320.0).ns);
    assert_true(o[2].caveats & SEA_LIFETIME_CAVEAT_SPARSE);
    assert_string_equal(sea_lifetime_status_name(o[3].status), "not-enough-data"); /* no drag in one set without it */
    assert_int_equal(o[4].geo, SEA_LIFETIME_MET);
    assert_int_equal(o[5].geo, SEA_LIFETIME_UNDECIDABLE);
    assert_int_equal(o[6].geo, SEA_LIFETIME_NOT_MET);
    assert_string_equal(sea_lifetime_verdict_name(o[6].leo_25_years), "not-applicable");
    sea_lifetime_result_free(&r);
    sea_lifetime_result_free(&more);
}

/* Fewer years are never easier, and more drag never makes an orbit last. */
static void test_order(void **state)
{
    (void)state;
    for (double height = 250.0; height < 900.0; height += 50.0) {
        sea_gp gp = set_of(1, 0.0, radius + height, 1e-3);
        double last = INFINITY;
        for (double dot = 1e-7; dot < 1e-2; dot *= 4.0) {
            gp.mean_motion_dot_rev_day2 = dot;
            sea_lifetime_result r = run(&gp, 1, 1);
            const sea_lifetime *o = &r.objects[0];
            if (o->leo_5_years == SEA_LIFETIME_MET) assert_int_equal(o->leo_25_years, SEA_LIFETIME_MET);
            if (o->leo_25_years == SEA_LIFETIME_NOT_MET) assert_int_equal(o->leo_5_years, SEA_LIFETIME_NOT_MET);
            double left = o->decay.ns == SEA_TAI_NONE.ns ? INFINITY : (double)(o->decay.ns - o->as_of.ns);
            assert_true(left <= last);
            last = left;
            sea_lifetime_result_free(&r);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_circle_shrinks_as_the_integral_says),
        cmocka_unit_test(test_an_ellipse_loses_what_its_perigee_meets),
        cmocka_unit_test(test_drag_and_decay_are_recovered),
        cmocka_unit_test(test_the_drag_term_of_one_set),
        cmocka_unit_test(test_what_each_history_is_called),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

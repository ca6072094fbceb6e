/* Estimated covariances: made histories whose errors are known, a table, and what estimates may not be made from. */
#include "pc_case.h"
#include "base/rng.h"
#include "motion/sgp4.h"

#define DEGREE 0.017453292519943295

enum { SETS = 90 };

/*
 * Sets of one near-Earth orbit without drag, three a day, whose secular motion is SGP4's own, so that they agree but
 * for the errors put in: along the orbit, and in the mean motion, from which errors grow.
 */
static void make_history(sea_gp gps[SETS], double along_m, double growth_m_day, uint64_t seed)
{
    const double a_m = 7178e3, step_s = 28800.0;
    sea_gp base = {.norad_cat_id = 5,
                   .classification = 'U',
                   .epoch = {INT64_C(800000000000000000)},
                   .mean_motion_rev_day = 14.27,
                   .eccentricity = 1e-3,
                   .incl_deg = 98.5,
                   .raan_deg = 20,
                   .argp_deg = 90,
                   .mean_anomaly_deg = 10};
    sea_sgp4 *prepared;
    assert_int_equal(sea_sgp4_new(&base, 1, NULL, &prepared, NULL, NULL), SEA_OK);
    const double node = prepared->elements[0].nodedot / 60, argp = prepared->elements[0].argpdot / 60,
                 mean = prepared->elements[0].mdot / 60;
    for (int i = 0; i < SETS; i++) {
        sea_rng rng = sea_rng_init(seed, (uint64_t)i, 0);
        double t = i * step_s, error = along_m / a_m * sea_rng_normal(&rng);
        gps[i] = base;
        gps[i].epoch.ns += (int64_t)(t * 1e9);
        gps[i].raan_deg = fmod(base.raan_deg + node * t / DEGREE + 720, 360);
        gps[i].argp_deg = fmod(base.argp_deg + argp * t / DEGREE + 720, 360);
        gps[i].mean_anomaly_deg = fmod(base.mean_anomaly_deg + (mean * t + error) / DEGREE + 720, 360);
        gps[i].mean_motion_rev_day += growth_m_day / a_m / 6.283185307179586 * sea_rng_normal(&rng);
    }
    sea_sgp4_free(prepared);
}

/* Of one history the estimate is right to a seventh or so; of many the mean is. */
static void test_history(void **state)
{
    (void)state;
    enum { SEEDS = 40 };
    static sea_gp gps[SETS];
    double sigma = 0, growth = 0;
    sea_pc_spread s;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        make_history(gps, 300, 200, seed);
        assert_int_equal(sea_pc_spread_from_history(gps, SETS, gps[SETS - 1].epoch, &s), SEA_OK);
        assert_true(s.caveat == SEA_PC_CAVEAT_COV_HISTORY && !s.linear && s.pairs > 1000 && s.reach_days == 7);
        assert_true(s.newest.ns == gps[SETS - 1].epoch.ns);
        assert_true(s.sigma_m[0] < 3 && s.sigma_m[2] < 3);
        sigma += s.sigma_m[1] / SEEDS;
        growth += s.growth_m_day[1] / SEEDS;
    }
    assert_close(sigma, 300, 0.07);
    assert_close(growth, 200, 0.07);
}

/* A burn in mid history: every pair across it is off by kilometres, and the medians hardly notice. */
static void test_a_manoeuvre_is_passed_over(void **state)
{
    (void)state;
    static sea_gp gps[SETS];
    sea_pc_spread calm, burnt;
    make_history(gps, 300, 200, 10);
    assert_int_equal(sea_pc_spread_from_history(gps, SETS, gps[SETS - 1].epoch, &calm), SEA_OK);
    for (int i = SETS / 2; i < SETS; i++) gps[i].mean_anomaly_deg += 50e3 / 7178e3 / DEGREE;
    assert_int_equal(sea_pc_spread_from_history(gps, SETS, gps[SETS - 1].epoch, &burnt), SEA_OK);
    assert_close(burnt.sigma_m[1], calm.sigma_m[1], 0.4);
    assert_true(burnt.growth_m_day[1] < 3 * calm.growth_m_day[1]);
}

static void test_histories_that_say_nothing(void **state)
{
    (void)state;
    static sea_gp gps[SETS];
    sea_pc_spread s;
    make_history(gps, 300, 200, 1);
    assert_int_equal(sea_pc_spread_from_history(gps, 0, gps[0].epoch, &s), SEA_E_NOT_FOUND);
    assert_int_equal(sea_pc_spread_from_history(gps, SETS, gps[5].epoch, &s), SEA_E_NOT_FOUND);
    sea_tai long_after = gps[SETS - 1].epoch;
    long_after.ns += INT64_C(60) * 86400000000000;
    assert_int_equal(sea_pc_spread_from_history(gps, SETS, long_after, &s), SEA_E_NOT_FOUND);
    gps[7].norad_cat_id = 6;
    assert_int_equal(sea_pc_spread_from_history(gps, SETS, gps[SETS - 1].epoch, &s), SEA_E_USAGE);
    gps[7].norad_cat_id = 5;
    gps[7].epoch.ns -= INT64_C(2) * 86400000000000;
    assert_int_equal(sea_pc_spread_from_history(gps, SETS, gps[SETS - 1].epoch, &s), SEA_E_USAGE);
}

/* Aida and Kirschner 2013, of low orbits: two days old. */
static void test_table(void **state)
{
    (void)state;
    sea_pc_object low = {.r_m = {7e6, 0, 0}, .v_m_s = {0, 7546, 0}, .covariance_velocity = true};
    sea_pc_object high = {.r_m = {42164e3, 0, 0}, .v_m_s = {0, 3074.6, 0}}, other = low;
    sea_pc_spread s;
    sea_pc_assessment found;
    assert_int_equal(sea_pc_spread_from_table(SEA_PC_TABLE_AIDA_2013, &high, &s), SEA_E_UNSUPPORTED);
    assert_int_equal(sea_pc_spread_from_table(SEA_PC_TABLE_AIDA_2013, &low, &s), SEA_OK);
    assert_false(sea_pc_object_usable(&low));
    assert_int_equal(sea_pc_object_set_spread(&low, &s, 2), SEA_OK);
    assert_true(sea_pc_object_usable(&low) && !low.covariance_velocity && s.caveat == SEA_PC_CAVEAT_COV_TABLE);
    assert_close(low.covariance_m[0][0], 426.0 * 426, 1e-12);
    assert_close(low.covariance_m[1][1], 1479.0 * 1479, 1e-12);
    assert_close(low.covariance_m[2][2], 168.0 * 168, 1e-12);
    assert_int_equal(sea_pc_object_set_spread(&low, &s, NAN), SEA_E_RANGE);
    assert_int_equal(sea_pc_object_set_spread(&low, &s, 1e5), SEA_E_RANGE);
    other.r_m[0] += 300;
    other.v_m_s[1] = 0;
    other.v_m_s[2] = 7546;
    assert_int_equal(sea_pc_object_set_spread(&other, &s, 2), SEA_OK);
    assert_int_equal(sea_pc_assess(&low, &other, 10, NULL, s.caveat, &found), SEA_OK);
    assert_true(found.method == SEA_PC_EXACT && (found.caveats & SEA_PC_CAVEAT_COV_TABLE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_history),
        cmocka_unit_test(test_a_manoeuvre_is_passed_over),
        cmocka_unit_test(test_histories_that_say_nothing),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

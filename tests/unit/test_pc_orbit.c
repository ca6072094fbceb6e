/* Expected numbers of collisions and Monte Carlo: closed forms and each other. */
#include "pc_case.h"
#include "analysis/pc_orbit.h"

/* Two circular orbits crossing at right angles, 100 m apart, with round covariances. */
static void make_pair(sea_pc_object *a, sea_pc_object *b, double sigma_m)
{
    double speed = sqrt(SEA_PC_MU_M3_S2 / 7e6);
    *a = (sea_pc_object){.r_m = {7e6, 0, 0}, .v_m_s = {0, speed, 0}, .covariance_velocity = true};
    *b = (sea_pc_object){.r_m = {7e6 + 100, 0, 0}, .v_m_s = {0, 0, speed}, .covariance_velocity = true};
    for (int i = 0; i < 6; i++)
        a->covariance_m[i][i] = b->covariance_m[i][i] = i < 3 ? sigma_m * sigma_m : 1e-6 * sigma_m * sigma_m;
}

static void test_elements_there_and_back(void **state)
{
    (void)state;
    static const double states[][6] = {
        {7e6, 1e5, -2e5, -30, 5300, 5400},   /* low */
        {-2.9e7, 3e7, 1e3, -2200, -2150, 1}, /* geostationary */
        {6.6e6, 0, 100, 10, 1000, -7700},    /* retrograde */
        {7e6, 100, 200, 20, -7540, -3},      /* inclination near pi */
        {6.9e6, 0, 0, 0, 6500, 7800},        /* eccentric */
    };
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        sea_pc_elements e;
        sea_pc_track track;
        double s[6], j[6][6], r[3], v[3];
        assert_int_equal(sea_pc_elements_from_state(states[i], states[i] + 3, &e), SEA_OK);
        sea_pc_elements_to_state(&e, 0.0, s, j);
        assert_true(sea_pc_track_init(&e, &track));
        for (int k = 0; k < 6; k++) assert_true(fabs(s[k] - states[i][k]) < (k < 3 ? 1e-6 : 1e-9));
        /* Derivatives against differences, at a later instant. */
        for (int c = 0; c < 6; c++) {
            double step = c == 0 ? 1e-6 * e.x[0] : 1e-6, up[6], down[6], none[6][6];
            sea_pc_elements shifted = e;
            shifted.x[c] = e.x[c] + step;
            sea_pc_elements_to_state(&shifted, 700.0, up, none);
            shifted.x[c] = e.x[c] - step;
            sea_pc_elements_to_state(&shifted, 700.0, down, none);
            sea_pc_elements_to_state(&e, 700.0, s, j);
            for (int k = 0; k < 6; k++) {
                double size = k < 3 ? 1e7 : 1e4, unit = c == 0 ? e.x[0] : 1.0;
                assert_true(fabs((up[k] - down[k]) / (2 * step) - j[k][c]) * unit < 1e-6 * size);
            }
        }
        sea_pc_track_state(&track, 700.0, r, v);
        for (int k = 0; k < 3; k++) assert_true(fabs(r[k] - s[k]) < 1e-6 && fabs(v[k] - s[k + 3]) < 1e-9);
    }
    const double escape[6] = {7e6, 0, 0, 0, 12000, 0};
    sea_pc_elements e;
    assert_int_equal(sea_pc_elements_from_state(escape, escape + 3, &e), SEA_E_UNSUPPORTED);
}

/* A quick encounter with a small covariance is one of straight lines: all methods give the plane's value. */
static void test_fast_encounters_are_planes(void **state)
{
    (void)state;
    static const double sigmas[] = {20, 50, 200}, radii[] = {0.01, 5, 60};
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++) {
            sea_pc_object a, b;
            sea_pc_encounter e;
            sea_pc plane, nc2, nc3;
            make_pair(&a, &b, sigmas[i]);
            assert_int_equal(sea_pc_encounter_plane(&a, &b, radii[k], &e), SEA_OK);
            assert_int_equal(sea_pc_plane_value(SEA_PC_EXACT, &e.plane, &plane), SEA_OK);
            assert_int_equal(sea_pc_nc_2d(&a, &b, radii[k], &nc2), SEA_OK);
            assert_int_equal(sea_pc_nc_3d(&a, &b, radii[k], NULL, &nc3), SEA_OK);
            assert_close(nc2.value, plane.value, 1e-4);
            assert_close(nc3.value, plane.value, 1e-4);
            assert_int_equal(nc2.caveats | nc3.caveats, 0);
        }
}

static void test_what_cannot_be(void **state)
{
    (void)state;
    sea_pc_object a, b;
    sea_pc pc;
    const sea_pc_window backwards = {10, -10};
    make_pair(&a, &b, 50);
    assert_int_equal(sea_pc_nc_3d(&a, &b, 5, &backwards, &pc), SEA_E_RANGE);
    assert_int_equal(sea_pc_nc_3d(&a, &b, NAN, NULL, &pc), SEA_E_RANGE);
    assert_int_equal(sea_pc_nc_3d(&a, &b, 0, NULL, &pc), SEA_OK);
    assert_true(pc.value == 0.0);
    b.covariance_velocity = false;
    assert_int_equal(sea_pc_nc_2d(&a, &b, 5, &pc), SEA_E_UNSUPPORTED);
    b.covariance_velocity = true;
    b.v_m_s[2] = 12000;
    assert_int_equal(sea_pc_nc_2d(&a, &b, 5, &pc), SEA_E_UNSUPPORTED);
}

/* Clopper and Pearson 1934; the figures are of scipy.stats.beta at 15 digits. */
static void test_interval(void **state)
{
    (void)state;
    static const struct {
        uint64_t hits, trials;
        double low, high;
    } rows[] = {
        {0, 100, 0.0, 0.03621669264517642},
        {1, 100, 0.00025314603297838, 0.05445938539220},
        {50, 100, 0.39832112950330, 0.60167887049670},
        {100, 100, 0.96378330735482, 1.0},
        {9940, 460000, 0.021190, 0.022033},
    };
    double low, high;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(sea_pc_interval(rows[i].hits, rows[i].trials, &low, &high), SEA_OK);
        double tolerance = rows[i].trials == 460000 ? 3e-5 : 1e-9;
        assert_close(low, rows[i].low, tolerance);
        assert_close(high, rows[i].high, tolerance);
    }
    assert_int_equal(sea_pc_interval(2, 1, &low, &high), SEA_E_RANGE);
}

static void test_monte_carlo(void **state)
{
    (void)state;
    sea_pc_object a, b;
    sea_pc_monte_carlo one, many;
    sea_pc_monte_carlo_options options = sea_pc_monte_carlo_options_default();
    sea_pc nc;
    make_pair(&a, &b, 80);
    options.trials = 30000;
    options.threads = 1;
    assert_int_equal(sea_pc_monte_carlo_run(&a, &b, 40, &options, &one), SEA_OK);
    options.threads = 3;
    assert_int_equal(sea_pc_monte_carlo_run(&a, &b, 40, &options, &many), SEA_OK);
    assert_int_equal(one.hits, many.hits);
    assert_int_equal(sea_pc_nc_3d(&a, &b, 40, NULL, &nc), SEA_OK);
    assert_true(one.pc.low < nc.value && nc.value < one.pc.high && one.hits > 300);
    options.seed = 2;
    assert_int_equal(sea_pc_monte_carlo_run(&a, &b, 40, &options, &many), SEA_OK);
    assert_true(many.hits != one.hits);
    assert_int_equal(sea_pc_monte_carlo_run(&a, &b, 0, &options, &many), SEA_E_RANGE);
    options.trials = 0;
    assert_int_equal(sea_pc_monte_carlo_run(&a, &b, 40, &options, &many), SEA_E_RANGE);
}

/* Equal weights make a Poisson count, whose exact limits are in tables (Garwood 1936: 10 events, 4.795 to 18.39). */
static void test_interval_of_weights(void **state)
{
    (void)state;
    double low, high;
    sea_pc_interval_of_weights(10.0, 10.0, 1.0, &low, &high);
    assert_close(low, 4.795389, 1e-6);
    assert_close(high, 18.390356, 1e-6);
    sea_pc_interval_of_weights(5.0, 2.5, 0.5, &low, &high);
    assert_close(low, 0.5 * 4.795389, 1e-6);
    assert_close(high, 0.5 * 18.390356, 1e-6);
    sea_pc_interval_of_weights(0.0, 0.0, 5.0, &low, &high);
    assert_true(low == 0.0);
    assert_close(high, 5.0 * 3.688879, 1e-6);
    /* Many: the normal distribution's. */
    sea_pc_interval_of_weights(1e6, 1e6, 1.0, &low, &high);
    assert_close(high - low, 2 * 1.959964e3, 1e-3);
}

/* Where touches are rare, pairs are drawn nearer to one: the count still finds what 3D-Nc says, far below 1 / trials.
 */
static void test_rare_touches(void **state)
{
    (void)state;
    static const double sigmas[] = {300, 1000, 12};
    for (size_t i = 0; i < 3; i++) {
        sea_pc_object a, b;
        sea_pc nc;
        sea_pc_monte_carlo one, many;
        sea_pc_monte_carlo_options options = sea_pc_monte_carlo_options_default();
        make_pair(&a, &b, sigmas[i]);
        options.threads = 1;
        assert_int_equal(sea_pc_nc_3d(&a, &b, 2, NULL, &nc), SEA_OK);
        assert_int_equal(sea_pc_monte_carlo_run(&a, &b, 2, &options, &one), SEA_OK);
        assert_true(one.weighted && nc.value < 1e-4);
        assert_true(one.pc.low < nc.value && nc.value < one.pc.high);
        if (!(one.pc.high - one.pc.low < 0.1 * nc.value)) fail_msg("%g: %g..%g", nc.value, one.pc.low, one.pc.high);
        options.threads = 3;
        assert_int_equal(sea_pc_monte_carlo_run(&a, &b, 2, &options, &many), SEA_OK);
        assert_true(one.pc.value == many.pc.value && one.pc.low == many.pc.low && one.pc.high == many.pc.high);
    }
    sea_pc_object a, b;
    sea_pc_monte_carlo often;
    sea_pc_monte_carlo_options options = sea_pc_monte_carlo_options_default();
    make_pair(&a, &b, 80);
    options.trials = 100;
    assert_int_equal(sea_pc_monte_carlo_run(&a, &b, 60, &options, &often), SEA_OK);
    assert_true(!often.weighted && often.pc.value * 100.0 == (double)often.hits);
}

static void test_the_ladder(void **state)
{
    (void)state;
    sea_pc_object a, b;
    sea_pc_assessment found;
    make_pair(&a, &b, 50);
    assert_int_equal(sea_pc_assess(&a, &b, 5, NULL, 0, &found), SEA_OK);
    assert_true(found.chosen && found.method == SEA_PC_EXACT && found.reason == SEA_PC_REASON_PLANE);
    assert_true(!found.given[SEA_PC_MONTE_CARLO] && found.given[SEA_PC_NC_3D]);
    a.covariance_velocity = false;
    assert_int_equal(sea_pc_assess(&a, &b, 5, NULL, 0, &found), SEA_OK);
    assert_true(found.method == SEA_PC_EXACT && found.reason == SEA_PC_REASON_PLANE_ALONE &&
                !found.given[SEA_PC_NC_2D]);
    /* One covariance missing: the other bounds the answer; both: nothing does but the miss. */
    memset(a.covariance_m, 0, sizeof a.covariance_m);
    assert_int_equal(sea_pc_assess(&a, &b, 5, NULL, 0, &found), SEA_OK);
    assert_true(found.method == SEA_PC_MAXIMUM && !found.given[SEA_PC_EXACT]);
    double one = found.value[SEA_PC_MAXIMUM].value;
    memset(b.covariance_m, 0, sizeof b.covariance_m);
    assert_int_equal(sea_pc_assess(&a, &b, 5, NULL, 0, &found), SEA_OK);
    assert_true(found.value[SEA_PC_MAXIMUM].value >= one && found.reason == SEA_PC_REASON_NO_COVARIANCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_elements_there_and_back),
        cmocka_unit_test(test_fast_encounters_are_planes),
        cmocka_unit_test(test_what_cannot_be),
        cmocka_unit_test(test_interval),
        cmocka_unit_test(test_monte_carlo),
        cmocka_unit_test(test_interval_of_weights),
        cmocka_unit_test(test_rare_touches),
        cmocka_unit_test(test_the_ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

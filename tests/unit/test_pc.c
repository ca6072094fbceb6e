/* Probability in the encounter plane against 40-digit integrals, and the named methods against published values. */
#include "pc_case.h"
#include "base/math.h"

static double value(sea_pc_method method, const sea_pc_plane *plane)
{
    sea_pc pc;
    assert_int_equal(sea_pc_plane_value(method, plane, &pc), SEA_OK);
    assert_true(pc.low <= pc.value && pc.value <= pc.high);
    return pc.value;
}

/* Made in 113-bit arithmetic (libquadmath) by Gauss-Chebyshev sums, doubled until 18 digits stood still. */
static const struct {
    sea_pc_plane plane;
    double exact;
} cases[] = {
    {{0, 0, 1, 1, 1}, 0.3934693402873666},
    {{10, 0, 25, 50, 5}, 0.00918105858759714},
    {{1000, 0, 1000, 3000, 10}, 1.0108830287448836e-05},
    {{30, 0, 1, 2, 1}, 2.9993402536142704e-186},
    {{0, 30.5, 1, 1, 0.25}, 2.2390811810444915e-202},
    {{3, 4, 0.001, 1000, 5.5}, 0.003678023516319254},
    {{20, 0, 0.001, 0.001, 20}, 0.49999002644298685},
    {{20.01, 0, 0.001, 0.002, 20}, 7.612169948242657e-24},
    {{14.99, 0, 0.01, 500, 15}, 0.0007869569644586618},
    {{30000.0, 0, 1000, 500000.0, 0.001}, 3.6938830689023566e-211},
    {{0.1445371591645529, 0.8955676117402396, 0.5141363779020907, 0.035641163679190326, 0.0750108608066957},
     2.7540465400593495e-119},
    {{1, 1, 10000.0, 100000000.0, 1000.0}, 4.993757779400202e-07},
    {{0, 0, 1e-06, 1000000.0, 1}, 7.978845608023334e-07},
};
enum { CASES = sizeof cases / sizeof cases[0] };

static void test_exact_at_any_ratio(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) assert_close(value(SEA_PC_EXACT, &cases[i].plane), cases[i].exact, 2e-13);
}

/* Where the Gaussian is round and centred the integral is 1 - exp(-R^2 / 2 sigma^2). */
static void test_exact_round_and_centred(void **state)
{
    (void)state;
    for (int k = -30; k <= 5; k++) {
        double r = exp2(k);
        const sea_pc_plane plane = {0, 0, 1, 1, r};
        assert_close(value(SEA_PC_EXACT, &plane), -expm1(-0.5 * r * r), 1e-14);
    }
}

static void test_axes_and_signs_do_not_matter(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        const sea_pc_plane p = cases[i].plane;
        const sea_pc_plane q = {-p.ym_m, p.xm_m, p.sigma_y_m, p.sigma_x_m, p.hbr_m};
        for (int m = 0; m < SEA_PC_PLANE_METHOD_COUNT; m++) {
            double a = value((sea_pc_method)m, &p), b = value((sea_pc_method)m, &q);
            /* Round covariances let a method choose either axis, and only the integral does not care. */
            if (m == SEA_PC_EXACT || p.sigma_x_m != p.sigma_y_m) assert_true(a == b || fabs(a - b) <= 2e-13 * a);
        }
    }
}

/* A long strip is one-dimensional: erf of the two edges. */
static void test_extreme_aspect_ratio(void **state)
{
    (void)state;
    const sea_pc_plane plane = {0, 0, 1e-20, 1.0, 1.0};
    assert_close(value(SEA_PC_EXACT, &plane), sea_erf(1.0 / sqrt(2.0)), 1e-12);
}

static void test_nothing_and_certainty(void **state)
{
    (void)state;
    sea_pc pc;
    const sea_pc_plane none = {1, 2, 3, 4, 0}, sure = {0, 0, 1e-6, 1e-6, 1}, far = {1e9, 0, 1, 1, 1};
    assert_true(value(SEA_PC_EXACT, &none) == 0.0);
    assert_true(value(SEA_PC_EXACT, &sure) == 1.0);
    assert_int_equal(sea_pc_plane_value(SEA_PC_EXACT, &far, &pc), SEA_OK);
    assert_true(pc.value == 0.0 && (pc.caveats & SEA_PC_CAVEAT_UNDERFLOW));
}

/* A published method that is far off says so, however sure its own value looks. */
static void test_what_is_off_says_so(void **state)
{
    (void)state;
    sea_pc pc[SEA_PC_PLANE_METHOD_COUNT];
    const sea_pc_plane needle = {20 + 6.65 * 2e-6, 0, 2e-6, 2e-6, 20};
    assert_int_equal(sea_pc_plane_values(&needle, pc), SEA_OK);
    assert_close(pc[SEA_PC_EXACT].value, 1.465e-11, 1e-2); /* erfc(6.65 / sqrt 2) / 2: the rim is straight here */
    assert_true(pc[SEA_PC_FOSTER].value > 0.9);
    assert_true(pc[SEA_PC_FOSTER].caveats & SEA_PC_CAVEAT_OUTSIDE_USE);
    for (int m = 0; m < SEA_PC_MAXIMUM; m++) {
        bool off = fabs(pc[m].value / pc[SEA_PC_EXACT].value - 1.0) > 0.01;
        assert_int_equal((pc[m].caveats & SEA_PC_CAVEAT_OUTSIDE_USE) != 0, off);
    }
    const sea_pc_plane usual = {10, 0, 25, 50, 5};
    assert_int_equal(sea_pc_plane_values(&usual, pc), SEA_OK);
    for (int m = 0; m < SEA_PC_PLANE_METHOD_COUNT; m++) assert_int_equal(pc[m].caveats & SEA_PC_CAVEAT_OUTSIDE_USE, 0);
    const sea_pc_plane none = {0, 0, 0, 1, 1};
    assert_int_equal(sea_pc_plane_values(&none, pc), SEA_E_RANGE);
}

static void test_refused(void **state)
{
    (void)state;
    sea_pc pc;
    const sea_pc_plane bad[] = {
        {0, 0, 0, 1, 1},        {0, 0, 1, -1, 1},  {0, 0, 1, 1, -1},  {NAN, 0, 1, 1, 1},
        {0, INFINITY, 1, 1, 1}, {0, 0, NAN, 1, 1}, {0, 0, 1, 1, NAN},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(sea_pc_plane_value(SEA_PC_EXACT, &bad[i], &pc), SEA_E_RANGE);
    const sea_pc_plane fine = {0, 0, 1, 1, 1};
    assert_int_equal(sea_pc_plane_value(SEA_PC_NC_3D, &fine, &pc), SEA_E_USAGE);
}

/* Chan 2008, table of test cases 1 to 4 as Orekit prints them: his series, and Alfano's and Patera's rules. */
static void test_named_methods_on_published_values(void **state)
{
    (void)state;
    static const struct {
        sea_pc_plane plane;
        double chan, alfano;
    } rows[] = {
        {{0, 10, 25, 50, 5}, 9.754e-3, 9.742e-3},        {{10, 0, 25, 50, 5}, 9.189e-3, 9.181e-3},
        {{0, 10, 25, 75, 5}, 6.586e-3, 6.571e-3},        {{10, 0, 25, 75, 5}, 6.135e-3, 6.125e-3},
        {{0, 1000, 1000, 3000, 10}, 1.577e-5, 1.577e-5}, {{1000, 0, 1000, 3000, 10}, 1.011e-5, 1.011e-5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_close(value(SEA_PC_CHAN, &rows[i].plane), rows[i].chan, 1e-3);
        assert_close(value(SEA_PC_ALFANO, &rows[i].plane), rows[i].alfano, 4e-4);
        double exact = value(SEA_PC_EXACT, &rows[i].plane);
        assert_close(value(SEA_PC_PATERA, &rows[i].plane), exact, 1e-10);
        assert_close(value(SEA_PC_ELROD, &rows[i].plane), exact, 1e-10);
        assert_close(value(SEA_PC_FOSTER, &rows[i].plane), exact, 1e-8);
        assert_close(value(SEA_PC_SERRA, &rows[i].plane), exact, 1e-11);
    }
}

static void test_serra_bounds_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        sea_pc pc;
        assert_int_equal(sea_pc_plane_value(SEA_PC_SERRA, &cases[i].plane, &pc), SEA_OK);
        assert_true(pc.bounded && pc.low <= cases[i].exact && cases[i].exact <= pc.high);
        if (!(pc.caveats & SEA_PC_CAVEAT_NO_CONVERGENCE)) assert_close(pc.value, cases[i].exact, 1e-10);
    }
}

/* Small radius: the largest value is R^2 / (e sigma_x sigma_y d^2), at scale d / root 2 (Alfano 2005). */
static void test_maximum(void **state)
{
    (void)state;
    const sea_pc_plane plane = {300, 400, 100, 200, 0.01};
    double d = sea_pc_plane_mahalanobis(&plane);
    sea_pc_maximum most;
    assert_int_equal(sea_pc_plane_maximum(&plane, &most), SEA_OK);
    assert_close(most.scale, d / sqrt(2.0), 1e-6);
    assert_close(most.value, 1e-4 / (exp(1.0) * 100 * 200 * d * d), 1e-7);
    assert_true(most.value >= value(SEA_PC_EXACT, &plane));
    const sea_pc_plane inside = {1, 1, 100, 200, 5};
    assert_int_equal(sea_pc_plane_maximum(&inside, &most), SEA_OK);
    assert_true(most.value == 1.0 && most.scale == 0.0);
}

static void test_maximum_with_less_knowledge(void **state)
{
    (void)state;
    sea_pc_maximum none, one, both;
    assert_int_equal(sea_pc_maximum_no_covariance(1000, 10, &none), SEA_OK);
    /* The best line: sigma = d for a small radius, value 2 R / (d root(2 pi e)). */
    assert_close(none.scale, 1000, 1e-3);
    assert_close(none.value, 2 * 10 / (1000 * sqrt(SEA_TWO_PI * exp(1.0))), 1e-3);
    const sea_pc_plane plane = {600, 800, 100, 50, 10};
    assert_int_equal(sea_pc_plane_maximum_one_covariance(&plane, &one), SEA_OK);
    assert_int_equal(sea_pc_plane_maximum(&plane, &both), SEA_OK);
    assert_true(one.value <= none.value && one.value > value(SEA_PC_EXACT, &plane));
    assert_int_equal(sea_pc_maximum_no_covariance(5, 10, &none), SEA_OK);
    assert_true(none.value == 1.0);
    assert_int_equal(sea_pc_maximum_no_covariance(-1, 10, &none), SEA_E_RANGE);
}

static void test_grows_with_the_radius(void **state)
{
    (void)state;
    const sea_pc_plane plane = {30, 10, 5, 20, 1};
    const double radii[] = {0, 1, 2, 5, 10, 20, 50, 100};
    double pc[8];
    assert_int_equal(sea_pc_plane_against_hbr(&plane, radii, 8, pc), SEA_OK);
    for (int i = 1; i < 8; i++) assert_true(pc[i] > pc[i - 1]);
}

/* The cases other programs are tested with, their integrals at 40 digits; real data, kept outside the repository. */
static void test_cases_of_other_programs(void **state)
{
    (void)state;
    sea_json *root;
    const sea_json *list = pc_case_list("pc/orekit_2d_cases.json", &root);
    assert_true(sea_json_count(list) >= 19);
    for (size_t i = 0; i < sea_json_count(list); i++) {
        static const char *const keys[] = {"xm", "ym", "sigma_x", "sigma_y", "hbr"};
        double v[5];
        for (int k = 0; k < 5; k++) v[k] = pc_case_number(sea_json_at(list, i), keys[k]);
        const sea_pc_plane plane = {v[0], v[1], v[2], v[3], v[4]};
        assert_close(value(SEA_PC_EXACT, &plane),
                     strtod(sea_json_string(sea_json_get(sea_json_at(list, i), "pc_exact")), NULL), 1e-12);
    }
    sea_json_free(root);
}

/* exp(x^2) erfc(x): Abramowitz and Stegun 7.1 and the values of mpmath at 30 digits. */
static void test_scaled_erfc(void **state)
{
    (void)state;
    static const double rows[][2] = {{0, 1},
                                     {0.5, 0.61569034419292587487},
                                     {1, 0.42758357615580700442},
                                     {2, 0.25539567631050574387},
                                     {10, 0.056140992743822585858},
                                     {1e3, 5.6418930145338769e-4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_close(sea_erfc_scaled(rows[i][0]), rows[i][1], 1e-15);
    assert_close(sea_erfc_scaled(1e200), 0.56418958354775628695e-200, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact_at_any_ratio),
        cmocka_unit_test(test_exact_round_and_centred),
        cmocka_unit_test(test_axes_and_signs_do_not_matter),
        cmocka_unit_test(test_extreme_aspect_ratio),
        cmocka_unit_test(test_nothing_and_certainty),
        cmocka_unit_test(test_what_is_off_says_so),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_named_methods_on_published_values),
        cmocka_unit_test(test_serra_bounds_hold),
        cmocka_unit_test(test_maximum),
        cmocka_unit_test(test_maximum_with_less_knowledge),
        cmocka_unit_test(test_grows_with_the_radius),
        cmocka_unit_test(test_cases_of_other_programs),
        cmocka_unit_test(test_scaled_erfc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

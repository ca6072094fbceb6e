/* 3D-Nc and 2D-Nc against NASA CARA's values and Monte Carlo. Real data, kept outside the repository. */
#include <starsea/pc.h>

#include "base/json.h"
#include "base/os.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void assert_close(double got, double expected, double relative)
{
    if (!(fabs(got - expected) <= relative * fabs(expected)))
        fail_msg("%.17g is not %.17g within %g", got, expected, relative);
}

static void read_vector(const sea_json *list, double out[3])
{
    for (size_t i = 0; i < 3; i++) assert_true(sea_json_real(sea_json_at(list, i), &out[i]));
}

static void read_object(const sea_json *c, const char *r, const char *v, const char *cov, sea_pc_object *out)
{
    *out = (sea_pc_object){.covariance_velocity = true};
    read_vector(sea_json_get(c, r), out->r_m);
    read_vector(sea_json_get(c, v), out->v_m_s);
    const sea_json *rows = sea_json_get(c, cov);
    for (size_t i = 0; i < sea_json_count(rows); i++)
        for (size_t j = 0; j < sea_json_count(rows); j++)
            assert_true(sea_json_real(sea_json_at(sea_json_at(rows, i), j), &out->covariance_m[i][j]));
}

static double number(const sea_json *object, const char *key)
{
    const sea_json *value = sea_json_get(object, key);
    double x = NAN;
    return value && sea_json_real(value, &x) ? x : NAN;
}

/* Standard deviations between a probability and a count, from the count's 95% interval. */
static double sigmas_away(double value, double low, double high)
{
    return fabs(value - 0.5 * (low + high)) / ((high - low) / (2 * 1.959964));
}

/*
 * CARA's 3D-Nc is about 8e-4 above ours in nearly every quick encounter; why has not been settled. Case 12 of Alfano,
 * identical orbits with a mean relative velocity of zero, is left out: there CARA's value is 1.1e-3 off and outside its
 * own Monte Carlo too.
 */
static void test_cases_of_cara(void **state)
{
    (void)state;
    const char *folder = getenv("STARSEA_TEST_DATA");
    char path[1000];
    snprintf(path, sizeof path, "%s/pc/cara_cases.json", folder ? folder : "../shared/data");
    if (!sea_os_exists(path)) skip();
    sea_buffer text = {0};
    sea_json *root = NULL;
    assert_int_equal(sea_os_read_file(path, 1 << 22, &text, NULL), SEA_OK);
    assert_int_equal(sea_json_parse(text.data, text.length, &root, NULL), SEA_OK);
    const sea_json *list = sea_json_get(root, "cases");
    int real = 0, alfano = 0, within = 0;
    for (size_t i = 0; i < sea_json_count(list); i++) {
        const sea_json *c = sea_json_at(list, i), *expect = sea_json_get(c, "expect");
        const char *id = sea_json_string(sea_json_get(c, "id"));
        bool is_real = strncmp(id, "cara53/", 7) == 0, is_alfano = strncmp(id, "alfano2009/", 11) == 0;
        if ((!is_real && !is_alfano) || strcmp(id, "alfano2009/12") == 0) continue;
        double half = number(c, "mc_window_s"), hbr = number(c, "hbr");
        double want = number(expect, is_real ? "nc3d" : "pc3d_nc_hall");
        double low = number(expect, is_real ? "pc_sdmc_lo" : "pc_mc_lo95");
        double high = number(expect, is_real ? "pc_sdmc_hi" : "pc_mc_hi95");
        const sea_pc_window window = {-half, half};
        sea_pc_object a, b;
        sea_pc nc, quick;
        read_object(c, "r1", "v1", "cov1", &a);
        read_object(c, "r2", "v2", "cov2", &b);
        assert_int_equal(sea_pc_nc_3d(&a, &b, hbr, is_alfano ? &window : NULL, &nc), SEA_OK);
        if (!(fabs(nc.value / want - 1.0) < 1e-3)) fail_msg("%s: %.9g is not %.9g", id, nc.value, want);
        if (sigmas_away(nc.value, low, high) > 3.29) fail_msg("%s: %.9g not in %.9g..%.9g", id, nc.value, low, high);
        within += low <= nc.value && nc.value <= high;
        if (is_real && number(expect, "viol_nc2d") == 0.0) {
            assert_int_equal(sea_pc_nc_2d(&a, &b, hbr, &quick), SEA_OK);
            assert_close(quick.value, number(expect, "nc2d"), 1e-4);
        }
        real += is_real;
        alfano += is_alfano;
    }
    assert_true(real == 27 && alfano == 11 && within >= 36);
    sea_json_free(root);
    sea_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases_of_cara)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Frames: sidereal time, TEME to PEF, geodetic, RTN. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include <starsea/frame.h>

#define DEG (3.14159265358979323846 / 180.0)

static void test_sidereal_time(void **state)
{
    (void)state;
    /* Vallado 2013, example 3-5: 1992-08-20T12:14 UT1, GMST 152.578787810 degrees, with the rounding of a Julian date
     * in one double (1.7e-7). */
    sea_ut1 t = {2448854.5, (12.0 * 60.0 + 14.0) / 1440.0};
    assert_true(fabs(sea_gmst82_rad(t) / DEG - 152.578787810) < 1.7e-7);
}

static void test_teme_to_pef(void **state)
{
    (void)state;
    /*
     * Vallado et al. 2006, appendix C: 2004-04-06T07:51:28.386009 UTC, UT1-UTC = -0.4399619 s.
     * TEME r 5094.18016210 6127.64465950 6380.34453270, v -4.746131487 0.785818041 5.531931288;
     * PEF r -1033.47503130 7901.30558560 6380.34453270, v -3.225632747 -2.872442511 5.531931288.
     */
    sea_state teme = {.frame = SEA_FRAME_TEME,
                      .r_km = {5094.18016210, 6127.64465950, 6380.34453270},
                      .v_km_s = {-4.746131487, 0.785818041, 5.531931288}};
    const char *text = "2004-04-06T07:51:28.386009";
    assert_int_equal(sea_tai_parse(text, strlen(text), false, &teme.epoch, NULL), SEA_OK);
    sea_eop_row rows[] = {{53101.0, -0.4399619, 0, 0}, {53102.0, -0.4399619, 0, 0}};
    sea_eop eop = {rows, 2};
    sea_state pef;
    assert_int_equal(sea_frame_teme_to_pef(&teme, &eop, &pef), SEA_OK);
    static const double r[3] = {-1033.47503130, 7901.30558560, 6380.34453270},
                        v[3] = {-3.225632747, -2.872442511, 5.531931288};
    for (int k = 0; k < 3; k++) {
        assert_true(fabs(pef.r_km[k] - r[k]) < 1e-5);
        assert_true(fabs(pef.v_km_s[k] - v[k]) < 2e-8); /* the published value has the length of day, 1e-8 km/s here */
    }
    assert_int_equal(sea_frame_teme_to_pef(&pef, NULL, &teme), SEA_E_USAGE);
}

static void test_geodetic_round_trip(void **state)
{
    (void)state;
    for (double alt = -4900.0; alt < 400000.0; alt = alt < 1000.0 ? alt + 130.0 : alt * 1.7)
        for (double lat = -90.0; lat <= 90.0; lat += 0.75)
            for (double lon = -180.0; lon < 180.0; lon += 36.5) {
                double r[3];
                sea_frame_geodetic_to_fixed((sea_geodetic){lat * DEG, lon * DEG, alt}, r);
                sea_geodetic g = sea_frame_fixed_to_geodetic(r);
                if (fabs(g.lat_rad - lat * DEG) > 1e-9 || fabs(g.alt_km - alt) > 1e-6)
                    fail_msg("lat %g alt %g: %g rad, %g km off", lat, alt, g.lat_rad - lat * DEG, g.alt_km - alt);
                if (fabs(lat) < 89.9) assert_true(fabs(sin(0.5 * (g.lon_rad - lon * DEG))) < 1e-9);
            }
}

static void test_geodetic_values(void **state)
{
    (void)state;
    /* Vallado 2013, example 3-3: r 6524.834 6862.875 6448.296 km: latitude 34.352496, longitude 46.4464, height 5085.22
     * km. */
    static const double r[3] = {6524.834, 6862.875, 6448.296};
    sea_geodetic g = sea_frame_fixed_to_geodetic(r);
    assert_true(fabs(g.lat_rad / DEG - 34.352496) < 1e-5);
    assert_true(fabs(g.lon_rad / DEG - 46.4464) < 1e-4);
    assert_true(fabs(g.alt_km - 5085.22) < 0.01);
    static const double pole[3] = {0, 0, -6356.7523142451793}, centre[3] = {0, 0, 0};
    g = sea_frame_fixed_to_geodetic(pole);
    assert_true(fabs(g.lat_rad + 90.0 * DEG) < 1e-12 && fabs(g.alt_km) < 1e-6 && g.lon_rad == 0.0);
    g = sea_frame_fixed_to_geodetic(centre);
    assert_true(isfinite(g.lat_rad) && isfinite(g.lon_rad) && isfinite(g.alt_km));
}

static void test_rtn(void **state)
{
    (void)state;
    static const double r[3] = {7000, 0, 0}, v[3] = {1, 7, 0}, zero[3] = {0, 0, 0};
    double m[3][3];
    assert_int_equal(sea_frame_rtn(r, v, m), SEA_OK);
    static const double expected[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) assert_true(fabs(m[i][k] - expected[i][k]) < 1e-15);
    assert_int_equal(sea_frame_rtn(r, zero, m), SEA_E_RANGE);
    assert_int_equal(sea_frame_rtn(r, r, m), SEA_E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sidereal_time),
        cmocka_unit_test(test_teme_to_pef),
        cmocka_unit_test(test_geodetic_round_trip),
        cmocka_unit_test(test_geodetic_values),
        cmocka_unit_test(test_rtn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

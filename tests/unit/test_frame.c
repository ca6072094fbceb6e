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

/*
 * Vallado et al. 2006, AIAA 2006-6753, appendix C, and Vallado 2013, example 3-15 and table 3-6:
 * 2004-04-06T07:51:28.386009 UTC, UT1-UTC -0.4399619 s, pole -0.140682 and 0.333309 arcseconds, length of day 0.0015563
 * s, pole offsets -0.000205 and -0.000136 arcseconds.
 *
 * The published Earth-fixed values come from a program that holds UT1 as one Julian date in a double, in steps of 40
 * microseconds: here the nearest step is 14.69 microseconds late, 9 mm of Earth rotation. `held` says which UT1 is
 * meant.
 */
enum { AS_GIVEN, AS_HELD };

static sea_eop vallado(int held, sea_eop_row rows[2])
{
    const double as = DEG / 3600.0, mas = as / 1000.0;
    double day = (7.0 * 3600 + 51 * 60 + 28.386009) / 86400.0, lod = 0.0015563;
    double ut1 = -0.4399619 + (held == AS_HELD ? 14.69e-6 : 0.0);
    for (int i = 0; i < 2; i++)
        rows[i] = (sea_eop_row){.mjd_utc = 53101.0 + i,
                                .ut1_minus_utc_s = ut1 - lod * (i - day),
                                .xp_rad = -0.140682 * as,
                                .yp_rad = 0.333309 * as,
                                .dx_rad = -0.205 * mas,
                                .dy_rad = -0.136 * mas};
    return (sea_eop){rows, 2};
}

static const sea_state published[] = {
    {.frame = SEA_FRAME_TEME,
     .r_km = {5094.18016210, 6127.64465950, 6380.34453270},
     .v_km_s = {-4.746131487, 0.785818041, 5.531931288}},
    {.frame = SEA_FRAME_PEF,
     .r_km = {-1033.47503130, 7901.30558560, 6380.34453270},
     .v_km_s = {-3.225632747, -2.872442511, 5.531931288}},
    {.frame = SEA_FRAME_ITRF,
     .r_km = {-1033.47938300, 7901.29527540, 6380.35659580},
     .v_km_s = {-3.225636520, -2.872451450, 5.531924446}},
    {.frame = SEA_FRAME_GCRF,
     .r_km = {5102.50895290, 6123.01139910, 6378.13693380},
     .v_km_s = {-4.7432201610, 0.7905364950, 5.5337557240}},
};
enum { PUBLISHED = sizeof published / sizeof published[0] };

static sea_tai vallado_instant(void)
{
    sea_tai t;
    const char *text = "2004-04-06T07:51:28.386009";
    assert_int_equal(sea_tai_parse(text, strlen(text), false, &t, NULL), SEA_OK);
    return t;
}

static void expect_near(const sea_state *got, const sea_state *wanted, double r_km, double v_km_s)
{
    double r = 0, v = 0;
    for (int k = 0; k < 3; k++) {
        r = fmax(r, fabs(got->r_km[k] - wanted->r_km[k]));
        v = fmax(v, fabs(got->v_km_s[k] - wanted->v_km_s[k]));
    }
    if (!(r < r_km && v < v_km_s)) {
        print_message("to %s: %.3f mm, %.3g km/s\n", sea_frame_name(wanted->frame), r * 1e6, v);
        fail();
    }
}

static void test_worked_example(void **state)
{
    (void)state;
    sea_eop_row rows[2];
    for (int from = 0; from < PUBLISHED; from++)
        for (int to = 0; to < PUBLISHED; to++) {
            sea_eop eop = vallado(AS_HELD, rows);
            sea_state in = published[from], out;
            in.epoch = vallado_instant();
            assert_int_equal(sea_frame_transform(&in, published[to].frame, &eop, NULL, &out), SEA_OK);
            assert_int_equal(out.frame, published[to].frame);
            assert_int_equal(out.epoch.ns, in.epoch.ns);
            assert_int_equal(out.caveats, 0);
            expect_near(&out, &published[to], 1e-6, 3e-9);
            /* Between TEME and GCRF, UT1 drops out: there the given one does as well. */
            if ((from == 0 && to == 3) || (from == 3 && to == 0)) {
                eop = vallado(AS_GIVEN, rows);
                assert_int_equal(sea_frame_transform(&in, published[to].frame, &eop, NULL, &out), SEA_OK);
                expect_near(&out, &published[to], 1e-6, 3e-9);
            }
        }
}

static void test_eme2000(void **state)
{
    (void)state;
    /* Vallado, Seago and Seidelmann 2006, AAS 06-134: GCRF of IAU 2000A and EME2000 by the equinox, to the decimals
     * given. */
    sea_state in = {.frame = SEA_FRAME_GCRF,
                    .r_km = {5102.5089579, 6123.0114038, 6378.1369252},
                    .v_km_s = {-4.743220156, 0.790536497, 5.533755728}},
              out;
    const sea_state wanted = {.frame = SEA_FRAME_EME2000,
                              .r_km = {5102.5090383, 6123.0119758, 6378.1363118},
                              .v_km_s = {-4.743219766, 0.790536344, 5.533756084}};
    assert_int_equal(sea_frame_transform(&in, SEA_FRAME_EME2000, NULL, NULL, &out), SEA_OK);
    assert_int_equal(out.caveats, 0); /* no Earth orientation takes part */
    expect_near(&out, &wanted, 1e-6, 2e-9);
}

/* Every way round comes home, each rotation is one, and the rate is the derivative of the turn. */
static void test_rotations(void **state)
{
    (void)state;
    sea_eop_row rows[2];
    sea_eop eop = vallado(AS_GIVEN, rows);
    sea_tai t = vallado_instant();
    for (int from = SEA_FRAME_TEME; from <= SEA_FRAME_EME2000; from++)
        for (int to = SEA_FRAME_TEME; to <= SEA_FRAME_EME2000; to++) {
            sea_state in = {.epoch = t, .frame = (sea_frame)from, .r_km = {-4000, 5500, 41000}, .v_km_s = {7, -2, 3}};
            sea_state there, back;
            assert_int_equal(sea_frame_transform(&in, (sea_frame)to, &eop, NULL, &there), SEA_OK);
            assert_int_equal(sea_frame_transform(&there, (sea_frame)from, &eop, NULL, &back), SEA_OK);
            expect_near(&back, &in, 1e-10, 1e-13);
            sea_rotation before, now, after;
            const int64_t step = 10 * SEA_NS_PER_S;
            sea_frame_rotation((sea_tai){t.ns - step}, (sea_frame)from, (sea_frame)to, &eop, NULL, &before);
            sea_frame_rotation(t, (sea_frame)from, (sea_frame)to, &eop, NULL, &now);
            sea_frame_rotation((sea_tai){t.ns + step}, (sea_frame)from, (sea_frame)to, &eop, NULL, &after);
            for (int k = 0; k < 3; k++) {
                /* d(m r)/dt for constant r is -rate x (m r). */
                double moved = 0, turned, mr[3], zero[3] = {0, 0, 0}, v[3];
                for (int j = 0; j < 3; j++) moved += (after.m[k][j] - before.m[k][j]) * in.r_km[j] / 20.0;
                sea_frame_rotate(&now, in.r_km, zero, mr, v);
                turned = v[k];
                /* precession and the mean equinox of TEME: below 1e-11 rad/s */
                assert_true(fabs(moved - turned) < 1e-11 * 42000 + 1e-6 * fabs(turned));
            }
        }
    sea_rotation none;
    assert_int_equal(sea_frame_rotation(t, (sea_frame)9, SEA_FRAME_TEME, NULL, NULL, &none), SEA_E_USAGE);
    assert_int_equal(sea_frame_rotation(SEA_TAI_NONE, SEA_FRAME_TEME, SEA_FRAME_PEF, NULL, NULL, &none), SEA_E_RANGE);
}

static void test_cache(void **state)
{
    (void)state;
    sea_frame_cache *cache, *fresh;
    assert_int_equal(sea_frame_cache_new(&cache), SEA_OK);
    double worst = 0;
    for (int i = 0; i < 4000; i++) {
        sea_tai t = {INT64_C(-700000000000000000) + i * INT64_C(350123456789012)}; /* 1977 to 2022, at all phases */
        sea_rotation exact, quick;
        assert_int_equal(sea_frame_rotation(t, SEA_FRAME_ITRF, SEA_FRAME_GCRF, NULL, NULL, &exact), SEA_OK);
        assert_int_equal(sea_frame_rotation(t, SEA_FRAME_ITRF, SEA_FRAME_GCRF, NULL, cache, &quick), SEA_OK);
        for (int k = 0; k < 9; k++) worst = fmax(worst, fabs(exact.m[k / 3][k % 3] - quick.m[k / 3][k % 3]));
        if (i % 500 == 0) { /* what was asked before does not matter */
            sea_rotation again;
            assert_int_equal(sea_frame_cache_new(&fresh), SEA_OK);
            sea_frame_rotation(t, SEA_FRAME_ITRF, SEA_FRAME_GCRF, NULL, fresh, &again);
            assert_memory_equal(&again, &quick, sizeof again);
            sea_frame_cache_free(fresh);
        }
    }
    print_message("interpolated rotation off by at most %.3g: %.4f mm at 42,164 km\n", worst, worst * 42164e6);
    assert_true(worst * 500000e6 < 0.2); /* mm, what the header promises */
    sea_frame_cache_free(cache);
}

static void test_caveats(void **state)
{
    (void)state;
    sea_eop_row rows[2];
    sea_eop eop = vallado(AS_GIVEN, rows);
    sea_state in = published[0], out;
    in.epoch = vallado_instant();
    assert_int_equal(sea_frame_transform(&in, SEA_FRAME_ITRF, NULL, NULL, &out), SEA_OK);
    assert_int_equal(out.caveats, SEA_EOP_CAVEAT_ABSENT);
    assert_string_equal(sea_eop_word(out.caveats), "ABSENT");
    rows[1].caveats = SEA_EOP_CAVEAT_PREDICTED | SEA_EOP_CAVEAT_RAPID | SEA_EOP_CAVEAT_NO_OFFSETS;
    assert_int_equal(sea_frame_transform(&in, SEA_FRAME_ITRF, &eop, NULL, &out), SEA_OK);
    assert_int_equal(out.caveats, SEA_EOP_CAVEAT_PREDICTED | SEA_EOP_CAVEAT_RAPID); /* offsets do not matter to ITRF */
    assert_int_equal(sea_frame_transform(&out, SEA_FRAME_GCRF, &eop, NULL, &out), SEA_OK);
    assert_int_equal(out.caveats, rows[1].caveats);
    assert_string_equal(sea_eop_word(out.caveats), "PREDICTED");
    assert_string_equal(sea_eop_word(SEA_EOP_CAVEAT_RAPID), "RAPID");
    assert_string_equal(sea_eop_word(0), "FINAL");
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int frame; /* -1: none */
    } names[] = {{"TEME", SEA_FRAME_TEME},
                 {"itrf", SEA_FRAME_ITRF},
                 {"J2000", SEA_FRAME_EME2000},
                 {"EME2000", SEA_FRAME_EME2000},
                 {"ICRF", SEA_FRAME_GCRF},
                 {"GCRS", SEA_FRAME_GCRF},
                 {"ITRF-97", SEA_FRAME_ITRF},
                 {"ITRF2014", SEA_FRAME_ITRF},
                 {"ITRF-2000", SEA_FRAME_ITRF},
                 {"ITRF2", -1},
                 {"ITRF-", -1},
                 {"TOD", -1},
                 {"", -1},
                 {"TEME ", -1}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        sea_frame frame = SEA_FRAME_TEME;
        sea_status s = sea_frame_find(names[i].name, strlen(names[i].name), &frame);
        assert_int_equal(s, names[i].frame < 0 ? SEA_E_NOT_FOUND : SEA_OK);
        if (names[i].frame >= 0) assert_int_equal(frame, names[i].frame);
    }
    assert_string_equal(sea_frame_name((sea_frame)99), "UNKNOWN");
}

static void test_relative(void **state)
{
    (void)state;
    /* A circular orbit in the equator; the other 1 km ahead and 2 km above, at rest in the turning frame. */
    const double rate = 1e-3;
    sea_state a = {.frame = SEA_FRAME_TEME, .r_km = {7000, 0, 0}, .v_km_s = {0, 7, 0}};
    sea_state b = {.frame = SEA_FRAME_TEME, .r_km = {7002, 1, 0.5}, .v_km_s = {-rate * 1, rate * 7002, 0}};
    double r[3], v[3];
    assert_int_equal(sea_frame_relative(&a, &b, r, v), SEA_OK);
    static const double wanted[] = {2, 1, 0.5};
    for (int k = 0; k < 3; k++) {
        assert_true(fabs(r[k] - wanted[k]) < 1e-12);
        assert_true(fabs(v[k]) < 1e-14);
    }
    b.frame = SEA_FRAME_GCRF;
    assert_int_equal(sea_frame_relative(&a, &b, r, v), SEA_E_USAGE);
    a.frame = b.frame = SEA_FRAME_ITRF;
    assert_int_equal(sea_frame_relative(&a, &b, r, v), SEA_E_USAGE);
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
        cmocka_unit_test(test_worked_example),
        cmocka_unit_test(test_eme2000),
        cmocka_unit_test(test_rotations),
        cmocka_unit_test(test_cache),
        cmocka_unit_test(test_caveats),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_relative),
        cmocka_unit_test(test_geodetic_round_trip),
        cmocka_unit_test(test_geodetic_values),
        cmocka_unit_test(test_rtn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

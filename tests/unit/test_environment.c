/* Residence against hand and sampling, meetings against closed forms, a gas against SGP4 itself. */
#include "analysis/environment.h"
#include "base/math.h"
#include "base/rng.h"
#include "base/vec.h"

#include <starsea/sgp4.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const double EARTH = 6378.137, MU = 398600.4418;

/* r = a at E = 90 deg, which comes after (pi/2 - e) / pi of half a turn; a circle is in one shell all the time. */
static void test_residence(void **state)
{
    (void)state;
    const double pi = acos(-1.0);
    assert_true(fabs(sea_environment_residence(7000.0, 0.1, 0.0, 7000.0) - (pi / 2.0 - 0.1) / pi) < 1e-12);
    assert_true(fabs(sea_environment_residence(7000.0, 0.1, 6000.0, 8000.0) - 1.0) < 1e-12);
    assert_true(sea_environment_residence(7000.0, 0.1, 7701.0, 8000.0) == 0.0);
    assert_true(sea_environment_residence(7000.0, 0.0, 7000.0, 7020.0) == 1.0);
    assert_true(sea_environment_residence(7000.0, 0.0, 6980.0, 7000.0) == 0.0);
    /* By Kepler's equation step by step. */
    enum { STEPS = 200000 };
    double inside = 0.0;
    for (int k = 0; k < STEPS; k++) {
        double m = pi * (k + 0.5) / STEPS, x = m;
        for (int i = 0; i < 30; i++) x = m + 0.3 * sin(x);
        double r = 9000.0 * (1.0 - 0.3 * cos(x));
        inside += r >= 7000.0 && r < 7500.0;
    }
    assert_true(fabs(sea_environment_residence(9000.0, 0.3, 7000.0, 7500.0) - inside / STEPS) < 2e-5);
}

/* Of equal inclinations the integral is 4/pi^2 times the complete elliptic integral of the first kind of modulus sin i;
 * of two polar orbits the relative heading is 0 or 180 deg everywhere, and the poles' density is not bounded. */
static void test_meeting(void **state)
{
    (void)state;
    const double pi = acos(-1.0);
    for (double deg = 1.0; deg < 80.0; deg += 6.0) {
        double s = sin(deg * pi / 180.0), a = 1.0, b = sqrt(1.0 - s * s);
        for (int k = 0; k < 20; k++) {
            double mean = 0.5 * (a + b);
            b = sqrt(a * b), a = mean; /* K = pi / 2 agm(1, k') */
        }
        double expected = 4.0 / (pi * pi) * pi / (2.0 * a);
        assert_true(fabs(sea_environment_meeting(deg * pi / 180.0, deg * pi / 180.0) / expected - 1.0) < 1e-9);
    }
    double there = sea_environment_meeting(1.0, 1.7), back = sea_environment_meeting(1.7, 1.0);
    assert_true(there == back && there > 0.5);
}

/* By hand: one circular orbit at 700 to 720 km. */
static void test_one_circle(void **state)
{
    (void)state;
    sea_environment_member m = {EARTH + 710.0, 0.0, 1.4, 0};
    sea_environment_options o = {.low_km = 700.0, .high_km = 740.0, .shell_km = 20.0, .range_km = 1.0};
    sea_environment_cell cells[4];
    assert_int_equal(sea_environment_shell_count(&o), 2);
    assert_int_equal(sea_environment_run(&m, 1, 1, &o, cells, NULL), SEA_OK);
    double volume = 4.0 / 3.0 * acos(-1.0) * (pow(EARTH + 720.0, 3.0) - pow(EARTH + 700.0, 3.0));
    assert_true(cells[0].objects == 1.0 && fabs(cells[0].density_km3 * volume - 1.0) < 1e-12);
    assert_true(cells[1].in_class == 1 && cells[1].objects == 1.0);
    assert_true(cells[2].objects == 0.0 && cells[2].low_km == 720.0 && cells[2].high_km == 740.0);
    assert_true(cells[0].approaches_a_year == 0.0 && cells[0].flux_m2_year == 0.0); /* it does not meet itself */
    /* Two of them: 2 K(sin i) 4/pi^2 / pi ... times pi d^2 v / V. */
    sea_environment_member two[2] = {m, m};
    two[1].in_class = 1;
    sea_environment_cell of[6];
    assert_int_equal(sea_environment_run(two, 2, 2, &o, of, NULL), SEA_OK);
    double middle = (floor(1.4 * 180.0 / acos(-1.0)) + 0.5) * acos(-1.0) / 180.0;
    double speed = sqrt(MU / (EARTH + 710.0)),
           rate = acos(-1.0) * sea_environment_meeting(middle, middle) * speed / volume;
    assert_true(fabs(of[2].approaches_a_year / (rate * 31557600.0) - 1.0) < 1e-12);
    assert_true(of[0].approaches_a_year == of[2].approaches_a_year &&
                of[1].approaches_a_year == of[2].approaches_a_year);
    assert_true(fabs(of[0].flux_m2_year * acos(-1.0) * 1e6 / of[2].approaches_a_year - 1.0) < 1e-12);
    two[1].in_class = 2;
    assert_int_equal(sea_environment_run(two, 2, 2, &o, of, NULL), SEA_E_USAGE);
    o.shell_km = 0.0;
    assert_int_equal(sea_environment_run(&m, 1, 1, &o, cells, NULL), SEA_E_USAGE);
}

/*
 * A gas of made objects propagated by SGP4: how many are in the shell, and how many pairs are within d, each counted
 * with 3 v / (4 d), as a passage at random takes 4 d / (3 v). Nodes and phases are at random, so are instants.
 */
enum { OBJECTS = 400, INSTANTS = 2500 };

static void test_gas_against_sgp4(void **state)
{
    (void)state;
    static sea_gp gps[OBJECTS];
    static sea_environment_member members[OBJECTS];
    static double at[OBJECTS][6];
    for (uint32_t i = 0; i < OBJECTS; i++) {
        sea_rng r = sea_rng_init(21, i, 0);
        double a = EARTH + 700.0 + 300.0 * sea_rng_uniform(&r), incl = i % 3 == 0 ? 65.5 : i % 3 == 1 ? 82.5 : 98.5;
        gps[i] = (sea_gp){.norad_cat_id = i + 1,
                          .creation_date = SEA_TAI_NONE,
                          .mean_motion_rev_day = sqrt(MU / (a * a * a)) * 86400.0 / (2.0 * acos(-1.0)),
                          .eccentricity = 0.01 * sea_rng_uniform(&r),
                          .incl_deg = incl,
                          .raan_deg = 360.0 * sea_rng_uniform(&r),
                          .argp_deg = 360.0 * sea_rng_uniform(&r),
                          .mean_anomaly_deg = 360.0 * sea_rng_uniform(&r),
                          .classification = 'U'};
        assert_int_equal(sea_environment_member_of(&gps[i], &members[i]), SEA_OK);
    }
    const double low = 800.0, high = 900.0, d = 50.0;
    sea_environment_options o = {.low_km = low, .high_km = high, .shell_km = high - low, .range_km = d};
    sea_environment_cell cells[2];
    assert_int_equal(sea_environment_run(members, OBJECTS, 1, &o, cells, NULL), SEA_OK);
    sea_sgp4 *prepared = NULL;
    assert_int_equal(sea_sgp4_new(gps, OBJECTS, NULL, &prepared, NULL, NULL), SEA_OK);
    double inside = 0.0, rate_s = 0.0;
    for (int k = 0; k < INSTANTS; k++) {
        for (uint32_t i = 0; i < OBJECTS; i++)
            assert_int_equal(sea_sgp4_state_since(prepared, i, 1440.0 * 0.7137 * k, at[i], at[i] + 3), SEA_OK);
        for (uint32_t i = 0; i < OBJECTS; i++) {
            double height = sea_vec_norm(at[i]) - EARTH;
            inside += height >= low && height < high;
            for (uint32_t j = 0; j < i; j++) {
                double dr[3], dv[3], middle = 0.5 * (height + sea_vec_norm(at[j]) - EARTH);
                sea_vec_sub(at[j], at[i], dr);
                if (!(sea_vec_norm(dr) < d) || middle < low || middle >= high) continue;
                sea_vec_sub(at[j] + 3, at[i] + 3, dv);
                rate_s += 0.75 * sea_vec_norm(dv) / d;
            }
        }
    }
    sea_sgp4_free(prepared);
    printf("objects %.2f for %.2f, approaches %.0f for %.0f a year\n", cells[1].objects, inside / INSTANTS,
           cells[1].approaches_a_year, rate_s / INSTANTS * 31557600.0);
    assert_true(fabs(inside / INSTANTS / cells[1].objects - 1.0) < 0.05);
    assert_true(fabs(rate_s / INSTANTS * 31557600.0 / cells[1].approaches_a_year - 1.0) < 0.10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_residence),
        cmocka_unit_test(test_meeting),
        cmocka_unit_test(test_one_circle),
        cmocka_unit_test(test_gas_against_sgp4),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Space weather from CSV, its values between and beyond rows, and the density. */
#include "table_findings.h"

#include <math.h>

#include <starsea/atmosphere.h>

#define HEAD "DATE,BSRN,AP_AVG,F10.7_OBS,F10.7_DATA_TYPE,F10.7_OBS_LAST81\n"

static sea_tai at(const char *text)
{
    sea_tai t;
    assert_int_equal(sea_tai_parse(text, strlen(text), true, &t, NULL), SEA_OK);
    return t;
}

static sea_status parse(const char *text, sea_weather *w, sea_weather_summary *summary, findings *f)
{
    sea_error err = {0};
    *f = (findings){0};
    sea_status s = sea_weather_parse(text, strlen(text), "table", note, f, w, summary, &err);
    if (s != SEA_OK) assert_true(err.text[0] && w->count == 0 && !w->rows);
    return s;
}

static void test_rows_and_what_lies_between(void **state)
{
    (void)state;
    sea_weather w;
    sea_weather_summary summary;
    findings f;
    assert_int_equal(parse(HEAD "2026-01-01,1,8,120.5,OBS,130\r\n2026-01-02,2,12,124.5,OBS,131\n"
                                "2026-02-01,3,,100,PRM,110\n",
                           &w, &summary, &f),
                     SEA_OK);
    assert_int_equal(summary.rows, 3);
    assert_int_equal(f.count, 0);
    assert_true(summary.last_observed_day_utc == 9498.0); /* 26 years of 365 days, 7 leap days, one day */
    /* Flux is taken at 20 h and felt a day later; ap is a day's mean, so that of its noon. */
    assert_true(fabs(sea_weather_at(at("2026-01-03T07:55:12Z"), &w).f107 - 122.5) < 0.01);
    assert_true(fabs(sea_weather_at(at("2026-01-02T00:00:00Z"), &w).ap - 10.0) < 0.01);
    sea_weather_values v = sea_weather_at(at("2026-01-01T12:00:00Z"), &w);
    assert_true(fabs(v.f107_81 - 130.5) < 0.01 && v.f107 == 120.5);
    assert_int_equal(v.caveats, 0);
    assert_int_equal(sea_weather_at(at("2026-01-15"), &w).caveats, SEA_WEATHER_CAVEAT_PREDICTED);
    v = sea_weather_at(at("2030-01-01"), &w);
    assert_int_equal(v.caveats, SEA_WEATHER_CAVEAT_BEYOND);
    assert_true(v.f107 > 100.0 && v.f107 < 112.0); /* from where it was of late towards the mean of all */
    assert_int_equal(sea_weather_at(at("2025-01-01"), &w).caveats, SEA_WEATHER_CAVEAT_BEYOND);
    sea_weather then = sea_weather_until(&w, at("2026-01-20"));
    assert_int_equal(then.count, 2);
    assert_int_equal(sea_weather_at(at("2026-01-20"), &then).caveats, SEA_WEATHER_CAVEAT_BEYOND);
    assert_true(then.cycle_f107 == 124.5); /* the one interval counts with the row that ends it */
    then = sea_weather_until(&w, at("2025-12-31"));
    assert_int_equal(then.count, 0);
    assert_int_equal(sea_weather_until(&w, at("2026-01-02T23:00:00Z")).count, 1); /* a day that is not over */
    assert_int_equal(sea_weather_at(at("2026-01-20"), &then).caveats, SEA_WEATHER_CAVEAT_ABSENT);
    sea_weather_free(&w);
    assert_int_equal(sea_weather_at(at("2025-01-01"), NULL).caveats, SEA_WEATHER_CAVEAT_ABSENT);
}

static void test_bad_rows_are_refused_one_by_one(void **state)
{
    (void)state;
    static const struct {
        const char *row, *rule;
        uint32_t column;
    } bad[] = {
        {"2026-01-02,2,12,12x,OBS,131", "E_WEATHER_NUMBER", 17}, {"2026-01-02,2,12,-4,OBS,131", "E_WEATHER_RANGE", 17},
        {"2026-01-02,2,12,9999,OBS,131", "E_WEATHER_RANGE", 17}, {"2026-13-02,2,12,100,OBS,131", "E_WEATHER_DATE", 1},
        {"2026-01-01,2,12,100,OBS,131", "E_WEATHER_ORDER", 1},   {"2026-01-02,2,12,100", "E_WEATHER_CUT", 0},
        {"2026-01-02,2,nan,100,OBS,131", "E_WEATHER_NUMBER", 14}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[400];
        sea_weather w;
        sea_weather_summary summary;
        findings f;
        snprintf(text, sizeof text, HEAD "2026-01-01,1,8,120,OBS,130\n%s\n2026-01-03,3,8,121,OBS,130\n", bad[i].row);
        assert_int_equal(parse(text, &w, &summary, &f), SEA_OK);
        assert_int_equal(w.count, 2);
        assert_int_equal(summary.refused, 1);
        assert_string_equal(f.rule, bad[i].rule);
        assert_int_equal(f.line, 3);
        assert_int_equal(f.column, bad[i].column);
        sea_weather_free(&w);
    }
}

static void test_what_is_no_table(void **state)
{
    (void)state;
    sea_weather w;
    sea_weather_summary summary;
    findings f;
    assert_int_equal(parse("", &w, &summary, &f), SEA_E_FORMAT);
    assert_int_equal(parse("DATE,AP_AVG\n", &w, &summary, &f), SEA_E_FORMAT);
    assert_int_equal(parse(HEAD, &w, &summary, &f), SEA_E_FORMAT);
}

/*
 * Against the standard atmosphere CIRA-72 at 1000 K (Vallado 2013, table 8-4: heights, kg/m3, published in steps),
 * which the flux 129.7 without storms gives; against hydrostatic equilibrium; and what a hotter Sun and the season do.
 */
static void test_density(void **state)
{
    (void)state;
    static const double cira[][2] = {{120, 2.438e-8},  {150, 2.070e-9},  {200, 2.789e-10}, {250, 7.248e-11},
                                     {300, 2.418e-11}, {400, 3.725e-12}, {500, 6.967e-13}, {600, 1.454e-13}};
    const sea_weather_values calm = {(1000.0 / 1.13 - 418.0) / 3.6, (1000.0 / 1.13 - 418.0) / 3.6, 0.0, 0u};
    for (size_t i = 0; i < sizeof cira / sizeof *cira; i++) {
        double ratio = sea_atmosphere_density(cira[i][0], SEA_TAI_NONE, &calm, NULL) / cira[i][1];
        if (fabs(ratio - 1.0) > 0.2) fail_msg("%g km: %g of the standard", cira[i][0], ratio);
    }
    const sea_weather_values sun = {140.0, 140.0, 12.0, 0u}, active = {220.0, 220.0, 12.0, 0u};
    for (double h = 80.0; h < 2000.0; h += 10.0) {
        double scale, here = sea_atmosphere_density(h, SEA_TAI_NONE, &sun, &scale);
        double step = sea_atmosphere_density(h + 0.01, SEA_TAI_NONE, &sun, NULL);
        assert_true(here > 0.0 && fabs(-0.01 / log(step / here) / scale - 1.0) < 0.01);
        if (h > 160.0) assert_true(sea_atmosphere_density(h, SEA_TAI_NONE, &active, NULL) > here);
    }
    /* High in April and October, low in January and most of all in July; more so at height. */
    double plain = sea_atmosphere_density(400.0, SEA_TAI_NONE, &sun, NULL);
    double april = sea_atmosphere_density(400.0, at("2022-04-10"), &sun, NULL) / plain;
    double july = sea_atmosphere_density(400.0, at("2022-07-20"), &sun, NULL) / plain;
    double october = sea_atmosphere_density(400.0, at("2022-10-25"), &sun, NULL) / plain;
    double january = sea_atmosphere_density(400.0, at("2022-01-15"), &sun, NULL) / plain;
    assert_true(july < january && january < 1.0 && april > 1.1 && october > april && october < 1.5 && july > 0.6);
    double low = sea_atmosphere_density(150.0, at("2022-07-20"), &sun, NULL) /
                 sea_atmosphere_density(150.0, SEA_TAI_NONE, &sun, NULL);
    assert_true(low > july && low < 1.0);
    const sea_weather_values dead = {0.0, 0.0, 0.0, 0u};
    assert_true(sea_atmosphere_density(400.0, SEA_TAI_NONE, &dead, NULL) > 0.0);
}

/* The mean flux of `days` before day i of rows[]. */
static double mean_before(const sea_weather_row *rows, int i, int days)
{
    double sum = 0.0;
    for (int k = 0; k < days; k++) sum += rows[i - k].f107;
    return sum / days;
}

/*
 * Beyond a table longer than a cycle: soon the last day's flux, in weeks what a rotation of the Sun brings round, in
 * years what it did a cycle before, drawn a fifth towards the mean of all.
 */
static void test_beyond_the_table(void **state)
{
    (void)state;
    enum { DAYS = 5000 };
    static sea_weather_row rows[DAYS];
    const double pi = acos(-1.0);
    for (int i = 0; i < DAYS; i++) {
        double spots = 20.0 * sin(2.0 * pi * i / 27.0), slow = 120.0 + 50.0 * sin(2.0 * pi * i / 4017.75);
        rows[i] = (sea_weather_row){i, slow + spots, 0.0, i < DAYS - 100 ? 10.0 : 30.0, false};
        rows[i].f107_81 = i >= 80 ? mean_before(rows, i, 81) : slow;
    }
    const sea_weather table = {.rows = rows, .count = DAYS};
    sea_weather whole = sea_weather_until(&table, (sea_tai){(int64_t)(DAYS + 1) * SEA_NS_PER_DAY});
    assert_true(fabs(whole.rotation_f107 - mean_before(rows, DAYS - 1, 27)) < 1e-9);
    assert_true(fabs(whole.recent_ap - (0.5 * (265.25 * 10.0 + 100.0 * 30.0) / 365.25 + 0.5 * 30.0)) < 0.1);
    for (double days = 0.5; days < 12000.0; days = 1.3 * days + 1.0) {
        double day = DAYS - 1 + days;
        sea_weather_values v = sea_weather_at((sea_tai){(int64_t)((day + 1.33) * (double)SEA_NS_PER_DAY)}, &whole);
        double then = 120.0 + 50.0 * sin(2.0 * pi * day / 4017.75);
        assert_int_equal(v.caveats, SEA_WEATHER_CAVEAT_BEYOND);
        if (days < 1.0) assert_true(fabs(v.f107 - rows[DAYS - 1].f107) < 2.0);
        if (days > 10.0 && days < 30.0) /* spots a rotation ago: up when they were up */
            assert_true((v.f107 - v.f107_81) * (rows[(int)day - 27].f107 - whole.rotation_f107) > 0.0);
        if (days > 3000.0) {
            assert_true(fabs(log(v.f107 / whole.cycle_f107) - 0.8 * log(then / whole.cycle_f107)) < 0.05);
            assert_true(fabs(v.ap - whole.cycle_ap) < 0.5);
        }
        assert_true(fabs(v.f107 - then) < 45.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_and_what_lies_between), cmocka_unit_test(test_bad_rows_are_refused_one_by_one),
        cmocka_unit_test(test_what_is_no_table),           cmocka_unit_test(test_density),
        cmocka_unit_test(test_beyond_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

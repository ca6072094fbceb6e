/* Space weather from CSV, its values between and beyond rows, and the density. */
#include "table_findings.h"

#include <math.h>

#include <starsea/atmosphere.h>

#define HEAD "DATE,BSRN,AP_AVG,F10.7_OBS,F10.7_DATA_TYPE,F10.7_OBS_CENTER81\n"

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
    sea_weather_values v = sea_weather_at(at("2026-01-01T12:00:00Z"), &w);
    assert_true(fabs(v.f107 - 122.5) < 0.01 && fabs(v.ap - 10.0) < 0.01 && fabs(v.f107_81 - 130.5) < 0.01);
    assert_int_equal(v.caveats, 0);
    assert_int_equal(sea_weather_at(at("2026-01-15"), &w).caveats, SEA_WEATHER_CAVEAT_PREDICTED);
    v = sea_weather_at(at("2030-01-01"), &w);
    assert_int_equal(v.caveats, SEA_WEATHER_CAVEAT_BEYOND);
    assert_true(v.f107 > 100.0 && v.f107 < 112.0); /* from the last mean towards that of all */
    assert_int_equal(sea_weather_at(at("2025-01-01"), &w).caveats, SEA_WEATHER_CAVEAT_BEYOND);
    sea_weather then = sea_weather_until(&w, at("2026-01-20"));
    assert_int_equal(then.count, 2);
    assert_int_equal(sea_weather_at(at("2026-01-20"), &then).caveats, SEA_WEATHER_CAVEAT_BEYOND);
    assert_true(then.cycle_f107 == 124.5); /* the one interval counts with the row that ends it */
    then = sea_weather_until(&w, at("2025-12-31"));
    assert_int_equal(then.count, 0);
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

/* The formula of the reference by hand: at 175 km 6e-10; at 400 km, flux 150, index 10, T = 1115, m = 24.6. */
static void test_density(void **state)
{
    (void)state;
    double scale;
    assert_true(fabs(sea_atmosphere_density(175.0, 150.0, 10.0, NULL) - 6e-10) < 1e-20);
    double d = sea_atmosphere_density(400.0, 150.0, 10.0, &scale);
    assert_true(fabs(d / (6e-10 * exp(-225.0 * 24.6 / 1115.0)) - 1.0) < 1e-12);
    double step = sea_atmosphere_density(401.0, 150.0, 10.0, NULL);
    assert_true(fabs(-1.0 / log(step / d) / scale - 1.0) < 0.01);
    assert_true(sea_atmosphere_density(400.0, 220.0, 10.0, NULL) > d);
    for (double h = 100.0; h < 2000.0; h += 10.0) {
        double here = sea_atmosphere_density(h, 140.0, 12.0, &scale);
        assert_true(here > sea_atmosphere_density(h + 10.0, 140.0, 12.0, NULL) && scale > 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_and_what_lies_between),
        cmocka_unit_test(test_bad_rows_are_refused_one_by_one),
        cmocka_unit_test(test_what_is_no_table),
        cmocka_unit_test(test_density),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

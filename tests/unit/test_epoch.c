/* Instants: leap seconds, round trips, ISO 8601, UT1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "astro/epoch.h"

static sea_tai at(const char *text)
{
    sea_tai t = SEA_TAI_NONE;
    sea_error err = {0};
    if (sea_tai_parse(text, strlen(text), true, &t, &err) != SEA_OK) fail_msg("%s: %s", text, err.text);
    return t;
}

static void assert_text(sea_tai t, int decimals, const char *expected)
{
    char out[SEA_TAI_TEXT_MAX];
    size_t n = sea_tai_format(t, decimals, out);
    assert_string_equal(out, expected);
    assert_int_equal(n, strlen(expected));
}

static void test_origin(void **state)
{
    (void)state;
    /* 2000-01-01T12:00:00 TAI is 11:59:28 UTC: 32 leap seconds by then (IERS Bulletin C). */
    assert_int_equal(at("2000-01-01T11:59:28Z").ns, 0);
    assert_int_equal(sea_tai_to_tt((sea_tai){0}).ns, INT64_C(32184000000));
    assert_text((sea_tai){0}, 0, "2000-01-01T11:59:28Z");
}

static void test_ends_of_the_clock(void **state)
{
    (void)state;
    for (int decimals = 0; decimals <= 9; decimals++) {
        char out[SEA_TAI_TEXT_MAX];
        sea_tai_format((sea_tai){INT64_MAX}, decimals, out);
        assert_memory_equal(out, "2291-", 5);
        sea_tai_format((sea_tai){INT64_MIN + 1}, decimals, out);
        assert_memory_equal(out, "1708-", 5);
    }
    assert_true(sea_tai_to_utc_days((sea_tai){INT64_MAX}) > 106000.0);
}

static void test_leap_seconds(void **state)
{
    (void)state;
    assert_int_equal(sea_tai_minus_utc_s(at("1960-06-01")), 10);
    assert_int_equal(sea_tai_minus_utc_s(at("1972-01-01")), 10);
    assert_int_equal(sea_tai_minus_utc_s(at("2009-02-10")), 34);
    assert_int_equal(sea_tai_minus_utc_s(at("2016-12-31T23:59:59")), 36);
    assert_int_equal(sea_tai_minus_utc_s(at("2017-01-01")), 37);
    assert_int_equal(sea_tai_minus_utc_s(at("2199-01-01")), 37);
    sea_tai before = at("2016-12-31T23:59:59"), leap = at("2016-12-31T23:59:60.25"), after = at("2017-01-01T00:00:00");
    assert_int_equal(leap.ns - before.ns, 1250000000);
    assert_int_equal(after.ns - before.ns, 2 * SEA_NS_PER_S);
    assert_text(leap, 2, "2016-12-31T23:59:60.25Z");
    assert_text((sea_tai){after.ns - 1}, 9, "2016-12-31T23:59:60.999999999Z");
    assert_text((sea_tai){after.ns - 1}, 3, "2017-01-01T00:00:00.000Z");
    assert_true(sea_tai_to_utc_days(leap) == sea_tai_to_utc_days(after));
}

static void test_round_trips(void **state)
{
    (void)state;
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 200000; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        sea_tai t = {(int64_t)(x % UINT64_C(16000000000000000000) - UINT64_C(8000000000000000000))}, back;
        sea_utc u = sea_tai_to_utc(t);
        assert_int_equal(sea_utc_to_tai(u, &back), SEA_OK);
        assert_int_equal(back.ns, t.ns);
        char text[SEA_TAI_TEXT_MAX];
        size_t n = sea_tai_format_exact(t, text);
        assert_int_equal(sea_tai_parse(text, n, false, &back, NULL), SEA_OK);
        assert_int_equal(back.ns, t.ns);
    }
}

static void test_every_day_has_its_civil_date(void **state)
{
    (void)state;
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t days = sea_epoch_days_from_civil(1720, 1, 1);
    for (int32_t year = 1720; year <= 2280; year++)
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && sea_epoch_is_leap_year(year));
            for (int day = 1; day <= length; day++, days++)
                assert_int_equal(sea_epoch_days_from_civil(year, month, day), days);
        }
    assert_int_equal(sea_epoch_days_from_civil(2000, 1, 1), 0);
}

static void test_spellings(void **state)
{
    (void)state;
    int64_t expected = at("2009-02-10T16:55:59.796Z").ns;
    assert_int_equal(at("2009-02-10 16:55:59.796").ns, expected);
    assert_int_equal(at("2009-041T16:55:59.796000000000Z").ns, expected);
    assert_int_equal(at("2009-02-10T16:55").ns, at("2009-02-10T16:55:00Z").ns);
    assert_int_equal(at("2009-02-10").ns, at("2009-02-10T00:00:00Z").ns);
    assert_int_equal(at("2016-366T23:59:60").ns, at("2016-12-31T23:59:60").ns);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        sea_status status;
        uint32_t column;
    } cases[] = {
        {"", SEA_E_FORMAT, 1},
        {"2009", SEA_E_FORMAT, 5},
        {"2009-02-10", SEA_E_FORMAT, 11},
        {"2009-02-10T", SEA_E_FORMAT, 12},
        {"2009-02-10T16:55", SEA_E_FORMAT, 17},
        {"2009-02-10T16:55:59+01:00", SEA_E_FORMAT, 20},
        {"2009-02-10T16:55:59.Z", SEA_E_FORMAT, 21},
        {"2009-02-10T16:55:59.0000000001", SEA_E_FORMAT, 30},
        {"2009-02-29T00:00:00", SEA_E_RANGE, 1},
        {"2009-13-01T00:00:00", SEA_E_RANGE, 1},
        {"2009-00-01T00:00:00", SEA_E_RANGE, 1},
        {"2009-02-10T24:00:00", SEA_E_RANGE, 1},
        {"2009-02-10T16:55:60", SEA_E_RANGE, 1},
        {"2009-000T00:00:00", SEA_E_RANGE, 6},
        {"2009-366T00:00:00", SEA_E_RANGE, 6},
        {"0001-01-01T00:00:00", SEA_E_RANGE, 1},
        {"9999-01-01T00:00:00", SEA_E_RANGE, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sea_tai t;
        sea_error err = {0};
        sea_status s = sea_tai_parse(cases[i].text, strlen(cases[i].text), false, &t, &err);
        if (s != cases[i].status || err.column != cases[i].column)
            fail_msg("'%s' gave %s at column %u", cases[i].text, sea_status_name(s), err.column);
    }
}

static void test_durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ns;
    } good[] = {{"90s", 90 * SEA_NS_PER_S},
                {"5m", 300 * SEA_NS_PER_S},
                {"6h", 21600 * SEA_NS_PER_S},
                {"7d", 7 * SEA_NS_PER_DAY},
                {"1.5h", 5400 * SEA_NS_PER_S},
                {"0.25d", SEA_NS_PER_DAY / 4},
                {"250ms", 250000000},
                {"0.001ms", 1000},
                {"0s", 0}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        int64_t ns = -1;
        assert_int_equal(sea_duration_parse(good[i].text, strlen(good[i].text), &ns, NULL), SEA_OK);
        assert_int_equal(ns, good[i].ns);
    }
    static const char *const bad[] = {
        "", "s", "7", "7 d", "-1d", "1e3s", ".5h", "1.h", "7days", "99999999999999999999d", "36600d"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t ns;
        assert_int_not_equal(sea_duration_parse(bad[i], strlen(bad[i]), &ns, NULL), SEA_OK);
    }
}

static void test_ut1(void **state)
{
    (void)state;
    bool known;
    sea_ut1 plain = sea_tai_to_ut1(at("2017-01-01T12:00:00"), NULL, &known);
    assert_false(known);
    assert_true(plain.jd1 == 2457754.5 && plain.jd2 == 0.5);
    /* UT1-UTC around the leap second of 2016-12-31, IERS finals2000A: -0.4080 s before, +0.5914 s after (rounded). */
    sea_eop_row rows[] = {{.mjd_utc = 57753.0, .ut1_minus_utc_s = -0.4080},
                          {.mjd_utc = 57754.0, .ut1_minus_utc_s = 0.5914},
                          {.mjd_utc = 57755.0, .ut1_minus_utc_s = 0.5900}};
    sea_eop eop = {rows, 3};
    sea_ut1 t = sea_tai_to_ut1(at("2016-12-31T12:00:00"), &eop, &known);
    assert_true(known);
    double seconds = (t.jd2 - 0.5) * 86400.0;
    assert_true(seconds < -0.408 && seconds > -0.409);
    sea_tai_to_ut1(at("2017-01-02T12:00:00"), &eop, &known);
    assert_false(known);
    /* Through the leap second UT1 runs on: one second of TAI is one of UT1. */
    double before = 0;
    for (int tenth = 0; tenth <= 30; tenth++) {
        sea_tai now = at("2016-12-31T23:59:59");
        now.ns += tenth * SEA_NS_PER_S / 10;
        t = sea_tai_to_ut1(now, &eop, &known);
        seconds = (t.jd1 - 2457753.5 + t.jd2) * 86400.0;
        assert_true(known);
        if (tenth > 0) assert_true(fabs(seconds - before - 0.1) < 1e-6);
        before = seconds;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_origin),
        cmocka_unit_test(test_ends_of_the_clock),
        cmocka_unit_test(test_leap_seconds),
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_every_day_has_its_civil_date),
        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_ut1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* base/text: numbers against the C library as oracle, buffers, escapes. */
#include "base/rng.h"
#include "base/text.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t mix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t bits_of(double d)
{
    uint64_t b;
    memcpy(&b, &d, sizeof b);
    return b;
}

static double random_double(uint64_t *state)
{
    double d;
    do {
        uint64_t b = mix(state);
        memcpy(&d, &b, sizeof d);
    } while (!isfinite(d));
    return d;
}

static void reads_as_strtod(const char *text)
{
    double got = NAN, want = strtod(text, NULL);
    bool ok = sea_text_to_real(text, strlen(text), &got);
    if (isinf(want) ? ok : (!ok || bits_of(got) != bits_of(want)))
        fail_msg("%s: got %.17g, want %.17g", text, got, want);
}

static void test_real_is_strict(void **state)
{
    (void)state;
    static const char *const good[] = {"0",     "-0",        "+1.5", ".5",    "5.",  "1e5",
                                       "1E-05", ".16091E-2", "-.3",  "00.10", "1e0", "123456789012345678901234567890"};
    static const char *const bad[] = {"",  " 1",   "1 ",  "0x10", "inf", "nan", "1e",  "e5",   "1e+",    ".",
                                      "-", "1..2", "1,5", "1d5",  "--1", "+-1", "1_0", "1e5.", "1e1000", "-1e309"};
    double d;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!sea_text_to_real(good[i], strlen(good[i]), &d)) fail_msg("refused %s", good[i]);
        reads_as_strtod(good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (sea_text_to_real(bad[i], strlen(bad[i]), &d)) fail_msg("took %s", bad[i]);
    assert_false(sea_text_to_real("1\0", 2, &d));
}

/* What reads back from the digits of any double loses nothing, however many there are; what lies between two does. */
static void test_real_loses(void **state)
{
    (void)state;
    static const char *const whole[] = {"0",
                                        "15.49309620",
                                        "0.000166710000000000000000",
                                        "123456789012345",
                                        "1e-400",
                                        "0.1000000000000000055511151231257827",
                                        "15.4930962000000001",
                                        "9007199254740992",
                                        "-0.30000000000000004",
                                        "4.9406564584124654e-324"};
    static const char *const lossy[] = {"0.10000000000000000556",
                                        "15.493096200000001",
                                        "9007199254740993",
                                        "1.00000000000000001",
                                        "9.9999999999999999999",
                                        "1.0000000000000001e-400",
                                        "0.30000000000000000000000000000000000000000000000000000000000000000001"};
    double d;
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        assert_true(sea_text_to_real(whole[i], strlen(whole[i]), &d));
        if (sea_text_real_loses(whole[i], strlen(whole[i]), d)) fail_msg("lost digits of %s", whole[i]);
    }
    for (size_t i = 0; i < sizeof lossy / sizeof lossy[0]; i++) {
        assert_true(sea_text_to_real(lossy[i], strlen(lossy[i]), &d));
        if (!sea_text_real_loses(lossy[i], strlen(lossy[i]), d)) fail_msg("kept all of %s", lossy[i]);
    }
    sea_rng r = sea_rng_init(7, 1, 0);
    for (int i = 0; i < 5000; i++) {
        char text[SEA_TEXT_REAL_MAX], long_text[64];
        d = sea_rng_uniform(&r) * 360.0;
        size_t length = sea_text_from_real(d, text);
        assert_false(sea_text_real_loses(text, length, d));
        length = (size_t)snprintf(long_text, sizeof long_text, "%.*e", 16 + i % 20, d);
        assert_false(sea_text_real_loses(long_text, length, d));
    }
}

static void test_real_hard_cases(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "2.2250738585072014e-308",
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.47e-324",
        "1e-400",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e308",
        "9007199254740993",
        "9007199254740992.99999",
        "9007199254740993.00001",
        "9007199254740995",
        "1090544144181609348671888949248",
        "0.000000000000000000000000000000000000000000000000000000000000000000000000001e75",
        "6929495644600919.5",
        "3.7455744005952583e15",
        "1e23",
        "8.5e22",
        "1.448997445238699",
        "123456789e-400",
        "1e99999999999999999999",
        "0e99999999999999999999",
        "1e-99999999999999999999",
        "18446744073709551615",
        "18446744073709551616",
        "9223372036854775807.5e-19"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) reads_as_strtod(cases[i]);
    /* Exactly halfway between two doubles, 1e-400 above and below it, at more digits than are kept. */
    for (int e = -1074; e < 900; e += 61) {
        char text[1400], *end;
        double low = ldexp(1.0 + 0x1p-52, e < -1022 ? -1022 : e);
        int n = snprintf(text, sizeof text, "%.1200e", low);
        assert_true(n > 0);
        reads_as_strtod(text);
        end = strchr(text, 'e');
        end[-1] = '1';
        reads_as_strtod(text);
    }
    char half[1500] = "9007199254740993.", more[1500];
    memset(half + 17, '0', 1000);
    half[1017] = '\0';
    reads_as_strtod(half);
    memcpy(more, half, sizeof more);
    more[1016] = '1';
    reads_as_strtod(more);
    double d;
    assert_true(sea_text_to_real(more, strlen(more), &d));
    assert_true(d == 9007199254740994.0);
}

static void test_real_random_text(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 40000; i++) {
        char text[80], digits[48];
        int n = 1 + (int)(mix(&seed) % 25);
        for (int k = 0; k < n; k++) digits[k] = (char)('0' + mix(&seed) % 10);
        digits[n] = '\0';
        int point = (int)(mix(&seed) % (uint64_t)(n + 1));
        int range = mix(&seed) % 4 ? 30 : 340, e = (int)(mix(&seed) % (uint64_t)(2 * range)) - range;
        snprintf(text, sizeof text, "%s%.*s.%s%s%d", mix(&seed) & 1 ? "-" : "", point, digits, digits + point, "e", e);
        reads_as_strtod(text);
    }
}

static void reads_back_shortest(double d)
{
    char text[SEA_TEXT_REAL_MAX], better[40];
    size_t length = sea_text_from_real(d, text);
    assert_int_equal(length, strlen(text));
    if (bits_of(strtod(text, NULL)) != bits_of(d)) fail_msg("%.17g printed as %s", d, text);
    int digits = 0, zeros = 0;
    for (const char *p = text; *p && *p != 'e'; p++) {
        if (*p < '0' || *p > '9' || (!digits && *p == '0')) continue;
        digits++;
        zeros = *p == '0' ? zeros + 1 : 0;
    }
    digits -= zeros;
    if (digits > 1) { /* the nearest decimal of one digit less must not do */
        snprintf(better, sizeof better, "%.*e", digits - 2, d);
        if (strtod(better, NULL) == d) fail_msg("%s is longer than %s", text, better);
    }
    if (digits >= 1) { /* and it is the nearest of its length, unless that reads back as another number */
        snprintf(better, sizeof better, "%.*e", digits - 1, d);
        if (strtod(better, NULL) == d && strtold(better, NULL) != strtold(text, NULL))
            fail_msg("%s is farther than %s", text, better);
    }
}

static void test_real_prints_shortest(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.0, "0"},
                 {-0.0, "-0.0"},
                 {1.0, "1"},
                 {-15.0, "-15"},
                 {51.64, "51.64"},
                 {0.0006703, "0.0006703"},
                 {0.1, "0.1"},
                 {0.3, "0.3"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {1e-5, "0.00001"},
                 {1.5e-7, "1.5e-7"},
                 {9.999e-6, "9.999e-6"},
                 {1e16, "10000000000000000"},
                 {1e17, "1e17"},
                 {1.25e17, "1.25e17"},
                 {1e22, "1e22"},
                 {9007199254740993.0, "9007199254740992"},
                 {5e-324, "5e-324"},
                 {1.7976931348623157e308, "1.7976931348623157e308"},
                 {2.2250738585072014e-308, "2.2250738585072014e-308"},
                 {0x1p-44, "5.684341886080802e-14"},
                 {NAN, "null"},
                 {INFINITY, "null"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[SEA_TEXT_REAL_MAX];
        sea_text_from_real(cases[i].value, text);
        assert_string_equal(text, cases[i].text);
    }
    uint64_t seed = 2;
    for (int i = 0; i < 40000; i++) {
        reads_back_shortest(random_double(&seed));
        double unit = (double)(mix(&seed) >> 11) * 0x1p-53;
        reads_back_shortest(unit * pow(10.0, (double)(mix(&seed) % 30) - 10.0));
        reads_back_shortest(round(unit * 1e9) / pow(10.0, (double)(mix(&seed) % 20)));
    }
    for (int e = -1074; e < 1024; e++) {
        reads_back_shortest(ldexp(1.0, e));
        reads_back_shortest(nextafter(ldexp(1.0, e), 0));
        reads_back_shortest(nextafter(ldexp(1.0, e), INFINITY));
    }
}

static void prints_as_printf(double d, int decimals)
{
    char text[SEA_TEXT_REAL_MAX], want[64];
    size_t length = sea_text_from_fixed(d, decimals, text);
    snprintf(want, sizeof want, "%.*f", decimals, d);
    const char *w = want;
    if (*w == '-' && strspn(w + 1, "0.") == strlen(w + 1)) w++;
    assert_int_equal(length, strlen(text));
    if (strcmp(text, w) != 0) fail_msg("%.17g to %d decimals: %s, want %s", d, decimals, text, w);
}

static void test_fixed_prints_as_printf(void **state)
{
    (void)state;
    static const double cases[] = {0.0,   -0.0,  0.5,   1.5,   2.5,    -0.5,          -0.001, 0.125, 0.375,
                                   0.995, 999.5, 9.995, 1e-40, 1e-320, 0.99999999999, 1e14,   0.05,  999999999999999.9,
                                   1.005};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int k = 0; k <= 15; k++) prints_as_printf(cases[i], k);
    prints_as_printf(-999999999999999.875, 15);
    uint64_t seed = 3;
    for (int i = 0; i < 40000; i++) {
        double unit = ((double)(mix(&seed) >> 11) * 0x1p-53 - 0.5) * pow(10.0, (double)(mix(&seed) % 22) - 6.0);
        if (fabs(unit) < 1e15) prints_as_printf(unit, (int)(mix(&seed) % 16));
        prints_as_printf(round(unit * 16) / 16, (int)(mix(&seed) % 5)); /* many ties */
    }
    char text[SEA_TEXT_REAL_MAX];
    sea_text_from_fixed(NAN, 3, text);
    assert_string_equal(text, "null");
    sea_text_from_fixed(1e300, 3, text);
    assert_string_equal(text, "1e300");
}

static void test_locale_does_not_matter(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "C.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_ALL, names[i])) break;
    char text[SEA_TEXT_REAL_MAX];
    double d;
    sea_text_from_real(1.234e-300, text);
    assert_string_equal(text, "1.234e-300");
    assert_true(sea_text_to_real("1.25", 4, &d));
    assert_true(d == 1.25);
    setlocale(LC_ALL, "C");
}

static void test_whole_numbers(void **state)
{
    (void)state;
    uint64_t u;
    int64_t i;
    assert_true(sea_text_to_u64("18446744073709551615", 20, &u));
    assert_true(u == UINT64_MAX);
    assert_false(sea_text_to_u64("18446744073709551616", 20, &u));
    assert_false(sea_text_to_u64("+1", 2, &u));
    assert_false(sea_text_to_u64("", 0, &u));
    assert_true(sea_text_to_i64("-9223372036854775808", 20, &i));
    assert_true(i == INT64_MIN);
    assert_false(sea_text_to_i64("9223372036854775808", 19, &i));
    assert_true(sea_text_to_i64("+7", 2, &i) && i == 7);
    assert_false(sea_text_to_i64("-", 1, &i));
}

static void test_buffer_grows(void **state)
{
    (void)state;
    sea_buffer b = {0};
    for (int i = 0; i < 1000; i++) sea_buffer_add_format(&b, "%d,", i);
    sea_buffer_add_text(&b, "end");
    assert_false(b.failed);
    assert_int_equal(b.length, 3893);
    assert_string_equal(b.data + b.length - 7, "999,end");
    sea_buffer_clear(&b);
    assert_string_equal(b.data, "");
    sea_buffer_free(&b);
    assert_null(b.data);
}

static void escapes_to(void (*add)(sea_buffer *, const char *), const char *text, const char *want)
{
    sea_buffer b = {0};
    add(&b, text);
    assert_string_equal(b.data ? b.data : "", want);
    sea_buffer_free(&b);
}

static void test_escapes(void **state)
{
    (void)state;
    escapes_to(sea_buffer_add_html, "<img src=x onerror=alert(1)>\x1b[2J & 'q' \"",
               "&lt;img src=x onerror=alert(1)&gt;\xef\xbf\xbd[2J &amp; &#39;q&#39; &quot;");
    escapes_to(sea_buffer_add_html, "caf\xc3\xa9 \xff", "caf\xc3\xa9 \xef\xbf\xbd");
    escapes_to(sea_buffer_add_markdown, "a|b *c* <i> [x](y) `z` #1 a-b (2.5) \\",
               "a\\|b \\*c\\* \\<i\\> \\[x\\](y) \\`z\\` \\#1 a-b (2.5) \\\\");
    escapes_to(sea_buffer_add_markdown, "- item\n\n# head\x1b", "\\- item  \\# head\xef\xbf\xbd");
    escapes_to(sea_buffer_add_markdown, "12. March", "12\\. March");
    escapes_to(sea_buffer_add_markdown, "2.5 km", "2\\.5 km");
    escapes_to(sea_buffer_add_markdown, "", "");
    escapes_to(sea_buffer_add_csv, "plain", "plain");
    escapes_to(sea_buffer_add_csv, "A, \"B\"", "\"A, \"\"B\"\"\"");
    escapes_to(sea_buffer_add_csv, "=1+2", "'=1+2");
    escapes_to(sea_buffer_add_csv, "-12.5", "-12.5");
    escapes_to(sea_buffer_add_csv, "@x,y", "\"'@x,y\"");
    escapes_to(sea_buffer_add_csv, "", "");
    escapes_to(sea_buffer_add_terminal, "a\nb\x1b[31m",
               "a\xef\xbf\xbd"
               "b\xef\xbf\xbd[31m");
    escapes_to(sea_buffer_add_terminal,
               "\xe2\x80\xae"
               "evil",
               "\xef\xbf\xbd"
               "evil"); /* right-to-left override */
}

static void test_utf8(void **state)
{
    (void)state;
    assert_int_equal(sea_text_utf8_prefix("caf\xc3\xa9", 5), 5);
    assert_int_equal(sea_text_utf8_prefix("T\xff\xfeT", 4), 1);
    assert_int_equal(sea_text_utf8_prefix("\xc0\xaf", 2), 0);         /* overlong */
    assert_int_equal(sea_text_utf8_prefix("\xed\xa0\x80", 3), 0);     /* surrogate */
    assert_int_equal(sea_text_utf8_prefix("\xf4\x90\x80\x80", 4), 0); /* above U+10FFFF */
    assert_int_equal(sea_text_utf8_prefix("ab\xe2\x82", 4), 2);       /* cut */
    uint32_t code;
    assert_int_equal(sea_text_utf8_next("\xf0\x9f\x9b\xb0", 4, &code), 4);
    assert_int_equal(code, 0x1f6f0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_is_strict),
        cmocka_unit_test(test_real_hard_cases),
        cmocka_unit_test(test_real_loses),
        cmocka_unit_test(test_real_random_text),
        cmocka_unit_test(test_real_prints_shortest),
        cmocka_unit_test(test_fixed_prints_as_printf),
        cmocka_unit_test(test_locale_does_not_matter),
        cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_buffer_grows),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

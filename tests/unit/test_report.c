/* The page: the same bytes again, closed elements, escaped names, numbers readable, plots inside their frame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "claim_pair.h"
#include "evidence/report.h"

#include <stdio.h>
#include <stdlib.h>

static sea_screen_result screen(const sea_gp *gps, size_t count, sea_tai start)
{
    sea_screen_options o = sea_screen_options_default();
    o.start = start;
    o.span_ns = 8 * 3600 * SEA_NS_PER_S;
    o.threads = 1;
    sea_screen_result result;
    assert_int_equal(sea_screen_run(gps, count, &o, &result, NULL), SEA_OK);
    return result;
}

static char *page_of(const sea_gp *gps, size_t count, const sea_claim *claim)
{
    sea_tai start = claim_pair_utc("2009-02-10T12:00:00Z");
    sea_screen_result result = screen(gps, count, start);
    sea_claim_verdict verdict = {0};
    if (claim)
        assert_int_equal(sea_claim_check(claim, &(sea_claim_evidence){.gps = gps, .gp_count = count}, &verdict, NULL),
                         SEA_OK);
    const sea_report report = {.start = start,
                               .span_ns = 8 * 3600 * SEA_NS_PER_S,
                               .threshold_km = 5.0,
                               .gps = gps,
                               .gp_count = count,
                               .screen = &result,
                               .claim = claim,
                               .verdict = &verdict,
                               .claim_gps = gps};
    char *text = NULL;
    size_t length = 0;
    assert_int_equal(sea_report_html(&report, &text, &length, NULL), SEA_OK);
    assert_int_equal(strlen(text), length);
    sea_claim_verdict_free(&verdict);
    sea_screen_result_free(&result);
    return text;
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part)) count++;
    return count;
}

static void says_what_was_found(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    sea_gp ordered[2] = {gps[1], gps[0]};
    char *page = page_of(ordered, 2, NULL), *again = page_of(ordered, 2, NULL);
    assert_string_equal(page, again);
    assert_non_null(strstr(page, "0.698"));
    assert_non_null(strstr(page, "2009-02-10 16:55:59.796"));
    assert_non_null(strstr(page, "default-src 'none'"));
    assert_int_equal(count_of(page, "<svg "), count_of(page, "</svg>"));
    assert_int_equal(count_of(page, "class=\"plot wide\""), count_of(page, "class=\"plot narrow\""));
    assert_int_equal(count_of(page, "nan"), 0);
    assert_int_equal(count_of(page, "\"inf"), 0);
    free(page);
    free(again);
}

static void names_cannot_leave_their_place(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    sea_gp ordered[2] = {gps[1], gps[0]};
    strcpy(ordered[0].object_name, "</td><script>x</script>\"'&\xff\xe2\x80\xae");
    sea_claim_clause clause = {.id = "a", .text = "<b>\"&", .kind = SEA_CLAIM_CONJECTURE, .required = true};
    const sea_claim claim = {.id = "t",
                             .title = "</title><img src=x>",
                             .statement = "<p onload=x>",
                             .source_who = "<i>",
                             .source_date = "2009-01-01",
                             .source_url = "javascript:x",
                             .source_citation = "\"><script>",
                             .clauses = &clause,
                             .clause_count = 1};
    char *page = page_of(ordered, 2, &claim);
    static const char *const never[] = {"<script",           "<img", "<i>",         "<b>", "<p onload",
                                        "href=\"javascript", "\xff", "\xe2\x80\xae"};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) assert_null(strstr(page, never[i]));
    assert_non_null(strstr(page, "&lt;/td&gt;&lt;script&gt;"));
    free(page);
}

static void needs_a_screening_and_a_verdict(void **state)
{
    (void)state;
    char *text = NULL;
    size_t length = 0;
    const sea_report nothing = {0};
    assert_int_equal(sea_report_html(&nothing, &text, &length, NULL), SEA_E_USAGE);
    sea_screen_result result = {0};
    const sea_claim claim = {.title = "t"};
    const sea_report half = {.screen = &result, .claim = &claim};
    assert_int_equal(sea_report_html(&half, &text, &length, NULL), SEA_E_USAGE);
    assert_null(text);
}

static void a_page_about_nothing_is_whole(void **state)
{
    (void)state;
    sea_screen_result result = {0};
    const sea_report report = {.start = claim_pair_utc("2009-02-10T12:00:00Z"),
                               .span_ns = SEA_NS_PER_DAY,
                               .threshold_km = 0.5,
                               .screen = &result};
    char *text = NULL;
    size_t length = 0;
    assert_int_equal(sea_report_html(&report, &text, &length, NULL), SEA_OK);
    assert_non_null(strstr(text, "No two objects came closer"));
    assert_non_null(strstr(text, "</html>"));
    free(text);
}

static void numbers_are_readable(void **state)
{
    (void)state;
    sea_buffer b = {0};
    sea_report_count(&b, 0);
    sea_buffer_add_text(&b, " ");
    sea_report_count(&b, 999);
    sea_buffer_add_text(&b, " ");
    sea_report_count(&b, 1234567);
    sea_buffer_add_text(&b, " ");
    sea_report_fixed(&b, -1.25, 1);
    assert_string_equal(b.data, "0 999 1\xe2\x80\xaf"
                                "234\xe2\x80\xaf"
                                "567 \xe2\x88\x92"
                                "1.2");
    sea_buffer_free(&b);
}

/* Two objects with one orbit are named apart and are not the closest approach. */
static void one_orbit_for_two_is_no_approach(void **state)
{
    (void)state;
    sea_gp gps[4];
    claim_pair(gps);
    sea_gp ordered[4] = {gps[1], gps[0], gps[0], gps[0]};
    ordered[2].norad_cat_id = 90001;
    strcpy(ordered[2].object_name, "DOCKED");
    char *page = page_of(ordered, 3, NULL);
    assert_non_null(strstr(page, "Catalogued together"));
    assert_non_null(strstr(page, "DOCKED"));
    assert_non_null(strstr(page, "<dt>Closest</dt><dd>0.698"));
    assert_int_equal(count_of(page, "0.000</td>"), 0);
    free(page);
}

/* Ticks stand on round values and round times of day. */
static void ticks_are_round(void **state)
{
    (void)state;
    sea_buffer b = {0};
    sea_axis x = {
        .kind = SEA_AXIS_TIME, .max = 8.0 * 3600.0, .origin = claim_pair_utc("2009-02-10T12:20:00Z"), .label = "UTC"};
    sea_axis y = {.kind = SEA_AXIS_LOG, .min = 0.1, .max = 1000.0, .label = "km"};
    sea_plot p = sea_plot_begin(&b, 760.0, 300.0, x, y, "plot", "a & b");
    sea_plot_end(&p);
    static const char *const shown[] = {">14:00<", ">16:00<", ">20:00<", ">0.1<", ">1<", ">1000<", "a &amp; b"};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (!strstr(b.data, shown[i])) fail_msg("%s is not in %s", shown[i], b.data);
    assert_null(strstr(b.data, ">12:20<"));
    sea_buffer_clear(&b);
    y = (sea_axis){.kind = SEA_AXIS_LINEAR, .max = 5.0, .label = "km"};
    x.max = 3.0;
    p = sea_plot_begin(&b, 760.0, 300.0, x, y, "plot", "");
    sea_plot_end(&p);
    assert_non_null(strstr(b.data, ">12:20:01.0<"));
    assert_non_null(strstr(b.data, ">5<"));
    sea_buffer_free(&b);
}

/* A value outside the axes is drawn on the edge, never outside the picture. */
static void plots_stay_in_their_frame(void **state)
{
    (void)state;
    sea_buffer b = {0};
    sea_axis x = {.kind = SEA_AXIS_LINEAR, .max = 1.0, .label = "x"};
    sea_axis y = {.kind = SEA_AXIS_LOG, .min = 1.0, .max = 10.0, .label = "y"};
    sea_plot p = sea_plot_begin(&b, 400.0, 200.0, x, y, "plot", "");
    sea_buffer_clear(&b);
    const double xs[] = {-5.0, 2.0}, ys[] = {0.0, 1e9};
    sea_plot_line(&p, xs, ys, 2, "curve");
    assert_string_equal(b.data, "<polyline class=\"curve\" points=\"56.0,154.0 382.0,26.0\"/>");
    sea_buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_was_found),
        cmocka_unit_test(names_cannot_leave_their_place),
        cmocka_unit_test(needs_a_screening_and_a_verdict),
        cmocka_unit_test(a_page_about_nothing_is_whole),
        cmocka_unit_test(numbers_are_readable),
        cmocka_unit_test(one_orbit_for_two_is_no_approach),
        cmocka_unit_test(ticks_are_round),
        cmocka_unit_test(plots_stay_in_their_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

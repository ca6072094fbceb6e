/* Rows of tables in text: quotes as in RFC 4180, and what is no row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "motion/gp.h"

static sea_gp_row split(const char *text)
{
    sea_gp_row row;
    sea_gp_row_split(&row, text, strlen(text), ',');
    return row;
}

static void expect_cell(const sea_gp_row *row, size_t i, const char *text, size_t at)
{
    assert_true(i < row->count);
    assert_int_equal(row->cells[i].length, strlen(text));
    if (row->cells[i].length > 0) assert_memory_equal(row->cells[i].text, text, strlen(text));
    assert_int_equal(row->cells[i].at, at);
}

static void test_plain_and_quoted(void **state)
{
    (void)state;
    sea_gp_row row = split("a,,\"b,c\",\"\",d");
    assert_null(row.broken);
    assert_int_equal(row.count, 5);
    expect_cell(&row, 0, "a", 0);
    expect_cell(&row, 1, "", 2);
    expect_cell(&row, 2, "b,c", 3);
    expect_cell(&row, 3, "", 9);
    expect_cell(&row, 4, "d", 12);
    row = split("");
    assert_int_equal(row.count, 1);
    row = split("a,");
    assert_int_equal(row.count, 2);
    expect_cell(&row, 1, "", 2);
    sea_gp_row tabs;
    sea_gp_row_split(&tabs, "a,b\tc", 5, '\t');
    assert_int_equal(tabs.count, 2);
    expect_cell(&tabs, 0, "a,b", 0);
}

static void test_doubled_quotes(void **state)
{
    (void)state;
    sea_gp_row row = split("\"he said \"\"no\"\"\",x");
    assert_null(row.broken);
    assert_int_equal(row.count, 2);
    assert_true(row.cells[0].doubled && !row.cells[1].doubled);
    char text[32] = "";
    size_t n = sea_gp_cell_undouble(&row.cells[0], text, sizeof text);
    assert_int_equal(n, strlen("he said \"no\""));
    assert_memory_equal(text, "he said \"no\"", n);
    assert_int_equal(sea_gp_cell_undouble(&row.cells[0], text, 9), 9); /* no more than there is room for */
    assert_memory_equal(text, "he said \"", 9);
}

static void test_what_is_no_row(void **state)
{
    (void)state;
    sea_gp_row row = split("a,\"b");
    assert_string_equal(row.broken, "a quote is not closed");
    assert_int_equal(row.broken_at, 2);
    row = split("a,\"b\"c,d");
    assert_string_equal(row.broken, "text follows a closing quote");
    assert_int_equal(row.broken_at, 2);
    char many[SEA_GP_ROW_MAX + 1];
    memset(many, ',', sizeof many);
    sea_gp_row_split(&row, many, SEA_GP_ROW_MAX - 1, ',');
    assert_null(row.broken);
    assert_int_equal(row.count, SEA_GP_ROW_MAX);
    sea_gp_row_split(&row, many, SEA_GP_ROW_MAX, ',');
    assert_string_equal(row.broken, "more than 256 values");
    assert_int_equal(row.broken_at, SEA_GP_ROW_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_and_quoted),
        cmocka_unit_test(test_doubled_quotes),
        cmocka_unit_test(test_what_is_no_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

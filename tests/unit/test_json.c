/* base/json: what is taken, what is refused and where, and the canonical spelling. */
#include "base/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static sea_json *take(const char *text)
{
    sea_json *v = NULL;
    sea_error err = {0};
    if (sea_json_parse(text, strlen(text), &v, &err) != SEA_OK) fail_msg("%s: %s", text, err.text);
    return v;
}

static void refuse(const char *text, size_t length, sea_status want, uint64_t line, uint32_t column)
{
    sea_json *v = NULL;
    sea_error err = {0};
    sea_status s = sea_json_parse(text, length, &v, &err);
    assert_null(v);
    if (s != want) fail_msg("%s: %s (%s)", text, sea_status_name(s), err.text);
    assert_int_equal(err.code, want);
    assert_true(err.text[0] != '\0');
    if (line) assert_int_equal(err.line, line);
    if (column) assert_int_equal(err.column, column);
}

static void test_reading(void **state)
{
    (void)state;
    sea_json *v = take("{\"b\": [1, 2.5, \"x\", true, null], \"a\": {\"c\": -7}}");
    const sea_json *b = sea_json_get(v, "b");
    assert_int_equal(sea_json_type_of(v), SEA_JSON_OBJECT);
    assert_int_equal(sea_json_count(v), 2);
    assert_int_equal(sea_json_count(b), 5);
    double d;
    int64_t i;
    bool t;
    assert_true(sea_json_real(sea_json_at(b, 0), &d) && d == 1.0);
    assert_true(sea_json_integer(sea_json_at(b, 0), &i) && i == 1);
    assert_true(sea_json_real(sea_json_at(b, 1), &d) && d == 2.5);
    assert_false(sea_json_integer(sea_json_at(b, 1), &i));
    assert_string_equal(sea_json_string(sea_json_at(b, 2)), "x");
    assert_true(sea_json_bool(sea_json_at(b, 3), &t) && t);
    assert_int_equal(sea_json_type_of(sea_json_at(b, 4)), SEA_JSON_NULL);
    assert_null(sea_json_at(b, 5));
    assert_null(sea_json_get(b, "b"));
    assert_null(sea_json_get(NULL, "b"));
    assert_null(sea_json_string(b));
    assert_int_equal(sea_json_count(sea_json_at(b, 0)), 0);
    sea_json_free(v);
}

static void test_walk_keeps_the_order_of_the_text(void **state)
{
    (void)state;
    sea_json *v = take("{\"z\":1,\"a\":2,\"m\":3,\"0\":4,\"zz\":5,\"b\":6,\"y\":7,\"c\":8,\"x\":9,\"d\":10}");
    const char *want = "z a m 0 zz b y c x d ";
    char got[64] = "";
    void *cursor = NULL;
    const char *key;
    const sea_json *member;
    int64_t n = 0, i = 0;
    while (sea_json_each(v, &cursor, &key, &member)) {
        strcat(got, key);
        strcat(got, " ");
        assert_true(sea_json_integer(member, &i) && i == ++n);
    }
    assert_string_equal(got, want);
    sea_json_free(v);
}

static void test_refusals(void **state)
{
    (void)state;
    refuse("[1,]", 4, SEA_E_FORMAT, 1, 4);
    refuse("{\n  \"a\": NaN\n}", 14, SEA_E_FORMAT, 2, 0);
    refuse("[1] x", 5, SEA_E_FORMAT, 1, 5);
    refuse("", 0, SEA_E_FORMAT, 1, 1);
    refuse("{\"a\":1,\n\"a\":2}", 14, SEA_E_CONFLICT, 2, 0);
    refuse("[\"a\0b\"]", 7, SEA_E_FORMAT, 1, 4);
    refuse("\n[\"T\xff\"]", 7, SEA_E_FORMAT, 2, 4);
    refuse("[1e400]", 7, SEA_E_FORMAT, 1, 0);
    refuse("[\"\\ud800\"]", 10, SEA_E_FORMAT, 1, 0);
    refuse("[\"\\u0000\"]", 10, SEA_E_FORMAT, 1, 0);
    refuse("{\"a\"", 4, SEA_E_FORMAT, 1, 0);
    char deep[201];
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    refuse(deep, 200, SEA_E_RANGE, 1, 65);
    sea_json *v = NULL;
    assert_int_equal(sea_json_parse(deep + 36, 128, &v, NULL), SEA_OK); /* 64 levels are fine */
    sea_json_free(v);
    v = take("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"]");
    sea_json_free(v);
}

static void rewrites_as(const char *text, int indent, const char *want)
{
    sea_json *v = take(text);
    sea_buffer b = {0};
    sea_json_writer w = sea_json_writer_init(&b, indent);
    sea_json_put(&w, v);
    assert_false(b.failed);
    assert_string_equal(b.data, want);
    sea_json_free(v);
    sea_buffer_free(&b);
}

static void test_canonical_spelling(void **state)
{
    (void)state;
    rewrites_as(" { \"b\" : [ 1 , 2.50, \"x\\u00e9\\n\" , true,null ] , \"a\":{}, \"e\":[] } ", 0,
                "{\"b\":[1,2.5,\"x\xc3\xa9\\n\",true,null],\"a\":{},\"e\":[]}");
    rewrites_as("{\"b\":[1,{\"c\":2}],\"a\":{}}", 2,
                "{\n  \"b\": [\n    1,\n    {\n      \"c\": 2\n    }\n  ],\n  \"a\": {}\n}");
    rewrites_as("[1.0,-0.0,1e22,123456789012,0.1]", 0, "[1,-0.0,1e22,123456789012,0.1]");
    rewrites_as("7", 0, "7");
}

static void test_writing(void **state)
{
    (void)state;
    sea_buffer b = {0};
    sea_json_writer w = sea_json_writer_init(&b, 0);
    sea_json_begin_object(&w);
    sea_json_key(&w, "a\"b");
    sea_json_put_string(&w, "\x1b[2J \xff \\");
    sea_json_key(&w, "n");
    sea_json_begin_array(&w);
    sea_json_put_real(&w, NAN);
    sea_json_put_fixed(&w, 1.0 / 3.0, 3);
    sea_json_put_integer(&w, INT64_MIN);
    sea_json_put_bool(&w, false);
    sea_json_put_null(&w);
    sea_json_end_array(&w);
    sea_json_end_object(&w);
    assert_string_equal(
        b.data, "{\"a\\\"b\":\"\\u001b[2J \xef\xbf\xbd \\\\\",\"n\":[null,0.333,-9223372036854775808,false,null]}");
    sea_json *v = take(b.data);
    sea_json_free(v);
    sea_json_end_object(&w); /* one too many */
    assert_true(b.failed);
    sea_buffer_clear(&b);
    w = sea_json_writer_init(&b, 0);
    for (int i = 0; i < 64; i++) sea_json_begin_array(&w);
    assert_false(b.failed);
    sea_json_begin_array(&w);
    assert_true(b.failed);
    sea_buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),  cmocka_unit_test(test_walk_keeps_the_order_of_the_text),
        cmocka_unit_test(test_refusals), cmocka_unit_test(test_canonical_spelling),
        cmocka_unit_test(test_writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

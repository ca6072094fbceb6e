/* The job table, option parsing, the writer of rows and the record of a run, through a job made for the purpose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "jobs/job.h"

/* ---- a job that shows what it was given ---- */

static const char *const colours[] = {"red", "blue", NULL};

static const sea_job_option options[] = {
    {.name = "flag", .type = SEA_OPTION_FLAG, .help = "a flag"},
    {.name = "count", .type = SEA_OPTION_INTEGER, .default_text = "3", .min = 0, .max = 5000, .help = "rows"},
    {.name = "size-km", .type = SEA_OPTION_REAL, .unit = "km", .min = 0.5, .max = 10, .help = "a size"},
    {.name = "at", .type = SEA_OPTION_UTC, .help = "an instant"},
    {.name = "span", .type = SEA_OPTION_DURATION, .min = 1, .max = 86400, .help = "a span"},
    {.name = "id", .type = SEA_OPTION_IDS, .help = "numbers"},
    {.name = "colour", .type = SEA_OPTION_CHOICE, .choices = colours, .default_text = "blue", .help = "a colour"},
    {.name = "name", .type = SEA_OPTION_TEXT, .help = "a name"},
    {.name = "where", .type = SEA_OPTION_PATH, .local = true, .help = "a place"},
};

static const sea_job_column columns[] = {
    {"N", SEA_COLUMN_INTEGER, 0, NULL, "number"},     {"NAME", SEA_COLUMN_TEXT, 0, NULL, "name"},
    {"FIXED", SEA_COLUMN_FIXED, 2, "km", "fixed"},    {"REAL", SEA_COLUMN_REAL, 0, NULL, "shortest"},
    {"TIME", SEA_COLUMN_UTC, 3, "UTC", "an instant"},
};

static sea_status show(sea_job_context *context, sea_error *err)
{
    const sea_job_value *name = sea_job_value_of(context, "name");
    const uint8_t digest[SEA_SHA256_SIZE] = {0xab};
    if (sea_job_value_of(context, "flag")->flag) return sea_error_set(err, SEA_E_FORMAT, "asked to fail\x1b[31m");
    sea_job_note(context, "note of %s", name->given ? name->text : "nobody");
    if (sea_job_add_input(context, "in \"put\"", "file", 12, digest) != SEA_OK) return SEA_E_MEMORY;
    for (int64_t i = 0; i < sea_job_value_of(context, "count")->integer; i++) {
        const sea_cell cells[] = {
            sea_cell_integer(i),
            sea_cell_text(name->given ? name->text : NULL),
            sea_cell_real(-0.001 * (double)i),
            i % 2 ? sea_cell_none() : sea_cell_real(0.1),
            sea_cell_utc((sea_tai){INT64_C(32000000000)}),
        };
        sea_status s = sea_job_row(context, cells, err);
        if (s == SEA_OK) s = sea_job_progress(context, (double)i);
        if (s != SEA_OK) return s;
    }
    if (sea_job_value_of(context, "id")->id_count > 2) sea_job_mark_partly(context);
    return SEA_OK;
}

static const sea_job job = {
    .name = "sample",
    .summary = "shows what it was given",
    .inputs = "FILE",
    .inputs_help = "nothing is read",
    .inputs_max = 1,
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .run = show,
};

/* ---- a caller that keeps everything ---- */

typedef struct caller {
    sea_buffer out, talk;
    int writes;
    sea_status write_status; /* what the sink answers */
    int cancel;
} caller;

static sea_status keep(void *payload, const char *bytes, size_t length, sea_error *err)
{
    caller *c = payload;
    c->writes++;
    if (c->write_status != SEA_OK) return sea_error_set(err, c->write_status, "disk full");
    sea_buffer_add(&c->out, bytes, length);
    return SEA_OK;
}

static void hear(void *payload, sea_job_talk kind, const char *line)
{
    sea_buffer_add_format(&((caller *)payload)->talk, "%d:%s\n", (int)kind, line);
}

static int progress(void *payload, double part)
{
    (void)part;
    return ((caller *)payload)->cancel;
}

enum { WORDS_MAX = 16 };

/* Runs with arguments written as "name=text", ended by NULL. */
static sea_status run(caller *c, const char *const *words, sea_job_outcome *outcome, sea_error *err)
{
    static char texts[WORDS_MAX][120];
    sea_job_argument arguments[WORDS_MAX];
    size_t n = 0;
    for (; words[n]; n++) {
        assert_true(n < WORDS_MAX);
        snprintf(texts[n], sizeof texts[n], "%s", words[n]);
        char *equals = strchr(texts[n], '=');
        assert_non_null(equals);
        *equals = '\0';
        arguments[n] = (sea_job_argument){texts[n], equals + 1};
    }
    const sea_job_request request = {
        .arguments = arguments, .argument_count = n, .payload = c, .write = keep, .talk = hear, .progress = progress};
    return sea_job_run(&job, &request, outcome, err);
}

static void forget(caller *c, sea_job_outcome *outcome)
{
    sea_buffer_free(&c->out);
    sea_buffer_free(&c->talk);
    sea_job_outcome_free(outcome);
    *c = (caller){0};
}

static void expect_output(const char *const *words, const char *expected)
{
    caller c = {0};
    sea_job_outcome outcome;
    sea_error err = {0};
    assert_int_equal(run(&c, words, &outcome, &err), SEA_OK);
    assert_string_equal(c.out.data ? c.out.data : "", expected);
    forget(&c, &outcome);
}

static void expect_usage(const char *const *words, const char *text)
{
    caller c = {0};
    sea_job_outcome outcome;
    sea_error err = {0};
    assert_int_equal(run(&c, words, &outcome, &err), SEA_E_USAGE);
    if (!strstr(err.text, text)) fail_msg("\"%s\" does not say \"%s\"", err.text, text);
    assert_int_equal(c.writes, 0);
    assert_null(outcome.record);
    forget(&c, &outcome);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- tests ---- */

static void test_table_is_sound(void **state)
{
    (void)state;
    size_t count;
    const sea_job *const *jobs = sea_job_table(&count);
    assert_true(count >= 3);
    for (size_t i = 0; i < count; i++) {
        const sea_job *j = jobs[i];
        assert_ptr_equal(sea_job_find(j->name), j);
        if (j->alias) assert_ptr_equal(sea_job_find(j->alias), j);
        assert_non_null(j->run);
        assert_true(strlen(j->summary) > 10 && j->summary[strlen(j->summary) - 1] != '.');
        assert_true(!j->inputs == !j->inputs_help);
        assert_non_null(j->example);
        for (size_t k = 0; k < j->option_count; k++) {
            const sea_job_option *o = &j->options[k];
            assert_ptr_equal(sea_job_option_find(j, o->name), o); /* names are not used twice */
            assert_false(o->required && o->default_text);
            assert_true((o->type == SEA_OPTION_CHOICE) == (o->choices != NULL));
            assert_true(strlen(o->help) > 5 && o->help[strlen(o->help) - 1] != '.');
        }
        for (size_t k = 0; k < j->column_count; k++)
            for (size_t m = 0; m < k; m++) assert_string_not_equal(j->columns[k].name, j->columns[m].name);
    }
    assert_null(sea_job_find("no-such-job"));
    assert_null(sea_job_find(""));
}

/* A default that its own option refuses would fail every run. */
static void test_defaults_parse(void **state)
{
    (void)state;
    size_t count;
    const sea_job *const *jobs = sea_job_table(&count);
    for (size_t i = 0; i < count; i++) {
        sea_job relaxed = *jobs[i];
        sea_job_option *copies = calloc(relaxed.option_count + 1, sizeof *copies);
        assert_non_null(copies);
        for (size_t k = 0; k < relaxed.option_count; k++) {
            copies[k] = relaxed.options[k];
            copies[k].required = false;
        }
        relaxed.options = copies;
        size_t n = sea_job_option_count(&relaxed);
        sea_job_value *values = calloc(n + 1, sizeof *values);
        const sea_job_request none = {0};
        sea_error err = {0};
        if (sea_job_values_parse(&relaxed, &none, values, &err) != SEA_OK) fail_msg("%s: %s", relaxed.name, err.text);
        sea_job_values_free(values, n);
        free(copies);
    }
}

static void test_values_and_their_canonical_text(void **state)
{
    (void)state;
    caller c = {0};
    sea_job_outcome outcome;
    sea_error err = {0};
    const char *const *words = WORDS("count=02", "size-km=2.50", "at=2026-03-10", "span=1.5h", "id=30,T0438,5", "id=5",
                                     "colour=red", "name=a\"b", "where=/tmp", "format=csv");
    assert_int_equal(run(&c, words, &outcome, &err), SEA_OK);
    assert_true(outcome.partly); /* three different numbers */
    assert_int_equal(outcome.rows, 2);
    char expected[600];
    snprintf(expected, sizeof expected,
             "{\"starsea\":\"%s\",\"job\":\"sample\",\"options\":{\"count\":\"2\",\"size-km\":\"2.5\","
             "\"at\":\"2026-03-10T00:00:00Z\",\"span\":\"5400s\",\"id\":\"5,30,270438\",\"colour\":\"red\","
             "\"name\":\"a\\\"b\",\"format\":\"csv\"},\"inputs\":[{\"name\":\"in "
             "\\\"put\\\"\",\"kind\":\"file\",\"bytes\":12,"
             "\"sha256\":\"ab00000000000000000000000000000000000000000000000000000000000000\"}]}",
             sea_version());
    assert_string_equal(outcome.record, expected);
    forget(&c, &outcome);
}

static void test_canonical_text_reads_back(void **state)
{
    (void)state;
    static const struct {
        size_t option;
        const char *text, *canonical;
    } cases[] = {
        {3, "2016-12-31T23:59:60.123456789Z", "2016-12-31T23:59:60.123456789Z"},
        {4, "1.25s", "1.25s"},
        {4, "1000000us", NULL},
        {4, "1500ms", "1.5s"},
        {4, "1d", "86400s"},
        {2, "1e0", "1"},
        {0, "true", "true"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const sea_job_argument argument = {options[cases[i].option].name, cases[i].text};
        const sea_job_request request = {.arguments = &argument, .argument_count = 1};
        sea_job_value values[16] = {{0}};
        sea_status s = sea_job_values_parse(&job, &request, values, NULL);
        assert_int_equal(s, cases[i].canonical ? SEA_OK : SEA_E_USAGE);
        if (!cases[i].canonical) continue;
        sea_buffer text = {0};
        sea_job_value_format(&options[cases[i].option], &values[cases[i].option], &text);
        assert_string_equal(text.data, cases[i].canonical);
        sea_buffer_free(&text);
    }
}

static void test_wrong_options_are_usage_errors(void **state)
{
    (void)state;
    expect_usage(WORDS("weight=3"), "no option --weight");
    expect_usage(WORDS("count=x"), "--count x: must be a whole number");
    expect_usage(WORDS("count=1.5"), "whole number");
    expect_usage(WORDS("count=5001"), "from 0 to 5000");
    expect_usage(WORDS("count=-1"), "from 0");
    expect_usage(WORDS("count="), "empty");
    expect_usage(WORDS("count=1", "count=1"), "given twice");
    expect_usage(WORDS("size-km=0.49"), "0.5 to 10");
    expect_usage(WORDS("size-km=nan"), "must be a number");
    expect_usage(WORDS("at=2026-02-30"), "--at 2026-02-30");
    expect_usage(WORDS("at=yesterday"), "--at yesterday");
    expect_usage(WORDS("span=7"), "--span 7");
    expect_usage(WORDS("span=2d"), "1 s to 86400 s");
    expect_usage(WORDS("id=1,,2"), "\"\" is not a catalogue number");
    expect_usage(WORDS("id=0"), "\"0\"");
    expect_usage(WORDS("id=1000000000"), "1000000000");
    expect_usage(WORDS("id=I0438"), "I0438");
    expect_usage(WORDS("colour=green"), "one of red, blue");
    expect_usage(WORDS("flag=yes"), "takes no value");
    expect_usage(WORDS("format=xml"), "one of table, csv, json");
    expect_usage(WORDS("name=\x1b[2J", "count=x\x1b[2J"), "--count x"); /* and no escape survives: */
    caller c = {0};
    sea_job_outcome outcome;
    sea_error err = {0};
    run(&c, WORDS("count=x\x1b[2J\n"), &outcome, &err);
    assert_null(strchr(err.text, 0x1b));
    assert_null(strchr(err.text, '\n'));
    forget(&c, &outcome);
}

static void test_inputs_are_counted(void **state)
{
    (void)state;
    const char *inputs[] = {"-", "-"};
    sea_job two = job;
    two.inputs_max = 0;
    two.inputs_min = 1;
    sea_job_outcome outcome;
    sea_error err = {0};
    sea_job_request request = {.inputs = inputs, .input_count = 2};
    assert_int_equal(sea_job_run(&job, &request, &outcome, &err), SEA_E_USAGE); /* one too many */
    assert_non_null(strstr(err.text, "one too many"));
    assert_int_equal(sea_job_run(&two, &request, &outcome, &err), SEA_E_USAGE);
    assert_non_null(strstr(err.text, "only once"));
    request.input_count = 0;
    assert_int_equal(sea_job_run(&two, &request, &outcome, &err), SEA_E_USAGE);
    assert_non_null(strstr(err.text, "needs FILE"));
}

static void test_csv(void **state)
{
    (void)state;
    expect_output(WORDS("count=2", "format=csv", "name=SL-8, \"R/B\""),
                  "N,NAME,FIXED,REAL,TIME\n"
                  "0,\"SL-8, \"\"R/B\"\"\",0.00,0.1,2000-01-01T12:00:00.000Z\n"
                  "1,\"SL-8, \"\"R/B\"\"\",0.00,,2000-01-01T12:00:00.000Z\n");
    expect_output(WORDS("count=0", "format=csv"), "N,NAME,FIXED,REAL,TIME\n");
}

static void test_json_lines(void **state)
{
    (void)state;
    expect_output(WORDS("count=2", "format=json", "name=a\"b"),
                  "{\"N\":0,\"NAME\":\"a\\\"b\",\"FIXED\":0.00,\"REAL\":0.1,\"TIME\":\"2000-01-01T12:00:00.000Z\"}\n"
                  "{\"N\":1,\"NAME\":\"a\\\"b\",\"FIXED\":0.00,\"REAL\":null,\"TIME\":\"2000-01-01T12:00:00.000Z\"}\n");
    expect_output(WORDS("count=1", "format=json"),
                  "{\"N\":0,\"NAME\":null,\"FIXED\":0.00,\"REAL\":0.1,\"TIME\":\"2000-01-01T12:00:00.000Z\"}\n");
    expect_output(WORDS("count=0", "format=json"), "");
}

static void test_table(void **state)
{
    (void)state;
    expect_output(WORDS("count=2", "name=long name"), "N  NAME       FIXED  REAL                      TIME\n"
                                                      "0  long name   0.00   0.1  2000-01-01T12:00:00.000Z\n"
                                                      "1  long name   0.00     -  2000-01-01T12:00:00.000Z\n");
    expect_output(WORDS("count=0"), "N  NAME  FIXED  REAL  TIME\n");
}

/* Beyond the held rows a table streams with the same widths, and no row is lost at the seam. */
static void test_long_table_streams(void **state)
{
    (void)state;
    caller c = {0};
    sea_job_outcome outcome;
    sea_error err = {0};
    assert_int_equal(run(&c, WORDS("count=3000", "name=x"), &outcome, &err), SEA_OK);
    assert_true(c.writes > 1);
    size_t lines = 0;
    long expected = 0;
    for (const char *p = strchr(c.out.data, '\n') + 1; *p; p = strchr(p, '\n') + 1, lines++)
        assert_int_equal(strtol(p, NULL, 10), expected++);
    assert_int_equal(lines, 3000);
    forget(&c, &outcome);
}

static void test_talk_is_printable(void **state)
{
    (void)state;
    caller c = {0};
    sea_job_outcome outcome;
    assert_int_equal(run(&c, WORDS("name=\x1b[31mred\n"), &outcome, NULL), SEA_OK);
    assert_null(strchr(c.talk.data, 0x1b));
    assert_ptr_equal(strchr(c.talk.data, '\n'), c.talk.data + c.talk.length - 1);
    forget(&c, &outcome);
}

static void test_failed_sink_ends_the_run_and_is_not_asked_again(void **state)
{
    (void)state;
    caller c = {.write_status = SEA_E_IO};
    sea_job_outcome outcome;
    sea_error err = {0};
    assert_int_equal(run(&c, WORDS("count=5000", "format=csv", "name=a longer name than most"), &outcome, &err),
                     SEA_E_IO);
    assert_string_equal(err.text, "disk full");
    assert_int_equal(c.writes, 1);
    assert_null(outcome.record);
    forget(&c, &outcome);
}

static void test_cancel_and_failure(void **state)
{
    (void)state;
    caller c = {.cancel = 1};
    sea_job_outcome outcome;
    sea_error err = {0};
    assert_int_equal(run(&c, WORDS("format=csv", "count=9"), &outcome, &err), SEA_DONE);
    assert_string_equal(c.out.data,
                        "N,NAME,FIXED,REAL,TIME\n0,,0.00,0.1,2000-01-01T12:00:00.000Z\n"); /* what was found stays */
    forget(&c, &outcome);
    assert_int_equal(run(&c, WORDS("flag=true", "format=csv"), &outcome, &err), SEA_E_FORMAT);
    assert_int_equal(c.writes, 0); /* a failure before the first row leaves no header behind */
    assert_null(strchr(err.text, 0x1b));
    forget(&c, &outcome);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_is_sound),
        cmocka_unit_test(test_defaults_parse),
        cmocka_unit_test(test_values_and_their_canonical_text),
        cmocka_unit_test(test_canonical_text_reads_back),
        cmocka_unit_test(test_wrong_options_are_usage_errors),
        cmocka_unit_test(test_inputs_are_counted),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_json_lines),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_long_table_streams),
        cmocka_unit_test(test_talk_is_printable),
        cmocka_unit_test(test_failed_sink_ends_the_run_and_is_not_asked_again),
        cmocka_unit_test(test_cancel_and_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Whole histories as a job gets them: the same from files and from a store of the same files. */
#include "catalog_fixture.h"

#include "jobs/job.h"

static sea_gp_history found; /* by the job below, for the test to look at */

static sea_status gather(sea_job_context *context, sea_error *err)
{
    return sea_job_history(context, &found, err);
}

static const sea_job_option options[] = {SEA_JOB_OPTIONS_HISTORY, SEA_JOB_OPTION_KNOWN_AT};
static const sea_job_option plain_options[] = {SEA_JOB_OPTIONS_HISTORY};
static const sea_job_column columns[] = {{"N", SEA_COLUMN_INTEGER, 0, NULL, "number"}};

static const sea_job job = {.name = "gather",
                            .inputs = "FILE...",
                            .options = options,
                            .option_count = sizeof options / sizeof options[0],
                            .columns = columns,
                            .column_count = 1,
                            .run = gather};

static sea_status swallow(void *payload, const char *bytes, size_t length, sea_error *err)
{
    (void)payload;
    (void)bytes;
    (void)length;
    (void)err;
    return SEA_OK;
}

static void hear(void *payload, sea_job_talk kind, const char *line)
{
    sea_buffer_add_format(payload, "%d:%s\n", (int)kind, line);
}

typedef struct asked {
    const char *files[3];
    sea_job_argument arguments[4];
} asked;

/* Runs and expects a status; what was said is in `talk`, the error's text too. Returned: whether only partly done. */
static bool run(const sea_job *which, const asked *a, sea_status expected, sea_buffer *talk)
{
    sea_buffer_clear(talk);
    sea_job_request request = {.payload = talk, .write = swallow, .talk = hear};
    while (request.input_count < 3 && a->files[request.input_count]) request.input_count++;
    while (request.argument_count < 4 && a->arguments[request.argument_count].name) request.argument_count++;
    request.inputs = a->files;
    request.arguments = a->arguments;
    sea_job_outcome outcome;
    sea_error err = {0};
    sea_status status = sea_job_run(which, &request, &outcome, &err);
    if (status != SEA_OK) sea_buffer_add_text(talk, err.text);
    if (status != expected) print_message("%s\n", talk->data);
    assert_int_equal(status, expected);
    bool partly = outcome.partly;
    sea_job_outcome_free(&outcome);
    return partly;
}

/* "id:day/drag ..." of every set found. */
static void describe(char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < found.count && length < size; i++)
        length += (size_t)snprintf(out + length, size - length, "%s%u:%.0f%s", i ? " " : "", found.gps[i].norad_cat_id,
                                   found.gps[i].bstar_per_er * 1e9,
                                   found.gps[i].caveats & SEA_GP_CAVEAT_DIFFERING ? "!" : "");
}

static void assert_found(const char *expected)
{
    char text[256];
    describe(text, sizeof text);
    assert_string_equal(text, expected);
    sea_gp_history_free(&found);
}

/* Three files, one of them compressed, with comments, a repetition, a contradiction and one broken record. */
static void write_files(void **state)
{
    const made first[] = {{7, 20, 0, 11111}, {9, 20, 0, 22222}, {7, 18, 0, 33333}};
    const made second[] = {{9, 20, 0, 22222}, {7, 20, 0, 44444}, {9, 25, 0, 55555}};
    write_sets(at(state, "a.tle"), first, 3, "NAME");
    write_sets(at(state, "b.tle"), second, 3, NULL);
    assert_int_equal(shell("cd '%s' && { echo '# snapshot 20250120 objects 2'; cat a.tle; } > c.tle && "
                           "{ cat b.tle; echo '# end'; sed -n 1,2p b.tle | sed 's/.$/x/'; } | gzip > b.tle.gz",
                           at(state, "")),
                     0);
}

#define WHOLE "7:33333 7:11111! 7:44444! 9:22222 9:55555"

static void test_files(void **state)
{
    sea_buffer talk = {0};
    write_files(state);
    asked a = {.files = {at(state, "c.tle"), at(state, "b.tle.gz")}};
    assert_true(run(&job, &a, SEA_OK, &talk)); /* the broken record */
    assert_int_equal(found.repeated, 1);
    assert_int_equal(found.differing, 2);
    assert_int_equal(found.object_count, 2);
    assert_found(WHOLE);
    assert_non_null(strstr(talk.data, "histories: 5 element sets of 2 objects, epochs from 2025-01-18T00:00:00Z to "
                                      "2025-01-25T00:00:00Z; repetitions left out: 1"));
    assert_non_null(strstr(talk.data, "with different values: 2"));
    assert_non_null(strstr(talk.data, "2:")); /* the diagnostic of the broken record */
    sea_buffer_free(&talk);
}

static void test_store_gives_the_same(void **state)
{
    sea_buffer talk = {0};
    write_files(state);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "c.tle"), 1);
    import_file(c, at(state, "b.tle"), 2);
    sea_catalog_close(c);
    asked a = {.arguments = {{"store", at(state, "db")}}};
    assert_false(run(&job, &a, SEA_OK, &talk));
    assert_found(WHOLE);
    char known[SEA_TAI_TEXT_MAX];
    sea_tai_format(arrival_of(1), 9, known);
    a.arguments[1] = (sea_job_argument){"known-at", known};
    assert_false(run(&job, &a, SEA_OK, &talk));
    assert_found("7:33333 7:11111 9:22222");
    sea_buffer_free(&talk);
}

static void test_choice_of_objects_and_span(void **state)
{
    sea_buffer talk = {0};
    write_files(state);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    import_file(c, at(state, "a.tle"), 1);
    import_file(c, at(state, "b.tle"), 2);
    sea_catalog_close(c);
    for (int stored = 0; stored < 2; stored++) {
        asked a = {.arguments = {{"id", "9,5,7"}, {"start", "2025-01-20"}, {"end", "2025-01-24"}}};
        if (stored) {
            a.arguments[3] = (sea_job_argument){"store", at(state, "db")};
        } else {
            a.files[0] = at(state, "a.tle");
            a.files[1] = at(state, "b.tle");
        }
        assert_true(run(&job, &a, SEA_OK, &talk)); /* 5 is missing */
        assert_non_null(strstr(talk.data, "no element set of object 5"));
        assert_found("7:11111! 7:44444! 9:22222");
        a.arguments[0] = (sea_job_argument){"id", "9"};
        assert_false(run(&job, &a, SEA_OK, &talk));
        assert_found("9:22222");
        a.arguments[1].text = "2025-02-20";
        a.arguments[2].text = "2025-02-24";
        run(&job, &a, SEA_E_NOT_FOUND, &talk);
        assert_non_null(strstr(talk.data, "no element set is left"));
        a.arguments[2].text = "2025-02-19";
        run(&job, &a, SEA_E_USAGE, &talk);
        assert_non_null(strstr(talk.data, "--end is before --start"));
    }
    sea_buffer_free(&talk);
}

static void test_refusals(void **state)
{
    sea_buffer talk = {0};
    write_files(state);
    asked a = {0};
    run(&job, &a, SEA_E_USAGE, &talk);
    a = (asked){.files = {at(state, "a.tle")}, .arguments = {{"store", at(state, "db")}}};
    run(&job, &a, SEA_E_USAGE, &talk);
    a = (asked){.files = {at(state, "a.tle")}, .arguments = {{"known-at", "2025-01-01"}}};
    run(&job, &a, SEA_E_USAGE, &talk);
    a = (asked){.arguments = {{"store", at(state, "absent")}}};
    run(&job, &a, SEA_E_NOT_FOUND, &talk);
    a = (asked){.files = {at(state, "absent.tle")}};
    run(&job, &a, SEA_E_IO, &talk);
    a = (asked){.files = {at(state, "absent.tle"), at(state, "a.tle")}};
    assert_true(run(&job, &a, SEA_OK, &talk)); /* the others stand */
    sea_gp_history_free(&found);
    sea_buffer_free(&talk);
}

static void test_without_known_at(void **state)
{
    sea_job plain = job;
    plain.options = plain_options;
    plain.option_count = sizeof plain_options / sizeof plain_options[0];
    sea_buffer talk = {0};
    write_files(state);
    asked a = {.files = {at(state, "a.tle")}};
    assert_false(run(&plain, &a, SEA_OK, &talk));
    assert_found("7:33333 7:11111 9:22222");
    sea_buffer_free(&talk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(test_files),    IN_A_PLACE(test_store_gives_the_same), IN_A_PLACE(test_choice_of_objects_and_span),
        IN_A_PLACE(test_refusals), IN_A_PLACE(test_without_known_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

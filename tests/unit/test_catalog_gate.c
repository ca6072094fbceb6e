/* The gate of fetched addresses: gaps, budgets, blocks, clocks that were wrong; and bytes kept under their digest. */
#include "catalog_fixture.h"

#define HOUR_NS (INT64_C(3600) * SEA_NS_PER_S)

static const sea_catalog_limits two_hours = {.gap_ns = 2 * HOUR_NS, .per_minute = 3, .per_hour = 5, .requests = 1};

static sea_tai hours(double h)
{
    return (sea_tai){(int64_t)(h * (double)HOUR_NS)};
}

static sea_catalog_leave ask(sea_catalog *c, const char *source, const char *url, double at_h, sea_catalog_gate *gate)
{
    sea_catalog_leave leave = SEA_CATALOG_BLOCKED;
    sea_error err = {0};
    if (sea_catalog_gate_ask(c, source, url, two_hours, hours(at_h), &leave, gate, &err) != SEA_OK)
        fail_msg("%s", err.text);
    return leave;
}

static void an_address_is_asked_after_its_gap(void **state)
{
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    sea_catalog_gate gate;
    assert_int_equal(ask(c, "a", "https://a/1", 100, &gate), SEA_CATALOG_GRANTED);
    assert_true(gate.last_try.ns == SEA_TAI_NONE.ns && gate.last_ok.ns == SEA_TAI_NONE.ns);
    assert_int_equal(ask(c, "a", "https://a/1", 101.999, &gate), SEA_CATALOG_NOT_DUE);
    assert_true(gate.last_try.ns == hours(100).ns);
    assert_int_equal(ask(c, "a", "https://a/2", 101, &gate), SEA_CATALOG_GRANTED);
    assert_int_equal(ask(c, "b", "https://b/1", 101, &gate), SEA_CATALOG_GRANTED);
    assert_int_equal(ask(c, "a", "https://a/1", 102, &gate), SEA_CATALOG_GRANTED);
    /* Another program sees the same gate. */
    sea_catalog *other = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    assert_int_equal(ask(other, "a", "https://a/1", 103, &gate), SEA_CATALOG_NOT_DUE);
    sea_catalog_close(other);
    sea_catalog_close(c);
}

static void a_clock_that_was_ahead_costs_one_gap(void **state)
{
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    sea_catalog_gate gate;
    assert_int_equal(ask(c, "a", "https://a/1", 1000, &gate), SEA_CATALOG_GRANTED);
    assert_int_equal(ask(c, "a", "https://a/1", 100, &gate), SEA_CATALOG_NOT_DUE);
    assert_int_equal(ask(c, "a", "https://a/1", 101, &gate), SEA_CATALOG_NOT_DUE);
    assert_int_equal(ask(c, "a", "https://a/1", 102, &gate), SEA_CATALOG_GRANTED);
    sea_catalog_close(c);
}

static void a_source_has_a_budget(void **state)
{
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    sea_catalog_gate gate;
    static const char *const urls[] = {"https://a/1", "https://a/2", "https://a/3",
                                       "https://a/4", "https://a/5", "https://a/6"};
    for (int i = 0; i < 3; i++) assert_int_equal(ask(c, "a", urls[i], 100, &gate), SEA_CATALOG_GRANTED);
    assert_int_equal(ask(c, "a", urls[3], 100, &gate), SEA_CATALOG_OVER_BUDGET); /* in the minute */
    assert_int_equal(ask(c, "b", "https://b/1", 100, &gate), SEA_CATALOG_GRANTED);
    for (int i = 3; i < 5; i++) assert_int_equal(ask(c, "a", urls[i], 100.5, &gate), SEA_CATALOG_GRANTED);
    assert_int_equal(ask(c, "a", urls[5], 100.9, &gate), SEA_CATALOG_OVER_BUDGET); /* in the hour */
    assert_int_equal(gate.requests_hour, 5);
    assert_int_equal(ask(c, "a", urls[5], 101.1, &gate), SEA_CATALOG_GRANTED);
    sea_catalog_close(c);
}

static sea_status count_gate(void *payload, const sea_catalog_gate *gate)
{
    int *count = payload;
    ++*count;
    if (strcmp(gate->url, "https://a/1") == 0) {
        assert_int_equal(gate->records, 7);
        assert_string_equal(gate->etag, "\"x\"");
    }
    return *count == 3 ? SEA_DONE : SEA_OK;
}

static void a_block_holds_for_the_source_until_a_person_lifts_it(void **state)
{
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    sea_catalog_gate gate;
    sea_error err = {0};
    ask(c, "a", "https://a/1", 100, &gate);
    gate.last_ok = hours(100);
    gate.records = 7;
    snprintf(gate.etag, sizeof gate.etag, "\"x\"");
    assert_int_equal(sea_catalog_gate_put(c, &gate, &err), SEA_OK);
    ask(c, "a", "https://a/2", 100, &gate);
    ask(c, "b", "https://b/1", 100, &gate);
    assert_int_equal(sea_catalog_gate_block(c, "a", "HTTP 403", hours(101), &err), SEA_OK);
    assert_int_equal(ask(c, "a", "https://a/1", 200, &gate), SEA_CATALOG_BLOCKED);
    assert_string_equal(gate.reason, "HTTP 403");
    assert_int_equal(ask(c, "a", "https://a/9", 200, &gate), SEA_CATALOG_BLOCKED);
    assert_int_equal(ask(c, "b", "https://b/1", 200, &gate), SEA_CATALOG_GRANTED);
    int count = 0;
    assert_int_equal(sea_catalog_gates(c, hours(200), count_gate, &count, &err), SEA_DONE);
    assert_int_equal(sea_catalog_gate_resume(c, "nobody", &err), SEA_E_NOT_FOUND);
    assert_int_equal(sea_catalog_gate_resume(c, "a", &err), SEA_OK);
    assert_int_equal(ask(c, "a", "https://a/1", 200, &gate), SEA_CATALOG_GRANTED);
    assert_int_equal(gate.records, 0);
    char long_url[2000];
    memset(long_url, 'x', sizeof long_url - 1);
    long_url[sizeof long_url - 1] = '\0';
    sea_catalog_leave leave;
    assert_int_equal(sea_catalog_gate_ask(c, "a", long_url, two_hours, hours(300), &leave, &gate, &err), SEA_E_RANGE);
    sea_catalog_close(c);
    c = open_store(at(state, "db"), SEA_CATALOG_READ);
    assert_int_equal(sea_catalog_gate_ask(c, "a", "u", two_hours, hours(300), &leave, &gate, &err), SEA_E_USAGE);
    sea_catalog_close(c);
}

static void bytes_are_kept_under_their_digest(void **state)
{
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    char path[SEA_CATALOG_PATH_MAX], again[SEA_CATALOG_PATH_MAX];
    uint8_t sha256[SEA_SHA256_SIZE];
    sea_error err = {0};
    assert_int_equal(sea_catalog_put_blob(c, "abc", 3, path, sha256, &err), SEA_OK);
    /* FIPS 180-4, example of one block */
    assert_non_null(strstr(path, "db.blobs/ba/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    assert_int_equal(sha256[0], 0xba);
    assert_int_equal(shell("test \"$(cat '%s')\" = abc", path), 0);
    assert_int_equal(sea_catalog_put_blob(c, "abc", 3, again, NULL, &err), SEA_OK);
    assert_string_equal(again, path);
    assert_int_equal(shell("test $(find '%s.blobs' -type f | wc -l) = 1", at(state, "db")), 0);
    assert_int_equal(sea_catalog_put_blob(c, NULL, 0, NULL, NULL, &err), SEA_OK);
    sea_catalog_close(c);
}

static void a_file_in_memory_is_imported_like_one_on_disk(void **state)
{
    write_snapshot(at(state, "a"), 10, 5, 20);
    sea_catalog *c = open_store(at(state, "db"), SEA_CATALOG_WRITE);
    sea_error err = {0};
    char text[5000];
    FILE *f = fopen(at(state, "a"), "rb");
    assert_non_null(f);
    size_t length = fread(text, 1, sizeof text, f);
    fclose(f);
    sea_catalog_import r;
    assert_int_equal(sea_catalog_import_gp_bytes(c, text, length, "https://a/1", SEA_GP_AUTO, from(1), NULL, &r, &err),
                     SEA_OK);
    assert_int_equal(r.added, 5);
    r = import_file(c, at(state, "a"), 2);
    assert_int_equal(r.known, 5);
    assert_int_equal(stats_of(c).files, 1);
    assert_int_equal(sea_catalog_import_gp_bytes(c, NULL, 0, "nothing", SEA_GP_AUTO, from(3), NULL, &r, &err), SEA_OK);
    assert_int_equal(r.read.records, 0);
    sea_catalog_close(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_PLACE(an_address_is_asked_after_its_gap),
        IN_A_PLACE(a_clock_that_was_ahead_costs_one_gap),
        IN_A_PLACE(a_source_has_a_budget),
        IN_A_PLACE(a_block_holds_for_the_source_until_a_person_lifts_it),
        IN_A_PLACE(bytes_are_kept_under_their_digest),
        IN_A_PLACE(a_file_in_memory_is_imported_like_one_on_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

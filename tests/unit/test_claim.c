/* Claims: strict reading, and verdicts on the pair of 2009 that say neither more nor less than the data does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "claim_pair.h"
#include "base/os.h"

#include <starsea/claim.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A claim of one clause over a window; `extra` may add members to its test. */
static const char *claim_text(const char *start, const char *end, const char *max_range, const char *extra)
{
    static char text[2000];
    snprintf(
        text, sizeof text,
        "{\"format\":\"starsea-claim-1\",\"id\":\"t\",\"title\":\"T\",\"statement\":\"S\",\"source\":{\"who\":\"W\","
        "\"date\":\"2009-02-12\",\"url\":\"https://example.org/\"},\"clauses\":[{\"id\":\"a\",\"text\":\"A\",\"kind\":"
        "\"observation\",\"required\":true,\"test\":{\"type\":\"closest-approach\",\"object_1\":24946,\"object_2\":"
        "22675,\"start\":\"%s\",\"end\":\"%s\",\"max_range_km\":%s%s}}]}",
        start, end, max_range, extra);
    return text;
}

static sea_claim_verdict judge(const char *text, const sea_gp *gps, size_t count)
{
    sea_claim claim;
    sea_claim_verdict verdict;
    sea_error err = {0};
    if (sea_claim_parse(text, strlen(text), &claim, &err) != SEA_OK) fail_msg("%s", err.text);
    assert_int_equal(sea_claim_check(&claim, &(sea_claim_evidence){.gps = gps, .gp_count = count}, &verdict, &err),
                     SEA_OK);
    sea_claim_free(&claim);
    return verdict;
}

/* Verdict and reason of a one-clause claim, checked together. */
static void expect(const char *text, const sea_gp *gps, size_t count, sea_verdict verdict, sea_claim_reason reason)
{
    sea_claim_verdict v = judge(text, gps, count);
    assert_string_equal(sea_verdict_name(v.findings[0].verdict), sea_verdict_name(verdict));
    assert_string_equal(sea_claim_reason_name(v.findings[0].reason), sea_claim_reason_name(reason));
    assert_int_equal(v.verdict, v.findings[0].verdict);
    sea_claim_verdict_free(&v);
}

static const char *const day_start = "2009-02-10T12:00:00Z", *const day_end = "2009-02-10T20:00:00Z";

static void gives_the_known_figures(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    sea_claim_verdict v = judge(claim_text(day_start, day_end, "10", ""), gps, 2);
    const sea_claim_finding *f = &v.findings[0];
    assert_int_equal(v.verdict, SEA_VERDICT_SUPPORTED);
    assert_true(v.used[0] && v.used[1]);
    assert_true(v.likelihood > 0.95 && v.likelihood <= 0.99);
    assert_int_equal(v.confidence, SEA_CONFIDENCE_HIGH);
    assert_true(f->has_figures && f->complete && !f->at_edge);
    char tca[SEA_TAI_TEXT_MAX];
    sea_tai_format(f->tca, 3, tca);
    assert_string_equal(tca, "2009-02-10T16:55:59.796Z"); /* SGP4, WGS-72, published with the two sets */
    assert_true(fabs(f->range_km - 0.698) < 0.0005);
    assert_true(fabs(f->relative_speed_km_s - 11.65) < 0.005);
    double rtn = sqrt(f->relative_rtn_km[0] * f->relative_rtn_km[0] + f->relative_rtn_km[1] * f->relative_rtn_km[1] +
                      f->relative_rtn_km[2] * f->relative_rtn_km[2]);
    assert_true(fabs(rtn - f->range_km) < 1e-9);
    /* 1 km an object and 1 km for each day from its epoch: 22.1 h and 29.0 h before. */
    assert_true(fabs(f->age_1_s / 86400.0 - 0.92107) < 1e-4 && fabs(f->age_2_s / 86400.0 - 1.20721) < 1e-4);
    assert_true(fabs(f->allowance_km - 4.12828) < 1e-4);
    assert_true(f->range_floor_km <= f->range_km);
    sea_claim_verdict_free(&v);
}

static void one_day_later_is_contradicted_one_set_less_undecidable(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    const char *time = ",\"time\":\"2009-02-10T16:56:00Z\",\"time_tolerance_s\":60";
    expect(claim_text(day_start, day_end, "10", time), gps, 2, SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES);
    const char *later = ",\"time\":\"2009-02-11T16:56:00Z\",\"time_tolerance_s\":60";
    expect(claim_text("2009-02-11T12:00:00Z", "2009-02-11T20:00:00Z", "1", later), gps, 2, SEA_VERDICT_CONTRADICTED,
           SEA_CLAIM_DISAGREES);
    const char *earlier = ",\"time\":\"2009-02-09T16:56:00Z\",\"time_tolerance_s\":60";
    expect(claim_text("2009-02-09T12:00:00Z", "2009-02-09T20:00:00Z", "1", earlier), gps, 2, SEA_VERDICT_CONTRADICTED,
           SEA_CLAIM_DISAGREES);
    expect(claim_text(day_start, day_end, "1", time), gps, 1, SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_NO_ELEMENTS);
    sea_claim_verdict v = judge(claim_text(day_start, day_end, "1", time), gps + 1, 1);
    assert_int_equal(v.findings[0].missing[0], 24946);
    assert_int_equal(v.findings[0].missing[1], 0);
    sea_claim_verdict_free(&v);
    expect(claim_text(day_start, day_end, "1", time), NULL, 0, SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_NO_ELEMENTS);
}

static void a_difference_below_the_allowance_decides_nothing(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    /* 0.698 km found, known to 4.1 km. Far above that: firm. At that: very likely. Below: finer than the sets. */
    expect(claim_text(day_start, day_end, "10", ""), gps, 2, SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES);
    expect(claim_text(day_start, day_end, "4.5", ""), gps, 2, SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES_UNRESOLVED);
    expect(claim_text(day_start, day_end, "0.7", ""), gps, 2, SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_BELOW_RESOLUTION);
    expect(claim_text(day_start, day_end, "0.02", ""), gps, 2, SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_BELOW_RESOLUTION);
}

static void a_claimed_number_needs_data_as_fine(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    expect(claim_text(day_start, day_end, "1", ",\"range_km\":0.7,\"range_tolerance_km\":0.1"), gps, 2,
           SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_BELOW_RESOLUTION);
    expect(claim_text(day_start, day_end, "10", ",\"range_km\":0.7,\"range_tolerance_km\":5"), gps, 2,
           SEA_VERDICT_SUPPORTED, SEA_CLAIM_AGREES);
    expect(claim_text(day_start, day_end, "100", ",\"range_km\":100,\"range_tolerance_km\":5"), gps, 2,
           SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES);
}

static void a_wrong_time_is_refuted_by_the_distance_then(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    expect(claim_text(day_start, day_end, "10", ",\"time\":\"2009-02-10T16:50:00Z\",\"time_tolerance_s\":10"), gps, 2,
           SEA_VERDICT_CONTRADICTED, SEA_CLAIM_DISAGREES);
    /* 0.1 s off is about 1 km at 11.65 km/s: less than the allowance. */
    expect(claim_text(day_start, day_end, "10", ",\"time\":\"2009-02-10T16:55:59.9Z\",\"time_tolerance_s\":0.01"), gps,
           2, SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_BELOW_RESOLUTION);
}

static void old_sets_decide_nothing(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    expect(claim_text("2009-03-10T12:00:00Z", "2009-03-10T20:00:00Z", "1", ""), gps, 2, SEA_VERDICT_UNDECIDABLE,
           SEA_CLAIM_STALE);
    /* The window reaches past the age limit, so "never so close" cannot be said, but "once so close" can. */
    expect(claim_text("2009-02-10T12:00:00Z", "2009-03-01T12:00:00Z", "10", ""), gps, 2, SEA_VERDICT_SUPPORTED,
           SEA_CLAIM_AGREES);
    expect(claim_text("2009-02-11T12:00:00Z", "2009-03-01T12:00:00Z", "1", ""), gps, 2, SEA_VERDICT_UNDECIDABLE,
           SEA_CLAIM_STALE);
}

static void one_orbit_for_two_objects_is_no_distance(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    gps[1] = gps[0];
    gps[1].norad_cat_id = 22675;
    expect(claim_text(day_start, day_end, "1", ""), gps, 2, SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_SAME_ELEMENTS);
}

static void an_orbit_that_cannot_be_propagated_decides_nothing(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    gps[0].mean_motion_rev_day = 17.5; /* below the ground */
    expect(claim_text(day_start, day_end, "1", ""), gps, 2, SEA_VERDICT_UNDECIDABLE, SEA_CLAIM_NOT_PROPAGATED);
}

static void uses_the_newest_set_not_after_the_start(void **state)
{
    (void)state;
    sea_gp gps[5];
    claim_pair(gps);
    gps[2] = gps[0]; /* older, another orbit */
    gps[2].epoch.ns -= 2 * SEA_NS_PER_DAY;
    gps[2].mean_anomaly_deg = 10.0;
    gps[3] = gps[0]; /* newer than the start */
    gps[3].epoch.ns += 2 * SEA_NS_PER_DAY;
    gps[3].mean_anomaly_deg = 20.0;
    gps[4] = gps[0]; /* the same epoch again: the last counts */
    sea_claim_verdict v = judge(claim_text(day_start, day_end, "10", ""), gps, 5);
    assert_int_equal(v.findings[0].index_1, 4);
    assert_int_equal(v.findings[0].index_2, 1);
    assert_int_equal(v.verdict, SEA_VERDICT_SUPPORTED);
    sea_claim_verdict_free(&v);
}

/* The floor under the range must lie below every distance SGP4 gives, or "contradicted" could be false. */
static void the_floor_lies_below_the_distance_everywhere(void **state)
{
    (void)state;
    sea_gp gps[2];
    claim_pair(gps);
    for (int hour = 0; hour < 24; hour += 3) {
        char start[40], end[40];
        snprintf(start, sizeof start, "2009-02-11T%02d:00:00Z", hour);
        snprintf(end, sizeof end, "2009-02-11T%02d:59:59Z", hour + 2);
        sea_claim_verdict v = judge(claim_text(start, end, "1", ""), gps, 2);
        const sea_claim_finding *f = &v.findings[0];
        assert_true(f->has_figures && f->range_floor_km <= f->range_km);
        assert_true(f->range_floor_km > f->range_km - 0.4); /* and not far below */
        sea_claim_verdict_free(&v);
    }
}

static const sea_claim_test *test_of(const char *name)
{
    size_t count;
    const sea_claim_test *tests = sea_claim_test_table(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(tests[i].name, name) == 0) return &tests[i];
    fail_msg("no test %s", name);
    return NULL;
}

static void a_claim_is_as_strong_as_its_weakest_required_clause(void **state)
{
    (void)state;
    sea_claim_clause clauses[3] = {
        {.id = "a", .text = "a", .kind = SEA_CLAIM_OBSERVATION, .required = true, .test = test_of("closest-approach")},
        {.id = "b", .text = "b", .kind = SEA_CLAIM_CONJECTURE},
        {.id = "c", .text = "c", .kind = SEA_CLAIM_INFERENCE},
    };
    sea_claim_value *values = clauses[0].values;
    values[0] = (sea_claim_value){.given = true, .object = 24946};
    values[1] = (sea_claim_value){.given = true, .object = 22675};
    values[2] = (sea_claim_value){.given = true, .time = claim_pair_utc(day_start)};
    values[3] = (sea_claim_value){.given = true, .time = claim_pair_utc(day_end)};
    values[4] = (sea_claim_value){.given = true, .number = 10.0};
    const sea_claim claim = {.id = "t", .title = "t", .clauses = clauses, .clause_count = 3};
    sea_gp gps[2];
    claim_pair(gps);
    sea_claim_verdict v;
    assert_int_equal(sea_claim_check(&claim, &(sea_claim_evidence){.gps = gps, .gp_count = 2}, &v, NULL), SEA_OK);
    assert_int_equal(v.verdict, SEA_VERDICT_SUPPORTED); /* what is not required does not weigh */
    assert_int_equal(v.findings[1].reason, SEA_CLAIM_UNOBSERVABLE);
    assert_int_equal(v.findings[2].reason, SEA_CLAIM_NO_TEST);
    sea_claim_verdict_free(&v);
    clauses[1].required = true;
    assert_int_equal(sea_claim_check(&claim, &(sea_claim_evidence){.gps = gps, .gp_count = 2}, &v, NULL), SEA_OK);
    assert_int_equal(v.verdict, SEA_VERDICT_UNDECIDABLE);
    assert_int_equal(v.decided_by, 1);
    sea_claim_verdict_free(&v);
    values[2].time.ns += SEA_NS_PER_DAY;
    values[3].time.ns += SEA_NS_PER_DAY;
    assert_int_equal(sea_claim_check(&claim, &(sea_claim_evidence){.gps = gps, .gp_count = 2}, &v, NULL), SEA_OK);
    assert_int_equal(v.verdict, SEA_VERDICT_CONTRADICTED);
    assert_int_equal(v.decided_by, 0);
    sea_claim_verdict_free(&v);
}

static char *json_of(const sea_claim *claim, const sea_gp *gps, size_t count)
{
    sea_claim_verdict v;
    char *text = NULL;
    size_t length = 0;
    assert_int_equal(sea_claim_check(claim, &(sea_claim_evidence){.gps = gps, .gp_count = count}, &v, NULL), SEA_OK);
    assert_int_equal(sea_claim_verdict_json(claim, &v, gps, 2, &text, &length, NULL), SEA_OK);
    assert_int_equal(strlen(text), length);
    sea_claim_verdict_free(&v);
    return text;
}

/* Replaces every `from` by `to`, of equal length, in place. */
static void swap_text(char *text, const char *from, const char *to)
{
    size_t length = strlen(from);
    assert_int_equal(length, strlen(to));
    for (char *at = strstr(text, from); at; at = strstr(at + length, from)) memcpy(at, to, length);
}

/* The same statement about the same orbits under other names, numbers and claimants gives the same verdict, byte for
 * byte. */
static void names_take_no_part(void **state)
{
    (void)state;
    sea_gp gps[2], renamed[2];
    claim_pair(gps);
    memcpy(renamed, gps, sizeof gps);
    renamed[0].norad_cat_id = 99991;
    renamed[1].norad_cat_id = 99992;
    strcpy(renamed[0].object_name, "COSMOS 225");
    strcpy(renamed[1].object_name, "IRIDIUM 333");
    char first[2000], second[2000];
    snprintf(first, sizeof first, "%s", claim_text(day_start, day_end, "10", ""));
    memcpy(second, first, sizeof first);
    swap_text(second, "24946", "99991");
    swap_text(second, "22675", "99992");
    swap_text(second, "\"W\"", "\"V\"");
    sea_claim a, b;
    assert_int_equal(sea_claim_parse(first, strlen(first), &a, NULL), SEA_OK);
    assert_int_equal(sea_claim_parse(second, strlen(second), &b, NULL), SEA_OK);
    char *of_a = json_of(&a, gps, 2), *of_b = json_of(&b, renamed, 2);
    assert_string_not_equal(of_a, of_b);
    swap_text(of_b, "99991", "24946");
    swap_text(of_b, "99992", "22675");
    swap_text(of_b, "COSMOS 225\"", "IRIDIUM 33\"");
    swap_text(of_b, "IRIDIUM 333", "COSMOS 2251");
    assert_string_equal(of_a, of_b);
    free(of_a);
    free(of_b);
    sea_claim_free(&a);
    sea_claim_free(&b);
}

static void the_published_claim_reads_and_is_supported(void **state)
{
    (void)state;
    sea_buffer text = {0};
    sea_claim claim;
    sea_error err = {0};
    assert_int_equal(
        sea_os_read_file(STARSEA_SOURCE_DIR "/data/claims/iridium33-cosmos2251.json", 1 << 20, &text, NULL), SEA_OK);
    if (sea_claim_parse(text.data, text.length, &claim, &err) != SEA_OK) fail_msg("%s", err.text);
    sea_gp gps[2];
    claim_pair(gps);
    sea_claim_verdict v;
    assert_int_equal(sea_claim_check(&claim, &(sea_claim_evidence){.gps = gps, .gp_count = 2}, &v, NULL), SEA_OK);
    assert_int_equal(v.verdict, SEA_VERDICT_SUPPORTED);
    sea_claim_verdict_free(&v);
    for (size_t i = 0; i < claim.clause_count; i++) {
        for (size_t k = 0; claim.clauses[i].test && k < claim.clauses[i].test->parameter_count; k++)
            if (claim.clauses[i].test->parameters[k].type == SEA_CLAIM_TIME && claim.clauses[i].values[k].given)
                claim.clauses[i].values[k].time.ns += SEA_NS_PER_DAY;
    }
    assert_int_equal(sea_claim_check(&claim, &(sea_claim_evidence){.gps = gps, .gp_count = 2}, &v, NULL), SEA_OK);
    assert_int_equal(v.verdict, SEA_VERDICT_CONTRADICTED);
    sea_claim_verdict_free(&v);
    sea_claim_free(&claim);
    sea_buffer_free(&text);
}

/* Replaces the first `from` of a good claim by `to` and says what came of it. */
static sea_status parse_with(const char *from, const char *to, sea_error *err)
{
    char text[3000];
    const char *good =
        claim_text(day_start, day_end, "1", ",\"time\":\"2009-02-10T16:56:00Z\",\"time_tolerance_s\":60");
    const char *at = strstr(good, from);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
    sea_claim claim;
    sea_status status = sea_claim_parse(text, strlen(text), &claim, err);
    if (status == SEA_OK) sea_claim_free(&claim);
    return status;
}

static void refuses_what_is_not_a_claim(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        sea_status status;
        const char *says;
    } cases[] = {
        {"\"format\":\"starsea-claim-1\"", "\"format\":\"starsea-claim-2\"", SEA_E_UNSUPPORTED, "claim.format"},
        {"\"title\":\"T\",", "", SEA_E_FORMAT, "claim.title"},
        {"\"title\":\"T\"", "\"title\":7", SEA_E_FORMAT, "claim.title: must be a string"},
        {"\"title\":\"T\"", "\"title\":\"\"", SEA_E_FORMAT, "must not be empty"},
        {"\"title\"", "\"titel\"", SEA_E_FORMAT, "unknown key \"titel\""},
        {"\"id\":\"t\"", "\"id\":\"../t\"", SEA_E_FORMAT, "claim.id"},
        {"\"date\":\"2009-02-12\"", "\"date\":\"yesterday\"", SEA_E_FORMAT, "claim.source.date"},
        {",\"url\":\"https://example.org/\"", "", SEA_E_FORMAT, "claim.source"},
        {"\"kind\":\"observation\"", "\"kind\":\"fact\"", SEA_E_FORMAT, "clauses[0].kind"},
        {"\"required\":true", "\"required\":\"yes\"", SEA_E_FORMAT, "clauses[0].required"},
        {"\"required\":true", "\"required\":false", SEA_E_FORMAT, "no clause is required"},
        {"\"closest-approach\"", "\"telepathy\"", SEA_E_UNSUPPORTED, "clauses[0].test.type"},
        {"\"object_1\":24946", "\"object_1\":\"24946\"", SEA_E_FORMAT, "clauses[0].test.object_1"},
        {"\"object_1\":24946", "\"object_1\":0", SEA_E_FORMAT, "clauses[0].test.object_1"},
        {"\"object_1\":24946", "\"object_1\":24946.5", SEA_E_FORMAT, "clauses[0].test.object_1"},
        {"\"object_1\":24946", "\"object_1\":99999999999999999999", SEA_E_FORMAT, ""},
        {"\"object_2\":22675", "\"object_2\":24946", SEA_E_FORMAT, "two objects"},
        {"T12:00:00Z", "T25:00:00Z", SEA_E_RANGE, "clauses[0].test.start"},
        {"\"2009-02-10T12:00:00Z\"", "\"2009-02-10\"", SEA_E_FORMAT, "clauses[0].test.start"},
        {"2009-02-10T20:00:00Z", "2009-02-10T12:00:00Z", SEA_E_RANGE, "after the start"},
        {"2009-02-10T20:00:00Z", "2010-02-10T12:00:00Z", SEA_E_RANGE, "31 days"},
        {"\"max_range_km\":1", "\"max_range_km\":-1", SEA_E_FORMAT, "max_range_km"},
        {"\"max_range_km\":1", "\"max_range_km\":1e999", SEA_E_FORMAT, ""},
        {"\"max_range_km\":1", "\"max_range_km\":null", SEA_E_FORMAT, "max_range_km"},
        {",\"time_tolerance_s\":60", "", SEA_E_FORMAT, "go together"},
        {"T16:56:00Z", "T23:56:00Z", SEA_E_RANGE, "outside the window"},
        {"\"clauses\":[", "\"clauses\":[7,", SEA_E_FORMAT, "clauses[0]: must be an object"},
        {"\"id\":\"t\"", "\"id\":\"t\",\"id\":\"u\"", SEA_E_CONFLICT, ""},
        {"\"id\":\"t\"", "\"id\":\"t\",\"$ref\":\"#\"", SEA_E_FORMAT, "E_KEY: claim.$ref"},
        {"\"object_1\":24946", "\"object_1\":{\"$ref\":\"#/clauses/0\"}", SEA_E_FORMAT, "E_TYPE"},
        {"\"object_1\":24946", "\"object_1\":1e400", SEA_E_FORMAT, ""},
        {"\"max_range_km\":1", "\"max_range_km\":1e308", SEA_E_FORMAT, "E_RANGE"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sea_error err = {0};
        sea_status status = parse_with(cases[i].from, cases[i].to, &err);
        if (err.line != 1 || err.column == 0) fail_msg("%s: no place: \"%s\"", cases[i].to, err.text);
        if (status != cases[i].status || !strstr(err.text, cases[i].says))
            fail_msg("%s: %s \"%s\"", cases[i].to, sea_status_name(status), err.text);
    }
}

/* A rule and the line of the value, in a file as people lay it out. */
static void an_error_names_line_column_and_rule(void **state)
{
    (void)state;
    sea_buffer text = {0};
    sea_claim claim;
    sea_error err = {0};
    assert_int_equal(
        sea_os_read_file(STARSEA_SOURCE_DIR "/data/claims/iridium33-cosmos2251.json", 1 << 20, &text, NULL), SEA_OK);
    char *at = strstr(text.data, "2009-02-10T20:00:00Z");
    uint64_t line = 1;
    for (const char *c = text.data; c < at; c++) line += *c == '\n';
    memcpy(at, "2009-02-10T25", 13);
    assert_int_equal(sea_claim_parse(text.data, text.length, &claim, &err), SEA_E_RANGE);
    assert_int_equal(err.line, line);
    assert_int_equal(err.column, 16);
    assert_non_null(strstr(err.text, "E_DATE: clauses[0].test.end: "));
    sea_buffer_free(&text);
}

static void refuses_too_many_clauses_and_too_long_files(void **state)
{
    (void)state;
    sea_buffer text = {0};
    sea_buffer_add_text(&text,
                        "{\"format\":\"starsea-claim-1\",\"id\":\"t\",\"title\":\"T\",\"statement\":\"S\",\"source\":"
                        "{\"who\":\"W\",\"date\":\"2009-02-12\",\"url\":\"u\"},\"clauses\":[0");
    for (int i = 0; i < 100000; i++) sea_buffer_add_text(&text, ",0");
    sea_buffer_add_text(&text, "]}");
    sea_claim claim;
    sea_error err = {0};
    assert_int_equal(sea_claim_parse(text.data, text.length, &claim, &err), SEA_E_RANGE);
    assert_non_null(strstr(err.text, "100001 clauses"));
    while (text.length <= SEA_CLAIM_BYTES_MAX) sea_buffer_add_text(&text, "          ");
    assert_int_equal(sea_claim_parse(text.data, text.length, &claim, &err), SEA_E_RANGE);
    sea_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_known_figures),
        cmocka_unit_test(one_day_later_is_contradicted_one_set_less_undecidable),
        cmocka_unit_test(a_difference_below_the_allowance_decides_nothing),
        cmocka_unit_test(a_claimed_number_needs_data_as_fine),
        cmocka_unit_test(a_wrong_time_is_refuted_by_the_distance_then),
        cmocka_unit_test(old_sets_decide_nothing),
        cmocka_unit_test(one_orbit_for_two_objects_is_no_distance),
        cmocka_unit_test(an_orbit_that_cannot_be_propagated_decides_nothing),
        cmocka_unit_test(uses_the_newest_set_not_after_the_start),
        cmocka_unit_test(the_floor_lies_below_the_distance_everywhere),
        cmocka_unit_test(a_claim_is_as_strong_as_its_weakest_required_clause),
        cmocka_unit_test(names_take_no_part),
        cmocka_unit_test(the_published_claim_reads_and_is_supported),
        cmocka_unit_test(refuses_what_is_not_a_claim),
        cmocka_unit_test(an_error_names_line_column_and_rule),
        cmocka_unit_test(refuses_too_many_clauses_and_too_long_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

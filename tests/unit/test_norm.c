/* Norms: the instruments that come along, strict reading, the tests one by one, and the same rules for every State. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "evidence/norm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const sea_tai now = {INT64_C(1000000000) * SEA_NS_PER_S}; /* 2031-09 */

static sea_tai before(double days)
{
    return (sea_tai){now.ns - (int64_t)(days * (double)SEA_NS_PER_DAY)};
}

static sea_object_date date_before(double days)
{
    const sea_utc utc = sea_tai_to_utc(before(days));
    return (sea_object_date){(int16_t)utc.year, utc.month, utc.day, false};
}

/* ---- the instruments ---- */

static void test_every_instrument_reads(void **state)
{
    (void)state;
    size_t count, tested = 0, untested = 0;
    const sea_norm_text *texts = sea_norm_texts(&count);
    assert_true(count >= 16);
    for (size_t i = 0; i < count; i++) {
        sea_norm norm;
        sea_error err = {0};
        if (sea_norm_parse(texts[i].text, texts[i].length, &norm, &err) != SEA_OK)
            fail_msg("%s: %s", texts[i].name, err.text);
        assert_string_equal(norm.id, texts[i].name);
        assert_true(i == 0 || strcmp(texts[i - 1].name, texts[i].name) < 0);
        for (size_t k = 0; k < norm.count; k++) *(norm.provisions[k].test ? &tested : &untested) += 1;
        sea_norm_free(&norm);
    }
    assert_true(tested > 10 && untested > 10);
}

/* ---- strict reading ---- */

static const char *norm_text(const char *test)
{
    static char text[1200];
    snprintf(
        text, sizeof text,
        "{\"format\":\"starsea-norm-1\",\"id\":\"n\",\"title\":\"T\",\"binding\":\"treaty\",\"date\":\"2000-01-01\","
        "\"citation\":\"C\",\"provisions\":[{\"id\":\"I\",\"citation\":\"A\",\"text\":\"X\",\"cannot\":\"Y\","
        "\"test\":%s}]}",
        test);
    return text;
}

static void refuse(const char *text, sea_status status, const char *place)
{
    sea_norm norm;
    sea_error err = {0};
    sea_status s = sea_norm_parse(text, strlen(text), &norm, &err);
    if (s != status || !strstr(err.text, place)) fail_msg("%d, not %d: %s", (int)s, (int)status, err.text);
    assert_true(norm.provisions == NULL && norm.document == NULL);
}

static void test_what_breaks_the_format_is_refused_with_its_place(void **state)
{
    (void)state;
    sea_norm norm;
    assert_int_equal(sea_norm_parse(norm_text("null"), strlen(norm_text("null")), &norm, NULL), SEA_OK);
    assert_int_equal(norm.provisions[0].test, SEA_NORM_NO_TEST);
    sea_norm_free(&norm);
    refuse(norm_text("7"), SEA_E_FORMAT, "provisions[0].test: must be an object or null");
    refuse(norm_text("{\"type\":\"guess\",\"objects\":[\"debris\"]}"), SEA_E_UNSUPPORTED, "provisions[0].test.type");
    refuse(norm_text("{\"type\":\"tracked\",\"objects\":[\"debris\"]}"), SEA_E_FORMAT, "test.days: is missing");
    refuse(norm_text("{\"type\":\"tracked\",\"objects\":[\"debris\"],\"days\":1e9}"), SEA_E_RANGE, "test.days");
    refuse(norm_text("{\"type\":\"tracked\",\"objects\":[\"debris\"],\"days\":\"9\"}"), SEA_E_FORMAT, "test.days");
    refuse(norm_text("{\"type\":\"tracked\",\"objects\":[\"ships\"],\"days\":9}"), SEA_E_FORMAT, "objects[0]");
    refuse(norm_text("{\"type\":\"tracked\",\"objects\":[],\"days\":9}"), SEA_E_FORMAT, "test.objects");
    refuse(norm_text("{\"type\":\"tracked\",\"objects\":[\"debris\"],\"days\":9,\"year\":1}"), SEA_E_FORMAT,
           "\"year\"");
    refuse(norm_text("{\"type\":\"leo-lifetime\",\"objects\":[\"debris\"],\"years\":10}"), SEA_E_UNSUPPORTED, "years");
    refuse(norm_text("{\"type\":\"geo-disposal\",\"objects\":[\"payload\"],\"launched_after\":\"2001-02-30\"}"),
           SEA_E_FORMAT, "launched_after");
    refuse("{\"format\":\"starsea-norm-2\"}", SEA_E_UNSUPPORTED, "norm.format");
    refuse("[1]", SEA_E_FORMAT, "norm: must be an object");
    refuse("{\"format\":", SEA_E_FORMAT, "");
    char *large = calloc(1, SEA_NORM_BYTES_MAX + 1);
    assert_non_null(large);
    assert_int_equal(sea_norm_parse(large, SEA_NORM_BYTES_MAX + 1, &norm, NULL), SEA_E_RANGE);
    free(large);
}

/* ---- the tests, one by one ---- */

/* Outcome and reason as one word: "met", "undecidable recent". */
static void expect(const sea_norm_provision *p, const sea_norm_scene *scene, const sea_norm_facts *facts,
                   const char *word)
{
    sea_norm_finding f = sea_norm_judge(p, scene, facts);
    char found[64];
    snprintf(found, sizeof found, "%s%s%s", sea_norm_outcome_name(f.outcome), f.reason ? " " : "",
             sea_norm_reason_name(f.reason));
    assert_string_equal(found, word);
    assert_true((f.outcome == SEA_NORM_UNDECIDABLE) == (f.reason != SEA_NORM_DECIDED));
}

static sea_gp set_of(double mean_motion, double days_ago, const char *name)
{
    sea_gp gp = {.norad_cat_id = 900, .classification = 'U', .creation_date = SEA_TAI_NONE, .epoch = before(days_ago)};
    gp.mean_motion_rev_day = mean_motion, gp.incl_deg = 60.0, gp.eccentricity = 0.001;
    strcpy(gp.object_id, "2025-001A");
    strcpy(gp.object_name, name);
    return gp;
}

static void test_registered(void **state)
{
    (void)state;
    const sea_norm_provision p = {.test = SEA_NORM_REGISTERED, .kinds = SEA_NORM_PAYLOADS, .grace_days = 700};
    sea_norm_scene scene = {.as_of = now, .list_as_of = now};
    sea_gp gp = set_of(15.0, 1.0, "THING");
    sea_object o = {.norad_cat_id = 900, .type = SEA_OBJECT_PAYLOAD, .launch = date_before(2000)};
    sea_norm_facts f = {.sets = &gp, .count = 1};
    expect(&p, &scene, &f, "undecidable no-list");
    scene.list = SEA_OBJECT_GCAT_TSV;
    expect(&p, &scene, &f, "undecidable not-listed"); /* newer than the list: it may be a payload */
    scene.list_highest = 1000;
    expect(&p, &scene, &f, "not-applicable"); /* a list of payloads goes past it */
    f.object = &o;
    expect(&p, &scene, &f, "not-met");
    strcpy(o.un_document, "ST/SG/SER.E/1");
    expect(&p, &scene, &f, "met");
    o.un_document[0] = '\0';
    o.launch = date_before(300);
    expect(&p, &scene, &f, "undecidable recent");
    o.launch.day = 0;
    expect(&p, &scene, &f, "undecidable launch-unknown");
    o.launch = date_before(2000);
    scene.list = SEA_OBJECT_SATCAT_CSV; /* has no registrations */
    expect(&p, &scene, &f, "undecidable not-listed");
    o.type = SEA_OBJECT_DEBRIS;
    expect(&p, &scene, &f, "not-applicable");
}

static void test_launched_after(void **state)
{
    (void)state;
    sea_norm_provision p = {.test = SEA_NORM_TRACKED, .kinds = SEA_NORM_ALL, .days = 30};
    const sea_norm_scene scene = {.as_of = now, .list_as_of = SEA_TAI_NONE};
    sea_gp gp = set_of(15.0, 1.0, "X DEB"); /* designator 2025-001A */
    sea_norm_facts f = {.sets = &gp, .count = 1};
    expect(&p, &scene, &f, "met");
    p.launched_after = (sea_object_date){2024, 12, 31, false};
    expect(&p, &scene, &f, "met");
    p.launched_after = (sea_object_date){2025, 1, 1, false};
    expect(&p, &scene, &f, "undecidable launch-unknown"); /* the designator gives the year alone */
    p.launched_after = (sea_object_date){2026, 1, 1, false};
    expect(&p, &scene, &f, "not-applicable");
    gp.object_id[0] = '\0';
    expect(&p, &scene, &f, "undecidable launch-unknown");
}

static void test_declared_orbit(void **state)
{
    (void)state;
    const sea_norm_provision p = {
        .test = SEA_NORM_DECLARED_ORBIT, .kinds = SEA_NORM_PAYLOADS, .height_km = 50, .incl_deg = 0.5};
    const sea_norm_scene scene = {.as_of = now, .list = SEA_OBJECT_GCAT_TSV, .list_highest = 1000, .list_as_of = now};
    sea_gp gp = set_of(15.0, 1.0, "THING"); /* 560 to 575 km */
    sea_object o = {.norad_cat_id = 900, .type = SEA_OBJECT_PAYLOAD, .launch = date_before(100)};
    const sea_norm_facts f = {.sets = &gp, .count = 1, .object = &o};
    expect(&p, &scene, &f, "undecidable no-declaration");
    o.has = SEA_OBJECT_HAS_INCL | SEA_OBJECT_HAS_APOGEE | SEA_OBJECT_HAS_PERIGEE;
    o.incl_deg = 60.3, o.apogee_km = 580, o.perigee_km = 550;
    expect(&p, &scene, &f, "met");
    o.incl_deg = 60.6;
    expect(&p, &scene, &f, "differs");
    o.incl_deg = 60.3, o.apogee_km = 700;
    expect(&p, &scene, &f, "differs");
    o.launch = date_before(1000);
    expect(&p, &scene, &f, "undecidable seen-late");
}

static void test_lifetime_and_disposal(void **state)
{
    (void)state;
    const sea_norm_provision leo = {
        .test = SEA_NORM_LEO_LIFETIME, .kinds = SEA_NORM_PAYLOADS | SEA_NORM_ROCKET_BODIES, .years = 25};
    const sea_norm_provision geo = {.test = SEA_NORM_GEO_DISPOSAL, .kinds = SEA_NORM_PAYLOADS};
    const sea_norm_scene scene = {.as_of = now, .list = SEA_OBJECT_SATCAT_CSV, .list_as_of = now};
    sea_gp gp = set_of(14.0, 1.0, "THING");
    sea_object o = {.norad_cat_id = 900, .type = SEA_OBJECT_PAYLOAD};
    sea_lifetime l = {.status = SEA_LIFETIME_IN_ORBIT, .perigee_km = 850, .apogee_km = 870};
    const sea_norm_facts f = {.sets = &gp, .count = 1, .object = &o, .lifetime = &l};
    expect(&leo, &scene, &f, "undecidable not-modelled");
    l.leo_25_years = SEA_LIFETIME_NOT_MET, l.leo_5_years = SEA_LIFETIME_MET;
    expect(&leo, &scene, &f, "undecidable maybe-in-use");
    l.status = SEA_LIFETIME_STATION_KEEPING_CEASED;
    expect(&leo, &scene, &f, "not-met");
    l.status = SEA_LIFETIME_IN_ORBIT, o.status = '-';
    expect(&leo, &scene, &f, "not-met");
    o.status = '\0', o.type = SEA_OBJECT_ROCKET_BODY;
    expect(&leo, &scene, &f, "not-met");
    l.leo_25_years = SEA_LIFETIME_UNDECIDABLE;
    expect(&leo, &scene, &f, "undecidable scenarios");
    l.leo_25_years = SEA_LIFETIME_MET;
    expect(&leo, &scene, &f, "met");
    l.perigee_km = 2500;
    expect(&leo, &scene, &f, "not-applicable");
    expect(&geo, &scene, &f, "not-applicable");
    o.type = SEA_OBJECT_PAYLOAD, gp.mean_motion_rev_day = 1.0, l.status = SEA_LIFETIME_STATION_KEEPING;
    expect(&geo, &scene, &f, "undecidable maybe-in-use");
    l.status = SEA_LIFETIME_STATION_KEEPING_CEASED, l.geo = SEA_LIFETIME_NOT_MET;
    expect(&geo, &scene, &f, "not-met");
    l.geo = SEA_LIFETIME_MET;
    expect(&geo, &scene, &f, "met");
}

static void test_fragmentation_leaves_the_cause_open(void **state)
{
    (void)state;
    const sea_norm_provision p = {.test = SEA_NORM_NO_FRAGMENTATION, .kinds = SEA_NORM_ROCKET_BODIES, .days = 30};
    const sea_norm_scene scene = {.as_of = now, .list_as_of = SEA_TAI_NONE};
    sea_gp gps[2] = {set_of(15.0, 40.0, "X R/B"), set_of(15.0, 1.0, "X R/B")};
    sea_norm_facts f = {.sets = gps, .count = 2};
    expect(&p, &scene, &f, "met");
    f.count = 1;
    expect(&p, &scene, &f, "undecidable short-history");
    f.fragments = 100;
    expect(&p, &scene, &f, "undecidable fragmented");
}

/* ---- a survey: the same rules for all ---- */

enum { SUBJECTS = 60 };

static sea_norm_survey survey_of(const sea_object *objects, uint32_t threads, const sea_norm *norms, size_t norm_count)
{
    sea_gp_set set = {0};
    set.gps = calloc(SUBJECTS, sizeof *set.gps);
    assert_non_null(set.gps);
    set.capacity = set.count = SUBJECTS;
    for (uint32_t i = 0; i < SUBJECTS; i++) {
        set.gps[i] = set_of(i % 7 == 0 ? 1.0 : 13.0 + 0.04 * i, i, i % 5 == 0 ? "A R/B" : "A");
        set.gps[i].norad_cat_id = 900 + i;
        set.gps[i].bstar_per_er = 1e-4;
        set.gps[i].mean_motion_dot_rev_day2 = 1e-5 * (i % 9);
    }
    sea_gp_history history;
    assert_int_equal(sea_gp_set_to_history(&set, &history), SEA_OK);
    const sea_object_set list = {
        .objects = (sea_object *)(uintptr_t)objects, .count = SUBJECTS, .format = SEA_OBJECT_GCAT_TSV};
    const sea_norm_survey_options o = {.objects = &list, .threads = threads};
    sea_norm_survey out;
    sea_error err = {0};
    if (sea_norm_survey_run(norms, norm_count, &history, &o, &out, &err) != SEA_OK) fail_msg("%s", err.text);
    assert_int_equal(out.subject_count, SUBJECTS);
    sea_gp_history_free(&history);
    return out;
}

/* States, programmes and names exchanged in a ring: every finding stays, and subjects carry the new names. */
static void test_swapping_states_changes_no_finding(void **state)
{
    (void)state;
    static const char *const states[] = {"US", "CN", "RU", "[IN]", "F"};
    size_t count;
    const sea_norm_text *texts = sea_norm_texts(&count);
    sea_norm *norms = calloc(count, sizeof *norms);
    assert_non_null(norms);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(sea_norm_parse(texts[i].text, texts[i].length, &norms[i], NULL), SEA_OK);
    sea_object objects[2][SUBJECTS] = {0};
    for (uint32_t i = 0; i < SUBJECTS; i++)
        for (uint32_t turn = 0; turn < 2; turn++) {
            sea_object *o = &objects[turn][i];
            *o = (sea_object){.norad_cat_id = 900 + i, .launch = {(int16_t)(2010 + i % 20), 1, 1, false}};
            o->type = i % 5 == 0 ? SEA_OBJECT_ROCKET_BODY : SEA_OBJECT_PAYLOAD;
            if (i % 3) strcpy(o->un_document, "ST/SG/SER.E/9");
            strcpy(o->owner, states[(i + turn) % 5]);
            snprintf(o->program, sizeof o->program, "P%u", (i + 3 * turn) % 4);
            snprintf(o->name, sizeof o->name, "N%u", (i + turn) % 7);
        }
    sea_norm_survey a = survey_of(objects[0], 1, norms, count), b = survey_of(objects[1], 3, norms, count);
    assert_memory_equal(a.findings, b.findings, a.subject_count * a.provision_count * sizeof *a.findings);
    assert_string_equal(a.subjects[3].state, "IN");
    assert_string_equal(b.subjects[2].state, "IN");
    size_t seen[SEA_NORM_OUTCOMES] = {0};
    for (size_t i = 0; i < a.subject_count * a.provision_count; i++) seen[a.findings[i].outcome]++;
    for (int o = 0; o < SEA_NORM_OUTCOMES; o++)
        if (o != SEA_NORM_DIFFERS) assert_true(seen[o] > 0);
    sea_norm_survey_free(&a);
    sea_norm_survey_free(&b);
    for (size_t i = 0; i < count; i++) sea_norm_free(&norms[i]);
    free(norms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_instrument_reads),
        cmocka_unit_test(test_what_breaks_the_format_is_refused_with_its_place),
        cmocka_unit_test(test_registered),
        cmocka_unit_test(test_launched_after),
        cmocka_unit_test(test_declared_orbit),
        cmocka_unit_test(test_lifetime_and_disposal),
        cmocka_unit_test(test_fragmentation_leaves_the_cause_open),
        cmocka_unit_test(test_swapping_states_changes_no_finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

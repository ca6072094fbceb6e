/* Lists of objects: SATCAT and GCAT rows to values, vague dates, what is refused and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "real_data.h"

#include <starsea/object.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SATCAT                                                                                                         \
    "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,PERIOD,"  \
    "INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE\n"
#define GCAT "#JCAT\tPiece\tName\tLDate\tTDate\tUNState\tUNReg\tUNPeriod\tUNPerigee\tUNApogee\tUNInc\n# Updated\n"

enum { OBJECTS_MAX = 8 };

typedef struct list {
    sea_object objects[OBJECTS_MAX];
    size_t count;
    char rules[8][16], source[256], text[200];
    uint64_t line, object_line;
    uint32_t column;
    size_t finding_count;
    sea_status answer;
    sea_object_summary summary;
    sea_status status;
    sea_error err;
} list;

static sea_status keep(void *payload, const sea_object *object, uint64_t line, const char *source, size_t length)
{
    list *l = payload;
    assert_true(l->count < OBJECTS_MAX && source && length > 0);
    l->object_line = line;
    l->objects[l->count++] = *object;
    return l->answer;
}

static sea_status note(void *payload, const sea_diagnostic *d)
{
    list *l = payload;
    assert_true(d->advice && d->advice[0] && d->text && d->text[0]);
    if (l->finding_count < 8) snprintf(l->rules[l->finding_count], 16, "%s", d->rule);
    snprintf(l->source, sizeof l->source, "%s", d->source ? d->source : "");
    snprintf(l->text, sizeof l->text, "%s", d->text);
    l->line = d->line;
    l->column = d->column;
    l->finding_count++;
    return SEA_OK;
}

static list read_bytes(const char *text, size_t length, sea_object_format format)
{
    list l = {.answer = SEA_OK};
    const sea_object_sink sink = {&l, keep, note};
    l.status = sea_object_read_bytes(text, length, "test", format, &sink, &l.summary, &l.err);
    assert_int_equal(l.summary.records, l.count);
    return l;
}

static list read_text(const char *text)
{
    return read_bytes(text, strlen(text), SEA_OBJECT_AUTO);
}

static void test_satcat(void **state)
{
    (void)state;
    list l = read_text("\xef\xbb\xbf" SATCAT
                       "MADE UP 1,2020-001A,99001,PAY,+,US,2020-01-02,TTMTR,,92.9,51.64,420,410,399.05,,EA,ORB\r\n"
                       "\"MADE, \"\"UP\"\"\",2020-001B,999999999,R/B,D,PRC,2020-01-02,JSC,2021-03-04,,,,,,,EA,IMP\n"
                       "THIRD,,3,UNK,,TBD,,,,,,,,,NEA,SS,\n");
    assert_int_equal(l.status, SEA_OK);
    assert_int_equal(l.summary.format, SEA_OBJECT_SATCAT_CSV);
    assert_int_equal(l.count, 3);
    assert_int_equal(l.finding_count, 0);
    const sea_object *o = &l.objects[0];
    assert_string_equal(o->name, "MADE UP 1");
    assert_string_equal(o->object_id, "2020-001A");
    assert_string_equal(o->owner, "US");
    assert_string_equal(o->center, "EA");
    assert_int_equal(o->norad_cat_id, 99001);
    assert_int_equal(o->type, SEA_OBJECT_PAYLOAD);
    assert_int_equal(o->status, '+');
    assert_true(o->launch.year == 2020 && o->launch.month == 1 && o->launch.day == 2 && o->decay.year == 0);
    assert_int_equal(o->has, 15);
    assert_true(o->period_min == 92.9 && o->incl_deg == 51.64 && o->apogee_km == 420 && o->perigee_km == 410);
    o = &l.objects[1];
    assert_string_equal(o->name, "MADE, \"UP\"");
    assert_true(o->norad_cat_id == 999999999 && o->type == SEA_OBJECT_ROCKET_BODY && o->has == 0);
    assert_true(o->decay.year == 2021 && o->decay.month == 3 && o->decay.day == 4);
    assert_true(l.objects[2].type == SEA_OBJECT_UNKNOWN && l.objects[2].launch.year == 0 && l.objects[2].status == 0);
    assert_int_equal(l.object_line, 4);
}

static void test_gcat(void **state)
{
    (void)state;
    list l = read_text(GCAT "S99001\t2020-001A\tMade up\t2020 Jan  2\t*\tUS\tST/SG/SER.E/999\t92.9\t410\t420\t51.6\n"
                            "S99002\t1962 ALP 2\t\"Made, up\"\t1962 Jan 12\t1964 Mar 3 1928:34?\t[SU]\t-\t-\t-9\t-\t-\n"
                            "S99003\t2020-001C\tC\t1962 Q3?\t1970s?\tUK\tST?SG/SER.E/9\t-\t-\t-\t-\n"
                            "S99004\t2020-001C\tD\t1962\t1964 Mar\tUK\t-\t-\t-\t-\t-\n");
    assert_int_equal(l.summary.format, SEA_OBJECT_GCAT_TSV);
    assert_int_equal(l.count, 4);
    const sea_object *o = l.objects;
    assert_string_equal(o[0].un_document, "ST/SG/SER.E/999");
    assert_true(o[0].decay.year == 0 && o[0].has == 15 && o[0].perigee_km == 410 && o[0].type == SEA_OBJECT_PAYLOAD);
    assert_string_equal(o[1].name, "Made, up");
    assert_string_equal(o[1].owner, "[SU]");
    assert_string_equal(o[1].un_document, "");
    assert_true(o[1].decay.year == 1964 && o[1].decay.month == 3 && o[1].decay.day == 3 && o[1].decay.doubtful);
    assert_true(o[1].has == SEA_OBJECT_HAS_PERIGEE && o[1].perigee_km == -9);
    assert_true(o[2].launch.year == 1962 && o[2].launch.month == 0 && o[2].launch.doubtful);
    assert_true(o[2].decay.year == 1970 && o[2].decay.doubtful);
    assert_true(o[3].launch.year == 1962 && !o[3].launch.doubtful && o[3].decay.month == 3 && o[3].decay.day == 0);
    assert_int_equal(l.finding_count, 1);
    assert_string_equal(l.rules[0], "W_DOCUMENT");
    assert_int_equal(l.line, 5);
}

/* One value put into an otherwise good row. */
static void check_refused(const char *header, const char *row, const char *rule, uint32_t column)
{
    char text[1200];
    snprintf(text, sizeof text, "%s%s\n%s", header, row,
             header[0] == '#' ? "S1\t\tGOOD\t\t\t\t\t\t\t\t\n" : "GOOD,,1,PAY,,US,,,,,,,,,,EA,\n");
    list l = read_text(text);
    if (l.count != 1 || l.finding_count != 1 || strcmp(l.rules[0], rule) != 0 || l.column != column)
        fail_msg("%s: %zu objects, %zu findings, %s at %u: %s", row, l.count, l.finding_count, l.rules[0], l.column,
                 l.text);
    assert_string_equal(l.source, row);
    assert_int_equal(l.summary.refused, 1);
}

static void test_refusals(void **state)
{
    (void)state;
    check_refused(SATCAT, "A,,0,PAY,,US,,,,,,,,,,EA,", "E_CATNUM", 4);
    check_refused(SATCAT, "A,,-5,PAY,,US,,,,,,,,,,EA,", "E_CATNUM", 4);
    check_refused(SATCAT, "A,,1000000000,PAY,,US,,,,,,,,,,EA,", "E_CATNUM", 4);
    check_refused(SATCAT, "A,,,PAY,,US,,,,,,,,,,EA,", "E_CATNUM", 4);
    check_refused(SATCAT, "A,,7,PAYLOAD,,US,,,,,,,,,,EA,", "E_FIELD", 6);
    check_refused(SATCAT, "A,,7,PAY,++,US,,,,,,,,,,EA,", "E_FIELD", 10);
    check_refused(SATCAT, "A,,7,PAY,,US,2021-02-29,,,,,,,,,EA,", "E_DATE", 14);
    check_refused(SATCAT, "A,,7,PAY,,US,2021-13-01,,,,,,,,,EA,", "E_DATE", 14);
    check_refused(SATCAT, "A,,7,PAY,,US,01/02/2021,,,,,,,,,EA,", "E_DATE", 14);
    check_refused(SATCAT, "A,,7,PAY,,US,,,,inf,,,,,,EA,", "E_FIELD", 17);
    check_refused(SATCAT, "A,,7,PAY,,US,,,,,181,,,,,EA,", "E_RANGE", 18);
    check_refused(SATCAT, "A,2020-001ABCDEF,7,PAY,,US,,,,,,,,,,EA,", "E_FIELD", 3);
    check_refused(SATCAT, "A,,7,PAY,,US", "E_COLUMNS", 0);
    check_refused(SATCAT, "A,,7,\"PAY,,US,,,,,,,,,,EA,", "E_COLUMNS", 6);
    check_refused(SATCAT, "\xff,,7,PAY,,US,,,,,,,,,,EA,", "E_UTF8", 1);
    check_refused(GCAT, "99001\t\tA\t\t\t\t\t\t\t\t", "E_CATNUM", 1);
    check_refused(GCAT, "S7\t\tA\t2020 Par  4\t\t\t\t\t\t\t", "E_DATE", 7);
    check_refused(GCAT, "S7\t\tA\t2020 Feb 30\t\t\t\t\t\t\t", "E_DATE", 7);
    check_refused(GCAT, "S7\t\tA\t?\t\t\t\t\t\t\t", "E_DATE", 7);
    check_refused(GCAT, "S7\t\tA\t2020 Jan 2 12:00 x\t\t\t\t\t\t\t", "E_DATE", 7);
    char longer[400] = "A,,7,PAY,,", owner[300];
    memset(owner, 'x', 40);
    strcpy(owner + 40, ",,,,,,,,,,EA,");
    check_refused(SATCAT, strcat(longer, owner), "E_FIELD", 11);
}

static void test_doubtful_rows_are_kept(void **state)
{
    (void)state;
    list l = read_text(SATCAT "A,,7,PAY,,US,2021-01-02,,2021-01-01,,,,,,,EA,\nB,,8,PAY,,US,,,,,,100,200,,,EA,\n");
    assert_int_equal(l.count, 2);
    assert_int_equal(l.summary.warnings, 2);
    assert_string_equal(l.rules[0], "W_ORDER");
    l = read_text(GCAT "S1\t\tA\t2021 Jan\t2020?\t\t\t\t\t\t\nS2\t\tA\t2021 Mar\t2021\t\t\t\t\t\t\n");
    assert_int_equal(l.finding_count, 0); /* what is not known decides nothing */
    char name[200];
    memset(name, 'N', 100);
    strcpy(name + 62, "\xc3\xa9\xc3\xa9,,1,PAY,,US,,,,,,,,,,EA,\n"); /* a two-byte letter across the limit */
    char text[700] = SATCAT;
    l = read_text(strcat(text, name));
    assert_int_equal(l.count, 1);
    assert_int_equal(strlen(l.objects[0].name), 62);
}

static void test_what_is_no_list(void **state)
{
    (void)state;
    assert_int_equal(sea_object_recognise("", 0), SEA_OBJECT_AUTO);
    const char *omm = "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,NORAD_CAT_ID\n";
    assert_int_equal(sea_object_recognise(omm, strlen(omm)), SEA_OBJECT_AUTO);
    assert_int_equal(sea_object_recognise(SATCAT, strlen(SATCAT)), SEA_OBJECT_SATCAT_CSV);
    assert_int_equal(sea_object_recognise(GCAT, strlen(GCAT)), SEA_OBJECT_GCAT_TSV);
    list l = read_text("<html>");
    assert_int_equal(l.status, SEA_E_FORMAT);
    assert_string_equal(l.rules[0], "E_HEADER");
    l = read_text("OBJECT_NAME,NORAD_CAT_ID,OWNER,OWNER\n");
    assert_int_equal(l.status, SEA_E_FORMAT);
    assert_non_null(strstr(l.text, "twice"));
    l = read_text(SATCAT);
    assert_int_equal(l.status, SEA_OK);
    assert_string_equal(l.rules[0], "W_EMPTY");
    l = read_text("\x1f\x8b\x08");
    assert_int_equal(l.status, SEA_E_IO);
    assert_int_equal(sea_object_read_file("/nowhere/list", SEA_OBJECT_AUTO, NULL, NULL, &l.err), SEA_E_IO);
}

static void test_a_line_without_end_and_a_caller_who_stops(void **state)
{
    (void)state;
    size_t length = strlen(SATCAT) + (3 << 20);
    char *text = malloc(length);
    assert_non_null(text);
    memset(text, 'x', length);
    memcpy(text, SATCAT, strlen(SATCAT));
    list l = read_bytes(text, length, SEA_OBJECT_SATCAT_CSV);
    free(text);
    assert_int_equal(l.status, SEA_OK);
    assert_string_equal(l.rules[0], "E_LENGTH");
    const char *rows = SATCAT "A,,7,PAY,,US,,,,,,,,,,EA,\nB,,8,PAY,,US,,,,,,,,,,EA,\n";
    list stopped = {.answer = SEA_DONE};
    const sea_object_sink sink = {&stopped, keep, NULL};
    assert_int_equal(sea_object_read_bytes(rows, strlen(rows), "x", SEA_OBJECT_AUTO, &sink, NULL, NULL), SEA_DONE);
    assert_int_equal(stopped.count, 1);
    assert_int_equal(sea_object_read_bytes(rows, strlen(rows), "x", SEA_OBJECT_AUTO, NULL, NULL, NULL), SEA_OK);
}

static void test_the_registry_as_it_is(void **state)
{
    (void)state;
    char path[REAL_PATH_MAX];
    real_path("registry/gcat_psatcat_20250407.tsv.gz", path);
    sea_object_summary summary;
    assert_int_equal(sea_object_read_file(path, SEA_OBJECT_AUTO, NULL, &summary, NULL), SEA_OK);
    assert_int_equal(summary.records, 21806);
    assert_int_equal(summary.refused, 2); /* `2025 jan  3?` and `2025 Par  4 1619:28` */
}

static void test_set(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {5, 3, 5, 9, 3, 7};
    static const char *const owners[] = {"A", "B", "C", "D", "B", "E"};
    sea_object_set set = {0};
    assert_null(sea_object_set_find(NULL, 5));
    assert_int_equal(sea_object_set_end(&set), SEA_OK);
    assert_null(sea_object_set_find(&set, 5));
    for (size_t i = 0; i < 6; i++) {
        sea_object o = {.norad_cat_id = numbers[i]};
        strcpy(o.owner, owners[i]);
        assert_int_equal(sea_object_set_add(&set, &o), SEA_OK);
    }
    assert_int_equal(sea_object_set_end(&set), SEA_OK);
    assert_int_equal(set.count, 4);
    assert_int_equal(set.differing, 1); /* 3 was said twice alike */
    assert_int_equal(set.differing_id, 5);
    assert_string_equal(sea_object_set_find(&set, 5)->owner, "C");
    assert_string_equal(sea_object_set_find(&set, 3)->owner, "B");
    assert_string_equal(sea_object_set_find(&set, 9)->owner, "D");
    assert_null(sea_object_set_find(&set, 4));
    assert_null(sea_object_set_find(&set, 10));
    sea_object_set_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_satcat),
        cmocka_unit_test(test_gcat),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_doubtful_rows_are_kept),
        cmocka_unit_test(test_what_is_no_list),
        cmocka_unit_test(test_a_line_without_end_and_a_caller_who_stops),
        cmocka_unit_test(test_the_registry_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* TLE written: lines read back to the same set; what the columns cannot hold is told or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "real_data.h"

#include "gp_collect.h"

#include <stdio.h>

static const char iss_1[] = "1 25544U 98067A   24100.51041667  .00016717  00000+0  10270-3 0  9991";
static const char iss_2[] = "2 25544  51.6400 208.9163 0006317  69.9862  25.2906 15.49560000123453";

static sea_gp read_one(const char *line_1, const char *line_2)
{
    char text[160];
    snprintf(text, sizeof text, "%s\n%s\n", line_1, line_2);
    collection *c = collect_text(text);
    if (c->set.count != 1) fail_msg("%s: %s", text, c->finding_count ? c->findings[0].text : "nothing");
    sea_gp gp = c->set.gps[0];
    collection_free(c);
    return gp;
}

static bool same(const sea_gp *a, const sea_gp *b)
{
    return a->norad_cat_id == b->norad_cat_id && a->epoch.ns == b->epoch.ns && a->element_set_no == b->element_set_no &&
           a->rev_at_epoch == b->rev_at_epoch && a->classification == b->classification &&
           a->ephemeris_type == b->ephemeris_type && strcmp(a->object_id, b->object_id) == 0 &&
           a->mean_motion_rev_day == b->mean_motion_rev_day && a->eccentricity == b->eccentricity &&
           a->incl_deg == b->incl_deg && a->raan_deg == b->raan_deg && a->argp_deg == b->argp_deg &&
           a->mean_anomaly_deg == b->mean_anomaly_deg && a->bstar_per_er == b->bstar_per_er &&
           a->mean_motion_dot_rev_day2 == b->mean_motion_dot_rev_day2 &&
           a->mean_motion_ddot_rev_day3 == b->mean_motion_ddot_rev_day3;
}

static void test_the_same_lines_come_back(void **state)
{
    (void)state;
    char line_1[SEA_GP_TLE_LINE_MAX], line_2[SEA_GP_TLE_LINE_MAX];
    uint32_t losses = 99;
    sea_gp gp = read_one(iss_1, iss_2);
    assert_int_equal(sea_gp_format_tle(&gp, line_1, line_2, &losses), SEA_OK);
    assert_string_equal(line_1, iss_1);
    assert_string_equal(line_2, iss_2);
    assert_int_equal(losses, 0);
}

/* Writes, reads back, and compares where nothing was lost. */
static sea_gp write_and_read(const sea_gp *gp, uint32_t wanted_losses)
{
    char line_1[SEA_GP_TLE_LINE_MAX], line_2[SEA_GP_TLE_LINE_MAX];
    uint32_t losses;
    assert_int_equal(sea_gp_format_tle(gp, line_1, line_2, &losses), SEA_OK);
    assert_int_equal(strlen(line_1), 69);
    assert_int_equal(strlen(line_2), 69);
    assert_int_equal(losses, wanted_losses);
    sea_gp back = read_one(line_1, line_2);
    if (losses == 0) assert_true(same(gp, &back));
    return back;
}

static void test_values_at_their_limits(void **state)
{
    (void)state;
    char line_1[SEA_GP_TLE_LINE_MAX], line_2[SEA_GP_TLE_LINE_MAX];
    sea_gp gp = read_one(iss_1, iss_2), back;
    gp.norad_cat_id = 339999;
    gp.bstar_per_er = -0.99999e-9;
    gp.mean_motion_ddot_rev_day3 = 0.00001e-9;
    gp.mean_motion_dot_rev_day2 = -0.99999999;
    gp.eccentricity = 0.9999999;
    gp.incl_deg = 180;
    gp.raan_deg = 0;
    gp.classification = 'S';
    gp.object_id[0] = '\0';
    write_and_read(&gp, 0);
    gp.bstar_per_er = 0.5e9; /* 0.50000e+9 */
    gp.norad_cat_id = 1;
    gp.element_set_no = 9999;
    gp.rev_at_epoch = 99999;
    strcpy(gp.object_id, "1957-001ABC");
    write_and_read(&gp, 0);
    strcpy(gp.object_id, "81053"); /* a launch without its piece, as analyst sets have it */
    write_and_read(&gp, 0);
    gp.bstar_per_er = 1e-15; /* too small for its column */
    back = write_and_read(&gp, SEA_GP_TLE_ROUNDED);
    assert_true(back.bstar_per_er == 0.0);
    gp.bstar_per_er = 0.999996e-3; /* carries into the exponent */
    back = write_and_read(&gp, SEA_GP_TLE_ROUNDED);
    assert_true(back.bstar_per_er == 0.001);
    gp.bstar_per_er = 0;
    gp.raan_deg = 359.99996;
    gp.argp_deg = 12.34567;
    back = write_and_read(&gp, SEA_GP_TLE_ROUNDED);
    assert_true(back.raan_deg == 0.0 && back.argp_deg == 12.3457);
    gp.raan_deg = 360; /* the same direction as 0 */
    gp.argp_deg = 0;
    assert_int_equal(sea_gp_format_tle(&gp, line_1, line_2, NULL), SEA_OK);
    assert_memory_equal(line_2 + 17, "  0.0000", 8);
}

static void test_what_is_cut(void **state)
{
    (void)state;
    sea_gp gp = read_one(iss_1, iss_2);
    gp.element_set_no = 12345;
    gp.rev_at_epoch = 123456;
    strcpy(gp.object_id, "98067A"); /* would come back as 1998-067A */
    sea_gp back = write_and_read(&gp, SEA_GP_TLE_CUT);
    assert_true(back.element_set_no == 2345 && back.rev_at_epoch == 23456 && back.object_id[0] == '\0');
    gp = read_one(iss_1, iss_2);
    strcpy(gp.object_id, "1971-110  A"); /* as old lists have it: all eight characters fit */
    back = write_and_read(&gp, 0);
    assert_string_equal(back.object_id, "1971-110  A");
}

static void test_epochs(void **state)
{
    (void)state;
    sea_gp gp = read_one(iss_1, iss_2);
    struct {
        sea_utc utc;
        const char *text;
        uint32_t losses;
    } cases[] = {
        {{2024, 12, 31, 23, 59, 59, 999999999}, "25001.00000000", SEA_GP_TLE_ROUNDED},
        {{2023, 12, 31, 12, 0, 0, 0}, "23365.50000000", 0},
        {{2016, 12, 31, 23, 59, 60, 0}, "17001.00000000", SEA_GP_TLE_ROUNDED}, /* a leap second */
        {{2024, 2, 29, 0, 0, 0, 864000}, "24060.00000001", 0},
        {{1957, 10, 4, 0, 0, 0, 0}, "57277.00000000", 0},
        {{2056, 12, 31, 0, 0, 0, 0}, "56366.00000000", 0},
    };
    char line_1[SEA_GP_TLE_LINE_MAX], line_2[SEA_GP_TLE_LINE_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t losses;
        assert_int_equal(sea_utc_to_tai(cases[i].utc, &gp.epoch), SEA_OK);
        assert_int_equal(sea_gp_format_tle(&gp, line_1, line_2, &losses), SEA_OK);
        assert_memory_equal(line_1 + 18, cases[i].text, 14);
        if (cases[i].utc.year >= 1972) assert_int_equal(losses, cases[i].losses);
    }
}

static void test_what_no_tle_can_say(void **state)
{
    (void)state;
    char line_1[SEA_GP_TLE_LINE_MAX], line_2[SEA_GP_TLE_LINE_MAX];
    const sea_gp good = read_one(iss_1, iss_2);
    sea_gp bad[8];
    for (int i = 0; i < 8; i++) bad[i] = good;
    const sea_utc late = {.year = 2057, .month = 1, .day = 1}, early = {.year = 1956, .month = 12, .day = 31};
    bad[0].norad_cat_id = 340000;
    sea_utc_to_tai(late, &bad[1].epoch);
    sea_utc_to_tai(early, &bad[2].epoch);
    bad[3].bstar_per_er = 1e10;
    bad[4].mean_motion_dot_rev_day2 = 1;
    bad[5].mean_motion_ddot_rev_day3 = -1e9;
    bad[6].ephemeris_type = 10;
    bad[7].caveats = SEA_GP_CAVEAT_NOT_SGP4;
    for (int i = 0; i < 8; i++) {
        uint32_t losses;
        if (sea_gp_format_tle(&bad[i], line_1, line_2, &losses) != SEA_E_RANGE) fail_msg("case %d: %s", i, line_1);
        assert_true(line_1[0] == '\0' && line_2[0] == '\0');
    }
    bad[7].ephemeris_type = 4;
    assert_int_equal(sea_gp_format_tle(&bad[7], line_1, line_2, NULL), SEA_OK);
}

typedef struct tally {
    size_t count, changed;
} tally;

static sea_status write_each(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    tally *t = payload;
    char line_1[SEA_GP_TLE_LINE_MAX], line_2[SEA_GP_TLE_LINE_MAX];
    uint32_t losses;
    (void)origin;
    t->count++;
    if (sea_gp_format_tle(gp, line_1, line_2, &losses) != SEA_OK || losses & SEA_GP_TLE_ROUNDED) {
        t->changed++;
        return SEA_OK;
    }
    sea_gp back = read_one(line_1, line_2);
    t->changed += !same(gp, &back);
    return SEA_OK;
}

static void test_a_whole_catalogue_comes_back(void **state)
{
    (void)state;
    char path[REAL_PATH_MAX];
    real_path("catalog/bg_20250901.3le.gz", path);
    tally t = {0};
    const sea_gp_sink sink = {.payload = &t, .record = write_each};
    assert_int_equal(sea_gp_read_file(path, SEA_GP_AUTO, &sink, NULL, NULL), SEA_OK);
    assert_int_equal(t.count, 28488);
    assert_int_equal(t.changed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_lines_come_back),
        cmocka_unit_test(test_values_at_their_limits),
        cmocka_unit_test(test_what_is_cut),
        cmocka_unit_test(test_epochs),
        cmocka_unit_test(test_what_no_tle_can_say),
        cmocka_unit_test(test_a_whole_catalogue_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

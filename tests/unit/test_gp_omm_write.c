/* OMM written: in each spelling the set reads back the same; what a spelling cannot hold is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "real_data.h"

#include "gp_collect.h"

#include <stdio.h>

enum { FIRST = SEA_GP_OMM_CSV, LAST = SEA_GP_OMM_XML };

static sea_gp example(void)
{
    return (sea_gp){.norad_cat_id = 270438,
                    .element_set_no = 999,
                    .rev_at_epoch = 123456,
                    .epoch = {INT64_C(826372800123457000)},
                    .creation_date = {INT64_C(826380000000000000)},
                    .mean_motion_rev_day = 15.495600001234567,
                    .eccentricity = 1e-7,
                    .incl_deg = 51.64,
                    .raan_deg = 360.0,
                    .argp_deg = 0.1,
                    .mean_anomaly_deg = 25.2906,
                    .bstar_per_er = -1.0270000000000001e-4,
                    .mean_motion_dot_rev_day2 = -0.0,
                    .mean_motion_ddot_rev_day3 = 5e-300,
                    .classification = 'U',
                    .object_id = "1998-067A",
                    .object_name = "A, \"B\" & <C> [DTC] \xc3\xa9"};
}

static void write_file(const sea_gp *gps, size_t count, sea_gp_format format, char *out, uint32_t *losses)
{
    const sea_gp_envelope e = sea_gp_omm_envelope(format);
    *losses = 0;
    strcpy(out, e.before);
    for (size_t i = 0; i < count; i++) {
        uint32_t one = 0;
        char *end = out + strlen(out);
        if (i > 0) end = stpcpy(end, e.between);
        size_t length = sea_gp_format_omm(&gps[i], NULL, format, end, SEA_GP_OMM_TEXT_MAX, &one);
        assert_int_equal(length, strlen(end));
        *losses |= one;
    }
    strcat(out, e.after);
}

/* But for what an earlier reading remarked, and the bytes behind the ends of its texts. */
static void check_same(const sea_gp *a, const sea_gp *b)
{
    const uint32_t kept = SEA_GP_CAVEAT_NOT_SGP4 | SEA_GP_CAVEAT_DERIVED;
    sea_gp x = *a, y = *b;
    x.caveats &= kept;
    y.caveats &= kept;
    if (memcmp(&x, &y, sizeof x) != 0)
        fail_msg("object %u comes back otherwise, `%s` as `%s`", a->norad_cat_id, a->object_name, b->object_name);
}

static void check_round_trip(const sea_gp *gps, size_t count, uint32_t expected_losses)
{
    char *text = malloc(count * (SEA_GP_OMM_TEXT_MAX + 8) + 1024);
    for (int format = FIRST; format <= LAST; format++) {
        uint32_t losses;
        write_file(gps, count, (sea_gp_format)format, text, &losses);
        collection *c = collect_text(text);
        assert_int_equal(losses, expected_losses);
        assert_int_equal(c->summary.format, format);
        if (c->set.count != count) fail_msg("%s: %s", text, c->finding_count ? c->findings[0].text : "nothing");
        for (size_t i = 0; i < count; i++) check_same(&gps[i], &c->set.gps[i]);
        collection_free(c);
    }
    free(text);
}

static void test_every_spelling_comes_back(void **state)
{
    (void)state;
    sea_gp gps[4] = {example(), example(), example(), example()};
    gps[1] = (sea_gp){.norad_cat_id = SEA_GP_ID_MAX,
                      .epoch = {1},
                      .creation_date = SEA_TAI_NONE,
                      .mean_motion_rev_day = 1.0,
                      .classification = 'U'}; /* neither name nor designator nor creation date; nanoseconds */
    gps[2].caveats = SEA_GP_CAVEAT_DERIVED;
    gps[3].caveats = SEA_GP_CAVEAT_NOT_SGP4;
    gps[3].ephemeris_type = 4;
    memset(gps[3].object_name, 'N', sizeof gps[3].object_name - 1);
    check_round_trip(gps, 4, 0);
}

static void test_losses(void **state)
{
    (void)state;
    sea_gp gp = example();
    char text[SEA_GP_OMM_TEXT_MAX];
    uint32_t losses;
    gp.caveats = SEA_GP_CAVEAT_NOT_SGP4; /* by the name of its theory, which is not kept */
    check_round_trip(&gp, 1, SEA_GP_OMM_THEORY);
    gp = example();
    strcpy(gp.object_name, "A\x01\xff"); /* CSV keeps bytes as they are; JSON is UTF-8; KVN and XML have no controls */
    sea_gp_format_omm(&gp, NULL, SEA_GP_OMM_CSV, text, SEA_GP_OMM_TEXT_MAX, &losses);
    assert_int_equal(losses, 0);
    sea_gp_format_omm(&gp, NULL, SEA_GP_OMM_JSON, text, SEA_GP_OMM_TEXT_MAX, &losses);
    assert_int_equal(losses, SEA_GP_OMM_WORDS);
    assert_non_null(strstr(text, "\"OBJECT_NAME\":\"A\\u0001?\""));
    sea_gp_format_omm(&gp, NULL, SEA_GP_OMM_KVN, text, SEA_GP_OMM_TEXT_MAX, &losses);
    assert_int_equal(losses, SEA_GP_OMM_WORDS);
    assert_non_null(strstr(text, "OBJECT_NAME         = A??\n"));
    sea_gp_format_omm(&gp, NULL, SEA_GP_OMM_XML, text, SEA_GP_OMM_TEXT_MAX, NULL);
    assert_non_null(strstr(text, "<OBJECT_NAME>A?"
                                 "?</OBJECT_NAME>"));
    strcpy(gp.object_name, " A"); /* blanks in front are layout there */
    sea_gp_format_omm(&gp, NULL, SEA_GP_OMM_KVN, text, SEA_GP_OMM_TEXT_MAX, &losses);
    assert_int_equal(losses, SEA_GP_OMM_WORDS);
    sea_gp_format_omm(&gp, NULL, SEA_GP_OMM_JSON, text, SEA_GP_OMM_TEXT_MAX, &losses);
    assert_int_equal(losses, 0);
}

static void test_kvn_as_published(void **state)
{
    (void)state;
    sea_gp gp = example();
    char text[SEA_GP_OMM_TEXT_MAX];
    strcpy(gp.object_name, "ISS (ZARYA)");
    gp.norad_cat_id = 25544;
    gp.caveats = SEA_GP_CAVEAT_DERIVED;
    sea_gp_format_omm(&gp, NULL, SEA_GP_OMM_KVN, text, SEA_GP_OMM_TEXT_MAX, NULL);
    assert_string_equal(text, "CCSDS_OMM_VERS      = 2.0\n"
                              "CREATION_DATE       = 2026-03-10T01:59:23.000000\n"
                              "ORIGINATOR          = \n"
                              "OBJECT_NAME         = ISS (ZARYA)\n"
                              "OBJECT_ID           = 1998-067A\n"
                              "CENTER_NAME         = EARTH\n"
                              "REF_FRAME           = TEME\n"
                              "TIME_SYSTEM         = UTC\n"
                              "MEAN_ELEMENT_THEORY = SGP4\n"
                              "EPOCH               = 2026-03-09T23:59:23.123457\n"
                              "MEAN_MOTION         = 15.495600001234568\n"
                              "ECCENTRICITY        = 1e-7\n"
                              "INCLINATION         = 51.64\n"
                              "RA_OF_ASC_NODE      = 360\n"
                              "ARG_OF_PERICENTER   = 0.1\n"
                              "MEAN_ANOMALY        = 25.2906\n"
                              "EPHEMERIS_TYPE      = 0\n"
                              "CLASSIFICATION_TYPE = U\n"
                              "NORAD_CAT_ID        = 25544\n"
                              "ELEMENT_SET_NO      = 999\n"
                              "REV_AT_EPOCH        = 123456\n"
                              "BSTAR               = -0.00010270000000000002\n"
                              "MEAN_MOTION_DOT     = -0.0\n"
                              "MEAN_MOTION_DDOT    = 5e-300\n"
                              "USER_DEFINED_DATA_SOURCE = OPERATOR");
}

static void check_catalogue(const char *relative)
{
    char path[REAL_PATH_MAX];
    collection *c = collect_file(real_path(relative, path));
    assert_true(c->set.count > 1000);
    check_round_trip(c->set.gps, c->set.count < 5000 ? c->set.count : 5000, 0);
    collection_free(c);
}

static void test_catalogues_come_back(void **state)
{
    (void)state;
    check_catalogue("catalog/celestrak_union_20260310.omm.csv.gz");
    check_catalogue("catalog/bg_20250901.3le.gz");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_spelling_comes_back),
        cmocka_unit_test(test_losses),
        cmocka_unit_test(test_kvn_as_published),
        cmocka_unit_test(test_catalogues_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Element sets as OMM in key-value notation and XML, and conjunction messages written again. */
#include <starsea/cdm.h>
#include <starsea/gp.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FRONT "CCSDS_OMM_VERS = 2.0\nCREATION_DATE = 2026-03-10T00:00:00\nORIGINATOR = ME\n"
#define META                                                                                                           \
    "OBJECT_NAME = A\nOBJECT_ID = 2020-001A\nCENTER_NAME = EARTH\nREF_FRAME = TEME\nTIME_SYSTEM = "                    \
    "UTC\nMEAN_ELEMENT_THEORY = SGP4\n"
#define MEAN                                                                                                           \
    "EPOCH = 2026-069T01:02:03.5\nMEAN_MOTION = 15.5 [rev/day]\nECCENTRICITY = 0.001\nINCLINATION = 51.6 "             \
    "[deg]\nRA_OF_ASC_NODE = 10\nARG_OF_PERICENTER = 20\nMEAN_ANOMALY = 30\n"
#define TLE "NORAD_CAT_ID = 100001\nELEMENT_SET_NO = 0999\nREV_AT_EPOCH = 5\nBSTAR = 1E-4\n"
#define GOOD FRONT META MEAN TLE

typedef struct found {
    sea_gp gp;
    int records, errors;
    char rule[20];
    uint64_t line;
} found;

static sea_status keep(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    found *f = payload;
    f->gp = *gp;
    f->records++;
    assert_true(origin->source_length > 0);
    return SEA_OK;
}

static sea_status note(void *payload, const sea_diagnostic *d)
{
    found *f = payload;
    if (d->severity != SEA_SEVERITY_ERROR || f->errors++ > 0) return SEA_OK;
    snprintf(f->rule, sizeof f->rule, "%s", d->rule);
    f->line = d->line;
    return SEA_OK;
}

static found read_text(const char *text, sea_gp_format expected)
{
    found f = {0};
    sea_gp_summary summary;
    const sea_gp_sink sink = {&f, keep, note};
    (void)sea_gp_read_bytes(text, strlen(text), "made", SEA_GP_AUTO, &sink, &summary, NULL);
    assert_int_equal(summary.format, expected);
    return f;
}

static void test_kvn(void **state)
{
    (void)state;
    found f = read_text(GOOD GOOD, SEA_GP_OMM_KVN);
    assert_true(f.records == 2 && f.errors == 0 && f.gp.norad_cat_id == 100001 && f.gp.element_set_no == 999);
    assert_true(f.gp.mean_motion_rev_day == 15.5 && f.gp.bstar_per_er == 1e-4);
    f = read_text(FRONT META "MEAN_MOTION = x\n" MEAN TLE GOOD, SEA_GP_OMM_KVN);
    assert_true(f.records == 1 && f.errors == 1 && f.line == 10);
    assert_string_equal(f.rule, "E_FIELD");
    f = read_text(FRONT META "WRONG = 1\n" MEAN TLE, SEA_GP_OMM_KVN);
    assert_string_equal(f.rule, "E_KEYWORD");
}

static void test_xml(void **state)
{
    (void)state;
    sea_ndm *document = NULL;
    char *text = NULL;
    size_t length;
    assert_int_equal(sea_ndm_read_bytes(GOOD GOOD, strlen(GOOD GOOD), "made", NULL, NULL, &document, NULL), SEA_OK);
    assert_int_equal(sea_ndm_write(document, SEA_NDM_XML, &text, &length, NULL), SEA_OK);
    found a = read_text(GOOD, SEA_GP_OMM_KVN), b = read_text(text, SEA_GP_OMM_XML);
    assert_true(b.records == 2 && b.errors == 0);
    assert_memory_equal(&a.gp, &b.gp, sizeof a.gp);
    free(text);
    sea_ndm_free(document);
    b = read_text("<!DOCTYPE omm SYSTEM \"x\"><omm/>", SEA_GP_OMM_XML);
    assert_string_equal(b.rule, "E_DTD");
    b = read_text("<?xml version=\"1.0\"?><ndm><omm", SEA_GP_OMM_XML);
    assert_string_equal(b.rule, "E_XML");
}

/* The reader takes a file in pieces of 128 KiB. Wherever one ends, a record's source is the whole message. */
static sea_status check_source(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    const char *whole = payload;
    (void)gp;
    assert_int_equal(origin->source_length, strlen(whole));
    assert_memory_equal(origin->source, whole, origin->source_length);
    return SEA_OK;
}

static void test_pieces(void **state)
{
    (void)state;
    enum { PIECE = 1 << 17 };
    static const char kvn[] = "CCSDS_OMM_VERS = 2.0\nCREATION_DATE = 2026-03-10T00:00:00\nORIGINATOR = ME\n" META MEAN
                              "NORAD_CAT_ID = 5\nBSTAR = 0";
    static const char xml[] =
        "<omm id=\"CCSDS_OMM_VERS\" version=\"2.0\"><header><CREATION_DATE/><ORIGINATOR/></header><body><segment>"
        "<metadata><OBJECT_NAME>A</OBJECT_NAME><OBJECT_ID>2020-001A</OBJECT_ID><CENTER_NAME>EARTH</CENTER_NAME>"
        "<REF_FRAME>TEME</REF_FRAME><TIME_SYSTEM>UTC</TIME_SYSTEM><MEAN_ELEMENT_THEORY>SGP4</MEAN_ELEMENT_THEORY>"
        "</metadata><data><meanElements><EPOCH>2026-03-10T00:00:00</EPOCH><MEAN_MOTION>15</MEAN_MOTION>"
        "<ECCENTRICITY>0.1</ECCENTRICITY><INCLINATION>5</INCLINATION><RA_OF_ASC_NODE>1</RA_OF_ASC_NODE>"
        "<ARG_OF_PERICENTER>2</ARG_OF_PERICENTER><MEAN_ANOMALY>3</MEAN_ANOMALY></meanElements><tleParameters>"
        "<NORAD_CAT_ID>5</NORAD_CAT_ID><BSTAR>0</BSTAR></tleParameters></data></segment></body></omm>";
    char *text = malloc(PIECE + 4096);
    for (int notation = 0; notation < 2; notation++)
        for (int before = 0; before < 60; before++) { /* bytes of the message in the first piece */
            const char *whole = notation ? xml : kvn;
            size_t length = PIECE - (size_t)before;
            memset(text, '\n', length);
            if (notation) memcpy(text, "<ndm>", 5);
            strcpy(text + length, whole);
            strcat(text + length, notation ? "\n</ndm>\n" : "\n");
            sea_gp_summary summary;
            const sea_gp_sink sink = {(void *)(uintptr_t)whole, check_source, NULL};
            assert_int_equal(sea_gp_read_bytes(text, strlen(text), "made", notation ? SEA_GP_OMM_XML : SEA_GP_OMM_KVN,
                                               &sink, &summary, NULL),
                             SEA_OK);
            assert_int_equal(summary.records, 1);
            assert_int_equal(summary.refused, 0);
        }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kvn), cmocka_unit_test(test_pieces),
                                       cmocka_unit_test(test_xml)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

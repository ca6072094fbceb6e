/* The gp readers on made input: every spelling, every rule, and what one bad record costs. */
#include "gp_collect.h"
#include "base/hash.h"
#include "base/text.h"
#include "motion/gp.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* Published figures: the last sets before the collision of 2009-02-10. */
#define IRIDIUM_1 "1 24946U 97051C   09040.78448243 +.00000153 +00000-0 +47668-4 0  9994"
#define IRIDIUM_2 "2 24946 086.3994 121.7028 0002288 085.1644 274.9812 14.34219863597336"
#define COSMOS_1 "1 22675U 93036A   09040.49834364 -.00000001  00000-0  95251-5 0  9996"
#define COSMOS_2 "2 22675 074.0355 019.4646 0016027 098.7014 261.5952 14.31135643817415"

static void expect(const char *text, uint64_t records, const char *rule, uint64_t line, uint32_t column)
{
    collection *c = collect_text(text);
    const finding *f = rule ? find_rule(c, rule) : NULL;
    if (c->summary.records != records || (rule && !f) || (!rule && c->finding_count) || (line && f->line != line) ||
        (column && f->column != column))
        fail_msg("want %llu records and %s at %llu:%u; got %llu, %s at %llu:%u (%s) from:\n%s",
                 (unsigned long long)records, rule ? rule : "nothing", (unsigned long long)line, column,
                 (unsigned long long)c->summary.records, c->finding_count ? c->findings[0].rule : "nothing",
                 (unsigned long long)c->findings[0].line, c->findings[0].column, c->findings[0].text, text);
    collection_free(c);
}

static void test_tle_values(void **state)
{
    (void)state;
    collection *c = collect_text("# a comment\nIRIDIUM 33  \r\n" IRIDIUM_1 "\r\n" IRIDIUM_2
                                 "\r\n\n0 COSMOS 2251\n" COSMOS_1 "\n" COSMOS_2);
    assert_int_equal(c->status, SEA_OK);
    assert_int_equal(c->summary.format, SEA_GP_TLE);
    assert_int_equal(c->set.count, 2);
    assert_int_equal(c->finding_count, 0);
    const sea_gp *a = &c->set.gps[0], *b = &c->set.gps[1];
    assert_string_equal(a->object_name, "IRIDIUM 33");
    assert_string_equal(a->object_id, "1997-051C");
    assert_int_equal(a->norad_cat_id, 24946);
    assert_int_equal(a->classification, 'U');
    /* 0.78448243 d = 67779.281952 s after 2009-02-09T00:00:00 */
    char epoch[SEA_TAI_TEXT_MAX];
    sea_tai_format(a->epoch, 9, epoch);
    assert_string_equal(epoch, "2009-02-09T18:49:39.281952000Z");
    assert_int_equal(a->creation_date.ns, SEA_TAI_NONE.ns);
    assert_true(a->mean_motion_dot_rev_day2 == 0.00000153 && a->mean_motion_ddot_rev_day3 == 0.0);
    assert_true(a->bstar_per_er == 0.47668e-4);
    assert_int_equal(a->element_set_no, 999);
    assert_true(a->incl_deg == 86.3994 && a->raan_deg == 121.7028 && a->eccentricity == 0.0002288);
    assert_true(a->argp_deg == 85.1644 && a->mean_anomaly_deg == 274.9812 && a->mean_motion_rev_day == 14.34219863);
    assert_int_equal(a->rev_at_epoch, 59733);
    assert_string_equal(b->object_name, "COSMOS 2251");
    assert_true(b->mean_motion_dot_rev_day2 == -0.00000001 && b->bstar_per_er == 0.95251e-5);
    assert_string_equal(c->source, "0 COSMOS 2251\n" COSMOS_1 "\n" COSMOS_2);
    assert_int_equal(c->source_line, 6);
    collection_free(c);
}

/* Puts `with` at a column of a line and mends its checksum. */
static const char *altered(const char *line, int column, const char *with, char out[80])
{
    int sum = 0;
    memcpy(out, line, 70);
    memcpy(out + column - 1, with, strlen(with));
    for (int i = 0; i < 68; i++) sum += out[i] >= '0' && out[i] <= '9' ? out[i] - '0' : out[i] == '-';
    out[68] = (char)('0' + sum % 10);
    return out;
}

static void expect_altered(int line, int column, const char *with, uint64_t records, const char *rule)
{
    char altered_line[80], text[256];
    if (line == 1)
        snprintf(text, sizeof text, "NAME\n%s\n%s\n", altered(COSMOS_1, column, with, altered_line), COSMOS_2);
    else
        snprintf(text, sizeof text, "NAME\n%s\n%s\n", COSMOS_1, altered(COSMOS_2, column, with, altered_line));
    expect(text, records, rule, rule && rule[0] == 'E' ? (uint64_t)line + 1 : 0, 0);
}

static void test_tle_refusals(void **state)
{
    (void)state;
    static const struct {
        int line, column;
        const char *with, *rule;
    } cases[] = {{1, 19, "09000.49834364", "E_EPOCH"},
                 {1, 19, "09366.49834364", "E_EPOCH"},
                 {1, 19, "0904 .49834364", "E_EPOCH"},
                 {1, 19, "09040 49834364", "E_EPOCH"},
                 {1, 19, "09040.498 4364", "E_EPOCH"},
                 {1, 34, " 00000001 ", "E_FIELD"},
                 {1, 34, " .0000000x", "E_FIELD"},
                 {1, 45, " 00000 0", "E_FIELD"},
                 {1, 54, "1.234e-4", "E_FIELD"},
                 {1, 54, " 952 1-5", "E_FIELD"},
                 {1, 8, "X", "E_FIELD"},
                 {1, 9, "x", "E_FIELD"},
                 {1, 63, "x", "E_FIELD"},
                 {1, 65, " 9x9", "E_FIELD"},
                 {2, 9, "180.0001", "E_RANGE"},
                 {2, 9, "-74.0355", "E_RANGE"},
                 {2, 18, "400.0000", "E_RANGE"},
                 {2, 18, "019 4646", "E_FIELD"},
                 {2, 27, "00160 7", "E_FIELD"},
                 {2, 27, "       ", "E_FIELD"},
                 {2, 35, "  +nan  ", "E_FIELD"},
                 {2, 44, "361.0000", "E_RANGE"},
                 {2, 53, "00.00000000", "E_RANGE"},
                 {2, 53, "20.00000001", "E_RANGE"},
                 {2, 53, "        inf", "E_FIELD"},
                 {2, 53, "    0x10.p0", "E_FIELD"},
                 {2, 3, "22676", "E_IDMISMATCH"},
                 {2, 3, "0x675", "E_CATNUM"},
                 {2, 64, "8 741", "E_FIELD"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_altered(cases[i].line, cases[i].column, cases[i].with, 0, cases[i].rule);
    expect("1 24946U 97051C   09040.78448243 +.00000153 +00000-0 +47668-4 0  9990\n" IRIDIUM_2, 0, "E_CHECKSUM", 1, 69);
    expect("1 24946U 97051C   09040.7844\n" IRIDIUM_2, 0, "E_LENGTH", 1, 0);
    expect("1 24946U 97051C 09040.78448243 +.00000153 +00000-0 +47668-4 0 9994\n" IRIDIUM_2, 0, "E_LENGTH", 1, 0);
    expect("1 24946U 97051C\t  09040.78448243 +.00000153 +00000-0 +47668-4 0  9994\n" IRIDIUM_2, 0, "E_TAB", 1, 16);
    expect("1 24946U 97051C\xa0  09040.78448243 +.00000153 +00000-0 +47668-4 0  9994\n" IRIDIUM_2, 0, "E_NONASCII", 1,
           16);
    expect("NAME\n" IRIDIUM_2 "\n", 0, "E_ORPHAN", 2, 1);
    expect("NAME\n" IRIDIUM_1 "\n", 0, "E_ORPHAN", 2, 1);
    expect("NAME\n" IRIDIUM_1 "\nNEXT\n" COSMOS_1 "\n" COSMOS_2, 1, "E_ORPHAN", 2, 1);
}

static void test_tle_tolerance(void **state)
{
    (void)state;
    expect_altered(1, 10, "        ", 1, NULL);
    expect_altered(1, 19, " 9 40.5       ", 1, NULL);
    expect_altered(1, 34, "0.00110000", 1, NULL);
    expect_altered(1, 8, " ", 1, NULL);
    expect_altered(1, 54, " 12345+1", 1, "W_BSTAR");
    expect_altered(1, 34, "-.99999999", 1, "W_NDOT");
    expect_altered(1, 19, "56", 1, "W_FUTURE");
    expect_altered(1, 63, "4", 1, "W_THEORY");
    expect_altered(2, 53, "18.00000000", 1, "W_PERIGEE");
    expect_altered(2, 27, "      0", 1, NULL);
    expect_altered(2, 64, "     ", 1, NULL);
    expect("1 24946U 97051C   09040.78448243 +.00000153 +00000-0 +47668-4 0  999\n" IRIDIUM_2, 1, "W_NO_CHECKSUM", 1,
           0);
    expect(IRIDIUM_1 " junk\t\n" IRIDIUM_2, 1, "W_TRAILING", 1, 0);
    expect("\xef\xbb\xbf" IRIDIUM_1 "\n" IRIDIUM_2, 1, "W_BOM", 1, 0);
    expect("A NAME OF MORE THAN FIFTY-FIVE BYTES, WHICH NOBODY GAVE, \xc3\xa9\n" IRIDIUM_1 "\n" IRIDIUM_2, 1, "W_NAME",
           1, 0);
    expect("TLEs of today\nIRIDIUM 33\n" IRIDIUM_1 "\n" IRIDIUM_2, 1, "W_LINES", 1, 1);
    expect(IRIDIUM_1 "\n" IRIDIUM_2 "\none\n\ntwo\nthree\n" COSMOS_1 "\n" COSMOS_2, 2, "W_LINES", 3, 1);
    expect(IRIDIUM_1 "\n" IRIDIUM_2 "\nthe end\n", 1, "W_LINES", 3, 1);
    expect("# remark\n\nIRIDIUM 33\n" IRIDIUM_1 "\n" IRIDIUM_2, 1, NULL, 0, 0);
    expect("IRIDIUM 33\r" IRIDIUM_1 "\r" IRIDIUM_2 "\r", 0, "E_ENCODING", 1, 1);
    expect(IRIDIUM_1 "\n" IRIDIUM_2 "\r", 1, NULL, 0, 0);
    collection *c = collect_text("1 HOPPER\n" IRIDIUM_1 "\n" IRIDIUM_2 "\n2 MASS\n" COSMOS_1 "\n" COSMOS_2 "\n");
    assert_int_equal(c->set.count, 2);
    assert_string_equal(c->set.gps[0].object_name, "1 HOPPER");
    assert_string_equal(c->set.gps[1].object_name, "2 MASS");
    collection_free(c);
}

static void test_alpha5(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t id; /* 0: refused */
    } cases[] = {{"25544", 25544},  {"00005", 5},      {"    5", 5},      {"5    ", 5},      {"A0000", 100000},
                 {"H9999", 179999}, {"J0000", 180000}, {"T0438", 270438}, {"Z9999", 339999}, {"P0000", 230000},
                 {"I0000", 0},      {"O0000", 0},      {"a0000", 0},      {"1A000", 0},      {"00000", 0},
                 {"     ", 0},      {" A000", 0},      {"2 544", 0},      {"-5544", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t id = 0;
        sea_status s = sea_gp_alpha5_parse(cases[i].text, &id);
        if (cases[i].id ? s != SEA_OK || id != cases[i].id : s == SEA_OK) fail_msg("`%s` gave %u", cases[i].text, id);
    }
}

#define HEADER                                                                                                         \
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,"  \
    "EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_"   \
    "DDOT\n"
#define ROW(name, epoch, n, e, id) name ",2000-001A," epoch "," n "," e ",51.6,10,20,30,0,U," id ",999,1,1e-4,.1E-5,0\n"
#define GOOD_ROW ROW("A", "2024-10-29T12:18:43.492896", "15.5", "0.001", "100000001")

static void test_csv(void **state)
{
    (void)state;
    collection *c =
        collect_text(HEADER GOOD_ROW ROW("\"B, \"\"C\"\"\"", "2024-10-29T00:00:00.123456789Z", "1.5", ".1", "7"));
    assert_int_equal(c->set.count, 2);
    assert_int_equal(c->finding_count, 0);
    assert_int_equal(c->set.gps[0].norad_cat_id, 100000001);
    assert_true(c->set.gps[0].mean_motion_dot_rev_day2 == 1e-6);
    assert_string_equal(c->set.gps[1].object_name, "B, \"C\"");
    assert_int_equal(c->set.gps[1].epoch.ns % 1000, 789);
    collection_free(c);
    expect("# catalogue\n", 0, "W_EMPTY", 0, 0);
    expect(HEADER, 0, "W_EMPTY", 0, 0);
    expect(HEADER "\r\n" GOOD_ROW "\n", 1, NULL, 0, 0);
    expect(HEADER "A,B\n" GOOD_ROW, 1, "E_COLUMNS", 2, 0);
    expect(HEADER ROW("\"A", "2024-10-29T12:18:43", "15.5", "0.001", "1") GOOD_ROW, 1, "E_COLUMNS", 2, 1);
    expect(HEADER ROW("\"A\"x", "2024-10-29T12:18:43", "15.5", "0.001", "1") GOOD_ROW, 1, "E_COLUMNS", 2, 1);
    expect(HEADER ROW("\"A\nB\"", "2024-10-29T12:18:43", "15.5", "0.001", "1") GOOD_ROW, 2, NULL, 0, 0);
    expect(HEADER ROW("A", "2024-10-29", "15.5", "0.001", "1"), 0, "E_EPOCH", 2, 13);
    expect(HEADER ROW("A", "2024-10-29T23:59:60", "15.5", "0.001", "1"), 0, "E_EPOCH", 2, 13);
    expect(HEADER ROW("A", "2016-12-31T23:59:60.5", "15.5", "0.001", "1"), 1, NULL, 0, 0);
    expect(HEADER ROW("A", "2024-10-29T12:18:43", "", "0.001", "1"), 0, "E_FIELD", 2, 33);
    expect(HEADER ROW("A", "2024-10-29T12:18:43", "nan", "0.001", "1"), 0, "E_FIELD", 2, 33);
    expect(HEADER ROW("A", "2024-10-29T12:18:43", "1.5", "1.0", "1"), 0, "E_RANGE", 2, 37);
    expect(HEADER ROW("A", "1949-12-31T00:00:00", "1.5", ".5", "7"), 0, "E_EPOCH", 2, 0);
    expect(HEADER ROW("A", "1950-01-02T00:00:00", "1.5", ".5", "7"), 1, NULL, 0, 0);
    expect(HEADER ROW("A", "2199-12-31T00:00:00", "1.5", ".5", "7"), 1, NULL, 0, 0);
    expect(HEADER ROW("A", "2200-01-02T00:00:00", "1.5", ".5", "7"), 0, "E_EPOCH", 2, 0);
    expect(HEADER ROW("A", "2024-10-29T12:18:43", "1.5", ".5", "0"), 0, "E_CATNUM", 2, 0);
    expect(HEADER ROW("A", "2024-10-29T12:18:43", "1.5", ".5", "1000000000"), 0, "E_CATNUM", 2, 0);
    expect(HEADER ROW("A", "2024-10-29T12:18:43", "1.5", ".5", "A0001"), 0, "E_CATNUM", 2, 0);
    expect(GOOD_ROW GOOD_ROW, 0, "E_HEADER", 1, 0);
    expect("NORAD_CAT_ID,EPOCH\n1,2\n", 0, "E_HEADER", 1, 0);
    expect("EPOCH," HEADER GOOD_ROW, 0, "E_HEADER", 1, 0);
    expect("NORAD_CAT_ID,EXTRA,EPOCH,BSTAR,MEAN_ANOMALY,ARG_OF_PERICENTER,RA_OF_ASC_NODE,INCLINATION,ECCENTRICITY,MEAN_"
           "MOTION,TIME_SYSTEM\n"
           "5,x,2024-10-29T12:00:00,0,1,2,3,4,.1,15,UTC\n6,,2024-10-29T12:00:00,0,1,2,3,4,.1,15,GPS\n",
           1, "E_TIMESYS", 3, 0);
}

#define OBJECT(id, more)                                                                                               \
    "{\"OBJECT_NAME\": \"X\", \"EPOCH\": \"2024-10-29T12:00:00\", \"MEAN_MOTION\": 15.5, \"ECCENTRICITY\": 0.001,\n "  \
    "\"INCLINATION\": 51.6, \"RA_OF_ASC_NODE\": \"10\", \"ARG_OF_PERICENTER\": 20, \"MEAN_ANOMALY\": 30, "             \
    "\"NORAD_CAT_ID\": " id ", \"BSTAR\": 1e-4" more "}"

static void test_json(void **state)
{
    (void)state;
    collection *c = collect_text(
        "[" OBJECT("999999999", ", \"CREATION_DATE\": \"2024-10-30T00:00:00\", \"X\": [1, {\"Y\": null}]") "]");
    assert_int_equal(c->set.count, 1);
    assert_int_equal(c->set.gps[0].norad_cat_id, 999999999);
    assert_true(c->set.gps[0].raan_deg == 10.0);
    assert_true(c->set.gps[0].creation_date.ns - c->set.gps[0].epoch.ns == 43200 * SEA_NS_PER_S);
    assert_int_equal(c->source[0], '{');
    collection_free(c);
    expect(OBJECT("1", ""), 1, NULL, 0, 0);
    expect(OBJECT("1", "") "\n" OBJECT("2", "") "\n", 2, NULL, 0, 0);
    expect("[" OBJECT("1", "") ",\n" OBJECT("\"2\"", "") "]\n", 2, NULL, 0, 0);
    expect("[]", 0, "W_EMPTY", 0, 0);
    expect(" [ ] ", 0, "W_EMPTY", 0, 0);
    expect("[" OBJECT("1", "") ", " OBJECT("NaN", "") ", " OBJECT("3", "") "]", 2, "E_JSON", 3, 0);
    expect("[" OBJECT("1", "") ", " OBJECT("\"2", "") ", " OBJECT("3", "") "]", 2, "E_JSON", 3, 0);
    expect("[" OBJECT("1", "") ", " OBJECT("[2}", "") ", " OBJECT("3", "") "]", 2, "E_JSON", 3, 0);
    expect("[" OBJECT("1", ", \"BSTAR\": 2") ", " OBJECT("3", "") "]", 1, "E_DUPKEY", 2, 0);
    expect("[" OBJECT("1", "") ", " OBJECT("3", "") ",]", 1, "E_JSON", 3, 0);
    expect("[" OBJECT("1", "") ", " OBJECT("3", "") "] x", 1, "E_JSON", 3, 0);
    expect("[" OBJECT("1", "") ", " OBJECT("3", ""), 1, "E_JSON", 3, 0);
    expect("[" OBJECT("1", "") " " OBJECT("3", "") "]", 1, "E_JSON", 2, 0);
    expect("[" OBJECT("1", "") ", 5, " OBJECT("3", "") "]", 0, "E_JSON", 2, 0);
    expect("[" OBJECT("1", "") ", [1], " OBJECT("3", "") "]", 0, "E_JSON", 2, 0);
    expect("{\"error\": \"no data\"}", 0, "E_NOTGP", 1, 0);
    expect("[" OBJECT("-5", "") "]", 0, "E_CATNUM", 2, 0);
    expect("[" OBJECT("5.5", "") "]", 0, "E_CATNUM", 2, 0);
    expect("[" OBJECT("2.5e4", "") "]", 0, "E_CATNUM", 2, 0);
    expect("[" OBJECT("true", "") "]", 0, "E_CATNUM", 2, 0);
    expect("[" OBJECT("null", "") "]", 0, "E_CATNUM", 2, 0);
    expect("[" OBJECT("5", ", \"OBJECT_ID\": 7") "]", 0, "E_FIELD", 2, 0);
    expect("[" OBJECT("5", ", \"REF_FRAME\": \"EME2000\"") "]", 0, "E_FRAME", 2, 0);
    expect("[" OBJECT(
               "5", ", \"REF_FRAME\": \"TEME\", \"CENTER_NAME\": \"EARTH\", \"MEAN_ELEMENT_THEORY\": \"SGP/SGP4\"") "]",
           1, NULL, 0, 0);
    expect("[" OBJECT("5", ", \"MEAN_ELEMENT_THEORY\": \"DSST\"") "]", 1, "W_THEORY", 1, 0);
    expect("[" OBJECT("5", ", \"COMMENT\": \"T\xff\"") "]", 0, "E_UTF8", 2, 0);
    expect("{\"a\": \"x\nNORAD", 0, "E_JSON", 1, 0);
    char deep[400];
    memset(deep, '[', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    expect(deep, 0, "E_DEPTH", 1, 0);
}

/* More digits than a double holds: in every spelling, as a number and in quotes. */
static void test_lost_digits(void **state)
{
    (void)state;
#define LONG "0.00123456789012345678901"
    expect(HEADER ROW("A", "2024-10-29T12:18:43", "15.5", LONG, "5"), 1, "W_DIGITS", 2, 0);
    expect(HEADER ROW("A", "2024-10-29T12:18:43", "15.5", "0.00123456789012345", "5"), 1, NULL, 0, 0);
    expect("[" OBJECT("5", ", \"MEAN_MOTION_DOT\": " LONG) "]", 1, "W_DIGITS", 1, 0);
    expect("[" OBJECT("5", ", \"MEAN_MOTION_DOT\" : \"" LONG "\"") "]", 1, "W_DIGITS", 1, 0);
    expect("[" OBJECT("5", ", \"GM\": 398600.4415123456789123") "]", 1, NULL, 0, 0); /* not kept, so not lost */
    expect("[" OBJECT("5", ", \"MEAN_MOTION_DOT\": 0.10000000000000001, \"OBJECT_ID\": \"9999999999999\"") "]", 1, NULL,
           0, 0); /* seventeen digits of a double, as many writers give them */
#undef LONG
}

static void test_what_is_no_element_set(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
        const char *rule;
        sea_status status;
    } cases[] = {{"<html><head><title>403 Forbidden</title></head></html>\n", 55, "E_NOTGP", SEA_E_FORMAT},
                 {"\xff\xfe"
                  "1\0 \0",
                  6, "E_ENCODING", SEA_E_FORMAT},
                 {"1\0 \0002\0", 6, "E_ENCODING", SEA_E_FORMAT},
                 {"Dear reader,\nno elements today.\n", 32, "E_NOTGP", SEA_E_FORMAT},
                 {"", 0, "W_EMPTY", SEA_OK},
                 {" \n\n", 3, "W_EMPTY", SEA_OK}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        collection *c = collect_bytes(cases[i].text, cases[i].length, SEA_GP_AUTO);
        assert_int_equal(c->status, cases[i].status);
        assert_non_null(find_rule(c, cases[i].rule));
        assert_int_equal(c->finding_count, 1);
        if (c->status != SEA_OK) assert_true(c->err.text[0] != '\0');
        collection_free(c);
    }
    collection *c = collect_file("/no/such/file");
    assert_int_equal(c->status, SEA_E_IO);
    collection_free(c);
}

static void random_gp(uint64_t *state, sea_gp *gp)
{
    uint64_t x[12];
    for (size_t i = 0; i < 12; i++) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        x[i] = *state >> 11;
    }
    double u[12];
    for (size_t i = 0; i < 12; i++) u[i] = (double)x[i] * 0x1p-53;
    *gp = (sea_gp){.norad_cat_id = 1 + (uint32_t)(x[0] % SEA_GP_ID_MAX),
                   .element_set_no = (uint32_t)(x[1] % 10000),
                   .rev_at_epoch = (uint32_t)x[2],
                   .epoch = {(int64_t)(x[3] % 3155760000) * SEA_NS_PER_S - 1000000000 * SEA_NS_PER_S +
                             (x[4] & 1 ? (int64_t)(x[4] % 1000000000) : (int64_t)(x[4] % 1000000) * 1000)},
                   .creation_date = SEA_TAI_NONE,
                   .mean_motion_rev_day = 1e-3 + u[5] * 16,
                   .eccentricity = u[6] * u[6] * 0.2,
                   .incl_deg = u[7] * 180,
                   .raan_deg = x[8] % 3 ? floor(u[8] * 3.6e6) / 1e4 : u[8] * 360,
                   .argp_deg = u[9] * 360,
                   .mean_anomaly_deg = u[10] * 360,
                   .bstar_per_er = (u[11] - 0.5) * (x[11] % 2 ? 1e-3 : 1e-9),
                   .mean_motion_dot_rev_day2 = (u[0] - 0.5) * 1e-4,
                   .mean_motion_ddot_rev_day3 = x[1] % 3 ? 0.0 : u[2] * 1e-11,
                   .classification = "UCS"[x[2] % 3]};
    static const char *const names[] = {
        "",           "ISS (ZARYA)", "A, \"B\"", "=1+1", " led by a blank",
        "two\nlines", "caf\xc3\xa9", "\"",       "0 X",  "55 bytes: 0123456789012345678901234567890123456789, \"\"\""};
    strcpy(gp->object_name, names[x[5] % 10]);
    strcpy(gp->object_id, x[6] % 2 ? "1998-067A" : "");
}

static void test_csv_written_reads_back(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    sea_buffer b = {0};
    sea_gp *made = malloc(COUNT * sizeof *made);
    uint64_t seed = 7;
    sea_buffer_add_format(&b, "%s\n", sea_gp_csv_header());
    for (size_t i = 0; i < COUNT; i++) {
        char row[SEA_GP_CSV_TEXT_MAX];
        random_gp(&seed, &made[i]);
        size_t length = sea_gp_format_csv(&made[i], row);
        assert_int_equal(length, strlen(row));
        sea_buffer_add(&b, row, length);
        sea_buffer_add(&b, "\n", 1);
    }
    collection *c = collect_bytes(b.data, b.length, SEA_GP_AUTO);
    assert_int_equal(c->summary.refused, 0);
    assert_int_equal(c->set.count, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        const sea_gp *x = &made[i], *y = &c->set.gps[i];
        assert_string_equal(x->object_name, y->object_name);
        assert_string_equal(x->object_id, y->object_id);
        assert_true(x->norad_cat_id == y->norad_cat_id && x->element_set_no == y->element_set_no &&
                    x->rev_at_epoch == y->rev_at_epoch && x->caveats == y->caveats && x->epoch.ns == y->epoch.ns &&
                    x->creation_date.ns == y->creation_date.ns && x->ephemeris_type == y->ephemeris_type &&
                    x->classification == y->classification);
        const double *p = &x->mean_motion_rev_day, *q = &y->mean_motion_rev_day;
        assert_memory_equal(p, q, 9 * sizeof *p); /* nine reals in a row */
    }
    free(made);
    sea_buffer_free(&b);
    collection_free(c);
}

static void test_other_theory_stays_other(void **state)
{
    (void)state;
    collection *c = collect_text(OBJECT("5", ", \"MEAN_ELEMENT_THEORY\": \"DSST\""));
    char text[2048];
    size_t length = (size_t)sprintf(text, "%s\n", sea_gp_csv_header());
    assert_int_equal(c->set.count, 1);
    sea_gp_format_csv(&c->set.gps[0], text + length);
    collection *back = collect_text(text);
    assert_int_equal(back->set.count, 1);
    assert_true(back->set.gps[0].caveats & SEA_GP_CAVEAT_NOT_SGP4);
    assert_int_equal(back->set.gps[0].ephemeris_type, 255);
    collection_free(c);
    collection_free(back);
}

static void test_csv_longest_row_fits(void **state)
{
    (void)state;
    sea_gp gp = {.norad_cat_id = SEA_GP_ID_MAX,
                 .element_set_no = UINT32_MAX,
                 .rev_at_epoch = UINT32_MAX,
                 .epoch = {123456789},
                 .ephemeris_type = 255,
                 .classification = 'U'};
    double *reals = &gp.mean_motion_rev_day;
    for (int i = 0; i < 9; i++) reals[i] = -2.2250738585072014e-308;
    memset(gp.object_name, '"', sizeof gp.object_name - 1);
    memset(gp.object_id, '"', sizeof gp.object_id - 1);
    char row[SEA_GP_CSV_TEXT_MAX];
    assert_true(sea_gp_format_csv(&gp, row) < SEA_GP_CSV_TEXT_MAX - 1);
    assert_string_equal(strrchr(row, ','), ",-2.2250738585072014e-308");
}

/* One broken record among ten thousand costs itself alone, in each spelling. */
static void test_one_broken_among_ten_thousand(void **state)
{
    (void)state;
    enum { COUNT = 10000, BROKEN = 5000 };
    sea_buffer tle = {0}, csv = {0}, json = {0};
    sea_buffer_add_text(&csv, HEADER);
    for (int i = 1; i <= COUNT; i++) {
        char id[8], line[80];
        snprintf(id, sizeof id, "%05d", i);
        sea_buffer_add_format(&tle, "OBJECT %d\n%s\n", i, altered(COSMOS_1, 3, id, line));
        sea_buffer_add_format(&tle, "%s\n", altered(COSMOS_2, 3, i == BROKEN ? "99999" : id, line));
        sea_buffer_add_format(&csv, "X,,2024-10-29T00:00:00,%s,.001,51.6,1,2,3,0,U,%d,1,1,1e-4,0,0\n",
                              i == BROKEN ? "1,5" : "15.5", i);
        sea_buffer_add_format(
            &json,
            "%s{\"EPOCH\":\"2024-10-29T00:00:00\",\"MEAN_MOTION\":15.5,\"ECCENTRICITY\":%s,\"INCLINATION\":1,"
            "\"RA_OF_ASC_NODE\":1,\"ARG_OF_PERICENTER\":1,\"MEAN_ANOMALY\":1,\"BSTAR\":0,\"NORAD_CAT_ID\":%d}",
            i == 1 ? "[" : ",", i == BROKEN ? "\".1" : "0.01", i);
    }
    sea_buffer_add_text(&json, "]");
    const sea_buffer *all[] = {&tle, &csv, &json};
    const char *const rules[] = {"E_IDMISMATCH", "E_COLUMNS", "E_JSON"};
    const uint64_t lines[] = {3 * BROKEN, BROKEN + 1, 1};
    for (size_t i = 0; i < 3; i++) {
        collection *c = collect_bytes(all[i]->data, all[i]->length, SEA_GP_AUTO);
        assert_int_equal(c->status, SEA_OK);
        assert_int_equal(c->summary.records, COUNT - 1);
        assert_int_equal(c->summary.refused, 1);
        assert_int_equal(c->finding_count, 1);
        assert_string_equal(c->findings[0].rule, rules[i]);
        assert_int_equal(c->findings[0].line, lines[i]);
        collection_free(c);
    }
    sea_buffer_free(&tle);
    sea_buffer_free(&csv);
    sea_buffer_free(&json);
}

static sea_status stop_at_once(void *payload, const sea_gp *gp, const sea_gp_origin *origin)
{
    (void)gp;
    (void)origin;
    ++*(int *)payload;
    return SEA_DONE;
}

static void test_sink(void **state)
{
    (void)state;
    static const char text[] = IRIDIUM_1 "\n" IRIDIUM_2 "\n" COSMOS_1 "\n" COSMOS_2 "\n" COSMOS_2 "\n";
    int count = 0;
    sea_gp_summary summary;
    const sea_gp_sink stopping = {.payload = &count, .record = stop_at_once};
    assert_int_equal(sea_gp_read_bytes(text, strlen(text), "x", SEA_GP_AUTO, &stopping, &summary, NULL), SEA_DONE);
    assert_int_equal(count, 1);
    /* Nobody listening: still counted and hashed. */
    assert_int_equal(sea_gp_read_bytes(text, strlen(text), "x", SEA_GP_TLE, NULL, &summary, NULL), SEA_OK);
    assert_int_equal(summary.records, 2);
    assert_int_equal(summary.refused, 1);
    assert_int_equal(summary.bytes, strlen(text));
    sea_sha256 h;
    uint8_t want[SEA_SHA256_SIZE];
    sea_sha256_init(&h);
    sea_sha256_add(&h, text, strlen(text));
    sea_sha256_end(&h, want);
    assert_memory_equal(want, summary.sha256, sizeof want);
    assert_int_equal(sea_gp_read_bytes(text, strlen(text), "x", SEA_GP_AUTO, NULL, NULL, NULL), SEA_OK);
}

static void test_choice(void **state)
{
    (void)state;
    static const struct {
        uint32_t id;
        int64_t epoch;
        uint32_t mark;
    } made[] = {{9, 5, 1},  {7, 10, 2}, {7, 20, 3}, {7, 20, 4}, {7, 30, 5},
                {5, 40, 6}, {5, 40, 7}, {5, 50, 8}, {9, 25, 9}};
    sea_gp_set set = {0};
    sea_gp_choice c;
    assert_int_equal(sea_gp_set_choose(&set, (sea_tai){0}, &c), SEA_OK);
    assert_int_equal(c.objects, 0);
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        sea_gp gp = {.norad_cat_id = made[i].id, .epoch = {made[i].epoch}, .element_set_no = made[i].mark};
        assert_int_equal(sea_gp_set_add(&set, &gp), SEA_OK);
    }
    assert_int_equal(sea_gp_set_choose(&set, (sea_tai){25}, &c), SEA_OK);
    assert_int_equal(set.count, 3);
    assert_int_equal(set.gps[0].norad_cat_id, 5);
    assert_int_equal(set.gps[0].element_set_no, 7); /* all after: the earliest, its last reading */
    assert_int_equal(set.gps[1].element_set_no, 4);
    assert_int_equal(set.gps[2].element_set_no, 9); /* an epoch equal to `at` counts */
    assert_true(c.sets == 9 && c.objects == 3 && c.superseded == 4 && c.after == 2 && c.only_after == 1);
    assert_int_equal(c.sets, c.objects + c.superseded + c.after);
    sea_gp_set_free(&set);
}

static void test_find_by_catalogue_number(void **state)
{
    (void)state;
    sea_gp gps[3] = {{.norad_cat_id = 5}, {.norad_cat_id = 25544}, {.norad_cat_id = SEA_GP_ID_MAX}};
    for (size_t i = 0; i < 3; i++) assert_ptr_equal(sea_gp_find(gps, 3, gps[i].norad_cat_id), &gps[i]);
    assert_null(sea_gp_find(gps, 3, 6));
    assert_null(sea_gp_find(gps, 2, SEA_GP_ID_MAX));
    assert_null(sea_gp_find(NULL, 0, 5));
}

static void test_designators(void **state)
{
    (void)state;
    static const char *const same[] = {"1997-051C", "1997-051-C", "1997-051c", "97051C", "97-051C", "1997051C"};
    static const char *const others[] = {"1997-051CA", "2097-051C",  "1997-51C", "1997-051",   "1997-051-", "97051C2",
                                         "SAT-97051C", "97-051CDEF", "9706-7C",  "1997--051C", "",          "-"};
    int year, launch;
    char piece[4];
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_true(sea_gp_designator_parse(same[i], &year, &launch, piece));
        assert_int_equal(year, 1997);
        assert_int_equal(launch, 51);
        assert_string_equal(piece, "C");
        assert_true(sea_gp_designator_same(same[i], "1997-051C"));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(sea_gp_designator_same(others[i], "1997-051C"));
    assert_true(sea_gp_designator_same("56001A", "2056-001A"));
    assert_true(sea_gp_designator_same("57001A", "1957-001A"));
    assert_true(sea_gp_designator_same("SAT", "SAT"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find_by_catalogue_number),
        cmocka_unit_test(test_tle_values),
        cmocka_unit_test(test_tle_refusals),
        cmocka_unit_test(test_tle_tolerance),
        cmocka_unit_test(test_alpha5),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_lost_digits),
        cmocka_unit_test(test_what_is_no_element_set),
        cmocka_unit_test(test_csv_written_reads_back),
        cmocka_unit_test(test_other_theory_stays_other),
        cmocka_unit_test(test_csv_longest_row_fits),
        cmocka_unit_test(test_one_broken_among_ten_thousand),
        cmocka_unit_test(test_sink),
        cmocka_unit_test(test_choice),
        cmocka_unit_test(test_designators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

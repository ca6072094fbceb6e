/* Ephemerides: what is read, states between those of the table, covariances, and what is refused and where. */
#include <starsea/ephem.h>
#include <starsea/ndm.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FRONT "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = 2026-11-04T17:22:31\nORIGINATOR = ME\n"
#define OBJECT "META_START\nOBJECT_NAME = A\nOBJECT_ID = 2026-001A\nCENTER_NAME = EARTH\nREF_FRAME = EME2000\n"
#define TIMES "TIME_SYSTEM = UTC\nSTART_TIME = 2026-11-05T00:00:00\nSTOP_TIME = 2026-11-05T00:10:00\n"
#define META OBJECT TIMES "META_STOP\n"
#define ROW(time, rest) "2026-11-05T00:" time " " rest "\n"

enum { COUNT = 21, STEP_S = 60, TEXT = 8192 };
static const double mu = 398600.4418, radius = 7000.0;

/* A circle in the plane of x and y, where everything is known. */
static void circle(double t, double r[3], double v[3])
{
    double n = sqrt(mu / (radius * radius * radius));
    r[0] = radius * cos(n * t);
    r[1] = radius * sin(n * t);
    v[0] = -radius * n * sin(n * t);
    v[1] = radius * n * cos(n * t);
    r[2] = v[2] = 0.0;
}

static void write_circle(char *out, const char *interpolation, bool acceleration)
{
    size_t n = (size_t)sprintf(out,
                               FRONT OBJECT "TIME_SYSTEM = UTC\nSTART_TIME = 2026-11-05T00:00:00\n"
                                            "USEABLE_START_TIME = 2026-11-05T00:02:00\n"
                                            "USEABLE_STOP_TIME = 2026-11-05T00:18:00\n"
                                            "STOP_TIME = 2026-11-05T00:20:00\n%sMETA_STOP\n",
                               interpolation);
    for (int i = 0; i < COUNT; i++) {
        double r[3], v[3], k = -mu / (radius * radius * radius);
        circle(i * STEP_S, r, v);
        n += (size_t)sprintf(out + n, "2026-11-05T00:%02d:00 %.12f %.12f 0 %.15f %.15f 0", i, r[0], r[1], v[0], v[1]);
        if (acceleration) n += (size_t)sprintf(out + n, " %.15e %.15e 0", k * r[0], k * r[1]);
        n += (size_t)sprintf(out + n, "\n");
    }
}

static sea_ephem *read_text(const char *text)
{
    sea_ephem *e = NULL;
    sea_error err = {0};
    if (sea_ephem_read_bytes(text, strlen(text), "made", NULL, NULL, &e, &err) != SEA_OK) fail_msg("%s", err.text);
    return e;
}

static sea_tai instant(const char *text)
{
    sea_tai t;
    assert_int_equal(sea_tai_parse(text, strlen(text), false, &t, NULL), SEA_OK);
    return t;
}

static void test_interpolation(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        double most_km;
        uint32_t caveats;
    } rows[] = {
        {"INTERPOLATION = HERMITE\nINTERPOLATION_DEGREE = 7\n", 1e-8, 0},
        {"INTERPOLATION = Lagrange\nINTERPOLATION_DEGREE = 9\n", 1e-7, 0},
        {"INTERPOLATION = LAGRANGE\nINTERPOLATION_DEGREE = 5\n", 1e-3, 0},
        {"INTERPOLATION = LINEAR\n", 10.0, 0},
        {"", 1e-8, SEA_EPHEM_CAVEAT_METHOD_ASSUMED},
        {"INTERPOLATION = LAGRANGE\nINTERPOLATION_DEGREE = 23\n", 1e-6, SEA_EPHEM_CAVEAT_DEGREE_CUT},
    };
    char text[TEXT];
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        write_circle(text, rows[i / 2].header, i % 2);
        sea_ephem *e = read_text(text);
        double worst = 0.0, worst_v = 0.0;
        for (int k = 0; k <= 160; k++) {
            double seconds = 120.0 + 6.0 * k, r[3], v[3];
            sea_tai t = {instant("2026-11-05T00:00:00").ns + (int64_t)(seconds * 1e9)};
            sea_ephem_state s;
            assert_int_equal(sea_ephem_state_of(e, t, &s), SEA_OK);
            if (k % 10) assert_int_equal(s.caveats, rows[i / 2].caveats);
            circle(seconds, r, v);
            for (int a = 0; a < 3; a++) {
                worst = fmax(worst, fabs(s.r_km[a] - r[a]));
                worst_v = fmax(worst_v, fabs(s.v_km_s[a] - v[a]));
            }
        }
        if (worst > rows[i / 2].most_km || worst_v > rows[i / 2].most_km / 10)
            fail_msg("row %zu: %g km, %g km/s", i / 2, worst, worst_v);
        sea_ephem_free(e);
    }
}

static void test_useable_span(void **state)
{
    (void)state;
    char text[TEXT];
    write_circle(text, "", false);
    sea_ephem *e = read_text(text);
    sea_tai start, stop;
    sea_ephem_state s;
    assert_int_equal(sea_ephem_span(e, &start, &stop), SEA_OK);
    assert_true(start.ns == instant("2026-11-05T00:02:00").ns && stop.ns == instant("2026-11-05T00:18:00").ns);
    assert_int_equal(sea_ephem_state_of(e, (sea_tai){start.ns - 1}, &s), SEA_E_RANGE);
    assert_int_equal(sea_ephem_state_of(e, (sea_tai){stop.ns + 1}, &s), SEA_E_RANGE);
    assert_int_equal(sea_ephem_state_of(e, stop, &s), SEA_OK);
    sea_ephem_covariance c;
    assert_int_equal(sea_ephem_covariance_of(e, start, &c), SEA_E_NOT_FOUND);
    sea_ephem_free(e);
}

#define TRIANGLE(a, b, c) a "\n0 " b "\n0 0 " c "\n0 0 0 1e-12\n0 0 0 0 1e-12\n0 0 0 0 0 1e-12\n"

/* The state is at x, moving along y: R, T, N are x, y, z; T, N, W of TNW are y, -x, z. */
static void test_covariance(void **state)
{
    (void)state;
    const char *text = FRONT META ROW("00:00", "7000 0 0 0 7.5 0") ROW("05:00", "6500 2100 0 -2 7 0")
        ROW("10:00", "5000 4000 0 -4 6 0") "COVARIANCE_START\nEPOCH = 2026-11-05T00:00:00\n" TRIANGLE(
            "1e-6", "4e-6",
            "9e-6") "EPOCH = 2026-11-05T00:04:00\nCOV_REF_FRAME = RTN\n" TRIANGLE("3e-6", "4e-6",
                                                                                  "9e-6") "EPOCH = "
                                                                                          "2026-11-05T00:08:"
                                                                                          "00\n" TRIANGLE("5e-6",
                                                                                                          "6e-6",
                                                                                                          "9e-6") "COVA"
                                                                                                                  "RIAN"
                                                                                                                  "CE_"
                                                                                                                  "STOP"
                                                                                                                  "\n";
    sea_ephem *e = read_text(text);
    sea_ephem_covariance c;
    assert_int_equal(sea_ephem_covariance_of(e, instant("2026-11-05T00:00:00"), &c), SEA_OK);
    assert_true(fabs(c.rtn_m[0][0] - 1) < 1e-12 && fabs(c.rtn_m[1][1] - 4) < 1e-12 && fabs(c.rtn_m[2][2] - 9) < 1e-12);
    assert_true(fabs(c.rtn_m[3][3] - 1e-6) < 1e-18 && c.caveats == 0);
    assert_int_equal(sea_ephem_covariance_of(e, instant("2026-11-05T00:02:00"), &c), SEA_OK);
    assert_true(fabs(c.rtn_m[0][0] - 2) < 1e-12 && c.caveats == 0);
    assert_int_equal(sea_ephem_covariance_of(e, instant("2026-11-05T00:06:00"), &c), SEA_OK);
    assert_true(fabs(c.rtn_m[0][0] - 4) < 1e-12 && fabs(c.rtn_m[1][1] - 5) < 1e-12);
    assert_int_equal(sea_ephem_covariance_of(e, instant("2026-11-05T00:09:00"), &c), SEA_OK);
    assert_int_equal(c.caveats, SEA_EPHEM_CAVEAT_COVARIANCE_HELD);
    sea_ephem_free(e);
    e = read_text(FRONT META ROW("00:00", "7000 0 0 0 7.5 0") ROW(
        "05:00", "6500 2100 0 -2 7 0") "COVARIANCE_START\nEPOCH = 2026-11-05T00:00:00\nCOV_REF_FRAME = "
                                       "TNW\n" TRIANGLE("1e-6", "4e-6", "9e-6") "COVARIANCE_STOP\n");
    assert_int_equal(sea_ephem_covariance_of(e, instant("2026-11-05T00:00:00"), &c), SEA_OK);
    assert_true(fabs(c.rtn_m[0][0] - 4) < 1e-12 && fabs(c.rtn_m[1][1] - 1) < 1e-12 && fabs(c.rtn_m[2][2] - 9) < 1e-12);
    sea_ephem_free(e);
}

/* 2026: TAI - UTC is 37 s, TT - TAI 32.184 s, TAI - GPS 19 s; TDB is within 2 ms of TT. */
static void test_clocks(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double utc_minus_reading_s, within_s;
    } rows[] = {{"UTC", 0, 0}, {"TAI", -37, 0}, {"TT", -69.184, 1e-9}, {"GPS", -18, 0}, {"TDB", -69.184, 2e-3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[TEXT];
        snprintf(text, sizeof text,
                 FRONT OBJECT "TIME_SYSTEM = %s\nSTART_TIME = 2026-11-05T00:00:00\nSTOP_TIME = 2026-11-05T00:10:00\n"
                              "META_STOP\n" ROW("00:00", "7000 0 0 0 7.5 0"),
                 rows[i].name);
        sea_ephem *e = read_text(text);
        double off = sea_tai_diff_s(sea_ephem_state_at(e, 0, 0).epoch, instant("2026-11-05T00:00:00"));
        if (!(fabs(off - rows[i].utc_minus_reading_s) <= rows[i].within_s)) fail_msg("%s: %.9f s", rows[i].name, off);
        sea_ephem_free(e);
    }
}

static void test_refused_with_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *rule;
        uint64_t line;
    } rows[] = {
        {"", "E_NOTNDM", 1},
        {"<html><body>403</body></html>", "E_NOTNDM", 1},
        {"<!DOCTYPE oem [<!ENTITY a \"b\">]><oem/>", "E_DTD", 1},
        {"CCSDS_TDM_VERS = 1.0\n", "E_TYPE", 1},
        {"CCSDS_OEM_VERS = 7.0\n", "E_VERSION", 1},
        {FRONT META, "E_MISSING", 12},
        {FRONT META ROW("00:00", "1 2 3 4 5"), "E_COLUMNS", 13},
        {FRONT META ROW("00:00", "1 2 3 4 5 x"), "E_FIELD", 13},
        {FRONT META ROW("00:00", "1 2 3 4 5 1e999"), "E_RANGE", 13},
        {FRONT META ROW("00:00", "1 2 3 4 5 6") ROW("00:00", "1 2 3 4 5 7"), "E_ORDER", 14},
        {FRONT META ROW("61:00", "1 2 3 4 5 6"), "E_EPOCH", 13},
        {FRONT OBJECT TIMES "INTERPOLATION = SPLINE\n", "E_FIELD", 12},
        {FRONT OBJECT TIMES, "E_MISSING", 11},
        {FRONT "X = 1\n", "E_PLACE", 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sea_ephem *e = NULL;
        sea_error err = {0};
        sea_status s = sea_ephem_read_bytes(rows[i].text, strlen(rows[i].text), "made", NULL, NULL, &e, &err);
        if (s == SEA_OK || strncmp(err.text, rows[i].rule, strlen(rows[i].rule)) != 0 || err.line != rows[i].line)
            fail_msg("row %zu: %llu, %s", i, (unsigned long long)err.line, err.text);
    }
}

static void test_opm(void **state)
{
    (void)state;
    const char *text = "CCSDS_OPM_VERS = 2.0\nCREATION_DATE = 2026-11-04T17:22:31\nORIGINATOR = ME\nOBJECT_NAME = A\n"
                       "OBJECT_ID = 2026-001A\nCENTER_NAME = EARTH\nREF_FRAME = GCRF\nTIME_SYSTEM = UTC\n"
                       "EPOCH = 2026-11-05T00:00:00\nX = 7000 [km]\nY = 0\nZ = 1\nX_DOT = 0 [km/s]\nY_DOT = 7.5\n"
                       "Z_DOT = 0\nMASS = 100 [kg]\nMAN_EPOCH_IGNITION = 2026-11-05T01:00:00\nMAN_DURATION = 0 [s]\n"
                       "MAN_DELTA_MASS = -1 [kg]\nMAN_REF_FRAME = RTN\nMAN_DV_1 = 0\nMAN_DV_2 = 1e-3\nMAN_DV_3 = 0\n";
    sea_opm o;
    sea_error err = {0};
    if (sea_opm_read_bytes(text, strlen(text), "made", NULL, NULL, &o, &err) != SEA_OK) fail_msg("%s", err.text);
    assert_true(o.clock_known && o.epoch.ns == instant("2026-11-05T00:00:00").ns && o.r_km[2] == 1 &&
                o.v_km_s[1] == 7.5);
    assert_true(o.mass_kg == 100 && o.maneuver_count == 1 && o.maneuvers[0].dv_km_s[1] == 1e-3 && !o.covariance);
    assert_string_equal(o.maneuvers[0].frame, "RTN");
}

typedef struct told {
    char rules[200];
} told;

static sea_status tell(void *payload, const sea_diagnostic *d)
{
    told *t = payload;
    size_t n = strlen(t->rules);
    snprintf(t->rules + n, sizeof t->rules - n, "%s:%llu ", d->rule, (unsigned long long)d->line);
    return SEA_OK;
}

#define STATE                                                                                                          \
    "OBJECT_NAME = A\nOBJECT_ID = 2026-001A\nCENTER_NAME = EARTH\nREF_FRAME = EME2000\nTIME_SYSTEM = UTC\n"            \
    "EPOCH = 2026-11-05T00:00:00\nX = 7000\nY = 0\nZ = 0\nX_DOT = 0\nY_DOT = 7.5\nZ_DOT = 0\n"
#define OPM "CCSDS_OPM_VERS = 2.0\nCREATION_DATE = 2026-11-04T17:22:31\nORIGINATOR = ME\n"
#define BURN                                                                                                           \
    "MAN_EPOCH_IGNITION = 2026-11-05T01:00:00\nMAN_DURATION = 0\nMAN_DELTA_MASS = -1\nMAN_REF_FRAME = RTN\n"           \
    "MAN_DV_1 = 0\nMAN_DV_2 = 0\nMAN_DV_3 = 0\n"
#define OEM(rows) FRONT META rows

/* What a reader of one kind of message says: its status and the first rules, with their lines. */
static void expect_ephem(const char *text, sea_status expected, const char *rules)
{
    told t = {{0}};
    sea_ephem *e = NULL;
    sea_error err = {0};
    assert_int_equal(sea_ephem_read_bytes(text, strlen(text), "made", tell, &t, &e, &err), expected);
    if (expected == SEA_OK)
        assert_string_equal(t.rules, rules);
    else
        assert_true(strstr(err.text, rules) != NULL || strstr(t.rules, rules) != NULL);
    sea_ephem_free(e);
}

static void expect_opm(const char *text, sea_status expected, const char *rules)
{
    told t = {{0}};
    sea_opm o;
    sea_error err = {0};
    assert_int_equal(sea_opm_read_bytes(text, strlen(text), "made", tell, &t, &o, &err), expected);
    if (expected == SEA_OK)
        assert_string_equal(t.rules, rules);
    else
        assert_true(strstr(err.text, rules) != NULL || strstr(t.rules, rules) != NULL);
}

static void test_of_another_kind_or_too_many(void **state)
{
    (void)state;
    expect_ephem(OPM STATE, SEA_E_UNSUPPORTED, "E_TYPE");
    expect_opm(OEM(ROW("00:00", "7000 0 0 0 7.5 0") ROW("10:00", "7000 0 0 0 7.5 0")), SEA_E_UNSUPPORTED, "E_TYPE");
    expect_ephem(OEM(ROW("01:00", "7000 0 0 0 7.5 0") ROW("00:30", "7000 0 0 0 7.5 0")), SEA_E_FORMAT, "E_ORDER");
    expect_ephem(OEM(ROW("61:00", "7000 0 0 0 7.5 0") ROW("10:00", "7000 0 0 0 7.5 0")), SEA_E_FORMAT, "E_EPOCH");
    char text[TEXT * 4] = OPM STATE;
    for (int i = 0; i < 65; i++) strcat(text, BURN);
    expect_opm(text, SEA_E_RANGE, "E_SIZE");
    expect_opm(OPM STATE OPM STATE, SEA_OK, "W_MORE:1 ");
}

#define XML(data)                                                                                                      \
    "<oem id=\"CCSDS_OEM_VERS\" version=\"2.0\"><header><CREATION_DATE>2026-11-04T17:22:31</CREATION_DATE>"            \
    "<ORIGINATOR>ME</ORIGINATOR></header><body><segment><metadata><OBJECT_NAME>A</OBJECT_NAME>"                        \
    "<OBJECT_ID>2026-001A</OBJECT_ID><CENTER_NAME>EARTH</CENTER_NAME><REF_FRAME>EME2000</REF_FRAME>"                   \
    "<TIME_SYSTEM>UTC</TIME_SYSTEM><START_TIME>2026-11-05T00:00:00</START_TIME>"                                       \
    "<STOP_TIME>2026-11-05T00:10:00</STOP_TIME></metadata><data>" data "</data></segment></body></oem>"
#define XML_STATE                                                                                                      \
    "<stateVector><EPOCH>2026-11-05T00:00:00</EPOCH><X>7000</X><Y>0</Y><Z>0</Z><X_DOT>0</X_DOT><Y_DOT>7.5</Y_DOT>"     \
    "<Z_DOT>0</Z_DOT></stateVector>"

/* In XML a block may begin with anything: what comes before the time of the first has no row to go to. */
static void test_values_before_their_time(void **state)
{
    (void)state;
    expect_ephem(XML("<stateVector><Y_DOT>7.5</Y_DOT><Z_DOT>0</Z_DOT></stateVector>"), SEA_E_FORMAT, "E_ORDER");
    expect_ephem(XML("<stateVector><COMMENT>A</COMMENT><X>1</X></stateVector>"), SEA_E_FORMAT, "E_ORDER");
    expect_ephem(XML(XML_STATE "<stateVector><X>1</X></stateVector>"), SEA_E_FORMAT, "E_MISSING");
    expect_ephem(XML(XML_STATE "<covarianceMatrix><CX_X>1</CX_X></covarianceMatrix>"), SEA_E_FORMAT, "E_ORDER");
    expect_ephem(XML(XML_STATE "<covarianceMatrix><COV_REF_FRAME>RTN</COV_REF_FRAME></covarianceMatrix>"), SEA_E_FORMAT,
                 "E_ORDER");
}

#define MATRIX(time) "EPOCH = 2026-11-05T00:" time "\n1\n0 1\n0 0 1\n0 0 0 1\n0 0 0 0 1\n0 0 0 0 0 1\n"
#define ROWS ROW("00:00", "7000 0 0 0 7.5 0") ROW("10:00", "7000 0 0 0 7.5 0")

static void test_covariances_go_forward(void **state)
{
    (void)state;
    expect_ephem(OEM(ROWS "COVARIANCE_START\n" MATRIX("01:00") MATRIX("02:00") "COVARIANCE_STOP\n"), SEA_OK, "");
    expect_ephem(OEM(ROWS "COVARIANCE_START\n" MATRIX("02:00") MATRIX("01:00") "COVARIANCE_STOP\n"), SEA_E_FORMAT,
                 "E_ORDER");
    expect_ephem(OEM(ROWS "COVARIANCE_START\n" MATRIX("01:00") MATRIX("01:00") "COVARIANCE_STOP\n"), SEA_E_FORMAT,
                 "E_ORDER");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interpolation),
        cmocka_unit_test(test_useable_span),
        cmocka_unit_test(test_covariance),
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_refused_with_the_place),
        cmocka_unit_test(test_opm),
        cmocka_unit_test(test_of_another_kind_or_too_many),
        cmocka_unit_test(test_values_before_their_time),
        cmocka_unit_test(test_covariances_go_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

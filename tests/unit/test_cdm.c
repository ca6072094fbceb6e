/* Conjunction messages: what is read, what is refused and where, and real ones where they are at hand. */
#include <starsea/cdm.h>
#include <starsea/pc.h>

#include "base/json.h"
#include "base/os.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* A made message; `%s` stands for what a test puts in. */
#define HEADER                                                                                                         \
    "CCSDS_CDM_VERS = 1.0\nCREATION_DATE = 2026-11-20T00:00:00.000\nMESSAGE_ID = M1\nCOMMENT HBR = 12.5 [m]\n"
#define STATE_1                                                                                                        \
    "X = 7000.0 [km]\nY = 0.0 [km]\nZ = 0.0 [km]\nX_DOT = 0.0 [km/s]\nY_DOT = 7.5 [km/s]\nZ_DOT = 0.0 [km/s]\n"
#define STATE_2 "X = 7000.1\nY = 0.0\nZ = 0.0\nX_DOT = 0.0\nY_DOT = 0\nZ_DOT = 7.5\n"
#define COVARIANCE "CR_R = 100 [m**2]\nCT_R = -2 [m**2]\nCT_T = 400 [m**2]\nCN_R = 0\nCN_T = 1e0\nCN_N = 9.0E+02\n"
#define OBJECT_1 "OBJECT = OBJECT1\nOBJECT_DESIGNATOR = 12345\nOBJECT_NAME = A\nREF_FRAME = EME2000\n"
#define OBJECT_2 "OBJECT = OBJECT2\nOBJECT_DESIGNATOR = 30337\nOBJECT_NAME = B\nREF_FRAME = EME2000\n"
#define TCA "TCA = 2026-11-23T12:00:00.000\n"
#define GOOD HEADER TCA OBJECT_1 STATE_1 COVARIANCE OBJECT_2 STATE_2 COVARIANCE

static sea_status count_warning(void *payload, const sea_diagnostic *diagnostic)
{
    if (diagnostic->severity != SEA_SEVERITY_WARNING) return SEA_OK;
    assert_string_equal(diagnostic->rule, "W_TCA_PAST");
    ++*(int *)payload;
    return SEA_OK;
}

static sea_status read_text(const char *text, sea_cdm *out, sea_error *err)
{
    int warnings = 0;
    sea_status s = sea_cdm_read_bytes(text, strlen(text), "made", count_warning, &warnings, out, err);
    if (s == SEA_OK) assert_int_equal(warnings, out->tca_past);
    return s;
}

static void test_reads_a_message(void **state)
{
    (void)state;
    sea_cdm cdm;
    assert_int_equal(read_text(GOOD, &cdm, NULL), SEA_OK);
    assert_string_equal(cdm.message_id, "M1");
    assert_string_equal(cdm.objects[0].designator, "12345");
    assert_string_equal(cdm.objects[1].name, "B");
    assert_true(cdm.hbr_given && cdm.hbr_m == 12.5 && !cdm.tca_past && !cdm.probability_given);
    assert_true(cdm.objects[1].r_km[0] == 7000.1 && cdm.objects[1].v_km_s[2] == 7.5);
    const sea_cdm_object *o = &cdm.objects[0];
    assert_true(o->covariance && !o->covariance_velocity);
    assert_true(o->covariance_rtn_m[0][1] == -2 && o->covariance_rtn_m[1][0] == -2 && o->covariance_rtn_m[2][2] == 900);
}

static void test_line_ends_blanks_and_marks(void **state)
{
    (void)state;
    sea_cdm cdm;
    assert_int_equal(
        read_text("\xEF\xBB\xBF  CCSDS_CDM_VERS=2.0\r\n\r\n\tTCA\t=  2026-327T12:00:00  \r\n" OBJECT_1 STATE_1 OBJECT_2
                      STATE_2,
                  &cdm, NULL),
        SEA_OK);
    assert_true(!cdm.objects[0].covariance && cdm.creation_date.ns == SEA_TAI_NONE.ns);
}

static void test_past(void **state)
{
    (void)state;
    sea_cdm cdm;
    assert_int_equal(read_text(HEADER "TCA = 2026-11-10T12:00:00\n" OBJECT_1 STATE_1 OBJECT_2 STATE_2, &cdm, NULL),
                     SEA_OK);
    assert_true(cdm.tca_past);
}

static void test_refused_with_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *rule;
        sea_status status;
        uint64_t line;
        uint32_t column;
    } rows[] = {
        {"", "E_NOTNDM", SEA_E_FORMAT, 1, 0},
        {"CCSDS_CDM_VERS = 9.0\n", "E_VERSION", SEA_E_UNSUPPORTED, 1, 18},
        {HEADER "TCA 2026\n", "E_SYNTAX", SEA_E_FORMAT, 5, 1},
        {HEADER "TCA = 2026-13-01T00:00:00\n", "E_EPOCH", SEA_E_FORMAT, 5, 7},
        {HEADER TCA TCA, "E_DUPKEY", SEA_E_FORMAT, 6, 1},
        {HEADER TCA OBJECT_1 "X = 7000.0 [m]\n", "E_UNIT", SEA_E_FORMAT, 10, 13},
        {HEADER TCA OBJECT_1 "X = 7e\n", "E_RANGE", SEA_E_RANGE, 10, 5},
        {HEADER TCA OBJECT_1 "X = NaN\n", "E_FIELD", SEA_E_FORMAT, 10, 5},
        {HEADER TCA OBJECT_1 "X = 0x10\n", "E_FIELD", SEA_E_FORMAT, 10, 5},
        {HEADER TCA OBJECT_1 "CR_R = 1.0E+400 [m**2]\n", "E_RANGE", SEA_E_RANGE, 10, 8},
        {HEADER TCA OBJECT_1 "REF_FRAME = TEME\n", "E_DUPKEY", SEA_E_FORMAT, 10, 1},
        {HEADER TCA "OBJECT = OBJECT1\nREF_FRAME = MOON\n", "E_FRAME", SEA_E_UNSUPPORTED, 7, 13},
        {HEADER TCA OBJECT_2, "E_ORDER", SEA_E_FORMAT, 6, 10},
        {HEADER TCA OBJECT_1 STATE_1, "E_MISSING", SEA_E_FORMAT, 15, 0},
        {HEADER OBJECT_1 STATE_1 OBJECT_2 STATE_2, "E_MISSING", SEA_E_FORMAT, 24, 0},
        {HEADER TCA OBJECT_1 STATE_1 "CR_R = 1\n" OBJECT_2 STATE_2, "E_MISSING", SEA_E_FORMAT, 26, 0},
        {HEADER TCA OBJECT_1 STATE_1 "OBJECT = OBJECT2\nOBJECT_DESIGNATOR = 12345\nREF_FRAME = EME2000\n" STATE_2,
         "E_SAMEOBJECT", SEA_E_CONFLICT, 24, 0},
        {"TCA = \xff\n", "E_ENCODING", SEA_E_FORMAT, 1, 7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sea_cdm cdm;
        sea_error err = {0};
        sea_status s = read_text(rows[i].text, &cdm, &err);
        if (s != rows[i].status || strncmp(err.text, rows[i].rule, strlen(rows[i].rule)) != 0 ||
            err.line != rows[i].line)
            fail_msg("row %zu: %d at %llu:%u, %s", i, s, (unsigned long long)err.line, err.column, err.text);
        if (rows[i].column) assert_int_equal(err.column, rows[i].column);
    }
}

static void test_objects_in_inertial_axes(void **state)
{
    (void)state;
    sea_cdm cdm;
    sea_pc_object a, b;
    uint32_t caveats = 0;
    assert_int_equal(read_text(GOOD, &cdm, NULL), SEA_OK);
    assert_int_equal(sea_pc_objects_from_cdm(&cdm, NULL, &a, &b, &caveats), SEA_OK);
    assert_int_equal(caveats, SEA_PC_CAVEAT_COV_POSITION);
    /* R, T, N of the first are x, y, z; of the second x, z, -y. */
    assert_true(a.r_m[0] == 7e6 && a.covariance_m[1][1] == 400 && b.covariance_m[1][1] == 900 &&
                b.covariance_m[2][2] == 400);
    cdm.objects[0].covariance_rtn_m[0][0] = 1e14;
    assert_int_equal(sea_pc_objects_from_cdm(&cdm, NULL, &a, &b, &caveats), SEA_OK);
    assert_true(caveats & SEA_PC_CAVEAT_COV_DEFAULT);
    cdm.objects[1].frame = SEA_CDM_GCRF;
    assert_int_equal(sea_pc_objects_from_cdm(&cdm, NULL, &a, &b, &caveats), SEA_OK);
    assert_true(caveats & SEA_PC_CAVEAT_MIXED_FRAMES);
    cdm.objects[1].frame = SEA_CDM_ITRF;
    assert_int_equal(sea_pc_objects_from_cdm(&cdm, NULL, &a, &b, &caveats), SEA_E_UNSUPPORTED);
}

/*
 * Turning both objects keeps their distance; the turning Earth adds its speed: 0.51 km/s at 7,000 km. One alone is
 * turned only where the Earth's orientation is known: half a second of UT1 is 255 m there.
 */
static void test_earth_fixed(void **state)
{
    (void)state;
    sea_cdm cdm;
    sea_pc_object a, b, fixed;
    uint32_t caveats = 0;
    assert_int_equal(read_text(GOOD, &cdm, NULL), SEA_OK);
    cdm.objects[0].frame = cdm.objects[1].frame = SEA_CDM_ITRF;
    assert_int_equal(sea_pc_objects_from_cdm(&cdm, NULL, &a, &b, &caveats), SEA_OK);
    assert_int_equal(caveats, SEA_PC_CAVEAT_COV_POSITION | SEA_PC_CAVEAT_NO_EOP);
    double distance = sqrt(pow(b.r_m[0] - a.r_m[0], 2) + pow(b.r_m[1] - a.r_m[1], 2) + pow(b.r_m[2] - a.r_m[2], 2));
    assert_true(fabs(distance - 100.0) < 1e-6);
    double speed = sqrt(a.v_m_s[0] * a.v_m_s[0] + a.v_m_s[1] * a.v_m_s[1] + a.v_m_s[2] * a.v_m_s[2]);
    assert_true(fabs(speed - (7500.0 + 7e6 * 7.292115146706979e-5)) < 1e-4);

    double mjd = 51544.5 + (double)cdm.tca.ns / 86400e9;
    const sea_eop_row rows[] = {
        {.mjd_utc = floor(mjd) - 1, .ut1_minus_utc_s = 0.5, .caveats = SEA_EOP_CAVEAT_PREDICTED},
        {.mjd_utc = floor(mjd), .ut1_minus_utc_s = 0.5, .caveats = SEA_EOP_CAVEAT_PREDICTED},
        {.mjd_utc = floor(mjd) + 1, .ut1_minus_utc_s = 0.5, .caveats = SEA_EOP_CAVEAT_PREDICTED},
    };
    const sea_eop eop = {rows, 3};
    caveats = 0;
    assert_int_equal(sea_pc_objects_from_cdm(&cdm, &eop, &fixed, &b, &caveats), SEA_OK);
    assert_int_equal(caveats, SEA_PC_CAVEAT_COV_POSITION | SEA_PC_CAVEAT_EOP_PREDICTED);
    double moved = sqrt(pow(fixed.r_m[0] - a.r_m[0], 2) + pow(fixed.r_m[1] - a.r_m[1], 2));
    assert_true(fabs(moved - 7e6 * 7.292115146706979e-5 * 0.5) < 0.01);
    /* The same state, given once in each frame, is one place. */
    for (int i = 0; i < 3; i++) {
        cdm.objects[1].r_km[i] = fixed.r_m[i] / 1000.0;
        cdm.objects[1].v_km_s[i] = fixed.v_m_s[i] / 1000.0;
    }
    cdm.objects[1].frame = SEA_CDM_GCRF;
    assert_int_equal(sea_pc_objects_from_cdm(&cdm, NULL, &a, &b, &caveats), SEA_E_UNSUPPORTED);
    assert_int_equal(sea_pc_objects_from_cdm(&cdm, &eop, &a, &b, &caveats), SEA_OK);
    assert_true(caveats & SEA_PC_CAVEAT_MIXED_FRAMES);
    for (int i = 0; i < 3; i++) assert_true(fabs(a.r_m[i] - b.r_m[i]) < 1e-8 && fabs(a.v_m_s[i] - b.v_m_s[i]) < 1e-11);
}

static void test_folder(char *path, size_t size, const char *name)
{
    const char *folder = getenv("STARSEA_TEST_DATA");
    snprintf(path, size, "%s/%s", folder ? folder : "../shared/data", name);
}

static sea_status read_file(const char *path, sea_cdm *out, sea_error *err)
{
    sea_buffer text = {0};
    assert_int_equal(sea_os_read_file(path, SEA_CDM_SIZE_MAX, &text, NULL), SEA_OK);
    sea_status s = sea_cdm_read_bytes(text.data, text.length, path, NULL, NULL, out, err);
    sea_buffer_free(&text);
    return s;
}

/* What no uncertainty can look like is no knowledge of one: the maximum is that without it. */
static void test_impossible_covariances(void **state)
{
    (void)state;
    static const struct {
        double rr, tr, tt, nr, nt, nn;
        int known; /* of the first object; the second has none */
    } rows[] = {
        {100, -2, 400, 0, 1, 900, 1},
        {100, 200, 400, 0, 0, 900, 1},       /* correlation 1 */
        {100, 200.00001, 400, 0, 0, 900, 1}, /* and the rounding of printed digits */
        {100, 0, 400, 0, 0, 0, 1},           /* flat, but possible */
        {100, 201, 400, 0, 0, 900, 0},
        {0.01, 5, 0.01, 0, 0, 0.01, 0},
        {1, -0.9, 1, -0.9, -0.9, 1, 0}, /* each pair possible, all three not: an eigenvalue of -0.8 */
        {1, 2, 1e12, 1.5, 0, 1, 0},     /* however long an axis is */
        {100, 0, -1, 0, 0, 900, 0},
        {100, 0, 0, 0, 1, 900, 0},
        {0, 0, 0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sea_cdm cdm;
        sea_pc_maximum most, none;
        int known;
        assert_int_equal(read_text(GOOD, &cdm, NULL), SEA_OK);
        double(*c)[6] = cdm.objects[0].covariance_rtn_m;
        c[0][0] = rows[i].rr, c[1][1] = rows[i].tt, c[2][2] = rows[i].nn;
        c[0][1] = c[1][0] = rows[i].tr, c[0][2] = c[2][0] = rows[i].nr, c[1][2] = c[2][1] = rows[i].nt;
        cdm.objects[1].covariance = false;
        assert_int_equal(sea_pc_maximum_of_cdm(&cdm, 5.0, &most, &known), SEA_OK);
        if (known != rows[i].known) fail_msg("row %zu: %d covariances are known", i, known);
        if (known) continue;
        assert_int_equal(sea_pc_maximum_no_covariance(100.0, 5.0, &none), SEA_OK);
        assert_true(fabs(most.value / none.value - 1.0) < 1e-6);
        sea_pc_object a, b;
        uint32_t caveats = 0;
        assert_int_equal(sea_pc_objects_from_cdm(&cdm, NULL, &a, &b, &caveats), SEA_OK);
        assert_true(caveats & (rows[i].rr > 0.0 ? SEA_PC_CAVEAT_COV_NPD : SEA_PC_CAVEAT_COV_MISSING));
    }
}

/* The broken messages of the acceptance set. Real-looking data, kept outside the repository. */
static void test_broken_messages(void **state)
{
    (void)state;
    static const struct {
        const char *file, *rule;
    } rows[] = {
        {"C01_ok", NULL},   {"C02_negvar", NULL}, {"C04_same", "E_SAMEOBJECT"}, {"C05_itrf", NULL},
        {"C07_past", NULL}, {"C08_nounit", NULL}, {"C10_one", "E_MISSING"},     {"C11_1e400", "E_RANGE"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[1000], name[60];
        snprintf(name, sizeof name, "bad_inputs/%s.cdm", rows[i].file);
        test_folder(path, sizeof path, name);
        if (!sea_os_exists(path)) skip();
        sea_cdm cdm;
        sea_error err = {0};
        sea_status s = read_file(path, &cdm, &err);
        if (rows[i].rule)
            assert_true(s != SEA_OK && strncmp(err.text, rows[i].rule, strlen(rows[i].rule)) == 0);
        else
            assert_int_equal(s, SEA_OK);
        if (i == 4) assert_true(cdm.tca_past);
    }
}

/* The 2-D probability of real messages against what NASA CARA's own programs give for them. */
static void test_real_messages(void **state)
{
    (void)state;
    char path[1000];
    test_folder(path, sizeof path, "pc/cara_cases.json");
    if (!sea_os_exists(path)) skip();
    sea_buffer text = {0};
    sea_json *root = NULL;
    assert_int_equal(sea_os_read_file(path, 1 << 22, &text, NULL), SEA_OK);
    assert_int_equal(sea_json_parse(text.data, text.length, &root, NULL), SEA_OK);
    const sea_json *list = sea_json_get(root, "cases");
    int compared = 0, within = 0;
    for (size_t i = 0; i < sea_json_count(list); i++) {
        const sea_json *c = sea_json_at(list, i);
        if (strcmp(sea_json_string(sea_json_get(c, "group")), "cara_cdm53") != 0) continue;
        char name[300];
        snprintf(name, sizeof name, "ccsds/cara_real_cdms/%s",
                 strchr(sea_json_string(sea_json_get(c, "cdm")), '/') + 1);
        test_folder(path, sizeof path, name);
        sea_cdm cdm;
        sea_pc_object a, b;
        sea_pc_encounter e;
        sea_pc pc;
        uint32_t caveats = 0;
        double expected;
        assert_int_equal(read_file(path, &cdm, NULL), SEA_OK);
        assert_true(cdm.hbr_given);
        assert_int_equal(sea_pc_objects_from_cdm(&cdm, NULL, &a, &b, &caveats), SEA_OK);
        assert_int_equal(caveats, 0);
        assert_int_equal(sea_pc_encounter_plane(&a, &b, cdm.hbr_m, &e), SEA_OK);
        assert_int_equal(sea_pc_plane_value(SEA_PC_EXACT, &e.plane, &pc), SEA_OK);
        assert_true(sea_json_real(sea_json_get(sea_json_get(c, "expect"), "pc2d"), &expected));
        if (fabs(pc.value / expected - 1.0) > 1e-7) fail_msg("%s: %.17g is not %.17g", name, pc.value, expected);
        /* The plane is refused for the 15 in which CARA's own indicators ask for more, and for no other. */
        double violations;
        const sea_pc_monte_carlo_options no_draws = {.trials = 0};
        sea_pc_assessment found;
        assert_true(sea_json_real(sea_json_get(sea_json_get(c, "expect"), "viol_pc2d"), &violations));
        assert_int_equal(sea_pc_assess(&a, &b, cdm.hbr_m, &no_draws, 0, &found), SEA_OK);
        assert_int_equal((found.chosen && found.method == SEA_PC_EXACT), violations == 0.0);
        within += (found.chosen && found.method == SEA_PC_EXACT);
        compared++;
    }
    assert_int_equal(within, 12);
    assert_int_equal(compared, 27);
    sea_json_free(root);
    sea_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_a_message),
        cmocka_unit_test(test_line_ends_blanks_and_marks),
        cmocka_unit_test(test_past),
        cmocka_unit_test(test_refused_with_the_place),
        cmocka_unit_test(test_objects_in_inertial_axes),
        cmocka_unit_test(test_earth_fixed),
        cmocka_unit_test(test_impossible_covariances),
        cmocka_unit_test(test_broken_messages),
        cmocka_unit_test(test_real_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

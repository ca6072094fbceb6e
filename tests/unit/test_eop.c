/* finals2000A: columns, flags, blanks, and what a damaged table gets. */
#include "table_findings.h"

#include <math.h>

#include <starsea/epoch.h>

#define ARCSEC (3.14159265358979323846 / 648000.0)

/*
 * Rows in the columns of readme.finals2000A, the values made up. Bulletin B is there, then absent, then all is
 * predicted without offsets, then a date without values.
 */
#define HEAD_1 "20 1 1 58849.00 "
#define A_1 "I  0.100000 0.000009  0.200000 0.000009  I-0.1000000 0.0000050  0.5000 0.0030  "
#define N_1 "I     0.100    0.100     0.200    0.100"
#define B_1 "  0.110000  0.210000 -0.1100000     0.300     0.400  "
#define ROW_1 HEAD_1 A_1 N_1 B_1
#define ROW_2                                                                                                          \
    "20 1 2 58850.00 I  0.101000 0.000009  0.201000 0.000009  I-0.1010000 0.0000050  0.5000 0.0030  P     0.120    "   \
    "0.100     0.220    0.100"
#define ROW_3 "20 1 3 58851.00 P  0.102000 0.000009  0.202000 0.000009  P-0.1020000 0.0000050"
#define ROW_4 "20 1 4 58852.00                                                                "

static sea_status parse(const char *text, sea_eop *eop, sea_eop_summary *summary, findings *f)
{
    sea_error err = {0};
    *f = (findings){0};
    sea_status s = sea_eop_parse(text, strlen(text), "table", note, f, eop, summary, &err);
    if (s != SEA_OK) assert_true(err.text[0] && eop->count == 0 && !eop->rows);
    return s;
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-15 + 1e-12 * fabs(b);
}

static void test_columns(void **state)
{
    (void)state;
    sea_eop eop;
    sea_eop_summary summary;
    findings f;
    assert_int_equal(parse(ROW_1 "\n" ROW_2 "\r\n" ROW_3 "\n" ROW_4 "\n", &eop, &summary, &f), SEA_OK);
    assert_int_equal(f.count, 0);
    assert_int_equal(summary.rows, 3);
    assert_int_equal(summary.blank, 1);
    assert_int_equal(summary.refused, 0);
    assert_true(summary.last_measured_mjd == 58850.0);
    const sea_eop_row *r = eop.rows;
    assert_int_equal(eop.count, 3);
    assert_true(r[0].mjd_utc == 58849.0 && r[0].ut1_minus_utc_s == -0.11);
    assert_true(near(r[0].xp_rad, 0.11 * ARCSEC) && near(r[0].yp_rad, 0.21 * ARCSEC));
    assert_true(near(r[0].dx_rad, 0.3e-3 * ARCSEC) && near(r[0].dy_rad, 0.4e-3 * ARCSEC));
    assert_int_equal(r[0].caveats, 0);
    assert_true(r[1].ut1_minus_utc_s == -0.101 && near(r[1].dx_rad, 0.12e-3 * ARCSEC));
    assert_int_equal(r[1].caveats, SEA_EOP_CAVEAT_RAPID);
    assert_true(near(r[2].yp_rad, 0.202 * ARCSEC) && r[2].dx_rad == 0.0);
    assert_int_equal(r[2].caveats, SEA_EOP_CAVEAT_RAPID | SEA_EOP_CAVEAT_PREDICTED | SEA_EOP_CAVEAT_NO_OFFSETS);
    sea_eop_free(&eop);
    assert_true(eop.rows == NULL && eop.count == 0);
}

static void test_values(void **state)
{
    (void)state;
    sea_eop eop;
    findings f;
    sea_tai t;
    assert_int_equal(parse(ROW_1 "\n" ROW_2 "\n" ROW_3 "\n", &eop, NULL, &f), SEA_OK);
    assert_int_equal(sea_tai_parse("2020-01-01T18:00:00", 19, false, &t, NULL), SEA_OK);
    sea_eop_values at = sea_eop_at(t, &eop);
    assert_true(near(at.ut1_minus_utc_s, -0.11 + 0.75 * 0.009) && near(at.lod_s, -0.009));
    assert_true(near(at.xp_rad, (0.11 - 0.75 * 0.009) * ARCSEC) && at.caveats == SEA_EOP_CAVEAT_RAPID);
    t.ns += SEA_NS_PER_DAY;
    assert_true(sea_eop_at(t, &eop).caveats & SEA_EOP_CAVEAT_PREDICTED);
    t.ns += SEA_NS_PER_DAY; /* past the last row */
    assert_int_equal(sea_eop_at(t, &eop).caveats, SEA_EOP_CAVEAT_ABSENT);
    assert_int_equal(sea_eop_at(SEA_TAI_NONE, &eop).caveats, SEA_EOP_CAVEAT_ABSENT);
    sea_eop_free(&eop);
    /* A day is missing: nothing is made up across the gap. */
    assert_int_equal(parse(ROW_1 "\n" ROW_3 "\n", &eop, NULL, &f), SEA_OK);
    assert_int_equal(sea_tai_parse("2020-01-02T00:00:00", 19, false, &t, NULL), SEA_OK);
    assert_int_equal(sea_eop_at(t, &eop).caveats, SEA_EOP_CAVEAT_ABSENT);
    sea_eop_free(&eop);
}

static void test_large_difference_is_legal(void **state)
{
    (void)state;
    sea_eop eop;
    findings f;
    const char *text = "20 1 3 58851.00 P  0.102000 0.000009  0.202000 0.000009  P-1.3020000 0.0000050\n"
                       "20 1 4 58852.00 P  0.102000 0.000009  0.202000 0.000009  P-1.3030000 0.0000050\n";
    sea_tai t;
    assert_int_equal(parse(text, &eop, NULL, &f), SEA_OK);
    assert_int_equal(f.count, 0);
    assert_int_equal(sea_tai_parse("2020-01-03T12:00:00", 19, false, &t, NULL), SEA_OK);
    assert_true(near(sea_eop_at(t, &eop).ut1_minus_utc_s, -1.3025));
    sea_eop_free(&eop);
}

/* Bulletin B of the years before VLBI has offsets of 20 mas; Bulletin A's stand then. */
static void test_incredible_offsets(void **state)
{
    (void)state;
    sea_eop eop;
    findings f;
    assert_int_equal(parse(HEAD_1 A_1 N_1 "  0.110000  0.210000 -0.1100000   -18.637    -3.667  \n", &eop, NULL, &f),
                     SEA_OK);
    assert_true(near(eop.rows[0].dx_rad, 0.1e-3 * ARCSEC) && eop.rows[0].ut1_minus_utc_s == -0.11);
    sea_eop_free(&eop);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *row, *rule;
        uint32_t column;
    } bad[] = {
        {"20 1 1 58850.00 " A_1 N_1, "E_EOP_DATE", 1},
        {"2013 1 58849.00 " A_1 N_1, "E_EOP_DATE", 1},
        {"20 1 1 58849.50 " A_1 N_1, "E_EOP_DATE", 1},
        {"20 1 1 5884x.00 " A_1 N_1, "E_EOP_NUMBER", 8},
        {"not a table", "E_EOP_CUT", 12},
        {HEAD_1 "X  0.100000 0.000009  0.200000 0.000009  I-0.1000000 0.0000050", "E_EOP_FLAG", 17},
        {HEAD_1 "I  0.1 0000 0.000009  0.200000 0.000009  I-0.1000000 0.0000050", "E_EOP_NUMBER", 19},
        {HEAD_1 "I  3.100000 0.000009  0.200000 0.000009  I-0.1000000 0.0000050", "E_EOP_RANGE", 19},
        {HEAD_1 "I       nan 0.000009  0.200000 0.000009  I-0.1000000 0.0000050", "E_EOP_NUMBER", 19},
        {HEAD_1 "I  0.100000 0.000009                     I-0.1000000 0.0000050", "E_EOP_MISSING", 38},
        {HEAD_1 "I  0.100000 0.000009  0.200000 0.000009  I-0.1000", "E_EOP_CUT", 66},
        {HEAD_1 "I  0.100000 0.000009  0.2000", "E_EOP_CUT", 45},
        {HEAD_1 "I  0.100000 0.000009", "E_EOP_MISSING", 38},
        {HEAD_1 A_1 "I    99.100    0.100     0.200    0.100", "E_EOP_RANGE", 98},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        sea_eop eop;
        findings f;
        char text[600];
        snprintf(text, sizeof text, "%s\n%s\n", bad[i].row, ROW_2);
        sea_eop_summary summary;
        assert_int_equal(parse(text, &eop, &summary, &f), SEA_OK); /* the row behind it is there */
        assert_int_equal(summary.refused, 1);
        assert_int_equal(eop.count, 1);
        if (strcmp(f.rule, bad[i].rule) != 0 || f.column != bad[i].column)
            fail_msg("row %zu: %s at column %u, wanted %s at %u", i, f.rule, f.column, bad[i].rule, bad[i].column);
        assert_int_equal(f.line, 1);
        sea_eop_free(&eop);
        snprintf(text, sizeof text, "%s\n", bad[i].row);
        assert_int_equal(parse(text, &eop, NULL, &f), SEA_E_FORMAT);
    }
    sea_eop eop;
    findings f;
    assert_int_equal(parse("", &eop, NULL, &f), SEA_E_FORMAT);
    assert_int_equal(parse(ROW_2 "\n" ROW_1 "\n" ROW_2 "\n" ROW_3 "\n", &eop, NULL, &f), SEA_OK);
    assert_int_equal(f.count, 2);
    assert_string_equal(f.rule, "E_EOP_ORDER");
    assert_int_equal(eop.count, 2);
    sea_eop_free(&eop);
}

/* Cut at any byte: never a value that is not in the whole table, and the whole rows before stay. */
static void test_truncation(void **state)
{
    (void)state;
    const char *whole = ROW_1 "\n" ROW_2 "\n";
    sea_eop full, part;
    findings f;
    assert_int_equal(parse(whole, &full, NULL, &f), SEA_OK);
    for (size_t n = 0; n < strlen(whole); n++) {
        sea_error err;
        sea_status s = sea_eop_parse(whole, n, "table", NULL, NULL, &part, NULL, &err);
        if (n >= strlen(ROW_1)) assert_int_equal(s, SEA_OK);
        for (size_t i = 0; i < part.count; i++) {
            const sea_eop_row *a = &part.rows[i], *b = &full.rows[i];
            assert_true(a->mjd_utc == b->mjd_utc);
            /* Without Bulletin B, Bulletin A stands and says so. */
            if (a->caveats == b->caveats)
                assert_true(a->ut1_minus_utc_s == b->ut1_minus_utc_s && a->xp_rad == b->xp_rad);
            else
                assert_true((a->caveats & ~b->caveats) != 0);
        }
        sea_eop_free(&part);
    }
    sea_eop_free(&full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_large_difference_is_legal),
        cmocka_unit_test(test_incredible_offsets),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_truncation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Encounter geometry: made cases, and the messages and test cases of other programs where they are at hand. */
#include "pc_case.h"
#include "motion/gp.h"

/* Relative velocity along z, miss along x: the plane is x and y. */
static void make_pair(sea_pc_object *a, sea_pc_object *b)
{
    *a = (sea_pc_object){.r_m = {7e6, 0, 0}, .v_m_s = {0, 7500, 0}};
    *b = (sea_pc_object){.r_m = {7e6 + 100, 0, 0}, .v_m_s = {0, 7500, 1000}};
    for (int i = 0; i < 3; i++) a->covariance_m[i][i] = b->covariance_m[i][i] = 50.0 * (i + 1) * (i + 1);
}

static void test_plane(void **state)
{
    (void)state;
    sea_pc_object a, b;
    sea_pc_encounter e;
    make_pair(&a, &b);
    assert_int_equal(sea_pc_encounter_plane(&a, &b, 5, &e), SEA_OK);
    assert_close(e.miss_m, 100, 1e-15);
    assert_close(e.relative_speed_m_s, 1000, 1e-15);
    assert_int_equal(e.caveats, 0);
    /* sigma 10 along the miss, 20 across; the larger comes first. */
    assert_close(e.plane.sigma_x_m, 20, 1e-15);
    assert_close(e.plane.sigma_y_m, 10, 1e-15);
    assert_close(fabs(e.plane.ym_m), 100, 1e-15);
    assert_true(fabs(e.plane.xm_m) < 1e-12);
}

static void test_states_are_moved_to_the_closest_approach(void **state)
{
    (void)state;
    sea_pc_object a, b;
    sea_pc_encounter e;
    make_pair(&a, &b);
    for (int i = 0; i < 3; i++) {
        a.r_m[i] += 0.003 * a.v_m_s[i];
        b.r_m[i] += 0.003 * b.v_m_s[i];
    }
    assert_int_equal(sea_pc_encounter_plane(&a, &b, 5, &e), SEA_OK);
    assert_close(e.tca_shift_s, -0.003, 1e-9);
    assert_close(e.miss_m, 100, 1e-12);
    assert_int_equal(e.caveats, SEA_PC_CAVEAT_TCA_SHIFTED);
}

static void test_covariances_that_are_none(void **state)
{
    (void)state;
    sea_pc_object a, b;
    sea_pc_encounter e;
    make_pair(&a, &b);
    memset(a.covariance_m, 0, sizeof a.covariance_m);
    assert_int_equal(sea_pc_encounter_plane(&a, &b, 5, &e), SEA_OK);
    assert_int_equal(e.caveats, SEA_PC_CAVEAT_COV_MISSING);
    make_pair(&a, &b);
    a.covariance_m[0][0] = -41;
    assert_int_equal(sea_pc_encounter_plane(&a, &b, 5, &e), SEA_OK);
    assert_int_equal(e.caveats, SEA_PC_CAVEAT_COV_NPD | SEA_PC_CAVEAT_COV_NEGATIVE);
    /* Indefinite only by its correlation: eigenvalue clipped at (1e-4 radius)^2. */
    make_pair(&a, &b);
    a.covariance_m[0][1] = a.covariance_m[1][0] = 1000;
    assert_int_equal(sea_pc_encounter_plane(&a, &b, 5, &e), SEA_OK);
    assert_int_equal(e.caveats, SEA_PC_CAVEAT_COV_NPD);
    assert_close(e.plane.sigma_y_m, 5e-4, 1e-15);
    a.r_m[0] = NAN;
    assert_int_equal(sea_pc_encounter_plane(&a, &b, 5, &e), SEA_E_RANGE);
}

static void test_no_plane_and_no_miss(void **state)
{
    (void)state;
    sea_pc_object a, b;
    sea_pc_encounter e;
    make_pair(&a, &b);
    memcpy(b.v_m_s, a.v_m_s, sizeof b.v_m_s);
    assert_int_equal(sea_pc_encounter_plane(&a, &b, 5, &e), SEA_OK);
    assert_int_equal(e.caveats, SEA_PC_CAVEAT_SINGULAR);
    assert_close(e.miss_m, 100, 1e-15);
    make_pair(&a, &b);
    b.r_m[0] = a.r_m[0];
    assert_int_equal(sea_pc_encounter_plane(&a, &b, 5, &e), SEA_OK);
    assert_true(e.miss_m == 0.0 && e.caveats == 0);
    assert_close(e.plane.sigma_x_m * e.plane.sigma_y_m, 200, 1e-12);
}

static void test_covariance_from_rtn(void **state)
{
    (void)state;
    /* Here R is x, T is y, N is z turned by a quarter: R = y, T = -x. */
    sea_pc_object o = {.r_m = {0, 7e6, 0}, .v_m_s = {-7500, 0, 0}}, flat = {.r_m = {0, 7e6, 0}, .v_m_s = {0, 7500, 0}};
    double rtn[6][6] = {{1, 0.5, 0, 0.1}, {0.5, 4, 0, 0},   {0, 0, 9, 0},
                        {0.1, 0, 0, 16},  {0, 0, 0, 0, 25}, {0, 0, 0, 0, 0, 36}};
    assert_int_equal(sea_pc_object_set_rtn(&o, rtn), SEA_OK);
    double(*out)[6] = o.covariance_m;
    assert_true(out[0][0] == 4 && out[1][1] == 1 && out[2][2] == 9 && out[0][1] == -0.5);
    assert_true(out[4][4] == 16 && out[3][3] == 25 && out[5][5] == 36 && out[1][4] == 0.1);
    assert_int_equal(sea_pc_object_set_rtn(&flat, rtn), SEA_E_RANGE);
}

/* 1 km/s across 10 m is over in milliseconds; 1 cm/s takes hours. */
static void test_usage_boundary(void **state)
{
    (void)state;
    sea_pc_object a, b;
    sea_pc_usage usage;
    make_pair(&a, &b);
    assert_int_equal(sea_pc_usage_plane(&a, &b, &usage), SEA_OK);
    /* sigma along z is root(900) m; 8.3 sigma each way, the period 2 pi root(a^3 / mu) = 5677 s for the slower. */
    assert_true(usage.within && usage.extended > 5e-5 && usage.extended < 1.5e-4);
    b.v_m_s[2] = 0.01;
    assert_int_equal(sea_pc_usage_plane(&a, &b, &usage), SEA_OK);
    assert_true(!usage.within && usage.extended == 1.0);
    b.v_m_s[2] = 0.0;
    assert_int_equal(sea_pc_usage_plane(&a, &b, &usage), SEA_OK);
    assert_true(!usage.within);
}

/* Our own integrals in 50 digits from the states of each case on. */
static const struct {
    const char *id;
    double value;
} integrals[] = {
#include "pc_exact.inc"
};

static const double *integral_of(const char *id)
{
    for (size_t i = 0; i < sizeof integrals / sizeof integrals[0]; i++)
        if (strcmp(integrals[i].id, id) == 0) return &integrals[i].value;
    return NULL;
}

/* The plane and its integral together, against one in 50 digits. What is below the smallest double is 0, and says so.
 */
static void assert_integral(const char *id, const sea_pc_object *a, const sea_pc_object *b, double hbr_m, double want)
{
    sea_pc_encounter e;
    sea_pc pc;
    assert_int_equal(sea_pc_encounter_plane(a, b, hbr_m, &e), SEA_OK);
    assert_int_equal(sea_pc_plane_value(SEA_PC_EXACT, &e.plane, &pc), SEA_OK);
    assert_int_equal((pc.caveats & SEA_PC_CAVEAT_UNDERFLOW) != 0, want == 0.0);
    if (!(fabs(pc.value - want) <= 1e-10 * want)) fail_msg("%s: %.17g is not %.17g", id, pc.value, want);
}

static void test_cases_with_an_exact_value(void **state)
{
    (void)state;
    sea_json *root;
    const sea_json *list = pc_case_list("pc/cara_cases.json", &root);
    int compared = 0, given = 0;
    for (size_t i = 0; i < sea_json_count(list); i++) {
        const sea_json *c = sea_json_at(list, i), *exact = sea_json_get(c, "exact");
        const char *text = sea_json_string(sea_json_get(exact, "pc2d_disk_projected"));
        if (!text) continue;
        const char *id = sea_json_string(sea_json_get(c, "id"));
        const double *want = integral_of(id);
        sea_pc_object a, b;
        pc_case_object(c, 1, &a);
        pc_case_object(c, 2, &b);
        assert_non_null(want);
        assert_integral(id, &a, &b, pc_case_number(c, "hbr") * pc_case_metres(c), *want);
        /* What came with the cases agrees where it can: 4 are nothing, 10 below 1e-60 and 7 long planes are off. */
        given += fabs(strtod(text, NULL) / *want - 1.0) <= 1e-10;
        compared++;
    }
    assert_true(compared == 101 && given == 80);
    sea_json_free(root);
}

/* A table's field: number `index` of a line. */
static double field(const char *line, int index)
{
    for (; index > 0; index--) line = strchr(line, ',') + 1;
    return strtod(line, NULL);
}

static void read_kelvins_object(const char *line, int first, sea_pc_object *out)
{
    static const int places[3][3] = {{6, 9, 10}, {9, 7, 11}, {10, 11, 8}};
    double rtn[6][6] = {{0}};
    *out = (sea_pc_object){0};
    for (int i = 0; i < 3; i++) {
        double r = field(line, first + i), v = field(line, first + 3 + i);
        out->r_m[i] = r * 1000.0;
        out->v_m_s[i] = v * 1000.0;
        out->r_rest_m[i] = fma(r, 1000.0, -out->r_m[i]);
        out->v_rest_m_s[i] = fma(v, 1000.0, -out->v_m_s[i]);
        for (int k = 0; k < 3; k++) rtn[i][k] = field(line, first + places[i][k]) * 1e6;
    }
    assert_int_equal(sea_pc_object_set_rtn(out, rtn), SEA_OK);
}

/* A table of a competition, its integrals at 40 digits; ours where the two differ by more than 1e-11. */
static void test_cases_of_a_table(void **state)
{
    (void)state;
    char path[1000], id[40];
    pc_case_path(path, "pc/kelvins_exact_half.csv");
    sea_buffer exact = {0}, table = {0};
    assert_int_equal(sea_os_read_file(path, 1 << 20, &exact, NULL), SEA_OK);
    sea_gp_stream stream;
    pc_case_path(path, "pc/kelvins_inputs_half.csv.gz");
    assert_int_equal(sea_gp_stream_open_file(&stream, path, NULL), SEA_OK);
    while (sea_gp_stream_more(&stream)) {
        sea_buffer_add(&table, stream.text, stream.length);
        sea_gp_stream_skip(&stream, stream.length);
    }
    sea_gp_stream_close(&stream);
    const char *line = strchr(exact.data, '\n') + 1, *row = strchr(table.data, '\n') + 1;
    int compared = 0;
    for (; *line; line = strchr(line, '\n') + 1, compared++) {
        while (field(row, 0) != field(line, 0)) row = strchr(row, '\n') + 1;
        double want = field(line, 3);
        sea_pc_object a, b;
        read_kelvins_object(row, 2, &a);
        read_kelvins_object(row, 14, &b);
        snprintf(id, sizeof id, "kelvins/%.0f", field(line, 0));
        const double *ours = integral_of(id);
        assert_integral(id, &a, &b, field(line, 1) * 1000.0, ours ? *ours : want);
    }
    assert_int_equal(compared, 1085);
    sea_buffer_free(&exact);
    sea_buffer_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plane),
        cmocka_unit_test(test_states_are_moved_to_the_closest_approach),
        cmocka_unit_test(test_covariances_that_are_none),
        cmocka_unit_test(test_no_plane_and_no_miss),
        cmocka_unit_test(test_covariance_from_rtn),
        cmocka_unit_test(test_usage_boundary),
        cmocka_unit_test(test_cases_with_an_exact_value),
        cmocka_unit_test(test_cases_of_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

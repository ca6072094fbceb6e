/* Shared by the tests of pc: relative closeness, and the cases of other programs. Real data, kept outside the tree. */
#ifndef TEST_PC_CASE_H
#define TEST_PC_CASE_H

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

static inline void assert_close(double got, double expected, double relative)
{
    if (!(fabs(got - expected) <= relative * fabs(expected)))
        fail_msg("%.17g is not %.17g within %g", got, expected, relative);
}

/* Path of a file of the data; the test is skipped without it. */
static inline void pc_case_path(char path[1000], const char *name)
{
    const char *folder = getenv("STARSEA_TEST_DATA");
    snprintf(path, 1000, "%s/%s", folder ? folder : "../shared/data", name);
    if (!sea_os_exists(path)) skip();
}

/* A file of cases; free with sea_json_free. Returned: its list. */
static inline const sea_json *pc_case_list(const char *name, sea_json **root)
{
    char path[1000];
    sea_buffer text = {0};
    pc_case_path(path, name);
    assert_int_equal(sea_os_read_file(path, 1 << 22, &text, NULL), SEA_OK);
    assert_int_equal(sea_json_parse(text.data, text.length, root, NULL), SEA_OK);
    sea_buffer_free(&text);
    return sea_json_get(*root, "cases");
}

/* A number, or NAN. */
static inline double pc_case_number(const sea_json *object, const char *key)
{
    const sea_json *value = sea_json_get(object, key);
    double x = NAN;
    return value && sea_json_real(value, &x) ? x : NAN;
}

static inline void pc_case_vector(const sea_json *list, double scale, double out[3], double rest[3])
{
    for (size_t i = 0; i < 3; i++) {
        double x;
        assert_true(sea_json_real(sea_json_at(list, i), &x));
        out[i] = x * scale;
        rest[i] = fma(x, scale, -out[i]);
    }
}

/* Factor from a case's lengths to metres. */
static inline double pc_case_metres(const sea_json *c)
{
    return strncmp(sea_json_string(sea_json_get(c, "units")), "km", 2) == 0 ? 1000.0 : 1.0;
}

/* Object 1 or 2 of a case of NASA CARA. */
static inline void pc_case_object(const sea_json *c, int number, sea_pc_object *out)
{
    static const char *const keys[2][3] = {{"r1", "v1", "cov1"}, {"r2", "v2", "cov2"}};
    double scale = pc_case_metres(c);
    const sea_json *rows = sea_json_get(c, keys[number - 1][2]);
    size_t n = sea_json_count(rows);
    *out = (sea_pc_object){.covariance_velocity = n == 6};
    pc_case_vector(sea_json_get(c, keys[number - 1][0]), scale, out->r_m, out->r_rest_m);
    pc_case_vector(sea_json_get(c, keys[number - 1][1]), scale, out->v_m_s, out->v_rest_m_s);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double x;
            assert_true(sea_json_real(sea_json_at(sea_json_at(rows, i), j), &x));
            out->covariance_m[i][j] = x * scale * scale;
            if (i < 3 && j < 3) out->covariance_rest_m[i][j] = fma(x, scale * scale, -out->covariance_m[i][j]);
        }
}

#endif

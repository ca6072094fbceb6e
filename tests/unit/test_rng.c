#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

/* Known-answer vectors of Random123 1.14.0 (D. E. Shaw Research), examples/kat_vectors, philox4x32 with 10 rounds. */
static void test_known_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], expected[4];
    } rows[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t out[4];
        sea_rng_philox(rows[i].counter, rows[i].key, out);
        assert_memory_equal(out, rows[i].expected, sizeof out);
    }
}

static void test_sequence_is_the_blocks_in_order(void **state)
{
    (void)state;
    const uint64_t seed = 0x299f31d0a4093822u, index = 0x0370734413198a2eu;
    const uint32_t stream = 0x85a308d3u;
    sea_rng r = sea_rng_init(seed, index, stream);
    for (uint32_t block = 0; block < 5; block++) {
        const uint32_t counter[4] = {block, stream, 0x13198a2e, 0x03707344};
        const uint32_t key[2] = {0xa4093822, 0x299f31d0};
        uint32_t expected[4];
        sea_rng_philox(counter, key, expected);
        for (int i = 0; i < 4; i++) assert_int_equal(sea_rng_u32(&r), expected[i]);
    }
}

static void test_seed_index_and_stream_each_matter(void **state)
{
    (void)state;
    sea_rng a = sea_rng_init(1, 2, 3);
    const uint32_t first = sea_rng_u32(&a);
    sea_rng same = sea_rng_init(1, 2, 3);
    assert_int_equal(sea_rng_u32(&same), first);
    sea_rng others[] = {sea_rng_init(2, 2, 3), sea_rng_init(1, 3, 3), sea_rng_init(1, 2, 4),
                        sea_rng_init(UINT64_C(1) << 32 | 1, 2, 3), sea_rng_init(1, UINT64_C(1) << 32 | 2, 3)};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) assert_int_not_equal(sea_rng_u32(&others[i]), first);
}

static void test_uniform_fills_the_unit_interval(void **state)
{
    (void)state;
    enum { DRAWS = 100000, BINS = 20 };
    int bins[BINS] = {0};
    sea_rng r = sea_rng_init(7, 0, 0);
    double sum = 0.0;
    for (int i = 0; i < DRAWS; i++) {
        double u = sea_rng_uniform(&r);
        assert_true(u >= 0.0 && u < 1.0);
        assert_true(ldexp(u, 53) == floor(ldexp(u, 53)));
        bins[(int)(u * BINS)]++;
        sum += u;
    }
    assert_true(fabs(sum / DRAWS - 0.5) < 5.0 / sqrt(12.0 * DRAWS));
    double chi_square = 0.0, expected = (double)DRAWS / BINS;
    for (int i = 0; i < BINS; i++) chi_square += (bins[i] - expected) * (bins[i] - expected) / expected;
    assert_true(chi_square < 43.8); /* 19 degrees of freedom, one chance in a thousand */
}

static void test_normal_has_the_moments_of_a_normal(void **state)
{
    (void)state;
    enum { DRAWS = 200000 };
    double m1 = 0.0, m2 = 0.0, m3 = 0.0, m4 = 0.0;
    int beyond_three = 0;
    for (int i = 0; i < DRAWS; i++) {
        sea_rng r = sea_rng_init(11, (uint64_t)i, 0);
        double x = sea_rng_normal(&r);
        assert_true(isfinite(x));
        m1 += x / DRAWS;
        m2 += x * x / DRAWS;
        m3 += x * x * x / DRAWS;
        m4 += x * x * x * x / DRAWS;
        beyond_three += fabs(x) > 3.0;
    }
    /* Bounds are about four standard errors. */
    assert_true(fabs(m1) < 0.009);
    assert_true(fabs(m2 - 1.0) < 0.013);
    assert_true(fabs(m3) < 0.035);
    assert_true(fabs(m4 - 3.0) < 0.09);
    assert_in_range(beyond_three, 450, 630); /* 0.0027 of them */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_sequence_is_the_blocks_in_order),
        cmocka_unit_test(test_seed_index_and_stream_each_matter),
        cmocka_unit_test(test_uniform_fills_the_unit_interval),
        cmocka_unit_test(test_normal_has_the_moments_of_a_normal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

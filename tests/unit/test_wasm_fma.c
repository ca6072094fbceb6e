/* The fused multiply-add of the page's build against the C library's, which is exactly rounded. */
#include "../../web/wasm/fma.h"

#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void expect_same(double a, double b, double c)
{
    double theirs = fma(a, b, c), quick = exact_fma(a, b, c), whole = exact_fma_whole(a, b, c);
    if (exact_bits(quick) == exact_bits(theirs) && exact_bits(whole) == exact_bits(theirs)) return;
    if (isnan(theirs) && isnan(quick) && isnan(whole)) return;
    print_error("fma(%a, %a, %a) = %a, not %a and %a\n", a, b, c, theirs, quick, whole);
    fail();
}

static void on_corners(void **state)
{
    (void)state;
    static const double corners[] = {0.0,
                                     1.0,
                                     1.5,
                                     0x1p-1074,
                                     0x1p-1022,
                                     0x1.fffffffffffffp-1023,
                                     0x1p-537,
                                     0x1p-512,
                                     0x1p-53,
                                     0x1p-52,
                                     0x1p-54,
                                     0x1p53,
                                     0x1p511,
                                     0x1p1023,
                                     INFINITY,
                                     NAN,
                                     3.0,
                                     1.0 / 3.0,
                                     0x1.0000000000001p0,
                                     0x1.fffffffffffffp0,
                                     0x1.fffffffffffffp1023,
                                     0x1.0000000000001p-1022,
                                     0x1.8p-1074};
    enum { COUNT = 2 * sizeof corners / sizeof *corners };
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++)
            for (int k = 0; k < COUNT; k++)
                expect_same(i % 2 ? -corners[i / 2] : corners[i / 2], j % 2 ? -corners[j / 2] : corners[j / 2],
                            k % 2 ? -corners[k / 2] : corners[k / 2]);
}

static void on_random_bits(void **state)
{
    (void)state;
    sea_rng rng = sea_rng_init(20, 0, 0);
    for (int i = 0; i < 2000000; i++) {
        uint64_t bits[3];
        for (int k = 0; k < 3; k++) {
            bits[k] = sea_rng_u32(&rng);
            bits[k] = bits[k] << 32 | sea_rng_u32(&rng);
        }
        /* Any exponents; then an addend near the product, or a product near the smallest numbers. */
        double a = exact_real(bits[0]), b = exact_real(bits[1]), c = exact_real(bits[2]);
        expect_same(a, b, c);
        expect_same(a, b, -a * b);
        uint64_t one = UINT64_C(0x3ff) << 52, part = 0x800fffffffffffff, few = 0xfffffffff8000000;
        a = exact_real((bits[0] & part) | one);
        b = exact_real((bits[1] & part) | one);
        c = exact_real((bits[2] & part) | (one + (((bits[2] >> 53) % 240) << 52) - (UINT64_C(120) << 52)));
        expect_same(a, b, c);
        expect_same(a, b, -a * b);
        expect_same(exact_real(exact_bits(a) & few), exact_real(exact_bits(b) & few), c);
        expect_same(a * 0x1p-512, b * 0x1p-530, c * 0x1p-1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_corners), cmocka_unit_test(on_random_bits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The fused multiply-add made of other operations, against the C library's. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cpu.h"

#ifdef SEA_CPU_X86_64
#include "base/simd_sse2.inc"

static uint64_t counter;

static uint64_t next_bits(void)
{
    uint64_t z = (counter += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static double anything(void)
{
    uint64_t b = next_bits();
    double x;
    memcpy(&x, &b, sizeof x);
    return x;
}

static double unit(void)
{
    return (double)(next_bits() >> 11) * 0x1p-52 - 1.0;
}

/* One and a few last places: products and sums that fall on and beside the halfway points of rounding. */
static double near_one(void)
{
    return (next_bits() & 1 ? 1.0 : -1.0) * (1.0 + (double)(next_bits() & 7) * 0x1p-52);
}

static void check(double a, double b, double c)
{
    double want[2] = {fma(a, b, c), fma(-1.5, b, a)}, got[2];
    lane_store(got, lane_fma((lane){a, -1.5}, (lane){b, b}, (lane){c, a}));
    for (int i = 0; i < 2; i++) {
        if (isnan(want[i]) ? !isnan(got[i]) : memcmp(&want[i], &got[i], sizeof *got) != 0)
            fail_msg("fma(%a, %a, %a): %a, not %a", i ? -1.5 : a, b, i ? a : c, got[i], want[i]);
    }
    lane_store(got, lane_fnma((lane){a, a}, (lane){b, b}, (lane){c, c}));
    double turned = fma(-a, b, c);
    assert_true(isnan(turned) ? isnan(got[0]) : memcmp(&turned, got, sizeof turned) == 0);
}

static void test_made_fma(void **state)
{
    (void)state;
    for (int i = 0; i < 400000; i++) {
        double a = unit(), b = unit();
        check(anything(), anything(), anything());
        check(a, b, -a * b);
        check(a, b, -a * b * (1.0 + unit() * 0x1p-50));
        check(a, b, ldexp(unit(), (int)(next_bits() % 200) - 100));
        check(near_one(), near_one(), ldexp(near_one(), (int)(next_bits() % 120) - 60));
    }
    const double v[] = {0.0, -0.0, 1.0, -1.0, INFINITY, -INFINITY, NAN, 0x1p-1074, 0x1.fffffffffffffp1023};
    for (size_t i = 0; i < 9 * 9 * 9; i++) check(v[i % 9], v[i / 9 % 9], v[i / 81]);
}
#else
static void test_made_fma(void **state)
{
    (void)state;
    skip();
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_made_fma)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

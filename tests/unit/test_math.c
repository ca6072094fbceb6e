/* base/math against MPFR: error bounds over the whole domain, special values, signed zeros. */
#include <math.h>
#include <mpfr.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/math.h"
#include "base/math_inline.h"

#define PRECISION 160
#define ROUNDS 60000

typedef int (*oracle)(mpfr_t, const mpfr_t, mpfr_rnd_t);
typedef int (*oracle2)(mpfr_t, const mpfr_t, const mpfr_t, mpfr_rnd_t);

static uint64_t counter;

/* Splitmix64: any well-mixed sequence does; a fixed one keeps a failure repeatable. */
static uint64_t next_bits(void)
{
    uint64_t z = (counter += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static double from_bits(uint64_t b)
{
    double x;
    memcpy(&x, &b, sizeof x);
    return x;
}

static uint64_t to_bits(double x)
{
    uint64_t b;
    memcpy(&b, &x, sizeof b);
    return b;
}

static double between(double low, double high)
{
    return low + (high - low) * ((double)(next_bits() >> 11) * 0x1p-53);
}

/* A finite double of any size and sign: uniform in its bits. */
static double anything(void)
{
    double x;
    do {
        x = from_bits(next_bits());
    } while (!isfinite(x));
    return x;
}

/* |got - truth| in ulps of the truth; a wrong infinity counts as huge. */
static double ulps(double got, const mpfr_t truth)
{
    double nearest = mpfr_get_d(truth, MPFR_RNDN);
    if (isinf(nearest) || isinf(got)) {
        /* At the overflow threshold an error below 1 ulp may round to infinity, and the other way round. */
        return got == nearest || (isinf(got) ? fabs(nearest) : fabs(got)) == 0x1.fffffffffffffp1023 ? 0.0 : 1e9;
    }
    int exponent = mpfr_zero_p(truth) ? -1074 : (int)mpfr_get_exp(truth) - 53;
    mpfr_t d;
    mpfr_init2(d, PRECISION);
    mpfr_sub_d(d, truth, got, MPFR_RNDN);
    mpfr_mul_2si(d, d, exponent < -1074 ? 1074 : -exponent, MPFR_RNDN);
    double e = fabs(mpfr_get_d(d, MPFR_RNDU));
    mpfr_clear(d);
    return e;
}

typedef struct worst {
    double error, x, y;
} worst;

static void check1(worst *w, double got, oracle f, double x)
{
    mpfr_t a, r;
    mpfr_inits2(PRECISION, a, r, (mpfr_ptr)0);
    mpfr_set_d(a, x, MPFR_RNDN);
    f(r, a, MPFR_RNDN);
    double e = ulps(got, r);
    if (!(e <= w->error)) {
        *w = (worst){e, x, 0.0};
    }
    mpfr_clears(a, r, (mpfr_ptr)0);
}

static void check2(worst *w, double got, oracle2 f, double x, double y)
{
    mpfr_t a, b, r;
    mpfr_inits2(PRECISION, a, b, r, (mpfr_ptr)0);
    mpfr_set_d(a, x, MPFR_RNDN);
    mpfr_set_d(b, y, MPFR_RNDN);
    f(r, a, b, MPFR_RNDN);
    double e = ulps(got, r);
    if (!(e <= w->error)) {
        *w = (worst){e, x, y};
    }
    mpfr_clears(a, b, r, (mpfr_ptr)0);
}

static void judge(const char *name, worst w, double bound)
{
    print_message("%s: worst error %.3f ulp at %a %a\n", name, w.error, w.x, w.y);
    if (!(w.error < bound)) {
        fail_msg("%s: %.3f ulp at %a %a, bound %.2f", name, w.error, w.x, w.y, bound);
    }
}

static double angle(int i)
{
    switch (i % 6) {
    case 0: return between(-1.0, 1.0);
    case 1: return between(-10.0, 10.0);
    case 2: return between(-1.7e6, 1.7e6);
    case 3: return between(-0x1p31, 0x1p31);
    case 4: return nearbyint(between(-0x1p29, 0x1p29)) * 0x1.921fb54442d18p+0; /* close to a multiple of pi/2 */
    default: return anything();
    }
}

static void test_sine_cosine(void **state)
{
    (void)state;
    worst s = {0}, c = {0};
    for (int i = 0; i < ROUNDS; i++) {
        double x = angle(i), sine, cosine;
        sea_sincos(x, &sine, &cosine);
        assert_true(to_bits(sine) == to_bits(sea_sin(x)) && to_bits(cosine) == to_bits(sea_cos(x)));
        check1(&s, sine, mpfr_sin, x);
        check1(&c, cosine, mpfr_cos, x);
    }
    /* First the double nearest to a multiple of pi/2 (Kahan, McDonald): 6381956970095103 2^797. */
    const double hard[] = {0x1.6ac5b262ca1ffp+849,
                           0x1.921fb54442d18p+0,
                           0x1.921fb54442d18p+1,
                           0x1.fffffffffffffp+1023,
                           0x1p30,
                           0x1.0000000000001p30,
                           -0x1.6ac5b262ca1ffp+849,
                           0x1p-1074,
                           -0x1p-1022};
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++) {
        check1(&s, sea_sin(hard[i]), mpfr_sin, hard[i]);
        check1(&c, sea_cos(hard[i]), mpfr_cos, hard[i]);
    }
    judge("sin", s, 0.8);
    judge("cos", c, 0.8);
    assert_true(to_bits(sea_sin(-0.0)) == to_bits(-0.0) && to_bits(sea_sin(0.0)) == 0 && sea_cos(-0.0) == 1.0);
    assert_true(isnan(sea_sin(INFINITY)) && isnan(sea_cos(-INFINITY)) && isnan(sea_sin(NAN)) && isnan(sea_cos(NAN)));
}

static void test_short_form(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        double x = between(-100.0, 100.0) * (i % 2 ? 1.0 : 1e4), s, c;
        lane_sincos_short(x, &s, &c);
        assert_true(fabs(s - sea_sin(x)) < 0x1.8p-52 && fabs(c - sea_cos(x)) < 0x1.8p-52);
    }
}

static void test_atan2(void **state)
{
    (void)state;
    worst w = {0};
    for (int i = 0; i < ROUNDS; i++) {
        double y = anything(), x = anything();
        if (i % 3 == 0) {
            y = between(-1.0, 1.0), x = between(-1.0, 1.0);
        } else if (i % 3 == 1) {
            x = y * between(-3.0, 3.0);
        }
        check2(&w, sea_atan2(y, x), mpfr_atan2, y, x);
    }
    judge("atan2", w, 0.8);
    const double v[] = {0.0, -0.0, 1.0, -1.0, INFINITY, -INFINITY, 0x1p-1074, -0x1.fffffffffffffp1023};
    for (size_t i = 0; i < 8; i++) {
        for (size_t j = 0; j < 8; j++) {
            assert_true(to_bits(sea_atan2(v[i], v[j])) == to_bits(atan2(v[i], v[j])));
        }
        assert_true(isnan(sea_atan2(v[i], NAN)) && isnan(sea_atan2(NAN, v[i])));
    }
}

static void test_asin_acos(void **state)
{
    (void)state;
    worst s = {0}, c = {0};
    for (int i = 0; i < ROUNDS; i++) {
        double x = between(-1.0, 1.0);
        if (i % 4 == 0) {
            x = copysign(1.0 - ldexp(fabs(x), -(i % 53)), x);
        } else if (i % 4 == 1) {
            x = ldexp(x, -(i % 300));
        }
        check1(&s, sea_asin(x), mpfr_asin, x);
        check1(&c, sea_acos(x), mpfr_acos, x);
    }
    judge("asin", s, 0.8);
    judge("acos", c, 0.8);
    assert_true(sea_acos(1.0) == 0.0 && sea_acos(-1.0) == SEA_PI && sea_asin(1.0) == SEA_PI / 2.0);
    assert_true(to_bits(sea_asin(-0.0)) == to_bits(-0.0));
    assert_true(isnan(sea_asin(1.0000000000000002)) && isnan(sea_acos(-2.0)));
    assert_true(isnan(sea_acos(NAN)) && isnan(sea_asin(INFINITY)));
}

static void test_exp(void **state)
{
    (void)state;
    const double low[] = {-1.0, -708.0, -750.0}, high[] = {1.0, 709.9, -708.0};
    worst normal = {0}, subnormal = {0};
    for (int i = 0; i < ROUNDS; i++) {
        double x = i % 4 == 3 ? anything() : between(low[i % 4], high[i % 4]);
        check1(x < -708.3 ? &subnormal : &normal, sea_exp(x), mpfr_exp, x);
    }
    judge("exp", normal, 0.8);
    judge("exp, subnormal", subnormal, 1.0);
    assert_true(sea_exp(0.0) == 1.0 && sea_exp(-0.0) == 1.0 && sea_exp(INFINITY) == INFINITY &&
                sea_exp(-INFINITY) == 0.0);
    assert_true(isnan(sea_exp(NAN)));
}

/* A positive double: near one, very near one, or anywhere. */
static double positive(int i)
{
    switch (i % 3) {
    case 0: return between(0.25, 4.0);
    case 1: return 1.0 + ldexp(between(-1.0, 1.0), -1 - i % 50);
    default: return fabs(anything()) + 0x1p-1074;
    }
}

static void test_log(void **state)
{
    (void)state;
    worst w = {0};
    for (int i = 0; i < ROUNDS; i++) {
        double x = positive(i);
        check1(&w, sea_log(x), mpfr_log, x);
    }
    judge("log", w, 1.0);
    assert_true(to_bits(sea_log(1.0)) == 0 && sea_log(0.0) == -INFINITY && sea_log(-0.0) == -INFINITY);
    assert_true(sea_log(INFINITY) == INFINITY && isnan(sea_log(-1.0)) && isnan(sea_log(-INFINITY)) &&
                isnan(sea_log(NAN)));
}

static void test_pow(void **state)
{
    (void)state;
    worst w = {0};
    for (int i = 0; i < ROUNDS; i++) {
        double x = positive(i), reach = x == 1.0 ? 1.0 : fmin(745.0 / fabs(log(x)), 0x1p1000);
        double y = i % 5 == 0 ? nearbyint(between(-10.0, 10.0)) : between(-reach, reach);
        check2(&w, sea_pow(x, y), mpfr_pow, x, y);
    }
    judge("pow", w, 1.0);
    assert_true(sea_pow(2.0, 10.0) == 1024.0 && sea_pow(9.0, 0.5) == 3.0 && sea_pow(10.0, -2.0) == 0.01);
    assert_true(sea_pow(0.0, 2.0) == 0.0 && sea_pow(0.0, -2.0) == INFINITY && sea_pow(0.0, 0.0) == 1.0);
    assert_true(sea_pow(INFINITY, 2.0) == INFINITY && sea_pow(INFINITY, -2.0) == 0.0 &&
                sea_pow(2.0, 1e300) == INFINITY);
    assert_true(sea_pow(0.5, INFINITY) == 0.0 && sea_pow(0.5, -INFINITY) == INFINITY && sea_pow(1.0, NAN) == 1.0);
    assert_true(isnan(sea_pow(-1.0, 2.0)) && isnan(sea_pow(NAN, 1.0)) && isnan(sea_pow(2.0, NAN)));
}

static void test_cbrt_hypot(void **state)
{
    (void)state;
    worst c = {0}, h = {0};
    for (int i = 0; i < ROUNDS; i++) {
        double x = i % 2 ? between(-10.0, 10.0) : anything(), y = i % 3 ? x * between(-1.0, 1.0) : anything();
        check1(&c, sea_cbrt(x), mpfr_cbrt, x);
        check2(&h, sea_hypot(x, y), mpfr_hypot, x, y);
    }
    judge("cbrt", c, 0.6);
    judge("hypot", h, 0.6);
    assert_true(sea_cbrt(27.0) == 3.0 && sea_cbrt(-8.0) == -2.0 && to_bits(sea_cbrt(-0.0)) == to_bits(-0.0));
    assert_true(sea_cbrt(INFINITY) == INFINITY && sea_cbrt(-INFINITY) == -INFINITY && isnan(sea_cbrt(NAN)));
    assert_true(sea_hypot(3.0, -4.0) == 5.0 && sea_hypot(0.0, -0.0) == 0.0 && sea_hypot(NAN, -INFINITY) == INFINITY);
    assert_true(isnan(sea_hypot(NAN, 1.0)) && sea_hypot(0x1p1022, 0x1p1022) == 0x1.6a09e667f3bcdp1022);
}

static void test_erf(void **state)
{
    (void)state;
    worst w = {0};
    for (int i = 0; i < ROUNDS; i++) {
        double x = i % 3 == 0 ? between(-1.0, 1.0) : i % 3 == 1 ? between(-6.5, 6.5) : anything();
        check1(&w, sea_erf(x), mpfr_erf, x);
    }
    judge("erf", w, 1.0);
    assert_true(sea_erf(INFINITY) == 1.0 && sea_erf(-INFINITY) == -1.0 && isnan(sea_erf(NAN)));
    assert_true(to_bits(sea_erf(-0.0)) == to_bits(-0.0) && to_bits(sea_erf(0.0)) == 0);
}

static void test_mod_two_pi(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        double x = i % 3 == 0   ? between(-30.0, 30.0)
                   : i % 3 == 1 ? nearbyint(between(-1e9, 1e9)) * SEA_TWO_PI
                                : anything();
        x = i % 7 ? x : nextafter(x, 0.0);
        assert_true(to_bits(sea_mod_two_pi(x)) == to_bits(fmod(x, SEA_TWO_PI)));
    }
    assert_true(to_bits(sea_mod_two_pi(-0.0)) == to_bits(-0.0) && isnan(sea_mod_two_pi(NAN)) &&
                isnan(sea_mod_two_pi(INFINITY)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sine_cosine), cmocka_unit_test(test_short_form), cmocka_unit_test(test_atan2),
        cmocka_unit_test(test_asin_acos),   cmocka_unit_test(test_exp),        cmocka_unit_test(test_log),
        cmocka_unit_test(test_pow),         cmocka_unit_test(test_cbrt_hypot), cmocka_unit_test(test_erf),
        cmocka_unit_test(test_mod_two_pi),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    mpfr_free_cache();
    return failed;
}

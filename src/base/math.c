/* Exported scalar forms of base/math_body.inc, and the reduction of huge angles. */
#include "base/math_inline.h"

#include <float.h>

#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "double arithmetic must round to double after every operation (no x87)"
#endif

void sea_sincos(double x, double *sine, double *cosine)
{
    sea_sincos_inline(x, sine, cosine);
}

double sea_sin(double x)
{
    return sea_sin_inline(x);
}

double sea_cos(double x)
{
    return sea_cos_inline(x);
}

double sea_atan2(double y, double x)
{
    return sea_atan2_inline(y, x);
}

double sea_asin(double x)
{
    return sea_asin_inline(x);
}

double sea_acos(double x)
{
    return sea_acos_inline(x);
}

double sea_exp(double x)
{
    return sea_exp_inline(x);
}

double sea_log(double x)
{
    return sea_log_inline(x);
}

double sea_pow(double x, double y)
{
    return sea_pow_inline(x, y);
}

double sea_cbrt(double x)
{
    return sea_cbrt_inline(x);
}

double sea_mod_two_pi(double x)
{
    return sea_mod_two_pi_inline(x);
}

double sea_hypot(double x, double y)
{
    return sea_hypot_inline(x, y);
}

/* The binary digits of 2/pi from weight 2^63 down (the first word is its integer part, zero), enough for the largest
 * double. */
static const uint64_t two_over_pi[] = {
    0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
    0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41,
    0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
    0xf0cfbc209af4361d,
};

/* The 64 digits of 2/pi that begin at bit `first` of the table. */
static uint64_t digits(unsigned first)
{
    unsigned word = first / 64, shift = first % 64;
    return shift ? two_over_pi[word] << shift | two_over_pi[word + 1] >> (64 - shift) : two_over_pi[word];
}

/* The 192-bit fraction f[0..2] (most significant first) as head + tail; *f is consumed. Its worth is below 1/2. */
static void fraction_to_doubles(uint64_t f[3], double *head, double *tail)
{
    double unit = 0x1p-53, part[2];
    for (int i = 0; i < 2; i++) {
        while (!(f[0] >> 63) && (f[0] | f[1] | f[2])) {
            f[0] = f[0] << 1 | f[1] >> 63;
            f[1] = f[1] << 1 | f[2] >> 63;
            f[2] <<= 1;
            unit *= 0.5;
        }
        part[i] = (double)(f[0] >> 11) * unit; /* 53 digits, exact */
        f[0] &= 0x7ff;
    }
    *head = part[0];
    *tail = part[1];
}

/*
 * Payne and Hanek 1983: x = m 2^e with a 53-bit integer m. Digits of 2/pi whose product with x is a multiple of 4 are
 * left out; the 192 from there on, times m modulo 2^192, hold the quadrant in their top two bits and 190 bits of
 * fraction, exact to 2^-137 of a quarter turn, where no double lies nearer than 2^-62 to a multiple of pi/2.
 */
void sea_sincos_huge(double x, double *sine, double *cosine)
{
    uint64_t bits = lane_as_bits(x);
    int exponent = (int)(bits >> 52 & 0x7ff) - 1075;
    if (exponent == 0x7ff - 1075) {
        *sine = *cosine = x - x;
        return;
    }
    uint64_t m = (bits & 0xfffffffffffffu) | 0x10000000000000u;
    unsigned first = (unsigned)(exponent - 1 + 63); /* table bit of weight 2^(1 - exponent) */
    unsigned __int128 low = (unsigned __int128)m * digits(first + 128);
    unsigned __int128 middle = (unsigned __int128)m * digits(first + 64) + (uint64_t)(low >> 64);
    uint64_t f[3] = {m * digits(first) + (uint64_t)(middle >> 64), (uint64_t)middle, (uint64_t)low};
    uint64_t quarter = f[0] >> 62;
    double sign = 1.0;
    f[0] &= 0x3fffffffffffffffu;
    if (f[0] >> 61) { /* above half a quarter turn: count back from the next one */
        quarter++;
        f[2] = ~f[2] + 1;
        f[1] = ~f[1] + (f[2] == 0);
        f[0] = (~f[0] + (f[1] == 0 && f[2] == 0)) & 0x3fffffffffffffffu;
        sign = -1.0;
    }
    f[0] = f[0] << 2 | f[1] >> 62;
    f[1] = f[1] << 2 | f[2] >> 62;
    f[2] <<= 2;
    double head, tail;
    fraction_to_doubles(f, &head, &tail);
    double r = head * 0x1.921fb54442d18p+0;
    double r_tail = fma(head, 0x1.921fb54442d18p+0, -r) + fma(head, 0x1.1a62633145c07p-54, tail * 0x1.921fb54442d18p+0);
    double s, c;
    lane_sincos_turned(sign * r, sign * r_tail, quarter, &s, &c);
    if (bits >> 63) { /* sin(-x) = -sin x */
        s = -s;
    }
    *sine = s;
    *cosine = c;
}

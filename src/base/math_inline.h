/*
 * The functions of base/math.h for a hot scalar caller: inline, with the same bits as the exported ones.
 *
 * A file compiled with -mfma gets one instruction per fused multiply-add, without it a call of the C library's exact
 * fma: equal bits either way. Accuracy and domains: base/math.h. Only the reduction of |x| > 2^30 for sine and cosine
 * is out of line.
 */
#ifndef SEA_BASE_MATH_INLINE_H
#define SEA_BASE_MATH_INLINE_H

#include "base/math.h"
#include "base/simd_scalar.h"

#include "base/math_body.inc"

static inline void sea_sincos_inline(double x, double *sine, double *cosine)
{
    if (fabs(x) <= LANE_REDUCE_LIMIT) {
        lane_sincos(x, sine, cosine);
    } else {
        sea_sincos_huge(x, sine, cosine);
    }
}

static inline double sea_sin_inline(double x)
{
    double s, c;
    sea_sincos_inline(x, &s, &c);
    return s;
}

static inline double sea_cos_inline(double x)
{
    double s, c;
    sea_sincos_inline(x, &s, &c);
    return c;
}

static inline double sea_atan2_inline(double y, double x)
{
    return lane_atan2(y, x);
}

static inline double sea_asin_inline(double x)
{
    return lane_asin(x);
}

static inline double sea_acos_inline(double x)
{
    return lane_acos(x);
}

static inline double sea_exp_inline(double x)
{
    return lane_exp(x);
}

static inline double sea_log_inline(double x)
{
    return lane_log(x);
}

static inline double sea_pow_inline(double x, double y)
{
    return lane_pow(x, y);
}

static inline double sea_cbrt_inline(double x)
{
    return lane_cbrt(x);
}

static inline double sea_mod_two_pi_inline(double x)
{
    return fabs(x) < 0x1p49 ? lane_mod_two_pi(x) : fmod(x, SEA_TWO_PI);
}

static inline double sea_hypot_inline(double x, double y)
{
    return lane_hypot(x, y);
}

#endif

/*
 * Elementary functions for the numeric path: the same bits from every compiler, CPU and width.
 *
 * Only + - * / sqrt and fma (all exactly rounded by IEEE 754) and bit operations are used. Angles in radians.
 *
 * One text, base/math_body.inc, gives every form with equal bits: these exported functions, the inline ones for hot
 * scalar callers (base/math_inline.h: sea_sincos_inline and so on), and the vector ones (base/simd_* with the body
 * included).
 *
 * Error bounds, in units in the last place of the result (ulp), over the whole domain, subnormal results included; the
 * test measures them against MPFR. A NaN argument gives a NaN; a result without value (log of a negative number) is a
 * NaN; infinities and signed zeros are as C17 Annex F has them unless said otherwise.
 */
#ifndef SEA_BASE_MATH_H
#define SEA_BASE_MATH_H

#include <stdint.h>

#define SEA_PI 3.14159265358979323846
#define SEA_TWO_PI 6.28318530717958647692

double sea_sin(double x);                                /* < 0.8 ulp, any finite x; infinite x gives NaN */
double sea_cos(double x);                                /* < 0.8 ulp, likewise */
void sea_sincos(double x, double *sine, double *cosine); /* the two above at once */
double sea_atan2(double y, double x);                    /* < 0.8 ulp */
double sea_asin(double x);                               /* < 0.8 ulp; |x| > 1 gives NaN */
double sea_acos(double x);                               /* < 0.8 ulp; |x| > 1 gives NaN */
double sea_exp(double x);                                /* < 0.8 ulp, below 1 where the result is subnormal */
double sea_log(double x);                                /* < 1 ulp; -infinity at 0, NaN below */
double sea_pow(double x, double y);   /* < 1 ulp for x > 0; pow(x, 0) = pow(1, y) = 1; x < 0 gives NaN */
double sea_cbrt(double x);            /* < 0.6 ulp */
double sea_erf(double x);             /* < 1 ulp */
double sea_erfc_scaled(double x);     /* exp(x^2) erfc(x) for x >= 0; < 8 ulp */
double sea_hypot(double x, double y); /* < 0.6 ulp, infinite if either is */
/* x modulo double(2 pi) with the sign of x: exactly C's fmod(x, SEA_TWO_PI). */
double sea_mod_two_pi(double x);

/* Sine and cosine beyond the inline reduction: |x| > 2^30, infinite or NaN. For base/math_inline.h. */
void sea_sincos_huge(double x, double *sine, double *cosine);

#endif

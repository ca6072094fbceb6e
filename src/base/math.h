/*
 * Elementary functions for the numeric path: the same bits from every compiler, CPU and width.
 *
 * Only +, -, *, /, sqrt and fma (all exactly rounded by IEEE 754) are used. Angles in radians.
 */
#ifndef SEA_BASE_MATH_H
#define SEA_BASE_MATH_H

#include <stdint.h>

#define SEA_PI 3.14159265358979323846
#define SEA_TWO_PI 6.28318530717958647692

double sea_sin(double x);
double sea_cos(double x);
void sea_sincos(double x, double *sine, double *cosine);
double sea_atan2(double y, double x);
double sea_asin(double x);
double sea_acos(double x);
double sea_exp(double x);
double sea_log(double x);
double sea_pow(double x, double y); /* x > 0 */
double sea_cbrt(double x);
double sea_erf(double x);
/* x modulo 2 pi as C's fmod does it (sign of x), exact for |x| < 2^53. */
double sea_mod_two_pi(double x);
double sea_hypot(double x, double y);

#endif

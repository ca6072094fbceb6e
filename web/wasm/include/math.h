/* What the library takes of ISO C's <math.h>: WebAssembly has most of it as instructions; web/wasm/libc.c has the rest.
 */
#ifndef STARSEA_WASM_MATH_H
#define STARSEA_WASM_MATH_H

#define INFINITY (__builtin_inff())
#define NAN (__builtin_nanf(""))
#define HUGE_VAL (__builtin_huge_val())
#define isnan(x) __builtin_isnan(x)
#define isinf(x) __builtin_isinf(x)
#define isfinite(x) __builtin_isfinite(x)
#define signbit(x) __builtin_signbit(x)

#define sqrt(x) __builtin_sqrt(x)
#define fabs(x) __builtin_fabs(x)
#define copysign(x, y) __builtin_copysign(x, y)
#define floor(x) __builtin_floor(x)
#define ceil(x) __builtin_ceil(x)
#define trunc(x) __builtin_trunc(x)
#define rint(x) __builtin_rint(x)
#define nearbyint(x) __builtin_nearbyint(x)

double fma(double a, double b, double c); /* exactly rounded */
double fmod(double x, double y);          /* exact */
double round(double x);
double fmin(double a, double b);
double fmax(double a, double b);
double ldexp(double x, int e);

#endif

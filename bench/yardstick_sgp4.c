/*
 * The yardstick: the library's own scalar reference compiled against the C library's functions, as a plain SGP4 in C
 * would be. It alone of the programs sees private headers, since it is the reference in another binding.
 */
#define SEA_BASE_MATH_INLINE_H /* instead of base/math_inline.h */
#include <math.h>

#include "base/math.h"

static inline void sea_sincos_inline(double x, double *sine, double *cosine)
{
    *sine = sin(x);
    *cosine = cos(x);
}

static inline double sea_sin_inline(double x)
{
    return sin(x);
}

static inline double sea_cos_inline(double x)
{
    return cos(x);
}

static inline double sea_atan2_inline(double y, double x)
{
    return atan2(y, x);
}

static inline double sea_cbrt_inline(double x)
{
    return cbrt(x);
}

static inline double sea_mod_two_pi_inline(double x)
{
    return fmod(x, SEA_TWO_PI);
}

#include "motion/sgp4.h"

static sea_sgp4_state_fn yardstick_state;
#define SEA_SGP4_STATE yardstick_state
#include "motion/sgp4_state.inc"

#include "yardstick_sgp4.h"

sea_status yardstick_sgp4(const sea_sgp4 *prepared, size_t index, sea_tai t, double r_km[3], double v_km_s[3])
{
    const sea_sgp4_elements *e = &prepared->elements[index];
    return yardstick_state(e, &prepared->constants, (double)(t.ns - e->epoch.ns) / 60.0e9, r_km, v_km_s);
}

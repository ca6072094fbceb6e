/* Three-vectors. Fixed order of operations. */
#ifndef SEA_BASE_VEC_H
#define SEA_BASE_VEC_H

#include <math.h>

static inline double sea_vec_dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static inline double sea_vec_norm(const double a[3])
{
    return sqrt(sea_vec_dot(a, a)); /* sqrt is exactly rounded: the one libm name allowed in the numeric path */
}

static inline void sea_vec_sub(const double a[3], const double b[3], double out[3])
{
    for (int i = 0; i < 3; i++) out[i] = a[i] - b[i];
}

static inline void sea_vec_cross(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

#endif

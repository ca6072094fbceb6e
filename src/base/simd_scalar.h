/*
 * Lane operations at width one: the scalar instantiation of base/math_body.inc.
 *
 * Every simd_* offers these same names over its own `lane` type. Each operation is exactly rounded or a bit
 * operation, so a body written over them gives equal bits at every width. A translation unit includes one simd_*
 * only.
 */
#ifndef SEA_BASE_SIMD_SCALAR_H
#define SEA_BASE_SIMD_SCALAR_H

#ifdef SEA_LANE_WIDTH
#error "a translation unit includes one simd_* only"
#endif
#define SEA_LANE_WIDTH 1

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef double lane;
typedef int lane_mask;
typedef uint64_t lane_bits;

static inline lane lane_set(double x)
{
    return x;
}

static inline lane_bits lane_bits_set(uint64_t x)
{
    return x;
}

static inline lane_bits lane_as_bits(lane x)
{
    uint64_t b;
    memcpy(&b, &x, sizeof b);
    return b;
}

static inline lane lane_from_bits(lane_bits b)
{
    double x;
    memcpy(&x, &b, sizeof x);
    return x;
}

/* a b + c, rounded once. Without hardware FMA this is the C library's exact one: slower, the same bits. */
static inline lane lane_fma(lane a, lane b, lane c)
{
    return fma(a, b, c);
}

/* c - a b, rounded once. */
static inline lane lane_fnma(lane a, lane b, lane c)
{
    return fma(-a, b, c);
}

static inline lane lane_sqrt(lane x)
{
    return sqrt(x);
}

static inline lane_mask lane_lt(lane a, lane b)
{
    return a < b;
}

static inline lane_mask lane_le(lane a, lane b)
{
    return a <= b;
}

static inline lane_mask lane_eq(lane a, lane b)
{
    return a == b;
}

static inline lane_mask lane_is_nan(lane a)
{
    return a != a;
}

/* x with its sign turned where the top bit of `by` is set. */
static inline lane lane_flip_by(lane x, lane_bits by)
{
    return lane_from_bits(lane_as_bits(x) ^ (by & 0x8000000000000000u));
}

/* Lanes where any of the bits of `pick` is set. */
static inline lane_mask lane_has_bits(lane_bits b, uint64_t pick)
{
    return (b & pick) != 0;
}

static inline lane_mask mask_and(lane_mask a, lane_mask b)
{
    return a & b;
}

/* m, and a < b. */
static inline lane_mask mask_and_lt(lane_mask m, lane a, lane b)
{
    return mask_and(m, lane_lt(a, b));
}

static inline lane_mask mask_or(lane_mask a, lane_mask b)
{
    return a | b;
}

static inline lane_mask mask_xor(lane_mask a, lane_mask b)
{
    return a ^ b;
}

static inline lane lane_select(lane_mask m, lane yes, lane no)
{
    return m ? yes : no;
}

static inline lane_mask mask_not(lane_mask a)
{
    return !a;
}

/* Bit i is set where lane i is. */
static inline unsigned mask_bits(lane_mask m)
{
    return (unsigned)m;
}

static inline lane lane_load(const double *p)
{
    return *p;
}

static inline void lane_store(double *p, lane x)
{
    *p = x;
}

/* Writes (x, y, z) of lane i to rows[i] + at. */
static inline void lane_scatter3(lane x, lane y, lane z, double *const *rows, size_t at)
{
    double *row = rows[0] + at;
    row[0] = x;
    row[1] = y;
    row[2] = z;
}

/* Writes x, y, z of lane 0, then of lane 1, and so on. */
static inline void lane_pack3(lane x, lane y, lane z, double *out)
{
    out[0] = x;
    out[1] = y;
    out[2] = z;
}

#endif

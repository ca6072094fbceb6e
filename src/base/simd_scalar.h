/*
 * Lane operations at width one: the scalar instantiation of base/math_body.inc.
 *
 * Every simd_*.h offers these same names over its own `lane` type. Each operation is exactly rounded or a bit
 * operation, so a body written over them gives equal bits at every width. A translation unit includes one simd_*.h
 * only.
 */
#ifndef SEA_BASE_SIMD_SCALAR_H
#define SEA_BASE_SIMD_SCALAR_H

#ifdef SEA_LANE_WIDTH
#error "a translation unit includes one simd_*.h only"
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

/* Lanes where any of the bits of `pick` is set. */
static inline lane_mask lane_has_bits(lane_bits b, uint64_t pick)
{
    return (b & pick) != 0;
}

static inline lane_mask mask_and(lane_mask a, lane_mask b)
{
    return a & b;
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

#endif

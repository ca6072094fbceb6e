/*
 * a * b + c, rounded once, for machines without the instruction: quickly where no step can leave the range, else in
 * integers. There the product's 106 bits and the addend meet on one grid of 192 bits, the larger at its top; what of
 * the smaller falls below the grid is remembered in its last bit, which is enough, as so much apart the two cannot
 * cancel. tests/unit/test_wasm_fma.c compares it with the processor's.
 */
#ifndef STARSEA_WASM_FMA_H
#define STARSEA_WASM_FMA_H

#include <stdbool.h>
#include <stdint.h>

typedef struct exact {
    uint64_t high, middle, low; /* one number of 192 bits */
} exact;

static inline uint64_t exact_bits(double x)
{
    union {
        double real;
        uint64_t bits;
    } u = {.real = x};
    return u.bits;
}

static inline double exact_real(uint64_t bits)
{
    union {
        uint64_t bits;
        double real;
    } u = {.bits = bits};
    return u.real;
}

/* A finite number as whole * 2^exponent. */
static inline uint64_t exact_split(uint64_t bits, int *exponent)
{
    int biased = (int)(bits >> 52) & 0x7ff;
    uint64_t fraction = bits & 0xfffffffffffff;
    *exponent = (biased ? biased : 1) - 1075;
    return biased ? fraction | UINT64_C(1) << 52 : fraction;
}

static inline void exact_multiply(uint64_t a, uint64_t b, uint64_t *high, uint64_t *low)
{
    uint64_t al = a & 0xffffffff, ah = a >> 32, bl = b & 0xffffffff, bh = b >> 32;
    uint64_t ll = al * bl, lh = al * bh, hl = ah * bl, hh = ah * bh;
    uint64_t middle = (ll >> 32) + (lh & 0xffffffff) + (hl & 0xffffffff);
    *low = middle << 32 | (ll & 0xffffffff);
    *high = hh + (lh >> 32) + (hl >> 32) + (middle >> 32);
}

static inline exact exact_left(exact x, int by)
{
    for (; by >= 64; by -= 64) x = (exact){x.middle, x.low, 0};
    if (by == 0) return x;
    return (exact){x.high << by | x.middle >> (64 - by), x.middle << by | x.low >> (64 - by), x.low << by};
}

static inline exact exact_right(exact x, int by)
{
    for (; by >= 64; by -= 64) {
        if ((x.high | x.middle | x.low) == 0) return x;
        x = (exact){0, x.high, x.middle};
    }
    if (by == 0) return x;
    return (exact){x.high >> by, x.middle >> by | x.high << (64 - by), x.low >> by | x.middle << (64 - by)};
}

static inline int exact_compare(exact a, exact b)
{
    if (a.high != b.high) return a.high < b.high ? -1 : 1;
    if (a.middle != b.middle) return a.middle < b.middle ? -1 : 1;
    return a.low < b.low ? -1 : a.low > b.low;
}

static inline exact exact_add(exact a, exact b)
{
    uint64_t low = a.low + b.low, carry = low < a.low;
    uint64_t middle = a.middle + b.middle, over = middle < a.middle;
    middle += carry;
    over += middle < carry;
    return (exact){a.high + b.high + over, middle, low};
}

static inline exact exact_subtract(exact a, exact b)
{
    uint64_t borrow = a.low < b.low, middle = a.middle - b.middle, under = a.middle < b.middle;
    under += middle < borrow;
    return (exact){a.high - b.high - under, middle - borrow, a.low - b.low};
}

static inline int exact_top(exact x) /* of the highest bit, -1 for zero */
{
    if (x.high) return 191 - __builtin_clzll(x.high);
    if (x.middle) return 127 - __builtin_clzll(x.middle);
    return x.low ? 63 - __builtin_clzll(x.low) : -1;
}

/* Shifted right; what is lost leaves its mark in the last bit. */
static inline exact exact_jam(exact x, int by)
{
    exact kept = exact_right(x, by);
    if (exact_compare(exact_left(kept, by < 192 ? by : 191), x) != 0) kept.low |= 1;
    return kept;
}

/* x * 2^exponent with its sign, rounded to nearest, ties to even. */
static inline double exact_round(exact x, int exponent, uint64_t sign)
{
    int top = exact_top(x), drop = top - 52; /* bits too many */
    if (top < 0) return exact_real(sign);
    if (exponent + drop < -1074) drop = -1074 - exponent;
    if (drop > top + 1) return exact_real(sign); /* below half of the smallest */
    uint64_t kept = drop > 0 ? exact_right(x, drop).low : exact_left(x, -drop).low;
    if (drop > 0) {
        exact whole = {0, 0, kept}, half = exact_left((exact){0, 0, 1}, drop - 1);
        int side = exact_compare(exact_subtract(x, exact_left(whole, drop)), half);
        if (side > 0 || (side == 0 && (kept & 1))) kept++;
    }
    int biased = exponent + drop + 1075;
    if (kept >> 53) {
        kept >>= 1;
        biased++;
    }
    if (biased >= 0x7ff) return exact_real(sign | UINT64_C(0x7ff) << 52);
    /* A normal number's leading bit adds one to the exponent field below it. */
    if (kept >> 52) kept += (uint64_t)(biased - 1) << 52;
    return exact_real(sign | kept);
}

static inline exact exact_raise(exact x, int *exponent) /* its top bit to bit 189 */
{
    int by = 189 - exact_top(x);
    *exponent -= by;
    return exact_left(x, by);
}

/* In integers, for any numbers. */
static inline double exact_fma_whole(double a, double b, double c)
{
    uint64_t x = exact_bits(a), y = exact_bits(b), z = exact_bits(c), top = UINT64_C(1) << 63;
    bool finite = (x >> 52 & 0x7ff) < 0x7ff && (y >> 52 & 0x7ff) < 0x7ff;
    /* With an infinity, no number or a zero the rounding of the product does not matter, but for its overflow. */
    if (!finite || (x << 1) == 0 || (y << 1) == 0) return a * b + c;
    if ((z >> 52 & 0x7ff) == 0x7ff) return c;
    int ex, ey, ez, ep;
    uint64_t mx = exact_split(x, &ex), my = exact_split(y, &ey), mz = exact_split(z, &ez), sign = (x ^ y) & top;
    exact p = {0, 0, 0}, q = {0, 0, mz};
    exact_multiply(mx, my, &p.middle, &p.low);
    ep = ex + ey;
    if (mz == 0) return exact_round(p, ep, sign);
    p = exact_raise(p, &ep);
    q = exact_raise(q, &ez);
    bool swap = ez > ep || (ez == ep && exact_compare(q, p) > 0);
    exact large = swap ? q : p, small = swap ? p : q;
    int e = swap ? ez : ep, apart = swap ? ez - ep : ep - ez;
    uint64_t large_sign = swap ? z & top : sign;
    small = exact_jam(small, apart);
    if (sign == (z & top)) return exact_round(exact_add(large, small), e, large_sign);
    exact rest = exact_subtract(large, small);
    return exact_round(rest, e, exact_top(rest) < 0 ? 0 : large_sign);
}

/* Zero, or between 2^-400 and 2^400. */
static inline bool exact_is_tame(double x)
{
    return (exact_bits(x) >> 52 & 0x7ff) - (1023 - 400) < 800 || x == 0.0;
}

static inline double exact_two_sum(double a, double b, double *tail)
{
    double s = a + b, z = s - a;
    *tail = (a - (s - z)) + (b - z);
    return s;
}

/*
 * The quick way, where no step overflows or underflows: Boldo and Melquiond 2008, as base/simd_fma.inc does it for
 * vectors. Product and sums as heads and tails, the last but one rounded to odd.
 */
static inline double exact_fma_tame(double a, double b, double c)
{
    double p = (0x1p27 + 1.0) * a, q = (0x1p27 + 1.0) * b, ah = p - (p - a), bh = q - (q - b), al = a - ah, bl = b - bh;
    double product = a * b, low = ((ah * bh - product) + ah * bl + al * bh) + al * bl;
    double rest, sum = exact_two_sum(c, low, &rest), middle, high = exact_two_sum(product, sum, &middle);
    double tail, odd = exact_two_sum(rest, middle, &tail);
    uint64_t bits = exact_bits(odd);
    if (tail != 0.0 && (bits & 1) == 0) bits = (bits ^ exact_bits(tail)) >> 63 ? bits - 1 : bits + 1;
    double result = high + exact_real(bits);
    return result == 0.0 ? product + c : result; /* an exact zero takes its sign from the operands */
}

static inline double exact_fma(double a, double b, double c)
{
    if (exact_is_tame(a) && exact_is_tame(b) && exact_is_tame(c)) return exact_fma_tame(a, b, c);
    return exact_fma_whole(a, b, c);
}

#endif

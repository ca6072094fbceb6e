/* Reals in and out of decimal text. Every conversion is exact: one rounding to nearest-even, whatever the locale or
 * libc. */
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum { FRACTION_BITS = 52, EXPONENT_BIAS = 1023, LOWEST_EXPONENT = -1074 };

/* 10^0 .. 10^22: the powers of ten a double holds exactly. */
static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                              1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static const uint64_t whole_tens[] = {1u,
                                      10u,
                                      100u,
                                      1000u,
                                      10000u,
                                      100000u,
                                      1000000u,
                                      10000000u,
                                      100000000u,
                                      1000000000u,
                                      10000000000u,
                                      100000000000u,
                                      1000000000000u,
                                      10000000000000u,
                                      100000000000000u,
                                      1000000000000000u,
                                      10000000000000000u,
                                      100000000000000000u,
                                      1000000000000000000u,
                                      10000000000000000000u};

static double from_bits(uint64_t bits)
{
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static uint64_t to_bits(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits;
}

/* Splits a finite positive double into f * 2^e with an integer f < 2^53. */
static uint64_t split(double value, int *e)
{
    uint64_t bits = to_bits(value), fraction = bits & ((UINT64_C(1) << FRACTION_BITS) - 1);
    int biased = (int)(bits >> FRACTION_BITS) & 0x7ff;
    *e = (biased ? biased : 1) - EXPONENT_BIAS - FRACTION_BITS;
    return biased ? fraction | UINT64_C(1) << FRACTION_BITS : fraction;
}

/* Rounds (q + sticky) * 2^e, the top bit of q being set, to the nearest double. False on overflow. */
static bool assemble(uint64_t q, bool sticky, int e, double *out)
{
    int drop = 11;
    if (e + drop < LOWEST_EXPONENT) drop = LOWEST_EXPONENT - e; /* subnormal: fewer bits are kept */
    *out = 0.0;
    if (drop > 64) return true; /* below half of the smallest double */
    uint64_t kept = drop == 64 ? 0 : q >> drop;
    uint64_t rest = drop == 64 ? q : q & ((UINT64_C(1) << drop) - 1);
    uint64_t half = UINT64_C(1) << (drop - 1);
    if (rest > half || (rest == half && (sticky || (kept & 1)))) kept++;
    int exponent = e + drop;
    if (kept >> (FRACTION_BITS + 1)) {
        kept >>= 1;
        exponent++;
    }
    if (exponent + FRACTION_BITS > EXPONENT_BIAS) return false;
    if (kept >>
        FRACTION_BITS) /* normal: the leading bit is implied, and adding it to the field below raises it by one */
        kept += (uint64_t)(exponent - LOWEST_EXPONENT) << FRACTION_BITS;
    *out = from_bits(kept);
    return true;
}

static bool assemble_wide(wide w, bool sticky, int e, double *out)
{
    uint64_t high = (uint64_t)(w >> 64);
    int shift = high ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)w);
    w <<= shift;
    return assemble((uint64_t)(w >> 64), sticky || (uint64_t)w != 0, e - shift + 64, out);
}

/* ---- Natural numbers of any size that occurs here, for the decimals the quick ways cannot decide ---- */

enum {
    DIGITS_KEPT = 800, /* no point halfway between doubles has more than 767 significant digits */
    LIMBS = 136        /* 10^1127 shifted by 65 bits fits */
};

typedef struct natural {
    uint32_t limb[LIMBS];
    int count;
} natural;

static void grow(natural *n, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;
    for (int i = 0; i < n->count; i++) {
        carry += (uint64_t)n->limb[i] * factor;
        n->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry) n->limb[n->count++] = (uint32_t)carry;
}

static void grow_by_ten_to(natural *n, int power)
{
    for (; power >= 9; power -= 9) grow(n, 1000000000u, 0);
    if (power > 0) grow(n, (uint32_t)whole_tens[power], 0);
}

static int bits_of(const natural *n)
{
    return n->count ? 32 * n->count - __builtin_clz(n->limb[n->count - 1]) : 0;
}

static void shift_left(natural *n, int bits)
{
    int limbs = bits / 32;
    if (limbs > 0) {
        for (int i = n->count - 1; i >= 0; i--) n->limb[i + limbs] = n->limb[i];
        for (int i = 0; i < limbs; i++) n->limb[i] = 0;
        n->count += limbs;
    }
    if (bits % 32) grow(n, UINT32_C(1) << (bits % 32), 0);
}

static int compare(const natural *a, const natural *b)
{
    if (a->count != b->count) return a->count < b->count ? -1 : 1;
    for (int i = a->count - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* a -= b, where a >= b. */
static void reduce(natural *a, const natural *b)
{
    uint32_t borrow = 0;
    for (int i = 0; i < a->count; i++) {
        uint64_t taken = (uint64_t)(i < b->count ? b->limb[i] : 0) + borrow;
        borrow = a->limb[i] < taken;
        a->limb[i] = (uint32_t)(a->limb[i] - taken);
    }
    while (a->count && !a->limb[a->count - 1]) a->count--;
}

/* Rounds digits * 10^exponent with arithmetic as long as it takes. */
static bool convert_slowly(const char *digits, int count, int exponent, double *out)
{
    natural n = {.count = 0}, d = {.limb = {1}, .count = 1};
    for (int i = 0; i < count; i++) {
        if (n.count)
            grow(&n, 10, (uint32_t)(digits[i] - '0'));
        else if (digits[i] != '0')
            n.limb[n.count++] = (uint32_t)(digits[i] - '0');
    }
    grow_by_ten_to(exponent >= 0 ? &n : &d, exponent >= 0 ? exponent : -exponent);
    /* Bring n / d into [2^63, 2^65) and divide bit by bit. */
    int shift = 64 - (bits_of(&n) - bits_of(&d));
    if (shift >= 0)
        shift_left(&n, shift);
    else
        shift_left(&d, -shift);
    shift_left(&d, 64);
    wide q = 0;
    for (int i = 0; i <= 64; i++) {
        q <<= 1;
        if (compare(&n, &d) >= 0) {
            reduce(&n, &d);
            q |= 1;
        }
        if (i < 64) shift_left(&n, 1);
    }
    return assemble_wide(q, n.count != 0, -shift, out);
}

/* ---- Reading ---- */

typedef struct decimal {
    char digits[DIGITS_KEPT + 1]; /* significant ones, without leading zeros */
    int count;
    int64_t exponent; /* value = digits * 10^exponent */
    bool negative;
} decimal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void keep_digit(decimal *d, char c, bool *cut)
{
    if (d->count == 0 && c == '0') return;
    if (d->count < DIGITS_KEPT) {
        d->digits[d->count++] = c;
        return;
    }
    d->exponent++;
    if (c != '0') *cut = true;
}

static bool read_exponent(const char *p, const char *end, int64_t *out)
{
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    if (p == end) return false;
    int64_t e = 0;
    for (; p < end; p++) {
        if (!is_digit(*p)) return false;
        if (e < INT64_C(1) << 40) e = e * 10 + (*p - '0'); /* beyond that the value is 0 or too large anyway */
    }
    *out = negative ? -e : e;
    return true;
}

static bool read_decimal(const char *p, const char *end, decimal *d)
{
    bool any = false, point = false, cut = false;
    d->count = 0;
    d->exponent = 0;
    d->negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) p++;
    for (; p < end && (is_digit(*p) || (*p == '.' && !point)); p++) {
        if (*p == '.') {
            point = true;
            continue;
        }
        any = true;
        if (point) d->exponent--;
        keep_digit(d, *p, &cut);
    }
    if (!any) return false;
    if (cut) { /* what was left out is not zero: one more digit says so */
        d->digits[d->count++] = '1';
        d->exponent--;
    }
    if (p == end) return true;
    int64_t e;
    if ((*p != 'e' && *p != 'E') || !read_exponent(p + 1, end, &e)) return false;
    d->exponent += e;
    return true;
}

static bool convert(const decimal *d, double *out)
{
    *out = 0.0;
    if (d->count == 0 || d->count + d->exponent < -324) return true;
    if (d->count + d->exponent > 310) return false;
    int exponent = (int)d->exponent;
    if (d->count > 19) return convert_slowly(d->digits, d->count, exponent, out);
    uint64_t m = 0;
    for (int i = 0; i < d->count; i++) m = m * 10 + (uint64_t)(d->digits[i] - '0');
    if (m <= UINT64_C(1) << 53 && exponent >= -22 && exponent <= 22) {
        /* Both operands are exact, so the one operation rounds correctly. */
        *out = exponent < 0 ? (double)m / tens[-exponent] : (double)m * tens[exponent];
        return true;
    }
    if (exponent >= 0 && exponent <= 19) return assemble_wide((wide)m * whole_tens[exponent], false, 0, out);
    if (exponent < 0 && exponent >= -22) { /* a quotient of 54 bits or more, and whether it is exact, decide */
        int shift = 64 + __builtin_clzll(m), k = -exponent;
        wide n = (wide)m << shift, ten = k > 19 ? (wide)whole_tens[19] * whole_tens[k - 19] : whole_tens[k],
             q = n / ten;
        return assemble_wide(q, q * ten != n, -shift, out);
    }
    return convert_slowly(d->digits, d->count, exponent, out);
}

bool sea_text_to_real(const char *text, size_t length, double *out)
{
    decimal d;
    double magnitude;
    if (!read_decimal(text, text + length, &d) || !convert(&d, &magnitude)) return false;
    *out = d.negative ? -magnitude : magnitude;
    return true;
}

bool sea_text_real_loses(const char *text, size_t length, double value)
{
    enum { SAFE_DIGITS = 15, SHOWN_MAX = 64 }; /* no writer gives more; where one does, they are lost */
    decimal d;
    char shown[SHOWN_MAX + 16];
    if (length <= SAFE_DIGITS || !read_decimal(text, text + length, &d)) return false;
    while (d.count > 0 && d.digits[d.count - 1] == '0') d.count--;
    if (d.count <= SAFE_DIGITS) return false;
    if (d.count > SHOWN_MAX) return true;
    snprintf(shown, sizeof shown, "%.*e", d.count - 1, fabs(value));
    int same = 0;
    for (const char *p = shown; *p && *p != 'e' && same < d.count; p++) {
        if (!is_digit(*p)) continue; /* the point, of whatever locale */
        if (*p != d.digits[same]) return true;
        same++;
    }
    return same < d.count;
}

/* ---- Writing ---- */

static size_t put_whole(uint64_t n, char *out)
{
    char reversed[20];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    for (size_t i = 0; i < count; i++) out[i] = reversed[count - 1 - i];
    return count;
}

static void put_digits(uint64_t n, int count, char *out)
{
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + n % 10);
        n /= 10;
    }
}

/* Lays out digits * 10^exponent: plain from 1e-5 to below 1e17, with an exponent outside. */
static size_t lay_out(bool negative, uint64_t digits, int exponent, char *out)
{
    enum { PLAIN_LOW = -5, PLAIN_HIGH = 16 };
    char d[24];
    while (digits && digits % 10 == 0) {
        digits /= 10;
        exponent++;
    }
    int count = (int)put_whole(digits, d), leading = exponent + count - 1;
    char *p = out;
    if (negative) *p++ = '-';
    if (leading < PLAIN_LOW || leading > PLAIN_HIGH) {
        *p++ = d[0];
        if (count > 1) {
            *p++ = '.';
            memcpy(p, d + 1, (size_t)count - 1);
            p += count - 1;
        }
        *p++ = 'e';
        if (leading < 0) *p++ = '-';
        p += put_whole((uint64_t)(leading < 0 ? -leading : leading), p);
    } else if (leading < 0) {
        *p++ = '0';
        *p++ = '.';
        for (int i = -1; i > leading; i--) *p++ = '0';
        memcpy(p, d, (size_t)count);
        p += count;
    } else {
        for (int i = 0; i < count || i <= leading; i++) {
            if (i == leading + 1) *p++ = '.';
            *p++ = i < count ? d[i] : '0';
        }
    }
    *p = '\0';
    return (size_t)(p - out);
}

/*
 * Shortest digits by exact arithmetic in 128 bits, for 1e-5 <= value < 2^54. With v = value * 10^k of 17 or 18 digits,
 * every decimal that reads back to the value lies within half a unit of its last bit; the one with most trailing zeros
 * is taken, and of several the nearest to v.
 */
static bool shorten_exactly(uint64_t f, int e, uint64_t *digits, int *exponent)
{
    int k = 16 - (int)(((e + FRACTION_BITS) * 1233) >> 12), shift = 2 - e;
    if (k < 0 || k > 21 || shift < 1 || shift > 126) return false;
    wide ten = k > 19 ? (wide)whole_tens[19] * whole_tens[k - 19] : whole_tens[k];
    wide v = 4 * ten * f, above = 2 * ten, below = f == UINT64_C(1) << FRACTION_BITS ? ten : above;
    wide part = ((wide)1 << shift) - 1;
    if (f & 1) { /* the ends of the interval belong to the even neighbours */
        above--;
        below--;
    }
    uint64_t low = (uint64_t)((v - below + part) >> shift), high = (uint64_t)((v + above) >> shift);
    uint64_t q = (uint64_t)(v >> shift), unit = 1;
    int zeros = 0;
    for (; zeros < 18 && (low + 9) / 10 <= high / 10; zeros++) {
        low = (low + 9) / 10;
        high /= 10;
        unit *= 10;
    }
    uint64_t nearest = q / unit, twice = 2 * (q % unit);
    wide rest = v & part, half = (wide)1 << (shift - 1);
    if (unit == 1)
        nearest += rest > half || (rest == half && (nearest & 1));
    else
        nearest += twice > unit || (twice == unit && (rest || (nearest & 1)));
    *digits = nearest < low ? low : nearest > high ? high : nearest;
    *exponent = zeros - k;
    return true;
}

/* Few digits, small value: with m < 2^49 the product is off by less than 1/8, so the only candidate cannot be missed,
 * and the quotient of two exact numbers is what a reader would get. */
static bool shorten_small(double value, uint64_t *digits, int *exponent)
{
    for (int k = 5; k <= 22; k++) {
        double m = value * tens[k];
        if (m >= 0x1p49) return false;
        m = floor(m + 0.5);
        if (m / tens[k] != value) continue;
        *digits = (uint64_t)m;
        *exponent = -k;
        return true;
    }
    return false;
}

/* The rest (below 1e-5 with many digits, above 2^54): exact digits from the C library, without its decimal point. */
static void shorten_slowly(double value, uint64_t *digits, int *exponent)
{
    bool subnormal = value < 0x1p-1022, edge = (to_bits(value) << 12) == 0;
    for (int n = subnormal ? 1 : 15; n <= 17; n++) {
        char text[48];
        snprintf(text, sizeof text, "%.*e", n - 1, value);
        const char *p = text;
        uint64_t d = 0;
        for (; *p && *p != 'e'; p++)
            if (is_digit(*p)) d = d * 10 + (uint64_t)(*p - '0');
        int64_t e = 0;
        if (*p == 'e') (void)read_exponent(p + 1, p + strlen(p), &e);
        *exponent = (int)e - (n - 1);
        /* At a power of two the gap below is half the gap above: the nearest may fail where the next above succeeds. */
        for (uint64_t more = 0; more <= (edge ? 1 : 0); more++) {
            decimal back = {.exponent = *exponent};
            back.count = (int)put_whole(d + more, back.digits);
            double read;
            *digits = d + more;
            if (convert(&back, &read) && read == value) return;
        }
        *digits = d;
    }
}

size_t sea_text_from_real(double value, char out[SEA_TEXT_REAL_MAX])
{
    if (!isfinite(value)) {
        memcpy(out, "null", 5);
        return 4;
    }
    bool negative = signbit(value);
    double magnitude = fabs(value);
    if (magnitude == 0.0) { /* with its point, so that no reader takes it for an integer and drops the sign */
        memcpy(out, negative ? "-0.0" : "0", negative ? 5 : 2);
        return negative ? 4 : 1;
    }
    int e, exponent = 0;
    uint64_t f = split(magnitude, &e), digits = 0;
    if (!shorten_exactly(f, e, &digits, &exponent) &&
        !(magnitude < 1e-4 && shorten_small(magnitude, &digits, &exponent)))
        shorten_slowly(magnitude, &digits, &exponent);
    return lay_out(negative, digits, exponent, out);
}

size_t sea_text_from_fixed(double value, int decimals, char out[SEA_TEXT_REAL_MAX])
{
    double magnitude = fabs(value);
    if (decimals < 0) decimals = 0;
    if (decimals > 15) decimals = 15;
    if (!(magnitude < 1e15)) return sea_text_from_real(value, out); /* also what is not finite */
    uint64_t whole = (uint64_t)magnitude, q = 0;
    double fraction = magnitude - (double)whole; /* exact */
    if (fraction > 0.0) {
        int e;
        wide scaled = (wide)split(fraction, &e) * whole_tens[decimals]; /* < 2^103 */
        if (e > -127) { /* fraction < 1, so e < 0; below 2^-127 it rounds to nothing */
            wide half = (wide)1 << (-e - 1), rest = scaled & (((wide)1 << -e) - 1);
            q = (uint64_t)(scaled >> -e);
            uint64_t last = decimals ? q : whole;
            if (rest > half || (rest == half && (last & 1))) q++;
        }
        if (q == whole_tens[decimals]) {
            q = 0;
            whole++;
        }
    }
    char *p = out;
    if (signbit(value) && (whole || q)) *p++ = '-';
    p += put_whole(whole, p);
    if (decimals) {
        *p++ = '.';
        put_digits(q, decimals, p);
        p += decimals;
    }
    *p = '\0';
    return (size_t)(p - out);
}

/* Numbers kept as an unevaluated sum of two doubles, about 31 digits: for what a projection would lose in one. */
#ifndef SEA_ANALYSIS_PC_DD_H
#define SEA_ANALYSIS_PC_DD_H

#include <math.h>

typedef struct sea_dd {
    double hi, lo;
} sea_dd;

static inline sea_dd sea_dd_sum(double a, double b)
{
    double s = a + b, t = s - a;
    return (sea_dd){s, (a - (s - t)) + (b - t)};
}

static inline double sea_dd_value(sea_dd a)
{
    return a.hi + a.lo;
}

static inline sea_dd sea_dd_from(double a)
{
    return (sea_dd){a, 0.0};
}

static inline sea_dd sea_dd_neg(sea_dd a)
{
    return (sea_dd){-a.hi, -a.lo};
}

static inline sea_dd sea_dd_add(sea_dd a, sea_dd b)
{
    sea_dd s = sea_dd_sum(a.hi, b.hi), t = sea_dd_sum(a.lo, b.lo);
    sea_dd u = sea_dd_sum(s.hi, s.lo + t.hi);
    return sea_dd_sum(u.hi, u.lo + t.lo);
}

static inline sea_dd sea_dd_sub(sea_dd a, sea_dd b)
{
    return sea_dd_add(a, sea_dd_neg(b));
}

static inline sea_dd sea_dd_mul(sea_dd a, sea_dd b)
{
    double p = a.hi * b.hi;
    return sea_dd_sum(p, fma(a.hi, b.hi, -p) + (a.hi * b.lo + a.lo * b.hi));
}

static inline sea_dd sea_dd_div(sea_dd a, sea_dd b)
{
    double q = a.hi / b.hi;
    sea_dd rest = sea_dd_sub(a, sea_dd_mul(sea_dd_from(q), b));
    double q2 = rest.hi / b.hi;
    rest = sea_dd_sub(rest, sea_dd_mul(sea_dd_from(q2), b));
    return sea_dd_add(sea_dd_sum(q, q2), sea_dd_from(rest.hi / b.hi));
}

static inline sea_dd sea_dd_sqrt(sea_dd a)
{
    if (!(a.hi > 0.0)) return sea_dd_from(0.0);
    double root = sqrt(a.hi);
    sea_dd rest = sea_dd_sub(a, sea_dd_mul(sea_dd_from(root), sea_dd_from(root)));
    return sea_dd_sum(root, rest.hi / (2.0 * root));
}

/* Three of them. */
typedef struct sea_dd_vector {
    sea_dd x[3];
} sea_dd_vector;

static inline sea_dd sea_dd_dot(const sea_dd_vector *a, const sea_dd_vector *b)
{
    sea_dd sum = sea_dd_mul(a->x[0], b->x[0]);
    for (int i = 1; i < 3; i++) sum = sea_dd_add(sum, sea_dd_mul(a->x[i], b->x[i]));
    return sum;
}

static inline sea_dd_vector sea_dd_cross(const sea_dd_vector *a, const sea_dd_vector *b)
{
    sea_dd_vector out;
    for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3, k = (i + 2) % 3;
        out.x[i] = sea_dd_sub(sea_dd_mul(a->x[j], b->x[k]), sea_dd_mul(a->x[k], b->x[j]));
    }
    return out;
}

static inline sea_dd_vector sea_dd_unit(const sea_dd_vector *a, sea_dd length)
{
    sea_dd_vector out;
    for (int i = 0; i < 3; i++) out.x[i] = sea_dd_div(a->x[i], length);
    return out;
}

#endif

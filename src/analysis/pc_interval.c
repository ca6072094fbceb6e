/* 95% intervals of what was counted: of a proportion, and of a sum of weights. */
#include "analysis/pc_orbit.h"
#include "base/math.h"

#include <math.h>

#define TAIL 0.025

/* Logarithm of the gamma function (Stirling's series, Abramowitz and Stegun 6.1.41). */
static double log_gamma(double x)
{
    double shift = 0.0;
    while (x < 20.0) {
        shift += sea_log(x);
        x += 1.0;
    }
    double q = 1.0 / (x * x);
    double series = (1.0 / 12.0 - q * (1.0 / 360.0 - q * (1.0 / 1260.0 - q / 1680.0))) / x;
    return (x - 0.5) * sea_log(x) - x + 0.91893853320467274178 + series - shift;
}

/* Regularised incomplete beta function by its continued fraction (Abramowitz and Stegun 26.5.8), from the side on which
 * it converges fast. */
static double beta_part(double a, double b, double x)
{
    if (x <= 0.0 || x >= 1.0) return x <= 0.0 ? 0.0 : 1.0;
    if (x > (a + 1.0) / (a + b + 2.0)) return 1.0 - beta_part(b, a, 1.0 - x);
    double front = sea_exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * sea_log(x) + b * sea_log(1.0 - x)) / a;
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (fabs(d) < 1e-300 ? 1e-300 : d);
    double f = d;
    for (int m = 1; m < 100000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1.0 / (1.0 + even * d), c = 1.0 + even / c, f *= d * c;
        d = 1.0 / (1.0 + odd * d), c = 1.0 + odd / c;
        double change = d * c;
        f *= change;
        if (fabs(change - 1.0) < 1e-15) break;
    }
    return front * f;
}

/* The x at which the incomplete beta function has a value: bisection, as no bracket can be left. */
static double beta_quantile(double a, double b, double part)
{
    double lo = 0.0, hi = 1.0;
    for (int i = 0; i < 200 && hi - lo > 1e-14 * hi; i++) {
        /* Small answers are found by halving their logarithm first. */
        double middle = lo > 0.0                                                  ? 0.5 * (lo + hi)
                        : hi * 1e-2 > 1e-300 && beta_part(a, b, hi * 1e-2) > part ? hi * 1e-2
                                                                                  : 0.5 * hi;
        *(beta_part(a, b, middle) > part ? &hi : &lo) = middle;
    }
    return 0.5 * (lo + hi);
}

/* Regularised lower incomplete gamma function: its series, or its continued fraction (Abramowitz and Stegun 6.5.29 and
 * 6.5.31) where that converges faster. */
static double gamma_part(double a, double x)
{
    if (!(x > 0.0)) return 0.0;
    double front = sea_exp(a * sea_log(x) - x - log_gamma(a));
    if (x < a + 1.0) {
        double term = 1.0 / a, sum = term;
        for (int n = 1; n < 100000 && term > 1e-16 * sum; n++) sum += term *= x / (a + n);
        return front * sum;
    }
    double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, f = d;
    for (int n = 1; n < 100000; n++) {
        double part = -n * (n - a);
        b += 2.0;
        d = 1.0 / (part * d + b), c = b + part / c;
        double change = c * d;
        f *= change;
        if (fabs(change - 1.0) < 1e-15) break;
    }
    return 1.0 - front * f;
}

static double gamma_quantile(double a, double part)
{
    double lo = 0.0, hi = a + 1.0;
    while (gamma_part(a, hi) < part) lo = hi, hi *= 2.0;
    for (int i = 0; i < 200 && hi - lo > 1e-14 * hi; i++) {
        double middle = 0.5 * (lo + hi);
        *(gamma_part(a, middle) > part ? &hi : &lo) = middle;
    }
    return 0.5 * (lo + hi);
}

sea_status sea_pc_interval(uint64_t hits, uint64_t trials, double *low, double *high)
{
    if (trials == 0 || hits > trials) return SEA_E_RANGE;
    double k = (double)hits, n = (double)trials;
    *low = hits == 0 ? 0.0 : beta_quantile(k, n - k + 1.0, TAIL);
    *high = hits == trials ? 1.0 : beta_quantile(k + 1.0, n - k, 1.0 - TAIL);
    return SEA_OK;
}

void sea_pc_interval_of_weights(double sum, double squares, double largest, double *low, double *high)
{
    double up = sum + largest, up_squares = squares + largest * largest;
    *low = sum > 0.0 ? squares / sum * gamma_quantile(sum * sum / squares, TAIL) : 0.0;
    *high = up_squares / up * gamma_quantile(up * up / up_squares, 1.0 - TAIL);
}

/* The scaled complementary error function, for probabilities far out in the tails. */
#include "base/math.h"

#include <math.h>

/*
 * Chebyshev series of (1 + 2 x) exp(x^2) erfc(x) in t = (x - 3.75) / (x + 3.75), which maps [0, infinity) to [-1, 1):
 * Schonfelder 1978, Mathematics of Computation 32, 1232. Coefficients from script/math_coefficients.py (60 digits,
 * rounded); the first one left out is below 2^-65.
 */
static const double series[] = {
    0x1.2d75d0246cee8p+0,   -0x1.2cd0564f8c1b7p-8,  -0x1.59159e8868995p-4,  0x1.e50c3e7c7dccep-5,
    -0x1.b4c68f4569326p-6,  0x1.295e991a7d82dp-7,   -0x1.3c4c54f8d419dp-9,  0x1.014ed1572209ap-11,
    -0x1.221e6f70130b5p-14, 0x1.15c3f597f0492p-18,  0x1.9f8f03ca86fc1p-21,  -0x1.d601c320c8f9cp-23,
    0x1.71e1efca86cf9p-27,  0x1.36bf2885524c9p-28,  -0x1.aa4d7b1cdf20ap-31, -0x1.15df59ca6082bp-34,
    0x1.f8af0a9aa6d31p-36,  0x1.b61b723941781p-43,  -0x1.0fc16c00b50f2p-40, 0x1.24f6a772cbc36p-45,
    0x1.2d8b49ab5f72bp-45,  -0x1.0cb63a80de2c5p-49, -0x1.6884628ace07ap-50, 0x1.561b105822235p-54,
    0x1.d3744857e262bp-55,  -0x1.4a219c71bb4d2p-59, -0x1.42cb7ae4cd5a0p-59,
};
enum { TERMS = sizeof series / sizeof series[0] };

double sea_erfc_scaled(double x)
{
    if (!(x < 0x1p60)) return x != x ? x : 0.56418958354775628695 / x;
    double t = (x - 3.75) / (x + 3.75), twice = 2.0 * t, b1 = 0.0, b2 = 0.0;
    for (int i = TERMS - 1; i > 0; i--) {
        double b = fma(twice, b1, series[i] - b2);
        b2 = b1;
        b1 = b;
    }
    return (fma(t, b1, series[0]) - b2) / (1.0 + 2.0 * x);
}

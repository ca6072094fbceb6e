#!/usr/bin/env python3
"""Derives the coefficients of src/base/math_body.inc, src/base/math_erf.c and src/base/math_erfc.c (needs mpmath).

The last is a Chebyshev series. Each other is the weighted minimax polynomial found by Remez exchange at 60 digits, its coefficients then rounded to double. The figure
printed is the worst weighted error of the rounded polynomial.
"""
import sys
from mpmath import mp, mpf, matrix, sin, cos, atan, log, exp, sqrt, cbrt, erf, erfc, pi

mp.dps = 60


def solve(f, w, xs, n):
    """Coefficients whose weighted error alternates with equal size at the n + 1 points xs."""
    m, y = matrix(n + 1, n + 1), matrix(n + 1, 1)
    for i, x in enumerate(xs):
        for j in range(n):
            m[i, j] = x**j
        m[i, n] = (-1) ** i / w(x)
        y[i] = f(x)
    return list(mp.lu_solve(m, y))[:n]


def horner(c, x):
    v = mpf(0)
    for k in reversed(c):
        v = v * x + k
    return v


def remez(f, w, a, b, n):
    """Minimax of w(x) * (f(x) - polynomial with n coefficients) on [a, b]."""
    xs = [(a + b) / 2 - (b - a) / 2 * cos(pi * (2 * i + 1) / (2 * n + 2)) for i in range(n + 1)]
    grid = [(a + b) / 2 - (b - a) / 2 * cos(pi * i / (20 * n)) for i in range(20 * n + 1)]
    values = [f(x) for x in grid]
    c = []
    for _ in range(10):
        c = solve(f, w, xs, n)
        e = [w(x) * (v - horner(c, x)) for x, v in zip(grid, values)]
        groups = [[0]]
        for i in range(1, len(grid)):
            if e[i] * e[groups[-1][-1]] > 0:
                groups[-1].append(i)
            else:
                groups.append([i])
        best = [max(g, key=lambda i: abs(e[i])) for g in groups]
        if len(best) < n + 1:
            break
        while len(best) > n + 1:
            best.pop(0 if abs(e[best[0]]) < abs(e[best[-1]]) else -1)
        xs = [grid[i] for i in best]
        if max(abs(e[i]) for i in best) < mpf("1.02") * min(abs(e[i]) for i in best):
            break
    return c


def show(name, f, w, a, b, n):
    a, b = mpf(a), mpf(b)
    c = [float(v) for v in remez(f, w, a, b, n)]
    worst = max(abs(w(x) * (f(x) - horner(c, x))) for x in (a + (b - a) * mpf(i) / 997 for i in range(998)))
    print(f"{name}: error 2^{float(log(worst, 2)):.1f}")
    print("   ", ", ".join(v.hex() for v in c))
    sys.stdout.flush()


def guarded(fun, taylor):
    """fun where it does not cancel, else the first terms of its series."""
    return lambda z: fun(z) if abs(z) > mpf("1e-9") else taylor(z)


def erfc_scaled_series(k=mpf("3.75"), n=64, terms=27):
    """Chebyshev coefficients of (1 + 2 x) exp(x^2) erfc(x) in t = (x - k) / (x + k)."""
    angles = [pi * (2 * j + 1) / (2 * n) for j in range(n)]
    values = []
    for a in angles:
        x = k * (1 + cos(a)) / (1 - cos(a))
        if x < 30:
            scaled = exp(x * x) * erfc(x)
        else:
            term, total = mpf(1), mpf(1)
            for i in range(1, 25):
                term *= -(2 * i - 1) / (2 * x * x)
                total += term
            scaled = total / (x * sqrt(pi))
        values.append((1 + 2 * x) * scaled)
    for m in range(terms):
        c = 2 * sum(v * cos(m * a) for v, a in zip(values, angles)) / n
        print("   ", float(c / 2 if m == 0 else c).hex())


def main():
    print("scaled erfc, Chebyshev series")
    erfc_scaled_series()
    tiny = mpf("1e-14")
    quarter = mpf("0.6169")  # (pi/4)^2 and a little
    f = guarded(lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, lambda z: -mpf(1) / 6 + z / 120 - z * z / 5040)
    for n in (4, 5, 6):
        show(f"sin, {n} terms", f, lambda z: z, tiny, quarter, n)
    f = guarded(lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2, lambda z: mpf(1) / 24 - z / 720 + z * z / 40320)
    for n in (4, 5, 6):
        show(f"cos, {n} terms", f, lambda z: z * z, tiny, quarter, n)
    f = guarded(lambda z: (atan(sqrt(z)) / sqrt(z) - 1) / z, lambda z: -mpf(1) / 3 + z / 5 - z * z / 7)
    show("atan", f, lambda z: z, tiny, "0.17158", 11)
    half = log(mpf(2)) / 2 + mpf("1e-5")
    f = guarded(lambda x: (exp(x) - 1 - x) / x**2, lambda x: mpf(1) / 2 + x / 6 + x * x / 24 + x**3 / 120)
    for n in (10, 11):
        show(f"exp {n}", f, lambda x: x * x + mpf("1e-6"), -half, half, n)
    # log(1 + f) = log((1 + s)/(1 - s)) = 2 s + s^3 R(s^2)
    f = guarded(lambda z: (log((1 + sqrt(z)) / (1 - sqrt(z))) / sqrt(z) - 2) / z,
                lambda z: mpf(2) / 3 + z * 2 / 5 + z * z * 2 / 7)
    show("log", f, lambda z: z, tiny, "0.02945", 7)
    g = guarded(lambda z: (f(z) - mpf(2) / 3) / z, lambda z: mpf(2) / 5 + z * 2 / 7 + z * z * 2 / 9)
    show("pow", g, lambda z: z * z, tiny, "0.02945", 8)
    f = guarded(lambda z: erf(sqrt(z)) / sqrt(z) - 1, lambda z: 2 / sqrt(pi) * (1 - z / 3 + z * z / 10) - 1)
    show("erf, |x| < 0.5", f, lambda z: mpf(1), tiny, "0.25", 9)
    show("cbrt, first guess", cbrt, lambda m: 1 / cbrt(m), "0.353", "2.829", 4)
    for i in range(2, 24):
        c = mpf(i) / 4 + mpf(1) / 8
        head = float(erf(c))
        print(f"erf at {float(c)}: {head.hex()} + {float(erf(c) - mpf(head)).hex()}")
        f = guarded(lambda h: (erf(c + h) - erf(c)) / h, lambda h: 2 / sqrt(pi) * exp(-c * c) * (1 - c * h))
        show("  (erf(c + h) - erf c) / h", f, lambda h: mpf(1), mpf(-1) / 8, mpf(1) / 8, 11)


if __name__ == "__main__":
    main()

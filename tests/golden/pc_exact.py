"""The integrals behind the real cases of the encounter plane, in 50 digits from the states on.

Values that came with the cases were taken of planes projected in one double, which loses up to 3e-9 of the probability
where the plane is long, and of error functions subtracted in the far tail. This makes our own: relative state, closest
approach, projection and principal axes in 50 digits, the numbers of the case taken as they are (of a covariance that is
symmetric to rounding only, the mean of both triangles); then the integral in two ways, across the smaller sigma and
across the larger, which must agree to 25 digits.

    python3 tests/golden/pc_exact.py > tests/unit/pc_exact.inc

Needs python3-mpmath (and python3-gmpy2 to take minutes instead of an hour), and the cases in STARSEA_TEST_DATA.
"""
import csv
import gzip
import json
import os
import sys

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 50
DATA = os.environ.get("STARSEA_TEST_DATA", "../shared/data")
ROOT2 = mp.sqrt(2)


def dot(a, b):
    return mp.fsum(x * y for x, y in zip(a, b))


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def unit(a):
    length = mp.sqrt(dot(a, a))
    return [x / length for x in a]


def legendre(count):
    """Nodes and weights of Gauss and Legendre on -1..1, by Newton from their asymptotic places."""
    rule = []
    for k in range(count):
        x = mp.cos(mp.pi * (k + mpf(3) / 4) / (count + mpf(1) / 2))
        for _ in range(8):
            before, now = mpf(1), x
            for n in range(2, count + 1):
                before, now = now, ((2 * n - 1) * x * now - (n - 1) * before) / n
            slope = count * (x * now - before) / (x * x - 1)
            x -= now / slope
        rule.append((x, 2 / ((1 - x * x) * slope * slope)))
    return rule


RULE = legendre(30)


def gauss(f, a, b):
    return (b - a) / 2 * mp.fsum(w * f((a + b + (b - a) * x) / 2) for x, w in RULE)


def refine(f, a, b, whole, total, depth=40):
    middle = (a + b) / 2
    one, other = gauss(f, a, middle), gauss(f, middle, b)
    total = max(total, one + other)
    if abs(one + other - whole) <= mpf("1e-29") * total or depth == 0:
        return one + other
    return refine(f, a, middle, one, total, depth - 1) + refine(f, middle, b, other, total, depth - 1)


def chords(xm, sx, ym, sy, radius):
    """Integral over x = R sin t; across, along y, error functions. Panels end where the rim passes through the Gaussian."""
    def integrand(t):
        half, x = radius * mp.cos(t), radius * mp.sin(t)
        mass = mp.erfc((ym - half) / (sy * ROOT2)) - mp.erfc((ym + half) / (sy * ROOT2))
        return mass * half * mp.exp(-((x - xm) / sx) ** 2 / 2)

    ends = {-mp.pi / 2, mp.pi / 2}
    for k in (-16, -12, -8, -6, -4, -2, 0, 2, 4, 6, 8, 12, 16):
        half, x = ym + k * sy, xm + k * sx
        if 0 < half < radius:
            ends |= {mp.acos(half / radius), -mp.acos(half / radius)}
        if -radius < x < radius:
            ends.add(mp.asin(x / radius))
    ends = sorted(ends)
    panels = [(a, b, gauss(integrand, a, b)) for a, b in zip(ends, ends[1:])]
    most = max(part for _, _, part in panels)
    return mp.fsum(refine(integrand, a, b, part, most) for a, b, part in panels) / (2 * mp.sqrt(2 * mp.pi) * sx)


def plane(r, v, c, radius):
    """Miss and standard deviations in principal axes; an eigenvalue below (1e-4 R)^2 is clipped there."""
    shift = -dot(r, v) / dot(v, v)
    r = [a + shift * b for a, b in zip(r, v)]
    miss, along = mp.sqrt(dot(r, r)), unit(v)
    x = unit(r)
    y = cross(x, along)

    def form(a, b):
        return mp.fsum(a[i] * (c[i][j] + c[j][i]) / 2 * b[j] for i in range(3) for j in range(3))
    xx, xy, yy = form(x, x), form(x, y), form(y, y)
    root, mean, angle = mp.hypot((xx - yy) / 2, xy), (xx + yy) / 2, mp.atan2(xy, (xx - yy) / 2) / 2
    least = (radius * mpf("1e-4")) ** 2
    return (abs(mp.cos(angle)) * miss, mp.sqrt(max(mean + root, least)), abs(mp.sin(angle)) * miss,
            mp.sqrt(max(mean - root, least)), radius)


def probability(r, v, c, radius):
    xm, sx, ym, sy, radius = plane(r, v, c, radius)
    one, other = chords(xm, sx, ym, sy, radius), chords(ym, sy, xm, sx, radius)
    if abs(one - other) > mpf("1e-25") * one:
        raise ArithmeticError(f"two ways disagree: {mp.nstr(one, 20)} and {mp.nstr(other, 20)}")
    return one


def text(p):
    """Seventeen digits; what no double holds is nothing."""
    return mp.nstr(p, 17, min_fixed=0, max_fixed=0) if p > mpf("2.3e-308") else "0.0"


def of_cara():
    with open(f"{DATA}/pc/cara_cases.json", encoding="utf-8") as file:
        cases = json.load(file)["cases"]
    for case in cases:
        if not case.get("exact", {}).get("pc2d_disk_projected"):
            continue
        unit_m = 1000 if case["units"].startswith("km") else 1
        r = [(mpf(b) - mpf(a)) * unit_m for a, b in zip(case["r1"], case["r2"])]
        v = [(mpf(b) - mpf(a)) * unit_m for a, b in zip(case["v1"], case["v2"])]
        c = [[(mpf(case["cov1"][i][j]) + mpf(case["cov2"][i][j])) * unit_m ** 2 for j in range(3)] for i in range(3)]
        yield case["id"], case["exact"]["pc2d_disk_projected"], probability(r, v, c, mpf(case["hbr"]) * unit_m)


def of_kelvins():
    with open(f"{DATA}/pc/kelvins_exact_half.csv", encoding="utf-8") as file:
        exact = {row["id"]: row for row in csv.DictReader(file)}
    with gzip.open(f"{DATA}/pc/kelvins_inputs_half.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["ID"] not in exact:
                continue
            row = {" ".join(key.split()): value for key, value in row.items()}
            state, total = {}, [[mpf(0)] * 3 for _ in range(3)]
            for object_ in "ps":
                r = [mpf(float(row[f"{object_}_j2k_{axis} [km]"])) * 1000 for axis in "xyz"]
                v = [mpf(float(row[f"{object_}_j2k_v{axis} [km/s]"])) * 1000 for axis in "xyz"]
                normal = unit(cross(r, v))
                axes = [unit(r), cross(normal, unit(r)), normal]
                names = [["rtn"[min(i, j)] + "rtn"[max(i, j)] for j in range(3)] for i in range(3)]
                c = [[mpf(float(row[f"{object_}_c_{name} [km^2]"])) * 10 ** 6 for name in names[i]] for i in range(3)]
                for i in range(3):
                    for j in range(3):
                        total[i][j] += mp.fsum(axes[k][i] * c[k][l] * axes[l][j] for k in range(3) for l in range(3))
                state[object_] = r, v
            r = [b - a for a, b in zip(state["p"][0], state["s"][0])]
            v = [b - a for a, b in zip(state["p"][1], state["s"][1])]
            given = exact[row["ID"]]
            yield f"kelvins/{row['ID']}", given["pc_exact"], probability(r, v, total, mpf(float(given["hbr_km"])) * 1000)


def main():
    print("/* Made by tests/golden/pc_exact.py: case, probability from 50 digits. Of kelvins, those whose given value differs"
          "\n * from it by more than 1e-11. */")
    worst = 0
    for id_, given, p in of_cara():
        print(f'{{"{id_}", {text(p)}}},', flush=True)
    for id_, given, p in of_kelvins():
        if abs(mpf(given) / p - 1) > mpf("1e-11"):
            worst = max(worst, abs(mpf(given) / p - 1))
            print(f'{{"{id_}", {text(p)}}},', flush=True)
    print(f"largest difference of a value given: {mp.nstr(worst, 3)}", file=sys.stderr)


if __name__ == "__main__":
    main()

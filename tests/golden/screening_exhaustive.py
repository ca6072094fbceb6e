#!/usr/bin/python3
"""screening_exhaustive.py STARSEA OBJECTS DAYS: screening against a look at every pair every ten seconds.

The objects are the unpleasant ones of a real catalogue: eccentric, geosynchronous, decaying, docked and in formation, a
fifth each. Nothing missed, nothing extra; TCA and range agree as far as a minimum is sharp. Of two minima within one
interval below the threshold the flat one may be seen by one way alone: the interval is the same.
"""
import csv
import gzip
import sys
import tempfile

from program import output, real_data, rows
from screening_reports import instant

START = "2024-11-01T00:00:00Z"
ON_THRESHOLD_KM, RANGE_LIMIT_KM = 2e-6, 2e-6


def spread(chosen, count):
    """`count` of the rows, evenly."""
    return [chosen[k * len(chosen) // count] for k in range(min(count, len(chosen)))]


def neighbours(table, count, tolerance):
    """Rows that share an orbit plane and a mean motion with the row before them, and that row; the closest first."""
    ordered = sorted(table, key=lambda r: (round(float(r["INCLINATION"]), 1), float(r["RA_OF_ASC_NODE"])))
    found = []
    for a, b in zip(ordered, ordered[1:]):
        apart = [abs(float(a[key]) - float(b[key])) for key in ("INCLINATION", "RA_OF_ASC_NODE", "MEAN_MOTION")]
        phase = abs((float(a["ARG_OF_PERICENTER"]) + float(a["MEAN_ANOMALY"]) - float(b["ARG_OF_PERICENTER"]) -
                     float(b["MEAN_ANOMALY"]) + 180) % 360 - 180)
        if apart[0] < tolerance and apart[1] < 10 * tolerance and apart[2] < tolerance and phase < 100 * tolerance:
            found.append((phase, a["NORAD_CAT_ID"], a, b))
    return [row for _, _, *pair in sorted(found, key=lambda f: f[:2])[: count // 2] for row in pair]


def unpleasant(table, count):
    fifth = count // 5
    groups = (
        spread([r for r in table if float(r["ECCENTRICITY"]) > 0.15], fifth),
        spread([r for r in table if 0.98 < float(r["MEAN_MOTION"]) < 1.02], fifth),
        spread(sorted((r for r in table if float(r["MEAN_MOTION"]) > 15.2), key=lambda r: -abs(float(r["BSTAR"])))[:fifth], fifth),
        neighbours(table, fifth, 0.002),
        neighbours(table, 2 * count, 0.05),
    )
    chosen = {}
    for group in groups:
        for row in group:
            if len(chosen) < count:
                chosen[int(row["NORAD_CAT_ID"])] = row
    print(f"{len(chosen)} objects: eccentric, geosynchronous, decaying, docked, in formation: {[len(g) for g in groups]}")
    return [chosen[number] for number in sorted(chosen)]


def key_of(row):
    return row["NORAD_CAT_ID_1"], row["NORAD_CAT_ID_2"]


def tolerance_ns(row):
    """A crossing has one time; the minimum of a slow pair is flat."""
    speed = float(row["TCA_RELATIVE_SPEED"])
    return 1.5e6 if speed > 0.1 else min(60e9, 1.5e6 + 1e5 / (speed + 1e-9))


def compare(fast, slow, threshold_km):
    """What each has that the other lacks, but for minima on the threshold itself."""
    by_pair = {}
    for row in slow:
        by_pair.setdefault(key_of(row), []).append(row)
    extra, off = [], []
    for row in fast:
        near = min(by_pair.get(key_of(row), ()), key=lambda r: abs(instant(r["TCA"]) - instant(row["TCA"])), default=None)
        if near is None or abs(instant(near["TCA"]) - instant(row["TCA"])) > tolerance_ns(near):
            extra.append(row)
            continue
        by_pair[key_of(row)].remove(near)
        if abs(float(near["TCA_RANGE"]) - float(row["TCA_RANGE"])) > RANGE_LIMIT_KM:
            off.append((row, near))
    known = {key_of(r) + (r["START"], r["END"]) for r in fast}
    missed = [row for left in by_pair.values() for row in left
              if not (row["KIND"] == "slow" and key_of(row) + (row["START"], row["END"]) in known)]
    sharp = [[r for r in side if threshold_km - float(r["TCA_RANGE"]) > ON_THRESHOLD_KM] for side in (missed, extra)]
    return sharp[0], sharp[1], off


def run(starsea, path, days, threshold_km):
    words = ("screen", path, "--start", START, "--duration", days, "--threshold-km", threshold_km, "--format", "csv")
    fast = rows(output(starsea, *words, partly=True))
    slow = rows(output(starsea, *words, "--exhaustive", partly=True))
    missed, extra, off = compare(fast, slow, threshold_km)
    kinds = {kind: sum(row["KIND"] == kind for row in slow) for kind in ("minimum", "slow", "edge")}
    print(f"{threshold_km} km: {len(slow)} events looking at every pair {kinds}, {len(fast)} by bounds: {len(missed)} missed, "
          f"{len(extra)} extra, {len(off)} off")
    for name, some in (("missed", missed), ("extra", extra), ("off", off)):
        for row in some[:5]:
            print(f"  {name}: {row}")
    return len(slow) > 30 and not (missed or extra or off)


def main():
    starsea, objects, days = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with gzip.open(real_data("catalog/celestrak_20241101.omm.csv.gz"), "rt") as lines:
        table = list(csv.DictReader(lines))
    chosen = unpleasant(table, objects)
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        writer = csv.DictWriter(file, chosen[0].keys())
        writer.writeheader()
        writer.writerows(chosen)
        file.flush()
        good = [run(starsea, file.name, days, threshold_km) for threshold_km in (5, 30, 150)]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""socrates.py STARSEA: the pairs and the values of a public screening run, from the element sets it used.

Every pair of the half of its list that is at hand is found within its window. Ten published events of the run before are
shown beside ours where the ages of both sets are the same; the run mixes public sets with operators' own, so that even
then elements may differ, and nothing is judged by them.
"""
import csv
import gzip
import json
import sys

from program import output, real_data, rows
from screening_reports import instant

AGE_LIMIT_D = 0.00051
WINDOW = ("--start", "2026-03-10T04:00:00Z", "--duration", "7d", "--threshold-km", 5, "--format", "csv")


def main():
    starsea = sys.argv[1]
    objects = real_data("socrates_20260310/socrates_objects.omm.csv.gz")
    with gzip.open(real_data("socrates_20260310/socrates_pairs_half.csv.gz"), "rt") as lines:
        pairs = {tuple(sorted(map(int, row))) for row in list(csv.reader(lines))[1:]}
    published = json.loads(real_data("socrates_20260310/socrates_published_10.json").read_text())["conjunctions"]
    found = {}
    for row in rows(output(starsea, "screen", objects, *WINDOW, partly=True)):
        found.setdefault((int(row["NORAD_CAT_ID_1"]), int(row["NORAD_CAT_ID_2"])), []).append(row)
    missing = sorted(pairs - found.keys())
    print(f"{len(pairs)} pairs, {len(missing)} not found: {missing[:20]}")

    same = 0
    for event in published:
        one, two = sorted(((event["obj1_norad"], event["obj1_dse"]), (event["obj2_norad"], event["obj2_dse"])))
        tca = instant(event["tca"])
        near = min(found.get((one[0], two[0]), ()), key=lambda r: abs(instant(r["TCA"]) - tca), default=None)
        if near is None:
            print(f"  {one[0]} {two[0]}: no such pair on these elements")
            continue
        if abs(float(near["DSE_1"]) - one[1]) > AGE_LIMIT_D or abs(float(near["DSE_2"]) - two[1]) > AGE_LIMIT_D:
            print(f"  {one[0]} {two[0]}: other elements, {near['DSE_1']} and {near['DSE_2']} d old, published {one[1]} and {two[1]}")
            continue
        same += 1
        late, apart = abs(instant(near["TCA"]) - tca), abs(float(near["TCA_RANGE"]) - event["min_range_km"])
        print(f"  {one[0]} {two[0]}: TCA off by {late / 1e6:.0f} ms, range by {apart * 1e3:.2f} m")
    print(f"{same} of {len(published)} published events on sets of the same age")
    sys.exit(1 if missing or len(pairs) < 38000 else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""screening_reports.py STARSEA DATE [CATALOGUE_DATE]: an independent 7-day, 5 km screening of massive derelicts, against ours.

Nothing missed: each row whose two element epochs are those of our catalogue is found when its objects are screened against
the whole catalogue, TCA within 5 ms, range within 1 m, and 95 % of them within 1 ms and 0.05 m.

The report prints epochs cut to the second and TCA cut to the millisecond.
"""
import csv
import datetime
import gzip
import sys

from program import output, percentile, real_data, rows

TCA_LIMIT_S, RANGE_LIMIT_KM = 0.005, 0.001
TCA_P95_S, RANGE_P95_KM = 0.001, 0.00005
YEAR_2000 = datetime.datetime(2000, 1, 1)


def instant(text):
    """UTC to the nanosecond, as whole nanoseconds since 2000."""
    whole, _, fraction = text.rstrip("Z").replace("T", " ").partition(".")
    span = datetime.datetime.fromisoformat(whole) - YEAR_2000
    return (span.days * 86400 + span.seconds) * 10**9 + int((fraction + "0" * 9)[:9])


def utc_text(ns):
    date = YEAR_2000 + datetime.timedelta(seconds=ns // 10**9)
    return f"{date.isoformat()}.{ns % 10**9:09d}"


def read_catalogue(path):
    """Epoch in nanoseconds of each object's set: read by plain rules, independent of the program."""
    sets, first = {}, ""
    with gzip.open(path, "rt", errors="replace") as lines:
        for line in lines:
            if line.startswith("1 ") and len(line) > 60:
                first = line
            elif line.startswith("2 ") and line[2:7] == first[2:7]:
                year = int(first[18:20])
                year += 2000 if year < 57 else 1900
                day, fraction = first[20:32].strip().split(".")
                date = datetime.datetime(year, 1, 1) + datetime.timedelta(days=int(day) - 1)
                ns = (date - YEAR_2000).days * 86400 * 10**9 + int(fraction.ljust(8, "0")) * 864000
                sets[int(line[2:7])] = ns
    return sets


def screen(starsea, path, date, *more):
    found = {}
    start = f"{date[:4]}-{date[4:6]}-{date[6:]}T00:00:00Z"
    for row in rows(output(starsea, "screen", path, "--start", start, "--duration", "7d", "--threshold-km", 5, *more,
                           "--format", "csv", partly=True)):
        pair = int(row["NORAD_CAT_ID_1"]), int(row["NORAD_CAT_ID_2"])
        assert pair[0] < pair[1], pair
        found.setdefault(pair, []).append((instant(row["TCA"]), float(row["TCA_RANGE"])))
    return found


def compare(name, due, found):
    """(missing or wide rows, p95 of TCA in s, p95 of range in km)"""
    wrong, tca_errors, range_errors = [], [], []
    for first, second, tca, distance in due:
        nearest = min(found.get((first, second), ()), key=lambda event: abs(event[0] - tca), default=None)
        if nearest is None or abs(nearest[0] - tca) > 60 * 10**9:
            wrong.append(f"missing: {first} {second} at {utc_text(tca)}, {distance} km")
            continue
        tca_errors.append(abs(nearest[0] - tca) / 1e9)
        range_errors.append(abs(nearest[1] - distance))
        if tca_errors[-1] > TCA_LIMIT_S or range_errors[-1] > RANGE_LIMIT_KM:
            wrong.append(f"{first} {second}: TCA off by {tca_errors[-1] * 1e3:.3f} ms, range by {range_errors[-1] * 1e3:.3f} m")
    tca_p95, range_p95 = percentile(tca_errors, 0.95), percentile(range_errors, 0.95)
    print(f"{name}: {len(tca_errors)} of {len(due)} rows found; TCA p95 {tca_p95 * 1e3:.3f} ms, worst "
          f"{max(tca_errors, default=0) * 1e3:.3f} ms; range p95 {range_p95 * 1e3:.4f} m, worst {max(range_errors, default=0) * 1e3:.4f} m")
    for line in wrong:
        print(f"  {line}")
    return wrong, tca_p95, range_p95


def main():
    starsea, date = sys.argv[1:3]
    catalogue = real_data(f"catalog/bg_{sys.argv[3] if len(sys.argv) > 3 else date}.3le.gz")
    report_path = real_data(f"screening_reports/7day_{date}.csv.gz")
    sets = read_catalogue(catalogue)
    with gzip.open(report_path, "rt") as lines:
        report = list(csv.DictReader(lines))

    due, numbers = [], set()
    for row in report:
        pair = [int(row[key].split("--")[0]) for key in ("PrimarySatellite", "SecondarySatellite")]
        ages = [instant(row[key]) // 10**9 for key in ("PrimaryAge", "SecondaryAge")]
        if all(number in sets and sets[number] // 10**9 == age for number, age in zip(pair, ages)):
            due.append((min(pair), max(pair), instant(row["TCA_UTCG"]), float(row["Range"])))
            numbers |= set(pair)
    print(f"{len(report)} rows, {len(due)} on the catalogue's element sets")
    if len(due) < 100:
        sys.exit("too few rows: wrong pairing of files")

    primaries = ",".join(map(str, sorted(numbers)))
    wrong, tca_p95, range_p95 = compare("rows", due, screen(starsea, catalogue, date, "--primary", primaries))
    if wrong or tca_p95 > TCA_P95_S or range_p95 > RANGE_P95_KM:
        sys.exit(f"limits: none missing, {TCA_LIMIT_S * 1e3} ms and {RANGE_LIMIT_KM * 1e3} m each; the latter p95 "
                 f"{TCA_P95_S * 1e3} ms and {RANGE_P95_KM * 1e3} m")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""screening_reports.py STARSEA DATE: an independent 7-day, 5 km screening of massive derelicts, against ours.

Rows whose two element epochs are those of our catalogue must be found: TCA within 5 ms, range within 1 m; 95 % of them
within 1 ms and 0.05 m. The report prints epochs cut to the second and TCA to the millisecond.
"""
import csv
import datetime
import gzip
import sys

from program import output, percentile, real_data, rows

TCA_LIMIT_S, RANGE_LIMIT_KM = 0.005, 0.001
TCA_P95_S, RANGE_P95_KM = 0.001, 0.00005


def instant(text):
    """UTC to the nanosecond, as whole nanoseconds since 2000."""
    whole, _, fraction = text.rstrip("Z").replace("T", " ").partition(".")
    seconds = datetime.datetime.fromisoformat(whole) - datetime.datetime(2000, 1, 1)
    return (seconds.days * 86400 + seconds.seconds) * 10**9 + int((fraction + "0" * 9)[:9])


def catalogue_epochs(path):
    """Epoch, cut to the second, of each object's set. Read here by plain rules, independent of the program under test."""
    epochs = {}
    with gzip.open(path, "rt", errors="replace") as lines:
        for line in lines:
            if line.startswith("1 ") and len(line) > 60:
                year = int(line[18:20])
                year += 2000 if year < 57 else 1900
                day, fraction = line[20:32].strip().split(".")
                date = datetime.datetime(year, 1, 1) + datetime.timedelta(days=int(day) - 1)
                seconds = int(fraction) * 86400 // 10 ** len(fraction)
                epochs[int(line[2:7])] = date + datetime.timedelta(seconds=seconds)
    return epochs


def main():
    starsea, date = sys.argv[1:]
    catalogue = real_data(f"catalog/bg_{date}.3le.gz")
    report_path = real_data(f"screening_reports/7day_{date}.csv.gz")
    epochs = catalogue_epochs(catalogue)
    with gzip.open(report_path, "rt") as lines:
        report = list(csv.DictReader(lines))

    due, primaries = [], set()
    for row in report:
        first, second = (int(row[key].split("--")[0]) for key in ("PrimarySatellite", "SecondarySatellite"))
        ages = [datetime.datetime.fromisoformat(row[key]) for key in ("PrimaryAge", "SecondaryAge")]
        if [epochs.get(first), epochs.get(second)] == ages:
            due.append((min(first, second), max(first, second), instant(row["TCA_UTCG"]), float(row["Range"])))
            primaries |= {first, second}
    if len(due) < 100:
        sys.exit(f"only {len(due)} rows of {len(report)} rest on the catalogue's element sets: wrong pairing of files")

    day = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    found = {}
    for row in rows(output(starsea, "screen", catalogue, "--start", f"{day}T00:00:00Z", "--duration", "7d", "--threshold-km", 5,
                           "--primary", ",".join(map(str, sorted(primaries))), "--format", "csv", partly=True)):
        pair = int(row["NORAD_CAT_ID_1"]), int(row["NORAD_CAT_ID_2"])
        assert pair[0] < pair[1], pair
        found.setdefault(pair, []).append((instant(row["TCA"]), float(row["TCA_RANGE"])))

    missing, wide, tca_errors, range_errors = [], [], [], []
    for first, second, tca, distance in due:
        nearest = min(found.get((first, second), ()), key=lambda event: abs(event[0] - tca), default=None)
        if nearest is None or abs(nearest[0] - tca) > 60 * 10**9:
            missing.append((first, second, tca, distance))
            continue
        tca_errors.append(abs(nearest[0] - tca) / 1e9)
        range_errors.append(abs(nearest[1] - distance))
        if tca_errors[-1] > TCA_LIMIT_S or range_errors[-1] > RANGE_LIMIT_KM:
            wide.append(f"{first} {second}: TCA off by {tca_errors[-1] * 1e3:.3f} ms, range by {range_errors[-1] * 1e3:.3f} m")

    print(f"{len(report)} rows, {len(due)} on the catalogue's element sets, {len(due) - len(missing)} found")
    tca_p95, range_p95 = percentile(tca_errors, 0.95), percentile(range_errors, 0.95)
    print(f"TCA: p95 {tca_p95 * 1e3:.3f} ms, worst {max(tca_errors, default=0) * 1e3:.3f} ms (limits 1 and 5)")
    print(f"range: p95 {range_p95 * 1e3:.4f} m, worst {max(range_errors, default=0) * 1e3:.4f} m (limits 0.05 and 1)")
    for line in [f"missing: {row}" for row in missing] + wide:
        print(line)
    if missing or wide or tca_p95 > TCA_P95_S or range_p95 > RANGE_P95_KM:
        sys.exit(1)


if __name__ == "__main__":
    main()

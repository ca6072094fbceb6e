#!/usr/bin/python3
"""screening_reports.py STARSEA DATE [CATALOGUE_DATE]: an independent 7-day, 5 km screening of massive derelicts, against ours.

Nothing missed: each row whose two element epochs are those of our catalogue is found when its objects are screened against
the whole catalogue, range within 1 m, and 95 % of them within 0.05 m; TCA within 1.5 ms, or python3-sgp4 shows the two sides to
be right about different instants.

The report prints epochs cut to the second and TCA cut to the millisecond. Its TCA is where the range rate is zero by SGP4's
velocities, which are not exactly the derivatives of SGP4's positions; ours is the minimum of distance. The two are a few
milliseconds apart where a pair moves slowly past each other.
"""
import csv
import datetime
from fractions import Fraction
import gzip
import math
import sys

from program import output, percentile, real_data, rows, skip

TCA_LIMIT_S, RANGE_LIMIT_KM = 0.0015, 0.001
ORACLE_LIMIT_MS = 0.6  # ours is rounded to the millisecond, theirs cut to it: half of one either way, and what doubles leave
TCA_P95_S, RANGE_P95_KM = 0.001, 0.00005
YEAR_2000, JULIAN_2000 = datetime.datetime(2000, 1, 1), 2451544.5


def instant(text):
    """UTC to the nanosecond, as whole nanoseconds since 2000."""
    whole, _, fraction = text.rstrip("Z").replace("T", " ").partition(".")
    span = datetime.datetime.fromisoformat(whole) - YEAR_2000
    return (span.days * 86400 + span.seconds) * 10**9 + int((fraction + "0" * 9)[:9])


def utc_text(ns):
    date = YEAR_2000 + datetime.timedelta(seconds=ns // 10**9)
    return f"{date.isoformat()}.{ns % 10**9:09d}"


def read_catalogue(path):
    """Epoch in nanoseconds of each object's set, and its lines: read by plain rules, independent of the program."""
    sets, texts, first = {}, {}, ""
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
                texts[int(line[2:7])] = first, line
    return sets, texts


class Oracle:
    """Two objects by python3-sgp4, with epochs as one Julian date in a double, as such screenings hold them."""

    def __init__(self, texts, pair):
        try:
            from sgp4.api import WGS72, Satrec
        except ImportError:
            skip("python3-sgp4 is not installed (script/bootstrap test)")
        self.sides = []
        for number in pair:
            satellite = Satrec.twoline2rv(*texts[number], WGS72)
            day = Fraction(satellite.jdsatepoch + satellite.jdsatepochF) - Fraction(JULIAN_2000)
            self.sides.append((satellite, int(day * 86400 * 10**9)))

    def at(self, ns):
        """Relative position, km, and velocity, km/s."""
        states = []
        for satellite, epoch in self.sides:
            error, position, velocity = satellite.sgp4_tsince((ns - epoch) / 6e10)
            assert error == 0, error
            states.append((position, velocity))
        return [[b - a for a, b in zip(*part)] for part in zip(*states)]

    def distance2(self, ns):
        return sum(x * x for x in self.at(ns)[0])

    def no_range_rate(self, near):
        """Where the range rate is zero by SGP4's velocities, by halves."""
        low, high = near - 5 * 10**9, near + 5 * 10**9
        while high - low > 1000:
            middle = (low + high) // 2
            if sum(x * v for x, v in zip(*self.at(middle))) < 0:
                low = middle
            else:
                high = middle
        return low

    def minimum(self, near):
        """Where the distance is least: the vertex of the parabola through three of its squares, again and again. A quarter of a second
        apart the cubic part counts for 0.01 ms, and roundings of positions for less."""
        step = 250 * 10**6
        for _ in range(8):
            a, b, c = (self.distance2(near + k * step) for k in (-1, 0, 1))
            near += round(0.5 * step * (a - c) / (a - 2 * b + c))
        return near


def both_right(texts, pair, theirs, ours):
    """Whether their TCA is where the range rate is zero, and ours where the distance is least, with a line of figures."""
    oracle = Oracle(texts, pair)
    root, least = oracle.no_range_rate(theirs), oracle.minimum(ours)
    off_theirs, off_ours = (root - theirs) / 1e6 - 0.5, (ours - least) / 1e6
    speed = math.hypot(*oracle.at(theirs)[1])
    line = (f"{pair[0]} {pair[1]}, {speed * 1e3:.1f} m/s: TCA {(ours - theirs) / 1e6:+.0f} ms; range rate zero at "
            f"{(root - theirs) / 1e6:+.3f} ms, distance least at {(least - theirs) / 1e6:+.3f} ms")
    return abs(off_theirs) < ORACLE_LIMIT_MS and abs(off_ours) < ORACLE_LIMIT_MS, line


def screen(starsea, path, date, *more):
    found = {}
    start = f"{date[:4]}-{date[4:6]}-{date[6:]}T00:00:00Z"
    for row in rows(output(starsea, "screen", path, "--start", start, "--duration", "7d", "--threshold-km", 5, *more,
                           "--format", "csv", partly=True)):
        pair = int(row["NORAD_CAT_ID_1"]), int(row["NORAD_CAT_ID_2"])
        assert pair[0] < pair[1], pair
        found.setdefault(pair, []).append((instant(row["TCA"]), float(row["TCA_RANGE"])))
    return found


def compare(name, due, found, texts):
    """(missing or wide rows, p95 of TCA in s, p95 of range in km)"""
    wrong, tca_errors, range_errors, explained = [], [], [], []
    for first, second, tca, distance in due:
        nearest = min(found.get((first, second), ()), key=lambda event: abs(event[0] - tca), default=None)
        if nearest is None or abs(nearest[0] - tca) > 60 * 10**9:
            wrong.append(f"missing: {first} {second} at {utc_text(tca)}, {distance} km")
            continue
        tca_errors.append(abs(nearest[0] - tca) / 1e9)
        range_errors.append(abs(nearest[1] - distance))
        if tca_errors[-1] > TCA_LIMIT_S and range_errors[-1] <= RANGE_LIMIT_KM:
            right, line = both_right(texts, (first, second), tca, nearest[0])
            (explained if right else wrong).append(line)
        elif tca_errors[-1] > TCA_LIMIT_S or range_errors[-1] > RANGE_LIMIT_KM:
            wrong.append(f"{first} {second}: TCA off by {tca_errors[-1] * 1e3:.3f} ms, range by {range_errors[-1] * 1e3:.3f} m")
    tca_p95, range_p95 = percentile(tca_errors, 0.95), percentile(range_errors, 0.95)
    print(f"{name}: {len(tca_errors)} of {len(due)} rows found; TCA p95 {tca_p95 * 1e3:.3f} ms, worst "
          f"{max(tca_errors, default=0) * 1e3:.3f} ms; range p95 {range_p95 * 1e3:.4f} m, worst {max(range_errors, default=0) * 1e3:.4f} m")
    print(f"{len(explained)} rows beyond {TCA_LIMIT_S * 1e3} ms, in which python3-sgp4 agrees with both sides")
    for line in explained + wrong:
        print(f"  {line}")
    return wrong, tca_p95, range_p95


def main():
    starsea, date = sys.argv[1:3]
    catalogue = real_data(f"catalog/bg_{sys.argv[3] if len(sys.argv) > 3 else date}.3le.gz")
    report_path = real_data(f"screening_reports/7day_{date}.csv.gz")
    sets, texts = read_catalogue(catalogue)
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
    wrong, tca_p95, range_p95 = compare("rows", due, screen(starsea, catalogue, date, "--primary", primaries), texts)
    if wrong or tca_p95 > TCA_P95_S or range_p95 > RANGE_P95_KM:
        sys.exit(f"limits: none missing, {TCA_LIMIT_S * 1e3} ms and {RANGE_LIMIT_KM * 1e3} m each; the latter p95 "
                 f"{TCA_P95_S * 1e3} ms and {RANGE_P95_KM * 1e3} m")


if __name__ == "__main__":
    main()

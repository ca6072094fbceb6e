#!/usr/bin/python3
"""starsea stations: columns, a satellite that changes its station, one that is left to itself, one low down."""
import csv
import io
import math
import unittest

from cli import Case, PAIR

HEAD = ("NORAD_CAT_ID,KIND,START,END,START_EARLIEST,END_LATEST,LONGITUDE,WEST,EAST,DRIFT,EAST_WEST,INCLINATION,"
        "INCLINATION_LOW,INCLINATION_HIGH,NORTH_SOUTH,SETS,CAVEATS")


def checksum(line):
    return sum(int(c) if c.isdigit() else c == "-" for c in line) % 10


def sidereal_deg(day):
    """Greenwich sidereal time so many days after 2026-01-01T00:00Z."""
    d = 9496.5 + day
    return (280.46061837 + 360.98564736629 * d) % 360


def lines(number, places):
    """Sets of a satellite over the equator: (day of 2026, longitude, drift)."""
    text = ""
    for i, (day, longitude, drift) in enumerate(places):
        n = (drift + 360.98564736629) / 360
        anomaly = (longitude + sidereal_deg(day) - 90.0) % 360
        one = f"1 {number:05d}U 20001A   26{1 + day:012.8f}  .00000000  00000-0  00000-0 0  999"
        two = (f"2 {number:05d}   0.0300  90.0000 0002000   0.0000 {anomaly:8.4f} {n:11.8f}{i:5d}")
        text += f"{one}{checksum(one)}\n{two}{checksum(two)}\n"
    return text


def moved():
    places = [(day, 19.2 + 0.03 * math.sin(day / 3), 0.01 * math.cos(day / 3)) for day in range(0, 150, 2)]
    places += [(day, 19.2 - 0.8 * (day - 150), -0.8) for day in range(152, 170, 2)]
    places += [(day, 3.1 + 0.03 * math.sin(day / 3), 0.01 * math.cos(day / 3)) for day in range(170, 320, 2)]
    return lines(40001, places)


class Stations(Case):
    def rows(self, *args):
        out, err = self.run_cli("stations", *args, "--format", "csv")
        self.assertTrue(out.startswith(HEAD), out)
        return list(csv.DictReader(io.StringIO(out))), err

    def test_two_stations_and_the_drift_between(self):
        self.write("geo.tle", moved())
        rows, _ = self.rows("geo.tle")
        self.assertEqual([r["KIND"] for r in rows], ["station", "drift", "station"])
        first, drift, second = rows
        self.assertAlmostEqual(float(first["LONGITUDE"]), 19.2, delta=0.02)
        self.assertAlmostEqual(float(first["EAST"]), 0.03, delta=0.02)
        self.assertAlmostEqual(float(first["WEST"]), -0.03, delta=0.02)
        self.assertEqual((first["START_EARLIEST"], first["EAST_WEST"], first["NORTH_SOUTH"]), ("", "kept", "kept"))
        self.assertEqual((first["END"][:10], first["END_LATEST"][:10]), ("2026-05-29", "2026-06-02"))
        self.assertAlmostEqual(float(drift["DRIFT"]), -0.8, delta=0.01)
        self.assertEqual((second["START"][:10], second["CAVEATS"]), ("2026-06-20", "open-end"))
        self.assertAlmostEqual(float(second["LONGITUDE"]), 3.1, delta=0.02)
        self.assertEqual(rows, self.rows("geo.tle", "--threads", "3", "--id", "40001")[0])

    def test_the_store_says_the_same(self):
        self.write("geo.tle", moved())
        self.run_cli("import", "--store", "s.db", "geo.tle")
        self.assertEqual(self.rows("--store", "s.db")[0], self.rows("geo.tle")[0])

    def test_nothing_on_the_ring(self):
        self.write("low.tle", PAIR)
        rows, err = self.rows("low.tle")
        self.assertEqual(rows, [])
        self.assertIn("no object has two element sets on the geostationary ring", err)


if __name__ == "__main__":
    unittest.main()

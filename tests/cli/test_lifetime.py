#!/usr/bin/python3
"""starsea lifetime: columns, an orbit that falls, a table of space weather and one that is none."""
import csv
import io
import math
import unittest

from cli import Case, PAIR

HEAD = "NORAD_CAT_ID,DECAY_EPOCH,DECAY_EARLIEST,DECAY_LATEST,LAST_MANOEUVRE,STATUS"
WEATHER = ("DATE,AP_AVG,F10.7_OBS,F10.7_DATA_TYPE,F10.7_OBS_LAST81\n"
           "2025-12-01,10,150,OBS,150\n2026-03-01,10,150,OBS,150\n2030-01-01,10,150,PRM,150\n")


def checksum(line):
    return sum(int(c) if c.isdigit() else c == "-" for c in line) % 10


def falling(days=40, number=900):
    lines = ["# an orbit that falls"]
    for i in range(0, days, 2):
        n = 15.6 + 0.002 * i + 2e-5 * i * i
        one = f"1 {number:05d}U 25001A   26{1 + i:012.8f}  .00100000  00000-0  50000-3 0  999"
        two = f"2 {number:05d}  60.0000  50.0000 0001000   0.0000   0.0000 {n:11.8f}{i:5d}"
        lines += [one + str(checksum(one)), two + str(checksum(two))]
    return "\n".join(lines) + "\n"


class Lifetime(Case):
    def rows(self, *args):
        out, err = self.run_cli("lifetime", *args, "--format", "csv")
        self.assertTrue(out.startswith(HEAD), out)
        return list(csv.DictReader(io.StringIO(out))), err

    def test_columns_stand_as_promised(self):
        self.write("one.tle", PAIR)
        rows, _ = self.rows("one.tle")
        self.assertTrue(rows)
        self.assertIn("no-weather", rows[0]["CAVEATS"])

    def test_an_orbit_that_falls(self):
        self.write("h.tle", falling())
        self.write("sw.csv", WEATHER)
        rows, err = self.rows("h.tle", "--space-weather", "sw.csv")
        row = rows[0]
        self.assertIn("3 rows of space weather", err)
        self.assertEqual((row["STATUS"], row["LEO_25_YEARS"], row["LEO_5_YEARS_BINDS"]), ("decaying", "met", "yes"))
        self.assertNotIn("no-weather", row["CAVEATS"])
        self.assertTrue("2026-02-08" < row["DECAY_EARLIEST"] < row["DECAY_EPOCH"] < row["DECAY_LATEST"] < "2027", row)
        self.assertFalse(math.isnan(float(row["BALLISTIC"])))
        self.assertEqual(rows, self.rows("h.tle", "--space-weather", "sw.csv", "--threads", "3")[0])

    def test_a_file_that_is_no_table(self):
        self.write("h.tle", falling())
        _, err = self.run_cli("lifetime", "h.tle", "--space-weather", "h.tle", expect=1)
        self.assertIn("no column DATE", err)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""starsea proximity: columns, the choice of objects, what it says where there is nothing to find."""
import csv
import io
import unittest

from cli import Case, PAIR

COLUMNS = "NORAD_CAT_ID_1,NORAD_CAT_ID_2,START,END,RANGE_MIN,RANGE_LOW,RANGE_HIGH,MOVER,CLASS"
# Two objects of two launches that carry the same elements: one body.
TWINS = """\
1 25544U 98067A   26001.50000000  .00010000  00000-0  18000-3 0  999{0}
2 25544  51.6400 100.0000 0005000  30.0000 330.0000 15.4900000012345{1}
1 49044U 21066A   26001.50000000  .00010000  00000-0  18000-3 0  999{2}
2 49044  51.6400 100.0000 0005000  30.0000 330.0000 15.4900000012345{3}
"""
# Two geostationary satellites 0.05 deg apart, of two launches.
SLOT = """\
1 28001U 04001A   26001.50000000  .00000000  00000-0  00000-0 0  999{0}
2 28001   0.0500  80.0000 0002000 120.0000 100.0000  1.0027379000012{1}
1 32001U 07001A   26001.60000000  .00000000  00000-0  00000-0 0  999{2}
2 32001   0.0500  80.0000 0002000 120.0000 136.1486  1.0027379000012{3}
"""
SATCAT = """\
OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,PERIOD,\
INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE
ONE,2004-001A,28001,PAY,+,SES,2004-01-01,AFETR,,1436.1,0.05,35800,35780,,,EA,ORB
TWO,2007-001A,32001,PAY,+,%s,2007-01-01,AFETR,,1436.1,0.05,35800,35780,,,EA,ORB
"""


def checksum(line):
    return sum(int(c) if c.isdigit() else c == "-" for c in line[:68]) % 10


def with_checksums(text):
    lines = [line.format("0", "0", "0", "0") for line in text.splitlines()]
    return "".join(line[:68] + str(checksum(line)) + "\n" for line in lines)


class Proximity(Case):
    def test_columns_stand_as_promised(self):
        self.write("one.tle", PAIR)
        out, err = self.run_cli("proximity", "one.tle", "--format", "csv")
        self.assertTrue(out.startswith(COLUMNS + ","), out)
        self.assertIn("findings", err)

    def test_one_body_under_two_numbers(self):
        self.write("twins.tle", with_checksums(TWINS))
        out, err = self.run_cli("proximity", "twins.tle", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual(len(rows), 1, out)
        row = rows[0]
        self.assertEqual((row["NORAD_CAT_ID_1"], row["NORAD_CAT_ID_2"], row["CLASS"]), ("25544", "49044", "docked"))
        self.assertIn("same-elements", row["CAVEATS"])
        self.assertEqual(row["RANGE_LOW"], "0.0")
        self.assertGreater(float(row["RANGE_HIGH"]), 1.0)  # the same elements are no range of 0
        self.assertIn("docked: 1", err)

    def test_id_keeps_the_findings_of_an_object(self):
        self.write("twins.tle", with_checksums(TWINS))
        out, _ = self.run_cli("proximity", "twins.tle", "--id", "49044", "--format", "csv")
        self.assertEqual(out.count("\n"), 2)
        self.write("four.tle", PAIR + with_checksums(TWINS))
        out, _ = self.run_cli("proximity", "four.tle", "--id", "22675", "--format", "csv")
        self.assertEqual(out.count("\n"), 1)

    def test_an_object_without_elements_is_undecidable(self):
        self.write("twins.tle", with_checksums(TWINS))
        out, err = self.run_cli("proximity", "twins.tle", "--id", "12345", "--format", "csv", expect=3)
        self.assertEqual(out.count("\n"), 1)
        self.assertIn("12345: what was near it is undecidable", err)

    def test_an_owner_list_tells_shared_slots(self):
        self.write("slot.tle", with_checksums(SLOT))
        out, _ = self.run_cli("proximity", "slot.tle", "--format", "csv")
        self.assertEqual([row["CLASS"] for row in csv.DictReader(io.StringIO(out))], ["co-location"])
        for owner, what in (("SES", "same-owner"), ("ITSO", "co-location")):
            self.write("satcat.csv", SATCAT % owner)
            out, err = self.run_cli("proximity", "slot.tle", "--objects", "satcat.csv", "--format", "csv")
            self.assertEqual([row["CLASS"] for row in csv.DictReader(io.StringIO(out))], [what])
            self.assertIn("satcat.csv: 2 objects", err)
        _, err = self.run_cli("proximity", "slot.tle", "--objects", "nowhere.csv", expect=1)
        self.assertIn("nowhere.csv", err)

    def test_distance_is_checked(self):
        self.write("one.tle", PAIR)
        for bad in ("0", "-5", "1001", "near"):
            _, err = self.run_cli("proximity", "one.tle", "--within-km", bad, expect=2)
            self.assertIn("within-km", err)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""starsea environment: one circular orbit by hand, classes, dates, a picture, and what it refuses."""
import csv
import io
import math
import unittest

from cli import Case

HEADER = ("OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,"
          "EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT\n")
WORDS = ("environment", "c.csv", "--low", "600", "--high", "1000", "--shell", "20", "--format", "csv")


def element_set(number, epoch, motion, incl):
    return (f"X,1950-001A,{epoch},{motion},0.0001,{incl},{7 * number % 360},10,{31 * number % 360},0,U,"
            f"{700000000 + number},999,1,0,0,0\n")


class Environment(Case):
    def setUp(self):
        super().setUp()
        rows = [element_set(n, "2025-01-01T00:00:00", 14.3, 82.5) for n in range(1, 41)]
        rows += [element_set(n, "2025-02-01T00:00:00", 14.3, 65.2) for n in range(41, 61)]
        self.write("c.csv", HEADER + "".join(rows))

    def table(self, *words, **others):
        out, err = self.run_cli(*WORDS, *words, **others)
        return list(csv.DictReader(io.StringIO(out))), err

    def test_density_by_hand(self):
        rows, err = self.table("--max-age", "60")
        self.assertEqual([row["CLASS"] for row in rows], ["all"] * 20)
        full = [row for row in rows if float(row["OBJECTS"]) > 0]
        self.assertAlmostEqual(sum(float(row["OBJECTS"]) for row in full), 60.0, places=3)
        low, high = (6378.137 + float(full[0][edge]) for edge in ("HEIGHT_LOW", "HEIGHT_HIGH"))
        volume = 4 / 3 * math.pi * (high**3 - low**3)
        self.assertAlmostEqual(float(full[0]["DENSITY"]) * volume, float(full[0]["OBJECTS"]), places=3)
        # 60 objects meet at about v (relative) = v (circular): pi d^2 v n^2 / 2 V, a factor of two for latitudes
        rough = math.pi * 7.5 * 60 * 60 / 2 / volume * 31557600.0
        self.assertTrue(0.4 < float(full[0]["APPROACHES"]) / rough < 2.5, full[0])
        self.assertIn("60 objects, 60 of them in the shells", err)

    def test_inclinations_and_dates(self):
        rows, _ = self.table("--by", "inclination", "--every", "31", "--max-age", "20")
        found = {(row["AS_OF"][:10], row["CLASS"]): float(row["OBJECTS"]) for row in rows if float(row["OBJECTS"]) > 0}
        self.assertEqual(found, {("2025-01-01", "80-90"): 40.0, ("2025-01-01", "all"): 40.0,
                                 ("2025-02-01", "60-70"): 20.0, ("2025-02-01", "all"): 20.0})

    def test_owners(self):
        self.write("satcat.csv", "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,"
                   "DECAY_DATE,PERIOD,INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE\n"
                   "X,1950-001A,700000041,PAY,,AAA,1950-01-01,X,,98,65,800,800,,,EA,ORB\n")
        rows, _ = self.table("--by", "owner", "--objects", "satcat.csv", "--max-age", "60")
        found = {row["CLASS"]: float(row["OBJECTS"]) for row in rows if float(row["OBJECTS"]) > 0}
        self.assertEqual(found, {"AAA": 1.0, "unknown": 59.0, "all": 60.0})
        _, err = self.table("--by", "owner", expect=2)
        self.assertIn("--objects", err)

    def test_picture(self):
        self.table("--by", "inclination", "--max-age", "60", "--svg", "e.svg")
        text = (self.folder / "e.svg").read_text()
        for name in ("80-90", "60-70", "all"):
            self.assertIn(f">{name}</text>", text)
        _, err = self.run_cli("environment", "c.csv", "--low", "9000", "--high", "9100", "--svg", "f.svg", expect=2)
        self.assertIn("no density to draw", err)

    def test_what_makes_no_sense(self):
        _, err = self.run_cli("environment", "c.csv", "--low", "1500", "--high", "900", expect=2)
        self.assertIn("--high must be above --low", err)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""starsea catalogue, sources, encounter and cdm: a store's objects and sources, and one approach in detail."""
import csv
import io
import math
import re
import unittest

from cli import Case, IRIDIUM, PAIR

SATCAT = (
    "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,PERIOD,INCLINATION,"
    "APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE\n"
    "IRIDIUM 33,1997-051C,24946,PAY,-,AA,1997-09-14,BB,,100.40,86.39,779,776,3.3,,EA,ORB\n"
)
WINDOW = ("--start", "2009-02-10T12:00:00Z")
APPROACH = ("--id", "22675,24946", *WINDOW, "--tca", "2009-02-10T16:55:59.796Z")


class Store(Case):
    def setUp(self):
        super().setUp()
        self.write("pair.3le", PAIR)
        self.write("satcat.csv", SATCAT)
        self.run_cli("import", "--store", "s.db", "pair.3le", "--arrival", "2009-02-11", "--publisher", "space-track")

    def rows(self, *words, expect=0):
        out, self.talk = self.run_cli(*words, "--format", "csv", expect=expect)
        return list(csv.DictReader(io.StringIO(out)))

    def test_catalogue(self):
        bare = self.rows("catalogue", "--store", "s.db", "--at", "2009-02-11")
        self.assertEqual([row["NORAD_CAT_ID"] for row in bare], ["22675", "24946"])
        self.assertTrue(all(row["OWNER"] == row["KIND"] == "" for row in bare))
        self.assertIn("data age now", self.talk)
        self.run_cli("import", "--store", "s.db", "satcat.csv")
        cosmos, iridium = self.rows("catalogue", "--store", "s.db", "--at", "2009-02-11")
        self.assertEqual([iridium[k] for k in ("OBJECT_NAME", "KIND", "OWNER", "LAUNCH", "EPOCH")],
                         ["IRIDIUM 33", "payload", "AA", "1997-09-14", "2009-02-09T18:49:39.281952Z"])
        self.assertEqual(cosmos["KIND"], "")
        self.assertAlmostEqual(float(iridium["PERIOD"]), 1440 / 14.34219863, delta=0.001)
        # a from the mean motion, without SGP4's correction of a few hundred metres
        a = (398600.8 / (14.34219863 * 2 * math.pi / 86400) ** 2) ** (1 / 3)
        self.assertAlmostEqual(float(iridium["APOGEE"]), a * (1 + 0.0002288) - 6378.137, delta=8)
        self.assertAlmostEqual(float(iridium["APOGEE"]) - float(iridium["PERIGEE"]), 2 * a * 0.0002288, delta=0.11)
        self.assertEqual(self.rows("catalogue", "--store", "s.db", "--id", "24946", "--at", "2009-02-11"), [iridium])
        self.assertEqual(self.rows("catalogue", "pair.3le", "--objects", "satcat.csv", "--at", "2009-02-11"), [cosmos, iridium])
        self.rows("catalogue", "--store", "s.db", "--known-at", "2009-02-10", expect=1)
        self.assertEqual(len(self.rows("catalog", "--store", "s.db")), 2)

    def test_sources(self):
        store, file = self.rows("sources", "--store", "s.db")
        self.assertEqual([store[k] for k in ("KIND", "RECORDS", "OBJECTS", "LAST_EPOCH", "ARRIVAL")],
                         ["store", "2", "2", "2009-02-09T18:49:39Z", "2009-02-11T00:00:00Z"])
        self.assertEqual([file[k] for k in ("KIND", "SOURCE", "STATE", "NAME", "RECORDS", "ADDED", "KNOWN", "REFUSED")],
                         ["file", "space-track", "restricted", "pair.3le", "2", "2", "0", "0"])
        self.run_cli("import", "--store", "s.db", "satcat.csv", "--licence", "free, even for =1+1")
        self.write("again.3le", IRIDIUM + "\n")
        self.run_cli("import", "--store", "s.db", "again.3le")
        found = self.rows("sources", "--store", "s.db")
        self.assertEqual([(row["KIND"], row["NAME"]) for row in found],
                         [("store", ""), ("file", "pair.3le"), ("file", "again.3le"), ("objects", "satcat.csv")])
        self.assertEqual((found[2]["ADDED"], found[2]["KNOWN"], found[3]["RECORDS"]), ("0", "1", "1"))
        self.rows("sources", "--store", "none.db", expect=1)

    def test_encounter(self):
        event, = self.rows("screen", "--store", "s.db", *WINDOW, "--duration", "12h")
        found = self.rows("encounter", "--store", "s.db", *APPROACH, "--span", "2s", "--points", "20")
        self.assertEqual(len(found), 41)
        middle = found[20]
        for mine, theirs in (("RANGE", "TCA_RANGE"), ("SPEED", "TCA_RELATIVE_SPEED"), ("RELATIVE_R", "RELATIVE_R"),
                             ("RELATIVE_T", "RELATIVE_T"), ("RELATIVE_N", "RELATIVE_N")):
            self.assertEqual(middle[mine], event[theirs], mine)
        self.assertEqual(min(found, key=lambda row: float(row["RANGE"])), middle)
        for row in found:
            parts = [float(row["RELATIVE_" + axis]) for axis in "RTN"]
            self.assertAlmostEqual(math.hypot(*parts), float(row["RANGE"]), delta=3e-6)
        # At TCA the miss lies in the encounter plane, and it moves at right angles to it.
        self.assertAlmostEqual(math.hypot(float(middle["PLANE_X"]), float(middle["PLANE_Y"])), float(middle["RANGE"]), delta=2e-6)
        self.assertLess(abs(float(found[0]["PLANE_X"]) - float(middle["PLANE_X"])), 0.005)
        self.assertEqual(self.rows("encounter", "pair.3le", *APPROACH, "--span", "2s", "--points", "20"), found)

    def test_encounter_asked_wrongly(self):
        for words, status in ((("--id", "24946", *APPROACH[2:]), 2), ((*APPROACH[:-1], "2009-02-10T15:00:00Z"), 1),
                              (("--id", "24946,7", *APPROACH[2:]), 1)):
            for job in ("encounter", "cdm"):
                _, err = self.run_cli(job, "--store", "s.db", *words, expect=status)
                self.assertRegex(err, "both|200 km|no element set")

    def test_cdm_is_that_of_screen(self):
        self.run_cli("screen", "--store", "s.db", *WINDOW, "--duration", "12h", "--cdm", "out")
        theirs = next(iter((self.folder / "out").iterdir())).read_text()
        mine, _ = self.run_cli("cdm", "--store", "s.db", *APPROACH, "--created", "2009-02-09")
        same = re.compile(r"CREATION_DATE.*")
        self.assertEqual(same.sub("", mine), same.sub("", theirs))
        self.assertIn("CREATION_DATE = 2009-02-09T00:00:00\n", mine)
        xml, _ = self.run_cli("cdm", "--store", "s.db", *APPROACH, "--to", "xml")
        self.assertTrue(xml.startswith("<?xml"))
        self.write("a.cdm", mine)
        rows = self.rows("pc", "a.cdm", "--covariance", "table")
        chosen, = [row for row in rows if row["CHOSEN"] == "yes"]
        plane = [f"--{option}={chosen[column]}" for option, column in
                 (("xm", "MISS_X"), ("ym", "MISS_Y"), ("sigma-x", "SIGMA_X"), ("sigma-y", "SIGMA_Y"), ("hbr-m", "HBR"))]
        again, = [row for row in self.rows("pc", *plane) if row["METHOD"] == chosen["METHOD"]]
        self.assertEqual(again["PC"], chosen["PC"])
        self.assertTrue(all(row["SIGMA_X"] == "" for row in self.rows("pc", "a.cdm")))


if __name__ == "__main__":
    unittest.main()

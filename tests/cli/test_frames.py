#!/usr/bin/python3
"""propagate --frame and --eop: labelled rows, what the Earth-orientation table gave, and what a bad table gets."""
import gzip
import math
import unittest

from cli import IRIDIUM, Case

# Two measured days and a predicted one, in the columns of finals2000A; UT1-UTC is made up so that its effect is large.
TABLE = (
    " 9 210 54872.00 I  0.100000 0.000009  0.200000 0.000009  I 0.5000000 0.0000050  0.5000 0.0030  I     0.100    0.100     0.200    0.100\n"
    " 9 211 54873.00 I  0.101000 0.000009  0.201000 0.000009  I 0.5000000 0.0000050  0.5000 0.0030  I     0.120    0.100     0.220    0.100\n"
    " 9 212 54874.00 P  0.102000 0.000009  0.202000 0.000009  P 0.5000000 0.0000050\n"
)
RUN = ("propagate", "one.tle", "--start", "2009-02-10T16:00:00Z", "--csv")


class Frames(Case):
    def setUp(self):
        super().setUp()
        self.write("one.tle", IRIDIUM)
        self.write("finals", TABLE)

    def states(self, *words, expect=0):
        out, err = self.run_cli(*RUN, *words, expect=expect)
        return self.rows(out), err

    def test_rows_say_frame_and_orientation(self):
        rows, err = self.states("--frame", "itrf", "--eop", "finals", "--duration", "2d", "--step", "12h")
        self.assertEqual([row["FRAME"] for row in rows], ["ITRF"] * 5)
        self.assertEqual([row["EOP"] for row in rows], ["RAPID", "PREDICTED", "PREDICTED", "ABSENT", "ABSENT"])
        self.assertIn("3 days of Earth orientation, 0 refused; measured to 2009-02-11", err)
        self.assertIn("absent for 2 states", err)
        self.assertIn("predicted for 2 states", err)
        rows, err = self.states("--duration", "0s")
        self.assertEqual([(row["FRAME"], row["EOP"], row["LATITUDE"]) for row in rows], [("TEME", "", "")])
        self.assertNotIn("Earth orientation", err)

    def test_ut1_turns_the_earth(self):
        known, _ = self.states("--frame", "PEF", "--eop", "finals", "--duration", "0s")
        absent, _ = self.states("--frame", "PEF", "--duration", "0s")
        turn = float(absent[0]["LONGITUDE"]) - float(known[0]["LONGITUDE"])
        self.assertAlmostEqual(turn, 0.5 * 360.98564736 / 86400, delta=2e-9)  # half a second of UT1

    def test_geodetic_agrees_with_the_position(self):
        row = self.states("--frame", "ITRF", "--eop", "finals", "--duration", "0s")[0][0]
        lat, lon = (math.radians(float(row[name])) for name in ("LATITUDE", "LONGITUDE"))
        n = 6378.137 / math.sqrt(1 - 0.00669437999014 * math.sin(lat) ** 2)
        height = float(row["ALTITUDE"])
        self.assertAlmostEqual((n + height) * math.cos(lat) * math.cos(lon), float(row["X"]), delta=1e-5)
        self.assertAlmostEqual((n * (1 - 0.00669437999014) + height) * math.sin(lat), float(row["Z"]), delta=1e-5)

    def test_j2000_is_eme2000(self):
        one, _ = self.states("--frame", "J2000", "--eop", "finals", "--duration", "0s")
        two, _ = self.states("--frame", "eme2000", "--eop", "finals", "--duration", "0s")
        self.assertEqual(one, two)
        self.assertEqual(one[0]["FRAME"], "EME2000")
        self.run_cli(*RUN, "--frame", "TOD", expect=2)

    def test_compressed_table(self):
        (self.folder / "finals.gz").write_bytes(gzip.compress(TABLE.encode()))
        self.assertEqual(self.states("--frame", "ITRF", "--eop", "finals", "--duration", "0s")[0],
                         self.states("--frame", "ITRF", "--eop", "finals.gz", "--duration", "0s")[0])

    def test_bad_tables(self):
        self.write("bad", TABLE.replace("I  0.100000", "I  0.1x0000"))
        rows, err = self.states("--frame", "ITRF", "--eop", "bad", "--duration", "0s", expect=3)
        self.assertIn("bad:1:19: E_EOP_NUMBER: x of the pole is not a number", err)
        self.assertEqual(rows[0]["EOP"], "ABSENT")
        self.write("cut", TABLE[:-15])
        _, err = self.states("--frame", "ITRF", "--eop", "cut", "--duration", "0s", expect=3)
        self.assertIn("E_EOP_CUT", err)
        for name, text in (("empty", ""), ("page", "<html><body>404</body></html>\n")):
            self.write(name, text)
            _, err = self.run_cli(*RUN, "--frame", "ITRF", "--eop", name, expect=1)
            self.assertIn("finals2000A", err)
        self.run_cli(*RUN, "--frame", "ITRF", "--eop", "nowhere", expect=1)


if __name__ == "__main__":
    unittest.main()

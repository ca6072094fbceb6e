#!/usr/bin/env python3
"""burns: the trade-space of a burn as a table and as a picture."""
import unittest
import xml.etree.ElementTree as xml

from cli import IRIDIUM, PAIR, Case, oem, oem_segment

WINDOW = ("--start", "2009-02-10T00:00:00Z", "--duration", "1d", "--threshold-km", "50", "--csv")
GRID = ("--primary", "24946", "--burn-start", "2009-02-10T10:00:00Z", "--burn-span", "2h", "--burn-step", "1h", "--dv-max-m-s", "0.5", "--dv-steps", "2")


class Burns(Case):
    def setUp(self):
        super().setUp()
        self.write("pair.tle", PAIR)

    def burns(self, *words, **more):
        return self.run_cli("burns", "pair.tle", *WINDOW, *words, **more)

    def test_each_row_is_what_screen_says_of_that_burn(self):
        out, err = self.burns(*GRID)
        rows = self.rows(out)
        self.assertEqual(len(rows), 3 * 5)
        self.assertEqual([r["DV_T"] for r in rows[:5]], ["-0.5", "-0.25", "0", "0.25", "0.5"])
        self.assertEqual({r["DV_R"] + r["DV_N"] for r in rows}, {"00"})
        self.assertEqual([r["BURN"][11:16] for r in rows[::5]], ["10:00", "11:00", "12:00"])
        for row in (rows[0], rows[2], rows[8], rows[14]):
            burn = ",".join((row["BURN"], row["DV_R"], row["DV_T"], row["DV_N"]))
            events = self.rows(self.run_cli("screen", "pair.tle", "--primary", "24946", "--burn", burn, *WINDOW)[0])
            left = [e for e in events if e["CHANGE"] != "gone"]
            self.assertEqual(int(row["EVENTS"]), len(left))
            self.assertEqual(int(row["NEW"]), sum(e["CHANGE"] == "new" for e in events))
            self.assertEqual(int(row["GONE"]), sum(e["CHANGE"] == "gone" for e in events))
            closest = min(left, key=lambda e: float(e["TCA_RANGE"]))
            for key in ("TCA", "CHANGE", "MAX_PROB"):
                self.assertEqual(row[key][:6] if key == "MAX_PROB" else row[key], closest[key][:6] if key == "MAX_PROB" else closest[key])
            self.assertEqual(row["NORAD_CAT_ID"], "22675")
        # Doing nothing leaves the collision; half a metre a second six hours before does not.
        self.assertEqual((rows[2]["TCA"], rows[2]["NEW"], rows[2]["GONE"]), ("2009-02-10T16:55:59.796Z", "0", "0"))
        self.assertLess(float(rows[2]["TCA_RANGE"]), 0.7)
        self.assertGreater(float(rows[0]["TCA_RANGE"]), 5.0)
        self.assertIn("15 burns", err)

    def test_threads_and_direction(self):
        one = self.burns(*GRID, "--threads", "1")[0]
        self.assertEqual(self.burns(*GRID, "--threads", "3")[0], one)
        rows = self.rows(self.burns(*GRID, "--direction", "3,0,-4")[0])
        self.assertAlmostEqual(float(rows[4]["DV_R"]), 0.3)
        self.assertAlmostEqual(float(rows[4]["DV_N"]), -0.4)

    def test_a_burn_into_the_ground_is_a_row_too(self):
        rows = self.rows(self.burns(*GRID[:-4], "--dv-max-m-s", "900", "--dv-steps", "1")[0])
        self.assertEqual([r["STATUS"] for r in rows[:3]], ["MEETS_EARTH", "OK", "OK"])
        self.assertEqual((rows[0]["EVENTS"], rows[0]["TCA"]), ("", ""))
        err = self.burns(*GRID[:-4], "--dv-max-m-s", "900", "--dv-steps", "1")[1]
        self.assertIn("nothing is known of 3 of 9 burns (MEETS_EARTH): the orbit meets the Earth", err)

    def test_a_burn_where_the_ephemeris_has_no_state(self):
        self.write("own.tle", IRIDIUM)
        states = self.rows(self.run_cli("propagate", "own.tle", "--start", "2009-02-10T00:00:00Z", "--duration", "11h", "--step", "60s", "--csv")[0])
        self.write("own.oem", oem(oem_segment(states)))
        out, err = self.burns("--ephemeris", "own.oem", *GRID, expect=3)
        self.assertEqual([r["STATUS"] for r in self.rows(out)], ["OK"] * 10 + ["NO_STATE"] * 5)
        self.assertIn("nothing is known of 5 of 15 burns (NO_STATE): the object has no state at that time", err)

    def test_blackouts(self):
        out, err = self.burns(*GRID, "--blackout", "2009-02-10T10:30:00Z/2009-02-10T11:00:00Z;2009-02-10T20:00:00Z/2009-02-10T21:00:00Z")
        rows = self.rows(out)
        self.assertEqual([r["STATUS"] for r in rows], ["OK"] * 5 + ["BLACKOUT"] * 5 + ["OK"] * 5)
        self.assertEqual({rows[5][k] for k in ("EVENTS", "TCA", "TCA_RANGE_LEAST")}, {""})
        self.assertIn("5 of 15 burns lie in a --blackout and were not looked at", err)
        self.assertEqual(rows[10:], self.rows(self.burns(*GRID)[0])[10:])
        for bad in ("2009-02-10T10:30:00Z", "2009-02-10T11:00:00Z/2009-02-10T10:30:00Z", "now/then", "/;"):
            self.assertIn("--blackout takes START/END", self.burns(*GRID, "--blackout", bad, expect=2)[1])

    def test_errors_of_execution(self):
        plain = self.rows(self.burns(*GRID)[0])
        self.assertEqual({r["TCA_RANGE_LEAST"] + r["TCA_RANGE_MOST"] + r["MAX_PROB_MOST"] for r in plain}, {""})
        rows = self.rows(self.burns(*GRID, "--size-error-percent", "10", "--pointing-error-deg", "3")[0])
        new = ("TCA_RANGE_LEAST", "TCA_RANGE_MOST", "MAX_PROB_MOST")
        self.assertEqual([{k: v for k, v in r.items() if k not in new} for r in rows], [{k: v for k, v in r.items() if k not in new} for r in plain])

        def closest(row, factor=1.0):
            burn = ",".join((row["BURN"], row["DV_R"], repr(factor * float(row["DV_T"])), row["DV_N"]))
            events = self.rows(self.run_cli("screen", "pair.tle", "--primary", "24946", "--burn", burn, *WINDOW)[0])
            return min((float(e["TCA_RANGE"]) for e in events if e["CHANGE"] != "gone"), default=None)

        self.assertEqual(rows[2]["TCA_RANGE_LEAST"], rows[2]["TCA_RANGE"])  # no burn cannot go wrong
        for row in (rows[0], rows[3], rows[11]):
            off = [closest(row, f) for f in (0.9, 1.0, 1.1)]
            least, most = float(row["TCA_RANGE_LEAST"]), float(row["TCA_RANGE_MOST"])
            # Along the track the size is what counts: a turn by 3 degrees takes 0.14% of it away and adds little across.
            self.assertLessEqual(least, min(off) + 1e-6)
            self.assertGreaterEqual(most, max(off) - 1e-6)
            self.assertLess(min(off) - least, 0.5)
            self.assertLess(most - max(off), 0.5)
            self.assertGreaterEqual(float(row["MAX_PROB_MOST"]), float(row["MAX_PROB"]))
        one = self.burns(*GRID, "--size-error-percent", "10", "--pointing-error-deg", "3", "--threads", "1")[0]
        self.assertEqual(self.burns(*GRID, "--size-error-percent", "10", "--pointing-error-deg", "3", "--threads", "3")[0], one)

    def test_the_heat_map(self):
        self.burns(*GRID, "--plot", "a.svg", "--threads", "1")
        self.burns(*GRID, "--plot", "b.svg", "--threads", "2")
        text = (self.folder / "a.svg").read_bytes()
        self.assertEqual((self.folder / "b.svg").read_bytes(), text)
        cells = [r for r in xml.fromstring(text).iter("{http://www.w3.org/2000/svg}rect") if "width" in r.attrib]
        self.assertEqual(len(cells), 1 + 15 + 8)  # paper, cells, legend
        self.assertIn(b"IRIDIUM 33", text)

    def test_refusals(self):
        for words, said in ((("--primary", "24946", "--direction", "0,0,0"), "--direction"), (("--primary", "24946", "--direction", "up"), "--direction"),
                            ((), "one --primary"), (("--primary", "24946", "--burn-span", "30h"), "after the window"),
                            (("--primary", "24946", "--burn-step", "1s", "--burn-span", "20h"), "larger steps")):
            self.assertIn(said, self.burns(*words, expect=2)[1])
        for place, said in (("none/a.svg", "there is no folder for none/a.svg"), (".", "is a folder")):
            out, err = self.burns("--primary", "24946", "--plot", place, expect=1)
            self.assertEqual(out, "")
            self.assertIn(said, err)
        self.assertIn("no element set of primary 5", self.burns("--primary", "5", expect=1)[1])


if __name__ == "__main__":
    unittest.main()

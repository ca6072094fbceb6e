#!/usr/bin/python3
"""propagate, screen and simulate: rows, formats, grids, and the choice of one set an object."""
import csv
import io
import json
import unittest

from cli import COSMOS, IRIDIUM, PAIR, Case

START = ("--start", "2009-02-10T16:00:00Z")
HEADER = "NORAD_CAT_ID,EPOCH,X,Y,Z,X_DOT,Y_DOT,Z_DOT,STATUS,FRAME,EOP,LATITUDE,LONGITUDE,ALTITUDE"
SCREEN_HEADER = (
    "NORAD_CAT_ID_1,OBJECT_NAME_1,DSE_1,NORAD_CAT_ID_2,OBJECT_NAME_2,DSE_2,TCA,TCA_RANGE,TCA_RELATIVE_SPEED,"
    "KIND,START,END,RELATIVE_R,RELATIVE_T,RELATIVE_N,CAVEATS,MAX_PROB,DILUTION,CHANGE,TCA_BEFORE,TCA_RANGE_BEFORE"
)


class Propagate(Case):
    def setUp(self):
        super().setUp()
        self.write("pair.tle", PAIR)

    def test_both_ends_are_in_and_rows_go_by_object_then_time(self):
        out, _ = self.run_cli("propagate", "pair.tle", *START, "--duration", "3m", "--step", "60s", "--format", "csv")
        self.assertEqual(out.splitlines()[0], HEADER)
        times = [f"2009-02-10T16:0{minute}:00.000000Z" for minute in range(4)]
        expected = [(number, time) for number in ("22675", "24946") for time in times]
        self.assertEqual([(row["NORAD_CAT_ID"], row["EPOCH"]) for row in self.rows(out)], expected)

    def test_a_step_that_does_not_divide_still_ends_at_the_end(self):
        out, _ = self.run_cli("propagate", "pair.tle", *START, "--duration", "100s", "--step", "40s", "--id", "24946", "--csv")
        self.assertEqual([row["EPOCH"][14:22] for row in self.rows(out)], ["00:00.00", "00:40.00", "01:20.00", "01:40.00"])

    def test_digits_and_plausibility(self):
        out, _ = self.run_cli("propagate", "pair.tle", *START, "--duration", "0s", "--csv")
        for row in self.rows(out):
            self.assertEqual(row["STATUS"], "OK")
            self.assertRegex(row["X"], r"^-?\d+\.\d{9}$")
            self.assertRegex(row["X_DOT"], r"^-?\d+\.\d{12}$")
            radius = sum(float(row[name]) ** 2 for name in "XYZ") ** 0.5
            speed = sum(float(row[name + "_DOT"]) ** 2 for name in "XYZ") ** 0.5
            self.assertTrue(7100 < radius < 7200, radius)
            self.assertTrue(7.4 < speed < 7.5, speed)

    def test_the_formats_carry_the_same_values(self):
        words = ("propagate", "pair.tle", *START, "--duration", "5m")
        rows = self.rows(self.run_cli(*words, "--format", "csv")[0])
        lines = [json.loads(line) for line in self.run_cli(*words, "--format", "json")[0].splitlines()]
        table = [line.split() for line in self.run_cli(*words)[0].splitlines()]
        self.assertEqual(self.run_cli(*words, "--csv")[0], self.run_cli(*words, "--format=csv")[0])
        self.assertEqual(table[0], HEADER.split(","))
        self.assertEqual([[value or "-" for value in row.values()] for row in rows], table[1:])
        self.assertEqual(len(lines), len(rows))
        for row, line in zip(rows, lines):
            self.assertEqual(list(line), HEADER.split(","))
            self.assertEqual(float(row["X"]), line["X"])
            self.assertEqual(int(row["NORAD_CAT_ID"]), line["NORAD_CAT_ID"])
            self.assertEqual(row["EPOCH"], line["EPOCH"])

    def test_decay_is_a_row_without_numbers(self):
        # Heavy drag at a perigee of about 135 km: SGP4 gives up within days.
        heavy = (
            "1 99001U 09001A   09040.50000000  .00000000  00000-0  99999-1 0    08\n"
            "2 99001  51.6000 100.0000 0010000  90.0000 270.0000 16.50000000    19\n"
        )
        self.write("heavy.tle", with_checksums(heavy))
        words = ("propagate", "heavy.tle", "--start", "2009-02-09T12:00:00Z", "--duration", "20d", "--step", "20d")
        out, err = self.run_cli(*words, "--csv")
        first, last = self.rows(out)
        self.assertEqual(first["STATUS"], "OK")
        self.assertNotIn(last["STATUS"], ("OK", "UNKNOWN"))
        self.assertEqual([last[name] for name in ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")], [""] * 6)
        self.assertIn("cannot be given", err)
        last = json.loads(self.run_cli(*words, "--json")[0].splitlines()[-1])
        self.assertIsNone(last["X"])

    def test_ids(self):
        out, _ = self.run_cli("propagate", "pair.tle", *START, "--duration", "0s", "--csv", "--id", "24946,22675", "--id=24946")
        self.assertEqual([row["NORAD_CAT_ID"] for row in self.rows(out)], ["22675", "24946"])
        out, err = self.run_cli("propagate", "pair.tle", *START, "--duration", "0s", "--csv", "--id", "24946,5", expect=3)
        self.assertEqual([row["NORAD_CAT_ID"] for row in self.rows(out)], ["24946"])
        self.assertIn("no element set of object 5", err)
        out, err = self.run_cli("propagate", "pair.tle", *START, "--csv", "--id", "5", expect=1)
        self.assertEqual(out, "")

    def test_the_newest_set_not_after_the_start_is_used_and_told(self):
        later = with_checksums(IRIDIUM.replace("09040.78448243", "09041.78448243"))
        self.write("history.tle", later + IRIDIUM + COSMOS)
        words = ("--duration", "0s", "--csv", "--id", "24946")
        alone, _ = self.run_cli("propagate", "pair.tle", *START, *words)
        chosen, err = self.run_cli("propagate", "history.tle", *START, *words)
        self.assertEqual(chosen, alone)
        self.assertRegex(err, r"used: 1 of 2, .*; left out: 0 older or repeated, 1 later\n")
        self.write("later.tle", later)
        newer, _ = self.run_cli("propagate", "later.tle", "--start", "2009-02-11T00:00:00Z", *words)
        chosen, err = self.run_cli("propagate", "history.tle", "--start", "2009-02-11T00:00:00Z", *words)
        self.assertEqual(chosen, newer)
        self.assertRegex(err, r"used: 1 of 2, .*; left out: 1 older or repeated, 0 later\n")


class Screen(Case):
    def setUp(self):
        super().setUp()
        self.write("pair.tle", PAIR)

    def screen(self, *words, **more):
        return self.run_cli("screen", "pair.tle", "--start", "2009-02-10T00:00:00Z", "--duration", "1d", *words, **more)

    def test_the_collision_of_2009(self):
        out, err = self.screen("--threshold-km", "5", "--format", "csv")
        self.assertEqual(out.splitlines()[0], SCREEN_HEADER)
        rows = self.rows(out)
        row = min(rows, key=lambda r: float(r["TCA_RANGE"]))
        self.assertEqual((row["NORAD_CAT_ID_1"], row["OBJECT_NAME_1"]), ("22675", "COSMOS 2251"))
        self.assertEqual((row["NORAD_CAT_ID_2"], row["OBJECT_NAME_2"]), ("24946", "IRIDIUM 33"))
        self.assertEqual(row["TCA"], "2009-02-10T16:55:59.796Z")
        self.assertEqual("%.3f" % float(row["TCA_RANGE"]), "0.698")
        self.assertEqual(round(float(row["TCA_RELATIVE_SPEED"]), 2), 11.65)
        self.assertEqual(row["KIND"], "minimum")
        self.assertLess(row["START"], row["TCA"])
        self.assertLess(row["TCA"], row["END"])
        relative = sum(float(row["RELATIVE_" + axis]) ** 2 for axis in "RTN") ** 0.5
        self.assertAlmostEqual(relative, float(row["TCA_RANGE"]), places=5)
        self.assertEqual(row["DSE_1"], "1.207")
        self.assertEqual(row["DSE_2"], "0.921")
        self.assertIn("2 of 2 objects screened", err)

    def test_threads_change_nothing(self):
        one = self.screen("--threads", "1", "--csv")[0]
        self.assertEqual(self.screen("--threads", "2", "--csv")[0], one)
        self.assertEqual(self.screen("--threads", "3", "--primary", "24946", "--csv")[0], one)

    def test_a_primary_that_is_not_there(self):
        out, err = self.screen("--primary", "24946,5", "--csv", expect=3)
        self.assertIn("no element set of primary 5", err)
        self.assertEqual(out, self.screen("--primary", "24946", "--csv")[0])
        out, err = self.screen("--primary", "5", "--csv", expect=1)
        self.assertEqual(out, "")
        self.assertIn("none of the primaries has an element set", err)


class Simulate(Case):
    WORDS = ("simulate", "--seed", "7", "--epoch", "2026-03-10T00:00:00Z", "--format", "omm-csv")

    def test_the_same_seed_gives_the_same_bytes_and_a_prefix(self):
        ten, _ = self.run_cli(*self.WORDS, "--objects", "10")
        self.assertEqual(self.run_cli(*self.WORDS, "--objects", "10")[0], ten)
        thirty, _ = self.run_cli(*self.WORDS, "--objects", "30")
        self.assertTrue(thirty.startswith(ten))
        self.assertEqual(len(thirty.splitlines()), 31)
        other, _ = self.run_cli(*(word if word != "7" else "8" for word in self.WORDS), "--objects", "10")
        self.assertNotEqual(other, ten)

    def test_what_is_made_can_be_read(self):
        text, _ = self.run_cli(*self.WORDS, "--objects", "50")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(len({row["NORAD_CAT_ID"] for row in rows}), 50)
        out, err = self.run_cli("propagate", "-", "--start", "2026-03-10", "--duration", "0s", "--csv", stdin=text)
        self.assertEqual([row["STATUS"] for row in self.rows(out)], ["OK"] * 50)
        self.assertIn("50 element sets read, 0 refused, 0 warnings", err)

    def test_histories_with_their_truth(self):
        words = (*self.WORDS, "--objects", "3", "--days", "40", "--manoeuvring", "2", "--breakups", "1",
                 "--fragments", "40", "--truth", "truth.csv")
        text, err = self.run_cli(*words)
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertIn(f"{len(rows)} sets", err)
        with open(self.folder / "truth.csv", encoding="ascii") as file:
            truth = file.read()
        self.assertTrue(truth.startswith(
            "KIND,NORAD_CAT_ID,NORAD_CAT_ID_2,START,END,DV_R,DV_T,DV_N,RANGE,FRAGMENTS\n"))
        kinds = [row["KIND"] for row in csv.DictReader(io.StringIO(truth))]
        self.assertEqual(kinds.count("breakup"), 1)
        self.assertGreater(kinds.count("fragment"), 20)
        self.assertGreater(kinds.count("manoeuvre"), 2)
        out, _ = self.run_cli("breakups", "-", "--format", "csv", "--gabbard", "pictures/new", stdin=text)
        launch = next(row["LAUNCH"] for row in csv.DictReader(io.StringIO(out)))
        picture = (self.folder / "pictures" / "new" / f"{launch}.svg").read_text()
        self.assertIn(f"pieces of launch {launch}", picture)
        self.assertGreater(picture.count('class="apogee"'), 20)
        parent = next(row["NORAD_CAT_ID"] for row in csv.DictReader(io.StringIO(truth)) if row["KIND"] == "breakup")
        self.assertEqual([row["PARENT"] for row in csv.DictReader(io.StringIO(out))], [parent])
        again, _ = self.run_cli(*words)
        self.assertEqual(again, text)

    def test_what_is_planted_needs_days(self):
        _, err = self.run_cli(*self.WORDS, "--objects", "3", "--breakups", "1", expect=2)
        self.assertIn("--breakups needs --days", err)
        _, err = self.run_cli(*self.WORDS, "--objects", "3", "--truth", "x.csv", expect=2)
        self.assertIn("--truth needs --days", err)

    def test_numbers_end(self):
        self.run_cli(*self.WORDS, "--objects", "2", "--first-id", "999999999", expect=2)
        out, _ = self.run_cli(*self.WORDS, "--objects", "1", "--first-id", "999999999")
        self.assertIn("999999999", out)


def with_checksums(text):
    """TLE text with the checksum of each element line set right."""
    lines = []
    for line in text.splitlines():
        if line[:2] in ("1 ", "2 "):
            line = line[:68].ljust(68)
            line += str(sum(int(c) if c.isdigit() else c == "-" for c in line) % 10)
        lines.append(line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    unittest.main()

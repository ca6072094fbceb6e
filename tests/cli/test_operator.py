#!/usr/bin/env python3
"""screen for operators: their own ephemeris against the catalogue."""
import re
import shutil
import unittest

from cli import COSMOS, IRIDIUM, PAIR, Case, oem, oem_segment

DAY = ("--start", "2009-02-10T00:00:00Z", "--duration", "1d", "--threshold-km", "5", "--csv")


class Operator(Case):
    def states(self, frame="TEME", start="2009-02-10T00:00:00Z", duration="1d"):
        self.write("own.tle", IRIDIUM)
        out, _ = self.run_cli("propagate", "own.tle", "--start", start, "--duration", duration, "--step", "60s", "--frame", frame, "--csv")
        return self.rows(out)

    def segment(self, rows, *args, **more):
        return oem_segment(rows, *args, **more)

    def oem(self, *segments):
        return self.write("own.oem", oem(*segments))

    def same(self, got, wanted, km=1e-3):
        self.assertEqual(len(got), len(wanted))
        for a, b in zip(got, wanted):
            for key in ("NORAD_CAT_ID_1", "NORAD_CAT_ID_2", "KIND", "CAVEATS"):
                self.assertEqual(a[key], b[key])
            for key in ("TCA", "START", "END"):
                self.assertLessEqual(abs(float(a[key][17:23]) - float(b[key][17:23])), 0.001001)
                self.assertEqual(a[key][:17], b[key][:17])
            for key in ("TCA_RANGE", "RELATIVE_R", "RELATIVE_T", "RELATIVE_N"):
                self.assertAlmostEqual(float(a[key]), float(b[key]), delta=km)

    def test_an_ephemeris_made_of_elements_meets_what_they_meet(self):
        self.write("pair.tle", PAIR)
        wanted = self.rows(self.run_cli("screen", "pair.tle", *DAY)[0])
        self.assertGreaterEqual(len(wanted), 1)
        for frame in ("TEME", "EME2000", "GCRF", "ITRF"):
            self.oem(self.segment(self.states(frame), frame))
            out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY)
            self.same(self.rows(out), wanted)
            self.assertIn("stands in for the element set of object 24946", err)
            self.assertIn("the ephemeris covers 2009-02-10T00:00:00.000Z to 2009-02-11T00:00:00.000Z", err)

    def test_boxes_stand_about_the_ephemeris(self):
        self.write("pair.tle", PAIR)
        self.oem(self.segment(self.states()))
        for volume in (("--box-km", "0.5,17,20"), ("--ellipsoid-km", "2,25,25")):
            wanted = self.rows(self.run_cli("screen", "pair.tle", "--primary", "24946", *DAY, *volume)[0])
            self.same(self.rows(self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY, *volume)[0]), wanted)

    def test_a_volume_takes_the_place_of_the_threshold_and_says_so(self):
        self.write("pair.tle", PAIR)
        window = DAY[:4]
        for volume in ("--box-km", "--ellipsoid-km"):
            said = "--threshold-km does not count beside " + volume
            out, err = self.run_cli("screen", "pair.tle", *window, volume, "1,2,3", "--threshold-km", "0.1", "--csv")
            self.assertEqual(len(self.rows(out)), 1)
            self.assertIn(said, err)
            self.assertNotIn(said, self.run_cli("screen", "pair.tle", *window, volume, "1,2,3")[1])

    def test_a_coarse_table_is_measured_and_looked_beyond(self):
        self.write("pair.tle", PAIR)
        rows = self.states()
        truth = "2009-02-10T16:55:59.796Z"
        for method, degree, step, most in (("LINEAR", 1, 1, 3.6), ("LAGRANGE", 5, 5, 0.4), ("LAGRANGE", 3, 4, 1.5), ("HERMITE", 7, 20, 1.5), ("HERMITE", 3, 6, 0.6)):
            self.oem(self.segment(rows[::step], method=method, degree=degree))
            out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY)
            found = re.search(r"W_COARSE: own.oem: .* off by up to ([0-9.]+) km \(after 2009-02-1", err)
            self.assertTrue(found, err)
            off = float(found[1])
            self.assertTrue(0.01 < off < most, (method, step, off))
            near = [r for r in self.rows(out) if abs(float(r["TCA"][17:23]) - float(truth[17:23])) < 0.5 and r["TCA"][:17] == truth[:17]]
            self.assertEqual(len(near), 1, (method, step))
            self.assertLess(abs(float(near[0]["TCA_RANGE"]) - 0.697932), off)
            self.assertIn("COARSE", near[0]["CAVEATS"].split())
        # A table good to a metre gets no word.
        self.oem(self.segment(rows[::5]))
        out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY)
        self.assertNotIn("COARSE", err + out)

    def test_a_table_too_coarse_for_the_threshold_is_refused(self):
        self.write("pair.tle", PAIR)
        rows = self.states()
        self.oem(self.segment(rows, method="LINEAR", degree=1))
        for volume in (("--threshold-km", "3"), ("--box-km", "2,20,20"), ("--ellipsoid-km", "20,20,2.5")):
            err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY[:4], *volume, expect=1)[1]
            self.assertRegex(err, r"E_COARSE: own.oem: .* off by up to 3\.5\d\d km \(after .*\), more than the [23]\.[05]00 km")
        # Coarse where the window is not: no word.
        self.oem(self.segment(rows[:301], method="LAGRANGE", degree=7), self.segment(rows[300::10], method="LAGRANGE", degree=3))
        window = ("--start", "2009-02-10T01:00:00Z", "--duration", "2h", "--csv")
        self.assertNotIn("COARSE", self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *window)[1])
        window = ("--start", "2009-02-10T05:30:00Z", "--duration", "2h", "--csv")
        self.assertIn("E_COARSE", self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *window, expect=1)[1])

    def test_velocities_that_are_not_the_derivative(self):
        self.write("pair.tle", PAIR)
        rows = self.states()
        wanted = self.rows(self.run_cli("screen", "pair.tle", *DAY)[0])
        places, speeds = ("X", "Y", "Z"), ("X_DOT", "Y_DOT", "Z_DOT")

        def forward(k):  # as a difference to the next state gives it: that of half a minute later
            return {s: repr((float(rows[k + 1][p]) - float(rows[k][p])) / 60.0) for p, s in zip(places, speeds)}

        differenced = [rows[k] | forward(k) for k in range(len(rows) - 1)]
        scaled = [r | {s: repr(1.01 * float(r[s])) for s in speeds} for r in rows]
        for table in (differenced, scaled):
            for method in ("HERMITE", "LAGRANGE"):
                self.oem(self.segment(table, method=method))
                out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY, expect=3 if table is differenced else 0)
                self.assertIn("W_VELOCITIES: own.oem: the velocities are not the derivative of the positions", err)
                got = self.rows(out)
                self.assertTrue(all("POSITIONS_ONLY" in r["CAVEATS"].split() for r in got))
                self.same([r | {"CAVEATS": w["CAVEATS"]} for r, w in zip(got, wanted)], wanted)
        rounded = [r | {s: "%.4f" % float(r[s]) for s in speeds} for r in rows]
        self.oem(self.segment(rounded))
        out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY)
        self.assertNotIn("W_VELOCITIES", err)

    def test_the_centre_in_any_case_of_letters(self):
        self.write("pair.tle", PAIR)
        rows = self.states(duration="10m")
        window = ("--start", "2009-02-10T00:00:00Z", "--duration", "10m", "--csv")
        for name in ("Earth", "earth", "EARTH"):
            self.oem(self.segment(rows, centre=name))
            self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *window)
        self.oem(self.segment(rows, centre="Mars"))
        self.assertIn("CENTER_NAME is 'Mars'", self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *window, expect=1)[1])

    def test_places_are_tried_before_the_work(self):
        self.write("pair.tle", PAIR)
        self.write("file", "")
        for option in ("--cdm", "--plot"):
            out, err = self.run_cli("screen", "none.tle", option, "file/x", *DAY, expect=1)
            self.assertIn(option + ": ", err)
            self.assertNotIn("none.tle", err)
            out, err = self.run_cli("screen", "pair.tle", option, "new", *DAY)
            self.assertNotIn("already", err)
            out, err = self.run_cli("screen", "pair.tle", option, "new", *DAY)
            self.assertRegex(err, option + r": new holds \d+ files already")
            shutil.rmtree(self.folder / "new")

    def test_an_object_that_is_not_catalogued(self):
        self.write("cosmos.tle", COSMOS)
        self.oem(self.segment(self.states(), object_id="UNKNOWN"))
        out, err = self.run_cli("screen", "cosmos.tle", "--ephemeris", "own.oem", *DAY)
        row = min(self.rows(out), key=lambda r: float(r["TCA_RANGE"]))
        self.assertEqual((row["NORAD_CAT_ID_1"], row["OBJECT_NAME_1"]), ("", "IRIDIUM 33"))
        self.assertEqual((row["NORAD_CAT_ID_2"], row["TCA"]), ("22675", "2009-02-10T16:55:59.796Z"))
        self.assertIn("give --primary", err)
        out, err = self.run_cli("screen", "cosmos.tle", "--ephemeris", "own.oem", "--primary", "24946", *DAY)
        self.assertEqual({r["NORAD_CAT_ID_2"] for r in self.rows(out)}, {"24946"})
        self.assertIn("has no element set here", err)

    def test_a_designator_in_any_spelling(self):
        self.write("pair.tle", PAIR)
        states = self.states(start="2009-02-10T16:50:00Z", duration="10m")
        window = ("--start", "2009-02-10T16:50:00Z", "--duration", "10m", "--csv")
        for spelling in ("1997-051C", "1997-051-C", "1997-051c", "97051C", "97-051C", "1997051C"):
            self.oem(self.segment(states, object_id=spelling))
            out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *window)
            self.assertIn("stands in for the element set of object 24946", err, spelling)
            self.assertEqual([(r["NORAD_CAT_ID_1"], r["NORAD_CAT_ID_2"]) for r in self.rows(out)], [("22675", "24946")])
        for other in ("1997-051CA", "2097-051C", "1997-51C", "1997-051", "1997-051-", "97051C2", "SAT-97051C"):
            self.oem(self.segment(states, object_id=other))
            self.assertIn("give --primary", self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *window)[1], other)

    def test_a_primary_that_is_another_object(self):
        self.write("pair.tle", PAIR)
        self.oem(self.segment(self.states(duration="10m"), object_id="97051C"))
        window = ("--start", "2009-02-10T00:00:00Z", "--duration", "10m", "--csv")
        err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", "--primary", "22675", *window)[1]
        self.assertIn("OBJECT_ID 97051C of the ephemeris is that of object 24946, but --primary says 22675", err)
        err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", "--primary", "24946", *window)[1]
        self.assertNotIn("OBJECT_ID", err)

    def test_a_primary_that_cannot_be_screened(self):
        def summed(line):
            return line + str(sum(int(c) if c.isdigit() else c == "-" for c in line) % 10) + "\n"

        # Circular, 38 km below the ground, so that SGP4 refuses it from the start on.
        gone = "GONE\n" + summed("1 99998U 09001A   09040.78448243  .00000000  00000-0  00000-0 0   99")
        gone += summed("2 99998 086.3994 121.7028 0001000 000.0000 000.0000 17.20000000    1")
        self.write("all.tle", PAIR + gone)
        for primaries in ("99998", "24946,99998"):
            err = self.run_cli("screen", "all.tle", "--primary", primaries, *DAY, expect=3)[1]
            self.assertIn("primary 99998 is not screened at all", err)
            self.assertNotIn("primary 24946", err)
            self.assertIn("not complete: primary 99998 is not screened at all; complete for all else, under", err)
            self.assertNotIn("complete for the objects screened", err)
        err = self.run_cli("screen", "all.tle", "--primary", "24946,777", *DAY, expect=3)[1]
        self.assertIn("not complete: primary 777 has no element set; complete", err)
        self.assertIn("complete for the objects screened", self.run_cli("screen", "all.tle", "--primary", "24946", *DAY)[1])
        self.run_cli("screen", "all.tle", "--primary", "24946", *DAY)
        err = self.run_cli("screen", "all.tle", "--primary", "24946,22675", "--exclude", "22675", *DAY, expect=2)[1]
        self.assertIn("object 22675 is a --primary and to --exclude", err)

    def test_what_it_does_not_cover_is_said(self):
        self.write("pair.tle", PAIR)
        early = self.segment(self.states(start="2009-02-10T06:00:00Z", duration="2h"))
        late = self.segment(self.states(start="2009-02-10T16:40:20Z", duration="15m"))
        self.oem(early, late)
        out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY, expect=3)
        self.assertEqual(self.rows(out), [])
        self.assertIn("not complete: the ephemeris does not cover the whole window; complete for all else", err)
        self.assertNotIn("complete for the objects screened", err)
        for gap in ("2009-02-10T00:00:00.000Z to 2009-02-10T06:00:00.000Z", "2009-02-10T08:00:00.000Z to 2009-02-10T16:40:20.000Z",
                    "2009-02-10T16:55:20.000Z to 2009-02-11T00:00:00.000Z"):
            self.assertIn("does not cover " + gap, err)
        # It ends 39 s before the collision; a sphere of 200 km is open to both sides there and only touched from one.
        wide = DAY[:-3] + ("--threshold-km", "200", "--csv")
        rows = self.rows(self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *wide, expect=3)[0])
        self.assertEqual(rows, [])
        late = self.segment(self.states(start="2009-02-10T16:41:00Z", duration="15m"))  # ends at 16:56:00, 0.2 s after
        self.oem(early, late)
        rows = self.rows(self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY, expect=3)[0])
        self.assertEqual([(r["TCA"], r["KIND"]) for r in rows], [("2009-02-10T16:55:59.796Z", "minimum")])
        self.assertIn("CUT_END", rows[0]["CAVEATS"])
        self.assertEqual(rows[0]["END"], "2009-02-10T16:56:00.000Z")
        out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", "--start", "2009-03-01T00:00:00Z", expect=1)
        self.assertIn("covers nothing of the window", err)

    def test_states_missing_in_a_segment_end_it(self):
        self.write("pair.tle", PAIR)
        rows = self.states()
        whole = self.segment(rows)
        at = 16 * 60 + 50  # minutes
        self.oem(self.segment(rows[:at] + rows[at + 60 :]))
        out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY, expect=3)
        self.assertIn("does not cover 2009-02-10T16:49:00.000Z to 2009-02-10T17:50:00.000Z: not screened there", err)
        self.assertNotIn("2009-02-10T16:55:59.796Z", out)
        self.oem(self.segment(rows[:at] + rows[at + 3 :]))  # 4 minutes: bridged
        out, _ = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY)
        self.assertIn("2009-02-10T16:55:59.796Z", out)
        self.oem(self.segment(rows[::20]))  # coarse all over: none missing
        self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY)
        self.oem(whole)
        self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY)

    def test_states_that_cannot_be_are_refused_with_their_line(self):
        self.write("pair.tle", PAIR)
        rows = self.states()
        first = 15  # line of the first state

        def refused(change, line, what, which=range(len(rows))):
            changed = [dict(r) for r in rows]
            for k in which:
                for key in changed[k]:
                    if key in change:
                        changed[k][key] = repr(change[key](float(rows[k][key])))
            path = self.oem(self.segment(changed))
            _, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY, expect=1)
            self.assertRegex(err, r"own\.oem:%d: E_RANGE: .*%s" % (line, what))
            return path

        places, speeds = ("X", "Y", "Z"), ("X_DOT", "Y_DOT", "Z_DOT")
        kilo, zero, minus = (lambda x: 1000 * x), (lambda x: 0.0), (lambda x: -x)
        together = "do not go together"
        refused(dict.fromkeys(places + speeds, kilo), first, "km and km/s")
        refused(dict.fromkeys(speeds, kilo), first + 1, together)
        refused(dict.fromkeys(speeds, zero), first + 1, together)
        refused(dict.fromkeys(speeds, minus), first + 1, together)
        refused(dict.fromkeys(places + speeds, zero), first + 700, "lies 0 km from", [700])
        refused({"X": lambda x: 1e9}, first + 700, "km and km/s", [700])
        refused({"X": lambda x: x + 500}, first + 700, together, [700])
        for k in (0, 700, len(rows) - 1):
            refused(dict.fromkeys(speeds, zero), first + k, together, [k])

    def test_earth_fixed_states_want_the_orientation_of_the_earth(self):
        self.write("pair.tle", PAIR)
        for frame, wanted in (("ITRF", True), ("TEME", False), ("EME2000", False)):
            self.oem(self.segment(self.states(frame), frame))
            _, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY)
            self.assertEqual("W_NO_EOP" in err, wanted)

    def test_an_ephemeris_that_cannot_be_read_is_told_with_its_line(self):
        self.write("pair.tle", PAIR)
        rows = self.states()
        self.oem(self.segment(rows[:9] + [rows[8] | {"X": "x"}] + rows[10:]))
        _, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY, expect=1)
        self.assertRegex(err, r"own\.oem:24:\d+: E_")

    def test_segments_that_join_are_one(self):
        self.write("pair.tle", PAIR)
        wanted = self.rows(self.run_cli("screen", "pair.tle", *DAY)[0])
        rows = self.states()
        for cut in (1, 400, 1016):  # the last ends a minute before the collision
            self.oem(self.segment(rows[: cut + 1]), self.segment(rows[cut:]))
            self.same(self.rows(self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY)[0]), wanted)

    def test_a_burn_of_nothing_changes_nothing(self):
        self.write("pair.tle", PAIR)
        wide = DAY[:-3] + ("--threshold-km", "200", "--csv")
        wanted = self.rows(self.run_cli("screen", "pair.tle", "--primary", "24946", *wide)[0])
        out, err = self.run_cli("screen", "pair.tle", "--primary", "24946", "--burn", "2009-02-10T03:00:00Z,0,0,0", *wide)
        rows = self.rows(out)
        self.assertGreater(len(wanted), 3)
        self.assertEqual(len(rows), len(wanted))
        for row, was in zip(rows, wanted):
            self.assertEqual((row["CHANGE"], row["TCA_BEFORE"], row["TCA_RANGE_BEFORE"]), ("kept", was["TCA"], was["TCA_RANGE"]))
            self.assertEqual({k: row[k] for k in list(row)[:18]}, {k: was[k] for k in list(was)[:18]})
        self.assertIn("by the burn 0 events are new and 0 gone", err)

    def test_a_burn_avoids_the_collision_of_2009(self):
        self.write("pair.tle", PAIR)
        burn = ("--burn", "2009-02-10T12:00:00Z,0,0.5,0")
        out, err = self.run_cli("screen", "pair.tle", "--primary", "24946", *burn, *DAY)
        rows = self.rows(out)
        self.assertEqual([r["CHANGE"] for r in rows if r["TCA"] == "2009-02-10T16:55:59.796Z"], ["gone"])
        # The ephemeris of the same object says the same.
        self.oem(self.segment(self.states()))
        other = self.rows(self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *burn, *DAY)[0])
        self.same(other, rows)
        self.assertEqual([r["CHANGE"] for r in other], [r["CHANGE"] for r in rows])
        # 0.5 m/s trail by 1.5 m/s times 4.9 h, so 26 km; with 50 km it is still there, later or earlier by seconds.
        wide = DAY[:-3] + ("--threshold-km", "50", "--csv")
        rows = self.rows(self.run_cli("screen", "pair.tle", "--primary", "24946", *burn, *wide)[0])
        kept = [r for r in rows if r["TCA_BEFORE"] == "2009-02-10T16:55:59.796Z"]
        self.assertEqual([r["CHANGE"] for r in kept], ["kept"])
        self.assertGreater(float(kept[0]["TCA_RANGE"]), 15.0)

    def test_two_burns_that_cancel(self):
        self.write("pair.tle", PAIR)
        burns = "2009-02-10T12:00:00Z,0,0,0.2;2009-02-10T12:00:01Z,0,0,-0.2"
        rows = self.rows(self.run_cli("screen", "pair.tle", "--primary", "24946", "--burn", burns, *DAY)[0])
        row = min(rows, key=lambda r: float(r["TCA_RANGE"]))
        self.assertEqual(row["CHANGE"], "kept")
        self.assertAlmostEqual(float(row["TCA_RANGE"]), float(row["TCA_RANGE_BEFORE"]), delta=0.002)

    def test_maximum_probability(self):
        self.write("pair.tle", PAIR)
        rows = self.rows(self.run_cli("screen", "pair.tle", *DAY)[0])
        row = min(rows, key=lambda r: float(r["TCA_RANGE"]))
        miss = float(row["TCA_RANGE"])
        # Small against the miss: 2 R / miss / sqrt(2 pi e), at a standard deviation equal to the miss.
        self.assertAlmostEqual(float(row["MAX_PROB"]) / (2 * 0.020 / miss * 0.2419707), 1.0, delta=0.001)
        self.assertAlmostEqual(float(row["DILUTION"]) / miss, 1.0, delta=0.001)
        less = self.rows(self.run_cli("screen", "pair.tle", "--hbr-m", "2", *DAY)[0])
        self.assertAlmostEqual(float(min(less, key=lambda r: float(r["TCA_RANGE"]))["MAX_PROB"]) * 10 / float(row["MAX_PROB"]), 1, delta=0.001)

    def test_refusals_of_burns(self):
        self.write("pair.tle", PAIR)
        self.assertIn("one --primary", self.run_cli("screen", "pair.tle", "--burn", "2009-02-10T12:00:00Z,0,0,1", *DAY, expect=2)[1])
        for bad in ("2009-02-10T12:00:00Z,0,0", "2009-02-10T12:00:00Z,0,0,1,2", "yesterday,0,0,1", "2009-02-10T12:00:00Z,0,0,fast", ""):
            err = self.run_cli("screen", "pair.tle", "--primary", "24946", "--burn", bad, *DAY, expect=2)[1]
            self.assertIn("--burn", err)
        for bad in ("2009-02-11T12:00:00Z,0,0,1", "2009-02-10T12:00:00Z,0,0,1;2009-02-10T11:00:00Z,0,0,1"):
            self.run_cli("screen", "pair.tle", "--primary", "24946", "--burn", bad, *DAY, expect=2)
        for burn, said in (("2009-02-10T12:00:00Z,0,-4000,0", "the orbit meets the Earth"), ("2009-02-10T12:00:00Z,0,10000,0", "leaves the Earth on an open orbit"),
                           ("2009-02-10T12:00:00Z,0,20000,0", "a burn of 20000 m/s: a burn changes velocity by at most 10000 m/s")):
            err = self.run_cli("screen", "pair.tle", "--primary", "24946", "--burn", burn, *DAY, expect=1)[1]
            self.assertIn(said, err)
        err = self.run_cli("screen", "pair.tle", "--primary", "24946", "--burn", "2009-02-11T00:00:00Z,0,1,0", *DAY, expect=2)[1]
        self.assertIn("the burn of 2009-02-11T00:00:00.000Z is not before the end of the window, 2009-02-11T00:00:00.000Z", err)
        self.oem(self.segment(self.states(duration="10h")))
        err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", "--burn", "2009-02-10T12:00:00Z,0,1,0", *DAY, expect=1)[1]
        self.assertIn("after the burn of 2009-02-10T12:00:00.000Z: the object has no state at that time", err)

    def test_refusals(self):
        self.write("pair.tle", PAIR)
        self.oem(self.segment(self.states(duration="10m"), frame="MOON_ME"))
        out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", *DAY, expect=1)
        self.assertIn("REF_FRAME 'MOON_ME' is not known here", err)
        self.write("bad.oem", "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = yesterday\n")
        out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "bad.oem", *DAY, expect=1)
        self.assertIn("bad.oem", err)
        self.oem(self.segment(self.states(duration="10m")))
        self.assertIn("one --primary", self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", "--primary", "1,2", *DAY, expect=2)[1])
        self.assertIn("--exhaustive", self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", "--exhaustive", *DAY, expect=2)[1])


if __name__ == "__main__":
    unittest.main()

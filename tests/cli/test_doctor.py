#!/usr/bin/python3
"""doctor: findings with their places, kinds of files, doubts, exit status, and every file of the malformed collection."""
import csv
import gzip
import io
import json
import os
import pathlib
import re
import unittest

from cli import BROKEN, COSMOS, IRIDIUM, PAIR, Case

COLUMNS = "FILE,LINE,COLUMN,SEVERITY,RULE,NORAD_CAT_ID,KIND,WHAT,ADVICE,SOURCE"
NOW = ("--now", "2009-02-11")
DATA = pathlib.Path(os.environ.get("STARSEA_TEST_DATA", "../shared/data"))


def with_checksums(lines):
    """Element lines with the digit of column 69 made right."""
    done = []
    for line in lines.splitlines():
        if line[:2] in ("1 ", "2 ") and len(line) >= 68:
            line = line[:68] + str(sum(int(c) if c.isdigit() else c == "-" for c in line[:68]) % 10)
        done.append(line)
    return "\n".join(done) + "\n"


def on_day(text, day):
    """The same elements at another epoch, the node carried along by its rate at 86.4 deg and 14.34 rev/d."""
    return with_checksums(text.replace("09040.", f"090{day:02d}."))


class Doctor(Case):
    def doctor(self, *words, expect=0, now=NOW, **more):
        out, err = self.run_cli("doctor", *words, *now, "--format", "json", expect=expect, **more)
        return [json.loads(line) for line in out.splitlines()], err

    def rules(self, *words, **more):
        return [row["RULE"] for row in self.doctor(*words, **more)[0]]

    def test_a_clean_file_is_named_and_leaves_0(self):
        self.write("pair.tle", PAIR)
        rows, err = self.doctor("pair.tle")
        self.assertEqual([(r["SEVERITY"], r["RULE"], r["LINE"]) for r in rows], [("note", "N_FILE", 1)])
        self.assertIn("TLE: 2 element sets of 2 objects, epochs 2009-02-09T11:57:37Z to 2009-02-09T18:49:39Z", rows[0]["WHAT"])
        self.assertIn("0 errors, 0 warnings, 0 doubts about 2 element sets", err)
        out, _ = self.run_cli("doctor", "pair.tle", *NOW, "--csv")
        self.assertEqual(out.splitlines()[0], COLUMNS)

    def test_a_broken_record_has_place_rule_advice_and_text(self):
        self.write("a.tle", COSMOS + BROKEN + COSMOS)
        rows, err = self.doctor("a.tle", expect=3)
        self.assertEqual(rows[0]["FILE"], "a.tle")
        self.assertEqual((rows[0]["LINE"], rows[0]["COLUMN"], rows[0]["SEVERITY"], rows[0]["RULE"]), (5, 69, "error", "E_CHECKSUM"))
        self.assertEqual(rows[0]["SOURCE"], BROKEN.splitlines()[1])
        self.assertTrue(rows[0]["WHAT"] and rows[0]["ADVICE"])
        self.assertIn("2 element sets of 1 objects", rows[1]["WHAT"])
        self.assertIn("1 errors", err)

    def test_epochs_finer_than_a_nanosecond(self):
        omm, _ = self.run_cli("simulate", "--objects", "1", "--epoch", "2026-03-10")
        fine = re.sub(r"(2026-\S+?\.\d{6})", r"\g<1>000000", omm, count=1)
        self.write("fine.csv", fine)
        self.assertEqual(self.rules("fine.csv", now=("--now", "2026-03-11")), ["N_FILE"])
        self.write("finer.csv", fine.replace("000000,", "000001,", 1))
        (row, _), _ = self.doctor("finer.csv", expect=3)
        self.assertEqual(row["RULE"], "E_EPOCH")
        self.assertIn("more than nine decimals", row["WHAT"])

    def test_kinds_of_files(self):
        self.write("page", "<!DOCTYPE html>\n<html>403</html>")
        self.assertEqual(self.rules("page", expect=3), ["E_NOTGP"])
        self.write("db", b"SQLite format 3\0" + bytes(100))
        self.assertEqual(self.rules("db", expect=3), ["E_KIND"])
        self.write("claim", '{"format": "starsea-claim-1"}')
        self.assertEqual(self.rules("claim", expect=3), ["E_MISSING"])
        self.write("short.cdm", "CCSDS_CDM_VERS = 1.0\nTCA = 2026-01-01T00:00:00\n")
        self.assertEqual(self.rules("short.cdm", expect=3), ["E_MISSING"])
        self.assertEqual(self.rules("nowhere", expect=3), ["E_IO"])
        self.write("cut.gz", gzip.compress(PAIR.encode() * 2000)[:-40])
        self.assertIn("E_IO", self.rules("cut.gz", expect=3))
        self.write("empty", "")
        self.assertEqual(self.rules("empty"), ["W_EMPTY", "N_FILE"])

    def test_the_claim_of_the_tree_is_known(self):
        root = pathlib.Path(__file__).resolve().parents[2]
        claim = next((root / "data/claims").glob("*.json"))
        rows, _ = self.doctor(str(claim))
        self.assertIn("claim", rows[0]["WHAT"])

    def test_standard_input_and_a_file_named_twice(self):
        self.write("pair.tle", PAIR)
        self.assertEqual(self.rules("-", stdin=BROKEN, expect=3), ["E_CHECKSUM", "N_FILE"])
        rows, err = self.doctor("pair.tle", "pair.tle")
        self.assertEqual(len(rows), 1)
        self.assertIn("named twice", err)

    def test_differing_sets_are_both_kept_and_told(self):
        other = with_checksums(IRIDIUM.replace("086.3994", "086.3995"))
        self.write("a.tle", IRIDIUM + IRIDIUM + other)
        rows, _ = self.doctor("a.tle")
        self.assertIn("3 element sets of 1 objects", rows[0]["WHAT"])
        self.assertEqual([(r["RULE"], r["LINE"], r["NORAD_CAT_ID"], r["KIND"]) for r in rows[1:]], [("W_DIFFERING", 7, 24946, "GP")])
        self.assertEqual(rows[1]["SOURCE"] + "\n", other)

    def test_epochs_in_the_future(self):
        self.write("pair.tle", PAIR)
        self.assertEqual(self.rules("pair.tle", now=("--now", "2009-02-07")), ["N_FILE", "W_FUTURE", "W_FUTURE"])
        self.assertEqual(self.rules("pair.tle", now=()), ["N_FILE"])
        self.write("early.tle", with_checksums(IRIDIUM.replace("09040.", "57040.")))
        self.assertEqual(self.rules("early.tle"), ["N_FILE", "W_EARLY"])

    def test_a_set_with_the_orbit_of_another_object(self):
        history = "".join(on_day(IRIDIUM, day) for day in (38, 39, 41, 42))
        wrong = with_checksums(COSMOS.replace("22675", "24946").replace("93036A", "97051C"))
        self.write("alone.tle", history + wrong)
        rows, _ = self.doctor("alone.tle", now=("--now", "2009-03-01"))
        self.assertEqual([(r["RULE"], r["LINE"]) for r in rows[1:]], [("W_NEIGHBOUR", 13)])
        self.write("both.tle", history + wrong + COSMOS)
        rows, _ = self.doctor("both.tle", now=("--now", "2009-03-01"))
        self.assertEqual([(r["RULE"], r["LINE"]) for r in rows[1:]], [("W_CROSSTAG", 13)])
        self.assertIn("object 22675", rows[1]["WHAT"])

    def test_a_made_up_set_beside_a_catalogue(self):
        self.write("catalogue.tle", PAIR)
        self.write("found.tle", with_checksums(on_day(IRIDIUM, 42).replace("086.3994", "051.6000")))
        rows, _ = self.doctor("catalogue.tle", "found.tle", now=("--now", "2009-03-01"))
        doubts = [(r["FILE"], r["RULE"], r["LINE"], r["KIND"]) for r in rows if r["RULE"] != "N_FILE"]
        self.assertEqual(doubts, [("catalogue.tle", "W_STRAY", 1, "GP"), ("found.tle", "W_STRAY", 1, "GP")])
        self.assertIn("(catalogue.tle:1)", rows[-1]["WHAT"])

    def test_a_reference(self):
        self.write("catalogue.tle", COSMOS + IRIDIUM)
        self.write("a.tle", with_checksums(IRIDIUM.replace("086.3994", "066.3994")))
        self.assertEqual(self.rules("a.tle", "--reference", "catalogue.tle"), ["N_FILE", "W_DIFFERING", "W_NEIGHBOUR"])
        self.write("b.tle", with_checksums(IRIDIUM.replace("24946", "24999")))
        self.assertIn("W_UNKNOWN", self.rules("b.tle", "--reference", "catalogue.tle"))
        self.assertEqual(self.rules("catalogue.tle", "--reference", "catalogue.tle"), ["N_FILE"])
        self.run_cli("doctor", "a.tle", "--reference", "nowhere", expect=1)

    def test_the_first_fifty_of_a_warning_are_shown(self):
        bare = "\n".join(line[:68] for line in IRIDIUM.splitlines()) + "\n"
        self.write("a.tle", bare * 60)
        rows, err = self.doctor("a.tle")
        self.assertEqual([r["RULE"] for r in rows], ["W_NO_CHECKSUM"] * 50 + ["N_FILE"])
        self.assertIn("W_NO_CHECKSUM occurs 60 times", err)


@unittest.skipUnless((DATA / "bad_inputs/MANIFEST.tsv").exists(), "no real data")

class Messages(Case):
    """Ephemerides and single states: what they are, and a fault told once."""

    OEM = """CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2026-11-20T00:00:00
ORIGINATOR = TEST
META_START
OBJECT_NAME = A
OBJECT_ID = 2026-001A
CENTER_NAME = EARTH
REF_FRAME = EME2000
TIME_SYSTEM = UTC
START_TIME = 2026-11-20T00:00:00
STOP_TIME = 2026-11-20T00:01:00
META_STOP
2026-11-20T00:00:00 7000 0 0 0 7.5 0
2026-11-20T00:01:00 6985.3 449.5 0 -0.48 7.48 0
"""

    def test_an_ephemeris(self):
        self.write("a.oem", self.OEM)
        out, _ = self.run_cli("doctor", "a.oem", "--csv")
        self.assertIn("ephemeris (OEM): A, EME2000, 1 segments, 2 states", out)

    def test_a_fault_is_told_once(self):
        self.write("a.oem", self.OEM.replace("7000 0 0", "7000 x 0"))
        out, _ = self.run_cli("doctor", "a.oem", "--csv", expect=3)
        errors = [line for line in out.splitlines() if ",error," in line]
        self.assertEqual(len(errors), 1, out)
        self.assertTrue(errors[0].startswith("a.oem,13,"), errors)


class RealData(Case):
    # What a reader of another command says, where the manifest speaks of one: `propagate` refuses, `pc` holds back.
    ELSEWHERE = {"E_XP": "propagate", "E_THEORY": "propagate", "E_DECAYED": "propagate", "W_COV_NPD": "pc"}
    EXTRA = {"J11_60.json": "E_EPOCH", "J28_time.json": "E_TIMESYS"}

    def examine(self, name):
        path = str(DATA / "bad_inputs" / name)
        for expect in (0, 3):
            try:
                out, err = self.run_cli("doctor", path, "--now", "2060-01-01", "--json", expect=expect)
                return expect, [json.loads(line) for line in out.splitlines()]
            except AssertionError:
                if expect == 3:
                    raise
        return None

    def check(self, name, expected):
        status, rows = self.examine(name)
        rules = [row["RULE"] for row in rows]
        refused = expected.startswith("reject") and "propagate" not in expected
        refused = refused or name in self.EXTRA or "reject 1" in expected
        self.assertEqual(status, 3 if refused else 0, f"{name}: {expected}: {rules}")
        for row in rows:
            self.assertTrue(row["LINE"] >= 1 and row["WHAT"], row)
            self.assertTrue(row["RULE"] == "N_FILE" or row["ADVICE"] is not None or row["RULE"].startswith("E_"), row)
        words = [w.strip(".,;") for w in expected.replace("/", " ").split()]
        for rule in [w for w in words if w[:2] in ("E_", "W_")]:
            if rule not in self.ELSEWHERE and rule != "E_STALE":
                self.assertIn(self.EXTRA.get(name, rule), rules, f"{name}: {expected}")
        if not refused and name[0] in "TJV" and "accept 0" not in expected:
            said = [row["WHAT"] for row in rows if row["RULE"] == "N_FILE"]
            self.assertTrue(said and " 1 element sets" in said[0], f"{name}: {said}")

    def test_every_file_of_the_malformed_collection(self):
        with open(DATA / "bad_inputs/MANIFEST.tsv", encoding="utf-8") as manifest:
            cases = [row for row in csv.DictReader(manifest, delimiter="\t")]
        self.assertEqual(len(cases), 74)
        for row in cases:
            with self.subTest(row["file"]):
                self.check(row["file"], row["expected"])

    def test_refusals_that_other_commands_make(self):
        for name, status in (("T54_xp.tle", "UNSUPPORTED"), ("J26_theory.json", "UNSUPPORTED"), ("T28_ecc1.tle", None)):
            path = str(DATA / "bad_inputs" / name)
            out, _ = self.run_cli("propagate", path, "--start", "2026-01-01", "--duration", "0s", "--csv")
            row = next(csv.DictReader(io.StringIO(out)))
            self.assertNotEqual(row["STATUS"], "OK", name)
            self.assertEqual(row["X"], "")
            if status:
                self.assertEqual(row["STATUS"], status)
        out, _ = self.run_cli("pc", str(DATA / "bad_inputs/C02_negvar.cdm"), "--csv")
        self.assertIn("W_COV_N", out)

    def test_the_orbit_of_the_station_under_another_number_in_february_2020(self):
        """MEV-1 carries an ISS orbit at epoch 20057.57; the whole catalogue of the next day says whose it is."""
        history, catalogue = DATA / "proximity/geo_mev1_is901.3le", DATA / "catalog/bg_20200227.3le.gz"
        out, _ = self.run_cli("doctor", str(history), "--now", "2026-01-01", "--json")
        found = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([(r["RULE"], r["LINE"]) for r in found if r["RULE"] != "N_FILE"], [("W_NEIGHBOUR", 37)])
        out, _ = self.run_cli("doctor", str(history), str(catalogue), "--now", "2026-01-01", "--json")
        found = [json.loads(line) for line in out.splitlines()]
        tagged = [r for r in found if r["RULE"] == "W_CROSSTAG"]
        self.assertEqual([r["NORAD_CAT_ID"] for r in tagged], [44625])
        self.assertIn("object 25544", tagged[0]["WHAT"])

    def test_few_doubts_about_whole_catalogues(self):
        """Of a whole catalogue, far below one set in a thousand."""
        for name, now in (("bg_20200227.3le.gz", "2020-02-28"), ("celestrak_20241101.omm.csv.gz", "2024-11-02")):
            out, _ = self.run_cli("doctor", str(DATA / "catalog" / name), "--now", now, "--json")
            doubts = [r for r in map(json.loads, out.splitlines()) if r["SEVERITY"] == "warning" and r["NORAD_CAT_ID"]]
            self.assertLess(len(doubts), 10, [r["RULE"] for r in doubts])


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""convert: every spelling of element sets into every other, and messages as they are."""
import csv
import gzip
import io
import json
import os
import pathlib
import unittest

from cli import BROKEN, COSMOS, IRIDIUM, PAIR, Case, oem, oem_segment

AXES = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
OMM = ("omm-csv", "omm-json", "omm-kvn", "omm-xml")
# A set that no TLE can hold: nine digits, more decimals, a launch of many pieces.
NINE = (
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,NORAD_CAT_ID,BSTAR\n"
    "FAR,2026-001A,2026-03-10T01:02:03.123456,15.123456789012,0.00012345678,51.64,1,2,3,799501234,1e-4\n"
)


class Convert(Case):
    def convert(self, name, to, *more, **how):
        out, err = self.run_cli("convert", name, "--to", to, *more, **how)
        return out, err

    def test_each_spelling_and_back(self):
        self.write("pair.tle", PAIR)
        names, _ = self.convert("pair.tle", "3le")
        self.assertEqual([line[:2] for line in names.splitlines()], ["0 ", "1 ", "2 "] * 2)
        self.assertEqual(names.splitlines()[0], "0 IRIDIUM 33")
        for to in OMM:
            out, err = self.convert("pair.tle", to)
            self.assertIn(f"2 element sets written as {to}, 0 left out", err)
            self.write("there", out)
            self.assertEqual(self.convert("there", "3le")[0], names, to)
            for again in OMM:
                second, _ = self.convert("there", again)
                self.write("again", second)
                self.assertEqual(self.convert("again", to)[0], out, f"{to} by way of {again}")

    def test_the_lines_of_a_tle_hold_the_same_values(self):
        self.write("pair.tle", PAIR)
        lines = self.convert("pair.tle", "tle")[0].splitlines()
        self.assertEqual(len(lines), 4)
        self.assertEqual(lines[0], "1 24946U 97051C   09040.78448243  .00000153  00000+0  47668-4 0  9993")
        self.assertEqual(lines[1], "2 24946  86.3994 121.7028 0002288  85.1644 274.9812 14.34219863597336")

    def test_what_a_tle_cannot_hold(self):
        self.write("nine.csv", NINE + NINE.splitlines()[1].replace("799501234", "270001").replace("FAR", "NEAR") + "\n")
        out, err = self.convert("nine.csv", "3le", expect=3)
        self.assertEqual([line[:7] for line in out.splitlines()], ["0 NEAR", "1 T0001", "2 T0001"])
        self.assertIn("nine.csv:2: E_TLE_RANGE: object 799501234", err)
        self.assertIn("nine.csv:3: W_TLE_ROUNDED: object 270001", err)
        self.assertIn("1 element sets written as 3le, 1 left out", err)
        self.write("one.csv", NINE)
        out, err = self.convert("one.csv", "tle", expect=1)
        self.assertEqual(out, "")
        self.assertIn("none fits into a TLE", err)
        for to in OMM:
            self.write("there", self.convert("one.csv", to)[0])
            self.assertEqual(self.rows(self.convert("there", "omm-csv")[0])[0]["NORAD_CAT_ID"], "799501234", to)
            self.assertEqual(self.rows(self.convert("there", "omm-csv")[0])[0]["MEAN_MOTION"], "15.123456789012", to)

    def test_files_keep_their_order_and_a_store_gives_its_own(self):
        self.write("pair.tle", PAIR)
        self.run_cli("import", "--store", "sky.db", "pair.tle")
        numbers = lambda text: [row["NORAD_CAT_ID"] for row in self.rows(text)]
        self.assertEqual(numbers(self.convert("pair.tle", "omm-csv")[0]), ["24946", "22675"])
        self.assertEqual(numbers(self.convert("pair.tle", "omm-csv", "--id", "22675")[0]), ["22675"])
        self.assertEqual(numbers(self.convert("pair.tle", "omm-csv", "--start", "2009-02-09T15:00:00Z")[0]), ["24946"])
        self.assertEqual(numbers(self.convert("pair.tle", "omm-csv", "--end", "2009-02-09T15:00:00Z")[0]), ["22675"])
        out, _ = self.run_cli("convert", "--store", "sky.db", "--to", "omm-csv")
        self.assertEqual(numbers(out), ["22675", "24946"])
        self.run_cli("convert", "--store", "sky.db", "pair.tle", "--to", "omm-csv", expect=2)
        self.run_cli("convert", "--to", "omm-csv", expect=2)
        out, err = self.convert("pair.tle", "omm-csv", "--id", "5", expect=1)
        self.assertEqual(out, "")
        self.assertIn("no element set is left", err)

    def test_what_a_record_says_beside_its_elements(self):
        """Round trips keep it in its place and with its digits; where there is no place, that is told once a file."""
        matrix = [f"C{b}_{a}" for i, b in enumerate(AXES) for a in AXES[: i + 1]]
        self.assertEqual(len(matrix), 21)
        beside = {
            "ORIGINATOR": "ACME & <SONS>", "GM": "398600.80", "MASS": "400.50", "DRAG_COEFF": "2.20",
            "COV_REF_FRAME": "RTN", **{name: f"{i}.50e-3" for i, name in enumerate(matrix)}, "USER_DEFINED_MODEL": "WGS-84 [x]",
        }
        self.write("pair.tle", COSMOS)
        lines = self.convert("pair.tle", "omm-kvn")[0].splitlines()
        lines[1:1] = ["COMMENT by hand", "COMMENT twice"]
        lines = [f"ORIGINATOR          = {beside['ORIGINATOR']}" if x.startswith("ORIGINATOR") else x for x in lines]
        at = next(i for i, x in enumerate(lines) if x.startswith("EPHEMERIS_TYPE"))
        pair = lambda *names: [f"{name:19} = {beside[name]}" for name in names]
        lines[at:at] = [*pair("GM"), "COMMENT of the body", *pair("MASS", "DRAG_COEFF")]
        lines += [*pair("COV_REF_FRAME", *matrix), "COMMENT its own", "USER_DEFINED_MODEL = WGS-84 [x]"]
        text = "\n".join(lines) + "\n"
        self.write("0", text)
        self.assertEqual(self.convert("0", "omm-kvn")[0], text)
        self.write("1", self.convert("0", "omm-xml")[0])
        self.assertEqual(self.convert("1", "omm-kvn")[0], text)
        out, err = self.convert("0", "omm-json")
        self.assertNotIn("W_LEFT_OUT", err)
        self.write("2", out)
        (record,) = json.loads(out)
        for name in ("ORIGINATOR", "GM", "MASS", "DRAG_COEFF", "COV_REF_FRAME", *matrix, "USER_DEFINED_MODEL"):
            self.assertEqual(record[name], beside[name])
        self.assertEqual(record["COMMENT"], ["by hand", "twice", "of the body", "its own"])
        self.assertEqual(self.convert("2", "omm-json")[0], out)
        back = self.convert("2", "omm-kvn")[0].splitlines()  # comments come first: JSON has no places
        self.assertEqual([x for x in back if not x.startswith("COMMENT")], [x for x in lines if not x.startswith("COMMENT")])
        self.assertEqual([x[8:] for x in back if x.startswith("COMMENT")], record["COMMENT"])
        self.write("both", text + "\n" + text)
        for to in ("omm-csv", "tle", "3le"):
            _, err = self.convert("both", to)
            self.assertEqual(err.count("W_LEFT_OUT"), 1)
            self.assertIn("both:1: W_LEFT_OUT: what 2 sets say beside their elements has no place in this spelling: ", err)
            self.assertRegex(err, "COMMENT, ORIGINATOR, GM, MASS, .* and more")

    def test_words_of_a_writers_own(self):
        """As Space-Track's CSV and JSON have them: keywords of OMM in KVN where they are such, else USER_DEFINED_."""
        self.write("pair.tle", COSMOS)
        (row,) = self.rows(self.convert("pair.tle", "omm-csv")[0])
        row |= {"ORIGINATOR": "18 SPCS", "PERIOD": "101.5", "MASS": "heavy", "CX_X": "1", "odd key": "x", "TLE_LINE0": '0 "C", 2251'}
        out = io.StringIO()
        writer = csv.DictWriter(out, row, lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
        self.write("own.csv", out.getvalue())
        whole, err = self.convert("own.csv", "omm-json")
        self.assertNotIn("W_LEFT_OUT", err)
        (record,) = json.loads(whole)
        for name in ("ORIGINATOR", "PERIOD", "MASS", "CX_X", "odd key", "TLE_LINE0"):
            self.assertEqual(record[name], row[name])
        kvn, err = self.convert("own.csv", "omm-kvn")
        self.assertIn("W_LEFT_OUT: what 1 sets say beside their elements has no place in this spelling: odd key (", err)
        for line in ("ORIGINATOR          = 18 SPCS", "USER_DEFINED_PERIOD = 101.5", "USER_DEFINED_MASS = heavy", "USER_DEFINED_CX_X = 1",
                     'USER_DEFINED_TLE_LINE0 = 0 "C", 2251'):
            self.assertIn(line, kvn.splitlines())
        record |= {"PERIOD": 101.5, "LIST": [1, {"A": None}], "FLAG": True, "NONE": None}
        self.write("own.json", json.dumps([record]))
        (again,) = json.loads(self.convert("own.json", "omm-json")[0])
        self.assertEqual({**again, "NONE": None}, record)
        kvn, err = self.convert("own.json", "omm-kvn")
        self.assertIn("odd key, LIST (", err)
        self.assertIn("USER_DEFINED_FLAG = true", kvn)
        self.write("twice.csv", out.getvalue().replace("odd key", "PERIOD"))
        self.assertIn("words that stand twice", self.convert("twice.csv", "omm-json")[1])

    def test_theory_and_data_source_keep_their_names(self):
        self.write("pair.tle", COSMOS)
        out, _ = self.convert("pair.tle", "omm-csv")
        self.write("0", out.replace(",SGP4,", ',"DSST, ""x""",ACME-E'))
        for to in OMM:
            there, err = self.convert("0", to)
            self.assertNotIn("W_OMM_THEORY", err)
            self.write("1", there)
            (row,) = csv.DictReader(io.StringIO(self.convert("1", "omm-csv")[0]))
            self.assertEqual((row["MEAN_ELEMENT_THEORY"], row["DATA_SOURCE"]), ('DSST, "x"', "ACME-E"))

    def test_a_refused_record_costs_itself_alone(self):
        self.write("mixed.tle", BROKEN + COSMOS)
        out, err = self.convert("mixed.tle", "omm-json", expect=3)
        self.assertIn("E_CHECKSUM", err)
        self.assertEqual(out.count("NORAD_CAT_ID"), 1)
        self.convert("absent.tle", "tle", expect=1)

    def test_terms_of_the_publisher_are_told(self):
        self.write("pair.tle", PAIR)
        self.run_cli("import", "--store", "sky.db", "--publisher", "space-track", "pair.tle")
        _, err = self.run_cli("convert", "--store", "sky.db", "--to", "tle")
        self.assertIn("forbid passing them on: 2", err)

    def test_a_message_keeps_its_words(self):
        self.write("iridium.tle", IRIDIUM)
        rows = self.rows(
            self.run_cli("propagate", "iridium.tle", "--start", "2009-02-10T16:00:00Z", "--duration", "10m", "--step", "60s", "--csv")[0]
        )
        self.write("a.oem", oem(oem_segment(rows)))
        there, err = self.convert("a.oem", "xml")
        self.assertIn("1 messages, the first is OEM", err)
        self.write("a.xml", there)
        self.assertEqual(self.convert("a.xml", "kvn")[0], self.convert("a.oem", "kvn")[0])
        self.assertEqual(self.convert("a.oem", "kvn")[0], (self.folder / "a.oem").read_text())
        self.write("a.oem.gz", gzip.compress((self.folder / "a.oem").read_bytes()))
        self.assertEqual(self.convert("a.oem.gz", "xml")[0], there)
        self.convert("a.oem", "omm-kvn", expect=1)  # an ephemeris holds no mean elements
        self.convert("iridium.tle", "kvn", expect=1)
        self.run_cli("convert", "a.oem", "a.xml", "--to", "kvn", expect=2)
        self.run_cli("convert", "a.oem", "--to", "kvn", "--id", "5", expect=2)
        self.run_cli("convert", "a.oem", "--to", "yaml", expect=2)

    def test_a_conjunction_message(self):
        self.write("pair.tle", PAIR)
        self.run_cli("screen", "pair.tle", "--start", "2009-02-10T16:30:00Z", "--duration", "1h", "--csv", "--cdm", "out")
        (name,) = [path.name for path in (self.folder / "out").iterdir()]
        kvn, _ = self.convert(f"out/{name}", "kvn")
        self.write("a.xml", self.convert(f"out/{name}", "xml")[0])
        self.assertEqual(self.convert("a.xml", "kvn")[0], kvn)
        self.assertEqual(kvn, (self.folder / "out" / name).read_text())
        self.write("a.json", self.convert(f"out/{name}", "json")[0])
        record = json.loads((self.folder / "a.json").read_text())
        for line in kvn.splitlines():  # the same digits, of object after object
            key, _, value = line.partition(" = ")
            if key == "OBJECT":
                prefix = f"SAT{value[-1]}_"
            elif key == "X":
                self.assertEqual((record[prefix + "X"], record[prefix + "X_UNIT"]), (value.removesuffix(" [km]"), "km"))
        self.assertEqual(record["TCA"], next(x for x in kvn.splitlines() if x.startswith("TCA "))[6:])
        self.write("b.kvn", self.convert("a.json", "kvn")[0])
        self.assertEqual(self.convert("b.kvn", "json")[0], self.convert("a.json", "json")[0])
        columns = lambda name: self.run_cli("pc", name, "--csv")[0].replace(name, "")
        self.assertEqual(columns("a.json"), columns(f"out/{name}"))
        self.write("pair.omm", self.convert("pair.tle", "omm-kvn")[0])
        self.assertIn("for conjunction messages alone", self.convert("pair.omm", "json", expect=1)[1])


@unittest.skipUnless(pathlib.Path(os.environ.get("STARSEA_TEST_DATA", ""), "ccsds").is_dir(), "no real data")
class RealData(Case):
    """Of other people's files every value comes back; a catalogue goes round through all spellings."""

    def test_catalogue(self):
        path = os.path.join(os.environ["STARSEA_TEST_DATA"], "catalog/bg_20250901.3le.gz")
        first, _ = self.run_cli("convert", path, "--to", "3le")
        self.assertEqual(len(first.splitlines()), 3 * 28488)
        self.write("0", first)
        for step, to in enumerate(OMM):
            self.write(str(step + 1), self.run_cli("convert", str(step), "--to", to)[0])
        self.assertEqual(self.run_cli("convert", "4", "--to", "3le")[0], first)

    def test_messages(self):
        folder = pathlib.Path(os.environ["STARSEA_TEST_DATA"], "ccsds")
        count = 0
        for path in sorted(folder.glob("nasa_iss_oem/*")) + sorted(folder.glob("cara_real_cdms/*.cdm"))[:10]:
            if path.stat().st_size > 4 << 20 or path.suffix not in (".txt", ".oem", ".xml", ".cdm"):
                continue
            kvn, _ = self.run_cli("convert", str(path), "--to", "kvn")
            self.write("x", self.run_cli("convert", str(path), "--to", "xml")[0])
            self.assertEqual(self.run_cli("convert", "x", "--to", "kvn")[0], kvn, path.name)
            count += 1
        self.assertGreater(count, 5)


if __name__ == "__main__":
    unittest.main()

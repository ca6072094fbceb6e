#!/usr/bin/env python3
"""convert: every spelling of element sets into every other, and messages as they are."""
import gzip
import os
import pathlib
import unittest

from cli import BROKEN, COSMOS, IRIDIUM, PAIR, Case, oem, oem_segment

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

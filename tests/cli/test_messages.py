#!/usr/bin/env python3
"""screen --cdm and --plot: a message and two pictures of each event, read back."""
import unittest
import xml.etree.ElementTree as xml

from cli import IRIDIUM, PAIR, Case

DAY = ("--start", "2009-02-10T00:00:00Z", "--duration", "1d", "--threshold-km", "5", "--csv")
HOUR = ("--start", "2009-02-10T16:30:00Z", "--duration", "1h", "--csv")
EVENT = "20090210T165559796Z_22675_24946"


class Messages(Case):
    def setUp(self):
        super().setUp()
        self.write("pair.tle", PAIR)

    def screen(self, *words):
        out, _ = self.run_cli("screen", "pair.tle", *DAY, *words)
        rows = self.rows(out)
        return min(rows, key=lambda r: float(r["TCA_RANGE"])), rows

    def keys(self, name):
        """Key-value pairs of a message: those of the front, then of each object."""
        parts = [{}]
        for line in (self.folder / name).read_text().splitlines():
            if " = " not in line or line.startswith("COMMENT"):
                continue
            key, value = line.split(" = ", 1)
            if key == "OBJECT":
                parts.append({})
            parts[-1][key] = value.split(" [")[0]
        return parts

    def maximum(self, name, *words):
        rows = self.rows(self.run_cli("pc", name, "--csv", *words)[0])
        return rows, next(r for r in rows if r["METHOD"] == "MAXIMUM")

    def test_a_message_says_that_no_covariance_is_known(self):
        event, rows = self.screen("--cdm", "out")
        self.assertEqual(len(list((self.folder / "out").glob("*.cdm"))), len(rows))
        front, one, two = self.keys(f"out/{EVENT}.cdm")
        self.assertEqual((one["OBJECT_DESIGNATOR"], two["OBJECT_DESIGNATOR"]), ("22675", "24946"))
        self.assertEqual((one["COVARIANCE_METHOD"], two["COVARIANCE_METHOD"], one["REF_FRAME"]), ("DEFAULT", "DEFAULT", "EME2000"))
        self.assertAlmostEqual(float(front["MISS_DISTANCE"]) / 1000, float(event["TCA_RANGE"]), places=6)
        self.assertAlmostEqual(float(front["RELATIVE_POSITION_T"]) / 1000, float(event["RELATIVE_T"]), places=5)
        self.assertNotIn("COLLISION_PROBABILITY", front)
        text = (self.folder / f"out/{EVENT}.cdm").read_text()
        for number in ("22675", "24946"):
            self.assertIn(f"COMMENT {number}: no covariance is known. The one given is a place-holder", text)
        # All 21 terms, as the standard demands.
        self.assertEqual(sum(key.startswith("C") and "_" in key and key[1] in "RTN" for key in one), 21)
        pc, most = self.maximum(f"out/{EVENT}.cdm", "--hbr-m", "20")
        self.assertEqual({r["PC"] for r in pc if r["METHOD"] != "MAXIMUM"}, {""})
        self.assertIn("W_COV_DEFAULT", most["CAVEATS"])
        self.assertAlmostEqual(float(most["PC"]) / float(event["MAX_PROB"]), 1.0, places=9)

    def test_either_object_comes_first(self):
        self.screen("--cdm", "a", "--cdm-first", "1")
        self.screen("--cdm", "b", "--cdm-first", "2")
        self.screen("--cdm", "c", "--primary", "24946", "--burn", "2009-02-10T20:00:00Z,0,0,0")
        a, b, c = (self.keys(f"{folder}/{EVENT}.cdm") for folder in "abc")
        self.assertEqual((a[1]["OBJECT_DESIGNATOR"], b[1]["OBJECT_DESIGNATOR"], c[1]["OBJECT_DESIGNATOR"]), ("22675", "24946", "24946"))
        self.assertEqual({k: v for k, v in a[1].items() if k != "OBJECT"}, {k: v for k, v in b[2].items() if k != "OBJECT"})
        for key in ("MISS_DISTANCE", "RELATIVE_SPEED"):
            self.assertAlmostEqual(float(a[0][key]) / float(b[0][key]), 1.0, places=12)
        self.assertEqual(self.maximum(f"a/{EVENT}.cdm")[1]["PC"][:14], self.maximum(f"b/{EVENT}.cdm")[1]["PC"][:14])

    def test_xml_says_the_same(self):
        self.screen("--cdm", "out")
        self.screen("--cdm", "out", "--cdm-format", "xml")
        kvn, xml_rows = self.maximum(f"out/{EVENT}.cdm")[0], self.maximum(f"out/{EVENT}.cdm.xml")[0]
        for a, b in zip(kvn, xml_rows, strict=True):
            self.assertEqual({k: a[k] for k in a if k != "FILE"}, {k: b[k] for k in b if k != "FILE"})
        self.assertEqual(xml.fromstring((self.folder / f"out/{EVENT}.cdm.xml").read_bytes()).tag, "cdm")

    def ephemeris(self, covariance):
        """own.oem: Iridium 33 for two hours about TCA, with a covariance of six rows, km and s."""
        self.write("own.tle", IRIDIUM)
        out, _ = self.run_cli("propagate", "own.tle", "--start", "2009-02-10T16:00:00Z", "--duration", "2h", "--csv")
        states = self.rows(out)
        keys = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
        text = (
            "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = 2009-02-10T00:00:00\nORIGINATOR = TEST\nMETA_START\nOBJECT_NAME = IRIDIUM 33\n"
            "OBJECT_ID = 1997-051C\nCENTER_NAME = EARTH\nREF_FRAME = TEME\nTIME_SYSTEM = UTC\nSTART_TIME = 2009-02-10T16:00:00\n"
            "STOP_TIME = 2009-02-10T18:00:00\nMETA_STOP\n"
        ) + "".join(s["EPOCH"].rstrip("Z") + " " + " ".join(s[k] for k in keys) + "\n" for s in states)
        text += "COVARIANCE_START\nEPOCH = 2009-02-10T16:00:00\nCOV_REF_FRAME = RTN\n"
        self.write("own.oem", text + "".join(covariance) + "COVARIANCE_STOP\n")

    def test_the_covariance_of_an_ephemeris(self):
        sigma = (0.1, 0.4, 0.05, 1e-4, 1e-4, 1e-4)
        self.ephemeris(" ".join(repr(sigma[i] ** 2) if i == j else "0" for j in range(i + 1)) + "\n" for i in range(6))
        rows = self.rows(self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", "--cdm", "out", *HOUR)[0])
        row = min(rows, key=lambda r: float(r["TCA_RANGE"]))
        self.assertEqual(row["CAVEATS"], "ONE_COVARIANCE")
        _, own, other = self.keys(f"out/{EVENT}.cdm")
        self.assertEqual((own["OBJECT_DESIGNATOR"], own["COVARIANCE_METHOD"], other["COVARIANCE_METHOD"]), ("24946", "CALCULATED", "DEFAULT"))
        self.assertAlmostEqual(float(own["CT_T"]), 160000.0)
        pc, most = self.maximum(f"out/{EVENT}.cdm", "--hbr-m", "20")
        self.assertEqual({r["PC"] for r in pc if r["METHOD"] != "MAXIMUM"}, {""})
        self.assertAlmostEqual(float(most["PC"]) / float(row["MAX_PROB"]), 1.0, places=9)
        # Knowing one of the two can only lower what is possible.
        self.assertLess(float(row["MAX_PROB"]), float(self.screen()[0]["MAX_PROB"]))

    def test_an_impossible_covariance_is_not_used(self):
        rest = ["0 0 0 1e-8\n", "0 0 0 0 1e-8\n", "0 0 0 0 0 1e-8\n"]
        for rows in (["1e-2\n", "5 1e-2\n", "0 0 1e-2\n"], ["1e-2\n", "0 -1e-2\n", "0 0 1e-2\n"]):
            self.ephemeris(rows + rest)
            out, err = self.run_cli("screen", "pair.tle", "--ephemeris", "own.oem", "--cdm", "out", *HOUR)
            row = min(self.rows(out), key=lambda r: float(r["TCA_RANGE"]))
            self.assertEqual(row["CAVEATS"], "COV_NPD")
            self.assertIn("W_COV_NPD: at 1 of 1 events the covariance of the ephemeris has a negative variance or is not positive definite", err)
            bare = float(self.screen()[0]["MAX_PROB"])  # by elements alone, at a range within a metre
            self.assertAlmostEqual(float(row["MAX_PROB"]) / bare, 1.0, delta=0.002)
            self.assertEqual({o["COVARIANCE_METHOD"] for o in self.keys(f"out/{EVENT}.cdm")[1:]}, {"DEFAULT"})
            self.assertIn("COMMENT 24946: the covariance of the ephemeris is not positive definite and is not used", (self.folder / f"out/{EVENT}.cdm").read_text())
            self.assertAlmostEqual(float(self.maximum(f"out/{EVENT}.cdm")[1]["PC"]) / float(row["MAX_PROB"]), 1.0, places=9)

    def test_the_radius_is_in_the_message(self):
        for words, ending in (((), ""), (("--cdm-format", "xml"), ".xml")):
            row, _ = self.screen("--cdm", "out", "--hbr-m", "5", *words)
            _, most = self.maximum(f"out/{EVENT}.cdm{ending}")
            self.assertNotIn("W_HBR_ASSUMED", most["CAVEATS"])
            self.assertAlmostEqual(float(most["PC"]) / float(row["MAX_PROB"]), 1.0, places=9)
        self.assertIn("COMMENT HBR = 5 [m]", (self.folder / f"out/{EVENT}.cdm").read_text())
        err = self.run_cli("screen", "pair.tle", *DAY, "--cdm", "out")[1]
        self.assertIn("the messages carry the combined radius of --hbr-m: 20 m", err)
        row, _ = self.screen()
        _, most = self.maximum(f"out/{EVENT}.cdm")
        self.assertAlmostEqual(float(most["PC"]) / float(row["MAX_PROB"]), 1.0, places=9)

    def test_pictures(self):
        self.screen("--plot", "a", "--threads", "1")
        self.screen("--plot", "b", "--threads", "2")
        for kind in ("history", "plane"):
            text = (self.folder / f"a/{EVENT}.{kind}.svg").read_bytes()
            self.assertEqual((self.folder / f"b/{EVENT}.{kind}.svg").read_bytes(), text)
            root = xml.fromstring(text)
            self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
            self.assertIn("COSMOS 2251", text.decode())
            lines = list(root.iter("{http://www.w3.org/2000/svg}polyline"))
            self.assertEqual(len(lines), 5 if kind == "history" else 2)
        # In the plane the miss is as long as the range: pixels against the ticks.
        plane = xml.fromstring((self.folder / f"a/{EVENT}.plane.svg").read_bytes())
        ticks = [t for t in plane.iter("{http://www.w3.org/2000/svg}text") if t.get("text-anchor") == "end" and t.get("class") == "tick"]
        (y0, m0), (y1, m1) = ((float(t.get("y")), float(t.text)) for t in (ticks[0], ticks[-1]))
        scale = abs((m1 - m0) / (y1 - y0))
        home, other = (next(c for c in plane.iter("{http://www.w3.org/2000/svg}circle") if c.get("class") == k) for k in ("home", "dot"))
        miss = sum((float(home.get(k)) - float(other.get(k))) ** 2 for k in ("cx", "cy")) ** 0.5 * scale
        self.assertAlmostEqual(miss, 698.0, delta=4.0)


if __name__ == "__main__":
    unittest.main()

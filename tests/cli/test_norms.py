#!/usr/bin/python3
"""starsea norms: columns, groups, a list of objects, an instrument of one's own, and what is refused."""
import csv
import io
import json
import pathlib
import unittest

from cli import Case, PAIR

HEAD = "NORM,PROVISION,BINDING,TEST,GROUP,NORAD_CAT_ID,OBJECTS,MET,NOT_MET,DIFFERS,UNDECIDABLE,COVERAGE,REASONS,AS_OF"
LIST = ("#JCAT\tPiece\tName\tLDate\tTDate\tProgram\tUNState\tUNReg\tUNPeriod\tUNPerigee\tUNApogee\tUNInc\n"
        "S22675\t1993-036A\tFirst\t1993 Jun 16\t*\tProgram 1\tAA\tST/SG/SER.E/1\t100.7\t776\t805\t74.0\n"
        "S24946\t1997-051C\tSecond\t1997 Sep 14\t*\tProgram 2\t[BB]\t-\t-\t-\t-\t-\n"
        "S40000\t2014-001A\tThird\t2014 Jan  5\t*\t-\tBB\t-\t-\t-\t-\t-\n")
NORMS = pathlib.Path(__file__).resolve().parents[2] / "data" / "norms"


class Norms(Case):
    def rows(self, *args):
        out, err = self.run_cli("norms", *args, "--format", "csv")
        self.assertTrue(out.startswith(HEAD), out)
        return list(csv.DictReader(io.StringIO(out))), err

    def setUp(self):
        super().setUp()
        self.write("pair.3le", PAIR)
        self.write("list.tsv", LIST)

    def test_every_provision_has_a_row(self):
        rows, err = self.rows("pair.3le")
        given = sorted((n["id"], p["id"]) for n in map(json.loads, map(pathlib.Path.read_text, NORMS.glob("*.json")))
                       for p in n["provisions"])
        self.assertEqual(given, sorted((r["NORM"], r["PROVISION"]) for r in rows))
        self.assertIn("no list of objects", err)
        for row in rows:
            self.assertTrue(row["CANNOT"] and row["CITATION"], row)
            self.assertEqual(int(row["OBJECTS"]), sum(int(row[c]) for c in ("MET", "NOT_MET", "DIFFERS", "UNDECIDABLE")))
            self.assertTrue(row["TEST"] or row["OBJECTS"] == "0", row)

    def test_registration_by_state(self):
        rows, _ = self.rows("pair.3le", "--objects", "list.tsv", "--by", "state")
        found = {r["GROUP"]: (r["MET"], r["NOT_MET"], r["COVERAGE"]) for r in rows
                 if (r["NORM"], r["PROVISION"]) == ("registration-convention", "II")}
        self.assertEqual(found, {"AA": ("1", "0", "1.000"), "BB": ("0", "1", "1.000")})
        rows, _ = self.rows("pair.3le", "--objects", "list.tsv", "--by", "program")
        self.assertEqual({r["GROUP"] for r in rows if r["TEST"] == "registered"}, {"Program 1", "Program 2"})

    def test_every_object_once(self):
        rows, _ = self.rows("pair.3le", "--objects", "list.tsv", "--by", "object", "--threads", "2")
        found = [(r["NORAD_CAT_ID"], r["GROUP"]) for r in rows if r["NORM"] == "unga-1721b"]
        self.assertEqual(found, [("22675", "First"), ("24946", "Second")])

    def test_an_instrument_of_ones_own(self):
        self.write("own.json", (NORMS / "fcc-22-74.json").read_text())
        rows, _ = self.rows("pair.3le", "--norm", "own.json")
        self.assertEqual([r["NORM"] for r in rows], ["fcc-22-74"])
        self.assertEqual(rows[0]["OBJECTS"], "0")  # both were launched long before
        self.write("bad.json", '{"format":"starsea-norm-1",\n"id":7}')
        _, err = self.run_cli("norms", "pair.3le", "--norm", "bad.json", expect=1)
        self.assertIn("bad.json:2:6: E_TYPE: norm.id: must be a string", err)
        self.write("broken.json", '{"format":\n"starsea')
        _, err = self.run_cli("norms", "pair.3le", "--norm", "broken.json", expect=1)
        self.assertIn("broken.json:2:", err)

    def test_a_list_in_the_store(self):
        self.write("satcat.csv", "OBJECT_NAME,NORAD_CAT_ID,OBJECT_TYPE,OWNER\nX,22675,PAY,CIS\n")
        out, _ = self.run_cli("import", "--store", "s.db", "pair.3le", "satcat.csv", "--arrival", "2020-01-01",
                              "--format", "csv")
        self.assertEqual(out.splitlines()[2].split(",")[:3], ["satcat.csv", "1", "1"])
        _, err = self.rows("--store", "s.db")
        self.assertIn("satcat.csv: 1 objects, arrived 2020-01-01", err)
        out, _ = self.run_cli("import", "--store", "s.db", "list.tsv", "list.tsv", "--arrival", "2019-01-01", "--format", "csv")
        self.assertEqual([line.split(",")[:4] for line in out.splitlines()[1:]],
                         [["list.tsv", "3", "3", "0"], ["list.tsv", "3", "0", "3"]])
        stored, err = self.rows("--store", "s.db", "--by", "state")  # registrations before SATCAT, though it came earlier
        self.assertIn("list.tsv: 3 objects, arrived 2019-01-01", err)
        self.run_cli("import", "--store", "s.db", "list.tsv", "--arrival", "2018-09-01")
        _, err = self.run_cli("norms", "--store", "s.db", "--known-at", "2018-10-01", expect=1)
        self.assertIn("list.tsv: 3 objects, arrived 2018-09-01", err)
        _, err = self.run_cli("norms", "--store", "s.db", "--known-at", "2018-06-01", expect=1)
        self.assertIn("no list of objects had arrived by then", err)
        _, err = self.run_cli("norms", "pair.3le", "--known-at", "2018-06-01", expect=2)
        self.assertEqual(err.splitlines()[0], "starsea norms: --known-at needs --store: a file does not say when its sets arrived")
        given, _ = self.rows("pair.3le", "--objects", "list.tsv", "--by", "state")
        self.assertEqual(stored, given)
        self.write("short.tsv", "".join(LIST.splitlines(keepends=True)[:3]))
        _, err = self.run_cli("import", "--store", "s.db", "short.tsv", "--arrival", "2018-01-01")
        self.assertIn("2 objects, fewer than four fifths of the 3 of list.tsv before", err)
        blob = next(p for p in (pathlib.Path(self.folder) / "s.db.blobs").rglob("*") if p.is_file() and p.read_text() == LIST)
        blob.write_text(LIST.replace("SER.E/1", "SER.E/2"))
        _, err = self.run_cli("norms", "--store", "s.db", expect=1)
        self.assertIn("not the bytes that were kept", err)

    def test_rows_that_contradict_each_other(self):
        rows = LIST.splitlines(keepends=True)
        self.write("twice.tsv", rows[0] + rows[2] + rows[1] + rows[1] + rows[2].replace("[BB]", "[CC]"))
        found, err = self.rows("pair.3le", "--objects", "twice.tsv", "--by", "state")
        self.assertIn("1 rows give an object, such as 24946, other values than a later row", err)
        self.assertEqual({r["GROUP"] for r in found if r["NORM"] == "unga-1721b"}, {"AA", "CC"})

    def test_a_list_that_is_none(self):
        _, err = self.run_cli("norms", "pair.3le", "--objects", "pair.3le", expect=1)
        self.assertIn("pair.3le", err)


if __name__ == "__main__":
    unittest.main()

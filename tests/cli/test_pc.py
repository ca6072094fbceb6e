#!/usr/bin/python3
"""pc from the command line: rows, columns, and what is refused."""
import csv
import io
import unittest

from cli import Case

HEADER = "FILE,METHOD,PC,PC_LOW,PC_HIGH,CHOSEN,CAVEATS"
PLANE = ("--xm", "10", "--ym", "0", "--sigma-x", "25", "--sigma-y", "50", "--hbr-m", "5")
METHODS = ["EXACT-2D", "FOSTER-1992", "CHAN-2008", "ALFANO-2005", "PATERA-2005", "ELROD-2019", "SERRA-2016", "MAXIMUM"]


class Numbers(Case):
    def test_a_row_a_method(self):
        out, _ = self.run_cli("pc", *PLANE, "--format", "csv")
        self.assertEqual(out.splitlines()[0], HEADER)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([row["METHOD"] for row in rows], METHODS)
        self.assertEqual([row["CHOSEN"] for row in rows], ["yes"] + ["no"] * 7)
        self.assertTrue(all(row["FILE"] == "" for row in rows))
        # Chan's test case 2; the integral at 40 digits is 0.0091810585875971393.
        self.assertLess(abs(float(rows[0]["PC"]) / 0.0091810585875971393 - 1), 1e-12)
        serra = rows[METHODS.index("SERRA-2016")]
        self.assertTrue(float(serra["PC_LOW"]) <= 0.0091810585875971393 <= float(serra["PC_HIGH"]))

    def test_a_number_missing(self):
        _, err = self.run_cli("pc", *PLANE[:-2], expect=2)
        self.assertIn("--hbr-m", err)

    def test_a_sigma_of_zero(self):
        _, err = self.run_cli("pc", *PLANE[:4], "--sigma-x", "0", *PLANE[6:], expect=1)
        self.assertIn("sigma", err)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""starsea breakups: columns, and what it says where there is nothing to find."""
import unittest

from cli import Case, PAIR


class Breakups(Case):
    def test_columns_stand_as_promised(self):
        self.write("one.tle", PAIR)
        out, err = self.run_cli("breakups", "one.tle", "--format", "csv")
        self.assertTrue(out.startswith("PARENT,PARENT_2,EPOCH,EPOCH_EARLIEST,EPOCH_LATEST,FRAGMENTS,AS_OF,KIND"), out)
        self.assertEqual(out.count("\n"), 1)
        self.assertIn("0 events", err)

    def test_least_is_checked(self):
        self.write("one.tle", PAIR)
        _, err = self.run_cli("breakups", "one.tle", "--least", "1", expect=2)
        self.assertIn("least", err)


if __name__ == "__main__":
    unittest.main()

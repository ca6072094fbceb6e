#!/usr/bin/python3
"""Which files sign, check, verify, report and key read and write beside a bundle, and which they leave alone."""
import csv
import io
import json
import os
import pathlib
import subprocess
import unittest

from cli import PAIR, Case

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CLAIM = (SOURCE / "data/claims/iridium33-cosmos2251.json").read_text()
WINDOW = ("--start", "2009-02-10T12:00:00Z", "--duration", "8h", "--threshold-km", "5")


class BundleFiles(Case):
    def inputs(self):
        self.write("claim.json", CLAIM)
        self.write("sets.tle", PAIR)

    def signed(self):
        """A bundle that two people signed, and its log."""
        self.inputs()
        self.run_cli("key", "a.key")
        self.run_cli("key", "b.key")
        self.run_cli("check", "claim.json", "sets.tle", "--bundle", "b", "--sign", "a.key", "--log", "e.log")
        self.run_cli("sign", "b", "--key", "b.key", "--log", "e.log")

    def verify_rows(self, *words, **more):
        out, err = self.run_cli("verify", "b", "--format", "csv", *words, **more)
        return list(csv.DictReader(io.StringIO(out))), err

    def test_a_file_that_is_no_log_stays_as_it_is(self):
        """What stands after the last whole line goes only if it is the beginning of the next one."""
        self.signed()
        self.run_cli("key", "c.key")
        whole = (self.folder / "e.log").read_text()
        for text in ("my diary", "my diary\n", '{"line":1,"previous":"mine"', whole + "my diary", whole + '{"line":2', whole + '{"line":9'):
            self.write("diary", text)
            rows, _ = self.verify_rows("--log", "diary", expect=1)
            self.assertRegex([r["DETAIL"] for r in rows if r["CHECK"] == "log"][0], r"diary:\d: ")
            self.assertIn("diary:", self.run_cli("sign", "b", "--key", "c.key", "--log", "diary", expect=1)[1])
            self.assertEqual((self.folder / "diary").read_text(), text)

    def test_nothing_is_written_into_a_bundle(self):
        """A log, a key or a page in the folder would be a file that the manifest does not name."""
        self.signed()
        self.run_cli("key", "c.key")
        (self.folder / "new").mkdir()
        (self.folder / "way").symlink_to("b/outputs")
        (self.folder / "into.html").symlink_to("b/x.html")
        for words, expect in ((("sign", "b", "--key", "c.key", "--log", "b/e.log"), 2), (("sign", "b", "--key", "c.key", "--log", "way/e.log"), 2),
                              (("check", "claim.json", "sets.tle", "--bundle", "new", "--log", "new/e.log"), 2), (("key", "b/k"), 2),
                              (("report", "b", "-o", "b/x.html"), 2), (("report", "sets.tle", *WINDOW, "-o", "./b/../way/x.md"), 2)):
            self.assertIn("stands in the bundle", self.run_cli(*words, expect=expect)[1], words)
        self.run_cli("report", "b", "-o", "into.html", expect=1)
        self.assertEqual(list((self.folder / "new").iterdir()), [])
        self.verify_rows("--log", "e.log")

    def test_a_page_takes_the_place_of_a_page_alone(self):
        self.inputs()
        for name in ("page.html", "page.htm", "page.md"):
            self.write(name, "")
            for _ in range(2):
                self.run_cli("report", "sets.tle", *WINDOW, "-o", name)
        self.run_cli("report", "sets.tle", *WINDOW, "--claim", "claim.json", "-o", "page.md")
        for text in ("# my notes\n", "<!doctype html>\n<html lang=\"en\">\nmine", "x"):
            for name in ("mine.md", "mine.html"):
                self.write(name, text)
                self.assertIn("no report", self.run_cli("report", "sets.tle", *WINDOW, "-o", name, expect=1)[1])
                self.assertEqual((self.folder / name).read_text(), text)
        self.run_cli("key", "k")
        secret = (self.folder / "k").read_text()
        for name in ("k", "claim.json", "new"):
            self.assertIn(".html, .htm or .md", self.run_cli("report", "sets.tle", *WINDOW, "-o", name, expect=2)[1])
        self.assertEqual((self.folder / "k").read_text(), secret)
        os.mkfifo(self.folder / "pipe.html")
        self.assertIn("is not a regular file", self.run_cli("report", "sets.tle", *WINDOW, "-o", "pipe.html", expect=1)[1])


if __name__ == "__main__":
    unittest.main()

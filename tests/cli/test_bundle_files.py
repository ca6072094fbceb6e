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

    def test_no_signature_without_its_line(self):
        """A log that cannot be written is seen before anything is signed, and a line that is missing can be added."""
        self.signed()
        self.run_cli("key", "c.key")
        os.mkfifo(self.folder / "pipe")
        self.write("diary", "my diary")
        before = (self.folder / "b/signatures.intoto.jsonl").read_bytes()
        for log in ("none/e.log", "/dev/full", "pipe", "diary", "."):
            self.run_cli("sign", "b", "--key", "c.key", "--log", log, expect=1)
            self.run_cli("check", "claim.json", "sets.tle", "--bundle", "new", "--sign", "c.key", "--log", log, expect=1)
            self.assertFalse((self.folder / "new").exists(), log)
        self.assertEqual((self.folder / "b/signatures.intoto.jsonl").read_bytes(), before)
        self.run_cli("sign", "b", "--key", "c.key")
        _, err = self.run_cli("sign", "b", "--key", "c.key", "--log", "e.log")
        self.assertIn("the line that the log lacks is added", err)
        self.assertEqual(len((self.folder / "e.log").read_text().splitlines()), 3)
        for words in (("--log", "e.log"), ()):
            self.assertIn("signed the bundle already", self.run_cli("sign", "b", "--key", "c.key", *words, expect=1)[1])
        self.run_cli("sign", "b", "--key", "c.key", "--log", "new.log")
        self.verify_rows("--log", "e.log")
        self.verify_rows("--log", "new.log")

    def test_leftovers_and_empty_folders_are_named(self):
        self.signed()
        (self.folder / "b/outputs/more/still").mkdir(parents=True)
        rows, _ = self.verify_rows(expect=1)
        self.assertIn(("outputs/more/still/", "UNLISTED", "is an empty folder, and a bundle holds none"), [(r["FILE"], r["STATUS"], r["DETAIL"]) for r in rows])
        (self.folder / "b/outputs/more/still").rmdir()
        (self.folder / "b/outputs/more").rmdir()
        self.write("b/signatures.intoto.jsonl.77-0.tmp", "{")
        for words in (("verify", "b"), ("sign", "b", "--key", "a.key")):
            out, err = self.run_cli(*words, expect=1)
            self.assertIn("is left from a signing that was cut short", out + err)

    def test_one_key_signs_once(self):
        self.signed()
        path = self.folder / "b/signatures.intoto.jsonl"
        good = path.read_text()
        envelope = json.loads(good)
        envelope["signatures"].append(envelope["signatures"][0])
        path.write_text(json.dumps(envelope, separators=(",", ":")) + "\n")
        rows, _ = self.verify_rows("--trust", "a.key.pub", expect=1)
        self.assertIn("has two signatures of one key", [r["DETAIL"] for r in rows])
        path.write_text('{"payload":"",' + good[1:])
        rows, _ = self.verify_rows(expect=1)
        self.assertIn("has a key twice in one object", [r["DETAIL"] for r in rows])
        path.write_text(good)
        self.write("twice.log", '{"line":1,' + (self.folder / "e.log").read_text()[1:])
        rows, _ = self.verify_rows("--log", "twice.log", expect=1)
        self.assertIn("twice.log:1: this line is altered: it has a key twice", [r["DETAIL"] for r in rows])

    def test_several_sign_at_once(self):
        self.signed()
        keys = [f"k{i}" for i in range(8)]
        for key in keys:
            self.run_cli("key", key)
        program = os.path.abspath(os.environ.get("STARSEA", "build/release/tools/cli/starsea"))
        running = [subprocess.Popen([program, "sign", "b", "--key", key, "--log", "e.log"], cwd=self.folder, stdout=subprocess.DEVNULL) for key in keys]
        self.assertEqual([p.wait(timeout=60) for p in running], [0] * len(keys))
        rows, _ = self.verify_rows("--log", "e.log")
        self.assertEqual([r["STATUS"] for r in rows if r["CHECK"] == "signature"], ["SIGNED"] * 10)

    def test_pipes_are_not_waited_for(self):
        self.signed()
        os.mkfifo(self.folder / "pipe")
        for words in (("verify", "b", "--trust", "pipe"), ("verify", "b", "--log", "pipe"), ("check", "pipe", "sets.tle")):
            out, err = self.run_cli(*words, expect=1)
            self.assertIn("is not a regular file", out + err, words)



if __name__ == "__main__":
    unittest.main()

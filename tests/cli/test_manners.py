#!/usr/bin/python3
"""Help, usage errors, streams and exit status: what every job shares."""
import gzip
import json
import os
import signal
import subprocess
import time
import unittest

from cli import BROKEN, COSMOS, IRIDIUM, PAIR, STARSEA, Case

START = ("--start", "2009-02-10T16:00:00Z")


class Help(Case):
    def jobs(self):
        return self.run_cli("help", "--list")[0].split()

    def test_the_jobs_of_the_manual_are_there(self):
        for name in "import show propagate screen simulate".split():
            self.assertIn(name, self.jobs())

    def test_every_job_explains_itself(self):
        for name in self.jobs():
            out, err = self.run_cli(name, "--help")
            self.assertEqual(err, "")
            self.assertIn(f"usage: starsea {name}", out)
            for section in ("\noptions:\n", "\nexit status:\n", "\nexample:\n  starsea " + name):
                self.assertIn(section, out)
            self.assertEqual(self.run_cli("help", name)[0], out)
            self.assertEqual(self.run_cli(name, "no-such-file", "-h")[0], out)
            self.assertLessEqual(max(len(line) for line in out.splitlines() if not line.startswith("  starsea ")), 110)

    def test_every_job_has_a_manual_page(self):
        for words in ([], *([name] for name in self.jobs())):
            page = self.run_cli("help", "--man", *words)[0]
            self.assertTrue(page.startswith(".TH "))
            for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS"):
                self.assertIn(f".SH {section}\n", page)

    def test_overview_and_version(self):
        out = self.run_cli("help")[0]
        for name in self.jobs():
            self.assertIn(f"\n  {name} ", out)
        self.assertEqual(self.run_cli("--help")[0], out)
        self.assertEqual(self.run_cli(expect=2), ("", out))
        version = self.run_cli("version")[0]
        self.assertRegex(version, r"^starsea \d+\.\d+\.\d+\nsgp4 kernel: \w+\n$")
        self.assertEqual(self.run_cli("--version")[0], version)


class Usage(Case):
    """Exit 2, nothing on standard output, and a line that says what to change."""

    def refuse(self, text, *words):
        out, err = self.run_cli(*words, expect=2)
        self.assertEqual(out, "")
        self.assertIn(text, err)
        self.assertIn("see: starsea", err)

    def test_names_that_are_near(self):
        self.refuse("do you mean propagate?", "propogate")
        self.refuse("do you mean screen?", "scren")
        self.refuse('there is no job "zzzzzzzzz"\n', "zzzzzzzzz")
        self.refuse("do you mean --start?", "propagate", "--strat", "2009-02-10")
        self.refuse("do you mean --threshold-km?", "screen", "--threshold", "5")
        self.refuse("do you mean --threshold-km?", "screen", "--treshold-km=5")
        self.refuse("no option --zzzzzzzz\n", "screen", "--zzzzzzzz")
        self.refuse("two dashes", "screen", "-x")

    def test_values(self):
        self.refuse("--start is missing", "propagate", "x.tle")
        self.refuse("--start needs a value", "propagate", "x.tle", "--start")
        self.refuse("--start yesterday: ", "propagate", "x.tle", "--start", "yesterday")
        self.refuse("--duration 5: ", "propagate", "x.tle", *START, "--duration", "5")
        self.refuse("--step 0s: must be from", "propagate", "x.tle", *START, "--step=0s")
        self.refuse("--threshold-km -1: must be from", "screen", "x.tle", *START, "--threshold-km", "-1")
        self.refuse("must be from 0.001 s to 31622400 s", "screen", "x.tle", *START, "--duration", "367d")
        self.refuse("outside the years 1720 to 2280", "propagate", "x.tle", "--start", "2300-01-01")
        self.refuse("is not a catalogue number", "propagate", "x.tle", *START, "--id", "1,x")
        self.refuse("given twice", "propagate", "x.tle", *START, *START)
        self.refuse("given twice", "propagate", "x.tle", *START, "--csv", "--json")
        self.refuse("one of table, csv, json", "propagate", "x.tle", *START, "--format", "xml")
        self.refuse("--objects is missing", "simulate", "--epoch", "2026-03-10")
        self.refuse("must be from 1 to", "simulate", "--epoch", "2026-03-10", "--objects", "0")

    def test_inputs(self):
        self.refuse("give files", "propagate", *START)
        self.refuse("not both", "propagate", *START, "x.tle", "--store", "sky.db")
        self.refuse("only once", "propagate", *START, "-", "-")
        self.refuse("--known-at needs --store", "propagate", *START, "x.tle", "--known-at", "2009-02-10")
        self.refuse("takes no inputs", "simulate", "x.tle", "--objects", "1", "--epoch", "2026-03-10")
        self.refuse("import needs FILE", "import", "--store", "sky.db")

    def test_control_characters_do_not_reach_the_terminal(self):
        for words in (["\x1b[2J"], ["propagate", "--\x1b[2J"], ["propagate", "--start", "\x1b[2J"], ["propagate", *START, "\x1b]0;x\x07"]):
            done = subprocess.run([STARSEA, *words], cwd=self.folder, capture_output=True, check=False)
            self.assertIn(done.returncode, (1, 2))
            self.assertNotIn(b"\x1b", done.stderr + done.stdout)


class Inputs(Case):
    def test_a_missing_file_fails_and_is_named(self):
        out, err = self.run_cli("propagate", "no-such.tle", *START, "--csv", expect=1)
        self.assertEqual(out, "")
        self.assertIn("no-such.tle", err)

    def test_what_cannot_be_read_is_told_for_what_it_is(self):
        self.write("long.zst", bytes.fromhex("28b52ffd00a8010000"))  # a window of 2 GiB, as zstd --long=31 makes
        for path, says in ((".", ".: is a folder"), ("long.zst", "compress the file again without --long")):
            self.assertIn(says, self.run_cli("propagate", path, *START, expect=1)[1])

    def test_empty_standard_input_fails(self):
        for text in ("", "\n\n", "hello\n"):
            out, err = self.run_cli("propagate", "-", *START, "--csv", stdin=text, expect=1)
            self.assertEqual(out, "")
            self.assertNotEqual(err, "")

    def test_a_missing_file_among_others_is_told_and_the_rest_done(self):
        self.write("iridium.tle", IRIDIUM)
        out, err = self.run_cli("propagate", "no-such.tle", "iridium.tle", *START, "--duration", "0s", "--csv", expect=3)
        self.assertEqual([row["NORAD_CAT_ID"] for row in self.rows(out)], ["24946"])
        self.assertIn("no-such.tle", err)

    def test_a_broken_record_is_told_with_its_place_and_the_rest_done(self):
        self.write("mixed.tle", COSMOS + BROKEN)
        out, err = self.run_cli("propagate", "mixed.tle", *START, "--duration", "0s", "--csv", expect=3)
        self.assertEqual([row["NORAD_CAT_ID"] for row in self.rows(out)], ["22675"])
        self.assertRegex(err, r"(?m)^mixed\.tle:5:\d+: E_[A-Z_]+: .+ \(.+\)$")

    def test_a_file_cut_short_is_told_and_what_came_before_is_used(self):
        cut = gzip.compress(PAIR.encode() + os.urandom(50000).hex().encode(), 1)[:40000]
        self.write("cut.tle.gz", cut)
        out, err = self.run_cli("propagate", "cut.tle.gz", *START, "--duration", "0s", "--csv", expect=3)
        self.assertEqual(len(self.rows(out)), 2)
        self.assertIn("warning: ", err)
        self.assertIn("cut.tle.gz", err)

    def test_double_dash_ends_options(self):
        self.write("--start", PAIR)
        out, _ = self.run_cli("propagate", *START, "--duration", "0s", "--csv", "--", "--start")
        self.assertEqual(len(self.rows(out)), 2)

    def test_standard_input_with_others(self):
        self.write("cosmos.tle", COSMOS)
        out, _ = self.run_cli("propagate", "-", "cosmos.tle", *START, "--duration=0s", "--csv", stdin=IRIDIUM)
        self.assertEqual([row["NORAD_CAT_ID"] for row in self.rows(out)], ["22675", "24946"])


class Streams(Case):
    LONG = ("propagate", "pair.tle", *START, "--duration", "1d", "--step", "1s", "--csv")

    def setUp(self):
        super().setUp()
        self.write("pair.tle", PAIR)

    def test_a_full_disk_is_a_failure(self):
        for words in (("help",), self.LONG, ("propagate", "pair.tle", *START, "--duration", "0s")):
            with open("/dev/full", "wb") as full:
                _, err = self.run_cli(*words, expect=1, stdout=full)
            self.assertEqual(err.count("cannot write to standard output: No space left on device"), 1)

    def test_a_reader_that_leaves_is_a_failure(self):
        with subprocess.Popen([STARSEA, *self.LONG], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as job:
            self.assertTrue(job.stdout.readline().startswith(b"NORAD_CAT_ID,"))
            job.stdout.close()
            err = job.stderr.read()
            self.assertEqual(job.wait(60), 1)
        self.assertIn(b"cannot write to standard output: Broken pipe", err)

    def test_closed_streams_do_not_end_in_files(self):
        script = f'exec "{STARSEA}" "$@" <&- >&-'
        done = subprocess.run(["sh", "-c", script, "sh", *self.LONG], cwd=self.folder, capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"cannot write", done.stderr)
        self.assertEqual((self.folder / "pair.tle").read_text(), PAIR)

    def test_interrupt_ends_the_run(self):
        words = ("propagate", "pair.tle", *START, "--duration", "3000d", "--step", "1s", "--csv")
        with subprocess.Popen([STARSEA, *words], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as job:
            job.stdout.readline()
            job.send_signal(signal.SIGINT)
            begin = time.monotonic()
            _, err = job.communicate(timeout=60)
            self.assertLess(time.monotonic() - begin, 20)
        self.assertEqual(job.returncode, -signal.SIGINT)
        self.assertIn(b"interrupted", err)

    def test_interrupt_ends_a_wait_for_input(self):
        """Neither told as a bad file, nor the files after it worked on."""
        for words in (("propagate", *START), ("import", "--store", "sky.db")):
            with subprocess.Popen([STARSEA, *words, "-", "pair.tle"], cwd=self.folder, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as job:
                self.wait_until_it_reads(job.pid)
                job.send_signal(signal.SIGINT)
                job.wait(20)
                out, err = job.stdout.read(), job.stderr.read()
            self.assertEqual(job.returncode, -signal.SIGINT, err)
            self.assertEqual(out, b"")
            self.assertIn(b"interrupted", err)
            self.assertNotIn(b"cannot be read", err)

    def wait_until_it_reads(self, pid):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
                if stat.read().rsplit(")", 1)[1].split()[0] == "S":
                    return
            time.sleep(0.05)
        self.fail("it never waits for input")

    def test_a_limit_on_file_sizes_is_a_full_disk(self):
        done = subprocess.run(["sh", "-c", f'ulimit -f 1; exec "{STARSEA}" "$@" >rows.csv', "sh", *self.LONG],
                              cwd=self.folder, capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"cannot write to standard output: File too large", done.stderr)

    def test_talk_stays_off_standard_output_and_no_bar_without_a_terminal(self):
        out, err = self.run_cli("propagate", "pair.tle", *START, "--duration", "1m", "--json")
        for line in out.splitlines():
            json.loads(line)
        self.assertIn("age of the element sets at 2009-02-10T16:00:00Z", err)
        self.assertNotIn("\r", err)
        self.assertNotIn("\x1b", err)

    def test_progress_on_a_terminal(self):
        master, slave = os.openpty()
        with open(os.devnull, "wb") as null:
            done = subprocess.run([STARSEA, *self.LONG], cwd=self.folder, stdout=null, stderr=slave, check=False)
        os.close(slave)
        text = b""
        try:
            while piece := os.read(master, 65536):
                text += piece
        except OSError:
            pass
        os.close(master)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"] 100 %", text)


if __name__ == "__main__":
    unittest.main()

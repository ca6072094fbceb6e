#!/usr/bin/python3
"""import, show, and jobs that take their elements from a store."""
import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import unittest
import xml.etree.ElementTree

from cli import BROKEN, COSMOS, IRIDIUM, PAIR, STARSEA, Case

START = ("--start", "2009-02-10T16:00:00Z")


class Store(Case):
    def bring(self, *files, expect=0, **more):
        out, err = self.run_cli("import", "--store", "sky.db", "--csv", *files, expect=expect, **more)
        return list(csv.DictReader(io.StringIO(out))), err

    def test_import_counts(self):
        self.write("pair.tle", PAIR)
        (row,), _ = self.bring("pair.tle")
        self.assertEqual([row[n] for n in ("RECORDS", "ADDED", "KNOWN", "OBJECTS_ADDED", "REFUSED")], ["2", "2", "0", "2", "0"])
        (row,), _ = self.bring("pair.tle")
        self.assertEqual([row[n] for n in ("RECORDS", "ADDED", "KNOWN", "OBJECTS_ADDED", "REFUSED")], ["2", "0", "2", "0", "0"])

    def test_a_broken_record_leaves_the_rest(self):
        self.write("mixed.tle", COSMOS + BROKEN)
        (row,), err = self.bring("mixed.tle", expect=3)
        self.assertEqual((row["ADDED"], row["REFUSED"]), ("1", "1"))
        self.assertRegex(err, r"(?m)^mixed\.tle:5:\d+: E_[A-Z_]+: .+ \(.+\)$")

    def test_nothing_usable_is_a_failure(self):
        self.write("broken.tle", BROKEN)
        (row,), err = self.bring("broken.tle", expect=1)
        self.assertEqual((row["RECORDS"], row["REFUSED"]), ("0", "1"))
        self.assertIn("no element set is usable", err)

    def test_one_broken_record_among_ten_thousand(self):
        made, _ = self.run_cli("simulate", "--objects", "10000", "--epoch", "2026-03-10")
        lines = made.splitlines(keepends=True)
        lines[5000] = lines[5000].replace(",", ";")
        self.write("made.csv", "".join(lines))
        (row,), err = self.bring("made.csv", expect=3)
        self.assertEqual([row[n] for n in ("RECORDS", "ADDED", "OBJECTS_ADDED", "REFUSED")], ["9999", "9999", "9999", "1"])
        self.assertEqual(err.count("\n"), 1)
        self.assertRegex(err, r"^made\.csv:5001:")

    def test_a_missing_file_leaves_the_rest(self):
        self.write("pair.tle", PAIR)
        rows, err = self.bring("absent.tle", "pair.tle", expect=3)
        self.assertEqual([row["FILE"] for row in rows], ["pair.tle"])
        self.assertIn("absent.tle", err)
        rows, _ = self.bring("absent.tle", expect=1)
        self.assertEqual(rows, [])

    def test_show_as_known_then(self):
        self.write("first.tle", IRIDIUM)
        self.write("later.tle", PAIR.replace("09040.78448243", "09041.78448243").replace("9994", "9995").replace("9996", "9996"))
        self.bring("--arrival", "2009-02-10", "first.tle")
        self.bring("--arrival", "2009-02-12", "later.tle")
        show = ("show", "--store", "sky.db", "--csv", "--id")
        self.assertEqual(len(self.rows(self.run_cli(*show, "24946")[0])), 2)
        out, err = self.run_cli(*show, "24946", "--known-at", "2009-02-11")
        self.assertEqual([r["ARRIVAL"][:10] for r in self.rows(out)], ["2009-02-10"])
        self.assertRegex(err, r"data age now: newest element set [0-9.]+ d \(2009-02-09T18:49:39Z\), last arrival in the store [0-9.]+ d \(2009-02-10T00:00:00Z\)")
        out, err = self.run_cli(*show, "24946,22675", "--known-at", "2009-02-11", expect=3)
        self.assertEqual(len(self.rows(out)), 1)
        self.assertIn("nothing of object 22675 had arrived by then", err)
        self.run_cli(*show, "22675", "--known-at", "2009-02-11", expect=1)

    def test_show_draws(self):
        made, _ = self.run_cli("simulate", "--objects", "3", "--epoch", "2026-03-10")
        header, first, *_ = made.splitlines()
        fields = first.split(",")
        number, fields[0] = fields[11], "A <b>&"
        months = [",".join([*fields[:2], f"2026-{month:02}-10T00:00:00.000000", *fields[3:]]) for month in range(1, 13)]
        self.write("made.csv", "\n".join([header, *months]))
        self.bring("made.csv")
        self.run_cli("show", "--store", "sky.db", "--id", number, "--svg", "one.svg")
        first = (self.folder / "one.svg").read_bytes()
        self.run_cli("show", "--store", "sky.db", "--id", number, "--svg", "one.svg")
        self.assertEqual((self.folder / "one.svg").read_bytes(), first)
        root = xml.etree.ElementTree.fromstring(first)
        polylines = [e for e in root.iter() if e.tag.endswith("polyline")]
        self.assertEqual([len(p.get("points").split()) for p in polylines], [12] * 4)
        self.assertIn("12 element sets", first.decode())
        self.run_cli("show", "--store", "sky.db", "--id", f"{number},1", "--svg", "two.svg", expect=2)
        self.assertFalse((self.folder / "two.svg").exists())

    def test_findings_are_kept(self):
        self.write("mixed.tle", COSMOS + BROKEN)
        self.bring("mixed.tle", expect=3)
        out, err = self.run_cli("doctor", "--store", "sky.db", "--json", expect=3)
        (found,) = [json.loads(line) for line in out.splitlines()]
        self.assertEqual((found["FILE"], found["LINE"], found["RULE"], found["SEVERITY"]), ("mixed.tle", 5, "E_CHECKSUM", "error"))
        self.assertIn("1 errors, 0 warnings kept", err)
        self.run_cli("doctor", "--store", "sky.db", "mixed.tle", expect=2)
        self.run_cli("doctor", expect=2)

    def test_every_result_tells_the_age_of_its_data(self):
        self.write("pair.tle", PAIR)
        self.bring("--arrival", "2009-02-10", "pair.tle")
        window = (*START, "--duration", "10m")
        for words in (("propagate", *window), ("screen", *window), ("show", "--id", "24946"), ("report", *window), ("manoeuvres",), ("breakups",), ("convert", "--to", "omm-csv")):
            _, err = self.run_cli(*words, "--store", "sky.db")
            self.assertRegex(err, r"data age now: newest element set [0-9.]+ d \(2009-02-\S+\), last arrival in the store [0-9.]+ d \(2009-02-10T00:00:00Z\)", words[0])
        self.assertIn("data age now: newest", self.run_cli("convert", "pair.tle", "--to", "omm-csv")[1])
        _, err = self.run_cli("propagate", "--start", "2009-03-10", "--duration", "10m", "pair.tle")
        self.assertRegex(err, r"data age now: newest element set [0-9.]+ d \(2009-02-\S+\)\n")
        self.assertIn("STALE: element sets used that are more than 14 days old at the start: 2 of 2", err)

    def test_show(self):
        self.write("pair.tle", PAIR)
        self.bring("--arrival", "2009-02-10T00:00:00Z", "pair.tle")
        out, _ = self.run_cli("show", "--store", "sky.db", "--id", "24946", "--format", "csv")
        (row,) = csv.DictReader(io.StringIO(out))
        expected = {
            "OBJECT_NAME": "IRIDIUM 33",
            "NORAD_CAT_ID": "24946",
            "MEAN_MOTION": "14.34219863",
            "INCLINATION": "86.3994",
            "ARRIVAL": "2009-02-10T00:00:00.000Z",
            "SOURCE_FILE": "pair.tle",
            "PUBLISHER": "",
            "DATA_SOURCE": "",
        }
        self.assertEqual({name: row[name] for name in expected}, expected)
        line = json.loads(self.run_cli("show", "--store", "sky.db", "--id", "24946", "--format", "json")[0])
        self.assertEqual(line["MEAN_MOTION"], 14.34219863)
        table, _ = self.run_cli("show", "--store", "sky.db", "--id", "24946")
        self.assertIn("IRIDIUM 33", table)
        self.run_cli("show", "--store", "sky.db", "--id", "5", expect=1)
        self.run_cli("show", "--store", "sky.db", "--id", "24946,5", expect=3)
        self.run_cli("show", "--store", "absent.db", "--id", "5", expect=1)

    def test_show_tells_publisher_and_sets_derived_from_operators(self):
        self.write("pair.tle", IRIDIUM)
        out, _ = self.run_cli("convert", "pair.tle", "--to", "omm-csv")
        first, row = out.splitlines()
        self.write("derived.csv", f"{first}\n{row}OPERATOR\n")
        self.bring("--publisher", "celestrak", "pair.tle")
        self.bring("derived.csv")
        out, _ = self.run_cli("show", "--store", "sky.db", "--id", "24946", "--csv")
        rows = self.rows(out)
        self.assertEqual([(r["DATA_SOURCE"], r["PUBLISHER"]) for r in rows], [("", "celestrak"), ("OPERATOR", "")])
        self.write("shown.csv", out)  # and the mark comes back
        self.assertEqual(self.run_cli("convert", "shown.csv", "--to", "omm-csv")[0].splitlines()[2], f"{row}OPERATOR")

    def test_what_show_writes_can_be_imported(self):
        self.write("pair.tle", PAIR)
        self.bring("pair.tle")
        out, _ = self.run_cli("show", "--store", "sky.db", "--id", "24946", "--format", "csv")
        self.write("shown.csv", out)
        (row,), _ = self.bring("shown.csv")
        self.assertEqual((row["RECORDS"], row["REFUSED"], row["OBJECTS_ADDED"]), ("1", "0", "0"))

    def test_a_store_gives_the_same_rows_as_its_files(self):
        self.write("pair.tle", PAIR)
        self.bring("pair.tle")
        for job in (("propagate", "--duration", "10m"), ("screen", "--duration", "1d", "--threshold-km", "5")):
            from_file, _ = self.run_cli(*job, *START, "--csv", "pair.tle")
            from_store, _ = self.run_cli(*job, *START, "--csv", "--store", "sky.db")
            self.assertEqual(from_store, from_file)
        out, _ = self.run_cli("propagate", *START, "--csv", "--store", "sky.db", "--id", "24946", "--duration", "0s")
        self.assertEqual([row["NORAD_CAT_ID"] for row in self.rows(out)], ["24946"])

    def test_known_at(self):
        self.write("iridium.tle", IRIDIUM)
        self.write("cosmos.tle", COSMOS)
        self.bring("--arrival", "2009-02-10", "iridium.tle")
        self.bring("--arrival", "2009-02-12", "cosmos.tle")
        words = ("propagate", *START, "--duration", "0s", "--csv", "--store", "sky.db")
        self.assertEqual(len(self.rows(self.run_cli(*words)[0])), 2)
        rows = self.rows(self.run_cli(*words, "--known-at", "2009-02-11")[0])
        self.assertEqual([row["NORAD_CAT_ID"] for row in rows], ["24946"])

    def test_a_set_that_had_arrived_earlier(self):
        """What the store got late may have been known early: the earliest arrival counts, the row stays."""
        self.write("late.tle", IRIDIUM + COSMOS)
        self.write("early.tle", IRIDIUM)
        self.bring("--arrival", "2009-02-12", "late.tle")
        (row,), err = self.bring("--arrival", "2009-02-10", "early.tle")
        self.assertEqual((row["ADDED"], row["KNOWN"], row["DIFFERING"]), ("0", "1", "0"))
        self.assertIn("early.tle: 1 known sets had arrived earlier than the store knew", err)
        words = ("propagate", *START, "--duration", "0s", "--csv", "--store", "sky.db", "--known-at", "2009-02-11")
        for more in ((), ("--id", "24946")):
            self.assertEqual([r["NORAD_CAT_ID"] for r in self.rows(self.run_cli(*words, *more)[0])], ["24946"])
        show = ("show", "--store", "sky.db", "--csv", "--id", "24946")
        (shown,) = self.rows(self.run_cli(*show, "--known-at", "2009-02-11")[0])
        self.assertEqual((shown["ARRIVAL"][:10], shown["SOURCE_FILE"]), ("2009-02-10", "late.tle"))
        out, _ = self.run_cli("convert", "--store", "sky.db", "--to", "omm-csv", "--known-at", "2009-02-11")
        self.assertEqual([r["NORAD_CAT_ID"] for r in self.rows(out)], ["24946"])
        # A later arrival, and the same bytes at the same time, change nothing.
        for when in ("2009-02-10", "2009-02-20"):
            _, err = self.bring("--arrival", when, "early.tle")
            self.assertNotIn("known sets", err)
        # The very same bytes, earlier: the file's arrival goes back, and nothing else is left of it.
        _, err = self.bring("--arrival", "2009-02-11", "late.tle")
        self.assertIn("late.tle: 1 known sets had arrived earlier", err)
        db = sqlite3.connect(self.folder / "sky.db")
        self.addCleanup(db.close)
        self.assertEqual(db.execute("SELECT name FROM file ORDER BY file_id").fetchall(), [("late.tle",), ("early.tle",)])
        self.assertEqual(db.execute("SELECT count(*) FROM gp_again").fetchone(), (1,))
        self.assertEqual(db.execute("PRAGMA foreign_key_check").fetchall(), [])
        self.assertEqual(len(self.rows(self.run_cli(*words)[0])), 2)

    def test_a_name_that_comes_later(self):
        bare = "".join(line for line in IRIDIUM.splitlines(keepends=True) if line[:2] in ("1 ", "2 "))
        self.write("bare.tle", bare)
        self.write("named.tle", IRIDIUM)
        self.write("renamed.tle", "ANOTHER\n" + bare)
        self.bring("--arrival", "2009-02-10", "bare.tle")
        names = lambda: [
            self.rows(self.run_cli(*words, "--store", "sky.db")[0])[0]["OBJECT_NAME"]
            for words in (("show", "--csv", "--id", "24946"), ("convert", "--to", "omm-csv"))
        ]
        self.assertEqual(names(), [""] * 2)
        self.bring("--arrival", "2009-02-12", "named.tle")
        self.assertEqual(names(), ["IRIDIUM 33"] * 2)
        self.bring("--arrival", "2009-02-13", "renamed.tle")
        self.assertEqual(names(), ["IRIDIUM 33"] * 2)
        out, _ = self.run_cli("convert", "--store", "sky.db", "--to", "3le")
        self.assertEqual(out.splitlines()[0], "0 IRIDIUM 33")
        (shown,) = self.rows(self.run_cli("show", "--store", "sky.db", "--csv", "--id", "24946")[0])
        self.assertEqual((shown["ARRIVAL"][:10], shown["SOURCE_FILE"]), ("2009-02-10", "bare.tle"))

    def test_arrivals_that_cannot_be(self):
        self.write("pair.tle", PAIR)
        for when, why in (("1900-01-01", "no satellite before 1957-10-04"), ("2200-01-01", "still to come")):
            _, err = self.bring("--arrival", when, "pair.tle", expect=2)
            self.assertIn(why, err)
            self.assertFalse((self.folder / "sky.db").exists())
        _, err = self.bring("--arrival", "2000-01-01", "pair.tle")
        self.assertIn("epoch lies more than 30 days after their arrival: 2 of 2", err)
        _, err = self.bring("pair.tle")
        self.assertNotIn("arrival", err)

    def test_publisher_and_licence(self):
        self.write("iridium.tle", IRIDIUM)
        self.write("cosmos.tle", COSMOS)
        self.bring("--publisher", "CelesTrak", "--licence", "with credit", "iridium.tle")
        self.bring("--publisher", "Space-Track", "cosmos.tle")
        db = sqlite3.connect(self.folder / "sky.db")
        self.addCleanup(db.close)
        rows = db.execute("SELECT name, publisher, licence, restricted FROM file ORDER BY file_id").fetchall()
        self.assertEqual(rows, [("iridium.tle", "CelesTrak", "with credit", 0), ("cosmos.tle", "Space-Track", "", 1)])

    def test_a_store_of_version_1(self):
        """As it was made before a file had a publisher, and when sets of one epoch were told apart by a digest."""
        self.write("pair.tle", PAIR)
        self.bring("--arrival", "2009-02-10", "pair.tle")
        words = ("propagate", *START, "--duration", "10m", "--csv", "--store", "sky.db")
        before, _ = self.run_cli(*words)
        db = sqlite3.connect(self.folder / "sky.db")
        for column in ("restricted", "licence", "publisher"):
            db.execute(f"ALTER TABLE file DROP COLUMN {column}")
        db.executescript(
            "DROP INDEX gp_by_object; ALTER TABLE gp DROP COLUMN variant;"
            "ALTER TABLE gp ADD COLUMN digest BLOB NOT NULL DEFAULT x'00';"
            "CREATE UNIQUE INDEX gp_by_object ON gp (norad_cat_id, epoch, digest);"
            "DROP TABLE fetch_request; DROP TABLE fetch_gate; DROP TABLE fetch_source; DROP TABLE object_list; DROP TABLE gp_again; PRAGMA user_version = 1"
        )
        db.close()
        self.assertEqual(self.run_cli(*words)[0], before)
        (row,), _ = self.bring("--publisher", "celestrak", "pair.tle")
        self.assertEqual((row["ADDED"], row["KNOWN"]), ("0", "2"))

    def test_an_interrupt_while_a_file_is_read(self):
        """Half of the file comes, then the interrupt, then the other half: nothing of it is stored."""
        made, _ = self.run_cli("simulate", "--objects", "6000", "--epoch", "2026-01-01")
        self.write("one.tle", IRIDIUM)
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        process = subprocess.Popen([STARSEA, "import", "--store", "sky.db", "one.tle", "fifo"], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        with open(fifo, "w", encoding="ascii") as pipe:
            pipe.write(made[: len(made) // 2])
            pipe.flush()
            process.send_signal(signal.SIGINT)
            try:
                pipe.write(made[len(made) // 2 :])
            except BrokenPipeError:
                pass
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, -signal.SIGINT, err)
        db = sqlite3.connect(self.folder / "sky.db")
        self.addCleanup(db.close)
        self.assertEqual(db.execute("SELECT count(*) FROM gp").fetchall(), [(1,)])

    def test_a_file_that_is_no_store(self):
        self.write("sky.db", PAIR)
        self.run_cli("propagate", *START, "--store", "sky.db", expect=1)
        self.write("pair.tle", PAIR)
        self.bring("pair.tle", expect=1)
        self.assertEqual((self.folder / "sky.db").read_text(), PAIR)


if __name__ == "__main__":
    unittest.main()

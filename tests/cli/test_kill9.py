#!/usr/bin/python3
"""`starsea import` killed at any instant: the store holds all of a file or nothing of it, and goes on working."""
import os
import sqlite3
import subprocess
import time
import unittest

from cli import STARSEA, Case

ROUNDS = int(os.environ.get("STARSEA_KILLS", "12"))


class Killed(Case):
    def make(self, name, objects, seed):
        out, _ = self.run_cli("simulate", "--objects", str(objects), "--seed", str(seed), "--epoch", "2026-03-10")
        return self.write(name, out)

    def start(self):
        words = [STARSEA, "import", "--store", "sky.db", "first.csv", "second.csv"]
        return subprocess.Popen(words, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def contents(self):
        """Sets of each complete file in the store."""
        path = self.folder / "sky.db"
        if not path.exists():
            return []
        db = sqlite3.connect(path)
        try:
            self.assertEqual(db.execute("PRAGMA integrity_check").fetchone(), ("ok",))
            self.assertEqual(db.execute("PRAGMA foreign_key_check").fetchall(), [])
            if not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                return []
            self.assertEqual(db.execute("SELECT count(*) FROM file WHERE sha256 = zeroblob(32)").fetchone(), (0,))
            rows = db.execute("SELECT records, (SELECT count(*) FROM gp WHERE gp.file_id = file.file_id) FROM file")
            rows = rows.fetchall()
            for records, sets in rows:
                self.assertEqual(sets, records)
            return [records for records, _ in rows]
        finally:
            db.close()

    def remove_store(self):
        for old in self.folder.glob("sky.db*"):
            old.unlink()

    def time_whole(self):
        """Seconds of an import that nobody disturbs."""
        self.remove_store()
        began = time.monotonic()
        self.assertEqual(self.start().wait(), 0)
        whole_s = time.monotonic() - began
        self.assertEqual(self.contents(), [4000, 9000])
        return whole_s

    def test_kill(self):
        self.make("first.csv", 4000, 1)
        self.make("second.csv", 9000, 2)
        whole_s = min(self.time_whole() for _ in range(3))
        seen = set()
        for instant in range(1, ROUNDS + 1):
            self.remove_store()
            program = self.start()
            time.sleep(whole_s * instant / ROUNDS)
            program.kill()
            program.wait()
            found = self.contents()
            self.assertIn(found, ([], [4000], [4000, 9000]))
            seen.add(len(found))
            self.run_cli("import", "--store", "sky.db", "first.csv", "second.csv")
            self.assertEqual(self.contents(), [4000, 9000])
        self.assertIn(0, seen)  # otherwise every kill came too late to test anything


if __name__ == "__main__":
    unittest.main()

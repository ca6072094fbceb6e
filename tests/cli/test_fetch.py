"""starsea fetch against a server that plays the providers: what is taken, what is refused, and how often it asks."""
import os
import sqlite3
import time
import unittest

from cli import PAIR, Case
from provider import Answer, Provider, packed

HEADER = (
    "OBJECT_NAME,OBJECT_ID,EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,"
    "EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT\n"
)
GP = "/NORAD/elements/gp.php?GROUP=active&FORMAT=csv"
HOURS_NS = 3600 * 10**9


def csv(ids, day=1, node=10):
    return HEADER + "".join(
        f"OBJECT {i},2020-001A,2026-03-{day:02}T00:00:00.000000,15.5,.001,51.6,{node},20,30,0,U,{i},999,100,.0001,.00001,0\n" for i in ids
    )


class Fetch(Case):
    @classmethod
    def setUpClass(cls):
        import pathlib
        import tempfile

        cls.scratch = tempfile.TemporaryDirectory(prefix="starsea-provider-")
        cls.provider = Provider(pathlib.Path(cls.scratch.name))

    @classmethod
    def tearDownClass(cls):
        cls.provider.close()
        cls.scratch.cleanup()

    def setUp(self):
        super().setUp()
        self.provider.answers.clear()
        self.provider.asked.clear()
        self.more = {}

    def fetch(self, *words, expect=0):
        env = {**os.environ, **self.provider.environment(), **self.more}
        out, err = self.run_cli("fetch", "--store", "sky.db", "--csv", *words, expect=expect, env=env)
        return (self.rows(out) if out else []), err

    def answer(self, path, *args, **more):
        self.provider.answers[path] = Answer(*args, **more)
        return self.provider.url(path)

    def later(self, hours=9):
        """As if this many hours had passed."""
        db = sqlite3.connect(self.folder / "sky.db")
        db.execute("UPDATE fetch_gate SET last_try = last_try - ?1, last_ok = last_ok - ?1", (hours * HOURS_NS,))
        db.execute("UPDATE fetch_request SET at = at - ?", (hours * HOURS_NS,))
        db.commit()
        db.close()

    def sets(self):
        db = sqlite3.connect(self.folder / "sky.db")
        count = db.execute("SELECT count(*) FROM gp").fetchone()[0]
        db.close()
        return count

    def headers(self, index=-1):
        return {name.lower(): value for name, value in self.provider.asked[index][2].items()}

    # -- what is taken

    def test_celestrak(self):
        self.answer(GP, csv([5, 6, 7]), headers={"ETag": '"one"', "Last-Modified": "Sun, 01 Mar 2026 00:00:00 GMT"})
        (row,), _ = self.fetch("celestrak", "--contact", "me@example.org")
        self.assertEqual((row["SOURCE"], row["OUTCOME"], row["RECORDS"], row["ADDED"]), ("celestrak", "fetched", "3", "3"))
        self.assertEqual(row["AGE"], "0.00")
        self.assertEqual((self.folder / row["FILE"]).read_text(), csv([5, 6, 7]))
        headers = self.headers()
        self.assertRegex(headers["user-agent"], r"^Starsea/\d+\.\d+\.\d+ \(me@example\.org\)$")
        self.assertEqual((headers["host"], headers["accept-encoding"]), ("celestrak.org", "gzip"))
        self.assertNotIn("if-none-match", headers)
        # Not asked again within the time; the store says when.
        (row,), err = self.fetch("celestrak")
        self.assertEqual((row["OUTCOME"], len(self.provider.asked)), ("waits", 1))
        self.assertIn("NEXT says when", err)
        # Asked again later, with what the first answer gave to recognise it by.
        self.later()
        self.provider.answers[GP] = lambda r: Answer(status=304 if r.headers["If-None-Match"] == '"one"' else 200)
        (row,), _ = self.fetch("celestrak")
        self.assertEqual((row["OUTCOME"], row["RECORDS"]), ("unchanged", "3"))
        self.assertEqual(self.headers()["if-modified-since"], "Sun, 01 Mar 2026 00:00:00 GMT")
        (row,), _ = self.fetch("--status")
        self.assertEqual((row["OUTCOME"], row["REQUESTS_HOUR"], row["AGE"]), ("waits", "1", "0.00"))
        self.later(7)
        self.assertEqual(self.fetch("--status")[0][0]["OUTCOME"], "waits")
        self.assertEqual(self.fetch("--status", "--every", "2h")[0][0]["OUTCOME"], "due")
        self.fetch("celestrak", "--every", "1h", expect=2)

    def test_packed_on_the_way(self):
        url = self.answer("/a", packed(csv([5])), packed=True)
        (row,), _ = self.fetch(url)
        self.assertEqual((self.folder / row["FILE"]).read_text(), csv([5]))
        url = self.answer("/b.gz", packed(csv([6])))  # a packed file is kept as it is
        (row,), _ = self.fetch(url)
        self.assertEqual((self.folder / row["FILE"]).read_bytes(), packed(csv([6])))
        self.assertEqual(self.sets(), 2)

    def test_two_sets_of_one_epoch(self):
        url = self.answer("/twice", csv([5, 6]) + csv([5], node=11).removeprefix(HEADER))
        (row,), _ = self.fetch(url)
        self.assertEqual((row["RECORDS"], row["ADDED"], row["DIFFERING"]), ("2", "2", "1"))

    def test_satcat_and_earth_orientation(self):
        satcat = (
            "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,"
            "PERIOD,INCLINATION,APOGEE,PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE\n"
            "SPUTNIK 1,1957-001B,2,PAY,D,CIS,1957-10-04,TYMSC,1958-01-03,96.19,65.10,938,214,,,EA,IMP\n"
        )
        self.answer("/pub/satcat.csv", satcat)
        (row,), _ = self.fetch("celestrak", "--what", "satcat")
        self.assertEqual((row["RECORDS"], row["ADDED"], row["OUTCOME"]), ("1", "", "fetched"))
        table = "23 1 1 59945.00 I  0.073155 0.000034  0.199999 0.000033  I-0.0179961 0.0000048  0.0000 0.0000  I     0.191    0.161    -0.081    0.160\n"
        self.answer("/products/eop/rapid/daily/finals2000A.daily", table)
        (row,), _ = self.fetch("iers", "--what", "eop")
        self.assertEqual((row["SOURCE"], row["RECORDS"]), ("iers", "1"))
        self.later(10)  # once a day is often enough, whatever is asked for
        self.assertEqual(self.fetch("iers", "--what", "eop", "--every", "2h")[0][0]["OUTCOME"], "waits")
        self.fetch("iers", expect=2)
        self.fetch("celestrak", "--what", "eop", expect=2)

    def test_files(self):
        self.write("pair.tle", PAIR)
        self.write("page.tle", "<!DOCTYPE html><html>")
        (row,), _ = self.fetch("file", "pair.tle", "--publisher", "space-track")
        self.assertEqual((row["OUTCOME"], row["ADDED"]), ("fetched", "2"))
        self.assertIn("web page", self.fetch("file", "page.tle", expect=1)[1])
        (row,), err = self.fetch("file", "page.tle", "pair.tle", "page.tle", expect=3)
        self.assertEqual((row["URL"], row["KNOWN"], err.count("web page")), ("pair.tle", "2", 2))
        self.assertEqual(self.fetch("--status")[0], [])  # nobody was asked
        db = sqlite3.connect(self.folder / "sky.db")
        self.assertEqual(db.execute("SELECT restricted FROM file").fetchall(), [(1,)])
        db.close()

    # -- what is refused

    def refuse(self, url, word, *words, blocked=False, http=None):
        """The sets there stay; only an answer other than 200 blocks the source."""
        before = self.sets()
        started = time.monotonic()
        _, err = self.fetch(url, *words, expect=1)
        self.assertLess(time.monotonic() - started, 60)
        self.assertIn(word, err)
        self.assertEqual(self.sets(), before)
        db = sqlite3.connect(self.folder / "sky.db")
        gate = "SELECT last_try IS NOT NULL, last_ok IS NULL OR last_ok < last_try, blocked IS NOT NULL FROM fetch_gate JOIN fetch_source USING (source) WHERE url = ?"
        self.assertEqual(db.execute(gate, (url,)).fetchone(), (1, 1, blocked))
        db.close()

    def test_answers_that_are_none(self):
        self.fetch(self.answer("/good", csv(range(1, 11))))
        text = csv(range(1, 200))
        self.refuse(self.answer("/html", "<!doctype HTML><html><body>Down</body></html>"), "web page")
        self.refuse(self.answer("/typed", text, headers={"Content-Type": "text/html; charset=utf-8"}), "web page")
        self.refuse(self.answer("/empty", ""), "empty")
        self.refuse(self.answer("/header", HEADER), "no usable record")
        self.refuse(self.answer("/error", '{"error": "no data"}'), "no usable record")
        self.refuse(self.answer("/cut", packed(text)[:-20], packed=True), "cut short")
        self.refuse(self.answer("/damaged", packed(text)[:60] + b"xxxxxxxx" + packed(text)[68:], packed=True), "damaged")
        self.refuse(self.answer("/bomb", packed(b" " * (140 << 20)), packed=True), "128 MiB")
        self.refuse(self.answer("/long", text, length=len(text) + 100), "cut short")
        self.refuse(self.answer("/short", text.encode() + b" " * 10, length=20), "no element sets")
        self.refuse(self.answer("/drip", text, drip=0.2), "too slow", "--timeout", "2s")
        self.refuse(self.answer("/large", text, length=65 << 20), "64 MiB")
        self.refuse(self.answer("/endless", b" " * (65 << 20), length=-1), "64 MiB")

    def test_fewer_objects_than_before(self):
        url = self.answer("/gp", csv(range(1, 101)))
        self.fetch(url)
        self.later()
        self.answer("/gp", csv(range(1, 81), day=2))
        self.assertEqual(self.fetch(url)[0][0]["RECORDS"], "80")
        self.later()
        self.answer("/gp", csv(range(1, 64), day=3))
        self.refuse(url, "four fifths")
        self.later()
        self.fetch("--resume", "localhost")
        self.assertEqual(self.fetch(url)[0][0]["RECORDS"], "63")

    def test_any_other_status_blocks_the_source(self):
        good = self.answer("/good", csv([5]))
        for status in (301, 403, 404, 500):
            (self.folder / "sky.db").unlink(missing_ok=True)
            self.fetch(good)
            url = self.answer(f"/{status}", "sorry", status=status, headers={"Location": good})
            asked = len(self.provider.asked)
            self.refuse(url, f"HTTP {status}", blocked=True)
            self.assertEqual(len(self.provider.asked), asked + 1)  # no redirect followed, no second try
            self.later()
            self.assertIn(f"HTTP {status}", self.fetch(good, expect=1)[1])  # the whole source, by whatever address
            self.assertEqual(len(self.provider.asked), asked + 1)
            self.fetch("--resume", "localhost")
            self.assertEqual(self.fetch(good)[0][0]["OUTCOME"], "fetched")
            self.assertEqual(self.sets(), 1)

    def test_what_is_no_address(self):
        for word in ("http://localhost/x", "ftp://localhost/x", "localhost", "https://", "https://www.space-track.org/x", "https://LOCALHOST/x"):
            self.fetch(word, expect=2)
        self.fetch(expect=2)
        self.fetch("--status", "celestrak", expect=2)
        self.fetch("celestrak", "--group", "a&b", expect=2)
        self.fetch("--resume", "nobody", expect=1)
        self.assertEqual(self.provider.asked, [])

    def test_an_unknown_certificate(self):
        url = self.answer("/gp", csv([5]))
        self.more = {"STARSEA_CA_FILE": "/etc/ssl/certs/ca-certificates.crt"}
        self.assertIn("certificate", self.fetch(url, expect=1)[1].lower())
        self.assertEqual(self.provider.asked, [])

    # -- Space-Track

    def space_track(self, login=""):
        path = "/basicspacedata/query/class/gp_history/NORAD_CAT_ID/22675/orderby/EPOCH/format/csv"

        def history(request):
            known = "chocolatechip=1" in (request.headers["Cookie"] or "")
            return Answer(csv([22675]) if known else "who?", 200 if known else 401)

        self.provider.answers["/ajaxauth/login"] = lambda r: Answer(login, headers={"Set-Cookie": "chocolatechip=1; path=/; secure"})
        self.provider.answers[path] = history
        return path

    def test_space_track(self):
        path = self.space_track()
        words = ("space-track", "--what", "gp-history", "--id", "22675")
        self.assertIn("chmod 600", self.fetch(*words, expect=2)[1])
        self.write("secret", "# account\nidentity=a b@example.org\npassword=p&w=%\n")
        (self.folder / "secret").chmod(0o640)
        self.assertIn("chmod 600", self.fetch(*words, "--credentials", "secret", expect=1)[1])
        self.assertEqual(self.provider.asked, [])
        (self.folder / "secret").chmod(0o600)
        (row,), err = self.fetch(*words, "--credentials", "secret")
        self.assertEqual((row["SOURCE"], row["ADDED"], row["REQUESTS_HOUR"]), ("space-track", "1", "0"))
        self.assertEqual(self.provider.asked[0][3], b"identity=a%20b%40example%2Eorg&password=p%26w%3D%25")
        self.assertNotIn("p&w", err)
        self.assertEqual(self.fetch("--status")[0][0]["REQUESTS_HOUR"], "2")
        # Then only what was made since, a day's overlap included; nothing new is no fault.
        self.later(25)
        increments = []

        def since(request):
            increments.append(request.path)
            return Answer(HEADER)

        class Any(dict):
            def get(self, key, default=None):
                return since if "CREATION_DATE" in key else super().get(key, default)

        self.provider.answers = Any(self.provider.answers)
        self.more = {"STARSEA_SPACE_TRACK_IDENTITY": "a", "STARSEA_SPACE_TRACK_PASSWORD": "b"}
        (row,), _ = self.fetch(*words)
        self.assertEqual((row["OUTCOME"], row["ADDED"]), ("fetched", "0"))
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 49 * 3600))
        self.assertEqual(increments, [path.replace("/orderby", f"/CREATION_DATE/%3E{day}/orderby")])
        self.assertEqual(self.sets(), 1)
        db = sqlite3.connect(self.folder / "sky.db")
        self.assertEqual(db.execute("SELECT DISTINCT publisher, restricted FROM file").fetchall(), [("space-track", 1)])
        db.close()

    def test_space_track_budget_and_login(self):
        self.more = {"STARSEA_SPACE_TRACK_IDENTITY": "a", "STARSEA_SPACE_TRACK_PASSWORD": "b"}
        self.space_track(login='{"Login":"Failed"}')
        words = ("space-track", "--what", "gp-history", "--id", "22675")
        self.assertIn("refuses the login", self.fetch(*words, expect=2)[1])
        db = sqlite3.connect(self.folder / "sky.db")
        db.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 248) INSERT INTO fetch_request SELECT (SELECT max(last_try) FROM fetch_gate) - 600000000000, 'space-track' FROM n")
        db.commit()
        db.close()
        asked = len(self.provider.asked)
        (row,), err = self.fetch("space-track", "--what", "gp-history", "--id", "24946")
        self.assertEqual(row["OUTCOME"], "waits")
        self.assertIn("budget", err)
        self.assertEqual(len(self.provider.asked), asked)

    def test_space_track_refuses_entry(self):
        self.more = {"STARSEA_SPACE_TRACK_IDENTITY": "a", "STARSEA_SPACE_TRACK_PASSWORD": "b"}
        self.provider.answers["/ajaxauth/login"] = Answer("locked", 403)
        self.assertIn("HTTP 403", self.fetch("space-track", expect=1)[1])
        self.assertEqual(self.fetch("--status")[0][0]["OUTCOME"], "blocked")


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
"""check, verify and report: verdicts, bundles that can be run again, the page."""
import base64
import csv
import hashlib
import html.parser
import io
import json
import os
import pathlib
import re
import subprocess
import unittest

from cli import COSMOS, IRIDIUM, PAIR, Case

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CLAIM = (SOURCE / "data/claims/iridium33-cosmos2251.json").read_text()
# Next to the pair in orbit, so that a catalogue has more than the two.
OTHER = (
    "OTHER\n"
    "1 00005U 58002B   09040.50000000  .00000000  00000-0  00000-0 0  9990\n"
    "2 00005  34.2500 200.0000 1850000 100.0000 280.0000 10.84000000000000\n"
)


def moved(claim, day):
    return claim.replace("2009-02-10T", f"2009-02-{day:02d}T")


class Evidence(Case):
    def check(self, claim, elements, *words, **more):
        self.write("claim.json", claim)
        self.write("sets.tle", elements)
        out, err = self.run_cli("check", "claim.json", "sets.tle", "--format", "csv", *words, **more)
        return list(csv.DictReader(io.StringIO(out))), err

    def test_the_claim_of_2009(self):
        rows, _ = self.check(CLAIM, PAIR)
        first, last = rows[0], rows[-1]
        self.assertEqual(
            [first[n] for n in ("CLAUSE", "KIND", "REQUIRED", "VERDICT", "TIME")],
            ["approach", "observation", "yes", "supported", "2009-02-10T16:55:59.796Z"],
        )
        self.assertEqual(f"{float(first['VALUE']):.3f}", "0.698")
        self.assertIn("relative speed 11.647 km/s", first["FINDING"])
        self.assertEqual((first["LIKELIHOOD_WORDS"], first["CONFIDENCE"]), ("almost certain", "high"))
        # A claim finer than the sets: left open, with no number that would mislead.
        fine = rows[1]
        self.assertEqual((fine["VERDICT"], fine["REASON"], fine["LIKELIHOOD"]), ("undecidable", "below-resolution", ""))
        self.assertEqual((last["CLAUSE"], last["VERDICT"], last["REASON"]), ("CLAIM", "supported", "approach"))
        self.assertEqual([r["VERDICT"] for r in rows if r["KIND"] == "conjecture"], ["undecidable"])

    def test_another_day_is_contradicted(self):
        for day in (9, 11, 12):
            rows, _ = self.check(moved(CLAIM, day), PAIR)
            self.assertEqual(rows[-1]["VERDICT"], "contradicted", day)

    def test_a_set_less_is_undecidable_and_no_failure(self):
        for sets, missing in ((IRIDIUM, "22675"), (COSMOS, "24946")):
            rows, err = self.check(CLAIM, sets)
            self.assertEqual(rows[-1]["VERDICT"], "undecidable")
            self.assertEqual(rows[0]["REASON"], "no-elements")
            self.assertEqual(err.count(f"no element set of object {missing}"), 1)

    def test_a_month_later_the_sets_are_stale(self):
        rows, _ = self.check(CLAIM.replace("2009-02-10T", "2009-03-10T"), PAIR)
        self.assertEqual((rows[-1]["VERDICT"], rows[0]["REASON"]), ("undecidable", "stale-elements"))

    def test_sets_that_contradict_one_another_are_told(self):
        """The order in which they are read must not decide."""
        line = IRIDIUM.splitlines()[-1].replace("274.9812", "284.9812")[:68]
        line += str(sum(int(c) if c.isdigit() else c == "-" for c in line) % 10)
        other = "\n".join(IRIDIUM.splitlines()[:-1]) + "\n" + line + "\n"
        for text in (other + PAIR, PAIR + other):
            rows, err = self.check(CLAIM, text)
            self.assertEqual((rows[-1]["VERDICT"], rows[0]["REASON"]), ("undecidable", "sources-differ"))
            self.assertIn("object 24946 has several element sets of epoch 2009-02-09T18:49:39.281952Z", err)
        self.assertNotIn("several", self.check(CLAIM, PAIR + PAIR)[1])

    def test_names_take_no_part(self):
        """Other names, numbers and claimants: the same rows once they are changed back."""
        plain, _ = self.check(CLAIM, PAIR)
        renamed = CLAIM.replace("24946", "90001").replace("22675", "24946").replace("90001", "22675")
        renamed = renamed.replace("Iridium 33", "@").replace("Cosmos 2251", "Iridium 33").replace("@", "Cosmos 2251")
        swapped = IRIDIUM.replace("24946", "22675").replace("IRIDIUM 33", "COSMOS 2251") + COSMOS.replace(
            "22675", "24946"
        ).replace("COSMOS 2251", "IRIDIUM 33")
        other, _ = self.check(renamed, checked(swapped))
        self.assertEqual(other, plain)

    def test_a_store_gives_the_same_bundle_outputs(self):
        self.check(CLAIM, checked(OTHER) + PAIR, "--bundle", "one")
        self.run_cli("import", "--store", "sky.db", "sets.tle")
        self.run_cli("check", "claim.json", "--store", "sky.db", "--bundle", "two")
        for name in ("inputs/claim.json", "outputs/clauses.csv", "outputs/verdict.json"):
            self.assertEqual((self.folder / "one" / name).read_bytes(), (self.folder / "two" / name).read_bytes(), name)

    def test_verify(self):
        self.check(CLAIM, PAIR, "--bundle", "b")
        out, err = self.run_cli("verify", "b", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual(rows[-1]["STATUS"], "VERIFIED")
        self.assertEqual({r["STATUS"] for r in rows[:-1]}, {"OK"})
        self.assertEqual([r["FILE"] for r in rows if r["CHECK"] == "rerun"], ["outputs/claimreview.json", "outputs/clauses.csv", "outputs/verdict.json", "provenance.json", "ro-crate-metadata.json"])

    def restricted(self):
        """A store with a set of a publisher whose terms forbid passing it on, one of another, and the bundle of both."""
        self.write("claim.json", CLAIM)
        for name, sets, publisher in (("i.tle", IRIDIUM, "celestrak"), ("c.tle", COSMOS, "space-track")):
            self.write(name, sets)
            self.run_cli("import", "--store", "sky.db", "--publisher", publisher, name)
        return self.run_cli("check", "claim.json", "--store", "sky.db", "--bundle", "b", "--format", "csv")

    def test_sets_of_space_track_never_go_into_a_bundle(self):
        out, err = self.restricted()
        self.assertIn("stand in inputs/withheld.json by digest and query", err)
        self.assertIn("supported", out)
        # Not one of the elements: as the TLE has them, or as OMM has them.
        for path in sorted(p for p in (self.folder / "b").rglob("*") if p.is_file()):
            text = path.read_text()
            for part in ("74.0355", "074.0355", "0016027", "0.0016027", "14.31135643", "98.7014", "261.5952", "19.4646"):
                self.assertNotIn(part, text, path)
        self.assertIn("86.3994", (self.folder / "b/inputs/elements.csv").read_text())
        withheld = json.loads((self.folder / "b/inputs/withheld.json").read_text())
        self.assertEqual(withheld["query"], "https://www.space-track.org/basicspacedata/query/class/gp_history/NORAD_CAT_ID/22675/"
                         "EPOCH/2009-02-09--2009-02-10/orderby/NORAD_CAT_ID,EPOCH/format/csv")
        (one,) = withheld["sets"]
        self.assertEqual((one["norad_cat_id"], one["epoch"], one["position"]), (22675, "2009-02-09T11:57:36.890496Z", 0))
        # Its digest is that of the row a bundle of free sets holds.
        self.check(CLAIM, PAIR, "--bundle", "free")
        row = [r for r in (self.folder / "free/inputs/elements.csv").read_bytes().split(b"\n") if b"22675" in r][0]
        self.assertEqual(one["sha256"], hashlib.sha256(row).hexdigest())
        for name in ("outputs/verdict.json", "outputs/clauses.csv"):
            self.assertEqual((self.folder / "b" / name).read_bytes(), (self.folder / "free" / name).read_bytes())
        # A set that does not take part in the claim does not stand in the way.
        self.write("o.tle", checked(OTHER))
        self.run_cli("import", "--store", "free.db", "--publisher", "space-track", "o.tle")
        self.run_cli("import", "--store", "free.db", "i.tle", "c.tle")
        self.run_cli("check", "claim.json", "--store", "free.db", "--bundle", "also-free")
        self.assertFalse((self.folder / "also-free/inputs/withheld.json").exists())

    def test_what_is_withheld_is_asked_for(self):
        self.restricted()
        rows, err = self.verify_rows(expect=3)
        row = [r for r in rows if r["CHECK"] == "input"][0]
        self.assertEqual((row["FILE"], row["STATUS"]), ("inputs/withheld.json", "NOT_INCLUDED"))
        self.assertRegex(row["DETAIL"], "^input not included: fetch by https://www.space-track.org/.*/NORAD_CAT_ID/22675/.*, or give --input FILE$")
        self.assertEqual(rows[-1]["STATUS"], "INCOMPLETE")
        self.assertIn("was not run again", err)
        self.assertNotIn("rerun", [r["CHECK"] for r in rows])
        # Whoever has the set, in whatever spelling and company, verifies.
        self.write("company.tle", checked(OTHER) + PAIR)
        self.write("c.csv", self.run_cli("convert", "c.tle", "--to", "omm-csv")[0])
        for name in ("c.tle", "company.tle", "c.csv"):
            rows, _ = self.verify_rows("--input", name)
            self.assertEqual((rows[-1]["STATUS"], [r["STATUS"] for r in rows if r["CHECK"] == "rerun"]), ("VERIFIED", ["OK"] * 5))
        # Another set of that epoch is another set; and where there is none, none is taken for it.
        self.write("other.tle", checked(COSMOS.replace("261.5952", "261.5953")))
        for name, status, says in (("other.tle", "MISMATCH", "a set of other values"), ("i.tle", "MISSING", "no such set")):
            rows, _ = self.verify_rows("--input", name, expect=1)
            self.assertEqual(([r["STATUS"] for r in rows if r["CHECK"] == "input"], rows[-1]["STATUS"]), ([status], "FAILED"))
            self.assertIn(says, [r for r in rows if r["CHECK"] == "input"][0]["DETAIL"])
        _, err = self.run_cli("report", "b", expect=1)
        self.assertIn("an input is not included: fetch by https://", err)
        self.assertIn("Supported", self.run_cli("report", "b", "--input", "c.tle")[0])

    def test_bundles_are_the_same_bytes_from_anywhere(self):
        self.check(CLAIM, PAIR, "--bundle", "b")
        (self.folder / "elsewhere").mkdir()
        self.write("elsewhere/claim.json", CLAIM)
        self.write("elsewhere/sets.tle", PAIR)
        self.run_cli("check", "elsewhere/claim.json", str(self.folder / "elsewhere/sets.tle"), "--format", "json", "--bundle", "c")
        names = sorted(p.relative_to(self.folder / "b") for p in (self.folder / "b").rglob("*") if p.is_file())
        self.assertEqual(len(names), 10)
        for name in names:
            self.assertEqual((self.folder / "b" / name).read_bytes(), (self.folder / "c" / name).read_bytes(), name)

    def test_verify_sees_what_was_touched(self):
        self.check(CLAIM, PAIR, "--bundle", "b")
        for name in ("inputs/claim.json", "inputs/elements.csv", "outputs/verdict.json", "manifest.json"):
            path = self.folder / "b" / name
            good = path.read_bytes()
            path.write_bytes(good.replace(b"9", b"8", 1))
            out, _ = self.run_cli("verify", "b", "--format", "csv", expect=1)
            self.assertIn("MISMATCH", out, name)
            self.assertNotIn("VERIFIED", out, name)
            path.write_bytes(good)
        (self.folder / "b/outputs/more").write_text("x")
        out, _ = self.run_cli("verify", "b", "--format", "csv", expect=1)
        self.assertIn("outputs/more,digest,UNLISTED", out)

    def test_any_byte_of_any_file(self):
        """One bit of each of many bytes of every file, ends and middle among them: nothing passes."""
        self.check(CLAIM, PAIR, "--bundle", "b")
        for path in sorted(p for p in (self.folder / "b").rglob("*") if p.is_file()):
            good = path.read_bytes()
            for at in {0, len(good) // 3, len(good) // 2, len(good) - 1}:
                path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
                self.run_cli("verify", "b", expect=1)
            path.write_bytes(good)
        self.run_cli("verify", "b")

    def test_what_a_bundle_says_of_itself(self):
        self.check(CLAIM, PAIR, "--bundle", "b")
        root = self.folder / "b"
        crate = {e["@id"]: e for e in json.loads((root / "ro-crate-metadata.json").read_text())["@graph"]}
        self.assertEqual(crate["ro-crate-metadata.json"]["about"], {"@id": "./"})
        parts = [p["@id"] for p in crate["./"]["hasPart"]]
        prov = json.loads((root / "provenance.json").read_text())
        for name in parts:
            digest = hashlib.sha256((root / name).read_bytes()).hexdigest()
            self.assertEqual(crate[name]["sha256"], digest)
            self.assertEqual(prov["entity"][name]["sea:sha256"], digest)
        made = {r["prov:entity"] for r in prov["wasGeneratedBy"].values()}
        used = {r["prov:entity"] for r in prov["used"].values()}
        self.assertEqual(made | used, set(parts))
        self.assertEqual({p.split("/")[0] for p in made}, {"outputs"})
        given = hashlib.sha256((self.folder / "sets.tle").read_bytes()).hexdigest()
        self.assertIn(given, [e["sea:sha256"] for k, e in prov["entity"].items() if k.startswith("sea:given")])
        review = json.loads((root / "outputs/claimreview.json").read_text())
        self.assertEqual((review["@type"], review["reviewRating"]["alternateName"]), ("ClaimReview", "supported"))

    def test_verify_opens_no_pipe_and_follows_no_link(self):
        """Opening a pipe nobody writes to would wait for ever."""
        self.check(CLAIM, PAIR, "--bundle", "b")
        for name in ("manifest.json", "manifest.sha256", "inputs/claim.json"):
            path = self.folder / "b" / name
            good = path.read_bytes()
            path.unlink()
            os.mkfifo(path)
            self.assertIn(f"{name}: is neither a file nor a folder", self.run_cli("verify", "b", expect=1)[1])
            path.unlink()
            path.symlink_to("/etc/passwd")
            self.assertIn(f"{name}: is a symbolic link", self.run_cli("verify", "b", expect=1)[1])
            path.unlink()
            path.write_bytes(good)

    def test_a_manifest_that_is_no_json_is_named(self):
        self.check(CLAIM, PAIR, "--bundle", "b")
        (self.folder / "b/manifest.json").write_text('{\n"a": x')
        self.assertIn("manifest.json:2:6: ", self.run_cli("verify", "b", expect=1)[1])

    def test_verify_runs_the_job_again(self):
        """A forger who mends every digest is still found: the outputs do not follow from the inputs."""
        self.check(moved(CLAIM, 11), PAIR, "--bundle", "b")
        self.forge("b", "outputs/verdict.json", b"contradicted", b"supported")
        out, _ = self.run_cli("verify", "b", "--format", "csv", expect=1)
        self.assertIn("outputs/verdict.json,rerun,MISMATCH", out)

    def test_verify_says_when_another_version_made_it(self):
        self.check(CLAIM, PAIR, "--bundle", "b")
        self.forge("b", "provenance.json", b'"sea:version": "', b'"sea:version": "9.')
        self.forge("b", "ro-crate-metadata.json", b'"version": "', b'"version": "9.')
        self.forge("b", "manifest.json", b'"starsea": "', b'"starsea": "9.')
        _, err = self.run_cli("verify", "b")
        self.assertIn("made by Starsea 9.", err)

    def forge(self, bundle, name, old, new):
        """Replaces bytes and mends size and digest, as somebody would who wants a bundle to pass."""
        root = self.folder / bundle
        path = root / name
        path.write_bytes(path.read_bytes().replace(old, new))
        manifest = json.loads((root / "manifest.json").read_text())
        for entry in manifest["files"]:
            data = (root / entry["path"]).read_bytes()
            entry.update(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
        text = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
        (root / "manifest.json").write_bytes(text)
        (root / "manifest.sha256").write_text(hashlib.sha256(text).hexdigest() + "  manifest.json\n")

    def signed(self):
        """A bundle that two people signed, and its log."""
        self.run_cli("key", "a.key", "--name", "A. Analyst")
        self.run_cli("key", "b.key")
        self.check(CLAIM, PAIR, "--bundle", "b", "--sign", "a.key", "--log", "e.log")
        self.run_cli("sign", "b", "--key", "b.key", "--log", "e.log")

    def verify_rows(self, *words, **more):
        out, err = self.run_cli("verify", "b", "--format", "csv", *words, **more)
        return list(csv.DictReader(io.StringIO(out))), err

    def test_who_signed(self):
        self.signed()
        rows, _ = self.verify_rows()
        self.assertEqual([r["STATUS"] for r in rows if r["CHECK"] == "signature"], ["SIGNED", "SIGNED"])
        rows, _ = self.verify_rows("--trust", "a.key.pub", "--log", "e.log")
        first, second = [r for r in rows if r["CHECK"] == "signature"]
        self.assertEqual((first["STATUS"], second["STATUS"]), ("TRUSTED", "SIGNED"))
        self.assertRegex(first["DETAIL"], "^ed25519:[0-9a-f]{64} A. Analyst$")
        log = [r for r in rows if r["CHECK"] == "log"][0]
        self.assertIn("line 1 of 2 is of this bundle; head ", log["DETAIL"])
        both = (self.folder / "a.key.pub").read_text() + (self.folder / "b.key.pub").read_text()
        self.write("both.pub", both)
        rows, _ = self.verify_rows("--trust", "both.pub")
        self.assertEqual([r["STATUS"] for r in rows if r["CHECK"] == "signature"], ["TRUSTED", "TRUSTED"])
        # Somebody else's key, and nobody's signature: not verified, for those who asked.
        self.run_cli("key", "c.key")
        rows, _ = self.verify_rows("--trust", "c.key.pub", expect=1)
        self.assertIn("no key of --trust is among those that signed", [r["DETAIL"] for r in rows])
        (self.folder / "b/signatures.intoto.jsonl").unlink()
        rows, _ = self.verify_rows("--trust", "a.key.pub", expect=1)
        self.assertIn("nobody signed this bundle", [r["DETAIL"] for r in rows])
        self.verify_rows()
        self.assertIn("holds no public key", self.run_cli("verify", "b", "--trust", "claim.json", expect=1)[1])

    def test_a_forged_bundle_loses_its_signatures(self):
        """Whoever mends every digest cannot mend a signature: it names the file that is another."""
        self.signed()
        self.forge("b", "inputs/origins.csv", b"TLE", b"KVN")
        rows, _ = self.verify_rows(expect=1)
        self.assertIn("signs other bytes than these: they differ in inputs/origins.csv", [r["DETAIL"] for r in rows])
        self.assertIn("inputs/origins.csv", self.run_cli("sign", "b", "--key", "a.key", expect=1)[1])

    def test_openssl_agrees(self):
        """Keys of OpenSSL sign here, and OpenSSL checks the signatures made here, over the encoding DSSE describes."""
        self.signed()
        for words in (["genpkey", "-algorithm", "ed25519", "-out", "o.key"], ["pkey", "-in", "o.key", "-pubout", "-out", "o.key.pub"]):
            subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)
        (self.folder / "o.key").chmod(0o600)
        self.run_cli("sign", "b", "--key", "o.key")
        rows, _ = self.verify_rows("--trust", "o.key.pub")
        self.assertEqual([r["STATUS"] for r in rows if r["CHECK"] == "signature"], ["SIGNED", "SIGNED", "TRUSTED"])
        envelope = json.loads((self.folder / "b/signatures.intoto.jsonl").read_text())
        payload = base64.b64decode(envelope["payload"])
        kind = envelope["payloadType"].encode()
        self.write("pae", b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
        for key, signature in zip(("a", "b", "o"), envelope["signatures"], strict=True):
            self.write("sig", base64.b64decode(signature["sig"]))
            subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", f"{key}.key.pub", "-rawin", "-in", "pae", "-sigfile", "sig"],
                           cwd=self.folder, check=True, capture_output=True)
        statement = json.loads(payload)
        self.assertEqual(statement["_type"], "https://in-toto.io/Statement/v1")
        for subject in statement["subject"]:
            digest = hashlib.sha256((self.folder / "b" / subject["name"]).read_bytes()).hexdigest()
            self.assertEqual(subject["digest"], {"sha256": digest}, subject["name"])
        names = {str(p.relative_to(self.folder / "b")) for p in (self.folder / "b").rglob("*") if p.is_file()}
        self.assertEqual({s["name"] for s in statement["subject"]}, names - {"signatures.intoto.jsonl"})

    def test_secret_keys_are_kept(self):
        self.run_cli("key", "a.key")
        self.assertEqual((self.folder / "a.key").stat().st_mode & 0o777, 0o600)
        before = (self.folder / "a.key").read_bytes()
        self.assertIn("never written over", self.run_cli("key", "a.key", expect=1)[1])
        self.assertEqual((self.folder / "a.key").read_bytes(), before)
        (self.folder / "a.key").chmod(0o640)
        for words in (("check", "claim.json", "sets.tle", "--bundle", "b", "--sign", "a.key"), ("sign", "b", "--key", "a.key")):
            self.write("claim.json", CLAIM)
            self.write("sets.tle", PAIR)
            self.assertIn("chmod 600", self.run_cli(*words, expect=1)[1])
            self.assertFalse((self.folder / "b").exists())
        self.run_cli("check", "claim.json", "sets.tle", "--sign", "a.key", expect=2)

    def test_the_log_is_watched(self):
        self.signed()
        log = self.folder / "e.log"
        whole = log.read_text()
        one, two = whole.splitlines(keepends=True)
        cases = ((two, r"e\.log:1: a line is missing"), (one.replace('"time":"2', '"time":"3') + two, r"e\.log:1: this line is altered"),
                 (one + two.replace("ed25519:", "ed25519;"), r"e\.log:2: this line is altered"), (whole[:-9], r"e\.log:2: this line is torn"),
                 ("", "none of its 0 lines"))
        for text, says in cases:
            log.write_text(text)
            rows, _ = self.verify_rows("--log", "e.log", expect=1)
            self.assertRegex([r["DETAIL"] for r in rows if r["CHECK"] == "log"][0], says)
        log.write_text(whole[:-9])
        self.run_cli("key", "c.key")
        _, err = self.run_cli("sign", "b", "--key", "c.key", "--log", "e.log")
        self.assertIn(f"{len(two) - 9} bytes of it were removed", err)
        self.verify_rows("--log", "e.log")
        self.verify_rows("--log", "none.log", expect=1)

    def test_several_claims_and_one_object_each(self):
        self.write("one.json", CLAIM)
        self.write("two.json", moved(CLAIM, 11).replace('"id": "iridium33-cosmos2251"', '"id": "other"'))
        self.write("sets.tle", PAIR)
        out, _ = self.run_cli("check", "one.json", "two.json", "sets.tle", "--format", "json")
        found = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([(c["id"], c["verdict"]) for c in found], [("iridium33-cosmos2251", "supported"), ("other", "contradicted")])
        for claim in found:
            self.assertLessEqual({"id", "verdict", "likelihood", "confidence", "clauses"}, claim.keys())
        for clause in found[0]["clauses"]:
            self.assertLessEqual({"id", "verdict", "likelihood", "confidence", "finding", "would_change"}, clause.keys())
        _, err = self.run_cli("check", "one.json", "two.json", "sets.tle", "--bundle", "b", expect=2)
        self.assertIn("a bundle holds one claim", err)
        self.assertFalse((self.folder / "b").exists())

    def test_hostile_claims_touch_nothing(self):
        """Paths, references and crowds of clauses are refused with place and rule, and nothing is written."""
        self.write("sets.tle", PAIR)
        clause = CLAIM[CLAIM.index('    {\n      "id": "approach"') : CLAIM.index('    {\n      "id": "kilometre"')]
        for text, rule in (
            (CLAIM.replace('"id": "iridium33-cosmos2251"', '"id": "../../etc/cron.d/x"'), "E_ID"),
            (CLAIM.replace('"id": "approach"', '"id": "/tmp/x"'), "E_ID"),
            (CLAIM.replace('"object_1": 24946', '"object_1": {"$ref": "#/clauses/0/test"}', 1), "E_TYPE"),
            (CLAIM.replace('"clauses": [', '"$ref": "claim.json", "clauses": ['), "E_KEY"),
            (CLAIM.replace('"type": "closest-approach"', '"type": "sh -c"', 1), "E_TEST"),
            (CLAIM.replace(clause, "    0,\n" * 100000), "E_COUNT"),
            (CLAIM.replace('"start": "2009', '"start": "-9223372036854775808', 1), "E_DATE"),
            ("[" * 100000, "nested"),
            (CLAIM.replace('"object_1": 24946', '"object_1": 99999999999999999999999999', 1), ""),
            (CLAIM.replace('"object_1": 24946', '"object_1": 1e308', 1), "E_"),
            (CLAIM.replace('"object_1": 24946', '"object_1": -24946', 1), "E_TYPE"),
            (CLAIM.replace('"max_range_km": 10,', '"max_range_km": 1e400,', 1), ""),
            (CLAIM.replace('"max_range_km": 10,', '"max_range_km": 1e308,', 1), "E_RANGE"),
            (CLAIM.replace('"max_range_km": 10,', '"max_range_km": NaN,', 1), ""),
            (CLAIM.replace('"max_range_km": 10,', '"max_range_km": [10],', 1), "E_RANGE"),
            (CLAIM.replace('"required": true', '"required": "true"', 1), "E_TYPE"),
            (CLAIM.replace('"clauses": [', '"clauses": {"0": ', 1), ""),
            (CLAIM.replace('"type": "closest-approach"', '"type": "closest-approach; touch x"', 1), "E_TEST"),
        ):
            self.write("claim.json", text)
            _, err = self.run_cli("check", "claim.json", "sets.tle", "--bundle", "b", expect=1)
            self.assertIn(rule, err)
            self.assertRegex(err, r"claim\.json:\d+:\d+: ")
            self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["claim.json", "sets.tle"])

    def test_a_hundred_thousand_clauses(self):
        """Well-formed ones: told as too large, at once, and nothing is written."""
        claim = json.loads(CLAIM)
        claim["clauses"] = [dict(claim["clauses"][0], id=f"c{i}") for i in range(100000)]
        self.write("claim.json", json.dumps(claim))
        self.write("sets.tle", PAIR)
        _, err = self.run_cli("check", "claim.json", "sets.tle", "--bundle", "b", expect=1)
        self.assertIn("larger than the 1048576 bytes a claim may have", err)
        self.assertFalse((self.folder / "b").exists())

    def test_a_forged_list_of_what_is_withheld(self):
        """Every digest mended: what it says is still read strictly, and nothing is run or fetched."""
        self.restricted()
        path = self.folder / "b/inputs/withheld.json"
        good = path.read_bytes()
        for old, new in ((b'"position": 0', b'"position": -1'), (b'"position": 0', b'"position": "0"'), (b'"sets": [', b'"sets": [7, '),
                         (b'"norad_cat_id": 22675', b'"norad_cat_id": 1e300'), (b'"sha256": "', b'"sha256": "00'),
                         (b"starsea-withheld-1", b"starsea-withheld-2"), (b'"query": "', b'"query": 1, "x": "')):
            self.forge("b", "inputs/withheld.json", old, new)
            _, err = self.run_cli("verify", "b", "--input", "c.tle", expect=1)
            self.assertIn("inputs/withheld.json: ", err, new)
            path.write_bytes(good)
        self.forge("b", "inputs/withheld.json", b'"position": 0', b'"position": 9007199254740993')
        rows, _ = self.verify_rows("--input", "c.tle", expect=1)
        self.assertEqual(rows[-1]["STATUS"], "FAILED")

    def test_registration_and_decay_by_a_list(self):
        """A list of objects decides, goes into the bundle by its rows, and the bundle gives the verdict again."""
        head = "#JCAT\tPiece\tName\tLDate\tTDate\tUNState\tUNReg\n"
        row = "S%05d\t1997-051C\tIRIDIUM 33\t1997 Sep 14\t%s\tUS\t%s\n"
        clauses = [
            {"id": "reg", "text": "R", "kind": "observation", "required": True, "test": {"type": "registered", "object": 24946}},
            {"id": "gone", "text": "G", "kind": "observation", "required": True,
             "test": {"type": "decayed-by", "object": 24946, "time": "2012-01-01T00:00:00Z"}},
        ]
        claim = json.loads(CLAIM)
        claim["clauses"] = clauses
        self.write("claim.json", json.dumps(claim))
        self.write("sets.tle", PAIR)
        for document, decay, verdict in (("ST/SG/SER.E/343", "2010 Jan  5", "supported"), ("", "2010 Jan  5", "contradicted"),
                                         ("ST/SG/SER.E/343", "2020 Jan  5", "contradicted")):
            self.write("list.tsv", head + row % (24946, decay, document) + row % (22675, "-", "X"))
            name = f"b{len(document)}{decay[:4]}"
            out, _ = self.run_cli("check", "claim.json", "sets.tle", "--objects", "list.tsv", "--bundle", name, "--format", "json")
            self.assertEqual(json.loads(out)["verdict"], verdict, (document, decay))
            self.assertNotIn("22675", (self.folder / name / "inputs/objects.txt").read_text())
            self.assertIn("VERIFIED", self.run_cli("verify", name, "--format", "csv")[0])
        out, _ = self.run_cli("check", "claim.json", "sets.tle", "--format", "json")
        self.assertEqual([c["reason"] for c in json.loads(out)["clauses"]][0], "no-record")

    def test_a_bundle_takes_the_place_of_nothing(self):
        self.check(CLAIM, PAIR, "--bundle", "b")
        before = (self.folder / "b/manifest.json").read_bytes()
        _, err = self.check(moved(CLAIM, 11), PAIR, "--bundle", "b", expect=1)
        self.assertIn("holds something already", err)
        self.assertEqual((self.folder / "b/manifest.json").read_bytes(), before)
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.endswith(".tmp")], [])

    def test_errors_name_file_and_place(self):
        self.write("sets.tle", PAIR)
        for text, says in (
            ("{", r"claim\.json:1:"),
            ("\ufeff" + CLAIM, r"claim\.json:1:1: a byte-order mark"),
            ('{"id": "a\\u0000"}', r"claim\.json:1:\d+: the escape \\u0000 stands for NUL"),
            (CLAIM.replace('"max_range_km": 10,', '"max_range_km": -1,'), r"claim\.json:25:25: E_RANGE: clauses\[0\]\.test\.max_range_km"),
            (CLAIM.replace('"kind"', '"kin"', 1), r'claim\.json:17:14: E_KEY: clauses\[0\]\.kin: unknown key "kin"'),
        ):
            self.write("claim.json", text)
            _, err = self.run_cli("check", "claim.json", "sets.tle", expect=1)
            self.assertRegex(err, says)
        _, err = self.run_cli("check", "absent.json", "sets.tle", expect=1)
        self.assertIn("absent.json", err)
        self.write("claim.json", CLAIM)
        self.run_cli("check", "claim.json", expect=2)
        self.run_cli("check", expect=2)
        self.run_cli("verify", "nowhere", expect=1)


def checked(sets):
    """Element sets with the last digit of every line set right."""
    lines = []
    for line in sets.splitlines():
        if re.match(r"[12] ", line):
            line = line[:68] + str(sum(int(c) if c.isdigit() else c == "-" for c in line[:68]) % 10)
        lines.append(line + "\n")
    return "".join(lines)


class Page(html.parser.HTMLParser):
    """What a browser would see: that every element is closed, and where it would reach for something outside."""

    VOID = {"meta", "br", "line", "circle", "polyline", "rect"}

    def __init__(self, text):
        super().__init__()
        self.open, self.text, self.tags, self.outside = [], [], set(), []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.outside += [v for k, v in attrs if k in ("src", "srcset", "data", "action") or k.startswith("on")]
        self.outside += [v for k, v in attrs if k == "href" and tag != "a"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag not in self.VOID:
            raise AssertionError(f"</{tag}> closes {self.open[-3:]}")

    def handle_data(self, data):
        self.text.append(data)


class Report(Case):
    WINDOW = ("--start", "2009-02-10T12:00:00Z", "--duration", "8h", "--threshold-km", "5")

    def report(self, elements, claim=CLAIM, **more):
        self.write("claim.json", claim or "")
        self.write("sets.tle", elements)
        words = ("--claim", "claim.json") if claim else ()
        out, err = self.run_cli("report", "sets.tle", *self.WINDOW, *words, **more)
        return out, err

    def test_the_page_says_what_was_found(self):
        out, _ = self.report(PAIR)
        page = Page(out)
        text = " ".join("".join(page.text).split())
        for part in ("Supported", "16:55:59.796", "0.698", "IRIDIUM 33", "What this cannot show", "Undecidable", "starsea verify bundle",
                     "starsea report sets.tle --start 2009-02-10T12:00:00Z", "sets.tle"):
            self.assertIn(part, text)
        self.assertIn("svg", page.tags)

    def test_the_page_reaches_for_nothing(self):
        out, _ = self.report(PAIR)
        page = Page(out)
        self.assertEqual(page.outside, [])
        self.assertFalse(page.tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"})
        self.assertIn("default-src 'none'", out)
        self.assertNotRegex(out, r"url\(|@import")

    def test_how_to_cite_and_what_was_used(self):
        self.write("claim.json", CLAIM)
        self.write("sets.tle", PAIR)
        self.run_cli("key", "a.key")
        self.run_cli("check", "claim.json", "sets.tle", "--bundle", "b", "--sign", "a.key")
        statement = self.run_cli("sign", "b", "--key", self.key("c.key"), "--format", "csv")[0].splitlines()[1].split(",")[2]
        self.run_cli("report", "b", "-o", "b.html")
        self.run_cli("report", "b", "-o", "b.md")
        page = Page((self.folder / "b.html").read_text())
        markdown = (self.folder / "b.md").read_text()
        for text in ("".join(page.text), markdown):
            for part in (f'value: "sha256:{statement}"', "@misc{starsea-iridium33-cosmos2251,", "cff-version: 1.2.0", "Signed by", "starsea verify b",
                         "starsea report b --output b."):
                self.assertIn(part, text)
        self.assertIn("| 24946 | IRIDIUM 33 | 1 | 2009-02-09 18:49:39 | 2009-02-09 18:49:39 | 0.92 |", markdown)
        self.assertEqual(self.run_cli("report", "b", "--output", "again.md")[0], "")
        self.assertEqual((self.folder / "again.md").read_text().replace("again.md", "b.md"), markdown)
        # Every row of a table has the columns of its head.
        for table in re.findall(r"(?:^\|.*\n)+", markdown, re.M):
            self.assertEqual(len({line.count("|") for line in table.splitlines()}), 1, table)

    def key(self, name):
        self.run_cli("key", name)
        return name

    def test_markdown_of_a_screening(self):
        self.write("sets.tle", PAIR)
        self.write("claim.json", CLAIM)
        self.run_cli("report", "sets.tle", *self.WINDOW, "--claim", "claim.json", "-o", "page.md")
        text = (self.folder / "page.md").read_text()
        self.assertIn("| 2009-02-10 16:55:59.796 | COSMOS 2251 22675, IRIDIUM 33 24946 | 0.698 | 11.65 | 1.2, 0.9 |", text)
        self.assertIn("starsea report sets.tle --start 2009-02-10T12:00:00Z", text)

    def test_hostile_names_stay_text_in_markdown(self):
        bad = 'x|y`z[a](javascript:b)<i>*_#'
        claim = CLAIM.replace("Cosmos 2251", bad).replace('"statement": "', '"statement": "- item\\n```\\n# head ')
        self.write("claim.json", claim.replace("https://orbitaldebris.jsc.nasa.gov/quarterly-news/", "javascript:alert(1)"))
        self.write("sets.tle", PAIR.replace("COSMOS 2251", bad))
        self.run_cli("report", "sets.tle", *self.WINDOW, "--claim", "claim.json", "-o", "page.md")
        text = (self.folder / "page.md").read_text()
        body, fences = re.sub(r"(?ms)^```.*?^```$", "", text), re.findall(r"(?m)^```", text)
        self.assertEqual(len(fences), 6)
        self.assertIn(r"x\|y\`z\[a\](javascript:b)\<i\>\*\_\#", body)
        self.assertIn(r"> \- item \`\`\` \# head", body)
        self.assertNotRegex(body, r"(?<!\\)<(?!https?://)")
        self.assertNotIn("<javascript", body)

    def test_hostile_names_stay_text(self):
        bad = '<script>alert("1")</script>'
        out, _ = self.report(PAIR.replace("COSMOS 2251", bad), CLAIM.replace("Cosmos 2251", bad.replace('"', '\\"'))
                             .replace("https://orbitaldebris.jsc.nasa.gov/quarterly-news/", "javascript:alert(1)"))
        page = Page(out)
        self.assertNotIn("script", page.tags)
        self.assertNotIn('href="javascript', out)
        self.assertIn("<script>", "".join(page.text))

    def test_the_same_page_again_and_whole_or_not_at_all(self):
        one, _ = self.report(PAIR)
        two, _ = self.run_cli("report", "sets.tle", *self.WINDOW, "--claim", "claim.json", "--threads", "2")
        self.assertEqual(one, two)
        out, _ = self.run_cli("report", "sets.tle", *self.WINDOW, "--output", "page.html")
        self.assertEqual(out, "")
        self.assertTrue((self.folder / "page.html").read_text().endswith("</html>\n"))

    def test_without_a_claim_and_without_approaches(self):
        out, _ = self.report(IRIDIUM, claim=None)
        self.assertIn("No two objects came closer", "".join(Page(out).text))
        out, _ = self.report(PAIR, claim=None)
        self.assertIn("Close approaches below 5 km", "".join(Page(out).text))

    def test_a_page_about_a_bundle(self):
        self.report(PAIR)
        self.run_cli("check", "claim.json", "sets.tle", "--bundle", "b")
        self.run_cli("report", "b", "--output", "b.html")
        page = Page((self.folder / "b.html").read_text())
        text = " ".join("".join(page.text).split())
        for part in ("Supported", "0.698", "almost certain", "inputs/elements.csv", "starsea verify b", "What would change it"):
            self.assertIn(part, text)
        self.assertNotIn("Closest approaches", text)
        path = self.folder / "b/inputs/claim.json"
        path.write_bytes(path.read_bytes() + b" ")
        self.run_cli("report", "b", expect=1)
        _, err = self.run_cli("report", "sets.tle", expect=2)
        self.assertIn("--start is missing", err)
        (self.folder / "empty").mkdir()
        for name in ("empty", "nowhere"):
            self.assertIn(f"{name}: holds no manifest.json", self.run_cli("report", name, "-o", "x.html", expect=1)[1])

    def test_standard_input_is_read_once(self):
        self.write("claim.json", CLAIM)
        out, _ = self.run_cli("report", "-", *self.WINDOW, stdin=PAIR)
        self.assertIn("0.698", out)
        _, err = self.run_cli("report", "-", *self.WINDOW, "--claim", "claim.json", stdin=PAIR, expect=2)
        self.assertIn("read twice", err)

    def test_contradicted_and_undecidable_pages(self):
        out, _ = self.report(PAIR, moved(CLAIM, 11))
        self.assertIn("Contradicted", "".join(Page(out).text))
        out, _ = self.report(IRIDIUM)
        self.assertIn("Missing: object 22675", "".join(Page(out).text))


if __name__ == "__main__":
    unittest.main()

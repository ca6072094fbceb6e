#!/usr/bin/python3
"""starsea serve: the same rows as the command line, runs, and everything that must fail safely."""
import csv
import gzip
import hashlib
import http.client
import io
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import unittest

from cli import Case, IRIDIUM, PAIR, STARSEA

CLAIM = (pathlib.Path(__file__).resolve().parents[2] / "data/claims/iridium33-cosmos2251.json").read_bytes()
START = "start=2009-02-10T12:00:00Z&duration=12h"


class Server(Case):
    def setUp(self):
        super().setUp()
        self.write("pair.3le", PAIR)
        self.run_cli("import", "--store", "s.db", "pair.3le", "--arrival", "2009-02-11")

    def serve(self, *words, store=True):
        more = ("--store", "s.db") if store else ()
        self.process = subprocess.Popen([STARSEA, "serve", *more, "--listen", "127.0.0.1:0", *words], cwd=self.folder,
                                        stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1].strip("/\n"))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(30), 0)
        self.process.stdout.close()

    def ask(self, path, method="GET", body=None, expect=200, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        self.assertEqual(answer.status, expect, f"{method} {path}: {text[:500]}")
        self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        return text, answer.headers

    def raw(self, data, wait=5.0):
        """What the server answers to these bytes, until it closes or is silent for so long."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as s:
            s.sendall(data)
            got = b""
            try:
                while piece := s.recv(65536):
                    got += piece
            except TimeoutError:
                pass
            return got

    def output(self, path, kind, method="GET", body=None):
        """Rows of a job, waited for where it answers 202."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {"Accept": kind})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status == 202:
            run = answer.headers["Location"]
            events = self.ask(run + "/events")[0]
            self.assertIn("event: end", events)
            return self.ask(run + "/output", Accept=kind)[0]
        self.assertEqual(answer.status, 200, text)
        return text


class Rows(Server):
    # Path and query, body, and the command line that must give the same rows. Every job that is reached has a line here.
    APPROACH = "id=22675,24946&start=2009-02-10T12:00:00Z&tca=2009-02-10T16:55:59.796Z"
    SAME = (
        ("show?id=24946", None, "show --store s.db --id 24946"),
        ("catalogue?at=2009-02-11", None, "catalogue --store s.db --at 2009-02-11"),
        ("sources", None, "sources --store s.db"),
        ("convert?to=omm-csv", None, "convert --store s.db --to omm-csv"),
        ("convert?to=tle", PAIR.encode(), "convert pair.3le --to tle"),
        ("propagate?start=2009-02-10T16:00:00Z&duration=10m&step=60s", None,
         "propagate --store s.db --start 2009-02-10T16:00:00Z --duration 10m --step 60s"),
        ("screen?" + START, None, "screen --store s.db --start 2009-02-10T12:00:00Z --duration 12h"),
        ("screen?primary=24946&" + START, None,
         "screen --store s.db --start 2009-02-10T12:00:00Z --duration 12h --primary 24946"),
        ("encounter?points=10&" + APPROACH, None,
         "encounter --points 10 --store s.db " + " ".join("--" + word for word in APPROACH.replace("=", " ").split("&"))),
        ("cdm?created=2009-02-09&" + APPROACH, None,
         "cdm --created 2009-02-09 --store s.db " + " ".join("--" + word for word in APPROACH.replace("=", " ").split("&"))),
        ("burns?primary=24946&burn-span=1h&dv-steps=1&" + START, None,
         "burns --store s.db --primary 24946 --burn-span 1h --dv-steps 1 --start 2009-02-10T12:00:00Z --duration 12h"),
        ("pc?xm=100&ym=50&sigma-x=200&sigma-y=80&hbr-m=20", None, "pc --xm 100 --ym 50 --sigma-x 200 --sigma-y 80 --hbr-m 20"),
        ("manoeuvres", None, "manoeuvres --store s.db"),
        ("stations", None, "stations --store s.db"),
        ("proximity", None, "proximity --store s.db"),
        ("lifetime", None, "lifetime --store s.db"),
        ("lifetime?id=24946", PAIR.encode(), "lifetime pair.3le --id 24946"),
        ("breakups", None, "breakups --store s.db"),
        ("environment?by=inclination", None, "environment --store s.db --by inclination"),
        ("norms?by=object", None, "norms --store s.db --by object"),
        ("check", CLAIM, "check claim.json --store s.db"),
        ("doctor", PAIR.encode(), "doctor pair.3le"),
        ("simulate?objects=20&epoch=2009-02-10", None, "simulate --objects 20 --epoch 2009-02-10"),
    )

    def test_same_rows_as_the_command_line(self):
        self.serve()
        self.write("claim.json", CLAIM)
        schemas = json.loads(self.ask("/v1/openapi.json")[0])["paths"]
        for path, body, words in self.SAME:
            with self.subTest(path):
                method = "POST" if body else "GET"
                job = path.split("?")[0]
                rows = any(p.get("name") == "format" and "csv" in p["schema"].get("enum", ())
                           for p in schemas["/v1/" + job]["get"]["parameters"])
                given, _ = self.run_cli(*words.split(), *(("--format", "csv") if rows else ()))
                found = self.output("/v1/" + path, "text/csv", method, body)
                self.assertEqual(re.sub(r"/tmp/starsea-\w+", "pair.3le", found), given)
                if not rows:
                    continue
                lines, _ = self.run_cli(*words.split(), "--format", "json")
                found = re.sub(r"/tmp/starsea-\w+", "pair.3le", self.output("/v1/" + path, "application/json", method, body))
                self.assertEqual(json.loads(found),
                                 [json.loads(line) for line in lines.splitlines()])

    def test_no_job_is_left_out(self):
        """import, which writes, has a test of its own below."""
        self.serve()
        jobs = {line["job"] for line in json.loads(self.ask("/v1")[0])}
        self.assertEqual(jobs, {path.split("?")[0] for path, _, _ in self.SAME} | {"import"})

    def test_rows_sorted_and_chosen(self):
        population, _ = self.run_cli("simulate", "--objects", "300", "--epoch", "2009-02-10", "--format", "omm-csv")
        hostile = population.splitlines()[1].split(",")
        hostile[0], hostile[11] = '"<img src=x>,\\""\u00e9"', "77"
        self.write("population.csv", population + ",".join(hostile) + "\n")
        self.run_cli("import", "--store", "s.db", "population.csv")
        self.serve()
        path = "/v1/catalogue?at=2009-02-11"
        every = json.loads(self.ask(path)[0])

        def rows(more, kind="application/json"):
            text, headers = self.ask(path + more, Accept=kind)
            return (json.loads(text) if "json" in kind else list(csv.DictReader(io.StringIO(text)))), headers["Starsea-Rows"]

        high = sorted(every, key=lambda row: -row["PERIGEE"])
        found, count = rows("&sort=-PERIGEE&offset=5&limit=20")
        self.assertEqual((found, count), (high[5:25], str(len(every))))
        found, count = rows("&sort=-PERIGEE&offset=5&limit=20", "text/csv")
        self.assertEqual([row["NORAD_CAT_ID"] for row in found], [str(row["NORAD_CAT_ID"]) for row in high[5:25]])
        found, _ = rows("&sort=OBJECT_NAME")
        self.assertEqual(found, sorted(every, key=lambda row: row["OBJECT_NAME"].encode()))
        for kind in ("application/json", "text/csv"):
            found, count = rows("&where=INCLINATION%3C60&where=PERIGEE%3E%3D700", kind)
            kept = [row["NORAD_CAT_ID"] for row in every if row["INCLINATION"] < 60 and row["PERIGEE"] >= 700]
            self.assertEqual(([int(row["NORAD_CAT_ID"]) for row in found], count), (kept, str(len(kept))))
            for test in ("OBJECT_NAME~IMG%20SRC", "OBJECT_NAME~,%5C%22%C3%A9", "NORAD_CAT_ID=77"):
                found, _ = rows("&where=" + test, kind)
                self.assertEqual([(int(row["NORAD_CAT_ID"]), row["OBJECT_NAME"]) for row in found],
                                 [(77, '<img src=x>,\\"\u00e9')], test)
            self.assertEqual(rows("&where=OWNER=", kind)[1], str(len(every)))
            self.assertEqual(rows("&where=OWNER!=", kind)[1], "0")
            self.assertEqual(rows("&where=OWNER~x", kind)[1], "0")
        for wrong in ("sort=NOTHING", "where=NOTHING=1", "where=PERIGEE", "where=PERIGEE%3Cx", "limit=x", "sort="):
            self.ask(f"{path}&{wrong}", expect=400)
        self.ask(path + "".join(f"&where=PERIGEE%3E{i}" for i in range(17)), expect=400)

    def test_every_route_of_the_description_answers(self):
        self.serve()
        text, headers = self.ask("/v1/openapi.json")
        document = json.loads(text)
        self.assertEqual(document["openapi"], "3.1.0")
        names = {line["job"] for line in json.loads(self.ask("/v1")[0])}
        self.assertEqual({f"/v1/{n}" for n in names} | {p for p in document["paths"] if p.startswith("/v1/runs")},
                         set(document["paths"]))
        self.assertTrue({"fetch", "verify", "report"}.isdisjoint(names))
        columns = document["paths"]["/v1/screen"]["get"]["x-columns"]["properties"]
        self.assertEqual((columns["TCA_RANGE"]["x-unit"], columns["TCA_RANGE"]["type"]), ("km", ["number", "null"]))
        seen = set()
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if method == "parameters":
                    continue
                self.assertNotIn(operation["operationId"], seen)
                seen.add(operation["operationId"])
                for parameter in operation.get("parameters", []):
                    self.assertNotIn(parameter.get("name"), ("store", "threads", "svg", "bundle", "eop"))
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                connection.request(method.upper(), path.replace("{id}", "r1"), b"x" if method == "post" else None)
                answer = connection.getresponse()
                answer.read()
                connection.close()
                self.assertIn(answer.status, (200, 202, 400, 403, 404, 409, 410, 422, 503, 504), path)
        self.ask("/v1/openapi.json", expect=304, If_None_Match=headers["ETag"])

    def test_pages(self):
        self.serve()
        asked = "/v1/propagate?start=2009-02-10&duration=10m&step=60s"
        whole = list(csv.DictReader(io.StringIO(self.output(asked, "text/csv"))))
        part = self.ask("/v1/runs/r1/output?offset=3&limit=4")[0]
        self.assertEqual(list(csv.DictReader(io.StringIO(part))), whole[3:7])
        part = self.ask("/v1/runs/r1/output?sort=-EPOCH&where=NORAD_CAT_ID=24946&limit=2")[0]
        self.assertEqual([row["EPOCH"][:16] for row in csv.DictReader(io.StringIO(part))], ["2009-02-10T00:10", "2009-02-10T00:09"])
        self.ask("/v1/runs/r1/output?sort=NOTHING", expect=400)
        self.assertIn("output", self.ask(asked + "&offset=20", expect=400)[0])
        rows = json.loads(self.ask("/v1/show?id=24946,22675&offset=1&limit=5")[0])
        self.assertEqual([row["NORAD_CAT_ID"] for row in rows], [24946])
        self.ask("/v1/show?id=24946&limit=-1", expect=400)
        self.assertEqual(json.loads(self.ask("/v1/show?id=24946&offset=9")[0]), [])
        header, names = self.ask("/v1/show?id=24946&offset=9&format=csv")
        self.assertTrue(header.startswith("OBJECT_NAME,") and header.count("\n") == 1)
        self.assertEqual(names["Content-Type"], "text/csv; charset=utf-8")

    def test_the_page_comes_from_the_program(self):
        self.serve(store=False)
        page, headers = self.ask("/")
        self.assertEqual((headers["Content-Type"], headers["Cache-Control"]), ("text/html; charset=utf-8", "no-cache"))
        self.ask("/", expect=304, If_None_Match=headers["ETag"])
        self.assertEqual(self.ask("/", method="POST", body=b"x", expect=405)[1]["Allow"], "GET, HEAD")
        self.assertNotRegex(page, r"<script(?![^>]* src=)|<style|\son\w+=|style=|https?://")
        assets = re.findall(r'(?:src|href)="\.(/assets/[^"]+)"', page)
        self.assertTrue(assets or "was built without its page" in page)
        for path in assets:
            data, headers = self.asset(path)
            self.assertEqual(hashlib.sha256(data).hexdigest(), headers["ETag"].strip('"'))
            self.assertGreater(len(gzip.decompress(data)), len(data))
            self.assertEqual(headers["Cache-Control"], "public, max-age=31536000, immutable")
            self.ask(path, expect=406)
            self.ask(path, expect=406, Accept_Encoding="br, gzip;q=0")
            self.ask(path, expect=304, Accept_Encoding="br, gzip", If_None_Match=headers["ETag"])
            self.ask(path + "/", expect=404, Accept_Encoding="gzip")
            self.ask(path.replace("/assets/", "/assets/../assets/"), expect=404, Accept_Encoding="gzip")
        for path in ("/index.html/..", "/assets", "/assets/", "//", "/package.json", "/src/main.tsx"):
            self.ask(path, expect=404)

    def asset(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Accept-Encoding": "deflate, gzip;q=0.5"})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        self.assertEqual((answer.status, answer.headers["Content-Encoding"]), (200, "gzip"))
        return data, answer.headers

    def test_runs(self):
        self.serve()
        self.assertEqual(json.loads(self.ask("/v1/runs")[0]), [])
        text, headers = self.ask("/v1/screen?" + START, expect=202)
        run = json.loads(text)
        self.assertEqual(headers["Location"], "/v1/runs/" + run["id"])
        self.assertIn('"state": "done"', self.ask(headers["Location"] + "/events")[0])
        told = json.loads(self.ask(headers["Location"])[0])
        self.assertEqual((told["state"], told["part"], told["record"]["job"]), ("done", 1.0, "screen"))
        self.assertEqual((told["asked"], told["with_body"]),
                         ({"start": "2009-02-10T12:00:00Z", "duration": "12h"}, False))
        listed, = json.loads(self.ask("/v1/runs")[0])
        self.assertEqual(listed["asked"], told["asked"])
        self.assertTrue(any("screened" in line for line in told["talk"]), told["talk"])
        self.ask("/v1/runs/r99", expect=404)
        self.ask(headers["Location"] + "/else", expect=404)

    def test_a_run_can_be_cancelled(self):
        self.serve()
        _, headers = self.ask("/v1/screen?start=2009-02-10&duration=366d&threshold-km=200", expect=202)
        self.ask(headers["Location"] + "/output", expect=409)
        self.ask(headers["Location"], method="DELETE", expect=202)
        self.assertIn("event: end", self.ask(headers["Location"] + "/events")[0])
        self.assertIn(json.loads(self.ask(headers["Location"])[0])["state"], ("cancelled", "done"))

    def test_a_failed_run_says_why(self):
        self.serve(store=False)
        text, headers = self.ask("/v1/lifetime", expect=202)
        self.ask(headers["Location"] + "/events")
        self.assertIn("store", json.loads(self.ask(headers["Location"] + "/output", expect=400)[0])["error"])


class Refusals(Server):
    def test_what_is_asked_wrongly(self):
        self.serve()
        for path, status in (("/v1/show", 400), ("/v1/show?id=abc", 400), ("/v1/show?id=1&store=/etc/passwd", 400),
                             ("/v1/show?id=24946&svg=/tmp/x.svg", 400), ("/v1/show?nothing=1", 400), ("/v1/none", 404),
                             ("/v1/fetch", 404), ("/v1/verify", 404), ("/v1/show?id=7", 404), ("/etc/passwd", 404),
                             ("/../../etc/passwd", 404), ("/v1/..%2f..%2fetc/passwd", 404), ("/%00", 404)):
            with self.subTest(path):
                text, _ = self.ask(path, expect=status)
                self.assertTrue(json.loads(text)["error"])
        self.assertEqual(self.ask("/v1/show?id=24946", method="PUT", expect=405)[1]["Allow"], "GET, HEAD, POST")
        self.ask("/v1/pc", method="POST", body=b"no message", expect=422)
        self.ask("/v1/show?id=24946", method="POST", body=b"x", expect=400)
        self.ask("/v1?" + "&".join(f"a{i}=1" for i in range(100)), expect=400)

    def test_names_it_does_not_answer_to(self):
        self.serve("--host", "sea.example")
        for host in ("evil.example", "127.0.0.1.evil.example", "localhost:1", "", "127.0.0.1@evil", "sea.example.evil"):
            self.ask("/v1", expect=421, Host=host)
        for host in ("localhost", f"localhost:{self.port}", "sea.example", f"[::1]:{self.port}", "SEA.example"):
            self.ask("/v1", Host=host)

    def test_pages_of_other_sites(self):
        self.serve()
        for origin in ("http://evil.example", "null", f"http://127.0.0.1:{self.port + 1}", "http://localhost"):
            self.ask("/v1", expect=403, Origin=origin)
        self.ask("/v1", Origin=f"http://127.0.0.1:{self.port}")
        # What a page loads as an image or follows as a link has no Origin.
        for site in ("cross-site", "same-site"):
            self.ask(f"/v1/screen?{START}", expect=403, Sec_Fetch_Site=site)
            self.ask("/", Sec_Fetch_Site=site)
        self.assertEqual(json.loads(self.ask("/v1/runs")[0]), [])
        for site in ("same-origin", "none"):
            self.ask("/v1", Sec_Fetch_Site=site)

    def test_one_server_an_address(self):
        """A second one on the same port would answer half of the requests, from another store."""
        self.serve()
        second = subprocess.run([STARSEA, "serve", "--store", "s.db", "--listen", f"127.0.0.1:{self.port}"], cwd=self.folder,
                                capture_output=True, text=True, timeout=30)
        self.assertEqual(second.returncode, 1, second.stdout)
        self.assertIn("it may be in use", second.stderr)
        self.assertEqual(second.stdout, "")

    def test_writing(self):
        self.serve()
        self.ask("/v1/import", method="POST", body=IRIDIUM.encode(), expect=403)
        self.stop()
        self.serve("--allow-writes")
        _, headers = self.ask("/v1/import?arrival=2009-02-12", method="POST", body=IRIDIUM.encode(), expect=202)
        self.ask(headers["Location"] + "/events")
        self.assertEqual(json.loads(self.ask(headers["Location"] + "/output")[0])[0]["KNOWN"], 1)

    def test_tokens(self):
        keys = {}
        lines = []
        for scopes in ("read", "write", "admin"):
            out, err = self.run_cli("serve", "--new-token", scopes)
            keys[scopes] = err.split()[-1]
            lines.append(out)
            self.assertNotIn(keys[scopes], out)
        self.write("tokens", "".join(lines))
        _, err = self.run_cli("serve", "--tokens", "tokens", expect=1)
        self.assertIn("chmod 600", err)
        os.chmod(self.folder / "tokens", 0o600)
        self.serve("--tokens", "tokens", "--allow-writes")
        self.ask("/v1/import", method="POST", body=IRIDIUM.encode(), expect=202, Authorization="Bearer " + keys["write"])
        self.stop()
        self.serve("--tokens", "tokens")
        self.ask("/v1/import", method="POST", body=IRIDIUM.encode(), expect=403, Authorization="Bearer " + keys["write"])
        self.stop()
        self.serve("--tokens", "tokens", "--allow-writes")
        self.assertEqual(self.ask("/v1", expect=401)[1]["WWW-Authenticate"], "Bearer")
        self.ask("/")  # the page holds no data, and asks for the token itself
        self.ask("/", expect=421, Host="sea.example")
        self.ask("/v1", expect=401, Authorization="Bearer " + "0" * 64)
        self.ask("/v1", expect=401, Authorization="Basic eDp4")
        self.ask("/v1", Authorization="Bearer " + keys["read"])
        self.ask("/v1/import", method="POST", body=b"x", expect=403, Authorization="Bearer " + keys["read"])
        self.ask("/v1/import", method="POST", body=IRIDIUM.encode(), expect=202, Authorization="Bearer " + keys["write"])
        self.ask("/v1/runs/r1", method="DELETE", expect=403, Authorization="Bearer " + keys["write"])
        self.ask("/v1/runs/r1", method="DELETE", expect=202, Authorization="Bearer " + keys["admin"])

    def test_other_addresses_need_tokens(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0"):
            _, err = self.run_cli("serve", "--listen", address, expect=2)
            self.assertIn("--tokens", err)
        for words in (("--listen", "here"), ("--listen", "1.2.3.4:99999"), ("--nothing",), ("--seconds", "x")):
            self.run_cli("serve", *words, expect=2)
        self.run_cli("serve", "--listen", "127.0.0.1:1x", expect=2)


class Hostile(Server):
    def head(self, *lines, method="GET", path="/v1"):
        return "\r\n".join((f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *lines, "", "")).encode()

    def status(self, answer):
        return answer.split(b" ", 2)[1].decode() if answer.startswith(b"HTTP/1.1 ") else "closed"

    def alive(self):
        self.ask("/v1")

    def test_smuggling(self):
        self.serve()
        inner = f"GET /v1/runs HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode()
        for lines in (("Content-Length: 4", "Transfer-Encoding: chunked"), ("Transfer-Encoding: chunked", "Content-Length: 4"),
                      ("Content-Length: 0", f"Content-Length: {len(inner)}"), ("Transfer-Encoding: xchunked",),
                      ("Host: evil.example",)):
            with self.subTest(lines):
                answer = self.raw(self.head(*lines, "Connection: close", method="POST", path="/v1/doctor") + b"0\r\n\r\n" + inner, 2)
                self.assertIn(self.status(answer), ("400", "closed"), answer)
                self.assertEqual(answer.count(b"HTTP/1.1 200"), 0)
        self.alive()

    def test_malformed(self):
        self.serve()
        for data in (b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /v1 HTTP/1.1\r\n\r\n",
                     b"G" * 70000, b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n\r\n", self.head("X: " + "y" * 100000),
                     self.head("Content-Length: -5"), self.head("Content-Length: 99999999999999999999"),
                     self.head("Transfer-Encoding: chunked", method="POST", path="/v1/doctor") + b"zz\r\n",
                     b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100)):
            with self.subTest(data[:40]):
                self.assertNotEqual(self.status(self.raw(data, 1)), "200")
        self.alive()

    def test_too_large(self):
        self.serve()
        answer = self.raw(self.head(f"Content-Length: {1 << 30}", method="POST", path="/v1/doctor"), 3)
        self.assertEqual(self.status(answer), "413")
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as s:
            s.sendall(self.head("Transfer-Encoding: chunked", method="POST", path="/v1/doctor"))
            for _ in range(300):
                s.sendall(chunk)
            s.sendall(b"0\r\n\r\n")
            self.assertEqual(self.status(s.recv(65536)), "413")
        self.alive()

    def test_a_slow_client_is_let_go(self):
        """One byte a second keeps the connection from being idle, not from being late."""
        self.serve()
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as s:
            with self.assertRaises(OSError):
                for byte in self.head("X: " + "y" * 200):
                    s.sendall(bytes([byte]))
                    self.alive()
                    time.sleep(1)
        self.assertLess(time.monotonic() - began, 35)

    def test_many_at_once_and_gone(self):
        self.serve()
        sockets = [socket.create_connection(("127.0.0.1", self.port), timeout=5) for _ in range(200)]
        self.alive()
        for s in sockets:
            s.sendall(b"GET /v1/op")
            s.close()
        _, headers = self.ask("/v1/screen?start=2009-02-10&duration=366d&threshold-km=200", expect=202)
        for _ in range(20):  # readers of events that leave
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as s:
                s.sendall(self.head(path=headers["Location"] + "/events"))
                s.recv(10)
        self.ask(headers["Location"], method="DELETE", expect=202)
        self.alive()

    def test_it_ends_while_events_are_read(self):
        self.serve()
        _, headers = self.ask("/v1/screen?start=2009-02-10&duration=366d&threshold-km=200", expect=202)
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as s:
            s.sendall(self.head(path=headers["Location"] + "/events"))
            s.recv(10)
            self.process.send_signal(signal.SIGTERM)
            self.assertEqual(self.process.wait(30), 0)


class Unit(unittest.TestCase):
    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd-analyze here")
    def test_the_sandbox_is_tight(self):
        unit = pathlib.Path(__file__).resolve().parents[2] / "packaging/starsea.service"
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15", str(unit)], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:])


if __name__ == "__main__":
    unittest.main()

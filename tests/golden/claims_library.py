#!/usr/bin/python3
"""claims_library.py STARSEA [OTHER]: every claim of data/claims gives its expected verdict, clause by clause; with all names,
numbers and States permuted each gives the same bytes once they are changed back; OTHER, another build, gives the same too."""
import csv
import gzip
import os
import pathlib
import re
import sys
import tempfile

from program import output, skip
from same_bytes import PLAIN_PROCESSOR

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "data/claims"
DATA = pathlib.Path(os.environ.get("STARSEA_TEST_DATA", ROOT / "../shared/data"))
# Names that a claim may be judged by if anything is: objects, States, operators. Each becomes another of the list.
NAMES = ("Luch", "USA", "SJ", "MEV", "Cosmos", "Intelsat", "Starlink", "Iridium", "NOAA", "DMSP", "Fengyun", "Microsat", "XSS",
         "Russia", "United States", "China", "India", "United Kingdom", "France", "Sweden", "NASA", "DRDO", "Roscosmos", "ISRO",
         "Northrop Grumman", "CSIS")


def plain(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace")


def checksum(line):
    return line[:68] + str(sum(int(c) if c.isdigit() else c == "-" for c in line[:68]) % 10)


def renumbered(text, turn):
    """Element sets (TLE) with catalogue numbers turned and every name another."""
    out = []
    for line in text.splitlines():
        number = line[2:7].strip()
        if re.match(r"[12] [ 0-9]{5}", line) and number.isdigit():
            new = turn.get(int(number))
            if new:
                line = checksum(line[:2] + f"{new:05d}" + line[7:])
        elif line and not line.startswith("#"):
            line = "OTHER NAME"
        out.append(line)
    return "\n".join(out) + "\n"


def without_texts(verdict):
    """What a verdict says, without the texts that are quoted from the claim and from the data."""
    return re.sub(r'"(text|title|object_name)":"(\\.|[^"\\])*"', "", verdict)


def swapped(claim, turn):
    text = (LIBRARY / f"{claim}.json").read_text()
    text = re.sub(r'("(?:object|object_1|object_2|mover|other|parent)": )(\d+)', lambda m: m[1] + str(turn.get(int(m[2]), m[2])), text)
    for i, name in enumerate(NAMES):
        text = re.sub(rf"\b{re.escape(name)}\b", f"@{i}@", text)
    return re.sub(r"@(\d+)@", lambda m: NAMES[(int(m[1]) + 7) % len(NAMES)], text)


def main():
    starsea = sys.argv[1]
    other = sys.argv[2] if len(sys.argv) > 2 else None
    if other and not os.path.exists(other):
        skip(f"{other} is not built")
    if not DATA.is_dir():
        skip("no real data")
    failures, supported, swaps = [], 0, 0
    with open(ROOT / "data/claims/expected.csv", newline="") as file:
        expected = list(csv.DictReader(file))
    listed = {row["claim"] for row in expected}
    files = {p.stem for p in LIBRARY.glob("*.json")}
    assert listed == files, f"expected.csv and the claims differ: {listed ^ files}"
    with tempfile.TemporaryDirectory() as scratch:
        for row in expected:
            claim, data = row["claim"], [DATA / name for name in row["data"].split()]
            words = ("check", LIBRARY / f"{claim}.json", *data, "--format", "csv")
            rows = {r["CLAUSE"]: r["VERDICT"] for r in csv.DictReader(output(starsea, *words, partly=True).decode().splitlines())}
            want = dict(part.split("=") for part in row["clauses"].split(";")) | {"CLAIM": row["verdict"]}
            supported += rows["CLAIM"] == "supported"
            if rows != want:
                failures.append(f"{claim}: {rows} instead of {want}")
            verdict = output(starsea, *words[:-1], "json", partly=True).decode()
            for environment in ({"STARSEA_SIMD": "scalar"}, PLAIN_PROCESSOR):
                if output(starsea, *words[:-1], "json", environment=environment, partly=True).decode() != verdict:
                    failures.append(f"{claim}: {environment} gives other bytes")
            if other and output(other, *words[:-1], "json", partly=True).decode() != verdict:
                failures.append(f"{claim}: the other build gives other bytes")
            if any(".omm" in path.name for path in data):
                continue
            ids = sorted({int(n) for n in re.findall(r'"(?:object|object_1|object_2|mover|other|parent)": (\d+)',
                                                     (LIBRARY / f"{claim}.json").read_text())})
            # Numbers tell a breakup which objects were catalogued later, so there names and States alone are permuted.
            ids = [] if '"breakup"' in (LIBRARY / f"{claim}.json").read_text() else ids
            turn = {number: 99000 + len(ids) - i for i, number in enumerate(ids)}
            paths = []
            for i, path in enumerate(data):
                paths.append(pathlib.Path(scratch) / f"{claim}{i}.3le")
                paths[-1].write_text(renumbered(plain(path), turn))
            new = pathlib.Path(scratch) / f"{claim}.json"
            new.write_text(swapped(claim, turn))
            back = output(starsea, "check", new, *paths, "--format", "json", partly=True).decode()
            for number, stand_in in turn.items():
                back = re.sub(rf"\b{stand_in}\b", str(number), back)
            swaps += 1
            if without_texts(back) != without_texts(verdict):
                failures.append(f"{claim}: other names, another verdict")
    print(f"{len(expected)} claims, {supported} supported; {swaps} swapped")
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()

"""Running the program under test, and finding real data."""
import csv
import os
import pathlib
import subprocess
import sys

SKIPPED = 77


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def real_data(relative):
    """Path of a real data file. The whole test is skipped, and says so, where it is not there."""
    path = pathlib.Path(os.environ.get("STARSEA_TEST_DATA", "../shared/data")) / relative
    if not path.exists():
        skip(f"no real data at {path} (STARSEA_TEST_DATA names the folder)")
    return path


def output(starsea, *arguments, environment=None, partly=False):
    """Bytes of standard output; the test ends when the program fails. `partly` also takes exit code 3."""
    done = subprocess.run([starsea, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                          env={**os.environ, **(environment or {})})
    if done.returncode not in ((0, 3) if partly else (0,)):
        sys.exit(f"{starsea} {' '.join(map(str, arguments))}\nexit {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def rows(text):
    return list(csv.DictReader(text.decode("utf-8").splitlines()))


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")

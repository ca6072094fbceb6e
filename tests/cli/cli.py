"""Running starsea in a scratch folder, and the element sets the tests share."""
import os
import pathlib
import subprocess
import tempfile
import unittest

STARSEA = os.environ.get("STARSEA", "build/release/tools/cli/starsea")

# Last public sets before their collision; SGP4 gives TCA 2009-02-10T16:55:59.796Z, 0.698 km, 11.65 km/s.
IRIDIUM = (
    "IRIDIUM 33\n"
    "1 24946U 97051C   09040.78448243 +.00000153 +00000-0 +47668-4 0  9994\n"
    "2 24946 086.3994 121.7028 0002288 085.1644 274.9812 14.34219863597336\n"
)
COSMOS = (
    "COSMOS 2251\n"
    "1 22675U 93036A   09040.49834364 -.00000001  00000-0  95251-5 0  9996\n"
    "2 22675 074.0355 019.4646 0016027 098.7014 261.5952 14.31135643817415\n"
)
PAIR = IRIDIUM + COSMOS
# A set whose checksum is wrong (last digit of line 1).
BROKEN = IRIDIUM.replace("0  9994", "0  9995")


def oem_segment(rows, frame="TEME", object_id="1997-051C", centre="EARTH", method="HERMITE", degree=7):
    """A segment of an ephemeris message of rows that `propagate` wrote."""
    head = (
        "META_START\nOBJECT_NAME = IRIDIUM 33\nOBJECT_ID = %s\nCENTER_NAME = %s\nREF_FRAME = %s\nTIME_SYSTEM = UTC\n"
        "START_TIME = %s\nSTOP_TIME = %s\nINTERPOLATION = %s\nINTERPOLATION_DEGREE = %d\nMETA_STOP\n"
    ) % (object_id, centre, frame, rows[0]["EPOCH"].rstrip("Z"), rows[-1]["EPOCH"].rstrip("Z"), method, degree)
    keys = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
    return head + "".join(row["EPOCH"].rstrip("Z") + " " + " ".join(row[k] for k in keys) + "\n" for row in rows)


def oem(*segments):
    return "CCSDS_OEM_VERS = 2.0\nCREATION_DATE = 2009-02-10T00:00:00\nORIGINATOR = TEST\n" + "".join(segments)


class Case(unittest.TestCase):
    """A test in a folder of its own; `run_cli` starts the program there."""

    maxDiff = 4000

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="starsea-test-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def write(self, name, text):
        data = text if isinstance(text, bytes) else text.encode()
        (self.folder / name).write_bytes(data)
        return name

    def run_cli(self, *words, stdin=b"", expect=0, **more):
        """Runs and checks the exit status. Returned: (stdout, stderr) as text."""
        more.setdefault("stdout", subprocess.PIPE)
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        done = subprocess.run([STARSEA, *words], input=data, cwd=self.folder, timeout=120, stderr=subprocess.PIPE, check=False, **more)
        out = (done.stdout or b"").decode("utf-8", "surrogateescape")
        err = done.stderr.decode("utf-8", "surrogateescape")
        self.assertEqual(done.returncode, expect, f"starsea {' '.join(words)}\n{err}")
        return out, err

    def rows(self, text):
        """CSV without quoted fields as a list of dictionaries."""
        lines = text.splitlines()
        names = lines[0].split(",")
        return [dict(zip(names, line.split(","), strict=True)) for line in lines[1:]]

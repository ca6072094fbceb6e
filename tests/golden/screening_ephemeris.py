#!/usr/bin/python3
"""screening_ephemeris.py STARSEA: an ephemeris that python3-sgp4 makes of an element set meets what the element set meets.

One object near decay, one eccentric, one in the crowded shells, each against a real catalogue: the same events, TCA and
range as far as SGP4's velocities, which the interpolation uses, are the derivatives of its positions. And a burn of
nothing changes no row.
"""
import csv
import datetime
import gzip
import sys
import tempfile

from program import output, real_data, rows
from screening_reports import instant
from sgp4 import omm
from sgp4.api import Satrec

START, SPAN_H, STEP_S = datetime.datetime(2024, 11, 1), 12, 60
# Catalogue number, and limits on TCA (s) of fast approaches and on range (km).
OBJECTS = ((59006, 0.03, 0.001), (26851, 0.005, 0.02), (33959, 0.002, 0.001))


def ephemeris(row):
    satellite = Satrec()
    omm.initialize(satellite, row)
    count = SPAN_H * 3600 // STEP_S
    lines = ["CCSDS_OEM_VERS = 2.0", "CREATION_DATE = 2024-11-01T00:00:00", "ORIGINATOR = TEST", "META_START",
             "OBJECT_NAME = " + row["OBJECT_NAME"], "OBJECT_ID = " + row["OBJECT_ID"], "CENTER_NAME = EARTH", "REF_FRAME = TEME",
             "TIME_SYSTEM = UTC", "START_TIME = " + START.isoformat(),
             "STOP_TIME = " + (START + datetime.timedelta(seconds=count * STEP_S)).isoformat(), "INTERPOLATION = HERMITE",
             "INTERPOLATION_DEGREE = 7", "META_STOP"]
    day = 2451544.5 + (START - datetime.datetime(2000, 1, 1)).days
    for k in range(count + 1):
        error, r, v = satellite.sgp4(day, k * STEP_S / 86400)
        assert error == 0
        time = START + datetime.timedelta(seconds=k * STEP_S)
        lines.append(time.isoformat() + " " + " ".join(map(repr, (*r, *v))))
    return "\n".join(lines) + "\n"


def compare(name, got, wanted, tca_s, range_km):
    assert wanted, f"{name}: no events to compare"
    assert len(got) == len(wanted), f"{name}: {len(got)} events, wanted {len(wanted)}"
    for a, b in zip(sorted(got, key=key), sorted(wanted, key=key)):
        assert (a["NORAD_CAT_ID_1"], a["NORAD_CAT_ID_2"], a["KIND"]) == (b["NORAD_CAT_ID_1"], b["NORAD_CAT_ID_2"], b["KIND"]), (a, b)
        assert abs(float(a["TCA_RANGE"]) - float(b["TCA_RANGE"])) < range_km, (a, b)
        if float(b["TCA_RELATIVE_SPEED"]) > 0.3:
            assert abs(instant(a["TCA"]) - instant(b["TCA"])) < tca_s * 1e9, (a, b)


def key(row):
    return row["NORAD_CAT_ID_1"], row["NORAD_CAT_ID_2"], row["TCA"]


def main(starsea):
    catalogue = real_data("catalog/celestrak_20241101.omm.csv.gz")
    with gzip.open(catalogue, "rt") as text:
        table = {int(row["NORAD_CAT_ID"]): row for row in csv.DictReader(text)}
    words = ["screen", catalogue, "--start", START.isoformat() + "Z", "--duration", f"{SPAN_H}h", "--threshold-km", "50", "--csv"]
    for number, tca_s, range_km in OBJECTS:
        own = ["--primary", str(number)]
        wanted = rows(output(starsea, *words, *own))
        with tempfile.NamedTemporaryFile("w", suffix=".oem") as oem:
            oem.write(ephemeris(table[number]))
            oem.flush()
            compare(number, rows(output(starsea, *words, *own, "--ephemeris", oem.name)), wanted, tca_s, range_km)
        still = rows(output(starsea, *words, *own, "--burn", "2024-11-01T05:00:01Z,0,0,0"))
        for a, b in zip(still, wanted, strict=True):
            assert a["CHANGE"] == "kept" and all(a[k] == b[k] for k in list(b)[:18]), (a, b)
        print(f"{number}: {len(wanted)} events agree")


if __name__ == "__main__":
    main(sys.argv[1])

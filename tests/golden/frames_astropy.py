#!/usr/bin/python3
"""frames_astropy.py STARSEA: states in every frame at 1,000 random instants against astropy, within 1 cm.

The TEME states are the program's own; astropy turns them, with the same IERS table, which it reads by its own reader. astropy
leaves out the celestial pole offsets, so they are taken out of the table first; what they do is then compared with ERFA itself.
(Velocities are held to the derivative of the turns in tests/unit/test_frame.c.)
"""
import gzip
import pathlib
import random
import sys
import tempfile
import warnings

from program import output, real_data, rows, skip

try:
    import erfa
    import numpy as np
    from astropy import units
    from astropy.coordinates import GCRS, ITRS, TEME, CartesianRepresentation
    from astropy.time import Time
    from astropy.utils import iers
except ImportError:
    skip("python3-astropy is not installed (script/bootstrap test)")

LIMIT_M = 0.01
RUNS, INSTANTS = 100, 10
OBJECTS = ("""LOW
1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753
2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667
HIGH
1 04632U 70093B   04031.91070959 -.00000084  00000-0  10000-3 0  9955
2 04632  11.4628 273.1101 1450506 207.6000 143.9350  1.20231981 44145
""")
MAS = np.pi / 648e6


def without_offsets(text):
    """The table with blanks for celestial pole offsets: 96 to 134 and 166 to 185."""
    return "\n".join(line[:95] + " " * 39 + line[134:165] + " " * (len(line) - 165) for line in text.splitlines()) + "\n"


def positions(table):
    return np.array([[float(row[axis]) for axis in "XYZ"] for row in table]), \
        np.array([[float(row[axis + "_DOT"]) for axis in "XYZ"] for row in table])


def turned(r, times, frame):
    states = TEME(CartesianRepresentation(r.T * units.km), obstime=times)
    made = states.transform_to(ITRS(obstime=times))
    if frame != "ITRF":
        made = made.transform_to(GCRS(obstime=times))
    return made.cartesian.xyz.to_value(units.km).T


def offsets_by_erfa(table_rows, times, eop):
    """GCRF from ITRF with the offsets of the table, by ERFA; linear between days like the program."""
    utc = times.utc
    mjd = utc.mjd
    dx, dy = (np.interp(mjd, eop[:, 0], eop[:, k]) * MAS for k in (1, 2))
    x, y, s = erfa.xys06a(times.tt.jd1, times.tt.jd2)
    xp, yp = (q.to_value(units.rad) for q in iers.earth_orientation_table.get().pm_xy(times))
    sp = erfa.sp00(times.tt.jd1, times.tt.jd2)
    matrix = erfa.c2tcio(erfa.c2ixys(x + dx, y + dy, s), erfa.era00(times.ut1.jd1, times.ut1.jd2), erfa.pom00(xp, yp, sp))
    return np.einsum("nji,nj->ni", matrix, table_rows)


def credible(text):
    """(mjd, dX, dY) as the program chooses them: Bulletin B below 2 mas, else Bulletin A."""
    found = []
    for line in text.splitlines():
        for first in (165, 97):
            cells = (line[165:175], line[175:185]) if first == 165 else (line[97:106], line[116:125])
            if all(cell.strip() for cell in cells) and (first == 97 or all(abs(float(cell)) <= 2 for cell in cells)):
                found.append((float(line[7:15]), float(cells[0]), float(cells[1])))
                break
    return np.array(found)


def main():
    starsea = sys.argv[1]
    data = real_data("earth_orientation/finals2000A.all.gz")
    warnings.simplefilter("ignore")
    text = gzip.open(data, "rt").read()
    made_up = random.Random(20260310)
    worst = {}
    iers.conf.auto_download = False

    def note(what, error):
        worst[what] = max(worst.get(what, 0.0), float(error))

    with tempfile.TemporaryDirectory() as folder:
        elements, plain, whole = (pathlib.Path(folder) / name for name in ("elements.3le", "plain", "whole"))
        elements.write_text(OBJECTS)
        plain.write_text(without_offsets(text))
        whole.write_text(text)
        iers.earth_orientation_table.set(iers.IERS_A.open(str(whole)))
        eop = credible(text)
        for run in range(RUNS):
            day = made_up.uniform(41700, 61200)  # 1973 to 2026
            start = Time(day, format="mjd", scale="utc").isot + "Z"
            step = f"{made_up.uniform(1, 4000):.6f}s"
            number = ("5", "4632")[run % 2]
            grid = ("--start", start, "--step", step, "--duration", f"{float(step[:-1]) * (INSTANTS - 1):.6f}s", "--id", number)

            def states(frame, table):
                return rows(output(starsea, "propagate", elements, *grid, "--frame", frame, "--eop", table, "--format", "csv"))

            teme = [row for row in states("TEME", plain) if row["STATUS"] == "OK"]
            if not teme:
                continue
            times = Time([row["EPOCH"].rstrip("Z") for row in teme], scale="utc", format="isot")
            r, _ = positions(teme)
            for frame in ("ITRF", "GCRF"):
                got = [row for row in states(frame, plain) if row["STATUS"] == "OK"]
                assert all(row["FRAME"] == frame for row in got)
                mine, speed = positions(got)
                error = np.linalg.norm(mine - turned(r, times, frame), axis=1).max() * 1e3
                note(frame + " position, m", error)
                note("instants " + frame, 0)
                worst["instants " + frame] += len(got)
                if frame == "ITRF":
                    itrf = mine
            mine, _ = positions([row for row in states("GCRF", whole) if row["STATUS"] == "OK"])
            note("GCRF with pole offsets, m", np.linalg.norm(mine - offsets_by_erfa(itrf, times, eop), axis=1).max() * 1e3)
            eme, _ = positions([row for row in states("EME2000", whole) if row["STATUS"] == "OK"])
            note("EME2000, m", np.linalg.norm(eme - mine @ erfa.bp06(2451545.0, 0.0)[0].T, axis=1).max() * 1e3)
    print(", ".join(f"{what} {value:.3g}" for what, value in worst.items()))
    good = worst["instants ITRF"] >= 950 and worst["instants GCRF"] == worst["instants ITRF"]
    good &= all(value < LIMIT_M for what, value in worst.items() if what.endswith(", m"))
    sys.exit(0 if good else 1)


main()

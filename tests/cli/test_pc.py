#!/usr/bin/python3
"""pc from the command line: rows, columns, and what is refused."""
import csv
import io
import unittest

from cli import Case

HEADER = "FILE,METHOD,PC,PC_LOW,PC_HIGH,CHOSEN,CAVEATS,MISS_X,MISS_Y,SIGMA_X,SIGMA_Y,HBR"
PLANE = ("--xm", "10", "--ym", "0", "--sigma-x", "25", "--sigma-y", "50", "--hbr-m", "5")
METHODS = ["EXACT-2D", "FOSTER-1992", "CHAN-2008", "ALFANO-2005", "PATERA-2005", "ELROD-2019", "SERRA-2016", "MAXIMUM"]


class Numbers(Case):
    def test_a_row_a_method(self):
        out, _ = self.run_cli("pc", *PLANE, "--format", "csv")
        self.assertEqual(out.splitlines()[0], HEADER)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([row["METHOD"] for row in rows], METHODS)
        self.assertEqual([row["CHOSEN"] for row in rows], ["yes"] + ["no"] * 7)
        self.assertTrue(all(row["FILE"] == "" for row in rows))
        # Chan's test case 2; the integral at 40 digits is 0.0091810585875971393.
        self.assertLess(abs(float(rows[0]["PC"]) / 0.0091810585875971393 - 1), 1e-12)
        serra = rows[METHODS.index("SERRA-2016")]
        self.assertTrue(float(serra["PC_LOW"]) <= 0.0091810585875971393 <= float(serra["PC_HIGH"]))

    def test_odd_ratios(self):
        """Tiny and huge radii, thin planes, far and no misses; values by mpmath at 40 digits."""
        for xm, ym, sx, sy, radius, expected in (
            (0, 0, 1, 1, 1e-9, 4.9999999999999999987e-19),
            (0, 0, 1, 1, 1e9, 1.0),
            (3, 4, 1e-3, 1e3, 5.5, 0.0036780235163192539),
            (100, 0, 1, 1, 1, 0.0),
        ):
            words = ("--xm", str(xm), "--ym", str(ym), "--sigma-x", str(sx), "--sigma-y", str(sy), "--hbr-m", str(radius))
            out, _ = self.run_cli("pc", *words, "--format", "csv")
            row = next(csv.DictReader(io.StringIO(out)))
            self.assertLessEqual(abs(float(row["PC"]) - expected), 1e-12 * expected)
            self.assertEqual("W_UNDERFLOW" in row["CAVEATS"], expected == 0.0)

    def test_a_number_missing(self):
        _, err = self.run_cli("pc", *PLANE[:-2], expect=2)
        self.assertIn("--hbr-m", err)

    def test_a_sigma_of_zero(self):
        _, err = self.run_cli("pc", *PLANE[:4], "--sigma-x", "0", *PLANE[6:], expect=1)
        self.assertIn("sigma", err)


def message(designator_2="30337", first_variance="100", speed="7.5", velocities=False):
    """A made conjunction message: 100 m apart, orbits at right angles."""
    lines = ["CCSDS_CDM_VERS = 1.0", "CREATION_DATE = 2026-11-20T00:00:00.000", "TCA = 2026-11-23T12:00:00.000"]
    objects = (("12345", "7000.0", "7.5", "0.0", first_variance), (designator_2, "7000.1", "0.0", speed, "100"))
    for number, (designator, x, y_dot, z_dot, variance) in enumerate(objects, 1):
        lines += [f"OBJECT = OBJECT{number}", f"OBJECT_DESIGNATOR = {designator}", "REF_FRAME = EME2000", f"X = {x} [km]"]
        lines += ["Y = 0.0 [km]", "Z = 0.0 [km]", "X_DOT = 0.0 [km/s]", f"Y_DOT = {y_dot} [km/s]", f"Z_DOT = {z_dot} [km/s]"]
        lines += [f"CR_R = {variance} [m**2]", "CT_R = 0", "CT_T = 400", "CN_R = 0", "CN_T = 0", "CN_N = 400"]
        if velocities:
            axes = ("R", "T", "N", "RDOT", "TDOT", "NDOT")
            lines += [f"C{axes[i]}_{axes[j]} = {'1e-4' if i == j else '0'}" for i in range(3, 6) for j in range(i + 1)]
    return "\n".join(lines) + "\n"


class Messages(Case):
    def rows_of(self, *words, expect=0):
        out, err = self.run_cli("pc", *words, "--format", "csv", expect=expect)
        self.assertEqual(out.splitlines()[0], HEADER)
        return list(csv.DictReader(io.StringIO(out))), err

    def test_a_row_a_message_and_method(self):
        self.write("a.cdm", message())
        self.write("b.cdm", message())
        rows, _ = self.rows_of("a.cdm", "b.cdm", "--hbr-m", "5")
        self.assertEqual([(row["FILE"], row["METHOD"]) for row in rows], [(f, m) for f in ("a.cdm", "b.cdm") for m in METHODS])
        self.assertEqual([row["METHOD"] for row in rows if row["CHOSEN"] == "yes"], ["EXACT-2D"] * 2)
        # sigma root(200) along the miss of 100 m, root(800) across.
        plane = self.run_cli("pc", "--xm", "100", "--ym", "0", "--sigma-x", "14.142135623730951", "--sigma-y",
                             "28.284271247461902", "--hbr-m", "5", "--format", "csv")[0]
        expected = float(next(csv.DictReader(io.StringIO(plane)))["PC"])
        self.assertLess(abs(float(rows[0]["PC"]) / expected - 1), 1e-9)
        self.assertEqual(rows[0]["CAVEATS"], "W_COV_POSITION")

    def test_no_radius_is_a_caveat(self):
        self.write("a.cdm", message())
        rows, _ = self.rows_of("a.cdm")
        self.assertIn("W_HBR_ASSUMED", rows[0]["CAVEATS"])

    def test_a_negative_variance_gives_the_maximum_only(self):
        self.write("a.cdm", message(first_variance="-41"))
        rows, _ = self.rows_of("a.cdm", "--hbr-m", "5")
        self.assertTrue(all("W_COV_NPD" in row["CAVEATS"] for row in rows))
        self.assertEqual([row["PC"] != "" for row in rows], [False] * 7 + [True])
        self.assertEqual(rows[-1]["CHOSEN"], "yes")

    def test_zero_and_default_covariances_give_the_maximum_only(self):
        zero = message().replace("CR_R = 100", "CR_R = 0").replace("CT_T = 400", "CT_T = 0").replace("CN_N = 400", "CN_N = 0")
        for text, caveat in ((zero, "W_COV_MISSING"), (message(first_variance="1e14"), "W_COV_DEFAULT")):
            self.write("a.cdm", text)
            rows, _ = self.rows_of("a.cdm", "--hbr-m", "5")
            self.assertTrue(all(caveat in row["CAVEATS"] for row in rows))
            self.assertEqual([row["PC"] != "" for row in rows], [False] * 7 + [True])

    def test_an_estimate_only_on_request(self):
        self.write("a.cdm", message(first_variance="1e14"))
        rows, err = self.rows_of("a.cdm", "--hbr-m", "5", "--covariance", "table")
        self.assertEqual([row["METHOD"] for row in rows if row["CHOSEN"] == "yes"], ["EXACT-2D"])
        self.assertTrue(all("W_COV_TABLE" in row["CAVEATS"] and "W_COV_DEFAULT" not in row["CAVEATS"] for row in rows))
        self.assertIn("176, 695, 168 m", err)
        # A covariance that is there stays.
        self.write("b.cdm", message())
        self.assertEqual(self.rows_of("b.cdm", "--covariance", "table")[0], self.rows_of("b.cdm")[0])

    def history(self, sets, number=12345):
        """A set every eight hours before the message; they agree worse than those of a real object."""
        rows = ["EPOCH,MEAN_MOTION,ECCENTRICITY,INCLINATION,RA_OF_ASC_NODE,ARG_OF_PERICENTER,MEAN_ANOMALY,"
                "EPHEMERIS_TYPE,CLASSIFICATION_TYPE,NORAD_CAT_ID,ELEMENT_SET_NO,REV_AT_EPOCH,BSTAR,MEAN_MOTION_DOT,MEAN_MOTION_DDOT"]
        for i in range(sets):
            hours = 8 * i
            anomaly = (14.8 * 15 * hours + (i * 37 % 11 - 5) * 1e-3) % 360
            rows.append(f"2026-11-{1 + hours // 24:02}T{hours % 24:02}:00:00,14.8,0.001,90.0,20,90,{anomaly:.5f},0,U,{number},999,1,0,0,0")
        return "\n".join(rows) + "\n"

    def test_an_estimate_from_history(self):
        self.write("a.cdm", message(first_variance="1e14"))
        self.write("many.csv", self.history(56))
        rows, err = self.rows_of("a.cdm", "--hbr-m", "5", "--covariance", "history", "--history", "many.csv")
        self.assertTrue(all("W_COV_HISTORY" in row["CAVEATS"] for row in rows))
        self.assertEqual(rows[0]["CHOSEN"], "yes")
        self.assertIn("estimated at 4.17 days", err)
        for name, text in (("few.csv", self.history(5)), ("other.csv", self.history(56, 7))):
            self.write(name, text)
            rows, err = self.rows_of("a.cdm", "--hbr-m", "5", "--covariance", "history", "--history", name)
            self.assertTrue(all("W_COV_DEFAULT" in row["CAVEATS"] for row in rows))
            self.assertIn("too few sets", err)
        self.assertIn("--history", self.run_cli("pc", "a.cdm", "--covariance", "history", expect=2)[1])
        self.assertIn("--history", self.run_cli("pc", "a.cdm", "--history", "many.csv", expect=2)[1])

    def test_pictures_and_curves(self):
        self.write("a.cdm", message())
        rows, _ = self.rows_of("a.cdm", "--hbr-m", "5", "--svg", "a.svg", "--curves", "a.csv")
        svg = (self.folder / "a.svg").read_text()
        self.assertTrue(svg.startswith("<svg ") and svg.rstrip().endswith("</svg>") and "EXACT-2D" in svg)
        curves = list(csv.DictReader(io.StringIO((self.folder / "a.csv").read_text())))
        self.assertEqual(list(curves[0]), ["CURVE", "X", "PC"])
        pc = float(rows[0]["PC"])
        for curve, here in (("HBR_M", 5.0), ("SIGMA_SCALE", 1.0)):
            points = [(float(row["X"]), float(row["PC"])) for row in curves if row["CURVE"] == curve]
            self.assertEqual(len(points), 121)
            self.assertLess(abs(points[60][0] / here - 1), 1e-12)
            self.assertLess(abs(points[60][1] / pc - 1), 1e-9)
        radii = [float(row["PC"]) for row in curves if row["CURVE"] == "HBR_M"]
        self.assertEqual(radii, sorted(radii))
        # Dilution: rises to MAXIMUM, then falls.
        scales = [float(row["PC"]) for row in curves if row["CURVE"] == "SIGMA_SCALE"]
        most = float(next(row["PC"] for row in rows if row["METHOD"] == "MAXIMUM"))
        self.assertTrue(0.99 * most < max(scales) <= most * (1 + 1e-9) and scales[-1] < 0.01 * most)
        self.write("b.cdm", message(first_variance="1e14"))
        self.assertIn("no encounter plane", self.run_cli("pc", "b.cdm", "--svg", "b.svg", expect=1)[1])
        self.assertIn("single message", self.run_cli("pc", "a.cdm", "b.cdm", "--svg", "b.svg", expect=2)[1])

    def test_one_bad_message_leaves_the_other(self):
        self.write("a.cdm", message())
        self.write("b.cdm", message(designator_2="12345"))
        rows, err = self.rows_of("a.cdm", "b.cdm", "--hbr-m", "5", expect=3)
        self.assertEqual(len(rows), len(METHODS))
        self.assertIn("b.cdm", err)
        self.assertIn("E_SAMEOBJECT", err)
        self.assertIn("E_SAMEOBJECT", self.run_cli("pc", "b.cdm", expect=1)[1])

    def test_velocity_covariances_allow_orbits(self):
        self.write("a.cdm", message(first_variance="10000", velocities=True))
        rows, _ = self.rows_of("a.cdm", "--hbr-m", "15", "--trials", "40000")
        self.assertEqual([row["METHOD"] for row in rows], METHODS + ["2D-NC", "3D-NC", "MONTE-CARLO"])
        value = {row["METHOD"]: float(row["PC"]) for row in rows}
        for method in ("2D-NC", "3D-NC"):
            self.assertLess(abs(value[method] / value["EXACT-2D"] - 1), 1e-3)
        counted = rows[-1]
        self.assertTrue(0 < float(counted["PC_LOW"]) < value["3D-NC"] < float(counted["PC_HIGH"]))
        self.assertEqual([row["METHOD"] for row in rows if row["CHOSEN"] == "yes"], ["EXACT-2D"])
        again, _ = self.rows_of("a.cdm", "--hbr-m", "15", "--trials", "40000")
        self.assertEqual(rows, again)
        none, _ = self.rows_of("a.cdm", "--hbr-m", "15", "--trials", "0")
        self.assertEqual(rows[:-1], none)

    def test_one_bad_message_among_a_thousand(self):
        for i in range(1000):
            self.write(f"{i:04}.cdm", message(designator_2="12345" if i == 700 else "30337"))
        names = [f"{i:04}.cdm" for i in range(1000)]
        rows, err = self.rows_of(*names, "--hbr-m", "5", expect=3)
        self.assertEqual(len(rows), 999 * len(METHODS))
        self.assertNotIn("0700.cdm", {row["FILE"] for row in rows})
        self.assertIn("0700.cdm", err)

    def test_messages_or_numbers(self):
        self.write("a.cdm", message())
        self.assertIn("--xm", self.run_cli("pc", "a.cdm", "--xm", "1", expect=2)[1])


if __name__ == "__main__":
    unittest.main()

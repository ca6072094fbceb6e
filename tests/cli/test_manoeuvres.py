#!/usr/bin/python3
"""starsea manoeuvres: columns, thresholds, and a burn planted in a made history."""
import csv
import io
import math
import unittest

from cli import Case, PAIR

HEAD = "NORAD_CAT_ID,EPOCH,EPOCH_EARLIEST,EPOCH_LATEST,DV_R,DV_T,DV_N,SCORE,CLASS"


def checksum(line):
    return sum(int(c) if c.isdigit() else c == "-" for c in line) % 10


def history(burn_day, dv_m_s, days=200, number=25544):
    """A circular orbit at 14.5 rev/day with one burn; daily sets of 2026, the phase in the mean anomaly."""
    n = 14.5
    speed = (398600.4418 * n * 2 * math.pi / 86400) ** (1 / 3)
    c = math.cos(math.radians(60.0))
    a = (17.0437 / n) ** (2 / 3)
    perigee = 0.75 * 1.0826e-3 / a**2 * n * (5 * c * c - 1)
    lines = ["# a history, many sets"]
    for i in range(days):
        day = i + 0.1 * math.sin(i * 1.7)
        step = -3 * n * dv_m_s * 1e-3 / speed * (day > burn_day)
        phase = (n + perigee) * day + step * max(0.0, day - burn_day) + 1e-6 * math.sin(i * 5.1)
        one = f"1 {number:05d}U 98067A   26{1 + day:012.8f}  .00000000  00000-0  00000-0 0  999"
        two = (f"2 {number:05d}  60.0000  50.0000 0001000   0.0000 {360 * phase % 360:8.4f} "
               f"{n + step + 4e-7 * math.sin(i * 3.3):11.8f}{i:5d}")
        lines += [one + str(checksum(one)), two + str(checksum(two))]
    return "\n".join(lines) + "\n"


class Manoeuvres(Case):
    def test_columns_stand_as_promised(self):
        self.write("one.tle", PAIR)
        out, err = self.run_cli("manoeuvres", "one.tle", "--format", "csv")
        self.assertTrue(out.startswith(HEAD), out)
        self.assertEqual(out.count("\n"), 1)
        self.assertIn("not enough data", err)

    def test_a_planted_burn_is_found(self):
        self.write("h.tle", history(100.4, 0.05))
        out, _ = self.run_cli("manoeuvres", "h.tle", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual(len(rows), 1, out)
        row = rows[0]
        self.assertEqual(row["NORAD_CAT_ID"], "25544")
        self.assertTrue(row["EPOCH"].startswith("2026-04-11"), row)
        self.assertLess(row["EPOCH_EARLIEST"], row["EPOCH"])
        self.assertLess(row["EPOCH"], row["EPOCH_LATEST"])
        self.assertAlmostEqual(float(row["DV_T"]), 0.05, delta=0.005)
        self.assertEqual(row["CLASS"], "station-keeping")
        self.assertGreater(float(row["RESIDUAL_BEFORE"]), float(row["RESIDUAL_AFTER"]))

    def test_a_quiet_history_and_one_cut_short(self):
        self.write("quiet.tle", history(1000.0, 0.0))
        out, _ = self.run_cli("manoeuvres", "quiet.tle", "--format", "csv", "--false-alarms-per-year", "0.3")
        self.assertEqual(out.count("\n"), 1, out)
        self.write("h.tle", history(100.4, 0.05))
        out, _ = self.run_cli("manoeuvres", "h.tle", "--format", "csv", "--end", "2026-04-01")
        self.assertEqual(out.count("\n"), 1, out)

    def test_same_bytes_for_any_number_of_threads(self):
        self.write("h.tle", history(100.4, 0.05) + history(60.2, -0.03, number=900))
        out = [self.run_cli("manoeuvres", "h.tle", "--format", "csv", "--threads", n)[0] for n in ("1", "3")]
        self.assertEqual(out[0], out[1])
        self.assertEqual(out[0].count("\n"), 3)
        only, _ = self.run_cli("manoeuvres", "h.tle", "--format", "csv", "--id", "900")
        self.assertEqual(only.count("\n"), 2)

    def test_the_american_spelling_and_bad_values(self):
        self.write("one.tle", PAIR)
        out, _ = self.run_cli("maneuvers", "one.tle", "--format", "csv")
        self.assertTrue(out.startswith(HEAD))
        self.run_cli("manoeuvres", "one.tle", "--false-alarms-per-year", "0", expect=2)


if __name__ == "__main__":
    unittest.main()

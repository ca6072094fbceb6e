#!/usr/bin/python3
"""same_bytes.py STARSEA [OTHER]: output is the same for any number of threads and any processor features, and the same
from OTHER, the program as another compiler built it."""
import os
import sys
import tempfile

from program import output, skip

START = "2026-01-01T00:00:00Z"
# Takes the fused multiply-add and wide vectors away from everything that asks glibc which processor this is.
PLAIN_PROCESSOR = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA"}


def main():
    starsea = sys.argv[1]
    other = sys.argv[2] if len(sys.argv) > 2 else starsea
    if not os.path.exists(other):
        skip(f"{other} is not built")
    sanitized = "san" in starsea.split("/build/")[-1].split("/")[0]
    population, hours = (500, 3) if sanitized else (1500, 12)

    simulate = ("simulate", "--objects", population, "--seed", 7, "--epoch", START, "--format", "omm-csv")
    made = output(starsea, *simulate)
    history = ("simulate", "--objects", 20, "--seed", 7, "--epoch", START, "--days", 30, "--manoeuvring", 4, "--approaches", 3,
               "--breakups", 1, "--decays", 2, "--gaps", 2, "--cross-tags", 2)
    assert made.count(b"\n") == population + 1, "not one row an object and a header"
    failures = []

    def compare(what, first, second):
        print(f"{what}: {len(first)} bytes, {'the same' if first == second else 'DIFFERENT'}")
        if first != second:
            failures.append(what)
            for a, b in zip(first.split(b"\n"), second.split(b"\n")):
                if a != b:
                    print(f"  {a.decode(errors='replace')}\n  {b.decode(errors='replace')}")
                    break

    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(made)
        file.flush()
        propagate = ("propagate", file.name, "--start", START, "--duration", "1d", "--step", "6h", "--format", "csv")
        celestial = (*propagate, "--frame", "GCRF")
        screen = ("screen", file.name, "--start", START, "--duration", f"{hours}h", "--threshold-km", 20, "--format", "csv")
        states = output(starsea, *propagate)
        events = output(starsea, *screen, "--threads", 1)
        assert states.count(b"\n") > population, "too few states to mean anything"
        assert events.count(b"\n") > 10, "too few conjunctions to mean anything"
        for threads in (2, 5):
            compare(f"screen, {threads} threads", events, output(starsea, *screen, "--threads", threads))
        compare("propagate, plain processor", states, output(starsea, *propagate, environment=PLAIN_PROCESSOR))
        turned = output(starsea, *celestial)
        compare("propagate in GCRF, plain processor", turned, output(starsea, *celestial, environment=PLAIN_PROCESSOR))
        compare("screen, plain processor", events, output(starsea, *screen, environment=PLAIN_PROCESSOR))
        file.seek(0)
        file.truncate()
        file.write(output(starsea, *history))
        file.flush()
        proximity = ("proximity", file.name, "--format", "csv")
        near = output(starsea, *proximity, "--threads", 1)
        assert near.count(b"\n") > 4, "too little proximity to mean anything"
        compare("proximity, 3 threads", near, output(starsea, *proximity, "--threads", 3))
        compare("proximity, plain processor", near, output(starsea, *proximity, environment=PLAIN_PROCESSOR))
        if other != starsea:
            compare("proximity, other build", near, output(other, *proximity))
        file.seek(0)
        file.truncate()
        file.write(made)
        file.flush()
        if other != starsea:
            compare("simulate, other build", made, output(other, *simulate))
            compare("simulate a history, other build", output(starsea, *history), output(other, *history))
            compare("propagate, other build", states, output(other, *propagate))
            compare("propagate in GCRF, other build", turned, output(other, *celestial))
            for threads in (1, 2):
                compare(f"screen, other build, {threads} threads", events, output(other, *screen, "--threads", threads))
    if failures:
        sys.exit("different bytes: " + "; ".join(failures))


if __name__ == "__main__":
    main()

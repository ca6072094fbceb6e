#!/usr/bin/python3
"""screening_ranks.py STARSEA SCREEN_MPI: the same bytes from 1, 2 and 4 ranks, and the same events as one program gives."""
import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile

from program import output, skip

START = "2026-01-01T00:00:00Z"


def main():
    starsea, screen_mpi = sys.argv[1:]
    if not shutil.which("mpirun"):
        skip("mpirun is not installed (openmpi-bin)")
    made = output(starsea, "simulate", "--objects", 1500, "--seed", 7, "--epoch", START, "--format", "omm-csv")
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(made)
        file.flush()
        results = []
        for ranks in ("1", "2", "4"):
            done = subprocess.run(["mpirun", "--oversubscribe", "-n", ranks, screen_mpi, file.name, START, "0.5", "20"],
                                  stdin=subprocess.DEVNULL, capture_output=True,
                                  env={**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"})
            if done.returncode:
                sys.exit(f"{ranks} ranks: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
            results.append(done.stdout)
        one = output(starsea, "screen", file.name, "--start", START, "--duration", "12h", "--threshold-km", 20, "--format", "csv")
    events = list(csv.DictReader(io.StringIO(results[0].decode())))
    print(f"{len(events)} events; {len(set(results))} different outputs of {len(results)} numbers of ranks")
    same = [[row[key] for key in events[0]] for row in csv.DictReader(io.StringIO(one.decode()))]
    if len(events) < 10 or len(set(results)) != 1 or same != [list(row.values()) for row in events]:
        sys.exit("the output depends on the number of ranks, or is not that of one program")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""Compiles every header alone: check_headers.py ROOT

Public headers as C17 and C++17 under the strictest flags, private ones as C17.
"""
import pathlib
import subprocess
import sys

STRICT = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only"]


def compile_alone(command, include, folders):
    arguments = [*command, *STRICT, *(f"-I{folder}" for folder in folders), "-"]
    # Twice, so that a header without an include guard fails too.
    return subprocess.run(arguments, input=f"#include {include}\n#include {include}\n", capture_output=True, text=True)


def run(root):
    root = pathlib.Path(root)
    public, private = root / "include", root / "src"
    jobs = []
    for header in sorted(public.rglob("*.h")):
        include = f"<{header.relative_to(public).as_posix()}>"
        jobs.append((["cc", "-std=c17", "-xc"], include, [public]))
        jobs.append((["c++", "-std=c++17", "-xc++"], include, [public]))
    for header in sorted(private.rglob("*.h")):
        jobs.append((["cc", "-std=c17", "-D_GNU_SOURCE", "-xc"], f'"{header.relative_to(private).as_posix()}"', [public, private]))
    found = []
    for command, include, folders in jobs:
        done = compile_alone(command, include, folders)
        if done.returncode != 0:
            found.append(f"{include}: alone: {' '.join(command[:2])} refuses it:\n{done.stderr}")
    return found, len(jobs)


def main():
    found, count = run(sys.argv[1])
    for line in found:
        print(line)
    print(f"{count} compilations, {len(found)} violations")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

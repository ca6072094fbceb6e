#!/usr/bin/python3
"""Holds the built library to its rules: check_objects.py ROOT STATIC_LIBRARY SHARED_LIBRARY

Exported names, mutable globals, and calls that would make output depend on the machine or end the caller's program.
"""
import pathlib
import re
import subprocess
import sys

# Elementary functions come from base/math: libm's last bits depend on the processor. sqrt, fma, floor... are exact.
ELEMENTARY = (
    "sin cos tan sincos asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp exp2 exp10 expm1 log log2 log10 log1p "
    "pow cbrt hypot erf erfc tgamma lgamma"
).split()
FORBIDDEN = {name + suffix: "use base/math" for name in ELEMENTARY for suffix in ("", "f", "l")}
# Compilers write exp(x)**2 and the like as these.
FORBIDDEN.update({f"__{name}_finite": "use base/math" for name in ELEMENTARY})
FORBIDDEN.update(dict.fromkeys("printf __printf_chk vprintf puts putchar perror stdout stderr".split(), "the library prints nothing"))
FORBIDDEN.update(dict.fromkeys("exit _exit _Exit abort quick_exit".split(), "the library never ends its caller's program"))
FORBIDDEN.update(dict.fromkeys("setlocale localtime gmtime mktime strftime".split(), "locale and zone never matter"))
FORBIDDEN.update(dict.fromkeys("strtod strtof atof atoi atol strtol strtoul scanf sscanf fscanf __isoc99_sscanf".split(), "use base/text"))
FORBIDDEN.update(dict.fromkeys("sprintf __sprintf_chk vsprintf __vsprintf_chk gets strtok".split(), "no bounds are checked"))
FORBIDDEN.update(dict.fromkeys("rand srand random drand48".split(), "use base/rng"))
PREFIX = "sea_"
# The table of kernels is filled once; nothing else in the library may change between two calls.
MUTABLE = {"sea_sgp4_kernel_chosen"}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def members(static_library):
    """(member, undefined names, exported names) of each object of an archive."""
    for block in re.split(r"\n\n+", output("nm", "-g", static_library).strip()):
        lines = block.splitlines()
        if not lines or not lines[0].endswith(":"):
            continue
        undefined, exported = [], []
        for line in lines[1:]:
            kind, name = line.split()[-2:]
            (undefined if kind in "Uw" else exported).append(name)
        yield lines[0][:-1], undefined, exported


def check_static(static_library):
    seen = {}
    for member, undefined, exported in members(static_library):
        for name in exported:
            if not name.startswith(PREFIX):
                yield f"{member}: prefix: defines {name}: make it static, or name it {PREFIX}..."
            if name in seen:
                yield f"{member}: prefix: {name} is defined in {seen[name]} too"
            seen[name] = member
        for name in undefined:
            if name in FORBIDDEN:
                yield f"{member}: forbidden: refers to {name}: {FORBIDDEN[name]}"


def check_mutable(static_library):
    member = "?"
    for line in output("objdump", "-t", static_library).splitlines():
        header = re.match(r"(\S+):\s+file format", line)
        if header:
            member = header.group(1)
            continue
        found = re.match(r"[0-9a-f]{8,} .{5}([ dD])([ FfO])\s*(\S+)\s+([0-9a-f]+)\s+(?:\.hidden )?(\S+)$", line)
        if not found or found.group(2) != "O":
            continue
        section, name = found.group(3), found.group(5)
        if re.match(r"\.(data|bss)(\.|$)", section) and not section.startswith(".data.rel.ro") or section == "*COM*":
            if name not in MUTABLE:
                yield f"{member}: mutable: {name} can change between calls: make it const or pass it in"


def exported_names(shared_library):
    return {line.split()[-1] for line in output("nm", "-D", "--defined-only", shared_library).splitlines()}


def check_shared(shared_library):
    for name in sorted(exported_names(shared_library)):
        if not name.startswith(PREFIX):
            yield f"{shared_library}: prefix: exports {name}"


def declared_names(root):
    """Name and header of each function declared SEA_API."""
    for header in sorted((pathlib.Path(root) / "include/starsea").glob("*.h")):
        text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.S)
        for match in re.finditer(r"^SEA_API\b[^;(]*?(\w+)\s*\(", text, re.M):
            yield match.group(1), header.name


def check_promised(root, shared_library):
    """What a header declares, the library holds; and nothing is exported that no header declares."""
    exported = exported_names(shared_library)
    declared = dict(declared_names(root))
    for name, header in declared.items():
        if name not in exported:
            yield f"{header}: promised: {name} is declared but not in the library"
    for name in sorted(exported - declared.keys()):
        if name.startswith(PREFIX):
            yield f"{shared_library}: promised: exports {name}, which no public header declares"


def main():
    root, static_library, shared_library = sys.argv[1:]
    found = [*check_static(static_library), *check_mutable(static_library), *check_shared(shared_library)]
    found += check_promised(root, shared_library)
    for line in found:
        print(line)
    print(f"{len(exported_names(shared_library))} exported names, {len(found)} violations")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

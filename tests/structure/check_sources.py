#!/usr/bin/python3
"""Holds the source tree to the rules of ARCHITECTURE.md: check_sources.py ROOT

Prints one line a violation (file:line: rule: what) and exits 1 when there is any.
"""
import pathlib
import re
import sys

MAX_LINES = 700
CODE = (".c", ".h", ".inc")
# Names with a public header but no room of their own; what they declare is defined in the first room.
FIRST_NAMES = ("status", "version")

STANDARD = set(
    "assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic "
    "stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype".split()
)
# Headers that are not ISO C: the one place each may appear in the library.
HOMES = (
    (r"curl/.*\.h", r"src/jobs/job_fetch_https\.c"),
    (r"expat\.h", r"src/motion/ndm_xml\.c"),
    (r"jansson\.h", r"src/base/json\.c"),
    (r"sodium(/.*)?\.h", r"(src/(base/hash|evidence/bundle)\w*|tools/server/token)\.c"),
    (r"erfa\w*\.h", r"src/astro/\w+\.c"),
    (r"sqlite3\.h", r"src/store/catalog_sqlite\w*\.[ch]"),
    (r"zlib\.h|zstd\.h|zstd_errors\.h", r"src/motion/gp_\w*\.c"),
    (r"pthread\.h", r"src/base/parallel\w*\.c"),
    (r"[ei]mmintrin\.h|arm_neon\.h|wasm_simd128\.h|cpuid\.h", r"src/(base/(cpu|simd)\w*|motion/sgp4_\w+|analysis/screen_lane_\w+)\.(c|h|inc)"),
    (r"mpi\.h", r"tools/mpi/\w+\.c"),
    (r"microhttpd\.h", r"tools/server/http\.c"),
    (r"(unistd|fcntl|dirent|ftw|poll|sched|termios)\.h|sys/.*", r"src/base/os\w*\.c"),
)
# The programs may look at the terminal and the clock; they still see the library through <starsea/...> alone.
TOOL_SYSTEM = re.compile(r"(unistd|fcntl|getopt|signal|poll|strings|mpi)\.h|(sys|arpa|netinet)/.*")
# The library's own reference in another binding: the one program file that sees private headers.
YARDSTICK = re.compile(r"bench/yardstick_\w+\.c")
PLATFORM = re.compile(r"\b(_WIN32|_WIN64|__linux__|__APPLE__|__unix__|__x86_64__|__aarch64__|__AVX\w+|__SSE\w+|__ARM_NEON)\b")
PLATFORM_HOMES = re.compile(r"src/base/(os|cpu)\w*\.(c|h|inc)")
# Spelt in halves so that this file passes its own rule.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK|st" + r"ub(bed)?|not imple" + r"mented)\b")

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.M)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)


def without_comments(text):
    """Comments turned to blanks, lines kept."""
    return COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.found = []
        lines = (self.root / "script/rooms.txt").read_text().splitlines()
        self.rooms = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        self.text = {}
        for top in ("src", "include", "tools", "bench", "examples", "tests", "script", "cmake"):
            for path in sorted((self.root / top).rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    self.text[path.relative_to(self.root).as_posix()] = path.read_text(errors="replace")
        self.code = {name: without_comments(text) for name, text in self.text.items() if name.endswith(CODE)}

        # A data fragment has the room of the file that includes it.
        self.owners = {}
        for name in self.code:
            for _, quoted, _ in self.includes(name):
                if quoted and quoted.endswith(".inc"):
                    self.owners.setdefault(self.target(name, quoted, None), name)

    def report(self, name, offset, rule, what):
        line = self.text[name].count("\n", 0, offset) + 1 if offset is not None else 1
        self.found.append(f"{name}:{line}: {rule}: {what}")

    def includes(self, name):
        """(offset, quoted path or None, angle path or None) of each include of a file."""
        for match in INCLUDE.finditer(self.code[name]):
            yield match.start(), match.group(1), match.group(2)

    def rank(self, name):
        """Place of a file's room in the reading order, None when it has none. The umbrella header comes after all."""
        if name.startswith("include/starsea/"):
            stem = name[len("include/starsea/"):].removesuffix(".h")
            if stem == "starsea":
                return len(self.rooms)
            if stem in FIRST_NAMES:
                return 0
            for i, room in enumerate(self.rooms):
                if room.split("/")[1] == stem:
                    return i
            return None
        stem = name.removeprefix("src/").rsplit(".", 1)[0]
        if stem.startswith("base/") and stem.split("/")[1] in FIRST_NAMES:
            return 0
        if name.endswith(".inc") and name in self.owners:
            return self.rank(self.owners[name])
        fits = [i for i, room in enumerate(self.rooms) if stem == room or stem.startswith(room + "_")]
        return max(fits, key=lambda i: len(self.rooms[i])) if fits else None

    def target(self, name, quoted, angled):
        """The file of the tree an include names, or None when it is of the system."""
        if angled:
            return "include/" + angled if angled.startswith("starsea/") else None
        beside = name.rsplit("/", 1)[0] + "/" + quoted
        return beside if not name.startswith("src/") or "/" not in quoted else "src/" + quoted


def check_rooms(tree):
    """Every file has a room, and includes only its own and earlier ones. No source lies about in the root."""
    for path in tree.root.iterdir():
        if path.name.endswith(CODE):
            tree.found.append(f"{path.name}:1: room: a source file in the root")
    for name in tree.code:
        if not name.startswith(("src/", "include/")):
            continue
        rank = tree.rank(name)
        if rank is None:
            tree.report(name, None, "room", "belongs to no room of script/rooms.txt: name it after one, or add the room")
            continue
        for offset, quoted, angled in tree.includes(name):
            target = tree.target(name, quoted, angled)
            if target is None:
                continue
            if target not in tree.text:
                tree.report(name, offset, "room", f"includes {quoted or angled}, which is not in the tree")
                continue
            other = tree.rank(target)
            if other is not None and other > rank:
                tree.report(name, offset, "room", f"includes {target}, a room written later")
            if name.startswith("include/") and not target.startswith("include/"):
                tree.report(name, offset, "room", f"a public header includes the private {target}")


def check_umbrella(tree):
    """starsea.h offers every public header, and every room of the list has a file."""
    umbrella = "include/starsea/starsea.h"
    offered = {"include/" + angled for _, _, angled in tree.includes(umbrella) if angled}
    for name in tree.code:
        if name.startswith("include/") and name != umbrella and name not in offered:
            tree.report(umbrella, None, "umbrella", f"does not include {name.removeprefix('include/')}")
    used = {tree.rank(name) for name in tree.code if name.startswith("src/")}
    for i, room in enumerate(tree.rooms):
        if i not in used:
            tree.report("script/rooms.txt", None, "umbrella", f"{room} has no file: strike it until it has")


def reached(tree, name, seen):
    for _, quoted, angled in tree.includes(name):
        target = tree.target(name, quoted, angled)
        if target in tree.code and target not in seen:
            seen.add(target)
            reached(tree, target, seen)
    return seen


def check_ban(tree):
    """Analysis and evidence never see the store, not even through another header; jobs are seen by nobody below."""
    for name in tree.code:
        if not name.startswith("src/") or name.startswith("src/jobs/"):
            continue
        seen = reached(tree, name, set())
        if name.startswith(("src/analysis/", "src/evidence/")):
            for target in sorted(seen):
                if target.startswith("src/store/") or target == "include/starsea/catalog.h":
                    tree.report(name, None, "ban", f"reaches the store through {target}: they meet in jobs only")
        for target in sorted(seen):
            if target.startswith("src/jobs/") or target == "include/starsea/job.h":
                tree.report(name, None, "ban", f"reaches {target}: nothing below jobs knows jobs")


def check_system_headers(tree):
    """Third-party and platform headers stay in their one home; programs and examples use the public API."""
    for name in tree.code:
        library = name.startswith(("src/", "include/"))
        outside = name.startswith(("tools/", "bench/", "examples/"))
        if not library and not outside:
            continue
        for offset, quoted, angled in tree.includes(name):
            if quoted:
                if outside and not YARDSTICK.fullmatch(name) and ("/" in quoted or tree.target(name, quoted, None) not in tree.text):
                    tree.report(name, offset, "public", f'includes "{quoted}": use <starsea/...> only')
                continue
            if angled.startswith("starsea/") or (angled.endswith(".h") and angled[:-2] in STANDARD):
                continue
            if outside and TOOL_SYSTEM.fullmatch(angled):
                continue
            homes = [home for pattern, home in HOMES if re.fullmatch(pattern, angled)]
            if not any(re.fullmatch(home, name) for home in homes):
                where = f"its home is {homes[0]}" if homes else "it has no home: add one to tests/structure"
                tree.report(name, offset, "home", f"includes <{angled}>; {where}")


def check_platform(tree):
    for name, code in tree.code.items():
        if name.startswith(("src/", "include/")) and not PLATFORM_HOMES.fullmatch(name):
            for match in PLATFORM.finditer(code):
                tree.report(name, match.start(), "platform", f"{match.group()} belongs in base/os or base/cpu")


def check_lengths(tree):
    for name, text in tree.text.items():
        lines = text.count("\n")
        if name.endswith(CODE + (".py", ".txt", ".cmake")) and lines > MAX_LINES:
            tree.report(name, None, "length", f"{lines} lines; {MAX_LINES} is the most: split the room")


def check_unfinished(tree):
    for name, text in tree.text.items():
        for match in UNFINISHED.finditer(text):
            tree.report(name, match.start(), "unfinished", f"the word {match.group()}: finish it, or write an issue")


def check_documented(tree):
    """Each SEA_API declaration stands under a comment, alone or in a block of siblings without a blank line between."""
    for name, text in tree.text.items():
        if not name.startswith("include/"):
            continue
        covered = False
        offset = 0
        for line in text.splitlines(keepends=True):
            stripped = line.strip()
            if not stripped:
                covered = False
            elif stripped.startswith("}"):
                covered = False
            elif stripped.startswith("/**") or stripped.endswith("*/"):
                covered = True
            if line.startswith("SEA_API") and not covered:
                tree.report(name, offset, "documented", f"no comment above: {stripped}")
            offset += len(line)


CHECKS = (check_rooms, check_umbrella, check_ban, check_system_headers, check_platform, check_lengths, check_unfinished, check_documented)


def run(root):
    tree = Tree(root)
    for check in CHECKS:
        check(tree)
    return tree.found, len(tree.code)


def main():
    found, count = run(sys.argv[1])
    for line in found:
        print(line)
    print(f"{count} source files, {len(found)} violations")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

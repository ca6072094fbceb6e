#!/usr/bin/python3
"""The checks themselves, on small trees with planted violations: a check that cannot fail protects nothing."""
import pathlib
import subprocess
import tempfile
import unittest

import check_headers
import check_objects
import check_sources

ROOMS = "# order\nbase/error\nbase/hash\nmotion/gp\nstore/catalog\nanalysis/screen\nevidence/claim\njobs/job\n"
GUARD = "#ifndef X_{0}\n#define X_{0}\n{1}\n#endif\n"

CLEAN = {
    "script/rooms.txt": ROOMS,
    "include/starsea/status.h": GUARD.format("STATUS", "#define SEA_API\n/** A number. */\nSEA_API int sea_status_one(void);"),
    "include/starsea/gp.h": GUARD.format("GP", "#include <starsea/status.h>\n#include <stdint.h>"),
    "include/starsea/starsea.h": GUARD.format("ALL", "".join(f"#include <starsea/{n}.h>\n" for n in ("status", "gp", "catalog", "screen"))),
    "include/starsea/catalog.h": GUARD.format("CATALOG", "#include <starsea/gp.h>"),
    "include/starsea/screen.h": GUARD.format("SCREEN", "typedef int sea_screen_number;"),
    "src/base/error.h": GUARD.format("ERROR", "#include <starsea/status.h>"),
    "src/base/status.c": '#include "base/error.h"\nint sea_status_one(void) { return 1; }\n',
    "src/base/hash.c": "#include <sodium.h>\n",
    "src/motion/gp_tle.c": '#include <starsea/gp.h>\n#include "base/error.h"\n#include <string.h>\n',
    "src/store/catalog.h": GUARD.format("STORE", "#include <starsea/catalog.h>"),
    "src/analysis/screen.c": "#include <starsea/gp.h>\n#include <math.h>\n",
    "src/evidence/claim.c": "\n",
    "src/jobs/job.h": GUARD.format("JOB", '#include "store/catalog.h"'),
    "src/jobs/job_screen.c": '#include "jobs/job.h"\n#include "base/error.h"\n',
    "tools/cli/main.c": "#include <starsea/gp.h>\n#include <stdio.h>\n#include <unistd.h>\n",
}


def plant(folder, changes):
    for name, text in {**CLEAN, **changes}.items():
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class Sources(unittest.TestCase):
    def rules(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            plant(folder, changes)
            found, _ = check_sources.run(folder)
            return [line.split(": ")[1] for line in found], found

    def expect(self, rule, changes):
        rules, found = self.rules(changes)
        self.assertIn(rule, rules, found)
        self.assertEqual({rule}, set(rules), found)

    def test_clean_tree_passes(self):
        self.assertEqual(([], []), self.rules({}))

    def test_later_room(self):
        self.expect("room", {"src/base/error.h": '#include "motion/gp.h"\n', "src/motion/gp.h": "\n"})

    def test_later_public_header(self):
        self.expect("room", {"include/starsea/status.h": "#include <starsea/screen.h>\n", "include/starsea/screen.h": "\n"})

    def test_include_not_there(self):
        self.expect("room", {"src/motion/gp_tle.c": '#include "motion/gone.h"\n'})

    def test_file_without_room(self):
        self.expect("room", {"src/motion/tides.c": "\n"})
        self.expect("room", {"left_over.c": "\n"})
        rules, found = self.rules({"include/starsea/tides.h": "\n"})
        self.assertEqual({"room", "umbrella"}, set(rules), found)

    def test_room_name_is_not_a_bare_prefix(self):
        self.expect("room", {"src/motion/gpx.c": "\n"})

    def test_public_header_includes_private(self):
        self.expect("room", {"include/starsea/catalog.h": '#include "../../src/base/error.h"\n'})

    def test_umbrella(self):
        self.expect("umbrella", {"include/starsea/claim.h": "\n"})
        self.expect("umbrella", {"script/rooms.txt": ROOMS.replace("jobs/job", "evidence/norm\njobs/job")})

    def test_ban_direct(self):
        self.expect("ban", {"src/analysis/screen.c": '#include "store/catalog.h"\n'})
        self.expect("ban", {"src/evidence/claim.c": "#include <starsea/catalog.h>\n"})

    def test_ban_through_another_header(self):
        self.expect("ban", {"src/analysis/screen.h": '#include "store/catalog.h"\n',
                            "src/evidence/claim.c": '#include "analysis/screen.h"\n'})

    def test_jobs_are_last(self):
        rules, found = self.rules({"src/evidence/claim.c": '#include "jobs/job.h"\n'})
        self.assertEqual({"room", "ban"}, set(rules), found)

    def test_third_party_home(self):
        self.expect("home", {"src/motion/gp_tle.c": "#include <sqlite3.h>\n"})
        self.expect("home", {"include/starsea/gp.h": "#include <sodium.h>\n"})
        self.expect("home", {"src/analysis/screen.c": "#include <unistd.h>\n"})
        self.expect("home", {"src/analysis/screen.c": "#include <curl/curl.h>\n"})
        self.expect("home", {"tools/cli/main.c": "#include <jansson.h>\n"})
        self.expect("home", {"src/jobs/job_fetch.c": "#include <curl/curl.h>\n"})

    def test_tools_see_public_headers_only(self):
        self.expect("public", {"tools/cli/main.c": '#include "base/error.h"\n'})
        self.expect("public", {"bench/bench_gp.c": '#include "../src/base/error.h"\n'})

    def test_platform(self):
        self.expect("platform", {"src/motion/gp_tle.c": "#ifdef __linux__\n#endif\n"})
        self.assertEqual([], self.rules({"src/motion/gp_tle.c": "/* __linux__ */\n"})[0])

    def test_length(self):
        self.expect("length", {"src/motion/gp_tle.c": "\n" * 701})
        self.assertEqual([], self.rules({"src/motion/gp_tle.c": "\n" * 700})[0])

    def test_unfinished(self):
        self.expect("unfinished", {"src/motion/gp_tle.c": "/* TO" "DO: later */\n"})

    def test_documented(self):
        self.expect("documented", {"include/starsea/gp.h": "SEA_API int sea_gp_one(void);\n"})
        self.expect("documented", {"include/starsea/gp.h": "/** One. */\n\nSEA_API int sea_gp_one(void);\n"})
        self.expect("documented", {"include/starsea/gp.h": "struct sea_x {\n    int y; /**< why */\n};\nSEA_API int sea_gp_one(void);\n"})
        self.assertEqual([], self.rules({"include/starsea/gp.h": "/** Pair. */\nSEA_API int sea_gp_new(void);\nSEA_API int sea_gp_free(void);\n"})[0])


class Objects(unittest.TestCase):
    planted = {}

    def built(self, source):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        plant(folder, self.planted)
        code, shared, static = folder / "planted.c", folder / "libplanted.so", folder / "libplanted.a"
        code.write_text("int sea_status_one(void);\nint sea_status_one(void) { return 1; }\n" + source)
        flags = ["-fPIC", "-O2", "-fno-builtin"]
        subprocess.run(["cc", *flags, "-c", code, "-o", folder / "planted.o"], check=True)
        subprocess.run(["cc", "-shared", folder / "planted.o", "-o", shared], check=True)
        subprocess.run(["ar", "rcs", static, folder / "planted.o"], check=True)
        return [*check_objects.check_static(str(static)), *check_objects.check_mutable(str(static)),
                *check_objects.check_shared(str(shared)), *check_objects.check_promised(folder, str(shared))]

    def expect(self, rule, source):
        found = self.built(source)
        self.assertTrue(found, "nothing found")
        self.assertEqual({rule}, {line.split(": ")[1] for line in found}, found)

    def test_clean_passes(self):
        self.assertEqual([], self.built('static const char *const table[] = {"a", "b"};\n__attribute__((visibility("hidden")))\n'
                                        "const char *sea_name(int i);\nconst char *sea_name(int i) { return table[i & 1]; }\n"))

    def test_prefix(self):
        self.expect("prefix", "int helper(void) { return 2; }\n")

    def test_elementary_function(self):
        self.expect("forbidden", '#include <math.h>\n__attribute__((visibility("hidden"))) double sea_f(double x) { return sin(x); }\n')

    def test_printing(self):
        self.expect("forbidden", '#include <stdio.h>\n__attribute__((visibility("hidden"))) void sea_f(void) { puts("x"); }\n')

    def test_mutable_global(self):
        self.expect("mutable", '__attribute__((visibility("hidden"))) int sea_f(void) { static int n; return n++; }\n')
        self.expect("mutable", '__attribute__((visibility("hidden"))) int sea_count = 3;\n')

    def test_promise(self):
        self.expect("promised", "int sea_unlisted(void) { return 2; }\n")
        code = "#define SEA_API\n/** A number. */\nSEA_API int sea_status_one(void);\nSEA_API int sea_status_two(void);"
        self.planted = {"include/starsea/status.h": GUARD.format("STATUS", code)}
        self.expect("promised", "")


class Headers(unittest.TestCase):
    def found(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            plant(folder, changes)
            return check_headers.run(folder)[0]

    def test_clean_passes(self):
        self.assertEqual([], self.found({}))

    def test_header_that_needs_another(self):
        # As C and as C++; in the umbrella header another has brought what it needs.
        self.assertEqual(2, len(self.found({"include/starsea/screen.h": "uint32_t sea_screen_one(void);\n"})))

    def test_header_that_is_not_cpp(self):
        # By itself and through the umbrella header.
        self.assertEqual(2, len(self.found({"include/starsea/screen.h": "int sea_screen_one(int class);\n"})))

    def test_header_without_guard(self):
        self.assertEqual(1, len(self.found({"src/base/error.h": "struct sea_x { int y; };\n"})))


if __name__ == "__main__":
    unittest.main()

// node compare_states.mjs STARSEA NATIVE WASM FILE...: the states of whole catalogues by the page's build of the core and
// by the native library at 24 instants, bit for bit. Exit status 77 where a file is not there.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const [starsea, native, wasm, ...files] = process.argv.slice(2);
const COUNT = 24, STEP_S = 3600 * 7 + 13; // a week, at no round step
const missing = files.filter((file) => !existsSync(file));
if (missing.length) {
    console.log(`skipped: no ${missing.join(", ")}`);
    process.exit(77);
}

const { instance } = await WebAssembly.instantiate(readFileSync(wasm), {});
const core = instance.exports;

function instant(text) {
    const [, y, mo, d, h, mi, s, fraction] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(?:\.(\d+))?Z$/.exec(text);
    return core.instant(+y, +mo, +d, +h, +mi, +s, +(fraction ?? "0").padEnd(9, "0"));
}

function fill(csv) {
    const rows = csv.trimEnd().split("\n").map((line) => line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((c) => c.replace(/,$/, "")));
    const column = Object.fromEntries(rows[0].map((name, i) => [name, i]));
    const objects = rows.slice(1);
    if (core.begin(objects.length) !== 0) throw new Error("begin");
    objects.forEach((row, i) => {
        const real = (name) => Number(row[column[name]]);
        core.set(i, real("NORAD_CAT_ID"), instant(row[column.EPOCH]), real("MEAN_MOTION"), real("ECCENTRICITY"),
            real("INCLINATION"), real("RA_OF_ASC_NODE"), real("ARG_OF_PERICENTER"), real("MEAN_ANOMALY"), real("BSTAR"),
            real("EPHEMERIS_TYPE"));
    });
    if (core.prepare() !== 0) throw new Error("prepare");
    return objects.length;
}

const folder = mkdtempSync(join(tmpdir(), "starsea-states-"));
let differing = 0;
for (const file of files) {
    const start = `${file.match(/(\d{4})(\d\d)(\d\d)/).slice(1).join("-")}T06:00:00Z`;
    const out = join(folder, "states");
    const said = execFileSync(native, [file, start, STEP_S, COUNT, out], { encoding: "utf8" }).trim();
    const csv = execFileSync(starsea, ["catalogue", file, "--at", start, "--csv"],
        { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
    const objects = fill(csv), states = objects * COUNT;
    const begun = performance.now();
    if (core.states(instant(start), BigInt(STEP_S) * 1000000000n, COUNT) !== 0) throw new Error("states");
    const ms = performance.now() - begun;
    const bytes = (at, length) => Buffer.from(core.memory.buffer, at, length);
    const ours = Buffer.concat([bytes(core.positions(), 24 * states), bytes(core.velocities(), 24 * states),
        bytes(core.state_statuses(), states)]);
    const theirs = readFileSync(out);
    const same = ours.equals(theirs);
    differing += same ? 0 : 1;
    console.log(`${basename(file)}: ${said}; ${same ? "same bytes" : "DIFFERENT"}, SHA-256 ` +
        `${createHash("sha256").update(ours).digest("hex").slice(0, 16)}; ${(states / ms / 1000).toFixed(2)} million states/s here`);
    if (!same) {
        let count = 0, first = -1;
        for (let i = 0; i < states; i++)
            if (ours.compare(theirs, 24 * i, 24 * i + 24, 24 * i, 24 * i + 24)) first = count++ ? first : i;
        console.log(`  lengths ${ours.length} and ${theirs.length}; ${count} positions differ, the first is state ${first}`);
    }
}
rmSync(folder, { recursive: true });
process.exit(differing ? 1 : 0);

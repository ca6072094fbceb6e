/*
 * node tests/web/measure_now.mjs [STORE_OR_FILE]: what the page costs, on software GL: sizes, the time to the first picture
 * of the whole catalogue, pictures a second while it moves, and the page's own thread a picture. It prints figures
 * and fails where one is over its bar (--tell: prints alone).
 */
import { createRequire } from "node:module";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const starsea = process.env.STARSEA ?? path.join(root, "build/release/tools/cli/starsea");
const page = process.env.STARSEA_PAGE ?? path.join(root, "build/release/tools/server/page");
const { chromium } = createRequire(path.join(root, "web/package.json"))("playwright-core");
const data = process.env.STARSEA_TEST_DATA ?? path.join(root, "../shared/data");
const words = process.argv.slice(2);
const tell = words.includes("--tell");
const source = words.find((w) => !w.startsWith("--")) ?? path.join(data, "catalog/bg_20250901.3le.gz");

const folder = mkdtempSync(path.join(tmpdir(), "starsea-measure-"));
let store = source;
if (!/\.db$/.test(source)) {
    store = path.join(folder, "sky.db");
    execFileSync(starsea, ["import", "--store", store, source], { stdio: "ignore" });
}

const figures = [];
function figure(what, value, unit, bar, better = "most") {
    const fine = better === "most" ? value <= bar : value >= bar;
    figures.push(fine);
    console.log(`${what}: ${value.toFixed(value < 20 ? 2 : 0)} ${unit} (bar: at ${better} ${bar}${fine ? "" : ", MISSED"})`);
}

const files = readdirSync(path.join(page, "assets"));
const packed = (ending) =>
    files
        .filter((name) => name.endsWith(ending))
        .reduce((sum, name) => sum + gzipSync(readFileSync(path.join(page, "assets", name)), { level: 9 }).length, 0) / 1000;
figure("JavaScript of all places, gzip", packed(".js"), "kB", 250);
figure("WebAssembly, gzip", packed(".wasm"), "kB", 80);

const server = spawn(starsea, ["serve", "--store", store, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
const line = await new Promise((done) => server.stdout.once("data", (bytes) => done(String(bytes))));
const address = /http:\/\/[^\s]+\//.exec(line)[0];
const browser = await chromium.launch({
    executablePath: process.env.STARSEA_CHROMIUM ?? "/usr/bin/chromium",
    args: "no-sandbox disable-quic no-first-run disable-background-networking disable-component-update disable-sync use-angle=swiftshader enable-unsafe-swiftshader ignore-gpu-blocklist"
        .split(" ")
        .map((word) => `--${word}`),
});

/* When the first picture with all points was drawn, ms after the address was entered: the page marks it. */
async function firstPicture() {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    const sheet = await context.newPage();
    await sheet.goto(`${address}#/?warp=60`);
    for (const begun = Date.now(); Date.now() - begun < 60_000; ) {
        const at = await sheet.evaluate(() => performance.getEntriesByName("sky")[0]?.startTime ?? 0);
        if (at > 0) return { sheet, context, at };
        await sheet.waitForTimeout(20);
    }
    throw new Error("no picture within a minute");
}

const starts = [];
for (let i = 0; i < 5; i++) {
    const { context, at } = await firstPicture();
    starts.push(at);
    await context.close();
}
starts.sort((a, b) => a - b);
figure("first picture of the catalogue, median of 5", starts[2] / 1000, "s", 1);

const { sheet } = await firstPicture();
const objects = await sheet.evaluate(() => document.querySelector("canvas").getAttribute("aria-label"));
const protocol = await sheet.context().newCDPSession(sheet);
await protocol.send("Performance.enable", { timeDomain: "threadTicks" }); // its own time, whatever else the machine does
const metric = async (name) => (await protocol.send("Performance.getMetrics")).metrics.find((m) => m.name === name).value;
await sheet.waitForTimeout(1500);
const before = await metric("TaskDuration");
const counted = await sheet.evaluate(
    () =>
        new Promise((done) => {
            let pictures = 0;
            const begun = performance.now();
            const next = () => {
                pictures++;
                const seconds = (performance.now() - begun) / 1000;
                if (seconds > 10) done({ pictures, seconds });
                else requestAnimationFrame(next);
            };
            requestAnimationFrame(next);
        }),
);
const busy = (await metric("TaskDuration")) - before;
console.log(`${objects}`);
figure("pictures a second, 60 times faster than time", counted.pictures / counted.seconds, "", 20, "least");
figure("the page's thread a picture", (1000 * busy) / counted.pictures, "ms", 4);
await browser.close();
server.kill("SIGTERM");
rmSync(folder, { recursive: true });
process.exit(tell || figures.every(Boolean) ? 0 : 1);

/* A server on a scratch store and a browser before it, for the tests of the page. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const starsea = process.env.STARSEA ?? path.join(root, "build/release/tools/cli/starsea");
const packages = createRequire(path.join(root, "web/package.json"));
const chromiumPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((p) => existsSync(p));

export function skip(why) {
    console.log(`skipped: ${why}`);
    process.exit(77);
}

function optional(name) {
    try {
        return packages(name);
    } catch {
        return skip(`the package ${name} is not in web/node_modules`);
    }
}

const built = process.env.STARSEA_PAGE;
if (built && !existsSync(built)) skip("the program was built without its page");
if (!chromiumPath) skip("no chromium here (apt-get install chromium)");
const { chromium } = optional("playwright-core");
optional("axe-core");
const axe = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");

export const folder = mkdtempSync(path.join(tmpdir(), "starsea-web-"));
const servers = [];

export function run(...words) {
    return execFileSync(starsea, words, {
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 1 << 28,
        stdio: ["ignore", "pipe", "ignore"],
    });
}

/* Rows of a job as the command line gives them. */
export function rows(...words) {
    return run(...words, "--format", "json")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
}

export async function serve(store, ...words) {
    const server = spawn(starsea, ["serve", "--store", store, "--listen", "127.0.0.1:0", ...words], {
        cwd: folder,
        stdio: ["ignore", "pipe", "inherit"],
    });
    servers.push(server);
    const line = await new Promise((done) => server.stdout.once("data", (data) => done(String(data))));
    return { url: /http:\/\/[^\s]+/.exec(line)[0].replace(/\/$/, ""), stop: () => server.kill("SIGTERM") };
}

const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
        "--no-sandbox",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
});

export const findings = []; // what no page may do, gathered over all of them

/* A window on a server; what it complains of, and whom else it asks, is kept. */
export async function open(url, options = {}) {
    const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        reducedMotion: "reduce",
        ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("console", (message) => {
        // How software GL hands pictures over is no complaint of the page.
        if (message.text().includes("GL Driver Message (OpenGL, Performance")) return;
        if (["error", "warning"].includes(message.type()))
            findings.push(`console ${message.type()}: ${message.text()} at ${page.url()}`);
    });
    page.on("pageerror", (error) => findings.push(`error: ${error.message} at ${page.url()}`));
    page.on("dialog", (dialog) => {
        findings.push(`dialog: ${dialog.message()} at ${page.url()}`);
        dialog.dismiss();
    });
    page.on("request", (request) => {
        const asked = request.url();
        if (!asked.startsWith(url) && !asked.startsWith("data:") && !asked.startsWith("blob:"))
            findings.push(`asks ${asked} at ${page.url()}`);
    });
    return page;
}

/* Serious and critical findings of axe-core on what a page shows now. */
export async function accessible(page) {
    await page.evaluate(axe);
    const found = await page.evaluate(
        async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations,
    );
    return found
        .filter((one) => one.impact === "serious" || one.impact === "critical")
        .flatMap((one) =>
            one.nodes
                .slice(0, 3)
                .map((node) => `${one.id}: ${node.target.join(" ")} (${node.failureSummary?.split("\n")[1]?.trim()})`),
        );
}

export async function end() {
    await browser.close();
    for (const server of servers) server.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
}

/*
 * The pages over the API, driven as a reader would: conjunctions, objects, events, claims and norms, data.
 * STARSEA names the program; `--shots FOLDER` keeps pictures. Exit status 77: skipped, and says why.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { accessible, end, findings, folder, open, root, rows, run, serve, starsea } from "./browser.mjs";

const at = process.argv.indexOf("--shots");
const shots = at > 0 ? path.resolve(process.argv[at + 1]) : "";
if (shots) mkdirSync(shots, { recursive: true });

/* ---- the stores: that of the demo with a hostile name in it, and made histories with events ---- */

const EVIL = "<img src=x onerror=alert(1)>\u202etxt.exe";
writeFileSync(
    path.join(folder, "population.csv"),
    run("simulate", "--objects", "5000", "--seed", "1", "--epoch", "2009-02-10T00:00:00Z", "--format", "omm-csv"),
);
const first = readFileSync(path.join(folder, "population.csv"), "utf8").split("\n")[1].split(",");
first[0] = EVIL;
first[11] = "99001";
appendFileSync(path.join(folder, "population.csv"), `${first.join(",")}\n`);
run("import", "--store", "demo.db", "population.csv", path.join(root, "data/demo_2009.3le"), "--publisher", EVIL);
writeFileSync(
    path.join(folder, "history.csv"),
    run(
        ...`simulate --objects 60 --days 90 --epoch 2026-03-10 --manoeuvring 8 --approaches 3 --breakups 1 --fragments 120 --decays 4 --format omm-csv`.split(
            " ",
        ),
    ),
);
run("import", "--store", "history.db", "history.csv");
const keeper = rows("manoeuvres", "--store", "history.db")[0].NORAD_CAT_ID;
writeFileSync(
    path.join(folder, "satcat.csv"),
    "OBJECT_NAME,OBJECT_ID,NORAD_CAT_ID,OBJECT_TYPE,OPS_STATUS_CODE,OWNER,LAUNCH_DATE,LAUNCH_SITE,DECAY_DATE,PERIOD,INCLINATION,APOGEE," +
        `PERIGEE,RCS,DATA_STATUS_CODE,ORBIT_CENTER,ORBIT_TYPE\nKEEPER,1997-051C,${keeper},PAY,+,AA,1997-09-14,BB,,100,86,779,776,3.3,,EA,ORB\n`,
);
run("import", "--store", "history.db", "satcat.csv");
const demo = await serve("demo.db");
const history = await serve("history.db");

/* ---- steps ---- */

const SCREEN = "start=2009-02-10T00:00:00Z";
const tests = [];
const test = (name, body) => tests.push([name, body]);

async function go(page, url, hash, heading) {
    await page.goto(`${url}/${hash}`);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
}

/* Until nothing is being waited for. */
async function settled(page) {
    await page.locator(".spinner").first().waitFor({ state: "detached" });
    await page.waitForTimeout(150);
    await page.locator(".spinner").first().waitFor({ state: "detached" });
}

test("conjunctions: rows, order, filter, the encounter, by keyboard", async () => {
    const page = await open(demo.url);
    await go(page, demo.url, `#/conjunctions?${SCREEN}`, "Conjunctions");
    await page.locator("tbody tr[data-row='0'] td").first().waitFor();
    await page.getByText(/^\d[\d\u2009]* approaches$/).waitFor();
    const events = rows("screen", "--store", "demo.db", "--start", "2009-02-10T00:00:00Z");
    assert.equal(Number((await page.locator(".total").innerText()).replace(/\D/g, "")), events.length);
    const closest = events.toSorted((a, b) => a.TCA_RANGE - b.TCA_RANGE);
    const row = await page.locator("tbody tr[data-row='2']").innerText();
    assert.ok(row.includes(String(closest[2].NORAD_CAT_ID_1)) && row.includes(closest[2].TCA_RANGE.toFixed(3)), row);

    // The far end of the table, fetched as it comes into sight.
    await page.locator("tbody tr[data-row='0']").focus();
    await page.keyboard.press("End");
    const last = page.locator(`tbody tr[data-row='${events.length - 1}']`);
    await last.getByText(closest.at(-1).TCA_RANGE.toFixed(3)).waitFor();
    await page.keyboard.press("Home");

    await page.getByLabel("Column", { exact: true }).selectOption("NORAD_CAT_ID_1");
    await page.getByLabel("Relation").selectOption("=");
    await page.getByLabel("Value", { exact: true }).fill("22675");
    await page.keyboard.press("Enter");
    const kept = closest.filter((one) => one.NORAD_CAT_ID_1 === 22675);
    await page.getByText(`${kept.length} approaches pass the filter`).waitFor();
    const index = kept.findIndex((one) => one.NORAD_CAT_ID_2 === 24946);
    await page.locator(`tbody tr[data-row='${index}']`).getByText("24946").waitFor();
    await page.locator("tbody tr[data-row='0']").focus();
    for (let i = 0; i < index; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Encounter of 22675 and 24946" }).waitFor();
    await page.getByText("Probability of collision").waitFor();
    assert.match(page.url(), /pair=22675%2C24946/);
    const text = await page.locator(".panel").innerText();
    assert.match(text, /0\.698 km/);
    assert.match(text, /11\.647 km\/s/);

    // The probability is that of the command line.
    const approach = "--id 22675,24946 --start 2009-02-10T00:00:00Z --tca 2009-02-10T16:55:59.796Z".split(" ");
    const event = events.find((one) => one.NORAD_CAT_ID_1 === 22675 && one.NORAD_CAT_ID_2 === 24946);
    const older = Math.max(event.DSE_1, event.DSE_2) * 86_400_000;
    const created = new Date(Date.parse(event.TCA) - older).toISOString().slice(0, 19) + "Z";
    writeFileSync(path.join(folder, "a.cdm"), run("cdm", "--store", "demo.db", ...approach, "--created", created));
    const chosen = rows("pc", "a.cdm", "--covariance", "table", "--trials", "0", "--hbr-m", "20").find(
        (one) => one.CHOSEN === "yes",
    );
    const [mantissa, exponent] = chosen.PC.toExponential(2).split("e");
    const superscript = exponent.replace(/./g, (c) =>
        c === "-" ? "\u207b" : "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[c],
    );
    assert.ok(text.includes(`${mantissa}\u00b710${superscript}`), `${chosen.PC} in ${text}`);
    assert.equal(await page.locator("ellipse").count(), 3);
    assert.equal((await page.locator("path.line[d^='M']").count()) >= 4, true);

    // The address is the state.
    const other = await open(demo.url);
    await other.goto(page.url());
    await other.getByRole("heading", { name: "Encounter of 22675 and 24946" }).waitFor();
    await other.getByText(`${kept.length} approaches pass the filter`).waitFor();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.goBack();
    await page.getByRole("heading", { name: "Encounter of 22675 and 24946" }).waitFor();
    await page.locator(".cite summary").last().click();
    await page
        .getByText("starsea screen --store STORE --start 2009-02-10T00:00:00Z --duration 1d --threshold-km 5", {
            exact: true,
        })
        .waitFor();
});

test("conjunctions: of identical element sets no distance and no probability is told", async () => {
    const sets = run("convert", path.join(root, "data/demo_2009.3le"), "--to", "omm-csv").trimEnd().split("\n");
    const twin = sets.find((line) => line.includes(",24946,")).replace(",24946,", ",99001,").replace("IRIDIUM 33", "TWIN");
    writeFileSync(path.join(folder, "twins.csv"), `${[...sets, twin].join("\n")}\n`);
    run("import", "--store", "twins.db", "twins.csv");
    const twins = await serve("twins.db");
    const page = await open(twins.url);
    await go(page, twins.url, `#/conjunctions?${SCREEN}`, "Conjunctions");
    await page.getByText("same set", { exact: true }).first().waitFor();
    await page.locator("tbody tr[data-row='0'] td").first().click();
    await page.getByText("Both objects carry the same element set").waitFor();
    assert.equal(await page.getByText("Probability of collision").count(), 0);
    await page.getByRole("button", { name: "Leave out identical element sets" }).click();
    await page.getByText("same set", { exact: true }).first().waitFor({ state: "detached" });
    twins.stop();
});

test("now: the catalogue, an object found, its place as the command line has it", async () => {
    const page = await open(demo.url);
    const at = "2009-02-10T12:00:00Z";
    await go(page, demo.url, `#/?t=${at}`, "Now");
    await page.locator("canvas[aria-label*='5003 objects']").waitFor();
    await page.getByLabel("Find an object").fill("iridium 33");
    await page.getByRole("list", { name: "Objects found" }).getByRole("button").first().click();
    await page.getByRole("heading", { name: "IRIDIUM 33" }).waitFor();
    const [state] = rows(
        "propagate",
        "--store",
        "demo.db",
        "--id",
        "24946",
        "--start",
        at,
        "--duration",
        "0s",
        "--frame",
        "ITRF",
    );
    await page
        .locator(".card")
        .getByText(`${state.ALTITUDE.toFixed(1)} km`)
        .waitFor();
    const side = (value, plus, minus) => `${Math.abs(value).toFixed(2)}\u00b0 ${value < 0 ? minus : plus}`;
    await page
        .locator(".card")
        .getByText(`${side(state.LATITUDE, "N", "S")}, ${side(state.LONGITUDE, "E", "W")}`)
        .waitFor();
    assert.match(page.url(), /24946/);
});

test("objects: search, a hostile name, the table by keyboard", async () => {
    const page = await open(demo.url);
    await go(page, demo.url, "#/objects", "Objects");
    await page.getByText(/5.?003 objects/).waitFor();
    await page.getByLabel("Name or catalogue number").fill("iridium 33");
    await page.keyboard.press("Enter");
    await page.getByText("1 objects").waitFor();
    await page.getByRole("button", { name: /Remove the filter/ }).click();
    await page.getByText(/5.?003 objects/).waitFor();
    await page.getByRole("button", { name: /Perigee/ }).click();
    const lowest = rows("catalogue", "--store", "demo.db").toSorted((a, b) => a.PERIGEE - b.PERIGEE)[0];
    await page.locator("tbody tr[data-row='0']").getByText(String(lowest.NORAD_CAT_ID), { exact: true }).waitFor();
    assert.equal(await page.locator("th[aria-sort='ascending']").count(), 1);
    await page.getByLabel("Name or catalogue number").fill("99001");
    await page.keyboard.press("Enter");
    const heading = page.getByRole("heading", { level: 1 });
    await heading.getByText("img src=x").waitFor();
    assert.ok((await heading.innerText()).includes("<img src=x onerror=alert(1)>\ufffdtxt.exe"));
    assert.equal(await page.locator("img").count(), 0);
    await page.getByText("The store has one element set of it").waitFor();
});

test("one object: plots, manoeuvres, decay, as known on", async () => {
    const found = rows("manoeuvres", "--store", "history.db");
    const id = found[0].NORAD_CAT_ID;
    const page = await open(history.url);
    await go(page, history.url, `#/objects?id=${id}`, String(id));
    await page.locator("figure.history canvas").nth(3).waitFor();
    await page.getByRole("group", { name: "Manoeuvres" }).waitFor();
    assert.equal(
        await page.locator("[aria-label='Manoeuvres'] tbody tr").count(),
        found.filter((one) => one.NORAD_CAT_ID === id).length,
    );
    await page.getByText("Gone in 25 years (IADC)").waitFor();
    await page.getByRole("button", { name: "Look who was near" }).click();
    await settled(page);
    assert.match(page.url(), /near=1/);
    await page.getByLabel("As known on (UTC)").fill("2020-01-01");
    await page.keyboard.press("Enter");
    await page.getByText("What the store knew on 2020-01-01").waitFor();
    await page.getByText("This did not work (404)").first().waitFor();
    await page.getByRole("button", { name: "As known now" }).click();
    await page.locator("figure.history canvas").nth(3).waitFor();
    findings.splice(0, findings.length, ...findings.filter((one) => !one.includes("404 (Not Found)"))); // asked for above
});

test("events: the time line, kinds, Gabbard", async () => {
    const page = await open(history.url);
    await go(page, history.url, "#/events", "Events");
    await page.locator(".timeline .lane").first().waitFor();
    await settled(page);
    const breakup = rows("breakups", "--store", "history.db")[0];
    await page.getByLabel("State").selectOption("AA");
    const keepers = rows("manoeuvres", "--store", "history.db").filter((one) => one.NORAD_CAT_ID === keeper);
    await page.locator("tbody tr[data-row='0']").getByText(String(keeper)).waitFor();
    const ofState = await page.locator("table").first().getAttribute("aria-rowcount");
    assert.ok(Number(ofState) - 1 >= keepers.length && Number(ofState) - 1 < 40, `${ofState} rows of the State`);
    await page.getByLabel("State").selectOption("");
    await page.getByLabel("decay", { exact: true }).uncheck();
    await page.getByLabel("proximity", { exact: true }).uncheck();
    const burns = rows("manoeuvres", "--store", "history.db").length;
    await page.locator(".total", { hasText: new RegExp(`^${burns + 1} events`) }).waitFor();
    await page.getByLabel("manoeuvre", { exact: true }).uncheck();
    await page.locator(".total", { hasText: /^1 events/ }).waitFor();
    await page.locator("tbody tr[data-row='0'] td").last().click();
    await page.getByText(`Pieces of launch ${breakup.LAUNCH}`).waitFor();
    await page.locator("circle.fill-1").first().waitFor();
    assert.ok((await page.locator("circle.fill-1").count()) > 20);
});

test("claims: verdicts as the command line gives them; a file of one's own", async () => {
    const page = await open(demo.url);
    await go(page, demo.url, "#/claims", "Claims and norms");
    await page.getByRole("link", { name: "Iridium 33 and Cosmos 2251 met on 10 February 2009" }).click();
    await page.locator(".outcome").getByText("supported").waitFor();
    const verdict = JSON.parse(
        run(
            "check",
            path.join(root, "data/claims/iridium33-cosmos2251.json"),
            "--store",
            "demo.db",
            "--format",
            "json",
        ),
    );
    const clauses = await page.locator(".clauses > li").allInnerTexts();
    assert.equal(clauses.length, verdict.clauses.length);
    verdict.clauses.forEach((clause, i) => {
        for (const part of [clause.text, clause.verdict, clause.finding, clause.would_change])
            assert.ok(clauses[i].includes(part), part);
    });
    await page.locator(".clauses summary").first().click();
    await page.locator(".clauses > li").first().getByText("0.698 km").first().waitFor();
    await page.getByRole("button", { name: "Compute the distance here" }).first().click();
    const again = page.locator(".clauses > li").first().getByRole("status");
    await again.getByText("The same digits.").waitFor();
    assert.match(
        (await again.innerText()).replaceAll("\n", " "),
        /0\.697932 km computed.*0\.697932 km in the verdict.*At no step/,
    );
    const own = {
        ...JSON.parse(readFileSync(path.join(root, "data/claims/iridium33-cosmos2251.json"))),
        id: "mine",
        title: EVIL,
    };
    const input = page.locator("input[type=file]");
    await input.setInputFiles({
        name: "mine.json",
        mimeType: "application/json",
        buffer: Buffer.from(JSON.stringify(own)),
    });
    await page.getByRole("heading", { name: /img src=x/ }).waitFor();
    await page.locator(".outcome").getByText("supported").waitFor();
    await input.setInputFiles({ name: "bad.json", mimeType: "application/json", buffer: Buffer.from("{") });
    await page.getByText("This is not JSON").waitFor();
});

test("norms: coverage, citation, what cannot be shown", async () => {
    const page = await open(demo.url);
    await go(page, demo.url, "#/claims?view=norms", "Claims and norms");
    await page.locator("tbody tr[data-row='0'] td").first().waitFor();
    const norms = rows("norms", "--store", "demo.db");
    await page.getByText(`${norms.length} rows`).waitFor();
    await page.locator("tbody tr[data-row='0']").focus();
    await page.keyboard.press("Enter");
    await page.getByText("What orbital data cannot show of it").waitFor();
    assert.ok((await page.locator(".panel").innerText()).includes(norms[0].CITATION));
});

test("data: sources, budget, findings", async () => {
    const page = await open(demo.url);
    await go(page, demo.url, "#/data", "Data");
    await page.getByText("population.csv", { exact: true }).waitFor();
    await page.getByText("Nothing was fetched.").waitFor();
    await page.getByText("<img src=x").first().waitFor();
    await settled(page);
});

/* ---- all pages at once ---- */

const everywhere = [
    [demo, "#/?t=2009-02-10T12:00:00Z", "Find an object", "now"],
    [
        demo,
        `#/conjunctions?${SCREEN}&pair=22675%2C24946&tca=2009-02-10T16%3A55%3A59.796Z`,
        "Probability of collision",
        "conjunctions",
    ],
    [demo, "#/objects", "5", "objects"],
    [
        history,
        `#/objects?id=${rows("manoeuvres", "--store", "history.db")[0].NORAD_CAT_ID}`,
        "Decay and disposal",
        "object",
    ],
    [history, "#/events", "events", "events"],
    [demo, "#/claims?claim=iridium33-cosmos2251", "decided by", "claims"],
    [demo, "#/claims?view=norms", "rows", "norms"],
    [demo, "#/data", "What imports found", "data"],
];

for (const [name, options] of [
    ["light", {}],
    ["dark", { colorScheme: "dark" }],
    ["small", { viewport: { width: 390, height: 844 } }],
])
    test(`every page, ${name}: axe-core finds nothing serious, nothing sticks out`, async () => {
        for (const [server, hash, text, picture] of everywhere) {
            const page = await open(server.url, options);
            await page.goto(`${server.url}/${hash}`);
            await page.locator("main").getByText(text).first().waitFor();
            await settled(page);
            assert.deepEqual(await accessible(page), [], `${hash}, ${name}`);
            const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
            assert.ok(wide[0] <= wide[1], `${hash} is ${wide[0]} px wide on ${wide[1]}`);
            if (shots) await page.screenshot({ path: path.join(shots, `${picture}-${name}.png`), fullPage: true });
            if (shots && name === "light") {
                await page.emulateMedia({ media: "print" });
                await page.setViewportSize({ width: 794, height: 1123 });
                await page.screenshot({ path: path.join(shots, `${picture}-print.png`), fullPage: true });
            }
            await page.context().close();
        }
    });

test("the watch sees what it is to see", async () => {
    const page = await open(demo.url);
    await go(page, demo.url, "#/data", "Data");
    await page.evaluate(() => {
        document.querySelector("h1").insertAdjacentHTML("afterend", "<button></button>");
        console.error("planted");
    });
    await page.evaluate(() => fetch("http://192.0.2.1/").catch(() => {})); // the policy of the page forbids it
    await page.waitForTimeout(200);
    assert.match((await accessible(page)).join(), /button-name/);
    const seen = findings.splice(0).join("\n");
    assert.match(seen, /planted/);
    assert.match(seen, /Content Security Policy/);
});

test("the keyboard reaches everything: skip link, pages, content", async () => {
    const page = await open(demo.url);
    await go(page, demo.url, "#/objects", "Objects");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), "Skip to content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "INPUT");
});

test("a server with tokens is asked with one", async () => {
    const made = spawnSync(starsea, ["serve", "--new-token", "read"], { encoding: "utf8" });
    writeFileSync(path.join(folder, "tokens"), made.stdout, { mode: 0o600 });
    const guarded = await serve("demo.db", "--tokens", "tokens");
    const page = await open(guarded.url);
    await go(page, guarded.url, "#/objects", "Objects");
    await page.getByLabel("Token").first().fill(made.stderr.trim().split(/\s+/).at(-1));
    await page.keyboard.press("Enter");
    await page.getByText(/5.?003 objects/).waitFor();
    findings.splice(0, findings.length, ...findings.filter((one) => !one.includes("401 (Unauthorized)"))); // before the token
    guarded.stop();
});

test("a real catalogue", async () => {
    const file = path.join(
        process.env.STARSEA_TEST_DATA ?? path.join(root, "../shared/data"),
        "catalog/bg_20250901.3le.gz",
    );
    try {
        readFileSync(file);
    } catch {
        return console.log("  not here: the rest stands");
    }
    run("import", "--store", "real.db", file);
    const real = await serve("real.db");
    const page = await open(real.url);
    await go(page, real.url, "#/objects", "Objects");
    await page.getByText(/28.?488 objects/).waitFor();
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    console.log(`  first contentful paint ${Math.round(paint)} ms`);
    await page.locator("tbody tr[data-row='0']").focus();
    await page.keyboard.press("End");
    await page.locator("tbody tr[data-row='28487'] td").nth(1).getByText(/\w/).waitFor();
    await go(page, real.url, "#/conjunctions?duration=1h", "Conjunctions");
    await page.getByText(/^\d+ approaches$/).waitFor({ timeout: 120_000 });
    real.stop();
});

test("a server that is gone is told, and asked again when it is wanted", async () => {
    const page = await open(history.url);
    await go(page, history.url, "#/objects", "Objects");
    await page.locator("tbody tr[data-row='0'] td").first().waitFor();
    history.stop();
    await page.waitForTimeout(500);
    await page.getByRole("button", { name: /Inclination/ }).click();
    await page.getByText("The server does not answer").waitFor();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    findings.splice(0, findings.length, ...findings.filter((one) => !one.includes("ERR_CONNECTION_REFUSED")));
});

test("the scripts are small", () => {
    const assets = process.env.STARSEA_PAGE && path.join(process.env.STARSEA_PAGE, "assets");
    if (!assets) return console.log("  STARSEA_PAGE does not say where they are");
    const bytes = readdirSync(assets)
        .filter((name) => name.endsWith(".js"))
        .reduce((sum, name) => sum + gzipSync(readFileSync(path.join(assets, name)), { level: 9 }).length, 0);
    console.log(`  ${(bytes / 1000).toFixed(1)} kB of JavaScript, compressed`);
    assert.ok(bytes <= 250_000, `${bytes} bytes`);
});

/* ---- one after another ---- */

let failed = 0;
const only = process.env.ONLY;
for (const [name, body] of tests) {
    if (only && !name.includes(only)) continue;
    const began = Date.now();
    try {
        await body();
        assert.deepEqual(findings.splice(0), [], "no complaint, no other host");
        console.log(`ok    ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (cause) {
        failed++;
        findings.length = 0;
        console.log(`FAIL  ${name}\n${cause.stack}`);
    }
}
await end();
process.exit(failed ? 1 : 0);

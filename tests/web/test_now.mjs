/* The globe and its map: places as the command line gives them, neighbours, search, clock, address, keyboard, axe. */
import assert from "node:assert/strict";
import path from "node:path";
import { accessible, end, findings, open, root, rows, run, serve } from "./browser.mjs";

run("import", "--store", "demo.db", path.join(root, "data/demo_2009.3le"), "--arrival", "2009-02-11");
const { url } = await serve("demo.db");
const TCA = "2009-02-10T16:55:59.796Z";

async function card(page, id) {
    const search = page.getByLabel("Find an object");
    await search.fill(String(id));
    await page.locator(".found button").first().waitFor();
    await search.press("Enter");
    await page.locator(".card .near li").first().waitFor();
    return page.locator(".card").innerText();
}

const tests = {
    async "an object: where it is, and who is near, as the command line says"() {
        const page = await open(url);
        await page.goto(`${url}/#/?t=${TCA}`);
        await page.locator(".sky canvas").waitFor();
        const text = await card(page, 22675);
        assert.match(text, /COSMOS 2251/);
        assert.match(text, /IRIDIUM 33[\s\S]*?0\.7\s+km,\s+11\.6\d\s+km\/s/);
        const asked = "propagate --store demo.db --id 22675 --frame PEF --duration 0s --start".split(" ");
        const [state] = rows(...asked, TCA);
        const [, lat, north, lon, east] = /([\d.]+)° ([NS]), ([\d.]+)° ([EW])/.exec(text);
        assert.ok(Math.abs((north === "N" ? 1 : -1) * lat - state.LATITUDE) < 0.0051, `${lat} ${north} and ${state.LATITUDE}`);
        assert.ok(Math.abs((east === "E" ? 1 : -1) * lon - state.LONGITUDE) < 0.0051, `${lon} ${east} and ${state.LONGITUDE}`);
        assert.ok(Math.abs(Number(/Height\s+([\d.]+)/.exec(text)[1]) - state.ALTITUDE) < 0.051, text);
        await page.waitForURL(/id=22675/);
        await page.getByRole("button", { name: "IRIDIUM 33" }).click();
        await page.getByRole("heading", { name: "IRIDIUM 33" }).waitFor();
        await page.waitForURL(/id=24946/);
    },

    async "the clock: paused by the address, run, set, and kept there"() {
        const page = await open(url);
        await page.goto(`${url}/#/?t=${TCA}&warp=60`);
        await page.getByRole("button", { name: "Run" }).click();
        await page.waitForTimeout(2000);
        await page.getByRole("button", { name: "Pause" }).click();
        await page.waitForURL(/[?&]t=/);
        const at = Date.parse(new URLSearchParams(page.url().split("?")[1]).get("t"));
        const gone = (at - Date.parse(TCA)) / 1000;
        assert.ok(gone > 60 && gone < 1800, `${gone} s`);
        await page.getByLabel("Another time, UTC").fill("2009-02-12 3:00");
        await page.keyboard.press("Enter");
        await page.getByText("Write a time as").waitFor();
        await page.getByLabel("Another time, UTC").fill("2009-02-12 03:00");
        await page.keyboard.press("Enter");
        await page.getByText("2009-02-12 03:00:00").waitFor();
        await page.waitForURL(/t=2009-02-12T03(:|%3A)00(:|%3A)00Z/);
    },

    async "the map, groups, and the keyboard alone"() {
        const page = await open(url);
        await page.goto(`${url}/#/?t=${TCA}&view=map&by=age`);
        await page.getByRole("application", { name: /^Map of \d+ objects/ }).waitFor();
        const box = page.locator(".legend input[type=checkbox]").first();
        await box.focus();
        await page.keyboard.press("Space");
        await page.waitForURL(/hide=0/);
        await page.getByRole("application").focus();
        await page.keyboard.press("Space");
        await page.getByRole("button", { name: "Pause" }).waitFor();
        const reloaded = await open(url);
        await reloaded.goto(page.url());
        await reloaded.locator(".legend input").first().waitFor();
        assert.equal(await reloaded.locator(".legend input").first().isChecked(), false);
    },

    async "nothing serious found by axe, and nothing wider than a small screen"() {
        for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["dark", 390]]) {
            const page = await open(url, { colorScheme, viewport: { width, height: 844 } });
            await page.goto(`${url}/#/?t=${TCA}&id=24946`);
            await page.locator(".card .near li").first().waitFor();
            assert.deepEqual(await accessible(page), []);
            const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(over <= 0, `${over} px too wide at ${width}`);
            await page.context().close();
        }
    },

    async "a browser without WebGL2 has the map"() {
        const page = await open(url);
        await page.addInitScript(() => {
            const other = HTMLCanvasElement.prototype.getContext;
            HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
                return kind === "webgl2" ? null : other.call(this, kind, ...more);
            };
        });
        await page.goto(`${url}/#/?t=${TCA}`);
        await page.getByRole("application", { name: /^Map/ }).waitFor();
        await page.getByText("has no WebGL2").waitFor();
    },

    async "an object that is not there"() {
        const page = await open(url);
        await page.goto(`${url}/#/?id=999999`);
        await page.getByText("No element set of object 999999").waitFor();
    },
};

let failed = 0;
for (const [name, body] of Object.entries(tests)) {
    try {
        await body();
        assert.deepEqual(findings.splice(0), [], "no complaint, no other host");
        console.log(`ok    ${name}`);
    } catch (cause) {
        failed++;
        findings.length = 0;
        console.log(`FAIL  ${name}\n${cause.stack}`);
    }
}
await end();
process.exit(failed ? 1 : 0);

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vite";

/* licences.txt beside the page: every package of which something is in it, with its own words. */
function licences() {
    const folders = new Set();
    const look = (ids) => {
        for (const id of ids) {
            const found = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id);
            if (found) folders.add(found[1]);
        }
    };
    return {
        name: "licences",
        moduleParsed: ({ id }) => look([id]),
        generateBundle() {
            const parts = [...folders].sort().map((folder) => {
                const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
                const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
                if (!file || !license) this.error(`${name} says no licence: it may not be bundled`);
                return `${name} ${version}: ${license}\n\n${readFileSync(path.join(folder, file), "utf8").trim()}\n`;
            });
            const earth = "Coastlines: Natural Earth (public domain), as world-atlas packs them.\n";
            this.emitFile({ type: "asset", fileName: "licences.txt", source: [...parts, earth].join(`\n${"-".repeat(72)}\n\n`) });
        },
    };
}

const core = process.env.STARSEA_CORE ?? path.resolve("../build/release/tools/server/core.wasm");
if (!existsSync(core)) throw new Error(`${core} is not there: build Starsea once, or name the core in STARSEA_CORE`);

// The build (cmake/page.cmake) gives --outDir and embeds what lies there; names carry the hash of their content.
export default defineConfig({
    base: "./",
    resolve: { alias: [{ find: /^core\.wasm/, replacement: core }] },
    esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
    plugins: [licences()],
    build: {
        target: "es2022",
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
        chunkSizeWarningLimit: 800,
        emptyOutDir: true,
    },
    worker: { format: "es" },
    server: { proxy: { "/v1": "http://127.0.0.1:8080" } },
});

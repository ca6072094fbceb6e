import { defineConfig } from "vite";

declare const process: { env: Record<string, string | undefined> };

// The build (cmake/page.cmake) gives --outDir and embeds what lies there; names carry the hash of their content.
export default defineConfig({
    base: "./",
    // The core as WebAssembly, which the build makes from the C sources.
    resolve: { alias: { "core.wasm": process.env.STARSEA_CORE ?? "/../build/release/tools/server/core.wasm" } },
    esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
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

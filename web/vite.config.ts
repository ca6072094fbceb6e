import { defineConfig } from "vite";

// The build (cmake/page.cmake) gives --outDir and embeds what lies there; names carry the hash of their content.
export default defineConfig({
    base: "./",
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

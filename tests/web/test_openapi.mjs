/* The description of the API is OpenAPI 3.1, by the schema of that standard; and the check itself can fail. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const starsea = process.env.STARSEA ?? path.join(root, "build/release/tools/cli/starsea");
let validator;
try {
    const found = createRequire(path.join(root, "web/package.json")).resolve("@seriousme/openapi-schema-validator");
    validator = await import(pathToFileURL(found));
} catch (cause) {
    console.log(`skipped: no validator in web/node_modules (${cause.code})`);
    process.exit(77);
}

const server = spawn(starsea, ["serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
try {
    const line = await new Promise((done) => server.stdout.once("data", (data) => done(String(data))));
    const answer = await fetch(`${/http:\/\/[^\s]+/.exec(line)[0]}v1/openapi.json`);
    const description = await answer.json();
    const judge = async (document) => (await new validator.Validator().validate(document)).valid;
    assert.equal(await judge(structuredClone(description)), true);
    const wrong = structuredClone(description);
    wrong.paths["/v1/show"].get.parameters[0].in = "nowhere";
    assert.equal(await judge(wrong), false);
    console.log(`${Object.keys(description.paths).length} paths: valid OpenAPI ${description.openapi}`);
} finally {
    server.kill("SIGTERM");
}

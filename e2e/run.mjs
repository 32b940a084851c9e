// npm run e2e: strips the types from the harness, which Node 20 cannot, and starts it.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleFault } from "../bin/load.js";

// The proofs run the generators as users do.
if (bundleFault() !== undefined) await import("../scripts/build.mjs");

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
// Another file for each of two runs at once.
const outfile = path(`../dist/e2e-${process.pid}.mjs`);
await build({
  entryPoints: [path("main.ts")],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20.20",
  format: "esm",
  logLevel: "warning",
});
const { main } = await import(outfile).finally(() => rmSync(outfile));
await main(process.argv.slice(2));

// npm run e2e: strips the types from the harness, which Node 20 cannot, and starts it.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const outfile = fileURLToPath(new URL("../dist/e2e.mjs", import.meta.url));
await build({
  entryPoints: [fileURLToPath(new URL("main.ts", import.meta.url))],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20.20",
  format: "esm",
  logLevel: "warning",
});
const { main } = await import(outfile);
await main(process.argv.slice(2));

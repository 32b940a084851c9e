// Bundles the generators into one file, which starts several times faster than the sources,
// and strips the types from the plopfile (plop looks for plopfile.js first).
import { rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { CODE_CACHE, load } from "../bin/load.js";

const common = { platform: "node", target: "node20.20", format: "esm", logLevel: "warning" };

/** Leaves a module out of the bundle: who imports it gets an empty one. */
function stub(name) {
  return {
    name: `stub-${name}`,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: "stub" }));
      onLoad({ filter: /./, namespace: "stub" }, () => ({ contents: "module.exports = {};" }));
    },
  };
}

await rm("dist", { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ["generators/run/main.ts"],
  bundle: true,
  outfile: "dist/flux-cd.cjs",
  // Dependencies and plop are ES modules or not: this is what all of them can load.
  format: "cjs",
  // Half of the start is reading the code: the smaller, the faster.
  minify: true,
  // Handlebars' compiler asks for it and does without: nobody debugs a compiled template.
  plugins: [stub("source-map")],
});
await build({ ...common, entryPoints: ["plopfile.ts"], outfile: "plopfile.js" });

// A dry run compiles what a usual command needs; V8 keeps it for the next ones.
const { main, script } = load();
const nowhere = { isTTY: false, write: () => true };
const io = { stdin: nowhere, stdout: nowhere, stderr: nowhere, env: {}, cwd: process.cwd() };
await main(
  ["new:env", "--name", "code-cache", "--dry-run", "--no-render"],
  { root: process.cwd() },
  io,
);
await writeFile(CODE_CACHE, script.createCachedData());

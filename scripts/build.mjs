// Bundles the generators into one file, which starts several times faster than the sources,
// and strips the types from the plopfile (plop looks for plopfile.js first).
import { rm } from "node:fs/promises";
import { build } from "esbuild";

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
  entryPoints: { "flux-cd": "generators/run/main.ts" },
  bundle: true,
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  // What is imported when it is needed (the prompts) stays in a file of its own.
  splitting: true,
  // Half of the start is reading the code: the smaller, the faster.
  minify: true,
  // Handlebars' compiler asks for it and does without: nobody debugs a compiled template.
  plugins: [stub("source-map")],
  // Dependencies in CommonJS ask for Node's own modules by require().
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
await build({ ...common, entryPoints: ["plopfile.ts"], outfile: "plopfile.js" });

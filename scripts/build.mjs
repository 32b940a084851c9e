// Bundles the generators into one file, which starts several times faster than the sources,
// and strips the types from the plopfile (plop looks for plopfile.js first).
import { build } from "esbuild";

const common = { platform: "node", target: "node20.20", format: "esm", logLevel: "warning" };

await build({
  ...common,
  entryPoints: ["generators/run/main.ts"],
  bundle: true,
  outfile: "dist/flux-cd.mjs",
  // Dependencies in CommonJS ask for Node's own modules by require().
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
await build({ ...common, entryPoints: ["plopfile.ts"], outfile: "plopfile.js" });

// Bundles the generators into one file, which starts several times faster than the sources,
// and strips the types from the plopfile (plop looks for plopfile.js first).
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { build, transform } from "esbuild";
import Handlebars from "handlebars";
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

const slashed = (path) => path.replaceAll("\\", "/");

/** Puts the compiled templates into the bundle: those with a value in them. */
const precompiled = {
  name: "precompiled-templates",
  setup({ onLoad }) {
    onLoad({ filter: /edit.templates.precompiled\.ts$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "ts" });
      const { OPTIONS } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
      const paths = await readdir("templates", { recursive: true });
      // The page's are HTML, compiled with other options, and seldom needed.
      const isManifest = (each) => each.endsWith(".hbs") && !each.startsWith("page/");
      const files = paths.map(slashed).filter(isManifest);
      const texts = await Promise.all(files.map((each) => readFile(`templates/${each}`, "utf8")));
      const entries = [...new Set(texts)]
        .filter((text) => text.includes("{{"))
        .map((text) => `[${JSON.stringify(text)}, ${Handlebars.precompile(text, OPTIONS)}]`);
      return { contents: code.replace("new Map()", `new Map([${entries.join()}])`) };
    });
  },
};

await rm("dist", { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ["generators/cli/main.ts"],
  bundle: true,
  outfile: "dist/flux-cd.cjs",
  // Dependencies and plop are ES modules or not: this is what all of them can load.
  format: "cjs",
  // Half of the start is reading the code: the smaller, the faster.
  minify: true,
  // Handlebars' compiler asks for it and does without: nobody debugs a compiled template.
  plugins: [stub("source-map"), precompiled],
});
await build({ ...common, entryPoints: ["plopfile.ts"], outfile: "plopfile.js" });
// What runs in a browser, in the page of `diff --format html`.
await build({
  entryPoints: ["generators/review/page/browser/main.ts"],
  bundle: true,
  outfile: "dist/page.js",
  format: "iife",
  target: "es2022",
  minify: true,
  logLevel: "warning",
});

// Dry runs compile what the usual commands need; V8 keeps it for the next ones.
const { main, script } = load();
const nowhere = { isTTY: false, write: () => true };
const io = { stdin: nowhere, stdout: nowhere, stderr: nowhere, env: {}, cwd: process.cwd() };
for (const command of [
  ["new:env", "--name", "code-cache"],
  ["new:env", "--name", "code-cache", "--from", "dev"],
  ["new:app", "--name", "code-cache", "--image", "code-cache:1.0.0"],
]) {
  await main([...command, "--dry-run", "--no-render"], { root: process.cwd() }, io);
}
await writeFile(CODE_CACHE, script.createCachedData());

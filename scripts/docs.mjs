// Writes the parts of the documents that have another source: what stands between
// `<!-- generated: NAME -->` and `<!-- end -->`. See `parts` below for the names.
//
//   node scripts/docs.mjs            writes them
//   node scripts/docs.mjs --check    exits with 1 and names the files that differ
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFault, load } from "../bin/load.js";
import { fluxGraph, sizes } from "./docs-flux.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
// What the documents say of flux-cd/ is about what is shipped: the folder itself is the user's.
const SHIPPED = join(ROOT, "test/fixtures/monorepo");
const read = (path) => readFileSync(join(ROOT, path), "utf8");

// What is older than its sources would be documented in their place.
const fault = bundleFault();
if (fault !== undefined) {
  console.error(fault);
  process.exit(2);
}
const generators = load();

const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
const fenced = (language, text) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** The targets of the makefile, as `make help` explains them. */
function targets() {
  const lines = [...read("makefile").matchAll(/^([a-z-]+):.*?## (.+)$/gm)];
  return table(
    ["`make`", "does"],
    lines.map(([, target, text]) => [`\`${target}\``, text]),
  );
}

/** The pinned versions, each with the last address above it. */
function versions() {
  const rows = [];
  let address = "";
  for (const line of read("scripts/versions.env").split("\n")) {
    if (line === "") address = "";
    address = /https:\S+/.exec(line)?.[0] ?? address;
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    // A digest is long, and nobody reads it here.
    const shown = value?.replace(/@sha256:.*/, "");
    if (name) rows.push([`\`${name}\``, address ? `[${shown}](${address})` : shown]);
  }
  return table(["variable", "version"], rows);
}

/** What a script prints with --help: its header. */
function script(name) {
  const [header] = read(`scripts/${name}`)
    .split("\n")
    .slice(1)
    .join("\n")
    .split(/\n(?!#)/);
  return fenced("text", header.replaceAll(/^# ?/gm, ""));
}

/** What a command line of the generators prints on stdout. */
async function printed(...args) {
  let text = "";
  const stdout = { write: (part) => (text += part) };
  await generators.main(args, { root: ROOT }, { stdout });
  return text;
}

/** Every command with its flags, as `--help` prints them. */
async function commands() {
  const sections = [];
  for (const [, name] of (await printed("--help")).matchAll(/^ {2}npm run (\S+) /gm)) {
    sections.push(`## ${name}\n\n${fenced("text", await printed(name, "--help"))}`);
  }
  return sections.join("\n\n");
}

const commandSections = await commands();

/** What stands in a part, by its name. */
const parts = {
  targets,
  versions,
  script,
  commands: () => commandSections,
  /** Every rule of validate, as its own file explains it. */
  rules: () => generators.rulesMarkdown().trimEnd(),
  "flux graph": () => fenced("mermaid", fluxGraph(SHIPPED)),
  sizes: () => {
    const [head, ...rows] = sizes(SHIPPED);
    return table(head, rows);
  },
};

function generate(path, text) {
  return text.replaceAll(
    /(<!-- generated: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start, name, end) => {
      const [, , file] = /^(script) (\S+)$/.exec(name) ?? [];
      const part = parts[file ? "script" : name];
      if (part === undefined) throw new Error(`${path}: nothing generates "${name}"`);
      return `${start}\n${part(file)}\n\n${end}`;
    },
  );
}

const files = [
  ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`),
  "scripts/SCRIPTS.md",
].filter((path) => path.endsWith(".md"));

const stale = files.filter((path) => generate(path, read(path)) !== read(path));
if (process.argv[2] === "--check") {
  for (const path of stale) console.error(`${path} is not up to date: run npm run docs.`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale) {
    writeFileSync(join(ROOT, path), generate(path, read(path)));
    console.log(`written: ${path}`);
  }
}

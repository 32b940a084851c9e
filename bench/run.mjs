// npm run bench: every file of bench/benchmarks/, one after the other, as one Markdown document.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem, type } from "node:os";
import { parseArgs } from "node:util";
import { execute, ROOT } from "./measure.mjs";

const HELP = `npm run bench -- [NAME...]   only these benchmarks (default: all)
  --compare FILE  set beside what --save kept
  --save FILE     keep the figures as JSON
  --quick         fewer rounds, smaller repositories: to try a change
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    compare: { type: "string" },
    save: { type: "string" },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/**
 * A benchmark is a file that exports `title`, one paragraph `about`, and `measure({ quick, log })`,
 * which returns tables: `{ title?, columns, rows }`. The first column names a row; numbers are
 * compared by the names of their row and column.
 */
async function benchmarks() {
  const names = readdirSync(`${ROOT}/bench/benchmarks`).map((file) => file.replace(/\.mjs$/, ""));
  const wanted = positionals.length === 0 ? names : positionals;
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no benchmark ${unknown}: ${names.join(", ")}.`);
  return Promise.all(
    wanted.map(async (name) => ({ name, ...(await import(`./benchmarks/${name}.mjs`)) })),
  );
}

function machine() {
  const version = (...command) => {
    try {
      return execute(command).stdout.trim();
    } catch {
      return undefined;
    }
  };
  const { version: plop } = JSON.parse(
    readFileSync(`${ROOT}/node_modules/plop/package.json`, "utf8"),
  );
  const commit = version("git", "-C", ROOT, "rev-parse", "--short", "HEAD");
  const known = {
    "": `${type()}, ${availableParallelism()} × ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    Node: process.versions.node,
    plop,
    kustomize: version("kustomize", "version"),
    commit,
  };
  return Object.entries(known)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join("; ");
}

const shown = (value) => {
  if (typeof value !== "number") return value;
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
};

/** A number with, in brackets, what it was: `120 (100, +20 %)`. */
function compared(value, old) {
  if (typeof value !== "number" || typeof old !== "number") return shown(value);
  const change = Math.round((value / old - 1) * 100);
  return `${shown(value)} (${shown(old)}, ${change < 0 ? "" : "+"}${change} %)`;
}

function markdown({ title, columns, rows }, old) {
  const before = (row, index) => {
    const column = old?.columns.indexOf(columns[index]) ?? -1;
    return old?.rows.find((each) => each[0] === row[0])?.[column];
  };
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    ...(title === undefined ? [] : [`**${title}**`, ""]),
    line(columns),
    line(columns.map((_, index) => (index === 0 ? "---" : "---:"))),
    ...rows.map((row) => line(row.map((cell, index) => compared(cell, before(row, index))))),
    "",
  ].join("\n");
}

if (values.help) {
  process.stdout.write(HELP);
} else {
  execute([process.execPath, "scripts/build.mjs"], { cwd: ROOT });
  const kept = values.compare === undefined ? {} : JSON.parse(readFileSync(values.compare, "utf8"));
  const result = {};
  const log = (line) => process.stderr.write(`${line}\n`);
  process.stdout.write(`${machine()}\n\n`);
  for (const { name, title, about, measure } of await benchmarks()) {
    log(`${name} ...`);
    const tables = await measure({ quick: values.quick, log });
    result[name] = tables;
    process.stdout.write(`### ${title}\n\n${about}\n\n`);
    tables.forEach((table, index) => {
      process.stdout.write(`${markdown(table, kept[name]?.[index])}\n`);
    });
    if (values.save !== undefined) writeFileSync(values.save, JSON.stringify(result, null, 2));
  }
}

import { readFileSync } from "node:fs";

/** Mutants that change nothing that anybody could see: `file`, `from`, `to`, and `why`. */
const EQUAL = JSON.parse(readFileSync(new URL("equal.json", import.meta.url), "utf8"));

/** Why a mutant that no test noticed can't be noticed, or undefined. */
export function explained({ file, from, to }) {
  return EQUAL.find((each) => each.file === file && each.from === from && each.to === to)?.why;
}

/** A mutant that no test noticed: where, and what was put in the place of what. */
export function survivor({ file, line, column, mutator, from, to, tests }) {
  const reach = tests === 0 ? "no test runs it" : `${tests} test files run it`;
  return `${file}:${line}:${column} ${mutator}, ${reach}\n  - ${brief(from)}\n  + ${brief(to)}`;
}

function brief(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}

/** How many were killed: of each floor, and of all. */
export function summary(verdicts) {
  const names = [...new Set(verdicts.map(floorOf))].sort();
  const lines = names.map((name) => [name, verdicts.filter((each) => floorOf(each) === name)]);
  return [...lines, ["all", verdicts]].map(([name, those]) => share(name, those)).join("");
}

/** The share of those that could be noticed and were. */
export function killed(verdicts) {
  const possible = verdicts.filter((each) => each.by !== undefined || !explained(each));
  return possible.filter(({ by }) => by !== undefined).length / possible.length;
}

function floorOf({ file }) {
  return file.split("/")[1];
}

function share(name, verdicts) {
  const alive = verdicts.filter(({ by }) => by === undefined);
  const equal = alive.filter(explained).length;
  const percent = (100 * killed(verdicts)).toFixed(1);
  const rest = `${alive.length} survived, ${equal} of them explained`;
  return `${name.padEnd(10)}${verdicts.length} mutants, ${percent} % killed; ${rest}\n`;
}

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { filesBelow, ROOT } from "../support/project.ts";

/** Prints the data of every file that is named on stdin, as PyYAML (YAML 1.1) reads it. */
const READER = `
import json, sys, yaml
for path in sys.stdin.read().splitlines():
    with open(path, encoding="utf-8") as file:
        print(json.dumps(list(yaml.safe_load_all(file)), default=str))
`;

const has = (...command: [string, ...string[]]) => {
  const [program, ...args] = command;
  return spawnSync(program, args).status === 0;
};
/** CI has both. */
const NO_PYTHON = !has("python3", "-c", "import yaml") && process.env.CI === undefined;
const NO_YAMLLINT = !has("yamllint", "--version") && process.env.CI === undefined;

const FILES = ["test/fixtures/monorepo", "test/golden"].flatMap((folder) =>
  [...filesBelow(join(ROOT, folder)).keys()]
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => join(ROOT, folder, path)),
);

describe("every file that is shipped or generated", () => {
  it.skipIf(NO_PYTHON)("means the same to PyYAML", () => {
    expect(FILES.length).toBeGreaterThan(100);
    const input = FILES.join("\n");
    const options = { input, encoding: "utf8", maxBuffer: 1 << 28 } as const;
    const { stdout, stderr, status } = spawnSync("python3", ["-c", READER], options);
    expect(status, stderr).toBe(0);
    const read = stdout.trimEnd().split("\n");
    for (const [index, path] of FILES.entries()) {
      const documents = parseAllDocuments(readFileSync(path, "utf8"));
      const ours = documents.map((document) => document.toJS());
      expect(JSON.parse(read[index] ?? ""), path).toEqual(ours);
    }
  });

  it.skipIf(NO_YAMLLINT)("passes yamllint", () => {
    const config = join(ROOT, "test/slow/yamllint.yaml");
    const args = ["--strict", "--format", "parsable", "-c", config, ...FILES];
    const { stdout, stderr } = spawnSync("yamllint", args, { encoding: "utf8" });
    expect(stdout + stderr).toBe("");
  });
});

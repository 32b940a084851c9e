import { closeSync, ftruncateSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { dataOf } from "../../generators/base/yaml/data.ts";
import { firstDocument, parseYaml } from "../../generators/base/yaml/parse.ts";
import { appendItem } from "../../generators/edit/yaml/edit.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { processorClock } from "../support/processor-time.ts";
import { copyOfMonorepo, filesBelow, run, runInside } from "../support/project.ts";

const levels = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");
const nine = (index: number) => Array(9).fill(`*a${index}`).join(", ");

/** Texts that cost whoever reads them far more than their length. */
const BOMBS: Record<string, string> = {
  "aliases of aliases": `a0: &a0 [x]\n${levels(12, (i) => `a${i + 1}: &a${i + 1} [${nine(i)}]`)}\n`,
  "merges of merges": `a0: &a0 {k: [1]}\n${levels(12, (i) => `a${i + 1}: &a${i + 1} {<<: *a${i}, x: [${nine(i)}]}`)}\n`,
  "an alias of itself": "a: &a [*a]\n",
  "brackets 1,000 deep": `a: ${"[".repeat(1000)}${"]".repeat(1000)}\n`,
  "brackets 100,000 deep": `a: ${"[".repeat(100_000)}${"]".repeat(100_000)}\n`,
  "brackets that are never closed": "[".repeat(200_000),
  "braces 50,000 deep": `${"{a: ".repeat(50_000)}${"}".repeat(50_000)}\n`,
  "lists in lists on one line": `${"- ".repeat(100_000)}a\n`,
  "complex keys in complex keys": `${"? ".repeat(100_000)}a\n`,
  "a ladder of 2,000 keys": `${levels(2000, (i) => `${" ".repeat(i)}a:`)}\n`,
  "deep brackets behind a fault": `a: b: c\n${"[".repeat(5000)}\n`,
  "50,000 tags": `${"! ".repeat(50_000)}a\n`,
  "50,000 anchors": `${"&a ".repeat(50_000)}a\n`,
  "20,000 faults": "a: b: c\n".repeat(20_000),
  "lines without their indentation": `a: [\n${" b,\n".repeat(6000)}${"b,\n".repeat(300)}]\n`,
  "one key 20,000 times": "a: 1\n".repeat(20_000),
};
/** Large, but honest. */
const LARGE: Record<string, string> = {
  "20,000 keys": `${levels(20_000, (i) => `k${i}: 1`)}\n`,
  "5,000 documents": "---\na: 1\n".repeat(5000),
  "a value of 900 kB": `a: ${"x".repeat(900_000)}\n`,
  "50,000 comments": `${"#\n".repeat(50_000)}a: 1\n`,
};

/** Milliseconds of a processor: a bomb that goes off takes minutes. */
const BOUND = 5000;

describe("a text that is made to exhaust its reader is refused soon", () => {
  it.each(Object.entries(BOMBS))("%s", (_what, text) => {
    for (const read of [() => dataOf("a.yaml", text), () => parseYaml("a.yaml", `${text}\n`)]) {
      const took = processorClock();
      expect(read).toThrow(UserError);
      expect(took()).toBeLessThan(BOUND);
    }
  });

  it("and says why", () => {
    const deep = BOMBS["brackets 1,000 deep"] ?? "";
    expect(() => parseYaml("a.yaml", deep)).toThrow(
      "a.yaml can't be read as YAML: it is nested more than 100 levels deep.",
    );
    expect(() => parseYaml("a.yaml", BOMBS["aliases of aliases"] ?? "")).toThrow(
      /its aliases stand for far too many values/,
    );
    expect(() => parseYaml("a.yaml", BOMBS["an alias of itself"] ?? "")).toThrow(
      /an alias in it stands for what it is a part of/,
    );
    expect(() => parseYaml("a.yaml", "- a\n".repeat(300_000))).toThrow(/too large to be edited/);
  });
});

it.each(Object.entries(LARGE))("%s are read and edited in time", (_what, text) => {
  const took = processorClock();
  const file = parseYaml("a.yaml", text);
  appendItem(file, firstDocument(file), ["resources"], "new");
  expect(took()).toBeLessThan(4 * BOUND);
});

it("aliases that are no bomb are read", () => {
  const text = `a: &a [1, 2, 3]\nb: [*a, *a]\nc: &c {k: v}\nd:\n  <<: *c\n`;
  expect(dataOf("a.yaml", text)).toEqual([
    {
      a: [1, 2, 3],
      b: [
        [1, 2, 3],
        [1, 2, 3],
      ],
      c: { k: "v" },
      d: { k: "v" },
    },
  ]);
});

/** The files that the generators read, each with a place of its own in the program. */
const READ = [
  "bootstrap/sources.yaml",
  "bootstrap/kustomization.yaml",
  "bootstrap/applications.yaml",
  "applications/mock-cluster-aka-namespaces/kustomization.yaml",
  "applications/mock-cluster-aka-namespaces/production/sync.yaml",
  "applications/mock-cluster-aka-namespaces/staging/kustomization.yaml",
  "infrastructure/prometheus-stack/namespace.yaml",
];
const ENV = ["new:env", "--name", "qa", "--from", "staging"];

describe("a command on a repository that holds one", () => {
  const expectRefusal = async (folder: string, says: RegExp, args = ENV) => {
    const before = filesBelow(folder);
    const took = processorClock();
    const ended = await runInside([...args, "--no-render", "--repo", folder, "--yes"]);
    expect(took()).toBeLessThan(BOUND);
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr).not.toMatch(/defect|TypeError|RangeError|\n +at /);
    expect(ended.code).toBe(1);
    expect(filesBelow(folder)).toEqual(before);
  };

  it.each(READ)("refuses it in %s, and names the file", async (path) => {
    const folder = copyOfMonorepo();
    writeFileSync(join(folder, path), BOMBS["aliases of aliases"] ?? "");
    await expectRefusal(folder, new RegExp(`flux-cd/${path}|${path} `));
    writeFileSync(join(folder, path), BOMBS["brackets 100,000 deep"] ?? "");
    await expectRefusal(folder, new RegExp(`${path} can't be read as YAML: it is nested more`));
  });

  it("refuses a file of 100 MB without reading it", async () => {
    const folder = copyOfMonorepo();
    const path = join(folder, "bootstrap/sources.yaml");
    const file = openSync(path, "r+");
    ftruncateSync(file, 100 * 1024 * 1024);
    closeSync(file);
    const took = processorClock();
    const ended = await runInside([...ENV, "--no-render", "--repo", folder, "--yes"]);
    expect(took()).toBeLessThan(BOUND);
    expect(ended.stderr).toMatch(
      /bootstrap\/sources\.yaml can't be read: it is larger than 16 MiB/,
    );
    expect(ended.code).toBe(1);
  });

  it.each([
    ["no UTF-8", Buffer.from([0x61, 0x3a, 0xff, 0xfe, 0x0a]), /it is not UTF-8 text/],
    ["UTF-16", Buffer.from("\ufeffa: 1\n", "utf16le"), /it is not UTF-8 text/],
    ["NUL bytes", Buffer.from("a: \0\n"), /✗/],
    ["a list", Buffer.from("- 1\n"), /✗/],
    ["a number", Buffer.from("1\n"), /✗/],
    ["nothing", Buffer.from(""), /✗/],
    ["comments", Buffer.from("# a\n"), /✗/],
  ])("refuses %s", async (_what, content, says) => {
    const folder = copyOfMonorepo();
    writeFileSync(join(folder, "bootstrap/sources.yaml"), content);
    await expectRefusal(folder, says);
  });

  it("refuses links in a circle", async () => {
    const folder = copyOfMonorepo();
    const path = join(folder, "bootstrap/sources.yaml");
    rmSync(path);
    symlinkSync("sources.yaml", path);
    await expectRefusal(folder, /bootstrap\/sources\.yaml can't be read: ELOOP/);
  });

  it.skipIf(NO_KUSTOMIZE)("is told what kustomize says of one in a manifest", async () => {
    const folder = copyOfMonorepo();
    const path = join(folder, "applications/base-app-config/configmap.yaml");
    const bomb = (BOMBS["aliases of aliases"] ?? "").replace(/^/gm, "  ");
    writeFileSync(path, `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n${bomb}`);
    const ended = await run([...ENV, "--repo", folder, "--dry-run"]);
    expect(ended.stderr).toMatch(
      /configmap\.yaml can't be built: its aliases stand for far too many/,
    );
    expect(ended.code).toBe(1);
  });
});

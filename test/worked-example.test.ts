import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { build, NO_KUSTOMIZE } from "./support/kustomize.ts";
import { copyOfMonorepo, filesBelow, MONOREPO, ROOT, temporaryFolder } from "./support/project.ts";

/** The files of CONTRIBUTING.md: a line with the path, and then the block. */
const FILE = /^`(\S+)`:\n\n```\w+\n([\s\S]*?)^```$/gm;

/** A copy of the project that can be built and checked. */
function copyOfProject(): string {
  const folder = temporaryFolder();
  const parts = ["generators", "templates", "scripts", "bin", "plopfile.ts"];
  const settings = ["package.json", "tsconfig.json", "biome.json", ".gitignore"];
  for (const name of [...parts, ...settings]) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  cpSync(MONOREPO, join(folder, "flux-cd"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Replaces what a pattern finds, which must be there. */
function replace(path: string, pattern: RegExp, by: string): void {
  const text = readFileSync(path, "utf8");
  expect(text, path).toMatch(pattern);
  writeFileSync(path, text.replace(pattern, by));
}

it("the worked example of CONTRIBUTING.md is a generator: short, checked, and it runs", () => {
  const files = [...readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8").matchAll(FILE)];
  const [source, template, ...others] = files.map(([, path = "", text = ""]) => ({ path, text }));
  expect(source?.path).toBe("generators/priority/priority.ts");
  expect(template?.path).toMatch(/^templates\/priority\//);
  expect(others).toEqual([]);
  expect(source?.text.split("\n").length).toBeLessThan(51);

  const project = copyOfProject();
  for (const { path, text } of [source, template].flatMap((file) => file ?? [])) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  const main = join(project, "generators/cli/main.ts");
  replace(main, /^/, 'import { priority } from "../priority/priority.ts";\n');
  replace(main, /(?<=ALL: .* = \[[^\]]*?)(?=,?\s*\];)/, ", priority");
  const biome = join(project, "biome.json");
  replace(biome, /(?="generators\/source\/\*\*")/, '"generators/priority/**", ');
  replace(biome, /(?="!\.\.\/source\/\*\*")/, '"!../priority/**", ');

  const node = (...args: string[]) =>
    execFileSync(process.execPath, args, { cwd: project, encoding: "utf8", stdio: "pipe" });
  const tool = (name: string) => join(ROOT, "node_modules", name);
  node(tool("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "generators/priority");
  node(tool("typescript/bin/tsc"));
  node("scripts/build.mjs");

  expect(node("bin/flux-cd.js", "--help")).toContain("new:priority");
  const folder = copyOfMonorepo();
  const before = filesBelow(folder);
  const add = (...args: string[]) =>
    node("bin/flux-cd.js", "new:priority", "--repo", folder, "--yes", ...args);
  expect(() => add("--name", "Batch")).toThrow(/"Batch" is not a DNS-1123 label/);
  expect(() => add("--name", "batch", "--value", "low")).toThrow(/not a whole number/);
  expect(filesBelow(folder)).toEqual(before);

  add("--name", "batch", "--value", "100");
  const after = filesBelow(folder);
  expect([...after.keys()].filter((path) => before.get(path) !== after.get(path))).toEqual([
    "infrastructure/kustomization.yaml",
    "infrastructure/priority-batch.yaml",
  ]);
  expect(after.get("infrastructure/kustomization.yaml")).toBe(
    `${before.get("infrastructure/kustomization.yaml")}  - priority-batch.yaml\n`,
  );
  if (!NO_KUSTOMIZE) expect(build(join(folder, "infrastructure"))).toContain("value: 100");
}, 60_000);

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { build, NO_KUSTOMIZE } from "./support/kustomize.ts";
import { copyOfMonorepo, filesBelow, MONOREPO, ROOT, temporaryFolder } from "./support/project.ts";

/** The files of CONTRIBUTING.md: a line with the path, and then the block. */
const FILE = /^`(\S+)`:\n\n```\w+\n([\s\S]*?)^```$/gm;

const RULE = "generators/check/rules/workloads/host-port.ts";
const GENERATOR = "generators/commands/new-priority/priority.ts";
const TEMPLATE = "templates/priority/priority-{{name}}.yaml.hbs";

/** A copy of the project that can be built and checked. */
function copyOfProject(): string {
  const folder = temporaryFolder();
  const left = new Set(["node_modules", ".git", "dist", "test", "bench", "e2e"]);
  for (const name of readdirSync(ROOT).filter((each) => !left.has(each))) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  cpSync(MONOREPO, join(folder, "test/fixtures/monorepo/flux-cd"), { recursive: true });
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

describe("the worked changes of CONTRIBUTING.md", () => {
  const files = new Map(
    [...readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8").matchAll(FILE)].map(
      ([, path = "", text = ""]) => [path, text],
    ),
  );

  it("are on a page of at most 150 lines, in files that the test knows", () => {
    expect(readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8").split("\n").length).toBeLessThan(
      152,
    );
    expect([...files.keys()]).toEqual([RULE, GENERATOR, TEMPLATE]);
  });

  it("build and pass the checks, a rule and a generator that run, documents included", () => {
    const project = copyOfProject();
    for (const [path, text] of files) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    const rules = join(project, dirname(RULE), "rules.ts");
    replace(rules, /^/, 'import { hostPort } from "./host-port.ts";\n');
    replace(rules, /(?=\s*\];)/, " hostPort,");
    const commands = join(project, "generators/cli/commands.ts");
    replace(commands, /^/, 'import { newPriority } from "../commands/new-priority/priority.ts";\n');
    replace(commands, /(?<=GENERATORS: .* = \[[^\]]*?)(?=,?\s*\];)/, ", newPriority");

    const node = (...args: string[]) =>
      execFileSync(process.execPath, args, { cwd: project, encoding: "utf8", stdio: "pipe" });
    const tool = (name: string) => join(ROOT, "node_modules", name);
    const biome = (...args: string[]) => node(tool("@biomejs/biome/bin/biome"), ...args);
    biome("check", "--write", ...[RULE, GENERATOR].map(dirname), "generators/cli/commands.ts");
    biome("check", "--error-on-warnings", "generators");
    node(tool("typescript/bin/tsc"));
    node("scripts/build.mjs");
    node("scripts/docs.mjs");
    expect(readFileSync(join(project, "docs/rules.md"), "utf8")).toContain("### host-port\n");
    expect(readFileSync(join(project, "docs/commands.md"), "utf8")).toContain("new:priority");

    const folder = copyOfMonorepo();
    const before = filesBelow(folder);
    const add = (...args: string[]) =>
      node("bin/flux-cd.js", "new:priority", "--repo", folder, "--yes", ...args);
    expect(node("bin/flux-cd.js", "--help")).toContain("new:priority");
    expect(() => add("--name", "Batch")).toThrow(/"Batch" is not a DNS-1123 label/);
    expect(filesBelow(folder)).toEqual(before);

    add("--name", "batch");
    const after = filesBelow(folder);
    expect([...after.keys()].filter((path) => before.get(path) !== after.get(path))).toEqual([
      "infrastructure/kustomization.yaml",
      "infrastructure/priority-batch.yaml",
    ]);
    expect(after.get("infrastructure/kustomization.yaml")).toBe(
      `${before.get("infrastructure/kustomization.yaml")}  - priority-batch.yaml\n`,
    );
    if (NO_KUSTOMIZE) return;
    expect(build(join(folder, "infrastructure"))).toContain("value: 1000");
    const base = join(folder, "applications/base-app-config/deployment.yaml");
    replace(base, /(?<=containerPort: (\S+)\n)/, "              hostPort: 80\n");
    const args = ["bin/flux-cd.js", "validate", "--repo", folder, "--only", "host-port"];
    const { status, stdout } = spawnSync(process.execPath, args, {
      cwd: project,
      encoding: "utf8",
    });
    expect(stdout).toContain("takes the port 80 of its node for the container app");
    expect(status).toBe(1);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/project.ts";

/** Where git is started, and where a program is. */
const GIT = "generators/platform/git/program.ts";
const OTHERS = [
  "generators/platform/programs/kubectl.ts",
  "generators/platform/programs/kustomize.ts",
];

const sources = new Map(
  [
    ...readdirSync(join(ROOT, "generators"), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => `generators/${path.replaceAll("\\", "/")}`),
    ...["plopfile.ts", "bin/flux-cd.js"],
  ].map((path) => [path, readFileSync(join(ROOT, path), "utf8")]),
);

/** The files that hold a pattern. */
const having = (pattern: RegExp) =>
  [...sources].filter(([, text]) => pattern.test(text)).map(([path]) => path);

describe("git", () => {
  it("is started in one place", () => {
    expect(having(/["'`]node:child_process["'`]|\bchild_process\b/).sort()).toEqual(
      [GIT, ...OTHERS].sort(),
    );
    // A program is looked for by its name: kubectl and kustomize are not git.
    expect(having(/findProgram\(\[[^\]]*["'`]git["'`]/)).toEqual([GIT]);
    for (const path of OTHERS) expect(sources.get(path)).not.toMatch(/["'`]git["'`]/);
    expect(sources.get(GIT)?.match(/\bspawn\w*\(|\bexec\w*\(/g)).toEqual(["spawnSync("]);
  });

  it("has one environment", () => {
    expect(
      having(/\bGIT_(?:DIR|WORK_TREE|CONFIG\w*|NO_LAZY_FETCH)\b|--git-dir\b|--work-tree\b/),
    ).toEqual([GIT]);
    expect(sources.get(GIT)?.match(/\benv:.*/g)).toEqual(["env: environmentOf(purpose, at),"]);
    const inRoom = having(/process\.env\b/).filter((path) =>
      path.startsWith("generators/platform/git/"),
    );
    expect(inRoom).toEqual([GIT]);
  });

  it("is started where one function has found the repository", () => {
    expect(having(/\bstart\(\s*["'`](?:read|commit)/)).toEqual([
      "generators/platform/git/repository.ts",
    ]);
    expect(having(/join\([^)]*["'`]\.git["'`]/)).toEqual(["generators/platform/disk/git-root.ts"]);
  });
});

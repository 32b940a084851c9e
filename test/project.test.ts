import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./support/project.ts";

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

describe("package-lock.json", () => {
  const text = readFileSync(join(ROOT, "package-lock.json"), "utf8");
  const packages = (JSON.parse(text) as { packages: Record<string, Locked> }).packages;

  it("names no host that packages come from", () => {
    expect(Object.values(packages).filter((each) => each.resolved !== undefined)).toEqual([]);
  });

  it("lists the platform packages of every system, or npm ci fails on the others", () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter(
        (name) =>
          !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe("the repository", () => {
  const files = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" })
    .trim()
    .split("\n");

  it("keeps source files short", () => {
    const long = files
      .filter((path) => /^generators\/.*\.ts$/.test(path))
      .filter((path) => readFileSync(join(ROOT, path), "utf8").split("\n").length > 230);
    expect(long).toEqual([]);
  });

  it("holds no deprecated kustomize field and no latest tag in flux-cd/", () => {
    const deprecated = /^\s*(?:bases|commonLabels|patchesStrategicMerge|patchesJson6902|vars):/m;
    for (const path of files.filter((each) => /^flux-cd\/.*\.yaml$/.test(each))) {
      const text = readFileSync(join(ROOT, path), "utf8");
      expect(text, path).not.toMatch(deprecated);
      expect(text, path).not.toMatch(/image: \S+:latest/);
      expect(text, path).not.toMatch(
        /apiVersion: \S+\/v\d+(?:alpha|beta)\d+$(?<!kustomize\.config\.k8s\.io\/v1(?:alpha|beta)1)/m,
      );
    }
  });
});

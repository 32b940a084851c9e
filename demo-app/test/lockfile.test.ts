import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT } from "./support/project.ts";

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

describe("package-lock.json", () => {
  const text = readFileSync(join(PROJECT, "package-lock.json"), "utf8");
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

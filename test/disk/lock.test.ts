import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withLock } from "../../generators/disk/lock.ts";
import { UserError } from "../../generators/problem/problem.ts";
import { copyOfMonorepo, filesBelow, run, temporaryFolder } from "../support/project.ts";

describe("a lock", () => {
  it("is there while the work is done, and gone after it, also when it fails", () => {
    const folder = temporaryFolder();
    const path = join(folder, ".flux-cd.lock");
    expect(withLock(folder, () => existsSync(path))).toBe(true);
    expect(existsSync(path)).toBe(false);
    const fail = () => {
      throw new Error("no");
    };
    expect(() => withLock(folder, fail)).toThrow("no");
    expect(existsSync(path)).toBe(false);
  });

  it("of a process that is gone counts for nothing", () => {
    const folder = temporaryFolder();
    const { pid } = spawnSync(process.execPath, ["-e", "0"]);
    writeFileSync(join(folder, ".flux-cd.lock"), String(pid));
    expect(withLock(folder, () => "done")).toBe("done");
  });

  it("of a process that goes on is waited for, and then refused", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, ".flux-cd.lock"), String(process.pid));
    expect(() => withLock(folder, () => "done")).toThrow(UserError);
  });
});

it("of several runs at once none loses what another one wrote", async () => {
  const folder = copyOfMonorepo();
  const names = ["one", "two", "three", "four"];
  const ended = await Promise.all(
    names.map((name) => run(["new:env", "--name", name, "--repo", folder, "--yes", "--no-render"])),
  );
  const list = filesBelow(folder).get(
    "applications/mock-cluster-aka-namespaces/kustomization.yaml",
  );
  for (const [index, { code, stderr }] of ended.entries()) {
    const line = `  - ${names[index]}/sync.yaml\n`;
    if (code === 0) expect(list).toContain(line);
    else {
      expect(stderr).toMatch(/was changed while the plan was made|is writing to this repository/);
      expect(list).not.toContain(line);
    }
  }
  expect(ended.some(({ code }) => code === 0)).toBe(true);
  expect([...filesBelow(folder).keys()].filter((path) => /\.flux-cd/.test(path))).toEqual([]);
});

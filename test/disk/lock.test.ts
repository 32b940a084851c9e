import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { withLock } from "../../generators/platform/disk/lock.ts";
import { failingAt } from "../support/faults.ts";
import { copyOfMonorepo, filesBelow, run, temporaryFolder } from "../support/project.ts";

const NAME = ".flux-cd.lock";

describe("a lock", () => {
  it("is there while the work is done, and gone after it, also when it fails", () => {
    const folder = temporaryFolder();
    const path = join(folder, NAME);
    expect(withLock(folder, () => existsSync(path))).toBe(true);
    expect(existsSync(path)).toBe(false);
    const fail = () => {
      throw new Error("no");
    };
    expect(() => withLock(folder, fail)).toThrow("no");
    expect(existsSync(path)).toBe(false);
  });

  /** A folder with the claim of a process. */
  function claimed(pid: number, host = hostname()): string {
    const folder = temporaryFolder();
    mkdirSync(join(folder, NAME));
    writeFileSync(join(folder, NAME, `${pid}-0a1b2c3d-${encodeURIComponent(host)}`), "");
    return folder;
  }
  const goneProcess = () => spawnSync(process.execPath, ["-e", "0"]).pid;

  it("of a process that is gone counts for nothing", () => {
    const folder = claimed(goneProcess());
    expect(withLock(folder, () => "done")).toBe("done");
    expect(existsSync(join(folder, NAME))).toBe(false);
  });

  it("that was given up before it was claimed counts for nothing", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, NAME));
    expect(withLock(folder, () => "done")).toBe("done");
  });

  it.each([
    ["a process that goes on", process.pid, hostname(), /^Another run \(process \d+\) is writing/],
    [
      "another machine's process",
      1,
      "build-7.example.com",
      /on build-7\.example\.com\) is writing/,
    ],
  ])("of %s is waited for, and then refused", (_what, pid, host, says) => {
    const folder = claimed(pid, host);
    const work = vi.fn();
    expect(() => withLock(folder, work)).toThrow(says);
    expect(work).not.toHaveBeenCalled();
    expect(readdirSync(join(folder, NAME))).toHaveLength(1);
  });

  it("is waited for until it is free", () => {
    const folder = claimed(process.pid);
    const [claim = ""] = readdirSync(join(folder, NAME));
    const pause = vi.spyOn(Atomics, "wait");
    onTestFinished(() => pause.mockRestore());
    pause.mockReturnValueOnce("timed-out").mockImplementationOnce(() => {
      rmSync(join(folder, NAME, claim));
      return "timed-out";
    });
    expect(withLock(folder, () => "done")).toBe("done");
    expect(pause).toHaveBeenCalledTimes(2);
  });

  it("that can't be taken leaves nothing behind", () => {
    const folder = temporaryFolder();
    const failure = { code: "ENOSPC", calls: ["writeFileSync"] as const };
    expect(() => failingAt(0, failure, () => withLock(folder, () => "done"))).toThrow("ENOSPC");
    expect(readdirSync(folder)).toEqual([]);
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

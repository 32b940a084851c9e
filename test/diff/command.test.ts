import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { copyOfMonorepo, run, temporaryFolder } from "../support/project.ts";

const OVERLAY = "applications/mock-cluster-aka-namespaces/staging/kustomization.yaml";

describe.skipIf(NO_KUSTOMIZE)("npm run diff", () => {
  let folder: string;
  const git = (...args: string[]) =>
    execFileSync(
      "git",
      ["-C", dirname(folder), "-c", "user.name=Nobody", "-c", "user.email=n@example.com", ...args],
      { encoding: "utf8" },
    );
  const commit = (message: string) => {
    git("add", "--all");
    git("commit", "--quiet", "--message", message);
  };
  const bump = (value: string) => {
    const path = join(folder, OVERLAY);
    writeFileSync(path, readFileSync(path, "utf8").replace(/value: \d+$/m, `value: ${value}`));
  };

  beforeAll(() => {
    const removals: (() => void)[] = [];
    folder = copyOfMonorepo((remove) => removals.push(remove));
    git("init", "--quiet", "--initial-branch", "main");
    commit("Before");
    git("branch", "change");
    // main goes on; the change does not have it.
    writeFileSync(join(folder, "applications/base-app-config/configmap.yaml"), "");
    commit("Later");
    git("switch", "--quiet", "change");
    bump("3");
    commit("Change");
    bump("4");
    return () => {
      for (const remove of removals) remove();
    };
  });

  it("compares the working tree with where it left the base, and ends with 0", async () => {
    const { code, stdout, stderr } = await run(["diff", "--base", "main", "--repo", folder]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^main \([0-9a-f]{7}\) -> the working tree\n/);
    expect(stdout).toContain("spec.minReplicas: 2 -> 4");
    expect(stdout).not.toContain("ConfigMap");
  });

  it("compares two commits, and touches no checkout", async () => {
    const before = git("status", "--porcelain");
    const args = [
      "diff",
      "--base",
      "main",
      "--head",
      "change",
      "--format",
      "json",
      "--repo",
      folder,
    ];
    const { code, stdout } = await run(args);
    expect(code).toBe(0);
    const { head, objects } = JSON.parse(stdout);
    expect(head).toEqual({ ref: "change", commit: git("rev-parse", "change").trim() });
    expect(objects[0].fields).toEqual([{ path: "spec.minReplicas", before: "2", after: "3" }]);
    expect(git("status", "--porcelain")).toBe(before);
  });

  it("says that nothing differs", async () => {
    const args = ["diff", "--base", "change", "--head", "change", "--repo", folder];
    const { code, stdout } = await run(args);
    expect(code).toBe(0);
    expect(stdout).toContain("There is no difference in what is compared.");
    expect(stdout).toContain("No risk found");
  });

  it("writes to a file", async () => {
    const out = join(temporaryFolder(onTestFinished), "comment.md");
    const args = ["diff", "--base", "main", "--format", "markdown", "--out", out, "--repo", folder];
    const { code, stdout } = await run(args);
    expect(code).toBe(0);
    expect(stdout).toBe("");
    expect(readFileSync(out, "utf8")).toMatch(/^### What this changes in the clusters\n/);
    const nowhere = await run([...args.slice(0, 6), join(out, "x"), "--repo", folder]);
    expect(nowhere.code).toBe(1);
    expect(nowhere.stderr).toContain("can't be written");
  });

  it.each([
    [["diff"], 2, "--base is missing."],
    [["diff", "--base", "main", "--format", "xml"], 2, 'There is no format "xml".'],
    [["diff", "--base", "nowhere"], 1, 'git knows no commit "nowhere".'],
    [["diff", "--base", "main", "--head", "nowhere"], 1, 'git knows no commit "nowhere".'],
  ])("refuses %j", async (args, exitCode, message) => {
    const { code, stdout, stderr } = await run([...args, "--repo", folder]);
    expect(code).toBe(exitCode);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("Nothing was written");
  });

  it("refuses without kustomize, and outside of git", async () => {
    const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
    const bin = temporaryFolder(onTestFinished);
    execFileSync("ln", ["-s", git, join(bin, "git")]);
    const env = { PATH: bin };
    const without = await run(["diff", "--base", "main", "--repo", folder], { env });
    expect(without.code).toBe(1);
    expect(without.stderr).toContain("Neither kustomize nor kubectl is installed.");
    const outside = await run(["diff", "--base", "main", "--repo", copyOfMonorepo(onTestFinished)]);
    expect(outside.code).toBe(1);
    expect(outside.stderr).toContain("is not in a git repository");
  });
});

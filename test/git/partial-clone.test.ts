import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commitOf, filesAtCommit } from "../../generators/platform/git/commit-files.ts";
import { commitsOf } from "../../generators/platform/git/history.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { run, temporaryFolder } from "../support/project.ts";
import { Clone, ENV, git } from "./clone.ts";

/** A clone of a clone that left objects out, and whose configuration names programs to get them. */
function partial(
  filter: string,
  configure: (set: (name: string, value: string) => void, from: Clone) => void = () => {},
): { from: Clone; root: string; folder: string } {
  const from = new Clone();
  from.git("config", "uploadpack.allowFilter", "true");
  from.git("config", "uploadpack.allowAnySHA1InWant", "true");
  const root = join(temporaryFolder(), "partial");
  const args = ["clone", "--quiet", `--filter=${filter}`, "--branch=change"];
  execFileSync("git", [...args, `file://${from.root}`, root], { env: { ...process.env, ...ENV } });
  git(root, "config", "remote.origin.uploadpack", from.program("uploadpack"));
  git(root, "update-ref", "refs/remotes/origin/main", git(from.root, "rev-parse", "main").trim());
  configure((name, value) => git(root, "config", name, value), from);
  return { from, root, folder: join(root, "flux-cd") };
}

const WAYS = {
  "an uploadpack": () => {},
  "an ssh command": (set, from) => {
    set("remote.origin.url", "ssh://nowhere.invalid/x");
    set("core.sshCommand", from.program("ssh"));
    set("protocol.ssh.allow", "always");
  },
  "a helper": (set, from) => {
    set("remote.origin.url", `ext::${from.program("helper")}`);
    set("protocol.ext.allow", "always");
  },
  "a proxy of git's protocol": (set, from) => {
    set("remote.origin.url", "git://nowhere.invalid/x");
    set("core.gitProxy", from.program("proxy"));
    set("protocol.git.allow", "always");
  },
} satisfies Record<string, Parameters<typeof partial>[1]>;

const HINT = "git fetch --refetch --no-filter";

describe("a partial clone", () => {
  it.skipIf(NO_KUSTOMIZE)("that lacks files of the base is told what to fetch", async () => {
    const { from, root, folder } = partial("blob:none");
    for (const command of ["diff", "validate"]) {
      const args = [command, "--base", "origin/main", "--repo", folder];
      const { code, stdout, stderr } = await run(args, { env: ENV });
      expect(code).toBe(1);
      expect(stdout).toBe("");
      expect(stderr.replace(/\s+/g, " ")).toMatch(
        /This clone is a partial one, and does not hold flux-cd\/applications\/base-app-config\/kustomization\.yaml of [0-9a-f]{12}\./,
      );
      expect(stderr).toContain(HINT);
    }
    expect(from.ran()).toEqual([]);
    // What is said is what helps.
    git(root, "config", "--unset", "remote.origin.uploadpack");
    git(root, "fetch", "--quiet", "--refetch", "--no-filter");
    const { code, stdout } = await run(["diff", "--base", "origin/main", "--repo", folder]);
    expect(code).toBe(0);
    expect(stdout).toContain("Service app: deleted");
  });

  it.each(Object.entries(WAYS))("does not run %s to get them", (_, configure) => {
    const { from, folder } = partial("blob:none", configure);
    expect(() => filesAtCommit(folder, "origin/main")).toThrow("This clone is a partial one");
    expect(() => commitOf(folder, "1".repeat(40))).toThrow("git knows no commit");
    expect(from.ran()).toEqual([]);
  });

  it("that lacks folders too", () => {
    const { from, folder } = partial("tree:0");
    const lacks = "This clone is a partial one, and does not hold";
    expect(() => filesAtCommit(folder, "origin/main")).toThrow(`${lacks} what flux-cd is at `);
    expect(() => commitsOf(folder, "applications")).toThrow(`${lacks} the history of flux-cd/app`);
    expect(from.ran()).toEqual([]);
  });

  it("is not what a broken one is taken for", () => {
    const { folder, root } = new Clone();
    const id = git(root, "rev-parse", "HEAD:flux-cd/kustomization.yaml").trim();
    const object = join(root, ".git", "objects", id.slice(0, 2), id.slice(2));
    execFileSync("rm", ["-f", object]);
    expect(() => filesAtCommit(folder, "HEAD")).toThrow(
      /^git can't read flux-cd\/kustomization\.yaml of [0-9a-f]{12}: it is missing\.$/,
    );
  });
});

import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assertFolderAt } from "../../generators/platform/git/named-folder.ts";
import { Clone, git, withSubmodule } from "./clone.ts";

describe("what a pull request puts in place of the monorepo's folder", () => {
  it("is refused where it is a submodule, whose history has the change already", async () => {
    const clone = new Clone();
    const other = new Clone();
    // Or both would have the same commits, when they are made in the same second.
    git(other.root, "commit", "--quiet", "--allow-empty", "--message=Its own");
    git(other.root, "update-ref", "refs/heads/main", "change");
    clone.git("rm", "-r", "--quiet", "flux-cd");
    const add = ["submodule", "--quiet", "add", "-b", "change", other.root, "flux-cd"];
    clone.git("-c", "protocol.file.allow=always", ...add);
    clone.commit("A submodule");
    expect(git(clone.folder, "diff", "origin/main")).toBe("");
    for (const command of ["diff", "validate"]) {
      const { code, stderr } = await clone.run([command, "--base", "origin/main"]);
      expect(code).toBe(1);
      expect(stderr.replace(/\s+/g, " ")).toContain(
        `flux-cd is in a repository of its own here, and a folder of ${clone.root} at "origin/main".`,
      );
    }
    const meant = git(clone.folder, "rev-parse", "origin/main").trim();
    expect(() => assertFolderAt(clone.folder, meant)).not.toThrow();
  });

  it("is refused where it is in a submodule of a submodule", () => {
    const inner = new Clone(undefined, true);
    const middle = withSubmodule(inner).outer;
    const clone = new Clone();
    const folder = join(clone.folder, "platform");
    mkdirSync(folder);
    writeFileSync(join(folder, "kustomization.yaml"), "resources: []\n");
    clone.commit("A monorepo two folders deep");
    clone.git("update-ref", "refs/remotes/origin/main", "HEAD");
    clone.git("rm", "-r", "--quiet", "flux-cd");
    const allowed = ["-c", "protocol.file.allow=always"];
    clone.git(...allowed, "submodule", "--quiet", "add", middle, "flux-cd");
    clone.git(...allowed, "submodule", "--quiet", "update", "--init", "--recursive");
    git(folder, "rev-parse", "origin/main");
    expect(() => assertFolderAt(folder, "origin/main")).toThrow(
      `flux-cd/platform is in a repository of its own here, and a folder of ${clone.root} at`,
    );
  });

  it("is refused where it is a symbolic link to what did not change", async () => {
    const clone = new Clone();
    clone.git("checkout", "--quiet", "origin/main");
    renameSync(clone.folder, join(clone.root, "other"));
    symlinkSync("other", clone.folder);
    clone.commit("A link");
    const { code, stderr } = await clone.run(["diff", "--base", "origin/main"]);
    expect(code).toBe(1);
    expect(stderr).toContain("flux-cd is a symbolic link here, and a folder of ");
    // By its own name it can be compared, and so it can where it was a link before.
    expect(() => assertFolderAt(join(clone.root, "other"), "origin/main")).not.toThrow();
    expect(() => assertFolderAt(clone.folder, "HEAD")).not.toThrow();
  });

  it.each([".git", ".GIT", "git~1"])("is no %s: git checks that out of no commit", (name) => {
    const clone = new Clone();
    const of = (type: string, id: string, path: string) =>
      execFileSync("git", ["-C", clone.root, "mktree"], {
        input: `${type === "tree" ? "040000" : "100644"} ${type} ${id}\t${path}\n`,
        encoding: "utf8",
      }).trim();
    const blob = clone.git("rev-parse", "HEAD:flux-cd/kustomization.yaml").trim();
    const tree = of("tree", of("blob", blob, name), "flux-cd");
    const commit = clone.git("commit-tree", "-m", "A repository", tree).trim();
    expect(() => clone.git("checkout", "--quiet", commit)).toThrow(
      `invalid path 'flux-cd/${name}'`,
    );
  });
});

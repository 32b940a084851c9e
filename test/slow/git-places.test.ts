import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workTreeAt } from "../../generators/platform/git/checkout.ts";
import { filesAtCommit } from "../../generators/platform/git/commit-files.ts";
import { commitsOf, isShallow } from "../../generators/platform/git/history.ts";
import { assertFolderAt } from "../../generators/platform/git/named-folder.ts";
import { placeOf } from "../../generators/platform/git/repository.ts";
import { Clone, configure, ENV, git, looksLikeGit, withSubmodule } from "../git/clone.ts";
import { BIN, run, temporaryFolder } from "../support/project.ts";

const LIST = "applications/base-app-config/kustomization.yaml";
const NEW_ENV = ["new:env", "--name", "qa", "--no-render", "--yes", "--commit=qa"];

/** What is read and what is committed is what it should be, where a monorepo of a `Clone` is. */
async function works(folder: string, repository: string): Promise<void> {
  expect(filesAtCommit(folder, "origin/main").read(LIST)).toContain("- service.yaml");
  expect(filesAtCommit(folder, "HEAD").read(LIST)).not.toContain("- service.yaml");
  expect(commitsOf(folder, "applications/base-app-config")).toHaveLength(2);
  expect(isShallow(folder)).toBe(false);
  expect(workTreeAt(folder)).toMatchObject({ staged: [], uncommitted: 0 });
  expect(() => assertFolderAt(folder, "origin/main")).not.toThrow();
  const trees = git(repository, "worktree", "list", "--porcelain");
  const { code, stderr } = await run([...NEW_ENV, "--repo", folder], { env: ENV });
  expect(code, stderr).toBe(0);
  expect(git(repository, "rev-parse", "qa~1")).toBe(git(repository, "rev-parse", "change"));
  const changed = git(repository, "show", "--name-only", "--format=", "qa").trim().split("\n");
  expect(
    changed.filter((path) => /^(?:flux-cd\/)?bootstrap\/sources.yaml$/.test(path)),
  ).toHaveLength(1);
  expect(git(repository, "worktree", "list", "--porcelain")).toBe(trees);
}

describe("the repository of a monorepo is found", () => {
  it("where the monorepo is one folder of it", async () => {
    const clone = new Clone();
    await works(clone.folder, clone.root);
  });

  it("where the monorepo is all of it", async () => {
    const clone = new Clone(undefined, true);
    await works(clone.folder, clone.root);
    const { stdout } = await run(["list", "--format", "json", "--repo", "."], { cwd: clone.root });
    expect(stdout).toContain("staging");
  });

  it("in a linked work tree", async () => {
    const clone = new Clone();
    const linked = join(temporaryFolder(), "linked");
    clone.git("switch", "--quiet", "--detach");
    clone.git("worktree", "add", "--quiet", linked, "change");
    await works(join(linked, "flux-cd"), clone.root);
  });

  it("in a linked work tree of a bare repository", async () => {
    const clone = new Clone();
    const project = temporaryFolder();
    const bare = join(project, ".bare");
    clone.git("clone", "--quiet", "--bare", clone.root, bare);
    git(bare, "update-ref", "refs/remotes/origin/main", "main");
    configure(bare);
    writeFileSync(join(project, ".git"), "gitdir: ./.bare\n");
    git(project, "worktree", "add", "--quiet", "change", "change");
    await works(join(project, "change", "flux-cd"), bare);
  });

  it("in a submodule", async () => {
    const { inner } = withSubmodule(new Clone());
    await works(join(inner, "flux-cd"), inner);
  });

  it("by a symbolic link from somewhere else", async () => {
    const clone = new Clone();
    const link = join(temporaryFolder(), "monorepo");
    symlinkSync(clone.folder, link);
    await works(link, clone.root);
  });

  it("though its configuration has the work tree somewhere else", async () => {
    const clone = new Clone();
    clone.git("config", "core.worktree", temporaryFolder());
    await works(clone.folder, clone.root);
  });

  it("in a hook, where variables name the repository and the index of a commit", async () => {
    const clone = new Clone();
    const linked = join(temporaryFolder(), "linked");
    clone.git("switch", "--quiet", "--detach");
    clone.git("worktree", "add", "--quiet", linked, "change");
    const said = join(temporaryFolder(), "said");
    const hook = join(clone.root, ".git", "hooks", "pre-commit");
    const commands = [["validate", "--no-render", "--base", "origin/main"], NEW_ENV].map((args) =>
      [process.execPath, BIN, ...args, "--repo", "flux-cd"].map((word) => `'${word}'`).join(" "),
    );
    // It runs for the commit of new:env too.
    writeFileSync(
      hook,
      `#!/bin/sh\n[ -z "$AGAIN" ] || exit 0\nexport AGAIN=1\n{ env; ${commands.join("; ")}; } >'${said}' 2>&1\nexit 0\n`,
    );
    chmodSync(hook, 0o755);
    git(linked, "commit", "--quiet", "--allow-empty", "--message=Empty");
    const text = readFileSync(said, "utf8");
    expect(text).toMatch(/^GIT_DIR=/m);
    expect(text).toMatch(/^GIT_INDEX_FILE=/m);
    expect(text).toMatch(/\d+ findings? in \d+ files/);
    expect(text).toContain("git switch qa");
    expect(clone.git("rev-parse", "qa~1")).toBe(clone.git("rev-parse", "change~1"));
    expect(git(linked, "status", "--porcelain")).toBe("");
  });
});

describe("a repository that is none", () => {
  /** A .git folder that git does not take for a repository. */
  const empty = ({ folder }: Clone) => {
    mkdirSync(join(folder, ".git"));
    writeFileSync(join(folder, ".git", "HEAD"), "x\n");
  };

  it.each<[string, (clone: Clone) => void, string]>([
    [
      "a .git file that leads nowhere",
      ({ folder }) => writeFileSync(join(folder, ".git"), "gitdir: nowhere\n"),
      "not a git repository: .*/flux-cd/nowhere",
    ],
    ["a .git folder with little in it, in another repository", empty, "its .git is none"],
    [
      "the same beside tracked files that look like git",
      (clone) => {
        looksLikeGit(clone, "bare");
        empty(clone);
      },
      "cannot use bare repository .*|its .git is none",
    ],
  ])("is refused: %s", (_, spoil, words) => {
    const clone = new Clone();
    spoil(clone);
    expect(() => placeOf(clone.folder)).toThrow(
      new RegExp(`^git does not open the repository at .*/flux-cd: (?:${words})\\.$`),
    );
  });
});

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { UserError } from "../generators/base/problem/problem.ts";
import { commit } from "../generators/platform/disk/commit.ts";
import { create, edit, everything, folderWith } from "./support/folder.ts";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { copyOfMonorepo, filesBelow, run } from "./support/project.ts";

describe.each(["für alle/größer und schöner", "日本語 😀/flux cd", "-n/--yes", "it's $HOME `x`"])(
  "a repository in the folder %s",
  (name) => {
    it.skipIf(NO_KUSTOMIZE)("is built, written, and its diff fits git", async () => {
      const original = copyOfMonorepo();
      const above = dirname(original);
      const before = filesBelow(original);
      const folder = join(above, name);
      mkdirSync(dirname(folder), { recursive: true });
      renameSync(original, folder);
      const git = (...args: string[]) =>
        execFileSync("git", args, { cwd: above, encoding: "utf8" });
      git("init", "-q");
      const ended = await run(["new:env", "--name", "qa", "--yes", "--repo", folder]);
      expect(ended.code, ended.stderr).toBe(0);
      expect(ended.stderr).toMatch(/Built \d+ kustomizations/);
      const written = filesBelow(folder);

      rmSync(folder, { recursive: true });
      renameSync(copyOfMonorepo(), folder);
      expect(filesBelow(folder)).toEqual(before);
      execFileSync("git", ["apply", "-"], { cwd: above, input: ended.stdout });
      expect(filesBelow(folder)).toEqual(written);
    });
  },
);

it("what to type next holds for a folder whose name begins with a dash", async () => {
  const original = copyOfMonorepo();
  const cwd = dirname(original);
  renameSync(original, join(cwd, "-x"));
  const args = ["new:env", "--name", "qa", "--yes", "--no-render", "--repo=-x"];
  const { code, stderr } = await run(args, { cwd });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("git add -A ./-x && git commit");
});

describe("a folder that may not be written to", () => {
  const user = process.geteuid?.();
  // Permissions mean nothing to root: it becomes somebody else for as long.
  const asSomebody = () => {
    if (user === 0) process.seteuid?.(65_534);
  };
  afterEach(() => {
    if (user === 0) process.seteuid?.(0);
  });

  it.skipIf(process.platform === "win32").each([
    ["of the repository", "."],
    ["of a new file", "b"],
    ["of an edited file", "a"],
  ])("%s: nothing is written at all", (_what, folder) => {
    const root = folderWith({ "a/a.yaml": "a", "b/b.yaml": "b", "c/c.yaml": "c" });
    for (const each of [dirname(root), root, ...["a", "b", "c"].map((name) => join(root, name))]) {
      chmodSync(each, 0o777);
    }
    for (const each of ["a/a.yaml", "c/c.yaml"]) chmodSync(join(root, each), 0o666);
    chmodSync(join(root, folder), 0o555);
    const before = everything(root);
    const changes = [
      create("c/new/c.yaml", "c"),
      create("b/new.yaml", "b"),
      edit("a/a.yaml", "a", "A"),
      edit("c/c.yaml", "c", "C"),
    ];
    asSomebody();
    let error: unknown;
    try {
      commit(root, changes);
    } catch (thrown) {
      error = thrown;
    }
    if (user === 0) process.seteuid?.(0);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(/could not be written: EACCES/);
    expect(everything(root)).toEqual(before);
    chmodSync(join(root, folder), 0o777);
  });
});

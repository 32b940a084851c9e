import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { filesAtCommit } from "../../generators/platform/git/commit-files.ts";
import { temporaryFolder } from "../support/project.ts";

const git = (folder: string, ...args: string[]) =>
  execFileSync("git", [
    "-C",
    folder,
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@example.com",
    ...args,
  ]);

/** A git repository with one commit, and a work tree that has moved on. */
function repository(): string {
  const root = temporaryFolder();
  git(root, "init", "-q", "-b", "main");
  mkdirSync(join(root, "flux-cd", "apps", "ünï code"), { recursive: true });
  writeFileSync(join(root, "outside.yaml"), "outside: true\n");
  writeFileSync(join(root, "flux-cd", "a.yaml"), "a: 1\r\n");
  writeFileSync(join(root, "flux-cd", "empty.yaml"), "");
  writeFileSync(join(root, "flux-cd", "apps", "ünï code", "new\nline.yaml"), "b: é\n");
  writeFileSync(join(root, "flux-cd", "apps", "binary"), Buffer.from([0xff, 0xfe, 0x00]));
  symlinkSync("../a.yaml", join(root, "flux-cd", "apps", "link.yaml"));
  git(root, "add", "-A");
  git(root, "commit", "-qm", "one");
  writeFileSync(join(root, "flux-cd", "a.yaml"), "a: 2\n");
  return root;
}

describe("the files of a folder at a commit", () => {
  it("are those of the commit, byte for byte, whatever the work tree holds", () => {
    const root = repository();
    const files = filesAtCommit(join(root, "flux-cd"), "HEAD");
    expect(files.read("a.yaml")).toBe("a: 1\r\n");
    expect(files.read("empty.yaml")).toBe("");
    expect(files.read("apps/ünï code/new\nline.yaml")).toBe("b: é\n");
    expect(files.read("apps")).toBeUndefined();
    // Above the folder, and in the work tree.
    expect(files.read("../outside.yaml")).toBe("outside: true\n");
    expect(files.read("../../outside.yaml")).toBeUndefined();
    expect(files.read("outside.yaml")).toBeUndefined();
    expect(git(root, "status", "--porcelain").toString()).toBe(" M flux-cd/a.yaml\n");
  });

  it("are listed like a folder of the disk; links are left out", () => {
    const files = filesAtCommit(join(repository(), "flux-cd"), "main");
    expect(files.list(".")).toEqual([
      { name: "a.yaml", folder: false },
      { name: "apps", folder: true },
      { name: "empty.yaml", folder: false },
    ]);
    expect(files.list("apps")).toEqual([
      { name: "binary", folder: false },
      { name: "ünï code", folder: true },
    ]);
    expect(files.list("nowhere")).toEqual([]);
  });

  it("that are no text say so when they are read", () => {
    const files = filesAtCommit(join(repository(), "flux-cd"), "HEAD");
    expect(() => files.read("apps/binary")).toThrow("apps/binary can't be read: it is not UTF-8");
  });

  it.each(["nope", "--help", "--output=x", "HEAD~5", "", "main:flux-cd/a.yaml", "a b"])(
    "of %j are refused in one sentence",
    (ref) => {
      const root = repository();
      expect(() => filesAtCommit(join(root, "flux-cd"), ref)).toThrow(UserError);
      expect(() => filesAtCommit(join(root, "flux-cd"), ref)).toThrow(
        `git knows no commit ${JSON.stringify(ref)}.`,
      );
    },
  );

  it("of a folder that no git repository holds are refused", () => {
    expect(() => filesAtCommit(temporaryFolder(), "HEAD")).toThrow("is not in a git repository");
  });

  it("of a commit that does not have the folder are none", () => {
    const root = repository();
    mkdirSync(join(root, "later"));
    const files = filesAtCommit(join(root, "later"), "HEAD");
    expect(files.list("")).toEqual([]);
    expect(files.read("a.yaml")).toBeUndefined();
  });
});

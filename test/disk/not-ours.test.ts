import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasJournal } from "../../generators/platform/disk/journal.ts";
import { withLock } from "../../generators/platform/disk/lock.ts";
import { recover } from "../../generators/platform/disk/recover.ts";
import { writeUserFile } from "../../generators/platform/disk/user-file.ts";
import { filesAtCommit } from "../../generators/platform/git/commit-files.ts";
import { temporaryFolder } from "../support/project.ts";

const LOCK = ".flux-cd.lock";
const JOURNAL = ".flux-cd.journal";

describe("a lock that came with the repository", () => {
  it.each([
    ["a link to a folder", (path: string, outside: string) => symlinkSync(outside, path)],
    [
      "a link to nothing",
      (path: string, outside: string) => symlinkSync(join(outside, "none"), path),
    ],
    ["a file", (path: string) => writeFileSync(path, "x")],
  ])("is refused where it is %s, and nothing outside changes", (_what, make) => {
    const root = temporaryFolder();
    const outside = temporaryFolder();
    const gone = `999999-0a1b2c3d-${encodeURIComponent(hostname())}`;
    writeFileSync(join(outside, gone), "mine");
    make(join(root, LOCK), outside);
    expect(() => withLock(root, () => "done")).toThrow(`${LOCK} is no folder that a run has made`);
    expect(readdirSync(outside)).toEqual([gone]);
  });

  it("keeps what is no claim, and what is no name", () => {
    const root = temporaryFolder();
    mkdirSync(join(root, LOCK));
    for (const name of ["backup-2024-host", "notes", `x-0a1b2c3d-${hostname()}`]) {
      writeFileSync(join(root, LOCK, name), "");
    }
    expect(withLock(root, () => "done")).toBe("done");
    expect(readdirSync(join(root, LOCK))).toHaveLength(3);
    writeFileSync(join(root, LOCK, "1-0a1b2c3d-%zz"), "");
    expect(() => withLock(root, () => "done")).toThrow("is writing to this repository");
  });
});

describe("a journal that came with the repository", () => {
  it.each([
    ["a link to what never ends", "/dev/zero"],
    ["a link to a terminal", "/dev/tty"],
    ["a link to nothing", "none"],
  ])("is not looked into where it is %s", (_what, target) => {
    const root = temporaryFolder();
    symlinkSync(target, join(root, JOURNAL));
    expect(hasJournal(root)).toBe(false);
    expect(recover(root)).toBeUndefined();
  });

  it("nor where it is a pipe", () => {
    const root = temporaryFolder();
    execFileSync("mkfifo", [join(root, JOURNAL)]);
    expect(recover(root)).toBeUndefined();
  });
});

it("a file of the user is not written through a symbolic link", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "victim"), "as it was");
  symlinkSync("victim", join(folder, "report.md"));
  expect(() => writeUserFile(join(folder, "report.md"), "x")).toThrow("it is a symbolic link");
  expect(readFileSync(join(folder, "victim"), "utf8")).toBe("as it was");
});

it("names in a crafted commit that no checkout can have are left out", () => {
  const root = temporaryFolder();
  const git = (input: string, ...args: string[]) =>
    execFileSync(
      "git",
      ["-C", root, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args],
      {
        input,
        encoding: "utf8",
      },
    ).trim();
  git("", "init", "--quiet");
  const blob = git("a: 1\n", "hash-object", "-w", "--stdin");
  const inner = git(`100644 blob ${blob}\tx.yaml\n`, "mktree");
  const tree = git(
    `040000 tree ${inner}\t..\n040000 tree ${inner}\t.git\n100644 blob ${blob}\ta.yaml\n`,
    "mktree",
  );
  const commit = git("", "commit-tree", tree, "-m", "x");
  const files = filesAtCommit(root, commit);
  expect(files.list("").map(({ name }) => name)).toEqual(["a.yaml"]);
  expect(files.read("../x.yaml")).toBeUndefined();
});

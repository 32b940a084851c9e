import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FileChange } from "../../generators/base/files.ts";
import { UserError } from "../../generators/base/problem/problem.ts";
import { commit } from "../../generators/platform/disk/commit.ts";
import { create, edit, everything, FILE, FOLDER, folderWith, remove } from "../support/folder.ts";

/** Commits, expects it to be refused, and that nothing at all is different afterwards. */
function refused(root: string, changes: readonly FileChange[]): UserError["problems"][number] {
  const before = everything(root);
  let error: unknown;
  try {
    commit(root, changes);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(UserError);
  expect(everything(root)).toEqual(before);
  const [problem] = (error as UserError).problems;
  if (problem === undefined) throw new Error("no problem");
  return problem;
}

describe("a plan is written", () => {
  it("new files with their folders, edits in place, and nothing else is left", () => {
    const root = folderWith({ "apps/kustomization.yaml": "a\n", "other.yaml": "o\n" });
    commit(root, [
      edit("apps/kustomization.yaml", "a\n", "a\nb\n"),
      create("apps/qa/deep/sync.yaml", "s\n"),
      create("apps/qa/namespace.yaml", ""),
    ]);
    expect(everything(root)).toEqual({
      repository: FOLDER,
      "repository/apps": FOLDER,
      "repository/apps/kustomization.yaml": `${FILE} a\nb\n`,
      "repository/apps/qa": FOLDER,
      "repository/apps/qa/deep": FOLDER,
      "repository/apps/qa/deep/sync.yaml": `${FILE} s\n`,
      "repository/apps/qa/namespace.yaml": `${FILE} `,
      "repository/other.yaml": `${FILE} o\n`,
    });
  });

  it("of no changes by doing nothing", () => {
    const root = folderWith({ "a.yaml": "a" });
    const before = everything(root);
    commit(root, []);
    expect(everything(root)).toEqual(before);
  });

  it.each(["755", "600", "666", "444"])("an edited file keeps its mode %s", (octal) => {
    const mode = Number.parseInt(octal, 8);
    const root = folderWith({ "a.sh": "a" });
    chmodSync(join(root, "a.sh"), mode);
    commit(root, [edit("a.sh", "a", "b")]);
    expect(statSync(join(root, "a.sh")).mode & 0o7777).toBe(mode);
    expect(readFileSync(join(root, "a.sh"), "utf8")).toBe("b");
  });

  it("bytes as they are: byte order mark, CRLF, letters, no last line end", () => {
    const root = folderWith({ "a.yaml": "\ufeffa: é\r\nb: 😀" });
    commit(root, [edit("a.yaml", "\ufeffa: é\r\nb: 😀", "\ufeffa: é\r\nb: 😀\r\nc: 日")]);
    expect(readFileSync(join(root, "a.yaml"))).toEqual(Buffer.from("\ufeffa: é\r\nb: 😀\r\nc: 日"));
  });

  it("through a symbolic link that stays inside: the link stays one", () => {
    const root = folderWith({ "shared/a.yaml": "a" });
    symlinkSync("shared/a.yaml", join(root, "a.yaml"));
    symlinkSync("shared", join(root, "linked"));
    chmodSync(join(root, "shared/a.yaml"), 0o640);
    commit(root, [edit("a.yaml", "a", "b"), create("linked/new/b.yaml", "c")]);
    expect(everything(root)).toMatchObject({
      "repository/a.yaml": "-> shared/a.yaml",
      "repository/linked": "-> shared",
      "repository/shared/a.yaml": "640 b",
      "repository/shared/new/b.yaml": `${FILE} c`,
    });
  });

  it("where the root itself is a symbolic link", () => {
    const root = folderWith({ "a.yaml": "a" });
    const link = join(dirname(root), "link");
    symlinkSync(root, link);
    commit(link, [edit("a.yaml", "a", "b")]);
    expect(readFileSync(join(root, "a.yaml"), "utf8")).toBe("b");
  });

  it("beside the temporary files of runs that were killed", () => {
    const root = folderWith({ "a.yaml": "a", [`a.yaml.flux-cd-${process.pid}`]: "half" });
    commit(root, [edit("a.yaml", "a", "b")]);
    expect(readFileSync(join(root, "a.yaml"), "utf8")).toBe("b");
    expect(readdirSync(root)).toHaveLength(2);
  });
});

describe("a removal", () => {
  it("takes the files, and the folders that it empties", () => {
    const root = folderWith({ "apps/qa/deep/a.yaml": "a", "apps/qa/b.yaml": "b", "apps/c": "c" });
    commit(root, [
      edit("apps/c", "c", "d"),
      remove("apps/qa/b.yaml", "b"),
      remove("apps/qa/deep/a.yaml", "a"),
    ]);
    expect(everything(root)).toEqual({
      repository: FOLDER,
      "repository/apps": FOLDER,
      "repository/apps/c": `${FILE} d`,
    });
  });

  it("leaves a folder that holds something else, and the root", () => {
    const root = folderWith({ "qa/a.yaml": "a", "qa/notes.txt": "n", "b.yaml": "b" });
    commit(root, [remove("b.yaml", "b"), remove("qa/a.yaml", "a")]);
    expect(Object.keys(everything(root))).toEqual([
      "repository",
      "repository/qa",
      "repository/qa/notes.txt",
    ]);
    commit(root, [remove("qa/notes.txt", "n")]);
    expect(Object.keys(everything(root))).toEqual(["repository"]);
  });

  it("of a symbolic link takes the link and not the file", () => {
    const root = folderWith({ "shared/a.yaml": "a" });
    symlinkSync("shared/a.yaml", join(root, "a.yaml"));
    commit(root, [remove("a.yaml", "a")]);
    expect(everything(root)).toEqual({
      repository: FOLDER,
      "repository/shared": FOLDER,
      "repository/shared/a.yaml": `${FILE} a`,
    });
  });

  it("is refused for a file that is not as it was, is gone, or is outside", () => {
    const root = folderWith({ "a.yaml": "a", "b.yaml": "b" });
    mkdirSync(join(dirname(root), "outside"));
    writeFileSync(join(dirname(root), "outside", "c.yaml"), "c");
    symlinkSync("../outside", join(root, "linked"));
    const first = remove("a.yaml", "a");
    expect(refused(root, [first, remove("b.yaml", "B")]).rule).toBe("changed");
    expect(refused(root, [first, remove("c.yaml", "c")]).message).toMatch(/c\.yaml was removed/);
    expect(refused(root, [first, remove("linked/c.yaml", "c")]).rule).toBe("path");
  });
});

describe("a file that is not as it was planned is not written", () => {
  it("changed in the meantime", () => {
    const root = folderWith({ "a.yaml": "a\n", "b.yaml": "b" });
    const problem = refused(root, [edit("b.yaml", "b", "c"), edit("a.yaml", "a", "b")]);
    expect(problem).toMatchObject({ rule: "changed", path: "a.yaml" });
    expect(problem.message).toBe(
      "a.yaml was changed while the plan was made. Nothing was written.",
    );
  });

  it.each([
    ["line ends only", "a: 1\r\n", "a: 1\n"],
    ["byte order mark only", "\ufeffa: 1\n", "a: 1\n"],
  ])("changed in its %s", (_, now, then) => {
    const root = folderWith({ "a.yaml": now });
    expect(refused(root, [edit("a.yaml", then, "b")]).rule).toBe("changed");
  });

  it("changed to something that is no text", () => {
    const root = folderWith({ "a.yaml": "" });
    writeFileSync(join(root, "a.yaml"), Buffer.from([0xff, 0x61]));
    expect(refused(root, [edit("a.yaml", "\ufeffa", "b")]).rule).toBe("changed");
  });

  it("removed in the meantime, also with its folder", () => {
    const root = folderWith({ "a/b.yaml": "b" });
    rmSync(join(root, "a"), { recursive: true });
    const problem = refused(root, [create("c.yaml", "c"), edit("a/b.yaml", "b", "c")]);
    expect(problem.message).toMatch(/^a\/b\.yaml was removed/);
  });

  it.each<[string, (path: string) => void]>([
    ["a file", (path) => writeFileSync(path, "same")],
    ["a folder", (path) => mkdirSync(path)],
    ["a symbolic link that leads nowhere", (path) => symlinkSync("/nowhere", path)],
  ])("%s appeared in the meantime", (_, appear) => {
    const root = folderWith();
    appear(join(root, "a.yaml"));
    const problem = refused(root, [create("b/b.yaml", "b"), create("a.yaml", "same")]);
    expect(problem).toMatchObject({ rule: "changed", path: "a.yaml" });
    expect(problem.message).toMatch(/appeared/);
  });

  it("a folder in the place of a file that is to be edited", () => {
    const root = folderWith({ "a.yaml/b": "b" });
    expect(refused(root, [create("c.yaml", "c"), edit("a.yaml", "a", "b")]).rule).toBe("write");
  });
});

describe("what fails halfway is undone", () => {
  const long = "n".repeat(300);

  it.each<[string, Record<string, string>, FileChange[]]>([
    ["a file in the place of a folder", { a: "file" }, [create("a/b.yaml", "b")]],
    ["a name that is too long", {}, [create(`${long}.yaml`, "b")]],
    ["a folder's name that is too long, below a new one", {}, [create(`x/y/${long}/b.yaml`, "b")]],
  ])("%s", (_, files, failing) => {
    const root = folderWith({ ...files, "list.yaml": "l\r\n", "secret.yaml": "s" });
    chmodSync(join(root, "secret.yaml"), 0o600);
    const problem = refused(root, [
      create("first/new/a.yaml", "a"),
      create("0.yaml", "0"),
      edit("list.yaml", "l\r\n", "l\r\nm\r\n"),
      edit("secret.yaml", "s", "t"),
      ...failing,
    ]);
    expect(problem.rule).toBe("write");
    expect(problem.message).toMatch(/^The change could not be written: E[A-Z]+: /);
    expect(problem.hint).toBe("Everything is as it was before.");
  });

  it("where the plan has a file and a folder in one place", () => {
    const root = folderWith({ "list.yaml": "l" });
    const changes = [create("z", "file"), create("z/b.yaml", "b"), edit("list.yaml", "l", "m")];
    expect(refused(root, changes).rule).toBe("changed");
  });
});

describe("what is outside of the root is never touched", () => {
  it("a file that is a symbolic link", () => {
    const root = folderWith();
    writeFileSync(join(dirname(root), "outside.yaml"), "a");
    symlinkSync("../outside.yaml", join(root, "a.yaml"));
    expect(refused(root, [create("b.yaml", "b"), edit("a.yaml", "a", "b")])).toMatchObject({
      rule: "path",
      path: "a.yaml",
    });
  });

  it.each(["linked/a.yaml", "linked/new/folder/a.yaml"])("a new file below a link: %s", (path) => {
    const root = folderWith();
    const outside = join(dirname(root), "outside");
    mkdirSync(outside);
    utimesSync(outside, 0, 0);
    symlinkSync("../outside", join(root, "linked"));
    const problem = refused(root, [create("first/b.yaml", "b"), create(path, "a")]);
    expect(problem).toMatchObject({ rule: "path", path });
    expect(problem.message).toMatch(/leads out of the repository by a symbolic link/);
    // Nothing was made there, not even for a moment.
    expect(statSync(outside).mtimeMs).toBe(0);
  });

  it("not even by making the folder that a link leads to", () => {
    const root = folderWith();
    symlinkSync("../outside", join(root, "linked"));
    refused(root, [create("linked/a.yaml", "a")]);
    expect(existsSync(join(dirname(root), "outside"))).toBe(false);
  });

  it("a folder whose name begins like the root's", () => {
    const root = folderWith();
    mkdirSync(`${root}-2`);
    symlinkSync("../repository-2", join(root, "linked"));
    expect(refused(root, [create("linked/a.yaml", "a")]).rule).toBe("path");
  });
});

describe("one file under two paths", () => {
  it("is not created twice where capital letters make no difference", () => {
    const root = folderWith({ "a.yaml": "", "A.yaml": "" });
    const problem = refused(root, [create("n/Ä.yaml", "1"), create("n/ä.yaml", "2")]);
    expect(problem.message).toBe("n/ä.yaml and n/Ä.yaml are the same file.");
    commit(root, [edit("A.yaml", "", "1"), edit("a.yaml", "", "2")]);
    expect(readFileSync(join(root, "A.yaml"), "utf8")).toBe("1");
  });

  it("is not edited twice", () => {
    const root = folderWith({ "a.yaml": "a" });
    symlinkSync("a.yaml", join(root, "b.yaml"));
    const problem = refused(root, [edit("a.yaml", "a", "x"), edit("b.yaml", "a", "y")]);
    expect(problem.message).toBe("b.yaml and a.yaml are the same file.");
  });

  it("is not created twice", () => {
    const root = folderWith({ "real/x": "" });
    symlinkSync("real", join(root, "linked"));
    const problem = refused(root, [create("linked/a.yaml", "1"), create("real/a.yaml", "2")]);
    expect(problem.message).toBe("real/a.yaml and linked/a.yaml are the same file.");
  });
});

it("a root that is gone is a problem, not a crash", () => {
  expect(() => commit("/nowhere/at/all", [create("a.yaml", "a")])).toThrow(UserError);
});

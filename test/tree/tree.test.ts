import { describe, expect, it } from "vitest";
import { type Files, type FolderEntry, insidePath } from "../../generators/base/files.ts";
import { UserError } from "../../generators/base/problem/problem.ts";
import { Tree } from "../../generators/edit/tree.ts";

/** Files in memory, as a tree's origin. Counts how often each is read. */
function origin(texts: Record<string, string>): Files & { readonly reads: Map<string, number> } {
  const reads = new Map<string, number>();
  return {
    reads,
    read(path) {
      reads.set(path, (reads.get(path) ?? 0) + 1);
      return texts[path];
    },
    list(folder) {
      const prefix = folder === "" ? "" : `${folder}/`;
      const entries = new Map<string, FolderEntry>();
      for (const path of Object.keys(texts).filter((each) => each.startsWith(prefix))) {
        const [name = "", ...below] = path.slice(prefix.length).split("/");
        entries.set(name, { name, folder: below.length > 0 });
      }
      return [...entries.values()];
    },
  };
}

const FILES = { "b/old.yaml": "old", "a.yaml": "a", "b/c/deep.yaml": "deep" };

describe("a tree", () => {
  it("reads what was written over what was there", () => {
    const tree = new Tree(origin(FILES));
    tree.create("b/new.yaml", "new");
    tree.edit("a.yaml", "edited");
    expect(tree.read("b/new.yaml")).toBe("new");
    expect(tree.read("./b/../a.yaml")).toBe("edited");
    expect(tree.read("b/old.yaml")).toBe("old");
    expect(tree.read("x.yaml")).toBeUndefined();
  });

  it("lists what was written among what was there, by name", () => {
    const tree = new Tree(origin(FILES));
    tree.create("b/new/one.yaml", "1");
    tree.create("b/new/two.yaml", "2");
    tree.edit("b/old.yaml", "edited");
    expect(tree.list("b")).toEqual([
      { name: "c", folder: true },
      { name: "new", folder: true },
      { name: "old.yaml", folder: false },
    ]);
    expect(tree.list("").map(({ name }) => name)).toEqual(["a.yaml", "b"]);
    expect(tree.list(".")).toEqual(tree.list(""));
    expect(tree.list("b/new/")).toHaveLength(2);
    expect(tree.list("nowhere")).toEqual([]);
  });

  it("does not take a folder for one that begins alike", () => {
    const tree = new Tree(origin({ "app/a.yaml": "", "app-2/a.yaml": "" }));
    tree.create("app-3/a.yaml", "");
    expect(tree.list("app")).toEqual([{ name: "a.yaml", folder: false }]);
  });

  it("finds every file below a folder", () => {
    const tree = new Tree(origin(FILES));
    tree.create("b/c/new.yaml", "new");
    expect(tree.files("b")).toEqual(["b/c/deep.yaml", "b/c/new.yaml", "b/old.yaml"]);
    expect(tree.files("")).toHaveLength(4);
  });

  it("does not count what can't be read as a file, such as a link to a folder", () => {
    const tree = new Tree({
      read: (path) => (path === "a/file" ? "text" : undefined),
      list: (folder) =>
        folder === "a" ? ["file", "link"].map((name) => ({ name, folder: false })) : [],
    });
    expect(tree.files("a")).toEqual(["a/file"]);
  });

  it("reads a file of the origin once, even one that is not there", () => {
    const files = origin(FILES);
    const tree = new Tree(files);
    for (const path of ["a.yaml", "./a.yaml", "x.yaml", "x.yaml"]) tree.read(path);
    tree.edit("a.yaml", "b");
    tree.changes();
    expect(Object.fromEntries(files.reads)).toEqual({ "a.yaml": 1, "x.yaml": 1 });
  });

  it("tells of new files first, then of edits, each in the order of their paths", () => {
    const tree = new Tree(origin(FILES));
    tree.create("z.yaml", "1");
    tree.create("b/new.yaml", "2");
    tree.edit("z.yaml", "3");
    tree.edit("b/old.yaml", "4");
    expect(tree.changes()).toEqual([
      { kind: "create", path: "b/new.yaml", after: "2" },
      { kind: "create", path: "z.yaml", after: "3" },
      { kind: "edit", path: "b/old.yaml", before: "old", after: "4" },
    ]);
  });

  it("no longer has what was removed, nor the folders that this empties", () => {
    const tree = new Tree(origin(FILES));
    tree.create("b/c/new.yaml", "new");
    tree.remove("b/c/deep.yaml");
    expect(tree.read("b/c/deep.yaml")).toBeUndefined();
    expect(tree.files("")).toEqual(["a.yaml", "b/c/new.yaml", "b/old.yaml"]);
    tree.remove("b/c/new.yaml");
    expect(tree.list("b")).toEqual([{ name: "old.yaml", folder: false }]);
    tree.remove("b/old.yaml");
    expect(tree.list("").map(({ name }) => name)).toEqual(["a.yaml"]);
    expect(tree.changes()).toEqual([
      { kind: "remove", path: "b/c/deep.yaml", before: "deep" },
      { kind: "remove", path: "b/old.yaml", before: "old" },
    ]);
  });

  it("tells of removals last, and of a file that came back by its text", () => {
    const tree = new Tree(origin(FILES));
    tree.remove("a.yaml");
    tree.remove("b/old.yaml");
    tree.remove("b/c/deep.yaml");
    tree.create("b/old.yaml", "other");
    tree.create("b/c/deep.yaml", "deep");
    tree.create("c.yaml", "c");
    expect(tree.changes()).toEqual([
      { kind: "create", path: "c.yaml", after: "c" },
      { kind: "edit", path: "b/old.yaml", before: "old", after: "other" },
      { kind: "remove", path: "a.yaml", before: "a" },
    ]);
  });

  it("has no change where a text is as it was", () => {
    const tree = new Tree(origin(FILES));
    tree.edit("a.yaml", "b");
    tree.edit("a.yaml", "a");
    expect(tree.changes()).toEqual([]);
  });

  it("can be the origin of another", () => {
    const below = new Tree(origin(FILES));
    below.create("n.yaml", "n");
    const tree = new Tree(below);
    tree.edit("n.yaml", "m");
    expect(tree.changes()).toEqual([{ kind: "edit", path: "n.yaml", before: "n", after: "m" }]);
    expect(below.read("n.yaml")).toBe("n");
  });

  it("creates and reads an empty file", () => {
    const tree = new Tree(origin({ "empty.yaml": "" }));
    tree.create("new.yaml", "");
    expect(tree.read("new.yaml")).toBe("");
    expect(() => tree.create("empty.yaml", "")).toThrow(UserError);
  });
});

describe("a tree refuses", () => {
  it.each([
    ["to create a file that exists", "a.yaml", "a.yaml"],
    ["to create a file under another spelling", "b/./c/../old.yaml", "b/old.yaml"],
    ["to create a file where a folder is", "b", "b"],
    ["to create a file below a file", "a.yaml/new.yaml", "a.yaml"],
    ["to create a file far below a file", "b/old.yaml/x/new.yaml", "b/old.yaml"],
    ["to create a file that is planned", "n/new.yaml", "n/new.yaml"],
    ["to create a file where a folder is planned", "n", "n"],
    ["to create a file below one that is planned", "n/new.yaml/x", "n/new.yaml"],
  ])("%s", (_, path, taken) => {
    const tree = new Tree(origin(FILES));
    tree.create("n/new.yaml", "");
    expect(() => tree.create(path, "")).toThrow(`${taken} exists already.`);
    expect(tree.changes()).toHaveLength(1);
  });

  it("to edit a file that does not exist", () => {
    const tree = new Tree(origin(FILES));
    expect(() => tree.edit("x.yaml", "")).toThrow("x.yaml does not exist.");
    expect(() => tree.edit("b", "")).toThrow(UserError);
  });

  it("to remove or edit a file that does not exist, or does no more", () => {
    const tree = new Tree(origin(FILES));
    expect(() => tree.remove("x.yaml")).toThrow("x.yaml does not exist.");
    expect(() => tree.remove("b")).toThrow(UserError);
    tree.remove("a.yaml");
    expect(() => tree.remove("a.yaml")).toThrow(UserError);
    expect(() => tree.edit("a.yaml", "")).toThrow(UserError);
  });

  it("to create a file below one that is removed: removals come last", () => {
    const tree = new Tree(origin(FILES));
    tree.remove("a.yaml");
    expect(() => tree.create("a.yaml/new.yaml", "")).toThrow("a.yaml exists already.");
  });

  const outside = ["..", "../a", "a/../../b", "/", "/etc/passwd", "//a", "", ".", "./", "a/.."];

  it.each([...outside, "a\\b", "..\\a", "a\0b", "C:\\a"])("the path %j", (path) => {
    const tree = new Tree(origin(FILES));
    for (const use of [
      () => tree.read(path),
      () => tree.create(path, ""),
      () => tree.edit(path, ""),
      () => tree.remove(path),
      () => insidePath(path),
    ]) {
      expect(use).toThrow(`${JSON.stringify(path)} is not a path inside the repository.`);
    }
    expect(tree.changes()).toEqual([]);
  });

  it.each(["..", "../a", "/", "a\\b", "a\0"])("to list %j", (path) => {
    expect(() => new Tree(origin(FILES)).list(path)).toThrow(UserError);
  });

  it.each([
    ["a", "a"],
    ["./a//b/./c/", "a/b/c"],
    ["a/../b", "b"],
    ["..a", "..a"],
    ["a/..b", "a/..b"],
    [".hidden", ".hidden"],
    ["with space/é", "with space/é"],
  ])("but not the path %j", (path, shortest) => {
    expect(insidePath(path)).toBe(shortest);
  });
});

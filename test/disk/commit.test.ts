import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { commit } from "../../generators/disk/commit.ts";
import { UserError } from "../../generators/problem/problem.ts";
import type { Change } from "../../generators/tree/tree.ts";
import { temporaryFolder } from "../support/project.ts";

const create = (path: string, after: string): Change => ({ kind: "create", path, after });
const edit = (path: string, before: string, after: string): Change => ({
  kind: "edit",
  path,
  before,
  after,
});

/** A new folder with these files. */
function folderWith(files: Record<string, string> = {}): string {
  const root = join(temporaryFolder(), "repository");
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Permissions of what is new. */
const FILE = (0o666 & ~process.umask()).toString(8);
const FOLDER = (0o777 & ~process.umask()).toString(8);

/** All there is below a folder and beside it: paths with texts, links and permissions. */
function everything(root: string): Record<string, string> {
  const above = dirname(root);
  const paths = readdirSync(above, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    paths.map((path) => {
      const full = join(above, path);
      const stat = lstatSync(full);
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isSymbolicLink()) return [path, `-> ${readlinkSync(full)}`];
      return [path, stat.isFile() ? `${mode} ${readFileSync(full, "latin1")}` : mode];
    }),
  );
}

/** Commits, expects it to be refused, and that nothing at all is different afterwards. */
function refused(root: string, changes: readonly Change[]): UserError["problems"][number] {
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

  it.each<[string, Record<string, string>, Change[]]>([
    ["a file in the place of a folder", { a: "file" }, [create("a/b.yaml", "b")]],
    ["a name that is too long", {}, [create(`${long}.yaml`, "b")]],
    ["a folder's name that is too long, below a new one", {}, [create(`x/y/${long}/b.yaml`, "b")]],
    ["a name too long for its temporary one", {}, [create("n".repeat(250), "b")]],
    // The second one makes a folder where the first one then can't go.
    ["a rename", {}, [create("z", "file"), create("z/b.yaml", "b")]],
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

  it("an edit that is in place already", () => {
    const root = folderWith({ "a.sh": "a", "b/b.yaml": "b" });
    chmodSync(join(root, "a.sh"), 0o755);
    const after = {
      kind: "edit",
      path: "b/b.yaml",
      before: "b",
      // Read when the temporary file is written, after every check: makes the rename fail.
      get after() {
        rmSync(join(root, "b/b.yaml"));
        mkdirSync(join(root, "b/b.yaml"));
        return "c";
      },
    } as const;
    expect(() => commit(root, [edit("a.sh", "a", "new"), after])).toThrow(/EISDIR/);
    expect(everything(root)).toEqual({
      repository: FOLDER,
      "repository/a.sh": "755 a",
      "repository/b": FOLDER,
      "repository/b/b.yaml": FOLDER,
    });
  });

  it("and what can't be undone is said", () => {
    const root = folderWith();
    const change = {
      kind: "create",
      path: "new/a.yaml",
      get after() {
        writeFileSync(join(root, "new/foreign"), "");
        mkdirSync(join(root, "new/a.yaml"));
        return "a";
      },
    } as const;
    let error: unknown;
    try {
      commit(root, [change]);
    } catch (thrown) {
      error = thrown;
    }
    const [problem] = (error as UserError).problems;
    expect(problem?.rule).toBe("half-written");
    expect(problem?.hint).toMatch(/ENOTEMPTY.*git status/);
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

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileChange } from "../../generators/base/files.ts";
import { shownPath, unifiedDiff } from "../../generators/base/text/diff.ts";
import { temporaryFolder } from "../support/project.ts";
import { SEED } from "../support/seed.ts";

const FOLDER = "flux-cd";
const PROGRAMS = { "git apply": ["git", "apply", "-"], "patch -p1": ["patch", "-p1", "-s"] };

/** Every file below a folder with its bytes, as text. */
function filesIn(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  return Object.fromEntries(
    paths.map((path) => [path.slice(root.length + 1), readFileSync(path, "utf8")]),
  );
}

/** The files that a program makes of the files before the changes and their diff. */
function applied(program: readonly string[], changes: readonly FileChange[], root: string) {
  for (const change of changes) {
    const path = join(root, FOLDER, change.path);
    mkdirSync(dirname(path), { recursive: true });
    if (change.kind !== "create") writeFileSync(path, change.before);
  }
  const [name = "", ...args] = program;
  const input = unifiedDiff(changes, FOLDER);
  const { status, stdout, stderr } = spawnSync(name, args, { cwd: root, input, encoding: "utf8" });
  expect(status, `${stdout}${stderr}\n${input}`).toBe(0);
  return filesIn(root);
}

function expected(changes: readonly FileChange[]): Record<string, string> {
  const kept = changes.filter((change) => change.kind !== "remove");
  return Object.fromEntries(kept.map(({ path, after }) => [`${FOLDER}/${path}`, after]));
}

const TEXTS: [what: string, before: string, after: string][] = [
  ["a line in the middle", "a\nb\nc\n", "a\nb\nnew\nc\n"],
  ["lines far apart", `a\n${"x\n".repeat(20)}b\n`, `A\n${"x\n".repeat(20)}B\n`],
  ["all lines", "a\nb\n", "c\n"],
  ["the first text of an empty file", "", "a\n"],
  ["the last text", "a\nb\n", ""],
  ["no last line end, before", "a\nb", "a\nb\nc\n"],
  ["no last line end, after", "a\nb\n", "a\nb"],
  ["no last line end, both", "a\nb", "a\nc\nb"],
  ["CRLF", "a\r\nb\r\n", "a\r\nc\r\nb\r\n"],
  ["CRLF to LF", "a\r\nb\r\n", "a\nb\n"],
  ["a bare carriage return", "a\rb\n", "a\rb\nc\r"],
  ["what looks like a diff", "-- a\n++ b\n", "-- c\n++ b\n@@ -1 +1 @@\n--- x\n+++ y\n"],
  ["a byte order mark and letters", "\ufeffé\n", "\ufeffé\n日本😀\n"],
  ["separators that are no line ends", "a\u2028b\u0085c\n", "a\u2028b\u0085d\n"],
  ["what looks like the lack of a line end", "a", "a\n\\ No newline at end of file"],
  ["empty lines", "\n\n\n", "\n\n"],
];

const PATHS = [
  ...["a.yaml", "a/b/c.yaml", "with space.yaml", "a folder/a file", "é.yaml", "日本/😀.yaml"],
  ...[
    'quo"te.yaml',
    "it's.yaml",
    "tab\tbed.yaml",
    "a -> b.yaml",
    "ends in space ",
    "#a",
    "-a",
    "b/-",
  ],
];

describe.each(Object.entries(PROGRAMS))("%s gives what would be written", (_, program) => {
  it.each(TEXTS)("%s", (_, before, after) => {
    const changes: FileChange[] = [
      { kind: "edit", path: "edited.yaml", before, after },
      { kind: "create", path: "new/created.yaml", after },
      { kind: "remove", path: "gone.yaml", before },
    ];
    expect(applied(program, changes, temporaryFolder())).toEqual(expected(changes));
  });

  it("under any path", () => {
    const changes = PATHS.flatMap((path): FileChange[] => [
      { kind: "create", path: `new/${path}`, after: "a\n" },
      { kind: "create", path: `empty/${path}`, after: "" },
      { kind: "edit", path: `old/${path}`, before: "a\n", after: "b\n" },
      { kind: "remove", path: `gone/${path}`, before: "a\n" },
      { kind: "remove", path: `gone empty/${path}`, before: "" },
    ]);
    expect(applied(program, changes, temporaryFolder())).toEqual(expected(changes));
  });

  const line = fc.oneof(
    fc.constantFrom("", "a", "b", "  - c", "-", "+", "\\", "@@ -1 +1 @@", "a\r", "\r", "--- a/x"),
    fc.string({ unit: "grapheme", maxLength: 6 }).map((text) => text.replaceAll("\n", "")),
  );
  const end = fc.constantFrom("\n", "\n", "\n", "\r\n");
  const text = fc
    .tuple(fc.array(fc.tuple(line, end), { maxLength: 30 }), fc.boolean())
    .map(([lines, ends]) => lines.flat().join("") + (ends ? "" : "end"));
  // Mostly the same lines, some of them replaced.
  const pair = fc
    .tuple(text, fc.array(fc.tuple(fc.nat(30), fc.nat(3), text), { maxLength: 3 }))
    .map(([before, edits]) => {
      const lines = before.split(/(?<=\n)/);
      for (const [at, removed, added] of edits) lines.splice(at, removed, added);
      return [before, lines.join("")] as const;
    })
    .filter(([before, after]) => before !== after);

  it("whatever the texts", () => {
    const root = temporaryFolder();
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 5 }), (pairs) => {
        const changes = pairs.flatMap(([before, after], index): FileChange[] => [
          { kind: "edit", path: `old ${index}.yaml`, before, after },
          { kind: "create", path: `é/${index}.yaml`, after },
          { kind: "remove", path: `gone ${index}.yaml`, before },
        ]);
        expect(applied(program, changes, root)).toEqual(expected(changes));
        rmSync(join(root, FOLDER), { recursive: true });
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});

it("a diff reads like git's", () => {
  const changes: FileChange[] = [
    { kind: "create", path: "new.yaml", after: "a: 1\n" },
    { kind: "edit", path: "old.yaml", before: "a: 1\nb: 2", after: "a: 1\nc: 3\nb: 2" },
    { kind: "remove", path: "gone.yaml", before: "a: 1\n" },
  ];
  expect(unifiedDiff(changes, FOLDER)).toBe(`diff --git a/flux-cd/new.yaml b/flux-cd/new.yaml
new file mode 100644
--- /dev/null
+++ b/flux-cd/new.yaml
@@ -0,0 +1,1 @@
+a: 1
diff --git a/flux-cd/old.yaml b/flux-cd/old.yaml
--- a/flux-cd/old.yaml
+++ b/flux-cd/old.yaml
@@ -1,2 +1,3 @@
 a: 1
+c: 3
 b: 2
\\ No newline at end of file
diff --git a/flux-cd/gone.yaml b/flux-cd/gone.yaml
deleted file mode 100644
--- a/flux-cd/gone.yaml
+++ /dev/null
@@ -1,1 +0,0 @@
-a: 1
`);
});

it("a path is shown from git's root, also where the repository is that root", () => {
  expect(shownPath("flux-cd", "a/b.yaml")).toBe("flux-cd/a/b.yaml");
  expect(shownPath(".", "a/b.yaml")).toBe("a/b.yaml");
});

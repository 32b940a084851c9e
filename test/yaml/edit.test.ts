import { describe, expect, it } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { nodeAt, parseYaml } from "../../generators/base/yaml/parse.ts";
import { appendDocument, applyTextEdits, replaceScalar } from "../../generators/edit/yaml/edit.ts";
import { sides } from "./sides.ts";

describe("a document goes at the end of the file", () => {
  const SOURCE = "kind: GitRepository\nmetadata:\n  name: qa\n";

  it.each([
    [
      "behind a separator",
      `
 # The sources.
 kind: GitRepository
 metadata:
   name: dev
+---
+kind: GitRepository
+metadata:
+  name: qa
`,
    ],
    [
      "below the last document's comments",
      `
 kind: GitRepository
 # The end.
+---
+kind: GitRepository
+metadata:
+  name: qa
`,
    ],
    [
      "behind the end of the last document",
      `
 kind: GitRepository
 ...
+---
+kind: GitRepository
+metadata:
+  name: qa
`,
    ],
    [
      "behind a separator that is there already",
      `
 kind: GitRepository
 --- # one each
 # The next one:
+kind: GitRepository
+metadata:
+  name: qa
`,
    ],
    [
      "in a file that holds only a comment",
      `
 # The sources.
+kind: GitRepository
+metadata:
+  name: qa
`,
    ],
    [
      "below a literal that keeps its empty lines",
      `
 note: |+
   text

+---
+kind: GitRepository
+metadata:
+  name: qa
`,
    ],
  ])("%s", (_, diff) => {
    const { before, after } = sides(diff);
    expect(appendDocument(parseYaml("sources.yaml", before), SOURCE)).toBe(after);
  });

  it.each([
    ["an empty file", "", "b: 2\n"],
    ["a byte order mark alone", "\ufeff", "\ufeffb: 2\n"],
    ["a byte order mark", "\ufeffa: 1\n", "\ufeffa: 1\n---\nb: 2\n"],
    ["CRLF", "a: 1\r\n", "a: 1\r\n---\r\nb: 2\r\n"],
    ["no last line end", "a: 1", "a: 1\n---\nb: 2"],
    ["CRLF, no last line end", "x: 0\r\na: 1", "x: 0\r\na: 1\r\n---\r\nb: 2"],
    ["empty documents elsewhere", "---\n---\na: 1\n", "---\n---\na: 1\n---\nb: 2\n"],
  ])("%s stays", (_, before, after) => {
    expect(appendDocument(parseYaml("sources.yaml", before), "b: 2\n")).toBe(after);
  });

  it("is refused where a document does not resolve", () => {
    const file = parseYaml("sources.yaml", "a: *x\n");
    expect(() => appendDocument(file, "b: 2\n")).toThrow(UserError);
    expect(() => appendDocument(file, "b: 2\n")).toThrow(
      /sources\.yaml is not valid YAML: unidentified alias/,
    );
  });
});

describe("a scalar gets another value", () => {
  const replaced = (text: string, value: string | number) => {
    const file = parseYaml("a.yaml", text);
    return applyTextEdits(text, [
      replaceScalar(file, nodeAt(file.documents[0]?.contents, "a"), value),
    ]);
  };

  it.each<[string, string, string | number, string]>([
    ["plain", "a: dev # here\nb: 1\n", "qa", "a: qa # here\nb: 1\n"],
    ["a number", "a: 1\n", 3, "a: 3\n"],
    ["a string that looks like a number", "a: dev\n", "10", 'a: "10"\n'],
    ["single quotes stay", "a: 'dev'\n", "it's", "a: 'it''s'\n"],
    ["single quotes can't hold a line end", "a: 'dev'\n", "a\nb", 'a: "a\\nb"\n'],
    ["double quotes stay", 'a: "dev"\n', "qa", 'a: "qa"\n'],
    ["a number in quotes stays a string", 'a: "1"\n', 3, 'a: "3"\n'],
    ["an anchor and a tag stay", "a: &x !!str dev\nb: *x\n", "qa", "a: &x !!str qa\nb: *x\n"],
    ["several lines become one", "a: dev\n  two\nb: 1\n", "qa", "a: qa\nb: 1\n"],
    ["in braces", "{a: dev, b: 1}\n", "q,a", '{a: "q,a", b: 1}\n'],
    ["CRLF stays", "a: dev\r\nb: 1\r\n", "qa", "a: qa\r\nb: 1\r\n"],
  ])("%s", (_, before, value, after) => {
    expect(replaced(before, value)).toBe(after);
  });

  it.each<[string, string, string, number | undefined]>([
    ["a literal", "b: 1\na: |\n  dev\n", "a value on lines of its own (| or >)", 2],
    ["a folded one", "a: >-\n\n  dev\n", "a value on lines of its own (| or >)", 1],
    ["a list", "b: 1\na: [dev]\n", "a list or a mapping", 2],
    ["an alias", "b: &x dev\na: *x\n", "an alias (*x)", 2],
    ["nothing", "b: 1\n", "a value that is not there", undefined],
  ])("%s is refused", (_, text, what, line) => {
    try {
      replaced(text, "q\na");
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      const [problem] = (error as UserError).problems;
      expect(problem?.message).toBe(`a.yaml: "q\\na" can't take the place of ${what}.`);
      expect(problem?.line).toBe(line);
    }
  });
});

describe("edits", () => {
  it("apply in any order, insertions at one place in the order given", () => {
    const edits = [
      { start: 4, end: 6, text: "X" },
      { start: 0, end: 0, text: "<" },
      { start: 4, end: 4, text: "1" },
      { start: 4, end: 4, text: "2" },
    ];
    expect(applyTextEdits("abcdefgh", edits)).toBe("<abcd12Xgh");
  });

  it("that overlap are refused", () => {
    const edits = [
      { start: 0, end: 3, text: "" },
      { start: 2, end: 4, text: "" },
    ];
    expect(() => applyTextEdits("abcdef", edits)).toThrow(UserError);
  });
});

describe("a file that does not parse", () => {
  it("is refused with every error and its line", () => {
    let error: unknown;
    try {
      parseYaml("a.yaml", "a: 1\na: 2\n---\nb: [\n");
    } catch (thrown) {
      error = thrown;
    }
    expect((error as UserError).problems).toMatchObject(
      [
        { rule: "yaml-syntax", path: "a.yaml", line: 2, message: /unique/ },
        { rule: "yaml-syntax", path: "a.yaml", line: 5 },
      ].map(({ message, ...rest }) =>
        message ? { ...rest, message: expect.stringMatching(message) } : rest,
      ),
    );
  });
});

import { expect, it } from "vitest";
import { isFault, loadDocuments } from "../../generators/base/yaml/load.ts";

// Each was read so by sigs.k8s.io/yaml 1.6.0.
it.each([
  ["a list", "a: [\n  b\n]\n", { a: ["b"] }],
  ["a mapping", "a:\n  b: {\n    c: 1\n  }\n", { a: { b: { c: 1 } } }],
  ["a list whose items begin at the left", "a:\n  - b: [\nc,\nd]\n", { a: [{ b: ["c", "d"] }] }],
  ["a tab between brackets", "a: [\tb\t, {\tc: 1\t}\t]\n", { a: ["b", { c: 1 }] }],
  ["a mapping in one, with a comment", "a: {\n# d\nb: {\nc: 1}}\n", { a: { b: { c: 1 } } }],
  ["double quotes", 'a:\n  b: "c\nd\n\ne\\\nf"\ng: 1\n', { a: { b: "c d\nef" }, g: 1 }],
  ["what looks like a key", 'a: "b\nc: d"\r\ne: 1\r\n', { a: "b c: d", e: 1 }],
  ["single quotes", "a: 'b\n# c\n---d'\n", { a: "b # c ---d" }],
  ["YAML 1.1 booleans", "a: [\n  yes, Off, y, YeS\n]\n", { a: [true, false, true, "YeS"] }],
  ["a key below <<", "x: &x {a: 1\n}\nz:\n  <<: *x\n  a: 2\n", { x: { a: 1 }, z: { a: 2 } }],
])("reads lines in brackets and quotes that are not indented: %s", (_, text, data) => {
  expect(loadDocuments(text)).toEqual([data]);
});

it.each([
  ["double quotes", 'a: "b"# c\nd: "e"#f: g\n', { a: "b", d: "e" }],
  ["single quotes", "- 'a'#\n- b\n", ["a", "b"]],
  ["a bracket", "a: [b]# c\nd: {e: 1}# f\n", { a: ["b"], d: { e: 1 } }],
  ["a comma", "a: [b,# c\n  'd'# e\n  ]\n", { a: ["b", "d"] }],
  [
    "and in no text",
    "a: 'b'# c\nd: |\n  'e'# f\ng: \"h'# i\"\nj: k'# l\n",
    { a: "b", d: "'e'# f\n", g: "h'# i", j: "k'# l" },
  ],
])("reads a comment right behind %s", (_, text, data) => {
  expect(loadDocuments(text)).toEqual([data]);
});

it.each([
  ["a text of many such lines", `a: [\n${"b,\n".repeat(200)}]\n`],
  ["a document's begin in brackets", "a: [\n---\n]\n"],
  ["a document's end in quotes", 'a: "\n...\n"\n'],
  ["an item of a block", "a: [\n- b\n]\n"],
  ["a tab in front of a line", "- [b\n\t]\n"],
  ["an escape of what needs none", 'a: "\\# b"\n'],
  ["a value behind a comment", 'a: "b"# c\n  d\n'],
  ["one that is not closed", "a: [\n  b\nc: 1\n"],
  ["an alias without its anchor", "a: [\n  *b\n]\n"],
  ["a key that is there twice", "a: [\n  b\n]\na: 1\n"],
  ["a text that is too long for the slower parser", `a: [\n${"  b,\n".repeat(10_000)}]\n`],
])("but not %s", (_, text) => {
  expect(isFault(loadDocuments(text))).toBe(true);
});

it.each([
  ["GitLab's", "a: !reference [b, c]\n", { a: ["b", "c"] }],
  ["MkDocs'", "a: !!python/name:emoji.twemoji ''\n", { a: "" }],
  ["CloudFormation's", "a: !Sub x\nb: !If {c: 1}\n", { a: "x", b: { c: 1 } }],
  [
    "those of YAML itself",
    'a: !!str 1\nb: !!int "2"\nc: !!binary aGk=\n',
    { a: "1", b: 2, c: "aGk=" },
  ],
])("reads values with tags: %s", (_, text, data) => {
  expect(loadDocuments(text)).toEqual([data]);
});

// kubectl reads a field behind each of the first.
it.each([
  ["a comment", "a: 1 # b\u2028c: 2\n"],
  ["a comment, by U+0085", "a: 1 # b\u0085c: 2\n"],
  ["a block", "a: |\n  b\u2028c: 2\n"],
])("refuses a line end that is not shown, with a field behind it, in %s", (_, text) => {
  const loaded = loadDocuments(`# first\n${text}`);
  expect(loaded).toMatchObject({ reason: expect.stringContaining("not shown"), isHostile: true });
  expect(isFault(loaded) && loaded.line).toBe(text.includes("|") ? 3 : 2);
});

it.each([
  ["double quotes", 'a: "b\u2028c"\n', { a: "b\u2028c" }],
  ["a comment before another", "a: 1 # b\u2028# c\n", { a: 1 }],
])("reads one without, in %s", (_, text, data) => {
  expect(loadDocuments(text)).toEqual([data]);
});

import { expect, it } from "vitest";
import { isFault, loadDocuments } from "../../generators/yaml/load.ts";

it.each([
  ["a list", "a: [\n  b\n]\n", { a: ["b"] }],
  ["a mapping", "a:\n  b: {\n    c: 1\n  }\n", { a: { b: { c: 1 } } }],
  ["YAML 1.1 booleans", "a: [\n  yes, Off, y, YeS\n]\n", { a: [true, false, true, "YeS"] }],
  ["a key below <<", "x: &x {a: 1\n}\nz:\n  <<: *x\n  a: 2\n", { x: { a: 1 }, z: { a: 2 } }],
])("reads brackets that close where their line begins: %s", (_, text, data) => {
  expect(loadDocuments(text)).toEqual([data]);
});

it.each([
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

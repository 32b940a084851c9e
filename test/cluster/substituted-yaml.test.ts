import { describe, expect, it } from "vitest";
import { read } from "../../generators/model/substitution/yaml/read.ts";

// Each as sigs.k8s.io/yaml has it; the recorded answers have many more.
describe("the YAML of an object with its variables", () => {
  it.each([
    ["--- a", "a"],
    ["a: 1\n---\n[", { a: 1 }],
    ["a: [x,\ny]\n", { a: ["x", true] }],
    ["a:\tx", { a: "x" }],
    ["a: 1\na: 2", { a: 2 }],
    ["a: &x {b: y}\nc: *x", { a: { b: true }, c: { b: true } }],
    ["<<: {a: 1, b: 1}\na: 2", { a: 2, b: 1 }],
    ["0x10: !!str 1", { 16: "1" }],
  ])("reads %j", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['a: "b"\n\tc: 2', "found character that cannot start any token"],
    ["[a", "did not find expected ',' or ']'"],
    ["a: [", "did not find expected node content"],
    ["a: &x [*x]", "anchor 'x' value contains itself"],
    ["a: .inf", "json: unsupported value: Infinity"],
    ["[".repeat(100_000), "exceeded max depth of 1000"],
  ])("refuses %j", (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });
});

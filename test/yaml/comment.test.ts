import { describe, expect, it } from "vitest";
import { nodeAt, parseYaml } from "../../generators/base/yaml/parse.ts";
import { appendComment, commentOn } from "../../generators/edit/yaml/comment.ts";

const at = (text: string, ...steps: (string | number)[]) => {
  const file = parseYaml("a.yaml", text);
  return { file, node: nodeAt(file.documents[0]?.contents, ...steps) };
};

describe("a comment goes behind the scalar that ends a line", () => {
  it.each([
    ["a plain one", "a: 1.0.0\nb: 2\n", "a: 1.0.0 # here\nb: 2\n"],
    ["a quoted one", "a: '1.0'\nb: 2\n", "a: '1.0' # here\nb: 2\n"],
    ["one with blanks behind it", "a: x  \nb: 2\n", "a: x # here  \nb: 2\n"],
    ["the last line without its end", "b: 2\na: x", "b: 2\na: x # here"],
    ["Windows' line ends", "a: x\r\nb: 2\r\n", "a: x # here\r\nb: 2\r\n"],
  ])("%s", (_what, before, after) => {
    const { file, node } = at(before, "a");
    expect(appendComment(file, node, "here")).toBe(after);
    const { file: now, node: marked } = at(after, "a");
    expect(commentOn(now, marked)).toBe("here");
  });

  it.each([
    ["a comment is there", "a: x # mine\n", ["a"]],
    ["more follows in brackets", "a: {b: x, c: y}\n", ["a", "b"]],
    ["a block scalar", "a: |\n  x\n", ["a"]],
    ["no scalar", "a: [x]\n", ["a"]],
    ["nothing at all", "a: x\n", ["b"]],
  ])("is refused: %s", (_what, text, steps) => {
    const { file, node } = at(text, ...steps);
    expect(() => appendComment(file, node, "here")).toThrow(/"# here"/);
  });

  it("is read without its mark", () => {
    const { file, node } = at('a: x   #   {"$imagepolicy": "b"}  \r\n', "a");
    expect(commentOn(file, node)).toBe('{"$imagepolicy": "b"}');
    expect(commentOn(...(Object.values(at("a: x\n", "a")) as [never, never]))).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { UserError } from "../../generators/problem/problem.ts";
import { removeItems, replaceScalar, replaceScalars } from "../../generators/yaml/edit.ts";
import { firstDocument, nodeAt, parseYaml } from "../../generators/yaml/parse.ts";

function without(text: string, ...items: string[]): string {
  const file = parseYaml("kustomization.yaml", text);
  return removeItems(file, firstDocument(file), ["resources"], (item) =>
    items.includes(String(item)),
  );
}

describe("items are taken out of a list with their lines", () => {
  it.each([
    ["the first", "resources:\n  - a # one\n  - b\n  - c\n", ["a"], "resources:\n  - b\n  - c\n"],
    [
      "several",
      "x: 1\nresources:\n- a\n# about b\n- b\n- c\ny: 2\n",
      ["a", "c"],
      "x: 1\nresources:\n# about b\n- b\ny: 2\n",
    ],
    ["the last, CRLF", "resources:\r\n  - a\r\n  - b\r\n", ["b"], "resources:\r\n  - a\r\n"],
    ["the last line, without a line end", "resources:\n  - a\n  - b", ["b"], "resources:\n  - a\n"],
    ["none", "resources: [a, b]\n", ["c"], "resources: [a, b]\n"],
  ])("%s", (_what, before, items, after) => {
    expect(without(before, ...items)).toBe(after);
  });

  it.each([
    ["on one line", "resources: [a, b]\n", ["a"]],
    ["all on one line", "resources: [a, b]\n", ["a", "b"]],
    ["the only one: the key would have no list", "resources:\n  - a\n", ["a"]],
  ])("but not %s: refused, with the line", (_what, before, items) => {
    expect(() => without(before, ...items)).toThrow(UserError);
    expect(() => without(before, ...items)).toThrow(/items can't be taken out of resources/);
  });
});

describe("replaced values", () => {
  const file = parseYaml("a.yaml", "a: one # why\nb: ['two', \"three\"]\n");
  const [document] = file.documents;
  const at = (...steps: (string | number)[]) => nodeAt(document?.contents, ...steps);

  it("keep their quotes, and every byte around them", () => {
    const splices = [
      replaceScalar(file, at("a"), "1"),
      replaceScalar(file, at("b", 0), "it's"),
      replaceScalar(file, at("b", 1), "no"),
    ];
    expect(replaceScalars(file, splices)).toBe("a: \"1\" # why\nb: ['it''s', \"no\"]\n");
  });

  it("are refused where more than a value would change", () => {
    const splice = { ...replaceScalar(file, at("a"), "x"), text: "x\nc: y" };
    expect(() => replaceScalars(file, [splice])).toThrow(
      /values can't be replaced without a change to more/,
    );
  });
});

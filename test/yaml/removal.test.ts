import { describe, expect, it } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { firstDocument, nodeAt, parseYaml } from "../../generators/base/yaml/parse.ts";
import {
  appendDocument,
  appendItem,
  replaceScalar,
  replaceScalars,
} from "../../generators/edit/yaml/edit.ts";
import { removeDocument, removeItems } from "../../generators/edit/yaml/removal.ts";

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
    ["the last line, without a line end", "resources:\n  - a\n  - b", ["b"], "resources:\n  - a"],
    ["none", "resources: [a, b]\n", ["c"], "resources: [a, b]\n"],
    ["the first on one line", "resources: [a, b] # x\n", ["a"], "resources: [b] # x\n"],
    ["the last on one line", "resources: [a, b]\n", ["b"], "resources: [a]\n"],
    ["two at the end", "resources: [ a, b, c ]\n", ["b", "c"], "resources: [ a ]\n"],
    ["all on one line", "resources: [a, b]\n", ["a", "b"], "resources: []\n"],
    ["the only one", "resources: # list\n  - a\nx: 1\n", ["a"], "resources: [] # list\nx: 1\n"],
  ])("%s", (_what, before, items, after) => {
    expect(without(before, ...items)).toBe(after);
  });

  it("with its key, where the list is to be absent", () => {
    const file = parseYaml("a.yaml", "spec:\n  dependsOn:\n    - name: a\n  wait: true\n");
    const path = ["spec", "dependsOn"];
    const text = removeItems(file, firstDocument(file), path, () => true, "absent");
    expect(text).toBe("spec:\n  wait: true\n");
  });

  it.each([
    ["an alias of a list", "a: &l\n  - a\nresources: *l\n", ["a"]],
    ["an item with an anchor that is used below", "resources:\n  - &x a\n  - b\ny: *x\n", ["a"]],
  ])("but not %s", (_what, before, items) => {
    const text = () => without(before, ...items);
    try {
      expect(text()).toBe(before);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect(String(error)).toMatch(/can't be taken out of resources|can't be edited/);
    }
  });
});

describe("an addition that is taken back leaves no trace", () => {
  it.each([
    "resources:\n  - a\n",
    "resources:\n- a\n# end\n",
    "resources:\r\n  - a\r\n",
    "resources:\n  - a",
    "resources: [a, b]\n",
    "resources:\n  - a # why\n\nx: 1\n",
    "\ufeffresources:\n  - a\n",
  ])("of an item: %j", (text) => {
    const file = parseYaml("k.yaml", text);
    const added = appendItem(file, firstDocument(file), ["resources"], "new");
    expect(added).not.toBe(text);
    expect(without(added, "new")).toBe(text);
  });

  it.each(["a: 1\n", "a: 1", "# head\n---\na: 1\n---\nb: 2\n", "a: 1\r\n---\r\nb: 2\r\n"])(
    "of a document: %j",
    (text) => {
      const added = parseYaml("k.yaml", appendDocument(parseYaml("k.yaml", text), "new: 1\n"));
      const last = added.documents.at(-1);
      expect(last?.toJS()).toEqual({ new: 1 });
      expect(last && removeDocument(added, last)).toBe(text);
    },
  );

  it.each([
    [0, "# file\nb: 2\n---\nc: 3\n"],
    [1, "# file\na: 1\n---\nc: 3\n"],
    [2, "# file\na: 1\n---\nb: 2\n"],
  ])("document %i of three", (index, after) => {
    const file = parseYaml("k.yaml", "# file\na: 1\n---\nb: 2\n---\nc: 3\n");
    const document = file.documents[index];
    expect(document && removeDocument(file, document)).toBe(after);
  });
});

describe("replaced values", () => {
  const file = parseYaml("a.yaml", "a: one # why\nb: ['two', \"three\"]\n");
  const [document] = file.documents;
  const at = (...steps: (string | number)[]) => nodeAt(document?.contents, ...steps);

  it("keep their quotes, and every byte around them", () => {
    const edits = [
      replaceScalar(file, at("a"), "1"),
      replaceScalar(file, at("b", 0), "it's"),
      replaceScalar(file, at("b", 1), "no"),
    ];
    expect(replaceScalars(file, edits)).toBe("a: \"1\" # why\nb: ['it''s', \"no\"]\n");
  });

  it("are refused where more than a value would change", () => {
    const edit = { ...replaceScalar(file, at("a"), "x"), text: "x\nc: y" };
    expect(() => replaceScalars(file, [edit])).toThrow(
      /values can't be replaced without a change to more/,
    );
  });
});

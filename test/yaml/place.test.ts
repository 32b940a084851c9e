import { expect, it } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { firstDocument, parseYaml } from "../../generators/base/yaml/parse.ts";
import { documentAt, placeAt } from "../../generators/base/yaml/place.ts";
import { appendItem } from "../../generators/edit/yaml/edit.ts";

/** Kubernetes reads it; YAML 1.2 wants its lines indented, and a space in front of the comment. */
const LOOSE = '---\na: 1\n---\nb: [\nc,\n  d,\ne: "f"# g\n]\nh: "i\nj"\nk: l\n';

it.each([
  [["b"], 4, 1],
  [["b", 0], 5, 1],
  [["b", 1], 6, 3],
  [["b", 2, "e"], 7, 1],
  [["h"], 9, 1],
  [["k"], 11, 1],
] as const)(
  "finds %j where the file has it, however loosely it is indented",
  (steps, line, column) => {
    expect(placeAt("a.yaml", LOOSE, 1, steps)).toEqual({ line, column });
  },
);

it("finds the document of a line of such a file", () => {
  expect([2, 5, 11].map((line) => documentAt("a.yaml", LOOSE, line))).toEqual([0, 1, 1]);
});

it("but nothing is edited in it, since the parser of places refuses it", () => {
  const edit = () => {
    const file = parseYaml("a.yaml", LOOSE);
    appendItem(file, firstDocument(file), ["b"], "x");
  };
  expect(edit).toThrow(UserError);
  expect(edit).toThrow(/a\.yaml is not valid YAML: .*indented/);
});

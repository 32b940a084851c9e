import { describe, expect, it } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { append, PATCH } from "./append.ts";

describe("an edit that can't be made by insertion is refused", () => {
  it.each([
    ["an alias", "all: &all [a]\nresources: *all\n", 2, /it is an alias of a list/],
    ["a list that an alias repeats", "resources: &x\n  - a\nall: *x\n", 2, /more than that list/],
    [
      "an empty list that an alias repeats",
      "resources: &x []\nall: *x\n",
      1,
      /more than that list/,
    ],
    ["a list that is merged in", "b: &b\n  resources: [a]\n<<: *b\n", 1, /more than that list/],
    ["text", "x: 1\nresources: text\n", 2, /it is not a list/],
    ["a mapping", "resources:\n  a: 1\n", 2, /it is not a list/],
    ["a mapping in braces without the key", "{x: 1}\n", 1, /no block mapping to stand in/],
    ["a document that is a list", "- a\n", 1, /no block mapping to stand in/],
    ["an empty document among others", "---\n---\nx: 1\n", 1, /the document is empty/],
    ["a document that says null", "null\n", 1, /more than that list/],
    ["an empty document that is closed", "---\n...\n", 1, /more than that list/],
    // The parser of places takes it only where no key follows.
    ["a comment behind a tab", "x: &x\n\t# t\n  a", 1, /more than that list/],
    ["line ends of the old Macintosh", "resources:\r  - a\r", 1, /it is not a list/],
  ] as const)("%s", (_, text, line, message) => {
    let error: unknown;
    try {
      append(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UserError);
    const [problem] = (error as UserError).problems;
    expect(problem).toMatchObject({ rule: "yaml-edit", path: "kustomization.yaml" });
    expect(problem?.message).toMatch(message);
    expect(problem?.line).toBe(line);
    expect(problem?.hint).toMatch(/by hand/);
  });

  it("another alias has no anchor", () => {
    expect(() => append("resources:\n- a\nx: *y\n")).toThrow(/unidentified alias "y"/);
  });

  it("an item of several lines has no place in brackets", () => {
    expect(() => append("patches: [{path: a}]\n", PATCH, ["patches"])).toThrow(
      "path: shop.yaml can't be added to patches: it is written in brackets, the item in lines",
    );
  });

  it("a list below an alias is not reached", () => {
    const text = "spec: &s\n  dependsOn: [a]\nother: *s\n";
    expect(() => append(text, "b", ["other", "dependsOn"])).toThrow(/no block mapping/);
    expect(() => append(text, "b", ["spec", "dependsOn"])).toThrow(/more than that list/);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Tree } from "../../generators/edit/tree.ts";
import { filesOf, shippedTexts } from "../support/memory.ts";
import { ROOT } from "../support/project.ts";

/** Lines of the generators that a pattern is for. */
function linesWith(pattern: RegExp): string[] {
  return readdirSync(join(ROOT, "generators"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .flatMap((path) =>
      readFileSync(join(ROOT, path), "utf8")
        .split("\n")
        .flatMap((line) => (pattern.test(line) ? [`${path}: ${line.trim()}`] : [])),
    );
}

describe("the change set hands out what is current", () => {
  it("nobody else makes a model of files, or parses what a change set holds", () => {
    expect(linesWith(/new Repository\(/)).toEqual([
      "generators/edit/tree.ts: this.#model ??= new Repository(this, this.layout);",
    ]);
    expect(linesWith(/parseYaml\(.*\b(?:tree|changes)\.read\(/)).toEqual([]);
  });

  it("a file is parsed as it is after an edit", () => {
    const tree = new Tree(filesOf(new Map([["a.yaml", "a: 1\n"]])));
    expect(tree.yaml("a.yaml").documents[0]?.toJS()).toEqual({ a: 1 });
    tree.edit("a.yaml", "a: 2\n");
    expect(tree.yaml("a.yaml").documents[0]?.toJS()).toEqual({ a: 2 });
    tree.remove("a.yaml");
    expect(() => tree.yaml("a.yaml")).toThrow("a.yaml does not exist.");
  });

  it("the model is that of the files after every change, and the same between them", () => {
    const tree = new Tree(filesOf(shippedTexts()));
    const base = "applications/base-shop-config/kustomization.yaml";
    const { model } = tree;
    expect(tree.model).toBe(model);
    expect(model.apps).toEqual(["app"]);
    tree.create(base, "resources: []\n");
    expect(tree.model.apps).toEqual(["app", "shop"]);
    tree.edit(base, "resources: []\n# edited\n");
    expect(tree.model.yaml(base).text).toContain("# edited");
    tree.remove(base);
    expect(tree.model.apps).toEqual(["app"]);
  });
});

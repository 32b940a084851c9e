import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { list, unlist } from "../../generators/edit/manifests/listing.ts";
import { Tree } from "../../generators/edit/tree.ts";
import { FLUX_CD } from "../../generators/model/layouts/flux-cd.ts";
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
    const names = () => tree.model.environments.map(({ name }) => name);
    expect(tree.model).toBe(tree.model);
    expect(names()).toEqual(["dev", "staging", "production"]);
    const overlays = FLUX_CD.path("environments");
    unlist(`${overlays}/staging/sync.yaml`, tree, overlays);
    expect(names()).toEqual(["dev", "production"]);
    tree.remove(`${overlays}/dev/sync.yaml`);
    expect(names()).toEqual(["production"]);
    const text = tree.read(`${overlays}/production/sync.yaml`) ?? "";
    tree.create(`${overlays}/qa/sync.yaml`, text.replaceAll("production", "qa"));
    list(`${overlays}/qa/sync.yaml`, overlays, tree);
    expect(names()).toEqual(["production", "qa"]);
  });
});

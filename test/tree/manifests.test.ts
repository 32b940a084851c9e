import { describe, expect, it } from "vitest";
import { setDependsOn } from "../../generators/edit/manifests/depends-on.ts";
import { setPrune } from "../../generators/edit/manifests/fields.ts";
import { addItem, takeItems } from "../../generators/edit/manifests/items.ts";
import { list, unlist } from "../../generators/edit/manifests/listing.ts";
import { removeObject } from "../../generators/edit/manifests/remove-object.ts";
import { Tree } from "../../generators/edit/tree.ts";
import { syncsIn } from "../../generators/model/views/objects.ts";
import { filesOf } from "../support/memory.ts";

const sync = (name: string, more = "") =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  prune: true\n${more}`;

const PATH = "boot/syncs.yaml";
const text = `# Ours.\n${sync("a", "  dependsOn:\n    - name: b # first\n")}---\n${sync("b")}`;
const of = (texts: Record<string, string> = { [PATH]: text }) =>
  new Tree(filesOf(new Map(Object.entries(texts))));

/** One of the Flux Kustomizations, as it is at first. */
function named(name: string, tree: Tree) {
  const found = syncsIn(PATH, tree).find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

describe("dependsOn", () => {
  it("has one in the place of another, and keeps what stands beside it", () => {
    const tree = of();
    setDependsOn(named("a", tree), "b", { name: "c" }, tree);
    expect(tree.read(PATH)).toBe(text.replace("- name: b #", "- name: c #"));
  });

  it("has one more, with its namespace where that is another", () => {
    const tree = of();
    setDependsOn(named("a", tree), undefined, { name: "c", namespace: "flux-system" }, tree);
    setDependsOn(named("a", tree), undefined, { name: "d", namespace: "other" }, tree);
    const more = "    - name: c\n    - name: d\n      namespace: other\n";
    expect(tree.read(PATH)).toBe(text.replace("# first\n", `# first\n${more}`));
  });

  it("has none any more when the last one goes, and a first one where it had none", () => {
    const tree = of();
    setDependsOn(named("a", tree), "b", undefined, tree);
    expect(tree.read(PATH)).toBe(text.replace("  dependsOn:\n    - name: b # first\n", ""));
    setDependsOn(named("b", tree), undefined, { name: "a" }, tree);
    expect(tree.read(PATH)).toMatch(/prune: true\n {2}dependsOn:\n {4}- name: a\n$/);
  });
});

it("an edit finds its object where an earlier one has moved it", () => {
  const tree = of();
  const [a, b] = [named("a", tree), named("b", tree)];
  removeObject(a.object, tree);
  setPrune(b, false, tree);
  expect(tree.read(PATH)).toBe(`# Ours.\n${sync("b").replace("true", "false")}`);
  expect(named("b", tree).prune).toBe(false);
  setPrune(a, false, tree);
  expect(tree.read(PATH)).toContain("prune: false");
});

it("does not take an object of the same name in another namespace", () => {
  const other = sync("a").replace("flux-system", "other");
  const tree = of({ [PATH]: `${other}---\n${sync("a")}` });
  const [, second] = syncsIn(PATH, tree);
  if (second !== undefined) removeObject(second.object, tree);
  expect(tree.read(PATH)).toBe(other);
});

it("items come last in a list of an object, and go from it", () => {
  const tree = of();
  addItem(named("a", tree).object, ["spec", "dependsOn"], "name: x\nnamespace: y", tree);
  expect(tree.read(PATH)).toContain("# first\n    - name: x\n      namespace: y\n");
  const isX = (item: unknown) => (item as { name: string }).name === "x";
  takeItems(named("a", tree).object, ["spec", "dependsOn"], isX, tree);
  expect(tree.read(PATH)).toBe(text);
});

describe("a kustomization", () => {
  const LIST = "resources:\n  - a.yaml\n  - sub/\n";
  const lists = () =>
    of({ "boot/kustomization.yaml": LIST, "boot/a.yaml": "", "boot/sub/b.yaml": "" });

  it("lists a file once", () => {
    const tree = lists();
    list("boot/a.yaml", "boot", tree);
    list("boot/sub", "boot", tree);
    expect(tree.changes()).toEqual([]);
    list("boot/more/c.yaml", "boot", tree);
    expect(tree.read("boot/kustomization.yaml")).toBe(`${LIST}  - more/c.yaml\n`);
  });

  it("lists a file no more: in the nearest folder that has one", () => {
    const tree = lists();
    list("boot/sub/c.yaml", "boot", tree);
    unlist("boot/sub/c.yaml", tree);
    expect(tree.changes()).toEqual([]);
    unlist("boot/sub", tree);
    expect(tree.read("boot/kustomization.yaml")).toBe("resources:\n  - a.yaml\n");
  });
});

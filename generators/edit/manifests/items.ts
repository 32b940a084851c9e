import type { Step } from "../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Tree } from "../tree.ts";
import { appendItem } from "../yaml/edit.ts";
import { removeItems } from "../yaml/removal.ts";
import { editObject } from "./edit.ts";

/** Adds an item, as block YAML, at the end of a list of an object. @throws UserError */
export function addItem(
  object: KubernetesObject,
  steps: readonly Step[],
  block: string,
  tree: Tree,
): void {
  editObject(object, tree, (file, document) => appendItem(file, document, steps, { block }));
}

/** Takes items out of a list of an object. @throws UserError */
export function takeItems(
  object: KubernetesObject,
  steps: readonly Step[],
  isTaken: (item: unknown) => boolean,
  tree: Tree,
): void {
  editObject(object, tree, (file, document) => removeItems(file, document, steps, isTaken));
}

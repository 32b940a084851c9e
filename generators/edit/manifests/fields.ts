import { nodeAt } from "../../base/yaml/parse.ts";
import type { FluxKustomization } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Tree } from "../tree.ts";
import { replaceScalar, replaceScalars } from "../yaml/edit.ts";
import { editObject } from "./edit.ts";

/** Gives a field of an object that has one another value. @throws UserError where it has none. */
export function setField(
  object: KubernetesObject,
  steps: readonly string[],
  value: string | boolean,
  tree: Tree,
): void {
  editObject(object, tree, (file, document) =>
    replaceScalars(file, [replaceScalar(file, nodeAt(document.contents, ...steps), value)]),
  );
}

/** Lets a Flux Kustomization prune, or keeps it from that. @throws UserError */
export function setPrune({ object }: FluxKustomization, value: boolean, tree: Tree): void {
  setField(object, ["spec", "prune"], value, tree);
}

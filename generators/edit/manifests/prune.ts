import { nodeAt } from "../../base/yaml/parse.ts";
import type { SyncDocument } from "../../model/views/objects.ts";
import type { Tree } from "../tree.ts";
import { replaceScalar, replaceScalars } from "../yaml/edit.ts";
import { editObject } from "./edit.ts";

/** Whether a Flux Kustomization deletes what it no longer applies. */
export function prunes({ document }: Pick<SyncDocument, "document">): boolean {
  return nodeAt(document.contents, "spec", "prune")?.toJSON() === true;
}

/** Lets a Flux Kustomization prune, or keeps it from that. @throws UserError */
export function setPrune(sync: SyncDocument, value: boolean, tree: Tree): void {
  setField(sync, ["spec", "prune"], value, tree);
}

/** Gives a field of an object that has one another value. @throws UserError where it has none. */
export function setField(
  object: SyncDocument,
  steps: readonly string[],
  value: string | boolean,
  tree: Tree,
): void {
  editObject(object, tree, (file, document) =>
    replaceScalars(file, [replaceScalar(file, nodeAt(document.contents, ...steps), value)]),
  );
}

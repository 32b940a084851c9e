import { itemsAt, nodeAt, stringAt } from "../../base/yaml/parse.ts";
import { toScalar } from "../../base/yaml/scalar.ts";
import type { FluxKustomization } from "../../model/objects/flux.ts";
import type { Tree } from "../tree.ts";
import { appendItem, replaceScalar, replaceScalars } from "../yaml/edit.ts";
import { removeItems } from "../yaml/removal.ts";
import { editObject } from "./edit.ts";

const STEPS = ["spec", "dependsOn"];

/** Who is waited for; in the namespace of who waits, where none is given. */
interface Awaited {
  readonly name: string;
  readonly namespace?: string;
}

/**
 * Puts one into the place of another in `dependsOn` of a Flux Kustomization: one scalar. Without
 * the one it adds, without the other it takes out.
 * @param from what it waits for now, by its name.
 * @throws UserError where the file's form leaves no safe place for it.
 */
export function setDependsOn(
  sync: FluxKustomization,
  from: string | undefined,
  to: Awaited | undefined,
  tree: Tree,
): void {
  editObject(sync.object, tree, (file, document) => {
    const old = itemsAt(document.contents, ...STEPS).find(
      (item) => stringAt(item, "name") === from,
    );
    if (to === undefined) {
      const isOld = (item: unknown) => (item as { name?: unknown }).name === from;
      return removeItems(file, document, STEPS, isOld, "absent");
    }
    if (from !== undefined && old !== undefined) {
      return replaceScalars(file, [replaceScalar(file, nodeAt(old, "name"), to.name)]);
    }
    const lines = [
      `name: ${toScalar(to.name)}`,
      ...(to.namespace === undefined || to.namespace === sync.namespace
        ? []
        : [`namespace: ${toScalar(to.namespace)}`]),
    ];
    return appendItem(file, document, STEPS, { block: lines.join("\n") });
  });
}

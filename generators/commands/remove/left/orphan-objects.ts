import { isDeepStrictEqual } from "node:util";
import { UserError } from "../../../base/problem/problem.ts";
import { at, listAt, textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import { editFile } from "../../../edit/manifests/edit.ts";
import { kustomizationOf } from "../../../edit/manifests/listing.ts";
import type { Tree } from "../../../edit/tree.ts";
import { appendItem } from "../../../edit/yaml/edit.ts";

const ANNOTATION = "kustomize.toolkit.fluxcd.io/prune";
/** As it stands on an object. */
export const MARK = `${ANNOTATION}: disabled`;
/** What makes kustomize-controller leave an object alone when it is no longer in Git. */
const KEEP = `target:
  kind: .*
patch: |-
  apiVersion: v1
  kind: any
  metadata:
    name: any
    annotations:
      ${MARK}`;

/** Whether a kustomization has the patch, in whatever form it was written. */
function isOrphaned(path: string, tree: Tree): boolean {
  const [root] = dataOf(path, tree.read(path) ?? "");
  return listAt(root, "patches").some((entry) => {
    const [patch] = dataOf(path, textAt(entry, "patch") ?? "");
    return (
      isDeepStrictEqual(at(entry, "target"), { kind: ".*" }) &&
      textAt(patch, "metadata", "annotations", ANNOTATION) === "disabled"
    );
  });
}

/**
 * Marks every object that a folder renders.
 * @param again the command that can follow where they are marked already.
 * @throws UserError where they are.
 */
export function orphanObjects(folder: string, name: string, again: string, tree: Tree): void {
  const path = kustomizationOf(folder, tree);
  if (isOrphaned(path, tree)) {
    throw UserError.of("orphan", `${name} is marked already: what runs stays as it is.`, {
      path,
      hint: `${again} can follow at once.`,
    });
  }
  editFile(path, tree, (file, document) =>
    appendItem(file, document, ["patches"], { block: KEEP }),
  );
}

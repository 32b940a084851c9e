import { UserError } from "../../../base/problem/problem.ts";
import { editFile } from "../../../edit/manifests/edit.ts";
import { kustomizationOf } from "../../../edit/manifests/listing.ts";
import type { Tree } from "../../../edit/tree.ts";
import { appendItem } from "../../../edit/yaml/edit.ts";
import { kustomizationFileIn } from "../../../model/kustomize/references.ts";

const KEPT = "kustomize.toolkit.fluxcd.io/prune: disabled";
/** What makes kustomize-controller leave an object alone when it is no longer in Git. */
const KEEP = `target:
  kind: .*
patch: |-
  apiVersion: v1
  kind: any
  metadata:
    name: any
    annotations:
      ${KEPT}`;

/** Whether every object that a folder renders is marked to stay when it goes from Git. */
export function isOrphaned(folder: string, tree: Tree): boolean {
  const path = kustomizationFileIn(tree, folder);
  return path !== undefined && (tree.read(path) ?? "").includes(KEPT);
}

/**
 * Marks every object that a folder renders.
 * @param again the command that can follow where they are marked already.
 * @throws UserError where they are.
 */
export function orphanObjects(folder: string, name: string, again: string, tree: Tree): void {
  const path = kustomizationOf(folder, tree);
  if (isOrphaned(folder, tree)) {
    throw UserError.of("orphan", `${name} is marked already: what runs stays as it is.`, {
      path,
      hint: `${again} can follow at once.`,
    });
  }
  editFile(path, tree, (file, document) =>
    appendItem(file, document, ["patches"], { block: KEEP }),
  );
}

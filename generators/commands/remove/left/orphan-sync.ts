import { UserError } from "../../../base/problem/problem.ts";
import { at } from "../../../base/yaml/at.ts";
import { setField, setPrune } from "../../../edit/manifests/fields.ts";
import type { Tree } from "../../../edit/tree.ts";
import type { FluxKustomization } from "../../../model/objects/flux.ts";
import { fileOf } from "../../../model/views/objects.ts";
import { deletionBy } from "./pruned.ts";

/**
 * Makes a Flux Kustomization leave what it applied when it is deleted.
 * @param again the command that can follow where it does so already.
 * @returns a sentence for the notes.
 * @throws UserError where there is nothing to do.
 */
export function orphanSync(sync: FluxKustomization, again: string, tree: Tree): string {
  const { name } = sync;
  const { deletes, reason } = deletionBy(sync);
  if (!deletes) {
    throw UserError.of("orphan", `${name} ${reason}: what runs stays as it is.`, {
      path: fileOf(sync.object),
      hint: `${again} can follow at once.`,
    });
  }
  const policy = at(sync.object.data, "spec", "deletionPolicy");
  const follows = policy === undefined || policy === "MirrorPrune";
  if (follows) setPrune(sync, false, tree);
  else setField(sync.object, ["spec", "deletionPolicy"], "Orphan", tree);
  return follows
    ? `${name} no longer prunes: when it is removed, what it applied goes on running.`
    : `${name} has the deletionPolicy Orphan now: when it is removed, what it applied goes on running.`;
}

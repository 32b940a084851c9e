import { UserError } from "../../../base/problem/problem.ts";
import { at } from "../../../base/yaml/at.ts";
import { setField, setPrune } from "../../../edit/manifests/fields.ts";
import type { Tree } from "../../../edit/tree.ts";
import { whenDeleted } from "../../../model/deletions/switches.ts";
import type { FluxKustomization } from "../../../model/objects/flux.ts";
import { fileOf } from "../../../model/views/objects.ts";
import { staying } from "../../../review/deletions/notes.ts";

/**
 * Makes a Flux Kustomization leave what it applied when it is deleted.
 * @param again the command that can follow where it does so already.
 * @returns a sentence for the notes.
 * @throws UserError where there is nothing to do.
 */
export function orphanSync(sync: FluxKustomization, again: string, tree: Tree): string {
  const { name } = sync;
  const deleting = whenDeleted({ flux: sync }, true);
  if (!deleting.deletes) {
    const reason = staying(deleting.reason, name);
    throw UserError.of("orphan", `${reason}: what runs stays as it is.`, {
      path: fileOf(sync.object),
      hint: `${again} can follow at once.`,
    });
  }
  const policy = at(sync.object.data, "spec", "deletionPolicy");
  const follows = policy === undefined || policy === "MirrorPrune";
  if (follows) setPrune(sync, false, tree);
  else setField(sync.object, ["spec", "deletionPolicy"], "Orphan", tree);
  return follows ? `${name} no longer prunes.` : `${name} has the deletionPolicy Orphan now.`;
}

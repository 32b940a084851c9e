import { setPrune } from "../generator/prune.ts";
import { UserError } from "../problem/problem.ts";
import type { FluxKustomization } from "../repository/objects.ts";
import type { Tree } from "../tree/tree.ts";
import { replaceScalar, replaceScalars } from "../yaml/edit.ts";
import { nodeAt, parseYaml } from "../yaml/parse.ts";
import { deletionBy } from "./pruned.ts";

/**
 * Makes a Flux Kustomization leave what it applied when it is deleted.
 * @param again the command that can follow where it does so already.
 * @returns a sentence for the notes.
 * @throws UserError where there is nothing to do.
 */
export function letGo(sync: FluxKustomization, again: string, tree: Tree): string {
  const { name } = sync;
  // The syncs of an environment's apps are in one file.
  const file = parseYaml(sync.file.path, tree.read(sync.file.path) ?? "");
  const document = file.documents[sync.file.documents.indexOf(sync.document)];
  const { deletes, reason } = deletionBy(sync);
  if (!deletes) {
    throw UserError.of("orphan", `${name} ${reason}: what runs stays as it is.`, {
      path: file.path,
      hint: `${again} can follow at once.`,
    });
  }
  const policy = nodeAt(document?.contents, "spec", "deletionPolicy");
  const follows = policy === undefined || policy.toJSON() === "MirrorPrune";
  if (follows) setPrune(sync, false, tree);
  else tree.edit(file.path, replaceScalars(file, [replaceScalar(file, policy, "Orphan")]));
  return follows
    ? `${name} no longer prunes: when it is removed, what it applied goes on running.`
    : `${name} has the deletionPolicy Orphan now: when it is removed, what it applied goes on running.`;
}

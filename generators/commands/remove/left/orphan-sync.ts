import { UserError } from "../../../base/problem/problem.ts";
import { nodeAt, parseYaml } from "../../../base/yaml/parse.ts";
import { setPrune } from "../../../edit/manifests/prune.ts";
import type { Tree } from "../../../edit/tree.ts";
import { replaceScalar, replaceScalars } from "../../../edit/yaml/edit.ts";
import type { SyncDocument } from "../../../model/views/objects.ts";
import { deletionBy } from "./pruned.ts";

/**
 * Makes a Flux Kustomization leave what it applied when it is deleted.
 * @param again the command that can follow where it does so already.
 * @returns a sentence for the notes.
 * @throws UserError where there is nothing to do.
 */
export function orphanSync(sync: SyncDocument, again: string, tree: Tree): string {
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

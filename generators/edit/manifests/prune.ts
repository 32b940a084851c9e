import { nodeAt, parseYaml } from "../../base/yaml/parse.ts";
import { fluxKustomizationsIn, type SyncDocument } from "../../model/views/objects.ts";
import type { Tree } from "../tree.ts";
import { replaceScalar, replaceScalars } from "../yaml/edit.ts";

/** Whether a Flux Kustomization deletes what it no longer applies. */
export function prunes({ document }: Pick<SyncDocument, "document">): boolean {
  return nodeAt(document.contents, "spec", "prune")?.toJSON() === true;
}

/** Lets a Flux Kustomization prune, or keeps it from that. @throws UserError */
export function setPrune({ name, file }: SyncDocument, value: boolean, tree: Tree): void {
  const now = parseYaml(file.path, tree.read(file.path) ?? "");
  const sync = fluxKustomizationsIn(now).find((each) => each.name === name);
  const prune = nodeAt(sync?.document.contents, "spec", "prune");
  tree.edit(file.path, replaceScalars(now, [replaceScalar(now, prune, value)]));
}

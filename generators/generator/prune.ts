import { type FluxKustomization, fluxKustomizationsIn } from "../repository/objects.ts";
import type { Tree } from "../tree/tree.ts";
import { replaceScalar, replaceScalars } from "../yaml/edit.ts";
import { nodeAt, parseYaml } from "../yaml/parse.ts";

/** Whether a Flux Kustomization deletes what it no longer applies. */
export function prunes({ document }: Pick<FluxKustomization, "document">): boolean {
  return nodeAt(document.contents, "spec", "prune")?.toJSON() === true;
}

/** Lets a Flux Kustomization prune, or keeps it from that. @throws UserError */
export function setPrune({ name, file }: FluxKustomization, value: boolean, tree: Tree): void {
  const now = parseYaml(file.path, tree.read(file.path) ?? "");
  const sync = fluxKustomizationsIn(now).find((each) => each.name === name);
  const prune = nodeAt(sync?.document.contents, "spec", "prune");
  tree.edit(file.path, replaceScalars(now, [replaceScalar(now, prune, value)]));
}

import { textAt } from "../../base/yaml/at.ts";
import type { Sync } from "../fleet/clusters.ts";
import { isSuspended } from "../fleet/flux-options.ts";
import type { Deleting, Reason } from "./fate.ts";

/**
 * What one does that goes on (kustomize-controller, reconcile and prune). Where a change turns
 * `prune` or `suspend`, it may act before its parent has turned it: it deletes unless both say no.
 * @param isOwn it applies itself: then it acts as it was before, and turns the switch with that.
 */
export function whileThere(before: Sync, now: Sync, isOwn: boolean): Deleting {
  const [old, current] = [before, isOwn ? before : now].map(reasonToKeep);
  if (old === undefined || current === undefined) {
    return { deletes: true, isCertain: old === current };
  }
  return { deletes: false, reason: current };
}

function reasonToKeep(sync: Sync): Reason | undefined {
  if (isSuspended(sync)) return { is: "suspended" };
  return sync.flux.prune ? undefined : { is: "no prune" };
}

/**
 * What one does that is deleted, as it was before (finalizerShouldDeleteResources).
 * @param isCertain whether it is.
 */
export function whenDeleted(sync: Pick<Sync, "flux">, isCertain: boolean): Deleting {
  if (isSuspended(sync)) return { deletes: false, reason: { is: "suspended" } };
  const policy = textAt(sync.flux.object.data, "spec", "deletionPolicy") ?? "MirrorPrune";
  if (policy === "MirrorPrune") {
    return sync.flux.prune
      ? { deletes: true, isCertain }
      : { deletes: false, reason: { is: "no prune" } };
  }
  return policy === "Delete" || policy === "WaitForTermination"
    ? { deletes: true, isCertain }
    : { deletes: false, reason: { is: "deletion policy", policy } };
}

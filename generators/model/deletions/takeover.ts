import { isDeepStrictEqual } from "node:util";
import { at, listAt, textAt } from "../../base/yaml/at.ts";
import type { Cluster, Sync } from "../fleet/clusters.ts";
import { keyOfObject } from "../objects/object.ts";

/**
 * Whether a Flux Kustomization begins only when another one has applied the same commit. It does
 * so for what it depends on where both read one source, and no expression says when that is ready
 * (kustomize-controller, checkDependencies). Its parent does not count: that only creates it.
 */
export function waitsFor(sync: Sync, other: Sync, { syncs }: Cluster): boolean {
  const byKey = new Map(syncs.map((each) => [keyOfObject(each.flux.object), each]));
  const seen = new Set<Sync>();
  const queue = [sync];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === other && next !== sync) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    const { flux } = next;
    flux.dependsOn.forEach((ref, index) => {
      const found = byKey.get(keyOfObject({ ...flux.object, ...ref }));
      const entry = listAt(flux.object.data, "spec", "dependsOn")[index];
      const isPlain = textAt(entry, "readyExpr") === undefined;
      if (found !== undefined && isPlain && isDeepStrictEqual(found.flux.source, flux.source)) {
        queue.push(found);
      }
    });
  }
  return false;
}

/** Where a Flux Kustomization applies its objects: empty for the cluster that it stands in. */
export function targetOf({ flux }: Sync): string {
  if (!flux.isRemote) return "";
  return JSON.stringify([flux.namespace, at(flux.object.data, "spec", "kubeConfig")]);
}

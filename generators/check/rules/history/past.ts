import type { Analysis } from "../../../model/fleet/analysis.ts";
import type { Sync } from "../../../model/fleet/clusters.ts";
import { clusterPairs } from "../../../model/fleet/pairs.ts";
import { type KubernetesObject, keyOfObject } from "../../../model/objects/object.ts";
import { ownedIn } from "../../facts/sync-graph.ts";
import type { Subject } from "../../rule.ts";

/** An object now and at the base. */
export interface Kept {
  readonly before: KubernetesObject;
  readonly object: KubernetesObject;
  /** The Flux Kustomization that applies it; undefined in a repository without any. */
  readonly sync: Sync | undefined;
}

/** The objects that are in both: by cluster, or by folder where there is no Flux. */
export function keptIn(subject: Subject): Kept[] {
  const { base } = subject;
  if (base === undefined) return [];
  if (subject.clusters.length > 0) {
    return clusterPairs({ base, head: subject }).flatMap(({ before, now }) => {
      if (before === undefined || now === undefined) return [];
      const past = byKey(ownedIn(before).map(({ object }) => object));
      return ownedIn(now).flatMap(({ sync, object }) => keptOf(past, object, sync));
    });
  }
  const folders = builtFolders(base);
  return [...builtFolders(subject)].flatMap(([folder, objects]) => {
    const past = byKey(folders.get(folder) ?? []);
    return objects.flatMap((object) => keptOf(past, object, undefined));
  });
}

function keptOf(
  past: ReadonlyMap<string, KubernetesObject>,
  object: KubernetesObject,
  sync: Sync | undefined,
): Kept[] {
  const before = past.get(keyOfObject(object));
  return before === undefined ? [] : [{ before, object, sync }];
}

function byKey(objects: readonly KubernetesObject[]): Map<string, KubernetesObject> {
  return new Map(objects.map((object) => [keyOfObject(object), object]));
}

function builtFolders({ renderings }: Analysis): Map<string, readonly KubernetesObject[]> {
  return new Map(
    renderings.flatMap(({ folder, build, objects }) =>
      build?.ok === true ? [[folder, objects] as const] : [],
    ),
  );
}

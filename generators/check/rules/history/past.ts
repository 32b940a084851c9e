import { textAt } from "../../../base/yaml/at.ts";
import type { Analysis } from "../../../model/fleet/analysis.ts";
import type { Cluster, Sync } from "../../../model/fleet/clusters.ts";
import { type KubernetesObject, keyOfObject } from "../../../model/objects/object.ts";
import { withoutHash } from "../../../model/rendering/origins.ts";
import { fluxOption, isBuilt, isSuspended, type Owned, ownedIn } from "../../facts/sync-graph.ts";
import type { Subject } from "../../rule.ts";

/** A cluster now and at the base. */
export interface Past {
  readonly before: Cluster;
  readonly now: Cluster;
}

/** The clusters that are in both; the only ones of two are the same, whatever their folder. */
export function pastsOf(subject: Pick<Subject, "clusters" | "base">): Past[] {
  const { base } = subject;
  if (base === undefined) return [];
  const [only] = subject.clusters;
  const isOnly = subject.clusters.length === 1 && base.clusters.length === 1;
  return base.clusters.flatMap((before) => {
    const now = isOnly ? only : subject.clusters.find(({ name }) => name === before.name);
    return now === undefined ? [] : [{ before, now }];
  });
}

/** An object that a Flux Kustomization applied at the base, and no longer does. */
export interface Dropped extends Owned {
  /** The Flux Kustomization as it is now; undefined where it is gone. */
  readonly syncNow: Sync | undefined;
  /** Who applies the object now. */
  readonly owner: Owned | undefined;
}

/** What Flux prunes: objects that a Flux Kustomization drops and may delete. */
export function droppedIn({ before, now }: Past): Dropped[] {
  const owners = new Map<string, Owned[]>();
  const generated = new Set<string>();
  for (const owned of ownedIn(now)) {
    const key = keyOfObject(owned.object);
    owners.set(key, [...(owners.get(key) ?? []), owned]);
    if (isGenerated(owned.object)) generated.add(keyWithoutHash(owned.object));
  }
  const syncsNow = new Map(now.syncs.map((sync) => [keyOfObject(sync.flux.object), sync]));
  const syncNowOf = ({ flux }: Sync) => syncsNow.get(keyOfObject(flux.object));
  const isGone = goneIn(before, (key) => owners.has(key) || syncsNow.has(key));
  return ownedIn(before).flatMap((owned): Dropped[] => {
    const { sync, object } = owned;
    const syncNow = syncNowOf(sync);
    const isPruning =
      syncNow === undefined
        ? isGone(sync) && deletes(sync)
        : isBuilt(syncNow) && syncNow.flux.prune && !isSuspended(syncNow);
    if (!isPruning || fluxOption(object, "prune") === "disabled") return [];
    const ownersNow = owners.get(keyOfObject(object)) ?? [];
    if (syncNow !== undefined && ownersNow.some((each) => each.sync === syncNow)) return [];
    // Its content has changed, and with it the hash in its name.
    if (isGenerated(object) && generated.has(keyWithoutHash(object))) return [];
    return [{ ...owned, syncNow, owner: ownersNow[0] }];
  });
}

/**
 * Whether Flux deletes a Flux Kustomization that is no longer there: one that a parent with
 * `prune` applied. One that was applied by hand stays until someone deletes it.
 */
function goneIn(before: Cluster, isThere: (key: string) => boolean): (sync: Sync) => boolean {
  const parents = new Map(
    ownedIn(before).map((owned) => [keyOfObject(owned.object), owned] as const),
  );
  return ({ flux }) => {
    const key = keyOfObject(flux.object);
    const parent = parents.get(key);
    if (parent === undefined || isThere(key)) return false;
    return parent.sync.flux.prune && fluxOption(parent.object, "prune") !== "disabled";
  };
}

/** What its deletion does to its objects (`spec.deletionPolicy`). */
function deletes({ flux }: Sync): boolean {
  const policy = textAt(flux.object.data, "spec", "deletionPolicy") ?? "MirrorPrune";
  return policy === "MirrorPrune" ? flux.prune : policy !== "Orphan";
}

function isGenerated({ origin }: KubernetesObject): boolean {
  return origin?.generator !== undefined;
}

function keyWithoutHash(object: KubernetesObject): string {
  return keyOfObject({ ...object, name: withoutHash(object.name) });
}

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
    return pastsOf(subject).flatMap(({ before, now }) => {
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

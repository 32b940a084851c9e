import { isDeepStrictEqual } from "node:util";
import type { Deletions } from "../../model/deletions/deletions.ts";
import type { Sync } from "../../model/fleet/clusters.ts";
import { type KubernetesObject, keyOfObject } from "../../model/objects/object.ts";
import { withoutHash } from "../../model/rendering/origins.ts";
import type { ChangeKind } from "../comparison.ts";
import type { Half, Unit } from "./units.ts";

/** An object that differs, and where. */
export interface ObjectChange {
  readonly change: ChangeKind;
  /** The unit that applies it now, or did. */
  readonly unit: Unit;
  readonly before: KubernetesObject | undefined;
  readonly now: KubernetesObject | undefined;
  /** Of a moved object, the unit that applied it before. */
  readonly from?: Unit;
}

/** Every object that differs between the two sides, by unit. */
export function objectChanges(units: readonly Unit[], found: Deletions): ObjectChange[] {
  const isDeleted = deletedIn(found);
  const changes = units.flatMap((unit) => changesOf(unit, isDeleted));
  const gone = new Map<string, ObjectChange>();
  for (const each of changes) if (each.now === undefined) gone.set(keyIn(each), each);
  const moved = new Set<ObjectChange>();
  const all = changes.map((each) => {
    if (each.before !== undefined) return each;
    const old = gone.get(keyIn(each));
    if (old === undefined || moved.has(old)) return each;
    moved.add(old);
    return { ...each, change: "moved" as const, before: old.before, from: old.unit };
  });
  return all.filter((each) => !moved.has(each));
}

function keyIn({ unit, before, now }: ObjectChange): string {
  const object = (now ?? before) as KubernetesObject;
  return `${unit.place.cluster}\0${keyOfObject(object)}`;
}

/** Whether an object goes from the cluster that a unit no longer has. */
type IsDeleted = (object: KubernetesObject, unit: Unit) => boolean;

function deletedIn({ deleted }: Deletions): IsDeleted {
  const bySync = new Map<Sync, Set<KubernetesObject>>();
  for (const { sync, object } of deleted) {
    bySync.set(sync, (bySync.get(sync) ?? new Set()).add(object));
  }
  return (object, { before }) => {
    // Nobody applies a plain folder here, and what becomes of its objects is not known.
    if (before?.sync === undefined) return true;
    return bySync.get(before.sync)?.has(object) === true;
  };
}

function changesOf(unit: Unit, isDeleted: IsDeleted): ObjectChange[] {
  const { before, now } = unit;
  const [old, current] = [before, now].map(
    (half) => new Map(half?.objects.map((object) => [keyOfObject(object), object])),
  );
  if (old === undefined || current === undefined) return [];
  const removed = [...old].flatMap(([key, object]) => (current.has(key) ? [] : [object]));
  const renamed = successors(
    removed,
    [...current].flatMap(([key, object]) => (old.has(key) ? [] : [object])),
  );
  const predecessors = new Set(renamed.values());
  const kept = [...current].flatMap(([key, object]): ObjectChange[] => {
    const same = old.get(key) ?? renamed.get(object);
    if (same === undefined) return [{ change: "added", unit, before: undefined, now: object }];
    return isSame(same, object, before, now)
      ? []
      : [{ change: "changed", unit, before: same, now: object }];
  });
  const gone = removed
    .filter((object) => !predecessors.has(object))
    .map((object): ObjectChange => {
      const change = isDeleted(object, unit) ? "deleted" : "orphaned";
      return { change, unit, before: object, now: undefined };
    });
  return [...kept, ...gone];
}

/**
 * ConfigMaps and Secrets whose name ends in a hash of their content, with what they were before:
 * another hash behind the same name, or none.
 */
function successors(
  removed: readonly KubernetesObject[],
  added: readonly KubernetesObject[],
): Map<KubernetesObject, KubernetesObject> {
  const isHashed = ({ group, kind }: KubernetesObject) =>
    group === "" && (kind === "ConfigMap" || kind === "Secret");
  const keyOf = (object: KubernetesObject) =>
    keyOfObject({ ...object, name: withoutHash(object.name) });
  const open = new Map<string, KubernetesObject[]>();
  for (const object of removed.filter(isHashed)) {
    open.set(keyOf(object), [...(open.get(keyOf(object)) ?? []), object]);
  }
  const found = new Map<KubernetesObject, KubernetesObject>();
  for (const object of added.filter(isHashed)) {
    const before = open.get(keyOf(object))?.shift();
    if (before !== undefined) found.set(object, before);
  }
  return found;
}

function isSame(
  before: KubernetesObject,
  now: KubernetesObject,
  old: Half | undefined,
  current: Half | undefined,
): boolean {
  if (!isDeepStrictEqual(before.data, now.data)) return false;
  // Variables of Secrets stand there by name, whatever their value.
  const [was, is] = [old?.variables?.secret, current?.variables?.secret];
  return isDeepStrictEqual(was, is) || !JSON.stringify(now.data).includes("${");
}

import type { KubernetesObject } from "../../model/objects/object.ts";
import type { SyncPlace } from "../comparison.ts";
import type { Grouped } from "./object-diffs.ts";
import type { Unit } from "./units.ts";

/** Where an object is, and what is told of it if it differs. */
export interface Known {
  readonly place: SyncPlace;
  readonly group?: Grouped;
}

/**
 * Every object of the units, as it was rendered and as it is applied: rules look at both. One may
 * be in several places, where several Flux Kustomizations apply a folder.
 */
export function knownIn(
  units: readonly Unit[],
  groups: readonly Grouped[],
): Map<KubernetesObject, readonly Known[]> {
  const differing = new Map<KubernetesObject, Known[]>();
  for (const group of groups) {
    for (const { before, now, unit } of group.changes) {
      for (const object of [before, now]) {
        if (object === undefined) continue;
        const known = { place: unit.place, group };
        differing.set(object, [...(differing.get(object) ?? []), known]);
      }
    }
  }
  const found = new Map<KubernetesObject, Known[]>();
  for (const { place, before, now } of units) {
    for (const half of [before, now]) {
      half?.objects.forEach((object, index) => {
        const known = differing.get(object) ?? [{ place }];
        for (const each of new Set([object, half.rendering?.objects[index] ?? object])) {
          found.set(each, [...(found.get(each) ?? []), ...known]);
        }
      });
    }
  }
  return found;
}

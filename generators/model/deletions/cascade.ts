import { textAt } from "../../base/yaml/at.ts";
import type { Fate } from "./fate.ts";
import { targetOf } from "./takeover.ts";

/** An object that takes others with it. */
interface Taking {
  readonly fate: Fate;
  takes(other: Fate): boolean;
}

/**
 * What Kubernetes deletes of the rest, since Flux deletes the Namespace that it is in, or the
 * CustomResourceDefinition of its kind: no mark and no other Flux Kustomization keeps it from that.
 */
export function takenAlong(deleted: readonly Fate[], rest: readonly Fate[]): Fate[] {
  const taking = deleted.flatMap(takingOf);
  return rest.flatMap((fate): Fate[] => {
    const place = placeOf(fate);
    const found = taking.find((each) => placeOf(each.fate) === place && each.takes(fate));
    if (found === undefined) return [];
    const { isCertain, object } = found.fate;
    const { kind, name } = object;
    return [{ ...fate, reason: { is: "goes with", kind, name }, isCertain }];
  });
}

function takingOf(fate: Fate): Taking[] {
  const { group, kind, name, data } = fate.object;
  if (group === "" && kind === "Namespace") {
    return [{ fate, takes: (other) => other.object.namespace === name }];
  }
  if (kind !== "CustomResourceDefinition") return [];
  const [ofGroup, ofKind] = [textAt(data, "spec", "group"), textAt(data, "spec", "names", "kind")];
  return [{ fate, takes: ({ object }) => object.group === ofGroup && object.kind === ofKind }];
}

function placeOf({ cluster, sync }: Fate): string {
  return `${cluster}\0${targetOf(sync)}`;
}

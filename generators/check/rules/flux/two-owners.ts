import type { Cluster } from "../../../model/fleet/clusters.ts";
import { hasOption, isSuspended, type Owned } from "../../../model/fleet/flux-options.ts";
import { keyOfObject, titleOf } from "../../../model/objects/object.ts";
import { ownedIn, some } from "../../facts/sync-graph.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";

/** No object is applied by two Flux Kustomizations. */
export const twoOwners: Rule = {
  name: "two-owners",
  needs: "whole",
  summary: "No object of a cluster is applied by two Flux Kustomizations.",
  why: "Both apply it again at every interval, each taking it from the other. When one of them stops listing it, it is deleted although the other one still does, a Namespace with all that it holds; `prune: disabled` does not save it, since the other owner strips the annotation (kustomize-controller#1724).",
  fix: "Leave the object to one of them, and let the other one depend on it. An object that both may create, such as a shared Namespace, can say `kustomize.toolkit.fluxcd.io/ssa: IfNotPresent` where it is not at home.",
  check(subject) {
    return subject.clusters.flatMap((cluster) => sharedIn(cluster, subject));
  },
};

/** One finding for each two that share objects: where a folder is applied twice, they share all. */
function sharedIn(cluster: Cluster, subject: Subject): Finding[] {
  const owners = new Map<string, Owned[]>();
  for (const owned of ownedIn(cluster)) {
    if (isSuspended(owned.sync) || isOnlyCreated(owned)) continue;
    const key = keyOfObject(owned.object);
    const found = owners.get(key);
    if (found === undefined) owners.set(key, [owned]);
    else if (found.every(({ sync }) => sync !== owned.sync)) found.push(owned);
  }
  const pairs = new Map<string, { first: Owned; second: Owned; objects: string[] }>();
  for (const [first, second] of owners.values()) {
    if (first === undefined || second === undefined) continue;
    if ([first, second].every((owned) => hasOption(owned, "ssa", "merge"))) continue;
    const key = [first, second].map(({ sync }) => keyOfObject(sync.flux.object)).join("\0");
    const pair = pairs.get(key) ?? { first, second, objects: [] };
    pair.objects.push(titleOf(second.object));
    pairs.set(key, pair);
  }
  return [...pairs.values()].map(({ first, second, objects }) => {
    const message = `${some(objects)} ${objects.length === 1 ? "is" : "are"} applied by two Flux Kustomizations, ${nameOf(first)} and ${nameOf(second)}.`;
    return {
      rule: twoOwners.name,
      message,
      ...whereIs(subject, second.object, ["metadata", "name"]),
      hint: "Leave it to one of them: both apply it again and again, and the first that drops it deletes it.",
      each: { objects: [first.object, second.object], message },
    };
  });
}

/** The object is left alone once it exists. */
function isOnlyCreated(owned: Owned): boolean {
  return hasOption(owned, "ssa", "ifnotpresent") || hasOption(owned, "ssa", "ignore");
}

/** `apps (clusters/staging/apps.yaml, from apps/base/app.yaml)` */
function nameOf({ sync: { flux }, object }: Owned): string {
  const path = flux.object.origin?.path;
  const from = object.origin?.path;
  const files = [path, from === undefined ? undefined : `from ${from}`].filter(
    (each) => each !== undefined,
  );
  return files.length === 0 ? flux.name : `${flux.name} (${files.join(", ")})`;
}

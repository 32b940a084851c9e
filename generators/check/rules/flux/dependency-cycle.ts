import type { Sync } from "../../../model/fleet/clusters.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Rule } from "../../rule.ts";

/**
 * No Flux Kustomization waits for itself. In a cycle none of them is applied again, and no
 * other one of their source reacts to commits any more (kustomize-controller#1712).
 */
export const dependencyCycle: Rule = {
  name: "dependency-cycle",
  needs: "files",
  summary: "No Flux Kustomization waits for itself, directly or through others.",
  why: "None of a cycle is applied again: each waits for the next one. And no Flux Kustomization of the same source reacts to a commit any more before its interval, in the cycle or not: the others stay Ready at an old revision, and no error says so (kustomize-controller#1712).",
  fix: "Take one of them out of another's dependsOn.",
  check(subject) {
    return subject.clusters.flatMap(({ syncs }) =>
      cyclesOf(syncs).map((cycle) => {
        const [first] = cycle as [Sync, ...Sync[]];
        const names = [...cycle, first].map(({ flux }) => flux.name).join(" -> ");
        return {
          rule: this.name,
          message: `Flux Kustomizations wait for each other: ${names}.`,
          ...whereIs(subject, first.flux.object, ["spec", "dependsOn"]),
          hint: "Take one of these out of dependsOn: until then Flux ignores every commit for them.",
        };
      }),
    );
  },
};

function cyclesOf(syncs: readonly Sync[]): Sync[][] {
  const keyOf = (ref: { namespace: string; name: string }) => `${ref.namespace}/${ref.name}`;
  const byKey = new Map(syncs.map((sync) => [keyOf(sync.flux), sync]));
  const done = new Set<Sync>();
  const cycles: Sync[][] = [];
  const visit = (sync: Sync, above: readonly Sync[]) => {
    const start = above.indexOf(sync);
    if (start >= 0) cycles.push(above.slice(start));
    if (start >= 0 || done.has(sync)) return;
    for (const dependency of sync.flux.dependsOn) {
      const next = byKey.get(keyOf(dependency));
      if (next !== undefined) visit(next, [...above, sync]);
    }
    done.add(sync);
  };
  for (const sync of syncs) visit(sync, []);
  return cycles;
}

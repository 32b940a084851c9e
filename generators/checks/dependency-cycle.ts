import type { FluxKustomization } from "../repository/objects.ts";
import type { Rule } from "./rule.ts";

/**
 * No Flux Kustomization waits for itself. In a cycle all of them stay Ready while none of
 * them reacts to commits any more (kustomize-controller#1712).
 */
export const dependencyCycle: Rule = {
  name: "dependency-cycle",
  check({ repository }) {
    const syncs = new Map(repository.syncs.map((sync) => [sync.name, sync]));
    const done = new Set<string>();
    const cycles: FluxKustomization[][] = [];
    const visit = (sync: FluxKustomization, above: readonly FluxKustomization[]) => {
      const start = above.indexOf(sync);
      if (start >= 0) cycles.push(above.slice(start));
      if (start >= 0 || done.has(sync.name)) return;
      for (const { name } of sync.dependsOn) {
        const next = syncs.get(name);
        if (next !== undefined) visit(next, [...above, sync]);
      }
      done.add(sync.name);
    };
    for (const sync of syncs.values()) visit(sync, []);
    return cycles.map((cycle) => {
      const [first] = cycle;
      const names = [...cycle, first].map((sync) => sync?.name).join(" -> ");
      return {
        rule: this.name,
        message: `Flux Kustomizations wait for each other: ${names}.`,
        ...(first ? { path: first.file.path } : {}),
        ...(first?.line === undefined ? {} : { line: first.line }),
        hint: "Take one of these out of dependsOn: until then Flux ignores every commit for them.",
      };
    });
  },
};

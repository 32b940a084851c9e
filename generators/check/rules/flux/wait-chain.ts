import { at, listAt } from "../../../base/yaml/at.ts";
import type { Sync } from "../../../model/fleet/clusters.ts";
import { keyOfObject, titleOf } from "../../../model/objects/object.ts";
import { builtBy, isBuilt, some } from "../../facts/sync-graph.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Rule } from "../../rule.ts";

/** Kinds that run something: they are ready some time after they are applied. */
const SLOW: ReadonlySet<string> = new Set([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "HelmRelease",
]);

/** What others wait for says when it is ready. */
export const waitChain: Rule = {
  name: "wait-chain",
  needs: "whole",
  summary: "A Flux Kustomization that others depend on waits for the workloads that it applies.",
  why: "Without `wait` or `healthChecks` it is Ready as soon as the API server has its objects. What depends on it then begins before a pod runs or a chart is installed: dependsOn orders nothing.",
  fix: "Set `spec.wait: true`, or name what counts in `spec.healthChecks`.",
  check(subject) {
    return subject.clusters.flatMap(({ syncs }) => {
      const dependants = new Map<string, string[]>();
      for (const { flux } of syncs) {
        flux.dependsOn.forEach((ref, index) => {
          // It says itself what it waits for.
          if (at(flux.object.data, "spec", "dependsOn", index, "readyExpr") !== undefined) return;
          const key = keyOfObject({ ...flux.object, ...ref });
          dependants.set(key, [...(dependants.get(key) ?? []), flux.name]);
        });
      }
      return syncs.flatMap((sync) => {
        const { flux } = sync;
        const waiting = dependants.get(keyOfObject(flux.object));
        const slow = waitsForNothing(sync)
          ? builtBy(sync).find(({ kind }) => SLOW.has(kind))
          : undefined;
        if (waiting === undefined || slow === undefined) return [];
        return [
          {
            rule: this.name,
            message: `${some(waiting)} ${waiting.length === 1 ? "depends" : "depend"} on ${flux.name}, which is Ready before ${titleOf(slow)} is: it has neither wait nor healthChecks.`,
            ...whereIs(subject, flux.object, ["spec", "wait"]),
            hint: "Set spec.wait: true.",
          },
        ];
      });
    });
  },
};

function waitsForNothing(sync: Sync): boolean {
  const { data } = sync.flux.object;
  return isBuilt(sync) && !sync.flux.wait && listAt(data, "spec", "healthCheckExprs").length === 0;
}

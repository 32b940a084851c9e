import { at } from "../../../base/yaml/at.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { type Pods, podsIn } from "../../facts/pods.ts";
import { selects } from "../../facts/selectors.ts";
import { type FieldFault, findingsOf } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";
import { Autoscalers } from "./scaling.ts";

/** A node can always be drained. */
export const blockedDrain: Rule = {
  name: "blocked-drain",
  needs: "builds",
  summary: "A PodDisruptionBudget lets at least one pod go at the fewest pods that there may be.",
  why: "A budget without room refuses every eviction: `kubectl drain`, a node upgrade and the cluster autoscaler wait for ever. Kubernetes rounds percentages up, so 50 % of one pod is one pod (Kubernetes documentation, Specifying a Disruption Budget).",
  fix: "Lower `minAvailable` below the fewest pods (the autoscaler's `minReplicas`, else `replicas`), use `maxUnavailable: 1`, or run one pod more. The figures count only workloads in the same build as the budget.",
  check(subject) {
    const faults = subject.renderings.flatMap(({ build, objects }) => {
      const budgets = objects.filter(({ kind }) => kind === "PodDisruptionBudget");
      if (!build?.ok || budgets.length === 0) return [];
      const autoscalers = new Autoscalers(objects);
      const pods = podsIn(objects).filter(({ owner }) => COUNTED.has(owner.kind));
      return budgets.flatMap((budget) => faultOf(budget, pods, autoscalers));
    });
    return findingsOf(this.name, faults, subject);
  },
};

const COUNTED: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "ReplicaSet"]);

function faultOf(
  budget: KubernetesObject,
  pods: readonly Pods[],
  autoscalers: Autoscalers,
): FieldFault[] {
  const selector = at(budget.data, "spec", "selector");
  const selected = pods.filter(
    ({ owner, labels }) => owner.namespace === budget.namespace && selects(selector, labels),
  );
  const fewest = selected.map(({ owner }) => autoscalers.fewest(owner));
  // A budget without a selector selects nothing.
  if (selector === undefined || fewest.includes(undefined)) return [];
  const count = fewest.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  if (count === 0) return [];
  const fault = (field: string, says: string) => {
    const steps: Step[] = ["spec", field];
    const hint = "Lower minAvailable, set maxUnavailable: 1, or run one pod more.";
    return [{ object: budget, steps, says: `lets no pod go: ${says}`, hint }];
  };
  const least = at(budget.data, "spec", "minAvailable");
  const most = at(budget.data, "spec", "maxUnavailable");
  if (scaled(most, count) === 0)
    return fault("maxUnavailable", `maxUnavailable is ${String(most)}`);
  const kept = scaled(least, count);
  if (kept === undefined || kept < count) return [];
  const said = String(least);
  const figures = said.endsWith("%") ? `${said} (${kept} of ${count}, rounded up)` : said;
  const there = count === 1 ? "there may be only 1 pod" : `there may be only ${count} pods`;
  return fault("minAvailable", `minAvailable is ${figures}, and ${there}`);
}

/** A number, or a percentage of a count, rounded up as Kubernetes does. */
function scaled(value: unknown, count: number): number | undefined {
  if (typeof value === "number") return value;
  const percent = /^(\d+)%$/.exec(String(value ?? ""))?.[1];
  return percent === undefined ? undefined : Math.ceil((Number(percent) * count) / 100);
}

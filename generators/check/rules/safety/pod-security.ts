import { textAt } from "../../../base/yaml/at.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { podsOf } from "../../facts/pods.ts";
import { scopesOf } from "../../facts/scope.ts";
import { type FieldFault, findingsOf } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";
import { type PodSecurityLevel, violationsOf } from "./controls.ts";

/** Pods meet the Pod Security Standard of their namespace: "restricted" unless it says less. */
export const podSecurity: Rule = {
  name: "pod-security",
  needs: "whole",
  summary:
    "Pods meet the Pod Security Standard of their namespace: `restricted`, unless the labels of the Namespace name a lower one.",
  why: "Where the Namespace enforces the standard, the API server refuses the pods, and only the ReplicaSet says so. Where it does not, a pod that breaks `restricted` can do more to its node, or as root, than an app needs (Kubernetes documentation, Pod Security Standards).",
  fix: "Set what the message names in the pod's or the container's `securityContext`. If the pods need more, label their Namespace with the level that they need (`pod-security.kubernetes.io/enforce: baseline` or `privileged`): of `enforce`, `warn` and `audit` the first that is there counts. Pods in a namespace that the repository does not create are not checked, since its labels are not known.",
  check(subject) {
    const faults = scopesOf(subject).flatMap((scope) =>
      scope.built.flatMap((object): FieldFault[] => {
        const pods = podsOf(object);
        const namespace = pods && scope.find("Namespace", "", object.namespace);
        const level = namespace === undefined ? undefined : levelOf(namespace);
        if (pods === undefined || level === undefined) return [];
        const violations = violationsOf(pods, level);
        const [first] = violations;
        if (first === undefined) return [];
        const all = violations.map(({ says, control }) => `${says} (${control})`).join("; ");
        const says = `breaks the Pod Security Standard "${level}": ${all}`;
        const hint = "Set it, or label the Namespace with the level that the pods need.";
        return [{ object, steps: first.steps, says, hint }];
      }),
    );
    return findingsOf(this.name, faults, subject);
  },
};

const MODES = ["enforce", "warn", "audit"] as const;

/** Undefined for a level that Kubernetes does not know, or a variable. */
function levelOf({ data }: KubernetesObject): PodSecurityLevel | undefined {
  const [level = "restricted"] = MODES.flatMap(
    (mode) => textAt(data, "metadata", "labels", `pod-security.kubernetes.io/${mode}`) ?? [],
  );
  const known: readonly string[] = ["privileged", "baseline", "restricted"];
  return known.includes(level) ? (level as PodSecurityLevel) : undefined;
}

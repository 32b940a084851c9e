import { at, textAt } from "../../../base/yaml/at.ts";
import { findingsOf } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";
import { Autoscalers } from "./scaling.ts";

/** One owner for the number of pods. */
export const replicasWithAutoscaler: Rule = {
  name: "replicas-with-autoscaler",
  needs: "builds",
  summary: "A workload that an autoscaler scales sets no `replicas`.",
  why: "Flux sets `replicas` back at every reconciliation, and the autoscaler changes it again: under load, pods are stopped every interval. The Kubernetes documentation of the HorizontalPodAutoscaler asks to remove `spec.replicas` from the manifest.",
  fix: "Remove `replicas` from the manifest, and from `replicas:` and patches of kustomizations. On a cluster that runs it already, Flux then gives the field up and Kubernetes falls back to 1 replica until the autoscaler acts (at once, to `minReplicas`): do it at a quiet time.",
  check(subject) {
    const faults = subject.renderings.flatMap(({ build, objects }) => {
      if (!build?.ok) return [];
      const autoscalers = new Autoscalers(objects);
      return objects.flatMap((object) => {
        const replicas = at(object.data, "spec", "replicas");
        const autoscaler = autoscalers.of(object);
        const isLeft = textAt(object.data, "metadata", "annotations", SSA) !== undefined;
        if (replicas === undefined || replicas === null || autoscaler === undefined || isLeft) {
          return [];
        }
        const says = `sets replicas to ${String(replicas)}, and the ${autoscaler.kind} ${autoscaler.name} scales it`;
        return { object, steps: ["spec", "replicas"], says, hint: "Remove replicas." };
      });
    });
    return findingsOf(this.name, faults, subject);
  },
};

/** With any of its values Flux does not set back what others change. */
const SSA = "kustomize.toolkit.fluxcd.io/ssa";

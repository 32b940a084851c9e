import { formatCount, formatCpu, formatMemory } from "../../../base/answers/quantity.ts";
import { at, entriesAt, listAt } from "../../../base/yaml/at.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { type Pods, podsIn } from "../../facts/pods.ts";
import { type FieldFault, findingsOf } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";
import { quantity } from "./demand.ts";

/** No container asks for more than it may use. */
export const requestAboveLimit: Rule = {
  name: "request-above-limit",
  needs: "builds",
  summary:
    "No container requests more of a resource than its limit, or than the limit that a LimitRange gives it.",
  why: "The API server refuses such a pod. For a Deployment only its ReplicaSet says so: no pod is created. A container without a limit of its own gets the default of the namespace's LimitRange, which may be lower than its request (Kubernetes documentation, Limit Ranges).",
  fix: "Lower the request or raise the limit, where the message says. Where the limit is a LimitRange's default, give the container a limit of its own.",
  check(subject) {
    const faults = subject.renderings.flatMap(({ build, objects }) => {
      if (!build?.ok) return [];
      const ranges = objects.filter(({ kind }) => kind === "LimitRange");
      return podsIn(objects).flatMap((pods) => faultsOf(pods, ranges));
    });
    return findingsOf(this.name, faults, subject);
  },
};

function faultsOf({ owner, containers }: Pods, ranges: readonly KubernetesObject[]): FieldFault[] {
  const defaults = ranges
    .filter(({ namespace }) => namespace === owner.namespace)
    .flatMap((range) => listAt(range.data, "spec", "limits").map((entry) => ({ range, entry })))
    .filter(({ entry }) => at(entry, "type") === "Container");
  return containers.flatMap(({ name, data, steps }) =>
    entriesAt(data, "resources", "requests").flatMap(([resource, value]) => {
      const own = at(data, "resources", "limits", resource);
      const given = defaults.find(({ entry }) => at(entry, "default", resource) !== undefined);
      const request = quantity(value);
      const limit = quantity(own ?? at(given?.entry, "default", resource));
      if (request === undefined || limit === undefined || request <= limit) return [];
      const show = formatterOf(resource);
      const from = own === undefined ? ` that the LimitRange ${given?.range.name} gives it` : "";
      const says = `requests ${show(request)} of ${resource} for the container ${name}, above the limit of ${show(limit)}${from}`;
      const hint = "Lower the request, or raise the limit: the API server refuses the pod.";
      const place = [...steps, "resources", "requests", resource];
      return [{ object: owner, steps: place, says, hint }];
    }),
  );
}

function formatterOf(resource: string): (amount: bigint) => string {
  if (resource === "cpu") return formatCpu;
  return resource.includes("memory") || resource.includes("storage") ? formatMemory : formatCount;
}

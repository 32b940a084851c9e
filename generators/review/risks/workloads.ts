import { parseQuantity } from "../../base/answers/quantity.ts";
import { at, entriesAt } from "../../base/yaml/at.ts";
import type { Step } from "../../base/yaml/parse.ts";
import { podsOf } from "../../check/facts/pods.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Grouped } from "../compare/object-diffs.ts";
import type { RiskLevel } from "../comparison.ts";
import { becomes, bothOf, type Draft, eachOnce, titleIn } from "./risk.ts";

/** How many replicas there are, by the field that says it. */
const REPLICAS: Readonly<Record<string, readonly Step[]>> = {
  replicas: ["spec", "replicas"],
  minReplicas: ["spec", "minReplicas"],
  maxReplicas: ["spec", "maxReplicas"],
  minReplicaCount: ["spec", "minReplicaCount"],
  maxReplicaCount: ["spec", "maxReplicaCount"],
};

/** A workload or an autoscaler gets more replicas, or fewer. */
export function replicaRisks(group: Grouped): Draft[] {
  return eachOnce(group, (change) => {
    const both = bothOf(change);
    if (both === undefined) return;
    const changed = Object.entries(REPLICAS).flatMap(([name, steps]) => {
      const [before, now] = [both.before, both.now].map(({ data }) => at(data, ...steps));
      return before === now ? [] : [{ name, before, now }];
    });
    if (changed.length === 0) return;
    const isStopped = changed.some(({ now }) => now === 0);
    const isFewer = changed.some(({ before, now }) => Number(now ?? 1) < Number(before ?? 1));
    const texts = changed.map(({ name, before, now }) => becomes(name, before, now));
    return {
      level: isStopped ? "high" : isFewer ? "medium" : "low",
      kind: "replicas",
      title: `${titleIn(group)}: ${texts.join(", ")}.`,
      todo: isStopped
        ? "Nothing of it runs then: check that this is meant."
        : isFewer
          ? "Check that so few carry the load, and that a node can drain."
          : "Check that the nodes and the quota have room for more.",
    };
  });
}

/** Requests and limits of containers, and what a quota admits. */
export function limitRisks(group: Grouped): Draft[] {
  return eachOnce(group, (change) => {
    const both = bothOf(change);
    if (both === undefined) return;
    const [old, current] = [both.before, both.now].map(figuresOf);
    if (old === undefined || current === undefined) return;
    const changed = [...new Set([...old.keys(), ...current.keys()])].flatMap((what) => {
      const [before, now] = [old.get(what), current.get(what)];
      const [amount, other] = [before, now].map((text) => parseQuantity(text ?? ""));
      return before === now || (amount !== undefined && amount === other)
        ? []
        : [{ what, before, now, isLess: isLess(amount, other) }];
    });
    if (changed.length === 0) return;
    const level: RiskLevel = changed.some(({ what, isLess }) => isLess && /limit|quota/.test(what))
      ? "medium"
      : "low";
    const texts = changed.map(({ what, before, now }) => becomes(what, before, now));
    return {
      level,
      kind: "limits",
      title: `${titleIn(group)}: ${texts.join(", ")}.`,
      todo:
        level === "medium"
          ? "Check that it runs within that: over its memory limit a container is killed, over its CPU limit it is slowed down."
          : "Check that it fits: the pods are scheduled by their requests.",
    };
  });
}

function isLess(before: bigint | undefined, now: bigint | undefined): boolean {
  return now === undefined || (before !== undefined && now < before);
}

/** `container app memory limit`, and the figure. Of containers that are on one side alone too. */
function figuresOf(object: KubernetesObject): Map<string, string> {
  const containers = (podsOf(object)?.containers ?? []).flatMap((container) =>
    (["requests", "limits"] as const).flatMap((field) =>
      entriesAt(container.data, "resources", field).map(([resource, value]): [string, string] => [
        `${container.name} ${resource} ${field.slice(0, -1)}`,
        String(value),
      ]),
    ),
  );
  const quota =
    object.kind === "ResourceQuota"
      ? entriesAt(object.data, "spec", "hard").map(([resource, value]): [string, string] => [
          `quota of ${resource}`,
          String(value),
        ])
      : [];
  return new Map([...containers, ...quota]);
}

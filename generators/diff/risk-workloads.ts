import { parseQuantity } from "../answers/quantity.ts";
import { type Container, podsOf } from "../checks/pods.ts";
import type { KubernetesObject } from "../cluster/object.ts";
import { at, entriesAt } from "../yaml/at.ts";
import type { Step } from "../yaml/parse.ts";
import type { Level, Place } from "./model.ts";
import type { ObjectChange } from "./object-changes.ts";
import type { Grouped } from "./object-diffs.ts";
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
    const level: Level = changed.some(({ what, isLess }) => isLess && /limit|quota/.test(what))
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

/** A version for another one, and what it is of. */
interface Bump {
  readonly before: string;
  readonly now: string;
  readonly groups: Set<Grouped>;
  readonly places: Place[];
}

/** What runs is another version: images, and the charts of HelmReleases. */
export function imageRisks(groups: readonly Grouped[]): Draft[] {
  const bumps = new Map<string, Bump>();
  for (const group of groups) {
    for (const change of group.changes) {
      for (const { before, now } of versionsIn(change)) {
        const key = `${before}\0${now}`;
        const bump = bumps.get(key) ?? { before, now, groups: new Set(), places: [] };
        bump.groups.add(group);
        bump.places.push(change.unit.place);
        bumps.set(key, bump);
      }
    }
  }
  return [...bumps.values()].map(({ before, now, groups: ofBump, places }) => {
    const groups = [...ofBump];
    const [name, old, digest] = split(before);
    const [other, current, otherDigest] = split(now);
    const isOther = name !== other;
    const isBack = !isOther && isOlder(current, old);
    const names = [...new Set(groups.map(titleIn))];
    const subject = names.length > 3 ? `${names.length} workloads` : names.join(", ");
    // Of one tag the digests differ, or one has none.
    const [from, to] =
      old === current
        ? [`${old}${digest && `@${digest}`}`, `${current}${otherDigest && `@${otherDigest}`}`]
        : [old, current];
    return {
      level: isBack || isOther ? "medium" : "low",
      kind: "image",
      title: isOther
        ? `${subject}: ${before} is replaced by ${now}.`
        : `${subject}: ${name} goes ${isBack ? "back " : ""}from ${from} to ${to}.`,
      todo: isOther
        ? "Check who makes the new one, and that the nodes may pull it."
        : isBack
          ? "Check that the older version can read what the newer one wrote."
          : "Read what changed between the two.",
      groups,
      places,
    };
  });
}

function versionsIn(change: ObjectChange): { before: string; now: string }[] {
  const both = bothOf(change);
  if (both === undefined) return [];
  const [old, current] = [both.before, both.now].map(runOf);
  return [...(current ?? [])].flatMap(([what, now]) => {
    const before = old?.get(what);
    return before === undefined || before === now ? [] : [{ before, now }];
  });
}

/** Images by container; of a HelmRelease its chart. */
function runOf(object: KubernetesObject): Map<string, string> {
  const images = (podsOf(object)?.containers ?? []).map(({ name, data }: Container) => [
    name,
    String(at(data, "image") ?? ""),
  ]);
  const chart = at(object.data, "spec", "chart", "spec");
  const release =
    object.kind === "HelmRelease" && chart !== undefined
      ? [["chart", `${at(chart, "chart")}:${at(chart, "version") ?? "*"}`]]
      : [];
  return new Map([...images, ...release] as [string, string][]);
}

/** The name, the tag or the digest, and the digest beside a tag. */
function split(image: string): [name: string, version: string, digest: string] {
  const found = /^(.*?)(?:@(\w+:\w+)|:([^/:@]+)(?:@(.*))?)?$/.exec(image);
  return [found?.[1] ?? image, found?.[2] ?? found?.[3] ?? "latest", found?.[4] ?? ""];
}

/** Whether both are versions of figures, and the first has the smaller ones. */
function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) =>
    /^v?(\d+(?:\.\d+)*)$/.exec(text)?.[1]?.split(".").map(Number),
  );
  if (a === undefined || b === undefined) return false;
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

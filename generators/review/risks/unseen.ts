import { isDeepStrictEqual } from "node:util";
import { at, textAt } from "../../base/yaml/at.ts";
import { isGenerator } from "../../model/fleet/unseen.ts";
import { type KubernetesObject, titleOf } from "../../model/objects/object.ts";
import type { Grouped } from "../compare/object-diffs.ts";
import type { Unit } from "../compare/units.ts";
import { type Draft, titleIn } from "./risk.ts";

/** What changes so that what comes of it is not to be seen: sources, and what controllers make. */
export function unseenRisks(units: readonly Unit[], groups: readonly Grouped[]): Draft[] {
  return [
    ...sourceRisks(units, groups),
    ...units.flatMap((unit) => specRisk(unit, groups) ?? []),
    ...groups.filter(({ changes }) => changes.some(isMaker)).map(makerRisk),
  ];
}

/** One for each source: with all Flux Kustomizations that read it. */
function sourceRisks(units: readonly Unit[], groups: readonly Grouped[]): Draft[] {
  const found = new Map<string, { draft: Draft; units: Unit[] }>();
  for (const unit of units) {
    for (const { now, said, level } of movedSources(unit)) {
      const title = `${titleOf(now)} ${said}.`;
      const key = `${unit.place.cluster}\0${title}`;
      const todo = "See what is there: what is no longer in it is deleted where prune is on.";
      const known = found.get(key) ?? {
        draft: { level, kind: "source", title, todo, groups: groupsOf([now], groups) },
        units: [],
      };
      known.units.push(unit);
      found.set(key, known);
    }
  }
  return [...found.values()].map(({ draft, units }) => ({
    ...draft,
    places: units.map(({ place }) => place),
  }));
}

interface Moved {
  readonly now: KubernetesObject;
  readonly said: string;
  readonly level: "critical" | "high";
}

/** The sources of a unit that are read from somewhere else than before. */
function movedSources({ before, now }: Unit): Moved[] {
  return (now?.sources ?? []).flatMap((source): Moved[] => {
    const old = before?.sources.find(
      ({ kind, namespace, name }) =>
        kind === source.kind && namespace === source.namespace && name === source.name,
    );
    if (old === undefined) return [];
    const isElsewhere = ["url", "endpoint", "bucketName", "provider"].some(
      (field) => at(old.data, "spec", field) !== at(source.data, "spec", field),
    );
    if (isElsewhere) {
      const said = "is read from another URL: what is applied from now on is not seen here";
      return [{ now: source, said, level: "critical" }];
    }
    if (isDeepStrictEqual(at(old.data, "spec", "ref"), at(source.data, "spec", "ref"))) return [];
    const said = "follows another ref: what is applied from now on is not what is compared here";
    return [{ now: source, said, level: "high" }];
  });
}

/** Of what is not seen, what it is and where it goes. */
const TOLD = ["path", "sourceRef", "targetNamespace", "prune", "kubeConfig", "suspend"];

/** A Flux Kustomization that applies something else, or elsewhere, and nobody sees what. */
function specRisk({ before, now, place }: Unit, groups: readonly Grouped[]): Draft | undefined {
  const [old, current] = [before?.sync?.flux.object, now?.sync?.flux.object];
  if (old === undefined || current === undefined || now?.unknown === undefined) return undefined;
  const fields = TOLD.filter(
    (field) => !isDeepStrictEqual(at(old.data, "spec", field), at(current.data, "spec", field)),
  );
  if (fields.length === 0) return undefined;
  const value = textAt(current.data, "spec", fields[0] ?? "");
  const to = value === undefined || fields.length > 1 ? "" : ` to ${value}`;
  return {
    level: "high",
    kind: "source",
    title: `${place.sync} changes spec.${fields.join(", spec.")}${to}, and what it applies is not seen: ${now.unknown}`,
    todo: "Look at what it applies: nothing of that is compared here.",
    groups: groupsOf([current], groups),
    places: [place],
  };
}

function isMaker({ before, now }: Grouped["changes"][number]): boolean {
  return [before, now].some((each) => each !== undefined && isGenerator(each));
}

function makerRisk(group: Grouped): Draft {
  return {
    level: "high",
    kind: "source",
    title: `${titleIn(group)} changes: what is made of it, and what is deleted with it, is not seen here.`,
    todo: "Look at each input and each resource that is gone: what was made of it is deleted.",
    groups: [group],
  };
}

function groupsOf(objects: readonly KubernetesObject[], groups: readonly Grouped[]): Grouped[] {
  return groups.filter(({ changes }) =>
    changes.some(({ now }) => now !== undefined && objects.some((each) => isSame(each, now))),
  );
}

function isSame(one: KubernetesObject, other: KubernetesObject): boolean {
  return one === other || isDeepStrictEqual(one.data, other.data);
}

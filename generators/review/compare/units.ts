import { posix } from "node:path";
import type { Analysis } from "../../model/fleet/analysis.ts";
import { type Cluster, mentionedIn, type Sync } from "../../model/fleet/clusters.ts";
import { type Both, clusterPairs, type SyncPair, syncPairsIn } from "../../model/fleet/pairs.ts";
import { isKustomizationFile } from "../../model/kustomize/references.ts";
import type { Layout } from "../../model/layouts/layout.ts";
import { type KubernetesObject, keyOfObject } from "../../model/objects/object.ts";
import type { Rendering, Unplanned } from "../../model/rendering/renderings.ts";
import { artifactsOf, keyOfRef } from "../../model/sources/artifacts.ts";
import type { Variables } from "../../model/substitution/variables.ts";
import type { SyncPlace } from "../comparison.ts";
import { withoutFault } from "../secrets/text.ts";

/**
 * What is compared: what a Flux Kustomization applies before and after the change. In a
 * repository without Flux, what kustomize makes of a folder.
 */
export interface Unit {
  readonly place: SyncPlace;
  readonly before: Half | undefined;
  readonly now: Half | undefined;
}

/** One side of a unit. */
export interface Half {
  readonly objects: readonly KubernetesObject[];
  readonly variables: Variables | undefined;
  readonly rendering: Rendering | undefined;
  readonly sync: Sync | undefined;
  /** What its content is read from; of an artifact, what that is made of. */
  readonly sources: readonly KubernetesObject[];
  /** Why one does not know what it applies, where that is so. */
  readonly unknown?: string | undefined;
}

/** All units, each after those that it waits for; those that are gone at the end. */
export function unitsOf(both: Both, layout: Layout): Unit[] {
  const pairs = clusterPairs(both).flatMap((clusters) =>
    syncPairsIn(clusters).map((pair) => ({ ...pair, clusters })),
  );
  if (pairs.length === 0) return foldersOf(both);
  const environmentOf = environmentsIn(both, pairs, layout);
  const units = pairs.map(({ cluster, before, now, clusters }) => {
    const name = (now ?? before)?.flux.name ?? "";
    return {
      place: { cluster, sync: name, environment: environmentOf(cluster, name) },
      before: before && halfOf(before, clusters.before),
      now: now && halfOf(now, clusters.now),
    };
  });
  return inOrder(units);
}

function halfOf(sync: Sync, cluster: Cluster | undefined): Half {
  const { variables, rendering, content } = sync;
  const unknown = content.state === "unknown" ? withoutFault(content.why) : undefined;
  const sources = cluster === undefined ? [] : sourcesRead(sync, cluster);
  return { objects: mentionedIn(sync), variables, rendering, sync, sources, unknown };
}

function sourcesRead({ flux: { source } }: Sync, { sources }: Cluster): KubernetesObject[] {
  const artifact = artifactsOf(sources).get(keyOfRef(source));
  const refs = artifact?.copies.flatMap((copy) => copy.source ?? []) ?? [source];
  const keys = new Set(refs.map(keyOfRef));
  return sources.filter((each) => keys.has(keyOfRef(each)));
}

function reasonOf({ problems }: Unplanned): string {
  return problems.map(({ message }) => withoutFault(message)).join(" ");
}

function foldersOf({ base, head }: Both): Unit[] {
  const plain = { objects: [], variables: undefined, sync: undefined, sources: [] };
  const halves = ({ renderings, unplanned, documents }: Analysis) =>
    new Map<string, Half>([
      ...documents.problems.flatMap(({ path, message }): [string, Half][] =>
        path !== undefined && isKustomizationFile(path)
          ? [
              [
                posix.dirname(path),
                { ...plain, rendering: undefined, unknown: withoutFault(message) },
              ],
            ]
          : [],
      ),
      ...unplanned.map((each): [string, Half] => [
        each.folder,
        { ...plain, rendering: undefined, unknown: reasonOf(each) },
      ]),
      ...renderings.map((rendering): [string, Half] => [
        rendering.folder,
        { ...plain, objects: rendering.objects, rendering },
      ]),
    ]);
  const [old, current] = [halves(base), halves(head)];
  return [...new Set([...current.keys(), ...old.keys()])].sort().map((folder) => ({
    place: { cluster: "", sync: folder, environment: "" },
    before: old.get(folder),
    now: current.get(folder),
  }));
}

/**
 * The environment of a Flux Kustomization: in a layout with environments its own; where there
 * are several clusters, its cluster.
 */
function environmentsIn(
  { base, head }: Both,
  pairs: readonly SyncPair[],
  layout: Layout,
): (cluster: string, sync: string) => string {
  const own = new Map([base, head].flatMap((side) => ownEnvironments(side, layout)));
  const clusters = [...new Set(pairs.map(({ cluster }) => cluster))];
  const names = new Map(
    clusters.length < 2 ? [] : clusters.map((each) => [each, endOf(each, clusters)]),
  );
  return (cluster, sync) => {
    if (own.size > 0) return own.get(sync) ?? "";
    return names.get(cluster) ?? "";
  };
}

/** As much of the end of a cluster's folder as tells it from the others: `eu/production`. */
function endOf(cluster: string, clusters: readonly string[]): string {
  const parts = cluster.split("/");
  const ends = parts.map((_, index) => parts.slice(-index - 1).join("/"));
  const isAlone = (end: string) =>
    clusters.filter((each) => `/${each}`.endsWith(`/${end}`)).length === 1;
  return ends.find(isAlone) ?? cluster;
}

function ownEnvironments({ clusters }: Analysis, layout: Layout): [string, string][] {
  return clusters.flatMap(({ syncs }) =>
    syncs.flatMap(({ flux }): [string, string][] => {
      const name = layout.usualEnvironmentOf(flux.object.origin?.path ?? "");
      return name === undefined ? [] : [[flux.name, name]];
    }),
  );
}

function inOrder(units: readonly Unit[]): Unit[] {
  const placed = new Set<Unit>();
  const open = new Set<Unit>();
  const keyOf = (unit: Unit) => {
    const object = (unit.now ?? unit.before)?.sync?.flux.object;
    return `${unit.place.cluster}\0${object && keyOfObject(object)}`;
  };
  const byKey = new Map(units.map((unit) => [keyOf(unit), unit]));
  const place = (unit: Unit) => {
    if (placed.has(unit) || open.has(unit)) return;
    open.add(unit);
    const flux = (unit.now ?? unit.before)?.sync?.flux;
    for (const ref of flux?.dependsOn ?? []) {
      const object = { ...flux?.object, ...ref } as KubernetesObject;
      const other = byKey.get(`${unit.place.cluster}\0${keyOfObject(object)}`);
      if (other !== undefined) place(other);
    }
    placed.add(unit);
  };
  for (const unit of units) if (unit.now !== undefined) place(unit);
  for (const unit of units) place(unit);
  return environmentsTogether([...placed]);
}

/** The Flux Kustomizations of an environment's apps right behind its own. */
function environmentsTogether(units: readonly Unit[]): Unit[] {
  const groups = new Map<unknown, Unit[]>();
  for (const unit of units) {
    const { cluster, environment } = unit.place;
    const key = environment === "" ? unit : `${cluster}\0${environment}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [unit]);
    else group.push(unit);
  }
  return [...groups.values()].flat();
}

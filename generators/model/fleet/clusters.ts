import { posix } from "node:path";
import type { Documents } from "../objects/documents.ts";
import {
  type FluxKustomization,
  isFluxKustomization,
  toFluxKustomization,
} from "../objects/flux.ts";
import { type KubernetesObject, keyOfObject } from "../objects/object.ts";
import type { Rendering } from "../rendering/renderings.ts";
import {
  configsIn,
  type Substituted,
  type Variables,
  variablesOf,
  withVariables,
} from "../substitution/variables.ts";

/** A Flux Kustomization as a cluster has it, and the objects that it applies there. */
export interface Sync {
  readonly flux: FluxKustomization;
  /** Its folder; undefined where it reads another repository. */
  readonly folder: string | undefined;
  readonly rendering: Rendering | undefined;
  /** What `postBuild` gives; undefined where it substitutes nothing. */
  readonly variables: Variables | undefined;
  /** With `postBuild` done; as written in the files where the folder was not built. */
  readonly objects: readonly KubernetesObject[];
  /** Objects with variables that nothing gives a value. */
  readonly undefinedVariables: readonly Substituted[];
}

/** What one cluster gets: everything that is reached from where Flux begins. */
export interface Cluster {
  /** The folder of its first Flux Kustomization, for messages. */
  readonly name: string;
  readonly syncs: readonly Sync[];
  /** Objects in files beside the first Flux Kustomizations that none of them applies. */
  readonly byHand: readonly KubernetesObject[];
}

/** What the clusters are found with. */
export interface FleetContext {
  readonly documents: Documents;
  folderOf(sync: FluxKustomization): string | undefined;
  renderingOf(sync: FluxKustomization): Rendering | undefined;
}

/**
 * The clusters of a repository. A Flux Kustomization that no other one applies is where a
 * cluster begins; those in one folder, or below it, begin the same one.
 */
export function clustersOf(written: readonly FluxKustomization[], sight: FleetContext): Cluster[] {
  const children = new Set(
    written.flatMap((sync) =>
      childrenOf(sync, sight)
        .filter((child) => !isSame(child, sync))
        .map(placeOf),
    ),
  );
  const roots = written.filter((sync) => !children.has(placeOf(sync)));
  // Two that apply each other begin nowhere: begin with the first.
  const begin = roots.length > 0 ? roots : written.slice(0, 1);
  const clusters = groups(begin).map(({ folder, syncs }) =>
    clusterOf(folder, [...syncs.values()], sight),
  );
  return clusters.filter((cluster) => !isForgotten(cluster, clusters));
}

/**
 * Whether what looks like a cluster is a Flux Kustomization that somebody forgot to list: it
 * stands in the folder that it applies, which does not include it, and what it reads is in
 * another cluster. The rules say that of its file, and no more.
 */
function isForgotten(cluster: Cluster, all: readonly Cluster[]): boolean {
  const has = ({ byHand, syncs }: Cluster, { source }: FluxKustomization) =>
    [...byHand, ...syncs.flatMap((sync) => sync.objects)].some(
      (each) =>
        each.kind === source.kind &&
        each.namespace === source.namespace &&
        each.name === source.name,
    );
  return cluster.syncs.every(
    ({ flux, folder }) =>
      folder !== undefined &&
      isBelow(flux.object.origin?.path ?? "", folder) &&
      !has(cluster, flux) &&
      all.some((other) => other !== cluster && has(other, flux)),
  );
}

function clusterOf(
  folder: string,
  roots: readonly FluxKustomization[],
  sight: FleetContext,
): Cluster {
  const isHere = ({ origin }: KubernetesObject) => isBelow(origin?.path ?? "", folder);
  const beside = sight.documents.objects.filter(isHere);
  const configs = new Map(configsIn(beside));
  const substituted = (sync: FluxKustomization) => {
    const objects = sight.renderingOf(sync)?.objects ?? [];
    const variables = variablesOf(sync, configs);
    const given = variables && withVariables(objects, variables);
    return { variables, ...(given ?? { objects, undefinedVariables: [] }) };
  };
  const walk = () => {
    const found = new Map<string, FluxKustomization>();
    const queue = [...roots];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const key = keyOfObject(next.object);
      if (found.has(key)) continue;
      found.set(key, next);
      if (next.isRemote) continue;
      const { objects } = substituted(next);
      for (const [name, config] of configsIn(objects)) configs.set(name, config);
      queue.push(...objects.filter(isFluxKustomization).map(toFluxKustomization));
    }
    return [...found.values()];
  };
  // Twice: a ConfigMap may give values to what was found before it.
  walk();
  const syncs = walk().map(
    (flux): Sync => ({
      flux,
      folder: sight.folderOf(flux),
      rendering: sight.renderingOf(flux),
      ...substituted(flux),
    }),
  );
  const reached = new Set(
    syncs.flatMap(({ rendering }) => [...(rendering?.planned.closure.files ?? [])]),
  );
  const byHand = beside.filter(({ origin }) => !reached.has(origin?.path ?? ""));
  return { name: folder, syncs, byHand };
}

function childrenOf(sync: FluxKustomization, sight: FleetContext): FluxKustomization[] {
  const objects = sight.renderingOf(sync)?.objects ?? [];
  return objects.filter(isFluxKustomization).map(toFluxKustomization);
}

/** A child in a file is the same object as that file's own, whatever patches did to it. */
function placeOf({ object }: FluxKustomization): string {
  return `${object.origin?.path}\0${object.name}`;
}

function isSame(one: FluxKustomization, other: FluxKustomization): boolean {
  return placeOf(one) === placeOf(other);
}

interface Group {
  readonly folder: string;
  /** By their identity in a cluster. */
  readonly syncs: Map<string, FluxKustomization>;
}

/** Two of the same name are of two clusters, wherever they are. */
function groups(roots: readonly FluxKustomization[]): Group[] {
  const found: Group[] = [];
  const folderOf = ({ object }: FluxKustomization) => posix.dirname(object.origin?.path ?? ".");
  const outerFirst = roots.toSorted((a, b) => folderOf(a).length - folderOf(b).length);
  for (const sync of outerFirst) {
    const key = keyOfObject(sync.object);
    const group = found
      .filter(({ folder }) => isBelow(`${folderOf(sync)}/`, folder))
      .filter(({ syncs }) => !syncs.has(key))
      .toSorted((a, b) => b.folder.length - a.folder.length)[0];
    if (group === undefined) found.push({ folder: folderOf(sync), syncs: new Map([[key, sync]]) });
    else group.syncs.set(key, sync);
  }
  return found;
}

function isBelow(path: string, folder: string): boolean {
  return folder === "." || path.startsWith(`${folder}/`);
}

import { keyOfObject } from "../objects/object.ts";
import type { Analysis } from "./analysis.ts";
import type { Cluster, Sync } from "./clusters.ts";

/** A repository before and after a change. */
export interface Both {
  readonly base: Analysis;
  readonly head: Analysis;
}

/** A cluster on both sides of a change, or on one. */
export interface ClusterPair {
  /** As it is after the change; of one that is gone, as it was. */
  readonly name: string;
  readonly before: Cluster | undefined;
  readonly now: Cluster | undefined;
}

/** A Flux Kustomization on both sides of a change, or on one. */
export interface SyncPair {
  /** The cluster's name. */
  readonly cluster: string;
  readonly before: Sync | undefined;
  readonly now: Sync | undefined;
}

/**
 * The clusters of two states of a repository: first those of both, which have one name; the only
 * ones of two are the same, whatever their folder.
 */
export function clusterPairs({ base, head }: Both): ClusterPair[] {
  const [only] = head.clusters;
  const isOnly = head.clusters.length === 1 && base.clusters.length === 1;
  const kept = base.clusters.flatMap((before) => {
    const now = isOnly ? only : head.clusters.find(({ name }) => name === before.name);
    return now === undefined ? [] : [{ name: now.name, before, now }];
  });
  const isKept = (cluster: Cluster) =>
    kept.some(({ before, now }) => before === cluster || now === cluster);
  const left = ({ clusters }: Analysis) => clusters.filter((cluster) => !isKept(cluster));
  return [
    ...kept,
    ...left(head).map((now) => ({ name: now.name, before: undefined, now })),
    ...left(base).map((before) => ({ name: before.name, before, now: undefined })),
  ];
}

/** The Flux Kustomizations of all clusters, as those of each. */
export function syncPairs(both: Both): SyncPair[] {
  return clusterPairs(both).flatMap(syncPairsIn);
}

/** Those that are there after the change in their order, then those that are gone. */
export function syncPairsIn({ name, before, now }: ClusterPair): SyncPair[] {
  const [old, current] = [before, now].map(
    (cluster) => new Map(cluster?.syncs.map((sync) => [keyOfObject(sync.flux.object), sync])),
  );
  return [...new Set([...(current?.keys() ?? []), ...(old?.keys() ?? [])])].map((key) => ({
    cluster: name,
    before: old?.get(key),
    now: current?.get(key),
  }));
}

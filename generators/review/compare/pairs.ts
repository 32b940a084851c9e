import { pastsOf } from "../../check/rules/history/past.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import type { Cluster, Sync } from "../../model/fleet/clusters.ts";
import { keyOfObject } from "../../model/objects/object.ts";

/** A repository before and after a change. */
export interface Both {
  readonly base: Analysis;
  readonly head: Analysis;
}

/** A Flux Kustomization on both sides, or on one. */
export interface SyncPair {
  /** The cluster's name. */
  readonly cluster: string;
  readonly before: Sync | undefined;
  readonly now: Sync | undefined;
}

/** A cluster on both sides, or on one. */
export interface ClusterPair {
  readonly name: string;
  readonly before: Cluster | undefined;
  readonly now: Cluster | undefined;
}

export function clusterPairs({ base, head }: Both): ClusterPair[] {
  const kept = pastsOf({ clusters: head.clusters, base });
  const isKept = (cluster: Cluster) =>
    kept.some(({ before, now }) => before === cluster || now === cluster);
  const left = ({ clusters }: Analysis) => clusters.filter((cluster) => !isKept(cluster));
  return [
    ...kept.map(({ before, now }) => ({ name: now.name, before, now })),
    ...left(head).map((now) => ({ name: now.name, before: undefined, now })),
    ...left(base).map((before) => ({ name: before.name, before, now: undefined })),
  ];
}

/** Those of the head in their order, then those that are gone. */
export function syncPairs(both: Both): SyncPair[] {
  return clusterPairs(both).flatMap(({ name, before, now }) => {
    const [old, current] = [before, now].map(
      (cluster) => new Map(cluster?.syncs.map((sync) => [keyOfObject(sync.flux.object), sync])),
    );
    return [...new Set([...(current?.keys() ?? []), ...(old?.keys() ?? [])])].map((key) => ({
      cluster: name,
      before: old?.get(key),
      now: current?.get(key),
    }));
  });
}

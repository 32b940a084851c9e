import { isDeepStrictEqual } from "node:util";
import { type KubernetesObject, keyOfObject } from "../objects/object.ts";
import type { Analysis } from "./analysis.ts";
import { type Cluster, mentionedIn, type Sync } from "./clusters.ts";

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
 * The clusters of two states of a repository. Those of one name are the same; of the others the two
 * that have the most in common, if that is half of what the one before had: their folder was renamed.
 * The only ones of two states are the same, whatever their folder.
 */
export function clusterPairs({ base, head }: Both): ClusterPair[] {
  const kept = new Map<Cluster, Cluster>();
  const keep = (before: Cluster | undefined, now: Cluster | undefined) => {
    if (before !== undefined && now !== undefined) kept.set(before, now);
  };
  if (head.clusters.length === 1 && base.clusters.length === 1) {
    keep(base.clusters[0], head.clusters[0]);
  }
  for (const before of base.clusters) {
    keep(
      before,
      head.clusters.find(({ name }) => name === before.name),
    );
  }
  const isLeft = (cluster: Cluster) => !kept.has(cluster) && ![...kept.values()].includes(cluster);
  const alike = base.clusters.filter(isLeft).flatMap((before) =>
    head.clusters
      .filter(isLeft)
      .map((now) => ({ before, now, share: shareOf(before, now) }))
      .filter(({ share }) => share >= 0.5),
  );
  for (const { before, now } of alike.toSorted((a, b) => b.share - a.share)) {
    if (isLeft(before) && isLeft(now)) keep(before, now);
  }
  return [
    ...[...kept].map(([before, now]) => ({ name: now.name, before, now })),
    ...head.clusters.filter(isLeft).map((now) => ({ name: now.name, before: undefined, now })),
    ...base.clusters
      .filter(isLeft)
      .map((before) => ({ name: before.name, before, now: undefined })),
  ];
}

/**
 * How much of what a cluster had before another one has, as it is: between two that have all names in
 * common, what is written tells them apart.
 */
function shareOf(before: Cluster, now: Cluster): number {
  const has = new Map(objectsOf(now).map((each) => [keyOfObject(each), each]));
  const objects = objectsOf(before);
  const points = objects.map((object) => {
    const other = has.get(keyOfObject(object));
    if (other === undefined) return 0;
    return isDeepStrictEqual(other.data, object.data) ? 1 : 0.9;
  });
  return points.reduce<number>((sum, each) => sum + each, 0) / Math.max(objects.length, 1);
}

function objectsOf({ byHand, syncs }: Cluster): KubernetesObject[] {
  return [...byHand, ...syncs.map(({ flux }) => flux.object), ...syncs.flatMap(mentionedIn)];
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

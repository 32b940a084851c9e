import type { Analysis } from "../fleet/analysis.ts";
import { clusterPairs } from "../fleet/pairs.ts";
import { takenAlong } from "./cascade.ts";
import { ClusterFates } from "./cluster-fates.ts";
import type { Fate, UnknownFate } from "./fate.ts";

/**
 * What Flux does to the objects that no Flux Kustomization applies any more as it did before: one
 * answer for every command that speaks of it. What is applied as before is in none of the lists.
 */
export interface Deletions {
  /** Gone from the cluster; where it is not certain, it may stay. */
  readonly deleted: readonly Fate[];
  /** It stays, and nobody applies it; where it is not certain, it may be deleted. */
  readonly orphaned: readonly Fate[];
  /** Another Flux Kustomization applies it; where it is not certain, it may be deleted first. */
  readonly adopted: readonly Fate[];
  /** Of these Flux Kustomizations it is not known. */
  readonly unknown: readonly UnknownFate[];
}

/**
 * What a change from one state of a repository to another makes Flux delete. The first is taken for
 * what the clusters have; both have to be rendered, where they differ at least.
 *
 * The rules are those of kustomize-controller 1.9 and fluxcd/pkg/ssa 0.76, each named where it is
 * written; the real ones were asked for those that surprise (docs/design-decisions.md).
 */
export function deletions(base: Analysis, head: Analysis): Deletions {
  const lists = { deleted: [] as Fate[], orphaned: [] as Fate[], adopted: [] as Fate[] };
  const unknown: UnknownFate[] = [];
  for (const { name: cluster, before, now } of clusterPairs({ base, head })) {
    if (before === undefined) continue;
    const fates = new ClusterFates({ before, now, base, head });
    for (const sync of before.syncs) {
      const syncNow = fates.syncNow(sync);
      const unseen = fates.unknownOf(sync);
      if (unseen !== undefined) {
        const source = fates.sourceOf(sync);
        unknown.push({ cluster, sync, syncNow, source, ...unseen });
      }
      for (const object of sync.content.state === "rendered" ? sync.content.objects : []) {
        const outcome = fates.of({ sync, object });
        if (outcome === undefined) continue;
        const { list, ...fate } = outcome;
        lists[list].push({ cluster, sync, syncNow, object, ...fate });
      }
    }
  }
  const along = takenAlong(lists.deleted, [...lists.orphaned, ...lists.adopted]);
  const isLeft = ({ sync, object }: Fate) =>
    !along.some((each) => each.sync === sync && each.object === object);
  return {
    deleted: [...lists.deleted, ...along],
    orphaned: lists.orphaned.filter(isLeft),
    adopted: lists.adopted.filter(isLeft),
    unknown,
  };
}

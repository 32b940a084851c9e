import type { ChangeKind, ClusterDiff, SyncDiff } from "../comparison.ts";
import { nothingText, type PlaceName, sameText } from "../fields/words.ts";
import { MARKS } from "./objects.ts";
import { counted } from "./places.ts";

/** Rows up to which the table is open at first. */
const OPEN_ROWS = 12;

/** How much differs: in all, and in each Flux Kustomization. */
export function summaryOf(diff: ClusterDiff, nameOf: PlaceName) {
  const { objects, syncs } = diff;
  const clusterOf = (sync: SyncDiff) => (diff.clusters.length < 2 ? "" : sync.cluster);
  const totals = (Object.keys(MARKS) as ChangeKind[]).map((change) => ({
    ...{ change, mark: MARKS[change] },
    count: objects.filter((object) => object.change === change).length,
  }));
  const shown = totals.filter(({ count }) => count > 0);
  return {
    totals: shown,
    isEmpty: objects.length === 0,
    nothing: nothingText(diff),
    syncs: counted(syncs.length, "Flux Kustomization"),
    others: diff.sameSyncs === 0 ? "" : sameText(diff),
    open: syncs.length <= OPEN_ROWS,
    rows: syncs.map((sync) => ({
      place: sync.environment === "" ? clusterOf(sync) : nameOf(sync),
      sync: sync.sync,
      state: sync.state === "same" ? "" : sync.state,
      counts: shown.map(({ change, mark }) => ({ change, mark, count: sync[change] })),
    })),
  };
}

import type { Change, ClusterDiff } from "../model.ts";
import { MARKS } from "./objects.ts";
import { counted, type PlaceName } from "./places.ts";

/** The order in which changes are told: what is lost first. */
const CHANGES = ["deleted", "moved", "changed", "added"] as const satisfies readonly Change[];

/** Rows up to which the table is open at first. */
const OPEN_ROWS = 12;

/** How much differs: in all, and in each Flux Kustomization. */
export function summaryOf({ objects, syncs, sameSyncs }: ClusterDiff, nameOf: PlaceName) {
  const totals = CHANGES.map((change) => ({
    ...{ change, mark: MARKS[change] },
    count: objects.filter((object) => object.change === change).length,
  }));
  const noun = syncs.length > 0 ? "other" : "Flux Kustomization";
  const others = `${counted(sameSyncs, noun)} ${sameSyncs === 1 ? "applies" : "apply"}`;
  return {
    totals: totals.filter(({ count }) => count > 0),
    isEmpty: objects.length === 0,
    syncs: counted(syncs.length, "Flux Kustomization"),
    others: sameSyncs === 0 ? "" : `${others} what was applied before.`,
    open: syncs.length <= OPEN_ROWS,
    rows: syncs.map((sync) => ({
      place: sync.environment === "" ? "" : nameOf(sync),
      sync: sync.sync,
      state: sync.state === "same" ? "" : sync.state,
      counts: CHANGES.map((change) => ({
        ...{ change, mark: MARKS[change], count: sync[change] },
      })),
    })),
  };
}

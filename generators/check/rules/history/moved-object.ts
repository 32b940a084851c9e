import type { Sync } from "../../../model/fleet/clusters.ts";
import { type KubernetesObject, keyOfObject, titleOf } from "../../../model/objects/object.ts";
import { earlierIn, some } from "../../facts/sync-graph.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";
import { type Dropped, droppedIn, type Past, pastsOf } from "./past.ts";

/** No object changes from one Flux Kustomization that prunes to another one. */
export const movedObject: Rule = {
  name: "moved-object",
  needs: "base",
  summary: "No object moves from one Flux Kustomization that prunes to another one.",
  why: "Each of the two acts for itself. When the old one is the first, it deletes what it no longer lists, and the object is gone until the new one creates it again: an outage, and of a Namespace or a claim also a loss of data. A Flux Kustomization that is renamed does this to everything that it applies (flux2#3316).",
  fix: "Take two steps. First give the objects the annotation `kustomize.toolkit.fluxcd.io/prune: disabled`, or set `prune: false` in the old Flux Kustomization, and let that reach the cluster. Then move them. Remove the annotation at the end.",
  check(subject) {
    return pastsOf(subject).flatMap((past) => movesIn(past, subject).map(({ finding }) => finding));
  },
};

/** Objects that move between the same two Flux Kustomizations. */
interface Move {
  readonly finding: Finding;
  readonly objects: readonly KubernetesObject[];
}

/** One for each two Flux Kustomizations. */
export function movesIn(past: Past, subject: Subject): Move[] {
  const earlier = earlierIn(past.now);
  const moves = new Map<string, { from: Sync; to: Sync; dropped: Dropped[] }>();
  for (const each of droppedIn(past)) {
    const { sync, syncNow, owner } = each;
    if (owner === undefined) continue;
    if (syncNow !== undefined && isAfter(syncNow, owner.sync, earlier(syncNow))) continue;
    const key = [sync, owner.sync].map(({ flux }) => keyOfObject(flux.object)).join("\0");
    const move = moves.get(key) ?? { from: sync, to: owner.sync, dropped: [] };
    move.dropped.push(each);
    moves.set(key, move);
  }
  return [...moves.values()].map(({ from, to, dropped }) => {
    const titles = dropped.map(({ object }) => titleOf(object));
    const object = dropped[0]?.owner?.object;
    const finding = {
      rule: movedObject.name,
      message: `${some(titles)} ${titles.length === 1 ? "moves" : "move"} from ${from.flux.name} to ${to.flux.name}: Flux may delete ${titles.length === 1 ? "it" : "them"} before ${to.flux.name} applies ${titles.length === 1 ? "it" : "them"} again.`,
      ...(object === undefined ? {} : whereIs(subject, object)),
      hint: "First merge the annotation kustomize.toolkit.fluxcd.io/prune: disabled on them, then move them.",
    };
    return { finding, objects: dropped.map(({ object }) => object) };
  });
}

/**
 * The old owner waits for the new one, which then has the object before the old one prunes.
 * Flux waits for the same revision only where both read the same source.
 */
function isAfter(old: Sync, owner: Sync, earlier: ReadonlySet<Sync>): boolean {
  const source = ({ flux }: Sync) => JSON.stringify(flux.source);
  return earlier.has(owner) && source(old) === source(owner);
}

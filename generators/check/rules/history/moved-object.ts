import { type Deletions, deletions } from "../../../model/deletions/deletions.ts";
import { mentionedIn, type Sync } from "../../../model/fleet/clusters.ts";
import { type KubernetesObject, keyOfObject, titleOf } from "../../../model/objects/object.ts";
import { some } from "../../facts/sync-graph.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";

/** No object changes from one Flux Kustomization that prunes to another one. */
export const movedObject: Rule = {
  name: "moved-object",
  needs: "base",
  summary: "No object moves from one Flux Kustomization that prunes to another one.",
  why: "Each of the two acts for itself. When the old one is the first, it deletes what it no longer lists, and the object is gone until the new one creates it again: an outage, and of a Namespace or a claim also a loss of data. A Flux Kustomization that is renamed does this to everything that it applies (flux2#3316).",
  fix: "Take two steps. First give the objects the annotation `kustomize.toolkit.fluxcd.io/prune: disabled`, or set `prune: false` in the old Flux Kustomization, and let that reach the cluster. Then move them. Remove the annotation at the end.",
  check(subject) {
    const { base } = subject;
    if (base === undefined) return [];
    return movesIn(deletions(base, subject), subject).map(({ finding }) => finding);
  },
};

/** Objects that move between the same two Flux Kustomizations. */
interface Move {
  readonly finding: Finding;
  readonly objects: readonly KubernetesObject[];
}

/** One for each two Flux Kustomizations, where the old one may be the first. */
export function movesIn({ adopted }: Pick<Deletions, "adopted">, subject: Subject): Move[] {
  const moves = new Map<string, { from: Sync; to: Sync; objects: KubernetesObject[] }>();
  for (const { cluster, sync, object, reason, isCertain } of adopted) {
    if (isCertain || reason.is !== "adopted") continue;
    const { by } = reason;
    const key = JSON.stringify([
      cluster,
      keyOfObject(sync.flux.object),
      keyOfObject(by.flux.object),
    ]);
    const move = moves.get(key) ?? { from: sync, to: by, objects: [] };
    move.objects.push(object);
    moves.set(key, move);
  }
  return [...moves.values()].map(({ from, to, objects }) => {
    const titles = objects.map(titleOf);
    const [it, move] = titles.length === 1 ? ["it", "moves"] : ["them", "move"];
    const key = objects[0] && keyOfObject(objects[0]);
    const object = mentionedIn(to).find((each) => keyOfObject(each) === key);
    const finding = {
      rule: movedObject.name,
      message: `${some(titles)} ${move} from ${from.flux.name} to ${to.flux.name}: Flux may delete ${it} before ${to.flux.name} applies ${it} again.`,
      ...(object === undefined ? {} : whereIs(subject, object)),
      hint: "First merge the annotation kustomize.toolkit.fluxcd.io/prune: disabled on them, then move them.",
    };
    return { finding, objects };
  });
}

import { groups } from "../../../base/groups.ts";
import { own } from "../../../base/own.ts";
import { type Deletions, deletions } from "../../../model/deletions/deletions.ts";
import type { Fate } from "../../../model/deletions/fate.ts";
import { isFluxKustomization } from "../../../model/objects/flux.ts";
import { type KubernetesObject, keyOfObject, titleOf } from "../../../model/objects/object.ts";
import { some } from "../../facts/sync-graph.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";
import { causeOf } from "./cause.ts";

/** Kinds that take something with them, and then those that are missed; the worst first. */
export const WORST: Readonly<Record<string, string>> = {
  Namespace: "with everything in it",
  CustomResourceDefinition: "with every object of its kind",
  PersistentVolumeClaim: "with its data",
  PersistentVolume: "with its data",
  StatefulSet: "",
  Kustomization: "with everything that it applied",
  HelmRelease: "with everything that its chart installed",
  Deployment: "",
  DaemonSet: "",
  CronJob: "",
  Ingress: "",
  HTTPRoute: "",
  Service: "",
  Secret: "",
};

/** A change deletes nothing from a cluster without saying so. */
export const pruneDeletes: Rule = {
  name: "prune-deletes",
  needs: "base",
  summary: "Flux deletes nothing from a cluster that was there at the base.",
  why: "A Flux Kustomization with `prune: true` deletes what it applied before and no longer lists, a Namespace with everything in it. A diff shows one line less in a list.",
  fix: "Where this is meant, say so in the pull request, and look at the list. Where it is not, put the objects back, or first merge the annotation `kustomize.toolkit.fluxcd.io/prune: disabled` on those that are to stay.",
  check(subject) {
    const { base } = subject;
    if (base === undefined) return [];
    return deletionsIn(deletions(base, subject), subject).map(({ finding }) => finding);
  },
};

/** Objects that Flux deletes for one reason, the worst first. */
interface Deletion {
  readonly finding: Finding;
  readonly objects: readonly KubernetesObject[];
}

/** One for each Flux Kustomization, and for each reason to delete. */
export function deletionsIn(
  { deleted, orphaned, adopted, unknown }: Deletions,
  subject: Subject,
): Deletion[] {
  const keyIn = (cluster: string, object: KubernetesObject) => `${cluster}\0${keyOfObject(object)}`;
  const keysOf = (fates: readonly Pick<Fate, "cluster" | "sync">[]) =>
    new Set(fates.map(({ cluster, sync }) => keyIn(cluster, sync.flux.object)));
  // What a Flux Kustomization takes with it is said of itself, where it is known.
  const told = keysOf([...deleted, ...orphaned, ...adopted]);
  const unseen = keysOf(unknown.filter(({ deleting }) => deleting?.deletes === true));
  const loss = ({ cluster, object }: Fate) =>
    isFluxKustomization(object) && !unseen.has(keyIn(cluster, object)) ? "" : lossOf(object);
  const fates = [...deleted, ...orphaned.filter(isMissed)].filter(
    ({ cluster, object }) => !told.has(keyIn(cluster, object)),
  );
  const oneCause = (fate: Fate) =>
    [keyIn(fate.cluster, fate.sync.flux.object), fate.isCertain, causeOf(fate, "them")].join("\0");
  return [...groups(fates, oneCause).values()].flatMap((fates) => {
    const sorted = fates.toSorted((a, b) => rankOf(a.object) - rankOf(b.object));
    const [first] = sorted;
    if (first === undefined) return [];
    const objects = sorted.map(({ object }) => object);
    const names = sorted.map((fate) => `${titleOf(fate.object)}${loss(fate)}`);
    const { reason, syncNow, isCertain } = first;
    const shown = reason.is === "sync deleted" ? reason.by : syncNow;
    const count = objects.length === 1 ? "" : `${objects.length} objects: `;
    const finding = {
      rule: pruneDeletes.name,
      message: `Flux ${isCertain ? "deletes" : "may delete"} ${count}${some(names, 6)}: ${causeOf(first, objects.length === 1 ? "it" : "them")}.`,
      ...(shown === undefined ? {} : whereIs(subject, shown.flux.object, ["spec", "prune"])),
      hint: "If this is meant, say so in the pull request; to keep an object, first annotate it with kustomize.toolkit.fluxcd.io/prune: disabled.",
    };
    return [{ finding, objects }];
  });
}

/** Somebody wants it to stay, and the annotation for that may not be in the cluster. */
function isMissed({ reason, isCertain }: Fate): boolean {
  return !isCertain && reason.is === "marked" && reason.mark.doubt !== "left alone";
}

function rankOf({ kind }: KubernetesObject): number {
  const rank = Object.keys(WORST).indexOf(kind);
  return rank < 0 ? Number.POSITIVE_INFINITY : rank;
}

function lossOf({ kind }: KubernetesObject): string {
  const loss = own(WORST, kind);
  return loss ? ` ${loss}` : "";
}

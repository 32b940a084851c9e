import type { Cluster, Sync } from "../../../model/fleet/clusters.ts";
import { type KubernetesObject, keyOfObject, titleOf } from "../../../model/objects/object.ts";
import { isBuilt, ownedIn, some } from "../../facts/sync-graph.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";
import { type Dropped, droppedIn, type Past, pastsOf } from "./past.ts";

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
    return pastsOf(subject).flatMap((past) =>
      deletionsIn(past, subject).map(({ finding }) => finding),
    );
  },
};

/** Objects that Flux deletes for one reason, the worst first. */
interface Deletion {
  readonly finding: Finding;
  readonly objects: readonly KubernetesObject[];
}

/** One for each Flux Kustomization. */
export function deletionsIn(past: Past, subject: Subject): Deletion[] {
  // What a Flux Kustomization takes with it is said of itself, where it is known.
  const known = new Set(
    past.before.syncs.filter(isBuilt).map(({ flux }) => keyOfObject(flux.object)),
  );
  const bySync = new Map<Sync, Dropped[]>();
  for (const each of droppedIn(past)) {
    if (each.owner !== undefined || known.has(keyOfObject(each.object))) continue;
    bySync.set(each.sync, [...(bySync.get(each.sync) ?? []), each]);
  }
  return [...bySync].map(([sync, dropped]) => {
    const objects = dropped.map(({ object }) => object).toSorted((a, b) => rankOf(a) - rankOf(b));
    const [first] = dropped;
    const shown = first?.syncNow ?? parentOf(sync, past);
    const count = objects.length === 1 ? "" : `${objects.length} objects: `;
    const cause = first?.syncNow === undefined ? "is removed" : "no longer lists";
    const subjectOf = first?.syncNow === undefined ? "" : objects.length === 1 ? " it" : " them";
    const finding = {
      rule: pruneDeletes.name,
      message: `Flux deletes ${count}${some(objects.map(described), 6)}: ${sync.flux.name} ${cause}${subjectOf}.`,
      ...(shown === undefined ? {} : whereIs(subject, shown.flux.object, ["spec", "prune"])),
      hint: "If this is meant, say so in the pull request; to keep an object, first annotate it with kustomize.toolkit.fluxcd.io/prune: disabled.",
    };
    return { finding, objects };
  });
}

/** The Flux Kustomization, as it is now, that applied another one. */
function parentOf({ flux }: Sync, { before, now }: Past): Sync | undefined {
  const key = keyOfObject(flux.object);
  const parent = ownedIn(before).find(({ object }) => keyOfObject(object) === key)?.sync;
  return parent && syncOf(now, parent);
}

function syncOf({ syncs }: Cluster, { flux }: Sync): Sync | undefined {
  const key = keyOfObject(flux.object);
  return syncs.find((each) => keyOfObject(each.flux.object) === key);
}

function rankOf({ kind }: KubernetesObject): number {
  const rank = Object.keys(WORST).indexOf(kind);
  return rank < 0 ? Number.POSITIVE_INFINITY : rank;
}

function described(object: KubernetesObject): string {
  const loss = Object.hasOwn(WORST, object.kind) ? WORST[object.kind] : "";
  return loss ? `${titleOf(object)} ${loss}` : titleOf(object);
}

import type { Cluster, Sync } from "../../../model/fleet/clusters.ts";
import type { Owned } from "../../../model/fleet/flux-options.ts";
import { type KubernetesObject, titleOf } from "../../../model/objects/object.ts";
import { NAMESPACED, namespacesOf } from "../../facts/namespaces.ts";
import { ownedIn, strangersIn } from "../../facts/sync-graph.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";

/** Every object that Flux applies has a namespace that exists. */
export const missingNamespace: Rule = {
  name: "missing-namespace",
  needs: "whole",
  summary: "Something creates every namespace that Flux applies objects in.",
  why: "The API server refuses objects in a namespace that does not exist, and one refused object stops the whole Flux Kustomization. Without any namespace Flux does not know where to apply the object, and does not take `default` (flux2#4301).",
  fix: "Add a Namespace to this Flux Kustomization or to one that it depends on, or correct the name. Where a kustomization file sets no namespace, `namespace:` in it or `spec.targetNamespace` gives every object one.",
  check(subject) {
    return subject.clusters.flatMap((cluster) => [
      ...homeless(cluster, subject),
      ...nowhere(cluster, subject),
    ]);
  },
};

/** Objects in a namespace that nobody makes, once for each sync and namespace. */
function homeless(cluster: Cluster, subject: Subject): Finding[] {
  const { makers, given } = namespacesOf(cluster);
  // Whoever makes no namespace here makes them elsewhere.
  if (makers.size === 0) return [];
  const isStrange = strangersIn(cluster);
  const groups = groupsOf(ownedIn(cluster), ({ sync, object: { namespace } }) =>
    namespace === "" ||
    namespace.includes("${") ||
    namespace === sync.flux.namespace ||
    makers.has(namespace) ||
    given.has(namespace) ||
    isStrange(namespace)
      ? undefined
      : namespace,
  );
  return groups.map(({ key, sync, objects }) =>
    finding(
      subject,
      objects,
      `Nothing creates the namespace ${key}, in which ${sync.flux.name} applies ${counted(objects)}.`,
      "Add a Namespace, or correct the name.",
    ),
  );
}

/** Objects that name no namespace though their kind needs one. */
function nowhere(cluster: Cluster, subject: Subject): Finding[] {
  const groups = groupsOf(ownedIn(cluster), ({ object: { group, kind, namespace } }) =>
    namespace === "" && NAMESPACED.has(`${group}/${kind}`) ? "" : undefined,
  );
  return groups.map(({ sync, objects }) =>
    finding(
      subject,
      objects,
      `${sync.flux.name} applies ${counted(objects)} without a namespace.`,
      "Set namespace in the kustomization file, or targetNamespace in the Flux Kustomization.",
    ),
  );
}

interface Group {
  readonly key: string;
  readonly sync: Sync;
  readonly objects: KubernetesObject[];
}

function groupsOf(owned: readonly Owned[], keyOf: (owned: Owned) => string | undefined): Group[] {
  const groups = new Map<Sync, Map<string, Group>>();
  for (const each of owned) {
    const key = keyOf(each);
    if (key === undefined) continue;
    const ofSync = groups.get(each.sync) ?? new Map<string, Group>();
    groups.set(each.sync, ofSync);
    const group = ofSync.get(key);
    if (group === undefined) ofSync.set(key, { key, sync: each.sync, objects: [each.object] });
    else group.objects.push(each.object);
  }
  return [...groups.values()].flatMap((ofSync) => [...ofSync.values()]);
}

function counted(objects: readonly KubernetesObject[]): string {
  const [first] = objects;
  const title = first === undefined ? "" : titleOf(first);
  return objects.length === 1 ? title : `${objects.length} objects, ${title} among them`;
}

function finding(
  subject: Subject,
  [first]: readonly KubernetesObject[],
  message: string,
  hint: string,
): Finding {
  const where = first === undefined ? {} : whereIs(subject, first, ["metadata", "namespace"]);
  return { rule: missingNamespace.name, message, ...where, hint };
}

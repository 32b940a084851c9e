import type { Cluster, Sync } from "../../model/fleet/clusters.ts";
import type { Owned } from "../../model/fleet/flux-options.ts";
import { isFluxKustomization } from "../../model/objects/flux.ts";
import { type KubernetesObject, keyOfObject } from "../../model/objects/object.ts";

/** What the Flux Kustomizations of a cluster apply to it, as far as it was built. */
export function ownedIn({ syncs }: Cluster): Owned[] {
  return syncs.flatMap((sync) => builtBy(sync).map((object): Owned => ({ sync, object })));
}

/** Whether the objects of a sync are known as they get into this cluster. */
export function isBuilt({ flux, content }: Sync): boolean {
  return !flux.isRemote && content.state === "rendered";
}

/** The objects of a sync as they get into this cluster; none where they are not known. */
export function builtBy({ flux, content }: Sync): readonly KubernetesObject[] {
  return !flux.isRemote && content.state === "rendered" ? content.objects : [];
}

/**
 * Whether a namespace of a cluster may hold objects that nobody sees here: by what is unknown of
 * the cluster, or was not built.
 * @param group the API group of the object that is looked for.
 */
export function strangersIn(cluster: Cluster): (namespace: string, group?: string) => boolean {
  const own = new Set(
    ownedIn(cluster).flatMap(({ object: { kind, name } }) => (kind === "Namespace" ? [name] : [])),
  );
  const isWritten = cluster.syncs.some(
    ({ flux, content }) => content.state === "written" && !flux.isRemote,
  );
  return (namespace, group = "") =>
    isWritten ||
    cluster.unknown.some(({ kind, mayHide }) => {
      // A chart brings neither sources nor values of releases.
      if (kind === "chart") return false;
      if (mayHide === "anywhere") return true;
      // Somebody's manifests hold nothing of Flux, whose objects read this repository.
      if (mayHide === "elsewhere") return !own.has(namespace) && !group.endsWith(".fluxcd.io");
      return mayHide.includes(namespace);
    });
}

/**
 * The syncs that have applied their objects before another one begins: its dependencies and the
 * sync that creates it, and theirs.
 */
export function earlierIn(cluster: Cluster): (sync: Sync) => ReadonlySet<Sync> {
  const byKey = new Map(cluster.syncs.map((sync) => [keyOfObject(sync.flux.object), sync]));
  const parents = new Map<Sync, Sync[]>();
  for (const { sync, object } of ownedIn(cluster)) {
    if (!isFluxKustomization(object)) continue;
    const child = byKey.get(keyOfObject(object));
    if (child !== undefined && child !== sync) {
      parents.set(child, [...(parents.get(child) ?? []), sync]);
    }
  }
  const direct = (sync: Sync) => [
    ...(parents.get(sync) ?? []),
    ...sync.flux.dependsOn.flatMap(
      (ref) => byKey.get(keyOfObject({ ...sync.flux.object, ...ref })) ?? [],
    ),
  ];
  const known = new Map<Sync, ReadonlySet<Sync>>();
  return (sync) => {
    const found = known.get(sync) ?? closureOf(sync, direct);
    known.set(sync, found);
    return found;
  };
}

function closureOf(sync: Sync, direct: (sync: Sync) => readonly Sync[]): ReadonlySet<Sync> {
  const found = new Set<Sync>();
  const queue = [...direct(sync)];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next) || next === sync) continue;
    found.add(next);
    queue.push(...direct(next));
  }
  return found;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function some(names: readonly string[], most = 3): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const left = names.length - shown.length;
  const parts = left > 0 ? [...shown, `${left} more`] : shown;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

import { objectsIn } from "../cluster/documents.ts";
import type { KubernetesObject } from "../cluster/object.ts";
import { closureOf } from "../kustomize/references.ts";
import type { Files } from "../tree/tree.ts";
import { listAt } from "../yaml/at.ts";

/** The objects of everything that a build of the folder reads, as they are written. */
export function objectsOf(files: Files, folder: string): KubernetesObject[] {
  return [...closureOf(files, [folder]).objects].flatMap((path) => objectsIn(path, files));
}

/**
 * What Flux deletes once it no longer applies some objects, one sentence each, worst first.
 * @param where an addition for objects that it deletes more than once.
 */
export function prunedNotes(objects: readonly KubernetesObject[], where = ""): string[] {
  const named = (kind: string) =>
    objects.filter((each) => each.kind === kind).map(({ name }) => name);
  const namespaces = named("Namespace");
  const claims = [
    ...named("PersistentVolumeClaim"),
    ...objects
      .filter(({ kind, data }) => kind === "StatefulSet" && hasClaims(data))
      .map(({ name }) => `those of ${name}`),
  ];
  return [
    ...(namespaces.length === 0
      ? []
      : [
          `FLUX WILL DELETE the namespace ${namespaces.join(", ")} and EVERYTHING IN IT, also what is not in Git: Secrets set by hand, volumes, Jobs.`,
        ]),
    ...(claims.length === 0 ? [] : [`DATA WILL BE LOST: volume claims ${claims.join(", ")}.`]),
    `Flux deletes ${objects.length} objects${where}: ${countsOf(objects)}.`,
  ];
}

function hasClaims(data: unknown): boolean {
  return listAt(data, "spec", "volumeClaimTemplates").length > 0;
}

/** `1 Deployment, 4 NetworkPolicy`. */
function countsOf(objects: readonly KubernetesObject[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");
}

import type { Files } from "../../../base/files.ts";
import { readDocuments } from "../../../model/objects/documents.ts";
import { GROUPS } from "../../../model/objects/flux.ts";
import { type KubernetesObject, keyOfObject } from "../../../model/objects/object.ts";
import { artifactsOf } from "../../../model/sources/artifacts.ts";
import type { ObjectReference } from "../../../model/views/readers.ts";

/** Objects that the manifests of a repository held, and hold no more. */
export interface RemovedObjects {
  readonly objects: readonly KubernetesObject[];
  /** Whether a manifest names one of them. */
  isNamed(reference: Pick<ObjectReference, "kind" | "namespace" | "name">): boolean;
}

/** What a plan takes out of a repository, each object as it is written. */
export function removedObjects(before: Files, after: Files): RemovedObjects {
  const left = withArtifacts(readDocuments(after).objects);
  const kept = new Set(left.map(keyOfObject));
  const objects = withArtifacts(readDocuments(before).objects).filter(
    (object) => !kept.has(keyOfObject(object)),
  );
  const names = new Set(objects.map(({ kind, name }) => `${kind}/${name}`));
  const keys = new Set(objects.map((object) => keyOf(object)));
  return {
    objects,
    isNamed: ({ kind, namespace, name }) =>
      namespace === undefined
        ? names.has(`${kind}/${name}`)
        : keys.has(keyOf({ kind, namespace, name })),
  };
}

/** A reference hardly ever says the group. */
function keyOf({ kind, namespace, name }: Pick<KubernetesObject, "kind" | "namespace" | "name">) {
  return `${kind}/${namespace}/${name}`;
}

/** With the ExternalArtifacts that source-watcher makes, which no manifest holds. */
function withArtifacts(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const made = [...artifactsOf(objects).values()].map(
    ({ generator, name }): KubernetesObject => ({
      ...generator,
      group: GROUPS.source,
      kind: "ExternalArtifact",
      name,
    }),
  );
  return [...objects, ...made];
}

import { listAt } from "../../../base/yaml/at.ts";
import { takeItems } from "../../../edit/manifests/items.ts";
import { removeObject } from "../../../edit/manifests/remove-object.ts";
import type { Tree } from "../../../edit/tree.ts";
import type { FluxKustomization } from "../../../model/objects/flux.ts";
import { type Environment, syncsOf } from "../../../model/views/environment.ts";
import type { Source } from "../../../model/views/objects.ts";
import { type ObjectReference, objectReferences } from "../../../model/views/readers.ts";
import type { Repository } from "../../../model/views/repository.ts";

/**
 * The environment's own source goes, and its artifacts where the repository is split; one that
 * others read too stays.
 * @returns a sentence for each that stays.
 */
export function removeSources(
  environment: Environment,
  repository: Repository,
  tree: Tree,
): string[] {
  const source = repository.gitSourceOf(environment.sync);
  const artifact = syncsOf(environment).flatMap((sync) => removeArtifact(sync, repository, tree));
  if (source === undefined) return artifact;
  const readers = readersOf(source, tree);
  if (readers.length > 0) return [...artifact, staying(source.name, readers)];
  removeObject(source, tree);
  return artifact;
}

/**
 * Takes out what makes the ExternalArtifact that a sync reads, if there is one: the
 * ArtifactGenerator, or its part for this one. The sync itself is gone already.
 */
export function removeArtifact(
  { source: { kind, name, namespace } }: Pick<FluxKustomization, "source">,
  repository: Repository,
  tree: Tree,
): string[] {
  const artifact = repository.artifactOf({ source: { kind, name, namespace } });
  if (artifact === undefined) return [];
  const readers = readersOf({ kind, name, namespace }, tree);
  if (readers.length > 0) return [staying(name, readers)];
  const { generator } = artifact;
  if (listAt(generator.data, "spec", "artifacts").length === 1) {
    removeObject(generator, tree);
    return [];
  }
  const isIt = (item: unknown) => (item as { name?: unknown }).name === name;
  takeItems(generator, ["spec", "artifacts"], isIt, tree);
  return [];
}

/** Where a source is still read; an Alert, which only tells of it, does not count. */
export function readersOf(
  object: Pick<Source, "kind" | "name" | "namespace">,
  tree: Tree,
): ObjectReference[] {
  return objectReferences(tree).filter(
    ({ kind, name, namespace, place }) =>
      kind === object.kind &&
      name === object.name &&
      namespace === object.namespace &&
      place.ownerKind !== "Alert",
  );
}

function staying(name: string, readers: readonly ObjectReference[]): string {
  const names = new Set(readers.map(({ place }) => place.owner.replace(/^Kustomization /, "")));
  return `${name} stays: ${[...names].join(", ")} reads it too.`;
}

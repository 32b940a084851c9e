import type { Environment } from "../repository/environment.ts";
import { objectReferences } from "../repository/readers.ts";
import type { Repository } from "../repository/repository.ts";
import type { Tree } from "../tree/tree.ts";
import { parseYaml } from "../yaml/parse.ts";
import { removeItems } from "../yaml/removal.ts";
import { removeObject } from "./remove-object.ts";

/**
 * The environment's own source goes, and its artifact where the repository is split; one that
 * others read too stays.
 * @returns a sentence for each that stays.
 */
export function removeSources({ sync }: Environment, repository: Repository, tree: Tree): string[] {
  const source = repository.gitSourceOf(sync);
  const artifact = removeArtifact(sync.source, repository, tree);
  if (source === undefined) return artifact;
  const readers = readersOf(source, tree);
  if (readers.length > 0) {
    return [...artifact, `${source.name} stays: ${readers.join(", ")} reads it too.`];
  }
  removeObject(source, tree);
  return artifact;
}

/** What makes the ExternalArtifact of a sync: the ArtifactGenerator, or its part for this one. */
function removeArtifact(
  { kind, name, namespace }: Environment["sync"]["source"],
  repository: Repository,
  tree: Tree,
): string[] {
  const generator = repository.artifactGenerators.find(
    (each) =>
      each.namespace === namespace && each.artifacts.some((artifact) => artifact.name === name),
  );
  if (kind !== "ExternalArtifact" || generator === undefined) return [];
  const readers = readersOf({ kind, name, namespace }, tree);
  if (readers.length > 0) return [`${name} stays: ${readers.join(", ")} reads it too.`];
  if (generator.artifacts.length === 1) {
    removeObject(generator, tree);
    return [];
  }
  const { path } = generator.file;
  const file = parseYaml(path, tree.read(path) ?? "");
  const document = file.documents[generator.file.documents.indexOf(generator.document)];
  if (document === undefined) return [];
  const isIt = (item: unknown) => (item as { name?: unknown }).name === name;
  tree.edit(path, removeItems(file, document, ["spec", "artifacts"], isIt));
  return [];
}

/** Who still reads an object; who only tells of it (an Alert) does not count. */
function readersOf(
  object: { readonly kind: string; readonly name: string; readonly namespace: string },
  tree: Tree,
): string[] {
  const found = objectReferences(tree).filter(
    ({ kind, name, namespace, place }) =>
      kind === object.kind &&
      name === object.name &&
      namespace === object.namespace &&
      place.ownerKind !== "Alert",
  );
  return [...new Set(found.map(({ place }) => place.owner.replace(/^Kustomization /, "")))];
}

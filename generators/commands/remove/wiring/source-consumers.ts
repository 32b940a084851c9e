import type { FluxKustomization } from "../../../model/objects/flux.ts";
import { type Dependent, fileOf, releasesIn, type Source } from "../../../model/views/objects.ts";
import { objectReferences } from "../../../model/views/readers.ts";
import type { Repository } from "../../../model/views/repository.ts";

/** What `new:source` writes beside a source, in a file of its own. */
export interface Consumers {
  readonly syncs: readonly FluxKustomization[];
  readonly releases: readonly Dependent[];
}

/** Those of a source; not the Flux Kustomizations that apply this repository itself. */
export function consumersOf(source: Source, repository: Repository): Consumers {
  const path = repository.layout.path("sourceReader", { source: source.name });
  if (repository.files.read(path) === undefined) return { syncs: [], releases: [] };
  const syncs = repository.syncs.filter(
    (sync) =>
      fileOf(sync.object) === path &&
      repository.gitSourceOf(sync) === source &&
      !isFoundation(sync, repository),
  );
  const reading = new Set(
    objectReferences(repository.files)
      .filter(({ kind, name, namespace, place }) => {
        const isIt = kind === source.kind && name === source.name && namespace === source.namespace;
        return isIt && place.path === path;
      })
      .map(({ place }) => place.owner),
  );
  const releases = releasesIn(path, repository.files);
  return { syncs, releases: releases.filter(({ name }) => reading.has(`HelmRelease ${name}`)) };
}

/** The sources that no other Flux Kustomization reads than what goes with them. */
export function removableIn(repository: Repository): Source[] {
  return repository.sources.filter((source) => {
    const own = consumersOf(source, repository).syncs;
    return repository.syncs.every(
      (sync) => own.includes(sync) || repository.gitSourceOf(sync) !== source,
    );
  });
}

/** Whether a Flux Kustomization applies the bootstrap, the environments or the infrastructure. */
function isFoundation(sync: FluxKustomization, repository: Repository): boolean {
  const { layout } = repository;
  const folders = [
    ".",
    layout.path("bootstrap"),
    layout.path("applications"),
    layout.path("environments"),
    layout.path("components"),
  ];
  return repository.readsItself(sync) && folders.includes(repository.folderOf(sync) ?? "");
}

import { listAt, textAt } from "../../base/yaml/at.ts";
import { toScalar } from "../../base/yaml/scalar.ts";
import { keepAppOrder } from "../../edit/manifests/app-order.ts";
import { addItem, takeItems } from "../../edit/manifests/items.ts";
import type { Tree } from "../../edit/tree.ts";
import { closureOf } from "../../model/kustomize/closure.ts";
import type { FluxKustomization } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { ArtifactCopy } from "../../model/sources/artifacts.ts";
import type { Repository } from "../../model/views/repository.ts";
import { builtFor, type CopyEntry, copiesFor, keeps } from "./patterns.ts";
import { prefixOf, readsArtifact } from "./split/split.ts";

/**
 * The step behind every plan: what it adds to a build is copied into the artifacts that the build
 * is made of, without which the next sync of an environment would fail, and the apps that have
 * syncs of their own keep their order.
 * @param before the repository before the plan.
 * @returns what to know of it, one sentence each.
 */
export function keepArtifacts(before: Repository, tree: Tree): string[] {
  keepAppOrder(before, tree);
  return coverBuilds(tree.model, tree);
}

/** Adds to each artifact what its sync builds and its copies leave out, and takes out what is gone. */
function coverBuilds(repository: Repository, tree: Tree): string[] {
  return repository.syncs.flatMap((sync) => {
    const place = placeOf(sync, repository, tree);
    return place === undefined ? [] : cover(sync, place, repository);
  });
}

/** Takes out of an environment's artifact the copies that only the syncs of its apps build. */
export function dropApps(
  sync: FluxKustomization,
  apps: readonly FluxKustomization[],
  tree: Tree,
): void {
  const repository = tree.model;
  const place = placeOf(sync, repository, tree);
  if (place === undefined) return;
  const prefix = prefixOf(repository);
  const filesOf = (each: FluxKustomization) => [
    ...closureOf(tree, builtFor(each, repository) ?? []).files,
  ];
  const own = new Set(filesOf(sync));
  const others = apps.flatMap(filesOf).filter((path) => !own.has(path));
  remove(
    copiesIn(place).filter((copy) => others.some((path) => keeps(prefix + path, copy))),
    place,
  );
}

/** Where the copies of what a Flux Kustomization reads are described. */
function placeOf(sync: FluxKustomization, repository: Repository, tree: Tree): Place | undefined {
  if (!readsArtifact(sync)) return undefined;
  const artifact = repository.artifactOf(sync);
  if (artifact === undefined) return undefined;
  const { generator, index, copies } = artifact;
  const sources = listAt(generator.data, "spec", "sources");
  const git = sources.find((each) => textAt(each, "kind") === "GitRepository");
  const own = copies.filter(
    ({ source }) => source?.kind === "GitRepository" && source.name === textAt(git, "name"),
  );
  return { generator, index, copies: own, alias: textAt(git, "alias") ?? "", tree };
}

/** The copies of whole folders and files out of the repository. */
function copiesIn({ copies }: Place): CopyEntry[] {
  return copies
    .filter(({ exclude, isExtracted }) => exclude.length === 0 && !isExtracted)
    .map(({ from, to }) => ({ from, to }));
}

function cover(sync: FluxKustomization, place: Place, repository: Repository): string[] {
  const { tree } = place;
  const built = builtFor(sync, repository);
  if (built === undefined) return [];
  const prefix = prefixOf(repository);
  const copies = copiesIn(place);
  const gone = copies.filter(({ from }) => !exists(from, prefix, tree));
  remove(gone, place);
  const left = [...closureOf(tree, built).files]
    .map((path) => prefix + path)
    .filter((path) => !copies.some((copy) => keeps(path, copy)));
  const added = copiesFor(built, tree, repository.layout, prefix).filter((copy) =>
    left.some((path) => keeps(path, copy)),
  );
  for (const copy of added) append(copy, place);
  const list = (changed: readonly CopyEntry[]) => changed.map(({ from }) => from).join(", ");
  return [
    ...(added.length === 0
      ? []
      : [`The artifact ${sync.source.name} now holds ${list(added)}, which ${sync.name} builds.`]),
    ...(gone.length === 0
      ? []
      : [`The artifact ${sync.source.name} no longer copies ${list(gone)}, which is gone.`]),
  ];
}

/** Whether a folder or file is there; source-watcher fails the artifact of one that is not. */
function exists(from: string, prefix: string, tree: Tree): boolean {
  const path = from.replace(/\/(?:\*\*)?$/, "");
  if (/[*?[\]{}]/.test(path) || !path.startsWith(prefix)) return true;
  const here = path.slice(prefix.length);
  return tree.read(here) !== undefined || tree.list(here).length > 0;
}

interface Place {
  readonly generator: KubernetesObject;
  readonly index: number;
  readonly copies: readonly ArtifactCopy[];
  readonly alias: string;
  readonly tree: Tree;
}

function remove(gone: readonly CopyEntry[], { generator, alias, index, tree }: Place): void {
  const isGone = (item: unknown) =>
    gone.some(({ from }) => (item as { from?: unknown }).from === `@${alias}/${from}`);
  if (gone.length > 0) takeItems(generator, ["spec", "artifacts", index, "copy"], isGone, tree);
}

function append({ from, to }: CopyEntry, { generator, alias, index, tree }: Place): void {
  const block = `from: ${toScalar(`@${alias}/${from}`)}\nto: ${toScalar(`@artifact/${to}`)}`;
  addItem(generator, ["spec", "artifacts", index, "copy"], block, tree);
}

import type { Files } from "../../base/files.ts";
import { type Documents, readDocuments, yamlFilesIn } from "../objects/documents.ts";
import {
  type FluxKustomization,
  isFluxKustomization,
  toFluxKustomization,
} from "../objects/flux.ts";
import {
  type Render,
  type Rendering,
  Renderings,
  type Unplanned,
} from "../rendering/renderings.ts";
import { type Cluster, clustersOf } from "./clusters.ts";
import { findFolders, isSource } from "./folders.ts";
import { withoutIgnored } from "./ignored.ts";
import { requestOf } from "./sync-request.ts";
import { unreachedFolders } from "./unreached.ts";

/** What a repository of any layout holds, and what Flux would make of it. */
export interface Analysis {
  readonly files: Files;
  /** What stands before a path of the files in their repository: empty, or a folder's path. */
  readonly prefix: string;
  readonly documents: Documents;
  readonly clusters: readonly Cluster[];
  /** Every folder that was built, or would have been, each once. */
  readonly renderings: readonly Rendering[];
  /** Folders that could not be read in full, and are therefore not among the renderings. */
  readonly unplanned: readonly Unplanned[];
  /**
   * Folders with a kustomization file that no other one includes and no Flux Kustomization
   * applies.
   */
  readonly unreached: readonly string[];
}

/** More rounds than Flux Kustomizations that create Flux Kustomizations are ever nested. */
const ROUNDS_MAX = 10;

/**
 * Reads a whole repository and builds what its Flux Kustomizations apply, and what nothing
 * applies too. Flux Kustomizations are looked for in files and then in what was built: parents
 * patch their children, and may generate them.
 * @param render undefined to build nothing: then objects are as the files have them.
 * @param isRead to leave files out, except for the builds that are made: those with Flux
 * Kustomizations and sources have to be read.
 */
export async function analyse(
  all: Files,
  render: Render | undefined,
  isRead?: (path: string, files: Files) => boolean,
): Promise<Analysis> {
  const files = withoutIgnored(all);
  const isNeeded = isRead && ((path: string) => isRead(path, files));
  const paths = isNeeded && yamlFilesIn(files).filter(isNeeded);
  const documents = readDocuments(files, paths);
  const written = documents.objects.filter(isFluxKustomization).map(toFluxKustomization);
  const folders = findFolders(files, written, documents.objects.filter(isSource));
  const renderings = new Renderings(files, render, isNeeded);
  const requestFor = (sync: FluxKustomization) => requestOf(sync, folders, files);
  const sight = {
    documents,
    folderOf: folders.folderOf,
    renderingOf: (sync: FluxKustomization) => {
      const request = requestFor(sync);
      return request === undefined ? undefined : renderings.of(request);
    },
  };
  await renderings.make(written.flatMap((sync) => requestFor(sync) ?? []));
  let clusters = clustersOf(written, sight);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const syncs = clusters.flatMap((cluster) => cluster.syncs.map(({ flux }) => flux));
    const made = await renderings.make(syncs.flatMap((sync) => requestFor(sync) ?? []));
    if (made.length === 0) break;
    clusters = clustersOf(written, sight);
  }
  const unreached = unreachedFolders(files, documents, renderings.all, renderings.unplanned);
  await renderings.make(
    unreached.filter(({ isComponent }) => !isComponent).map(({ folder }) => ({ folder })),
  );
  return {
    files,
    prefix: folders.prefix,
    documents,
    clusters,
    renderings: renderings.all,
    unplanned: renderings.unplanned,
    unreached: unreached.map(({ folder }) => folder),
  };
}

import { posix } from "node:path";
import { planBuild } from "../kustomize/request.ts";
import type { Files } from "../tree/tree.ts";
import type { Analysis } from "./analysis.ts";
import { objectsIn, readDocuments } from "./documents.ts";
import { isFluxKustomization, toFluxKustomization } from "./flux.ts";
import { findFolders, isSource } from "./folders.ts";
import { type Render, Renderings } from "./rendering.ts";
import { requestOf } from "./request.ts";

/** A change to a repository, and what its generators know of it. */
export interface Change {
  /** Files that it creates or edits. */
  readonly changed: readonly string[];
  /** The files of all sources and Flux Kustomizations. */
  readonly fluxFiles: readonly string[];
}

/**
 * The part of a repository that a change reaches: the files that it touches, all Flux
 * Kustomizations, and the builds that read a changed file. (Of the folders that hold one; a new
 * base is read by overlays that list it, and hold a changed file too.) So a generator takes no
 * longer in a repository of a thousand apps than in one of ten.
 */
export async function analyseChange(
  files: Files,
  { changed, fluxFiles }: Change,
  render: Render | undefined,
): Promise<Analysis> {
  const yaml = changed.filter((path) => /\.ya?ml$|(?:^|\/)Kustomization$/.test(path));
  const documents = readDocuments(files, yaml);
  const objects = fluxFiles.flatMap((path) => objectsIn(path, files));
  const written = objects.filter(isFluxKustomization).map(toFluxKustomization);
  const folders = findFolders(files, written, objects.filter(isSource));
  const holds = (folder: string) =>
    changed.some((path) => folder === "." || path.startsWith(`${folder}/`));
  const renderings = new Renderings(files, render);
  if (render !== undefined) {
    const requests = written.flatMap((sync) => {
      const request = requestOf(sync, folders, files);
      if (request === undefined || !holds(posix.normalize(request.folder))) return [];
      const reads = planBuild(files, request).closure.files;
      return changed.some((path) => reads.has(path)) ? [request] : [];
    });
    await renderings.make(requests);
  }
  const syncs = written.map((flux) => {
    const request = requestOf(flux, folders, files);
    const rendering = request === undefined ? undefined : renderings.of(request);
    const folder = folders.folderOf(flux);
    return { flux, folder, rendering, objects: rendering?.objects ?? [], undefinedVariables: [] };
  });
  const byHand = objects.filter((each) => !isFluxKustomization(each));
  return {
    files,
    documents,
    clusters: [{ name: ".", syncs, byHand }],
    renderings: renderings.all,
    unreached: [],
  };
}

import type { Files } from "../../base/files.ts";
import { objectsIn, readDocuments } from "../objects/documents.ts";
import {
  type FluxKustomization,
  isFluxKustomization,
  toFluxKustomization,
} from "../objects/flux.ts";
import { isUnknown } from "../objects/unknown.ts";
import { type BuildRequest, planBuild } from "../rendering/build-request.ts";
import { type Render, Renderings } from "../rendering/renderings.ts";
import { groundOf } from "../sources/ground.ts";
import { withoutIgnored } from "../sources/ignored.ts";
import { foldersIn, isSource } from "../sources/sources.ts";
import type { Analysis } from "./analysis.ts";
import { requestOf } from "./sync-request.ts";
import { unknownIn } from "./unseen.ts";

/** A change to a repository, and what its generators know of it. */
export interface ChangedPaths {
  /** Files that it creates, edits or removes. */
  readonly changed: readonly string[];
  /** Those of them that were there before. */
  readonly existing: readonly string[];
  /** The files of all sources and Flux Kustomizations. */
  readonly fluxFiles: readonly string[];
  /** Folders that are applied into one namespace, whose quota is in one of them: all or none is built. */
  readonly together: readonly (readonly string[])[];
}

/**
 * The part of a repository that a change reaches: the files that it touches, all Flux
 * Kustomizations, and the builds that read a changed file.
 */
export async function analyseChange(
  all: Files,
  change: ChangedPaths,
  render: Render | undefined,
): Promise<Analysis> {
  const { changed, fluxFiles } = change;
  const files = withoutIgnored(all);
  const yaml = changed.filter((path) => /\.ya?ml$|(?:^|\/)Kustomization$/.test(path));
  const documents = readDocuments(files, yaml);
  const objects = fluxFiles.flatMap((path) => objectsIn(path, files));
  const written = objects.filter(isFluxKustomization).map(toFluxKustomization);
  const sources = objects.filter(isSource);
  const ground = groundOf(files, written, sources);
  const folderOf = foldersIn({ objects: sources, syncs: written, own: [] }, ground);
  const requestFor = (sync: FluxKustomization) => {
    const folder = folderOf(sync);
    return isUnknown(folder) ? undefined : requestOf(sync, folder, files);
  };
  const renderings = new Renderings(files, render);
  if (render !== undefined) {
    const requests = written.flatMap((sync) => requestFor(sync) ?? []);
    const readers = readersOf(change, requests, files);
    const isRead = (folder: string) => readers.some((request) => request.folder === folder);
    const beside = new Set(change.together.filter((each) => each.some(isRead)).flat());
    const isWanted = (each: BuildRequest) => readers.includes(each) || beside.has(each.folder);
    await renderings.make(requests.filter(isWanted));
  }
  const syncs = written.map((flux) => {
    const request = requestFor(flux);
    const rendering = request === undefined ? undefined : renderings.of(request);
    const folder = folderOf(flux);
    const none = { variables: undefined, undefinedVariables: [] };
    const objects = rendering?.objects ?? [];
    const state = rendering?.build?.ok ? "rendered" : "written";
    const content = isUnknown(folder)
      ? { ...folder, glimpse: objects }
      : ({ state, objects } as const);
    return { flux, folder, rendering, content, ...none };
  });
  const byHand = objects.filter((each) => !isFluxKustomization(each));
  return {
    files,
    prefix: ground.prefix,
    documents,
    clusters: [{ name: ".", syncs, byHand, sources, unknown: unknownIn(syncs, byHand) }],
    renderings: renderings.all,
    unplanned: renderings.unplanned,
    unreached: [],
  };
}

/**
 * The builds that read a changed file. Those of the folders that hold one come first: a new base
 * is read by overlays that list it, and hold a changed file too. So a generator takes no longer
 * in a repository of a thousand apps than in one of ten. Only where none of these reads a file
 * that is edited, such as a base's, every build is asked.
 */
function readersOf(
  { changed, existing }: ChangedPaths,
  requests: readonly BuildRequest[],
  files: Files,
): BuildRequest[] {
  const holds = ({ folder }: BuildRequest) =>
    changed.some((path) => folder === "." || path.startsWith(`${folder}/`));
  const read = new Set<string>();
  const reads = (request: BuildRequest) => {
    const closure = planBuild(files, request).closure.files;
    const found = changed.filter((path) => closure.has(path));
    for (const path of found) read.add(path);
    return found.length > 0;
  };
  const near = requests.filter((request) => holds(request) && reads(request));
  const isCovered = existing.every((path) => read.has(path) || files.read(path) === undefined);
  return isCovered ? near : requests.filter(reads);
}

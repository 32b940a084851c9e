import type { Files } from "../../base/files.ts";
import { kustomizationFileIn } from "../kustomize/references.ts";
import { type Documents, readDocuments, yamlFilesIn } from "../objects/documents.ts";
import {
  type FluxKustomization,
  isFluxKustomization,
  toFluxKustomization,
} from "../objects/flux.ts";
import type { KubernetesObject } from "../objects/object.ts";
import { isUnknown } from "../objects/unknown.ts";
import type { BuildRequest } from "../rendering/build-request.ts";
import {
  type Render,
  type Rendering,
  Renderings,
  type Unplanned,
} from "../rendering/renderings.ts";
import { keyOfRef } from "../sources/artifacts.ts";
import { type Ground, groundOf } from "../sources/ground.ts";
import { withoutIgnored } from "../sources/ignored.ts";
import { type FolderOf, foldersIn, isSource } from "../sources/sources.ts";
import { type Cluster, mentionedIn } from "./clusters.ts";
import { instanceSyncOf } from "./flux-instance.ts";
import { isLost } from "./lost.ts";
import { clusterOf } from "./read-cluster.ts";
import { type Beginning, beginningsOf, fileOf, placeOf, standsInOwn } from "./roots.ts";
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
const ROUNDS_MAX = 12;

/**
 * Reads a whole repository and builds what its Flux Kustomizations apply, and what nothing
 * applies too. Flux Kustomizations are looked for in files and then in what was built: parents
 * patch their children, and may generate them; a cluster may begin in a folder that is built by hand.
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
  const renderings = new Renderings(files, render, isNeeded);
  const written = documents.objects.filter(isFluxKustomization).map(toFluxKustomization);
  const instances = documents.objects.flatMap((each) => instanceSyncOf(each)?.sync ?? []);
  const sources = documents.objects.filter(isSource);
  const ground = groundOf(files, [...written, ...instances], sources);
  const sight = {
    documents,
    ground,
    renderingOf: (request: BuildRequest) => renderings.of(request),
    whyUnread: (folder: string) =>
      renderings.unplanned
        .find((each) => each.folder === folder)
        ?.problems.map(({ message }) => message)
        .join(" "),
  };
  const roughly = roughFolders(written, sources, ground);
  const roughRequest = (sync: FluxKustomization) => {
    const folder = roughly(sync);
    return isUnknown(folder) ? undefined : requestOf(sync, folder, files);
  };
  await renderings.make(written.flatMap((sync) => roughRequest(sync) ?? []));
  const unread = new Map<string, Rendering | undefined>();
  let begin: readonly Beginning[] = [];
  let clusters: readonly Cluster[] = [];
  const isLoose = (folder: string) => !isReadBy(clusters, folder, files);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const applied = appliedIn(clusters, begin);
    begin = beginningsOf({
      ground,
      written,
      objects: documents.objects,
      loose: [...unread].flatMap(([folder, each]) => (each && isLoose(folder) ? [each] : [])),
      applied,
      roughly: (sync) => {
        const request = roughRequest(sync);
        return request && renderings.of(request);
      },
    });
    const found = begin.map((each) => clusterOf(each, begin, sight));
    clusters = found.filter((each) => !isLost(each, found, files));
    const made = await renderings.make(clusters.flatMap((each) => requestsOf(each, files)));
    if (made.length > 0 || applied.size !== appliedIn(clusters, begin).size) continue;
    const left = unreachedFolders(files, documents, renderings.all, renderings.unplanned);
    for (const { folder } of left) unread.set(folder, undefined);
    const built = await renderings.make(
      left.filter(({ isComponent }) => !isComponent).map(({ folder }) => ({ folder })),
    );
    if (built.length === 0) break;
    for (const each of built) unread.set(each.folder, each);
  }
  const begins = new Set(
    begin.flatMap(({ roots }) => [...roots.values()].map(({ object }) => object)),
  );
  const isBegin = (each: Rendering | undefined) =>
    each?.objects.some((object) => begins.has(object));
  return {
    files,
    prefix: ground.prefix,
    documents,
    clusters,
    renderings: renderings.all,
    unplanned: renderings.unplanned,
    unreached: [...unread].flatMap(([folder, each]) =>
      isLoose(folder) && !isBegin(each) ? [folder] : [],
    ),
  };
}

/**
 * The Flux Kustomizations that clusters apply, by where they are written. That a cluster applies its
 * own roots again makes them none of another's.
 */
function appliedIn(clusters: readonly Cluster[], begin: readonly Beginning[]): ReadonlySet<string> {
  return new Set(
    clusters.flatMap(({ name, syncs }) => {
      const roots = begin.filter((each) => each.name === name);
      const own = new Set(roots.flatMap((each) => [...each.roots.values()].map(placeOf)));
      return syncs.flatMap((sync) =>
        mentionedIn(sync)
          .filter(isFluxKustomization)
          .map(toFluxKustomization)
          .map(placeOf)
          .filter((place) => !own.has(place) && place !== placeOf(sync.flux)),
      );
    }),
  );
}

function requestsOf({ syncs }: Cluster, files: Files): BuildRequest[] {
  return syncs.flatMap(({ flux, folder }) =>
    isUnknown(folder) ? [] : (requestOf(flux, folder, files) ?? []),
  );
}

function isReadBy(clusters: readonly Cluster[], folder: string, files: Files): boolean {
  const own = kustomizationFileIn(files, folder);
  return clusters.some(({ syncs }) =>
    syncs.some(({ rendering }) => own !== undefined && rendering?.planned.closure.files.has(own)),
  );
}

/**
 * The folder of a Flux Kustomization as far as one can say before its cluster is known: of several
 * sources of one name it reads the nearest.
 */
function roughFolders(
  written: readonly FluxKustomization[],
  sources: readonly KubernetesObject[],
  ground: Ground,
): FolderOf {
  const groups = new Map<string, { objects: KubernetesObject[]; syncs: FluxKustomization[] }>();
  for (const sync of written) {
    const objects = nearestOf(sources, fileOf(sync));
    const key = objects.map((each) => `${each.origin?.path}\0${keyOfRef(each)}`).join("\0");
    const group = groups.get(key) ?? { objects, syncs: [] };
    group.syncs.push(sync);
    groups.set(key, group);
  }
  const finders = new Map<string, FolderOf>();
  for (const { objects, syncs } of groups.values()) {
    const own = syncs.filter((sync) => standsInOwn(sync, ground));
    const folderOf = foldersIn({ objects, syncs, own }, ground);
    for (const sync of syncs) finders.set(fileOf(sync), folderOf);
  }
  const anywhere = foldersIn({ objects: [], syncs: [], own: [] }, ground);
  return (sync) => (finders.get(fileOf(sync)) ?? anywhere)(sync);
}

/** Of all sources of one name the one whose file is nearest. */
function nearestOf(sources: readonly KubernetesObject[], path: string): KubernetesObject[] {
  const byKey = new Map<string, KubernetesObject[]>();
  for (const each of sources)
    byKey.set(keyOfRef(each), [...(byKey.get(keyOfRef(each)) ?? []), each]);
  return [...byKey.values()].flatMap((each) =>
    each.length === 1
      ? each
      : each.toSorted((a, b) => shared(b, path) - shared(a, path)).slice(0, 1),
  );
}

/** How many folders a file shares with another one. */
function shared({ origin }: KubernetesObject, path: string): number {
  const [one, other] = [origin?.path ?? "", path].map((each) => each.split("/"));
  const apart = other?.findIndex((name, index) => name !== one?.[index]) ?? 0;
  return apart < 0 ? (other?.length ?? 0) : apart;
}

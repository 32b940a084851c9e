import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { textAt } from "../../base/yaml/at.ts";
import { type FluxKustomization, GROUPS, isFirstSource, type ObjectRef } from "../objects/flux.ts";
import type { KubernetesObject } from "../objects/object.ts";
import { artifactsOf, sourceFoldersOf } from "./artifacts.ts";

/** Finds the folder of the repository that a Flux Kustomization applies. */
export interface Folders {
  /**
   * The folder, whether or not it exists; undefined where the path leads into another repository
   * or out of the folder that is looked at.
   */
  folderOf(sync: FluxKustomization): string | undefined;
  /** What stands before a path of the files in their repository: empty, or a folder's path. */
  readonly prefix: string;
}

/**
 * `spec.path` begins at the root of the repository, and what is looked at may be a folder in it
 * (`flux-cd/`). What stands before is whatever makes the most of the paths exist. Which source
 * is this repository is not written anywhere either: it is the one whose paths exist.
 */
export function findFolders(
  files: Files,
  syncs: readonly FluxKustomization[],
  sources: readonly KubernetesObject[],
): Folders {
  const exists = (folder: string) => folder !== "." && files.list(folder).length > 0;
  const artifacts = artifactsOf(sources);
  const urls = new Map(sources.map((each) => [keyOf(each), urlOf(each)]));
  const own = syncs.filter(({ source }) => !artifacts.has(keyOf(source)));
  // Of a repository that is split into artifacts nearly all paths are in those.
  const places = syncs.flatMap((sync) => {
    const artifact = artifacts.get(keyOf(sync.source));
    const whole = { source: sync.source, path: sync.path };
    return artifact === undefined ? [whole] : sourceFoldersOf(normal(sync.path), artifact);
  });
  const prefix =
    mostFrequent(
      places.flatMap(({ path }) =>
        ["", ...leading(normal(path))].filter((each) => {
          const folder = below(normal(path), each);
          return folder !== undefined && exists(folder);
        }),
      ),
    ) ?? "";
  const pathOf = ({ path }: FluxKustomization) => below(normal(path), prefix);
  const ownUrl =
    mostFrequent(
      places.flatMap(({ source, path }) => {
        const folder = below(normal(path), prefix);
        const url = urls.get(keyOf(source));
        return folder !== undefined && url !== undefined && exists(folder) ? [url] : [];
      }),
    ) ?? onlyOf(own.map(({ source }) => urls.get(keyOf(source))));
  const isOwn = (source: ObjectRef) => {
    const url = urls.get(keyOf(source));
    if (url === undefined) return isFirstSource(source) ? true : undefined;
    return url === ownUrl;
  };
  return {
    folderOf(sync) {
      if (sync.source.kind === "ExternalArtifact") {
        const artifact = artifacts.get(keyOf(sync.source));
        const folders = artifact === undefined ? [] : sourceFoldersOf(normal(sync.path), artifact);
        const [found] = folders.filter(({ source }) => isOwn(source) !== false);
        return found === undefined ? undefined : below(normal(found.path), prefix);
      }
      const folder = pathOf(sync);
      const isHere = isOwn(sync.source);
      if (isHere !== undefined) return isHere ? folder : undefined;
      // A source that is in no file: of this repository if it looks like it.
      return folder !== undefined && exists(folder) ? folder : undefined;
    },
    prefix,
  };
}

/** The sources of Flux, whatever their kind. */
export function isSource({ group }: KubernetesObject): boolean {
  return group === GROUPS.source || group === GROUPS.extensions;
}

function keyOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind}/${namespace}/${name}`;
}

/** Where a source comes from: one repository has several URLs. */
function urlOf({ data }: KubernetesObject): string | undefined {
  return textAt(data, "spec", "url")
    ?.replace(/^[a-z+]+:\/\/(?:[^@/]*@)?/, "")
    .replace(/(?:\.git)?\/*$/, "");
}

function normal(path: string): string {
  return posix.normalize(`./${path}`).replace(/\/$/, "") || ".";
}

/** `a`, `a/b` and `a/b/c` for `a/b/c`. */
function leading(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function below(path: string, prefix: string): string | undefined {
  if (prefix === "") return path.startsWith("..") ? undefined : path;
  if (path === prefix) return ".";
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
}

/** What all of them are; undefined where they differ. */
function onlyOf<Value>(values: readonly Value[]): Value | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}

/** The first of the most frequent; undefined of none. */
function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: string | undefined;
  for (const [value, count] of counts) {
    if (best === undefined || count > (counts.get(best) ?? 0)) best = value;
  }
  return best;
}

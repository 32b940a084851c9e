import { posix } from "node:path";
import type { Files } from "../tree/tree.ts";
import { textAt } from "../yaml/at.ts";
import { type FluxKustomization, GROUPS } from "./flux.ts";
import type { KubernetesObject } from "./object.ts";

/** Finds the folder of the repository that a Flux Kustomization applies. */
export interface Folders {
  /**
   * The folder, whether or not it exists; undefined where the path leads into another repository
   * or out of the folder that is looked at.
   */
  folderOf(sync: FluxKustomization): string | undefined;
}

/**
 * `spec.path` begins at the root of the repository, and what is looked at may be a folder in it
 * (`flux-cd/`). What stands before is whatever makes the most of the paths exist.
 */
export function findFolders(
  files: Files,
  syncs: readonly FluxKustomization[],
  sources: readonly KubernetesObject[],
): Folders {
  const exists = (folder: string) => files.list(folder).length > 0;
  const urls = new Map(sources.map((each) => [keyOf(each), textAt(each.data, "spec", "url")]));
  const urlOf = ({ source }: FluxKustomization) => urls.get(keyOf(source));
  const prefixes = ["", ...syncs.flatMap(({ path }) => leading(normal(path)))];
  const prefix = mostFrequent(
    syncs.flatMap(({ path }) =>
      [...new Set(prefixes)].filter((each) => {
        const folder = below(normal(path), each);
        return folder !== undefined && folder !== "." && exists(folder);
      }),
    ),
  );
  const folderOf = ({ path }: FluxKustomization) => below(normal(path), prefix ?? "");
  const own = mostFrequent(
    syncs.flatMap((sync) => {
      const folder = folderOf(sync);
      const url = urlOf(sync);
      return folder !== undefined && url !== undefined && exists(folder) ? [url] : [];
    }),
  );
  return {
    folderOf(sync) {
      const url = urlOf(sync);
      return url === undefined || own === undefined || url === own ? folderOf(sync) : undefined;
    },
  };
}

/** The sources of Flux, whatever their kind. */
export function isSource({ group }: KubernetesObject): boolean {
  return group === GROUPS.source || group === GROUPS.extensions;
}

function keyOf({
  kind,
  namespace,
  name,
}: {
  kind: string;
  namespace: string;
  name: string;
}): string {
  return `${kind}/${namespace}/${name}`;
}

function normal(path: string): string {
  return posix.normalize(`./${path}`).replace(/\/$/, "") || ".";
}

/** `a`, `a/b` for `a/b/c`. */
function leading(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function below(path: string, prefix: string): string | undefined {
  if (prefix === "") return path.startsWith("..") ? undefined : path;
  if (path === prefix) return ".";
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
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

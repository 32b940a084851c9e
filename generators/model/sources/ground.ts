import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { normalPath } from "../../base/paths.ts";
import type { FluxKustomization } from "../objects/flux.ts";
import type { KubernetesObject } from "../objects/object.ts";
import { artifactsOf, keyOfRef, sourceFoldersOf } from "./artifacts.ts";

/** Where the files that are looked at stand in what the sources of Flux hold. */
export interface Ground {
  readonly files: Files;
  /** What stands before a path of the files in their repository: empty, or a folder's path. */
  readonly prefix: string;
  /** The folder that artifacts outside of Git are made of: empty for all of it. */
  readonly base: string;
}

/**
 * `spec.path` begins at the root of the repository, and what is looked at may be a folder in it
 * (`flux-cd/`). What stands before is whatever makes the most of the paths exist. The other way
 * round, an OCI artifact or a bucket may hold one folder of the repository alone.
 */
export function groundOf(
  files: Files,
  syncs: readonly FluxKustomization[],
  sources: readonly KubernetesObject[],
): Ground {
  const exists = (folder: string) => folder !== "." && files.list(folder).length > 0;
  // By one name: each cluster may have its own.
  const artifacts = sources.flatMap((each) => [...artifactsOf([each])]);
  // Of a repository that is split into artifacts nearly all paths are in those.
  const paths = syncs.flatMap((sync) => {
    const made = artifacts.filter(([key]) => key === keyOfRef(sync.source));
    if (made.length === 0) return [normal(sync.path)];
    return made.flatMap(([, artifact]) =>
      sourceFoldersOf(normal(sync.path), artifact).map(({ path }) => normal(path)),
    );
  });
  const prefix = mostFrequent(
    paths.flatMap((path) =>
      ["", ...leading(path)].filter((each) => {
        const folder = below(path, each);
        return folder !== undefined && exists(folder);
      }),
    ),
  );
  if (prefix !== undefined) return { files, prefix, base: "" };
  const apart = syncs.filter(({ source }) => ["OCIRepository", "Bucket"].includes(source.kind));
  const folders = files
    .list("")
    .flatMap(({ name, folder }) => (folder && !name.startsWith(".") ? [name] : []));
  const base = mostFrequent(
    apart.flatMap(({ path }) => folders.filter((each) => exists(posix.join(each, normal(path))))),
  );
  return { files, prefix: "", base: base ?? "" };
}

/** The folder of a path of a source; undefined for one that is not in what is looked at. */
export function folderAt({ prefix, base }: Ground, path: string, kind: string): string | undefined {
  const folder = below(normal(path), prefix);
  return folder === undefined || base === "" || kind === "GitRepository"
    ? folder
    : posix.join(base, folder);
}

/** Its shortest form, without a slash at either end. */
function normal(path: string): string {
  return normalPath(`./${path}`).replace(/\/$/, "") || ".";
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

/** The first of the most frequent; undefined of none. */
export function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: string | undefined;
  for (const [value, count] of counts) {
    if (best === undefined || count > (counts.get(best) ?? 0)) best = value;
  }
  return best;
}

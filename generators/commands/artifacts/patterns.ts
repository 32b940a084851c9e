import { posix } from "node:path";
import type { Files } from "../../base/files.ts";

import { listAt } from "../../base/yaml/at.ts";
import { closureOf } from "../../model/kustomize/closure.ts";
import { kustomizationFileIn } from "../../model/kustomize/references.ts";
import type { Layout } from "../../model/layouts/layout.ts";
import type { FluxKustomization } from "../../model/objects/flux.ts";
import { placeInArtifact } from "../../model/sources/artifacts.ts";

import type { Repository } from "../../model/views/repository.ts";

/** One copy of an ArtifactGenerator, with the paths of source and artifact, without their aliases. */
export interface CopyEntry {
  readonly from: string;
  readonly to: string;
}

/** Whether a copy puts a file where it is in its source. */
export function keeps(file: string, copy: CopyEntry): boolean {
  const plain = { ...copy, source: undefined, exclude: [], isExtracted: false };
  return placeInArtifact(file, plain) === file;
}

/**
 * What kustomize-controller builds for a Flux Kustomization of this repository: its folder
 * and its components; undefined where the folder is not here.
 */
export function builtFor(
  sync: FluxKustomization,
  repository: Repository,
): readonly string[] | undefined {
  const folder = repository.folderOf(sync);
  if (folder === undefined) return undefined;
  const components = listAt(sync.object.data, "spec", "components").map((each) =>
    posix.join(folder, String(each)),
  );
  return [folder, ...components];
}

/**
 * Copies that put all that a build reads into an artifact, under the same paths: whole
 * folders where nothing in them belongs to another build, else file by file. A commit to
 * anything else leaves the artifact as it is.
 * @param prefix what stands before a path of this repository in its source, with its slash.
 */
export function copiesFor(
  built: readonly string[],
  files: Files,
  layout: Layout,
  prefix: string,
): CopyEntry[] {
  const read = closureOf(files, built).files;
  const isRead = (each: string) => read.has(kustomizationFileIn(files, each) ?? "");
  const folders = [...new Set([...read].map((path) => posix.dirname(path)))].sort();
  // Of a folder without a kustomization file the controller applies every manifest.
  const whole = built.filter((each) => kustomizationFileIn(files, each) === undefined);
  for (const each of folders) {
    if (isBelow(each, whole) || !isRead(each)) continue;
    if (kustomizationsBelow(each, files).every(isRead)) whole.push(each);
  }
  const single = [...read].filter((path) => !isBelow(path, whole)).sort();
  const syncs = layout.path("sync", { environment: layout.path("environment", { env: "*" }) });
  const globs = new Set(
    single.map((path) => (layout.usualEnvironmentOf(path) === undefined ? path : syncs)),
  );
  return [
    ...[...globs].map((path) => ({
      from: prefix + path,
      to: path === syncs ? "" : prefix + path,
    })),
    ...whole.map((path) => ({ from: `${prefix}${path}/**`, to: `${prefix}${path}/` })),
  ];
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}

/** The folders below one that hold a kustomization file. */
function kustomizationsBelow(folder: string, files: Files): string[] {
  return files
    .list(folder)
    .filter((entry) => entry.folder)
    .flatMap(({ name }) => {
      const path = posix.join(folder, name);
      const own = kustomizationFileIn(files, path) === undefined ? [] : [path];
      return [...own, ...kustomizationsBelow(path, files)];
    });
}

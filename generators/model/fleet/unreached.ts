import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { kustomizationFileIn, referencesOf } from "../kustomize/references.ts";
import type { Documents } from "../objects/documents.ts";
import type { Rendering, Unplanned } from "../rendering/renderings.ts";

export interface Unreached {
  readonly folder: string;
  /** kustomize builds no Component by itself. */
  readonly isComponent: boolean;
}

/**
 * Folders with a kustomization file that no build reads and no other one includes. Nor are those
 * among them that a Flux Kustomization applies, though they can't be read in full.
 */
export function unreachedFolders(
  files: Files,
  { kustomizationFiles }: Documents,
  renderings: readonly Rendering[],
  unplanned: readonly Unplanned[],
): Unreached[] {
  const reached = new Set(renderings.flatMap(({ planned }) => [...planned.closure.files]));
  const text = (path: string) => files.read(path) ?? "";
  const included = new Set(
    kustomizationFiles.flatMap((path) =>
      referencesOf(path, text(path)).flatMap((reference) => reference.path ?? []),
    ),
  );
  const isUnread = (path: string) =>
    unplanned.some(({ folder }) => {
      const own = kustomizationFileIn(files, folder);
      // Without a file of its own a folder stands for all that is below it.
      return own === undefined ? path.startsWith(`${folder}/`) || folder === "." : path === own;
    });
  return kustomizationFiles
    .filter((path) => !reached.has(path) && !included.has(posix.dirname(path)) && !isUnread(path))
    .map((path) => ({
      folder: posix.dirname(path),
      isComponent: textAt(dataOf(path, text(path))[0], "kind") === "Component",
    }));
}

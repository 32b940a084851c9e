import { posix } from "node:path";
import { referencesOf } from "../kustomize/references.ts";
import type { Files } from "../tree/tree.ts";
import { textAt } from "../yaml/at.ts";
import { dataOf } from "../yaml/data.ts";
import type { Documents } from "./documents.ts";
import type { Rendering } from "./rendering.ts";

export interface Unreached {
  readonly folder: string;
  /** kustomize builds no Component by itself. */
  readonly isComponent: boolean;
}

/** Folders with a kustomization file that no build reads and no other one includes. */
export function unreachedFolders(
  files: Files,
  { kustomizationFiles }: Documents,
  renderings: readonly Rendering[],
): Unreached[] {
  const reached = new Set(renderings.flatMap(({ planned }) => [...planned.closure.files]));
  const text = (path: string) => files.read(path) ?? "";
  const included = new Set(
    kustomizationFiles.flatMap((path) =>
      referencesOf(path, text(path)).flatMap((reference) => reference.path ?? []),
    ),
  );
  return kustomizationFiles
    .filter((path) => !reached.has(path) && !included.has(posix.dirname(path)))
    .map((path) => ({
      folder: posix.dirname(path),
      isComponent: textAt(dataOf(path, text(path))[0], "kind") === "Component",
    }));
}

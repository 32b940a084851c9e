import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { itemsAt, stringAt } from "../../base/yaml/parse.ts";
import { kustomizationFileIn } from "../../model/kustomize/references.ts";
import type { Tree } from "../tree.ts";
import { appendItem } from "../yaml/edit.ts";
import { removeItems } from "../yaml/removal.ts";
import { editFile } from "./edit.ts";

const STEPS = ["resources"];

/** Lists a file or a folder in the kustomization of a folder, if it is not listed. @throws UserError */
export function list(path: string, folder: string, tree: Tree): void {
  const kustomization = kustomizationOf(folder, tree);
  editFile(kustomization, tree, (file, document) => {
    const isListed = itemsAt(document.contents, ...STEPS).some(
      (item) => entryIn(folder, stringAt(item)) === path,
    );
    return isListed ? file.text : appendItem(file, document, STEPS, posix.relative(folder, path));
  });
}

/**
 * Takes a file or a folder out of the kustomization of a folder; where none is given, of the nearest
 * one above. @throws UserError
 */
export function unlist(path: string, tree: Tree, folder = posix.dirname(path)): void {
  const kustomization = kustomizationFileIn(tree, folder);
  if (kustomization === undefined) {
    if (folder !== ".") unlist(path, tree, posix.dirname(folder));
    return;
  }
  const isIt = (entry: unknown) => entryIn(folder, entry) === path;
  editFile(kustomization, tree, (file, document) => removeItems(file, document, STEPS, isIt));
}

/** The kustomization file of a folder, also where there is none yet. */
export function kustomizationOf(folder: string, files: Files): string {
  return kustomizationFileIn(files, folder) ?? posix.join(folder, "kustomization.yaml");
}

/** What an entry of a list is, as a path of the repository. */
function entryIn(folder: string, entry: unknown): string {
  return posix.join(folder, String(entry)).replace(/\/$/, "");
}

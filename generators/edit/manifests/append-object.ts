import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { firstDocument, itemsAt, parseYaml, stringAt } from "../../base/yaml/parse.ts";
import { kustomizationFileIn } from "../../model/kustomize/references.ts";
import { renderFolder } from "../templates/templates.ts";
import type { Tree } from "../tree.ts";
import { appendDocument, appendItem } from "../yaml/edit.ts";

/** A Flux object to write. */
export interface NewObject {
  /** The folder of its template, and what that is given. */
  readonly template: string;
  readonly values: object;
  /** Its file, and the folder whose kustomization lists that. */
  readonly path: string;
  readonly listedIn: string;
}

/**
 * Adds an object at the end of its file. A file that does not exist is created; one that is not
 * listed is listed.
 * @throws UserError where the file's form leaves no safe place for it.
 */
export function appendObject(
  { template, values, path, listedIn }: NewObject,
  tree: Tree,
  templates: Files,
): void {
  for (const { text } of renderFolder(templates, template, values)) {
    const existing = tree.read(path);
    if (existing === undefined) tree.create(path, text);
    else tree.edit(path, appendDocument(parseYaml(path, existing), text));
  }
  list(path, listedIn, tree);
}

function list(path: string, folder: string, tree: Tree): void {
  const kustomization =
    kustomizationFileIn(tree, folder) ?? posix.join(folder, "kustomization.yaml");
  const file = parseYaml(kustomization, tree.read(kustomization) ?? "");
  const document = firstDocument(file);
  const isListed = itemsAt(document.contents, "resources").some(
    (_, index) =>
      posix.join(folder, stringAt(document.contents, "resources", index) ?? "") === path,
  );
  if (isListed) return;
  tree.edit(kustomization, appendItem(file, document, ["resources"], posix.relative(folder, path)));
}

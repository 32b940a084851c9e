import { posix } from "node:path";
import { firstDocument, parseYaml, stringAt } from "../../../base/yaml/parse.ts";
import type { Tree } from "../../../edit/tree.ts";
import { removeDocument, removeItems } from "../../../edit/yaml/removal.ts";
import { kustomizationFileIn } from "../../../model/kustomize/references.ts";
import type { LocatedObject } from "../../../model/views/objects.ts";

/**
 * Takes an object out of its file. A file that is left without any goes as well, with its line in
 * a kustomization; so this undoes `appendObject`. A comment at the head of a file, which
 * a person wrote, keeps the file.
 * @throws UserError where the file's form leaves no safe way.
 */
export function removeObject({ file: { path }, ...object }: LocatedObject, tree: Tree): void {
  const file = parseYaml(path, tree.read(path) ?? "");
  const { contents } = object.document;
  const document = file.documents.find(
    (each) =>
      stringAt(each.contents, "kind") === stringAt(contents, "kind") &&
      stringAt(each.contents, "metadata", "name") === object.name,
  );
  if (document === undefined) return;
  if (file.documents.length > 1) {
    tree.edit(path, removeDocument(file, document));
    return;
  }
  const head = file.text.slice(0, document.contents?.range?.[0]);
  if (head.includes("#")) tree.edit(path, head);
  else {
    tree.remove(path);
    unlist(path, tree);
  }
}

/** Takes a file or a folder out of the resources of a kustomization: the nearest one, if none is given. */
export function unlist(path: string, tree: Tree, folder = posix.dirname(path)): void {
  const list = kustomizationFileIn(tree, folder);
  if (list === undefined) {
    if (folder !== ".") unlist(path, tree, posix.dirname(folder));
    return;
  }
  const file = parseYaml(list, tree.read(list) ?? "");
  const isIt = (entry: unknown) => posix.join(folder, String(entry)).replace(/\/$/, "") === path;
  tree.edit(list, removeItems(file, firstDocument(file), ["resources"], isIt));
}

import type { Document } from "yaml";
import { firstDocument, stringAt, type YamlFile } from "../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Tree } from "../tree.ts";

/** Makes the new text of a file out of the file and one of its documents, both as they are now. */
type Edit = (file: YamlFile, document: Document.Parsed) => string;

/** Edits a file of one document, such as a kustomization. @throws UserError */
export function editFile(path: string, tree: Tree, edit: Edit): void {
  const file = tree.yaml(path);
  tree.edit(path, edit(file, firstDocument(file)));
}

/**
 * Edits the document of an object, which may have been read from an earlier text of the file: it is
 * known by its kind, namespace and name. Where it is gone, nothing happens. @throws UserError
 */
export function editObject(object: KubernetesObject, tree: Tree, edit: Edit): void {
  const path = object.origin?.path ?? "";
  if (tree.read(path) === undefined) return;
  const now = tree.yaml(path);
  const found = now.documents.find(
    ({ contents }) =>
      stringAt(contents, "kind") === object.kind &&
      (stringAt(contents, "metadata", "namespace") ?? "") === object.namespace &&
      stringAt(contents, "metadata", "name") === object.name,
  );
  if (found !== undefined) tree.edit(path, edit(now, found));
}

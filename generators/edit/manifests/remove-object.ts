import type { KubernetesObject } from "../../model/objects/object.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Tree } from "../tree.ts";
import { removeDocument } from "../yaml/removal.ts";
import { editObject } from "./edit.ts";
import { unlist } from "./listing.ts";

/**
 * Takes an object out of its file. A file that is left without any goes as well, with its line in
 * a kustomization; so this undoes `appendObject`. A comment at the head of a file, which
 * a person wrote, keeps the file.
 * @throws UserError where the file's form leaves no safe way.
 */
export function removeObject(object: KubernetesObject, tree: Tree): void {
  const path = fileOf(object);
  let isLast = false;
  editObject(object, tree, (file, document) => {
    if (file.documents.length > 1) return removeDocument(file, document);
    const head = file.text.slice(0, document.contents?.range?.[0]);
    isLast = !head.includes("#");
    return isLast ? file.text : head;
  });
  if (!isLast) return;
  tree.remove(path);
  unlist(path, tree);
}

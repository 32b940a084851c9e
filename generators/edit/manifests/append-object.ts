import type { Files } from "../../base/files.ts";
import { renderFolder } from "../templates/templates.ts";
import type { Tree } from "../tree.ts";
import { appendDocument } from "../yaml/edit.ts";
import { list } from "./listing.ts";

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
    if (tree.read(path) === undefined) tree.create(path, text);
    else append(text, path, tree);
  }
  list(path, listedIn, tree);
}

/** Adds a document at the end of a file that exists. @throws UserError */
export function append(text: string, path: string, tree: Tree): void {
  tree.edit(path, appendDocument(tree.yaml(path), text));
}

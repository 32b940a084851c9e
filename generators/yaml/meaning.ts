import { isDeepStrictEqual } from "node:util";
import type { Document, Node } from "yaml";
import { UserError } from "../problem/problem.ts";
import { lineOfNode, parseYaml, type YamlFile } from "./parse.ts";

/** The data of every document. */
export function meaning(file: YamlFile): unknown[] {
  return file.documents.map((document) => documentData(file, document));
}

/** The data of one document of a file. @throws UserError where its aliases don't hold. */
export function documentData(file: YamlFile, document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without its anchor, or far too many of them.
    throw refused(file, `it can't be edited: ${(error as Error).message}`, undefined);
  }
}

/** Whether a text has the expected data and nothing else: the proof of every edit. */
export function means(path: string, text: string, expected: readonly unknown[]): boolean {
  try {
    return isDeepStrictEqual(meaning(parseYaml(path, text)), expected);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** The refusal of an edit that has no safe place. */
export function refused(file: YamlFile, what: string, node: Node | null | undefined): UserError {
  const line = lineOfNode(file, node);
  return UserError.of("yaml-edit", `${file.path}: ${what}.`, {
    path: file.path,
    ...(line === undefined ? {} : { line }),
    hint: "Make this edit by hand, or write that place in plain block style first.",
  });
}

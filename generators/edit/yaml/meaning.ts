import { isDeepStrictEqual } from "node:util";
import type { Node } from "yaml";
import { UserError } from "../../base/problem/problem.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { lineOfNode, parseYaml, type YamlFile } from "../../base/yaml/parse.ts";

/**
 * The data of every document before an edit, as Kubernetes reads it: by another parser than
 * the one that finds places.
 * @throws UserError for line ends that only one of the two parsers knows.
 */
export function meaning(file: YamlFile): readonly unknown[] {
  if (/\r(?!\n)/.test(file.text)) {
    throw refused(file, "it can't be edited: a line ends with a carriage return alone", undefined);
  }
  return dataOf(file.path, file.text);
}

/**
 * Whether a text has the expected data and nothing else: the proof of every edit. Both parsers
 * read it, or the next edit could not be made.
 */
export function means(path: string, text: string, expected: readonly unknown[]): boolean {
  try {
    if (!isDeepStrictEqual(dataOf(path, text), expected)) return false;
    parseYaml(path, text);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** The refusal of an edit that has no safe place. */
export function refused(
  file: YamlFile,
  what: string,
  node: Node | null | undefined,
  hint = "Make this edit by hand, or write that place in plain block style first.",
): UserError {
  const line = lineOfNode(file, node);
  return UserError.of("yaml-edit", `${file.path}: ${what}.`, {
    path: file.path,
    ...(line === undefined ? {} : { line }),
    hint,
  });
}

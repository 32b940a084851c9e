import { isScalar, type Node } from "yaml";
import type { YamlFile } from "../../base/yaml/parse.ts";
import { applyTextEdits } from "./edit.ts";
import { meaning, means, refused } from "./meaning.ts";

/** The comment on the line where a scalar ends, without its `#`; undefined where there is none. */
export function commentOn(file: YamlFile, node: Node | undefined): string | undefined {
  return /^[ \t]+#(.*)$/.exec(restOfLine(file, node))?.[1]?.trim();
}

/**
 * Puts a comment behind a plain or quoted scalar that ends its line.
 * @returns the new text of the whole file: all but the comment is as it was.
 * @throws UserError where something else follows on that line.
 */
export function appendComment(file: YamlFile, node: Node | undefined, comment: string): string {
  const end = isScalar(node) && !node.type?.startsWith("BLOCK") ? node.range?.[1] : undefined;
  if (end === undefined || restOfLine(file, node).trim() !== "") {
    throw refused(file, `"# ${comment}" has no place: other text follows on that line`, node);
  }
  const text = applyTextEdits(file.text, [{ start: end, end, text: ` # ${comment}` }]);
  if (means(file.path, text, meaning(file))) return text;
  throw refused(file, `"# ${comment}" would change more than a comment`, node);
}

function restOfLine({ text }: YamlFile, node: Node | undefined): string {
  const end = node?.range?.[1];
  return end === undefined ? "" : (/.*/.exec(text.slice(end))?.[0] ?? "");
}

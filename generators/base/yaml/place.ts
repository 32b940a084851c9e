import { isMap, isScalar, type Pair } from "yaml";
import { strictText } from "./load.ts";
import { nodeAt, parseYaml, type Step, type YamlFile } from "./parse.ts";

/** A place in a text, one-based. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the value at `steps` of a document stands: at its key, or at the item of a list. Where
 * there is no such value, the nearest place above that exists.
 * @throws UserError when the file does not parse.
 */
export function placeAt(
  path: string,
  text: string,
  document: number,
  steps: readonly Step[],
): TextPlace | undefined {
  const file = parseYaml(path, strictText(text));
  const root = file.documents[document]?.contents;
  for (let length = steps.length; length >= 0; length--) {
    const offset = offsetOf(root, steps.slice(0, length));
    if (offset !== undefined) return placeOfOffset(text, file.text, offset);
  }
  return undefined;
}

/** The number of the document that a one-based line of a file is in. */
export function documentAt(path: string, text: string, line: number): number {
  const strict = strictText(text);
  const offset = strict.split("\n", line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return documentAtOffset(parseYaml(path, strict), offset);
}

/** What stands before the first document belongs to it, and what stands after the last too. */
export function documentAtOffset({ documents }: YamlFile, offset: number): number {
  const found = documents.findIndex(({ range }) => offset < range[2]);
  return found < 0 ? Math.max(0, documents.length - 1) : found;
}

function offsetOf(root: unknown, steps: readonly Step[]): number | undefined {
  const last = steps.at(-1);
  const parent = nodeAt(root, ...steps.slice(0, -1));
  if (last !== undefined && isMap(parent)) {
    const pair = (parent.items as Pair[]).find(
      ({ key }) => isScalar(key) && String(key.value) === String(last),
    );
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  return nodeAt(root, ...steps)?.range?.[0];
}

/** The place in a file's own text of an offset in its strict text, whose lines may be indented further. */
function placeOfOffset(text: string, strict: string, offset: number): TextPlace {
  const before = strict.slice(0, offset);
  const line = before.split("\n").length;
  const column = offset - before.lastIndexOf("\n");
  return {
    line,
    column: text === strict ? column : column - indentAt(strict, line) + indentAt(text, line),
  };
}

function indentAt(text: string, line: number): number {
  return /^ */.exec(text.split("\n")[line - 1] ?? "")?.[0].length ?? 0;
}

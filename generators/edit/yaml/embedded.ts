import { isScalar, type Node, Scalar } from "yaml";
import { parseYaml, type YamlFile } from "../../base/yaml/parse.ts";
import type { TextEdit } from "./insertion.ts";

/** YAML inside a block literal of another file, such as an inline patch. */
export interface Embedded {
  /** Its text has the literal's indentation taken off; its lines are counted in the outer file. */
  readonly file: YamlFile;
  /** The same edit in the outer file. What it inserts must be on one line. */
  outer(edit: TextEdit): TextEdit;
}

/**
 * The YAML in a `|` scalar, or undefined for any other node and for text that is no YAML.
 */
export function embeddedYaml(outer: YamlFile, node: Node | undefined): Embedded | undefined {
  if (!isScalar(node) || node.type !== Scalar.BLOCK_LITERAL || !node.range) return undefined;
  const [start, end] = node.range;
  const bodyStart = outer.text.indexOf("\n", start) + 1;
  const lines = outer.text.slice(bodyStart, end).split(/(?<=\n)/);
  const indents = lines.filter((line) => line.trim() !== "").map(indentOf);
  if (indents.length === 0) return undefined;
  const indent = Math.min(...indents);

  let text = "";
  let offset = bodyStart;
  /** Where each line begins, in both texts. */
  const starts: { readonly inner: number; readonly outer: number }[] = [];
  for (const line of lines) {
    const cut = Math.min(indent, indentOf(line));
    starts.push({ inner: text.length, outer: offset + cut });
    text += line.slice(cut);
    offset += line.length;
  }
  const toOuter = (at: number) => {
    const line = starts.findLast(({ inner }) => inner <= at);
    return line === undefined ? bodyStart : line.outer + (at - line.inner);
  };
  try {
    return {
      file: {
        ...parseYaml(outer.path, text),
        lineOf: (at) => outer.lineOf(toOuter(at)),
      },
      outer: (edit) => ({
        start: toOuter(edit.start),
        end: toOuter(edit.end),
        text: edit.text,
      }),
    };
  } catch {
    return undefined;
  }
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

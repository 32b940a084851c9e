import { isScalar, type Node, Scalar } from "yaml";
import type { Splice } from "./edit.ts";
import { parseYaml, type YamlFile } from "./parse.ts";

/** YAML inside a block literal of another file, such as an inline patch. */
export interface Embedded {
  readonly file: YamlFile;
  /** The same splice in the outer file. It must not reach over a line end. */
  outer(splice: Splice): Splice;
}

/**
 * The YAML in a `|` scalar, or undefined for any other node and for text that is no YAML.
 */
export function embeddedYaml(outer: YamlFile, node: Node | undefined): Embedded | undefined {
  if (!isScalar(node) || node.type !== Scalar.BLOCK_LITERAL || !node.range) return undefined;
  const [start, end] = node.range;
  const bodyStart = outer.text.indexOf("\n", start) + 1;
  const lines = outer.text.slice(bodyStart, end).split(/(?<=\n)/);
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== "").map((line) => /^ */.exec(line)?.[0].length ?? 0),
  );
  if (!Number.isFinite(indent)) return undefined;

  let inner = "";
  let offset = bodyStart;
  const starts: { readonly inner: number; readonly outer: number }[] = [];
  for (const line of lines) {
    const cut = Math.min(indent, line.length - line.trimStart().length);
    starts.push({ inner: inner.length, outer: offset + cut });
    inner += line.slice(cut);
    offset += line.length;
  }
  const toOuter = (at: number) => {
    const line = starts.findLast((each) => each.inner <= at);
    return line === undefined ? bodyStart : line.outer + (at - line.inner);
  };
  try {
    return {
      file: parseYaml(outer.path, inner),
      outer: ({ start, end, text }) => ({
        start: toOuter(start),
        end: toOuter(start) + (end - start),
        text,
      }),
    };
  } catch {
    return undefined;
  }
}

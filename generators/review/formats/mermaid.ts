/** A box of a flowchart. */
export interface FlowNode {
  readonly id: string;
  readonly label: string;
  readonly shape: "stadium" | "box" | "round" | "double";
  /** A class of `styles`. */
  readonly style?: string;
}

export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  /** Dotted, with this text; a plain arrow has none. */
  readonly text?: string;
}

const SHAPES: Readonly<Record<FlowNode["shape"], readonly [string, string]>> = {
  stadium: ["([", "])"],
  box: ["[", "]"],
  round: ["(", ")"],
  double: ["[[", "]]"],
};

/**
 * A flowchart in Mermaid's language (https://mermaid.js.org/syntax/flowchart.html).
 * @param styles what a class of nodes looks like, by its name.
 */
export function mermaid(
  nodes: readonly FlowNode[],
  edges: readonly FlowEdge[],
  styles: Readonly<Record<string, string>> = {},
): string {
  const used = new Set(nodes.map(({ style }) => style));
  return [
    "flowchart LR",
    ...nodes.map(({ id, label, shape, style }) => {
      const [open, close] = SHAPES[shape];
      return `  ${id}${open}"${escaped(label)}"${close}${style === undefined ? "" : `:::${style}`}`;
    }),
    ...edges.map(({ from, to, text }) =>
      text === undefined ? `  ${from} --> ${to}` : `  ${from} -. ${text} .-> ${to}`,
    ),
    ...Object.entries(styles).flatMap(([name, style]) =>
      used.has(name) ? [`  classDef ${name} ${style}`] : [],
    ),
    "",
  ].join("\n");
}

/** What Mermaid or HTML could take for something else, as an entity of Mermaid's. */
function escaped(label: string): string {
  return label.replace(/[^\p{L}\p{N} ._/-]/gu, (char) => `#${char.codePointAt(0)};`);
}

import type { Graph, GraphEdge, GraphNode } from "../comparison.ts";
import { type FlowEdge, type FlowNode, mermaid } from "./mermaid.ts";

/** More boxes nobody takes in, and GitHub draws no more than 500 arrows. */
const NODES_MAX = 60;

const SHAPES: Readonly<Record<GraphNode["kind"], FlowNode["shape"]>> = {
  source: "stadium",
  sync: "box",
  environment: "double",
  app: "round",
};

/** Readable on a light and on a dark page; the word in the label says it without colours. */
const STYLES = {
  new: "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
  changed: "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
  gone: "fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray: 4",
} as const;

/** The graph in Mermaid's language; undefined where nothing in it differs, or it is too large. */
export function pictureOf({ nodes, edges }: Graph): string | undefined {
  if (nodes.length === 0 || nodes.length > NODES_MAX) return undefined;
  return mermaid(
    nodes.map(({ id, kind, label, state }) => ({
      id,
      label: state === "same" ? label : `${label} - ${state}`,
      shape: SHAPES[kind],
      ...(state === "same" ? {} : { style: state }),
    })),
    edges.map((edge): FlowEdge => {
      const text = textOf(edge);
      const { from, to } = edge;
      return text === undefined ? { from, to } : { from, to, text };
    }),
    STYLES,
  );
}

function textOf({ kind, state }: GraphEdge): string | undefined {
  const change = state === "gone" ? "no longer" : undefined;
  if (kind !== "before") return change;
  return change === undefined ? "before" : `${change} before`;
}

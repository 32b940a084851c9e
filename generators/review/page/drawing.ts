import dagre from "@dagrejs/dagre";
import stringWidth from "fast-string-width";
import type { Graph, GraphNode, State } from "../comparison.ts";
import { counted } from "./places.ts";

/** The graph with a place for everything, in pixels; for the template to draw. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Small enough to be shown at once. */
  readonly open: boolean;
  /** What is not drawn, as a sentence; empty if all is. */
  readonly leftOut: string;
}

interface DrawnNode {
  /** The upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of its corners. */
  readonly radius: number;
  /** What stands above the label. */
  readonly caption: string;
  readonly state: State;
  /** The label, after a sign of the state, and cut if it is long. */
  readonly label: string;
  readonly title: string;
}

interface DrawnEdge {
  /** The `d` of an SVG path. */
  readonly path: string;
  readonly kind: string;
  readonly state: State;
}

/** More than that nobody reads. */
const MOST_NODES = 90;
const OPEN_NODES = 40;
/** Pixels of a character at 12 px: monospaced fonts have 0.6 em. */
const CHARACTER = 7.3;
const LONGEST_LABEL = 38;
const HEIGHT = 42;
const PADDING = 12;
/** The caption's characters are smaller. */
const CAPTION = 0.85;
/** Where arcs leave a box, from its left side; and how far they swing out. */
const INSET = 24;
const BULGE = 30;
const MARGIN = 8;

const SIGNS: Readonly<Record<State, string>> = { new: "+ ", changed: "~ ", gone: "− ", same: "" };

const KINDS: Readonly<Record<GraphNode["kind"], { caption: string; radius: number }>> = {
  source: { caption: "source", radius: 21 },
  sync: { caption: "Flux Kustomization", radius: 3 },
  environment: { caption: "environment", radius: 10 },
  app: { caption: "app", radius: 10 },
};

/**
 * Lays the graph out from left to right: who reads, applies and runs what. That one comes before
 * another is drawn within the column of the Flux Kustomizations, which stand in that order.
 * @returns undefined where there is nothing to draw.
 */
export function drawingOf(whole: Graph): Drawing | undefined {
  const { nodes, edges } = readable(whole);
  if (nodes.length === 0) return undefined;
  const layout = new dagre.graphlib.Graph();
  layout.setGraph({ rankdir: "LR", nodesep: 22, ranksep: 56, marginx: MARGIN, marginy: MARGIN });
  for (const node of nodes) layout.setNode(node.id, { width: widthOf(node), height: HEIGHT });
  for (const { from, to, kind } of edges) {
    if (kind !== "before") layout.setEdge(from, to, {});
  }
  dagre.layout(layout);
  const { width = 0, height = 0 } = layout.graph();
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(layout.node(node.id))]));
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: nodes.map((node) => placed(node, boxes.get(node.id) as Box)),
    edges: edges.map(({ from, to, kind, state }) => ({
      ...{ kind, state },
      path:
        kind === "before"
          ? arc(boxes.get(from) as Box, boxes.get(to) as Box)
          : curve(layout.edge({ v: from, w: to }).points ?? []),
    })),
    open: nodes.length <= OPEN_NODES,
    leftOut: leftOut(whole, nodes),
  };
}

/** All of a graph that is small; of others the first nodes that differ. */
function readable(graph: Graph): Graph {
  if (graph.nodes.length <= MOST_NODES) return graph;
  const kept = new Set(graph.nodes.filter(differs).slice(0, MOST_NODES));
  const ids = new Set([...kept].map(({ id }) => id));
  return {
    nodes: [...kept],
    edges: graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    left: graph.left,
  };
}

function differs({ state }: GraphNode): boolean {
  return state !== "same";
}

/** What the picture does not show, in words. */
function leftOut(whole: Graph, nodes: readonly GraphNode[]): string {
  const differing = whole.nodes.filter(differs).length - nodes.filter(differs).length;
  const same = whole.left + whole.nodes.length - nodes.length - differing;
  return [
    ...(differing > 0 ? [`${differing.toLocaleString("en")} more that differ.`] : []),
    ...(same > 0 ? [`${counted(same, "other")} as before.`] : []),
  ].join(" ");
}

/** The upper left corner, and the size. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** @param node as the library gives it: `x` and `y` are its middle. */
function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x: round(x - width / 2), y: round(y - height / 2), width: round(width), height };
}

function placed(node: GraphNode, box: Box): DrawnNode {
  const { caption, name } = wordsOf(node);
  return {
    ...box,
    ...{ caption, state: node.state, radius: KINDS[node.kind].radius, label: labelOf(node) },
    title: `${caption} ${name}, ${node.state}`,
  };
}

/** What stands above the name: of a source its kind, which its label begins with. */
function wordsOf({ kind, label }: GraphNode) {
  const [first = "", ...others] = label.split("/");
  if (kind === "source" && others.length > 0) return { caption: first, name: others.join("/") };
  return { caption: KINDS[kind].caption, name: label };
}

function labelOf(node: GraphNode): string {
  const { name } = wordsOf(node);
  const cut = name.length > LONGEST_LABEL ? `${name.slice(0, LONGEST_LABEL - 1)}…` : name;
  return `${SIGNS[node.state]}${cut}`;
}

function widthOf(node: GraphNode): number {
  const characters = Math.max(
    stringWidth(labelOf(node)),
    stringWidth(wordsOf(node).caption) * CAPTION,
  );
  return Math.ceil(characters * CHARACTER + 2 * PADDING);
}

/** From a box to the next one below it straight; to another around those between, on the left. */
function arc(from: Box, to: Box): string {
  const gap = to.y - from.y - from.height;
  if (gap > 0 && gap < HEIGHT) {
    const x = round(Math.max(from.x, to.x) + INSET);
    return `M${x},${round(from.y + from.height)}L${x},${round(to.y)}`;
  }
  const [y1, y2] = [round(from.y + from.height * 0.75), round(to.y + to.height * 0.25)];
  const x = round(Math.min(from.x, to.x) - BULGE);
  return `M${from.x},${y1}C${x},${y1} ${x},${y2} ${to.x},${y2}`;
}

/** A smooth line: through the middle between points, bent towards each. */
function curve(points: readonly { readonly x: number; readonly y: number }[]): string {
  const [first, ...others] = points;
  const last = others.pop();
  if (first === undefined || last === undefined) return "";
  const at = ({ x, y }: { x: number; y: number }) => `${round(x)},${round(y)}`;
  const bends = others.map((point, index) => {
    const next = others[index + 1];
    const end = next ? { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 } : last;
    return `Q${at(point)} ${at(end)}`;
  });
  return `M${at(first)}${bends.length > 0 ? bends.join("") : `L${at(last)}`}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

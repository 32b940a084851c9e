import { own } from "../../base/own.ts";
import type { Layout } from "../../model/layouts/layout.ts";
import { type FlowEdge, type FlowNode, mermaid } from "../../review/formats/mermaid.ts";
import type { Listing } from "./listing.ts";

interface Node {
  readonly text: string;
  readonly children: readonly Node[];
}

/** Environments with their apps, then components: a tree as `tree` draws it. */
export function listingTree({ environments, apps, components }: Listing, layout: Layout): string {
  const roots: Node[] = [
    ...environments.map(({ name, ref, source, appSyncs = {} }) => ({
      text: `${name}  (${[source, ref].filter((part) => part !== "").join(", ")})`,
      children: apps.flatMap(({ name: app, images }) => {
        const image = own(images, name);
        const sync = own(appSyncs, app);
        if (image === undefined) return [];
        return [
          { text: `${app}  ${image}${sync === undefined ? "" : `  (${sync})`}`, children: [] },
        ];
      }),
    })),
    {
      text: layout.path("components"),
      children: components.map(({ name, charts }) => ({
        text: [name, ...charts.map(({ chart, version }) => `${chart} ${version}`)].join("  "),
        children: [],
      })),
    },
  ];
  return roots.map((root) => `${root.text}\n${branches(root.children, "")}`).join("");
}

function branches(nodes: readonly Node[], indent: string): string {
  return nodes
    .map(({ text, children }, index) => {
      const isLast = index === nodes.length - 1;
      const below = branches(children, `${indent}${isLast ? "    " : "│   "}`);
      return `${indent}${isLast ? "└── " : "├── "}${text}\n${below}`;
    })
    .join("");
}

/** Sources, Flux Kustomizations with what they wait for, environments' apps: for Mermaid. */
export function listingMermaid({ environments, apps, syncs }: Listing): string {
  const nodes = new Map<string, FlowNode>();
  const edges: FlowEdge[] = [];
  const node = (key: string, label: string, shape: FlowNode["shape"]) => {
    const known = nodes.get(key) ?? { id: `n${nodes.size}`, label, shape };
    nodes.set(key, known);
    return known.id;
  };
  for (const { name, source, dependsOn } of syncs) {
    edges.push({ from: node(source, source, "stadium"), to: node(name, name, "box") });
    for (const other of dependsOn) {
      edges.push({ from: node(other, other, "box"), to: node(name, name, "box"), text: "before" });
    }
  }
  for (const { name: environment, sync, appSyncs = {} } of environments) {
    for (const { name } of apps.filter(({ images }) => own(images, environment) !== undefined)) {
      const app = node(`${environment}/${name}`, name, "round");
      const applies = own(appSyncs, name) ?? sync;
      edges.push({ from: node(applies, applies, "box"), to: app });
    }
  }
  return mermaid([...nodes.values()], edges);
}

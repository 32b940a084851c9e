import type { Listing } from "./listing.ts";

interface Node {
  readonly text: string;
  readonly children: readonly Node[];
}

/** Environments with their apps, then components: a tree as `tree` draws it. */
export function listingTree({ environments, apps, components }: Listing): string {
  const roots: Node[] = [
    ...environments.map(({ name, ref, source }) => ({
      text: `${name}  (${[source, ref].filter((part) => part !== "").join(", ")})`,
      children: apps.flatMap(({ name: app, images }) =>
        images[name] === undefined ? [] : [{ text: `${app}  ${images[name]}`, children: [] }],
      ),
    })),
    {
      text: "infrastructure",
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
  const ids = new Map<string, string>();
  const id = (text: string) => {
    const known = ids.get(text) ?? `n${ids.size}`;
    ids.set(text, known);
    return known;
  };
  const lines = syncs.flatMap(({ name, source, dependsOn }) => [
    `  ${id(source)}([${label(source)}]) --> ${id(name)}[${label(name)}]`,
    ...dependsOn.map((other) => `  ${id(other)} -. before .-> ${id(name)}`),
  ]);
  const running = environments.flatMap(({ name: environment, sync }) =>
    apps
      .filter(({ images }) => images[environment] !== undefined)
      .map(({ name }) => `  ${id(sync)} --> ${id(`${environment}/${name}`)}(${label(name)})`),
  );
  return `flowchart LR\n${[...lines, ...running].join("\n")}\n`;
}

/** A text in quotes; Mermaid writes a quote in it as an entity. */
function label(text: string): string {
  return `"${text.replaceAll('"', "#quot;")}"`;
}

import { isScalar, type Node } from "yaml";
import { limitsFor } from "../../../base/answers/limits.ts";
import {
  firstDocument,
  itemsAt,
  nodeAt,
  stringAt,
  type YamlFile,
} from "../../../base/yaml/parse.ts";
import {
  appendItem,
  replaceScalar,
  replaceScalars,
  type TextEdit,
} from "../../../edit/yaml/edit.ts";
import { embeddedYaml } from "../../../edit/yaml/embedded.ts";
import type { Sizing } from "./sizing.ts";

const RESOURCES = "/spec/template/spec/containers/0/resources";

/** A figure that an overlay's sizing patches set: its kind, and where a patch says it. */
const FIGURES = {
  min: { kind: "HorizontalPodAutoscaler", pointer: "/spec/minReplicas" },
  max: { kind: "HorizontalPodAutoscaler", pointer: "/spec/maxReplicas" },
  cpu: { kind: "Deployment", pointer: `${RESOURCES}/requests/cpu` },
  memory: { kind: "Deployment", pointer: `${RESOURCES}/requests/memory` },
  cpuLimit: { kind: "Deployment", pointer: `${RESOURCES}/limits/cpu` },
  memoryLimit: { kind: "Deployment", pointer: `${RESOURCES}/limits/memory` },
} as const;
type Figure = keyof typeof FIGURES;

interface Found {
  readonly value: string | number;
  edit(value: string | number): TextEdit;
}

/** The sizing that an overlay's inline JSON 6902 patches give to every app. */
export function readSizing(overlay: YamlFile): Partial<Sizing> {
  const found = figuresIn(overlay);
  const { min, max, cpu, memory } = found;
  return {
    ...(min ? { min: Number(min.value) } : {}),
    ...(max ? { max: Number(max.value) } : {}),
    ...(cpu ? { cpu: String(cpu.value) } : {}),
    ...(memory ? { memory: String(memory.value) } : {}),
  };
}

/**
 * An overlay's text with other figures in its sizing patches. Limits follow the requests.
 * @returns the text, and the figures that no patch of the overlay sets.
 */
export function resize(
  overlay: YamlFile,
  sizing: Partial<Sizing>,
): { text: string; absent: string[] } {
  const found = figuresIn(overlay);
  const limits = limitsFor({ cpu: sizing.cpu ?? "1", memory: sizing.memory ?? "1Mi" });
  const wanted: Partial<Record<Figure, string | number>> = {
    ...sizing,
    ...(sizing.cpu === undefined ? {} : { cpuLimit: limits.cpu }),
    ...(sizing.memory === undefined ? {} : { memoryLimit: limits.memory }),
  };
  const edits: TextEdit[] = [];
  const absent: string[] = [];
  for (const [figure, value] of Object.entries(wanted)) {
    const place = found[figure as Figure];
    if (place === undefined) absent.push(FIGURES[figure as Figure].pointer);
    else edits.push(place.edit(value));
  }
  return { text: replaceScalars(overlay, edits), absent };
}

const DRAINABLE = `target:
  kind: PodDisruptionBudget
  labelSelector: app.kubernetes.io/component=application
patch: |-
  - op: remove
    path: /spec/minAvailable
  - op: add
    path: /spec/maxUnavailable
    value: 1`;

/** Adds the patch that lets a node drain where one replica is the least, if there is none. */
export function withDrainableBudget(overlay: YamlFile): string {
  const document = firstDocument(overlay);
  const patched = itemsAt(document.contents, "patches").some(
    (patch) => stringAt(patch, "target", "kind") === "PodDisruptionBudget",
  );
  if (patched) return overlay.text;
  return appendItem(overlay, document, ["patches"], { block: DRAINABLE });
}

/** The scalars of an overlay's patches that hold its figures; of several the last one wins. */
function figuresIn(overlay: YamlFile): Partial<Record<Figure, Found>> {
  const found: Partial<Record<Figure, Found>> = {};
  for (const patch of itemsAt(overlay.documents[0]?.contents, "patches")) {
    // A patch for one app by its name says nothing about the others.
    if (stringAt(patch, "target", "name") !== undefined) continue;
    const inner = embeddedYaml(overlay, nodeAt(patch, "patch"));
    if (inner === undefined) continue;
    for (const [figure, { kind, pointer }] of Object.entries(FIGURES)) {
      if (stringAt(patch, "target", "kind") !== kind) continue;
      const node = operandAt(inner.file, pointer);
      if (!isScalar(node)) continue;
      found[figure as Figure] = {
        value: node.value as string | number,
        edit: (value) => inner.outer(replaceScalar(inner.file, node, value)),
      };
    }
  }
  return found;
}

/** What the operations of a JSON 6902 patch set at a pointer, by themselves or inside a value. */
function operandAt(file: YamlFile, pointer: string): Node | undefined {
  const operations = file.documents[0]?.contents;
  let found: Node | undefined;
  for (let index = 0; nodeAt(operations, index) !== undefined; index++) {
    const operation = nodeAt(operations, index);
    const path = stringAt(operation, "path");
    if (path === undefined || stringAt(operation, "op") === "remove") continue;
    if (pointer !== path && !pointer.startsWith(`${path}/`)) continue;
    const rest = pointer.slice(path.length).split("/").slice(1);
    found = nodeAt(operation, "value", ...rest) ?? found;
  }
  return found;
}

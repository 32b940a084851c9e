import { posix } from "node:path";
import { stringify } from "yaml";
import { at, entriesAt, textAt } from "../yaml/at.ts";
import { dataOf, dataOfOutput } from "../yaml/data.ts";
import type { Planned } from "./request.ts";

/** A rendered object. Its shape is Kubernetes' business; readers ask for what they need. */
export type Manifest = Readonly<Record<string, unknown>>;

/** An object that kustomize rendered. */
export interface Rendered {
  readonly data: Manifest;
  readonly origin: Origin | undefined;
}

/** Where kustomize says that an object came from (`buildMetadata: [originAnnotations]`). */
export interface Origin {
  /** The manifest's file, or the kustomization file whose generator made the object. */
  readonly path: string;
  readonly generated: boolean;
}

/** Side by side in a temporary folder: the copy of the repository, and the batches. */
export const COPY = "repository";
const BATCHES = "batches";
const MEMBER = "flux-cd-monorepo/member";
const ORIGIN = "config.kubernetes.io/origin";

/** A kustomization that builds several others at once. */
export interface Batch {
  readonly folder: string;
  readonly files: readonly (readonly [path: string, text: string])[];
}

/**
 * Writes a kustomization around others. Each member marks its objects with an annotation, by
 * which `split` tells them apart again; the name of a generated object does not depend on it.
 */
export function batchOf(members: readonly Planned[], name: string): Batch {
  const folder = posix.join(BATCHES, name);
  const wrapped = members.map((member, index) => {
    const own = posix.join(folder, String(index));
    const path = posix.join(own, "kustomization.yaml");
    return [path, stringify(wrapper(member, own, index))] as const;
  });
  const all = stringify({
    ...HEADER,
    buildMetadata: ["originAnnotations"],
    resources: members.map((_, index) => String(index)),
  });
  return { folder, files: [...wrapped, [posix.join(folder, "kustomization.yaml"), all]] };
}

const HEADER = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };

function wrapper({ request, resources }: Planned, own: string, index: number): object {
  const toRepository = posix.relative(own, COPY);
  const from = (path: string) => posix.join(toRepository, path);
  const { components, ...overlay } = request.overlay ?? {};
  return {
    ...HEADER,
    ...overlay,
    resources: resources.map(from),
    ...(components === undefined ? {} : { components: (components as string[]).map(from) }),
    transformers: [
      stringify({
        apiVersion: "builtin",
        kind: "AnnotationsTransformer",
        metadata: { name: "member" },
        annotations: { [MEMBER]: String(index) },
        fieldSpecs: [{ path: "metadata/annotations", create: true }],
      }),
    ],
  };
}

/** The objects of each member, in kustomize's order, without the batch's own annotations. */
export function split(output: string, batch: Batch, count: number): Rendered[][] {
  const members: Rendered[][] = Array.from({ length: count }, () => []);
  for (const data of dataOfOutput(output)) {
    if (data === null) continue;
    const index = Number(textAt(data, "metadata", "annotations", MEMBER));
    members[index]?.push({ data: unmarked(data as Manifest), origin: originOf(data, batch) });
  }
  return members;
}

function originOf(data: unknown, { folder }: Batch): Origin | undefined {
  const text = textAt(data, "metadata", "annotations", ORIGIN);
  if (text === undefined) return undefined;
  const [origin] = dataOf(ORIGIN, text);
  // An object of another repository has no file in this one.
  if (at(origin, "repo") !== undefined) return undefined;
  const path = textAt(origin, "path");
  const configuredIn = textAt(origin, "configuredIn");
  const found = path ?? configuredIn;
  if (found === undefined) return undefined;
  return { path: posix.relative(COPY, posix.join(folder, found)), generated: path === undefined };
}

function unmarked(data: Manifest): Manifest {
  const annotations = entriesAt(data, "metadata", "annotations").filter(
    ([key]) => key !== MEMBER && key !== ORIGIN,
  );
  const { annotations: _, ...metadata } = data.metadata as Record<string, unknown>;
  return {
    ...data,
    metadata:
      annotations.length === 0
        ? metadata
        : { ...metadata, annotations: Object.fromEntries(annotations) },
  };
}

import { randomUUID } from "node:crypto";
import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { pathFrom } from "../../base/paths.ts";
import { textAt } from "../../base/yaml/at.ts";
import { isFault, loadOutput } from "../../base/yaml/load.ts";
import { jsonOf } from "../kustomize/json.ts";
import type { Planned } from "./build-request.ts";

/** A rendered object. Its shape is Kubernetes' business; readers ask for what they need. */
export type Manifest = Readonly<Record<string, unknown>>;

/** Side by side in a temporary folder: the copy of the work tree, and the batches. */
export const WORK_TREE = "repository";
const BATCHES = "batches";
/** Another one in every run: a kustomization that knew it could have kustomize change the values. */
const MEMBER = `flux-cd-monorepo/member-${randomUUID()}`;

/** A kustomization that builds several others at once. */
export interface Batch {
  readonly folder: string;
  readonly files: readonly (readonly [path: string, text: string])[];
}

/**
 * Where in the temporary folder the root of the files is. Where they are a part of a work tree, as
 * deep in its copy as they are in it: a path that leads out of the root stays in the copy.
 * @param label the root's path from the top of the work tree.
 */
export function copyOf({ above = 0 }: Pick<Files, "above">, label: string): string {
  return above === 0 ? WORK_TREE : posix.join(WORK_TREE, label);
}

/**
 * Writes a kustomization around others. Each member marks its objects with an annotation, by
 * which `split` tells them apart again; the name of a generated object does not depend on it.
 */
export function batchOf(members: readonly Planned[], name: string, copy: string): Batch {
  const folder = posix.join(BATCHES, name);
  const wrapped = members.map((member, index) => {
    const own = posix.join(folder, String(index));
    const path = posix.join(own, "kustomization.yaml");
    return [path, jsonOf(wrapper(member, own, index, copy))] as const;
  });
  const all = jsonOf({ ...HEADER, resources: members.map((_, index) => String(index)) });
  return { folder, files: [...wrapped, [posix.join(folder, "kustomization.yaml"), all]] };
}

const HEADER = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };

function wrapper(
  { request, resources }: Planned,
  own: string,
  index: number,
  copy: string,
): object {
  const toRepository = posix.relative(own, copy);
  const from = (path: string) => pathFrom(toRepository, path);
  const { components, ...overlay } = request.overlay ?? {};
  return {
    ...HEADER,
    ...overlay,
    resources: resources.map(from),
    ...(components === undefined ? {} : { components: (components as string[]).map(from) }),
    transformers: [
      jsonOf({
        apiVersion: "builtin",
        kind: "AnnotationsTransformer",
        metadata: { name: "member" },
        annotations: { [MEMBER]: String(index) },
        fieldSpecs: [{ path: "metadata/annotations", create: true }],
      }),
    ],
  };
}

/**
 * The objects of each member, in kustomize's order, without the batch's own annotation; or why what
 * kustomize wrote can't be taken apart.
 */
export function split(output: string, count: number): Manifest[][] | string {
  const members: Manifest[][] = Array.from({ length: count }, () => []);
  const documents = loadOutput(output);
  if (isFault(documents)) return `What kustomize renders can't be read: ${documents.reason}.`;
  for (const data of documents) {
    if (data === null) continue;
    const marked = textAt(data, "metadata", "annotations", MEMBER) ?? "";
    const member = /^\d+$/.test(marked) ? members[Number(marked)] : undefined;
    if (member === undefined) return "What it renders can't be told from what is around it.";
    member.push(unmarked(data as Manifest));
  }
  return members;
}

function unmarked(data: Manifest): Manifest {
  const { annotations, ...metadata } = data.metadata as Record<string, Record<string, unknown>>;
  const { [MEMBER]: _, ...own } = annotations ?? {};
  const isEmpty = Object.keys(own).length === 0;
  return { ...data, metadata: isEmpty ? metadata : { ...metadata, annotations: own } };
}

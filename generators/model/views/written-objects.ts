import type { Files } from "../../base/files.ts";
import { textAt } from "../../base/yaml/at.ts";
import { closureOf } from "../kustomize/closure.ts";
import { objectsIn } from "../objects/documents.ts";
import type { KubernetesObject } from "../objects/object.ts";

/** The objects of everything that builds of the folders read, as they are written. */
export function writtenIn(files: Files, ...folders: readonly string[]): KubernetesObject[] {
  return [...closureOf(files, folders).objects]
    .flatMap((path) => objectsIn(path, files))
    .filter(({ data }) => !isLocal(data));
}

/** What kustomize leaves out of what it builds. */
function isLocal(data: unknown): boolean {
  return textAt(data, "metadata", "annotations", "config.kubernetes.io/local-config") === "true";
}

import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { type Problem, UserError } from "../../base/problem/problem.ts";
import { textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { isKustomizationFile, referencesOf } from "../kustomize/references.ts";
import { type KubernetesObject, toObject } from "./object.ts";

/** The YAML files of a repository, and what they hold as it is written. */
export interface Documents {
  /** Every YAML file that parses, by path. */
  readonly paths: readonly string[];
  /** The kustomization files among them (kustomize.config.k8s.io). */
  readonly kustomizationFiles: readonly string[];
  /** Kubernetes objects, patches and kustomization files left out. */
  readonly objects: readonly KubernetesObject[];
  /** Files that can't be read: no YAML, no UTF-8, nested too deep. */
  readonly problems: readonly Problem[];
}

/** Folders that hold no manifests: hidden ones, and what package managers fill. */
const isSkipped = (name: string) => name.startsWith(".") || name === "node_modules";

/** Reads some files, or every YAML file of the repository. */
export function readDocuments(
  files: Files,
  paths: readonly string[] = yamlFilesIn(files),
): Documents {
  const problems: Problem[] = [];
  const readable: string[] = [];
  for (const path of paths) {
    try {
      const text = files.read(path);
      if (text === undefined) continue;
      dataOf(path, text);
      readable.push(path);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  const kustomizationFiles = readable.filter(isKustomizationFile);
  const patches = new Set(kustomizationFiles.flatMap((path) => patchesOf(path, files)));
  const objects = readable
    .filter((path) => !isKustomizationFile(path) && !patches.has(path))
    .flatMap((path) => objectsIn(path, files));
  return { paths: readable, kustomizationFiles, objects, problems };
}

/** The objects that a file holds as it is written. */
export function objectsIn(path: string, files: Files): KubernetesObject[] {
  return dataOf(path, files.read(path) ?? "").flatMap((data, document) => {
    const isObject = textAt(data, "apiVersion") !== undefined && textAt(data, "kind") !== undefined;
    if (!isObject) return [];
    return [toObject(data as KubernetesObject["data"], { path, document })];
  });
}

/** Every YAML file of a repository. */
export function yamlFilesIn(files: Files): string[] {
  return yamlBelow(files, "");
}

/** A Helm chart's templates are not YAML before Helm has rendered them. */
function yamlBelow(files: Files, folder: string): string[] {
  const entries = files.list(folder);
  const isChart = entries.some(({ name }) => name === "Chart.yaml");
  return entries.flatMap((entry) => {
    if (isSkipped(entry.name) || (isChart && entry.name === "templates")) return [];
    const path = posix.join(folder, entry.name);
    if (entry.folder) return yamlBelow(files, path);
    return /\.ya?ml$/.test(entry.name) || entry.name === "Kustomization" ? [path] : [];
  });
}

const PATCH_FIELDS: ReadonlySet<string> = new Set([
  "patches",
  "patchesStrategicMerge",
  "patchesJson6902",
  "replacements",
  "configurations",
  "transformers",
  "generators",
  "validators",
  "configMapGenerator",
  "secretGenerator",
]);

/** Files that a kustomization uses for something else than as objects. */
function patchesOf(path: string, files: Files): string[] {
  return referencesOf(path, files.read(path) ?? "").flatMap((reference) =>
    PATCH_FIELDS.has(reference.field) && reference.path !== undefined ? [reference.path] : [],
  );
}

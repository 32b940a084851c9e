import { posix } from "node:path";
import { isScalar, type Node } from "yaml";
import { UserError } from "../problem/problem.ts";
import { type Files, insidePath } from "../tree/tree.ts";
import { itemsAt, lineOfNode, nodeAt, parseYaml, type YamlFile } from "../yaml/parse.ts";

/** The names that kustomize accepts for its file (api/konfig, RecognizedKustomizationFileNames). */
const FILE_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** Fields that list files or folders. An entry with a line break is an inline manifest. */
const LISTS = [
  "resources",
  "bases",
  "components",
  "crds",
  "configurations",
  "generators",
  "transformers",
  "validators",
  "patchesStrategicMerge",
];
/** Fields that list objects with a `path`. */
const LISTS_OF_PATHS = ["patches", "patchesJson6902", "replacements"];
const GENERATORS = ["configMapGenerator", "secretGenerator"];

/** One place where a kustomization file names another file or folder. */
export interface Reference {
  /** The kustomization file that names it, and the one-based line. */
  readonly from: string;
  readonly line: number | undefined;
  readonly field: string;
  /** As it is written. */
  readonly value: string;
  /** From the root of the repository; undefined for what is outside of it. */
  readonly path: string | undefined;
  /** An URL or a git repository, which kustomize would fetch. */
  readonly remote: boolean;
}

/** Everything that a build reads. */
export interface Closure {
  readonly files: ReadonlySet<string>;
  readonly missing: readonly Reference[];
  readonly remote: readonly Reference[];
}

/** The path of the kustomization file in a folder, or undefined. */
export function kustomizationFileIn(tree: Files, folder: string): string | undefined {
  return FILE_NAMES.map((name) => posix.join(folder, name)).find(
    (path) => tree.read(path) !== undefined,
  );
}

/** What one kustomization file refers to, in the file's order of fields. */
export function referencesOf(file: YamlFile): Reference[] {
  const root = file.documents[0]?.contents;
  const found: Reference[] = [];
  const add = (field: string, node: Node | undefined, key = false) => {
    if (!isScalar(node) || typeof node.value !== "string") return;
    // `files: [key=path]`.
    const value = key ? node.value.slice(node.value.indexOf("=") + 1) : node.value;
    if (value.includes("\n")) return;
    found.push(reference(file, field, value, lineOfNode(file, node)));
  };
  for (const field of LISTS) {
    for (const item of itemsAt(root, field)) add(field, item);
  }
  for (const field of LISTS_OF_PATHS) {
    for (const item of itemsAt(root, field)) add(field, nodeAt(item, "path"));
  }
  for (const field of GENERATORS) {
    for (const item of itemsAt(root, field)) {
      for (const entry of itemsAt(item, "files")) add(field, entry, true);
      for (const entry of itemsAt(item, "envs")) add(field, entry);
      add(field, nodeAt(item, "env"));
    }
  }
  add("openapi", nodeAt(root, "openapi", "path"));
  return found;
}

/**
 * What `kustomize build` of a folder reads, followed through every kustomization file.
 * @throws UserError when one of them does not parse.
 */
export function closureOf(tree: Files, folder: string): Closure {
  const files = new Set<string>();
  const missing: Reference[] = [];
  const remote: Reference[] = [];
  const visit = (visited: string) => {
    const path = kustomizationFileIn(tree, visited);
    if (path === undefined || files.has(path)) return;
    files.add(path);
    for (const found of referencesOf(parseYaml(path, tree.read(path) ?? ""))) {
      if (found.path !== undefined && tree.read(found.path) !== undefined) files.add(found.path);
      else if (found.path !== undefined && kustomizationFileIn(tree, found.path)) visit(found.path);
      else if (found.remote) remote.push(found);
      else missing.push(found);
    }
  };
  visit(folder);
  return { files, missing, remote };
}

function reference(
  file: YamlFile,
  field: string,
  value: string,
  line: number | undefined,
): Reference {
  const remote =
    /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ||
    /^[^/]+@[^/]+:/.test(value) ||
    /[?&]ref=/.test(value) ||
    /^[^./][^/]*\.[a-z]{2,}\/.+\/\//i.test(value) ||
    /^(?:github\.com|gitlab\.com|bitbucket\.org)\//.test(value);
  return { from: file.path, line, field, value, path: resolved(file.path, value), remote };
}

function resolved(from: string, value: string): string | undefined {
  try {
    return insidePath(posix.join(posix.dirname(from), value));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

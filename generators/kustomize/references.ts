import { posix } from "node:path";
import { UserError } from "../problem/problem.ts";
import { contentOf, type Files, insidePath } from "../tree/tree.ts";
import { at, listAt, textAt } from "../yaml/at.ts";
import { dataOf } from "../yaml/data.ts";
import { isFault, loadDocuments } from "../yaml/load.ts";
import type { Step } from "../yaml/parse.ts";

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
/** Fields whose files hold objects of the result. */
const RESOURCES: ReadonlySet<string> = new Set(["resources", "bases"]);
const GENERATORS = ["configMapGenerator", "secretGenerator"];

/** One place where a kustomization file names another file or folder. */
export interface Reference {
  /** The kustomization file that names it, and where in its data. */
  readonly from: string;
  readonly steps: readonly Step[];
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
  /** Those among them that are listed as resources. */
  readonly objects: ReadonlySet<string>;
  readonly missing: readonly Reference[];
  readonly remote: readonly Reference[];
}

/** The path of the kustomization file in a folder, or undefined. */
export function kustomizationFileIn(tree: Files, folder: string): string | undefined {
  return FILE_NAMES.map((name) => posix.join(folder, name)).find(
    (path) => tree.read(path) !== undefined,
  );
}

/** True for the names that kustomize accepts for its file. */
export function isKustomizationFile(path: string): boolean {
  return FILE_NAMES.includes(posix.basename(path));
}

/**
 * What one kustomization file refers to.
 * @throws UserError when it does not parse.
 */
export function referencesOf(path: string, text: string): Reference[] {
  const [root] = dataOf(path, text);
  const found: Reference[] = [];
  const add = (steps: readonly Step[], isPair = false) => {
    const value = at(root, ...steps);
    if (typeof value !== "string") return;
    // Of several lines: an inline manifest, patch or plugin.
    if (value.includes("\n")) {
      found.push(...pluginReferences(path, value));
      return;
    }
    // `files: [key=path]`.
    const named = isPair ? value.slice(value.indexOf("=") + 1) : value;
    found.push(reference(path, steps, named));
  };
  for (const field of LISTS) {
    listAt(root, field).forEach((_, index) => {
      add([field, index]);
    });
  }
  for (const field of LISTS_OF_PATHS) {
    listAt(root, field).forEach((_, index) => {
      add([field, index, "path"]);
    });
  }
  for (const field of GENERATORS) {
    listAt(root, field).forEach((item, index) => {
      listAt(item, "files").forEach((_, entry) => {
        add([field, index, "files", entry], true);
      });
      listAt(item, "envs").forEach((_, entry) => {
        add([field, index, "envs", entry]);
      });
      add([field, index, "env"]);
    });
  }
  add(["openapi", "path"]);
  return found;
}

/**
 * What `kustomize build` reads of some resources, followed through every kustomization file.
 * @param resources files, and folders with a kustomization file.
 * @throws UserError when one of them does not parse.
 */
export function closureOf(tree: Files, resources: readonly string[]): Closure {
  const files = new Set<string>();
  const objects = new Set<string>();
  const missing: Reference[] = [];
  const remote: Reference[] = [];
  const visit = (path: string, isAnything = false): boolean => {
    if (files.has(path)) return true;
    const content = path === "." ? undefined : isAnything ? contentOf(tree, path) : tree.read(path);
    if (content !== undefined) {
      files.add(path);
      if (typeof content !== "string") return true;
      refuseBomb(path, content);
      remote.push(...pluginReferences(path, content));
      return true;
    }
    const own = kustomizationFileIn(tree, path);
    if (own === undefined) return false;
    if (files.has(own)) return true;
    files.add(own);
    for (const found of referencesOf(own, tree.read(own) ?? "")) {
      if (found.remote && !isLocalFile(tree, found)) {
        remote.push(found);
        continue;
      }
      if (found.path !== undefined && visit(found.path, isData(found))) {
        const isFile = files.has(found.path);
        if (isFile && RESOURCES.has(found.field)) objects.add(found.path);
        continue;
      }
      missing.push(found);
    }
    return true;
  };
  for (const resource of resources) visit(resource);
  return { files, objects, missing, remote };
}

/** A file of a generator is put into a ConfigMap or a Secret as it is, text or not. */
function isData({ field, steps }: Reference): boolean {
  return GENERATORS.includes(field) && steps[2] === "files";
}

/** What kustomize fetches whatever is on the disk (api/internal/loader, IsRemoteFile). */
const SCHEME = /^(?:https?:|(?:git::)*[a-z][a-z0-9+.-]*:\/\/)/i;
/**
 * What it takes for a git repository where there is no such file (api/internal/git, RepoSpec), in
 * its present version and in older ones: `git::`, `user@host`, hosts, queries, `host//path`.
 */
const REPOSITORY =
  /^(?:git::|gh:|[^/]*@|(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)[/:]|[^./][^/]*\.[a-z]{2,}\/.+\/\/)|[?&](?:ref|version)=|\.git(?:\/|$)|_git\//i;

function reference(from: string, steps: readonly Step[], value: string): Reference {
  const remote = SCHEME.test(value) || REPOSITORY.test(value);
  return { from, steps, field: String(steps[0]), value, path: resolved(from, value), remote };
}

/** kustomize would follow its aliases until somebody stops it. Texts without any are not read. */
function refuseBomb(path: string, text: string): void {
  const loaded = /&[^\s&][\s\S]*[\s[,{]\*\S/.test(text) ? loadDocuments(text) : [];
  if (!isFault(loaded) || !loaded.isHostile) return;
  throw UserError.of("yaml-syntax", `${path} can't be built: ${loaded.reason}.`, { path });
}

/** Where the plugins that are part of kustomize name what they load. */
const PLUGIN_FIELDS = ["files", "envs", "env", "path", "paths", "replacements"];

/**
 * What a generator or transformer of kustomize's own (`apiVersion: builtin`) would fetch. Others
 * are programs, which kustomize starts only with flags that it is never given.
 */
function pluginReferences(path: string, text: string): Reference[] {
  if (!text.includes("builtin")) return [];
  const documents = loadDocuments(text);
  if (isFault(documents)) return [];
  return documents.flatMap((data) => {
    if (textAt(data, "apiVersion") !== "builtin") return [];
    return PLUGIN_FIELDS.flatMap((field) =>
      [at(data, field)]
        .flat()
        .map((entry) => (typeof entry === "string" ? entry : textAt(entry, "path")))
        .map((value = "") => reference(path, [field], value.slice(value.indexOf("=") + 1)))
        .filter(({ remote }) => remote),
    );
  });
}

/** A file is read from the disk even if its name looks like a repository's. */
function isLocalFile(tree: Files, { value, path }: Reference): boolean {
  return !SCHEME.test(value) && path !== undefined && path !== "." && tree.read(path) !== undefined;
}

function resolved(from: string, value: string): string | undefined {
  const path = posix.join(posix.dirname(from), value);
  try {
    return posix.join(path, ".") === "." ? "." : insidePath(path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

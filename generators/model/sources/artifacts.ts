import { posix } from "node:path";
import { own } from "../../base/own.ts";
import { normalPath, pathFrom } from "../../base/paths.ts";
import { expressionFits } from "../../base/text/expression.ts";
import { listAt, textAt } from "../../base/yaml/at.ts";
import { GROUPS, type ObjectRef } from "../objects/flux.ts";
import type { KubernetesObject } from "../objects/object.ts";

/** An ExternalArtifact that an ArtifactGenerator makes. */
export interface Artifact {
  readonly generator: KubernetesObject;
  /** Where it is in the generator's `spec.artifacts`. */
  readonly index: number;
  readonly name: string;
  readonly copies: readonly ArtifactCopy[];
}

/** One entry of `copy`. */
export interface ArtifactCopy {
  /** Undefined where the alias is none of the generator's sources. */
  readonly source: ObjectRef | undefined;
  /** Without `@alias/`, a path or a pattern. */
  readonly from: string;
  /** Without `@artifact/`; a folder where it is empty or ends with a slash. */
  readonly to: string;
  readonly exclude: readonly string[];
  /** What is in the artifact is in an archive, and not to be seen here. */
  readonly isExtracted: boolean;
}

/** Equal for two references to one object: `kind/namespace/name`. */
export function keyOfRef({ kind, namespace, name }: ObjectRef): string {
  return `${kind}/${namespace}/${name}`;
}

/** The artifacts of the ArtifactGenerators of one cluster, by `ExternalArtifact/namespace/name`. */
export function artifactsOf(objects: readonly KubernetesObject[]): Map<string, Artifact> {
  const found = new Map<string, Artifact>();
  for (const generator of objects) {
    const { group, kind, namespace, data } = generator;
    if (group !== GROUPS.extensions || kind !== "ArtifactGenerator") continue;
    const sources = new Map(
      listAt(data, "spec", "sources").map((source): [string, ObjectRef] => [
        textAt(source, "alias") ?? "",
        {
          kind: textAt(source, "kind") ?? "",
          namespace: textAt(source, "namespace") ?? namespace,
          name: textAt(source, "name") ?? "",
        },
      ]),
    );
    listAt(data, "spec", "artifacts").forEach((artifact, index) => {
      const name = textAt(artifact, "name") ?? "";
      const copies = listAt(artifact, "copy").map((copy): ArtifactCopy => {
        const [alias = "", ...from] = (textAt(copy, "from") ?? "").split("/");
        return {
          source: sources.get(alias.slice(1)),
          from: from.join("/"),
          to: (textAt(copy, "to") ?? "").replace(/^@artifact\//, ""),
          exclude: listAt(copy, "exclude").map(String),
          isExtracted: textAt(copy, "strategy") === "Extract",
        };
      });
      found.set(`ExternalArtifact/${namespace}/${name}`, { generator, index, name, copies });
    });
  }
  return found;
}

/**
 * Where the content of a folder of an artifact comes from: the folders of its sources that are
 * copied there, in the order of the copies. Where none is, those that are copied below it: without
 * a kustomization file of its own it stands for them.
 */
export function sourceFoldersOf(
  folder: string,
  { copies }: Artifact,
): { readonly source: ObjectRef; readonly path: string }[] {
  const placed = copies.flatMap(({ source, from, to }) => {
    const [path, target] = foldersOf(from, to);
    return source === undefined ? [] : [{ source, path, target }];
  });
  const inside = placed.flatMap(({ source, path, target }) => {
    const rest = below(folder, target);
    return rest === undefined ? [] : [{ source, path: pathFrom(path, rest) }];
  });
  if (inside.length > 0) return inside;
  return placed.flatMap(({ source, path, target }) =>
    below(target, folder) === undefined ? [] : [{ source, path: pathFrom(path, ".") }],
  );
}

/** The folder that a copy takes from, and the one that it puts its content into. */
function foldersOf(from: string, to: string): [path: string, target: string] {
  const contents = contentsOf(from);
  if (contents !== undefined) return [contents, to];
  if (PATTERN.test(from)) return [".", to];
  // By its name, a file.
  if (!/\.[a-z]+$/i.test(from)) return [from, pathFrom(to, posix.basename(from))];
  const isFolder = to === "" || to.endsWith("/");
  return [posix.dirname(from), isFolder ? to : posix.dirname(to)];
}

/**
 * Where a copy puts a file of its source, as source-watcher 2.2 does it (internal/builder,
 * applyCopyOperation): `dir/**` loses `dir/`, any other pattern keeps the whole path, a file or
 * a folder its last name. Undefined for a file that is left out.
 */
export function placeInArtifact(
  file: string,
  { from, to, exclude }: ArtifactCopy,
): string | undefined {
  const contents = contentsOf(from);
  const isPattern = PATTERN.test(from);
  const path = contents ?? (isPattern ? literalOf(from) : normalPath(from));
  const rest = below(file, path);
  if (rest === undefined || exclude.some((each) => leavesOut(each, file, rest))) return undefined;
  if (contents !== undefined) return pathFrom(to, rest);
  if (isPattern) return matches(from, file) ? pathFrom(to, file) : undefined;
  const isFile = rest === "";
  if (isFile && to !== "" && !to.endsWith("/")) return normalPath(to);
  return pathFrom(to, pathFrom(posix.basename(path), rest));
}

const PATTERN = /[*?[\]]/;

/** `dir` of `dir/**`. */
function contentsOf(from: string): string | undefined {
  if (from === "**") return ".";
  const folder = from.endsWith("/**") ? from.slice(0, -3) : undefined;
  return folder === undefined || PATTERN.test(folder) ? undefined : folder;
}

/** The folders in front of the first one with a pattern. */
function literalOf(from: string): string {
  const parts = from.split("/");
  const first = parts.findIndex((part) => PATTERN.test(part));
  return parts.slice(0, first).join("/");
}

/** A path from a folder that holds it; undefined for one that is not in the folder. */
function below(path: string, folder: string): string | undefined {
  const rest = posix.relative(posix.join("/", folder), posix.join("/", path));
  return rest.startsWith("..") ? undefined : rest;
}

/** A pattern without a slash is also for the last name alone. */
function leavesOut(pattern: string, file: string, rest: string): boolean {
  const isName = !pattern.includes("/");
  return (
    matches(pattern, file) ||
    matches(pattern, rest) ||
    (isName && file.split("/").some((name) => matches(pattern, name)))
  );
}

/** What the parts of a pattern are as a regular expression (doublestar). */
const TOKENS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
  "{": "(?:",
  "}": ")",
  ",": "|",
};

/** Whether a pattern is for a file, or for a folder above it: that is copied with all it holds. */
function matches(pattern: string, file: string): boolean {
  const source = pattern.replace(
    /\*\*\/|\*\*|[*?{},]|[.+^$()|\\]/g,
    (token) => own(TOKENS, token) ?? `\\${token}`,
  );
  // Of brackets or braces that are none, nothing.
  return expressionFits(source, file, ["^", "(?:/|$)"]) ?? false;
}

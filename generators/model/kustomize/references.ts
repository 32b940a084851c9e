import { posix } from "node:path";
import { type Files, isBeyond, readablePath } from "../../base/files.ts";
import { pathFrom } from "../../base/paths.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { Memory } from "../../base/yaml/memory.ts";
import type { Step } from "../../base/yaml/parse.ts";
import { ambiguitiesIn } from "./ambiguous.ts";
import { KUSTOMIZATION, type Naming } from "./fields.ts";
import { jsonOf } from "./json.ts";
import { asRefusal, inPlace, pluginsIn } from "./plugins.ts";
import { isRemote } from "./remote.ts";
import { type Named, type Refusal, walk } from "./walk.ts";

/** The names that kustomize accepts for its file (api/konfig, RecognizedKustomizationFileNames). */
const FILE_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** One place where a kustomization file names another file or folder. */
export interface FileReference {
  /** The file that names it, and where in its data. */
  readonly from: string;
  readonly steps: readonly Step[];
  readonly field: string;
  readonly naming: Naming;
  /** As it is written, without the key before it. */
  readonly value: string;
  /** It is written in a text in place, whose entry `steps` leads to. */
  readonly inPlace: boolean;
  /** From the root of the files; undefined where it is absolute. It may lead out of them. */
  readonly path: string | undefined;
  /** An URL or a git repository, which kustomize would fetch. */
  readonly remote: boolean;
}

/** What a kustomization file or a file with plugins names, and what of it has no known meaning. */
export interface Reading {
  readonly references: readonly FileReference[];
  readonly refused: readonly Refusal[];
  /** The same for kustomize, as JSON: what was looked through here is what it reads. */
  readonly text: string;
}

/** The path of the kustomization file in a folder, or undefined. */
export function kustomizationFileIn(tree: Files, folder: string): string | undefined {
  return kustomizationFilesIn(tree, folder)[0];
}

/** All of them: with more than one kustomize refuses the folder. */
export function kustomizationFilesIn(tree: Files, folder: string): string[] {
  return FILE_NAMES.map((name) => posix.join(folder, name)).filter(
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
export function referencesOf(path: string, text: string): readonly FileReference[] {
  return readKustomization(path, text).references;
}

/**
 * What one kustomization file refers to, and the fields for which nothing is built of it.
 * @throws UserError when it does not parse.
 */
export function readKustomization(path: string, text: string): Reading {
  return known.of(`${path}\0${text}`, () => read(path, text));
}

/** Rules and plans ask for the same file again and again. */
const known = new Memory<Reading>();

function read(path: string, text: string): Reading {
  const [root = null] = dataOf(path, text);
  const { data, named, refused } = walk(root, KUSTOMIZATION, inPlace);
  const all = [...ambiguitiesIn(text).map(asRefusal), ...refused];
  // kustomize takes an empty text for none, where it is not in a list.
  const isGiven = ({ value, steps }: Named) => value !== "" || typeof steps.at(-1) === "number";
  return {
    references: named.filter(isGiven).map((each) => referenceOf(path, posix.dirname(path), each)),
    refused: all.map((each) => ({ ...each, from: path })),
    text: jsonOf(data),
  };
}

/**
 * What a file with plugins refers to. Paths in it are from the folder of the kustomization file
 * that lists it, wherever it lies (api/internal/target, configureExternalGenerators).
 */
export function readPlugins(path: string, text: string, base: string): Reading {
  const plugins = pluginsIn(text);
  return {
    references: plugins.named.map((each) => referenceOf(path, base, each)),
    refused: plugins.refused.map((each) => ({ ...each, from: path })),
    text: plugins.text,
  };
}

function referenceOf(
  from: string,
  base: string,
  { naming, steps, value, inPlace }: Named,
): FileReference {
  // `files: [key=path]`.
  const named = naming === "pair" ? value.slice(value.indexOf("=") + 1) : value;
  const path = posix.isAbsolute(named) ? undefined : readablePath(pathFrom(base, named));
  const field = String(steps[0]);
  return { from, steps, field, naming, value: named, inPlace, path, remote: isRemote(named) };
}

/** Whether a reference leads out of what may be read: of the work tree, or into git's own folder. */
export function isOutside({ path }: Pick<FileReference, "path">, files: Files): boolean {
  return path === undefined || isBeyond(path, files);
}

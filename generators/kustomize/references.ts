import { posix } from "node:path";
import { type Files, isBeyond, readablePath } from "../tree/tree.ts";
import { dataOf } from "../yaml/data.ts";
import type { Step } from "../yaml/parse.ts";
import { KUSTOMIZATION, type Naming } from "./fields.ts";
import { isInPlace, pluginsIn } from "./plugins.ts";
import { isRemote } from "./remote.ts";
import { type Named, type Refusal, walk } from "./walk.ts";

/** The names that kustomize accepts for its file (api/konfig, RecognizedKustomizationFileNames). */
const FILE_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** One place where a kustomization file names another file or folder. */
export interface Reference {
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
  readonly references: readonly Reference[];
  readonly refused: readonly Refusal[];
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
export function referencesOf(path: string, text: string): readonly Reference[] {
  return readKustomization(path, text).references;
}

/**
 * What one kustomization file refers to, and the fields for which nothing is built of it.
 * @throws UserError when it does not parse.
 */
export function readKustomization(path: string, text: string): Reading {
  const [root = null] = dataOf(path, text);
  const { named, refused } = walk(root, KUSTOMIZATION);
  const base = posix.dirname(path);
  const references: Reference[] = [];
  const all: Refusal[] = [
    ...hiddenLines(path, text),
    ...refused.map((each) => ({ ...each, from: path })),
  ];
  for (const each of named) {
    // kustomize takes an empty one for none, where it is not in a list.
    if (each.value === "" && typeof each.steps.at(-1) === "string") continue;
    const isPlugin = each.naming === "plugin";
    if ((isPlugin || each.naming === "patch") && isInPlace(each.value)) {
      if (!isPlugin) continue;
      const inner = pluginsIn(each.value);
      // The text in place has no lines of its own: its entry stands for all of it.
      for (const one of inner.named) {
        const reference = referenceOf(path, base, { ...one, steps: each.steps });
        references.push({ ...reference, inPlace: true });
      }
      all.push(...inner.refused.map((one) => ({ ...one, steps: each.steps, from: path })));
    } else references.push(referenceOf(path, base, each));
  }
  return { references, refused: all };
}

/**
 * What a file with plugins refers to. Paths in it are from the folder of the kustomization file
 * that lists it, wherever it lies (api/internal/target, configureExternalGenerators).
 */
export function readPlugins(path: string, text: string, base: string): Reading {
  const { named, refused } = pluginsIn(text);
  return {
    references: named.map((each) => referenceOf(path, base, each)),
    refused: [...hiddenLines(path, text), ...refused.map((each) => ({ ...each, from: path }))],
  };
}

/**
 * Line ends of YAML 1.1, which Flux's reader takes for such, and others for a part of a comment:
 * what stands behind one is in the cluster and not in the eye of who reads it.
 */
function hiddenLines(from: string, text: string): Refusal[] {
  if (!/[\u0085\u2028\u2029]/.test(text)) return [];
  const message = "It has a line end that most readers do not show (U+0085, U+2028 or U+2029).";
  return [{ from, steps: [], message, hint: "Take it out, or write it as an escape." }];
}

function referenceOf(from: string, base: string, { naming, steps, value }: Named): Reference {
  // `files: [key=path]`.
  const named = naming === "pair" ? value.slice(value.indexOf("=") + 1) : value;
  const path = posix.isAbsolute(named) ? undefined : readablePath(posix.join(base, named));
  const field = String(steps[0]);
  return {
    from,
    steps,
    field,
    naming,
    value: named,
    inPlace: false,
    path,
    remote: isRemote(named),
  };
}

/** Whether a reference leads out of what may be read: of the work tree, or into git's own folder. */
export function isOutside({ path }: Pick<Reference, "path">, files: Files): boolean {
  return path === undefined || isBeyond(path, files);
}

import { posix } from "node:path";
import { readIfPossible } from "../../base/files.ts";
import { pathFrom } from "../../base/paths.ts";
import { UserError } from "../../base/problem/problem.ts";
import { at, listAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import type { Step } from "../../base/yaml/parse.ts";
import { placeAt } from "../../base/yaml/place.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { selects } from "../../model/objects/patch-target.ts";
import { fieldPlaceOf } from "./fields.ts";
import type { Where } from "./where.ts";

/** One patch of a kustomization file, inline or in a file of its own. */
export interface KustomizationPatch {
  /** The kustomization file, and the place in its data. */
  readonly from: string;
  readonly steps: readonly Step[];
  readonly target: unknown;
  /** Where the patch's text is: the kustomization file, or the patch's own. */
  readonly path: string;
  /** Its documents: a list of JSON 6902 operations, or strategic merge patches. */
  readonly documents: readonly unknown[];
}

/** The patches of a kustomization file. One that does not parse is left out. */
export function patchesOf({ files }: Pick<Analysis, "files">, from: string): KustomizationPatch[] {
  const [root] = dataOf(from, files.read(from) ?? "");
  return ["patches", "patchesStrategicMerge", "patchesJson6902"].flatMap((field) =>
    listAt(root, field).flatMap((entry, index) => {
      const inline = textAt(entry, "patch") ?? (typeof entry === "string" ? entry : undefined);
      const named = textAt(entry, "path") ?? (inline?.includes("\n") ? undefined : inline);
      const path = named === undefined ? from : pathFrom(posix.dirname(from), named);
      const text = named === undefined ? inline : readIfPossible(files, path);
      if (text === undefined) return [];
      try {
        const documents = dataOf(path, text);
        return [{ from, steps: [field, index], target: at(entry, "target"), path, documents }];
      } catch (error) {
        if (error instanceof UserError) return [];
        throw error;
      }
    }),
  );
}

/**
 * Where the patch, or the field of a kustomization, stands that set the value at `steps` of an
 * object; undefined if none did.
 */
export function patchPlaceOf(
  analysis: Pick<Analysis, "files" | "renderings">,
  object: KubernetesObject,
  steps: readonly Step[],
): Where | undefined {
  // An object after postBuild is another one, with the same origin.
  const rendering = analysis.renderings.find(({ objects }) =>
    objects.some(({ origin }) => origin !== undefined && origin === object.origin),
  );
  // The outermost kustomization comes first in a closure, and has the last word.
  const kustomizations = [...(rendering?.planned.kustomizationFiles ?? [])];
  for (const from of kustomizations) {
    // kustomize fills in these fields after the patches of the same file.
    const field = fieldPlaceOf(analysis, from, object, steps);
    if (field !== undefined) return field;
    const patches = patchesOf(analysis, from).filter((patch) => isTarget(patch, object));
    for (const patch of patches.toReversed()) {
      const found = patch.documents.some((document) => sets(document, steps));
      if (found) return placeOfPatch(analysis, patch, steps);
    }
  }
  return undefined;
}

function placeOfPatch(
  { files }: Pick<Analysis, "files">,
  { from, steps, path }: KustomizationPatch,
  value: readonly Step[],
): Where {
  if (path !== from) return { path, ...placeAt(path, files.read(path) ?? "", 0, value) };
  return { path: from, ...placeAt(from, files.read(from) ?? "", 0, [...steps, "patch"]) };
}

/** Whether a patch may be for an object. */
export function isTarget(
  { target, documents }: Pick<KustomizationPatch, "target" | "documents">,
  object: KubernetesObject,
): boolean {
  if (target !== undefined && target !== null) return selects(target, object);
  return documents.some(
    (document) =>
      textAt(document, "kind") === object.kind &&
      object.name.includes(textAt(document, "metadata", "name") ?? "\0"),
  );
}

/** Whether a patch's document sets the value at `steps`, or something around or in it. */
function sets(document: unknown, steps: readonly Step[]): boolean {
  if (!Array.isArray(document)) return at(document, ...steps) !== undefined;
  const wanted = steps.join("/");
  return document.some((operation) => {
    const path = pointerOf(operation);
    return path === wanted || wanted.startsWith(`${path}/`) || path.startsWith(`${wanted}/`);
  });
}

/** The path of a JSON 6902 operation, without its first slash and escapes. */
function pointerOf(operation: unknown): string {
  const path = textAt(operation, "path") ?? "";
  return path.slice(1).replaceAll("~1", "/").replaceAll("~0", "~");
}

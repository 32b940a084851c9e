import { isDeepStrictEqual } from "node:util";
import { at } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import type { Step } from "../../base/yaml/parse.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { patchPlaceOf } from "./patches.ts";
import { type Where, whereInFile } from "./where.ts";

/**
 * Where the value at `steps` of an object was written: in the object's own file, or, where a
 * kustomization changed it on the way, in the patch that did.
 */
export function whereIs(
  analysis: Pick<Analysis, "files" | "renderings">,
  object: KubernetesObject,
  steps: readonly Step[] = [],
): Where {
  const { origin } = object;
  const about = { about: object };
  if (origin === undefined) return about;
  const { path, document, generator } = origin;
  if (generator !== undefined) return { ...whereInFile(analysis, path, generator), ...about };
  const source = dataOf(path, analysis.files.read(path) ?? "")[document];
  const isAsWritten = isDeepStrictEqual(at(source, ...steps), at(object.data, ...steps));
  const patch = isAsWritten ? undefined : patchPlaceOf(analysis, object, steps);
  return { ...(patch ?? whereInFile(analysis, path, steps, document)), ...about };
}

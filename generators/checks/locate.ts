import { isDeepStrictEqual } from "node:util";
import type { Analysis } from "../cluster/analysis.ts";
import type { KubernetesObject } from "../cluster/object.ts";
import { at } from "../yaml/at.ts";
import { dataOf } from "../yaml/data.ts";
import type { Step } from "../yaml/parse.ts";
import { placeAt } from "../yaml/place.ts";
import { patchPlaceOf } from "./patches.ts";
import type { Finding } from "./rule.ts";

/** Where in the repository something stands, and of which object: the part of a finding. */
export type Where = Pick<Finding, "path" | "line" | "column" | "about">;

/** Where a value of a file stands: at its key, or at the nearest place above. */
export function whereInFile(
  { files }: Pick<Analysis, "files">,
  path: string,
  steps: readonly Step[],
  document = 0,
): Where {
  const place = placeAt(path, files.read(path) ?? "", document, steps);
  return { path, ...place };
}

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

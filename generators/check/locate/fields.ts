import { at, listAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import type { Step } from "../../base/yaml/parse.ts";
import { placeAt } from "../../base/yaml/place.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Where } from "./where.ts";

/**
 * Where `replicas` or `images` of a kustomization file set the value at `steps` of an object;
 * undefined if neither did.
 */
export function fieldPlaceOf(
  { files }: Pick<Analysis, "files">,
  from: string,
  object: KubernetesObject,
  steps: readonly Step[],
): Where | undefined {
  const text = files.read(from) ?? "";
  const [root] = dataOf(from, text);
  const place = (...found: Step[]) => ({ path: from, ...placeAt(from, text, 0, found) });
  const value = at(object.data, ...steps);
  if (steps.join(".") === "spec.replicas") {
    const index = listAt(root, "replicas").findIndex(
      (entry) =>
        at(entry, "count") === value && object.name.includes(textAt(entry, "name") ?? "\0"),
    );
    return index < 0 ? undefined : place("replicas", index, "count");
  }
  if (steps.at(-1) !== "image" || typeof value !== "string") return undefined;
  const index = listAt(root, "images").findIndex((entry) => gives(entry, value));
  return index < 0 ? undefined : place("images", index);
}

/** Whether an entry of `images` can have made this image. */
function gives(entry: unknown, image: string): boolean {
  const name = textAt(entry, "newName") ?? textAt(entry, "name") ?? "\0";
  const rest = image.startsWith(name) ? image.slice(name.length) : "\0";
  const [tag, digest] = [at(entry, "newTag"), at(entry, "digest")];
  if (digest !== undefined) return rest.endsWith(`@${String(digest)}`);
  return tag === undefined ? /^(?:$|[:@])/.test(rest) : rest === `:${String(tag)}`;
}

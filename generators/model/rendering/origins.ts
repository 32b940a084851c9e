import { isDeepStrictEqual } from "node:util";
import type { Files } from "../../base/files.ts";
import { own } from "../../base/own.ts";
import { listAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { type KubernetesObject, type ObjectOrigin, toObject } from "../objects/object.ts";
import type { Manifest } from "./batch.ts";
import type { Planned } from "./build-request.ts";

/**
 * What kustomize appends to the name of a generated object: ten letters and digits of a hash
 * (api/hasher, encode: hexadecimal, without what reads as a vowel or another digit).
 */
const HASH = /-[2456789bcdfghkmt]{10}$/;

/** A generated name as it was given; any other name as it is. */
export function withoutHash(name: string): string {
  return name.replace(HASH, "");
}

/**
 * Finds where each rendered object was written, among the objects and generators of the files
 * that its build reads. kustomize can say it too (`buildMetadata: [originAnnotations]`), but
 * takes twice as long then, and names the file without the document.
 */
export function withOrigins(
  rendered: readonly Manifest[],
  written: readonly KubernetesObject[],
  planned: Planned,
  files: Files,
): KubernetesObject[] {
  const byKind = new Map<string, KubernetesObject[]>();
  for (const object of written) {
    const key = `${object.group}/${object.kind}`;
    const others = byKind.get(key);
    if (others === undefined) byKind.set(key, [object]);
    else others.push(object);
  }
  let generated: readonly Generated[] | undefined;
  return rendered.map((data) => {
    const object = toObject(data, undefined);
    const found = bestOf(byKind.get(`${object.group}/${object.kind}`) ?? [], object);
    if (object.group !== "" || found?.name === object.name) {
      return found === undefined ? object : { ...object, origin: found.origin };
    }
    generated ??= planned.kustomizationFiles.flatMap((path) => generatedIn(path, files));
    const name = withoutHash(object.name);
    const maker = generated.find((each) => each.kind === object.kind && name.includes(each.name));
    // A manifest `web` is not what became `web-values-<hash>`, where a generator is nearer; of
    // two that are as near, only the generator's has a hash.
    const least = (found?.name.length ?? 0) + (name === object.name ? 1 : 0);
    const isNearer = maker !== undefined && maker.name.length >= least;
    const origin = isNearer ? maker.origin : found?.origin;
    return origin === undefined ? object : { ...object, origin };
  });
}

/**
 * The one that became the object: of its name, or else of a name that got a prefix or a suffix
 * on the way. Several of those are told apart by what else is as it was.
 */
function bestOf(
  candidates: readonly KubernetesObject[],
  object: KubernetesObject,
): KubernetesObject | undefined {
  const exact = candidates.filter(({ name }) => name === object.name);
  const near =
    exact.length > 0 ? exact : candidates.filter((each) => object.name.includes(each.name));
  if (near.length < 2) return near[0];
  const score = (each: KubernetesObject) =>
    (each.namespace === object.namespace ? 1 : 0) +
    Object.entries(each.data).filter(([key, value]) =>
      isDeepStrictEqual(value, own(object.data, key)),
    ).length;
  return near.toSorted((a, b) => score(b) - score(a) || b.name.length - a.name.length)[0];
}

interface Generated {
  readonly kind: string;
  readonly name: string;
  readonly origin: ObjectOrigin;
}

function generatedIn(path: string, files: Files): Generated[] {
  const [root] = dataOf(path, files.read(path) ?? "");
  return (
    [
      ["ConfigMap", "configMapGenerator"],
      ["Secret", "secretGenerator"],
    ] as const
  ).flatMap(([kind, field]) =>
    listAt(root, field).map((entry, index) => ({
      kind,
      name: textAt(entry, "name") ?? "",
      origin: { path, document: 0, generator: [field, index] },
    })),
  );
}

import type { Files } from "../../base/files.ts";
import { at, listAt, textAt } from "../../base/yaml/at.ts";
import type { Step } from "../../base/yaml/parse.ts";
import { placeAt } from "../../base/yaml/place.ts";
import { objectsIn } from "../objects/documents.ts";
import {
  type FluxKustomization,
  GROUPS,
  isFluxKustomization,
  type ObjectRef,
  toFluxKustomization,
} from "../objects/flux.ts";
import type { KubernetesObject } from "../objects/object.ts";

/** A source (source.toolkit.fluxcd.io). */
export interface Source extends KubernetesObject {
  /** The whole spec, as plain data. */
  readonly spec: Record<string, unknown>;
}

/** An object that waits for others of its kind. */
export type Dependent = Pick<FluxKustomization, "namespace" | "name" | "object" | "dependsOn">;

/** The kinds of source.toolkit.fluxcd.io that fetch something from elsewhere. */
const SOURCE_KINDS = ["GitRepository", "OCIRepository", "Bucket", "HelmRepository"];

/** The objects of a kind in a file, as they are written there; none where there is no file. */
export function writtenIn(
  path: string,
  group: string,
  kind: string,
  files: Files,
): KubernetesObject[] {
  if (files.read(path) === undefined) return [];
  return objectsIn(path, files).filter((each) => each.group === group && each.kind === kind);
}

/** The Flux Kustomizations that a file defines. */
export function syncsIn(path: string, files: Files): FluxKustomization[] {
  return objectsIn(path, files).filter(isFluxKustomization).map(toFluxKustomization);
}

/** The HelmReleases that a file defines. */
export function releasesIn(path: string, files: Files): Dependent[] {
  return writtenIn(path, GROUPS.helm, "HelmRelease", files).map((object) => ({
    object,
    namespace: object.namespace,
    name: object.name,
    dependsOn: listAt(object.data, "spec", "dependsOn").map(
      (each): ObjectRef => ({
        kind: "HelmRelease",
        namespace: textAt(each, "namespace") ?? object.namespace,
        name: textAt(each, "name") ?? "",
      }),
    ),
  }));
}

/** The sources that a file defines, of one kind after the other. */
export function sourcesIn(path: string, files: Files): Source[] {
  return SOURCE_KINDS.flatMap((kind) => writtenIn(path, GROUPS.source, kind, files)).map(
    (object) => ({ ...object, spec: (at(object.data, "spec") ?? {}) as Source["spec"] }),
  );
}

/** The file that an object stands in. */
export function fileOf({ origin }: KubernetesObject): string {
  return origin?.path ?? "";
}

/** Where an object stands, or a value in it: for a problem. */
export function placeOf(
  object: KubernetesObject,
  files: Files,
  steps: readonly Step[] = [],
): { readonly path: string; readonly line?: number } {
  const { path, document } = object.origin ?? { path: "", document: 0 };
  const line = placeAt(path, files.read(path) ?? "", document, steps)?.line;
  return { path, ...(line === undefined ? {} : { line }) };
}

import { posix } from "node:path";
import { listAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { closureOf } from "../../model/kustomize/closure.ts";
import { isKustomizationFile } from "../../model/kustomize/references.ts";
import { objectsIn } from "../../model/objects/documents.ts";
import { type KubernetesObject, toObject } from "../../model/objects/object.ts";
import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";

/** Where a part of a shared overlay goes: it stays, every app gets it, or one app does. */
export type OverlayOwner = typeof ENVIRONMENT | typeof EVERY_APP | { readonly app: string };
export const ENVIRONMENT = "environment";
export const EVERY_APP = "every app";

/** The fields of a kustomization file that generate objects, and the kind. */
export const GENERATED: Readonly<Record<string, string>> = {
  configMapGenerator: "ConfigMap",
  secretGenerator: "Secret",
};

/** Whether two places are the same one. */
export function isSame(one: OverlayOwner, other: OverlayOwner): boolean {
  const app = (place: OverlayOwner) => (typeof place === "string" ? undefined : place.app);
  return one === other || (app(one) !== undefined && app(one) === app(other));
}

/** What an overlay includes, and where it will be applied once each app has a sync of its own. */
export interface Owner {
  readonly place: typeof ENVIRONMENT | { readonly app: string };
  /** As they are written, those of generators included. */
  readonly objects: readonly KubernetesObject[];
}

/** The apps that a shared overlay lists, and whatever else it includes. */
export function ownersIn(environment: Environment, repository: Repository): Owner[] {
  const { files, layout } = repository;
  const file = repository.overlayFile(environment);
  const data = dataOf(file.path, file.text)[0];
  const included = ["resources", "components"].flatMap((field) =>
    listAt(data, field).map((entry) => posix.join(environment.folder, String(entry))),
  );
  const others = included.filter((path) => layout.appOfBase(path) === undefined);
  return [
    { place: ENVIRONMENT, objects: objectsOf(others, repository) },
    ...repository.appsOf(environment).map((app) => ({
      place: { app },
      objects: objectsOf([layout.path("base", { app })], { files }),
    })),
  ];
}

function objectsOf(
  resources: readonly string[],
  { files }: Pick<Repository, "files">,
): KubernetesObject[] {
  const closure = closureOf(files, resources);
  // What is listed as a file is read, and not followed.
  const manifests = resources.filter((path) => closure.files.has(path));
  return [
    ...[...closure.objects, ...manifests].flatMap((path) => objectsIn(path, files)),
    ...[...closure.files].filter(isKustomizationFile).flatMap((path) => {
      const [data] = dataOf(path, files.read(path) ?? "");
      return Object.entries(GENERATED).flatMap(([field, kind]) =>
        listAt(data, field).map((item) =>
          toObject({ kind, metadata: { name: textAt(item, "name") ?? "" } }, undefined),
        ),
      );
    }),
  ];
}

/** Every text in some data, keys left out. */
export function textsIn(data: unknown): string[] {
  if (typeof data === "string") return [data];
  if (data === null || typeof data !== "object") return [];
  return Object.values(data).flatMap(textsIn);
}

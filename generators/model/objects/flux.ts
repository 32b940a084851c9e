import { pathFrom } from "../../base/paths.ts";
import { at, entriesAt, listAt, textAt } from "../../base/yaml/at.ts";
import type { KubernetesObject } from "./object.ts";

/** API groups of Flux. */
export const GROUPS = {
  kustomize: "kustomize.toolkit.fluxcd.io",
  source: "source.toolkit.fluxcd.io",
  extensions: "source.extensions.fluxcd.io",
  helm: "helm.toolkit.fluxcd.io",
  image: "image.toolkit.fluxcd.io",
  notification: "notification.toolkit.fluxcd.io",
} as const;

/** A reference to an object: the namespace is that of who refers where it names none. */
export interface ObjectRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The source that Flux is installed with, by convention: `flux bootstrap` puts it into the
 * repository; Flux Operator and Terraform make it themselves.
 */
export function isFirstSource({ kind, namespace, name }: ObjectRef): boolean {
  return kind !== "Kustomization" && namespace === "flux-system" && name === "flux-system";
}

/** A Flux Kustomization (kustomize.toolkit.fluxcd.io), not kustomize's own file. */
export interface FluxKustomization {
  readonly object: KubernetesObject;
  readonly namespace: string;
  readonly name: string;
  /** `spec.path` as it is written. */
  readonly path: string;
  readonly source: ObjectRef;
  readonly dependsOn: readonly ObjectRef[];
  readonly wait: boolean;
  readonly prune: boolean;
  /** It applies to another cluster than the one that it is in. */
  readonly isRemote: boolean;
}

export function isFluxKustomization({ group, kind }: KubernetesObject): boolean {
  return group === GROUPS.kustomize && kind === "Kustomization";
}

/** One of Flux's own components, as `flux bootstrap` writes them. */
export function isPartOfFlux({ data }: KubernetesObject): boolean {
  return textAt(data, "metadata", "labels", "app.kubernetes.io/part-of") === "flux";
}

/** A Flux Kustomization of an object of that kind. */
export function toFluxKustomization(object: KubernetesObject): FluxKustomization {
  const { data, namespace, name } = object;
  const ref = (value: unknown, kind?: string): ObjectRef => ({
    kind: kind ?? textAt(value, "kind") ?? "",
    namespace: textAt(value, "namespace") ?? namespace,
    name: textAt(value, "name") ?? "",
  });
  return {
    object,
    namespace,
    name,
    path: textAt(data, "spec", "path") ?? "./",
    source: ref(at(data, "spec", "sourceRef")),
    dependsOn: listAt(data, "spec", "dependsOn").map((each) => ref(each, "Kustomization")),
    wait: at(data, "spec", "wait") === true || listAt(data, "spec", "healthChecks").length > 0,
    prune: at(data, "spec", "prune") === true,
    isRemote: at(data, "spec", "kubeConfig") !== undefined,
  };
}

/** The fields of the CustomResourceDefinition (fluxcd/pkg, apis/kustomize). */
const PATCH_FIELDS = ["patch", "target"];
const IMAGE_FIELDS = ["name", "newName", "newTag", "digest"];

function only(value: unknown, fields: readonly string[]): object {
  return Object.fromEntries(entriesAt(value).filter(([key]) => fields.includes(key)));
}

/**
 * What a Flux Kustomization adds to the kustomization file of its path before it builds
 * (fluxcd/pkg, kustomize/kustomize_generator.go).
 */
export function overlayOf({ data }: KubernetesObject, folder: string): Record<string, unknown> {
  const given = {
    namespace: textAt(data, "spec", "targetNamespace"),
    namePrefix: textAt(data, "spec", "namePrefix"),
    nameSuffix: textAt(data, "spec", "nameSuffix"),
    // What else an entry has the API server takes away, a path to read among it.
    patches: listAt(data, "spec", "patches").map((each) => only(each, PATCH_FIELDS)),
    images: listAt(data, "spec", "images").map((each) => only(each, IMAGE_FIELDS)),
    components: listAt(data, "spec", "components").map((path) => pathFrom(folder, String(path))),
  };
  return Object.fromEntries(
    Object.entries(given).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

import { textAt } from "../../base/yaml/at.ts";
import type { Step } from "../../base/yaml/parse.ts";
import type { Manifest } from "../rendering/batch.ts";

/** A Kubernetes object, rendered or as a file has it. */
export interface KubernetesObject {
  readonly data: Manifest;
  readonly apiVersion: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Empty where the object names none: it is of the whole cluster, or Flux says where. */
  readonly namespace: string;
  readonly origin: ObjectOrigin | undefined;
}

/** Where an object was written. */
export interface ObjectOrigin {
  readonly path: string;
  /** Which document of the manifest's file it is. */
  readonly document: number;
  /** The file is a kustomization file, and the object made by the generator at these steps. */
  readonly generator?: readonly Step[];
}

export function toObject(data: Manifest, origin: ObjectOrigin | undefined): KubernetesObject {
  const apiVersion = textAt(data, "apiVersion") ?? "";
  return {
    data,
    apiVersion,
    group: groupOf(apiVersion),
    kind: textAt(data, "kind") ?? "",
    name: textAt(data, "metadata", "name") ?? "",
    namespace: textAt(data, "metadata", "namespace") ?? "",
    origin,
  };
}

/** `apps` of `apps/v1`; empty for the core group. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** Equal for two objects that are the same one in a cluster; the version does not count. */
export function keyOfObject(
  object: Pick<KubernetesObject, "group" | "kind" | "namespace" | "name">,
): string {
  return `${object.group}/${object.kind}/${object.namespace}/${object.name}`;
}

/** For messages: `Deployment dev/app`. */
export function titleOf({ kind, namespace, name }: KubernetesObject): string {
  return `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
}

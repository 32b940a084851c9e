import type { Manifest, Origin, Rendered } from "../kustomize/batch.ts";
import { textAt } from "../yaml/at.ts";

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

/** The file that an object comes from, and which of its documents where that is known. */
export interface ObjectOrigin extends Origin {
  readonly document?: number;
}

export function toObject({
  data,
  origin,
}: Rendered & { origin: ObjectOrigin | undefined }): KubernetesObject {
  const apiVersion = textAt(data, "apiVersion") ?? "";
  return {
    data,
    apiVersion,
    group: apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "",
    kind: textAt(data, "kind") ?? "",
    name: textAt(data, "metadata", "name") ?? "",
    namespace: textAt(data, "metadata", "namespace") ?? "",
    origin,
  };
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

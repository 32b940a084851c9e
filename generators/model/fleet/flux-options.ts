import { at, textAt } from "../../base/yaml/at.ts";
import type { KubernetesObject } from "../objects/object.ts";
import type { Sync } from "./clusters.ts";

/** An object, and the Flux Kustomization that applies it. */
export interface Owned {
  readonly sync: Sync;
  readonly object: KubernetesObject;
}

/**
 * Whether an object has an option of Flux, such as `prune: disabled`, in an annotation or a label,
 * in letters of any case (fluxcd/pkg, ssa/utils, AnyInMetadata). What its Flux Kustomization gives to
 * all of its objects comes first (SetCommonMetadata).
 */
export function hasOption(
  { sync, object }: { readonly sync: Sync | undefined; readonly object: KubernetesObject },
  name: string,
  value: string,
): boolean {
  const key = `kustomize.toolkit.fluxcd.io/${name}`;
  return ["annotations", "labels"].some((field) => {
    const common = textAt(sync?.flux.object.data, "spec", "commonMetadata", field, key);
    return (common ?? textAt(object.data, "metadata", field, key))?.toLowerCase() === value;
  });
}

export function isSuspended({ flux }: Pick<Sync, "flux">): boolean {
  return at(flux.object.data, "spec", "suspend") === true;
}

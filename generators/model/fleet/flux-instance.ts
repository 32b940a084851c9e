import { at, textAt } from "../../base/yaml/at.ts";
import { type FluxKustomization, GROUPS, toFluxKustomization } from "../objects/flux.ts";
import { type KubernetesObject, toObject } from "../objects/object.ts";

/** What Flux Operator makes of `spec.sync` of a FluxInstance. */
export interface InstanceSync {
  readonly source: KubernetesObject;
  readonly sync: FluxKustomization;
}

/**
 * The source and the Flux Kustomization of a FluxInstance, named as its namespace where
 * `spec.sync.name` says nothing else; undefined for any other object. It always prunes
 * (fluxcd.controlplane.io, FluxInstance v1).
 */
export function instanceSyncOf(object: KubernetesObject): InstanceSync | undefined {
  const { group, kind, data, origin } = object;
  const given = at(data, "spec", "sync");
  if (group !== "fluxcd.controlplane.io" || kind !== "FluxInstance") return undefined;
  if (textAt(given, "path") === undefined || textAt(given, "kind") === undefined) return undefined;
  const namespace = object.namespace === "" ? "flux-system" : object.namespace;
  const metadata = { name: textAt(given, "name") ?? namespace, namespace };
  const sourceKind = textAt(given, "kind") ?? "";
  const source = toObject(
    {
      apiVersion: `${GROUPS.source}/v1`,
      kind: sourceKind,
      metadata,
      spec: { url: textAt(given, "url"), ref: { name: textAt(given, "ref") } },
    },
    origin,
  );
  const spec = {
    path: textAt(given, "path"),
    prune: true,
    sourceRef: { kind: sourceKind, name: metadata.name },
  };
  const sync = { apiVersion: `${GROUPS.kustomize}/v1`, kind: "Kustomization", metadata, spec };
  return { source, sync: toFluxKustomization(toObject(sync, origin)) };
}

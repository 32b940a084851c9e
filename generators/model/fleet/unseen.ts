import { textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { kustomizationFileIn } from "../kustomize/references.ts";
import { type FluxKustomization, GROUPS } from "../objects/flux.ts";
import { type KubernetesObject, titleOf } from "../objects/object.ts";
import { isUnknown, type Unknown } from "../objects/unknown.ts";
import type { Rendering } from "../rendering/renderings.ts";
import { namespacesOf } from "../sources/sources.ts";
import type { Sight, Sync, SyncContent } from "./clusters.ts";

/** A Flux Kustomization, and what was built of it. */
type Attempt = Pick<Sync, "flux" | "folder" | "rendering">;

/** Why one does not know what a Flux Kustomization applies; undefined where one does. */
export function faultOf({ flux, folder, rendering }: Attempt, sight: Sight): Unknown | undefined {
  if (isUnknown(folder)) return folder;
  const fault = (kind: Unknown["kind"], why: string, mayHide = namespacesOf(flux)): Unknown => ({
    state: "unknown",
    kind,
    what: flux.name,
    why,
    mayHide,
  });
  if (rendering === undefined) {
    const why = sight.whyUnread(folder);
    if (why !== undefined) return fault("unread", why);
    if (!folder.includes("${")) return fault("broken", `there is nothing in ${folder}.`);
    return fault("unread", `its path ${flux.path} has a variable that nothing here gives.`);
  }
  const [remote] = rendering.planned.closure.remote;
  if (remote !== undefined) {
    const why = `${remote.from} names ${remote.value}, which would have to be fetched.`;
    return fault("fetched", why, fetchedInto(flux, rendering, sight));
  }
  const { build } = rendering;
  return build?.ok === false ? fault("broken", `it does not build: ${build.message}`) : undefined;
}

/** The namespaces of what would be fetched: that of the folder, or of its own. */
function fetchedInto(
  flux: FluxKustomization,
  { folder }: Rendering,
  { ground: { files } }: Sight,
): Unknown["mayHide"] {
  const target = namespacesOf(flux);
  if (target !== "anywhere") return target;
  const path = kustomizationFileIn(files, folder);
  const [root] = path === undefined ? [] : dataOf(path, files.read(path) ?? "");
  const namespace = textAt(root, "namespace");
  return namespace === undefined ? "elsewhere" : [namespace];
}

/** What of a cluster is not seen: content of Flux Kustomizations, and what generators make in it. */
export function unknownIn(
  syncs: readonly Pick<Sync, "content" | "flux">[],
  byHand: readonly KubernetesObject[],
): Unknown[] {
  const objects = ({ content, flux }: { content: SyncContent; flux: FluxKustomization }) =>
    content.state === "unknown" || flux.isRemote ? [] : content.objects;
  return [
    ...syncs.flatMap(({ content }): Unknown[] => (content.state === "unknown" ? [content] : [])),
    ...[...byHand, ...syncs.flatMap(objects)].flatMap((object) => generatedBy(object) ?? []),
  ];
}

/** Whether Flux Operator makes other objects of it, whichever they are. */
export function isGenerator({ group, kind }: KubernetesObject): boolean {
  return group === "fluxcd.controlplane.io" && kind === "ResourceSet";
}

/** What a controller makes of an object. */
function generatedBy(object: KubernetesObject): Unknown | undefined {
  const { group, kind, namespace, data } = object;
  const what = titleOf(object);
  if (isGenerator(object)) {
    const why = "what is made of it is not seen here.";
    return { state: "unknown", kind: "generator", what, why, mayHide: "anywhere" };
  }
  if (group !== GROUPS.helm || kind !== "HelmRelease") return undefined;
  const mayHide = [textAt(data, "spec", "targetNamespace") ?? namespace];
  return { state: "unknown", kind: "chart", what, why: "its chart is not rendered.", mayHide };
}

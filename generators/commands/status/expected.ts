import { listAt, textAt } from "../../base/yaml/at.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import { mentionedIn } from "../../model/fleet/clusters.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import { type KubernetesObject, keyOfObject } from "../../model/objects/object.ts";

type Identity = Pick<KubernetesObject, "group" | "kind" | "namespace" | "name">;

/** Flux's objects that a repository brings into its cluster. */
export interface ExpectedObject {
  /** By `keyOfObject`: those that must be there. */
  readonly objects: ReadonlyMap<string, Identity>;
  /** Keys of what Flux itself makes from them, if it gets so far. */
  readonly made: ReadonlySet<string>;
}

const KINDS = new Map<string, readonly string[]>([
  [GROUPS.kustomize, ["Kustomization"]],
  [GROUPS.helm, ["HelmRelease"]],
  [
    GROUPS.source,
    ["GitRepository", "OCIRepository", "Bucket", "HelmRepository", "HelmChart", "ExternalArtifact"],
  ],
  [GROUPS.extensions, ["ArtifactGenerator"]],
]);

/** What the cluster should have, by the repository. */
export function expectedOf({ clusters }: Analysis): ExpectedObject {
  const objects = clusters
    .flatMap(({ byHand, syncs }) => [
      ...byHand,
      ...syncs.map(({ flux }) => flux.object),
      // Those of another cluster are not looked for in this one.
      ...syncs.flatMap((sync) => (sync.flux.isRemote ? [] : mentionedIn(sync))),
    ])
    .filter(({ group, kind }) => KINDS.get(group)?.includes(kind));
  const artifacts = objects.flatMap(artifactsOf);
  const all = [...objects, ...artifacts].map(placed);
  return {
    objects: new Map(all.map((each) => [keyOfObject(each), each])),
    made: new Set(objects.flatMap((each) => chartOf(each) ?? []).map(keyOfObject)),
  };
}

function placed({ group, kind, namespace, name }: Identity): Identity {
  return { group, kind, namespace: namespace || "default", name };
}

/** The ExternalArtifacts that an ArtifactGenerator makes, in its own namespace. */
function artifactsOf({ kind, namespace, data }: KubernetesObject): Identity[] {
  if (kind !== "ArtifactGenerator") return [];
  return listAt(data, "spec", "artifacts").map((each) => ({
    ...{ group: GROUPS.source, kind: "ExternalArtifact", namespace },
    name: textAt(each, "name") ?? "",
  }));
}

/** The HelmChart that helm-controller makes for a HelmRelease, beside its source. */
function chartOf({ kind, namespace, name, data }: KubernetesObject): Identity | undefined {
  if (kind !== "HelmRelease") return undefined;
  const beside = textAt(data, "spec", "chart", "spec", "sourceRef", "namespace") ?? namespace;
  return {
    group: GROUPS.source,
    kind: "HelmChart",
    namespace: beside,
    name: `${namespace}-${name}`,
  };
}

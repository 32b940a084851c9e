import { at, textAt } from "../../base/yaml/at.ts";
import type { Cluster, Sync } from "../../model/fleet/clusters.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { ownedIn } from "./sync-graph.ts";

/** Who makes the namespaces of a cluster. */
export interface Namespaces {
  /** The syncs that apply a Namespace, or a HelmRelease that creates it. */
  readonly makers: ReadonlyMap<string, ReadonlySet<Sync>>;
  /** Those that are there without a sync: of Kubernetes, of Flux, in files applied by hand. */
  readonly given: ReadonlySet<string>;
}

/** Every cluster has them, or Flux is installed with them. */
const BUILT_IN = ["default", "kube-system", "kube-public", "kube-node-lease", "flux-system"];

export function namespacesOf(cluster: Cluster): Namespaces {
  const makers = new Map<string, Set<Sync>>();
  for (const { sync, object } of ownedIn(cluster)) {
    const name = madeBy(object);
    if (name !== undefined) makers.set(name, (makers.get(name) ?? new Set()).add(sync));
  }
  const byHand = cluster.byHand.flatMap((object) => madeBy(object) ?? []);
  return { makers, given: new Set([...BUILT_IN, ...byHand]) };
}

/** The name of the namespace that an object is or brings with it. */
function madeBy({ group, kind, name, data }: KubernetesObject): string | undefined {
  if (group === "" && kind === "Namespace") return name;
  const isCreating =
    group === GROUPS.helm && at(data, "spec", "install", "createNamespace") === true;
  if (isCreating) return textAt(data, "spec", "targetNamespace");
  // The anchor of the Hierarchical Namespace Controller.
  return kind === "SubnamespaceAnchor" ? name : undefined;
}

/** Kinds that live in a namespace, as `group/kind`: the ones that are met most. */
export const NAMESPACED: ReadonlySet<string> = new Set([
  "/ConfigMap",
  "/PersistentVolumeClaim",
  "/Pod",
  "/Secret",
  "/Service",
  "/ServiceAccount",
  "apps/DaemonSet",
  "apps/Deployment",
  "apps/StatefulSet",
  "autoscaling/HorizontalPodAutoscaler",
  "batch/CronJob",
  "batch/Job",
  "networking.k8s.io/Ingress",
  "networking.k8s.io/NetworkPolicy",
  "policy/PodDisruptionBudget",
  "rbac.authorization.k8s.io/Role",
  "rbac.authorization.k8s.io/RoleBinding",
  "helm.toolkit.fluxcd.io/HelmRelease",
  "kustomize.toolkit.fluxcd.io/Kustomization",
  "source.toolkit.fluxcd.io/GitRepository",
  "source.toolkit.fluxcd.io/HelmRepository",
  "source.toolkit.fluxcd.io/OCIRepository",
]);

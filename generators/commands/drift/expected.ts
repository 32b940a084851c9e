import type { KubernetesObject } from "../../model/objects/object.ts";
import type { FieldChange } from "../../review/comparison.ts";
import type { ExpectedDifference } from "./model.ts";

/** Requests and limits, wherever they stand: in a container, a claim, the values of a chart. */
const RESOURCES =
  /(?:^|\.)resources\.(?:requests|limits)(?:\.|$)|(?:ontainers\[[^[\]]*\]|^spec|\.spec)\.resources$/;
const REPLICAS = /(?:^|\.)(?:replicas|replicaCount|minReplicas|maxReplicas)$/;
/** The hosts of an Ingress, of a route, of a Gateway. */
const HOSTS = /^spec\.(?:(?:rules|tls)\[[^\]]*\]\.hosts?|hostnames|listeners\[[^\]]*\]\.hostname)$/;
/** Kinds that say nothing but how much there may be. */
const LIMITS: ReadonlySet<string> = new Set(["ResourceQuota", "LimitRange"]);
const NETWORK: ReadonlySet<string> = new Set(["Ingress", "Gateway"]);

/** Why a field of an object may differ between environments; undefined where nothing says so. */
export function expectedIn(
  { group, kind }: Pick<KubernetesObject, "group" | "kind">,
  { path, before, after }: FieldChange,
): ExpectedDifference | undefined {
  const isSize = RESOURCES.test(path) || REPLICAS.test(path);
  if (isSize && path.startsWith("spec.")) return "sizing";
  if (group === "" && LIMITS.has(kind) && path.startsWith("spec")) return "sizing";
  // It follows the least number of replicas.
  if (kind === "PodDisruptionBudget" && /^spec\.(?:min|max)\w*vailable$/.test(path))
    return "sizing";
  if ((NETWORK.has(kind) || kind.endsWith("Route")) && HOSTS.test(path)) return "hosts";
  const isValue = group === "" && kind === "Secret" && /^(?:data|stringData)[.[]/.test(path);
  return isValue && before !== undefined && after !== undefined ? "secrets" : undefined;
}

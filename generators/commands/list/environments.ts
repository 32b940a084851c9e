import {
  formatCount,
  formatCpu,
  formatMemory,
  parseQuantity,
} from "../../base/answers/quantity.ts";
import { own } from "../../base/own.ts";
import { at, entriesAt, listAt } from "../../base/yaml/at.ts";
import { demandOf } from "../../check/rules/workloads/demand.ts";
import type { Sync } from "../../model/fleet/clusters.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";

/** An environment, as `list` tells of it. */
export interface ListedEnvironment {
  readonly name: string;
  /** Its Flux Kustomization. */
  readonly sync: string;
  /** Those of its apps, by app, where each has one of its own. */
  readonly appSyncs?: Readonly<Record<string, string>>;
  readonly after: readonly string[];
  readonly source: string;
  readonly ref: string;
  /** `1 to 3`; several where apps differ. */
  readonly replicas: readonly string[];
  /** `50m / 64Mi`: requests of CPU and memory; several where apps differ. */
  readonly requests: readonly string[];
  /** What the apps take of the quota when all autoscalers are at their maximum. */
  readonly quota: readonly QuotaUse[];
}

/** One figure of a ResourceQuota. */
interface QuotaUse {
  readonly resource: string;
  readonly used: string;
  readonly hard: string;
  /** Per cent, rounded up. */
  readonly percent: number;
}

/** Each environment's Flux Kustomization with those of its apps right behind it. */
export function inEnvironments(syncs: readonly Sync[], { environments }: Repository): Sync[] {
  const appSyncs = new Map(
    environments.map(({ sync, appSyncs: own = [] }) => [
      sync.name,
      new Set(own.map((each) => each.sync.name)),
    ]),
  );
  const moved = new Set([...appSyncs.values()].flatMap((names) => [...names]));
  return syncs.flatMap((sync) => {
    if (moved.has(sync.flux.name)) return [];
    const own = appSyncs.get(sync.flux.name);
    return [sync, ...syncs.filter(({ flux }) => own?.has(flux.name))];
  });
}

/**
 * @param objects what all of its Flux Kustomizations apply.
 * @param ref what its source follows, in words.
 */
export function environmentOf(
  { name, appSyncs }: Environment,
  flux: Sync["flux"] | undefined,
  objects: readonly KubernetesObject[],
  ref: string,
): ListedEnvironment {
  return {
    name,
    sync: flux?.name ?? "",
    ...(appSyncs === undefined
      ? {}
      : { appSyncs: Object.fromEntries(appSyncs.map((each) => [each.app, each.sync.name])) }),
    after: flux?.dependsOn.map((each) => each.name) ?? [],
    source: flux?.source.name ?? "",
    ref,
    replicas: distinct(
      objects
        .filter(({ kind }) => kind === "HorizontalPodAutoscaler")
        .map(({ data }) => {
          const least = at(data, "spec", "minReplicas") ?? 1;
          return `${least} to ${at(data, "spec", "maxReplicas")}`;
        }),
    ),
    requests: distinct(
      objects
        .filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet")
        .flatMap(({ data }) => listAt(data, "spec", "template", "spec", "containers").slice(0, 1))
        .map((container) => {
          const request = (resource: string) =>
            at(container, "resources", "requests", resource) ?? "-";
          return `${request("cpu")} / ${request("memory")}`;
        }),
    ),
    quota: quotaOf(objects),
  };
}

function quotaOf(objects: readonly KubernetesObject[]): QuotaUse[] {
  const demand = demandOf(objects);
  return objects
    .filter(({ kind }) => kind === "ResourceQuota")
    .flatMap(({ data }) => entriesAt(data, "spec", "hard"))
    .flatMap(([resource, value]) => {
      const used = own(demand, resource) ?? own(demand, `requests.${resource}`);
      const hard = parseQuantity(String(value));
      if (used === undefined || hard === undefined || hard === 0n) return [];
      const percent = Number((used * 100n + hard - 1n) / hard);
      return [{ resource, used: shown(resource, used), hard: String(value), percent }];
    });
}

function shown(resource: string, amount: bigint): string {
  if (resource.endsWith("cpu")) return formatCpu(amount);
  return resource.endsWith("memory") ? formatMemory(amount) : formatCount(amount);
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

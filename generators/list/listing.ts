import { formatCount, formatCpu, formatMemory, parseQuantity } from "../answers/quantity.ts";
import { demandOf } from "../checks/workloads/demand.ts";
import type { Analysis } from "../cluster/analysis.ts";
import type { Sync } from "../cluster/clusters.ts";
import { isSource } from "../cluster/folders.ts";
import type { KubernetesObject } from "../cluster/object.ts";
import type { Repository } from "../repository/repository.ts";
import { at, entriesAt, listAt, textAt } from "../yaml/at.ts";
import { componentsOf, type ListedComponent } from "./components.ts";

/** What `list` tells of a monorepo, as data: the shape of `--format json`. */
export interface Listing {
  /** In the order in which a change reaches them. */
  readonly environments: readonly ListedEnvironment[];
  readonly apps: readonly ListedApp[];
  readonly sources: readonly ListedSource[];
  readonly components: readonly ListedComponent[];
  readonly syncs: readonly ListedSync[];
  /** False where kustomize did not render: then figures are as the bases have them. */
  readonly rendered: boolean;
}

interface ListedEnvironment {
  readonly name: string;
  /** Its Flux Kustomization. */
  readonly sync: string;
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

interface ListedApp {
  readonly name: string;
  /** The image of the app's first container, by environment. */
  readonly images: Readonly<Record<string, string>>;
}

interface ListedSource {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly url: string;
  readonly ref: string;
}

interface ListedSync {
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly source: string;
  readonly dependsOn: readonly string[];
  readonly wait: boolean;
  readonly prune: boolean;
}

/** Everything that `list` tells. */
export function listingOf(repository: Repository, analysis: Analysis): Listing {
  const syncs = analysis.clusters.flatMap((cluster) => cluster.syncs);
  const objects = [
    ...analysis.clusters.flatMap(({ byHand }) => byHand),
    ...syncs.flatMap((sync) => sync.objects),
  ];
  const sources = objects.filter(isSource);
  const syncOf = (name: string) => syncs.find(({ flux }) => flux.name === name);
  const environments = repository.environments.map((environment) => ({
    ...environment,
    rendered: syncOf(environment.sync.name),
  }));
  return {
    environments: environments.map(({ name, rendered }) => environmentOf(name, rendered, sources)),
    apps: repository.apps.map((name) => ({
      name,
      images: Object.fromEntries(
        environments.flatMap((environment) => {
          const image = imageOf(name, environment.rendered?.objects ?? []);
          return image === undefined ? [] : [[environment.name, image]];
        }),
      ),
    })),
    sources: sources.map(({ kind, namespace, name, data }) => ({
      kind,
      namespace,
      name,
      url: textAt(data, "spec", "url") ?? textAt(data, "spec", "endpoint") ?? "",
      ref: refOf(data),
    })),
    components: componentsOf(repository, objects),
    syncs: syncs.map(({ flux }) => ({
      namespace: flux.namespace,
      name: flux.name,
      path: flux.path,
      source: `${flux.source.kind}/${flux.source.name}`,
      dependsOn: flux.dependsOn.map(({ name }) => name),
      wait: flux.wait,
      prune: flux.prune,
    })),
    rendered: analysis.renderings.every(({ build }) => build?.ok !== undefined),
  };
}

function environmentOf(
  name: string,
  sync: Sync | undefined,
  sources: readonly KubernetesObject[],
): ListedEnvironment {
  const objects = sync?.objects ?? [];
  const source = sources.find(
    (each) => each.kind === sync?.flux.source.kind && each.name === sync.flux.source.name,
  );
  return {
    name,
    sync: sync?.flux.name ?? "",
    after: sync?.flux.dependsOn.map((each) => each.name) ?? [],
    source: sync?.flux.source.name ?? "",
    ref: source === undefined ? "" : refOf(source.data),
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
      const used = demand[resource] ?? demand[`requests.${resource}`];
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

function imageOf(app: string, objects: readonly KubernetesObject[]): string | undefined {
  const workload = objects.find(
    ({ kind, name }) => (kind === "Deployment" || kind === "StatefulSet") && name === app,
  );
  const [container] = listAt(workload?.data, "spec", "template", "spec", "containers");
  return textAt(container, "image");
}

/** What a source follows, in words: `branch main`, `semver >=1.0.0`; empty for its default. */
function refOf(data: unknown): string {
  const [entry] = entriesAt(data, "spec", "ref");
  return entry === undefined ? "" : `${entry[0]} ${String(entry[1])}`;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

import { type Amount, parseQuantity } from "../../answers/quantity.ts";
import type { Manifest } from "../../kustomize/batch.ts";
import { at } from "../../yaml/at.ts";

type Resource = "cpu" | "memory";
const RESOURCES: readonly Resource[] = ["cpu", "memory"];
const ONE: Amount = 1_000_000_000n;

/** What the workloads of a namespace take at most, keyed as in a quota's `spec.hard`. */
export type Demand = Readonly<Record<string, Amount>>;

/** One container as Kubernetes admits it: with the defaults of the LimitRange. */
export interface Container {
  readonly workload: string;
  readonly name: string;
  readonly requests: Readonly<Record<Resource, Amount>>;
  readonly limits: Readonly<Record<Resource, Amount>>;
}

/**
 * What a namespace's workloads take at their autoscalers' maximum, each with the pods that
 * a rolling update adds (`maxSurge`, 25 % unless it says otherwise, rounded up).
 */
export function demandOf(objects: readonly Manifest[]): Demand {
  const total: Record<string, Amount> = {};
  const add = (key: string, amount: Amount) => {
    total[key] = (total[key] ?? 0n) + amount;
  };
  for (const workload of workloadsIn(objects)) {
    const pods = BigInt(mostPods(workload, objects));
    add("pods", pods * ONE);
    for (const container of containersOf(workload, objects)) {
      for (const resource of RESOURCES) {
        add(`requests.${resource}`, pods * container.requests[resource]);
        add(`limits.${resource}`, pods * container.limits[resource]);
      }
    }
  }
  return total;
}

/** The containers of every workload. */
export function allContainers(objects: readonly Manifest[]): Container[] {
  return workloadsIn(objects).flatMap((workload) => containersOf(workload, objects));
}

function workloadsIn(objects: readonly Manifest[]): Manifest[] {
  return objects.filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet");
}

function mostPods(workload: Manifest, objects: readonly Manifest[]): number {
  const name = at(workload, "metadata", "name");
  const autoscaler = objects.find(
    (each) =>
      each.kind === "HorizontalPodAutoscaler" &&
      at(each, "spec", "scaleTargetRef", "kind") === workload.kind &&
      at(each, "spec", "scaleTargetRef", "name") === name,
  );
  const replicas = Number(
    at(autoscaler, "spec", "maxReplicas") ?? at(workload, "spec", "replicas") ?? 1,
  );
  if (workload.kind !== "Deployment") return replicas;
  if (at(workload, "spec", "strategy", "type") === "Recreate") return replicas;
  const surge = at(workload, "spec", "strategy", "rollingUpdate", "maxSurge") ?? "25%";
  const percent = /^(\d+)%$/.exec(String(surge))?.[1];
  return (
    replicas +
    (percent === undefined ? Number(surge) : Math.ceil((replicas * Number(percent)) / 100))
  );
}

function containersOf(workload: Manifest, objects: readonly Manifest[]): Container[] {
  const containers = at(workload, "spec", "template", "spec", "containers");
  if (!Array.isArray(containers)) return [];
  const [defaults] = containerLimits(objects);
  const figure = (container: unknown, resource: Resource) => {
    const said = (kind: string) => quantity(at(container, "resources", kind, resource));
    const usual = (kind: string) => quantity(at(defaults, kind, resource));
    // The order in which the API server fills in what is missing.
    const limit = said("limits") ?? usual("default");
    return {
      limit,
      request: said("requests") ?? said("limits") ?? usual("defaultRequest") ?? limit,
    };
  };
  return containers.map((container) => {
    const cpu = figure(container, "cpu");
    const memory = figure(container, "memory");
    return {
      workload: String(at(workload, "metadata", "name")),
      name: String(at(container, "name")),
      requests: { cpu: cpu.request ?? 0n, memory: memory.request ?? 0n },
      limits: { cpu: cpu.limit ?? 0n, memory: memory.limit ?? 0n },
    };
  });
}

/** The `type: Container` entries of a namespace's LimitRanges. */
function containerLimits(objects: readonly Manifest[]): unknown[] {
  return objects
    .filter(({ kind }) => kind === "LimitRange")
    .flatMap((range) => {
      const limits = at(range, "spec", "limits");
      return Array.isArray(limits) ? limits.filter((each) => at(each, "type") === "Container") : [];
    });
}

/** A quantity of a manifest, where a plain number is one too. */
export function quantity(value: unknown): Amount | undefined {
  return value === undefined || value === null ? undefined : parseQuantity(String(value));
}

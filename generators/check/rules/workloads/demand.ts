import { type Amount, parseQuantity } from "../../../base/answers/quantity.ts";
import { at, listAt, textAt } from "../../../base/yaml/at.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { type PodContainer, type Pods, podsIn } from "../../facts/pods.ts";
import { Autoscalers } from "./scaling.ts";

type Resource = "cpu" | "memory";
const RESOURCES: readonly Resource[] = ["cpu", "memory"];
const ONE: Amount = 1_000_000_000n;

/** What the workloads of a namespace take at most, keyed as in a quota's `spec.hard`. */
export type Demand = Readonly<Record<string, Amount>>;

/** One container as Kubernetes admits it: with the defaults of the LimitRange. */
export interface Admitted {
  readonly workload: string;
  readonly name: string;
  readonly requests: Readonly<Record<Resource, Amount>>;
  readonly limits: Readonly<Record<Resource, Amount>>;
}

/**
 * What a namespace's workloads take at their autoscalers' maximum, each with the pods that
 * a rolling update adds (`maxSurge`, 25 % unless it says otherwise, rounded up). A Job and a
 * CronJob count once, with their `parallelism`; a DaemonSet does not: nobody here knows how many
 * nodes there are.
 */
export function demandOf(objects: readonly KubernetesObject[]): Demand {
  const total = new Map<string, Amount>();
  const add = (key: string, amount: Amount) => {
    total.set(key, (total.get(key) ?? 0n) + amount);
  };
  const autoscalers = new Autoscalers(objects);
  const defaults = defaultsOf(objects);
  for (const pods of podsIn(objects)) {
    const count = BigInt(mostPods(pods.owner, autoscalers));
    if (count === 0n) continue;
    add("pods", count * ONE);
    for (const resource of RESOURCES) {
      for (const kind of ["requests", "limits"] as const) {
        const amount = ofOnePod(pods, (each) => admitted(pods, each, defaults)[kind][resource]);
        add(`${kind}.${resource}`, count * amount);
      }
    }
  }
  return Object.fromEntries(total);
}

/** The containers of every workload. */
export function allContainers(objects: readonly KubernetesObject[]): Admitted[] {
  const defaults = defaultsOf(objects);
  return podsIn(objects).flatMap((pods) =>
    pods.containers.map((container) => admitted(pods, container, defaults)),
  );
}

/**
 * What one pod takes: all that run side by side, or, where that is more, an init container with
 * the sidecars that were started before it (Kubernetes documentation, Sidecar Containers).
 */
function ofOnePod({ containers }: Pods, amountOf: (container: PodContainer) => Amount): Amount {
  let sidecars = 0n;
  let most = 0n;
  const isInitField = ({ steps }: PodContainer) => steps.includes("initContainers");
  for (const container of containers.filter(isInitField)) {
    const amount = amountOf(container);
    if (!container.isInit) sidecars += amount;
    const now = container.isInit ? sidecars + amount : sidecars;
    if (now > most) most = now;
  }
  const running = containers
    .filter((container) => !isInitField(container))
    .reduce((sum, container) => sum + amountOf(container), sidecars);
  return running > most ? running : most;
}

function mostPods(workload: KubernetesObject, autoscalers: Autoscalers): number {
  const { kind, data } = workload;
  switch (kind) {
    case "Pod":
      return 1;
    case "Job":
      return numberOr(at(data, "spec", "parallelism"), 1);
    case "CronJob":
      return numberOr(at(data, "spec", "jobTemplate", "spec", "parallelism"), 1);
    case "DaemonSet":
      return 0;
  }
  const autoscaler = autoscalers.of(workload)?.data;
  const most = at(autoscaler, "spec", "maxReplicas") ?? at(autoscaler, "spec", "maxReplicaCount");
  const replicas = numberOr(most ?? at(data, "spec", "replicas"), 1);
  if (kind !== "Deployment" || textAt(data, "spec", "strategy", "type") === "Recreate") {
    return replicas;
  }
  const surge = at(data, "spec", "strategy", "rollingUpdate", "maxSurge") ?? "25%";
  const percent = /^(\d+)%$/.exec(String(surge))?.[1];
  return (
    replicas +
    (percent === undefined ? numberOr(surge, 0) : Math.ceil((replicas * Number(percent)) / 100))
  );
}

/** A whole number, or what counts where there is none, as for a variable. */
function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : otherwise;
}

function admitted({ owner }: Pods, { name, data }: PodContainer, defaults: unknown): Admitted {
  const figure = (resource: Resource) => {
    const said = (kind: string) => quantity(at(data, "resources", kind, resource));
    const usual = (kind: string) => quantity(at(defaults, kind, resource));
    // The order in which the API server fills in what is missing.
    const limit = said("limits") ?? usual("default");
    const request = said("requests") ?? said("limits") ?? usual("defaultRequest") ?? limit;
    return { limit: limit ?? 0n, request: request ?? 0n };
  };
  const cpu = figure("cpu");
  const memory = figure("memory");
  return {
    workload: owner.name,
    name,
    requests: { cpu: cpu.request, memory: memory.request },
    limits: { cpu: cpu.limit, memory: memory.limit },
  };
}

/** The first `type: Container` entry of a namespace's LimitRanges. */
function defaultsOf(objects: readonly KubernetesObject[]): unknown {
  return objects
    .filter(({ kind }) => kind === "LimitRange")
    .flatMap(({ data }) => listAt(data, "spec", "limits"))
    .find((entry) => textAt(entry, "type") === "Container");
}

/**
 * How many objects of the kinds that a quota can count by a short name there are
 * (Kubernetes documentation, Object Count Quota). Kubernetes itself adds a ConfigMap.
 */
export function countsOf(objects: readonly KubernetesObject[]): Demand {
  const count = (kind: string, extra = 0) =>
    BigInt(objects.filter((object) => object.kind === kind).length + extra) * ONE;
  const services = (type: string) =>
    BigInt(
      objects.filter(
        ({ kind, data }) => kind === "Service" && textAt(data, "spec", "type") === type,
      ).length,
    ) * ONE;
  return {
    configmaps: count("ConfigMap", 1),
    secrets: count("Secret"),
    services: count("Service"),
    "services.loadbalancers": services("LoadBalancer"),
    persistentvolumeclaims: count("PersistentVolumeClaim"),
  };
}

/** A quantity of a manifest, where a plain number is one too. */
export function quantity(value: unknown): Amount | undefined {
  return value === undefined || value === null ? undefined : parseQuantity(String(value));
}

import { own } from "../../base/own.ts";
import { at, entriesAt, listAt, textAt } from "../../base/yaml/at.ts";
import type { Step } from "../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Labels } from "./selectors.ts";

/** The pods of a workload, or a Pod itself. */
export interface Pods {
  readonly owner: KubernetesObject;
  readonly labels: Labels;
  /** The `spec` of the pod, and where it is in its owner. */
  readonly spec: unknown;
  readonly steps: readonly Step[];
  readonly containers: readonly PodContainer[];
}

/** A container of a pod, init containers included. */
export interface PodContainer {
  readonly name: string;
  readonly data: unknown;
  /** Where it is in the pod's owner. */
  readonly steps: readonly Step[];
  /** Runs to its end before the others start; one that stays (a sidecar) does not count here. */
  readonly isInit: boolean;
  readonly ports: readonly Port[];
}

interface Port {
  readonly name: string | undefined;
  readonly number: number;
  readonly protocol: string;
}

const TEMPLATES: Readonly<Record<string, readonly Step[]>> = {
  "/Pod": [],
  "/ReplicationController": ["spec", "template"],
  "apps/DaemonSet": ["spec", "template"],
  "apps/Deployment": ["spec", "template"],
  "apps/ReplicaSet": ["spec", "template"],
  "apps/StatefulSet": ["spec", "template"],
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
  "batch/Job": ["spec", "template"],
};

/** The pods that an object makes; undefined for what makes none. */
export function podsOf(owner: KubernetesObject): Pods | undefined {
  const template = own(TEMPLATES, `${owner.group}/${owner.kind}`);
  if (template === undefined) return undefined;
  const pod = at(owner.data, ...template);
  const steps = [...template, "spec"];
  const spec = at(pod, "spec");
  const containers = ["containers", "initContainers", "ephemeralContainers"].flatMap((field) =>
    listAt(spec, field).map((data, index) => ({
      name: textAt(data, "name") ?? "",
      data,
      steps: [...steps, field, index],
      isInit: field === "initContainers" && at(data, "restartPolicy") !== "Always",
      ports: listAt(data, "ports").map(portOf),
    })),
  );
  return { owner, labels: labelsOf(pod), spec, steps, containers };
}

/** The pods of every object that makes some. */
export function podsIn(objects: readonly KubernetesObject[]): Pods[] {
  return objects.flatMap((object) => podsOf(object) ?? []);
}

/** The labels of an object, or of a pod template. */
export function labelsOf(data: unknown): Labels {
  return new Map(entriesAt(data, "metadata", "labels").map(([key, each]) => [key, String(each)]));
}

function portOf(port: unknown): Port {
  return {
    name: textAt(port, "name"),
    number: Number(at(port, "containerPort")),
    protocol: textAt(port, "protocol") ?? "TCP",
  };
}

import { at, textAt } from "../../../base/yaml/at.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";

/** What scales a workload: a HorizontalPodAutoscaler, or KEDA's ScaledObject, which makes one. */
export class Autoscalers {
  readonly #byTarget = new Map<string, KubernetesObject>();

  constructor(objects: readonly KubernetesObject[]) {
    for (const object of objects) {
      const { kind, namespace, data } = object;
      if (kind !== "HorizontalPodAutoscaler" && kind !== "ScaledObject") continue;
      const target = textAt(data, "spec", "scaleTargetRef", "kind") ?? "Deployment";
      const name = textAt(data, "spec", "scaleTargetRef", "name") ?? "";
      this.#byTarget.set(`${target}/${namespace}/${name}`, object);
    }
  }

  of({ kind, namespace, name }: KubernetesObject): KubernetesObject | undefined {
    return this.#byTarget.get(`${kind}/${namespace}/${name}`);
  }

  /** The fewest pods that a workload has; undefined where that is not a plain number. */
  fewest(workload: KubernetesObject): number | undefined {
    const autoscaler = this.of(workload);
    // KEDA scales to nothing and back.
    if (autoscaler?.kind === "ScaledObject") return undefined;
    const figure =
      autoscaler === undefined
        ? at(workload.data, "spec", "replicas")
        : at(autoscaler.data, "spec", "minReplicas");
    const count = figure ?? 1;
    return typeof count === "number" ? count : undefined;
  }
}

import { isDeepStrictEqual } from "node:util";
import { own } from "../../../base/own.ts";
import { at, entriesAt } from "../../../base/yaml/at.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import { hasOption } from "../../../model/fleet/flux-options.ts";
import { type KubernetesObject, titleOf } from "../../../model/objects/object.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";
import { type Kept, keptIn } from "./past.ts";

/** Fields that the API server refuses to change, by `group/kind` (pkg/apis, validation). */
const FIELDS: Readonly<Record<string, readonly (readonly Step[])[]>> = {
  "/PersistentVolumeClaim": [
    ["spec", "accessModes"],
    ["spec", "storageClassName"],
    ["spec", "selector"],
    ["spec", "volumeName"],
    ["spec", "volumeMode"],
    ["spec", "dataSource"],
  ],
  "/Secret": [["type"]],
  "/Service": [["spec", "clusterIP"]],
  "apps/DaemonSet": [["spec", "selector"]],
  "apps/Deployment": [["spec", "selector"]],
  "apps/ReplicaSet": [["spec", "selector"]],
  "apps/StatefulSet": [
    ["spec", "selector"],
    ["spec", "serviceName"],
    ["spec", "podManagementPolicy"],
    ["spec", "volumeClaimTemplates"],
  ],
  "batch/Job": [
    ["spec", "selector"],
    ["spec", "template"],
    ["spec", "completionMode"],
  ],
  "rbac.authorization.k8s.io/ClusterRoleBinding": [["roleRef"]],
  "rbac.authorization.k8s.io/RoleBinding": [["roleRef"]],
  "scheduling.k8s.io/PriorityClass": [["value"], ["preemptionPolicy"]],
  "storage.k8s.io/StorageClass": [
    ["provisioner"],
    ["parameters"],
    ["reclaimPolicy"],
    ["volumeBindingMode"],
  ],
};

/** What the API server fills in where a manifest says nothing. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  type: "Opaque",
  "spec.volumeMode": "Filesystem",
  "spec.podManagementPolicy": "OrderedReady",
  "spec.completionMode": "NonIndexed",
  preemptionPolicy: "PreemptLowerPriority",
  reclaimPolicy: "Delete",
  volumeBindingMode: "Immediate",
};

/** Fields that the cluster fills in by itself: only a change from one value to another counts. */
const FILLED_IN: ReadonlySet<string> = new Set([
  "spec.clusterIP",
  "spec.storageClassName",
  "spec.volumeName",
  "spec.selector",
]);

/** A change leaves the fields alone that Kubernetes does not let change. */
export const immutableField: Rule = {
  name: "immutable-field",
  needs: "base",
  summary: "No change touches a field that Kubernetes refuses to change: selectors first of all.",
  why: "The API server refuses the object (`field is immutable`), and Flux with it the whole Flux Kustomization: nothing of the change is applied, this object and all others stay as they were.",
  fix: "Put the old value back, or give the object a new name, so that it is created beside the old one. `kustomize.toolkit.fluxcd.io/force: enabled` on the object lets Flux delete it and create it again, with an outage.",
  check(subject) {
    return refusalsIn(subject).map(({ finding }) => finding);
  },
};

/** An object that Kubernetes refuses. */
interface Refusal {
  readonly finding: Finding;
  readonly object: KubernetesObject;
}

/** One for each field. */
export function refusalsIn(subject: Subject): Refusal[] {
  return keptIn(subject).flatMap((kept) =>
    changedIn(kept).map((steps) => {
      const { object } = kept;
      const finding = {
        rule: immutableField.name,
        message: `${titleOf(object)} changes ${steps.join(".")}, which Kubernetes does not let change.`,
        ...whereIs(subject, object, steps),
        hint: "Put the old value back, or give the object a new name.",
      };
      return { finding, object };
    }),
  );
}

function changedIn({ before, object, sync }: Kept): (readonly Step[])[] {
  const isForced =
    at(sync?.flux.object.data, "spec", "force") === true ||
    hasOption({ sync, object }, "force", "enabled") ||
    hasOption({ sync, object }, "ssa", "ifnotpresent") ||
    hasOption({ sync, object }, "ssa", "ignore");
  if (isForced) return [];
  const key = `${object.group}/${object.kind}`;
  const fields = own(FIELDS, key) ?? [];
  const data = at(before.data, "immutable") === true ? [["data"], ["stringData"]] : [];
  return [...fields, ...data].filter((steps) => isChanged(steps, before.data, object.data));
}

function isChanged(steps: readonly Step[], before: unknown, now: unknown): boolean {
  const field = steps.join(".");
  const [old, current] = [before, now].map((data) =>
    unlessEmpty(at(data, ...steps) ?? own(DEFAULTS, field)),
  );
  if (FILLED_IN.has(field) && (old === undefined || current === undefined)) return false;
  return !isDeepStrictEqual(old, current);
}

/** Empty is the same as absent. */
function unlessEmpty(value: unknown): unknown {
  const isEmpty =
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === "object" && entriesAt(value).length === 0 && !Array.isArray(value));
  return isEmpty ? undefined : value;
}

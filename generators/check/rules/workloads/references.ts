import { at, entriesAt, listAt, textAt } from "../../../base/yaml/at.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { type Pods, podsOf } from "../../facts/pods.ts";

/** A reference from one object to another. */
export interface WorkloadReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Of a ConfigMap or Secret. */
  readonly key?: string;
  /** Where the name, or the key, is written. */
  readonly steps: readonly Step[];
}

/** What an object needs to exist beside it. References that say `optional: true` are left out. */
export function referencesOf(object: KubernetesObject): WorkloadReference[] {
  const { group, kind, data, namespace } = object;
  const pods = podsOf(object);
  if (pods !== undefined) return [...fromPods(pods), ...governingService(object)];
  if (group === "rbac.authorization.k8s.io") return fromBinding(object);
  if (group === "networking.k8s.io" && kind === "Ingress") return fromIngress(data, namespace);
  if (group === "gateway.networking.k8s.io") return fromRoute(data, namespace);
  return [];
}

function fromPods({ owner, spec, steps, containers }: Pods): WorkloadReference[] {
  const { namespace } = owner;
  const found: WorkloadReference[] = [];
  const add = (kind: string, holder: unknown, where: readonly Step[], field = "name") => {
    const name = textAt(holder, field);
    if (name === undefined || at(holder, "optional") === true) return;
    const key = textAt(holder, "key");
    const keys = listAt(holder, "items").flatMap((item, index) => {
      const each = textAt(item, "key");
      return each === undefined ? [] : [{ key: each, steps: [...where, "items", index, "key"] }];
    });
    if (key !== undefined) keys.push({ key, steps: [...where, "key"] });
    found.push({ kind, namespace, name, steps: [...where, field] });
    for (const each of keys) found.push({ kind, namespace, name, ...each });
  };
  add("ServiceAccount", spec, steps, "serviceAccountName");
  listAt(spec, "volumes").forEach((volume, index) => {
    const where = [...steps, "volumes", index];
    add("ConfigMap", at(volume, "configMap"), [...where, "configMap"]);
    add("Secret", at(volume, "secret"), [...where, "secret"], "secretName");
    const claim = "persistentVolumeClaim";
    add("PersistentVolumeClaim", at(volume, claim), [...where, claim], "claimName");
    listAt(volume, "projected", "sources").forEach((source, number) => {
      const inside = [...where, "projected", "sources", number];
      add("ConfigMap", at(source, "configMap"), [...inside, "configMap"]);
      add("Secret", at(source, "secret"), [...inside, "secret"]);
    });
  });
  for (const container of containers) {
    listAt(container.data, "env").forEach((variable, index) => {
      const where = [...container.steps, "env", index, "valueFrom"];
      for (const [kind, field] of KEY_REFS) {
        add(kind, at(variable, "valueFrom", field), [...where, field]);
      }
    });
    listAt(container.data, "envFrom").forEach((source, index) => {
      const where = [...container.steps, "envFrom", index];
      for (const [kind, field] of MAP_REFS) add(kind, at(source, field), [...where, field]);
    });
  }
  return found;
}

const KEY_REFS = [
  ["ConfigMap", "configMapKeyRef"],
  ["Secret", "secretKeyRef"],
] as const;
const MAP_REFS = [
  ["ConfigMap", "configMapRef"],
  ["Secret", "secretRef"],
] as const;

/** The Service that gives the pods of a StatefulSet their names. */
function governingService({ kind, data, namespace }: KubernetesObject): WorkloadReference[] {
  const name = kind === "StatefulSet" ? textAt(data, "spec", "serviceName") : undefined;
  if (name === undefined || name === "") return [];
  return [{ kind: "Service", namespace, name, steps: ["spec", "serviceName"] }];
}

function fromBinding({ kind, data, namespace }: KubernetesObject): WorkloadReference[] {
  if (kind !== "RoleBinding" && kind !== "ClusterRoleBinding") return [];
  const role = textAt(data, "roleRef", "kind") ?? "";
  const roleRef = {
    kind: role,
    namespace: role === "Role" ? namespace : "",
    name: textAt(data, "roleRef", "name") ?? "",
    steps: ["roleRef", "name"],
  };
  const subjects = listAt(data, "subjects").flatMap((subject, index) => {
    const name = textAt(subject, "name");
    if (textAt(subject, "kind") !== "ServiceAccount" || name === undefined) return [];
    const home = textAt(subject, "namespace") ?? namespace;
    const steps = ["subjects", index, "name"];
    return [{ kind: "ServiceAccount", namespace: home, name, steps }];
  });
  return [roleRef, ...subjects];
}

function fromIngress(data: unknown, namespace: string): WorkloadReference[] {
  return ingressBackends(data).flatMap(({ backend, steps }) => {
    const name = textAt(backend, "service", "name");
    if (name === undefined) return [];
    return [{ kind: "Service", namespace, name, steps: [...steps, "service", "name"] }];
  });
}

/** A place of a route that sends traffic to a Service. */
export interface Backend {
  readonly backend: unknown;
  readonly steps: readonly Step[];
}

/** The backends of an Ingress, the default one included. */
export function ingressBackends(data: unknown): Backend[] {
  const paths = listAt(data, "spec", "rules").flatMap((rule, index) =>
    listAt(rule, "http", "paths").map((path, number) => ({
      backend: at(path, "backend"),
      steps: ["spec", "rules", index, "http", "paths", number, "backend"],
    })),
  );
  const steps = ["spec", "defaultBackend"];
  return [{ backend: at(data, ...steps), steps }, ...paths];
}

/** The Services that a route of the Gateway API sends traffic to. */
export function routeBackends(data: unknown): Backend[] {
  return listAt(data, "spec", "rules").flatMap((rule, index) =>
    listAt(rule, "backendRefs").flatMap((backend, number) => {
      const isService =
        (textAt(backend, "kind") ?? "Service") === "Service" &&
        (textAt(backend, "group") ?? "") === "";
      return isService ? [{ backend, steps: ["spec", "rules", index, "backendRefs", number] }] : [];
    }),
  );
}

function fromRoute(data: unknown, namespace: string): WorkloadReference[] {
  return routeBackends(data).flatMap(({ backend, steps }) => {
    const name = textAt(backend, "name");
    if (name === undefined) return [];
    const home = textAt(backend, "namespace") ?? namespace;
    return [{ kind: "Service", namespace: home, name, steps: [...steps, "name"] }];
  });
}

/** The keys of a ConfigMap or Secret, or of what makes one; undefined where they are not known. */
export function keysOf({ kind, data }: KubernetesObject): ReadonlySet<string> | undefined {
  const keys = (...steps: Step[]) => entriesAt(data, ...steps).map(([key]) => key);
  if (kind === "SealedSecret") {
    return new Set([...keys("spec", "encryptedData"), ...keys("spec", "template", "data")]);
  }
  if (kind === "ExternalSecret") {
    const isKnown =
      listAt(data, "spec", "dataFrom").length === 0 &&
      at(data, "spec", "target", "template") === undefined;
    const named = listAt(data, "spec", "data").flatMap((each) => textAt(each, "secretKey") ?? []);
    return isKnown ? new Set(named) : undefined;
  }
  if (kind !== "Secret" && kind !== "ConfigMap") return undefined;
  // Encrypted, or kept as someone else changed it: the cluster's copy may have more keys.
  const ssa = textAt(data, "metadata", "annotations", "kustomize.toolkit.fluxcd.io/ssa");
  if (at(data, "sops") !== undefined || ssa !== undefined) return undefined;
  return new Set([...keys("data"), ...keys("stringData"), ...keys("binaryData")]);
}

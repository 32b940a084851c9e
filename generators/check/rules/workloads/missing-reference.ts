import { own } from "../../../base/own.ts";
import { textAt } from "../../../base/yaml/at.ts";
import { isPartOfFlux } from "../../../model/objects/flux.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { type Scope, scopesOf } from "../../facts/scope.ts";
import { type FieldFault, findingsOf, isUnsettled } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";
import { keysOf, referencesOf, type WorkloadReference } from "./references.ts";

/** What pods, bindings and routes refer to exists. */
export const missingReference: Rule = {
  name: "missing-reference",
  needs: "whole",
  summary:
    "The ConfigMaps, Secrets, ServiceAccounts, Roles, volume claims and Services that objects refer to exist, with the keys that they name.",
  why: "A pod without its ConfigMap, Secret or key stays in CreateContainerConfigError or ContainerCreating; without its ServiceAccount it is not created at all. A binding to a Role that does not exist grants nothing, and a route without its Service answers with an error.",
  fix: "Correct the name or the key, or add the object. Names are those that kustomize rendered, with prefixes and hashes. A reference with `optional: true` may dangle. What may come from elsewhere is passed over: namespaces that a HelmRelease, an operator or another repository fills, and Secrets in a namespace for which the repository declares none (as Secret, ExternalSecret, SealedSecret or Certificate): there someone makes them by hand. So are ServiceAccounts in a namespace that the repository neither creates nor puts a ServiceAccount in. A single Secret that is made by hand beside others is an exception to note.",
  check(subject) {
    const faults = scopesOf(subject).flatMap((scope) => {
      const secrets = secretsOf(scope);
      return scope.built.flatMap((object) =>
        referencesOf(object).flatMap((reference) => faultOf(object, reference, scope, secrets)),
      );
    });
    return findingsOf(this.name, faults, subject);
  },
};

function faultOf(
  object: KubernetesObject,
  reference: WorkloadReference,
  scope: Scope,
  secrets: Secrets,
): FieldFault[] {
  const { kind, namespace, name, key, steps } = reference;
  // Flux's bindings name the accounts of all its controllers, installed or not.
  if (name === "" || isUnsettled([name, key, namespace]) || isPartOfFlux(object)) return [];
  const found =
    kind === "Secret" ? secrets.get(namespace)?.get(name) : scope.find(kind, namespace, name);
  if (found === undefined) {
    // A key is said with the first of them: the object itself.
    if (key !== undefined || mayBeElsewhere(object, reference, scope, secrets)) return [];
    const where = namespace === "" || namespace === object.namespace ? "" : ` in ${namespace}`;
    const says = `refers to the ${kind} ${name}${where}, which does not exist`;
    return [{ object, steps, says, hint: "Correct the name, or add the object." }];
  }
  const keys = key === undefined ? undefined : keysOf(found);
  if (key === undefined || keys === undefined || keys.has(key)) return [];
  const has = keys.size === 0 ? "no keys" : [...keys].sort().slice(0, 8).join(", ");
  const says = `refers to the key ${key} of the ${kind} ${name}, which has ${has}`;
  return [{ object, steps, says, hint: "Correct the key, or add it." }];
}

/** Made by Kubernetes itself. */
const BUILT_IN: Readonly<Record<string, RegExp>> = {
  ConfigMap: /^(?:kube-root-ca\.crt|openshift-service-ca\.crt|istio-ca-root-cert)$/,
  ServiceAccount: /^default$/,
  // Those of `flux install` end in the namespace of Flux.
  ClusterRole: /^(?:view|edit|admin|cluster-admin|system:.*|.*-flux-system)$/,
};

function mayBeElsewhere(
  object: KubernetesObject,
  { kind, namespace, name }: WorkloadReference,
  scope: Scope,
  secrets: Secrets,
): boolean {
  if (own(BUILT_IN, kind)?.test(name)) return true;
  if (kind === "ClusterRole") return scope.isOpenAnywhere;
  if (kind === "Secret" && !secrets.has(namespace)) return true;
  // Tools that set up a cloud's identities make accounts, in namespaces that are theirs too.
  const isOther = kind === "ServiceAccount" && !scope.owns(namespace);
  if (isOther && !scope.in(namespace).some((each) => each.kind === kind)) return true;
  const isForeign = namespace !== object.namespace && !scope.owns(namespace);
  return isForeign || scope.isOpen(namespace);
}

/** What declares each Secret, by namespace and name. */
type Secrets = ReadonlyMap<string, ReadonlyMap<string, KubernetesObject>>;

function secretsOf(scope: Scope): Secrets {
  const secrets = new Map<string, Map<string, KubernetesObject>>();
  for (const namespace of scope.namespaces) {
    for (const object of scope.in(namespace)) {
      const name = secretNameOf(object);
      if (name === undefined) continue;
      const names = secrets.get(namespace) ?? new Map<string, KubernetesObject>();
      secrets.set(namespace, names.set(name, object));
    }
  }
  return secrets;
}

/** The Secret that an object is, or that a controller makes of it. */
function secretNameOf({ group, kind, name, data }: KubernetesObject): string | undefined {
  switch (`${group}/${kind}`) {
    case "/Secret":
      return name;
    case "external-secrets.io/ExternalSecret":
      return textAt(data, "spec", "target", "name") ?? name;
    case "bitnami.com/SealedSecret":
      return textAt(data, "spec", "template", "metadata", "name") ?? name;
    case "cert-manager.io/Certificate":
      return textAt(data, "spec", "secretName");
    default:
      return undefined;
  }
}

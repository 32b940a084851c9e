import { own } from "../../../base/own.ts";
import { at, entriesAt, listAt, textAt } from "../../../base/yaml/at.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { labelsOf } from "../../facts/pods.ts";
import { type Scope, scopesOf } from "../../facts/scope.ts";
import { equals, formatLabels, formatSelector, selects } from "../../facts/selectors.ts";
import { findingsOf, isUnsettled } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";

/** What an object selects nothing of, and where it says what it selects. */
interface Nothing {
  readonly what: string;
  readonly steps: readonly Step[];
}

/** Every Service, budget, autoscaler, policy and monitor has something to act on. */
export const selectsNothing: Rule = {
  name: "selects-nothing",
  needs: "whole",
  summary:
    "Every Service, PodDisruptionBudget, HorizontalPodAutoscaler, NetworkPolicy, ServiceMonitor and PodMonitor selects something.",
  why: "Kubernetes takes a selector that matches nothing without a word. A Service then has no endpoints, a budget protects no pod, an autoscaler scales nothing, a NetworkPolicy leaves open what it was to close, and a monitor scrapes nothing.",
  fix: "Make the selector match the labels of the pod template (of the Service, for a ServiceMonitor), or the autoscaler's target the name of the workload. Labels are those that kustomize rendered: `labels:` without `includeTemplates` does not reach pods. Namespaces that a HelmRelease, an operator or another repository fills are passed over: what is in them can't be seen here.",
  check(subject) {
    const faults = scopesOf(subject).flatMap((scope) =>
      scope.built.flatMap((object) => {
        const nothing = own(KINDS, `${object.group}/${object.kind}`)?.(object, scope);
        if (nothing === undefined) return [];
        const { what, steps } = nothing;
        const hint = "Correct the selector, or remove the object if what it selected is gone.";
        return { object, steps, says: `selects nothing: ${what}`, hint };
      }),
    );
    return findingsOf(this.name, faults, subject);
  },
};

type Look = (object: KubernetesObject, scope: Scope) => Nothing | undefined;

const KINDS: Readonly<Record<string, Look>> = {
  "/Service": service,
  "policy/PodDisruptionBudget": (object, scope) => podSelector(object, ["spec", "selector"], scope),
  "networking.k8s.io/NetworkPolicy": networkPolicy,
  "autoscaling/HorizontalPodAutoscaler": autoscaler,
  "monitoring.coreos.com/ServiceMonitor": (object, scope) => monitor(object, scope, "Service"),
  "monitoring.coreos.com/PodMonitor": (object, scope) => monitor(object, scope, "pod"),
};

function service({ data, namespace }: KubernetesObject, scope: Scope): Nothing | undefined {
  const selector = entriesAt(data, "spec", "selector");
  // Without a selector, someone else names the endpoints.
  if (selector.length === 0 || textAt(data, "spec", "type") === "ExternalName") return undefined;
  if (isUnsettled(selector) || scope.isOpen(namespace)) return undefined;
  if (scope.podsIn(namespace).some(({ labels }) => equals(selector, labels))) return undefined;
  const what = `no pod has ${formatLabels(selector)}`;
  return { what, steps: ["spec", "selector"] };
}

function podSelector(
  { data, namespace }: KubernetesObject,
  steps: readonly Step[],
  scope: Scope,
): Nothing | undefined {
  const selector = at(data, ...steps);
  if (selector === undefined || isUnsettled(selector) || scope.isOpen(namespace)) return undefined;
  const text = formatSelector(selector);
  if (text === "" || scope.podsIn(namespace).some(({ labels }) => selects(selector, labels))) {
    return undefined;
  }
  return { what: `no pod has ${text}`, steps };
}

/** A policy may wait in a namespace without pods for those to come. */
function networkPolicy(object: KubernetesObject, scope: Scope): Nothing | undefined {
  if (scope.podsIn(object.namespace).length === 0) return undefined;
  return podSelector(object, ["spec", "podSelector"], scope);
}

/** Other kinds belong to operators: whether those exist is not known. */
const SCALABLE: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "ReplicaSet"]);

function autoscaler({ data, namespace }: KubernetesObject, scope: Scope): Nothing | undefined {
  const kind = textAt(data, "spec", "scaleTargetRef", "kind") ?? "";
  const name = textAt(data, "spec", "scaleTargetRef", "name") ?? "";
  if (!SCALABLE.has(kind) || isUnsettled(name) || scope.isOpen(namespace)) return undefined;
  if (scope.find(kind, namespace, name) !== undefined) return undefined;
  const what = `there is no ${kind} ${name}`;
  return { what, steps: ["spec", "scaleTargetRef", "name"] };
}

function monitor(
  { data, namespace }: KubernetesObject,
  scope: Scope,
  what: "Service" | "pod",
): Nothing | undefined {
  const selector = at(data, "spec", "selector");
  const text = formatSelector(selector);
  const isAny = at(data, "spec", "namespaceSelector", "any") === true;
  const named = listAt(data, "spec", "namespaceSelector", "matchNames").map(String);
  const namespaces = isAny ? scope.namespaces : named.length > 0 ? named : [namespace];
  if (text === "" || isUnsettled(selector)) return undefined;
  if ((isAny && scope.isOpenAnywhere) || namespaces.some((each) => scope.isOpen(each))) {
    return undefined;
  }
  const candidates = (each: string) =>
    what === "pod"
      ? scope.podsIn(each).map(({ labels }) => labels)
      : scope.in(each).flatMap((one) => (one.kind === "Service" ? [labelsOf(one.data)] : []));
  if (namespaces.some((each) => candidates(each).some((labels) => selects(selector, labels)))) {
    return undefined;
  }
  const where = isAny ? " of any namespace" : named.length > 0 ? ` in ${named.join(", ")}` : "";
  return { what: `no ${what}${where} has ${text}`, steps: ["spec", "selector"] };
}

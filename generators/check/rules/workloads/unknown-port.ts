import { own } from "../../../base/own.ts";
import { at, entriesAt, listAt, textAt } from "../../../base/yaml/at.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import type { Pods } from "../../facts/pods.ts";
import { type Scope, scopesOf } from "../../facts/scope.ts";
import { equals, formatSelector, selects } from "../../facts/selectors.ts";
import { type FieldFault, findingsOf, isUnsettled } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";
import { type Backend, ingressBackends, routeBackends } from "./references.ts";

/** Every port that is meant by name is named somewhere, and routes name ports of Services. */
export const unknownPort: Rule = {
  name: "unknown-port",
  needs: "whole",
  summary:
    "A Service or NetworkPolicy names ports that its pods name, and an Ingress or route names ports that its Service has.",
  why: "A Service has no endpoints for a port whose name no container gives, and a NetworkPolicy opens nothing for one. An Ingress or route to a port that the Service does not have answers with an error.",
  fix: "Use the `name` of a port of the container (Service, NetworkPolicy), or the `name` or `port` of the Service (Ingress, HTTPRoute). Numbers as `targetPort` are not checked: a container may listen where it declares nothing.",
  check(subject) {
    const faults = scopesOf(subject).flatMap((scope) =>
      scope.built.flatMap((object) => own(KINDS, object.kind)?.(object, scope) ?? []),
    );
    return findingsOf(this.name, faults, subject);
  },
};

type Look = (object: KubernetesObject, scope: Scope) => FieldFault[];

const KINDS: Readonly<Record<string, Look>> = {
  Service: service,
  NetworkPolicy: networkPolicy,
  Ingress: (object, scope) =>
    routes(object, ingressBackends(object.data), scope, (backend) => ({
      name: at(backend, "service", "name"),
      port: at(backend, "service", "port", "name") ?? at(backend, "service", "port", "number"),
      steps: ["service", "port"],
    })),
  HTTPRoute: gatewayRoute,
  GRPCRoute: gatewayRoute,
};

function service(object: KubernetesObject, scope: Scope): FieldFault[] {
  const selector = entriesAt(object.data, "spec", "selector");
  if (selector.length === 0) return [];
  const selected = scope.podsIn(object.namespace).filter(({ labels }) => equals(selector, labels));
  return listAt(object.data, "spec", "ports").flatMap((port, index) => {
    const name = textAt(port, "targetPort");
    const says = "targets the port";
    return named(object, name, selected, ["spec", "ports", index, "targetPort"], says);
  });
}

/** What goes out is for the ports of other pods: that is not looked at. */
function networkPolicy(object: KubernetesObject, scope: Scope): FieldFault[] {
  const selector = at(object.data, "spec", "podSelector");
  // All pods of a namespace, the unknown ones too.
  if (formatSelector(selector) === "" && scope.isOpen(object.namespace)) return [];
  const selected = scope.podsIn(object.namespace).filter(({ labels }) => selects(selector, labels));
  return listAt(object.data, "spec", "ingress").flatMap((rule, index) =>
    listAt(rule, "ports").flatMap((port, number) => {
      const steps = ["spec", "ingress", index, "ports", number, "port"];
      return named(object, textAt(port, "port"), selected, steps, "opens the port");
    }),
  );
}

function named(
  object: KubernetesObject,
  name: string | undefined,
  selected: readonly Pods[],
  steps: readonly Step[],
  says: string,
): FieldFault[] {
  if (name === undefined || /^\d+$/.test(name) || isUnsettled(name)) return [];
  const names = new Set(
    selected.flatMap(({ containers }) =>
      containers.flatMap(({ isInit, ports }) =>
        isInit ? [] : ports.flatMap((port) => port.name ?? []),
      ),
    ),
  );
  // Without pods there is nothing to compare with: `selects-nothing` says that.
  if (selected.length === 0 || names.has(name) || isUnsettled([...names])) return [];
  const owners = [...new Set(selected.map(({ owner }) => `${owner.kind} ${owner.name}`))];
  const of =
    owners.length > 2 ? `the ${owners.length} workloads that it selects` : owners.join(" or ");
  const known = names.size === 0 ? "Its containers name no port." : `Named are: ${list(names)}.`;
  return [
    { object, steps, says: `${says} ${name}, which no container of ${of} names`, hint: known },
  ];
}

function gatewayRoute(object: KubernetesObject, scope: Scope): FieldFault[] {
  return routes(object, routeBackends(object.data), scope, (backend) => ({
    name: at(backend, "name"),
    namespace: textAt(backend, "namespace"),
    port: at(backend, "port"),
    steps: ["port"],
  }));
}

interface Target {
  readonly name: unknown;
  readonly namespace?: string | undefined;
  readonly port: unknown;
  readonly steps: readonly Step[];
}

function routes(
  object: KubernetesObject,
  backends: readonly Backend[],
  scope: Scope,
  targetOf: (backend: unknown) => Target,
): FieldFault[] {
  return backends.flatMap(({ backend, steps }) => {
    const { name, namespace = object.namespace, port, steps: rest } = targetOf(backend);
    const found = scope.find("Service", namespace, String(name));
    if (found === undefined || port === undefined || isUnsettled([port, found.data])) return [];
    const ports = listAt(found.data, "spec", "ports");
    // An ExternalName may say no port at all.
    if (ports.length === 0) return [];
    const known = ports.map((each) => at(each, typeof port === "string" ? "name" : "port"));
    if (known.includes(port)) return [];
    const says = `sends traffic to the port ${String(port)} of the Service ${String(name)}, which does not have it`;
    const shown = new Set(known.filter((each) => each !== undefined).map(String));
    const hint = shown.size === 0 ? "Its ports have no names." : `It has: ${list(shown)}.`;
    return [{ object, steps: [...steps, ...rest], says, hint }];
  });
}

function list(values: ReadonlySet<string>): string {
  return [...values].sort().join(", ");
}

import { at, entriesAt, listAt, textAt } from "../../base/yaml/at.ts";
import { formatSelector, selects } from "../../check/facts/selectors.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";

/** What comes in, and what goes out. */
export const DIRECTIONS = [
  { type: "Ingress", field: "ingress", peers: "from", verb: "lets in", kept: "out" },
  { type: "Egress", field: "egress", peers: "to", verb: "lets out to", kept: "in" },
] as const;

export type Direction = (typeof DIRECTIONS)[number];

/** Whether the pods of a policy are closed in a direction, but for its rules (API server, defaults.go). */
export function restricts({ data }: KubernetesObject, { type, field }: Direction): boolean {
  const types = listAt(data, "spec", "policyTypes");
  if (types.length > 0) return types.includes(type);
  return type === "Ingress" || listAt(data, "spec", field).length > 0;
}

export function isNetworkPolicy({ group, kind }: KubernetesObject): boolean {
  return group === "networking.k8s.io" && kind === "NetworkPolicy";
}

export function selectorOf({ data }: KubernetesObject): unknown {
  return at(data, "spec", "podSelector");
}

export function selectsPod(policy: KubernetesObject, labels: ReadonlyMap<string, string>): boolean {
  return selects(selectorOf(policy), labels);
}

/** Whether one selector selects all that another one does, whatever pods there are. */
export function isAsWide(wide: unknown, narrow: unknown): boolean {
  const [few, many] = [wide, narrow].map(
    (selector) =>
      new Set([
        ...entriesAt(selector, "matchLabels").map((entry) => JSON.stringify(entry)),
        ...listAt(selector, "matchExpressions").map((each) => JSON.stringify(each)),
      ]),
  );
  return [...(few ?? [])].every((condition) => many?.has(condition));
}

export function rulesOf({ data }: KubernetesObject, { field }: Direction): readonly unknown[] {
  return listAt(data, "spec", field);
}

/** Whether a rule lets everything through that another one does. An empty list is everything. */
export function covers(rule: unknown, other: unknown, { peers }: Direction): boolean {
  return [peers, "ports"].every((field) => {
    const [wide, narrow] = [rule, other].map((each) =>
      listAt(each, field).map((item) => JSON.stringify(item)),
    );
    if (wide === undefined || wide.length === 0) return true;
    return narrow !== undefined && narrow.length > 0 && narrow.every((item) => wide.includes(item));
  });
}

/** `lets in pods with app=web on port 80`. */
export function ruleText(rule: unknown, { peers, verb }: Direction): string {
  const who = listAt(rule, peers).map(peerText);
  const ports = listAt(rule, "ports").map(portText);
  const where =
    ports.length === 0 || ports.includes(undefined)
      ? "every port"
      : `${ports.length === 1 ? "port" : "ports"} ${ports.join(", ")}`;
  return `${verb} ${who.length === 0 ? "everybody" : who.join(", ")} on ${where}`;
}

/** Undefined for every port. */
function portText(port: unknown): string | undefined {
  const [first, last] = [at(port, "port"), at(port, "endPort")];
  if (first === undefined) return undefined;
  return last === undefined ? String(first) : `${first}-${last}`;
}

function peerText(peer: unknown): string {
  const cidr = textAt(peer, "ipBlock", "cidr");
  if (cidr !== undefined) {
    const except = listAt(peer, "ipBlock", "except");
    if (except.length > 0) return `${cidr} without ${except.join(", ")}`;
    return cidr === "0.0.0.0/0" || cidr === "::/0" ? `everybody (${cidr})` : cidr;
  }
  const namespaces = at(peer, "namespaceSelector");
  const pods = formatSelector(at(peer, "podSelector"));
  const what = pods === "" ? "every pod" : `pods with ${pods}`;
  if (namespaces === undefined) return pods === "" ? "all pods of the namespace" : what;
  const where = formatSelector(namespaces);
  return `${what} ${where === "" ? "of every namespace" : `of namespaces with ${where}`}`;
}

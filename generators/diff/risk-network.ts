import { podsIn } from "../checks/pods.ts";
import { formatSelector, selects } from "../checks/selectors.ts";
import type { KubernetesObject } from "../cluster/object.ts";
import { at, listAt, textAt } from "../yaml/at.ts";
import type { Level } from "./model.ts";
import type { Grouped } from "./object-diffs.ts";
import { type Draft, titleIn } from "./risk.ts";
import type { Half } from "./units.ts";

const DIRECTIONS = [
  { type: "Ingress", field: "ingress", peers: "from", verb: "lets in" },
  { type: "Egress", field: "egress", peers: "to", verb: "lets out to" },
] as const;

type Direction = (typeof DIRECTIONS)[number];

/** Network policies that let more through than before. */
export function networkRisks(group: Grouped): Draft[] {
  const [change] = group.changes;
  if (change === undefined || group.diff.kind !== "NetworkPolicy") return [];
  const { before, now, unit } = change;
  const opened = DIRECTIONS.flatMap((direction) => {
    const texts =
      now === undefined
        ? goneOf(before, unit.now, direction)
        : openedBy(before, now, unit.before, direction);
    return texts.map((text) => ({ text, direction }));
  });
  if (opened.length === 0) return [];
  const isEverybody = opened.some(
    ({ text, direction }) =>
      direction.type === "Ingress" && /everybody|every namespace|no longer/.test(text),
  );
  const level: Level = isEverybody ? "high" : "medium";
  return [
    {
      level,
      kind: "network",
      title: `${titleIn(group)} ${before === undefined ? "is new, and " : ""}${opened.map(({ text }) => text).join(", and ")}.`,
      todo: "Check that this is needed; name the pods, the namespaces and the ports that need it.",
      groups: [group],
    },
  ];
}

/** Without a policy of that direction a pod is open. */
function goneOf(
  policy: KubernetesObject | undefined,
  now: Half | undefined,
  direction: Direction,
): string[] {
  if (policy === undefined || now === undefined || !restricts(policy, direction)) return [];
  const others = policiesOf(now, policy.namespace).filter((each) => restricts(each, direction));
  const isOpen = selectedIn(now, policy).some(
    ({ labels }) => !others.some(({ data }) => selects(at(data, "spec", "podSelector"), labels)),
  );
  return isOpen
    ? [`no longer keeps anything ${direction.type === "Ingress" ? "out" : "in"}: its pods are open`]
    : [];
}

function openedBy(
  before: KubernetesObject | undefined,
  now: KubernetesObject,
  earlier: Half | undefined,
  direction: Direction,
): string[] {
  if (before === undefined) {
    // Policies add up: a further one opens what others keep closed. Its pods may be new as well.
    if (earlier === undefined || !restricts(now, direction)) return [];
    const closed = policiesOf(earlier, now.namespace).filter((each) => restricts(each, direction));
    const isForOld = selectedIn(earlier, now).some(({ labels }) =>
      closed.some(({ data }) => selects(at(data, "spec", "podSelector"), labels)),
    );
    return isForOld ? rulesOf(now, direction).map((rule) => letsIn(rule, direction)) : [];
  }
  if (!restricts(now, direction)) {
    return restricts(before, direction)
      ? [`no longer keeps anything ${direction.type === "Ingress" ? "out" : "in"}`]
      : [];
  }
  if (!restricts(before, direction)) return [];
  const old = rulesOf(before, direction);
  return rulesOf(now, direction)
    .filter((rule) => !old.some((each) => covers(each, rule, direction)))
    .map((rule) => `now ${letsIn(rule, direction)}`);
}

function rulesOf({ data }: KubernetesObject, { field }: Direction): readonly unknown[] {
  return listAt(data, "spec", field);
}

/** A policy without types is one for what comes in, and for what goes out if it says so. */
function restricts({ data }: KubernetesObject, { type, field }: Direction): boolean {
  const types = listAt(data, "spec", "policyTypes");
  if (types.length > 0) return types.includes(type);
  return type === "Ingress" || at(data, "spec", field) !== undefined;
}

/** Whether a rule lets everything through that another one does. An empty list is everything. */
function covers(rule: unknown, other: unknown, { peers }: Direction): boolean {
  return [peers, "ports"].every((field) => {
    const [wide, narrow] = [rule, other].map((each) =>
      listAt(each, field).map((item) => JSON.stringify(item)),
    );
    if (wide === undefined || wide.length === 0) return true;
    return narrow !== undefined && narrow.length > 0 && narrow.every((item) => wide.includes(item));
  });
}

function letsIn(rule: unknown, { peers, verb }: Direction): string {
  const who = listAt(rule, peers).map(peerText);
  const ports = listAt(rule, "ports").map((port) => String(at(port, "port") ?? "every port"));
  const where =
    ports.length === 0
      ? "every port"
      : ports.length === 1
        ? `port ${ports[0]}`
        : `ports ${ports.join(", ")}`;
  return `${verb} ${who.length === 0 ? "everybody" : who.join(", ")} on ${where}`.replace(
    "port every port",
    "every port",
  );
}

function peerText(peer: unknown): string {
  const cidr = textAt(peer, "ipBlock", "cidr");
  if (cidr !== undefined)
    return cidr === "0.0.0.0/0" || cidr === "::/0" ? `everybody (${cidr})` : cidr;
  const namespaces = at(peer, "namespaceSelector");
  const pods = formatSelector(at(peer, "podSelector"));
  const what = pods === "" ? "every pod" : `pods with ${pods}`;
  if (namespaces === undefined) return pods === "" ? "all pods of the namespace" : what;
  const where = formatSelector(namespaces);
  return `${what} ${where === "" ? "of every namespace" : `of namespaces with ${where}`}`;
}

function policiesOf({ objects }: Half, namespace: string): KubernetesObject[] {
  return objects.filter((each) => each.kind === "NetworkPolicy" && each.namespace === namespace);
}

function selectedIn({ objects }: Half, policy: KubernetesObject) {
  const here = objects.filter(({ namespace }) => namespace === policy.namespace);
  return podsIn(here).filter(({ labels }) =>
    selects(at(policy.data, "spec", "podSelector"), labels),
  );
}

import { textAt } from "../../base/yaml/at.ts";
import { type Pods, podsIn } from "../../check/facts/pods.ts";
import { formatSelector } from "../../check/facts/selectors.ts";
import { some } from "../../check/facts/sync-graph.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { ObjectChange } from "../compare/object-changes.ts";
import type { Grouped } from "../compare/object-diffs.ts";
import type { Half } from "../compare/units.ts";
import {
  covers,
  DIRECTIONS,
  type Direction,
  isAsWide,
  isNetworkPolicy,
  restricts,
  rulesOf,
  ruleText,
  selectorOf,
  selectsPod,
} from "./network-policy.ts";
import { type Draft, eachOnce, titleIn } from "./risk.ts";

/** What a change of a policy opens, as the end of a sentence. */
interface Opening {
  readonly text: string;
  /** To everybody, and not only to those that a rule names. */
  readonly isWide: boolean;
}

/** Network policies that let more through than before. */
export function networkRisks(group: Grouped): Draft[] {
  return eachOnce(group, (change) => {
    const { before, now } = change;
    const policy = now ?? before;
    // What is orphaned stays in the cluster, and keeps out what it kept out.
    if (policy === undefined || !isNetworkPolicy(policy) || change.change === "orphaned") return;
    const openings = DIRECTIONS.flatMap((direction) => [
      ...letGo(change, direction),
      ...letThrough(change, direction),
    ]);
    if (openings.length === 0) return;
    const texts = [...new Set(openings.map(({ text }) => text))];
    return {
      level: openings.some(({ isWide }) => isWide) ? "high" : "medium",
      kind: "network",
      title: `${titleIn(group)} ${before === undefined ? "is new, and " : ""}${texts.join(", and ")}.`,
      todo: "Check that this is needed; name the pods, the namespaces and the ports that need it.",
    };
  });
}

/** The policy on both sides, as far as it is one for a direction. */
function sidesOf({ before, now }: ObjectChange, direction: Direction) {
  const [was, is] = [before, now].map((policy) =>
    policy !== undefined && restricts(policy, direction) ? policy : undefined,
  );
  return { was, is };
}

/** Without a policy of a direction a pod is open: those that this one kept closed alone. */
function letGo(change: ObjectChange, direction: Direction): Opening[] {
  const { was, is } = sidesOf(change, direction);
  const { unit, now } = change;
  if (was === undefined || unit.now === undefined) return [];
  const isWide = direction.type === "Ingress";
  const verb = `no longer keeps anything ${direction.kept}`;
  const left = policiesOf(unit.now, was, direction);
  const pods = podsOf(unit.now, was).filter(({ labels }) => selectsPod(was, labels));
  const open = pods.filter(({ labels }) => !left.some((policy) => selectsPod(policy, labels)));
  if (open.length > 0) {
    const whose = direction.kept === "out" ? "of " : "";
    const end = is === undefined ? ": its pods are open" : ` ${whose}${namesOf(open)}`;
    return [{ text: `${verb}${end}`, isWide }];
  }
  // Of a policy that is gone the deletion is told, whatever it selected.
  const isTold = now === undefined || (pods.length > 0 && !hasReleases(unit.now, was));
  const [old, current] = [was, is].map((policy) => policy && selectorOf(policy));
  if (isTold || left.some((policy) => isAsWide(selectorOf(policy), old))) return [];
  if (is === undefined) return [{ text: verb, isWide }];
  const text = `now selects ${podText(current)} and no longer ${podText(old)}: those that no other policy selects are open`;
  return [{ text, isWide: false }];
}

/** What the rules of a policy let through that nothing let through before. */
function letThrough(change: ObjectChange, direction: Direction): Opening[] {
  const { was, is } = sidesOf(change, direction);
  if (is === undefined) return [];
  const rules = rulesOf(is, direction);
  const known = was === undefined ? [] : rulesOf(was, direction);
  const added = rules.filter((rule) => !known.some((each) => covers(each, rule, direction)));
  const news = was === undefined ? [] : added.map((rule) => ["now", rule] as const);
  const more = reached(change, direction);
  const where = was === undefined ? "" : `now also selects ${namesOf(more.pods)} and`;
  const others = more.rules.map((rule) => [where, rule] as const);
  return [...news, ...others].map(([words, rule]) => {
    const text = `${words} ${ruleText(rule, direction)}`.trimStart();
    const isWide = /everybody|every namespace/.test(text);
    return { text, isWide: isWide && direction.type === "Ingress" };
  });
}

/**
 * Policies add up: one that selects more pods opens what others keep closed. Its pods may be new
 * as well; those are not opened.
 */
function reached(change: ObjectChange, direction: Direction) {
  const { was, is } = sidesOf(change, direction);
  const earlier = change.unit.before;
  if (is === undefined || earlier === undefined) return { pods: [], rules: [] };
  const closing = policiesOf(earlier, is, direction).filter(
    ({ name }) => name !== change.before?.name,
  );
  const selecting = ({ labels }: Pods) => closing.filter((policy) => selectsPod(policy, labels));
  const pods = podsOf(earlier, is).filter(
    (pod) =>
      selectsPod(is, pod.labels) &&
      !(was !== undefined && selectsPod(was, pod.labels)) &&
      selecting(pod).length > 0,
  );
  const isLet = (pod: Pods, rule: unknown) =>
    selecting(pod).some((policy) =>
      rulesOf(policy, direction).some((each) => covers(each, rule, direction)),
    );
  const rules = rulesOf(is, direction).filter((rule) => pods.some((pod) => !isLet(pod, rule)));
  return { pods, rules };
}

/** The policies beside another one, itself included, that close pods in a direction. */
function policiesOf({ objects }: Half, { namespace }: KubernetesObject, direction: Direction) {
  return objects.filter(
    (each) => isNetworkPolicy(each) && each.namespace === namespace && restricts(each, direction),
  );
}

function podsOf({ objects }: Half, policy: KubernetesObject): Pods[] {
  return podsIn(objects.filter(({ namespace }) => namespace === policy.namespace));
}

/** Whether a chart may make pods that are not known here. */
function hasReleases({ objects }: Half, { namespace }: KubernetesObject): boolean {
  return objects.some(
    ({ kind, namespace: own, data }) =>
      kind === "HelmRelease" && (textAt(data, "spec", "targetNamespace") ?? own) === namespace,
  );
}

function namesOf(pods: readonly Pods[]): string {
  return some(pods.map(({ owner: { kind, name } }) => `${kind} ${name}`));
}

function podText(selector: unknown): string {
  const text = formatSelector(selector);
  return text === "" ? "every pod" : `pods with ${text}`;
}

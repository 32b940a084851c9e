import { at, listAt, textAt } from "../../../base/yaml/at.ts";
import { isPartOfFlux } from "../../../model/objects/flux.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { formatSelector } from "../../facts/selectors.ts";
import { type FieldFault, findingsOf } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";

/** A NetworkPolicy keeps something out. */
export const openNetworkPolicy: Rule = {
  name: "open-network-policy",
  needs: "builds",
  summary: "No NetworkPolicy lets everybody in on every port.",
  why: "Policies add up: one that lets all in makes every other policy for the same pods useless, and it looks like protection (Kubernetes documentation, Network Policies).",
  fix: "Name who may come in under `from`, or at least the `ports`. All ports for all is: a rule without `from` and `ports`, `0.0.0.0/0` or `::/0`, or `namespaceSelector: {}` without a `podSelector`. What goes out is not looked at: to leave that open is a common choice. Flux's own policies (`app.kubernetes.io/part-of: flux`) are passed over.",
  check(subject) {
    const faults = subject.renderings.flatMap(({ build, objects }) =>
      build?.ok ? objects.flatMap(faultsOf) : [],
    );
    return findingsOf(this.name, faults, subject);
  },
};

function faultsOf(object: KubernetesObject): FieldFault[] {
  const { group, kind, data } = object;
  if (group !== "networking.k8s.io" || kind !== "NetworkPolicy" || isPartOfFlux(object)) return [];
  // A policy for what goes out alone ignores its rules for what comes in.
  const types = listAt(data, "spec", "policyTypes");
  if (types.length > 0 && !types.includes("Ingress")) return [];
  return listAt(data, "spec", "ingress").flatMap((rule, index) => {
    if (listAt(rule, "ports").length > 0) return [];
    const from = listAt(rule, "from");
    const open = from.findIndex(isEverybody);
    if (from.length > 0 && open < 0) return [];
    const steps = ["spec", "ingress", index, ...(open < 0 ? [] : ["from", open])];
    const who = open < 0 ? "everybody" : whoOf(from[open]);
    const says = `lets ${who} in on every port`;
    return [{ object, steps, says, hint: "Name who may come in, or the ports." }];
  });
}

const ANYWHERE: ReadonlySet<unknown> = new Set(["0.0.0.0/0", "::/0"]);

function isEverybody(peer: unknown): boolean {
  if (ANYWHERE.has(at(peer, "ipBlock", "cidr")))
    return listAt(peer, "ipBlock", "except").length === 0;
  const namespaces = at(peer, "namespaceSelector");
  const isOpen = namespaces !== undefined && namespaces !== null;
  return (
    isOpen && formatSelector(namespaces) === "" && formatSelector(at(peer, "podSelector")) === ""
  );
}

function whoOf(peer: unknown): string {
  const cidr = textAt(peer, "ipBlock", "cidr");
  return cidr === undefined ? "every pod of every namespace" : `everybody (${cidr})`;
}

import type { Cluster, Sync } from "../../cluster/clusters.ts";
import { titleOf } from "../../cluster/object.ts";
import { whereIs } from "../locate.ts";
import type { Finding, Rule, Subject } from "../rule.ts";
import { definitionsOf } from "./definitions.ts";
import { earlierIn, type Owned, ownedIn, some } from "./graph.ts";
import { namespacesOf } from "./namespaces.ts";

/** What an object needs to be accepted is applied before it. */
export const applyOrder: Rule = {
  name: "apply-order",
  needs: "whole",
  summary:
    "The namespace and the CRD of every object are applied before it: by the same Flux Kustomization, or by one that it depends on.",
  why: "On a new cluster the API server refuses the object, and with it all of its Flux Kustomization, until the other one happens to be applied: the cluster comes up by retries, or not at all when each waits for the other. A CRD that a HelmRelease of the same Flux Kustomization installs comes too late as well: all objects are tried in a dry run before any is applied.",
  fix: "Add the other Flux Kustomization to `spec.dependsOn`, with `wait: true` there if a HelmRelease brings what is needed. Custom resources go into a Flux Kustomization of their own, after the one with the HelmRelease.",
  check(subject) {
    return subject.clusters.flatMap((cluster) => lateIn(cluster, subject));
  },
};

function lateIn(cluster: Cluster, subject: Subject): Finding[] {
  const owned = ownedIn(cluster);
  const earlier = earlierIn(cluster);
  const { makers, given } = namespacesOf(cluster);
  const definitionOf = definitionsOf(cluster);
  const found = new Map<string, Finding>();
  // Once for each two syncs and what the first is missing.
  const add = ({ sync, object }: Owned, what: string, other: Sync, hint: string) => {
    const key = `${sync.flux.namespace}/${sync.flux.name}\0${what}`;
    if (found.has(key)) return;
    const isSame = sync === other;
    found.set(key, {
      rule: applyOrder.name,
      message: isSame
        ? `${sync.flux.name} applies ${titleOf(object)} together with ${what}: it is refused before that is installed.`
        : `${sync.flux.name} applies ${titleOf(object)}, but does not depend on ${other.flux.name}, which brings ${what}.`,
      ...whereIs(subject, object, isSame ? [] : ["metadata", "namespace"]),
      hint,
    });
  };
  for (const each of owned) {
    const { sync, object } = each;
    const before = earlier(sync);
    const isBefore = (maker: Sync) => maker === sync || before.has(maker);
    const spaces = makers.get(object.namespace);
    if (spaces !== undefined && !given.has(object.namespace) && ![...spaces].some(isBefore)) {
      const [maker] = spaces;
      const hint = `Add ${some([...spaces].map(({ flux }) => flux.name))} to dependsOn of ${sync.flux.name}.`;
      if (maker !== undefined) add(each, `the namespace ${object.namespace}`, maker, hint);
    }
    const definition = definitionOf(object);
    if (definition === undefined) continue;
    const { release, makers: definers } = definition;
    const isInTime = (maker: Sync) =>
      before.has(maker) || (maker === sync && release === undefined);
    if (definers.some(isInTime)) continue;
    const [definer] = definers;
    if (definer === undefined) continue;
    const what =
      release === undefined
        ? `the CRD of ${object.kind}`
        : `the CRD of ${object.kind} (${titleOf(release)})`;
    const hint =
      definer === sync
        ? "Move it to a Flux Kustomization of its own that depends on this one."
        : `Add ${definer.flux.name} to dependsOn of ${sync.flux.name}.`;
    add(each, what, definer, hint);
  }
  return [...found.values()];
}

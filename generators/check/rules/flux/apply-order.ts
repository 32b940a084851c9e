import type { Step } from "../../../base/yaml/parse.ts";
import type { Cluster, Sync } from "../../../model/fleet/clusters.ts";
import type { Owned } from "../../../model/fleet/flux-options.ts";
import { titleOf } from "../../../model/objects/object.ts";
import { definitionsOf } from "../../facts/definitions.ts";
import { namespacesOf } from "../../facts/namespaces.ts";
import { earlierIn, ownedIn } from "../../facts/sync-graph.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";

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

interface Missing {
  readonly what: string;
  /** The sync that brings it. */
  readonly from: Sync;
  /** Where the object says that it needs it. */
  readonly steps: readonly Step[];
}

function lateIn(cluster: Cluster, subject: Subject): Finding[] {
  const owned = ownedIn(cluster);
  const earlier = earlierIn(cluster);
  const { makers, given } = namespacesOf(cluster);
  const definitionOf = definitionsOf(cluster);
  const found = new Map<string, Finding>();
  // Once for each sync and what it is missing.
  const add = ({ sync, object }: Owned, missing: Missing) => {
    const key = `${sync.flux.namespace}/${sync.flux.name}\0${missing.what}`;
    if (found.has(key)) return;
    const { name } = sync.flux;
    const message =
      missing.from === sync
        ? `${name} applies ${titleOf(object)} together with ${missing.what}: it is refused before that is installed.`
        : `${name} applies ${titleOf(object)}, but does not depend on ${missing.from.flux.name}, which brings ${missing.what}.`;
    const hint =
      missing.from === sync
        ? "Move it to a Flux Kustomization of its own that depends on this one."
        : `Add ${missing.from.flux.name} to dependsOn of ${name}.`;
    const where = whereIs(subject, object, missing.steps);
    found.set(key, { rule: applyOrder.name, message, ...where, hint });
  };
  for (const each of owned) {
    const { sync, object } = each;
    const spaces = given.has(object.namespace) ? [] : [...(makers.get(object.namespace) ?? [])];
    const [space] = spaces;
    const isSpaceInTime = (maker: Sync) => maker === sync || earlier(sync).has(maker);
    if (space !== undefined && !spaces.some(isSpaceInTime)) {
      const what = `the namespace ${object.namespace}`;
      add(each, { what, from: space, steps: ["metadata", "namespace"] });
    }
    const definition = definitionOf(object);
    const [definer] = definition?.makers ?? [];
    if (definition === undefined || definer === undefined) continue;
    const { release, makers: definers } = definition;
    // CRDs in files are applied first, those of a chart when Helm gets to it.
    const isInTime = (maker: Sync) =>
      (maker === sync && release === undefined) || earlier(sync).has(maker);
    if (definers.some(isInTime)) continue;
    const what =
      release === undefined
        ? `the CRD of ${object.kind}`
        : `${titleOf(release)}, whose chart has its CRD`;
    add(each, { what, from: definers.includes(sync) ? sync : definer, steps: ["apiVersion"] });
  }
  return [...found.values()];
}

import { nearest } from "../../../base/problem/nearest.ts";
import { entriesAt, textAt } from "../../../base/yaml/at.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import { type Cluster, mentionedIn } from "../../../model/fleet/clusters.ts";
import { GROUPS } from "../../../model/objects/flux.ts";
import { type KubernetesObject, titleOf } from "../../../model/objects/object.ts";
import { artifactsOf } from "../../../model/sources/artifacts.ts";
import { type FluxReference, referencesIn } from "../../facts/object-references.ts";
import { ownedIn, strangersIn } from "../../facts/sync-graph.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";

/** What objects of Flux refer to exists in the cluster. */
export const objectReference: Rule = {
  name: "object-reference",
  needs: "whole",
  summary:
    "The sources, values, variables, Secrets, and senders of events that objects of Flux name exist.",
  why: "A HelmRelease without its chart's source or its values is not installed, a Flux Kustomization without its variables not applied, and what depends on them waits. An Alert for what does not exist never says anything.",
  fix: "Correct the name or the namespace, add the object, or mark a value that may be absent as `optional: true`. A Secret that no file has may be made by hand, as git credentials are: it counts as missing only where one of nearly the same name, or of the same name in another namespace, shows that it is a slip.",
  check(subject) {
    return subject.clusters.flatMap((cluster) => danglingIn(cluster, subject));
  },
};

function danglingIn(cluster: Cluster, subject: Subject): Finding[] {
  const present = presentIn(cluster);
  const isStrange = strangersIn(cluster);
  return ownedIn(cluster).flatMap(({ object }) =>
    referencesIn(object).flatMap((reference) => {
      const { kind, namespace, name, steps } = reference;
      if (namespace === "" || isStrange(namespace, groupOf(kind))) return [];
      if (`${namespace}${name}`.includes("${")) return [];
      if (present.get(kind)?.get(namespace)?.has(name)) return [];
      const hint = hintFor(reference, present);
      if (hint === undefined) return [];
      const where = namespace === object.namespace ? "" : ` of ${namespace}`;
      return {
        rule: objectReference.name,
        message: `${titleOf(object)} names the ${kind} ${name}${where} (${fieldOf(steps)}), which does not exist.`,
        ...whereIs(subject, object, steps),
        hint,
      };
    }),
  );
}

/** Objects of Flux are named by Flux's kinds; the others are of the core group. */
function groupOf(kind: string): string {
  return kind === "ConfigMap" || kind === "Secret" ? "" : GROUPS.source;
}

/** Objects by kind, namespace and name. */
type Present = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, KubernetesObject>>>;

function presentIn(cluster: Cluster): Present {
  const present = new Map<string, Map<string, Map<string, KubernetesObject>>>();
  const add = (kind: string, namespace: string, name: string, object: KubernetesObject) => {
    const ofKind = present.get(kind) ?? new Map<string, Map<string, KubernetesObject>>();
    present.set(kind, ofKind);
    ofKind.set(namespace, (ofKind.get(namespace) ?? new Map()).set(name, object));
  };
  const applied = cluster.syncs.filter(({ flux }) => !flux.isRemote);
  const objects = [...cluster.byHand, ...applied.flatMap(mentionedIn)];
  for (const object of objects) {
    const { kind, namespace, name } = object;
    add(kind, namespace, name, object);
    const secret = secretOf(object);
    if (secret !== undefined) add("Secret", namespace, secret, object);
  }
  for (const { generator, name } of artifactsOf(objects).values()) {
    add("ExternalArtifact", generator.namespace, name, generator);
  }
  return present;
}

/** The Secret that a controller makes of an object. */
function secretOf({ kind, name, data }: KubernetesObject): string | undefined {
  if (kind === "ExternalSecret") return textAt(data, "spec", "target", "name") ?? name;
  if (kind === "SealedSecret") return textAt(data, "spec", "template", "metadata", "name") ?? name;
  if (kind === "Certificate") return textAt(data, "spec", "secretName");
  return undefined;
}

/** Kinds by which Secrets get into namespaces that no file names. */
const COPIERS = ["ClusterPolicy", "ClusterExternalSecret", "ClusterGenerator"];

/** What to do about a reference; undefined where the object exists, or may. */
function hintFor(
  { kind, namespace, name, steps }: FluxReference,
  present: Present,
): string | undefined {
  const ofKind = present.get(kind);
  const names = [...(ofKind?.get(namespace)?.keys() ?? [])];
  // With the suffix of a generator: said by the rule for that.
  if (names.some((each) => each.replace(/-[a-z0-9]{10}$/, "") === name)) return undefined;
  const [elsewhere, others] = [...(ofKind ?? [])].find(([, each]) => each.has(name)) ?? [];
  const hint =
    elsewhere === undefined
      ? undefined
      : `There is one in ${elsewhere}: it has to be in ${namespace}.`;
  if (kind === "Secret") {
    const isCopied =
      COPIERS.some((each) => present.has(each)) || isReflected(others?.get(name)?.data);
    const slip = names.find((each) => isSlip(each, name));
    if (slip !== undefined) return `Did you mean ${slip}?`;
    return isCopied ? undefined : hint;
  }
  // Flux Operator and Terraform make the first source, and the Kustomization of it, themselves.
  if (namespace === "flux-system" && name === "flux-system") return undefined;
  // A ResourceSet makes what sends events, and no file says its name.
  if (steps.includes("eventSources") && present.has("ResourceSet")) return undefined;
  // Others than an ArtifactGenerator make artifacts, and Terraform makes settings of a cluster.
  const isOutside = kind === "ExternalArtifact" || steps.includes("postBuild");
  if (isOutside && names.length === 0) return hint;
  const near = nearest(name, names);
  return hint ?? (near === undefined ? "Correct the name, or add it." : `Did you mean ${near}?`);
}

/** Reflector and replicators copy a Secret that asks for it. */
function isReflected(data: unknown): boolean {
  return entriesAt(data, "metadata", "annotations").some(([key]) =>
    /reflector|replicator|kubed/.test(key),
  );
}

/** Whether one name is the other with a letter left out, or with two letters swapped. */
function isSlip(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (short.length === long.length) {
    const swapped = [...long].findIndex((letter, index) => letter !== short[index]);
    const letters = [...long];
    [letters[swapped], letters[swapped + 1]] = [letters[swapped + 1] ?? "", letters[swapped] ?? ""];
    return swapped >= 0 && letters.join("") === short;
  }
  if (long.length - short.length > 1) return false;
  return [...long].some(
    (letter, index) =>
      /[a-z-]/.test(letter) && long.slice(0, index) + long.slice(index + 1) === short,
  );
}

/** `spec.valuesFrom` of `spec.valuesFrom[0].name`. */
function fieldOf(steps: readonly Step[]): string {
  return steps.filter((step) => typeof step === "string" && step !== "name").join(".");
}

import { own } from "../../../base/own.ts";
import { distance, nearest } from "../../../base/problem/nearest.ts";
import { at, entriesAt, listAt, textAt } from "../../../base/yaml/at.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { isTarget } from "../../locate/patches.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";
import { type Changer, changersOf, type Received } from "./changers.ts";

/** Patches that name an object, or a label, have one to change. */
export const patchWithoutEffect: Rule = {
  name: "patch-without-effect",
  needs: "whole",
  summary: "The target of every patch that names an object, or a label, is in the build.",
  why: "kustomize leaves a patch out whose `target` matches nothing, and exits 0. So the replica count, the resources or the security setting of the patch is in the repository and not in the cluster; often since the object was renamed.",
  fix: "Correct the target. `name` is the object's name as it is written or as the patch's kustomization gets it, `kind` is the singular with a capital. A patch that selects by kind, label or a regular expression may be for objects that come later, and is not reported while there are none: that is how an environment sizes the apps that it does not have yet. It is reported where its label is one letter off from one that objects have.",
  check(subject) {
    const labels = labelsOf(subject);
    return changersOf(subject).flatMap((changer) =>
      ["patches", "patchesJson6902"].flatMap((field) =>
        listAt(changer.data, field).flatMap((entry, index) => {
          const target = at(entry, "target");
          const fault = faultOf(target, changer, labels);
          if (fault === undefined) return [];
          const { key, ...finding } = fault;
          const where = changer.where([field, index, "target", key]);
          return { rule: this.name, ...finding, ...where } satisfies Finding;
        }),
      ),
    );
  },
};

interface Fault {
  /** The field of the target that matches nothing. */
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

function faultOf(target: unknown, { builds }: Changer, labels: Labels): Fault | undefined {
  const name = textAt(target, "name");
  const isNamed = name !== undefined && isLiteral(name);
  // Who is named is looked for by kind and name alone: labels may be added on the way.
  const { group, kind } = (target ?? {}) as Record<string, unknown>;
  const wanted = { target: isNamed ? { group, kind } : target, documents: [] };
  const others = new Set<string>();
  for (const build of builds) {
    for (const object of build.objects()) {
      if (!isTarget(wanted, object)) continue;
      if (!isNamed || mayBe(name, object, build)) return undefined;
      others.add(object.name);
    }
  }
  return isNamed ? nameFault(name, kind, [...others]) : labelFault(target, labels);
}

/** A name without anything that means more than itself in a regular expression, or in Flux. */
function isLiteral(name: string): boolean {
  return /^[a-z0-9.-]+$/i.test(name);
}

/** Whether an object had a name, or may have had it somewhere between its file and the cluster. */
function mayBe(name: string, object: KubernetesObject, { rendering }: Received): boolean {
  if (object.name === name || object.name.includes("${")) return true;
  const { fields, request } = rendering.planned;
  const isRenamed =
    object.origin?.generator !== undefined ||
    ["namePrefix", "nameSuffix"].some(
      (field) => fields.has(field) || own(request.overlay ?? {}, field),
    );
  return isRenamed && object.name.includes(name);
}

function nameFault(name: string, kind: unknown, others: readonly string[]): Fault {
  const near = nearest(name, others);
  return {
    key: "name",
    message: `This patch is for the ${typeof kind === "string" ? kind : "object"} ${name}, which is not in the build.`,
    hint:
      near === undefined
        ? "kustomize leaves it out without a word. Correct the target, or delete the patch."
        : `Did you mean ${near}?`,
  };
}

/** The values of every label that an object of the repository has. */
type Labels = ReadonlyMap<string, ReadonlySet<string>>;

function labelsOf({ documents, renderings }: Subject): Labels {
  const labels = new Map<string, Set<string>>();
  const objects = [...documents.objects, ...renderings.flatMap((each) => each.objects)];
  for (const { data } of objects) {
    for (const [key, value] of entriesAt(data, "metadata", "labels")) {
      const values = labels.get(key) ?? new Set();
      labels.set(key, values.add(String(value)));
    }
  }
  return labels;
}

/** A label that nothing has, one or two letters off from one that something has. */
function labelFault(target: unknown, labels: Labels): Fault | undefined {
  const selector = textAt(target, "labelSelector") ?? "";
  for (const term of selector.split(",")) {
    const [, key, value] = /^\s*([^\s!=]+)\s*==?\s*(\S+)\s*$/.exec(term) ?? [];
    if (key === undefined || value === undefined || labels.get(key)?.has(value)) continue;
    const values = labels.get(key);
    const meant = values === undefined ? alike(key, labels.keys()) : alike(value, values);
    if (meant === undefined) continue;
    return {
      key: "labelSelector",
      message: `This patch selects by the label ${key}=${value}, which no object has.`,
      hint: `Did you mean ${values === undefined ? `${meant}=${value}` : `${key}=${meant}`}?`,
    };
  }
  return undefined;
}

function alike(word: string, names: Iterable<string>): string | undefined {
  const bare = (text: string) => text.replace(/\d/g, "");
  return [...names].find(
    (name) => word.length >= 6 && bare(name) !== bare(word) && distance(name, word) <= 2,
  );
}

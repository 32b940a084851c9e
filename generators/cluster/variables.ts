import { at, entriesAt, listAt, textAt } from "../yaml/at.ts";
import type { FluxKustomization } from "./flux.ts";
import type { KubernetesObject } from "./object.ts";
import { substitute } from "./substitute.ts";

/** An object with variables that have neither a value nor a default. */
export interface Substituted {
  readonly object: KubernetesObject;
  readonly variables: readonly string[];
}

/** What `spec.postBuild` gives. */
export interface Variables {
  readonly values: ReadonlyMap<string, string>;
  /** Some values are known to the cluster alone: a Secret, or a ConfigMap of someone else. */
  readonly isPartial: boolean;
}

/** Undefined without `spec.postBuild`: then nothing is substituted. */
export function variablesOf(
  { object, namespace }: FluxKustomization,
  objects: readonly KubernetesObject[],
): Variables | undefined {
  const postBuild = at(object.data, "spec", "postBuild");
  if (postBuild === undefined || postBuild === null) return undefined;
  const values = new Map<string, string>();
  let isPartial = false;
  for (const source of listAt(postBuild, "substituteFrom")) {
    const found = objects.find(
      (each) =>
        each.kind === "ConfigMap" &&
        textAt(source, "kind") === "ConfigMap" &&
        each.namespace === namespace &&
        each.name === textAt(source, "name"),
    );
    if (found === undefined) isPartial = true;
    for (const [key, value] of entriesAt(found?.data, "data")) values.set(key, String(value));
  }
  // What is written in place wins.
  for (const [key, value] of entriesAt(postBuild, "substitute")) values.set(key, String(value));
  return { values, isPartial };
}

export function withVariables(
  objects: readonly KubernetesObject[],
  { values, isPartial }: Variables,
): { objects: KubernetesObject[]; undefinedVariables: Substituted[] } {
  const undefinedVariables: Substituted[] = [];
  const substituted = objects.map((object) => {
    const { data, undefinedVariables: variables } = substitute(object.data, values);
    if (variables.length > 0 && !isPartial) undefinedVariables.push({ object, variables });
    return { ...object, data };
  });
  return { objects: substituted, undefinedVariables };
}

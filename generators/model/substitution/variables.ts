import { at, entriesAt, listAt, textAt } from "../../base/yaml/at.ts";
import type { FluxKustomization } from "../objects/flux.ts";
import { type KubernetesObject, toObject } from "../objects/object.ts";
import { substitute } from "./substitute.ts";

/** An object with variables that have neither a value nor a default. */
export interface Substituted {
  readonly object: KubernetesObject;
  readonly variables: readonly string[];
}

/** What `spec.postBuild` gives. */
export interface Variables {
  readonly values: ReadonlyMap<string, string>;
  /**
   * What Secrets give, by name: as it stands in the repository, which may be encrypted. No
   * object gets these values, so that nobody gets to see them.
   */
  readonly secret: ReadonlyMap<string, string>;
  /** Even the names of some are known to the cluster alone: nothing here says which there are. */
  readonly isPartial: boolean;
}

/** ConfigMaps and Secrets, by `kind/namespace/name`. */
export type Configs = ReadonlyMap<string, KubernetesObject>;

export function configsIn(objects: readonly KubernetesObject[]): [string, KubernetesObject][] {
  return objects
    .filter(({ group, kind }) => group === "" && (kind === "ConfigMap" || kind === "Secret"))
    .map((each) => [`${each.kind}/${each.namespace}/${each.name}`, each]);
}

/**
 * Undefined without values in `spec.postBuild`: then nothing is substituted
 * (fluxcd/pkg, kustomize/kustomize_varsub.go).
 */
export function variablesOf(
  { object, namespace }: FluxKustomization,
  configs: Configs,
): Variables | undefined {
  const postBuild = at(object.data, "spec", "postBuild");
  if (postBuild === undefined || postBuild === null) return undefined;
  const values = new Map<string, string>();
  const secret = new Map<string, string>();
  let isPartial = false;
  for (const source of listAt(postBuild, "substituteFrom")) {
    const kind = textAt(source, "kind");
    const found = configs.get(`${kind}/${namespace}/${textAt(source, "name")}`);
    if (found === undefined) isPartial = true;
    const isReadable = kind === "ConfigMap";
    for (const [key, value] of entriesAt(found?.data, "data")) {
      if (isReadable) values.set(key, inOneLine(value));
      else secret.set(key, decoded(String(value)));
    }
    for (const [key, value] of entriesAt(found?.data, "stringData")) secret.set(key, String(value));
  }
  // What is written in place wins.
  for (const [key, value] of entriesAt(postBuild, "substitute")) values.set(key, inOneLine(value));
  const isEmpty = values.size === 0 && secret.size === 0 && !isPartial;
  // Without any value Flux does not look for variables at all.
  if (isEmpty && textAt(postBuild, "substituteStrategy") !== "Always") return undefined;
  return { values, secret, isPartial };
}

/** Of what is no base64, since it is encrypted, something all the same. */
function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

/** Flux takes line breaks out of values. */
function inOneLine(value: unknown): string {
  return String(value).replaceAll("\n", "");
}

export function withVariables(
  objects: readonly KubernetesObject[],
  { values, secret, isPartial }: Variables,
): { objects: KubernetesObject[]; undefinedVariables: Substituted[] } {
  const undefinedVariables: Substituted[] = [];
  const substituted = objects.map((object) => {
    const { data, undefinedVariables: names } = substitute(object.data, values, secret);
    const variables = names.filter((name) => !secret.has(name));
    if (variables.length > 0 && !isPartial) undefinedVariables.push({ object, variables });
    return data === object.data ? object : toObject(data, object.origin);
  });
  return { objects: substituted, undefinedVariables };
}

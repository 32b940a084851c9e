import { at, entriesAt, listAt, textAt } from "../../base/yaml/at.ts";
import type { FluxKustomization } from "../objects/flux.ts";
import { type KubernetesObject, toObject } from "../objects/object.ts";
import { Effort } from "./envsubst/effort.ts";
import { type SubstitutionFault, substitute } from "./substitute.ts";

/** What is wrong with the variables of an object; Flux applies nothing then. */
export interface Substituted {
  readonly object: KubernetesObject;
  /** Those that have neither a value nor a default. */
  readonly variables: readonly string[];
  /** Texts that Flux does not take. */
  readonly faults: readonly SubstitutionFault[];
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
  /** Names that Flux does not take: it applies nothing then, whether they are used or not. */
  readonly invalid: readonly InvalidVariable[];
}

export interface InvalidVariable {
  readonly name: string;
  /** The ConfigMap or Secret that gives it; undefined where it is written in place. */
  readonly config: KubernetesObject | undefined;
}

/** ConfigMaps and Secrets, by `kind/namespace/name`. */
export type Configs = ReadonlyMap<string, KubernetesObject>;

/** The names that Flux takes (fluxcd/pkg, kustomize/kustomize_varsub.go). */
const NAME = /^[_A-Za-z][_A-Za-z0-9]*$/;

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
  const given = new Map<string, Given>();
  let isPartial = false;
  // Of two that give the same name the later one wins.
  for (const source of listAt(postBuild, "substituteFrom")) {
    const kind = textAt(source, "kind");
    const config = configs.get(`${kind}/${namespace}/${textAt(source, "name")}`);
    if (config === undefined) isPartial = true;
    const isSecret = kind === "Secret";
    for (const [name, value] of entriesAt(config?.data, "data")) {
      const text = isSecret ? decoded(String(value)) : String(value);
      given.set(name, { value: inOneLine(text), isSecret, config });
    }
    if (!isSecret) continue;
    for (const [name, value] of entriesAt(config?.data, "stringData"))
      given.set(name, { value: inOneLine(String(value)), isSecret, config });
  }
  // What is written in place wins.
  for (const [name, value] of entriesAt(postBuild, "substitute"))
    given.set(name, { value: inOneLine(String(value)), isSecret: false, config: undefined });
  // Without any value Flux does not look for variables at all.
  const isAlways = textAt(postBuild, "substituteStrategy") === "Always";
  return given.size > 0 || isPartial || isAlways ? variablesIn(given, isPartial) : undefined;
}

interface Given {
  readonly value: string;
  readonly isSecret: boolean;
  readonly config: KubernetesObject | undefined;
}

function variablesIn(given: ReadonlyMap<string, Given>, isPartial: boolean): Variables {
  const entries = [...given];
  const valuesWhere = (isWanted: boolean) =>
    new Map(
      entries.flatMap(([name, { value, isSecret }]) =>
        isSecret === isWanted ? [[name, value] as const] : [],
      ),
    );
  const invalid = entries.flatMap(([name, { config }]) =>
    NAME.test(name) ? [] : [{ name, config }],
  );
  return { values: valuesWhere(false), secret: valuesWhere(true), isPartial, invalid };
}

/** Of what is no base64, since it is encrypted, something all the same. */
function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

/** Flux takes line breaks out of values. */
function inOneLine(text: string): string {
  return text.replaceAll("\n", "");
}

/**
 * The objects of a Flux Kustomization with its variables. One that Flux refuses stays as it is;
 * `undefinedVariables` says what is wrong with it.
 */
export function withVariables(
  objects: readonly KubernetesObject[],
  { values, secret, isPartial }: Variables,
): { objects: KubernetesObject[]; undefinedVariables: Substituted[] } {
  const undefinedVariables: Substituted[] = [];
  const effort = new Effort();
  const substituted = objects.map((object) => {
    const result = substitute(object.data, values, secret, effort);
    const { data, faults } = result;
    const variables = isPartial ? [] : result.undefinedVariables;
    if (variables.length + faults.length > 0) {
      undefinedVariables.push({ object, variables, faults });
    }
    return data === object.data ? object : toObject(data, object.origin);
  });
  return { objects: substituted, undefinedVariables };
}

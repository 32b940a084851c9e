import { toFluxKustomization } from "../../generators/model/objects/flux.ts";
import { toObject } from "../../generators/model/objects/object.ts";
import { Effort } from "../../generators/model/substitution/envsubst/effort.ts";
import { expand } from "../../generators/model/substitution/envsubst/expand.ts";
import { SubstitutionRefusal } from "../../generators/model/substitution/refusal.ts";
import {
  configsIn,
  variablesOf,
  withVariables,
} from "../../generators/model/substitution/variables.ts";
import { printed } from "../../generators/model/substitution/yaml/print.ts";
import { read } from "../../generators/model/substitution/yaml/read.ts";
import type {
  ObjectQuestion,
  Question,
  TextQuestion,
  YamlQuestion,
} from "./substitution-questions.ts";

/** What a text or an object becomes, or why that is refused. */
export interface Answer {
  readonly result: unknown;
  readonly refusal?: string;
  /** The text of an object in which variables are looked for. */
  readonly yaml?: string;
}

/** What is said here to what Flux is asked too. */
export function answered(question: Question): Answer {
  if ("text" in question) return ofText(question);
  if ("yaml" in question) return ofYaml(question);
  return { ...ofObject(question), yaml: printed(question.object) };
}

function ofText({ text, variables, strict }: TextQuestion): Answer {
  const lookUp = (name: string) =>
    Object.hasOwn(variables, name) ? variables[name] : strict ? undefined : "";
  try {
    const expanded = expand(text, lookUp, new Effort());
    const [missing] = expanded.missing;
    return missing === undefined ? { result: expanded.text } : unset(missing);
  } catch (error) {
    if (!(error instanceof SubstitutionRefusal)) throw error;
    return { result: null, refusal: error.message };
  }
}

function ofYaml({ yaml }: YamlQuestion): Answer {
  try {
    return { result: read(yaml) };
  } catch (error) {
    if (!(error instanceof SubstitutionRefusal)) throw error;
    return { result: null, refusal: `YAMLToJSON: ${error.message}` };
  }
}

const unset = (name: string): Answer => ({
  result: null,
  refusal: `variable not set (strict mode): ${JSON.stringify(name)}`,
});

function ofObject({ object, kustomization, configMaps }: ObjectQuestion): Answer {
  const configs = configMaps.map((each) =>
    toObject({ apiVersion: "v1", kind: "ConfigMap", ...each }, undefined),
  );
  const sync = toFluxKustomization(toObject(kustomization, undefined));
  const variables = variablesOf(sync, new Map(configsIn(configs)));
  if (variables === undefined) return { result: object };
  const { objects, undefinedVariables } = withVariables([toObject(object, undefined)], variables);
  const isDisabled = JSON.stringify(object).includes('substitute":"disabled"');
  const [invalid] = isDisabled ? [] : variables.invalid;
  if (invalid !== undefined)
    return { result: null, refusal: `'${invalid.name}' var name is invalid` };
  const [found] = undefinedVariables;
  const [missing] = found?.variables ?? [];
  if (missing !== undefined) return unset(missing);
  const [fault] = found?.faults ?? [];
  if (fault !== undefined) return { result: null, refusal: fault.reason };
  return { result: objects[0]?.data };
}

/**
 * Whether both say the same: the same result, or the same refusal. How a text is no YAML each
 * reader says in words of its own; and what is half a character, Flux hands on as it is.
 */
export function isEqual(own: Answer, flux: Answer): boolean {
  const { result, refusal } = flux;
  if (own.yaml !== flux.yaml) return false;
  if (own.refusal?.includes("cut in two")) {
    return refusal !== undefined || /\ufffd/.test(`${result}`);
  }
  if (refusal === undefined || own.refusal === undefined) {
    const [one, other] = [own.result, result].map((each) => JSON.stringify(sorted(each)));
    return refusal === own.refusal && one === other;
  }
  const isYaml = /^yaml: |^json: |^unsupported|YAMLToJSON|UnmarshalJSON|panic/.test(refusal);
  return isYaml || refusal.includes(own.refusal);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, sorted(each)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

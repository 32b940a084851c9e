import { own } from "../../base/own.ts";
import { nearest } from "../../base/problem/nearest.ts";
import type { Definitions } from "./definitions.ts";
import { twins } from "./list.ts";
import { type Complaint, typeFault, valueFault } from "./scalar.ts";
import { pathText, type Schema, type SchemaFault, type SchemaStep } from "./schema.ts";

/** Levels. No manifest that anybody means is deeper, and the call stack ends somewhere. */
const DEEPEST = 200;
const OBJECT_META = "kubernetes/meta-v1#ObjectMeta";

/** One object's way through its schema. */
export class Validation {
  readonly faults: SchemaFault[] = [];
  readonly #definitions: Definitions;
  readonly #encrypted: boolean;
  readonly #steps: SchemaStep[];

  /** @param encrypted values that SOPS has encrypted are taken for what should be there. */
  constructor(definitions: Definitions, encrypted: boolean, steps: readonly SchemaStep[] = []) {
    this.#definitions = definitions;
    this.#encrypted = encrypted;
    this.#steps = [...steps];
  }

  /**
   * @param typed the schema is of a Go type of Kubernetes, whose decoder takes a null, and an
   *   empty string, for a field that is not there. In custom resources they are values.
   * @param strict fields that the schema does not name are refused.
   */
  check(value: unknown, schema: Schema, typed: boolean, strict = true): void {
    if (schema.$ref !== undefined) {
      const known = this.#definitions.schema(schema.$ref);
      this.check(value, known, schema.$ref.startsWith("kubernetes/"), strict);
      return;
    }
    if (this.#encrypted && typeof value === "string" && value.startsWith("ENC[")) return;
    if (value === null && (schema.nullable || schema.default !== undefined)) return;
    const wrongType = typeFault(value, schema);
    const wrong = wrongType ?? (typed && value === "" ? undefined : valueFault(value, schema));
    if (wrong !== undefined) this.#fault(wrong);
    if (wrongType !== undefined) return;
    if (typeof value === "object" && this.#steps.length > DEEPEST) {
      this.#fault({ text: `is more than ${DEEPEST} levels deep` });
      return;
    }
    if (Array.isArray(value)) this.#list(value, schema, typed, strict);
    else if (isMap(value)) this.#map(value, schema, typed, strict);
    this.#conditions(value, schema, typed);
  }

  #list(list: readonly unknown[], schema: Schema, typed: boolean, strict: boolean): void {
    const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
    if (list.length < minItems) this.#fault({ text: `must have ${atLeast(minItems, "item")}` });
    if (list.length > maxItems) {
      this.#fault({ text: `must have at most ${maxItems} items, not ${list.length}` });
    }
    if (items === undefined) return;
    for (let index = 0; index < list.length; index++) {
      this.#steps.push(index);
      this.check(list[index], items, typed, strict);
      this.#steps.pop();
    }
    for (const { index, first, shared } of twins(list, schema, this.#definitions)) {
      const steps = [...this.#steps, index];
      const other = pathText([...this.#steps, first]);
      this.faults.push({ steps, message: `${pathText(steps)} repeats ${shared} of ${other}.` });
    }
  }

  #map(map: Record<string, unknown>, schema: Schema, typed: boolean, strict: boolean): void {
    const { properties = {}, additionalProperties: others, required = [] } = schema;
    const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
    const embedded = schema["x-kubernetes-embedded-resource"];
    const names = Object.keys(map);
    if (names.length < minProperties) {
      this.#fault({ text: `must have ${atLeast(minProperties, "field")}` });
    }
    if (names.length > maxProperties) {
      this.#fault({ text: `must have at most ${maxProperties} fields, not ${names.length}` });
    }
    for (const name of embedded ? ["apiVersion", "kind", ...required] : required) {
      if (Object.hasOwn(map, name) && !(typed && own(map, name) === null)) continue;
      if (own(properties, name)?.default !== undefined) continue;
      const path = pathText([...this.#steps, name]);
      this.faults.push({ steps: [...this.#steps], message: `${path} is missing.` });
    }
    const open = schema["x-kubernetes-preserve-unknown-fields"] || !strict || isAnything(schema);
    for (const [name, value] of Object.entries(map)) {
      const known = embedded ? embeddedField(name, properties) : own(properties, name);
      const field = known ?? (typeof others === "object" ? others : undefined);
      this.#steps.push(name);
      if (field === undefined) {
        if (!open && others !== true) this.#unknown(name, properties);
      } else if (!typed || value !== null) this.check(value, field, typed, strict);
      this.#steps.pop();
    }
  }

  /** Conditions beside the structure: they hold for fields that the structure has named. */
  #conditions(given: unknown, schema: Schema, typed: boolean): void {
    const { allOf, anyOf, oneOf, not } = schema;
    if (allOf === undefined && anyOf === undefined && oneOf === undefined && !not) return;
    const value = isMap(given) ? { ...defaults(schema), ...given } : given;
    for (const part of allOf ?? []) this.check(value, part, typed, false);
    if (anyOf !== undefined) this.#fitting(value, anyOf, typed);
    if (oneOf !== undefined && this.#fitting(value, oneOf, typed) > 1) {
      this.#fault({ text: "has several forms that exclude each other" });
    }
    if (not !== undefined && this.#faultsOf(value, not, typed).length === 0) {
      this.#fault({ text: "has a form that is ruled out" });
    }
  }

  /** How many of some forms a value has. Of none, the closest one says what is wrong. */
  #fitting(value: unknown, forms: readonly Schema[], typed: boolean): number {
    const attempts = forms.map((form) => this.#faultsOf(value, form, typed));
    const [closest] = attempts.toSorted((a, b) => a.length - b.length);
    const fault = closest?.[0];
    if (fault !== undefined) this.faults.push(fault);
    return attempts.filter((faults) => faults.length === 0).length;
  }

  #faultsOf(value: unknown, schema: Schema, typed: boolean): readonly SchemaFault[] {
    const attempt = new Validation(this.#definitions, this.#encrypted, this.#steps);
    attempt.check(value, schema, typed, false);
    return attempt.faults;
  }

  #unknown(name: string, properties: Readonly<Record<string, Schema>>): void {
    const steps = [...this.#steps];
    const near = nearest(name, Object.keys(properties));
    this.faults.push({
      steps,
      message: `There is no field ${pathText(steps)}.`,
      ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
    });
  }

  #fault({ text, hint }: Complaint): void {
    const steps = [...this.#steps];
    const message = `${pathText(steps) || "The object"} ${text}.`;
    this.faults.push({ steps, message, ...(hint === undefined ? {} : { hint }) });
  }
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function atLeast(count: number, what: string): string {
  return `at least ${count} ${what}${count === 1 ? "" : "s"}`;
}

/** A schema that says nothing about its value. */
function isAnything({ type, properties, additionalProperties }: Schema): boolean {
  return type === undefined && properties === undefined && additionalProperties === undefined;
}

/** What the API server fills in before it looks at conditions. */
function defaults({ properties = {} }: Schema): Record<string, unknown> {
  const withDefault = Object.entries(properties).filter(([, each]) => each.default !== undefined);
  return Object.fromEntries(withDefault.map(([name, each]) => [name, each.default]));
}

/** The fields that every object has, also one inside another. */
function embeddedField(
  name: string,
  properties: Readonly<Record<string, Schema>>,
): Schema | undefined {
  if (name === "metadata") return { $ref: OBJECT_META };
  return name === "apiVersion" || name === "kind" ? { type: "string" } : own(properties, name);
}

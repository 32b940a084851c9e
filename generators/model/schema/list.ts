import { own } from "../../base/own.ts";
import { at } from "../../base/yaml/at.ts";
import type { Definitions } from "./definitions.ts";
import type { Schema, SchemaStep } from "./schema.ts";

/** An item that has the same key as one before it. */
export interface Twin {
  readonly index: number;
  readonly first: number;
  /** What both have, in words: `name "http"`. */
  readonly shared: string;
}

/** Items that the API server refuses because they stand for the same thing. */
export function twins(list: readonly unknown[], schema: Schema, definitions: Definitions): Twin[] {
  const type = schema["x-kubernetes-list-type"];
  if (type !== "map" && type !== "set") return [];
  const keys = type === "map" ? (schema["x-kubernetes-list-map-keys"] ?? []) : undefined;
  const item = keys && resolve(schema.items, definitions);
  const seen = new Map<string, number>();
  const found: Twin[] = [];
  for (const [index, value] of list.entries()) {
    const shared = keys === undefined ? scalar(value) : keyOf(value, keys, item);
    if (shared === undefined) continue;
    const first = seen.get(shared);
    if (first === undefined) seen.set(shared, index);
    else found.push({ index, first, shared });
  }
  return found;
}

function scalar(value: unknown): string | undefined {
  return typeof value === "object" ? undefined : JSON.stringify(value);
}

/** The values of an item's keys; undefined where it has none of them, or one is no scalar. */
function keyOf(value: unknown, keys: readonly string[], item?: Schema): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const given = keys.filter((key) => Object.hasOwn(value, key));
  if (given.length === 0 || given.some((key) => scalar(at(value, key)) === undefined))
    return undefined;
  return keys
    .map((key) => ({
      key,
      held: given.includes(key) ? at(value, key) : own(item?.properties ?? {}, key)?.default,
    }))
    .filter(({ held }) => held !== undefined)
    .map(({ key, held }) => `${key} ${scalar(held)}`)
    .join(", ");
}

/** The schema of what stands at a path, or undefined where anything may stand. */
export function schemaAt(
  schema: Schema | undefined,
  steps: readonly SchemaStep[],
  definitions: Definitions,
): Schema | undefined {
  const here = resolve(schema, definitions);
  const [step, ...rest] = steps;
  if (here === undefined || step === undefined) return here;
  return schemaAt(below(here, step), rest, definitions);
}

function below(schema: Schema, step: SchemaStep): Schema | undefined {
  const { properties = {}, additionalProperties, items } = schema;
  if (typeof step === "number") return items;
  const known = own(properties, step);
  return known ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
}

function resolve(schema: Schema | undefined, definitions: Definitions): Schema | undefined {
  return schema?.$ref === undefined ? schema : definitions.schema(schema.$ref);
}

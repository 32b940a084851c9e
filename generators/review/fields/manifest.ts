import { stringify } from "yaml";
import { at } from "../../base/yaml/at.ts";
import { Masked } from "../secrets/masked.ts";

/** Keys that people write before others. */
const FIRST = ["apiVersion", "kind", "metadata", "name", "generateName", "namespace", "type"];

/** A value as YAML, with nothing of it that is masked. Without a line end. */
export function yamlOf(value: unknown): string {
  return stringify(readable(value), { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
}

/** Keys in the order in which people write and read a manifest. */
export function inReadersOrder(keys: readonly string[]): string[] {
  const rank = (key: string) => {
    const first = FIRST.indexOf(key);
    return first < 0 ? FIRST.length : first;
  };
  return keys.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function readable(value: unknown): unknown {
  if (value instanceof Masked) return value.text;
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  const keys = inReadersOrder(Object.keys(value));
  return Object.fromEntries(keys.map((key) => [key, readable(at(value, key))]));
}

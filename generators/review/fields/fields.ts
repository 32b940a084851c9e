import { own } from "../../base/own.ts";
import { at, textAt } from "../../base/yaml/at.ts";
import type { Step } from "../../base/yaml/parse.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import type { FieldChange } from "../comparison.ts";
import { isMap, Masked } from "../secrets/masked.ts";
import { HIDDEN } from "../secrets/text.ts";
import { type ItemPair, isPlainList, merged, pairItems } from "./items.ts";
import { inReadersOrder, yamlOf } from "./manifest.ts";

/** The merge key of the list at a path of an object, if it has one. */
export type ListKeys = (steps: readonly Step[]) => readonly string[] | undefined;

/** What stands for a secret that is another one now. */
const OTHER = "(hidden, another value)";

/** What differs between the masked data of two objects, in the reader's order. */
export function fieldChanges(before: unknown, after: unknown, listKeys: ListKeys): FieldChange[] {
  const walk = (old: unknown, current: unknown, steps: readonly Step[], path: string) => {
    if (isSame(old, current)) return [];
    if (isMap(old) && isMap(current)) {
      const [was, is] = [old, current].map((map) => inReadersOrder(Object.keys(map)));
      return merged(was ?? [], is ?? []).flatMap((key): FieldChange[] =>
        walk(own(old, key), own(current, key), [...steps, key], below(path, key)),
      );
    }
    if (Array.isArray(old) && Array.isArray(current)) {
      if (isPlainList(old) && isPlainList(current)) return [change(path, old, current)];
      const pairs = pairItems(old, current, listKeys(steps));
      const changes = pairs.flatMap(({ label, index, before, after }): FieldChange[] =>
        walk(before, after, [...steps, index], `${path}[${label}]`),
      );
      // Their order counts for these alone.
      return steps.at(-1) === "initContainers" && isReordered(pairs)
        ? [...changes, change(path, namesOf(old), namesOf(current))]
        : changes;
    }
    return [change(path, old, current)];
  };
  return walk(meant(before), meant(after), [], "");
}

/** An object without nulls, which the API server takes for absent; with those of chart values. */
function meant(object: unknown): unknown {
  const group = textAt(object, "apiVersion")?.split("/")[0];
  const isRelease = group === GROUPS.helm && textAt(object, "kind") === "HelmRelease";
  // By null Helm takes a default of the chart away.
  const values = isRelease ? at(object, "spec", "values") : undefined;
  const walk = (value: unknown): unknown => {
    if (value === values) return value;
    if (Array.isArray(value)) return value.map(walk);
    if (!isMap(value)) return value;
    const given = Object.entries(value).filter(([, each]) => each !== null);
    return Object.fromEntries(given.map(([key, each]) => [key, walk(each)]));
  };
  return walk(object);
}

function change(path: string, before: unknown, after: unknown): FieldChange {
  const isHidden = holdsMasked(before) || holdsMasked(after);
  const [old, current] = [before, after].map((value) =>
    value === undefined ? undefined : yamlOf(value),
  );
  // Nothing that can be seen differs.
  const isElsewhere = old === current && current !== undefined;
  const shown = isElsewhere ? another(current) : current;
  return {
    path,
    ...(old === undefined ? {} : { before: old }),
    ...(shown === undefined ? {} : { after: shown }),
    ...(isHidden ? { masked: true as const } : {}),
  };
}

/** A value of a variable that a Secret gives is nowhere in the text. */
function another(text: string): string {
  return text.includes(HIDDEN) ? text.replaceAll(HIDDEN, OTHER) : `${text} # ${OTHER}`;
}

function below(path: string, key: string): string {
  if (/^[\w$-]+$/.test(key)) return path === "" ? key : `${path}.${key}`;
  return `${path}[${/^[\w./-]+$/.test(key) ? key : JSON.stringify(key)}]`;
}

function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Masked && other instanceof Masked) return one.isSame(other);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  if (isMap(one) && isMap(other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) =>
      isSame(own(one, key), own(other, key)),
    );
  }
  return one === other;
}

function holdsMasked(value: unknown): boolean {
  if (value instanceof Masked) return value.text.includes(HIDDEN) || value.text.includes("${");
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsMasked);
}

/** Whether items that stand on both sides do so in another order. */
function isReordered(pairs: readonly ItemPair[]): boolean {
  const kept = pairs.filter((pair) => pair.was !== undefined && pair.after !== undefined);
  return kept.some(({ was }, index) => index > 0 && (was ?? 0) < (kept[index - 1]?.was ?? 0));
}

function namesOf(items: readonly unknown[]): unknown[] {
  return items.map((item) => (isMap(item) ? item.name : item));
}

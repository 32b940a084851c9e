import { diffArrays } from "diff";
import { own } from "../../base/own.ts";
import { at } from "../../base/yaml/at.ts";
import { Masked } from "../secrets/masked.ts";

/** An item of a list at the base, at the head, or both, as they belong together. */
export interface ItemPair {
  /** What stands in brackets behind the list's name. */
  readonly label: string;
  readonly index: number;
  /** Where it stood at the base, of items that have a merge key. */
  readonly was?: number;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Lists that have less in common are read by position: what they share takes very long to find. */
const EDITS_MAX = 1000;

/** What the API server fills in for a merge key that is not given. */
const DEFAULTS: Readonly<Record<string, string>> = { protocol: "TCP" };

/**
 * Which items of two lists belong together: those of the same merge key; where a list has none,
 * those that are equal, and between these by position.
 * @param keys the merge key of the list, if it has one.
 */
export function pairItems(
  before: readonly unknown[],
  after: readonly unknown[],
  keys: readonly string[] | undefined,
): ItemPair[] {
  const [old, current] = [before, after].map((items) => labelsOf(items, keys ?? ["name"]));
  return old === undefined || current === undefined
    ? byPosition(before, after)
    : byLabel(before, old, after, current);
}

/** Undefined where an item has no key, or two have the same. */
function labelsOf(items: readonly unknown[], keys: readonly string[]): string[] | undefined {
  const labels = items.map((item) => {
    const values = keys.map((key) => textOf(at(item, key)) ?? own(DEFAULTS, key) ?? "");
    const [first, ...rest] = values;
    if (first === undefined || first === "") return "";
    const others = rest.filter(
      (value, index) => value !== "" && value !== own(DEFAULTS, keys[index + 1] ?? ""),
    );
    return [first, ...others].join("/");
  });
  return labels.includes("") || new Set(labels).size < labels.length ? undefined : labels;
}

function textOf(value: unknown): string | undefined {
  if (value instanceof Masked) return value.text;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** In the order of the head, and what is gone after what it stood behind. */
function byLabel(
  before: readonly unknown[],
  old: readonly string[],
  after: readonly unknown[],
  current: readonly string[],
): ItemPair[] {
  return merged(old, current).map((label) => {
    const [was, is] = [old.indexOf(label), current.indexOf(label)];
    return {
      label,
      index: is < 0 ? was : is,
      ...(was < 0 ? {} : { was, before: before[was] }),
      ...(is < 0 ? {} : { after: after[is] }),
    };
  });
}

function byPosition(before: readonly unknown[], after: readonly unknown[]): ItemPair[] {
  const [old, current] = [before, after].map((items) => items.map(keyOf));
  const pairs: ItemPair[] = [];
  let was = 0;
  let is = 0;
  let removed = 0;
  const parts = diffArrays(old ?? [], current ?? [], { maxEditLength: EDITS_MAX }) ?? [
    { value: old ?? [], count: before.length, removed: true, added: false },
    { value: current ?? [], count: after.length, removed: false, added: true },
  ];
  for (const [position, { added, removed: isRemoved, count }] of parts.entries()) {
    if (isRemoved) {
      removed = count;
      // What is added next takes the place of what is removed.
      if (parts[position + 1]?.added) continue;
      for (let each = 0; each < count; each++, was++) {
        pairs.push({ label: String(was), index: was, before: before[was] });
      }
      removed = 0;
    } else if (added) {
      for (let each = 0; each < Math.max(count, removed); each++) {
        const isOld = each < removed;
        const isNew = each < count;
        const index = isNew ? is : was;
        pairs.push({
          label: String(index),
          index,
          ...(isOld ? { before: before[was++] } : {}),
          ...(isNew ? { after: after[is++] } : {}),
        });
      }
      removed = 0;
    } else {
      was += count;
      is += count;
    }
  }
  return pairs;
}

/** Equal for equal items; of what is masked, the place decides. */
function keyOf(item: unknown): string {
  return JSON.stringify(item, (_, value) => (value instanceof Masked ? value.text : value));
}

/** The keys of the second in their order, with those of the first alone behind their neighbours. */
export function merged(before: readonly string[], after: readonly string[]): string[] {
  const known = new Set(after);
  const result = [...after];
  for (const [index, key] of before.entries()) {
    if (known.has(key)) continue;
    const neighbour = before[index - 1];
    result.splice(neighbour === undefined ? 0 : result.indexOf(neighbour) + 1, 0, key);
    known.add(key);
  }
  return result;
}

/** Whether every item is a plain value: such a list is read as a whole. */
export function isPlainList(items: readonly unknown[]): boolean {
  return items.every((item) => typeof item !== "object" || item === null || item instanceof Masked);
}

import type { Step } from "../../base/yaml/parse.ts";
import { isPlainList, pairItems } from "../../review/fields/items.ts";
import { isMap } from "../../review/secrets/masked.ts";
import type { Neutral } from "./names.ts";

/** How two environments are compared. */
export interface Comparing {
  readonly from: Neutral;
  readonly to: Neutral;
  readonly listKeys: (steps: readonly Step[]) => readonly string[] | undefined;
}

/**
 * Two objects' data in which texts are equal that differ only by what their environments are
 * called. Texts that are equal anyway stay: `/dev/null` is not about the environment dev.
 */
export function aligned(one: unknown, other: unknown, how: Comparing): [unknown, unknown] {
  const walk = (a: unknown, b: unknown, steps: readonly Step[]): [unknown, unknown] => {
    if (typeof a === "string" && typeof b === "string") return texts(a, b, how);
    if (Array.isArray(a) && Array.isArray(b)) {
      if (isPlainList(a) && isPlainList(b)) return plainLists(a, b, how);
      const [first, second] = [new Map<unknown, unknown>(), new Map<unknown, unknown>()];
      for (const { before, after, index } of pairItems(a, b, how.listKeys(steps))) {
        if (before === undefined || after === undefined) continue;
        const [left, right] = walk(before, after, [...steps, index]);
        first.set(before, left);
        second.set(after, right);
      }
      return [
        a.map((item) => (first.has(item) ? first.get(item) : item)),
        b.map((item) => (second.has(item) ? second.get(item) : item)),
      ];
    }
    if (!isMap(a) || !isMap(b)) return [a, b];
    const keys = Object.keys(a).filter((key) => Object.hasOwn(b, key));
    const pairs = keys.map((key) => [key, walk(a[key], b[key], [...steps, key])] as const);
    return [
      { ...a, ...Object.fromEntries(pairs.map(([key, [left]]) => [key, left])) },
      { ...b, ...Object.fromEntries(pairs.map(([key, [, right]]) => [key, right])) },
    ];
  };
  return walk(one, other, []);
}

function texts(a: string, b: string, { from, to }: Comparing): [string, string] {
  if (a === b) return [a, b];
  const [left, right] = [from(a), to(b)];
  return left === right ? [left, right] : [a, b];
}

/** Values without a key: one that the other list has under its own environment's name is that. */
function plainLists(
  a: readonly unknown[],
  b: readonly unknown[],
  { from, to }: Comparing,
): [unknown[], unknown[]] {
  const neutral = (items: readonly unknown[], with_: Neutral, others: ReadonlySet<unknown>) =>
    items.map((item) => {
      const text = typeof item === "string" ? with_(item) : item;
      return others.has(text) ? text : item;
    });
  const set = (items: readonly unknown[], with_: Neutral) =>
    new Set(items.map((item) => (typeof item === "string" ? with_(item) : item)));
  return [neutral(a, from, set(b, to)), neutral(b, to, set(a, from))];
}

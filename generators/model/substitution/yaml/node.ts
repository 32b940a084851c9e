import { SubstitutionRefusal } from "../refusal.ts";
import { keyOf, scalarOf } from "./scalar-value.ts";

/** A scalar, with what it stands for as a key; or a collection. */
export interface Node {
  readonly value: unknown;
  /** Undefined where it can't be one. */
  readonly key: string | undefined;
  readonly isMerge: boolean;
  /** Values in it, itself included. */
  readonly size: number;
}

export const EMPTY: Node = { value: null, key: undefined, isMerge: false, size: 1 };

export function scalarNode(text: string, isPlain: boolean, tag: string | undefined): Node {
  const found = scalarOf(text, isPlain, tag);
  const value = typeof found === "bigint" ? Number(found) : found;
  const isMerge = text === "<<" && (tag === undefined ? isPlain : /^!$|:merge$/.test(tag));
  return { value, key: keyOf(found), isMerge, size: 1 };
}

export function listNode(items: readonly Node[]): Node {
  const size = items.reduce((sum, each) => sum + each.size, 1);
  return {
    value: items.map(({ value }) => value),
    key: undefined,
    isMerge: false,
    size,
  };
}

/** What `<<` brings in: of several maps the first one wins. */
export function merged(value: unknown): [string, unknown][] {
  const maps = Array.isArray(value) ? value.toReversed() : [value];
  return maps.flatMap((map: unknown) => {
    if (typeof map !== "object" || map === null || Array.isArray(map)) {
      throw new SubstitutionRefusal("map merge requires map or sequence of maps as the value");
    }
    return Object.entries(map);
  });
}

import type { FieldChange } from "../../review/comparison.ts";
import { HIDDEN } from "../../review/secrets/text.ts";
import type { Value } from "./model.ts";
import type { Pair } from "./pair.ts";

/** The fields of an object that differ in a pair in which both have it. */
export interface PairChanges {
  readonly pair: Pair;
  readonly fields: readonly FieldChange[];
}

/** What differs in an object between any two environments; nothing where one lacks it. */
export type Between = (...pair: Pair) => readonly FieldChange[];

/**
 * Who has which value of a field. Where two environments do not differ in it, but for their
 * names, the second's own value is what sets it apart from one that does differ.
 */
export function valuesOf(path: string, changes: readonly PairChanges[], between: Between): Value[] {
  const known = new Map<string, string | null>();
  let isMasked = false;
  for (const { pair, fields } of changes) {
    const change = fields.find((field) => field.path === path);
    if (change === undefined) continue;
    if (change.masked) isMasked = true;
    known.set(pair[0], plain(change.before));
    known.set(pair[1], plain(change.after));
  }
  const direct = [...known.keys()];
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const { pair, fields } of changes) {
      if (fields.some((field) => isAbout(field.path, path))) continue;
      for (const [one, other] of [pair, [pair[1], pair[0]] as const]) {
        const value = known.get(one);
        if (value === undefined || known.has(other)) continue;
        const own = direct
          .flatMap((each) => between(other, each))
          .find((change) => change.path === path);
        known.set(other, own === undefined ? value : plain(own.before));
        isNew = true;
      }
    }
  }
  const order = [...new Set(changes.flatMap(({ pair }) => pair))].filter((each) => known.has(each));
  const values: { environments: string[]; value: string | null }[] = [];
  for (const environment of order) {
    const value = known.get(environment) ?? null;
    // What is hidden may be another value though it looks the same.
    const same =
      isMasked && value !== null ? undefined : values.find((each) => each.value === value);
    if (same === undefined) values.push({ environments: [environment], value });
    else same.environments.push(environment);
  }
  return values;
}

/** Whether a change of one field is one of the other, too: the same, above it or below. */
function isAbout(changed: string, path: string): boolean {
  const isWithin = (inner: string, outer: string) =>
    inner === outer || (inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length)));
  return isWithin(changed, path) || isWithin(path, changed);
}

/** A hidden value of the second of a pair is "another one": of which, depends on the pair. */
function plain(value: string | undefined): string | null {
  if (value === undefined) return null;
  return value.replaceAll(/ # \(hidden, another value\)$|\(hidden, another value\)/g, (found) =>
    found.startsWith(" #") ? "" : HIDDEN,
  );
}

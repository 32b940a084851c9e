import type { ClusterDiff, Place } from "../model.ts";
import { placeName } from "../words.ts";

/** The name that a place has on the page. */
export type PlaceName = (place: Place) => string;

/** How places are named: with their cluster where there are several. */
export function placeNamer({ syncs }: ClusterDiff): PlaceName {
  const isOne = new Set(syncs.map(({ cluster }) => cluster)).size < 2;
  return (place) => (isOne ? placeName(place) : `${place.cluster}: ${placeName(place)}`);
}

/** Values, each once, in the order of their first appearance. */
export function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** `1 object`, `12 objects`, `1,000 objects`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

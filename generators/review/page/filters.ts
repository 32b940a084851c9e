import { type ClusterDiff, LEVELS } from "../comparison.ts";
import type { PlaceName } from "../fields/words.ts";
import { MARKS } from "./objects.ts";
import { distinct } from "./places.ts";

interface Option {
  readonly value: string;
  readonly label: string;
}

/** What the page can be filtered by: only what would leave something. */
export function filtersOf({ objects, syncs, risks }: ClusterDiff, nameOf: PlaceName) {
  const optionsOf = (values: readonly string[], of: (value: string) => number): Option[] =>
    values.flatMap((value) => {
      const count = of(value);
      return count === 0 ? [] : [{ value, label: `${value} (${count})` }];
    });
  const countOf = (matches: (object: ClusterDiff["objects"][number]) => boolean) =>
    objects.filter(matches).length;
  const places = distinct([...syncs, ...objects.flatMap((object) => object.places)].map(nameOf));
  const kinds = distinct(objects.map(({ kind }) => kind)).sort();
  const atPlace = new Map<string, number>();
  for (const object of objects) {
    for (const place of distinct(object.places.map(nameOf))) {
      atPlace.set(place, (atPlace.get(place) ?? 0) + 1);
    }
  }
  const changes = Object.entries(MARKS).flatMap(([change, mark]) => {
    const count = countOf((object) => object.change === change);
    return count === 0 ? [] : [{ change, mark, count }];
  });
  return {
    changes: changes.length > 1 ? changes : [],
    places: optionsOf(places, (place) => atPlace.get(place) ?? 0),
    kinds: optionsOf(kinds, (kind) => countOf((object) => object.kind === kind)),
    levels: optionsOf(LEVELS, (level) => {
      const ids = risks.filter((risk) => risk.level === level).flatMap((risk) => risk.objects);
      return distinct(ids).length;
    }),
    risks: risks.map(({ title }, index) => ({ value: String(index), label: title })),
  };
}

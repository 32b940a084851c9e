import { type ChangeKind, type ClusterDiff, LEVELS, type ObjectDiff } from "../comparison.ts";
import type { PlaceName } from "../fields/words.ts";
import { type FieldView, fieldView, shownLines } from "./fields.ts";
import { counted, distinct } from "./places.ts";

/** How a change is marked, besides its colour; in the order of the telling: losses first. */
export const MARKS: Readonly<Record<ChangeKind, string>> = {
  deleted: "−",
  orphaned: "○",
  moved: "→",
  changed: "~",
  added: "+",
};

/** An object, as the page shows it. */
export interface ObjectView {
  readonly id: string;
  readonly change: ChangeKind;
  readonly mark: string;
  readonly kind: string;
  readonly name: string;
  readonly oldName: string;
  readonly isOrphaned: boolean;
  /** The names of its places, in few words. */
  readonly places: string;
  /** What is in it: `3 fields`, `24 lines`. */
  readonly size: string;
  /** The worst level of the risks that are about it; empty without one. */
  readonly level: string;
  readonly risks: readonly { readonly href: string; readonly title: string }[];
  readonly details: readonly PlaceDetail[];
  readonly manyPlaces: string;
  readonly fields: readonly FieldView[];
  readonly manifest: string;
  /** What the filters ask for, as JSON. */
  readonly filter: string;
  readonly open: boolean;
}

/** Where it is applied, and where it was written. */
interface PlaceDetail {
  /** Its name; empty where that is the Flux Kustomization's. */
  readonly place: string;
  readonly sync: string;
  readonly namespace: string;
  readonly from: string;
  readonly path: string;
}

/** What the page's script reads of an object, as JSON in an attribute. */
export interface Filterable {
  readonly change: ChangeKind;
  readonly kind: string;
  readonly places: readonly string[];
  /** The indices of its risks. */
  readonly risks: readonly number[];
}

/** Lines of the objects that are open at first: about what fits on a few screens. */
const OPEN_LINES = 300;
/** Places that are named in a row; of more, the first ones and a count. */
const NAMED_PLACES = 4;

/** The objects in their order, the first ones open. */
export function objectViews({ objects, risks }: ClusterDiff, nameOf: PlaceName): ObjectView[] {
  const risksOf = new Map<string, number[]>();
  for (const [index, risk] of risks.entries()) {
    for (const id of risk.objects) risksOf.set(id, [...(risksOf.get(id) ?? []), index]);
  }
  let lines = 0;
  return objects.map((object) => {
    const { id, change, kind, name, places } = object;
    const [where, mine] = [distinct(places.map(nameOf)), risksOf.get(id) ?? []];
    const content = contentOf(object);
    lines += content.lines;
    const filter: Filterable = { change, kind, places: where, risks: mine };
    return {
      ...{ id, change, kind, name, mark: MARKS[change] },
      isOrphaned: change === "orphaned",
      oldName: object.oldName ?? "",
      places: inFewWords(where),
      size: content.size,
      level: LEVELS.find((level) => mine.some((index) => risks[index]?.level === level)) ?? "",
      risks: mine.map((index) => ({ href: `#r${index}`, title: risks[index]?.title ?? "" })),
      details: places.map((place) => ({
        place: nameOf(place) === place.sync ? "" : nameOf(place),
        ...{ sync: place.sync, namespace: place.namespace },
        ...{ from: place.from ?? "", path: place.path ?? "" },
      })),
      manyPlaces: places.length > NAMED_PLACES ? counted(places.length, "place") : "",
      ...{ fields: content.fields, manifest: object.manifest?.trimEnd() ?? "" },
      filter: JSON.stringify(filter),
      open: lines <= OPEN_LINES,
    };
  });
}

function contentOf({ manifest, fields }: ObjectDiff) {
  const views = fields.map(fieldView);
  const whole = manifest?.trimEnd().split("\n").length ?? 0;
  const lines = views.reduce((sum, view) => sum + shownLines(view), whole);
  const size = whole > 0 ? counted(whole, "line") : counted(fields.length, "field");
  return { fields: views, lines, size };
}

/** `dev, staging, production`; `dev, staging, production and 12 more`. */
function inFewWords(names: readonly string[]): string {
  if (names.length <= NAMED_PLACES) return names.join(", ");
  const named = names.slice(0, NAMED_PLACES - 1);
  return `${named.join(", ")} and ${names.length - named.length} more`;
}

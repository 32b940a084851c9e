import type { ClusterDiff } from "../comparison.ts";
import { noRiskText, type PlaceName } from "../fields/words.ts";
import { counted, distinct } from "./places.ts";

/** Objects that a risk links to; of more there is a count. */
const LINKED = 5;

/** Risks up to which all are shown at first; of more, so many that the objects are not far. */
const MOST_SHOWN = 15;
const FIRST_SHOWN = 10;

/** The risks as the page shows them, worst first; of very many the rest apart. */
export function riskLists(diff: ClusterDiff, nameOf: PlaceName) {
  const all = riskViews(diff, nameOf);
  const cut = all.length > MOST_SHOWN ? FIRST_SHOWN : all.length;
  return {
    none: noRiskText(diff),
    count: all.length.toLocaleString("en"),
    lists: [
      { risks: all.slice(0, cut), title: "" },
      { risks: all.slice(cut), title: `${counted(all.length - cut, "more risk")}` },
    ].filter(({ risks }) => risks.length > 0),
  };
}

function riskViews({ risks, objects }: ClusterDiff, nameOf: PlaceName) {
  const byId = new Map(objects.map((object) => [object.id, object]));
  return risks.map((risk, index) => {
    const about = risk.objects.flatMap((id) => byId.get(id) ?? []);
    const more = about.length - LINKED;
    const place = risk.line === undefined ? risk.path : `${risk.path}:${risk.line}`;
    return {
      id: `r${index}`,
      index: String(index),
      level: risk.level,
      title: risk.title,
      todo: risk.todo,
      rule: risk.rule ?? "",
      where: place ?? "",
      places: distinct(risk.places.map(nameOf)).join(", "),
      objects: about.slice(0, LINKED).map(({ id, kind, name }) => ({ href: `#${id}`, kind, name })),
      more: more > 0 ? `and ${more} more` : "",
      all: about.length > 1 ? `Show only these ${counted(about.length, "object")}` : "",
    };
  });
}

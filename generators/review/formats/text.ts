import { columns } from "../../base/text/columns.ts";
import { type Paint, visible, visibleLine } from "../../base/text/text.ts";
import { wrap } from "../../base/text/wrap.ts";
import type { Screen } from "../../check/formats/report.ts";
import type { ClusterDiff, FieldChange, ObjectDiff, Risk } from "../comparison.ts";
import { fieldLines, isShort } from "../fields/field-lines.ts";
import {
  changeText,
  noRiskText,
  nothingText,
  objectTitle,
  type PlaceName,
  placeNamer,
  placeNames,
  sameText,
  sideName,
  summaryTable,
} from "../fields/words.ts";

/** Longer lines of prose are hard to read, however wide the terminal is. */
const WIDTH_MAX = 100;

/** For a terminal: the summary, the risks, then each object. */
export function diffText(diff: ClusterDiff, screen: Screen): string {
  const { paint } = screen;
  const nameOf = placeNamer(diff);
  const { head, rows } = summaryTable(diff);
  const title = `${sideName(diff.base)} -> ${sideName(diff.head)}`;
  const table = rows.length === 0 ? `${nothingText(diff)}\n` : `${visible(columns(head, rows))}`;
  return [
    `${paint.strong(visibleLine(title))}\n\n`,
    table,
    ...(rows.length > 0 && diff.sameSyncs > 0 ? [`${paint.faint(sameText(diff))}\n`] : []),
    ...diff.notCompared.map((each) => `${paint.bad("Not compared:")} ${visibleLine(each)}\n`),
    "\n",
    ...(diff.risks.length === 0
      ? [`${paint.added("✓")} ${noRiskText(diff)}\n`]
      : diff.risks.map((risk) => riskText(risk, nameOf, screen))),
    ...diff.objects.map((object) => objectText(object, nameOf, paint)),
  ].join("");
}

function riskText(
  { level, title, todo, places, path, line }: Risk,
  nameOf: PlaceName,
  { paint, width }: Screen,
): string {
  const most = (width === undefined ? WIDTH_MAX : Math.min(width, WIDTH_MAX)) - 4;
  const where = placeNames(places, nameOf);
  const about = where === "" ? "" : ` (${where})`;
  const [first = "", ...rest] = wrap(`${level}: ${visibleLine(title + about)}`, most);
  const mark = level === "critical" || level === "high" ? paint.bad("✗") : paint.hunk("!");
  const isLoud = level === "critical";
  const place = path === undefined ? [] : [line === undefined ? path : `${path}:${line}`];
  return [
    `${mark} ${isLoud ? paint.bad(first) : first}`,
    ...rest.map((each) => `  ${isLoud ? paint.bad(each) : each}`),
    ...wrap(visibleLine(todo), most).map((each, index) => `  ${index === 0 ? "→" : " "} ${each}`),
    ...place.map((each) => `  ${paint.faint(visibleLine(each))}`),
    "",
  ].join("\n");
}

function objectText(object: ObjectDiff, nameOf: PlaceName, paint: Paint): string {
  const { change, fields, manifest, places } = object;
  const head = `${objectTitle(object)}: ${changeText(object)} in ${placeNames(places, nameOf)}`;
  const isGone = change === "deleted" || change === "orphaned";
  const lines = (manifest ?? "").replace(/\n$/, "").split("\n");
  const whole =
    manifest === undefined ? [] : lines.map((line) => signed(isGone ? "-" : "+", line, paint));
  return `\n${paint.strong(visibleLine(head))}\n${[
    ...whole,
    ...fields.flatMap((field) => fieldText(field, paint)),
  ]
    .map((line) => `  ${line}\n`)
    .join("")}`;
}

function fieldText(field: FieldChange, paint: Paint): string[] {
  const { path, before, after } = field;
  const name = visibleLine(path);
  if (isShort(field)) {
    const old = before === undefined ? "" : paint.removed(visibleLine(before));
    const current = after === undefined ? paint.removed("gone") : paint.added(visibleLine(after));
    return [`${name}: ${before === undefined ? current : `${old} -> ${current}`}`];
  }
  return [
    `${name}:`,
    ...fieldLines(field).map(({ sign, text }) => `  ${signed(sign, text, paint)}`),
  ];
}

function signed(sign: string, text: string, paint: Paint): string {
  const line = `${sign} ${visibleLine(text)}`;
  if (sign === "+") return paint.added(line);
  if (sign === "-") return paint.removed(line);
  return sign === "@" ? paint.faint(line) : line;
}

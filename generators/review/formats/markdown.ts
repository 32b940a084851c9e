import type { ClusterDiff, FieldChange, ObjectDiff, Risk } from "../comparison.ts";
import { fieldLines, isShort } from "../fields/field-lines.ts";
import {
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
import { cell, codeBlock, html, sentence } from "./markdown-escape.ts";
import { pictureOf } from "./picture.ts";

/** GitHub refuses a comment of more than 65,536 characters; whoever posts it adds a few. */
export const COMMENT_MAX = 65_000;
/** Of it for the table, and for what is not compared: the risks are worth more. */
const TABLE_MAX = 12_000;
const REST_MAX = 4_000;
/** Lines of one object, and characters of one line. */
const LINES_MAX = 120;
const LINE_MAX = 300;
/** Objects that are shown opened: the most important, of which a field differs. */
const OPEN_MAX = 10;
/** Room for what says how much is left out. */
const RESERVE = 400;

/**
 * For a comment on a pull request: the summary and the risks, the picture, then as many objects
 * as there is room for, the most important first.
 * @param most characters.
 */
export function diffMarkdown(diff: ClusterDiff, most = COMMENT_MAX): string {
  const nameOf = placeNamer(diff);
  const parts = [headOf(diff), ...risksOf(diff, nameOf, most)];
  let length = parts.reduce((sum, part) => sum + part.length, 0);
  const fits = (part: string) => length + part.length <= most - RESERVE;
  const picture = pictureOf(diff.graph);
  if (picture !== undefined) {
    const part = `<details><summary>Picture</summary>\n\n${codeBlock("mermaid", picture.trimEnd().split("\n"))}\n</details>\n\n`;
    if (fits(part)) {
      parts.push(part);
      length += part.length;
    }
  }
  for (const [index, object] of diff.objects.entries()) {
    const part = objectPart(object, index, nameOf);
    if (!fits(part)) {
      parts.push(leftOut(diff.objects.slice(index)));
      break;
    }
    parts.push(part);
    length += part.length;
  }
  return `${parts.join("").trimEnd()}\n`;
}

function headOf(diff: ClusterDiff): string {
  const { head, rows } = summaryTable(diff);
  const title = `### What this changes in the clusters\n\n${sentence(`${sideName(diff.base)} → ${sideName(diff.head)}`)}\n\n`;
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  const rule = `| ${head.map((_, index) => (index > head.indexOf("Flux Kustomization") ? "---:" : "---")).join(" | ")} |`;
  const table =
    rows.length === 0
      ? `${nothingText(diff)}\n\n`
      : `${[line(head), rule, ...within(rows.map(line), TABLE_MAX, (left) => `| and ${left} more |`)].join("\n")}\n\n`;
  const same = rows.length > 0 && diff.sameSyncs > 0 ? `${sameText(diff)}\n\n` : "";
  const missing = within(
    diff.notCompared.map((each) => `- **Not compared:** ${sentence(each)}`),
    REST_MAX,
    (left) => `- and ${left} more`,
  );
  return `${title}${table}${same}${missing.length === 0 ? "" : `${missing.join("\n")}\n\n`}`;
}

/** All of them; only where they alone are too many, the worst. */
function risksOf(diff: ClusterDiff, nameOf: PlaceName, most: number): string[] {
  const { risks, notCompared } = diff;
  if (risks.length === 0)
    return [`${notCompared.length === 0 ? "✅ " : ""}${noRiskText(diff)}\n\n`];
  const critical = risks.filter(({ level }) => level === "critical");
  const others = risks.filter(({ level }) => level !== "critical");
  const room = most - TABLE_MAX - REST_MAX - 3 * RESERVE;
  const more = (left: number) => `- **${left} more risks:** see the whole report.`;
  const loud = within(
    critical.map((risk) => `> ${riskLine(risk, nameOf)}`),
    room,
    (left) => `> ${more(left)}`,
  );
  const used = loud.join("\n").length;
  const listed = within(
    others.map((risk) => riskLine(risk, nameOf)),
    Math.max(0, room - used),
    more,
  );
  return [
    ...(loud.length === 0 ? [] : [`> [!CAUTION]\n${loud.join("\n")}\n\n`]),
    ...(listed.length === 0 ? [] : [`${listed.join("\n")}\n\n`]),
  ];
}

function riskLine({ level, title, todo, places, path, line }: Risk, nameOf: PlaceName): string {
  const where = placeNames(places, nameOf);
  const about = where === "" ? "" : ` (${sentence(where)})`;
  const place =
    path === undefined ? "" : ` ${sentence(line === undefined ? path : `${path}:${line}`)}`;
  return `- **${level}**: ${sentence(title)}${about} *${sentence(todo)}*${place}`;
}

function objectPart(object: ObjectDiff, index: number, nameOf: PlaceName): string {
  const { fields, manifest, change, places } = object;
  const isGone = change === "deleted" || change === "orphaned";
  const lines =
    manifest === undefined
      ? fields.flatMap(fieldPart)
      : manifest
          .replace(/\n$/, "")
          .split("\n")
          .map((line) => `${isGone ? "-" : "+"} ${line}`);
  const shown = lines
    .slice(0, LINES_MAX)
    .map((line) => (line.length > LINE_MAX ? `${line.slice(0, LINE_MAX)}…` : line));
  const more = lines.length - shown.length;
  const open = manifest === undefined && index < OPEN_MAX ? " open" : "";
  const summary = `${code(objectTitle(object))} ${fate(object)} in ${code(placeNames(places, nameOf))}`;
  const body =
    lines.length === 0
      ? ""
      : codeBlock("diff", [...shown, ...(more > 0 ? [`# ${more} more lines`] : [])]);
  return `<details${open}><summary>${summary}</summary>\n\n${body}\n</details>\n\n`;
}

/** What becomes of it. */
function fate({ change, places }: ObjectDiff): string {
  if (change === "orphaned") return "no longer applied, stays in the cluster,";
  const from = [...new Set(places.flatMap((place) => place.from ?? []))].join(", ");
  return from === "" ? change : `${change} from ${code(from)},`;
}

/** In HTML, where nothing but a tag and an entity has a meaning; no mention counts in it. */
function code(text: string): string {
  return `<code>${html(text)}</code>`;
}

function fieldPart(field: FieldChange): string[] {
  const { path, before, after } = field;
  if (isShort(field)) {
    return [
      ...(before === undefined ? [] : [`- ${path}: ${before}`]),
      ...(after === undefined ? [] : [`+ ${path}: ${after}`]),
    ];
  }
  return [
    `  ${path}:`,
    ...fieldLines(field).map(({ sign, text }) =>
      sign === "@" ? `@@ ${text} @@` : `${sign} ${text}`,
    ),
  ];
}

function leftOut(objects: readonly ObjectDiff[]): string {
  const counts = (["deleted", "orphaned", "moved", "changed", "added"] as const).flatMap(
    (change) => {
      const count = objects.filter((each) => each.change === change).length;
      return count === 0 ? [] : [`${count} ${change}`];
    },
  );
  return `**Left out here, for the length of a comment: ${objects.length} objects (${counts.join(", ")}).** The whole report has them.\n`;
}

/** As many of the lines as fit, and how many do not. */
function within(
  lines: readonly string[],
  most: number,
  more: (left: number) => string,
): readonly string[] {
  let length = 0;
  const index = lines.findIndex((line) => {
    length += line.length + 1;
    return length > most;
  });
  return index < 0 ? lines : [...lines.slice(0, index), more(lines.length - index)];
}

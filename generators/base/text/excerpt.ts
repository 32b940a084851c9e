import widthOf from "fast-string-width";
import { type Paint, visible } from "./text.ts";

const ELLIPSIS = "…";

/**
 * A line of a file with its number, and a caret below its column. Of a line that is too long
 * the part around the column.
 * @param width characters in a line of the screen, `indent` of them taken.
 */
export function excerpt(
  source: string,
  { line, column }: { readonly line: number; readonly column?: number | undefined },
  { paint, width, indent }: { paint: Paint; width: number | undefined; indent: number },
): string[] {
  const number = String(line);
  const room = width === undefined ? undefined : width - indent - number.length - 3;
  const at = Math.min((column ?? 1) - 1, source.length);
  const before = shown(source.slice(0, at));
  const after = shown(source.slice(at)).trimEnd();
  const [left, right] = room === undefined ? [before, after] : cropped(before, after, room);
  const margin = " ".repeat(indent);
  const lines = [`${margin}${paint.faint(`${number} │`)} ${left}${right}`];
  if (column !== undefined) {
    const rule = paint.faint(`${" ".repeat(number.length)} │`);
    lines.push(`${margin}${rule} ${" ".repeat(widthOf(left))}${paint.bad("^")}`);
  }
  return lines;
}

/** A tab takes one place here, so that the caret is where it belongs. */
function shown(text: string): string {
  return visible(text).replaceAll("\t", " ");
}

function cropped(before: string, after: string, room: number): readonly [string, string] {
  const total = widthOf(before) + widthOf(after);
  if (total <= room) return [before, after];
  // What comes before the column needs less room than what is there.
  const wanted = Math.floor(room / 2);
  const left =
    widthOf(before) <= wanted ? before : ELLIPSIS + endOf(before, wanted - ELLIPSIS.length);
  const rest = room - widthOf(left);
  return [left, widthOf(after) <= rest ? after : startOf(after, rest - 1) + ELLIPSIS];
}

function startOf(text: string, width: number): string {
  let taken = "";
  for (const char of text) {
    if (widthOf(taken + char) > width) break;
    taken += char;
  }
  return taken;
}

function endOf(text: string, width: number): string {
  return [...startOf([...text].reverse().join(""), width)].reverse().join("");
}

import { diffWordsWithSpace, structuredPatch } from "diff";
import type { FieldChange } from "../model.ts";

/** A piece of a line; marked where it differs from the line's other side. */
interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/**
 * Lines that stand together: those of both sides, or those of the base beside those of the head,
 * or the count of lines that are left out. Templates ask for what is not empty.
 */
interface Run {
  readonly same: readonly string[];
  readonly before: readonly (readonly Piece[])[];
  readonly after: readonly (readonly Piece[])[];
  readonly skipped: string;
}

/** A field's change, as the page shows it. */
export interface FieldView {
  readonly path: string;
  readonly masked: boolean;
  readonly runs: readonly Run[];
}

/** Lines around a change. */
const CONTEXT = 3;
/** Beyond that texts have little in common, and to find it takes time that grows with its square. */
const MOST_EDITS = 1000;

/** The field's lines on both sides: of long texts only what is near to a change. */
export function fieldView({ path, masked, before, after }: FieldChange): FieldView {
  const view = { path, masked: masked === true };
  // Of a secret there are no words to compare.
  if (before === undefined || after === undefined || masked) {
    return { ...view, runs: [{ ...EMPTY, before: wholeLines(before), after: wholeLines(after) }] };
  }
  const patch = structuredPatch("", "", `${before}\n`, `${after}\n`, "", "", {
    context: CONTEXT,
    maxEditLength: MOST_EDITS,
  });
  if (patch === undefined || patch.hunks.length === 0) {
    return { ...view, runs: [changed(linesOf(before), linesOf(after))] };
  }
  let next = 1;
  const runs = patch.hunks.flatMap(({ oldStart, oldLines, lines }) => {
    const hunk = [...skipped(oldStart - next), ...runsOf(lines)];
    next = oldStart + oldLines;
    return hunk;
  });
  return { ...view, runs: [...runs, ...skipped(linesOf(before).length + 1 - next)] };
}

/** How many lines the page shows of it. */
export function shownLines({ runs }: FieldView): number {
  return runs.reduce(
    (sum, { same, before, after }) => sum + same.length + before.length + after.length,
    1,
  );
}

/** A hunk's lines, those that are removed beside those that are put in their place. */
function runsOf(lines: readonly string[]): Run[] {
  const runs: Run[] = [];
  let start = 0;
  const take = (sign: string) => {
    const from = start;
    while (lines[start]?.startsWith(sign)) start++;
    return lines.slice(from, start).map((line) => line.slice(1));
  };
  while (start < lines.length) {
    const same = take(" ");
    if (same.length > 0) runs.push({ ...EMPTY, same });
    const [before, after] = [take("-"), take("+")];
    if (before.length + after.length > 0) runs.push(changed(before, after));
  }
  return runs;
}

const EMPTY: Run = { same: [], before: [], after: [], skipped: "" };

function skipped(count: number): Run[] {
  return count > 0 ? [{ ...EMPTY, skipped: `${count} ${count === 1 ? "line" : "lines"}` }] : [];
}

/** Lines with their words compared, pair by pair, where each has one beside it. */
function changed(before: readonly string[], after: readonly string[]): Run {
  const isPaired = before.length === after.length;
  const pairs = before.map((line, index) => (isPaired ? words(line, after[index] ?? "") : []));
  return {
    ...EMPTY,
    before: before.map((line, index) => pairs[index]?.[0] ?? wholeLine(line)),
    after: after.map((line, index) => pairs[index]?.[1] ?? wholeLine(line)),
  };
}

function wholeLine(text: string): Piece[] {
  return [{ text, marked: false }];
}

function wholeLines(text: string | undefined): Piece[][] {
  return linesOf(text).map(wholeLine);
}

/** Both lines in pieces; none where they have little in common. */
function words(before: string, after: string): [Piece[], Piece[]] | [] {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS }) ?? [];
  const isCommon = ({ added, removed, value }: (typeof parts)[number], index: number) =>
    // A dot between two numbers that differ: one mark is calmer than three.
    !added && !removed && (value.length > 2 || index === 0 || index === parts.length - 1);
  const common = parts.filter(isCommon).reduce((sum, { value }) => sum + value.trim().length, 0);
  if (common * 3 < Math.min(before.length, after.length)) return [];
  const side = (other: "added" | "removed") =>
    parts.flatMap((part, index) =>
      part[other] ? [] : [{ text: part.value, marked: !isCommon(part, index) }],
    );
  return [side("added"), side("removed")];
}

function linesOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.replace(/\n$/, "").split("\n");
}

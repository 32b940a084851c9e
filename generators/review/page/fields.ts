import { diffWordsWithSpace } from "diff";
import type { FieldChange } from "../comparison.ts";
import { type FieldLine, fieldLines } from "../fields/field-lines.ts";

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

/** Words that differ: where there are more, marks say nothing. */
const EDITS_MAX = 1000;

/** The field's lines on both sides: of long texts only what is near to a change. */
export function fieldView(field: FieldChange): FieldView {
  const { path, masked } = field;
  const runs = runsOf(fieldLines(field));
  // Of a secret there are no words to compare.
  return { path, masked: masked === true, runs: masked ? runs : runs.map(withMarks) };
}

/** How many lines the page shows of it. */
export function shownLines({ runs }: FieldView): number {
  return runs.reduce(
    (sum, { same, before, after }) => sum + same.length + before.length + after.length,
    1,
  );
}

/** Lines that stand together: what is removed beside what is put in its place. */
function runsOf(lines: readonly FieldLine[]): Run[] {
  const runs: Run[] = [];
  let start = 0;
  const take = (sign: FieldLine["sign"]) => {
    const from = start;
    while (lines[start]?.sign === sign) start++;
    return lines.slice(from, start).map(({ text }) => text);
  };
  while (start < lines.length) {
    const [skipped = ""] = take("@");
    const same = take(" ");
    const [before, after] = [take("-").map(whole), take("+").map(whole)];
    if (skipped !== "") runs.push({ ...EMPTY, skipped });
    if (same.length > 0) runs.push({ ...EMPTY, same });
    if (before.length + after.length > 0) runs.push({ ...EMPTY, before, after });
  }
  return runs;
}

const EMPTY: Run = { same: [], before: [], after: [], skipped: "" };

function whole(text: string): Piece[] {
  return [{ text, marked: false }];
}

/** The same with its words compared, pair by pair, where each line has one beside it. */
function withMarks(run: Run): Run {
  const { before, after } = run;
  if (before.length !== after.length) return run;
  const pairs = before.map((line, index) => words(textOf(line), textOf(after[index] ?? [])));
  return {
    ...run,
    before: before.map((line, index) => pairs[index]?.[0] ?? line),
    after: after.map((line, index) => pairs[index]?.[1] ?? line),
  };
}

function textOf(line: readonly Piece[]): string {
  return line.map(({ text }) => text).join("");
}

/** Both lines in pieces; none where they have little in common. */
function words(before: string, after: string): [Piece[], Piece[]] | [] {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: EDITS_MAX }) ?? [];
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
